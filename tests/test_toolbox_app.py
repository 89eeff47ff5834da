"""Generated from nbs/toolbox/app.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.app import (
    CSS, Crappify, Image, NOTICE, NamedTuple, Path, Photo, PngInfo, Restorer, Result, UserError, Workbench, _BLIND, _HEAD, _blind_page, _cards,
    _controls, _friendly, _gradio, _handlers, _no_addresses, _pair, _parser, _results, _shown, _sliders, _until_asked_to_end, _wire, app_command,
    argparse, atexit, check, contextlib, copy, damage, embedded_photo, figures, from_pil, functools, html, look, make_app, np, one_line, os, psnr,
    read_photo, restore, restorers_test, serve, shutil, signal, sys, tempfile, time)


@cells.setup
def _cell_c05f4409():
    'nbs/toolbox/app.ipynb #c05f4409'
    global ExceptionExpected, ImageCms, Picture, importlib, inspect, io, mock, plot_style, scale, show_rows, subprocess, test_eq, torch, write_awkward_images
    import importlib.util
    import inspect
    import io
    import subprocess
    from unittest import mock

    import torch
    from fastcore.test import ExceptionExpected, test_eq
    from IPython.display import Image as Picture
    from PIL import ImageCms

    from gan_course.core import plot_style, scale, show_rows
    from gan_course.reading import write_awkward_images

    plot_style()


@cells.setup
def _cell_a5771aa7():
    'nbs/toolbox/app.ipynb #a5771aa7'
    global bench, images, res, root, tmp
    tmp = tempfile.TemporaryDirectory()
    root = Path(tmp.name)
    embedded_photo('cat').save(root/'cat.png')
    bench = Workbench()
    res = bench.restore(root/'cat.png', text='42')
    print({k: round(v, 2) for k, v in res.scores().items()}, f'dB, {res.seconds:.1f} s')
    images = torch.stack([from_pil(o) for o in (res.damaged, res.restored, res.photo.image)])
    show_rows({'damaged, restored, original': images}, size=2.6, title='One call of the workbench',
              caption='Half the size, JPEG quality 30, a number: what the app starts with. '
                  'The network has never seen this cat.')


@cells.setup
def _cell_3fcaa9c3():
    'nbs/toolbox/app.ipynb #3fcaa9c3'
    global shoot
    def shoot(url, path, width=1280, height=900):
        "Write a picture of the page after a restoration."
        from playwright.sync_api import sync_playwright
        chromium = shutil.which('chromium') or shutil.which('google-chrome')
        with sync_playwright() as p:
            browser = p.chromium.launch(executable_path=chromium, args=['--no-sandbox'])
            page = browser.new_page(viewport=dict(width=width, height=height), color_scheme='light')
            page.goto(url)
            page.click('#cat')
            page.get_by_text('Left: original').wait_for()
            page.click('#restore')
            page.get_by_text('right: restored').wait_for(timeout=60_000)
            page.wait_for_timeout(1500)
            page.screenshot(path=path, type='jpeg', quality=88)
            browser.close()


@cells.test
def test_the_workbench_gives_what_crappify_and_restorer_give():
    'nbs/toolbox/app.ipynb #91c9cb07'
    global recipe, seen, want
    recipe = Crappify(3, quality=80, letters=20, text='42', seed=119)
    want = recipe(embedded_photo('cat'), 'app').image
    test_eq(np.array(res.damaged), np.array(want))
    test_eq(np.array(res.restored), np.array(bench.restorer(want)))
    test_eq(list(res.scores()), ['damaged', 'restored'])
    seen = []
    bench.restore(root/'cat.png', text='42', progress=seen.append)
    test_eq(seen, sorted(seen))
    test_eq(seen[-1], 1)


@cells.test
def test_a_photo_that_is_bad_already_is_restored_as_it_is_and_nothing_is_claime():
    'nbs/toolbox/app.ipynb #16e0f1a0'
    global old
    want.save(root/'old photo.png')
    old = bench.restore(root/'old photo.png', bad=True, factor=4, quality=5, text='not written')
    test_eq(np.array(old.damaged), np.array(want))
    test_eq(np.array(old.restored), np.array(res.restored))
    test_eq(old.scores(), {})


@cells.test
def test_the_sliders_do_what_they_say():
    'nbs/toolbox/app.ipynb #7481939c'
    global blank, none, score_of
    def score_of(**sliders): return bench.damage(root/'cat.png', **sliders).scores()['damaged']

    assert score_of(factor=1, quality=95) > score_of(factor=2, quality=95) > score_of(factor=4, quality=95)
    assert score_of(quality=95) > score_of(quality=30) > score_of(quality=5)
    assert score_of() > score_of(text='42', letters=16) > score_of(text='42', letters=64)
    blank, none = (bench.damage(root/'cat.png', text=o).damaged for o in ('  ', ''))
    test_eq(np.array(blank), np.array(none))


@cells.test
def test_the_figures_say_what_is_known_and_escape_what_comes_from_outside():
    'nbs/toolbox/app.ipynb #cbbda2a8'
    global odd, same
    assert 'dB' in figures(res) and 'more is better' in figures(res) and '451 × 300, 0.14 MP' in figures(res)
    assert 'dB' not in figures(old) and 'no score' in figures(old)
    assert 'Ready to be restored' in figures(bench.damage(root/'cat.png', bad=True))
    odd = res._replace(photo=res.photo._replace(notes=['<b>&']))
    assert '&lt;b&gt;&amp;.' in figures(odd)
    same = res._replace(damaged=res.photo.image, restored=res.photo.image)
    assert 'no difference' in figures(same) and '>none<' in figures(same)


@cells.test
def test_awkward_photos_work_and_what_cannot_be_read_is_named():
    'nbs/toolbox/app.ipynb #02707725'
    global awkward, o
    awkward = write_awkward_images(root/'awkward')
    for o in awkward.iterdir():
        if o.name in ('text.jpg', 'truncated.png'):
            with ExceptionExpected(UserError, regex=f"^..{o.name}: cannot be read as an image"):
                bench.damage(o)
        else:
            test_eq(bench.restore(o, text='7').restored.size, (96, 64))
    with ExceptionExpected(UserError, regex="no photo yet: expected an image file; drop one"):
        bench.restore(None)
    with ExceptionExpected(UserError, regex="^..cat.png: 451x300 pixels: expected at most 100,000 pixels; "
                       "shrink it first, or start the app with a larger --max-megapixels"):
        Workbench(bench.restorer, .1).damage(root/'cat.png')
    with ExceptionExpected(UserError, regex="^..cat.png: 0.2 MB: expected at most 0.1 MB"):
        Workbench(bench.restorer, max_mb=.1).damage(root/'cat.png')
    with ExceptionExpected(UserError, regex="quality=.?0"): bench.damage(root/'cat.png', quality=0)


@cells.test
def test_the_download_has_the_photo_s_size_and_colour_profile_a_note_and_not_th():
    'nbs/toolbox/app.ipynb #3967b83c'
    global exif, icc, im
    exif = Image.Exif()
    exif[0x010f] = 'a camera'
    exif.get_ifd(0x8825)[1] = 'N'
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile('sRGB')).tobytes()
    embedded_photo('cat').crop((0, 0, 97, 31)).save(root/'there.jpg', exif=exif, icc_profile=icc)
    with Image.open(bench.restore(root/'there.jpg').save(root/'out.png')) as im:
        test_eq(im.size, (97, 31))
        test_eq(im.info['icc_profile'], icc)
        assert 'Not evidence' in im.info['Comment'] and not im.getexif()


@cells.test
def test_the_app_from_end_to_end_through_gradio_s_client():
    'nbs/toolbox/app.ipynb #ec44af62'
    global Client, app, missing, through_the_door, url
    missing = [o for o in ('gradio', 'gradio_client') if not importlib.util.find_spec(o)]

    def through_the_door(ask):
        "Damage, restore, restore as it is, take the example, and ask for what is refused."
        from gradio_client import handle_file
        cat, bad = handle_file(root/'cat.png'), handle_file(root/'old photo.png')
        _, words, _ = ask.predict(cat, False, 3, 80, '42', 20, api_name='/damage')
        assert 'dB' in words and 'restored' not in words
        _, words, file = ask.predict(cat, False, 3, 80, '42', 20, api_name='/restore')
        test_eq(np.array(Image.open(file['value'])), np.array(res.restored))
        test_eq(Path(file['value']).name, 'cat-restored.png')
        assert f"{res.scores()['restored']:.1f} dB" in words and 'RGB PSNR' in words
        *_, words, file = ask.predict(bad, True, 2, 30, '', 24, api_name='/restore')
        test_eq(np.array(Image.open(file['value'])), np.array(old.restored))
        assert 'dB' not in words
        assert Path(ask.predict(api_name='/example')).exists()
        Image.new('RGB', (1200, 900)).save(root/'large.png')
        large, text = handle_file(root/'large.png'), handle_file(awkward/'text.jpg')
        for given, says in ((large, 'at most 1,000,000 pixels'), (text, 'cannot be read as an image'),
                            (None, 'no photo yet')):
            with ExceptionExpected(Exception, regex=says):
                ask.predict(given, False, 2, 30, '', 24, api_name='/restore')

    if missing:
        print(f"skipped: {', '.join(missing)} not installed (the app extra)")
    else:
        from gradio_client import Client
        app = make_app(bench.restorer, max_megapixels=1, max_mb=1)
        url = serve(app)
        assert url.startswith('http://127.0.0.1:')
        try:
            through_the_door(Client(url, verbose=False, analytics_enabled=False, download_files=str(root/'got')))
        finally:
            app.close(verbose=False)


@cells.test
def test_an_app_that_cannot_start_says_why_in_one_line():
    'nbs/toolbox/app.ipynb #c74146ed'
    global code, ends, without, words
    def ends(*args):
        "Exit code and message of a command that cannot start."
        text = io.StringIO()
        with contextlib.redirect_stderr(text):
            try:
                app_command(list(args))
            except SystemExit as e: return e.code, text.getvalue()

    code, words = ends('--weights', 'cats')
    print(words)
    test_eq(code, 2)
    assert "choose one of 'critic" in words
    assert 'more than 0' in ends('--max-mb', '0')[1] and 'tile=100' in ends('--tile', '100')[1]
    without = mock.patch.dict(sys.modules, {'gradio': None})
    with without:
        assert "expected the app extra; pip install 'gan-course[app]'" in ends()[1]
    tmp.cleanup()

"""Generated from nbs/toolbox/commands.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.commands import (
    Callable, Image, MAX_PIXELS, MadeFrom, Path, Photo, Report, Restorer, SCALES, UserError, _CODES, _JPEG, _SETTINGS, _WRITE, _carry_out,
    _change_file, _check_place, _check_targets, _damaging, _photo_parser, _report_and_exit, _restorer_parser, _restoring, _target, _train_parser,
    argparse, atomic, change_photos, check, choose, contents, contextlib, crappify_command, image_files, info, info_command, model_file, one_line,
    partial, read_photo, restore_command, save_photo, say, scale, side_by_side, sys, train_command, upscale_command, use_scale, work_through)


@cells.setup
def _cell_92ca1915():
    'nbs/toolbox/commands.ipynb #92ca1915'
    global embedded_photo, io, mock, np, os, subprocess, tempfile, test_eq, write_awkward_images
    import io
    import os
    import subprocess
    import tempfile
    from unittest import mock

    import numpy as np
    from fastcore.test import test_eq

    from gan_course.photos import embedded_photo
    from gan_course.reading import write_awkward_images


@cells.setup
def _cell_07061f73():
    'nbs/toolbox/commands.ipynb #07061f73'
    global mirror, root, tmp
    tmp = tempfile.TemporaryDirectory()
    root = Path(tmp.name)
    embedded_photo('cat').save(root/'cat.jpg')
    def mirror(im, name): return im.transpose(Image.Transpose.FLIP_LEFT_RIGHT)

    print(change_photos(root/'cat.jpg', root/'mirrored', mirror, progress=False))
    Image.open(root/'mirrored'/'cat.jpg')


@cells.setup
def _cell_81fda9ee():
    'nbs/toolbox/commands.ipynb #81fda9ee'
    global awkward, camera, code, ends, words
    def ends(command, *args):
        "Exit code and what a command printed."
        text = io.StringIO()
        with contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
            try:
                command([str(o) for o in args] + ['--no-progress'])
            except SystemExit as e: return e.code, text.getvalue().replace(tmp.name, '.')

    awkward = write_awkward_images(root/'photos')
    camera = Image.Exif()
    camera[0x010f] = 'a camera'
    embedded_photo('cat').save(root/'photos'/'cat 🐱.jpg', quality=95, exif=camera)
    print(ends(crappify_command, root/'photos', root/'bad', '--seed', 1)[1])
    code, words = ends(restore_command, root/'bad', root/'good', '--compare', root/'seen')
    print(words)


@cells.test
def test_the_commands_keep_names_formats_and_camera_data_name_what_failed_and_n():
    'nbs/toolbox/commands.ipynb #ecaf4b85'
    global names, place, plain, whole, words
    test_eq(code, 0)
    test_eq(ends(crappify_command, root/'photos', root/'bad', '--seed', 1)[0], 1)
    words = ends(restore_command, root/'bad', root/'good')[1]
    test_eq(words.split(';')[0].strip(), 'gan-course-restore: 0 written, 9 kept, 0 failed')
    test_eq(Image.open(root/'good'/'cat 🐱.jpg').getexif()[0x010f], 'a camera')
    whole = [o for o in awkward.iterdir() if o.name not in ('text.jpg', 'truncated.png')]
    names = [o.name + '.png'*(o.suffix == '.gif') for o in whole]
    test_eq(sorted(o.name for o in (root/'good').glob('[!.]*')), sorted(names))
    test_eq(ends(restore_command, root/'nowhere', root/'x')[0], 2)
    for place in (root/'photos', root/'photos'/'within'):
        assert 'never overwritten' in ends(restore_command, root/'photos', place)[1]
    assert 'never overwritten' in ends(restore_command, root/'photos', root/'x', '--compare', root/'photos')[1]
    plain = root/'photos'/'plain.png'
    for place in (plain, root/'photos'):
        assert 'never overwritten' in ends(restore_command, plain, place)[1]
    assert "choose one of 'critic" in ends(restore_command, root/'photos', root/'x', '--weights', 'cats')[1]
    test_eq({o.name for o in root.rglob('.*')}, {'.made-from.json'})


@cells.test
def test_what_is_fresh_is_kept_other_options_another_photo_or_an_empty_file_mak():
    'nbs/toolbox/commands.ipynb #04ae5be2'
    global again, restored_with
    def again(*args):
        "What a second run says of one photo."
        words = ends(crappify_command, root/'fresh', root/'fresh-bad', *args)[1]
        return words.split(': ')[1].split(';')[0].rsplit(',', 1)[0]

    (root/'fresh').mkdir()
    embedded_photo('cat').crop((0, 0, 96, 64)).save(root/'fresh'/'a.png')
    test_eq([again(), again(), again('--factor', 4), again('--factor', 4)],
            ['1 written, 0 kept', '0 written, 1 kept', '1 written, 0 kept', '0 written, 1 kept'])
    embedded_photo('cat').crop((9, 9, 99, 99)).save(root/'fresh'/'a.png')
    test_eq(again('--factor', 4), '1 written, 0 kept')
    (root/'fresh-bad'/'a.png').write_bytes(b'')
    test_eq(again('--factor', 4), '1 written, 0 kept')
    embedded_photo('cat').save(root/'fresh'/'b.png')
    (root/'fresh-bad'/'b.png').write_text('of somebody else')
    test_eq(again('--factor', 4), '0 written, 2 kept')
    test_eq((root/'fresh-bad'/'b.png').read_text(), 'of somebody else')

    def restored_with(*args): return ends(restore_command, root/'fresh'/'a.png', root/'f.png', *args)[1]

    assert '1 written' in restored_with() and '1 kept' in restored_with()
    assert '1 written' in restored_with('--weights', 'photos-pixel')


@cells.test
def test_one_photo_goes_into_one_file_of_any_format_and_into_a_folder_under_its():
    'nbs/toolbox/commands.ipynb #9213db94'
    test_eq(ends(restore_command, plain, root/'one.webp')[0], 0)
    test_eq(Image.open(root/'one.webp').size, (96, 64))
    test_eq(ends(restore_command, plain, root/'folder')[0], 0)
    test_eq(np.array(Image.open(root/'folder'/'plain.png')).shape, (64, 96, 3))
    assert ends(restore_command, plain, root/'one.xcf')[0] == 0 and (root/'one.xcf'/'plain.png').is_file()


@cells.test
def test_photos_become_four_times_larger_with_their_camera_data():
    'nbs/toolbox/commands.ipynb #eaa355d4'
    global code, photo, words
    photo = root/'photos'/'cat 🐱.jpg'
    code, words = ends(upscale_command, photo, root/'large.jpg', '--compare', root/'seen')
    test_eq((code, Image.open(root/'large.jpg').size), (0, (1804, 1200)))
    test_eq(Image.open(root/'large.jpg').getexif()[0x010f], 'a camera')
    test_eq(Image.open(root/'seen'/'cat 🐱.jpg.jpg').size, (2*1804 + 8, 1200))


@cells.test
def test_resolution_is_kept_a_foreign_format_is_refused_no_two_photos_share_a_r():
    'nbs/toolbox/commands.ipynb #cd01fa7f'
    global code, name, words
    embedded_photo('cat').crop((0, 0, 64, 48)).save(root/'print.png', dpi=(300, 300))
    for name in ('print.jpg', 'print.tif', 'print2.png'):
        test_eq(ends(restore_command, root/'print.png', root/'dpi'/name)[0], 0)
        test_eq([round(o) for o in Image.open(root/'dpi'/name).info['dpi']], [300, 300])
    code, words = ends(restore_command, plain, root/'out.gif')
    test_eq(code, 2)
    assert 'a format that is not written: expected one of .jpg' in words and not (root/'out.gif').exists()
    (root/'twins').mkdir()
    for name in ('a.gif', 'a.gif.png'):
        embedded_photo('cat').crop((0, 0, 64, 48)).save(root/'twins'/name)
    code, words = ends(restore_command, root/'twins', root/'y')
    assert code == 2 and 'both would be written to' in words, words
    code, words = ends(restore_command, plain, root/'z.png', '--max-pixels', 100)
    assert code == 1 and 'at most 100 pixels' in words
    assert f"; in {root/'dpi'/'print.jpg'}".replace(tmp.name, '.') in \
        ends(restore_command, root/'print.png', root/'dpi'/'print.jpg')[1]


@cells.test
def test_a_name_that_no_terminal_can_show_ends_no_run():
    'nbs/toolbox/commands.ipynb #3a6ded27'
    global encoding, odd, run, script
    odd = root/'odd'
    odd.mkdir()
    try:
        (odd/'bad\udcff.jpg').write_text('no image')
        embedded_photo('cat').crop((0, 0, 64, 48)).save(odd/'good.png')
        script = f"import gan_course.commands as c; c.restore_command([{str(odd)!r}, {str(root/'o')!r}])"
        for encoding in ('ascii', 'utf-8', 'cp1252'):
            run = subprocess.run([sys.executable, '-W', 'ignore', '-c', script], capture_output=True,
                                 env={**os.environ, 'PYTHONIOENCODING': encoding})
            assert run.returncode == 1 and b'Traceback' not in run.stderr, run.stderr
        assert (root/'o'/'good.png').is_file()
    except OSError:
        print('this file system takes no such names')


@cells.test
def test_options_reach_the_recipe_and_the_restorer():
    'nbs/toolbox/commands.ipynb #02ea71d8'
    global args, damaged, first
    def damaged(*args):
        "The pixels that the command makes of one photo."
        ends(crappify_command, plain, root/'made.png', '--overwrite', *args)
        return np.array(Image.open(root/'made.png')).astype(int)

    first = damaged()
    test_eq(damaged(), first)
    for args in (('--seed', 1), ('--factor', 4), ('--quality', 5, 5), ('--letters', 5), ('--text', 'x'),
                 ('--no-number',), ('--damage', 'wide')):
        assert (damaged(*args) != first).any(), args
    assert 'damage=' in ends(crappify_command, plain, root/'x.png', '--damage', 'cruel')[1]
    assert 'tile=100' in ends(restore_command, plain, root/'x.png', '--tile', 100)[1]


@cells.test
def test_an_interruption_says_how_to_go_on_with_exit_code_130():
    'nbs/toolbox/commands.ipynb #a5828b71'
    global code, commands, words
    with mock.patch('gan_course.commands.change_photos', side_effect=KeyboardInterrupt):
        import gan_course.commands as commands
        code, words = ends(commands.restore_command, plain, root/'y.png')
    test_eq(code, 130)
    assert 'the same command goes on' in words


@cells.test
def test_a_training_that_cannot_begin_is_one_line():
    'nbs/toolbox/commands.ipynb #9ab3be39'
    global args, code, words
    print(ends(train_command, '--data', 'nowhere', '--out', root/'c')[1])
    test_eq(ends(train_command, '--data', 'nowhere', '--out', root/'d')[0], 2)
    for args in (('--encoder', 'vgg'), ('--unet-batches', 0), ('--scale', 'huge'), ('--crop', 100)):
        code, words = ends(train_command, *args, '--out', root/'e')
        test_eq((code, len(words.splitlines())), (2, 1))
    (root/'blocked').write_text('')
    assert 'choose a folder that you may write to' in ends(train_command, '--out', root/'blocked'/'run')[1]


@cells.test
def test_every_setting_of_the_pipeline_has_an_option():
    'nbs/toolbox/commands.ipynb #8043d3ab'
    global asked, settings
    from gan_course.pipeline import settings

    asked = vars(commands._train_parser().parse_args(['--unet-batches', '7', '--adv-weight', '.5']))
    test_eq(asked['unet_batches'], 7)
    test_eq(asked['adv_weight'], .5)
    assert settings().keys() <= asked.keys()


@cells.test
def test_info_prints_what_core_knows():
    'nbs/toolbox/commands.ipynb #0a67ee78'
    global text
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        info_command()
    assert all(k in text.getvalue() for k in ('gan_course', 'torch', 'scale'))


@cells.test
def test_restoring_from_a_terminal_does_not_wait_for_what_training_needs():
    'nbs/toolbox/commands.ipynb #5ff497c2'
    global code, said
    code = """
import sys
from gan_course.commands import restore_command
try: restore_command(['--help'])
except SystemExit: pass
print([o for o in ('fastai', 'timm', 'torchmetrics', 'matplotlib') if o in sys.modules])
"""
    said = subprocess.check_output([sys.executable, '-W', 'ignore', '-c', code], text=True)
    test_eq(said.strip().splitlines()[-1], '[]')
    tmp.cleanup()

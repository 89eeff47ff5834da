"""Generated from nbs/toolbox/pairs.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.pairs import (
    Crappify, CrappifyTransform, MadeFrom, NamedTuple, PILImage, Pairs, Path, Report, Transform, _crappify_file, _side_by_side, atomic, check,
    check_unique_names, contents, crappify_folder, image_files, key, load_folder, load_images, make_pairs, partial, read_photo, torch, work_through)


@cells.setup
def _cell_dbad8f63():
    'nbs/toolbox/pairs.ipynb #dbad8f63'
    global ExceptionExpected, Image, UserError, contextlib, cut_patches, embedded_photo, from_pil, from_uint8, io, json, np, open_image, os, plot_style, show_rows, shutil, tempfile, test_eq, write_awkward_images
    import contextlib
    import io
    import json
    import os
    import shutil
    import tempfile

    import numpy as np
    from fastcore.test import ExceptionExpected, test_eq
    from PIL import Image

    from gan_course.core import UserError, from_pil, from_uint8, plot_style, show_rows
    from gan_course.photos import cut_patches, embedded_photo
    from gan_course.reading import open_image, write_awkward_images

    plot_style()


@cells.setup
def _cell_eb7c1806():
    'nbs/toolbox/pairs.ipynb #eb7c1806'
    global i, o, root, tmp
    tmp = tempfile.TemporaryDirectory()
    root = Path(tmp.name)
    (root/'good').mkdir()
    for i, o in enumerate(cut_patches(embedded_photo('cat'), 8, name='cat')):
        o.save(root/f'good/{i}.png')
    print(crappify_folder(root/'good', root/'bad', masks=root/'masks', progress=False))
    print(crappify_folder(root/'good', root/'bad', masks=root/'masks', progress=False))


@cells.setup
def _cell_5a0f65d0():
    'nbs/toolbox/pairs.ipynb #5a0f65d0'
    global report
    embedded_photo('coffee').crop((0, 0, 128, 128)).save(root/'good/3.png')
    print(crappify_folder(root/'good', root/'bad', progress=False))
    print(crappify_folder(root/'good', root/'bad', Crappify(factor=3), progress=False))
    report = crappify_folder(write_awkward_images(root/'awkward'), root/'awkward-bad',
                             progress=False)
    print(str(report).replace(tmp.name, '.'))


@cells.setup
def _cell_a72e307c():
    'nbs/toolbox/pairs.ipynb #a72e307c'
    global pairs
    (root/'patches').mkdir()
    shutil.copytree(root/'good', root/'patches/train')
    shutil.copytree(root/'good', root/'patches/valid')
    pairs = make_pairs(root/'patches', progress=False)
    show_rows({k: from_uint8(getattr(pairs, f'valid_{k}').expand(-1, 3, -1, -1))
               for k in ('clean', 'damaged', 'mask', 'bicubic')}, title='Five of the six',
              caption='The fourth photo is the one that was replaced.')


@cells.setup
def _cell_621e423d():
    'nbs/toolbox/pairs.ipynb #621e423d'
    global face, seven, tfm
    torch.manual_seed(0)
    tfm = CrappifyTransform()
    face = embedded_photo('cat').crop((110, 40, 238, 168))
    seven = [from_pil(tfm(PILImage.create(face))) for _ in range(7)]
    show_rows({'each time': torch.stack(seven)}, title='One photo, read seven times',
              caption='Another quality and another place at each reading.')


@cells.setup
def _cell_30bf3507():
    'nbs/toolbox/pairs.ipynb #30bf3507'
    global are_pairs, contents, crappify, fresh
    def fresh(name, **kw):
        "A new folder with three photos in `train` and in `valid`."
        for part in ('train', 'valid'):
            (root/name/part).mkdir(parents=True)
            for i, o in enumerate(cut_patches(embedded_photo('cat'), 3, size=64, name='three')):
                o.save(root/name/part/f'{i}.png')
        return root/name

    def crappify(src, dst, damage=None, **kw):
        return crappify_folder(src, dst, damage, progress=False, **kw)

    def contents(folder):
        "What the images of a folder show, by name."
        return {o.name: open_image(o).tobytes() for o in image_files(folder)}

    def are_pairs(damaged, clean, names):
        "Is each damaged photo what the recipe makes of the clean one beside it?"
        made = [np.array(Crappify()(Image.fromarray(o.permute(1, 2, 0).numpy()), n).image)
                for o, n in zip(clean, names, strict=True)]
        return np.array_equal(np.stack(made), damaged.permute(0, 2, 3, 1).numpy())


@cells.test
def test_a_second_run_keeps_everything_and_a_lost_file_is_made_again_as_it_was():
    'nbs/toolbox/pairs.ipynb #120829ed'
    global before, dst, src
    src, dst = fresh('kept')/'train', root/'kept-bad'
    crappify(src, dst)
    before = contents(dst)
    test_eq(crappify(src, dst)[:2], (0, 3))
    (dst/'1.png').unlink()
    test_eq(crappify(src, dst)[:2], (1, 2))
    test_eq(contents(dst), before)
    test_eq(crappify(src, dst, overwrite=True)[:2], (3, 0))


@cells.test
def test_a_replaced_photo_gets_damage_of_its_own_even_with_the_size_and_date_of():
    'nbs/toolbox/pairs.ipynb #43bdd043'
    global file, folder, im, pairs, part, when
    folder = fresh('replaced')
    make_pairs(folder, progress=False)
    for part in ('train', 'valid'):
        file, when = folder/part/'1.png', (folder/part/'1.png').stat()
        im = np.array(open_image(file))
        Image.fromarray(im[::-1, ::-1].copy()).save(file)
        os.utime(file, ns=(when.st_atime_ns, when.st_mtime_ns))
    pairs = make_pairs(folder, progress=False)
    assert are_pairs(*pairs.train, ['0.png', '1.png', '2.png'])
    assert are_pairs(*pairs.valid, ['0.png', '1.png', '2.png'])


@cells.test
def test_a_removed_photo_shifts_nothing():
    'nbs/toolbox/pairs.ipynb #b1a6cf62'
    global folder, pairs, part
    folder = fresh('removed')
    make_pairs(folder, progress=False)
    for part in ('train', 'valid'):
        (folder/part/'0.png').unlink()
    pairs = make_pairs(folder, progress=False)
    test_eq([len(o) for o in pairs], [2]*6)
    assert are_pairs(*pairs.train, ['1.png', '2.png'])
    assert are_pairs(*pairs.valid, ['1.png', '2.png'])


@cells.test
def test_photos_of_another_size_and_other_names_leave_no_trace_of_the_old_ones():
    'nbs/toolbox/pairs.ipynb #86413ec4'
    global folder, i, o, pairs, part
    folder = fresh('other')
    make_pairs(folder, progress=False)
    for part in ('train', 'valid'):
        for o in image_files(folder/part):
            o.unlink()
        for i in range(2):
            face.crop((i, i, i + 32, i + 32)).save(folder/part/f'new{i}.png')
    pairs = make_pairs(folder, progress=False)
    test_eq([o.shape for o in pairs.train], [(2, 3, 32, 32)]*2)
    assert are_pairs(*pairs.train, ['new0.png', 'new1.png'])


@cells.test
def test_other_settings_make_everything_anew_in_the_same_folder_too():
    'nbs/toolbox/pairs.ipynb #28071076'
    global dst, src
    src, dst = fresh('settings')/'train', root/'settings-bad'
    crappify(src, dst)
    test_eq(crappify(src, dst, Crappify(factor=2))[:2], (3, 0))
    crappify(src, root/'settings-once', Crappify(factor=2))
    test_eq(contents(dst), contents(root/'settings-once'))


@cells.test
def test_masks_follow_the_settings_also_if_they_were_left_out_once():
    'nbs/toolbox/pairs.ipynb #8b576f18'
    global dst, masks, src
    src, dst, masks = fresh('masks')/'train', root/'masks-bad', root/'masks-only'
    crappify(src, dst, masks=masks)
    crappify(src, dst, Crappify(seed=1))
    test_eq(crappify(src, dst, Crappify(seed=1), masks=masks)[:2], (3, 0))
    crappify(src, root/'masks-bad2', Crappify(seed=1), masks=root/'masks-once')
    test_eq(contents(masks), contents(root/'masks-once'))


@cells.test
def test_empty_and_cut_off_files_are_made_anew():
    'nbs/toolbox/pairs.ipynb #11f26791'
    global before, dst, src, whole
    src, dst = fresh('empty')/'train', root/'empty-bad'
    crappify(src, dst)
    before, whole = contents(dst), (dst/'1.png').read_bytes()
    (dst/'0.png').write_bytes(b'')
    (dst/'1.png').write_bytes(whole[:len(whole)//2])
    test_eq(crappify(src, dst)[:2], (2, 1))
    test_eq(contents(dst), before)


@cells.test
def test_an_interrupted_run_goes_on_where_it_stood_and_ends_as_if_it_had_never():
    'nbs/toolbox/pairs.ipynb #08f968b3'
    global Interrupted, dst, src
    class Interrupted(Crappify):
        "Stops the run at the third photo, as Ctrl-C does."
        def __call__(self, im, name=''):
            if name == '2.png': raise KeyboardInterrupt
            return super().__call__(im, name)
        def __repr__(self):
            return repr(Crappify())

    src, dst = fresh('stopped')/'train', root/'stopped-bad'
    with ExceptionExpected(KeyboardInterrupt): crappify(src, dst, Interrupted(), n_workers=0)
    test_eq(sorted(contents(dst)), ['0.png', '1.png'])
    test_eq(crappify(src, dst)[:2], (1, 2))
    crappify(src, root/'stopped-never')
    test_eq(contents(dst), contents(root/'stopped-never'))
    test_eq([o.name for o in root.rglob('.*')], [])


@cells.test
def test_a_killed_run_or_a_manifest_that_cannot_be_read_costs_time_and_never_th():
    'nbs/toolbox/pairs.ipynb #d43f83b4'
    global manifest, text
    for text in (None, '{"files": {"0.png"', '[]', '{"files": 3}', '{"files": {"0.png": null}}'):
        manifest = dst/'made-from.json'
        if text is None:
            manifest.unlink()
        else:
            manifest.write_text(text)
        test_eq(crappify(src, dst)[:2], (3, 0))
        test_eq(contents(dst), contents(root/'stopped-never'))


@cells.test
def test_the_manifest_is_also_written_while_a_run_goes_on():
    'nbs/toolbox/pairs.ipynb #9df5d861'
    global Killed, dst, every, left
    class Killed(Crappify):
        "Looks, at the last photo, at what a run that is killed now would leave behind."
        def __call__(self, im, name=''):
            if name == '2.png':
                left.update(json.loads((dst/'made-from.json').read_text())['files'])
            return super().__call__(im, name)

    left, dst, every = {}, root/'stopped-killed', MadeFrom.every
    MadeFrom.every = 0
    crappify(src, dst, Killed(), n_workers=0)
    MadeFrom.every = every
    test_eq(sorted(left), ['0.png', '1.png'])


@cells.test
def test_a_photo_that_can_no_longer_be_read_takes_its_damage_out_of_the_pairs():
    'nbs/toolbox/pairs.ipynb #4a863a86'
    global folder, pairs, part
    folder = fresh('unread')
    make_pairs(folder, progress=False)
    for part in ('train', 'valid'):
        (folder/part/'1.png').write_text('not an image')
    with contextlib.redirect_stdout(io.StringIO()):
        pairs = make_pairs(folder, progress=False)
    assert are_pairs(*pairs.train, ['0.png', '2.png'])


@cells.test
def test_damage_that_could_not_be_written_stops_the_pairs():
    'nbs/toolbox/pairs.ipynb #3518ad80'
    global bad, folder
    folder = fresh('full')
    make_pairs(folder, progress=False)
    bad = next(folder.parent.glob('full-damaged-*'))/'train'
    with ExceptionExpected(UserError, regex="train: 2 of 3 damaged patches: expected one for each"):
        (bad/'1.png').unlink()
        with contextlib.redirect_stdout(io.StringIO()):
            _side_by_side(folder/'train', bad)


@cells.test
def test_what_cannot_be_read_is_named_and_the_others_are_done():
    'nbs/toolbox/pairs.ipynb #2735f188'
    test_eq([report.written, sorted(Path(o).name for o in report.failed)],
            [8, ['text.jpg', 'truncated.png']])


@cells.test
def test_the_originals_are_safe():
    'nbs/toolbox/pairs.ipynb #d964e0d6'
    with ExceptionExpected(UserError, regex="the originals would be lost"): crappify(src, src)
    with ExceptionExpected(UserError, regex="or damaged twice"): crappify(src, src/'bad')
    with ExceptionExpected(UserError, regex="or damaged twice"):
        crappify(src, root/'elsewhere', masks=src/'masks')
    with ExceptionExpected(UserError, regex="no such folder"): crappify(root/'nowhere', root/'out')


@cells.test
def test_files_of_others_in_the_target_folder_are_left_alone():
    'nbs/toolbox/pairs.ipynb #c07687ba'
    global dst, src
    src, dst = fresh('others')/'train', root/'others-bad'
    dst.mkdir()
    face.save(dst/'theirs.png')
    crappify(src, dst)
    (src/'0.png').unlink()
    crappify(src, dst)
    test_eq(sorted(contents(dst)), ['0.png', '1.png', '2.png', 'theirs.png'])


@cells.test
def test_damage_on_the_fly_comes_from_the_global_random_state():
    'nbs/toolbox/pairs.ipynb #b7e62a68'
    global a, b
    torch.manual_seed(0)
    a = tfm(PILImage.create(face))
    b = tfm(PILImage.create(face))
    torch.manual_seed(0)
    assert np.array_equal(np.array(tfm(PILImage.create(face))), np.array(a))
    assert not np.array_equal(np.array(a), np.array(b)) and type(a) is PILImage

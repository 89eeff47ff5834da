"""Generated from nbs/01_crappify.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.crappify import (
    Crappify, CrappifyTransform, DAMAGES, Damaged, Image, ImageDraw, ImageFont, NamedTuple, PILImage, Pairs, Path, Report, Transform, UserError,
    _crappify_file, atomic, check, check_unique_names, choose, crappify_folder, draw_number, enlarge, image_files, io, jpeg, key, load_folder,
    make_pairs, partial, read_photo, rng, shrink, torch, work_through)


@cells.setup
def _cell_6a512f01():
    'nbs/01_crappify.ipynb #6a512f01'
    global ExceptionExpected, Markdown, at_scale, cut_patches, embedded_photo, from_pil, from_uint8, np, patch_folder, plot_style, score, score_table, show_rows, tempfile, test_eq, time, write_awkward_images
    import tempfile
    import time

    import numpy as np
    from fastcore.test import ExceptionExpected, test_eq
    from gan_course.photos import cut_patches, embedded_photo, patch_folder
    from gan_course.reading import write_awkward_images
    from IPython.display import Markdown

    from gan_course.core import at_scale, from_pil, from_uint8, plot_style, show_rows
    from gan_course.metrics import score, score_table

    plot_style()


@cells.setup
def _cell_3bace87d():
    'nbs/01_crappify.ipynb #3bace87d'
    global face, view
    face = embedded_photo('cat').crop((110, 40, 238, 168))
    view = lambda ims: torch.stack([from_pil(o) for o in ims])
    show_rows({'shrunk by': view([enlarge(shrink(face, o), face.size) for o in (1, 4/3, 2, 3, 4)])}, size=1.9,
              title='1 (original) · 4/3 · 2 · 3 · 4 times smaller, and enlarged again', caption='Single hairs go first, then the pattern of the iris; outlines stay.')


@cells.setup
def _cell_a79c390a():
    'nbs/01_crappify.ipynb #a79c390a'
    show_rows({'quality': view([face] + [jpeg(face, o) for o in (70, 40, 20, 10)])}, size=1.9,
              title='original · 70 · 40 · 20 · 10', caption='At 10 the 8x8 blocks show; fur turns into flat patches.')


@cells.setup
def _cell_b9bb80d1():
    'nbs/01_crappify.ipynb #b9bb80d1'
    global mask, written
    written, mask = draw_number(face, '42', (.3, .8))
    show_rows({'photo, number, mask': view([face, written, mask])}, size=1.9, title='A number and its mask', caption='The mask is not shown to the network; it is for scoring only.')


@cells.test
def test_step_3_write_on_it_draw_number_face_size_face_size():
    'nbs/01_crappify.ipynb #eb81f8e1'
    global a, at
    test_eq(draw_number(face, '7', (0, 0))[1].size, face.size)
    for at in ((0, 0), (1, 1), (0, 1)):
        a = np.array(draw_number(face, '42', at)[1])
        test_eq(draw_number(face, '42', (.3, .8))[1].getextrema(), (0, 255))
        assert (a > 0).sum() > 60, "the number is cut off"


@cells.setup
def _cell_27714822():
    'nbs/01_crappify.ipynb #27714822'
    global bad, damage, photos
    damage = Crappify()
    photos = cut_patches(embedded_photo('cat'), 7, name='cat') 
    bad = [damage(o, str(i)) for i,o in enumerate(photos)]
    show_rows({'damaged': view([o.image for o in bad]), 'real': view(photos)}, title='The lesson-7 damage', caption='The number is the JPEG quality: compare a low one with a high one.')


@cells.test
def test_all_three_same_damage_face_a_image_crappify():
    'nbs/01_crappify.ipynb #ee713a89'
    global same
    def same(a, b): return np.array_equal(np.array(a), np.array(b))

    assert same(damage(face, 'a').image, Crappify()(face, 'a').image)
    assert not same(damage(face, 'a').image, damage(face, 'b').image)
    assert not same(damage(face, 'a').image, Crappify(seed=1)(face, 'a').image)


@cells.test
def test_all_three_d_image_size_size():
    'nbs/01_crappify.ipynb #29275468'
    global d, size
    for size in ((128, 128), (97, 31), (7, 5), (1, 1)):
        d = damage(Image.new('RGB', size, 'gray'), 'x')
        test_eq(d.image.size, size)
        test_eq(d.mask.size, size)


@cells.test
def test_all_three_min_qs_and_max_qs_and():
    'nbs/01_crappify.ipynb #d1b2fdae'
    global qs
    qs = [damage(face, str(i)).quality for i in range(200)]
    assert min(qs) >= 10 and max(qs) <= 70 and len(set(qs)) > 40
    assert not np.array(Crappify(number=False)(face).mask).any()
    test_eq(same(Crappify(shorter=64)(face, 'a').image, Crappify(factor=2)(face, 'a').image), True)
    with ExceptionExpected(UserError, regex="quality=.50, 10."): Crappify(quality=(50, 10))


@cells.setup
def _cell_de5f4842():
    'nbs/01_crappify.ipynb #de5f4842'
    global wide
    wide = Crappify(**DAMAGES['wide'])
    show_rows({'damaged': view([wide(o, str(i)).image for i, o in enumerate(photos)]), 'real': view(photos)}, title='The wide damage', caption='Soft or sharp, blocky or clean, small letters or large: each photo draws its own.')


@cells.test
def test_ranges_are_drawn_by_lot_text_and_letters_can_be_chosen():
    'nbs/01_crappify.ipynb #ac461dc7'
    global tall, without
    test_eq(same(Crappify(factor=(2, 2), letters=(15, 15))(face, 'a').image, Crappify(factor=2)(face, 'a').image), True)
    tall = lambda **kw: np.flatnonzero((np.array(Crappify(quality=50, factor=1, **kw)(face, 'a').mask) > 128).any(1)).size
    assert 8 < tall(letters=15) < 15 < tall(letters=.25) < 32, "letters under 1 are a share of the shorter side"
    without = sum(not np.array(wide(face, str(i)).mask).any() for i in range(100))
    assert 8 <= without <= 35, "about a fifth of the photos has no number"
    assert not same(Crappify(text='hello')(face, 'a').image, Crappify()(face, 'a').image)
    with ExceptionExpected(UserError, regex="factor=.3, 2."): Crappify(factor=(3, 2))
    with ExceptionExpected(UserError, regex="letters=0: expected a font size"): Crappify(letters=0)


@cells.setup
def _cell_15bf5b9a():
    'nbs/01_crappify.ipynb #15bf5b9a'
    global report, root, src, start, tmp
    tmp = tempfile.TemporaryDirectory(); root = Path(tmp.name)
    src = patch_folder('embedded', per_photo=at_scale(quick=64, full=64, smoke=8), progress=False)/'train'
    start = time.perf_counter(); report = crappify_folder(src, root/'bad', masks=root/'masks', progress=False)
    print(f"{report}; {report.written/(time.perf_counter()-start):.0f} patches a second")


@cells.test
def test_a_folder_at_a_time_again_written_again_kept_report_written():
    'nbs/01_crappify.ipynb #ab7afe4f'
    global again, before, first
    again = crappify_folder(src, root/'bad', masks=root/'masks', progress=False)
    test_eq((again.written, again.kept), (0, report.written))
    first = sorted((root/'bad').iterdir())[0]
    before = first.read_bytes(); first.unlink()
    test_eq(crappify_folder(src, root/'bad', masks=root/'masks', progress=False).written, 1)
    test_eq(first.read_bytes(), before)


@cells.test
def test_a_folder_at_a_time_report_written_sorted_path_o_name():
    'nbs/01_crappify.ipynb #2735f188'
    global report
    report = crappify_folder(write_awkward_images(root/'awkward'), root/'awkward-bad', progress=False)
    test_eq([report.written, sorted(Path(o).name for o in report.failed)], [8, ['text.jpg', 'truncated.png']])
    print(str(report).replace(tmp.name, '.'))


@cells.test
def test_a_folder_at_a_time_the_originals_would_be_lost_crappify_folder():
    'nbs/01_crappify.ipynb #d964e0d6'
    with ExceptionExpected(UserError, regex="the originals would be lost"): crappify_folder(src, src)
    with ExceptionExpected(UserError, regex="or damaged twice"): crappify_folder(src, src/'bad')
    with ExceptionExpected(UserError, regex="no such folder"): crappify_folder(root/'nowhere', root/'out')
    test_eq([o.name for o in root.rglob('.*')], [])


@cells.setup
def _cell_621e423d():
    'nbs/01_crappify.ipynb #621e423d'
    global tfm
    torch.manual_seed(0)
    tfm = CrappifyTransform()
    show_rows({'each time': view([tfm(PILImage.create(face)) for _ in range(7)])}, title='One photo, read seven times', caption='Another quality and another place at each reading.')


@cells.test
def test_on_the_fly_same_a_b_and_type_a():
    'nbs/01_crappify.ipynb #b7e62a68'
    global a, b
    torch.manual_seed(0); a = tfm(PILImage.create(face))
    torch.manual_seed(0); b = tfm(PILImage.create(face))
    assert same(a, b) and type(a) is PILImage


@cells.setup
def _cell_095f84a7():
    'nbs/01_crappify.ipynb #095f84a7'
    global masks, pairs, real
    pairs = make_pairs(src.parent, progress=False)
    real, masks = from_uint8(pairs.valid_clean), pairs.valid_mask
    Markdown(score_table({k: score(from_uint8(v), real, masks) for k,v in dict(damaged=pairs.valid_damaged, bicubic=pairs.valid_bicubic).items()}))


@cells.test
def test_pairs_ready_to_learn_from_len_o_for_o_in_pairs():
    'nbs/01_crappify.ipynb #8e28811b'
    global n
    test_eq([len(o) for o in pairs], [len(pairs.damaged)]*2 + [len(pairs.valid_clean)]*4)
    assert score(from_uint8(pairs.valid_damaged), real, masks)['psnr_number'] < 20
    n = len(list(src.parent.parent.glob('*-damaged-*'))); make_pairs(src.parent, progress=False)
    test_eq(len(list(src.parent.parent.glob('*-damaged-*'))), n)

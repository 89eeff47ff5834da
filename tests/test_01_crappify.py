"""Generated from nbs/01_crappify.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.crappify import (
    Crappify, DAMAGES, Damaged, Image, ImageDraw, ImageFont, NamedTuple, __call__, _check_settings, _draw, _factor, _font_size, _range, check, choose,
    draw_number, enlarge, io, jpeg, lesson7, rng, shrink, torch)


@cells.setup
def _cell_6a512f01():
    'nbs/01_crappify.ipynb #6a512f01'
    global ExceptionExpected, ImageOps, JpegImagePlugin, Markdown, RestorationScore, UserError, at_scale, cut_patches, embedded_photo, from_pil, from_uint8, make_pairs, np, open_image, patch_folder, plot_style, psnr, score_table, show_rows, test_eq
    import numpy as np
    from fastcore.test import ExceptionExpected, test_eq
    from IPython.display import Markdown
    from PIL import ImageOps, JpegImagePlugin

    from gan_course.core import (
        UserError,
        at_scale,
        from_pil,
        from_uint8,
        plot_style,
        show_rows,
    )
    from gan_course.judge import RestorationScore
    from gan_course.metrics import psnr, score_table
    from gan_course.pairs import make_pairs
    from gan_course.photos import cut_patches, embedded_photo, patch_folder
    from gan_course.reading import open_image

    plot_style()


@cells.setup
def _cell_3bace87d():
    'nbs/01_crappify.ipynb #3bace87d'
    global face, view
    def view(ims):
        return torch.stack([from_pil(o) for o in ims])

    face = embedded_photo('cat').crop((110, 40, 238, 168))
    show_rows({'shrunk by': view([enlarge(shrink(face, o), face.size)
                                  for o in (1, 4/3, 2, 3, 4)])}, size=1.9,
              title='1 (original) · 4/3 · 2 · 3 · 4 times smaller, and enlarged again',
              caption='Single hairs go first, then the pattern of the iris; outlines stay.')


@cells.setup
def _cell_a79c390a():
    'nbs/01_crappify.ipynb #a79c390a'
    show_rows({'quality': view([face] + [jpeg(face, o) for o in (70, 40, 20, 10)])},
              title='original · 70 · 40 · 20 · 10', size=1.9,
              caption='At 10 the 8x8 blocks show; fur turns into flat patches.')


@cells.setup
def _cell_b9bb80d1():
    'nbs/01_crappify.ipynb #b9bb80d1'
    global mask, written
    written, mask = draw_number(face, '42', (.3, .8))
    show_rows({'photo, number, mask': view([face, written, mask])}, size=1.9,
              title='A number and its mask',
              caption='The mask is not shown to the network; it is for scoring only.')


@cells.setup
def _cell_27714822():
    'nbs/01_crappify.ipynb #27714822'
    global bad, damage, old, photos
    damage = Crappify()
    photos = cut_patches(embedded_photo('cat'), 7, name='cat')
    bad = [damage(o, str(i)) for i, o in enumerate(photos)]
    old = [Crappify.lesson7()(o, str(i)) for i, o in enumerate(photos)]
    show_rows({'ours': view([o.image for o in bad]),
               'lesson 7': view([o.image for o in old]), 'real': view(photos)},
              title='Two recipes for the same photos',
              caption='Above: a third of the size. In the middle: hardly smaller, '
                  'and saved very badly.')


@cells.setup
def _cell_de5f4842():
    'nbs/01_crappify.ipynb #de5f4842'
    global wide
    wide = Crappify(**DAMAGES['wide'])
    show_rows({'damaged': view([wide(o, str(i)).image for i, o in enumerate(photos)]),
               'real': view(photos)}, title='The wide damage',
              caption='Soft or sharp, blocky or clean, small letters or large: '
                  'each photo draws its own.')


@cells.setup
def _cell_095f84a7():
    'nbs/01_crappify.ipynb #095f84a7'
    global judge, pairs, per_photo, rows, scores
    per_photo = at_scale(quick=64, full=64, smoke=10)
    pairs = make_pairs(patch_folder('embedded', per_photo=per_photo, progress=False),
                       progress=False)
    judge = RestorationScore(from_uint8(pairs.valid_clean))
    rows = dict(damaged=pairs.valid_damaged, bicubic=pairs.valid_bicubic)
    scores = {k: judge(from_uint8(v), pairs.valid_mask) for k, v in rows.items()}
    Markdown(score_table(scores) + '\n\n' + judge.protocol)


@cells.setup
def _cell_464d5434():
    'nbs/01_crappify.ipynb #464d5434'
    global damages, hurt, mine, my_photo, photo
    my_photo = None  # 'holiday.jpg'

    photo = open_image(my_photo) if my_photo else embedded_photo('cat')
    mine = cut_patches(photo, 32, name='mine')
    damages = {'shrunk': Crappify(quality=95, number=False),
               'JPEG': Crappify(factor=1, number=False),
               'number': Crappify(factor=1, quality=95, letters=33),
               'all three': Crappify()}
    hurt = {k: view([d(o, str(i)).image for i, o in enumerate(mine)])
            for k, d in damages.items()}
    {k: f"{psnr(v, view(mine)).mean():.1f} dB" for k, v in hurt.items()}


@cells.setup
def _cell_070d641f():
    'nbs/01_crappify.ipynb #070d641f'
    show_rows({**hurt, 'real': view(mine)}, n=7, size=1.1,
              title='One kind of damage at a time')


@cells.setup
def _cell_e0e3ff61():
    'nbs/01_crappify.ipynb #e0e3ff61'
    global at_all_qualities, qualities, square
    square = ImageOps.fit(photo, (160, 160))
    qualities = (95, 40, 20, 10, 5)

    def at_all_qualities(factor):
        recipes = [Crappify(factor, quality=q, number=False) for q in qualities]
        return view([o(square).image for o in recipes])

    show_rows({f'1/{f} size': at_all_qualities(f) for f in (1, 2, 4)}, size=1.5,
              title='Quality ' + ' · '.join(map(str, qualities)),
              caption='To the right the JPEG gets worse, downwards the shrinking.')


@cells.test
def test_the_whole_number_is_on_the_photo_wherever_it_is_put():
    'nbs/01_crappify.ipynb #eb81f8e1'
    global at, digits
    test_eq(draw_number(face, '7', (0, 0))[1].size, face.size)
    for at in ((0, 0), (1, 1), (0, 1), (.3, .8)):
        digits = np.array(draw_number(face, '42', at)[1])
        test_eq([digits.min(), digits.max()], [0, 255])
        test_eq((digits > 0).sum() > 60, True)


@cells.test
def test_jpeg_stores_colours_at_half_the_size_so_that_their_blocks_are_16_pixel():
    'nbs/01_crappify.ipynb #f532543c'
    global file
    file = io.BytesIO()
    face.save(file, 'JPEG', quality=10)
    test_eq(JpegImagePlugin.get_sampling(Image.open(file)), 2)  # 4:2:0
    with ExceptionExpected(UserError, regex="quality=96: expected 1 to 95"): jpeg(face, 96)


@cells.test
def test_seed_and_name_decide_the_damage_and_nothing_else_does():
    'nbs/01_crappify.ipynb #ee713a89'
    global first, same
    def same(a, b):
        return np.array_equal(np.array(a), np.array(b))

    first = damage(face, 'a').image
    torch.manual_seed(0)
    damage(face, 'b')
    assert same(damage(face, 'a').image, first)
    assert same(Crappify()(face, 'a').image, first)
    assert not same(damage(face, 'b').image, first)
    assert not same(Crappify(seed=1)(face, 'a').image, first)


@cells.test
def test_damaging_a_photo_leaves_the_global_random_state_alone():
    'nbs/01_crappify.ipynb #f1503dea'
    global state
    state = torch.get_rng_state()
    wide(face, 'a')
    assert torch.equal(torch.get_rng_state(), state)


@cells.test
def test_photo_and_mask_keep_the_photo_s_size_however_small():
    'nbs/01_crappify.ipynb #29275468'
    global d, size
    for size in ((128, 128), (97, 31), (7, 5), (1, 1)):
        d = damage(Image.new('RGB', size, 'gray'), 'x')
        test_eq([d.image.size, d.mask.size], [size, size])


@cells.test
def test_the_quality_is_drawn_from_its_whole_range():
    'nbs/01_crappify.ipynb #d1b2fdae'
    global qs, small
    small = face.resize((16, 16))
    qs = [damage(small, str(i)).quality for i in range(1000)]
    test_eq([min(qs), max(qs), len(set(qs))], [60, 95, 36])


@cells.test
def test_settings_do_what_they_say():
    'nbs/01_crappify.ipynb #abe62ef1'
    assert same(Crappify.lesson7()(face, 'a').image, Crappify(4/3, quality=(10, 70), letters=15)(face, 'a').image)
    test_eq(np.array(Crappify(number=False)(face).mask).any(), False)
    assert same(Crappify(shorter=64)(face, 'a').image, Crappify(factor=2)(face, 'a').image)
    assert not same(Crappify(text='hello')(face, 'a').image, first)
    assert not same(Crappify(enlarge='bicubic')(face, 'a').image, first)


@cells.test
def test_ranges_are_drawn_by_lot():
    'nbs/01_crappify.ipynb #ac461dc7'
    global factors, twice, without
    twice = Crappify(factor=(2, 2), letters=(11, 11))(face, 'a').image
    assert same(twice, Crappify(factor=2)(face, 'a').image)
    without = sum(not np.array(wide(face, str(i)).mask).any() for i in range(100))
    assert 8 <= without <= 35, "about a fifth of the photos has no number"
    factors = [wide._draw('factor', str(i)) for i in range(200)]
    assert 1 <= min(factors) < 1.1 and 3.9 < max(factors) <= 4


@cells.test
def test_letters_under_1_are_a_share_of_the_shorter_side():
    'nbs/01_crappify.ipynb #13700891'
    global height
    def height(**kw):
        digits = np.array(Crappify(quality=50, factor=1, **kw)(face, 'a').mask) > 128
        return np.flatnonzero(digits.any(1)).size

    assert 8 < height(letters=15) < 15 < height(letters=.25) < 32
    test_eq(height(letters=32/128), height(letters=32))


@cells.test
def test_one_range_does_not_shift_another_s_lot():
    'nbs/01_crappify.ipynb #cac14686'
    global a
    a = Crappify(factor=(1, 3))._draw('factor', 'x')
    test_eq(Crappify(factor=(1, 3), letters=(8, 32))._draw('factor', 'x'), a)
    test_eq(Crappify(factor=(1, 3))(face, 'x').quality, Crappify()(face, 'x').quality)


@cells.test
def test_settings_that_make_no_sense_are_named():
    'nbs/01_crappify.ipynb #a454dc18'
    with ExceptionExpected(UserError, regex="quality=.50, 10."): Crappify(quality=(50, 10))
    with ExceptionExpected(UserError, regex="factor=.3, 2."): Crappify(factor=(3, 2))
    with ExceptionExpected(UserError, regex="letters=0: expected"): Crappify(letters=0)
    with ExceptionExpected(UserError, regex="shorter=0"): Crappify(shorter=0)


@cells.test
def test_the_number_is_where_the_error_is():
    'nbs/01_crappify.ipynb #8e28811b'
    test_eq([len(o) for o in pairs], [len(pairs.damaged)]*2 + [len(pairs.valid_clean)]*4)
    assert scores['damaged']['psnr_number'] < 20

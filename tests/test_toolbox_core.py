"""Generated from nbs/toolbox/core.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.core import (
    Any, INK, Image, PACKAGES, PALETTE, PackageNotFoundError, Path, SCALES, UserError, __version__, _finish, _strip, _tile, _version, at_scale,
    atomic, average_gradients, check, check_images, choose, contextlib, copy_from_first, from_pil, from_uint8, hashlib, info, join_processes, json,
    key, mean_over_ranks, np, os, part_name, pick_device, platform, plot_style, random, ranks, rng, save_figure, say, scale, seed_everything,
    show_close, show_rows, show_titled, strict_json, sys, tempfile, to_pil, to_uint8, torch, use_scale, version, warnings)


@cells.setup
def _cell_bf6fb784():
    'nbs/toolbox/core.ipynb #bf6fb784'
    global ExceptionExpected, Markdown, io, subprocess, test_eq
    import io
    import subprocess

    from fastcore.test import ExceptionExpected, test_eq
    from IPython.display import Markdown


@cells.setup
def _cell_2950f236():
    'nbs/toolbox/core.ipynb #2950f236'
    global e
    try:
        check(30 % 16 == 0, 'size=30', 'a multiple of 16', 'try size=32')
    except UserError as e:
        print(e)


@cells.setup
def _cell_b96cf48a():
    'nbs/toolbox/core.ipynb #b96cf48a'
    global e
    try:
        choose('fruit', 'peer', dict(apple=1, pear=2))
    except UserError as e:
        print(e)


@cells.setup
def _cell_019bb3f4():
    'nbs/toolbox/core.ipynb #019bb3f4'
    global name
    for name in SCALES:
        with use_scale(name):
            print(name, at_scale(quick=300, full=20_000), at_scale(quick='digits', full='cifar'))


@cells.setup
def _cell_2d10ef72():
    'nbs/toolbox/core.ipynb #2d10ef72'
    global epoch
    for epoch in (2, 2, 3):
        print(epoch, torch.rand(3, generator=rng(1, 'epoch', epoch)))


@cells.setup
def _cell_2033a605():
    'nbs/toolbox/core.ipynb #2033a605'
    pick_device()


@cells.setup
def _cell_2b6f2579():
    'nbs/toolbox/core.ipynb #2b6f2579'
    to_uint8(torch.tensor([-3., -1, 0, 1, 3]))


@cells.setup
def _cell_245d57e8():
    'nbs/toolbox/core.ipynb #245d57e8'
    global e
    try:
        check_images(torch.full((1, 3, 8, 8), 255.))
    except UserError as e:
        print(e)


@cells.setup
def _cell_c6a6cd00():
    'nbs/toolbox/core.ipynb #c6a6cd00'
    global folder, target, tmp
    folder = tempfile.TemporaryDirectory()
    target = Path(folder.name)/'note.txt'
    with atomic(target) as tmp:
        tmp.write_text('first')
    try:
        with atomic(target) as tmp:
            tmp.write_text('half a sec')
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        print('interrupted, and the file still says:', target.read_text())


@cells.setup
def _cell_1f4c2c6f():
    'nbs/toolbox/core.ipynb #1f4c2c6f'
    global coarse, fig, ramp, rows
    ramp = torch.linspace(-1.3, 1.3, 64).expand(3, 64, 64)
    coarse = (ramp*2).round()/2
    rows = {'ramp': ramp[None].repeat(2, 1, 1, 1), 'in steps of 0.5': torch.stack([coarse, coarse.mT])}
    fig = show_rows(rows, title='Range at the exit',
                    caption='Left and right ends are flat: values beyond [-1, 1] are clipped.')
    fig.set_facecolor('#d8dde6')
    fig


@cells.setup
def _cell_5b123039():
    'nbs/toolbox/core.ipynb #5b123039'
    global soft
    soft = ramp*.7
    show_titled({'64 x 64': soft, '8 x 8': soft[:, ::8, ::8], '32 x 64': soft[:, :32]}, size=1.3)


@cells.setup
def _cell_ee0a66e7():
    'nbs/toolbox/core.ipynb #ee0a66e7'
    show_close({'ramp': soft, 'the other way': -soft}, (8, 8, 16, 16), size=1.3)


@cells.setup
def _cell_2787f7d9():
    'nbs/toolbox/core.ipynb #2787f7d9'
    save_figure(fig, Path(folder.name)/'ramp.png').name


@cells.setup
def _cell_09005ac4():
    'nbs/toolbox/core.ipynb #09005ac4'
    Markdown('\n'.join(['| what | here |', '|---|---|', *[f'| {k} | {v} |' for k, v in info().items()]]))


@cells.test
def test_an_error_says_what_was_found_what_was_expected_and_what_to_do():
    'nbs/toolbox/core.ipynb #51d0c8e3'
    with ExceptionExpected(UserError, regex="size=30: expected a multiple of 16; try size=32"):
        check(30 % 16 == 0, "size=30", "a multiple of 16", "try size=32")
    check(True, '', '', '')
    test_eq(choose('fruit', 'pear', dict(apple=1, pear=2)), 2)
    with ExceptionExpected(UserError, regex="fruit='peer'.*choose one of 'apple', 'pear'"):
        choose('fruit', 'peer', dict(apple=1, pear=2))


@cells.test
def test_at_scale_gives_each_scale_its_value_and_use_scale_puts_the_old_one_bac():
    'nbs/toolbox/core.ipynb #e4a94a05'
    global before, sizes
    def sizes(name):
        "Three values at a scale."
        with use_scale(name):
            numbers = at_scale(quick=300, full=20_000), at_scale(quick=64, full=128, smoke=64)
            return *numbers, at_scale(quick='digits', full='cifar')

    before = os.environ.get('GAN_COURSE_SCALE')
    test_eq(sizes('smoke'), (3, 64, 'digits'))
    test_eq(sizes('quick'), (300, 64, 'digits'))
    test_eq(sizes('full'), (20_000, 128, 'cifar'))
    with ExceptionExpected(UserError, regex="'smoke', 'quick', 'full'"):
        sizes('huge')
    test_eq(os.environ.get('GAN_COURSE_SCALE'), before)
    with use_scale('quick'):
        with use_scale('full'):
            test_eq(at_scale(quick=50, full=1), 1)
        test_eq(scale(), 'quick')
    with use_scale('smoke'):
        test_eq(at_scale(quick=50, full=1), 2)


@cells.test
def test_seeds_repeat_and_a_moment_s_draws_depend_on_nothing_else():
    'nbs/toolbox/core.ipynb #39f5d6aa'
    global draws, first, three
    def draws():
        "One draw of each kind."
        return random.random(), np.random.rand(), torch.rand(1).item()

    seed_everything(1)
    first = draws()
    seed_everything(1)
    test_eq(draws(), first)
    seed_everything(2**32 + 5)  # more than NumPy takes

    def three(*parts):
        "Three draws of one moment."
        return torch.rand(3, generator=rng(*parts)).tolist()

    test_eq(three(1, 'epoch', 2), three(1, 'epoch', 2))
    assert three(1, 'epoch', 2) != three(1, 'epoch', 3) != three(2, 'epoch', 3)
    test_eq(key('the same', 'on every machine'), 7688774043334054613)
    assert 0 <= min(key(i) for i in range(99)) and max(key(i) for i in range(99)) < 2**63


@cells.test
def test_a_device_that_is_missing_is_named_with_those_there_are():
    'nbs/toolbox/core.ipynb #7e1a0c52'
    global name
    test_eq(pick_device('cpu').type, 'cpu')
    for name in ('tpu', 'cuda:99', 'cuda:x'):
        with ExceptionExpected(UserError, regex=f"device='{name}'.*leave it out"): pick_device(name)


@cells.test
def test_one_process_is_alone_and_shares_nothing():
    'nbs/toolbox/core.ipynb #d20b3f6d'
    global layer, x
    test_eq(join_processes(), (0, 1))
    x = torch.tensor(3.)
    assert mean_over_ranks(x) is x
    layer = torch.nn.Linear(2, 1)
    copy_from_first(layer)
    average_gradients(layer.parameters())
    assert layer.weight.grad is None


@cells.test
def test_bytes_survive_the_way_there_and_back_and_what_lies_outside_is_clipped():
    'nbs/toolbox/core.ipynb #90c8ae5b'
    global colours, every_byte
    every_byte = torch.arange(256, dtype=torch.uint8)
    assert (to_uint8(from_uint8(every_byte)) == every_byte).all()
    test_eq(from_uint8(every_byte)[[0, 255]].tolist(), [-1, 1])
    test_eq(to_uint8(torch.tensor([-3., 0, 3])).tolist(), [0, 128, 255])
    colours = torch.rand(3, 5, 7, generator=rng('colours'))*2 - 1
    assert (from_pil(to_pil(colours)) - colours).abs().max() <= 1/255 + 1e-6
    test_eq(to_pil(colours).size, (7, 5))
    test_eq(to_pil(colours[:1]).mode, 'L')
    with ExceptionExpected(UserError, regex="pick one of the batch"): to_pil(torch.zeros(2, 3, 8, 8))


@cells.test
def test_the_door_takes_images_in_range_and_nothing_else():
    'nbs/toolbox/core.ipynb #b37d5a80'
    global bytes_as_floats, images
    images = torch.zeros(1, 3, 8, 8)
    assert check_images(images) is images and check_images(images + 1.4) is not None
    bytes_as_floats = every_byte.float().view(1, 1, 16, 16)
    with ExceptionExpected(UserError, regex="values from 0 to 255"): check_images(bytes_as_floats)
    with ExceptionExpected(UserError, regex="values from -1.6"): check_images(images - 1.6)
    with ExceptionExpected(UserError, regex="torch.uint8: expected a float tensor"):
        check_images(every_byte.view(1, 1, 16, 16))
    with ExceptionExpected(UserError, regex=r"\(3, 8, 8\).*expected a float tensor"): check_images(images[0])
    with ExceptionExpected(UserError, regex="mine: list"): check_images([1], 'mine')
    test_eq(len(check_images(images[:0])), 0)


@cells.test
def test_images_that_look_like_0_1_get_a_hint_others_do_not():
    'nbs/toolbox/core.ipynb #4b195bcf'
    global hinted
    def hinted(x):
        with warnings.catch_warnings(record=True) as found:
            warnings.simplefilter('always')
            check_images(x)
        return any('look like images in [0, 1]' in str(o.message) for o in found)

    assert hinted(torch.rand(4, 3, 8, 8))
    assert not hinted(torch.rand(4, 3, 8, 8)*2 - 1) and not hinted(torch.rand(1, 3, 8, 8))


@cells.test
def test_no_name_ends_a_run_whatever_the_terminal_s_encoding_and_no_seed_is_too():
    'nbs/toolbox/core.ipynb #22d72769'
    global encoding, out
    for encoding in ('ascii', 'utf-8', 'cp1252'):
        out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        say('ok', 'b\udcff\U0001f431.jpg', file=out)
        out.flush()
        assert b'ok' in out.buffer.getvalue() and b'udcff' in out.buffer.getvalue()
    seed_everything(2**200 + 1)


@cells.test
def test_a_file_is_whole_or_not_there_and_leaves_nothing_beside_it():
    'nbs/toolbox/core.ipynb #4d6fc1e7'
    global tmp
    with ExceptionExpected(ZeroDivisionError):
        with atomic(target) as tmp:
            tmp.write_text('half a sec')
            raise ZeroDivisionError
    test_eq(target.read_text(), 'first')
    with atomic(target) as tmp:
        tmp.write_text('second')
        test_eq((tmp.parent, tmp.suffix), (target.parent, target.suffix))
    test_eq(target.read_text(), 'second')
    assert not [o for o in os.listdir(folder.name) if o.startswith('.')]


@cells.test
def test_any_legal_name_can_be_written_by_every_writer():
    'nbs/toolbox/core.ipynb #42b0167a'
    global long, name, tmp
    long = 'é'*120 + '.txt'
    for name in ('c', '.hidden', 'a.b.c', long, 'x'*255, 'x.' + 'y'*200, 'with space', 'ends.'):
        with atomic(Path(folder.name)/name) as tmp:
            torch.save(dict(a=1), tmp)
        test_eq(torch.load(Path(folder.name)/name, weights_only=True), dict(a=1))
    test_eq([o.name for o in Path(folder.name).glob('.*')], ['.hidden'])


@cells.test
def test_what_is_no_number_is_not_written():
    'nbs/toolbox/core.ipynb #6dff67d9'
    global bad
    test_eq(json.loads(strict_json(dict(a=[1., 'b', None]))), dict(a=[1., 'b', None]))
    for bad in (float('inf'), float('nan')):
        with ExceptionExpected(UserError, regex="a figure that is no number"): strict_json(dict(a=[bad]))


@cells.test
def test_a_place_that_cannot_be_written_says_so():
    'nbs/toolbox/core.ipynb #53874141'
    global tmp
    (Path(folder.name)/'file').write_text('')
    with ExceptionExpected(UserError, regex="choose a folder that you may write to"):
        with atomic(Path(folder.name)/'file'/'inside.txt') as tmp:
            tmp.write_text('')


@cells.test
def test_rows_and_titled_pictures_of_any_size_drawn_at_least_as_large_as_asked():
    'nbs/toolbox/core.ipynb #f4c2a1d9'
    global bare, grid, titled
    grid = show_rows({'a': torch.zeros(3, 3, 8, 8), 'b': torch.zeros(2, 1, 8, 8)}, n=2, gap=3)
    test_eq([o.images[0].get_array().shape[:2] for o in grid.axes], [(128, 259)]*2)
    bare = show_rows({'a': torch.zeros(2, 3, 8, 8)}, gap=0).axes[0].images[0].get_array()
    test_eq(bare.shape, (128, 256, 3))
    with ExceptionExpected(UserError, regex="at least one in each row"): show_rows({})
    titled = show_titled({'a': torch.zeros(3, 8, 8), 'b': torch.zeros(1, 4, 8)}, cols=1, title='two')
    test_eq([o.get_title('center') for o in titled.axes], ['a', 'b'])
    with ExceptionExpected(UserError, regex="at least one of both"): show_titled({})
    test_eq(Image.open(save_figure(grid, Path(folder.name)/'grid.png')).format, 'PNG')


@cells.test
def test_a_piece_is_drawn_below_each_image_and_one_outside_is_refused():
    'nbs/toolbox/core.ipynb #069bc135'
    global close, pieces, x
    x = torch.zeros(3, 12, 30)
    x[:, 4:8, 10:20] = 1
    close = show_close({'a': x, 'b': -x}, title='two')
    test_eq(len(close.axes), 4)
    pieces = [o.images[0].get_array() for o in close.axes[2:]]
    assert pieces[0].min() == pieces[0].max() > pieces[1].max()
    with ExceptionExpected(UserError, regex="box=.20, 0, 11, 5.: expected .* inside 30x12"):
        show_close({'a': x}, (20, 0, 11, 5))
    with ExceptionExpected(UserError, regex="several sizes"): show_close({'a': x, 'b': x[:, 1:]})
    with ExceptionExpected(UserError, regex="no images"): show_close({})


@cells.test
def test_a_bug_report_holds_versions_and_no_paths():
    'nbs/toolbox/core.ipynb #a0e7b2c4'
    test_eq(info()['gan_course'], __version__)
    test_eq(_version('no-such-package'), 'not installed')
    assert not any('/' in str(o) for o in info().values())


@cells.test
def test_importing_the_agreements_loads_no_plotting_library():
    'nbs/toolbox/core.ipynb #c95e18f3'
    global code, found
    code = "import sys, gan_course.core; print('matplotlib' in sys.modules, 'fastai' in sys.modules)"
    found = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True)
    test_eq(found.stdout.split(), ['False', 'False'])

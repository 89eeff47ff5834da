"""Generated from nbs/toolbox/core.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.core import (
    INK, Image, PALETTE, PackageNotFoundError, Path, SCALES, UserError, __version__, _tile, at_scale, atomic, average_gradients, check, check_images,
    choose, contextlib, copy_from_first, from_pil, from_uint8, hashlib, info, info_command, join_processes, key, mean_over_ranks, np, os, pick_device,
    platform, plot_style, plt, random, ranks, rng, save_figure, scale, seed_everything, show_rows, show_titled, sys, tempfile, to_pil, to_uint8,
    torch, use_scale, version)


@cells.setup
def _cell_bf6fb784():
    'nbs/toolbox/core.ipynb #bf6fb784'
    global ExceptionExpected, Markdown, test_eq
    from fastcore.test import ExceptionExpected, test_eq
    from IPython.display import Markdown


@cells.test
def test_errors_that_help_a_multiple_of_try_size_check():
    'nbs/toolbox/core.ipynb #2950f236'
    with ExceptionExpected(UserError, regex="a multiple of 16; try size=32"): check(30%16 == 0, "size=30", "a multiple of 16", "try size=32")


@cells.test
def test_errors_that_help_choose_fruit_pear_apple_pear():
    'nbs/toolbox/core.ipynb #b96cf48a'
    test_eq(choose('fruit', 'pear', {'apple':1, 'pear':2}), 2)
    with ExceptionExpected(UserError, regex="choose one of 'apple', 'pear'"): choose('fruit', 'peer', {'apple':1, 'pear':2})


@cells.test
def test_one_switch_for_the_size_of_everything_sizes_smoke_digits():
    'nbs/toolbox/core.ipynb #019bb3f4'
    global sizes
    def sizes(name):
        with use_scale(name): return at_scale(quick=300, full=20_000), at_scale(quick=64, full=128, smoke=64), at_scale(quick='digits', full='cifar')

    test_eq(sizes('smoke'), (3, 64, 'digits'))
    test_eq(sizes('quick'), (300, 64, 'digits'))
    test_eq(sizes('full'), (20_000, 128, 'cifar'))
    with ExceptionExpected(UserError, regex="'smoke', 'quick', 'full'"): sizes('huge')


@cells.test
def test_chance_you_can_repeat_a_b():
    'nbs/toolbox/core.ipynb #2d10ef72'
    global a, b
    seed_everything(1); a = random.random(), np.random.rand(), torch.rand(1).item()
    seed_everything(1); b = random.random(), np.random.rand(), torch.rand(1).item()
    test_eq(a, b)
    assert (torch.rand(3, generator=rng(1, 'epoch', 2)) == torch.rand(3, generator=rng(1, 'epoch', 2))).all()
    assert (torch.rand(3, generator=rng(1, 'epoch', 2)) != torch.rand(3, generator=rng(1, 'epoch', 3))).all()


@cells.test
def test_where_to_compute_pick_device_cpu_type_cpu():
    'nbs/toolbox/core.ipynb #2033a605'
    test_eq(pick_device('cpu').type, 'cpu')
    with ExceptionExpected(UserError, regex="device='tpu'"): pick_device('tpu')
    with ExceptionExpected(UserError, regex="device='cuda:99'"): pick_device('cuda:99')


@cells.test
def test_where_to_compute_join_processes():
    'nbs/toolbox/core.ipynb #32dba8d0'
    test_eq(join_processes(), (0, 1))
    test_eq(mean_over_ranks(torch.tensor(3.)), torch.tensor(3.))


@cells.test
def test_the_range_of_an_image_and_the_sign_of_a_logit_to_uint8_from_uint8_ever():
    'nbs/toolbox/core.ipynb #2b6f2579'
    global every_byte
    every_byte = torch.arange(256, dtype=torch.uint8)
    assert (to_uint8(from_uint8(every_byte)) == every_byte).all()
    test_eq(from_uint8(every_byte)[[0, 255]].tolist(), [-1, 1])
    test_eq(to_uint8(torch.tensor([-3., 0, 3])).tolist(), [0, 128, 255])
    with ExceptionExpected(UserError, regex="pick one of the batch"): to_pil(torch.zeros(2, 3, 8, 8))


@cells.test
def test_the_range_of_an_image_and_the_sign_of_a_logit_check_images_torch_zeros():
    'nbs/toolbox/core.ipynb #245d57e8'
    assert check_images(torch.zeros(1, 3, 8, 8)).shape == (1, 3, 8, 8)
    with ExceptionExpected(UserError, regex="values from 0 to 255"): check_images(from_uint8(every_byte).add(1).mul(127.5).view(1, 1, 16, 16))
    with ExceptionExpected(UserError, regex="torch.uint8: expected a float tensor"): check_images(every_byte.view(1, 1, 16, 16))


@cells.test
def test_files_whole_or_not_at_all():
    'nbs/toolbox/core.ipynb #c6a6cd00'
    global d, target, tmp
    d = tempfile.TemporaryDirectory(); target = Path(d.name)/'note.txt'
    with atomic(target) as tmp: tmp.write_text('first')
    with ExceptionExpected(ZeroDivisionError):
        with atomic(target) as tmp: tmp.write_text('half a sec'); 1/0
    test_eq(target.read_text(), 'first')
    test_eq(os.listdir(d.name), ['note.txt'])


@cells.test
def test_files_whole_or_not_at_all_choose_a_folder_that_you_may():
    'nbs/toolbox/core.ipynb #53874141'
    global tmp
    (Path(d.name)/'file').write_text('')
    with ExceptionExpected(UserError, regex="choose a folder that you may write to"):
        with atomic(Path(d.name)/'file'/'inside.txt') as tmp: tmp.write_text('')


@cells.setup
def _cell_1f4c2c6f():
    'nbs/toolbox/core.ipynb #1f4c2c6f'
    global fig, ramp, steps
    ramp = torch.linspace(-1.3, 1.3, 64).expand(3, 64, 64)
    steps = (ramp*2).round()/2
    fig = show_rows({'ramp': ramp[None].repeat(2,1,1,1), 'in steps of 0.5': torch.stack([steps, steps.mT])}, title='Range at the exit', caption='Left and right ends are flat: values beyond [-1, 1] are clipped.')
    fig.set_facecolor('#d8dde6'); fig


@cells.test
def test_pictures_type_show_rows_a_torch_zeros_plt():
    'nbs/toolbox/core.ipynb #5b123039'
    test_eq(type(show_rows({'a': torch.zeros(3, 3, 8, 8)})), plt.Figure)
    with ExceptionExpected(UserError, regex="at least one in each row"): show_rows({})
    test_eq(len(show_titled({'a': torch.zeros(3, 8, 8), 'b': torch.zeros(1, 4, 8)}, cols=1).axes), 2)
    with ExceptionExpected(UserError, regex="at least one of both"): show_titled({})


@cells.test
def test_pictures_image_open_save_figure_show_rows_ramp_ramp():
    'nbs/toolbox/core.ipynb #2787f7d9'
    test_eq(Image.open(save_figure(show_rows({'ramp': ramp[None]}), Path(d.name)/'ramp.png')).format, 'PNG')
    assert show_rows({'ramp': ramp[None]}, gap=0).axes[0].images[0].get_array().shape[1] > 0


@cells.setup
def _cell_09005ac4():
    'nbs/toolbox/core.ipynb #09005ac4'
    Markdown('\n'.join(['| what | here |', '|---|---|', *[f'| {k} | {v} |' for k, v in info().items()]]))


@cells.test
def test_when_you_ask_for_help_info_gan_course___version():
    'nbs/toolbox/core.ipynb #2e31a363'
    test_eq(info()['gan_course'], __version__)
    assert not any('/' in str(o) for o in info().values()), "no paths"

"""Generated from nbs/toolbox/record.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.record import (
    Callback, Finite, GameLog, IN_NOTEBOOK, Path, ProgressCallback, SampleGrid, UserError, _write_rows, atomic, averaged, check, csv, from_uint8, np,
    plot_log, plt, ranks, read_log, save_figure, show_rows, skipping, to_pil, to_uint8, torch, warnings)


@cells.setup
def _cell_dc167b3e():
    'nbs/toolbox/record.ipynb #dc167b3e'
    global ExceptionExpected, Image, L1LossFlat, Learner, at_scale, load_folder, memory_dls, nn, patch_folder, plot_style, resource, seed_everything, tempfile, test_eq
    import tempfile

    try: import resource
    except ImportError: resource = None  # Windows has no limits to set
    from fastai.learner import Learner
    from fastai.losses import L1LossFlat
    from fastcore.test import ExceptionExpected, test_eq
    from gan_course.loaders import memory_dls
    from gan_course.photos import load_folder, patch_folder
    from PIL import Image
    from torch import nn

    from gan_course.core import at_scale, plot_style, seed_everything

    plot_style()


@cells.setup
def _cell_0a3cc535():
    'nbs/toolbox/record.ipynb #0a3cc535'
    global _, images, tiny_learner, tmp
    images, _ = load_folder(patch_folder('embedded', per_photo=8, progress=False)/'train')
    tmp = tempfile.TemporaryDirectory()

    def tiny_learner(**kwargs):
        "A two-layer network that learns to copy 32-pixel crops."
        seed_everything(0)
        net = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.Dropout2d(.1), nn.Conv2d(8, 3, 3, padding=1))
        return Learner(memory_dls((images, images), (images[:8], images[:8]), bs=8, crop=32, device=torch.device('cpu'), path=tmp.name), net, loss_func=L1LossFlat(), **kwargs)


@cells.setup
def _cell_6f63cf2a():
    'nbs/toolbox/record.ipynb #6f63cf2a'
    global fixed, grid, learn
    fixed = from_uint8(images[::7][:8, :, :64, :64])
    grid = SampleGrid({'input': fixed}, every=2, folder=Path(tmp.name)/'grids')
    learn = tiny_learner(cbs=grid)
    with learn.no_bar(), learn.no_logging(): learn.fit(at_scale(quick=6, full=6, smoke=1), 3e-2)
    grid.film(4, title='A network of two layers learns to copy', caption='From a grey-green shadow to light, dark and the first colours. The input is in the first row.')


@cells.test
def test_pictures_along_the_way_k_for_k___in_grid():
    'nbs/toolbox/record.ipynb #39785d98'
    global kind
    test_eq([k for k,_ in grid.shots], sorted({*range(0, grid.count+1, 2), grid.count}))
    test_eq(len(list((Path(tmp.name)/'grids').glob('*.png'))), len(grid.shots))
    assert not torch.equal(grid.shots[0][1], grid.shots[-1][1])
    with ExceptionExpected(UserError, regex="every=0"): SampleGrid({'input': fixed}, every=0)
    for kind in ('gif', 'webp'): test_eq(Image.open(grid.movie(Path(tmp.name)/f'run.{kind}')).n_frames, len(grid.shots))


@cells.test
def test_stop_at_the_first_sign_of_nonsense_batch_the_loss_loss_is_nan():
    'nbs/toolbox/record.ipynb #c826f797'
    global Poison, learn
    class Poison(Callback):
        "Make the weights infinite before batch `at`."
        def __init__(self, at): self.at, self.n = at, 0
        def before_batch(self):
            self.n += self.training
            if self.n == self.at: self.model[0].weight.data.fill_(float('inf'))

    learn = tiny_learner(cbs=[Finite(), Poison(2)])
    with ExceptionExpected(UserError, regex="batch 2: the loss 'loss' is nan: expected a number; lower the learning rate"), learn.no_bar(), learn.no_logging(): learn.fit(1, 1e-3)

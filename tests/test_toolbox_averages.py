"""Generated from nbs/toolbox/averages.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.averages import (
    Callback, EMA, ProgressCallback, _statistics, averaged, check, contextlib, deepcopy, ranks, skipping, torch, warnings)


@cells.setup
def _cell_a32b70b6():
    'nbs/toolbox/averages.ipynb #a32b70b6'
    global ExceptionExpected, L1LossFlat, Learner, load_folder, memory_dls, nn, patch_folder, plot_style, resource, seed_everything, tempfile, test_eq
    import tempfile

    try: import resource
    except ImportError: resource = None  # Windows has no limits to set
    from fastai.learner import Learner
    from fastai.losses import L1LossFlat
    from fastcore.test import ExceptionExpected, test_eq
    from gan_course.loaders import memory_dls
    from gan_course.photos import load_folder, patch_folder
    from torch import nn

    from gan_course.core import plot_style, seed_everything

    plot_style()


@cells.setup
def _cell_2d566829():
    'nbs/toolbox/averages.ipynb #2d566829'
    global _, images, tiny_learner, tmp
    images, _ = load_folder(patch_folder('embedded', per_photo=8, progress=False)/'train')
    tmp = tempfile.TemporaryDirectory()

    def tiny_learner(**kwargs):
        "A two-layer network that learns to copy 32-pixel crops."
        seed_everything(0)
        net = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.Dropout2d(.1), nn.Conv2d(8, 3, 3, padding=1))
        return Learner(memory_dls((images, images), (images[:8], images[:8]), bs=8, crop=32, device=torch.device('cpu'), path=tmp.name), net, loss_func=L1LossFlat(), **kwargs)


@cells.test
def test_a_calmer_generator_the_moving_average_learn_ema_images_seen_images():
    'nbs/toolbox/averages.ipynb #393b2445'
    global Jump, learn, p, seen_images, w
    class Jump(Callback):
        "Hold every weight at 1, whatever the optimizer does."
        order = 51
        def after_batch(self):
            for p in self.model.parameters(): p.data.fill_(1.)

    learn = tiny_learner(cbs=[EMA(half_life=64, warmup=1e9), Jump()])
    for p in learn.model.parameters(): p.data.fill_(0.)
    with learn.no_bar(), learn.no_logging(): learn.fit(8//min(8, len(learn.dls.train)) or 1, 0.)
    seen_images = 8*len(learn.dls.train)*(8//min(8, len(learn.dls.train)) or 1)
    test_eq(learn.ema.images, seen_images)
    w = next(learn.ema.average.parameters()).flatten()[0].item()
    assert abs(w - (1 - .5**(seen_images/64))) < 1e-5, (w, seen_images)


@cells.test
def test_a_calmer_generator_the_moving_average_not_torch_equal_fast_running_mea():
    'nbs/toolbox/averages.ipynb #44468b9e'
    global fast, gen, learn, slow
    learn = tiny_learner(cbs=EMA(half_life=32)); gen = learn.model
    with learn.no_bar(), learn.no_logging(): learn.fit(1, 1e-2)
    fast, slow = deepcopy(gen.state_dict()), deepcopy(learn.ema.average.state_dict())
    assert not torch.equal(fast['1.running_mean'], slow['1.running_mean']) and torch.equal(fast['1.num_batches_tracked'], slow['1.num_batches_tracked'])
    with averaged(learn): assert all(torch.equal(slow[k], v) for k,v in gen.state_dict().items())
    assert all(torch.equal(fast[k], v) for k,v in gen.state_dict().items())
    with ExceptionExpected(ZeroDivisionError):
        with averaged(learn): 1/0
    assert all(torch.equal(fast[k], v) for k,v in gen.state_dict().items())

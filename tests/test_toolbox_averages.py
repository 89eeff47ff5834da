"""Generated from nbs/toolbox/averages.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.averages import (
    Callback, EMA, after_batch, averaged, check, contextlib, deepcopy, evaluating, load_state_dict, moves, nn, norm_statistics, pair, ranks, skipping,
    state_dict, swapped, torch)


@cells.setup
def _cell_d32b79e1():
    'nbs/toolbox/averages.ipynb #d32b79e1'
    global ExceptionExpected, L1LossFlat, Learner, UserError, load_folder, pair_dls, patch_folder, plot_style, seed_everything, test_close, test_eq
    from fastai.learner import Learner
    from fastai.losses import L1LossFlat
    from fastcore.test import ExceptionExpected, test_close, test_eq

    from gan_course.core import UserError, plot_style, seed_everything
    from gan_course.loaders import pair_dls
    from gan_course.photos import load_folder, patch_folder

    plot_style()


@cells.setup
def _cell_3a4fac00():
    'nbs/toolbox/averages.ipynb #3a4fac00'
    global Jump, Set, _, dls, ema, images, learn
    class Jump(nn.Module):
        "A network of one weight that is set to 1 when training starts."
        def __init__(self):
            super().__init__()
            self.w = nn.Parameter(torch.zeros(1))
        def forward(self, x): return x*self.w

    class Set(Callback):
        def after_batch(self):
            self.model.w.data.fill_(1)

    images, _ = load_folder(patch_folder('embedded', per_photo=8, progress=False)/'train')
    dls = pair_dls((images, images), (images[:8], images[:8]), bs=8, crop=32, device=torch.device('cpu'))
    ema = EMA(half_life=32, warmup=1e9)
    learn = Learner(dls, Jump(), loss_func=L1LossFlat(), cbs=[ema, Set()])
    with learn.no_bar(), learn.no_logging():
        learn.fit(1, 0.)
    print(f'{ema.images} images at a half-life of 32: the average stands at {ema.average.w.item():.4f}')


@cells.test
def test_after_one_half_life_the_average_is_half_way():
    'nbs/toolbox/averages.ipynb #6ba7b2f7'
    test_close(learn.ema.average.w.item(), 1 - .5**(learn.ema.images/32), 1e-6)


@cells.test
def test_the_warm_up_lets_go_of_the_first_weights():
    'nbs/toolbox/averages.ipynb #c3e43065'
    global Start, behind, i, n, stands_at, with_warmup, without
    class Start(Callback):
        "Set the weight at once, as a network that learns fast."
        order = 90  # after the average has copied the first weights
        def before_fit(self):
            self.model.w.data.fill_(1)

    def stands_at(warmup):
        "Where the average of a weight that jumped before training stands after an epoch."
        cbs = [EMA(half_life=10_000, warmup=warmup), Start()]
        learn = Learner(dls, Jump(), loss_func=L1LossFlat(), cbs=cbs)
        with learn.no_bar(), learn.no_logging():
            learn.fit(1, 0.)
        return learn.ema

    with_warmup, without = stands_at(.05), stands_at(1e9)
    n = with_warmup.images
    test_close(without.average.w.item(), 1 - .5**(n/10_000), 1e-5)
    behind = 1.
    for i in range(n//8):
        behind *= .5**(8/min(10_000, .05*8*(i + 1)))
    test_close(with_warmup.average.w.item(), 1 - behind, 1e-5)
    assert with_warmup.average.w.item() > .99 > .05 > without.average.w.item()


@cells.test
def test_inside_the_swap_the_network_is_its_average_and_afterwards_itself_buffe():
    'nbs/toolbox/averages.ipynb #79421389'
    global k, learn, mean, own, tiny_learner, v
    def tiny_learner(cbs=None):
        "Two convolutions with a norm between them."
        seed_everything(1)
        layers = nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 3, 3, padding=1)
        return Learner(dls, nn.Sequential(*layers), loss_func=L1LossFlat(), cbs=cbs)

    learn = tiny_learner(EMA(half_life=32))
    with learn.no_bar(), learn.no_logging():
        learn.fit(2, 1e-2)
    own = {k: v.clone() for k, v in learn.model.state_dict().items()}
    mean = learn.ema.average.state_dict()
    assert not torch.equal(own['0.weight'], mean['0.weight'])
    mean = {k: v.clone() for k, v in mean.items()}
    with averaged(learn), averaged(learn):  # a swap inside a swap changes nothing
        for k, v in learn.model.state_dict().items():
            test_eq(v, mean[k])
    for k, v in learn.model.state_dict().items():
        test_eq(v, own[k])


@cells.test
def test_running_statistics_are_averaged_counters_copied():
    'nbs/toolbox/averages.ipynb #dbe050cf'
    test_eq(mean['1.num_batches_tracked'], own['1.num_batches_tracked'])
    assert not torch.equal(mean['1.running_mean'], own['1.running_mean'])


@cells.test
def test_spectral_norm_s_vectors_are_copied_for_a_mean_of_directions_is_none():
    'nbs/toolbox/averages.ipynb #2779c4b1'
    global a, b, learn, net
    net = nn.utils.parametrizations.spectral_norm(nn.Conv2d(3, 3, 3, padding=1))
    learn = Learner(dls, net, loss_func=L1LossFlat(), cbs=EMA(half_life=1e6))
    with learn.no_bar(), learn.no_logging():
        learn.fit(1, 1e-1)
    for a, b in zip(learn.ema.average.buffers(), net.buffers()):
        test_eq(a, b)


@cells.test
def test_each_part_is_put_back_into_its_own_mode():
    'nbs/toolbox/averages.ipynb #afa23bdd'
    global net
    net = nn.Sequential(nn.BatchNorm2d(3), nn.Sequential(nn.BatchNorm2d(3)))
    net.train()[1].eval()
    with evaluating(net):
        assert not any(m.training for m in net.modules())
    test_eq([m.training for m in net.modules()], [True, True, False, False])


@cells.test
def test_what_it_refuses():
    'nbs/toolbox/averages.ipynb #5b972168'
    with ExceptionExpected(UserError, regex="half_life=0"): EMA(0)

"""Generated from nbs/toolbox/optim.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.optim import (
    Callback, Compile, DecoupledAdam, OptimWrapper, Precision, ProgressCallback, UserError, check, choose, contextlib, fast_bf16, fused_adam, partial,
    torch, warnings)


@cells.setup
def _cell_16a11e89():
    'nbs/toolbox/optim.ipynb #16a11e89'
    global ExceptionExpected, L1LossFlat, Learner, load_folder, memory_dls, nn, patch_folder, plot_style, resource, seed_everything, tempfile, test_close, test_eq
    import tempfile

    try: import resource
    except ImportError: resource = None  # Windows has no limits to set
    from fastai.learner import Learner
    from fastai.losses import L1LossFlat
    from fastcore.test import ExceptionExpected, test_close, test_eq
    from gan_course.loaders import memory_dls
    from gan_course.photos import load_folder, patch_folder
    from torch import nn

    from gan_course.core import plot_style, seed_everything

    plot_style()


@cells.setup
def _cell_503d21c7():
    'nbs/toolbox/optim.ipynb #503d21c7'
    global _, images, tiny_learner, tmp
    images, _ = load_folder(patch_folder('embedded', per_photo=8, progress=False)/'train')
    tmp = tempfile.TemporaryDirectory()

    def tiny_learner(**kwargs):
        "A two-layer network that learns to copy 32-pixel crops."
        seed_everything(0)
        net = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.Dropout2d(.1), nn.Conv2d(8, 3, 3, padding=1))
        return Learner(memory_dls((images, images), (images[:8], images[:8]), bs=8, crop=32, device=torch.device('cpu'), path=tmp.name), net, loss_func=L1LossFlat(), **kwargs)


@cells.test
def test_precision_set_seen_torch_bfloat16_true():
    'nbs/toolbox/optim.ipynb #bad77fbd'
    global Spy, learn, seen
    seen = []
    class Spy(nn.Module):
        def forward(self, x): seen.append((x.dtype, x.is_contiguous(memory_format=torch.channels_last))); return x

    learn = tiny_learner(cbs=Precision('bf16')); learn.model.insert(1, Spy())
    with learn.no_bar(), learn.no_logging(): learn.fit(1, 1e-3)
    test_eq(set(seen), {(torch.bfloat16, True)})
    assert all(o.dtype == torch.float32 for o in learn.model.parameters())
    assert not torch.is_autocast_enabled('cpu'), "the context is closed after each batch"


@cells.test
def test_precision_dtype_half_precision_half():
    'nbs/toolbox/optim.ipynb #fff278f5'
    global learn
    with ExceptionExpected(UserError, regex="dtype='half'"): Precision('half')
    with ExceptionExpected(UserError, regex="with fp16 scalers, and dtype='bf16'"): Precision('bf16').load_state_dict({'gen': {}})
    seen.clear(); learn = tiny_learner(cbs=Precision('fp32', channels_last=False)); learn.model.insert(1, Spy())
    with learn.no_bar(), learn.no_logging(): learn.fit(1, 1e-3)
    test_eq({o[0] for o in seen}, {torch.float32})


@cells.test
def test_an_optimizer_that_does_not_loop_w_detach_torch_full_test_eq_b():
    'nbs/toolbox/optim.ipynb #7270500b'
    global b, o, p, w
    w, b = nn.Parameter(torch.ones(2, 2)), nn.Parameter(torch.ones(2))
    o = DecoupledAdam([w, b], lr=.1, weight_decay=.5)
    for p in (w, b): p.grad = torch.zeros_like(p)
    o.step()
    test_eq(w.detach(), torch.full((2, 2), .95)); test_eq(b.detach(), torch.ones(2))
    test_eq(o.param_groups[0]['weight_decay'], .5)
    w.grad = None; o.step()
    test_eq(w.detach(), torch.full((2, 2), .95))


@cells.test
def test_an_optimizer_that_does_not_loop_learn_opt_hypers_wd():
    'nbs/toolbox/optim.ipynb #0e21479c'
    global learn
    learn = tiny_learner(opt_func=fused_adam, wd=.01)
    with learn.no_bar(), learn.no_logging(): learn.fit_one_cycle(1, 1e-2)
    test_eq(learn.opt.hypers[0]['wd'], .01)


@cells.test
def test_compiled_networks_weights_e():
    'nbs/toolbox/optim.ipynb #02d9e91e'
    global cbs, learn, weights
    weights = []
    for cbs in ([], [Compile(backend='eager')]):
        learn = tiny_learner(cbs=cbs)
        with learn.no_bar(), learn.no_logging(): learn.fit(1, 1e-3)
        weights.append(torch.cat([p.detach().flatten() for p in learn.model.parameters()]))
    test_close(*weights, 1e-6)

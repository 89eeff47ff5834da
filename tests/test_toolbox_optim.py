"""Generated from nbs/toolbox/optim.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.optim import (
    Callback, Compile, DecoupledAdam, OptimWrapper, Precision, ProgressCallback, _OWN, after_cancel_batch, after_pred, before_batch, cast,
    channels_last, check, choose, contextlib, fast_bf16, fastai, fused_adam, load_state_dict, make_scalers, partial, shrink, state_dict, torch,
    warnings, wrap)


@cells.setup
def _cell_5c87fe68():
    'nbs/toolbox/optim.ipynb #5c87fe68'
    global ExceptionExpected, Field, L1LossFlat, Learner, UserError, game_dls, load_folder, nn, pair_dls, patch_folder, plot_style, seed_everything, test_close, test_eq
    from fastai.learner import Learner
    from fastai.losses import L1LossFlat
    from fastcore.test import ExceptionExpected, test_close, test_eq
    from torch import nn

    from gan_course.core import UserError, plot_style, seed_everything
    from gan_course.loaders import Field, game_dls, pair_dls
    from gan_course.photos import load_folder, patch_folder

    plot_style()


@cells.setup
def _cell_b22594c5():
    'nbs/toolbox/optim.ipynb #b22594c5'
    global _, dls, images, tiny_learner
    images, _ = load_folder(patch_folder('embedded', per_photo=8, progress=False)/'train')
    dls = pair_dls((images, images), (images[:8], images[:8]), bs=8, crop=32, device=torch.device('cpu'))

    def tiny_learner(cbs=None, **kwargs):
        "Two convolutions that learn to return their input."
        seed_everything(1)
        layers = nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 3, 3, padding=1)
        return Learner(dls, nn.Sequential(*layers), loss_func=L1LossFlat(), cbs=cbs, **kwargs)


@cells.test
def test_networks_compute_in_bf16_losses_in_fp32_and_nothing_is_left_behind():
    'nbs/toolbox/optim.ipynb #0896099d'
    global Spy, learn
    class Spy(Callback):
        order = 20
        def after_pred(self):
            self.learn.seen = self.learn.spied, self.pred.dtype

    learn = tiny_learner(cbs=[Precision('bf16'), Spy()])
    learn.model[0].register_forward_hook(lambda m, i, o: setattr(learn, 'spied', o.dtype))
    with learn.no_bar(), learn.no_logging():
        learn.fit(1)
    test_eq(learn.seen, (torch.bfloat16, torch.float32))
    assert learn.model[0].weight.is_contiguous(memory_format=torch.channels_last)
    assert 'forward' not in vars(learn.model)
    test_eq({p.dtype for p in learn.model.parameters()}, {torch.float32})


@cells.test
def test_a_network_of_solids_trains_in_half_precision():
    'nbs/toolbox/optim.ipynb #2935e33c'
    global before, field, learn, solid, volumes
    volumes = torch.randn(8, 1, 8, 8, 8).tanh()

    field = Field(volumes, 'volume')
    solid = game_dls(dict(x=field, y=field), bs=4, device=torch.device('cpu'))
    learn = Learner(solid, nn.Conv3d(1, 1, 3, padding=1), loss_func=L1LossFlat(), cbs=Precision('bf16'))
    before = learn.model.weight.clone()
    with learn.no_bar(), learn.no_logging():
        learn.fit(1)
    assert not torch.equal(before, learn.model.weight)


@cells.test
def test_what_precision_refuses():
    'nbs/toolbox/optim.ipynb #205ef20a'
    global learn
    with ExceptionExpected(UserError, regex="dtype='half'"): Precision('half')
    with ExceptionExpected(UserError, regex="a GANLearner"):
        learn = tiny_learner(cbs=Precision('fp16'))
        with learn.no_bar(), learn.no_logging():
            learn.fit(1)


@cells.test
def test_decay_shrinks_weights_and_spares_biases_and_is_not_mixed_into_the_grad():
    'nbs/toolbox/optim.ipynb #963c4149'
    global b, opt, w
    w, b = nn.Parameter(torch.ones(2, 2)), nn.Parameter(torch.ones(2))
    opt = DecoupledAdam([w, b], lr=.1, weight_decay=.5)
    w.grad, b.grad = torch.zeros(2, 2), torch.zeros(2)
    opt.step()
    test_close(w.detach(), torch.full((2, 2), .95), 1e-6)
    test_eq(b.detach(), torch.ones(2))
    test_eq(opt.param_groups[0]['weight_decay'], .5)
    w.grad = None
    opt.step()
    test_close(w.detach(), torch.full((2, 2), .95), 1e-6)  # who does not step is not shrunk


@cells.test
def test_without_decay_it_is_pytorch_s_adamw():
    'nbs/toolbox/optim.ipynb #0051361b'
    global _, a, b, ours, theirs
    torch.manual_seed(0)
    a, b = (nn.Parameter(torch.arange(6.).view(2, 3)) for _ in range(2))
    ours = DecoupledAdam([a], lr=.1)
    theirs = torch.optim.AdamW([b], lr=.1, betas=(.9, .99), weight_decay=0.)
    for _ in range(5):
        a.grad = torch.randn(2, 3)
        b.grad = a.grad.clone()
        ours.step()
        theirs.step()
    test_close(a.detach(), b.detach(), 1e-6)


@cells.test
def test_the_optimizer_takes_fastai_s_hyperparameters():
    'nbs/toolbox/optim.ipynb #d1cdcc5f'
    global learn
    learn = tiny_learner(opt_func=fused_adam, wd=.01)
    with learn.no_bar(), learn.no_logging():
        learn.fit(1, 1e-2)
    test_eq([learn.opt.hypers[0][o] for o in ('lr', 'wd', 'mom')], [1e-2, .01, .9])


@cells.test
def test_a_compiled_training_takes_the_same_steps_and_the_network_is_itself_aga():
    'nbs/toolbox/optim.ipynb #62ad4ae4'
    global cbs, learn, weights
    weights = []
    for cbs in ([], [Compile(backend='eager')]):
        learn = tiny_learner(cbs=cbs)
        dls.train.epoch = 0
        with learn.no_bar(), learn.no_logging():
            learn.fit(1, 1e-3)
        weights.append(learn.model[0].weight.detach().clone())
    test_close(weights[0], weights[1], 1e-6)
    assert learn.model._compiled_call_impl is None

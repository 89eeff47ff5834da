"""Generated from nbs/00_callbacks.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.callbacks import (
    Callback, CancelBatchException, CancelValidException, Checkpoint, DecoupledAdam, L, OptimWrapper, Path, Precision, ProgressCallback, SampleGrid,
    UserError, atomic, check, choose, contextlib, fast_bf16, fastai, fused_adam, np, partial, plain, random, read_checkpoint, rng_state, save_figure,
    set_rng_state, show_rows, torch)


@cells.setup
def _cell_3642958f():
    'nbs/00_callbacks.ipynb #3642958f'
    global ExceptionExpected, L1LossFlat, Learner, at_scale, from_uint8, load_folder, memory_dls, nn, patch_folder, plot_style, seed_everything, tempfile, test_eq
    import tempfile
    from gan_course.core import from_uint8
    from fastai.learner import Learner
    from fastai.losses import L1LossFlat
    from fastcore.test import test_eq, ExceptionExpected
    from torch import nn
    from gan_course.core import at_scale, plot_style, seed_everything
    from gan_course.data import load_folder, memory_dls, patch_folder
    plot_style()


@cells.setup
def _cell_4ea9145a():
    'nbs/00_callbacks.ipynb #4ea9145a'
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
    'nbs/00_callbacks.ipynb #bad77fbd'
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
    'nbs/00_callbacks.ipynb #a4a7dfc2'
    global learn
    with ExceptionExpected(UserError, regex="dtype='half'"): Precision('half')
    seen.clear(); learn = tiny_learner(cbs=Precision('fp32', channels_last=False)); learn.model.insert(1, Spy())
    with learn.no_bar(), learn.no_logging(): learn.fit(1, 1e-3)
    test_eq({o[0] for o in seen}, {torch.float32})


@cells.test
def test_an_optimizer_that_does_not_loop_w_detach_torch_full_test_eq_b():
    'nbs/00_callbacks.ipynb #7270500b'
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
    'nbs/00_callbacks.ipynb #0e21479c'
    global learn
    learn = tiny_learner(opt_func=fused_adam, wd=.01)
    with learn.no_bar(), learn.no_logging(): learn.fit_one_cycle(1, 1e-2)
    test_eq(learn.opt.hypers[0]['wd'], .01)


@cells.setup
def _cell_42c97856():
    'nbs/00_callbacks.ipynb #42c97856'
    global fixed, grid, learn
    fixed = from_uint8(images[::7][:8, :, :64, :64])
    grid = SampleGrid({'input': fixed}, every=2, folder=Path(tmp.name)/'grids')
    learn = tiny_learner(cbs=grid)
    with learn.no_bar(), learn.no_logging(): learn.fit(at_scale(quick=6, full=6, smoke=1), 3e-2)
    grid.film(4, title='A network of two layers learns to copy', caption='From grey noise to the right colours: the input is in the first row.')


@cells.test
def test_pictures_along_the_way_k_for_k___in_grid():
    'nbs/00_callbacks.ipynb #89768950'
    test_eq([k for k,_ in grid.shots], sorted({*range(0, grid.count+1, 2), grid.count}))
    test_eq(len(list((Path(tmp.name)/'grids').glob('*.png'))), len(grid.shots))
    assert not torch.equal(grid.shots[0][1], grid.shots[-1][1])
    with ExceptionExpected(UserError, regex="every=0"): SampleGrid({'input': fixed}, every=0)


@cells.setup
def _cell_4a8695e8():
    'nbs/00_callbacks.ipynb #4a8695e8'
    global StopAt, train
    class StopAt(Callback):
        "Interrupt a training after `n` batches."
        order, run_valid = 90, False
        def __init__(self, n): self.n = n
        def after_batch(self):
            if self.checkpoint.count == self.n: raise KeyboardInterrupt

    def train(path, stop=None):
        "Train two epochs with a checkpoint at every batch; return the weights, or None if interrupted."
        learn = tiny_learner(cbs=[Checkpoint(path, every=1)] + ([StopAt(stop)] if stop else []))
        with learn.no_bar(), learn.no_logging():
            try: learn.fit_one_cycle(2, 1e-2)
            except KeyboardInterrupt: return None
        return learn.model.state_dict()


@cells.test
def test_going_on_after_an_interruption_train_path_tmp_name_broken_pt():
    'nbs/00_callbacks.ipynb #19f26a12'
    global batches, resumed, straight
    batches = len(tiny_learner().dls.train)
    straight = train(Path(tmp.name)/'straight.pt')
    test_eq(train(Path(tmp.name)/'broken.pt', stop=batches + batches//2), None)
    seed_everything(99)  # whatever the next process did before
    resumed = train(Path(tmp.name)/'broken.pt')
    assert all(torch.equal(straight[k], resumed[k]) for k in straight), "resumed and straight differ"


@cells.test
def test_going_on_after_an_interruption_weight_has_shape_expected_learn_no_bar():
    'nbs/00_callbacks.ipynb #3590603c'
    global learn, short
    short = Path(tmp.name)/'broken.pt'
    learn = tiny_learner(cbs=Checkpoint(short)); learn.model[0] = nn.Conv2d(3, 8, 5, padding=2)
    with ExceptionExpected(UserError, regex="0.weight has shape .8, 3, 3, 3.: expected .8, 3, 5, 5."), learn.no_bar(): learn.fit(2)
    learn = tiny_learner(cbs=Checkpoint(short))
    with ExceptionExpected(UserError, regex="a training of 2 epochs"), learn.no_bar(): learn.fit(3)
    short.write_text('not a checkpoint')
    with ExceptionExpected(UserError, regex="not a checkpoint of this course"): read_checkpoint(short)

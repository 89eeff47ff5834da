"""Generated from nbs/toolbox/checkpoints.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.checkpoints import (
    Callback, CancelBatchException, CancelEpochException, CancelValidException, Checkpoint, L, Path, ProgressCallback, UserError, _began, _everyone,
    _loader_state, _sessions, _set_loader_state, _stateful, after_batch, after_epoch, after_fit, atomic, before_batch, before_train, before_validate,
    check, close_session, contextlib, fastai_path, from_uint8, mean_over_ranks, noop, np, os, plain, random, ranks, read_checkpoint, restore,
    rng_state, save, scale, session_checkpoint, set_rng_state, skipping, sys, time, torch, warnings, write)


@cells.setup
def _cell_07de2ab9():
    'nbs/toolbox/checkpoints.ipynb #07de2ab9'
    global DataLoader, DataLoaders, EMA, ExceptionExpected, L1LossFlat, Learner, SampleGrid, at_scale, capture_output, from_uint8, io, load_folder, memory_dls, nn, patch_folder, plot_style, resource, seed_everything, subprocess, tempfile, test_close, test_eq
    import io
    import subprocess
    import tempfile

    try: import resource
    except ImportError: resource = None  # Windows has no limits to set
    from fastai.data.core import DataLoaders
    from fastai.data.load import DataLoader
    from fastai.learner import Learner
    from fastai.losses import L1LossFlat
    from fastcore.test import ExceptionExpected, test_close, test_eq
    from gan_course.loaders import memory_dls
    from gan_course.photos import load_folder, patch_folder
    from IPython.utils.capture import capture_output
    from torch import nn

    from gan_course.core import at_scale, from_uint8, plot_style, seed_everything

    plot_style()
    from gan_course.record import SampleGrid
    from gan_course.averages import EMA


@cells.setup
def _cell_c1c1d54a():
    'nbs/toolbox/checkpoints.ipynb #c1c1d54a'
    global _, images, tiny_learner, tmp
    images, _ = load_folder(patch_folder('embedded', per_photo=8, progress=False)/'train')
    tmp = tempfile.TemporaryDirectory()

    def tiny_learner(**kwargs):
        "A two-layer network that learns to copy 32-pixel crops."
        seed_everything(0)
        net = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.Dropout2d(.1), nn.Conv2d(8, 3, 3, padding=1))
        return Learner(memory_dls((images, images), (images[:8], images[:8]), bs=8, crop=32, device=torch.device('cpu'), path=tmp.name), net, loss_func=L1LossFlat(), **kwargs)


@cells.setup
def _cell_79e09af6():
    'nbs/toolbox/checkpoints.ipynb #79e09af6'
    global fixed
    fixed = from_uint8(images[::7][:8, :, :64, :64])


@cells.setup
def _cell_289510f0():
    'nbs/toolbox/checkpoints.ipynb #289510f0'
    global StopAt, plain_loaders, train
    class StopAt(Callback):
        "Interrupt a training after `n` batches."
        order, run_valid = 90, False
        def __init__(self, n): self.n = n
        def after_batch(self):
            if self.checkpoint.count == self.n: raise KeyboardInterrupt

    def plain_loaders():
        "fastai's own loaders over a list of pairs; the order comes from Python's random generator."
        pairs = [(o, o) for o in from_uint8(images[:24, :, :32, :32])]
        return DataLoaders(DataLoader(pairs, bs=8, shuffle=True, num_workers=0), DataLoader(pairs[:8], bs=8, num_workers=0), path=tmp.name)

    def train(path, stop=None, own=True):
        "Train two epochs with a checkpoint at every batch; return the last picture, weights and their average, or None if interrupted."
        learn = tiny_learner(cbs=[Checkpoint(path, every=1), EMA(half_life=50), SampleGrid({'input': fixed}, every=1)] + ([StopAt(stop)] if stop else []))
        if not own: seed_everything(5); learn.dls = plain_loaders()
        with learn.no_bar(), learn.no_logging():
            try: learn.fit_one_cycle(2, 1e-2)
            except KeyboardInterrupt: return None
        return {'pictures': torch.tensor(learn.sample_grid.shots[-1][0]), 'last': learn.sample_grid.shots[-1][1], **learn.model.state_dict(), **{f'average {k}': v for k,v in learn.ema.average.state_dict().items()}}


@cells.test
def test_resuming_in_mid_epoch_equals_never_having_stopped():
    'nbs/toolbox/checkpoints.ipynb #14bf21a4'
    global batches, own, resumed, straight
    for own in (True, False):
        batches = len(tiny_learner().dls.train) if own else 3
        straight = train(Path(tmp.name)/f'straight{own}.pt', own=own)
        test_eq(train(Path(tmp.name)/f'broken{own}.pt', stop=batches + batches//2, own=own), None)
        seed_everything(99)  # whatever the next process did before
        resumed = train(Path(tmp.name)/f'broken{own}.pt', own=own)
        assert all(torch.equal(straight[k], resumed[k]) for k in straight), f"resumed and straight differ, own loader: {own}"


@cells.test
def test_a_training_that_goes_on_in_its_third_epoch_has_a_progress_bar_like_any():
    'nbs/toolbox/checkpoints.ipynb #e419dfe1'
    global per_epoch, with_bar
    def with_bar(stop=None):
        learn = tiny_learner(cbs=[Checkpoint(Path(tmp.name)/'bar.pt', every=1)] + ([StopAt(stop)] if stop else []))
        with learn.no_logging(), capture_output(), contextlib.suppress(KeyboardInterrupt): learn.fit(3, 1e-2)
        return learn.checkpoint.count
    per_epoch = len(tiny_learner().dls.train)
    test_eq((with_bar(stop=2*per_epoch + 1), with_bar()), (2*per_epoch + 1, 3*per_epoch))


@cells.test
def test_going_on_after_an_interruption_weight_has_shape_expected_learn_no_bar():
    'nbs/toolbox/checkpoints.ipynb #ad91cc3b'
    global learn, short
    short = Path(tmp.name)/'brokenTrue.pt'
    learn = tiny_learner(cbs=Checkpoint(short)); learn.model[0] = nn.Conv2d(3, 8, 5, padding=2)
    with ExceptionExpected(UserError, regex="0.weight has shape .8, 3, 3, 3.: expected .8, 3, 5, 5."), learn.no_bar(): learn.fit(2)
    learn = tiny_learner(cbs=Checkpoint(short))
    with ExceptionExpected(UserError, regex="a training of 2 epochs"), learn.no_bar(): learn.fit(3)
    learn = tiny_learner(cbs=Checkpoint(short)); learn.model = nn.ModuleDict(dict(a=learn.model))
    with ExceptionExpected(UserError, regex="a checkpoint of Sequential: expected ModuleDict as now"), learn.no_bar(): learn.fit(2)
    short.write_text('not a checkpoint')
    with ExceptionExpected(UserError, regex="not a checkpoint of this course"): read_checkpoint(short)
    with ExceptionExpected(UserError, regex="best='psnr': expected a metric"), learn.no_bar(): tiny_learner(cbs=Checkpoint(short, best='psnr')).fit(1)


@cells.test
def test_the_last_three_and_the_best_are_kept():
    'nbs/toolbox/checkpoints.ipynb #37262c0b'
    global darkness, folder, learn, lowest, total
    def darkness(pred, targ): return pred.mean()
    folder = Path(tmp.name)/'kept'
    learn = tiny_learner(cbs=Checkpoint(folder/'a.pt', every=1, keep=3, best='darkness', lower=True), metrics=darkness)
    with learn.no_bar(), learn.no_logging(): learn.fit(3, 1e-2)
    total = 3*len(learn.dls.train)
    test_eq(sorted(o.name for o in folder.iterdir()), ['a-best.pt', 'a.pt'] if total < 1 else sorted([f'a-{i:07}.pt' for i in range(max(1, total-2), total+1)] + ['a-best.pt', 'a.pt']))
    test_eq(read_checkpoint(folder/'a.pt')['count'], total)
    lowest = min(o[-1] for o in learn.recorder.values)
    test_close(read_checkpoint(folder/'a-best.pt')['record'], lowest, 1e-6)


@cells.test
def test_a_lost_session_goes_on_with_its_pictures_the_same_session_starts_anew():
    'nbs/toolbox/checkpoints.ipynb #67562264'
    global _, again, batches, checkpoint, in_session, name, old, said, shots, weights
    name = f'test{os.getpid()}'
    def in_session(stop=None):
        "A training that looks after its session; its pictures and its last weights."
        grid = SampleGrid({'input': fixed}, every=2)
        learn = tiny_learner(cbs=[session_checkpoint(f'{name}-a', minutes=1e-9), grid] + ([StopAt(stop)] if stop else []))
        with learn.no_bar(), learn.no_logging(), contextlib.suppress(KeyboardInterrupt): learn.fit(2, 1e-2)
        return [k for k,_ in grid.shots], learn.model[0].weight.detach().clone(), learn.checkpoint

    batches = len(tiny_learner().dls.train); shots, weights, _ = in_session()
    _, _, checkpoint = in_session(stop=batches + 1)
    old = checkpoint.path.stat().st_mtime - 1e6; os.utime(checkpoint.path, (old, old))  # as if another session had written it
    with contextlib.redirect_stdout(io.StringIO()) as said: again = in_session()
    assert 'a lost session stood' in said.getvalue()
    test_eq(again[0], shots); assert torch.equal(again[1], weights)
    with contextlib.redirect_stdout(io.StringIO()) as said: session_checkpoint(f'{name}-a')
    test_eq((said.getvalue(), checkpoint.path.exists()), ('', False))  # this session wrote it: anew
    in_session(); assert checkpoint.path.exists()
    close_session(name); assert not checkpoint.path.exists()


@cells.test
def test_a_full_disk_leaves_the_previous_checkpoint_good():
    'nbs/toolbox/checkpoints.ipynb #29d29da3'
    global before, learn, limit
    learn = tiny_learner(cbs=Checkpoint(Path(tmp.name)/'full.pt', every=1))
    with learn.no_bar(), learn.no_logging(): learn.fit(1, 1e-3)
    before = read_checkpoint(Path(tmp.name)/'full.pt')['count']
    if resource:
        limit = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limit[1]))
        try:
            with ExceptionExpected(UserError, regex="full.pt: the checkpoint cannot be written"): learn.epoch, learn.n_epoch = 0, 1; learn.checkpoint.write()
        finally: resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    test_eq(read_checkpoint(Path(tmp.name)/'full.pt')['count'], before)
    test_eq(list(Path(tmp.name).glob('.full-*')), [])


@cells.setup
def _cell_23808ea6():
    'nbs/toolbox/checkpoints.ipynb #23808ea6'
    global killed, script, start
    script = Path(tmp.name)/'train.py'
    script.write_text('''
import sys, torch
from fastai.learner import Learner
from fastai.losses import L1LossFlat
from gan_course.checkpoints import Checkpoint
from gan_course.core import seed_everything
from gan_course.loaders import memory_dls
seed_everything(0)
x = torch.randint(0, 256, (64, 3, 16, 16), dtype=torch.uint8)
net = torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3, padding=1), torch.nn.Dropout2d(.1), torch.nn.Conv2d(8, 3, 3, padding=1))
learn = Learner(memory_dls((x, x), (x[:8], x[:8]), bs=8, device=torch.device('cpu'), path='.'), net, loss_func=L1LossFlat(), cbs=Checkpoint(sys.argv[1], every=2))
print('ready', flush=True)
with learn.no_bar(), learn.no_logging(): learn.fit_one_cycle(int(sys.argv[2]), 1e-2)
torch.save(net.state_dict(), sys.argv[1] + '.done')
''')

    def start(path, epochs=400): return subprocess.Popen([sys.executable, str(script), str(path), str(epochs)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def killed(path, rand):
        "Start the script, kill it at a random moment after it began to train; the batch its checkpoint stands at."
        p, said = start(path), ['']
        while said[-1].strip() != 'ready': said.append(p.stdout.readline()); assert said[-1], f"the script ended early: {''.join(said)}"
        time.sleep(rand.uniform(.05, 1.2)); p.kill(); p.wait()
        return read_checkpoint(path)['count'] if path.exists() else 0


@cells.test
def test_killed_with_sigkill_no_checkpoint_is_unreadable_and_no_progress_is_los():
    'nbs/toolbox/checkpoints.ipynb #c5890595'
    global file, rand, reached
    rand, file = np.random.default_rng(0), Path(tmp.name)/'killed.pt'
    reached = [killed(file, rand) for _ in range(at_scale(quick=2, full=20, smoke=1))]
    assert reached == sorted(reached), f"a restart lost progress: {reached}"
    print(f"killed {len(reached)} times; checkpoints stood at batch {reached}")

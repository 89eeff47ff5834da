"""Generated from nbs/toolbox/checkpoints.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.checkpoints import (
    Callback, CancelBatchException, CancelEpochException, CancelFitException, CancelValidException, Checkpoint, KEYS, L, Path, UserError, _began,
    _shapes, after_batch, after_epoch, after_fit, after_train, atomic, attributes, before_batch, before_fit, before_train, before_validate, check,
    check_fits, clean_up, close_session, fastai, fastai_path, finished, loader_state, look, mean_over_ranks, nn, noop, np, of_every_process, open, os,
    part_name, plain, random, ranks, re, read_checkpoint, restore, rng_state, save, scale, session_checkpoint, sessions, set_loader_state,
    set_rng_state, skipping, stateful, summary, sys, time, torch, warn_undeclared, warnings, whole_state, write)


@cells.setup
def _cell_f235e7cb():
    'nbs/toolbox/checkpoints.ipynb #f235e7cb'
    global DataLoader, DataLoaders, EMA, ExceptionExpected, L1LossFlat, Learner, SampleGrid, at_scale, capture_output, from_uint8, io, load_folder, pair_dls, patch_folder, plot_style, seed_everything, subprocess, tempfile, test_eq
    import io
    import subprocess
    import tempfile

    from fastai.data.core import DataLoaders
    from fastai.data.load import DataLoader
    from fastai.learner import Learner
    from fastai.losses import L1LossFlat
    from fastcore.test import ExceptionExpected, test_eq
    from IPython.utils.capture import capture_output

    from gan_course.averages import EMA
    from gan_course.core import at_scale, from_uint8, plot_style, seed_everything
    from gan_course.loaders import pair_dls
    from gan_course.photos import load_folder, patch_folder
    from gan_course.record import SampleGrid

    plot_style()


@cells.setup
def _cell_5a92f321():
    'nbs/toolbox/checkpoints.ipynb #5a92f321'
    global _, dls, fixed, images, silently, tiny_learner
    images, _ = load_folder(patch_folder('embedded', per_photo=8, progress=False)/'train')
    dls = pair_dls((images, images), (images[:8], images[:8]), bs=8, crop=32, device=torch.device('cpu'))
    fixed = from_uint8(images[::7][:8, :, :64, :64])

    def tiny_learner(cbs=None, **kwargs):
        "Two convolutions that learn to return their input."
        seed_everything(1)
        layers = nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 3, 3, padding=1)
        return Learner(dls, nn.Sequential(*layers), loss_func=L1LossFlat(), cbs=cbs, **kwargs)

    def silently(learn, fit='fit', *args, **kwargs):
        "Fit without bars and tables."
        with learn.no_bar(), learn.no_logging():
            getattr(learn, fit)(*args, **kwargs)
        return learn


@cells.setup
def _cell_aa204cde():
    'nbs/toolbox/checkpoints.ipynb #aa204cde'
    global StopAt, batches, folder, interrupted, plain_loaders, tmp, train
    tmp = tempfile.TemporaryDirectory()
    folder = Path(tmp.name)

    class StopAt(Callback):
        "Interrupt a training after `n` batches."
        order, run_valid = 90, False
        def __init__(self, n):
            self.n = n
        def after_batch(self):
            if self.checkpoint.count == self.n: raise KeyboardInterrupt

    def interrupted(learn, fit='fit', *args):
        "Fit silently; was it interrupted?"
        try:
            silently(learn, fit, *args)
        except KeyboardInterrupt: return True
        return False

    def plain_loaders():
        "fastai's own loaders over a list of pairs; the order comes from Python's random generator."
        pairs = [(o, o) for o in from_uint8(images[:24, :, :32, :32])]
        first = DataLoader(pairs, bs=8, shuffle=True, num_workers=0)
        return DataLoaders(first, DataLoader(pairs[:8], bs=8, num_workers=0), path=tmp.name)

    def train(path, stop=None, own=True):
        "Train two epochs with a checkpoint at every batch; what it has left, or None if interrupted."
        stops = [] if stop is None else [StopAt(stop)]
        dls.train.epoch = 0
        grid = SampleGrid({'input': fixed}, every=1)
        learn = tiny_learner(cbs=[Checkpoint(path, every=1), EMA(half_life=50), grid, *stops])
        if not own:
            seed_everything(5)
            learn.dls = plain_loaders()
        if interrupted(learn, 'fit_one_cycle', 2, 1e-2): return None
        count, last = learn.sample_grid.shots[-1]
        average = {f'average {k}': v for k, v in learn.ema.average.state_dict().items()}
        return {'pictures': torch.tensor(count), 'last': last, **learn.model.state_dict(), **average}

    batches = len(dls.train)


@cells.test
def test_resuming_in_mid_epoch_equals_never_having_stopped():
    'nbs/toolbox/checkpoints.ipynb #873517b6'
    global n, own, path, resumed, same, stop, straight
    for own in (True, False):
        n = batches if own else 3
        straight = train(folder/f'straight{own}.pt', own=own)
        # within an epoch, after the last batch of one, after the last of all, after the first
        for stop in (n + n//2, n, 2*n, 1):
            path = folder/f'broken{own}{stop}.pt'
            test_eq(train(path, stop=stop, own=own), None)
            seed_everything(99)  # whatever the next process did before
            resumed = train(path, own=own)
            same = all(torch.equal(straight[k], resumed[k]) for k in straight)
            assert same, f"differ, own loader: {own}, stopped at {stop} of {2*n}"


@cells.test
def test_a_second_fit_is_a_second_training_in_one_process_and_in_a_script_that():
    'nbs/toolbox/checkpoints.ipynb #bcc496d3'
    global again, path, stop, straight, two_fits, without
    def two_fits(path, stop=None):
        "Two trainings of one learner with one checkpoint; weights, or None if interrupted."
        dls.train.epoch = 0
        learn = tiny_learner(cbs=Checkpoint(path, every=2))
        if stop and stop[0] == 1:
            learn.add_cb(StopAt(stop[1]))
        if interrupted(learn, 'fit', 1, 1e-2): return None
        if stop and stop[0] == 2:
            learn.add_cb(StopAt(stop[1]))
        if interrupted(learn, 'fit', 2, 1e-3): return None
        return [p.detach().clone() for p in learn.model.parameters()]

    without = tiny_learner()
    dls.train.epoch = 0
    silently(silently(without, 'fit', 1, 1e-2), 'fit', 2, 1e-3)
    straight = two_fits(folder/'two.pt')
    assert all(map(torch.equal, straight, without.model.parameters()))
    for stop in ((1, 3), (2, batches + 1)):
        path = folder/f'two-{stop[0]}.pt'
        test_eq(two_fits(path, stop), None)
        finished.clear()  # a new process
        seed_everything(3)
        again = two_fits(path)
        assert all(map(torch.equal, straight, again)), f'interrupted in training {stop[0]}'


@cells.test
def test_validation_neither_reads_nor_writes_the_file():
    'nbs/toolbox/checkpoints.ipynb #491d85f7'
    global learn, stamp, weights
    learn = silently(tiny_learner(cbs=Checkpoint(folder/'valid.pt', every=1)), 'fit', 1, 1e-2)
    weights, stamp = learn.model[0].weight.detach().clone(), (folder/'valid.pt').stat().st_mtime_ns
    finished.clear()
    with learn.no_bar(), learn.no_logging():
        assert len(learn.validate()) == 1
    test_eq((learn.model[0].weight.detach(), (folder/'valid.pt').stat().st_mtime_ns), (weights, stamp))


@cells.test
def test_a_training_that_goes_on_in_its_third_epoch_has_a_progress_bar_like_any():
    'nbs/toolbox/checkpoints.ipynb #26c642b2'
    global with_bar
    def with_bar(stop=None):
        "Three epochs with a bar; batches seen."
        stops = [] if stop is None else [StopAt(stop)]
        learn = tiny_learner(cbs=[Checkpoint(folder/'bar.pt', every=1), *stops])
        with learn.no_logging(), capture_output():
            try:
                learn.fit(3, 1e-2)
            except KeyboardInterrupt: pass
        return learn.checkpoint.count

    test_eq((with_bar(stop=2*batches + 1), with_bar()), (2*batches + 1, 3*batches))


@cells.test
def test_a_checkpoint_of_another_training_is_refused_with_the_reason():
    'nbs/toolbox/checkpoints.ipynb #f0a9a16c'
    global refused, wider, words
    def refused(words, epochs=2, change=None, **kwargs):
        "Fit with the file of an earlier, interrupted training; it must be refused with these words."
        finished.clear()
        learn = tiny_learner(cbs=Checkpoint(folder/'other.pt', **kwargs))
        if change:
            learn.model = change(learn.model)
        with ExceptionExpected(UserError, regex=words): silently(learn, 'fit', epochs)

    test_eq(train(folder/'other.pt', stop=2), None)
    def wider(net): return nn.Sequential(nn.Conv2d(3, 8, 5, padding=2), *net[1:])
    refused("0.weight has shape .8, 3, 3, 3.: expected .8, 3, 5, 5.", change=wider)
    refused("a training of 2 epochs", epochs=3)
    words = "a checkpoint of Sequential: expected ModuleDict as now"
    refused(words, change=lambda net: nn.ModuleDict(dict(a=net)))
    refused("best='psnr': expected a metric", best='psnr')
    (folder/'other.pt').write_text('not a checkpoint')
    refused("not a checkpoint of this course")


@cells.test
def test_a_file_without_a_suffix_resumed_without_a_warning():
    'nbs/toolbox/checkpoints.ipynb #a3578a19'
    global name, named
    def named(name, stop=None):
        "Two epochs with this file; warnings that were given."
        finished.clear()
        dls.train.epoch = 0
        with warnings.catch_warnings(record=True) as found:
            warnings.simplefilter('always')
            cbs = [Checkpoint(folder/name, every=1), *([StopAt(stop)] if stop else [])]
            interrupted(tiny_learner(cbs=cbs), 'fit', 2, 1e-2)
        return [str(o.message) for o in found if 'shadowing' in str(o.message)]

    for name in ('c', 'run.of.today', 'é'*100):
        test_eq(named(name, stop=batches + 1) + named(name), [])
        assert read_checkpoint(folder/name)['count'] == 2*batches


@cells.test
def test_a_training_with_a_constant_rate_can_be_lengthened_and_ends_as_if_it_ha():
    'nbs/toolbox/checkpoints.ipynb #55513b5b'
    global got, of_length, want
    def of_length(path, epochs):
        "Weights after so many epochs; the state at the end is kept."
        finished.clear()
        dls.train.epoch = 0
        learn = tiny_learner(cbs=Checkpoint(path, every=1, lengthen=True))
        silently(learn, 'fit', epochs, 1e-2)
        return [p.detach().clone() for p in learn.model.parameters()]

    want = of_length(folder/'long.pt', 3)
    of_length(folder/'short.pt', 1)
    got = of_length(folder/'short.pt', 3)
    assert all(torch.equal(a, b) for a, b in zip(want, got, strict=True))
    with ExceptionExpected(UserError, regex="a training of 3 epochs"): of_length(folder/'short.pt', 2)


@cells.test
def test_the_last_three_and_the_best_are_kept():
    'nbs/toolbox/checkpoints.ipynb #a69f19bc'
    global cb, darkness, kept, learn, lowest, total
    def darkness(pred, targ): return pred.mean()

    cb = Checkpoint(folder/'kept'/'a.pt', every=1, keep=3, best='darkness', lower=True)
    learn = silently(tiny_learner(cbs=cb, metrics=darkness), 'fit', 3, 1e-2)
    total = 3*batches
    kept = [f'a-{i:07}.pt' for i in range(total - 2, total + 1)]
    test_eq(sorted(o.name for o in (folder/'kept').iterdir()), sorted(kept + ['a-best.pt', 'a.pt']))
    test_eq(read_checkpoint(folder/'kept'/'a.pt')['count'], total)
    lowest = min(o[-1] for o in learn.recorder.values)
    assert abs(read_checkpoint(folder/'kept'/'a-best.pt')['record'] - lowest) < 1e-6


@cells.test
def test_what_a_killed_write_left_is_removed_and_another_file_s_write_in_progre():
    'nbs/toolbox/checkpoints.ipynb #2593f3c9'
    global names, o
    names = ['.gan-ab12cd3_.pt', '.gan-0000100-ab12cd3_.pt', '.gan-best-ab12cd3_.pt',
             '.gan-b-ab12cd3_.pt', '.gan.pt', '.other-ab12cd3_.pt']
    (folder/'left').mkdir()
    for o in names:
        (folder/'left'/o).touch()
    Checkpoint(folder/'left'/'gan.pt').clean_up()
    test_eq(sorted(o.name for o in (folder/'left').iterdir()), sorted(names[3:]))


@cells.test
def test_a_callback_that_has_no_state_of_its_own_is_not_asked_for_the_learner_s():
    'nbs/toolbox/checkpoints.ipynb #97f54198'
    global learn
    learn = tiny_learner(cbs=[Checkpoint(folder/'own.pt', every=1), EMA(half_life=50)])
    silently(learn, 'fit', 1, 1e-2)
    assert hasattr(learn.recorder, 'state_dict')  # that of the learner's model
    test_eq('recorder' in stateful(learn), False)
    assert 'ema' in stateful(learn)
    test_eq(sorted(read_checkpoint(folder/'own.pt')['extras']), sorted(stateful(learn)))


@cells.test
def test_a_declared_state_goes_on_to_the_bit_and_an_undeclared_one_is_named():
    'nbs/toolbox/checkpoints.ipynb #2ec9ba8d'
    global Pool, Undeclared, pooled, said, straight, told
    class Pool(nn.Module):
        "A network that remembers what it has seen."
        def __init__(self, declared):
            super().__init__()
            self.net, self.old, self.seen = nn.Conv2d(3, 3, 1), [], dict(batches=0)
            if not declared:
                self.__class__ = Undeclared
        def forward(self, x):
            if self.training:
                self.old = [*self.old[-2:], x.detach().mean(0)]
                self.seen['batches'] += 1
            return self.net(x)*self.seen['batches'] + sum(o.mean() for o in self.old)
        def get_extra_state(self): return dict(old=self.old, seen=self.seen)
        def set_extra_state(self, state):
            self.old, self.seen = list(state['old']), dict(state['seen'])

    class Undeclared(Pool):
        get_extra_state, set_extra_state = nn.Module.get_extra_state, nn.Module.set_extra_state

    def pooled(path, declared=True, stop=None):
        "Train a network with a memory; its weights and memory, or None."
        seed_everything(0)
        dls.train.epoch = 0
        cbs = [Checkpoint(path, every=1), *([StopAt(stop)] if stop else [])]
        learn = Learner(dls, Pool(declared), loss_func=L1LossFlat(), cbs=cbs)
        if interrupted(learn, 'fit', 2, 1e-3): return None
        net = learn.model
        return [*net.net.parameters(), *net.old, torch.tensor(net.seen['batches'])]

    straight = pooled(folder/'pool1.pt')
    test_eq(pooled(folder/'pool2.pt', stop=batches + 2), None)
    assert all(map(torch.equal, straight, pooled(folder/'pool2.pt')))
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter('always')
        pooled(folder/'pool3.pt', declared=False)
    told = [str(o.message) for o in said if 'in no checkpoint' in str(o.message)]
    test_eq(len(told), 1)
    assert 'Undeclared: old, seen changed' in told[0]
    with ExceptionExpected(UserError, regex="x/y: a object: expected tensors, numbers"):
        plain(dict(y=object()), 'x')


@cells.test
def test_a_lost_session_goes_on_with_its_pictures_the_same_session_starts_anew():
    'nbs/toolbox/checkpoints.ipynb #e9d24bf2'
    global _, again, checkpoint, in_session, name, old, redirect_stdout, said, shots, weights
    from contextlib import redirect_stdout

    name = f'test{os.getpid()}'
    def in_session(stop=None):
        "A training that looks after its session; its pictures, its first weights and its checkpoint."
        dls.train.epoch = 0
        grid = SampleGrid({'input': fixed}, every=2)
        cbs = [session_checkpoint(f'{name}-a', minutes=1e-9), grid, *([StopAt(stop)] if stop else [])]
        learn = tiny_learner(cbs=cbs)
        interrupted(learn, 'fit', 2, 1e-2)
        return [k for k, _ in grid.shots], learn.model[0].weight.detach().clone(), learn.checkpoint

    shots, weights, _ = in_session()
    _, _, checkpoint = in_session(stop=batches + 1)
    old = checkpoint.path.stat().st_mtime - 1e6
    os.utime(checkpoint.path, (old, old))  # as if another session had written it
    with redirect_stdout(io.StringIO()) as said:
        again = in_session()
    assert 'a lost session stood' in said.getvalue()
    test_eq(again[0], shots)
    assert torch.equal(again[1], weights)
    with redirect_stdout(io.StringIO()) as said:
        session_checkpoint(f'{name}-a')
    test_eq((said.getvalue(), checkpoint.path.exists()), ('', False))  # this session wrote it: anew
    in_session()
    assert checkpoint.path.exists()
    close_session(name)
    assert not checkpoint.path.exists()


@cells.test
def test_a_full_disk_leaves_the_previous_checkpoint_good():
    'nbs/toolbox/checkpoints.ipynb #0c5eb3d7'
    global before, learn, limit, resource
    learn = silently(tiny_learner(cbs=Checkpoint(folder/'full.pt', every=1)), 'fit', 1, 1e-3)
    before = read_checkpoint(folder/'full.pt')['count']
    if sys.platform != 'win32':  # Windows has no limits to set
        import resource
        limit = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limit[1]))
        try:
            learn.epoch, learn.n_epoch = 0, 1
            with ExceptionExpected(UserError, regex="full.pt: the checkpoint cannot be written"):
                learn.checkpoint.write()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    test_eq(read_checkpoint(folder/'full.pt')['count'], before)
    test_eq(list(folder.glob('.full-*')), [])


@cells.setup
def _cell_e7539bd7():
    'nbs/toolbox/checkpoints.ipynb #e7539bd7'
    global killed, script
    script = folder/'train.py'
    script.write_text('''
import sys, torch
from fastai.learner import Learner
from fastai.losses import L1LossFlat
from gan_course.checkpoints import Checkpoint
from gan_course.core import seed_everything
from gan_course.loaders import pair_dls
seed_everything(0)
x = torch.randint(0, 256, (64, 3, 16, 16), dtype=torch.uint8)
layers = torch.nn.Conv2d(3, 8, 3, padding=1), torch.nn.Dropout2d(.1), torch.nn.Conv2d(8, 3, 3, padding=1)
net = torch.nn.Sequential(*layers)
dls = pair_dls((x, x), (x[:8], x[:8]), bs=8, device=torch.device('cpu'), path='.')
learn = Learner(dls, net, loss_func=L1LossFlat(), cbs=Checkpoint(sys.argv[1], every=2))
print('ready', flush=True)
with learn.no_bar(), learn.no_logging(): learn.fit_one_cycle(int(sys.argv[2]), 1e-2)
''')

    def killed(path, rand):
        "Start the script, kill it at a random moment of its training; the batch its checkpoint stands at."
        run, said = [sys.executable, str(script), str(path), '400'], ['']
        p = subprocess.Popen(run, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        while said[-1].strip() != 'ready':
            said.append(p.stdout.readline())
            assert said[-1], f"the script ended early: {''.join(said)}"
        time.sleep(rand.uniform(.05, 1.2))
        p.kill()
        p.wait()
        return read_checkpoint(path)['count'] if path.exists() else 0


@cells.test
def test_killed_with_sigkill_no_checkpoint_is_unreadable_and_no_progress_is_los():
    'nbs/toolbox/checkpoints.ipynb #96d1873a'
    global file, rand, reached
    rand, file = np.random.default_rng(0), folder/'killed.pt'
    reached = [killed(file, rand) for _ in range(at_scale(quick=2, full=20, smoke=1))]
    assert reached == sorted(reached), f"a restart lost progress: {reached}"
    print(f"killed {len(reached)} times; checkpoints stood at batch {reached}")

"""Generated from nbs/04_gan_learner.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.learner import (
    AdaptiveSwitcher, AdversarialLoss, CancelStepException, Checkpoint, Compile, DataLoaders, DecoupledAdam, EMA, FeatureLoss, Finite, FixedSwitcher,
    GANLearner, Game, GameLog, GameRecorder, L, Learner, NoLoss, OnePlayer, OptimWrapper, Path, Penalty, PlayersOptimizer, ProgressCallback, Recorder,
    RestorationGame, SampleGrid, SuggestionMethod, UserError, _answer, _do_epoch_validate, _do_fit, _do_one_batch, advance, adversarial_loss,
    all_batches, asides, atomic, average_gradients, averaged, blend, buffers_held, check, check_monitors, check_terms, contextlib, copy,
    copy_from_first, deepcopy, export, fingerprint, from_learners, let_learn, logits_heard, lr_find, mean_over_ranks, moved, nn, noop, partial,
    players_adam, plot_game, plt, predict, ranks, rng_state, set_rng_state, show_results, show_rows, skipping, tempfile, torch, turn, untouched,
    walk_back, warnings, wide)


@cells.setup
def _cell_89fdd9ba():
    'nbs/04_gan_learner.ipynb #89fdd9ba'
    global Callback, ExceptionExpected, FastaiGANLearner, FeatureDistance, FixedGANSwitcher, LOSSES, Markdown, PatchCritic, Precision, SaveModelCallback, TensorImage, at_scale, close_session, critic_learner, fastai_path, from_uint8, load_file, load_generator, load_learner, make_pairs, memory_dls, patch_folder, plot_style, pretrain_unet, psnr_db, read_log, restore_batch, rng, save_figure, save_generator, scale, score, score_table, seed_everything, session_checkpoint, subprocess, sys, test_close, test_eq, unet_learner
    import subprocess
    import sys

    from fastai.callback.core import Callback
    from fastai.callback.tracker import SaveModelCallback
    from fastai.data.external import fastai_path
    from fastai.learner import load_learner
    from fastai.torch_core import TensorImage
    from fastai.vision.gan import FixedGANSwitcher
    from fastai.vision.gan import GANLearner as FastaiGANLearner
    from fastcore.test import ExceptionExpected, test_close, test_eq
    from gan_course.checkpoints import close_session, session_checkpoint
    from gan_course.loaders import memory_dls
    from gan_course.optim import Precision
    from gan_course.photos import patch_folder
    from gan_course.record import read_log
    from IPython.display import Markdown
    from safetensors.torch import load_file

    from gan_course.core import at_scale, from_uint8, plot_style, rng, save_figure, scale, seed_everything
    from gan_course.crappify import make_pairs
    from gan_course.critic import PatchCritic, critic_learner
    from gan_course.losses import LOSSES
    from gan_course.metrics import FeatureDistance, score, score_table
    from gan_course.unet import (
        load_generator,
        pretrain_unet,
        psnr_db,
        restore_batch,
        save_generator,
        unet_learner,
    )

    plot_style(); seed_everything(42)


@cells.setup
def _cell_02456b1a():
    'nbs/04_gan_learner.ipynb #02456b1a'
    global WatchGenerator, old, points_dls
    def points_dls(n=64, bs=8):
        "Noise and points, as fastai `DataLoaders`."
        g = rng('points'); z, x = torch.randn(n, 4, generator=g), torch.randn(n, 2, generator=g) + 3
        batches = [(z[i:i+bs], x[i:i+bs]) for i in range(0, n, bs)]
        return DataLoaders(batches, batches, device=torch.device('cpu'))

    class WatchGenerator(Callback):
        "Record how far the generator moves during each of the critic's batches."
        def before_batch(self): self.start = None if self.gan_trainer.gen_mode else fingerprint(self.model.generator)
        def after_batch(self):
            if self.start is not None: self.learn.drift.append(moved(self.start, self.model.generator))

    seed_everything(0)
    old = FastaiGANLearner(points_dls(), nn.Linear(4, 2), nn.Linear(2, 1), lambda f, o, t: -f.mean(), lambda r, f: f.mean() - r.mean(), switcher=FixedGANSwitcher(1, 1), cbs=WatchGenerator())
    old.drift = []
    with old.no_bar(), old.no_logging(), warnings.catch_warnings(): warnings.simplefilter('ignore'); old.fit(3, 1e-2)
    print(f"critic's turns: {len(old.drift)}; the 'frozen' generator moved in {sum(o > 0 for o in old.drift)} of them, by up to {max(old.drift)/1e-2:.2f} learning rates")


@cells.test
def test_fastai_2_8_s_frozen_generator_moves():
    'nbs/04_gan_learner.ipynb #ecc7783b'
    assert max(old.drift) > 0


@cells.test
def test_whose_turn_is_it_rounds_fixedswitcher_cg_cg_cg():
    'nbs/04_gan_learner.ipynb #ba2b73b1'
    global rounds
    def rounds(switcher, n, losses=None):
        "The first letters of who plays in `n` batches."
        out = []
        for i in range(n):
            now = switcher.turns(['critic', 'gen'])
            out.append(''.join(o[0] for o in now)); switcher.played({o: dict(adv=torch.tensor(2*losses[i] if losses else 1.)) for o in now})
        return ' '.join(out)

    test_eq(rounds(FixedSwitcher(), 3), 'cg cg cg')
    test_eq(rounds(FixedSwitcher(5, 1), 10), 'c c c c cg c c c c cg')
    test_eq(rounds(FixedSwitcher(1, 2), 4), 'g cg g cg')
    with ExceptionExpected(UserError, regex="cannot learn"): FixedSwitcher(0, 1)


@cells.test
def test_whose_turn_is_it_rounds_adaptiveswitcher_c_c_c_g():
    'nbs/04_gan_learner.ipynb #1380f7cf'
    test_eq(rounds(AdaptiveSwitcher(.65), 6, [.69, .68, .6, 9, .5, 9]), 'c c c g c g')
    with ExceptionExpected(UserError, regex="max_crit=0"): AdaptiveSwitcher(.65, max_crit=0)
    test_eq(rounds(AdaptiveSwitcher(.65, max_crit=2), 6, [.7]*6), 'c c g c c g')
    with ExceptionExpected(UserError, regex="pass critic_thresh="): AdaptiveSwitcher().start(RestorationGame(nn.Identity(), nn.Identity(), 'hinge'))


@cells.setup
def _cell_58b46f7e():
    'nbs/04_gan_learner.ipynb #58b46f7e'
    global Watched, quiet, small_game, tiny, tiny_dls
    def small_game(**kwargs):
        "A restoration game of two layers a player, with batch norm and spectral norm."
        seed_everything(3)
        gen = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 3, 3, padding=1))
        return RestorationGame(gen, PatchCritic('pair', nf=8, norm='spectral'), **kwargs)

    tiny = make_pairs(patch_folder('embedded', per_photo=8, progress=False), progress=False)
    tiny_dls = memory_dls(tiny.train, tiny.valid, bs=8, crop=32, device=torch.device('cpu'))

    def quiet(learn, fit, *args, **kwargs):
        "Fit without bars and tables."
        with learn.no_bar(), learn.no_logging(): getattr(learn, fit)(*args, **kwargs)
        return learn

    class Watched(GANLearner):
        "Compare every idle player, bit by bit, before and after each turn: parameters, buffers, optimizer state."
        def state(self, name):
            m = self.model.players()[name]
            return fingerprint(m) + [v.clone() for p in m.parameters() for v in self.opt.opt.state.get(p, {}).values() if isinstance(v, torch.Tensor)]

        def turn(self, who, *args):
            idle = {k: self.state(k) for k in self.model.players() if k != who}
            terms = super().turn(who, *args)
            self.watched.append((who, all(len(a) == len(self.state(k)) and all(map(torch.equal, a, self.state(k))) for k,a in idle.items())))
            return terms


@cells.test
def test_frozen_means_bit_identical_both_switchers():
    'nbs/04_gan_learner.ipynb #6b746bf9'
    global learn, switcher
    for switcher in (FixedSwitcher(), FixedSwitcher(3, 1), FixedSwitcher(1, 2), AdaptiveSwitcher(.65, max_crit=3)):
        learn = Watched(tiny_dls, small_game(), switcher, wd=.01, opt_func=partial(PlayersOptimizer, opt=DecoupledAdam, betas=(.9, .99)))
        learn.watched = []
        quiet(learn, 'fit', 2, 1e-2)
        assert {o for o,_ in learn.watched} == {'critic', 'gen'}
        assert all(same for _,same in learn.watched), f"an idle player moved under {type(switcher).__name__}"


@cells.test
def test_a_batch_without_the_generator_leaves_it_untouched():
    'nbs/04_gan_learner.ipynb #6b753333'
    global BatchWitness, learn
    class BatchWitness(Callback):
        "Compare players that do not play, over a whole batch."
        def before_fit(self): self.still = []
        def before_batch(self): self.start = {k: fingerprint(m) for k,m in self.model.players().items()}
        def after_batch(self):
            if self.training: self.still += [moved(a, self.model.players()[k]) for k,a in self.start.items() if k not in self.learn.terms]

    learn = quiet(GANLearner(tiny_dls, small_game(), FixedSwitcher(3, 1), cbs=BatchWitness()), 'fit', 2, 1e-2)
    test_eq((len(learn.batch_witness.still) > 0, set(learn.batch_witness.still)), (True, {0.}))


@cells.test
def test_what_the_user_froze_stays_frozen_and_flags_are_restored():
    'nbs/04_gan_learner.ipynb #12f38ae6'
    global Stop, before, flags, game
    game = small_game(); game.gen[0].requires_grad_(False); game.critic.layers[0].requires_grad_(False)
    before, flags = [p.clone() for p in game.gen[0].parameters()], [p.requires_grad for p in game.parameters()]
    quiet(GANLearner(tiny_dls, game, wd=.01), 'fit', 1, 1e-2)
    assert all(map(torch.equal, before, game.gen[0].parameters()))
    test_eq([p.requires_grad for p in game.parameters()], flags)

    class Stop(Callback):
        def after_batch(self): raise KeyboardInterrupt
    with ExceptionExpected(KeyboardInterrupt): quiet(GANLearner(tiny_dls, game, cbs=Stop()), 'fit', 1)
    test_eq([p.requires_grad for p in game.parameters()], flags)


@cells.test
def test_modules_that_are_no_player_s_stay_frozen_and_in_eval_and_batches_are_p():
    'nbs/04_gan_learner.ipynb #106dc0d5'
    global Judged, before, game, typed
    class Judged(RestorationGame):
        "A game with a third network that nobody trains."
        def __init__(self, *args): super().__init__(*args); self.judge, self.seen = nn.Sequential(nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3)), set()
        def losses(self, who, restored, damaged, clean):
            terms = super().losses(who, restored, damaged, clean)
            self.seen |= {(self.judge.training, any(p.requires_grad for p in self.judge.parameters()), type(damaged))}
            return {**terms, 'judge': self.judge(restored).square().mean()} if who == 'gen' else terms

    game = Judged(small_game().gen, PatchCritic(nf=8)); before = fingerprint(game.judge)
    typed = DataLoaders(*[[tuple(TensorImage(o) for o in b) for b in dl] for dl in tiny_dls.loaders], device=torch.device('cpu'))
    quiet(GANLearner(typed, game), 'fit', 1, 1e-2)
    test_eq((game.seen, moved(before, game.judge)), ({(False, False, torch.Tensor)}, 0.))


@cells.test
def test_a_second_critic_turn_in_one_batch_sees_the_weights_of_the_first_under():
    'nbs/04_gan_learner.ipynb #635e0392'
    global Listening, Twice, logits
    class Twice(FixedSwitcher):
        def turns(self, players): return ['critic', 'critic', 'gen']
    logits = []
    class Listening(RestorationGame):
        def losses(self, who, *args):
            terms = super().losses(who, *args)
            if who == 'critic': logits.append(terms['adv'].item())
            return terms
    quiet(GANLearner(tiny_dls, Listening(small_game().gen, PatchCritic(nf=8)), Twice(), cbs=Precision('bf16')), 'fit', 1, [5e-3, 1e-4])
    assert all(a != b for a, b in zip(logits[::2], logits[1::2])), "the second turn computed with stale weights"


@cells.test
def test_the_learner_equals_a_hand_written_loop():
    'nbs/04_gan_learner.ipynb #a89811e0'
    global a, b, clean, damaged, game, game2, learn, loss, o, old_b, opt, restored, vectors, who
    game = small_game(); learn = quiet(GANLearner(tiny_dls, game), 'fit', 1, 1e-3)

    game2 = small_game(); tiny_dls.train.epoch -= 1
    opt = {k: torch.optim.Adam(m.parameters(), 1e-3, betas=(.5, .99)) for k,m in game2.players().items()}
    for damaged, clean in tiny_dls.train:
        restored = game2.gen(damaged)
        for who in ('critic', 'gen'):
            if who == 'gen': vectors = [b.clone() for b in game2.critic.buffers()]
            loss = sum(game2.losses(who, restored, damaged, clean).values())
            for o in opt.values(): o.zero_grad()
            loss.backward(); opt[who].step()
        for b, old_b in zip(game2.critic.buffers(), vectors): b.data.copy_(old_b)  # spectral norm's vectors advance by looking
    a, b = ([p.detach() for p in g.parameters()] for g in (game, game2))
    test_close(torch.cat([o.flatten() for o in a]), torch.cat([o.flatten() for o in b]), 1e-6)


@cells.test
def test_resuming_an_adaptive_game_gives_the_same_weights_as_never_stopping():
    'nbs/04_gan_learner.ipynb #93bc9620'
    global StopAt, a, b, cut, play, straight, tmp
    tmp = tempfile.TemporaryDirectory()

    class StopAt(Callback):
        order = 90
        def __init__(self, n): self.n = n
        def after_batch(self):
            if self.training and self.checkpoint.count == self.n: raise KeyboardInterrupt

    def play(path, stop=None):
        "Two epochs of a game with a schedule; weights and averages, or None when interrupted."
        tiny_dls.train.epoch = 0
        cbs = [Checkpoint(Path(tmp.name)/path, every=1), EMA(half_life=60), GameLog(Path(tmp.name)/f'{path}.csv')] + ([StopAt(stop)] if stop else [])
        learn = GANLearner(tiny_dls, small_game(penalty=Penalty('r1', .1, every=3)), AdaptiveSwitcher(.69, max_crit=3), metrics=psnr_db, cbs=cbs)
        try: quiet(learn, 'fit_one_cycle', 2, [1e-2, 1e-3])
        except KeyboardInterrupt: return None
        return fingerprint(learn.model) + fingerprint(learn.ema.average)

    straight, cut = play('a.pt'), play('b.pt', len(tiny_dls.train) + 2)
    seed_everything(7)
    assert cut is None and all(map(torch.equal, straight, play('b.pt')))
    a, b = (read_log(Path(tmp.name)/f'{o}.pt.csv') for o in 'ab')
    test_eq(a, b)  # the log goes on, too


@cells.setup
def _cell_1032fa27():
    'nbs/04_gan_learner.ipynb #1032fa27'
    global script, together
    script = Path(tmp.name)/'together.py'
    script.write_text('''
import sys, torch
from functools import partial
from torch import nn
from gan_course.checkpoints import Checkpoint
from gan_course.optim import Precision
from gan_course.core import join_processes, ranks, seed_everything
from gan_course.critic import PatchCritic
from gan_course.loaders import memory_dls
from gan_course.learner import AdaptiveSwitcher, GANLearner, PlayersOptimizer, RestorationGame
from gan_course.unet import psnr_db

class Double(RestorationGame):  # every number in float64
    def begin(self, damaged, clean): return self.gen(damaged.double())
    def forward(self, damaged): return self.gen(damaged.double())
    def losses(self, who, shared, damaged, clean): return super().losses(who, shared, damaged.double(), clean.double())

join_processes(); found = {}
for kind in ("float64", "float32"):
    seed_everything(0); double = kind == "float64"
    x = torch.randint(0, 256, (640, 3, 16, 16), dtype=torch.uint8)
    gen, critic = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 3, 3, padding=1)), PatchCritic(nf=8)
    game = Double(gen, critic).double() if double else RestorationGame(gen, critic)
    dls = memory_dls((x, x.flip(0)), (x[:8], x[:8]), bs=64//ranks()[1], crop=12, device=torch.device("cpu"))
    learn = GANLearner(dls, game, AdaptiveSwitcher(.6, max_crit=3), opt_func=partial(PlayersOptimizer, opt=torch.optim.Adam if double else torch.optim.SGD), metrics=psnr_db,
                       cbs=[Precision("fp32"), Checkpoint(f"{sys.argv[1]}-{kind}.pt", every=7, best="psnr_db")])
    with learn.no_bar(), learn.no_logging(): learn.fit(2, 1e-3 if double else 1e-2)
    turns = "".join("".join(o[0] for o in h) for h in learn.recorder.history)
    found[kind] = dict(weights=torch.cat([p.detach().flatten() for p in game.parameters()]), turns=turns)
torch.save(found, f"{sys.argv[1]}-{ranks()[0]}.pt")
''')

    def together(processes):
        "Run the script; weights and turns of each process."
        out = Path(tmp.name)/f'together-{processes}'
        launch = ['-m', 'torch.distributed.run', '--standalone', '--nproc-per-node', str(processes)] if processes > 1 else []
        res = subprocess.run([sys.executable, *launch, str(script), str(out)], capture_output=True, text=True)
        assert res.returncode == 0, res.stderr[-2000:]
        return [torch.load(f'{out}-{i}.pt') for i in range(processes)]


@cells.test
def test_two_processes_of_32_equal_one_of_64_over_20_batches():
    'nbs/04_gan_learner.ipynb #6d129e13'
    global gap, kind, most, one, two
    (one,), two = together(1), together(2)
    for kind, most in (('float64', 1e-10), ('float32', 1e-6)):
        gap = max((one[kind]['weights'] - o[kind]['weights']).abs().max().item() for o in two)
        print(f"{kind}: {len(one[kind]['turns'])} turns ({one[kind]['turns']}), largest difference {gap:.1e}")
        test_eq([o[kind]['turns'] for o in two], [one[kind]['turns']]*2)
        assert gap < most and set(one[kind]['turns']) == {'c', 'g'}


@cells.setup
def _cell_f9f0306f():
    'nbs/04_gan_learner.ipynb #f9f0306f'
    global learn
    learn = GANLearner(tiny_dls, small_game(), metrics=psnr_db, cbs=[EMA(half_life=100), GameLog()], path=tmp.name)
    quiet(learn, 'fit', 2, [2e-3, 1e-3])
    learn.game_log.plot(smooth=5)


@cells.test
def test_everything_else_a_learner_does_all_map_torch_equal_before_fingerprint():
    'nbs/04_gan_learner.ipynb #f85f0a98'
    global before, found
    before = fingerprint(learn.model)
    found = {o: learn.lr_find(o, num_it=30, show_plot=False).valley for o in ('critic', 'gen')}
    assert all(map(torch.equal, before, fingerprint(learn.model))) and learn.ema.images
    with ExceptionExpected(UserError, regex="lr_find.player=None.: expected one player.*choose one of ..critic', 'gen'"): learn.lr_find()
    found


@cells.test
def test_save_load_predict_results_and_export_agree():
    'nbs/04_gan_learner.ipynb #f71a6361'
    global answer, back, damaged, kept
    learn.save('game'); kept = fingerprint(learn.model)
    quiet(learn, 'fit', 1, reset_opt=True)
    assert not all(map(torch.equal, kept, fingerprint(learn.model)))
    learn.load('game'); assert all(map(torch.equal, kept, fingerprint(learn.model)))
    damaged = from_uint8(tiny.valid_damaged[:2])
    answer = learn.predict(damaged[0])
    with averaged(learn): test_close(learn.model.eval()(damaged[:1])[0].detach(), answer, 1e-6)
    test_close(learn.get_preds()[0][0], answer, 1e-5)
    learn.export('export.pkl')
    with warnings.catch_warnings(): warnings.simplefilter('ignore'); back = load_learner(Path(tmp.name)/'export.pkl')
    test_close(back.predict(damaged[0]), answer, 1e-6)
    quiet(learn, 'fit', 1, 1e-3)  # exporting has left the learner whole
    test_eq(len(learn.recorder.history), len(tiny_dls.train))


@cells.setup
def _cell_2d717ffd():
    'nbs/04_gan_learner.ipynb #2d717ffd'
    learn.show_results(max_n=6, title='Inputs, answers and targets of a validation batch')


@cells.test
def test_everything_else_a_learner_does_sorted_learn_precision_scalers_critic_g():
    'nbs/04_gan_learner.ipynb #0dbde238'
    global learn, loss
    for loss in LOSSES: quiet(GANLearner(tiny_dls, small_game(adv=loss, penalty=Penalty('gradient_penalty', .1)), cbs=Precision('bf16')), 'fit', 1, 1e-4)
    learn = quiet(GANLearner(tiny_dls, small_game(), cbs=Precision('fp16')), 'fit', 1, 1e-4)
    test_eq(sorted(learn.precision.scalers), ['critic', 'gen'])
    assert all(o.get_scale() > 0 for o in learn.precision.scalers.values())


@cells.test
def test_fastai_s_tensorboard_callback_finds_what_it_needs():
    'nbs/04_gan_learner.ipynb #a5d238d0'
    global TensorBoardCallback
    from fastai.callback.tensorboard import TensorBoardCallback

    quiet(GANLearner(tiny_dls, small_game(), metrics=psnr_db, cbs=TensorBoardCallback(Path(tmp.name)/'tb', trace_model=False, log_preds=False)), 'fit', 1)
    assert list((Path(tmp.name)/'tb').glob('events*'))


@cells.test
def test_a_scaler_a_player_and_an_overflow_skips_that_player_s_step_alone():
    'nbs/04_gan_learner.ipynb #02c188ea'
    global Calm, FirstBatch, InfiniteLoss, game, learn
    class FirstBatch(Callback):
        order = 90
        def before_batch(self):
            if self.training and not self.iter: self.start = {k: [p.detach().clone() for p in m.parameters()] for k,m in self.model.players().items()}
        def after_batch(self):
            if self.training and not self.iter: self.learn.same = {k: all(map(torch.equal, v, self.model.players()[k].parameters())) for k,v in self.start.items()}

    class InfiniteLoss(RestorationGame):
        def losses(self, who, *args):
            terms = super().losses(who, *args)
            return {k: v*(1e30 if who == 'critic' and self.first else 1) for k,v in terms.items()}

    game = InfiniteLoss(small_game().gen, PatchCritic(nf=8)); game.first = True
    class Calm(Callback):
        def after_batch(self): self.model.first = False
    learn = GANLearner(tiny_dls, game, wd=.01, cbs=[Precision('fp16'), FirstBatch(), Calm()]); learn.remove_cb(Finite)
    quiet(learn, 'fit', 1, 1e-3)
    test_eq(learn.same, dict(critic=True, gen=False))
    assert learn.precision.scalers['critic'].get_scale() < learn.precision.scalers['gen'].get_scale()


@cells.test
def test_what_it_refuses_a_slice_means_layers_quiet_ganlearner():
    'nbs/04_gan_learner.ipynb #9210091a'
    with ExceptionExpected(UserError, regex="a slice means layers"): quiet(GANLearner(tiny_dls, small_game()), 'fit', 1, slice(1e-3))
    with ExceptionExpected(UserError, regex="lr of 3 values: expected one, or one for each of 2 players"): quiet(GANLearner(tiny_dls, small_game()), 'fit', 1, [1e-3]*3)
    with ExceptionExpected(UserError, regex="set requires_grad_.False."): GANLearner(tiny_dls, small_game()).freeze()
    with ExceptionExpected(UserError, regex="player 'gen' without parameters"): GANLearner(tiny_dls, RestorationGame(nn.Identity(), PatchCritic()))


@cells.test
def test_what_it_refuses_monitor_valid_loss_expected_a_metric_choose():
    'nbs/04_gan_learner.ipynb #e1d51b17'
    global Leaky
    with ExceptionExpected(UserError, regex="monitor='valid_loss'.: expected a metric; choose one of ..psnr_db"):
        quiet(GANLearner(tiny_dls, small_game(), metrics=psnr_db, cbs=SaveModelCallback(monitor='valid_loss')), 'fit', 1)

    class Leaky(RestorationGame):
        def losses(self, who, restored, damaged, clean): return dict(adv=self.critic(restored, damaged).mean())
    with ExceptionExpected(UserError, regex="detach it in that player's losses"): quiet(GANLearner(tiny_dls, Leaky(small_game().gen, PatchCritic(nf=8))), 'fit', 1)


@cells.test
def test_what_it_refuses_unnamed_losses_critic_of_tensor_expected():
    'nbs/04_gan_learner.ipynb #b3941d7e'
    global Detached, Nobody, Sleepy, Unnamed, said
    class Unnamed(RestorationGame):
        def losses(self, *args): return self.critic(args[2], None)
    class Nobody(RestorationGame):
        def players(self): return {}
    class Detached(RestorationGame):
        def losses(self, who, *args): return {k: v.detach() for k,v in super().losses(who, *args).items()}
    with ExceptionExpected(UserError, regex="Unnamed.losses.'critic'. of Tensor: expected named scalar tensors"): quiet(GANLearner(tiny_dls, Unnamed(small_game().gen, PatchCritic(nf=8))), 'fit', 1)
    with ExceptionExpected(UserError, regex="no term depends on 'critic'"): quiet(GANLearner(tiny_dls, Detached(small_game().gen, PatchCritic(nf=8))), 'fit', 1)
    with ExceptionExpected(UserError, regex="name at least one player"): GANLearner(tiny_dls, Nobody(small_game().gen, PatchCritic(nf=8)))
    class Sleepy(FixedSwitcher):
        def turns(self, players): return ['critic']
    with warnings.catch_warnings(record=True) as said: warnings.simplefilter('always'); quiet(GANLearner(tiny_dls, small_game(), Sleepy()), 'fit', 2)
    test_eq([str(o.message) for o in said if 'had no turn' in str(o.message)], [f"player 'gen' had no turn in {2*len(tiny_dls.train)} batches: look at Sleepy"])


@cells.test
def test_what_it_refuses_h_mom_for_h_in_learn():
    'nbs/04_gan_learner.ipynb #e8accb80'
    global learn, preds, targets
    learn = quiet(GANLearner(tiny_dls, small_game(), lr=[4e-3, 1e-3], metrics=psnr_db), 'fit_one_cycle', 1)
    test_eq([h['mom'] for h in learn.opt.hypers], [.5, .5])
    test_eq(list(learn.recorder.metric_names), ['epoch', 'critic', 'gen', 'psnr_db', 'time'])
    learn = GANLearner(tiny_dls, small_game(), lr=[4e-3, 1e-3]); learn.create_opt()
    test_eq([h['lr'] for h in learn.opt.hypers], [4e-3, 1e-3])
    preds, targets = learn.get_preds()
    test_eq(preds.shape, targets.shape)


@cells.setup
def _cell_2130036c():
    'nbs/04_gan_learner.ipynb #2130036c'
    global crop, data, dls, first, models, pairs
    data = at_scale(quick='embedded', full='pets')
    pairs = make_pairs(patch_folder(data, per_photo=at_scale(quick=None, full=None, smoke=8), progress=False), progress=False)
    crop = at_scale(quick=96, full=96, smoke=32)
    dls = memory_dls(pairs.train, pairs.valid, bs=16, crop=crop)
    models = fastai_path('data')/'gan_course'/'models'
    if not (models/f'unet-{data}-{scale()}.safetensors').exists():
        first = pretrain_unet(unet_learner(dls), frozen=at_scale(quick=8, full=12, smoke=1), thawed=0)
        save_generator(first.model, models/f'unet-{data}-{scale()}.safetensors')


@cells.setup
def _cell_61c68089():
    'nbs/04_gan_learner.ipynb #61c68089'
    global LR, branch, start_critic
    def start_critic():
        "The pretrained critic of chapter 3, or a new one."
        seed_everything(1)
        critic, path = PatchCritic(), models/f'critic-{data}-{scale()}.safetensors'
        if path.exists(): critic.load_state_dict(load_file(path))
        return critic

    LR = dict(critic=5e-4, gen=3e-4)

    def branch(name, epochs, **weights):
        "Train one branch from the pretrained U-Net, encoder weights frozen; return the learner. A lost session goes on where it stood."
        seed_everything(2)
        gen = load_generator(models/f'unet-{data}-{scale()}.safetensors').train(); gen.encoder.requires_grad_(False)
        dls.train.epoch = 1000
        game = RestorationGame(gen, start_critic(), **weights)
        learn = GANLearner(dls, game, metrics=psnr_db, cbs=[Precision(), session_checkpoint(f'04-{name}')])
        learn.fit_one_cycle(epochs, [LR[o] for o in game.players()])
        return learn


@cells.setup
def _cell_e4fb6245():
    'nbs/04_gan_learner.ipynb #e4fb6245'
    global RECIPE, control, epochs
    epochs = at_scale(quick=1, full=6, smoke=1)
    RECIPE = dict(adv_weight=.05, feature_weight=.3)
    control = branch('control', epochs, adv_weight=0)


@cells.setup
def _cell_2918dde8():
    'nbs/04_gan_learner.ipynb #2918dde8'
    global features
    features = branch('features', epochs, adv_weight=0, feature_weight=RECIPE['feature_weight'])


@cells.setup
def _cell_12b734da():
    'nbs/04_gan_learner.ipynb #12b734da'
    global gan
    gan = branch('gan', epochs, **RECIPE); close_session('04')


@cells.setup
def _cell_86ee26cf():
    'nbs/04_gan_learner.ipynb #86ee26cf'
    plot_game(gan)


@cells.setup
def _cell_3bc5d945():
    'nbs/04_gan_learner.ipynb #3bc5d945'
    global adaptive
    adaptive = GANLearner.from_learners(unet_learner(dls, deepcopy(gan.model.gen)), critic_learner(dls, deepcopy(gan.model.critic)), cbs=Precision(), **RECIPE)
    quiet(adaptive, 'fit', 1, list(LR.values()))
    plot_game(adaptive, smooth=5)


@cells.test
def test_between_the_two_blend_x_y_weight_x_weight():
    'nbs/04_gan_learner.ipynb #efb18406'
    global x, y
    x, y = nn.Linear(2, 2), nn.Linear(2, 2)
    test_close(blend(x, y, .25).weight, .75*x.weight + .25*y.weight, 1e-6)
    test_eq(blend(x, y, 0.).weight, x.weight); test_eq(blend(x, y, 1.).weight, y.weight)


@cells.setup
def _cell_f324e150():
    'nbs/04_gan_learner.ipynb #f324e150'
    global distance, judge, nets, real, results, scores, unet
    distance, real = FeatureDistance(), from_uint8(pairs.valid_clean)
    judge = lambda gen: (o := restore_batch(gen, pairs.valid_damaged), score(o, real, pairs.valid_mask, distance))
    unet = load_generator(models/f'unet-{data}-{scale()}.safetensors')
    nets = {'U-Net': unet, 'control': control.model.gen, 'features': features.model.gen, **{f'blend {w}': blend(control.model.gen, gan.model.gen, w) for w in (.25, .5, .75)}, 'GAN': gan.model.gen}
    results = {k: judge(v) for k,v in nets.items()}
    scores = {'damaged': score(from_uint8(pairs.valid_damaged), real, pairs.valid_mask, distance), **{k: s for k,(_,s) in results.items()}}
    Markdown(score_table(scores) + f"\n\n{len(real)} held-out patches of 128 px; {epochs*len(dls.train)} further batches in each branch; feature distance: {distance.protocol}, lower is better")


@cells.setup
def _cell_dd69eda1():
    'nbs/04_gan_learner.ipynb #dd69eda1'
    global ax, fig, k, line
    line = ['control', 'blend 0.25', 'blend 0.5', 'blend 0.75', 'GAN']
    fig, ax = plt.subplots(figsize=(6.5, 3), layout='constrained')
    ax.plot([scores[k]['psnr'] for k in line], [scores[k]['distance'] for k in line], 'o-')
    for k in line + ['U-Net', 'features']: ax.annotate(k, (scores[k]['psnr'], scores[k]['distance']), xytext={'U-Net': (-34, -10), 'control': (6, -10)}.get(k, (6, 5)), textcoords='offset points', fontsize=9)
    ax.margins(x=.12, y=.12)
    for k in ('U-Net', 'features'): ax.plot(scores[k]['psnr'], scores[k]['distance'], 's', color='gray')
    ax.set(xlabel='PSNR (RGB), dB: right is closer in pixels', ylabel='feature distance: lower is better', title='What each branch paid, and got'); plt.close(fig); fig


@cells.setup
def _cell_da5460fc():
    'nbs/04_gan_learner.ipynb #da5460fc'
    global pick
    pick = torch.linspace(0, len(real) - 1, 10).long()[1:-1]
    show_rows({'damaged': from_uint8(pairs.valid_damaged[pick]), **{k: results[k][0][pick] for k in ('control', 'features', 'GAN')}, 'real': real[pick]}, title='Held-out photos after the same number of steps', caption='Compare fur and edges in the rows control, features and GAN.')


@cells.setup
def _cell_74d52928():
    'nbs/04_gan_learner.ipynb #74d52928'
    global hero
    hero = {'damaged': from_uint8(pairs.valid_damaged[pick]), 'pixel loss': results['control'][0][pick], 'GAN': results['GAN'][0][pick], 'original': real[pick]}
    if scale() == 'full': save_figure(show_rows(hero, size=1.5), '../images/hero.png')  # the picture at the top of the README


@cells.setup
def _cell_8355d688():
    'nbs/04_gan_learner.ipynb #8355d688'
    save_generator(gan.model.gen, models/f'gan-{data}-{scale()}.safetensors', scores=scores['GAN']).name

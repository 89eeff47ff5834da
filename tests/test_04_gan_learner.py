"""Generated from nbs/04_gan_learner.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.learner import (
    AdaptiveSwitcher, DataLoaders, FixedSwitcher, GANLearner, Game, GameBase, GameLearner, missing, to_fp32)


@cells.setup
def _cell_d78edce2():
    'nbs/04_gan_learner.ipynb #d78edce2'
    global Adam, Callback, CancelBatchException, Checkpoint, DecoupledAdam, EMA, ExceptionExpected, F, FastaiGANLearner, Finite, FixedGANSwitcher, GameLog, GradientAccumulation, LOSSES, Markdown, Noise, PatchCritic, Path, Penalty, PlayersOptimizer, Precision, RestorationGame, RestorationScore, SaveModelCallback, TensorImage, UserError, at_scale, averaged, batch_type, blend, close_session, critic_dls, critic_learner, deepcopy, fastai_path, fingerprint, from_uint8, game_dls, load_learner, load_model, make_pairs, moved, nn, pair_dls, partial, patch_folder, plot_game, plot_style, plt, pretrain_unet, psnr_db, read_log, restore_batch, rng, save_model, scale, score_table, seed_everything, session_checkpoint, show_close, show_rows, spectral_norm, subprocess, sys, tempfile, test_close, test_eq, to_uint8, torch, unet_learner, warnings
    import subprocess
    import sys
    import tempfile
    import warnings
    from copy import deepcopy
    from functools import partial
    from pathlib import Path

    import torch
    import torch.nn.functional as F
    from fastai.callback.core import Callback, CancelBatchException
    from fastai.callback.tracker import SaveModelCallback
    from fastai.callback.training import GradientAccumulation
    from fastai.data.external import fastai_path
    from fastai.learner import load_learner
    from fastai.optimizer import Adam
    from fastai.torch_core import TensorImage
    from fastai.vision.gan import FixedGANSwitcher
    from fastai.vision.gan import GANLearner as FastaiGANLearner
    from fastcore.test import ExceptionExpected, test_close, test_eq
    from IPython.display import Markdown
    from matplotlib import pyplot as plt
    from torch import nn
    from torch.nn.utils.parametrizations import spectral_norm

    from gan_course.averages import EMA, averaged
    from gan_course.checkpoints import Checkpoint, close_session, session_checkpoint
    from gan_course.core import (
        UserError,
        at_scale,
        from_uint8,
        plot_style,
        rng,
        scale,
        seed_everything,
        show_close,
        show_rows,
        to_uint8,
    )
    from gan_course.critic import PatchCritic, critic_dls, critic_learner
    from gan_course.game_learner import PlayersOptimizer, fingerprint, moved, plot_game
    from gan_course.games import RestorationGame, blend
    from gan_course.judge import RestorationScore
    from gan_course.loaders import Noise, batch_type, game_dls, pair_dls
    from gan_course.losses import LOSSES, Penalty
    from gan_course.metrics import score_table
    from gan_course.models import load_model, save_model
    from gan_course.optim import DecoupledAdam, Precision
    from gan_course.pairs import make_pairs
    from gan_course.photos import patch_folder
    from gan_course.record import Finite, GameLog, read_log
    from gan_course.unet import pretrain_unet, psnr_db, restore_batch, unet_learner

    plot_style()
    seed_everything(42)


@cells.setup
def _cell_d32ac7de():
    'nbs/04_gan_learner.ipynb #d32ac7de'
    global points, two_players
    def two_players(seed=0):
        "A generator of points, their critic, and one optimizer for both."
        seed_everything(seed)
        gen = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 2))
        first = spectral_norm(nn.Linear(2, 8))
        critic = nn.Sequential(first, nn.LeakyReLU(.2), nn.Linear(8, 1))
        both = [*gen.parameters(), *critic.parameters()]
        return gen, critic, torch.optim.Adam(both, 1e-2)

    def points(n, bs=8):
        "`n` batches of noise and of real points."
        for i in range(n):
            g = rng('points', i)
            yield torch.randn(bs, 4, generator=g), torch.randn(bs, 2, generator=g) + 3


@cells.setup
def _cell_73d2acf4():
    'nbs/04_gan_learner.ipynb #73d2acf4'
    global critic, gen, naive_step, naive_turn, opt, x, z
    def naive_turn(loss, opt):
        "One player learns: clear the gradients, walk back, step."
        opt.zero_grad(set_to_none=False)
        loss.backward()
        opt.step()

    def naive_step(gen, critic, opt, z, x):
        "A batch of a GAN, as it comes to mind."
        real_loss = F.softplus(-critic(x)).mean()
        fake_loss = F.softplus(critic(gen(z).detach())).mean()
        naive_turn(real_loss + fake_loss, opt)
        naive_turn(F.softplus(-critic(gen(z))).mean(), opt)

    gen, critic, opt = two_players()
    for z, x in points(300):
        naive_step(gen, critic, opt, z, x)
    gen(torch.randn(1000, 4)).mean(0).tolist()


@cells.setup
def _cell_d53f3023():
    'nbs/04_gan_learner.ipynb #d53f3023'
    global drift
    def drift(turn, rounds=12):
        "How far each player moves, at most, in the other's turns; in learning rates."
        gen, critic, opt = two_players()
        far = dict(generator=0., critic=0.)
        for z, x in points(rounds):
            real_loss = F.softplus(-critic(x)).mean()
            fake_loss = F.softplus(critic(gen(z).detach())).mean()
            before = [p.detach().clone() for p in gen.parameters()]
            turn(real_loss + fake_loss, opt, critic, gen)
            gaps = [(a - b).abs().max().item() for a, b in zip(before, gen.parameters())]
            far['generator'] = max(far['generator'], max(gaps)/1e-2)
            before = [p.detach().clone() for p in critic.parameters()]
            turn(F.softplus(-critic(gen(z))).mean(), opt, gen, critic)
            gaps = [(a - b).abs().max().item() for a, b in zip(before, critic.parameters())]
            far['critic'] = max(far['critic'], max(gaps)/1e-2)
        return {k: round(v, 2) for k, v in far.items()}

    drift(lambda loss, opt, player, other: naive_turn(loss, opt))


@cells.setup
def _cell_57a532ac():
    'nbs/04_gan_learner.ipynb #57a532ac'
    global held_turn
    def held_turn(loss, opt, player, other):
        "One player learns; the other gets no gradient, and none is left behind."
        for p in other.parameters():
            p.grad = None
        loss.backward()
        for p in other.parameters():
            p.grad = None
        opt.step()
        opt.zero_grad(set_to_none=True)

    drift(held_turn)


@cells.setup
def _cell_8dcb3c88():
    'nbs/04_gan_learner.ipynb #8dcb3c88'
    global WatchGenerator, drift_in_fastai, k, no_momentum, rolls, settings, v
    class WatchGenerator(Callback):
        "Record how far the generator moves during each of the critic's batches."
        def before_batch(self):
            critic_plays = not self.gan_trainer.gen_mode
            self.start = fingerprint(self.model.generator) if critic_plays else None

        def after_batch(self):
            if self.start:
                self.learn.drift.append(moved(self.start, self.model.generator))

    def drift_in_fastai(**kwargs):
        "The largest move of fastai's frozen generator, in learning rates."
        seed_everything(0)
        dls = DataLoaders(list(points(8)), list(points(8)), device=torch.device('cpu'))
        def gen_loss(fake, made, target): return -fake.mean()
        def critic_loss(real, fake): return fake.mean() - real.mean()
        learn = FastaiGANLearner(
            dls, nn.Linear(4, 2), nn.Linear(2, 1), gen_loss, critic_loss,
            switcher=FixedGANSwitcher(1, 1), cbs=WatchGenerator(), **kwargs)
        learn.drift = []
        with learn.no_bar(), learn.no_logging(), warnings.catch_warnings():
            warnings.simplefilter('ignore')
            learn.fit(3, 1e-2)
        return max(learn.drift)/1e-2

    no_momentum = partial(Adam, mom=0.)
    settings = {'its default optimizer': dict(),
                'no momentum (lesson 7)': dict(opt_func=no_momentum),
                'no momentum, no weight decay': dict(opt_func=no_momentum, wd=0.)}
    rolls = {k: drift_in_fastai(**v) for k, v in settings.items()}
    for k, v in rolls.items():
        print(f'{k:30} the frozen generator moves by up to {v:.4f} learning rates')


@cells.setup
def _cell_56c948ec():
    'nbs/04_gan_learner.ipynb #56c948ec'
    global before, critic, gen, opt, x, z
    gen, critic, opt = two_players()
    for z, x in points(20):
        naive_step(gen, critic, opt, z, x)
    before = [b.clone() for b in critic.buffers()]
    F.softplus(-critic(gen(torch.randn(8, 4)))).mean()
    [(a - b).abs().max().item() for a, b in zip(before, critic.buffers())]


@cells.setup
def _cell_da0a900a():
    'nbs/04_gan_learner.ipynb #da0a900a'
    global first, layer, second, third, x
    layer, x = nn.Linear(2, 1, bias=False), torch.ones(1, 2)
    with torch.autocast('cpu', torch.bfloat16):
        first = layer(x).item()
        layer.weight.data += 1
        second = layer(x).item()
    with torch.autocast('cpu', torch.bfloat16):
        third = layer(x).item()
    f'before the step {first:.2f}, after it {second:.2f}, in a new block {third:.2f}'


@cells.setup
def _cell_e85822a6():
    'nbs/04_gan_learner.ipynb #e85822a6'
    global PointsGame
    class PointsGame(Game):
        "Points from noise. Batch: z, x."
        inputs, fields = ('z',), ('z', 'x')

        def __init__(self, gen, critic):
            super().__init__()
            self.gen, self.critic = gen, critic

        def players(self): return dict(critic=self.critic, gen=self.gen)
        def begin(self, b): return self.gen(b.z)
        def forward(self, z): return self.gen(z)

        def losses(self, who, fake, b):
            if who == 'gen': return dict(adv=F.softplus(-self.critic(fake)).mean())
            real_loss = F.softplus(-self.critic(b.x)).mean()
            return dict(adv=real_loss + F.softplus(self.critic(fake.detach())).mean())


@cells.setup
def _cell_6df3338f():
    'nbs/04_gan_learner.ipynb #6df3338f'
    global _, critic, dls, g, gen, learn, made, x
    g = rng('many points')
    x = torch.randn(800, 2, generator=g) + 3
    dls = game_dls(dict(z=Noise(4), x=x), bs=8, device=torch.device('cpu'))
    gen, critic, _ = two_players()
    learn = GANLearner(dls, PointsGame(gen, critic), lr=1e-2, cbs=EMA(half_life=200))
    with learn.no_bar(), learn.no_logging():
        learn.fit(3)
    made = learn.ema.average(torch.randn(1000, 4))
    made.mean(0).tolist()


@cells.setup
def _cell_2130036c():
    'nbs/04_gan_learner.ipynb #2130036c'
    global crop, data, dls, frozen, models, pairs, patches, per_photo, pretrained, schooled
    data = at_scale(quick='embedded', full='pets')
    per_photo = at_scale(quick=None, full=None, smoke=10)
    patches = patch_folder(data, per_photo=per_photo, progress=False)
    pairs = make_pairs(patches, progress=False)
    crop = at_scale(quick=64, full=64, smoke=32)
    dls = pair_dls(pairs.train, pairs.valid, bs=16, crop=crop)
    models = fastai_path('data')/'gan_course'/'models'
    pretrained = models/f'unet-{data}-{scale()}.safetensors'
    if not pretrained.exists():
        frozen = at_scale(quick=4, full=12, smoke=1)
        schooled = pretrain_unet(unet_learner(dls), frozen=frozen, thawed=0)
        save_model(schooled.model, pretrained)


@cells.setup
def _cell_61c68089():
    'nbs/04_gan_learner.ipynb #61c68089'
    global branch, start_critic
    def start_critic(fresh=False):
        "The pretrained critic of chapter 3, or a new one."
        seed_everything(1)
        path = models/f'critic-{data}-{scale()}.safetensors'
        return load_model(path).train() if path.exists() and not fresh else PatchCritic()

    def branch(name, epochs, fresh=False, seed=2, **weights):
        "Train a branch from the pretrained U-Net, its encoder frozen; return the learner."
        seed_everything(seed)
        gen = load_model(pretrained).train()
        gen.encoder.requires_grad_(False)
        dls.train.epoch = 1000*seed
        game = RestorationGame(gen, start_critic(fresh), **weights)
        cbs = [Precision(), EMA(half_life=1000),
               session_checkpoint(f'04-{name}')]  # outlives a lost session
        learn = GANLearner(dls, game, lr=2e-4, metrics=psnr_db, cbs=cbs)
        learn.fit(epochs)
        return learn


@cells.setup
def _cell_e4fb6245():
    'nbs/04_gan_learner.ipynb #e4fb6245'
    global control, epochs
    epochs = at_scale(quick=1, full=3, smoke=1)
    control = branch('control', epochs, adv_weight=0, feature_weight=0)


@cells.setup
def _cell_2918dde8():
    'nbs/04_gan_learner.ipynb #2918dde8'
    global features
    features = branch('features', epochs, adv_weight=0)


@cells.setup
def _cell_12b734da():
    'nbs/04_gan_learner.ipynb #12b734da'
    global gan
    gan = branch('gan', epochs)


@cells.setup
def _cell_86ee26cf():
    'nbs/04_gan_learner.ipynb #86ee26cf'
    plot_game(gan)


@cells.setup
def _cell_3bc5d945():
    'nbs/04_gan_learner.ipynb #3bc5d945'
    global adaptive, game
    game = RestorationGame(deepcopy(gan.model.gen), deepcopy(gan.model.critic),
                           adv='non_saturating')  # the loss whose threshold lesson 7 knew
    adaptive = GANLearner(dls, game, AdaptiveSwitcher(), cbs=Precision())
    with adaptive.no_bar(), adaptive.no_logging():
        adaptive.fit(1, 2e-4)
    plot_game(adaptive, smooth=5)


@cells.setup
def _cell_f324e150():
    'nbs/04_gan_learner.ipynb #f324e150'
    global a, b, batches, blends, judge, mask, nets, real, restored_by, results, scores
    judge = RestorationScore(from_uint8(pairs.valid_clean))
    real, mask = judge.real, pairs.valid_mask

    def restored_by(gen):
        "Held-out photos, restored."
        return restore_batch(gen, pairs.valid_damaged)

    a, b = control.ema.average, gan.ema.average
    blends = {f'blend {w}': blend(a, b, w) for w in (.25, .5, .75)}
    nets = {'U-Net': load_model(pretrained), 'control': a,
            'features': features.ema.average, **blends, 'GAN': b}
    results = {k: restored_by(v) for k, v in nets.items()}
    scores = {'damaged': judge(from_uint8(pairs.valid_damaged), mask),
              **{k: judge(v, mask) for k, v in results.items()}}
    batches = epochs*len(dls.train)
    Markdown(f"{score_table(scores)}\n\n{judge.protocol}; {batches} further batches "
         f"in each branch, one seed")


@cells.setup
def _cell_da5460fc():
    'nbs/04_gan_learner.ipynb #da5460fc'
    global before, pick, rows
    pick = torch.linspace(0, len(real) - 1, 10).long()[1:-1]
    rows = {k: results[k][pick] for k in ('control', 'features', 'GAN')}
    before = from_uint8(pairs.valid_damaged[pick])
    show_rows({'damaged': before, **rows, 'real': real[pick]},
              title='Held-out photos after the same number of batches',
              caption='Compare fur and edges in the rows control, features and GAN.')


@cells.setup
def _cell_97f9ba53():
    'nbs/04_gan_learner.ipynb #97f9ba53'
    global close, face
    face = at_scale(quick=3, full=3)  # one of the eight above
    close = {'damaged': before, 'pixel loss': rows['control'], 'GAN': rows['GAN'],
             'original': real[pick]}
    show_close({k: v[face] for k, v in close.items()}, (32, 32, 64, 64),
               title='One of them, closer')


@cells.setup
def _cell_5cdae75d():
    'nbs/04_gan_learner.ipynb #5cdae75d'
    global k, stranger
    def stranger(gen):
        "How often a newly trained critic is right about held-out photos."
        seed_everything(3)
        made, held = (to_uint8(restore_batch(gen, o))
                      for o in (pairs.damaged, pairs.valid_damaged))
        served = critic_dls((pairs.damaged, made, pairs.clean),
                            (pairs.valid_damaged, held, pairs.valid_clean),
                            bs=16, crop=crop)
        new = critic_learner(served)
        with new.no_bar(), new.no_logging():
            new.fit_one_cycle(1, 1e-3)
            return new.validate()[-1]

    for k in ('control', 'features', 'GAN'):
        print(f'{k:9} a new critic is right about {stranger(nets[k]):.1%}')


@cells.setup
def _cell_80eec95f():
    'nbs/04_gan_learner.ipynb #80eec95f'
    global SWEEP, found, short, sweep, swept, table, voice, voices
    SWEEP = at_scale(quick=(.02,), full=(0, .005, .02, .1), smoke=(.02,))
    short = at_scale(quick=1, full=1, smoke=1)

    def voices(game):
        "What share of the push on a restored image each term has."
        damaged, clean = dls.train.one_batch()
        image = game.gen(damaged).detach().requires_grad_()
        terms = game.losses('gen', image, batch_type(('damaged', 'clean'))(damaged, clean))
        push = {k: torch.autograd.grad(v, image, retain_graph=True)[0].norm().item()
                for k, v in terms.items()}
        return {k: v/sum(push.values()) for k, v in push.items()}

    sweep = {w: branch(f'weight-{w}', short, adv_weight=w) for w in SWEEP}
    swept = {w: restored_by(o.ema.average) for w, o in sweep.items()}
    found = {w: judge(o, mask) for w, o in swept.items()}
    table = {f'weight {w}': o for w, o in found.items()}
    voice = ', '.join(f"{w}: {voices(o.model).get('adv', 0):.0%}" for w, o in sweep.items())
    Markdown(f"{score_table(table)}\n\n{short*len(dls.train)} batches each, one seed. "
         f"The critic's share of the push on a picture, by weight: {voice}")


@cells.setup
def _cell_b7bd63d1():
    'nbs/04_gan_learner.ipynb #b7bd63d1'
    global ax, fig, group, groups, k, label, line, o
    fig, ax = plt.subplots(figsize=(6.5, 3.2), layout='constrained')
    line = ['control', 'blend 0.25', 'blend 0.5', 'blend 0.75', 'GAN']
    groups = {'adversarial weight': table, 'blends': {k: scores[k] for k in line},
              'features': {'features': scores['features']}}
    for label, group in groups.items():
        ax.plot([o['psnr'] for o in group.values()], [o['kernel'] for o in group.values()],
                'o-', label=label)
        for k, o in group.items():
            ax.annotate(k, (o['psnr'], o['kernel']), fontsize=8, xytext=(5, 4),
                        textcoords='offset points')
    ax.set(xlabel='PSNR (RGB), dB: right is closer in pixels', ylim=(0, None),
           ylabel='kernel distance: lower is more like photos',
           title='The perception-distortion trade-off')
    ax.margins(x=.12)
    ax.legend()
    plt.close(fig)
    fig


@cells.setup
def _cell_f4e5aecc():
    'nbs/04_gan_learner.ipynb #f4e5aecc'
    show_rows({**{f'weight {w}': o[pick] for w, o in swept.items()}, 'real': real[pick]},
              title='The same photos, by adversarial weight')


@cells.setup
def _cell_c1d5e38b():
    'nbs/04_gan_learner.ipynb #c1d5e38b'
    global fresh, pair
    fresh = branch('fresh', short, fresh=True)
    close_session('04')
    pair = {'pretrained critic': found[.02],
            'critic from nothing': judge(restored_by(fresh.ema.average), mask)}
    Markdown(score_table(pair))


@cells.setup
def _cell_0ef3a302():
    'nbs/04_gan_learner.ipynb #0ef3a302'
    global kept
    kept = save_model(b, models/f'gan-{data}-{scale()}.safetensors', scores=scores['GAN'])


@cells.setup
def _cell_c3551dd0():
    'nbs/04_gan_learner.ipynb #c3551dd0'
    global Pair, quiet, small_game, small_gen, tiny, tiny_dls, tmp
    class Pair(Game):
        "Restoration, small: damaged and clean images; the critic sees the pair."
        inputs = 'damaged',

        def __init__(self, gen, critic, penalty=None):
            super().__init__()
            self.gen, self.critic, self.penalty, self.adv = gen, critic, penalty, LOSSES['non_saturating']

        def players(self): return dict(critic=self.critic, gen=self.gen)
        def begin(self, b): return self.gen(b.damaged)
        def forward(self, damaged): return self.gen(damaged)

        def losses(self, who, restored, b):
            def see(x): return self.critic(x, b.damaged)
            pixel = (to_fp32(restored) - b.clean).abs().mean()
            if who == 'gen': return dict(pixel=pixel, adv=.05*self.adv.gen(see(restored)))
            fake = restored.detach()
            terms = dict(adv=self.adv.critic(see(b.clean), see(fake)))
            return {**terms, **(self.penalty(see, b.clean, fake) if self.penalty else {})}

    def small_gen():
        "Two convolutions with a batch norm between them."
        first, last = nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.Conv2d(8, 3, 3, padding=1)
        return nn.Sequential(first, nn.BatchNorm2d(8), nn.ReLU(), last)

    def small_game(kind=Pair, **kwargs):
        "A game of two layers a player, with batch norm and spectral norm."
        seed_everything(3)
        return kind(small_gen(), PatchCritic('pair', width=8, norm='spectral'), **kwargs)

    tiny = make_pairs(patch_folder('embedded', per_photo=8, progress=False), progress=False)
    tiny_dls = pair_dls(tiny.train, tiny.valid, bs=8, crop=32, device=torch.device('cpu'))
    tmp = tempfile.TemporaryDirectory()

    def quiet(learn, fit='fit', *args, **kwargs):
        "Fit without bars and tables."
        with learn.no_bar(), learn.no_logging():
            getattr(learn, fit)(*args, **kwargs)
        return learn


@cells.setup
def _cell_8643a4e8():
    'nbs/04_gan_learner.ipynb #8643a4e8'
    global Watched, heavy
    class Watched(GANLearner):
        "Compare every idle player, bit by bit, before and after each turn: parameters, buffers, optimizer state."
        def state(self, name):
            m = self.model.players()[name]
            states = [self.opt.opt.state.get(p, {}) for p in m.parameters()]
            return fingerprint(m) + [v.clone() for o in states for v in o.values() if isinstance(v, torch.Tensor)]

        def turn(self, who, *args):
            idle = {k: self.state(k) for k in self.players if k != who}
            terms = super().turn(who, *args)
            after = {k: self.state(k) for k in idle}
            same = all(len(a) == len(after[k]) and all(map(torch.equal, a, after[k])) for k, a in idle.items())
            self.watched.append((who, same))
            return terms

    heavy = partial(PlayersOptimizer, opt=DecoupledAdam, betas=(.9, .99))


@cells.test
def test_the_points_arrive_the_naive_turns_roam_held_turns_do_not_and_autocast():
    'nbs/04_gan_learner.ipynb #2a742bb0'
    global before, critic, gen, opt, x, z
    assert (made.mean(0) - 3).abs().max() < 1 or scale() == 'smoke'
    assert min(drift(lambda loss, opt, player, other: naive_turn(loss, opt)).values()) > .05
    test_eq(drift(held_turn), dict(generator=0., critic=0.))
    gen, critic, opt = two_players()
    for z, x in points(20):
        naive_step(gen, critic, opt, z, x)
    before = [b.clone() for b in critic.buffers()]
    critic(gen(torch.randn(8, 4)))
    assert max((a - b).abs().max() for a, b in zip(before, critic.buffers())) > 0
    test_eq(second, first)
    assert abs(third - first - 2) < .02


@cells.test
def test_fastai_s_frozen_generator_rolls_by_momentum_and_is_pulled_by_weight_de():
    'nbs/04_gan_learner.ipynb #ec6e494d'
    assert rolls['its default optimizer'] > .3
    assert 0 < rolls['no momentum (lesson 7)'] < .02
    test_eq(rolls['no momentum, no weight decay'], 0.)


@cells.test
def test_frozen_means_bit_identical_both_switchers():
    'nbs/04_gan_learner.ipynb #71171f84'
    global fixed, learn, switcher
    fixed = FixedSwitcher(), FixedSwitcher(3, 1), FixedSwitcher(1, 2)
    for switcher in (*fixed, AdaptiveSwitcher(.65, max_crit=3)):
        learn = Watched(tiny_dls, small_game(), switcher, wd=.01, opt_func=heavy)
        learn.watched = []
        quiet(learn, 'fit', 2, 1e-2)
        test_eq({o for o, _ in learn.watched}, {'critic', 'gen'})
        assert all(same for _, same in learn.watched), f"an idle player moved under {type(switcher).__name__}"


@cells.test
def test_a_batch_without_the_generator_leaves_it_untouched():
    'nbs/04_gan_learner.ipynb #e7063918'
    global BatchWitness, learn
    class BatchWitness(Callback):
        "Compare players that do not play, over a whole batch."
        def before_fit(self):
            self.still = []
        def before_batch(self):
            self.start = {k: fingerprint(m) for k, m in self.model.players().items()}
        def after_batch(self):
            if not self.training: return
            idle = [k for k in self.start if k not in self.learn.terms]
            self.still += [moved(self.start[k], self.model.players()[k]) for k in idle]

    learn = quiet(GANLearner(tiny_dls, small_game(), FixedSwitcher(3, 1), cbs=BatchWitness()), 'fit', 2, 1e-2)
    test_eq((len(learn.batch_witness.still) > 0, set(learn.batch_witness.still)), (True, {0.}))


@cells.test
def test_what_the_user_froze_stays_frozen_and_flags_are_restored():
    'nbs/04_gan_learner.ipynb #3e56796b'
    global Stop, before, flags, game
    game = small_game()
    game.gen[0].requires_grad_(False)
    game.critic.layers[0].requires_grad_(False)
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
    'nbs/04_gan_learner.ipynb #f83c9e8a'
    global Judged, before, game, typed
    class Judged(Pair):
        "A game with a third network that nobody trains."
        fields = 'damaged', 'clean'
        def __init__(self, *args):
            super().__init__(*args)
            self.judge, self.seen = nn.Sequential(nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3)), set()
        def losses(self, who, restored, b):
            terms = super().losses(who, restored, b)
            free = any(p.requires_grad for p in self.judge.parameters())
            self.seen |= {(self.judge.training, free, type(b.damaged))}
            return {**terms, 'judge': self.judge(restored).square().mean()} if who == 'gen' else terms

    game = small_game(Judged)
    before = fingerprint(game.judge)
    typed = [[tuple(TensorImage(o) for o in b) for b in dl] for dl in tiny_dls.loaders]
    typed = DataLoaders(*typed, device=torch.device('cpu'))
    quiet(GANLearner(typed, game), 'fit', 1, 1e-2)
    test_eq((game.seen, moved(before, game.judge)), ({(False, False, torch.Tensor)}, 0.))


@cells.test
def test_a_second_critic_turn_in_one_batch_sees_the_weights_of_the_first_under():
    'nbs/04_gan_learner.ipynb #3be1534a'
    global Listening, Twice, paid
    class Twice(FixedSwitcher):
        def turns(self, players): return ['critic', 'critic', 'gen']

    class Listening(Pair):
        def losses(self, who, *args):
            terms = super().losses(who, *args)
            if who == 'critic':
                paid.append(terms['adv'].item())
            return terms

    paid = []
    quiet(GANLearner(tiny_dls, small_game(Listening), Twice(), cbs=Precision('bf16')), 'fit', 1, [5e-3, 1e-4])
    assert all(a != b for a, b in zip(paid[::2], paid[1::2])), "the second turn computed with stale weights"


@cells.test
def test_the_learner_equals_a_hand_written_loop():
    'nbs/04_gan_learner.ipynb #d889dda0'
    global b, by_hand, flat, game, loss, o, old, opts, restored, vectors, who
    game = small_game()
    quiet(GANLearner(tiny_dls, game), 'fit', 1, 1e-3)

    by_hand = small_game()
    tiny_dls.train.epoch -= 1
    opts = {k: torch.optim.Adam(m.parameters(), 1e-3, betas=(.5, .99)) for k, m in by_hand.players().items()}
    for b in tiny_dls.train:
        restored = by_hand.gen(b.damaged)
        for who in ('critic', 'gen'):
            if who == 'gen':
                vectors = [o.clone() for o in by_hand.critic.buffers()]
            loss = sum(by_hand.losses(who, restored, b).values())
            for o in opts.values():
                o.zero_grad()
            loss.backward()
            opts[who].step()
        for o, old in zip(by_hand.critic.buffers(), vectors):
            o.data.copy_(old)  # spectral norm's vectors advance by looking
    def flat(net): return torch.cat([p.detach().flatten() for p in net.parameters()])
    test_close(flat(game), flat(by_hand), 1e-6)


@cells.test
def test_a_round_of_four_batches_equals_one_of_a_batch_four_times_as_large():
    'nbs/04_gan_learner.ipynb #f043ec5a'
    global _, again, game_batch, learn, parts, pieces, switcher, turns, whole
    def parts(accumulate, switcher=None, penalty=None):
        "Weights after an epoch of rounds of 32 items, in one batch or in several."
        seed_everything(3)
        critic = PatchCritic('pair', width=8, norm='none')
        gen = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 3, 3, padding=1))
        clean = from_uint8(torch.stack([tiny.clean[i % len(tiny.clean), :, :32, :32] for i in range(100)]))
        bs = 32//accumulate
        rounds = [dict(damaged=o*.5, clean=o) for o in clean.split(bs)]  # the last round is incomplete
        served = [game_batch(**o) for o in rounds]
        dls = DataLoaders(served, served[:1], device=torch.device('cpu'))
        penalty = penalty and Penalty('r1', .1, every=2)
        sgd = partial(PlayersOptimizer, opt=torch.optim.SGD)
        learn = GANLearner(dls, Pair(gen, critic, penalty), switcher, accumulate=accumulate,
                           cbs=EMA(half_life=50), opt_func=sgd)
        quiet(learn, 'fit', 2, 1e-2)
        turns = learn.record['critic/turns'][0]
        return torch.cat([flat(learn.model), flat(learn.ema.average)]), turns, learn

    game_batch = batch_type(('damaged', 'clean'))
    for switcher in (FixedSwitcher, lambda: FixedSwitcher(2, 1)):
        whole, turns, _ = parts(1, switcher(), penalty=True)
        pieces, again, learn = parts(4, switcher(), penalty=True)
        test_eq(turns, again)
        test_close(whole, pieces, 1e-5)
    test_eq(int(learn.model.penalty.turn), 8)
    with ExceptionExpected(UserError, regex="GradientAccumulation in a game.*accumulate=4"):
        quiet(GANLearner(tiny_dls, small_game(), cbs=GradientAccumulation(16)), 'fit', 1)


@cells.test
def test_a_callback_that_cancels_a_batch_in_a_turn_leaves_no_gradient_behind():
    'nbs/04_gan_learner.ipynb #edf14a79'
    global Cancel, learn
    class Cancel(Callback):
        "Cancel the critic's turn after its backward, on every second batch."
        def after_backward(self):
            if self.learn.who == 'critic' and self.iter % 2: raise CancelBatchException
        def after_batch(self):
            left = [p for p in self.model.parameters() if p.grad is not None]
            self.learn.left = getattr(self.learn, 'left', 0) + len(left)
    learn = quiet(GANLearner(tiny_dls, small_game(), cbs=Cancel()), 'fit', 1)
    test_eq(learn.left, 0)


@cells.test
def test_resuming_an_adaptive_game_gives_the_same_weights_as_never_stopping():
    'nbs/04_gan_learner.ipynb #1a98abbf'
    global StopAt, cut, kwargs, n, name, o, one, played, stop, straight, two
    class StopAt(Callback):
        order = 90
        def __init__(self, n):
            self.n = n
        def after_batch(self):
            if self.training and self.checkpoint.count == self.n: raise KeyboardInterrupt

    def played(path, stop=None, **kwargs):
        "Two epochs of a game with a schedule; weights and averages, or None when interrupted."
        tiny_dls.train.epoch = 0
        path = Path(tmp.name)/path
        stops = [StopAt(stop)] if stop else []
        cbs = [Checkpoint(path, every=1), EMA(half_life=60), GameLog(f'{path}.csv'), *stops]
        game = small_game(penalty=Penalty('r1', .1, every=3))
        learn = GANLearner(tiny_dls, game, AdaptiveSwitcher(.69, max_crit=3), metrics=psnr_db, cbs=cbs, **kwargs)
        try:
            quiet(learn, 'fit_one_cycle', 2, [1e-2, 1e-3])
        except KeyboardInterrupt: return None
        return fingerprint(learn.model) + fingerprint(learn.ema.average)

    n = len(tiny_dls.train)
    for name, kwargs, stop in (('a', {}, n + 2), ('c', dict(accumulate=2), n + 3)):
        straight, cut = played(f'{name}1.pt', **kwargs), played(f'{name}2.pt', stop, **kwargs)
        seed_everything(7)
        assert cut is None and all(map(torch.equal, straight, played(f'{name}2.pt', **kwargs)))
        one, two = (read_log(Path(tmp.name)/f'{name}{o}.pt.csv') for o in (1, 2))
        test_eq(sorted(one.names()), sorted(two.names()))
        for o in one.names():
            if o != 'seconds':
                test_eq((o, one[o]), (o, two[o]))  # the log goes on, too


@cells.setup
def _cell_6a1bebfb():
    'nbs/04_gan_learner.ipynb #6a1bebfb'
    global script, together
    script = Path(tmp.name)/'together.py'
    script.write_text('''
import sys, torch
from functools import partial
from torch import nn
from gan_course.checkpoints import Checkpoint
from gan_course.core import join_processes, ranks, seed_everything
from gan_course.critic import PatchCritic
from gan_course.games import RestorationGame
from gan_course.learner import AdaptiveSwitcher, GANLearner
from gan_course.game_learner import PlayersOptimizer
from gan_course.loaders import pair_dls
from gan_course.optim import Precision
from gan_course.unet import psnr_db

class Double(RestorationGame):  # every number in float64
    def begin(self, b): return self.gen(b.damaged.double())
    def forward(self, damaged): return self.gen(damaged.double())
    def losses(self, who, shared, b): return super().losses(who, shared, type(b)(*[o.double() for o in b]))

join_processes(); found = {}
for kind in ("float64", "float32"):
    seed_everything(0); double = kind == "float64"
    x = torch.randint(0, 256, (640, 3, 16, 16), dtype=torch.uint8)
    gen = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 3, 3, padding=1))
    critic = PatchCritic(width=8, norm="none")
    plain = dict(adv="non_saturating", feature_weight=0)
    game = Double(gen, critic, **plain).double() if double else RestorationGame(gen, critic, **plain)
    dls = pair_dls((x, x.flip(0)), (x[:8], x[:8]), bs=64//ranks()[1], crop=12, device=torch.device("cpu"))
    opt_func = partial(PlayersOptimizer, opt=torch.optim.Adam if double else torch.optim.SGD)
    kept = Checkpoint(f"{sys.argv[1]}-{kind}.pt", every=7, best="psnr_db")
    learn = GANLearner(dls, game, AdaptiveSwitcher(.6, max_crit=3), opt_func=opt_func, metrics=psnr_db,
                       cbs=[Precision("fp32"), kept])
    with learn.no_bar(), learn.no_logging(): learn.fit(2, 1e-3 if double else 1e-2)
    at = {b: k[0] for k in ("critic", "gen") for b in learn.record[f"{k}/turns"][0]}
    turns = "".join(at[b] for b in sorted(at))
    found[kind] = dict(weights=torch.cat([p.detach().flatten() for p in game.parameters()]), turns=turns)
torch.save(found, f"{sys.argv[1]}-{ranks()[0]}.pt")
''')

    def together(processes):
        "Run the script; weights and turns of each process."
        out = Path(tmp.name)/f'together-{processes}'
        many = ['-m', 'torch.distributed.run', '--standalone', '--nproc-per-node', str(processes)]
        launch = many if processes > 1 else []
        res = subprocess.run([sys.executable, *launch, str(script), str(out)], capture_output=True, text=True)
        assert res.returncode == 0, res.stderr[-2000:]
        return [torch.load(f'{out}-{i}.pt') for i in range(processes)]


@cells.test
def test_two_processes_of_32_equal_one_of_64_over_20_batches():
    'nbs/04_gan_learner.ipynb #b4db98d1'
    global gap, kind, most, one, two
    (one,), two = together(1), together(2)
    for kind, most in (('float64', 1e-10), ('float32', 1e-6)):
        gap = max((one[kind]['weights'] - o[kind]['weights']).abs().max().item() for o in two)
        print(f"{kind}: {len(one[kind]['turns'])} turns ({one[kind]['turns']}), largest difference {gap:.1e}")
        test_eq([o[kind]['turns'] for o in two], [one[kind]['turns']]*2)
        assert gap < most and set(one[kind]['turns']) == {'c', 'g'}


@cells.test
def test_the_record_knows_terms_logits_norms_turns_and_scores():
    'nbs/04_gan_learner.ipynb #468d4962'
    global cbs, learn, n, o, wanted
    cbs = [EMA(half_life=100), GameLog()]
    learn = GANLearner(tiny_dls, small_game(), metrics=psnr_db, cbs=cbs, path=tmp.name)
    quiet(learn, 'fit', 2, [2e-3, 1e-3])
    n = 2*len(tiny_dls.train)
    wanted = ['critic/adv', 'gen/pixel', 'gen/adv', 'critic/turns', 'critic/gradient norm',
              'gen/gradient norm', 'logits/real', 'logits/fake', 'score/psnr_db']
    for o in wanted:
        assert o in learn.record, o
    test_eq(learn.record['gen/turns'], (list(range(1, n + 1)), [float(i) for i in range(1, n + 1)]))
    test_eq(learn.record['score/psnr_db'][0], [n//2, n])
    assert not learn.record.pending and all(isinstance(o, float) for o in learn.recorder.losses)


@cells.setup
def _cell_89c56ac3():
    'nbs/04_gan_learner.ipynb #89c56ac3'
    learn.game_log.plot(smooth=5)


@cells.test
def test_lr_find_puts_everything_back():
    'nbs/04_gan_learner.ipynb #6f158abd'
    global before, count, found, losses, words
    before, count, losses = fingerprint(learn.model), learn.record.count, list(learn.recorder.losses)
    found = {o: learn.lr_find(o, num_it=12, show_plot=False).valley for o in ('critic', 'gen')}
    assert all(map(torch.equal, before, fingerprint(learn.model))) and learn.ema.images
    test_eq((learn.record.count, list(learn.recorder.losses), 'gen/turns' in learn.record), (count, losses, True))
    words = "lr_find.player=None.: expected one player.*choose one of ..critic', 'gen'"
    with ExceptionExpected(UserError, regex=words): learn.lr_find()


@cells.test
def test_save_load_predict_results_and_export_agree():
    'nbs/04_gan_learner.ipynb #ec81bdde'
    global answer, back, count, damaged, kept
    learn.save('game')
    kept = fingerprint(learn.model)
    quiet(learn, 'fit', 1, reset_opt=True)
    assert not all(map(torch.equal, kept, fingerprint(learn.model)))
    learn.load('game')
    assert all(map(torch.equal, kept, fingerprint(learn.model)))
    damaged = from_uint8(tiny.valid_damaged[:2])
    answer = learn.predict(damaged[0])
    with averaged(learn):
        test_close(learn.model.eval()(damaged[:1])[0].detach(), answer, 1e-6)
    test_close(learn.get_preds()[0][0], answer, 1e-5)
    learn.export('export.pkl')
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        back = load_learner(Path(tmp.name)/'export.pkl')
    test_close(back.predict(damaged[0]), answer, 1e-6)
    test_eq(type(back.model.critic), nn.Identity)
    count = learn.record.count
    quiet(learn, 'fit', 1, 1e-3)  # exporting has left the learner whole
    test_eq(learn.record.count, count + len(tiny_dls.train))


@cells.setup
def _cell_cf11bd9a():
    'nbs/04_gan_learner.ipynb #cf11bd9a'
    learn.show_results(max_n=6, title='A game of seconds restores nothing yet; the point is that the call works')


@cells.test
def test_every_loss_and_penalty_works_in_half_precision_and_a_scaler_a_player():
    'nbs/04_gan_learner.ipynb #95f2ab90'
    global game, learn, loss
    for loss in LOSSES:
        game = small_game(penalty=Penalty('gradient_penalty', .1))
        game.adv = LOSSES[loss] if not LOSSES[loss].needs_real else game.adv
        quiet(GANLearner(tiny_dls, game, cbs=Precision('bf16')), 'fit', 1, 1e-4)
    learn = quiet(GANLearner(tiny_dls, small_game(), cbs=Precision('fp16')), 'fit', 1, 1e-4)
    test_eq(sorted(learn.precision.scalers), ['critic', 'gen'])
    assert all(o.get_scale() > 0 for o in learn.precision.scalers.values())


@cells.test
def test_fastai_s_tensorboard_callback_finds_what_it_needs():
    'nbs/04_gan_learner.ipynb #cf04c1cd'
    global TensorBoardCallback, board
    from fastai.callback.tensorboard import TensorBoardCallback

    board = TensorBoardCallback(Path(tmp.name)/'tb', trace_model=False, log_preds=False)
    quiet(GANLearner(tiny_dls, small_game(), metrics=psnr_db, cbs=board), 'fit', 1)
    assert list((Path(tmp.name)/'tb').glob('events*'))


@cells.test
def test_an_overflow_skips_that_player_s_step_alone():
    'nbs/04_gan_learner.ipynb #228ddc79'
    global FirstBatch, InfiniteLoss, learn
    class FirstBatch(Callback):
        order = 90
        def before_batch(self):
            if not self.training or self.iter: return
            self.start = {k: fingerprint(m) for k, m in self.model.players().items()}
        def after_batch(self):
            if not self.training or self.iter: return
            self.model.first = False
            players = self.model.players()
            self.learn.same = {k: all(map(torch.equal, self.start[k], players[k].parameters())) for k in players}

    class InfiniteLoss(Pair):
        first = True
        def losses(self, who, *args):
            terms = super().losses(who, *args)
            return {k: v*(1e30 if who == 'critic' and self.first else 1) for k, v in terms.items()}

    learn = GANLearner(tiny_dls, small_game(InfiniteLoss), wd=.01, cbs=[Precision('fp16'), FirstBatch()])
    learn.remove_cb(Finite)
    quiet(learn, 'fit', 1, 1e-3)
    test_eq(learn.same, dict(critic=True, gen=False))
    assert learn.precision.scalers['critic'].get_scale() < learn.precision.scalers['gen'].get_scale()


@cells.setup
def _cell_9d35f8d9():
    'nbs/04_gan_learner.ipynb #9d35f8d9'
    global refused, watch
    def refused(words, game=None, switcher=None, cbs=None, fit=('fit', 1), **kwargs):
        "This game must be refused with these words."
        with ExceptionExpected(UserError, regex=words):
            quiet(GANLearner(tiny_dls, game or small_game(), switcher, cbs=cbs, **kwargs), *fit)

    refused("a slice means layers", fit=('fit', 1, slice(1e-3)))
    refused("lr of 3 values: expected one, or one for each of 2 players", fit=('fit', 1, [1e-3]*3))
    refused("set requires_grad_.False.", fit=('freeze',))
    refused("player 'gen' without parameters", Pair(nn.Identity(), PatchCritic(width=8)))
    watch = SaveModelCallback(monitor='valid_loss')
    refused("monitor='valid_loss'.: expected a metric.*choose one of ..psnr_db", cbs=watch, metrics=psnr_db)
    refused("accumulate=0", accumulate=0)


@cells.setup
def _cell_414cf363():
    'nbs/04_gan_learner.ipynb #414cf363'
    global Detached, Elsewhere, Leaky, Nobody, Roleless, Unnamed
    class Leaky(Pair):
        def losses(self, who, restored, b): return dict(adv=self.critic(restored, b.damaged).mean())
    class Unnamed(Pair):
        def losses(self, who, restored, b): return self.critic(b.clean, b.damaged)
    class Nobody(Pair):
        def players(self): return {}
    class Detached(Pair):
        def losses(self, who, *args): return {k: v.detach() for k, v in super().losses(who, *args).items()}
    class Roleless(Pair):
        def roles(self): return dict(critic='critic', gen='painter')
    class Elsewhere(Pair):
        inputs = 'photo',
    refused("detach the rest in that player's losses, or let .* be one player", small_game(Leaky))
    refused("Unnamed.losses.'critic'. of Tensor: expected named scalar tensors", small_game(Unnamed))
    refused("no term depends on 'critic'", small_game(Detached))
    refused("name at least one player", small_game(Nobody))
    refused("with {'gen': 'painter'}: expected 'critic' or 'generator'", small_game(Roleless))
    refused("inputs of .'photo',.: expected fields of the batch: .'damaged', 'clean'.", small_game(Elsewhere))


@cells.test
def test_a_player_that_never_plays_is_named():
    'nbs/04_gan_learner.ipynb #9a18f99a'
    global Sleepy, said, told
    class Sleepy(FixedSwitcher):
        def turns(self, players): return ['critic']
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter('always')
        quiet(GANLearner(tiny_dls, small_game(), Sleepy()), 'fit', 2)
    told = [str(o.message) for o in said if 'had no turn' in str(o.message)]
    test_eq(told, [f"player 'gen' had no turn in {2*len(tiny_dls.train)} batches: look at Sleepy"])


@cells.test
def test_schedules_keep_the_optimizer_s_beta1_and_rates_go_to_their_players():
    'nbs/04_gan_learner.ipynb #84a551df'
    global learn, preds, targets
    learn = quiet(GANLearner(tiny_dls, small_game(), lr=[4e-3, 1e-3], metrics=psnr_db), 'fit_one_cycle', 1)
    test_eq([h['mom'] for h in learn.opt.hypers], [.5, .5])
    test_eq(list(learn.recorder.metric_names), ['epoch', 'critic', 'gen', 'psnr_db', 'time'])
    learn = GANLearner(tiny_dls, small_game(), lr=[4e-3, 1e-3])
    learn.create_opt()
    test_eq([h['lr'] for h in learn.opt.hypers], [4e-3, 1e-3])
    preds, targets = learn.get_preds()
    test_eq(preds.shape, targets.shape)

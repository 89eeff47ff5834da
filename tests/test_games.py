"""The contract of a game, proved on seven kinds of GAN: all that the library offers works for each of them.

No line of the library is written for a kind. Each game below is all that its inventor would have to write;
its networks are as small as they can be.
"""
import copy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
import torch.nn.functional as F
from fastai.callback.core import Callback
from fastai.learner import load_learner
from torch import nn

from gan_course.averages import EMA
from gan_course.checkpoints import Checkpoint
from gan_course.core import copy_from_first, join_processes, ranks, rng, seed_everything
from gan_course.games import Augment, ImagePool, NoiseGame, sample
from gan_course.learner import AdaptiveSwitcher, FixedSwitcher, Game, GANLearner
from gan_course.loaders import Field, Noise, game_dls, latents, noise_dls
from gan_course.losses import Penalty, hinge, least_squares, non_saturating, wasserstein
from gan_course.optim import Precision
from gan_course.record import GameLog, SampleGrid, read_log

CPU = torch.device('cpu')


# --- networks

def generator(shape, latent=6):
    "Latents to anything of a shape, in [-1, 1], with a batch norm to keep still."
    hidden, size = (nn.Linear(latent, 16), nn.BatchNorm1d(16), nn.ReLU()), torch.Size(shape).numel()
    return nn.Sequential(*hidden, nn.Linear(16, size), nn.Tanh(), nn.Unflatten(1, shape))

def critic(channels=3):
    "Images to logits."
    return nn.Sequential(nn.Conv2d(channels, 8, 4, 2, 1), nn.LeakyReLU(.2), nn.Conv2d(8, 1, 4), nn.Flatten(0))

def solid_critic(channels):
    "Clips with the frames in the third place, or volumes, to logits."
    body = nn.Conv3d(channels, 4, 3, padding=1), nn.LeakyReLU(.2), nn.Conv3d(4, 1, 4)
    return nn.Sequential(*body, nn.Flatten(1), MeanLogit())

class MeanLogit(nn.Module):
    def forward(self, x): return x.mean(1)

def translator():
    "Images to images of the same size."
    body = nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU()
    return nn.Sequential(*body, nn.Conv2d(8, 3, 3, padding=1), nn.Tanh())

class ByLabel(nn.Module):
    "A network that also sees a label, as so many more numbers or as one more channel."
    def __init__(self, net, size, shape):
        super().__init__()
        self.net, self.embed, self.shape = net, nn.Embedding(3, size), shape
    def forward(self, x, label): return self.net(torch.cat([x, self.embed(label).view(-1, *self.shape)], 1))


# --- games

class ConditionalGame(Game):
    "Latents and labels to images. Fields: z, image, label."
    inputs = 'z', 'label'
    def __init__(self, gen, critic):
        super().__init__()
        self.gen, self.critic, self.adv = gen, critic, non_saturating
    def players(self): return dict(critic=self.critic, gen=self.gen)
    def begin(self, b): return self.gen(b.z, b.label)
    def forward(self, z, label): return self.gen(z, label)
    def losses(self, who, fake, b):
        if who == 'gen': return dict(adv=self.adv.gen(self.critic(fake, b.label)))
        return dict(adv=self.adv.critic(self.critic(b.image, b.label), self.critic(fake.detach(), b.label)))

class CycleGame(Game):
    "Two kinds of images, unpaired, and the way from each to the other. Fields: a, b."
    inputs = 'a', 'b'
    def __init__(self, to_a, to_b, critic_a, critic_b):
        super().__init__()
        self.to_a, self.to_b, self.critic_a, self.critic_b = to_a, to_b, critic_a, critic_b
        self.pool_a, self.pool_b = ImagePool(5), ImagePool(5)
    def players(self): return dict(critics=[self.critic_a, self.critic_b], gens=[self.to_a, self.to_b])
    def begin(self, b): return self.to_a(b.b), self.to_b(b.a)
    def forward(self, a, b): return self.to_b(a), self.to_a(b)
    def losses(self, who, made, batch):
        (a, b), (made_a, made_b) = batch, made
        if who == 'critics':
            return dict(adv_a=least_squares.critic(self.critic_a(a), self.critic_a(self.pool_a(made_a))),
                        adv_b=least_squares.critic(self.critic_b(b), self.critic_b(self.pool_b(made_b))))
        adv = least_squares.gen(self.critic_a(made_a)) + least_squares.gen(self.critic_b(made_b))
        cycle = F.l1_loss(self.to_a(made_b).float(), a) + F.l1_loss(self.to_b(made_a).float(), b)
        return dict(adv=adv, cycle=cycle)

class SuperResolutionGame(Game):
    "Images to images four times as large. Fields: small, large."
    inputs = ('small',)
    def __init__(self, gen, critic):
        super().__init__()
        self.gen, self.critic = gen, critic
    def players(self): return dict(critic=self.critic, gen=self.gen)
    def begin(self, b):
        assert torch.allclose(F.avg_pool2d(b.large, 4), b.small, atol=.02), 'windows of two places'
        return self.gen(b.small)
    def forward(self, small): return self.gen(small)
    def losses(self, who, made, b):
        if who == 'critic': return dict(adv=hinge.critic(self.critic(b.large), self.critic(made.detach())))
        return dict(pixel=F.l1_loss(made.float(), b.large), adv=hinge.gen(self.critic(made)))

class ManyCriticsGame(NoiseGame):
    "WGAN-GP with a list of critics; what is near 0 for one need not be for another. Fields: z, image."
    def __init__(self, gen, critics):
        super().__init__(gen, nn.ModuleList(critics), wasserstein, Penalty('gradient_penalty', 10.))
    def players(self): return dict(critic=list(self.critic), gen=self.gen)
    def logits(self, image): return sum(o(image) for o in self.critic)

class ClipGame(Game):
    "Latents to clips; one critic sees single frames, the other the motion. Fields: z, clip."
    def __init__(self, gen, frames, motion):
        super().__init__()
        self.gen, self.frames, self.motion = gen, frames, motion
    def players(self): return dict(critic_of_frames=self.frames, critic_of_motion=self.motion, gen=self.gen)
    def begin(self, b): return self.gen(b.z)
    def forward(self, z): return self.gen(z)
    def views(self, clip):
        return dict(frames=self.frames(clip.flatten(0, 1)), motion=self.motion(clip.transpose(1, 2)))
    def losses(self, who, made, b):
        if who == 'gen': return {k: hinge.gen(v) for k, v in self.views(made).items()}
        view = who.split('_')[-1]
        return {view: hinge.critic(self.views(b.clip)[view], self.views(made.detach())[view])}

class VoxelGame(Game):
    "Latents to volumes. Fields: z, volume."
    def __init__(self, gen, critic):
        super().__init__()
        self.gen, self.critic = gen, critic
    def players(self): return dict(critic=self.critic, gen=self.gen)
    def begin(self, b): return self.gen(b.z)
    def forward(self, z): return self.gen(z)
    def losses(self, who, made, b):
        if who == 'gen': return dict(adv=hinge.gen(self.critic(made)))
        return dict(adv=hinge.critic(self.critic(b.volume), self.critic(made.detach())))


# --- data, and one of each

def images(n, *shape, seed=0):
    return torch.randint(0, 256, (n, *shape), dtype=torch.uint8, generator=rng(seed))

def conditional():
    gen = ByLabel(generator((3, 8, 8), latent=10), 4, (4,))
    game = ConditionalGame(gen, ByLabel(critic(4), 64, (1, 8, 8)))
    dls = noise_dls(images(24, 3, 8, 8), torch.arange(24) % 3, bs=4, latent=6, device=CPU)
    return game, dls, AdaptiveSwitcher(.69, max_crit=2)

def cycle():
    game = CycleGame(translator(), translator(), critic(), critic())
    fields = dict(a=images(24, 3, 8, 8), b=images(13, 3, 8, 8, seed=1))
    return game, game_dls(fields, bs=4, paired=False, device=CPU), None

def super_resolution():
    large = images(24, 3, 32, 32)
    small = F.avg_pool2d(large.float(), 4).round().byte()
    gen = nn.Sequential(nn.Conv2d(3, 48, 3, padding=1), nn.PixelShuffle(4), nn.Tanh())
    dls = game_dls(dict(small=small, large=large), bs=4, crop=4, flip=True, device=CPU)
    return SuperResolutionGame(gen, critic()), dls, None

def r3gan():
    penalties = [Penalty('r1', .5, every=2), Penalty('r2', .5, every=2)]
    game = NoiseGame(generator((3, 8, 8)), critic(), 'relativistic', penalties, Augment())
    return game, noise_dls(images(24, 3, 8, 8), bs=4, latent=6, device=CPU), None

def wgan_gp():
    game = ManyCriticsGame(generator((3, 8, 8)), [critic(), critic()])
    return game, noise_dls(images(24, 3, 8, 8), bs=4, latent=6, device=CPU), FixedSwitcher(5, 1)

def clip():
    fields = dict(z=Noise(6), clip=Field(images(24, 4, 3, 8, 8), 'clip'))
    game = ClipGame(generator((4, 3, 8, 8)), critic(), solid_critic(3))
    return game, game_dls(fields, bs=4, device=CPU), FixedSwitcher(2, 1)

def voxel():
    fields = dict(z=Noise(6), volume=Field(images(24, 1, 8, 8, 8), 'volume'))
    game = VoxelGame(generator((1, 8, 8, 8)), solid_critic(1))
    return game, game_dls(fields, bs=4, device=CPU), None

GAMES = [conditional, cycle, super_resolution, r3gan, wgan_gp, clip, voxel]


# --- everything switched on

class Kill(Callback):
    "End a training in the middle, as a closed laptop does."
    order = 90
    def __init__(self, at):
        self.at = at
    def after_batch(self):
        if self.training and self.checkpoint.count == self.at: raise KeyboardInterrupt

def learner(kind, folder, kill=None):
    "A learner of a game with every callback on."
    seed_everything(0)
    game, dls, switcher = kind()
    checkpoint = Checkpoint(folder/'run.checkpoint', every=1)
    cbs = [EMA(100), SampleGrid(every=4), GameLog(folder/'log.csv'), checkpoint, Precision('bf16')]
    if kill:
        cbs.append(Kill(kill))
    return GANLearner(dls, game, switcher=switcher, lr=1e-3, cbs=cbs, path=folder)

def trained(kind, folder, kill=None):
    "Train for two epochs of six batches, or until killed."
    learn = learner(kind, folder, kill)
    try:
        with learn.no_bar(), learn.no_logging():
            learn.fit_one_cycle(2, 1e-3)
    except KeyboardInterrupt:
        assert kill
    return learn

def tensors(learn):
    "Every number that a training leaves."
    averages = copy.deepcopy({k: o.state_dict() for k, o in learn.ema.copies.items()})
    model, opt, shots = learn.model.state_dict(), learn.opt.state_dict(), learn.sample_grid.shots
    return flat(dict(model=model, averages=averages, opt=opt, shots=shots))

def flat(o, name=''):
    "A nested state as names and tensors."
    if isinstance(o, (list, tuple)): return flat(dict(enumerate(o)), name)
    if isinstance(o, dict):
        return {k: v for key, inner in o.items() for k, v in flat(inner, f'{name}/{key}').items()}
    return {name: torch.as_tensor(o)} if isinstance(o, (torch.Tensor, bool, int, float)) else {}

def networks(game, role):
    "The networks of a role, as one state."
    return flat([m.state_dict() for m in game.networks(role).values()])

def same(a, b):
    "Equal to the last bit."
    assert a.keys() == b.keys(), a.keys() ^ b.keys()
    for k in a:
        assert torch.equal(a[k], b[k]), k


@pytest.fixture(scope='module', params=GAMES, ids=lambda o: o.__name__)
def run(request, tmp_path_factory):
    "A game, and a training of it that nobody has disturbed."
    folder = tmp_path_factory.mktemp(request.param.__name__)
    return SimpleNamespace(kind=request.param, folder=folder, learn=trained(request.param, folder))


def test_killed_and_resumed_equals_undisturbed(run, tmp_path):
    trained(run.kind, tmp_path, kill=8)
    seed_everything(7)
    same(tensors(trained(run.kind, tmp_path)), tensors(run.learn))

def test_every_player_learned_and_is_in_the_record(run):
    fresh, game, record = learner(run.kind, run.folder).model, run.learn.model, run.learn.record
    for who in game.players():
        assert record[f'{who}/turns'][1][-1] >= 2 and record[f'{who}/gradient norm'][1]
    for role in ('critic', 'generator'):
        before, after = networks(fresh, role), networks(game, role)
        assert before and all(k in after for k in before)
        assert any(not torch.equal(before[k], after[k]) for k in before)
    critic = next(iter(game.players()))
    assert {'logits/real', 'logits/fake'} <= set(record.names())
    assert read_log(run.folder/'log.csv')[f'{critic}/turns'] == record[f'{critic}/turns']
    assert record.plot() and run.learn.recorder.log

def test_switchers_give_turns_by_role(run):
    game, record, every = run.learn.model, run.learn.record, list(range(1, 13))
    turns = {who: record[f'{who}/turns'][0] for who in game.players()}
    if run.kind is wgan_gp:
        assert turns == dict(critic=every, gen=[5, 10])
    elif run.kind is clip:
        assert turns == dict(critic_of_frames=every, critic_of_motion=every, gen=every[1::2])
    elif run.kind is conditional:
        assert sorted(turns['gen'] + turns['critic']) == every and len(turns['critic']) > 5
    else:
        assert all(o == every for o in turns.values())

def test_the_average_holds_the_generators_and_no_critic(run):
    game, copies = run.learn.model, run.learn.ema.copies
    assert copies.keys() == game.networks('generator').keys()
    now = networks(game, 'generator')
    for key, average in flat([o.state_dict() for o in copies.values()]).items():
        assert average.shape == now[key].shape
        assert key.endswith('tracked') or not torch.equal(average, now[key])

def test_pictures_were_drawn_on_the_way(run):
    shots = run.learn.sample_grid.shots
    assert [k for k, _ in shots] == [0, 4, 6, 8, 12]
    first, last = (flat(o) for o in (shots[0][1], shots[-1][1]))
    assert any(not torch.equal(first[k], last[k]) for k in first)
    assert run.learn.sample_grid.film(3)

def test_predict_and_show_results(run):
    learn = run.learn
    b = learn.dls.valid.one_batch()
    with torch.no_grad():
        answer = learn.predict(*(getattr(b, o)[0] for o in learn.model.inputs))
    for o in answer if isinstance(answer, tuple) else (answer,):
        assert o.isfinite().all() and o.abs().max() <= 1
    assert learn.show_results(max_n=3)

def test_samples_come_from_noise(run):
    if run.kind in (cycle, super_resolution): return
    asked = dict(label=2) if run.kind is conditional else {}
    many = sample(run.learn.model, 9, seed=1, **asked)
    assert len(many) == 9 and many.abs().max() <= 1
    assert torch.allclose(sample(run.learn.model, 3, seed=1, bs=2, **asked), many[:3], atol=1e-5)
    assert not torch.allclose(sample(run.learn.model, 3, seed=1, truncation=.2, **asked), many[:3], atol=1e-3)
    if asked:
        assert not torch.allclose(sample(run.learn.model, 3, seed=1, label=0), many[:3], atol=1e-5)

def test_an_export_answers_alike_and_holds_no_critic(run):
    learn = run.learn
    learn.export('game.pkl')
    again = load_learner(Path(learn.path)/'game.pkl')
    b = learn.dls.valid.one_batch()
    item = [getattr(b, o)[0] for o in learn.model.inputs]
    want, got = learn.predict(*item), again.predict(*item)
    assert all(torch.allclose(p, q, atol=.02) for p, q in zip(want, got))  # bf16 against fp32
    def size(nets): return sum(p.numel() for m in nets for p in m.parameters())
    assert size([again.model]) == size(learn.model.networks('generator').values())

def test_lr_find_leaves_everything_as_it_was(run):
    learn = run.learn
    before, record = tensors(learn), {k: learn.record[k] for k in learn.record.names()}
    for who in learn.players:
        with learn.no_bar():
            learn.lr_find(player=who, num_it=3, show_plot=False, suggest_funcs=())
    same(tensors(learn), before)
    assert record == {k: learn.record[k] for k in learn.record.names()}

def test_a_second_training_goes_on(run):
    before = flat(copy.deepcopy(run.learn.model.state_dict()))
    with run.learn.no_bar(), run.learn.no_logging():
        run.learn.fit(1, 1e-3)
    after = flat(run.learn.model.state_dict())
    assert any(not torch.equal(before[k], after[k]) for k in before)


class Grey(nn.Module):
    def forward(self, x): return 0*x

def test_r3gan_pays_both_penalties_through_the_augmentation():
    game, dls, _ = r3gan()
    b = dls.one_batch()
    assert list(game.losses('critic', game.begin(b), b)) == ['adv', 'r1', 'r2']
    game.augment = Grey()  # whatever the image, the critic sees the same: no slope
    terms = game.losses('critic', game.begin(b), b)
    assert terms['r1'] == 0 and terms['r2'] == 0

def test_unpaired_fields_have_orders_of_their_own():
    _, dls, _ = cycle()
    assert len(dls.train) == 6  # 24 of a; b's 13 come round again
    firsts = [(b.a[0, 0, 0, 0].item(), b.b[0, 0, 0, 0].item()) for _ in range(2) for b in dls.train]
    assert len({o for o, _ in firsts}) > 6 and len({o for _, o in firsts}) > 6


# --- several processes

def all_agree(x):
    "Have all processes this very tensor?"
    theirs = [torch.empty_like(x) for _ in range(ranks()[1])]
    torch.distributed.all_gather(theirs, x)
    return all(torch.equal(x, o) for o in theirs)

def one_of_two_processes():
    "What each of two processes does: train every game, share a history, sample."
    rank, world = join_processes()
    assert world == 2
    for kind in GAMES:
        seed_everything(rank)  # the first process's weights count
        game, dls, switcher = kind()
        learn = GANLearner(dls, game, switcher=switcher, lr=1e-3, cbs=EMA(100))
        with learn.no_bar(), learn.no_logging():
            learn.fit(1)
        assert all_agree(torch.cat([p.detach().flatten() for p in game.parameters()])), kind.__name__
    mine, alone = ImagePool(5), ImagePool(5)
    for b in torch.arange(24.).view(6, 4, 1):
        want = torch.stack([alone.swap(o) for o in b])
        assert torch.equal(mine(b[2*rank:2*rank + 2]), want[2*rank:2*rank + 2])
    game, _, _ = r3gan()
    game.gen.config = dict(latent=6)
    shared = sample(copy_of_first(game), 7, seed=1)
    assert all_agree(shared) and torch.allclose(shared, game.eval()(latents(7, 6, seed=1)), atol=1e-6)

def copy_of_first(game):
    "The game, with the first process's weights."
    copy_from_first(game)
    return game

def test_two_processes_agree():
    two = ['-m', 'torch.distributed.run', '--standalone', '--nproc-per-node', '2']
    here = Path(__file__).resolve()
    found = subprocess.run([sys.executable, *two, here], capture_output=True, text=True)
    assert found.returncode == 0, found.stderr[-3000:]

if __name__ == '__main__':
    one_of_two_processes()

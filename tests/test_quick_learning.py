"""Does it learn? Three short trainings that must end in something good, with a margin below what was measured.

The other tests run at the smoke scale, where nothing is learned: a learner whose steps do nothing, or go the
wrong way, would pass most of them.

    make quick-proof     # about three minutes on two cores
"""
import os

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from gan_course.averages import EMA
from gan_course.core import from_uint8, rng, seed_everything
from gan_course.games import NoiseGame
from gan_course.learner import GANLearner
from gan_course.loaders import Field, Noise, game_dls, noise_dls, pair_dls
from gan_course.losses import Penalty
from gan_course.metrics import psnr
from gan_course.pairs import make_pairs
from gan_course.photos import digits, patch_folder
from gan_course.unet import pretrain_unet, restore_batch, unet_learner

pytestmark = pytest.mark.skipif('GAN_COURSE_PROOF' not in os.environ, reason='minutes: make quick-proof')
CPU = torch.device('cpu')


def quietly(learn, fit):
    "Call one of the learner's fits without a bar and without a table."
    with learn.no_bar(), learn.no_logging():
        fit(learn)


def mlp(n_in, n_out, hidden=128, norm=False):
    "A multilayer perceptron with three hidden layers."
    sizes, layers = [n_in] + [hidden]*3, []
    for a, b in zip(sizes, sizes[1:]):
        layers += [nn.Linear(a, b), *([nn.BatchNorm1d(b)] if norm else []), nn.LeakyReLU(.2)]
    return nn.Sequential(*layers, nn.Linear(hidden, n_out))


# points on a ring

MODES = torch.stack([(torch.arange(8)*torch.pi/4).cos(), (torch.arange(8)*torch.pi/4).sin()], 1)*2

def ring(n, seed, sigma=.08):
    "Points of eight round heaps on a ring."
    g = rng('ring', seed)
    return MODES[torch.randint(8, (n,), generator=g)] + sigma*torch.randn(n, 2, generator=g)


def play_ring(seed=0, batches=4000):
    "Train a small GAN on the ring; heaps with 20 or more of 1,000 made points, and the share of points near one."
    seed_everything(seed)
    points = ring(25_600, 1)
    dls = game_dls(dict(z=Noise(8), image=Field(points, 'vector')), bs=256, device=CPU)
    learn = GANLearner(dls, NoiseGame(mlp(8, 2), mlp(2, 1)), cbs=[EMA(50_000)])
    quietly(learn, lambda o: o.fit_flat_cos(batches//len(dls.train), [1e-3, 5e-4], pct_start=.5))
    with torch.no_grad():
        made = learn.ema.average(torch.randn(1000, 8, generator=rng('count')))
    near = torch.cdist(made, MODES) < .24
    return int((near.sum(0) >= 20).sum()), near.any(1).float().mean().item()


def test_a_gan_finds_all_eight_heaps_of_a_ring():
    covered, share = play_ring()
    print(f'{covered} of 8 heaps, {share:.0%} of the points near one')
    assert covered == 8 and share > .8


# a photo, damaged and restored

def test_a_restorer_is_better_than_the_damaged_photo():
    seed_everything(0)
    pairs = make_pairs(patch_folder('embedded', size=64, per_photo=40, progress=False), progress=False)
    learn = unet_learner(pair_dls(pairs.train, pairs.valid, bs=16, device=CPU))
    epochs = max(1, round(210/len(learn.dls.train)))
    quietly(learn, lambda o: pretrain_unet(o, frozen=epochs, thawed=0, lr=1e-3))
    clean = from_uint8(pairs.valid_clean)
    before = psnr(from_uint8(pairs.valid_damaged), clean).mean().item()
    after = psnr(restore_batch(learn.model, pairs.valid_damaged), clean).mean().item()
    print(f'{epochs*len(learn.dls.train)} batches: from {before:.2f} to {after:.2f} dB')
    assert after > before + 2


# digits

class Flat(nn.Module):
    "A network for pictures of one channel that is given flat ones; or the other way round."
    def __init__(self, net, inside=None, outside=None):
        super().__init__()
        self.net, self.inside, self.outside = net, inside, outside

    def forward(self, x):
        x = self.net(x.flatten(1) if self.inside else x)
        return x.view(-1, *self.outside) if self.outside else x


def shuffled(images, seed):
    "The same pixels in any order: no digits."
    g = rng('shuffled', seed)
    return torch.stack([o.flatten()[torch.randperm(o.numel(), generator=g)].view(o.shape) for o in images])


def train_reader(images, labels, batches=300):
    "A classifier of digits, with an eleventh answer for what is none: shuffled pixels."
    def block(i, o):
        return nn.Sequential(nn.Conv2d(i, o, 3, 2, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU())
    net = nn.Sequential(block(1, 32), block(32, 64), block(64, 128), nn.Flatten(), nn.Linear(128*16, 11))
    opt = torch.optim.Adam(net.parameters(), 2e-3)
    for i in range(batches):
        pick = torch.randint(len(images), (64,), generator=rng('reader', i))
        x = torch.cat([images[pick], shuffled(images[pick[:16]], i)])
        y = torch.cat([labels[pick], torch.full((16,), 10)])
        opt.zero_grad()
        F.cross_entropy(net(from_uint8(x)), y).backward()
        opt.step()
    return net.eval()


@torch.no_grad()
def readable(reader, images):
    "The share of images in which a reader is sure of a digit (over .9), and the share of the rarest digit."
    p = reader(images).softmax(1)[:, :10].max(1)
    sure = p.values > .9
    shares = p.indices[sure].bincount(minlength=10)/len(images)
    return sure.float().mean().item(), shares.min().item()


def play_digits(seed=0, batches=1500):
    "Train a small GAN on the digits; its average, in evaluation."
    seed_everything(seed)
    gen = Flat(nn.Sequential(mlp(16, 784, 256, norm=True), nn.Tanh()), outside=(1, 28, 28))
    critic = Flat(mlp(784, 1, 256), inside=True)
    dls = noise_dls(digits()[0], bs=64, latent=16, device=CPU)
    game = NoiseGame(gen, critic, penalty=Penalty('r1', weight=.5, every=4))
    learn = GANLearner(dls, game, cbs=[EMA(10_000)])
    quietly(learn, lambda o: o.fit_flat_cos(round(batches/len(dls.train)), [1e-3, 1e-3], pct_start=.5))
    with torch.no_grad():
        return learn.ema.average(torch.randn(1000, 16, generator=rng('count')))


def test_made_digits_can_be_read():
    reader = train_reader(*digits())
    nothing, _ = readable(reader, torch.rand(1000, 1, 28, 28, generator=rng('noise'))*2 - 1)
    share, rarest = readable(reader, play_digits())
    print(f'sure of {share:.0%} of the made digits, the rarest is {rarest:.1%}; of noise: {nothing:.0%}')
    assert share > .35 and rarest > .01 and nothing < .05

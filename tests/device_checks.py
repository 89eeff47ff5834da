"What must hold on a CUDA or MPS device; tests/test_device.py runs these where there is one."
import copy
import os

import pytest
import torch
from fastai.callback.core import Callback
from torch import nn

from gan_course.averages import EMA
from gan_course.checkpoints import Checkpoint, rng_state, set_rng_state
from gan_course.core import pick_device, seed_everything
from gan_course.dcgan import DCGANCritic, DCGANGenerator
from gan_course.game_learner import fingerprint, moved
from gan_course.games import NoiseGame, sample
from gan_course.learner import GANLearner
from gan_course.loaders import noise_dls
from gan_course.losses import Penalty
from gan_course.models import load_model, save_model
from gan_course.optim import Precision

DEVICE = pick_device(os.environ.get('GAN_COURSE_TEST_DEVICE'))
IMAGES = torch.randint(0, 256, (48, 3, 16, 16), generator=torch.Generator().manual_seed(0), dtype=torch.uint8)


class Kill(Callback):
    "End a training in the middle, as a lost session does."
    order = 90

    def __init__(self, at):
        self.at = at

    def after_batch(self):
        if self.training and self.checkpoint.count == self.at: raise KeyboardInterrupt


def game(drop=0., penalty=None):
    "A small game of images; with `drop`, a critic that draws random numbers on the device."
    gen = DCGANGenerator(16, 3, latent=8, width=8)
    critic = DCGANCritic(16, 3, width=8)
    return NoiseGame(gen, nn.Sequential(nn.Dropout(drop), critic) if drop else critic, penalty=penalty)


def trained(made, *cbs, epochs=2):
    "Train a game on the device, or until killed."
    dls = noise_dls(IMAGES, bs=8, latent=8, device=DEVICE)
    learn = GANLearner(dls, made.to(DEVICE), lr=1e-3, cbs=list(cbs))
    try:
        with learn.no_bar(), learn.no_logging():
            learn.fit(epochs)
    except KeyboardInterrupt:
        assert any(isinstance(o, Kill) for o in cbs)
    return learn


@pytest.mark.parametrize('dtype', ['auto', 'fp32', 'fp16'])
def test_a_short_game_trains_on_the_device(dtype):
    if dtype == 'fp16' and DEVICE.type != 'cuda':
        pytest.skip('16-bit floats with a scaler are for CUDA')
    seed_everything(0)
    made = game(penalty=Penalty('r1', weight=.1, every=2))
    before = {k: fingerprint(o.to(DEVICE)) for k, o in made.players().items()}
    learn = trained(made, EMA(100), Precision(dtype))
    assert all(o.device.type == DEVICE.type for o in learn.model.parameters())
    assert all(moved(before[k], o) > 0 for k, o in learn.model.players().items())
    assert all(o.isfinite().all() for o in learn.model.state_dict().values())
    assert next(learn.ema.average.parameters()).device.type == DEVICE.type
    assert sum(learn.record['critic/turns'][1]) > 0


def test_a_stopped_training_goes_on_as_if_it_had_not_stopped(tmp_path):
    "The critic drops numbers at random, so the state of the device's generator must come back, too."
    def run(folder, *cbs):
        seed_everything(3)
        return trained(game(drop=.3), EMA(100), Checkpoint(folder/'run.checkpoint', every=1), *cbs)
    whole = run(tmp_path/'whole')
    run(tmp_path/'cut', Kill(7))
    torch.randn(5, device=DEVICE)
    rest = run(tmp_path/'cut')
    a, b = whole.model.state_dict(), rest.model.state_dict()
    gaps = {k: (a[k].float() - b[k].float()).abs().max().item() for k in a}
    assert max(gaps.values()) < 1e-5, gaps


def test_the_random_generator_of_the_device_comes_back():
    seed_everything(1)
    state = copy.deepcopy(rng_state())
    first = torch.rand(4, device=DEVICE), torch.rand(4)
    set_rng_state(state)
    again = torch.rand(4, device=DEVICE), torch.rand(4)
    assert all(torch.equal(a, b) for a, b in zip(first, again))
    assert not torch.equal(first[0], torch.rand(4, device=DEVICE))


def test_a_fingerprint_sees_the_last_bit():
    "Also where the device has no 64-bit floats."
    net = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4)).to(DEVICE)
    before = fingerprint(net)
    assert moved(before, net) == 0
    with torch.no_grad():
        p = net[0].weight.view(-1)[0]
        p.copy_(torch.nextafter(p.detach().cpu(), torch.tensor(9.)).to(DEVICE))
    assert 0 < moved(before, net) < 1e-6
    net(torch.randn(8, 4, device=DEVICE))
    assert moved(before, net) == 1, 'the counter of batches'


def test_samples_are_those_of_the_cpu(tmp_path):
    "The same latents, and so the same pictures up to rounding; also through a file."
    seed_everything(2)
    gen = DCGANGenerator(16, 3, latent=8, width=8)
    here = sample(copy.deepcopy(gen), 5, seed=4)
    there = sample(gen.to(DEVICE), 5, seed=4)
    assert there.device.type == 'cpu' and (here - there).abs().max() < 2e-3
    save_model(gen, tmp_path/'gen.safetensors')
    loaded = load_model(tmp_path/'gen.safetensors')
    assert torch.equal(sample(loaded, 5, seed=4), here)

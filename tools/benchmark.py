"""How fast is a full round of a game (critic and generator each learn once)? Peers side by side, in one run.

    python tools/benchmark.py                 # all contenders, both games; table and plot in runs/benchmark/
    python tools/benchmark.py --rounds 3 --seconds 2 --games dcgan

Every contender trains the same networks on the same batches, already in memory. Rounds are interleaved, so
that a noisy machine hurts all alike; medians and ratios are reported. Each contender also runs once in a
process of its own, for its peak memory.
"""
import argparse
import json
import platform
import statistics
import subprocess
import sys
import time
import warnings
from functools import partial
from pathlib import Path

import torch
from fastai.callback.core import Callback, CancelValidException
from fastai.data.core import DataLoaders
from fastai.vision.gan import FixedGANSwitcher
from fastai.vision.gan import GANLearner as FastaiGANLearner
from matplotlib import pyplot as plt
from torch import nn
from torch.nn import functional as F
from tqdm.auto import tqdm

from gan_course.core import atomic, pick_device, plot_style, rng, save_figure, seed_everything
from gan_course.critic import PatchCritic
from gan_course.games import RestorationGame
from gan_course.learner import Game, GANLearner
from gan_course.losses import non_saturating
from gan_course.optim import Compile, Precision
from gan_course.unet import UnetGenerator

DEVICE = pick_device()
BATCH_SIZE = dict(dcgan=64, restoration=16)
ADV_WEIGHT = dict(dcgan=1., restoration=.05)


# the two games: networks and batches

def dcgan(width=64, latent=100):
    "Radford et al. 2016 at 32 px: transposed convolutions against strided ones, batch norm in both."
    w = width
    def up(i, o, stride=2, pad=1):
        return [nn.ConvTranspose2d(i, o, 4, stride, pad, bias=False), nn.BatchNorm2d(o), nn.ReLU(True)]
    def down(i, o):
        return [nn.Conv2d(i, o, 4, 2, 1, bias=False), nn.BatchNorm2d(o), nn.LeakyReLU(.2, True)]
    gen = nn.Sequential(
        nn.Unflatten(1, (latent, 1, 1)), *up(latent, 4*w, 1, 0), *up(4*w, 2*w), *up(2*w, w),
        nn.ConvTranspose2d(w, 3, 4, 2, 1, bias=False), nn.Tanh())
    critic = nn.Sequential(
        nn.Conv2d(3, w, 4, 2, 1, bias=False), nn.LeakyReLU(.2, True), *down(w, 2*w), *down(2*w, 4*w),
        nn.Conv2d(4*w, 1, 4, 1, 0, bias=False), nn.Flatten(0))
    return gen, critic


class NoiseGame(Game):
    "Latents to images."
    inputs, fields = ('z',), ('z', 'x')

    def __init__(self, gen, critic):
        super().__init__()
        self.gen, self.critic, self.adv = gen, critic, non_saturating

    def players(self):
        return dict(critic=self.critic, gen=self.gen)

    def begin(self, b):
        return self.gen(b.z)

    def forward(self, z):
        return self.gen(z)

    def losses(self, who, fake, b):
        if who == 'critic': return dict(adv=self.adv.critic(self.critic(b.x), self.critic(fake.detach())))
        return dict(adv=self.adv.gen(self.critic(fake)))


class PixelGame(RestorationGame):
    "Restoration without a feature loss, which the peers do not have."
    fields = 'damaged', 'clean'

    def __init__(self, gen, critic):
        weights = dict(adv_weight=ADV_WEIGHT['restoration'], feature_weight=0.)
        super().__init__(gen, critic, 'non_saturating', **weights)


def setting(game):
    "Networks, a function that makes the game, and 16 batches `(input, target)` of a game by name."
    seed_everything(0)
    g, n = rng('benchmark'), BATCH_SIZE[game]
    if game == 'dcgan':
        nets, make = dcgan(), NoiseGame
        batches = [(torch.randn(n, 100, generator=g), torch.rand(n, 3, 32, 32, generator=g)*2 - 1)
                   for _ in range(16)]
    else:
        nets, make = (UnetGenerator(), PatchCritic()), PixelGame
        nets[0].encoder.requires_grad_(False)
        batches = [(torch.rand(n, 3, 64, 64, generator=g)*2 - 1,)*2 for _ in range(16)]
    return [o.to(DEVICE) for o in nets], make, [tuple(o.to(DEVICE) for o in b) for b in batches]


# the contenders: each returns a function that runs `n` rounds

class Batches:
    "Serve `n` batches in turn, as an epoch."
    def __init__(self, batches):
        self.batches, self.n = batches, 1

    def __len__(self):
        return self.n

    def __iter__(self):
        return (self.batches[i % len(self.batches)] for i in range(self.n))


def half(on):
    "A context in which networks compute in bfloat16, if it is on."
    return torch.autocast(DEVICE.type, torch.bfloat16, enabled=on)


def adam(net, **kw):
    "The optimizer of the hand-written loops."
    learns = [p for p in net.parameters() if p.requires_grad]
    return torch.optim.Adam(learns, lr=2e-4, betas=(.5, .99), **kw)


def judge(critic, image, other):
    "The critic's logits; one that judges pairs is given the other picture."
    return critic(image, other) if isinstance(critic, PatchCritic) else critic(image)


def pixels(game, fake, x):
    "The pixel loss, in the game that has one."
    return (fake.float() - x).abs().mean() if game == 'restoration' else 0.


def bce(logits, label):
    "Binary cross-entropy against one label for all."
    logits = logits.float()
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, label))


def rounds_of(step, batches):
    "A function that takes `n` steps through the batches, again and again."
    def run(n):
        for i in range(n):
            step(*batches[i % len(batches)])
    return run


def usual(game, bf16):
    "The loop of a PyTorch tutorial: fake batch for the critic, gradients for everyone, BCE with labels."
    (gen, critic), _, batches = setting(game)
    og, oc = adam(gen), adam(critic)
    def step(z, x):
        critic.zero_grad()
        with half(bf16):
            loss = bce(judge(critic, x, z), 1.)
        loss.backward()
        with half(bf16):
            fake = gen(z)
            loss = bce(judge(critic, fake.detach(), z), 0.)
        loss.backward()
        oc.step()
        gen.zero_grad()
        with half(bf16):
            loss = ADV_WEIGHT[game]*bce(judge(critic, fake, z), 1.) + pixels(game, fake, x)
        loss.backward()
        og.step()
        loss.item()
    return rounds_of(step, batches)


def channels_last(batch):
    "A batch with its pictures in the memory order that convolutions like."
    return tuple(o.contiguous(memory_format=torch.channels_last) if o.ndim == 4 else o for o in batch)


def tuned(game, bf16):
    """The same by hand as fast as we can: channels_last, fused Adam, one generator forward, no gradient that
    nobody uses, no waiting."""
    (gen, critic), _, batches = setting(game)
    for m in (gen, critic):
        m.to(memory_format=torch.channels_last)
    og, oc = adam(gen, fused=True), adam(critic, fused=True)
    mine = list(critic.parameters())
    def step(z, x):
        with half(bf16):
            fake = gen(z)
        for p in mine:
            p.requires_grad_(True)
        with half(bf16):
            real_out, fake_out = judge(critic, x, z), judge(critic, fake.detach(), z)
        (F.softplus(-real_out.float()).mean() + F.softplus(fake_out.float()).mean()).backward()
        oc.step()
        oc.zero_grad(set_to_none=True)
        for p in mine:
            p.requires_grad_(False)
        with half(bf16):
            out = judge(critic, fake, z)
        (ADV_WEIGHT[game]*F.softplus(-out.float()).mean() + pixels(game, fake, x)).backward()
        og.step()
        og.zero_grad(set_to_none=True)
    return rounds_of(step, [channels_last(o) for o in batches])


class NoValidation(Callback):
    "Training alone is measured: the loops do not validate either."
    def before_validate(self):
        raise CancelValidException


def quiet(learn, loader, n):
    "Fit one epoch of `n` batches, silently."
    loader.n = n
    with learn.no_bar(), learn.no_logging(), warnings.catch_warnings():
        warnings.simplefilter('ignore')
        learn.fit(1)


class OneImage(nn.Module):
    "A critic as fastai's learner calls it: with one image."
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        return judge(self.net, x, x)


def fastai(game, bf16):
    "fastai.vision.gan.GANLearner: a round is a batch for the critic and a batch for the generator."
    (gen, critic), _, batches = setting(game)
    def gen_loss(out, fake, target):
        return ADV_WEIGHT[game]*bce(out, 1.) + pixels(game, fake, target)
    def critic_loss(real, fake):
        return bce(real, 1.) + bce(fake, 0.)
    loader = Batches(batches)
    learn = FastaiGANLearner(
        DataLoaders(loader, batches[:1], device=DEVICE), gen, OneImage(critic), gen_loss, critic_loss,
        switcher=FixedGANSwitcher(1, 1), lr=2e-4,
        cbs=[NoValidation(), *([Precision('bf16', channels_last=False)] if bf16 else [])])
    learn.show_img = False
    return lambda n: quiet(learn, loader, 2*n)


def ours(game, bf16, last=True, compiled=False):
    "gan_course's GANLearner."
    nets, make, batches = setting(game)
    loader = Batches(batches)
    precision = Precision('bf16' if bf16 else 'fp32', channels_last=last)
    cbs = [NoValidation(), precision, *([Compile()] if compiled else [])]
    learn = GANLearner(DataLoaders(loader, batches[:1], device=DEVICE), make(*nets), cbs=cbs)
    return lambda n: quiet(learn, loader, n)


PEERS = {'fastai GANLearner': fastai, 'usual loop': usual, 'hand-tuned loop': tuned, 'gan_course': ours}
CONTENDERS = {f'{name}, {p}': partial(f, bf16=p == 'bf16')
              for p in ('fp32', 'bf16') for name, f in PEERS.items()}


# the measuring

def sync():
    "Wait until a GPU has done what it was asked."
    if DEVICE.type == 'cuda':
        torch.cuda.synchronize()


def timed(run, n):
    "Seconds a round of `n` rounds."
    sync()
    start = time.perf_counter()
    run(n)
    sync()
    return (time.perf_counter() - start)/n


def again(f):
    "A function that calls `f` so many times."
    return lambda n: [f() for _ in range(n)]


def ceiling(dtype, n=2048, seconds=2.):
    "Floating point operations a second of the better of a large matrix product and a large convolution."
    a, b = (torch.randn(n, n, device=DEVICE).to(dtype) for _ in range(2))
    x, w = (torch.randn(*o, device=DEVICE).to(dtype) for o in ((16, 256, 32, 32), (256, 256, 3, 3)))
    x, w = channels_last((x, w))
    tries = (2*n**3, lambda: a @ b), (2*16*256*256*9*32*32, lambda: F.conv2d(x, w, padding=1))
    best, end = 0., time.perf_counter() + seconds
    with torch.no_grad():
        while time.perf_counter() < end:
            best = max(best, *[flops/timed(again(f), 3) for flops, f in tries])
    return best


def work(game):
    "Floating point operations of one round, counted on the hand-tuned loop."
    from torch.utils.flop_counter import FlopCounterMode
    run = tuned(game, False)
    with FlopCounterMode(display=False) as count:
        run(1)
    return count.get_total_flops()


def peak(game, name):
    "Peak memory of a contender in MB above an idle process, in a process of its own."
    out = subprocess.run([sys.executable, __file__, '--memory', game, name], capture_output=True, text=True)
    return float(out.stdout.split()[-1]) if out.returncode == 0 else float('nan')


def resident(key):
    "Memory of this process in MB, as Linux tells it: 'VmHWM' is the most it had, 'VmRSS' what it has now."
    lines = Path('/proc/self/status').read_text().splitlines()
    return int(next(o for o in lines if o.startswith(key)).split()[1])/2**10


def memory(game, name):
    "Print by how much training raises this process's memory above its idle state, networks included."
    idle = resident('VmRSS') if DEVICE.type == 'cpu' else 0
    run = CONTENDERS[name](game)
    run(5)
    sync()
    print(torch.cuda.max_memory_allocated()/2**20 if DEVICE.type == 'cuda' else resident('VmHWM') - idle)


def measure(game, rounds, seconds, contenders):
    "Median seconds a round of each contender, interleaved."
    runs = {k: f(game) for k, f in contenders.items()}
    times, steps = {k: [] for k in runs}, {}
    for k, run in tqdm(runs.items(), desc=f'{game}: warming up', leave=False):
        run(2)
        steps[k] = max(1, round(seconds/timed(run, 1)))
    for _ in tqdm(range(rounds), desc=game, leave=False):
        for k, run in runs.items():
            times[k].append(timed(run, steps[k]))
    return {k: statistics.median(v) for k, v in times.items()}


HEAD = ('images/s', 'against fastai, same precision', 'against the usual loop, same precision',
        'against hand-tuned, same precision', 'share of the measured ceiling', 'peak memory, MB')

def table(game, times, memories, flops, top):
    "Lines of a Markdown table: images a second, ratios, share of the ceiling, memory."
    rows = [[game, *HEAD], ['---']*(len(HEAD) + 1)]
    for k, t in times.items():
        p = k.split(', ')[1]
        others = [times.get(f'{o}, {p}') for o in PEERS if o != 'gan_course']
        ratios = [f'{o/t:.2f}' if o else '' for o in others]
        memory_used = memories.get(k, float('nan'))
        rows.append([k, f'{BATCH_SIZE[game]/t:.0f}', *ratios, f'{flops/t/top[p]:.0%}', f'{memory_used:.0f}'])
    return ['| ' + ' | '.join(o) + ' |' for o in rows]


def summary(times):
    "How ours compares at its best, and as its peers' users run them."
    def best(name):
        return min(t for k, t in times.items() if k.startswith(name))
    us = best('gan_course')
    return (f"each at its best: ours {best('hand-tuned')/us:.2f}x the hand-tuned loop; "
            f"as their users run them (fp32): ours {times['fastai GANLearner, fp32']/us:.2f}x fastai, "
            f"{times['usual loop, fp32']/us:.2f}x the usual loop")


def heading(top, rounds):
    "What was measured, and on what."
    cpu = f'{platform.machine()} CPU, {torch.get_num_threads()} threads'
    machine = torch.cuda.get_device_name() if DEVICE.type == 'cuda' else cpu
    return (f"{machine}, torch {torch.__version__}; matrix product or convolution at best "
            f"{top['fp32']/1e9:.0f} GFLOP/s fp32, {top['bf16']/1e9:.0f} bf16; "
            f"median of {rounds} interleaved rounds")


def plot(results):
    "A bar a contender, in images a second."
    plot_style()
    n = len(results)
    fig, axs = plt.subplots(1, n, figsize=(5.5*n, 3), layout='constrained', squeeze=False)
    for ax, (game, times) in zip(axs[0], results.items()):
        names = list(times)[::-1]
        colors = ['C1' if k.startswith('gan_course') else 'C5' for k in names]
        ax.barh(names, [BATCH_SIZE[game]/times[k] for k in names], color=colors)
        ax.set(title=f'{game}: images through a round, a second')
        ax.grid(axis='y', visible=False)
    plt.close(fig)
    return fig


def options():
    "What the command line says."
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--games', nargs='+', default=['dcgan', 'restoration'])
    ap.add_argument('--rounds', type=int, default=7)
    ap.add_argument('--seconds', type=float, default=3.)
    ap.add_argument('--no-memory', action='store_true', help='leave out the peak memory, which takes minutes')
    ap.add_argument('--compile', action='store_true', help='also ours with torch.compile')
    ap.add_argument('--out', type=Path, default=Path('runs/benchmark'))
    ap.add_argument('--memory', nargs=2, help=argparse.SUPPRESS)
    return ap.parse_args()


def main():
    args = options()
    if args.memory: return memory(*args.memory)
    contenders = dict(CONTENDERS)
    if args.compile:
        contenders |= {'gan_course compiled, bf16': partial(ours, bf16=True, compiled=True)}
    top, results = dict(fp32=ceiling(torch.float32), bf16=ceiling(torch.bfloat16)), {}
    lines = [heading(top, args.rounds), '']
    for game in args.games:
        results[game] = measure(game, args.rounds, args.seconds, contenders)
        asked = [] if args.no_memory else tqdm(CONTENDERS, desc='memory', leave=False)
        memories = {k: peak(game, k) for k in asked}
        lines += [*table(game, results[game], memories, work(game), top), '', summary(results[game]), '']
    text = '\n'.join(lines)
    print(text)
    with atomic(args.out/'table.md') as tmp:
        tmp.write_text(text)
    with atomic(args.out/'times.json') as tmp:
        tmp.write_text(json.dumps(results, indent=1))
    save_figure(plot(results), args.out/'plot.png')


if __name__ == '__main__':
    main()

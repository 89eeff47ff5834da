"""Generated from nbs/00_first_gan.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())


@cells.setup
def _cell_34e631c9():
    'nbs/00_first_gan.ipynb #34e631c9'
    global DataLoaders, EMA, F, GANLearner, Game, HTML, INK, Image, LinearSegmentedColormap, Normal, PALETTE, Path, Penalty, SampleGrid, at_scale, base64, close_session, deepcopy, digits, from_uint8, io, losses, nn, noise_dls, np, partial, plot_style, plt, rng, scale, seed_everything, session_checkpoint, show_rows, torch
    import base64
    import io
    from copy import deepcopy
    from functools import partial
    from pathlib import Path

    import numpy as np
    import torch
    import torch.nn.functional as F
    from fastai.data.core import DataLoaders
    from IPython.display import HTML
    from matplotlib import pyplot as plt
    from matplotlib.colors import LinearSegmentedColormap
    from PIL import Image
    from torch import nn
    from torch.distributions import Normal

    from gan_course import losses
    from gan_course.averages import EMA
    from gan_course.checkpoints import close_session, session_checkpoint
    from gan_course.core import (
        INK,
        PALETTE,
        at_scale,
        from_uint8,
        plot_style,
        rng,
        scale,
        seed_everything,
        show_rows,
    )
    from gan_course.learner import Game, GANLearner
    from gan_course.loaders import noise_dls
    from gan_course.losses import Penalty
    from gan_course.photos import digits
    from gan_course.record import SampleGrid

    plot_style()


@cells.setup
def _cell_4f15df50():
    'nbs/00_first_gan.ipynb #4f15df50'
    global moons, ring
    def ring(n, g=None, modes=8, radius=2., sigma=.08):
        "Draw `n` points from round heaps on a ring."
        angle = torch.randint(0, modes, (n,), generator=g)*(2*torch.pi/modes)
        centres = torch.stack([angle.cos(), angle.sin()], 1)*radius
        return centres + sigma*torch.randn(n, 2, generator=g)

    def moons(n, g=None):
        "Draw `n` points from two interleaved half circles."
        t = torch.rand(n, generator=g)*torch.pi
        upper = torch.rand(n, generator=g) < .5
        x = torch.where(upper, t.cos(), 1 - t.cos())
        y = torch.where(upper, t.sin(), .5 - t.sin())
        return torch.stack([x - .5, y - .25], 1)*1.5 + .06*torch.randn(n, 2, generator=g)


@cells.setup
def _cell_70ca8fbc():
    'nbs/00_first_gan.ipynb #70ca8fbc'
    global MADE, REAL, dots, square
    REAL, MADE = PALETTE[:2]  # blue and orange, which colour-blind eyes can tell apart

    def dots(ax, points, color, size=5):
        "Draw points."
        ax.scatter(*points.T, s=size, color=color, alpha=.7, linewidths=0)

    def square(ax, title='', lim=2.8):
        "Make the panel a square of the plane, without ticks."
        ax.set(xlim=(-lim, lim), ylim=(-lim, lim), xticks=[], yticks=[], aspect='equal')
        ax.spines[:].set(visible=True, color='#cccccc')
        ax.set_title(title, fontsize=10)
        ax.grid(False)


@cells.setup
def _cell_6ec44df9():
    'nbs/00_first_gan.ipynb #6ec44df9'
    global ax, axs, data, fig, title
    fig, axs = plt.subplots(1, 2, figsize=(5.6, 3), layout='constrained')
    for ax, data, title in zip(axs, (ring, moons), ('a ring of eight heaps', 'two moons')):
        dots(ax, data(1000, rng(0)), REAL)
        square(ax, title)
    plt.close(fig)
    fig


@cells.setup
def _cell_7a077954():
    'nbs/00_first_gan.ipynb #7a077954'
    global critic, gen, mlp, players, z
    def mlp(n_in, n_out, hidden=128, depth=3):
        "A multilayer perceptron with `depth` hidden layers."
        sizes, layers = [n_in] + [hidden]*depth, []
        for a, b in zip(sizes, sizes[1:]):
            layers += [nn.Linear(a, b), nn.LeakyReLU(.2)]
        return nn.Sequential(*layers, nn.Linear(hidden, n_out))

    def players(seed, latent=8):
        "A fresh generator and a fresh critic; the same ones for the same seed."
        seed_everything(seed)
        return mlp(latent, 2), mlp(2, 1)

    gen, critic = players(seed=1)
    z = torch.randn(3, 8)
    gen(z).shape, critic(gen(z)).squeeze()


@cells.setup
def _cell_813801f5():
    'nbs/00_first_gan.ipynb #813801f5'
    global critic_loss, minimax, non_saturating, undecided
    def critic_loss(real_logits, fake_logits):
        "What the critic pays: reals should be called real, and fakes made."
        on_reals = F.softplus(-real_logits).mean()  # -log σ(C(x))
        on_fakes = F.softplus(fake_logits).mean()   # -log(1 - σ(C(G(z))))
        return on_reals + on_fakes

    def non_saturating(fake_logits):
        "What the generator pays for not being believed."
        return F.softplus(-fake_logits).mean()      # -log σ(C(G(z)))

    def minimax(fake_logits):
        "The generator's part of the formula above."
        return -F.softplus(fake_logits).mean()      # +log(1 - σ(C(G(z))))

    undecided = torch.zeros(4)
    critic_loss(undecided, undecided), non_saturating(undecided), minimax(undecided)


@cells.setup
def _cell_2a6bc841():
    'nbs/00_first_gan.ipynb #2a6bc841'
    global adam, draw, step
    def step(opt, loss):
        "Go one step down the slope of `loss`."
        opt.zero_grad()
        loss.backward()
        opt.step()

    def adam(net, rate):
        "The optimizer of one player."
        return torch.optim.Adam(net.parameters(), rate, betas=(.5, .99), fused=True)

    def draw(data, i, seed=1, latent=8, bs=256):
        "Batch `i`: real points, and latents; it depends on seed and number alone."
        g = rng(seed, i)
        return data(bs, g), torch.randn(bs, latent, generator=g)


@cells.setup
def _cell_bb27038c():
    'nbs/00_first_gan.ipynb #bb27038c'
    global train
    def train(gen, critic, batch, n, lr=(5e-4, 5e-4), gen_loss=non_saturating,
              fade=True, watch=None):
        "Play `n` batches; `watch(i)` may look after each."
        critic_opt, gen_opt = adam(critic, lr[0]), adam(gen, lr[1])
        for i in range(n):
            for opt, rate in zip((critic_opt, gen_opt), lr):
                opt.param_groups[0]['lr'] = rate*min(1, 2*(1 - i/n)) if fade else rate
            real, z = batch(i)
            real_logits = critic(real)                               # 1: critic on reals
            fake = gen(z)
            fake_logits = critic(fake.detach())                      # 2: critic on fakes
            step(critic_opt, critic_loss(real_logits, fake_logits))  # 3: critic's step
            step(gen_opt, gen_loss(critic(fake)))                    # 4: generator's step
            if watch:
                watch(i + 1)                                         # 5: look


@cells.setup
def _cell_269b9098():
    'nbs/00_first_gan.ipynb #269b9098'
    global play
    def play(data, n, moments, seed=1, latent=8, **settings):
        "Play a game from a seed; return copies of both players at some moments."
        gen, critic = players(seed, latent)
        shots = {}
        def watch(i):
            if i in moments:
                shots[i] = deepcopy((gen, critic))
        batch = partial(draw, data, seed=seed, latent=latent)
        train(gen, critic, batch, n, watch=watch, **settings)
        return shots


@cells.setup
def _cell_aef09f86():
    'nbs/00_first_gan.ipynb #aef09f86'
    global made, moments
    def made(gen, n=600, key='look'):
        "Points that a generator makes: always out of the same latents."
        z = torch.randn(n, gen[0].in_features, generator=rng(key))
        with torch.no_grad():
            return gen(z)

    def moments(n, count, first=4):
        "Which moments to keep: early ones lie closer together."
        return sorted({round(o) for o in np.geomspace(min(first, n), n, count)})


@cells.setup
def _cell_7cd20e68():
    'nbs/00_first_gan.ipynb #7cd20e68'
    global n, ring_critic, ring_gen, shots
    n = at_scale(quick=2000, full=5000, smoke=30)
    shots = play(ring, n, moments(n, at_scale(quick=24, full=28, smoke=4)))
    ring_gen, ring_critic = shots[n]


@cells.setup
def _cell_aa4922fd():
    'nbs/00_first_gan.ipynb #aa4922fd'
    global VERDICT, ground, panel
    VERDICT = LinearSegmentedColormap.from_list('verdict', [MADE, 'white', REAL])

    def ground(ax, critic, lim=2.8, n=90):
        "Colour each place by the verdict: blue real, orange made, white undecided."
        line = torch.linspace(-lim, lim, n)
        with torch.no_grad():
            said = critic(torch.cartesian_prod(line, line)).sigmoid().view(n, n).T
        ax.imshow(said, extent=(-lim, lim, -lim, lim), origin='lower', cmap=VERDICT,
                  vmin=0, vmax=1, alpha=.45, interpolation='bilinear')

    def panel(ax, shot, data, title=''):
        "Draw the critic's verdict, some real points, and the made ones on top."
        gen, critic = shot
        ground(ax, critic)
        dots(ax, data(300, rng(1)), '#1f4a86')
        dots(ax, made(gen), '#b3441f')
        square(ax, title)


@cells.setup
def _cell_a892d009():
    'nbs/00_first_gan.ipynb #a892d009'
    global film
    def film(shots, data):
        "All moments as a moving picture, the bytes of a WebP file."
        fig, ax = plt.subplots(figsize=(3.3, 3.5), layout='constrained')
        frames = []
        for i, shot in shots.items():
            ax.clear()
            panel(ax, shot, data, f'after {i} batches')
            fig.canvas.draw()
            frames.append(Image.fromarray(np.asarray(fig.canvas.buffer_rgba())[..., :3]))
        plt.close(fig)
        stream, ms = io.BytesIO(), [150]*(len(frames) - 1) + [3000]
        frames[0].save(stream, 'WEBP', save_all=True, append_images=frames[1:],
                       duration=ms, loop=0, quality=60)
        return stream.getvalue()


@cells.setup
def _cell_688079ca():
    'nbs/00_first_gan.ipynb #688079ca'
    global picture, source
    picture = film(shots, ring)
    source = f'data:{"image/webp"};base64,{base64.b64encode(picture).decode()}'
    HTML(f'<img alt="The game on the ring, as a film" src="{source}">')


@cells.setup
def _cell_a24347d9():
    'nbs/00_first_gan.ipynb #a24347d9'
    if scale() == 'full':
        Path('../images/first-gan.webp').write_bytes(picture)  # the film at the top


@cells.setup
def _cell_b774804b():
    'nbs/00_first_gan.ipynb #b774804b'
    global nearest, stills
    def stills(shots, data, cols=3):
        "Some moments, side by side."
        rows = -(-len(shots)//cols)
        fig, axs = plt.subplots(rows, cols, figsize=(2.8*cols, 3*rows), squeeze=False,
                                layout='constrained')
        for ax, (i, shot) in zip(axs.flat, shots.items()):
            panel(ax, shot, data, f'after {i} batches')
        plt.close(fig)
        return fig

    def nearest(shots, wanted):
        "The kept moments that lie nearest to some numbers of batches."
        found = [min(shots, key=lambda i: abs(i - o)) for o in wanted]
        return {i: shots[i] for i in found}


@cells.setup
def _cell_b8670764():
    'nbs/00_first_gan.ipynb #b8670764'
    global six
    six = nearest(shots, [o*n//5000 for o in (40, 140, 320, 700, 1900, 5000)])
    stills(six, ring)


@cells.setup
def _cell_3a2c29e0():
    'nbs/00_first_gan.ipynb #3a2c29e0'
    global coverage
    def coverage(points, modes=8, radius=2., sigma=.08):
        "How many modes are covered, and the share of points near one."
        angle = torch.arange(modes)*(2*torch.pi/modes)
        centres = torch.stack([angle.cos(), angle.sin()], 1)*radius
        near = torch.cdist(points, centres) < 3*sigma
        covered = near.float().mean(0) >= .25/modes
        return covered.sum().item(), near.any(1).float().mean().item()


@cells.setup
def _cell_8f15e93a():
    'nbs/00_first_gan.ipynb #8f15e93a'
    global known, name, points
    known = {'the generator': made(ring_gen, 10_000, 'count'),
             'real points': ring(10_000, rng('count')),
             'a uniform ring': ring(10_000, rng('count'), modes=10_000),
             'one heap': ring(10_000, rng('count'), modes=1)}
    for name, points in known.items():
        print('{:16} modes covered {}, near a mode {:.0%}'.format(name, *coverage(points)))


@cells.setup
def _cell_005eff4b():
    'nbs/00_first_gan.ipynb #005eff4b'
    global advice
    def advice(critic, points):
        "The gradient of the logit at each point: which way is more real?"
        points = points.detach().requires_grad_()
        slope, = torch.autograd.grad(critic(points).sum(), points)
        return slope


@cells.setup
def _cell_fe373173():
    'nbs/00_first_gan.ipynb #fe373173'
    global arrows
    def arrows(ax, shot, data, title, count=160):
        "Draw the advice to some made points; the steeper, the longer the arrow."
        gen, critic = shot
        points = made(gen)[:count]
        slope = advice(critic, points)
        steep = slope.norm(dim=1, keepdim=True)
        reach = .7*slope/(steep + steep.median())
        ground(ax, critic)
        dots(ax, data(300, rng(1)), '#1f4a86')
        dots(ax, points, '#b3441f', size=8)
        ax.quiver(*points.T, *reach.T, angles='xy', scale_units='xy', scale=2, width=.004)
        square(ax, title)


@cells.setup
def _cell_adfdc2bd():
    'nbs/00_first_gan.ipynb #adfdc2bd'
    global ax, axs, fig, i, shot
    fig, axs = plt.subplots(1, 2, figsize=(8.4, 4.4), layout='constrained')
    for ax, (i, shot) in zip(axs, nearest(shots, [140*n//5000, 450*n//5000]).items()):
        arrows(ax, shot, ring, f'after {i} batches')
    plt.close(fig)
    fig


@cells.setup
def _cell_2ff9bae9():
    'nbs/00_first_gan.ipynb #2ff9bae9'
    global n
    n = at_scale(quick=600, full=1500, smoke=20)
    stills(play(moons, n, moments(n, 3, first=n//10)), moons)


@cells.setup
def _cell_e6e427bf():
    'nbs/00_first_gan.ipynb #e6e427bf'
    global curve
    def curve(ax, gen, title):
        "Draw where a generator of one number sends it: low ones dark, high ones light."
        share = torch.linspace(.004, .996, 125)[:, None]
        z = Normal(0., 1.).icdf(share)  # so that equally many latents lie between two dots
        points = gen(z).detach()
        dots(ax, ring(300, rng(1)), '#1f4a86')
        ax.plot(*points.T, color=INK, lw=.5)
        ax.scatter(*points.T, c=share, cmap='plasma', s=9, linewidths=0, zorder=3)
        square(ax, title)


@cells.setup
def _cell_1737a4dc():
    'nbs/00_first_gan.ipynb #1737a4dc'
    global ax, axs, fig, i, n, one, shot
    n = at_scale(quick=600, full=2500, smoke=12)
    fig, axs = plt.subplots(1, 3, figsize=(8.4, 3), layout='constrained')
    one = play(ring, n, moments(n, 3, first=n//10), latent=1)
    for ax, (i, shot) in zip(axs, one.items()):
        curve(ax, shot[0], f'after {i} batches')
    plt.close(fig)
    fig


@cells.setup
def _cell_ff169ad2():
    'nbs/00_first_gan.ipynb #ff169ad2'
    global sheet
    def sheet(ax, gen, title, reach=2.5, lines=21):
        "Push a grid of the latent plane through a generator of two numbers."
        along = torch.linspace(-reach, reach, 300)
        dots(ax, ring(300, rng(1)), '#1f4a86')
        for at in torch.linspace(-reach, reach, lines):
            line = torch.stack([along, at.expand(300)], 1)
            for z, color in ((line, PALETTE[1]), (line.flip(1), PALETTE[5])):
                ax.plot(*gen(z).detach().T, color=color, lw=.7)
        square(ax, title)


@cells.setup
def _cell_526fb05b():
    'nbs/00_first_gan.ipynb #526fb05b'
    global ax, axs, bent, fig, i, n, shot, two
    n = at_scale(quick=600, full=3000, smoke=12)
    two = play(ring, n, moments(n, 40, first=10), latent=2)
    bent = nearest(two, [o*n//3000 for o in (20, 80, 160, 300, 800, 3000)])
    fig, axs = plt.subplots(2, 3, figsize=(8.4, 6), layout='constrained')
    for ax, (i, shot) in zip(axs.flat, bent.items()):
        sheet(ax, shot[0], f'after {i} batches')
    plt.close(fig)
    fig


@cells.setup
def _cell_05db1692():
    'nbs/00_first_gan.ipynb #05db1692'
    global judge, line_critic, p, q
    def judge(real, fake, n, rate=3e-3, bs=512):
        "Train a critic on two fixed sources of numbers."
        seed_everything(0)
        critic = mlp(1, 1, hidden=64)
        opt = adam(critic, rate)
        for i in range(n):
            opt.param_groups[0]['lr'] = rate*(1 - i/n)
            x, y = real.sample((bs, 1)), fake.sample((bs, 1))
            step(opt, critic_loss(critic(x), critic(y)))
        return critic

    p, q = Normal(0., 1.), Normal(1.5, .5)
    line_critic = judge(p, q, at_scale(quick=800, full=2000, smoke=5))


@cells.setup
def _cell_086f3dd8():
    'nbs/00_first_gan.ipynb #086f3dd8'
    global best, fake, real, said, seen, x
    x = torch.linspace(-4, 5, 300)
    real, fake = p.log_prob(x).exp(), q.log_prob(x).exp()
    said = line_critic(x[:, None]).sigmoid().squeeze().detach()
    best = real/(real + fake)
    seen = real + fake > .02  # the other places are hardly ever visited


@cells.setup
def _cell_2c9f50c1():
    'nbs/00_first_gan.ipynb #2c9f50c1'
    global ax, fig
    fig, ax = plt.subplots(figsize=(7.4, 3.4), layout='constrained')
    ax.fill_between(x, real, color=REAL, alpha=.3, lw=0, label='density of real points, p')
    ax.fill_between(x, fake, color=MADE, alpha=.3, lw=0, label='density of made points, q')
    ax.plot(x, best, '--', color=INK, lw=1.2, label='p/(p + q)')
    ax.plot(x, said, color=PALETTE[3], label='what the critic says')
    ax.legend(loc='center left', bbox_to_anchor=(1, .5))
    plt.close(fig)
    print(f'largest difference where points are: {(said - best)[seen].abs().max():.3f}')
    fig


@cells.setup
def _cell_621188a5():
    'nbs/00_first_gan.ipynb #621188a5'
    global pushes
    def pushes(logit, points):
        "How hard either loss pushes made points to the left, towards the real ones."
        points = points.clone().requires_grad_()
        slopes = [torch.autograd.grad(loss(logit(points)), points)[0]
                  for loss in (minimax, non_saturating)]
        return [o.sum().item() for o in slopes]  # a mean: the loss has divided by n


@cells.setup
def _cell_1f32dd84():
    'nbs/00_first_gan.ipynb #1f32dd84'
    global apart, distances, perfect
    def apart(distance, n=100_000):
        "A perfect critic between two curves: the divergence, and both pushes."
        p, q = Normal(0., 1.), Normal(distance, 1.)
        def logit(x): return p.log_prob(x) - q.log_prob(x)  # so that σ is p/(p + q)
        seed_everything(0)
        x, y = p.sample((n,)), q.sample((n,))
        divergence = np.log(2) - critic_loss(logit(x), logit(y)).item()/2
        return divergence, *pushes(logit, y)

    distances = torch.linspace(0, 8, 41)
    perfect = torch.tensor([apart(o) for o in distances])


@cells.setup
def _cell_dcc3f196():
    'nbs/00_first_gan.ipynb #dcc3f196'
    global critic, d, q, trained, tried
    tried = at_scale(quick=(1, 4, 8), full=range(1, 9), smoke=(1, 8))
    trained = []
    for d in tried:
        q = Normal(float(d), 1.)
        critic = judge(Normal(0., 1.), q, at_scale(quick=300, full=500, smoke=3))
        trained.append(pushes(critic, q.sample((10_000, 1))))


@cells.setup
def _cell_c1113877():
    'nbs/00_first_gan.ipynb #c1113877'
    global axs, color, fig, i, mark, name
    fig, axs = plt.subplots(1, 2, figsize=(8.4, 3.4), layout='constrained')
    axs[0].plot(distances, perfect[:, 0]/np.log(2), color=INK)
    axs[0].set(title='divergence, in units of log 2', xlabel='distance of the curves')
    for i, (name, mark) in enumerate({'minimax': 'o', 'non-saturating': 's'}.items()):
        color = PALETTE[3 + i]
        axs[1].plot(distances, perfect[:, i + 1], color=color, label=f'{name}: perfect')
        axs[1].plot(tried, [o[i] for o in trained], mark, color=color, label='trained')
    axs[1].set(title='push on the made points', xlabel='distance of the curves')
    axs[1].legend()
    plt.close(fig)
    fig


@cells.setup
def _cell_018b5902():
    'nbs/00_first_gan.ipynb #018b5902'
    global ax, fig, i, logits, loss, name, slope
    logits = torch.linspace(-8, 8, 161, requires_grad=True)
    fig, ax = plt.subplots(figsize=(7, 2.8), layout='constrained')
    for i, loss in enumerate((minimax, non_saturating)):
        slope, = torch.autograd.grad(loss(logits)*len(logits), logits)
        name = loss.__name__.replace('_', '-')
        ax.plot(logits.detach(), -slope, color=PALETTE[3 + i], label=name)
    ax.set(xlabel="the fake's logit: left, the critic is sure that it is made",
           title='How hard each loss pushes a logit up')
    ax.legend()
    plt.close(fig)
    fig


@cells.setup
def _cell_beef1552():
    'nbs/00_first_gan.ipynb #beef1552'
    global RATES, games, n, seeds
    RATES = {'equal rates': (5e-4, 5e-4),
             'critic 20 times as fast': (2e-3, 1e-4),
             'generator 10 times as fast': (1e-4, 1e-3)}
    n = at_scale(quick=500, full=800, smoke=12)
    seeds = range(1, 1 + at_scale(quick=1, full=5, smoke=1))
    games = {name: [play(ring, n, (n//3, 2*n//3, n), seed=s, lr=lr) for s in seeds]
             for name, lr in RATES.items()}


@cells.setup
def _cell_9576c7f5():
    'nbs/00_first_gan.ipynb #9576c7f5'
    global ax, axs, fig, i, name, played, row, shot
    fig, axs = plt.subplots(3, 3, figsize=(8.4, 8.8), layout='constrained')
    for row, (name, played) in zip(axs, games.items()):
        for ax, (i, shot) in zip(row, played[0].items()):
            panel(ax, shot, ring, f'after {i} batches')
        row[0].set_ylabel(name)
    plt.close(fig)
    fig


@cells.setup
def _cell_6836d24d():
    'nbs/00_first_gan.ipynb #6836d24d'
    global name, played, report
    def report(name, points):
        "One line of the table: for each seed, modes covered and the share near a mode."
        both = ['{} / {:3.0%}'.format(*coverage(o)) for o in points]
        print(f'{name:27}', '   '.join(both))

    print('modes covered / near a mode, a column for each seed')
    for name, played in games.items():
        report(name, [made(o[n][0], 10_000, 'count') for o in played])
    report('real points', [ring(10_000, rng('count', s)) for s in seeds])
    report('a uniform ring', [ring(10_000, rng('count', s), modes=10_000) for s in seeds])


@cells.setup
def _cell_0e4e3d6d():
    'nbs/00_first_gan.ipynb #0e4e3d6d'
    global believed, last, name, played
    print("probability 'real' that the critic gives to made points, on average")
    for name, played in games.items():
        last = [o[n] for o in played]
        believed = [critic(made(gen)).sigmoid().mean() for gen, critic in last]
        print(f'{name:27}', '   '.join(f'{o:7.2f}' for o in believed))


@cells.setup
def _cell_4c2eb8f1():
    'nbs/00_first_gan.ipynb #4c2eb8f1'
    global PointsGame
    class PointsGame(Game):
        "The game of this chapter: latents to points."
        fields = 'z', 'real'

        def __init__(self, gen, critic):
            super().__init__()
            self.gen, self.critic = gen, critic

        def players(self): return dict(critic=self.critic, gen=self.gen)
        def begin(self, b): return self.gen(b.z)
        def forward(self, z): return self.gen(z)

        def losses(self, who, fake, b):
            if who == 'gen': return dict(adv=non_saturating(self.critic(fake)))
            return dict(adv=critic_loss(self.critic(b.real), self.critic(fake.detach())))


@cells.setup
def _cell_a7365b7b():
    'nbs/00_first_gan.ipynb #a7365b7b'
    global weights
    def weights(pair):
        "All weights of both players, in a row."
        return torch.cat([p.detach().flatten() for net in pair for p in net.parameters()])


@cells.setup
def _cell_3c68efdf():
    'nbs/00_first_gan.ipynb #3c68efdf'
    global batch, by_hand, by_learner, difference, dls, feed, learn, n
    n = at_scale(quick=100, full=100, smoke=20)
    by_hand, by_learner = players(3), players(3)
    batch = partial(draw, ring, seed=4)
    train(*by_hand, batch, n, fade=False)

    feed = [batch(i)[::-1] for i in range(n)]  # the learner wants the latents first
    dls = DataLoaders(feed, feed[:1], device=torch.device('cpu'))
    learn = GANLearner(dls, PointsGame(*by_learner))
    with learn.no_bar(), learn.no_logging():
        learn.fit(1, [5e-4, 5e-4])

    difference = (weights(by_hand) - weights(by_learner)).abs().max().item()
    print(f'{n} batches, {len(weights(by_hand)):,} weights, '
      f'largest difference: {difference}')


@cells.setup
def _cell_1e22ef59():
    'nbs/00_first_gan.ipynb #1e22ef59'
    global history
    def history(seed, nudge, n, lr, every=10):
        "All weights, every few batches; `nudge` first moves one of them by one bit."
        pair = players(seed)
        if nudge:
            weight = pair[1][0].weight
            weight.data[0, 0] = weight.data[0, 0].nextafter(torch.tensor(9.))
        track = []
        def watch(i):
            if i % every == 0:
                track.append(weights(pair))
        train(*pair, partial(draw, ring, seed=seed), n, lr, fade=False, watch=watch)
        return torch.stack(track)


@cells.setup
def _cell_5cd420c2():
    'nbs/00_first_gan.ipynb #5cd420c2'
    global gaps, kinds, lr, n, name, pairs, twins
    n = at_scale(quick=200, full=200, smoke=20)
    twins = range(at_scale(quick=1, full=10, smoke=1))
    kinds = {'a game': (5e-4, 5e-4), 'the critic alone': (5e-4, 0.)}
    gaps = {}
    for name, lr in kinds.items():
        pairs = [(history(s, False, n, lr), history(s, True, n, lr)) for s in twins]
        gaps[name] = [(a - b).abs().amax(1) for a, b in pairs]


@cells.setup
def _cell_9fc0c6d7():
    'nbs/00_first_gan.ipynb #9fc0c6d7'
    global ax, axs, color, fig, last, lines, name, o
    fig, axs = plt.subplots(1, 2, figsize=(8.4, 3.4), layout='constrained', sharey=True)
    for ax, (name, lines), color in zip(axs, gaps.items(), PALETTE[3:]):
        for o in lines:
            ax.semilogy(torch.arange(10, n + 1, 10), o, color=color, lw=1, alpha=.8)
        ax.set(title=name, xlabel='batches')
    axs[0].set_ylabel('largest difference of any weight')
    plt.close(fig)
    for name, lines in gaps.items():
        last = torch.stack(lines)[:, -1].sort().values
        print(f'{name}, after {n} batches: {last[0]:.0e} to {last[-1]:.0e}, '
          f'grown {min(o[-1]/o[0] for o in lines):,.0f}-fold at least')
    fig


@cells.setup
def _cell_4adab54e():
    'nbs/00_first_gan.ipynb #4adab54e'
    global held, images, labels, test_x, test_y, train_x, train_y
    images, labels = digits()
    held = torch.arange(len(images)) % 10 == 0
    train_x, train_y = images[~held], labels[~held]
    test_x, test_y = images[held], labels[held]
    show_rows({'real': from_uint8(train_x[::450])}, n=10, size=.7, title='Real digits',
              caption='Ten of the 4,500 to learn from.')


@cells.setup
def _cell_b30c888c():
    'nbs/00_first_gan.ipynb #b30c888c'
    global DigitsGame
    class DigitsGame(PointsGame):
        "Latents to flat images; the critic pays R1 on every fourth batch."
        def __init__(self, gen, critic):
            super().__init__(gen, critic)
            self.penalty = Penalty('r1', weight=.5, every=4)

        def forward(self, z): return self.gen(z).view(-1, 1, 28, 28)

        def losses(self, who, fake, b):
            if who == 'gen': return dict(adv=non_saturating(self.critic(fake)))
            real, fake = b.image.flatten(1), fake.detach()
            adv = critic_loss(self.critic(real), self.critic(fake))
            return dict(adv=adv, **self.penalty(self.critic, real, fake))


@cells.setup
def _cell_52426485():
    'nbs/00_first_gan.ipynb #52426485'
    global norm_mlp
    def norm_mlp(n_in, n_out, hidden=256, depth=3):
        "A multilayer perceptron with batch norm."
        sizes, layers = [n_in] + [hidden]*depth, []
        for a, b in zip(sizes, sizes[1:]):
            layers += [nn.Linear(a, b), nn.BatchNorm1d(b), nn.LeakyReLU(.2)]
        return nn.Sequential(*layers, nn.Linear(hidden, n_out))


@cells.setup
def _cell_5beac3f4():
    'nbs/00_first_gan.ipynb #5beac3f4'
    global digit_gen, dls, game, grid, learn, n, size
    seed_everything(0)
    size, n = 16, at_scale(quick=2500, full=30_000, smoke=2)
    digit_gen = nn.Sequential(norm_mlp(size, 784), nn.Tanh())
    game = DigitsGame(digit_gen, mlp(784, 1, hidden=256))
    grid = SampleGrid(torch.randn(10, size, generator=rng('look')), every=max(1, n//50))
    dls = noise_dls(train_x, bs=64, latent=size)
    learn = GANLearner(dls, game, cbs=[EMA(10_000), grid, session_checkpoint('00-digits')])
    with learn.no_logging():
        learn.fit_flat_cos(max(1, round(n/len(dls.train))), [1e-3, 1e-3], pct_start=.5)
    close_session('00')
    grid.film(6, n=10, size=.7, title='Ten latents, at six moments',
              caption='Each column is one latent: follow it downwards.')


@cells.setup
def _cell_5aee34c0():
    'nbs/00_first_gan.ipynb #5aee34c0'
    global digits_batch, shrink
    def shrink(n_in, n_out):
        "A convolution that halves the side."
        conv = nn.Conv2d(n_in, n_out, 3, 2, 1, bias=False)
        return nn.Sequential(conv, nn.BatchNorm2d(n_out), nn.ReLU())

    def digits_batch(i, bs=64):
        "Batch `i` of real digits, shifted a little, and their labels."
        pick = torch.randint(len(train_x), (bs,), generator=rng('reader', i))
        g = rng('shift', i)
        y, x = torch.randint(0, 5, (2,), generator=g).tolist()
        padded = F.pad(from_uint8(train_x[pick]), (2, 2, 2, 2), value=-1.)
        return padded[..., y:y + 28, x:x + 28], train_y[pick]


@cells.setup
def _cell_425aa833():
    'nbs/00_first_gan.ipynb #425aa833'
    global small_reader
    def small_reader(n):
        "A classifier of digits, trained on the real ones."
        seed_everything(5)
        net = nn.Sequential(shrink(1, 32), shrink(32, 64), shrink(64, 128), nn.Flatten(),
                            nn.Dropout(.3), nn.Linear(128*16, 10))
        opt = torch.optim.Adam(net.parameters(), 2e-3)
        rates = torch.optim.lr_scheduler.OneCycleLR(opt, 4e-3, n)
        for i in range(n):
            x, y = digits_batch(i)
            step(opt, F.cross_entropy(net(x), y))
            rates.step()
        return net.eval()


@cells.setup
def _cell_540b9093():
    'nbs/00_first_gan.ipynb #540b9093'
    global drawn, drawn_read, painter, read, reader, real_read, real_sure, right, share, sure
    reader = small_reader(at_scale(quick=400, full=1500, smoke=3))

    @torch.no_grad()
    def read(images, sure=.9):
        "Share of images read with a probability over .9; what was read."
        best = reader(images).softmax(1).max(1)
        return (best.values > sure).float().mean().item(), best.indices

    painter = learn.ema.average.cpu()  # the moving average of the generator
    drawn = painter(torch.randn(1000, size, generator=rng('count'))).detach()
    drawn = drawn.view(-1, 1, 28, 28)
    (real_sure, real_read), (sure, drawn_read) = read(from_uint8(test_x)), read(drawn)
    right = (real_read == test_y).float().mean().item()
    share = drawn_read.bincount(minlength=10)/len(drawn)
    print(f'500 held-out real digits: read right {right:.1%}, sure of {real_sure:.0%}')
    print(f'1,000 made digits: sure of {sure:.0%}; share of each digit:')
    print(', '.join(f'{i}: {o:.0%}' for i, o in enumerate(share)))


@cells.setup
def _cell_180d9ec9():
    'nbs/00_first_gan.ipynb #180d9ec9'
    global rows
    rows = {' '*i: o for i, o in enumerate(drawn[:36].split(12))}
    show_rows(rows, n=12, size=.7, title='Digits made from noise, not picked',
              caption='Strokes that a pen could have drawn, and specks that it could not.')


@cells.test
def test_the_losses_written_by_hand_are_the_library_s_with_their_gradients():
    'nbs/00_first_gan.ipynb #dda9b4ae'
    global by_hand_and_library, logits, mine, other, theirs, value_and_slope
    logits = torch.tensor([-200., -9, -1, 0, .5, 30, 200], requires_grad=True)
    other = torch.linspace(-3, 8, 7)

    def value_and_slope(loss):
        value = loss(logits)
        return torch.stack([value.expand(7), torch.autograd.grad(value, logits)[0]])

    by_hand_and_library = [
        (lambda l: critic_loss(l, other), lambda l: losses.non_saturating.critic(l, other)),
        (lambda l: critic_loss(other, l), lambda l: losses.minimax.critic(other, l)),
        (non_saturating, losses.non_saturating.gen),
        (minimax, losses.minimax.gen)]
    for mine, theirs in by_hand_and_library:
        assert torch.equal(value_and_slope(mine), value_and_slope(theirs))
        assert value_and_slope(mine).isfinite().all()


@cells.test
def test_the_losses_are_the_logarithms_of_the_formula():
    'nbs/00_first_gan.ipynb #a70b5327'
    global l, s
    l = torch.linspace(-9, 9, 19, dtype=torch.float64)
    s = 1/(1 + (-l).exp())
    assert torch.allclose(critic_loss(l, l), -s.log().mean() - (1 - s).log().mean())
    assert torch.allclose(non_saturating(l), -s.log().mean())
    assert torch.allclose(minimax(l), (1 - s).log().mean())


@cells.test
def test_a_critic_that_has_time_says_p_p_q():
    'nbs/00_first_gan.ipynb #3ae5c888'
    if scale() != 'smoke':
        assert (said - best)[seen].abs().max() < .1


@cells.test
def test_no_other_answer_costs_less_than_p_p_q():
    'nbs/00_first_gan.ipynb #563d5ba7'
    global p_here, paid, q_here, s
    for p_here, q_here in ((.3, .1), (.05, .6)):
        s = torch.linspace(.001, .999, 9999, dtype=torch.float64)
        paid = -p_here*s.log() - q_here*(1 - s).log()
        assert abs(s[paid.argmin()] - p_here/(p_here + q_here)) < 1e-3


@cells.test
def test_against_a_critic_that_is_sure_minimax_leaves_the_generator_without_a_g():
    'nbs/00_first_gan.ipynb #8df83323'
    global far
    far = perfect[-1]
    assert far[0] > .99*np.log(2) and far[1] < 1e-2 < 5 < far[2]
    if scale() != 'smoke':
        assert trained[-1][0] < trained[-1][1]/100


@cells.test
def test_minimax_pushes_with_twice_the_slope_of_the_divergence():
    'nbs/00_first_gan.ipynb #cffbc978'
    global slope
    slope = (perfect[2:, 0] - perfect[:-2, 0])/(distances[2:] - distances[:-2])
    assert (2*slope - perfect[1:-1, 1]).abs().max() < .02


@cells.test
def test_the_advice_is_the_gradient_at_each_point_and_leaves_the_critic_as_it_w():
    'nbs/00_first_gan.ipynb #658df2f5'
    global ahead, h, numeric, points, straight
    straight = nn.Linear(2, 1)
    assert torch.equal(advice(straight, ring(5)), straight.weight.detach().expand(5, 2))
    points, h = made(ring_gen, 20), 1e-3
    with torch.no_grad():
        ahead = [ring_critic(points + h*o) - ring_critic(points - h*o) for o in torch.eye(2)]
    numeric = torch.cat(ahead, 1)/(2*h)
    assert (advice(ring_critic, points) - numeric).norm() < .05*(numeric.norm() + 1e-3)
    assert all(o.grad is None for o in straight.parameters())


@cells.test
def test_modes_covered_and_share_near_a_mode_tell_real_points_a_uniform_ring_an():
    'nbs/00_first_gan.ipynb #3d0f26d5'
    global counts, half
    counts = {k: coverage(o) for k, o in known.items()}
    assert counts['real points'][0] == 8 and counts['real points'][1] > .98
    assert counts['a uniform ring'][1] < .35
    assert counts['one heap'][0] == 1 and counts['one heap'][1] > .98
    half = torch.cat([ring(4000, rng(0)), torch.zeros(4000, 2)])
    assert coverage(half)[0] == 8 and abs(coverage(half)[1] - .494) < .01


@cells.test
def test_the_generator_finds_the_heaps_of_the_ring():
    'nbs/00_first_gan.ipynb #2ec6a57d'
    global found, near
    if scale() != 'smoke':
        found, near = counts['the generator']
        assert found >= 7 and near >= .6


@cells.test
def test_a_critic_that_outruns_its_generator_makes_it_collapse_onto_one_heap():
    'nbs/00_first_gan.ipynb #eefd0229'
    global fair, fast_critic, fast_gen
    if scale() != 'smoke':
        fair, fast_critic, fast_gen = ([coverage(made(o[max(o)][0], 10_000, 'count')) for o in played]
                                       for played in games.values())
        assert max(found for found, _ in fast_critic) <= 2 and fast_critic[0][1] > .6
        assert min(found for found, _ in fair) >= 4
        assert max(found for found, _ in fast_gen) <= 2


@cells.test
def test_the_learner_and_the_loop_by_hand_give_the_same_weights():
    'nbs/00_first_gan.ipynb #f0c498ad'
    assert difference == 0
    assert not torch.equal(weights(by_hand), weights(players(3)))


@cells.test
def test_a_difference_in_the_last_bit_grows_and_without_it_nothing_differs():
    'nbs/00_first_gan.ipynb #06f10c2a'
    global a, b, first
    a, b = (history(0, False, 20, (5e-4, 5e-4)) for _ in range(2))
    assert torch.equal(a, b)
    first = (history(0, True, 10, (0., 0.)) - weights(players(0))).abs()
    assert (first > 0).sum() == 1 and first.max() < 1e-6
    if scale() != 'smoke':
        assert max(o[-1] for o in gaps['a game']) > 100*first.max()


@cells.test
def test_real_digits_are_read_right_and_all_ten_are_made():
    'nbs/00_first_gan.ipynb #dd9a528f'
    if scale() != 'smoke':
        assert right >= .97 and share.min() > .03 and sure > .4

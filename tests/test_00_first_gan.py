"""Generated from nbs/00_first_gan.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())


@cells.setup
def _cell_34e631c9():
    'nbs/00_first_gan.ipynb #34e631c9'
    global DataLoaders, EMA, F, GANLearner, Game, Penalty, SampleGrid, at_scale, close_session, digits, from_uint8, minimax, nn, noise_dls, non_saturating, np, plot_style, plt, rng, scale, seed_everything, session_checkpoint, show_rows, torch, tqdm
    import numpy as np
    import torch
    import torch.nn.functional as F
    from fastai.data.core import DataLoaders
    from matplotlib import pyplot as plt
    from torch import nn
    from tqdm.auto import tqdm

    from gan_course.averages import EMA
    from gan_course.checkpoints import close_session, session_checkpoint
    from gan_course.core import at_scale, from_uint8, plot_style, rng, scale, seed_everything, show_rows
    from gan_course.learner import Game, GANLearner
    from gan_course.loaders import noise_dls
    from gan_course.losses import Penalty, minimax, non_saturating
    from gan_course.photos import digits
    from gan_course.record import SampleGrid

    plot_style(); seed_everything(0)


@cells.setup
def _cell_4f15df50():
    'nbs/00_first_gan.ipynb #4f15df50'
    global axs, fig, moons, ring, scatter
    def ring(n, g=None, modes=8, radius=2., sigma=.08):
        "`n` points from `modes` round heaps on a ring."
        angle = torch.randint(0, modes, (n,), generator=g)*(2*torch.pi/modes)
        return torch.stack([angle.cos(), angle.sin()], 1)*radius + sigma*torch.randn(n, 2, generator=g)

    def moons(n, g=None):
        "`n` points from two interleaved half circles."
        t, upper = torch.rand(n, generator=g)*torch.pi, torch.rand(n, generator=g) < .5
        xy = torch.stack([torch.where(upper, t.cos(), 1 - t.cos()), torch.where(upper, t.sin(), .5 - t.sin())], 1)
        return (xy - torch.tensor([.5, .25]))*1.5 + .06*torch.randn(n, 2, generator=g)

    def scatter(ax, points, color, title=None, lim=2.8):
        "Draw points in a square."
        ax.scatter(*points.T, s=3, color=color, alpha=.6, linewidths=0); ax.set(xlim=(-lim, lim), ylim=(-lim, lim), xticks=[], yticks=[], aspect='equal'); ax.set_title(title, fontsize=9)

    fig, axs = plt.subplots(1, 2, figsize=(5, 2.6), layout='constrained')
    scatter(axs[0], ring(1000), 'C2', 'a ring of eight heaps'); scatter(axs[1], moons(1000), 'C2', 'two moons'); plt.close(fig); fig


@cells.setup
def _cell_7a077954():
    'nbs/00_first_gan.ipynb #7a077954'
    global critic, gen, latent, mlp
    def mlp(n_in, n_out, hidden=128, depth=3):
        "A multilayer perceptron with `depth` hidden layers."
        sizes = [n_in] + [hidden]*depth
        layers = [o for a, b in zip(sizes, sizes[1:]) for o in (nn.Linear(a, b), nn.LeakyReLU(.2))]
        return nn.Sequential(*layers, nn.Linear(hidden, n_out))

    latent = 8
    gen, critic = mlp(latent, 2), mlp(2, 1)
    gen(torch.randn(4, latent)).shape, critic(ring(4)).shape


@cells.setup
def _cell_2a6bc841():
    'nbs/00_first_gan.ipynb #2a6bc841'
    global batches, train_by_hand
    def batches(data, n, bs=256, seed=0):
        "`n` batches of real points and latents; each a function of (seed, number)."
        for i in range(n):
            g = rng(seed, i)
            yield data(bs, g), torch.randn(bs, latent, generator=g)

    def train_by_hand(gen, critic, batches, loss=non_saturating, lr=(1e-3, 5e-4), steps=None, each=None, fused=True):
        "The loop that all others in this course are compared with; with `steps`, the rates fade over the last half."
        critic_opt, gen_opt = (torch.optim.Adam(m.parameters(), r, betas=(.5, .99), fused=fused) for m, r in zip((critic, gen), lr))
        for i, (real, z) in enumerate(batches):
            if steps: critic_opt.param_groups[0]['lr'], gen_opt.param_groups[0]['lr'] = (r*min(1, 2*(1 - i/steps)) for r in lr)
            fake = gen(z)
            critic_loss = loss.critic(critic(real), critic(fake.detach()))   # steps 1 and 2
            critic_opt.zero_grad(); critic_loss.backward(); critic_opt.step()  # step 3
            gen_loss = loss.gen(critic(fake))
            gen_opt.zero_grad(); gen_loss.backward(); gen_opt.step()           # step 4
            if each: each(i)                                                   # step 5


@cells.setup
def _cell_7cd20e68():
    'nbs/00_first_gan.ipynb #7cd20e68'
    global fig, portrait, ring_gen, steps
    def portrait(data, steps, moments=6, seed=0):
        "Train by hand and draw samples and the critic's surface at `moments` moments; return the generator."
        seed_everything(seed); gen, critic = mlp(latent, 2), mlp(2, 1)
        at = sorted({int(o) for o in np.geomspace(max(1, steps//60), steps, moments)})
        fig, axs = plt.subplots(1, len(at), figsize=(1.9*len(at), 2.2), layout='constrained')
        z, lim = torch.randn(1000, latent, generator=rng('look')), 2.8
        xy = torch.stack(torch.meshgrid(*[torch.linspace(-lim, lim, 60)]*2, indexing='xy'), -1)
        bar = tqdm(total=steps, leave=False)
        def each(i):
            bar.update()
            if i + 1 not in at: return
            ax = axs[at.index(i + 1)]
            with torch.no_grad(): surface, made = critic(xy.view(-1, 2)).view(60, 60), gen(z)
            ax.imshow(surface, extent=(-lim, lim, -lim, lim), origin='lower', cmap='RdBu', vmin=-3, vmax=3, alpha=.7); ax.grid(False)
            scatter(ax, data(400, rng(1)), 'C2'); scatter(ax, made, 'black', f'after {i + 1} batches')
        train_by_hand(gen, critic, batches(data, steps, seed=seed), steps=steps, each=each)
        bar.close(); fig.suptitle('Green: real points. Black: made ones. Blue ground: the critic says real; red: made', fontsize=10); plt.close(fig)
        return gen, fig

    steps = at_scale(quick=4000, full=10000, smoke=30)
    ring_gen, fig = portrait(ring, steps); fig


@cells.setup
def _cell_3a2c29e0():
    'nbs/00_first_gan.ipynb #3a2c29e0'
    global counts, heaps, lost
    def heaps(points, modes=8, radius=2., sigma=.08):
        "Points of 1,000 near each heap, and the share that is near none."
        angle = torch.arange(modes)*(2*torch.pi/modes); centres = torch.stack([angle.cos(), angle.sin()], 1)*radius
        near = torch.cdist(points, centres) < 3*sigma
        return near.sum(0).tolist(), 1 - near.any(1).float().mean().item()

    with torch.no_grad(): counts, lost = heaps(ring_gen(torch.randn(1000, latent, generator=rng('count'))))
    print(f'samples of 1,000 near each heap: {counts}; near none: {lost:.0%}')


@cells.test
def test_all_eight_heaps_are_found():
    'nbs/00_first_gan.ipynb #2ec6a57d'
    if scale() != 'smoke': assert min(counts) >= 20 and lost <= .3


@cells.setup
def _cell_2ff9bae9():
    'nbs/00_first_gan.ipynb #2ff9bae9'
    global fig, moon_gen
    moon_gen, fig = portrait(moons, at_scale(quick=2000, full=6000, smoke=20), moments=5); fig


@cells.setup
def _cell_018b5902():
    'nbs/00_first_gan.ipynb #018b5902'
    global ax, fig, loss, push, x
    x = torch.linspace(-8, 8, 161, requires_grad=True); fig, ax = plt.subplots(figsize=(7, 2.6), layout='constrained')
    for loss in (minimax, non_saturating):
        push, = torch.autograd.grad(torch.stack([loss.gen(o) for o in x]).sum(), x)
        ax.plot(x.detach(), -push, label=loss.name.replace('_', ' '))
    ax.set(xlabel="the fake's logit: left, the critic is sure that it is fake", ylabel='push', title="The generator's push"); ax.legend(); plt.close(fig); fig


@cells.setup
def _cell_d6cb26a4():
    'nbs/00_first_gan.ipynb #d6cb26a4'
    global generator_push, pushes
    def generator_push(loss, seed=2):
        "Norm of the generator's gradient when the critic has a head start of 300 batches."
        seed_everything(seed); gen, critic = mlp(latent, 2), mlp(2, 1)
        opt = torch.optim.Adam(critic.parameters(), 3e-3, betas=(.5, .99))
        for real, z in batches(ring, at_scale(quick=300, full=300, smoke=2), seed=9):
            value = loss.critic(critic(real), critic(gen(z).detach())); opt.zero_grad(); value.backward(); opt.step()
        push = torch.autograd.grad(loss.gen(critic(gen(torch.randn(256, latent, generator=rng(5))))), list(gen.parameters()))
        return torch.cat([o.flatten() for o in push]).norm().item()

    pushes = {loss.name: generator_push(loss) for loss in (minimax, non_saturating)}
    print(', '.join(f'{k}: gradient of norm {v:.2g}' for k, v in pushes.items()))


@cells.test
def test_against_a_strong_critic_minimax_leaves_the_generator_without_a_gradien():
    'nbs/00_first_gan.ipynb #8df83323'
    if scale() != 'smoke': assert pushes['minimax'] < pushes['non_saturating']/10


@cells.setup
def _cell_beef1552():
    'nbs/00_first_gan.ipynb #beef1552'
    global ax, axs, fig, games, i, made, name, row, shots, six_moments
    def six_moments(lr, n=at_scale(quick=600, full=600, smoke=12), seed=1):
        "Play with these learning rates; 1,000 samples at six moments."
        seed_everything(seed); gen, critic = mlp(latent, 2), mlp(2, 1); z, shots = torch.randn(1000, latent, generator=rng('look')), {}
        def each(i):
            if (i + 1) % (n//6) == 0: shots[i + 1] = gen(z).detach()
        train_by_hand(gen, critic, batches(ring, n, seed=seed), lr=lr, each=each)
        return shots

    games = {'critic 2 : generator 1': six_moments((1e-3, 5e-4)), 'critic 1 : generator 10': six_moments((3e-4, 3e-3))}
    fig, axs = plt.subplots(2, 6, figsize=(11, 4), layout='constrained')
    for row, (name, shots) in zip(axs, games.items()):
        for ax, (i, made) in zip(row, shots.items()): scatter(ax, ring(400, rng(1)), 'C2'); scatter(ax, made, 'black', f'after {i} batches')
        row[0].set_ylabel(name, fontsize=9)
    fig.suptitle("Two games that differ in their learning rates only", fontsize=10); plt.close(fig); fig


@cells.setup
def _cell_6836d24d():
    'nbs/00_first_gan.ipynb #6836d24d'
    global found, k, v
    found = {k: [sum(o > 20 for o in heaps(made)[0]) for made in shots.values()] for k, shots in games.items()}
    for k, v in found.items(): print(f'{k}: heaps with more than 20 of 1,000 samples, at the six moments: {v}')


@cells.test
def test_a_generator_that_outruns_its_critic_collapses():
    'nbs/00_first_gan.ipynb #eefd0229'
    if scale() != 'smoke': assert max(found['critic 1 : generator 10']) <= 4 < found['critic 2 : generator 1'][-1]


@cells.setup
def _cell_4c2eb8f1():
    'nbs/00_first_gan.ipynb #4c2eb8f1'
    global PointsGame
    class PointsGame(Game):
        "The game of this chapter: latents to points. Batch: (latents, real points)."
        def __init__(self, gen, critic, loss=non_saturating): super().__init__(); self.gen, self.critic, self.adv = gen, critic, loss
        fields = 'z', 'real'
        def players(self): return dict(critic=self.critic, gen=self.gen)
        def begin(self, b): return self.gen(b.z)
        def forward(self, z): return self.gen(z)
        def losses(self, who, fake, b):
            if who == 'critic': return dict(adv=self.adv.critic(self.critic(b[1]), self.critic(fake.detach())))
            return dict(adv=self.adv.gen(self.critic(fake)))


@cells.test
def test_the_learner_and_the_loop_by_hand_give_the_same_weights():
    'nbs/00_first_gan.ipynb #a7365b7b'
    global by_hand, by_learner, feed, gap, learn, n, start
    n = at_scale(quick=100, full=100, smoke=20)
    def start(): seed_everything(3); return mlp(latent, 2), mlp(2, 1)
    def gap(a, b): return max((p - q).abs().max().item() for m, k in zip(a, b) for p, q in zip(m.parameters(), k.parameters()))

    by_hand, by_learner = start(), start()
    train_by_hand(*by_hand, batches(ring, n, seed=4))
    feed = [(z, x) for x, z in batches(ring, n, seed=4)]
    learn = GANLearner(DataLoaders(feed, feed[:1], device=torch.device('cpu')), PointsGame(*by_learner))
    with learn.no_bar(), learn.no_logging(): learn.fit(1, [1e-3, 5e-4])
    print(f'{n} batches, largest difference of any weight: {gap(by_hand, by_learner):.1e}')
    assert gap(by_hand, by_learner) < 1e-6


@cells.setup
def _cell_1e22ef59():
    'nbs/00_first_gan.ipynb #1e22ef59'
    global a, b, fused, n, pair
    for n in (1, 5, 20):
        a, b = start(), start()
        for pair, fused in ((a, True), (b, False)): train_by_hand(*pair, batches(ring, n, seed=4), fused=fused)
        print(f'after {n:2} batches: {gap(a, b):.0e}')


@cells.setup
def _cell_4adab54e():
    'nbs/00_first_gan.ipynb #4adab54e'
    global held, images, labels, test_x, test_y, train_x, train_y
    images, labels = digits()
    held = torch.arange(len(images)) % 10 == 0
    train_x, train_y, test_x, test_y = images[~held], labels[~held], images[held], labels[held]
    show_rows({'real': from_uint8(train_x[::450])}, n=10, title='Real digits', caption='Ten of the 4,500 to learn from.')


@cells.setup
def _cell_b30c888c():
    'nbs/00_first_gan.ipynb #b30c888c'
    global DigitsGame
    class DigitsGame(PointsGame):
        "Latents to flat images; the critic pays R1 on every fourth turn."
        def __init__(self, gen, critic): super().__init__(gen, critic); self.penalty = Penalty('r1', weight=.5, every=4)
        def forward(self, z): return self.gen(z).view(-1, 1, 28, 28)
        def losses(self, who, fake, b):
            flat = b.image.flatten(1); terms = super().losses(who, fake, (b.z, flat))
            return {**terms, **self.penalty(self.critic, flat, fake.detach())} if who == 'critic' else terms


@cells.setup
def _cell_5beac3f4():
    'nbs/00_first_gan.ipynb #5beac3f4'
    global digit_critic, digit_gen, grid, learn, n, norm_mlp, size
    seed_everything(0)
    def norm_mlp(n_in, n_out, hidden=256, depth=3):
        "A multilayer perceptron with batch norm."
        sizes = [n_in] + [hidden]*depth
        return nn.Sequential(*[o for a, b in zip(sizes, sizes[1:]) for o in (nn.Linear(a, b), nn.BatchNorm1d(b), nn.LeakyReLU(.2))], nn.Linear(hidden, n_out))

    size, n = 16, at_scale(quick=5000, full=30_000, smoke=2)
    digit_gen, digit_critic = nn.Sequential(norm_mlp(size, 784), nn.Tanh()), mlp(784, 1, hidden=256)
    grid = SampleGrid(torch.randn(10, size, generator=rng('look')), every=max(1, n//50))
    learn = GANLearner(noise_dls(train_x, bs=64, latent=size), DigitsGame(digit_gen, digit_critic), cbs=[EMA(10_000), grid, session_checkpoint('00-digits')])
    with learn.no_logging(): learn.fit_flat_cos(max(1, round(n/len(learn.dls.train))), [1e-3, 1e-3], pct_start=.5)
    close_session('00')
    grid.film(6, n=10, size=.75, title='Ten latents, at six moments', caption='Each column is one latent: follow it downwards.')


@cells.setup
def _cell_5aee34c0():
    'nbs/00_first_gan.ipynb #5aee34c0'
    global _, judged, made, reader, real_sure, right, share, small_reader, sure
    def small_reader(steps=at_scale(quick=500, full=1500, smoke=3), bs=64):
        "A classifier of digits, trained on the real ones, each shifted a little."
        seed_everything(5)
        conv = lambda i, o: nn.Sequential(nn.Conv2d(i, o, 3, 2, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU())
        net = nn.Sequential(conv(1, 32), conv(32, 64), conv(64, 128), nn.Flatten(), nn.Dropout(.3), nn.Linear(128*16, 10))
        opt = torch.optim.Adam(net.parameters(), 2e-3); slope = torch.optim.lr_scheduler.OneCycleLR(opt, 4e-3, steps)
        for i in range(steps):
            idx, g = torch.randint(len(train_x), (bs,), generator=rng('reader', i)), rng('shift', i)
            y, x = torch.randint(0, 5, (2,), generator=g).tolist()
            loss = F.cross_entropy(net(F.pad(from_uint8(train_x[idx]), (2, 2, 2, 2), value=-1.)[..., y:y + 28, x:x + 28]), train_y[idx])
            opt.zero_grad(); loss.backward(); opt.step(); slope.step()
        return net.eval()

    @torch.no_grad()
    def judged(images, sure=.9):
        "Share of images read with confidence over .9, and the share of each digit."
        p = reader(images).softmax(1).max(1)
        return (p.values > sure).float().mean().item(), p.indices.bincount(minlength=10)/len(images)

    reader = small_reader()
    with torch.no_grad(): right = (reader(from_uint8(test_x)).argmax(1) == test_y).float().mean().item()
    made = learn.ema.average(torch.randn(1000, size, generator=rng('count'), device='cpu').to(learn.dls.device)).detach().cpu().view(-1, 1, 28, 28)
    (real_sure, _), (sure, share) = judged(from_uint8(test_x)), judged(made)
    print(f"the reader is right on {right:.1%} of 500 held-out real digits, and sure of {real_sure:.0%} of them")
    print(f"made digits: sure of {sure:.0%} of 1,000; share of each digit: {', '.join(f'{i}: {o:.0%}' for i, o in enumerate(share))}")


@cells.test
def test_handwritten_digits_holds():
    'nbs/00_first_gan.ipynb #dd9a528f'
    if scale() != 'smoke': assert right >= .97 and share.min() > .03


@cells.setup
def _cell_180d9ec9():
    'nbs/00_first_gan.ipynb #180d9ec9'
    show_rows({' '*i: o for i, o in enumerate(made[:36].split(12))}, n=12, size=.75, title='Digits made from noise, not picked', caption='Look for strokes that a pen could have drawn, and for specks that it could not.')

"""Generated from nbs/05_dcgan.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.dcgan import (
    Augment, DCGANCritic, DCGANGenerator, DecoupledAdam, EMA, EndAfter, ExportSpec, F, GANLearner, NoiseGame, Path, Penalty, PlayersOptimizer,
    Precision, SETTINGS, Trained, _RUN, _enlarge, _he, _init, _shrink, _spectral, _write_run, architecture, check, check_fits, check_square, choose,
    dcgan_learner, doublings, lengthening, load_folder, load_model, math, nn, noise_dls, open_run, partial, patch_folder, receptive_field, sample,
    save_figure, save_model, seed_everything, show_rows, spectral_norm, time, torch, train_dcgan, trained_batches)


@cells.setup
def _cell_3c86c333():
    'nbs/05_dcgan.ipynb #3c86c333'
    global AdaptiveSwitcher, Callback, Checkpoint, ExceptionExpected, GameLog, Markdown, PET_FACTORS, PetReader, SampleGrid, SampleScore, ScoreSamples, UserError, animate, at_scale, capture_output, cifar10, close_session, count_kinds, embed, evaluating, fingerprint, from_uint8, interpolate, latents, load_model, plot_style, plt, rng, scale, session_checkpoint, tempfile, test_close, test_eq, toy_pets, use_scale
    import tempfile

    from fastai.callback.core import Callback
    from fastcore.test import ExceptionExpected, test_close, test_eq
    from IPython.display import Markdown
    from IPython.utils.capture import capture_output
    from matplotlib import pyplot as plt

    from gan_course.averages import evaluating
    from gan_course.checkpoints import Checkpoint, close_session, session_checkpoint
    from gan_course.core import UserError, at_scale, from_uint8, plot_style, rng, scale, use_scale
    from gan_course.game_learner import fingerprint
    from gan_course.games import ScoreSamples, animate, interpolate
    from gan_course.learner import AdaptiveSwitcher
    from gan_course.loaders import latents
    from gan_course.metrics import PetReader, SampleScore, count_kinds, embed
    from gan_course.models import load_model
    from gan_course.pets import PET_FACTORS, toy_pets
    from gan_course.photos import cifar10
    from gan_course.record import GameLog, SampleGrid

    plot_style()
    seed_everything(42)


@cells.setup
def _cell_fc2b267a():
    'nbs/05_dcgan.ipynb #fc2b267a'
    global shown, stops, ways
    shown = load_model('toy-pets-32')  # trained below; it ships with the package
    stops = latents(24, 64, seed=4).view(4, 6, 64)  # six pets, four stops each, and back
    ways = [interpolate(shown, a, b, 13)[1:] for a, b in zip(stops, stops.roll(-1, 0))]
    animate(torch.cat(ways))


@cells.setup
def _cell_e6041ad4():
    'nbs/05_dcgan.ipynb #e6041ad4'
    global mlp, mlp_game, pets
    pets = toy_pets(at_scale(quick=4000, full=20_000, smoke=400), 32, seed=1).images

    def mlp(*sizes):
        "Fully connected layers, from `sizes[0]` numbers to `sizes[-1]`."
        layers = [(nn.Linear(a, b), nn.LeakyReLU(.2)) for a, b in zip(sizes, sizes[1:])]
        return [m for pair in layers for m in pair][:-1]

    def mlp_game():
        "The digits' two players, for pictures of 32 x 32 x 3 numbers."
        seed_everything(0)
        to_image = nn.Tanh(), nn.Unflatten(1, (3, 32, 32))
        gen = nn.Sequential(*mlp(64, 256, 256, 3072), *to_image)
        critic = nn.Sequential(nn.Flatten(), *mlp(3072, 256, 256, 1), nn.Flatten(0))
        return NoiseGame(gen, critic)


@cells.setup
def _cell_98a909c7():
    'nbs/05_dcgan.ipynb #98a909c7'
    global made, train_mlp
    def train_mlp(images):
        "Let the fully connected players learn; return what the generator then makes."
        learn = GANLearner(noise_dls(images, bs=64, latent=64), mlp_game())
        batches = at_scale(quick=200, full=1000, smoke=2)
        with learn.no_bar(), learn.no_logging():
            learn.fit(max(1, round(batches/len(learn.dls.train))))
        return sample(learn.model, 12, seed=3)

    made = train_mlp(pets)
    show_rows({'real': from_uint8(pets[:12]), 'made': made}, n=12, size=.75)


@cells.setup
def _cell_9066a9b3():
    'nbs/05_dcgan.ipynb #9066a9b3'
    global made_mess, mess, order, put_back, rows
    order = torch.randperm(32*32, generator=rng('shuffled'))
    mess = pets.flatten(2)[:, :, order].view_as(pets)
    made_mess = train_mlp(mess)
    put_back = made_mess.flatten(2)[:, :, order.argsort()].view_as(made_mess)
    rows = {'learned from': from_uint8(mess[:12]), 'made': made_mess, 'put back': put_back}
    show_rows(rows, n=12, size=.75)


@cells.setup
def _cell_6b254985():
    'nbs/05_dcgan.ipynb #6b254985'
    global w, x, y
    x = torch.arange(1., 17).view(1, 1, 4, 4)
    w = torch.tensor([[1., 0], [0, -1]]).view(1, 1, 2, 2)
    y = F.conv2d(x, w, stride=2)
    print(x[0, 0].int().tolist(), '->', y[0, 0].int().tolist())


@cells.setup
def _cell_db9e09b5():
    'nbs/05_dcgan.ipynb #db9e09b5'
    global stamps, three, z
    z = torch.tensor([[1., 2], [3, 4]]).view(1, 1, 2, 2)
    stamps = F.conv_transpose2d(z, w, stride=2)
    print('window of 2, stride 2:')
    print(stamps[0, 0].int())
    three = F.conv_transpose2d(z, torch.ones(1, 1, 3, 3), stride=2)
    print('window of 3, stride 2, all ones:')
    print(three[0, 0].int())


@cells.setup
def _cell_96c6fec4():
    'nbs/05_dcgan.ipynb #96c6fec4'
    global ax, axs, evenness, fig, k
    def evenness(kernel, stride=2, side=8):
        "Stamps that land on each pixel of the output."
        ones, window = torch.ones(1, 1, side, side), torch.ones(1, 1, kernel, kernel)
        return F.conv_transpose2d(ones, window, stride=stride)[0, 0]

    fig, axs = plt.subplots(1, 2, figsize=(5, 2.8), layout='constrained')
    for ax, k in zip(axs, (3, 4)):
        ax.imshow(evenness(k), cmap='viridis')
        ax.set(title=f'window {k}, stride 2', xticks=[], yticks=[])
        ax.grid(False)
    fig.suptitle('Stamps on each pixel: the brighter, the more', fontsize=10)
    plt.close(fig)
    fig


@cells.setup
def _cell_35472f09():
    'nbs/05_dcgan.ipynb #35472f09'
    global shapes
    def shapes(net, x):
        "Print the shape of a batch at the door, after every convolution, and at the exit."
        print(f"{'in':16}", tuple(x.shape))
        for m in net:
            x, name = m(x), type(m).__name__
            if name.startswith('Conv'):
                print(f'{name:16}', tuple(x.shape))
        print(f"{'out':16}", tuple(x.shape))

    shapes(DCGANGenerator(32), latents(2, 64))


@cells.setup
def _cell_a38c5f10():
    'nbs/05_dcgan.ipynb #a38c5f10'
    shapes(DCGANCritic(32), torch.zeros(2, 3, 32, 32))


@cells.setup
def _cell_be0394ba():
    'nbs/05_dcgan.ipynb #be0394ba'
    global c, g, pair, size
    for size in (16, 32, 64, 128):
        pair = DCGANGenerator(size, 3), DCGANCritic(size, 3)
        g, c = (sum(p.numel() for p in net.parameters())/1e6 for net in pair)
        print(f"{size:4} px: generator {g:.2f} M parameters, critic {c:.2f} M")


@cells.setup
def _cell_7fce29da():
    'nbs/05_dcgan.ipynb #7fce29da'
    receptive_field(DCGANCritic(32))


@cells.setup
def _cell_2a3a7706():
    'nbs/05_dcgan.ipynb #2a3a7706'
    global train
    def train(name, images, batches, setting='modern',
              width=at_scale(quick=32, full=32, smoke=8), cbs=(), **kwargs):
        "Train; in the last half the learning rates fade to 0. A lost session goes on."
        cbs = [*cbs, session_checkpoint(f'05-{name}')]
        learn = dcgan_learner(images, setting, width=width, cbs=cbs, **kwargs)
        epochs = max(1, round(batches/len(learn.dls.train)))
        with learn.no_logging():
            learn.fit_flat_cos(epochs, learn.lr, pct_start=.5)
        return learn


@cells.setup
def _cell_58184738():
    'nbs/05_dcgan.ipynb #58184738'
    global batches, grid, learn
    batches = at_scale(quick=700, full=6000, smoke=2)
    grid = SampleGrid(latents(16, 64, seed=3), every=max(1, batches//60))
    learn = train('pets', pets, batches, lr=2e-3, cbs=[grid, GameLog()])  # narrow: faster
    grid.film(6, title='Eight latents, at six moments', size=.9)


@cells.setup
def _cell_3f9391e4():
    'nbs/05_dcgan.ipynb #3f9391e4'
    global rows
    rows = {f'seed {s}': sample(learn.ema.average, 12, seed=s) for s in range(4)}
    show_rows(rows, n=12, size=.75, title='Samples, not picked',
              caption='Made by the moving average of the generator.')


@cells.setup
def _cell_33153a55():
    'nbs/05_dcgan.ipynb #33153a55'
    global fresh, images, judge, lines, made, n, name, rows, v
    n = at_scale(quick=1000, full=2000, smoke=400)
    judge = SampleScore(toy_pets(n, 32, seed=8).images, split='drawn pets', progress=False)
    fresh = from_uint8(toy_pets(n, 32, seed=9).images)
    made = sample(learn.ema.average, n, seed=5)
    rows = {'fresh drawings (the floor)': fresh,
            'fresh drawings, blurred': F.avg_pool2d(fresh, 3, 1, 1), 'DCGAN': made}
    lines = ['| | Fréchet | kernel x 1,000 | precision | recall |', '|---|---|---|---|---|']
    for name, images in rows.items():
        v = judge(images)
        lines.append(f"| {name} | {v['frechet']:.1f} | {v['kid']:.1f} "
                 f"| {v['precision']:.2f} | {v['recall']:.2f} |")
    Markdown('\n'.join([*lines, '', judge.protocol(n)]))


@cells.setup
def _cell_cf036cde():
    'nbs/05_dcgan.ipynb #cf036cde'
    global kinds, reader, taught
    taught = toy_pets(at_scale(quick=4000, full=10_000, smoke=200), 32, seed=3)
    reader = PetReader(PET_FACTORS)
    reader.learn(taught.images, taught.factors, at_scale(quick=300, full=1000, smoke=2))
    kinds = count_kinds(reader.read(made))
    print(f"kinds of pet (species, coat, ears) seen in {n} samples:",
          f"{(kinds > 0).sum()} of 20; rarest {kinds.min()}, commonest {kinds.max()}")


@cells.setup
def _cell_8d4b772a():
    'nbs/05_dcgan.ipynb #8d4b772a'
    learn.record.plot()


@cells.setup
def _cell_cabed2a5():
    'nbs/05_dcgan.ipynb #cabed2a5'
    global gen, pairs, walks
    gen = learn.ema.average
    pairs = latents(6, 64, seed=11).view(3, 2, 64)
    walks = {f'walk {i + 1}': interpolate(gen, a, b, 10) for i, (a, b) in enumerate(pairs)}
    show_rows(walks, n=10, size=.85, title='From one latent to another',
              caption='Equal steps along the sphere. Which would you not call a pet?')


@cells.setup
def _cell_3d3a8250():
    'nbs/05_dcgan.ipynb #3d3a8250'
    global calm_z, draw, happy_z, mood, smile, z
    @torch.no_grad()
    def draw(z):
        "Images of latents, 256 at a time."
        device = next(gen.parameters()).device
        return torch.cat([gen(o.to(device)).float().cpu() for o in z.split(256)])

    z = latents(at_scale(quick=2000, full=4000, smoke=100), 64, seed=21)
    mood = reader.read(draw(z))['mood']
    if scale() == 'smoke':
        mood = torch.arange(len(z)) % 2  # nothing has been learned there
    happy_z, calm_z = z[mood == 1], z[mood == 0]
    smile = F.normalize(happy_z.mean(0) - calm_z.mean(0), dim=0)


@cells.setup
def _cell_677feb0a():
    'nbs/05_dcgan.ipynb #677feb0a'
    global happy, moved, rows
    moved = {k: draw(calm_z[:10] + k*smile) for k in (0, 2, 4)}
    happy = {k: reader.read(v)['mood'].float().mean().item() for k, v in moved.items()}
    print('read as happy:', ', '.join(f'+ {k} x smile: {v:.0%}' for k, v in happy.items()))
    rows = {f'+ {k} smiles' if k else 'calm': v for k, v in moved.items()}
    show_rows(rows, n=10, size=.85, title='Adding a smile')


@cells.setup
def _cell_ee5398df():
    'nbs/05_dcgan.ipynb #ee5398df'
    global _, cifar, floor, judge2, split, unseen
    if scale() == 'full':
        (cifar, _), (unseen, _) = (cifar10(o, progress=False) for o in ('train', 'test'))
        split = 'CIFAR-10, train'
    else:
        cifar, unseen, split = pets, toy_pets(n, 32, seed=9).images, 'drawn pets'
    judge2 = SampleScore(cifar[:10_000], split=split, progress=False)
    floor = judge2(from_uint8(unseen[:2000]))['frechet']


@cells.setup
def _cell_3b5493c8():
    'nbs/05_dcgan.ipynb #3b5493c8'
    global budget, every, gpu, runs, scored, setting, watch, width
    gpu, scored = torch.cuda.is_available(), at_scale(quick=500, full=2000, smoke=400)
    budget = at_scale(quick=4_800, full=5_000_000 if gpu else 600_000, smoke=384)  # images
    every = max(1, budget//64//at_scale(quick=3, full=10, smoke=1))
    runs = {setting: ScoreSamples(judge2, every, scored) for setting in SETTINGS}
    width = at_scale(quick=32, full=64, smoke=8)
    for setting, watch in runs.items():
        train(setting, cifar, budget/64, setting, width, cbs=[watch], flip=True)


@cells.setup
def _cell_c747a2ca():
    'nbs/05_dcgan.ipynb #c747a2ca'
    global ax, fig, name, o
    fig, ax = plt.subplots(figsize=(7, 3), layout='constrained')
    for name, o in runs.items():
        ax.plot(*zip(*o.scores), 'o-', label=name)
    ax.axhline(floor, color='gray', linestyle=':', label='unseen real images')
    ax.set(xlabel='images learned from', ylabel='Fréchet distance', yscale='log',
           title='Lower is better')
    ax.legend()
    plt.close(fig)
    fig


@cells.setup
def _cell_bbd62cf6():
    'nbs/05_dcgan.ipynb #bbd62cf6'
    global best, rows, shares
    best = {k: o.best for k, o in runs.items()}
    shares = [f"{k} {v:.1f} ({v/best['classic']:.2f} of classic)" for k, v in best.items()]
    print(f"best of run: {', '.join(shares)}; floor {floor:.1f};",
          f"{judge2.protocol(scored)}; {budget:,} images each")
    rows = {f'{k} {i + 1}': o.made['best'][12*i:12*i + 12]
            for k, o in runs.items() for i in range(2)}
    show_rows(rows, n=12, size=.75, title='Samples at the best moment of each, not picked')


@cells.setup
def _cell_6c4a0609():
    'nbs/05_dcgan.ipynb #6c4a0609'
    global usual_loop
    def usual_loop(learn, epochs):
        "The usual DCGAN loop, over the networks and the data of a learner."
        gen, critic, bce = learn.model.gen, learn.model.critic, nn.BCEWithLogitsLoss()
        adam = partial(torch.optim.Adam, lr=2e-4, betas=(.5, .999))
        gen_opt, critic_opt = adam(gen.parameters()), adam(critic.parameters())
        for _ in range(epochs):
            for z, x in learn.dls.train:
                fake, ones, zeros = gen(z), x.new_ones(len(x)), x.new_zeros(len(x))
                critic.zero_grad()
                (bce(critic(x), ones) + bce(critic(fake.detach()), zeros)).backward()
                critic_opt.step()
                gen.zero_grad()
                bce(critic(fake), ones).backward()
                gen_opt.step()


@cells.setup
def _cell_8f444af0():
    'nbs/05_dcgan.ipynb #8f444af0'
    global a, b, epochs, lines, ours, protocol, seed, seeds, seen, usual, width
    seeds, width = at_scale(quick=1, full=2, smoke=1), at_scale(quick=16, full=32, smoke=8)
    lines, epochs = ['| seed | `GANLearner` | the usual loop |', '|---|---|---|'], seeds
    for seed in range(1, seeds + 1):
        ours, usual = (dcgan_learner(cifar, 'classic', width, flip=True, seed=seed)
                       for _ in range(2))
        with ours.no_bar(), ours.no_logging():
            ours.fit(epochs)
        usual_loop(usual, epochs)
        a, b = (judge2(sample(o.model, scored, seed=7))['frechet'] for o in (ours, usual))
        lines.append(f'| {seed} | {a:.1f} | {b:.1f} |')
    seen = epochs*len(ours.dls.train)
    protocol = f'Fréchet distance after {seen:,} batches of 64; lower is better'
    Markdown('\n'.join([*lines, '', protocol]))


@cells.setup
def _cell_84d695f2():
    'nbs/05_dcgan.ipynb #84d695f2'
    global eight
    seed_everything(0)
    eight = from_uint8(toy_pets(8, 32, seed=5).images)
    show_rows({'real': eight, 'seen': Augment()(eight), 'again': Augment()(eight)}, size=.9,
              title='What the critic sees of eight pets, twice',
              caption='Reals and fakes are treated alike, so the generator '
                  'need not learn to draw squares.')


@cells.setup
def _cell_4856ac08():
    'nbs/05_dcgan.ipynb #4856ac08'
    global augment, every, few, judge3, long, name, others, scored, watched, ways
    few = toy_pets(at_scale(quick=300, full=300, smoke=64), 32, seed=31).images
    others = toy_pets(n, 32, seed=32).images
    judge3 = SampleScore(others, split='unseen drawn pets', progress=False)
    long = at_scale(quick=96, full=3000, smoke=2)
    scored = at_scale(quick=500, full=1000, smoke=400)
    every = max(1, long//at_scale(quick=3, full=10, smoke=1))
    ways = {'as they are': None, 'augmented': Augment()}
    watched = {name: ScoreSamples(judge3, every, scored) for name in ways}
    for name, augment in ways.items():
        train(f'few-{name}', few, long, cbs=[watched[name]], augment=augment, lr=2e-3)


@cells.setup
def _cell_fe294b20():
    'nbs/05_dcgan.ipynb #fe294b20'
    global ax, distances, fig, images, name, o
    fig, ax = plt.subplots(figsize=(7, 2.8), layout='constrained')
    for name, o in watched.items():
        images, distances = zip(*o.scores)
        ax.plot([i/64 for i in images], distances, 'o-', label=name)
    ax.set(xlabel='batches', ylabel='Fréchet distance', yscale='log',
           title='300 pictures: distance to unseen ones')
    ax.legend()
    plt.close(fig)
    fig


@cells.setup
def _cell_6dc43abb():
    'nbs/05_dcgan.ipynb #6dc43abb'
    show_rows({k: o.made['last'] for k, o in watched.items()}, n=12, size=.75,
              title='At the end',
              caption='The same twelve latents, from the same 300 pictures.')


@cells.setup
def _cell_2a015075():
    'nbs/05_dcgan.ipynb #2a015075'
    global Verdicts
    class Verdicts(ScoreSamples):
        "Also ask the critic: of pictures it learns from, of others, of samples."
        def look(self):
            super().look()
            sets = from_uint8(photos), from_uint8(strangers[:300]), self.made['last']
            with torch.no_grad(), evaluating(self.model.critic) as critic:
                logits = [critic(o.to(self.dls.device)).mean().item() for o in sets]
            self.extra.append(logits)


@cells.setup
def _cell_52de729d():
    'nbs/05_dcgan.ipynb #52de729d'
    global augment, every, judge4, kind, name, overlong, photos, strangers, tired
    photos, strangers, kind = few, others, 'unseen drawn pets'
    if scale() == 'full':
        photos, strangers, kind = cifar[:300], cifar[300:4_300], 'other photographs'
    judge4 = SampleScore(strangers, split=kind, progress=False)
    overlong = at_scale(quick=32, full=3000, smoke=2)
    every = max(1, overlong//at_scale(quick=2, full=12, smoke=1))
    tired = {name: Verdicts(judge4, every, scored, keep=300) for name in ways}
    for name, augment in ways.items():
        train(f'long-{name}', photos, overlong, 'classic', cbs=[tired[name]],
              augment=augment, flip=True)
    close_session('05')  # the last training: nothing more to go on with


@cells.setup
def _cell_b168e8ba():
    'nbs/05_dcgan.ipynb #b168e8ba'
    global at, ax, fig, k, label, left, name, names, o, right, said, values
    fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3), layout='constrained')
    for k, o in tired.items():
        at, values = [i/64 for i, _ in o.scores], [v for _, v in o.scores]
        label = f'{k}: best {o.best:.0f}, last {values[-1]:.0f}'
        left.plot(at, values, 'o-', ms=3, label=label)
    left.set(xlabel='batches', ylabel='Fréchet distance',
             title='Distance to other photographs')
    names = 'those it learns from', 'others', 'samples'
    for said, name in zip(zip(*tired['as they are'].extra), names):
        right.plot(at, said, 'o-', ms=3, label=name)
    right.set(xlabel='batches', ylabel='mean logit',
              title="As they are: the critic's verdict on photographs")
    for ax in (left, right):
        ax.legend()
    plt.close(fig)
    fig


@cells.setup
def _cell_720a0753():
    'nbs/05_dcgan.ipynb #720a0753'
    show_rows({k: o.made['last'] for k, o in tired.items()}, n=12, size=.75,
              title='At the end: from the same latents')


@cells.setup
def _cell_d44ca964():
    'nbs/05_dcgan.ipynb #d44ca964'
    global last, nearest, points
    last = tired['as they are'].made['last'][:12]
    points = [embed(o, judge4.embedding) for o in (last, photos)]
    nearest = from_uint8(photos[torch.cdist(*points).argmin(1)])
    show_rows({'made': last, 'nearest of 300': nearest}, n=12, size=.75,
              title='As they are, at the end: copies?')


@cells.setup
def _cell_066e2400():
    'nbs/05_dcgan.ipynb #066e2400'
    global result
    with use_scale('smoke'), capture_output():  # two batches: look at what comes back
        result = train_dcgan('embedded', 16, batches=2, width=8, bs=8)
    result._fields, sample(result.model, 2).shape


@cells.setup
def _cell_a60e616c():
    'nbs/05_dcgan.ipynb #a60e616c'
    global notes
    if scale() == 'full':  # ships with the package
        notes = dict(data='20,000 toy pets of 32 px, drawn by the course', batches=batches)
        save_model(gen, '../gan_course/weights/toy-pets-32.safetensors', half=True, **notes)


@cells.setup
def _cell_6228045e():
    'nbs/05_dcgan.ipynb #6228045e'
    global pets_made, rows
    if scale() == 'full':  # the picture of the README
        pets_made = sample(load_model('toy-pets-32'), 36, seed=1).split(12)
        rows = {' '*i: o for i, o in enumerate(pets_made)}
        save_figure(show_rows(rows, n=12, size=.9), '../images/toy-pets.png')


@cells.test
def test_convolutions_both_ways_give_the_numbers_in_the_text():
    'nbs/05_dcgan.ipynb #48fdccb0'
    test_eq(y[0, 0].tolist(), [[-5., -5.], [-5., -5.]])
    test_eq(stamps[0, 0, :2, :2].tolist(), [[1., 0], [0, -1]])
    test_eq(three[0, 0, 2].tolist(), [4., 4, 10, 6, 6])


@cells.test
def test_a_window_of_4_lays_equally_many_stamps_on_every_inner_pixel_one_of_3_d():
    'nbs/05_dcgan.ipynb #3389ce01'
    global counts
    counts = {k: evenness(k)[3:-3, 3:-3].unique().numel() for k in (3, 4)}
    assert counts[3] > 1 and counts[4] == 1


@cells.test
def test_to_fully_connected_layers_shuffled_pictures_are_the_same_pictures():
    'nbs/05_dcgan.ipynb #db80a7b7'
    global moved_net, plain, weight
    plain, moved_net = (mlp_game().critic for _ in range(2))
    weight = moved_net[1].weight.data  # (256, 3072): shuffled pixels, shuffled weights
    weight.copy_(weight.unflatten(1, (3, -1))[:, :, order].flatten(1))
    test_close(plain(from_uint8(pets[:8])), moved_net(from_uint8(mess[:8])), 1e-5)


@cells.test
def test_generator_and_critic_fit_each_other_at_every_size_and_pictures_lie_in():
    'nbs/05_dcgan.ipynb #92827ffa'
    global out, size
    for size in (16, 32, 64, 128):
        out = DCGANGenerator(size, 3)(torch.randn(2, 64))
        test_eq(out.shape, (2, 3, size, size))
        test_eq(DCGANCritic(size, 3)(out).shape, (2,))
        assert out.abs().max() <= 1
    test_eq(DCGANGenerator(32, 1)(torch.randn(3, 64)).shape, (3, 1, 32, 32))


@cells.test
def test_a_size_a_norm_or_images_that_do_not_fit_are_named():
    'nbs/05_dcgan.ipynb #7eb914d6'
    with ExceptionExpected(UserError, regex="size=28: expected a power of two from 16 up"):
        DCGANGenerator(28)
    with ExceptionExpected(UserError, regex="norm='layer': expected a known name"):
        DCGANCritic(norm='layer')
    with ExceptionExpected(UserError, regex="images of .8, 3, 16, 24.*: expected square"):
        dcgan_learner(torch.zeros(8, 3, 16, 24, dtype=torch.uint8))
    with ExceptionExpected(UserError, regex="images of .1, 16, 16.: expected .3, 32, 32."):
        DCGANCritic(32)(torch.zeros(2, 1, 16, 16))


@cells.test
def test_a_receptive_field_is_what_the_gradient_of_one_output_reaches():
    'nbs/05_dcgan.ipynb #9874c13d'
    global first_three, probe, seen
    test_eq(receptive_field(DCGANCritic(32)), [4, 10, 22, 46])
    probe = torch.zeros(1, 3, 32, 32, requires_grad=True)
    first_three = nn.Sequential(*list(DCGANCritic(32, norm='none'))[:5])
    first_three(probe)[0, 0, 1, 1].backward()
    seen = probe.grad[0].abs().sum(0).nonzero()
    test_eq((seen.max(0).values - seen.min(0).values + 1).tolist(), [22, 22])


@cells.test
def test_no_batch_norm_in_the_first_layer_spectral_norm_holds_every_layer_at_1():
    'nbs/05_dcgan.ipynb #a003ebff'
    global _, largest, m, norms, spectral
    norms = [isinstance(m, nn.BatchNorm2d) for m in DCGANCritic(32)]
    test_eq(sum(norms), 2)
    assert not any(norms[:3])
    spectral = DCGANCritic(32, width=8, norm='spectral')
    for _ in range(30):
        spectral(torch.randn(2, 3, 32, 32))  # the estimate settles
    for m in spectral:
        if not isinstance(m, nn.Conv2d): continue
        largest = torch.linalg.matrix_norm(m.weight.flatten(1), 2)
        test_close(largest, 1., .05)


@cells.setup
def _cell_ba5c31b8():
    'nbs/05_dcgan.ipynb #ba5c31b8'
    global fresh, silent, tiny
    tiny = toy_pets(400, 16, seed=1).images

    def fresh(setting='classic', **kwargs):
        "A small learner, in fp32."
        learn = dcgan_learner(tiny, setting, width=8, latent=8, bs=16,
                              device=torch.device('cpu'), **kwargs)
        learn.remove_cb(Precision)
        return learn

    def silent(learn, fit, *args):
        "Train without a bar and without a table; return the learner."
        with learn.no_bar(), learn.no_logging():
            getattr(learn, fit)(*args)
        return learn


@cells.test
def test_the_usual_dcgan_loop_gives_the_same_weights_after_50_batches():
    'nbs/05_dcgan.ipynb #ea56b168'
    global gap, mine, pairs_of, usual
    mine, usual = silent(fresh(), 'fit', 2), fresh()
    usual_loop(usual, 2)
    pairs_of = zip(mine.model.parameters(), usual.model.parameters())
    gap = max((a - b).abs().max().item() for a, b in pairs_of)
    print(f'{2*len(mine.dls.train)} batches, largest difference of any weight: {gap:.1e}')
    assert len(mine.dls.train) == 25 and gap < 1e-5


@cells.test
def test_in_the_modern_setting_the_critic_pays_pair_by_pair_and_for_its_slope_a():
    'nbs/05_dcgan.ipynb #37ed5efc'
    global b, fake, game, gen_pays, learn, pays, real, slope, squares, x
    learn = fresh('modern')
    game, b = learn.model, next(iter(learn.dls.train))
    real, fake = game.critic(b.image), game.critic(game.gen(b.z)).detach()
    pays = game.losses('critic', game.gen(b.z), b)
    test_eq(list(pays), ['adv', 'r1'])
    test_close(pays['adv'], F.softplus(fake - real).mean(), 1e-5)
    x = b.image.clone().requires_grad_()
    slope, = torch.autograd.grad(game.critic(x).sum(), x)
    squares = slope.square().flatten(1).sum(1)
    test_close(pays['r1'], 4*.05*squares.mean(), 1e-5)  # every fourth batch, four times
    gen_pays = game.losses('gen', game.gen(b.z), b)
    test_close(gen_pays['adv'], F.softplus(real - fake).mean(), 1e-5)


@cells.test
def test_each_setting_is_what_the_text_says():
    'nbs/05_dcgan.ipynb #8c07314e'
    global parts
    def parts(setting):
        learn = fresh(setting)
        game, _ = learn.model, learn.create_opt()
        norm, rates = game.critic.config['norm'], [o['lr'] for o in learn.opt.hypers]
        return norm, game.adv.name, len(game.penalties), rates, hasattr(learn, 'ema')

    test_eq(parts('classic'), ('batch', 'non_saturating', 0, [2e-4, 2e-4], False))
    test_eq(parts('improved'), ('spectral', 'hinge', 0, [1e-3, 5e-4], True))
    test_eq(parts('modern'), ('none', 'relativistic', 1, [1e-3, 1e-3], True))


@cells.test
def test_r1_is_charged_on_every_fourth_batch_of_a_training():
    'nbs/05_dcgan.ipynb #42d993eb'
    global charged
    charged = silent(fresh('modern'), 'fit', 1).record['critic/r1'][0]
    test_eq(len(charged), 7)
    assert {b - a for a, b in zip(charged, charged[1:])} == {4}


@cells.test
def test_the_moving_average_forgets_the_untrained_network_at_once():
    'nbs/05_dcgan.ipynb #c03f2d69'
    global EndNow, average, away, before, learn, now
    learn = fresh('modern')
    before = fingerprint(learn.model.gen)
    class EndNow(Callback):
        order = 60  # after the average
        def after_batch(self): raise KeyboardInterrupt

    try:
        silent(learn.add_cb(EndNow()), 'fit', 1)
    except KeyboardInterrupt:
        pass
    average, now = fingerprint(learn.ema.average), fingerprint(learn.model.gen)
    def away(a, b):
        return sum((p - q).abs().sum() for p, q in zip(a, b) if p.is_floating_point())
    assert away(average, now) < .01*away(before, now)


@cells.setup
def _cell_99e842c7():
    'nbs/05_dcgan.ipynb #99e842c7'
    global StopAt, play
    class StopAt(Callback):
        order = 90
        def __init__(self, n):
            self.n = n
        def after_batch(self):
            if self.checkpoint.count == self.n: raise KeyboardInterrupt

    def play(name, stop=None):
        kill = [StopAt(stop)] if stop else []
        cbs = [Checkpoint(Path(tmp.name)/name, every=1), EMA(500), *kill]
        learn = fresh('classic', switcher=AdaptiveSwitcher(.69, max_crit=3), cbs=cbs)
        try:
            silent(learn, 'fit_one_cycle', 2, [1e-3, 1e-3])
        except KeyboardInterrupt:
            return None
        return fingerprint(learn.model) + fingerprint(learn.ema.average)


@cells.test
def test_a_noise_game_resumed_in_mid_epoch_equals_one_that_never_stopped():
    'nbs/05_dcgan.ipynb #fde57aa1'
    global cut, straight, tmp
    tmp = tempfile.TemporaryDirectory()
    straight, cut = play('a.pt'), play('b.pt', 31)
    seed_everything(1)
    assert cut is None and all(map(torch.equal, straight, play('b.pt')))


@cells.test
def test_adding_smiles_makes_calm_pets_happy():
    'nbs/05_dcgan.ipynb #b60aa77b'
    if scale() != 'smoke':
        assert happy[4] > happy[0]


@cells.test
def test_a_folder_of_images_in_a_generator_and_a_grid_out():
    'nbs/05_dcgan.ipynb #959f2d1d'
    global again, result
    with use_scale('smoke'), capture_output():
        result = train_dcgan('embedded', 16, batches=2, out=Path(tmp.name)/'grid',
                             path=tmp.name, width=8, bs=8)
    test_eq(sample(result.model, 2).shape, (2, 3, 16, 16))
    assert (result.folder/'samples.png').exists() and result.seconds > 0
    again = load_model(result.folder/'gan.safetensors')
    test_close(sample(again, 2), sample(result.model, 2), 1e-5)


@cells.setup
def _cell_eb312c48():
    'nbs/05_dcgan.ipynb #eb312c48'
    global EveryFive, played, ten_lines
    played = []
    class EveryFive(Callback):
        "A checkpoint every five batches; note the batches that were really learned."
        def before_fit(self):
            self.checkpoint.every = 5
            played.append(0)
        def after_step(self):
            played[-1] += 1

    def ten_lines(name, stop=None, **kwargs):
        cbs = [EveryFive(), *([StopAt(stop)] if stop else [])]
        with use_scale('smoke'), capture_output():
            settings = dict(batches=20, path=tmp.name, width=8, bs=8, cbs=cbs)
            result = train_dcgan('embedded', 16, out=Path(tmp.name)/name,
                                 **{**settings, **kwargs})
        return sample(result.model, 4)


@cells.test
def test_a_run_of_train_dcgan_goes_on_with_resume_true_and_ends_the_same():
    'nbs/05_dcgan.ipynb #9eabdee9'
    global kept, whole
    kept = Path(tmp.name)/'cut'/'gan.checkpoint'
    whole = ten_lines('whole')
    try:
        ten_lines('cut', stop=12)
    except KeyboardInterrupt:
        assert kept.exists()
    test_eq(ten_lines('cut', resume=True), whole)
    assert played[0] == 40 and played[2] < 24, f"begun anew, or too long: {played}"
    with ExceptionExpected(UserError, regex="resume=True without a folder"):
        train_dcgan('embedded', 16, resume=True)


@cells.test
def test_a_finished_run_is_read_back_lengthened_as_if_it_had_been_long_and_not():
    'nbs/05_dcgan.ipynb #df46c1a6'
    global long, n_fits
    n_fits = len(played)
    test_close(ten_lines('whole', resume=True), whole, 1e-5)
    test_eq(len(played), n_fits)
    long = ten_lines('long', batches=33)
    test_eq(ten_lines('whole', resume=True, batches=33), long)
    assert played[-1] == 26, f"begun anew: {played}"
    with ExceptionExpected(UserError, regex="a finished run.*overwrite=True"): ten_lines('whole')
    with ExceptionExpected(UserError, regex="other settings .flip=True, not False; seed=None, not 7"):
        ten_lines('whole', resume=True, flip=False, seed=7)
    test_eq(ten_lines('whole', overwrite=True), whole)


@cells.test
def test_the_shipped_generator_draws_pets():
    'nbs/05_dcgan.ipynb #6336a012'
    global pets_made
    pets_made = sample(load_model('toy-pets-32'), 64, seed=1)
    test_eq(pets_made.shape, (64, 3, 32, 32))
    assert pets_made.std() > .2


@cells.test
def test_samples_are_scored_at_fixed_moments_and_the_scores_survive_an_interrup():
    'nbs/05_dcgan.ipynb #690bb6eb'
    global Count, watched_play, whole
    class Count:
        "A judge that needs no network: the mean brightness of the samples."
        def __call__(self, made): return dict(frechet=made.mean().item())

    def watched_play(name, stop=None):
        watch = ScoreSamples(Count(), 10, 8)
        kill = [StopAt(stop)] if stop else []
        cbs = [watch, Checkpoint(Path(tmp.name)/name, every=7), *kill]
        try:
            silent(fresh('modern', cbs=cbs), 'fit', 1)
        except KeyboardInterrupt:
            pass
        return watch.scores

    whole = watched_play('c.pt')
    test_eq([i for i, _ in whole], [160, 320, 400])
    watched_play('d.pt', stop=15)
    test_eq(watched_play('d.pt'), whole)

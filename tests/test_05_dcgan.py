"""Generated from nbs/05_dcgan.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.dcgan import (
    AdversarialLoss, Augment, Checkpoint, DCGANCritic, DCGANGenerator, DecoupledAdam, EMA, ExportSpec, F, GANLearner, Game, NoiseGame, Path, Penalty,
    PlayersOptimizer, Precision, SETTINGS, UserError, _init, _stages, adversarial_loss, architecture, atomic, check, choose, dcgan_learner,
    interpolate, json, latents, load_dcgan, load_file, load_folder, math, nn, noise_dls, partial, patch_folder, pretrained_dcgan, ranks,
    receptive_field, rng, safe_open, sample, save_dcgan, save_figure, save_file, seed_everything, show_rows, slerp, spectral_norm, torch, train_dcgan)


@cells.setup
def _cell_3c86c333():
    'nbs/05_dcgan.ipynb #3c86c333'
    global AdaptiveSwitcher, Callback, ExceptionExpected, GameLog, Markdown, PET_FACTORS, PetReader, SampleGrid, SampleScore, at_scale, capture_output, cifar10, close_session, count_kinds, embed, fingerprint, from_uint8, plot_style, plt, scale, session_checkpoint, skipping, tempfile, test_close, test_eq, toy_pets, use_scale
    import tempfile

    from fastai.callback.core import Callback
    from fastcore.test import ExceptionExpected, test_close, test_eq
    from gan_course.averages import skipping
    from gan_course.checkpoints import close_session, session_checkpoint
    from gan_course.pets import PET_FACTORS, toy_pets
    from gan_course.photos import cifar10
    from gan_course.record import GameLog, SampleGrid
    from IPython.display import Markdown
    from IPython.utils.capture import capture_output
    from matplotlib import pyplot as plt

    from gan_course.core import at_scale, from_uint8, plot_style, scale, use_scale
    from gan_course.learner import AdaptiveSwitcher, fingerprint
    from gan_course.metrics import PetReader, SampleScore, count_kinds, embed

    plot_style(); seed_everything(42)


@cells.test
def test_a_convolution_by_hand_y_tolist():
    'nbs/05_dcgan.ipynb #6b254985'
    global w, x, y
    x = torch.arange(1., 17).view(1, 1, 4, 4)
    w = torch.tensor([[1., 0], [0, -1]]).view(1, 1, 2, 2)
    y = F.conv2d(x, w, stride=2)
    print(x[0, 0].int().tolist(), '->', y[0, 0].int().tolist())
    test_eq(y[0, 0].tolist(), [[-5., -5.], [-5., -5.]])


@cells.test
def test_a_convolution_by_hand_stamps_tolist():
    'nbs/05_dcgan.ipynb #db9e09b5'
    global stamps, three, z
    z = torch.tensor([[1., 2], [3, 4]]).view(1, 1, 2, 2)
    stamps = F.conv_transpose2d(z, w, stride=2)
    print('window of 2, stride 2:'); print(stamps[0, 0].int())
    three = F.conv_transpose2d(z, torch.ones(1, 1, 3, 3), stride=2)
    print('window of 3, stride 2, all ones:'); print(three[0, 0].int())
    test_eq(stamps[0, 0, :2, :2].tolist(), [[1., 0], [0, -1]])
    test_eq(three[0, 0, 2].tolist(), [4., 4, 10, 6, 6])


@cells.setup
def _cell_96c6fec4():
    'nbs/05_dcgan.ipynb #96c6fec4'
    global ax, axs, evenness, fig, k
    def evenness(kernel, stride=2, side=8):
        "Stamps that land on each pixel of the output."
        return F.conv_transpose2d(torch.ones(1, 1, side, side), torch.ones(1, 1, kernel, kernel), stride=stride)[0, 0]

    fig, axs = plt.subplots(1, 2, figsize=(5, 2.8), layout='constrained')
    for ax, k in zip(axs, (3, 4)): ax.imshow(evenness(k), cmap='viridis'); ax.set(title=f'window {k}, stride 2', xticks=[], yticks=[]); ax.grid(False)
    fig.suptitle('Stamps on each pixel: the brighter, the more', fontsize=10)
    plt.close(fig); fig


@cells.test
def test_a_convolution_by_hand_inner_unique_numel_and_inner_unique():
    'nbs/05_dcgan.ipynb #3389ce01'
    global inner
    inner = lambda k: evenness(k)[3:-3, 3:-3]
    assert inner(3).unique().numel() > 1 and inner(4).unique().numel() == 1


@cells.test
def test_five_rules_out_abs_max():
    'nbs/05_dcgan.ipynb #be0394ba'
    global c, g, out, size
    for size in (16, 32, 64, 128):
        g, c = DCGANGenerator(size, 3), DCGANCritic(size, 3)
        out = g(torch.randn(2, 64)); test_eq((out.shape, c(out).shape), ((2, 3, size, size), (2,)))
        print(f"{size:4} px: generator {sum(p.numel() for p in g.parameters())/1e6:.2f} M parameters, critic {sum(p.numel() for p in c.parameters())/1e6:.2f} M")
        assert out.abs().max() <= 1
    test_eq(DCGANGenerator(32, 1)(torch.randn(3, 64)).shape, (3, 1, 32, 32))


@cells.test
def test_five_rules_size_expected_a_power_of_two():
    'nbs/05_dcgan.ipynb #7eb914d6'
    with ExceptionExpected(UserError, regex="size=28: expected a power of two from 16 up; try size=32"): DCGANGenerator(28)
    with ExceptionExpected(UserError, regex="norm='layer': expected a known name"): DCGANCritic(norm='layer')
    with ExceptionExpected(UserError, regex="images of .1, 32, 32.: expected .3, 32, 32."): DCGANCritic(32)(torch.zeros(2, 1, 32, 32))


@cells.test
def test_five_rules_receptive_field_dcgancritic():
    'nbs/05_dcgan.ipynb #9874c13d'
    global probe, seen
    test_eq(receptive_field(DCGANCritic(32)), [4, 10, 22, 46])
    probe = torch.zeros(1, 3, 32, 32, requires_grad=True)
    nn.Sequential(*list(DCGANCritic(32, norm='none'))[:5])(probe)[0, 0, 1, 1].backward()  # after the third convolution
    seen = probe.grad[0].abs().sum(0).nonzero()
    test_eq((seen.max(0).values - seen.min(0).values + 1).tolist(), [22, 22])


@cells.test
def test_sampling_sample_g_seed_bs_many_e():
    'nbs/05_dcgan.ipynb #fe79a77f'
    global a, b, g, many
    g = DCGANGenerator(16, 3, latent=8, width=8)
    many = sample(g, 130, seed=1)
    test_close(sample(g, 130, seed=1, bs=7), many, 1e-5); test_close(sample(g, 5, seed=1), many[:5], 1e-5)
    assert torch.equal(latents(3, 8, 1, first=70), latents(100, 8, 1)[70:73])
    a, b = latents(2, 8)
    test_close(slerp(a, b, 0.), a, 1e-5); test_close(slerp(a, b, 1.), b, 1e-5)
    test_close(slerp(F.normalize(a, dim=0), F.normalize(b, dim=0), .3).norm(), 1., 1e-5)
    with ExceptionExpected(UserError, regex="n=0"): sample(g, 0)


@cells.test
def test_sampling_sample_load_dcgan_path_sample_g_e():
    'nbs/05_dcgan.ipynb #18f2a90a'
    global path, tmp
    tmp = tempfile.TemporaryDirectory(); path = save_dcgan(g, Path(tmp.name)/'g.safetensors')
    test_close(sample(load_dcgan(path), 4), sample(g, 4), 1e-6)
    path.write_text('no'); 
    with ExceptionExpected(UserError, regex="not a DCGAN generator"): load_dcgan(path)


@cells.setup
def _cell_84d695f2():
    'nbs/05_dcgan.ipynb #84d695f2'
    global pets
    seed_everything(0); pets = from_uint8(toy_pets(8, 32, seed=5).images)
    show_rows({'real': pets, 'seen': Augment()(pets), 'again': Augment()(pets)}, size=.9, title='What the critic sees of eight pets, twice', caption='Reals and fakes are treated alike, so the generator need not learn to draw squares.')


@cells.test
def test_few_pictures_augment_false_pets_pets_e():
    'nbs/05_dcgan.ipynb #93db365b'
    global still, x
    x = pets.clone().requires_grad_(); Augment()(x).sum().backward(); assert x.grad.abs().sum() > 0
    test_close(Augment(False, 0, 0)(pets), pets, 1e-6)
    still = Augment(False, .25, 0)(pets); assert all(torch.isin(still[i].unique(), torch.cat([pets[i].unique(), torch.zeros(1)])).all() for i in range(8))


@cells.test
def test_the_usual_dcgan_loop_gives_the_same_weights_after_50_steps():
    'nbs/05_dcgan.ipynb #ea56b168'
    global few, fresh, gap, mine, silent, steps, usual, usual_loop
    few = toy_pets(400, 16, seed=1).images
    def fresh(setting='classic', **kwargs):
        learn = dcgan_learner(few, setting, width=8, latent=8, bs=16, device=torch.device('cpu'), **kwargs)
        learn.remove_cb(Precision)
        return learn

    def silent(learn, fit, *args):
        with learn.no_bar(), learn.no_logging(): getattr(learn, fit)(*args)
        return learn

    def usual_loop(learn, epochs):
        "The DCGAN loop as it is usually written, over the networks and the data of a learner; return the number of steps."
        gen, critic = learn.model.gen.to(learn.dls.device), learn.model.critic.to(learn.dls.device); steps = 0
        adam = partial(torch.optim.Adam, lr=2e-4, betas=(.5, .999)); gen_opt, critic_opt = adam(gen.parameters()), adam(critic.parameters()); bce = nn.BCEWithLogitsLoss()
        for epoch in range(epochs):
            for z, x in learn.dls.train:
                fake = gen(z); ones, zeros = torch.ones(len(x), device=x.device), torch.zeros(len(x), device=x.device)
                critic.zero_grad(); (bce(critic(x), ones) + bce(critic(fake.detach()), zeros)).backward(); critic_opt.step()
                gen.zero_grad(); bce(critic(fake), ones).backward(); gen_opt.step(); steps += 1
        return steps

    mine, usual = fresh(), fresh()
    silent(mine, 'fit', 2); steps = usual_loop(usual, 2)
    gap = max((a - b).abs().max().item() for a, b in zip(mine.model.parameters(), usual.model.parameters()))
    print(f'{steps} steps, largest difference of any weight: {gap:.1e}')
    assert steps == 50 and gap < 1e-5


@cells.test
def test_a_noise_game_resumed_in_mid_epoch_equals_one_that_never_stopped():
    'nbs/05_dcgan.ipynb #fde57aa1'
    global StopAt, cut, play, straight
    class StopAt(Callback):
        order = 90
        def __init__(self, n): self.n = n
        def after_batch(self):
            if self.checkpoint.count == self.n: raise KeyboardInterrupt

    def play(name, stop=None):
        learn = fresh('classic', switcher=AdaptiveSwitcher(.69, max_crit=3), cbs=[Checkpoint(Path(tmp.name)/name, every=1), EMA(500)] + ([StopAt(stop)] if stop else []))
        try: silent(learn, 'fit_one_cycle', 2, [1e-3, 1e-3])
        except KeyboardInterrupt: return None
        return fingerprint(learn.model) + fingerprint(learn.ema.average)

    straight, cut = play('a.pt'), play('b.pt', 31)
    seed_everything(1)
    assert cut is None and all(map(torch.equal, straight, play('b.pt')))


@cells.setup
def _cell_58184738():
    'nbs/05_dcgan.ipynb #58184738'
    global grid, learn, pets, steps, train
    pets = toy_pets(at_scale(quick=4000, full=20_000, smoke=400), 32, seed=1).images
    steps = at_scale(quick=700, full=6000, smoke=2)

    def train(name, images, batches, setting='modern', width=at_scale(quick=32, full=32, smoke=8), cbs=(), **kwargs):
        "Train for about so many batches; in the last half the learning rates fade to 0 along a cosine. A lost session goes on where it stood. Return the learner."
        learn = dcgan_learner(images, setting, width=width, cbs=[*cbs, session_checkpoint(f'05-{name}')], **kwargs)
        with learn.no_logging(): learn.fit_flat_cos(max(1, round(batches/len(learn.dls.train))), learn.lr, pct_start=.5)
        return learn

    grid = SampleGrid(latents(16, 64, seed=3), every=max(1, steps//60))
    learn = train('pets', pets, steps, lr=2e-3, cbs=[grid, GameLog()])  # narrow networks bear twice the usual rate
    grid.film(6, title='Eight latents, at six moments', size=.9)


@cells.setup
def _cell_3f9391e4():
    'nbs/05_dcgan.ipynb #3f9391e4'
    show_rows({f'seed {s}': sample(learn.ema.average, 12, seed=s) for s in range(4)}, n=12, size=.75, title='Samples, not picked', caption='Made by the moving average of the generator.')


@cells.setup
def _cell_33153a55():
    'nbs/05_dcgan.ipynb #33153a55'
    global blurred, cells, floor, judge, kinds, n, ours, reader, taught
    n = at_scale(quick=1000, full=2000, smoke=400)
    judge = SampleScore(toy_pets(n, 32, seed=8).images, split='drawn pets', progress=False)
    floor, ours = judge(from_uint8(toy_pets(n, 32, seed=9).images)), judge(sample(learn.ema.average, n, seed=5))
    blurred = judge(F.avg_pool2d(from_uint8(toy_pets(n, 32, seed=9).images), 3, 1, 1))
    taught = toy_pets(at_scale(quick=4000, full=10_000, smoke=200), 32, seed=3)
    reader = PetReader(PET_FACTORS).learn(taught.images, taught.factors, at_scale(quick=300, full=1000, smoke=2))
    kinds = count_kinds(reader.read(sample(learn.ema.average, n, seed=5)))
    print(f"kinds of pet (species, coat, ears) seen in {n} samples: {(kinds > 0).sum()} of 20; rarest {kinds.min()}, commonest {kinds.max()}")
    cells = lambda k, v: f"| {k} | {v['frechet']:.1f} | {v['kid']:.1f} | {v['precision']:.2f} | {v['recall']:.2f} |"
    Markdown('\n'.join(['| | Fréchet | kernel x 1,000 | precision | recall |', '|---|---|---|---|---|', cells('fresh drawings (the floor)', floor), cells('fresh drawings, blurred', blurred), cells('DCGAN', ours), '', judge.protocol(n)]))


@cells.setup
def _cell_8d4b772a():
    'nbs/05_dcgan.ipynb #8d4b772a'
    learn.game_log.plot()


@cells.setup
def _cell_cabed2a5():
    'nbs/05_dcgan.ipynb #cabed2a5'
    global gen, pairs
    gen = learn.ema.average
    pairs = latents(6, 64, seed=11)
    show_rows({f'walk {i+1}': interpolate(gen, pairs[2*i], pairs[2*i + 1], 10) for i in range(3)}, n=10, size=.85, title='From one latent to another', caption='Each picture is one step along the sphere. Look for steps that are no pet: there should be none.')


@cells.setup
def _cell_677feb0a():
    'nbs/05_dcgan.ipynb #677feb0a'
    global calm, drawn, happy, mood, moved, smile, z
    z = latents(at_scale(quick=2000, full=4000, smoke=100), 64, seed=21)
    with torch.no_grad(): drawn = torch.cat([gen(o.to(next(gen.parameters()).device)).float().cpu() for o in z.split(256)])
    mood = reader.read(drawn)['mood']
    smile = z[mood == 1].mean(0) - z[mood == 0].mean(0) if 0 < mood.sum() < len(mood) else torch.zeros(64)
    calm = z[mood == 0][:10] if (mood == 0).any() else z[:10]
    with torch.no_grad(): moved = {f'+ {k} x smile': gen((calm + k*smile/smile.norm().clamp(min=1e-6)).to(next(gen.parameters()).device)).float().cpu() for k in (0, 2, 4)}
    happy = {k: reader.read(v)['mood'].float().mean().item() for k, v in moved.items()}
    print('read as happy:', ', '.join(f'{k}: {v:.0%}' for k, v in happy.items()))
    show_rows({'calm' if k.startswith('+ 0') else k.replace(' x smile', ' smiles'): v for k, v in moved.items()}, n=10, size=.85, title='Adding a smile')


@cells.test
def test_the_arithmetic_of_a_smile_holds():
    'nbs/05_dcgan.ipynb #b60aa77b'
    if scale() != 'smoke': assert happy['+ 4 x smile'] > happy['+ 0 x smile']


@cells.setup
def _cell_ee5398df():
    'nbs/05_dcgan.ipynb #ee5398df'
    global ScoreOverTime, _, budget, cifar, floor2, judge2, moments, runs, setting, unseen, watch
    if scale() == 'full': cifar, _ = cifar10(progress=False); unseen, _ = cifar10('test', progress=False)
    else: cifar, unseen = pets, toy_pets(n, 32, seed=9).images
    budget = at_scale(quick=4_800, full=5_000_000 if torch.cuda.is_available() else 600_000, smoke=128)  # images each
    judge2 = SampleScore(cifar[:10_000], split='CIFAR-10, train' if scale() == 'full' else 'drawn pets', progress=False)
    floor2 = judge2(from_uint8(unseen[:2000]))

    class ScoreOverTime(Callback):
        "Score samples every so many batches; keep the figures and the best samples."
        order = 54  # before the checkpoint
        def __init__(self, every): self.every, self.count, self.scores, self.best = every, 0, [], (math.inf, None)
        def after_batch(self):
            if not self.training: return
            self.count += 1
            if self.count % self.every == 0 and not skipping(self.learn): self.look()
        def after_fit(self):
            if not self.scores or self.scores[-1][0] != self.count*self.dls.train.bs: self.look()  # when the rates have faded
        def look(self):
            made = sample(self.learn.ema.average if hasattr(self.learn, 'ema') else self.model.gen, at_scale(quick=500, full=2000, smoke=400), seed=7)
            value = judge2(made)['frechet']; self.scores.append((self.count*self.dls.train.bs, value))
            if value < self.best[0]: self.best = value, made[:48]
        def state_dict(self): return {k: v for k, v in vars(self).items() if k in ('count', 'scores', 'best', 'last', 'says', 'made')}
        def load_state_dict(self, state): vars(self).update(state)

    moments = at_scale(quick=3, full=10, smoke=1); runs = {}
    for setting in SETTINGS:
        watch = ScoreOverTime(max(1, budget//64//moments))
        train(setting, cifar, budget/64, setting, width=at_scale(quick=32, full=64, smoke=8), flip=True, cbs=[watch])
        runs[setting] = watch


@cells.setup
def _cell_c747a2ca():
    'nbs/05_dcgan.ipynb #c747a2ca'
    global ax, fig, k, o
    fig, ax = plt.subplots(figsize=(7, 3), layout='constrained')
    for k, o in runs.items(): ax.plot(*zip(*o.scores), 'o-', label=k)
    ax.axhline(floor2['frechet'], color='gray', linestyle=':', label='unseen real images'); ax.set(xlabel='images learned from', ylabel='Fréchet distance', title='Lower is better', yscale='log'); ax.legend(); plt.close(fig); fig


@cells.setup
def _cell_bbd62cf6():
    'nbs/05_dcgan.ipynb #bbd62cf6'
    global best, shares
    best = {k: o.best[0] for k, o in runs.items()}
    shares = ', '.join(f"{k} {v:.1f} ({v/best['classic']:.2f} of classic)" for k, v in best.items())
    print(f"best of run: {shares}; floor {floor2['frechet']:.1f}; {judge2.protocol(at_scale(quick=500, full=2000, smoke=400))}; {budget:,} images each")
    show_rows({f'{k} {i+1}': o.best[1][12*i:12*i + 12] for k, o in runs.items() for i in range(2)}, n=12, size=.75, title='Samples at the best moment of each, not picked')


@cells.setup
def _cell_8f444af0():
    'nbs/05_dcgan.ipynb #8f444af0'
    global a, b, epochs2, ours2, rows, seed, usual
    rows = []
    for seed in (1, 2)[:at_scale(quick=1, full=2, smoke=1)]:
        ours2, usual = (dcgan_learner(cifar, 'classic', width=at_scale(quick=16, full=32, smoke=8), flip=True, seed=seed) for _ in range(2))
        epochs2 = at_scale(quick=1, full=2, smoke=1)
        silent(ours2, 'fit', epochs2); usual_loop(usual, epochs2)
        a, b = (judge2(sample(o.model.gen, at_scale(quick=500, full=2000, smoke=400), seed=7))['frechet'] for o in (ours2, usual))
        rows.append(f'| {seed} | {a:.1f} | {b:.1f} |')
    Markdown('\n'.join(['| seed | `GANLearner` | the usual loop |', '|---|---|---|', *rows, '', f'Fréchet distance after {epochs2*len(ours2.dls.train):,} batches of 64; lower is better']))


@cells.setup
def _cell_4856ac08():
    'nbs/05_dcgan.ipynb #4856ac08'
    global Watch3, augment, few, judge3, long, name, others, watch, watched
    few, others = toy_pets(at_scale(quick=300, full=300, smoke=64), 32, seed=31).images, toy_pets(n, 32, seed=32).images
    judge3 = SampleScore(others, split='unseen drawn pets', progress=False)
    class Watch3(ScoreOverTime):
        def look(self):
            made = sample(self.learn.ema.average, at_scale(quick=500, full=1000, smoke=400), seed=7)
            self.scores.append((self.count*self.dls.train.bs, judge3(made)['frechet'])); self.last = made[:12]

    long = at_scale(quick=96, full=3000, smoke=2); watched = {}
    for name, augment in (('as they are', None), ('augmented', Augment())):
        watch = Watch3(max(1, long//at_scale(quick=3, full=10, smoke=1)))
        train(f'few-{name}', few, long, cbs=[watch], augment=augment, lr=2e-3)
        watched[name] = watch


@cells.setup
def _cell_fe294b20():
    'nbs/05_dcgan.ipynb #fe294b20'
    global ax, fig, k, o
    fig, ax = plt.subplots(figsize=(7, 2.8), layout='constrained')
    for k, o in watched.items(): ax.plot([n/64 for n, _ in o.scores], [v for _, v in o.scores], 'o-', label=k)
    ax.set(xlabel='batches', ylabel='Fréchet distance', title='300 pictures: distance to unseen ones', yscale='log'); ax.legend(); plt.close(fig); fig


@cells.setup
def _cell_6dc43abb():
    'nbs/05_dcgan.ipynb #6dc43abb'
    show_rows({k: o.last for k, o in watched.items()}, n=12, size=.75, title='At the end', caption='The same twelve latents, from the same 300 pictures.')


@cells.setup
def _cell_52de729d():
    'nbs/05_dcgan.ipynb #52de729d'
    global Watch4, augment, judge4, name, overlong, photos, strangers, tired
    photos, strangers = (cifar[:300], cifar[300:4_300]) if scale() == 'full' else (few, others)
    judge4, overlong = SampleScore(strangers, split='other photographs' if scale() == 'full' else 'unseen drawn pets', progress=False), at_scale(quick=32, full=3000, smoke=2)
    class Watch4(Callback):
        "Score samples now and then; keep the latest, the best, and what the critic says of photographs it learns from and of others."
        order = 54
        def __init__(self, every): self.every, self.count, self.scores, self.says, self.made, self.best = every, 0, [], [], {}, math.inf
        def after_batch(self):
            if self.training: self.count += 1
            if self.training and self.count % self.every == 0 and not skipping(self.learn): self.look()
        def look(self):
            made = sample(self.model.gen, at_scale(quick=500, full=1000, smoke=400), seed=7); value = judge4(made)['frechet']
            critic = self.model.critic.eval()  # batch norm as it has learned to be, and nothing learned from looking
            with torch.no_grad(): self.says.append([critic(o.to(self.dls.device)).mean().item() for o in (from_uint8(photos), from_uint8(strangers[:300]), made[:300])])
            critic.train()
            self.scores.append((self.count, value)); self.made['end'] = made[:12]
            if value < self.best: self.best, self.made['best'] = value, made[:12]
        state_dict, load_state_dict = ScoreOverTime.state_dict, ScoreOverTime.load_state_dict

    tired = {}
    for name, augment in (('as they are', None), ('augmented', Augment())):
        tired[name] = Watch4(max(1, overlong//at_scale(quick=2, full=12, smoke=1)))
        train(f'long-{name}', photos, overlong, 'classic', cbs=[tired[name]], augment=augment, flip=True)
    close_session('05')  # the last training: nothing more to go on with


@cells.setup
def _cell_b168e8ba():
    'nbs/05_dcgan.ipynb #b168e8ba'
    global axs, fig, k, name, o, says
    fig, axs = plt.subplots(1, 2, figsize=(9.5, 3), layout='constrained')
    for k, o in tired.items(): axs[0].plot(*zip(*o.scores), 'o-', ms=3, label=f'{k}: best {o.best:.0f}, last {o.scores[-1][1]:.0f}')
    axs[0].set(xlabel='batches', ylabel='Fréchet distance', title='Distance to other photographs'); axs[0].legend()
    for says, name in zip(zip(*tired['as they are'].says), ('those it learns from', 'others', 'samples')): axs[1].plot([o[0] for o in tired['as they are'].scores], says, 'o-', ms=3, label=name)
    axs[1].set(xlabel='batches', ylabel='mean logit', title="As they are: the critic's verdict on photographs"); axs[1].legend(); plt.close(fig); fig


@cells.setup
def _cell_720a0753():
    'nbs/05_dcgan.ipynb #720a0753'
    show_rows({f'{k}, {moment}': o.made[moment] for k, o in {'plain': tired['as they are'], 'augm.': tired['augmented']}.items() for moment in ('best', 'end')}, n=12, size=.75, title='The same latents, at the best moment and at the end')


@cells.setup
def _cell_d44ca964():
    'nbs/05_dcgan.ipynb #d44ca964'
    global last, nearest
    last = tired['as they are'].made['end']
    nearest = torch.cdist(embed(last, judge4.embedding), embed(photos, judge4.embedding)).argmin(1)
    show_rows({'made': last, 'nearest of 300': from_uint8(photos[nearest])}, n=12, size=.75, title='As they are, at the end: copies?')


@cells.test
def test_a_folder_of_images_in_a_generator_and_a_grid_out():
    'nbs/05_dcgan.ipynb #959f2d1d'
    global made
    with use_scale('smoke'), capture_output(): made = train_dcgan('embedded', 16, batches=2, out=tmp.name, width=8, bs=8, path=tmp.name)
    test_eq(sample(made, 2).shape, (2, 3, 16, 16)); assert (Path(tmp.name)/'samples.png').exists()


@cells.test
def test_a_run_of_train_dcgan_that_was_cut_short_goes_on_and_ends_the_same():
    'nbs/05_dcgan.ipynb #eb312c48'
    global EveryFive, played, straight, ten_lines
    def ten_lines(name, stop=None, **kwargs):
        with use_scale('smoke'), capture_output(): return train_dcgan('embedded', 16, batches=20, out=Path(tmp.name)/name, width=8, bs=8, path=tmp.name, cbs=[EveryFive(), *([StopAt(stop)] if stop else [])], **kwargs)
    played = []
    class EveryFive(Callback):
        "A checkpoint every five batches; note the batches that were really learned."
        def before_fit(self): self.checkpoint.every = 5; played.append(0)
        def after_step(self): played[-1] += 1
    straight = sample(ten_lines('whole'), 4)
    try: ten_lines('cut', stop=12)
    except KeyboardInterrupt: pass
    assert (Path(tmp.name)/'cut'/'gan.checkpoint').exists()
    test_eq(sample(ten_lines('cut', resume=True), 4), straight); assert not (Path(tmp.name)/'cut'/'gan.checkpoint').exists()
    assert played[2] < played[0], f"begun anew: {played}"
    with ExceptionExpected(UserError, regex="resume=True without a folder"): train_dcgan('embedded', 16, resume=True)


@cells.test
def test_ten_lines_for_your_own_pictures_sample_load_dcgan_path_tmp_name_gan():
    'nbs/05_dcgan.ipynb #f08fa89e'
    test_close(sample(load_dcgan(Path(tmp.name)/'gan.safetensors'), 2), sample(made, 2), 1e-5)


@cells.setup
def _cell_a60e616c():
    'nbs/05_dcgan.ipynb #a60e616c'
    if scale() == 'full': save_dcgan(gen, '../gan_course/weights/toy-pets-32.safetensors', half=True, data='20,000 toy pets of 32 px, drawn by the course', batches=steps)  # ships with the package


@cells.test
def test_the_shipped_generator_draws_pets():
    'nbs/05_dcgan.ipynb #6336a012'
    global pretrained_dcgan, shipped
    from gan_course.dcgan import pretrained_dcgan

    shipped = sample(pretrained_dcgan(), 64, seed=1)
    test_eq(shipped.shape, (64, 3, 32, 32)); assert shipped.std() > .2
    with ExceptionExpected(UserError, regex="generator='cats'"): pretrained_dcgan('cats')


@cells.setup
def _cell_6228045e():
    'nbs/05_dcgan.ipynb #6228045e'
    if scale() == 'full': save_figure(show_rows({' '*i: o for i, o in enumerate(shipped[:36].split(12))}, n=12, size=.9), '../images/toy-pets.png')  # for the README

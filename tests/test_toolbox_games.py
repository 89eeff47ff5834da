"""Generated from nbs/toolbox/games.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.games import (
    AdaptiveSwitcher, AdversarialLoss, Augment, Callback, F, FeatureLoss, GANLearner, Game, HTML, ImagePool, NoiseGame, Penalty, RestorationGame,
    ScoreSamples, _as_list, _from_all, _inputs, _places, _uniform, adversarial_loss, after_fit, animate, averaged, base64, blank, blend, check,
    check_fits, check_square, critic_pays, deepcopy, doublings, evaluating, from_learners, gen_pays, interpolate, io, latent_size, latents, logits,
    look, losses, math, move, nn, ranks, rng, sample, skipping, slerp, to_fp32, to_pil, torch)


@cells.setup
def _cell_1de267a9():
    'nbs/toolbox/games.ipynb #1de267a9'
    global ExceptionExpected, PIL, UserError, batch_type, from_uint8, plot_style, plt, re, seed_everything, show_rows, test_close, test_eq, toy_pets
    import re

    import PIL.Image
    from fastcore.test import ExceptionExpected, test_close, test_eq
    from matplotlib import pyplot as plt

    from gan_course.core import UserError, from_uint8, plot_style, seed_everything, show_rows
    from gan_course.loaders import batch_type
    from gan_course.pets import toy_pets

    plot_style()
    seed_everything(42)


@cells.setup
def _cell_8dcf1c2f():
    'nbs/toolbox/games.ipynb #8dcf1c2f'
    global a, ax, b, fig, ts
    a, b = latents(2, 64, seed=3)
    ts = torch.linspace(0, 1, 50)
    fig, ax = plt.subplots(figsize=(6, 2.6), layout='constrained')
    ax.plot(ts, [torch.lerp(a, b, t).norm() for t in ts], label='straight line')
    ax.plot(ts, [slerp(a, b, t.item()).norm() for t in ts], label='along the sphere')
    ax.hist(latents(1000, 64).norm(dim=1).numpy(), 30, orientation='horizontal', alpha=.3, weights=[.004]*1000,
            label='lengths of 1,000 latents')
    ax.set(xlabel='share of the way', ylabel='length of the latent', ylim=(0, 12))
    ax.legend(fontsize=8)
    plt.close(fig)
    fig


@cells.setup
def _cell_8bb9f36a():
    'nbs/toolbox/games.ipynb #8bb9f36a'
    global pets
    seed_everything(0)
    pets = from_uint8(toy_pets(8, 32, seed=5).images)
    show_rows({'real': pets, 'seen': Augment()(pets), 'again': Augment()(pets)}, size=.9,
              title='What the critic sees of eight pets, twice',
              caption='Other colours, a grey edge where it has moved, a grey square over a quarter of it.')


@cells.setup
def _cell_01217ca2():
    'nbs/toolbox/games.ipynb #01217ca2'
    global batch, pool
    pool = ImagePool(3)
    for batch in torch.arange(20.).view(5, 4):
        print(batch.int().tolist(), '->', pool(batch).int().tolist())


@cells.setup
def _cell_3f3ed0e7():
    'nbs/toolbox/games.ipynb #3f3ed0e7'
    global still
    still = from_uint8(toy_pets(6, 32, seed=5).images)
    animate(torch.stack([torch.roll(still, 4*k, -1) for k in range(8)]), scale=2)


@cells.setup
def _cell_34a21854():
    'nbs/toolbox/games.ipynb #34a21854'
    global Batch, Copy, Quadratic, batch, mean_square, pays
    class Copy(nn.Module):
        "A generator that shows its latent as a picture of one row."
        config = dict(latent=6)
        def __init__(self):
            super().__init__()
            self.scale = nn.Parameter(torch.ones(()))
        def forward(self, z): return (self.scale*z).view(-1, 1, 1, 6)

    class Quadratic(nn.Module):
        "A critic whose slope at an image is its `steepness` times the image."
        def __init__(self, steepness=1.):
            super().__init__()
            self.steepness = nn.Parameter(torch.tensor(steepness))
        def forward(self, x): return self.steepness*x.square().flatten(1).sum(1)/2

    Batch = batch_type(('z', 'image'))
    def batch(n=8): return Batch(latents(n, 6, seed=1), 3*latents(n, 6, seed=2).view(n, 1, 1, 6))

    def pays(**kwargs):
        "What the critic pays on a batch, and real and fake images."
        game, b = NoiseGame(Copy(), Quadratic(), **kwargs), batch()
        return game.losses('critic', game.begin(b), b), b.image, game(b.z).detach()

    def mean_square(x): return x.square().flatten(1).sum(1).mean()


@cells.test
def test_both_players_pay_the_adversarial_loss_each_its_own():
    'nbs/toolbox/games.ipynb #fa6f4db7'
    global adv, b, fake, fake_logits, game, name, real_logits
    for name in ('hinge', 'relativistic', 'non_saturating'):
        game, b, adv = NoiseGame(Copy(), Quadratic(), name), batch(), adversarial_loss(name)
        fake = game.begin(b)
        real_logits, fake_logits = game.critic(b.image), game.critic(fake)
        test_close(game.losses('critic', fake, b)['adv'], adv.critic(real_logits, fake_logits))
        test_close(game.losses('gen', fake, b)['adv'], adv.gen(fake_logits, real_logits))
        test_eq(list(game.losses('gen', fake, b)), ['adv'])


@cells.test
def test_the_critic_s_turn_does_not_reach_the_generator():
    'nbs/toolbox/games.ipynb #7ccb6041'
    global b, game
    game, b = NoiseGame(Copy(), Quadratic()), batch()
    sum(game.losses('critic', game.begin(b), b).values()).backward()
    assert game.gen.scale.grad is None and game.critic.steepness.grad is not None
    sum(game.losses('gen', game.begin(b), b).values()).backward()
    assert game.gen.scale.grad is not None


@cells.test
def test_r1_is_charged_at_real_images_r2_at_made_ones_both_when_both_are_given():
    'nbs/toolbox/games.ipynb #6dac07fe'
    global fake, real, terms
    test_eq(list(pays()[0]), ['adv'])
    terms, real, fake = pays(penalty=Penalty('r1', .5))
    test_close(terms['r1'], .5*mean_square(real), 1e-4)
    terms, real, fake = pays(penalty=[Penalty('r1', .5), Penalty('r2', .25)])
    test_eq(list(terms), ['adv', 'r1', 'r2'])
    test_close(terms['r1'], .5*mean_square(real), 1e-4)
    test_close(terms['r2'], .25*mean_square(fake), 1e-4)


@cells.test
def test_the_penalty_is_charged_through_the_augmentation():
    'nbs/toolbox/games.ipynb #652b74ad'
    global Doubled, fake, logits, real, terms
    class Doubled(nn.Module):
        def forward(self, x): return 2*x

    terms, real, fake = pays(penalty=Penalty('r1', 1.), augment=Doubled())
    test_close(terms['r1'], mean_square(4*real), 1e-3)  # the slope of (2x)²/2 is 4x
    terms, real, fake = pays(augment=Doubled())
    logits = 4*Quadratic()(real), 4*Quadratic()(fake)
    test_close(terms['adv'], adversarial_loss('non_saturating').critic(*logits), 1e-4)


@cells.test
def test_sample_i_of_a_seed_is_the_same_in_batches_of_any_size_from_the_generat():
    'nbs/toolbox/games.ipynb #eed73319'
    global game, many
    game = NoiseGame(Copy(), Quadratic())
    many = sample(game.gen, 130, seed=1)
    test_eq(many.flatten(1), latents(130, 6, seed=1))
    test_eq(sample(game.gen, 130, seed=1, bs=7), many)
    test_eq(sample(game, 5, seed=1), many[:5])
    test_close(sample(game, 5, seed=1, truncation=.5), many[:5]/2)


@cells.test
def test_sampling_and_walking_leave_every_layer_in_its_mode_also_a_frozen_batch():
    'nbs/toolbox/games.ipynb #88b7379f'
    global a, b, layers, modes, net
    layers = nn.Linear(6, 6), nn.BatchNorm1d(6), nn.Dropout(.5), nn.BatchNorm1d(6)
    net = nn.Sequential(*layers, nn.Unflatten(1, (1, 1, 6)))
    net.config = dict(latent=6)
    net.train()[1].eval()
    modes = [m.training for m in net.modules()]
    a = sample(net, 4)
    assert [m.training for m in net.modules()] == modes and not all(modes)
    b = interpolate(net, *latents(2, 6), 3)
    assert [m.training for m in net.modules()] == modes
    test_eq(sample(net, 4), a)  # no dropout, no new statistics


@cells.test
def test_what_cannot_be_sampled_is_said():
    'nbs/toolbox/games.ipynb #947f6e00'
    with ExceptionExpected(UserError, regex="n=0"): sample(Copy(), 0)
    with ExceptionExpected(UserError, regex="Linear without config"): sample(nn.Linear(6, 6), 2)
    with ExceptionExpected(UserError, regex="Copy and label"): sample(Copy(), 2, label=3)


@cells.test
def test_a_walk_along_the_sphere_keeps_the_length_and_turns_evenly():
    'nbs/toolbox/games.ipynb #5f7198ce'
    global a, b, turns, way
    a, b = latents(2, 64, seed=3)
    assert torch.lerp(a, b, .5).norm() < latents(1000, 64).norm(dim=1).min()  # as the picture shows
    a, b = 8*F.normalize(a, dim=0), 8*F.normalize(b, dim=0)
    way = torch.stack([slerp(a, b, k/4) for k in range(5)])
    test_close(way.norm(dim=1), torch.full((5,), 8.), 1e-4)
    test_close(way[0], a, 1e-5)
    test_close(way[-1], b, 1e-5)
    turns = F.cosine_similarity(way[:-1], way[1:]).acos()
    test_close(turns, turns.mean().expand(4), 1e-4)
    assert torch.lerp(a, b, .5).norm() < 7
    test_close(slerp(a, 2*a, .5), 1.5*a, 1e-4)  # in one direction: the lengths alone change


@cells.test
def test_a_walk_of_n_pictures_has_both_ends_one_picture_is_the_start():
    'nbs/toolbox/games.ipynb #b527425e'
    global a, b
    a, b = latents(2, 6)
    test_close(interpolate(Copy(), a, b, 5)[[0, -1]].flatten(1), torch.stack([a, b]), 1e-5)
    test_eq(interpolate(Copy(), a, b, 1).flatten(1), slerp(a, b, 0.)[None])
    test_eq(interpolate(Copy(), latents(4, 6), latents(4, 6, 1), 3).shape, (3, 4, 1, 1, 6))
    with ExceptionExpected(UserError, regex="n=0"): interpolate(Copy(), a, b, 0)


@cells.test
def test_augmentation_lets_the_gradient_through_and_switched_off_changes_nothin():
    'nbs/toolbox/games.ipynb #e24d4841'
    global x
    x = pets.clone().requires_grad_()
    Augment()(x).sum().backward()
    assert x.grad.abs().sum() > 0
    test_eq(Augment(False, 0, 0)(pets), pets)


@cells.test
def test_pictures_shift_both_ways_both_up_and_down_by_up_to_the_share_that_is_g():
    'nbs/toolbox/games.ipynb #04721bc9'
    global allowed, dot, i, places, shifted
    dot = torch.zeros(600, 1, 33, 33)
    dot[..., 16, 16] = 1.
    places = Augment(False, .125, 0)(dot).nonzero()[:, 2:] - 16
    test_eq(places.min(0).values.tolist(), [-4, -4])
    test_eq(places.max(0).values.tolist(), [4, 4])
    shifted = Augment(False, .25, 0)(pets)
    for i in range(8):
        allowed = torch.cat([pets[i].unique(), torch.zeros(1)])  # what comes in is grey
        assert torch.isin(shifted[i].unique(), allowed).all()


@cells.test
def test_brightness_saturation_and_contrast_each_vary_from_picture_to_picture_i():
    'nbs/toolbox/games.ipynb #93a04174'
    global brightness, contrast, flat, ramp, saturation, seen
    seed_everything(0)
    ramp = torch.linspace(-1, 1, 64).view(1, 1, 8, 8).expand(400, 3, 8, 8)  # grey: no saturation to change
    seen = Augment(True, 0, 0)(ramp)
    contrast, brightness = seen.flatten(1).std(1)/ramp.flatten(1).std(1), seen.flatten(1).mean(1)
    assert .5 <= contrast.min() < .55 and 1.45 < contrast.max() <= 1.5
    assert -.5 <= brightness.min() < -.45 and .45 < brightness.max() <= .5
    flat = torch.tensor([1., 0, -1]).view(1, 3, 1, 1).expand(400, 3, 8, 8)  # one colour
    seen = Augment(True, 0, 0)(flat)
    saturation = (seen[:, 0] - seen[:, 2])[:, 0, 0]/2
    assert saturation.min() < .1 and saturation.max() > 2  # 0 to 2, times the contrast


@cells.test
def test_one_square_of_each_picture_is_blanked_half_a_side_long_or_cut_off_by_t():
    'nbs/toolbox/games.ipynb #2ac9a7ac'
    global holes, sides
    seed_everything(0)
    holes = (Augment(False, 0, .5)(torch.ones(200, 1, 32, 32)) == 0).squeeze(1)
    sides = torch.stack([holes.any(2).sum(1), holes.any(1).sum(1)], 1)
    assert sides.max() == 16 and sides.min() >= 7
    test_eq(holes.sum((1, 2)), sides.prod(1))  # rows times columns: a rectangle
    with ExceptionExpected(UserError, regex="shift=1.5"): Augment(shift=1.5)


@cells.test
def test_the_restoration_game_weighs_adversarial_pixel_and_feature_terms():
    'nbs/toolbox/games.ipynb #dd83ef4f'
    global Beside, b, game, restored, terms
    class Beside(nn.Module):
        "A critic that looks at the damaged image, too."
        def __init__(self):
            super().__init__()
            self.w = nn.Parameter(torch.ones(()))
        def forward(self, image, damaged): return self.w*(image - damaged).flatten(1).mean(1)

    b = batch_type(('damaged', 'clean'))(pets[:4], pets[4:])
    game = RestorationGame(nn.Conv2d(3, 3, 1), Beside(), 'non_saturating', 2., .5, 3.)
    restored = game.begin(b)
    terms = game.losses('gen', restored, b)
    test_close(terms['pixel'], 2*(restored - b.clean).abs().mean())
    test_close(terms['adv'], .5*F.softplus(-game.critic(restored, b.damaged)).mean())
    test_close(terms['feature'], 3*game.feature_loss(restored, b.clean), 1e-4)


@cells.test
def test_a_restoration_game_may_do_without_a_critic_and_charges_penalties_on_th():
    'nbs/toolbox/games.ipynb #7008d826'
    global critic_terms, steep
    critic_terms = game.losses('critic', restored, b)
    test_eq(list(critic_terms), ['adv'])
    assert not critic_terms['adv'].isnan()
    steep = RestorationGame(nn.Conv2d(3, 3, 1), Beside(), feature_weight=0, penalty=Penalty('r1', 1.))
    steep = steep.losses('critic', restored, b)
    test_close(steep['r1'], 1/(3*32*32), 1e-6)  # the slope of a mean over so many numbers
    test_eq(list(RestorationGame(nn.Conv2d(3, 3, 1), Beside(), adv_weight=0.).players()), ['gen'])


@cells.test
def test_a_pool_gives_back_what_it_is_given_until_it_is_full_then_about_every_s():
    'nbs/toolbox/games.ipynb #8845f521'
    global first, later, old, pool, shown
    pool = ImagePool(50)
    first = torch.arange(50.).view(50, 1)
    test_eq(pool(first), first)
    later = torch.arange(50., 1050).view(1000, 1)
    shown = pool(later).flatten()
    old = shown != later.flatten()
    assert .45 < old.float().mean() < .55 and (shown[old] < later.flatten()[old]).all()
    assert len(shown.unique()) == 1000  # nothing is shown twice: an image that is shown from the pool leaves it
    test_eq(ImagePool(0)(later), later)


@cells.test
def test_a_pool_that_was_saved_goes_on_as_if_it_had_not_been():
    'nbs/toolbox/games.ipynb #8888ee45'
    global batches, cut, grown, o, other, through, want
    through, cut = ImagePool(5), ImagePool(5)
    batches = torch.randn(6, 4, 3, generator=rng('pool test'))
    want = [through(o) for o in batches]
    for o in batches[:3]:
        cut(o)
    other = ImagePool(5)
    other.load_state_dict(deepcopy(cut.state_dict()))
    cut(batches[0])  # the saved state is a copy
    test_eq([other(o) for o in batches[3:]], want[3:])
    grown = torch.ones(2, 3, requires_grad=True)
    assert not ImagePool()(grown).requires_grad


@cells.test
def test_sizes_and_images_that_do_not_fit_are_named():
    'nbs/toolbox/games.ipynb #48ebcbde'
    test_eq([doublings(o) for o in (16, 32, 64, 1024)], [2, 3, 4, 8])
    with ExceptionExpected(UserError, regex="size=28: expected a power of two from 16 up; try size=32"):
        doublings(28)
    with ExceptionExpected(UserError, regex="size=48: expected"): doublings(48)
    with ExceptionExpected(UserError, regex="size=8: expected .* try size=16"): doublings(8)
    test_eq(check_square(torch.zeros(2, 1, 16, 16, dtype=torch.uint8)), (1, 16))
    with ExceptionExpected(UserError, regex="square uint8 images"): check_square(torch.zeros(2, 1, 16, 16))


@cells.test
def test_a_blend_lies_between_and_leaves_both_networks_alone():
    'nbs/toolbox/games.ipynb #9e876b63'
    global a, b
    a, b = nn.Linear(2, 2), nn.Linear(2, 2)
    test_close(blend(a, b, .25).weight, .75*a.weight + .25*b.weight)
    test_eq(blend(a, b, 0.).weight, a.weight)
    test_eq(blend(a, b, 1.).weight, b.weight)


@cells.test
def test_a_moving_picture_has_all_its_moments():
    'nbs/toolbox/games.ipynb #c37fdbe7'
    global frames, moving, shown
    frames = torch.linspace(-1, 1, 5).view(5, 1, 1, 1, 1).expand(5, 3, 3, 8, 8)  # dark to bright
    shown = re.search('base64,([^"]+)', animate(frames, scale=2).data)[1]
    moving = PIL.Image.open(io.BytesIO(base64.b64decode(shown)))
    test_eq((moving.n_frames, moving.size), (5, (3*8 + 2*2, 8)))
    with ExceptionExpected(UserError, regex="frames of .3, 3, 8, 8."): animate(frames[0])

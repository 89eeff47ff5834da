"""Generated from nbs/toolbox/losses.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.losses import (
    AdversarialLoss, Callable, ContextVar, F, LOSSES, PENALTIES, Penalty, _collect, _collector, adversarial_loss, check, choose, clip_weights,
    collect_logits, contextlib, cross_entropy_critic, gradient_penalty, hinge, hinge_critic, least_squares, least_squares_critic, least_squares_gen,
    minimax, minimax_gen, nn, non_saturating, non_saturating_gen, r1, r2, raise_logit_gen, relativistic, relativistic_average,
    relativistic_average_critic, relativistic_average_gen, relativistic_critic, relativistic_gen, squared_slope, to_fp32, torch, total_penalty,
    wasserstein, wasserstein_critic)


@cells.setup
def _cell_848942a7():
    'nbs/toolbox/losses.ipynb #848942a7'
    global ExceptionExpected, UserError, deepcopy, math, plot_style, plt, rng, test_close, test_eq
    import math
    from copy import deepcopy

    from fastcore.test import ExceptionExpected, test_close, test_eq
    from matplotlib import pyplot as plt

    from gan_course.core import UserError, plot_style, rng

    plot_style()


@cells.setup
def _cell_5f6be0d3():
    'nbs/toolbox/losses.ipynb #5f6be0d3'
    global logits, mine, paid, real_minus_fake, upwards
    def real_minus_fake(real_logits, fake_logits): return fake_logits.mean() - real_logits.mean()

    def upwards(fake_logits, real_logits=None): return -fake_logits.mean()

    mine = AdversarialLoss(real_minus_fake, upwards, 'mine')
    with collect_logits() as logits:
        paid = mine.critic(torch.tensor([2., 1]), torch.tensor([-1., 0]))
    paid, logits


@cells.setup
def _cell_ce42d6ce():
    'nbs/toolbox/losses.ipynb #ce42d6ce'
    global FAR, draw
    FAR = dict(least_squares=(1., 0.), wasserstein=(0., 0.))  # a pair of logits that the loss does not punish

    def draw(loss):
        "Plot what each player pays, and the generator's push, against the logit."
        x = torch.linspace(-5, 5, 201, requires_grad=True)
        top, bottom = (torch.tensor(o) for o in FAR.get(loss.name, (1e9, -1e9)))
        real = torch.stack([loss.critic(o, bottom) for o in x])
        fake = torch.stack([loss.critic(top, o) for o in x])
        gen = torch.stack([loss.gen(o) for o in x])
        push, = torch.autograd.grad(gen.sum(), x)
        at, real, fake, gen = (o.detach().numpy() for o in (x, real, fake, gen))
        fig, (left, right) = plt.subplots(1, 2, figsize=(9, 2.6), layout='constrained')
        left.plot(at, real, label='a real picture')
        left.plot(at, fake, label='a fake picture')
        lowest = -5 if loss.name == 'wasserstein' else -1
        left.set(title=f'{loss.name}: the critic pays', xlabel='logit', ylim=(lowest, 9))
        right.plot(at, gen, label='its loss')
        right.plot(at, -push, '--', label='push upwards')
        right.set(title='the generator pays for its fake', xlabel='logit', ylim=(-5, 9))
        for ax in (left, right):
            ax.legend()


@cells.setup
def _cell_6f8ebcbd():
    'nbs/toolbox/losses.ipynb #6f8ebcbd'
    draw(minimax)


@cells.setup
def _cell_65ea4686():
    'nbs/toolbox/losses.ipynb #65ea4686'
    draw(non_saturating)


@cells.setup
def _cell_42c3a048():
    'nbs/toolbox/losses.ipynb #42c3a048'
    draw(least_squares)


@cells.setup
def _cell_754e9f70():
    'nbs/toolbox/losses.ipynb #754e9f70'
    draw(hinge)


@cells.setup
def _cell_f61eacbc():
    'nbs/toolbox/losses.ipynb #f61eacbc'
    draw(wasserstein)


@cells.setup
def _cell_c08be52e():
    'nbs/toolbox/losses.ipynb #c08be52e'
    global pushes
    def pushes():
        "The generator's push against its logit, for every loss; the real pictures' logits stay at 1."
        x = torch.linspace(-5, 5, 201, requires_grad=True)
        fig, ax = plt.subplots(figsize=(9, 3.2), layout='constrained')
        for i, loss in enumerate(LOSSES.values()):
            paid = torch.stack([loss.gen(o[None], torch.ones(1)) for o in x])
            push, = torch.autograd.grad(paid.sum(), x)
            style = '-' if i < 6 else ':'
            ax.plot(x.detach(), -push, style, label=loss.name.replace('_', ' '), linewidth=1.6)
        ax.set(ylim=(-1, 4), xlabel="the fake's logit (the real one has 1)", ylabel='push upwards',
               title='How hard each loss pushes the generator')
        ax.legend(ncols=2)
        plt.close(fig)
        return fig


@cells.setup
def _cell_b056e125():
    'nbs/toolbox/losses.ipynb #b056e125'
    pushes()


@cells.setup
def _cell_783d1f94():
    'nbs/toolbox/losses.ipynb #783d1f94'
    global undecided
    def undecided(name):
        "What a critic pays that says the same of every picture."
        logits = torch.full((4, 1, 5, 5), .5 if name == 'least_squares' else 0.)
        return round(LOSSES[name].critic(logits, logits).item(), 3)

    {name: undecided(name) for name in LOSSES}


@cells.setup
def _cell_2fc7a49f():
    'nbs/toolbox/losses.ipynb #2fc7a49f'
    global fake, linear_critic, real, w
    w = torch.tensor([3., 4])  # its length is 5
    real, fake = torch.randn(6, 2), torch.randn(6, 2)

    def linear_critic(x): return x @ w

    r1(linear_critic, real), r2(linear_critic, real, fake), gradient_penalty(linear_critic, real, fake)


@cells.setup
def _cell_3a5e97d1():
    'nbs/toolbox/losses.ipynb #3a5e97d1'
    global net, penalty_gradient, x
    torch.manual_seed(0)
    net = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.LeakyReLU(.2), nn.Conv2d(8, 8, 3, 2, 1), nn.Tanh(),
                        nn.Flatten(), nn.Linear(128, 1))
    x = torch.randn(6, 3, 16, 16)

    def penalty_gradient(dtype, half=False):
        "Gradient of R1 with respect to the first layer's weights."
        m = deepcopy(net).to(dtype)
        with torch.autocast('cpu', torch.bfloat16, enabled=half):
            value = r1(m, x.to(dtype))
        return torch.autograd.grad(value, m[0].weight)[0].double()


@cells.setup
def _cell_7031e816():
    'nbs/toolbox/losses.ipynb #7031e816'
    global apart, by_differences, errors, exact
    def by_differences(eps=1e-5):
        "The same for a few weights, by central differences in float64."
        m = deepcopy(net).double()
        flat, out = m[0].weight.data.view(-1), []
        for i in range(0, len(flat), 40):
            was, values = flat[i].item(), []
            for shift in (eps, -eps):
                flat[i] = was + shift
                values.append(r1(m, x.double()).item())
            flat[i] = was
            out.append((values[0] - values[1])/(2*eps))
        return torch.tensor(out, dtype=torch.double)

    def apart(a, b): return ((a - b).norm()/b.norm()).item()

    exact = penalty_gradient(torch.float64)
    errors = dict(differences=apart(by_differences(), exact.flatten()[::40]),
                  fp32=apart(penalty_gradient(torch.float32), exact),
                  bf16=apart(penalty_gradient(torch.float32, half=True), exact))
    {k: f'{v:.1e}' for k, v in errors.items()}


@cells.setup
def _cell_b4c80d15():
    'nbs/toolbox/losses.ipynb #b4c80d15'
    global _, lazy
    lazy = Penalty('r1', weight=.5, every=4)
    for _ in range(6):
        print(lazy.turn, lazy(linear_critic, real, fake))
        lazy.advance()


@cells.setup
def _cell_2d8e6f07():
    'nbs/toolbox/losses.ipynb #2d8e6f07'
    total_penalty([Penalty('r1', .5), Penalty('r2', .1)], linear_critic, real, fake)


@cells.setup
def _cell_76f34e2a():
    'nbs/toolbox/losses.ipynb #76f34e2a'
    global trained_critic
    def trained_critic(weight):
        "Train a critic on two heaps on a line; its logits along the line."
        torch.manual_seed(1)
        net = nn.Sequential(nn.Linear(1, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))
        real, fake = torch.randn(256, 1)*.3 + 2, torch.randn(256, 1)*.3 - 2
        opt, penalty = torch.optim.Adam(net.parameters(), 3e-3), Penalty('r1', weight)
        for _ in range(400):
            loss = non_saturating.critic(net(real), net(fake)) + penalty(net, real, fake)['r1']
            opt.zero_grad()
            loss.backward()
            opt.step()
        return net(torch.linspace(-3.5, 3.5, 141)[:, None]).detach().flatten()


@cells.setup
def _cell_b7ee25a8():
    'nbs/toolbox/losses.ipynb #b7ee25a8'
    global at, ax, color, curve, fig, line, logits, name, weight
    line = torch.linspace(-3.5, 3.5, 141)
    fig, ax = plt.subplots(figsize=(7, 2.8), layout='constrained')
    logits = {weight: trained_critic(weight) for weight in (0., .1, 1.)}
    for weight, curve in logits.items():
        ax.plot(line, curve, label=f'R1, weight {weight:g}' if weight else 'no penalty')
    for at, name, color in ((-2, 'fakes', 'C1'), (2, 'reals', 'C2')):
        ax.axvspan(at - .6, at + .6, alpha=.12, color=color)
        ax.text(at, -9, name, ha='center')
    ax.set(xlabel='the data', ylabel='logit', title='The critic of two heaps on a line')
    ax.legend()
    plt.close(fig)
    fig


@cells.test
def test_logits_are_collected_detached_inside_the_block_and_nowhere_else():
    'nbs/toolbox/losses.ipynb #8bb1c2f6'
    global broken, inner, one, outer, zero
    one, zero = torch.ones(2, requires_grad=True), torch.zeros(2)
    with collect_logits() as outer:
        mine.critic(one, zero)
        with collect_logits() as inner:
            mine.critic(zero, zero)
        mine.critic(zero, one)
        mine.gen(one)
    mine.critic(one, one)
    test_eq({k: [x.tolist() for x in v] for k, v in outer.items()},
            dict(real=[[1, 1], [0, 0]], fake=[[0, 0], [1, 1]]))
    test_eq({k: len(v) for k, v in inner.items()}, dict(real=1, fake=1))
    assert not any(x.requires_grad for v in outer.values() for x in v)
    with ExceptionExpected(ZeroDivisionError):
        with collect_logits() as broken:
            raise ZeroDivisionError
    mine.critic(one, one)
    test_eq(broken, {})


@cells.test
def test_half_precision_becomes_32_bits_before_any_arithmetic_float64_stays():
    'nbs/toolbox/losses.ipynb #c4d0b6e1'
    global critic, dtype, fine, gen, loss, wide_type
    fine = torch.tensor([1., 2**-9])  # their mean has more digits than bf16 and fp16 hold
    for dtype, wide_type in ((torch.bfloat16, torch.float32), (torch.float16, torch.float32),
                             (torch.float32, torch.float32), (torch.float64, torch.float64)):
        test_eq(to_fp32(fine.to(dtype)).dtype, wide_type)
        for loss in LOSSES.values():
            critic, gen = (f(fine.to(dtype), -fine.to(dtype)) for f in (loss.critic, loss.gen))
            test_eq({critic.dtype, gen.dtype}, {wide_type})
            test_close(critic.item(), loss.critic(fine.double(), -fine.double()).item(), 1e-6)


@cells.test
def test_a_loss_is_found_by_its_name_or_passes_through():
    'nbs/toolbox/losses.ipynb #761cbbb9'
    test_eq(adversarial_loss('hinge'), hinge)
    test_eq(adversarial_loss(mine), mine)
    test_eq(repr(hinge), "AdversarialLoss('hinge')")
    test_eq(AdversarialLoss(upwards, upwards).name, 'custom')
    with ExceptionExpected(UserError, regex="loss='wasserstien'.*'least_squares', 'hinge', 'wasserstein'"):
        adversarial_loss('wasserstien')
    with ExceptionExpected(UserError, regex="'relativistic' without real logits"):
        relativistic.gen(torch.zeros(2))
    with ExceptionExpected(UserError, regex="'relativistic_average' without real logits"):
        relativistic_average.gen(torch.zeros(2))


@cells.test
def test_every_formula_equals_its_definition_written_in_another_way():
    'nbs/toolbox/losses.ipynb #b8c37648'
    global critic, entropy, f, fake_logits, gen, log_fake, log_real, mean, mf, mr, name, r, real_logits, reference
    r, f = [2., -1, .3], [-.5, 1.5, 0]

    def log_real(x): return math.log(1/(1 + math.exp(-x)))

    def log_fake(x): return math.log(1 - 1/(1 + math.exp(-x)))

    def mean(values): return sum(values)/3

    mr, mf = mean(r), mean(f)
    entropy = -mean(map(log_real, r)) - mean(map(log_fake, f))
    reference = dict(
        minimax=(entropy, mean(map(log_fake, f))),
        non_saturating=(entropy, -mean(map(log_real, f))),
        least_squares=(mean((x - 1)**2 for x in r) + mean(x*x for x in f), mean((x - 1)**2 for x in f)),
        hinge=(mean(max(0, 1 - x) for x in r) + mean(max(0, 1 + x) for x in f), -mf),
        wasserstein=(mf - mr, -mf),
        relativistic=(-mean(log_real(a - b) for a, b in zip(r, f)), -mean(log_real(b - a) for a, b in zip(r, f))),
        relativistic_average=(-mean(log_real(x - mf) for x in r) - mean(log_fake(x - mr) for x in f),
                              -mean(log_real(x - mr) for x in f) - mean(log_fake(x - mf) for x in r)))
    test_eq(list(reference), list(LOSSES))
    real_logits, fake_logits = torch.tensor(r, dtype=torch.double), torch.tensor(f, dtype=torch.double)
    for name, (critic, gen) in reference.items():
        test_close(LOSSES[name].critic(real_logits, fake_logits).item(), critic, 1e-9)
        test_close(LOSSES[name].gen(fake_logits, real_logits).item(), gen, 1e-9)


@cells.test
def test_the_generator_s_loss_falls_as_its_logits_rise_the_critic_s_as_it_tells():
    'nbs/toolbox/losses.ipynb #c1015f3a'
    global fake_up, loss, name, real_up, up
    for name, loss in LOSSES.items():
        up = torch.zeros(3, requires_grad=True)
        loss.gen(up, torch.zeros(3)).backward()
        assert (up.grad < 0).all(), name
        real_up, fake_up = torch.zeros(3, requires_grad=True), torch.full((3,), .1, requires_grad=True)
        loss.critic(real_up, fake_up).backward()
        assert (real_up.grad < 0).all() and (fake_up.grad > 0).all(), name


@cells.test
def test_what_an_undecided_critic_pays():
    'nbs/toolbox/losses.ipynb #95d7e0b2'
    test_eq([undecided(name) for name in LOSSES], [1.386, 1.386, .5, 2., 0., .693, 1.386])


@cells.test
def test_the_slope_of_a_linear_critic_is_its_weight_and_patches_are_summed():
    'nbs/toolbox/losses.ipynb #1ba6c0d4'
    global square, two_patches, w12, x12, y12
    w12 = nn.Linear(12, 1, bias=False).double()
    x12, y12 = torch.randn(5, 12).double(), torch.randn(5, 12).double()
    square = w12.weight.square().sum().item()
    test_close(r1(w12, x12).item(), square, 1e-12)
    test_close(r2(w12, x12, y12).item(), square, 1e-12)
    test_close(gradient_penalty(w12, x12, y12).item(), (math.sqrt(square) - 1)**2, 1e-9)

    def two_patches(x): return torch.stack([w12(x), 2*w12(x)], -1)

    test_close(r1(two_patches, x12).item(), 9*square, 1e-12)


@cells.test
def test_r1_is_measured_at_the_reals_r2_at_the_fakes_whatever_their_shape():
    'nbs/toolbox/losses.ipynb #e7f3a9b5'
    global a, b, bowl, name, norms, shape, shapes
    def bowl(x): return x.square().flatten(1).sum(1)/2 if x.ndim > 1 else x.square()/2  # its slope at x is x

    shapes = dict(number=(), vector=(7,), image=(3, 8, 6), clip=(4, 3, 5, 5), volume=(1, 4, 5, 6))
    for name, shape in shapes.items():
        a, b = torch.randn(3, *shape, generator=rng(name)), torch.randn(3, *shape, generator=rng(name, 'fake'))
        norms = [x.reshape(3, -1).square().sum(1) for x in (a, b)]
        test_close(squared_slope(bowl, a), norms[0], 1e-4)
        test_close(r1(bowl, a, b).item(), norms[0].mean().item(), 1e-4)
        test_close(r1(bowl, a).item(), norms[0].mean().item(), 1e-4)
        test_close(r2(bowl, a, b).item(), norms[1].mean().item(), 1e-4)


@cells.test
def test_the_gradient_penalty_is_measured_between_real_and_fake_a_place_for_eac():
    'nbs/toolbox/losses.ipynb #6a0c4d27'
    global a, b, found, lengths, name, places, shape, t
    for name, shape in shapes.items():
        a, b = torch.randn(4, *shape, generator=rng(name)), torch.randn(4, *shape, generator=rng(name, 'fake'))
        torch.manual_seed(7)
        found = gradient_penalty(bowl, a, b).item()
        torch.manual_seed(7)
        t = torch.rand(4, *[1]*len(shape))
        lengths = ((1 - t)*a + t*b).reshape(4, -1).norm(dim=1)
        test_close(found, (lengths - 1).square().mean().item(), 1e-3)
        test_close(gradient_penalty(bowl, a, a).item(),
                   (a.reshape(4, -1).norm(dim=1) - 1).square().mean().item(), 1e-3)

    places = []
    gradient_penalty(lambda x: places.append(x.detach()) or x, torch.zeros(1000, 1), torch.ones(1000, 1))
    assert 0 <= places[0].min() < .05 and .95 < places[0].max() <= 1 and abs(places[0].mean() - .5) < .05
    with ExceptionExpected(UserError, regex=r"real \(4, 2\) and fake \(3, 2\).*a fake for each"):
        gradient_penalty(bowl, torch.zeros(4, 2), torch.zeros(3, 2))


@cells.test
def test_a_flat_critic_costs_1_and_its_gradient_is_finite():
    'nbs/toolbox/losses.ipynb #5e91f8c0'
    global flat, value
    flat = nn.Linear(4, 1)
    flat.weight.data.zero_()
    value = gradient_penalty(flat, torch.zeros(2, 4), torch.ones(2, 4))
    value.backward()
    test_close(value.item(), 1, 1e-5)
    assert flat.weight.grad.isfinite().all()


@cells.test
def test_a_penalty_moves_the_critic_and_nothing_else_and_can_be_taken_in_half_p():
    'nbs/toolbox/losses.ipynb #af25d3e6'
    global a, b, critic, half, measure
    critic = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
    a, b = torch.randn(2, 4, requires_grad=True), torch.randn(2, 4, requires_grad=True)
    for measure in PENALTIES.values():
        critic.zero_grad()
        measure(critic, a, b).backward()
        assert critic[0].weight.grad.abs().sum() > 0 and a.grad is None and b.grad is None
        half = measure(critic, a.detach().bfloat16(), b.detach())
        test_eq(half.dtype, torch.float32)
        assert half.isfinite()
    test_eq(squared_slope(lambda x: (x*x).half(), torch.tensor([[1e3]])).dtype, torch.float32)


@cells.test
def test_weights_are_clipped_at_both_ends_in_place():
    'nbs/toolbox/losses.ipynb #72b8e4f1'
    global critic
    critic = nn.Linear(2, 1)
    critic.weight.data = torch.tensor([[-3., .05]])
    clip_weights(critic, .1)
    test_eq([round(o, 3) for o in critic.weight[0].tolist()], [-.1, .05])
    clip_weights(critic)
    test_eq([round(o, 3) for o in critic.weight[0].tolist()], [-.01, .01])
    assert critic.weight.requires_grad


@cells.test
def test_the_gradient_of_a_gradient_is_right_in_fp32_and_nearly_right_in_bf16():
    'nbs/toolbox/losses.ipynb #d06b19a3'
    assert errors['differences'] < 1e-6 and errors['fp32'] < 1e-4 and errors['bf16'] < .05, errors


@cells.test
def test_a_lazy_penalty_charges_in_one_round_of_four_as_much_in_the_mean():
    'nbs/toolbox/losses.ipynb #8bc09d63'
    global _, always, each, lazy, rounds
    each, lazy = Penalty('r1', .5), Penalty('r1', .5, every=4)
    rounds = []
    for _ in range(8):
        rounds.append(lazy(bowl, x12, y12))
        lazy.advance()
    test_eq([list(o) for o in rounds], [['r1'], [], [], []]*2)
    always = each(bowl, x12, y12)['r1'].item()
    test_close(always, .5*x12.square().sum(1).mean().item(), 1e-9)
    test_close(sum(o['r1'].item() for o in rounds if o)/8, always, 1e-12)
    each.advance()
    test_close(each(bowl, x12, y12)['r1'].item(), always, 1e-12)
    test_close(Penalty('r2')(bowl, x12, y12)['r2'].item(), y12.square().sum(1).mean().item(), 1e-9)
    test_eq(Penalty().kind, 'r1')


@cells.test
def test_rounds_are_counted_calls_are_not():
    'nbs/toolbox/losses.ipynb #f1d90a6c'
    global calls, charged, lazy
    lazy = Penalty('r1', every=2)
    for charged in (True, False, True, False):
        calls = [bool(lazy(bowl, x12, y12)) for _ in range(3)]  # two critics, or three parts of a batch
        test_eq(calls, [charged]*3)
        lazy.advance()


@cells.test
def test_the_count_of_rounds_is_saved_and_resumed():
    'nbs/toolbox/losses.ipynb #04c7e5b9'
    global lazy, other
    lazy, other = Penalty('r1', .5, every=4), Penalty('r1', .5, every=4)
    lazy.advance()
    other.load_state_dict(lazy.state_dict())
    test_eq((other.turn, other(bowl, x12, y12)), (1, {}))
    with ExceptionExpected(UserError, regex="penalty='r3'.*'r1', 'r2', 'gradient_penalty'"): Penalty('r3')
    with ExceptionExpected(UserError, regex="every=0.*1 charges in every round"): Penalty(every=0)


@cells.test
def test_penalties_of_a_round_are_merged_and_none_is_no_mistake():
    'nbs/toolbox/losses.ipynb #be4f70d8'
    global one, several, two, want
    one, two = Penalty('r1', .5), Penalty('r2', .25)
    test_eq(total_penalty(None, bowl, x12, y12), {})
    test_eq(total_penalty([], bowl, x12, y12), {})
    test_eq(total_penalty(one, bowl, x12, y12), one(bowl, x12, y12))
    want = {**one(bowl, x12, y12), **two(bowl, x12, y12)}
    for several in ([one, two], (one, two), nn.ModuleList([one, two])):
        test_eq(total_penalty(several, bowl, x12, y12), want)
    test_close(total_penalty([one, one, one], bowl, x12, y12)['r1'].item(), 3*want['r1'].item(), 1e-9)


@cells.test
def test_a_small_critic_learns_to_be_flat_where_its_reals_are_if_that_is_charge():
    'nbs/toolbox/losses.ipynb #48a1c5e7'
    global inside, steepest
    inside = (line > 1.7) & (line < 2.3)
    steepest = {weight: curve[inside].diff().abs().max().item() for weight, curve in logits.items()}
    assert max(steepest[.1], steepest[1.]) < .5*steepest[0.], steepest

"""Generated from nbs/toolbox/losses.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.losses import (
    AdversarialLoss, Callable, ContextVar, F, LOSSES, PENALTIES, Penalty, _listener, adversarial_loss, check, choose, clip_weights, collect_logits,
    contextlib, cross_entropy_critic, gradient_penalty, hinge, hinge_critic, least_squares, least_squares_critic, least_squares_gen, minimax,
    minimax_gen, nn, non_saturating, non_saturating_gen, r1, r2, raise_logit_gen, relativistic, relativistic_average, relativistic_average_critic,
    relativistic_average_gen, relativistic_critic, relativistic_gen, squared_slope, to_fp32, torch, wasserstein, wasserstein_critic)


@cells.setup
def _cell_848942a7():
    'nbs/toolbox/losses.ipynb #848942a7'
    global ExceptionExpected, UserError, deepcopy, math, plot_style, plt, test_close, test_eq
    import math
    from copy import deepcopy

    from fastcore.test import ExceptionExpected, test_close, test_eq
    from matplotlib import pyplot as plt

    from gan_course.core import UserError, plot_style

    plot_style()


@cells.test
def test_a_pair_of_functions_k_v_tolist_for_k_v():
    'nbs/toolbox/losses.ipynb #737747be'
    global heard, mine
    mine = AdversarialLoss(lambda r, f: f.mean() - r.mean(), lambda f, r=None: -f.mean())
    with collect_logits() as heard: mine.critic(torch.ones(2), torch.zeros(2))
    test_eq([(k, v.tolist()) for k,(v,) in heard.items()], [('real', [1, 1]), ('fake', [0, 0])])
    test_eq(mine.critic(torch.ones(2).bfloat16(), torch.zeros(2).bfloat16()).dtype, torch.float32)
    test_eq(mine.critic(torch.ones(2).double(), torch.zeros(2).double()).dtype, torch.float64)


@cells.setup
def _cell_ce42d6ce():
    'nbs/toolbox/losses.ipynb #ce42d6ce'
    global FAR, draw
    FAR = dict(hinge=(1e9, -1e9), least_squares=(1., 0.), wasserstein=(0., 0.))  # a pair of logits that the loss does not punish

    def draw(loss):
        "Plot what each player pays, and the generator's push, against the logit."
        x = torch.linspace(-5, 5, 201, requires_grad=True); v = lambda o: o.detach().numpy()
        each = lambda f: torch.stack([f(o) for o in x])
        top, bottom = map(torch.tensor, FAR.get(loss.name, (1e9, -1e9)))
        real = each(lambda o: loss.critic(o, bottom)); fake = each(lambda o: loss.critic(top, o)); gen = each(loss.gen)
        push, = torch.autograd.grad(gen.sum(), x)
        fig, axs = plt.subplots(1, 2, figsize=(9, 2.6), layout='constrained')
        axs[0].plot(v(x), v(real), label='a real picture'); axs[0].plot(v(x), v(fake), label='a fake picture'); axs[0].set(title=f'{loss.name}: the critic pays', xlabel='logit', ylim=(-5 if loss.name == 'wasserstein' else -1, 9)); axs[0].legend()
        axs[1].plot(v(x), v(gen), label='its loss'); axs[1].plot(v(x), -v(push), '--', label='push upwards'); axs[1].set(title='the generator pays for its fake', xlabel='logit', ylim=(-5, 9)); axs[1].legend()


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
        x, fig = torch.linspace(-5, 5, 201, requires_grad=True), plt.figure(figsize=(9, 3.2), layout='constrained')
        for i, loss in enumerate(LOSSES.values()):
            paid = torch.stack([loss.gen(o[None], torch.ones(1)) for o in x])
            push, = torch.autograd.grad(paid.sum(), x)
            plt.plot(x.detach(), -push, label=loss.name.replace('_', ' '), linestyle='-' if i < 6 else ':', linewidth=1.6)
        plt.gca().set(ylim=(-1, 4), xlabel="the fake's logit (the real one has 1)", ylabel='push upwards', title='How hard each loss pushes the generator'); plt.legend(ncols=2); plt.close(fig)
        return fig


@cells.setup
def _cell_b056e125():
    'nbs/toolbox/losses.ipynb #b056e125'
    pushes()


@cells.test
def test_by_name_and_side_by_side_adversarial_loss_hinge_hinge():
    'nbs/toolbox/losses.ipynb #761cbbb9'
    test_eq(adversarial_loss('hinge'), hinge)
    test_eq(adversarial_loss(mine), mine)
    with ExceptionExpected(UserError, regex="loss='wasserstien'.*'least_squares', 'hinge', 'wasserstein'"): adversarial_loss('wasserstien')
    with ExceptionExpected(UserError, regex="'relativistic' without real logits"): relativistic.gen(torch.zeros(2))


@cells.test
def test_by_name_and_side_by_side_set_reference_set_losses():
    'nbs/toolbox/losses.ipynb #b8c37648'
    global Fk, R, c, entropy, f, g, mean, mf, mr, name, r, reference, sig
    r, f = torch.tensor([2., -1, .3]), torch.tensor([-.5, 1.5, 0])
    sig = lambda o: 1/(1 + math.exp(-o)); R, Fk = r.double().tolist(), f.double().tolist()
    mean = lambda g, *xs: sum(map(g, *xs))/3; mr, mf = sum(R)/3, sum(Fk)/3
    entropy = mean(lambda o: -math.log(sig(o)), R) + mean(lambda o: -math.log(1-sig(o)), Fk)
    reference = dict(
        minimax=(entropy, mean(lambda o: math.log(1-sig(o)), Fk)),
        non_saturating=(entropy, mean(lambda o: -math.log(sig(o)), Fk)),
        least_squares=(mean(lambda o: (o-1)**2, R) + mean(lambda o: o*o, Fk), mean(lambda o: (o-1)**2, Fk)),
        hinge=(mean(lambda o: max(0, 1-o), R) + mean(lambda o: max(0, 1+o), Fk), mean(lambda o: -o, Fk)),
        wasserstein=(mf - mr, -mf),
        relativistic=(mean(lambda a, b: -math.log(sig(a-b)), R, Fk), mean(lambda a, b: -math.log(sig(b-a)), R, Fk)),
        relativistic_average=(mean(lambda o: -math.log(sig(o-mf)), R) + mean(lambda o: -math.log(1-sig(o-mr)), Fk),
                              mean(lambda o: -math.log(sig(o-mr)), Fk) + mean(lambda o: -math.log(1-sig(o-mf)), R)))
    test_eq(set(reference), set(LOSSES))
    for name, (c, g) in reference.items():
        test_close(LOSSES[name].critic(r, f).item(), c, 1e-6)
        test_close(LOSSES[name].gen(f, r).item(), g, 1e-6)


@cells.test
def test_by_name_and_side_by_side_list_undecided_values():
    'nbs/toolbox/losses.ipynb #783d1f94'
    global undecided
    undecided = {k: round(v.critic(*[torch.full((4, 1, 5, 5), .5 if k == 'least_squares' else 0.)]*2).item(), 3) for k,v in LOSSES.items()}
    test_eq(list(undecided.values()), [1.386, 1.386, .5, 2., 0., .693, 1.386])
    undecided


@cells.test
def test_by_name_and_side_by_side_up_grad_all_descending_the_generator():
    'nbs/toolbox/losses.ipynb #c1015f3a'
    global loss, up
    for loss in LOSSES.values():
        up = torch.zeros(3, requires_grad=True)
        loss.gen(up, torch.zeros(3)).backward()
        assert (up.grad < 0).all(), "descending the generator's loss must raise its logits"
        assert loss.critic(r.bfloat16(), f.bfloat16()).dtype == torch.float32


@cells.test
def test_penalties_a_critic_that_must_not_be_steep_r1_w_x_item_w_weight():
    'nbs/toolbox/losses.ipynb #2fc7a49f'
    global patches, w, x, y
    w = nn.Linear(12, 1, bias=False).double()
    x, y = torch.randn(5, 12).double(), torch.randn(5, 12).double()
    test_close(r1(w, x).item(), w.weight.square().sum().item(), 1e-12)
    test_close(r2(w, x, y).item(), w.weight.square().sum().item(), 1e-12)
    test_close(gradient_penalty(w, x, y).item(), (w.weight.norm().item() - 1)**2, 1e-9)
    patches = lambda o: torch.stack([w(o), 2*w(o)], -1)  # two patches a picture: summed, three times the slope
    test_close(r1(patches, x).item(), 9*w.weight.square().sum().item(), 1e-12)
    clip_weights(w, .01); assert w.weight.abs().max() <= .01


@cells.test
def test_penalties_a_critic_that_must_not_be_steep_errors_differences_e_and_err():
    'nbs/toolbox/losses.ipynb #7031e816'
    global apart, by_differences, errors, exact, net, penalty_gradient, x
    torch.manual_seed(0)
    net = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.LeakyReLU(.2), nn.Conv2d(8, 8, 3, 2, 1), nn.Tanh(), nn.Flatten(), nn.Linear(128, 1))
    x = torch.randn(6, 3, 16, 16)

    def penalty_gradient(dtype, half=False):
        "Gradient of R1 with respect to the first layer's weights."
        m = deepcopy(net).to(dtype)
        with torch.autocast('cpu', torch.bfloat16, enabled=half): value = r1(m, x.to(dtype))
        return torch.autograd.grad(value, m[0].weight)[0].double()

    def by_differences(eps=1e-5):
        "The same for a few weights, by central differences in float64."
        m, out = deepcopy(net).double(), []
        for i in range(0, m[0].weight.numel(), 40):
            flat = m[0].weight.data.view(-1); was, values = flat[i].item(), []
            for s in (eps, -eps): flat[i] = was + s; values.append(r1(m, x.double()).item())
            flat[i] = was; out.append((values[0] - values[1])/(2*eps))
        return torch.tensor(out, dtype=torch.double)

    exact = penalty_gradient(torch.float64)
    apart = lambda a, b: ((a - b).norm()/b.norm()).item()
    errors = dict(differences=apart(by_differences(), exact.flatten()[::40]), fp32=apart(penalty_gradient(torch.float32), exact), bf16=apart(penalty_gradient(torch.float32, half=True), exact))
    assert errors['differences'] < 1e-6 and errors['fp32'] < 1e-4 and errors['bf16'] < .05, errors
    {k: f'{v:.1e}' for k,v in errors.items()}


@cells.test
def test_every_turn_or_lazily_list_o_for_o_in_turns():
    'nbs/toolbox/losses.ipynb #8bc09d63'
    global each, lazy, net, other, turns, x, y
    net = net.double(); x, y = x.double(), torch.randn_like(x).double()
    each, lazy = Penalty('r1', .5), Penalty('r1', .5, every=4)
    turns = [lazy(net, x, y) for _ in range(8)]
    test_eq([list(o) for o in turns], [['r1'], [], [], []]*2)
    test_close(sum(o['r1'].item() for o in turns if o)/8, each(net, x, y)['r1'].item(), 1e-12)  # the same in the mean
    other = Penalty('r1', .5, every=4); lazy(net, x, y); other.load_state_dict(lazy.state_dict())
    test_eq(other(net, x, y), {})
    with ExceptionExpected(UserError, regex="penalty='r3'.*'r1', 'r2', 'gradient_penalty'"): Penalty('r3')


@cells.setup
def _cell_76f34e2a():
    'nbs/toolbox/losses.ipynb #76f34e2a'
    global trained_critic
    def trained_critic(weight):
        "Train a critic on two heaps on a line; its logits along the line."
        torch.manual_seed(1)
        net = nn.Sequential(nn.Linear(1, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))
        real, fake, opt, penalty = torch.randn(256, 1)*.3 + 2, torch.randn(256, 1)*.3 - 2, torch.optim.Adam(net.parameters(), 3e-3), Penalty('r1', weight)
        for _ in range(400):
            loss = non_saturating.critic(net(real), net(fake)) + sum(penalty(net, real, fake).values())
            opt.zero_grad(); loss.backward(); opt.step()
        return net(torch.linspace(-3.5, 3.5, 141)[:, None]).detach().flatten()


@cells.setup
def _cell_b7ee25a8():
    'nbs/toolbox/losses.ipynb #b7ee25a8'
    global ax, fig, line, weight
    line = torch.linspace(-3.5, 3.5, 141); fig, ax = plt.subplots(figsize=(7, 2.8), layout='constrained')
    for weight in (0., .1, 1.): ax.plot(line, trained_critic(weight), label=f'R1, weight {weight:g}' if weight else 'no penalty')
    ax.axvspan(-2.6, -1.4, alpha=.12, color='C1'); ax.axvspan(1.4, 2.6, alpha=.12, color='C2'); ax.text(-2, -9, 'fakes', ha='center'); ax.text(2, -9, 'reals', ha='center')
    ax.set(xlabel='the data', ylabel='logit', title='The critic of two heaps on a line'); ax.legend(); plt.close(fig); fig

"""Generated from nbs/00_losses.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.losses import (
    AdversarialLoss, Callable, F, LOSSES, NamedTuple, adversarial_loss, choose, hinge, hinge_critic, hinge_gen, least_squares, least_squares_critic,
    least_squares_gen, non_saturating, non_saturating_critic, non_saturating_gen, torch)


@cells.setup
def _cell_789bc46a():
    'nbs/00_losses.ipynb #789bc46a'
    global ExceptionExpected, UserError, math, plot_style, plt, test_close, test_eq
    import math
    from fastcore.test import test_eq, test_close, ExceptionExpected
    from matplotlib import pyplot as plt
    from gan_course.core import UserError, plot_style
    plot_style()


@cells.setup
def _cell_bb47df34():
    'nbs/00_losses.ipynb #bb47df34'
    global draw
    def draw(loss, name):
        "Plot what each player pays, and the generator's push, against the logit."
        x = torch.linspace(-5, 5, 201, requires_grad=True)
        each = lambda f: torch.stack([f(o) for o in x])
        far = {  # a pair of logits that the loss does not punish
            'hinge': (1e9, -1e9), 'non_saturating': (1e9, -1e9), 'least_squares': (1., 0.)}[name]
        real = each(lambda o: loss.critic(o, torch.tensor(far[1]))); fake = each(lambda o: loss.critic(torch.tensor(far[0]), o)); gen = each(loss.gen)
        push, = torch.autograd.grad(gen.sum(), x)
        fig, axs = plt.subplots(1, 2, figsize=(9, 2.6), layout='constrained')
        v = lambda o: o.detach().numpy()
        axs[0].plot(v(x), v(real), label='a real picture'); axs[0].plot(v(x), v(fake), label='a fake picture'); axs[0].set(title=f'{name}: the critic pays', xlabel='logit', ylim=(-1, 9)); axs[0].legend()
        axs[1].plot(v(x), v(gen), label='its loss'); axs[1].plot(v(x), -v(push), '--', label='push upwards'); axs[1].set(title='the generator pays for its fake', xlabel='logit', ylim=(-5, 9)); axs[1].legend()


@cells.setup
def _cell_6f3a31b5():
    'nbs/00_losses.ipynb #6f3a31b5'
    draw(non_saturating, 'non_saturating')


@cells.setup
def _cell_7f543cb7():
    'nbs/00_losses.ipynb #7f543cb7'
    draw(least_squares, 'least_squares')


@cells.setup
def _cell_adc3f23a():
    'nbs/00_losses.ipynb #adc3f23a'
    draw(hinge, 'hinge')


@cells.test
def test_by_name_adversarial_loss_hinge_hinge():
    'nbs/00_losses.ipynb #b2115a56'
    test_eq(adversarial_loss('hinge'), hinge)
    test_eq(adversarial_loss(hinge), hinge)
    with ExceptionExpected(UserError, regex="loss='wasserstien'.*'non_saturating', 'least_squares', 'hinge'"): adversarial_loss('wasserstien')


@cells.test
def test_by_name_losses_name_critic_r_f_item():
    'nbs/00_losses.ipynb #c172c666'
    global c, f, g, mean, name, r, reference, sig
    r, f = torch.tensor([2., -1, .3]), torch.tensor([-.5, 1.5, 0])
    sig = lambda o: 1/(1 + math.exp(-o)); mean = lambda g, xs: sum(map(g, xs.double().tolist()))/len(xs)
    reference = dict(
        non_saturating=(mean(lambda o: -math.log(sig(o)), r) + mean(lambda o: -math.log(1-sig(o)), f), mean(lambda o: -math.log(sig(o)), f)),
        least_squares=(mean(lambda o: (o-1)**2, r) + mean(lambda o: o*o, f), mean(lambda o: (o-1)**2, f)),
        hinge=(mean(lambda o: max(0, 1-o), r) + mean(lambda o: max(0, 1+o), f), mean(lambda o: -o, f)))
    for name, (c, g) in reference.items():
        test_close(LOSSES[name].critic(r, f).item(), c, 1e-6)
        test_close(LOSSES[name].gen(f).item(), g, 1e-6)


@cells.test
def test_by_name_list_undecided_values_math_log_e():
    'nbs/00_losses.ipynb #d71f7c86'
    global middle, undecided
    middle = dict(non_saturating=0., least_squares=.5, hinge=0.)
    undecided = {k: v.critic(*[torch.full((4, 1, 5, 5), middle[k])]*2).item() for k,v in LOSSES.items()}
    test_close(list(undecided.values()), [2*math.log(2), .5, 2], 1e-6)
    undecided


@cells.test
def test_by_name_up_grad_all_descending_the_generator():
    'nbs/00_losses.ipynb #99c83675'
    global loss, up
    for loss in LOSSES.values():
        up = torch.zeros(3, requires_grad=True)
        loss.gen(up).backward()
        assert (up.grad < 0).all(), "descending the generator's loss must raise its logits"
        assert loss.critic(r.bfloat16(), f.bfloat16()).dtype == torch.float32

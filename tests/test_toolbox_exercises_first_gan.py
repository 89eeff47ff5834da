"""Generated from nbs/toolbox/exercises_first_gan.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.exercises_first_gan import (
    Exercise, F, _LOOP_SOLUTION, _LOOP_START, _MISTAKES, _after, _batch, _check_loop, _check_perfect, _check_push, _compare_push, _endings, _loop,
    _perfect, _push, _slopes, _trained_critic, cache, call, combinations, flat, kind, near, need, nn, number, partial, rng, seed_everything, tensor,
    torch)


@cells.setup
def _cell_45965c08():
    'nbs/toolbox/exercises_first_gan.ipynb #45965c08'
    global but, exercise, mistakes_table, refused, test_eq, unsolved, untold
    from fastcore.test import test_eq

    from gan_course.exercises import but, exercise, mistakes_table, refused, unsolved, untold


@cells.setup
def _cell_f3477567():
    'nbs/toolbox/exercises_first_gan.ipynb #f3477567'
    global wrong
    wrong = {}  # cells with typical mistakes, and what must be said to them


@cells.test
def test_the_first_gan_solutions_pass():
    'nbs/toolbox/exercises_first_gan.ipynb #213d4204'
    test_eq(unsolved('first_gan'), [])


@cells.test
def test_a_perfect_critic_typical_mistakes_are_named():
    'nbs/toolbox/exercises_first_gan.ipynb #6df65bbe'
    wrong['first_gan.perfect'] = [
        ('probability = .5', 'equally dense'), ('probability = 1.', 'not a certain one'),
        ('probability = 3', 'odds'), ('probability = .6', 'true mixture'),
        ("probability = 'high'", 'should be a number; it is a text'), ('probability = 75', 'between 0 and 1')]
    test_eq(untold('first_gan.perfect', wrong['first_gan.perfect']), [])


@cells.test
def test_a_slope_by_hand_typical_mistakes_are_named():
    'nbs/toolbox/exercises_first_gan.ipynb #3c720946'
    wrong['first_gan.push'] = [
        ('push = lambda l, s: -(torch.sigmoid(l) if s else torch.sigmoid(-l))', 'slope itself'),
        ('push = lambda l, s: torch.sigmoid(-l) if s else torch.sigmoid(l)', "other loss's push"),
        ('push = lambda l, s: (torch.sigmoid(l) if s else torch.sigmoid(-l)).mean()', 'leave the mean out'),
        ('push = lambda l, s: l.exp()/(1 + l.exp()) if s else 1/(1 + l.exp())', '`exp.200.` has no place'),
        ('push = lambda l, s: torch.sigmoid(l/2 if s else -l)', 'change its sign'),
        ('push = lambda l, s: torch.sigmoid(l if s else -l).float()',
         'returned torch.float32; expected torch.float64')]
    test_eq(untold('first_gan.push', wrong['first_gan.push']), [])


@cells.test
def test_the_loop_typical_mistakes_are_named():
    'nbs/toolbox/exercises_first_gan.ipynb #69698ecf'
    global detached, key, loop, willing
    key, loop = 'first_gan.loop', exercise('first_gan.loop').start
    detached = loop.replace('critic(fake)', 'critic(fake.detach())')
    willing = detached.replace('softplus(critic(gen', 'softplus(-critic(gen')
    wrong[key] = [
        (detached, r"2 mistakes: .*own step.*found out"),
        (willing, 'one mistake: the critic.s gradients are cleared after'),
        (but(key, '.detach()', '', 'critic(fake)).mean()', 'critic(gen(z))).mean()',
             '    gen_opt.zero_grad()\n', '', 'gen_opt.step()', 'gen_opt.step()\n    gen_opt.zero_grad()'),
         'one mistake: .*not detached'),
        (but(key, '    gen_opt.zero_grad()\n', ''), 'never cleared'),
        (but(key, '\n    gen_opt.step()', ''), 'generator has not moved'),
        (but(key, 'F.softplus(-critic(fake))', '-critic(fake)'), 'differ from the reference'),
        (but(key, 'critic(fake.detach())', 'critic(fake.clone)'), r'stopped in line 4 of its cell.* with `')]
    test_eq(untold(key, wrong[key]), [])


@cells.test
def test_the_first_gan_other_right_answers_pass_too():
    'nbs/toolbox/exercises_first_gan.ipynb #7c8cf001'
    test_eq(refused('first_gan.push', 'push = lambda l, s: 1/(1 + (-l if s else l).exp())'), [])
    test_eq(refused(
        'first_gan.loop',
        but('first_gan.loop', '    critic_opt.zero_grad()\n', '', '-critic(fake)', '-critic(gen(z))',
            'fake = gen(z)\n', 'critic_opt.zero_grad()\n    with torch.no_grad(): fake = gen(z)\n'),
        willing.replace('gen_opt.zero_grad()', 'gen_opt.zero_grad()\n    critic_opt.zero_grad()')), [])

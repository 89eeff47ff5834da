"""Generated from nbs/toolbox/exercises_critic.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.exercises_critic import (
    Exercise, F, _READY_MADE, _STACKS, _check_fewer, _check_field, _check_gain, _check_votes, _clear_cases, _compare_gain, _early, _fewer, _field,
    _gain, _known_gains, _seen_pixels, _votes, _votes_of, call, kind, near, need, number, rng, torch, uses)


@cells.setup
def _cell_dc01c6b2():
    'nbs/toolbox/exercises_critic.ipynb #dc01c6b2'
    global but, mistakes_table, refused, test_eq, unsolved, untold
    from fastcore.test import test_eq

    from gan_course.exercises import but, mistakes_table, refused, unsolved, untold


@cells.setup
def _cell_e43ea015():
    'nbs/toolbox/exercises_critic.ipynb #e43ea015'
    global wrong
    wrong = {}  # cells with typical mistakes, and what must be said to them


@cells.test
def test_critic_solutions_pass():
    'nbs/toolbox/exercises_critic.ipynb #a21c1086'
    test_eq(unsolved('critic'), [])


@cells.test
def test_one_layer_fewer_typical_mistakes_are_named():
    'nbs/toolbox/exercises_critic.ipynb #f1132b9d'
    wrong['critic.fewer'] = [
        ('pixels = 38', 'lie 8 pixels apart'), ('pixels = 20', 'You said 20'),
        ('pixels = 30', 'a window of k adds')]
    test_eq(untold('critic.fewer', wrong['critic.fewer']), [])


@cells.test
def test_how_far_a_verdict_looks_typical_mistakes_are_named():
    'nbs/toolbox/exercises_critic.ipynb #73172c79'
    global key
    key = 'critic.field'
    wrong[key] = [
        ('field = lambda layers: 1 + sum(k - 1 for k, s in layers)', 'as if all layers worked at full size'),
        (but(key, '        step *= stride\n', '', '        size +=', '        step *= stride\n        size +='),
         'already counts for its own window'),
        (but(key, '(window - 1)', 'window'), r'\(window - 1\) times')]
    test_eq(untold(key, wrong[key]), [])


@cells.test
def test_one_vote_an_image_typical_mistakes_are_named():
    'nbs/toolbox/exercises_critic.ipynb #deb03d6f'
    global key
    key = 'critic.votes'
    wrong[key] = [
        ('accuracy = lambda real, fake: torch.cat([real > 0, fake < 0]).float().mean()',
         'one vote, from its mean'),
        (but(key, '> 0', '> .5'), 'border is the logit 0'),
        (but(key, 'real > 0', 'real < 0', 'fake < 0', 'fake > 0'), 'Higher means more real'),
        ('accuracy = lambda real, fake: ((real.mean((1, 2, 3)) > 0).float().mean() + '
     '(fake.mean((1, 2, 3)) < 0).float().mean())/2', 'average the two shares'),
        (but(key, '> 0', '>= 0'), 'has no sign')]
    test_eq(untold(key, wrong[key]), [])


@cells.test
def test_spectral_norm_typical_mistakes_are_named():
    'nbs/toolbox/exercises_critic.ipynb #40459c89'
    global key
    key = 'critic.gain'
    wrong[key] = [
        (but(key, 'return (w @ v).norm()', 'return (w.T @ (w @ v)).norm()'), 'its square'),
        ('gain = lambda w, steps=100: w.norm()', 'Frobenius'),
        ('gain = lambda w, steps=100: w.abs().max()', 'largest weight'),
        ('gain = lambda w, steps=100: torch.linalg.svdvals(w)[0]', 'solves the whole problem'),
        (but(key, '        u = u/u.norm()\n', '', '        v = v/v.norm()\n', ''), 'soon no float can hold it'),
        ('def gain(w, steps=100):\n    v = torch.randn(w.shape[1], dtype=w.dtype)\n'
     '    for _ in range(steps): v = w @ v; v = v/v.norm()\n    return (w @ v).norm()', 'stopped in line 3'),
        (but(key, 'return (w @ v).norm()', 'return w @ v'), 'one number')]
    test_eq(untold(key, wrong[key]), [])


@cells.test
def test_critic_other_right_answers_pass_too():
    'nbs/toolbox/exercises_critic.ipynb #34939fc7'
    test_eq(refused('critic.field', '''def field(layers):
    size = 1
    for k, s in reversed(layers): size = (size - 1)*s + k
    return size'''), [])
    test_eq(refused('critic.votes', '''def accuracy(real, fake):
    right = (real.flatten(1).mean(1) > 0).sum().item() + (fake.flatten(1).mean(1) < 0).sum().item()
    return right/(len(real) + len(fake))'''), [])
    test_eq(refused('critic.gain', '''def gain(w, steps=100):
    v = torch.ones(w.shape[1], 1, dtype=w.dtype) + torch.arange(w.shape[1])[:, None]
    for _ in range(steps):
        v = w.T @ (w @ v)
        v = v/v.norm()
    return float((w @ v).norm())'''), [])

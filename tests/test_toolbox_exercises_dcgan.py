"""Generated from nbs/toolbox/exercises_dcgan.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.exercises_dcgan import (
    Exercise, F, _check_decay, _check_double, _check_slerp, _check_truncate, _decay, _double, _doubled_side, _even_walk, _half_is_left, _slerp,
    _stamps, _truncate, call, letter, load_model, near, need, np, number, rng, sample, tensor, torch)


@cells.setup
def _cell_858e8816():
    'nbs/toolbox/exercises_dcgan.ipynb #858e8816'
    global but, mistakes_table, refused, test_eq, unsolved, untold
    from fastcore.test import test_eq

    from gan_course.exercises import but, mistakes_table, refused, unsolved, untold


@cells.setup
def _cell_6ef2a645():
    'nbs/toolbox/exercises_dcgan.ipynb #6ef2a645'
    global wrong
    wrong = {}  # cells with typical mistakes, and what must be said to them


@cells.test
def test_dcgan_solutions_pass():
    'nbs/toolbox/exercises_dcgan.ipynb #8df0e352'
    test_eq(unsolved('dcgan'), [])


@cells.test
def test_half_the_latents_typical_mistakes_are_named():
    'nbs/toolbox/exercises_dcgan.ipynb #3d385e1c'
    wrong['dcgan.truncate'] = [
        ("prediction = 'a'", 'linear generator'), ("prediction = 'c'", 'slower than the latents')]
    test_eq(untold('dcgan.truncate', wrong['dcgan.truncate']), [])


@cells.test
def test_twice_the_side_typical_mistakes_are_named():
    'nbs/toolbox/exercises_dcgan.ipynb #84344165'
    wrong['dcgan.double'] = [
        ('kernel, stride, padding = 3, 2, 1', r'7 becomes .* = 13'),
        ('kernel, stride, padding = 5, 3, 1', 'stride that multiplies'),
        ('kernel, stride, padding = 2, 2, 0', 'only touch'),
        ('kernel, stride, padding = 4, 2, 0', 'becomes .* = 16'),
        ("kernel, stride, padding = 4, 2, 'same'", 'Three whole numbers')]
    test_eq(untold('dcgan.double', wrong['dcgan.double']), [])


@cells.test
def test_the_half_life_typical_mistakes_are_named():
    'nbs/toolbox/exercises_dcgan.ipynb #5bba91b4'
    wrong['dcgan.decay'] = [
        ('decay = lambda half_life, bs: .5**(1/half_life)', 'batches of one image'),
        ('decay = lambda half_life, bs: 1 - .5**(bs/half_life)', r'share of the \*new\* weights'),
        ('decay = lambda half_life, bs: 1 - bs/half_life/2', 'A straight line|between 0'),
        ('decay = lambda half_life, bs: float(np.exp(-bs/half_life))', 'name .np. is not defined'),
        ('decay = lambda half_life, bs: 2.718281828**(-bs/half_life)', 'the answer is a power')]
    test_eq(untold('dcgan.decay', wrong['dcgan.decay']), [])


@cells.test
def test_a_walk_on_the_sphere_typical_mistakes_are_named():
    'nbs/toolbox/exercises_dcgan.ipynb #04b5b456'
    global key
    key = 'dcgan.slerp'
    wrong[key] = [
        ('slerp = lambda a, b, t: torch.lerp(a, b, t)', 'straight line'),
        ('def slerp(a, b, t):\n    v = torch.lerp(a, b, t)\n    return v/v.norm()*a.norm()',
         'pushed out to the sphere'),
        (but(key, 'if angle < 1e-4: return torch.lerp(a, b, t)\n', '\n'), 'not finite'),
        ('slerp = lambda a, b, t: torch.lerp(b, a, t)', 'weights are exchanged')]
    test_eq(untold(key, wrong[key]), [])


@cells.test
def test_dcgan_other_right_answers_pass_too():
    'nbs/toolbox/exercises_dcgan.ipynb #53f524a2'
    global answer
    for answer in ('6, 2, 2', '16, 2, 7'):
        test_eq(refused('dcgan.double', f'kernel, stride, padding = {answer}'), [])
    test_eq(refused('dcgan.decay', '''import math
def decay(half_life, bs): return math.exp(-math.log(2)*bs/half_life)'''), [])
    test_eq(refused('dcgan.slerp', 'from gan_course.games import slerp'), [])

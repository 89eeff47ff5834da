"""Generated from nbs/toolbox/exercises_superres.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.exercises_superres import (
    Exercise, F, FlopCounterMode, _brightness, _check_cost, _check_protocol, _check_true, _cost, _multiplications, _other_protocols, _protocol, _true,
    call, near, need, number, tensor, torch)


@cells.setup
def _cell_828444ef():
    'nbs/toolbox/exercises_superres.ipynb #828444ef'
    global but, mistakes_table, refused, test_eq, unsolved, untold
    from fastcore.test import test_eq

    from gan_course.exercises import but, mistakes_table, refused, unsolved, untold


@cells.setup
def _cell_f99974de():
    'nbs/toolbox/exercises_superres.ipynb #f99974de'
    global wrong
    wrong = {}  # cells with typical mistakes, and what must be said to them


@cells.test
def test_super_resolution_solutions_pass():
    'nbs/toolbox/exercises_superres.ipynb #0c037df2'
    test_eq(unsolved('superres'), [])


@cells.test
def test_what_it_costs_typical_mistakes_are_named():
    'nbs/toolbox/exercises_superres.ipynb #290de5d4'
    wrong['superres.cost'] = [
        ('multiplications, weights = 4, 1', 'both sides count'),
        ('multiplications, weights = 16, 16', 'the same ten windows'),
        ('multiplications, weights = 8, 1', 'you said 8')]
    test_eq(untold('superres.cost', wrong['superres.cost']), [])


@cells.test
def test_decibels_typical_mistakes_are_named():
    'nbs/toolbox/exercises_superres.ipynb #4b01abcc'
    global key
    key = 'superres.protocol'
    wrong[key] = [
        (but(key, '[:, 4:-4, 4:-4]', ''), 'border still counts'),
        (but(key, '[.299, .587, .114]', '[1/3, 1/3, 1/3]'), 'plain mean of the channels'),
        (but(key, 'log10(4/', 'log10(1/'), 'the range is 2 wide'),
        (but(key, '.mean((1, 2))', '.mean()'), 'one figure for all three'),
        ('''def paper_psnr(a, b):
    gap = (a - b)[..., 4:-4, 4:-4]
    return 10*torch.log10(4/gap.square().mean((1, 2, 3)))''', 'three colours')]
    test_eq(untold(key, wrong[key]), [])


@cells.test
def test_a_guess_made_true_typical_mistakes_are_named():
    'nbs/toolbox/exercises_superres.ipynb #edaf6799'
    global key
    key = 'superres.true'
    wrong[key] = [
        (but(key, 'return guess + ', 'return guess - '), 'the wrong way round'),
        (but(key, "mode='nearest'", "mode='bilinear'"), 'still off by up to'),
        (but(key, 'guess + F.interpolate(missing', 'F.interpolate(small'), 'nothing of the guess is left'),
        ('''def made_true(guess, small):
    missing = torch.zeros_like(guess)
    missing[..., ::4, ::4] = 16*(small - F.avg_pool2d(guess, 4))
    return guess + missing''', 'changed more than you had to')]
    test_eq(untold(key, wrong[key]), [])


@cells.test
def test_super_resolution_other_right_answers_pass_too():
    'nbs/toolbox/exercises_superres.ipynb #ead59e23'
    test_eq(refused('superres.true', '''def made_true(guess, small):
    n, c, h, w = small.shape
    squares = guess.view(n, c, h, 4, w, 4)
    mean = squares.mean((3, 5), keepdim=True)
    return (squares - mean + small.view(n, c, h, 1, w, 1)).view_as(guess)'''), [])
    test_eq(refused('superres.protocol', '''def paper_psnr(a, b):
    def y(x): return (.299*x[:, 0] + .587*x[:, 1] + .114*x[:, 2])[:, 4:-4, 4:-4]
    mse = (y(a) - y(b)).pow(2).flatten(1).mean(1)
    return 20*torch.log10(2/mse.sqrt())'''), [])

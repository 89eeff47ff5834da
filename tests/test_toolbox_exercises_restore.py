"""Generated from nbs/toolbox/exercises_restore.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.exercises_restore import (
    Exercise, F, _check_padded, _check_seam, _check_weights, _fades, _mirrored, _padded, _padded_size, _seam, _seam_gaps, _sum_to_one, _weights, call,
    kind, near, need, number, tensor, torch)


@cells.setup
def _cell_dc9dd64c():
    'nbs/toolbox/exercises_restore.ipynb #dc9dd64c'
    global but, mistakes_table, refused, test_eq, unsolved, untold
    from fastcore.test import test_eq

    from gan_course.exercises import but, mistakes_table, refused, unsolved, untold


@cells.setup
def _cell_62cf5029():
    'nbs/toolbox/exercises_restore.ipynb #62cf5029'
    global wrong
    wrong = {}  # cells with typical mistakes, and what must be said to them


@cells.test
def test_restore_solutions_pass():
    'nbs/toolbox/exercises_restore.ipynb #7a9cbd8b'
    test_eq(unsolved('restore'), [])


@cells.test
def test_a_seam_typical_mistakes_are_named():
    'nbs/toolbox/exercises_restore.ipynb #013cf7a9'
    wrong['restore.seam'] = [
        ('depth = 11', 'whole width'), ('depth = 0', 'given zeros'), ('depth = 3', 'one pixel further')]
    test_eq(untold('restore.seam', wrong['restore.seam']), [])


@cells.test
def test_any_size_typical_mistakes_are_named():
    'nbs/toolbox/exercises_restore.ipynb #b687e7b5'
    global key
    key = 'restore.padded'
    wrong[key] = [
        (but(key, "mode='reflect'", "mode='constant'"), 'padded with zeros'),
        (but(key, "mode='reflect'", "mode='replicate'"), 'streaks'),
        (but(key, '-w % multiple', 'multiple - w % multiple', '-h % multiple', 'multiple - h % multiple'),
         'instead of 0'),
        (but(key, '(0, -w % multiple, 0, -h % multiple)', '(0, -h % multiple, 0, -w % multiple)'),
         'Rows and columns are exchanged'),
        (but(key, '[..., :h, :w]', ''), r'returned shape'),
        (but(key, '[..., :h, :w]', '[..., -h:, -w:]'), 'same corner')]
    test_eq(untold(key, wrong[key]), [])


@cells.test
def test_weights_that_sum_to_one_typical_mistakes_are_named():
    'nbs/toolbox/exercises_restore.ipynb #6a178887'
    global hard, key, late
    key = 'restore.weights'
    hard = '''def weights(size, starts, tile):
    w = torch.zeros(len(starts), size)
    for i, s in enumerate(starts): w[:, s:s + tile] = 0; w[i, s:s + tile] = 1
    return w'''
    late = '''def weights(size, starts, tile):
    ramp = torch.arange(1., size + 1).expand(len(starts), -1).clone()
    for i, s in enumerate(starts): ramp[i] = (ramp[i] - s).clamp(min=0); ramp[i, s + tile:] = 0
    return ramp/ramp.sum(0)'''
    wrong[key] = [
        (but(key, '= tent', '= 1'), 'Equal shares'), (but(key, 'return w/w.sum(0)', 'return w'), 'sum to'),
        (hard, 'begins with a weight of 1'), (late, 'ends with a weight of'),
        (but(key, 'torch.zeros(len(starts), size)', 'torch.zeros(size, len(starts)).T.contiguous().double()'),
         'torch.float64; expected torch.float32')]
    test_eq(untold(key, wrong[key]), [])


@cells.test
def test_restore_other_right_answers_pass_too():
    'nbs/toolbox/exercises_restore.ipynb #823bc60b'
    test_eq(refused('restore.padded', '''def padded(net, x, multiple):
    h, w = x.shape[2:]
    up = lambda n: (n + multiple - 1)//multiple*multiple
    rows, cols = [torch.arange(up(n)) for n in (h, w)]
    rows, cols = rows.where(rows < h, 2*h - 2 - rows), cols.where(cols < w, 2*w - 2 - cols)
    return net(x[:, :, rows][..., cols])[:, :, :h, :w]'''), [])
    test_eq(refused('restore.weights', '''def weights(size, starts, tile):
    i = (torch.arange(size) - torch.tensor(starts)[:, None] + .5)/tile
    w = torch.sin(i.clamp(0, 1)*torch.pi)**2*((i > 0) & (i < 1))
    return w/w.sum(0)'''), [])

"""Generated from nbs/toolbox/exercises_unet.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.exercises_unet import (
    Exercise, F, Wrong, _answers_x, _bridge, _calm, _check_bridge, _check_calm, _check_compromise, _check_shuffle, _compromise, _enlarged,
    _looks_at_both, _name_layout, _shuffle, _stuck, _ten_channels, _trained_grey, call, flat, kind, near, need, nn, number, tensor, torch, uses)


@cells.setup
def _cell_6dc1d2e2():
    'nbs/toolbox/exercises_unet.ipynb #6dc1d2e2'
    global but, exercise, mistakes_table, refused, test_eq, unsolved, untold
    from fastcore.test import test_eq

    from gan_course.exercises import but, exercise, mistakes_table, refused, unsolved, untold


@cells.setup
def _cell_05c76b06():
    'nbs/toolbox/exercises_unet.ipynb #05c76b06'
    global wrong
    wrong = {}  # cells with typical mistakes, and what must be said to them


@cells.test
def test_u_net_solutions_pass():
    'nbs/toolbox/exercises_unet.ipynb #9b369789'
    test_eq(unsolved('unet'), [])


@cells.test
def test_black_or_white_typical_mistakes_are_named():
    'nbs/toolbox/exercises_unet.ipynb #f46bd2ab'
    wrong['unet.compromise'] = [
        ('squared, absolute = .3, .3', 'median'), ('squared, absolute = .5, 0', 'mean'),
        ('squared, absolute = 0, .3', 'never was in any photo'), ('squared, absolute = 30, 0', 'between 0 and 1')]
    test_eq(untold('unet.compromise', wrong['unet.compromise']), [])


@cells.test
def test_pixel_shuffle_typical_mistakes_are_named():
    'nbs/toolbox/exercises_unet.ipynb #b477c1d8'
    global key
    key = 'unet.shuffle'
    wrong[key] = [
        ('shuffle = lambda x, r: x.reshape(len(x), -1, x.shape[2]*r, x.shape[3]*r)',
         'order in which they lay in memory'),
        (but(key, '0, 1, 4, 2, 5, 3', '0, 1, 4, 3, 5, 2'), 'rows and columns inside each square'),
        (but(key, '0, 1, 4, 2, 5, 3', '0, 1, 2, 4, 3, 5'), 'mosaic'),
        ('shuffle = lambda x, r: F.pixel_shuffle(x, r)', 'ready-made'),
        (but(key, 'x.reshape(n, c//r**2, r, r, h, w)', 'x.reshape(n, r, r, c//r**2, h, w)',
             '0, 1, 4, 2, 5, 3', '0, 3, 4, 1, 5, 2'), 'colours are mixed up'),
        (but(key, '    return x', '    x'), 'returned nothing'),
        ('shuffle = lambda x, r: x', r'returned shape \(1, 4, 2, 3\); expected \(1, 1, 4, 6\)')]
    test_eq(untold(key, wrong[key]), [])


@cells.test
def test_a_calm_beginning_typical_mistakes_are_named():
    'nbs/toolbox/exercises_unet.ipynb #05e75247'
    global key
    key = 'unet.calm'
    wrong[key] = [
        ('def start_calm(net):\n    for p in net.parameters(): nn.init.zeros_(p)', r'layers \[0, 2, '
                                                                               r'4\]|layers \[0, 2\]'),
        (but(key, '    nn.init.zeros_(net[-1].bias)', ''), 'its bias is not'),
        (but(key, 'nn.init.zeros_(net[-1].weight)', 'nn.init.normal_(net[-1].weight, std=1e-4)'),
         'Small is not zero'),
        ('def start_calm(net): return nn.Sequential(net, nn.Conv2d(3, 3, 1))', 'keeps the old one'),
        (exercise(key).solved + '\n    net.requires_grad_(False)', 'not frozen')]
    test_eq(untold(key, wrong[key]), [])


@cells.test
def test_a_bridge_typical_mistakes_are_named():
    'nbs/toolbox/exercises_unet.ipynb #9e594fa2'
    global key
    key = 'unet.bridge'
    wrong[key] = [
        (but(key, 'n_small + n_bridge', 'n_small', 'torch.cat([up, bridge], 1)', 'up'), 'takes 6 channels'),
        (but(key, 'size=bridge.shape[-2:]', 'scale_factor=2'), 'a factor of 2 fits even sizes only'),
        (but(key, '[up, bridge], 1', '[up, bridge], 0'), 'cannot be laid side by side'),
        (but(key, '[up, bridge], 1', '[up, torch.zeros_like(bridge)], 1'), 'does not depend on `bridge`'),
        (but(key, ', padding=1', ''), r'returned shape \(2, 5, 6, 6\)'),
        (but(key, 'nn.Conv2d(n_small + n_bridge, n_out, 3, padding=1)', '...'), 'still a `...`|no convolution')]
    test_eq(untold(key, wrong[key]), [])


@cells.test
def test_u_net_other_right_answers_pass_too():
    'nbs/toolbox/exercises_unet.ipynb #113a7e09'
    test_eq(refused('unet.shuffle', '''def shuffle(x, r):
    n, c, h, w = x.shape
    out = x.new_zeros(n, c//r**2, h*r, w*r)
    for i in range(r):
        for j in range(r): out[:, :, i::r, j::r] = x[:, i*r + j::r*r]
    return out'''), [])
    test_eq(refused('unet.calm', '''def start_calm(net):
    for p in net[-1].parameters(): p.data.zero_()
    return net'''), [])
    test_eq(refused(
        'unet.bridge', but('unet.bridge', "mode='nearest'", "mode='bilinear'", 'return self.conv(',
                           'return F.relu(self.conv(', 'bridge], 1))', 'bridge], 1)))'),
        but('unet.bridge', '[up, bridge]', '[bridge, up]', 'padding=1)', "padding='same', bias=False)")), [])

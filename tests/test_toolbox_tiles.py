"""Generated from nbs/toolbox/tiles.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.tiles import (
    _layout, from_uint8, math, mirrored, np, progress_bar, restore_strips, tile_starts, tile_weights, torch)


@cells.setup
def _cell_dfc28b9e():
    'nbs/toolbox/tiles.ipynb #dfc28b9e'
    global plot_style, plt, test_close, test_eq
    from fastcore.test import test_close, test_eq
    from matplotlib import pyplot as plt

    from gan_course.core import plot_style

    plot_style()


@cells.setup
def _cell_c10646fa():
    'nbs/toolbox/tiles.ipynb #c10646fa'
    mirrored(5, 8)


@cells.setup
def _cell_d022d81d():
    'nbs/toolbox/tiles.ipynb #d022d81d'
    global summed
    def summed(total, tile, overlap):
        "Weights of all tiles, added up where they lie."
        starts, out = tile_starts(total, tile, overlap), torch.zeros(total)
        for s, w in zip(starts, tile_weights(starts, tile, overlap//2), strict=True):
            out[s:s+tile] += w
        return starts, out


@cells.setup
def _cell_bce79e13():
    'nbs/toolbox/tiles.ipynb #bce79e13'
    global ax, fig, o, s, starts
    starts = tile_starts(448, 192, 64)
    fig, ax = plt.subplots(figsize=(7, 1.8))
    for s, o in zip(starts, tile_weights(starts, 192, 32), strict=True):
        ax.plot(np.arange(s, s + 192), o)
    ax.plot(summed(448, 192, 64)[1], 'k:', lw=1)
    ax.set(xlabel='pixel', ylabel='weight', title='Three tiles over 448 pixels; dotted: the sum')
    plt.show()


@cells.setup
def _cell_257186cd():
    'nbs/toolbox/tiles.ipynb #257186cd'
    global x
    x = torch.rand(1, 3, 100, 70)*2 - 1
    [(top, tuple(strip.shape)) for top, strip in restore_strips(torch.neg, x, 64, 16, 16)]


@cells.test
def test_a_row_continues_by_its_reflection_however_short_it_is():
    'nbs/toolbox/tiles.ipynb #34248549'
    test_eq(mirrored(5, 8).tolist(), [0, 1, 2, 3, 4, 3, 2, 1])
    test_eq(mirrored(2, 6).tolist(), [0, 1, 0, 1, 0, 1])
    test_eq(mirrored(1, 3).tolist(), [0, 0, 0])


@cells.test
def test_weights_of_overlapping_tiles_sum_to_one_whatever_the_size():
    'nbs/toolbox/tiles.ipynb #4a31fa48'
    global out, overlap, starts, tile, total
    for total in (*range(16, 1200, 16), 4000, 6016):
        for tile, overlap in ((128, 32), (192, 64), (256, 32), (512, 64)):
            starts, out = summed(max(total, tile), tile, overlap)
            test_close(out, torch.ones_like(out), 1e-6)
            assert starts[0] == 0 and starts[-1] + tile == max(total, tile) and all(s % 16 == 0 for s in starts)
            assert all(b - a <= tile - overlap for a, b in zip(starts, starts[1:], strict=False))


@cells.test
def test_a_tile_counts_nothing_where_it_is_at_its_worst_and_fully_where_it_is_a():
    'nbs/toolbox/tiles.ipynb #52740e7f'
    global w
    w = tile_weights([0, 128, 256], 192, 32)
    assert (w[1, :16] == 0).all() and (w[1, -16:] == 0).all()
    assert (w[1, 48:144] == 1).all() and (w[0, :144] == 1).all()


@cells.test
def test_what_a_network_does_to_each_pixel_tiles_do_as_well_for_photos_of_any_s():
    'nbs/toolbox/tiles.ipynb #779c66ca'
    global done, h, overlap, strips, tile, w, x, x8
    for h, w in ((1, 1), (5, 17), (16, 40), (100, 70), (129, 131), (300, 33)):
        x = torch.rand(2, 3, h, w)*2 - 1
        for tile, overlap in ((64, 16), (64, 0), (128, 40)):
            strips = dict(restore_strips(torch.neg, x, tile, overlap, 16))
            test_eq(list(strips), sorted(strips))
            test_close(torch.cat(list(strips.values()), 2), -x, 1e-5)
    x8 = torch.randint(0, 256, (1, 3, 50, 60), dtype=torch.uint8)
    done = torch.cat([o for _, o in restore_strips(torch.neg, x8, 64, 16, 16)], 2)
    test_close(done, -from_uint8(x8), 1e-5)


@cells.test
def test_answers_that_are_larger_than_the_photo_fit_together_too():
    'nbs/toolbox/tiles.ipynb #329d7432'
    global h, larger, strips, w, x
    def larger(o, k=4): return o.repeat_interleave(k, 2).repeat_interleave(k, 3)

    for h, w in ((3, 5), (100, 70), (129, 131)):
        x = torch.rand(1, 3, h, w)*2 - 1
        strips = dict(restore_strips(larger, x, 64, 16, 4, factor=4))
        test_close(torch.cat(list(strips.values()), 2), larger(x), 1e-5)


@cells.test
def test_a_tile_is_never_larger_than_asked_for_and_its_sides_are_multiples():
    'nbs/toolbox/tiles.ipynb #4650725c'
    global _, look, seen, shares, x
    seen, shares = [], []
    def look(o):
        seen.append(o.shape[-2:])
        return o

    x = torch.zeros(1, 3, 333, 250)
    for _ in restore_strips(look, x, 128, 32, 32, shares.append):
        pass
    assert all(o <= 128 and o % 32 == 0 for s in seen for o in s) and len(seen) == 12
    test_eq(shares, sorted(shares))
    test_eq(shares[-1], 1)

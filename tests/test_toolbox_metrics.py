"""Generated from nbs/toolbox/metrics.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.metrics import (
    Any, EXACT, Embedding, F, FeatureDistance, Features, InceptionEmbedding, MOST_POINTS, PetReader, SCORE_NAMES, SampleScore, UserError, _at_most,
    _cloud, _discrepancy, _fingerprint, _floats, _half, _kernel, _protocol, _reach, _resized, _root, _same, atomic, check, check_images, choose,
    count_kinds, decibels, embed, embed_cached, feature_distance, frechet_distance, from_uint8, hashlib, kernel_distance, learn, load_file, lpips,
    luma, masked_psnr, nearest_neighbours, nn, precision_recall, prod, protocol, psnr, rng, save_file, score, score_table, show_rows, ssim, torch,
    tqdm)


@cells.setup
def _cell_5c7342c9():
    'nbs/toolbox/metrics.ipynb #5c7342c9'
    global Crappify, ExceptionExpected, Markdown, PET_FACTORS, Path, at_scale, cut_patches, embedded_photo, enlarge, find_spec, from_pil, instead, jpeg, math, np, plot_style, rgb2ycbcr, scale, seed_everything, shrink, subprocess, sys, tempfile, test_close, test_eq, toy_pets
    import math
    import subprocess
    import sys
    import tempfile
    from importlib.util import find_spec
    from pathlib import Path
    from unittest.mock import patch as instead

    import numpy as np
    from fastcore.test import ExceptionExpected, test_close, test_eq
    from IPython.display import Markdown
    from skimage.color import rgb2ycbcr

    from gan_course.core import at_scale, from_pil, plot_style, scale, seed_everything
    from gan_course.crappify import Crappify, enlarge, jpeg, shrink
    from gan_course.pets import PET_FACTORS, toy_pets
    from gan_course.photos import cut_patches, embedded_photo

    plot_style()


@cells.setup
def _cell_e5f23db1():
    'nbs/toolbox/metrics.ipynb #e5f23db1'
    global g, real
    g = torch.Generator().manual_seed(0)
    real = torch.rand(2, 3, 32, 32, generator=g)*1.8 - .9
    psnr(real + .1, real), psnr(real + .1, real, 'y')


@cells.setup
def _cell_d43293e4():
    'nbs/toolbox/metrics.ipynb #d43293e4'
    global hurt, mask
    mask = torch.zeros(2, 1, 32, 32)
    mask[..., :4, :4] = 1
    hurt = real + .1*mask
    psnr(hurt, real), masked_psnr(hurt, real, mask)


@cells.setup
def _cell_cbff9336():
    'nbs/toolbox/metrics.ipynb #cbff9336'
    global grain, harm, photo, pil
    pil = cut_patches(embedded_photo('cat'), 3, name='cat')[2]
    photo = from_pil(pil)[None]
    grain = .098*torch.randn(photo.shape, generator=g)
    harm = {'original': photo,
            'moved 1 px': photo.roll(1, -1),
            'blurred': from_pil(enlarge(shrink(pil, 3), pil.size))[None],
            'grainy': (photo + grain).clamp(-1, 1),
            'JPEG 12': from_pil(jpeg(pil, 12))[None]}
    show_rows({'': torch.cat(list(harm.values()))}, size=1.8,
              title='original · moved by one pixel · blurred · grainy · JPEG 12')


@cells.setup
def _cell_730565b0():
    'nbs/toolbox/metrics.ipynb #730565b0'
    global distance, scores
    distance = FeatureDistance()
    scores = {k: score(v, photo, distance=distance) for k, v in harm.items() if k != 'original'}
    Markdown(score_table(scores))


@cells.setup
def _cell_5114775e():
    'nbs/toolbox/metrics.ipynb #5114775e'
    global cats, crowds, fresh, judge, judged, n, noise
    n = at_scale(quick=600, full=2000, smoke=400)
    judge = SampleScore(toy_pets(n, 32, seed=1).images, split='drawn pets', progress=False)
    fresh = from_uint8(toy_pets(n, 32, seed=2).images)
    cats = from_uint8(toy_pets(n, 32, seed=2, species='cat').images)
    noise = .15*torch.randn(fresh.shape, generator=rng('noisy'))
    crowds = {'fresh (the floor)': fresh, 'only cats': cats,
              'blurred': F.avg_pool2d(fresh, 3, 1, 1), 'noisy': (fresh + noise).clamp(-1, 1)}
    judged = {k: judge(v) for k, v in crowds.items()}


@cells.setup
def _cell_3f8a61d7():
    'nbs/toolbox/metrics.ipynb #3f8a61d7'
    global head, row
    def row(name, figures):
        "A line of the table."
        keys = 'frechet', 'kid', 'precision', 'recall'
        return f"| {name} | {' | '.join(f'{figures[k]:.2f}' for k in keys)} |"

    head = '| crowd | Fréchet | kernel x 1,000 | precision | recall |\n|---|---|---|---|---|'
    Markdown('\n'.join([head, *(row(k, v) for k, v in judged.items()), '', judge.protocol(n)]))


@cells.setup
def _cell_665803be():
    'nbs/toolbox/metrics.ipynb #665803be'
    global answers, batches, examined, k, kinds, reader, right, taught, v
    taught = toy_pets(at_scale(quick=4000, full=10000, smoke=300), 32, seed=3)
    examined = toy_pets(500, 32, seed=4)
    batches = at_scale(quick=300, full=1000, smoke=4)
    seed_everything(42)
    reader = PetReader(PET_FACTORS).learn(taught.images, taught.factors, batches)
    answers = reader.read(examined.images)
    right = {k: (answers[k] == v).float().mean().item() for k, v in examined.factors.items()}
    print('read correctly:', ', '.join(f'{k} {v:.0%}' for k, v in right.items()))
    kinds = {k: count_kinds(reader.read(crowds[k])) for k in ('fresh (the floor)', 'only cats')}
    for k, v in kinds.items():
        print(f'{k}: {(v > 0).sum()} of 20 kinds, {(v >= n/100).sum()} with a hundredth of the pictures or more')


@cells.setup
def _cell_c6e2d419():
    'nbs/toolbox/metrics.ipynb #c6e2d419'
    nearest_neighbours(fresh[:10], toy_pets(n, 32, seed=1).images, judge)


@cells.test
def test_psnr_is_the_squared_error_in_decibels_by_image_clipped_to_the_range():
    'nbs/toolbox/metrics.ipynb #10e4b7c9'
    global gray, higher, other, peak_signal_noise_ratio, theirs, white
    from torchmetrics.functional.image import peak_signal_noise_ratio

    test_close(psnr(real + .1, real).tolist(), [10*math.log10(4/.01)]*2, 1e-4)
    other = torch.rand(2, 3, 32, 32, generator=rng('other'))*2 - 1
    theirs = [peak_signal_noise_ratio(p[None], q[None], data_range=2.).item() for p, q in zip(other, real)]
    test_close(psnr(other, real).tolist(), theirs, 1e-4)
    white = torch.ones(1, 3, 16, 16)
    test_close(psnr(white + 3, white - .2).item(), 10*math.log10(4/.04), 1e-4)
    gray = real.mean(1, keepdim=True).expand(-1, 3, -1, -1)
    higher = psnr(gray + .05, gray, 'y') - psnr(gray + .05, gray)
    test_close(higher.mean().item(), 20*math.log10(255/219), 1e-3)
    test_close(masked_psnr(hurt, real, mask).item(), 26.0206, 1e-3)
    assert psnr(hurt, real).min() > 40


@cells.test
def test_brightness_is_y_of_ycbcr_as_scikit_image_has_it():
    'nbs/toolbox/metrics.ipynb #4efad150'
    global expected
    expected = rgb2ycbcr(real[0].permute(1, 2, 0).add(1).div(2).numpy())[..., 0]
    test_close(luma(real)[0, 0].add(1).mul(127.5).numpy(), expected, 1e-3)
    test_eq(luma(real).shape, (2, 1, 32, 32))


@cells.test
def test_ssim_is_1_for_equal_pictures_knows_no_order_and_is_that_of_scikit_imag():
    'nbs/toolbox/metrics.ipynb #7b05d3ea'
    global options, structural_similarity, theirs, y
    from skimage.metrics import structural_similarity

    test_close(ssim(real, real).tolist(), [1, 1], 1e-5)
    test_close(ssim(real[:1], real[:1]).tolist(), [1], 1e-5)
    test_close(ssim(real, other).tolist(), ssim(other, real).tolist(), 1e-5)
    y = [luma(x).squeeze().numpy() for x in (real[:1], other[:1])]
    options = dict(data_range=2., gaussian_weights=True, sigma=1.5, use_sample_covariance=False)
    theirs = structural_similarity(*y, **options)
    test_close(ssim(real[:1], other[:1], 'y').item(), theirs, .02)  # they treat the border another way


@cells.test
def test_pairs_must_match_be_images_and_be_in_range():
    'nbs/toolbox/metrics.ipynb #a8c0e1d5'
    with ExceptionExpected(UserError, regex="choose one of 'rgb', 'y'"): psnr(real, real, 'lab')
    with ExceptionExpected(UserError, regex="equal shapes"): psnr(real, real[..., :16, :])
    with ExceptionExpected(UserError, regex="real: values from"): psnr(real, real*127.5 + 127.5)
    with ExceptionExpected(UserError, regex="restored: values from"): psnr(real*127.5 + 127.5, real)
    with ExceptionExpected(UserError, regex="an empty mask"): masked_psnr(real, real, mask*0)


@cells.test
def test_the_feature_distance_forgives_a_shift_most_and_does_not_depend_on_the():
    'nbs/toolbox/metrics.ipynb #a8163f1a'
    global alone, batch, s, small
    assert scores['moved 1 px']['distance'] == min(o['distance'] for o in scores.values())
    s = score(photo, photo, distance=distance)
    test_close([s['ssim'], s['distance']], [1, 0], 1e-4)
    batch = torch.cat(list(harm.values())[1:])
    alone = [scores[k]['distance'] for k in list(harm)[1:]]
    distance.bs = 3
    test_close(distance(batch, photo.expand(4, -1, -1, -1)).tolist(), alone, 1e-3)
    small = F.interpolate(photo, size=(64, 64), mode='area')
    test_eq([o.shape[-1] for o in FeatureDistance(size=64).embed(photo)], [32, 16, 8, 4, 2])
    test_eq(distance(small, small).shape, (1,))
    assert '160 px' in distance.protocol


@cells.test
def test_a_score_has_the_number_s_figure_only_if_there_is_a_number_and_the_prot():
    'nbs/toolbox/metrics.ipynb #0b16db48'
    global d, damaged, number, s
    d = Crappify()(pil, 'a')
    damaged, number = from_pil(d.image)[None], torch.from_numpy(np.array(d.mask))[None, None]
    s = score(damaged, photo, number, distance)
    assert s['psnr_number'] < s['psnr'] < s['psnr_y']
    test_eq(list(protocol(distance, 1)), [*s, 'images'])
    test_eq(protocol(distance, 7)['images'], 7)
    test_close([s['psnr'], s['psnr_y'], s['ssim'], s['distance']],
               [psnr(damaged, photo).item(), psnr(damaged, photo, 'y').item(), ssim(damaged, photo).item(),
                distance(damaged, photo).item()], 1e-3)
    test_close(s['psnr_number'], masked_psnr(damaged, photo, number).item(), 1e-3)
    assert 'psnr_number' not in score(damaged, photo, number*0, distance)


@cells.test
def test_images_smaller_than_ssim_s_window_are_refused():
    'nbs/toolbox/metrics.ipynb #fde0f049'
    with ExceptionExpected(UserError, regex="images of 10x12 pixels: expected sides of 11 or more"):
        ssim(torch.zeros(1, 3, 12, 10), torch.zeros(1, 3, 12, 10))


@cells.test
def test_images_without_any_difference_are_counted_and_the_mean_stays_finite():
    'nbs/toolbox/metrics.ipynb #9c52fe85'
    global off, white
    white = torch.ones(3, 3, 16, 16)
    off = white.clone()
    off[0] -= .2
    test_close(decibels(psnr(off, white))['psnr'], 20., 1e-3)
    test_eq(decibels(psnr(off, white))['exact'], 2)
    test_eq(decibels(psnr(white, white)), dict(psnr=EXACT, exact=3))
    test_eq(masked_psnr(white, white, white[:, :1]).item(), EXACT)
    assert '| a (2 without any difference) | 20.00 |' in score_table(dict(a=dict(psnr=20., exact=2)))
    test_eq('exact' in decibels(torch.tensor([20., 30.])), False)


@cells.test
def test_a_table_has_a_row_for_each_name_and_only_the_figures_that_all_have():
    'nbs/toolbox/metrics.ipynb #c7e21f90'
    global table
    table = score_table(dict(a=dict(psnr=1., ssim=.12345, psnr_number=9.), b=dict(psnr=2.345, ssim=.5)))
    test_eq(table.splitlines(), ['|  | PSNR (RGB), dB ↑ | SSIM ↑ |', '| --- | --- | --- |',
                                 '| a | 1.00 | 0.123 |', '| b | 2.35 | 0.500 |'])


@cells.test
def test_inception_gets_bytes_and_three_channels_or_says_how_to_get_it():
    'nbs/toolbox/metrics.ipynb #b740db31'
    global Stub, fails, grays, inception, where
    class Stub(nn.Module):
        "Takes what the real network takes, without its 90 MB of weights."
        def __init__(self, name, features):
            super().__init__()
            test_eq(features, ['2048'])

        def forward(self, x): return x.float().mean((2, 3)) if x.dtype == torch.uint8 else None,

    def fails(*args): raise OSError('no network')

    where = 'torch_fidelity.FeatureExtractorInceptionV3'
    if find_spec('torch_fidelity'):
        with instead(where, Stub):
            inception = InceptionEmbedding()
        grays = torch.tensor([-1.01, 0, 1]).view(3, 1, 1, 1)
        test_eq(inception(grays).tolist(), [[0.]*3, [128.]*3, [255.]*3])
        test_eq(inception.train().training, False)
        with instead(where, fails), ExceptionExpected(UserError, regex="OSError.*connect once, or use Embedding"):
            InceptionEmbedding()


@cells.test
def test_points_are_the_last_stage_s_means_over_four_from_bytes_or_floats_gray():
    'nbs/toolbox/metrics.ipynb #e9b14d06'
    global big, gray, pets, points, space
    pets = toy_pets(5, 32, seed=6).images
    space = Embedding()
    points = embed(pets, space, bs=2)
    test_close(points, embed(from_uint8(pets), space), 1e-4)
    with torch.no_grad():
        big = F.interpolate(from_uint8(pets), size=(64, 64), mode='bicubic', antialias=True).clamp(-1, 1)
        test_close(points, space.features(big)[-1].mean((2, 3))/4, 1e-4)
        gray = from_uint8(pets[:, :1])
        test_close(embed(gray, space), embed(gray.expand(-1, 3, -1, -1), space), 1e-5)
    test_eq((points.shape, points.dtype), ((5, 352), torch.float32))
    assert '64 px' in space.name and '32 px' in Embedding(32).name
    with ExceptionExpected(UserError, regex="values from .*convert bytes"): embed(pets.float(), space)


@cells.test
def test_kept_points_are_found_again_and_two_spaces_of_one_name_never_share_the():
    'nbs/toolbox/metrics.ipynb #6f1c80ab'
    global Cubed, Flat, before, d, files, kept, layer, space, tiny
    class Flat(nn.Module):
        "Pixels as points, times a weight."
        name = 'flat'
        def __init__(self, weight=1.):
            super().__init__()
            self.register_buffer('weight', torch.tensor(weight), persistent=False)

        def forward(self, x): return x.flatten(1)*self.weight

    class Cubed(Flat):
        "Another computation with the same weight and name."
        def forward(self, x): return super().forward(x)**3

    tiny = toy_pets(4, 16, seed=7).images
    def kept(images, space): return embed_cached(images, space, progress=False)

    with tempfile.TemporaryDirectory() as d, instead('fastai.data.external.fastai_path', lambda name: Path(d)):
        for space in (Flat(), Flat(2.), Cubed()):
            test_eq(kept(tiny, space), embed(tiny, space))
        test_eq(kept(tiny.flip(0), Flat()), embed(tiny.flip(0), Flat()))
        test_eq(kept(tiny.view(8, 3, 8, 16), Flat()).shape, (8, 384))
        files = list(Path(d).rglob('*.safetensors'))
        test_eq(len(files), 5)
        with instead('gan_course.metrics.embed', fails):
            test_eq(kept(tiny, Flat()), embed(tiny, Flat()))
        layer = nn.Linear(2, 2)
        layer.name = 'layer'
        before = _fingerprint(tiny, layer)
        layer.weight.data[0, 0] += 1e-3
        assert before != _fingerprint(tiny, layer)


@cells.test
def test_both_distances_equal_the_formulas_written_out_in_numpy_and_scipy():
    'nbs/toolbox/metrics.ipynb #2dd5169c'
    global a, b, by_hand, cubic, g, kid, off_diagonal, s1, s2, sqrtm, x, y
    from scipy.linalg import sqrtm

    g = torch.Generator().manual_seed(1)
    a = torch.randn(600, 24, generator=g)
    b = torch.randn(500, 24, generator=g)*1.3 + .2
    x, y = a.double().numpy(), b.double().numpy()
    s1, s2 = np.cov(x.T), np.cov(y.T)
    by_hand = ((x.mean(0) - y.mean(0))**2).sum() + np.trace(s1 + s2 - 2*sqrtm(s1 @ s2).real)
    assert abs(frechet_distance(a, b)/by_hand - 1) < 1e-9
    test_close(frechet_distance(a, b), frechet_distance(b, a), 1e-9)

    def cubic(p, q): return (p @ q.T/24 + 1)**3

    def off_diagonal(m): return (m.sum() - np.trace(m))/(len(m)*(len(m) - 1))

    kid = off_diagonal(cubic(x[:500], x[:500])) + off_diagonal(cubic(y, y)) - 2*cubic(x[:500], y).mean()
    assert abs(kernel_distance(a[:500], b)/(1000*kid) - 1) < 1e-9


@cells.test
def test_torch_fidelity_gets_the_same_figures_from_the_same_points():
    'nbs/toolbox/metrics.ipynb #f82f4802'
    global clouds, fid_features_to_statistics, fid_statistics_to_metric, kid_features_to_metric, options, prc_features_to_metric, theirs
    try:
        from torch_fidelity.metric_fid import fid_features_to_statistics, fid_statistics_to_metric
        from torch_fidelity.metric_kid import kid_features_to_metric
        from torch_fidelity.metric_prc import prc_features_to_metric
    except ImportError:
        print('torch-fidelity is not installed: pip install torch-fidelity compares the figures with it')
    else:
        clouds = [fid_features_to_statistics(o) for o in (a, b)]
        theirs = fid_statistics_to_metric(*clouds, False)['frechet_inception_distance']
        assert abs(frechet_distance(a, b)/theirs - 1) < 1e-4
        options = dict(kid_subsets=1, kid_subset_size=500, kid_degree=3, kid_gamma=None, kid_coef0=1, rng_seed=0)
        theirs = kid_features_to_metric(a[:500], b, verbose=False, **options)['kernel_inception_distance_mean']
        assert abs(kernel_distance(a[:500], b, subsets=1)/(1000*theirs) - 1) < 1e-3  # theirs is float32
        options = dict(prc_neighborhood=3, prc_batch_size=500, save_cpu_ram=False, verbose=False)
        theirs = prc_features_to_metric(a, b, **options)
        test_close(precision_recall(a, b, k=3), (theirs['precision'], theirs['recall']), 1e-6)


@cells.test
def test_the_fréchet_distance_of_clouds_that_are_known():
    'nbs/toolbox/metrics.ipynb #1d7fa3c8'
    global flat, line, spread
    line = torch.linspace(-1, 1, 100)[:, None].double()
    spread = line.var().item()
    test_close(frechet_distance(line, line), 0, 1e-9)
    test_close(frechet_distance(line + 3, line), 9, 1e-9)
    test_close(frechet_distance(2*line, line), spread, 1e-9)  # (2s - s)^2
    flat = torch.cat([line, 0*line], 1)  # no spread in one direction
    test_close(frechet_distance(flat, flat + torch.tensor([0., 1])), 1, 1e-9)
    with ExceptionExpected(UserError, regex="made: 20 samples in 24 dimensions: expected more than 24"):
        frechet_distance(a[:20], b)
    with ExceptionExpected(UserError, regex="real: 24 samples.*kernel_distance"): frechet_distance(a, b[:24])


@cells.test
def test_the_kernel_distance_is_the_mean_of_subsets_that_the_seed_decides_and_h():
    'nbs/toolbox/metrics.ipynb #b58c06e2'
    global best, few, many, orders, same
    best = kernel_distance(a, b)
    test_eq(best, kernel_distance(a, b, seed=0))
    assert best != kernel_distance(a, b, seed=1)
    test_eq(best, kernel_distance(a, b, subsets=50, size=500))
    few = [abs(kernel_distance(a, b, 1, size=20, seed=i)/best - 1) for i in range(20)]
    many = [abs(kernel_distance(a, b, 20, size=20, seed=i)/best - 1) for i in range(20)]
    assert sum(many) < sum(few)/2
    orders = [torch.randperm(600, generator=rng(i)) for i in range(200)]
    same = torch.tensor([kernel_distance(a[o[:300]], a[o[300:]], 1, size=30) for o in orders])
    assert abs(same.mean()) < 3*same.std()/200**.5 and same.min() < 0 < same.max()
    with ExceptionExpected(UserError, regex="9 samples: expected at least 10"): kernel_distance(a, b[:9])
    test_eq(type(kernel_distance(a, b[:10])), float)


@cells.test
def test_precision_asks_of_the_made_recall_of_the_real():
    'nbs/toolbox/metrics.ipynb #93a7e5d1'
    global all_of_it, half_of_it, left, points, right_too
    test_close(precision_recall(a, a), (1., 1.), 1e-6)
    left, right_too = torch.randn(200, 2, generator=rng('left')), torch.randn(200, 2, generator=rng('right')) + 20
    half_of_it, all_of_it = left, torch.cat([left, right_too])
    test_eq(precision_recall(half_of_it, all_of_it), (1., .5))
    test_eq(precision_recall(all_of_it, half_of_it), (.5, 1.))
    points = torch.arange(7.)[:, None]  # the ball of k = 2 reaches 2 at the ends, 1 in between
    test_close(precision_recall(torch.tensor([[-2.], [-2.1], [3.5], [8.]]), points, k=2), (.75, 1.), 1e-6)
    with ExceptionExpected(UserError, regex="5 samples: expected more than k=5"): precision_recall(a[:5], b)
    test_eq(len(precision_recall(a[:6], b)), 2)


@cells.test
def test_pictures_sorted_by_kind_score_as_the_same_pictures_shuffled():
    'nbs/toolbox/metrics.ipynb #57d2e9c0'
    global d, few, figures, made, ordered, picked, reals, shuffled, three_kinds
    def three_kinds(seed):
        "3,000 pictures of two pixels around three places, a kind after the other."
        places = torch.tensor([40., 120., 200.]).repeat_interleave(1000)[:, None]
        noise = 8*torch.randn(3000, 2, generator=rng('kinds', seed))
        return (places + noise).round().clamp(0, 255).byte().view(3000, 1, 1, 2)

    ordered, shuffled = three_kinds(0), three_kinds(1)[torch.randperm(3000, generator=rng('shuffle'))]
    with tempfile.TemporaryDirectory() as d, instead('fastai.data.external.fastai_path', lambda name: Path(d)):
        for reals, made in ((ordered, shuffled), (shuffled, ordered)):
            few = SampleScore(reals, Flat(), 'three kinds', progress=False)
            figures = few(made)
            assert figures['precision'] > .97 and figures['recall'] > .97, figures
            test_eq(few(made), figures)
            picked = _at_most(few.points, 'real')
            test_eq(len(picked), 2000)
            assert len(torch.unique(picked, dim=0)) > .5*len(torch.unique(few.points, dim=0))
    test_eq(few.protocol(3000), '3,000 samples against 3,000 real images (three kinds); '
                            'precision and recall from at most 2,000 of each, drawn at random; flat')
    few.points = few.points[:2000]
    assert _at_most(few.points, 'real') is few.points
    assert 'drawn at random' not in few.protocol(2000) and 'drawn at random' in few.protocol(2001)


@cells.test
def test_every_harm_to_a_crowd_shows_in_the_figure_that_looks_for_it():
    'nbs/toolbox/metrics.ipynb #4e5eb556'
    global points
    assert judged['fresh (the floor)']['frechet'] == min(o['frechet'] for o in judged.values())
    assert judged['only cats']['recall'] < judged['fresh (the floor)']['recall'] - .1
    assert judged['blurred']['precision'] < judged['fresh (the floor)']['precision'] - .1
    points = embed(fresh, judge.embedding)
    test_eq(judged['fresh (the floor)'], dict(
        frechet=frechet_distance(points, judge.points), kid=kernel_distance(points, judge.points),
        **dict(zip(('precision', 'recall'), precision_recall(points, judge.points))), n=n))
    test_eq(judge.embedding.name, Embedding().name)


@cells.test
def test_kinds_are_counted_in_order_and_the_reader_reads_when_it_has_learned():
    'nbs/toolbox/metrics.ipynb #3b99ccb4'
    global counts, few_kinds
    few_kinds = dict(species=torch.tensor([0, 1, 1]), coat=torch.tensor([2, 4, 4]), ears=torch.tensor([1, 0, 0]))
    counts = count_kinds(few_kinds)
    test_eq((len(counts), counts.nonzero().flatten().tolist(), counts.max().item()), (20, [5, 18], 2))
    test_eq(count_kinds(few_kinds, ('coat',), (5,)).tolist(), [0, 0, 1, 0, 2])
    test_eq(count_kinds(examined.factors).sum().item(), 500)
    if scale() != 'smoke':
        assert min(right[k] for k in ('species', 'coat', 'background')) > .9
        assert (kinds['fresh (the floor)'] > 0).sum() >= 19 and (kinds['only cats'][10:]).sum() < .1*n


@cells.test
def test_the_reader_learns_from_batches_that_its_number_decides_and_takes_other():
    'nbs/toolbox/metrics.ipynb #f6a82d3b'
    global again, k, longer, losses, one, start, taught_for, v, weights, wide, widths
    torch.manual_seed(0)
    start = PetReader(PET_FACTORS)
    weights = {k: v.clone() for k, v in start.state_dict().items()}
    def taught_for(batches):
        "A reader that started from the same weights."
        student = PetReader(PET_FACTORS)
        student.load_state_dict(weights)
        return student.learn(taught.images, taught.factors, batches, bs=16)

    def losses(student):
        "Cross-entropy of each factor on what was taught."
        with torch.no_grad():
            logits = student(from_uint8(taught.images[:200]))
        return {k: F.cross_entropy(o, taught.factors[k][:200]).item() for k, o in logits.items()}

    one, again, longer = taught_for(1), taught_for(1), taught_for(25)
    test_eq(one.training, False)
    assert all((p == q).all() for p, q in zip(one.parameters(), again.parameters()))
    assert sum(losses(longer).values()) < .8*sum(losses(start.eval()).values())
    widths = {k: v.shape[1] for k, v in one(torch.zeros(1, 3, 32, 32)).items()}
    test_eq(widths, {k: len(v) for k, v in PET_FACTORS.items()})
    wide = from_uint8(examined.images[:4]).repeat_interleave(2, -1).repeat_interleave(2, -2)
    for k, v in longer.read(wide).items():
        test_eq(v.tolist(), longer.read(examined.images[:4])[k].tolist())


@cells.test
def test_the_nearest_neighbour_of_a_training_picture_is_itself():
    'nbs/toolbox/metrics.ipynb #8ad0c7f2'
    global fig, images, rows
    images = toy_pets(n, 32, seed=1).images
    fig = nearest_neighbours(images[:3], images, judge, k=2)
    test_eq([ax.get_ylabel() for ax in fig.axes], ['made', 'nearest 1', 'nearest 2'])
    rows = [ax.images[0].get_array() for ax in fig.axes]
    assert (rows[0] == rows[1]).all() and (rows[1] != rows[2]).any()
    with ExceptionExpected(UserError, regex="9 images and .*pass the same images"):
        nearest_neighbours(images[:3], images[:9], judge)


@cells.test
def test_importing_the_metrics_loads_nothing_that_they_need_only_later():
    'nbs/toolbox/metrics.ipynb #3e90d5a6'
    global code, found
    code = '''import sys
import gan_course.losses, gan_course.metrics
print([o for o in ('matplotlib', 'timm', 'torchvision', 'torchmetrics', 'fastai') if o in sys.modules])'''
    found = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True)
    test_eq((found.stdout.strip(), found.stderr), ('[]', ''))

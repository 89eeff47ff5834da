"""Generated from nbs/toolbox/metrics.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.metrics import (
    Embedding, FeatureDistance, Features, InceptionEmbedding, PetReader, SampleScore, UserError, _compute_fid, _protocol, _same, atomic, check,
    check_images, choose, count_kinds, embed, embed_cached, fastai_path, feature_distance, frechet_distance, from_uint8, hashlib, kernel_distance,
    load_file, lpips, luma, masked_psnr, nearest_neighbours, nn, peak_signal_noise_ratio, plt, poly_mmd, precision_recall, protocol, psnr, rng,
    save_file, score, score_table, show_rows, ssim, structural_similarity_index_measure, torch, tqdm)


@cells.setup
def _cell_5c7342c9():
    'nbs/toolbox/metrics.ipynb #5c7342c9'
    global Crappify, ExceptionExpected, Markdown, PET_FACTORS, at_scale, cut_patches, embedded_photo, enlarge, from_pil, jpeg, math, np, plot_style, rgb2ycbcr, scale, shrink, test_close, test_eq, toy_pets
    import math

    import numpy as np
    from fastcore.test import ExceptionExpected, test_close, test_eq
    from gan_course.pets import PET_FACTORS, toy_pets
    from gan_course.photos import cut_patches, embedded_photo
    from IPython.display import Markdown
    from skimage.color import rgb2ycbcr

    from gan_course.core import at_scale, from_pil, plot_style, scale
    from gan_course.crappify import Crappify, enlarge, jpeg, shrink

    plot_style()


@cells.test
def test_ssim_psnr_real_real_tolist_math_log10():
    'nbs/toolbox/metrics.ipynb #e5f23db1'
    global g, gray, real
    g = torch.Generator().manual_seed(0); real = torch.rand(2, 3, 32, 32, generator=g)*1.8 - .9
    test_close(psnr(real + .1, real).tolist(), [10*math.log10(4/.01)]*2, 1e-4)
    test_close(ssim(real, real).tolist(), [1, 1], 1e-5)
    gray = real.mean(1, keepdim=True).expand(-1, 3, -1, -1)
    test_close((psnr(gray + .05, gray, 'y') - psnr(gray + .05, gray)).mean().item(), 20*math.log10(255/219), 1e-3)


@cells.test
def test_ssim_luma_real_add_mul_numpy_rgb2ycbcr():
    'nbs/toolbox/metrics.ipynb #0f5ba59f'
    test_close(luma(real)[0, 0].add(1).mul(127.5).numpy(), rgb2ycbcr(real[0].permute(1, 2, 0).add(1).div(2).numpy())[..., 0], 1e-3)
    with ExceptionExpected(UserError, regex="choose one of 'rgb', 'y'"): psnr(real, real, 'lab')
    with ExceptionExpected(UserError, regex="equal shapes"): psnr(real, real[..., :16, :])


@cells.test
def test_inside_the_number_masked_psnr_hurt_real_m_item_e():
    'nbs/toolbox/metrics.ipynb #d43293e4'
    global hurt, m
    m = torch.zeros(2, 1, 32, 32); m[..., :4, :4] = 1
    hurt = real.clone(); hurt[..., :4, :4] += .1
    test_close(masked_psnr(hurt, real, m).item(), 26.0206, 1e-3)
    assert psnr(hurt, real).min() > 40
    with ExceptionExpected(UserError, regex="an empty mask"): masked_psnr(real, real, m*0)


@cells.setup
def _cell_cbff9336():
    'nbs/toolbox/metrics.ipynb #cbff9336'
    global coded, distance, grain, harm, photo, pil, scores, shifted, soft
    photo = from_pil(cut_patches(embedded_photo('cat'), 3, name='cat')[2])[None]
    pil = cut_patches(embedded_photo('cat'), 3, name='cat')[2]
    shifted = torch.roll(photo, 1, -1); soft = from_pil(enlarge(shrink(pil, 3), pil.size))[None]
    grain = (photo + .098*torch.randn(photo.shape, generator=g)).clamp(-1, 1); coded = from_pil(jpeg(pil, 12))[None]
    harm = {'original': photo, 'moved 1 px': shifted, 'blurred': soft, 'grainy': grain, 'JPEG 12': coded}
    distance = FeatureDistance(); scores = {k: score(v, photo, distance=distance) for k,v in harm.items() if k != 'original'}
    show_rows({'': torch.cat(list(harm.values()))}, size=1.8, title='original · moved by one pixel · blurred · grainy · JPEG 12')


@cells.setup
def _cell_730565b0():
    'nbs/toolbox/metrics.ipynb #730565b0'
    Markdown(score_table(scores))


@cells.test
def test_what_each_is_blind_to_scores_moved_px_distance_min_o():
    'nbs/toolbox/metrics.ipynb #a8163f1a'
    global s
    assert scores['moved 1 px']['distance'] == min(o['distance'] for o in scores.values())
    s = score(photo, photo, distance=distance)
    test_close([s['ssim'], s['distance']], [1, 0], 1e-4)
    test_eq(distance(photo.expand(3, -1, -1, -1), photo.expand(3, -1, -1, -1)).shape, (3,))


@cells.test
def test_what_each_is_blind_to_s_psnr_number_s_psnr_s_psnr_y():
    'nbs/toolbox/metrics.ipynb #0b16db48'
    global d, s
    d = Crappify()(pil, 'a')
    s = score(from_pil(d.image)[None], photo, torch.from_numpy(np.array(d.mask))[None, None], distance)
    assert s['psnr_number'] < s['psnr'] < s['psnr_y']
    test_eq(list(protocol(distance, 1)), list(s) + ['images'])


@cells.test
def test_inception_gets_bytes_three_channels_and_resizes_as_the_published_fid_d():
    'nbs/toolbox/metrics.ipynb #b740db31'
    global Stub, fails, inception, instead
    from unittest.mock import patch as instead


    class Stub(nn.Module):
        "Takes what the real network takes, without its 90 MB of weights."
        def __init__(self, name, features_list): super().__init__(); self.use_antialias = True
        def forward(self, x): return x.float().mean((2, 3)) if x.dtype == torch.uint8 else None
    with instead('torchmetrics.image.fid.NoTrainInceptionV3', Stub): inception = InceptionEmbedding()
    test_eq(inception(torch.tensor([-1., 0, 1]).view(3, 1, 1, 1))[:, 2].tolist(), [0., 128., 255.]); assert not inception.net.use_antialias
    def fails(**kwargs): raise OSError('no network')
    with instead('torchmetrics.image.fid.NoTrainInceptionV3', fails), ExceptionExpected(UserError, regex="pip install torch-fidelity and connect once, or use Embedding"): InceptionEmbedding()


@cells.test
def test_samples_have_no_original_abs_frechet_distance_a_b_by_hand_e():
    'nbs/toolbox/metrics.ipynb #2dd5169c'
    global a, b, by_hand, cubic, g, kid, off, s1, s2, sqrtm, x, y
    from scipy.linalg import sqrtm

    g = torch.Generator().manual_seed(1); a = torch.randn(600, 24, generator=g); b = torch.randn(500, 24, generator=g)*1.3 + .2
    x, y = a.double().numpy(), b.double().numpy(); s1, s2 = np.cov(x.T), np.cov(y.T)
    by_hand = ((x.mean(0) - y.mean(0))**2).sum() + np.trace(s1 + s2 - 2*sqrtm(s1 @ s2).real)
    assert abs(frechet_distance(a, b)/by_hand - 1) < 1e-4
    cubic = lambda p, q: (p @ q.T/24 + 1)**3
    off = lambda m: (m.sum() - np.trace(m))/(len(m)*(len(m) - 1))
    kid = 1000*(off(cubic(x[:500], x[:500])) + off(cubic(y, y)) - 2*cubic(x[:500], y).mean())
    assert abs(kernel_distance(a[:500], b, subsets=1)/kid - 1) < 1e-4
    test_close(precision_recall(a, a), (1., 1.), 1e-6)
    with ExceptionExpected(UserError, regex="20 samples in 24 dimensions: expected more than 24"): frechet_distance(a[:20], b)


@cells.test
def test_torch_fidelity_gets_the_same_figures_from_the_same_points():
    'nbs/toolbox/metrics.ipynb #f82f4802'
    global fid_features_to_statistics, fid_statistics_to_metric, kid_features_to_metric, p, prc_features_to_metric, q, theirs
    try:
        from torch_fidelity.metric_fid import fid_features_to_statistics, fid_statistics_to_metric
        from torch_fidelity.metric_kid import kid_features_to_metric
        from torch_fidelity.metric_prc import prc_features_to_metric
    except ImportError: print('torch-fidelity is not installed: pip install torch-fidelity compares the figures with it')
    else:
        theirs = fid_statistics_to_metric(*map(fid_features_to_statistics, (a, b)), False)['frechet_inception_distance']
        assert abs(frechet_distance(a, b)/theirs - 1) < 1e-4
        p, q = a[:500], b
        theirs = kid_features_to_metric(p, q, kid_subsets=1, kid_subset_size=500, kid_degree=3, kid_gamma=None, kid_coef0=1, rng_seed=0, verbose=False)['kernel_inception_distance_mean']
        assert abs(kernel_distance(p, q, subsets=1)/(1000*theirs) - 1) < 1e-3  # theirs is float32
        theirs = prc_features_to_metric(b, a, prc_neighborhood=3, prc_batch_size=500, save_cpu_ram=False, verbose=False)
        test_close(precision_recall(a, b, k=3), (theirs['precision'], theirs['recall']), 1e-6)


@cells.setup
def _cell_5114775e():
    'nbs/toolbox/metrics.ipynb #5114775e'
    global crowds, fresh, judge, judged, n, rows
    n = at_scale(quick=600, full=2000, smoke=400)
    judge = SampleScore(toy_pets(n, 32, seed=1).images, split='drawn pets', progress=False)
    fresh = from_uint8(toy_pets(n, 32, seed=2).images)
    crowds = {'fresh (the floor)': fresh, 'only cats': from_uint8(toy_pets(n, 32, seed=2, species='cat').images),
              'blurred': nn.functional.avg_pool2d(fresh, 3, 1, 1), 'noisy': (fresh + .15*torch.randn(fresh.shape, generator=g)).clamp(-1, 1)}
    judged = {k: judge(v) for k, v in crowds.items()}
    rows = [f"| {k} | {v['frechet']:.2f} | {v['kid']:.2f} | {v['precision']:.2f} | {v['recall']:.2f} |" for k, v in judged.items()]
    Markdown('\n'.join(['| crowd | Fréchet | kernel x 1,000 | precision | recall |', '|---|---|---|---|---|', *rows, '', judge.protocol(n)]))


@cells.test
def test_samples_have_no_original_judged_fresh_the_floor_frechet_min():
    'nbs/toolbox/metrics.ipynb #4e5eb556'
    assert judged['fresh (the floor)']['frechet'] == min(o['frechet'] for o in judged.values())
    assert judged['only cats']['recall'] < judged['fresh (the floor)']['recall'] - .1
    assert judged['blurred']['precision'] < judged['fresh (the floor)']['precision'] - .1


@cells.setup
def _cell_665803be():
    'nbs/toolbox/metrics.ipynb #665803be'
    global examined, kinds, reader, right, taught
    taught, examined = toy_pets(at_scale(quick=4000, full=10000, smoke=300), 32, seed=3), toy_pets(500, 32, seed=4)
    reader = PetReader(PET_FACTORS).learn(taught.images, taught.factors, at_scale(quick=300, full=1000, smoke=4))
    right = {k: (reader.read(examined.images)[k] == v).float().mean().item() for k, v in examined.factors.items()}
    print('read correctly:', ', '.join(f'{k} {v:.0%}' for k, v in right.items()))
    kinds = {k: count_kinds(reader.read(v)) for k, v in crowds.items() if k in ('fresh (the floor)', 'only cats')}
    print({k: f'{(v > 0).sum()} of 20 kinds' for k, v in kinds.items()})


@cells.test
def test_counting_the_kinds_min_right_k_for_k_in():
    'nbs/toolbox/metrics.ipynb #3b99ccb4'
    if scale() != 'smoke':
        assert min(right[k] for k in ('species', 'coat', 'background')) > .9
        assert (kinds['fresh (the floor)'] > 0).sum() >= 19 and (kinds['only cats'][10:]).sum() < .1*n
    test_eq(count_kinds(examined.factors).sum().item(), 500)


@cells.setup
def _cell_c6e2d419():
    'nbs/toolbox/metrics.ipynb #c6e2d419'
    nearest_neighbours(fresh[:10], toy_pets(n, 32, seed=1).images, judge)

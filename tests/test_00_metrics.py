"""Generated from nbs/00_metrics.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.metrics import (
    FeatureDistance, Features, UserError, _protocol, _same, check, check_images, choose, feature_distance, lpips, luma, masked_psnr, nn,
    peak_signal_noise_ratio, protocol, psnr, score, score_table, ssim, structural_similarity_index_measure, torch)


@cells.setup
def _cell_15c16cf2():
    'nbs/00_metrics.ipynb #15c16cf2'
    global Crappify, ExceptionExpected, Markdown, cut_patches, embedded_photo, enlarge, from_pil, jpeg, math, np, plot_style, rgb2ycbcr, show_rows, shrink, test_close, test_eq
    import numpy as np, math
    from fastcore.test import test_eq, test_close, ExceptionExpected
    from IPython.display import Markdown
    from skimage.color import rgb2ycbcr
    from gan_course.core import from_pil, plot_style, show_rows
    from gan_course.crappify import Crappify, enlarge, jpeg, shrink
    from gan_course.data import cut_patches, embedded_photo
    plot_style()


@cells.test
def test_psnr_how_far_off_are_the_pixels_psnr_real_real_tolist_math_log10():
    'nbs/00_metrics.ipynb #e5f23db1'
    global g, gray, real
    g = torch.Generator().manual_seed(0); real = torch.rand(2, 3, 32, 32, generator=g)*1.8 - .9
    test_close(psnr(real + .1, real).tolist(), [10*math.log10(4/.01)]*2, 1e-4)
    test_close(ssim(real, real).tolist(), [1, 1], 1e-5)
    gray = real.mean(1, keepdim=True).expand(-1, 3, -1, -1)
    test_close((psnr(gray + .05, gray, 'y') - psnr(gray + .05, gray)).mean().item(), 20*math.log10(255/219), 1e-3)


@cells.test
def test_psnr_how_far_off_are_the_pixels_luma_real_add_mul_numpy_rgb2ycbcr():
    'nbs/00_metrics.ipynb #0f5ba59f'
    test_close(luma(real)[0, 0].add(1).mul(127.5).numpy(), rgb2ycbcr(real[0].permute(1, 2, 0).add(1).div(2).numpy())[..., 0], 1e-3)
    with ExceptionExpected(UserError, regex="choose one of 'rgb', 'y'"): psnr(real, real, 'lab')
    with ExceptionExpected(UserError, regex="equal shapes"): psnr(real, real[..., :16, :])


@cells.test
def test_inside_the_number_masked_psnr_hurt_real_m_item_e():
    'nbs/00_metrics.ipynb #d43293e4'
    global hurt, m
    m = torch.zeros(2, 1, 32, 32); m[..., :4, :4] = 1
    hurt = real.clone(); hurt[..., :4, :4] += .1
    test_close(masked_psnr(hurt, real, m).item(), 26.0206, 1e-3)
    assert psnr(hurt, real).min() > 40
    with ExceptionExpected(UserError, regex="an empty mask"): masked_psnr(real, real, m*0)


@cells.setup
def _cell_cbff9336():
    'nbs/00_metrics.ipynb #cbff9336'
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
    'nbs/00_metrics.ipynb #730565b0'
    Markdown(score_table(scores))


@cells.test
def test_what_each_is_blind_to_scores_moved_px_distance_min_o():
    'nbs/00_metrics.ipynb #a8163f1a'
    global s
    assert scores['moved 1 px']['distance'] == min(o['distance'] for o in scores.values())
    s = score(photo, photo, distance=distance)
    test_close([s['ssim'], s['distance']], [1, 0], 1e-4)
    test_eq(distance(photo.expand(3, -1, -1, -1), photo.expand(3, -1, -1, -1)).shape, (3,))


@cells.test
def test_what_each_is_blind_to_s_psnr_number_s_psnr_s_psnr_y():
    'nbs/00_metrics.ipynb #0b16db48'
    global d, s
    d = Crappify()(pil, 'a')
    s = score(from_pil(d.image)[None], photo, torch.from_numpy(np.array(d.mask))[None, None], distance)
    assert s['psnr_number'] < s['psnr'] < s['psnr_y']
    test_eq(list(protocol(distance, 1)), list(s) + ['images'])

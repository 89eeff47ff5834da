"""Generated from nbs/toolbox/judge.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.judge import (
    F, JudgeFeatures, Path, RestorationScore, __call__, _kernel, _same, check, crowd_distance, decibels, detail_share, feature_distance, files,
    high_frequencies, load_file, masked_psnr, nn, psnr, squeezenet, torch)


@cells.setup
def _cell_b5bbed4a():
    'nbs/toolbox/judge.ipynb #b5bbed4a'
    global ExceptionExpected, Markdown, UserError, cut_patches, embedded_photo, from_pil, plot_style, rng, score_table, show_titled, test_close, test_eq
    from fastcore.test import ExceptionExpected, test_close, test_eq
    from IPython.display import Markdown

    from gan_course.core import UserError, from_pil, plot_style, rng, show_titled
    from gan_course.metrics import score_table
    from gan_course.photos import cut_patches, embedded_photo

    plot_style()


@cells.setup
def _cell_afed1796():
    'nbs/toolbox/judge.ipynb #afed1796'
    global EGYPTIAN_CAT, ESPRESSO, TABBY, cat, certainty
    def certainty(name, label):
        "The probability that the network gives to one label for an embedded photo."
        photo = embedded_photo(name)
        side, (w, h) = min(photo.size), photo.size
        box = (w - side)//2, (h - side)//2, (w + side)//2, (h + side)//2
        x = from_pil(photo.crop(box).resize((227, 227), 3))[None]  # 3: bicubic
        return squeezenet()(x).softmax(1)[0, label].item()

    EGYPTIAN_CAT, TABBY, ESPRESSO = 285, 281, 967
    cat = certainty('cat', EGYPTIAN_CAT), certainty('cat', TABBY)
    print('the cat: Egyptian cat {:.2f}, tabby {:.2f}'.format(*cat))
    print(f"the cup: espresso {certainty('coffee', ESPRESSO):.2f}")


@cells.setup
def _cell_f2c55d04():
    'nbs/toolbox/judge.ipynb #f2c55d04'
    global checker, grain, harmed, patches, real, soft
    patches = cut_patches(embedded_photo('cat'), 24, name='judge', size=128)
    real = torch.stack([from_pil(o) for o in patches])

    def soft(x):
        small = F.interpolate(x, scale_factor=.25, mode='bicubic', antialias=True)
        return F.interpolate(small, scale_factor=4, mode='bicubic').clamp(-1, 1)

    checker = torch.tensor([[1., -1.], [-1., 1.]]).repeat(64, 64)
    grain = torch.randn(real.shape, generator=rng('grain'))
    harmed = {'soft': soft(real), 'lattice': (soft(real) + .03*checker).clamp(-1, 1),
              'grain': (soft(real) + .03*grain).clamp(-1, 1), 'moved': real.roll(1, -1),
              'the original': real}


@cells.setup
def _cell_e03b8329():
    'nbs/toolbox/judge.ipynb #e03b8329'
    global judge, scores
    judge = RestorationScore(real)
    scores = {name: judge(o) for name, o in harmed.items()}
    Markdown(score_table(scores) + '\n\n' + judge.protocol)


@cells.setup
def _cell_5ba245b5():
    'nbs/toolbox/judge.ipynb #5ba245b5'
    show_titled({k: o[7][:, 32:96, 32:96] for k, o in harmed.items()}, cols=5, size=1.7,
                caption='The middle of one patch. Each row of the table is one of these.')


@cells.test
def test_the_judge_knows_a_cat_and_an_espresso_so_its_weights_are_wired_right():
    'nbs/toolbox/judge.ipynb #4b1ee2a2'
    global shapes
    assert sum(cat) > .6 and certainty('coffee', ESPRESSO) > .9
    shapes = [(o.shape[1], o.shape[-1]) for o in JudgeFeatures()(real[:1])]
    test_eq(shapes, [(64, 63), (128, 31), (256, 15), (384, 7), (384, 7), (512, 7), (512, 7)])


@cells.test
def test_the_judge_is_frozen_in_eval_mode_and_takes_no_gradient_for_itself():
    'nbs/toolbox/judge.ipynb #51f19c02'
    global network, x
    network = JudgeFeatures().train()
    assert not network.training and not any(o.requires_grad for o in network.parameters())
    x = real[:1].clone().requires_grad_()
    network(x)[0].sum().backward()
    assert x.grad.abs().sum() > 0


@cells.test
def test_the_originals_score_0_0_1_and_1_whatever_the_size_of_the_batches():
    'nbs/toolbox/judge.ipynb #7aedb4bc'
    global k, s, small, v
    s = scores['the original']
    test_close(s['distance'], 0, 1e-9)
    test_close([s['kernel'], s['detail'], s['high']], [0, 1, 1], 1e-5)
    small = RestorationScore(real, bs=7)(harmed['soft'])
    for k, v in scores['soft'].items():
        assert abs(small[k] - v) < 1e-3*max(1, abs(v))


@cells.test
def test_each_figure_sees_what_it_is_there_for():
    'nbs/toolbox/judge.ipynb #d4d74df4'
    global lattice_s, moved_s, soft_s
    soft_s, lattice_s, moved_s = scores['soft'], scores['lattice'], scores['moved']
    assert soft_s['detail'] < .6 and soft_s['high'] < .2
    assert lattice_s['high'] > 2 and lattice_s['psnr'] > soft_s['psnr'] - 2
    assert abs(moved_s['detail'] - 1) < .1 and moved_s['kernel'] < .1*soft_s['kernel']
    assert moved_s['psnr'] < soft_s['psnr'] and moved_s['distance'] < soft_s['distance']


@cells.test
def test_the_number_s_pixels_are_scored_by_themselves_where_there_is_a_number():
    'nbs/toolbox/judge.ipynb #90533815'
    global inside, mask, written
    mask = torch.zeros(len(real), 1, 128, 128)
    mask[..., 40:60, 40:60] = 1
    written = torch.where(mask > 0, torch.ones(()), real)
    inside = 10*torch.log10(4/(real[..., 40:60, 40:60] - 1).square().mean()).item()
    test_close(judge(written, mask)['psnr_number'], inside, 1e-3)
    assert 'psnr_number' not in judge(written) and 'psnr_number' not in judge(written, 0*mask)


@cells.test
def test_a_pure_wave_has_its_amplitude_and_a_slow_one_none_in_the_finest_half():
    'nbs/toolbox/judge.ipynb #00ea38ce'
    global diagonal, slow, wave
    def wave(cycles, size=.5): return size*torch.cos(2*torch.pi*cycles*torch.arange(32.)).expand(2, 3, 32, 32)
    diagonal = wave(3/8) * wave(3/8, 1.).mT
    test_close(high_frequencies(diagonal/2, diagonal), .5, 1e-5)
    slow = wave(1/16) * wave(1/16, 1.).mT
    assert high_frequencies(slow, diagonal) < 1e-3
    test_close(detail_share(diagonal/4, diagonal), .25, 1e-5)


@cells.test
def test_the_finest_half_is_what_lies_at_a_quarter_of_a_cycle_or_more_along_bot():
    'nbs/toolbox/judge.ipynb #5c0de712'
    global amplitude, band, columns, g, others, rows, some
    g = rng('oblong')
    some, others = torch.randn(2, 3, 32, 48, generator=g), torch.randn(2, 3, 32, 48, generator=g)
    some = F.avg_pool2d(some, 3, 1, 1)
    rows, columns = torch.fft.fftfreq(32).abs() >= .25, torch.fft.rfftfreq(48) >= .25
    band = rows[:, None] & columns

    def amplitude(x):
        return torch.fft.rfft2(x.mean(1)).abs().square()[:, band].sum().sqrt()

    test_close(high_frequencies(some, others), (amplitude(some)/amplitude(others)).item(), 1e-5)


@cells.test
def test_the_distance_of_crowds_is_the_kernel_of_all_pairs_within_less_across():
    'nbs/toolbox/judge.ipynb #5c0de713'
    global a, alike, b
    a, b = torch.randn(6, 4, generator=rng('a')), torch.randn(9, 4, generator=rng('b')) + 1

    def alike(xs, ys):
        return sum((float(x.double() @ y.double())/4 + 1)**3 for x in xs for y in ys)/(len(xs)*len(ys))

    test_close(crowd_distance(a, b), alike(a, a) + alike(b, b) - 2*alike(a, b), 1e-6)
    assert crowd_distance(a, b) > 1 and abs(crowd_distance(a, a.flip(0))) < 1e-12


@cells.test
def test_too_few_too_small_or_another_shape_is_refused_with_a_remedy():
    'nbs/toolbox/judge.ipynb #a94f5cf6'
    global least, rounded, tiny
    with ExceptionExpected(UserError, regex="9 originals: expected 10 or more"): RestorationScore(real[:9])
    tiny = real[..., :16, :16]
    with ExceptionExpected(UserError, regex="16x16 pixels: expected sides of 32"): RestorationScore(tiny)
    with ExceptionExpected(UserError, regex="equal shapes"): judge(real[..., :64])
    least = RestorationScore(real[:10, :, :32, :32].half())  # the least that is taken, in 16 bits
    rounded = least(real[:10, :, :32, :32])
    assert all(type(o) is float for o in rounded.values()) and rounded['distance'] < 1e-3

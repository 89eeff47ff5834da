"""Generated from nbs/08_super_resolution.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.superres import (
    Block, DataLoaders, ExportSpec, F, Path, Restorer, SRResNet, _Clipped, architecture, check, conv, export_spec, from_uint8, larger, low_resolution,
    nn, pair_dls, to_uint8, torch, upscale, upscale_dls)


@cells.setup
def _cell_4f4d586e():
    'nbs/08_super_resolution.ipynb #4f4d586e'
    global EMA, ExceptionExpected, FlopCounterMode, GANLearner, Image, Markdown, PatchCritic, Precision, RestorationGame, RestorationScore, UnetGenerator, UserError, at_scale, close_session, deepcopy, embedded_photo, export_onnx, from_pil, io, load_folder, load_model, patch_folder, plot_style, psnr, psnr_db, restore_batch, save_model, scale, score_table, seed_everything, session_checkpoint, show_close, show_rows, show_titled, skimage, ssim, tempfile, test_close, test_eq, time, to_pil
    import io
    import tempfile
    import time
    from copy import deepcopy

    import skimage
    from fastcore.test import ExceptionExpected, test_close, test_eq
    from IPython.display import Markdown
    from PIL import Image
    from torch.utils.flop_counter import FlopCounterMode

    from gan_course.averages import EMA
    from gan_course.checkpoints import close_session, session_checkpoint
    from gan_course.core import (
        UserError,
        at_scale,
        from_pil,
        plot_style,
        scale,
        seed_everything,
        show_close,
        show_rows,
        show_titled,
        to_pil,
    )
    from gan_course.critic import PatchCritic
    from gan_course.games import RestorationGame
    from gan_course.judge import RestorationScore
    from gan_course.learner import GANLearner
    from gan_course.metrics import psnr, score_table, ssim
    from gan_course.models import export_onnx, load_model, save_model
    from gan_course.optim import Precision
    from gan_course.photos import embedded_photo, load_folder, patch_folder
    from gan_course.unet import UnetGenerator, psnr_db, restore_batch

    plot_style()
    seed_everything(42)


@cells.setup
def _cell_f5a78bf3():
    'nbs/08_super_resolution.ipynb #f5a78bf3'
    global cat, enlarged, small, ways
    cat = embedded_photo('cat').crop((112, 48, 368, 240))  # no network here has seen it
    small = cat.resize((64, 48), Image.BICUBIC)
    ways = {'nearest': Image.NEAREST, 'bilinear': Image.BILINEAR, 'bicubic': Image.BICUBIC}
    enlarged = {k: small.resize(cat.size, way) for k, way in ways.items()}
    show_titled({k: from_pil(o) for k, o in {**enlarged, 'real': cat}.items()},
                title='A small photo, four times enlarged, and the photo that it came from')


@cells.setup
def _cell_1593f76b():
    'nbs/08_super_resolution.ipynb #1593f76b'
    global again
    def again(im):
        "How far a photo is from the small one when it is shrunk, in levels of 255."
        gap = from_pil(im.resize(small.size, Image.BICUBIC)) - from_pil(small)
        return 127.5*gap.abs().mean().item()

    f"shrunk again, bicubic is off by {again(enlarged['bicubic']):.1f} levels"


@cells.setup
def _cell_ff2176e1():
    'nbs/08_super_resolution.ipynb #ff2176e1'
    global grey, inner, ways
    grey = torch.ones(1, 1, 12, 12)
    ways = {'transposed convolution': nn.ConvTranspose2d(1, 1, 4, 2, 1),
            'pixel shuffle': nn.Sequential(nn.Conv2d(1, 4, 3), nn.PixelShuffle(2)),
            'copy, then convolve': nn.Sequential(nn.Upsample(scale_factor=2),
                                                 nn.Conv2d(1, 1, 3))}

    @torch.no_grad()
    def inner(layer):
        "What a layer makes of grey, far from the border, as a picture."
        y = layer(grey)[0, :, 4:20, 4:20]
        return ((y - y.mean())/(2*y.std() + .1)).clamp(-1, 1).expand(3, -1, -1)

    show_titled({k: inner(layer) for k, layer in ways.items()}, size=2,
                title='What becomes of an even grey')


@cells.setup
def _cell_9c8c714f():
    'nbs/08_super_resolution.ipynb #9c8c714f'
    global cost
    def cost(net, *size):
        "Billions of multiplications for one picture, and the network's weights."
        with torch.no_grad(), FlopCounterMode(display=False) as count:
            net.eval()(torch.zeros(1, 3, *size))
        weights = sum(p.numel() for p in net.parameters())/1e6
        return f'{count.get_total_flops()/2e9:.2f} billion, {weights:.2f} million weights'

    print('SRResNet, from 64 x 64: ', cost(SRResNet(), 64, 64))
    print('U-Net, at 256 x 256:    ', cost(UnetGenerator(), 256, 256))


@cells.setup
def _cell_4aa70702():
    'nbs/08_super_resolution.ipynb #4aa70702'
    global crop, data, dls, patches, per_photo, train, valid
    data = at_scale(quick='embedded', full='pets+embedded')
    per_photo = at_scale(quick=64, full=12, smoke=10)
    patches = patch_folder(data, per_photo=per_photo, progress=False)
    train, valid = (load_folder(patches/part)[0] for part in ('train', 'valid'))
    valid = valid[::at_scale(quick=1, full=3, smoke=1)]
    crop = at_scale(quick=64, full=96, smoke=32)
    dls = upscale_dls(train, valid, bs=16, crop=crop)
    dls.one_batch().damaged.shape, dls.one_batch().clean.shape


@cells.setup
def _cell_a004000d():
    'nbs/08_super_resolution.ipynb #a004000d'
    global first, pixels, play, start
    def play(name, gen, dls, **weights):
        "A learner of the restoration game with these weights."
        seed_everything(2)
        dls.train.epoch = 0
        game = RestorationGame(deepcopy(gen), PatchCritic(), **weights)
        cbs = [Precision(), EMA(half_life=1000), session_checkpoint(f'08-{name}')]
        return GANLearner(dls, game, lr=2e-4, metrics=psnr_db, cbs=cbs)

    pixels = dict(adv_weight=0, feature_weight=0)
    first = play('first', SRResNet(at_scale(quick=48, full=48, smoke=8)), dls, **pixels)
    first.fit_one_cycle(at_scale(quick=4, full=8, smoke=1), 1e-3)
    start = first.model.gen


@cells.setup
def _cell_5e07eead():
    'nbs/08_super_resolution.ipynb #5e07eead'
    global branches, epochs, name, o, smaller, weights
    epochs = at_scale(quick=1, full=2, smoke=1)
    smaller = upscale_dls(train, valid, bs=16, crop=min(crop, 64))
    weights = {'SRResNet': pixels, 'features': dict(adv_weight=0), 'SRGAN': {}}
    branches = {}
    for name, o in weights.items():
        branches[name] = play(name, start, smaller, **o)
        branches[name].fit(epochs)
    close_session('08')


@cells.setup
def _cell_f96aecb4():
    'nbs/08_super_resolution.ipynb #f96aecb4'
    global bicubic, figures, judge, low, nets, real, results, scores
    real, low = from_uint8(valid), low_resolution(valid)
    bicubic = larger(from_uint8(low), 4, 'bicubic').clamp(-1, 1)
    nets = {k: o.ema.average for k, o in branches.items()}
    if scale() != 'full':
        nets |= {'shipped SRResNet': load_model('photos-x4-pixel'),
                 'shipped SRGAN': load_model('photos-x4')}
    results = {'bicubic': bicubic, **{k: restore_batch(o, low) for k, o in nets.items()}}
    judge = RestorationScore(real)

    def figures(y):
        "The judge's figures, and the paper's: brightness alone, a border of 4 px cut off."
        pair = [o[..., 4:-4, 4:-4] for o in (y, real)]
        named = dict(psnr_y=psnr, ssim=ssim).items()
        paper = {k: f(*pair, 'y').mean().item() for k, f in named}
        return {**judge(y), **paper}

    scores = {k: figures(o) for k, o in results.items()}
    Markdown(f"{score_table(scores)}\n\n{judge.protocol}; {epochs*len(dls.train)} batches "
         "in each branch, one seed")


@cells.setup
def _cell_1d8375c7():
    'nbs/08_super_resolution.ipynb #1d8375c7'
    global facts, found, kind, name, path
    if scale() == 'full':  # these two ship with the package
        facts = {'what for': 'enlarge clean photos four times',
                 'learned from': 'the Oxford-IIIT pets (CC BY-SA 4.0) and six photographs of '
             'scikit-image and scikit-learn',
                 'made by': 'nbs/08_super_resolution.ipynb at the full scale',
                 'how scored': f'{judge.protocol}; psnr_y, ssim: Y, 4 px of border cut off',
                 'limits': 'photos that were shrunk and nothing else; no JPEG, no noise'}
        for name, kind in {'x4-pixel': 'SRResNet', 'x4': 'SRGAN'}.items():
            found = {k: round(v, 3) for k, v in scores[kind].items()}
            path = f'../gan_course/weights/restore-photos-{name}.safetensors'
            save_model(nets[kind], path, half=True, **facts, scores=found)


@cells.setup
def _cell_dfa23889():
    'nbs/08_super_resolution.ipynb #dfa23889'
    global pick, shown
    pick = torch.linspace(0, len(real) - 1, 9).long()[1:-1]
    shown = {k: o[pick] for k, o in results.items()}
    show_rows({**shown, 'real': real[pick]},
              title='Held-out photos, four times enlarged',
              caption='32 pixels became 128. Compare fur, eyes and grass.')


@cells.setup
def _cell_5e6e55c4():
    'nbs/08_super_resolution.ipynb #5e6e55c4'
    global made, views, whose
    whose = 'shipped ' if scale() != 'full' else ''
    made = {k: Restorer(nets[whose + k])(small) for k in ('SRResNet', 'SRGAN')}
    views = {'bicubic': enlarged['bicubic'], **made, 'original': cat}
    show_close({k: from_pil(o) for k, o in views.items()}, (20, 24, 64, 64),
               title='The cat, closer')


@cells.setup
def _cell_4e009e43():
    'nbs/08_super_resolution.ipynb #4e009e43'
    global k, o
    for k, o in views.items():
        print(f'{k:9} shrunk again, it is off by {again(o):.1f} levels')


@cells.setup
def _cell_f1850730():
    'nbs/08_super_resolution.ipynb #f1850730'
    global PAPER, k, lines, many, o, one
    PAPER = {'bicubic': ('21.59 / .642', '26.10 / .785'),
             'SRResNet': ('23.44 / .778', '28.49 / .818'),
             'SRGAN': ('20.34 / .656', '26.02 / .740')}
    lines = ['| PSNR (Y), dB / SSIM | one photo [1] | Set14 [1] | ours |',
             '|---|---|---|---|']
    for k, (one, many) in PAPER.items():
        o = scores[k]
        lines.append(f"| {k} | {one} | {many} | {o['psnr_y']:.2f} / {o['ssim']:.3f} |")
    Markdown('\n'.join([*lines, '', '[1] Ledig et al. 2017']))


@cells.setup
def _cell_667339ce():
    'nbs/08_super_resolution.ipynb #667339ce'
    global begun, large, place, seconds, whole
    begun = time.perf_counter()
    whole = upscale(embedded_photo('cat'))
    seconds = time.perf_counter() - begun
    print(f"{whole.width} x {whole.height} pixels in {seconds:.1f} seconds")
    large = from_pil(embedded_photo('cat').resize(whole.size, Image.BICUBIC))
    place = (480, 320, 400, 300)
    show_close({'bicubic': large, 'upscaled': from_pil(whole)}, place,
               title='A whole photo, four times larger than it ever was')


@cells.setup
def _cell_4272f09a():
    'nbs/08_super_resolution.ipynb #4272f09a'
    global page, saved, tiny
    def saved(im, quality):
        "A photo as it comes back from a JPEG file."
        buffer = io.BytesIO()
        im.save(buffer, 'JPEG', quality=quality)
        return Image.open(buffer).convert('RGB')

    page = Image.open(Path(skimage.__file__).parent/'data'/'page.png').convert('RGB')
    page = page.crop((0, 0, 256, 96))
    tiny = page.resize((64, 24), Image.BICUBIC)
    show_titled({'from a JPEG of quality 30': from_pil(upscale(saved(small, 30))),
                 'the same without': from_pil(made['SRGAN']),
                 'text': from_pil(upscale(tiny)), 'what it said': from_pil(page)}, size=2,
                title='Two things that it cannot do')


@cells.test
def test_four_times_the_sides_and_twice_it_starts_as_bicubic_exactly():
    'nbs/08_super_resolution.ipynb #8c0127b9'
    global factor, net, want, x
    x = torch.rand(2, 3, 12, 20)*2 - 1
    for factor in (2, 4):
        net = SRResNet(8, 2, factor)
        want = F.interpolate(x, scale_factor=factor, mode='bicubic')
        with torch.no_grad():
            test_eq(net(x).shape, (2, 3, 12*factor, 20*factor))
            assert torch.equal(net(x), want)


@cells.test
def test_its_way_of_growing_keeps_an_even_grey_even_the_two_others_do_not():
    'nbs/08_super_resolution.ipynb #d62e2d6b'
    global k, lattice
    def lattice(layer):
        "How much neighbours differ, far from the border."
        with torch.no_grad():
            y = layer(grey)[0, 0, 4:20, 4:20]
        return (y[1:] - y[:-1]).abs().max().item()

    assert lattice(ways['copy, then convolve']) < 1e-6
    for k in ('transposed convolution', 'pixel shuffle'):
        assert lattice(ways[k]) > 1e-3


@cells.test
def test_small_and_large_windows_of_a_batch_show_the_same_place():
    'nbs/08_super_resolution.ipynb #007e0ba6'
    global b, gap, shrunk, wrong
    b = dls.one_batch()
    test_eq(b.clean.shape[-1], 4*b.damaged.shape[-1])
    shrunk = F.interpolate(b.clean, scale_factor=1/4, mode='bicubic', antialias=True)
    gap = (shrunk - b.damaged).abs()[..., 1:-1, 1:-1].mean()
    wrong = (shrunk.roll(1, 0) - b.damaged).abs()[..., 1:-1, 1:-1].mean()
    assert gap < .2*wrong


@cells.test
def test_what_is_even_stays_even_when_it_is_shrunk_and_odd_sides_are_refused():
    'nbs/08_super_resolution.ipynb #3b8f2b49'
    test_eq(low_resolution(torch.full((1, 3, 16, 8), 77, dtype=torch.uint8)),
            torch.full((1, 3, 4, 2), 77, dtype=torch.uint8))
    with ExceptionExpected(UserError, regex='multiples of 4'):
        low_resolution(torch.zeros(1, 3, 16, 9, dtype=torch.uint8))


@cells.test
def test_the_shipped_networks_better_than_bicubic_in_pixels_or_in_detail():
    'nbs/08_super_resolution.ipynb #3c711635'
    global detail, plain, sharp, soft, target, x4
    soft, sharp = (load_model(f'photos-x4{o}') for o in ('-pixel', ''))
    test_eq(soft.config, sharp.config)
    target, x4 = from_pil(cat)[None], from_pil(small)[None]
    plain, soft, sharp = (o[None] if o.ndim == 3 else o for o in (
        from_pil(enlarged['bicubic']), restore_batch(soft, x4), restore_batch(sharp, x4)))
    assert psnr(soft, target) > psnr(plain, target) + .1
    assert psnr(sharp, target) < psnr(soft, target)

    def detail(y): return (y[..., 1:] - y[..., :-1]).abs().mean()
    assert detail(soft) < .9*detail(target) and detail(sharp) > 1.2*detail(soft)


@cells.test
def test_a_photo_keeps_its_kind_and_grows_by_four_in_tiles_as_in_one_piece():
    'nbs/08_super_resolution.ipynb #5c727c33'
    global one, tiled
    test_eq(upscale(small).size, cat.size)
    one = Restorer(load_model('photos-x4'), tile=192)(from_pil(small))
    tiled = Restorer(load_model('photos-x4'), tile=32, overlap=8)(from_pil(small))
    assert (one - tiled).abs().mean() < .05
    test_close(from_pil(upscale(small)), one, .02)


@cells.test
def test_it_comes_back_from_its_file_and_leaves_as_onnx():
    'nbs/08_super_resolution.ipynb #d17bc61c'
    global back, net, tmp
    net = SRResNet(8, 2)
    nn.init.normal_(net.tail.weight, std=.01)
    with tempfile.TemporaryDirectory() as tmp:
        back = load_model(save_model(net, Path(tmp)/'net.safetensors'))
        with torch.no_grad():
            assert torch.equal(back(x), net.eval()(x))
        assert max(export_onnx(net, Path(tmp)/'net.onnx').values()) < 1e-4

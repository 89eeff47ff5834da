"""Generated from nbs/toolbox/restore.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.restore import (
    F, Image, MOST_PIXELS, Path, Restorer, __call__, _as_rgb, _batch, _blurred, batch, check, check_images, copy, from_uint8, is_sharp, light_touch,
    load, load_model, nn, np, pick_device, read_photo, restore_strips, run, to_rgb, to_uint8, torch, touching)


@cells.setup
def _cell_43b878f7():
    'nbs/toolbox/restore.ipynb #43b878f7'
    global Crappify, ExceptionExpected, GANLearner, Image, PatchCritic, RestorationGame, UserError, at_scale, embedded_photo, from_pil, io, load_learner, masked_psnr, pair_dls, pd, pickle, plot_style, psnr, restore_batch, shipped, subprocess, sys, tempfile, test_close, test_eq, to_pil
    import io
    import pickle
    import subprocess
    import sys
    import tempfile

    import pandas as pd
    from fastai.learner import load_learner
    from fastcore.test import ExceptionExpected, test_close, test_eq
    from PIL import Image

    from gan_course.core import UserError, at_scale, from_pil, plot_style, to_pil
    from gan_course.crappify import Crappify
    from gan_course.critic import PatchCritic
    from gan_course.games import RestorationGame
    from gan_course.learner import GANLearner
    from gan_course.loaders import pair_dls
    from gan_course.metrics import masked_psnr, psnr
    from gan_course.models import shipped
    from gan_course.photos import embedded_photo
    from gan_course.unet import restore_batch

    plot_style()


@cells.setup
def _cell_2dfe1f42():
    'nbs/toolbox/restore.ipynb #2dfe1f42'
    global bad, mended, photo, restorer
    restorer = Restorer.load()
    photo = embedded_photo('cat')
    bad = Crappify(letters=.15)(photo, 'cat').image
    mended = restorer(bad)
    mended


@cells.setup
def _cell_1867d365():
    'nbs/toolbox/restore.ipynb #1867d365'
    global bold, careful, given, hurt, im, k, made, name, real, rows, weights
    hurt = dict(nothing=photo, number=Crappify(factor=1, quality=95, letters=.15)(photo, 'cat').image)
    real, rows = from_pil(photo)[None], []
    for name, im in hurt.items():
        given = from_pil(im)[None]
        for k, weights in {'pixel loss': 'photos-pixel', 'GAN': 'photos'}.items():
            made = [Restorer.load(weights, careful=o)(given) for o in (False, True)]
            bold, careful = (min(99, psnr(o, real).item()) for o in made)
            rows.append({'damage': name, 'restorer': k, 'sharp': bool(is_sharp(given)),
                         'given, dB': min(99, psnr(given, real).item()),
                         'restored, dB': bold, 'with a light touch, dB': careful})
    pd.DataFrame(rows).round(1)


@cells.setup
def _cell_d7eb9500():
    'nbs/toolbox/restore.ipynb #d7eb9500'
    global MEASURE, measure
    MEASURE = """
import sys, time
from PIL import Image
from gan_course.photos import embedded_photo
from gan_course.restore import Restorer
im = embedded_photo('cat').resize(({w}, {h}), Image.BICUBIC)
restorer = Restorer.load(tile={tile}, device='cpu')
restorer(im.crop((0, 0, 64, 64)))
start = time.perf_counter()
restorer(im, progress=False)
seconds = time.perf_counter() - start
lines = open('/proc/self/status') if sys.platform == 'linux' else ['VmHWM: nan kB']
print(seconds, [float(o.split()[1])/1024 for o in lines if o.startswith('VmHWM')][0])
"""

    def measure(w, h, tile=384):
        "Restore a photo of this size in a process of its own."
        code = MEASURE.format(w=w, h=h, tile=tile)
        out = subprocess.check_output([sys.executable, '-W', 'ignore', '-c', code], text=True)
        seconds, mb = map(float, out.split()[-2:])
        return {'photo': f'{w} x {h}', 'tile': tile, 'seconds': round(seconds, 2),
                'megapixels a second': round(w*h/1e6/seconds, 2), 'peak memory, MB': round(mb)}


@cells.setup
def _cell_af35876d():
    'nbs/toolbox/restore.ipynb #af35876d'
    global large, middle, sizes, small
    small, middle, large = (451, 300), (1600, 1200), (6000, 4000)
    sizes = at_scale(quick=[small, middle], full=[small, middle, large], smoke=[])
    pd.DataFrame([measure(w, h, tile) for w, h in sizes for tile in (192, 384)])


@cells.test
def test_the_restorer_gives_what_training_gave():
    'nbs/toolbox/restore.ipynb #317ec6b7'
    global close, gen, small
    def close(a, b):
        "Are two images of bytes the same, up to the last rounding?"
        return int((a.int() - b.int()).abs().max()) <= 1

    gen = load_model('photos')
    small = from_pil(bad)[None][..., :288, :384]
    test_close(restorer(small), restore_batch(gen, small), 1e-5)
    assert close(restorer(to_uint8(small)), to_uint8(restore_batch(gen, from_uint8(to_uint8(small)))))
    test_close(restorer(torch.cat([small]*3)), restore_batch(gen, torch.cat([small]*3)), 1e-5)
    assert close(to_uint8(from_pil(restorer(to_pil(small[0])))), to_uint8(restore_batch(gen, small))[0])


@cells.test
def test_every_kind_of_photo_one_result():
    'nbs/toolbox/restore.ipynb #f9a89837'
    global as_floats, given, png, root, tmp, want, x8
    png = io.BytesIO()
    bad.save(png, 'PNG')
    tmp = tempfile.TemporaryDirectory()
    root = Path(tmp.name)
    (root/'bad.png').write_bytes(png.getvalue())
    want = np.array(mended)
    for given in (root/'bad.png', str(root/'bad.png'), png.getvalue(), bad):
        test_eq(np.array(restorer(given)), want)
    test_eq(np.array(restorer([bad])[0]), want)
    test_eq(restorer(np.array(bad)), want)
    x8 = torch.from_numpy(np.array(bad)).permute(2, 0, 1)
    test_eq(restorer(x8).permute(1, 2, 0).numpy(), want)
    as_floats = from_uint8(torch.from_numpy(want).permute(2, 0, 1)[None])
    test_close(restorer(from_uint8(x8)[None]), as_floats, .5/127.5 + 1e-6)
    test_eq(restorer(np.array(bad.convert('L'))).shape, want.shape)


@cells.test
def test_floats_of_any_width_keep_it_and_an_array_s_transparency_is_laid_on_whi():
    'nbs/toolbox/restore.ipynb #ba352e42'
    global got, kind, see_through
    for kind in (torch.float64, torch.float16, torch.bfloat16):
        got = restorer(small.to(kind))
        test_eq(got.dtype, kind)
        test_close(got.float(), restorer(small.to(kind).float()), .01)
    see_through = bad.copy()
    see_through.putalpha(Image.linear_gradient('L').resize(bad.size))
    test_eq(restorer(np.array(see_through)), np.array(restorer(see_through)))
    with ExceptionExpected(UserError, regex=r"an array .5, 5, 2. of uint8"):
        restorer(np.zeros((5, 5, 2), np.uint8))


@cells.test
def test_any_size_comes_back_in_its_own_size():
    'nbs/toolbox/restore.ipynb #5313dc40'
    global im, size
    for size in ((1, 1), (17, 5), (40, 300), (129, 131), (500, 33)):  # width and height
        im = photo.resize(size)
        test_eq(Restorer(gen, tile=128, overlap=40)(im).size, size)
        test_eq(restorer(np.array(im)).shape, (*size[::-1], 3))


@cells.test
def test_a_sharp_photo_is_hardly_changed_a_number_on_it_is_and_a_damaged_photo():
    'nbs/toolbox/restore.ipynb #09224d64'
    global bold, both, careful, cat, damaged, factor, mask, name, written, x
    cat = from_pil(photo)[None]
    assert is_sharp(cat) and not is_sharp(from_pil(bad)[None]) and not is_sharp(torch.zeros(1, 3, 64, 64))
    for factor in (2, 3, 4):
        assert not is_sharp(from_pil(Crappify(factor, number=False)(photo, 'cat').image)[None])
    damaged = Crappify(factor=1, quality=95, letters=.15)(photo, 'cat')
    mask = torch.from_numpy(np.array(damaged.mask))[None, None]
    for name in ('photos', 'photos-pixel'):
        bold, careful = (Restorer.load(name, careful=o) for o in (False, True))
        assert psnr(careful(cat), cat) > 40 > psnr(bold(cat), cat)
        written = from_pil(damaged.image)[None]
        assert psnr(careful(written), cat) > psnr(bold(written), cat) + 1
        assert masked_psnr(careful(written), cat, mask) > masked_psnr(written, cat, mask) + 7
        assert torch.equal(careful(small), bold(small))
        both = torch.cat([cat[..., :288, :384], small])
        test_close(careful(both)[1:], bold(small), 1e-4)
    x = torch.zeros(1, 3, 32, 32)
    test_eq(light_touch(x, x + .1), x)
    test_close(light_touch(x, x + .9), x + .9, 1e-6)


@cells.test
def test_a_network_that_enlarges_gives_larger_photos_and_none_that_no_memory_ho():
    'nbs/toolbox/restore.ipynb #c3067746'
    global Larger, enlarger, tiny
    class Larger(torch.nn.Module):
        factor, multiple = 4, 4
        def __init__(self):
            super().__init__()
            self.weight = torch.nn.Parameter(torch.ones(()))

        def forward(self, x): return self.weight*x.repeat_interleave(4, 2).repeat_interleave(4, 3)

    enlarger = Restorer(Larger(), tile=64, overlap=16)
    tiny = photo.crop((40, 20, 140, 87))
    test_eq(np.array(enlarger(tiny)), np.array(tiny).repeat(4, 0).repeat(4, 1))
    test_eq(enlarger(np.array(tiny)).shape, (4*67, 400, 3))
    with ExceptionExpected(UserError, regex="5000x5000 pixels, 4 times larger: expected at most 268 megapixels"):
        enlarger(torch.zeros(1, dtype=torch.uint8).expand(1, 3, 5000, 5000))


@cells.test
def test_the_restorer_has_its_own_copy_and_bfloat16_is_close():
    'nbs/toolbox/restore.ipynb #5ffe0cce'
    global before, gen, mine, p
    mine = Restorer(gen)
    before = mine(small)
    with torch.no_grad():
        for p in gen.parameters():
            p.add_(1)
    test_eq(mine(small), before)
    gen = load_model('photos')
    assert 0 < (Restorer(gen, half=True)(small) - before).abs().mean() < .01


@cells.test
def test_a_mistake_is_explained():
    'nbs/toolbox/restore.ipynb #c8e3d4ed'
    global name
    with ExceptionExpected(UserError, regex="model='cats': expected a known name; choose one of 'critic"):
        Restorer.load('cats')
    for name in ('toy-pets-32', shipped()['toy-pets-32']):
        with ExceptionExpected(UserError, regex='a DCGANGenerator: expected a network from photos to photos'):
            Restorer.load(name)
    with ExceptionExpected(UserError, regex="turn floats in .0, 1. into bytes"):
        restorer(np.zeros((8, 8, 3)))
    with ExceptionExpected(UserError, regex="values from 0 to 255"):
        restorer(torch.full((3, 64, 64), 255.)*torch.eye(64))
    with ExceptionExpected(UserError, regex="images .n, 3, h, w."): restorer(torch.zeros(1, 1, 64, 64))
    with ExceptionExpected(UserError, regex="tile=100: expected a multiple of 16"):
        Restorer(gen, tile=100)
    with ExceptionExpected(UserError, regex="overlap=200"): Restorer(gen, overlap=200)
    with ExceptionExpected(UserError, regex="careful=True: expected a network that keeps"):
        Restorer(Larger(), careful=True)
    (root/'evil.safetensors').write_bytes(pickle.dumps(Path('x')))
    with ExceptionExpected(UserError, regex="a pickle"): Restorer.load(root/'evil.safetensors')


@cells.test
def test_a_generator_that_left_its_training_as_a_fastai_export_restores_the_sam():
    'nbs/toolbox/restore.ipynb #c3860e17'
    global dls, learn, patches
    patches = to_uint8(small[..., :64, :64].repeat(4, 1, 1, 1))
    dls = pair_dls((patches, patches), (patches, patches), bs=2, path=root)
    learn = GANLearner(dls, RestorationGame(copy.deepcopy(gen), PatchCritic()))
    learn.export(root/'game.pkl')
    test_close(Restorer(load_learner(root/'game.pkl').model.gen)(small), restorer(small), 1e-6)
    tmp.cleanup()


@cells.test
def test_the_import_brings_pytorch_and_nothing_that_only_training_needs():
    'nbs/toolbox/restore.ipynb #493fe153'
    global code
    code = """
import sys
import gan_course.restore
heavy = 'fastai timm torchvision torchmetrics matplotlib mlxtend sklearn skimage pandas IPython'.split()
print([o for o in heavy if o in sys.modules])
"""
    test_eq(subprocess.check_output([sys.executable, '-W', 'ignore', '-c', code], text=True).strip(), '[]')

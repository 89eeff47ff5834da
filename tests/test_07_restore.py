"""Generated from nbs/07_restore.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.restore import (
    Crappify, DAMAGES, Image, Path, Photo, PlainUnet, Report, Restorer, ToTensorBase, UnetBlock, UnetGenerator, UserError, WEIGHTS, _WRITE, __call__,
    _carry_out, _change_file, _common, _graph, _report_and_exit, _steady, argparse, atomic, batch, card, change_photos, check, check_images, choose,
    copy, crappify_command, export_onnx, export_program, find_generator, from_uint8, load_generator, math, mirrored, nn, np, partial, pick_device,
    progress_bar, read_photo, restore_command, restore_strips, run, save_photo, shipped, side_by_side, sys, tile_starts, tile_weights, to_rgb,
    to_uint8, torch, weights_of, work_through)


@cells.setup
def _cell_7fb83608():
    'nbs/07_restore.ipynb #7fb83608'
    global ExceptionExpected, FeatureDistance, GANLearner, ImageDraw, ImageFilter, Markdown, PatchCritic, RestorationGame, at_scale, contextlib, embedded_photo, from_pil, image_files, io, load_folder, load_learner, load_model, memory_dls, onnxruntime, open_image, os, patch_folder, pd, pet_photos, pickle, plot_style, plt, psnr, restore_batch, save_figure, scale, score, score_table, seed_everything, show_rows, show_titled, skimage, split_photos, subprocess, tempfile, test_close, test_eq, time, to_pil, write_awkward_images
    import contextlib
    import io
    import os
    import pickle
    import subprocess
    import tempfile
    import time

    import onnxruntime
    import pandas as pd
    import skimage
    from fastai.learner import load_learner
    from fastcore.test import ExceptionExpected, test_close, test_eq
    from gan_course.loaders import memory_dls
    from gan_course.photos import embedded_photo, load_folder, patch_folder, pet_photos, split_photos
    from gan_course.reading import image_files, open_image, write_awkward_images
    from IPython.display import Markdown
    from matplotlib import pyplot as plt
    from PIL import ImageDraw, ImageFilter

    from gan_course.core import (
        at_scale,
        from_pil,
        plot_style,
        save_figure,
        scale,
        seed_everything,
        show_rows,
        show_titled,
        to_pil,
    )
    from gan_course.critic import PatchCritic
    from gan_course.models import load_model
    from gan_course.learner import GANLearner
    from gan_course.games import RestorationGame
    from gan_course.metrics import FeatureDistance, psnr, score, score_table
    from gan_course.unet import restore_batch

    plot_style(); seed_everything(42)


@cells.setup
def _cell_4635635a():
    'nbs/07_restore.ipynb #4635635a'
    global gen
    gen = find_generator()
    print(f"{sum(p.numel() for p in gen.parameters()):,} numbers, {shipped()['photos'].stat().st_size/1e6:.1f} MB on disk")


@cells.test
def test_a_folder_that_is_called_like_the_restorer_does_not_hide_it():
    'nbs/07_restore.ipynb #0d11aaeb'
    global found, here, library, room
    import gan_course.restore as library  # in a notebook, the weights lie beside the working folder

    here, room = Path.cwd(), tempfile.TemporaryDirectory()
    (Path(room.name)/'photos').mkdir()
    try: os.chdir(room.name); found = library.find_generator('photos')
    finally: os.chdir(here)
    assert isinstance(found, UnetGenerator)


@cells.test
def test_any_size_mirrored_tolist():
    'nbs/07_restore.ipynb #34248549'
    test_eq(mirrored(5, 8).tolist(), [0, 1, 2, 3, 4, 3, 2, 1])
    test_eq(mirrored(2, 6).tolist(), [0, 1, 0, 1, 0, 1])
    test_eq(mirrored(1, 3).tolist(), [0, 0, 0])


@cells.setup
def _cell_205eabdf():
    'nbs/07_restore.ipynb #205eabdf'
    global bad, cut, damage, error, photo, where, whole, x
    photo = embedded_photo('cat')
    damage = Crappify(letters=.15)  # on the whole photo, as tall as in lesson 7: 15 of 96 pixels
    bad = damage(photo, 'cat').image
    x = from_pil(bad)[None][..., :288, :448]
    whole = restore_batch(gen, x)
    cut = torch.cat([torch.cat([restore_batch(gen, o) for o in rows.split(64, 3)], 3) for rows in x.split(96, 2)], 2)
    error = (cut - whole).abs().mean(1, keepdim=True)
    where = lambda o: (o*20 - 1).clamp(-1, 1).expand(-1, 3, -1, -1)
    show_titled({'in one piece': whole[0], 'in tiles': cut[0], 'where they differ, 10 times': where(error)[0]}, title='The same photo, restored in one piece and in tiles of 64 x 96 without overlap',
              caption='The tiling shows as a grid: what a tile cannot see beyond its border, it gets wrong.')


@cells.setup
def _cell_c12bd463():
    'nbs/07_restore.ipynb #c12bd463'
    global away, ax, cols, fig, inner, reach
    cols = torch.arange(448) % 64
    away = torch.minimum(cols, 63 - cols)
    inner = error[0, 0, 32:64]  # rows far from the horizontal cuts
    reach = [127.5*inner[:, away == d].mean().item() for d in range(32)]
    fig, ax = plt.subplots(figsize=(6, 2.6)); ax.plot(reach, 'o-', ms=3)
    ax.set(xlabel='pixels from the cut', ylabel='mean difference (of 255)', yscale='log'); plt.show()


@cells.setup
def _cell_d022d81d():
    'nbs/07_restore.ipynb #d022d81d'
    global summed
    def summed(total, tile, overlap):
        "Weights of all tiles, added up where they lie."
        starts, out = tile_starts(total, tile, overlap), torch.zeros(total)
        for s, w in zip(starts, tile_weights(starts, tile, overlap//2)): out[s:s+tile] += w
        return starts, out


@cells.setup
def _cell_bce79e13():
    'nbs/07_restore.ipynb #bce79e13'
    global ax, fig, o, s, starts, w
    starts = tile_starts(448, 192, 64); w = tile_weights(starts, 192, 32)
    fig, ax = plt.subplots(figsize=(7, 1.8))
    for s, o in zip(starts, w): ax.plot(np.arange(s, s + 192), o)
    ax.plot(summed(448, 192, 64)[1], 'k:', lw=1); ax.set(xlabel='pixel', ylabel='weight', title='Three tiles over 448 pixels; dotted: the sum'); plt.show()


@cells.test
def test_weights_of_overlapping_tiles_sum_to_one_whatever_the_size():
    'nbs/07_restore.ipynb #4a31fa48'
    global out, overlap, starts, tile, total
    for total in (*range(16, 1200, 16), 4000, 6016):
        for tile, overlap in ((128, 32), (192, 64), (256, 32), (512, 64)):
            starts, out = summed(max(total, tile), tile, overlap)
            test_close(out, torch.ones_like(out), 1e-6)
            assert starts[0] == 0 and starts[-1] + tile == max(total, tile) and all(s % 16 == 0 for s in starts)
            assert all(b - a <= tile - overlap for a, b in zip(starts, starts[1:]))


@cells.setup
def _cell_cbe9a343():
    'nbs/07_restore.ipynb #cbe9a343'
    global mended, restorer
    restorer = Restorer.load()
    mended = restorer(bad)
    show_titled({k: from_pil(o) for k, o in {'damaged': bad, 'restored': mended, 'original': photo}.items()}, title='A cat that the network has never seen, damaged by lesson 7',
              caption='The number has shrunk to a stain beside the ear, edges are crisper; the finest fur is not there any more.')


@cells.setup
def _cell_943aa646():
    'nbs/07_restore.ipynb #943aa646'
    if scale() == 'full': save_figure(show_titled({k: from_pil(o) for k, o in {'damaged': bad, 'restored': mended, 'original': photo}.items()}, size=2.4), '../images/restored.jpg')  # for the README


@cells.setup
def _cell_facab506():
    'nbs/07_restore.ipynb #facab506'
    global distance, gain, mask, smooth
    mask = torch.from_numpy(np.array(damage(photo, 'cat').mask))[None, None]
    smooth = Crappify(**{**vars(damage), 'enlarge': 'bicubic'})(photo, 'cat').image
    distance = FeatureDistance()
    gain = lambda seed: (lambda o: psnr(from_pil(restorer(o))[None], from_pil(photo)[None]).item() - psnr(from_pil(o)[None], from_pil(photo)[None]).item())(Crappify(letters=.15, seed=seed)(photo, 'cat').image)
    print('gains in dB at six other seeds:', ', '.join(f'{gain(seed):.1f}' for seed in range(6)))
    Markdown(score_table({k: score(from_pil(v)[None], from_pil(photo)[None], mask, distance) for k, v in {'damaged': bad, 'bicubic': smooth, 'restored': mended}.items()}))


@cells.test
def test_the_restorer_gives_what_training_gave():
    'nbs/07_restore.ipynb #317ec6b7'
    global close, small
    small = from_pil(bad)[None][..., :288, :384]
    test_close(restorer(small), restore_batch(gen, small), 1e-5)
    close = lambda a, b: int((a.int() - b.int()).abs().max()) <= 1  # bytes: the last rounding may fall either way
    assert close(restorer(to_uint8(small)), to_uint8(restore_batch(gen, from_uint8(to_uint8(small)))))
    test_close(restorer(torch.cat([small]*3)), restore_batch(gen, torch.cat([small]*3)), 1e-5)
    assert close(to_uint8(from_pil(restorer(to_pil(small[0])))), to_uint8(restore_batch(gen, small))[0])


@cells.setup
def _cell_582b2cde():
    'nbs/07_restore.ipynb #582b2cde'
    global middles, seams, whole, x
    x = from_pil(bad)[None][..., :256, :384]
    whole = Restorer(gen, tile=512)(x)
    middles = lambda overlap, total=384, tile=128: [round((a + tile + b)/2) for a, b in zip(tile_starts(total, tile, overlap), tile_starts(total, tile, overlap)[1:])]

    def seams(overlap):
        "How a photo restored in tiles of 128 differs from one piece, of 255: on average, at worst, and in 4 columns at each seam."
        d = (Restorer(gen, tile=128, overlap=overlap)(x) - whole).abs()*127.5
        return {'overlap': overlap, 'mean': d.mean().item(), 'largest': d.max().item(), 'mean at the seams': torch.cat([d[..., o-2:o+2] for o in middles(overlap)], -1).mean().item()}

    pd.DataFrame([seams(o) for o in (0, 8, 16, 32, 40)]).round(2)


@cells.setup
def _cell_25a21253():
    'nbs/07_restore.ipynb #25a21253'
    global cut, elsewhere, jump, tiled, zoom
    tiled, cut = (Restorer(gen, tile=128, overlap=o)(x) for o in (40, 0))
    def jump(x, where): return float(np.mean([(x[..., o] - x[..., o-1]).abs().mean().item()*127.5 for o in where]))
    elsewhere = [o for o in range(8, 376) if min(abs(o - a) for a in middles(40)) > 20]
    print(f"jump from column to column, of 255: at the seams {jump(tiled, middles(40)):.2f}, at the same places in one piece {jump(whole, middles(40)):.2f}, elsewhere {jump(tiled, elsewhere):.2f}; at hard cuts {jump(cut, middles(0)):.2f}, there in one piece {jump(whole, middles(0)):.2f}")
    zoom = lambda x: torch.nn.functional.interpolate(x[..., 60:124, 128-48:128+48], scale_factor=3, mode='nearest')
    show_titled({k: zoom(v)[0] for k, v in {'in one piece': whole, 'overlap 40': tiled, 'overlap 0': cut}.items()}, title='Around the cut at column 128, enlarged 3 times', caption='The cut is in the middle of each. A JPEG block ends there too, so the tone jumps in all three; at the right it jumps more, and all the way down.')


@cells.test
def test_no_seam():
    'nbs/07_restore.ipynb #5a71680c'
    global im, size
    assert seams(40)['mean at the seams'] < .5*seams(0)['mean at the seams']
    test_close(jump(tiled, middles(40)), jump(whole, middles(40)), .3)
    for size in ((1, 1), (17, 5), (40, 300), (129, 131), (500, 33)):  # width and height
        im = photo.resize(size)
        test_eq(Restorer(gen, tile=128, overlap=40)(im).size, size)
        test_eq(restorer(np.array(im)).shape, (*size[::-1], 3))


@cells.test
def test_every_kind_of_photo_one_result():
    'nbs/07_restore.ipynb #f9a89837'
    global given, got, png, root, tmp, want, x8
    png = io.BytesIO(); bad.save(png, 'PNG')
    tmp = tempfile.TemporaryDirectory(); root = Path(tmp.name); (root/'bad.png').write_bytes(png.getvalue())
    want = np.array(mended)
    for given in (root/'bad.png', str(root/'bad.png'), png.getvalue(), bad, [bad]):
        got = restorer(given); test_eq(np.array(got[0] if isinstance(given, list) else got), want)
    test_eq(restorer(np.array(bad)), want)
    x8 = torch.from_numpy(np.array(bad)).permute(2, 0, 1)
    test_eq(restorer(x8).permute(1, 2, 0).numpy(), want)
    test_close(restorer(from_uint8(x8)[None]), from_uint8(torch.from_numpy(want).permute(2, 0, 1)[None]), .5/127.5 + 1e-6)
    test_eq(restorer(np.array(bad.convert('L'))).shape, want.shape)


@cells.test
def test_can_you_see_the_seams_restorer_cats_expected_a_known_name():
    'nbs/07_restore.ipynb #c8e3d4ed'
    with ExceptionExpected(UserError, regex="restorer='cats': expected a known name; choose one of 'photos'"): Restorer.load('cats')
    with ExceptionExpected(UserError, regex="a DCGAN generator: expected a restoration U-Net; read it with load_dcgan"): Restorer.load(shipped()['photos'].parent/'toy-pets-32.safetensors')
    with ExceptionExpected(UserError, regex="turn floats in .0, 1. into bytes"): restorer(np.zeros((8, 8, 3)))
    with ExceptionExpected(UserError, regex="values from 0 to 255"): restorer(torch.full((3, 64, 64), 255.)*torch.eye(64))
    with ExceptionExpected(UserError, regex="images .n, 3, h, w."): restorer(torch.zeros(1, 1, 64, 64))
    with ExceptionExpected(UserError, regex="tile=100: expected a multiple of 16"): Restorer(gen, tile=100)
    with ExceptionExpected(UserError, regex="overlap=200"): Restorer(gen, overlap=200)
    (root/'evil.safetensors').write_bytes(pickle.dumps(Path('x')))
    with ExceptionExpected(UserError, regex="a pickle"): Restorer.load(root/'evil.safetensors')


@cells.setup
def _cell_d7eb9500():
    'nbs/07_restore.ipynb #d7eb9500'
    global MEASURE, measure
    MEASURE = """
import sys, time
from PIL import Image
from gan_course.photos import embedded_photo
im = embedded_photo('cat').resize(({w}, {h}), Image.BICUBIC)
restorer = Restorer.load(tile={tile}, half={half}, device='cpu'); restorer(im.crop((0, 0, 64, 64)))
start = time.perf_counter(); restorer(im, progress=False)
status = dict(o.split(':', 1) for o in open('/proc/self/status') if ':' in o) if sys.platform == 'linux' else {{'VmHWM': 'nan'}}
print(time.perf_counter() - start, float(status['VmHWM'].split()[0])/1024)
"""

    def measure(w, h, tile=384, half=False):
        "Restore a photo of this size in a process of its own."
        out = subprocess.run([sys.executable, '-W', 'ignore', '-c', MEASURE.format(w=w, h=h, tile=tile, half=half)], capture_output=True, text=True, check=True)
        seconds, mb = map(float, out.stdout.split()[-2:])
        return {'photo': f'{w} x {h}', 'tile': tile, 'half': half, 'seconds': round(seconds, 2), 'megapixels a second': round(w*h/1e6/seconds, 2), 'peak memory, MB': round(mb)}


@cells.setup
def _cell_af35876d():
    'nbs/07_restore.ipynb #af35876d'
    global sizes
    sizes = at_scale(quick=[(451, 300), (1600, 1200)], full=[(451, 300), (1600, 1200), (6000, 4000)], smoke=[])
    pd.DataFrame([measure(w, h, tile, half) for w, h in sizes for tile, half in ((192, False), (384, False), (384, True))])


@cells.setup
def _cell_81fda9ee():
    'nbs/07_restore.ipynb #81fda9ee'
    global awkward, code, ends, words
    def ends(command, *args):
        "Exit code and what a command printed."
        text = io.StringIO()
        with contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
            try: command([str(o) for o in args] + ['--no-progress'])
            except SystemExit as e: return e.code, text.getvalue().replace(tmp.name, '.')

    awkward = write_awkward_images(root/'photos')
    photo.save(root/'photos'/'cat 🐱.jpg', quality=95, exif=(lambda e: (e.__setitem__(0x010f, 'a camera'), e)[1])(Image.Exif()))
    print(ends(crappify_command, root/'photos', root/'bad', '--seed', 1)[1])
    code, words = ends(restore_command, root/'bad', root/'good', '--compare', root/'seen'); print(words)


@cells.test
def test_the_commands_keep_names_formats_and_camera_data_name_what_failed_and_n():
    'nbs/07_restore.ipynb #ecaf4b85'
    test_eq(code, 0)
    test_eq(ends(crappify_command, root/'photos', root/'bad')[0], 1)
    test_eq(ends(restore_command, root/'bad', root/'good')[1].split(';')[0].strip(), 'gan-course-restore: 0 written, 9 kept, 0 failed')
    test_eq(Image.open(root/'good'/'cat 🐱.jpg').getexif()[0x010f], 'a camera')
    test_eq(sorted(o.name for o in (root/'good').iterdir()), sorted(o.name + '.png' if o.suffix == '.gif' else o.name for o in awkward.iterdir() if o.name not in ('text.jpg', 'truncated.png')))
    test_eq(ends(restore_command, root/'nowhere', root/'x')[0], 2)
    assert 'never overwritten' in ends(restore_command, root/'photos', root/'photos')[1]
    assert 'never overwritten' in ends(restore_command, root/'photos'/'plain.png', root/'photos'/'plain.png')[1]
    assert "choose one of 'photos'" in ends(restore_command, root/'photos', root/'x', '--weights', 'cats')[1]
    test_eq(ends(restore_command, root/'photos'/'plain.png', root/'one.webp')[0], 0); test_eq(Image.open(root/'one.webp').size, (96, 64))
    test_eq([o.name for o in root.rglob('.*')], [])


@cells.setup
def _cell_42d97049():
    'nbs/07_restore.ipynb #42d97049'
    global on_all_pets
    def on_all_pets():
        "Damage and restore every pet photo with the two commands; scores of the photos that training did not see."
        start = time.perf_counter()
        ends(crappify_command, pet_photos(), root/'pets-bad', '--seed', 7); mid = time.perf_counter()
        ends(restore_command, root/'pets-bad', root/'pets-good'); end = time.perf_counter()
        files, rows = image_files(pet_photos()), []
        held = [name for name, _ in split_photos('pets')[1]]
        for o in files:
            real, worse, better = (from_pil(open_image(f/o.name))[None] for f in (pet_photos(), root/'pets-bad', root/'pets-good'))
            rows.append({'held out': o.name in held, 'damaged, dB': psnr(worse, real).item(), 'restored, dB': psnr(better, real).item(),
                         'damaged, distance': distance(worse, real).mean().item(), 'restored, distance': distance(better, real).mean().item()})
        print(f"{len(files)} photos: damaged {len(files)/(mid - start):.1f} a second, restored {len(files)/(end - mid):.1f} a second")
        return pd.DataFrame(rows).groupby('held out').agg(['mean']).droplevel(1, axis=1).assign(photos=pd.DataFrame(rows).groupby('held out').size()).round(3)

    on_all_pets() if scale() == 'full' else None


@cells.setup
def _cell_e4272237():
    'nbs/07_restore.ipynb #e4272237'
    global blurred, noisy, scratched
    def noisy(im, name): return Image.fromarray((np.array(im) + np.random.default_rng(0).normal(0, 25, (*im.size[::-1], 3))).clip(0, 255).astype(np.uint8))

    def scratched(im, name):
        "Five thin white lines."
        im, pen = im.copy(), np.random.default_rng(1)
        for _ in range(5): ImageDraw.Draw(im).line([tuple(pen.integers(0, 128, 2)) for _ in range(2)], fill='white', width=2)
        return im

    def blurred(im, name): return im.filter(ImageFilter.GaussianBlur(2.5))


@cells.setup
def _cell_0245979e():
    'nbs/07_restore.ipynb #0245979e'
    global KINDS, _, better, clean, damage_it, kind, real, rows, shown, with_, worse
    with_ = lambda **kw: (lambda im, name: Crappify(**kw)(im, name).image)
    KINDS = {'nothing': lambda im, name: im, 'lesson 7': with_(), 'wide': with_(**DAMAGES['wide']), 'JPEG 10, no number': with_(quality=(10, 10), factor=1, number=False), 'shrunk 3 times': with_(factor=3, quality=(95, 95), number=False),
             'letters of 60 px': with_(letters=60, factor=1, quality=(60, 60)), 'noise': noisy, 'scratches': scratched, 'out of focus': blurred}
    clean, _ = load_folder(patch_folder(at_scale(quick='embedded', full='pets+embedded'), per_photo=at_scale(quick=16, full=2, smoke=2), progress=False)/'valid')
    real, rows, shown = from_uint8(clean), [], {}
    for kind, damage_it in KINDS.items():
        worse = torch.stack([from_pil(damage_it(to_pil(o), str(i))) for i, o in enumerate(real)])
        better = restorer(worse); shown[kind] = worse[0], better[0]
        rows.append({'damage': kind, 'damaged, dB': psnr(worse.clamp(-1, 1), real).clamp(max=99).mean().item(), 'restored, dB': psnr(better, real).mean().item(),
                     'damaged, distance': distance(worse, real).mean().item(), 'restored, distance': distance(better, real).mean().item()})
    pd.DataFrame(rows).round(3)


@cells.setup
def _cell_bedacec1():
    'nbs/07_restore.ipynb #bedacec1'
    show_rows({'damaged': torch.stack([o[0] for o in shown.values()]), 'restored': torch.stack([o[1] for o in shown.values()]), 'real': real[:1].expand(len(shown), -1, -1, -1)}, n=9, size=1.4,
              title=' · '.join(shown), caption='Columns in the order of the title. Look at the 60, at the noise, at the scratches.')


@cells.setup
def _cell_7c0c64b9():
    'nbs/07_restore.ipynb #7c0c64b9'
    global hard, page
    page = Image.open(Path(skimage.__file__).parent/'data'/'page.png').convert('RGB').crop((0, 0, 256, 96))
    hard = Crappify(factor=2.2, quality=(25, 25), number=False)(page).image
    show_titled({k: from_pil(o) for k, o in {'damaged': hard, 'restored': restorer(hard), 'real': page}.items()}, size=1.5, title='A restoration is not evidence', caption='The headline gets crisper; the small lines become crisper smears.')


@cells.test
def test_ship_it_holds():
    'nbs/07_restore.ipynb #725af659'
    global plain
    plain = PlainUnet(gen)
    with torch.no_grad(): test_close(plain(small), restore_batch(gen, small), 1e-6)


@cells.setup
def _cell_5aeb4a87():
    'nbs/07_restore.ipynb #5aeb4a87'
    global found, name, o
    for name, o in {'restorer': gen, 'toy-pets': pretrained_dcgan()}.items():
        found = export_onnx(o, root/f'{name}.onnx')
        print(f"{name}: {(root/f'{name}.onnx').stat().st_size/1e6:.1f} MB;", ', '.join(f"{' x '.join(map(str, k))}: {v:.1e}" for k, v in found.items()))


@cells.setup
def _cell_427eaa42():
    'nbs/07_restore.ipynb #427eaa42'
    global halved, ms, session, x128
    def ms(f, n=at_scale(quick=20, full=50, smoke=1)):
        "Median milliseconds of a call."
        f(); times = []
        for _ in range(n): start = time.perf_counter(); f(); times.append(time.perf_counter() - start)
        return float(np.median(times)*1000)

    session = onnxruntime.InferenceSession(root/'restorer.onnx', providers=['CPUExecutionProvider'])
    x128, halved = small[..., :128, :128].contiguous(), Restorer(gen, half=True)
    pd.DataFrame({'ms': {'PyTorch, fp32': ms(lambda: restorer.run(x128)), 'PyTorch, bfloat16': ms(lambda: halved.run(x128)), 'ONNX Runtime, fp32': ms(lambda: session.run(None, {'photo': x128.numpy()}))}}).round(1)


@cells.test
def test_an_exported_program_gives_the_same_and_so_does_a_fastai_export():
    'nbs/07_restore.ipynb #c3860e17'
    global free, learn, patches
    export_program(gen, root/'restorer.pt2')
    free = torch.export.load(root/'restorer.pt2').module()
    test_close(free(small), restore_batch(gen, small), 1e-5)
    patches = to_uint8(small[..., :64, :64].repeat(4, 1, 1, 1))
    learn = GANLearner(memory_dls((patches, patches), (patches, patches), bs=2, path=root), RestorationGame(copy.deepcopy(gen), PatchCritic()))
    learn.export(root/'game.pkl')
    test_close(Restorer(load_learner(root/'game.pkl').model.gen)(small), restorer(small), 1e-6)
    with ExceptionExpected(UserError, regex="a Linear: expected a UnetGenerator or a DCGANGenerator"): export_onnx(nn.Linear(2, 2), root/'x.onnx')
    with ExceptionExpected(UserError, regex="differs from PyTorch by"): export_onnx(pretrained_dcgan(), root/'y.onnx', worst=0)
    test_eq([o.name for o in root.glob('*y.onnx*')], [])


@cells.setup
def _cell_2a5924e1():
    'nbs/07_restore.ipynb #2a5924e1'
    Markdown(card())

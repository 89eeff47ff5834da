"""Generated from nbs/07_restore.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.restore import (
    Crappify, DAMAGES, Image, Path, Photo, Report, Restorer, ToTensorBase, UnetBlock, UnetGenerator, UserError, _WRITE, __call__, _carry_out,
    _change_file, _common, _report_and_exit, argparse, atomic, batch, change_photos, check, check_images, choose, copy, crappify_command,
    find_generator, from_uint8, image_files, load_generator, math, mirrored, nn, np, os, partial, pick_device, progress_bar, read_photo,
    restore_command, restore_strips, run, save_photo, shipped, side_by_side, sys, tile_starts, tile_weights, to_rgb, to_uint8, torch, weights_of,
    work_through)


@cells.setup
def _cell_f6a4ef4f():
    'nbs/07_restore.ipynb #f6a4ef4f'
    global ExceptionExpected, FeatureDistance, Markdown, at_scale, contextlib, embedded_photo, from_pil, io, pd, pickle, plot_style, plt, psnr, resource, restore_batch, save_generator, scale, score, score_table, seed_everything, show_rows, subprocess, tempfile, test_close, test_eq, time, to_pil, write_awkward_images
    import contextlib, io, pickle, resource, subprocess, tempfile, time
    import pandas as pd
    from IPython.display import Markdown
    from fastcore.test import test_eq, test_close, ExceptionExpected
    from matplotlib import pyplot as plt
    from gan_course.core import at_scale, from_pil, plot_style, scale, seed_everything, show_rows, to_pil
    from gan_course.data import embedded_photo, write_awkward_images
    from gan_course.metrics import FeatureDistance, psnr, score, score_table
    from gan_course.unet import restore_batch, save_generator
    plot_style(); seed_everything(42)


@cells.setup
def _cell_4635635a():
    'nbs/07_restore.ipynb #4635635a'
    global gen
    gen = find_generator()
    print(f"{sum(p.numel() for p in gen.parameters()):,} numbers, {shipped()['photos'].stat().st_size/1e6:.1f} MB on disk")


@cells.test
def test_any_size_mirrored_tolist():
    'nbs/07_restore.ipynb #34248549'
    test_eq(mirrored(5, 8).tolist(), [0, 1, 2, 3, 4, 3, 2, 1])
    test_eq(mirrored(2, 6).tolist(), [0, 1, 0, 1, 0, 1])
    test_eq(mirrored(1, 3).tolist(), [0, 0, 0])


@cells.setup
def _cell_ce03b49e():
    'nbs/07_restore.ipynb #ce03b49e'
    global bad, cut, damage, error, photo, where, whole, x
    photo = embedded_photo('cat')
    damage = Crappify(seed=1)
    bad = damage(photo, 'cat').image
    x = from_pil(bad)[None][..., :288, :448]
    whole = restore_batch(gen, x)
    cut = torch.cat([torch.cat([restore_batch(gen, o) for o in rows.split(64, 3)], 3) for rows in x.split(96, 2)], 2)
    error = (cut - whole).abs().mean(1, keepdim=True)
    where = lambda o: (o*20 - 1).clamp(-1, 1).expand(-1, 3, -1, -1)
    show_rows({'whole, in tiles': torch.cat([whole, cut]), 'where they differ (x 10)': where(error)}, size=2.6, title='The same photo, restored in one piece and in tiles of 64 x 96 without overlap',
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
    'nbs/07_restore.ipynb #05e5c4c4'
    global out, overlap, starts, tile, total
    for total in (*range(16, 1200, 16), 4000, 6016):
        for tile, overlap in ((128, 32), (192, 64), (256, 32), (512, 64)):
            starts, out = summed(max(total, tile), tile, overlap)
            test_close(out, torch.ones_like(out), 1e-6)
            assert starts[0] == 0 and starts[-1] + tile == max(total, tile) and all(s % 16 == 0 for s in starts)
            assert all(b - a <= tile - overlap + 16 for a, b in zip(starts, starts[1:]))


@cells.setup
def _cell_8d64e374():
    'nbs/07_restore.ipynb #8d64e374'
    global mended, restorer
    restorer = Restorer.load()
    mended = restorer(bad)
    show_rows({'damaged, restored, original': torch.stack([from_pil(o) for o in (bad, mended, photo)])}, size=2.6, title='A cat that the network has never seen, damaged by lesson 7',
              caption='TODO')


@cells.setup
def _cell_63219e69():
    'nbs/07_restore.ipynb #63219e69'
    global distance, mask, smooth
    mask = torch.from_numpy(np.array(damage(photo, 'cat').mask))[None, None]
    smooth = Crappify(**{**vars(damage), 'enlarge': 'bicubic'})(photo, 'cat').image
    distance = FeatureDistance()
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
def _cell_e3b6dc3d():
    'nbs/07_restore.ipynb #e3b6dc3d'
    global seams, whole
    whole = Restorer(gen, tile=512)(from_pil(bad)[None])
    def seams(overlap, tile=128):
        "Differences, of 255, between the photo restored in tiles and in one piece: mean, largest, and along the middles of the overlaps."
        d = (Restorer(gen, tile=tile, overlap=overlap)(from_pil(bad)[None]) - whole).abs()*127.5
        xs = tile_starts(464, tile, overlap)
        at = [round((a + tile + b)/2) for a, b in zip(xs, xs[1:])]
        return {'overlap': overlap, 'mean': d.mean().item(), 'largest': d.max().item(), 'at the seams, mean': torch.cat([d[..., o-2:o+2] for o in at]).mean().item()}

    pd.DataFrame([seams(o) for o in (0, 8, 16, 32, 40)]).round(2)


@cells.setup
def _cell_40971d00():
    'nbs/07_restore.ipynb #40971d00'
    global step_at
    def step_at(x, at):
        "Mean jump between columns `at-1` and `at`, of 255."
        return (x[..., at] - x[..., at-1]).abs().mean().item()*127.5


@cells.setup
def _cell_6762dc06():
    'nbs/07_restore.ipynb #6762dc06'
    global at, cut, elsewhere, jump, tiled, xs, zoom
    tiled, xs = Restorer(gen, tile=128, overlap=40)(from_pil(bad)[None]), tile_starts(464, 128, 40)
    at = [round((a + 128 + b)/2) for a, b in zip(xs, xs[1:])]
    jump = lambda x, where: float(np.mean([step_at(x, o) for o in where]))
    elsewhere = [o for o in range(8, 440) if min(abs(o - a) for a in at) > 20]
    cut = Restorer(gen, tile=128, overlap=0)(from_pil(bad)[None])
    print(f"jump from column to column, of 255: at the seams {jump(tiled, at):.2f}, elsewhere {jump(tiled, elsewhere):.2f}; in one piece, at the same places {jump(whole, at):.2f}")
    zoom = lambda x: torch.nn.functional.interpolate(x[..., 100:164, at[1]-48:at[1]+48], scale_factor=3, mode='nearest')
    show_rows({'one piece': zoom(whole), 'overlap 40': zoom(tiled), 'overlap 0': zoom(cut)}, size=1.9, title='Around the second seam (in the middle), enlarged 3 times', caption='TODO')


@cells.test
def test_no_seam():
    'nbs/07_restore.ipynb #79d3cc4a'
    global im, size
    assert seams(40)['at the seams, mean'] < .5*seams(0)['at the seams, mean']
    test_close(jump(tiled, at), jump(whole, at), .3)
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
def _cell_0d8c7de5():
    'nbs/07_restore.ipynb #0d8c7de5'
    global MEASURE, measure
    MEASURE = """
import resource, time, numpy as np
from PIL import Image
from gan_course.data import embedded_photo
from gan_course.restore import Restorer
im = embedded_photo('cat').resize(({w}, {h}), Image.BICUBIC)
restorer = Restorer.load(tile={tile}, half={half}, device='cpu'); restorer(im.crop((0, 0, 64, 64)))
start = time.perf_counter(); restorer(im, progress=False)
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss/1024)
"""

    def measure(w, h, tile=384, half=False):
        "Restore a photo of this size in a process of its own."
        out = subprocess.run([sys.executable, '-W', 'ignore', '-c', MEASURE.format(w=w, h=h, tile=tile, half=half)], capture_output=True, text=True, check=True)
        seconds, mb = map(float, out.stdout.split()[-2:])
        return {'photo': f'{w} x {h}', 'tile': tile, 'half': half, 'seconds': round(seconds, 2), 'megapixels a second': round(w*h/1e6/seconds, 2), 'peak memory, MB': round(mb)}


@cells.setup
def _cell_d05bd3e9():
    'nbs/07_restore.ipynb #d05bd3e9'
    global sizes
    sizes = at_scale(quick=[(451, 300), (1600, 1200)], full=[(451, 300), (1600, 1200), (6000, 4000)], smoke=[(96, 64)])
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

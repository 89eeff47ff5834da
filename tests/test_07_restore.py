"""Generated from nbs/07_restore.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())


@cells.setup
def _cell_7fb83608():
    'nbs/07_restore.ipynb #7fb83608'
    global Crappify, DAMAGES, Image, ImageDraw, ImageFilter, ImageOps, Markdown, Path, RestorationScore, Restorer, UserError, at_scale, card, change_photos, denoise_bilateral, denoise_nl_means, display, embedded_photo, export_onnx, export_program, from_pil, from_uint8, get_data_path, image_files, load_folder, load_model, masked_psnr, mirrored, np, onnxruntime, open_image, partial, patch_folder, pd, pet_photos, photo_files, plot_style, plt, psnr, restore_batch, save_figure, scale, score_table, seed_everything, shipped, show_close, show_rows, show_titled, skimage, split_photos, tempfile, test_close, tile_starts, tile_weights, time, to_pil, torch, toy_pets
    import tempfile
    import time
    from functools import partial
    from pathlib import Path

    import numpy as np
    import onnxruntime
    import pandas as pd
    import skimage
    import torch
    from fastcore.test import test_close
    from IPython.display import Markdown, display
    from matplotlib import get_data_path
    from matplotlib import pyplot as plt
    from PIL import Image, ImageDraw, ImageFilter, ImageOps
    from skimage.restoration import denoise_bilateral, denoise_nl_means

    from gan_course.commands import change_photos
    from gan_course.core import (
        UserError,
        at_scale,
        from_pil,
        from_uint8,
        plot_style,
        save_figure,
        scale,
        seed_everything,
        show_close,
        show_rows,
        show_titled,
        to_pil,
    )
    from gan_course.crappify import DAMAGES, Crappify
    from gan_course.judge import RestorationScore
    from gan_course.metrics import masked_psnr, psnr, score_table
    from gan_course.models import card, export_onnx, export_program, load_model, shipped
    from gan_course.pets import toy_pets
    from gan_course.photos import (
        embedded_photo,
        load_folder,
        patch_folder,
        pet_photos,
        photo_files,
        split_photos,
    )
    from gan_course.reading import image_files, open_image
    from gan_course.restore import Restorer
    from gan_course.tiles import mirrored, tile_starts, tile_weights
    from gan_course.unet import restore_batch

    plot_style()
    seed_everything(42)


@cells.setup
def _cell_4635635a():
    'nbs/07_restore.ipynb #4635635a'
    global gen, numbers
    gen = load_model('photos')
    numbers = sum(p.numel() for p in gen.parameters())
    print(f"{numbers:,} numbers, {shipped()['photos'].stat().st_size/1e6:.1f} MB on disk")


@cells.setup
def _cell_cbe9a343():
    'nbs/07_restore.ipynb #cbe9a343'
    global bad, damage, images, mended, photo, restorer, soft
    photo = embedded_photo('cat')
    damage = Crappify(letters=.15)  # on the whole photo, as tall as in training
    bad = damage(photo, 'cat').image

    restorer = Restorer.load()
    mended = restorer(bad)
    soft = Restorer.load('photos-pixel')(bad)
    images = {'damaged': bad, 'pixel loss': soft, 'GAN': mended, 'original': photo}
    show_close({k: from_pil(o) for k, o in images.items()}, (120, 60, 120, 80),
               title='A cat that the network has never seen')


@cells.setup
def _cell_943aa646():
    'nbs/07_restore.ipynb #943aa646'
    global images
    if scale() == 'full':  # for the README
        images = {k: from_pil(o) for k, o in images.items()}
        save_figure(show_close(images, (120, 60, 120, 80)), '../images/restored.jpg')


@cells.setup
def _cell_facab506():
    'nbs/07_restore.ipynb #facab506'
    global gain, gains, k, mask, pixel, real, v, x
    real = from_pil(photo)[None]
    mask = torch.from_numpy(np.array(damage(photo, 'cat').mask))[None, None]
    for k, v in {'damaged': bad, 'pixel loss': soft, 'GAN': mended}.items():
        x = from_pil(v)[None]
        print(f'{k:11} {psnr(x, real).item():.1f} dB, '
          f'in the number {masked_psnr(x, real, mask).item():.1f} dB')

    pixel = Restorer.load('photos-pixel')

    def gain(seed):
        "What restoring the cat gains in dB, after another draw of the damage."
        bad = Crappify(letters=.15, seed=seed)(photo, 'cat').image
        before, after = (psnr(from_pil(o)[None], real).item() for o in (bad, pixel(bad)))
        return after - before

    gains = [f'{gain(seed):.1f}' for seed in range(6)]
    print('gains of the pixel loss at six other seeds:', ', '.join(gains), 'dB')


@cells.setup
def _cell_97f199e4():
    'nbs/07_restore.ipynb #97f199e4'
    global e
    try:
        gen(from_pil(bad)[None])
    except UserError as e:
        print(e)


@cells.setup
def _cell_dc0048c6():
    'nbs/07_restore.ipynb #dc0048c6'
    mirrored(5, 8)


@cells.setup
def _cell_7a7a5b8d():
    'nbs/07_restore.ipynb #7a7a5b8d'
    global cols, h, rows, w, x, y
    x = from_pil(bad)[None]
    h, w = x.shape[-2:]
    rows, cols = mirrored(h, 304), mirrored(w, 464)
    y = restore_batch(gen, x[..., rows[:, None], cols])[..., :h, :w]
    print(f"{w} x {h} in, {y.shape[-1]} x {y.shape[-2]} out")


@cells.setup
def _cell_205eabdf():
    'nbs/07_restore.ipynb #205eabdf'
    global bands, calm, cut, error, images, where, whole, x
    calm = load_model('photos-pixel')
    x = from_pil(bad)[None][..., :288, :448]
    whole = restore_batch(calm, x)
    bands = [[restore_batch(calm, o) for o in band.split(64, 3)] for band in x.split(96, 2)]
    cut = torch.cat([torch.cat(o, 3) for o in bands], 2)
    error = (cut - whole).abs().mean(1, keepdim=True)
    where = (error*20 - 1).clamp(-1, 1).expand(-1, 3, -1, -1)
    images = {'in one piece': whole, 'in tiles': cut, 'where they differ, 20 times': where}
    show_titled({k: o[0] for k, o in images.items()},
                title='The same photo, restored in one piece and in tiles of 64 x 96 '
                  'without overlap',
                caption='The tiling shows as a grid: what a tile cannot see beyond its '
                    'border, it gets wrong.')


@cells.setup
def _cell_c12bd463():
    'nbs/07_restore.ipynb #c12bd463'
    global away, ax, cols, fig, inner, reach
    cols = torch.arange(448) % 64
    away = torch.minimum(cols, 63 - cols)
    inner = error[0, 0, 32:64]  # rows far from the horizontal cuts
    reach = [127.5*inner[:, away == d].mean().item() for d in range(32)]
    fig, ax = plt.subplots(figsize=(6, 2.6))
    ax.plot(reach, 'o-', ms=3)
    ax.set(xlabel='pixels from the cut', ylabel='mean difference (of 255)', yscale='log')
    plt.show()


@cells.setup
def _cell_bce79e13():
    'nbs/07_restore.ipynb #bce79e13'
    global ax, fig, start, starts, total, w
    starts = tile_starts(448, tile=192, overlap=64)
    total = torch.zeros(448)
    fig, ax = plt.subplots(figsize=(7, 1.8))
    for start, w in zip(starts, tile_weights(starts, 192, fade=32), strict=True):
        ax.plot(np.arange(start, start + 192), w)
        total[start:start + 192] += w
    ax.plot(total, 'k:', lw=1)
    ax.set(xlabel='pixel', ylabel='weight',
           title='Three tiles over 448 pixels; dotted: the sum')
    plt.show()


@cells.setup
def _cell_c7ef3ad9():
    'nbs/07_restore.ipynb #c7ef3ad9'
    global middles, whole, x
    x = from_pil(bad)[None][..., :256, :384]
    whole = Restorer(calm, tile=512)(x)

    def middles(overlap, total=384, tile=128):
        "Columns where two tiles count the same."
        starts = tile_starts(total, tile, overlap)
        return [round((a + tile + b)/2) for a, b in zip(starts, starts[1:], strict=False)]


@cells.setup
def _cell_582b2cde():
    'nbs/07_restore.ipynb #582b2cde'
    global seams
    def seams(overlap):
        "How far tiles of 128 are from one piece, of 255; also in 4 columns a seam."
        d = (Restorer(calm, tile=128, overlap=overlap)(x) - whole).abs()*127.5
        near = torch.cat([d[..., o-2:o+2] for o in middles(overlap)], -1).mean().item()
        return {'overlap': overlap, 'mean': d.mean().item(), 'largest': d.max().item(),
                'mean at the seams': near}

    pd.DataFrame([seams(o) for o in (0, 8, 16, 32, 40)]).round(2)


@cells.setup
def _cell_25a21253():
    'nbs/07_restore.ipynb #25a21253'
    global cut, difference, tiled
    tiled, cut = (Restorer(calm, tile=128, overlap=o)(x) for o in (40, 0))

    def difference(y):
        "A picture of how far `y` is from one piece, 20 times enlarged."
        return ((y - whole).abs().mean(1)*20 - 1).clamp(-1, 1).expand(3, -1, -1)

    show_titled({'restored, overlap 40': tiled[0],
                 'no overlap: its difference from one piece': difference(cut),
                 'overlap 40: the same': difference(tiled)},
                title='What tiles of 128 do to the photo, differences 20 times enlarged',
                caption='Without overlap the cuts shine. With it they are gone; what is '
                    'left lies in eyes and fur, for which the network looks farther.')


@cells.setup
def _cell_1c064f95():
    'nbs/07_restore.ipynb #1c064f95'
    global damage_and_restore, recipe, root, tmp
    tmp = tempfile.TemporaryDirectory()
    root = Path(tmp.name)
    recipe = Crappify(seed=7)

    def damage_and_restore(folder):
        "Write the photos of a folder damaged, and then restored; print how fast."
        start = time.perf_counter()
        change_photos(folder, root/'bad', lambda im, name: recipe(im, name).image,
                      progress=False)
        middle = time.perf_counter()
        change_photos(root/'bad', root/'good', lambda im, name: pixel(im, False),
                      n_workers=0, progress=False)
        end, n = time.perf_counter(), len(image_files(folder))
        print(f"{n} photos: damaged {n/(middle - start):.1f} a second, "
          f"restored {n/(end - middle):.1f} a second")


@cells.setup
def _cell_42d97049():
    'nbs/07_restore.ipynb #42d97049'
    global groups, held_out, names, score_photo, table
    def score_photo(name):
        "PSNR of one photo, damaged and restored."
        folders = pet_photos(), root/'bad', root/'good'
        real, worse, better = (from_pil(open_image(o/name))[None] for o in folders)
        return {'damaged, dB': psnr(worse, real).item(),
                'restored, dB': psnr(better, real).item()}

    if scale() == 'full':
        damage_and_restore(pet_photos())
        held_out = {name for name, _ in split_photos('pets')[1]}
        names = [o.name for o in photo_files('pets')]
        table = pd.DataFrame([{'held out': o in held_out, **score_photo(o)} for o in names])
        groups = table.groupby('held out')
        display(groups.mean().assign(photos=groups.size()).round(3))


@cells.setup
def _cell_0cc8dccc():
    'nbs/07_restore.ipynb #0cc8dccc'
    global bilateral, by_array, clean, data, judge, nl_means, patches, per_photo, rivals
    data, per_photo = at_scale(quick=('embedded', 16), full=('pets+embedded', 2))
    per_photo = at_scale(per_photo, per_photo, smoke=10)
    patches = patch_folder(data, per_photo=per_photo, progress=False)
    clean = from_uint8(load_folder(patches/'valid')[0])
    judge = RestorationScore(clean)

    def by_array(f):
        "A rival that takes and gives arrays in 0..1."
        def restore(x):
            arrays = [f((o.movedim(0, -1).numpy() + 1)/2) for o in x]
            return torch.stack([torch.from_numpy(2*o - 1).float().movedim(-1, 0)
                                for o in arrays])
        return restore

    bilateral = partial(denoise_bilateral, sigma_color=.1, channel_axis=-1)
    nl_means = partial(denoise_nl_means, h=.05, channel_axis=-1)
    rivals = {'bilateral': by_array(bilateral), 'non-local means': by_array(nl_means),
              'pixel loss': pixel, 'GAN': restorer}


@cells.setup
def _cell_0cbeac64():
    'nbs/07_restore.ipynb #0cbeac64'
    global RECIPES, bicubic, figures, made, name, recipe, spoiled, worse
    def spoiled(recipe):
        "The held-out patches after one recipe, enlarged as usual and bicubic."
        found = []
        for how in ('bilinear', 'bicubic'):
            damage = Crappify(**{**recipe, 'enlarge': how})
            images = [damage(to_pil(o), str(i)).image for i, o in enumerate(clean)]
            found.append(torch.stack([from_pil(o) for o in images]))
        return found

    RECIPES = {'ours': DAMAGES['lesson'], 'lesson 7': DAMAGES['lesson7'],
               'wide': DAMAGES['wide'],
               'four times smaller': dict(factor=4, quality=(80, 95), number=False)}
    for name, recipe in RECIPES.items():
        worse, bicubic = spoiled(recipe)
        made = {'damaged': worse, 'bicubic': bicubic,
                **{k: f(worse) for k, f in rivals.items()}}
        figures = {k: judge(o) for k, o in made.items()}
        display(Markdown(f'**{name}**\n\n{score_table(figures)}'))
    print(judge.protocol)


@cells.setup
def _cell_66116d8c():
    'nbs/07_restore.ipynb #66116d8c'
    global FOUND, files, n_pets, piece, places, subjects
    FOUND = ('camera gravel brick moon grass ihc coins page cell color hubble_deep_field '
         'retina motorcycle_right').split()
    places = [Path(skimage.__file__).parent/'data', Path(get_data_path())/'sample_data']
    files = [next(places[0].glob(f'{o}.*')) for o in FOUND] + [places[1]/'grace_hopper.jpg']

    def piece(file, w=320, h=256):
        "The middle of a picture, made smaller if it is large, as a tensor."
        im = open_image(file)
        im.thumbnail((640, 640), Image.LANCZOS)
        size = min(w, im.width)//16*16, min(h, im.height)//16*16
        return from_pil(ImageOps.fit(im, size, Image.LANCZOS))

    n_pets = at_scale(quick=6, full=6, smoke=1)
    subjects = [piece(o) for o in files[:at_scale(quick=14, full=14, smoke=2)]]
    subjects += list(from_uint8(toy_pets(n_pets, 128, seed=5).images))


@cells.setup
def _cell_10c70b96():
    'nbs/07_restore.ipynb #10c70b96'
    global faults, line
    def line(x, period):
        "How much a period stands out in a picture's spectrum, against its neighbours."
        grey = x.mean(0)
        power = torch.fft.fft2(grey - grey.mean()).abs()
        r, c = (o//period for o in grey.shape)
        here = power[r-1:r+2].mean() + power[:, c-1:c+2].mean()
        beside = power[r-8:r-3].mean() + power[:, c-8:c-3].mean()
        return (here/beside).item()

    def faults(x, real):
        "What a stranger would see: colour cast of 255, and the strongest line."
        cast = 127.5*(x - real).mean((1, 2))
        tint = (cast - cast.mean()).abs().max().item()
        return {'colour cast': tint, 'strongest line': max(line(x, k) for k in (2, 3, 4))}


@cells.setup
def _cell_d66755d4():
    'nbs/07_restore.ipynb #d66755d4'
    global apart, bads, found, in_one, in_tiles, lines, name, net, restored, rows
    bads = [from_pil(Crappify()(to_pil(o), str(i)).image)
            for i, o in enumerate(subjects)]
    rows, restored = [], {}
    for name, net in {'pixel loss': calm, 'GAN': gen}.items():
        in_one, in_tiles = Restorer(net, tile=1024), Restorer(net, tile=128, overlap=40)
        restored[name] = [in_one(o) for o in bads]
        apart = [127.5*(in_tiles(o) - y).abs().mean().item()
                 for o, y in zip(bads, restored[name], strict=True)]
        found = map(faults, restored[name], subjects)
        found = pd.DataFrame(found)
        rows.append({'restored with': name, **found.max(),
                     'tiles differ by': np.mean(apart)})
    lines = [max(line(o, k) for k in (2, 3, 4)) for o in subjects]
    rows.append({'restored with': 'the originals', 'strongest line': max(lines)})
    print(f'{len(subjects)} pictures; the largest of all, tiles on average')
    pd.DataFrame(rows).set_index('restored with').round(2)


@cells.setup
def _cell_20803cd1():
    'nbs/07_restore.ipynb #20803cd1'
    global gains, others, worst
    gains = [psnr(y[None], o[None]).item() - psnr(x[None], o[None]).item()
             for x, y, o in zip(bads, restored['GAN'], subjects, strict=True)]
    worst = np.argsort(gains)[:8]
    print('the GAN gains, dB:', ', '.join(f'{gains[i]:.1f}' for i in worst))
    others = {'damaged': bads, **restored, 'original': subjects}
    show_rows({k: torch.stack([v[i][:, :128, :128] for i in worst])
               for k, v in others.items()},
              title='The worst eight of twenty, 128 pixels of each')


@cells.setup
def _cell_e4272237():
    'nbs/07_restore.ipynb #e4272237'
    global crappified, noisy, scratched
    def noisy(im, name):
        noise = np.random.default_rng(0).normal(0, 25, (*im.size[::-1], 3))
        return Image.fromarray((np.array(im) + noise).clip(0, 255).astype(np.uint8))

    def scratched(im, name):
        "Five thin white lines."
        im, pen = im.copy(), np.random.default_rng(1)
        for _ in range(5):
            ends = [tuple(pen.integers(0, 128, 2)) for _ in range(2)]
            ImageDraw.Draw(im).line(ends, fill='white', width=2)
        return im

    def crappified(**recipe): return lambda im, name: Crappify(**recipe)(im, name).image


@cells.setup
def _cell_a2b10411():
    'nbs/07_restore.ipynb #a2b10411'
    global KINDS
    KINDS = {
        'nothing': lambda im, name: im,
        'ours': crappified(),
        'lesson 7': crappified(**DAMAGES['lesson7']),
        'JPEG 10, no number': crappified(quality=(10, 10), factor=1, number=False),
        'shrunk 6 times': crappified(factor=6, quality=(95, 95), number=False),
        'letters of 60 px': crappified(letters=60, factor=1, quality=(60, 60)),
        'noise': noisy,
        'scratches': scratched,
        'out of focus': lambda im, name: im.filter(ImageFilter.GaussianBlur(2.5))}


@cells.setup
def _cell_0245979e():
    'nbs/07_restore.ipynb #0245979e'
    global found, images, kind, names, rows, sharp, shown, soft, spoil, worse
    shown, rows = {}, []
    for kind, spoil in KINDS.items():
        images = [spoil(to_pil(o), str(i)) for i, o in enumerate(clean)]
        worse = torch.stack([from_pil(o) for o in images])
        soft, sharp = pixel(worse), restorer(worse)
        shown[kind] = worse[0], soft[0], sharp[0]
        found = [judge(o) for o in (worse, soft, sharp)]
        names = 'damaged', 'pixel loss', 'GAN'
        rows.append({'damage': kind,
                     **{f'{k}, dB': min(99, o['psnr']) for k, o in zip(names, found)},
                     **{f'{k}, distance': o['distance'] for k, o in zip(names, found)}})
    pd.DataFrame(rows).set_index('damage').round(2)


@cells.setup
def _cell_bedacec1():
    'nbs/07_restore.ipynb #bedacec1'
    global sharp, soft, worse
    worse, soft, sharp = (torch.stack(o) for o in zip(*shown.values(), strict=True))
    show_rows({'damaged': worse, 'pixel loss': soft, 'GAN': sharp,
               'real': clean[:1].expand_as(worse)},
              n=9, size=1.4, title=' · '.join(shown),
              caption='Columns in the order of the title.')


@cells.setup
def _cell_7c0c64b9():
    'nbs/07_restore.ipynb #7c0c64b9'
    global hard, images, page
    page = Image.open(Path(skimage.__file__).parent/'data'/'page.png').convert('RGB')
    page = page.crop((0, 0, 256, 96))
    hard = Crappify(factor=2.2, quality=(25, 25), number=False)(page).image
    images = {'damaged': hard, 'restored': restorer(hard), 'real': page}
    show_titled({k: from_pil(o) for k, o in images.items()}, size=1.5,
                title='A restoration is not evidence',
                caption='Read the headline left, then in the middle. Sharper is not truer.')


@cells.setup
def _cell_5aeb4a87():
    'nbs/07_restore.ipynb #5aeb4a87'
    global found, model, name, size, sizes
    for name, model in {'restorer': gen, 'toy-pets': load_model('toy-pets-32')}.items():
        found = export_onnx(model, root/f'{name}.onnx')
        size = (root/f'{name}.onnx').stat().st_size/1e6
        sizes = [f"{' x '.join(map(str, k))}: {v:.1e}" for k, v in found.items()]
        print(f"{name}: {size:.1f} MB;", ', '.join(sizes))


@cells.setup
def _cell_427eaa42():
    'nbs/07_restore.ipynb #427eaa42'
    global ms, session, x128
    def ms(f, *args):
        "Median milliseconds of a call."
        f(*args)
        times = []
        for _ in range(at_scale(quick=20, full=50, smoke=1)):
            start = time.perf_counter()
            f(*args)
            times.append(time.perf_counter() - start)
        return float(np.median(times)*1000)

    x128 = x[..., :128, :128].contiguous()
    session = onnxruntime.InferenceSession(root/'restorer.onnx',
                                           providers=['CPUExecutionProvider'])
    pd.DataFrame({'ms': {
        'PyTorch, fp32': ms(restorer.run, x128),
        'PyTorch, bfloat16': ms(Restorer(gen, half=True).run, x128),
        'ONNX Runtime, fp32': ms(session.run, None, {'photo': x128.numpy()})}}).round(1)


@cells.setup
def _cell_2a5924e1():
    'nbs/07_restore.ipynb #2a5924e1'
    Markdown(card('photos'))


@cells.test
def test_the_cat_comes_back_closer_to_the_original_most_of_all_inside_the_numbe():
    'nbs/07_restore.ipynb #7826c3b7'
    global after, before, figures
    def figures(im):
        x = from_pil(im)[None]
        return psnr(x, real).item(), masked_psnr(x, real, mask).item()

    before, after = figures(bad), figures(Restorer.load('photos-pixel')(bad))
    assert after[0] > before[0] + 1.5 and after[1] > before[1] + 8
    assert min(gain(i) for i in range(3)) > 1


@cells.test
def test_no_seam():
    'nbs/07_restore.ipynb #5a71680c'
    global jump, sharp, soft
    def jump(x, columns):
        "How much the photo changes from one column to the next, of 255."
        jumps = [(x[..., o] - x[..., o-1]).abs().mean().item() for o in columns]
        return 127.5*np.mean(jumps)

    assert seams(40)['mean at the seams'] < .5*seams(0)['mean at the seams']
    soft, sharp = jump(tiled, middles(40)), jump(whole, middles(40))
    assert .85*sharp < soft < sharp + .3  # two answers mixed are a little softer, never harder
    assert jump(cut, middles(0)) > jump(whole, middles(0)) + .1


@cells.test
def test_padding_by_hand_gives_what_the_restorer_gives():
    'nbs/07_restore.ipynb #169b2896'
    global inside
    test_close(y, restorer(from_pil(bad)[None]).clamp(-1, 1), .2)
    inside = (y - restorer(from_pil(bad)[None])).abs().mean()*127.5
    assert inside < .5


@cells.test
def test_an_exported_program_gives_the_same():
    'nbs/07_restore.ipynb #725af659'
    global free
    export_program(gen, root/'restorer.pt2')
    free = torch.export.load(root/'restorer.pt2').module()
    test_close(free(x), restore_batch(gen, x), 1e-5)
    tmp.cleanup()

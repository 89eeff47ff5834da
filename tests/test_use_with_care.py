"""Generated from nbs/use_with_care.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())


@cells.setup
def _cell_5ac8e8f7():
    'nbs/use_with_care.ipynb #5ac8e8f7'
    global Crappify, F, Image, ImageDraw, ImageFont, Path, Restorer, at_scale, embedded_photo, from_pil, from_uint8, np, plot_style, plt, read_photo, rng, save_photo, show_rows, tempfile, test_close, test_eq, to_uint8, torch
    import tempfile
    from pathlib import Path

    import numpy as np
    import torch
    import torch.nn.functional as F
    from fastcore.test import test_close, test_eq
    from matplotlib import pyplot as plt
    from PIL import Image, ImageDraw, ImageFont

    from gan_course.commands import save_photo
    from gan_course.core import (
        at_scale,
        from_pil,
        from_uint8,
        plot_style,
        rng,
        show_rows,
        to_uint8,
    )
    from gan_course.crappify import Crappify
    from gan_course.photos import embedded_photo
    from gan_course.reading import read_photo
    from gan_course.restore import Restorer

    plot_style()


@cells.setup
def _cell_84089ae2():
    'nbs/use_with_care.ipynb #84089ae2'
    global digits_of, pattern, plate
    def plate(digits, cell=16, high=32):
        "A plate with one digit a cell, dark on light."
        im = Image.new('RGB', (cell*len(digits) + 32, high + 32), (96, 104, 112))
        draw, font = ImageDraw.Draw(im), ImageFont.load_default(size=18)
        draw.rounded_rectangle((10, 10, im.width - 11, high + 21), 4, fill=(236, 234, 226))
        for i, o in enumerate(digits):
            at = 16 + cell*i + cell/2, 16 + high/2
            draw.text(at, str(o), fill=(28, 28, 34), font=font, anchor='mm')
        return im


    def digits_of(x):
        "Cut plates into their digits: (n, 3, h, w) to (n, digits, 24, 16)."
        return x[:, :, 20:44, 16:-16].mean(1).unflatten(2, (-1, 16)).movedim(2, 1)


    def pattern(digits):
        "Digits as vectors without mean, of length one: their product is a correlation."
        v = digits.flatten(2)
        return F.normalize(v - v.mean(2, keepdim=True), dim=2)


@cells.setup
def _cell_c221435b():
    'nbs/use_with_care.ipynb #c221435b'
    global correlations, interval, read
    def correlations(x):
        "How much each digit of some plates looks like 0, 1, ... 9."
        clean = torch.stack([from_pil(plate([o])) for o in range(10)])
        return pattern(digits_of(x)) @ pattern(digits_of(clean))[:, 0].T


    def read(x):
        "The digit in each cell: the one of ten clean digits that correlates best."
        return correlations(x).argmax(2)


    def interval(share, n, z=1.96):
        "The 95% interval of a share that was counted in `n` cases (Wilson 1927)."
        middle = (share + z*z/(2*n))/(1 + z*z/n)
        half = z*np.sqrt(share*(1 - share)/n + z*z/(4*n*n))/(1 + z*z/n)
        return middle - half, middle + half


@cells.setup
def _cell_e8440d37():
    'nbs/use_with_care.ipynb #e8440d37'
    global bad, clean, good, hurt, mend, n, numbers, plates, restorer
    n = at_scale(quick=60, full=60, smoke=4)
    numbers = torch.randint(10, (n, 4), generator=rng('plates'))
    plates = [plate(o) for o in numbers.tolist()]
    restorer = Restorer.load()

    def hurt(factor):
        damage = Crappify(factor, quality=30, number=False)
        photos = [damage(o, str(i)).image for i, o in enumerate(plates)]
        return torch.stack([from_pil(o) for o in photos])

    def mend(x):
        return from_uint8(restorer(to_uint8(x)))

    clean, bad = torch.stack([from_pil(o) for o in plates]), hurt(3)
    good = mend(bad)
    show_rows({'damaged': bad, 'restored': good, 'written': clean}, n=7, size=1.1,
              title='What is written on the plate?',
              caption='Read the second row aloud before you look at the third.')


@cells.setup
def _cell_5b450ee7():
    'nbs/use_with_care.ipynb #5b450ee7'
    global as_text, d, r, w
    def as_text(row):
        return ''.join(map(str, row.tolist()))

    for w, d, r in list(zip(numbers, read(bad), read(good)))[:7]:
        print(f"written {as_text(w)}   read from the damaged photo {as_text(d)}   "
          f"from the restored one {as_text(r)}")


@cells.setup
def _cell_1465a443():
    'nbs/use_with_care.ipynb #1465a443'
    global ax, factors, fig, high, k, low, o, photos, right, share, shift
    factors = [1, 2, 2.5, 3, 3.5, 4, 5]
    photos = {f: dict(damaged=hurt(f)) for f in factors}
    for o in photos.values():
        o['restored'] = mend(o['damaged'])
    right = {k: torch.stack([read(o[k]) == numbers for o in photos.values()]).flatten(1)
             for k in ('damaged', 'restored')}  # (factors, 4n) each

    fig, ax = plt.subplots(figsize=(6, 2.8))
    for k, shift in (('damaged', -.03), ('restored', .03)):
        share = right[k].float().mean(1).numpy()
        low, high = interval(share, 4*n)
        ax.errorbar(np.array(factors) + shift, 100*share,
                    100*np.stack([share - low, high - share]).clip(0),
                    fmt='o-', capsize=2, label=k)
    ax.axhline(10, color='k', lw=1, ls=':')
    ax.text(1, 12, 'chance', fontsize=8)
    ax.set(xlabel='how many times shrunken', ylabel='digits read correctly, %',
           ylim=(0, 105), title=f'{4*n} digits, JPEG quality 30; 95% intervals')
    ax.legend()
    plt.close(fig)
    fig


@cells.setup
def _cell_85511543():
    'nbs/use_with_care.ipynb #85511543'
    global after, before, f, high, low, mended, ruined, verdict
    for f, before, after in zip(factors, right['damaged'], right['restored']):
        mended, ruined = int((~before & after).sum()), int((before & ~after).sum())
        low, high = interval(ruined/max(1, mended + ruined), max(1, mended + ruined))
        verdict = 'worse' if low > .5 else 'better' if high < .5 else 'could be luck'
        print(f"shrunken {f:3} times: {before.sum():3} of {4*n} read before, "
          f"{after.sum():3} after; {mended:2} mended, {ruined:2} ruined: {verdict}")


@cells.setup
def _cell_7e26b3a1():
    'nbs/use_with_care.ipynb #7e26b3a1'
    global after, best, cut, f, found, lost, mine, o, seen, worst
    found = []
    for f, o in photos.items():
        seen, after = correlations(o['damaged']), correlations(o['restored'])
        mine = after.gather(2, numbers[..., None])[..., 0]
        lost = (seen.argmax(2) == numbers) & (after.argmax(2) != numbers)
        found += [(float(after[i, j].max() - mine[i, j]), f, int(i), int(j))
                  for i, j in lost.nonzero()]
    best = {(f, int(numbers[i, j])): (gap, f, i, j) for gap, f, i, j in sorted(found)}
    worst = sorted(best.values(), reverse=True)[:8] or [(0., 3, 0, j) for j in range(4)]

    def cut(name):
        cells = []
        for _, f, i, j in worst:
            plates = {**photos[f], 'written': clean}[name]
            cells.append(plates[i, :, 16:48, 16 + 16*j:32 + 16*j])
        return torch.stack(cells)

    print('written', [int(numbers[i, j]) for _, f, i, j in worst], 'read',
          [int(read(photos[f]['restored'])[i, j]) for _, f, i, j in worst])
    show_rows({o: cut(o) for o in ('damaged', 'restored', 'written')},
              title='Digits that were there before they were restored')


@cells.setup
def _cell_761e3584():
    'nbs/use_with_care.ipynb #761e3584'
    global number_on
    def number_on(im, text='27', size=24):
        "A photo with a white number on it, and the number's mask."
        mask, font = Image.new('L', im.size), ImageFont.load_default(size=size)
        ImageDraw.Draw(mask).text((im.width*.2, im.height*.6), text, fill=255, font=font)
        written = Image.composite(Image.new('RGB', im.size, 'white'), im, mask)
        return written, torch.from_numpy(np.array(mask)) > 128


@cells.setup
def _cell_64dca521():
    'nbs/use_with_care.ipynb #64dca521'
    global differ, mask, photo, shirt, with_it, without
    photo = embedded_photo('cat')
    shirt, mask = number_on(photo)
    with_it, without = restorer(shirt), restorer(photo)

    def differ(a, b):
        "Mean difference of two photos under the number, in brightness levels."
        return 127.5*(from_pil(a) - from_pil(b)).abs().mean(0)[mask].mean()

    print(f"how much the number changes its pixels: {differ(shirt, photo):.0f} of 255 "
      f"before, {differ(with_it, without):.0f} after")
    show_rows({'good photo, restored': torch.stack([from_pil(shirt), from_pil(with_it)])},
              size=2.8, title='A number that belongs there',
              caption='Nobody damaged the left photo. The restorer takes the number for '
                  'damage all the same.')


@cells.setup
def _cell_a1aa6d45():
    'nbs/use_with_care.ipynb #a1aa6d45'
    global exif, gone, tags, there, tmp
    with tempfile.TemporaryDirectory() as tmp:
        there, gone = Path(tmp)/'with_place.jpg', Path(tmp)/'clean.jpg'
        exif = Image.Exif()
        exif.get_ifd(0x8825).update({1: 'N', 2: (48.0, 8.0, 24.0)})
        photo.save(there, exif=exif)
        # without `photo=`: no camera data, no place, no colour profile
        save_photo(read_photo(there).image, gone)
        tags = {o.name: Image.open(o).getexif() for o in (there, gone)}
    {k: dict(v.get_ifd(0x8825)) for k, v in tags.items()}


@cells.test
def test_undamaged_plates_are_read_without_a_mistake():
    'nbs/use_with_care.ipynb #30781461'
    test_eq(read(clean), numbers)


@cells.test
def test_the_interval_of_a_share_is_wilson_s():
    'nbs/use_with_care.ipynb #968dac05'
    test_close(interval(.5, 10), (.2366, .7634), 1e-3)
    test_close(interval(0., 10)[1], .2775, 1e-3)


@cells.test
def test_pixels_saved_alone_carry_no_place_and_no_camera():
    'nbs/use_with_care.ipynb #1525b240'
    assert tags['with_place.jpg'].get_ifd(0x8825) and not tags['clean.jpg']

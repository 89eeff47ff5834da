"""Generated from nbs/use_with_care.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())


@cells.setup
def _cell_5ac8e8f7():
    'nbs/use_with_care.ipynb #5ac8e8f7'
    global Crappify, Image, ImageDraw, ImageFont, Path, Restorer, at_scale, embedded_photo, from_pil, from_uint8, np, plot_style, plt, read_photo, rng, save_photo, show_rows, tempfile, test_eq, to_uint8, torch
    import tempfile
    from pathlib import Path

    import numpy as np
    import torch
    from fastcore.test import test_eq
    from matplotlib import pyplot as plt
    from PIL import Image, ImageDraw, ImageFont

    from gan_course.commands import save_photo
    from gan_course.core import at_scale, from_pil, from_uint8, plot_style, rng, show_rows, to_uint8
    from gan_course.crappify import Crappify
    from gan_course.photos import embedded_photo
    from gan_course.reading import read_photo
    from gan_course.restore import Restorer

    plot_style()


@cells.setup
def _cell_84089ae2():
    'nbs/use_with_care.ipynb #84089ae2'
    global cells_of, flat, plate, read
    def plate(digits, cell=16, high=32):
        "A plate with one digit a cell, dark on light."
        im = Image.new('RGB', (cell*len(digits) + 32, high + 32), (96, 104, 112))
        d, font = ImageDraw.Draw(im), ImageFont.load_default(size=18)
        d.rounded_rectangle((10, 10, im.width - 11, high + 21), 4, fill=(236, 234, 226))
        for i, o in enumerate(digits):
            d.text((16 + cell*i + cell/2, 16 + high/2), str(o), fill=(28, 28, 34), font=font, anchor='mm')
        return im

    def cells_of(x): # (n, 3, h, w) → (n, digits, 24, 16)
        "The grey cell of each digit."
        return x[:, :, 20:44, 16:-16].mean(1).unflatten(2, (-1, 16)).movedim(2, 1)

    def flat(o):
        "Cells as vectors of mean 0 and length 1."
        o = o.flatten(2)
        return torch.nn.functional.normalize(o - o.mean(2, keepdim=True), dim=2)

    def read(x):
        "The digit in each cell: the one of ten clean digits that correlates best."
        clean = flat(cells_of(torch.stack([from_pil(plate([o])) for o in range(10)])))[:, 0]
        return (flat(cells_of(x)) @ clean.T).argmax(2)


@cells.setup
def _cell_e8440d37():
    'nbs/use_with_care.ipynb #e8440d37'
    global bad, clean, good, hurt, mend, n, numbers, plates, restorer
    n = at_scale(quick=60, full=60, smoke=4)
    numbers = torch.randint(10, (n, 4), generator=rng('plates'))
    plates = [plate(o) for o in numbers.tolist()]
    restorer = Restorer.load()

    def hurt(factor):
        "The plates, shrunken and saved as JPEG."
        damage = Crappify(factor, quality=30, number=False)
        return torch.stack([from_pil(damage(o, str(i)).image) for i, o in enumerate(plates)])

    def mend(x): return from_uint8(restorer(to_uint8(x)))

    clean, bad = torch.stack([from_pil(o) for o in plates]), hurt(3)
    good = mend(bad)
    show_rows({'damaged': bad, 'restored': good, 'written': clean}, n=7, size=1.1,
              title='What is written on the plate?',
              caption='Read the second row aloud before you look at the third.')


@cells.setup
def _cell_5b450ee7():
    'nbs/use_with_care.ipynb #5b450ee7'
    global as_text, d, r, w
    def as_text(row): return ''.join(map(str, row.tolist()))

    for w, d, r in list(zip(numbers, read(bad), read(good)))[:7]:
        print(f"written {as_text(w)}   read from the damaged photo {as_text(d)}   "
          f"from the restored one {as_text(r)}")


@cells.setup
def _cell_1465a443():
    'nbs/use_with_care.ipynb #1465a443'
    global ax, errors, f, factors, fig, k, right, v, x
    factors = [1, 2, 2.5, 3, 3.5, 4, 5]
    right = {k: [] for k in ('damaged', 'restored')}
    for f in factors:
        x = hurt(f)
        for k, v in (('damaged', x), ('restored', mend(x))):
            right[k].append(100*(read(v) == numbers).float().mean().item())
    fig, ax = plt.subplots(figsize=(6, 2.8))
    for k, v in right.items():
        errors = [(o*(100 - o)/(4*n))**.5 for o in v]  # one standard error of a share
        ax.errorbar(factors, v, errors, fmt='o-', capsize=3, label=k)
    ax.axhline(10, color='k', lw=1, ls=':')
    ax.text(1, 12, 'chance', fontsize=8)
    ax.set(xlabel='how many times shrunken', ylabel='digits read correctly, %', ylim=(0, 105),
           title=f'{4*n} digits, JPEG quality 30; bars: one standard error')
    ax.legend()
    plt.show()
    print({k: dict(zip(factors, [round(o) for o in v])) for k, v in right.items()})


@cells.test
def test_undamaged_plates_are_read_without_a_mistake():
    'nbs/use_with_care.ipynb #30781461'
    test_eq(read(clean), numbers)


@cells.setup
def _cell_761e3584():
    'nbs/use_with_care.ipynb #761e3584'
    global number_on
    def number_on(im, text='27', size=24):
        "A photo with a white number on it, and the number's mask."
        mask, font = Image.new('L', im.size), ImageFont.load_default(size=size)
        ImageDraw.Draw(mask).text((im.width*.2, im.height*.6), text, fill=255, font=font)
        covered = Image.composite(Image.new('RGB', im.size, 'white'), im, mask)
        return covered, torch.from_numpy(np.array(mask)) > 128


@cells.setup
def _cell_64dca521():
    'nbs/use_with_care.ipynb #64dca521'
    global mask, photo, shirt, there, with_it, without
    photo = embedded_photo('cat')
    shirt, mask = number_on(photo)
    with_it, without = restorer(shirt), restorer(photo)

    def there(a, b):
        "How far two photos differ under the number, of 255."
        return 127.5*(from_pil(a) - from_pil(b)).abs().mean(0)[mask].mean()

    print(f"how much the number changes its pixels: {there(shirt, photo):.0f} of 255 before, "
      f"{there(with_it, without):.0f} after")
    show_rows({'good photo, restored': torch.stack([from_pil(o) for o in (shirt, with_it)])}, size=2.8,
              title='A number that belongs there',
              caption='Nobody damaged the left photo. The restorer takes the number for damage all the same.')


@cells.test
def test_the_people_in_the_picture_image_open_placed_getexif_get_ifd_x8825():
    'nbs/use_with_care.ipynb #a1aa6d45'
    global clean_copy, exif, placed, tmp
    with tempfile.TemporaryDirectory() as tmp:
        placed, clean_copy = Path(tmp)/'with_place.jpg', Path(tmp)/'clean.jpg'
        exif = Image.Exif()
        exif.get_ifd(0x8825).update({1: 'N', 2: (48.0, 8.0, 24.0)})
        photo.save(placed, exif=exif)
        save_photo(read_photo(placed).image, clean_copy)  # no camera data, no place, no colour profile
        print({o.name: dict(Image.open(o).getexif().get_ifd(0x8825)) for o in (placed, clean_copy)})
        assert Image.open(placed).getexif().get_ifd(0x8825)
        assert not Image.open(clean_copy).getexif()

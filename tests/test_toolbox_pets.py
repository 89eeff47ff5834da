"""Generated from nbs/toolbox/pets.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.pets import (
    NamedTuple, PET_FACTORS, ToyPets, UserError, _COATS, _Canvas, _EYES, _GROUNDS, _INK, _PINK, _TONGUE, _WHITE, _caption, _ellipse, _paint_pets,
    _triangle, check, choose, draw_pets, from_uint8, math, rng, torch, toy_pets)


@cells.setup
def _cell_007171a0():
    'nbs/toolbox/pets.ipynb #007171a0'
    global ExceptionExpected, plot_style, show_rows, test_eq
    from fastcore.test import ExceptionExpected, test_eq

    from gan_course.core import plot_style, show_rows

    plot_style()


@cells.setup
def _cell_1b9b5180():
    'nbs/toolbox/pets.ipynb #1b9b5180'
    global zoo
    zoo = toy_pets(24, 128, seed=7)
    show_rows({f'{i+1} to {i+8}': from_uint8(zoo.images[i:i+8]) for i in (0, 8, 16)}, title='Toy pets, drawn by the course', caption=f'1: {zoo.captions[0]}; 2: {zoo.captions[1]}.')


@cells.setup
def _cell_75dda84d():
    'nbs/toolbox/pets.ipynb #75dda84d'
    global small
    small = toy_pets(12, 32, seed=7)
    show_rows({'32 px': from_uint8(small.images), 'mask': from_uint8(small.masks)}, n=12, size=.8, title='The same pets, smaller')


@cells.test
def test_toy_pets_torch_equal_repeat_images_small_images():
    'nbs/toolbox/pets.ipynb #0f40dfcb'
    global repeat
    repeat = toy_pets(3, 32, seed=7)
    assert torch.equal(repeat.images, small.images[:3]) and repeat.captions == small.captions[:3]
    test_eq(set(toy_pets(20, 16, species='dog', mood='calm').factors['species'].tolist()), {1})
    assert .15 < (small.masks > 127).float().mean() < .8
    test_eq(small.masks.shape, (12, 1, 32, 32))
    with ExceptionExpected(UserError, regex="species='cow': expected a known name; choose one of 'cat', 'dog'"): toy_pets(2, species='cow')
    with ExceptionExpected(UserError, regex="factor='colour'"): toy_pets(2, colour='red')
    with ExceptionExpected(UserError, regex="size=8"): toy_pets(2, size=8)

"""Generated from nbs/toolbox/pets.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.pets import (
    NamedTuple, PET_FACTORS, ToyPets, _COATS, _Canvas, _EYES, _GROUNDS, _INK, _Look, _PINK, _POSE_CENTRE, _POSE_SPREAD, _TONGUE, _WHITE, _caption,
    _ellipse, _paint_body, _paint_cheek, _paint_ear, _paint_eye, _paint_floppy_ear, _paint_gleam, _paint_head, _paint_lip, _paint_muzzle, _paint_nose,
    _paint_pattern, _paint_pets, _triangle, check, choose, draw_pets, math, rng, torch, toy_pets)


@cells.setup
def _cell_007171a0():
    'nbs/toolbox/pets.ipynb #007171a0'
    global ExceptionExpected, UserError, from_uint8, plot_style, show_rows, test_close, test_eq
    from fastcore.test import ExceptionExpected, test_close, test_eq

    from gan_course.core import UserError, from_uint8, plot_style, show_rows

    plot_style()


@cells.setup
def _cell_81685ce3():
    'nbs/toolbox/pets.ipynb #81685ce3'
    global line, points, shapes
    line = torch.linspace(-1, 1, 96)
    points = torch.stack(torch.meshgrid(line, line, indexing='xy'), -1)
    shapes = torch.stack([_ellipse(points, 0, 0, .7, .4, .5),
                          _triangle(points, (-.6, .6), (0, -.7), (.7, .5))])[:, None]
    show_rows({'distance': shapes.clamp(-1, 1), 'stencil': 1 - 2*torch.sigmoid(-shapes*40)},
              title='A distance, and the stencil cut from it',
              caption='Above, the darker the deeper inside. Below, black is where the paint goes through.')


@cells.setup
def _cell_1b9b5180():
    'nbs/toolbox/pets.ipynb #1b9b5180'
    global zoo
    zoo = toy_pets(24, 128, seed=7)
    show_rows({f'{i+1} to {i+8}': from_uint8(zoo.images[i:i+8]) for i in (0, 8, 16)},
              title='Toy pets, drawn by the course',
              caption=f'1: {zoo.captions[0]}; 2: {zoo.captions[1]}.')


@cells.setup
def _cell_75dda84d():
    'nbs/toolbox/pets.ipynb #75dda84d'
    global small
    small = toy_pets(12, 32, seed=7)
    show_rows({'32 px': from_uint8(small.images), 'mask': from_uint8(small.masks)},
              n=12, size=.8, title='The same pets, smaller')


@cells.setup
def _cell_b41cbd60():
    'nbs/toolbox/pets.ipynb #b41cbd60'
    global dogs, film, one, turning
    dogs = toy_pets(8, 64, seed=7, species='dog', ears='folded')
    one = {k: v[:1].expand(8) for k, v in dogs.factors.items()}
    turning = dogs.pose[:1].repeat(8, 1)
    turning[:, 0] = torch.linspace(-.6, .6, 8)
    film = draw_pets(one, turning, 64)
    show_rows({'dogs': from_uint8(dogs.images), 'one dog': from_uint8(film.images)}, size=1,
              title='Two factors held fixed; below, all six, and only the tilt changes')


@cells.test
def test_a_pet_of_a_seed_is_the_same_however_many_are_drawn():
    'nbs/toolbox/pets.ipynb #0f40dfcb'
    global repeat
    repeat = toy_pets(3, 32, seed=7)
    assert torch.equal(repeat.images, small.images[:3])
    test_eq(repeat.captions, small.captions[:3])
    test_eq(toy_pets(300, 16, seed=3).captions[-1], toy_pets(300, 32, seed=3).captions[-1])
    assert torch.equal(toy_pets(300, 16, seed=3).images[257:], draw_pets(
        {k: v[257:] for k, v in toy_pets(300, 16, seed=3).factors.items()},
        toy_pets(300, 16, seed=3).pose[257:], 16).images)


@cells.test
def test_the_drawings_are_those_that_every_stored_picture_was_made_with():
    'nbs/toolbox/pets.ipynb #eb38ad00'
    test_close(toy_pets(64, 32, seed=7).images.float().mean((0, 2, 3)).tolist(),
               [192.63, 187.48, 177.83], .01)


@cells.test
def test_a_factor_held_fixed_is_fixed_and_no_other_is():
    'nbs/toolbox/pets.ipynb #d3b1b6ed'
    global free, k, some
    some = toy_pets(200, 16, species='dog', mood='calm')
    test_eq([set(some.factors[k].tolist()) for k in ('species', 'mood')], [{1}, {0}])
    free = toy_pets(200, 16)
    for k in ('coat', 'eyes', 'ears', 'background'):
        assert torch.equal(some.factors[k], free.factors[k])
        test_eq(len(set(free.factors[k].tolist())), len(PET_FACTORS[k]))


@cells.test
def test_the_mask_covers_the_pet_and_nothing_else():
    'nbs/toolbox/pets.ipynb #ba297c04'
    global a, b, difference
    assert .15 < (small.masks > 127).float().mean() < .8
    test_eq(small.masks.shape, (12, 1, 32, 32))
    a, b = (toy_pets(1, 64, seed=1, background=o) for o in ('sky', 'rose'))
    difference = (a.images.int() - b.images.int()).abs().amax(1, keepdim=True)
    assert torch.equal(a.masks, b.masks)
    assert difference[a.masks == 255].max() <= 1, "the background shows through the pet"
    assert difference[a.masks == 0].min() > 20, "part of the background does not follow"


@cells.test
def test_a_cat_that_holds_its_head_straight_is_its_own_mirror_image_but_for_the():
    'nbs/toolbox/pets.ipynb #3b4af0c3'
    global cat, straight
    straight = {k: torch.zeros(1, dtype=torch.long) for k in PET_FACTORS}
    cat = draw_pets(straight, torch.tensor([[0., 0, .06, .86]]), 64)
    assert torch.equal(cat.masks, cat.masks.flip(3))
    assert .9 < ((cat.images - cat.images.flip(3)).abs() < 3).float().mean() < 1


@cells.test
def test_a_caption_says_what_the_factors_say():
    'nbs/toolbox/pets.ipynb #ba466597'
    test_eq(draw_pets(straight, torch.tensor([[0., 0, .06, .86]]), 16).captions,
            ['a calm ginger cat with green eyes and pointed ears on a sky background'])


@cells.test
def test_unknown_factors_values_and_sizes_are_named():
    'nbs/toolbox/pets.ipynb #7fc65264'
    with ExceptionExpected(UserError, regex="species='cow'.*choose one of 'cat', 'dog'"):
        toy_pets(2, species='cow')
    with ExceptionExpected(UserError, regex="factor='colour'"): toy_pets(2, colour='red')
    with ExceptionExpected(UserError, regex="size=8"): toy_pets(2, size=8)
    with ExceptionExpected(UserError, regex="n=0"): toy_pets(0)

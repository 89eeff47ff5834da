"""Generated from nbs/toolbox/exercises_crappify.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.exercises_crappify import (
    Exercise, Image, _chance_of_its_own, _check_grain, _check_lot, _check_twice, _grain, _grained, _lot, _noise_of_its_own, _reference_spread, _twice,
    _whole_numbers, call, embedded_photo, from_pil, jpeg, kind, letter, need, np, psnr, rng, rng_state, seed_everything, torch, uses)


@cells.setup
def _cell_ca5db91c():
    'nbs/toolbox/exercises_crappify.ipynb #ca5db91c'
    global but, mistakes_table, refused, test_eq, unsolved, untold
    from fastcore.test import test_eq

    from gan_course.exercises import but, mistakes_table, refused, unsolved, untold


@cells.setup
def _cell_a57b7f99():
    'nbs/toolbox/exercises_crappify.ipynb #a57b7f99'
    global HEAD, wrong
    wrong = {}  # cells with typical mistakes, and what must be said to them
    HEAD = 'draw_quality = lambda name, seed, lo=10, hi=70: '


@cells.test
def test_crappify_solutions_pass():
    'nbs/toolbox/exercises_crappify.ipynb #e1ebb1ae'
    test_eq(unsolved('crappify'), [])


@cells.test
def test_saved_twice_typical_mistakes_are_named():
    'nbs/toolbox/exercises_crappify.ipynb #2292870d'
    wrong['crappify.twice'] = [
        ("prediction = 'a'", 'it was given blocks'), ("prediction = 'c'", 'hardly has to round'),
        ("prediction = 'd'", "one of the letters"), ("prediction = 2", 'letter in quotes')]
    test_eq(untold('crappify.twice', wrong['crappify.twice']), [])


@cells.test
def test_chance_that_belongs_to_a_name_typical_mistakes_are_named():
    'nbs/toolbox/exercises_crappify.ipynb #6e79c7f2'
    wrong['crappify.lot'] = [
        (HEAD + 'torch.randint(lo, hi + 1, (1,), generator=rng(seed, name))', 'Python `int`'),
        (HEAD + 'int(torch.randint(lo, hi + 1, (1,)))', 'in another order'),
        (HEAD + 'int(torch.randint(lo, hi, (1,), generator=rng(seed, name)))', 'upper bound is excluded'),
        (HEAD + 'int(torch.randint(lo, hi + 1, (1,), generator=rng(name)))', '`seed` must enter'),
        (HEAD + 'lo + hash((seed, name)) % (hi - lo + 1)', 'salted'),
        (HEAD + 'int(torch.randint(lo, hi + 1, (1,), generator=rng(seed)))', 'name must enter'),
        ('def draw_quality(name, seed, lo=10, hi=70):\n'
     '    torch.manual_seed(sum(map(ord, name)) + 1000*seed)\n'
     '    return int(torch.randint(lo, hi + 1, (1,)))', 'global random generators'),
        ('draw_quality = lambda name: 3', 'cannot be called as the task says')]
    test_eq(untold('crappify.lot', wrong['crappify.lot']), [])


@cells.test
def test_grain_typical_mistakes_are_named():
    'nbs/toolbox/exercises_crappify.ipynb #2fdb41ca'
    global key, save
    key = 'crappify.grain'
    save = 'jpeg(Image.fromarray(x.round().clamp(0, 255).byte().numpy()), quality)'
    wrong[key] = [
        (but(key, '.clamp(0, 255).byte()', '.to(torch.int64).byte()'), 'white has turned dark'),
        (but(key, save, save.removeprefix('jpeg(').removesuffix(', quality)')), r'added \*after\* the save'),
        (but(key, 'torch.randn(x.shape, generator=g)', 'torch.rand(x.shape, generator=g)'), 'levels brighter'),
        (but(key, ', generator=g', ''), 'draw all noise from `g`'),
        (but(key, 'strength*', 'strength/10*'), 'standard deviation in levels'),
        (but(key, 'return jpeg', 'jpeg'), 'Is a `return` missing'),
        ('grainy = lambda im, strength, quality, g: jpeg(im.resize((64, 64)), quality)',
         'pair it with the original')]
    test_eq(untold(key, wrong[key]), [])


@cells.test
def test_crappify_other_right_answers_pass_too():
    'nbs/toolbox/exercises_crappify.ipynb #2670e3d8'
    test_eq(refused(
        'crappify.lot', 'import random\n' + HEAD + 'random.Random(f"{seed}/{name}").randint(lo, hi)',
        'import hashlib\n' + HEAD +
        'lo + int(hashlib.md5(f"{seed}/{name}".encode()).hexdigest(), 16) % (hi - lo + 1)'), [])
    test_eq(refused('crappify.grain', '''def grainy(im, strength, quality, g):
    a = np.array(im) + strength*torch.randn(3, im.height, im.width, generator=g).permute(1, 2, 0).numpy()
    return jpeg(Image.fromarray(np.clip(a, 0, 255).astype(np.uint8)), quality)'''), [])

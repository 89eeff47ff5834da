"""Generated from nbs/toolbox/exercises_pipeline.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.exercises_pipeline import (
    Exercise, _RESUME_SOLUTION, _RESUME_START, _all_is_back, _check_decibels, _check_resume, _check_split, _decibels, _equal, _held_out, _parts,
    _photos_of, _resume, _seed_alone, _split, _states, _tensors, _train, _training, _whole_photos, call, deepcopy, embedded_photo, flat, from_pil,
    kind, need, nn, np, number, psnr, random, seed_everything, torch)


@cells.setup
def _cell_f18dca01():
    'nbs/toolbox/exercises_pipeline.ipynb #f18dca01'
    global but, mistakes_table, refused, test_eq, unsolved, untold
    from fastcore.test import test_eq

    from gan_course.exercises import but, mistakes_table, refused, unsolved, untold


@cells.setup
def _cell_b1632a33():
    'nbs/toolbox/exercises_pipeline.ipynb #b1632a33'
    global wrong
    wrong = {}  # cells with typical mistakes, and what must be said to them


@cells.test
def test_pipeline_solutions_pass():
    'nbs/toolbox/exercises_pipeline.ipynb #f2dfba93'
    test_eq(unsolved('pipeline'), [])


@cells.test
def test_what_a_decibel_is_worth_typical_mistakes_are_named():
    'nbs/toolbox/exercises_pipeline.ipynb #7c79370c'
    wrong['pipeline.decibels'] = [
        ('squared_halved, errors_halved = 6, 3', 'the two exchanged'),
        ('squared_halved, errors_halved = 3, 3', 'a half into a quarter'),
        ('squared_halved, errors_halved = 2, 6', 'logarithm'),
        ("squared_halved, errors_halved = 3, 'six'", 'second number should be a number')]
    test_eq(untold('pipeline.decibels', wrong['pipeline.decibels']), [])


@cells.test
def test_photos_held_out_whole_typical_mistakes_are_named():
    'nbs/toolbox/exercises_pipeline.ipynb #0d856a4c'
    global key, patches
    key = 'pipeline.split'
    patches = '''def split(files, share, seed):
    order = torch.randperm(len(files), generator=rng(seed)).tolist(); n = round(share*len(files))
    return [files[i] for i in order[n:]], [files[i] for i in order[:n]]'''
    wrong[key] = [
        (patches, 'patches on both sides'),
        (but(key, 'sorted({photo(o) for o in files})', 'list(dict.fromkeys(photo(o) for o in files))'),
         'in another order'),
        (but(key, ", generator=rng('split', seed)", ''), 'holds out other photos'),
        (but(key, 'return train, valid', 'return valid, train'), 'wrong way round'),
        (but(key, "rng('split', seed)", "rng('split')"), '`seed` must enter'),
        (but(key, 'max(1, round(share*len(photos)))', 'round(share*len(photos))'), 'at least one photo'),
        (but(key, "rsplit('_', 1)[0]", "split('_')[0]"), 'treated as one')]
    test_eq(untold(key, wrong[key]), [])


@cells.test
def test_resume_typical_mistakes_are_named():
    'nbs/toolbox/exercises_pipeline.ipynb #f2f7138d'
    global key
    key = 'pipeline.resume'
    wrong[key] = [
        (but(key, 'deepcopy(state)', 'state'), 'hands out the weights themselves'),
        (but(key, "opt.load_state_dict(state['opt'])", 'pass'), 'the optimizer is not'),
        (but(key, "average.load_state_dict(state['average'])", 'pass'), 'the moving average is not'),
        (but(key, "torch.set_rng_state(state['rng'])", 'pass'), 'chance is not'),
        (but(key, "model.load_state_dict(state['model'])", 'pass'), "model's weights are not"),
        (but(key, ', rng=torch.get_rng_state()', ''), "KeyError: 'rng'")]
    test_eq(untold(key, wrong[key]), [])


@cells.test
def test_pipeline_other_right_answers_pass_too():
    'nbs/toolbox/exercises_pipeline.ipynb #7a4f1708'
    test_eq(refused('pipeline.split', '''import random
def split(files, share, seed):
    names = sorted({f[:f.rindex("_")] for f in files})
    held = random.Random(seed).sample(names, max(1, int(share*len(names))))
    return tuple([f for f in files if (f[:f.rindex("_")] in held) == side] for side in (False, True))'''), [])
    test_eq(refused('pipeline.resume', '''import io
def keep(*objects):
    f = io.BytesIO()
    torch.save([o.state_dict() for o in objects] + [torch.get_rng_state()], f)
    return f.getvalue()
def restore(state, *objects):
    *parts, chance = torch.load(io.BytesIO(state))
    for o, p in zip(objects, parts): o.load_state_dict(p)
    torch.random.set_rng_state(chance)'''), [])

"The exercises in the lessons, in a real kernel, given and solved; and the tool that writes them there."
import ast
import importlib.util
import json
import re
from pathlib import Path

import pytest

nbformat, nbclient = pytest.importorskip('nbformat'), pytest.importorskip('nbclient')
from gan_course.exercises import LESSONS, load_exercises  # noqa: E402

NBS = Path(__file__).resolve().parent.parent/'nbs'
TAUGHT = {k: o.notebook for k, o in LESSONS.items() if (NBS/f'{o.notebook}.ipynb').exists()}
# each lesson's cells must bring their own imports
FORGET = '''keep = 'In', 'Out', 'get_ipython', 'exit', 'quit', 'open'
for name in [o for o in globals() if not o.startswith('_') and o not in keep]: globals().pop(name)'''
ENDLESS = '''from gan_course.exercises import exercise
ex = exercise('unet.shuffle')
ex.seconds = .5
def shuffle(x, r):
    while True: pass
ex.check(shuffle)'''
BROKEN = '''def shuffle(x, r):
    return x.nothing
ex.check(shuffle)'''


@pytest.fixture(scope='module')
def tool():
    "tools/exercises.py as a module."
    spec = importlib.util.spec_from_file_location('write_exercises', NBS.parent/'tools'/'exercises.py')
    out = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(out)
    return out


def cells_of(name):
    return json.loads((NBS/f'{name}.ipynb').read_text(encoding='utf-8'))['cells']


def key_of(source):
    "The exercise that a cell checks, or None."
    found = re.search(r"^exercise\('([\w.]+)'\)\.check\(", source, re.M)
    return found and found[1]


def sources(tool, lesson):
    "A lesson's import cell, and the cell of each exercise by key, in the order in which they stand."
    cells = {c['id']: ''.join(c['source']) for c in cells_of(TAUGHT[lesson])}
    ids = {tool.cell_id(f'{k}/cell') for k in load_exercises(lesson)}
    return cells[tool.cell_id(f'{lesson}/import')], {key_of(o): o for k, o in cells.items() if k in ids}


def cells_to_run(tool, solved):
    "(key, source) of the cells of all lessons, each lesson beginning with empty names."
    out = []
    for lesson in TAUGHT:
        head, cells = sources(tool, lesson)
        out += [(None, FORGET), (None, head)]
        for key, source in cells.items():
            ex = load_exercises(lesson)[key]
            out.append(((solved, key), source.replace(ex.start, ex.solved) if solved else source))
    return out


@pytest.fixture(scope='module')
def said(tool, tmp_path_factory):
    "What every check said to the cells as they are given and to the solutions; the progress kept after each."
    look = 'from gan_course.exercises import read_progress\nread_progress()'
    cells = [*cells_to_run(tool, False), ('first', look), *cells_to_run(tool, True), ('last', look)]
    cells += [(None, FORGET), ('endless', ENDLESS), ('broken', BROKEN)]
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(o) for _, o in cells])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv('GAN_COURSE_EXERCISES', str(tmp_path_factory.mktemp('exercises')/'exercises.json'))
        where = {'metadata': {'path': str(NBS)}}
        nbclient.NotebookClient(nb, timeout=300, kernel_name='python3', resources=where).execute()
    shown = {key: [o['data']['text/plain'] for o in c['outputs'] if o['output_type'] == 'execute_result']
             for (key, _), c in zip(cells, nb.cells, strict=True) if key}
    return shown, ast.literal_eval(shown['first'][0]), ast.literal_eval(shown['last'][0])


def test_every_lesson_is_taught():
    assert list(TAUGHT) == list(LESSONS)


@pytest.mark.parametrize('lesson', TAUGHT)
def test_lesson_has_three_exercises_and_a_prediction(tool, lesson):
    _, cells = sources(tool, lesson)
    exercises = load_exercises(lesson)
    assert set(cells) == set(exercises) and len(cells) >= 3
    assert any(o.title.startswith('Predict') for o in exercises.values())


def test_lessons_are_up_to_date(tool):
    paths = {k: NBS/f'{name}.ipynb' for k, name in TAUGHT.items()}
    stale = [p.name for k, p in paths.items() if tool.written(k, p) != p.read_text(encoding='utf-8')]
    assert not stale, f'run `python tools/exercises.py`: {stale}'


@pytest.mark.parametrize('lesson', TAUGHT)
def test_what_a_learner_sees_fits_the_page(tool, lesson):
    head, cells = sources(tool, lesson)
    assert [o for text in (head, *cells.values()) for o in text.splitlines() if len(o) > 88] == []


@pytest.mark.parametrize('lesson', TAUGHT)
def test_cells_as_given_are_seen_as_unedited(said, lesson):
    for key in load_exercises(lesson):
        shown = said[0][False, key]
        assert len(shown) == 1 and shown[0].startswith('✎ Not edited yet.'), (key, shown)
    assert said[1] == {}, 'cells that nobody has edited must not count'


@pytest.mark.parametrize('lesson', TAUGHT)
def test_solutions_are_accepted(said, lesson):
    for key in load_exercises(lesson):
        shown = said[0][True, key]
        assert len(shown) == 1 and shown[0].startswith('✓ Solved.'), (key, shown)
        assert said[2][key] == dict(tries=1, solved=1)


def test_a_kernel_survives_code_that_never_ends_or_fails(said):
    assert 'still running after 0.5 seconds' in said[0]['endless'][0]
    want = ("Your code stopped in line 2 of its cell, `return x.nothing`, with "
            "`AttributeError: 'Tensor' object has no attribute 'nothing'`.")
    assert want in said[0]['broken'][0]


def md(source, name='mine'):
    return dict(cell_type='markdown', id=name, metadata={}, source=source.splitlines(True))


TITLE, TEXT, CLOSING = md('# A lesson', 'a'), md('Some text.', 'b'), md('**On your own**, this.', 'c')
PROOFS, TEST = md('## Proofs', 'd'), md('The last cell.', 'e')


@pytest.mark.parametrize('before, after', [
    ([TITLE, TEXT], [CLOSING, PROOFS, TEST]), ([TITLE, TEXT], [PROOFS, TEST]), ([TITLE, TEXT], [CLOSING]),
    ([TITLE, CLOSING, TEXT], [PROOFS])])
def test_a_missing_section_goes_where_it_belongs(tool, before, after):
    new = tool.section('unet', load_exercises('unet').values())
    assert tool.with_section([*before, *after], 'unet') == [*before, *new, *after]


def test_a_section_is_written_in_place_and_keeps_what_is_not_its_own(tool):
    new = tool.section('unet', load_exercises('unet').values())
    note, later = md('A note of mine.'), md('## What comes next', 'f')
    old = [md('## Exercises\n\nAn old introduction.', 'g'), new[1], *new[4:], note]
    assert tool.with_section([TITLE, *old, later, PROOFS], 'unet') == [TITLE, *new, note, later, PROOFS]
    inside = [*new[:4], note, *new[4:]]
    assert tool.with_section([TITLE, *inside, CLOSING, TEST], 'unet') == [TITLE, *new, note, CLOSING, TEST]
    assert tool.with_section([TITLE, *new, CLOSING, TEST], 'unet') == [TITLE, *new, CLOSING, TEST]


def test_an_exercise_that_is_gone_leaves_the_section(tool):
    new = tool.section('unet', load_exercises('unet').values())
    gone = [md('### 5. An old one\n\nIts task.', 'h'),
            tool.code('unet.old/cell', "f = ...\n\nexercise('unet.old').check(f)")]
    assert tool.with_section([TITLE, *new, *gone, CLOSING], 'unet') == [TITLE, *new, CLOSING]


def test_an_exercise_that_was_moved_into_the_lesson_is_kept_up_to_date_there(tool):
    exercises = list(load_exercises('unet').values())
    woven, new = tool.exercise_cells(exercises[0]), tool.section('unet', exercises[1:])
    old = [{**woven[0], 'source': ['An old task']}, woven[1]]
    assert tool.with_section([TITLE, *old, TEXT, *new, PROOFS], 'unet') == [TITLE, *woven, TEXT, *new, PROOFS]
    assert woven[0]['source'][0].startswith('### Predict: ') and new[2]['source'][0].startswith('### 1. ')

"The exercise sections of the lessons, in a real kernel: as they are given, and solved."
import ast, importlib.util, json, os, re
from pathlib import Path

import pytest

nbformat, nbclient = pytest.importorskip('nbformat'), pytest.importorskip('nbclient')
from gan_course.exercises import EXERCISES, LESSONS

NBS = Path(__file__).resolve().parent.parent/'nbs'
EMPTY = "for name in [o for o in globals() if not o.startswith('_') and o not in ('In', 'Out', 'get_ipython', 'exit', 'quit', 'open')]: del globals()[name]"  # each section must bring its own imports
TAUGHT = {k: name for k, (_, name, _) in LESSONS.items() if (NBS/f'{name}.ipynb').exists()}


def section(name):
    "The cells from the heading `## Exercises` on: (type, source)."
    cells = [(c['cell_type'], ''.join(c['source'])) for c in json.loads((NBS/f'{name}.ipynb').read_text(encoding='utf-8'))['cells']]
    at = [i for i, (kind, text) in enumerate(cells) if kind == 'markdown' and text.startswith('## Exercises\n')]
    assert len(at) == 1, f'{name}: {len(at)} sections called "## Exercises"'
    return cells[at[0]:]


def key_of(source):
    "The exercise that a cell checks, or None."
    found = re.search(r"^exercise\('([\w.]+)'\)\.check\(", source, re.M)
    return found and found[1]


def cells_to_run(solved):
    "The code cells of all sections, each section beginning with empty names; and the exercise of each cell."
    sources, keys = [], []
    for name in TAUGHT.values():
        sources.append(EMPTY); keys.append(None)
        for kind, text in section(name):
            if kind != 'code': continue
            key = key_of(text); keys.append((solved, key) if key else None)
            sources.append(text.replace(EXERCISES[key].start, EXERCISES[key].given) if key and solved else text)
    return sources, keys


@pytest.fixture(scope='module')
def said(tmp_path_factory):
    "What every check said to the cells as they are given and to the solutions; and the progress kept after each."
    folder = tmp_path_factory.mktemp('exercises'); given, solved = cells_to_run(False), cells_to_run(True)
    wild = [EMPTY + "\nfrom gan_course.exercises import exercise\nex = exercise('unet.shuffle'); ex.seconds = .5", 'def shuffle(x, r):\n    while True: pass\nex.check(shuffle)', 'def shuffle(x, r):\n    return x.nothing\nex.check(shuffle)']
    look = 'from gan_course.exercises import read_progress\nread_progress()'
    old, os.environ['GAN_COURSE_EXERCISES'] = os.environ.get('GAN_COURSE_EXERCISES'), str(folder/'exercises.json')
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(o) for o in [*given[0], look, *solved[0], look, *wild]])
    try: nbclient.NotebookClient(nb, timeout=300, kernel_name='python3', resources={'metadata': {'path': str(NBS)}}).execute()
    finally:
        if old is None: del os.environ['GAN_COURSE_EXERCISES']
        else: os.environ['GAN_COURSE_EXERCISES'] = old
    shown = {k: [o['data']['text/plain'] for o in c['outputs'] if o['output_type'] == 'execute_result'] for k, c in zip([*given[1], 'first', *solved[1], 'last', None, 'endless', 'broken'], nb.cells) if k}
    return shown, ast.literal_eval(shown['first'][0]), ast.literal_eval(shown['last'][0])


@pytest.mark.parametrize('lesson', TAUGHT)
def test_lesson_has_three_exercises_and_a_prediction(lesson):
    keys = [key_of(text) for kind, text in section(TAUGHT[lesson]) if kind == 'code' and key_of(text)]
    assert keys == [k for k in EXERCISES if k.split('.')[0] == lesson] and len(keys) >= 3
    assert any(EXERCISES[k].title.startswith('Predict') for k in keys)


def test_lessons_are_up_to_date():
    spec = importlib.util.spec_from_file_location('write_exercises', NBS.parent/'tools'/'exercises.py')
    tool = importlib.util.module_from_spec(spec); spec.loader.exec_module(tool)
    stale = [name for lesson, name in TAUGHT.items() if tool.written(lesson, NBS/f'{name}.ipynb') != (NBS/f'{name}.ipynb').read_text(encoding='utf-8')]
    assert not stale, f'run `python tools/exercises.py`: {stale}'


@pytest.mark.parametrize('lesson', TAUGHT)
def test_cells_as_given_are_seen_as_unedited(said, lesson):
    for key in (k for k in EXERCISES if k.split('.')[0] == lesson):
        assert len(said[0][False, key]) == 1 and said[0][False, key][0].startswith('✎ Not edited yet.'), (key, said[0][False, key])
    assert said[1] == {}, 'cells that nobody has edited must not count'


@pytest.mark.parametrize('lesson', TAUGHT)
def test_solutions_are_accepted(said, lesson):
    for key in (k for k in EXERCISES if k.split('.')[0] == lesson):
        assert len(said[0][True, key]) == 1 and said[0][True, key][0].startswith('✓ Solved.'), (key, said[0][True, key])
        assert said[2][key] == dict(tries=1, solved=1)


def test_a_kernel_survives_code_that_never_ends_or_fails(said):
    assert 'still running after 0.5 seconds' in said[0]['endless'][0]
    assert "Your code stopped in line 2 of its cell, `return x.nothing`, with `AttributeError: 'Tensor' object has no attribute 'nothing'`." in said[0]['broken'][0]

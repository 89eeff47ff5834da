"The generator of the tests, on notebooks made here; and no test cell of the course is dropped on its way."
import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT/'tools'))
import nb2tests  # noqa: E402
import project  # noqa: E402


def notebook(path, *cells):
    "Write a notebook of (kind, source) cells."
    path.parent.mkdir(parents=True, exist_ok=True)
    made = []
    for i, (kind, source) in enumerate(cells):
        cell = dict(cell_type=kind, id=f'cell{i}', metadata={}, source=source)
        made.append(cell if kind == 'markdown' else dict(cell, outputs=[], execution_count=None))
    meta = dict(kernelspec=dict(display_name='python3', language='python', name='python3'))
    path.write_text(json.dumps(dict(cells=made, metadata=meta, nbformat=4, nbformat_minor=5)))
    return path


def run_tests(folder, **files):
    "Run generated tests with pytest in a folder of their own."
    (folder/'tests').mkdir(exist_ok=True)
    (folder/'nbs').mkdir(exist_ok=True)
    (folder/'tests'/'notebook_cells.py').write_text((ROOT/'tests'/'notebook_cells.py').read_text())
    for name, text in files.items(): (folder/'tests'/f'{name}.py').write_text(text)
    command = [sys.executable, '-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'tests']
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_what_counts_as_a_test():
    assert nb2tests.is_test('assert 1') and nb2tests.is_test('test_eq(1, 1)')
    assert nb2tests.is_test('for i in x: assert i')
    assert nb2tests.is_test('with ExceptionExpected(ValueError): f()')
    assert not nb2tests.is_test('def f():\n    assert 1') and not nb2tests.is_test('x = 1')


def test_setup_runs_once_and_in_order(tmp_path):
    nb = notebook(tmp_path/'a.ipynb', ('markdown', '# Title'), ('code', 'seen = []'),
                  ('code', 'seen.append(1)'), ('code', '#| test: first look\nassert seen == [1]'),
                  ('code', 'seen.append(2)'), ('code', 'assert seen == [1, 2]'))
    text = nb2tests.generate(nb)
    assert 'def test_first_look():' in text and "'nbs/a.ipynb #cell3'" in text
    assert '2 passed' in run_tests(tmp_path, test_it=text).stdout


def test_a_failing_assertion_shows_the_values(tmp_path):
    nb = notebook(tmp_path/'a.ipynb', ('code', 'x = [1, 2, 3]'), ('code', 'assert x == [1, 2, 4]'))
    out = run_tests(tmp_path, test_it=nb2tests.generate(nb)).stdout
    assert 'At index 2 diff: 3 != 4' in out


def test_a_broken_setup_fails_every_test_below(tmp_path):
    nb = notebook(tmp_path/'a.ipynb', ('code', '1/0'), ('code', 'assert 1'), ('code', 'assert 2'))
    out = run_tests(tmp_path, test_it=nb2tests.generate(nb)).stdout
    assert '2 failed' in out and 'ZeroDivisionError' in out


def test_notest_cells_and_magics_are_left_out(tmp_path):
    nb = notebook(tmp_path/'a.ipynb', ('code', '#| notest\nassert False'),
                  ('code', '%matplotlib inline\nassert True'))
    text = nb2tests.generate(nb)
    assert 'False' not in text and 'matplotlib' not in text and text.count('def test_') == 1


def test_strings_over_several_lines_stay_as_they_are(tmp_path):
    source = "text = '''a\n  b\nc'''\nfor i in (1,):\n    assert text.splitlines() == ['a', '  b', 'c']"
    nb = notebook(tmp_path/'a.ipynb', ('code', source))
    assert '1 passed' in run_tests(tmp_path, test_it=nb2tests.generate(nb)).stdout


def test_notebooks_in_folders_have_tests_that_run_where_they_lie(tmp_path):
    nbs, here = tmp_path/'nbs', "from pathlib import Path\nassert Path('beside.txt').read_text() == '{}'"
    for o in (nbs/'01_a.ipynb', nbs/'toolbox'/'a.ipynb', nbs/'.hidden'/'b.ipynb', nbs/'_draft.ipynb'):
        notebook(o, ('code', f'#| test: reads its neighbour\n{here.format(o.parent.name)}'))
        (o.parent/'beside.txt').write_text(o.parent.name)
    made = nb2tests.wanted(nbs, tmp_path/'tests')
    assert [o.name for o in made] == ['test_01_a.py', 'test_toolbox_a.py']
    text = made[tmp_path/'tests'/'test_toolbox_a.py']
    assert 'Generated from nbs/toolbox/a.ipynb by' in text and "'nbs/toolbox/a.ipynb #cell0'" in text
    out = run_tests(tmp_path, **{o.stem: text for o, text in made.items()}).stdout
    assert '2 passed' in out, out


def test_two_notebooks_never_share_a_test_file(tmp_path):
    for o in ('toolbox_a', 'toolbox/a'): notebook(tmp_path/f'{o}.ipynb', ('code', 'assert 1'))
    with pytest.raises(SystemExit, match='test_toolbox_a.py'): nb2tests.wanted(tmp_path, tmp_path)


def test_lessons_come_before_the_toolbox_and_the_pages_beside_them_last(tmp_path):
    names = ['index.ipynb', 'toolbox/a.ipynb', '10_z.ipynb', '02_y.ipynb']
    for o in names: notebook(tmp_path/o)
    found = [o.relative_to(tmp_path).as_posix() for o in project.notebooks(tmp_path)]
    assert found == ['02_y.ipynb', '10_z.ipynb', 'toolbox/a.ipynb', 'index.ipynb']


def count_test_cells(path):
    "How many cells of a notebook must become tests, counted without the generator's list of notebooks."
    cells = [c for c in json.loads(path.read_text(encoding='utf-8'))['cells'] if c['cell_type'] == 'code']
    sources = [''.join(c['source']) for c in cells]
    asked = [o for o in sources if not nb2tests.is_left_out(o) and not nb2tests.is_exported(o)]
    return sum(nb2tests.is_test(nb2tests.clean(o)) for o in asked)


def test_every_test_cell_of_every_notebook_is_a_test():
    "A folder that the generator does not look into would lose its tests without a word."
    want = {o.relative_to(ROOT).as_posix(): count_test_cells(o) for o in (ROOT/'nbs').rglob('*.ipynb')
            if '.ipynb_checkpoints' not in o.parts}
    have = dict.fromkeys(want, 0)
    for o in (ROOT/'tests').glob('test_*.py'):
        text = o.read_text(encoding='utf-8')
        if not text.startswith('"""Generated from '): continue
        names = {f.name for f in ast.parse(text).body if isinstance(f, ast.FunctionDef)}
        have[text.split()[2]] = sum(o.startswith('test_') for o in names)
    assert have == want and sum(have.values()) > 150

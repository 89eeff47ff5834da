"The generator of the tests, tested on a notebook made here."
import json, subprocess, sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT/'tools'))
import nb2tests


def notebook(path, *cells):
    "Write a notebook of (kind, source) cells."
    made = [dict(cell_type=k, id=f'cell{i}', metadata={}, source=s, **({} if k == 'markdown' else dict(outputs=[], execution_count=None))) for i, (k, s) in enumerate(cells)]
    path.write_text(json.dumps(dict(cells=made, metadata=dict(kernelspec=dict(display_name='python3', language='python', name='python3')), nbformat=4, nbformat_minor=5)))
    return path


def run_tests(folder, text):
    "Run generated tests with pytest in a folder of their own."
    (folder/'tests').mkdir(exist_ok=True); (folder/'nbs').mkdir(exist_ok=True)
    (folder/'tests'/'notebook_cells.py').write_text((ROOT/'tests'/'notebook_cells.py').read_text())
    (folder/'tests'/'test_it.py').write_text(text)
    return subprocess.run([sys.executable, '-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'tests'], cwd=folder, capture_output=True, text=True)


def test_what_counts_as_a_test():
    assert nb2tests.is_test('assert 1') and nb2tests.is_test('test_eq(1, 1)') and nb2tests.is_test('for i in x: assert i')
    assert nb2tests.is_test('with ExceptionExpected(ValueError): f()')
    assert not nb2tests.is_test('def f():\n    assert 1') and not nb2tests.is_test('x = 1')


def test_setup_runs_once_and_in_order(tmp_path):
    nb = notebook(tmp_path/'a.ipynb', ('markdown', '# Title'), ('code', 'seen = []'), ('code', 'seen.append(1)'), ('code', '#| test: first look\nassert seen == [1]'),
                  ('code', 'seen.append(2)'), ('code', 'assert seen == [1, 2]'))
    text = nb2tests.generate(nb)
    assert 'def test_first_look():' in text and "'nbs/a.ipynb #cell3'" in text
    assert '2 passed' in run_tests(tmp_path, text).stdout


def test_a_failing_assertion_shows_the_values(tmp_path):
    out = run_tests(tmp_path, nb2tests.generate(notebook(tmp_path/'a.ipynb', ('code', 'x = [1, 2, 3]'), ('code', 'assert x == [1, 2, 4]')))).stdout
    assert 'At index 2 diff: 3 != 4' in out


def test_a_broken_setup_fails_every_test_below(tmp_path):
    nb = notebook(tmp_path/'a.ipynb', ('code', '1/0'), ('code', 'assert 1'), ('code', 'assert 2'))
    out = run_tests(tmp_path, nb2tests.generate(nb)).stdout
    assert '2 failed' in out and 'ZeroDivisionError' in out


def test_notest_cells_and_magics_are_left_out(tmp_path):
    nb = notebook(tmp_path/'a.ipynb', ('code', '#| notest\nassert False'), ('code', '%matplotlib inline\nassert True'))
    text = nb2tests.generate(nb)
    assert 'False' not in text and 'matplotlib' not in text and text.count('def test_') == 1


def test_strings_over_several_lines_stay_as_they_are(tmp_path):
    source = "text = '''a\n  b\nc'''\nfor i in (1,):\n    assert text.splitlines() == ['a', '  b', 'c']"
    assert '1 passed' in run_tests(tmp_path, nb2tests.generate(notebook(tmp_path/'a.ipynb', ('code', source)))).stdout

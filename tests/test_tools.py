"The tools that judge code: what they find, and what they leave alone."
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent/'tools'))
import mutate  # noqa: E402
import style  # noqa: E402


def found(source, **how):
    "What the style check says of a piece of code."
    return [o.partition(': ')[2] for o in style.faults(style.Piece('here', source, **how))]


@pytest.mark.parametrize('source, word', [
    ('x = 1; y = 2', 'semicolon'), ('f = lambda x: x', 'lambda'), ('if (n := 1): pass', 'walrus'),
    (f'x = {"1 + "*25}1', 'columns')])
def test_what_a_lesson_must_not_show(source, word):
    assert any(word in o for o in found(source, shown=True))
    assert not found(source)


@pytest.mark.parametrize("source", [
    "if x is None: return", "with ExceptionExpected(E): f(x)", "for o in x:\n    f(o)", "def f(x): return 2*x",
    "try:\n    f()\nexcept E: raise", "x = 'a; b'", "%pip install x"])
def test_what_is_fine(source):
    assert not found(source, shown=True)


@pytest.mark.parametrize('source', ['for o in x: f(o)', 'if x: f(x)', 'while x: f(x)', 'try: f()\nexcept E: raise'])
def test_what_follows_a_colon_stands_on_its_own_line(source):
    assert len(found(source)) == 1 and 'one line' in found(source)[0]


def test_a_long_function_is_found():
    assert found('def f():\n' + '    f()\n'*39) == []
    assert 'f has 41 lines' in found('def f():\n' + '    f()\n'*40)[0]


SOURCE = '''
def f(a:int=1, b=2.):
    "Add 1 + 1."
    check(a > 0, f"a={a + 1}", "a positive number", "try 1 + 1")
    if a and b: a.train()
    return g(a - b, a.detach())

def plot_it(x):
    x = x + 1
'''


def test_mutants_change_one_thing_each():
    all_of_them = mutate.mutants(SOURCE)
    texts = [m.of(SOURCE) for m in all_of_them]
    changed = [[(a, b) for a, b in zip(SOURCE.splitlines(), o.splitlines()) if a != b] for o in texts]
    assert len(set(texts)) == len(texts) and all(len(o) == 1 for o in changed)
    lines = {b.strip() for (_, b), in changed}
    assert {'return g(a + b, a.detach())', 'return g(a - b, a)', 'return g(a.detach(), a - b)', 'if a or b: a.train()',
            'if a and b: pass', 'def f(a:int=2, b=2.):', 'def f(a:int=1, b=4.0):'} <= lines
    assert any('check(a >= 0, ' in o for o in lines) and any('(not (a and b))' in o for o in lines)


def test_mutants_leave_words_and_pictures_alone():
    text = [m.of(SOURCE) for m in mutate.mutants(SOURCE)]
    assert all('Add 1 + 1.' in o and 'try 1 + 1' in o and 'a + 1}' in o and 'x = x + 1' in o for o in text)


def test_a_sample_is_drawn_from_the_seed():
    assert mutate.pick(list('abcdef'), 3, 1) == mutate.pick(list('abcdef'), 3, 1)
    assert len(mutate.pick(list('abc'), 9, 0)) == 3

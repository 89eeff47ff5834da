"""Generated from nbs/toolbox/exercises.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.exercises import (
    EXERCISES, Exercise, LESSONS, Lesson, NamedTuple, Path, TimeUp, UserError, Verdict, Words, Wrong, _NOTHING, _blame, _by_alarm, _codes, _idle,
    _in_thread, _inner, _keep, _notes, _row, _same, _try, _warm_up, add_progress, answer_of, atomic, but, cache, call, cell, check, choose, contained,
    contextlib, ctypes, dis, exercise, flat, hint, importlib, inspect, json, judge, kind, letter, load_exercises, mistakes_table, near, need, nn,
    note_progress, np, number, os, progress, progress_file, re, read_progress, refused, seed_everything, signal, solution, tensor, threading, time,
    torch, traceback, unedited, unfinished, unsolved, untold, uses, within)


@cells.setup
def _cell_cde38a43():
    'nbs/toolbox/exercises.ipynb #cde38a43'
    global ExceptionExpected, F, io, random, rng_state, subprocess, sys, tempfile, test_eq
    import io
    import random
    import subprocess
    import sys
    import tempfile

    import torch.nn.functional as F
    from fastcore.test import ExceptionExpected, test_eq

    from gan_course.checkpoints import rng_state


@cells.setup
def _cell_4bd6a831():
    'nbs/toolbox/exercises.ipynb #4bd6a831'
    global tmp
    tmp = tempfile.TemporaryDirectory()
    # tests must not count as your progress
    os.environ['GAN_COURSE_EXERCISES'] = str(Path(tmp.name)/'exercises.json')


@cells.test
def test_an_answer_in_words_verdict_solved_good_and_not_verdict():
    'nbs/toolbox/exercises.ipynb #8f768d8b'
    assert Verdict('solved', 'Good.') and not Verdict('wrong', 'No.')
    assert repr(Verdict('blank', 'Edit it.')) == '✎ Not edited yet. Edit it.'
    with ExceptionExpected(UserError, regex="status='maybe'"): Verdict('maybe', '')


@cells.test
def test_endless_code_is_stopped_in_the_main_thread_and_in_another_even_if_it_c():
    'nbs/toolbox/exercises.ipynb #341596b9'
    global endless, start, stubborn, way
    def endless():
        while True:
            pass

    def stubborn():
        while True:
            try:
                time.sleep(.01)
            except BaseException: break  # leaves the loop only when it is interrupted
        return 'left'

    for way in (_by_alarm, _in_thread):
        if way is _by_alarm and not hasattr(signal, 'setitimer'): continue
        start = time.perf_counter()
        with ExceptionExpected(TimeUp): way(.2, endless)
        assert time.perf_counter() - start < 2
        test_eq(way(.2, stubborn), 'left')
        test_eq(way(.2, lambda: 7), 7)
        with ExceptionExpected(ZeroDivisionError): way(.2, lambda: 1/0)


@cells.test
def test_an_alarm_that_was_set_before_rings_after():
    'nbs/toolbox/exercises.ipynb #6a422ba5'
    global old, rang
    if hasattr(signal, 'setitimer'):
        rang = []
        old = signal.signal(signal.SIGALRM, lambda *_: rang.append(1))
        signal.setitimer(signal.ITIMER_REAL, .3)
        within(.1, lambda: 1)
        time.sleep(.4)
        signal.signal(signal.SIGALRM, old)
        test_eq(rang, [1])


@cells.test
def test_what_is_unedited_is_seen_a_value_a_function_a_class_one_method():
    'nbs/toolbox/exercises.ipynb #3de2d240'
    global C, D, answers, cell, f, g
    def f(x):
        "Half of x."
        ...
    def g(x): return x/2
    class C:
        def __init__(self):
            self.a = 1
        def go(self): ...
    class D:
        def go(self): pass
        def stay(self): return 2
    cell = '''def f(x):
    "Half of x."
    ...
class C:
    def __init__(self): self.a = 1
    def go(self): ...'''
    answers = (f, g, C, D, ..., (1, ...), 3, lambda x: x)
    test_eq([unfinished(o, cell) for o in answers], ['', None, '', 'go', '', '', None, None])
    test_eq(unfinished(g, 'def g(x): return x/2'), '')


@cells.setup
def _cell_1c633350():
    'nbs/toolbox/exercises.ipynb #1c633350'
    exercise('first_gan.perfect').check(.5)


@cells.setup
def _cell_4f6d2e77():
    'nbs/toolbox/exercises.ipynb #4f6d2e77'
    global push
    def push(logits, saturating):
        return -torch.sigmoid(logits) if saturating else -torch.sigmoid(-logits)

    exercise('first_gan.push').check(push)


@cells.test
def test_code_that_raises_never_ends_ends_the_process_writes_into_its_inputs_ha():
    'nbs/toolbox/exercises.ipynb #6da49dbd'
    global answer, deep, ex, leave, said, whole, words, writes
    ex = exercise('unet.shuffle')
    ex.seconds = .3
    def deep(x, r): return deep(x, r)
    def leave(x, r): raise SystemExit
    def writes(x, r):
        x += 1
        return x
    def whole(x, r): return F.pad(x, (0, 1)).long().reshape(1, -1)[:, :24].reshape(1, 1, 4, 6)
    for answer, words in (
            (lambda x, r: endless(), 'still running after 0.3 seconds'),
            (deep, 'calls itself without end'), (leave, '`SystemExit`'), (writes, 'writes into its input'),
            (3, 'given an int; it wants the function itself'), ('words', 'given a text'),
            (lambda x, r: x.tolist(), 'returned a list; expected a tensor'),
            (lambda x, r: x[0], r'returned shape \(4, 2, 3\)'),
            (whole, 'returned torch.int64; expected torch.float32: .*carry no gradient'),
            (lambda x, r: x.reshape(1, 1, 4, 6)/0*0, 'not finite'),
            (lambda x: x, 'cannot be called as the task says')):
        said = ex.check(answer)
        assert said.status == 'wrong' and re.search(words, said.words), (words, said)
    ex.seconds = 8.


@cells.test
def test_an_error_is_blamed_on_the_line_of_the_learner_s_cell_what_is_unedited():
    'nbs/toolbox/exercises.ipynb #8d20fc69'
    global broken, later, line, said
    def later(x, r): raise NotImplementedError
    def broken(x, r):
        return x.nothing
    line = broken.__code__.co_firstlineno + 1
    said = exercise('unet.shuffle').check(broken).words
    assert re.search(f"stopped in line {line} of its cell.*AttributeError: .Tensor. object has no "
                 "attribute .nothing", said)
    test_eq([exercise('unet.shuffle').check(o).status for o in (..., None, later)], ['blank']*3)


@cells.test
def test_an_unknown_exercise_is_named_and_so_are_the_known_ones():
    'nbs/toolbox/exercises.ipynb #c9bdd19c'
    with ExceptionExpected(UserError, regex="exercise='unet.shufle': expected a known name.*'unet.shuffle'"):
        exercise('unet.shufle')
    with ExceptionExpected(UserError, regex="exercise='u-net.shuffle': "
                                        ".*'first_gan.perfect'.*'restore.weights'"):
        exercise('u-net.shuffle')
    with ExceptionExpected(UserError, regex="lesson='u-net'"): Exercise('u-net.x', '', '', '', '', '', ())
    with ExceptionExpected(UserError, regex="unet.shuffle: 'nowhere': expected a piece of its solution"):
        but('unet.shuffle', 'nowhere', '')


@cells.test
def test_importing_the_exercises_imports_no_lesson_no_fastai_asking_for_one_imp():
    'nbs/toolbox/exercises.ipynb #958dc6d7'
    global code, out
    code = '''import sys
from gan_course.exercises import exercise, progress
def lessons(): return sorted(o for o in sys.modules if o.startswith('gan_course.exercises_'))
print(lessons(), 'fastai' in sys.modules)
exercise('unet.shuffle')
print(lessons(), 'fastai' in sys.modules)'''
    out = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True).stdout
    test_eq(out.splitlines(), ['[] False', "['gan_course.exercises_unet'] False"])


@cells.test
def test_a_check_works_outside_the_main_thread_endless_code_included():
    'nbs/toolbox/exercises.ipynb #5a922be4'
    global box, ex, t, work
    ex, box = exercise('unet.shuffle'), []
    def work():
        box.append(ex.check(answer_of(ex.key, ex.solved)).status)
        ex.seconds = .3
        box.append(ex.check(lambda x, r: endless()).words)
    t = threading.Thread(target=work)
    t.start()
    t.join(20)
    ex.seconds = 8.
    test_eq(box[0], 'solved')
    assert 'still running' in box[1]


@cells.test
def test_a_check_leaves_random_states_gradient_mode_and_dtype_as_they_were():
    'nbs/toolbox/exercises.ipynb #c8f41f4c'
    global after, before, wild
    def wild(logits, saturating):
        seed_everything(1)
        torch.set_default_dtype(torch.float64)
        torch.set_grad_enabled(False)
        random.random(), np.random.rand()
        return logits
    before = rng_state()
    with torch.no_grad():
        exercise('first_gan.push').check(wild)
        assert not torch.is_grad_enabled()
    exercise('dcgan.slerp').check(lambda a, b, t: torch.randn(64))
    after = rng_state()
    assert before['python'] == after['python'] and before['numpy'] == after['numpy']
    assert torch.equal(before['torch'], after['torch'])
    assert torch.is_grad_enabled() and torch.get_default_dtype() == torch.float32


@cells.test
def test_hints_come_in_steps_and_each_has_an_end_a_task_shows_itself():
    'nbs/toolbox/exercises.ipynb #dcb3b7c2'
    global ex, texts
    ex = exercise('restore.weights')
    ex.shown = 0
    texts = [str(ex.hint()) for _ in range(3)]
    assert texts[0].startswith('*Hint 1 of 2.*') and texts[1] == texts[2] and 'That was the last one' in texts[1]
    assert 'tent' in str(ex.solution()) and ex.task in ex._repr_markdown_()
    assert "exercise('restore.weights').check(weights)" in str(ex)
    assert all(len(o.hints) >= 2 for o in load_exercises().values())


@cells.test
def test_what_a_learner_reads_fits_into_the_column_of_a_page():
    'nbs/toolbox/exercises.ipynb #fdbffbf6'
    global lines
    lines = [(k, o) for k, ex in load_exercises().items() for o in f'{ex.cell}\n{ex.solved}'.splitlines()]
    test_eq([o for o in lines if len(o[1]) > 88], [])
    test_eq([o for o in lines if re.search(r'^[^"#]*;', o[1])], [])  # two statements in one line


@cells.test
def test_the_functions_for_authors_find_what_is_wrong():
    'nbs/toolbox/exercises.ipynb #7ac3fae9'
    global ex, key, missed, mistake, right
    key, right = 'critic.field', exercise('critic.field').solved
    mistake = but(key, ' - 1', '')
    assert untold(key, [(right, 'anything')])[0][2].startswith('✓ Solved.')
    missed = untold(key, [(mistake, r'\(window - 1\) times'), (mistake, 'no such words')])
    test_eq([o[1] for o in missed], ['no such words'])
    assert refused(key, right) == [] and refused(key, mistake)[0].startswith('✗ Not yet.')
    test_eq(mistakes_table({key: [(right, ''), (right, '')]}).text.splitlines()[-1].count('It agrees'), 1)
    ex = exercise(key)
    ex.solved = mistake
    test_eq([o[0] for o in unsolved('critic')], [key])
    ex.solved = right
    test_eq(unsolved('critic'), [])
    assert key not in read_progress(), 'their tries must not count'


@cells.test
def test_progress_is_kept_a_damaged_file_is_set_aside_a_place_that_cannot_be_wr():
    'nbs/toolbox/exercises.ipynb #d2edaa48'
    global ex, out, text
    os.environ['GAN_COURSE_EXERCISES'] = str(Path(tmp.name)/'new'/'p.json')
    ex = exercise('critic.fewer')
    ex.shown = 0
    ex.check(...)
    test_eq(read_progress(), {})
    ex.check(20), ex.hint(), ex.check(24), ex.check(21)
    test_eq(read_progress(), {'critic.fewer': dict(tries=3, solved=1, hints=1)})
    assert '| 03 Critic pretrain | 1 of 4 | 1 | 1 | `critic.field` |' in str(progress())
    test_eq([o.name for o in progress_file().parent.iterdir()], ['p.json'])
    for text in ('{"critic', '[1]', '{"a": {"tries": "many"}}'):
        progress_file().write_text(text)
        with contextlib.redirect_stdout(io.StringIO()) as out:
            test_eq(read_progress(), {})
        assert 'was damaged' in out.getvalue()
        test_eq((Path(tmp.name)/'new'/'p.damaged.json').read_text(), text)
        assert ex.check(24)
        test_eq(read_progress()['critic.fewer']['tries'], 1)
    (Path(tmp.name)/'file').write_text('')
    os.environ['GAN_COURSE_EXERCISES'] = str(Path(tmp.name)/'file'/'p.json')
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert ex.check(24)
    assert 'could not be kept' in out.getvalue()
    os.environ['GAN_COURSE_EXERCISES'] = str(Path(tmp.name)/'exercises.json')


@cells.setup
def _cell_b5f90a96():
    'nbs/toolbox/exercises.ipynb #b5f90a96'
    global key
    for key in ('first_gan.perfect', 'crappify.twice', 'crappify.lot'):
        exercise(key).check(answer_of(key, exercise(key).solved))
    progress()

"""Generated from nbs/toolbox/blind.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.blind import (
    BlindTest, Image, ImageDraw, NamedTuple, Question, add_progress, better, buttons, check, choose, from_pil, io, questions, read_progress,
    restorers_test, rng, tally, to_pil, torch)


@cells.setup
def _cell_56e790ae():
    'nbs/toolbox/blind.ipynb #56e790ae'
    global ExceptionExpected, Path, UserError, mock, os, tempfile, test_eq
    import os
    import tempfile
    from pathlib import Path
    from unittest import mock

    from fastcore.test import ExceptionExpected, test_eq

    from gan_course.core import UserError


@cells.setup
def _cell_f3434caf():
    'nbs/toolbox/blind.ipynb #f3434caf'
    questions(['pixel loss', 'GAN'], 3)


@cells.setup
def _cell_0e0fc653():
    'nbs/toolbox/blind.ipynb #0e0fc653'
    global test
    test = restorers_test(8)
    test.show()


@cells.setup
def _cell_851f238d():
    'nbs/toolbox/blind.ipynb #851f238d'
    print(test.tally())


@cells.test
def test_every_pair_of_makers_comes_up_for_every_photo_on_both_sides_equally_of():
    'nbs/toolbox/blind.ipynb #f45d19a5'
    global asked, of_pair, pair
    asked = questions(['x', 'y', 'z'], 10, seed=3)
    test_eq(len(set(asked)), 30)
    for pair in ('xy', 'xz', 'yz'):
        of_pair = [o for o in asked if {o.left, o.right} == set(pair)]
        test_eq((len(of_pair), sum(o.left == pair[0] for o in of_pair)), (10, 5))
    assert asked != questions(['x', 'y', 'z'], 10, seed=4) and asked == questions(['x', 'y', 'z'], 10, seed=3)
    assert [o.photo for o in asked] != sorted(o.photo for o in asked)


@cells.test
def test_an_answer_counts_for_whoever_made_that_picture():
    'nbs/toolbox/blind.ipynb #de9a1080'
    global _, a, again, b, mine, pictures, tmp
    pictures = {k: torch.full((6, 3, 8, 8), v) for k, v in dict(dark=-.5, light=.5).items()}
    with tempfile.TemporaryDirectory() as tmp:
        with mock.patch.dict(os.environ, GAN_COURSE_EXERCISES=str(Path(tmp)/'p.json')):
            mine = BlindTest(pictures, zoom=2)
            assert 'Nobody' in mine.tally()
            for _ in range(5):  # somebody who likes light pictures
                a, b = mine.pictures()
                test_eq(a.size, (16, 16))
                mine.better('a' if a.getpixel((0, 0)) > b.getpixel((0, 0)) else 'B')
            mine.better('=')
            assert '| light | 5 of 5 | 100% | 57% to 100% |' in mine.tally() and 'seen: 1' in mine.tally()
            assert '6 answered' not in BlindTest(pictures, name='other').better('a')
            again = BlindTest(pictures)
            assert '| dark | 0 of 5 | 0% | 0% to 43% |' in again.tally()
            with ExceptionExpected(UserError, regex="answer='c'"): again.better('c')
    with ExceptionExpected(UserError, regex="same photos"):
        BlindTest({'a': torch.zeros(2, 3, 8, 8), 'b': torch.zeros(3, 3, 8, 8)})


@cells.test
def test_the_buttons_answer_and_show_the_next_question():
    'nbs/toolbox/blind.ipynb #f886e4f5'
    global before, box, left, mine, tmp
    with tempfile.TemporaryDirectory() as tmp:
        with mock.patch.dict(os.environ, GAN_COURSE_EXERCISES=str(Path(tmp)/'p.json')):
            mine = BlindTest({k: o + torch.arange(6).view(6, 1, 1, 1)/99 for k, o in pictures.items()})
            box = mine.buttons()
            before = box.children[0].children[0].value
            left = mine.question.left
            box.children[1].children[0].click()
            assert '1 answered' in box.children[2].value and f'| {left} | 1 of 1' in mine.tally()
            assert box.children[0].children[0].value != before

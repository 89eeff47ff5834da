"""Generated from nbs/toolbox/runs.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.runs import (
    Callback, CancelFitException, Checkpoint, EndAfter, Path, as_settings, atomic, changed_photos, check, check_outside, check_same, describe,
    finished, json, lengthening, open_run, photo_list, skipping, strict_json, trained_batches)


@cells.setup
def _cell_242f7736():
    'nbs/toolbox/runs.ipynb #242f7736'
    global ExceptionExpected, UserError, embedded_photo, tempfile, test_eq
    import tempfile

    from fastcore.test import ExceptionExpected, test_eq

    from gan_course.core import UserError
    from gan_course.photos import embedded_photo


@cells.setup
def _cell_2f2dc369():
    'nbs/toolbox/runs.ipynb #2f2dc369'
    as_settings(dict(width=32, lr=(2e-4, 1e-4), opt=Path('x')))


@cells.test
def test_a_run_goes_on_with_the_same_settings_and_says_which_differ():
    'nbs/toolbox/runs.ipynb #c9e82392'
    global asked, out, root, tmp
    tmp = tempfile.TemporaryDirectory()
    root = Path(tmp.name)
    asked = dict(width=32, lr=(2e-4, 1e-4), batches=100)
    out = open_run(root/'a', 'embedded', asked, written=('gan.safetensors',))
    test_eq(open_run(out, 'embedded', asked, resume=True), out)
    with ExceptionExpected(UserError, regex="other settings .width=32, not 16; batches=100, not 200."):
        open_run(out, 'embedded', {**asked, 'width': 16, 'batches': 200}, resume=True, free=())
    open_run(out, 'embedded', {**asked, 'batches': 200}, resume=True)
    test_eq(json.loads((out/'settings.json').read_text())['batches'], 200)


@cells.test
def test_a_finished_run_is_not_thrown_away_unasked_and_a_stranger_s_folder_is_l():
    'nbs/toolbox/runs.ipynb #4b217c30'
    (out/'gan.safetensors').write_text('weights')
    with ExceptionExpected(UserError, regex="a finished run: expected a new folder.*overwrite=True"):
        open_run(out, 'embedded', asked, written=('gan.safetensors',))
    assert (out/'gan.safetensors').exists()
    open_run(out, 'embedded', asked, overwrite=True, written=('gan.safetensors',))
    assert not (out/'gan.safetensors').exists()
    (root/'b').mkdir()
    (root/'b'/'letter.txt').write_text('dear')
    with ExceptionExpected(UserError, regex="not empty, and no earlier run"):
        open_run(root/'b', 'embedded', asked)


@cells.test
def test_photos_that_came_or_went_are_named_and_an_output_among_them_is_refused():
    'nbs/toolbox/runs.ipynb #d736d679'
    global k, out
    (root/'photos').mkdir()
    for k in range(3):
        embedded_photo('cat').crop((k, 0, k + 99, 99)).save(root/'photos'/f'{k}.png')
    out = open_run(root/'c', root/'photos', asked)
    open_run(out, root/'photos', asked, resume=True)
    (root/'photos'/'0.png').unlink()
    with ExceptionExpected(UserError, regex="other photos than those of this run .gone: 0.png."):
        open_run(out, root/'photos', asked, resume=True)
    with ExceptionExpected(UserError, regex="outside the photos in"):
        open_run(root/'photos'/'run', root/'photos', asked)
    test_eq(as_settings(dict(a={1}, b=[1, (2.5, None)], c=True)), dict(a='set', b=[1, [2.5, None]], c=True))
    tmp.cleanup()

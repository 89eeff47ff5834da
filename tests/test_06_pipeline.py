"""Generated from nbs/06_pipeline.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())


@cells.setup
def _cell_fe543cc5():
    'nbs/06_pipeline.ipynb #fe543cc5'
    global ExceptionExpected, Markdown, Path, Show, UserError, json, scale, score_table, settings, tempfile, test_eq, train_restorer
    import json
    import tempfile
    from pathlib import Path

    from fastcore.test import ExceptionExpected, test_eq
    from IPython.display import Image as Show
    from IPython.display import Markdown

    from gan_course.core import UserError, scale
    from gan_course.metrics import score_table
    from gan_course.pipeline import settings, train_restorer


@cells.setup
def _cell_89da3ac1():
    'nbs/06_pipeline.ipynb #89da3ac1'
    global tmp, trained
    tmp = tempfile.TemporaryDirectory()
    trained = train_restorer('embedded', out=Path(tmp.name)/'run', progress=False)


@cells.setup
def _cell_a7c0fc2a():
    'nbs/06_pipeline.ipynb #a7c0fc2a'
    sorted(o.name for o in trained.folder.iterdir())


@cells.setup
def _cell_c03e0263():
    'nbs/06_pipeline.ipynb #c03e0263'
    settings()


@cells.setup
def _cell_f3cfef5e():
    'nbs/06_pipeline.ipynb #f3cfef5e'
    global report
    report = json.loads((trained.folder/'metrics.json').read_text())
    Markdown(score_table(trained.scores) + '\n\n' + report['protocol']['judge'])


@cells.setup
def _cell_bf18fb91():
    'nbs/06_pipeline.ipynb #bf18fb91'
    Show(str(trained.folder/'report.png'))


@cells.test
def test_the_generator_after_the_game_is_better_than_the_damaged_photos_it_was():
    'nbs/06_pipeline.ipynb #24aee8c9'
    global s, stages
    stages = ['U-Net', 'control', 'features', 'GAN']
    test_eq(list(trained.scores), ['damaged', 'bicubic', *stages])
    s = trained.scores
    if scale() != 'smoke':
        assert s['GAN']['psnr'] > s['damaged']['psnr'] + 1


@cells.test
def test_a_finished_run_is_read_back_and_one_with_other_settings_is_refused():
    'nbs/06_pipeline.ipynb #4ab518a7'
    global again
    again = train_restorer(out=trained.folder, resume=True, progress=False)
    test_eq(again.scores, trained.scores)
    with ExceptionExpected(UserError, regex="a run with other settings"):
        train_restorer(out=trained.folder, resume=True, bs=8, progress=False)
    tmp.cleanup()

"""Generated from nbs/toolbox/pipeline.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.pipeline import (
    Callable, Checkpoint, Crappify, DAMAGES, EMA, ENCODERS, EVERY, GANLearner, Image, ImageOps, Pairs, PatchCritic, Path, Precision, ProgressCallback,
    RestorationGame, RestorationScore, STARTS, Trained, UnetGenerator, _STAGES, _WRITTEN, __version__, _defaults, _once, _picture, _versions,
    at_scale, atomic, check, checkpoint, choose, contextlib, critic_dls, critic_learner, decibels, defaults, epochs, from_pil, from_uint8,
    held_out_photo, io, json, load_model, make_pairs, no_bars, open_run, pair_dls, partial, patch_folder, platform, plot_style, pretrain_unet,
    protocol, psnr, report_figure, restore_batch, richest, save_model, say, scale, score_stages, seed_everything, settings, show_close, show_rows,
    strict_json, time, timed, to_uint8, torch, train_critic, train_on, train_restorer, train_stages, train_unet, unet_learner, version, whole_photo,
    write_report)


@cells.setup
def _cell_fe543cc5():
    'nbs/toolbox/pipeline.ipynb #fe543cc5'
    global ExceptionExpected, Restorer, UserError, embedded_photo, mock, pipeline, tempfile, test_close, test_eq
    import tempfile
    from unittest import mock

    from fastcore.test import ExceptionExpected, test_close, test_eq

    import gan_course.pipeline as pipeline
    from gan_course.core import UserError
    from gan_course.photos import embedded_photo
    from gan_course.restore import Restorer

    plot_style()


@cells.setup
def _cell_f5c52080():
    'nbs/toolbox/pipeline.ipynb #f5c52080'
    settings(bs=8)


@cells.setup
def _cell_52e46f85():
    'nbs/toolbox/pipeline.ipynb #52e46f85'
    global small, straight, tmp
    tmp = tempfile.TemporaryDirectory()
    small = dict(start='scratch', unet_batches=2, critic_batches=2, gan_batches=4, size=64, crop=32,
                 per_photo=10, bs=8)
    straight = train_restorer(out=Path(tmp.name)/'straight', progress=False, **small)
    sorted(o.name for o in straight.folder.iterdir())


@cells.setup
def _cell_9ce57d1c():
    'nbs/toolbox/pipeline.ipynb #9ce57d1c'
    Image.open(straight.folder/'report.png')


@cells.test
def test_settings_are_checked_before_anything_is_done():
    'nbs/toolbox/pipeline.ipynb #854b1cfd'
    global res
    res = dict(encoder='resnet34', size=64, crop=64)
    test_eq(settings(start='scratch', **res)['bs'], 16)
    with ExceptionExpected(UserError, regex="start='shipped' with encoder='resnet34'"):
        settings(start='shipped', **res)
    test_eq(settings(bs=None), settings())
    with ExceptionExpected(UserError, regex="size=100: expected a multiple of 16"): settings(size=100)
    with ExceptionExpected(UserError, regex="encoder='vgg'"): settings(encoder='vgg')
    with ExceptionExpected(UserError, regex="setting='stepz'"): settings(stepz=3)
    with ExceptionExpected(UserError, regex="damage='cruel'"): settings(damage='cruel')
    with ExceptionExpected(UserError, regex="gan_batches=0: expected 1 or more"):
        settings(gan_batches=0)
    with ExceptionExpected(UserError, regex="crop=96: expected at most size=64"):
        settings(size=64, crop=96)


@cells.test
def test_the_report_holds_every_stage_its_protocol_and_the_settings():
    'nbs/toolbox/pipeline.ipynb #24aee8c9'
    global parts, report, stages
    report = json.loads((straight.folder/'metrics.json').read_text())
    parts = 'scores whole_photo protocol seconds data scale settings versions'.split()
    test_eq(sorted(report), sorted(parts))
    stages = ['U-Net', 'control', 'features', 'GAN']
    test_eq(list(report['scores']), ['damaged', 'bicubic', *stages])
    test_eq(list(report['whole_photo']), ['damaged', *stages])
    test_eq(straight.scores, report['scores'])
    test_eq({k: report['settings'][k] for k in small}, small)
    assert 0 < sum(report['seconds'].values()) < straight.seconds + 1
    assert Image.open(straight.folder/'report.png').width > 500


@cells.test
def test_what_comes_back_is_the_generator_that_was_written_and_restores_photos():
    'nbs/toolbox/pipeline.ipynb #1c6c111a'
    global again, x
    again = load_model(straight.folder/'gan.safetensors')
    x = torch.rand(1, 3, 64, 96)*2 - 1
    test_close(restore_batch(again, x), restore_batch(straight.model, x), 1e-5)
    assert not straight.model.training
    test_eq(Restorer.load(straight.folder/'gan.safetensors')(torch.zeros(3, 50, 70)).shape, (3, 50, 70))


@cells.test
def test_resuming_a_finished_run_trains_nothing_and_says_so():
    'nbs/toolbox/pipeline.ipynb #4ab518a7'
    global again, said
    said = io.StringIO()
    with mock.patch('gan_course.pipeline.Checkpoint', side_effect=AssertionError('a training')):
        with contextlib.redirect_stdout(said):
            again = pipeline.train_restorer(out=straight.folder, resume=True, progress=False, **small)
    test_eq(again.scores, straight.scores)
    test_eq(said.getvalue().count('read back, nothing trained'), 4)
    assert 'batches' not in said.getvalue()


@cells.test
def test_a_run_with_other_settings_is_refused_and_nothing_else_is_overwritten():
    'nbs/toolbox/pipeline.ipynb #c7fa0591'
    with ExceptionExpected(UserError, regex="a run with other settings .bs=8, not 4."):
        train_restorer(out=straight.folder, resume=True, progress=False, **{**small, 'bs': 4})
    with ExceptionExpected(UserError, regex="a finished run.*overwrite=True"):
        train_restorer(out=straight.folder, progress=False, **small)
    with ExceptionExpected(UserError, regex="not empty, and no earlier run"):
        train_restorer(out=tmp.name, progress=False)
    with ExceptionExpected(UserError, regex="no such folder"):
        train_restorer('nowhere', out=straight.folder, progress=False)
    assert (straight.folder/'gan.safetensors').exists()


@cells.test
def test_of_a_panorama_the_middle_is_shown_and_nothing_is_stretched():
    'nbs/toolbox/pipeline.ipynb #1877df9e'
    global edges, i, shown, squares, wide
    wide = Path(tmp.name)/'wide'
    wide.mkdir()
    squares = Image.new('RGB', (2000, 70))
    for i in range(0, 2000, 140):
        squares.paste((255, 255, 255), (i, 0, i + 70, 70))
    for i in range(2):
        squares.save(wide/f'{i}.png')
    shown = pipeline.whole_photo(wide, {}, pipeline.Crappify(number=False), 42)['original']
    test_eq(tuple(shown.shape), (3, 64, 256))
    edges = (shown[0, 32, 1:] - shown[0, 32, :-1]).abs().gt(.5).nonzero().flatten()
    assert abs(edges.diff().max().item() - 64) <= 6  # a square is still a square


@cells.test
def test_a_run_that_goes_on_with_other_photos_is_refused_and_so_is_an_output_am():
    'nbs/toolbox/pipeline.ipynb #aedeb0ad'
    global cat, i, mine, own
    own = Path(tmp.name)/'own'
    own.mkdir()
    cat = embedded_photo('cat')
    for i in range(12):
        cat.crop((10*i, 0, 10*i + 200, 200)).save(own/f'{i}.png')
    mine = pipeline.train_restorer(own, Path(tmp.name)/'mine', progress=False, **small)
    assert mine.scores['GAN']['psnr'] > 0
    cat.save(own/'one more.png')
    with ExceptionExpected(UserError, regex="other photos than those of this run .added: one more.png."):
        train_restorer(own, mine.folder, resume=True, progress=False, **small)
    with ExceptionExpected(UserError, regex="a folder outside the photos"):
        train_restorer(own, own/'run1', progress=False, **small)


@cells.test
def test_an_interrupted_run_ends_with_the_same_weights():
    'nbs/toolbox/pipeline.ipynb #f72c20b8'
    global Lightning, a, b, broken, interrupted, same
    class Lightning(KeyboardInterrupt): pass

    def interrupted(name):
        "Train in `name`, struck by lightning after the game's first checkpoint, and go on."
        write, out = Checkpoint.write, Path(tmp.name)/name
        def strike(self):
            write(self)
            if self.path.name == 'gan.checkpoint': raise Lightning
        with mock.patch.object(Checkpoint, 'write', strike):
            try:
                pipeline.train_restorer(out=out, progress=False, **small)
            except Lightning: pass
        assert (out/'gan.checkpoint').exists() and not (out/'gan.safetensors').exists()
        return pipeline.train_restorer(out=out, resume=True, progress=False, **small)

    with mock.patch('gan_course.pipeline.EVERY', 1):
        broken = interrupted('broken')
    a, b = straight.model.state_dict(), broken.model.state_dict()
    same = broken.scores == straight.scores and all(torch.equal(a[k], b[k]) for k in a)
    assert same or torch.cuda.is_available()  # a GPU's sums come in any order
    tmp.cleanup()

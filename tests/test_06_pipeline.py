"""Generated from nbs/06_pipeline.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.pipeline import (
    Checkpoint, Crappify, DAMAGES, ENCODERS, EVERY, FeatureDistance, GANLearner, Image, Pairs, PatchCritic, Path, Precision, ProgressCallback,
    RestorationGame, SCALES, UnetGenerator, UserError, __version__, argparse, at_scale, atomic, check, checkpoint, choose, contextlib, count_photos,
    critic_dls, critic_learner, defaults, epochs, from_pil, from_uint8, held_out_photo, io, json, load_file, load_generator, make_pairs, memory_dls,
    no_bars, np, patch_folder, platform, plot_style, prepare_folder, pretrain_unet, protocol, report_figure, restore_batch, save_file, save_generator,
    scale, score, score_stages, seed_everything, settings, show_rows, show_titled, sys, time, to_uint8, torch, train_command, train_critic, train_gan,
    train_restorer, train_stages, train_unet, unet_learner, use_scale, version, whole_photo, write_report)


@cells.setup
def _cell_fe543cc5():
    'nbs/06_pipeline.ipynb #fe543cc5'
    global ExceptionExpected, Markdown, Show, pipeline, score_table, tempfile, test_eq
    import tempfile

    from fastcore.test import ExceptionExpected, test_eq
    from IPython.display import Image as Show
    from IPython.display import Markdown

    import gan_course.pipeline as pipeline
    from gan_course.metrics import score_table

    plot_style()


@cells.test
def test_what_can_be_chosen_settings_encoder_resnet34_size_crop_bs():
    'nbs/06_pipeline.ipynb #854b1cfd'
    test_eq(settings(encoder='resnet34', size=64, crop=64)['bs'], 16)
    with ExceptionExpected(UserError, regex="size=100: expected a multiple of 16"): settings(size=100)
    with ExceptionExpected(UserError, regex="encoder='vgg'"): settings(encoder='vgg')
    with ExceptionExpected(UserError, regex="setting='stepz'"): settings(stepz=3)
    with ExceptionExpected(UserError, regex="damage='cruel'"): settings(damage='cruel')
    with ExceptionExpected(UserError, regex="crop=96: expected at most size=64"): settings(size=64, crop=96)


@cells.setup
def _cell_89da3ac1():
    'nbs/06_pipeline.ipynb #89da3ac1'
    global out, report, tmp
    tmp = tempfile.TemporaryDirectory(); out = Path(tmp.name)/'run'
    report = train_restorer(out=out, progress=False)


@cells.setup
def _cell_f3cfef5e():
    'nbs/06_pipeline.ipynb #f3cfef5e'
    Markdown(score_table(report['scores']) + f"\n\n{report['protocol']['images']} held-out patches; {report['protocol']['distance']}")


@cells.setup
def _cell_bf18fb91():
    'nbs/06_pipeline.ipynb #bf18fb91'
    Show(str(out/'report.png'))


@cells.test
def test_one_function_sorted_report_sorted_scores_whole_photo_protocol():
    'nbs/06_pipeline.ipynb #24aee8c9'
    test_eq(sorted(report), sorted('scores whole_photo protocol seconds data scale settings versions'.split()))
    test_eq(list(report['scores']), ['damaged', 'bicubic', 'U-Net', 'GAN'])
    test_eq(json.loads((out/'metrics.json').read_text()), json.loads(json.dumps(report)))
    assert Image.open(out/'report.png').width > 500
    if scale() != 'smoke': assert report['scores']['GAN']['psnr'] > report['scores']['damaged']['psnr'] + 1


@cells.test
def test_one_function_again_scores_report_scores():
    'nbs/06_pipeline.ipynb #4ab518a7'
    global again
    again = train_restorer(out=out, resume=True, progress=False)
    test_eq(again['scores'], report['scores'])
    with ExceptionExpected(UserError, regex="a run with other settings"): train_restorer(out=out, resume=True, bs=8, progress=False)
    with ExceptionExpected(UserError, regex="not empty, and no earlier run"): train_restorer(out=tmp.name, progress=False)
    with ExceptionExpected(UserError, regex="no such folder"): train_restorer('nowhere', out=Path(tmp.name)/'b', progress=False)


@cells.test
def test_an_interrupted_run_ends_with_the_same_weights():
    'nbs/06_pipeline.ipynb #f72c20b8'
    global Lightning, a, b, broken, interrupted, small, straight
    class Lightning(KeyboardInterrupt): pass

    def interrupted(name):
        "Train in `name`, struck by lightning after the game's first checkpoint, and go on."
        write = Checkpoint.write
        def strike(self):
            write(self)
            if self.path.name == 'gan.checkpoint': raise Lightning
        Checkpoint.write = strike
        try: pipeline.train_restorer(out=Path(tmp.name)/name, progress=False, **small)
        except Lightning: pass
        finally: Checkpoint.write = write
        assert (Path(tmp.name)/name/'gan.checkpoint').exists() and not (Path(tmp.name)/name/'gan.safetensors').exists()
        return pipeline.train_restorer(out=Path(tmp.name)/name, resume=True, progress=False, **small)

    pipeline.EVERY, small = 1, dict(unet_steps=2, critic_steps=2, gan_steps=4, size=64, crop=32, per_photo=4, bs=8)
    straight = pipeline.train_restorer(out=Path(tmp.name)/'straight', progress=False, **small)
    broken = interrupted('broken')
    if not torch.cuda.is_available(): test_eq(broken['scores'], straight['scores'])  # a GPU's sums come in any order
    a, b = (load_generator(Path(tmp.name)/o/'gan.safetensors').state_dict() for o in ('straight', 'broken'))
    assert torch.cuda.is_available() or all(torch.equal(a[k], b[k]) for k in a)
    pipeline.EVERY = 50


@cells.test
def test_one_command_fails_data_nowhere_out_str_path():
    'nbs/06_pipeline.ipynb #9ab3be39'
    global fails
    def fails(*args):
        "The one line that a failing command prints."
        err = io.StringIO()
        with contextlib.redirect_stderr(err):
            try: train_command(list(args))
            except SystemExit as e: return e.code, err.getvalue().strip()

    print(fails('--data', 'nowhere', '--out', str(Path(tmp.name)/'c'))[1])
    test_eq(fails('--data', 'nowhere', '--out', str(Path(tmp.name)/'d'))[0], 2)
    test_eq(len(fails('--encoder', 'vgg', '--out', str(Path(tmp.name)/'e'))[1].splitlines()), 1)
    (Path(tmp.name)/'blocked').write_text('')
    assert 'choose a folder that you may write to' in fails('--out', str(Path(tmp.name)/'blocked'/'run'))[1]

"""Generated from nbs/toolbox/record.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.record import (
    Callback, EXPLODED, Finite, GameLog, GameRecorder, IN_NOTEBOOK, L, Path, Record, Recorder, SampleGrid, _each, _label, _panel, _write_rows,
    after_backward, after_batch, after_epoch, after_fit, after_train, array, as_pictures, atomic, averaged, check, csv, draw, evaluating, fetch,
    figure, film, flat_picture, from_uint8, keep, load_state_dict, look, movie, note_logits, note_smooth, note_terms, np, own_rows, plot, plot_record,
    plt, ranks, read_log, save_figure, show, show_rows, skipping, split_rows, state_dict, time, to_pil, to_uint8, torch, warnings, write)


@cells.setup
def _cell_ea03eb75():
    'nbs/toolbox/record.ipynb #ea03eb75'
    global EMA, ExceptionExpected, Image, L1LossFlat, Learner, UserError, at_scale, load_folder, nn, pair_dls, patch_folder, plot_style, seed_everything, tempfile, test_close, test_eq
    import tempfile

    from fastai.learner import Learner
    from fastai.losses import L1LossFlat
    from fastcore.test import ExceptionExpected, test_close, test_eq
    from PIL import Image
    from torch import nn

    from gan_course.averages import EMA
    from gan_course.core import UserError, at_scale, plot_style, seed_everything
    from gan_course.loaders import pair_dls
    from gan_course.photos import load_folder, patch_folder

    plot_style()


@cells.setup
def _cell_aede610e():
    'nbs/toolbox/record.ipynb #aede610e'
    global i, record
    record = Record()
    for i in range(200):
        record.count = i + 1
        record.add('critic/adv', torch.tensor(1.4 - i/400))
        record.add('gen/adv', .7 + i/300)
    record.names(), record['gen/adv'][1][-1]


@cells.setup
def _cell_a0595f7f():
    'nbs/toolbox/record.ipynb #a0595f7f'
    global _, dls, fixed, grid, images, learn, tiny_learner, tmp
    tmp = tempfile.TemporaryDirectory()
    images, _ = load_folder(patch_folder('embedded', per_photo=8, progress=False)/'train')
    dls = pair_dls((images, images), (images[:8], images[:8]), bs=8, crop=32, device=torch.device('cpu'))
    fixed = from_uint8(images[::7][:8, :, :64, :64])

    def tiny_learner(cbs=None, **kwargs):
        "Two convolutions that learn to return their input."
        seed_everything(1)
        layers = nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 3, 3, padding=1)
        return Learner(dls, nn.Sequential(*layers), loss_func=L1LossFlat(), cbs=cbs, **kwargs)

    grid = SampleGrid({'input': fixed}, every=2, folder=Path(tmp.name)/'grid', answer='answer')
    learn = tiny_learner(cbs=[EMA(half_life=100), grid])
    with learn.no_bar(), learn.no_logging():
        learn.fit(at_scale(quick=8, full=8, smoke=2), 1e-2)
    grid.film(6, title='A network learns to return its input',
              caption='Each column is one picture: follow it downwards.')


@cells.test
def test_a_record_gives_back_what_it_was_given_drawn_or_written():
    'nbs/toolbox/record.ipynb #a6e30c0c'
    global words
    test_eq(record['critic/adv'][0], list(range(1, 201)))
    test_close(record['gen/adv'][1], [.7 + i/300 for i in range(200)], 1e-6)
    assert 'gen/adv' in record and 'gen/none' not in record
    words = "record.'gen/none'.: expected a name in the record; choose one of .'critic/adv'"
    with ExceptionExpected(UserError, regex=words): record['gen/none']


@cells.test
def test_a_record_has_an_end_and_its_file_has_not():
    'nbs/toolbox/record.ipynb #ff1cc494'
    global batches, i, path, short, values
    path = Path(tmp.name)/'long.csv'
    short = Record(path, most=8)
    for i in range(100):
        short.count = i
        short.add('x', i)
        if i % 7 == 0:
            short.fetch()
    batches, values = short['x']
    test_eq(values, [float(o) for o in batches])
    assert len(batches) <= 8 and batches == sorted(batches)
    test_eq(read_log(path)['x'], (list(range(100)), [float(i) for i in range(100)]))


@cells.test
def test_a_line_that_was_cut_short_is_left_out_and_a_file_of_something_else_is():
    'nbs/toolbox/record.ipynb #47fa4e0a'
    global f
    with open(path, 'a') as f:
        f.write('100,x')
    test_eq(len(read_log(path)['x'][0]), 100)
    (Path(tmp.name)/'other.csv').write_text('epoch,loss\n1,2\n')
    with ExceptionExpected(UserError, regex="other.csv: other content"):
        read_log(Path(tmp.name)/'other.csv')
    with ExceptionExpected(UserError, regex="no such file"): read_log(Path(tmp.name)/'nowhere.csv')


@cells.test
def test_a_resumed_record_forgets_what_will_be_played_again():
    'nbs/toolbox/record.ipynb #b03132af'
    global back, state
    state = dict(count=50, turns=dict(gen=3), values={})
    back = Record(path)
    back.load_state_dict(state)
    test_eq((back['x'][0], back.turns), (list(range(51)), dict(gen=3)))
    back.count = 51
    back.add('x', -1.)
    back.fetch()
    test_eq(read_log(path)['x'][1], [*map(float, range(51)), -1.])


@cells.test
def test_the_grid_draws_when_it_should_and_in_eval_mode_by_the_average():
    'nbs/toolbox/record.ipynb #ba89562e'
    global names, want
    test_eq([k for k, _ in grid.shots], sorted({*range(0, grid.count + 1, 2), grid.count}))
    names = sorted(o.name for o in (Path(tmp.name)/'grid').iterdir())
    test_eq(names, [f'{k:05}.png' for k, _ in grid.shots])
    with torch.no_grad():
        want = learn.ema.average(fixed)
    test_close(grid.shots[-1][1], want.clamp(-1, 1), 1/127)


@cells.test
def test_the_grid_keeps_a_bounded_number_of_pictures_the_newest_among_them():
    'nbs/toolbox/record.ipynb #c11df870'
    global few, learn
    few = SampleGrid({'input': fixed}, every=1, most=5)
    learn = tiny_learner(cbs=few)
    with learn.no_bar(), learn.no_logging():
        learn.fit(2, 1e-2)
    assert len(few.shots) <= 5
    test_eq((few.shots[0][0], few.shots[-1][0]), (0, few.count))


@cells.test
def test_the_film_and_the_movie_show_its_moments():
    'nbs/toolbox/record.ipynb #a42be034'
    global im
    with Image.open(grid.movie(Path(tmp.name)/'a.webp')) as im:
        test_eq(im.n_frames, len(grid.shots))
    with ExceptionExpected(UserError, regex="every=0"): SampleGrid(fixed, every=0)


@cells.test
def test_pictures_of_clips_volumes_and_several_answers():
    'nbs/toolbox/record.ipynb #dc0ee3de'
    global clip, solid
    clip, solid = torch.rand(2, 3, 1, 4, 5), torch.rand(2, 1, 6, 4, 5)
    test_eq(as_pictures(clip)['answer'], torch.cat([clip[:, i] for i in range(3)], -1))
    test_eq(as_pictures(solid)['answer'], solid.amax(2))
    test_eq(list(as_pictures((clip[:, 0], solid))), ['answer 1', 'answer 2'])


@cells.test
def test_a_loss_that_is_no_number_stops_the_training_and_is_named():
    'nbs/toolbox/record.ipynb #edad9522'
    global Poison, learn, words
    class Poison(Callback):
        "Make one loss infinite."
        order = 40
        def after_loss(self):
            if self.training and self.iter == 1:
                self.learn.loss_grad = self.learn.loss = self.loss*float('inf')

    learn = tiny_learner(cbs=[Finite(every=1), Poison()])
    words = "batch 2: the loss 'loss' is inf: expected a number below 100,000,000; lower the learning rate"
    with ExceptionExpected(UserError, regex=words), learn.no_bar(): learn.fit(1)


@cells.test
def test_a_loss_beyond_all_bounds_does_too():
    'nbs/toolbox/record.ipynb #2238cf9f'
    global Rocket, learn
    class Rocket(Callback):
        "Make one loss enormous."
        order = 40
        def after_loss(self):
            if self.training and self.iter == 1:
                self.learn.loss_grad = self.learn.loss = self.loss*1e24

    learn = tiny_learner(cbs=[Finite(every=1), Rocket()])
    with ExceptionExpected(UserError, regex=r"the loss 'loss' is .*e\+2\d"), learn.no_bar(): learn.fit(1)

"""Generated from nbs/02_unet_pretrain.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.unet import (
    DataLoaders, ENCODERS, Encoder, ExportSpec, F, Learner, Path, Precision, UnetGenerator, Up, _Clipped, architecture, check_sides, conv, decibels,
    export_spec, fastai, from_uint8, fused_adam, load_model, load_or_train_unet, nn, pick_device, pretrain_unet, psnr, psnr_db, restore_batch,
    save_model, split, torch, unet_learner)


@cells.setup
def _cell_c1c5f09c():
    'nbs/02_unet_pretrain.ipynb #c1c5f09c'
    global ExceptionExpected, Markdown, RestorationScore, SampleGrid, UserError, at_scale, chain, close_session, draw_unet, fastai_path, islice, make_pairs, pair_dls, patch_folder, plot_style, plt, repeat, scale, score_table, seed_everything, session_checkpoint, show_rows, tempfile, test_eq
    import tempfile
    from itertools import chain, islice, repeat

    from fastai.data.external import fastai_path
    from fastcore.test import ExceptionExpected, test_eq
    from IPython.display import Markdown
    from matplotlib import pyplot as plt

    from gan_course.checkpoints import close_session, session_checkpoint
    from gan_course.core import (
        UserError,
        at_scale,
        plot_style,
        scale,
        seed_everything,
        show_rows,
    )
    from gan_course.encoders import draw_unet
    from gan_course.judge import RestorationScore
    from gan_course.loaders import pair_dls
    from gan_course.metrics import score_table
    from gan_course.pairs import make_pairs
    from gan_course.photos import patch_folder
    from gan_course.record import SampleGrid

    plot_style()
    seed_everything(42)


@cells.setup
def _cell_89c59d4f():
    'nbs/02_unet_pretrain.ipynb #89c59d4f'
    draw_unet()


@cells.setup
def _cell_3cd90690():
    'nbs/02_unet_pretrain.ipynb #3cd90690'
    global TinyUnet, say
    class TinyUnet(nn.Module):
        "Four sizes down, three steps up; `bridges=False` cuts what goes across."
        def __init__(self, width=16, bridges=True):
            super().__init__()
            w, self.bridges = width, bridges
            down = [(3, w), (w, 2*w), (2*w, 4*w), (4*w, 4*w)]
            self.down = nn.ModuleList(conv(*o) for o in down)
            self.up = nn.ModuleList([Up(4*w, 4*w, 4*w), Up(4*w, 2*w, 2*w), Up(2*w, w, w)])
            self.head = conv(w, 3)

        def forward(self, x, say=lambda where, x: None):
            seen = []
            for layer in self.down:
                x = F.leaky_relu(layer(F.avg_pool2d(x, 2) if seen else x), .2)
                seen.append(x)
                say('down', x)
            x = seen.pop()
            for up in self.up:
                across = seen.pop()
                x = up(x, across if self.bridges else torch.zeros_like(across))
                say('up', x)
            return self.head(x)

    def say(where, x):
        print(f"{where:5} {x.shape[1]} channels of {x.shape[2]} x {x.shape[3]}")

    TinyUnet()(torch.zeros(1, 3, 64, 64), say).shape


@cells.setup
def _cell_af6664c3():
    'nbs/02_unet_pretrain.ipynb #af6664c3'
    global crop, data, dls, folder, pairs, per_photo
    data = at_scale(quick='embedded', full='pets')
    per_photo = at_scale(quick=None, full=None, smoke=10)
    folder = patch_folder(data, per_photo=per_photo, progress=False)
    pairs = make_pairs(folder, progress=False)
    crop = at_scale(quick=64, full=64, smoke=32)
    dls = pair_dls(pairs.train, pairs.valid, bs=16, crop=crop)
    print(f"{data}: {len(pairs.clean)} patches to learn from, "
      f"{len(pairs.valid_clean)} of held-out photos")


@cells.setup
def _cell_d1a1078f():
    'nbs/02_unet_pretrain.ipynb #d1a1078f'
    global learn_to_copy, pick
    def learn_to_copy(net, batches=at_scale(quick=80, full=160, smoke=2)):
        "Train a network to return clean photos; what it makes of held-out ones."
        net = net.to(dls.device)
        opt = torch.optim.Adam(net.parameters(), 2e-3)
        for _, clean in islice(chain.from_iterable(repeat(dls.train)), batches):
            opt.zero_grad()
            (net(clean) - clean).abs().mean().backward()
            opt.step()
        return restore_batch(net, pairs.valid_clean[pick])

    pick = torch.linspace(0, len(pairs.valid_clean) - 1, 8).long()
    show_rows({'without': learn_to_copy(TinyUnet(bridges=False)),
               'with': learn_to_copy(TinyUnet()),
               'real': from_uint8(pairs.valid_clean[pick])},
              title='Copying a photo, without bridges and with them')


@cells.setup
def _cell_ce3c1992():
    'nbs/02_unet_pretrain.ipynb #ce3c1992'
    global gen, x
    gen = UnetGenerator()
    x = torch.rand(2, 3, 64, 96)*2 - 1
    gen(x).shape, (gen(x) - x).abs().max().item()


@cells.setup
def _cell_cb66f341():
    'nbs/02_unet_pretrain.ipynb #cb66f341'
    [f"{sum(p.numel() for p in o)/1e6:.1f} million" for o in gen.split()]


@cells.setup
def _cell_a48d8bc8():
    'nbs/02_unet_pretrain.ipynb #a48d8bc8'
    global fixed, grid, learn
    fixed = {'damaged': from_uint8(pairs.valid_damaged[pick]),
             'real': from_uint8(pairs.valid_clean[pick])}
    grid = SampleGrid(fixed, every=at_scale(quick=24, full=200, smoke=2))
    learn = unet_learner(dls, cbs=[Precision(), grid])
    pretrain_unet(learn, frozen=at_scale(quick=4, full=7, smoke=1),
                  thawed=at_scale(quick=1, full=3, smoke=1),
                  each=lambda part: session_checkpoint(f'02-{part}'))
    close_session('02')


@cells.setup
def _cell_2a604507():
    'nbs/02_unet_pretrain.ipynb #2a604507'
    grid.film(5, title='What the U-Net has learned, and when',
              caption='Early moments lie close together, late ones far apart.')


@cells.setup
def _cell_3e278486():
    'nbs/02_unet_pretrain.ipynb #3e278486'
    global judge, mask, real, restored, rows, scores
    judge = RestorationScore(from_uint8(pairs.valid_clean))
    real, mask = judge.real, pairs.valid_mask
    restored = restore_batch(learn.model, pairs.valid_damaged)
    rows = {'damaged': from_uint8(pairs.valid_damaged),
            'bicubic': from_uint8(pairs.valid_bicubic), 'U-Net': restored}
    scores = {k: judge(v, mask) for k, v in rows.items()}
    Markdown(score_table(scores) + f'\n\n{judge.protocol}')


@cells.setup
def _cell_473d0ce9():
    'nbs/02_unet_pretrain.ipynb #473d0ce9'
    global some
    some = torch.linspace(0, len(real) - 1, 10).long()[1:-1]
    show_rows({**{k: v[some] for k, v in rows.items()}, 'real': real[some]},
              title='Held-out photos',
              caption='The numbers are gone. So is the fur: compare the last two rows.')


@cells.setup
def _cell_60cf8c7a():
    'nbs/02_unet_pretrain.ipynb #60cf8c7a'
    global models
    models = fastai_path('data')/'gan_course'/'models'
    save_model(learn.model, models/f'unet-{data}-{scale()}.safetensors',
               scores=scores['U-Net']).name


@cells.setup
def _cell_183a2a1d():
    'nbs/02_unet_pretrain.ipynb #183a2a1d'
    global Painter, Unbridged, short_training
    class Unbridged(UnetGenerator):
        "Nothing goes across: the way up gets zeros."
        def change(self, x):
            seen = [F.leaky_relu(self.stem(x), .2), *self.encoder(x)]
            y = seen.pop()
            for up in self.ups:
                y = up(y, torch.zeros_like(seen.pop()))
            return self.head(y)

    class Painter(UnetGenerator):
        "The photo is painted anew; nothing is added to the damaged one."
        def forward(self, x):
            return self.change(x)

    def short_training(gen):
        "Restored held-out photos after a short training with the pixel loss."
        seed_everything(1)
        dls.train.epoch = 0
        trial = unet_learner(dls, gen, metrics=[])
        with trial.no_bar(), trial.no_logging():
            pretrain_unet(trial, frozen=0, thawed=at_scale(quick=1, full=2, smoke=1))
        return restore_batch(trial.model, pairs.valid_damaged)


@cells.setup
def _cell_35f34bae():
    'nbs/02_unet_pretrain.ipynb #35f34bae'
    global batches, short, variants
    variants = {'as it is': UnetGenerator(),
                'encoder from nothing': UnetGenerator(pretrained=False),
                'no bridges': Unbridged(), 'no sum': Painter()}
    short = {k: short_training(v) for k, v in variants.items()}
    batches = at_scale(quick=1, full=2, smoke=1)*len(dls.train)
    Markdown(score_table({k: judge(v, mask) for k, v in short.items()})
             + f'\n\n{judge.protocol}; {batches} batches each, one seed')


@cells.test
def test_the_untrained_generator_returns_its_input():
    'nbs/02_unet_pretrain.ipynb #0c041762'
    global gen, x
    gen = UnetGenerator()
    x = torch.rand(2, 3, 64, 96)*2 - 1
    assert torch.equal(gen(x), x)


@cells.test
def test_two_groups_hold_every_parameter_once_the_encoder_s_first():
    'nbs/02_unet_pretrain.ipynb #1f519ba8'
    global groups
    test_eq([round(sum(p.numel() for p in o)/1e6, 1) for o in gen.split()], [.7, .7])
    groups = [{id(p) for p in o} for o in gen.split()]
    test_eq(groups[0], {id(p) for p in gen.encoder.parameters()})
    test_eq(groups[0] | groups[1], {id(p) for p in gen.parameters()})
    assert not groups[0] & groups[1]


@cells.test
def test_both_encoders_take_sides_that_are_multiples_of_theirs_and_no_others():
    'nbs/02_unet_pretrain.ipynb #2ec71271'
    global res, sides
    sides = "images of 30x64 pixels: expected sides that are multiples of 16, at least 32"
    with ExceptionExpected(UserError, regex=f"{sides}; .* crop to 32x64"):
        gen(torch.zeros(1, 3, 30, 64))
    with ExceptionExpected(UserError, regex="encoder='vgg'.*'lite0', 'resnet34'"):
        UnetGenerator('vgg')
    res = UnetGenerator('resnet34', pretrained=False)
    test_eq(res(torch.zeros(1, 3, 64, 64)).shape, (1, 3, 64, 64))


@cells.test
def test_a_saved_generator_comes_back_as_it_was():
    'nbs/02_unet_pretrain.ipynb #f178049e'
    global back, path, same, tmp
    nn.init.normal_(gen.head.weight, std=.01)
    with tempfile.TemporaryDirectory() as tmp:
        path = save_model(gen.eval(), Path(tmp)/'gen.safetensors')
        back, same = load_model(path), load_or_train_unet(path, dls, 1).cpu()
    with torch.no_grad():
        assert torch.equal(gen(x), back(x)) and not torch.equal(back(x), x)
        assert torch.equal(gen(x), same(x))
    test_eq(type(back), UnetGenerator)
    test_eq(back.config, dict(encoder='lite0', width=32, pretrained=False))


@cells.setup
def _cell_21d90f4e():
    'nbs/02_unet_pretrain.ipynb #21d90f4e'
    with torch.no_grad():
        torch.testing.assert_close(gen.export_spec().net(x), gen(x).clamp(-1, 1),
                                   atol=1e-6, rtol=0)


@cells.test
def test_a_photo_s_restoration_does_not_depend_on_its_neighbours_and_looking_ch():
    'nbs/02_unet_pretrain.ipynb #c3a73d82'
    global before
    before = {k: v.clone() for k, v in gen.state_dict().items()}
    with torch.no_grad():
        torch.testing.assert_close(gen.train()(x)[:1], gen(x[:1]), atol=1e-5, rtol=0)
    assert all(torch.equal(v, before[k]) for k, v in gen.state_dict().items())


@cells.test
def test_a_frozen_encoder_keeps_its_weights_and_learns_when_it_is_thawed():
    'nbs/02_unet_pretrain.ipynb #a083391e'
    global before, moved, small, train, trial, valid
    train, valid = (tuple(o[:32] for o in part) for part in (pairs.train, pairs.valid))
    small = pair_dls(train, valid, bs=16, crop=32)
    trial = unet_learner(small, UnetGenerator(pretrained=False))
    before = [p.detach().clone() for p in trial.model.encoder.parameters()]
    def moved():
        return [not torch.equal(p.cpu(), o) for p, o in
                zip(trial.model.encoder.parameters(), before, strict=True)]
    with trial.no_bar(), trial.no_logging():
        pretrain_unet(trial, frozen=1, thawed=0)
        test_eq(any(m for m, p in zip(moved(), before, strict=True) if p.ndim == 4), False)
        pretrain_unet(trial, frozen=0, thawed=1)
    test_eq(all(m for m, p in zip(moved(), before, strict=True) if p.ndim == 4), True)


@cells.test
def test_a_batch_is_restored_in_eval_mode_and_in_pieces_and_the_mode_comes_back():
    'nbs/02_unet_pretrain.ipynb #30b53f45'
    global photos, whole
    gen.train()
    photos = pairs.valid_damaged[:5, :, :64, :64]
    whole = restore_batch(gen, photos)
    assert gen.training
    test_eq([whole.shape, whole.device.type], [(5, 3, 64, 64), 'cpu'])
    assert torch.equal(whole, restore_batch(gen, from_uint8(photos)))
    torch.testing.assert_close(whole, restore_batch(gen, photos, bs=2))
    assert whole.abs().max() <= 1


@cells.test
def test_the_u_net_beats_the_damaged_photo_and_the_parts_that_were_taken_away_a():
    'nbs/02_unet_pretrain.ipynb #379b50c3'
    global better
    better = at_scale(quick=1, full=2, smoke=-9)
    assert scores['U-Net']['psnr'] > scores['damaged']['psnr'] + better
    assert scores['U-Net']['psnr_number'] > scores['damaged']['psnr_number'] + 3*better
    test_eq(restored.shape, real.shape)

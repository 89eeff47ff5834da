"""Generated from nbs/02_unet_pretrain.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.unet import (
    DataLoaders, DynamicUnet, ENCODERS, ExportSpec, Learner, Path, PlainUnet, Precision, ToTensorBase, UnetBlock, UnetGenerator, UserError, WEIGHTS,
    _Normalize, _lite0, _plain_conv, _resnet34, _steady, architecture, atomic, check, choose, copy, efficientnet_lite, export_spec, from_uint8,
    fused_adam, load_file, load_generator, nn, pretrain_unet, psnr, psnr_db, restore_batch, safe_open, save_file, save_generator, torch, unet_learner,
    weights_of)


@cells.setup
def _cell_c1c5f09c():
    'nbs/02_unet_pretrain.ipynb #c1c5f09c'
    global ExceptionExpected, FeatureDistance, Markdown, SampleGrid, at_scale, close_session, fastai_path, make_pairs, pair_dls, patch_folder, pickle, plot_style, plt, scale, score, score_table, seed_everything, session_checkpoint, show_rows, tempfile, test_close, test_eq
    import pickle
    import tempfile

    from fastai.data.external import fastai_path
    from fastcore.test import ExceptionExpected, test_close, test_eq
    from gan_course.checkpoints import close_session, session_checkpoint
    from gan_course.loaders import pair_dls
    from gan_course.photos import patch_folder
    from gan_course.record import SampleGrid
    from IPython.display import Markdown
    from matplotlib import pyplot as plt

    from gan_course.core import at_scale, plot_style, scale, seed_everything, show_rows
    from gan_course.pairs import make_pairs
    from gan_course.metrics import FeatureDistance, score, score_table

    plot_style(); seed_everything(42)


@cells.setup
def _cell_89c59d4f():
    'nbs/02_unet_pretrain.ipynb #89c59d4f'
    global ax, c, down, fig, n, pts, s, u, up, v, x, y
    fig, ax = plt.subplots(figsize=(9, 2.9)); ax.axis('off'); ax.set(xlim=(-.7, 9.7), ylim=(-.5, 3.9))
    down, up = [(i, 3 - i*.75) for i in range(5)], [(9 - i, 3 - i*.75) for i in range(5)]
    for pts, c in ((down, '#3b6fb6'), (up, '#d1603d')):
        for (x, y), (s, n) in zip(pts, [(.95, '1'), (.75, '1/2'), (.55, '1/4'), (.4, '1/8'), (.36, '1/16')]):
            ax.add_patch(plt.Rectangle((x - s/2, y - s/2), s, s, color=c, alpha=.85)); ax.text(x, y, n, ha='center', va='center', color='white', fontsize=7)
    for (x, y), (u, v) in zip(down, up): ax.annotate('', (u - .5, v), (x + .5, y), arrowprops=dict(arrowstyle='->', color='gray', lw=1))
    ax.text(4.5, 3.15, 'damaged + change = restored', ha='center', fontsize=9); ax.text(.2, .2, 'encoder: pretrained', ha='center', color='#3b6fb6'); ax.text(8.8, .2, 'decoder: learned here', ha='center', color='#d1603d')
    plt.close(fig); fig


@cells.test
def test_the_network_written_out_for_export_gives_the_same():
    'nbs/02_unet_pretrain.ipynb #21d90f4e'
    global gen, x
    gen = UnetGenerator(pretrained=False).eval()
    nn.init.normal_(gen.unet.layers[-2][0].weight, 0, .1)
    x = torch.rand(2, 3, 48, 80)*2 - 1
    with torch.no_grad(): torch.testing.assert_close(PlainUnet(gen)(x), gen(x).clamp(-1, 1), atol=1e-5, rtol=0)
    assert (gen(x) - x).abs().mean() > .01


@cells.test
def test_down_across_and_up_torch_equal_gen_x_x_the():
    'nbs/02_unet_pretrain.ipynb #0c041762'
    global gen, x
    gen = UnetGenerator()
    x = torch.rand(2, 3, 64, 96)*2 - 1
    assert torch.equal(gen(x), x), "the untrained generator returns its input"
    test_eq([round(sum(p.numel() for p in o)/1e6, 2) for o in gen.split()], [.7, .8])
    test_eq(sum(p.numel() for o in gen.split() for p in o), sum(p.numel() for p in gen.parameters()))


@cells.test
def test_down_across_and_up_images_of_x64_pixels_expected_sides():
    'nbs/02_unet_pretrain.ipynb #2ec71271'
    global res
    with ExceptionExpected(UserError, regex="images of 30x64 pixels: expected sides that are multiples of 16, at least 32; .* crop to 32x64"): gen(torch.zeros(1, 3, 30, 64))
    with ExceptionExpected(UserError, regex="encoder='vgg'.*'lite0', 'resnet34'"): UnetGenerator('vgg')
    res = UnetGenerator('resnet34', pretrained=False)
    test_eq(res(torch.zeros(1, 3, 64, 64)).shape, (1, 3, 64, 64))
    test_close(res.normalize(torch.zeros(1, 3, 1, 1)).flatten().tolist(), [(.5-.485)/.229, (.5-.456)/.224, (.5-.406)/.225], 1e-5)


@cells.test
def test_saving_what_was_learned_junk_safetensors_cannot_be_read_as():
    'nbs/02_unet_pretrain.ipynb #f178049e'
    global back, path, tmp
    tmp = tempfile.TemporaryDirectory(); path = save_generator(gen.eval(), Path(tmp.name)/'gen.safetensors')
    back = load_generator(path)
    nn.init.normal_(gen.unet.layers[-2][0].weight, std=.01); save_generator(gen, path); back = load_generator(path)
    with torch.no_grad(): assert torch.equal(gen(x), back(x)) and not torch.equal(back(x), x)
    (Path(tmp.name)/'junk.safetensors').write_text('junk')
    with ExceptionExpected(UserError, regex="junk.safetensors: cannot be read as safetensors"): load_generator(Path(tmp.name)/'junk.safetensors')
    with ExceptionExpected(UserError, regex="no such file"): load_generator('nowhere.safetensors')
    save_file({'w': torch.zeros(2)}, Path(tmp.name)/'other.safetensors', metadata={'dcgan': '{}'})
    with ExceptionExpected(UserError, regex="a DCGAN generator: expected a restoration U-Net; read it with load_dcgan"): load_generator(Path(tmp.name)/'other.safetensors')


@cells.test
def test_saving_what_was_learned_a_pickle_expected_a_safetensors_file():
    'nbs/02_unet_pretrain.ipynb #f4308488'
    global Payload, name
    class Payload:
        def __reduce__(self): return (Path.touch, (Path(tmp.name)/'was-here',))

    torch.save(Payload(), Path(tmp.name)/'evil.pt'); (Path(tmp.name)/'evil.safetensors').write_bytes(pickle.dumps(Payload()))
    for name in ('evil.pt', 'evil.safetensors'):
        with ExceptionExpected(UserError, regex="a pickle: expected a safetensors file; reading a pickle can run any code"): load_generator(Path(tmp.name)/name)
    assert not (Path(tmp.name)/'was-here').exists()


@cells.setup
def _cell_af6664c3():
    'nbs/02_unet_pretrain.ipynb #af6664c3'
    global data, dls, pairs
    data = at_scale(quick='embedded', full='pets')
    pairs = make_pairs(patch_folder(data, per_photo=at_scale(quick=None, full=None, smoke=8), progress=False), progress=False)
    dls = pair_dls(pairs.train, pairs.valid, bs=16, crop=at_scale(quick=96, full=96, smoke=32))
    print(f"{data}: {len(pairs.clean)} patches to learn from, {len(pairs.valid_clean)} of held-out photos")


@cells.setup
def _cell_a48d8bc8():
    'nbs/02_unet_pretrain.ipynb #a48d8bc8'
    global fixed, grid, learn, pick
    pick = torch.linspace(0, len(pairs.valid_clean) - 1, 8).long()
    fixed = {'damaged': from_uint8(pairs.valid_damaged[pick]), 'real': from_uint8(pairs.valid_clean[pick])}
    grid = SampleGrid(fixed, every=at_scale(quick=48, full=400, smoke=2))
    learn = unet_learner(dls, cbs=[Precision(), grid])
    pretrain_unet(learn, frozen=at_scale(quick=14, full=12, smoke=1), thawed=at_scale(quick=2, full=6, smoke=1),
                  each=lambda part: session_checkpoint(f'02-{part}'))  # a lost session goes on where it stood
    close_session('02')


@cells.setup
def _cell_2a604507():
    'nbs/02_unet_pretrain.ipynb #2a604507'
    grid.film(5, title='What the U-Net has learned, and when', caption='Early moments lie close together, late ones far apart.')


@cells.setup
def _cell_007e70f6():
    'nbs/02_unet_pretrain.ipynb #007e70f6'
    global ax, fig, losses
    losses = [o.item() for o in learn.recorder.losses] 
    fig, ax = plt.subplots(figsize=(7, 2.4), layout='constrained'); ax.plot(losses); ax.set(xlabel='batch (thawed part)', ylabel='L1 on training crops', title='Loss, smoothed'); plt.close(fig); fig


@cells.setup
def _cell_3e278486():
    'nbs/02_unet_pretrain.ipynb #3e278486'
    global distance, real, restored, scores
    distance, real = FeatureDistance(), from_uint8(pairs.valid_clean)
    restored = restore_batch(learn.model, pairs.valid_damaged)
    scores = {k: score(v, real, pairs.valid_mask, distance) for k,v in {'damaged': from_uint8(pairs.valid_damaged), 'bicubic': from_uint8(pairs.valid_bicubic), 'U-Net': restored}.items()}
    Markdown(score_table(scores) + f"\n\n{len(real)} held-out patches of 128 px; feature distance: {distance.protocol}, lower is better")


@cells.test
def test_the_u_net_beats_the_damaged_photo():
    'nbs/02_unet_pretrain.ipynb #379b50c3'
    global better
    better = at_scale(quick=1.5, full=2, smoke=-9)
    assert scores['U-Net']['psnr'] > scores['damaged']['psnr'] + better
    assert scores['U-Net']['psnr_number'] > scores['damaged']['psnr_number'] + 3*better
    test_eq(restored.shape, real.shape)


@cells.setup
def _cell_473d0ce9():
    'nbs/02_unet_pretrain.ipynb #473d0ce9'
    global hard, pick8
    hard = [2, 9, 17, 26, 33, 41, 50, 60]
    pick8 = [o % len(real) for o in hard]
    show_rows({'damaged': from_uint8(pairs.valid_damaged[pick8]), 'bicubic': from_uint8(pairs.valid_bicubic[pick8]), 'U-Net': restored[pick8], 'real': real[pick8]},
              title='Held-out photos', caption='Most blocks and numbers are gone. So is the fur: compare the last two rows.')


@cells.setup
def _cell_60cf8c7a():
    'nbs/02_unet_pretrain.ipynb #60cf8c7a'
    global models
    models = fastai_path('data')/'gan_course'/'models'
    save_generator(learn.model, models/f'unet-{data}-{scale()}.safetensors', scores=scores['U-Net']).name

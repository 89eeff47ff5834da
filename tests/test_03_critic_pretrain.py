"""Generated from nbs/03_critic_pretrain.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.critic import (
    DataLoaders, F, Learner, PatchCritic, Path, Precision, _save_png, atomic, check, choose, critic_accuracy, critic_dls, critic_learner, critic_loss,
    detail, fused_adam, nn, pair_dls, parallel, restore_batch, save_restorations, spectral_norm, to_pil, torch)


@cells.setup
def _cell_d997796f():
    'nbs/03_critic_pretrain.ipynb #d997796f'
    global ExceptionExpected, UserError, at_scale, close_session, fastai_path, from_uint8, load_folder, load_generator, make_pairs, np, patch_folder, pick_device, plot_style, plt, pretrain_unet, save_generator, scale, seed_everything, session_checkpoint, show_rows, tempfile, test_close, test_eq, to_uint8, unet_learner
    import tempfile

    import numpy as np
    from fastai.data.external import fastai_path
    from fastcore.test import ExceptionExpected, test_close, test_eq
    from gan_course.checkpoints import close_session, session_checkpoint
    from gan_course.photos import load_folder, patch_folder
    from matplotlib import pyplot as plt

    from gan_course.core import (
        UserError,
        at_scale,
        from_uint8,
        pick_device,
        plot_style,
        scale,
        seed_everything,
        show_rows,
        to_uint8,
    )
    from gan_course.pairs import make_pairs
    from gan_course.unet import load_generator, pretrain_unet, save_generator, unet_learner

    plot_style(); seed_everything(42)


@cells.setup
def _cell_9e72713c():
    'nbs/03_critic_pretrain.ipynb #9e72713c'
    global crop, data, gen, learn, pairs, weights
    data = at_scale(quick='embedded', full='pets')
    pairs = make_pairs(patch_folder(data, per_photo=at_scale(quick=None, full=None, smoke=8), progress=False), progress=False)
    weights = fastai_path('data')/'gan_course'/'models'/f'unet-{data}-{scale()}.safetensors'
    if not weights.exists():
        crop = at_scale(quick=96, full=96, smoke=32)
        learn = unet_learner(pair_dls(pairs.train, pairs.valid, bs=16, crop=crop))
        save_generator(pretrain_unet(learn, frozen=at_scale(quick=8, full=12, smoke=1), thawed=0).model, weights)
    gen = load_generator(weights, pick_device())


@cells.setup
def _cell_c30e9afc():
    'nbs/03_critic_pretrain.ipynb #c30e9afc'
    global _, restored, root, tmp, valid_restored
    tmp = tempfile.TemporaryDirectory(); root = Path(tmp.name)
    restored, _ = load_folder(save_restorations(gen, pairs.damaged, root/'train', progress=False))
    valid_restored, _ = load_folder(save_restorations(gen, pairs.valid_damaged, root/'valid', progress=False))
    show_rows({'restored': from_uint8(restored[::len(restored)//8][:8]), 'real': from_uint8(pairs.clean[::len(restored)//8][:8])}, title='The critic must learn to tell these rows apart', caption='You do it by the texture. So will the critic.')


@cells.test
def test_restore_and_save_restored_shape_pairs_damaged_shape():
    'nbs/03_critic_pretrain.ipynb #32ce7261'
    test_eq(restored.shape, pairs.damaged.shape)
    assert torch.equal(valid_restored, to_uint8(restore_batch(gen, pairs.valid_damaged)))


@cells.test
def test_one_verdict_a_patch_critic_x_x_shape():
    'nbs/03_critic_pretrain.ipynb #1f748f11'
    global critic, x
    critic = PatchCritic('pair')
    x = torch.rand(2, 3, 64, 96)*2 - 1
    test_eq(critic(x, x).shape, (2, 1, 8, 12))
    test_eq(PatchCritic('image')(x).shape, (2, 1, 8, 12))
    with ExceptionExpected(UserError, regex="make a PatchCritic.'image'."): critic(x)
    test_close(detail(torch.full((1, 3, 8, 8), .3)), torch.zeros(1, 3, 8, 8), 1e-5)
    with ExceptionExpected(UserError, regex="sees='both'"): PatchCritic('both')


@cells.test
def test_one_verdict_a_patch_int_rows_max_rows_min():
    'nbs/03_critic_pretrain.ipynb #7a485e19'
    global probe, rows
    probe = torch.zeros(1, 3, 96, 96, requires_grad=True)
    PatchCritic()(probe)[0, 0, 6, 6].backward()
    rows = probe.grad.abs().sum((0, 1, 3)).nonzero().flatten()
    test_eq(int(rows.max() - rows.min() + 1), 42)


@cells.test
def test_training_it_critic_loss_torch_zeros_torch_ones_item():
    'nbs/03_critic_pretrain.ipynb #e25bdc58'
    global candidate, damaged, dls, label
    test_close(critic_loss(torch.zeros(2, 1, 3, 3), torch.ones(2, 1, 1, 1)).item(), .693147, 1e-5)
    test_eq(critic_accuracy(torch.tensor([2., -1, 3]).view(3, 1, 1, 1), torch.tensor([1., 1, -1])).item(), torch.tensor(1/3).item())
    dls = critic_dls((pairs.damaged, restored, pairs.clean), (pairs.valid_damaged, valid_restored, pairs.valid_clean), bs=16, crop=at_scale(quick=96, full=96, smoke=32))
    candidate, damaged, label = dls.one_batch()
    test_eq([candidate.shape[-1], damaged.shape[-1], label.shape[-1]], [candidate.shape[-1]]*2 + [1])
    test_eq(sorted(set(label.flatten().tolist())), [-1, 1])


@cells.setup
def _cell_4f00d1e0():
    'nbs/03_critic_pretrain.ipynb #4f00d1e0'
    global epochs, learn
    epochs = at_scale(quick=5, full=2, smoke=1)
    learn = critic_learner(dls)
    learn.fit_one_cycle(epochs, 1e-3, cbs=session_checkpoint('03-critic')); close_session('03')


@cells.setup
def _cell_ba4575ab():
    'nbs/03_critic_pretrain.ipynb #ba4575ab'
    global ax, bins, fake, fig, true, verdicts
    @torch.no_grad()
    def verdicts(critic, candidates, damaged):
        "Mean logit of each candidate."
        critic.eval(); see = lambda o: from_uint8(o).to(next(critic.parameters()).device)
        return torch.cat([critic(see(c), see(d)).mean((1, 2, 3)).cpu() for c,d in zip(candidates.split(32), damaged.split(32))])

    fake, true = verdicts(learn.model, valid_restored, pairs.valid_damaged), verdicts(learn.model, pairs.valid_clean, pairs.valid_damaged)
    fig, ax = plt.subplots(figsize=(7, 2.4), layout='constrained')
    bins = np.linspace(min(fake.min(), true.min()), max(fake.max(), true.max()), 30)
    ax.hist(fake.numpy(), bins, alpha=.7, label='restored'); ax.hist(true.numpy(), bins, alpha=.7, label='real'); ax.axvline(0, color='gray', lw=1)
    ax.set(xlabel='mean logit: higher is more real', ylabel='held-out photos', title='The critic\'s verdicts'); ax.legend(); plt.close(fig); fig


@cells.setup
def _cell_8b0935c1():
    'nbs/03_critic_pretrain.ipynb #8b0935c1'
    global worst_fake, worst_true
    worst_fake, worst_true = fake.argsort(descending=True)[:8], true.argsort()[:8]
    print(f"on the wrong side of zero: {(fake > 0).sum()} of {len(fake)} restorations, {(true < 0).sum()} of {len(true)} real photos")
    show_rows({'restored, highest': from_uint8(valid_restored[worst_fake]), 'real, lowest': from_uint8(pairs.valid_clean[worst_true])}, size=1.2,
              title='The closest calls', caption='Above: restorations with the highest logits. Below: real photos with the lowest.')


@cells.setup
def _cell_13b6ab29():
    'nbs/03_critic_pretrain.ipynb #13b6ab29'
    global naive, wrong
    wrong = critic_dls((pairs.damaged, pairs.damaged, pairs.clean), (pairs.valid_damaged, pairs.valid_damaged, pairs.valid_clean), bs=16, crop=at_scale(quick=96, full=96, smoke=32))
    naive = critic_learner(wrong)
    naive.fit_one_cycle(epochs, 1e-3)


@cells.setup
def _cell_4e760797():
    'nbs/03_critic_pretrain.ipynb #4e760797'
    global ax, bins, fig, k, o, on_damaged, on_real, on_restored
    on_damaged, on_restored, on_real = (verdicts(naive.model, o, pairs.valid_damaged) for o in (pairs.valid_damaged, valid_restored, pairs.valid_clean))
    fig, ax = plt.subplots(figsize=(7, 2.4), layout='constrained')
    bins = np.linspace(min(o.min() for o in (on_damaged, on_restored, on_real)), max(o.max() for o in (on_damaged, on_restored, on_real)), 40)
    for o, k in ((on_damaged, 'damaged'), (on_restored, 'restored'), (on_real, 'real')): ax.hist(o.numpy(), bins, alpha=.6, label=k)
    ax.axvline(0, color='gray', lw=1); ax.set(xlabel='mean logit: higher is more real', ylabel='held-out photos', title='A critic that learned from damaged photos'); ax.legend(); plt.close(fig); fig


@cells.setup
def _cell_575386a4():
    'nbs/03_critic_pretrain.ipynb #575386a4'
    global auc, fakes, other, own
    def auc(lower, higher): return (higher[:, None] > lower).float().mean().item()
    def fakes(o): return (o < 0).float().mean().item()

    own, other = auc(fake, true), auc(on_restored, on_real)
    print(f"It calls {fakes(on_damaged):.0%} of the damaged photos fake, {fakes(on_restored):.0%} of the restored ones and {fakes(on_real):.0%} of the real ones.")
    print(f"A real photo beats a restored one in {other:.0%} of all pairs; with the critic that learned from restorations, in {own:.0%}.")


@cells.test
def test_the_share_of_pairs_in_which_the_higher_one_wins():
    'nbs/03_critic_pretrain.ipynb #c8bdbce3'
    test_eq(auc(torch.tensor([0., 1]), torch.tensor([2., .5])), .75)


@cells.setup
def _cell_603024db():
    'nbs/03_critic_pretrain.ipynb #603024db'
    global f, save_file
    from safetensors.torch import save_file

    with atomic(weights.with_name(weights.name.replace('unet', 'critic'))) as f: save_file({k: v.contiguous() for k,v in learn.model.state_dict().items()}, f)

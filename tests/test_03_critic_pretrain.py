"""Generated from nbs/03_critic_pretrain.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.critic import (
    DataLoaders, F, Field, Learner, PatchCritic, Precision, _mixed, architecture, check, choose, critic_accuracy, critic_dls, critic_learner,
    critic_loss, fused_adam, game_dls, nn, spectral_norm, torch)


@cells.setup
def _cell_d997796f():
    'nbs/03_critic_pretrain.ipynb #d997796f'
    global ExceptionExpected, Markdown, Path, UserError, at_scale, close_session, fastai, fastai_path, from_uint8, load_model, load_or_train_unet, make_pairs, np, pair_dls, patch_folder, plot_style, plt, restore_batch, save_model, scale, seed_everything, session_checkpoint, show_rows, tempfile, test_close, test_eq, to_uint8
    import tempfile
    from pathlib import Path

    import fastai.callback.schedule  # noqa: F401
    import numpy as np
    from fastai.data.external import fastai_path
    from fastcore.test import ExceptionExpected, test_close, test_eq
    from IPython.display import Markdown
    from matplotlib import pyplot as plt

    from gan_course.checkpoints import close_session, session_checkpoint
    from gan_course.core import (
        UserError,
        at_scale,
        from_uint8,
        plot_style,
        scale,
        seed_everything,
        show_rows,
        to_uint8,
    )
    from gan_course.loaders import pair_dls
    from gan_course.models import load_model, save_model
    from gan_course.pairs import make_pairs
    from gan_course.photos import patch_folder
    from gan_course.unet import load_or_train_unet, restore_batch

    plot_style()
    seed_everything(42)


@cells.setup
def _cell_9e72713c():
    'nbs/03_critic_pretrain.ipynb #9e72713c'
    global crop, data, folder, gen, models, pairs, per_photo, restored, valid_restored
    data = at_scale(quick='embedded', full='pets')
    per_photo = at_scale(quick=None, full=None, smoke=10)
    folder = patch_folder(data, per_photo=per_photo, progress=False)
    pairs = make_pairs(folder, progress=False)
    crop = at_scale(quick=64, full=64, smoke=32)
    models = fastai_path('data')/'gan_course'/'models'
    gen = load_or_train_unet(models/f'unet-{data}-{scale()}.safetensors',
                             pair_dls(pairs.train, pairs.valid, bs=16, crop=crop),
                             frozen=at_scale(quick=4, full=12, smoke=1))
    restored = to_uint8(restore_batch(gen, pairs.damaged))
    valid_restored = to_uint8(restore_batch(gen, pairs.valid_damaged))


@cells.setup
def _cell_c30e9afc():
    'nbs/03_critic_pretrain.ipynb #c30e9afc'
    global step
    step = len(restored)//8
    show_rows({'restored': from_uint8(restored[step::step][:7]),
               'real': from_uint8(pairs.clean[step::step][:7])},
              title='The critic must learn to tell these rows apart',
              caption='You do it by the texture. So will the critic.')


@cells.setup
def _cell_4678894a():
    'nbs/03_critic_pretrain.ipynb #4678894a'
    global critic, photo
    critic = PatchCritic('pair')
    photo = from_uint8(pairs.valid_clean[:2])
    critic(photo, from_uint8(pairs.valid_damaged[:2])).shape


@cells.setup
def _cell_7a485e19():
    'nbs/03_critic_pretrain.ipynb #7a485e19'
    global probe, rows
    probe = torch.zeros(1, 3, 96, 96, requires_grad=True)
    PatchCritic()(probe)[0, 0, 6, 6].backward()
    rows = probe.grad.abs().sum((0, 1, 3)).nonzero().flatten()
    int(rows.max() - rows.min() + 1)


@cells.setup
def _cell_4f00d1e0():
    'nbs/03_critic_pretrain.ipynb #4f00d1e0'
    global dls, epochs, learn
    dls = critic_dls((pairs.damaged, restored, pairs.clean),
                     (pairs.valid_damaged, valid_restored, pairs.valid_clean),
                     bs=16, crop=crop)
    epochs = at_scale(quick=2, full=2, smoke=1)
    learn = critic_learner(dls)
    learn.fit_one_cycle(epochs, 1e-3, cbs=session_checkpoint('03-critic'))
    close_session('03')


@cells.setup
def _cell_eb4fa8e7():
    'nbs/03_critic_pretrain.ipynb #eb4fa8e7'
    global fake, true, verdicts
    @torch.no_grad()
    def verdicts(critic, candidates, damaged):
        "Mean logit of each candidate."
        device = next(critic.parameters()).device
        critic.eval()
        batches = zip(candidates.split(32), damaged.split(32), strict=True)
        return torch.cat([critic(from_uint8(c).to(device), from_uint8(d).to(device))
                          .mean((1, 2, 3)).cpu() for c, d in batches])

    fake = verdicts(learn.model, valid_restored, pairs.valid_damaged)
    true = verdicts(learn.model, pairs.valid_clean, pairs.valid_damaged)


@cells.setup
def _cell_ba4575ab():
    'nbs/03_critic_pretrain.ipynb #ba4575ab'
    global ax, bins, fig
    fig, ax = plt.subplots(figsize=(7, 2.4), layout='constrained')
    bins = np.linspace(min(fake.min(), true.min()), max(fake.max(), true.max()), 30)
    ax.hist(fake.numpy(), bins, alpha=.7, label='restored')
    ax.hist(true.numpy(), bins, alpha=.7, label='real')
    ax.axvline(0, color='gray', lw=1)
    ax.set(xlabel='mean logit: higher is more real', ylabel='held-out photos',
           title='The critic\'s verdicts')
    ax.legend()
    plt.close(fig)
    fig


@cells.setup
def _cell_8b0935c1():
    'nbs/03_critic_pretrain.ipynb #8b0935c1'
    global worst_fake, worst_true
    worst_fake, worst_true = fake.argsort(descending=True)[:8], true.argsort()[:8]
    print(f"on the wrong side of zero: {(fake > 0).sum()} of {len(fake)} restorations, "
      f"{(true < 0).sum()} of {len(true)} real photos")
    show_rows({'restored, highest': from_uint8(valid_restored[worst_fake]),
               'real, lowest': from_uint8(pairs.valid_clean[worst_true])}, size=1.2,
              title='The closest calls', caption='Above: restorations with the highest '
          'logits. Below: real photos with the lowest.')


@cells.setup
def _cell_d38d3a76():
    'nbs/03_critic_pretrain.ipynb #d38d3a76'
    global advice, visible, where
    def where(critic, x, most):
        "Patch logits as colours over images: red is real, blue is restored."
        with torch.no_grad():
            logits = F.interpolate(critic(x), x.shape[-2:], mode='bilinear')
        share = ((logits[:, 0]/most + 1)/2).clamp(0, 1)
        colour = torch.tensor(plt.cm.RdBu_r(share.numpy())[..., :3]).movedim(3, 1)
        return (.5*x.mean(1, keepdim=True) + .5*(2*colour - 1)).float()

    def advice(critic, x):
        "The direction, pixel by pixel, in which images would look more real."
        x = x.clone().requires_grad_()
        critic(x).sum().backward()
        return x.grad

    def visible(x):
        "Changes as pictures: grey is none."
        return (x/(4*x.std((1, 2, 3), keepdim=True))).clamp(-1, 1)


@cells.setup
def _cell_e29fc56b():
    'nbs/03_critic_pretrain.ipynb #e29fc56b'
    global ask, most, net, sharp, soft
    net = learn.model.cpu().eval()
    ask = torch.linspace(0, len(valid_restored) - 1, 9).long()[1:-1]
    soft, sharp = from_uint8(valid_restored[ask]), from_uint8(pairs.valid_clean[ask])
    most = torch.cat([fake, true]).abs().quantile(.95).item()
    show_rows({'restored': soft, 'verdicts': where(net, soft, most),
               'advice': visible(advice(net, soft)), 'missing': visible(sharp - soft),
               'real': sharp, 'its verdicts': where(net, sharp, most)},
              title='What the critic sees, and what it asks for',
              caption='Red: real; blue: restored. Advice: what would look more real. '
                  'Missing: what the real photo has more.')


@cells.setup
def _cell_d215be58():
    'nbs/03_critic_pretrain.ipynb #d215be58'
    global alike
    alike = F.cosine_similarity(advice(net, soft).flatten(1), (sharp - soft).flatten(1))
    f'advice and what is missing: a correlation of {alike.mean():.2f}'


@cells.setup
def _cell_5c6797d7():
    'nbs/03_critic_pretrain.ipynb #5c6797d7'
    global examine, kinds, rows4
    def examine(sees, norm):
        "Accuracy of a new critic, and how much of its advice is of use."
        seed_everything(2)
        dls.train.epoch = 0
        trial = critic_learner(dls, PatchCritic(sees, norm=norm))
        with trial.no_bar(), trial.no_logging():
            trial.fit_one_cycle(1, 1e-3)
        net, bad = trial.model.cpu().eval(), from_uint8(pairs.valid_damaged[ask])
        asked = advice(lambda x: net(x, bad), soft)
        alike = F.cosine_similarity(asked.flatten(1), (sharp - soft).flatten(1)).mean()
        return f"| {sees} | {norm} | {trial.validate()[-1]:.1%} | {alike:.2f} |"

    kinds = [(sees, norm) for sees in ('image', 'pair') for norm in ('spectral', 'none')]
    rows4 = [examine(*o) for o in kinds]
    Markdown('\n'.join(['| sees | norm | right on held-out photos | advice and missing |',
                        '|---|---|---|---|', *rows4]))


@cells.setup
def _cell_13b6ab29():
    'nbs/03_critic_pretrain.ipynb #13b6ab29'
    global naive, wrong
    wrong = critic_dls((pairs.damaged, pairs.damaged, pairs.clean),
                       (pairs.valid_damaged, pairs.valid_damaged, pairs.valid_clean),
                       bs=16, crop=crop)
    naive = critic_learner(wrong)
    naive.fit_one_cycle(epochs, 1e-3)


@cells.setup
def _cell_4e760797():
    'nbs/03_critic_pretrain.ipynb #4e760797'
    global ax, bins, everything, fig, k, o, on, shown
    shown = {'damaged': pairs.valid_damaged, 'restored': valid_restored,
             'real': pairs.valid_clean}
    on = {k: verdicts(naive.model, o, pairs.valid_damaged) for k, o in shown.items()}
    fig, ax = plt.subplots(figsize=(7, 2.4), layout='constrained')
    everything = torch.cat(list(on.values()))
    bins = np.linspace(everything.min(), everything.max(), 40)
    for k, o in on.items():
        ax.hist(o.numpy(), bins, alpha=.6, label=k)
    ax.axvline(0, color='gray', lw=1)
    ax.set(xlabel='mean logit: higher is more real', ylabel='held-out photos',
           title='A critic that learned from damaged photos')
    ax.legend()
    plt.close(fig)
    fig


@cells.setup
def _cell_575386a4():
    'nbs/03_critic_pretrain.ipynb #575386a4'
    global auc, called_fake, other, own
    def auc(lower, higher):
        return (higher[:, None] > lower).float().mean().item()
    def called_fake(o):
        return f"{(o < 0).float().mean():.0%}"

    own, other = auc(fake, true), auc(on['restored'], on['real'])
    print(f"It calls {called_fake(on['damaged'])} of the damaged photos fake, "
      f"{called_fake(on['restored'])} of the restored ones "
      f"and {called_fake(on['real'])} of the real ones.")
    print(f"A real photo beats a restored one in {other:.0%} of all pairs; "
      f"with the critic that learned from restorations, in {own:.0%}.")


@cells.setup
def _cell_603024db():
    'nbs/03_critic_pretrain.ipynb #603024db'
    save_model(learn.model, models/f'critic-{data}-{scale()}.safetensors').name


@cells.test
def test_one_logit_for_each_eighth_of_the_sides():
    'nbs/03_critic_pretrain.ipynb #1f748f11'
    global x
    x = torch.rand(2, 3, 64, 96)*2 - 1
    test_eq(PatchCritic('pair', width=8)(x, x).shape, (2, 1, 8, 12))
    test_eq(PatchCritic('image', width=8)(x).shape, (2, 1, 8, 12))
    with ExceptionExpected(UserError, regex="make a PatchCritic.'image'."): critic(x)
    with ExceptionExpected(UserError, regex="sees='both'"): PatchCritic('both')


@cells.test
def test_a_verdict_sees_40_pixels():
    'nbs/03_critic_pretrain.ipynb #83f3e16c'
    test_eq(int(rows.max() - rows.min() + 1), 40)


@cells.test
def test_a_critic_of_pairs_looks_at_the_damaged_photo_one_of_images_does_not():
    'nbs/03_critic_pretrain.ipynb #c65da76e'
    global a, alone, b
    a, b = torch.rand(2, 1, 3, 32, 32)
    with torch.no_grad():
        assert not torch.equal(critic(a, a), critic(a, b))
    alone = PatchCritic(width=8).eval()
    with torch.no_grad():
        assert torch.equal(alone(a, a), alone(a, b))


@cells.test
def test_spectral_normalisation_holds_every_layer_s_gain_at_one():
    'nbs/03_critic_pretrain.ipynb #384b1c91'
    global _, gain, held, o
    held = PatchCritic(width=8).train()
    for _ in range(50):
        held(x)
    for o in held.layers:
        if isinstance(o, nn.Conv2d):
            gain = torch.linalg.matrix_norm(o.weight.flatten(1), 2).item()
            test_close(gain, 1, .02)


@cells.test
def test_a_critic_comes_back_from_its_file():
    'nbs/03_critic_pretrain.ipynb #c3548a50'
    global a, b, kind, tmp
    for kind in (dict(width=4), dict(sees='pair', width=4, norm='none')):
        a = PatchCritic(**kind).eval()
        with tempfile.TemporaryDirectory() as tmp:
            b = load_model(save_model(a, Path(tmp)/'critic.safetensors'))
        test_eq(b.config, {**dict(sees='image', norm='spectral'), **kind})
        with torch.no_grad():
            assert torch.equal(a(x, x), b(x, x))


@cells.test
def test_loss_and_accuracy_of_known_logits():
    'nbs/03_critic_pretrain.ipynb #e25bdc58'
    global label, logits, ones, share, zeros
    zeros, ones = torch.zeros(2, 1, 3, 3), torch.ones(2, 1)
    test_close(critic_loss(zeros, ones).item(), .693147, 1e-5)
    test_close(critic_loss(zeros + 2, -ones).item(), np.log1p(np.e**2), 1e-5)
    logits, label = torch.tensor([2., -1, 3]), torch.tensor([1., 1, -1])
    share = critic_accuracy(logits.view(3, 1, 1, 1), label.view(3, 1))
    test_close(share.item(), 1/3, 1e-6)


@cells.test
def test_a_batch_pairs_each_candidate_with_its_own_damaged_photo_and_its_label():
    'nbs/03_critic_pretrain.ipynb #1d80ee8c'
    global at, batch, c, candidate, d, damaged, known, label, plain, y
    plain = critic_dls((pairs.damaged, restored, pairs.clean),
                       (pairs.valid_damaged, valid_restored, pairs.valid_clean),
                       bs=16, flip=False)
    candidate, damaged, label = (o.cpu() for o in plain.one_batch())
    test_eq([candidate.shape, label.shape], [damaged.shape, (16, 1)])
    known = {1.: pairs.clean, -1.: restored}
    batch = to_uint8(candidate), to_uint8(damaged), label.flatten()
    for c, d, y in zip(*batch, strict=True):
        at = [i for i, o in enumerate(pairs.damaged) if torch.equal(o, d)]
        assert any(torch.equal(known[float(y)][i], c) for i in at)
    test_eq(sorted(set(label.flatten().tolist())), [-1, 1])


@cells.test
def test_the_share_of_pairs_in_which_the_higher_one_wins():
    'nbs/03_critic_pretrain.ipynb #c8bdbce3'
    test_eq(auc(torch.tensor([0., 1]), torch.tensor([2., .5])), .75)

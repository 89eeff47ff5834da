"""Generated from nbs/toolbox/features.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.features import (
    F, FeatureLoss, Features, _lite_path, check, choose, efficientnet_lite, feature_distance, nn, torch)


@cells.setup
def _cell_e04849c1():
    'nbs/toolbox/features.ipynb #e04849c1'
    global ExceptionExpected, Markdown, UserError, cut_patches, embedded_photo, enlarge, from_pil, jpeg, np, plot_style, plt, rng, show_titled, shrink, test_close, test_eq
    import numpy as np
    from fastcore.test import ExceptionExpected, test_close, test_eq
    from IPython.display import Markdown
    from matplotlib import pyplot as plt

    from gan_course.core import UserError, from_pil, plot_style, rng, show_titled
    from gan_course.crappify import enlarge, jpeg, shrink
    from gan_course.photos import cut_patches, embedded_photo

    plot_style()


@cells.setup
def _cell_4c110742():
    'nbs/toolbox/features.ipynb #4c110742'
    global EGYPTIAN_CAT, ESPRESSO, cat, certainty, espresso, net, view
    def view(name, n):
        "An embedded photo, squeezed into a square of `n` pixels, as a batch of one."
        return from_pil(embedded_photo(name).resize((n, n), 3))[None]  # 3: bicubic

    @torch.no_grad()
    def certainty(net, name, label, size=224):
        "The probability that a network gives to one label for a photo."
        return efficientnet_lite(net)(view(name, size)).softmax(1)[0, label].item()

    EGYPTIAN_CAT, ESPRESSO = 285, 967
    for net in ('lite0', 'lite2'):
        cat, espresso = certainty(net, 'cat', EGYPTIAN_CAT), certainty(net, 'coffee', ESPRESSO)
        print(f"{net}: Egyptian cat {cat:.2f}, espresso {espresso:.2f}")


@cells.setup
def _cell_504dfc7c():
    'nbs/toolbox/features.ipynb #504dfc7c'
    global acts, features
    features = Features('lite0')
    with torch.no_grad():
        acts = features(view('cat', 224))
    [tuple(o.shape) for o in acts]


@cells.setup
def _cell_6f461dd1():
    'nbs/toolbox/features.ipynb #6f461dd1'
    global ax, axs, fig, i, o
    fig, axs = plt.subplots(1, 6, figsize=(11, 2.1), layout='constrained')
    axs[0].imshow(np.array(embedded_photo('cat').resize((224, 224), 3)))
    axs[0].set_title('as the network sees it')
    for i, (ax, o) in enumerate(zip(axs[1:], acts), 1):
        ax.imshow(o[0].square().sum(0).sqrt(), cmap='magma')
        ax.set_title(f'stage {i}')
    for ax in axs:
        ax.axis('off')


@cells.setup
def _cell_0fda9e36():
    'nbs/toolbox/features.ipynb #0fda9e36'
    global d, harm, how_far, lite2, photo, titled
    lite2 = Features('lite2')
    photo = cut_patches(embedded_photo('cat'), 1, name='cat', size=160)[0]

    @torch.no_grad()
    def how_far(im, others):
        "The distance of each picture to the first."
        goal = lite2(from_pil(im)[None])
        return [feature_distance(goal, lite2(from_pil(o)[None])).item() for o in others]

    harm = {'photo': photo, **{f'jpeg {q}': jpeg(photo, q) for q in (90, 50, 20, 10)},
            **{f'shrunk /{k}': enlarge(shrink(photo, k), photo.size) for k in (1.33, 2, 3)}}
    d = how_far(photo, harm.values())
    titled = {f'{k} {v:.2f}': from_pil(o) for (k, o), v in zip(harm.items(), d)}
    show_titled(titled, cols=len(harm), size=1.2,
                caption='The distance of each picture to the first one, in the Lite2 space.')


@cells.setup
def _cell_a7b1e920():
    'nbs/toolbox/features.ipynb #a7b1e920'
    global by_stage, noise, padded, slight, stage_by_stage, x
    def stage_by_stage(x, y):
        "The distance at each of the five stages, as numbers."
        with torch.no_grad():
            return [feature_distance([f], [g]).item() for f, g in zip(lite2(x), lite2(y))]

    x = from_pil(photo)[None]
    noise = 4/127.5*torch.randn(x.shape, generator=rng('noise'))  # a spread of 4 of 255
    padded = F.pad(x, (1, 1, 1, 1), mode='replicate')
    slight = {'moved 1 px': x.roll(1, -1), 'blurred 3 x 3': F.avg_pool2d(padded, 3, 1),
              'noise of 4/255': (x + noise).clamp(-1, 1)}
    by_stage = {k: stage_by_stage(x, y) for k, y in slight.items()}


@cells.setup
def _cell_c83d5f17():
    'nbs/toolbox/features.ipynb #c83d5f17'
    global head, row
    def row(name):
        "A line of the table."
        error, stages = (slight[name] - x).square().mean().item(), by_stage[name]
        cells = [f'{1000*error:.1f}', f'**{sum(stages)/5:.3f}**', *(f'{o:.3f}' for o in stages)]
        return f"| {name} | {' | '.join(cells)} |"

    head = '| | pixels: squared error x 1,000 | distance | stage 1 | 2 | 3 | 4 | 5 |\n' + '|---'*8 + '|'
    Markdown('\n'.join([head, *map(row, slight)]))


@cells.setup
def _cell_1b6e0ca4():
    'nbs/toolbox/features.ipynb #1b6e0ca4'
    global cat, coffee, loss
    loss = FeatureLoss(stages=3)
    cat, coffee = view('cat', 64), view('coffee', 64)
    loss(cat, cat), loss(cat, coffee)


@cells.test
def test_both_networks_know_a_cat_and_an_espresso_so_their_weights_are_wired_ri():
    'nbs/toolbox/features.ipynb #d46fed25'
    global net
    for net in ('lite0', 'lite2'):
        assert certainty(net, 'cat', EGYPTIAN_CAT) > .5 and certainty(net, 'coffee', ESPRESSO) > .5
    with ExceptionExpected(UserError, regex="choose one of 'lite0', 'lite2'"): efficientnet_lite('lite9')


@cells.test
def test_stages_halve_the_size_each_time_and_stay_frozen_in_eval_mode():
    'nbs/toolbox/features.ipynb #2aa65ca9'
    global stages
    test_eq([o.shape[-1] for o in acts], [112, 56, 28, 14, 7])
    assert not features.train().training and not any(o.requires_grad for o in features.parameters())
    assert not any(o.training for o in features.modules())
    test_eq(len(Features('lite0', stages=2)(torch.zeros(1, 3, 64, 64))), 2)
    for stages in (0, 6):
        with ExceptionExpected(UserError, regex=f"stages={stages}: expected 1 to 5"): Features('lite0', stages)


@cells.test
def test_the_distance_grows_with_visible_damage_and_equals_its_formula():
    'nbs/toolbox/features.ipynb #f99da3c1'
    global f, g, half
    assert d[0] < 1e-9 and d[1] < d[2] < d[3] < d[4] and d[5] < d[6] < d[7]
    f, g = torch.tensor([1., 0]).view(1, 2, 1, 1), torch.tensor([0., 3]).view(1, 2, 1, 1)
    test_close(feature_distance([f], [g]).item(), 2)
    test_close(feature_distance([f], [5*f]).item(), 0)
    test_close(feature_distance([f], [-f]).item(), 4)
    test_close(feature_distance([f, f], [g, f]).item(), 1)  # the mean over stages
    half = torch.cat([f, g], -1)  # two places
    test_close(feature_distance([half], [torch.cat([f, f], -1)]).item(), 1)
    test_eq(feature_distance([f.expand(3, -1, -1, -1)], [f.expand(3, -1, -1, -1)]).shape, (3,))


@cells.test
def test_moving_by_a_pixel_costs_about_what_a_slight_blur_costs_most_at_the_fir():
    'nbs/toolbox/features.ipynb #5cb40e83'
    global blurred, moved
    moved, blurred = by_stage['moved 1 px'], by_stage['blurred 3 x 3']
    assert .8 < sum(moved)/sum(blurred) < 1.25
    assert moved == sorted(moved, reverse=True) and moved[0] > 20*moved[-1]
    assert (slight['moved 1 px'] - x).square().mean() > 3*(slight['blurred 3 x 3'] - x).square().mean()


@cells.test
def test_the_loss_pulls_the_restored_picture_and_nothing_else():
    'nbs/toolbox/features.ipynb #156fbf72'
    global real, restored
    restored, real = cat.clone().requires_grad_(), coffee.clone().requires_grad_()
    loss(restored, real).backward()
    test_close(loss(cat, cat).item(), 0)
    assert restored.grad.isfinite().all() and restored.grad.abs().sum() > 0 and loss(cat, coffee) > .1
    assert real.grad is None and all(o.grad is None for o in loss.parameters())


@cells.test
def test_the_loss_enlarges_first_stays_in_fp32_under_autocast_and_takes_no_zoom():
    'nbs/toolbox/features.ipynb #80f5d1c7'
    test_eq([o.shape[-1] for o in FeatureLoss(stages=1).embed(cat)], [40])
    test_eq([o.shape[-1] for o in FeatureLoss(stages=1, zoom=1).embed(cat)], [32])
    with torch.autocast('cpu', torch.bfloat16):
        test_close(loss(cat.bfloat16(), coffee.bfloat16()).item(), loss(cat, coffee).item(), .01)
        test_eq(loss.embed(cat)[0].dtype, torch.float32)
    with ExceptionExpected(UserError, regex="zoom=0.5: expected 1 or more"): FeatureLoss(zoom=.5)

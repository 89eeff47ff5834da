"""Generated from nbs/toolbox/features.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.features import (
    F, FeatureLoss, Features, _lite_path, check, choose, efficientnet_lite, feature_distance, nn, timm, torch)


@cells.setup
def _cell_e04849c1():
    'nbs/toolbox/features.ipynb #e04849c1'
    global ExceptionExpected, UserError, cut_patches, embedded_photo, enlarge, from_pil, jpeg, np, plot_style, plt, show_titled, shrink, test_close, test_eq
    import numpy as np
    from fastcore.test import ExceptionExpected, test_close, test_eq
    from gan_course.photos import cut_patches, embedded_photo
    from matplotlib import pyplot as plt

    from gan_course.core import UserError, from_pil, plot_style, show_titled
    from gan_course.crappify import enlarge, jpeg, shrink

    plot_style()


@cells.setup
def _cell_4c110742():
    'nbs/toolbox/features.ipynb #4c110742'
    global EGYPTIAN_CAT, ESPRESSO, certainty, net, view
    view = lambda name, n: from_pil(embedded_photo(name).resize((n, n), 3))[None]  # 3: bicubic

    @torch.no_grad()
    def certainty(net, name, label, size=224): return efficientnet_lite(net)(view(name, size)).softmax(1)[0, label].item()

    EGYPTIAN_CAT, ESPRESSO = 285, 967
    for net in ('lite0', 'lite2'): print(f"{net}: Egyptian cat {certainty(net, 'cat', EGYPTIAN_CAT):.2f}, espresso {certainty(net, 'coffee', ESPRESSO):.2f}")


@cells.test
def test_loading_certainty_lite0_cat_egyptian_cat_and_certainty():
    'nbs/toolbox/features.ipynb #d46fed25'
    assert certainty('lite0', 'cat', EGYPTIAN_CAT) > .5 and certainty('lite0', 'coffee', ESPRESSO) > .5
    assert certainty('lite2', 'cat', EGYPTIAN_CAT) > .5 and certainty('lite2', 'coffee', ESPRESSO) > .5
    with ExceptionExpected(UserError, regex="choose one of 'lite0', 'lite2'"): efficientnet_lite('lite9')


@cells.setup
def _cell_504dfc7c():
    'nbs/toolbox/features.ipynb #504dfc7c'
    global acts, features
    features = Features('lite0')
    with torch.no_grad(): acts = features(view('cat', 224))
    [tuple(o.shape) for o in acts]


@cells.setup
def _cell_6f461dd1():
    'nbs/toolbox/features.ipynb #6f461dd1'
    global ax, axs, fig, i, o
    fig, axs = plt.subplots(1, 6, figsize=(11, 2.1), layout='constrained')
    axs[0].imshow(np.array(embedded_photo('cat').resize((224, 224), 3))); axs[0].set_title('as the network sees it')
    for i, (ax, o) in enumerate(zip(axs[1:], acts), 1): ax.imshow(o[0].square().sum(0).sqrt(), cmap='magma'); ax.set_title(f'stage {i}')
    for ax in axs: ax.axis('off')


@cells.test
def test_features_at_chosen_depths_o_shape_for_o_in_acts():
    'nbs/toolbox/features.ipynb #2aa65ca9'
    test_eq([o.shape[-1] for o in acts], [112, 56, 28, 14, 7])
    assert not features.train().training and not any(o.requires_grad for o in features.parameters())
    test_eq(len(Features('lite0', stages=2)(torch.zeros(1, 3, 64, 64))), 2)


@cells.setup
def _cell_0fda9e36():
    'nbs/toolbox/features.ipynb #0fda9e36'
    global d, harm, how_far, lite2, photo
    @torch.no_grad()
    def how_far(net, im, others): return [feature_distance(net(from_pil(im)[None]), net(from_pil(o)[None])).item() for o in others]

    lite2, photo = Features('lite2'), cut_patches(embedded_photo('cat'), 1, name='cat', size=160)[0]
    harm = dict(photo=photo, **{f'jpeg {q}': jpeg(photo, q) for q in (90, 50, 20, 10)}, **{f'shrunk /{k}': enlarge(shrink(photo, k), photo.size) for k in (1.33, 2, 3)})
    d = how_far(lite2, photo, harm.values())
    show_titled({f'{k} {v:.2f}': from_pil(o) for (k, o), v in zip(harm.items(), d)}, cols=len(harm), size=1.2, caption='The distance of each picture to the first one, in the Lite2 space.')


@cells.test
def test_a_distance_that_sees_d_e_and_d_d_d():
    'nbs/toolbox/features.ipynb #f99da3c1'
    global x, y
    assert d[0] < 1e-9 and d[1] < d[2] < d[3] < d[4] and d[5] < d[6] < d[7]
    x = [torch.tensor([1., 0]).view(1, 2, 1, 1)]; y = [torch.tensor([0., 3]).view(1, 2, 1, 1)]
    test_close(feature_distance(x, y).item(), 2)
    test_close(feature_distance(x, [5*x[0]]).item(), 0)


@cells.test
def test_the_same_idea_as_a_loss_loss_a_a_item():
    'nbs/toolbox/features.ipynb #156fbf72'
    global a, b, loss, x
    a, b = view('cat', 64), view('coffee', 64)
    loss = FeatureLoss(stages=3)
    x = a.clone().requires_grad_()
    loss(x, b).backward()
    test_close(loss(a, a).item(), 0)
    assert x.grad.isfinite().all() and x.grad.abs().sum() > 0 and loss(a, b) > .1
    assert all(o.grad is None for o in loss.parameters())

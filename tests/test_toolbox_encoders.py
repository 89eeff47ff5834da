"""Generated from nbs/toolbox/encoders.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.encoders import (
    ENCODERS, Encoder, INK, PALETTE, UserError, _Normalize, _arrow, _boxes, _lite0, _plain_conv, _resnet34, _side, _steady, check, check_sides,
    choose, draw_unet, efficientnet_lite, groupby, nn, plt, torch)


@cells.setup
def _cell_7f1947d4():
    'nbs/toolbox/encoders.ipynb #7f1947d4'
    global ExceptionExpected, embedded_photo, from_pil, plot_style, show_rows, test_close, test_eq
    from fastcore.test import ExceptionExpected, test_close, test_eq

    from gan_course.core import from_pil, plot_style, show_rows
    from gan_course.photos import embedded_photo

    plot_style()


@cells.setup
def _cell_9d559cc3():
    'nbs/toolbox/encoders.ipynb #9d559cc3'
    global encoder, photo, seen
    photo = from_pil(embedded_photo('cat').crop((110, 40, 238, 168)))[None]
    encoder = Encoder('lite0')
    with torch.no_grad():
        seen = {f'1/{128//o.shape[-1]}': o for o in encoder(photo)}
    {k: tuple(o.shape[1:]) for k, o in seen.items()}


@cells.setup
def _cell_85de04bc():
    'nbs/toolbox/encoders.ipynb #85de04bc'
    global channels, full_range
    def full_range(x):
        "Each channel from black at its least to white at its most."
        low, high = x.amin((2, 3), keepdim=True), x.amax((2, 3), keepdim=True)
        return (x - low)/(high - low)*2 - 1

    channels = {k: full_range(o[0, :8, None]) for k, o in seen.items()}
    show_rows({'photo': photo, **channels}, size=1,
              title='What the encoder sees on its way down',
              caption='Eight channels at each size: from edges to a few coarse places.')


@cells.setup
def _cell_ffc121dc():
    'nbs/toolbox/encoders.ipynb #ffc121dc'
    global e
    try:
        check_sides(torch.zeros(1, 3, 30, 64), 16)
    except UserError as e:
        print(e)


@cells.setup
def _cell_9623483c():
    'nbs/toolbox/encoders.ipynb #9623483c'
    draw_unet()


@cells.test
def test_images_are_brought_to_what_torchvision_s_networks_were_trained_with():
    'nbs/toolbox/encoders.ipynb #3c41e974'
    global grey
    grey = _Normalize()(torch.zeros(1, 3, 1, 1)).flatten().tolist()
    test_close(grey, [(.5 - .485)/.229, (.5 - .456)/.224, (.5 - .406)/.225], 1e-5)
    test_eq(list(_Normalize().state_dict()), [])


@cells.test
def test_each_encoder_makes_a_photo_as_much_smaller_as_it_says_one_halving_afte():
    'nbs/toolbox/encoders.ipynb #a1942ab1'
    global _, multiple, name, out, small
    for name, (_, multiple) in ENCODERS.items():
        small = Encoder(name, pretrained=False)
        with torch.no_grad():
            out = small(torch.zeros(1, 3, 2*multiple, 4*multiple))
        test_eq([o.shape[1] for o in out], small.channels)
        test_eq([o.shape[2]*2**(i + 1) for i, o in enumerate(out)], [2*multiple]*len(out))
        test_eq(out[-1].shape[2:], (2, 4))


@cells.test
def test_the_pretrained_encoder_is_the_classifier_s_own_beginning():
    'nbs/toolbox/encoders.ipynb #f8348fb3'
    global classifier, want
    classifier = efficientnet_lite('lite0')
    with torch.no_grad():
        want = classifier.blocks[:5](classifier.bn1(classifier.conv_stem(photo)))
        test_close(encoder(photo)[-1], want, 1e-5)
        assert not torch.allclose(Encoder('lite0', False)(photo)[-1], want, atol=.1)


@cells.test
def test_what_it_sees_of_a_photo_does_not_depend_on_the_photos_beside_it_nor_ch():
    'nbs/toolbox/encoders.ipynb #d731102b'
    global alone, before, together
    before = [b.clone() for b in encoder.buffers()]
    encoder.train()
    with torch.no_grad():
        alone, together = encoder(photo)[-1], encoder(torch.cat([photo, -photo]))[-1][:1]
    test_close(alone, together, 1e-3)
    assert not encoder.training and all(map(torch.equal, before, encoder.buffers()))


@cells.test
def test_sides_that_do_not_fit_are_named_with_what_would():
    'nbs/toolbox/encoders.ipynb #ff44ff31'
    global crop, h, w
    for h, w, crop in ((30, 64, '32x64'), (64, 47, '64x32'), (16, 16, '32x32'), (100, 200, '96x192')):
        with ExceptionExpected(UserError, regex=f"images of {h}x{w} pixels: .* crop to {crop}"):
            check_sides(torch.zeros(1, 3, h, w), 16)
    check_sides(torch.zeros(1, 3, 32, 160), 16)

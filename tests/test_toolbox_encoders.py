"""Generated from nbs/toolbox/encoders.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.encoders import (
    ENCODERS, INK, PALETTE, PlainUnet, ToTensorBase, UnetBlock, UserError, _Normalize, _arrow, _boxes, _lite0, _plain_conv, _resnet34, _side, _steady,
    check, check_sides, copy, draw_unet, efficientnet_lite, nn, plt, torch)


@cells.setup
def _cell_7f1947d4():
    'nbs/toolbox/encoders.ipynb #7f1947d4'
    global DynamicUnet, ExceptionExpected, embedded_photo, from_pil, plot_style, show_rows, test_close, test_eq
    from fastai.vision.models.unet import DynamicUnet
    from fastcore.test import ExceptionExpected, test_close, test_eq

    from gan_course.core import from_pil, plot_style, show_rows
    from gan_course.photos import embedded_photo

    plot_style()


@cells.setup
def _cell_9d559cc3():
    'nbs/toolbox/encoders.ipynb #9d559cc3'
    global encoder, i, layer, normalize, photo, seen, x
    photo = from_pil(embedded_photo('cat').crop((110, 40, 238, 168)))[None]
    normalize, encoder = _lite0(pretrained=True)
    x, seen = normalize(photo), {'photo': photo}
    with torch.no_grad():
        for i, layer in enumerate(encoder.eval()):
            x = layer(x)
            if i in (2, 3, 4, 6):
                seen[f'1/{128//x.shape[-1]}'] = x[0, :8, None]
    {k: tuple(o.shape[-2:]) for k, o in seen.items()}


@cells.setup
def _cell_85de04bc():
    'nbs/toolbox/encoders.ipynb #85de04bc'
    global full_range
    def full_range(x):
        "Each channel from black at its least to white at its most."
        low, high = x.amin((2, 3), keepdim=True), x.amax((2, 3), keepdim=True)
        return (x - low)/(high - low)*2 - 1

    show_rows({k: o if k == 'photo' else full_range(o) for k, o in seen.items()}, size=1,
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
def test_each_encoder_makes_a_photo_as_much_smaller_as_it_says():
    'nbs/toolbox/encoders.ipynb #a1942ab1'
    global build, layers, multiple, normalize, out
    for build, multiple in ENCODERS.values():
        normalize, layers = build(pretrained=False)
        with torch.no_grad():
            out = layers.eval()(normalize(torch.zeros(1, 3, 2*multiple, 4*multiple)))
        test_eq(out.shape[2:], (2, 4))


@cells.test
def test_the_pretrained_encoder_is_the_classifier_s_own_beginning():
    'nbs/toolbox/encoders.ipynb #f8348fb3'
    global classifier, want
    classifier = efficientnet_lite('lite0')
    with torch.no_grad():
        want = classifier.blocks[:5](classifier.bn1(classifier.conv_stem(photo)))
        test_close(_lite0(True)[1].eval()(photo), want, 1e-6)
        assert not torch.allclose(_lite0(False)[1].eval()(photo), want, atol=.1)


@cells.test
def test_sides_that_do_not_fit_are_named_with_what_would():
    'nbs/toolbox/encoders.ipynb #ff44ff31'
    global crop, h, w
    for h, w, crop in ((30, 64, '32x64'), (64, 47, '64x32'), (16, 16, '32x32'), (100, 200, '96x192')):
        with ExceptionExpected(UserError, regex=f"images of {h}x{w} pixels: .* crop to {crop}"):
            check_sides(torch.zeros(1, 3, h, w), 16)
    check_sides(torch.zeros(1, 3, 32, 160), 16)


@cells.test
def test_the_network_written_out_for_export_gives_the_same_for_both_encoders():
    'nbs/toolbox/encoders.ipynb #d25a6d8c'
    global Small, encoder, gen, out, x
    class Small(nn.Module):
        "As `UnetGenerator` in chapter 2, with random layers."
        def __init__(self, encoder):
            super().__init__()
            build, self.multiple = ENCODERS[encoder]
            self.normalize, body = build(False)
            self.unet = DynamicUnet(body, 3, (4*self.multiple,)*2, blur=True)
        def forward(self, x):
            return x + self.unet(self.normalize(x)).as_subclass(torch.Tensor)

    for encoder in ENCODERS:
        gen = Small(encoder).eval()
        nn.init.normal_(gen.unet.layers[-2][0].weight, 0, .01)
        x = torch.rand(2, 3, 2*gen.multiple, 3*gen.multiple)*2 - 1
        with torch.no_grad():
            out = gen(x).clamp(-1, 1)
            test_close(PlainUnet(gen)(x), out, 1e-4)
        assert (out - x).abs().mean() > .01


@cells.test
def test_writing_it_out_leaves_the_generator_as_it_was():
    'nbs/toolbox/encoders.ipynb #1e4739ee'
    global before
    before = {k: v.clone() for k, v in gen.state_dict().items()}
    gen.train()
    PlainUnet(gen)
    assert gen.training and all(torch.equal(v, before[k]) for k, v in gen.state_dict().items())
    assert isinstance(gen.unet.layers[-1], nn.Module) and not isinstance(gen.unet.layers[-3], nn.Identity)

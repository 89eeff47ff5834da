"""Generated from nbs/toolbox/models.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.models import (
    BUILT_IN, ExportSpec, LARGEST_HEADER, ModelFile, NamedTuple, Path, Trained, UserError, _FIRST, _allowed, _check_finite, _claims, _compare,
    _differences, _drawn, _forms, _header, _numbers, _open, _program, _registered, _words, architecture, atomic, build, card, check, choose, copy,
    describe, export_onnx, export_program, files, find_architecture, importlib, json, load_model, model_file, nn, np, safe_open, save_file,
    save_model, shipped, skeleton, torch)


@cells.setup
def _cell_667d1e55():
    'nbs/toolbox/models.ipynb #667d1e55'
    global DCGANGenerator, ExceptionExpected, Markdown, TorchFunctionMode, os, pickle, struct, subprocess, sys, tempfile, test_close, test_eq
    import os
    import pickle
    import struct
    import subprocess
    import sys
    import tempfile

    from fastcore.test import ExceptionExpected, test_close, test_eq
    from IPython.display import Markdown
    from torch.overrides import TorchFunctionMode

    from gan_course.dcgan import DCGANGenerator


@cells.setup
def _cell_28732b2d():
    'nbs/toolbox/models.ipynb #28732b2d'
    global TwoLayers
    @architecture('two-layers', width=(1, 64), depth=(1, 4))
    class TwoLayers(nn.Sequential):
        "Vectors `(n, width)` to vectors of the same size."
        def __init__(self, width, depth=2):
            layers = [(nn.Linear(width, width), nn.ReLU()) for _ in range(depth)]
            super().__init__(*[o for pair in layers for o in pair])
            self.config = dict(width=width, depth=depth)

        def export_spec(self):
            "How it is exported: see below."
            free = {'x': {0: torch.export.Dim('batch')}}
            shapes = [{'x': (n, self.config['width'])} for n in (1, 5)]
            return ExportSpec(self, {'x': torch.zeros(2, self.config['width'])}, free, 'y', shapes)

    find_architecture('two-layers').config_bounds


@cells.setup
def _cell_8b77d8af():
    'nbs/toolbox/models.ipynb #8b77d8af'
    {k: tuple(v.shape) for k, v in skeleton('two-layers', dict(width=32)).items()}


@cells.setup
def _cell_3c16f4c9():
    'nbs/toolbox/models.ipynb #3c16f4c9'
    global model, root, tmp
    tmp = tempfile.TemporaryDirectory()
    root = Path(tmp.name)
    model = TwoLayers(8)
    save_model(model, root/'mine.safetensors', learned_from='nothing yet').stat().st_size


@cells.setup
def _cell_bf233ae4():
    'nbs/toolbox/models.ipynb #bf233ae4'
    describe(root/'mine.safetensors')


@cells.setup
def _cell_a3bb3fe5():
    'nbs/toolbox/models.ipynb #a3bb3fe5'
    global again, x
    again = load_model(root/'mine.safetensors')
    x = torch.randn(3, 8)
    (again(x) - model(x)).abs().max().item()


@cells.setup
def _cell_79e4f47b():
    'nbs/toolbox/models.ipynb #79e4f47b'
    Markdown(card('toy-pets-32'))


@cells.setup
def _cell_ae585e0f():
    'nbs/toolbox/models.ipynb #ae585e0f'
    export_onnx(model, root/'mine.onnx')


@cells.test
def test_what_is_saved_comes_back():
    'nbs/toolbox/models.ipynb #a4ff8338'
    global k, v, want
    test_eq(again.config, model.config)
    assert not again.training and again is not model
    for k, v in model.state_dict().items():
        assert torch.equal(v, again.state_dict()[k])
    want = ModelFile('two-layers', dict(width=8, depth=2), {'learned_from': 'nothing yet'})
    test_eq(describe(root/'mine.safetensors'), want)
    save_model(model, root/'half.safetensors', half=True)
    test_close(load_model(root/'half.safetensors')(x), model(x), 1e-2)
    assert (root/'half.safetensors').stat().st_size < (root/'mine.safetensors').stat().st_size
    test_eq(next(load_model(root/'half.safetensors').parameters()).dtype, torch.float32)


@cells.test
def test_a_generator_with_batch_norm_keeps_its_statistics():
    'nbs/toolbox/models.ipynb #2f46952d'
    global back, gen
    gen = DCGANGenerator(size=16, width=8, latent=4)
    gen(torch.randn(32, 4))
    save_model(gen, root/'gen.safetensors')
    back = load_model(str(root/'gen.safetensors'))
    test_eq(back(torch.ones(2, 4)), gen.eval()(torch.ones(2, 4)))
    test_eq(type(back), type(gen))


@cells.test
def test_weights_that_two_layers_share_and_weights_in_another_order_of_memory_c():
    'nbs/toolbox/models.ipynb #9d3f60b7'
    global Tied, same, tied
    @architecture('tied', width=(1, 64))
    class Tied(nn.Module):
        "Two convolutions with one weight."
        def __init__(self, width):
            super().__init__()
            self.conv, self.again = (nn.Conv2d(width, width, 3) for _ in range(2))
            self.again.weight, self.config = self.conv.weight, dict(width=width)

    tied = Tied(4).to(memory_format=torch.channels_last)
    same = load_model(save_model(tied, root/'tied.safetensors'))
    assert same.again.weight is same.conv.weight and torch.equal(same.conv.weight, tied.conv.weight)


@cells.test
def test_the_files_that_ship_load_and_have_a_card():
    'nbs/toolbox/models.ipynb #8afa3836'
    global critic, own, pets, restorer, soft
    own = ['critic-photos', 'photos', 'photos-pixel', 'photos-x4', 'photos-x4-pixel', 'toy-pets-32']
    test_eq(sorted(shipped()), own)
    restorer, pets = load_model('photos'), load_model('toy-pets-32')
    test_eq(restorer(torch.zeros(1, 3, 32, 64)).shape, (1, 3, 32, 64))
    test_eq(pets(torch.zeros(2, pets.config['latent'])).shape, (2, 3, 32, 32))
    test_eq(restorer.config, dict(encoder='lite0', width=32, pretrained=False))
    soft, critic = load_model('photos-pixel'), load_model('critic-photos')
    test_eq([soft.config, critic(torch.zeros(1, 3, 32, 64)).shape], [restorer.config, (1, 1, 4, 8)])
    assert 'learned from' in card('photos') and 'unet(encoder=lite0' in card()
    assert 'dcgan(size=32' in card('toy-pets-32')


@cells.test
def test_new_files_of_the_shipped_models_say_the_same_as_the_old():
    'nbs/toolbox/models.ipynb #9d14a31f'
    global name, new, o, same
    for name, o in dict(photos=restorer, pets=pets).items():
        new = save_model(o, root/f'{name}.safetensors')
        same = load_model(new).state_dict()
        assert all(torch.equal(v, same[k]) for k, v in o.state_dict().items())
        test_eq(describe(new).config, o.config)


@cells.test
def test_a_folder_or_a_file_that_is_called_like_a_shipped_model_does_not_hide_i():
    'nbs/toolbox/models.ipynb #abb90599'
    global here, room
    here, room = Path.cwd(), tempfile.TemporaryDirectory()
    (Path(room.name)/'photos').mkdir()
    (Path(room.name)/'toy-pets-32').write_text('mine')
    save_model(model, Path(room.name)/'bare')
    try:
        os.chdir(room.name)
        test_eq(type(load_model('photos')).architecture, 'unet')
        test_eq(type(load_model('toy-pets-32')).architecture, 'dcgan')
        test_eq(type(load_model('bare')).architecture, 'two-layers')
        with ExceptionExpected(UserError, regex='photos.safetensors: no such file'):
            load_model('photos.safetensors')
    finally:
        os.chdir(here)
    with ExceptionExpected(UserError, regex="model='cats': expected a known name; choose one of 'critic"):
        load_model('cats')


@cells.setup
def _cell_e888f364():
    'nbs/toolbox/models.ipynb #e888f364'
    global claim, forged
    def forged(name='forged.safetensors', tensors=None, **header):
        "A file with any header, a few bytes long."
        from safetensors.torch import save_file as write
        write(tensors or {'0.weight': torch.zeros(1)}, root/name, metadata={k: str(v) for k, v in header.items()})
        return root/name

    def claim(name, **config): return dict(architecture=name, config=json.dumps(config))


@cells.test
def test_a_header_s_values_are_bounded_typed_and_known():
    'nbs/toolbox/models.ipynb #a4fb6679'
    global text, width
    for width in (65, 0, -8, 8., '8', True, None, [8]):
        with ExceptionExpected(UserError, regex='width=.*expected a whole number from 1 to 64'):
            load_model(forged(**claim('two-layers', width=width)))
    with ExceptionExpected(UserError, regex="'heads': expected only width, depth"):
        load_model(forged(**claim('two-layers', width=8, heads=2)))
    with ExceptionExpected(UserError, regex='cannot be made from its config'):
        load_model(forged(**claim('two-layers')))
    with ExceptionExpected(UserError, regex="encoder='vgg': expected one of"):
        load_model(forged(**claim('unet', encoder='vgg')))
    with ExceptionExpected(UserError, regex='pretrained=True: expected one of False'):
        load_model(forged(**claim('unet', encoder='lite0', pretrained=True)))
    with ExceptionExpected(UserError, regex='pretrained=0: expected one of False'):
        load_model(forged(**claim('unet', encoder='lite0', pretrained=0)))
    with ExceptionExpected(UserError, regex="architecture='os.system': expected one of unet, dcgan"):
        load_model(forged(**claim('os.system')))
    for text in ('', 'nonsense', '[1]', '['*5000, '{"width": 8' + ' '*20_000 + '}', 'null'):
        with ExceptionExpected(UserError, regex='expected names and values'):
            describe(forged(architecture='two-layers', config=text))
    with ExceptionExpected(UserError, regex='width=nan'):
        load_model(forged(**claim('two-layers', width=float('nan'))))


@cells.test
def test_a_small_file_cannot_make_a_large_network_whatever_it_claims():
    'nbs/toolbox/models.ipynb #f0e35152'
    global Allocated, config, header, honest, path, used
    class Allocated(TorchFunctionMode):
        "Count the bytes of all tensors that are made in the CPU's memory."
        bytes = 0
        def __torch_function__(self, func, types, args=(), kwargs=None):
            out = func(*args, **(kwargs or {}))
            if isinstance(out, torch.Tensor) and out.device.type == 'cpu':
                self.bytes += out.nbytes
            return out

    with Allocated() as honest:
        DCGANGenerator(size=64, width=64)
    assert honest.bytes > 10e6  # the measure sees what is built
    for config in (dict(size=1024, width=64), dict(size=256, width=256), dict(size=64, latent=4096, width=512)):
        for header in (claim('dcgan', **config), dict(dcgan=json.dumps(config))):
            path = forged(**header)
            with Allocated() as used, ExceptionExpected(UserError, regex='is missing'): load_model(path)
            assert used.bytes < 1e5, used.bytes


@cells.test
def test_a_file_that_is_not_whole_or_of_something_else_is_named():
    'nbs/toolbox/models.ipynb #a5d54a8d'
    global less, state
    state = model.state_dict()
    less = {k: v for k, v in state.items() if k != '0.bias'}
    with ExceptionExpected(UserError, regex='0.bias is missing'):
        load_model(forged(tensors=less, **claim('two-layers', width=8)))
    with ExceptionExpected(UserError, regex='more does not belong to it'):
        load_model(forged(tensors={**state, 'more': torch.zeros(1)}, **claim('two-layers', width=8)))
    with ExceptionExpected(UserError, regex=r'0.weight is \(8, 8\), not \(9, 9\)'):
        load_model(forged(tensors=state, **claim('two-layers', width=9)))
    with ExceptionExpected(UserError, regex='0.bias is '):
        load_model(forged(tensors={**state, '0.bias': state['0.bias'].long()}, **claim('two-layers', width=8)))
    with ExceptionExpected(UserError, regex='weights of something else'):
        load_model(forged(tensors=state, maker='me'))
    test_eq(describe(forged(tensors=state, maker='me')), ModelFile(None, {}, {'maker': 'me'}))
    assert 'weights of something else' in card(root/'forged.safetensors')


@cells.test
def test_pickles_are_refused_and_not_opened_and_other_files_are_named():
    'nbs/toolbox/models.ipynb #367d2666'
    global Trap, data, f, name, o, whole
    class Trap:
        def __reduce__(self): return exec, ("raise SystemExit('run by a pickle')",)

    (root/'evil.safetensors').write_bytes(pickle.dumps(Trap()))
    torch.save({'w': Trap()}, root/'evil.pth')
    for o in ('evil.safetensors', 'evil.pth'):
        for f in (describe, load_model, card):
            with ExceptionExpected(UserError, regex='a pickle: expected a safetensors file'): f(root/o)
    whole = (root/'mine.safetensors').read_bytes()
    for data in (b'', b'text', whole[:-1], whole[:100], whole + b'more', struct.pack('<Q', 40) + b'{"a": 1}'):
        (root/'odd.safetensors').write_bytes(data)
        with ExceptionExpected(UserError, regex='cannot be read as safetensors'):
            load_model(root/'odd.safetensors')
    (root/'odd.safetensors').write_bytes(struct.pack('<Q', 2**30) + b'{' + b' '*100)
    with ExceptionExpected(UserError, regex='a header of more than 17 MB'):
        describe(root/'odd.safetensors')
    (root/'folder.safetensors').mkdir()
    for name in ('folder.safetensors', 'nowhere.safetensors'):
        with ExceptionExpected(UserError, regex=f'{name}: no such file'): load_model(root/name)


@cells.test
def test_weights_that_are_not_finite_are_neither_read_nor_written():
    'nbs/toolbox/models.ipynb #86f0162b'
    global sick
    sick = TwoLayers(8)
    with torch.no_grad():
        sick[0].weight[0, 0] = float('nan')
    with ExceptionExpected(UserError, regex='0.weight not finite'):
        save_model(sick, root/'sick.safetensors')
    with ExceptionExpected(UserError, regex='0.weight not finite'):
        load_model(forged(tensors=sick.state_dict(), **claim('two-layers', width=8)))
    with torch.no_grad():
        sick[0].weight[0, 0] = 1e6  # beyond what 16 bits hold
    with ExceptionExpected(UserError, regex='half=False'):
        save_model(sick, root/'sick.safetensors', half=True)
    test_eq(load_model(save_model(sick, root/'sick.safetensors'))[0].weight[0, 0].item(), 1e6)


@cells.test
def test_what_could_not_be_read_back_is_not_written():
    'nbs/toolbox/models.ipynb #12a35659'
    global Heir, changed
    with ExceptionExpected(UserError, regex='a Linear: expected a model of a registered architecture'):
        save_model(nn.Linear(2, 2), root/'no.safetensors')
    with ExceptionExpected(UserError, regex='the note config: expected other names'):
        save_model(model, root/'no.safetensors', config='mine')
    class Heir(TwoLayers): pass
    with ExceptionExpected(UserError, regex='a Heir: expected a model of a registered'):
        save_model(Heir(8), root/'no.safetensors')
    changed = TwoLayers(8)
    changed.config = dict(width=9, depth=2)
    with ExceptionExpected(UserError, regex='expected what its config'):
        save_model(changed, root/'no.safetensors')
    changed.config = dict(width=100)
    with ExceptionExpected(UserError, regex='width=100: expected a whole number from 1 to 64'):
        save_model(changed, root/'no.safetensors')
    assert not list(root.glob('*no.safetensors'))


@cells.test
def test_loading_leaves_the_random_numbers_of_a_training_alone_up_to_making_the():
    'nbs/toolbox/models.ipynb #5537d753'
    global want
    torch.manual_seed(0)
    TwoLayers(8)
    want = torch.rand(3)
    torch.manual_seed(0)
    load_model(root/'mine.safetensors')
    test_eq(torch.rand(3), want)


@cells.test
def test_an_exported_program_gives_the_same_with_several_inputs_as_well():
    'nbs/toolbox/models.ipynb #a6dac426'
    global Named, found, free, label, name, named, z
    class Named(nn.Module):
        "Latents and a label to numbers."
        def __init__(self):
            super().__init__()
            self.emb = nn.Embedding(10, 4)
            self.lin = nn.Linear(8, 3)
        def forward(self, z, label): return self.lin(torch.cat([z, self.emb(label)], 1))
        def export_spec(self):
            batch = torch.export.Dim('batch')
            inputs = dict(z=torch.zeros(2, 4), label=torch.tensor([0, 9]))
            shapes = [dict(z=(n, 4), label=(n,)) for n in (1, 7)]
            return ExportSpec(self, inputs, {k: {0: batch} for k in inputs}, 'numbers', shapes)

    named = Named()
    found = export_onnx(named, root/'named.onnx')
    test_eq(list(found), [((1, 4), (1,)), ((7, 4), (7,))])
    for name in ('named.pt2', 'named', 'na.med'):  # any name will do
        free = torch.export.load(export_program(named, root/name)).module()
    z, label = torch.randn(6, 4), torch.arange(6)
    test_close(free(z, label), named(z, label), 1e-6)


@cells.test
def test_a_u_net_takes_any_sides_that_are_multiples_of_16_with_it():
    'nbs/toolbox/models.ipynb #79f8cdfd'
    global found, free, photo
    free = torch.export.load(export_program(restorer, root/'restorer.pt2')).module()
    photo = torch.rand(1, 3, 48, 112)*2 - 1
    with torch.no_grad():
        test_close(free(photo), restorer(photo).clamp(-1, 1), 1e-5)
    found = {**export_onnx(restorer, root/'restorer.onnx'), **export_onnx(pets, root/'pets.onnx')}
    assert len(found) == 6 and max(found.values()) < 1e-5


@cells.test
def test_an_export_that_differs_is_not_kept_and_one_that_cannot_be_made_is_expl():
    'nbs/toolbox/models.ipynb #2433bacd'
    with ExceptionExpected(UserError, regex='differs from PyTorch by'):
        export_onnx(pets, root/'y.onnx', worst=0)
    test_eq([o.name for o in root.glob('*y.onnx*')], [])
    with ExceptionExpected(UserError, regex='a Linear: expected a model with an export_spec'):
        export_onnx(nn.Linear(2, 2), root/'x.onnx')


@cells.test
def test_the_module_asks_for_no_more_than_pytorch():
    'nbs/toolbox/models.ipynb #866ed766'
    global code
    code = """
import sys, gan_course.models
print([o for o in ('fastai', 'timm', 'torchmetrics') if o in sys.modules])
"""
    test_eq(subprocess.check_output([sys.executable, '-W', 'ignore', '-c', code], text=True).strip(), '[]')
    tmp.cleanup()
    room.cleanup()

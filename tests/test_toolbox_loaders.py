"""Generated from nbs/toolbox/loaders.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.loaders import (
    DataLoader, DataLoaders, MemoryLoader, NoiseLoader, Path, TensorDataset, UserError, _same_length, check, from_uint8, memory_dls, noise_dls,
    pick_device, ranks, rng, torch)


@cells.setup
def _cell_2c9abfa0():
    'nbs/toolbox/loaders.ipynb #2c9abfa0'
    global ExceptionExpected, at_scale, check_images, load_folder, patch_folder, plot_style, show_rows, test_eq, toy_pets
    from fastcore.test import ExceptionExpected, test_eq

    from gan_course.core import at_scale, check_images, plot_style, show_rows

    plot_style()
    from gan_course.photos import load_folder, patch_folder
    from gan_course.pets import toy_pets


@cells.setup
def _cell_a882d91d():
    'nbs/toolbox/loaders.ipynb #a882d91d'
    global clean, files, patches, small
    patches = patch_folder('embedded', per_photo=at_scale(quick=64, full=64, smoke=8), progress=False)
    clean, files = load_folder(patches/'train')
    small = toy_pets(12, 32, seed=7)


@cells.setup
def _cell_a1b2c3d4():
    'nbs/toolbox/loaders.ipynb #a1b2c3d4'
    global batch, dl
    dl = MemoryLoader(clean, bs=8, shuffle=True, crop=96, flip=True, seed=1)
    batch, = next(iter(dl))
    show_rows({'a batch': batch}, title=f'A batch of crops from {len(clean)} patches', caption=f'{tuple(batch.shape)}, values from {batch.min():.2f} to {batch.max():.2f}, {dl.device}')


@cells.test
def test_batches_without_waiting_torch_equal_first_batch():
    'nbs/toolbox/loaders.ipynb #df8b8f87'
    global again, first, second
    again = MemoryLoader(clean, bs=8, shuffle=True, crop=96, flip=True, seed=1)
    first = [o[0] for o in again]; second = [o[0] for o in again]
    assert torch.equal(first[0], batch)
    assert not torch.equal(first[0], second[0])
    again.epoch = 0
    assert all(torch.equal(p, q[0]) for p,q in zip(first, again))


@cells.test
def test_batches_without_waiting_torch_equal_pair():
    'nbs/toolbox/loaders.ipynb #6f5c8a8b'
    global pair, whole
    pair = next(iter(MemoryLoader(clean, clean, bs=8, shuffle=True, crop=64, flip=True)))
    assert torch.equal(*pair)
    whole = MemoryLoader(clean, bs=5, device='cpu')
    test_eq(sum(len(o) for o, in whole), len(clean))
    test_eq(next(iter(whole))[0], from_uint8(clean[:5]))
    assert check_images(batch) is batch


@cells.test
def test_batches_without_waiting_len_share_len_again():
    'nbs/toolbox/loaders.ipynb #8484f6e2'
    global a, b, share, whole
    share = lambda r: MemoryLoader(clean, bs=4, shuffle=True, crop=96, flip=True, seed=1, shard=(r, 2))
    test_eq(len(share(0)), len(again))
    for a, b, whole in zip(share(0), share(1), MemoryLoader(clean, bs=8, shuffle=True, crop=96, flip=True, seed=1)): assert torch.equal(torch.cat([a[0], b[0]]), whole[0])


@cells.test
def test_batches_without_waiting_at_least_one_batch_of_memoryloader():
    'nbs/toolbox/loaders.ipynb #2368c273'
    with ExceptionExpected(UserError, regex="at least one batch of 999"): MemoryLoader(clean, bs=999, shuffle=True)
    with ExceptionExpected(UserError, regex="crop=256"): MemoryLoader(clean, crop=256)
    with ExceptionExpected(UserError, regex="the same number of items"): MemoryLoader(clean, clean[:3])


@cells.test
def test_batches_without_waiting_tuple_o_shape_for_o_in():
    'nbs/toolbox/loaders.ipynb #b44f2ab6'
    global _, dls, held
    held, _ = load_folder(patches/'valid')
    dls = memory_dls((clean, clean), (held, held), bs=8, crop=64)
    test_eq([tuple(o.shape) for o in dls.one_batch()], [(8, 3, 64, 64)]*2)
    test_eq(dls.valid.one_batch()[0].shape[-1], 128)


@cells.test
def test_noise_z_shape_x_shape():
    'nbs/toolbox/loaders.ipynb #1812e815'
    global nz, two, x, z
    nz = noise_dls(small.images, bs=4, latent=5)
    z, x = nz.one_batch()
    test_eq((z.shape, x.shape), ((4, 5), (4, 3, 32, 32)))
    nz.train.epoch = 0; assert torch.equal(next(iter(nz.train))[0], z)
    two = [NoiseLoader(small.images, bs=2, shuffle=True, latent=5, shard=(r, 2)) for r in (0, 1)]
    assert torch.equal(torch.cat([next(iter(o))[0] for o in two]), z)

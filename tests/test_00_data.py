"""Generated from nbs/00_data.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.data import (
    DataLoader, DataLoaders, EMBEDDED_TRAIN, EMBEDDED_VALID, IMAGE_SUFFIXES, Image, ImageOps, MAX_PIXELS, MemoryLoader, Path, TensorDataset, URLs,
    UserError, _flatten, _photos, _read_one, _same_length, _where, _write_patches, check, choose, cut_patches, embedded_photo, fastai_path,
    from_uint8, held_out_photo, image_files, key, load_folder, memory_dls, np, one_name_each, open_image, os, parallel, patch_folder, pet_photos,
    pick_device, rng, shutil, tempfile, torch, untar_data, urllib, write_awkward_images)


@cells.setup
def _cell_e4fcd045():
    'nbs/00_data.ipynb #e4fcd045'
    global ExceptionExpected, at_scale, check_images, from_pil, plot_style, show_rows, test_eq
    from fastcore.test import test_eq, ExceptionExpected
    from gan_course.core import at_scale, check_images, from_pil, plot_style, show_rows
    plot_style()


@cells.setup
def _cell_a0cfdf0e():
    'nbs/00_data.ipynb #a0cfdf0e'
    global awkward, good, tmp
    tmp = tempfile.TemporaryDirectory(); awkward = write_awkward_images(tmp.name)
    good = 'plain.png cmyk.jpg palette.png sixteen.png transparent.png rotated.jpg'.split()
    show_rows({'read back': torch.stack([from_pil(open_image(awkward/o)) for o in good])},
              title='plain · CMYK · palette · 16-bit grey · transparent · rotated by a tag',
              caption='The red square is always at the top left, grey stays a full ramp, and what was transparent is white.')


@cells.test
def test_reading_an_image_that_a_stranger_sent_you_truncated_png_cannot_be_read():
    'nbs/00_data.ipynb #78c6aa6c'
    with ExceptionExpected(UserError, regex="truncated.png: cannot be read"): open_image(awkward/'truncated.png')
    with ExceptionExpected(UserError, regex="text.jpg: cannot be read"): open_image(awkward/'text.jpg')
    with ExceptionExpected(UserError, regex="no such file"): open_image(awkward/'missing.png')
    with ExceptionExpected(UserError, regex="at most 1,000 pixels"): open_image(awkward/'plain.png', max_pixels=1000)


@cells.test
def test_reading_an_image_that_a_stranger_sent_you_all_open_image_awkward_o_get():
    'nbs/00_data.ipynb #34f7bb9e'
    global gray, o
    for o in ('plain.png', 'palette.png', 'rotated.jpg'): test_eq(open_image(awkward/o).size, (96, 64))
    assert all(open_image(awkward/o).getpixel((12, 12))[0] > 180 for o in good if o != 'sixteen.png')
    test_eq(open_image(awkward/'transparent.png').getpixel((90, 40)), (255, 255, 255))
    gray = np.array(open_image(awkward/'sixteen.png'))[0, :, 0]
    test_eq([int(gray.min()), int(gray.max()), len(set(gray.tolist()))], [0, 255, 96])


@cells.test
def test_folders_len_image_files_awkward():
    'nbs/00_data.ipynb #7442719c'
    test_eq(len(image_files(awkward)), 8)
    with ExceptionExpected(UserError, regex="several files named plain"): one_name_each('a', [Path('a/plain.png'), Path('a/plain.jpg')])
    with ExceptionExpected(UserError, regex="no such folder"): image_files('nowhere')
    with ExceptionExpected(UserError, regex="no images"): (Path(tmp.name)/'empty').mkdir(); image_files(Path(tmp.name)/'empty')


@cells.setup
def _cell_c8fc1c5d():
    'nbs/00_data.ipynb #c8fc1c5d'
    global thumbs
    thumbs = torch.stack([from_pil(ImageOps.fit(embedded_photo(o), (128, 128))) for o in EMBEDDED_TRAIN + EMBEDDED_VALID])
    show_rows({'photos': thumbs}, title='Six photographs to learn from, and a cat to be examined on', caption=' · '.join(EMBEDDED_TRAIN + EMBEDDED_VALID) + ' (scikit-image and scikit-learn)')


@cells.setup
def _cell_64015ecf():
    'nbs/00_data.ipynb #64015ecf'
    global cat
    cat = embedded_photo('cat')
    show_rows({'patches': torch.stack([from_pil(o) for o in cut_patches(cat, 8, name='cat')])}, title='Eight patches of the cat', caption='Near and far: a whole head in some, only fur in others.')


@cells.test
def test_patches_all_np_array_equal_p_q_for():
    'nbs/00_data.ipynb #98b3936a'
    global a, b
    a, b = (cut_patches(cat, 3, size=64, name=o) for o in ('cat', 'cat'))
    assert all(np.array_equal(p, q) for p,q in zip(a, b))
    assert not np.array_equal(a[0], cut_patches(cat, 1, size=64, name='other')[0])
    with ExceptionExpected(UserError, regex="451x300 pixels: expected at least 512x512"): cut_patches(cat, 1, size=512)


@cells.setup
def _cell_9cbd521c():
    'nbs/00_data.ipynb #9cbd521c'
    global patches
    patches = patch_folder('embedded', per_photo=at_scale(quick=64, full=64, smoke=8), progress=False)
    [f"{o.name}: {len(image_files(o))} patches" for o in sorted(patches.iterdir())]


@cells.test
def test_patches_not_o_stem_for_o_in():
    'nbs/00_data.ipynb #7eb12d9d'
    assert not {o.stem[:5] for o in image_files(patches/'train')} & {o.stem[:5] for o in image_files(patches/'valid')}
    assert all(open_image(o).size == (128, 128) for o in image_files(patches/'valid')[:4])
    test_eq(held_out_photo()[0], 'cat')
    with ExceptionExpected(UserError, regex="no such folder"): patch_folder('nowhere')
    with ExceptionExpected(UserError, regex="none of the . photos for"): patch_folder(awkward, progress=False)
    assert not list(patches.parent.glob('.making-*'))


@cells.setup
def _cell_0839dcb4():
    'nbs/00_data.ipynb #0839dcb4'
    global batch, clean, dl, files
    clean, files = load_folder(patches/'train')
    dl = MemoryLoader(clean, bs=8, shuffle=True, crop=96, flip=True, seed=1)
    batch, = next(iter(dl))
    show_rows({'a batch': batch}, title=f'A batch of crops from {len(clean)} patches', caption=f'{tuple(batch.shape)}, values from {batch.min():.2f} to {batch.max():.2f}, {dl.device}')


@cells.test
def test_batches_without_waiting_torch_equal_first_batch():
    'nbs/00_data.ipynb #df8b8f87'
    global again, first, second
    again = MemoryLoader(clean, bs=8, shuffle=True, crop=96, flip=True, seed=1)
    first = [o[0] for o in again]; second = [o[0] for o in again]
    assert torch.equal(first[0], batch)
    assert not torch.equal(first[0], second[0])
    again.epoch = 0
    assert all(torch.equal(p, q[0]) for p,q in zip(first, again))


@cells.test
def test_batches_without_waiting_torch_equal_pair():
    'nbs/00_data.ipynb #6f5c8a8b'
    global pair, whole
    pair = next(iter(MemoryLoader(clean, clean, bs=8, shuffle=True, crop=64, flip=True)))
    assert torch.equal(*pair)
    whole = MemoryLoader(clean, bs=5, device='cpu')
    test_eq(sum(len(o) for o, in whole), len(clean))
    test_eq(next(iter(whole))[0], from_uint8(clean[:5]))
    assert check_images(batch) is batch


@cells.test
def test_batches_without_waiting_at_least_one_batch_of_memoryloader():
    'nbs/00_data.ipynb #2368c273'
    with ExceptionExpected(UserError, regex="at least one batch of 999"): MemoryLoader(clean, bs=999, shuffle=True)
    with ExceptionExpected(UserError, regex="crop=256"): MemoryLoader(clean, crop=256)
    with ExceptionExpected(UserError, regex="the same number of items"): MemoryLoader(clean, clean[:3])


@cells.test
def test_batches_without_waiting_tuple_o_shape_for_o_in():
    'nbs/00_data.ipynb #b44f2ab6'
    global _, dls, held
    held, _ = load_folder(patches/'valid')
    dls = memory_dls((clean, clean), (held, held), bs=8, crop=64)
    test_eq([tuple(o.shape) for o in dls.one_batch()], [(8, 3, 64, 64)]*2)
    test_eq(dls.valid.one_batch()[0].shape[-1], 128)

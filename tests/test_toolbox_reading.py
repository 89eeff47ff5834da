"""Generated from nbs/toolbox/reading.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.reading import (
    Counter, ExifTags, IMAGE_SUFFIXES, Image, ImageOps, MAX_PIXELS, MadeFrom, NamedTuple, Path, Photo, Report, UserError, _KEPT_TAGS, _TAG, _attempt,
    _camera_data, _check_honest, _check_webp, _contents, _half_transparent, _has_transparency, _lying, _no_image, _notes, _report, _resolution,
    _rgb_profile, _test_picture, _white, atomic, check, check_unique_names, contents, everything_in, hashlib, image_files, io, json, lru_cache, note,
    np, open_image, os, partial, read_photo, save, say, threading, time, to_rgb, warnings, work_through, write_awkward_images)


@cells.setup
def _cell_3c02dcd2():
    'nbs/toolbox/reading.ipynb #3c02dcd2'
    global ExceptionExpected, ImageCms, contextlib, from_pil, mock, plot_style, show_rows, tempfile, test_eq, torch
    import contextlib
    import tempfile
    from unittest import mock

    import torch
    from fastcore.test import ExceptionExpected, test_eq
    from PIL import ImageCms

    from gan_course.core import from_pil, plot_style, show_rows

    plot_style()


@cells.setup
def _cell_13669c83():
    'nbs/toolbox/reading.ipynb #13669c83'
    global awkward, tmp
    tmp = tempfile.TemporaryDirectory()
    awkward = write_awkward_images(tmp.name)
    sorted(o.name for o in awkward.iterdir())


@cells.setup
def _cell_009733e6():
    'nbs/toolbox/reading.ipynb #009733e6'
    global good
    good = ('plain.png cmyk.jpg palette.png sixteen.png transparent.png '
        'rotated.jpg animated.gif misnamed.jpg').split()
    show_rows({'read back': torch.stack([from_pil(open_image(awkward/o)) for o in good])},
              title='plain · CMYK · palette · 16-bit grey · transparent · rotated by a tag · '
                'animated · a PNG named .jpg',
              caption='The red square is at the top left wherever there is one, grey stays a '
                  'full ramp, and what was transparent is white.')


@cells.setup
def _cell_efc8e82c():
    'nbs/toolbox/reading.ipynb #efc8e82c'
    global o
    for o in good:
        print(f"{o:16}", *read_photo(awkward/o).notes)


@cells.setup
def _cell_0a3c258b():
    'nbs/toolbox/reading.ipynb #0a3c258b'
    global e, o
    for o in ('truncated.png', 'text.jpg', 'missing.png'):
        try:
            open_image(awkward/o)
        except UserError as e:
            print(str(e).replace(tmp.name, '.'))


@cells.setup
def _cell_1f116c17():
    'nbs/toolbox/reading.ipynb #1f116c17'
    global report
    (awkward/'holiday.jpg').mkdir()
    (awkward/'moved.jpg').symlink_to('nowhere.jpg')
    (awkward/'empty.png').touch()
    report = work_through(awkward, lambda file, name: read_photo(file).notes, progress=False)
    print(str(report).replace(tmp.name, '.'))


@cells.test
def test_what_cannot_be_read_is_named_with_what_to_do():
    'nbs/toolbox/reading.ipynb #98c6aa6c'
    with ExceptionExpected(UserError, regex="truncated.png: cannot be read"):
        open_image(awkward/'truncated.png')
    with ExceptionExpected(UserError, regex="text.jpg: cannot be read"):
        open_image(awkward/'text.jpg')
    with ExceptionExpected(UserError, regex="no such file"):
        open_image(awkward/'missing.png')
    with ExceptionExpected(UserError, regex="at most 1,000 pixels"):
        open_image(awkward/'plain.png', max_pixels=1000)


@cells.test
def test_every_awkward_image_is_upright_in_its_colours_on_white():
    'nbs/toolbox/reading.ipynb #15bf5b9b'
    global coloured, o
    for o in ('plain.png', 'palette.png', 'rotated.jpg'):
        test_eq(open_image(awkward/o).size, (96, 64))
    coloured = [o for o in good if o != 'sixteen.png']
    assert all(open_image(awkward/o).getpixel((12, 12))[0] > 180 for o in coloured)
    test_eq(open_image(awkward/'transparent.png').getpixel((90, 40)), (255, 255, 255))


@cells.test
def test_sixteen_bits_are_scaled_not_cut_off():
    'nbs/toolbox/reading.ipynb #009957dd'
    global grey
    grey = np.array(open_image(awkward/'sixteen.png'))[0, :, 0]
    test_eq([int(grey.min()), int(grey.max()), len(set(grey.tolist()))], [0, 255, 96])
    test_eq(grey.tolist(), np.linspace(0, 255, 96).astype(np.uint8).tolist())


@cells.test
def test_floats_count_as_0_to_1_or_as_0_to_255_by_their_largest():
    'nbs/toolbox/reading.ipynb #c41460b3'
    global ramp, read, top
    for top in (1., 255.):
        ramp = Image.fromarray(np.tile(np.linspace(0, top, 11, dtype=np.float32), (2, 1)))
        read = np.array(to_rgb(ramp))[0, :, 0]
        assert np.abs(read - np.linspace(0, 255, 11)).max() <= .51


@cells.test
def test_camera_data_and_an_rgb_colour_profile_come_along_the_rotation_does_not():
    'nbs/toolbox/reading.ipynb #fb89ecef'
    global back, exif, photo, profile
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile('sRGB')).tobytes()
    exif = Image.Exif()
    exif[0x0112], exif[0x010f] = 6, 'a camera'
    open_image(awkward/'plain.png').save(awkward/'tagged.jpg', exif=exif, icc_profile=profile)
    photo = read_photo(awkward/'tagged.jpg')
    back = Image.Exif()
    back.load(photo.exif)
    test_eq([back[0x010f], back.get(0x0112)], ['a camera', None])
    test_eq([photo.icc, photo.notes], [profile, ['turned upright']])
    test_eq(photo.image.size, (64, 96))


@cells.test
def test_bytes_are_read_like_the_file_they_come_from():
    'nbs/toolbox/reading.ipynb #d6d8b94b'
    test_eq(read_photo((awkward/'tagged.jpg').read_bytes()), photo)
    (awkward/'tagged.jpg').unlink()


@cells.test
def test_a_colour_profile_for_something_else_is_dropped_and_noted():
    'nbs/toolbox/reading.ipynb #0d4c2cc8'
    global lab, photo
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile('LAB')).tobytes()
    open_image(awkward/'plain.png').save(awkward/'lab.png', icc_profile=lab)
    photo = read_photo(awkward/'lab.png')
    test_eq([photo.icc, photo.notes], [b'', ['colour profile dropped: not one for RGB']])
    (awkward/'lab.png').unlink()


@cells.test
def test_a_folder_is_worked_through_to_its_end_whatever_lies_in_it():
    'nbs/toolbox/reading.ipynb #b10f94d2'
    global o
    test_eq([report.written, report.kept, len(report.failed), len(report.notes)], [8, 0, 5, 6])
    test_eq(work_through(awkward/'plain.png', lambda *_: 'kept', progress=False).kept, 1)
    for o in ('a folder', 'a link to nowhere', 'UnidentifiedImageError', 'truncated'):
        assert o in str(report), o


@cells.test
def test_what_is_no_image_is_counted_linked_folders_are_entered_and_closed_ones():
    'nbs/toolbox/reading.ipynb #db6ad08b'
    global closed, names, o, place, plain, real_scandir, report, said
    place = Path(tempfile.mkdtemp(dir=awkward.parent))
    (place/'photos').mkdir()
    (place/'elsewhere').mkdir()
    plain = open_image(awkward/'plain.png')
    for o in ('photos/a.png', 'elsewhere/b.avif', 'elsewhere/c.jfif', 'photos/d.jp2', 'photos/e.tga'):
        plain.save(place/o, 'JPEG' if o.endswith('jfif') else None)
    for o in ('notes.txt', 'film.mov', 'more.txt', 'README'):
        (place/'photos'/o).write_text('x')
    (place/'photos'/'f.heic').write_bytes(b'what a phone writes')
    (place/'photos'/'linked').symlink_to(place/'elsewhere', target_is_directory=True)
    (place/'elsewhere'/'round').symlink_to(place/'photos', target_is_directory=True)
    report = work_through(place/'photos', lambda *_: [], progress=False)
    test_eq([report.written, report.others], [6, {'': 1, '.mov': 1, '.txt': 2}])
    assert 'passed over, no images: 1 without a suffix, 1 .mov, 2 .txt' in str(report)
    names = [o.name for o in image_files(place/'photos')]
    test_eq(sorted(names), ['a.png', 'b.avif', 'c.jfif', 'd.jp2', 'e.tga', 'f.heic'])

    real_scandir = os.scandir
    def closed(path):
        "As a folder that belongs to somebody else."
        if str(path).endswith('elsewhere') or str(path).endswith('linked'):
            raise PermissionError(13, 'Permission denied', str(path))
        return real_scandir(path)

    said = io.StringIO()
    with mock.patch('os.scandir', closed), contextlib.redirect_stdout(said):
        report = work_through(place/'photos', lambda *_: [], progress=False)
        image_files(place/'photos')
    assert 'linked: cannot be opened (Permission denied)' in str(report) and len(report.failed) == 1
    assert 'passed over' in said.getvalue()


@cells.test
def test_a_header_that_promises_far_more_pixels_than_the_file_can_hold_is_refus():
    'nbs/toolbox/reading.ipynb #cb1593c9'
    global canvas, data, exact, given, lossy, o
    plain.save(place/'liar.bmp')
    data = bytearray((place/'liar.bmp').read_bytes())
    data[18:26] = (9000).to_bytes(4, 'little')*2  # width and height
    (place/'liar.bmp').write_bytes(data)
    plain.save(place/'liar.webp', save_all=True, append_images=[plain.rotate(9)])
    canvas = bytearray((place/'liar.webp').read_bytes())
    canvas[24:30] = (8999).to_bytes(3, 'little')*2
    plain.save(place/'plain.webp')
    lossy = bytearray((place/'plain.webp').read_bytes())
    lossy[26:30] = (9000).to_bytes(2, 'little')*2
    plain.save(place/'exact.webp', lossless=True)
    exact = bytearray((place/'exact.webp').read_bytes())
    exact[21:25] = (8999 | 8999 << 14).to_bytes(4, 'little')
    for o in ('plain.webp', 'exact.webp', 'liar.webp'):
        test_eq(read_photo(place/o).image.size, plain.size)
    for given in (place/'liar.bmp', bytes(data[:4000]), canvas, lossy, exact):
        with ExceptionExpected(UserError, regex="9000x9000 pixels in"): read_photo(given)


@cells.test
def test_a_file_that_may_not_be_read_says_so_phones_jpegs_are_jpegs_lab_is_not():
    'nbs/toolbox/reading.ipynb #721634ee'
    global lab, photo
    with mock.patch('PIL.Image.open', side_effect=PermissionError(13, 'Permission denied')):
        with ExceptionExpected(UserError, regex="may not be read .Permission denied.; change its permissions"):
            read_photo(awkward/'plain.png')
    plain.save(place/'phone.jpg', 'MPO', save_all=True, append_images=[plain], dpi=(300, 300))
    photo = read_photo(place/'phone.jpg')
    test_eq([photo.notes, photo.dpi], [['first of 2 frames'], (300., 300.)])
    plain.convert('RGB').save(place/'print.png', dpi=(72, 72))
    test_eq([round(o) for o in read_photo(place/'print.png').dpi], [72, 72])
    test_eq(read_photo(awkward/'plain.png').dpi, None)
    lab = ImageCms.profileToProfile(plain, ImageCms.createProfile('sRGB'), ImageCms.createProfile('LAB'),
                                    outputMode='LAB')
    lab.save(place/'lab.tif')
    assert 'transparency laid on white' not in read_photo(place/'lab.tif').notes


@cells.test
def test_a_full_disk_and_too_little_memory_are_reported_in_words():
    'nbs/toolbox/reading.ipynb #05631960'
    global full_disk, too_large
    def full_disk(*_):
        raise OSError(28, 'No space left on device')
    def too_large(*_):
        torch.empty(2**50)

    assert 'No space left' in str(work_through(awkward, full_disk, progress=False))
    assert 'not enough memory' in str(work_through(awkward/'plain.png', too_large, progress=False))


@cells.test
def test_a_mistake_in_the_work_itself_is_not_hidden():
    'nbs/toolbox/reading.ipynb #8d1dcfa0'
    global mistaken
    def mistaken(*_):
        raise RuntimeError('shapes do not match')

    with ExceptionExpected(RuntimeError, regex="shapes do not match"):
        work_through(awkward/'plain.png', mistaken, n_workers=0, progress=False)


@cells.test
def test_folders_that_cannot_be_used_say_why():
    'nbs/toolbox/reading.ipynb #f3e47f8d'
    global o
    for o in ('holiday.jpg', 'moved.jpg', 'empty.png'):
        (awkward/o).rmdir() if (awkward/o).is_dir() else (awkward/o).unlink()
    test_eq(len(image_files(awkward)), 10)
    with ExceptionExpected(UserError, regex="several files named plain"):
        check_unique_names('a', [Path('a/plain.png'), Path('a/plain.jpg')])
    with ExceptionExpected(UserError, regex="no such folder"): image_files('nowhere')
    with ExceptionExpected(UserError, regex="neither a file nor a folder"):
        work_through('nowhere.jpg', print, progress=False)
    (awkward/'none').mkdir()
    with ExceptionExpected(UserError, regex="no images"): image_files(awkward/'none')

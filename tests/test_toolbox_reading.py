"""Generated from nbs/toolbox/reading.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.reading import (
    IMAGE_SUFFIXES, Image, ImageOps, MAX_PIXELS, NamedTuple, Path, Photo, Report, UserError, _ABOUT, _attempt, _extras, check, image_files, io, np,
    one_name_each, open_image, parallel, partial, read_photo, tempfile, to_rgb, torch, work_through, write_awkward_images)


@cells.setup
def _cell_3c02dcd2():
    'nbs/toolbox/reading.ipynb #3c02dcd2'
    global ExceptionExpected, from_pil, plot_style, show_rows, test_eq
    from fastcore.test import ExceptionExpected, test_eq

    from gan_course.core import from_pil, plot_style, show_rows

    plot_style()


@cells.setup
def _cell_009733e6():
    'nbs/toolbox/reading.ipynb #009733e6'
    global awkward, good, tmp
    tmp = tempfile.TemporaryDirectory(); awkward = write_awkward_images(tmp.name)
    good = 'plain.png cmyk.jpg palette.png sixteen.png transparent.png rotated.jpg animated.gif misnamed.jpg'.split()
    show_rows({'read back': torch.stack([from_pil(open_image(awkward/o)) for o in good])},
              title='plain · CMYK · palette · 16-bit grey · transparent · rotated by a tag · animated · a PNG named .jpg',
              caption='The red square is at the top left wherever there is one, grey stays a full ramp, and what was transparent is white.')


@cells.setup
def _cell_efc8e82c():
    'nbs/toolbox/reading.ipynb #efc8e82c'
    global o
    for o in good: print(f"{o:16}", *read_photo(awkward/o).notes)


@cells.test
def test_reading_an_image_that_a_stranger_sent_you_truncated_png_cannot_be_read():
    'nbs/toolbox/reading.ipynb #78c6aa6c'
    with ExceptionExpected(UserError, regex="truncated.png: cannot be read"): open_image(awkward/'truncated.png')
    with ExceptionExpected(UserError, regex="text.jpg: cannot be read"): open_image(awkward/'text.jpg')
    with ExceptionExpected(UserError, regex="no such file"): open_image(awkward/'missing.png')
    with ExceptionExpected(UserError, regex="at most 1,000 pixels"): open_image(awkward/'plain.png', max_pixels=1000)


@cells.test
def test_reading_an_image_that_a_stranger_sent_you_all_open_image_awkward_o_get():
    'nbs/toolbox/reading.ipynb #34f7bb9e'
    global gray, o
    for o in ('plain.png', 'palette.png', 'rotated.jpg'): test_eq(open_image(awkward/o).size, (96, 64))
    assert all(open_image(awkward/o).getpixel((12, 12))[0] > 180 for o in good if o != 'sixteen.png')
    test_eq(open_image(awkward/'transparent.png').getpixel((90, 40)), (255, 255, 255))
    gray = np.array(open_image(awkward/'sixteen.png'))[0, :, 0]
    test_eq([int(gray.min()), int(gray.max()), len(set(gray.tolist()))], [0, 255, 96])


@cells.setup
def _cell_09957dd4():
    'nbs/toolbox/reading.ipynb #09957dd4'
    global ImageCms
    from PIL import ImageCms


@cells.test
def test_camera_data_and_an_rgb_colour_profile_come_along_the_rotation_does_not():
    'nbs/toolbox/reading.ipynb #fb89ecef'
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
    'nbs/toolbox/reading.ipynb #1f116c17'
    global report
    (awkward/'holiday.jpg').mkdir(); (awkward/'moved.jpg').symlink_to('nowhere.jpg'); (awkward/'empty.png').touch()
    report = work_through(awkward, lambda file, name: read_photo(file).notes, progress=False)
    print(str(report).replace(tmp.name, '.'))


@cells.test
def test_folders_report_written_report_kept_len_report():
    'nbs/toolbox/reading.ipynb #b10f94d2'
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
    'nbs/toolbox/reading.ipynb #f3e47f8d'
    test_eq(len(image_files(awkward)), 10)
    with ExceptionExpected(UserError, regex="several files named plain"): one_name_each('a', [Path('a/plain.png'), Path('a/plain.jpg')])
    with ExceptionExpected(UserError, regex="no such folder"): image_files('nowhere')
    with ExceptionExpected(UserError, regex="no images"): (Path(tmp.name)/'empty').mkdir(); image_files(Path(tmp.name)/'empty')

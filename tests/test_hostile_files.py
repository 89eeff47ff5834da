"""What `gan-course-restore` makes of fifty files that a folder from real life may hold: nothing crashes,
everything is named, nothing is overwritten or left half written."""
import io
import os
import pickle
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from gan_course.commands import change_photos
from gan_course.restore import Restorer

WINDOWS = os.name == 'nt'
PIXELS = np.random.default_rng(0).integers(0, 256, (40, 56, 3), dtype=np.uint8)
IM = Image.fromarray(PIXELS).resize((56, 40), Image.BICUBIC)


def chunk(kind, data):
    "One chunk of a PNG file."
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))


def png(width, height, depth, color, rows):
    "A PNG file from its raw rows."
    head = struct.pack('>IIBBBBB', width, height, depth, color, 0, 0, 0)
    parts = [chunk(b'IHDR', head), chunk(b'IDAT', zlib.compress(rows)), chunk(b'IEND', b'')]
    return b'\x89PNG\r\n\x1a\n' + b''.join(parts)


def file(im, kind, **options):
    "An image file in memory."
    buf = io.BytesIO()
    im.save(buf, kind, **options)
    return buf.getvalue()


def exif(rotation):
    "Camera data with a rotation."
    e = Image.Exif()
    e[0x0112] = rotation
    return e


def lab(im):
    "A photo in the colours of a printer's software."
    srgb, to = ImageCms.createProfile('sRGB'), ImageCms.createProfile('LAB')
    return ImageCms.profileToProfile(im, srgb, to, outputMode='LAB')


SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile('sRGB')).tobytes()
CLEAR = IM.copy()
CLEAR.putalpha(Image.linear_gradient('L').resize(IM.size))
GREY, PALETTE = Image.fromarray(PIXELS[..., 0]), IM.quantize(16)
FRAMES = dict(save_all=True, append_images=[IM.rotate(90), IM.rotate(180)], duration=100)
PNG, JPG = file(IM, 'PNG'), file(IM, 'JPEG', quality=95)
SIXTEEN = PIXELS[..., 0].astype(np.uint16)*257
DEEP = b''.join(b'\0' + (PIXELS[y].astype('>u2')*257).tobytes() for y in range(40))

PLAIN = {
    'plain.png': PNG, 'plain.jpg': JPG, 'upper.JPG': JPG, 'plain.bmp': file(IM, 'BMP'),
    'plain.ppm': file(IM, 'PPM'), 'plain.tif': file(IM, 'TIFF'), 'plain.webp': file(IM, 'WEBP'),
    'progressive.jpg': file(IM, 'JPEG', progressive=True)}
COLOURS = {
    'grey.png': file(IM.convert('L'), 'PNG'), 'grey.jpg': file(IM.convert('L'), 'JPEG'),
    'bilevel.png': file(IM.convert('1'), 'PNG'), 'grey-alpha.png': file(CLEAR.convert('LA'), 'PNG'),
    'alpha.png': file(CLEAR, 'PNG'), 'alpha.webp': file(CLEAR, 'WEBP'), 'palette.png': file(PALETTE, 'PNG'),
    'palette-clear.png': file(PALETTE, 'PNG', transparency=3),
    'sixteen.png': file(Image.fromarray(SIXTEEN), 'PNG'), 'sixteen-rgb.png': png(56, 40, 16, 2, DEEP),
    'float.tif': file(Image.fromarray(PIXELS[..., 0].astype(np.float32)), 'TIFF'),
    'integer.tif': file(Image.fromarray(PIXELS[..., 0].astype(np.int32)), 'TIFF'),
    'cmyk.jpg': file(IM.convert('CMYK'), 'JPEG'), 'lab.tif': file(lab(IM), 'TIFF'),
    'cmyk-profile.jpg': file(IM.convert('CMYK'), 'JPEG', icc_profile=b'\0'*16 + b'CMYK' + b'\0'*108),
    'jpeg-inside.tif': file(IM, 'TIFF', compression='jpeg')}
EXTRAS = {
    **{f'turned-{r}.jpg': file(IM, 'JPEG', exif=exif(r)) for r in (3, 5, 6, 8)},
    'profile.jpg': file(IM, 'JPEG', icc_profile=SRGB),
    'broken-exif.jpg': file(IM, 'JPEG', exif=b'Exif\0\0II*\0\xff\xff\xff\xff'),
    'broken-profile.jpg': file(IM, 'JPEG', icc_profile=b'junk'),
    'animated.gif': file(IM.quantize(32), 'GIF', **FRAMES), 'animated.webp': file(IM, 'WEBP', **FRAMES),
    'animated.png': file(IM, 'PNG', **FRAMES),
    'pages.tif': file(IM, 'TIFF', save_all=True, append_images=[IM])}
NAMES = {
    'png-named.jpg': PNG, 'jpg-named.png': JPG, 'gif-named.bmp': file(IM.quantize(32), 'GIF'),
    'smile 😀/ünï côdé.png': PNG, 'n'*200 + '.png': PNG, 'spaces and (brackets) & $.jpg': JPG}
if os.name != 'nt': NAMES['two\nlines.png'] = PNG  # Windows has no such names
SIZES = {'1x1.png': file(IM.resize((1, 1)), 'PNG'), '1x900.png': file(IM.resize((1, 900)), 'PNG')}
GOOD = {**PLAIN, **COLOURS, **EXTRAS, **NAMES, **SIZES}
BAD = {
    'text.jpg': b'not an image', 'page.png': b'<html><body>404</body></html>', 'empty.jpg': b'',
    'drawing.png': b'<svg xmlns="http://www.w3.org/2000/svg"/>', 'cut.jpg': JPG[:len(JPG)//2],
    'cut.png': PNG[:len(PNG)//2], 'wrong-sum.png': PNG[:60] + bytes([PNG[60] ^ 255]) + PNG[61:],
    'bomb.png': png(60000, 60000, 1, 0, b'\0'*7501*8), 'huge.png': png(12000, 12000, 1, 0, b'\0'*1501*12000),
    'no-rows.png': png(56, 0, 8, 2, b''), 'pickle.png': pickle.dumps(print),
    'script.gif': b'#!/bin/sh\necho hello\n'}


def add_what_is_no_file(root):
    "A folder, and where the system has them a dangling link, a circle and a pipe; return their names."
    (root/'holiday.jpg').mkdir()
    if os.name == 'nt': return {'holiday.jpg'}
    (root/'moved.jpg').symlink_to('nowhere.jpg')
    (root/'circle.png').symlink_to('circle.png')
    os.mkfifo(root/'pipe.png')
    return {'holiday.jpg', 'moved.jpg', 'circle.png', 'pipe.png'}


@pytest.fixture(scope='module')
def photos(tmp_path_factory):
    "The folder, and the names of what is no file in it."
    root = tmp_path_factory.mktemp('hostile')/'photos'
    for name, data in {**GOOD, **BAD}.items():
        (root/name).parent.mkdir(parents=True, exist_ok=True)
        (root/name).write_bytes(data)
    return root, add_what_is_no_file(root)


@pytest.fixture(scope='module')
def restore():
    restorer = Restorer.load()
    return lambda im, name: restorer(im, progress=False)


def test_every_file_is_restored_or_named(photos, restore, tmp_path):
    folder, odd = photos
    before = {o: o.read_bytes() for o in folder.rglob('*') if o.is_file()}
    report = change_photos(folder, tmp_path/'out', restore, n_workers=0, progress=False)
    assert {str(Path(o).relative_to(folder)) for o in report.failed} == set(BAD) | odd
    assert report.written == len(GOOD) and report.kept == 0
    for name in GOOD:
        out = tmp_path/'out'/(name + '.png' if name.endswith('.gif') else name)
        with Image.open(out) as im:
            im.load()
        with Image.open(folder/name) as original:
            size = original.size
        assert im.size in (size, size[::-1]) and im.mode == 'RGB', name
    assert {o: o.read_bytes() for o in folder.rglob('*') if o.is_file()} == before
    assert {o.name for o in tmp_path.rglob('.*')} == {'.made-from.json'}
    again = change_photos(folder, tmp_path/'out', restore, n_workers=0, progress=False)
    assert again.kept == len(GOOD)


def test_messages_help(photos, restore, tmp_path):
    folder, odd = photos
    report = change_photos(folder, tmp_path/'out', restore, n_workers=0, progress=False)
    failed = {Path(k).name: v for k, v in report.failed.items()}
    assert 'at most 120,000,000 pixels' in failed['huge.png'] and 'pixels' in failed['bomb.png']
    words = {'holiday.jpg': 'a folder', 'moved.jpg': 'a link to nowhere', 'pipe.png': 'no ordinary file'}
    assert all(words[k] in failed[k] for k in words if k in odd)
    assert all(name in words and ';' in words for name, words in failed.items())


def test_a_target_that_cannot_be_written(photos, restore, tmp_path):
    (tmp_path/'blocked').write_text('')
    plain, out = photos[0]/'plain.png', tmp_path/'blocked'/'out'
    report = change_photos(plain, out, restore, n_workers=0, progress=False)
    assert report.written == 0 and 'choose a folder that you may write to' in str(report)


FULL = """
import resource, signal, sys
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
from gan_course.commands import change_photos
src, dst = sys.argv[1:]
report = change_photos(src, dst, lambda im, name: im.resize((400, 400)), n_workers=0, progress=False)
left = [o.name for o in Path(dst).rglob('*') if o.is_file()]
print(report.written, len(report.failed), left, 'File too large' in str(report))
"""

def test_mutated_files_crash_nothing():
    "A few of what `python tools/fuzz.py` does in thousands, in a process of its own."
    tool = Path(__file__).resolve().parent.parent/'tools'/'fuzz.py'
    command = [sys.executable, '-W', 'ignore', str(tool), '--images', '220', '--weights', '60']
    res = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert res.returncode == 0, res.stdout[-3000:] + res.stderr[-2000:]


@pytest.mark.skipif(os.name == 'nt', reason='needs a limit on the size of files')
def test_a_disk_that_is_full(tmp_path):
    (tmp_path/'two').mkdir()
    for name in ('plain.png', 'grey.png'): (tmp_path/'two'/name).write_bytes(GOOD[name])
    command = [sys.executable, '-W', 'ignore', '-c', FULL, str(tmp_path/'two'), str(tmp_path/'out')]
    res = subprocess.run(command, capture_output=True, text=True)
    assert res.stdout.strip() == '0 2 [] True', res.stdout + res.stderr

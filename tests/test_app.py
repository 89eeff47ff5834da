"The app in a real browser: what a user does, what the browser asks for, and whom the server talks to."
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
MISSING = [o for o in ('gradio', 'playwright') if not importlib.util.find_spec(o)]
if not CHROMIUM: MISSING.append('a chromium on the PATH')
if os.name == 'nt': MISSING.append('a system with Unix signals')
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"the app in a browser needs {' and '.join(MISSING)}")
HOME = {'127.0.0.1', 'localhost', '::1'}

# The server runs in a process of its own. Before anything else is imported there, every name that is looked
# up and every address that is connected to is written down.
GUARD = '''
import json, socket, sys
# uvloop is an event loop in C that audit hooks do not see; without it, asyncio and Python's sockets take over
sys.modules['uvloop'] = None
log = open(sys.argv[1], 'a', buffering=1)
LOOK_UP = 'socket.getaddrinfo', 'socket.gethostbyname', 'socket.gethostbyaddr'

def note(event, args):
    if event in LOOK_UP: said = 'look up', str(args[0])
    elif event in ('socket.connect', 'socket.sendto'):
        said = event[7:], args[1][0] if isinstance(args[1], tuple) else 'unix'
    else: return
    log.write(json.dumps(said) + chr(10))

sys.addaudithook(note)
from gan_course.app import app_command
app_command(['--max-mb', '1', '--max-megapixels', '1'])
'''


def gradient(size):
    "A photo that no two pixels of share: smooth colours and a bit of noise."
    w, h = size
    x, y = np.meshgrid(np.linspace(0, 255, w), np.linspace(0, 255, h))
    noise = np.random.default_rng(0).integers(0, 20, (h, w, 3))
    return Image.fromarray((np.stack([x, y, 255 - x], -1)*.9 + noise).astype(np.uint8))


@pytest.fixture(scope='module')
def server(tmp_path_factory):
    "Address of a running app, the log of its connections, and the folder that holds its temporary files."
    tmp = tmp_path_factory.mktemp('server')
    (tmp/'files').mkdir()
    env = {**os.environ, 'PYTHONPATH': str(ROOT), 'TMPDIR': str(tmp/'files'),
           'GAN_COURSE_EXERCISES': str(tmp/'progress.json')}
    for o in ('GRADIO_TEMP_DIR', 'GRADIO_ANALYTICS_ENABLED'):
        env.pop(o, None)
    with open(tmp/'errors.txt', 'w') as errors:
        p = subprocess.Popen([sys.executable, '-W', 'ignore', '-c', GUARD, str(tmp/'log')], env=env,
                             stdout=subprocess.PIPE, stderr=errors, text=True)
        line = p.stdout.readline()
        found = re.search(r'http://\S+', line)
        assert found, f"the app did not start: {line}{(tmp/'errors.txt').read_text()[-2000:]}"
        yield found[0], tmp/'log', tmp/'files'
        p.send_signal(signal.SIGTERM)
        assert p.wait(20) == 0, 'the app ends when it is asked to'
    assert not list((tmp/'files').glob('gan_course-app-*')), 'and takes the photos with it'
    said = (tmp/'errors.txt').read_text()  # gradio prints its own refusals
    assert 'gan_course/app.py' not in said, said[-3000:]


@pytest.fixture(scope='module')
def browser():
    from playwright.sync_api import sync_playwright
    with sync_playwright() as p:
        b = p.chromium.launch(executable_path=CHROMIUM, args=['--no-sandbox'])
        yield b
        b.close()


@pytest.fixture
def page(browser, server):
    "A page that writes down what it asks for and complains about."
    page = browser.new_page(viewport=dict(width=1280, height=900))
    page.set_default_timeout(15_000)
    page.asked, page.complaints = [], []
    page.on('request', lambda o: page.asked.append(o.url))
    page.on('console', lambda o: page.complaints.append(o.text) if o.type == 'error' else None)
    page.on('pageerror', lambda o: page.complaints.append(str(o)))
    page.goto(server[0])
    page.wait_for_selector('#restore')
    yield page
    page.close()


def elsewhere(urls):
    "Addresses that are not on this computer."
    parts = [(o, urlsplit(o)) for o in urls]
    return [o for o, p in parts if p.scheme not in ('data', 'blob') and p.hostname not in HOME]


def give(page, path):
    "Drop a file into the box; the one that lies there is cleared first."
    if page.get_by_label('Clear').count():
        page.get_by_label('Clear').first.click()
    page.set_input_files('#photo input[type=file]', str(path))


def words(page):
    "The figures under the picture."
    return page.inner_text('#figures').strip()


def locked(page):
    "Can nothing be downloaded?"
    return page.locator('#download').is_disabled() or page.locator('#download button').is_disabled()


def download(page, to):
    "Click on the download; return its name and picture."
    with page.expect_download() as o:
        page.click('#download')
    o.value.save_as(to)
    return o.value.suggested_filename, Image.open(to)


def test_damage_restore_download(page, tmp_path):
    "A user drops a photo, moves a slider, restores, downloads; nothing leaves this computer."
    gradient((333, 207)).save(tmp_path/'my photo.png')
    give(page, tmp_path/'my photo.png')
    page.get_by_text('Left: original').wait_for()
    first = words(page)
    assert 'damaged' in first and 'dB' in first and 'restored' not in first and '333 × 207' in first
    assert locked(page)

    quality = page.get_by_label('number input for JPEG quality')
    quality.fill('5')
    quality.press('Tab')
    page.wait_for_function('old => document.querySelector("#figures").innerText != old', arg=first)

    page.click('#restore')
    page.get_by_text('right: restored').wait_for(timeout=30_000)
    assert re.search(r'restored\s+\d+\.\d dB', words(page)) and 'RGB PSNR' in words(page)
    assert re.search(r'time\s+\d+\.\d s', words(page))
    name, im = download(page, tmp_path/'got.png')
    assert name == 'my photo-restored.png' and im.format == 'PNG' and im.size == (333, 207)
    assert 'Not evidence' in im.info['Comment']
    assert page.get_by_text('It is not evidence').is_visible()
    assert page.asked and not elsewhere(page.asked) and not page.complaints


def test_bad_already(page, tmp_path):
    "A photo that is bad already is restored as it is, without a score; then another photo takes its place."
    gradient((120, 90)).save(tmp_path/'old.jpg', quality=20)
    page.get_by_label('My photo is bad already').check()
    page.get_by_label('Text across it').wait_for(state='hidden')
    give(page, tmp_path/'old.jpg')
    page.get_by_text('your photo').wait_for()
    page.click('#restore')
    page.get_by_text('right: restored').wait_for(timeout=30_000)
    assert 'dB' not in words(page) and 'no score' in words(page)
    assert download(page, tmp_path/'got.png')[1].size == (120, 90)
    page.click('#cat')
    page.wait_for_function('document.querySelector("#figures").innerText.includes("451 × 300")')
    assert locked(page)
    assert not elsewhere(page.asked) and not page.complaints


def test_what_cannot_be_restored_is_said(page, tmp_path):
    "No photo, a text file, too many pixels, too many bytes: a sentence each, and the page goes on."
    def says(text): page.get_by_text(text).first.wait_for(timeout=10_000)

    page.click('#restore')
    says('no photo yet')
    page.click('#cat')
    page.wait_for_selector('#view img')
    page.click('#restore')
    page.get_by_text('right: restored').wait_for(timeout=30_000)
    (tmp_path/'text.jpg').write_text('not an image')
    give(page, tmp_path/'text.jpg')
    says('text.jpg: cannot be read as an image')
    page.wait_for_selector('#view img', state='detached')
    assert locked(page) and not words(page), 'the cat has gone with its photo'
    Image.new('RGB', (1200, 900)).save(tmp_path/'wide.png')
    give(page, tmp_path/'wide.png')
    says('at most 1,000,000 pixels')
    (tmp_path/'heavy.png').write_bytes(bytes(2**20 + 2**18))
    give(page, tmp_path/'heavy.png')
    says('the maximum allowed size of 1')
    assert not elsewhere(page.asked)


def test_which_looks_better(page, server):
    "Two pictures without names, an answer, the next two; the count names them, and is kept."
    page.get_by_role('tab', name='Which looks better?').click()
    page.wait_for_selector('#left img', timeout=60_000)
    before = page.get_attribute('#left img', 'src')
    page.get_by_role('button', name='Show the count').click()
    page.get_by_text('Nobody has been preferred yet').wait_for()
    page.get_by_role('button', name='Left is better').click()
    page.get_by_text('1 answered').wait_for()
    page.wait_for_function('old => document.querySelector("#left img").src != old', arg=before)
    page.get_by_role('button', name='Show the count').click()
    page.get_by_text('1 of 1').wait_for()
    kept = json.loads((server[1].parent/'progress.json').read_text())
    assert sum(kept['blind.restoration'].values()) == 1
    assert not elsewhere(page.asked) and not page.complaints


def test_works_on_a_phone(browser, server):
    "One column, nothing beyond the right edge."
    page = browser.new_page(viewport=dict(width=390, height=844), color_scheme='dark')
    page.goto(server[0])
    page.click('#cat')
    page.get_by_text('Left: original').wait_for()
    assert page.evaluate('document.documentElement.scrollWidth') <= 390
    page.close()


def ask(url, name, data):
    "Call an endpoint by hand, as a stranger would; return what comes back."
    body = json.dumps(dict(data=data)).encode()
    kind = {'Content-Type': 'application/json'}
    request = urllib.request.Request(f'{url}gradio_api/call/{name}', body, kind)
    event = json.load(urllib.request.urlopen(request, timeout=20))['event_id']
    return urllib.request.urlopen(f'{url}gradio_api/call/{name}/{event}', timeout=20).read().decode()


def test_a_stranger_gets_nothing(server, tmp_path):
    "The server fetches no address, reads no file that was not uploaded, and takes no file that is too large."
    url, log, _ = server
    settings = [False, 2, 30, '', 24]
    for path in ('http://example.com/a.png', 'https://192.0.2.1/a.png', 'HTTP://192.0.2.1/a.png',
                 '/etc/passwd', str(ROOT/'images'/'hero.png')):
        file = dict(path=path, meta={'_type': 'gradio.FileData'})
        assert 'event: error' in ask(url, 'damage', [file, *settings])
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n'
    body = head + bytes(2**20 + 2**18) + b'\r\n--x--\r\n'
    kind = {'Content-Type': 'multipart/form-data; boundary=x'}
    with pytest.raises(urllib.error.HTTPError) as e:
        upload = urllib.request.Request(f'{url}gradio_api/upload', body, kind)
        urllib.request.urlopen(upload, timeout=20)
    assert e.value.code == 413


def test_the_server_talks_to_nobody(server):
    "Whatever the tests above made it do, the server has looked up and connected to this computer alone."
    said = [json.loads(o) for o in server[1].read_text().splitlines()]
    assert said, 'gradio asks itself whether it runs: an empty log would mean that the guard is broken'
    assert {where for _, where in said} <= HOME | {'unix', '0.0.0.0', 'None'}, said

"""Does anything grow with time? A long training, many photos, many visitors of the app; memory as a plot.

    python tools/soak.py                    # all three: some fifteen minutes on two cores; runs/soak/
    python tools/soak.py train --batches 20000
    python tools/soak.py photos --count 2000
    python tools/soak.py app --uploads 200 --visitors 8

Each runs in a process of its own, whose memory is read once a second. The slope is that of the second half.
"""
import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from matplotlib import pyplot as plt
from PIL import Image

TRAIN = '''
import sys
from gan_course.core import use_scale
from gan_course.dcgan import train_dcgan
from gan_course.record import GameLog, SampleGrid
from pathlib import Path
out = Path(sys.argv[2])
cbs = [SampleGrid(every=100, folder=out/'grids'), GameLog(out/'log.csv', every=20)]
train_dcgan('embedded', 16, batches=int(sys.argv[1]), out=out/'run', width=8, bs=16, cbs=cbs)
size = sum(o.stat().st_size for o in (out/'run').iterdir())
print(f'done: {size/2**20:.1f} MB of weights and checkpoint')
'''

PHOTOS = '''
import sys
from gan_course.commands import restore_command
restore_command([sys.argv[1], sys.argv[2], '--no-progress'])
'''

APP = '''
from gan_course.app import app_command
app_command(['--max-mb', '2', '--max-megapixels', '2'])
'''


def resident(pid):
    "Megabytes that a process holds; nothing when it has gone."
    try:
        return int(Path(f'/proc/{pid}/statm').read_text().split()[1])*4096/2**20
    except (OSError, IndexError): return None


def watch(code, args, meanwhile=None):
    "Run code in a process of its own; seconds and megabytes, and its last words."
    p = subprocess.Popen([sys.executable, '-W', 'ignore', '-c', code, *map(str, args)], text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    begun, points, done = time.time(), [], None
    if meanwhile:
        done = meanwhile(p)
    while p.poll() is None:
        mb = resident(p.pid)
        points += [(time.time() - begun, mb)] if mb else []
        time.sleep(1)
        if done is not None and done.poll() is not None:
            p.terminate()
            break
    said = [o for o in (p.communicate(timeout=60)[0] or '').splitlines() if o.strip()]
    words = (done.communicate()[0].strip() if done is not None else said[-1] if said else '')
    return points, words, p.returncode


def train(a, tmp):
    return watch(TRAIN, (a.batches, tmp))


def photos(a, tmp):
    (tmp/'in').mkdir()
    g = np.random.default_rng(0)
    for i in range(a.count):
        noise = g.integers(0, 256, (12, 16, 3), dtype=np.uint8)
        size = int(g.integers(64, 260)), int(g.integers(64, 260))
        Image.fromarray(noise).resize(size, Image.BICUBIC).save(tmp/'in'/f'{i:05}.jpg')
    return watch(PHOTOS, (tmp/'in', tmp/'out'))


VISITS = '''
import sys, threading
from gradio_client import Client, handle_file
url, uploads, visitors, photo = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
done, wrong, lock = [], [], threading.Lock()
def visit(n):
    client = Client(url, verbose=False, analytics_enabled=False)
    for _ in range(n):
        try:
            *_, words, file = client.predict(handle_file(photo), False, 3, 80, '42', 20, api_name='/restore')
            assert 'restored' in words and file
            with lock: done.append(1)
        except Exception as e:
            with lock: wrong.append(f'{type(e).__name__}: {e}')
threads = [threading.Thread(target=visit, args=(uploads//visitors,)) for _ in range(visitors)]
for t in threads: t.start()
for t in threads: t.join()
print(f'{len(done)} restored, {len(wrong)} failed', *sorted(set(wrong))[:3], sep='; ')
'''


def app(a, tmp):
    g = np.random.default_rng(0)
    Image.fromarray(g.integers(0, 256, (240, 320, 3), dtype=np.uint8)).save(tmp/'photo.jpg')
    os.environ['TMPDIR'] = str(tmp)
    def visits(p):
        line = p.stdout.readline()
        url = next(o for o in line.split() if o.startswith('http'))
        command = [sys.executable, '-W', 'ignore', '-c', VISITS, url, a.uploads, a.visitors, tmp/'photo.jpg']
        return subprocess.Popen([str(o) for o in command], text=True, stdout=subprocess.PIPE)
    points, words, code = watch(APP, (), visits)
    left = [o.name for o in tmp.glob('gan_course-app-*')]
    return points, f"{words}; left behind: {left or 'nothing'}", code


JOBS = dict(train=train, photos=photos, app=app)


def slope(points):
    "Megabytes a minute over the second half."
    t, mb = np.array(points[len(points)//2:]).T
    return np.polyfit(t/60, mb, 1)[0] if len(t) > 2 else float('nan')


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('jobs', nargs='*', help=f"of {', '.join(JOBS)}; all when not given")
    ap.add_argument('--batches', type=int, default=20_000)
    ap.add_argument('--count', type=int, default=2000)
    ap.add_argument('--uploads', type=int, default=200)
    ap.add_argument('--visitors', type=int, default=8)
    ap.add_argument('--out', type=Path, default=Path('runs/soak'))
    a = ap.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    fig, ax = plt.subplots(figsize=(7, 3), layout='constrained')
    for name in a.jobs or JOBS:
        with tempfile.TemporaryDirectory() as tmp:
            points, words, code = JOBS[name](a, Path(tmp))
        t, mb = np.array(points).T
        ax.plot(t/60, mb, label=name)
        print(f'{name}: {t[-1]:.0f} s, {mb[len(mb)//2]:.0f} MB at half time, {mb[-1]:.0f} MB at the end, '
              f'slope {slope(points):+.2f} MB a minute; exit {code}; {words}', flush=True)
    ax.set(xlabel='minutes', ylabel='memory, MB', ylim=(0, None), title='Does anything grow?')
    ax.legend()
    fig.savefig(a.out/'memory.png', dpi=110)


if __name__ == '__main__':
    main()

"""Run notebooks from top to bottom and report the seconds each took.

    python tools/run_notebooks.py                      # all, at the scale in force, outputs thrown away
    python tools/run_notebooks.py --save nbs/01*.ipynb # keep the outputs in these

Each runs in its own folder: first the lessons, then the toolbox, then the pages beside the course.
"""
import argparse
import base64
import io
import os
import re
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from PIL import Image

from project import NBS, notebooks

FAILURES = CellExecutionError, CellTimeoutError, DeadKernelError


def as_jpeg(picture, quality=92):
    "A picture's bytes, base64, as those of a JPEG."
    buf, im = io.BytesIO(), Image.open(io.BytesIO(base64.b64decode(picture)))
    im.convert('RGB').save(buf, 'JPEG', quality=quality, subsampling=0, optimize=True)
    return base64.b64encode(buf.getvalue()).decode()


def compact(nb, limit=150_000, whole=1_950_000):
    "Store large PNGs as JPEG, a fifth of the size; coarser ones if the notebook has over `whole` bytes."
    outputs = [o.get('data', {}) for c in nb.cells for o in c.get('outputs', [])]
    for data in [o for o in outputs if len(o.get('image/png', ''))*3/4 > limit]:
        data['image/jpeg'] = as_jpeg(data.pop('image/png'))
    for quality in (85, 78, 70):
        if len(nbformat.writes(nb).encode()) <= whole: break
        for data in [o for o in outputs if 'image/jpeg' in o]:
            data['image/jpeg'] = as_jpeg(data['image/jpeg'], quality)
    return nb


def execute(nb, folder, timeout):
    "Run a notebook's cells in `folder`; return the error's text, if any."
    there = {'metadata': {'path': str(folder)}}
    client = NotebookClient(nb, timeout=timeout, kernel_name='python3', resources=there)
    try:
        client.execute()
    except FAILURES as e: return re.sub(r'\x1b\[[0-9;]*m', '', str(e))


def run(path, save, timeout):
    "Execute one notebook; return its seconds and the error's text, if any."
    nb, start = nbformat.read(path, as_version=4), time.perf_counter()
    codes = [c for c in nb.cells if c.cell_type == 'code']
    asleep = [c for c in codes if re.search(r'^#\|\s*eval:\s*false', c.source, re.M)]  # not for running
    for c in asleep:
        c.metadata['tags'] = ['skip-execution']
    error = execute(nb, path.parent, timeout)
    for c in asleep:
        del c.metadata['tags']
    if save and not error:
        tmp = path.with_suffix('.tmp')
        nbformat.write(compact(nb), tmp)
        os.replace(tmp, path)
    return time.perf_counter() - start, error


def shown(path):
    "A notebook's name for people: its path below nbs/."
    return path.relative_to(NBS).as_posix() if path.is_relative_to(NBS) else str(path)


def main():
    quiet = ','.join(f'ignore::{o}Warning' for o in ('Future', 'Deprecation', 'User'))
    os.environ.setdefault('PYTHONWARNINGS', quiet)
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('notebooks', nargs='*', type=Path, help='default: every notebook in nbs/')
    ap.add_argument('--save', action='store_true', help='store the outputs in the notebook')
    ap.add_argument('--timeout', type=int, default=7200, help='seconds a cell may take')
    args = ap.parse_args()
    failed = 0
    for o in args.notebooks or notebooks():
        seconds, error = run(o.resolve(), args.save, args.timeout)
        print(f'{shown(o.resolve()):32} {seconds:7.1f} s  {"FAILED" if error else "ok"}', flush=True)
        if not error: continue
        print(error[-3000:], file=sys.stderr)
        failed += 1
    sys.exit(bool(failed))


if __name__ == '__main__':
    main()

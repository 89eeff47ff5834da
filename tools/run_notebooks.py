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


def as_jpeg(png):
    "A picture's PNG bytes as JPEG bytes."
    buf = io.BytesIO()
    Image.open(io.BytesIO(png)).convert('RGB').save(buf, 'JPEG', quality=92, subsampling=0, optimize=True)
    return buf.getvalue()


def compact(nb, limit=150_000):
    "Store pictures of photographs as JPEG, a fifth of the size: PNG outputs above `limit` bytes."
    outputs = [o.get('data', {}) for c in nb.cells for o in c.get('outputs', [])]
    for data in [o for o in outputs if 'image/png' in o]:
        raw = base64.b64decode(data['image/png'])
        if len(raw) <= limit: continue
        del data['image/png']
        data['image/jpeg'] = base64.b64encode(as_jpeg(raw)).decode()
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

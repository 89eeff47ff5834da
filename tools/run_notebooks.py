"""Run notebooks from top to bottom and report the seconds each took.

    python tools/run_notebooks.py                      # every notebook, at the scale in force, outputs thrown away
    python tools/run_notebooks.py --save nbs/01*.ipynb # keep the outputs in these
"""
import argparse, base64, io, os, re, sys, time
from pathlib import Path

import nbformat
from PIL import Image
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

NBS = Path(__file__).resolve().parent.parent/'nbs'


def compact(nb, limit=150_000):
    "Store pictures of photographs as JPEG, a fifth of the size: PNG outputs above `limit` bytes."
    for data in (o['data'] for c in nb.cells for o in c.get('outputs', []) if 'image/png' in o.get('data', {})):
        raw = base64.b64decode(data['image/png'])
        if len(raw) <= limit: continue
        buf = io.BytesIO(); Image.open(io.BytesIO(raw)).convert('RGB').save(buf, 'JPEG', quality=92, subsampling=0, optimize=True)
        del data['image/png']; data['image/jpeg'] = base64.b64encode(buf.getvalue()).decode()
    return nb


def run(path, save, timeout):
    "Execute one notebook; return its seconds and the error's text, if any."
    nb, start, error = nbformat.read(path, as_version=4), time.perf_counter(), None
    asleep = [c for c in nb.cells if c.cell_type == 'code' and re.search(r'^#\|\s*eval:\s*false', c.source, re.M)]  # for reading, not for running
    for c in asleep: c.metadata['tags'] = ['skip-execution']
    try: NotebookClient(nb, timeout=timeout, kernel_name='python3', resources={'metadata': {'path': str(path.parent)}}).execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as e: error = re.sub(r'\x1b\[[0-9;]*m', '', str(e))
    for c in asleep: del c.metadata['tags']
    if save and not error:
        tmp = path.with_suffix('.tmp')
        nbformat.write(compact(nb), tmp); os.replace(tmp, path)
    return time.perf_counter() - start, error


os.environ.setdefault('PYTHONWARNINGS', 'ignore::FutureWarning,ignore::DeprecationWarning,ignore::UserWarning')


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('notebooks', nargs='*', type=Path, help='default: every notebook in nbs/')
    ap.add_argument('--save', action='store_true', help='store the outputs in the notebook')
    ap.add_argument('--timeout', type=int, default=7200, help='seconds a cell may take')
    args = ap.parse_args()
    paths = args.notebooks or sorted(NBS.glob('[0-9]*.ipynb')) + sorted(NBS.glob('[a-z]*.ipynb'))
    failed = 0
    for o in paths:
        seconds, error = run(o.resolve(), args.save, args.timeout)
        print(f'{o.name:32} {seconds:7.1f} s  {"FAILED" if error else "ok"}', flush=True)
        if error: print(error[-3000:], file=sys.stderr); failed += 1
    sys.exit(bool(failed))


if __name__ == '__main__': main()

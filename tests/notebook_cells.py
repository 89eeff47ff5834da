"Run a notebook's cells as tests: set-up cells run in order, once, when the first test below them needs them."
import contextlib
import functools
import os
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Cells:
    "Collects the cells of one test file in their order; they run in the notebook's `folder`."
    def __init__(self, module, folder='nbs'):
        self.module, self.folder, self.pending, self.broken = module, folder, [], None

    def setup(self, f):
        "Register a set-up cell."
        self.pending.append(f)

    def test(self, f):
        "Make a pytest test of a cell: the set-up cells above run first, later tests may use what it binds."
        above = list(self.pending)
        self.pending.append(f)
        @functools.wraps(f)
        def run():
            with in_notebooks_folder(self.folder):
                self.prepare(above)
                if f in self.pending: self.pending.remove(f)
                f()
        return run

    def prepare(self, above):
        "Run the cells above that have not run yet. After a failing set-up, every test below fails as it did."
        if self.broken: raise RuntimeError(f'an earlier cell failed: {self.broken}')
        for f in above:
            if f not in self.pending: continue
            self.pending.remove(f)
            try: f()
            except BaseException as e:
                self.broken = f'{f.__doc__}: {e!r}'
                raise


@contextlib.contextmanager
def in_notebooks_folder(folder='nbs'):
    "Cells run in the notebook's folder, without warnings, as they do in Jupyter."
    old = os.getcwd()
    os.chdir(ROOT/folder)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            yield
    finally: os.chdir(old)

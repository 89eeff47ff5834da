"""Do the tests of a module notice when its code is wrong? Break it in one place at a time, and run them.

    python tools/mutate.py losses                  # every mutant, the tests of the notebook
    python tools/mutate.py losses --sample 30 --seed 1
    python tools/mutate.py learner --tests tests/test_04_gan_learner.py tests/test_games.py
    python tools/mutate.py losses --list           # show the mutants, run nothing

A mutant is the module with one operator, comparison, number, condition, argument order, method call or
statement changed. Docstrings, annotations, messages and what draws pictures are left alone. The mutant lies
in a copy of the package that comes first on the path; the tests run at the smoke scale, with a time limit.
A mutant that passes them has survived: write the test that kills it, or see that it means the same. By hand,
not in CI.

Why no library: mutmut runs pytest several times in one process, where a notebook's tests leave their names
behind, and passes over decorated functions; cosmic-ray starts Python anew for each mutant, and most of its
changes to an operator (shifts, powers, remainders) are ones that no tensor survives. Where the system can
fork, torch and fastai are imported once, here.
"""
import argparse
import ast
import atexit
import importlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from project import ROOT

HEAVY = ('numpy', 'torch', 'matplotlib.pyplot', 'pytest', 'fastcore.all', 'fastai.vision.all', 'timm',
         'torchmetrics', 'skimage.data', 'safetensors.torch')
OPERATORS = {ast.Add: '-', ast.Sub: '+', ast.Mult: '/', ast.Div: '*', ast.Pow: '*', ast.FloorDiv: '*',
             ast.Mod: '*', ast.BitAnd: '|', ast.BitOr: '&'}
COMPARISONS = {
    ast.Eq: ['!='], ast.NotEq: ['=='], ast.Lt: ['<=', '>='], ast.LtE: ['<', '>'], ast.Gt: ['>=', '<='],
    ast.GtE: ['>', '<'], ast.Is: ['is not'], ast.IsNot: ['is'], ast.In: ['not in'], ast.NotIn: ['in']}
SIGNS = r'(==|!=|<=|>=|<|>|is\s+not|not\s+in|is|in)'
MESSAGES = {'print', 'warn', 'UserError', 'ValueError', 'KeyError', 'TypeError', 'RuntimeError'}
ANY_ORDER = {'isinstance', 'getattr', 'hasattr', 'setattr', 'choose', 'super', 'min', 'max', 'allclose'}
NEEDED = {'items', 'keys', 'values', 'super', 'strip', 'split'}  # without them nothing runs at all
PICTURES = re.compile(r'^_?(plot|draw|show)|plot|_repr_|^__repr__$|^__str__$')
DEFS = ast.FunctionDef, ast.AsyncFunctionDef


@dataclass(frozen=True)
class Mutant:
    "A change: from `start` to `end` in the source, `new` stands instead."
    start: int
    end: int
    new: str
    kind: str

    def of(self, source):
        "The source with the change."
        return source[:self.start] + self.new + source[self.end:]


# finding places

class Places(ast.NodeVisitor):
    "Collects the mutants of a module."
    def __init__(self, source):
        self.source, self.found = source, []
        lines = source.splitlines(True)
        self.starts = [sum(map(len, lines[:i])) for i in range(len(lines) + 1)]
        self.lines = lines

    def at(self, line, column):
        "The place of a line and a column, which ast counts in bytes."
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())

    def span(self, node):
        "Where a node begins and ends."
        return self.at(node.lineno, node.col_offset), self.at(node.end_lineno, node.end_col_offset)

    def text(self, node): return self.source[slice(*self.span(node))]

    def change(self, node, new, kind):
        self.found.append(Mutant(*self.span(node), new, kind))

    def between(self, left, right, pattern, new, kind):
        "Change an operator that stands between two expressions."
        a, b = self.span(left)[1], self.span(right)[0]
        m = re.search(pattern, self.source[a:b])
        if m:
            self.found.append(Mutant(a + m.start(), a + m.end(), new, kind))

    # what is left alone

    def visit_FunctionDef(self, node):
        draws = any(isinstance(o, ast.Name) and o.id == 'plt' for o in ast.walk(node))
        if draws or PICTURES.search(node.name): return
        for o in [*node.args.defaults, *node.args.kw_defaults]:
            if o is not None:
                self.visit(o)
        self.block(node.body)

    def visit_ClassDef(self, node):
        self.block(node.body)

    def visit_AnnAssign(self, node):
        if node.value:
            self.visit(node.value)

    def visit_arguments(self, node): pass

    def visit_JoinedStr(self, node): pass

    def visit_Import(self, node): pass

    visit_ImportFrom = visit_Import

    def block(self, body):
        "The statements of a block, the docstring left out."
        for o in body:
            words = isinstance(o, ast.Expr) and isinstance(o.value, ast.Constant)
            if not words:
                self.visit(o)

    # expressions

    def visit_BinOp(self, node):
        self.generic_visit(node)
        new = OPERATORS.get(type(node.op))
        text = isinstance(getattr(node.left, 'value', 0), str) or isinstance(node.left, ast.JoinedStr)
        if new and not text:
            self.between(node.left, node.right, r'(\*\*|//|[-+*/%&|])', new, 'operator')

    def visit_Compare(self, node):
        self.generic_visit(node)
        terms = [node.left, *node.comparators]
        for a, op, b in zip(terms, node.ops, terms[1:]):
            for new in COMPARISONS[type(op)]:
                self.between(a, b, SIGNS, new, 'comparison')

    def visit_BoolOp(self, node):
        self.generic_visit(node)
        old, new = ('and', 'or') if isinstance(node.op, ast.And) else ('or', 'and')
        for a, b in zip(node.values, node.values[1:]):
            self.between(a, b, rf'\b{old}\b', new, 'and, or')

    def visit_UnaryOp(self, node):
        self.generic_visit(node)
        if isinstance(node.op, (ast.USub, ast.Not)):
            self.change(node, f'({self.text(node.operand)})', 'sign or not')

    def visit_Constant(self, node):
        value = node.value
        if isinstance(value, bool):
            self.change(node, str(not value), 'constant')
        elif isinstance(value, int):
            self.change(node, str(value + 1), 'constant')
        elif isinstance(value, float):
            self.change(node, repr(value*2 if value else 1.), 'constant')

    def visit_IfExp(self, node):
        self.generic_visit(node)
        self.negate(node.test)

    def negate(self, test):
        "The opposite of a condition, where no other change says so."
        if isinstance(test, (ast.Compare, ast.UnaryOp)): return
        self.change(test, f'(not ({self.text(test)}))', 'condition')

    def visit_Call(self, node):
        name = getattr(node.func, 'id', getattr(node.func, 'attr', ''))
        if name in MESSAGES: return
        if name == 'check':  # the rest are words
            self.visit(node.args[0])
            self.negate(node.args[0])
            return
        self.generic_visit(node)
        plain = not any(isinstance(o, ast.Starred) for o in node.args)
        if plain and len(node.args) > 1 and name not in ANY_ORDER:
            self.swap(*node.args[:2])
        bare = isinstance(node.func, ast.Attribute) and not node.args and not node.keywords
        if bare and name not in NEEDED:
            self.change(node, self.text(node.func.value), f'no .{name}()')

    def swap(self, a, b):
        "Two arguments in the other order."
        x, y = self.text(a), self.text(b)
        (start, first), (second, end) = self.span(a), self.span(b)
        if x != y:
            self.found.append(Mutant(start, end, y + self.source[first:second] + x, 'order of arguments'))

    # statements

    def visit_If(self, node):
        self.visit(node.test)
        self.negate(node.test)
        self.block(node.body)
        self.block(node.orelse)

    def visit_Expr(self, node):
        self.generic_visit(node)
        name = getattr(getattr(node.value, 'func', None), 'id', '')
        if isinstance(node.value, ast.Call) and name not in ('print', 'check'):
            self.change(node, 'pass', 'statement')

    def visit_Assign(self, node):
        self.visit(node.value)
        kept = all(isinstance(o, (ast.Attribute, ast.Subscript)) for o in node.targets)
        if kept:
            self.change(node, 'pass', 'statement')

    def visit_AugAssign(self, node):
        self.visit(node.value)
        self.change(node, 'pass', 'statement')

    def visit_Raise(self, node):
        self.change(node, 'pass', 'statement')


def compiles(source):
    "Is it Python?"
    try:
        compile(source, 'mutant', 'exec')
    except (SyntaxError, ValueError): return False
    return True


def mutants(source):
    "Every mutant of a module, each once, from the top."
    places, tree = Places(source), ast.parse(source)
    for o in tree.body:
        if isinstance(o, (*DEFS, ast.ClassDef)):
            places.visit(o)
    found = {m.of(source): m for m in places.found}
    return sorted((m for text, m in found.items() if compiles(text)), key=lambda m: (m.start, m.new))


# running tests

class Runner:
    "Runs test files against a copy of the package in which one module is replaced."
    def __init__(self, module, tests, seconds):
        self.tests, self.seconds = [str(Path(o).resolve()) for o in tests], seconds
        self.folder, self.owner = Path(tempfile.mkdtemp(prefix='gan_course-mutants-')), os.getpid()
        atexit.register(self.clean)
        no_cache = shutil.ignore_patterns('__pycache__')
        shutil.copytree(ROOT/'gan_course', self.folder/'gan_course', ignore=no_cache)
        self.file = self.folder/'gan_course'/f'{module}.py'
        self.options = ['-x', '-q', '-p', 'no:cacheprovider', '--no-header', '--tb=line', *self.tests]
        os.environ.update(PYTHONPATH=str(self.folder), PYTHONDONTWRITEBYTECODE='1', OMP_NUM_THREADS='1',
                          MPLBACKEND='Agg', CUDA_VISIBLE_DEVICES='')
        if hasattr(os, 'fork'):
            sys.dont_write_bytecode = True
            for o in HEAVY:
                importlib.import_module(o)

    def clean(self):
        "Remove the copy; a fork leaves it to its parent."
        if os.getpid() == self.owner:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __call__(self, source):
        "What the tests say of a module: 'survived', 'killed' or 'too slow'; and their last words."
        self.file.write_text(source, encoding='utf-8')
        out = self.folder/'said.txt'
        run = self.forked if hasattr(os, 'fork') else self.started
        with open(out, 'w') as said:
            code = run(said)
        words = [o for o in out.read_text(encoding='utf-8', errors='replace').splitlines() if o.strip()]
        verdict = 'too slow' if code is None else 'killed' if code else 'survived'
        last = [o for o in words if o.startswith(('FAILED', 'ERROR'))] or words[-1:] or ['']
        return verdict, last[0].rpartition('/')[2]

    def started(self, said):
        "Run the tests in a new process; their exit code, None if they took too long."
        command = [sys.executable, '-W', 'ignore', '-m', 'pytest', *self.options]
        how = dict(cwd=self.folder, stdout=said, stderr=said, timeout=self.seconds)
        try:
            return subprocess.run(command, **how).returncode
        except subprocess.TimeoutExpired: return None

    def forked(self, said):
        "The same in a fork of this process, which has imported torch and fastai already."
        child = os.fork()
        if not child:
            self.in_child(said)
        end = time.monotonic() + self.seconds
        while time.monotonic() < end:
            done, status = os.waitpid(child, os.WNOHANG)
            if done: return os.waitstatus_to_exitcode(status)
            time.sleep(.05)
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return None

    def in_child(self, said):
        "Become the process that runs the tests, and end with their exit code."
        import pytest
        os.setsid()
        for o in (1, 2):
            os.dup2(said.fileno(), o)
        os.chdir(self.folder)
        elsewhere = [o for o in sys.path if Path(o or '.').resolve() not in (ROOT, self.folder)]
        sys.path[:] = [str(self.folder), *elsewhere]
        sys.exit(int(pytest.main(self.options)))


# the command

def own_tests(module):
    "The test file of the notebook that exports a module."
    text = (ROOT/'gan_course'/f'{module}.py').read_text(encoding='utf-8')
    found = re.search(r'File to edit: \.\./nbs/(\S+)\.ipynb\.', text)
    return [ROOT/'tests'/f"test_{found[1].replace('/', '_')}.py"]


def line_of(source, place):
    "The line of a place in a text."
    return source.count('\n', 0, place) + 1


def describe(module, source, m):
    "A mutant in words: where, what, and the line before and after."
    n, text = line_of(source, m.start), m.of(source)
    last = line_of(source, m.end)
    before = ' '.join(o.strip() for o in source.splitlines()[n - 1:last])
    after = ' '.join(o.strip() for o in text.splitlines()[n - 1:line_of(text, m.start + len(m.new))])
    return f'gan_course/{module}.py:{n} ({m.kind})\n    - {before}\n    + {after}'


def options():
    "What the command line says."
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('module', help='a module of gan_course, such as losses')
    ap.add_argument('--tests', nargs='+', help='test files; default: the one of the notebook')
    ap.add_argument('--sample', type=int, help='try so many, picked at random; default: all')
    ap.add_argument('--seed', type=int, default=0, help='decides which are picked')
    ap.add_argument('--seconds', type=float, help='time limit; default: 5 times the tests, 30 at least')
    ap.add_argument('--list', action='store_true', help='show the mutants and run nothing')
    return ap.parse_args()


def pick(found, n, seed):
    "Some of the mutants, at random, in their order."
    if not n or n >= len(found): return found
    return [found[i] for i in sorted(random.Random(seed).sample(range(len(found)), n))]


def baseline(run, source, seconds):
    "Run the tests on the module as it is, and set the time limit."
    run.seconds, start = 1800, time.monotonic()
    verdict, words = run(source)
    if verdict != 'survived':
        sys.exit(f'the tests fail on the module as it is: {words}')
    took = time.monotonic() - start
    run.seconds = seconds or max(30, 5*took)
    return took


def main():
    args = options()
    source = (ROOT/'gan_course'/f'{args.module}.py').read_text(encoding='utf-8')
    found = mutants(source)
    picked, tests = pick(found, args.sample, args.seed), args.tests or own_tests(args.module)
    if args.list:
        for m in picked:
            print(describe(args.module, source, m))
        print(f'{len(found)} mutants')
        return
    run = Runner(args.module, tests, args.seconds)
    took = baseline(run, source, args.seconds)
    names = ', '.join(Path(o).name for o in tests)
    print(f'{len(picked)} of {len(found)} mutants; {names} take {took:.0f} s', flush=True)
    survivors = []
    for i, m in enumerate(picked, 1):
        verdict, words = run(m.of(source))
        print(f'{i:4} {verdict:8} line {line_of(source, m.start)}, {m.kind}: {words[:110]}', flush=True)
        if verdict == 'survived':
            survivors.append(m)
    killed = len(picked) - len(survivors)
    print(f'\n{killed} of {len(picked)} killed: {killed/max(1, len(picked)):.0%}')
    for m in survivors:
        print(describe(args.module, source, m))


if __name__ == '__main__':
    main()

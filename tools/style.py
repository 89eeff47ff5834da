"""What the house's style asks of code, beyond what ruff can say; `make style` runs both.

    python tools/style.py --check   # say what is wrong, and exit 1 if something is
    python tools/style.py --table   # a table of all notebooks and tools: lines, functions, documents
    python tools/style.py --table --seconds   # the same, with the CPU seconds each module takes to import

Cells that a lesson shows have at most 88 columns (what the page shows), no semicolon, no walrus and no lambda
with a name. Hidden cells, and those under the last heading `## Proofs`, are not shown. Everything else has at
most 110 columns. No function is longer than 40 lines; exported cells over 30 lines are warned of. What
follows a colon stands on a line of its own, but for a guard, `if x is None: return`, an expected error,
`with ExceptionExpected(E): f(x)`, and all that a function does, `def f(x): return 2*x`.
"""
import argparse
import ast
import io
import json
import re
import statistics
import subprocess
import sys
import tokenize
from dataclasses import dataclass, field

from nb2tests import directives, is_exported
from project import ROOT, is_lesson, notebooks

SHOWN, WIDE, LONG_FUNCTION, LONG_CELL, TALL_CELL = 88, 110, 40, 30, 15
GUARDS = ast.Return, ast.Continue, ast.Break, ast.Raise, ast.Pass
EXPECTED = {'ExceptionExpected', 'expect_fail', 'raises'}
HEADS = ast.If, ast.For, ast.While, ast.With, ast.Try, ast.FunctionDef, ast.ClassDef
DEFS = ast.FunctionDef, ast.AsyncFunctionDef


# what is looked at

@dataclass
class Piece:
    "A stretch of code: a cell of a notebook, or a file."
    where: str  # `nbs/01_crappify.ipynb #1a2b3c4d`, or the path of a file
    source: str
    shown: bool = False  # On a lesson's page?
    exported: bool = False
    tree: ast.AST = field(init=False)

    def __post_init__(self):
        self.tree = ast.parse(re.sub(r'^(\s*)[%!].*$', r'\1pass', self.source, flags=re.M))

    @property
    def lines(self):
        return self.source.splitlines()

    @property
    def code(self):
        "The lines that say something."
        return [o for o in self.lines if o.strip()]

    def nodes(self, kind):
        "Every node of a kind."
        return [o for o in ast.walk(self.tree) if isinstance(o, kind)]


def proofs(cells):
    "The number of the cell that opens `## Proofs`, or of cells if none does; and is that section the last?"
    heads = [(i, m[1].strip()) for i, c in enumerate(cells) if c['cell_type'] == 'markdown'
             for m in re.finditer(r'^## (.*)$', ''.join(c['source']), re.M)]
    at = [i for i, name in heads if name == 'Proofs']
    return (at[0], heads[-1][1] == 'Proofs' and len(at) == 1) if at else (len(cells), True)


def pieces_of(path):
    "The code cells of a notebook."
    cells = json.loads(path.read_text(encoding='utf-8'))['cells']
    end, lesson, name = proofs(cells)[0], is_lesson(path), path.relative_to(ROOT).as_posix()
    for i, c in enumerate(cells):
        source = ''.join(c['source'])
        if c['cell_type'] != 'code' or not source.strip(): continue
        shown = lesson and i < end and 'hide' not in directives(source)
        yield Piece(f'{name} #{c["id"]}', source, shown, is_exported(source))


def everything():
    "What is looked at: pieces of code by the path of their file."
    found = {o.relative_to(ROOT).as_posix(): list(pieces_of(o)) for o in notebooks()}
    for o in sorted((ROOT/'tools').glob('*.py')):
        name = o.relative_to(ROOT).as_posix()
        found[name] = [Piece(name, o.read_text(encoding='utf-8'))]
    return found


# what is asked

def columns(piece):
    "Lines that are too long."
    most = SHOWN if piece.shown else WIDE
    for i, line in enumerate(piece.lines, 1):
        if len(line) > most:
            yield i, f'{len(line)} columns, at most {most}'


def semicolons(source):
    "Lines of which a semicolon makes two statements."
    code = re.sub(r'^(\s*)[%!].*$', r'\1pass', source, flags=re.M)
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    return sorted({o.start[0] for o in tokens if o.type == tokenize.OP and o.string == ';'})


def named_lambdas(tree):
    "Lambdas that are given a name."
    for o in ast.walk(tree):
        value = o.value if isinstance(o, (ast.Assign, ast.AnnAssign, ast.NamedExpr)) else None
        values = value.elts if isinstance(value, ast.Tuple) else [value]
        yield from (v for v in values if isinstance(v, ast.Lambda))


def for_readers(piece):
    "What a cell that a learner reads must not have."
    if not piece.shown: return
    for i in semicolons(piece.source):
        yield i, 'a semicolon'
    for o in piece.nodes(ast.NamedExpr):
        yield o.lineno, 'a walrus'
    for o in named_lambdas(piece.tree):
        yield o.lineno, 'a lambda with a name: write a function'


def blocks(node):
    "The blocks of a compound statement, each with the word before it."
    words = {ast.FunctionDef: 'def', ast.ClassDef: 'class'}
    yield words.get(type(node), type(node).__name__.lower()), node.body
    for o in getattr(node, 'handlers', []):
        yield 'except', o.body
    if getattr(node, 'orelse', []):
        yield 'else', node.orelse
    if getattr(node, 'finalbody', []):
        yield 'finally', node.finalbody


def may_follow(node, statement):
    "May a statement stand behind the colon of `node`?"
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        value = getattr(getattr(statement, 'value', None), 'value', None)
        if isinstance(statement, ast.Pass) or value is ...: return True
        alone = isinstance(node, ast.FunctionDef) and len(node.body) == 1
        says = isinstance(statement, ast.Expr) and isinstance(value, str)
        return alone and (says or isinstance(statement, (ast.Return, ast.Raise)))
    if isinstance(node, ast.With):
        calls = [getattr(o.context_expr, 'func', None) for o in node.items]
        return any(getattr(o, 'id', getattr(o, 'attr', '')) in EXPECTED for o in calls)
    return isinstance(node, (ast.If, ast.Try)) and isinstance(statement, GUARDS)


def behind_a_colon(piece):
    "Statements that stand behind a colon and are no guard."
    for node in piece.nodes(HEADS):
        for word, (first, *_) in blocks(node):
            before = piece.lines[first.lineno - 1].encode()[:first.col_offset].decode().rstrip()
            if before.endswith(':') and not may_follow(node, first):
                yield first.lineno, f'`{word}` and what it does on one line'


def lengths(piece):
    "Functions that are too long."
    for o in piece.nodes(DEFS):
        n = o.end_lineno - o.lineno + 1
        if n > LONG_FUNCTION:
            yield o.lineno, f'{o.name} has {n} lines, at most {LONG_FUNCTION}'


def faults(piece):
    "What is wrong with a piece of code, a line each."
    found = [*columns(piece), *for_readers(piece), *behind_a_colon(piece), *lengths(piece)]
    return [f'{piece.where}:{i}: {what}' for i, what in sorted(found)]


def check():
    "Everything that is wrong, and everything that is warned of."
    wrong, warned = [], []
    for o in notebooks():
        if proofs(json.loads(o.read_text(encoding='utf-8'))['cells'])[1]: continue
        wrong.append(f'{o.relative_to(ROOT).as_posix()}: `## Proofs` is not the last section')
    for pieces in everything().values():
        for o in pieces:
            wrong += faults(o)
            if o.exported and len(o.code) > LONG_CELL:
                warned.append(f'{o.where}: an exported cell of {len(o.code)} lines')
    return wrong, warned


# the table

def public(pieces):
    "The public functions, classes and methods that exported cells define."
    for piece in pieces:
        for o in piece.tree.body if piece.exported else []:
            if not isinstance(o, (*DEFS, ast.ClassDef)) or o.name.startswith('_'): continue
            yield piece, o
            for m in o.body if isinstance(o, ast.ClassDef) else []:
                hook = re.match(r'_|forward$|(before|after)_', m.name) if isinstance(m, DEFS) else True
                if not hook:
                    yield piece, m


def undocumented(piece, node):
    "The arguments of a function that have no comment of their own."
    if not isinstance(node, DEFS): return []
    args = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    args = [o for o in args if o.arg not in ('self', 'cls')]
    last = {o.lineno: o.arg for o in sorted(args, key=lambda o: o.col_offset)}
    def said(o):
        before = piece.lines[o.lineno - 2].strip() if o.lineno > 1 else ''
        behind = piece.lines[o.end_lineno - 1][o.end_col_offset:]
        return before.startswith('#') or '#' in behind and last[o.lineno] == o.arg
    return [o.arg for o in args if not said(o)]


def seconds(module):
    "CPU seconds that importing a module takes in a process of its own."
    clock = 'time.process_time()'
    code = f'import time\nstart = {clock}\nimport gan_course.{module}\nprint({clock} - start)'
    command = [sys.executable, '-W', 'ignore', '-c', code]
    out = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return f'{float(out.stdout):.1f}' if out.returncode == 0 else '?'


def module_of(pieces):
    "The module that a notebook exports, if any."
    found = [directives(o.source).get('default_exp') for o in pieces]
    return next(filter(None, found), '')


def row(name, pieces):
    "A line of the table."
    lines = [o for p in pieces for o in p.code]
    functions = [o.end_lineno - o.lineno + 1 for p in pieces for o in p.nodes(DEFS)]
    names, cells = list(public(pieces)), pieces if name.endswith('.ipynb') else []
    return {
        'file': name, 'module': module_of(cells), 'lines': len(lines),
        'exported': sum(len(p.code) for p in pieces if p.exported),
        '>110': sum(len(o) > WIDE for o in lines), '>88': sum(len(o) > SHOWN for o in lines),
        '>88 shown': sum(len(o) > SHOWN for p in pieces if p.shown for o in p.code),
        ';': sum(len(semicolons(p.source)) for p in pieces), 'cells': len(cells),
        '>15 lines': sum(len(p.code) > TALL_CELL for p in cells), 'functions': len(functions),
        'median': statistics.median(functions) if functions else 0, 'longest': max(functions, default=0),
        'public': len(names), 'no docstring': sum(not ast.get_docstring(o) for _, o in names),
        'no docment': sum(len(undocumented(p, o)) for p, o in names)}


def table(with_seconds=False):
    "A line a notebook and a tool, and their sum, as Markdown."
    found = everything()
    rows = [row(k, v) for k, v in found.items()]
    rows.append(row('all', [p for v in found.values() for p in v]))
    rows[-1] |= {k: sum(o[k] for o in rows[:-1]) for k in ('cells', '>15 lines')}
    for o in rows if with_seconds else []:
        o['import s'] = seconds(o['module']) if o['module'] else ''
    head = list(rows[0])
    lines = [head, ['---']*len(head), *[o.values() for o in rows]]
    return '\n'.join('| ' + ' | '.join(map(str, o)) + ' |' for o in lines)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--check', action='store_true', help='exit 1 if something is wrong')
    ap.add_argument('--table', action='store_true', help='print the table')
    ap.add_argument('--seconds', action='store_true', help='in the table, the CPU seconds of each import')
    ap.add_argument('only', nargs='*', help='parts of paths: say only what is wrong there')
    args = ap.parse_args()
    if args.table:
        print(table(args.seconds))
    if not args.check: return
    def asked(o):
        return not args.only or any(p in o for p in args.only)
    wrong, warned = [list(filter(asked, o)) for o in check()]
    for o in warned:
        print(f'warning: {o}')
    for o in wrong:
        print(o)
    if wrong:
        sys.exit(f'{len(wrong)} faults of style')


if __name__ == '__main__':
    main()

"""Write tests/test_*.py from the test cells of the notebooks: one file a notebook, one pytest test a test cell.

    python tools/nb2tests.py           # write
    python tools/nb2tests.py --check   # write nothing; exit 1 if a file is stale

A test cell is a cell that nbdev would run and that has, at its top level, an `assert`, a call of `test_*`, `expect_fail`, or a `with ExceptionExpected`.
Every other cell becomes a set-up function. Set-up cells run in order, once, when the first test below them needs them. Exported cells become an import of
the library module, so the tests exercise the package and not a copy. `#| test: a readable name` names a test; `#| notest` leaves a cell out.
"""
import argparse, ast, os, re, symtable, sys, textwrap
from pathlib import Path

from nbdev.test import nb_test_cells

ROOT = Path(__file__).resolve().parent.parent
HEADER = '''"""Generated from nbs/{name}.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
'''


def directives(source):
    "The `#| name: value` lines at the top of a cell, as a dict."
    found = re.findall(r'^#\|[ \t]*([\w-]+)[ \t]*:?[ \t]*(.*?)[ \t]*$', source, re.M)
    return {k: v for k, v in found}


def is_exported(source): return bool({'export', 'exporti', 'exports', 'default_exp'} & directives(source).keys())


def is_test(source):
    "Does the cell assert something at its top level (loops and conditions included)?"
    def asserts(node):
        if isinstance(node, ast.Assert): return True
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            name = getattr(node.value.func, 'id', getattr(node.value.func, 'attr', ''))
            return name.startswith('test_') or name in ('expect_fail', 'test')
        if isinstance(node, ast.With):
            names = {getattr(getattr(i.context_expr, 'func', None), 'id', '') for i in node.items}
            if names & {'ExceptionExpected', 'expect_fail'}: return True
        if isinstance(node, (ast.For, ast.If, ast.With, ast.While, ast.Try)):
            return any(asserts(o) for o in ast.iter_child_nodes(node))
        return False
    return any(asserts(o) for o in ast.parse(source).body)


def bound_names(source):
    "Names that a cell binds at its top level; they must be globals of the test module, as they are in a notebook."
    top = symtable.symtable(source, 'cell', 'exec')
    return sorted(s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace())


def has_star(node): return isinstance(node, ast.ImportFrom) and any(a.name == '*' for a in node.names)


def exported_names(sources):
    "Everything that the exported cells define or import: what a notebook has at hand after running them."
    names = set()
    for source in sources: names |= set(bound_names(source))
    return sorted(names)


def clean(source):
    "A cell's code without directives and magics."
    lines = [o for o in source.splitlines() if not re.match(r'^#\|', o) and not re.match(r'^\s*[%!]', o)]
    return '\n'.join(lines).strip('\n')


def slug(text): return re.sub(r'\W+', '_', text.lower()).strip('_')[:70].rstrip('_')


def test_name(source, heading, taken):
    "A readable name: the cell's own directive, or its heading and first assertion."
    name = directives(source).get('test') or f'{heading} {first_assertion(source)}'
    base = n = f'test_{slug(name)}'
    i = 2
    while n in taken: n = f'{base}_{i}'; i += 1
    taken.add(n)
    return n


def first_assertion(source):
    "The text of the first assertion, shortened to a few words."
    for line in clean(source).splitlines():
        o = line.strip()
        m = re.match(r'(?:assert\s+|test_\w+\(|test\(|with ExceptionExpected\(\w+(?:, regex=)?)(.*)', o)
        if m: return ' '.join(re.findall(r'[A-Za-z_]\w*', m[1])[:6])
    return 'holds'


def indent(body):
    "Indent code by four spaces, but not the inside of strings over several lines: their text must stay as it is."
    inside = {i for o in ast.walk(ast.parse(body)) if isinstance(o, (ast.Constant, ast.JoinedStr)) and isinstance(getattr(o, 'value', ''), str)
              for i in range(o.lineno + 1, o.end_lineno + 1)}
    return ''.join('    ' + o if i not in inside and o.strip() else o for i, o in enumerate(body.splitlines(True), 1))


def function(name, doc, source):
    "A function that runs a cell with its names bound globally."
    names = bound_names(source)
    if any(has_star(o) for o in ast.walk(ast.parse(source))): raise SystemExit(f'{doc}: `import *` inside a notebook cell; name what is imported')
    body = (f'global {", ".join(names)}\n' if names else '') + source
    return f'def {name}():\n    {doc!r}\n' + indent(body) + '\n'


def generate(path, nb_cells=None):
    "The text of the test file of one notebook, or None if it has no test cell."
    cells = nb_cells if nb_cells is not None else nb_test_cells(path)
    headings, taken, out, tests, exported = heading_of(path), set(), [], 0, []
    module = next((directives(c.source)['default_exp'] for c in cells if 'default_exp' in directives(c.source)), None)
    for c in cells:
        source = clean(c.source)
        if not source or 'notest' in directives(c.source) or 'eval' in directives(c.source): continue
        if is_exported(c.source): exported.append(source); continue
        doc = f"nbs/{'toolbox/'*(path.parent.name == 'toolbox')}{path.name} #{c.id}"
        if is_test(source):
            out.append('@cells.test\n' + function(test_name(c.source, headings.get(c.id, ''), taken), doc, source)); tests += 1
        else: out.append('@cells.setup\n' + function(f'_cell_{c.id.replace("-", "_")}', doc, source))
    if not tests: return None
    text = HEADER.format(name='toolbox/'*(path.parent.name == 'toolbox') + path.stem)
    if module:
        names = [o for o in exported_names(exported) if o not in ('patch', '_')]
        text += f'from gan_course.{module} import ' + ('(\n' + textwrap.fill(', '.join(names), 150, initial_indent='    ', subsequent_indent='    ') + ')\n' if names else '*\n')
    return text + '\n\n' + '\n\n'.join(out)


def heading_of(path):
    "The nearest heading above each code cell, by cell id."
    import json
    out, now = {}, ''
    for c in json.loads(path.read_text(encoding='utf-8'))['cells']:
        text = ''.join(c['source'])
        if c['cell_type'] == 'markdown':
            found = re.findall(r'^#+\s+(.*)$', text, re.M)
            if found: now = found[-1]
        else: out[c['id']] = now
    return out


def main(nbs=ROOT/'nbs', dst=ROOT/'tests'):
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--check', action='store_true', help='write nothing; exit 1 if a file is stale')
    args = ap.parse_args()
    os.chdir(ROOT)
    want = {dst/f"test_{'toolbox_'*(o.parent.name == 'toolbox')}{o.stem}.py": generate(o) for o in sorted(nbs.rglob('*.ipynb'))}
    want = {k: v for k, v in want.items() if v}
    have = [o for o in dst.glob('test_*.py') if o.read_text(encoding='utf-8').startswith('"""Generated from nbs/')]
    stale = [o for o, v in want.items() if not o.exists() or o.read_text(encoding='utf-8') != v] + [o for o in have if o not in want]
    if args.check:
        if stale: sys.exit('stale, run `make fresh`: ' + ', '.join(o.name for o in stale))
        return
    for o in stale:
        if o in want: o.write_text(want[o], encoding='utf-8')
        else: o.unlink()
    print(f'{len(want)} test files, {len(stale)} changed')


if __name__ == '__main__': main()

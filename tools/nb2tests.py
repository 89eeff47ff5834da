"""Write tests/test_*.py from the test cells of the notebooks: a file for each notebook, a test for each cell.

    python tools/nb2tests.py           # write
    python tools/nb2tests.py --check   # write nothing; exit 1 if a file is stale

A test cell is a cell that nbdev would run and that has, at its top level, an `assert`, a call of `test_*`,
`expect_fail`, or a `with ExceptionExpected`. Every other cell becomes a set-up function. Set-up cells run in
order, once, when the first test below them needs them. Exported cells become an import of the library module,
so the tests exercise the package and not a copy. `#| test: a readable name` names a test; `#| notest` leaves
a cell out.
The tests of nbs/toolbox/core.ipynb are tests/test_toolbox_core.py, and run in nbs/toolbox.
"""
import argparse
import ast
import json
import os
import re
import symtable
import sys
import textwrap
from pathlib import Path

from nbdev.test import nb_test_cells

from project import NBS, ROOT, notebooks

NOTE = 'Do not edit: change the notebook, then run `make fresh`.'
BEGINS = '"""Generated from nbs/'
HEADER = '''"""Generated from {path} by tools/nb2tests.py. {note}"""
from notebook_cells import Cells

cells = Cells(globals(){folder})
'''


# what a cell is

def directives(source):
    "The `#| name: value` lines at the top of a cell, as a dict."
    found = re.findall(r'^#\|[ \t]*([\w-]+)[ \t]*:?[ \t]*(.*?)[ \t]*$', source, re.M)
    return {k: v for k, v in found}


def is_exported(source):
    "Does the cell go into the library?"
    return bool({'export', 'exporti', 'exports', 'default_exp'} & directives(source).keys())


def is_left_out(source):
    "Does the cell take no part in the tests?"
    return not clean(source) or bool({'notest', 'eval'} & directives(source).keys())


def asserts(node):
    "Does a statement assert something, be it in a loop, a condition or a `with`?"
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


def is_test(source):
    "Does the cell assert something at its top level (loops and conditions included)?"
    return any(asserts(o) for o in ast.parse(source).body)


def clean(source):
    "A cell's code without directives and magics."
    lines = [o for o in source.splitlines() if not re.match(r'^#\|', o) and not re.match(r'^\s*[%!]', o)]
    return '\n'.join(lines).strip('\n')


def bound_names(source):
    "Names that a cell binds at its top level: they must be globals of the test module, as in a notebook."
    top = symtable.symtable(source, 'cell', 'exec')
    bound = [o for o in top.get_symbols() if o.is_assigned() or o.is_imported() or o.is_namespace()]
    return sorted(o.get_name() for o in bound)


def exported_names(sources):
    "Everything that the exported cells define or import: what a notebook has at hand after running them."
    return sorted({name for source in sources for name in bound_names(source)})


def has_star(node):
    "Is the statement an `import *`?"
    return isinstance(node, ast.ImportFrom) and any(a.name == '*' for a in node.names)


# names of tests

def slug(text):
    "Text as a part of a function's name."
    return re.sub(r'\W+', '_', text.lower()).strip('_')[:70].rstrip('_')


def first_assertion(source):
    "The text of the first assertion, shortened to a few words."
    begins = r'(?:assert\s+|test_\w+\(|test\(|with ExceptionExpected\(\w+(?:, regex=)?)(.*)'
    for line in clean(source).splitlines():
        m = re.match(begins, line.strip())
        if m: return ' '.join(re.findall(r'[A-Za-z_]\w*', m[1])[:6])
    return 'holds'


def test_name(source, heading, taken):
    "A readable name: the cell's own directive, or its heading and first assertion."
    name = directives(source).get('test') or f'{heading} {first_assertion(source)}'
    base = n = f'test_{slug(name)}'
    i = 2
    while n in taken:
        n = f'{base}_{i}'
        i += 1
    taken.add(n)
    return n


def heading_of(path):
    "The nearest heading above each code cell, by cell id."
    out, now = {}, ''
    for c in json.loads(path.read_text(encoding='utf-8'))['cells']:
        text = ''.join(c['source'])
        if c['cell_type'] == 'markdown':
            found = re.findall(r'^#+\s+(.*)$', text, re.M)
            if found:
                now = found[-1]
        else:
            out[c['id']] = now
    return out


# the files

def indent(body):
    "Indent code by four spaces, but not the inside of strings over several lines: they stay as they are."
    strings = [o for o in ast.walk(ast.parse(body)) if isinstance(o, (ast.Constant, ast.JoinedStr))]
    strings = [o for o in strings if isinstance(getattr(o, 'value', ''), str)]
    inside = {i for o in strings for i in range(o.lineno + 1, o.end_lineno + 1)}
    lines = enumerate(body.splitlines(True), 1)
    return ''.join('    ' + o if i not in inside and o.strip() else o for i, o in lines)


def function(name, doc, source):
    "A function that runs a cell with its names bound globally."
    names = bound_names(source)
    if any(has_star(o) for o in ast.walk(ast.parse(source))):
        raise SystemExit(f'{doc}: `import *` inside a notebook cell; name what is imported')
    body = (f'global {", ".join(names)}\n' if names else '') + source
    return f'def {name}():\n    {doc!r}\n' + indent(body) + '\n'


def library_import(module, names):
    "The line that brings the exported names of a module into the test file."
    names = [o for o in names if o not in ('patch', '_')]
    if not names: return f'from gan_course.{module} import *\n'
    listed = textwrap.fill(', '.join(names), 150, initial_indent='    ', subsequent_indent='    ')
    return f'from gan_course.{module} import (\n{listed})\n'


def place_of(path, nbs=NBS):
    "A notebook's path and folder as its test file names them: nbs/toolbox/core.ipynb, nbs/toolbox."
    rel = path.relative_to(nbs) if path.is_relative_to(nbs) else Path(path.name)
    return ('nbs'/rel).as_posix(), ('nbs'/rel).parent.as_posix()


def generate(path, nb_cells=None, nbs=NBS):
    "The text of the test file of one notebook, or None if it has no test cell."
    cells = nb_cells if nb_cells is not None else nb_test_cells(path)
    headings, taken, out, exported, module = heading_of(path), set(), [], [], None
    name, folder = place_of(path, nbs)
    for c in cells:
        module = module or directives(c.source).get('default_exp')
        source, doc = clean(c.source), f'{name} #{c.id}'
        if is_left_out(c.source): continue
        if is_exported(c.source):
            exported.append(source)
        elif is_test(source):
            title = test_name(c.source, headings.get(c.id, ''), taken)
            out.append('@cells.test\n' + function(title, doc, source))
        else:
            out.append('@cells.setup\n' + function(f'_cell_{c.id.replace("-", "_")}', doc, source))
    if not taken: return None
    text = HEADER.format(path=name, note=NOTE, folder='' if folder == 'nbs' else f', {folder!r}')
    if module:
        text += library_import(module, exported_names(exported))
    return text + '\n\n' + '\n\n'.join(out)


def test_file(path, nbs=NBS):
    "The name of a notebook's test file: its path below nbs/ with underscores."
    return f"test_{'_'.join(path.relative_to(nbs).with_suffix('').parts)}.py"


def wanted(nbs=NBS, dst=ROOT/'tests'):
    "The test files as they should be: path and text."
    texts = {}
    for o in notebooks(nbs):
        text, file = generate(o, nbs=nbs), dst/test_file(o, nbs)
        if not text: continue
        if file in texts: raise SystemExit(f'{o}: another notebook has the test file {file.name} already')
        texts[file] = text
    return texts


def main(nbs=NBS, dst=ROOT/'tests'):
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--check', action='store_true', help='write nothing; exit 1 if a file is stale')
    args = ap.parse_args()
    os.chdir(ROOT)
    want = wanted(nbs, dst)
    have = [o for o in dst.glob('test_*.py') if o.read_text(encoding='utf-8').startswith(BEGINS)]
    by_hand = [o.name for o in want if o.exists() and o not in have]
    if by_hand:
        sys.exit(f"{', '.join(by_hand)}: written by hand, and a notebook would take its place; rename one")
    stale = [o for o, v in want.items() if not o.exists() or o.read_text(encoding='utf-8') != v]
    stale += [o for o in have if o not in want]
    if args.check:
        if stale:
            sys.exit('stale, run `make fresh`: ' + ', '.join(o.name for o in stale))
        return
    for o in stale:
        if o in want:
            o.write_text(want[o], encoding='utf-8')
        else:
            o.unlink()
    print(f'{len(want)} test files, {len(stale)} changed')


if __name__ == '__main__':
    main()

"""Write README.md from nbs/index.ipynb; no Quarto needed.

    python tools/readme.py           # write
    python tools/readme.py --check   # write nothing; exit 1 if README.md is stale

Addresses come from settings.ini. Links to notebooks and images are made to work from the top folder; one that
leads nowhere is an error.
"""
import json
import re
import sys

from project import NBS, ROOT, has_home, settings

NOTE = ('<!-- Generated from nbs/index.ipynb by tools/readme.py. '
        'Do not edit: change the notebook, then run `make fresh`. -->\n\n')


def state(meta):
    "The line under the title: the state of the tests once the project has an address, and words."
    words = f"Python {meta['min_python']} to {meta['max_python']}, licence {meta['license']}."
    nowhere = 'The course has no public address yet: clone it from where you found it.'
    if not has_home(meta): return f'{words} {nowhere}\n'
    tests = f"{meta['git_url']}/actions/workflows/test.yaml"
    return f'[![tests]({tests}/badge.svg)]({tests})\n\n{words}\n'


def cell_text(cell):
    "Markdown of one cell: text as it is, code without its directives."
    text = ''.join(cell['source'])
    if cell['cell_type'] == 'markdown': return text
    if re.search(r'^#\|\s*hide', text, re.M): return ''
    return '```python\n' + '\n'.join(o for o in text.splitlines() if not o.startswith('#|')) + '\n```'


def from_the_top(found):
    "A link of the index notebook, as it must read in the top folder."
    before, path, rest = found.groups()
    file = (NBS/path).resolve()
    if not file.exists():
        sys.exit(f'nbs/index.ipynb: the link to {path} leads nowhere')
    return before + file.relative_to(ROOT).as_posix() + rest


def relinked(text):
    "Markdown with its relative links, pictures included, made to work from the top folder."
    prose = re.split(r'(^```.*?^```)', text, flags=re.M | re.S)
    link = re.compile(r'(\]\(|\b(?:src|href)=")(?![\w+.-]+:|#|/)([^)"#?\s]+)([)"#?\s])')
    return ''.join(o if i % 2 else link.sub(from_the_top, o) for i, o in enumerate(prose))


def readme():
    "The whole text of README.md."
    cells = json.loads((NBS/'index.ipynb').read_text(encoding='utf-8'))['cells']
    text = relinked('\n\n'.join(o for o in map(cell_text, cells) if o))
    title, _, rest = text.partition('\n')
    return NOTE + title + '\n\n' + state(settings()) + rest.rstrip() + '\n'


if __name__ == '__main__':
    path, text = ROOT/'README.md', readme()
    if '--check' not in sys.argv:
        path.write_text(text, encoding='utf-8')
    elif not path.exists() or path.read_text(encoding='utf-8') != text:
        sys.exit('README.md is stale, run `make fresh`')

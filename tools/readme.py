"""Write README.md from nbs/index.ipynb; no Quarto needed.

    python tools/readme.py           # write
    python tools/readme.py --check   # write nothing; exit 1 if README.md is stale

Badges and addresses come from settings.ini. Links to notebooks and images are made to work from the top folder.
"""
import json, re, sys
from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTE = '<!-- Generated from nbs/index.ipynb by tools/readme.py. Do not edit: change the notebook, then run `make fresh`. -->\n\n'


def badges(meta):
    "The badges under the title, from settings.ini."
    url, branch = meta['git_url'].rstrip('/'), meta['branch']
    return (f"[![tests]({url}/actions/workflows/test.yaml/badge.svg)]({url}/actions/workflows/test.yaml) "
            f"![python](https://img.shields.io/badge/python-{meta['min_python']}%20to%20{meta['max_python']}-blue) "
            f"[![licence](https://img.shields.io/badge/licence-{meta['license'].replace('-', '--')}-green)](LICENSE)\n")


def cell_text(cell):
    "Markdown of one cell: text as it is, code without its directives."
    text = ''.join(cell['source'])
    if cell['cell_type'] == 'markdown': return text
    if re.search(r'^#\|\s*hide', text, re.M): return ''
    return '```python\n' + '\n'.join(o for o in text.splitlines() if not o.startswith('#|')) + '\n```'


def readme():
    "The whole text of README.md."
    config = ConfigParser(delimiters=['='], interpolation=None)
    config.read(ROOT/'settings.ini', encoding='utf-8')
    parts = [cell_text(c) for c in json.loads((ROOT/'nbs'/'index.ipynb').read_text(encoding='utf-8'))['cells']]
    text = '\n\n'.join(o for o in parts if o)
    text = text.replace('](../', '](')
    text = re.sub(r'\]\((\w+\.ipynb)', r'](nbs/\1', text)
    title, _, rest = text.partition('\n')
    return NOTE + title + '\n\n' + badges(config['DEFAULT']) + rest.rstrip() + '\n'


if __name__ == '__main__':
    path, text = ROOT/'README.md', readme()
    if '--check' in sys.argv:
        if not path.exists() or path.read_text(encoding='utf-8') != text: sys.exit('README.md is stale, run `make fresh`')
    else: path.write_text(text, encoding='utf-8')

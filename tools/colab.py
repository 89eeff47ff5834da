"""Put the cell that installs the course in Colab at the top of every notebook; elsewhere it does nothing.

    python tools/colab.py           # write
    python tools/colab.py --check   # write nothing; exit 1 if a notebook lacks the cell or has an old one
"""
import json, os, sys
from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CELL = '''#| hide
#| eval: false
# In Colab: installs the course. Elsewhere this cell does nothing.
import os, sys
KEEP_ON_DRIVE = False  # True: data, weights and checkpoints go to your Drive, so that a lost session can go on
if 'google.colab' in sys.modules:
    !pip install -q "gan-course[export] @ git+{url}"
    if KEEP_ON_DRIVE:
        from google.colab import drive
        drive.mount('/content/drive'); os.environ['FASTAI_HOME'] = '/content/drive/MyDrive/fastai\''''


def with_cell(nb, source):
    "The notebook with the install cell below its title."
    cell = dict(cell_type='code', execution_count=None, id='colab', metadata={}, outputs=[], source=source.splitlines(True))
    cells = [c for c in nb['cells'] if c.get('id') != 'colab']
    return {**nb, 'cells': [cells[0], cell, *cells[1:]]}


def main():
    config = ConfigParser(delimiters=['='], interpolation=None)
    config.read(ROOT/'settings.ini', encoding='utf-8')
    source, stale = CELL.format(url=config['DEFAULT']['git_url'].rstrip('/')), []
    for path in sorted((ROOT/'nbs').glob('*.ipynb')):
        if path.stem == 'index': continue
        text = path.read_text(encoding='utf-8')
        new = json.dumps(with_cell(json.loads(text), source), indent=1, ensure_ascii=False, sort_keys=True) + '\n'
        if new == text: continue
        stale.append(path.name)
        if '--check' not in sys.argv:
            tmp = path.with_suffix('.tmp'); tmp.write_text(new, encoding='utf-8'); os.replace(tmp, path)
    if stale and '--check' in sys.argv: sys.exit(f"{', '.join(stale)}: the Colab cell is missing or old, run `make fresh`")


if __name__ == '__main__': main()

"""Put the cell that installs the course in Colab at the top of every notebook; elsewhere it does nothing.

    python tools/colab.py           # write
    python tools/colab.py --check   # write nothing; exit 1 if a notebook lacks the cell or has an old one
"""
import json
import os
import sys

from project import NBS, notebooks, settings

CELL = '''#| hide
#| eval: false
# In Colab: installs the course. Elsewhere this cell does nothing.
import os
import sys

KEEP_ON_DRIVE = False  # True: data and checkpoints go to your Drive, so that a lost session can go on
if 'google.colab' in sys.modules:
    !pip install -q "gan-course[export] @ git+{url}"
    if KEEP_ON_DRIVE:
        from google.colab import drive
        drive.mount('/content/drive')
        os.environ['FASTAI_HOME'] = '/content/drive/MyDrive/fastai\''''


def with_cell(nb, source):
    "The notebook with the install cell below its title."
    cell = dict(cell_type='code', execution_count=None, id='colab', metadata={}, outputs=[],
                source=source.splitlines(True))
    cells = [c for c in nb['cells'] if c.get('id') != 'colab']
    return {**nb, 'cells': [cells[0], cell, *cells[1:]]}


def main():
    source, stale, only_look = CELL.format(url=settings()['git_url']), [], '--check' in sys.argv
    for path in notebooks():
        if path.stem == 'index': continue
        text = path.read_text(encoding='utf-8')
        nb = with_cell(json.loads(text), source)
        new = json.dumps(nb, indent=1, ensure_ascii=False, sort_keys=True) + '\n'
        if new == text: continue
        stale.append(path.relative_to(NBS).as_posix())
        if only_look: continue
        tmp = path.with_suffix('.tmp')
        tmp.write_text(new, encoding='utf-8')
        os.replace(tmp, path)
    if stale and only_look:
        sys.exit(f"{', '.join(stale)}: the Colab cell is missing or old, run `make fresh`")


if __name__ == '__main__':
    main()

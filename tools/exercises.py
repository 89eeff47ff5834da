"""Write the exercises of nbs/toolbox/exercises.ipynb into the lessons: the section `## Exercises`, before a lesson's last cell.

    python tools/exercises.py           # write
    python tools/exercises.py --check   # write nothing; exit 1 if a lesson shows another text than the library has

Every exercise gets its task, and the cell as it is given, with what `check` says to a cell that nobody has edited. No other cell is touched.
"""
import argparse, hashlib, json, sys
from pathlib import Path

from gan_course.exercises import EXERCISES, LESSONS

NBS = Path(__file__).resolve().parent.parent/'nbs'
INTRO = """## Exercises

Edit a cell, run it, and its `.check` tells you in words what it finds. Try as often as you like. Each exercise has hints, `exercise('{key}').hint()`, then the next, and one solution, `exercise('{key}').solution()`. `progress()` shows how far you have come in all the lessons. The cells need nothing from above but this import:"""


def cell(kind, name, source, words=None):
    "A notebook cell with a stable id; `words` is what it shows."
    out = dict(cell_type=kind, id=hashlib.sha256(f'exercises/{name}'.encode()).hexdigest()[:8], metadata={}, source=source.splitlines(True))
    if kind == 'markdown': return out
    shown = [] if words is None else [dict(output_type='execute_result', execution_count=None, metadata={}, data={'text/markdown': [words._repr_markdown_()], 'text/plain': [repr(words)]})]
    return dict(out, execution_count=None, outputs=shown)


def section(lesson):
    "The cells of a lesson's section."
    keys = [k for k in EXERCISES if k.split('.')[0] == lesson]
    out = [cell('markdown', f'{lesson}/intro', INTRO.format(key=keys[0])), cell('code', f'{lesson}/import', f'#| notest\n{LESSONS[lesson][2]}\nfrom gan_course.exercises import exercise, progress')]
    for i, k in enumerate(keys, 1):
        ex = EXERCISES[k]
        out += [cell('markdown', f'{k}/task', f'### {i}. {ex.title}\n\n{ex.task}'), cell('code', f'{k}/cell', f'#| notest\n{ex.cell}', ex._blank(''))]
    return out


def written(lesson, path):
    "The notebook's text with its section up to date."
    nb = json.loads(path.read_text(encoding='utf-8')); cells, new = nb['cells'], section(lesson)
    at = [i for i, c in enumerate(cells) if c['cell_type'] == 'markdown' and ''.join(c['source']).startswith('## Exercises\n')]
    nb['cells'] = [*cells[:at[0] if at else -1], *new, cells[-1]]
    return json.dumps(nb, indent=1, sort_keys=True, ensure_ascii=False) + '\n'


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--check', action='store_true', help='write nothing; exit 1 if a lesson is stale')
    args = ap.parse_args()
    paths = {k: NBS/f'{name}.ipynb' for k, (_, name, _) in LESSONS.items()}
    want = {p: written(k, p) for k, p in paths.items() if p.exists()}
    stale = [p for p, text in want.items() if p.read_text(encoding='utf-8') != text]
    if args.check: sys.exit('stale, run `python tools/exercises.py`: ' + ', '.join(p.name for p in stale) if stale else 0)
    for p in stale: p.write_text(want[p], encoding='utf-8')
    print(f'{len(want)} lessons, {len(stale)} changed')


if __name__ == '__main__': main()

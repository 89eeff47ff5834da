"""Write the exercises of nbs/toolbox/exercises_*.ipynb into the lessons.

    python tools/exercises.py           # write
    python tools/exercises.py --check   # write nothing; exit 1 if a lesson is stale

A lesson has them in a section `## Exercises`: each with its task, and the cell as it is given, with what
`check` says to a cell that nobody has edited. The ids of these cells are made from the names of the
exercises, so the tool knows them again:

- The section is written where its heading stands. Cells of your own in it are kept, and come after it.
- Without a section, it is put before `## Proofs` (and before the cell "On your own" or "Read on" that stands
  right before that heading); without proofs, before the lesson's last cell.
- An exercise whose cell you have moved out of the section, into the lesson, is kept up to date there.

No other cell is touched.
"""
import argparse
import hashlib
import json
import re
import sys
from pathlib import Path

from gan_course.exercises import LESSONS, load_exercises

NBS = Path(__file__).resolve().parent.parent/'nbs'
CLOSING = re.compile(r'\*\*(On your own|Read on)|Put a folder')
INTRO = (
    "## Exercises\n\n"
    "Edit a cell, run it, and its `.check` tells you in words what it finds. Try as often as you like. "
    "Each exercise has hints, `exercise('{key}').hint()`, then the next, and one solution, "
    "`exercise('{key}').solution()`. `progress()` shows how far you have come in all the lessons. "
    "([How such a check is made](toolbox/exercises.ipynb), should you wonder.) The cells need nothing from "
    "above but this import:")


def cell_id(name):
    "The id of a generated cell: `unet/intro`, `unet/import`, `unet.shuffle/task`, `unet.shuffle/cell`."
    return hashlib.sha256(f'exercises/{name}'.encode()).hexdigest()[:8]


def text_of(c): return ''.join(c['source'])


def markdown(name, source):
    "A generated Markdown cell."
    return dict(cell_type='markdown', id=cell_id(name), metadata={}, source=source.splitlines(True))


def code(name, source, words=None):
    "A generated code cell that no test runs; `words` is what it shows."
    outputs = []
    if words is not None:
        data = {'text/markdown': [words._repr_markdown_()], 'text/plain': [repr(words)]}
        outputs = [dict(output_type='execute_result', execution_count=None, metadata={}, data=data)]
    source = f'#| notest\n{source}'.splitlines(True)
    return dict(cell_type='code', id=cell_id(name), metadata={}, source=source,
                execution_count=None, outputs=outputs)


def imports(lesson):
    "What the cells of a lesson's exercises import, sorted as everywhere else."
    lines = [o for o in LESSONS[lesson].imports.splitlines() if o]
    own = [o for o in lines if o.startswith('from gan_course.')]
    own.append('from gan_course.exercises import exercise, progress')
    parts = LESSONS[lesson].imports.split('\n\nfrom gan_course.')[0]
    return parts + '\n\n' + '\n'.join(sorted(own))


def exercise_cells(ex, number=None):
    "Task and cell of an exercise; it has no number where it stands by itself."
    title = ex.title if number is None else f'{number}. {ex.title}'
    return [markdown(f'{ex.key}/task', f'### {title}\n\n{ex.task}'),
            code(f'{ex.key}/cell', ex.cell, ex.unedited())]


def section(lesson, exercises):
    "The cells of a lesson's section with some of its exercises."
    first = next(iter(load_exercises(lesson)))
    out = [markdown(f'{lesson}/intro', INTRO.format(key=first)), code(f'{lesson}/import', imports(lesson))]
    for i, ex in enumerate(exercises, 1):
        out += exercise_cells(ex, i)
    return out


def place(cells, lesson):
    "Where the section begins and ends; the same number twice, where it belongs, if there is none yet."
    heads = {i: text_of(c) for i, c in enumerate(cells) if c['cell_type'] == 'markdown'}
    heads = {i: text for i, text in heads.items() if text.startswith('## ')}
    intro = cell_id(f'{lesson}/intro')
    for i, text in heads.items():
        if text.startswith('## Exercises\n') or cells[i]['id'] == intro:
            return i, min((o for o in heads if o > i), default=len(cells))
    proofs = [i for i, text in heads.items() if text.startswith('## Proofs')]
    at = proofs[0] if proofs else len(cells) - 1
    if proofs and CLOSING.match(text_of(cells[at - 1])):
        at -= 1
    return at, at


def is_generated(cells, i, lesson):
    "Did this tool write the `i`th cell of a section, now or for an exercise that is gone?"
    names = [f'{lesson}/intro', f'{lesson}/import']
    names += [f'{k}/{o}' for k in load_exercises(lesson) for o in ('task', 'cell')]
    text = text_of(cells[i])
    if text.startswith('## Exercises\n') or cells[i]['id'] in map(cell_id, names): return True
    if cells[i]['cell_type'] == 'markdown':
        task = re.match(r'### \d+\. ', text) and i + 1 < len(cells)
        return bool(task) and is_generated(cells, i + 1, lesson)
    return bool(re.match(rf"#\| notest\n(.*\n)*exercise\('{lesson}\.\w+'\)\.check\(", text))


def with_section(cells, lesson):
    "A lesson's cells, with its exercises up to date."
    start, end = place(cells, lesson)
    exercises, outside = load_exercises(lesson).values(), [*cells[:start], *cells[end:]]
    ids = {c['id'] for c in outside}
    moved = [ex for ex in exercises if cell_id(f'{ex.key}/cell') in ids]
    fresh = {c['id']: c for ex in moved for c in exercise_cells(ex)}
    before, after = ([fresh.get(c['id'], c) for c in o] for o in (cells[:start], cells[end:]))
    kept = [cells[i] for i in range(start, end) if not is_generated(cells, i, lesson)]
    rest = [ex for ex in exercises if ex not in moved]
    return [*before, *section(lesson, rest), *kept, *after]


def written(lesson, path):
    "The notebook's text with its exercises up to date."
    nb = json.loads(path.read_text(encoding='utf-8'))
    nb['cells'] = with_section(nb['cells'], lesson)
    return json.dumps(nb, indent=1, sort_keys=True, ensure_ascii=False) + '\n'


def main():
    "Write, or check, all lessons."
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--check', action='store_true', help='write nothing; exit 1 if a lesson is stale')
    args = ap.parse_args()
    paths = {k: NBS/f'{o.notebook}.ipynb' for k, o in LESSONS.items()}
    want = {p: written(k, p) for k, p in paths.items() if p.exists()}
    stale = [p for p, text in want.items() if p.read_text(encoding='utf-8') != text]
    if args.check:
        if stale:
            sys.exit('stale, run `python tools/exercises.py`: ' + ', '.join(p.name for p in stale))
        return
    for p in stale:
        p.write_text(want[p], encoding='utf-8')
    print(f'{len(want)} lessons, {len(stale)} changed')


if __name__ == '__main__':
    main()

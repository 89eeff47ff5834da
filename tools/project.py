"""What the tools share: where things are, what settings.ini says, and the notebooks in reading order.

    python tools/project.py --oldest torch fastai   # the oldest versions that settings.ini allows
"""
import re
import sys
from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NBS = ROOT/'nbs'


def settings():
    "What settings.ini says."
    config = ConfigParser(delimiters=['='], interpolation=None)
    config.read(ROOT/'settings.ini', encoding='utf-8')
    return dict(config['DEFAULT'], git_url=config['DEFAULT']['git_url'].rstrip('/'))


def oldest(names):
    "The oldest versions of some requirements that settings.ini allows, as pip wants them."
    floors = dict(re.findall(r'^\s*([\w-]+)>=([\w.]+)', settings()['requirements'], re.M))
    unknown = set(names) - set(floors)
    if unknown: raise SystemExit(f'{", ".join(sorted(unknown))}: not among the requirements in settings.ini')
    return [f'{name}=={floors[name]}{".*" if floors[name].count(".") < 2 else ""}' for name in names]


def has_home(meta):
    "Has the project an address of its own, or does settings.ini still hold the placeholder?"
    return 'your-name' not in meta['git_url']


def place(path, nbs=NBS):
    "Where a notebook stands in the reading order: the lessons, then the folders, then the pages beside them."
    rel = path.relative_to(nbs)
    group = 1 if len(rel.parts) > 1 else 0 if rel.name[0].isdigit() else 2
    return group, rel.as_posix()


def notebooks(nbs=NBS):
    "Every notebook in `nbs` and its folders, in reading order; a leading dot or underscore hides a name."
    found = [o for o in nbs.rglob('*.ipynb') if not any(p[0] in '._' for p in o.relative_to(nbs).parts)]
    return sorted(found, key=lambda o: place(o, nbs))


def is_lesson(path, nbs=NBS):
    "Is the notebook a numbered lesson, and not the toolbox or a page beside the course?"
    return place(path, nbs)[0] == 0


if __name__ == '__main__' and sys.argv[1:2] == ['--oldest']:
    print(*oldest(sys.argv[2:]), sep='\n')

"Make everything that is generated from the notebooks: the library, clean notebooks, the tests, README.md."
import subprocess
import sys
from pathlib import Path

ROOT, BIN = Path(__file__).resolve().parent.parent, Path(sys.executable).parent
COMMANDS = [
    [sys.executable, 'tools/colab.py'],
    [BIN/'nbdev-export'],
    [sys.executable, '-W', 'ignore', 'tools/exercises.py'],
    [BIN/'nbdev-clean'],
    [sys.executable, 'tools/nb2tests.py'],
    [sys.executable, 'tools/readme.py'],
]

for command in COMMANDS:
    subprocess.run([str(o) for o in command], cwd=ROOT, check=True)

"Make everything that is generated from the notebooks: the library, clean notebooks, the tests, README.md."
import subprocess, sys
from pathlib import Path

ROOT, BIN = Path(__file__).resolve().parent.parent, Path(sys.executable).parent
for command in ([sys.executable, 'tools/colab.py'], [BIN/'nbdev-export'], [sys.executable, '-W', 'ignore', 'tools/exercises.py'], [BIN/'nbdev-clean'], [sys.executable, 'tools/nb2tests.py'], [sys.executable, 'tools/readme.py']):
    subprocess.run([str(o) for o in command], cwd=ROOT, check=True)

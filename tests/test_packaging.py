"What the package promises: one source of metadata, and generated files that are fresh."
import json, re, subprocess, sys
from configparser import ConfigParser
from pathlib import Path

import pytest

tomllib = pytest.importorskip('tomllib')
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope='module')
def meta():
    config = ConfigParser(delimiters=['='], interpolation=None)
    config.read(ROOT/'settings.ini', encoding='utf-8')
    return config['DEFAULT']


@pytest.fixture(scope='module')
def project(): return tomllib.loads((ROOT/'pyproject.toml').read_text(encoding='utf-8'))


def test_pyproject_agrees_with_settings(meta, project):
    assert project['project']['name'] == meta['lib_name']
    assert project['project']['urls'] == {'Repository': meta['git_url'], 'Documentation': meta['doc_url']}
    assert project['tool']['nbdev']['lib_path'] == meta['lib_path']
    assert project['tool']['nbdev']['branch'] == meta['branch']


def test_every_field_of_setup_is_dynamic(project):
    fields = 'version description readme requires-python license authors keywords classifiers dependencies optional-dependencies scripts entry-points'
    assert set(project['project']['dynamic']) == set(fields.split())


def test_built_metadata_carries_the_settings(meta, tmp_path):
    subprocess.run([sys.executable, 'setup.py', '-q', 'egg_info', '--egg-base', str(tmp_path)], cwd=ROOT, check=True, capture_output=True)
    text = next(tmp_path.rglob('PKG-INFO')).read_text(encoding='utf-8')
    needs = [o.strip() for o in meta['requirements'].splitlines() if o.strip()]
    assert f"Summary: {meta['description']}" in text and f"Author: {meta['author']}" in text
    assert f"Requires-Python: >={meta['min_python']}" in text
    assert sorted(re.findall(r'^Requires-Dist: ([^;\n]+)$', text, re.M)) == sorted(needs)
    scripts = next(tmp_path.rglob('entry_points.txt')).read_text(encoding='utf-8')
    assert all(o.strip().replace('=', ' = ') in scripts for o in meta['console_scripts'].splitlines() if o.strip())


@pytest.mark.parametrize('command', [['tools/nb2tests.py', '--check'], ['tools/readme.py', '--check'], ['tools/colab.py', '--check']])
def test_generated_files_are_fresh(command):
    res = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True)
    assert res.returncode == 0, res.stderr


def test_no_module_imports_from_a_later_chapter():
    order = ['core', 'data', 'crappify', 'features', 'losses', 'metrics', 'callbacks', 'unet', 'critic', 'learner', 'dcgan', 'pipeline', 'restore', 'app', 'exercises']
    for module in (ROOT/'gan_course').glob('[a-z]*.py'):
        assert module.stem in order, f'{module.name}: give it a place in this list'
        for name in re.findall(r'^\s*from (?:gan_course)?\.(\w+) import', module.read_text(encoding='utf-8'), re.M):
            assert order.index(name) < order.index(module.stem), f'{module.name} imports from {name}'


@pytest.mark.parametrize('path', sorted((ROOT/'nbs').glob('*.ipynb')), ids=lambda o: o.stem)
def test_a_lesson_closes_its_session(path):
    "What is kept for a lost session must go when the lesson is through, or the next run would replay it."
    code = '\n'.join(''.join(c['source']) for c in json.loads(path.read_text(encoding='utf-8'))['cells'] if c['cell_type'] == 'code')
    opened, closed = (set(re.findall(o, code)) for o in (r"session_checkpoint\(f?'(\d\d)-", r"close_session\('(\d\d)'\)"))
    assert opened == closed

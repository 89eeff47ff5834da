"""On a GPU, where there is one: the checks of device_checks.py, in a process that may see it.

All other tests compute on the CPU, whatever the machine has. To try the checks themselves on a CPU:
GAN_COURSE_TEST_DEVICE=cpu python -m pytest tests/device_checks.py
"""
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
LOOK = ("import torch; print('cuda' if torch.cuda.is_available() else "
        "'mps' if torch.backends.mps.is_available() else 'cpu')")


def seeing(**more):
    "The environment of a process that may see the devices which conftest.py hides."
    env = {k: v for k, v in os.environ.items() if k != 'CUDA_VISIBLE_DEVICES'}
    seen = os.environ.get('GAN_COURSE_SEEN_DEVICES', 'all')
    return {**env, **({} if seen == 'all' else dict(CUDA_VISIBLE_DEVICES=seen)), **more}


def device_of_this_machine():
    "The best device: 'cuda', 'mps' or 'cpu'."
    likely = sys.platform == 'darwin' or any(map(shutil.which, ('nvidia-smi', 'rocm-smi')))
    if not likely: return 'cpu'
    command = [sys.executable, '-W', 'ignore', '-c', LOOK]
    res = subprocess.run(command, env=seeing(), capture_output=True, text=True, check=True)
    return res.stdout.split()[-1]


def test_the_device_of_this_machine():
    device = device_of_this_machine()
    if device == 'cpu':
        pytest.skip('this machine has neither CUDA nor MPS')
    command = [sys.executable, '-m', 'pytest', '-q', '-p', 'no:cacheprovider', str(HERE/'device_checks.py')]
    env = seeing(GAN_COURSE_TEST_DEVICE=device)
    res = subprocess.run(command, cwd=HERE.parent, env=env, capture_output=True, text=True)
    assert res.returncode == 0, res.stdout + res.stderr

"Tests run at the smoke scale, on a CPU, without a screen, on data of their own folder."
import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path


def hide_devices():
    "Let everything compute on the CPU; tests/test_device.py starts a process that may see more."
    os.environ.setdefault('GAN_COURSE_SEEN_DEVICES', os.environ.get('CUDA_VISIBLE_DEVICES', 'all'))
    os.environ['CUDA_VISIBLE_DEVICES'] = ''
    if sys.platform == 'darwin':
        import torch
        torch.backends.mps.is_available = lambda: False


os.environ['GAN_COURSE_SCALE'] = os.environ.get('GAN_COURSE_TEST_SCALE', 'smoke')
os.environ['MPLBACKEND'] = 'Agg'
os.environ['FASTAI_HOME'] = home = tempfile.mkdtemp(prefix='gan_course-tests-')
atexit.register(shutil.rmtree, home, True)
sys.path.insert(0, str(Path(__file__).parent))
if 'GAN_COURSE_TEST_DEVICE' not in os.environ:
    hide_devices()

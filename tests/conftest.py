"Tests run at the smoke scale, on a CPU, without a screen, on data of their own folder."
import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ['GAN_COURSE_SCALE'] = os.environ.get('GAN_COURSE_TEST_SCALE', 'smoke')
os.environ['MPLBACKEND'] = 'Agg'
os.environ['CUDA_VISIBLE_DEVICES'] = ''
os.environ['FASTAI_HOME'] = home = tempfile.mkdtemp(prefix='gan_course-tests-')
atexit.register(shutil.rmtree, home, True)
sys.path.insert(0, str(Path(__file__).parent))

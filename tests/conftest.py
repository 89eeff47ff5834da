"Tests run at the smoke scale, on a CPU, without a screen, on data of their own folder."
import os, sys
from pathlib import Path

os.environ['GAN_COURSE_SCALE'] = os.environ.get('GAN_COURSE_TEST_SCALE', 'smoke')
os.environ['MPLBACKEND'] = 'Agg'
sys.path.insert(0, str(Path(__file__).parent))

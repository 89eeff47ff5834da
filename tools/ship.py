"""Put the generator of a finished `gan-course-train` run into the package, in 16-bit numbers, with its card.

    python tools/ship.py runs/restore photos --data 'what it learned from, its licence' --limits 'in words'
"""
import argparse
import json
import shlex
from pathlib import Path

from gan_course.models import load_model, save_model

WEIGHTS = Path(__file__).resolve().parent.parent/'gan_course'/'weights'
PURPOSE = 'restore photos that were shrunk, saved as bad JPEG and written on with white numbers'
STAGES = dict(gan='GAN', unet='U-Net')


def parse():
    "The arguments."
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('run', type=Path, help='folder of the run')
    ap.add_argument('name', help='name under which it ships')
    ap.add_argument('--stage', default='gan', choices=STAGES, help='gan or unet (default: gan)')
    ap.add_argument('--data', required=True, help='the data in words, with its licence')
    ap.add_argument('--limits', required=True, help='what it cannot do, in words')
    ap.add_argument('--out', type=Path, default=WEIGHTS, help="folder to write to (default: the package's)")
    return ap.parse_args()


def command(settings):
    "The command that made a run with these settings."
    options = {k.replace('_', '-'): v for k, v in settings.items() if v is not None}
    return ' '.join(['gan-course-train', *[f'--{k} {shlex.quote(str(v))}' for k, v in options.items()]])


def scores(report, stage):
    "The scores of a run in words, before and after."
    rows = {k: report['scores'][k] for k in dict.fromkeys(('damaged', 'bicubic', 'U-Net', stage))}
    return '; '.join(f"{k}: PSNR {o['psnr']:.2f} dB (RGB), feature distance {o['distance']:.3f}"
                     for k, o in rows.items())


def notes(a):
    "What the file says about itself."
    settings = json.loads((a.run/'settings.json').read_text())
    report = json.loads((a.run/'metrics.json').read_text())
    how, stage = report['protocol'], STAGES[a.stage]
    return {
        'what for': PURPOSE, 'learned from': a.data, 'made by': command(settings), 'stage': stage,
        'scores on held-out patches': scores(report, stage),
        'how scored': f"{how['images']} patches of {settings['size']} px; distance: {how['distance']}",
        'limits': a.limits, 'versions': ', '.join(f'{k} {v}' for k, v in report['versions'].items()),
        'licence of the weights': 'Apache-2.0; see the page Use with care for the data'}


def main():
    a = parse()
    model = load_model(a.run/f'{a.stage}.safetensors')
    path = save_model(model, a.out/f'restore-{a.name}.safetensors', half=True, **notes(a))
    print(path, f'{path.stat().st_size/1e6:.2f} MB')


if __name__ == '__main__':
    main()

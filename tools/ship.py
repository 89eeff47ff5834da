"""Put the networks of a finished `gan-course-train` run into the package, in 16-bit numbers, with cards.

    python tools/ship.py runs/restore photos --data 'what it learned from, its licence' --limits 'in words'

Three files: the generator after the game (`restore-photos`), after its pixel loss (`restore-photos-pixel`),
and the critic that was pretrained on it (`critic-photos`). `start='shipped'` goes on from the last two.
"""
import argparse
import json
import shlex
from pathlib import Path

from gan_course.models import load_model, save_model

WEIGHTS = Path(__file__).resolve().parent.parent/'gan_course'/'weights'
PURPOSE = dict(
    gan='restore photos that were shrunk, saved as JPEG and written on with white numbers; invents detail',
    unet='restore such photos, soft where nothing can be known; the start of a game',
    critic='tell restored photos from real ones; the start of a game')
STAGES = dict(gan='GAN', unet='U-Net', critic='critic')


def parse():
    "The arguments."
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('run', type=Path, help='folder of the run')
    ap.add_argument('name', help='name under which it ships')
    ap.add_argument('--data', required=True, help='the data in words, with its licence')
    ap.add_argument('--limits', required=True, help='what it cannot do, in words')
    ap.add_argument('--out', type=Path, default=WEIGHTS, help="folder to write to (default: the package's)")
    return ap.parse_args()


def command(settings):
    "The command that made a run with these settings."
    words = ['gan-course-train']
    for k, v in settings.items():
        name = k.replace('_', '-')
        if isinstance(v, bool):
            words.append(f"--{'' if v else 'no-'}{name}")
        elif v is not None:
            words.append(f'--{name} {shlex.quote(str(v))}')
    return ' '.join(words)


def scores(report):
    "The scores of a run in words."
    return '; '.join(f"{k}: PSNR {o['psnr']:.2f} dB (RGB), distance {o['distance']:.3f}, kernel distance "
                     f"{o['kernel']:.2f}, detail {o['detail']:.2f}" for k, o in report['scores'].items())


def notes(a, stage):
    "What a file says about itself."
    settings = json.loads((a.run/'settings.json').read_text())
    report = json.loads((a.run/'metrics.json').read_text())
    return {
        'what for': PURPOSE[stage], 'learned from': a.data, 'made by': command(settings),
        'stage': STAGES[stage],
        'scores on held-out patches': scores(report), 'how scored': report['protocol']['judge'],
        'limits': a.limits, 'versions': ', '.join(f'{k} {v}' for k, v in report['versions'].items()),
        'licence of the weights': 'Apache-2.0; see the page Use with care for the data'}


def main():
    a = parse()
    files = dict(gan=f'restore-{a.name}', unet=f'restore-{a.name}-pixel', critic=f'critic-{a.name}')
    for stage, name in files.items():
        model = load_model(a.run/f'{stage}.safetensors')
        path = save_model(model, a.out/f'{name}.safetensors', half=True, **notes(a, stage))
        print(path, f'{path.stat().st_size/1e6:.2f} MB')


if __name__ == '__main__':
    main()

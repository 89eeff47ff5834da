"Put the generator of a finished run into the package: in 16-bit numbers, with its card in the notes."
import argparse
import json
import shlex
from pathlib import Path

from gan_course.unet import load_generator, save_generator

WEIGHTS = Path(__file__).resolve().parent.parent/'gan_course'/'weights'


def options():
    "What the command line says."
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument('run', type=Path, help='folder of the run')
    ap.add_argument('name', help='name under which it ships')
    ap.add_argument('--stage', default='gan', help='gan or unet (default: gan)')
    ap.add_argument('--data', required=True, help='the data in words, with its licence')
    ap.add_argument('--limits', required=True, help='what it cannot do, in words')
    ap.add_argument('--out', type=Path, default=WEIGHTS)
    return ap.parse_args()


def command(settings):
    "The command that made a run."
    given = {k.replace('_', '-'): v for k, v in settings.items() if v is not None}
    return ' '.join(['gan-course-train', *[f'--{k} {shlex.quote(str(v))}' for k, v in given.items()]])


def words(score):
    "A score as the card says it."
    return f"PSNR {score['psnr']:.2f} dB (RGB), feature distance {score['distance']:.3f}"


def card(args):
    "The notes of the file: what it is for, what it learned from, how it was made, how well it does."
    settings = json.loads((args.run/'settings.json').read_text())
    report = json.loads((args.run/'metrics.json').read_text())
    stage = dict(gan='GAN', unet='U-Net')[args.stage]
    n, distance = report['protocol']['images'], report['protocol']['distance']
    rows = 'damaged', 'bicubic', 'U-Net', stage
    return {
        'what for': 'restore photos that were shrunk, saved as bad JPEG and written on with white numbers',
        'learned from': args.data, 'made by': command(settings), 'stage': stage,
        'scores on held-out patches': '; '.join(f"{k}: {words(report['scores'][k])}" for k in rows),
        'how scored': f"{n} patches of {settings['size']} px; distance: {distance}",
        'limits': args.limits, 'versions': ', '.join(f'{k} {v}' for k, v in report['versions'].items()),
        'licence of the weights': 'Apache-2.0; see the page Use with care for the data'}


def main():
    args = options()
    gen = load_generator(args.run/f'{args.stage}.safetensors')
    path = save_generator(gen, args.out/f'restore-{args.name}.safetensors', half=True, **card(args))
    print(path, f'{path.stat().st_size/1e6:.2f} MB')


if __name__ == '__main__':
    main()

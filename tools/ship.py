"Put the generator of a finished `gan-course-train` run into the package, in 16-bit numbers, with its card in the file's notes."
import argparse, json, shlex
from pathlib import Path

from gan_course.unet import load_generator, save_generator

ap = argparse.ArgumentParser(description=__doc__)
ap.add_argument('run', type=Path, help='folder of the run'); ap.add_argument('name', help='name under which it ships')
ap.add_argument('--stage', default='gan', help='gan or unet (default: gan)')
ap.add_argument('--data', required=True, help='the data in words, with its licence'); ap.add_argument('--limits', required=True, help='what it cannot do, in words')
ap.add_argument('--out', type=Path, default=Path(__file__).resolve().parent.parent/'gan_course'/'weights')
a = ap.parse_args()

s, report = json.loads((a.run/'settings.json').read_text()), json.loads((a.run/'metrics.json').read_text())
options = {k.replace('_', '-'): v for k, v in s.items() if v is not None}
stage = dict(gan='GAN', unet='U-Net')[a.stage]
says = lambda o: f"PSNR {o['psnr']:.2f} dB (RGB), feature distance {o['distance']:.3f}"
rows = {k: says(report['scores'][k]) for k in ('damaged', 'bicubic', 'U-Net', stage)}
path = save_generator(load_generator(a.run/f'{a.stage}.safetensors'), a.out/f'restore-{a.name}.safetensors', half=True, **{
    'what for': 'restore photos that were shrunk, saved as bad JPEG and written on with white numbers', 'learned from': a.data,
    'made by': ' '.join(['gan-course-train', *[f'--{k} {shlex.quote(str(v))}' for k, v in options.items()]]), 'stage': stage,
    'scores on held-out patches': '; '.join(f'{k}: {v}' for k, v in rows.items()), 'how scored': f"{report['protocol']['images']} patches of {s['size']} px; distance: {report['protocol']['distance']}",
    'limits': a.limits, 'versions': ', '.join(f'{k} {v}' for k, v in report['versions'].items()), 'licence of the weights': 'Apache-2.0; see the page Use with care for the data'})
print(path, f'{path.stat().st_size/1e6:.2f} MB')

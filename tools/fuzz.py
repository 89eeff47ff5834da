"""Feed mutated files to every reader: nothing may crash, hang, take memory without bound or be executed.

    python tools/fuzz.py --images 2000 --weights 500      # about two minutes
    python tools/fuzz.py --only image 1234                # one of them again

Files are made from a seed: bits flipped, bytes overwritten, cut off, doubled, headers that lie. A reader may
return what it read, or raise a `UserError`; anything else is a fault.
"""
import argparse
import io
import pickle
import random
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from tqdm import tqdm

from gan_course.checkpoints import read_checkpoint
from gan_course.core import UserError
from gan_course.critic import PatchCritic
from gan_course.dcgan import DCGANGenerator
from gan_course.models import card, load_model, save_model
from gan_course.reading import read_photo

SECONDS, MEGABYTES = 10, 600 # what one file may take


class Touch:
    "What a pickle would do if it were read: write a file."
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (Path(self.path),)


def image_files():
    "Whole images of every format that is read, small, with noise in them."
    pixels = np.random.default_rng(0).integers(0, 256, (40, 56, 3), dtype=np.uint8)
    im, out = Image.fromarray(pixels), {}
    clear = im.copy()
    clear.putalpha(128)
    kinds = {'a.png': im, 'b.png': clear, 'c.png': im.quantize(16), 'd.jpg': im, 'e.jpg': im.convert('CMYK'),
             'f.webp': im, 'g.gif': im.quantize(32), 'h.bmp': im, 'i.tif': im, 'j.ppm': im, 'k.tga': im}
    for name, picture in kinds.items():
        buf = io.BytesIO()
        picture.save(buf, Image.registered_extensions()[Path(name).suffix])
        out[name] = buf.getvalue()
    return out


def weight_files(folder):
    "Small weights, a checkpoint, and two files that would do something if they were unpickled."
    save_model(DCGANGenerator(16, 3, 8, 4), folder/'dcgan.safetensors')
    save_model(PatchCritic(width=2), folder/'critic.safetensors', half=True)
    state = dict(model=dict(w=torch.zeros(4)), opt={}, count=3, epoch=0, epochs=1, batches=9, start=[])
    torch.save(state, folder/'run.checkpoint')
    torch.save({**state, 'model': Touch(folder/'executed')}, folder/'evil.checkpoint')
    (folder/'evil.safetensors').write_bytes(pickle.dumps(Touch(folder/'executed')))
    files = [o for o in folder.iterdir() if o.suffix in ('.safetensors', '.checkpoint')]
    return {o.name: o.read_bytes() for o in sorted(files)}


def mutated(data, draw):
    "A file with some of its bytes changed."
    data = bytearray(data)
    for _ in range(draw.choice((1, 1, 2, 5))):
        at, kind = draw.randrange(max(1, len(data))), draw.randrange(6)
        early = draw.randrange(min(96, max(1, len(data))))  # where headers are
        if kind == 0:
            data[at:at + 1] = bytes([data[at] ^ 1 << draw.randrange(8)]) if data else b''
        elif kind == 1:
            data[early:early + 4] = draw.choice((b'\xff'*4, b'\0'*4, b'\x7f\xff\xff\xff', draw.randbytes(4)))
        elif kind == 2:
            del data[at:]
        elif kind == 3:
            data[at:at] = data[at:at + draw.randrange(1, 200)]
        elif kind == 4:
            data[at:at + draw.randrange(1, 64)] = draw.randbytes(draw.randrange(1, 64))
        else:
            data[early:early] = draw.randbytes(draw.randrange(1, 9))
    return bytes(data)


def memory():
    "Megabytes that this process holds now; 0 where the system does not say."
    try:
        pages = int(Path('/proc/self/statm').read_text().split()[1])
    except OSError: return 0
    return pages*4096/2**20


READERS = dict(image=[lambda path: read_photo(path), lambda path: read_photo(path.read_bytes())],
               weights=[load_model, card, read_checkpoint])

def examine(kind, path):
    "What is wrong with how a file is read, in words."
    faults = []
    for reader in READERS[kind]:
        start, before = time.perf_counter(), memory()
        try:
            reader(path)
        except UserError: pass
        except BaseException as e:  # noqa: BLE001 (all that is not a UserError is a fault)
            faults.append(f'{type(e).__name__}: {str(e)[:100]}')
            if isinstance(e, KeyboardInterrupt): raise
        seconds, mb = time.perf_counter() - start, memory() - before
        faults += [f'took {seconds:.0f} s']*(seconds > SECONDS) + [f'took {mb:.0f} MB']*(mb > MEGABYTES)
    return faults


def run(kind, files, seeds, folder):
    "Mutate and read; the faults, by seed."
    found, whole = {}, sorted(files)
    for seed in tqdm(seeds, desc=kind, disable=None):
        draw = random.Random(f'{kind} {seed}')
        name = whole[seed % len(whole)]
        path = folder/f'mutated{Path(name).suffix}'
        path.write_bytes(mutated(files[name], draw))
        faults = examine(kind, path)
        if faults:
            found[seed] = name, faults
    return found


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--images', type=int, default=2000)
    ap.add_argument('--weights', type=int, default=500)
    ap.add_argument('--only', nargs=2, metavar=('KIND', 'SEED'), help='image or weights, and a seed')
    a = ap.parse_args()
    warnings.simplefilter('ignore')
    faults, begun = 0, time.perf_counter()
    with tempfile.TemporaryDirectory() as tmp:
        folder = Path(tmp)
        made = dict(image=image_files(), weights=weight_files(folder))
        asked = dict(image=range(a.images), weights=range(a.weights))
        if a.only:
            asked = {a.only[0]: [int(a.only[1])]}
        first = memory()
        for kind, seeds in asked.items():
            for seed, (name, words) in run(kind, made[kind], seeds, folder).items():
                faults += 1
                print(f'{kind} {seed} ({name}): {"; ".join(words)}')
        executed = (folder/'executed').exists()
        files, seconds = sum(map(len, asked.values())), time.perf_counter() - begun
        print(f'{files} files in {seconds:.0f} s, {faults} faults, {memory() - first:+.0f} MB, '
              f'{"SOMETHING WAS EXECUTED" if executed else "nothing executed"}')
    sys.exit(bool(faults or executed))


if __name__ == '__main__':
    main()

"""Build the site in _docs/ from nbs/: nbdev prepares the notebooks, smalldocs lays out the pages. No Quarto, no network, no cell is run.

    python tools/docs.py               # build, and check every link
    python tools/docs.py --serve 8000  # show it on this machine, built anew if something has changed

Order and looks are in nbs/_quarto.yml and nbs/styles.css, names and addresses in settings.ini.
"""
import argparse, ast, base64, hashlib, html, io, re, shutil, sys, tempfile, time
from configparser import ConfigParser
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import yaml
from fastcore.nbio import mk_cell, read_nb, write_nb
from nbdev import processors
from nbdev.config import nbpath2html
from nbdev.doclinks import NbdevLookup
from nbdev.process import Processor
from nbdev.showdoc import show_doc, showdoc_nm
from PIL import Image
from smalldocs import layout
from smalldocs.config import load
from smalldocs.site import Site

from gan_course._modidx import d as index

ROOT = Path(__file__).resolve().parent.parent
NBS, OUT = ROOT/'nbs', ROOT/'_docs'


def settings():
    "What settings.ini says."
    config = ConfigParser(delimiters=['='], interpolation=None)
    config.read(ROOT/'settings.ini', encoding='utf-8')
    return dict(config['DEFAULT'], git_url=config['DEFAULT']['git_url'].rstrip('/'))


# notebooks, made ready for reading

def public_names(source):
    "What a cell defines for others: functions, classes, and methods added by `@patch`."
    for o in ast.parse(source).body:
        if not isinstance(o, (ast.FunctionDef, ast.ClassDef)) or o.name.startswith('_'): continue
        name = showdoc_nm(o)
        yield from name if isinstance(name, list) else [name]

def only_imports(source): return all(isinstance(o, (ast.Import, ast.ImportFrom)) for o in ast.parse(source).body)

def entry(name, names):
    "The API entry of a symbol, as Markdown: heading with the symbol as its anchor, link to its source, signature with its comments, docstring."
    look, level = NbdevLookup(), '#'*(4 if '.' in name else 3)
    o = eval(name, names); link, rest = look.code(name), show_doc(o, name=name)._repr_markdown_().partition(f'### {name}\n')[2]
    if isinstance(o, type): rest = rest.replace('```python\ndef ', '```python\nclass ', 1)
    return look.linkify(f'{level} {name} {{#{name} .entry}}\n\n' + (f'[source]({link}){{.source}}\n' if link else '') + rest)

class Library(Processor):
    "Show an exported cell as the entries of what it defines, and its code folded below them. The library is imported; no cell is run."
    def begin(self):
        module = next((o.directives_['default_exp'] for o in self.nb.cells if 'default_exp' in o.directives_), None)
        names = vars(import_module(f"{settings()['lib_path']}.{module}")) if module else {}
        self.nb.cells = [o for c in self.nb.cells for o in (self.shown(c, names) if c.cell_type == 'code' and 'export' in c.directives_ else [c])]
    def shown(self, cell, names):
        if only_imports(cell.source): return []
        cell.source = f'#| code-fold: true\n#| code-summary: Code\n{cell.source}'
        return [mk_cell(entry(o, names), 'markdown') for o in public_names(cell.source)] + [cell]

class Notebook(processors.FilterDefaults):
    "nbdev's processing, with `Library` in place of what would run the notebook's cells (it stops at a cell whose variables come from another)."
    def base_procs(self):
        leave = 'insert_warning', 'add_show_docs', 'clean_show_doc', 'exec_show_docs', 'mv_exports', 'add_fold'
        return [Library if o is processors.rm_export else o for o in super().base_procs() if o.__name__ not in leave]

def bar(path, meta):
    "Where to run a notebook: in Colab, on your own machine, or just its file."
    url, file = f"{meta['git_url']}/blob/{meta['branch']}/nbs/{path.name}", f'nbs/{path.name}'
    colab = url.replace('https://github.com', 'https://colab.research.google.com/github')
    steps = f"git clone {meta['git_url']}\ncd {meta['git_url'].rsplit('/', 1)[1]}\nmake lab    # then open {file}"
    return (f'<div class="run"><a href="{colab}">Open in Colab</a><details><summary>Run it locally</summary><pre><code>{steps}</code></pre>'
            f'<p>In Colab, run <code>%pip install git+{meta["git_url"]}</code> in a cell of its own first.</p></details><a href="{url}">See the notebook</a></div>')

def prepare(path, dst, meta):
    "Write a notebook as smalldocs shall read it."
    nb = read_nb(path); Notebook()(nb)
    front = yaml.safe_load(nb.cells[0].source.strip('-\n'))
    if path.stem == 'index': front['pagetitle'] = front['description']
    else: nb.cells.insert(1, mk_cell(f'```{{=html}}\n{bar(path, meta)}\n```', 'markdown'))
    nb.cells[0].source = f'---\n{yaml.safe_dump(front)}---\n'
    for c in nb.cells: c.source = c.source.replace('](../images/', '](images/')
    write_nb(nb, dst/path.name)

def stage(dst, meta):
    "Put the Quarto project together in `dst`: notebooks prepared, the rest copied, nbdev.yml written, the sidebar cut to what exists."
    shutil.copytree(NBS, dst, dirs_exist_ok=True, ignore=shutil.ignore_patterns('*.ipynb', '.*')); shutil.copytree(ROOT/'images', dst/'images')
    for o in NBS.glob('*.ipynb'): prepare(o, dst, meta)
    web = dict(title=meta['title'], description=meta['description'], **{'site-url': meta['doc_url'], 'repo-url': meta['git_url'], 'repo-branch': meta['branch'], 'repo-subdir': 'nbs'})
    (dst/'nbdev.yml').write_text(yaml.safe_dump(dict(website=web)), encoding='utf-8')
    config, pages = yaml.safe_load((NBS/'_quarto.yml').read_text(encoding='utf-8')), {o.name for o in dst.iterdir() if o.suffix in ('.ipynb', '.md')}
    side = config['website']['sidebar']; side['contents'], placed = present(side['contents'], pages)
    if pages - placed: side['contents'].append(dict(section='More', contents=sorted(pages - placed)))
    (dst/'_quarto.yml').write_text(yaml.safe_dump(config, sort_keys=False), encoding='utf-8')

def present(contents, pages):
    "A sidebar's contents without the pages that are not written yet, and the pages it holds."
    kept, placed = [], set()
    for o in contents:
        if 'section' in o: inner, found = present(o['contents'], pages); o, placed = dict(o, contents=inner), placed | found
        else: inner = found = {o if isinstance(o, str) else o['href']} & pages; placed |= found
        if inner: kept.append(o)
    return kept, placed


# pages

def page_name(path):
    "The page of a notebook, by the name that nbdev's links expect: 04_gan_learner.ipynb is gan_learner.html."
    return nbpath2html(Path(path)).name

class Pages(Site):
    "A site whose pages bear nbdev's names."
    def read(self, src):
        page = super().read(src); page.out = PurePosixPath(page_name(src))
        return page

def picture(data, folder, limit=150_000):
    "Keep a picture as a file named by its content, a large one as WebP; return its name and size."
    im = Image.open(io.BytesIO(data)); kind = im.format.lower()
    if len(data) > limit and kind == 'png': buf = io.BytesIO(); im.save(buf, 'WEBP', quality=90, method=4); data, kind = buf.getvalue(), 'webp'
    path = folder/f'{hashlib.sha256(data).hexdigest()[:12]}.{kind}'
    folder.mkdir(exist_ok=True); path.write_bytes(data)
    return path.name, im.size

def finish(page, meta):
    "Mend a page: pictures into files, sized and loaded when seen; nbdev's lower-case anchors beside ours; links to our own address made relative."
    text, folder = page.read_text(encoding='utf-8'), page.parent/'pictures'
    names = [name.rpartition(f'{module}.')[2] for module, syms in index['syms'].items() for name in syms]
    def img(m):
        src = html.unescape(m[2]); file = page.parent/unquote(src)
        if src.startswith('data:image/') and 'svg' not in src[:20]: data = base64.b64decode(src.partition(',')[2])
        elif src.endswith('.svg') or len(src) > 500 or not file.is_file(): return m[0]  # `check` will say what is missing
        else: data = file.read_bytes()
        name, (w, h) = picture(data, folder)
        return f'<img{m[1]}src="pictures/{name}" width="{w}" height="{h}" loading="lazy"{m[3]}>'
    def anchor(m):
        lows = {m[1].lower(), *[o.lower() for o in names if o.startswith(f'{m[1]}.')]}  # methods without an entry of their own are found at their class
        return m[0] + ''.join(f'<a id="{o}"></a>' for o in sorted(lows) if f'id="{o}"' not in text)
    text = re.sub(r'<img\b([^>]*?)\bsrc="([^"]+)"([^>]*)>', img, text)
    text = re.sub(r'<section id="([^"]+)" class="[^"]*\bentry\b[^"]*">', anchor, text)
    page.write_text(text.replace(f'href="{meta["doc_url"]}', 'href="'), encoding='utf-8')


# checks

class Links(HTMLParser):
    "What a page offers (ids) and asks for: links, and what the browser loads by itself."
    def __init__(self, text): super().__init__(); self.ids, self.links, self.loads = set(), set(), set(); self.feed(text)
    def handle_starttag(self, tag, attrs):
        a = dict(attrs); self.ids |= {a[o] for o in ('id', 'name') if a.get(o)}
        if tag == 'a' and 'href' in a: self.links.add(a['href'])
        if tag == 'link' and 'href' in a: self.loads.add(a['href'])
        if tag in ('script', 'img', 'iframe', 'source', 'video', 'audio') and 'src' in a: self.loads.add(a['src'])

def is_remote(url): return bool(re.match(r'(https?:)?//', url))

def check(out=OUT):
    "Every broken link, anchor and picture of the site in `out`, and everything that a page would load from another host; and how many links were followed."
    pages, faults, n = {o.name: Links(o.read_text(encoding='utf-8')) for o in out.glob('*.html')}, [], 0
    for name, page in pages.items():
        faults += [f'{name}: loads {o} from another host' for o in page.loads if is_remote(o)]
        for o in sorted(page.links | page.loads):
            url = urlsplit(o)
            if url.scheme or url.netloc: continue
            path, at, n = unquote(url.path).removeprefix('./') or name, unquote(url.fragment), n + 1
            path = path if (out/path).is_file() else f'{path.rstrip("/")}/index.html'.lstrip('/')
            if not (out/path).is_file(): faults.append(f'{name}: {o} leads nowhere')
            elif at and path in pages and at not in pages[path].ids: faults.append(f'{name}: {o}: no such place on {path}')
    for o in out.rglob('*.css'):
        faults += [f'{o.relative_to(out)}: loads {url} from another host' for url in re.findall(r'(?:url\(|@import )\s*["\']?((?:https?:)?//[^"\')\s]+)', o.read_text(encoding='utf-8'))]
    return faults, n

def weight(page):
    "Bytes of a page with all that it loads, once everything on it has been seen."
    loads = [page.parent/unquote(urlsplit(o).path) for o in Links(page.read_text(encoding='utf-8')).loads if not is_remote(o)]
    return page.stat().st_size + sum(o.stat().st_size for o in loads if o.is_file())

def build(out=OUT):
    "Build the site in `out`; return what is wrong with it, how many links were followed, and smalldocs' warnings."
    layout.KATEX, meta = 'katex', settings()
    with tempfile.TemporaryDirectory() as tmp:
        stage(Path(tmp), meta)
        site = Pages(load(tmp), quiet=True); site.out = out; site.build()
    for o in out.glob('*.html'): finish(o, meta)
    (out/'.nojekyll').touch()
    return *check(out), [o for o in site.warnings if 'output-file' not in o]

def is_stale(out=OUT):
    "Is there no site in `out`, or has something that it is made of changed since?"
    made = (out/'index.html').stat().st_mtime if (out/'index.html').exists() else 0
    return any(o.stat().st_mtime > made for d in (NBS, ROOT/'images', ROOT/'gan_course') for o in d.rglob('*') if o.is_file() and o.suffix != '.pyc')


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--serve', type=int, metavar='PORT', help='show the site on this machine; build it only if something has changed'); args = ap.parse_args()
    if not args.serve or is_stale():
        start = time.perf_counter(); faults, n, warnings = build(); top = max(OUT.glob('*.html'), key=weight)
        print(*warnings, sep='\n', end='\n' if warnings else '')
        print(f'{len(list(OUT.glob("*.html")))} pages in {time.perf_counter() - start:.1f} s, {n} links checked, heaviest {top.name}: {weight(top)/1e6:.1f} MB')
        if faults: sys.exit('\n'.join(faults))
    if args.serve:
        print(f'http://localhost:{args.serve}'); ThreadingHTTPServer(('127.0.0.1', args.serve), partial(SimpleHTTPRequestHandler, directory=OUT)).serve_forever()


if __name__ == '__main__': main()

"""Build the site in _docs/ from nbs/: nbdev prepares the notebooks, smalldocs lays out the pages.

    python tools/docs.py               # build, and check every link
    python tools/docs.py --serve 8000  # show it on this machine, built anew if something has changed

No Quarto, no network, and no cell is run. Order and looks are in nbs/_quarto.yml and nbs/styles.css, names
and addresses in settings.ini. A notebook in a folder, nbs/toolbox/core.ipynb, is the page toolbox/core.html.
"""
import argparse
import ast
import base64
import hashlib
import html
import io
import posixpath
import re
import shutil
import sys
import tempfile
import time
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
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
from smalldocs.config import BuildError, load
from smalldocs.site import Site

from gan_course._modidx import d as index
from project import NBS, ROOT, has_home, notebooks, settings

OUT = ROOT/'_docs'
NOT_PAGES = {'readme'}  # by stem: what comes with a vendored library


# notebooks, made ready for reading

def public_names(source):
    "What a cell defines for others: functions, classes, and methods added by `@patch`."
    for o in ast.parse(source).body:
        if not isinstance(o, (ast.FunctionDef, ast.ClassDef)) or o.name.startswith('_'): continue
        name = showdoc_nm(o)
        yield from name if isinstance(name, list) else [name]


def is_import(node):
    "Does a statement import something?"
    return isinstance(node, (ast.Import, ast.ImportFrom))


def only_imports(source, calls=False):
    "Does a cell only import; with `calls`: and then call something, as `plot_style()`?"
    try:
        body = ast.parse(source).body
    except SyntaxError: return False  # a magic
    while calls and len(body) > 1 and isinstance(body[-1], ast.Expr) and isinstance(body[-1].value, ast.Call):
        body.pop()
    return bool(body) and all(map(is_import, body))


def entry(name, names, meta):
    "The API entry of a symbol, as Markdown: heading and anchor, link to its source, signature, docstring."
    look, level = NbdevLookup(), '#'*(4 if '.' in name else 3)
    o = eval(name, names)
    rest = show_doc(o, name=name)._repr_markdown_().partition(f'### {name}\n')[2]
    if isinstance(o, type):
        rest = rest.replace('```python\ndef ', '```python\nclass ', 1)
    link = look.code(name) if has_home(meta) else None
    source = f'[source]({link}){{.source}}\n' if link else ''
    return look.linkify(f'{level} {name} {{#{name} .entry}}\n\n{source}{rest}')


class Imports(Processor):
    "Fold the imports with which a notebook begins, hidden and exported ones too, into one cell."
    def begin(self):
        first = []
        for c in self.nb.cells:
            if c.cell_type != 'code' or c.directives_.keys() & {'eval', 'default_exp'}: continue
            if not only_imports(c.source, calls=True): break
            first.append(c)
        if not first: return
        source = '\n'.join(o.source.strip('\n') for o in first)
        self.nb.cells = [o for o in self.nb.cells if not any(o is f for f in first[1:])]
        first[0].source = f'#| code-fold: true\n#| code-summary: Imports\n{source}'
        first[0].directives_, first[0].outputs = {}, []


class Library(Processor):
    "Show an exported cell as the entries of what it defines, its code folded below them."
    def begin(self):
        self.meta = settings()
        found = [o.directives_['default_exp'] for o in self.nb.cells if 'default_exp' in o.directives_]
        names = vars(import_module(f"{self.meta['lib_path']}.{found[0]}")) if found else {}
        self.nb.cells = [o for c in self.nb.cells for o in self.shown(c, names)]

    def shown(self, cell, names):
        if cell.cell_type != 'code' or 'export' not in cell.directives_: return [cell]
        if only_imports(cell.source): return []
        entries = [mk_cell(entry(o, names, self.meta), 'markdown') for o in public_names(cell.source)]
        cell.source = f'#| code-fold: true\n#| code-summary: Code\n{cell.source}'
        return [*entries, cell]


LEFT_OUT = {'insert_warning', 'add_show_docs', 'clean_show_doc', 'exec_show_docs', 'mv_exports', 'add_fold'}

class Notebook(processors.FilterDefaults):
    "nbdev's processing, with `Imports` and `Library` in place of what would run the notebook's cells."
    def base_procs(self):
        procs = [o for o in super().base_procs() if o.__name__ not in LEFT_OUT]
        return [Imports, *[Library if o is processors.rm_export else o for o in procs]]


def bar(name, meta):
    "Where to run the notebook `name` (its path below nbs/): in Colab, on your own machine, or just its file."
    steps, more, note = f'make lab    # then open nbs/{name}', ['', ''], ''
    if has_home(meta):
        url = f"{meta['git_url']}/blob/{meta['branch']}/nbs/{name}"
        colab = url.replace('https://github.com', 'https://colab.research.google.com/github')
        more = f'<a href="{colab}">Open in Colab</a>', f'<a href="{url}">See the notebook</a>'
        steps = f"git clone {meta['git_url']}\ncd {meta['git_url'].rsplit('/', 1)[1]}\n{steps}"
        pip = f'<code>%pip install git+{meta["git_url"]}</code>'
        note = f'<p>In Colab, run {pip} in a cell of its own first.</p>'
    local = f'<details><summary>Run it locally</summary><pre><code>{steps}</code></pre>{note}</details>'
    return f'<div class="run">{more[0]}{local}{more[1]}</div>'


def with_pictures(text, depth):
    "Markdown of a page `depth` folders below nbs/, with the links to images/ that the staged project needs."
    return re.sub(r'(\]\(|src=")(?:\.\./)+images/', rf'\g<1>{"../"*depth}images/', text)


def prepare(path, dst, meta):
    "Write a notebook as smalldocs shall read it."
    nb, rel = read_nb(path), path.relative_to(NBS)
    Notebook()(nb)
    front = yaml.safe_load(nb.cells[0].source.strip('-\n'))
    if path.stem == 'index':
        front['pagetitle'] = front['description']
    else:
        nb.cells.insert(1, mk_cell(f'```{{=html}}\n{bar(rel.as_posix(), meta)}\n```', 'markdown'))
    nb.cells[0].source = f'---\n{yaml.safe_dump(front)}---\n'
    for c in nb.cells:
        c.source = with_pictures(c.source, len(rel.parts) - 1)
    (dst/rel).parent.mkdir(parents=True, exist_ok=True)
    write_nb(nb, dst/rel)


def present(contents, pages):
    "A sidebar's or bar's contents without the pages that are not written yet, and the pages it holds."
    kept, placed = [], set()
    for o in contents:
        if 'section' in o:
            inner, found = present(o['contents'], pages)
            o = dict(o, contents=inner)
        else:
            inner = found = {o if isinstance(o, str) else o['href']} & pages
        placed |= found
        if inner:
            kept.append(o)
    return kept, placed


def navigation(config, pages):
    "Cut the sidebar and the bar on top to what exists; put what has no place under *More*."
    site = config['website']
    side, bar_ = site['sidebar'], site['navbar']
    side['contents'], placed = present(side['contents'], pages)
    bar_['left'], _ = present(bar_['left'], pages)
    if pages - placed:
        side['contents'].append(dict(section='More', contents=sorted(pages - placed)))


def stage(dst, meta):
    "Put the Quarto project together in `dst`: notebooks prepared, the rest copied, nbdev.yml written."
    shutil.copytree(NBS, dst, dirs_exist_ok=True, ignore=shutil.ignore_patterns('*.ipynb', '.*'))
    shutil.copytree(ROOT/'images', dst/'images')
    for o in notebooks():
        prepare(o, dst, meta)
    found = [o for o in dst.rglob('*') if o.suffix in ('.ipynb', '.md') and o.stem.lower() not in NOT_PAGES]
    pages = {o.relative_to(dst): o for o in found}
    for rel, o in pages.items():
        if o.suffix != '.md': continue
        o.write_text(with_pictures(o.read_text(encoding='utf-8'), len(rel.parts) - 1), encoding='utf-8')
    web = dict(title=meta['title'], description=meta['description'])
    if has_home(meta):
        web |= {'site-url': meta['doc_url'], 'repo-url': meta['git_url'], 'repo-branch': meta['branch'],
                'repo-subdir': 'nbs'}
    (dst/'nbdev.yml').write_text(yaml.safe_dump(dict(website=web)), encoding='utf-8')
    config = yaml.safe_load((NBS/'_quarto.yml').read_text(encoding='utf-8'))
    navigation(config, {o.as_posix() for o in pages})
    (dst/'_quarto.yml').write_text(yaml.safe_dump(config, sort_keys=False), encoding='utf-8')


# pages

def page_name(path):
    "The page of a notebook, by the name that nbdev's links expect: 04_gan_learner.ipynb is gan_learner.html."
    path = Path(path)
    return nbpath2html(path.relative_to(NBS) if path.is_absolute() else path).as_posix()


class Pages(Site):
    "A site whose pages bear nbdev's names."
    def read(self, src):
        page = super().read(src)
        page.out = PurePosixPath(page_name(src))
        twin = next((o.src for o in self.pages.values() if o.out == page.out), None)
        if twin: raise BuildError(f'{src} and {twin} would both be {page.out}; rename one')
        return page


def all_pages(out):
    "The pages of a site, by their path below `out`."
    return {o.relative_to(out).as_posix(): o for o in sorted(out.rglob('*.html'))}


def picture(data, folder, limit=150_000):
    "Keep a picture as a file named by its content, a large one as WebP; return its name and size."
    im = Image.open(io.BytesIO(data))
    kind = im.format.lower()
    if len(data) > limit and kind == 'png':
        buf = io.BytesIO()
        im.save(buf, 'WEBP', quality=90, method=4)
        data, kind = buf.getvalue(), 'webp'
    path = folder/f'{hashlib.sha256(data).hexdigest()[:12]}.{kind}'
    folder.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path.name, im.size


def with_files(text, page, out, up):
    "A page's pictures into files of their own, sized, and loaded when they are seen."
    def img(m):
        src = html.unescape(m[2])
        file = page.parent/unquote(src)
        if src.startswith('data:image/') and 'svg' not in src[:20]:
            data = base64.b64decode(src.partition(',')[2])
        elif src.endswith('.svg') or len(src) > 500 or not file.is_file(): return m[0]  # `check` says it
        else:
            data = file.read_bytes()
        name, (w, h) = picture(data, out/'pictures')
        return f'<img{m[1]}src="{up}pictures/{name}" width="{w}" height="{h}" loading="lazy"{m[3]}>'
    return re.sub(r'<img\b([^>]*?)\bsrc="([^"]+)"([^>]*)>', img, text)


def with_anchors(text):
    "nbdev's lower-case anchors beside ours; methods without an entry of their own are found at their class."
    names = [name.rpartition(f'{module}.')[2] for module, syms in index['syms'].items() for name in syms]
    def anchor(m):
        lows = {m[1].lower(), *[o.lower() for o in names if o.startswith(f'{m[1]}.')]}
        return m[0] + ''.join(f'<a id="{o}"></a>' for o in sorted(lows) if f'id="{o}"' not in text)
    return re.sub(r'<section id="([^"]+)" class="[^"]*\bentry\b[^"]*">', anchor, text)


def end_of_section(text, start):
    "Where the section that begins at `start` ends: the place of its closing tag."
    depth = 0
    for m in re.compile(r'<(/?)section\b').finditer(text, start):
        depth += -1 if m[1] else 1
        if not depth: return m.start()
    return len(text)


def with_proofs_folded(text):
    "The last section of a page, if it is called Proofs, behind a line to click on."
    last = [*re.finditer(r'<section id="([^"]+)" class="level2\b[^"]*">\s*(<h2\b.*?</h2>)', text, re.S)][-1:]
    if not last or last[0][1] != 'proofs': return text
    start, end = last[0].end(), end_of_section(text, last[0].start())
    head = text[:last[0].start(2)] + f'<details class="proofs"><summary>{last[0][2]}</summary>'
    return f'{head}{text[start:end]}</details>{text[end:]}'


def code_line(line, within):
    "A line of highlighted code in a span that knows how far it is indented; `within`: the open spans."
    start = ''.join(within)
    for tag in re.findall(r'<[^>]+>', line):
        if tag.startswith('</'):
            within.pop()
        else:
            within.append(tag)
    end = ''.join(f'</{re.match(r"<([a-z]+)", o)[1]}>' for o in reversed(within))
    bare = re.sub(r'<[^>]+>', '', line)
    indent = len(bare) - len(bare.lstrip(' '))
    style = f' style="--in:{indent}ch"' if indent else ''
    return f'<span class="ln"{style}>{start}{line}{end}</span>'


def with_lines(text):
    "The lines of code each in a span, so that what does not fit goes on further in than the line begins."
    def lines(m):
        within = []
        return m[1] + '\n'.join(code_line(o, within) for o in m[2].split('\n')) + m[3]
    return re.sub(r'(<code class="sourceCode[^"]*">)(.*?)(</code>)', lines, text, flags=re.S)


def finish(name, out, meta):
    "Mend a page: pictures, anchors and proofs as above; links to our own address made relative."
    page, up = out/name, '../'*name.count('/')
    text = with_files(page.read_text(encoding='utf-8'), page, out, up)
    text = with_lines(with_proofs_folded(with_anchors(text)))
    folder = name.rpartition('/')[0]
    if folder:
        text = text.replace(f'{meta["doc_url"]}{folder}/images/', f'{meta["doc_url"]}images/')
    text = text.replace('"katex/', f'"{up}katex/').replace(f'href="{meta["doc_url"]}', f'href="{up}')
    page.write_text(text, encoding='utf-8')


# checks

class Links(HTMLParser):
    "What a page offers (ids) and asks for: links, and what the browser loads by itself."
    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.loads = set(), set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        self.ids |= {a[o] for o in ('id', 'name') if a.get(o)}
        if tag == 'a' and 'href' in a:
            self.links.add(a['href'])
        if tag == 'link' and 'href' in a:
            self.loads.add(a['href'])
        if tag in ('script', 'img', 'iframe', 'source', 'video', 'audio') and 'src' in a:
            self.loads.add(a['src'])


def is_remote(url):
    "Does the address name another host?"
    return bool(re.match(r'(https?:)?//', url))


def target(link, name, out):
    "The file that a link on the page `name` leads to, as a path below `out`, and the place on it; or None."
    url = urlsplit(link)
    path = posixpath.join(posixpath.dirname(name), unquote(url.path)) if url.path else name
    path = posixpath.normpath(path)
    if (out/path).is_dir():
        path = posixpath.normpath(f'{path}/index.html')
    inside = not path.startswith(('..', '/'))
    return (path if inside and (out/path).is_file() else None), unquote(url.fragment)


def check(out=OUT):
    "What is wrong with the site in `out`: links, anchors, pictures, other hosts; and its number of links."
    pages, faults, n = {k: Links(o.read_text(encoding='utf-8')) for k, o in all_pages(out).items()}, [], 0
    for name, page in pages.items():
        faults += [f'{name}: loads {o} from another host' for o in page.loads if is_remote(o)]
        for o in sorted(page.links | page.loads):
            if 'your-name' in o:
                faults.append(f'{name}: {o} leads to the placeholder of an address')
            if urlsplit(o).scheme or urlsplit(o).netloc: continue
            n += 1
            path, at = target(o, name, out)
            if not path:
                faults.append(f'{name}: {o} leads nowhere')
            elif at and path in pages and at not in pages[path].ids:
                faults.append(f'{name}: {o}: no such place on {path}')
    asked = re.compile(r'(?:url\(|@import )\s*["\']?((?:https?:)?//[^"\')\s]+)')
    for o in out.rglob('*.css'):
        urls = asked.findall(o.read_text(encoding='utf-8'))
        faults += [f'{o.relative_to(out)}: loads {url} from another host' for url in urls]
    return faults, n


def weight(page):
    "Bytes of a page with all that it loads, once everything on it has been seen."
    links = Links(page.read_text(encoding='utf-8'))
    loads = [page.parent/unquote(urlsplit(o).path) for o in links.loads if not is_remote(o)]
    return page.stat().st_size + sum(o.stat().st_size for o in loads if o.is_file())


def build(out=OUT):
    "Build the site in `out`; return what is wrong with it, its number of links, and smalldocs' warnings."
    layout.KATEX, meta = 'katex', settings()
    with tempfile.TemporaryDirectory() as tmp:
        stage(Path(tmp), meta)
        site = Pages(load(tmp), quiet=True)
        site.out = out
        site.build()
    for o in all_pages(out):
        finish(o, out, meta)
    (out/'.nojekyll').touch()
    return *check(out), [o for o in site.warnings if 'output-file' not in o]


def is_stale(out=OUT):
    "Is there no site in `out`, or has something that it is made of changed since?"
    made = (out/'index.html').stat().st_mtime if (out/'index.html').exists() else 0
    sources = [o for d in (NBS, ROOT/'images', ROOT/'gan_course') for o in d.rglob('*') if o.is_file()]
    return any(o.stat().st_mtime > made for o in sources if o.suffix != '.pyc')


def report():
    "Build the site, say what came of it, and stop if something is wrong with it."
    start = time.perf_counter()
    faults, n, warnings = build()
    pages = all_pages(OUT).values()
    top = max(pages, key=weight)
    for o in warnings:
        print(o)
    print(f'{len(pages)} pages in {time.perf_counter() - start:.1f} s, {n} links checked, '
          f'heaviest {top.name}: {weight(top)/1e6:.1f} MB')
    if faults:
        sys.exit('\n'.join(faults))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--serve', type=int, metavar='PORT', help='show the site, built if need be')
    args = ap.parse_args()
    if not args.serve or is_stale():
        report()
    if args.serve:
        print(f'http://localhost:{args.serve}')
        handler = partial(SimpleHTTPRequestHandler, directory=OUT)
        ThreadingHTTPServer(('127.0.0.1', args.serve), handler).serve_forever()


if __name__ == '__main__':
    main()

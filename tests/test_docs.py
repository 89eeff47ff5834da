"The site: a page for every notebook, no link that leads nowhere, nothing asked of another host."
import json
import re
import shutil
import sys
from pathlib import Path

import pytest

pytest.importorskip('smalldocs', reason='the site needs smalldocs and Python 3.11: pip install -e ".[dev]"')
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT/'tools'))
import docs  # noqa: E402
import project  # noqa: E402
from gan_course import _modidx  # noqa: E402


@pytest.fixture(scope='module')
def site(tmp_path_factory):
    "The site, built once, and what its builder found wrong with it."
    out = tmp_path_factory.mktemp('site')
    faults, links, warnings = docs.build(out)
    pages = {k: o.read_text(encoding='utf-8') for k, o in docs.all_pages(out).items()}
    return dict(out=out, faults=faults, links=links, pages=pages)


def test_every_notebook_has_a_page_with_title_and_description(site):
    home = project.has_home(project.settings())
    for o in project.notebooks():
        text = site['pages'][docs.page_name(o)]
        described = re.search(r"""<meta name="description" content=("[^"]{20,}|'[^']{20,})""", text)
        assert re.search(r'<title>[^<]{5,}</title>', text) and described, o.name
        assert ('property="og:image"' in text) == home and 'rel="icon"' in text, o.name
        if o.stem == 'index': continue
        assert f'then open nbs/{o.relative_to(project.NBS).as_posix()}' in text, o.name
        assert (f'/{o.name}">Open in Colab' in text) == home, o.name


def test_no_link_leads_nowhere_and_nothing_is_loaded_from_elsewhere(site):
    assert site['links'] > 500 and not site['faults'], '\n'.join(site['faults'])


def test_the_link_check_finds_what_is_broken(tmp_path):
    (tmp_path/'a.html').write_text('<a href="b.html">x</a><a href="#no">x</a><img src="https://x.org/y.png">'
                                   '<img src="gone.png"><link rel="icon" href="a.html">')
    (tmp_path/'s.css').write_text('@import "//fonts.org/f.css"; p { background: url(https://x.org/z.png) }')
    faults, n = docs.check(tmp_path)
    begin = [o.split(': ')[1].split()[0] for o in faults]
    assert n == 4 and begin == ['loads', '#no', 'b.html', 'gone.png', 'loads', 'loads']


def test_the_link_check_follows_folders(tmp_path):
    (tmp_path/'room').mkdir()
    def write(name, *links):
        (tmp_path/name).write_text('<p id="here">' + ''.join(f'<a href="{o}">x</a>' for o in links))
    write('a.html', 'room/b.html#here', 'room/b.html#no', 'room/')
    write('room/b.html', '../a.html', 'a.html', 'b.html', '../../a.html', 'https://github.com/your-name/x')
    faults, n = docs.check(tmp_path)
    assert n == 7 and [o.split(': ')[1].split()[0] for o in faults] == [
        'room/', 'room/b.html#no', '../../a.html', 'a.html', 'https://github.com/your-name/x']


def test_pictures_are_found_from_every_folder():
    text = '![x](../images/a.png) <img src="../../images/b.png">'
    assert docs.with_pictures(text, 0) == '![x](images/a.png) <img src="images/b.png">'
    assert docs.with_pictures(text, 1) == '![x](../images/a.png) <img src="../images/b.png">'


def test_proofs_are_folded_if_they_come_last():
    first, head = '<section id="a" class="level2"><h2>A</h2></section>', '<h2 class="anchored">Proofs</h2>'
    inside = '<p>1</p><section id="b" class="level3"><h3>B</h3></section>'
    last = f'<section id="proofs" class="level2">{head}{inside}</section></main>'
    folded = (f'<section id="proofs" class="level2"><details class="proofs"><summary>{head}</summary>'
              f'{inside}</details></section></main>')
    assert docs.with_proofs_folded(first + last) == first + folded
    assert docs.with_proofs_folded(last + first) == last + first
    assert docs.with_proofs_folded(first) == first


@pytest.mark.parametrize('source, calls, yes', [
    ('import os\nfrom a import b', False, True), ('import os\nplot_style()', False, False),
    ('import os\nplot_style()', True, True), ('import os\nx = 1', True, False), ('plot_style()', True, False),
    ('', True, False), ('%pip install x', True, False)])
def test_what_is_folded_as_imports(source, calls, yes):
    assert docs.only_imports(source, calls) == yes


def test_lessons_begin_with_their_imports_folded(site):
    text = site['pages'][docs.page_name(project.NBS/'00_first_gan.ipynb')]
    start = text.index('<details class="code-fold">\n<summary>Imports</summary>')
    assert '<pre class="sourceCode' not in text[:start]
    shown = re.sub('<[^>]+>', '', text[start:text.index('</details>', start)])
    assert 'import torch' in shown and 'google.colab' not in shown


def test_no_page_weighs_more_than_three_megabytes(site):
    for name, text in site['pages'].items():
        assert docs.weight(site['out']/name) < 3e6, name
        assert 'data:image' not in text, f'{name}: a picture inside the page'


@pytest.mark.parametrize('words, page', [
    ('GANLearner', 'gan_learner.html'), ('mode collapse', 'first_gan.html'),
    ('mode collapse', 'glossary.html')])
def test_search_finds(site, words, page):
    index = json.loads((site['out']/'search.json').read_text(encoding='utf-8'))
    found = [o['href'] for o in index if words.lower() in (o['section'] + o['text']).lower()]
    assert any(o.startswith(page) for o in found)


def test_public_symbols_have_their_anchor(site):
    "By name, as people write them, and in lower case, as nbdev links to them."
    ids = {name: docs.Links(text).ids for name, text in site['pages'].items()}
    for syms in _modidx.d['syms'].values():
        for full, (link, _) in syms.items():
            name, (page, low) = full.split('.', 2)[2], link.split('#')
            if '.' in name or name.startswith('_'): continue
            assert {name, low} <= ids[page], f'{page} has no #{name}'


def test_lessons_follow_each_other(site):
    "In the order of the sidebar."
    def after(page):
        return re.search(r'nav-page-next">\s*<a href="([^"]+)"', site['pages'][page])[1].removeprefix('./')
    steps = dict(index='first_gan', first_gan='crappify', crappify='unet_pretrain', gan_learner='dcgan')
    assert {o: after(f'{o}.html') for o in steps} == {k: f'{v}.html' for k, v in steps.items()}


# in a browser, where there is one

BROWSERS = 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
COLUMNS = """() => {
  const pre = [...document.querySelectorAll('main pre.sourceCode')].find(o => o.offsetWidth);
  const ruler = document.createElement('span');
  ruler.textContent = 'M'.repeat(100);
  ruler.style.cssText = 'position: absolute; white-space: pre';
  pre.firstElementChild.append(ruler);
  const column = ruler.getBoundingClientRect().width / 100, style = getComputedStyle(pre);
  ruler.remove();
  return (pre.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)) / column;
}"""
CUT = "() => [...document.querySelectorAll('main pre')].filter(o => o.scrollWidth > o.clientWidth + 1).length"


@pytest.fixture(scope='module')
def browser():
    if not CHROMIUM:
        pytest.skip('no chromium on the PATH')
    playwright = pytest.importorskip('playwright.sync_api')
    with playwright.sync_playwright() as p:
        b = p.chromium.launch(executable_path=CHROMIUM, args=['--no-sandbox'])
        yield b
        b.close()


def test_the_page_shows_88_columns_of_code_and_cuts_nothing(site, browser):
    for name in ('first_gan.html', 'gan_learner.html'):
        for width in (1280, 1000, 390):
            page = browser.new_page(viewport=dict(width=width, height=900))
            page.goto((site['out']/name).as_uri())
            assert page.evaluate(CUT) == 0, (name, width)
            assert page.evaluate('document.documentElement.scrollWidth') <= width, (name, width)
            assert width != 1280 or page.evaluate(COLUMNS) >= 88.5, name
            page.close()


def test_code_is_copied_as_it_is_written(site, browser):
    page = browser.new_page(viewport=dict(width=390, height=900))
    page.goto((site['out']/'first_gan.html').as_uri())
    shown = [o.strip() for o in page.locator('main pre.sourceCode code').all_inner_texts()]
    cells = json.loads((project.NBS/'00_first_gan.ipynb').read_text(encoding='utf-8'))['cells']
    proofs = next(i for i, c in enumerate(cells) if ''.join(c['source']).startswith('## Proofs'))  # collapsed
    code = [''.join(c['source']) for c in cells[:proofs] if c['cell_type'] == 'code']
    whole = [o for o in code if not o.startswith('#|') and 'def ' in o]
    assert len(whole) > 3 and all(o.strip() in shown for o in whole)
    page.close()


def test_a_link_to_the_proofs_opens_them(site, browser):
    "Also one that leads to a place inside of them."
    text = site['pages']['first_gan.html'].replace('<section id="exercises"', '<section id="proofs"')
    text = text.replace('href="#exercises"', 'href="#proofs"')
    trial = site['out']/'trial.html'
    trial.write_text(docs.with_proofs_folded(text), encoding='utf-8')
    inside = re.search(r'<section id="([^"]+)" class="level3', text[text.index('<section id="proofs"'):])[1]
    places = {'': False, '#something-to-imitate': False, '#proofs': True, f'#{inside}': True}
    for at, opened in places.items():
        page = browser.new_page(viewport=dict(width=1280, height=900))
        page.goto(trial.as_uri() + at)
        assert page.evaluate("document.querySelector('details.proofs').open") == opened, at
        assert page.locator(f'#{inside}').is_visible() == opened, at
        page.close()
    page = browser.new_page(viewport=dict(width=1280, height=900))
    page.goto(trial.as_uri())
    page.click('#TOC a[href="#proofs"]')
    assert page.locator(f'#{inside}').is_visible()
    trial.unlink()

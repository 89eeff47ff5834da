"The site: a page for every notebook, no link that leads nowhere, nothing asked of another host."
import json, re, sys
from pathlib import Path

import pytest

pytest.importorskip('smalldocs', reason='the site is built with smalldocs, which needs Python 3.11 or later: pip install -e ".[dev]"')
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT/'tools'))
import docs  # noqa: E402
from gan_course import _modidx  # noqa: E402


@pytest.fixture(scope='module')
def site(tmp_path_factory):
    "The site, built once, and what its builder found wrong with it."
    out = tmp_path_factory.mktemp('site')
    faults, links, warnings = docs.build(out)
    return dict(out=out, faults=faults, links=links, pages={o.name: o.read_text(encoding='utf-8') for o in out.glob('*.html')})


def test_every_notebook_has_a_page_with_title_and_description(site):
    for o in (ROOT/'nbs').glob('*.ipynb'):
        text = site['pages'][docs.page_name(o)]
        assert re.search(r'<title>[^<]{5,}</title>', text) and re.search(r"""<meta name="description" content=("[^"]{20,}|'[^']{20,})""", text), o.name
        assert 'property="og:image"' in text and 'rel="icon"' in text, o.name
        if o.stem != 'index': assert f'/nbs/{o.name}">Open in Colab' in text, o.name


def test_no_link_leads_nowhere_and_nothing_is_loaded_from_elsewhere(site):
    assert site['links'] > 500 and not site['faults'], '\n'.join(site['faults'])


def test_the_link_check_finds_what_is_broken(tmp_path):
    (tmp_path/'a.html').write_text('<a href="b.html">x</a><a href="#no">x</a><img src="https://x.org/y.png"><img src="gone.png"><link rel="icon" href="a.html">')
    (tmp_path/'s.css').write_text('@import "//fonts.org/f.css"; p { background: url(https://x.org/z.png) }')
    faults, n = docs.check(tmp_path)
    assert n == 4 and [o.split(': ')[1].split()[0] for o in faults] == ['loads', '#no', 'b.html', 'gone.png', 'loads', 'loads']


def test_no_page_weighs_more_than_three_megabytes(site):
    for name, text in site['pages'].items():
        assert docs.weight(site['out']/name) < 3e6, name
        assert 'data:image' not in text, f'{name}: a picture inside the page'


@pytest.mark.parametrize('words, page', [('GANLearner', 'gan_learner.html'), ('mode collapse', 'first_gan.html'), ('mode collapse', 'glossary.html')])
def test_search_finds(site, words, page):
    index = json.loads((site['out']/'search.json').read_text(encoding='utf-8'))
    assert any(o['href'].startswith(page) and words.lower() in (o['section'] + o['text']).lower() for o in index)


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
    after = lambda page: re.search(r'nav-page-next">\s*<a href="([^"]+)"', site['pages'][page])[1].removeprefix('./')
    assert [after('index.html'), after('first_gan.html'), after('crappify.html'), after('gan_learner.html')] == ['first_gan.html', 'crappify.html', 'unet_pretrain.html', 'dcgan.html']

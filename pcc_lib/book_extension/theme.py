"""What the theme has a page load, of which a book needs little: pure functions of a page, and of the files of a built book.

The theme's style sheets are in `assets/theme.css`, less the rules that no page needs (`making/theme_style.py`); what its scripts
do for readers is in `assets/frame.js`. So its own files are asked for by no page, and leave the book. Sphinx's scripts for
searching stay on the search page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path, PurePosixPath

from pcc_lib.building.gate import digest
from pcc_lib.charts.files import is_set_flush, set_flush
from pcc_lib.core.files import sha256

# ── what pages load ───────────────────────────────────────────────────────────────────────────────────────────────────
_ASKED = re.compile(
    r'[ \t]*<(?:script|link)\b[^<>]*?\b(?:src|href)="(?:\.\./)*(?P<path>[\w./-]+)(?:\?[^"]*)?"[^<>]*>(?:</script>)?[ \t]*\n?',
    re.ASCII,
)
_OF_THE_THEME = re.compile(
    r"_static/(?:styles/(?:theme|pydata-sphinx-theme|sphinx-book-theme)\.css|basic\.css|mystnb\.(?:[0-9a-f]+\.)?css"
    r"|scripts/(?:fontawesome|bootstrap|pydata-sphinx-theme|sphinx-book-theme)\.js|(?:sphinx_highlight|searchtools|language_data)\.js)"
)
_INDEX = re.compile(r"\s*<script (?!defer\b)[^<>]*searchindex\.js")  # by the theme; the search page asks for it later, by itself
_FOR_SCRIPTS = re.compile(r"_static/(?:documentation_options|doctools)\.js")  # what Sphinx's and others' scripts build on
_OTHER_SCRIPT = re.compile(
    r'<script\b[^<>]*\bsrc="(?:\.\./)*_static/(?!pcc/|scripts/|sphinx-thebe\.js'
    r"|(?:documentation_options|doctools|sphinx_highlight|searchtools|language_data)\.js)",
    re.ASCII,
)
_WHERE: Mapping[str, str] = {  # a file of ours, or one of Sphinx: what a page has that needs it
    "_static/pygments.css": 'class="highlight',
    "_static/pcc/charts.css": 'class="pcc-chart-draw"',
    "_static/pcc/charts.js": 'class="pcc-chart-draw"',
    "_static/pcc/listen.js": 'class="pcc-chart-draw"',
    "_static/pcc/rework.js": "pcc-evidence",
    "_static/pcc/figures.js": '<section class="pcc-ledger-part"',
    "_static/pcc/figures.css": "pcc-ledger-",
    "_static/pcc/search.js": ' id="pcc-search-found"',
    "_static/pcc/rows.css": " pcc-scan ",
    "_static/pcc/rows.js": " data-marks=",
}
_LIGHT_OR_DARK = (  # a book is light, and says so in its first tag
    "ff21e39a0334c97f7a0ac659586ddc18bc1802376fa335c6f86c5f0e835caca7",
    "87e3c7c6a755eefdc6a681ccc5b2f0b3c8566e2632228cea04e76bdfae21f81a",
)


def needs_sphinx(page: str) -> bool:
    """Whether a page has scripts of an extension, which may ask for what Sphinx's own scripts offer."""
    return bool(_OTHER_SCRIPT.search(page))


def is_needless_inline(body: str, with_sphinx: bool) -> bool:
    """Whether a script that the theme puts inline is one without a use on this page."""
    return digest(body) in _LIGHT_OR_DARK or (not with_sphinx and "DOCUMENTATION_OPTIONS" in body)


# what the theme writes into each page, and neither screen nor paper shows: the contents for a print of its own, a bar above the
# page, a banner of versions, a place for advertisements, a switch to dark colours
_NEVER_SHOWN = re.compile(
    r'[ \t]*(?:<div id="jb-print-docs-body" class="onlyprint">(?:(?!<article\b).)*?</div>\s*</div>\s*</div>'
    r'|<header id="pst-header".*?</header>|<div class="pst-async-banner-revealer d-none">\s*<aside\b[^<>]*></aside>\s*</div>'
    r'|<div id="ethical-ad-placement"[^<>]*>\s*</div>|<button class="[^"<>]*\btheme-switch-button\b.*?</button>)[ \t]*\n?',
    re.DOTALL,
)


def without_the_theme(page: str) -> str:
    """A page that asks for nothing of the theme, nor for what it has no use for, and holds nothing that is never shown; safe to
    repeat."""
    with_sphinx = needs_sphinx(page)

    def asked(found: re.Match[str]) -> str:
        path = found["path"]
        needless = _OF_THE_THEME.fullmatch(path) or _INDEX.match(found[0])
        needless = needless or (not with_sphinx and _FOR_SCRIPTS.fullmatch(path))
        return "" if needless or _WHERE.get(path, "") not in page else found[0]

    page = _NEVER_SHOWN.sub("", _ASKED.sub(asked, page))
    return set_flush(page) if is_set_flush(page) else page


# ── what lies in a book ───────────────────────────────────────────────────────────────────────────────────────────────
_NAMED = re.compile(r"""(?:src|href|data-spec)="([^"?#]*)""")
_URL = re.compile(r"""url\(\s*["']?([^"')?#:]+)["']?\s*\)""")
_VEGA, _SOUND = "_static/pcc/vega.js", "_static/pcc/sound/chart2music.js"
_FOLDERS = ("_static/pcc/rework", "_static/pcc/charts")  # what the script of that name asks for
_LICENCE = "-LICENSE.txt"  # of a typeface
_KNOWN = re.compile(  # what the theme, Sphinx and we ourselves put there: nobody knows what files of others are for
    r"_static/(?:(?:locales|vendor|styles|scripts|images|pcc)/.*|(?:basic|pygments|mystnb(?:\.[0-9a-f]+)?)\.css|(?:file|minus|plus)\.png"
    r"|(?:documentation_options|doctools|sphinx_highlight|searchtools|language_data)\.js|[^/]*macros\.html|.*\.map)"
)


def needless_files(out: Path, pages: Mapping[str, str], own: frozenset[str]) -> Iterator[Path]:
    """Files of `_static` in the book in `out`, of the theme's, Sphinx's and our own, that no page and no script asks for.

    pages: the HTML of each page by its path; own: names of files of the project, which it may link to in its own way.
    """
    asked = {file for path, text in pages.items() for file in _asked_by(path, text)}
    for sheet in [path for path in sorted(asked) if path.endswith(".css") and (out / path).is_file()]:
        asked |= {_there(sheet, link) for link in _URL.findall((out / sheet).read_text(encoding="utf-8"))}
    asked |= {f"_static/{name}" for name in own}
    asked |= {_VEGA, _SOUND} if "_static/pcc/charts.js" in asked else set()
    for path in sorted(p for p in (out / "_static").rglob("*") if p.is_file()):
        name = path.relative_to(out).as_posix()
        by_script = any(name.startswith(f"{folder}/") and f"{folder}.js" in asked for folder in _FOLDERS)
        if name not in asked and not by_script and _KNOWN.fullmatch(name) and not name.endswith(_LICENCE):
            yield path


_asked: dict[str, tuple[str, frozenset[str]]] = {}  # of each page that was looked at last: its digest, and what it leads to


def _asked_by(path: str, text: str) -> frozenset[str]:
    """Files of the book that a page leads to: a process that compiles again and again finds most pages as they were."""
    known, was = sha256(text), _asked.get(path)
    if was is None or was[0] != known:
        _asked[path] = was = known, frozenset(_there(path, link) for link in _NAMED.findall(text))
    return was[1]


def _there(page: str, link: str) -> str:
    """Where in the book a link of a page leads."""
    parts: list[str] = []
    for part in (PurePosixPath(page).parent / link).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


# ── of what the style is made ─────────────────────────────────────────────────────────────────────────────────────────
_SOURCES = (
    ("sphinx", "themes/basic/static/basic.css.jinja"),
    ("pydata_sphinx_theme", "theme/pydata_sphinx_theme/static/styles/pydata-sphinx-theme.css"),
    ("sphinx_book_theme", "theme/sphinx_book_theme/static/styles/sphinx-book-theme.css"),
    ("myst_nb", "static/mystnb.css"),
)


def style_sources() -> dict[str, str]:
    """The style sheets that `assets/theme.css` is made of, as they are installed, in the order in which pages would load them."""
    return {
        name: re.sub(r"\{\{.*?\}\}", "0", files(package).joinpath(name).read_text(encoding="utf-8")) for package, name in _SOURCES
    }


def sources_sum(sources: Mapping[str, str]) -> str:
    """What tells these style sheets from others."""
    return sha256("".join(f"{name}\n{text}\n" for name, text in sources.items()))

"""What a page may not hold: code, or what starts code, that is neither the theme's nor ours.

A text of a data file can be `<script>…` or `" onclick="…`. It is escaped where it becomes HTML; should one place forget
to, this reading of the finished HTML stops the build. It knows what a page may hold, and everything else is a fault, so
a new trick need not be known here. A browser mends broken HTML in its own way: where a tag is not written plainly
enough for two readers to agree on it, that is a fault too.
"""

from __future__ import annotations

import base64
import binascii
import posixpath
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

from pcc_lib.building.drawings import drawing_faults
from pcc_lib.building.gate_data import data_faults
from pcc_lib.core.errors import Fault
from pcc_lib.core.files import sha256
from pcc_lib.core.text import quoted, words

SHOW_AS_TEXT = "If a file's text brought it, take it out there; text must be escaped where it becomes HTML."
NEW_THEME = (
    "If a file's text brought it, take it out there. If a new version of the theme did, read it and add its SHA-256 "
    "to KNOWN_INLINE in pcc_lib/building/gate.py."
)
NOT_MOVED = "Name pcc_lib.book_extension under sphinx, extra_extensions (and config, extensions) in _config.yml."

# ── what the theme and its extensions put inline, by the SHA-256 of the stripped text ────────────────────────────────────
KNOWN_INLINE = {
    "ff21e39a0334c97f7a0ac659586ddc18bc1802376fa335c6f86c5f0e835caca7": "pydata theme: light or dark, light by default",
    "87e3c7c6a755eefdc6a681ccc5b2f0b3c8566e2632228cea04e76bdfae21f81a": "pydata theme: light or dark, no default",
    "3d2a91c268489ae5b9d036800c5f99da57fe043cc82d243cb6b91218d54b71d8": "pydata theme: style that hides what needs a script",
    "e39ada5c9c21545b0622be77f9b1238433e261bfb8d215ab3cc1cd9e59a344ba": "pydata theme: no search as you type",
    "4161a96c8b4df73f09c391f3e2e13fdba62b78814e87ea608132aa9bb750aa86": "pydata theme: focus on the search field",
    "d32b2040e449378eff1144e08560f56138c457526e8782801b83dea0f3d18039": "sphinx-togglebutton: words to show",
    "a47df2b7dda5850345056b78bd738bc125814ca0ecaf2af5fffea420c0e51b69": "sphinx-togglebutton: words to hide",
    "16a7e2af3147b51ac036776bb7d2c586f8ee240bbaf8dbb4e92e92cc67c796f1": "sphinx-togglebutton: open on print",
    "2343be2e4601753ad76c8e764653fd3be4b4689f4d3e052b07939a0693f6b870": "sphinx-togglebutton: what is a toggle",
}
# the only one that differs from page to page: the page's own name, which ends the string it stands in by no means
KNOWN_PATTERN = re.compile(r"DOCUMENTATION_OPTIONS\.pagename = '[A-Za-z0-9_./-]*';")
# code for running cells and for formulas, which the book drops: whole texts with nothing but plain values between
KERNEL_INLINE = (
    re.compile(r"kernelName = '[A-Za-z0-9_.-]*'"),
    re.compile(r'const THEBE_JS_URL = "[^"<\\]*"(?:; const thebe_selector\w* = "[^"<\\]*")*;?'),
    re.compile(r'window\.MathJax = \{(?:[][{}:, |]|"[A-Za-z0-9_| \\/-]*"|true|false|[0-9.])*\}'),
)


def digest(text: str) -> str:
    """SHA-256 of a script's or style's text without the blanks around it."""
    return sha256(text.strip())


def is_known_inline(text: str) -> bool:
    """Whether an inline script or style is one that the theme or its extensions ship."""
    return digest(text) in KNOWN_INLINE or bool(KNOWN_PATTERN.fullmatch(text.strip()))


def is_kernel_inline(text: str) -> bool:
    """Whether an inline script is one for running cells or showing formulas, which the book does without."""
    return any(pattern.fullmatch(text.strip()) for pattern in KERNEL_INLINE)


# ── what a page may hold ─────────────────────────────────────────────────────────────────────────────────────────────────
_ELEMENTS = words(
    "html head title body meta link script noscript header main nav article aside footer section div p span h1 h2 h3 h4 h5 h6 "
    "a abbr b bdi blockquote br caption cite code col colgroup data dd del details dfn dl dt em figcaption figure hr i img ins "
    "kbd li mark ol pre progress q s samp small strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr tt "
    "button dialog form input picture source svg g path circle ellipse line polyline polygon rect text tspan desc"
)
_ATTRIBUTES = words(
    "abbr action align alt as async autocapitalize autocomplete autocorrect border cellpadding cellspacing charset cite class "
    "colspan content cx cy d datetime defer dir disabled download dx dy fill fill-opacity fill-rule focusable height hidden href "
    "hreflang id lang loading max media method min name open opacity placeholder points preserveaspectratio r rel reversed role "
    "rowspan rx ry scope span spellcheck src srcset start stroke stroke-dasharray stroke-linecap stroke-opacity stroke-width "
    "tabindex target text-anchor title transform type valign value version viewbox width x x1 x2 xmlns y y1 y2 font-size "
    "font-weight http-equiv headers property"
)
_DATA = re.compile(r"(?:aria|data)-[a-z0-9_-]+")
_BOOTSTRAP = {"data-bs-toggle", "data-bs-placement", "data-bs-title"}  # others would let the theme's script write HTML
_NAMED = {"a", "input", "meta"}
_OPEN_GRAPH = re.compile(r"og:[a-z]+(?:_[a-z]+)?")
_LINKS = {"action", "cite", "href", "src", "srcset"}
_SCHEMES = {"", "http", "https", "mailto", "tel"}
_RELATIONS = {
    "stylesheet",
    "preload",
    "index",
    "search",
    "next",
    "prev",
    "canonical",
    "icon",
    "shortcut",
    "license",
    "author",
    "copyright",
    "alternate",
    "me",
}
_FORM = {"class": "bd-search d-flex align-items-center", "method": "get"}
_INPUT = {"type": "search", "class": "form-control", "name": "q"}
_INPUT_MORE = {"placeholder", "aria-label", "autocomplete", "autocorrect", "autocapitalize", "spellcheck"}
_DIALOGS = {"pst-search-dialog", "pst-primary-sidebar-modal", "pst-secondary-sidebar-modal"}
_TYPES_OF_BUTTON = {"", "button"}
_COMMENTS = {"Scripts loaded after <body> so the DOM is not blocked"}  # the theme's
_LEADS = re.compile(r"0; url=(?!/)[A-Za-z0-9_./-]+\.html", re.ASCII)
_STRICT_TAG = re.compile(
    r"""<[a-zA-Z][a-zA-Z0-9-]*(?:[ \t\n\r\f]+[a-zA-Z_:][-a-zA-Z0-9_:.]*"""
    r"""(?:=(?:"[^"<]*"|'[^'<]*'|[^ \t\n\r\f"'<>=`]+))?)*[ \t\n\r\f]*/?>"""
)
_MARKUP = re.compile(r"<[a-zA-Z/!?]")
_ASSET = re.compile(r"(?:_static/[\w./-]+|searchindex\.js)", re.ASCII)
_CHART_FILE = re.compile(r"_static/charts/[\w-]+/[\w-][\w.-]*\.js", re.ASCII)
_CSV_LINK = re.compile(r"data:text/csv;charset=utf-8,[A-Za-z0-9%_.!~*()'-]*")
_SVG_LINK = "data:image/svg+xml;base64,"


def page_faults(text: str, file: str) -> list[Fault]:
    """Everything in one page's HTML that runs, or starts, something that is neither the theme's nor ours."""
    return GateReader(text, file).faults


class GateReader(HTMLParser):
    """Reads one page and keeps its faults; `look` meets every element, for whoever wants to know more of it."""

    def __init__(self, text: str, file: str) -> None:
        super().__init__(convert_charrefs=False)  # raw text: a bare < in it is told from an escaped one
        self.file, self.faults = file, []
        self._inside, self._body = "", ""
        self._sound: set[str] = set()  # tags of this page that hold nothing wrong, to the letter: most come again
        if "\x00" in text:
            self._tell("a NUL character", SHOW_AS_TEXT)
        self.feed(text)
        self.close()
        if self._inside:
            self._tell(f"a {self._inside} element without an end", SHOW_AS_TEXT)

    def look(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""

    def _tell(self, found: str, todo: str = SHOW_AS_TEXT) -> None:
        self.faults.append(Fault(self.file, f"line {self.getpos()[0]}", f"holds {found}.", todo))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.look(tag, attrs)
        raw, told = self.get_starttag_text() or "", len(self.faults)
        if raw in self._sound:
            return
        if not _STRICT_TAG.fullmatch(raw):
            self._tell(f"a tag that browsers may read in their own way: {quoted(raw)}")
        said = {name: value or "" for name, value in reversed(attrs)}  # a browser takes the first of two
        for found in [*_element_faults(tag, said, self.file), *_attribute_faults(tag, attrs, self.file)]:
            self._tell(found)
        if tag in ("script", "style"):
            self._inside, self._body, self._said = tag, "", said
        elif len(self.faults) == told:
            self._sound.add(raw)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in ("script", "style"):  # to a browser the slash means nothing: what follows is its text
            self._tell(f"a {tag} element without an end")
            self._inside = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            known = "src" not in self._said and is_known_inline(self._body)
            for found in _code_faults(tag, self._said, self._body, self.file):
                self._tell(found, NOT_MOVED if known else NEW_THEME)
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._body += data
        elif _MARKUP.search(data):
            self._tell(f"a tag that browsers may read in their own way: {quoted(data)}")

    def handle_comment(self, data: str) -> None:
        if _MARKUP.search(data) and data.strip() not in _COMMENTS:
            self._tell(f"a comment with tags in it: {quoted(data)}")

    def handle_decl(self, decl: str) -> None:
        if decl.lower() != "doctype html":
            self._tell(f"a declaration: {quoted(decl)}")

    def unknown_decl(self, data: str) -> None:
        self._tell(f"a declaration: {quoted(data)}")

    def handle_pi(self, data: str) -> None:
        self._tell(f"a processing instruction: {quoted(data)}")


def _element_faults(tag: str, said: Mapping[str, str], file: str) -> Iterator[str]:
    """What forbids the element itself; scripts and styles are looked at when their text has been read."""
    allowed = {
        "script": lambda: True,
        "style": lambda: True,
        "meta": lambda: "http-equiv" not in said or _leads_to_first_page(said, file),
        "link": lambda: bool(said.get("rel")) and set(said["rel"].lower().split()) <= _RELATIONS,
        "form": lambda: _is_search_form(said, file),
        "input": lambda: said.items() >= _INPUT.items() and set(said) <= {*_INPUT, *_INPUT_MORE},
        "dialog": lambda: set(said) == {"id"} and said["id"] in _DIALOGS,
        "button": lambda: said.get("type", "").lower() in _TYPES_OF_BUTTON,
    }
    if not allowed.get(tag, lambda: tag in _ELEMENTS)():
        telling = ("http-equiv", "rel", "type", "action", "src", "id")
        shown = "".join(f' {name}="{said[name]}"' for name in telling if name in said)
        yield f"an element that pages do not have: {quoted(f'<{tag}{shown}>')}"
    if tag == "link" and "stylesheet" in said.get("rel", "").lower() and not _is_asset(said.get("href", ""), file):
        yield f"a style sheet from elsewhere than _static: {quoted(said.get('href', ''))}"


def _leads_to_first_page(said: Mapping[str, str], file: str) -> bool:
    """What the book's entry leads on with: ours, and the bare one that sphinx-external-toc writes."""
    leads = set(said) == {"http-equiv", "content"} and said["http-equiv"].lower() == "refresh"
    return leads and file == "index.html" and bool(_LEADS.fullmatch(said["content"]))


def _is_search_form(said: Mapping[str, str], file: str) -> bool:
    """The theme's own search form, which leads to the book's search page."""
    action = said.get("action", "")
    to = posixpath.normpath(posixpath.join(posixpath.dirname(file), action))
    return said.items() >= _FORM.items() and set(said) == {*_FORM, "action"} and (action == "#" or to == "search.html")


def _attribute_faults(tag: str, attrs: list[tuple[str, str | None]], file: str) -> Iterator[str]:
    for name, value in attrs:
        if name.startswith("on"):
            yield f"code that an event starts: {quoted(f'{name}={value}')}"
        elif name == "style":
            yield f"a style attribute, which the content security policy blocks: {quoted(value or '')}"
        elif name == "data-spec" and not (tag == "div" and _is_chart_file(value or "", file)):
            yield f"a chart whose data lie elsewhere than _static/charts: {quoted(value or '')}"
        elif name == "property" and not (tag == "meta" and _OPEN_GRAPH.fullmatch(value or "")):
            yield f"a property that is none of Open Graph: {quoted(f'{name}={value}')}"
        elif name == "name" and tag not in _NAMED:
            yield f"a name that scripts would find in place of their own: {quoted(value or '')}"
        elif not (name in _ATTRIBUTES or (_DATA.fullmatch(name) and (name in _BOOTSTRAP or not name.startswith("data-bs-")))):
            yield f"an attribute that pages do not have: {quoted(f'{name}={value}')}"
        if name in _LINKS:
            yield from _link_faults(tag, name, value or "", dict(attrs))


def _link_faults(tag: str, name: str, link: str, said: Mapping[str, str | None]) -> Iterator[str]:
    scheme = scheme_of(link)
    if name == "srcset" and (tag != "source" or re.search(r"[\s,]", link.removeprefix(_SVG_LINK))):
        yield f"a picture with other addresses than one: {quoted(link)}"
    elif (tag, name) in (("img", "src"), ("source", "srcset")) and link.startswith(_SVG_LINK):
        yield from (f"a drawing with {found}" for found in _embedded_svg_faults(link))
    elif tag == "a" and name == "href" and said.get("download") and _CSV_LINK.fullmatch(link):
        return  # a table's or chart's download
    elif scheme not in _SCHEMES or (scheme in ("mailto", "tel") and tag != "a"):
        yield f"a link of a kind that may run code: {quoted(link)}"


def scheme_of(link: str) -> str:
    """The scheme of a link as browsers find it: blanks and controls before it, and lines and tabs in it, do not count."""
    plain = re.sub(r"[\s\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]", "", link)
    found = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", plain)
    return found[1].lower() if found else ""


def _embedded_svg_faults(link: str) -> Iterator[str]:
    try:
        raw = base64.b64decode(link.removeprefix(_SVG_LINK), validate=True)
    except (binascii.Error, ValueError):
        yield "data that cannot be read"
        return
    yield from drawing_faults(raw)


# ── scripts and styles ───────────────────────────────────────────────────────────────────────────────────────────────────
_SCRIPT_ATTRIBUTES = {"src", "defer", "async", "data-auto-add-css", "data-sd-tabs-storage-prefix"}


def _code_faults(tag: str, said: Mapping[str, str], body: str, file: str) -> Iterator[str]:
    """What forbids a script or style element: only data (`gate_data`), and scripts of _static, may stand in a page."""
    data = data_faults(said, body) if tag == "script" else None
    if data is not None:
        yield from data
    elif tag == "script" and "src" in said:
        if set(said) - _SCRIPT_ATTRIBUTES or body.strip() or not _is_asset(said["src"], file):
            yield f"a script from elsewhere than _static: {quoted(said['src'])}"
    elif is_known_inline(body):
        yield f"a {tag} of the theme that was not moved into a file"
    else:
        yield f"a {tag} that is not one of the theme's: {quoted(body)} (SHA-256 {digest(body)})"


def _is_asset(link: str, file: str) -> bool:
    """Whether a page's link leads to a script or style sheet of the book's own _static folder."""
    path, _, query = link.partition("?")
    plain = not path.startswith("/") and not scheme_of(path) and re.fullmatch(r"(?:(?:v|digest)=\w*)?", query, re.ASCII)
    return bool(plain and _ASSET.fullmatch(_place_of(link, file)))


def _place_of(link: str, file: str) -> str:
    """Where in the book a page's link leads."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), link.partition("?")[0]))


def _is_chart_file(link: str, file: str) -> bool:
    """Whether a link leads to a chart's specification in the book's own folder, which `chart_faults` reads."""
    return _is_asset(link, file) and bool(_CHART_FILE.fullmatch(_place_of(link, file)))

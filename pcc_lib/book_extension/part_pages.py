"""The pages of a ledger in a book: written by Sphinx beside the page that was cut, each with the whole of the theme's frame.

What is kept between builds stands in Sphinx's environment: of each ledger where its anchors are, and of each page the places that
it leads to. So a build that writes only what has changed writes the pages of a ledger with the one that
was cut, and every other page whose links lead elsewhere now. Only Sphinx's `html` builder cuts a ledger: others keep it whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from pcc_lib.book_extension.acronyms import of_page, where_all_are
from pcc_lib.book_extension.credits import told_of
from pcc_lib.book_extension.kept_beside import PagesWritten
from pcc_lib.book_extension.leading import led, link, linked
from pcc_lib.book_extension.parts import Home, Ledger, PartPage, cut, is_ledger
from pcc_lib.book_extension.placing import ALONE
from pcc_lib.writing.html import escape, join

_LEDGERS = "pcc_ledgers"  # of each page that was cut: where anchors stand, pages, files
_LINKS = "pcc_links"  # of each page: the pages and anchors that it leads to
_LED = "pcc_led"  # and where these stood when it was written
_FOLDERS = "pcc_ledger_folders"  # every page that was ever cut
_HTML = "html"


class PartPages:
    """What the extension does for the pages of a ledger, event by event."""

    def __init__(self, app: Sphinx) -> None:
        self._cut: dict[str, tuple[list[str], Ledger]] = {}  # of a page: its blocks, and what became of them
        self._written: set[str] = set()  # the pages that this build writes, of those that are cut
        self._trees: dict[tuple[Any, ...], Any] = {}  # lists of pages, which all pages of a ledger have alike
        self._pages: PagesWritten  # of one build
        app.connect("builder-inited", self.begin)
        app.connect("env-purge-doc", self.forget)
        app.connect("env-merge-info", self.merge)
        app.connect("doctree-read", self.read)
        app.connect("env-updated", self.moved)
        app.connect("doctree-resolved", self.resolve, priority=400)  # before acronyms are explained
        app.connect("html-collect-pages", self.pages)
        app.connect("html-page-context", self.mark_current, priority=900)  # after the theme's own
        app.connect("build-finished", self.sweep, priority=300)

    # ── what is kept ──────────────────────────────────────────────────────────────────────────────────────────────────
    def begin(self, app: Sphinx) -> None:
        """Begin a build."""
        for held in (self._cut, self._written, self._trees):
            held.clear()
        self._pages = PagesWritten(app)
        for name in (_LEDGERS, _LINKS, _LED, _FOLDERS):
            if not hasattr(app.env, name):
                setattr(app.env, name, {})

    def forget(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """A page will be read again, or is gone."""
        for name in (_LEDGERS, _LINKS):
            _kept(env, name).pop(docname, None)

    def merge(self, app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment) -> None:
        """Take what another process has read."""
        for name in (_LEDGERS, _LINKS, _FOLDERS):
            _kept(env, name).update({doc: held for doc, held in _kept(other, name).items() if doc in set(docnames)})

    def read(self, app: Sphinx, doctree: nodes.document) -> None:
        """Note where the anchors of a ledger will stand, and where each page leads."""
        page, blocks = app.env.docname, [node.astext() for node in _raw(doctree)]
        found = {place for block in blocks for place in linked(block, page)}
        found |= {place for node in doctree.findall(nodes.reference) for place in linked(_as_link(node), page)}
        _kept(app.env, _LINKS)[page] = sorted(found)
        if is_ledger(blocks):
            ledger = self._of(app, page, doctree)
            _kept(app.env, _LEDGERS)[page] = {
                "places": ledger.places,
                "pages": [each.name for each in ledger.pages],
                "files": list(ledger.files),
            }
            _kept(app.env, _FOLDERS)[page] = True

    def moved(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """The pages that lead to what stands elsewhere now: they are to be written again."""
        places, led_to = _places(env), _kept(env, _LED)
        now = {page: {to: places.get(to, "") for to in links if to in places} for page, links in _kept(env, _LINKS).items()}
        changed = [page for page, leads in now.items() if led_to.get(page, {}) != leads]
        led_to.clear()
        led_to.update(now)
        return changed

    # ── pages ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    def resolve(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        """Before a page is written: take out of a ledger what has pages of its own, and lead every link to its place."""
        if app.builder.name != _HTML:
            return
        places = _places(app.env)
        if docname in _kept(app.env, _LEDGERS):
            self._written.add(docname)
            ledger = self._of(app, docname, doctree)
            for node, left in zip(_raw(doctree), ledger.left, strict=True):
                node[:] = [nodes.Text(left)]
        for node in _raw(doctree):
            node[:] = [nodes.Text(led(node.astext(), docname, docname, places))]
        for node in doctree.findall(nodes.reference):
            path, _, anchor = str(node.get("refuri", "")).partition("#")
            if anchor and ":" not in path:
                node["refuri"] = link(path, anchor, (docname, docname), places)

    def pages(self, app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
        """The pages of each ledger: those of one that this build has not written stand there already."""
        for docname, held in _kept(app.env, _LEDGERS).items() if app.builder.name == _HTML else ():
            if docname in self._written or not all((Path(app.outdir) / docname / name).is_file() for name in _files(held)):
                ledger = self._cut[docname][1] if docname in self._cut else self._of(app, docname, app.env.get_doctree(docname))
                yield from self._pages_of(app, docname, ledger)

    def _pages_of(self, app: Sphinx, docname: str, ledger: Ledger) -> Iterator[tuple[str, dict[str, Any], str]]:
        places = _places(app.env)
        home = {"link": f"../{_name(docname)}.html", "title": escape(app.env.titles[docname].astext())}
        for at, page in enumerate(ledger.pages):
            stands_on = f"{docname}/{page.name}"
            body = led(page.body, docname, stands_on, places)
            credits = told_of(app, stands_on, self._cut[docname][0], "these pages")
            around = _around(ledger.pages, at, home)
            if self._pages.is_new(stands_on, [body, str(credits), around]):
                acronyms = of_page(app, stands_on)
                explained = acronyms.explain(body)
                whole = join([explained, credits, acronyms.listed(where_all_are(app, stands_on))])
                yield stands_on, {**around, **ALONE, "body": whole}, "page.html"
        for name, text in ledger.files.items():
            path = Path(app.outdir) / docname / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")

    def _of(self, app: Sphinx, docname: str, doctree: nodes.document) -> Ledger:
        """The ledger of a page, cut once for the same blocks. No page of it takes the name of another page of the book."""
        blocks = [node.astext() for node in _raw(doctree)]
        if docname in self._cut and self._cut[docname][0] == blocks:
            return self._cut[docname][1]
        taken = [doc.removeprefix(f"{docname}/") for doc in app.env.found_docs if doc.startswith(f"{docname}/")]
        title = next(iter(doctree.findall(nodes.title)), None)
        home = Home(_name(docname), title.astext() if title is not None else _name(docname))
        self._cut[docname] = (blocks, cut(blocks, home, taken))
        return self._cut[docname][1]

    def mark_current(self, app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
        """In the list of pages, mark the one that was cut where one of its pages is read."""
        docname, _, name = pagename.rpartition("/")
        tree = context.get("generate_toctree_html")
        if name not in _kept(app.env, _LEDGERS).get(docname, {"pages": ()})["pages"] or not tree:
            return

        def marked(*args: Any, **named: Any) -> Any:
            key = (docname, args, *sorted(named.items()))
            if key not in self._trees:
                self._trees[key] = _with_current(tree(*args, **named), f"../{_name(docname)}.html")
            return self._trees[key]

        context["generate_toctree_html"] = marked

    def sweep(self, app: Sphinx, exception: Exception | None) -> None:
        """Take away pages of earlier builds."""
        if exception is not None or app.builder.name != _HTML:
            return
        for docname in _kept(app.env, _FOLDERS):
            folder, own = Path(app.outdir) / docname, set(_files(_kept(app.env, _LEDGERS).get(docname, {})))
            own |= {f"{name.removeprefix(f'{docname}/')}.html" for name in app.env.found_docs}
            for path in (*folder.glob("*.html"), *folder.glob("*.csv")):
                if path.name not in own:
                    path.unlink()
        self._pages.keep()


def _kept(env: BuildEnvironment, name: str) -> dict[str, Any]:
    return getattr(env, name)


def _with_current(tree: Any, href: str) -> Any:
    """The theme's list of pages, with the one of this address marked as the one that is read."""
    for named in tree.select(f'li > a[href="{href}"]') if hasattr(tree, "select") else ():
        for element, more in ((named, ["current"]), (named.parent, ["current", "active"])):
            element["class"] = [*dict.fromkeys([*element.get("class", []), *more])]
    return tree


def _files(held: dict[str, Any]) -> list[str]:
    """The files of a ledger in its folder, as they are kept."""
    return [*(f"{name}.html" for name in held.get("pages", ())), *held.get("files", ())]


def _places(env: BuildEnvironment) -> dict[tuple[str, str], str]:
    """Of every ledger: the page that was cut and an anchor, and the page that holds it."""
    held = _kept(env, _LEDGERS)
    return {(page, anchor): f"{page}/{name}" for page in held for anchor, name in held[page]["places"].items()}


def _raw(doctree: nodes.document) -> list[nodes.raw]:
    return [node for node in doctree.findall(nodes.raw) if "html" in str(node.get("format", "")).split()]


def _as_link(node: nodes.reference) -> str:
    return f' href="{escape(str(node.get("refuri", "")))}"'


def _name(docname: str) -> str:
    return docname.rpartition("/")[2]


def _around(pages: Sequence[PartPage], at: int, home: dict[str, str]) -> dict[str, Any]:
    """The title of a page, and where its frame leads: up, back and on."""
    before = _lead(pages[at - 1]) if at else home
    return {"title": escape(pages[at].title), "parents": [home], "prev": before, "next": next(map(_lead, pages[at + 1 :]), None)}


def _lead(page: PartPage) -> dict[str, str]:
    return {"link": f"{page.name}.html", "title": escape(page.title)}

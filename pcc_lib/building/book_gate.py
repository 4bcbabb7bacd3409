"""The gate on a whole book: everything that forbids publishing a folder of HTML."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pcc_lib.building.chart_files import chart_faults
from pcc_lib.building.drawings import drawing_faults
from pcc_lib.building.executed import class_count, entries_in
from pcc_lib.building.gate import GateReader, is_known_inline, page_faults
from pcc_lib.building.gate_kept import GateKept, PageRead
from pcc_lib.building.job import PageResult
from pcc_lib.building.search_index import FILE as INDEX
from pcc_lib.building.search_index import Sections, index_of
from pcc_lib.core.errors import Fault
from pcc_lib.core.files import sha256
from pcc_lib.inputs.page_files import TOC

OURS = Path(__file__).parents[1] / "assets"
OUR_FOLDER = "_static/pcc"
BUNDLE = "vega.js"  # made by vega_bundle
READ_BY_BUILD = "PCC_READ_BY_BUILD"  # in the environment of our compiler: the folder whose HTML the build itself will read
_RUNS_WHEN_OPENED = {".htm", ".xhtml", ".xht", ".shtml", ".xml", ".xsl", ".xslt", ".mht", ".mhtml", ".hta", ".swf", ".svgz"}
_FETCHED = {
    ("script", "src"),
    ("img", "src"),
    ("link", "href"),
    ("iframe", "src"),
    ("source", "src"),
    ("audio", "src"),
    ("video", "src"),
    ("embed", "src"),
    ("object", "data"),
    ("image", "href"),
    ("use", "href"),
}
_NOT_FETCHED_LINKS = {"canonical", "next", "prev", "alternate", "author", "license"}
_STYLE_URL = re.compile(r"""(?:@import\s+|url\(\s*)["']?((?:https?:)?//[^"')\s]+)""")
_CHART = "pcc-chart"
_TRACES = ("traceback", "tag_papermill-error-cell-tag")  # classes of what myst-nb makes of an error, and of papermill's banner


def faults_in_html(folder: Path, results: Sequence[PageResult], kept: GateKept | None = None) -> list[Fault]:
    """Everything that forbids publishing the HTML in `folder`. `kept` knows pages that were read in an earlier build."""
    texts = {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in sorted(folder.rglob("*.html"))}
    read = {name: _read(name, text, kept) for name, text in texts.items()}
    faults = [*_page_faults(results, read), *_entry_faults(results, read)]
    for name, page in read.items():
        near = [link for link in (*page.links, *page.fetched) if not _is_foreign(link)]
        faults += [
            Fault(name, "", f"asks another host for '{link}'.", "Bring the file into the book.")
            for link in page.fetched
            if _is_foreign(link)
        ]
        faults += _link_faults(folder, name, near, read)
    faults += book_faults(folder, {name for name, page in read.items() if page.is_clean}, kept.sections if kept else None)
    if kept:
        kept.write()
    for path in sorted(folder.rglob("*.css")):
        faults += [
            Fault(path.relative_to(folder).as_posix(), "", f"asks another host for '{link}'.", "Bring the file into the book.")
            for link in _STYLE_URL.findall(path.read_text(encoding="utf-8"))
        ]
    return faults


# ── pages, charts and links ───────────────────────────────────────────────────────────────────────────────────────────
def _read(name: str, text: str, kept: GateKept | None) -> PageRead:
    """What the gate wants to know of a page: kept, or read now."""
    known = kept.of(name, text) if kept else None
    if known:
        return known
    read = page_read(name, text)
    if kept:
        kept.keep(name, text, read)
    return read


def page_read(name: str, text: str) -> PageRead:
    """What the gate wants to know of a page, read now."""
    page, counts = _Html(text, name), {each: class_count(text, each) for each in (*_TRACES, _CHART)}
    return PageRead(sorted(page.ids), page.links, page.fetched, counts, not page.faults)


class _Html(GateReader):
    """What the gate wants to know of one page: what it forbids, and where links lead."""

    def __init__(self, text: str, name: str) -> None:
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []
        super().__init__(text, name)

    def look(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not attrs:
            return
        found = {name: value for name, value in attrs if value}
        self.ids |= {found[name] for name in ("id", "name") if name in found and (name == "id" or tag == "a")}
        if tag in ("a", "area") and "href" in found:
            self.links.append(found["href"])
        if tag == "link" and _NOT_FETCHED_LINKS.intersection(found.get("rel", "").lower().split()):
            return
        self.fetched += [found[name] for name in ("src", "href", "data") if name in found and (tag, name) in _FETCHED]
        self.fetched += [part.split()[0] for part in found.get("srcset", "").split(",") if part.strip()]


def _page_faults(results: Iterable[PageResult], read: Mapping[str, PageRead]) -> Iterator[Fault]:
    for result in results:
        name = Path(result.page.path).with_suffix(".html").as_posix()
        if name not in read:
            yield Fault(result.page.path, "", "is not in the compiled book.", f"Look at its place in {TOC}.")
            continue
        counts = read[name].counts
        yield from (
            Fault(result.page.path, "", f"its HTML holds an error ('{trace}').", "Run: pcc build --fresh")
            for trace in _TRACES
            if counts[trace]
        )
        drawn = counts[_CHART]
        if drawn != len(result.charts):
            yield Fault(
                result.page.path,
                "",
                f"{drawn} of {len(result.charts)} charts reached the HTML.",
                "Look for outputs that jupyter-book does not show.",
            )


def _entry_faults(results: Iterable[PageResult], pages: Mapping[str, PageRead]) -> Iterator[Fault]:
    """Entries of a ledger that were lost when it was cut into pages, which stand in a folder of its name."""
    for result in results:
        told = entries_in(result.notebook) if result.notebook else frozenset()
        start = Path(result.page.path).with_suffix("").as_posix()
        there = (page.ids for name, page in pages.items() if name == f"{start}.html" or name.startswith(f"{start}/"))
        if told and (lost := sorted(told.difference(*there))):
            shown = ", ".join(lost[:5]) + " …" * (len(lost) > 5)
            found = f"{len(lost)} of {len(told)} entries are on no page: {shown}."
            yield Fault(result.page.path, "", found, "Look for outputs that jupyter-book does not show.")


def _is_foreign(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:  # such as https://[
        return True
    return bool(parts.netloc) or parts.scheme in ("http", "https", "ftp")


def _link_faults(folder: Path, name: str, links: Iterable[str], pages: Mapping[str, PageRead]) -> Iterator[Fault]:
    """Links of one page that lead nowhere; those to the same page are told together."""
    dead: dict[str, list[str]] = defaultdict(list)
    for link in dict.fromkeys(links):
        parts = urlsplit(link)
        if parts.scheme:  # data:, mailto:
            continue
        path = os.path.join(os.path.dirname(name), unquote(parts.path)) if parts.path else name
        target, anchor = Path(os.path.normpath(path)).as_posix(), unquote(parts.fragment)
        if target not in pages and (target.startswith("..") or not (folder / target).is_file()):
            dead[f"link{{s}} to '{parts.path}', which is not in the book"].append("")
        elif anchor and target in pages and anchor not in pages[target].ids:
            dead[f"link{{s}} to places that '{Path(target).name}' does not have"].append(anchor)
    for problem, anchors in dead.items():
        named = [anchor for anchor in anchors if anchor]
        shown = (": " if named else "") + ", ".join(f"#{name}" for name in named[:5]) + " …" * (len(named) > 5)
        yield Fault(
            name,
            "",
            f"{len(anchors)} {problem.format(s='s' if len(anchors) > 1 else '')}{shown}.",
            "Correct the link, or what it points to.",
        )


# ── active content ────────────────────────────────────────────────────────────────────────────────────────────────────
def is_read_by_build(folder: Path) -> bool:
    """Whether a build reads this folder's HTML when it is finished, so that the Sphinx extension need not read it before.

    The variable names the folder: one that is left in somebody's environment silences no other build.
    """
    named = os.environ.get(READ_BY_BUILD)
    return bool(named) and folder.resolve().is_relative_to(Path(named).resolve())


def book_faults(folder: Path, clean: Collection[str] = (), sections: Sections | None = None) -> list[Fault]:
    """Active content that is neither the theme's nor ours in the HTML of a book: pages, drawings, the search index, _static/pcc.
    `clean`: pages that were read already, and have none. sections: what is known of what a search finds in them."""
    faults: list[Fault] = []
    pages: dict[str, str] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if path.suffix.lower() == ".html":
            pages[name] = path.read_text(encoding="utf-8")
            faults += [] if name in clean else page_faults(pages[name], name)
        elif path.suffix.lower() == ".svg":
            found = drawing_faults(path.read_bytes())
            faults += [Fault(name, "", f"is a drawing with {what}.", "Draw it without.") for what in found]
        elif path.suffix.lower() in _RUNS_WHEN_OPENED:
            faults.append(Fault(name, "", "is a file of a kind that browsers run.", "Take it out of the book."))
        if name.startswith(f"{OUR_FOLDER}/") and not _is_ours(path, name.removeprefix(f"{OUR_FOLDER}/")):
            faults.append(
                Fault(
                    name,
                    "",
                    "is not a file of this library.",
                    "Look for what puts it there (html_static_path, html_extra_path), and take it out.",
                )
            )
    return [*faults, *chart_faults(folder, pages), *_index_faults(folder / INDEX, pages, sections)]


def _is_ours(path: Path, name: str) -> bool:
    moved = re.fullmatch(r"inline-([0-9a-f]{12})\.(?:js|css)", name)
    if moved:
        text = path.read_text(encoding="utf-8", errors="replace")
        return is_known_inline(text) and sha256(path.read_bytes()).startswith(moved[1])
    return name == BUNDLE or ((OURS / name).is_file() and (OURS / name).read_bytes() == path.read_bytes())


def _index_faults(index: Path, pages: Mapping[str, str], sections: Sections | None) -> list[Fault]:
    """A search index that is not the one of these pages: it is a script, so nothing else may stand in it."""
    if not index.is_file() or index.read_bytes() == index_of(pages, sections):
        return []
    return [Fault(index.name, "", "is not the search index of these pages.", "Look for what writes it, and build again.")]

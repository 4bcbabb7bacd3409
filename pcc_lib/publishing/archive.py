"""The pages around the published editions, made from `editions.json` and the editions: they can be made again at any time.

site/index.html                 all editions          site/corrections.html    what was corrected
site/latest/index.html          leads to the newest edition that counts
site/latest/…/priority-1.html   leads to that page of it, for whoever kept the address of one
site/2023-24-q3/index.html      leads to the version of that quarter that counts
site/feed.xml                   the editions as an Atom feed
site/editions.js                editions.json for pages that are opened from a disk
site/_static/pcc/               the look of these pages
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from pcc_lib.core.files import write_atomic
from pcc_lib.core.installed import LIBRARY
from pcc_lib.core.quarters import Quarter, folder_of
from pcc_lib.publishing.addresses import pages_of
from pcc_lib.publishing.editions_json import Archive, Entry, archive_json
from pcc_lib.publishing.feed import FEED, feed_of
from pcc_lib.writing.html import Markup, fill
from pcc_lib.writing.markup import Ink, leads_on
from pcc_lib.writing.tables import Table, table_html

_COLUMNS = ("Edition", "Published", "Standing", "Record")
STATIC = "_static/pcc"
FIRST = "index.html"


def write_archive(site: Path, archive: Archive) -> None:
    """Write the pages around the editions of an archive that has any; those that say the same stay as they are."""
    for name, content in {**_look(), **_latest_pages(site, archive), **pages_around(archive)}.items():
        path = site / name
        if not path.is_file() or path.read_bytes() != content:
            write_atomic(path, content)


def pages_around(archive: Archive) -> dict[str, bytes]:
    """Every page around the editions by its place, but those under `latest`, in an order in which what is written last, the first
    page, leads to nothing that is not there yet."""
    newest = _newest(archive)
    script = json.dumps(json.loads(archive_json(archive)), separators=(",", ":"))  # ASCII: whatever it holds, it is one value
    pages = {
        **{f"{folder_of(Quarter.parse(entry.quarter))}/index.html": _pointer(entry) for entry in _counting(archive)},
        "latest/index.html": _pointer(newest, "The newest edition", f"../{newest.path}"),
        "corrections.html": _page(newest, "Corrections", fill("archive/corrections", corrections=_corrections(archive))),
        "index.html": _page(newest, "All editions", fill("archive/editions", latest=newest, table=_table(archive))),
    }
    return {
        FEED: feed_of(archive),
        "editions.js": f"window.pccEditions = {script};\n".encode(),
        **{name: f"{text}\n".encode() for name, text in pages.items()},
    }


def _newest(archive: Archive) -> Entry:
    newest = archive.newest(archive.quarters[0])
    assert newest  # an archive has an edition
    return newest


def _latest_pages(site: Path, archive: Archive) -> dict[str, bytes]:
    """A page under `latest` for each page of any edition: it leads to that page of the newest one, else to its first page."""
    newest = _newest(archive)
    pages = {page for entry in archive.entries for page in pages_of(site / entry.path)} - {FIRST}
    there = set(pages_of(site / newest.path))
    return {f"latest/{page}": _same_page(newest, page, page in there) for page in sorted(pages)}


def _same_page(newest: Entry, page: str, is_there: bool) -> bytes:
    up = "../" * (page.count("/") + 1)
    to = f"{up}{newest.path}/{quote(page if is_there else FIRST)}"
    words = f"{newest.title}, {newest.label}"
    text = fill("archive/latest", to=to, refresh=f"0; url={to}", static=f"{up}{STATIC}", words=words)
    return f"{text}\n".encode()


def _look() -> dict[str, bytes]:
    fonts = sorted((LIBRARY / "assets" / "fonts").glob("*"))
    files = {name: LIBRARY / "assets" / name for name in ("book.css", "icon.svg")}
    files |= {name: LIBRARY / "templates/archive" / name for name in ("archive.css", "latest.js")}
    files |= {f"fonts/{path.name}": path for path in fonts}
    return {f"{STATIC}/{name}": path.read_bytes() for name, path in files.items()}


def _counting(archive: Archive) -> Iterable[Entry]:
    """Of each quarter the version that counts."""
    return (entry for quarter in archive.quarters if (entry := archive.newest(quarter)))


def _corrections(archive: Archive) -> list[Entry]:
    return [entry for entry in reversed(archive.entries) if entry.supersedes]


def _pointer(entry: Entry, title: str = "", to: str = "") -> Markup:
    """A page that leads to an edition, with a link for whom it does not lead there by itself."""
    words = f"{entry.title}, {entry.label}" + (f", version {entry.version}" if entry.version > 1 else "")
    target = f"{to or entry.version}/index.html"
    return leads_on(target, title or words, words, icon="../_static/pcc/icon.svg")


def _page(newest: Entry, title: str, inner: Markup) -> Markup:
    return fill("archive/page", title=title, name=newest.title, publisher=newest.publisher, inner=inner)


def _table(archive: Archive) -> Markup:
    entries = sorted(archive.entries, key=lambda entry: (entry.quarter, entry.version), reverse=True)
    rows = [_row(archive, entry) for entry in entries]
    return table_html(Table("All editions, the newest first", _COLUMNS, rows, stack=True), Ink())


def _row(archive: Archive, entry: Entry) -> tuple[Markup, ...]:
    newest = archive.newest(entry.quarter)
    by = newest if newest != entry else None
    return (
        fill("archive/edition_name", entry=entry, superseded=by is not None),
        fill("time", day=entry.published, words=entry.day),
        fill("archive/standing", entry=entry, by=by),
        fill("archive/records", entry=entry),
    )

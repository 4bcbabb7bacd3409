"""Addresses that readers may have kept: the pages of an edition and the anchors in them, and which of them another one lacks.

An edition stays as it is, and so do links to it. Who follows `latest/` comes to another edition each quarter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path

from pcc_lib.core.errors import counted
from pcc_lib.core.files import read_bytes
from pcc_lib.core.quarters import Quarter
from pcc_lib.core.text import listed
from pcc_lib.publishing.edition import RECORD
from pcc_lib.publishing.editions_json import read_archive

MOST_NAMED = 8
_ARTICLE, _END = 'class="bd-article"', "/article>"  # what a page tells stands between them
_ID = re.compile(r'\sid="([^"]+)"')
# Words are explained wherever a page has them first, and names with a number alone are given in the order of a page
_PASSING = re.compile(r"word-.*|id\d+")
_OF_ONE_EDITION = ("notebooks/figures/", "search.html", "genindex.html")  # how the figures of one edition came about; no page


def pages_of(html: Path) -> list[str]:
    """The pages of a book by their places in its folder; what a record beside them holds is none."""
    places = (path.relative_to(html).as_posix() for path in html.rglob("*.html"))
    return sorted(place for place in places if not place.startswith(f"{RECORD}/"))


def addresses(html: Path) -> Mapping[str, frozenset[str]]:
    """The pages of a book, each with the anchors that a link to it may name."""
    return {page: _anchors(html / page) for page in pages_of(html) if not page.startswith(_OF_ONE_EDITION)}


def gone(before: Path, now: Path) -> list[str]:
    """The addresses of one book that lead nowhere in another: pages, and of pages that both have `priority-1.html#calls-999`."""
    was, found = addresses(before), addresses(now)
    pages = [page for page in was if page not in found]
    anchors = [f"{page}#{anchor}" for page, had in was.items() if page in found for anchor in sorted(had - found[page])]
    return [*pages, *anchors]


def gone_said(site: Path, quarter: Quarter, html: Path) -> str:
    """What to tell whoever publishes the book of a quarter of addresses of the newest edition in the archive that it lacks.

    `` where it has them all, or is of an earlier quarter: then `latest/` leads where it led.
    """
    archive = read_archive(site)
    newest = archive.newest(archive.quarters[0]) if archive.quarters else None
    if newest is None or str(quarter) < newest.quarter or not (site / newest.path).is_dir():
        return ""
    found = gone(site / newest.path, html)
    if not found:
        return ""
    named = [*found[:MOST_NAMED], *[f"{len(found) - MOST_NAMED} more"] * (len(found) > MOST_NAMED)]
    is_gone = "is not there" if len(found) == 1 else "are not there"
    return (
        f"{counted(len(found), 'place')} of {newest.path} that links may lead to {is_gone} in this book: {listed(named)}. "
        "Links to that edition hold. Whoever kept one under latest/ comes to the head of its page, or to the first page. If that "
        "is not meant, give the page, topic, chart or block the name again that it had there."
    )


def _anchors(path: Path) -> frozenset[str]:
    told = read_bytes(path).decode("utf-8", "replace").partition(_ARTICLE)[2].rpartition(_END)[0]
    named = map(unescape, _ID.findall(told))
    return frozenset(each for each in named if not _PASSING.fullmatch(each))

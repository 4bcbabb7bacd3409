"""Links in HTML to what stands on another page than the one they name: rewritten by one map of places."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

Places = Mapping[tuple[str, str], str]  # a page and an anchor on it: where it stands in the book, as `page#anchor`
_HREF = re.compile(r'(?<=[ \n]href=")(?P<path>[^":#?]*)(?:#(?P<anchor>[^"]*))?(?=")')


def led(html: str, written_for: str, stands_on: str, places: Places) -> str:
    """HTML that was written for one page and stands on another (or the same), with each link leading where it should.

    Pages are names such as `notebooks/figures`, without `.html`. Links to other hosts and data stay as they are.
    """
    return _HREF.sub(lambda m: link(m["path"], m["anchor"], (written_for, stands_on), places), html)


def link(path: str, anchor: str | None, pages: tuple[str, str], places: Places) -> str:
    """One link, from its path and its anchor: the pages are the one it was written for, and the one it stands on."""
    written_for, stands_on = pages
    whole = path if anchor is None else f"{path}#{anchor}"
    moved = places.get((target(path, written_for), anchor)) if anchor else None
    if (moved is None and written_for == stands_on) or not whole:
        return whole
    if moved:
        page, _, anchor = moved.partition("#")
        to = f"{page}.html"
    else:
        to = posixpath.normpath(posixpath.join(posixpath.dirname(written_for), path)) if path else f"{written_for}.html"
    here = f"{stands_on}.html"
    relative = "" if to == here and anchor else posixpath.relpath(to, posixpath.dirname(here) or ".")
    return relative if anchor is None else f"{relative}#{anchor}"


def target(path: str, page: str) -> str:
    """The name of the page that a path leads to from a page; blank where it leads to something else."""
    if not path:
        return page
    to = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
    return to.removesuffix(".html") if to.endswith(".html") else ""


def linked(html: str, page: str) -> Iterator[tuple[str, str]]:
    """The page and the anchor of each link to a place on a page."""
    for m in _HREF.finditer(html):
        if m["anchor"] and (to := target(m["path"], page)):
            yield to, m["anchor"]

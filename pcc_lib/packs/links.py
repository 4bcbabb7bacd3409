"""Links of a pack: within it where the page is in it, to the book on the web where its address is known, else none."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import dirname, join, normpath, splitext
from urllib.parse import urlsplit

from bs4 import Tag

from pcc_lib.packs.built import Built
from pcc_lib.packs.pointers import drop_columns, take_away


def name_of(page: str, anchor: str = "") -> str:
    """The name of a place in a pack: `notebooks-priority-1`, or `notebooks-priority-1--calls` for a part of the page."""
    name = splitext(page)[0].replace("/", "-")
    return f"{name}--{anchor}" if anchor else name


def set_anchors(page: str, article: Tag) -> None:
    """Give each named part a name that no other page's part has."""
    for part in article.select("[id]"):
        part["id"] = name_of(page, str(part["id"]))


def set_links(built: Built, articles: Mapping[str, Tag]) -> None:
    """Lead each link of these pages to its place in the pack or on the web; one that leads nowhere is text. Call after
    `set_anchors`."""
    places = {str(part["id"]) for article in articles.values() for part in article.select("[id]")}
    places |= {name_of(page) for page in articles}
    for page, article in articles.items():
        for link in article.select("a[href]"):
            target = _target(built, page, str(link["href"]), places)
            if target:
                link.attrs = {"href": target}
            else:
                take_away(link)
        drop_columns(article)


def _target(built: Built, page: str, href: str, places: set[str]) -> str:
    parts = urlsplit(href)
    if parts.scheme or parts.netloc:
        return href
    there = normpath(join(dirname(page), parts.path)) if parts.path else page
    for name in (name_of(there, parts.fragment), name_of(there)):
        if name in places:
            return f"#{name}"
    return join(built.address, there) + (f"#{parts.fragment}" if parts.fragment else "") if built.address else ""

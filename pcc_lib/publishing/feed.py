"""The editions as an Atom feed (RFC 4287): whoever subscribes learns of each edition and each correction."""

from __future__ import annotations

from urllib.parse import urljoin
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from pcc_lib.publishing.editions_json import Archive, Entry

FEED = "feed.xml"
MOST = 40  # entries, the newest: ten years of quarters
_ATOM = "http://www.w3.org/2005/Atom"


def feed_of(archive: Archive) -> bytes:
    """The feed of an archive that has an edition. Ids rest on what an edition is, not on where it lies: they stay if it moves."""
    ElementTree.register_namespace("", _ATOM)
    last = archive.entries[-1]
    feed = ElementTree.Element(f"{{{_ATOM}}}feed", {"xml:lang": "en"})
    base = archive.base if archive.base.endswith("/") or not archive.base else f"{archive.base}/"
    if base:
        feed.set("xml:base", base)
    _add(feed, "title", last.title)
    first = archive.entries[0]  # a report that is renamed stays the same feed
    _add(feed, "id", _id(first.publisher, first.title))
    _add(feed, "updated", _moment(last))
    _add(_add(feed, "author"), "name", last.publisher)
    _link(feed, "self", urljoin(base, FEED), "application/atom+xml")
    _link(feed, "alternate", urljoin(base, "index.html"), "text/html")
    for entry in list(reversed(archive.entries))[:MOST]:
        _entry(feed, entry, base)
    ElementTree.indent(feed, " ")
    return ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True) + b"\n"


def _entry(feed: ElementTree.Element, entry: Entry, base: str) -> None:
    told = _add(feed, "entry")
    _add(told, "title", f"{entry.label}" + (f", version {entry.version} (corrected)" if entry.supersedes else ""))
    _add(told, "id", _id(entry.publisher, entry.title, entry.path))
    _add(told, "updated", _moment(entry))
    _add(told, "published", _moment(entry))
    _link(told, "alternate", urljoin(base, f"{entry.path}/index.html"), "text/html")
    _add(told, "summary", f"Corrected: {entry.reason}" if entry.reason else f"{entry.title}, {entry.label}.")


def _add(parent: ElementTree.Element, name: str, text: str = "") -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}")
    child.text = text or None
    return child


def _link(parent: ElementTree.Element, relation: str, href: str, kind: str) -> None:
    _add(parent, "link").attrib.update({"rel": relation, "type": kind, "href": href})


def _moment(entry: Entry) -> str:
    """The day of publication as a moment: the hour is not known, and none is made up beyond the form."""
    return f"{entry.published}T00:00:00Z"


def _id(*named: str) -> str:
    return uuid5(NAMESPACE_URL, "pcc-report-book/" + "/".join(named)).urn

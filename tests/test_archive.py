"""The archive around the published editions: pages, pointers, feed and the list that all are made of."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from browser.conftest import POLICY
from places import ROOT

from pcc_lib.core.errors import ReportError
from pcc_lib.publishing.archive import pages_around, write_archive
from pcc_lib.publishing.editions_json import Archive, Entry, archive_json, read_archive
from pcc_lib.publishing.feed import MOST, feed_of

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "</script><img src=x onerror=alert(1)> & \"quotes\" 'too' \u2028"


def entry(quarter: str = "2023-24-Q3", version: int = 1, published: str = "2024-03-05", **more) -> Entry:
    place = quarter.lower()
    before = f"{place}/{version - 1}" if version > 1 else ""
    said = {"title": "Report", "publisher": "Office", "reason": "A file had come twice." if before else "", "record": "a" * 64}
    rest = {"path": f"{place}/{version}", "supersedes": before, "signed": False}
    return Entry(quarter=quarter, version=version, published=published, **{**said, **rest, **more})


ARCHIVE = Archive((entry(), entry("2023-24-Q4", 1, "2024-06-05"), entry("2023-24-Q3", 2, "2024-06-20", signed=True)))


def page(name: str, archive: Archive = ARCHIVE) -> str:
    return pages_around(archive)[name].decode("utf-8")


def test_the_list_is_read_as_it_was_written(tmp_path):
    (tmp_path / "editions.json").write_bytes(archive_json(replace(ARCHIVE, base="https://example.org/report/")))
    assert read_archive(tmp_path) == replace(ARCHIVE, base="https://example.org/report/")
    assert read_archive(tmp_path / "nowhere") == Archive()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("path", "../../etc"),
        ("path", "2023-24-q3/2"),
        ("version", "1"),
        ("quarter", "2023-99-Q3"),
        ("signed", "yes"),
        ("record", 3),
    ],
)
def test_a_list_that_says_what_cannot_be_is_refused(tmp_path, key, value):
    said = json.loads(archive_json(Archive((entry(),))))
    said["editions"][0][key] = value
    (tmp_path / "editions.json").write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(ReportError, match="is not a list of editions"):
        read_archive(tmp_path)


def test_pointers_lead_to_the_version_that_counts_of_the_newest_quarter():
    assert 'content="0; url=../2023-24-q4/1/index.html"' in page("latest/index.html")
    assert 'content="0; url=2/index.html"' in page("2023-24-q3/index.html")
    for name in ("latest/index.html", "2023-24-q3/index.html", "2023-24-q4/index.html"):
        refresh, link = re.findall(r'url=([^"]+)"|<a href="([^"]+)"', page(name))
        assert refresh[0] == link[1]  # whom it does not lead there by itself has a link


def test_the_first_page_lists_all_editions_and_which_of_them_count():
    text = page("index.html")
    order = [text.index(f">{words}</a>") for words in ("January to March 2024", "October to December 2023, version 2")]
    assert order == sorted(order) and text.count("Superseded by") == 1 and text.count("SHA256SUMS.sig") == 1
    assert 'href="2023-24-q3/1/record/SHA256SUMS"' in text


def test_corrections_are_told_with_date_reason_and_both_versions():
    text = page("corrections.html")
    assert "20 June 2024" in text and "A file had come twice." in text
    assert 'href="2023-24-q3/2/index.html"' in text and 'href="2023-24-q3/1/index.html"' in text
    assert "No edition has been corrected" in page("corrections.html", Archive((entry(),)))


def test_what_says_the_same_is_not_written_again(tmp_path):
    write_archive(tmp_path, ARCHIVE)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    write_archive(tmp_path, ARCHIVE)
    assert {path: path.stat().st_mtime_ns for path in before} == before


class _Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_nothing_in_an_entry_becomes_markup_or_code():
    hostile = Archive((entry(), entry(version=2, published="2024-03-06", title=HOSTILE, publisher=HOSTILE, reason=HOSTILE)))
    for name, raw in pages_around(hostile).items():
        if name.endswith(".html"):
            tags = _Tags(raw.decode("utf-8")).found
            assert not [tag for tag, said in tags if tag in ("script", "img", "style") or any(a.startswith("on") for a in said)]
    script = page("editions.js", hostile)
    assert script.isascii() and "\n" not in script.strip()
    value = json.loads(script.removeprefix("window.pccEditions = ").removesuffix(";\n"))
    assert value["editions"][1]["reason"] == HOSTILE
    assert ElementTree.fromstring(feed_of(hostile)).findtext(f"{ATOM}title") == HOSTILE


def test_the_guide_to_hosting_names_the_policy_under_which_the_tests_open_the_archive():
    text = (ROOT / "docs/hosting.md").read_text(encoding="utf-8")
    told = re.findall(r"default-src[^\"`\n]*", text)
    assert len(told) == 4 and {policy.strip() for policy in told} == {POLICY}


# ── the feed: RFC 4287 ────────────────────────────────────────────────────────────────────────────────────────────────
def _hold_atom(feed: ElementTree.Element) -> None:
    """What RFC 4287 asks of a feed and its entries (sections 4.1.1, 4.1.2, 3.2, 3.3, 4.2.6, 4.2.7)."""
    for element in (feed, *feed.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        id = element.findtext(f"{ATOM}id")
        assert uuid.UUID(id).version == 5 and id.startswith("urn:uuid:")
        for name in ("updated", "published"):
            for found in element.findall(f"{ATOM}{name}"):
                assert datetime.fromisoformat(found.text.replace("Z", "+00:00")).tzinfo
        links = [link.attrib for link in element.findall(f"{ATOM}link")]
        assert all(link["href"] for link in links)
        alternate = [(link["type"], link.get("hreflang")) for link in links if link["rel"] == "alternate"]
        assert len(alternate) == len(set(alternate)) == 1
    assert feed.find(f"{ATOM}author/{ATOM}name").text  # of the feed, so that entries need none
    assert [link.attrib["rel"] for link in feed.findall(f"{ATOM}link")].count("self") == 1
    ids = [element.findtext(f"{ATOM}id") for element in feed.iter() if element.find(f"{ATOM}id") is not None]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("base", ["", "https://example.org/report", "https://example.org/report/"])
def test_the_feed_is_one_by_the_standard(base):
    feed = ElementTree.fromstring(feed_of(replace(ARCHIVE, base=base)))
    _hold_atom(feed)
    links = [link.attrib["href"] for link in feed.iter(f"{ATOM}link")]
    assert links[2] == ("https://example.org/report/" if base else "") + "2023-24-q3/2/index.html"
    assert all(bool(urlsplit(link).netloc) == bool(base) for link in links)


def test_ids_of_the_feed_stay_when_the_archive_moves_and_the_report_is_renamed():
    def ids(archive):
        return [
            e.findtext(f"{ATOM}id") for e in ElementTree.fromstring(feed_of(archive)).iter() if e.find(f"{ATOM}id") is not None
        ]

    renamed = entry("2024-25-Q1", 1, "2024-09-01", title="Bulletin")
    more = replace(ARCHIVE, base="https://example.org/", entries=(*ARCHIVE.entries, renamed))
    was, now = ids(ARCHIVE), ids(more)
    assert now[0] == was[0] and now[2:] == was[1:]


def test_a_feed_does_not_grow_for_ever():
    entries = [entry(f"20{year}-{year + 1}-Q{n}", 1, f"20{year}-0{n}-01") for year in range(20, 35) for n in (1, 2, 3, 4)]
    feed = ElementTree.fromstring(feed_of(Archive(tuple(entries))))
    assert len(feed.findall(f"{ATOM}entry")) == MOST

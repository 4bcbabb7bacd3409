"""Links that readers keep: what an edition has no longer is said before it is published, and `latest/` leads on."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from test_archive import ARCHIVE, entry

from pcc_lib.core.quarters import Quarter
from pcc_lib.publishing.addresses import MOST_NAMED, gone, gone_said
from pcc_lib.publishing.archive import write_archive
from pcc_lib.publishing.editions_json import Archive, archive_json

PAGE = '<body id="body"><article class="bd-article">{}</article><p id="foot"></p></body>'
CALLS = '<section id="calls-999"><h2>999 calls</h2></section><div id="chart-calls-999-volume"></div><p id="id3"></p>'
QUARTER = Quarter.parse("2023-24-Q4")


def book(folder: Path, **pages: str) -> Path:
    for name, inner in {"index": "", **pages}.items():
        path = folder / (f"notebooks/{name}.html" if name != "index" else "index.html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(inner), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("now", "lost"),
    [
        ({"calls": CALLS, "more": "<p id='x'>"}, []),
        ({"calls": CALLS.replace("999", "emergency", 1)}, ["notebooks/calls.html#calls-999"]),
        ({"calls": CALLS.replace('id="id3"', "")}, []),
        ({"plan": CALLS}, ["notebooks/calls.html"]),
    ],
    ids=["all there", "a topic of another name", "a name that only counts", "a page of another name"],
)
def test_what_a_book_has_no_longer_is_found(tmp_path, now, lost):
    before = book(tmp_path / "before", calls=CALLS + '<p id="word-usual-range">')
    assert gone(before, book(tmp_path / "now", **now)) == lost


def test_a_page_of_an_archive_that_is_no_text_stops_nothing(tmp_path):
    before = book(tmp_path / "before", calls=CALLS)
    (before / "notebooks/calls.html").write_bytes(b"\xff\xfe" + PAGE.format(CALLS).encode())
    assert gone(before, book(tmp_path / "now", calls="")) == [
        "notebooks/calls.html#calls-999",
        "notebooks/calls.html#chart-calls-999-volume",
    ]


@pytest.mark.parametrize("name", ["100% so#far", "what now", "a;url=elsewhere"])
def test_a_pointer_leads_to_a_page_of_any_name(tmp_path, name):
    site = archived(tmp_path / "site", entry())
    book(site / "2023-24-q3/1", **{name: CALLS})
    write_archive(site, Archive((entry(),)))
    text = (site / f"latest/notebooks/{name}.html").read_text(encoding="utf-8")
    leads = re.findall(r'(?:url=|canonical" href="|<a href=")(\.[^"]+)"', text)
    assert len(leads) == 3 and all(re.fullmatch(r"[\w./%-]+", to) for to in leads)
    assert {unquote(to) for to in leads} == {f"../../2023-24-q3/1/notebooks/{name}.html"}


def archived(site: Path, *entries) -> Path:
    (site / "editions.json").parent.mkdir(parents=True, exist_ok=True)
    (site / "editions.json").write_bytes(archive_json(Archive(entries)))
    return site


def test_it_is_told_with_what_becomes_of_the_links(tmp_path):
    site = archived(tmp_path / "site", entry())
    many = "".join(f'<p id="part-{letter}">' for letter in "abcdefghij")
    book(site / "2023-24-q3/1", calls=CALLS + many)
    now = book(tmp_path / "now", calls=CALLS)
    said = gone_said(site, QUARTER, now)
    assert said.startswith(
        "10 places of 2023-24-q3/1 that links may lead to are not there in this book: notebooks/calls.html#part-a,"
    )
    assert said.count("#") == MOST_NAMED and "and 2 more. Links to that edition hold." in said
    assert gone_said(site, QUARTER, site / "2023-24-q3/1") == ""
    assert gone_said(site, Quarter.parse("2023-24-Q2"), now) == "", "latest/ leads on to the newer quarter"
    assert gone_said(tmp_path / "nowhere", QUARTER, now) == ""


def test_latest_leads_to_each_page_of_the_newest_edition_and_from_what_it_has_not_to_its_first(tmp_path):
    site = archived(tmp_path / "site", *ARCHIVE.entries)
    book(site / "2023-24-q3/1", calls=CALLS, gone=CALLS)
    book(site / "2023-24-q3/2", calls=CALLS)
    book(site / "2023-24-q4/1", calls=CALLS, new=CALLS)
    book(site / "2023-24-q4/1/record/project", secret=CALLS)
    write_archive(site, ARCHIVE)
    pages = {path.relative_to(site / "latest").as_posix(): path for path in (site / "latest").rglob("*.html")}
    assert set(pages) == {"index.html", *(f"notebooks/{name}.html" for name in ("calls", "gone", "new"))}
    for name, to in (("calls", "notebooks/calls.html"), ("new", "notebooks/new.html"), ("gone", "index.html")):
        text = pages[f"notebooks/{name}.html"].read_text(encoding="utf-8")
        leads = re.findall(r'(?:url=|canonical" href="|<a href=")([^"]+)"', text)
        assert leads == [f"../../2023-24-q4/1/{to}"] * 3, "by a script, without one, and by hand"
        assert (pages[f"notebooks/{name}.html"].parent / leads[0]).is_file()
    shown = entry(title="<b>&")
    book(site / "2023-24-q3/1", calls=CALLS)
    write_archive(site, replace(ARCHIVE, entries=(shown,)))
    assert "&lt;b&gt;&amp;" in (site / "latest/notebooks/calls.html").read_text(encoding="utf-8")

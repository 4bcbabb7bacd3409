"""The page of figures cut into pages: what stands where, how large, and under which names."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from tiny_book import tiny_book

from pcc_lib.book_extension.leading import led, linked
from pcc_lib.book_extension.part_names import LONGEST, file_names
from pcc_lib.book_extension.parts import FRAME, LARGEST, Home, cut, is_ledger
from pcc_lib.building.gate import page_faults
from pcc_lib.inputs.project import Project
from pcc_lib.pages.ledger_parts import DRAWN, OTHERS, Part, part_html
from pcc_lib.report import Report
from pcc_lib.writing.html import Markup, fill, join, script_json

HOME = Home("figures", "Figures")
ROOM = 12_000  # bytes: the tiny ledger has some 40,000
IDS = re.compile(r'<div id="([^"]+)">')


@pytest.fixture(scope="module")
def blocks(tmp_path_factory) -> list[str]:
    """The three blocks of the page of figures of a small book."""
    report = Report(Project(tiny_book(tmp_path_factory.mktemp("book"))), "figures")
    return [str(block.html) for block in (report.ledger_summary(), report.ledger(), report.ledger_charts())]


def evidence_in(html: str) -> dict:
    found = re.search(r'id="pcc-evidence">(.*?)</script>', html, re.DOTALL)
    return json.loads(found[1]) if found else {"figures": {}, "blocks": []}


def workings(html: str) -> dict[str, dict]:
    """What a browser works each figure out from: its formula, and the cells of each letter in place of their numbers."""
    given = evidence_in(html)
    return {
        anchor: told | {"letters": {letter: given["blocks"][at] for letter, at in told.get("letters", {}).items()}}
        for anchor, told in given["figures"].items()
    }


# ── nothing is lost, nothing is added ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("room", [ROOM, LARGEST - FRAME])
def test_every_entry_stands_on_one_page_as_it_was_written(blocks, room) -> None:
    ledger = cut(blocks, HOME, room=room)
    wanted = [anchor for block in blocks for anchor in IDS.findall(block)]
    assert len(wanted) > 30 and Counter(a for page in ledger.pages for a in IDS.findall(page.body)) == Counter(wanted)
    assert all(IDS.findall(left) == [] for left in ledger.left)
    entries = [m for block in blocks for m in re.findall(r"<details class=\"pcc-entry.*?</details>", block, re.DOTALL)]
    shown = "".join(page.body for page in ledger.pages)
    assert all(entry in shown for entry in entries)
    bodies = {page.name: page.body for page in ledger.pages}
    led_to = [(place.partition("#")[0], place.partition("#")[2]) for place in ledger.places.values()]
    assert set(wanted) <= set(ledger.places) and all(f'id="{anchor}"' in bodies[name] for name, anchor in led_to)


def test_each_page_has_the_cells_that_its_entries_need_and_no_other(blocks) -> None:
    ledger = cut(blocks, HOME, room=ROOM)
    whole, found = workings("".join(blocks)), {}
    for page in ledger.pages:
        here = workings(page.body)
        assert set(here) <= set(IDS.findall(page.body))
        used = {at for told in evidence_in(page.body)["figures"].values() for at in told.get("letters", {}).values()}
        assert used == set(range(len(evidence_in(page.body)["blocks"])))
        found |= here
    assert found == whole and len(found) > 20


def test_pages_that_are_too_large_are_cut_and_lead_on(blocks) -> None:
    ledger = cut(blocks, HOME, room=ROOM)
    names = [page.name for page in ledger.pages]
    assert {"calls", "calls-2", "all"} <= set(names) and len(names) == len(set(names))
    large = {page.name: len(page.body.encode()) for page in ledger.pages if len(page.body.encode()) > ROOM + 1_500}
    assert large == {}
    titles = [page.title for page in ledger.pages if page.name.startswith("calls")]
    assert titles[:2] == ["Figures: Calls to the police", "Figures: Calls to the police, part B"]
    first = next(page for page in ledger.pages if page.name == "calls")
    assert '<a href="#page-calls-2" data-list="">Figures: Calls to the police, part B</a>' in first.body
    shown = "".join(page.body for page in ledger.pages if page.name.startswith("calls"))
    counted = [int(number) for number in re.findall(r'of="entries">(\d+)', shown)]
    whole = cut(blocks, HOME)
    assert len(counted) > 1 and sum(counted) == int(re.search(r'of="entries">(\d+)', whole.pages[1].body)[1])


def test_cells_stand_once_on_the_first_page_whose_entries_rest_on_them(blocks) -> None:
    ledger = cut(blocks, HOME)
    on = [page.name for page in ledger.pages if 'id="cells-calls"' in page.body]
    first = next(page.name for page in ledger.pages if 'href="#cells-calls"' in page.body)
    assert on == [first] and ledger.places["cells-calls"] == f"{first}#cells-calls"


def test_the_page_itself_keeps_its_words_the_list_of_parts_and_its_table_as_a_file(blocks) -> None:
    ledger = cut(blocks, HOME)
    summary, figures, charts = ledger.left
    assert "To verify a figure" in summary and "data:text/csv" not in summary
    (name,) = ledger.files
    assert f'href="figures/{name}"' in summary and ledger.files[name].startswith("id,measure,")
    assert '<a href="#part-calls">Calls to the police</a>' in figures and 'href="#page-all" data-list=""' in figures
    assert 'href="#part-charts" data-list="chart-"' in charts and "pcc-entry" not in figures + charts


def test_the_list_of_all_has_a_line_for_each_figure(blocks) -> None:
    ledger = cut(blocks, HOME)
    lines = re.findall(r'<li class="pcc-line"><a href="#([^"]+)">(.*?)</a> <b>(.*?)</b> <small>', ledger.pages[0].body)
    figures = [anchor for page in ledger.pages for anchor in IDS.findall(page.body) if anchor.startswith("f-")]
    assert sorted(anchor for anchor, *_ in lines if anchor.startswith("f-")) == sorted(figures)
    assert ("f-offered-value", "Calls, October 2023", "45") in lines
    assert not any(anchor.startswith(("chart-", "table-")) for anchor, *_ in lines)


def test_blocks_without_a_ledger_are_none(blocks) -> None:
    assert not is_ledger(blocks[:1]) and is_ledger(blocks)


# ── odd ledgers ───────────────────────────────────────────────────────────────────────────────────────────────────────
def entry(anchor: str, text: str = "1", href: str = "") -> Markup:
    figure = type("Figure", (), {"marked": text, "anchor": anchor})
    facts = [("From", fill("web_link", href=href, text="cells"))] if href else []
    return fill("ledger/entry", figure=figure, words="Calls", period="", facts=facts)


def block(*parts: Markup, cells: Markup | str = "", evidence: object = None) -> str:
    shared = fill("ledger/all_cells", cells=cells)
    given = fill("ledger/evidence", cells=script_json(evidence or {"figures": {}, "blocks": []}))
    return str(join([*parts, shared, given]))


HOSTILE = ('<script>alert("1")</script> & Co', '"><img src=x onerror=alert(1)>', "]]>&amp;<!--", "</section>")


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_text_on_every_page(title) -> None:
    part = Part("part-calls", title, "", ("calls", title))
    ledger = cut([block(part_html(part, [entry("f-one")]))], HOME)
    page = ledger.pages[1]
    assert page.title == title and page.body.count("f-one") == 1
    for shown in (*ledger.left, *(page.body for page in ledger.pages)):
        assert "<script>" not in shown and "<img" not in shown
        assert page_faults(f"<!DOCTYPE html><html><body>{shown}</body></html>", "notebooks/figures/calls.html") == []


def test_names_that_no_file_may_have_and_names_that_are_one() -> None:
    wanted = [("con", 1), ("CON", 2), ("aux", 1), ("Calls", 2), ("calls", 1), ("calls-2", 1)]
    wanted += [("كلمات", 1), ("a" * 200, 2), ("lpt1", 1)]
    found = file_names(wanted, taken=["other", "Calls-3"])
    assert found[:4] == [("con-part",), ("con-part-part2", "con-part-part2-2"), ("aux-part",), ("calls", "calls-4")]
    assert found[4:7] == [("calls-part2",), ("calls-2",), ("part",)] and found[8] == ("lpt1-part",)
    names = [name for held in found for name in held]
    assert len(names) == len({name.lower() for name in names}) == 12
    assert all(re.fullmatch(r"[a-z0-9-]+", name) and len(name) <= LONGEST + 12 for name in names)


def test_topics_that_are_called_like_our_pages_and_the_pages_of_an_analyst() -> None:
    topics = [Part(f"part-{id}", id, "", (id, id)) for id in ("all", OTHERS[0], DRAWN[0], "mine")]
    others = Part("part-on-x", "X", "", OTHERS)
    ledger = cut([block(*(part_html(p, [entry(f"f-{p.anchor}")]) for p in (*topics, others)))], HOME, taken=["mine"])
    names = [page.name for page in ledger.pages]
    assert names == ["all", "all-part2", "other-figures", "charts-and-tables", "mine-part2", "other-figures-part2"]


def test_an_entry_that_is_too_large_has_a_page_for_itself() -> None:
    part = Part("part-a", "A", "", ("a", "A"))
    ledger = cut([block(part_html(part, [entry("f-1"), entry("f-2", "9" * 3_000), entry("f-3")]))], HOME, room=2_000)
    assert [IDS.findall(page.body) for page in ledger.pages if page.name.startswith("a")][-3:] == [["f-1"], ["f-2"], ["f-3"]]


def test_a_table_of_cells_that_no_page_has_room_for_is_cut_between_rows() -> None:
    part, rows = Part("part-a", "A", "", ("a", "A")), [(f"20{n:02}", [str(n)]) for n in range(100)]
    told = {"file": "a.csv", "title": "A", "anchor": "cells-a", "facts": [], "columns": ["year", "x"], "rows": rows}
    ledger = cut([block(part_html(part, [entry("f-1", href="#cells-a")]), cells=fill("ledger/cells", **told))], HOME, room=2_000)
    pages = [page.body for page in ledger.pages if "<tbody>" in page.body]
    assert len(pages) > 2 and all(body.count('id="cells-a"') == body.count("<thead>") == 1 for body in pages)
    assert [year for body in pages for year in re.findall(r'"row">(\d+)', body)] == [year for year, _ in rows]
    assert all(len(body.encode()) < 3_000 for body in pages)


# ── links ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
PLACES = {
    ("notebooks/figures", "f-a"): "notebooks/figures/calls#f-a",
    ("notebooks/figures", "part-b"): "notebooks/figures/b#page-b",
}


@pytest.mark.parametrize(
    ("link", "written_for", "stands_on", "leads"),
    [
        ("figures.html#f-a", "notebooks/priority-1", "notebooks/priority-1", "figures/calls.html#f-a"),
        ("figures.html#f-z", "notebooks/priority-1", "notebooks/priority-1", "figures.html#f-z"),
        ("figures.html", "notebooks/priority-1", "notebooks/priority-1", "figures.html"),
        ("notebooks/figures.html#f-a", "intro", "intro", "notebooks/figures/calls.html#f-a"),
        ("../notebooks/figures.html#f-a", "more/x", "more/x", "../notebooks/figures/calls.html#f-a"),
        ("#f-a", "notebooks/figures", "notebooks/figures", "figures/calls.html#f-a"),
        ("#f-a", "notebooks/figures", "notebooks/figures/calls", "#f-a"),
        ("#f-a", "notebooks/figures", "notebooks/figures/b", "calls.html#f-a"),
        ("#part-b", "notebooks/figures", "notebooks/figures/calls", "b.html#page-b"),
        ("#every-figure", "notebooks/figures", "notebooks/figures/calls", "../figures.html#every-figure"),
        ("priority-1.html#what", "notebooks/figures", "notebooks/figures/calls", "../priority-1.html#what"),
        ("figures.html", "notebooks/figures", "notebooks/figures/calls", "../figures.html"),
        (
            "https://a.example/figures.html#f-a",
            "notebooks/figures",
            "notebooks/figures/calls",
            "https://a.example/figures.html#f-a",
        ),
        ("mailto:a@b.example", "notebooks/figures", "notebooks/figures/calls", "mailto:a@b.example"),
        ("data:text/csv,a#f-a", "notebooks/figures", "notebooks/figures/calls", "data:text/csv,a#f-a"),
        ("other.html#f-a", "notebooks/priority-1", "notebooks/priority-1", "other.html#f-a"),
        ("", "notebooks/figures", "notebooks/figures/calls", ""),
    ],
)
def test_a_link_leads_to_where_its_place_is_now(link, written_for, stands_on, leads) -> None:
    assert led(f'<a href="{link}">x</a>', written_for, stands_on, PLACES) == f'<a href="{leads}">x</a>'


def test_only_what_is_a_link_is_one() -> None:
    text = '<p data-href="figures.html#f-a">href="figures.html#f-a"</p><script>{"a": "href=figures.html#f-a"}</script>'
    assert led(text, "notebooks/a", "notebooks/a", PLACES) == text and list(linked(text, "notebooks/a")) == []
    assert list(linked('<a href="figures.html#f-a">', "notebooks/a")) == [("notebooks/figures", "f-a")]

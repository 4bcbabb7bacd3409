"""Our part among peers: its name comes with the source, and a measure is told by it and not by all peers together."""

from __future__ import annotations

import json

import hostile
import pytest
from conftest import QUARTER, Tiny, descriptor

from pcc_lib.building.gate import page_faults
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.reading_back.measured import Measured
from pcc_lib.reading_back.sparks import Sparks

FORCES = {"east-shire": 20, "north-and-south": 7, "west-shire": 30}


AREAS = "areas: [{id: north-and-south, title: North and South}, {id: east-shire, title: East}, {id: west-shire, title: West}]\n"


@pytest.fixture
def peers(tiny: Tiny) -> Tiny:
    """A measure of three forces, of which one is ours; its source names them."""
    months = [f"{year}-{month:02d}" for year in (2021, 2022, 2023) for month in range(1, 13)]
    rows = [f"{m},{f},{n + (m > '2022-10')},computed," for m in months if m <= "2023-10" for f, n in FORCES.items()]
    tiny.write("data/sources/calls.csv", "\n".join(["month,area,offered,kind,status", *rows]) + "\n")
    about = descriptor("calls", "month", "area", ", ".join(FORCES), "offered")
    named = "categories: [{value: north-and-south, label: North and South}, {value: west-shire, label: Westshire}], constraints"
    tiny.write(
        "data/sources/calls.resource.yml",
        about.replace("{name: area, type: string, constraints", f"{{name: area, type: string, {named}"),
    )
    (tiny.root / "data/measures/answered_rate.yml").unlink()
    tiny.measure("offered", breakdown="area", area_label="All three together", change="change_12_months")
    tiny.edit("data/topics/calls.yml", "[offered, answered_rate]", "[offered]")
    return tiny.write("data/body.yml", "name: Office\nforce: Force\narea: Area\nreport_title: Report\nown: north-and-south\n")


def test_readers_see_the_name_that_the_source_gives(peers: Tiny) -> None:
    label = peers.project().label
    assert (label("north-and-south"), label("west-shire"), label("east-shire")) == ("North and South", "Westshire", "East shire")
    peers.edit("data/body.yml", "own: north-and-south\n", "own: north-and-south\nlabels: {west-shire: The West}\n")
    assert peers.project().label("west-shire") == "The West"  # what the office says holds before what the source says


def test_a_source_that_cannot_be_read_names_nothing(peers: Tiny) -> None:
    peers.edit("data/sources/calls.resource.yml", "title: Source calls", "tilte: calls")
    assert peers.project().label("north-and-south") == "North and south"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("value: west-shire", "value: west", "'west' is not among the column's values."),
        ("value: west-shire", "value: north-and-south", "'north-and-south' stands twice."),
        ("label: Westshire", "lable: Westshire", "unknown key 'lable'"),
    ],
)
def test_names_of_no_value_are_faults(peers: Tiny, old: str, new: str, said: str) -> None:
    peers.edit("data/sources/calls.resource.yml", old, new)
    assert said in peers.said()


def test_names_of_numbers_are_a_fault(peers: Tiny) -> None:
    text = "{name: offered, type: integer"
    peers.edit("data/sources/calls.resource.yml", text, f"{text}, categories: [{{value: '1', label: One}}]")
    assert "tells nothing of a column of type integer." in peers.said()


def test_tiles_messages_and_sentences_tell_ours(peers: Tiny) -> None:
    said = peers.report("priority-1", QUARTER).what("calls").drawn()
    before, table = said.split("Every measure: ", 1)
    assert "Calls: North and South" in before and ">8<" in before and "Calls: All three together" not in before
    assert "Calls: All three together" in table and ">60<" in table  # 21, 8 and 31
    (peers.root / f"data/quarters/{QUARTER}/topics/calls.md").unlink()
    so_what = peers.report("priority-1", QUARTER).so_what("calls").drawn()
    assert "Calls: North and South: " in so_what and ">60<" not in so_what
    cards = peers.report("headlines", QUARTER).cards().drawn()
    assert "Calls: North and South" in cards and ">8<" in cards and ">60<" not in cards


def test_the_small_line_of_all_peers_is_found_again_by_its_name(peers: Tiny) -> None:
    """A book whose scorecard showed one could not be built: its years were proven by nothing."""
    sparks = Sparks(Measured(open_quarter(peers.project())))
    for name in ("Calls", "Calls: All three together", "Calls: North and South"):
        assert sparks.of(f"{name}, January 2021 to October 2023: ended higher") is not None
    assert sparks.of("Calls: The West, January 2021 to October 2023: ended higher") is None


def test_the_page_of_an_area_tells_nothing_of_peers(peers: Tiny) -> None:
    """All peers together stood there under the name of the body, and the force under the name of an area that is called alike."""
    peers.edit("data/body.yml", "area: Area\n", f"area: Area\n{AREAS.replace(', {id: west-shire, title: West}', '')}")
    said = peers.report("area-north-and-south", QUARTER).area("north-and-south").drawn()
    assert "No measure of this quarter is told for it" in said and ">60<" not in said and ">8<" not in said
    peers.measure("offered", breakdown="area")
    peers.edit("data/body.yml", "title: East}", "title: East}, {id: west-shire, title: West}")  # the same of areas of ours
    said = peers.report("area-north-and-south", QUARTER).area("north-and-south").drawn()
    assert ">60<" in said and ">8<" in said


def test_an_area_of_ours_that_has_our_name_is_not_us(peers: Tiny) -> None:
    """Where all parts are areas of the body, one that is called like it is a part of it, whatever the whole is called."""
    peers.edit("data/body.yml", "area: Area\n", f"area: Area\ntotal_label: All\n{AREAS}")
    cards = peers.report("headlines", QUARTER).cards().drawn()
    assert ">60<" in cards and "North and South" not in cards


def test_without_an_own_part_the_whole_is_told(peers: Tiny) -> None:
    peers.edit("data/body.yml", "own: north-and-south\n", "")
    assert ">60<" in peers.report("headlines", QUARTER).cards().drawn()


def test_what_stands_beside_a_part_is_of_that_part(peers: Tiny) -> None:
    """A headline of a part stood beside the twelve months of the whole."""
    printed = {figure.id for figure in peers.report("headlines", QUARTER).cards().figures}
    assert printed == {f"offered.{each}.north-and-south" for each in ("value", "total_12_months", "change_12_months")}


def test_hostile_names_are_refused_or_shown_as_text(peers: Tiny) -> None:
    """A descriptor comes with a file of somebody else: its names stand on every page."""
    name, held = "data/sources/calls.resource.yml", "label: North and South}"
    original = (peers.root / name).read_text(encoding="utf-8")
    for text in hostile.CORPUS:
        peers.write(name, original.replace(held, f"label: {json.dumps(text)}}}"))
        if faults := peers.said():
            assert "calls.resource.yml" in faults
            continue
        report = peers.report("priority-1", QUARTER)
        drawn = [report.what("calls").drawn(), peers.report("headlines", QUARTER).cards().drawn()]
        assert [str(fault) for each in drawn for fault in page_faults(each, "page.html")] == []
    peers.write(name, original.replace(held, 'label: "two\\nlines"}'))
    assert "categories" in peers.said()


def test_what_the_law_asks_for_is_told_by_ours(peers: Tiny) -> None:
    given = "{title: Reduce harm, applicable: true, measures: [offered], reason: It is here.}"
    peers.write("data/plan/statutory.yml", f"national_priorities:\n  - {given}\n")
    said = peers.report("statutory-information", QUARTER).national_priorities().drawn()
    assert "Calls: North and South" in said and ">8<" in said and ">60<" not in said

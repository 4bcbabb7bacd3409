"""Tables of many measures with many parts: they list what a reader can look through, and say what they leave out."""

from __future__ import annotations

import pytest
from conftest import QUARTER, Tiny, descriptor

from pcc_lib.inputs.project import Project
from pcc_lib.pages.parts_listed import MANY, MOST_ROWS, SHORTENED, is_shortened, listed

FORCES = [f"f{at:02d}" for at in range(40)]


def project(tiny: Tiny, own: str = "") -> Project:
    tiny.write("data/body.yml", f"name: Office\nforce: Force\narea: Area\nreport_title: Report\n{f'own: {own}' if own else ''}\n")
    return tiny.project()


def test_a_table_that_can_be_looked_through_lists_every_part(tiny):
    parts = {"a": ["", *FORCES], "b": ["", *FORCES], "c": ["", *FORCES]}
    assert sum(map(len, parts.values())) <= MOST_ROWS
    assert listed(project(tiny), parts) == parts


def test_of_many_peers_ours_is_listed(tiny):
    parts = {"a": ["", *FORCES], "without": FORCES, "few": ["", "f07", "f08"]}
    assert listed(project(tiny, "f07"), parts) == {"a": ["", "f07"], "without": ["f07"], "few": ["", "f07", "f08"]}


def test_a_longer_one_lists_the_whole_and_ours_and_a_handful_of_areas_whole(tiny):
    areas = ["", *(f"area-{at}" for at in range(MANY - 1))]
    parts = {**{name: ["", *FORCES] for name in "abcd"}, "few": areas, "without": FORCES}
    assert listed(project(tiny, "f07"), parts) == {**{key: ["", "f07"] for key in "abcd"}, "few": areas, "without": ["f07"]}
    shown = listed(project(tiny), parts)
    assert shown == {**{key: [""] for key in "abcd"}, "few": areas, "without": ["f00"]}
    assert is_shortened(parts, shown) and not is_shortened(parts, parts)


@pytest.fixture
def many(tiny: Tiny) -> Tiny:
    """Four measures of forty forces."""
    rows = ["month,area,offered,kind,status"]
    rows += [
        f"{y}-{m:02d},{f},{10 + m},computed,"
        for y in (2021, 2022, 2023)
        for m in range(1, 13)
        for f in FORCES
        if f"{y}-{m:02d}" < "2023-11"
    ]
    tiny.write("data/sources/calls.csv", "\n".join(rows) + "\n")
    tiny.write("data/sources/calls.resource.yml", descriptor("calls", "month", "area", ", ".join(FORCES), "offered"))
    (tiny.root / "data/measures/answered_rate.yml").unlink()
    for at, name in enumerate(("offered", "second", "third", "fourth")):
        tiny.measure(name, breakdown="area", title=f"Calls {at}")
    tiny.edit("data/topics/calls.yml", "[offered, answered_rate]", "[offered]")
    project(tiny, "f07")
    return tiny


def test_pages_say_what_a_table_leaves_out(many):
    said = many.report("priority-1", QUARTER).what("calls").drawn().partition("Every measure: ")[2]
    table, after = said.split("</table>", 1)
    assert "f07" in table and "f08" not in table and SHORTENED in after
    scorecard = many.report("scorecard", QUARTER).scorecard("priority-1").drawn()
    assert "f07" in scorecard and "f08" not in scorecard and SHORTENED in scorecard

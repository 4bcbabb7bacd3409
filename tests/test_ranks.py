"""Places among parts in people's words: held to the values of all parts."""

from __future__ import annotations

import pytest
from conftest import Tiny, descriptor

VALUES = {"north": 10, "south": 20, "east": 30, "west": 40, "mid": 40}
MONTHS = [f"{year}-{month:02d}" for year in (2021, 2022, 2023) for month in range(1, 13)]


@pytest.fixture
def parts(tiny: Tiny) -> Tiny:
    """Five areas; fewer is better; in 2021 all had half as many, so that none is at its own lowest."""
    rows = [f"{m},{a},{n // 2 if m < '2022' else n},computed," for m in MONTHS if m <= "2023-10" for a, n in VALUES.items()]
    tiny.write("data/sources/calls.csv", "\n".join(["month,area,offered,kind,status", *rows]) + "\n")
    tiny.write("data/sources/calls.resource.yml", descriptor("calls", "month", "area", ", ".join(VALUES), "offered"))
    (tiny.root / "data/measures/answered_rate.yml").unlink()
    tiny.measure("offered", breakdown="area", good_direction="decrease")
    return tiny.edit("data/topics/calls.yml", "[offered, answered_rate]", "[offered]")


def said(parts: Tiny, sentence: str) -> str:
    return parts.comment(f"## So what?\n\n{sentence}\n\n## Now what?\n\nNothing.\n").said()


TRUE = [
    "Of all areas, North has the lowest number of calls, at {{ offered.value.north }}.",
    "North had the lowest number of calls of all areas in October 2023, at {{ offered.value.north }}.",
    "South has the second lowest number of calls of the areas, {{ offered.value.south }}.",
    "South is second of the five areas ({{ offered.value.south }}).",
    "East ranks third with {{ offered.value.east }}.",
    "West has the second highest number of calls of the areas, {{ offered.value.west }}.",
    "West has the highest number of calls of the areas, {{ offered.value.west }}.",
    "Among the areas, East is third lowest, at {{ offered.value.east }}.",
]
FALSE = [
    ("Of all areas, South has the lowest number of calls, at {{ offered.value.south }}.", "north is 10."),
    ("South had the lowest number of calls of all areas in October 2023, at {{ offered.value.south }}.", "north is 10."),
    ("North has the second lowest number of calls of the areas, {{ offered.value.north }}.", "south is 20."),
    ("North is second of the five areas ({{ offered.value.north }}).", "south is 20."),
    ("East ranks second with {{ offered.value.east }}.", "south is 20."),
    ("East has the second highest number of calls of the areas, {{ offered.value.east }}.", "40."),
    ("Among the areas, East is second lowest, at {{ offered.value.east }}.", "south is 20."),
    ("North is not the lowest of the areas ({{ offered.value.north }}).", "it is."),
]


@pytest.mark.parametrize("sentence", TRUE)
def test_a_true_place_passes(parts, sentence):
    assert said(parts, sentence) == ""


@pytest.mark.parametrize(("sentence", "found"), FALSE)
def test_a_false_place_is_told_with_who_has_it(parts, sentence, found):
    told = said(parts, sentence)
    assert found.lower() in told.lower() and "\ue000" not in told


def test_a_part_beyond_the_last_place_is_not_decided(parts):
    assert said(parts, "North is tenth of the areas ({{ offered.value.north }}).") == ""

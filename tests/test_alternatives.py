"""Alternative texts: whole sentences, chosen and never cut, whose numbers the reading back holds against the chart's own rows."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from places import PUBLISHED
from test_titles import AREAS, PARTS, SHAPES, latest, sample_pictures

from pcc_lib.inputs.project import Project
from pcc_lib.pages import alternatives
from pcc_lib.pages.pictures import Picture
from pcc_lib.reading_back.chart_told import told_claims
from pcc_lib.reading_back.measured import Cell


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Picture]:
    """The chart of every shape, not drawn."""
    return {name: shape.picture(tmp_path_factory.mktemp("shape")) for name, shape in SHAPES.items()}


@pytest.mark.parametrize("name", SHAPES)
def test_what_holds_for_every_alternative_text(drawn: dict[str, Picture], name: str) -> None:
    is_whole(drawn[name])


def is_whole(picture: Picture) -> None:
    """Whole sentences of which the last says what follows; a latest value; nothing of the subtitle."""
    alt = f"{picture.alt} {alternatives.FOLLOWS}"
    assert len(alt) <= 250 and alt.endswith("The table and CSV follow.") and "…" not in alt and "  " not in alt
    sentences = re.split(r"(?<=[.])\s(?=[A-Z\d])", alt)
    assert len(sentences) >= 3 and all(re.match(r"[A-Z\d]", each) and each.endswith(".") for each in sentences), sentences
    assert len(set(sentences)) == len(sentences), sentences
    assert picture.subject not in alt and ", ".join(picture.subject.split(", ")[-2:]) not in alt
    assert re.search(r"\d|\[[cx]\]", sentences[1]), sentences


def test_an_alternative_text_is_chosen_and_never_cut() -> None:
    long = "x" * 100
    told = alternatives.alt_text("Bar chart", "calls", ["Latest: 1."], [long], ([long, long], ["Short."]), ["Last."])
    assert told == f"Bar chart of calls. Latest: 1. X{long[1:]}. Short. Last."
    assert alternatives.alt_text("Bar chart", "x" * 300, ["Latest: 1."], how=", shaded,") == "Bar chart, shaded. Latest: 1."
    assert alternatives.alt_text("Bar chart", "calls", (["y" * 250], ["Latest: 1."])) == "Bar chart of calls. Latest: 1."
    assert alternatives.alt_text("Bar chart", "calls", ["Latest: 1."], ["Latest: 1."], []) == "Bar chart of calls. Latest: 1."


def test_long_names_leave_room_for_one_value_and_for_who_has_none(tmp_path: Path) -> None:
    names = [f"A long name of an area that goes on and on, number {letter}" for letter in "abcde"]
    labels = dict(zip(AREAS, names, strict=False))
    shape = replace(latest(PARTS, "", **dict.fromkeys(AREAS[:4], 5), **{AREAS[4]: None}), labels=labels)
    picture = shape.picture(tmp_path)
    is_whole(picture)
    assert "[x]" in picture.alt


@pytest.mark.sample
@pytest.mark.parametrize("quarter", ["2023-24-Q1", PUBLISHED])
def test_the_alternative_texts_of_the_sample_are_whole(repo: Project, quarter: str) -> None:
    pictures = sample_pictures(repo, quarter)
    assert len(pictures) > 40
    for picture in pictures.values():
        is_whole(picture)


# ── what is read back ─────────────────────────────────────────────────────────────────────────────────────────────────
def cells(series: str, *values: float) -> list[Cell]:
    months = ("October 2023", "November 2023", "December 2023")
    return [
        Cell(f"2023-1{i}", month, series, v, (f"{v:g}",), "x") for i, (month, v) in enumerate(zip(months, values, strict=True))
    ]


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ("Highest: November 2023 (9); lowest: December 2023 (1).", ["cell"]),
        ("Longest: November 2023 (9 [e]); shortest: the year ending December 2023 (1).", ["cell"]),
        ("Highest: November 2023 and others (9); lowest: December 2023 (1).", ["cell"]),
        ("Highest: October 2023 (9); lowest: December 2023 (1).", ["wrong"]),  # another month
        ("Highest: October 2023 (5); lowest: December 2023 (1).", ["wrong"]),  # not the highest
        ("Highest: November 2023 (9); lowest: October 2023 (5).", ["wrong"]),  # not the lowest
        ("Highest: November 2023 (8); lowest: December 2023 (1).", ["wrong"]),
        ("Latest: 1 in December 2023.", ["cell"]),
        ("No value is known for the latest period [x]; the last is 1 in December 2023.", ["cell"]),
        ("Latest: 9 in December 2023.", []),
        ("Latest: 9 in November 2023.", []),  # not the latest
    ],
)
def test_ends_and_latest_values_are_held_against_the_rows_of_the_chart(said: str, kinds: list[str]) -> None:
    found = list(told_claims(f"Line chart of calls. {said} The table and CSV follow.", cells("Calls", 5, 9, 1)))
    assert [claim.kind for claim in found] == kinds


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("North: highest November 2023 (9), lowest December 2023 (1).", "cell"),
        ("St. Mary: highest December 2023 (7), lowest October 2023 (2).", "cell"),
        ("St. Mary: highest November 2023 (9), lowest December 2023 (1).", "wrong"),  # those of the other line
        ("Highest: November 2023 (9); lowest: December 2023 (1).", "wrong"),  # of no line
    ],
)
def test_ends_are_those_of_the_line_that_is_named(said: str, kind: str) -> None:
    lines = [*cells("North", 5, 9, 1), *cells("St. Mary", 2, 3, 7)]
    assert [claim.kind for claim in told_claims(f"Line chart of calls. {said}", lines)] == [kind]

"""Every printed figure of the original report is reproduced at its printed precision, or is a listed contradiction."""

from __future__ import annotations

import csv
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import pytest
import yaml
from places import PUBLISHED, SAMPLE

from pcc_lib.figures.figures import Figures
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project

pytestmark = pytest.mark.sample

FILE = SAMPLE / f"data/published/{PUBLISHED}.csv"
ROWS = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))
PRINTED = {r["id"]: r for r in ROWS if r["figure"]}
LEAST = 205
CONTRADICTIONS = {
    row["id"] for row in yaml.safe_load((SAMPLE / "data/plan/contradictions.yml").read_text(encoding="utf-8"))["contradictions"]
}
LISTED = {  # printed figures that contradict others on paper, yet can be reproduced: where the list tells of them
    "calls-999-wait": "999-waits",
    "crib-abandoned-after-ten": "crib-abandoned-after-10",
    "online-reports-link": "online-correlation",
    "deliverable-melksham": "melksham-date",
    "domestic-abuse-change": "da-change-basis",
    "rasso-forces-up": "rasso-national-trend",
    "vwi-change": "vwi-change-basis",
    "vwi-county": "vwi-change-basis",
    "vwi-swindon": "vwi-change-basis",
    "vwi-domestic": "vwi-domestic-share",
    "deliverable-therapeutic": "therapeutic-date",
    "deliverable-asb-toolkit": "asb-toolkit-date",
    "deliverable-youth-voice": "youth-voice-priority",
    "asb-national-change-three-years": "asb-national-change",
    "asb-national-change": "asb-national-change",
    "victim-satisfaction": "survey-start",
    "victim-stage-kept-informed": "survey-two-questions",
    "victim-kept-up-to-date": "survey-two-questions",
    "deliverable-advocacy": "advocacy-date",
    "deliverable-victim-needs": "needs-assessment-date",
    "staff-female": "staff-make-up",
    "staff-ethnic-minority": "staff-make-up",
    "staff-disability": "staff-make-up",
}


@cache
def figures() -> Figures:
    project = Project(SAMPLE)
    return Figures(project, open_quarter(project, PUBLISHED))


def as_printed(row: dict[str, str]) -> Decimal:
    """The figure's value in the row's unit, rounded half away from zero to the digits that the row prints."""
    figure = figures().figure(row["figure"])
    assert figure.value is not None, f"{row['figure']} is not known"
    value = figure.value / 60 if (figure.unit, row["unit"]) == ("seconds", "minutes") else figure.value
    step = Decimal(1).scaleb(Decimal(row["printed"]).as_tuple().exponent)
    return Decimal(repr(round(value, 9))).quantize(step, rounding=ROUND_HALF_UP)


@cache
def matches(id: str) -> bool:
    return as_printed(PRINTED[id]) == Decimal(PRINTED[id]["printed"])


def contradicted(row: dict[str, str]) -> bool:
    return row["note"].startswith("contradiction")


@pytest.mark.parametrize("id", [i for i, r in PRINTED.items() if not contradicted(r)])
def test_reproduced_as_printed(id):
    row = PRINTED[id]
    assert as_printed(row) == Decimal(row["printed"]), row["figure"]


@pytest.mark.parametrize("id", [i for i, r in PRINTED.items() if contradicted(r)])
def test_a_contradiction_differs_or_is_listed(id):
    """Some contradict each other on paper and can both be reproduced; then the book's list of contradictions tells them."""
    assert not matches(id) or LISTED.get(id) in CONTRADICTIONS, f"{id} is reproduced, and contradictions.yml does not tell of it"


@pytest.mark.parametrize("id", [i for i, r in PRINTED.items() if "not reproduced" in r["note"]])
def test_what_is_said_not_to_be_reproduced_is_not(id):
    assert not matches(id)


def test_how_many_are_reproduced():
    assert sum(matches(id) for id in PRINTED) >= LEAST


def test_few_printed_figures_have_no_figure_of_ours():
    assert len(ROWS) - len(PRINTED) <= 5


def test_ids_are_unique_and_printed_values_are_bare_numbers():
    assert len({r["id"] for r in ROWS}) == len(ROWS)
    assert [r["id"] for r in ROWS if not _is_number(r["printed"])] == []


def test_points_are_points_and_per_cent_is_per_cent():
    """`change_kind` says what the original's change is; the figure that reproduces it must be of that kind."""
    units = {"percent": {"%"}, "points": {"percentage points"}}
    wrong = [
        r["id"]
        for r in PRINTED.values()
        if r["change_kind"] in units
        and not contradicted(r)
        and (f := figures().figure(r["figure"])).kind == "computed"
        and f.unit not in units[r["change_kind"]]
    ]
    assert wrong == []


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except ArithmeticError:
        return False

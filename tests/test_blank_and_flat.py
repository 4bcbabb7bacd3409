"""Areas without a value, and series that never move, on every kind of chart: nobody is passed over, no flat line moves."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_awkward_shapes import AREAS, MONTHS, Case, Cell, Told, tell

from pcc_lib.pages.chart_kinds import KINDS

pytestmark = pytest.mark.slow  # whole pages
SPLIT = ("trend", "breakdown", "change", "intervals", "rank", "funnel")
OF_MONTHS = {"forecast", "baseline", "scatter", "differences", "bars"}  # of a whole, or of measures
SHARE = {"calculation": "percentage", "numerator": "n", "denominator": "d", "unit": "%", "breakdown": "area"}
PEERS = tuple(f"Area {letter}" for letter in "ABCDEFGHIJKLMN")


def case(areas: tuple[str, ...], blank: tuple[str, ...], kinds: tuple[str, ...], survey: bool = False) -> Case:
    """A share that differs from area to area and moves a little; `blank` have none in the latest month."""
    rows: dict[tuple[str, str], tuple[Cell, ...]] = {}
    for i, month in enumerate(MONTHS):
        for j, area in enumerate(areas):
            known = (100 + 20 * j + (7 * i * (j + 1)) % 9, 400)
            rows[month, area] = (None, None) if month == MONTHS[-1] and area in blank else known
    charts = tuple({"id": kind, "kind": kind} | ({"by": "area"} if kind not in ("rank", "funnel") else {}) for kind in kinds)
    return Case(rows, columns=("n", "d"), measure=SHARE, charts=charts, survey=survey)


def told(root: Path, of: Case) -> Told:
    return tell(of, root, (("what", "crime"), ("scorecard", "safer")))


def test_every_kind_of_chart_is_tried_here():
    assert set(SPLIT) | OF_MONTHS | {"map"} == set(KINDS)  # a map needs shapes: tests/test_maps.py


@pytest.mark.parametrize("blank", [("south",), ("south", "east")], ids=len)
@pytest.mark.parametrize("kind", ["trend", "breakdown", "change", "intervals", "rank"])
def test_an_area_without_a_value_is_named_by_every_chart_of_areas(tmp_path, kind, blank):
    if kind == "rank" and len(blank) > 1:
        pytest.skip("one area has no place")
    found = told(tmp_path, case(AREAS, blank, (kind,), survey=kind == "intervals"))
    for area in blank:
        name = f"{area.capitalize()}: [x]"
        assert name in found.text.split("Table CSV")[0], found.text
        assert all(name in alt for alt in found.alts), found.alts
    if kind != "trend":
        among = "that can be compared" if kind == "change" else "with data"
        words = f"the only area {among}" if len(blank) > 1 else f"Of the areas {among}, "
        assert all(words in title for title in found.titles), found.titles


@pytest.mark.parametrize("blank", [("Area C",), PEERS[:3]], ids=len)
def test_a_funnel_names_who_is_left_out(tmp_path, blank):
    found = told(tmp_path, case(PEERS, blank, ("funnel", "rank")))
    assert len(found.alts) == 2
    for title, alt in zip(found.titles, found.alts, strict=True):
        assert title.startswith("Of the areas with data, ")
        assert all(f"{area}: [x]" in alt for area in blank), alt
    assert f"Without a value, and so left out: {', '.join(f'{area} [x]' for area in blank)}." in found.text


def test_of_changes_the_areas_are_those_that_can_be_compared(tmp_path):
    of = case(AREAS, (), ("change",))
    of.rows = {key: (None, None) if key == ("2022-12", "south") else cells for key, cells in of.rows.items()}
    found = told(tmp_path, of)
    assert (
        found.titles[0].startswith("Of the areas that can be compared, the share of offences was ")
        and "change in percentage points" in found.text
    )


def flat(level: int, by_area: bool) -> dict[tuple[str, str], tuple[Cell, ...]]:
    return {(month, area): (level * (j + 1 if by_area else 1), 1000) for month in MONTHS for j, area in enumerate(AREAS)}


@pytest.mark.parametrize(
    "keys",
    [
        {"unit": "offences"},
        {"unit": "offences", "per_day": True},
        SHARE,
        {"calculation": "mean", "denominator": "d", "unit": "seconds"},
    ],
    ids=["count", "per day", "share", "duration"],
)
@pytest.mark.parametrize("direction", ["increase", "decrease"])
def test_what_never_moves_is_said_to_be_the_same_with_its_target(tmp_path, keys, direction):
    level = 30_000 if keys["unit"] == "seconds" else 100  # 30 s, or 10% and 300 offences
    goal = {"seconds": 45, "%": 15}.get(str(keys["unit"]), 400)
    rows = flat(level, by_area=False)
    measure = keys | {"breakdown": "area", "good_direction": direction, "target": {"label": "Plan", "value": goal}}
    charts = (
        {"id": "t", "kind": "trend"},
        {"id": "p", "kind": "trend", "by": "area"},
        {"id": "b", "kind": "breakdown", "by": "area"},
    )
    found = told(tmp_path, Case(rows, columns=("n", "d"), measure=measure, charts=charts))
    said = "met" if direction == "decrease" else "missed"
    (subject, verb, their) = ("The share of offences", "was", "its") if "%" in keys["unit"] else ("Offences", "were", "their")
    assert found.titles[0] == f"{subject} {verb} the same every month, and {said} {their} target every month"
    assert "It was the same in every month judged" in found.text and f"was {said} in every month judged." in found.text
    assert "Each was the same in every month shown." in found.text and "Each was the same" in found.alts[1]
    assert " the same in all areas: " in found.titles[2]


def test_a_flat_line_is_told_apart_from_those_that_move(tmp_path):
    rows = {key: (100 + 50 * (key[1] == "south") + (i % 7) * (key[1] == "north"), 1000) for i, key in enumerate(flat(1, False))}
    found = told(
        tmp_path,
        Case(rows, columns=("n", "d"), measure={"breakdown": "area"}, charts=({"id": "p", "kind": "trend", "by": "area"},)),
    )
    assert "in December 2023. South and East were the same in every month shown." in found.text


def test_a_line_that_has_no_value_now_is_not_said_to_be_the_same(tmp_path):
    rows = {key: (None, None) if key == (MONTHS[-1], "south") else cells for key, cells in flat(100, False).items()}
    found = told(
        tmp_path,
        Case(rows, columns=("n", "d"), measure={"breakdown": "area"}, charts=({"id": "p", "kind": "trend", "by": "area"},)),
    )
    assert "North and East were the same in every month shown." in found.text and "Each was" not in found.text


def test_a_mark_beside_a_value_makes_no_other_value_of_it(tmp_path):
    """25.0% of 40 answers is marked [u], 25.0% of 400 is not."""
    rows = {(m, a): (10 * (1 if a == "north" else 10), 40 * (1 if a == "north" else 10)) for m in MONTHS for a in AREAS}
    charts = ({"id": "i", "kind": "intervals", "by": "area"}, {"id": "b", "kind": "breakdown", "by": "area"})
    found = told(tmp_path, Case(rows, columns=("n", "d"), measure=SHARE, charts=charts, survey=True))
    assert all(title.startswith("The share of offences is the same in all areas: 25.0%") for title in found.titles), found.titles
    assert "All are the same" in found.alts[0]


def test_what_a_policy_hides_is_named_and_claims_are_of_what_is_shown():
    """The project of small numbers holds back some teams; its bars say so."""
    from places import ROOT

    from pcc_lib.inputs.contents import notebooks
    from pcc_lib.inputs.project import Project
    from pcc_lib.report import Report

    project = Project(ROOT / "tests/projects/small-numbers")
    said = ""
    for page in notebooks(project):
        report = Report(project, page.opened_as, "latest")
        said += "".join(str(getattr(report, call.name)(*call.args).html) for call in page.calls if call.name == "what")
    assert "[c]" in said
    for title in (part.split("</p>")[0] for part in said.split('pcc-chart-title">')[1:]):
        assert (
            "highest" not in title
            or "Of the teams shown, " in title
            or "[c]" not in said.split(title)[1].split("pcc-chart-title")[0]
        )

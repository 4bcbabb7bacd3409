"""Many areas: sentences name the ends, charts colour a few lines, and nobody who is not known is passed over."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from test_awkward_shapes import Case, Told, tell, words

from pcc_lib.charts.given import Axis, ChartError
from pcc_lib.charts.lines import among
from pcc_lib.core.periods import Span
from pcc_lib.figures.figures import Figures
from pcc_lib.figures.reworking import rework
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project

pytestmark = pytest.mark.slow  # whole pages
MONTHS = Span("2022-01", "2023-12").periods
AREAS = [f"Area {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
CHARTS = (
    {"id": "t", "kind": "trend", "by": "area"},
    {"id": "b", "kind": "breakdown", "by": "area"},
    {"id": "c", "kind": "change", "by": "area"},
)
LATEST = MONTHS[-1]


def case(latest: dict[str, int | None] | None = None, areas: list[str] = AREAS) -> Case:
    """Area A has 100 every month, B 101, and so on, but for what is said of the latest month."""
    given = latest or {}
    rows = {
        (month, area): (given[area] if month == LATEST and area in given else 100 + i,)
        for month in MONTHS
        for i, area in enumerate(areas)
    }
    return Case(rows, measure={"breakdown": "area"}, charts=CHARTS)


def told(root: Path, of: Case) -> Told:
    return tell(of, root, (("what", "crime"), ("scorecard", "safer")))


def test_a_sentence_names_the_ends_and_how_many_there_are(tmp_path: Path) -> None:
    found = told(tmp_path, case())
    ends = "Area Z 125, Area Y 124, Area X 123; lowest: Area A 100, Area B 101, Area C 102, in December 2023."
    assert found.text.count(f"Highest of the 26 areas with data: {ends}") == 2  # lines and bars
    for alt in found.alts[:2]:
        assert "Highest of the 26 areas with data: Area Z 125; lowest: Area A 100, in December 2023." in alt
    assert "Area M" not in found.text.split("Measures of priority")[0]
    assert "m.known_parts" in found.figures


def test_those_that_are_not_known_are_named(tmp_path: Path) -> None:
    found = told(tmp_path, case({"Area Z": None, "Area A": None}))
    assert "Highest of the 24 areas with data: Area Y 124" in found.text
    assert found.text.count("Area A: [x]; Area Z: [x] in December 2023.") >= 2
    for alt in found.alts:
        assert "Area A: [x]; Area Z: [x] in December 2023." in alt, alt


def test_of_many_that_are_not_known_there_is_a_count(tmp_path: Path) -> None:
    found = told(tmp_path, case(dict.fromkeys(AREAS[5:20])))
    said = "15 areas have no value [x] in December 2023, such as Area F, Area G, Area H."
    assert found.text.count(said) >= 2 and "Highest of the 11 areas with data: Area Z 125" in found.text
    assert all(said in alt for alt in found.alts), found.alts


def test_all_but_one_are_blank(tmp_path: Path) -> None:
    found = told(tmp_path, case(dict.fromkeys(AREAS[1:])))
    assert "All with data are the same, 100, in December 2023. 25 areas have no value [x] in December 2023" in found.text


def test_a_tie_at_the_cut_is_told(tmp_path: Path) -> None:
    found = told(tmp_path, case(dict.fromkeys(AREAS[:10], 7)))
    assert "lowest: Area A and others 7, in December 2023." in found.text
    found = told(tmp_path / "two", case(dict.fromkeys(AREAS[2:12], 102)))
    assert "lowest: Area A 100, Area B 101, Area C and others 102, in December 2023." in found.text


def test_values_that_are_all_alike_have_no_highest(tmp_path: Path) -> None:
    found = told(tmp_path, case(dict.fromkeys(AREAS, 7)))
    assert (
        "All with data are the same, 7, in December 2023." in found.text
        and found.titles[1] == "Offences are the same in all areas: 7"
    )


def test_a_fall_is_not_the_lowest_change(tmp_path: Path) -> None:
    found = told(tmp_path, case({"Area B": 202, "Area C": 51}))
    ends = "Area B +100.0%, Area A and others 0.0%; at the bottom: Area C −50.0%"
    assert f"At the top of the 26 areas with data: {ends}" in found.text


def test_six_are_named_one_by_one(tmp_path: Path) -> None:
    found = told(tmp_path, case(areas=AREAS[:6]))
    assert "Area A: 100; Area B: 101; Area C: 102; Area D: 103; Area E: 104; Area F: 105 in December 2023." in found.text


@pytest.mark.parametrize("calculation", [{}, {"calculation": "percentage", "unit": "%", "numerator": "n", "denominator": "n"}])
def test_counts_of_parts_follow_from_their_cells(tmp_path: Path, calculation: dict[str, str]) -> None:
    of = case({"Area Z": None, "Area A": None, "Area C": 0})
    of.measure |= calculation
    project = of.write(tmp_path)
    figures = Figures(project, open_quarter(project))
    nought = 1 if calculation else 0  # nought of nought is not known
    for statistic, wanted in (("known_parts", 24 - nought), ("unknown_parts", 2 + nought)):
        figure = figures.of("m", statistic)
        assert figure.value == wanted == rework(Project(tmp_path), figure.formula, figure.cells)


def test_a_few_lines_stand_out_among_many(tmp_path: Path) -> None:
    project = case({"Area Z": None}).write(tmp_path)
    from pcc_lib.report import Report

    html = words(Report(project, "safer").what("crime").drawn())
    assert "Lines in colour: the highest and the lowest now; grey: all other areas. The table has every value." in html


def test_the_lines_in_colour_are_the_ends_and_the_own_area(tmp_path: Path) -> None:
    from pcc_lib.pages import trend_charts
    from pcc_lib.report import Report

    project = case({"Area Z": None}).write(tmp_path)
    body = tmp_path / "data/body.yml"
    body.write_text(body.read_text(encoding="utf-8") + 'own: "Area M"\n', encoding="utf-8")
    page = Report(Project(project.root), "safer").page
    shown = trend_charts._shown(page, page.topic("crime").charts[0])
    assert shown.focus == ["Area M", "Area Y", "Area A", "Area X"]


def frame(names: list[str]) -> pd.DataFrame:
    rows = [(month, name, float(i), str(i)) for i, name in enumerate(names) for month in ("2023-01", "2023-02")]
    return pd.DataFrame(rows, columns=["period", "series", "value", "printed"])


def test_grey_lines_are_drawn_without_names() -> None:
    spec = among(frame(AREAS), Axis("x", "X"), "Lines", AREAS[:2])
    given = [row for rows in spec.to_dict()["datasets"].values() for row in rows]
    grey = {row["s"] for row in given if {"m", "s", "v", "g"} == set(row)}
    assert grey == set(AREAS[2:])
    named = re.findall(r"Area \w", str([row.get("t") for row in given if isinstance(row.get("t"), list)]))
    assert named == AREAS[:2]
    with pytest.raises(ChartError, match="1 to 4 of them in colour, not 5"):
        among(frame(AREAS), Axis("x", "X"), "Lines", AREAS[:5])

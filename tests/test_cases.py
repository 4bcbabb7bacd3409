"""Small projects that once broke the book or made it say what is not so: each holds one kind of fault, and the right result."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable
from html import unescape
from pathlib import Path
from unittest.mock import patch

import pytest
from places import ROOT

from pcc_lib.charts import block as chart_block
from pcc_lib.charts.axes import ValueScale
from pcc_lib.charts.given import Axis
from pcc_lib.checking import check
from pcc_lib.core.errors import Fault
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import month_label
from pcc_lib.inputs.measures import read_topic
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.pages.topic import judged
from pcc_lib.pages.trend_charts import trend
from pcc_lib.report import Report
from pcc_lib.statistics.control_rules import COMMON
from pcc_lib.writing.markup import plain

pytestmark = pytest.mark.slow  # whole pages of many projects

MONTHS = Span("2021-01", "2023-12").periods
AREAS = ("north", "south", "east")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"></svg>'
TOPIC = "title: {}\npriority: safer-streets\norder: {}\n"
SOURCE = (
    "name: lab\ntitle: Made-up test data\npath: lab.csv\nformat: csv\nencoding: utf-8\nschema:\n"
    "  primaryKey: [month, area]\n  missingValues: ['']\n  fields:\n"
    "    - {{name: month, type: string, title: Month, constraints: {{required: true, "
    "pattern: '20\\d{{2}}-(0[1-9]|1[0-2])'}}}}\n"
    "    - {{name: area, type: string, title: Area, constraints: {{required: true, enum: {areas}}}}}\n"
    "    - {{name: offered, type: integer, title: Offered}}\n    - {{name: answered, type: integer, title: Answered}}\n"
    "    - {{name: kind, type: string, constraints: {{required: true, enum: [computed]}}}}\n"
    "    - {{name: status, type: string, constraints: {{enum: [e, p, r]}}}}\n"
    "producer: Nobody\nlicence: none\nobtained: made up\nperiod: month\nbreakdown: area\nlimits: made up\n"
)
MEASURE = {
    "topic": "recorded-crime",
    "source": "lab",
    "owner": "Nobody",
    "sample_owner": True,
    "next_review": "2030-03-31",
    "disclosure": "none",
    "caveats": [],
    "why_it_matters": "It is a test.",
    "change": "change_on_year",
    "good_direction": "increase",
    "order": 10,
    "title": "Answered",
    "calculation": "percentage",
    "numerator": "answered",
    "denominator": "offered",
    "unit": "%",
    "decimals": 1,
}
COUNT = MEASURE | {
    "title": "Offered",
    "calculation": "count",
    "numerator": "offered",
    "denominator": None,
    "unit": "calls",
    "decimals": None,
    "good_direction": "decrease",
}
Cell = Callable[[int, str], object]


def usual(number: int, area: str, level: int = 1000) -> int:
    """A month's count that differs a little from month to month and from area to area, without a pattern."""
    return level + (number * 37 + len(area) * 11 + number * number * 7) % 83 - 41


class Case:
    """A copy of a sample project whose only measure is made of `offered` and `answered`, each by month and area."""

    def __init__(self, root: Path) -> None:
        shutil.copytree(ROOT / "tests/projects/street-crime", root)
        for name in ("measures", "topics", "quarters", "sources"):
            shutil.rmtree(root / "data" / name, ignore_errors=True)
        self.root = root
        self.write("data/datapackage.yml", "name: lab\nresources:\n  - sources/lab.resource.yml\n")
        self.write(
            "data/body.yml",
            "name: Example Policing Board\nforce: Force\narea: Whole force\n"
            "report_title: Street crime bulletin\nplan_title: Plan\nareas:\n"
            + "".join(f"  - {{id: {a}, title: {a.capitalize()}}}\n" for a in AREAS),
        )
        self.write(
            "data/quarters/2023-24-Q4/quarter.yml",
            "written_on: 2024-02-01\nsample: true\nreporting_months: {sources: {lab: '2023-12'}}\n",
        )
        self.write("data/topics/anti-social-behaviour.yml", TOPIC.format("Anti-social behaviour", 2))

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")

    def data(self, offered: Cell, answered: Cell | None = None, areas: Iterable[str] = AREAS) -> Case:
        """The source's rows: each cell by the month's number and the area (None is blank)."""
        rows = ["month,area,offered,answered,kind,status"]
        for number, month in enumerate(MONTHS):
            for area in areas:
                cells = [of(number, area) for of in (offered, answered or offered)]
                rows.append(",".join([month, area, *("" if c is None else str(c) for c in cells), "computed", ""]))
        self.write("data/sources/lab.csv", "\n".join(rows) + "\n")
        self.write("data/sources/lab.resource.yml", SOURCE.format(areas=json.dumps(list(areas))))
        return self

    def told(self, measure: dict[str, object], *charts: dict[str, object], **more: object) -> Case:
        """The measure `m`, and the charts of its topic."""
        said = {k: v for k, v in (measure | more).items() if v is not None}
        self.write("data/measures/m.yml", "".join(f"{k}: {json.dumps(v)}\n" for k, v in said.items()))
        drawn = [{"measures": ["m"], "id": f"c{i}"} | chart for i, chart in enumerate(charts)]
        self.write(
            "data/topics/recorded-crime.yml", TOPIC.format("Recorded crime", 1) + f"tiles: [m]\ncharts: {json.dumps(drawn)}\n"
        )
        return self

    def report(self) -> Report:
        return Report(Project(self.root), "safer-streets")

    def faults(self) -> list[Fault]:
        return check.fault_list(project := Project(self.root), open_quarter(project))

    def sentence(self) -> str:
        """What is said of the measure as a whole."""
        report = self.report()
        return plain(judged(report.page, report.page.figures.measure("m")))

    def page(self) -> str:
        """The topic's blocks as text, alternative texts included; charts are made, and not rendered."""
        report = self.report()
        with patch.object(chart_block, "static_svg", lambda *_, **__: SVG):
            html = "".join(block.drawn() for block in (report.what("recorded-crime"), report.so_what("recorded-crime")))
        html = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
        words = [*re.findall(r'(?:aria-label|alt)="([^"]*)"', html), re.sub(r"<[^>]+>", " ", html)]
        return re.sub(r"\s+([.,;:)])", r"\1", re.sub(r"\s+", " ", unescape(" ".join(words))))


@pytest.fixture
def case(tmp_path) -> Case:
    return Case(tmp_path / "project")


TREND = {"kind": "trend", "from": "2021-01"}


# ── nothing varies ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_percentage_of_100_in_all_months_is_a_flat_line(case):
    case.data(usual).told(MEASURE, TREND)
    assert case.faults() == []
    assert "Answered: 100.0% in December 2023. It was the same in every month judged" in case.page()


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (100.0, "%"),
        (0.0, "%"),
        (42.5, "%"),
        (0.0, "calls"),
        (7.0, "calls"),
        (1.0, "rank"),
        (-3.0, "calls"),
        (61.0, "seconds"),
        (2e6, "GBP"),
    ],
)
@pytest.mark.parametrize("zero", [True, False])
def test_an_axis_has_room_for_one_value(value, unit, zero):
    scale = ValueScale([value, value * (1 + 1e-15)], Axis(unit, "Value", zero))
    assert scale.low < scale.high and scale.low <= value <= scale.high
    assert 0 <= scale.px(value) <= scale.height
    assert scale.value(scale.px(value)) == pytest.approx(value)
    assert unit != "%" or (scale.low >= 0 and scale.high <= 100 + 1e-9)


@pytest.mark.parametrize("level", [0, 7, 3000])
def test_a_count_that_never_changes_is_told_so(case, level):
    page = case.data(lambda *_: level).told(COUNT, TREND).page()
    assert "the same every month" in page
    assert "ts level has moved" not in page and "More than half" not in page


@pytest.mark.parametrize(
    ("target", "better", "said"),
    [(90, "increase", "met"), (100, "increase", "met"), (100, "decrease", "met"), (90, "decrease", "missed")],
)
def test_a_target_is_held_against_what_never_varies(case, target, better, said):
    case.data(usual).told(MEASURE, TREND, target={"value": target, "label": "the standard"}, good_direction=better)
    assert case.faults() == []
    page = case.page()
    assert f"was the same every month, and {said} its target every month" in page and f"Target {said} every month." in page
    assert f"was {said} in every month" in case.sentence()
    assert "More than half of the months judged are flagged" not in page
    assert "0.0 to 0.0" not in page and "95% interval" not in page


def test_two_levels_are_not_one(case):
    """A series that is flat between gaps only, at two levels, does vary."""
    case.data(lambda n, _: None if n % 3 == 2 else 300 + 100 * (n >= 18)).told(COUNT, TREND)
    assert "same in every month" not in case.sentence() and "same every month" not in case.page()


# ── one month far from all others ─────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("month", [5, 18, 30])
@pytest.mark.parametrize("value", [15, 30000])
def test_one_month_does_not_make_two_levels(case, month, value):
    case.data(lambda n, a: value // 3 if n == month else usual(n, a)).told(COUNT, TREND)
    report, page = case.report(), case.page()
    points = report.page.judgement(report.page.figures.measure("m")).points
    assert "ts level has moved" not in page
    assert "Within its usual range" in page
    named = f"{month_label(MONTHS[month])} ({value:,})"
    assert named in case.sentence()
    topic = read_topic(report.page.project, "recorded-crime")
    alt = trend(report.page, topic, topic.charts[0]).alt
    assert named in alt and alt.index("Within its usual range") < alt.index(named), "what must not be cut stands first"
    assert (points["label"] == COMMON).sum() >= 30, "the other months are flagged because of one"
    assert points.at[points.index[month], "rule"] == "outside"


def test_the_latest_month_far_from_all_others_is_flagged_and_the_rest_is_not(case):
    case.data(lambda n, a: 5 if n == 35 else usual(n, a)).told(COUNT, TREND)
    report = case.report()
    points = report.page.judgement(report.page.figures.measure("m")).points
    assert (points["label"].iloc[:-1] == COMMON).sum() >= 30
    assert "below its usual range" in case.sentence()


def test_a_flat_line_with_one_slip_does_not_move_from_a_level_to_another(case):
    case.data(lambda n, a: usual(n, a), lambda n, a: usual(n, a) - 3 * (n == 20)).told(MEASURE, TREND)
    page = case.page()
    assert "ts level has moved" not in page and "More than half" not in page


def test_a_real_change_of_level_is_still_told(case):
    case.data(lambda n, a: usual(n, a, 1000 if n < 18 else 2000)).told(COUNT, TREND)
    report, page = case.report(), case.page()
    assert "it changed at once in July 2022." in page
    assert report.page.judgement(report.page.figures.measure("m")).exceptional == ()


# ── values that are not known ─────────────────────────────────────────────────────────────────────────────────────────
BY_AREA = ({"kind": "breakdown", "by": "area"}, {"kind": "change", "by": "area"}, TREND | {"by": "area"})


def test_with_all_values_known_the_ends_are_claimed_plainly(case):
    levels = {"north": 103, "south": 97, "east": 91}
    page = case.data(lambda n, a: levels[a]).told(COUNT, BY_AREA[0], breakdown="area").page()
    assert "Offered ranges from 91 in East to 103 in North" in page and "with data" not in page


def test_a_blank_latest_month_gets_no_verdict(case):
    page = case.data(lambda n, a: None if n == 35 else usual(n, a)).told(COUNT, TREND).page()
    assert case.faults() == []
    assert "from the 35 months to November 2023" in page and "months to December 2023" not in page
    assert "no value in December 2023 [x]" in page
    assert "Offered [x] December 2023" in page
    for claim in ("its usual range", "usual range of", "95% interval", "above", "below"):
        assert claim not in page


def test_several_blank_months_at_the_end_are_not_counted(case):
    page = case.data(lambda n, a: None if n >= 33 else usual(n, a)).told(COUNT, TREND).page()
    assert "from the 33 months to September 2023" in page


def test_a_blank_latest_month_of_a_flat_line_gets_no_verdict(case):
    page = (
        case.data(lambda n, a: None if n == 35 else usual(n, a), None)
        .told(MEASURE, TREND, target={"value": 90, "label": "the standard"})
        .page()
    )
    assert "met every month" not in page and "same every month" not in page

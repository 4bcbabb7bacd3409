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
from conftest import ROOT

from pcc_lib import chart_block, check
from pcc_lib.chart_parts import ValueScale
from pcc_lib.errors import Fault
from pcc_lib.markup import plain
from pcc_lib.pages.topic import judged
from pcc_lib.plan import open_quarter
from pcc_lib.project import Project
from pcc_lib.quarters import span
from pcc_lib.report import Report

MONTHS = span("2021-01", "2023-12")
AREAS = ("north", "south", "east")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"></svg>'
TOPIC = "title: {}\npriority: safer-streets\norder: {}\n"
SOURCE = ("name: lab\ntitle: Made-up test data\npath: lab.csv\nformat: csv\nencoding: utf-8\nschema:\n"
          "  primaryKey: [month, area]\n  missingValues: ['']\n  fields:\n"
          "    - {{name: month, type: string, title: Month, constraints: {{required: true, pattern: '20\\d{{2}}-(0[1-9]|1[0-2])'}}}}\n"
          "    - {{name: area, type: string, title: Area, constraints: {{required: true, enum: {areas}}}}}\n"
          "    - {{name: offered, type: integer, title: Offered}}\n    - {{name: answered, type: integer, title: Answered}}\n"
          "    - {{name: kind, type: string, constraints: {{required: true, enum: [computed]}}}}\n"
          "    - {{name: status, type: string, constraints: {{enum: [e, p, r]}}}}\n"
          "producer: Nobody\nlicence: none\nobtained: made up\nperiod: month\nbreakdown: area\nlimits: made up\n")
MEASURE = {"topic": "recorded-crime", "source": "lab", "owner": "Nobody", "sample_owner": True, "next_review": "2030-03-31",
           "disclosure": "none", "caveats": [], "why_it_matters": "It is a test.", "change": "change_on_year",
           "good_direction": "increase", "order": 10, "title": "Answered", "calculation": "percentage",
           "numerator": "answered", "denominator": "offered", "unit": "%", "decimals": 1}
COUNT = MEASURE | {"title": "Offered", "calculation": "count", "numerator": "offered", "denominator": None, "unit": "calls",
                   "decimals": None, "good_direction": "decrease"}
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
        self.write("data/body.yml", "name: Office\nforce: Force\narea: Whole force\nreport_title: Report\nareas:\n"
                   + "".join(f"  - {{id: {a}, title: {a.capitalize()}}}\n" for a in AREAS))
        self.write("data/quarters/2023-24-Q4/quarter.yml",
                   "written_on: 2024-02-01\nsample: true\nreporting_months:\n  sources: {lab: '2023-12'}\n")
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
        self.write("data/topics/recorded-crime.yml",
                   TOPIC.format("Recorded crime", 1) + f"tiles: [m]\ncharts: {json.dumps(drawn)}\n")
        return self

    def report(self) -> Report:
        return Report(Project(self.root), "safer-streets")

    def faults(self) -> list[Fault]:
        return check.fault_list(project := Project(self.root), open_quarter(project))

    def sentence(self) -> str:
        """What is said of the measure as a whole."""
        report = self.report()
        return plain(judged(report, report.figures.measure("m")))

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
    assert "Answered: 100.0% in December 2023, the same as in December 2022." in case.page()


@pytest.mark.parametrize(("value", "unit"), [(100.0, "%"), (0.0, "%"), (42.5, "%"), (0.0, "calls"), (7.0, "calls"), (1.0, "rank"),
                                             (-3.0, "calls"), (61.0, "seconds"), (2e6, "GBP")])
@pytest.mark.parametrize("zero", [True, False])
def test_an_axis_has_room_for_one_value(value, unit, zero):
    scale = ValueScale([value, value * (1 + 1e-15)], unit, zero)
    assert scale.low < scale.high and scale.low <= value <= scale.high
    assert 0 <= scale.px(value) <= scale.height
    assert scale.value(scale.px(value)) == pytest.approx(value)
    assert unit != "%" or (scale.low >= 0 and scale.high <= 100 + 1e-9)

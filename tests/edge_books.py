"""The tiny project with one more source, `lab`, a measure of it, `m`, and a topic, `lab`, that draws it: for edges of sources."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from conftest import QUARTER, Tiny, descriptor
from reading_back import unproven

from pcc_lib.core.calendars import Calendar
from pcc_lib.core.periods import Span
from pcc_lib.figures.reworking import rework

Cell = float | str
Row = tuple[str, str, Cell]  # period, area, value


@dataclass(frozen=True)
class Lab:
    """What a source of edges holds and says: rows of an area's value, the kind of period, more keys of its descriptor."""

    rows: Iterable[Row]
    told: str
    period: str = "month"
    extra: str = ""
    kind: str = "computed"
    charts: str = "[{id: t, kind: trend, measures: [m]}]"

    def write(self, tiny: Tiny, **measure: object) -> Tiny:
        """The project with this source; `measure` are keys of the measure `m`."""
        rows = list(self.rows)
        areas = ", ".join(dict.fromkeys(area for _, area, _ in rows))
        about = descriptor("lab", self.period, "area", areas, "n", extra=self.extra)
        about = re.sub(r", pattern: '[^']*'", "", about, count=1)
        text = f"{self.period},area,n,kind,status\n" + "".join(f"{p},{a},{v},{self.kind},\n" for p, a, v in rows)
        tiny.write("data/sources/lab.resource.yml", about).write("data/sources/lab.csv", text)
        tiny.edit("data/datapackage.yml", "  - sources/survey", "  - sources/lab.resource.yml\n  - sources/survey")
        tiny.edit(f"data/quarters/{QUARTER}/quarter.yml", "calls: 2023-10", f"calls: 2023-10, lab: '{self.told}'")
        tiny.edit(f"data/quarters/{QUARTER}/quarter.yml", "2023-11-28", "2024-02-01")
        tiny.write("data/topics/lab.yml", f"title: Lab\npriority: priority-1\norder: 2\ntiles: [m]\ncharts: {self.charts}\n")
        keys = {"topic": "lab", "source": "lab", "numerator": "n", "title": "Offences", "unit": "offences"} | measure
        return tiny.measure("m", **keys)


def wobble(periods: Iterable[str], area: str = "north", level: int = 100) -> list[Row]:
    """A value for each period, around a level, without season or trend."""
    return [(period, area, level + (37 * i * i + 11 * i) % 19 - 9) for i, period in enumerate(periods)]


def quarters(first: str, last: str) -> tuple[str, ...]:
    """The last months of quarters."""
    return Calendar("month", "2023-10", 3, first).between(first, last)


def months(first: str, last: str) -> tuple[str, ...]:
    """Every month from one to another."""
    return Span(first, last).periods


BLOCKS = (
    ("what", "lab"),
    ("so_what", "lab"),
    ("cards",),
    ("largest_changes",),
    ("scorecard", "priority-1"),
    ("signals_summary",),
    ("signals",),
    ("quiet",),
    ("tests",),
    ("data_summary",),
    ("sources",),
    ("definitions", "priority-1"),
    ("completeness",),
)


def told(tiny: Tiny, blocks: tuple[tuple[str, ...], ...] = BLOCKS) -> dict[str, str]:
    """What the blocks of the book say, by the block's name; every known figure in them is worked out again from its cells, and
    every number in them is proven."""
    report, said, project = tiny.report(), {}, tiny.project()
    written = [getattr(report, name)(*args) for name, *args in blocks]
    assert unproven(written, QUARTER) == []
    for block in written:
        name = block.name
        said[name] = words(block.drawn())
        for figure in block.figures:
            if figure.known and figure.formula and figure.measure in ("m", "signals_judged", "signals_found"):
                assert abs(rework(project, figure.formula, figure.cells) - figure.value) < 1e-6, (figure.id, figure.formula)
    return said


def words(markup: str) -> str:
    """The text of HTML, without scripts and tags; alternative texts of drawings count."""
    markup = re.sub(r'<[^>]* alt="([^"]*)"[^>]*>', r" ALT[\1] ", re.sub(r"<script.*?</script>", " ", markup, flags=re.DOTALL))
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", markup))).replace("\u00a0", " ").strip()

"""What the alternative text of a chart says of its ends and its latest values, held against the rows of its download.

A value that no figure of the block prints is proven only as what it is said to be: the highest or the lowest of its line, in the
month that stands beside it; or the latest, in the last month that has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pcc_lib.pages.forecast_charts import AHEAD
from pcc_lib.reading_back.chart_drawn import CELL
from pcc_lib.reading_back.declared import WRONG, Claim, even
from pcc_lib.reading_back.measured import CHANGED, Cell

_MARKS = re.compile(r"(?:[ \u00a0]*\[[a-z]\])+$")
_ENDS = re.compile(
    r"(?P<most>[Hh]ighest|[Ll]ongest):? (?P<high_at>[^.;:()]+?)(?: and others)? \((?P<high>[^()]+)\)[;,] "
    r"(?:lowest|shortest):? (?P<low_at>[^.;:()]+?)(?: and others)? \((?P<low>[^()]+)\)\."
)
_LATEST = re.compile(r"(?:Latest: |the last is )(?P<values>[^;:]+?) in (?P<at>[^.;:()]+?)(?: \([^)]*\))?\.")
_NOT_A_LINE = re.compile(r", 95% interval, (?:lower|upper)$")


def told_claims(text: str, cells: Sequence[Cell]) -> Iterator[Claim]:
    """The ends and the latest values that an alternative text tells; `cells` are the values of the download."""
    drawn = [cell for cell in cells if cell.series not in AHEAD and not _NOT_A_LINE.search(cell.series)]
    for found in _ENDS.finditer(text):
        line = _line(drawn, text[: found.start()])
        values = [cell.value for cell in line]
        ends = [(max(values), found["high"], found["high_at"]), (min(values), found["low"], found["low_at"])] if values else []
        is_true = bool(ends) and all(_is_told(line, *end) for end in ends)
        kind, proof = (CELL, "the ends of its line") if is_true else (WRONG, "is not the end of its line")
        yield Claim(found.start(), found.end(), kind, proof)
    for found in _LATEST.finditer(text):
        last = [cell for cell in drawn if cell.first == max(each.first for each in drawn)]
        values = found["values"].split(" and ")
        if last and _is_at(last[0], found["at"]) and all(any(_tells(cell, value) for cell in last) for value in values):
            yield Claim(found.start(), found.end(), CELL, "the last period of the chart's cells")


def _line(cells: Sequence[Cell], before: str) -> list[Cell]:
    """The cells of the line whose name stands before its ends; all where there is but one line."""
    named = [cell for cell in cells if before.lower().endswith(f"{cell.series.lower()}: ")]
    return named or ([*cells] if len({cell.series.removesuffix(CHANGED) for cell in cells}) == 1 else [])


def _is_told(line: Sequence[Cell], value: float, told: str, at: str) -> bool:
    """Whether a line has this value, as it is told, in the period that stands beside it."""
    return any(cell.value == value and _tells(cell, told) and _is_at(cell, at) for cell in line)


def _tells(cell: Cell, told: str) -> bool:
    core = even(_MARKS.sub("", told))
    return core in map(even, cell.texts)


def _is_at(cell: Cell, at: str) -> bool:
    """Whether words name the period of a cell: `August 2022`, `year ending August 2022`."""
    name = at.strip()
    return any(name == each or name.endswith(f" {each}") for each in (cell.label, cell.first) if each)

"""A chart held against its source: download, table, specification and drawing tell the same values, which are the source's."""

from __future__ import annotations

import contextlib
import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from pcc_lib.charts.axes import short
from pcc_lib.charts.months import COVERS, month_index
from pcc_lib.charts.proof import carried
from pcc_lib.charts.texts import clean
from pcc_lib.core.errors import ReportError
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import MONTH, day_label
from pcc_lib.core.text import words
from pcc_lib.pages.forecast_charts import AHEAD
from pcc_lib.reading_back.chart_parts import ChartParts, Row
from pcc_lib.reading_back.constants import CONSTANT
from pcc_lib.reading_back.dates import DATE, Known
from pcc_lib.reading_back.declared import Declared, Texts, even
from pcc_lib.reading_back.measured import Cell, Measured
from pcc_lib.reading_back.numbered import DEFINITION
from pcc_lib.reading_back.said import Block, texts_of
from pcc_lib.reading_back.ticks import is_regular, label_expressions, tick_texts
from pcc_lib.reading_back.tokens import has_number
from pcc_lib.statistics.forecast import LEVELS

CELL, FIGURE, TICK = "cell", "figure", "tick"
# fields of drawn rows that place, colour and order marks: px, counts of rows, flags; no reader meets them as numbers
LAYOUT = words("i k g p z w f h o yn yw")
MARKS = re.compile(r"(?:[ \u00a0]*\[[a-z]\](?:,)?)+$")
_YEARS = r"(?:width/\d+<\d+&&length\(datum\.label\)==7\?slice\(datum\.label,2\):datum\.label)"
_PLACING = re.compile(rf"{_YEARS}|\(datum\.a\+datum\.b\)/2|isValid\(datum\.v\)\?datum\.v:0|datum\.f=='up'\?'signal: higher'.*")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


class Slip(NamedTuple):
    """What does not fit in a chart: where in it, the number, the words that it stands in, what was found."""

    where: str
    number: str
    words: str
    found: str


class ChartProof:
    """One chart of a page, the block that it is of, and the values of its measures as the sources have them now."""

    def __init__(self, parts: ChartParts, block: Block, measured: Measured, known: Known) -> None:
        self.parts, self.block, self.measured, self.known = parts, block, measured, known
        self.counts: dict[tuple[str, str], int] = defaultdict(int)  # kind and part of the chart: how many numbers

    # ── the download, which all else is held against ──────────────────────────────────────────────────────────────────
    @cached_property
    def _by_key(self) -> Mapping[tuple[str, str], list[Cell]]:
        found: dict[tuple[str, str], list[Cell]] = defaultdict(list)
        for cell in self.measured.cells(self.parts.id):
            found[cell.first, cell.series].append(cell)
        return found

    @cached_property
    def _proven(self) -> list[tuple[Row, Cell | None]]:
        """Each row of the download with a value, and the cell, or figure, that it is."""
        return [(row, self._cell_of(row)) for row in self.parts.rows if has_number(row.value)]

    def _cell_of(self, row: Row) -> Cell | None:
        with contextlib.suppress(ValueError):
            value = float(row.value)
            keys = ((row.first, row.series), (row.series, row.first))
            of_source = (cell for key in keys for cell in self._by_key.get(key, ()) if is_same(value, cell.value))
            return next(of_source, None) or self._figure_of(row, value)
        return None

    def _figure_of(self, row: Row, value: float) -> Cell | None:
        """The figure of the block that a row tells: of this value, and named there by its part, its measure or its period."""
        for said in self.block.rows:
            if said.get("value") and is_same(value, float(said["value"])) and self._names(said) & {row.first, row.series}:
                texts = (said.get("text", ""), *texts_of(said))
                return Cell(row.first, row.first, row.series, value, texts, f"figure {said['id']}")
        return None

    def _names(self, said: Mapping[str, str]) -> set[str]:
        """What a figure may be called in a row: its part, its measure, its period, the parts that its measure keeps."""
        project, found = self.measured.project, {said.get("period", ""), said.get("period", "")[:4]}
        if said.get("breakdown"):
            found.add(project.label(said["breakdown"]))
        with contextlib.suppress(ReportError):
            measure = self.measured.figures.measure(said["measure"])
            found |= {measure.title, *(project.label(part) for parts in measure.rows.values() for part in parts)}
        return (found | {f"Year to {_month(said)}"}) - {""}

    def slips(self) -> Iterator[Slip]:
        """Everything in the chart that its sources do not bear out."""
        for row, cell in self._proven:
            if cell is None:
                where = f"{row.first}, {row.series}"
                yield Slip("its download (CSV)", row.value, where, "is neither what the source gives nor a figure of its block")
            else:
                self.counts[FIGURE if cell.proof.startswith("figure ") else CELL, "download"] += 1
        yield from self._plan_slips()
        yield from self._row_slips()
        yield from self._axis_slips()
        yield from self._drawing_slips()

    def _plan_slips(self) -> Iterator[Slip]:
        """Dates of a timeline's download that no file of the plan names."""
        for row in self.parts.download[1:] if not self.parts.rows else ():
            for date in (date for cell in row[1:] for date in cell.split("; ") if has_number(date)):
                if date in self.known.periods:
                    self.counts[DATE, "download"] += 1
                else:
                    yield Slip("its download (CSV)", date, row[0], "is a date that the plan does not name")

    def _drawing_slips(self) -> Iterator[Slip]:
        """A static drawing that is not as it was drawn, or whose record tells other values than the download."""
        held = carried(self.parts.drawing) if self.parts.drawing else None
        if held is None or not held.record:
            return
        if not held.unchanged:
            yield Slip(
                "its static drawing", "?", "its own digest", "is not as it was drawn, by the digest that the drawing carries"
            )
        heads, *rows = self.parts.download or [[]]
        told = {name: list(map(str, column)) for name, column in zip(heads, zip(*rows, strict=False), strict=False)}
        for name, column in held.record.get("values", {}).items():
            values = [str(v) for v in column] if isinstance(column, list) else [str(column)] * len(rows)
            if [_as_number(v) for v in values] != [_as_number(v) for v in told.get(name, [])]:
                yield Slip("its static drawing", "?", f"the column {name}", "carries other values than the download")

    # ── texts ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def texts(self) -> Texts:
        """The values of the chart as its words may tell them."""
        cells = [cell for _, cell in self._proven if cell is not None]
        found = {text.replace("\u00a0", " ") for cell in cells for text in cell.texts}
        return Texts.of([*(Declared(text, CELL, "the chart's cells", "") for text in found), *self._told()])

    def _told(self) -> Iterator[Declared]:
        rows = [row for row in self.block.rows if row.get("text")]
        yield from (Declared(text, FIGURE, f"figure {row['id']}", "") for row in rows for text in texts_of(row))
        yield from (Declared(text, CONSTANT, "statistics/forecast.py, LEVELS", "") for text in self._levels())
        for measure in self.measured.measures(self.parts.id):
            yield from (Declared(text, DEFINITION, measure.id, "target") for text in self.measured.goal_texts(measure))

    def _levels(self) -> Iterator[str]:
        """The levels of a forecast's intervals, which stand at their ends."""
        yield from (f"{level:.0%}" for level in LEVELS) if self._looks_ahead else ()

    @cached_property
    def _looks_ahead(self) -> bool:
        """Whether it draws a forecast."""
        return any(row.series == AHEAD[0] for row in self.parts.rows)

    def table_cell(self, first: str, column: str, text: str) -> Cell | None:
        """The value that a cell of the table tells, by the head of its row and of its column; None where it tells another."""
        core, row = even(MARKS.sub("", text)), MARKS.sub("", first).strip()
        found = self._by_name.get(row, [])
        named = [cell for cell in found if column in cell.names] or found
        return next((cell for cell in named if core in map(even, cell.texts)), None) or self._both(found, column, core)

    @cached_property
    def _by_name(self) -> Mapping[str, list[Cell]]:
        """The cells of the download by the head of a row that may tell them."""
        found: dict[str, list[Cell]] = defaultdict(list)
        for _, cell in self._proven:
            if cell is not None:
                for name in {*cell.names, _reads(cell)}:
                    found[name].append(cell)
        return found

    def is_row_head(self, text: str) -> bool:
        """Whether a text is the head of a row: a period or group of the download, as readers have it."""
        return MARKS.sub("", text).strip() in self._by_name

    def _both(self, found: Sequence[Cell], column: str, core: str) -> Cell | None:
        """Two ends of an interval or of limits in one cell: `72.8% to 78.0%`."""
        lower, mark, upper = core.partition(" to ")
        if not mark:
            return None
        ends = [cell for cell in found if cell.series not in (column,)]
        one, other = (next((c for c in ends if text in map(even, c.texts)), None) for text in (lower, upper))
        return one if one is not None and other is not None else None

    def words_of(self) -> Iterator[tuple[str, str]]:
        """Texts of the specification and of the drawing that hold a number, each with where it stands."""
        told = {text: "specification" for text in self.parts.texts() if has_number(text)}
        for expression in self.parts.expressions():
            if isinstance(expression, str) and not self._is_known(expression):
                told |= {text: "specification" for text in _literals(expression) if has_number(text)}
        yield from ((text, where) for text, where in told.items())
        drawn = {text: "drawing" for text in self.parts.drawn_texts() if has_number(text)}
        yield from ((text, where) for text, where in drawn.items() if text not in told)

    # ── what is drawn ─────────────────────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def _by_month(self) -> Mapping[tuple[float, str], set[float]]:
        found: dict[tuple[float, str], set[float]] = defaultdict(set)
        for _, cell in self._proven:
            if cell is not None and (value := short(cell.value)) is not None:
                for at in _places(cell.first):
                    found[at, clean(cell.series, 200)].add(value)
                    found[at, ""].add(value)
        return found

    @cached_property
    def _values(self) -> frozenset[float]:
        """Every value that the chart may draw."""
        cells = {short(cell.value) for _, cell in self._proven if cell is not None}
        figures = {short(float(row["value"])) for row in self.block.rows if row.get("value")}
        drawn = (*self.measured.drawn(self.parts.id), *(self.measured.ahead(self.parts.id) if self._looks_ahead else ()))
        return frozenset(v for v in {*cells, *figures, *drawn, 0.0} if v is not None)

    @cached_property
    def _months(self) -> frozenset[float]:
        """Where on an axis of months any known period begins or ends."""
        periods = (*self.known.periods, *(row.first for row in self.parts.rows))
        found = {at for period in periods for at in _places(period)}
        return frozenset(at + by for at in found for by in {0.0, *(k * n / 2 for n in COVERS.values() for k in (-1, 1))})

    def _row_slips(self) -> Iterator[Slip]:
        for row in self.parts.data_rows():
            for field, value in row.items():
                if field in LAYOUT or isinstance(value, bool) or not isinstance(value, int | float):
                    continue
                if self._is_drawn(row, field, float(value)):
                    self.counts[CELL, "drawn rows"] += 1
                else:
                    told = " ".join(str(row[key]) for key in ("s", "n", "t") if row.get(key))
                    yield Slip("its drawn rows", f"{value:g}", f"{field} of {told or 'a mark'}", "is no value of its cells")

    def _is_drawn(self, row: Mapping[str, Any], field: str, value: float) -> bool:
        if field == "m" or (field in "abdeq" and value in self._months):
            return value in self._months
        if field in "ab" and {"a", "b", "v"} <= row.keys():  # a part of a column, from its foot to its head
            return math.isclose(row["b"] - row["a"], row["v"], abs_tol=2e-3 * max(1.0, abs(row["b"])))
        series = str(row.get("s", ""))
        if field == "v" and "m" in row and self._by_month:
            held = self._by_month.get((row["m"], series)) or self._by_month.get((row["m"], ""), set())
            return value in held or ("s" not in row and value in self._values)
        return value in self._values

    def _axis_slips(self) -> Iterator[Slip]:
        """Ticks that are no regular scale, and labels that are made by an unknown expression."""
        for ticks in self.parts.scales():
            if not is_regular(ticks):
                yield Slip("an axis", ", ".join(f"{t:g}" for t in ticks), "ticks", "are no regular scale")
            else:
                self.counts[TICK, "axes"] += len(ticks)
        for text in self._label_makers():
            if not self._is_known(text):
                yield Slip("its labels", text[:60], "an expression", "is none that the library writes")

    def _label_makers(self) -> Iterator[str]:
        yield from (e for e in _keyed(self.parts.spec, ("labelExpr", "calculate")) if isinstance(e, str))

    def _is_known(self, expression: str) -> bool:
        return expression in label_expressions() or bool(_PLACING.fullmatch(expression))

    def is_tick(self, text: str) -> bool:
        """Whether a text of the drawing is the label of a tick."""
        return even(text) in self._tick_labels

    @cached_property
    def _tick_labels(self) -> frozenset[str]:
        axes = [axis for axis in _keyed(self.parts.spec, ("axis",)) if isinstance(axis, dict) and axis.get("values")]
        return frozenset(
            even(label) for axis in axes for value in axis["values"] for label in tick_texts(value, axis.get("labelExpr", ""))
        )


def _as_number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text.removeprefix("'")


def _reads(cell: Cell) -> str:
    """A month of a download as readers have it."""
    return day_label(cell.first) if MONTH.fullmatch(cell.first) else cell.first


def is_same(value: float, other: float) -> bool:
    """Whether two values are the same to twelve digits, as a download writes them."""
    return value == other or f"{value:.12g}" == f"{other:.12g}"


def _month(said: Mapping[str, str]) -> str:
    return day_label(Span.parse(said["period"]).last) if said.get("period") else ""


def _places(period: str) -> list[float]:
    """Where a period stands on an axis of months: as a month, or as a year."""
    found: list[float] = []
    for every in ("month", "year"):
        with contextlib.suppress(ReportError, ValueError):
            at = short(month_index(period.replace(" to ", ".."), every))
            found += [at] if at is not None else []
    return found


def _literals(expression: str) -> Iterable[str]:
    """Texts that stand in an expression as they are."""
    found = [json.loads(f'"{m[1]}"') for m in _QUOTED.finditer(expression)]
    return [*found, " ".join(found)] if found else []


def _keyed(node: object, names: tuple[str, ...]) -> Iterator[Any]:
    """What stands under these keys, dictionaries too, anywhere but in the rows that are drawn."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in names:
                yield value
            if key not in ("datasets", "data", "config"):
                yield from _keyed(value, names)
    elif isinstance(node, list):
        for value in node:
            yield from _keyed(value, names)

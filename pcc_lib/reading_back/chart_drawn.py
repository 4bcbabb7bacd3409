"""What a chart draws, held against its download: rows and their words, axes and their labels, and the static drawing."""

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
from pcc_lib.charts.proof import Carried, carried
from pcc_lib.charts.texts import clean
from pcc_lib.core.csv_cells import plain
from pcc_lib.core.errors import ReportError
from pcc_lib.core.text import words
from pcc_lib.reading_back.chart_parts import ChartParts
from pcc_lib.reading_back.dates import span_told
from pcc_lib.reading_back.declared import even
from pcc_lib.reading_back.elements import attribute
from pcc_lib.reading_back.measured import Cell
from pcc_lib.reading_back.ticks import is_regular, label_expressions, tick_texts
from pcc_lib.reading_back.tokens import has_number

CELL, TICK = "cell", "tick"
# fields of drawn rows that place, colour and order marks: px, counts of rows, flags; no reader meets them as numbers
LAYOUT = words("i k g p z w f h o yn yw")
_YEARS = r"(?:width/\d+<\d+&&length\(datum\.label\)==7\?slice\(datum\.label,2\):datum\.label)"
_PLACING = re.compile(rf"{_YEARS}|\(datum\.a\+datum\.b\)/2|isValid\(datum\.v\)\?datum\.v:0|datum\.f=='up'\?'signal: higher'.*")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


class Slip(NamedTuple):
    """What does not fit in a chart: where in it, the number, the words that it stands in, what was found."""

    where: str
    number: str
    words: str
    found: str


class Drawn:
    """What one chart draws. cells: those that its download tells, all proven; more: what else its methods draw, as it holds it;
    periods: those that it may place a mark at."""

    def __init__(self, parts: ChartParts, cells: Sequence[Cell], more: frozenset[float], periods: frozenset[str]) -> None:
        self.parts, self._cells, self._more, self._periods = parts, cells, more, periods
        self.counts: dict[tuple[str, str], int] = defaultdict(int)  # kind and part of the chart: how many numbers

    def slips(self) -> Iterator[Slip]:
        """Everything drawn that is not what the download tells."""
        if self.parts.image is not None and attribute(self.parts.image, "alt") != self.parts.spec.get("description", ""):
            yield Slip("its description", "?", str(self.parts.spec.get("description", "")), "is not its alternative text")
        yield from self._row_slips()
        yield from self._text_slips()
        yield from self._axis_slips()
        yield from self._drawing_slips()

    def words_of(self) -> Iterator[tuple[str, str]]:
        """Texts of the specification and of the drawing that hold a number, each with where it stands."""
        told = {text: "specification" for text in self.parts.texts() if has_number(text)}
        for expression in self.parts.expressions():
            if isinstance(expression, str) and not self._is_known(expression):
                told |= {text: "specification" for text in _literals(expression) if has_number(text)}
        yield from ((text, where) for text, where in told.items())
        drawn = {text: "drawing" for text in self.parts.drawn_texts() if has_number(text)}
        yield from ((text, where) for text, where in drawn.items() if text not in told)

    @cached_property
    def _by_month(self) -> Mapping[tuple[float, str], set[float]]:
        found: dict[tuple[float, str], set[float]] = defaultdict(set)
        for cell in self._cells:
            if (value := short(cell.value)) is not None:
                for at in _places(cell.first):
                    found[at, clean(cell.series, 200)].add(value)
                    found[at, ""].add(value)
        return found

    @cached_property
    def _values(self) -> frozenset[float]:
        """Every value that the chart may draw."""
        return frozenset({0.0, *self._more, *(v for cell in self._cells if (v := short(cell.value)) is not None)})

    @cached_property
    def _months(self) -> frozenset[float]:
        """Where on an axis of months any known period begins or ends."""
        periods = (*self._periods, *(row.first for row in self.parts.rows))
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

    def _text_slips(self) -> Iterator[Slip]:
        """Drawn rows whose words tell another value than the row has."""
        for row in self.parts.data_rows():
            value, text = row.get("v"), row.get("t")
            if isinstance(value, int | float) and isinstance(text, str) and has_number(text):
                cells = self._by_value.get(float(value), ())
                texts = {told for cell in cells if "m" not in row or row["m"] in _places(cell.first) for told in cell.texts}
                if texts and not any(_tells(even(text), even(told)) for told in texts):
                    yield Slip("its drawn rows", text, f"words of {value:g}", "is not how its value is printed")

    @cached_property
    def _by_value(self) -> Mapping[float, list[Cell]]:
        found: dict[float, list[Cell]] = defaultdict(list)
        for cell in self._cells:
            if (value := short(cell.value)) is not None:
                found[value].append(cell)
        return found

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
        every = [axis for axis in _keyed(self.parts.spec, ("axis",)) if isinstance(axis, dict)]
        axes = [axis for axis in every if axis.get("values")]
        shortened = any(re.fullmatch(_YEARS, str(axis.get("labelExpr", ""))) for axis in every)  # on a narrow drawing: 23-24
        years = {str(row["y"])[2:] for row in self.parts.data_rows() if "y" in row} if shortened else set()
        return frozenset(
            even(label)
            for label in (
                *years,
                *(t for axis in axes for value in axis["values"] for t in tick_texts(value, axis.get("labelExpr", ""))),
            )
        )

    def _drawing_slips(self) -> Iterator[Slip]:
        """A static drawing that is not as it was drawn, or whose record tells other values than the download."""
        for drawing in self.parts.drawings:
            yield from self._slips_of(carried(drawing))

    def _slips_of(self, held: Carried | None) -> Iterator[Slip]:
        if held is None or not held.record:
            return
        if not held.unchanged:
            yield Slip(
                "its static drawing", "?", "its own digest", "is not as it was drawn, by the digest that the drawing carries"
            )
        heads, *rows = self.parts.download or [[]]
        told = {name: list(map(str, column)) for name, column in zip(heads, zip(*rows, strict=False), strict=False)}
        for name, column in held.record.get("values", {}).items():
            values = column if isinstance(column, list) else [column] * len(rows)
            if [_as_number("" if v is None else str(v)) for v in values] != [_as_number(v) for v in told.get(name, [])]:
                yield Slip("its static drawing", "?", f"the column {name}", "carries other values than the download")


def _tells(text: str, told: str) -> bool:
    """Whether words begin with a printed value (and not with a longer number), or tell it behind a name: `Overall: 80.0%`."""
    return any(part.startswith(told) and not part[len(told) :][:1].isdigit() for part in (text, text.rpartition(": ")[2]))


def _as_number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return plain(text)


def _places(period: str) -> list[float]:
    """Where a period stands on an axis of months: at its first month, or as a year."""
    found: list[float] = []
    for every in ("month", "year"):
        with contextlib.suppress(ReportError, ValueError):
            at = short(month_index(str(span_told(period)), every))
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

"""A chart held against its source: download, table, specification and drawing tell the same values, which are the source's."""

from __future__ import annotations

import contextlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from pcc_lib.charts.axes import short
from pcc_lib.core.month_names import MONTH as MONTH_NAME
from pcc_lib.core.month_names import month_number
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import MONTH, day_label
from pcc_lib.figures.track_words import HELD_WORDS
from pcc_lib.pages.forecast_charts import AHEAD
from pcc_lib.reading_back.answers import Answers
from pcc_lib.reading_back.chart_drawn import CELL, Drawn, Slip
from pcc_lib.reading_back.chart_parts import ChartParts, Row
from pcc_lib.reading_back.chart_told import told_claims
from pcc_lib.reading_back.constants import CONSTANT
from pcc_lib.reading_back.dates import DATE, Known, span_told
from pcc_lib.reading_back.declared import WRONG, Claim, Declared, Texts, even
from pcc_lib.reading_back.measured import Cell
from pcc_lib.reading_back.numbered import DEFINITION
from pcc_lib.reading_back.said import Block, texts_of
from pcc_lib.reading_back.tokens import has_number
from pcc_lib.statistics.forecast import LEVELS

FIGURE = "figure"
MARKS = re.compile(r"(?:[ \u00a0]*\[[a-z]\](?:,)?)+$")
_SOURCED = re.compile(rf", to ({MONTH_NAME}) ((?:19|20)\d{{2}})\b")
_SPANNED = re.compile(rf"(?<!ending )({MONTH_NAME}) ((?:19|20)\d{{2}}) to ({MONTH_NAME}) ((?:19|20)\d{{2}})")


class ChartProof:
    """One chart of a page, the block that it is of, and the values of its measures as the sources have them now."""

    def __init__(self, parts: ChartParts, block: Block, answers: Answers, known: Known) -> None:
        self.parts, self.block, self.answers, self.known = parts, block, answers, known
        self.counts: dict[tuple[str, str], int] = defaultdict(int)  # kind and part of the chart: how many numbers

    # ── the download, which all else is held against ──────────────────────────────────────────────────────────────────
    @cached_property
    def _by_key(self) -> Mapping[tuple[str, str], list[Cell]]:
        found: dict[tuple[str, str], list[Cell]] = defaultdict(list)
        for cell in self.answers.cells(self.parts.id):
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
        """The figure of the block that a row tells: of this value, and named there by its part, its measure or its period. Where
        several are (a count of nought, and a change of nought), the cell may print what any of them prints."""
        found = [
            said
            for said in self.block.rows
            if said.get("value") and is_same(value, float(said["value"])) and self._names(said) & {row.first, row.series}
        ]
        texts = tuple(dict.fromkeys(text for said in found for text in (said.get("text", ""), *texts_of(said))))
        return Cell(row.first, row.first, row.series, value, texts, f"figure {found[0]['id']}") if found else None

    def _names(self, said: Mapping[str, str]) -> set[str]:
        """What a figure may be called in a row: its part, its measure, its period, the parts that its measure keeps."""
        label, found = self.answers.label, {said.get("period", ""), said.get("period", "")[:4]}
        if said.get("breakdown"):
            found.add(label(said["breakdown"]))
        if measure := self.answers.measure(said["measure"]):
            found |= {measure.title, *(label(part) for parts in measure.rows.values() for part in parts)}
        found.add(HELD_WORDS.get(said["measure"], ""))
        return (found | {f"Year to {_month(said)}"}) - {""}

    def slips(self) -> Iterator[Slip]:
        """Everything in the chart that its sources do not bear out."""
        for row, cell in self._proven:
            if cell is None:
                where = f"{row.first}, {row.series}"
                yield Slip("its download (CSV)", row.value, where, "is neither what the source gives nor a figure of its block")
            else:
                self.counts[FIGURE if cell.proof.startswith("figure ") else CELL, "download"] += 1
        if self.parts.is_broken:
            yield Slip("its specification", "?", "JSON", "cannot be read")
        yield from self._plan_slips()
        yield from self.drawn.slips()

    def _plan_slips(self) -> Iterator[Slip]:
        """Dates of a timeline's download that no file of the plan names."""
        for row in self.parts.download[1:] if not self.parts.rows else ():
            for date in (date for cell in row[1:] for date in cell.split("; ") if has_number(date)):
                if date in self.known.periods:
                    self.counts[DATE, "download"] += 1
                else:
                    yield Slip("its download (CSV)", date, row[0], "is a date that the plan does not name")

    @cached_property
    def drawn(self) -> Drawn:
        """What it draws, held against its download."""
        cells = [cell for _, cell in self._proven if cell is not None]
        figures = {short(float(row["value"])) for row in self.block.rows if row.get("value")}
        ahead = self.answers.ahead(self.parts.id) if self._looks_ahead else ()
        more = {*figures, *self.answers.drawn(self.parts.id), *ahead}
        return Drawn(self.parts, cells, frozenset(v for v in more if v is not None), self.known.periods)

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
        for measure in self.answers.charted(self.parts.id):
            yield from (Declared(text, DEFINITION, measure.id, "target") for text in self.answers.goals(measure.id))

    def _levels(self) -> Iterator[str]:
        """The levels of a forecast's intervals, which stand at their ends."""
        yield from (f"{level:.0%}" for level in LEVELS) if self._looks_ahead else ()

    @cached_property
    def _looks_ahead(self) -> bool:
        """Whether it draws a forecast."""
        return any(row.series == AHEAD[0] for row in self.parts.rows)

    def told_claims(self, text: str) -> Iterator[Claim]:
        """The ends and the latest values that its alternative text tells."""
        return told_claims(text, [cell for _, cell in self._proven if cell is not None])

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

    def span_claims(self, text: str) -> Iterator[Claim]:
        """`November 2020 to October 2023`: from the first to the last of its data, or what one of its block's figures is of."""
        for found in _SPANNED.finditer(text):
            first, last = (f"{year}-{month_number(name):02d}" for name, year in (found.group(1, 2), found.group(3, 4)))
            if (first, last) in self._spans or self._is_gap(first, last):
                yield Claim(found.start(), found.end(), DATE, f"{first}..{last}")
            else:
                yield Claim(found.start(), found.end(), WRONG, "is of no months that the chart or a figure of its block spans")

    def source_claims(self, text: str) -> Iterator[Claim]:
        """`Source: …, to October 2023`: the last period of its data."""
        found = _SOURCED.search(text)
        if found and self._spans:
            last = f"{found[2]}-{month_number(found[1]):02d}"
            is_last = last in {end for _, end in self._spans}
            yield Claim(
                found.start(1), found.end(2), DATE if is_last else WRONG, last if is_last else "is not the last of its data"
            )

    @property
    def spans(self) -> Iterator[Span]:
        """From where to where its data go, and what the figures of its block are of."""
        return (Span(first, last) for first, last in self._spans)

    def _is_gap(self, first: str, last: str) -> bool:
        """Whether no month from one to another has a value, within the data."""
        known = sorted(row.first for row in self.parts.rows if has_number(row.value) and MONTH.fullmatch(row.first))
        return bool(known) and known[0] < first < last < known[-1] and not any(first <= month <= last for month in known)

    @cached_property
    def _spans(self) -> frozenset[tuple[str, str]]:
        told: dict[tuple[str, bool], list[str]] = defaultdict(list)
        for row in self.parts.rows:
            span = span_told(row.first)
            periods = [period[:7] for period in (span.first, span.last) if MONTH.match(period)]
            for series in (row.series, ""):
                told[series, False] += periods
                told[series, True] += periods if has_number(row.value) else []
        found = {(min(all_of), max(each)) for (series, _), each in told.items() if each and (all_of := told[series, False])}
        return frozenset(found | {(span.first, span.last) for span in self.block.spans})


def _reads(cell: Cell) -> str:
    """A month of a download as readers have it."""
    return day_label(cell.first) if MONTH.fullmatch(cell.first) else cell.first


def is_same(value: float, other: float) -> bool:
    """Whether a value is another as a download writes it: in full, or with twelve digits."""
    return value in (other, float(f"{other:.12g}"))


def _month(said: Mapping[str, str]) -> str:
    return day_label(Span.parse(said["period"]).last) if said.get("period") else ""

"""The back-test: each number that an original report printed beside the figure that tells it here, with a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pcc_lib.core import numerals
from pcc_lib.core.errors import ReportError
from pcc_lib.core.periods import Span
from pcc_lib.figures.figure import Basis, Figure, Said, given
from pcc_lib.inputs.models.rows import PrintedRow
from pcc_lib.inputs.published import FOLDER, IN_SECONDS, original_of

SAME, REVISED, CONTRADICTORY, NO_DATA = "same", "revised", "contradictory", "no_data"
# every verdict: its words, and what it means
VERDICTS = {
    SAME: ("Same", "The figure here, rounded as the original rounds, is the number in print."),
    CONTRADICTORY: ("Contradictory", "Another number follows from what else is printed; both are kept."),
    REVISED: ("Revised since", "The source was revised after the original was printed."),
    NO_DATA: ("No data", "No figure of this book shows it."),
}


@dataclass(frozen=True)
class Held:
    """A printed number, the figure that tells it here (None where there is none, or it is not known), and the verdict."""

    row: PrintedRow
    figure: Figure | None
    verdict: str

    @property
    def why(self) -> str:
        """What its note says, without the word that it begins with."""
        for word in ("contradiction: ", "revised: "):
            if self.row.note.startswith(word):
                said = self.row.note.removeprefix(word)
                return said[:1].upper() + said[1:]
        return self.row.note

    @property
    def contradicts(self) -> bool:
        """Whether the original contradicts itself here, though our figure may well be the number in print."""
        return self.verdict == CONTRADICTORY or self.row.note.startswith("contradiction")


Before = Callable[[str, str], Iterator[float]]  # what a formula gave for its cells with earlier releases of the sources


def held(rows: Iterable[PrintedRow], figure: Callable[[str], Figure], before: Before) -> list[Held]:
    """Each printed number with its verdict, in the order of the record. `figure` gives a figure by its name."""
    return [_held(row, figure, before) for row in rows]


def _held(row: PrintedRow, figure: Callable[[str], Figure], before: Before) -> Held:
    try:
        found = figure(row.figure) if row.figure else None
    except ReportError:
        found = None  # it names a figure that there is not, which the check tells
    if found is None or not found.known:
        return Held(row, None, NO_DATA)
    original = original_of(row)
    if original.prints(found.numeric, found.unit):
        return Held(row, found, SAME)
    revised = row.note.startswith("revised") or any(
        original.prints(value, found.unit) for value in before(found.formula, found.cells)
    )
    return Held(row, found, REVISED if revised else CONTRADICTORY)


def printed_figure(row: PrintedRow, quarter: str, period: Span) -> Figure:
    """The number as the original prints it, as a figure: `published(a)` of its row."""
    basis = Basis(f"{FOLDER}/{quarter}.csv#id={row.id};column=printed", kind="published")
    text = _text(row)
    return given(f"original_{row.id.replace('-', '_')}.printed", Said(float(row.printed), row.unit, text), basis, str(period))


def _text(row: PrintedRow) -> str:
    """The number with its unit, with the digits of the original."""
    value, decimals = float(row.printed), len(row.printed.partition(".")[2])
    unit = {"points": "percentage points"}.get(row.unit, row.unit)
    shown = numerals.number(value, decimals) if unit in ("seconds", *IN_SECONDS) else numerals.printed(value, unit, decimals)
    worded = unit in ("%", "percentage points", "rank", "GBP", "GBP million", "places", "", "r") or unit.startswith("million")
    return shown if worded else f"{shown} {unit}"

"""What cannot be so where a measure tells a part of a whole: more of the part than of the whole, and parts of an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from pcc_lib.core import grammar
from pcc_lib.core.errors import Fault
from pcc_lib.core.frames import column_of, each_cell, rows_where
from pcc_lib.inputs.measures import Measure
from pcc_lib.inputs.models.columns import Term
from pcc_lib.inputs.source_faults import cell_text
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.inputs.sources import Source, kinds_of

SLACK = 1e-6  # of the whole: weighted answers are rounded one by one
FEW = 0.1  # of a survey's counts may be no whole numbers and still be slips: where more are, the answers are weighted
USUAL, ENOUGH = 0.9, 10  # options of one question add up to its answers in this part of the rows, and in so many rows
OTHERWISE = "where the one need not be part of the other, such as outcomes of earlier months, write calculation: ratio."


def fault_list(measure: Measure, source: Source) -> list[Fault]:
    """Every cell of a source, of the rows that the measure takes, that no part of a whole and no survey can hold."""
    rows = _rows(measure, source)
    faults = list(_above_whole(measure, source, rows)) if measure.how.is_part else []
    if source.about.design == "survey":
        faults += [*_above_hundred(measure, source, rows), *_fractions(measure, source, rows)]
    return faults


def _rows(measure: Measure, source: Source) -> pd.DataFrame:
    """The rows of a source that a measure takes."""
    wanted = pd.Series(True, index=source.frame.index)
    for key, values in measure.rows.items():
        wanted &= column_of(source.frame, key).isin(values)
    return rows_where(source.frame, wanted)


def option_faults(measures: Sequence[Measure], source: Source) -> Iterator[Fault]:
    """Rows of a survey in which the options of one question, told by several measures, add up to more than its answers.

    Options are of one question where they add up to its answers nearly always: those of which people choose several do not.
    """
    questions: dict[tuple, list[Measure]] = {}
    for measure in measures if source.about.design == "survey" else ():
        if measure.how.is_part and len(measure.terms("numerator")) == 1:
            asked = (measure.terms("denominator"), tuple(sorted(measure.rows.items())))
            questions.setdefault(asked, []).append(measure)
    for alike in questions.values():
        terms = sorted({m.terms("numerator")[0] for m in alike}, key=lambda term: source.columns.index(term.column))
        yield from _overfull(terms, alike[0], source) if len(terms) > 1 else ()


def _overfull(options: Sequence[Term], measure: Measure, source: Source) -> Iterator[Fault]:
    """Rows in which options add up to more than the base of a measure, where they add up to it nearly always."""
    rows, base = _rows(measure, source), measure.terms("denominator")
    total, whole = _summed(rows, options), _summed(rows, base)
    known, over = total.notna() & whole.notna(), total > whole + SLACK * whole.abs()
    equal = known & ~over & (total >= whole - SLACK * whole.abs())
    for i, count in each_cell(total.where(over).dropna()) if equal.sum() >= max(ENOUGH, USUAL * known.sum()) else ():
        found = f"'{cell_text(count)}' answers in all, and '{cell_text(whole[i])}' of {_words(base)}: else they add up to it."
        yield _fault(source, i, [term.column for term in options], found, "Correct the cells.")


def _above_whole(measure: Measure, source: Source, rows: pd.DataFrame) -> Iterator[Fault]:
    """More of the part than of the whole, in any row; what a rule of the source says already is left to that rule."""
    part, whole = measure.terms("numerator"), measure.terms("denominator")
    parts, wholes = _summed(rows, part), _summed(rows, whole)
    over = parts > wholes + SLACK * wholes.abs()
    if over.any():
        over &= ~_told(source, rows, {term.column for term in (*part, *whole)})
    todo = "Correct the cells." if source.about.design == "survey" else f"Correct the cells; {OTHERWISE}"
    for i, count in each_cell(parts.where(over).dropna()):
        above = f"'{cell_text(count)}' is above '{cell_text(wholes[i])}', the {_words(whole)}"
        yield _fault(source, i, [term.column for term in part], f"{above}, and {_words(part)} is told as a part of it.", todo)


def _summed(rows: pd.DataFrame, terms: Sequence[Term]) -> pd.Series:
    """Columns added up, less those that are taken off; blank where one of them is."""
    total = pd.Series(0.0, index=rows.index)
    for term in terms:
        total = total + column_of(rows, term.column) if term.sign == "+" else total - column_of(rows, term.column)
    return total


def _words(terms: Sequence[Term]) -> str:
    first, *others = terms
    return " ".join([first.column, *(f"{term.sign} {term.column}" for term in others)])


def _told(source: Source, rows: pd.DataFrame, columns: set[str]) -> pd.Series:
    """Rows that break a rule of the source about these columns."""
    told = pd.Series(False, index=rows.index)
    for check in source.about.checks:
        rule = grammar.rule(check.rule, kinds_of(source.about))
        if columns <= set(rule.names):
            told |= grammar.broken(rule, rows_where(source.as_written, source.as_written.index.isin(rows.index)))
    return told


def _above_hundred(measure: Measure, source: Source, rows: pd.DataFrame) -> Iterator[Fault]:
    """Ready-made percentages of answers that are more than all of them."""
    for term in measure.terms("numerator") if measure.how.ready_made and measure.is_share else ():
        cells = column_of(rows, term.column)
        for i, value in each_cell(cells.where(cells > 100).dropna()):
            found = f"'{cell_text(value)}' is above 100, and {measure.id} tells it as a percentage of answers."
            yield _fault(source, i, [term.column], found, "Correct the cell.")


def _fractions(measure: Measure, source: Source, rows: pd.DataFrame) -> Iterator[Fault]:
    """Parts of an answer, in a column that else holds whole numbers: the answers are not weighted."""
    for column in dict.fromkeys(term.column for role in measure.how.counts for term in measure.terms(role)):
        cells = column_of(rows, column).dropna()
        broken = cells.where((cells - cells.round()).abs() > 1e-9).dropna()
        for i, value in each_cell(broken) if 0 < len(broken) <= max(FEW * len(cells), 1) else ():
            found = f"'{cell_text(value)}' is no number of answers: the other cells of {column} are whole numbers."
            yield _fault(source, i, [column], found, "Correct the cell.")


def _fault(source: Source, row: int, columns: Sequence[str], found: str, todo: str) -> Fault:
    place = f"column {columns[0]}" if len(columns) == 1 else f"columns {', '.join(columns)}"
    return Fault(f"{SOURCES}/{source.file}", f"row {row + 2}, {place}", found, todo)

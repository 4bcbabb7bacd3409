"""What a page marks up: figures, counts, dates and code. Each is held against what it says that it is."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

from pcc_lib.charts.months import short_month
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import MONTH, day_label, period_label
from pcc_lib.figures.counted_lists import names_a_list
from pcc_lib.reading_back.answers import Answers
from pcc_lib.reading_back.codes import CELLS
from pcc_lib.reading_back.counts import COUNTED, IN_THE_PAGE, count_in_page, is_count
from pcc_lib.reading_back.dates import DATE, Known
from pcc_lib.reading_back.declared import WRONG, Claim
from pcc_lib.reading_back.elements import Element, attribute, first_below
from pcc_lib.reading_back.passages import Marked, Passage
from pcc_lib.reading_back.said import digits_of, texts_of
from pcc_lib.reading_back.tokens import has_number

FIGURE = "figure"
_COLUMN = re.compile(r"(?P<column>\w+) (?P<first>\d{4}(?:-\d\d)?(?:-Q\d)?)(?:\.\.(?P<last>\d{4}(?:-\d\d)?(?:-Q\d)?))?(?![\w.])")
_CITED = re.compile(r"(?:^|#)\w+=(\d[\dQ/.-]*)")


def periods_cited(text: str) -> frozenset[str]:
    """The first and last periods of the cells that a reference names."""
    spans = (Span.parse(m[1].replace("/", "-")) for m in _CITED.finditer(text))
    return frozenset(period for span in spans for period in (span.first, span.last))


def place_claims(passage: Passage, answers: Answers) -> Iterator[Claim]:
    """Behind the name of a file, in an entry of a chart or table: which rows and columns of it, and from when to when."""
    file = next((passage.text[m.start : m.end] for m in passage.marked if m.element.tag == "code"), "")
    short = file.rpartition("/")[2]
    for each in passage.marked[1:] if file else ():
        place = passage.text[each.start : each.end]
        if answers.code(f"{short}#{place}") or names_a_list(f"{file}#{place}"):
            yield Claim(each.start, each.end, CELLS, f"{file}#{place}")
    for found in _COLUMN.finditer(passage.text) if file else ():
        ends = answers.ends_cited(short, found["column"])
        if ends.issuperset((found["first"], found["last"] or found["first"])):
            yield Claim(found.start("first"), found.end(), CELLS, f"{file}, {found['column']}")


class MarkedUp:
    """Proves what elements of a page say that they are."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def claims(self, marked: Iterable[Marked], text: str, known: Known, own: Container[str] | None = None) -> Iterator[Claim]:
        """A claim for each element of a passage that is what it says; one of the kind WRONG for each that is not.

        own: all that code may say there, where that is told: an entry of the ledger names no other cells than its own.
        """
        for each in marked:
            told = text[each.start : each.end]
            kind, proof = self._proof(each.element, told, known)
            if each.element.tag == "code" and own is not None and has_number(told) and told not in own:
                kind, proof = WRONG, "is not what the ledger says of this figure"
            if kind and has_number(told):
                yield Claim(each.start, each.end, kind, proof)

    def _proof(self, element: Element, told: str, known: Known) -> tuple[str, str]:
        if is_count(element):
            return self._count(element, told)
        if element.tag == "data":
            return self._figure(element, told)
        if element.tag == "time":
            return self._time(element, told, known)
        kind = self._answers.code(told)
        return kind, told if kind else ""

    def _figure(self, element: Element, told: str) -> tuple[str, str]:
        link = first_below(element, "a")
        anchor = attribute(link, "href").rpartition("#")[2] if link is not None else ""
        rows = self._answers.rows(anchor)
        if not rows:
            return WRONG, "is marked up as a figure, and no row of the ledger has its anchor"
        row = next((row for row in rows if told in texts_of(row)), None)
        if row is None:
            return WRONG, f"is printed for the figure {rows[0]['id']}, which is {rows[0].get('text', '')}"
        value = attribute(element, "value")
        if value != digits_of(row):
            return WRONG, f"has the value {value} in its markup, and {digits_of(row)} in the ledger ({row['id']})"
        return FIGURE, row["id"]

    def _count(self, element: Element, told: str) -> tuple[str, str]:
        of = attribute(element, "data-of")
        what = of.partition(" ")[0]
        found = count_in_page(element, of, self._answers.heard) if what in IN_THE_PAGE else self._answers.counted(of)
        if found is None:
            return WRONG, f"is marked up as a count of '{of}', which there is not"
        if told.replace(",", "") != str(found) or attribute(element, "value") != str(found):
            return WRONG, f"is a count of '{of}', of which there are {found}"
        return COUNTED, f"counted again: {of}"

    def _time(self, element: Element, told: str, known: Known) -> tuple[str, str]:
        day = attribute(element, "datetime") or told
        short = short_month((int(day[:4]) - 2000) * 12 + int(day[5:7]) - 1) if MONTH.fullmatch(day[:7]) else ""
        if told not in (day, day_label(day), period_label(day), short):
            return WRONG, f"is printed for the date {day}"
        return (DATE, day) if day in known.periods or day in known.months else ("", "")

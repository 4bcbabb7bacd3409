"""The back-test: every number that the original report printed, beside the figure that tells it here."""

from __future__ import annotations

from collections.abc import Sequence

from pcc_lib.core import numerals
from pcc_lib.core.periods import NO_PERIOD
from pcc_lib.figures.back_test import CONTRADICTORY, NO_DATA, REVISED, SAME, VERDICTS, Held, printed_figure
from pcc_lib.figures.counted_lists import known_months, original_rows
from pcc_lib.figures.counts import ROWS
from pcc_lib.figures.figure import Basis, Figure, Said, given
from pcc_lib.figures.reworking import OF_VERDICT, beside_original
from pcc_lib.inputs.published import has_original, original_of_another, printed_rows
from pcc_lib.pages.page import Page
from pcc_lib.writing.html import Markup, join
from pcc_lib.writing.markup import details, lead, notice, paragraph, points, small, verdict
from pcc_lib.writing.tables import Cell, Table, table_html

NO_RECORD = "It is not recorded what an original report printed, so there is nothing to hold this book against."
OF_ANOTHER = "The original report that is recorded is that of {}. The edition of that quarter holds this book against it."
REBUILT = (
    "Many months of this book were reconstructed [e], so that they give what is printed. That a number is the same then shows "
    "that definitions and arithmetic fit what was printed. It does not show that the months are right."
)
NONE = "None."
GROUNDS = {SAME: ("good", "dot"), CONTRADICTORY: ("bad", "square"), REVISED: ("note", "ring"), NO_DATA: ("note", "ring")}
ALIKE = "Numbers that are the same here, and contradict others in print"
AND_ITSELF = "Same; contradicts another"


def summary(page: Page) -> Markup:
    """How many numbers the original printed; how many of them are the same here, contradictory, revised since, or not told."""
    if not has_original(page.folder):
        other = original_of_another(page.folder)
        return paragraph(OF_ANOTHER.format(other.label) if other else NO_RECORD)
    printed = page.sentence(
        [
            f"Numbers that the {page.originals.printed} and the plan print: ",
            _count(page, ""),
            ". Each is compared with the figure ",
        ]
    )
    said = [page.sentence([f"{words}: ", _count(page, key), f". {meaning}"]) for key, (words, meaning) in VERDICTS.items()]
    rebuilt = any(each.figure and each.figure.original for each in _held(page))
    return join([lead(join([printed, "that shows it here."])), points(said), notice(REBUILT) if rebuilt else ""])


def contradictory(page: Page) -> Markup:
    """Where the original contradicts itself, or a table of its own: both values, and why."""
    found = [each for each in _held(page) if each.contradicts]
    other, same = ([each for each in found if (each.verdict == SAME) is wanted] for wanted in (False, True))
    first = _with_reasons(page, "Numbers that are others here", other) if other else paragraph(NONE)
    folded = _with_reasons(page, ALIKE, same, hide_caption=True)
    return join([first, details(ALIKE, folded) if same else ""])


def untold(page: Page) -> Markup:
    """What no figure tells, or was revised since, and why."""
    found = [each for each in _held(page) if each.verdict in (NO_DATA, REVISED)]
    return _with_reasons(page, "Not shown from data", found, hide_caption=True) if found else paragraph(NONE)


def every(page: Page) -> Markup:
    """Every number that the original printed, page by page of the original."""
    found = _held(page)
    places = dict.fromkeys(each.row.place for each in found)
    shown = [details(place, _of_place(page, place, [each for each in found if each.row.place == place])) for place in places]
    return join(shown) if shown else paragraph(NONE)


def _with_reasons(page: Page, caption: str, found: Sequence[Held], hide_caption: bool = False) -> Markup:
    rows: list[list[Cell]] = [[h.row.statement, _printed(page, h), _ours(h), h.why or _no_reason(h)] for h in found]
    columns = ("What it is", "Printed", "Here", "Why")
    return table_html(Table(caption, columns, rows, stack=True, hide_caption=hide_caption), page)


def _of_place(page: Page, place: str, found: Sequence[Held]) -> Markup:
    rows: list[list[Cell]] = [[each.row.statement, _printed(page, each), _ours(each), _mark(each)] for each in found]
    return table_html(Table(place, ("What it is", "Printed", "Here", "Verdict"), rows, stack=True, hide_caption=True), page)


def _held(page: Page) -> list[Held]:
    """Each printed number beside the figure that tells it, in the order of the record; none where there is no record."""
    if not has_original(page.folder):
        return []
    rows = printed_rows(page.project, str(page.quarter))
    return page.project.once(("back-test", page.folder.name), lambda: beside_original(page.folder, rows))


def _printed(page: Page, each: Held) -> Figure:
    return printed_figure(each.row, str(page.quarter), each.figure.period if each.figure else NO_PERIOD)


def _ours(each: Held) -> Cell:
    return [each.figure, small(f", {each.figure.period.label}")] if each.figure and each.figure.period else each.figure or "[x]"


def _mark(each: Held) -> Markup:
    words = AND_ITSELF if each.verdict == SAME and each.contradicts else VERDICTS[each.verdict][0]
    return verdict(words, *GROUNDS[each.verdict])


def _no_reason(each: Held) -> str:
    return "No source of this project holds it." if each.verdict == NO_DATA else ""


def _count(page: Page, verdict: str) -> Figure:
    """How many numbers have a verdict (``: all of them), as a figure of the ledger."""
    rows, known = original_rows(page.folder), known_months(page.folder)
    count, cells = (OF_VERDICT[verdict], f"{rows} {known}") if verdict else (ROWS, rows)
    number = sum(not verdict or each.verdict == verdict for each in _held(page))
    formula = f"{count.name}({', '.join('ab'[: len(count.takes)])})"
    said = Said(number, "numbers", numerals.number(number))
    return given(f"back_test_{verdict or 'printed'}.value", said, Basis(cells, formula, "computed"), page.folder.written_on[:7])

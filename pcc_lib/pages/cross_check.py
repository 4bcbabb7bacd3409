"""The cross-check: measures held against public sources, with a verdict on each, its periods, and what explains differences."""

from __future__ import annotations

from pcc_lib.core.numerals import slug
from pcc_lib.core.status import RECONSTRUCTED
from pcc_lib.core.text import upper_first
from pcc_lib.figures.counterparts import Beside
from pcc_lib.figures.cross_check import AGREES, APART, EXPLAINED, UNEXPLAINED, VERDICTS, CrossCheck, Held, cross_checks
from pcc_lib.inputs.models.counterparts import Counterpart, allowed_words
from pcc_lib.pages.page import Page
from pcc_lib.pages.questions import asked_by_id
from pcc_lib.questions.public import question_id
from pcc_lib.writing.html import Markup, join
from pcc_lib.writing.markup import DEFINITIONS_PAGE, details, link, note, notice, pairs, paragraph, points, small, titled, verdict
from pcc_lib.writing.tables import Cell, Table, table_html
from pcc_lib.writing.wording import Sentence, during

NONE = "No measure of this book names a public counterpart, so none is held against a public source."
MARKS = {AGREES: ("good", "dot"), EXPLAINED: ("same", "dot"), UNEXPLAINED: ("bad", "square"), APART: ("note", "ring")}
REBUILT = "Months of ours are reconstructed [e]. That ours agrees shows how they were made, and not that they are right."
OF_PERIODS = ("Ours", "Public", "Ours in per cent of it", "Verdict")


def summary(page: Page) -> Markup:
    """The verdict on each measure that names a public counterpart, by its newest period, and what the verdicts mean."""
    found = cross_checks(page.figures)
    if not found:
        return paragraph(NONE)
    rows = [[_title(each), *_newest_cells(each), _mark(each.verdict)] for each in found]
    columns = ("Measure", "Period", *OF_PERIODS)
    shown = Table("Our figures beside public ones", columns, rows, numeric=(2, 3, 4), stack=True)
    met = {each.verdict for each in found} | {row.verdict for each in found for row in each.rows}
    meanings = pairs([(words, meaning) for key, (words, meaning) in VERDICTS.items() if key in met])
    rebuilt = any(RECONSTRUCTED in row.ours.status for each in found for row in each.rows)
    return join([table_html(shown, page), meanings, notice(REBUILT) if rebuilt else ""])


def every(page: Page) -> Markup:
    """Each measure with its counterpart: the periods of both, what the two count otherwise, what is allowed, what was asked."""
    return join([_section(page, each) for each in cross_checks(page.figures)]) or paragraph(NONE)


def defined(said: Counterpart) -> Markup:
    """What the two count otherwise, or why they count the same."""
    if said.same:
        return titled("Both count the same.", said.same)
    return join([titled("What the two count otherwise:", ""), points(said.differences)])


def _title(held: CrossCheck) -> Markup:
    measure = held.beside.measure
    of = "" if measure.unit == "%" or measure.is_duration else small(f", {measure.unit}")
    return join([link(f"{DEFINITIONS_PAGE}#{slug(measure.id)}", measure.title), of])


def _told_row(held: CrossCheck) -> Held | None:
    """The period that a measure is told by: the newest that nothing explains, else the newest that can be compared."""
    return held.unexplained[-1] if held.unexplained else held.newest


def _newest_cells(held: CrossCheck) -> list[Cell]:
    row = _told_row(held)
    return _cells(row) if row else ["none", "[x]", "[x]", "[x]"]


def _cells(row: Held) -> list[Cell]:
    return [upper_first(row.public.period.label), row.ours, row.public, row.ratio]


def _mark(found: str) -> Markup:
    return verdict(VERDICTS[found][0], *MARKS[found])


def _section(page: Page, held: CrossCheck) -> Markup:
    """What is told of one measure, folded away under its name and verdict."""
    said = held.beside.said
    asked = asked_by_id(page, question_id(held)) if held.unexplained else Markup()
    inner = [
        paragraph(page.sentence(_told(page, held))),
        defined(said),
        titled("What is allowed.", _allowed(said)),
        _periods(page, held),
        join([titled("Asked of the data:", ""), asked]) if asked else "",
        note(_origin(held.beside)),
    ]
    return details(join([held.beside.measure.title, " ", _mark(held.verdict)]), join(inner))


def _told(page: Page, held: CrossCheck) -> Sentence:
    """Which two are held against each other, and what came of it."""
    beside, row = held.beside, _told_row(held)
    of = f", {page.project.label(beside.part)}" if beside.part else ""
    what = "the count behind " if beside.by_count else ""
    start = f"“{beside.measure.title}” is held against {what}“{beside.public_measure.title}”{of}. "
    if row is None:
        return [start, held.why_apart]
    when = upper_first(during(row.public.period))
    return [f"{start}{when} ours is ", row.ours, ", the public value ", row.public, "; ours is ", row.ratio, " of it."]


def _allowed(said: Counterpart) -> str:
    words = allowed_words(said)
    if said.expected is None:
        return f"The two agree where ours lies {words}."
    return f"Ours is expected {words}. {said.expected.reason}"


def _periods(page: Page, held: CrossCheck) -> Markup:
    """Every period that both know, the newest first."""
    if not held.rows:
        return Markup()
    rows = [[*_cells(each), _mark(each.verdict)] for each in reversed(held.rows)]
    added_up = any(row.ours.period != row.public.period for row in held.rows)
    notes = ["Ours is added up over the months of each period; a month that is not known gives no sum [x]."] if added_up else []
    title = f"{held.beside.measure.title}, beside its counterpart"
    return table_html(Table(title, ("Period", *OF_PERIODS), rows, numeric=(1, 2, 3), stack=True, notes=notes), page)


def _origin(beside: Beside) -> str:
    """Who produced ours and the public value."""
    sides = (("Ours", beside.ours), ("Public", beside.public))
    return " ".join(f"{word}: {each.source.about.producer}." for word, each in sides if each is not None)

"""What is asked of each kind of sighting, in words: what was found, with its numbers, and the doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import Quarter
from pcc_lib.core.status import WORDS
from pcc_lib.figures.figure import Figure
from pcc_lib.questions import likeness, parts, revisions, slips, wholes
from pcc_lib.questions.question import Question, Teller, Words

Tell = Callable[[Teller], Words]


@dataclass(frozen=True)
class Kind:
    """A kind of question: how what was found is told, and what is doubtful about it ({period}: month, quarter, …)."""

    found: Tell
    doubt: str


def question_of(teller: Teller) -> Question:
    """The question that a sighting gives rise to."""
    sighting, kind = teller.sighting, KINDS[teller.sighting.kind]
    calendar = teller.cube.source.calendar
    about = (teller.id, teller.cube.source.name, sighting.kind, sighting.span, teller.place)
    return Question(*about, kind.found(teller), kind.doubt.format(period=calendar.noun), teller.when())


# ── values far from their own history ─────────────────────────────────────────────────────────────────────────────────
def _is_and_was(teller: Teller, between: str, all_parts: bool = False) -> Words:
    """`Calls offered: 109,670 in October 2023` … `; it was 11,347 in September 2023 and 9,321 in October 2022.`"""
    column, part = teller.first
    span = teller.sighting.span
    since = f" in {teller.when()}" if span.is_one else f" in {teller.at(span.first)}, and goes on to {teller.at(span.last)}"
    start: Words = (f"{teller.name(column, part)}: ", teller.figure(column, [part], span.first), since)
    return (*start, between, *_was(teller, teller.earlier(column, part)), f".{teller.others(not all_parts)}")


def _was(teller: Teller, earlier: Iterable[tuple[str, Figure]]) -> Words:
    said: list[str | Figure] = []
    for period, figure in earlier:
        said += ["; it was " if not said else " and ", figure, f" in {teller.at(period)}"]
    return tuple(said)


def _times(teller: Teller) -> Words:
    factor = teller.sighting.factor
    if factor.startswith("share of "):
        return _is_and_was(teller, f", which is about one part in {factor.removeprefix('share of ')} of what it was")
    return _is_and_was(teller, f", which is about {factor} times what it was")


def _far(teller: Teller) -> Words:
    return _is_and_was(teller, f", which is far {'below' if teller.sighting.factor else 'above'} what it was")


def _nought(teller: Teller) -> Words:
    return _is_and_was(teller, ", and never was before in what is looked at")


def _below_nought(teller: Teller) -> Words:
    return _is_and_was(teller, ", and never was before in what is looked at")


def _empty(teller: Teller) -> Words:
    return _is_and_was(teller, ", and most of this row is a small part of what it was")


def _doubled(teller: Teller) -> Words:
    way = {"double": "about double", "half": "about half"}.get(teller.sighting.factor, teller.sighting.factor)
    every = f", in every {teller.cube.source.breakdown} at once" if len(teller.sighting.parts) > 1 else ""
    return _is_and_was(teller, f", {way} what it was{every}", all_parts=True)


# ── values that are alike ─────────────────────────────────────────────────────────────────────────────────────────────
def _copied(teller: Teller) -> Words:
    column, part = teller.first
    span, came, axes = teller.sighting.span, Span.parse(teller.sighting.other), teller.cube.axes
    what = "Every value"
    if len(teller.sighting.columns) == 1 < len(axes.columns):
        what = f"Every value of {teller.cube.title(column)}"
    elif len(teller.sighting.parts) == 1 < len(axes.parts):
        what = f"Every value of {teller.parts([part])}"
    now, then = (teller.figure(column, [part], period) for period in (span.first, came.first))
    said = f"{what} of {teller.when()} stands in {teller.when(came)} as well. "
    return (said, f"One is {teller.name(column, part)}: ", now, " and ", then, ".")


def _same_rows(teller: Teller) -> Words:
    a, b = teller.sighting.parts[:2]
    column, month = teller.first[0], teller.sighting.span.first
    both = (teller.figure(column, [a], month), " and ", teller.figure(column, [b], month))
    said = f"{teller.parts(teller.sighting.parts)} hold the same values in {teller.when()}, such as "
    return (said, f"{teller.cube.title(column)}, ", *both, ".")


def _same_columns(teller: Teller) -> Words:
    a, b = teller.sighting.columns[:2]
    part, month = teller.first[1], teller.sighting.span.first
    both = (teller.figure(a, [part], month), " and ", teller.figure(b, [part], month))
    where = f" ({teller.parts([part])})" if len(teller.cube.axes.parts) > 1 else ""
    said = f"{teller.cube.title(a)} and {teller.cube.title(b)} hold the same values in {teller.when()}, such as "
    return (said, *both, f"{where}.")


# ── parts that do not fit ─────────────────────────────────────────────────────────────────────────────────────────────
def _swapped(teller: Teller) -> Words:
    a, b = teller.sighting.parts[:2]
    column, month = teller.first[0], teller.sighting.span.first
    said: Words = (f"{teller.parts([a])} and {teller.parts([b])} stand on each other's level in {teller.at(month)}: ",)
    said = (*said, f"{teller.cube.title(column)} is ", *_both(teller, column, (a, b), month))
    if all(teller.known(column, [part], teller.before(1)) for part in (a, b)):
        said = (*said, "; before it was ", *_both(teller, column, (a, b), teller.before(1)))
    return (*said, ".")


def _both(teller: Teller, column: str, parts: tuple[str, str], month: str) -> Words:
    first, second = (teller.figure(column, [part], month) for part in parts)
    return (first, " and ", second)


def _begins(teller: Teller) -> Words:
    column, part = teller.first
    month = teller.sighting.span.first
    others = [p for p in teller.cube.axes.parts if p != part and teller.known(column, [p], month)]
    before = [p for p in others if teller.known(column, [p], teller.before(1))]
    said: Words = (f"{teller.parts([part])} begins in {teller.at(month)} with ", teller.figure(column, [part], month))
    said = (*said, f" ({teller.cube.title(column)}), and the others go on as before")
    if before:
        was, now = teller.figure(column, before, teller.before(1)), teller.figure(column, [*others, part], month)
        said = (*said, ": all together were ", was, f" in {teller.at(teller.before(1))} and are ", now)
    return (*said, ".")


def _gone(teller: Teller) -> Words:
    column, part = teller.first
    last = teller.before(1)
    said: Words = (f"{teller.parts(teller.sighting.parts)}: no row in {teller.when()}, while others have one",)
    if teller.known(column, [part], last):
        said = (*said, f"; {teller.name(column, part)} was ", teller.figure(column, [part], last), f" in {teller.at(last)}")
    return (*said, ".")


def _above_whole(teller: Teller) -> Words:
    column, part = teller.first
    month, whole = teller.sighting.span.first, teller.sighting.other
    more = (" is more than ", teller.cube.title(whole), ", ", teller.figure(whole, [part], month), f", in {teller.at(month)}")
    told = f", and is told as a share of it.{teller.others()}"
    return (f"{teller.name(column, part)}, ", teller.figure(column, [part], month), ",", *more, told)


# ── what an edition told ──────────────────────────────────────────────────────────────────────────────────────────────
def _edition(teller: Teller) -> str:
    return f"the edition of {Quarter.parse(teller.sighting.other).label}"


def _then_and_now(teller: Teller) -> Words:
    """The newest cell that differs, as it was told and as it is."""
    column, part = teller.first
    edition = teller.sighting.other
    for period in reversed(teller.sighting.span.periods):
        now, then = teller.value(column, [part], period), teller.value(column, [part], period, edition)
        if now == now and then == then and now != then:
            figures = (teller.figure(column, [part], period, edition), teller.figure(column, [part], period))
            return (f"{teller.at(period)} was told as ", figures[0], " and is ", figures[1])
    return ()


def _rewritten(teller: Teller) -> Words:
    column, part = teller.first
    said: Words = (f"{teller.name(column, part)}: values from {_from_to(teller)} ",)
    if teller.cube.source.calendar.monthly:
        many = teller.months_differing(column, [part], teller.sighting.span, teller.sighting.other)
        said = (f"{teller.name(column, part)}: ", many, f" months from {_from_to(teller)} ")
    example = _then_and_now(teller)
    return (*said, f"are not as {_edition(teller)} told them", *((": ", *example) if example else ()), f".{teller.others()}")


def _out_of_step(teller: Teller) -> Words:
    example = _then_and_now(teller)
    said = (
        f"{teller.columns(teller.sighting.columns)}: from {_from_to(teller)} each {teller.cube.source.calendar.noun} holds what "
    )
    said += f"{_edition(teller)} told of the one {_SIDE[teller.sighting.factor]}"
    return (said, *(("; ", *example) if example else ()), ".")


_SIDE = {"later": "before it", "earlier": "after it"}


def _from_to(teller: Teller) -> str:
    span = teller.sighting.span
    return f"{teller.at(span.first)} to {teller.at(span.last)}"


def _vanished(teller: Teller) -> Words:
    said: Words = (f"{teller.parts(teller.sighting.parts)}: rows of {teller.when()} that {_edition(teller)} told are gone",)
    for column, part in (teller.first, *teller.sighting.cells):
        for period in teller.sighting.span.periods:
            if teller.known(column, [part], period, teller.sighting.other) and not teller.known(column, [part], period):
                value = teller.figure(column, [part], period, teller.sighting.other)
                return (*said, f"; {teller.name(column, part)} was ", value, f" in {teller.at(period)}.")
    return (*said, ".")


def _unmarked(teller: Teller) -> Words:
    letter = teller.sighting.factor
    meaning = WORDS[letter].of_rows or WORDS[letter].of_value
    rows = f"rows of {teller.when()}" + _of_parts(teller)
    return (f"{_edition(teller).capitalize()} marked {rows} [{letter}] ({meaning}), and the data do not any more.",)


def _of_parts(teller: Teller) -> str:
    return f" ({teller.parts(teller.sighting.parts)})" if len(teller.cube.axes.parts) > 1 else ""


def _starts_late(teller: Teller) -> Words:
    first, stated = teller.at(teller.sighting.span.first), teller.at(teller.sighting.other)
    return (f"The data begin in {first}, and their descriptor says that they begin in {stated}.",)


KINDS: dict[str, Kind] = {
    "tenfold": Kind(_times, "Is a digit too many or missing?"),
    "sixtyfold": Kind(_times, "Are these minutes, and the others seconds?"),
    "hundredfold": Kind(_times, "Is it in another unit, or a share where the others are per cent?"),
    "thousandfold": Kind(_times, "Is it in thousands, or in another unit?"),
    slips.FAR: Kind(_far, "Is it right?"),
    slips.ZERO: Kind(_nought, "Is it nought, or not known? What is not known is left blank."),
    slips.EMPTY: Kind(_empty, "Is the {period} complete?"),
    slips.NEGATIVE: Kind(_below_nought, "Is the sign right?"),
    slips.DOUBLED: Kind(_doubled, "Is it counted as before?"),
    likeness.COPIED: Kind(_copied, "Was a {period} copied over another?"),
    likeness.SAME_PARTS: Kind(_same_rows, "Was a row copied over another?"),
    likeness.SAME_COLUMNS: Kind(_same_columns, "Was a column copied over another?"),
    likeness.TWINS: Kind(_same_rows, "Is it one and the same under two names?"),
    parts.SWAPPED: Kind(_swapped, "Have they changed places?"),
    parts.BEGINS: Kind(_begins, "Is it counted in another as well?"),
    parts.GONE: Kind(_gone, "Are the rows missing? Declare a gap in the descriptor if it is known."),
    wholes.ABOVE: Kind(_above_whole, "Are the two columns right?"),
    revisions.REWRITTEN: Kind(_rewritten, "Why has the history changed?"),
    revisions.SHIFTED: Kind(_out_of_step, "Are the {period}s in their places?"),
    revisions.VANISHED: Kind(_vanished, "Why are they gone?"),
    revisions.UNMARKED: Kind(_unmarked, "Are they firm now?"),
    revisions.STARTS: Kind(_starts_late, "Are earlier rows missing?"),
}

"""The state of each deliverable and each stated fact of a quarter: reported anew, without news, to confirm, disappeared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import day_label, is_over, period_label
from pcc_lib.inputs.history import Reported, earlier, last_reported
from pcc_lib.inputs.models.quarter import DELIVERABLES_TEXT, STATED_TEXT
from pcc_lib.inputs.models.rows import StatedRow
from pcc_lib.inputs.plan import DELIVERABLES, QuarterFolder
from pcc_lib.inputs.promises import Deliverable
from pcc_lib.preparing.months import end_of
from pcc_lib.preparing.work import Work
from pcc_lib.writing.likeness import undated_words
from pcc_lib.writing.placeholders import placeholder_in
from pcc_lib.writing.still import once_more, still_holds

STATED = "stated.csv"
FEW = 3  # of fewer deliverables it is no wonder that none moved
OPEN = ("without news", "to confirm", "goes back", "disappeared")


@dataclass(frozen=True)
class Promise:
    """A deliverable of a quarter, and its state.

    `reported`, `nothing reported` (confirmed with a blank progress) and `dropped` are closed; those of OPEN are open. row: where
    it stands in a spreadsheet, 0 where it does not. before: what was last reported of it. past: whether its date is over.
    """

    row: int
    deliverable: Deliverable
    state: str
    before: Reported | None
    past: bool

    @property
    def is_open(self) -> bool:
        """Whether somebody has to report on it."""
        return self.state in OPEN

    @property
    def was_done(self) -> bool:
        """Whether an earlier quarter reported it as finished, so that its row may be taken out."""
        return self.before is not None and self.before.deliverable.is_done


@dataclass(frozen=True)
class Fact:
    """A stated fact of a quarter: its row in a spreadsheet, its id, and the quarter in which somebody last confirmed it.

    state: `confirmed`, `to confirm`, or `overtaken`: the quarter `of` said the same of a time that was still to come (`period`),
    and that is over now.
    """

    row: int
    id: str
    confirmed: str
    state: str
    of: str = ""
    period: str = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody has to say that it still holds, or what came of it."""
        return self.state != "confirmed"


def promises(folder: QuarterFolder) -> list[Promise]:
    """The deliverables of a quarter, and those that have disappeared since the quarter before."""
    rows = folder.deliverables()
    found = [_promise(folder, row, d) for row, d in enumerate(rows, 2)]
    return [*found, *_gone(folder, {d.id for d in rows})]


def facts(folder: QuarterFolder) -> list[Fact]:
    """The stated facts of a quarter."""
    return [_fact(folder, row, each) for row, each in enumerate(folder.stated(), 2)]


def _fact(folder: QuarterFolder, row: int, fact: StatedRow) -> Fact:
    if fact.confirmed != str(folder.quarter):
        return Fact(row, fact.id, fact.confirmed, "to confirm")
    of = _foretold_in(folder, fact) if fact.period and is_over(end_of(fact.period), folder.written_on) else ""
    return Fact(row, fact.id, fact.confirmed, "overtaken" if of else "confirmed", of, fact.period)


def _foretold_in(folder: QuarterFolder, fact: StatedRow) -> str:
    """The last quarter before this one, where it said the same of a time that was still to come; nothing where it did not."""
    for before in earlier(folder):
        try:
            told = next((each for each in before.stated() if each.id == fact.id), None)
        except ReportError:
            continue  # told with the faults of that quarter
        if told:
            same = (told.text, told.period, told.statement) == (fact.text, fact.period, fact.statement)
            return str(before.quarter) if same and not is_over(end_of(fact.period), before.written_on) else ""
    return ""


def _promise(folder: QuarterFolder, row: int, d: Deliverable) -> Promise:
    before, confirmed = last_reported(folder, d.id), d.confirmed == str(folder.quarter)
    back = before and d.progress is not None and d.progress < (before.deliverable.progress or 0)
    if confirmed and back and before and d.note == before.deliverable.note:
        state = "goes back"
    elif confirmed:
        state = "nothing reported" if d.progress is None else "reported"
    else:
        state = "without news" if d.progress is None else "to confirm"
    return Promise(row, d, state, before, is_over(d.due, folder.written_on))


def _gone(folder: QuarterFolder, now: set[str]) -> Iterator[Promise]:
    """Deliverables of the last quarter that had any, which are in no row and were not finished."""
    before = _last_with(folder, QuarterFolder.deliverables_as_told)
    left_out = {each.deliverable for each in folder.about.dropped if each.confirmed == str(folder.quarter)}
    for d in before.deliverables_as_told() if before else ():
        told = Reported(before, d) if before and d.progress is not None else last_reported(before or folder, d.id)
        if d.id not in now and not (told and told.deliverable.is_done):
            state = "dropped" if d.id in left_out else "disappeared"
            yield Promise(0, d, state, told, is_over(d.due, folder.written_on))


def _last_with(folder: QuarterFolder, rows: Callable[[QuarterFolder], Sequence[object]]) -> QuarterFolder | None:
    """The last earlier quarter that has rows of a table."""
    for before in earlier(folder):
        try:
            if rows(before):
                return before
        except ReportError:
            continue  # told with the faults of that quarter
    return None


def open_promises(folder: QuarterFolder, found: Sequence[Promise]) -> Iterator[Work]:
    """The deliverables that are open, with what to do."""
    file, now = f"{folder.name}/{DELIVERABLES}", str(folder.quarter)
    yield from _none_moved(folder, found)
    for each in (promise for promise in found if promise.is_open):
        d, was = each.deliverable, _was(each)
        place, command = f"row {each.row}, {d.id}" if each.row else d.id, f"pcc confirm deliverables {d.id}"
        told = {
            "without news": (
                f"has no progress{was}.",
                f"Write how far it is in per cent, and {now} under confirmed; or, if nobody reported it, say so: {command}"
                + (". As it was finished, its row may be taken out." if each.was_done else ""),
            ),
            "to confirm": (
                f"stands at {d.progress}%, and nobody has confirmed it for this quarter{was}.",
                f"Write how far it is now, and {now} under confirmed; or, if it stands there still: {command}",
            ),
            "goes back": (f"goes back to {d.progress}%{was}.", f"Correct it; or say why in its note: {command}"),
            "disappeared": (
                f"is not there any more{was}.",
                f"Put its row back; or, if it is left out for good, say why: {command}",
            ),
        }[each.state]
        yield Work(file, place, *told, "deliverables", command)


def _none_moved(folder: QuarterFolder, found: Sequence[Promise]) -> Iterator[Work]:
    """A question where nothing moved: that is so seldom that it looks like last quarter's file, confirmed all at once."""
    if not none_moved(folder, found):
        return
    unfinished = _unfinished(found)
    of = unfinished[0].before.folder.quarter if unfinished[0].before else ""
    told = f"all {len(unfinished)} that were not finished stand where {of} left them, with the same notes."
    command = f"pcc confirm {DELIVERABLES_TEXT}"
    todo = f"Write how far each is now; or, if none has moved, say so: {command}" + once_more(folder, DELIVERABLES_TEXT)
    yield Work(f"{folder.name}/{DELIVERABLES}", "column progress", told, todo, "deliverables", command)


def none_moved(folder: QuarterFolder, found: Sequence[Promise]) -> bool:
    """Whether no deliverable has moved, and nobody has said that this is so; of few it is no wonder."""
    unfinished = _unfinished(found)
    said = still_holds(folder, DELIVERABLES_TEXT)
    return not said and len(unfinished) >= FEW and all(_stands(each) for each in unfinished)


def _unfinished(found: Sequence[Promise]) -> list[Promise]:
    return [each for each in found if each.state == "reported" and each.before and not each.was_done]


def _stands(each: Promise) -> bool:
    """Whether a deliverable is told as it was last reported."""
    d, was = each.deliverable, each.before.deliverable if each.before else None
    return was is not None and (d.progress, d.note, d.due) == (was.progress, was.note, was.due)


def _was(each: Promise) -> str:
    """What was last reported of a deliverable, and whether its date has passed, to go on a sentence with."""
    told = f"; {each.before.folder.quarter} told {each.before.deliverable.progress}%" if each.before else ""
    return told + (f"; it was due {day_label(each.deliverable.due)}" if each.past else "")


def open_facts(folder: QuarterFolder, found: Sequence[Fact]) -> Iterator[Work]:
    """The stated facts that nobody has confirmed for this quarter."""
    yield from _none_changed(folder, found)
    for each in (fact for fact in found if fact.is_open):
        told = f"was last confirmed in {each.confirmed}." if each.confirmed else "was never confirmed."
        command = f"pcc confirm facts {each.id}"
        todo = f"If it still holds: {command}. Else correct it, or take its row out."
        if each.state == "overtaken":
            told = f"says of {period_label(each.period)} what {each.of} said when that was still to come, and it is over."
            command, todo = "", "Say in its statement what came of it, and in the texts that tell it; or take its row out."
        yield Work(f"{folder.name}/{STATED}", f"row {each.row}, {each.id}", told, todo, "facts", command)


def _none_changed(folder: QuarterFolder, found: Sequence[Fact]) -> Iterator[Work]:
    """A question where all were confirmed and none changed: so it is too where one command of an editor confirmed them."""
    before = none_changed(folder, found)
    if before is None:
        return
    command = "pcc confirm facts"
    told = f"all {len(found)} are confirmed, and each says what it said in {before.quarter}, from the same source."
    todo = f"Correct those that have changed; or, if none has, say so: {command}" + once_more(folder, STATED_TEXT)
    yield Work(f"{folder.name}/{STATED}", "column confirmed", told, todo, "facts", command)


def none_changed(folder: QuarterFolder, found: Sequence[Fact]) -> QuarterFolder | None:
    """The quarter before with facts, where all are confirmed, none has changed since, and nobody has said that this is so."""
    if len(found) < FEW or any(fact.is_open for fact in found) or still_holds(folder, STATED_TEXT):
        return None
    before = _last_with(folder, QuarterFolder.stated)
    same = before is not None and {_told(each) for each in folder.stated()} <= {_told(each) for each in before.stated()}
    return before if same else None


def _told(fact: StatedRow) -> tuple[object, ...]:
    """What a fact says, dates aside."""
    return (fact.id, fact.value, fact.unit, *map(undated_words, (fact.text, fact.statement, fact.source)))


def open_blanks(folder: QuarterFolder) -> Iterator[Work]:
    """Cells, answers and reasons in which something is still to be filled in; such as `…`, which stands in examples."""
    cells = [(STATED, row, ("statement", "source"), each) for row, each in enumerate(folder.stated(), 2)]
    cells += [(DELIVERABLES, row, ("action", "due_text", "note"), each) for row, each in enumerate(folder.deliverables(), 2)]
    for name, row, columns, each in cells:
        for column in columns:
            if found := placeholder_in(getattr(each, column)):
                place = f"row {row}, column {column}"
                yield Work(f"{folder.name}/{name}", place, f"holds '{found}'.", "Fill it in.", kind="blanks")
    about = folder.about
    said = [(f"answers {i}", each.answer) for i, each in enumerate(about.answers, 1)]
    said += [(f"late {i}", each.because) for i, each in enumerate(about.late, 1)]
    said += [(f"dropped {i}", each.because) for i, each in enumerate(about.dropped, 1)]
    said += [(f"unchanged {i}", each.because) for i, each in enumerate(about.unchanged, 1) if each.because]
    for place, text in said:
        if found := placeholder_in(text) or ("" if any(c.isalnum() for c in text) else text):
            yield Work(f"{folder.name}/quarter.yml", place, f"holds '{found}'.", "Fill it in.", kind="blanks")

"""Stated facts and deliverables that may be confirmed: shown as they are told, and confirmed in their row, or in quarter.yml."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from pcc_lib.core.quarters import day_label, period_label
from pcc_lib.inputs.models.quarter import DELIVERABLES_TEXT, STATED_TEXT
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.quarter_tables import QuarterTable
from pcc_lib.preparing.confirm_texts import AGAIN, more_said, with_saying
from pcc_lib.preparing.confirming import Answer, Thing, chosen
from pcc_lib.preparing.reported import Fact, Promise, facts, none_changed, none_moved, promises
from pcc_lib.writing.still import repeated

DROP_REASON = "Why is it left out? (readers do not see it)"
BACK_REASON = "Why has its progress gone back? (readers see it as its note)"


def facts_to_confirm(folder: QuarterFolder, ids: Sequence[str] = ()) -> Iterator[Thing]:
    """The stated facts that are open, or those of these ids."""
    found = facts(folder)
    open_ones = [_fact(folder, each) for each in found if each.is_open]
    yield from chosen(open_ones, ids, [each.id for each in found], "stated fact")
    if not ids and not open_ones and none_changed(folder, found):
        lines = tuple(f"  {row.id}: {row.statement}" for row in folder.stated())
        asked = "Has none of them changed since the quarter before?"
        yield _whole(folder, STATED_TEXT, lines, asked, lambda after: none_changed(after, facts(after)) is None)


def _fact(folder: QuarterFolder, fact: Fact) -> Thing:
    row = folder.stated()[fact.row - 2]
    of = f", of {period_label(row.period)}" if row.period else ""
    lines = (
        f"  {row.statement}",
        f"  Printed as: {row.text} ({row.unit}{of}). Source: {row.source}",
        f"  Last confirmed: {fact.confirmed or 'never'}.",
    )
    over = f"says of {period_label(fact.period)} what was said when that was still to come. Say in its statement what came of it."
    return Thing(
        fact.id,
        lines,
        "Does it still hold?",
        lambda _: _confirmed(folder, "stated", fact.id, {}),
        lambda after: not any(each.is_open for each in facts(after) if each.id == fact.id),
        but=over if fact.state == "overtaken" else "",
    )


def deliverables_to_confirm(folder: QuarterFolder, ids: Sequence[str] = ()) -> Iterator[Thing]:
    """The deliverables that are open, or those of these ids; all of them as a whole, where none has moved."""
    found = promises(folder)
    open_ones = [_promise(folder, each) for each in found if each.is_open]
    yield from chosen(open_ones, ids, [each.deliverable.id for each in found], "deliverable")
    if not ids and not open_ones and none_moved(folder, found):
        yield _all_of(folder, found)


def _promise(folder: QuarterFolder, promise: Promise) -> Thing:
    d = promise.deliverable
    ask, reason = {
        "without news": ("Did nobody report on it this quarter?", ""),
        "to confirm": (f"Does it still stand at {d.progress}%?", ""),
        "goes back": (f"Is {d.progress}% right?", BACK_REASON),
        "disappeared": ("Is it left out for good, though it was not finished?", DROP_REASON),
    }[promise.state]

    def changes(answer: Answer) -> Mapping[str, bytes]:
        because = " ".join(answer.because.split())
        if promise.state == "disappeared":
            return with_saying(folder, "dropped", {"deliverable": d.id, "confirmed": str(folder.quarter), "because": because})
        return _confirmed(folder, "deliverables", d.id, {"note": because} if promise.state == "goes back" else {})

    def closed(after: QuarterFolder) -> bool:
        return not any(each.is_open for each in promises(after) if each.deliverable.id == d.id)

    return Thing(d.id, _lines(promise), ask, changes, closed, reason)


def _lines(promise: Promise) -> tuple[str, ...]:
    d, before = promise.deliverable, promise.before
    was = f"{before.deliverable.progress}% in {before.folder.quarter}" if before else "never"
    now = "no row" if not promise.row else "blank" if d.progress is None else f"{d.progress}%"
    late = ", which is over" if promise.past else ""
    told = (f"  {d.action}", f"  Due {day_label(d.due)}{late}. Progress: {now}; last reported: {was}.")
    return (*told, f"  Note: {d.note}") if d.note else told


def _all_of(folder: QuarterFolder, found: Sequence[Promise]) -> Thing:
    """That none has moved: so seldom true that it is asked of all together."""
    lines = tuple(
        f"  {each.deliverable.id}: {each.deliverable.progress}%" for each in found if each.deliverable.progress is not None
    )

    asked = "Has none of them moved since the quarter before?"
    return _whole(folder, DELIVERABLES_TEXT, lines, asked, lambda after: not none_moved(after, promises(after)))


def _whole(
    folder: QuarterFolder, text: str, lines: tuple[str, ...], asked: str, closed: Callable[[QuarterFolder], bool]
) -> Thing:
    """All rows of a table together, of which an entry in quarter.yml says that they stand."""
    again = repeated(folder, text)

    def changes(answer: Answer) -> Mapping[str, bytes]:
        return with_saying(folder, "unchanged", {"text": text, "confirmed": str(folder.quarter)} | more_said(answer))

    return Thing(text, lines, asked, changes, closed, AGAIN.format(before=again) if again else "")


def _confirmed(folder: QuarterFolder, table: str, id: str, more: Mapping[str, str]) -> dict[str, bytes]:
    """A table with this quarter under `confirmed` in one row."""
    held = QuarterTable.of(folder, table)
    return {held.file: held.content({(id,): {**more, "confirmed": str(folder.quarter)}})}

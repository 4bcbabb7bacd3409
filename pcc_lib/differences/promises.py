"""Deliverables beside what the edition before told of them: moved, slipped, in another state, dropped, new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pcc_lib.inputs.models.told import ToldDeliverable
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.promises import Deliverable, State, state
from pcc_lib.inputs.published import names_of_originals

# what can happen to a deliverable, and what readers are told: the most important first
KINDS = {
    "slipped": "Slipped",
    "later": "Moved to a later date",
    "earlier": "Moved to an earlier date",
    "dropped": "Not reported on any more",
    "state": "In another state",
    "done": "Done",
    "new": "New",
}


@dataclass(frozen=True)
class Promised:
    """A deliverable of which something is otherwise; `kinds` are keys of KINDS. then, now: what was and is told of it, None where
    nothing. because: what `quarter.yml` says of one that was dropped."""

    id: str
    action: str
    kinds: tuple[str, ...]
    then: ToldDeliverable | None
    now: Deliverable | None
    state: State | None
    because: str = ""


def changed_promises(folder: QuarterFolder, before: Iterable[ToldDeliverable]) -> list[Promised]:
    """Every deliverable that is told otherwise than another edition told it (`before`), the most important change first."""
    told = {each.id: each for each in before}
    now = {each.id: each for each in folder.deliverables_as_told()}
    found = [*_changed(folder, told, now), *_gone(folder, told, now)]
    return sorted(found, key=lambda each: (list(KINDS).index(each.kinds[0]), each.id))


def promises_of(folder: QuarterFolder) -> Iterator[ToldDeliverable]:
    """Every deliverable as the edition of a quarter tells it."""
    names = names_of_originals(folder)
    for d in folder.deliverables_as_told():
        found = state(d, folder.written_on, names)
        said = (d.id, d.priority, d.action, d.due, d.due_text, d.progress, d.planned, found.kind, found.words)
        yield ToldDeliverable.model_construct(None, **dict(zip(ToldDeliverable.model_fields, said, strict=True)))


def _changed(folder: QuarterFolder, told: dict[str, ToldDeliverable], now: dict[str, Deliverable]) -> Iterator[Promised]:
    names = names_of_originals(folder)
    for id, d in now.items():
        found, then = state(d, folder.written_on, names), told.get(id)
        kinds = tuple(_kinds(then, d, found)) if then else ("new",)
        if kinds:
            yield Promised(id, d.action, kinds, then, d, found)


def _kinds(then: ToldDeliverable, now: Deliverable, found: State) -> Iterator[str]:
    if found.kind == "slipped" != then.state:
        yield "slipped"
    if now.due != then.due:
        yield "later" if now.due > then.due else "earlier"
    if found.kind != then.state and found.kind not in ("slipped", "done"):
        yield "state"
    if found.kind == "done" != then.state:
        yield "done"


def _gone(folder: QuarterFolder, told: dict[str, ToldDeliverable], now: dict[str, Deliverable]) -> Iterator[Promised]:
    """Those that nothing is told of any more; what was done is left out of later reports, and stays done."""
    because = {each.deliverable: each.because for each in folder.about.dropped if each.confirmed == str(folder.quarter)}
    for id, then in told.items():
        if id not in now and then.state != "done":
            yield Promised(id, then.action, ("dropped",), then, None, None, because.get(id, ""))

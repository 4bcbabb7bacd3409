"""What was promised and what was reported of it: activities of the plan, deliverables of the quarter's report, and the
state that their dates and their progress put them in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from pcc_lib.core.quarters import Quarter, completed_months, day_label, is_over
from pcc_lib.core.text import in_words
from pcc_lib.inputs.models.body import Originals


@dataclass(frozen=True)
class Activity:
    """One row of the plan: `data/plan/delivery.csv`."""

    id: str
    appendix: str
    priority: str
    objective: str
    activity: str
    owner: str
    due: str
    due_text: str
    note: str


@dataclass(frozen=True)
class Deliverable:
    """What a quarter's report says of one deliverable. `progress` is None where nobody reported it; `planned` is the date of the
    plan's row that it belongs to, `confirmed` the quarter in which somebody last confirmed the row, `reported_in` the earlier
    quarter that reported it, where it is told again."""

    id: str
    priority: str
    action: str
    due: str
    due_text: str
    progress: int | None
    plan_id: str
    promise: str
    note: str
    planned: str = ""
    confirmed: str = ""
    reported_in: str = ""

    @property
    def is_done(self) -> bool:
        """Whether it was reported as finished."""
        return self.progress is not None and self.progress >= 100

    @property
    def figure_id(self) -> str:
        """Id of the figure of its progress."""
        return f"deliverable_{self.id.replace('-', '_')}.stated"

    @property
    def slipped_from(self) -> str:
        """The plan's date, where it is earlier and of the same promise (a part may well be dated otherwise)."""
        return self.planned if self._same and _before(self.planned, self.due) else ""

    @property
    def brought_forward(self) -> bool:
        """Whether its date is earlier than the plan's for the same promise: either is a slip of the pen, or was changed."""
        return self._same and _before(self.due, self.planned)

    @property
    def _same(self) -> bool:
        return self.promise == "same" and bool(self.planned)


class State(NamedTuple):
    """A state in words, the ground that it is printed on (`good`, `bad`, `same`, `note`), and which state it is (of STATES)."""

    words: str
    ground: str
    kind: str


# of several reports on an activity, the first state counts
STATES = ("late", "dates differ", "slipped", "part reported", "not reported", "due", "done")
OF_ACTIVITIES = ("part reported",)  # states that a deliverable cannot be in


def state(deliverable: Deliverable, written_on: str, names: Originals = Originals()) -> State:
    """Not reported, done, late by how long, slipped, or due, judged against the date of writing.

    Where the report dates the same promise earlier than the plan does, it is late by that date only: both are told, by the names
    that the body has for report and plan.
    """
    due = deliverable.due
    if deliverable.progress is None:
        return unreported(due, written_on)
    if deliverable.is_done:
        since = f", as reported for {Quarter.parse(deliverable.reported_in).label}" if deliverable.reported_in else ""
        return State(f"Done{since}", "good", "done")
    if is_over(due, written_on) and deliverable.brought_forward:
        return _late_by_one(deliverable, written_on, names)
    if is_over(due, written_on):
        return State(f"Late by {late_words(due, written_on)}", "bad", "late")
    if deliverable.slipped_from:
        return State(f"Slipped from {day_label(deliverable.slipped_from)}", "bad", "slipped")
    return State(f"Due {day_label(due)}", "same", "due")


def unreported(due: str, written_on: str) -> State:
    """The state of what nobody reported on: its date may have passed, and nothing else is known."""
    passed = f", was due {day_label(due)}" if due and is_over(due, written_on) else ""
    return State(f"Not reported [x]{passed}", "note", "not reported")


def _late_by_one(deliverable: Deliverable, written_on: str, names: Originals) -> State:
    """The state of a promise whose date in the report is over, and earlier than the plan's."""
    planned = deliverable.planned
    words = f"Late by {late_words(deliverable.due, written_on)} by the {names.progress}'s date"
    if is_over(planned, written_on):
        return State(f"{words}, by {late_words(planned, written_on)} by the {names.plan}'s", "bad", "late")
    return State(f"{words}; due {day_label(planned)} by the {names.plan}", "note", "dates differ")


def late_words(due: str, written_on: str) -> str:
    """How long a date has been over, in whole months: `seven months`, `less than one month`."""
    count = completed_months(due, written_on)
    return in_words(count, "month") if count else "less than one month"


def _before(first: str, then: str) -> bool:
    """Whether a date lies before another; of a month and a day, their months are compared."""
    shared = min(len(first), len(then))
    return first[:shared] < then[:shared]

"""A row of the panel's log: what the panel asked, what was answered, what was promised, by whom and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from pcc_lib.inputs.models.kinds import Day, DayOrMonth, FreeText, Hyphened, Line, Prose
from pcc_lib.inputs.models.records import Problem
from pcc_lib.inputs.models.rows import Row

MOST_NAMES = 500  # characters of a list of figures
BETWEEN = ";"  # figures of one row
_ACTION_TODO = "Write who does it (owner) and when it is due (due), or take the action out."


class PanelRow(Row):
    """One question of the panel: `data/plan/panel_log.csv`."""

    OPTIONAL: ClassVar[tuple[str, ...]] = ("answered_on", "priority", "figures", "note")

    id: Hyphened = Field(description="Its id, which stays: 2024-03-asb-calls.")
    asked_on: Day = Field(description="The day on which it was asked.")
    meeting: Line = Field("", description="The meeting, such as Panel meeting of 14 March.")
    by: Line = Field(description="Who asked, by name or as a member of the panel.")
    question: Prose = Field(description="The question, as it was asked.")
    answer: Prose = Field("", description="The answer that was given.")
    action: Line = Field("", description="What was promised, where anything was.")
    owner: Line = Field("", description="Who does it; needed with an action.")
    due: DayOrMonth = Field("", description="When the action is due, or the answer as long as there is none.")
    state: Literal["open", "answered", "closed"] = Field(
        description="open: no answer yet; answered: the action is still to come; closed: nothing more is to come."
    )
    answered_on: Day = Field("", description="When the answer was given: an edition written before does not tell it.")
    closed_on: Day = Field("", description="When it was closed.")
    priority: Hyphened = Field("", description="The priority whose page tells it too.")
    figures: Annotated[str, FreeText(MOST_NAMES)] = Field(
        "", description="Names of the figures that it is about, parted by semicolons: pages print their value of today."
    )
    note: Prose = Field("", description="What to know of it.")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its figures."""
        return tuple(name.strip() for name in self.figures.split(BETWEEN) if name.strip())

    def problems(self) -> Iterator[Problem]:
        yield from self._state_problems()
        if self.action and not (self.owner and self.due):
            yield Problem("action", "has no owner or no date.", _ACTION_TODO)
        for key in ("answered_on", "closed_on", "due"):
            day = getattr(self, key)
            if day and day < self.asked_on[: len(day)]:
                yield Problem(key, f"{day} is before the question was asked ({self.asked_on}).", "Correct one of the two dates.")

    def _state_problems(self) -> Iterator[Problem]:
        if self.state == "open" and self.answer:
            yield Problem("state", "is 'open', and there is an answer.", "Write answered, or closed.")
        if self.state != "open" and not self.answer:
            yield Problem("answer", f"is blank, and the state is '{self.state}'.", "Write the answer, or the state open.")
        if (self.state == "closed") != bool(self.closed_on):
            found = (
                "is blank, and the state is 'closed'."
                if self.state == "closed"
                else f"is given, and the state is '{self.state}'."
            )
            yield Problem("closed_on", found, "Give closed_on with the state closed, and with no other.")
        if self.answered_on and not self.answer:
            yield Problem("answered_on", "is given, and there is no answer.", "Write the answer, or take the date out.")


class ToldQuestion(Row):
    """What an edition told of a question of the panel, as it is kept in `data/published/<quarter>/panel_log.csv`."""

    id: Hyphened
    asked_on: Day
    question: Prose
    state: Literal["open", "late", "answered", "closed"]

"""Targets: one value, a range, or steps that each hold from a month on; for the whole, or for each part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Any, NamedTuple

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from pcc_lib.core.quarters import first_month
from pcc_lib.inputs.models.kinds import Cell, Month, Number, Title
from pcc_lib.inputs.models.records import Model, Problem

_NEAR = 1e-9  # a value that differs from a target by less is equal to it: what lies between is how a computer divides


class Goal(NamedTuple):
    """What a target asks for: a value (both ends alike) or a range, in force from a month on (`""`: always)."""

    lower: float
    upper: float
    since: str = ""

    @property
    def is_range(self) -> bool:
        """Whether it is a range, and not one value."""
        return self.lower != self.upper

    def met(self, value: float, good_direction: str) -> bool | None:
        """Whether a value meets it: inside a range; else on its good side. None where neither side is better."""
        reach = _NEAR * max(1.0, abs(self.lower), abs(self.upper))
        if self.is_range:
            return self.lower - reach <= value <= self.upper + reach
        return {"increase": value >= self.lower - reach, "decrease": value <= self.upper + reach}.get(good_direction)


class Aimed(Model):
    """A value, or a range between two."""

    value: Number | None = Field(None, description="The target in the measure's unit; 90 for 90%.")
    between: tuple[Number, ...] = Field((), description="A range in place of one value: its lower and its upper end.")

    def problems(self) -> Iterator[Problem]:
        yield from _one_of({key: getattr(self, name) not in (None, (), {}) for key, name in self.ways().items()})
        if self.between and len(self.between) != 2:
            yield Problem("between", f"holds {len(self.between)} numbers.", "Write the lower and the upper end: [10, 15].")
        elif self.between and self.between[0] >= self.between[1]:
            found = f"{self.between[0]:g} is not below {self.between[1]:g}."
            yield Problem("between", found, "Write the lower end first; one number goes into 'value'.")

    def ways(self) -> Mapping[str, str]:
        """The keys of which it needs one, with the names of what they hold."""
        return {"value": "value", "between": "between"}

    def goal(self, since: str = "") -> Goal:
        """What it asks for."""
        lower, upper = self.between or (self.value, self.value)
        return Goal(float(lower or 0), float(upper or 0), since)


class TargetStep(Aimed):
    """A target that holds from a month on, until the next step."""

    month: Month = Field(description="The first month that it counts for.")


class PartTarget(Aimed):
    """The target of one part: a value, a range, or steps."""

    steps: tuple[TargetStep, ...] = Field((), alias="from", description="Targets that each hold from a month on, in their order.")

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        for before, after in pairwise(step.month for step in self.steps):
            if after == before:
                yield Problem("from", f"the month {after} stands twice.", "Give each step a month of its own.")
            elif after < before:
                yield Problem("from", f"{after} stands after {before}.", "Write the steps in the order of their months.")

    def ways(self) -> Mapping[str, str]:
        return {**super().ways(), "from": "steps"}

    def goals(self) -> Sequence[Goal]:
        """All that it asks for, in the order of the months."""
        if self.steps:
            return [step.goal(step.month) for step in self.steps]
        return [self.goal()] if self.value is not None or self.between else []


class _NumberOrKeys:
    """A part's target may be written as the number alone."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(
            lambda said: said if isinstance(said, dict | PartTarget) else {"value": said}, handler(source)
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "number"}, handler(schema)]}


class Target(PartTarget):
    """A target in the measure's unit: a value, a range, or steps that each hold from a month on; or such for each part."""

    label: Title = Field(description="What the target is called.")
    by: Mapping[Cell, Annotated[PartTarget, _NumberOrKeys()]] = Field(
        {}, description="A target for each breakdown value: a number, or 'between' or 'from' as here."
    )

    def ways(self) -> Mapping[str, str]:
        return {**super().ways(), "by": "by"}

    def goals_of(self, part: str) -> Sequence[Goal]:
        """All that is asked for of one breakdown value (`""` is the whole), in the order of the months."""
        return (self.by.get(part, self) if part else self).goals()

    def at(self, period: str, part: str = "") -> Goal | None:
        """What is asked for at a period; of a year, at its first month. None before the first step."""
        month = first_month(period)
        return next((goal for goal in reversed(self.goals_of(part)) if goal.since <= month), None)

    def parts(self) -> Sequence[str]:
        """The parts that have a target of their own; `""` where the target is one for all."""
        return list(self.by) or [""]


def _one_of(given: Mapping[str, bool]) -> Iterator[Problem]:
    named, known = [f"'{key}'" for key, there in given.items() if there], [f"'{key}'" for key in given]
    if not named:
        yield Problem("", f"needs one of {', '.join(known)}.", "Give one of them.")
    elif len(named) > 1:
        yield Problem("", f"has {' and '.join(named)}.", "Keep one of them.")

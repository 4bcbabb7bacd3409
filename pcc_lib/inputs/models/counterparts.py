"""Public counterparts: the measure of a public source that a measure is held against, and what the two count otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from pcc_lib.inputs.models.kinds import Cell, Line, Many, Positive, Prose, Snake
from pcc_lib.inputs.models.records import Model, Problem

# Per cent of the public value, either way. Two publications of the same recorded crime, nine years of one force, differ by up to
# 1.7 (tests/test_cross_check_of_open_data.py): revisions between them, and nothing else. This is nearly twice that.
TOLERANCE = 3
MOST_SIMILAR = 15
WIDEST = 50  # a tolerance that is wider would call half of a number the same


class Expected(Model):
    """The range in which ours must lie because the two are defined otherwise."""

    lower: Positive = Field(description="Its lower end, ours in per cent of the public value: 80 for four fifths of it.")
    upper: Positive = Field(description="Its upper end.")
    reason: Line = Field(description="Why ours is expected there, in a sentence for readers.")

    def problems(self) -> Iterator[Problem]:
        if self.lower >= self.upper:
            yield Problem("lower", f"{self.lower:g} is not below {self.upper:g}.", "Write the lower end under 'lower'.")


class Counterpart(Model):
    """The public counterpart of a measure."""

    measure: Snake = Field(description="The measure of the public source: the name of a file in data/measures.")
    part: Cell = Field("", description="Which of its parts is ours, such as a force; `own` of data/body.yml where none is named.")
    differences: Annotated[tuple[Prose, ...], Many] = Field(
        (), description="What the two count otherwise, in sentences that readers see."
    )
    same: Line = Field("", description="In place of differences: why both count the same, in a sentence.")
    tolerance: Positive | None = Field(
        None,
        description=f"By how many per cent of the public value the two may differ and still agree; {TOLERANCE} if not given.",
    )
    expected: Expected | None = Field(
        None, description="In place of a tolerance: the range that the differences explain, and why."
    )
    similar: Annotated[tuple[Cell, ...], Many] = Field(
        (), description="The parts that are most similar to ours, such as forces; readers see them beside it."
    )
    similar_from: Line = Field("", description="Who says that these are similar: where the group comes from.")

    def problems(self) -> Iterator[Problem]:
        yield from _definition_problems(self)
        if self.tolerance is not None and self.expected is not None:
            todo = "Keep one of them: within the range it is as expected, outside it is asked about."
            yield Problem("tolerance", "is given beside 'expected'.", todo)
        if self.tolerance is not None and self.tolerance > WIDEST:
            todo = f"Write {WIDEST} or less, or say under 'expected' where ours must lie."
            yield Problem("tolerance", f"{self.tolerance:g} per cent is too wide to tell anything.", todo)
        yield from _similar_problems(self)

    @property
    def wide(self) -> float:
        """By how many per cent of the public value the two may differ and still agree."""
        return TOLERANCE if self.tolerance is None else self.tolerance

    @property
    def allowed(self) -> tuple[float, float]:
        """Between which per cents of the public value the two agree: within the tolerance of it."""
        return 100 - self.wide, 100 + self.wide


def allowed_words(said: Counterpart) -> str:
    """What is allowed, as pages say it: `within 3% of the public value`, `between 80% and 90% of the public value`."""
    if said.expected is None:
        return f"within {said.wide:g}% of the public value"
    return f"between {said.expected.lower:g}% and {said.expected.upper:g}% of the public value"


def _definition_problems(said: Counterpart) -> Iterator[Problem]:
    """Whether both count the same is said, one way or the other."""
    if said.differences and said.same:
        yield Problem("same", "is given beside 'differences'.", "Keep the one that is true.")
    if not (said.differences or said.same):
        todo = "Say what they count otherwise, or under 'same' why they count the same."
        yield Problem("differences", "it is not said what the two count otherwise.", todo)
    if said.same and said.expected is not None:
        found = "expects another number where both count the same."
        yield Problem("expected", found, "Take it out, or say under 'differences' what explains it.")


def _similar_problems(said: Counterpart) -> Iterator[Problem]:
    """A group of similar parts says where it comes from, and names each once."""
    if said.similar and not said.similar_from:
        todo = "Name who publishes the group: it must not be chosen for its numbers."
        yield Problem("similar_from", "it is not said where the group comes from.", todo)
    if said.similar_from and not said.similar:
        yield Problem("similar_from", "tells of a group, and 'similar' names none.", "List the parts, or take it out.")
    if len(said.similar) > MOST_SIMILAR:
        yield Problem("similar", f"names {len(said.similar)} parts.", f"Keep to the {MOST_SIMILAR} most similar.")
    for part in dict.fromkeys(part for at, part in enumerate(said.similar) if part in said.similar[:at]):
        yield Problem("similar", f"'{part}' stands twice.", "Name each once.")

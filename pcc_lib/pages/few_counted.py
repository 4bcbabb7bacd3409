"""Parts whose change in per cent is of so few cases that it says nothing: from one to four is 300% more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pcc_lib.core.text import listed
from pcc_lib.figures.few import few_behind, in_number
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Measure
from pcc_lib.pages.page import Page
from pcc_lib.statistics.disclosure import LEAST_FOR_PER_CENT
from pcc_lib.writing.wording import Sentence

Bar = tuple[Figure, str]  # a change of a part, and the name of the part
ENOUGH = "with enough to compare"
LEAST_LEFT = 2  # a chart sets parts against each other


class Few(NamedTuple):
    """What is told of a part that had few before: both its counts, and its change in number."""

    before: Figure
    now: Figure
    change: Figure

    @property
    def words(self) -> Sentence:
        """`1 to 4 (+3)`."""
        return [self.before, " to ", self.now, " (", self.change, ")"]


class Told(NamedTuple):
    """How the changes of parts are told. every: all of them; few: those that had few before, which are not drawn."""

    every: list[Bar]
    few: Mapping[str, Few]

    @property
    def drawn(self) -> list[Bar]:
        """The parts that are set against each other."""
        return [each for each in self.every if each[0].breakdown not in self.few]


def set_apart(page: Page, measure: Measure, every: list[Bar]) -> Told:
    """Changes of parts in per cent, without those that had too few before (`few_behind`). Where too few others are left, all of
    them in number, so that a chart has one unit."""
    about = {change: page.figures.about(measure.id, change.breakdown) for change, _ in every}
    behind = {change: few_behind(change, measure, figure) for change, figure in about.items()}
    few = {change.breakdown: Few(*counts, in_number(change, about[change])) for change, counts in behind.items() if counts}
    left = [change for change, _ in every if change.known and change.breakdown not in few]
    if few and len(left) < LEAST_LEFT:
        return Told([(in_number(change, about[change]), label) for change, label in every], {})
    return Told(every, few)


def left_out(page: Page, few: Mapping[str, Few]) -> list[str]:
    """What is said under a chart of the parts that are not drawn."""
    names = listed(sorted(page.project.label_within(part) for part in few))
    said = f"Not drawn: {names}, with fewer than {LEAST_FOR_PER_CENT} before. Of so few a change in per cent says little."
    return [said] if few else []

"""The leading measures of each priority, each told by the statistic that its definition names.

On the landing page stands only what is counted or what an original report prints: of a measure whose months are reconstructed
no value between the printed ones is shown, and nothing is set against one (see `Figure.estimated`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

from pcc_lib.core.status import RECONSTRUCTED
from pcc_lib.core.text import lower_first
from pcc_lib.figures.few import as_told
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.judgement import Judgement
from pcc_lib.inputs.measures import Measure, topics_of
from pcc_lib.inputs.plan import Priority
from pcc_lib.pages.beside import beside
from pcc_lib.pages.changes import change_of
from pcc_lib.pages.goals import value_verdict
from pcc_lib.pages.ours import our_part, title_of
from pcc_lib.pages.page import Page
from pcc_lib.writing.verdicts import Verdict, verdicts
from pcc_lib.writing.wording import (
    Sentence,
    change_after,
    change_in_few_words,
    change_phrase,
    during,
    over_the_year,
    short_change,
)

OF_EACH_PRIORITY = 2
NOTHING_BESIDE = "No earlier value to compare with"
NOT_COMPARED = "Not compared with earlier values"
ALL_REBUILT = "Reconstructed months are set against nothing here"
NOTHING_PRINTED = "The {} prints no earlier value"
NO_LEVEL = "The {} prints only this change"


@dataclass(frozen=True)
class Headline:
    """A leading measure, or a part of one."""

    page: Page
    measure: Measure
    part: str = ""

    @property
    def title(self) -> str:
        """The measure's title, with the part's name."""
        return title_of(self.page, self.measure, self.part)

    @cached_property
    def value(self) -> Figure:
        """Its level."""
        return self.page.figures.of(self.measure.id, "value", self.part)

    @cached_property
    def told(self) -> Figure:
        """The figure that it is told by: its level, or the change that its definition names."""
        about = self.page.figures.about(self.measure.id, self.part)
        return as_told(about(self.measure.told_by), self.measure, about)

    @cached_property
    def rebuilt(self) -> bool:
        """Whether the month that it tells is reconstructed."""
        return RECONSTRUCTED in self.value.status

    @cached_property
    def _judged(self) -> Judgement | None:
        return self.page.judgement(self.measure, self.part)

    @property
    def unjudged(self) -> bool:
        """Whether the methods say something of it that is not told here."""
        return self._judged is not None and self._judged.illustration

    @property
    def judgement(self) -> Judgement | None:
        """What the methods say of it; None where months are reconstructed, for that shows only how the methods work."""
        return None if self.unjudged else self._judged

    @property
    def when(self) -> str:
        """The period of the figure that it is told by, and what a change is set against."""
        if self.told is self.value:
            return during(self.value.period, bool(self.measure.window.since))
        return over_the_year(self.told) or short_change(self.told)

    def beside(self) -> Sentence:
        """What stands under the figure: the change or the range that goes with it, or the level that changed."""
        original = self.page.originals.printed
        if self.told is not self.value:
            level: Sentence = [self.value, f" {during(self.value.period, bool(self.measure.window.since))}"]
            return (firm(level) if self.told.original else level) or [NO_LEVEL.format(original)]
        change = change_of(self.page, self.measure, self.part)
        return firm(beside(self.page, self.measure, change, self.part)) or self._change(change) or [self._why_nothing(change)]

    def _why_nothing(self, change: Figure | None) -> str:
        """Why nothing stands beside it."""
        if self.rebuilt and self.told.original:
            return NOTHING_PRINTED.format(self.page.originals.printed)
        if change is not None:
            return ALL_REBUILT
        return NOT_COMPARED if self.measure.change == "none" else NOTHING_BESIDE

    def _change(self, change: Figure | None) -> Sentence:
        """The change in words; where only the earlier value was printed, that."""
        if change is None:
            return []
        before = self.page.figures.of(self.measure.id, "value", self.part, change.earlier.last)
        is_of_value = self.measure.window.span(change.earlier.last) == change.earlier
        told = firm(["was ", before, f" {during(before.period)}"]) if is_of_value and before.known else []
        return told if change.estimated else change_in_few_words(change, self.measure)

    def sentence(self) -> Sentence:
        """The figure in a sentence, with its verdicts, or with its change where there is none."""
        words = "; ".join(lower_first(verdict.words) for verdict in self.verdicts())
        if self.told is not self.value:
            return [f"{self.title}: ", *change_phrase(self.told, self.measure, named=False), f"; {words}." if words else "."]
        more: Sentence = [f", {words}"] if words else self._change_after()
        return [f"{self.title}: ", self.value, f" {self.when}", *more, "."]

    def _change_after(self) -> Sentence:
        """The change as a sentence goes on with it; where only the earlier value was printed, that."""
        change = change_of(self.page, self.measure, self.part)
        if change is not None and not change.estimated:
            return change_after(change, self.measure)
        return [", which ", *told] if (told := self._change(change)) else []

    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdicts on it; of reconstructed months only whether a value that was printed meets the target."""
        judgement, value = self.judgement, self.value
        if judgement is not None:
            return verdicts(judgement, self.measure)
        met = None if value.estimated else value_verdict(self.measure, value, self.part)
        return () if met is None else (met,)


def leading(page: Page, priority: Priority) -> list[Headline]:
    """The priority's headlines; where none are named, the first measure with data of each of its first topics."""
    if priority.headlines:
        return [head for text in priority.headlines if (head := named(page, text)).told.known]
    found = []
    for topic in topics_of(page.project, priority.id):
        ids = topic.tiles or [m.id for m in page.measures(topic.id)]
        found += [head for head in map(partial(of_ours, page), map(page.figures.measure, ids)) if head.value.known][:1]
    return found[:OF_EACH_PRIORITY]


def of_ours(page: Page, measure: Measure) -> Headline:
    """A measure told by our part, where it has one among peers; else as a whole."""
    return Headline(page, measure, our_part(page, measure))


def named(page: Page, text: str) -> Headline:
    """A headline by its name in the plan: a measure, with a part after a point."""
    id, _, part = text.partition(".")
    series = page.figures.series(id) if part else None
    return Headline(page, page.figures.measure(id), series.part_of(part) if series else part)


def firm(said: Sentence) -> Sentence:
    """A sentence of which no figure is estimated; else nothing."""
    figures = (piece[0] if isinstance(piece, tuple) else piece for piece in said)
    return [] if any(isinstance(piece, Figure) and piece.estimated for piece in figures) else said

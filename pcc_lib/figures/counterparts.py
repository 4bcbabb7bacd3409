"""A measure beside its public counterpart: the periods that both know whole, what both say of them, and the one in per cent of
the other. Months of ours are added up to the counterpart's periods; what does not fill one is not set beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from pcc_lib.core import numerals
from pcc_lib.core.periods import Span, months_to
from pcc_lib.core.quarters import first_month, is_financial_year, shift
from pcc_lib.core.status import Statuses
from pcc_lib.core.sure import sure
from pcc_lib.figures.asked import Face, made
from pcc_lib.figures.figure import Figure, FigureId
from pcc_lib.figures.series import Series
from pcc_lib.figures.workings import Working, combined, level_working
from pcc_lib.inputs.measures import Measure
from pcc_lib.inputs.models.counterparts import Counterpart

OURS, PUBLIC, RATIO = "counterpart_ours", "counterpart_public", "counterpart_ratio"
READ = (OURS, PUBLIC, RATIO)
DECIMALS = 1  # of a ratio in per cent, as it is printed and judged
SHOWN = 12  # the newest periods are set beside each other
YEAR = 12
HELD_BACK = "Small numbers are held back here; beside a public table they could be worked out."


@dataclass(frozen=True, eq=False)
class Beside:
    """A measure and its counterpart. part: which of the counterpart's parts is ours (blank: all of it)."""

    measure: Measure
    public_measure: Measure
    ours: Series | None
    public: Series | None
    part: str

    @property
    def said(self) -> Counterpart:
        """What the measure's file says of it."""
        return sure(self.measure.counterpart)

    @property
    def by_count(self) -> bool:
        """Whether a count is held against what a rate counts, and not against the rate."""
        return self.measure.is_additive and self.public_measure.how.of_residents

    @property
    def withheld(self) -> str:
        """Why nothing of the two may be told beside the other, in a sentence; nothing where it may.

        What a policy hides could be worked out from a public total of the same things, less what is shown.
        """
        policies = (self.measure.disclosure, self.public_measure.disclosure)
        return "" if policies == ("none", "none") else HELD_BACK

    @cached_property
    def apart(self) -> str:
        """Why the two are not held against each other, in a sentence; nothing where they are."""
        if self.withheld:
            return self.withheld
        if self.ours is None or self.public is None:
            return f"{'The measure' if self.ours is None else 'The public table'} has no data in this quarter [x]."
        if self.ours.is_survey or self.public.is_survey:
            return "Percentages of surveys vary by chance, and are read with their intervals."
        if not self.ours.has_whole:
            return "The measure has no value for all its parts together."
        if self.part not in ("", *self.public.all_parts) or not (self.part or self.public.has_whole):
            return "The public table has no value of this area."
        return "" if self.spans else "No period is known whole on both sides [x]."

    @cached_property
    def spans(self) -> Mapping[str, tuple[Span, Span]]:
        """The newest periods of the counterpart that ours fills: of each, our periods and the counterpart's."""
        found = {}
        for period in self.public.periods if self.ours and self.public else ():
            months, window = covered(sure(self.public), period), sure(self.public).window(period)
            own = _filled(sure(self.ours), months) if months else None
            if own and window:
                found[period] = (own, window)
        return dict(list(found.items())[-SHOWN:])

    def figures(self, period: str) -> tuple[Figure, Figure, Figure]:
        """Ours over a period of the counterpart, the counterpart, and ours in per cent of it."""
        ours, public, names = sure(self.ours), sure(self.public), self._names(period)
        mine, theirs = self._ours(period), self._public(period)
        status = Statuses.all_of([ours.status(mine.span), public.status(theirs.span)])
        own, other = self._told(self.measure), self._told(self.measure if self.by_count else self.public_measure)
        own = replace(own, status=ours.status(mine.span), kind=ours.kind())
        other = replace(other, status=public.status(theirs.span), kind=public.kind())
        return (
            _in_words(made(names[OURS], "", mine, own), ours),
            _in_words(made(names[PUBLIC], "", theirs, other), public),  # its part is none of the measure that it is named after
            _in_words(made(names[RATIO], "", combined("percentage", mine, theirs), Face("%", _percent, status)), ours),
        )

    def _names(self, period: str) -> Mapping[str, FigureId]:
        return {each: FigureId.of(self.measure.id, each, "", period) for each in READ}

    def _ours(self, period: str) -> Working:
        return level_working(sure(self.ours), self.spans[period][0])

    def _public(self, period: str) -> Working:
        public, window = sure(self.public), self.spans[period][1]
        if not self.by_count:
            return level_working(public, window, self.part)
        counted = public.held("numerator", window, self.part)
        return Working("count(#)", (counted.cells,), (counted.value,), window)

    def _told(self, measure: Measure) -> Face:
        return Face(measure.unit, lambda v: numerals.printed(v, measure.unit, measure.decimals, measure.precision))


def covered(series: Series, period: str) -> Span | None:
    """The months that the value of a period is of; None where its producer does not say where it begins, or it has not."""
    window = series.window(period)
    if window is None or series.measure.window.unstated:
        return None
    if series.source.period != "year":
        return Span(window.first, window.last)
    return months_to(last_month(period, series.source.about.year_end), YEAR) if window.is_one else None


def last_month(period: str, year_end: int = YEAR) -> str:
    """The last month of a period: of a month itself, of a year the one that its source's years end in, of `2022-23` March."""
    if is_financial_year(period):
        return shift(first_month(period), YEAR - 1)
    return f"{period}-{year_end:02d}" if len(period) == 4 else period


def _filled(series: Series, months: Span) -> Span | None:
    """The periods of a series that are exactly these months; None where it does not hold all of them."""
    calendar = series.source.calendar
    if calendar.kind == "year" or series.measure.how.ready_made:
        return next((series.window(each) for each in series.periods if covered(series, each) == months), None)
    begins = calendar.covers(series.periods[0]).first
    whole = months.months % calendar.step == 0 and calendar.meets(months.last)
    return replace(months, step=calendar.step) if whole and begins <= months.first and months.last <= series.last else None


def _percent(value: float) -> str:
    return numerals.percent(value, DECIMALS)


def _in_words(figure: Figure, series: Series) -> Figure:
    """A figure whose years are named by the month that they end in, where its source says which."""
    about = series.source.about
    return replace(figure, period=figure.period.ending(about.year_end)) if about.year_ends else figure

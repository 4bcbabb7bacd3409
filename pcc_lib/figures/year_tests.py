"""The last twelve months (or the window) of a measure against the same a year before, by the test that fits."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from pcc_lib.core.periods import Span, months_to
from pcc_lib.core.quarters import shift
from pcc_lib.figures.charted import monthly, resets_of
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Measure
from pcc_lib.statistics import changes, intervals

SIGNIFICANT = 0.05
TWO_YEARS = "twelve months with the twelve before"


@dataclass(frozen=True)
class ChangeTest:
    """The last twelve months (or the window) against the same a year before.

    `lower` and `upper` bound the change in its own unit: per cent for counts, percentage points for percentages.
    `significant`: whether it is told as a change, once the other tests of its family are allowed for (see `figures.allowance`);
    `alone`: whether it would be by itself. `adjusted`: the p-value with that allowance; None where none is made yet. `basis` is
    the periods compared, in words, `function` the method's name in formulas (see `statistics.methods`), `spans` the two periods
    of a test of shares.
    """

    lower: float
    upper: float
    significant: bool
    p_value: float
    dispersion: float | None
    method: str
    basis: str
    function: str = ""
    spans: tuple[Span, Span] | None = None
    alone: bool = False
    adjusted: float | None = None

    @property
    def lost(self) -> bool:
        """Whether it is a change by itself, and none once the other tests are allowed for."""
        return self.alone and not self.significant

    @property
    def rises(self) -> bool:
        """Whether the change is upwards: most of its interval lies above nought."""
        return self.lower + self.upper > 0

    def compared(self, last: str) -> Span:
        """From the first to the last of the months that are compared, the last of which is known."""
        return Span(self.spans[1].first, self.spans[0].last) if self.spans else months_to(last, 24)


def tested_change(measure: Measure) -> str:
    """The statistic that the test of the year is about: its estimate, which stands beside its interval.

    Counts are tested over whole years, whatever window their values cover; a pooled percentage over its own window.
    """
    window = measure.window
    whole_years = window.is_month or (measure.how.test == "counts" and window.rolls and window.step == 1 and window.months != 12)
    return "change_12_months" if whole_years else "change_on_year"


def allowed(test: ChangeTest, adjusted: float) -> ChangeTest:
    """The test with the allowance for the others of its family: told as a change where it is one by itself and with them."""
    return replace(test, significant=test.significant and adjusted < SIGNIFICANT, alone=test.significant, adjusted=adjusted)


def year_test(series: Series, part: str) -> ChangeTest | None:
    """The year-on-year test that fits, where 24 whole months are there and limits were not re-set among them."""
    measure = series.measure
    if not series.source.calendar.monthly or not measure.window.rolls:
        return None
    if measure.change == "none" or (not part and not measure.whole):
        return None  # no comparison is told of this measure, so none is tested
    top = monthly(series.monthly("numerator", part)) if series.monthly("numerator", part).notna().any() else None
    if top is None or not measure.how.test or _reset_within(measure, series.last):
        return None
    try:
        if measure.how.test == "counts":
            found = changes.change_test(top)
            return _count_test(found) if math.isfinite(found.upper) else None  # from nought: no change in per cent
        bottom = monthly(series.monthly("denominator", part)).reindex(top.index)
        if measure.window.months in (1, 12):
            return _rate_test(changes.rate_test(top, bottom), series.last)
        return _window_test(series, part)
    except ValueError:
        return None


def _reset_within(measure: Measure, last: str) -> bool:
    """Whether limits were re-set within the 24 months that a test would compare: the two years are then not alike."""
    return bool(resets_of(measure, months_to(last, 24)))


def _count_test(found: changes.Change) -> ChangeTest:
    return ChangeTest(
        100 * (found.lower - 1),
        100 * (found.upper - 1),
        found.p_value < SIGNIFICANT,
        found.p_value,
        found.dispersion,
        found.method,
        TWO_YEARS,
        "exact_poisson" if found.dispersion is None else "quasi_poisson",
    )


def _rate_test(found: changes.RateChange, last: str) -> ChangeTest:
    excludes_nought = not found.lower <= 0 <= found.upper
    # near the border test and interval may differ; a significant change is one that both find
    significant = excludes_nought and found.p_value < SIGNIFICANT
    return ChangeTest(
        100 * found.lower,
        100 * found.upper,
        significant,
        found.p_value,
        found.dispersion,
        found.method,
        TWO_YEARS,
        "newcombe" if found.dispersion is None else "quasi_binomial",
        (months_to(last, 12), months_to(last, 12).shifted(-12)),
    )


def _window_test(series: Series, part: str) -> ChangeTest | None:
    """A pooled survey window against the same window a year before, by Newcombe."""
    now, before = series.window(series.last), series.window(shift(series.last, -12))
    if now is None or before is None:
        return None
    held = [series.total(role, span, part) for span in (now, before) for role in ("numerator", "denominator")]
    if any(math.isnan(v) for v in held):
        return None
    found = intervals.newcombe(*held)
    excludes_nought = not found.lower <= 0 <= found.upper
    return ChangeTest(
        100 * found.lower,
        100 * found.upper,
        excludes_nought,
        intervals.newcombe_p(*held),
        None,
        found.method,
        "these months with the same months a year before",
        "newcombe",
        (now, before),
    )

"""Which statistics can be told of a measure in this quarter, asked of their own guards."""

from __future__ import annotations

from pcc_lib.core.numerals import part_id
from pcc_lib.core.quarters import shift
from pcc_lib.exploring.shown import Listing
from pcc_lib.figures.catalogue import STATISTICS, words_of
from pcc_lib.figures.linked import READ
from pcc_lib.figures.listed import can_tell, parts_told
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Measure
from pcc_lib.pages.page import Page


def statistics_of(page: Page, measure: Measure) -> Listing:
    """Names of statistics, each with its words and, where it needs one, the part or period of an example."""
    series = page.figures.series(measure.id)
    if measure.of:
        found = {name: "" for name in ("value", *READ)}
    elif series is None:
        found = {"value": ""}
    else:
        found = {name: example for name in STATISTICS if (example := _example(series, name)) is not None}
    return Listing(f"Statistics of {measure.title}", [(n, _words(n) + example) for n, example in found.items()])


def _words(statistic: str) -> str:
    return words_of(statistic) or "the value itself"


def _example(series: Series, statistic: str) -> str | None:
    """What must be named to ask for a statistic: nothing, a part, or a period to come; None where none of these does."""
    ahead = shift(series.last, 1)
    parts = [(part, "", f': .figure("{statistic}", part="{part_id(part)}")') for part in parts_told(series) if part]
    ways = [("", "", ""), *parts[:1], ("", ahead, f': .figure("{statistic}", period="{ahead}")')]
    ways = [way for way in ways if not way[1] or STATISTICS[statistic].own_period]
    return next((said for part, period, said in ways if can_tell(series, statistic, part, period)), None)

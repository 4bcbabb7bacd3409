"""The signals of a quarter, and what may be accepted as a new level, as text for whoever keeps the measures."""

from __future__ import annotations

from collections.abc import Iterable

from pcc_lib.core import numerals
from pcc_lib.core.numerals import NBSP
from pcc_lib.core.quarters import month_label
from pcc_lib.figures.judgement import Judgement
from pcc_lib.figures.proposals import Proposal
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Measure
from pcc_lib.statistics.control_limits import FULL
from pcc_lib.writing import coverage
from pcc_lib.writing import verdict_words as deck
from pcc_lib.writing.verdicts import NOT_JUDGED, of_month, verdicts

_COLUMNS = ("Measure", "Month", "Before", "After", "Months", "Stable", "Strength")
_LEGEND = (
    "Months: how many the new level has. Stable: whether its own limits flag none of them ('so far' up to 12 months).",
    "Strength: how far apart the levels are, in standard deviations of the change from month to month.",
    'To accept one: pcc signals QUARTER --accept MEASURE MONTH --reason "Why the months before and after are not alike."',
)
_GROUNDS = ("bad", "good", "same")


def verdict_words(judged: Judgement, measure: Measure) -> str:
    """The verdicts on a measure in words, one for each question."""
    return "; ".join(found.words for found in verdicts(judged, measure)) or NOT_JUDGED.words


def signal_lines(judged: Iterable[tuple[Series, Judgement]]) -> list[str]:
    """A line for each measure whose latest month is a signal, concerns first; how many more have moved."""
    judged = list(judged)
    told = [(series.measure, of_month(each, series.measure)) for series, each in judged if each.is_signal]
    found = [(measure, verdict) for measure, verdict in told if verdict is not None]
    found.sort(key=lambda pair: (_GROUNDS.index(pair[1].ground), pair[0].id))
    width = max((len(measure.id) for measure, _ in found), default=0)
    lines = [f"{measure.id:{width}}  {measure.title}: {verdict.words}" for measure, verdict in found]
    moved = sum(each.moved is not None for _, each in judged)
    more = (
        [f"{moved} more moved to another level, or rise or fall bit by bit, and are not judged: add --propose to see them."]
        if moved
        else []
    )
    return [*(lines or ["No measure is a signal."]), *more]


def proposal_lines(proposals: Iterable[Proposal]) -> list[str]:
    """A table of changes of level; below each row what is dated near it, and what accepting it would do."""
    proposals = list(proposals)
    if not proposals:
        return ["No change of level was found."]
    cells = [list(_COLUMNS), *map(_cells, proposals)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    rows = ["  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    under = [[], *(_under(proposal) for proposal in proposals)]
    told = [line for row, more in zip(rows, under, strict=True) for line in (row, *(f"    {text}" for text in more))]
    return [*told, "", *_LEGEND]


def _cells(proposal: Proposal) -> list[str]:
    change, measure = proposal.change, proposal.series.measure
    values = [printed_level(value, measure) for value in (change.before, change.after)]
    months = f"{change.months}{'' if change.latest else ', then it changed again'}"
    stable = "drifts" if proposal.then is None else "yes" if change.stable else "no"
    if change.stable and change.months < FULL:
        stable = "so far"
    return [measure.id, proposal.month, *values, months, stable, f"{change.strength:.1f} sd"]


def _under(proposal: Proposal) -> list[str]:
    near = "; ".join([*map(coverage.near, proposal.cuts), *proposal.near]) or "nothing dated within three months"
    if proposal.now.young:
        near += f".{deck.MAY_BE_SEASON.rstrip('.')}"
    if proposal.then is None:
        way = "rising" if proposal.change.after > proposal.change.before else "falling"
        nothing = f"nothing to accept: it has been {way} bit by bit, so there is no new level to judge by"
        return [f"near: {near}", *_known(proposal), nothing]
    now, then = (verdict_words(judged, proposal.series.measure) for judged in (proposal.now, proposal.then))
    return [f"near: {near}", *_known(proposal), f"now: {now}. If accepted: {then}."]


def _known(proposal: Proposal) -> list[str]:
    """What is known to have changed in about that month, whatever else did."""
    return [f"known: {coverage.cause(proposal.behind)}"] if proposal.behind else []


def printed_level(value: float, measure: Measure) -> str:
    """A mean in the measure's unit; small ones with a digit after the point, or two levels may print alike."""
    decimals = measure.decimals if abs(value) >= 100 else max(1, measure.decimals)
    if measure.is_duration and value < 60:
        return f"{numerals.number(value, 1)} s"
    return numerals.printed(value, measure.unit, decimals, measure.precision).replace(NBSP, " ")


def accepted_line(name: str, month: str, words: str) -> str:
    """What was written, and how the measure is now judged."""
    return f"{name}: limits begin anew in {month_label(month)}. Now: {words}."

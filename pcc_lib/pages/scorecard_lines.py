"""Which rows the scorecard has, before any is printed: what each is about, why it has no data, and what a filter finds it by."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pcc_lib.inputs.key_metrics import KeyMetric, key_measures, key_metrics
from pcc_lib.inputs.measures import Measure, topics_of
from pcc_lib.pages.filters import marks_in
from pcc_lib.pages.goals import target_verdict
from pcc_lib.pages.page import Page
from pcc_lib.pages.parts_listed import MOST_PARTS, is_shortened, listed
from pcc_lib.pages.topic import ever_known
from pcc_lib.writing.short_words import is_bad, is_good
from pcc_lib.writing.verdicts import HELD_BACK, NOT_JUDGED, NOT_KNOWN, Verdict, verdicts

NO_VALUE = "The value of this quarter is not known."
KIND = "scorecard"
BAD, GOOD, ABSENT = "bad", "good", "absent"  # marks of its rows


@dataclass(frozen=True)
class Line:
    """One row: a key metric, or a measure, or a part of one. `why` says why there are no data, and is blank where there are."""

    metric: KeyMetric | None
    measure: Measure | None
    part: str = ""
    why: str = ""


# ── which rows ────────────────────────────────────────────────────────────────────────────────────────────────────────
def metric_lines(page: Page, priority: str) -> list[Line]:
    """The key metrics of a priority, in the plan's order."""
    return [_metric_line(page, metric) for metric in key_metrics(page.project, priority)]


def other_lines(page: Page, priority: str) -> list[Line]:
    """What else there is of the measures that tell a priority's metrics, and that is no metric itself: by area, or as a whole."""
    metrics = key_metrics(page.project)
    named = {(m.measure, m.part) for m in metrics}
    first = {m.measure: m.priority for m in reversed(metrics)}
    own = [m.measure for m in metrics if m.priority == priority and m.measure and first[m.measure] == priority]
    further = list(map(page.figures.measure, dict.fromkeys(own)))
    return [line for line in _lines(page, further) if line.measure and (line.measure.id, line.part) not in named]


def further_lines(page: Page, priority: str) -> list[Line]:
    """The measures that tell no key metric, with a row for each part of them; those without data last."""
    told = key_measures(page.project)
    further = [m for m in scorecard_measures(page, priority) if m.id not in told]
    return _lines(page, further) + [Line(None, m, why=m.missing or NO_VALUE) for m in further if not parts_shown(page, m)]


def _lines(page: Page, measures: Sequence[Measure]) -> list[Line]:
    """A row for each part of measures that a table can list."""
    shown = listed(page.project, {m.id: parts_shown(page, m) for m in measures})
    return [Line(None, m, part) for m in measures for part in shown[m.id]]


def are_fewer(page: Page, lines: Sequence[Line]) -> bool:
    """Whether the measures of rows that name no metric have more parts than those rows."""
    parts = {line.measure.id: parts_shown(page, line.measure) for line in lines if line.measure and not line.metric}
    return is_shortened(parts, listed(page.project, parts))


def scorecard_measures(page: Page, priority: str) -> list[Measure]:
    """The scorecard's measures of a priority, topic by topic."""
    topics = topics_of(page.project, priority, scorecard=True)
    return [m for topic in topics for m in page.measures(topic.id) if m.in_scorecard]


def parts_shown(page: Page, measure: Measure) -> list[str]:
    """The parts of a measure that have rows of their own, the whole (`""`) first; none where nothing of it is known."""
    series = page.figures.series(measure.id)
    if series is None and not measure.of:
        return []
    parts = [""] + (list(series.parts) if series and (measure.breakdown or measure.how.ready_made) else [])
    if len(parts) == 2 or len(parts) - 1 > MOST_PARTS:  # one part is the whole; many stand on their map and its table
        parts = [""]
    figures = {part: page.figures.of(measure.id, "value", part) for part in parts}
    if not any(figure.known or figure.hidden for figure in figures.values()):
        return []
    return [part for part, figure in figures.items() if figure.known or figure.hidden or ever_known(page, measure, part)]


def _metric_line(page: Page, metric: KeyMetric) -> Line:
    measure = page.figures.measure(metric.measure) if metric.measure else None
    return Line(metric, measure, metric.part, _why_not(page, metric, measure))


def _why_not(page: Page, metric: KeyMetric, measure: Measure | None) -> str:
    """Why a metric has no data; nothing where it has."""
    if measure is None:
        return metric.missing
    shown = parts_shown(page, measure)
    return "" if metric.part in shown or (shown and not metric.part) else measure.missing or NO_VALUE


# ── what a filter finds them by ───────────────────────────────────────────────────────────────────────────────────────
def verdicts_of(page: Page, measure: Measure, part: str = "") -> tuple[Verdict, ...]:
    """The verdicts on a measure, one for each question; where its months are held against no target, its value is."""
    value = page.figures.of(measure.id, "value", part)
    if not value.known:
        return (HELD_BACK if value.hidden else NOT_KNOWN,)
    found = verdicts(page.judgement(measure, part), measure)
    met = target_verdict(page, measure, part)
    return (found or (NOT_JUDGED,)) if met is None or met in found else (*found, met)


def marks_of(page: Page, priority: str, line: Line) -> str:
    """The marks of a row: its priority, and whether any verdict in it is worse or missed, better or met, or there are no data."""
    return marks_in(KIND, [priority, *_found(page, line)])


def _found(page: Page, line: Line) -> Iterator[str]:
    if line.why or line.measure is None:
        yield ABSENT
        return
    if line.part not in parts_shown(page, line.measure):  # a metric by its parts, whose verdicts stand in rows of their own
        return
    verdicts = verdicts_of(page, line.measure, line.part)
    if NOT_KNOWN in verdicts:
        yield ABSENT
    yield from [BAD] * any(map(is_bad, verdicts)) + [GOOD] * any(map(is_good, verdicts))


def all_marks(page: Page, priorities: Collection[str]) -> list[str]:
    """The marks of every row under these priorities."""
    return [
        marks_of(page, id, line)
        for id in priorities
        for lines in (metric_lines, other_lines, further_lines)
        for line in lines(page, id)
    ]

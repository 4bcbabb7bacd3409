"""Survey percentages with their 95% intervals: the parts of a measure, or several measures."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pcc_lib.charts.given import Level
from pcc_lib.core.status import RECONSTRUCTED
from pcc_lib.core.sure import sure
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Chart, Measure, Topic
from pcc_lib.pages.alternatives import alt_text, name_of
from pcc_lib.pages.page import Page
from pcc_lib.pages.parts_named import group_of, in_sentences, ranked, rest_of, unknown
from pcc_lib.pages.pictures import Picture, Raw, area_words, axis_of
from pcc_lib.statistics.disclosure import SURVEY_LEAST, SURVEY_RELIABLE
from pcc_lib.writing.compared import alike
from pcc_lib.writing.naming import within
from pcc_lib.writing.part_messages import Parts, known_as, measures_message, parts_message
from pcc_lib.writing.subjects import named_subject, subject_of, topic_subject
from pcc_lib.writing.wording import Sentence, between, during

APART = "Each interval is of its own value. Whether two of them differ is not tested: they may be answers of the same people."
LONGEST_BESIDE = 26  # letters of a name that hold beside a value with its bounds on a phone; else the value stands alone


@dataclass(frozen=True)
class Row:
    """A percentage with its interval; `lower` and `upper` are unknown where it has none."""

    label: str
    value: Figure
    lower: Figure
    upper: Figure

    @property
    def has_interval(self) -> bool:
        """Whether both bounds are known."""
        return self.lower.known and self.upper.known

    @property
    def bounds(self) -> Sentence:
        """` (95% interval 88.7% to 92.3%)`."""
        return [" (95% interval ", *between(self.lower, self.upper), ")"] if self.has_interval else []


def intervals(page: Page, topic: Topic, chart: Chart) -> Picture:
    """One dot with its interval a row, from the highest; a reference measure as a line through all."""
    rows = rows_of(page, chart)
    measure, when = page.figures.measure(chart.measures[0]), _when(rows)
    single = {label for _, label in ranked(_known(rows), rest_of(page, measure) if chart.by else frozenset())}
    known = sorted((r for r in rows if r.value.known and r.label in single), key=lambda r: -sure(r.value.value))
    reference, name = _reference(page, chart), measure.title if chart.by else topic.title
    every = [(r.value, r.label) for r in rows]
    noun = sure(page.figures.series(measure.id)).source.breakdown if chart.by else "measure"
    group = group_of(page, measure, noun) if chart.by else None
    missing = [" ", *blank] if (blank := unknown(every, when, group)) else []

    def draw(description: str) -> object:
        from pcc_lib.charts.intervals import dot_intervals

        axis = axis_of(measure, from_zero=False, series=page.figures.series(measure.id))
        return dot_intervals(_frame(rows), axis, description, _line(page, reference))

    return Picture(
        title=_title(page, chart, rows),
        subject=f"{name}, per cent with 95% intervals, {area_words(page, measure)}, {when.removeprefix('in ')}",
        shows=[*_shows(known, when), *missing, *_reference_words(page, reference)],
        alt=_alt(name_of(page, measure) if chart.by else within(page.project, topic.title), known, when, missing),
        columns=("Answer", "Value", "Lower", "Upper"),
        rows=[[r.label, r.value, r.lower, r.upper] for r in sorted(rows, key=lambda r: -(r.value.value or 0))],
        raw=_raw(rows),
        draw=draw,
        measures=[measure],
        latest=known[0].value.period.last,
        series=[s for id in chart.measures if (s := page.figures.series(id))],
        notes=_notes(rows),
    )


def _known(rows: list[Row]) -> list[tuple[Figure, str]]:
    return [(row.value, row.label) for row in rows if row.value.known]


def _when(rows: list[Row]) -> str:
    periods = {r.value.period for r in rows if r.value.period}
    return during(periods.pop()) if len(periods) == 1 else "in the latest months of each"


def _raw(rows: list[Row]) -> Raw:
    return [
        [r.label, name, f.value, f.unit, str(f.status)]
        for r in rows
        for name, f in (("value", r.value), ("95% interval, lower", r.lower), ("95% interval, upper", r.upper))
    ]


def rows_of(page: Page, chart: Chart) -> list[Row]:
    """One row a part, or one a measure."""
    if chart.by:
        id = chart.measures[0]
        named = [(page.project.label(part), id, part) for part in sure(page.figures.series(id)).parts]
    else:
        named = [(_short_name(page, page.figures.measure(id)), id, "") for id in chart.measures]
    return [
        Row(label, *(page.figures.of(id, statistic, part) for statistic in ("value", "interval_lower", "interval_upper")))
        for label, id, part in named
    ]


def _frame(rows: list[Row]) -> pd.DataFrame:
    room = max(len(r.label) for r in rows) <= LONGEST_BESIDE
    return pd.DataFrame(
        [
            {
                "label": r.label,
                "value": r.value.numeric,
                "lower": r.lower.numeric,
                "upper": r.upper.numeric,
                "printed": _printed(r) if room else r.value.marked,
            }
            for r in rows
        ]
    )


def _reference(page: Page, chart: Chart) -> Figure | None:
    """The value of the measure to compare with, where there is one and it is known."""
    figure = page.figures.of(chart.reference) if chart.reference else None
    return figure if figure and figure.known else None


def _line(page: Page, reference: Figure | None) -> Level | None:
    """The reference as a line through all rows."""
    if reference is None:
        return None
    name = _short_name(page, page.figures.measure(reference.measure))
    return Level(sure(reference.value), f"{name}: {reference.marked}")


def _title(page: Page, chart: Chart, rows: list[Row]) -> Sentence:
    """The values at the ends. Whether they differ by more than chance is not said: intervals of single values do not tell, and
    rows may be answers of the same people."""
    figures, known = [row.value for row in rows], _known(rows)
    measure = page.figures.measure(chart.measures[0])
    if not chart.by:
        measures = [page.figures.measure(id) for id in chart.measures]
        called = {_short_name(page, each): _short_name(page, each, in_sentence=True) for each in measures}
        named = [(figure, named_subject(page.project, called[label])) for figure, label in known]
        topic = topic_subject(page.project, page.topic(measure.topic))
        return measures_message(topic, measure, named, "" if len(known) == len(rows) else known_as(figures))
    single, noun = ranked(known, rest_of(page, measure)), sure(page.figures.series(measure.id)).source.breakdown
    parts = Parts.of(in_sentences(page, single), figures, noun, len(single) < len(known))
    return parts_message(subject_of(page.project, measure), measure, parts)


def _alt(name: str, known: list[Row], when: str, missing: Sentence) -> str:
    """The highest and the lowest with their intervals, without them where there is no room, or the highest alone."""
    top, bottom = known[0], known[-1]
    if bottom is not top and alike(top.value, bottom.value):
        told: tuple[Sentence, ...] = (["All are the same: ", top.value, f" {when}."],)
    elif bottom is top:
        told = ([f"{top.label}: ", top.value, *top.bounds, f" {when}."],)
    else:
        told = tuple(
            ["Highest: ", top.label, ", ", top.value, *high, "; lowest: ", bottom.label, ", ", bottom.value, *low, f", {when}."]
            for high, low in ((top.bounds, bottom.bounds), ([], []))
        )
    told = (*told, [f"{top.label}: ", top.value, f" {when}."])
    return alt_text("Dot plot with 95% intervals", name, told, missing)


def _shows(known: list[Row], when: str) -> Sentence:
    top, bottom = known[0], known[-1]
    said: Sentence = [f"{top.label}: ", top.value, *top.bounds]
    if bottom is not top:
        said += [f"; {bottom.label}: ", bottom.value, *bottom.bounds]
    return [*said, f", {when}."]


def _reference_words(page: Page, reference: Figure | None) -> Sentence:
    if reference is None:
        return []
    title = page.figures.measure(reference.measure).title
    return [f" The dashed line is {within(page.project, title)}: ", reference, f" {during(reference.period)}."]


def _short_name(page: Page, measure: Measure, in_sentence: bool = False) -> str:
    """A measure in few words: the label of the one row that it keeps of its source, or what sentences call it; else its title."""
    kept = [part for parts in measure.rows.values() for part in parts]
    name = page.project.label_within if in_sentence else page.project.label
    return name(kept[0]) if len(kept) == 1 else measure.title


def _notes(rows: list[Row]) -> list[str]:
    """How the intervals are made, what they are worth here, and when a value is not printed."""
    found = [APART] * (len(rows) > 1)
    found += ["95% intervals by Wilson's method: they allow for the chance of who answered, not for who was never asked."]
    if any(RECONSTRUCTED in r.value.status for r in rows):
        found.append("The numbers of answers are reconstructed [e], and so is the width of every interval.")
    return [*found, f"Fewer than {SURVEY_LEAST} answers are withheld [c], fewer than {SURVEY_RELIABLE} marked [u]."]


def _printed(row: Row) -> str:
    if not row.has_interval or row.lower.text == row.upper.text:
        return row.value.marked
    bounds = f"{row.lower.text.removesuffix('%')} to {row.upper.text.removesuffix('%')}"
    return f"{row.value.marked} ({bounds}{row.upper.mark})"

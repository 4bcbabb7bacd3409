"""The scorecard: the key metrics of the plan in its own order, then the further measures of each priority."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pcc_lib.core.numerals import MISSING
from pcc_lib.core.text import listed
from pcc_lib.inputs.key_metrics import KeyMetric, key_measures, key_metrics
from pcc_lib.inputs.measures import Measure, measure_ids, topics_of
from pcc_lib.inputs.models.plan import Priority
from pcc_lib.inputs.plan import priority, table
from pcc_lib.pages import waiting
from pcc_lib.pages.page import Page
from pcc_lib.pages.scorecard_rows import TREND_VALUES, parts_shown, priority_telling, row, row_of_parts, told_at
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.markup import details, lead, link, note, paragraph
from pcc_lib.writing.tables import Cell, Table, table_html
from pcc_lib.writing.wording import Sentence

COLUMNS = ("Latest", "Trend", "This month", "Over the year", "Target")
HOW_TO_READ = (
    "Latest: the newest value that this edition knows, with the months that it covers. "
    f"Trend: the last {TREND_VALUES} values known. This month: against its usual range, or the level that it moved to. "
    "Over the year: these twelve months against the twelve before; no test is made of averages and ready-made values, of fewer "
    "than 24 months, or where limits were set again among them. Points: percentage points. [x]: no data."
)
NOT_KNOWN = "The value of this quarter is not known."


def summary(page: Page) -> Markup:
    """How many key metrics the plan names and how many measures follow, and how the tables are to be read."""
    found = table(page.project, "key_metrics")
    if not found and not measure_ids(page.project):
        return waiting.for_any_measure()
    said = _named_by(page) if found else _standing(page)
    source = f"{found.source}. " if found else ""
    return join([lead(page.sentence(said)), note(source + HOW_TO_READ)])


def scorecard(page: Page, priority_id: str) -> Markup:
    """The tables of one priority: the plan's key metrics, one row each, in its order; then the further measures, with a row for
    each part of them."""
    about, told = priority(page.project, priority_id), key_measures(page.project)
    measures = scorecard_measures(page, priority_id)
    metrics = key_metrics(page.project, priority_id)
    if not measures and not metrics:
        return paragraph(f"No measures are defined for {about.title} [x].")
    further = [m for m in measures if m.id not in told]
    return join([_key_tables(page, about, metrics), _further(page, about, further, bool(told)), _elsewhere(page, about)])


def scorecard_measures(page: Page, priority_id: str) -> list[Measure]:
    """The scorecard's measures of a priority, topic by topic."""
    topics = topics_of(page.project, priority_id, scorecard=True)
    return [m for topic in topics for m in page.measures(topic.id) if m.in_scorecard]


# ── how many ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _named_by(page: Page) -> Sentence:
    """`The delivery plan names 56 key metrics, 21 of them with data. 59 further measures follow, 51 of them with data.`"""
    said: Sentence = [f"The {page.originals.plan} names ", *_counted(page, "key_metrics", "key metric"), "."]
    further = page.figures.figure("scorecard_further_measures.value")
    return [*said, " ", *_counted(page, "further_measures", "further measure", " follow"), "."] if further.value else said


def _standing(page: Page) -> Sentence:
    """`111 measures, 68 of them with data. Those without say why there are none.`"""
    count, known = (page.figures.figure(f"scorecard_{each}.value") for each in ("measures", "with_data"))
    reasons = " Those without say why there are none." if known.value != count.value else ""
    return [*_counted(page, "measures", "measure"), f".{reasons}"]


def _counted(page: Page, name: str, noun: str, verb: str = "", group: str = "") -> Sentence:
    """How many there are, of all or of a priority, and of how many there are data: `22 key metrics, 12 of them with data`."""
    start = f"scorecard_{group.replace('-', '_')}_" if group else "scorecard_"
    data = "key_metrics_with_data" if name == "key_metrics" else name.replace("measures", "with_data")
    count, known = (page.figures.figure(f"{start}{each}.value") for each in (name, data))
    one = count.value == 1
    said: Sentence = [count, f" {noun}{verb}{'s' if verb else ''}" if one else f" {noun}s{verb}"]
    if known.value in (0, count.value):
        return [*said, ", all with data" if known.value else ", none with data"]
    return [*said, ", ", known, " of them with data"]


# ── the key metrics ───────────────────────────────────────────────────────────────────────────────────────────────────
def _key_tables(page: Page, about: Priority, metrics: Sequence[KeyMetric]) -> Markup:
    """A table for each heading that the plan has under a priority, and the other values of the same measures."""
    if not metrics:
        return Markup()
    tables = [_group_table(page, about, group, metrics) for group in dict.fromkeys(m.group for m in metrics)]
    said = page.sentence([*_counted(page, "key_metrics", "key metric", group=about.id), "."])
    return join([paragraph(said), *(table_html(each, page) for each in tables), _other_values(page, about, metrics)])


def _group_table(page: Page, about: Priority, group: str, metrics: Sequence[KeyMetric]) -> Table:
    caption = f"Key metrics of priority {about.number}{f': {group}' if group else ''}"
    own = [m for m in metrics if m.group == group]
    shown = _table(page, caption, f"Key metric of the {page.originals.plan}", [_metric_row(page, m) for m in own])
    return replace(shown, notes=_reasons(page, own))


def _reasons(page: Page, metrics: Sequence[KeyMetric]) -> list[str]:
    """Why some metrics have no data: each reason once, after the numbers of those that it is of."""
    found: dict[str, list[str]] = {}
    for metric in metrics:
        if why := _why_not(page, metric):
            found.setdefault(why, []).append(str(_number(page, metric)))
    return [f"{MISSING} {listed(numbers)}: {why}" for why, numbers in found.items()]


def _why_not(page: Page, metric: KeyMetric) -> str:
    """Why a metric has no data; nothing where it has."""
    if metric.measure is None:
        return metric.missing
    measure = page.figures.measure(metric.measure)
    shown = parts_shown(page, measure)
    return "" if metric.part in shown or (shown and not metric.part) else measure.missing or NOT_KNOWN


def _number(page: Page, metric: KeyMetric) -> int:
    """Its place in the whole list."""
    return key_metrics(page.project).index(metric) + 1


def _metric_row(page: Page, metric: KeyMetric) -> list[Cell]:
    """One row for one metric, whether there are data or not."""
    measure = page.figures.measure(metric.measure) if metric.measure else None
    name = fill(
        "scorecard/metric",
        id=_anchor(metric),
        number=_number(page, metric),
        name=link(told_at(page, measure), metric.title) if measure else metric.title,
        told=_told_words(page, metric, measure),
        note=metric.note,
    )
    if measure is None or _why_not(page, metric):
        return [name, MISSING, *[""] * (len(COLUMNS) - 1)]
    parts = parts_shown(page, measure)
    return row(page, name, measure, metric.part) if metric.part in parts else row_of_parts(page, name, measure, parts)


def _told_words(page: Page, metric: KeyMetric, measure: Measure | None) -> str:
    """Under which priority a metric is told, where that is another than the plan names it under."""
    of = priority_telling(page, measure) if measure else None
    return f"told under priority {of.number}" if of and of.id != metric.priority else ""


def _other_values(page: Page, about: Priority, metrics: Sequence[KeyMetric]) -> Markup:
    """What else there is of the measures that tell a priority's metrics, and that is no metric itself: by area, or as a whole."""
    named = [(m.measure, m.part) for m in key_metrics(page.project)]
    first = {m.measure: m.priority for m in reversed(key_metrics(page.project))}
    own = [m.measure for m in metrics if m.measure and first[m.measure] == about.id]
    rows = [
        row(page, _name(page, measure, part), measure, part)
        for measure in map(page.figures.measure, dict.fromkeys(own))
        for part in parts_shown(page, measure)
        if (measure.id, part) not in named
    ]
    shown = _table(page, f"Other values of these measures, priority {about.number}", "Measure", rows)
    return details("Other values of these measures, which are no key metrics", table_html(shown, page)) if rows else Markup()


def _elsewhere(page: Page, about: Priority) -> Markup:
    """The metrics of other priorities that measures of this one tell; nothing where there are none."""
    told = [
        [
            link(f"#{_anchor(metric)}", f"{number}. {metric.title}"),
            f" (priority {priority(page.project, metric.priority).number})",
        ]
        for number, metric in enumerate(key_metrics(page.project), 1)
        if metric.measure and metric.priority != about.id
        for of in [priority_telling(page, page.figures.measure(metric.measure))]
        if of and of.id == about.id
    ]
    if not told:
        return Markup()
    words = [part for each in told for part in ("; ", *each)][1:]
    return note(join([f"Key metrics of another priority, told on the page of priority {about.number}: ", *words, "."]))


# ── the further measures ──────────────────────────────────────────────────────────────────────────────────────────────
def _further(page: Page, about: Priority, measures: Sequence[Measure], beside_metrics: bool) -> Markup:
    """The measures that tell no key metric; all of them where the plan names none."""
    if not measures:
        return Markup()
    name, noun = ("further_measures", "further measure") if beside_metrics else ("measures", "measure")
    said = page.sentence([*_counted(page, name, noun, group=about.id), "."])
    caption = f"{'Further measures' if beside_metrics else 'Measures'} of priority {about.number}"
    rows = [row(page, _name(page, m, part), m, part) for m in measures for part in parts_shown(page, m)]
    silent: list[list[Cell]] = [[_name(page, m), "[x]", m.missing or NOT_KNOWN] for m in measures if not parts_shown(page, m)]
    missing = Table(f"{caption} without data [x]", ("Measure", "Latest", "Why"), silent, stack=True)
    return join(
        [paragraph(said), table_html(_table(page, caption, "Measure", rows), page), table_html(missing, page) if silent else ""]
    )


def _table(page: Page, caption: str, first: str, rows: Sequence[Sequence[Cell]]) -> Table:
    return Table(caption, (first, *COLUMNS), rows, numeric=(1,), kind="pcc-scorecard", stack=True)


def _name(page: Page, measure: Measure, part: str = "") -> Markup:
    """The measure's name, linked to where it is told."""
    return link(told_at(page, measure), measure.title + (f": {page.project.label(part)}" if part else ""))


def _anchor(metric: KeyMetric) -> str:
    return f"metric-{metric.id}"

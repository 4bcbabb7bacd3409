"""A topic told as What? So what? Now what?: tiles, charts, sentences and actions, all from the same figures."""

from __future__ import annotations

from collections.abc import Sequence

from pcc_lib.core.numerals import slug
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.standing import standing
from pcc_lib.figures.what_would_change import outcome
from pcc_lib.inputs.measures import Measure, Topic
from pcc_lib.pages import waiting
from pcc_lib.pages.beside import beside
from pcc_lib.pages.changes import change_of
from pcc_lib.pages.drafts import drafted
from pcc_lib.pages.goals import goal_words
from pcc_lib.pages.line_titles import ends_of_parts
from pcc_lib.pages.page import Page
from pcc_lib.pages.topic_charts import chart_html, drawable
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.judged_sentences import judged_sentence
from pcc_lib.writing.markup import DEFINITIONS_PAGE, count, details, link, pairs, paragraph, points, prose, small, step
from pcc_lib.writing.markup import verdict as verdict_mark
from pcc_lib.writing.sections import before_list, list_items
from pcc_lib.writing.tables import Cell, Table, table_html
from pcc_lib.writing.verdicts import Verdict, answer, of_month, of_year
from pcc_lib.writing.verdicts import verdicts as verdicts_of
from pcc_lib.writing.what_would_change import if_revised, target_asks, what_would_change
from pcc_lib.writing.wording import Sentence, dated, told_of

MOST_TILES = 6
NOTHING_TO_JUDGE = "No commentary was given for this quarter, and no value to judge [x]."


def what(page: Page, topic_id: str) -> Markup:
    """Tiles, charts, and a table of every measure of the topic."""
    topic = page.topic(topic_id)
    measures = page.measures(topic_id)
    if not measures:
        return step(join([waiting.for_measure(topic_id), _written(page, topic_id, "What?")]), "What is the situation", "pcc-what")
    charts = [chart_html(page, topic, chart) for chart in topic.charts if drawable(page, chart)]
    parts = [
        tiles(page, topic, measures),
        _written(page, topic_id, "What?"),
        _laid_out(charts),
        _all_measures(page, measures),
    ]
    return step(join(parts), "What is the situation", "pcc-what")


def _laid_out(charts: list[Markup]) -> Markup:
    """The first chart across the page, the others in pairs."""
    rest = join(charts[1:])
    return join([*charts[:1], fill("topic/pairs", charts=rest) if len(charts) > 2 else rest])


def so_what(page: Page, topic_id: str) -> Markup:
    """Verdicts on the leading measures, the analysts' commentary, and every measure judged in a sentence."""
    measures = [m for m in page.measures(topic_id) if m.has_data and (page.figures.of(m.id).known or _blank(page, m))]
    worked = points([page.sentence([*judged(page, m), *would_change(page, m)]) for m in measures])
    written = _written(page, topic_id, "So what?")
    if written and worked:  # people's words first; the library's sentences stay one click away
        worked = details("Every measure judged, in a sentence", worked)
    inner = join([verdicts(page, page.topic(topic_id), measures), written, worked]) or paragraph(NOTHING_TO_JUDGE)
    return step(inner, "What the analysis tells us", "pcc-so-what")


def _blank(page: Page, measure: Measure) -> bool:
    """Whether a measure has a value as a whole, and only this period's is not known: that is told, not passed over."""
    series = page.figures.series(measure.id)
    return series is not None and page.figures.of(measure.id).missing and bool(series.values().notna().any())


def verdicts(page: Page, topic: Topic, measures: list[Measure]) -> Markup:
    """Whether the topic's leading measures are really changing, in a sentence each; and what that is worth here."""
    leading = [m for m in measures if not topic.tiles or m.id in topic.tiles]
    found = [(m, j) for m in leading if (j := page.judgement(m)) and verdicts_of(j, m)]
    if not found:
        return Markup()
    items = points(
        [fill("topic/answer", name=m.title, answer=answer(j), marks=marks(verdicts_of(j, m))) for m, j in found], "pcc-judged"
    )
    return items


def judged(page: Page, measure: Measure, part: str = "") -> Sentence:
    """Level, change, test and limits of a measure in sentences."""
    value, judgement = page.figures.of(measure.id, "value", part), page.judgement(measure, part)
    return judged_sentence(measure, value, change_of(page, measure, part), judgement, page.figures.about(measure.id, part))


def would_change(page: Page, measure: Measure, part: str = "") -> Sentence:
    """What would change the verdict on a measure: next month, what its target asks, late data; nothing where it has none."""
    series, judgement = page.figures.series(measure.id), page.judgement(measure, part)
    if series is None or judgement is None or not page.figures.of(measure.id, "value", part).known:
        return []
    figure = page.figures.about(measure.id, part)
    said = (
        what_would_change(measure, outcome(series, part), figure),
        target_asks(measure, judgement, figure),
        if_revised(standing(series, part), figure),
    )
    return [piece for sentence in said if sentence for piece in (" ", *sentence)]


def mark(found: Verdict) -> Markup:
    """A verdict's pill."""
    return verdict_mark(found.words, found.ground, found.shape)


def marks(found: Sequence[Verdict]) -> Markup:
    """The pills of several verdicts, one for each question."""
    return join(map(mark, found), " ")


def now_what(page: Page, topic_id: str) -> Markup:
    """The actions that people reported."""
    section = page.topic_section(topic_id, "Now what?")
    actions = points([page.commentary(item) for item in list_items(section)] if section else [], "pcc-acts")
    before = prose(page.commentary(before_list(section) if section else None))
    inner = drafted(page, section, join([before, actions])) or paragraph("No actions were reported for this quarter [x].")
    return step(inner, "What is being done", "pcc-now-what")


def tiles(page: Page, topic: Topic, measures: list[Measure]) -> Markup:
    """The topic's leading measures: value, period and change."""
    named = [page.figures.measure(id) for id in topic.tiles] or [m for m in measures if m.has_data][:4]
    return pairs([_tile(page, m) for m in named[:MOST_TILES]], "pcc-tiles")


def period_words(value: Figure, measure: Measure) -> str:
    """The months that a value covers: `October 2023`, `year ending July 2023`, `April to September 2023`."""
    return told_of(value.period, bool(measure.window.since))


def _tile(page: Page, measure: Measure) -> tuple[str, Markup]:
    """A tile's name, and what it shows."""
    value = page.figures.of(measure.id)
    name = f"{measure.title}, {period_words(value, measure)}" if value.period else measure.title
    parts = () if value.known or value.hidden else _parts_known(page, measure)
    if parts and len(parts) <= 3:  # given ready-made for each part: there is no whole to show
        told = [[page.figures.of(measure.id, "value", p), " ", small(page.project.label(p))] for p in parts]
        return name, join(map(page.sentence, told), " · ")
    if not value.known and not value.hidden and (ends := ends_of_parts(page, measure)):
        return name, page.sentence(ends)
    change = change_of(page, measure)
    told_change = page.sentence(beside(page, measure, change))
    target = page.sentence(goal_words(page, measure))
    told = {"change": told_change, "target": target, "mark": leading_mark(page, measure)}
    return name, fill("topic/tile", value=page.figure(value), **told)


def leading_mark(page: Page, measure: Measure) -> Markup:
    """The verdict on this month; where it is not judged, on the year; nothing where neither is."""
    judgement = page.judgement(measure)
    found = of_month(judgement, measure) or of_year(judgement, measure) if judgement else None
    return mark(found) if found else Markup()


def _parts_known(page: Page, measure: Measure) -> tuple[str, ...]:
    """The parts of a measure, where it has a series and any of them is known."""
    series = page.figures.series(measure.id) if measure.has_data else None
    parts = tuple(series.parts) if series else ()
    return parts if any(page.figures.of(measure.id, "value", p).known for p in parts) else ()


def ever_known(page: Page, measure: Measure, part: str) -> bool:
    """Whether a part has had a value: it then keeps its row, as `[x]`, where this period's is not known."""
    series = page.figures.series(measure.id)
    return series is not None and bool(series.values(part).notna().any())


def _written(page: Page, topic_id: str, title: str) -> Markup:
    section = page.topic_section(topic_id, title)
    return drafted(page, section, prose(page.commentary(section)))


def _all_measures(page: Page, measures: list[Measure]) -> Markup:
    shown = table_html(measures_table(page, measures, "Every measure of this topic"), page)
    return details(join(["Every measure of this topic (", count(len(measures), f"measures {measures[0].topic}"), ")"]), shown)


def measures_table(page: Page, measures: list[Measure], title: str) -> Table:
    """Every measure with its latest value, split by its breakdown; those without data say why."""
    return Table(
        title,
        ("Measure", "Latest", "Period", "Change", "Compared with"),
        [row for m in measures for row in _measure_rows(page, m)],
        numeric=(1, 3),
        stack=True,
    )


def _measure_rows(page: Page, measure: Measure) -> list[list[Cell]]:
    series = page.figures.series(measure.id)
    if series is None and not measure.of:
        reason = measure.missing or "No data are supplied for this quarter."
        return [[_definition(measure), "[x]", reason, "", ""]]
    parts = [""] + (list(series.parts) if series and measure.breakdown else [])
    shown = [part for part in parts if len(parts) == 1 or _has_row(page, measure, part)]
    rows = [_measure_row(page, measure, part) for part in shown]
    return rows or [[_definition(measure), "[x]", "The value of this quarter is not known.", "", ""]]


def _has_row(page: Page, measure: Measure, part: str) -> bool:
    value = page.figures.of(measure.id, "value", part)
    return value.known or value.hidden or ever_known(page, measure, part)


def _measure_row(page: Page, measure: Measure, part: str) -> list[Cell]:
    value, change = page.figures.of(measure.id, "value", part), change_of(page, measure, part)
    return [
        _definition(measure, f": {page.project.label(part)}" if part else ""),
        value,
        dated(value, measure),
        change or "",
        compared_periods(change, value) if change else "",
    ]


def compared_periods(change: Figure, value: Figure) -> str:
    """What a change compares: the earlier months; with the later ones before them, where the value beside it is of others."""
    earlier = told_of(change.earlier)
    return earlier if change.period == value.period else f"{told_of(change.period)}, against {earlier}"


def _definition(measure: Measure, more: str = "") -> Markup:
    """A measure's name, linked to its definition."""
    return link(f"{DEFINITIONS_PAGE}#{slug(measure.id)}", measure.title + more)

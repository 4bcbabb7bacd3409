"""A topic told as What? So what? Now what?: its message, one chart, rows of measures, sentences and actions, all from the same
figures; what does not fit into one look is folded away."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from pcc_lib.core.numerals import slug
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.standing import standing
from pcc_lib.figures.what_would_change import outcome
from pcc_lib.inputs.measures import Measure, Topic
from pcc_lib.pages import waiting
from pcc_lib.pages.among_peers import among_peers
from pcc_lib.pages.changes import change_of
from pcc_lib.pages.chart_kinds import KINDS
from pcc_lib.pages.downloads import data_links
from pcc_lib.pages.drafts import drafted
from pcc_lib.pages.first_points import first_points
from pcc_lib.pages.leading import of_ours
from pcc_lib.pages.ours import our_part, title_of
from pcc_lib.pages.page import Page
from pcc_lib.pages.parts_listed import MOST_PARTS, SHORTENED, is_shortened, listed
from pcc_lib.pages.topic_charts import chart_html, drawable, told_under
from pcc_lib.pages.topic_rows import leading_measures, marks, topic_rows
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.judged_sentences import judged_sentence
from pcc_lib.writing.markup import DEFINITIONS_PAGE, count, details, link, paragraph, points, prose, step
from pcc_lib.writing.sections import Section
from pcc_lib.writing.tables import Cell, Table, table_html
from pcc_lib.writing.verdicts import answer
from pcc_lib.writing.verdicts import verdicts as verdicts_of
from pcc_lib.writing.what_would_change import if_revised, target_asks, what_would_change
from pcc_lib.writing.wording import Sentence, dated, told_of

NOTHING_TO_JUDGE = "No commentary was given for this quarter, and no value to judge [x]."


def what(page: Page, topic_id: str) -> Markup:
    """The topic's message, its first chart beside its leading measures, and all else of it folded away."""
    topic = page.topic(topic_id)
    measures = page.measures(topic_id)
    if not measures:
        return step(join([waiting.for_measure(topic_id), _written(page, topic_id, "What?")]), kind="pcc-what")
    drawn = [chart for chart in topic.charts if drawable(page, chart)]
    alone = [at for at, chart in enumerate(drawn) if at and not KINDS[chart.kind].beside]
    pairs = alone[: len(alone) - len(alone) % 2]  # the last of an odd number has a row to itself
    # charts are numbered as they are drawn: in the order in which they stand
    first = join(chart_html(page, topic, chart, folded=True) for chart in drawn[:1])
    opening = fill("topic/what", message=_message(page, topic, measures), chart=first, rows=topic_rows(page, topic, measures))
    peers = among_peers(page, topic, measures)
    others = [chart_html(page, topic, chart, half=at in pairs) for at, chart in enumerate(drawn) if at]
    return step(join([opening, _written(page, topic_id, "What?"), peers, _folded(page, topic, others)]), kind="pcc-what")


def _message(page: Page, topic: Topic, measures: list[Measure]) -> Markup:
    """The topic in one sentence: people's, else what its first leading measure with a value says."""
    section = page.topic_section(topic.id, "In one sentence")
    if written := page.commentary(section):
        return drafted(page, section, written)
    heads = (of_ours(page, m) for m in leading_measures(page, topic, measures))
    first = next((head for head in heads if head.value.known), None)
    return paragraph(page.sentence(first.sentence())) if first else Markup()


def _folded(page: Page, topic: Topic, charts: list[Markup]) -> Markup:
    """The other charts, a table of every measure, and every verdict in a sentence where people's words stand before it."""
    measures = page.measures(topic.id)
    laid_out = fill("topic/pairs", charts=join(charts)) if len(charts) > 1 else join(charts)
    in_words = _verdicts(page, topic, told_under(page, topic)) if _so_what(page, topic.id) else Markup()  # else they stand open
    held = [what for what, there in (("other charts", charts), ("verdicts in words", in_words)) if there]
    many = count(len(measures), f"measures {topic.id}")
    every = measures_table(page, measures, f"Every measure: {topic.title}")
    table = table_html(replace(every, name=f"{topic.id}-measures"), page)
    summary = join(
        ["All ", many, " measures" if len(measures) > 1 else " measure", " in a table", *(f", {what}" for what in held)]
    )
    return details(summary, join([laid_out, table, in_words, data_links(page, topic.id)]))


def so_what(page: Page, topic_id: str) -> Markup:
    """The analysts' commentary; where there is none, whether the measures are really changing, in sentences."""
    written = first_points(page, _so_what(page, topic_id), most=2)
    worked = Markup() if written else _verdicts(page, page.topic(topic_id))
    return step(written or worked or paragraph(NOTHING_TO_JUDGE), kind="pcc-so-what")


def _so_what(page: Page, topic_id: str) -> Section | None:
    """What the analysts wrote; None where nothing stands under the heading."""
    section = page.topic_section(topic_id, "So what?")
    return section if section and not section.empty else None


def _verdicts(page: Page, topic: Topic, under: Set[str] = frozenset()) -> Markup:
    """Whether the leading measures are really changing; then every measure judged in a sentence, and what would change that.

    under: measures whose sentence stands under their chart, beside this. It is not said again; what would change it is.
    """
    told = [m for m in page.measures(topic.id) if m.has_data and _is_told(page, m)]
    said = [_changing_alone(page, m) if m.id in under else _judged_whole(page, m) for m in told]
    return join([verdicts(page, topic, told), points([page.sentence(each) for each in said if each])])


def _judged_whole(page: Page, measure: Measure) -> Sentence:
    """All that is said of a measure, by its name; of ours, where it has peers."""
    part = our_part(page, measure)
    named = measure.model_copy(update={"title": title_of(page, measure, part)})
    return [*judged(page, named, part), *would_change(page, measure, part)]


def _changing_alone(page: Page, measure: Measure) -> Sentence:
    """What would change the verdict on a measure that is told elsewhere, behind its name; nothing where nothing would."""
    changing = would_change(page, measure)
    return [f"{measure.title}.", *changing] if changing else []


def _is_told(page: Page, measure: Measure) -> bool:
    """Whether a measure has a value, or has had one and only this period's is not known: that is told, not passed over."""
    part = our_part(page, measure)
    value = page.figures.of(measure.id, "value", part)
    return value.known or (value.missing and ever_known(page, measure, part))


def verdicts(page: Page, topic: Topic, measures: list[Measure]) -> Markup:
    """Whether the topic's leading measures are really changing, in a sentence each; and what that is worth here."""
    leading = [m for m in measures if not topic.tiles or m.id in topic.tiles]
    parts = {m.id: our_part(page, m) for m in leading}
    found = [(m, j) for m in leading if (j := page.judgement(m, parts[m.id])) and verdicts_of(j, m)]
    told = [
        fill("topic/answer", name=title_of(page, m, parts[m.id]), answer=answer(j), marks=marks(verdicts_of(j, m)))
        for m, j in found
    ]
    return points(told, "pcc-judged")


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


def now_what(page: Page, topic_id: str) -> Markup:
    """The actions that people reported."""
    section = page.topic_section(topic_id, "Now what?")
    inner = first_points(page, section, kind="pcc-acts")
    return step(inner or paragraph("No actions were reported for this quarter [x]."), kind="pcc-now-what")


def ever_known(page: Page, measure: Measure, part: str) -> bool:
    """Whether a part has had a value: it then keeps its row, as `[x]`, where this period's is not known."""
    series = page.figures.series(measure.id)
    return series is not None and bool(series.values(part).notna().any())


def _written(page: Page, topic_id: str, title: str) -> Markup:
    section = page.topic_section(topic_id, title)
    return drafted(page, section, prose(page.commentary(section)))


def measures_table(page: Page, measures: list[Measure], title: str) -> Table:
    """Every measure with its latest value, split by its breakdown where that fits; those without data say why."""
    parts = {m.id: _parts(page, m) for m in measures}
    shown = listed(page.project, parts)
    return Table(
        title,
        ("Measure", "Latest", "Period", "Change", "Compared with"),
        [row for m in measures for row in _measure_rows(page, m, shown[m.id])],
        numeric=(1, 3),
        stack=True,
        notes=[SHORTENED] if is_shortened(parts, shown) else [],
    )


def _parts(page: Page, measure: Measure) -> list[str]:
    """The parts of a measure that have rows, the whole (`""`) first."""
    series = page.figures.series(measure.id)
    split = series is not None and bool(measure.breakdown) and len(series.parts) <= MOST_PARTS
    parts = ["", *(series.parts if series and split else ())]
    return [part for part in parts if len(parts) == 1 or _has_row(page, measure, part)]


def _measure_rows(page: Page, measure: Measure, parts: Sequence[str]) -> list[list[Cell]]:
    if page.figures.series(measure.id) is None and not measure.of:
        reason = measure.missing or "No data are supplied for this quarter."
        return [[_definition(measure), "[x]", reason, "", ""]]
    rows = [_measure_row(page, measure, part) for part in parts]
    return rows or [[_definition(measure), "[x]", "The value of this quarter is not known.", "", ""]]


def _has_row(page: Page, measure: Measure, part: str) -> bool:
    value = page.figures.of(measure.id, "value", part)
    return value.known or value.hidden or ever_known(page, measure, part)


def _measure_row(page: Page, measure: Measure, part: str) -> list[Cell]:
    value, change = page.figures.of(measure.id, "value", part), change_of(page, measure, part)
    return [
        _definition(measure, title_of(page, measure, part)),
        value,
        dated(value, measure),
        change or "",
        compared_periods(change, value) if change else "",
    ]


def compared_periods(change: Figure, value: Figure) -> str:
    """What a change compares: the earlier months; with the later ones before them, where the value beside it is of others."""
    earlier = told_of(change.earlier)
    return earlier if change.period == value.period else f"{told_of(change.period)}, against {earlier}"


def _definition(measure: Measure, name: str = "") -> Markup:
    """A measure's name, or that of a part of it, linked to its definition."""
    return link(f"{DEFINITIONS_PAGE}#{slug(measure.id)}", name or measure.title)

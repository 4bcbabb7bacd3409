"""A topic told as What? So what? Now what?: tiles, charts, sentences and actions, all from the same figures."""

from __future__ import annotations

from pcc_lib.core.numerals import slug
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Measure, Topic
from pcc_lib.pages.page import Page
from pcc_lib.pages.topic_charts import chart_html, drawable
from pcc_lib.writing.commentary import before_list, list_items
from pcc_lib.writing.links import page_link
from pcc_lib.writing.markup import esc
from pcc_lib.writing.markup import verdict as verdict_mark
from pcc_lib.writing.tables import table, with_note
from pcc_lib.writing.wording import NOT_JUDGED, Sentence, Verdict, dated, judged_sentence, short_change, told_of, verdict

MOST_TILES = 6
ASSURANCES = {
    "met": ("good", "tick"),
    "met every month": ("good", "tick"),
    "missed": ("bad", "cross"),
    "missed every month": ("bad", "cross"),
}
MIXED = ("same", "waves")  # what is said of a target that is neither met nor missed for sure


def illustration(page: Page) -> str:
    """The note under verdicts that rest on reconstructed months."""
    more = page_link(page.project, "how-to-read", "How to read this")
    return (
        '<p class="pcc-note">Illustration: these months are reconstructed [e], so a verdict on them shows how '
        f"the method works, not what happened. {more}</p>"
    )


def what(page: Page, topic_id: str) -> str:
    """Tiles, charts, and a table of every measure of the topic."""
    topic = page.topic(topic_id)
    measures = page.measures(topic_id)
    charts = [chart_html(page, topic, chart) for chart in topic.charts if drawable(page, chart)]
    return (
        '<div class="pcc-step pcc-what"><p class="pcc-ask">What is the situation</p>'
        + tiles(page, topic, measures)
        + _written(page, topic_id, "What?")
        + _laid_out(charts)
        + _all_measures(page, measures)
        + "</div>"
    )


def _laid_out(charts: list[str]) -> str:
    """The first chart across the page, the others in pairs."""
    pairs = f'<div class="pcc-charts">{"".join(charts[1:])}</div>' if len(charts) > 2 else "".join(charts[1:])
    return "".join(charts[:1]) + pairs


def so_what(page: Page, topic_id: str) -> str:
    """Verdicts on the leading measures, the analysts' commentary, and every measure judged in a sentence."""
    measures = [m for m in page.measures(topic_id) if m.has_data and (page.figures.of(m.id).known or _blank(page, m))]
    sentences = [f"<li>{page.sentence(judged(page, m))}</li>" for m in measures]
    written = _written(page, topic_id, "So what?")
    worked = f'<ul class="pcc-points">{"".join(sentences)}</ul>'
    if written and sentences:  # people's words first; the library's sentences stay one click away
        worked = f"<details><summary>Every measure judged, in a sentence</summary>{worked}</details>"
    return (
        '<div class="pcc-step pcc-so-what"><p class="pcc-ask">What the analysis tells us</p>'
        + verdicts(page, page.topic(topic_id), measures)
        + written
        + (worked if sentences else "")
        + "</div>"
    )


def _blank(page: Page, measure: Measure) -> bool:
    """Whether a measure has a value as a whole, and only this period's is not known: that is told, not passed over."""
    series = page.figures.series(measure.id)
    return series is not None and page.figures.of(measure.id).missing and bool(series.values().notna().any())


def verdicts(page: Page, topic: Topic, measures: list[Measure]) -> str:
    """The verdicts on the topic's leading measures, each with the measure's name; and what they are worth here."""
    leading = [m for m in measures if not topic.tiles or m.id in topic.tiles]
    found = [(m, j, v) for m in leading if (j := page.judgement(m)) and (v := verdict(j, m)) != NOT_JUDGED]
    if not found:
        return ""
    items = "".join(f"<li>{mark(v)} {esc(m.title)}</li>" for m, _, v in found)
    note = illustration(page) if any(j.illustration for _, j, _ in found) else ""
    return f'<ul class="pcc-judged">{items}</ul>{note}'


def judged(page: Page, measure: Measure, part: str = "") -> Sentence:
    """Level, change, test and limits of a measure in sentences."""
    value, judgement = page.figures.of(measure.id, "value", part), page.judgement(measure, part)
    return judged_sentence(
        measure,
        value,
        change_of(page, measure, part),
        judgement,
        lambda statistic, period="": page.figures.of(measure.id, statistic, part, period),
    )


def mark(found: Verdict) -> str:
    """A verdict's pill; what is said of a target gets a pill of its own, with a shape of its own."""
    words, _, target = found.words.partition("; target ")
    ground, shape = ASSURANCES.get(target, MIXED)
    assured = " " + verdict_mark(f"Target {target}", ground, shape) if target else ""
    return verdict_mark(words, found.ground, found.shape) + assured


def now_what(page: Page, topic_id: str) -> str:
    """The actions that people reported."""
    section = page.topic_section(topic_id, "Now what?")
    actions = "".join(f"<li>{page.commentary(item)}</li>" for item in list_items(section)) if section else ""
    prose = page.commentary(before_list(section)) if section else ""
    inner = (f'<div class="pcc-prose">{prose}</div>' if prose else "") + (
        f'<ul class="pcc-acts">{actions}</ul>' if actions else ""
    )
    inner = inner or "<p>No actions were reported for this quarter [x].</p>"
    return f'<div class="pcc-step pcc-now-what"><p class="pcc-ask">What is being done</p>{inner}</div>'


def tiles(page: Page, topic: Topic, measures: list[Measure]) -> str:
    """The topic's leading measures: value, period and change."""
    named = [page.figures.measure(id) for id in topic.tiles] or [m for m in measures if m.has_data][:4]
    return '<dl class="pcc-tiles">' + "".join(_tile(page, m) for m in named[:MOST_TILES]) + "</dl>"


def change_of(page: Page, measure: Measure, part: str = "") -> Figure | None:
    """The change that a measure is told by, where it has one and it is known."""
    if measure.change == "none" or measure.of or not measure.has_data:
        return None
    figure = page.figures.of(measure.id, measure.change, part)
    return figure if figure.known else None


def period_words(value: Figure, measure: Measure) -> str:
    """The months that a value covers: `October 2023`, `year ending July 2023`, `April to September 2023`."""
    return told_of(value.period, bool(measure.window.since))


def _tile(page: Page, measure: Measure) -> str:
    value, parts = page.figures.of(measure.id), ()
    if not value.known and not value.hidden and measure.has_data and (series := page.figures.series(measure.id)):
        parts = series.parts
        parts = parts if any(page.figures.of(measure.id, "value", p).known for p in parts) else ()
    when = f", {period_words(value, measure)}" if value.period else ""
    if parts and len(parts) <= 3:  # given ready-made for each part: there is no whole to show
        shown = " · ".join(
            f"{page.figure(page.figures.of(measure.id, 'value', p))} <small>{esc(page.project.label(p))}</small>" for p in parts
        )
        return f"<div><dt>{esc(measure.title)}{esc(when)}</dt><dd>{shown}</dd></div>"
    change = change_of(page, measure)
    told = f"<span>{page.figure(change)} {esc(short_change(change))}</span>" if change else ""
    target = ""
    if measure.target and measure.target.value is not None:
        target = f"<span>Target {page.figure(page.figures.of(measure.id, 'target'))}</span>"
    return f"<div><dt>{esc(measure.title)}{esc(when)}</dt><dd>{page.figure(value)} {told}{target}</dd></div>"


def ever_known(page: Page, measure: Measure, part: str) -> bool:
    """Whether a part has had a value: it then keeps its row, as `[x]`, where this period's is not known."""
    series = page.figures.series(measure.id)
    return series is not None and bool(series.values(part).notna().any())


def _written(page: Page, topic_id: str, title: str) -> str:
    text = page.commentary(page.topic_section(topic_id, title))
    return f'<div class="pcc-prose">{text}</div>' if text else ""


def _all_measures(page: Page, measures: list[Measure]) -> str:
    """Every measure with its latest value, split by its breakdown; those without data say why."""
    rows = [row for m in measures for row in _measure_rows(page, m)]
    inner = table(
        "Every measure of this topic",
        ("Measure", "Latest", "Period", "Change", "Compared with"),
        rows,
        numeric=(1, 3),
        stack=True,
    )
    return f"<details><summary>Every measure of this topic ({len(measures)})</summary>{with_note(inner)}</details>"


def _measure_rows(page: Page, measure: Measure) -> list[list[str]]:
    def link(words: str = "") -> str:
        return f'<a href="about-the-data.html#{slug(measure.id)}">{esc(measure.title)}{esc(words)}</a>'

    series = page.figures.series(measure.id)
    if series is None and not measure.of:
        reason = measure.missing or "No data are supplied for this quarter."
        return [[link(), "[x]", page.explained(reason), "", ""]]
    parts = [""] + (list(series.parts) if series and measure.breakdown else [])
    rows = []
    for part in parts:
        value, change = page.figures.of(measure.id, "value", part), change_of(page, measure, part)
        if not value.known and not value.hidden and len(parts) > 1 and not ever_known(page, measure, part):
            continue
        name = link(f": {page.project.label(part)}" if part else "")
        when = dated(value, measure)
        rows.append(
            [
                name,
                page.figure(value),
                esc(when),
                page.figure(change) if change else "",
                esc(told_of(change.compared_with)) if change else "",
            ]
        )
    return rows or [[link(), "[x]", "The value of this quarter is not known.", "", ""]]

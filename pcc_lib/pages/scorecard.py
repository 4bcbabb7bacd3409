"""The scorecard: every measure of a priority with its latest value, change, trend, target and verdict."""

from __future__ import annotations

from pcc_lib.core.numerals import slug
from pcc_lib.core.quarters import month_label, period_label
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.contents import topic_link
from pcc_lib.inputs.measures import Measure, topics_of
from pcc_lib.inputs.plan import priority
from pcc_lib.pages.page import Page
from pcc_lib.pages.topic import change_of, ever_known, mark
from pcc_lib.writing.markup import DEFINITIONS_PAGE, esc, sparkline
from pcc_lib.writing.tables import table, with_note
from pcc_lib.writing.wording import NOT_JUDGED, Verdict, dated, short_change, verdict

COLUMNS = ("Measure", "Latest", "Change", "Trend", "Target", "Verdict", "Date")
TREND_VALUES = 24
HELD_BACK = Verdict("Held back [c]", "note", "ring")


def summary(page: Page) -> str:
    """How many measures there are, and how the tables are to be read."""
    count, known = (page.figures.figure(f"scorecard_{name}.value") for name in ("measures", "with_data"))
    said = page.sentence(
        [
            count,
            " measures stand on this scorecard. Data were supplied for ",
            known,
            " of them; the others say why there are none.",
        ]
    )
    return (
        f'<p class="pcc-lead">{said}</p><p class="pcc-note">Latest: the newest value that this edition knows. '
        "Trend: the "
        f"last {TREND_VALUES} values known. Points: percentage points. Date: the months that the value covers. "
        "[x]: no data. "
        "On reconstructed data a verdict is an illustration.</p>"
    )


def scorecard(page: Page, priority_id: str) -> str:
    """The table of one priority: a row for each measure, and for each part where a measure is split."""
    about = priority(page.project, priority_id)
    measures = scorecard_measures(page, priority_id)
    if not measures:
        return f"<p>No measures are defined for {esc(about.title)} [x].</p>"
    name = f"scorecard_{priority_id.replace('-', '_')}"
    count, known = (page.figures.figure(f"{name}_{part}.value") for part in ("measures", "with_data"))
    said = page.sentence([count, " measures, ", known, " of them with data."])
    links = {topic.id: topic_link(page.project, about.page, topic.id) for topic in topics_of(page.project, priority_id)}
    told = {m.id: _rows(page, m, links.get(m.topic, "")) for m in measures}
    rows = [row for m in measures for row in told[m.id]]
    silent = [_without_data(page, m, links.get(m.topic, "")) for m in measures if not told[m.id]]
    shown = table(
        f"Measures of priority {about.number}",
        COLUMNS,
        rows,
        numeric=(1, 2, 4),
        stack=True,
        kind="pcc-scorecard",
    )
    missing = (
        table(f"Measures of priority {about.number} without data [x]", ("Measure", "Latest", "Why"), silent, stack=True)
        if silent
        else ""
    )
    return f"<p>{said}</p>{with_note(shown)}{missing}"


def scorecard_measures(page: Page, priority_id: str) -> list[Measure]:
    """The scorecard's measures of a priority, topic by topic."""
    topics = topics_of(page.project, priority_id, scorecard=True)
    return [m for topic in topics for m in page.measures(topic.id) if m.in_scorecard]


def verdict_of(page: Page, measure: Measure, part: str = "") -> Verdict:
    """The verdict on a measure: usual variation or beyond it, or what a test says; else whether a target is met."""
    value = page.figures.of(measure.id, "value", part)
    if not value.known:
        return HELD_BACK if value.hidden else Verdict("Not known [x]", "note", "ring")
    judged = verdict(page.judgement(measure, part), measure)
    target = measure.target.of(part) if measure.target else None
    if judged != NOT_JUDGED or target is None:
        return judged
    met = value.value <= target if measure.good_direction == "decrease" else value.value >= target
    return Verdict("Target met", "good", "dot") if met else Verdict("Target not met", "bad", "square")


def _rows(page: Page, measure: Measure, link: str) -> list[list[str]]:
    series = page.figures.series(measure.id)
    if series is None and not measure.of:
        return []
    parts = [""] + (list(series.parts) if series and (measure.breakdown or measure.how.ready_made) else [])
    if len(parts) == 2:  # one part is the whole
        parts = [""]
    figures = {part: page.figures.of(measure.id, "value", part) for part in parts}
    if not any(figure.known or figure.hidden for figure in figures.values()):
        return []
    kept = [part for part, figure in figures.items() if figure.known or figure.hidden or ever_known(page, measure, part)]
    return [_row(page, measure, part, link) for part in kept]


def _row(page: Page, measure: Measure, part: str, link: str) -> list[str]:
    value, change = page.figures.of(measure.id, "value", part), change_of(page, measure, part)
    told = "none given"
    if change:
        printed = page.figure(change, change.text.replace("percentage ", ""))
        told = f"{printed} <small>{esc(short_change(change))}</small>"
    return [
        _name(page, measure, part, link),
        page.figure(value),
        told,
        _trend(page, measure, part),
        _target(page, measure, part),
        mark(verdict_of(page, measure, part)),
        _covered(value, measure),
    ]


def _without_data(page: Page, measure: Measure, link: str) -> list[str]:
    reason = measure.missing or "The value of this quarter is not known."
    return [_name(page, measure, "", link), "[x]", page.explained(reason)]


def _name(page: Page, measure: Measure, part: str, link: str) -> str:
    """The measure's name, linked to its topic's section, or to its definition where no topic tells it."""
    words = esc(measure.title) + (f": {esc(page.project.label(part))}" if part else "")
    return f'<a href="{esc(link or f"{DEFINITIONS_PAGE}#{slug(measure.id)}")}">{words}</a>'


def _target(page: Page, measure: Measure, part: str) -> str:
    has = measure.target is not None and measure.target.of(part) is not None
    return page.figure(page.figures.of(measure.id, "target", part)) if has else "none"


def _covered(value: Figure, measure: Measure) -> str:
    """The month that a value is of, or the months that it covers, in two short lines."""
    last = value.period.last
    month = month_label(last)
    words = dated(value, measure)
    short = f"{month[:3]} {month[-4:]}" if month != last else esc(period_label(last))
    before = words.removesuffix(month).strip()
    line = f"{esc(before[:1].upper() + before[1:])}<br>" if before else ""
    return f'{line}<time datetime="{esc(last)}">{short}</time>'


def _trend(page: Page, measure: Measure, part: str) -> str:
    series = page.figures.series(measure.id)
    if series is None:
        return ""
    known = series.values(part).dropna()[-TREND_VALUES:]
    if len(known) < 2:
        return '<span class="pcc-note">one value only</span>'
    shown = series.values(part).loc[known.index[0] : known.index[-1]]
    values = [None if value != value else float(value) for value in shown]
    return f'<div class="pcc-spark-cell">{sparkline(values, _trend_words(measure, known), 120, 28)}</div>'


def _trend_words(measure: Measure, known: object) -> str:
    """What the line shows, for people who do not see it."""
    first, last = known.iloc[0], known.iloc[-1]
    if known.min() == known.max():
        return f"{measure.title}, {period_label(known.index[0])} to {period_label(known.index[-1])}: the same throughout"
    moved = "higher at the end than at the start" if last > first else "lower at the end than at the start"
    return (
        f"{measure.title}, {period_label(known.index[0])} to {period_label(known.index[-1])}: "
        f"{moved if last != first else 'the same at the end as at the start'}; highest in "
        f"{period_label(known.idxmax())}, lowest in {period_label(known.idxmin())}"
    )

"""The method's track record: what became of what the books of earlier quarters would have told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import pandas as pd

from pcc_lib.charts.given import Axis, Caption, Data
from pcc_lib.core.sure import sure
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.replay import measures_looked_at
from pcc_lib.figures.track_figures import track_figure
from pcc_lib.figures.track_record import TrackRecord, track_record
from pcc_lib.figures.track_words import AHEAD, HELD, HORIZONS, LEVELS
from pcc_lib.inputs.models.sources import Descriptor
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.pages import track_tables as told
from pcc_lib.pages.alternatives import alt_text
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import Draw, placed, raw_value
from pcc_lib.writing.html import Markup, join
from pcc_lib.writing.markup import lead, note, paragraph, points
from pcc_lib.writing.tables import table_html
from pcc_lib.writing.wording import Sentence

NOTHING = "There are too few months to look back on: nothing that earlier quarters told can be followed yet."
NO_FORECAST = "No forecast of earlier quarters can be held against what came."
SIDES = ("", "_lower", "_upper")  # of a share, and of its interval
COUNTED_ONCE = "A clear change that goes on is counted once; all other comparisons are counted every quarter."
FEW_CALM = "There are too few such months to say."
METHOD = (
    "Every quarter's end was judged with the months that were known then, by the rules of this book. The data are those of "
    "today, so later revisions are in them.",
    "A signal that goes on over several quarters is counted once, where it was told first. A level that moved is compared with "
    "the level before. One that rises or falls bit by bit is compared with where it began, so nearly all of these last.",
    "Quarters overlap, and areas move together, so many signals are not as many separate proofs. The intervals of signals and "
    "of years therefore draw whole years anew. Those of forecasts do not, and are somewhat too narrow.",
    "By chance alone about one signal in forty would seem to last. Real months are somewhat like their neighbours, so more do.",
    "Measures that hide small numbers, and those that are not judged by months, are left out.",
)


def summary(page: Page) -> Markup:
    """Of how many signals that could be followed how many lasted, and what was looked at."""
    found, of = _found(page), _figures(page)
    if not found.signals:
        return lead(NOTHING)
    return join([lead(page.sentence(told.headline(found, of))), paragraph(page.sentence(told.looked_at(found, of)))])


def signals(page: Page) -> Markup:
    """A row for each kind of signal: told, lasted, passed, cannot be told; then what became of months that were no signal."""
    found, of = _found(page), _figures(page)
    if not found.signals:
        return paragraph(NOTHING)
    said = [told.half_a_year(of)] if len(found.signals) >= told.LEAST else []
    said += [told.quiet(of)] if len(found.quiet) >= told.LEAST else []
    return join([table_html(told.signals_table(found, of), page), *(paragraph(page.sentence(each)) for each in said)])


def false_alarms(page: Page) -> Markup:
    """How many months that no change followed were told as signals, and how many chance alone would give."""
    if len(_found(page).calm) < told.LEAST:
        return paragraph(FEW_CALM)
    return paragraph(page.sentence(told.false_alarms(_figures(page))))


def forecasts(page: Page) -> Markup:
    """How large errors were beside those of last year's month, and how often intervals held."""
    found, of = _found(page), _figures(page)
    if not found.scored:
        return paragraph(NO_FORECAST)
    said = paragraph(page.sentence(told.errors(of)))
    followed = len(found.ahead[HORIZONS[-1], LEVELS[0]])
    return join([said, _coverage(page), table_html(told.held_table(of), page)]) if followed >= told.LEAST else said


def years(page: Page) -> Markup:
    """Clear changes of a year, and comparisons that were not called clear: how many stayed on their side."""
    found, of = _found(page), _figures(page)
    if not (found.clear or found.unclear):
        return paragraph(NOTHING)
    return join([table_html(told.years_table(found, of), page), note(COUNTED_ONCE)])


# ── the chart ─────────────────────────────────────────────────────────────────────────────────────────────────────────
class _Shown(NamedTuple):
    """A row of the chart: its name, the share, and its interval."""

    label: str
    value: Figure
    lower: Figure
    upper: Figure


def _coverage(page: Page) -> Markup:
    """The share of forecasts inside their intervals, by months ahead, with the intervals of these shares."""
    of = _figures(page)
    shown = [_Shown(label, *(track_figure(page.figures, f"{name}{side}") for side in SIDES)) for name, label in HELD.items()]
    farthest = [of(f"held_{HORIZONS[-1]}_{level}") for level in LEVELS]
    title: Sentence = [f"{AHEAD[HORIZONS[-1]].capitalize()} ahead, the {LEVELS[1]}% interval held ", farthest[1], " of what came"]
    shows: Sentence = [f"The {LEVELS[0]}% interval held ", farthest[0], "."]
    caption = Caption(
        chart_id=f"{page.name}/coverage",
        number=page.next_chart(),
        title=page.sentence(title),
        subtitle="Share of forecasts inside their intervals, per cent with 95% intervals, by months ahead",
        shows=page.sentence(shows),
        alt=alt_text("Dots with intervals", "the share of forecasts inside their intervals", [*title, "."], shows),
        source=_sources(page),
    )
    return placed(page, caption, _data(page, shown), _drawn(shown))


def _data(page: Page, shown: Sequence[_Shown]) -> Data:
    kinds = ("held", "held, lower end", "held, upper end")
    raw = [[label, kind, raw_value(f.numeric), "%"] for label, *ends in shown for kind, f in zip(kinds, ends, strict=True)]
    return Data(
        columns=("Interval", "Held", "Lower end", "Upper end"),
        cells=[[label, value, lower, upper] for label, value, lower, upper in shown],
        csv_columns=("interval", "series", "value", "unit"),
        csv_rows=raw,
        csv_name=f"intervals-that-held-{page.quarter}.csv",
        files=_files(page),
    )


def _files(page: Page) -> list[str]:
    """The files of the sources that were looked at."""
    looked = (sure(page.figures.series(each.id)) for each in measures_looked_at(page.figures))
    return sorted({f"{SOURCES}/{series.source.file}" for series in looked})


def _sources(page: Page) -> str:
    """Who produced what was looked at."""
    return "; ".join(dict.fromkeys(about.producer for about in _looked_at(page)))


def _looked_at(page: Page) -> list[Descriptor]:
    """What is said of the sources that were looked at."""
    return [sure(page.figures.series(each.id)).source.about for each in measures_looked_at(page.figures)]


def _drawn(shown: Sequence[_Shown]) -> Draw:
    def draw(description: str) -> object:
        from pcc_lib.charts.intervals import dot_intervals

        frame = pd.DataFrame([_row(*each) for each in shown])
        return dot_intervals(frame, Axis("%", "Held", from_zero=False), description)

    return draw


def _row(label: str, value: Figure, lower: Figure, upper: Figure) -> dict[str, object]:
    printed = f"{value.text} ({lower.text} to {upper.text})"
    return {"label": label, "value": value.value, "lower": lower.value, "upper": upper.value, "printed": printed}


def method(page: Page) -> Markup:
    """How it was counted, and what to be careful with."""
    return points(METHOD)


def _found(page: Page) -> TrackRecord:
    return track_record(page.folder)


def _figures(page: Page) -> Callable[[str], Figure]:
    return lambda name: track_figure(page.figures, f"track_{name}")

"""The method's track record: what became of what the books of earlier quarters would have told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import pandas as pd

from pcc_lib.charts.given import Axis, Caption, Data
from pcc_lib.core.quarters import month_label
from pcc_lib.core.sure import sure
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.replay import measures_looked_at
from pcc_lib.figures.track_figures import track_figure
from pcc_lib.figures.track_record import TrackRecord, track_record
from pcc_lib.figures.track_words import AHEAD, ANY, HELD, HORIZONS, KINDS, LEVELS
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.pages.alternatives import alt_text
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import Draw, placed, raw_value
from pcc_lib.writing.html import Markup, join
from pcc_lib.writing.markup import lead, note, paragraph, points
from pcc_lib.writing.tables import Cell, Table, table_html
from pcc_lib.writing.wording import Sentence, between

NOTHING = "There are too few months to look back on: nothing that earlier quarters told can be followed yet."
NO_FORECAST = "No forecast of earlier quarters can be held against what came."
LEAST = 10  # followed signals below which a share says nothing
FEW = "too few to say"
SIGNAL_COLUMNS = ("Kind of signal", "Told", "Followed for a year", "Lasted", "Passed", "Cannot be told yet", "Share that lasted")
YEAR_COLUMNS = ("Twelve months with the twelve before", "Followed", "Stayed on that side", "Share")
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
    found = _found(page)
    if not found.signals:
        return lead(NOTHING)
    of = _figures(page)
    followed = of("any_followed")
    said: Sentence = [
        "Of ",
        followed,
        f" signal{'' if followed.value == 1 else 's'} that could be followed for a year, ",
        of("any_lasted"),
        " lasted.",
    ]
    looked: Sentence = ["This looks at ", of("quarters"), " quarters, ", *_from_to(found), ": ", of("series")]
    looked += [" series of months, of ", of("measures"), f" measure{'' if found.measures == 1 else 's'}."]
    return join([lead(page.sentence(said)), paragraph(page.sentence(looked))])


def _from_to(found: TrackRecord) -> Sentence:
    return [f"from {month_label(found.first)} to {month_label(found.last)}"]


def signals(page: Page) -> Markup:
    """A row for each kind of signal: told, lasted, passed, cannot be told; then what became of months that were no signal."""
    found = _found(page)
    if not found.signals:
        return paragraph(NOTHING)
    kinds = [kind for kind in KINDS if found.of(kind)]
    rows = [_kind(page, kind, words) for kind, words in ((kind, KINDS[kind]) for kind in kinds)]
    rows.append(_kind(page, ANY, "All signals"))
    numeric, total = tuple(range(1, 6)), (len(rows) - 1,)
    shown = Table("What became of signals", SIGNAL_COLUMNS, rows, numeric, total, stack=True)
    of = _figures(page)
    lasted, followed, share = (of(f"any_{name}_6") for name in ("lasted", "followed", "share"))
    half: Sentence = ["After six months, ", lasted, " of ", followed, " had lasted (", share, ")."]
    quiet: Sentence = [
        "A month within its usual range is no signal. After ",
        of("quiet_same"),
        " of ",
        of("quiet"),
        " such months (",
        of("quiet_share"),
        ") the next year lay clearly on the month's own side. What signals say beyond that is what they are worth.",
    ]
    told = [paragraph(page.sentence(half)) if len(found.signals) >= LEAST else ""]
    told += [paragraph(page.sentence(quiet)) if len(found.quiet) >= LEAST else ""]
    return join([table_html(shown, page), *told])


def _kind(page: Page, kind: str, words: str) -> list[Cell]:
    of = _figures(page)
    counts = [of(f"{kind}_{what}") for what in ("told", "followed", "lasted", "passed", "open")]
    return [words, *counts, _share(page, kind, sure(counts[1].value))]


def _share(page: Page, name: str, followed: float) -> Cell:
    """A share with its interval, or that too few were followed."""
    of = _figures(page)
    if followed < LEAST:
        return FEW
    lower, upper = of(f"{name}_low"), of(f"{name}_high")
    inside = [" (", *between(lower, upper), ")"] if lower.known else []
    return [of(f"{name}_share"), *inside]


def false_alarms(page: Page) -> Markup:
    """How many months that nothing followed were told as signals, and how many chance alone would give."""
    of = _figures(page)
    if len(_found(page).calm) < LEAST:
        return paragraph(FEW_CALM)
    said: Sentence = ["Of ", of("calm_months"), " such months, ", of("calm_flagged"), " were told as signals ("]
    said += [of("calm_share"), "). If months were independent of each other, chance alone would give about "]
    said += [of("calm_expected"), "."]
    return paragraph(page.sentence(said))


def years(page: Page) -> Markup:
    """Clear changes of a year, and comparisons that were not called clear: how many stayed on their side."""
    found, of = _found(page), _figures(page)
    if not (found.clear or found.unclear):
        return paragraph(NOTHING)
    named = {"clear": "Called a clear change", "unclear": "Not called a clear change"}
    rows: list[list[Cell]] = [
        [words, of(name), of(f"{name}_same"), _share(page, name, sure(of(name).value))] for name, words in named.items()
    ]
    shown = Table("What became of changes of a year", YEAR_COLUMNS, rows, (1, 2), stack=True)
    return join([table_html(shown, page), note(COUNTED_ONCE)])


def forecasts(page: Page) -> Markup:
    """How large errors were beside those of last year's month, and how often intervals held."""
    found, of = _found(page), _figures(page)
    if not found.scored:
        return paragraph(NO_FORECAST)
    said: Sentence = ["Of ", of("forecasts"), " forecasts, ", of("errors_known"), " can be held against what came. "]
    said += ["Their error was ", of("error"), " of the usual difference between one year and the next. Whoever had carried "]
    said += ["last year's month on would have had an error of ", of("naive_error"), "."]
    told = paragraph(page.sentence(said))
    return join([told, _coverage(page), _coverage_table(page)]) if found.ahead[1, LEVELS[0]] else told


def _coverage_table(page: Page) -> Markup:
    of = _figures(page)
    columns = ("Ahead", "Forecasts", *(f"Inside the {level}% interval" for level in LEVELS))
    names = [[f"ahead_{months}", *(f"ahead_{months}_in_{level}" for level in LEVELS)] for months in HORIZONS]
    rows: list[list[Cell]] = [[AHEAD[m].capitalize(), *map(of, own)] for m, own in zip(HORIZONS, names, strict=True)]
    return table_html(Table("How often intervals held", columns, rows, (1, 2, 3), stack=True), page)


class _Shown(NamedTuple):
    """A row of the chart: its name, the share, and its interval."""

    label: str
    value: Figure
    lower: Figure
    upper: Figure


# ── the chart ─────────────────────────────────────────────────────────────────────────────────────────────────────────
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
    looked = (sure(page.figures.series(each.id)) for each in measures_looked_at(page.figures))
    return "; ".join(dict.fromkeys(series.source.about.producer for series in looked))


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

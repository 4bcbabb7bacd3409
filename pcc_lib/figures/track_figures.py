"""The counts and figures of the track record: each is worked out anew from what its row of the ledger names."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from pcc_lib.core import numerals
from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.core.periods import Span
from pcc_lib.core.status import NONE, RECONSTRUCTED, Statuses
from pcc_lib.core.sure import sure
from pcc_lib.figures.counted_lists import known_months
from pcc_lib.figures.figure import Basis, Figure, FigureId, Said, given, unknown
from pcc_lib.figures.figures import Figures
from pcc_lib.figures.judgement import FALSE_SHARE
from pcc_lib.figures.replay import measures_looked_at
from pcc_lib.figures.track_record import Followed, TrackRecord, track_record
from pcc_lib.figures.track_words import ANY, BOUNDS, HORIZONS, KINDS, LEVELS, SHARES
from pcc_lib.inputs.measures import FOLDER as MEASURES
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.statistics.calculate import percentage
from pcc_lib.statistics.intervals import wilson
from pcc_lib.statistics.track_record import LASTED, OPEN, PASSED, clustered_share

GROUP = "track"  # of the figures of the track record

# ── counts, as formulas call them ─────────────────────────────────────────────────────────────────────────────────────
TrackCount = Callable[[TrackRecord], float]


def _of_kind(kind: str) -> Iterator[tuple[str, TrackCount]]:
    def became(*outcomes: str, half: bool = False) -> TrackCount:
        return lambda found: sum((each.half if half else each.year) in outcomes for each in found.of(kind))

    def bound(end: int) -> TrackCount:
        return lambda found: _share_of(
            [Followed(each.year == LASTED, each.told.month[:4]) for each in found.of(kind) if each.year != OPEN]
        )[end]

    yield "told", lambda found: len(found.of(kind))
    yield "followed", became(LASTED, PASSED)
    yield "lasted", became(LASTED)
    yield "passed", became(PASSED)
    yield "open", became(OPEN)
    yield "followed_6", became(LASTED, PASSED, half=True)
    yield "lasted_6", became(LASTED, half=True)
    yield from ((name, bound(end)) for end, name in enumerate(BOUNDS))


def _share_of(of: Sequence[Followed]) -> tuple[float, float]:
    return clustered_share([each.yes for each in of], [each.year for each in of])


def _mean_error(which: str) -> TrackCount:
    return lambda found: sum(getattr(e, which) for e in found.scored) / len(found.scored) if found.scored else math.nan


def _of_year(name: str) -> Iterator[tuple[str, TrackCount]]:
    def of(found: TrackRecord) -> Sequence[Followed]:
        return found.clear if name == "clear" else found.unclear

    def bound(end: int) -> TrackCount:
        return lambda found: _share_of(of(found))[end]

    yield f"track_{name}", lambda found: len(of(found))
    yield f"track_{name}_same", lambda found: sum(each.yes for each in of(found))
    yield from ((f"track_{name}_{side}", bound(end)) for end, side in enumerate(BOUNDS))


def _ahead_counts() -> Iterator[tuple[str, TrackCount]]:
    def known(months: int) -> TrackCount:
        return lambda found: len(found.ahead[months, LEVELS[0]])

    def inside(months: int, level: int) -> TrackCount:
        return lambda found: sum(found.ahead[months, level])

    for months in HORIZONS:
        yield f"track_ahead_{months}", known(months)
        yield from ((f"track_ahead_{months}_in_{level}", inside(months, level)) for level in LEVELS)


def _counts() -> Iterator[tuple[str, TrackCount]]:
    for kind in (ANY, *KINDS):
        yield from ((f"track_{kind}_{name}", count) for name, count in _of_kind(kind))
    yield "track_quarters", lambda found: found.quarters
    yield "track_measures", lambda found: found.measures
    yield "track_series", lambda found: found.series
    yield "track_quiet", lambda found: len(found.quiet)
    yield "track_quiet_same", lambda found: sum(each.yes for each in found.quiet)
    yield "track_calm_months", lambda found: len(found.calm)
    yield "track_calm_flagged", lambda found: sum(each.yes for each in found.calm)
    yield "track_forecasts", lambda found: found.forecasts
    yield "track_errors_known", lambda found: len(found.scored)
    yield "track_error", _mean_error("model")
    yield "track_naive_error", _mean_error("naive")
    yield from _ahead_counts()
    for name in ("clear", "unclear"):
        yield from _of_year(name)


TRACK_COUNTS: dict[str, TrackCount] = dict(_counts())


# ── figures ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def figure_named(figures: Figures, id: str) -> Figure:
    """The figure of this name, be it of the track record; a ReportError says what in the name is unknown."""
    name = FigureId.parse(id)
    of_it = name.group == GROUP and not figures.is_measure(name.measure)
    return track_figure(figures, name.measure) if of_it else figures.figure(id)


def track_figure(figures: Figures, name: str) -> Figure:
    """A figure of the track record by its name without the statistic; a ReportError names those that there are."""
    return figures.once(("track record", name), lambda: _figure(figures, name))


def _figure(figures: Figures, name: str) -> Figure:
    folder, found = figures.folder, track_record(figures.folder)
    cells, called = f"{MEASURES} {known_months(folder)} {SOURCES}", "(a, b, c)"
    value, unit, decimals, formula = _worked(name, found, called)
    if math.isnan(value):
        return unknown(FigureId(name), "", span_of(found), unit)
    text = numerals.printed(value, unit, decimals)
    illustrates = any(RECONSTRUCTED in sure(figures.series(m.id)).status() for m in measures_looked_at(figures))
    status = Statuses(frozenset(RECONSTRUCTED)) if illustrates else NONE
    basis = Basis(cells, formula, "computed", status)
    figure = given(f"{name}.value", Said(value, unit, text), basis, str(span_of(found)))
    return replace(figure, method=lambda _: "")  # its counts say everything themselves


def text_of(found: TrackRecord, name: str) -> str:
    """What a figure of any track record prints, by its name without the statistic."""
    value, unit, decimals, _ = _worked(name, found, "")
    return numerals.MISSING if math.isnan(value) else numerals.printed(value, unit, decimals)


def _worked(name: str, found: TrackRecord, called: str) -> tuple[float, str, int, str]:
    """The value of a figure, its unit, its digits after the point and its formula."""
    if name in TRACK_COUNTS:
        ends = tuple(f"_{bound}" for bound in BOUNDS)
        unit, decimals = ("%", 0) if name.endswith(ends) else ("MASE", 2) if name.endswith("_error") else (_noun(name), 0)
        return float(TRACK_COUNTS[name](found)), unit, decimals, f"{name}{called}"
    if name == "track_calm_expected":
        return FALSE_SHARE * len(found.calm), "months", 0, f"times({FALSE_SHARE:g}, track_calm_months{called})"
    base, side = name.removesuffix("_lower").removesuffix("_upper"), name.rpartition("_")[2]
    if base not in SHARES:
        raise ReportError(f"'{name}.value': no such figure. {suggest(name, [*TRACK_COUNTS, *SHARES])}")
    part, whole = SHARES[base]
    counts = [TRACK_COUNTS[each](found) for each in (part, whole)]
    inside = f"({part}{called}, {whole}{called})"
    if base == name:
        return percentage(*counts), "%", 0, f"percentage{inside}"
    return 100 * getattr(wilson(*counts), side) if counts[1] else math.nan, "%", 0, f"wilson_{side}{inside}"


def _noun(name: str) -> str:
    if name.startswith(("track_forecasts", "track_ahead", "track_errors")):
        return "forecasts"
    nouns = {"calm": "months", "quiet": "months", "clear": "comparisons", "unclear": "comparisons"}
    nouns |= {each: each for each in ("quarters", "measures", "series")}
    return nouns.get(name.split("_")[1], "signals")


def span_of(found: TrackRecord) -> Span:
    """From the first to the last month whose quarter was looked at."""
    return Span(found.first, found.last)

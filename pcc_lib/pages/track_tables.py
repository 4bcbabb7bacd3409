"""Tables and sentences of the track record: for a page, where each number is a figure, and for a terminal, where it is text."""

from __future__ import annotations

from collections.abc import Callable

from pcc_lib.core.numerals import MISSING
from pcc_lib.core.quarters import month_label
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.track_record import TrackRecord
from pcc_lib.figures.track_words import AHEAD, ANY, HORIZONS, KINDS, LEVELS
from pcc_lib.statistics.track_record import OPEN
from pcc_lib.writing.tables import Cell, Table, words_in
from pcc_lib.writing.wording import Sentence

LEAST = 10  # of what was followed, below which a share says nothing
FEW = "too few to say"
SIGNALS, YEARS, HELD = "What became of signals", "What became of changes of a year", "How often intervals held"
SIGNAL_COLUMNS = ("Kind of signal", "Told", "Followed for a year", "Lasted", "Passed", "Cannot be told yet", "Share that lasted")
YEAR_COLUMNS = ("Twelve months with the twelve before", "Followed", "Stayed on that side", "Share")
HELD_COLUMNS = ("Ahead", "Forecasts", *(f"Inside the {level}% interval" for level in LEVELS))
YEAR_NAMES = {"clear": "Called a clear change", "unclear": "Not called a clear change"}

Shown = Callable[[str], Figure | str]  # what a number of the track record is shown as, by its name without `track_`


def headline(found: TrackRecord, of: Shown) -> Sentence:
    """Of how many signals that could be followed how many lasted."""
    followed = of("any_followed")
    one = words_in([followed]) == "1"
    return ["Of ", followed, f" signal{'' if one else 's'} that could be followed for a year, ", of("any_lasted"), " lasted."]


def looked_at(found: TrackRecord, of: Shown) -> Sentence:
    """What was looked at."""
    span = f"from {month_label(found.first)} to {month_label(found.last)}"
    measures = f" measure{'' if found.measures == 1 else 's'}."
    return [
        "This looks at ",
        of("quarters"),
        f" quarters, {span}: ",
        of("series"),
        " series of months, of ",
        of("measures"),
        measures,
    ]


def signals_table(found: TrackRecord, of: Shown) -> Table:
    """A row for each kind of signal that was told, and one for all."""
    kinds = {kind: words for kind, words in KINDS.items() if found.of(kind)} | {ANY: "All signals"}
    rows = [_kind(found, of, kind, words) for kind, words in kinds.items()]
    return Table(SIGNALS, SIGNAL_COLUMNS, rows, range(1, 6), (len(rows) - 1,), stack=True)


def _kind(found: TrackRecord, of: Shown, kind: str, words: str) -> list[Cell]:
    counts = [of(f"{kind}_{what}") for what in ("told", "followed", "lasted", "passed", "open")]
    return [words, *counts, _share(of, kind, sum(each.year != OPEN for each in found.of(kind)))]


def _share(of: Shown, name: str, followed: int) -> Cell:
    """A share with its interval, or that too few were followed."""
    if followed < LEAST:
        return FEW
    lower, upper = of(f"{name}_low"), of(f"{name}_high")
    inside = [] if words_in([lower]) == MISSING else [" (", lower, " to ", upper, ")"]
    return [of(f"{name}_share"), *inside]


def half_a_year(of: Shown) -> Sentence:
    """How many signals six months bore out."""
    lasted, followed, share = (of(f"any_{name}_6") for name in ("lasted", "followed", "share"))
    return ["After six months, ", lasted, " of ", followed, " had lasted (", share, ")."]


def quiet(of: Shown) -> Sentence:
    """What became of months that were no signal, as if they had been."""
    same, all_of, share = of("quiet_same"), of("quiet"), of("quiet_share")
    said: Sentence = ["A month within its usual range is no signal. After ", same, " of ", all_of, " such months (", share]
    return [*said, ") the next year lay clearly on the month’s own side. What signals say beyond that is what they are worth."]


def false_alarms(of: Shown) -> Sentence:
    """How many months that no change followed were told as signals, and how many chance alone would give."""
    said: Sentence = ["Of ", of("calm_months"), " such months, ", of("calm_flagged"), " were told as signals (", of("calm_share")]
    chance = "). If months were independent of each other, chance alone would give about "
    return [*said, chance, of("calm_expected"), "."]


def errors(of: Shown) -> Sentence:
    """How large the errors of forecasts were beside those of last year's month."""
    said: Sentence = ["Of ", of("forecasts"), " forecasts, ", of("errors_known"), " can be held against what came. "]
    said += ["Their error was ", of("error"), " of the usual difference between one year and the next. Whoever had carried "]
    return [*said, "last year’s month on would have had an error of ", of("naive_error"), "."]


def held_table(of: Shown) -> Table:
    """How many forecasts were inside their intervals, by months ahead."""
    names = {m: [f"ahead_{m}", *(f"ahead_{m}_in_{level}" for level in LEVELS)] for m in HORIZONS}
    rows: list[list[Cell]] = [[AHEAD[m].capitalize(), *map(of, own)] for m, own in names.items()]
    return Table(HELD, HELD_COLUMNS, rows, (1, 2, 3), stack=True)


def years_table(found: TrackRecord, of: Shown) -> Table:
    """Comparisons of a year that were called a clear change, and those that were not: how many stayed on their side."""
    counts = {"clear": len(found.clear), "unclear": len(found.unclear)}
    rows: list[list[Cell]] = [[said, of(n), of(f"{n}_same"), _share(of, n, counts[n])] for n, said in YEAR_NAMES.items()]
    return Table(YEARS, YEAR_COLUMNS, rows, (1, 2), stack=True)

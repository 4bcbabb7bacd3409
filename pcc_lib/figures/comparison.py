"""Comparison of the parts of a source that are peers, such as forces: places with their intervals, and the funnel.

What is compared is a rate for each 1,000 residents or a percentage, at the latest period that the edition knows. The
arithmetic is in `areas`; here the roster is made, and limits are put back into the measure's own unit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from pcc_lib.core.frames import column_of
from pcc_lib.core.periods import Span
from pcc_lib.core.status import CONFIDENTIAL
from pcc_lib.figures.series import Cells, Series
from pcc_lib.statistics import areas
from pcc_lib.statistics.intervals import LEVEL

LEAST_FOR_FUNNEL = 10  # with fewer the spread between the parts cannot be told from chance


@dataclass(frozen=True, eq=False)
class Roster:
    """The parts that are compared: what was counted, over which base (residents or cases), and who is left out and why.

    counts, bases: one value a part. factor: 1000 or 100. first: whether the `highest` or the `lowest` takes the first
    place (the better one, where the measure says which is better).
    """

    counts: pd.Series
    bases: pd.Series
    left_out: tuple[str, ...]
    factor: float
    first: str

    @property
    def pooled(self) -> float:
        """The rate of all parts together."""
        return self.factor * float(self.counts.sum() / self.bases.sum())


@lru_cache(maxsize=256)
def roster(series: Series) -> Roster | None:
    """The parts of a rate or percentage that have a value; None where the measure is neither, or has under two of them."""
    measure, span = series.measure, series.window(series.last)
    if not measure.how.peers or span is None:
        return None
    found = {part: tuple(series.held(role, span, part).value for role in measure.how.roles) for part in series.parts}
    withheld = {part for part in found if series.answers_marker(span, part) == CONFIDENTIAL}
    kept = {p: v for p, v in found.items() if not any(map(math.isnan, v)) and v[1] > 0 and p not in withheld}
    if len(kept) < 2:
        return None
    frame = pd.DataFrame.from_dict(kept, orient="index", columns=["count", "base"])
    return Roster(
        column_of(frame, "count"),
        column_of(frame, "base"),
        tuple(p for p in found if p not in kept),
        measure.how.peers,
        "lowest" if measure.good_direction == "decrease" else "highest",
    )


@lru_cache(maxsize=256)
def ranks(series: Series) -> pd.DataFrame | None:
    """Place of each part with its 95% interval, by simulation: rank, tied, lower, upper. None without a roster."""
    among = roster(series)
    if among is None:
        return None
    return areas.rank_intervals(among.counts, among.bases, among.first, series.measure.is_share)


@lru_cache(maxsize=256)
def funnel(series: Series) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """Each part against its limits, and the limits over the range of bases, both in the measure's unit.

    First frame, by part: size, value, lower, upper (95%), lower_wide, upper_wide (99.8%), outside (`998`, `95` or ``),
    side (`high`, `low` or ``). Second: size and the four limits. None with fewer parts than LEAST_FOR_FUNNEL. Events are
    held to vary as Poisson counts do, and over-dispersion is added; for a percentage that makes the limits a little wide.
    """
    among = roster(series)
    if among is None or len(among.counts) < LEAST_FOR_FUNNEL:
        return None
    share = among.counts.sum() / among.bases.sum()
    if share == 0:
        return None
    found = areas.funnel(among.counts, share * among.bases)
    table, pooled = found.table, among.pooled
    limits = {
        name: table[f"adjusted_{side}_{level}"] * pooled
        for name, side, level in (
            ("lower", "lower", "95"),
            ("upper", "upper", "95"),
            ("lower_wide", "lower", "998"),
            ("upper_wide", "upper", "998"),
        )
    }
    parts = pd.DataFrame({"size": among.bases, "value": table["ratio"] * pooled, **limits})
    parts["outside"] = np.select([table["flag_998"] != "", table["flag_95"] != ""], ["998", "95"], "")
    parts["side"] = table["flag_95"]
    return parts, _limit_lines(among, found.tau2)


def _limit_lines(among: Roster, tau2: float) -> pd.DataFrame:
    """Limits at sixty sizes from the smallest base to the largest."""
    size = np.geomspace(among.bases.min(), among.bases.max(), 60)
    expected = size * among.pooled / among.factor
    lines = {"size": size}
    for name, level in (("", LEVEL), ("_wide", areas.WIDE_LEVEL)):
        low, high = areas.adjusted_limits(expected, tau2, level) if tau2 > 0 else areas.funnel_limits(expected, level)
        lines |= {f"lower{name}": low * among.pooled, f"upper{name}": high * among.pooled}
    return pd.DataFrame(lines)


def cells(series: Series, part: str = "") -> tuple[Cells, ...]:
    """The source cells of the counts and of the bases: of one part, or of the whole roster."""
    among, span = roster(series), series.window(series.last)
    if among is None or span is None:
        return ()
    return cells_of(series, span, (part,) if part else tuple(among.counts.index))


def cells_of(series: Series, span: Span, parts: tuple[str, ...]) -> tuple[Cells, ...]:
    """The source cells of these parts, by name, in each role of the calculation."""
    held = [series.held(role, span, parts[0]).cells for role in series.measure.how.roles]
    return tuple(replace(c, breakdown=_breakdown(series, c), parts=parts) for c in held)


def _breakdown(series: Series, cells: Cells) -> str:
    """The column that splits the source of some cells."""
    of_residents = series.population is not None and cells.source == series.population.file
    return series.population.breakdown if series.population is not None and of_residents else series.source.breakdown

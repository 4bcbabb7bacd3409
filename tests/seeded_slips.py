"""Slips put into made-up sources on purpose: what is asked of them, and what is asked of the same sources without a slip.

Run by hand for a table over many seeds: `python tests/seeded_slips.py --seeds 200`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from real_sources import source_of

from pcc_lib.core.periods import Span
from pcc_lib.inputs.sources import Source
from pcc_lib.questions.asking import seen
from pcc_lib.questions.cube import cube_of
from pcc_lib.questions.revisions import Record

MONTHS = Span("2018-01", "2023-10").periods
AREAS = {"county": 1.0, "north": 0.6, "south": 0.35, "town": 0.2}
COLUMNS = {"offered": 9000.0, "answered": 7000.0, "wait_s": 60000.0, "crimes": 420.0, "charged": 60.0}
NEW = MONTHS[-3:]
GONE = ""  # the month of a row that is to be taken out
Slip = Callable[[np.random.Generator, pd.DataFrame], str]


@dataclass(frozen=True)
class Made:
    """A source with a slip, and what an edition of the quarter before told of it."""

    source: Source
    told: Source


def made(seed: int, single: bool = False) -> Source:
    """Seventy months of five columns in four areas (or one): trend, season, over-dispersed counts; nothing wrong."""
    rng = np.random.default_rng(seed)
    areas = {"force": 1.0} if single else AREAS
    season = 1 + 0.15 * np.sin(2 * np.pi * (np.arange(12) + rng.integers(12)) / 12)
    trend = np.exp(rng.normal(0, 0.15) * np.arange(len(MONTHS)) / 12)
    counts = {}
    for area, share in areas.items():
        shift = {column: np.exp(rng.normal(0, 0.1)) for column in COLUMNS}
        for t, month in enumerate(MONTHS):
            means = {c: level * share * shift[c] * season[t % 12] * trend[t] for c, level in COLUMNS.items()}
            counts[month, area] = {c: float(rng.poisson(rng.gamma(150, m / 150))) for c, m in means.items()}
    return source_of("made", counts)


# ── slips: each changes the table in place and gives the kind that should be asked ────────────────────────────────────
def _times(factor: float, kind: str, columns: tuple[str, ...] = tuple(COLUMNS)) -> Slip:
    def slip(rng: np.random.Generator, frame: pd.DataFrame) -> str:
        row = _row(rng, frame)
        column = str(rng.choice(columns))
        frame.loc[row, column] = np.round(frame.loc[row, column] * factor)
        return f"{kind} far"  # asked either way: the level before it says how nearly it is that factor

    return slip


def _row(rng: np.random.Generator, frame: pd.DataFrame) -> int:
    return int(rng.choice(frame.index[frame["month"].isin(NEW)]))


def nought(rng: np.random.Generator, frame: pd.DataFrame) -> str:
    frame.loc[_row(rng, frame), str(rng.choice(["offered", "answered", "crimes"]))] = 0.0
    return "nought"


def below_nought(rng: np.random.Generator, frame: pd.DataFrame) -> str:
    row = _row(rng, frame)
    frame.loc[row, "crimes"] = -frame.loc[row, "crimes"]
    return "below-nought"


def areas_swapped(rng: np.random.Generator, frame: pd.DataFrame) -> str:
    month = str(rng.choice(NEW))
    a, b = (frame.index[(frame["month"] == month) & (frame["area"] == area)][0] for area in _two(rng, frame))
    frame.loc[[a, b], list(COLUMNS)] = frame.loc[[b, a], list(COLUMNS)].to_numpy()
    return "swapped"


def column_swapped(rng: np.random.Generator, frame: pd.DataFrame) -> str:
    month, column = str(rng.choice(NEW)), str(rng.choice(["offered", "answered", "wait_s"]))
    a, b = (frame.index[(frame["month"] == month) & (frame["area"] == area)][0] for area in _two(rng, frame))
    frame.loc[[a, b], column] = frame.loc[[b, a], column].to_numpy()
    return "swapped"


def _two(rng: np.random.Generator, frame: pd.DataFrame) -> tuple[str, str]:
    a, b = rng.choice(frame["area"].unique(), 2, replace=False)
    return str(a), str(b)


def month_copied(rng: np.random.Generator, frame: pd.DataFrame) -> str:
    month, back = str(rng.choice(NEW)), int(rng.integers(1, 13))
    _copy(frame, month, MONTHS[MONTHS.index(month) - back], frame["area"].unique())
    return "copied"


def quarter_copied(rng: np.random.Generator, frame: pd.DataFrame) -> str:
    for month in NEW:
        _copy(frame, month, MONTHS[MONTHS.index(month) - 3], frame["area"].unique())
    return "copied"


def area_copied(rng: np.random.Generator, frame: pd.DataFrame) -> str:
    month = str(rng.choice(NEW))
    _copy(frame, month, MONTHS[MONTHS.index(month) - 12], [str(rng.choice(frame["area"].unique()))])
    return "copied"


def _copy(frame: pd.DataFrame, month: str, earlier: str, areas) -> None:
    for area in areas:
        to, of = (frame.index[(frame["month"] == m) & (frame["area"] == area)][0] for m in (month, earlier))
        frame.loc[to, list(COLUMNS)] = frame.loc[of, list(COLUMNS)].to_numpy()


def last_month_cut(rng: np.random.Generator, frame: pd.DataFrame) -> str:
    last = frame["month"] == MONTHS[-1]
    share = rng.uniform(0.003, 0.03)
    frame.loc[last, list(COLUMNS)] = np.floor(frame.loc[last, list(COLUMNS)] * share)
    return "near-empty"


def rows_alike(rng: np.random.Generator, frame: pd.DataFrame) -> str:
    month = str(rng.choice(NEW))
    rows = frame.index[frame["month"] == month]
    frame.loc[rows[1:], list(COLUMNS)] = frame.loc[rows[0], list(COLUMNS)].to_numpy()
    return "same-rows swapped"


def column_pasted(rng: np.random.Generator, frame: pd.DataFrame) -> str:
    new = frame["month"].isin(NEW)
    frame.loc[new, "answered"] = frame.loc[new, "offered"]
    return "same-columns"


def new_area_inside(rng: np.random.Generator, frame: pd.DataFrame) -> str:
    first = str(rng.choice(NEW))
    frame.loc[(frame["area"] == "north") & (frame["month"] < first), "month"] = GONE
    return "begins"


def area_gone(rng: np.random.Generator, frame: pd.DataFrame) -> str:
    first, area = str(rng.choice(NEW)), str(rng.choice(["north", "south", "town"]))
    frame["kind"] = "published"  # of computed rows, those that are missing are faults
    frame.loc[(frame["area"] == area) & (frame["month"] >= first), "month"] = GONE
    return "gone"


def all_doubled(rng: np.random.Generator, frame: pd.DataFrame) -> str:
    new = frame["month"] >= str(rng.choice(NEW))
    factor, column = float(rng.choice([2.0, 0.5])), str(rng.choice(["offered", "answered", "wait_s"]))
    frame.loc[new, column] = np.round(frame.loc[new, column] * factor)
    return "doubled"


def history_rewritten(rng: np.random.Generator, frame: pd.DataFrame) -> str:
    old = frame["month"].between("2019-01", "2022-12") & (frame["area"] == "south")
    frame.loc[old, "crimes"] = np.round(frame.loc[old, "crimes"] * 1.04)
    return "rewritten"


def out_of_step(rng: np.random.Generator, frame: pd.DataFrame) -> str:
    for area in frame["area"].unique():
        mine = frame.index[frame["area"] == area]
        frame.loc[mine[1:], list(COLUMNS)] = frame.loc[mine[:-1], list(COLUMNS)].to_numpy()
    return "out-of-step"


def start_gone(rng: np.random.Generator, frame: pd.DataFrame) -> str:
    frame.loc[frame["month"] < f"2018-{int(rng.integers(2, 12)):02d}", "month"] = GONE
    return "vanished"


def marker_gone(rng: np.random.Generator, frame: pd.DataFrame) -> str:
    frame["status"] = ""
    return "unmarked"


def part_above_whole(rng: np.random.Generator, frame: pd.DataFrame) -> str:
    frame["answered"] = np.minimum(frame["answered"], np.floor(frame["offered"] * 0.9))
    row = _row(rng, frame)
    frame.loc[row, "answered"] = frame.loc[row, "offered"] + 1
    return "above-whole"


SLIPS: dict[str, Slip] = {
    "ten times": _times(10, "tenfold"),
    "thirty times": _times(30, "far", ("offered", "answered", "crimes")),
    "a tenth": _times(0.1, "tenfold", ("offered", "answered", "wait_s", "crimes")),
    "a hundred times": _times(100, "hundredfold"),
    "a thousand times": _times(1000, "thousandfold"),
    "a thousandth": _times(0.001, "thousandfold", ("wait_s",)),
    "seconds for minutes": _times(60, "sixtyfold", ("wait_s",)),
    "minutes for seconds": _times(1 / 60, "sixtyfold", ("wait_s",)),
    "nought": nought,
    "below nought": below_nought,
    "two areas swapped": areas_swapped,
    "a column of two areas swapped": column_swapped,
    "a month copied": month_copied,
    "a quarter copied": quarter_copied,
    "an area's month copied": area_copied,
    "a last month nearly empty": last_month_cut,
    "rows alike": rows_alike,
    "a column pasted": column_pasted,
    "a new area inside": new_area_inside,
    "an area gone": area_gone,
    "all doubled or halved": all_doubled,
    "history rewritten": history_rewritten,
    "out of step": out_of_step,
    "the start gone": start_gone,
    "a marker gone": marker_gone,
    "a part above its whole": part_above_whole,
}
# columns that are told as a share of others
SHARES = {"a part above its whole": [("answered", "offered")]}
OF_SEVERAL_AREAS = {
    "two areas swapped",
    "a column of two areas swapped",
    "an area's month copied",
    "rows alike",
    "a new area inside",
    "an area gone",
    "history rewritten",
}


def asked(made_source: Source, told: Source | None = None, shares: Sequence[tuple[str, str]] = ()) -> list[str]:
    """The kinds of what is asked of a source, beside what the quarter before told of it."""
    record = Record("2023-24-Q2", told, MONTHS[-4]) if told is not None else None
    return [sighting.kind for sighting in seen(cube_of(made_source), record, shares)]


def with_slip(name: str, seed: int, single: bool = False) -> tuple[Source, Source, str]:
    """A source with a slip, what an edition told of it, and the kinds of questions of which one should be asked."""
    sound = made(seed, single)
    told = sound.frame.copy()
    told["status"] = "e"
    frame = told.copy()
    kind = SLIPS[name](np.random.default_rng([seed, 1]), frame)
    if name == "a new area inside":  # of which nothing was told before
        told = told[told["area"] != "north"]
    return replace(sound, frame=frame[frame["month"] != GONE]), replace(sound, frame=told), kind


def table(seeds: int) -> str:
    """Found, asked under another kind, and missed, over many seeds, as Markdown."""
    rows = ["| slip | areas | found | asked under another kind | missed |", "|---|---|---|---|---|"]
    for name in SLIPS:
        for areas, single in ((4, False), (1, True)):
            if single and name in OF_SEVERAL_AREAS:
                continue
            found = other = 0
            for seed in range(seeds):
                source, told, kind = with_slip(name, seed, single)
                kinds = asked(source, told, SHARES.get(name, ()))
                found += (right := any(k in kind.split() for k in kinds))
                other += bool(kinds) and not right
            rows.append(f"| {name} | {areas} | {found} | {other} | {seeds - found - other} |")
    none = sum(bool(asked(made(seed, single))) for seed in range(seeds) for single in (False, True))
    return "\n".join([*rows, "", f"Of {seeds} seeds each. Asked of sources without a slip: {none} of {2 * seeds}."])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=50)
    print(table(parser.parse_args().seeds))

"""Small numbers: hide what would tell something about a person, and prove that it cannot be worked out again.

Two presets. "rounding" (NHS style, as HES and ECDS since 2018): 1 to 7 are withheld, everything else but 0 is
rounded to the nearest 5, totals too, from their true values. "threshold": 1 to 4 are withheld, with as few
further cells as keep every one of them open to 5 or more; the published table is audited by linear
programming. A source's period is protected as one table (`protect_linked`), under either preset with an audit.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from pcc_lib.core import grammar

CONFIDENTIAL = "[c]"
UNRELIABLE = "[u]"
TOTAL = "Total"
ROUND_HIDES, ROUND_TO = 7, 5
THRESHOLD = 5
SURVEY_LEAST, SURVEY_RELIABLE = 30, 50
REACH = 20  # how far a rival table may stray from the true one in a cell while hidden cells are being chosen

Sums = Mapping[Hashable, Sequence[Hashable]] | Sequence[tuple[Hashable, Sequence[Hashable]]]


@dataclass(frozen=True, eq=False)
class Protected:
    """A table fit to publish. values: what may be shown, NaN where hidden; markers: "[c]" where hidden, else
    "".

    Both have the totals in the last row and column. The true table is in neither. audit: what a reader can
    work out of each withheld small count (see `audit`); no rows under "rounding".
    """

    values: pd.DataFrame
    markers: pd.DataFrame
    preset: str
    audit: pd.DataFrame


def protect(counts: pd.DataFrame, preset: str, total: str = TOTAL, hide_zeros: bool = False) -> Protected:
    """Apply a preset, "none", "rounding" or "threshold", to a two-way table of counts of people, without
    totals.

    A one-way table is a frame with one row or one column; it gets the one total that it needs. hide_zeros:
    under "threshold", a 0 is withheld as well (where nobody being in a cell tells something). Raises
    ValueError on anything but whole numbers, 0 or more, and where no choice of cells protects the table.
    """
    _check_table(counts, total)
    whole, sums = with_totals(counts, total)
    if preset == "none":
        return _publish(whole, whole.isna(), preset)
    if preset == "rounding":
        hidden = (whole > 0) & (whole <= ROUND_HIDES)
        return _publish(whole.map(rounded), hidden, preset)
    if preset == "threshold":
        cells = whole.stack()
        hide, checked = _protect(cells, sums, THRESHOLD, hide_zeros)
        hidden = pd.DataFrame(cells.index.isin(hide).reshape(whole.shape), whole.index, whole.columns)
        return _publish(whole, hidden, preset, checked)
    raise ValueError(f"the preset is {preset!r}: it must be 'none', 'rounding' or 'threshold'")


def rounded(count: float) -> float:
    """A count under "rounding": 0 stays, 1 to 7 give NaN (withheld), others go to the nearest 5."""
    if np.isnan(count) or 1 <= count <= ROUND_HIDES:
        return np.nan
    return float(ROUND_TO * np.floor(count / ROUND_TO + 0.5))


def rounded_percentage(numerator: float, denominator: float) -> float:
    """Per cent from the rounded numerator over the rounded denominator; NaN where either is withheld or the
    base 0.
    """
    part, whole = rounded(numerator), rounded(denominator)
    return 100 * part / whole if whole > 0 else np.nan


def mean_allowed(people: int) -> bool:
    """Whether a mean or median may be shown: not on fewer than 8 people."""
    return people > ROUND_HIDES


def percentages(table: Protected, total: str = TOTAL) -> pd.DataFrame:
    """Row percentages from what is published only: hidden wherever the cell or its base is."""
    if total not in table.values.columns:
        raise ValueError(f"the table has no column {total!r} to be the base")
    base = table.values[total]
    return table.values.mul(100).div(base.where(base > 0), axis=0)


def survey_marker(base: float) -> str:
    """ "[c]" (withhold) below 30 replies, "[u]" (low reliability) below 50, else nothing."""
    return CONFIDENTIAL if base < SURVEY_LEAST else UNRELIABLE if base < SURVEY_RELIABLE else ""


def percent_change_allowed(base: float) -> bool:
    """Whether a percentage change may be printed: on bases below 50 give the counts."""
    return base >= SURVEY_RELIABLE


# Any set of cells tied by sums ----------------------------------------------------------------------------


def with_totals(counts: pd.DataFrame, total: str = TOTAL) -> tuple[pd.DataFrame, Sums]:
    """The table with its totals, and which cells (row, column) add up to which."""
    whole = counts.astype(float)
    rows, columns = list(whole.index), list(whole.columns)
    if len(columns) > 1:
        whole = whole.assign(**{total: whole.sum(axis=1)})
    if len(rows) > 1:
        whole.loc[total] = whole.sum()
    sums = {(row, total): [(row, column) for column in columns] for row in whole.index if len(columns) > 1}
    for column in whole.columns if len(rows) > 1 else ():
        # The corner is the sum of both margins; the row's sum is already there, and this one follows from it.
        if (total, column) not in sums:
            sums[(total, column)] = [(row, column) for row in rows]
    return whole, sums


def small(values: pd.Series, threshold: int = THRESHOLD, hide_zeros: bool = False) -> list[Hashable]:
    """Labels of the counts that a threshold withholds for themselves."""
    return list(values.index[_is_small(values, threshold, hide_zeros)])


def _is_small(values: pd.Series, threshold: int, hide_zeros: bool) -> np.ndarray:
    return ((values < threshold) & ((values > 0) | hide_zeros)).to_numpy()


def protect_cells(values: pd.Series, sums: Sums, threshold: int = THRESHOLD, hide_zeros: bool = False) -> list[Hashable]:
    """Labels to withhold so that no small count can be worked out: the small ones, then the fewest further
    cells.

    values: true counts by label, totals included; sums: each total's label and its parts' (a mapping, or pairs
    where a cell is the total of several sums). Any linked tables do: rows and columns, quarters and a year to
    date, this issue and a total of the last. Among equally few cells the smallest total is chosen; cells above 0
    that are not themselves totals come first, then zeros, then totals.
    """
    return _protect(values, sums, threshold, hide_zeros)[0]


def _protect(values: pd.Series, sums: Sums, threshold: int, hide_zeros: bool) -> tuple[list, pd.DataFrame]:
    """What to withhold, and the audit that it passed."""
    relations = _relations(values, sums)
    primary = small(values, threshold, hide_zeros)
    if not primary:
        return [], audit(values, [], sums, threshold, hide_zeros)
    totals = {total for total, _ in _pairs(sums)}
    parts = [label for label in values.index if label not in totals and label not in primary]
    zeros = [label for label in parts if values[label] == 0]
    filled = [label for label in parts if values[label] > 0]
    anything = [label for label in values.index if label not in primary]
    for candidates in (filled, filled + zeros, anything):
        chosen = _choose(values, relations, primary, candidates, threshold)
        if chosen is None:
            continue
        checked = audit(values, primary + chosen, sums, threshold, hide_zeros)
        if checked["passed"].all():
            return primary + chosen, checked
    raise ValueError("no choice of hidden cells protects this table: publish fewer totals, or merge categories")


def audit(
    values: pd.Series, hidden: Sequence[Hashable], sums: Sums, threshold: int = THRESHOLD, hide_zeros: bool = False
) -> pd.DataFrame:
    """The least and most that a reader can work out for each small count from everything that is published.

    One row a small count (index: its label): minimum, maximum, passed. It passes if hidden, if its maximum
    reaches the threshold and if its minimum is lower. Both come from linear programming over all tables of
    counts, 0 or more, that agree with the published cells and add up.
    """
    relations = _relations(values, sums)
    labels = values.index[_is_small(values, threshold, hide_zeros)]
    held = set(hidden)
    bounds = {each: (0, None) if each in held else (value, value) for each, value in values.items()}
    return _ranges(bounds, relations, labels, threshold)


def _ranges(bounds: Mapping[Hashable, tuple], relations: np.ndarray, labels: Sequence[Hashable], threshold: int) -> pd.DataFrame:
    """The audit of some cells, where a reader knows each cell within bounds and how the cells add up."""
    rows = [_range(bounds, relations, label) for label in labels]
    found = pd.DataFrame(rows, index=labels, columns=["minimum", "maximum"], dtype=float)
    found["passed"] = (found["maximum"] >= threshold - 1e-6) & (found["maximum"] - found["minimum"] > 1e-6)
    return found


def _range(bounds: Mapping[Hashable, tuple], relations: np.ndarray, label: Hashable) -> tuple:
    """What can be worked out for one cell: minimum and maximum (infinite where nothing bounds it)."""
    from scipy.optimize import linprog

    aim = np.array([each == label for each in bounds], dtype=float)
    zeros, ends = np.zeros(len(relations)), []
    for sign in (1, -1):
        found = linprog(sign * aim, A_eq=relations, b_eq=zeros, bounds=list(bounds.values()), method="highs")
        if found.status not in (0, 3):
            raise ValueError(f"the published cells do not add up around {label!r}: {found.message}")
        ends.append(np.inf if found.status == 3 else sign * found.fun + 0.0)
    return tuple(ends)


def _choose(values: pd.Series, relations: np.ndarray, primary: list, candidates: list, threshold: int) -> list | None:
    """The best further cells, or None: for each small count some rival table must exist that puts it at the
    threshold and strays from the truth in hidden cells only. First the fewest cells, then the smallest total,
    then the order.
    """
    from scipy.optimize import LinearConstraint, milp

    place = {label: at for at, label in enumerate(values.index)}
    small_at, open_at = ([place[label] for label in labels] for labels in (primary, candidates))
    truth, n, count = values.to_numpy(float), len(values), len(candidates)
    # Variables: whether each candidate is hidden, then for each small count how its rival table differs.
    bounds = _choice_bounds(truth, small_at, open_at, threshold)
    width, rules, found = count + len(primary) * n, [], None
    for start in range(count, width, n):
        rules += _rival_rules(relations, truth, open_at, start, width)
    order = 2.0 ** np.arange(count) if count <= 30 else np.arange(count)  # in small tables no two choices tie
    for price in (np.ones(count), truth[open_at], order):
        cost = np.r_[price, np.zeros(width - count)]
        with _quiet():
            found = milp(
                cost,
                constraints=[LinearConstraint(*rule) for rule in rules],
                bounds=bounds,
                integrality=np.arange(width) < count,
                options={"mip_rel_gap": 0},
            )
        if found.x is None:
            return None
        rules.append((cost[None, :], -np.inf, found.fun + 1e-6))
    return [label for label, hide in zip(candidates, found.x) if hide > 0.5]


@contextmanager
def _quiet() -> Iterator[None]:
    """Drop what HiGHS now and then prints past Python's output (on Unix a notebook would show it)."""
    if os.name != "posix":
        yield
        return
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        ctypes.CDLL(None).fflush(None)  # what C still holds back would else come out later
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _choice_bounds(truth: np.ndarray, small_at: list[int], open_at: list[int], threshold: int) -> tuple:
    """Bounds of the variables: published cells may not differ; each small count must reach the threshold."""
    free = np.isin(np.arange(len(truth)), small_at + open_at)
    lower = np.tile(np.where(free, -np.minimum(truth, REACH), 0), (len(small_at), 1))
    upper = np.tile(np.where(free, REACH, 0), (len(small_at), 1))
    for row, at in enumerate(small_at):
        lower[row, at] = threshold - truth[at]
    return np.r_[np.zeros(len(open_at)), lower.ravel()], np.r_[np.ones(len(open_at)), upper.ravel()]


def _rival_rules(relations: np.ndarray, truth: np.ndarray, open_at: list[int], start: int, width: int) -> list[tuple]:
    """The rival table adds up, and differs in a candidate cell only where that cell is hidden."""
    count = len(open_at)
    adds_up = np.zeros((len(relations), width))
    adds_up[:, start : start + len(truth)] = relations
    more, less = np.zeros((count, width)), np.zeros((count, width))
    row, cell = np.arange(count), start + np.array(open_at, dtype=int)
    more[row, cell], more[row, row] = 1, -REACH
    less[row, cell], less[row, row] = 1, np.minimum(truth[open_at], REACH)
    return [(adds_up, 0, 0), (more, -np.inf, 0), (less, 0, np.inf)]


def _pairs(sums: Sums) -> list[tuple[Hashable, Sequence[Hashable]]]:
    return list(sums.items() if isinstance(sums, Mapping) else sums)


def _relations(values: pd.Series, sums: Sums) -> np.ndarray:
    """One row a sum: +1 for its parts, -1 for its total. The true values must satisfy every one."""
    if not values.index.is_unique:
        raise ValueError(f"{values.index[values.index.duplicated()][0]!r} labels more than one cell")
    place = {label: at for at, label in enumerate(values.index)}
    pairs = _pairs(sums)
    matrix = np.zeros((len(pairs), len(values)))
    for row, (total, parts) in enumerate(pairs):
        for label in (total, *parts):
            if label not in place:
                raise ValueError(f"the sum {total!r} names {label!r}, which is not among the cells")
        matrix[row, [place[label] for label in parts]] = 1
        matrix[row, place[total]] = -1
        if abs(matrix[row] @ values.to_numpy(float)) > 1e-6:
            raise ValueError(f"the parts of {total!r} do not add up to it")
    return matrix


# One period of a source -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Link:
    """What everybody knows of some columns: `whole` is the sum of `parts`, and of a rest unless `exact`."""

    whole: str
    parts: tuple[str, ...]
    exact: bool

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.whole, *self.parts)


def link_of(rule: str) -> Link | None:
    """A source's rule between columns, such as `repeat <= people` or `old + young == people`, as a link.

    None for a rule of any other form: nothing is then known of how its columns bind each other.
    """
    try:
        compared = grammar.sums_compared(grammar.rule(rule))
    except grammar.GrammarError:
        return None
    left, sign, right = compared or ((), "!=", ())
    if sign.startswith(">") or (sign == "==" and len(left) == 1):
        left, right = right, left
    return Link(right[0], left, sign == "==") if sign != "!=" and len(right) == 1 else None


def protect_linked(counts: pd.DataFrame, links: Sequence[Link], preset: str, total: str = TOTAL) -> pd.DataFrame:
    """One period of a source as it may be published: a row for each column of counts, a column for each part and
    one for the total; NaN where hidden.

    All rows are protected together with what the links tie them by. What a reader could subtract (who is left of a
    whole without its parts) counts as a cell of its own. Under "rounding" totals are withheld where rounding alone
    would leave a hidden count known to be under 5, or known. Raises ValueError as `protect` does.
    """
    return _protect_linked(
        tuple(counts.index), tuple(counts.columns), tuple(map(tuple, counts.to_numpy())), tuple(links), preset, total
    ).copy()


@lru_cache(maxsize=4096)
def _protect_linked(rows: tuple, parts: tuple, counts: tuple, links: tuple[Link, ...], preset: str, total: str) -> pd.DataFrame:
    table = pd.DataFrame(counts, list(rows), list(parts))
    _check_table(table, total)
    whole, sums, rests = _with_rests(table, links, total)
    cells = whole.stack()
    if preset == "threshold":
        # Rests count as published, though no page prints them: a little more is hidden than need be.
        shown = cells.mask(cells.index.isin(protect_cells(cells, sums)))
    elif preset == "rounding":
        shown = _rounded_cells(cells, sums, rests, total)
    else:
        raise ValueError(f"the preset is {preset!r}: it must be 'rounding' or 'threshold'")
    return shown.unstack().loc[list(rows), list(whole.columns)]


def _with_rests(table: pd.DataFrame, links: Sequence[Link], total: str) -> tuple[pd.DataFrame, Sums, set]:
    """The table with its rests and totals, how its cells add up, and the names of the rests."""
    whole, rests = table.astype(float), {}
    for link in links:
        if not link.exact:
            rests[link] = f"{link.whole} less {' and '.join(link.parts)}"
            whole.loc[rests[link]] = whole.loc[link.whole] - whole.loc[list(link.parts)].sum()
    _check_table(whole, total)
    parts = list(table.columns)
    if len(parts) > 1:
        whole[total] = whole.sum(axis=1)
    sums = [((row, total), [(row, part) for part in parts]) for row in whole.index if len(parts) > 1]
    sums += [
        ((link.whole, part), [(row, part) for row in (*link.parts, *([rests[link]] if link in rests else ()))])
        for link in links
        for part in whole.columns
    ]
    return whole, sums, set(rests.values())


def _rounded_cells(cells: pd.Series, sums: Sums, rests: set, total: str) -> pd.Series:
    """Rounded cells; totals, then everything, are withheld where the audit of the rounded table fails."""
    relations, shown = _relations(cells, sums), cells.map(rounded)
    hidden = [label for label in cells.index if 0 < cells[label] <= ROUND_HIDES and label[0] not in rests]
    totals = [label for label in cells.index if label[1] == total]
    for withheld in ([], totals, list(cells.index)):
        shown[withheld] = np.nan
        bounds = {
            label: _rounded_bounds(shown[label], label in hidden and label not in withheld, label[0] in rests)
            for label in cells.index
        }
        if _ranges(bounds, relations, hidden, THRESHOLD)["passed"].all():
            break
    return shown


def _rounded_bounds(shown: float, is_small: bool, is_rest: bool) -> tuple:
    """What a reader knows of a true count: what rounding leaves open, 1 to 7, or nothing."""
    if is_rest or (np.isnan(shown) and not is_small):
        return (0, None)
    if np.isnan(shown):
        return (1, ROUND_HIDES)
    reach = ROUND_TO // 2 if shown else 0
    return (shown - reach, shown + reach)


# Tables ---------------------------------------------------------------------------------------------------


def _check_table(counts: pd.DataFrame, total: str) -> None:
    if not isinstance(counts, pd.DataFrame) or counts.empty:
        raise ValueError("small numbers are controlled in a table: give a DataFrame of counts")
    if not (counts.index.is_unique and counts.columns.is_unique):
        raise ValueError("two rows or two columns of the table have one name")
    if total in counts.index or total in counts.columns:
        raise ValueError(f"the table has a {total!r} already: give the parts, totals are worked out")
    values = counts.to_numpy(dtype=float)
    bad = ~np.isfinite(values) | (values < 0) | (values % 1 != 0)
    if bad.any():
        row, column = np.argwhere(bad)[0]
        raise ValueError(
            f"{counts.index[row]}, {counts.columns[column]}: {values[row, column]:g} is not a "
            "count; give a whole number, 0 or more, or leave the row out"
        )


def _publish(values: pd.DataFrame, hidden: pd.DataFrame, preset: str, checked: pd.DataFrame | None = None) -> Protected:
    empty = pd.DataFrame(columns=["minimum", "maximum", "passed"])
    markers = pd.DataFrame(np.where(hidden, CONFIDENTIAL, ""), index=values.index, columns=values.columns)
    return Protected(values.mask(hidden), markers, preset, empty if checked is None else checked)

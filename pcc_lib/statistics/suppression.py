"""Which cells to withhold, in any set of cells that sums tie together, so that no small count can be worked out.

Cell suppression in tables tied by any sums (Fischetti and Salazar 2001): a mixed-integer programme, with a rival table
for each small count, chooses, and a linear one audits.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
import pandas as pd

from pcc_lib.core.frames import column_of, labels_of, value_at
from pcc_lib.statistics.count_tables import Sums, relations, sum_pairs

THRESHOLD = 5
REACH = 20  # how far a rival table may stray from the true one in a cell while hidden cells are being chosen
AUDIT = ["minimum", "maximum", "passed"]

Cells = Sequence[Hashable]


class Known(NamedTuple):
    """What a reader knows of a cell: the least and the most that it can be; no most is None, or infinite where worked out."""

    least: float
    most: float | None


class Suppressed(NamedTuple):
    """Cells of the cells to withhold, small ones first, and the audit that they passed."""

    cells: list[Hashable]
    audit: pd.DataFrame


def small(values: pd.Series, threshold: int = THRESHOLD, hide_zeros: bool = False) -> list[Hashable]:
    """Cells of the counts that a threshold withholds for themselves."""
    return list(values.index[_is_small(values, threshold, hide_zeros)])


def _is_small(values: pd.Series, threshold: int, hide_zeros: bool) -> np.ndarray:
    return ((values < threshold) & ((values > 0) | hide_zeros)).to_numpy()


def suppressed(values: pd.Series, sums: Sums, threshold: int = THRESHOLD, hide_zeros: bool = False) -> Suppressed:
    """What to withhold so that no small count can be worked out: the small ones, then the fewest further cells.

    values: true counts by label, totals included; sums: each total's label and its parts' (a mapping, or pairs
    where a cell is the total of several sums). Any linked tables do: rows and columns, quarters and a year to
    date, this issue and a total of the last. Among equally few cells the smallest total is chosen; cells above 0
    that are not themselves totals come first, then zeros, then totals. Raises ValueError where the sums do not add up,
    and where no choice of cells is safe.
    """
    tied, primary = relations(values, sums), small(values, threshold, hide_zeros)
    if not primary:
        return Suppressed([], audit(values, [], sums, threshold, hide_zeros))
    for candidates in _candidates(values, sums, primary):
        chosen = _choose(values, tied, primary, candidates, threshold)
        if chosen is None:
            continue
        checked = audit(values, primary + chosen, sums, threshold, hide_zeros)
        if column_of(checked, "passed").all():
            return Suppressed(primary + chosen, checked)
    raise ValueError("no choice of hidden cells protects this table: publish fewer totals, or merge categories")


def _candidates(values: pd.Series, sums: Sums, primary: Cells) -> tuple[list[Hashable], ...]:
    """Further cells to choose from, the least missed first: filled parts, with empty ones, with totals."""
    totals = {total for total, _ in sum_pairs(sums)}
    anything = [label for label in labels_of(values) if label not in primary]
    parts = [label for label in anything if label not in totals]
    filled = [label for label in parts if value_at(values, label) > 0]
    return filled, filled + [label for label in parts if value_at(values, label) == 0], anything


# The audit --------------------------------------------------------------------------------------------------


def audit(values: pd.Series, hidden: Cells, sums: Sums, threshold: int = THRESHOLD, hide_zeros: bool = False) -> pd.DataFrame:
    """The least and most that a reader can work out for each small count from everything that is published.

    One row a small count (index: its label): minimum, maximum, passed. It passes if hidden, if its maximum
    reaches the threshold and if its minimum is lower. Both come from linear programming over all tables of
    counts, 0 or more, that agree with the published cells and add up. Raises ValueError where the sums do not.
    """
    held = set(hidden)
    known = {label: Known(0, None) if label in held else Known(value, value) for label, value in values.items()}
    labels = values.index[_is_small(values, threshold, hide_zeros)]
    return worked_out(known, relations(values, sums), labels, threshold)


def worked_out(
    known: Mapping[Hashable, Known], tied: np.ndarray, labels: list[Hashable] | pd.Index, threshold: int = THRESHOLD
) -> pd.DataFrame:
    """The audit of some cells, where a reader knows each cell within bounds and how the cells add up (`relations`).

    One row a label: minimum, maximum, passed. Raises ValueError where no table agrees with what is known.
    """
    found = pd.DataFrame([_range(known, tied, label) for label in labels], index=labels, columns=AUDIT[:2], dtype=float)
    found["passed"] = (found["maximum"] >= threshold - 1e-6) & (found["maximum"] - found["minimum"] > 1e-6)
    return found


def _range(known: Mapping[Hashable, Known], tied: np.ndarray, label: Hashable) -> Known:
    """What can be worked out for one cell; the most is infinite where nothing bounds it."""
    from scipy.optimize import linprog

    aim = np.array([each == label for each in known], dtype=float)
    zeros, ends = np.zeros(len(tied)), []
    for sign in (1, -1):
        found = linprog(sign * aim, A_eq=tied, b_eq=zeros, bounds=list(known.values()), method="highs")
        if found.status not in (0, 3):
            raise ValueError(f"the published cells do not add up around {label!r}: {found.message}")
        ends.append(np.inf if found.status == 3 else sign * found.fun + 0.0)
    return Known(*ends)


# The choice -------------------------------------------------------------------------------------------------


class _Rule(NamedTuple):
    """A linear constraint: lower <= matrix @ variables <= upper."""

    matrix: np.ndarray
    lower: float
    upper: float


class _Box(NamedTuple):
    """Bounds of the variables."""

    lower: np.ndarray
    upper: np.ndarray


def _choose(values: pd.Series, tied: np.ndarray, primary: Cells, candidates: Cells, threshold: int) -> list[Hashable] | None:
    """The best further cells, or None: for each small count some rival table must exist that puts it at the
    threshold and strays from the truth in hidden cells only. First the fewest cells, then the smallest total,
    then the order.
    """
    place = {label: at for at, label in enumerate(values.index)}
    small_at, open_at = ([place[label] for label in labels] for labels in (primary, candidates))
    truth, n, count = values.to_numpy(float), len(values), len(candidates)
    # Variables: whether each candidate is hidden, then for each small count how its rival table differs.
    bounds = _choice_bounds(truth, small_at, open_at, threshold)
    width, hide = count + len(primary) * n, np.zeros(0)
    rules: list[_Rule] = []
    for start in range(count, width, n):
        rules += _rival_rules(tied, truth, open_at, start, width)
    order = 2.0 ** np.arange(count) if count <= 30 else np.arange(count)  # in small tables no two choices tie
    for price in (np.ones(count), truth[open_at], order):
        cost = np.r_[price, np.zeros(width - count)]
        best = _cheapest(cost, rules, bounds, count)
        if best is None:
            return None
        hide = best.hide
        rules.append(_Rule(cost[None, :], -np.inf, best.cost + 1e-6))
    return [label for label, chosen in zip(candidates, hide) if chosen > 0.5]


class _Cheapest(NamedTuple):
    hide: np.ndarray
    cost: float


def _cheapest(cost: np.ndarray, rules: Sequence[_Rule], bounds: _Box, whole: int) -> _Cheapest | None:
    """The cheapest choice that keeps to the rules, the first `whole` variables being whole numbers; None where none does."""
    from scipy.optimize import LinearConstraint, milp

    with _quiet():
        found = milp(
            cost,
            constraints=[LinearConstraint(*rule) for rule in rules],
            bounds=bounds,
            integrality=np.arange(len(cost)) < whole,
            options={"mip_rel_gap": 0},
        )
    return None if found.x is None else _Cheapest(found.x[:whole], found.fun)


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


def _choice_bounds(truth: np.ndarray, small_at: list[int], open_at: list[int], threshold: int) -> _Box:
    """Bounds of the variables: published cells may not differ; each small count must reach the threshold."""
    free = np.isin(np.arange(len(truth)), small_at + open_at)
    lower = np.tile(np.where(free, -np.minimum(truth, REACH), 0), (len(small_at), 1))
    upper = np.tile(np.where(free, REACH, 0), (len(small_at), 1))
    for row, at in enumerate(small_at):
        lower[row, at] = threshold - truth[at]
    return _Box(np.r_[np.zeros(len(open_at)), lower.ravel()], np.r_[np.ones(len(open_at)), upper.ravel()])


def _rival_rules(tied: np.ndarray, truth: np.ndarray, open_at: list[int], start: int, width: int) -> list[_Rule]:
    """The rival table adds up, and differs in a candidate cell only where that cell is hidden."""
    count = len(open_at)
    adds_up = np.zeros((len(tied), width))
    adds_up[:, start : start + len(truth)] = tied
    more, less = np.zeros((count, width)), np.zeros((count, width))
    row, cell = np.arange(count), start + np.array(open_at, dtype=int)
    more[row, cell], more[row, row] = 1, -REACH
    less[row, cell], less[row, row] = 1, np.minimum(truth[open_at], REACH)
    return [_Rule(adds_up, 0, 0), _Rule(more, -np.inf, 0), _Rule(less, 0, np.inf)]

"""Two leaks that published tables have had, as a careless suppression makes them, and that ours makes neither.

The attacker is a reader with a solver: whole numbers, nought or more, that agree with all that is shown. He knows nothing of
our audit, which works with fractions; where the shown numbers leave a hidden cell one value only, he has it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from pcc_lib.statistics.count_tables import TOTAL
from pcc_lib.statistics.disclosure import protect
from pcc_lib.statistics.linked_cells import Link
from pcc_lib.statistics.linked_tables import protect_linked

SMALL = 5
Cell = tuple[str, str]


# ── the attacker ──────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass
class Reader:
    """What is shown of a table with its margins, NaN where hidden, and whatever else is known: (terms, least, most) of cells."""

    shown: pd.DataFrame
    known: list[tuple[Mapping[Cell, float], float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cells: list[Cell] = list(itertools.product(self.shown.index, self.shown.columns))
        self.at = {cell: i for i, cell in enumerate(self.cells)}

    def ends(self, cell: Cell) -> tuple[float, float]:
        """The least and the most that a cell can be; infinite where nothing bounds it."""
        return self._end(cell, 1), self._end(cell, -1)

    def _end(self, cell: Cell, sign: int) -> float:
        aim = np.zeros(len(self.cells))
        aim[self.at[cell]] = sign
        values = self.shown.to_numpy(float).ravel()
        bounds = Bounds(np.nan_to_num(values, nan=0.0), np.where(np.isnan(values), np.inf, values))
        found = milp(aim, constraints=list(self._rules()), bounds=bounds, integrality=np.ones(len(aim)))
        if found.status == 3 or (not found.success and sign == -1 and found.status == 4):
            return math.inf
        assert found.success, found.message
        return float(round(sign * found.fun))

    def _rules(self):
        """Rows and columns add up to their margins; and what else is known."""
        rows, columns = list(self.shown.index), list(self.shown.columns)
        if TOTAL in columns:
            for row in rows:
                yield self._rule({(row, c): 1.0 for c in columns if c != TOTAL} | {(row, TOTAL): -1.0}, 0, 0)
        if TOTAL in rows:
            for column in columns:
                yield self._rule({(r, column): 1.0 for r in rows if r != TOTAL} | {(TOTAL, column): -1.0}, 0, 0)
        for terms, least, most in self.known:
            yield self._rule(terms, least, most)

    def _rule(self, terms: Mapping[Cell, float], least: float, most: float) -> LinearConstraint:
        row = np.zeros(len(self.cells))
        for cell, factor in terms.items():
            row[self.at[cell]] = factor
        return LinearConstraint(row[None, :], least, most)


def with_margins(counts: pd.DataFrame) -> pd.DataFrame:
    whole = counts.astype(float).assign(**{TOTAL: counts.sum(axis=1)})
    whole.loc[TOTAL] = whole.sum()
    return whole


def small_cells(counts: pd.DataFrame) -> list[Cell]:
    return [(r, c) for r in counts.index for c in counts.columns if 0 < counts.at[r, c] < SMALL]


def hiding(counts: pd.DataFrame, cells: list[Cell]) -> pd.DataFrame:
    """A table with margins and these cells hidden."""
    shown = with_margins(counts)
    for row, column in cells:
        shown.loc[row, column] = math.nan
    return shown


def next_smallest(counts: pd.DataFrame) -> list[Cell]:
    """The usual rule of thumb: small cells, and in a row with one hidden value the next smallest, the first of equal ones."""
    hidden = small_cells(counts)
    for row in counts.index:
        if sum(r == row for r, _ in hidden) == 1:
            left = [c for c in counts.columns if (row, c) not in hidden]
            hidden.append((row, min(left, key=lambda c: counts.at[row, c])))
    return hidden


def given_away(counts: pd.DataFrame, shown: pd.DataFrame, reader: Reader | None = None) -> list[Cell]:
    """Small counts that a reader knows to be small, or knows."""
    reader = reader or Reader(shown)
    found = []
    for cell in small_cells(counts):
        least, most = reader.ends(cell)
        if most < SMALL or least == most:
            found.append(cell)
    return found


def ours(counts: pd.DataFrame) -> pd.DataFrame:
    return protect(counts, "threshold").values


# ── the first leak: margins ───────────────────────────────────────────────────────────────────────────────────────────
MARGINS = pd.DataFrame([[3, 17, 22, 9], [12, 2, 31, 18], [25, 40, 8, 60]], list("abc"), list("wxyz"))


def test_margins_give_back_what_is_hidden_for_itself_alone():
    """A row total less the shown cells is the hidden one, to the last person."""
    shown = hiding(MARGINS, small_cells(MARGINS))
    assert {cell: Reader(shown).ends(cell) for cell in small_cells(MARGINS)} == {("a", "w"): (3, 3), ("b", "x"): (2, 2)}
    assert given_away(MARGINS, ours(MARGINS)) == []


def test_totals_of_columns_give_back_what_rows_hide():
    """Two cells hidden in every row, and one in a column: the column's total has it."""
    counts = pd.DataFrame([[2, 30, 9], [40, 11, 50], [60, 70, 80]], list("abc"), list("xyz"))
    shown = hiding(counts, [("a", "x"), ("a", "z")])
    assert Reader(shown).ends(("a", "x")) == (2, 2)
    assert given_away(counts, ours(counts)) == []


# ── the second leak: the next smallest cell ───────────────────────────────────────────────────────────────────────────
def test_the_next_smallest_cell_of_a_row_does_not_cover_a_column():
    counts = pd.DataFrame([[3, 6, 40], [20, 30, 50], [25, 35, 45]], list("abc"), list("xyz"))
    shown = hiding(counts, next_smallest(counts))
    assert Reader(shown).ends(("a", "x")) == (3, 3)
    assert given_away(counts, ours(counts)) == []


def test_two_small_cells_of_a_row_do_not_cover_each_other():
    """1 and 2 in a row: hidden both, and known to be 3 together, so each is known to be small."""
    counts = pd.DataFrame([[1, 2, 40], [20, 30, 50], [25, 35, 45]], list("abc"), list("xyz"))
    shown = hiding(counts, [*next_smallest(counts), ("b", "x"), ("b", "y")])
    assert set(given_away(counts, shown)) == {("a", "x"), ("a", "y")}
    assert given_away(counts, ours(counts)) == []


def test_a_tie_with_the_next_smallest_tells_a_reader_who_knows_the_rule():
    """4, 5, 5, 30 of 44: the second hidden cell is no larger than the shown 5, so the first is no smaller than 4."""
    counts = pd.DataFrame([[4, 5, 5, 30]], ["a"], list("wxyz"))
    row = counts.astype(float).assign(**{TOTAL: 44.0})
    row.loc["a", ["w", "x"]] = math.nan
    open_to_all = Reader(row)
    assert open_to_all.ends(("a", "w")) == (0, 9)
    knows = Reader(row, [({("a", "w"): 1.0}, 1, SMALL - 1), ({("a", "x"): 1.0}, SMALL, 5)])
    assert knows.ends(("a", "w")) == (4, 4)


def test_our_choice_leaves_such_a_reader_more_than_one_table():
    """The same reader tries every row that would be published as this one, with our own suppression: the small count may be in
    either hidden cell, so that each may hold five."""
    counts = pd.DataFrame([[4, 5, 5, 30]], ["a"], list("wxyz"))
    published = ours(counts)
    hidden = [c for c in counts.columns if math.isnan(published.at["a", c])]
    total = int(counts.loc["a", hidden].sum())
    alike = []
    for first in range(total + 1):
        other = counts.copy()
        other.loc["a", hidden] = [first, total - first]
        if ours(other).equals(published):
            alike.append(first)
    assert max(alike) >= SMALL or len(alike) > 1, alike


# ── many tables ───────────────────────────────────────────────────────────────────────────────────────────────────────
def random_table(rng: np.random.Generator) -> pd.DataFrame:
    rows, columns = int(rng.integers(2, 5)), int(rng.integers(2, 5))
    counts = rng.choice([0, 1, 2, 3, 4, 5, 6, 7, 9, 14, 30, 55], (rows, columns))
    return pd.DataFrame(counts, list("abcd")[:rows], list("wxyz")[:columns])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_no_table_gives_a_small_count_away_and_careless_ones_do(seed):
    rng, careless, tried = np.random.default_rng(seed), 0, 0
    for _ in range(8):
        counts = random_table(rng)
        if not small_cells(counts):
            continue
        tried += 1
        shown = ours(counts)
        truth = with_margins(counts)
        assert ((shown == truth) | shown.isna()).all().all()
        assert given_away(counts, shown) == [], counts
        careless += bool(given_away(counts, hiding(counts, small_cells(counts))))
    assert tried and careless


PEOPLE, REPEAT = "people", "repeat"


def linked(people: list[int], repeat: list[int]) -> pd.DataFrame:
    return pd.DataFrame([people, repeat], [PEOPLE, REPEAT], [f"team {i}" for i in range(len(people))])


def rests_known(counts: pd.DataFrame, shown: pd.DataFrame) -> list[str]:
    """Teams whose people without a repeat, a count that is printed nowhere, a reader knows to be few."""
    found = []
    for team in counts.columns:
        rest = counts.at[PEOPLE, team] - counts.at[REPEAT, team]
        both = shown.loc[[PEOPLE, REPEAT], team]
        if 0 < rest < SMALL and both.notna().all():
            found.append(team)
    return found


def test_the_rest_of_a_whole_is_a_small_count_too():
    """11 people, 9 of them before: 2 are new, by subtraction, though neither printed count is small."""
    counts = linked([11, 40, 50], [9, 20, 30])
    careless = counts.astype(float).assign(**{TOTAL: counts.sum(axis=1)})
    assert rests_known(counts, careless) == ["team 0"]
    shown = protect_linked(counts, (Link(PEOPLE, (REPEAT,), exact=False),), "threshold")
    assert rests_known(counts, shown) == []


@pytest.mark.parametrize("seed", range(4))
def test_linked_columns_give_no_small_count_away(seed):
    """The reader knows both rows with their totals, and that no part is larger than its whole, team by team."""
    rng = np.random.default_rng(seed)
    for _ in range(4):
        people = rng.integers(1, 30, int(rng.integers(2, 5)))
        counts = linked(people.tolist(), [int(rng.integers(0, p + 1)) for p in people])
        shown = protect_linked(counts, (Link(PEOPLE, (REPEAT,), exact=False),), "threshold")
        teams = [*counts.columns, TOTAL]
        fewer = [({(PEOPLE, team): 1.0, (REPEAT, team): -1.0}, 0, np.inf) for team in teams]
        assert given_away(counts, shown, Reader(shown, fewer)) == [], counts

"""What a reader knows under `rounding` who has the rule and every rounded number: by writing down every small table.

Tables that are published alike are one to this reader. So of all tables of a shape those with the same published cells are put
together, and a held-back count that is the same in all of them is known. No solver is asked.
"""

from __future__ import annotations

import itertools
import math
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pcc_lib.statistics.count_tables import TOTAL
from pcc_lib.statistics.disclosure import protect
from pcc_lib.statistics.linked_cells import Link
from pcc_lib.statistics.linked_tables import protect_linked
from pcc_lib.statistics.rounding import rounded

ROUNDED = np.nan_to_num([rounded(count) for count in range(200)], nan=-1)  # -1 where held back
REPEAT = Link("people", ("repeat",), exact=False)
AGES = Link("people", ("young", "old"), exact=True)
SOME_AGES = Link("people", ("young", "old"), exact=False)
PEOPLE_OF_ALL = Link("all", ("people",), exact=False)


class Shape(NamedTuple):
    """Tables of this many parts: how one part can be filled (a line a way, a column a row of the table), and the rows' ties."""

    parts: int
    ways: pd.DataFrame
    links: tuple[Link, ...] = ()

    def tables(self) -> pd.DataFrame:
        """Every table, a line each; columns are the cells (row, part), with the total of each row."""
        chosen = np.meshgrid(*[np.arange(len(self.ways))] * self.parts, indexing="ij")
        cells = {
            (row, f"part {at}"): self.ways[row].to_numpy()[picked.ravel()]
            for row, (at, picked) in itertools.product(self.ways, enumerate(chosen))
        }
        totals = {(row, TOTAL): sum(cells[row, f"part {at}"] for at in range(self.parts)) for row in self.ways}
        return pd.DataFrame(cells | totals)

    def published(self, table: pd.Series) -> np.ndarray:
        """The cells of one table as they are published, -1 where held back."""
        counts = table.drop(TOTAL, level=1).unstack(sort=False)
        shown = protect_linked(counts, self.links, "rounding")
        return np.nan_to_num([shown.at[cell] for cell in table.index], nan=-1)


def ways(**columns: range) -> pd.DataFrame:
    return pd.DataFrame(itertools.product(*columns.values()), columns=list(columns))


# Counts end at 7, 12, 17 or 22: there rounding cuts off no count that is published as one that is tried.
TO_7, TO_12, TO_17, TO_22 = range(8), range(13), range(18), range(23)
BOTH_AGES = ways(young=TO_12, old=TO_12).eval("people = young + old")
SOME_OF_ALL = ways(young=TO_12, old=TO_7, all=TO_22).query("young + old <= all")
SHAPES = {
    "two parts": Shape(2, ways(people=TO_22)),
    "three parts": Shape(3, ways(people=TO_17)),
    "four parts": Shape(4, ways(people=TO_12)),
    "five parts": Shape(5, ways(people=TO_12)),
    "repeat": Shape(2, ways(people=TO_17, repeat=TO_17).query("repeat <= people"), (REPEAT,)),
    "repeat, three parts": Shape(3, ways(people=TO_17, repeat=TO_17).query("repeat <= people"), (REPEAT,)),
    "ages": Shape(2, BOTH_AGES, (AGES,)),
    "ages, three parts": Shape(3, BOTH_AGES, (AGES,)),
    "ages and a rest": Shape(2, SOME_OF_ALL.rename(columns={"all": "people"}), (SOME_AGES,)),
    "ages, people and all": Shape(2, SOME_OF_ALL.eval("people = young + old"), (AGES, PEOPLE_OF_ALL)),
}


def numbered(codes: np.ndarray) -> np.ndarray:
    """One number for each line, the same for equal lines."""
    key = np.zeros(len(codes), dtype=np.int64)
    for column in codes.T:
        key = key * 32 + (column // 5 + 1).astype(np.int64)
    return np.unique(key, return_inverse=True)[1]


def known(tables: np.ndarray, shown: np.ndarray) -> int:
    """Held-back counts that are one number in all tables that are published alike."""
    alike, found = numbered(shown), 0
    for at in range(tables.shape[1]):
        held = pd.Series(tables[:, at])[shown[:, at] < 0].groupby(alike[shown[:, at] < 0])
        found += int((held.min() == held.max()).sum())
    return found


class Seen(NamedTuple):
    known: int  # held-back counts that a reader knows
    known_of_rounded: int  # the same, were all totals shown
    totals: float  # part of the totals from 8 that is shown


def seen(shape: Shape, most: int, rng: np.random.Generator) -> Seen:
    """All tables with the same cells below their totals, of at most so many such choices of cells with something held back."""
    tables = shape.tables()
    cells, over = tables.to_numpy(), tables.columns.get_level_values(1) == TOTAL
    wholes = {link.whole for link in shape.links if link != REPEAT}
    low = ~over & ~tables.columns.get_level_values(0).isin(wholes)
    plain = ROUNDED[cells]
    below = numbered(plain[:, low])
    held = np.unique(below[(plain[:, low] < 0).any(axis=1)])
    tried = np.isin(below, rng.choice(held, min(most, len(held)), replace=False))
    tables, cells, plain = tables[tried], cells[tried], plain[tried]
    _, first, alike = np.unique(numbered(plain), return_index=True, return_inverse=True)
    shown = np.array([shape.published(tables.iloc[at]) for at in first])[alike]
    large = cells[:, over] > 7
    return Seen(known(cells, shown), known(cells, plain), float((shown[:, over] >= 0)[large].mean()))


# ── how many such choices are tried ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("name", "most"), [("two parts", 9), ("three parts", 9), ("five parts", 9), ("repeat", 6), ("ages", 3)])
def test_no_held_back_count_is_known(name, most):
    found = seen(SHAPES[name], most, np.random.default_rng(7))
    assert found.known == 0 and found.totals > 0.6


WITH_REST = ("ages and a rest", "ages, people and all")
FEWER = {"ages, three parts": 2, "repeat, three parts": 3}  # a choice of these is filled by hundreds of tables, not by tens


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in SHAPES if name not in WITH_REST])
def test_no_held_back_count_is_known_of_many_tables(name):
    found = seen(SHAPES[name], FEWER.get(name, 5), np.random.default_rng(8))
    assert found.known == 0 and found.totals > 0.6


@pytest.mark.slow
@pytest.mark.parametrize("name", WITH_REST)
def test_no_held_back_count_is_known_beside_a_rest_that_nobody_prints(name):
    found = seen(SHAPES[name], 2, np.random.default_rng(9))
    assert found.known == 0 < found.known_of_rounded


# ── totals beside held-back counts ────────────────────────────────────────────────────────────────────────────────────
def total_of(*counts: int) -> float:
    return protect(pd.DataFrame([counts], ["people"]), "rounding").values.at["people", TOTAL]


@pytest.mark.parametrize("counts", [(8, 8, 1), (12, 12, 12, 7), (7, 7, 7, 7), (1,) * 12])
def test_a_total_that_would_tell_a_number_is_held_back(counts):
    """No other counts are rounded to these."""
    assert math.isnan(total_of(*counts))


def test_the_totals_at_both_ends_are_held_back_so_that_a_missing_one_tells_nothing():
    """Beside 10, 10 and a held-back count: 15 would tell that it is 1; a reader who sees none believes 4 to 7 as well."""
    shown = {total: math.isnan(total_of(*counts)) for total, counts in ((15, (8, 8, 1)), (20, (9, 9, 4)), (25, (10, 9, 6)))}
    assert shown == {15: True, 20: False, 25: False}
    assert [math.isnan(total_of(*counts)) for counts in ((12, 12, 4), (12, 12, 7), (12, 11, 4))] == [True, True, False]


def test_totals_without_held_back_parts_are_always_shown():
    assert (total_of(8, 8, 8), total_of(0, 12, 12), total_of(0, 0)) == (25, 25, 0)


def test_two_columns_can_tell_together_what_neither_tells_alone():
    """Of 13 + 8 + 6 people rounded, the last is at most 6; of 12 + 0 + 6 repeats, at least 6; and no more repeats than people."""
    both = pd.DataFrame([[13, 8, 6], [12, 0, 6]], ["people", "repeat"], list("abc"))
    assert protect_linked(both, (REPEAT,), "rounding")[TOTAL].isna().all()
    assert [protect_linked(both.loc[[row]], (), "rounding")[TOTAL].isna().all() for row in both.index] == [False, True]


def test_a_share_of_a_shown_whole_stays_shown():
    """What is hidden of a whole with a rest that nobody prints is not told by the whole."""
    counts = pd.DataFrame([[42, 12], [3, 9]], ["people", "repeat"], list("ab"))
    shown = protect_linked(counts, (REPEAT,), "rounding")
    assert shown.loc["people"].tolist() == [40, 10, 55] and shown.loc["repeat"].tolist()[1:] == [10, 10]
    assert math.isnan(shown.at["repeat", "a"])


if __name__ == "__main__":
    for name, shape in SHAPES.items():
        print(name, seen(shape, int(sys.argv[1]), np.random.default_rng(int(sys.argv[2]))), flush=True)

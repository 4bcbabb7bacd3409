"""What a reader can work out who knows the published cells and the rule that hides the others, by trying every table.

No linear programme is asked: all tables of whole numbers that agree with what is shown are written down one by one, and those
that the rule would not have hidden are struck out. The audit may refuse more than this reader can work out, and never less.
"""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from pcc_lib.statistics.count_tables import cells_of, with_totals
from pcc_lib.statistics.suppression import small, suppressed
from pcc_lib.statistics.suppression_audit import audit

FEW = 5  # counts of 1 to 4 are hidden for themselves
MORE = 6  # than the true one, in a cell that nothing bounds
Labels = list[tuple[str, str]]


# ── every table ───────────────────────────────────────────────────────────────────────────────────────────────────────
def every_table(values: pd.Series, hidden: Labels, sums: dict) -> pd.DataFrame:
    """All tables, a row each, that agree with the published cells; up to MORE above the truth where nothing bounds a cell."""
    found: list[list[float]] = []

    def fill(known: dict[tuple[str, str], float]) -> None:
        while forced := next(_forced(known, sums), None):
            cell, value = forced
            if value < 0:
                return
            known[cell] = value
        left = [cell for cell in values.index if cell not in known]
        if any(known[t] != sum(known[p] for p in parts) for t, parts in sums.items() if known.keys() >= {t, *parts}):
            return
        if not left:
            found.append([known[cell] for cell in values.index])
            return
        room = [known[t] - sum(known.get(p, 0) for p in parts) for t, parts in sums.items() if left[0] in parts and t in known]
        for value in range(int(min([values[left[0]] + MORE, *room])) + 1):
            fill(known | {left[0]: float(value)})

    fill({cell: value for cell, value in values.items() if cell not in hidden})
    return pd.DataFrame(found, columns=values.index)


def _forced(known: dict, sums: dict):
    """Cells that a sum with all others known gives."""
    for total, parts in sums.items():
        left = [cell for cell in (total, *parts) if cell not in known]
        if left == [total]:
            yield total, sum(known[part] for part in parts)
        elif len(left) == 1:
            yield left[0], known[total] - sum(known[part] for part in parts if part in known)


def together(cell: tuple, hidden: Labels, sums: dict) -> list:
    """The hidden cells that sums tie to one."""
    grown, new = set(), {cell}
    while new:
        grown |= new
        near = [{total, *parts} for total, parts in sums.items() if new & {total, *parts}]
        new = {other for other in hidden if any(other in sides for sides in near)} - grown
    return list(grown)


def believed(values: pd.Series, hidden: Labels, sums: dict, cell: tuple) -> pd.Series:
    """All values of a hidden cell that the reader believes: something small is hidden among the cells tied to it."""
    tables = every_table(values, hidden, sums)
    tied = tables[pd.MultiIndex.from_tuples(together(cell, hidden, sums))]
    return tables.loc[((tied >= 1) & (tied < FEW)).any(axis=1), cell]


def leaks(seen: pd.Series) -> bool:
    return seen.max() < FEW or seen.min() == seen.max()


def row_of(*counts: int) -> pd.DataFrame:
    return pd.DataFrame([counts], ["a"], list("wxyz")[: len(counts)])


def random_table(rng: np.random.Generator) -> pd.DataFrame:
    rows, columns = [(1, 3), (1, 4), (2, 2), (2, 3)][int(rng.integers(4))]
    counts = rng.choice([0, 0, 1, 2, 3, 4, 5, 6, 7, 9], (rows, columns))
    return pd.DataFrame(counts, list("ab")[:rows], list("wxyz")[:columns])


# ── two counts that add up to exactly five ────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("pair", [(1, 4), (2, 3), (3, 2), (4, 1)])
def test_two_hidden_counts_that_make_five_do_not_cover_each_other(pair):
    """Were the one 5, the other would be 0, and neither hidden."""
    whole, sums = with_totals(row_of(*pair, 20, 30))
    cells, both = cells_of(whole), [("a", "w"), ("a", "x")]
    assert leaks(believed(cells, both, sums, both[0]))
    assert audit(cells, both, sums)["passed"].tolist() == [False, False]
    assert audit(cells, both, sums)["maximum"].tolist() == [4, 4]
    hidden = suppressed(cells, sums).cells
    assert hidden == [*both, ("a", "y")] and not leaks(believed(cells, hidden, sums, both[0]))


def test_two_hidden_counts_that_make_six_do():
    whole, sums = with_totals(row_of(2, 4, 20, 30))
    found = suppressed(cells_of(whole), sums)
    assert found.cells == [("a", "w"), ("a", "x")]
    assert found.audit[["minimum", "maximum"]].to_numpy().tolist() == [[1, 5], [1, 5]]


def test_a_total_hidden_with_its_only_part_tells_what_the_part_is():
    """3, 0, 0: with the part and its total alone hidden both would be known to be 1 to 4; a zero is hidden with them."""
    whole, sums = with_totals(row_of(3, 0, 0))
    cells = cells_of(whole)
    assert leaks(believed(cells, [("a", "w"), ("a", "Total")], sums, ("a", "w")))
    hidden = suppressed(cells, sums).cells
    assert len(hidden) == 3 and not leaks(believed(cells, hidden, sums, ("a", "w")))


def test_a_count_beside_which_nothing_can_be_hidden_is_told_to_be_small_and_no_more():
    found = suppressed(pd.Series({"all": 3.0}), {})
    assert found.cells == ["all"] and found.audit.loc["all"].tolist() == [1, 4, True, True]
    found = suppressed(pd.Series({"all": 3.0, "same": 3.0, "other": 50.0}), {"all": ["same"]})
    assert set(found.cells) == {"all", "same"} and found.audit["alone"].all()


def test_a_hidden_zero_is_no_small_count():
    """Rows of 2 and 0 and of 0 and 60 under margins: what covers the 2 must hold something small itself, or may."""
    whole, sums = with_totals(pd.DataFrame([[4, 0], [0, 60]], list("ab"), list("xy")))
    cells = cells_of(whole)
    careless = [("a", "x"), ("a", "Total"), ("Total", "x"), ("Total", "Total")]
    assert leaks(believed(cells, careless, sums, ("a", "x"))) and not audit(cells, careless, sums)["passed"].any()
    found = suppressed(cells, sums)
    assert found.audit["passed"].all() and not leaks(believed(cells, found.cells, sums, ("a", "x")))


# ── the audit beside every table ──────────────────────────────────────────────────────────────────────────────────────
def compared(seed: int, tables: int) -> dict[tuple[bool, bool], int]:
    """How often the audit passes a small count (the first), and every table tried shows that it leaks (the second)."""
    rng, found = np.random.default_rng(seed), {both: 0 for both in itertools.product((True, False), repeat=2)}
    for _ in range(tables):
        whole, sums = with_totals(random_table(rng))
        cells = cells_of(whole)
        few = small(cells)
        others = [cell for cell in cells.index if cell not in few and rng.random() < 0.4]
        for hidden in ([few + others] if few else []) + ([suppressed(cells, sums).cells] if few else []):
            checked = audit(cells, hidden, sums)
            for cell in few if len(hidden) < 8 else ():
                if not checked.at[cell, "alone"]:
                    found[bool(checked.at[cell, "passed"]), leaks(believed(cells, hidden, sums, cell))] += 1
    return found


def test_the_audit_passes_nothing_that_every_table_tried_gives_away():
    found = compared(seed=1, tables=15)
    assert found[True, True] == 0
    assert found[True, False] > 20 and found[False, True] > 5, "there is something to tell apart"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 5))
def test_the_audit_passes_nothing_that_many_tables_give_away(seed):
    found = compared(seed, tables=30)
    assert found[True, True] == 0
    assert found[False, False] < 0.2 * sum(found.values()), "what it refuses in vain is the smaller part"

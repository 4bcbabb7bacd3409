"""Rounded counts with the earlier editions as a constraint: no held-back count is one number only before a reader of them all.

A rounded count is rounded by itself, so a revision within the same five tells nothing. A revised total beside parts that stayed
can: its two rounded values bound the same held-back parts. Then totals of this edition are held back, and where that is not
enough the period.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from pcc_lib.core.frames import labels_of, value_at
from pcc_lib.statistics.count_tables import TOTAL
from pcc_lib.statistics.earlier_editions import Ends, History
from pcc_lib.statistics.linked_cells import Cell
from pcc_lib.statistics.rounding_audit import HIDES, REACH
from pcc_lib.statistics.two_editions import Explained, Name
from pcc_lib.statistics.unknowns import Unknowns


def rounded_again(history: History, shown: pd.Series) -> pd.Series:
    """What today's edition shows of a rounded table, NaN where held back, so that all editions together tell no held-back count.

    shown: what it would show by itself (`rounding.rounded_table`). A period that was not revised is published as it was. What was
    known from the earlier editions is known whatever is done. Raises ValueError where an earlier edition does not add up.
    """
    if history.standing:
        held = {cell for cell in labels_of(shown) if not any(cell in each.shown for each in history.standing)}
        return _without(shown, held)
    cases = [Explained(history, each) for each in history.explanations()]
    known = [_known(case, _without(shown, set(labels_of(shown)))) for case in cases]
    for held in _choices(shown):
        few = _without(shown, held)
        if all(_known(case, few) <= before for case, before in zip(cases, known, strict=True)):
            return few
    return _without(shown, set(labels_of(shown)))


def _without(shown: pd.Series, held: set[Cell]) -> pd.Series:
    return shown.mask(np.array([cell in held for cell in labels_of(shown)]))


def _choices(shown: pd.Series) -> Iterator[set[Cell]]:
    """What more may be held back: nothing, the totals, the period."""
    yield set()
    yield {cell for cell in labels_of(shown) if cell[1] == TOTAL}


class _Said(NamedTuple):
    """Between what an edition says a cell to lie, and whether it holds it back as 1 to 7."""

    ends: Ends
    few: bool


def _said_today(history: History, shown: pd.Series, cell: Cell) -> _Said:
    value, printed = float(value_at(shown, cell)), len(history.now.rows[cell[0]]) == 1
    if not np.isnan(value):
        reach = REACH if value > 0 else 0
        return _Said((value - reach, value + reach), False)
    # A period that is held back whole says of no cell that it is 1 to 7.
    few = printed and cell[1] != TOTAL and bool(shown.notna().to_numpy().any()) and history.today[cell] <= HIDES
    return _Said((1.0, float(HIDES)) if few else (0.0, np.inf), few)


def _known(case: Explained, shown: pd.Series) -> set[Name]:
    """The held-back counts of all editions that can be one number only."""
    history, said = case.history, dict[Name, list[_Said]]()
    for told, grid, names in zip(history.told, history.grids, case.names, strict=False):
        for cell in grid.labels:
            ends = told.ends(cell)
            said.setdefault(names[cell], []).append(_Said(ends, cell in told.printed and ends == (1.0, float(HIDES))))
    for cell, name in case.names[-1].items():
        said.setdefault(name, []).append(_said_today(history, shown, cell))
    unknowns = Unknowns(history.largest)
    numbers = {
        name: unknowns.new(max(one.ends[0] for one in each), min(one.ends[1] for one in each)) for name, each in said.items()
    }
    for total, parts in case.sums:
        unknowns.rule({numbers[total]: -1.0} | {numbers[part]: 1.0 for part in parts}, 0, 0)
    few = [name for name, each in said.items() if any(one.few for one in each)]
    return {name for name in few if _one_number(unknowns, numbers[name])}


def _one_number(unknowns: Unknowns, number: int) -> bool:
    least, most = unknowns.between(number)
    return least == most

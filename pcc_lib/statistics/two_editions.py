"""All editions of one period as one table of cells: what a reader of them all can work out of the cells that they hold back.

A cell that was not revised is one cell in all editions; a revised one is a cell of its own in each. `Explained` is that table
under one explanation of what was revised, `Reader` what can be worked out of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from pcc_lib.statistics.count_tables import Sum, relations
from pcc_lib.statistics.earlier_editions import Ends, Explanation, History, Past, Told, after, groups_of
from pcc_lib.statistics.linked_cells import Cell
from pcc_lib.statistics.suppression_audit import THRESHOLD, Small
from pcc_lib.statistics.unknowns import Open, Unknowns

RULE = Small.under(THRESHOLD)
Name = tuple[Cell, int]  # a cell, and the number of the last edition that has this number in it


@dataclass(frozen=True, eq=False)
class Explained:
    """All editions of a period, under one explanation of what was revised. Names of cells: see `name`."""

    history: History
    explanation: Explanation

    def name(self, edition: int, cell: Cell) -> Name:
        """What a cell of an edition is called: after the last edition up to which it, and all that it is made of, stayed."""
        grids = self.history.grids
        if edition == len(grids) - 1:
            return cell, edition
        grid, later = grids[edition], edition + 1
        if cell in grid.base:
            later = after(grids, edition, cell)
            same = later is not None and (edition, cell) not in self.explanation.revised
            return self.name(later, cell) if later is not None and same else (cell, edition)
        made = grid.made_of(cell)
        same = cell in grids[later].labels and made == grids[later].made_of(cell)
        stayed = same and all(self.name(edition, each) == self.name(later, each) for each in made)
        return self.name(later, cell) if stayed else (cell, edition)

    @cached_property
    def names(self) -> list[dict[Cell, Name]]:
        """The name of each cell of each edition."""
        return [{cell: self.name(at, cell) for cell in grid.labels} for at, grid in enumerate(self.history.grids)]

    @cached_property
    def values(self) -> pd.Series:
        """The number of each cell by its name, those of today first."""
        return pd.Series(list(self.number.values()), pd.Index(list(self.number), tupleize_cols=False), dtype=float)

    @cached_property
    def number(self) -> dict[Name, float]:
        """The same, to look one up."""
        found: dict[Name, float] = {self.names[-1][cell]: self.history.today[cell] for cell in self.history.now.labels}
        for names, numbers in reversed(list(zip(self.names, self.explanation.numbers, strict=False))):
            for cell, name in names.items():
                found.setdefault(name, numbers[cell])
        return found

    @cached_property
    def sums(self) -> list[tuple[Name, list[Name]]]:
        """How the cells of all editions add up, each sum once."""
        found: dict[tuple[Name, tuple[Name, ...]], None] = {}
        for names, grid in zip(self.names, self.history.grids, strict=True):
            for total, parts in grid.sums:
                found[names[total], tuple(names[part] for part in parts)] = None
        return [(total, list(parts)) for total, parts in found]

    @cached_property
    def tied(self) -> np.ndarray:
        """The same as a matrix: a row a sum, a column a cell."""
        return relations(self.values, list[Sum](self.sums))

    @cached_property
    def known(self) -> set[Name]:
        """Cells that an earlier edition shows: whoever wants to know them does."""
        return {names[cell] for at, names in enumerate(self.names[:-1]) for cell in self.history.shown(at)}

    @cached_property
    def gone(self) -> list[Name]:
        """Cells of earlier editions alone, that none of them shows: nothing more can be done for them than not to tell them."""
        return [name for name in self.number if name[1] < len(self.history.told) and name not in self.known]

    def hidden(self, cells: Collection[Cell]) -> list[Name]:
        """All cells that a reader is not shown, where today's edition holds these back."""
        today = [self.names[-1][cell] for cell in cells]
        return [*(name for name in today if name not in self.known), *self.gone]

    def groups(self, cells: Collection[Cell]) -> list[list[Name]]:
        """Cells that one edition holds back together, of which one is small, as far as nobody is shown them.

        Where none is small (all were held back to cover for another edition), or one that is shown is, nothing is said of them.
        """
        found = []
        for at, (names, grid) in enumerate(zip(self.names, self.history.grids, strict=True)):
            shown = self.history.shown(at) if at < len(self.history.told) else set(grid.labels).difference(cells)
            held = groups_of([cell for cell in grid.labels if cell not in shown], grid.sums)
            found += [[names[cell] for cell in group] for group in held]
        hidden = set(self.hidden(cells))
        told = [group for group in found if any(self.is_small(name) for name in group if name in hidden)]
        told = [group for group in told if not any(self.is_small(name) for name in group if name not in hidden)]
        return [[name for name in group if name in hidden] for group in told]

    def is_small(self, name: Name) -> bool:
        """Whether a cell is held back for itself under "threshold"."""
        return RULE.least <= self.number[name] <= RULE.most


class Reader:
    """What whoever reads all editions can work out, who knows the rule that holds back and which cells were revised.

    of: all editions, with their true numbers; cells: those that today's edition holds back.
    """

    def __init__(self, of: Explained, cells: Collection[Cell]) -> None:
        self._number, self._unknowns = of.number, Unknowns(max(of.number.values()))
        self._held = {name: self._unknowns.new(min(of.number[name], 1.0), np.inf) for name in of.hidden(cells)}
        for total, parts in of.sums:
            terms = {self._held[part]: 1.0 for part in parts if part in self._held}
            if total in self._held:
                terms[self._held[total]] = -1.0
            right = sum(-of.number[part] for part in parts if part not in self._held)
            right += 0.0 if total in self._held else of.number[total]
            if terms:
                self._unknowns.rule(terms, right, right)
        for group in of.groups(cells):
            _one_is_small(self._unknowns, [self._held[name] for name in group])
        self._open = Open(self._unknowns, THRESHOLD)

    def ends(self, name: Name) -> Ends:
        """The least and the most that a cell can be."""
        return self._unknowns.between(self._held[name]) if name in self._held else (self._number[name], self._number[name])

    def leaves_open(self, name: Name) -> bool:
        """Whether a cell may be 5 or more, and more than one number."""
        return name in self._held and self._open.holds(self._held[name])


class Believer:
    """What whoever reads all editions works out who believes that as few cells as possible were revised.

    He may be wrong: of a revision that shows nowhere he knows nothing. What he concludes is held to the same bounds.
    """

    def __init__(self, history: History, shown: Mapping[Cell, float], preset: str) -> None:
        today = Told(preset, tuple((cell, shown.get(cell, np.nan)) for cell in history.now.labels))
        past = Past((*history.told, today), history.grids, history.largest)
        fewest = past.fewest()
        found = past.unknowns.lowest(fewest)
        self._none = found is None
        if found is not None and fewest:
            past.unknowns.rule(dict.fromkeys(fewest, 1.0), 0, float(found[list(fewest)].sum()))
        self._past, self._open = past, Open(past.unknowns, THRESHOLD)

    def ends(self, name: Name) -> Ends:
        """The least and the most that he takes a cell to be; infinite where he believes nothing."""
        return (0.0, np.inf) if self._none else self._past.unknowns.between(self._past.cells[name[1]][name[0]])

    def leaves_open(self, name: Name) -> bool:
        """Whether he takes a cell to be 5 or more, perhaps, and more than one number."""
        return self._none or self._open.holds(self._past.cells[name[1]][name[0]])


def _one_is_small(unknowns: Unknowns, numbers: Iterable[int]) -> None:
    marks = {}
    for number in numbers:
        mark = unknowns.new(0, 1)
        unknowns.rule({number: 1.0, mark: unknowns.far}, -np.inf, unknowns.far + THRESHOLD - 1)
        unknowns.rule({number: 1.0, mark: -1.0}, 0, np.inf)
        marks[mark] = 1.0
    unknowns.rule(marks, 1, np.inf)

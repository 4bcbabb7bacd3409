"""An attack on the hidden counts of several editions, from nothing but what they publish.

Every published number is a rule: a sum of cells lies between two ends. The attacker puts the rules of all editions together,
believes that as few cells as possible were revised between them (or is told which were), and asks for the least and the most that
each hidden count can be, in whole numbers (scipy's HiGHS). Nothing here knows how the numbers were protected: of the library it
uses nothing that protects.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pcc_lib.statistics.solver import quiet

Cell = tuple[str, str, str]  # column, part, period
Terms = Mapping[Cell, float]
Bounds = tuple[float, float]
_SLACK = 1e-6  # of a published number that is no whole one: it is told to twelve digits
_INFEASIBLE = 2


class Fact(NamedTuple):
    """What an edition says: least <= the sum of factor * cell <= most."""

    terms: Terms
    least: float
    most: float


class Target(NamedTuple):
    """A hidden count: the cells that it is the sum of (or, with a factor of -1, the difference), and what to call it."""

    name: Hashable
    terms: Terms


@dataclass(frozen=True)
class Seen:
    """An edition as its reader sees it: what it says, and what it hides. cells: of its source, shown or not."""

    edition: str
    cells: Collection[Cell]
    facts: Sequence[Fact]
    targets: Sequence[Target]


class Found(NamedTuple):
    """What each hidden count can be, by edition and name of the target; and cells that no numbers agree with."""

    ends: dict[tuple[str, Hashable], Bounds]
    contradicted: list[Cell]


def attack(seen: Sequence[Seen], revised: Collection[tuple[str, Cell]] | None = None) -> Found:
    """What a reader of some editions, the oldest first, can work out of the counts that they hide.

    revised: cells with the edition after which they were revised, where the attacker is told; by himself he believes in as few
    revisions as there can be. Ends are whole numbers, infinite where nothing bounds a count.
    """
    fixed = [_known_of(each) for each in seen]
    ends: dict[tuple[str, Hashable], Bounds] = {}
    contradicted: list[Cell] = []
    for cells in _blocks(seen, fixed):
        block = _Block(seen, fixed, cells, revised)
        targets = [(at, t) for at, each in enumerate(seen) for t in each.targets if block.holds(at, t)]
        if targets and not block.consistent:
            contradicted.append(min(cells))
            continue
        for at, target in targets:
            ends[seen[at].edition, target.name] = block.ends(at, target)
    return Found(ends, contradicted)


def _known_of(seen: Seen) -> dict[Cell, float]:
    """The cells that one edition tells by themselves."""
    found = {}
    for fact in seen.facts:
        if len(fact.terms) == 1 and fact.least == fact.most:
            cell, factor = next(iter(fact.terms.items()))
            found[cell] = fact.least / factor
    return found


def _blocks(seen: Sequence[Seen], fixed: Sequence[Mapping[Cell, float]]) -> list[set[Cell]]:
    """Cells that the rules of any edition tie together, as far as it does not tell them itself."""
    parent: dict[Cell, Cell] = {cell: cell for each in seen for cell in each.cells}

    def top(cell: Cell) -> Cell:
        while parent[cell] != cell:
            parent[cell] = cell = parent[parent[cell]]
        return cell

    for each, known in zip(seen, fixed, strict=True):
        for terms in (*(fact.terms for fact in each.facts), *(target.terms for target in each.targets)):
            open_ones = [cell for cell in terms if cell not in known]
            for cell in open_ones[1:]:
                parent[top(cell)] = top(open_ones[0])
    groups: dict[Cell, set[Cell]] = {}
    for cell in parent:
        groups.setdefault(top(cell), set()).add(cell)
    return [group for _, group in sorted(groups.items())]


class _Block:
    """Rules of all editions between some cells, each edition with numbers of its own, and how many of them were revised."""

    def __init__(
        self,
        seen: Sequence[Seen],
        fixed: Sequence[Mapping[Cell, float]],
        cells: set[Cell],
        revised: Collection[tuple[str, Cell]] | None,
    ) -> None:
        self._fixed, self._places = fixed, dict[tuple[int, Cell], int]()
        self._low: list[float] = []
        self._rows: list[tuple[dict[int, float], float, float]] = []
        self.far = 1000.0 + 4 * max((abs(value) for known in fixed for cell, value in known.items() if cell in cells), default=0)
        for at, each in enumerate(seen):
            for cell in sorted(cells & set(each.cells)):
                self._places[at, cell] = len(self._places)
            self._add_facts(at, each)
        self._marks = self._link(seen, cells, revised)
        self.consistent = self._fewest()

    def holds(self, at: int, target: Target) -> bool:
        """Whether a target is of this block."""
        return any((at, cell) in self._places and cell not in self._fixed[at] for cell in target.terms)

    def ends(self, at: int, target: Target) -> Bounds:
        """The least and the most of a target."""
        terms = {self._places[at, cell]: factor for cell, factor in target.terms.items() if (at, cell) in self._places}
        rest = sum(factor * self._fixed[at][cell] for cell, factor in target.terms.items() if (at, cell) not in self._places)
        ends = []
        for sign in (1, -1):
            found = self._solved({place: sign * factor for place, factor in terms.items()})
            value = float(sum(factor * found[place] for place, factor in terms.items())) if found is not None else sign * -np.inf
            ends.append(sign * -np.inf if abs(value) > self.far / 2 else round(value + rest, 6))
        return ends[0], ends[1]

    def _add_facts(self, at: int, seen: Seen) -> None:
        for fact in seen.facts:
            open_ones = {self._places[at, cell]: factor for cell, factor in fact.terms.items() if (at, cell) in self._places}
            told = sum(factor * self._fixed[at].get(c, np.nan) for c, factor in fact.terms.items() if (at, c) not in self._places)
            if open_ones and not np.isnan(told):
                slack = 0.0 if fact.least == round(fact.least) else _SLACK * max(1.0, abs(fact.least))
                self._rows.append((open_ones, fact.least - told - slack, fact.most - told + slack))

    def _link(
        self, seen: Sequence[Seen], cells: set[Cell], revised: Collection[tuple[str, Cell]] | None
    ) -> list[int]:
        """Each cell is the same in an edition and the next that has it, unless its mark says that it was revised."""
        marks = []
        for cell in sorted(cells):
            having = [at for at in range(len(seen)) if (at, cell) in self._places]
            for one, other in zip(having, having[1:], strict=False):
                difference = {self._places[one, cell]: 1.0, self._places[other, cell]: -1.0}
                if revised is not None:
                    if not any((seen[at].edition, cell) in revised for at in range(one, other)):
                        self._rows.append((difference, 0.0, 0.0))
                    continue
                mark = len(self._places) + len(marks)
                marks.append(mark)
                self._rows.append((difference | {mark: -self.far}, -np.inf, 0.0))
                self._rows.append((difference | {mark: self.far}, 0.0, np.inf))
        return marks

    def _fewest(self) -> bool:
        """Hold the revisions to the fewest that explain all editions; whether any do."""
        found = self._solved(dict.fromkeys(self._marks, 1.0))
        if found is None:
            return False
        most = float(sum(found[mark] for mark in self._marks))
        if self._marks:
            self._rows.append((dict.fromkeys(self._marks, 1.0), 0.0, most))
        return True

    def _solved(self, cost: Mapping[int, float]) -> np.ndarray | None:
        from scipy.optimize import Bounds as Ends
        from scipy.optimize import LinearConstraint, milp
        from scipy.sparse import csr_array

        count = len(self._places) + len(self._marks) if hasattr(self, "_marks") else len(self._places)
        aim = np.zeros(count)
        aim[list(cost)] = list(cost.values())
        row = [at for at, (terms, _, _) in enumerate(self._rows) for _ in terms]
        column = [place for terms, _, _ in self._rows for place in terms]
        factor = [value for terms, _, _ in self._rows for value in terms.values()]
        matrix = csr_array((factor, (row, column)), (len(self._rows), count))
        held = LinearConstraint(matrix, [least for _, least, _ in self._rows], [most for _, _, most in self._rows])
        high = np.r_[np.full(len(self._places), self.far), np.ones(count - len(self._places))]
        with quiet():
            found = milp(aim, constraints=held if self._rows else (), bounds=Ends(np.zeros(count), high), integrality=np.ones(count))
        if found.x is None and found.status != _INFEASIBLE:
            raise ValueError(f"the solver gave up: {found.message}")
        return None if found.x is None else np.round(found.x)


def each_part(cells: Iterable[Cell]) -> dict[Cell, float]:
    """A sum of cells."""
    return dict.fromkeys(cells, 1.0)

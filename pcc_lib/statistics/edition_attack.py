"""An attack on the hidden counts of several editions, from nothing but what they publish.

Every published number is a rule: a sum of cells lies between two ends. The attacker puts the rules of all editions together,
believes that as few cells as possible were revised between them (or is told which were), and asks for the least and the most that
each hidden count can be, in whole numbers (scipy's HiGHS). Nothing here knows how the numbers were protected: of the library it
uses nothing that protects.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from pcc_lib.statistics.solver import quiet

Cell = tuple[str, str, str]  # column, part (blank: the total of all parts), period
Terms = Mapping[Cell, float]
Bounds = tuple[float, float]
Stays = Callable[[int, int, Cell], bool]  # whether a cell is the same in two editions, by their numbers
_SLACK = 1e-6  # of a rule with a number that is no whole one: it is told to twelve digits
_INFEASIBLE = 2


class Fact(NamedTuple):
    """What an edition says: least <= the sum of factor * cell <= most."""

    terms: Terms
    least: float
    most: float


class _Row(NamedTuple):
    """A rule between unknowns, by their numbers."""

    terms: dict[int, float]
    least: float
    most: float


class Target(NamedTuple):
    """A hidden count: the cells that it is the sum of (or, with a factor of -1, the difference), and what to call it."""

    name: Cell
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

    ends: dict[tuple[str, Cell], Bounds]
    contradicted: list[Cell]


def attack(seen: Sequence[Seen], revised: Collection[tuple[str, Cell]] | None = None) -> Found:
    """What a reader of some editions, the oldest first, can work out of the counts that they hide.

    revised: cells with the edition after which they were revised, where the attacker is told; by himself he believes in as few
    revisions as there can be. Ends are whole numbers, infinite where nothing bounds a count. Raises ValueError where the solver
    gives up.
    """
    evidence = _Evidence(seen, [_known_of(each) for each in seen])
    blocks, stays = evidence.blocks(), _as_told(seen, revised)
    calm, rest = blocks, list[set[Cell]]()
    if _System(evidence, set().union(*blocks), stays).solved({}) is None:
        agree = [_System(evidence, cells, stays).solved({}) is not None for cells in blocks]
        calm = [cells for cells, calmly in zip(blocks, agree, strict=True) if calmly]
        rest = [cells for cells, calmly in zip(blocks, agree, strict=True) if not calmly]
    ends = dict(evidence.told_outright())
    contradicted = [min(cells) for cells in rest] if revised is not None else []
    if calm:
        _fill(ends, evidence, _System(evidence, set().union(*calm), stays), calm)
    for cells in rest if revised is None else ():
        system = _System(evidence, cells)
        if system.holds_to_fewest():
            _fill(ends, evidence, system, [cells])
        else:
            contradicted.append(min(cells))
    return Found(ends, sorted({*contradicted, *evidence.untrue()}))


def _as_told(seen: Sequence[Seen], revised: Collection[tuple[str, Cell]] | None) -> Stays:
    if revised is None:
        return lambda one, other, cell: True
    return lambda one, other, cell: not any((seen[at].edition, cell) in revised for at in range(one, other))


def _fill(ends: dict[tuple[str, Cell], Bounds], evidence: _Evidence, system: _System, blocks: Sequence[set[Cell]]) -> None:
    """The ends of all targets of some blocks: one of each block at a time, for what is asked of one says nothing of another.

    A target that is the same sum of unknowns in several editions is asked for once.
    """
    queues: list[list[list[tuple[int, Target]]]] = []
    for cells in blocks:
        alike: dict[Hashable, list[tuple[int, Target]]] = {}
        for at, target in evidence.targets(cells):
            alike.setdefault(system.key(at, target), []).append((at, target))
        queues.append(list(alike.values()))
    for row in range(max(map(len, queues), default=0)):
        together = [queue[row] for queue in queues if row < len(queue)]
        for same, bounds in zip(together, system.ends([each[0] for each in together]), strict=True):
            for at, target in same:
                ends[evidence.seen[at].edition, target.name] = bounds


def _known_of(seen: Seen) -> dict[Cell, float]:
    """The cells that one edition tells by themselves."""
    found = {}
    for fact in seen.facts:
        if len(fact.terms) == 1 and fact.least == fact.most:
            cell, factor = next(iter(fact.terms.items()))
            found[cell] = fact.least / factor
    return found


@dataclass(frozen=True, eq=False)
class _Evidence:
    """Some editions, and the cells that each of them tells by themselves."""

    seen: Sequence[Seen]
    fixed: Sequence[Mapping[Cell, float]]

    def about(self, at: int, cells: Iterable[Cell]) -> list[Fact]:
        """What an edition says of some cells, each rule once."""
        places = {place for cell in cells for place in self._by_cell[at].get(cell, ())}
        return [self.seen[at].facts[place] for place in sorted(places)]

    @cached_property
    def _by_cell(self) -> list[dict[Cell, list[int]]]:
        found: list[dict[Cell, list[int]]] = []
        for each in self.seen:
            found.append({})
            for place, fact in enumerate(each.facts):
                for cell in fact.terms:
                    found[-1].setdefault(cell, []).append(place)
        return found

    def blocks(self) -> list[set[Cell]]:
        """Cells that the rules of any edition tie together, as far as it does not tell them itself."""
        parent: dict[Cell, Cell] = {cell: cell for each in self.seen for cell in each.cells}

        def top(cell: Cell) -> Cell:
            while parent[cell] != cell:
                parent[cell] = cell = parent[parent[cell]]
            return cell

        for each, known in zip(self.seen, self.fixed, strict=True):
            for terms in (*(fact.terms for fact in each.facts), *(target.terms for target in each.targets)):
                tied = [cell for cell in terms if cell not in known]
                for cell in tied[1:]:
                    parent[top(cell)] = top(tied[0])
        groups: dict[Cell, set[Cell]] = {}
        for cell in parent:
            groups.setdefault(top(cell), set()).add(cell)
        return [group for _, group in sorted(groups.items())]

    def targets(self, cells: Collection[Cell]) -> list[tuple[int, Target]]:
        """The targets among some cells, by the number of their edition."""
        pairs = ((at, target) for at, each in enumerate(self.seen) for target in each.targets)
        return [(at, t) for at, t in pairs if any(cell in cells and cell not in self.fixed[at] for cell in t.terms)]

    def told_outright(self) -> Iterator[tuple[tuple[str, Cell], Bounds]]:
        """Targets of which the edition tells every cell by itself."""
        for each, known in zip(self.seen, self.fixed, strict=True):
            for target in each.targets:
                if all(cell in known for cell in target.terms):
                    value = sum(factor * known[cell] for cell, factor in target.terms.items())
                    yield (each.edition, target.name), (value, value)

    def untrue(self) -> Iterator[Cell]:
        """A cell of each rule that does not agree with what its own edition tells of all its cells."""
        for each, known in zip(self.seen, self.fixed, strict=True):
            for fact in each.facts:
                if all(cell in known for cell in fact.terms):
                    value = sum(factor * known[cell] for cell, factor in fact.terms.items())
                    if not fact.least - _slack(fact) <= value <= fact.most + _slack(fact):
                        yield min(fact.terms)


def _slack(fact: Fact) -> float:
    return 0.0 if fact.least == round(fact.least) and all(f == round(f) for f in fact.terms.values()) else _SLACK


class _System:
    """Rules of all editions between some cells. Where a cell stays it is one unknown; else a mark says whether it was revised."""

    def __init__(self, evidence: _Evidence, cells: Collection[Cell], stays: Stays | None = None) -> None:
        self._fixed, self._places, self._rows = evidence.fixed, dict[tuple[int, Cell], int](), list[_Row]()
        told = [abs(value) for known in evidence.fixed for cell, value in known.items() if cell in cells]
        self._far = 1000.0 + 4 * max(told, default=0)
        pairs: list[tuple[int, int, Cell]] = []
        self._numbers = 0
        for cell in sorted(cells):
            having = [at for at, each in enumerate(evidence.seen) if cell in each.cells]
            for before, at in zip([-1, *having], having, strict=False):
                linked = before >= 0 and cell[1] != ""  # totals follow from their parts
                if linked and stays is not None and stays(before, at, cell):
                    self._places[at, cell] = self._places[before, cell]
                else:
                    self._places[at, cell] = self._numbers
                    self._numbers += 1
                pairs += [(before, at, cell)] if linked and stays is None else []
        self._marks = [self._marked(self._numbers + i, *pair) for i, pair in enumerate(pairs)]
        for at in range(len(evidence.seen)):
            self._add_facts(at, evidence.about(at, cells))

    def key(self, at: int, target: Target) -> Hashable:
        """The same for targets that are one sum of unknowns."""
        places, rest = self._terms(at, target.terms)
        return frozenset(places.items()), rest

    def ends(self, targets: Sequence[tuple[int, Target]]) -> list[Bounds]:
        """The least and the most of some targets that do not bear on each other."""
        terms = [self._terms(at, target.terms) for at, target in targets]
        ends = []
        for sign in (1, -1):
            found = self.solved({place: sign * factor for each, _ in terms for place, factor in each.items()})
            if found is None:
                raise ValueError("no numbers agree with what is published")
            values = [sum(factor * float(found[place]) for place, factor in each.items()) + rest for each, rest in terms]
            ends.append([-sign * np.inf if abs(value) > self._far / 2 else value for value in values])
        return list(zip(*ends, strict=True))

    def holds_to_fewest(self) -> bool:
        """Allow no more revisions than there must be; whether any explain all editions."""
        found = self.solved(dict.fromkeys(self._marks, 1.0))
        if found is None:
            return False
        if self._marks:
            self._rows.append(_Row(dict.fromkeys(self._marks, 1.0), 0.0, float(found[self._marks].sum())))
        return True

    def _terms(self, at: int, terms: Terms) -> tuple[dict[int, float], float]:
        """A sum of cells of an edition as a sum of unknowns, and what the others of it hold; NaN where that is not known."""
        places: dict[int, float] = {}
        rest = 0.0
        for cell, factor in terms.items():
            if (at, cell) in self._places:
                places[self._places[at, cell]] = places.get(self._places[at, cell], 0.0) + factor
            else:
                rest += factor * self._fixed[at].get(cell, np.nan)
        return places, rest

    def _add_facts(self, at: int, facts: Sequence[Fact]) -> None:
        for fact in facts:
            places, rest = self._terms(at, fact.terms)
            if places and not np.isnan(rest):
                self._rows.append(_Row(places, fact.least - rest - _slack(fact), fact.most - rest + _slack(fact)))

    def _marked(self, mark: int, before: int, at: int, cell: Cell) -> int:
        difference = {self._places[before, cell]: 1.0, self._places[at, cell]: -1.0}
        self._rows.append(_Row(difference | {mark: -self._far}, -np.inf, 0.0))
        self._rows.append(_Row(difference | {mark: self._far}, 0.0, np.inf))
        return mark

    def solved(self, cost: Mapping[int, float]) -> np.ndarray | None:
        """The numbers and marks with the lowest cost; None where there are none."""
        from scipy.optimize import Bounds as Ends
        from scipy.optimize import LinearConstraint, milp
        from scipy.sparse import csr_array

        count = self._numbers + len(self._marks)
        aim = np.zeros(count)
        aim[list(cost)] = list(cost.values())
        row = [at for at, (terms, _, _) in enumerate(self._rows) for _ in terms]
        column = [place for terms, _, _ in self._rows for place in terms]
        factor = [value for terms, _, _ in self._rows for value in terms.values()]
        matrix = csr_array((factor, (row, column)), (len(self._rows), count))
        told: tuple[Any, Any, Any] = matrix, [each.least for each in self._rows], [each.most for each in self._rows]
        high = [*[self._far] * self._numbers, *[1.0] * len(self._marks)]
        ends: tuple[Any, Any] = np.zeros(count), high
        with quiet():
            found = milp(
                aim,
                constraints=LinearConstraint(*told) if self._rows else (),
                bounds=Ends(*ends),
                integrality=np.ones(count),
                options={"mip_rel_gap": 0},
            )
        if found.x is None and found.status != _INFEASIBLE:
            raise ValueError(f"the solver gave up: {found.message}")
        return None if found.x is None else np.round(found.x)


def each_part(cells: Iterable[Cell]) -> dict[Cell, float]:
    """A sum of cells."""
    return dict.fromkeys(cells, 1.0)

"""Protection with the earlier editions as a constraint: all editions together give away no more than each alone.

What an edition has shown is known for ever, and covers for nothing. What it held back stays open before a reader of all editions.
Nothing of a period that was not revised is chosen again: it is published as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pcc_lib.statistics.earlier_editions import Ends, History
from pcc_lib.statistics.linked_cells import Cell
from pcc_lib.statistics.suppression import TRIES
from pcc_lib.statistics.suppression_audit import THRESHOLD
from pcc_lib.statistics.suppression_choice import Choice
from pcc_lib.statistics.two_editions import RULE, Believer, Explained, Name, Reader


def hidden_again(history: History) -> list[Cell]:
    """What today's edition holds back under "threshold", small counts first, so that all editions together give no count away.

    Chosen are the fewest further cells, as `suppressed` chooses them; where none is enough, all that no edition has shown. What
    even then is known was known before. Raises ValueError where an earlier edition's numbers do not add up.
    """
    today, last = history.today, history.told[-1]
    few = [cell for cell, count in today.items() if RULE.least <= count <= RULE.most]
    if history.standing:
        shown = {cell for each in history.standing for cell in each.shown}
        return [cell for cell in today if cell in few or (cell in last.printed and cell not in shown)]
    cases = [_Case(Explained(history, each)) for each in history.explanations()]
    belief = _Belief(history, few)
    for chosen in _choices(cases[0], few):
        if all(case.safe([*few, *chosen]) for case in cases) and belief.safe([*few, *chosen]):
            return [*few, *chosen]
    known = set.intersection(*(case.of.known for case in cases))
    return [*few, *(cell for cell in today if cell not in few and cases[0].of.names[-1][cell] not in known)]


@dataclass(frozen=True, eq=False)
class _Case:
    """All editions under one explanation, and what today's must not tell."""

    of: Explained

    @property
    def today(self) -> list[Cell]:
        return list(self.of.history.today)

    @cached_property
    def wanted(self) -> list[Name]:
        """The cells that must stay open: of today's those that are small; of the earlier ones all that they held back, for their
        numbers are not known here."""
        of, rows = self.of, self.of.history.now.rows
        today = [of.names[-1][cell] for cell in self.today]
        few = [name for name in today if of.is_small(name) and name not in of.known]
        gone = [name for name in of.gone if of.is_small(name) or (of.number[name] and len(rows[name[0][0]]) == 1)]
        return [*few, *gone]

    @cached_property
    def silent(self) -> Reader:
        """A reader to whom today's edition tells nothing."""
        return Reader(self.of, self.today)

    def safe(self, hidden: Sequence[Cell]) -> bool:
        """Whether a reader of all editions knows no more than he must."""
        reader = Reader(self.of, hidden)
        return all(reader.leaves_open(name) or self._must(name, reader.ends(name)) for name in self.wanted)

    def _must(self, name: Name, ends: Ends) -> bool:
        """Whether a cell is known to be small whatever is done, and no better than that."""
        if self.silent.leaves_open(name):
            return False
        least = self.silent.ends(name)
        old = name[1] < len(self.of.history.told)
        return ends == least if old or least[0] == least[1] else ends[0] < ends[1]


class _Belief:
    """What a reader concludes who takes as few cells as possible to have been revised, and need not be right."""

    def __init__(self, history: History, few: Sequence[Cell]) -> None:
        self._history, last = history, len(history.told)
        held = [(cell, at) for at in range(last) for cell in history.grids[at].labels if cell not in history.shown(at)]
        self._wanted = [*((cell, last) for cell in few), *held]

    @cached_property
    def _silent(self) -> Believer:
        return Believer(self._history, {}, "threshold")

    def safe(self, hidden: Sequence[Cell]) -> bool:
        """Whether he takes none of the cells to be small that he would not whatever was done."""
        today = self._history.today
        reader = Believer(self._history, {cell: value for cell, value in today.items() if cell not in hidden}, "threshold")
        return all(reader.leaves_open(name) or self._must(name, reader.ends(name)) for name in self._wanted)

    def _must(self, name: Name, ends: Ends) -> bool:
        """Whether what he takes a cell to be is no small count, or he would take it to be that whatever was done."""
        many = ends[0] >= THRESHOLD or ends[1] == 0
        return many or (not self._silent.leaves_open(name) and ends == self._silent.ends(name))


def _choices(case: _Case, few: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Further cells of today to hold back, the best first: each choice has a cell that none of those before it has."""
    of, now = case.of, case.of.names[-1]
    held = [*(now[cell] for cell in few if now[cell] not in of.known), *of.gone]
    protect = tuple(name for name in case.wanted if of.number[name] < THRESHOLD and case.silent.leaves_open(name))
    cells = {now[cell]: cell for cell in case.today if now[cell] not in of.known and now[cell] not in held}
    yield []
    for candidates in _kinds(of, list(cells)):
        choice, refused = Choice(of.values, of.tied, tuple(held), protect, tuple(candidates), RULE), []
        while len(refused) < TRIES and (chosen := choice.best(refused)) is not None:
            if chosen:
                yield [cell for name, cell in cells.items() if name in chosen]
            refused.append(chosen)
            if not candidates:
                break


def _kinds(of: Explained, anything: list[Name]) -> list[list[Name]]:
    """Cells to choose from, the least missed first: filled parts, with empty ones, with totals (see `suppression`)."""
    totals = {total for total, _ in of.sums}
    parts = [name for name in anything if name not in totals]
    filled = [name for name in parts if of.number[name] > 0]
    return [filled, filled + [name for name in parts if of.number[name] == 0], anything]

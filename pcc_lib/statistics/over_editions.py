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
from pcc_lib.statistics.two_editions import RULE, Explained, Name, Reader


def hidden_again(history: History) -> list[Cell]:
    """What today's edition holds back under "threshold", small counts first, so that all editions together give no count away.

    Chosen are the fewest further cells, as `suppressed` chooses them; where none is enough, all that no edition has shown. What
    even then is known was known before. Raises ValueError where an earlier edition's numbers do not add up.
    """
    today, last = history.today, history.told[-1]
    few = list(today.index[RULE.holds(today)])
    if history.unrevised:
        shown = {cell for each in history.told for cell in each.shown}
        return [cell for cell in today.index if cell in few or (cell in last.printed and cell not in shown)]
    cases = [_Case(Explained(history, each)) for each in history.explanations()]
    for chosen in _choices(cases[0], few):
        if all(case.safe([*few, *chosen]) for case in cases):
            return [*few, *chosen]
    known = set.intersection(*(case.of.known for case in cases))
    return [*few, *(cell for cell in today.index if cell not in few and cases[0].of.names[-1][cell] not in known)]


@dataclass(frozen=True, eq=False)
class _Case:
    """All editions under one explanation, and what today's must not tell."""

    of: Explained

    @property
    def today(self) -> list[Cell]:
        return list(self.of.history.today.index)

    @cached_property
    def wanted(self) -> dict[Name, Ends]:
        """The cells that must stay open, with what is known of each where today's edition tells nothing at all.

        Of today's those that are small; of the earlier ones all that they held back, for their numbers are not known here.
        """
        of, rows = self.of, self.of.history.now.rows
        today = [of.names[-1][cell] for cell in self.today]
        few = [name for name in today if of.is_small(name) and name not in of.known]
        gone = [name for name in of.gone if of.is_small(name) or (of.number[name] and len(rows[name[0][0]]) == 1)]
        silent = Reader(self.of, self.today)
        return {name: silent.ends(name) for name in [*few, *gone]}

    def safe(self, hidden: Sequence[Cell]) -> bool:
        """Whether a reader of all editions knows no more than he must."""
        reader = Reader(self.of, hidden)
        return all(self._open(name, reader.ends(name)) for name in self.wanted)

    def _open(self, name: Name, ends: Ends) -> bool:
        least = self.wanted[name]
        if not _is_open(least):  # known to be small whatever is done
            old = name[1] < len(self.of.history.told)
            return ends == least if old or least[0] == least[1] else ends[0] < ends[1]
        return _is_open(ends)


def _is_open(ends: Ends) -> bool:
    return ends[1] >= THRESHOLD and ends[0] < ends[1]


def _choices(case: _Case, few: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Further cells of today to hold back, the best first: each choice has a cell that none of those before it has."""
    of, now = case.of, case.of.names[-1]
    held = [*(now[cell] for cell in few if now[cell] not in of.known), *of.gone]
    protect = tuple(name for name, ends in case.wanted.items() if _is_open(ends) and of.number[name] < THRESHOLD)
    cells = {now[cell]: cell for cell in case.today if now[cell] not in of.known and now[cell] not in held}
    yield []
    for candidates in _kinds(of, list(cells)):
        choice, refused = Choice(of.values, of.tied, tuple(held), protect, tuple(candidates), RULE), []
        while len(refused) < TRIES and (chosen := choice.best(refused)) is not None:
            if chosen:
                yield [cells[name] for name in chosen]
            refused.append(chosen)
            if not candidates:
                break


def _kinds(of: Explained, anything: list[Name]) -> list[list[Name]]:
    """Cells to choose from, the least missed first: filled parts, with empty ones, with totals (see `suppression`)."""
    totals = {total for total, _ in of.sums}
    parts = [name for name in anything if name not in totals]
    filled = [name for name in parts if of.number[name] > 0]
    return [filled, filled + [name for name in parts if of.number[name] == 0], anything]

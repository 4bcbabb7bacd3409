"""Which cells to withhold, in any set of cells that sums tie together, so that no small count can be worked out.

Cell suppression in tables tied by any sums (Fischetti and Salazar 2001): a mixed-integer programme, with a rival table
for each small count, chooses (`suppression_choice`), and programmes of its own audit (`suppression_audit`).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

import pandas as pd

from pcc_lib.core.frames import column_of, labels_of, value_at
from pcc_lib.statistics.count_tables import Sums, relations, sum_pairs
from pcc_lib.statistics.suppression_audit import THRESHOLD, Small, audit
from pcc_lib.statistics.suppression_choice import Choice

TRIES = 30  # choices of one kind of cells that the audit may refuse before cells that are missed more are taken too

Cells = Sequence[Hashable]


class Suppressed(NamedTuple):
    """Labels of the cells to withhold, small ones first, and the audit that they passed."""

    cells: list[Hashable]
    audit: pd.DataFrame


def small(values: pd.Series, threshold: int = THRESHOLD, hide_zeros: bool = False) -> list[Hashable]:
    """Cells of the counts that a threshold withholds for themselves."""
    return list(values.index[Small.under(threshold, hide_zeros).holds(values)])


def suppressed(values: pd.Series, sums: Sums, threshold: int = THRESHOLD, hide_zeros: bool = False) -> Suppressed:
    """What to withhold so that no small count can be worked out: the small ones, then the fewest further cells.

    values: true counts by label, totals included; sums: each total's label and its parts' (a mapping, or pairs
    where a cell is the total of several sums). Any linked tables do: rows and columns, quarters and a year to
    date, this issue and a total of the last. Among equally few cells the smallest total is chosen; cells above 0
    that are not themselves totals come first, then zeros, then totals. Raises ValueError where the sums do not add up.
    """
    table = _Table(values, sums, Small.under(threshold, hide_zeros))
    if not table.primary:
        return table.checked([])
    # Nearly always each small count can be protected; which cannot is looked into only where one was not.
    found = table.protected(table.primary) or table.protected([label for label in table.primary if label not in table.alone])
    return found or table.checked(labels_of(values))


class _Table(NamedTuple):
    """True counts by label, how they add up, and which are small."""

    values: pd.Series
    sums: Sums
    rule: Small

    @property
    def primary(self) -> list[Hashable]:
        """Labels of the small counts."""
        return list(self.values.index[self.rule.holds(self.values)])

    @property
    def alone(self) -> list[Hashable]:
        """Small counts that a reader knows to be small even where everything is held back."""
        checked = self.checked(labels_of(self.values)).audit
        return list(checked.index[checked["alone"].to_numpy(bool)])

    def checked(self, hidden: Cells) -> Suppressed:
        """The audit of some hidden cells."""
        return Suppressed(list(hidden), audit(self.values, hidden, self.sums, self.rule.most + 1, self.rule.least == 0))

    def protected(self, wanted: Cells) -> Suppressed | None:
        """The best choice that protects some of the small counts and passes the audit, if there is one."""
        tied = relations(self.values, self.sums)
        for candidates in _candidates(self.values, self.sums, self.primary):
            choice = Choice(self.values, tied, tuple(self.primary), tuple(wanted), tuple(candidates), self.rule)
            for chosen in _chosen(choice):
                found = self.checked([*self.primary, *chosen])
                if column_of(found.audit, "passed").all() and not column_of(found.audit, "alone")[list(wanted)].any():
                    return found
        return None


def _chosen(choice: Choice) -> Iterator[list[Hashable]]:
    """Choices from the best downwards: each holds a cell that none of those before it does."""
    refused: list[list[Hashable]] = []
    while len(refused) < TRIES and (chosen := choice.best(refused)) is not None:
        yield chosen
        refused.append(chosen)


def _candidates(values: pd.Series, sums: Sums, primary: Cells) -> tuple[list[Hashable], ...]:
    """Further cells to choose from, the least missed first: filled parts, with empty ones, with totals."""
    totals = {total for total, _ in sum_pairs(sums)}
    anything = [label for label in labels_of(values) if label not in primary]
    parts = [label for label in anything if label not in totals]
    filled = [label for label in parts if value_at(values, label) > 0]
    return filled, filled + [label for label in parts if value_at(values, label) == 0], anything

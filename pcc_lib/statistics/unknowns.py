"""Whole-number unknowns with linear rules between them, added one by one: what a sum of them can be at the least."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from pcc_lib.statistics.solver import quiet

_OUT_OF_TIME = 1


class Rule(NamedTuple):
    """least <= the sum of factor * unknown <= most; unknowns by their numbers."""

    terms: Mapping[int, float]
    least: float
    most: float


class Unknowns:
    """Unknowns numbered in the order in which they were added, and rules between them.

    far: what stands for no upper end, some times the largest number that is known.
    """

    def __init__(self, largest: float) -> None:
        self.far = 4 * largest + 100
        self._ends: list[tuple[float, float]] = []
        self._rules: list[Rule] = []

    def new(self, least: float, most: float) -> int:
        """A further unknown between two ends; gives its number."""
        self._ends.append((least, min(most, self.far)))
        return len(self._ends) - 1

    def rule(self, terms: Mapping[int, float], least: float, most: float) -> None:
        """Hold a sum between two ends."""
        self._rules.append(Rule(terms, least, most))

    def lowest(self, cost: Mapping[int, float], more: tuple[Rule, ...] = ()) -> np.ndarray | None:
        """The whole numbers that keep to all rules and have the lowest cost; None where there are none.

        more: rules that hold this time only. Raises ValueError where the solver gives up.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        if not self._ends:
            return np.zeros(0)
        aim, ends, rules = np.zeros(len(self._ends)), np.array(self._ends), [*self._rules, *more]
        aim[list(cost)] = list(cost.values())
        held = []
        if rules:
            row = [at for at, rule in enumerate(rules) for _ in rule.terms]
            number = [n for rule in rules for n in rule.terms]
            factor = [f for rule in rules for f in rule.terms.values()]
            matrix = csr_array((factor, (row, number)), (len(rules), len(aim)))
            told: tuple[Any, Any, Any] = matrix, [rule.least for rule in rules], [rule.most for rule in rules]
            held = [LinearConstraint(*told)]
        if np.any(ends[:, 0] > ends[:, 1]):
            return None
        with quiet():
            found = milp(
                aim,
                constraints=held,
                bounds=Bounds(*ends.T),
                integrality=np.ones(len(aim)),
                options={"mip_rel_gap": 0},
            )
        if found.status == _OUT_OF_TIME:
            raise ValueError("the solver gave up")
        return None if found.x is None else np.round(found.x)

    def solution(self, number: int, sign: int) -> np.ndarray:
        """Numbers that keep to all rules with the least (sign 1) or the most (-1) of one. Raises ValueError where none do."""
        found = self.lowest({number: float(sign)})
        if found is None:
            raise ValueError("no whole numbers agree with what is published")
        return found

    def between(self, number: int) -> tuple[float, float]:
        """The least and the most that an unknown can be; the most is infinite where nothing bounds it.

        Raises ValueError where no numbers keep to the rules.
        """
        low, high = self.solution(number, 1), self.solution(number, -1)
        most = float(high[number])
        return float(low[number]), most if most < self.far / 2 else np.inf


class Open:
    """Which unknowns are open: each can be `many` or more, and more than one number. Every solution answers for all of them."""

    def __init__(self, unknowns: Unknowns, many: int) -> None:
        self._unknowns, self._many = unknowns, many
        self._seen: list[np.ndarray] = []

    def holds(self, number: int) -> bool:
        """Whether this unknown is open. Raises ValueError where no numbers keep to the rules."""
        for sign in (-1, 1):
            if self._shown(number):
                return True
            self._seen.append(self._unknowns.solution(number, sign))
            if sign == -1 and self._seen[-1][number] < self._many:
                return False
        return self._shown(number)

    def _shown(self, number: int) -> bool:
        values = {float(each[number]) for each in self._seen}
        return len(values) > 1 and max(values) >= self._many

"""Linear programmes over whole numbers, as tables of counts need them: what a cell can be at the least and at the most."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from scipy.optimize import OptimizeResult

SOLVED, INFEASIBLE = 0, 2  # what scipy's linprog says in `status`; other numbers: without an end, or in doubt


class End(NamedTuple):
    """The least or the most of a cell, and a table that has it: no numbers where there is none, or nothing bounds it."""

    value: float
    table: np.ndarray


class Programme(NamedTuple):
    """Tables of whole numbers: matrix @ cells == right, each cell between its two bounds."""

    matrix: np.ndarray
    right: np.ndarray
    bounds: np.ndarray

    def within(self, at: int, ends: tuple[float, float]) -> Programme:
        """The tables in which one cell lies between two ends as well."""
        bounds = self.bounds.copy()
        bounds[at] = max(bounds[at][0], ends[0]), min(bounds[at][1], ends[1])
        return self._replace(bounds=bounds)

    def end(self, at: int, sign: int) -> End:
        """The least (sign 1) or the most (-1) that a cell can be; the other way round infinite where there is no table.

        Whole numbers are asked for where the ends of fractions are none. What is unbounded in fractions is unbounded in whole
        numbers, if any of them fit: a ray of whole steps leads on from there.
        """
        nothing, aim = np.full(len(self.bounds), np.nan), np.zeros(len(self.bounds))
        aim[at] = sign
        found = self._solved(aim, whole=False)
        if found.status == INFEASIBLE:
            return End(sign * np.inf, nothing)
        if found.status == SOLVED and np.abs(found.x - np.round(found.x)).max() > 1e-6:
            found = self._solved(aim, whole=True)
        if found.status == SOLVED:
            return End(float(np.round(found.x[at])), np.round(found.x))
        fits = self._solved(0 * aim, whole=True).status == SOLVED
        return End((-sign if fits else sign) * np.inf, nothing)

    def _solved(self, aim: np.ndarray, whole: bool) -> OptimizeResult:
        from scipy.optimize import linprog

        told = {"A_eq": self.matrix, "b_eq": self.right} if len(self.matrix) else {}
        with quiet():
            return linprog(aim, bounds=self.bounds, method="highs", integrality=np.full(len(aim), int(whole)), **told)


@contextmanager
def quiet() -> Iterator[None]:
    """Drop what HiGHS now and then prints past Python's output (on Unix a notebook would show it)."""
    if os.name != "posix":
        yield
        return
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        ctypes.CDLL(None).fflush(None)  # what C still holds back would else come out later
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)

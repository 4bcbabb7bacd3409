"""How often two (or three) editions of random tables with revisions give a small count away, without and with the protection.

    python benchmarks/two_editions.py [--pairs 300] [--seed 1] [--editions 2] [--policy threshold]

Each pair is attacked twice: by a reader who believes in few revisions, and by one who is told which cells were revised. Half the
tables have one column, half two of which one is part of the other. Printed are counts, and every table that was given away.
"""

from __future__ import annotations

import argparse
import math
import time
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from pcc_lib.building.attacking import seen_by
from pcc_lib.inputs.public_cells import Cell, PublicCells
from pcc_lib.statistics.count_tables import TOTAL
from pcc_lib.statistics.earlier_editions import Told
from pcc_lib.statistics.edition_attack import Found, attack
from pcc_lib.statistics.linked_cells import Link, with_rests
from pcc_lib.statistics.linked_tables import protect_linked

REPEAT = Link("people", ("repeat",), exact=False)
PERIOD = "2024-01"


class Editions(NamedTuple):
    """True tables of one period, the oldest first, and what each edition shows of them."""

    tables: list[pd.DataFrame]
    shown: list[pd.DataFrame]
    links: tuple[Link, ...]
    policy: str

    @classmethod
    def of(cls, tables: list[pd.DataFrame], links: tuple[Link, ...], policy: str, constrained: bool) -> Editions:
        """Editions that are protected one after the other, with what the earlier ones told as a constraint or without."""
        shown: list[pd.DataFrame] = []
        for table in tables:
            told = tuple(as_told(each, policy) for each in shown) if constrained else ()
            shown.append(protect_linked(table, links, policy, told=told))
        return cls(tables, shown, links, policy)

    def attacked(self, granted: bool) -> Found:
        """What a reader works out; granted: he is told which cells were revised."""
        seen = [seen_by(PublicCells(str(at), self.policy, public(each)), self.links) for at, each in enumerate(self.shown)]
        return attack(seen, self.revised if granted else None)

    @property
    def revised(self) -> set[tuple[str, Cell]]:
        """Cells with the edition after which they were revised."""
        pairs = enumerate(zip(self.tables, self.tables[1:], strict=False))
        return {
            (str(at), (row, part, PERIOD))
            for at, (before, now) in pairs
            for row in now.index
            for part in now.columns
            if before.at[row, part] != now.at[row, part]
        }

    def given_away(self, granted: bool) -> set[tuple[str, Cell]]:
        """Small counts that a reader knows, or under "threshold" knows to be small; not those that he knew before the last."""
        hits = self._hits(granted)
        if hits and len(self.shown) > 1:
            last = self.shown[-1]
            silent = self._replace(shown=[*self.shown[:-1], last.mask(np.ones(last.shape, dtype=bool))])
            hits -= silent._hits(granted)
        return hits

    def _hits(self, granted: bool) -> set[tuple[str, Cell]]:
        found = set()
        for (edition, name), (least, most) in self.attacked(granted).ends.items():
            row, part, _ = name
            whole = with_rests(self.tables[int(edition)], self.links, TOTAL).table
            count = float(whole.at[row, part or whole.columns[-1]])
            few = 4 if self.policy == "threshold" else 7
            told = least == most or (self.policy == "threshold" and most <= few)
            if 1 <= count <= few and least <= count <= most and told:
                found.add((edition, name))
        return found


def as_told(shown: pd.DataFrame, policy: str) -> Told:
    """What an edition shows, as the protection of a later one takes it."""
    return Told(policy, tuple(((row, part), float(shown.at[row, part])) for row in shown.index for part in shown.columns))


def public(shown: pd.DataFrame) -> dict[Cell, float | None]:
    """What an edition shows, as its public cells."""
    found: dict[Cell, float | None] = {}
    for row in shown.index:
        for part in shown.columns:
            value = float(shown.at[row, part])
            found[str(row), "" if part == TOTAL else str(part), PERIOD] = None if math.isnan(value) else value
    return found


def table(rng: np.random.Generator, links: Sequence[Link]) -> pd.DataFrame:
    """A table of two to four parts."""
    parts = ["north", "south", "east", "west"][: int(rng.integers(2, 5))]
    people = rng.choice([0, 1, 2, 3, 4, 5, 6, 7, 9, 12, 20], len(parts))
    rows = {"people": people.tolist()}
    if links:
        rows["repeat"] = [int(rng.integers(0, count + 1)) for count in people]
    return pd.DataFrame(rows, index=parts).T


def revised(rng: np.random.Generator, before: pd.DataFrame) -> pd.DataFrame:
    """The same table with one or two parts revised."""
    now = before.copy()
    for _ in range(int(rng.integers(1, 3))):
        part = now.columns[int(rng.integers(now.shape[1]))]
        now.loc["people", part] = max(0, now.at["people", part] + int(rng.integers(-4, 5)))
        if "repeat" in now.index:
            same = rng.random() < 0.6
            now.loc["repeat", part] = min(
                now.at["repeat", part] if same else int(rng.integers(0, now.at["people", part] + 1)), now.at["people", part]
            )
    return now


def tables(seed: int, number: int, editions: int) -> tuple[list[pd.DataFrame], tuple[Link, ...]]:
    """True tables of the editions of one period."""
    rng = np.random.default_rng((seed, number))
    links = (REPEAT,) if number % 2 else ()
    made = [table(rng, links)]
    while len(made) < editions:
        made.append(revised(rng, made[-1]))
    return made, links


def main() -> None:
    """Print how many were given away."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--editions", type=int, default=2)
    parser.add_argument("--policy", choices=["threshold", "rounding"], default="threshold")
    asked = parser.parse_args()
    tally, took = Counter[str](), 0.0
    for number in range(asked.pairs):
        made, links = tables(asked.seed, number, asked.editions)
        for constrained, word in ((False, "without"), (True, "with")):
            begun = time.perf_counter()
            editions = Editions.of(made, links, asked.policy, constrained)
            took += (time.perf_counter() - begun) * constrained
            tally[f"cells held back in the last edition, {word}"] += int(editions.shown[-1].isna().to_numpy().sum())
            for granted in (False, True):
                lost = editions.given_away(granted)
                tally[f"given away {word} the constraint, {'told what was revised' if granted else 'believing'}"] += bool(lost)
                if lost and constrained:
                    print(f"GIVEN AWAY ({number}): {sorted(lost)}", *made, *editions.shown, sep="\n")
    print(f"{asked.pairs} runs of {asked.editions} editions under {asked.policy}, seed {asked.seed}")
    for name, count in sorted(tally.items()):
        print(f"  {count:6} {name}")
    print(f"  {took / asked.pairs:.2f} s each to protect with the constraint")


if __name__ == "__main__":
    main()

"""What a finder has seen in a source: of which kind, where, and what else it is seen beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from pcc_lib.core.periods import Span
from pcc_lib.questions.cube import Axes


@dataclass(frozen=True)
class Sighting:
    """Something doubtful. `cells` are its columns and parts (no column: all of the source), `span` its periods.

    `other` is what it is told beside: the periods that were copied, the edition that told it otherwise. `factor` says more, as
    its kind needs: how many times a value is what it was before, in words; which marker is gone.
    """

    kind: str
    cells: tuple[tuple[str, str], ...]
    span: Span
    other: str = ""
    factor: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Its columns, each once."""
        return tuple(dict.fromkeys(column for column, _ in self.cells))

    @property
    def parts(self) -> tuple[str, ...]:
        """Its parts, each once."""
        return tuple(dict.fromkeys(part for _, part in self.cells))


def sightings(kind: str, mask: np.ndarray, axes: Axes, factor: str = "") -> Iterator[Sighting]:
    """What a mask with the axes column, part, period shows: one sighting a period, and one where the same cells go on."""
    found = []
    for t in np.flatnonzero(mask.any(axis=(0, 1))):
        cells = tuple((axes.columns[c], axes.parts[p]) for c, p in np.argwhere(mask[..., t]))
        found.append((t, Sighting(kind, cells, Span.of(axes.periods[t]), factor=factor)))
    yield from merged(found)


def merged(found: Sequence[tuple[int, Sighting]]) -> Iterator[Sighting]:
    """Sightings at their places in time, those of the same cells in one unbroken run as one."""
    numbered = [(t - i, one.cells, one) for i, (t, one) in enumerate(found)]
    for _, run in groupby(numbered, key=lambda each: each[:2]):
        several = [one for _, _, one in run]
        yield replace(several[0], span=several[0].span.to(several[-1].span.last))

"""Columns that are told as a share of others, and are more than these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from pcc_lib.questions.cube import Cube
from pcc_lib.questions.sighting import Sighting, sightings

ABOVE = "above-whole"
USUAL = 0.05  # a column that is more than the other so often is no part of it, such as outcomes of earlier months
Share = tuple[str, str]  # the column of the numerator, and of the denominator


def above(cube: Cube, shares: Sequence[Share], since: int) -> Iterator[Sighting]:
    """Numerators that are above their denominators from the period `since` on, and are not so as a rule."""
    columns = cube.axes.columns
    for top, bottom in dict.fromkeys(shares):
        if top in columns and bottom in columns:
            a, b = (cube.values[columns.index(name)] for name in (top, bottom))
            over = a > b
            known = np.count_nonzero(~np.isnan(a) & ~np.isnan(b))
            if np.count_nonzero(over) <= max(USUAL * known, 1):
                mask = np.zeros(cube.values.shape, dtype=bool)
                mask[columns.index(top), :, since:] = over[:, since:]
                yield from (replace(one, other=bottom) for one in sightings(ABOVE, mask, cube.axes))

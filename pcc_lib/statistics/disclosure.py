"""Small numbers: hide what would tell something about a person, and prove that it cannot be worked out again.

Two presets. "rounding" (NHS Digital 2018, for HES and ECDS): 1 to 7 are withheld, everything else but 0 is
rounded to the nearest 5, totals too, from their true values; few totals, that would tell a number, are withheld (`rounding`).
"threshold": 1 to 4 are withheld, with as few further cells as keep every one of them open to 5 or more (Fischetti and Salazar
2001); the published table is audited (`suppression_audit`). A source's period is protected as one table (`linked_tables`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pcc_lib.statistics.count_tables import TOTAL, cells_of, check_table, with_totals
from pcc_lib.statistics.rounding import rounded_table
from pcc_lib.statistics.suppression import suppressed
from pcc_lib.statistics.suppression_audit import AUDIT

CONFIDENTIAL = "[c]"
UNRELIABLE = "[u]"
SURVEY_LEAST, SURVEY_RELIABLE = 30, 50
LEAST_FOR_PER_CENT = 50  # of fewer, a change in per cent says little: give the counts


@dataclass(frozen=True, eq=False)
class Protected:
    """A table fit to publish. values: what may be shown, NaN where hidden; markers: "[c]" where hidden, else
    "".

    Both have the totals in the last row and column. The true table is in neither. audit: what a reader can
    work out of each withheld small count (see `suppression_audit.audit`); no rows under "rounding".
    """

    values: pd.DataFrame
    markers: pd.DataFrame
    preset: str
    audit: pd.DataFrame


def protect(counts: pd.DataFrame, preset: str, total: str = TOTAL, hide_zeros: bool = False) -> Protected:
    """Apply a preset, "none", "rounding" or "threshold", to a two-way table of counts of people, without
    totals.

    A one-way table is a frame with one row or one column; it gets the one total that it needs. hide_zeros:
    under "threshold", a 0 is withheld as well (where nobody being in a cell tells something). Raises
    ValueError on anything but whole numbers, 0 or more.
    """
    check_table(counts, total)
    whole, sums = with_totals(counts, total)
    if preset == "none":
        return _publish(whole, whole.isna(), preset)
    if preset == "rounding":
        cells = rounded_table(cells_of(whole), sums)
        shown = pd.DataFrame(cells.to_numpy().reshape(whole.shape), whole.index, whole.columns)
        return _publish(shown, shown.isna(), preset)
    if preset == "threshold":
        cells = cells_of(whole)
        found = suppressed(cells, sums, hide_zeros=hide_zeros)
        hidden = pd.DataFrame(cells.index.isin(found.cells).reshape(whole.shape), whole.index, whole.columns)
        return _publish(whole, hidden, preset, found.audit)
    raise ValueError(f"the preset is {preset!r}: it must be 'none', 'rounding' or 'threshold'")


def _publish(values: pd.DataFrame, hidden: pd.DataFrame, preset: str, checked: pd.DataFrame | None = None) -> Protected:
    markers = pd.DataFrame(np.where(hidden, CONFIDENTIAL, ""), index=values.index, columns=values.columns)
    return Protected(values.mask(hidden), markers, preset, pd.DataFrame(columns=AUDIT) if checked is None else checked)


def percentages(table: Protected, total: str = TOTAL) -> pd.DataFrame:
    """Row percentages from what is published only: hidden wherever the cell or its base is.

    Raises ValueError where the table has no column of totals.
    """
    if total not in table.values.columns:
        raise ValueError(f"the table has no column {total!r} to be the base")
    base = table.values[total]
    return table.values.mul(100).div(base.where(base > 0), axis=0)


def survey_marker(base: float) -> str:
    """ "[c]" (withhold) below 30 replies, "[u]" (low reliability) below 50, else nothing; the two bounds are this
    library's own.
    """
    return CONFIDENTIAL if base < SURVEY_LEAST else UNRELIABLE if base < SURVEY_RELIABLE else ""


def percent_change_allowed(base: float) -> bool:
    """Whether a percentage change may be printed: on bases below 50, a bound of this library's own, give the counts."""
    return base >= LEAST_FOR_PER_CENT

"""Parts of a source that began or ended, in words: what a total is of before and after."""

from __future__ import annotations

from collections.abc import Callable

from pcc_lib.core.periods import FOREVER
from pcc_lib.core.quarters import period_label, shift
from pcc_lib.inputs.sources import Source


def lifetimes_told(source: Source, label: Callable[[str], str]) -> list[str]:
    """`North until March 2019 (Merged into the unitary)`; `label` gives the reader's word for a part. A quarter begins with its
    first month."""
    told = []
    for said in source.about.lifetimes:
        life = source.about.lifetime(said[source.breakdown])
        first = period_label(shift(life.first, 1 - source.calendar.step)) if life.first else ""
        ends = [f"from {first}"] * bool(first) + [f"until {period_label(life.last)}"] * (life.last != FOREVER)
        told.append(f"{label(said[source.breakdown])} {' '.join(ends)} ({said['reason'].rstrip('.')})")
    return told

"""A new level that a person accepts: only one that was proposed, and only with a reason; nothing is ever accepted by itself."""

from __future__ import annotations

import re

from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import MONTH
from pcc_lib.figures.charted import unfit
from pcc_lib.figures.figures import Figures
from pcc_lib.figures.proposals import proposals
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import FOLDER, Break
from pcc_lib.inputs.models.faults import read_as
from pcc_lib.inputs.rebasing import write_rebase

FEWEST_WORDS = 3


def accept(figures: Figures, id: str, month: str, reason: str) -> str:
    """Write a proposed month with its reason into the measure's file; the file's name. A ReportError says why it is refused."""
    measure = figures.measure(id)
    if not MONTH.fullmatch(month):
        raise ReportError(f"'{month}' is not a month. Write it like 2023-10.")
    if len(re.findall(r"[^\W\d_]{2,}", reason)) < FEWEST_WORDS:
        raise ReportError(
            "A new level needs a reason in a few words, which readers see under the chart: "
            f'--reason "New operating model from {month}; months before and after are not alike."'
        )
    if month not in {b.month for b in measure.rebase}:  # what is there already is told by whoever opens the file
        _refuse_other(figures, id, month)
    name = f"{FOLDER}/{id}.yml"
    return write_rebase(figures.project, id, read_as(Break, {"month": month, "reason": reason.strip()}, name))


def _refuse_other(figures: Figures, id: str, month: str) -> None:
    """A month that no proposal names: what only people know, they write into the file themselves."""
    series = figures.series(id)
    why = _unjudged(series)
    if series is None or why:
        raise ReportError(f"{id}: {why}, so it has no usual range whose limits could begin anew.")
    found = proposals(figures, series)
    if any(p.month == month and p.then is not None for p in found):
        return
    offered = ", ".join(p.month for p in found if p.then is not None) or "none"
    drifts = any(p.month == month for p in found)
    raise ReportError(
        f"{id}: {month} is not proposed{', since its values drift and have no new level' if drifts else ''}. "
        f"Proposed: {offered}. Where you know of a change that the values do not show, "
        f"add the month with its reason to 'rebase' in {FOLDER}/{id}.yml."
    )


def _unjudged(series: Series | None) -> str:
    return "it has no data" if series is None else unfit(series)

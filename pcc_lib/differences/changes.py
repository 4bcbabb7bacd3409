"""All that an edition tells otherwise than the one published before it, and the record of it as plain values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pcc_lib.differences.again import Again, Reworked, by_name, uses_method
from pcc_lib.differences.cells import CellChange, ChangedCells
from pcc_lib.differences.lists import Withdrawn, as_told, new_figures, own_figures, withdrawn_figures
from pcc_lib.differences.promises import Promised, changed_promises
from pcc_lib.differences.texts import dropped_sections, rewritten_sections
from pcc_lib.figures.catalogue import STATISTICS
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.models.told import ToldFigure, ToldSection
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.told import edition_before, told_deliverables, told_figures, told_sections, version_before

FORMAT = 1  # of the record; docs/changes.md lists its keys


@dataclass(frozen=True)
class Changes:
    """What a quarter's edition tells otherwise than the one that the folder `before` keeps (`` where none was published with its
    figures): that of an earlier quarter, or the version that it corrects.

    revised: figures that have another value for the same period. redefined: figures whose definition is another, as told and as
    today. rewritten: sections of commentary that say something else, or are new; looked for beside a version alone, for every
    quarter has its own words. The lists are in the order of their importance.
    """

    quarter: str
    before: str
    revised: tuple[Again, ...] = ()
    redefined: tuple[tuple[ToldFigure, Figure], ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()
    new: tuple[ToldFigure, ...] = ()
    deliverables: tuple[Promised, ...] = ()
    commentary: tuple[ToldSection, ...] = ()
    rewritten: tuple[ToldSection, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is told otherwise."""
        told = (self.revised, self.redefined, self.withdrawn, self.new, self.deliverables, self.commentary, self.rewritten)
        return any(told)

    @property
    def unexplained(self) -> list[Again]:
        """Figures that are others, and nobody has said why."""
        return [each for each in self.revised if not each.explained]


def told_before(folder: QuarterFolder, before: str) -> list[ToldFigure]:
    """The figures that a kept edition told, each once; not what its pages printed of other editions."""
    return list(by_name(own_figures(told_figures(folder.project, before), folder.project)).values())


def changes_of(folder: QuarterFolder, printed: Iterable[Mapping[str, object]]) -> Changes:
    """What the edition of a quarter tells otherwise than the one before; `printed` are the rows of its ledger.

    A FaultsError where what was kept, or a source's revisions, cannot be read.
    """
    before = edition_before(folder)
    return _beside(folder, before, printed) if before else Changes(str(folder.quarter), "")


def corrected_of(folder: QuarterFolder, printed: Iterable[Mapping[str, object]]) -> Changes | None:
    """What a corrected edition tells otherwise than the version before it; None where it is the first, or where that version was
    not kept. What has no reason of its own has that of the correction."""
    before = version_before(folder)
    if not before:
        return None
    found = _beside(folder, before, printed, folder.corrections[-1].reason)
    return replace(found, rewritten=tuple(rewritten_sections(folder, told_sections(folder.project, before))))


def _beside(folder: QuarterFolder, before: str, printed: Iterable[Mapping[str, object]], because: str = "") -> Changes:
    told, now = told_before(folder, before), own_figures(as_told(printed), folder.project)
    reworked = Reworked(folder, ChangedCells(folder.project, before, because=because))
    withdrawn = list(withdrawn_figures(told, now, reworked.figures, reworked.cells))
    again = list(reworked.revised(told))
    values = {each.told.id for each in again if not each.gone}
    redefined = [(then, figure) for then, figure in reworked.worked_out_otherwise(told) if then.id not in values]
    told_elsewhere = {each.told.undated for each in withdrawn} | {then.undated for then, _ in redefined}
    revised = [each for each in again if not (each.gone and each.told.undated in told_elsewhere)]
    return Changes(
        str(folder.quarter),
        before,
        tuple(sorted(revised, key=lambda each: importance(each.told))),
        tuple(sorted(redefined, key=lambda each: importance(each[0]))),
        tuple(sorted(withdrawn, key=lambda each: importance(each.told))),
        tuple(sorted(new_figures(told, now), key=importance)),
        tuple(changed_promises(folder, told_deliverables(folder.project, before))),
        tuple(dropped_sections(folder, told_sections(folder.project, before))),
    )


def is_key(told: ToldFigure) -> bool:
    """Whether plain arithmetic gives it: a value, a total, a change. What a method gives, such as a limit, stands beside it."""
    return not uses_method(told)


def importance(told: ToldFigure) -> tuple[object, ...]:
    """Key values first, then what stands beside them; in the order of the statistics."""
    names = list(STATISTICS)
    place = names.index(told.statistic) if told.statistic in names else len(names)
    return not is_key(told), bool(told.breakdown), place, told.id


# ── the record ────────────────────────────────────────────────────────────────────────────────────────────────────────
def as_record(changes: Changes, corrected: Changes | None = None) -> dict[str, Any]:
    """The same as plain values, for `record/changes.json`; docs/changes.md lists the keys, and they stay.

    corrected: what it tells otherwise than the version before it.
    """
    whole = {"format": FORMAT, "quarter": changes.quarter, "before": changes.before, **lists_of(changes)}
    beside = None if corrected is None else {"before": corrected.before, **lists_of(corrected)}
    return {**whole, "corrected": beside}


def lists_of(changes: Changes) -> dict[str, list[dict[str, Any]]]:
    """Its lists as plain values."""
    return {
        "revised": [_again(each) for each in changes.revised],
        "worked_out_differently": [_redefined(*each) for each in changes.redefined],
        "withdrawn": [_withdrawn(each) for each in changes.withdrawn],
        "new": [{**_named(each), "now": _said(each)} for each in changes.new],
        "deliverables": [_promised(each) for each in changes.deliverables],
        "commentary": [*map(_section, changes.commentary)],
        "rewritten": [*map(_section, changes.rewritten)],
    }


def _named(told: ToldFigure) -> dict[str, str]:
    return {"id": told.id, "period": told.period, "unit": told.unit}


def _said(told: ToldFigure) -> dict[str, object]:
    return {"value": told.value, "text": told.text}


def _again(each: Again) -> dict[str, Any]:
    """Of a source under a policy for small numbers neither number stands here, nor any cell."""
    base: dict[str, Any] = {
        **_named(each.told),
        "reasons": list(each.reasons),
        "explained": each.explained,
        "held_back": each.secret,
    }
    if each.secret:
        return base
    now = {"value": _number(each.value), "text": each.text}
    worked = {"formula": each.told.formula, "cells": each.told.cells}
    return {**base, "told": _said(each.told), "now": now, **worked, "changed_cells": [cell_record(cell) for cell in each.changes]}


def _withdrawn(each: Withdrawn) -> dict[str, Any]:
    return {**_named(each.told), "told": None if each.secret else _said(each.told), "why": each.why}


def cell_record(cell: CellChange) -> dict[str, object]:
    """A changed cell: where it stands, what it was and is (None where not known), and why."""
    return {"cell": cell.place, "was": _number(cell.was), "now": _number(cell.now), "reason": cell.reason}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value


def _redefined(told: ToldFigure, now: Figure) -> dict[str, Any]:
    then = {**_said(told), "formula": told.formula, "cells": told.cells}
    return {
        **_named(told),
        "told": then,
        "now": {"value": now.value, "text": now.text, "formula": now.formula, "cells": now.cells},
    }


def _section(each: ToldSection) -> dict[str, str]:
    return {"text": each.text, "heading": each.heading, "begins": each.begins}


def _promised(each: Promised) -> dict[str, Any]:
    then = {"due": each.then.due, "progress": each.then.progress, "state": each.then.state} if each.then else None
    kind = each.state.kind if each.state else ""
    now = {"due": each.now.due, "progress": each.now.progress, "state": kind} if each.now else None
    return {"id": each.id, "action": each.action, "what": list(each.kinds), "then": then, "now": now, "because": each.because}

"""Figures that people gave: a quarter's facts and progress, the posts of the office; with those of money, staff and counts."""

from __future__ import annotations

import re
from collections.abc import Callable

from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import Quarter
from pcc_lib.core.sure import sure
from pcc_lib.figures.counts import data_figures, deliverable_figures, delivery_figures, scorecard_figures
from pcc_lib.figures.figure import Basis, Figure, FigureId, Said, given, unknown
from pcc_lib.figures.plan_numbers import CLAIM, budget_figures, staffing_figures
from pcc_lib.inputs.history import Reported, finished_before, last_reported
from pcc_lib.inputs.plan import DELIVERABLES, PLAN, QUARTERS, QuarterFolder, table
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.promises import Deliverable
from pcc_lib.inputs.published import FOLDER as PUBLISHED
from pcc_lib.inputs.published import printed_value
from pcc_lib.inputs.told import FIGURES, told_figures

STRUCTURE = f"{PLAN}/structure.yml"
_ROW = re.compile(rf"(?P<folder>{QUARTERS}/[^/#]+)/(?P<table>\w+)\.csv#id=(?P<id>[\w-]+);column=(?P<column>value|progress)")
_PRINTED = re.compile(rf"{PUBLISHED}/(?P<file>[\w-]+\.csv)#id=(?P<id>[\w-]+);column=printed")
_TOLD = re.compile(rf"{PUBLISHED}/(?P<edition>20[\d-]+Q[1-4](?:-v\d+)?)/{FIGURES}#id=(?P<id>[\w.@/-]+);column=value")
_POST = re.compile(rf"{STRUCTURE}#id=(?P<id>[\w-]+)")


def progress_figures(folder: QuarterFolder) -> list[Figure]:
    """How far each deliverable is, in per cent; of one that nobody reported on, how far it last was, where that is known."""
    found = []
    for d in folder.deliverables():
        if d.progress is not None:
            found.append(_progress(folder, d, d.figure_id))
            continue
        month = Span.of(folder.written_on[:7])
        found.append(unknown(FigureId.parse(d.figure_id), "", month, "%", "stated"))
        if before := last_reported(folder, d.id):
            found.append(_progress_of(before))
    return [*found, *map(_progress_of, finished_before(folder))]


def _progress_of(before: Reported) -> Figure:
    """The progress that an earlier quarter reported."""
    return _progress(before.folder, before.deliverable, f"{before.deliverable.figure_id}@{before.folder.written_on[:7]}")


def _progress(folder: QuarterFolder, reported: Deliverable, id: str) -> Figure:
    """The progress that a quarter's folder gives of a deliverable."""
    basis = Basis(f"{folder.name}/{DELIVERABLES}#id={reported.id};column=progress")
    return given(id, Said(sure(reported.progress), "%", f"{reported.progress}%"), basis, folder.written_on[:7])


def fact_figures(folder: QuarterFolder) -> list[Figure]:
    """The quarter's facts, as they are printed."""
    file = f"{folder.name}/stated.csv"
    return [
        given(f"{row.id}.stated", Said(row.value, row.unit, row.text), Basis(f"{file}#id={row.id};column=value"), row.period)
        for row in folder.stated()
    ]


def structure_figures(project: Project) -> list[Figure]:
    """Full-time equivalents of the posts in the office's structure."""
    structure = table(project, "structure")
    posts = structure.root.all() if structure else ()
    return [
        given(f"structure_{p.id.replace('-', '_')}.stated", Said(p.fte, "FTE", f"{p.fte:g}"), Basis(f"{STRUCTURE}#id={p.id}"))
        for p in posts
        if p.fte is not None
    ]


def given_value(project: Project, cells: str) -> float | None:
    """The number at a place that people gave it in, as the rows of the ledger name it; None where there is no such place."""
    if found := _ROW.fullmatch(cells):
        folder = QuarterFolder(project, Quarter.parse(found["folder"].rpartition("/")[2]))
        rows = folder.stated() if found["table"] == "stated" else folder.deliverables_as_told()
        value = next((getattr(row, found["column"]) for row in rows if row.id == found["id"]), None)
        return None if value is None else float(value)
    if found := _PRINTED.fullmatch(cells):
        return printed_value(project, found["file"], found["id"])
    if found := _TOLD.fullmatch(cells):
        return next((row.value for row in told_figures(project, found["edition"]) if row.id == found["id"]), None)
    if found := _POST.fullmatch(cells):
        return next((post.fte for post in table(project, "structure").root.all() if post.id == found["id"]), None)
    return table(project, "budget").claim.value if cells == CLAIM else None


# the groups of figures that are of no measure, by the first word of their names; all others that are stated are facts
GROUPS: dict[str, Callable[[QuarterFolder], list[Figure]]] = {
    "deliverable": progress_figures,
    "budget": lambda folder: budget_figures(folder.project),
    "staff": lambda folder: staffing_figures(folder.project),
    "structure": lambda folder: structure_figures(folder.project),
    "delivery": delivery_figures,
    "deliverables": deliverable_figures,
    "scorecard": scorecard_figures,
    "data": data_figures,
}

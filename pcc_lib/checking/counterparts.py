"""Public counterparts: they are there, they are of another source, and they are told in what ours can be held against."""

from __future__ import annotations

from collections.abc import Iterator

from pcc_lib.core.errors import Fault, ReportError, suggest
from pcc_lib.core.numerals import part_id
from pcc_lib.figures.figures import Figures
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import FOLDER, Measure, measure_ids, read_measure
from pcc_lib.inputs.models.counterparts import Counterpart
from pcc_lib.inputs.project import BODY, Project

Wrong = Iterator[tuple[str, str, str]]  # the key below `counterpart`, what was found, what to do


def fault_list(figures: Figures) -> Iterator[Fault]:
    """Every fault of a counterpart that its own file does not show."""
    for id in measure_ids(figures.project):
        measure = _read(figures.project, id)
        for key, found, todo in _wrong(figures, measure, measure.counterpart) if measure and measure.counterpart else ():
            yield Fault(f"{FOLDER}/{id}.yml", f"counterpart, {key}", found, todo)


def _wrong(figures: Figures, measure: Measure, said: Counterpart) -> Wrong:
    others = [id for id in measure_ids(figures.project) if id != measure.id]
    if said.measure == measure.id:
        yield "measure", "names the measure itself.", "Name the measure of the public source."
    elif said.measure not in others:
        yield "measure", f"there is no measure '{said.measure}'.", suggest(said.measure, others)
    elif (public := _read(figures.project, said.measure)) is not None:
        yield from _unlike(measure, public)
        if (series := _series(figures, public.id)) is not None:
            yield from _parts(figures.project, said, public, series)


def _unlike(measure: Measure, public: Measure) -> Wrong:
    """Measures that cannot be set beside each other, whatever their data say."""
    if public.source and measure.source == public.source:
        todo = "A counterpart is of a source of its own: else nothing is held against anything."
        yield "measure", f"'{public.id}' is of the same source, {public.source}.", todo
    counts = measure.is_additive and (public.is_additive or public.how.of_residents)
    alike = measure.unit == public.unit and not (measure.of or public.of)
    if not (counts or alike):
        found = f"{measure.how.noun} of {measure.unit} is not held against {public.how.noun} of {public.unit}."
        yield "measure", found, "Name one of the same unit; a count may be held against a count or a rate for 1,000 residents."


def _parts(project: Project, said: Counterpart, public: Measure, series: Series) -> Wrong:
    """Parts of the public source: which is ours, and which are similar."""
    file, noun, parts = series.source.file, series.source.breakdown, series.all_parts
    own = project.body.own
    ours = said.part or (own if own in parts else "")
    if public.breakdown and len(parts) > 1 and not ours:
        todo = f"Name it under 'part', or once for all under 'own' of {BODY}."
        yield "part", f"{file} is split by {noun}, and it is not said which is ours.", todo
    for key, part in (("part", said.part), *(("similar", part) for part in said.similar)):
        if part and part not in parts:
            yield key, f"{file} has no {noun} '{part}'.", suggest(part, sorted(map(part_id, parts)))
    if ours and ours in said.similar:
        yield "similar", f"'{ours}' is our own.", "Name only the others: ours stands beside them."
    if said.similar and not public.how.peers:
        todo = "Take 'similar' out, or name a rate for 1,000 residents or a percentage as counterpart."
        yield "similar", f"'{public.id}' is {public.how.noun}, and parts are compared by rates.", todo


def _read(project: Project, id: str) -> Measure | None:
    """A measure; None where its file has faults, which are told elsewhere."""
    try:
        return read_measure(project, id)
    except ReportError:
        return None


def _series(figures: Figures, id: str) -> Series | None:
    """A series; None where its source has faults, which are told elsewhere."""
    try:
        return figures.series(id)
    except ReportError:
        return None

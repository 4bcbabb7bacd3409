"""A new measure: its file with every key that a person is likely to want, and a chart of it in its topic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pcc_lib.core.errors import DefinitionError, Fault, raise_if, suggest
from pcc_lib.founding import ids
from pcc_lib.founding.changes import Changes
from pcc_lib.founding.proposing import Proposal, Roles, decimals_of, proposed
from pcc_lib.founding.starting import started
from pcc_lib.founding.vouching import GIVEN, vouch
from pcc_lib.inputs.calculations import CALCULATIONS
from pcc_lib.inputs.measures import FOLDER, TOPICS, measure_ids, measures_of, topic_ids
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import Source, read_source, source_names
from pcc_lib.inputs.yaml_adding import Entry

FEWEST_POINTS = 3  # a line of fewer shows nothing


@dataclass(frozen=True)
class Asked:
    """What a person says of a new measure; what is blank is proposed."""

    title: str
    topic: str
    source: str
    roles: Roles
    good_direction: str
    why_it_matters: str
    id: str = ""
    unit: str = ""
    calculation: str = ""
    chart: bool = True


def new_measure(project: Project, asked: Asked) -> list[str]:
    """Write a measure of a source's columns, with a chart of it in its topic; the names of the files that were written.

    A DefinitionError where its id is taken, or where there is no such topic, source or column; then nothing is written.
    """
    raise_if(DefinitionError, _unknown(project, asked))
    source = read_source(project, asked.source)
    raise_if(DefinitionError, _unknown_columns(project, source, asked))
    id = ids.new_id((asked.id or ids.snake_of(asked.title)).replace("-", "_"), measure_ids(project), "the new measure")
    changes, proposal = Changes(project), proposed(source, asked.roles, asked.calculation)
    changes.create(f"{FOLDER}/{id}.yml", _text(project, asked, source, proposal))
    if asked.chart and _drawn(source, proposal):
        by = f", by: {source.breakdown}" if len(source.parts) > 1 else ""
        name = f"{{id: {id.replace('_', '-')}, kind: trend, measures: [{id}]{by}}}"
        changes.add(f"{TOPICS}/{asked.topic}.yml", ("charts",), Entry((name,), name))
    vouch(changes, [asked.title.strip()], GIVEN)
    return changes.write()


def columns_of(project: Project, source: str) -> list[str]:
    """The columns of numbers that a measure of a source can take; a DataError where the source is faulty."""
    found = read_source(project, source)
    return [f.name for f in found.about.fields if f.name in found.columns and f.type != "string"]


def _text(project: Project, asked: Asked, source: Source, proposal: Proposal) -> str:
    given = vars(asked) | vars(asked.roles)
    told = {
        "title": asked.title.strip(),
        "order": max((m.order for m in measures_of(project, asked.topic) if m.order < 1_000), default=0) + 10,
        "choices": ", ".join(CALCULATIONS),
        "why": proposal.why,
        "calculation": proposal.calculation,
        "unit": asked.unit or proposal.unit,
        "breakdown": source.breakdown if len(source.parts) > 1 else "",
        "window": "12 months" if CALCULATIONS[proposal.calculation].unit.startswith("…") and source.calendar.monthly else "",
        "decimals": decimals_of(source, asked.roles, proposal),
        "several": not CALCULATIONS[proposal.calculation].ready_made,
        "why_it_matters": asked.why_it_matters.strip(),
    }
    return started("measure.yml", **{**given, **told})


def _drawn(source: Source, proposal: Proposal) -> bool:
    """Whether a line of it shows anything."""
    return len(set(source.frame[source.period])) >= FEWEST_POINTS and len(source.parts) <= 40


def _unknown(project: Project, asked: Asked) -> Iterator[Fault]:
    place = "the new measure"
    for key, id, known in (
        ("topic", asked.topic, topic_ids(project)),
        ("source", asked.source, source_names(project)),
        ("calculation", asked.calculation or "count", list(CALCULATIONS)),
    ):
        if id not in known:
            yield Fault(place, key, f"there is no {key} '{id}'.", suggest(id, known))


def _unknown_columns(project: Project, source: Source, asked: Asked) -> Iterator[Fault]:
    known = columns_of(project, source.name)
    for key in ("numerator", "denominator"):
        column = getattr(asked.roles, key)
        if column and column not in known:
            yield Fault("the new measure", key, f"{source.file} has no column '{column}' of numbers.", suggest(column, known))
    if asked.roles.denominator == asked.roles.numerator:
        yield Fault("the new measure", "denominator", "is the numerator too: every value would be one.", "Name another column.")
    yield from _unknown_residents(project, asked.roles.population)


def _unknown_residents(project: Project, said: str) -> Iterator[Fault]:
    """Residents are a column of a source: `residents.people`."""
    name, _, column = said.partition(".")
    if not said:
        return
    if name not in source_names(project):
        yield Fault("the new measure", "population", f"there is no source '{name}'.", suggest(name, source_names(project)))
    elif column not in (known := columns_of(project, name)):
        yield Fault(
            "the new measure",
            "population",
            f"'{said}' is no column of numbers of {name}.",
            suggest(said, [f"{name}.{c}" for c in known]),
        )

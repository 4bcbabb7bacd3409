"""Measures and topics: one YAML file each, read into the records of `models`, with the defaults of topic and body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pcc_lib.core.errors import DefinitionError, Fault, FaultsError, ReportError, suggest
from pcc_lib.core.periods import NOUNS, Window
from pcc_lib.inputs.models.body import Body
from pcc_lib.inputs.models.definitions import (
    MOST_MEASURES,
    Break,
    Chart,
    Measure,
    MeasureFile,
    Topic,
    TopicFile,
    completed,
)
from pcc_lib.inputs.models.kinds import HYPHENED, SNAKE
from pcc_lib.inputs.models.records import Model
from pcc_lib.inputs.models.targets import Goal, Target
from pcc_lib.inputs.project import BODY, Project
from pcc_lib.inputs.sources import read_descriptor, source_names

__all__ = [
    "MOST_MEASURES",
    "Break",
    "Chart",
    "Goal",
    "Measure",
    "Target",
    "Topic",
    "fault_list",
    "measure_ids",
    "measures_of",
    "read_measure",
    "read_topic",
    "topic_ids",
    "topics_of",
]
FOLDER = "data/measures"
TOPICS = "data/topics"


def read_measure(project: Project, id: str) -> Measure:
    """One measure, completed by the defaults of its topic and of the body; a DefinitionError lists every fault of its file."""
    return project.once((FOLDER, id), lambda: _measure(project, id))


def _measure(project: Project, id: str) -> Measure:
    name = f"{FOLDER}/{id}.yml"
    said = project.record(MeasureFile, name)
    values = completed(said, id, _defaults(project, said.topic))
    lacking = [key for key in ("owner", "next_review") if not values[key]]
    if lacking:
        raise DefinitionError(
            [
                Fault(
                    name, "", f"'{key}' is missing.", f"Add it, or to the defaults of {TOPICS}/{said.topic}.yml or data/body.yml."
                )
                for key in lacking
            ]
        )
    values["window"] = _window(project, said)
    return Measure.model_construct(**_without_overlap(name, said, values))


def _without_overlap(name: str, said: MeasureFile, values: dict[str, Any]) -> dict[str, Any]:
    """The values of a measure whose change sets no period against one that shares months with it; a DefinitionError where its own
    file asks for that. A default that does not fit is read as the change on the year."""
    window = values["window"]
    if window.noun or window.unstated:
        return values
    asked = [key for key in ("change", "told_by") if values[key] == "change_on_month"]
    wrong = [key for key in asked if key in said.model_fields_set]
    if wrong:
        found = f"change_on_month sets each value against the one before, and the values cover {window}: the two share months."
        raise DefinitionError([Fault(name, key, found, "Write change_on_year or change_12_months.") for key in wrong])
    return values | dict.fromkeys(asked, "change_on_year")


def _window(project: Project, said: MeasureFile) -> Window:
    """What a measure's values cover: where a source has a value a quarter, each covers three months and not one."""
    if said.source not in source_names(project):
        return said.window
    try:
        about = read_descriptor(project, said.source)
        months = about.step if said.window.is_month else said.window.months
        each = "year" if about.period == "year" else NOUNS[about.step]
        return replace(said.window, months=months, step=about.step, each=each)
    except FaultsError:
        return said.window  # told with the other faults of sources


def read_topic(project: Project, id: str) -> Topic:
    """One topic; a DefinitionError lists every fault of its file."""
    said = project.record(TopicFile, f"{TOPICS}/{id}.yml")
    return project.once(
        (TOPICS, id), lambda: Topic.model_construct(**{name: getattr(said, name) for name in TopicFile.model_fields}, id=id)
    )


def topic_ids(project: Project) -> list[str]:
    """Ids of all topics: the names of the files."""
    return _ids(project, TOPICS, HYPHENED)


def measure_ids(project: Project) -> list[str]:
    """Ids of all measures: the names of the files."""
    return _ids(project, FOLDER, SNAKE)


def topics_of(project: Project, priority: str, scorecard: bool = False) -> list[Topic]:
    """The topics of a priority in their order (with the scorecard-only ones when asked)."""
    mine = [name.removesuffix(".yml") for name, said in project.lines(TOPICS, "priority:").items() if said == priority]
    topics = [read_topic(project, id) for id in mine]
    return sorted((t for t in topics if scorecard or not t.scorecard_only), key=lambda t: (t.scorecard_only, t.order, t.id))


def measures_of(project: Project, topic: str) -> list[Measure]:
    """The measures of a topic in their order.

    Only the files that name the topic count as opened, so that an edit elsewhere does not touch this topic's page.
    """
    mine = [name.removesuffix(".yml") for name, said in project.lines(FOLDER, "topic:").items() if said == topic]
    return sorted((read_measure(project, id) for id in mine), key=lambda m: (m.order, m.id))


def fault_list(project: Project) -> list[Fault]:
    """Every fault of every measure and topic, and of what they say of each other."""
    measures, topics, faults = {}, {}, []
    for ids, read, into in ((topic_ids(project), read_topic, topics), (measure_ids(project), read_measure, measures)):
        for id in ids:
            try:
                into[id] = read(project, id)
            except FaultsError as error:
                faults += error.faults
    faults += _hidden(project)
    return list(dict.fromkeys(faults + _cross_faults(measures, topics, measure_ids(project), topic_ids(project))))


def _defaults(project: Project, topic: str) -> Mapping[str, object]:
    """What a topic's measures need not say: the topic's word holds before the body's. Faults of either are told of themselves."""
    body, about = _sound(project, Body, BODY), _sound(project, TopicFile, f"{TOPICS}/{topic}.yml")
    found: dict[str, object] = {}
    for said in filter(None, (body, about)):
        found |= said.defaults.model_dump(exclude_unset=True)
    return found


def _hidden(project: Project) -> Iterator[Fault]:
    """Files whose topic or priority is not found by who looks for it line by line."""
    for folder, ids, model, key in (
        (FOLDER, measure_ids(project), MeasureFile, "topic"),
        (TOPICS, topic_ids(project), TopicFile, "priority"),
    ):
        told = project.lines(folder, f"{key}:")
        for id in ids:
            record = _sound(project, model, f"{folder}/{id}.yml")
            if record and getattr(record, key) != told[f"{id}.yml"]:
                yield Fault(
                    f"{folder}/{id}.yml", key, "is not written plainly.", f"Begin a line with: {key}: {getattr(record, key)}"
                )


def _sound(project: Project, model: type[Model], name: str) -> Any:
    """A record, where its file has no fault of its own (which is told elsewhere)."""
    try:
        return project.record(model, name)
    except ReportError:
        return None


def _ids(project: Project, folder: str, form: str) -> list[str]:
    """Names that can be ids; others are no files of the folder, and the check of stray files tells them."""
    found = (name.removesuffix(".yml") for name in project.names(folder) if name.endswith(".yml"))
    return [id for id in found if re.fullmatch(form, id)]


def _cross_faults(
    measures: Mapping[str, Measure], topics: Mapping[str, Topic], ids: list[str], topic_names: list[str]
) -> list[Fault]:
    """What files say of each other. A file that is wrong itself is there all the same (`ids`, `topic_names`)."""
    faults = [
        Fault(f"{FOLDER}/{m.id}.yml", "topic", f"there is no topic '{m.topic}'.", suggest(m.topic, topic_names))
        for m in measures.values()
        if m.topic not in topic_names
    ]
    faults += [
        Fault(f"{FOLDER}/{m.id}.yml", "of", f"there is no measure '{other}'.", suggest(str(other), ids))
        for m in measures.values()
        for other in m.of
        if other not in ids
    ]
    for topic in topics.values():
        named = [*topic.tiles, *(m for chart in topic.charts for m in (*chart.measures, chart.reference) if m)]
        faults += [
            Fault(f"{TOPICS}/{topic.id}.yml", "", f"there is no measure '{id}'.", suggest(str(id), ids))
            for id in dict.fromkeys(map(str, named))
            if id not in ids
        ]
    return faults

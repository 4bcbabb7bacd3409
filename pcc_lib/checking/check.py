"""Check everything before anything runs: every fault of every input, reported at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from pcc_lib.checking import claims as check_claims
from pcc_lib.checking import commentary as check_commentary
from pcc_lib.checking import counterparts as check_counterparts
from pcc_lib.checking import definition_texts as check_texts
from pcc_lib.checking import key_metrics as check_key_metrics
from pcc_lib.checking import naming as check_naming
from pcc_lib.checking import originals as check_originals
from pcc_lib.checking import pages as check_pages
from pcc_lib.checking import panel as check_panel
from pcc_lib.checking import questions as check_questions
from pcc_lib.checking import sayings as check_sayings
from pcc_lib.checking import statutory as check_statutory
from pcc_lib.checking import stray as check_stray
from pcc_lib.checking import typed_cells as check_typed_cells
from pcc_lib.checking import values as check_values
from pcc_lib.checking.pages import expected_blocks
from pcc_lib.core.errors import DataError, Fault, ReportError, suggest, summed, told, told_questions
from pcc_lib.core.numerals import part_id
from pcc_lib.core.progress import steps
from pcc_lib.core.quarters import Quarter
from pcc_lib.core.text import listed
from pcc_lib.counting import asked as incidents
from pcc_lib.counting import held as counted_sources
from pcc_lib.figures.figures import Figures, figures_of
from pcc_lib.inputs import imports, key_metrics, measures, placed, plan, releases, revised, source_faults, sources, supplies
from pcc_lib.inputs.measures import TOPICS
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.project import BODY, Project
from pcc_lib.inputs.readable_quarter import ReadableQuarter
from pcc_lib.pages import chart_kinds

__all__ = ["CheckError", "check_all", "expected_blocks", "fault_list"]


class CheckError(DataError):
    """Inputs of a quarter are wrong; nothing was built. `questions` are what its data ask besides, `unread` what could not be
    looked at for the faults."""

    def __init__(self, faults: Iterable[Fault], questions: Sequence[str] = (), unread: str = "") -> None:
        self.questions, self.unread = tuple(questions), unread
        super().__init__(faults)

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *told_questions(self.questions), *filter(None, [self.unread])])


def check_all(project: Project, quarter: Quarter) -> list[str]:
    """Verify all inputs of a quarter; a CheckError lists every fault found. Gives what the data ask and nobody has answered."""
    folder = ReadableQuarter(project, quarter)
    faults, asked = fault_list(project, folder), check_questions.asked(folder)
    if faults:
        raise CheckError(faults, [] if "answers" in folder.passed_over else asked, _unread(folder))
    return asked


def _unread(folder: ReadableQuarter) -> str:
    """What is said where nothing could be: more may come when the quarter's own file is mended."""
    if keys := folder.passed_over:
        have, it = ("has a fault", "it were") if len(keys) == 1 else ("have faults", "they were")
        return (
            f"While {listed([f'`{shown(key, 40)}`' for key in keys])} in {folder.name}/quarter.yml {have}, all else is "
            f"checked as if {it} not there."
        )
    try:
        _ = folder.about
    except ReportError:
        return (
            f"While {folder.name}/quarter.yml cannot be read, nobody looks at the quarter's texts, figures and questions: "
            "mend it first, and check again."
        )
    return ""


def fault_list(project: Project, folder: QuarterFolder) -> list[Fault]:
    """Every fault of every input of a quarter, commentary included, in the order of the data.

    A file that is wrong holds back only what rests on it: what can be said of the others is said in the same run.
    """
    folder = ReadableQuarter.of(folder)
    finders = _finders(project, folder, figures_of(folder))
    looking = steps("Checking", finders, len(finders), name=lambda finder: finder[0])
    return summed(dict.fromkeys(fault for place, find in looking for fault in told(place, find)))


def _finders(project: Project, folder: QuarterFolder, figures: Figures) -> Sequence[tuple[str, Callable[[], Any]]]:
    """What looks for faults, and what each looks at, in the order of the data."""
    return (
        (BODY, lambda: project.body),
        ("data", lambda: check_stray.fault_list(project)),
        (measures.FOLDER, lambda: measures.fault_list(project)),
        (sources.FOLDER, lambda: source_faults.fault_list(project) + placed.fault_list(project)),
        (imports.FILE, lambda: told(imports.FILE, lambda: imports.recipe(project))),
        (incidents.FOLDER, lambda: counted_sources.fault_list(project)),
        (sources.FOLDER, lambda: releases.fault_list(project)),
        (sources.FOLDER, lambda: revised.fault_list(project)),
        (plan.PLAN, lambda: plan.fault_list(project, folder.quarter)),
        (plan.PLAN, lambda: supplies.fault_list(project)),
        (TOPICS, lambda: list(_topic_faults(project))),
        (TOPICS, lambda: chart_kinds.fault_list(project)),
        (plan.PLAN, lambda: _headline_faults(project)),
        (BODY, lambda: _track_record_faults(project)),
        (plan.PLAN, lambda: key_metrics.fault_list(project)),
        (plan.PLAN, lambda: check_key_metrics.part_faults(figures)),
        (sources.FOLDER, lambda: _late_faults(project)),
        (plan.PLAN, lambda: list(check_statutory.fault_list(project))),
        (plan.PLAN, lambda: check_panel.fault_list(figures)),
        (folder.name, lambda: check_values.fault_list(figures)),
        (measures.FOLDER, lambda: list(check_counterparts.fault_list(figures))),
        (folder.name, lambda: check_originals.fault_list(figures)),
        (folder.name, lambda: check_questions.answer_faults(folder)),
        (folder.name, lambda: check_sayings.fault_list(folder)),
        ("notebooks", lambda: check_pages.fault_list(project)),
        ("notebooks", lambda: check_typed_cells.fault_list(figures)),
        (folder.name, lambda: check_commentary.topic_faults(figures)),
        (folder.name, lambda: check_commentary.priority_faults(figures)),
        (plan.PLAN, lambda: check_naming.fault_list(folder)),
        (plan.PLAN, lambda: check_claims.fault_list(folder)),
        (measures.FOLDER, lambda: check_texts.fault_list(figures)),
    )


def _headline_faults(project: Project) -> list[Fault]:
    """Headline measures of a priority that there are not, and parts that they do not have."""
    known, file = set(measures.measure_ids(project)), f"{plan.PLAN}/priorities.yml"
    faults = []
    for priority, text in ((p.id, text) for p in plan.priorities(project) for text in p.headlines):
        id, _, part = text.partition(".")
        if id not in known:
            faults.append(Fault(file, f"{priority}, headlines", f"there is no measure '{id}'.", suggest(id, known)))
        elif part and part not in (parts := _parts(project, id)):
            faults.append(Fault(file, f"{priority}, headlines", f"{id} has no part '{part}'.", suggest(part, parts)))
    return faults


def _track_record_faults(project: Project) -> list[Fault]:
    """Measures of the track record that there are not."""
    known = measures.measure_ids(project)
    missing = [id for id in project.body.track_record.measures if id not in known]
    return [Fault(BODY, "track_record, measures", f"there is no measure '{id}'.", suggest(id, known)) for id in missing]


def _parts(project: Project, id: str) -> list[str]:
    """The parts that a measure is told by, by their ids; none where its files have faults, which are told elsewhere."""
    try:
        measure = measures.read_measure(project, id)
        source = sources.read_source(project, measure.source) if measure.source and measure.breakdown else None
    except ReportError:
        return []
    return sorted({part_id(value) for value in source.frame[measure.breakdown]}) if source else []


def _topic_faults(project: Project) -> Iterator[Fault]:
    """Topics of a priority that there is not (no page would tell them), and events that there are not."""
    known, events = _priority_ids(project), _event_ids(project)
    for id in measures.topic_ids(project):
        try:
            topic, name = measures.read_topic(project, id), f"{TOPICS}/{id}.yml"
        except ReportError:
            continue  # told with the other faults of definitions
        if known and topic.priority not in known:
            yield Fault(name, "priority", f"there is no priority '{topic.priority}'.", suggest(topic.priority, known))
        if events is not None:
            unknown = (e for e in topic.events if e not in events)
            yield from (Fault(name, "events", f"there is no event '{e}'.", suggest(e, events)) for e in unknown)


def _priority_ids(project: Project) -> list[str]:
    """Ids of the priorities (none where their file is wrong, which the plan's own check tells)."""
    try:
        return [p.id for p in plan.priorities(project)]
    except ReportError:
        return []


def _event_ids(project: Project) -> list[str] | None:
    """Ids of the events (None where their file is wrong)."""
    try:
        return plan.event_ids(project)
    except ReportError:
        return None


def _late_faults(project: Project) -> list[Fault]:
    """Rows of a time that no quarter can tell of."""
    dates = []
    for name in plan.quarter_names(project):
        try:
            dates.append(QuarterFolder(project, Quarter.parse(name)).written_on)
        except ReportError:
            continue  # told with the other faults of the quarters
    return source_faults.late_faults(project, max(dates)) if dates else []

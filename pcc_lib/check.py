"""Check everything before anything runs: every fault of every input, reported at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pcc_lib import commentary, measures, plan, sources
from pcc_lib.errors import DataError, Fault, FaultsError, ReportError, raise_if, suggest
from pcc_lib.figures import Figures
from pcc_lib.measures import FOLDER, TOPICS, Measure
from pcc_lib.plan import QuarterFolder
from pcc_lib.project import KEY, Project
from pcc_lib.quarters import Quarter


class CheckError(DataError):
    """Inputs of a quarter are wrong; nothing was built."""


def check_all(project: Project, quarter: Quarter) -> None:
    """Verify all inputs of a quarter; a CheckError lists every fault found."""
    raise_if(CheckError, fault_list(project, QuarterFolder(project, quarter)))


def fault_list(project: Project, folder: QuarterFolder) -> list[Fault]:
    """Definitions, sources, plan and quarter; then, where those are sound, every measure's series and all commentary."""
    faults = _guarded("data/body.yml", lambda: project.body and [])
    for name, checked in (("data/measures", measures), ("data/sources", sources), ("data/plan", plan)):
        faults += _guarded(name, lambda checked=checked: checked.fault_list(project))
    if not faults:
        figures = Figures(project, folder)
        faults += _guarded(TOPICS, lambda: list(_topic_faults(project)))
        faults += _guarded(FOLDER, lambda: list(_series_faults(project, figures)))
        faults += _guarded(FOLDER, lambda: list(_policy_faults(project, figures)))
        faults += _guarded(folder.name, lambda: list(_month_faults(project, folder, figures)))
        faults += _guarded(folder.name, lambda: commentary.fault_list(folder, figures))
    return list(dict.fromkeys(faults))


def expected_blocks(project: Project, page: str) -> set[str]:
    """The blocks that a page must show: a priority's page its highlights, and What? So what? Now what? of each topic."""
    about = next((p for p in plan.priorities(project) if p.page == page), None)
    if about is None:
        return set()
    topics = [t.id for t in measures.topics_of(project, about.id)]
    return {"outcomes", "focus", "deliverables", "risks"} | {
        f"{topic}/{part}" for topic in topics for part in ("what", "so_what", "now_what")}


def _guarded(place: str, find: Callable[[], list[Fault]]) -> list[Fault]:
    """Faults that are raised count like faults that are returned."""
    try:
        return find()
    except FaultsError as error:
        return error.faults
    except ReportError as error:
        return [Fault(place, "", str(error))]


def _topic_faults(project: Project) -> Iterator[Fault]:
    """Topics of a priority that there is not (no page would tell them), and events that there are not."""
    known = [p.id for p in plan.priorities(project)]
    for id in measures.topic_ids(project):
        topic, name = measures.read_topic(project, id), f"{TOPICS}/{id}.yml"
        if topic.priority not in known:
            yield Fault(name, "priority", f"there is no priority '{topic.priority}'.", suggest(topic.priority, known))
        yield from _guarded(name, lambda topic=topic: plan.events(project, topic.events) and [])


def _series_faults(project: Project, figures: Figures) -> Iterator[Fault]:
    """Measures that ask a source for what it does not have."""
    for id in measures.measure_ids(project):
        measure = figures.measure(id)
        if measure.source:
            yield from _guarded(f"{FOLDER}/{id}.yml", lambda id=id: (figures.series(id) and []) or [])


def _policy_faults(project: Project, figures: Figures) -> Iterator[Fault]:
    """Measures that show openly what another measure hides, and sources of small numbers without a secret.

    A source has one policy: what one of its columns shows may give away what another hides.
    """
    seen: dict[str, Measure] = {}
    for measure in (figures.measure(id) for id in measures.measure_ids(project)):
        place = f"{FOLDER}/{measure.id}.yml"
        for source in filter(None, dict.fromkeys((measure.source, measure.population.partition(".")[0]))):
            first, policy = seen.setdefault(source, measure), measure.disclosure if source == measure.source else "none"
            told = first.disclosure if source == first.source else "none"
            if told != policy:
                yield Fault(place, "disclosure", f"uses {source} under '{policy}', but {first.id} uses it under '{told}'.",
                            "Give all measures of a source one policy.")
        if measure.disclosure != "none" and measure.source and not project.key_of(f"data/sources/{measure.source}.csv"):
            yield Fault(place, "disclosure", f"data/sources/{measure.source}{KEY} is missing: without it, fingerprints in "
                        "the published record would let small numbers be guessed.",
                        'Write it with: python -c "import secrets; print(secrets.token_hex(32))". Never publish it.')


def _month_faults(project: Project, folder: QuarterFolder, figures: Figures) -> Iterator[Fault]:
    """Reporting months that name no source or measure, that a source does not reach, or that are not given."""
    file, months = f"{folder.name}/quarter.yml", folder.about["reporting_months"]
    names = set(sources.source_names(project))
    for name in months["sources"] or {}:
        if name not in names:
            yield Fault(file, "reporting_months, sources", f"there is no source '{name}'.", "Take it out.")
    ids = set(measures.measure_ids(project))
    for id in months.get("measures") or {}:
        if id not in ids:
            yield Fault(file, "reporting_months, measures", f"there is no measure '{id}'.", "Take it out.")
    used: dict[str, Measure] = {}
    for id in sorted(ids):
        used.setdefault(figures.measure(id).source, figures.measure(id))
    for name in sorted(n for n in used if n):
        told = str((months["sources"] or {}).get(name, ""))
        source = figures.source(name)
        if not told:
            yield Fault(file, "reporting_months, sources", f"'{name}' has no reporting month.", "Add it.")
        elif "published" not in set(source.frame["kind"]) and source.last_period < told and len(source.frame):
            yield Fault(f"data/sources/{source.file}", "", f"ends in {source.last_period}, and {file} wants {told}.",
                        "Bring the missing rows, or set the reporting month back.")
        elif not len(source.frame):
            yield Fault(f"data/sources/{source.file}", "", "holds no rows.", "Bring the data.")

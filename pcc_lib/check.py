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

TOPIC_BLOCKS = ("what", "so_what", "now_what")


class CheckError(DataError):
    """Inputs of a quarter are wrong; nothing was built."""


def check_all(project: Project, quarter: Quarter) -> None:
    """Verify all inputs of a quarter; a CheckError lists every fault found."""
    raise_if(CheckError, fault_list(project, QuarterFolder(project, quarter)))


def fault_list(project: Project, folder: QuarterFolder) -> list[Fault]:
    """Definitions, sources, plan, quarters and notebooks; then, where what figures rest on is sound, series and commentary.

    Faults of the plan, of notebooks, deliverables and stated facts do not hold the second stage back.
    """
    faults = _guarded("data/body.yml", lambda: project.body and [])
    for name, checked in (("data/measures", measures), ("data/sources", sources)):
        faults += _guarded(name, lambda checked=checked: checked.fault_list(project))
    faults += _guarded(FOLDER, lambda: list(_supply_faults(project)))
    quarter = _guarded("data/plan", lambda: plan.fault_list(project))
    sound = not faults and not any(f.file == f"{folder.name}/quarter.yml" for f in quarter)
    faults += quarter + _guarded(TOPICS, lambda: list(_topic_faults(project)))
    faults += _guarded("data/plan", lambda: _headline_faults(project))
    faults += _guarded("notebooks", lambda: _notebook_faults(project))
    if sound:
        figures = Figures(project, folder)
        faults += _guarded("data/sources", lambda: _late_faults(project))
        faults += _guarded(FOLDER, lambda: list(_series_faults(project, figures)))
        faults += _guarded(FOLDER, lambda: list(_policy_faults(project, figures)))
        faults += _guarded(folder.name, lambda: list(_month_faults(project, folder, figures)))
        faults += _guarded(folder.name, lambda: commentary.fault_list(folder, figures))
    return list(dict.fromkeys(faults))


def _headline_faults(project: Project) -> list[Fault]:
    """Headline measures of a priority that there are not."""
    known, file = set(measures.measure_ids(project)), f"{plan.PLAN}/priorities.yml"
    return [Fault(file, f"{p.id}, headlines", f"there is no measure '{id}'.", suggest(id, known))
            for p in plan.priorities(project) for id in p.headlines if id not in known]


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
    try:
        known = [p.id for p in plan.priorities(project)]
    except ReportError:  # the plan's own check tells it
        known = []
    for id in measures.topic_ids(project):
        try:
            topic, name = measures.read_topic(project, id), f"{TOPICS}/{id}.yml"
        except ReportError:
            continue  # told with the other faults of definitions
        if known and topic.priority not in known:
            yield Fault(name, "priority", f"there is no priority '{topic.priority}'.", suggest(str(topic.priority), known))
        events = plan.event_ids(project) if topic.events else []
        for event in topic.events:
            if event not in events:
                yield Fault(name, "events", f"there is no event '{event}'.", suggest(str(event), events))


def _supply_faults(project: Project) -> Iterator[Fault]:
    """Measures that name a source that there is not."""
    known = sources.source_names(project)
    for id in measures.measure_ids(project):
        try:
            measure = measures.read_measure(project, id)
        except ReportError:
            continue
        for key, name in (("source", measure.source), ("population", measure.population.partition(".")[0])):
            if name and name not in known:
                yield Fault(f"{FOLDER}/{id}.yml", key, f"there is no source '{name}'.", suggest(name, known))


def _late_faults(project: Project) -> list[Fault]:
    """Rows of a time that no quarter can tell of."""
    dates = []
    for name in plan.quarter_names(project):
        try:
            dates.append(QuarterFolder(project, Quarter.parse(name)).written_on)
        except ReportError:
            continue  # told with the other faults of the quarters
    return sources.late_faults(project, max(dates)) if dates else []


def _notebook_faults(project: Project) -> list[Fault]:
    """Notebooks that cannot be run, blocks that there are not, and topics that there are not."""
    from pcc_lib.pages.contents import TOC, notebooks  # only here: what stands below must not wait for it
    from pcc_lib.runner import page_faults

    if not project.exists(TOC) and not project.names("notebooks"):
        return []
    faults = page_faults(project)
    if faults:
        return faults
    known = measures.topic_ids(project)
    for page in notebooks(project):
        file = f"notebooks/{page.stem}.ipynb"
        for call in page.calls:
            if call.name in TOPIC_BLOCKS and len(call.args) == 1 and call.args[0] not in known:
                faults.append(Fault(file, f'report.{call.name}("{call.args[0]}")', f"there is no topic '{call.args[0]}'.",
                                    suggest(str(call.args[0]), known)))
    return faults


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
    file, months = f"{folder.name}/quarter.yml", folder.about.reporting_months
    names = set(sources.source_names(project))
    for name in months.sources:
        if name not in names:
            yield Fault(file, "reporting_months, sources", f"there is no source '{name}'.", "Take it out.")
    ids = set(measures.measure_ids(project))
    for id in months.measures:
        if id not in ids:
            yield Fault(file, "reporting_months, measures", f"there is no measure '{id}'.", "Take it out.")
    used: dict[str, Measure] = {}
    for id in sorted(ids):
        used.setdefault(figures.measure(id).source, figures.measure(id))
    for name in sorted(n for n in used if n):
        told = months.sources.get(name, "")
        source = figures.source(name)
        if not told:
            yield Fault(file, "reporting_months, sources", f"'{name}' has no reporting month.", "Add it.")
        elif "published" not in set(source.frame["kind"]) and source.last_period < told and len(source.frame):
            yield Fault(f"data/sources/{source.file}", "", f"ends in {source.last_period}, and {file} wants {told}.",
                        "Bring the missing rows, or set the reporting month back.")
        elif not len(source.frame):
            yield Fault(f"data/sources/{source.file}", "", "holds no rows.", "Bring the data.")

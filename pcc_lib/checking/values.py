"""Values: what definitions ask of the sources is there, and targets and months are such as can be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pcc_lib.checking.targets import target_faults
from pcc_lib.core.errors import Fault, ReportError, suggest, told
from pcc_lib.figures.figures import Figures
from pcc_lib.figures.series import Series
from pcc_lib.inputs import measures, sources, supplies
from pcc_lib.inputs.measures import FOLDER, TOPICS, Measure
from pcc_lib.inputs.project import KEY, Project
from pcc_lib.pages.chart_kinds import late


def fault_list(figures: Figures) -> list[Fault]:
    """Every fault of what measures, topics and the quarter ask of the sources."""
    project, folder = figures.project, figures.folder
    known = {id: m for id in measures.measure_ids(project) if (m := _read(figures, id))}
    faults = [*_supply_faults(project, known), *_policy_faults(project, known)]
    series = {id: s for id, m in known.items() if m.source for s in [_series(figures, id, faults)] if s is not None}
    for id, values in series.items():
        faults += _yearly_faults(known[id], values)
        faults += target_faults(known[id], values)
    faults += told(folder.name, lambda: list(_month_faults(figures, known)))
    return faults + list(_chart_faults(figures, series))


def _read(figures: Figures, id: str) -> Measure | None:
    """A measure, where its file is sound (its faults are told elsewhere)."""
    try:
        return figures.measure(id)
    except ReportError:
        return None


def _series(figures: Figures, id: str, faults: list[Fault]) -> Series | None:
    """A measure's series; what it asks for in vain goes to `faults`."""
    found: list[Series | None] = []
    faults += told(f"{FOLDER}/{id}.yml", lambda: found.append(figures.series(id)))
    return found[0] if found else None


def _supply_faults(project: Project, known: Mapping[str, Measure]) -> Iterator[Fault]:
    """Measures that name a source that there is not."""
    there = sources.source_names(project)
    for id, measure in known.items():
        for key, name in (("source", measure.source), ("population", measure.population.partition(".")[0])):
            if name and name not in there:
                yield Fault(f"{FOLDER}/{id}.yml", key, f"there is no source '{name}'.", suggest(name, there))


def _policy_faults(project: Project, known: Mapping[str, Measure]) -> Iterator[Fault]:
    """Measures that show openly what another measure hides, and sources of small numbers without a secret.

    A source has one policy: what one of its columns shows may give away what another hides. The plan shows all of its own.
    """
    seen: dict[str, Measure] = {}
    of_plan = supplies.supplying(project)
    for measure in known.values():
        place = f"{FOLDER}/{measure.id}.yml"
        for source in filter(None, dict.fromkeys((measure.source, measure.population.partition(".")[0]))):
            first, policy = seen.setdefault(source, measure), measure.disclosure if source == measure.source else "none"
            other = first.disclosure if source == first.source else "none"
            if other != policy:
                yield Fault(
                    place,
                    "disclosure",
                    f"uses {source} under '{policy}', but {first.id} uses it under '{other}'.",
                    "Give all measures of a source one policy.",
                )
        if measure.disclosure != "none" and measure.source in of_plan:
            wrong = f"is '{measure.disclosure}', but the plan's tables show every number of {measure.source}."
            yield Fault(place, "disclosure", wrong, "Take the measure, or the plan, from another source.")
        if measure.disclosure != "none" and measure.source and not project.key_of(f"data/sources/{measure.source}.csv"):
            yield Fault(
                place,
                "disclosure",
                f"data/sources/{measure.source}{KEY} is missing: without it, fingerprints in "
                "the published record would let small numbers be guessed.",
                'Write it with: python -c "import secrets; print(secrets.token_hex(32))". Never publish it.',
            )


def _yearly_faults(measure: Measure, series: Series) -> Iterator[Fault]:
    """Windows and changes of months, asked of yearly values: twelve of these are twelve years."""
    if series.source.period != "year":
        return
    place, found = f"{FOLDER}/{measure.id}.yml", f"the values of {series.source.file} are yearly."
    if not (measure.window.is_month or measure.how.ready_made):
        yield Fault(place, "window", found, "Take it out: each value covers its year.")
    if measure.change not in ("change_on_year", "none"):
        yield Fault(place, "change", found, "Write change: change_on_year, or none.")


def _month_faults(figures: Figures, known: Mapping[str, Measure]) -> Iterator[Fault]:
    """Reporting months that name no source or measure, that have no row, or that are not given."""
    project, folder = figures.project, figures.folder
    file, months = f"{folder.name}/quarter.yml", folder.about.reporting_months
    there, ids = sources.source_names(project), measures.measure_ids(project)
    for kind, words, names in (("sources", "source", there), ("measures", "measure", ids)):
        for name in getattr(months, kind):
            if name not in names:
                yield Fault(file, f"reporting_months, {kind}", f"there is no {words} '{name}'.", suggest(name, names))
    for name in dict.fromkeys(m.source for m in known.values() if m.source in there):
        yield from told(file, lambda name=name: list(_source_month_faults(figures, name, file)))
    for id, month in months.measures.items():
        if id in known and known[id].source in there:
            yield from told(file, lambda id=id, month=month: list(_row_faults(figures, known[id].source, month, file)))


def _source_month_faults(figures: Figures, name: str, file: str) -> Iterator[Fault]:
    month = figures.folder.reporting_months.get(name, "")
    if not month:
        yield Fault(file, "reporting_months, sources", f"'{name}' has no reporting month.", "Add it.")
    else:
        yield from _row_faults(figures, name, month, file)


def _row_faults(figures: Figures, name: str, month: str, file: str) -> Iterator[Fault]:
    """A reporting month of which a source has no row."""
    source = figures.source(name)
    where = f"data/sources/{source.file}"
    if not len(source.frame):
        yield Fault(where, "", "holds no rows.", "Bring the data.")
    elif len(month) != len(source.last_period):
        yield Fault(
            file,
            f"reporting_months, {name}",
            f"'{month}' is not written like the periods of {source.file}.",
            f"Write it like {source.last_period}.",
        )
    elif "published" in set(source.frame["kind"]):
        return  # what a producer publishes now and then is told as [x] in between
    elif source.last_period < month:
        yield Fault(
            where,
            "",
            f"ends in {source.last_period}, and {file} wants {month}.",
            "Bring the missing rows, or set the reporting month back.",
        )
    elif month not in set(source.frame[source.period]):
        yield Fault(
            where,
            "",
            f"has no row of {month}, the reporting month in {file}.",
            "Bring the row, with blanks where nothing is known, or set another month.",
        )


def _chart_faults(figures: Figures, series: Mapping[str, Series]) -> Iterator[Fault]:
    """Charts that begin after their data end."""
    for id in measures.topic_ids(figures.project):
        try:
            topic = measures.read_topic(figures.project, id)
        except ReportError:
            continue
        for chart in topic.charts:
            known = [series[m] for m in chart.measures if m in series]
            if last := late(chart, known):
                told_last = last == max(s.last for s in known)
                of_what = f"that {figures.folder.name}/quarter.yml tells" if told_last else "with a value"
                found = f"{chart.start} is not before the last month {of_what} ({last})."
                yield Fault(f"{TOPICS}/{id}.yml", f"chart {chart.id}, from", found, "Begin the chart earlier.")

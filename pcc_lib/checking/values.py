"""Values: what definitions ask of the sources is there, and targets and months are such as can be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pcc_lib.checking.targets import target_faults
from pcc_lib.core.errors import Fault, ReportError, suggest, told
from pcc_lib.core.periods import FIRST_MONTHS
from pcc_lib.core.quarters import period_label
from pcc_lib.figures import part_of_whole
from pcc_lib.figures.figures import Figures
from pcc_lib.figures.series import Series
from pcc_lib.inputs import measures, missing_rows, sources, supplies
from pcc_lib.inputs.measures import FOLDER, TOPICS, Chart, Measure, Topic
from pcc_lib.inputs.project import KEY, Project
from pcc_lib.pages.chart_kinds import drawn_as_value, late


def fault_list(figures: Figures) -> list[Fault]:
    """Every fault of what measures, topics and the quarter ask of the sources."""
    project, folder = figures.project, figures.folder
    known = {id: m for id in measures.measure_ids(project) if (m := _read(figures, id))}
    faults = [*_supply_faults(project, known), *_policy_faults(project, known)]
    series = {id: s for id, m in known.items() if m.source for s in [_series(figures, id, faults)] if s is not None}
    for id, values in series.items():
        faults += _rhythm_faults(known[id], values)
        faults += target_faults(known[id], values)
    faults += _option_faults(figures, {id: known[id] for id in series})
    faults += _pair_faults(figures, known, series)
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


def _option_faults(figures: Figures, known: Mapping[str, Measure]) -> Iterator[Fault]:
    """Options of a survey's question that add up to more than its answers."""
    for name in dict.fromkeys(m.source for m in known.values() if m.source):
        of_source = [m for m in known.values() if m.source == name]
        yield from told(name, lambda name=name, all=of_source: list(part_of_whole.option_faults(all, figures.source(name))))


def _rhythm_faults(measure: Measure, series: Series) -> Iterator[Fault]:
    """Windows and changes of months, asked of values that come more seldom: twelve yearly values are twelve years."""
    calendar, window = series.source.calendar, measure.window
    place, found = f"{FOLDER}/{measure.id}.yml", f"the values of {series.source.file} are {calendar.adverb}"
    if calendar.monthly:
        return
    if calendar.kind == "year":
        if not (window.is_month or measure.how.ready_made):
            yield Fault(place, "window", f"{found}.", "Take it out: each value covers its year.")
        if measure.change not in ("change_on_year", "none"):
            yield Fault(place, "change", f"{found}.", "Write change: change_on_year, or none.")
        return
    if measure.change == "change_on_month":
        yield Fault(place, "change", f"{found}.", "Write change: change_on_year.")
    begins = window.since or (f"2023-{FIRST_MONTHS[window.year]:02d}" if window.year else "")
    if window.months % calendar.step or (begins and not calendar.begins(begins)):
        wrong = f"{found} and end in {calendar.ends}, so {window} is no whole number of them."
        yield Fault(place, "window", wrong, f"Take it out: each value covers {calendar.step} months.")


def _pair_faults(figures: Figures, known: Mapping[str, Measure], series: Mapping[str, Series]) -> Iterator[Fault]:
    """Measures set beside each other month by month, of which one has no value for each month."""
    pairs = {(f"{FOLDER}/{m.id}.yml", "of"): m.of for m in known.values() if m.of}
    for id in measures.topic_ids(figures.project):
        for topic in _topic(figures.project, id):
            pairs |= {(f"{TOPICS}/{id}.yml", f"chart {c.id}"): c.measures for c in topic.charts if c.kind == "scatter"}
    for (file, place), ids in pairs.items():
        for values in (series[id] for id in ids if id in series and not series[id].source.calendar.monthly):
            found = (
                f"the values of {values.source.file} are {values.source.calendar.adverb}, and months are set beside each other."
            )
            yield Fault(file, place, found, "Name two measures that have a value for each month.")


def _topic(project: Project, id: str) -> list[Topic]:
    """A topic, where its file is sound (its faults are told elsewhere)."""
    try:
        return [measures.read_topic(project, id)]
    except ReportError:
        return []


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
    where, calendar = f"data/sources/{source.file}", source.calendar
    if not len(source.frame):
        yield Fault(where, "", "holds no rows.", "Bring the data.")
        return
    last = calendar.written(source.last_period)
    if len(calendar.read(month)) != len(source.last_period):
        found = f"'{month}' is not written like the periods of {source.file}."
        yield Fault(file, f"reporting_months, {name}", found, f"Write it like {last}.")
    elif not calendar.meets(month):
        found = f"the {calendar.adverb} values of {source.file} end in {calendar.ends}, and this is {period_label(month)}."
        yield Fault(file, f"reporting_months, {name}", found, f"Write the last of them that is known, such as {last}.")
    elif "published" in set(source.frame["kind"]) or _is_declared(source, month):
        return  # what a producer publishes now and then is told as [x] in between, and so is a gap that is known
    elif source.last_period < month:
        todo = "Bring the missing rows, or set the reporting month back."
        yield Fault(where, "", f"ends in {last}, and {file} wants {calendar.written(month)}.", todo)
    elif month not in set(source.frame[source.period]):
        todo = "Bring the row, with blanks where nothing is known, or set another month."
        yield Fault(where, "", f"has no row of {calendar.written(month)}, the reporting month in {file}.", todo)


def _is_declared(source: sources.Source, month: str) -> bool:
    """Whether the descriptor says of every part that it has no row in a month."""
    return all(missing_rows.is_declared(source, month, part) for part in source.parts)


def _chart_faults(figures: Figures, series: Mapping[str, Series]) -> Iterator[Fault]:
    """Charts that begin after their data end, or whose statistic their kind cannot draw."""
    for id in measures.topic_ids(figures.project):
        for chart in (chart for topic in _topic(figures.project, id) for chart in topic.charts):
            known = [series[m] for m in chart.measures if m in series]
            if last := late(chart, known):
                told_last = last == max(s.last for s in known)
                of_what = f"that {figures.folder.name}/quarter.yml tells" if told_last else "with a value"
                found = f"{chart.start} is not before the last month {of_what} ({last})."
                yield Fault(f"{TOPICS}/{id}.yml", f"chart {chart.id}, from", found, "Begin the chart earlier.")
            yield from _statistic_faults(chart, f"{TOPICS}/{id}.yml")


def _statistic_faults(chart: Chart, file: str) -> Iterator[Fault]:
    """A change that is drawn as a value: its title, its axis and which parts it leaves out would be those of values."""
    if drawn_as_value(chart):
        found = f"{chart.statistic} is a change, and kind: {chart.kind} draws values."
        yield Fault(file, f"chart {chart.id}, statistic", found, "Write kind: change, or take statistic out.")

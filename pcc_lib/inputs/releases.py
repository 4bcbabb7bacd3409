"""Earlier releases of a source: what it held when an earlier month was its newest, kept to learn how months are revised.

data/sources/calls.releases/2023-06.csv is what calls.csv was when June 2023 was the newest month in it. The descriptor of the
source reads it.
"""

from __future__ import annotations

from collections.abc import Iterator

from pcc_lib.core.errors import DataError, Fault, FaultsError, raise_if
from pcc_lib.core.quarters import MONTH
from pcc_lib.inputs import constraints
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER, Source, read_descriptor, read_source, rows_of, source_names

SUFFIX = ".releases"
_TODO = "Name each file after the newest month in it, such as 2023-06.csv."


def releases(project: Project, name: str) -> list[Source]:
    """The earlier releases of a source, oldest first; a DataError lists what is wrong with their files."""
    return project.once((FOLDER, name, SUFFIX), lambda: _all(project, name))


def release_named(project: Project, file: str) -> Source | None:
    """The release that source cells cite as `calls.releases/2023-06.csv`; None where there is none of that name."""
    name, dot, _ = file.partition(f"{SUFFIX}/")
    known = releases(project, name) if dot and name in source_names(project) else []
    return next((each for each in known if each.file == file), None)


def fault_list(project: Project) -> list[Fault]:
    """Every fault of every release: its name, its cells, what its descriptor declares, and folders that belong to no source."""
    faults, sources = [], source_names(project)
    for folder in project.names(FOLDER):
        name = folder.removesuffix(SUFFIX)
        if name == folder:
            continue
        if name not in sources:
            todo = f"Rename it after a source, such as {sources[0] if sources else 'calls'}{SUFFIX}, or take it away."
            faults.append(Fault(f"{FOLDER}/{folder}", "", f"holds releases of '{name}', and there is no such source.", todo))
            continue
        try:
            faults += [fault for each in releases(project, name) for fault in _declared(each)]
        except FaultsError as error:
            faults += error.faults
    return faults


def _all(project: Project, name: str) -> list[Source]:
    if f"{name}{SUFFIX}" not in project.names(FOLDER):
        return []
    found, faults = [], []
    for file in project.names(f"{FOLDER}/{name}{SUFFIX}"):
        try:
            found.append(_read(project, name, file))
        except FaultsError as error:
            faults += error.faults
    raise_if(DataError, faults)
    return found


def _read(project: Project, name: str, file: str) -> Source:
    about, path = read_descriptor(project, name), f"{name}{SUFFIX}/{file}"
    whole, month = f"{FOLDER}/{path}", file.removesuffix(".csv")
    if not (file.endswith(".csv") and MONTH.fullmatch(month)):
        raise DataError([Fault(whole, "", "is not named after a month.", _TODO)])
    if about.period != "month":
        raise DataError([Fault(whole, "", f"is a release of {about.path}, whose values are not monthly.", "Take it away.")])
    frame, calendar, names = rows_of(project, whole, about)
    renamed = about.model_copy(update={"path": path})
    release = Source(name, about.title, frame, about.period, about.breakdown, renamed, calendar, names)
    raise_if(DataError, _date_faults(release, whole, month, read_source(project, name).last_period))
    return release


def _date_faults(release: Source, file: str, month: str, newest: str) -> Iterator[Fault]:
    if release.last_period != month:
        yield Fault(file, "", f"its newest month is {release.last_period or 'none'}, and its name says {month}.", _TODO)
    elif month > newest:
        todo = "Put the newest data into the source itself, and keep what it was here."
        yield Fault(file, "", f"is newer than the source, which ends with {newest}.", todo)


def _declared(release: Source) -> list[Fault]:
    return list(constraints.faults_in(release.frame, release.about, f"{FOLDER}/{release.file}"))

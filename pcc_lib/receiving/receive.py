"""From files to plans: what `pcc receive` shows before it asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pcc_lib.core.errors import DataError, Fault, FaultsError, ReportError, suggest
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import read_descriptor, source_names
from pcc_lib.receiving.asked import Asked
from pcc_lib.receiving.incoming import Incoming
from pcc_lib.receiving.plan import Plan, plan_of
from pcc_lib.receiving.reading import Sent, incomings
from pcc_lib.receiving.telling import gathered


def plans_of(project: Project, files: Sequence[Sent], asked: Asked) -> list[Plan]:
    """What receiving files would do to each source; a DataError lists what is refused, many like faults in one line."""
    if asked.source:
        _refuse_unknown(project, asked)
    try:
        return planned(project, incomings(project, files, asked))
    except DataError as error:
        raise DataError(gathered(error.faults)) from None


def planned(project: Project, several: Iterable[Incoming]) -> list[Plan]:
    """A plan for each source; a DataError lists the faults of all of them."""
    found: list[Plan] = []
    faults: list[Fault] = []
    for incoming in several:
        try:
            found.append(plan_of(project, incoming))
        except FaultsError as error:
            faults += error.faults
    if faults:
        raise DataError(gathered(faults))
    return found


def _refuse_unknown(project: Project, asked: Asked) -> None:
    """A source that there is not, and names that mean nothing to it."""
    known = source_names(project)
    if asked.source not in known:
        raise ReportError(f"--source {asked.source}: there is no such source. {suggest(asked.source, known)}")
    about = read_descriptor(project, asked.source)
    field = about.field(about.breakdown)
    parts = (field and field.constraints.enum) or ()
    words = [*(f.name for f in about.fields), *parts, *([project.body.whole] if about.areas else [])]
    for name, target in asked.names.items():
        if target and parts and target not in words:
            raise ReportError(
                f"--map '{name}={target}': {asked.source} has no column or {about.breakdown} '{target}'. {suggest(target, words)}"
            )

"""A new source: a file that was found to be one, written as sources are, with a descriptor that says what was found."""

from __future__ import annotations

from collections.abc import Mapping

from pcc_lib.core.csv_cells import csv_as_given
from pcc_lib.core.errors import DataError, Fault, FaultsError
from pcc_lib.core.quarters import first_month, shift
from pcc_lib.founding.changes import Changes, newest_quarter
from pcc_lib.founding.describing import breakdown_of, undescribed
from pcc_lib.founding.found import Found, Origin
from pcc_lib.inputs.models.sources import TAIL
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER, PACKAGE
from pcc_lib.inputs.yaml_adding import Entry, scalar
from pcc_lib.receiving.asked import Asked
from pcc_lib.receiving.receive import plans_of


def new_source(project: Project, found: Found, origin: Origin) -> list[str]:
    """Bring a file into the project as a source; the names of the files that were written. The file itself stays where it is.

    A DataError where a file of that name is there and says something else; then nothing is written.
    """
    changes, (place, about) = Changes(project), _places(found)
    text = csv_as_given(_rows(found))
    if not project.exists(place):
        changes.create(place, text)
    elif project.read_text(place) != text:
        todo = "Move it out of the project and run the command on it there: it is then written as sources are."
        raise DataError([Fault(place, "", "is there already, and is not written as sources are.", todo)])
    changes.create(about, found.descriptor(origin))
    name = about.removeprefix("data/")
    changes.add(PACKAGE, ("resources",), Entry((name,), name))
    quarter, told = newest_quarter(project), _told_to(project, found)
    if told:
        changes.add_key(f"{quarter.name}/quarter.yml", ("reporting_months", "sources"), found.name, scalar(told, flow=True))
    return changes.write()


def is_known(project: Project, found: Found) -> bool:
    """Whether `pcc receive` knows the file by itself, now that it is a source, and finds all of it there."""
    try:
        return all(not plan.changes and plan.source == found.name for plan in plans_of(project, [found.sent], Asked()))
    except FaultsError:
        return False


def _places(found: Found) -> tuple[str, str]:
    return f"{FOLDER}/{found.name}.csv", f"{FOLDER}/{found.name}.resource.yml"


def _told_to(project: Project, found: Found) -> str:
    """The last period that was over when the newest quarter was written; nothing where none was."""
    written = newest_quarter(project).written_on
    ends = {period: _last_month(period, found) for period, _ in found.incoming.rows}
    return max((period for period, month in ends.items() if month <= written[:7]), default="")


def _last_month(period: str, found: Found) -> str:
    """The month that a period ends in, as it can be compared."""
    calendar = found.looked.calendar
    inner = calendar.read(period)
    return shift(first_month(inner), 11) if calendar.kind == "year" else inner


def _rows(found: Found) -> list[list[str]]:
    """The rows as the source has them, its header first: by period, and within it in the order of the file."""
    looked, rows = found.looked, found.incoming.rows
    columns = [each.name for each in undescribed(looked)]
    ordered = sorted(rows, key=lambda key: looked.calendar.read(key[0]))
    texts = {key: {column: given.text for column, given in rows[key].items()} for key in ordered}
    header = [looked.calendar.kind, breakdown_of(looked), *columns, *TAIL]
    return [header, *([*key, *(cells.get(c, "") for c in columns), *_tail(cells)] for key, cells in texts.items())]


def _tail(cells: Mapping[str, str]) -> tuple[str, str]:
    return cells.get("kind") or "computed", cells.get("status", "")

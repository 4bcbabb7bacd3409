"""A new project: every file that a body's book needs, made from what a person has said of it."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from pathlib import Path

from pcc_lib.core.errors import DefinitionError, raise_if
from pcc_lib.core.files import worded
from pcc_lib.core.quarters import Quarter
from pcc_lib.founding import ids
from pcc_lib.founding.pages import notebooks
from pcc_lib.founding.starting import cut, marked, started
from pcc_lib.founding.vouching import SOURCE, vouched, words_of
from pcc_lib.founding.writing import write_new_folder
from pcc_lib.inputs import schemas
from pcc_lib.inputs.decoding import decoded
from pcc_lib.inputs.models import INPUTS
from pcc_lib.inputs.models.body import Area, Body
from pcc_lib.inputs.models.faults import read_as
from pcc_lib.inputs.models.founding import NewPriority, NewProject
from pcc_lib.inputs.models.plan import Priority
from pcc_lib.inputs.yaml_reader import lines_of, parse_yaml

WHOLE = ("whole", "whole-area", "all-areas", "whole-body")  # the first that is no area's id
REPORT_TITLE = "Quarterly report"
LARGEST_FILE = 1 << 20  # bytes of the file that a project is founded on


def read_wishes(file: Path) -> NewProject:
    """The file that a project is founded on; a DefinitionError lists every fault of it with its line and key."""
    with worded("read", file):
        raw = file.read_bytes() if file.stat().st_size <= LARGEST_FILE else b""
    text = decoded(raw, file.name, "utf-8")
    return read_as(NewProject, parse_yaml(text, file.name), file.name, lines_of(text))


def new_project(folder: Path, wishes: NewProject) -> list[str]:
    """Write a project into a folder that is not there yet, or is empty; the names of its files. All of them or none.

    A DefinitionError tells ids that two titles share; a ReportError why nothing could be written.
    """
    texts = files_of(wishes)
    write_new_folder(folder, texts)
    return list(texts)


def files_of(wishes: NewProject) -> Mapping[str, str]:
    """The text of each file of a new project, by its place in it."""
    areas, priorities = areas_of(wishes), priorities_of(wishes)
    quarter, title = wishes.first_quarter, wishes.report_title or REPORT_TITLE
    last = _last_day(quarter)
    given = wishes.model_dump(exclude={"areas", "priorities"}) | {
        "areas": areas,
        "priorities": priorities,
        "facts": vouched(words_of(priorities)),
        "source": SOURCE,
        "report_title": title,
        "whole": next(word for word in WHOLE if word not in {area.id for area in areas}),
        "package": f"{ids.id_of(wishes.short_name or wishes.name, 'body')}-sources",
        "written_on": wishes.written_on or last,
        "provisional": not wishes.written_on,
        "next_review": f"{int(last[:4]) + 1}{last[4:]}",
    }
    starters = {
        "README.md": "README.md",
        ".gitignore": "gitignore",
        "_config.yml": "_config.yml",
        "_toc.yml": "_toc.yml",
        "data/body.yml": "body.yml",
        "data/datapackage.yml": "datapackage.yml",
        "data/plan/priorities.yml": "priorities.yml",
        "data/plan/glossary.yml": "glossary.yml",
        "data/plan/names.yml": "names.yml",
        "data/plan/statutory.yml": "statutory.yml",
        "data/plan/delivery.csv": "delivery.csv",
        f"data/quarters/{quarter}/quarter.yml": "quarter.yml",
        f"data/quarters/{quarter}/deliverables.csv": "deliverables.csv",
        f"data/quarters/{quarter}/stated.csv": "stated.csv",
        **{f"data/quarters/{quarter}/priorities/{p.id}.md": "priority.md" for p in priorities},
    }
    texts = {place: marked(place, started(starter, **given)) for place, starter in starters.items()}
    schema_texts = {f"{schemas.FOLDER}/{of.name}.json": schemas.schema_text(of) for of in INPUTS if not of.is_table}
    read_as(Body, parse_yaml(texts["data/body.yml"], "data/body.yml"), "data/body.yml")  # names that are two areas' are told here
    return texts | dict(notebooks(title, quarter, priorities)) | schema_texts


def areas_of(wishes: NewProject) -> list[Area]:
    """The areas with their ids; a DefinitionError where two have one id."""
    given = wishes.areas
    found = ids.ids_of([(area.title, area.id) for area in given], "area")
    raise_if(DefinitionError, ids.refused(found, [area.title for area in given], "areas"))
    return [Area(id=id, title=area.title, also=area.also) for id, area in zip(found, given, strict=True)]


def priorities_of(wishes: NewProject) -> list[Priority]:
    """The priorities with their ids and pages; a DefinitionError where two have one id, or one that another page has."""
    given = wishes.priorities
    found = ids.ids_of([(each.title, each.id) for each in given], "priority")
    raise_if(DefinitionError, ids.refused(found, [p.title for p in given], "priorities", ids.TAKEN))
    return [planned(number, id, each) for number, (id, each) in enumerate(zip(found, given, strict=True), 1)]


def planned(number: int, id: str, said: NewPriority) -> Priority:
    """A priority as the plan has it, with its id and number."""
    told = {"description": said.description} if said.description else {}
    short = said.short_title or cut(said.title, 60)
    return Priority.model_validate({"id": id, "number": number, "title": said.title, "short_title": short, "page": id, **told})


def _last_day(quarter: Quarter) -> str:
    month = quarter.months[2]
    return f"{month}-{calendar.monthrange(int(month[:4]), int(month[5:]))[1]}"

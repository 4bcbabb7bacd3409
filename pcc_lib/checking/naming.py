"""Things that people called by another name than the project's own: in commentary, definitions, the plan, tables and pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from pydantic import BaseModel

from pcc_lib.core.errors import Fault, ReportError, suggest
from pcc_lib.core.text import upper_first
from pcc_lib.inputs.measures import FOLDER as MEASURES
from pcc_lib.inputs.measures import TOPICS, measure_ids, read_measure, read_topic, topic_ids
from pcc_lib.inputs.models import INPUTS
from pcc_lib.inputs.models import PLAN as PLAN_INPUTS
from pcc_lib.inputs.models.faults import place_of
from pcc_lib.inputs.models.vocabulary import PreferredName
from pcc_lib.inputs.models.words import holds_words
from pcc_lib.inputs.naming import NAMES, may_misname, misnamed, preferred_names
from pcc_lib.inputs.page_files import TOC
from pcc_lib.inputs.plan import PLAN, QuarterFolder
from pcc_lib.inputs.project import BODY, Project
from pcc_lib.inputs.tables import csv_rows
from pcc_lib.inputs.yaml_reader import lines_of, parse_yaml
from pcc_lib.writing.drafts import without_drafts

Names = tuple[PreferredName, ...]
AS_PRINTED = {"printed", "printed_as"}  # keys that hold the words of the originals
OWN_WORDS = {PLAN_INPUTS[name].where for name in ("names", "glossary")}  # files that name the variants
SOURCES = "data/sources"


def fault_list(folder: QuarterFolder) -> list[Fault]:
    """Every thing that is called by another name than its own, in what a quarter's book is made of."""
    project, names = folder.project, preferred_names(folder.project)
    return [*_of_faults(project, names), *_default_faults(project, names), *_text_faults(folder, names)] if names else []


def _default_faults(project: Project, names: Names) -> Iterator[Fault]:
    """Names that the library gives the originals where the body gives none, and that the project refuses."""
    given = {"original_name": project.body.originals.printed, "delivery_plan_name": project.body.originals.plan}
    for key in (key for key in given if not getattr(project.body, key)):
        for said, name, _ in misnamed(given[key], names):
            yield Fault(BODY, key, f"is not given, so pages say '{said}'.", f"Write {key}: {name}, or another name ({NAMES}).")


def _text_faults(folder: QuarterFolder, names: Names) -> Iterator[Fault]:
    for file in _files(folder):
        try:
            text = _text_of(folder, file)
            if may_misname(text, names):
                yield from _READERS[file.rpartition(".")[2]](text, file, names)
        except (ReportError, ValueError):
            continue  # told with the other faults of that file


def _text_of(folder: QuarterFolder, file: str) -> str:
    """The text of a file; of commentary, without the drafts in it."""
    kind, name = PurePosixPath(file).parts[-2:] if "/" in file else ("", "")
    of_quarter = file.startswith(f"{folder.name}/") and name.endswith(".md")
    return without_drafts(folder, kind, name.removesuffix(".md")) if of_quarter else folder.project.read_text(file)


def _files(folder: QuarterFolder) -> Iterator[str]:
    """Files with words that the book prints."""
    places = {
        PLAN: (".yml", ".csv"),
        MEASURES: (".yml",),
        TOPICS: (".yml",),
        SOURCES: (".resource.yml",),
        folder.name: (".yml", ".csv"),
        f"{folder.name}/topics": (".md",),
        f"{folder.name}/priorities": (".md",),
        "notebooks": (".ipynb", ".md"),
    }
    yield from (BODY, TOC)
    for place, endings in places.items():
        found = (f"{place}/{name}" for name in folder.project.names(place) if name.endswith(endings))
        yield from (file for file in found if file not in OWN_WORDS)


def _told(found: str, name: str) -> tuple[str, str]:
    return f"says '{found}'.", f"Write '{upper_first(name) if found[0].isupper() else name}', or quote it ({NAMES})."


def _in_prose(text: str, file: str, names: Names) -> Iterator[Fault]:
    for said, name, at in misnamed(text, names):
        line = text.count("\n", 0, at) + 1
        yield Fault(file, f"line {line}", *_told(said, name))


def _in_yaml(text: str, file: str, names: Names) -> Iterator[Fault]:
    for path, value in _texts(parse_yaml(text, file)):
        for said, name, _ in misnamed(value, names):
            if holds_words(_model(file), path):
                yield Fault(file, place_of(path, lines_of(text)(path)), *_told(said, name))


def _model(file: str) -> type[BaseModel] | None:
    """What a file may say (None of a file that nothing reads, which is told elsewhere)."""
    return next((of.model for of in INPUTS if PurePosixPath(file).match(of.where)), None)


def _texts(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Each text of a file with the path of its keys, apart from what is quoted from the originals."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        yield from (found for key, each in value.items() if key not in AS_PRINTED for found in _texts(each, (*path, key)))
    elif isinstance(value, list):
        yield from (found for place, each in enumerate(value) for found in _texts(each, (*path, place)))


def _in_table(text: str, file: str, names: Names) -> Iterator[Fault]:
    header, *rows = csv_rows(text, file)
    model = _model(file)
    told = {place: column for place, column in enumerate(header) if holds_words(model, (column,))}
    for number, row in enumerate(rows, 2):
        for column, cell in ((told[place], cell) for place, cell in enumerate(row) if place in told):
            for said, name, _ in misnamed(cell, names):
                yield Fault(file, f"row {number}, column {column}", *_told(said, name))


def _in_notebook(text: str, file: str, names: Names) -> Iterator[Fault]:
    for number, words in _markdown(json.loads(text)):
        for said, name, _ in misnamed(words, names):
            yield Fault(file, f"cell {number}", *_told(said, name))


def _markdown(notebook: Any) -> Iterator[tuple[int, str]]:
    """The text of each cell of words by its number; none where it is damaged, which is told with the pages."""
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    for number, cell in enumerate(cells if isinstance(cells, list) else (), 1):
        if isinstance(cell, dict) and cell.get("cell_type") == "markdown":
            source = cell.get("source", "")
            yield number, source if isinstance(source, str) else "".join(map(str, source if isinstance(source, list) else ()))


_READERS = {"md": _in_prose, "yml": _in_yaml, "csv": _in_table, "ipynb": _in_notebook}


def _of_faults(project: Project, names: Names) -> Iterator[Fault]:
    """Measures and topics that a name is of: each there, and titled so."""
    known = {**dict.fromkeys(measure_ids(project), read_measure), **dict.fromkeys(topic_ids(project), read_topic)}
    for each in names:
        for id in each.of:
            if id not in known:
                yield Fault(NAMES, f"{each.name}, of", f"there is no measure or topic '{id}'.", suggest(id, known))
                continue
            try:
                title = known[id](project, id).title
            except ReportError:
                continue  # told with the other faults of definitions
            if each.name not in title and upper_first(each.name) not in title:
                file = f"{MEASURES if known[id] is read_measure else TOPICS}/{id}.yml"
                yield Fault(
                    file, "title", f"'{title}' does not name '{each.name}'.", f"Name it so, or take '{id}' out of {NAMES}."
                )

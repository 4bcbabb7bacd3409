"""A project's own recipe of imports (`data/imports.yml`): which files each importer is given, found below one folder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pcc_lib.core.errors import DataError, DefinitionError, Fault, raise_if, suggest
from pcc_lib.core.files import is_litter
from pcc_lib.importers.faults import shown
from pcc_lib.importers.seam import Importer
from pcc_lib.inputs.imports import FILE, recipe
from pcc_lib.inputs.models.imports import ImportEntry, leads_out
from pcc_lib.inputs.project import Project

MAX_FILES = 5_000
BOUNDARIES = "boundaries"  # areas, and no rows: they are brought in otherwise
_METRES = re.compile(r"[1-9]\d{0,5}(?:\.\d{1,3})?")
_OF_BOUNDARIES = ("source", "name", "key", "simplify", "title", "attribution")


def recipe_of(project: Project, known: Mapping[str, Importer]) -> tuple[ImportEntry, ...]:
    """The imports of a project; a DefinitionError where there is no recipe, or it names what there is not."""
    entries = recipe(project)
    if not entries:
        todo = "Write which importer reads which files (docs/open-data.md), or name an importer: pcc import --list."
        raise DefinitionError([Fault(FILE, "", "there is no such file.", todo)])
    raise_if(DefinitionError, [fault for i, entry in enumerate(entries, 1) for fault in _faults(i, entry, known)])
    return entries


def _faults(place: int, entry: ImportEntry, known: Mapping[str, Importer]) -> Iterator[Fault]:
    where = f"imports, entry {place}"
    if entry.importer not in (*known, BOUNDARIES):
        yield Fault(FILE, where, f"there is no importer '{entry.importer}'.", suggest(entry.importer, [*known, BOUNDARIES]))
        return
    options = _OF_BOUNDARIES if entry.importer == BOUNDARIES else {each.name for each in known[entry.importer].options}
    for option in entry.options:
        if option not in options:
            yield Fault(FILE, where, f"{entry.importer} has no option '{option}'.", suggest(option, options))
    if entry.importer == BOUNDARIES:
        for metres in entry.options.get("simplify", ()):
            if not _METRES.fullmatch(metres):
                yield Fault(FILE, where, f"simplify: {shown(metres)} is no number of metres.", 'Write it like simplify: ["50"].')


def wanted_of(entry: ImportEntry, importer: Importer | None, folder: Path) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """The files of an entry below a folder, and its options with the files that they name; a DataError names each pattern that no
    file fits. importer: None of boundaries."""
    faults: list[Fault] = []
    files = {each.name for each in importer.options if each.is_file} if importer else set()
    paths = [path for pattern in entry.files for path in _fitting(folder, pattern, faults)]
    options = {
        name: tuple(path for value in values for path in _fitting(folder, value, faults)) if name in files else tuple(values)
        for name, values in entry.options.items()
    }
    raise_if(DataError, faults)
    return list(dict.fromkeys(paths)), options


def _fitting(folder: Path, pattern: str, faults: list[Fault]) -> list[str]:
    try:
        there = [] if leads_out(pattern) else sorted(folder.glob(pattern))
    except (ValueError, NotImplementedError):  # what Python takes for no pattern, such as **x
        there = []
    found = [path for path in there if path.is_file() and not is_litter(path.name)]
    if not found:
        faults.append(Fault(str(folder), pattern, "no file fits.", "Download it there (README.md), or correct the pattern."))
    if len(found) > MAX_FILES:
        faults.append(Fault(str(folder), pattern, f"{len(found):,} files fit.", "Write a narrower pattern."))
    return [str(path) for path in found]

"""New limits that a person has accepted, written into the measure's file: all else in it stays as it is, comments too."""

from __future__ import annotations

import json

import yaml

from pcc_lib.core.errors import DefinitionError, Fault
from pcc_lib.core.sure import sure
from pcc_lib.inputs.measures import FOLDER, Break
from pcc_lib.inputs.models.definitions import MeasureFile
from pcc_lib.inputs.models.faults import read_as
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.yaml_adding import Entry, held_to, node_at, scalar, with_entry, with_lines
from pcc_lib.inputs.yaml_reader import parse_yaml

KEY, AFTER = "rebase", "good_direction"  # a new key stands below one that every measure has


def write_rebase(project: Project, id: str, new: Break) -> str:
    """Add a month from which limits begin anew, with its reason, to a measure's file; the file's name.

    A DefinitionError where the month is there already, where the measure can have no such limits, or where the file is written in
    a way that lines cannot be added to. The file is written whole or not at all, in UTF-8 with LF at the ends of its lines.
    """
    name = f"{FOLDER}/{id}.yml"
    text = project.read_text(name)
    said = parse_yaml(text, name)
    if any(old.month == new.month for old in read_as(MeasureFile, said, name).rebase):
        raise DefinitionError([Fault(name, KEY, f"{new.month} is there already.", "To change its reason, edit the file.")])
    wanted = {**said, KEY: _by_month(said.get(KEY) or [], {"month": new.month, "reason": new.reason})}
    read_as(MeasureFile, wanted, name)
    written = held_to(_added(text, new), wanted, name, KEY)
    project.write({name: written.encode("utf-8")})
    return name


def _by_month(old: list[dict[str, str]], new: dict[str, str]) -> list[dict[str, str]]:
    """The entries with the new one before the first that is later."""
    place = next((i for i, each in enumerate(old) if each["month"] > new["month"]), len(old))
    return [*old[:place], new, *old[place:]]


def _added(text: str, new: Break) -> str:
    entry = Entry(
        (f"month: {new.month}", f"reason: {scalar(new.reason)}"),
        f"{{month: {new.month}, reason: {json.dumps(new.reason, ensure_ascii=False)}}}",
    )
    held = node_at(text, (KEY,))
    if held is None:
        first, second = entry.lines
        after = sure(node_at(text, (AFTER,))).end_mark.line + 1
        return with_lines(text, after, [f"{KEY}:", f"  - {first}", f"    {second}"])
    place = next((i for i, each in enumerate(held.value) if _month(each) > new.month), None)
    return with_entry(text, (KEY,), entry, place)


def _month(entry: yaml.Node) -> str:
    return next(value.value for key, value in entry.value if key.value == "month")

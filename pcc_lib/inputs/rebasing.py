"""New limits that a person has accepted, written into the measure's file: all else in it stays as it is, comments too."""

from __future__ import annotations

import json
from typing import Any

import yaml

from pcc_lib.core.errors import DefinitionError, Fault
from pcc_lib.core.files import write_atomic
from pcc_lib.inputs.measures import FOLDER, Break
from pcc_lib.inputs.models.definitions import MeasureFile
from pcc_lib.inputs.models.faults import read_as
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.yaml_reader import nodes_of, parse_yaml

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
    written = _added(text, new)
    if _parsed(written, name) != wanted:
        todo = "Add it there by hand, or write it as a list of lines that begin with '- month:'."
        raise DefinitionError([Fault(name, KEY, "is written in a way that nothing can be added to.", todo)])
    write_atomic(project.path(name), written.encode("utf-8"))
    return name


def _by_month(old: list[dict[str, str]], new: dict[str, str]) -> list[dict[str, str]]:
    """The entries with the new one before the first that is later."""
    place = next((i for i, each in enumerate(old) if each["month"] > new["month"]), len(old))
    return [*old[:place], new, *old[place:]]


def _parsed(text: str, name: str) -> Any:
    try:
        return parse_yaml(text, name)
    except DefinitionError:
        return None


def _added(text: str, new: Break) -> str:
    root = nodes_of(text)
    keys = {key.value: value for key, value in root.value}
    if KEY not in keys:
        return _with_lines(text, keys[AFTER].end_mark.line + 1, [f"{KEY}:", *_entry(new, 2)])
    held = keys[KEY]
    place = next((i for i, each in enumerate(held.value) if _month(each) > new.month), len(held.value))
    if held.flow_style:
        return _in_brackets(text, held, place, new)
    line = held.value[place].start_mark.line if place < len(held.value) else held.end_mark.line + (held.end_mark.column > 0)
    return _with_lines(text, _above_comments(text, line), _entry(new, held.start_mark.column))


def _month(entry: yaml.Node) -> str:
    return next(value.value for key, value in entry.value if key.value == "month")


def _entry(new: Break, indent: int) -> list[str]:
    return [f"{' ' * indent}- month: {new.month}", f"{' ' * indent}  reason: {_scalar(new.reason)}"]


def _scalar(text: str) -> str:
    """A text as YAML reads it again: bare where it can stand so, else in quotes."""
    bare = _parsed(f"reason: {text}", KEY) == {"reason": text}
    return text if bare else json.dumps(text, ensure_ascii=False)


def _in_brackets(text: str, held: yaml.Node, place: int, new: Break) -> str:
    """The same in a list that is written in brackets."""
    entry = f"{{month: {new.month}, reason: {json.dumps(new.reason, ensure_ascii=False)}}}"
    at = _position(text, held.value[place].start_mark if place < len(held.value) else held.end_mark)
    if place < len(held.value):
        return f"{text[:at]}{entry}, {text[at:]}"
    return f"{text[: at - 1]}{', ' if held.value else ''}{entry}{text[at - 1 :]}"


def _position(text: str, mark: Any) -> int:
    return sum(len(line) + 1 for line in text.split("\n")[: mark.line]) + mark.column


def _above_comments(text: str, line: int) -> int:
    """The line, or the first of the blank lines and comments right above it: they belong to what follows."""
    lines = text.split("\n")
    while line and (not lines[line - 1].strip() or lines[line - 1].lstrip().startswith("#")):
        line -= 1
    return line


def _with_lines(text: str, line: int, added: list[str]) -> str:
    lines = text.split("\n")
    return "\n".join([*lines[:line], *added, *lines[line:]])

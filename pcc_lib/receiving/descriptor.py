"""What receiving writes into a source's descriptor: how files are read (`received`), and statuses that stand together.

All else in the file stays as it is, comments too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from pcc_lib.core.errors import DefinitionError, Fault
from pcc_lib.inputs.models.faults import read_as
from pcc_lib.inputs.models.sources import Descriptor
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER
from pcc_lib.inputs.yaml_adding import Entry, with_entry
from pcc_lib.inputs.yaml_reader import nodes_of, parse_yaml
from pcc_lib.receiving.plan import Plan

KEY = "received"


def descriptor_of(project: Project, plan: Plan) -> dict[str, bytes]:
    """The descriptor with what was learnt and with the statuses that rows will have; nothing where it need not change.

    A DefinitionError where the file is written in a way that this cannot be put into.
    """
    name = f"{FOLDER}/{plan.source}.resource.yml"
    text = project.read_text(name)
    said = parse_yaml(text, name)
    wanted, written = dict(said), text
    if lacking := _lacking(plan):
        written = _with_statuses(written, said["schema"]["fields"], lacking)
        fields = [_with_enum(f, lacking) if f["name"] == "status" else f for f in said["schema"]["fields"]]
        wanted["schema"] = {**said["schema"], "fields": fields}
    if plan.incoming.learnt:
        wanted[KEY] = merged(said.get(KEY) or {}, plan.incoming.learnt)
        written = _with_key(written, wanted[KEY])
    if written == text:
        return {}
    if parse_yaml(written, name) != wanted:
        todo = f"Write it there by hand: {KEY}: {wanted.get(KEY, lacking)}"
        raise DefinitionError([Fault(name, KEY, "is written in a way that nothing can be put into.", todo)])
    read_as(Descriptor, wanted, name)
    crlf = b"\r\n" in project.read_bytes(name)
    return {name: written.replace("\n", "\r\n" if crlf else "\n").encode("utf-8")}


def merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """What was learnt before with what is learnt now."""
    found = dict(old)
    for key, value in new.items():
        if isinstance(value, Mapping):
            found[key] = {**(old.get(key) or {}), **value}
        else:
            found[key] = list(dict.fromkeys([*(old.get(key) or ()), *value])) if isinstance(value, list | tuple) else value
    return found


# ── statuses ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _lacking(plan: Plan) -> list[str]:
    """Statuses that rows will have and that the descriptor does not list: letters that it lists, together."""
    field = plan.held.source.about.field("status")
    listed = field.constraints.enum if field else None
    if listed is None:
        return []
    given = [*(row.get("status", "") for row in plan.added.values()), *(change.now for change in plan.marked)]
    return [each for each in dict.fromkeys(given) if each and each not in listed]


def _with_enum(field: Mapping[str, Any], more: list[str]) -> dict[str, Any]:
    limits = field.get("constraints") or {}
    return {**field, "constraints": {**limits, "enum": [*limits["enum"], *more]}}


def _with_statuses(text: str, fields: list[Mapping[str, Any]], more: list[str]) -> str:
    place = [f["name"] for f in fields].index("status")
    for each in more:
        text = with_entry(text, ("schema", "fields", place, "constraints", "enum"), Entry((f'"{each}"',), f'"{each}"'))
    return text


# ── what was learnt ───────────────────────────────────────────────────────────────────────────────────────────────────
def _with_key(text: str, value: Mapping[str, Any]) -> str:
    """The key with its value, in its place where it stands there already, else at the end."""
    block = yaml.safe_dump({KEY: dict(value)}, allow_unicode=True, sort_keys=False, width=1000)
    pairs = list(nodes_of(text).value)
    lines = text.rstrip("\n").split("\n")
    for i, (key, held) in enumerate(pairs):
        if key.value == KEY:
            after = pairs[i + 1][0].start_mark.line if i + 1 < len(pairs) else held.end_mark.line + (held.end_mark.column > 0)
            end = _above_comments(lines, min(after, len(lines)))
            return "\n".join([*lines[: key.start_mark.line], *block.rstrip("\n").split("\n"), *lines[end:]]) + "\n"
    return "\n".join([*lines, block.rstrip("\n")]) + "\n"


def _above_comments(lines: list[str], line: int) -> int:
    """The line, or the first of the comments and blank lines right above it: they belong to what follows."""
    while line and (not lines[line - 1].strip() or lines[line - 1].startswith("#")):
        line -= 1
    return line

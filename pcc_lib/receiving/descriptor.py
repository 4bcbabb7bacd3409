"""What receiving writes into a source's descriptor: how files are read (`received`), statuses that stand together, and how the
data came, where somebody said it.

All else in the file stays as it is, comments too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yaml import ScalarNode

from pcc_lib.core.errors import DefinitionError, Fault
from pcc_lib.inputs.models.faults import read_as
from pcc_lib.inputs.models.sources import Descriptor
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER
from pcc_lib.inputs.yaml_adding import Entry, node_at, scalar, with_entry, with_key, with_lines, with_record, with_value
from pcc_lib.inputs.yaml_reader import parse_yaml
from pcc_lib.receiving.plan import Plan
from pcc_lib.receiving.source_words import UNSAID, Words, changed_keys

KEY = "received"


def descriptor_of(project: Project, plan: Plan, words: Words = UNSAID) -> dict[str, bytes]:
    """The descriptor with what was learnt, the statuses that rows will have and what was said of how they came; nothing where it
    need not change.

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
        written = with_record(written, KEY, wanted[KEY])
    for key, said_now in changed_keys(plan, words).items():
        wanted[key] = said_now
        written = _with_text(written, key, said_now)
    if written == text:
        return {}
    if parse_yaml(written, name) != wanted:
        by_hand = {key: value for key, value in wanted.items() if value != said.get(key)}
        todo = f"Write it there by hand: {'; '.join(f'{key}: {value}' for key, value in by_hand.items())}"
        raise DefinitionError([Fault(name, ", ".join(by_hand), "is written in a way that nothing can be put into.", todo)])
    read_as(Descriptor, wanted, name)
    crlf = b"\r\n" in project.read_bytes(name)
    return {name: written.replace("\n", "\r\n" if crlf else "\n").encode("utf-8")}


def _with_text(text: str, key: str, value: str) -> str:
    """A descriptor with a text at a key of its own: in the place of the one that is there, else above what was learnt."""
    held = node_at(text, (key,))
    if held is not None:
        ends_line = isinstance(held, ScalarNode) and held.style in ("|", ">")  # the end of such a text is that of its last line
        return with_value(text, (key,), scalar(value) + ("\n" if ends_line else ""))
    learnt = node_at(text, (KEY,))
    if learnt is None:
        return with_key(text, (), key, scalar(value))
    lines = text.split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith(f"{KEY}:"))
    return with_lines(text, at, [f"{key}: {scalar(value)}"])


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

"""What receiving writes into a source's descriptor: how files are read (`received`), statuses that stand together, and how the
data came, where somebody said it.

All else in the file stays as it is, comments too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pcc_lib.inputs.descriptor_text import RECEIVED, as_written, with_texts
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER
from pcc_lib.inputs.yaml_adding import Entry, with_entry, with_record
from pcc_lib.inputs.yaml_reader import parse_yaml
from pcc_lib.receiving.plan import Plan
from pcc_lib.receiving.source_words import UNSAID, Words, changed_keys


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
        wanted[RECEIVED] = merged(said.get(RECEIVED) or {}, plan.incoming.learnt)
        written = with_record(written, RECEIVED, wanted[RECEIVED])
    texts = changed_keys(plan, words)
    return as_written(project, name, with_texts(written, texts), {**wanted, **texts})


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

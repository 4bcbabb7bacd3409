"""What the models say to editors and people: JSON Schemas, the line that points a file to its schema, the reference of keys."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, RootModel, WithJsonSchema

from pcc_lib.core.errors import ReportError
from pcc_lib.core.files import write_all
from pcc_lib.inputs.models import INPUTS, Input
from pcc_lib.inputs.models.kinds import FreeText, OneOrMany
from pcc_lib.inputs.models.records import model_in
from pcc_lib.inputs.project import Project

FOLDER = "data/schemas"
MARK = "# yaml-language-server: $schema="
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_text(of: Input) -> str:
    """The JSON Schema of one kind of YAML file."""
    schema = {"$schema": _DIALECT, **of.model.model_json_schema(by_alias=True), "title": of.where}
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def write_schemas(folder: Path) -> list[str]:
    """Write the schema of every kind of YAML file into a folder; their names."""
    found = {f"{of.name}.json": schema_text(of) for of in INPUTS if not of.is_table}
    write_all({folder / name: text.encode("utf-8") for name, text in found.items()})
    return list(found)


def first_line(file: Path, schema: Path) -> str:
    """The comment at the top of a file that tells editors where its schema is; a ReportError where no path leads there."""
    try:
        return MARK + Path(os.path.relpath(schema, file.parent)).as_posix()
    except ValueError:  # another drive
        raise ReportError(f"{schema.parent}: is on another drive than the project. Keep the schemas beside it.") from None


def mark_files(project: Project, folder: Path) -> list[str]:
    """Put that comment at the top of every YAML file that lacks it; the names of those that were changed."""
    changed: dict[str, bytes] = {}
    for name, of in files_of(project):
        text, line = project.read_text(name), first_line(project.path(name), folder / f"{of.name}.json")
        bare = re.sub(rf"\A{re.escape(MARK)}.*\n", "", text)
        if f"{line}\n{bare}" != text:
            changed[name] = f"{line}\n{bare}".encode()
    project.write(changed)
    return list(changed)


def files_of(project: Project) -> Iterator[tuple[str, Input]]:
    """Every YAML file of a project with its kind."""
    for of in INPUTS:
        if not of.is_table:
            found = sorted(p.relative_to(project.root).as_posix() for p in project.root.glob(of.where) if p.is_file())
            yield from ((name, of) for name in found)


# ── the reference ─────────────────────────────────────────────────────────────────────────────────────────────────────
def reference() -> str:
    """docs/inputs.md: every key of every input file, with what it holds and means."""
    parts = [
        "# What each input file may say",
        "",
        "Made from the models in `pcc_lib/inputs/models` by `pcc schema --reference`; do not "
        ""
        "edit it by hand. A key that is not listed is a fault. Dates, months and ids that look like numbers may stand bare; "
        "text that YAML would read as a number or as true or false stands in quotes.",
        "",
    ]
    for of in INPUTS:
        parts += _file_part(of)
    return "\n".join(parts)


def _file_part(of: Input) -> list[str]:
    lines = [f"## `{of.where}`", "", _first_sentence(of.model), ""]
    if of.is_table:
        lines += ["A table: one row for each, these columns in the header.", ""]
    model = _entry(of.model)
    lines += ["A list; each entry:", ""] if model is not of.model else []
    lines += _table(model)
    for inner in _inner(model, {model}):
        lines += [f"**{inner.__name__}**: {_first_sentence(inner)}", "", *_table(inner)]
    return lines


def _entry(model: type[BaseModel]) -> type[BaseModel]:
    """The record of an entry, where a file is nothing but a list; else the file's own."""
    root = model.model_fields["root"].annotation if issubclass(model, RootModel) else None
    return model_in(root) or model


def _table(model: type[BaseModel]) -> list[str]:
    rows = [
        f"| `{f.alias or name}` | {_holds(f.annotation, f.metadata)} | {_default(f)} | {f.description or ''} |"
        for name, f in model.model_fields.items()
    ]
    return ["| key | holds | if left out | meaning |", "|---|---|---|---|", *rows, ""]


def _default(field: Any) -> str:
    if field.is_required():
        return "**needed**"
    value = field.get_default(call_default_factory=True)
    return "" if value in (None, "", (), {}) or isinstance(value, BaseModel) else f"`{json.dumps(value)}`"


def _holds(kind: Any, marks: Any = ()) -> str:
    """What a key holds, in words."""
    if get_origin(kind) is Literal:
        return ", ".join(f"`{word}`" for word in get_args(kind) if word != "")
    if any(isinstance(m, FreeText) for m in marks):
        return "text" if any(isinstance(m, FreeText) and m.long for m in marks) else "a line"
    if any(isinstance(m, WithJsonSchema) and (m.json_schema or {}).get("type") == "string" for m in marks):
        return "a name or form"  # whatever it is read into
    if hasattr(kind, "__metadata__"):
        return _holds(get_args(kind)[0], kind.__metadata__)
    if get_origin(kind) in (Union, UnionType):
        return " or ".join(dict.fromkeys(_holds(arg) for arg in get_args(kind) if arg is not type(None)))
    if get_origin(kind) is tuple:
        listed = f"a list of: {_holds(get_args(kind)[0])}"
        return f"{listed}; or one of them" if any(isinstance(m, OneOrMany) for m in marks) else listed
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind.__name__
    words = {str: "a name or form", int: "a whole number", float: "a number", bool: "true or false"}
    return words.get(kind, "keys with values")


def _inner(model: type[BaseModel], met: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    """The records inside a record, each once."""
    for field in model.model_fields.values():
        inner = model_in(field.annotation)
        if inner and inner not in met:
            met.add(inner)
            yield inner
            yield from _inner(inner, met)


def _first_sentence(model: type[BaseModel]) -> str:
    return (model.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")

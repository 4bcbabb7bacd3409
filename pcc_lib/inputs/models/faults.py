"""From pydantic's errors to faults: each with its line, its key, what was found and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar, get_origin

from pydantic import BaseModel, ValidationError

from pcc_lib.core.errors import DefinitionError, Fault, suggest
from pcc_lib.inputs.models.records import model_in
from pcc_lib.inputs.models.telling import kind_words, shown, yaml_words

MOST_FAULTS = 50  # of one file: whoever mends these sees the rest at the next run

M = TypeVar("M", bound=BaseModel)
Lines = Callable[[tuple[Any, ...]], int]


def read_as(model: type[M], data: Any, file: str, line_of: Lines | None = None) -> M:
    """A file's data as a record of `model`; a DefinitionError lists every fault with its line, key and remedy.

    `line_of` gives the line of a path of keys (0 where it is not known).
    """
    if data is None:
        raise DefinitionError([Fault(file, "", "is empty.", "Write it, or delete the file.")])
    record, faults = None, []
    try:
        record = model.model_validate(data)
    except ValidationError as error:
        errors = error.errors(include_url=False)[:MOST_FAULTS]
        faults += [f for e in errors if not _other_arm(e, errors, data) for f in _faults(e, model, data, file, line_of)]
    faults += [
        Fault(file, place_of(path, line_of(path) if line_of else 0), "is empty.", "Write it, or take the key out.")
        for path in ([] if getattr(model, "may_be_empty", False) else islice(_empty(data), MOST_FAULTS))
    ]
    if faults or record is None:
        raise DefinitionError(dict.fromkeys(faults))
    return record


def _empty(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Keys and entries with nothing behind them, which YAML reads as null."""
    if data is None:
        yield path
    for step, inner in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from _empty(inner, (*path, step))


def place_of(path: Iterable[Any], line: int = 0) -> str:
    """`line 7, charts 2, kind` for the path of a key; lists are counted from one."""
    words: list[str] = [f"line {line}"] if line else []
    for step in path:
        if isinstance(step, int) and words and not words[-1].startswith("line"):
            words[-1] += f" {step + 1}"
        else:
            words.append(f"entry {step + 1}" if isinstance(step, int) else shown(str(step), 40))
    return ", ".join(words)


def _faults(error: Mapping[str, Any], model: type[BaseModel], data: Any, file: str, line_of: Lines | None) -> Iterator[Fault]:
    """One fault for each error of pydantic, and for each problem of a record."""
    if error["type"] == "too_short" and len(_at(data, _real_path(error["loc"], data)) or ()) >= error["ctx"]["min_length"]:
        return  # entries that are wrong themselves are not counted, and are told
    if error["type"] != "pcc_problems":
        yield _fault(error, model, data, file, line_of)
        return
    path = _real_path(error["loc"], data)
    for problem in error["ctx"]["problems"]:
        where = (*path, *filter(None, [problem.key]))
        yield Fault(file, place_of(where, line_of(where) if line_of else 0), problem.found, problem.todo)


def _other_arm(error: Mapping[str, Any], errors: Iterable[Mapping[str, Any]], data: Any) -> bool:
    """Whether an error is of the arm of a union that was not meant: a name is a line, or a record with a name."""
    path = _real_path(error["loc"], data)
    return error["type"] == "model_type" and any(
        e["type"] == "pcc" and _real_path(e["loc"], data) == path for e in errors if e is not error
    )


def _fault(error: Mapping[str, Any], model: type[BaseModel], data: Any, file: str, line_of: Lines | None) -> Fault:
    path = _real_path(error["loc"], data)
    kind, value = error["type"], _at(data, path)
    if kind in ("extra_forbidden", "missing"):
        key, path = str(path[-1]) if path else str(error["loc"][-1]), path[:-1]
        where = (*path, key) if kind == "extra_forbidden" else path
        found = f"unknown key '{shown(key)}'." if kind == "extra_forbidden" else f"'{key}' is missing."
        todo = _instead(model, path).get(key) or suggest(key, _keys_at(model, path)) if kind == "extra_forbidden" else "Add it."
    else:
        where = path
        found, todo = _words(kind, error.get("ctx") or {}, value)
    return Fault(file, place_of(path, line_of(where) if line_of else 0), found, todo)


def _words(kind: str, about: Mapping[str, Any], value: Any) -> tuple[str, str]:
    """What was found, and what to do, for an error of pydantic."""
    if kind == "pcc":
        return about["found"], about["todo"]
    if value is None:
        return "is empty.", "Write it, or take the key out."
    said = f"'{shown(value)}'" if isinstance(value, str) else shown(value)
    match kind:
        case "literal_error" if isinstance(value, bool):
            words = ", ".join(sorted(re.findall(r"'([^']*)'", about["expected"])))
            return f"YAML reads {yaml_words(value)}.", f"Write one of: {words}."
        case "literal_error":
            words = re.findall(r"'([^']*)'", about["expected"])
            return f"{said} is not known.", suggest(str(value), words)
        case "string_type":
            return f"{kind_words(value)}, not text.", "Write words, in quotes where they hold ': ' or ' #'."
        case "string_too_long":
            return f"has {len(value)} characters.", f"Keep it to {about['max_length']}."
        case "bool_type":
            return f"{said} is not true or false.", "Write true or false."
        case "int_type" | "int_from_float":
            return f"{said} is not a whole number.", "Write digits alone."
        case "greater_than_equal" | "less_than_equal":
            return f"{said} is not possible.", f"Write at {'least' if 'ge' in about else 'most'} {next(iter(about.values()))}."
        case "too_short":
            return f"holds {about['actual_length']} entries.", f"Write at least {about['min_length']}."
        case "too_long":
            return "holds too many entries.", f"Write at most {about['max_length']}."
        case "model_type" | "dict_type" | "model_attributes_type":
            return f"{kind_words(value)}, not keys with values.", "Write 'key: value' lines."
        case "tuple_type" | "list_type":
            return f"{kind_words(value)}, not a list.", "Write [one, two], or one entry a line after '- '."
    return f"{said} is not right ({kind.replace('_', ' ')}).", "See the list of keys in docs/inputs.md."


def _real_path(loc: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    """The steps of an error's place that are in the data; others name the arms of a union or a marker of a key.

    The last step may be a key that is not there: it is then missing.
    """
    path: list[Any] = []
    for step in loc:
        here = _at(data, path)
        if _holds(here, step) or (step == loc[-1] and isinstance(here, dict) and isinstance(step, str) and step != "[key]"):
            path.append(step)
    return tuple(path)


def _holds(here: Any, step: Any) -> bool:
    return (
        step in here
        if isinstance(here, dict)
        else (isinstance(here, list | tuple) and isinstance(step, int) and step < len(here))
    )


def _at(data: Any, path: Iterable[Any]) -> Any:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _keys_at(model: type[BaseModel], path: Iterable[Any]) -> list[str]:
    """The keys that a record may have at a path."""
    found = _model_at(model, path)
    return [f.alias or name for name, f in found.model_fields.items()] if found else []


def _instead(model: type[BaseModel], path: Iterable[Any]) -> Mapping[str, str]:
    """What to write in the place of keys that a standard knows and a record at this path does not."""
    return getattr(_model_at(model, path), "instead", {})


def _model_at(model: type[BaseModel], path: Iterable[Any]) -> type[BaseModel] | None:
    """The record at a path (None where there is none)."""
    found: type[BaseModel] | None = model
    named = False  # whether the next step is a key that people chose, such as a part of a breakdown
    for step in path:
        if found is None:
            break
        if isinstance(step, int) or named:
            named = False
            continue
        field = next((f for name, f in found.model_fields.items() if step in (name, f.alias)), None)
        named = field is not None and get_origin(field.annotation) is Mapping
        found = model_in(field.annotation) if field else None
    return found

"""Which places of an input file hold words that people read, as opposed to ids, numbers and known words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel

from pcc_lib.inputs.models.kinds import FreeText


def holds_words(kind: Any, path: tuple[Any, ...]) -> bool:
    """Whether a model has free text at a path of keys and places in lists, such as `("charts", 0, "title")`."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _in_model(kind, path)
    origin, args = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _is_free(args[1:]) or holds_words(args[0], path)
    if origin is Mapping:
        return holds_words(args[-1], path[1:])
    if origin is tuple and path and isinstance(path[0], int):  # an entry; one alone may stand without the list
        path = path[1:]
    return any(holds_words(arg, path) for arg in args)


def _in_model(kind: type[BaseModel], path: tuple[Any, ...]) -> bool:
    if list(kind.model_fields) == ["root"]:  # a file that is a list
        return holds_words(kind.model_fields["root"].annotation, path)
    field = next((f for name, f in kind.model_fields.items() if path and (f.alias or name) == path[0]), None)
    return field is not None and (_is_free(field.metadata) or holds_words(field.annotation, path[1:]))


def _is_free(marks: Any) -> bool:
    return any(isinstance(mark, FreeText) for mark in marks)

"""How a value that is wrong is told: quoted, named by its kind, refused with what to do."""

from __future__ import annotations

from typing import Any

from pydantic_core import PydanticCustomError


def refuse(found: str, todo: str = "") -> PydanticCustomError:
    """An error of a validator: what was found, and what to do."""
    return PydanticCustomError("pcc", "{found}", {"found": found, "todo": todo})


def shown(value: Any, most: int = 60) -> str:
    """A value as a fault quotes it."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= most else text[:most] + "…"


def kind_words(value: Any) -> str:
    """`is a list`: what a value is, where text or keys are wanted."""
    words = {dict: "is a set of keys", list: "is a list", tuple: "is a list", str: "is text", bool: "is true or false"}
    return words.get(type(value), "is a number")


def yaml_words(value: bool) -> str:
    """The words that YAML takes for true, or for false."""
    return "yes, on and true as true" if value else "no, off and false as false"

"""Values that may be missing, where an earlier question has found that they are there."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def sure(value: T | None) -> T:
    """The value itself. An AssertionError where it is missing: then the question that should come first was not asked."""
    assert value is not None, "a value was taken to be there, and is not"
    return value

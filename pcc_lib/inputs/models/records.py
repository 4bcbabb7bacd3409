"""Strict records: what every model of an input file is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Literal, NamedTuple, Self, get_args, get_origin

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError


class Problem(NamedTuple):
    """What does not fit together in a record: the key, what was found, and what to do."""

    key: str
    found: str
    todo: str


class Model(BaseModel):
    """A record read from a file: unknown keys are faults, and nothing changes it afterwards."""

    # defer_build: a record inside another is built once, with it
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, hide_input_in_errors=True, defer_build=True)

    def problems(self) -> Iterator[Problem]:
        """What does not fit together, though each key by itself does."""
        return iter(())

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if found := list(self.problems()):
            raise PydanticCustomError("pcc_problems", "does not fit together", {"problems": found})
        return self


class Listing(Model):
    """A file that is one list of entries, in which each `own` key tells an entry from all others."""

    own: ClassVar[tuple[str, ...]] = ("id",)

    def problems(self) -> Iterator[Problem]:
        for place in type(self).model_fields:
            for key in self.own:
                yield from repeats(getattr(self, place), place, key)


def repeats(rows: Iterable[Any], place: str, key: str = "id") -> Iterator[Problem]:
    """Ids that stand twice."""
    ids = [getattr(row, key) for row in rows]
    for id in dict.fromkeys(id for i, id in enumerate(ids) if id in ids[:i]):
        yield Problem(place, f"the {key} '{id}' stands twice.", "Give each one of its own.")


def model_in(kind: Any) -> type[BaseModel] | None:
    """The first model inside a type such as `tuple[Chart, ...] | None` (None where it holds none)."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    inner = [model_in(arg) for arg in get_args(kind)] if get_origin(kind) is not Literal else []
    return next(filter(None, inner), None)

"""A quarter's folder as far as its `quarter.yml` can be read: a key with a fault, which need not be there, is read as absent.

For those that tell faults and what is open, and never for a book: so that a slip in one entry does not hide what is wrong with
the quarter's texts. The fault itself is told by the check of the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from pcc_lib.core.errors import DefinitionError, ReportError
from pcc_lib.inputs.models.faults import read_as
from pcc_lib.inputs.models.quarter import QuarterFile
from pcc_lib.inputs.plan import QuarterFolder


class ReadableQuarter(QuarterFolder):
    """A quarter's folder; `passed_over` are the keys of its `quarter.yml` that are read as if they were not there."""

    @classmethod
    def of(cls, folder: QuarterFolder) -> ReadableQuarter:
        """The same quarter."""
        return folder if isinstance(folder, cls) else cls(folder.project, folder.quarter)

    @property
    def about(self) -> QuarterFile:
        """`quarter.yml`; a DefinitionError where what it must have cannot be read."""
        return self._read[0]

    @property
    def passed_over(self) -> tuple[str, ...]:
        """The keys that have a fault; none where nothing can be read at all."""
        try:
            return self._read[1]
        except ReportError:
            return ()

    @cached_property
    def _read(self) -> tuple[QuarterFile, tuple[str, ...]]:
        try:
            return super().about, ()
        except DefinitionError:
            name = f"{self.name}/quarter.yml"
            data = self.project.read_yaml(name)
            if not isinstance(data, dict):
                raise
            kept = {key: value for key, value in data.items() if _must_be_there(key)}
            if _record(kept, name) is None:
                raise
            more = {key: data[key] for key in data if key not in kept and _record(kept | {key: data[key]}, name)}
            return read_as(QuarterFile, kept | more, name), tuple(str(key) for key in data if key not in kept | more)


def _must_be_there(key: Any) -> bool:
    field = QuarterFile.model_fields.get(key)
    return field is not None and field.is_required()


def _record(data: Mapping[str, Any], name: str) -> QuarterFile | None:
    """The record of some keys; None where they have a fault."""
    try:
        return read_as(QuarterFile, data, name)
    except ReportError:
        return None

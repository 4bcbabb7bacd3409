"""What a published edition told, as it is kept in `data/published/<quarter>/`: its ledger, its deliverables, its texts.

`pcc` writes these files when an edition is published, and nobody edits them; they are read as strictly as what people write.
"""

from __future__ import annotations

import math
import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, field_validator

from pcc_lib.core.csv_cells import plain
from pcc_lib.core.periods import Span
from pcc_lib.inputs.models.kinds import Day, DayOrMonth, Hyphened, Line, Order, Prose
from pcc_lib.inputs.models.records import Model
from pcc_lib.inputs.models.rows import Row
from pcc_lib.inputs.models.telling import refuse
from pcc_lib.inputs.promises import STATES

_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def _printed(cell: Any) -> Any:
    return plain(cell) if isinstance(cell, str) else cell


def _value(cell: Any) -> Any:
    found = float(cell) if isinstance(cell, str) and _NUMBER.fullmatch(cell) else cell
    if not (isinstance(found, float) and math.isfinite(found)):
        raise refuse(f"'{str(cell)[:40]}' is not a number.", "Put the file back as it was published.")
    return found


Told = Annotated[str, BeforeValidator(_printed)]


class ToldFigure(Row):
    """One row of the ledger as it was published: `figures.csv`. Its columns are those of the ledger (`docs/auditors.md`)."""

    KEY: ClassVar[tuple[str, ...]] = ("id", "page")
    OPTIONAL: ClassVar[tuple[str, ...]] = ("settings",)

    id: Told = Field(min_length=1)
    measure: Told = Field(min_length=1)
    statistic: Told = Field(min_length=1)
    breakdown: Told = ""
    period: Told = ""
    compared_with: Told = ""
    value: Annotated[float | None, BeforeValidator(_value)] = None
    unit: Told = ""
    text: Told = Field(min_length=1)
    kind: Told = ""
    status: Told = ""
    formula: Told = ""
    cells: Told = ""
    original: Told = ""
    page: Told = Field(min_length=1)
    settings: Told = ""

    @property
    def undated(self) -> str:
        """Its name without its period."""
        return self.id.partition("@")[0]

    @property
    def span(self) -> Span:
        """What it tells of."""
        return Span.parse(self.period)

    @property
    def same(self) -> tuple[str, str, str]:
        """What it has in common with the same figure of another edition: its name, its period, what it is set against."""
        return self.undated, self.period, self.compared_with


class ToldDeliverable(Row):
    """What an edition told of a deliverable: `deliverables.csv`. `state` is one of the states of `inputs/promises.py`."""

    id: Hyphened
    priority: Hyphened
    action: Line
    due: DayOrMonth
    due_text: Line
    progress: int | None = None
    planned: DayOrMonth = ""
    state: Literal[STATES]  # type: ignore[valid-type]
    words: Line

    @field_validator("progress", mode="before")
    @classmethod
    def _digits(cls, cell: Any) -> Any:
        if not (isinstance(cell, str) and re.fullmatch(r"\d{1,3}", cell, re.ASCII) and int(cell) <= 100):
            raise refuse(f"'{str(cell)[:40]}' is not a percentage.", "Put the file back as it was published.")
        return int(cell)


class ToldEdition(Model):
    """When an edition was published: `edition.json`. number: 1 for what the project published first, and so on, corrected
    versions too. published: blank where the day is not known."""

    number: Order
    version: Order
    published: Day | Literal[""]


class ToldSection(Model):
    """A section of commentary that an edition told: the text, its heading, a digest of its words, and how it begins."""

    text: Line
    heading: Line
    digest: str
    begins: Prose | Literal[""]

    @field_validator("digest")
    @classmethod
    def _is_digest(cls, cell: str) -> str:
        if not _DIGEST.fullmatch(cell):
            raise refuse(f"'{cell[:40]}' is no digest.", "Put the file back as it was published.")
        return cell


class ToldCommentary(Model):
    """The commentary of an edition: `commentary.json`."""

    sections: tuple[ToldSection, ...]

"""A figure: one printed number with its name, its text, its formula and the source cells that it rests on."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pcc_lib.core import numerals
from pcc_lib.core.csv_cells import csv_of
from pcc_lib.core.errors import ReportError
from pcc_lib.core.periods import NO_PERIOD, Span
from pcc_lib.core.quarters import MONTH, inner, is_financial_year
from pcc_lib.core.status import CONFIDENTIAL, MISSING, NONE, NOT_KNOWN, RECONSTRUCTED, REVISED, Statuses

_FORM = re.compile(
    r"(?P<measure>[a-z][a-z0-9_]*)\.(?P<statistic>[a-z0-9_]+)"
    r"(?:\.(?P<part>[a-z0-9_-]+))?(?:@(?P<period>\d{4}(?:[-/]\d{2})?(?:-Q[1-4])?))?"
)

_APART = re.compile(r" (?=[\w./-]+\.(?:csv|yml)#|data/)")


@dataclass(frozen=True)
class FigureId:
    """The name of a figure: `measure.statistic[.part][@period]`; a part by its id."""

    measure: str
    statistic: str = "value"
    part: str = ""
    period: str = ""

    @classmethod
    def parse(cls, text: str) -> FigureId:
        """A name as commentary writes it; a ReportError says what is wrong with it."""
        match = _FORM.fullmatch(text)
        if not match:
            raise ReportError(
                f"'{text}' is not a figure. Write measure.statistic, such as calls_999_volume.value, "
                "with .breakdown and @2023-06 where needed."
            )
        period = inner(match["period"] or "")
        if (match["period"] and not period) or (len(period) >= 7 and not (MONTH.fullmatch(period) or is_financial_year(period))):
            raise ReportError(f"'{text}': '{match['period']}' is not a month.")
        return cls(match["measure"], match["statistic"], match["part"] or "", period)

    @classmethod
    def of(cls, measure: str, statistic: str = "value", part: str = "", period: str = "") -> FigureId:
        """The name of a figure of a part as its source writes it."""
        return cls(measure, statistic, numerals.part_id(part) if part else "", period)

    def __str__(self) -> str:
        return self.undated + (f"@{self.period}" if self.period else "")

    @property
    def group(self) -> str:
        """The first word of its measure: what is of no measure has its group there, such as `budget` of `budget_total`."""
        return self.measure.partition("_")[0]

    @property
    def undated(self) -> str:
        """The name without its period."""
        return f"{self.measure}.{self.statistic}" + (f".{self.part}" if self.part else "")


@dataclass(frozen=True)
class Figure:
    """One printed number. `value` is None where it is not known; `text` is how it is printed.

    `signed`: whether it is a difference, printed with + or −, whose direction a sentence says in a word (see `magnitude`).

    `original`: the row of `data/published` by which an original report prints the same number, or the two rows from which it
    follows, with a comma between them; blank where there are none.

    `breakdown` is the part as its source writes it, `period` what the figure tells of, `compared_with` what it is set against
    (the same of other periods, or a target); `cells` names the source cells in the order of the letters in `formula`.
    `method`: what gives its `settings`, worked out only where they are asked for.
    """

    name: FigureId
    breakdown: str
    period: Span
    compared_with: Span | Literal["target"]
    value: float | None
    unit: str
    text: str
    kind: str
    status: Statuses
    formula: str
    cells: str
    page: str = ""
    signed: bool = False
    original: str = ""
    method: Callable[[Figure], str] | None = field(default=None, compare=False, repr=False)

    @property
    def id(self) -> str:
        """Its name as text."""
        return str(self.name)

    @property
    def measure(self) -> str:
        """The measure, or the given fact, that it is of."""
        return self.name.measure

    @property
    def statistic(self) -> str:
        """What it tells of its measure."""
        return self.name.statistic

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.value is not None

    @property
    def numeric(self) -> float:
        """Its value; NaN where it is not known."""
        return math.nan if self.value is None else self.value

    @property
    def digits(self) -> str:
        """Its value as text with up to twelve digits; blank where it is not known."""
        return "" if self.value is None else f"{self.value:.12g}"

    @property
    def hidden(self) -> bool:
        """Whether a policy for small numbers holds it back."""
        return CONFIDENTIAL in self.status

    @property
    def missing(self) -> bool:
        """Whether nobody knows it (it is not held back: it is not there)."""
        return MISSING in self.status

    @property
    def estimated(self) -> bool:
        """Whether it is known from reconstructed months alone: no original report prints it, or what it follows from."""
        return self.known and RECONSTRUCTED in self.status and not self.original

    @property
    def revised(self) -> bool:
        """Whether it is known, and rests on numbers that were revised since they were first published."""
        return self.known and REVISED in self.status

    @property
    def mark(self) -> str:
        """What stands after its text wherever it is printed: `[e]` where it is estimated, `[r]` where it is revised, each with a
        blank that holds it there."""
        letters = [RECONSTRUCTED] * self.estimated + [REVISED] * self.revised
        return "".join(f"\u00a0[{letter}]" for letter in letters)

    @property
    def open_status(self) -> Statuses:
        """Its statuses as readers are told them beside it: of a printed original none that its months are reconstructed."""
        return self.status.without(RECONSTRUCTED) if self.original else self.status

    @property
    def marked(self) -> str:
        """Its text with its mark."""
        return self.text + self.mark

    @property
    def earlier(self) -> Span:
        """The periods that a change is set against; an AssertionError where it is set against a target."""
        assert self.compared_with != "target", f"{self.id} is set against a target"
        return self.compared_with

    @property
    def magnitude(self) -> str:
        """The text without its sign, for sentences that say the direction in words."""
        return self.text.lstrip("+" + numerals.MINUS) if self.signed else self.text

    @property
    def anchor(self) -> str:
        """Its anchor on the Figures page."""
        return self.anchor_of(self.name)

    @staticmethod
    def anchor_of(name: FigureId) -> str:
        """The anchor of a figure of this name."""
        return "f-" + numerals.slug(str(name).replace("_", "-").replace("@", "-at-"))

    @property
    def settings(self) -> str:
        """What its methods need beside the cells to be worked again, `key=value; key=value`; blank where the formula says all."""
        return self.method(self) if self.method and self.formula else ""

    def row(self) -> dict[str, object]:
        """Its row of the ledger: a plain value for each of COLUMNS."""
        value: dict[str, object] = {name: getattr(self, name) for name in COLUMNS}
        return value | {name: str(value[name]) for name in ("period", "compared_with", "status")}


COLUMNS = (
    "id",
    "measure",
    "statistic",
    "breakdown",
    "period",
    "compared_with",
    "value",
    "unit",
    "text",
    "kind",
    "status",
    "formula",
    "cells",
    "settings",
    "original",
    "page",
)


def blocks_of(cells: str) -> list[str]:
    """The blocks of cells that a formula's letters stand for, apart: each begins with a file or a folder."""
    return _APART.split(cells) if cells else []


@dataclass(frozen=True)
class Said:
    """A number, its unit, and how it is printed; `signed`: whether it is a difference, printed with a sign."""

    value: float
    unit: str
    text: str
    signed: bool = False


@dataclass(frozen=True)
class Basis:
    """What a figure of no measure rests on: source cells or a place in a file, and what is made of them."""

    cells: str
    formula: str = "published(a)"
    kind: str = "stated"
    status: Statuses = NONE


def given(id: str, said: Said, basis: Basis, period: str = "") -> Figure:
    """A figure that is of no measure: a fact, a progress, an amount of the plan, a count of the book."""
    told = (float(said.value), said.unit, said.text, basis.kind, basis.status, basis.formula, basis.cells)
    return Figure(FigureId.parse(id), "", Span.parse(period), NO_PERIOD, *told, signed=said.signed)


def unknown(name: FigureId, part: str, period: Span, unit: str, kind: str = "computed") -> Figure:
    """A figure that nobody knows: it prints `[x]`."""
    return Figure(name, part, period, NO_PERIOD, None, unit, numerals.MISSING, kind, NOT_KNOWN, "", "")


def ledger_rows(rows: Iterable[dict[str, object]]) -> list[dict[str, object]]:
    """One row for each figure and page, sorted, values as text with up to twelve digits."""
    unique = {(str(r["id"]), str(r["page"])): r for r in rows}
    return [row | {"value": "" if row["value"] is None else f"{row['value']:.12g}"} for _, row in sorted(unique.items())]


def ledger_csv(rows: Iterable[Mapping[str, object]]) -> str:
    """Rows of the ledger as CSV: a column for each of COLUMNS, LF."""
    return csv_of(COLUMNS, [[row[column] for column in COLUMNS] for row in rows])

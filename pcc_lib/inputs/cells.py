"""Cells of numbers as a column writes them: `1,234`, `0,5`, `£12`; what is a number, and what is wrong with what is none."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pcc_lib.inputs.models.table_schema import TableField
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.spoilt import SHOWN_CELL, Spoilt, number_todo, spoilt_number

__all__ = ["SHOWN_CELL", "NumberForm", "are_counts"]

_DIGITS = 15  # as many as a float holds
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}(?:\.0{0,15})?")  # 101.0 is how pandas writes a count beside a blank
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})(?:[eE][+-]?[0-9]{1,2})?")
# what may stand around a number: neither a sign, a bracket nor a mark, which could turn or cut the value
_AROUND = re.compile(r"[A-Za-z\s£$€¥]*(.*?)[A-Za-z\s£$€¥%*]*", re.DOTALL)

_NONE = "no number"


def are_counts(cells: Sequence[str]) -> bool:
    """Whether every cell is blank or a whole number from nought, in digits alone: such a cell is one in any form.

    Most columns of counts are so, and it is told of all their cells together in a fraction of the time that each by itself takes.
    """
    digits = "".join(cells)
    return not digits or (digits.isascii() and digits.isdecimal() and max(map(len, cells)) <= _DIGITS)


@dataclass(frozen=True)
class NumberForm:
    """How a column writes its numbers (Frictionless Table Schema: `decimalChar`, `groupChar`, `bareNumber`)."""

    whole: bool
    decimal: str = "."
    group: str = ""
    bare: bool = True

    @classmethod
    def of(cls, field: TableField) -> NumberForm:
        """The form of a column's numbers."""
        return cls(field.type == "integer", field.decimal_char, field.group_char, field.bare_number)

    @cached_property
    def is_plain(self) -> bool:
        """Whether it is how numbers are written where nothing else is said."""
        return self == _PLAIN[self.whole]

    def read(self, cell: str) -> float:
        """The number of a cell; blank where it holds none."""
        text = self._plain(cell)
        return float(text) if _NUMBER.fullmatch(text) else math.nan

    def read_all(self, cells: Sequence[str]) -> list[float]:
        """The numbers of a column."""
        if are_counts(cells):
            return [float(cell) if cell else math.nan for cell in cells]
        return [self.read(cell) for cell in cells]

    def wrong(self, cell: str, required: bool = False) -> Spoilt | None:
        """What is wrong with a cell, and what to do; blank is not known, and so not wrong. required: whether none may be."""
        if not cell or (_WHOLE if self.whole else _NUMBER).fullmatch(self._plain(cell)):
            return None
        found = f"'{shown(cell, SHOWN_CELL)}' is not a {'whole ' if self.whole else ''}number."
        seen = spoilt_number(cell) if self.is_plain else None  # what a column is to hold is nothing spoilt
        return seen or Spoilt(found, number_todo(cell, required), "")

    def _plain(self, cell: str) -> str:
        """The cell with a point and nothing else; what is not written in this form stays no number."""
        if self.is_plain:
            return cell
        text = cell
        if not self.bare:
            inside = _AROUND.fullmatch(cell)
            text = inside[1] if inside and not inside[1].startswith(self.decimal) else cell
        if self.group and self.group in text:
            grouped = re.fullmatch(self._grouped, text)
            text = text.replace(self.group, "") if grouped else _NONE  # 1,00 is a slip, and no hundred
        if self.decimal != ".":
            text = _NONE if "." in text else text.replace(self.decimal, ".")
        return text

    @property
    def _grouped(self) -> str:
        return rf"[+-]?[0-9]{{1,3}}(?:{re.escape(self.group)}[0-9]{{3}})+(?:{re.escape(self.decimal)}[0-9]*)?"


_PLAIN = {whole: NumberForm(whole) for whole in (True, False)}

"""How a figure is printed, as an expression of SQL that prints its reworked value in the same form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pcc_lib.core import numerals
from pcc_lib.core.numerals import NBSP
from pcc_lib.core.sql_literals import literal

_DECIMALS = re.compile(r"\d[\d,]*(?:\.(\d+))?")
_UNRELIABLE = " [u]"  # after a survey's percentage of few answers
MOST_DECIMALS = 9


class Form(NamedTuple):
    """A form of printing: in SQL (`#` stands for the value), and in words of Python, by which the writer finds it."""

    sql: str
    text: Callable[[float], str]


def form_of(value: float, unit: str, text: str) -> str:
    """The form in which a text prints a value, as SQL with `#` for the value.

    Where no form prints the text, it is the first of the unit: the SQL then shows what the text should have been.
    """
    forms = list(_forms(unit, text))
    return next((form.sql for form in forms if form.text(value) == text), forms[0].sql)


def _forms(unit: str, text: str) -> Iterator[Form]:
    """The plain forms first, then with a sign, and what else may stand around a number."""
    plain = list(_plain(unit, _decimals(text)))
    for form in [*plain, *(Form(f"signed({sql})", _signed(said)) for sql, said in plain)]:
        yield form
        yield Form(f"{form.sql} || ' [u]'", _followed(form.text, _UNRELIABLE))
    if unit == "rank":
        yield Form("shared_place(#)", lambda v: "=" + numerals.ordinal(v))
    d = _decimals(text)
    yield Form(f"number(#, {d}) || {literal(' ' + unit)}", lambda v: f"{numerals.number(v, d)} {unit}")  # as originals have it


def _plain(unit: str, d: int) -> Iterator[Form]:
    match unit:
        case "%":
            yield Form(f"percent(#, {d})", lambda v: numerals.percent(v, d))
        case "percentage points" | "points":
            yield Form(f"points(#, {d})", lambda v: numerals.points(v, d))
        case "seconds":
            yield Form("in_seconds(#)", numerals.duration)
            yield Form("in_minutes(#)", lambda v: numerals.duration(v, "minutes"))
            yield Form(f"seconds(#, {d})", lambda v: f"{numerals.number(v, d)}{NBSP}s")
        case "rank":
            yield Form("ordinal(#)", numerals.ordinal)
        case "places":
            yield Form("places(#)", numerals.places)
        case "GBP":
            yield Form(f"money(#, {d})", lambda v: numerals.money(v, d))
        case "GBP million":
            yield Form(f"money_millions(#, {d})", lambda v: numerals.money(v, d) + NBSP + "million")
        case _ if unit.startswith("million"):
            yield Form(f"millions(#, {d})", lambda v: numerals.number(v, d) + NBSP + "million")
        case _:
            yield Form(f"number(#, {d})", lambda v: numerals.number(v, d))


def _decimals(text: str) -> int:
    found = _DECIMALS.search(text)
    return min(len(found[1] or ""), MOST_DECIMALS) if found else 0


def _signed(said: Callable[[float], str]) -> Callable[[float], str]:
    return lambda value: numerals.signed(said(value))


def _followed(said: Callable[[float], str], after: str) -> Callable[[float], str]:
    return lambda value: said(value) + after

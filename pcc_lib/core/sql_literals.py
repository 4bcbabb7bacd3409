"""Texts of data files in SQL: always as literals or quoted names, so that nothing that stands in them can become a statement."""

from __future__ import annotations

from collections.abc import Iterable

from pcc_lib.core.errors import ReportError


def literal(text: str) -> str:
    """A text as a string of SQL. In standard strings only the quotation mark is special, and it stands twice."""
    if "\0" in text:
        raise ReportError("a text of the ledger holds the character U+0000, which cannot stand in SQL.")
    return "'" + text.replace("'", "''") + "'"


def name(text: str) -> str:
    """The name of a column or table, quoted."""
    if "\0" in text:
        raise ReportError("the name of a column holds the character U+0000, which cannot stand in SQL.")
    return '"' + text.replace('"', '""') + '"'


def listed(texts: Iterable[str]) -> str:
    """A list of strings; NULL where there is none."""
    found = ", ".join(map(literal, texts))
    return f"[{found}]" if found else "NULL"

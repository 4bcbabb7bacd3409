"""A table as CSV, and what says of it what a machine must know: metadata for tables on the web (CSVW), a file beside each CSV.

https://www.w3.org/TR/tabular-metadata/ – recommended for the public sector by
https://www.gov.uk/government/publications/recommended-open-standards-for-government/
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pcc_lib.core.csv_cells import csv_of
from pcc_lib.core.status import explanations
from pcc_lib.inputs.models.body import Body
from pcc_lib.workbooks.table import NO_NUMBER, Cell, Column, DataTable, Number

_CONTEXT = ["http://www.w3.org/ns/csvw", {"@language": "en"}]


@dataclass(frozen=True)
class About:
    """What is said of all CSVs of a set: its title, the body that publishes it, the date of writing, and its sources, each with
    its producer and licence."""

    title: str
    body: Body
    written_on: str
    sources: Sequence[Mapping[str, str]]


def csv_text(table: DataTable) -> str:
    """The table as CSV (UTF-8, LF): its heads are the names of the columns; a text that looks like a formula has an apostrophe
    before it."""
    return csv_of([column.name for column in table.columns], ([_plain(cell) for cell in row] for row in table.rows))


def _plain(cell: Cell) -> object:
    return cell.digits if isinstance(cell, Number) else cell


def csvw(table: DataTable, file: str, about: About) -> str:
    """The metadata of a table's CSV, as JSON. file: the name of the CSV beside it."""
    body = about.body
    said: dict[str, Any] = {
        "@context": _CONTEXT,
        "url": file,
        "dc:title": f"{about.title}: {table.title}",
        "dc:description": table.says,
        "dc:creator": body.name,
        "dc:publisher": {"schema:name": body.name, **({"schema:url": {"@id": body.web}} if body.web else {})},
        "dc:date": about.written_on,
        "dc:language": "en-GB",
        **({"dc:license": {"@id": body.licence.url}, "dc:rights": body.licence.name} if body.licence else {}),
        "dc:source": list(about.sources),
        "notes": [{"sign": sign, "meaning": meaning} for sign, meaning in _signs(table).items()],
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "quoteChar": '"'},
        "tableSchema": {"columns": [_column(each) for each in table.columns], "primaryKey": list(table.key)},
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def _signs(table: DataTable) -> dict[str, str]:
    """The signs that stand in the table, with what each means."""
    known = {**explanations(), NO_NUMBER[-1]: "not applicable"}
    used = table.signs(known)
    return {sign: meaning for sign, meaning in known.items() if sign in used}


def _column(column: Column) -> dict[str, Any]:
    """What is said of a column; the signs that stand for a number that is not known are told as blanks."""
    told: dict[str, Any] = {"name": column.name, "titles": [column.name, column.title], "dc:description": column.about}
    if column.numeric:
        unit = {"schema:unitText": column.unit or "as the column unit says"}
        return {**told, "datatype": "number", "null": list(NO_NUMBER), **unit}
    return {**told, "datatype": "string", "null": [NO_NUMBER[-1]]}

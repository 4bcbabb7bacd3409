"""The ledger: every figure that any page of an edition prints, as its executed pages say."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pcc_lib.building.executed import outputs_of, pcc_metadata
from pcc_lib.building.job import PageResult
from pcc_lib.core.errors import BookError, Fault, raise_if
from pcc_lib.figures.figure import COLUMNS


def ledger(results: Iterable[PageResult]) -> list[dict[str, str]]:
    """Every figure that any page prints, sorted; BookError where one id has two values."""
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    values: dict[str, dict[str, str]] = defaultdict(dict)
    for result in results:
        if result.notebook is None:
            continue
        notebook = json.loads(result.notebook.read_bytes())
        for row in (row for _, output in outputs_of(notebook) for row in pcc_metadata(output).get("figures", ())):
            text = plain_row(row, result.page.name)
            rows[tuple(text.values())] = text
            values[text["id"]].setdefault(text["value"], result.page.name)
    shown = {key: ", ".join(f"{value} ({page})" for value, page in found.items()) for key, found in values.items()}
    raise_if(
        BookError,
        (
            Fault("figures.csv", key, f"two values: {shown[key]}.", "One of the pages does not take it from the library.")
            for key, found in sorted(values.items())
            if len(found) > 1
        ),
    )
    return sorted(rows.values(), key=lambda row: (row["id"], row["page"], tuple(row.values())))


def plain_row(row: Mapping[str, Any], page: str) -> dict[str, str]:
    """A row of the ledger, as a block's metadata has it, as texts."""
    return {column: _cell(row.get(column)) for column in COLUMNS} | {"page": page}


def pages_printing(edition: Path, id: str) -> list[str]:
    """The pages of a built edition that print a figure, as its `figures.csv` has them; none where it has no such file."""
    file = edition / "figures.csv"
    if not file.is_file():
        return []
    rows = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"), newline=""))
    return [row["page"] for row in rows if row["id"] == id]


def _cell(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return " | ".join(map(str, value))
    return "" if value is None else str(value)

"""The numbers of the practice quarter: invented, so that the tutorial has a quarter to bring in.

Each is the value of the same month a year before (of the survey, of its newest month), changed by a few per cent by a rule of
arithmetic. They say nothing about
policing, and no edition of the sample prints them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2] / "data" / "sources"
CRIME = ("2023-10", "2023-11", "2023-12")
CALLS = ("2023-11", "2023-12", "2024-01")
SURVEY = ("2023-08", "2023-09", "2023-10")
Key = tuple[str, str]
Row = dict[str, int | None]


@dataclass(frozen=True)
class Practice:
    """What a source gets: its new months, and columns that are known only to an earlier month (`until`), or are what another
    leaves of a third (`rest`: answered is what abandoned leaves of offered)."""

    months: tuple[str, ...]
    until: dict[str, str] = field(default_factory=dict)
    rest: dict[str, tuple[str, str]] = field(default_factory=dict)


FREE = ("abandoned", "wait_s", "bt_answer_s", "response_s")  # columns that go their own way; all others of a row go together
ANSWERED = {"answered": ("offered", "abandoned")}
QUARTER = {
    "calls_999": Practice(CALLS, {"silent": "2023-11", "bt_answer_s": "2023-11"}, ANSWERED),
    "calls_cch": Practice(CALLS, {"triaged": "2023-12"}, ANSWERED),
    "crib": Practice(CALLS, {"abandoned_after_10_min": "2023-12"}, ANSWERED),
    "online_reports": Practice(CALLS),
    "priority_response": Practice(CALLS),
    "immediate_response": Practice(CALLS),
    "complaints": Practice(CALLS),
    "violence_with_injury": Practice(CRIME),
    "domestic_abuse": Practice(CRIME),
    "sexual_offences": Practice(CRIME, {"rape_within_7_days": "2023-10"}),
    "asb": Practice(CRIME),
    "residential_burglary": Practice(CRIME),
    "road_safety": Practice(CRIME),
    "victim_voice": Practice(SURVEY),
}
# What earlier extracts left open, and what the force has corrected since: source, month, part, column, value
FILLED = (
    ("calls_999", "2023-09", "force", "silent", 1801),
    ("calls_999", "2023-10", "force", "silent", 1694),
    ("calls_cch", "2023-10", "force", "triaged", 8402),
)
REVISED = (("asb", "2023-08", "county", "incidents", 12), ("violence_with_injury", "2023-09", "swindon", "crimes", 3))


def held(source: str) -> dict[Key, dict[str, str]]:
    """The rows of a source, by month and part, as their file has them."""
    with (SOURCES / f"{source}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    period, part = list(rows[0])[:2]
    return {(row[period], row[part]): row for row in rows}


def columns(source: str) -> list[str]:
    """The value columns of a source."""
    return [name for name in next(iter(held(source).values())) if name not in ("month", "kind", "status")][1:]


def new_rows(source: str) -> dict[Key, Row]:
    """The invented rows of the new months, by month and part."""
    about, rows = QUARTER[source], held(source)
    parts = sorted({part for _, part in rows})
    found = {}
    for i, month in enumerate(about.months):
        for j, part in enumerate(parts):
            before = rows.get((_year_before(month), part)) or rows.get((max(month for month, _ in rows), part))
            if before:
                found[month, part] = _row(source, month, before, 7 * i + 3 * j)
    return found


def _row(source: str, month: str, before: dict[str, str], turn: int) -> Row:
    about = QUARTER[source]
    row: Row = {}
    for at, column in enumerate(columns(source), 1):
        known = month <= about.until.get(column, "9999")
        row[column] = _changed(before[column], turn + at * (column in FREE)) if known and before[column] else None
    for column, (whole, part) in about.rest.items():
        row[column] = row[whole] - row[part]
    return row


def _changed(cell: str, turn: int) -> int:
    """The value of a year before, one to four per cent lower or higher; rounded down, so that parts never exceed their whole."""
    step = turn * 37 % 61
    return int(cell) * ((960 if step < 31 else 980) + step) // 1000


def _year_before(month: str) -> str:
    return f"{int(month[:4]) - 1}{month[4:]}"

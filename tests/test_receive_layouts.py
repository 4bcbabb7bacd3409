"""A held source, written out in any layout and any form, is read back as the same in every cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from received import MONTHS, Rows, csv_bytes, make, ods, xlsx

from pcc_lib.core.quarters import MONTHS as NAMES
from pcc_lib.inputs.project import Project
from pcc_lib.receiving.asked import Asked
from pcc_lib.receiving.reading import Sent
from pcc_lib.receiving.receive import plans_of

Table = Mapping[tuple[str, str], Mapping[str, float]]
TITLES = {"offered": "Calls offered", "answered": "Calls answered", "wait_s": "Time waited", "share": "Share answered in time"}
AREAS = {"north": "North Town", "south": "South Vale"}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    return make(tmp_path_factory.mktemp("layouts"))


def held(project: Project, columns: list[str]) -> Table:
    rows = [line.split(",") for line in project.read_text("data/sources/calls.csv").splitlines()]
    at = {column: rows[0].index(column) for column in columns}
    return {(row[0], row[1]): {c: float(row[i]) for c, i in at.items()} for row in rows[1:]}


# ── how a month and a number are written ──────────────────────────────────────────────────────────────────────────────
def name_of(month: str) -> str:
    return NAMES[int(month[5:])]


MONTH_FORMS: dict[str, Callable[[str], object]] = {
    "as held": str,
    "Jan-23": lambda m: f"{name_of(m)[:3]}-{m[2:4]}",
    "January 2023": lambda m: f"{name_of(m)} {m[:4]}",
    "01/2023": lambda m: f"{m[5:]}/{m[:4]}",
    "first day": lambda m: date(int(m[:4]), int(m[5:]), 1),
    "day first": lambda m: f"01/{m[5:]}/{m[:4]}",
    "month first": lambda m: f"{m[5:]}/01/{m[:4]}",
    "packed": lambda m: int(m.replace("-", "")),
}
NUMBER_FORMS: dict[str, Callable[[float], object]] = {
    "number": lambda n: int(n) if n == int(n) else n,
    "commas": lambda n: f"{n:,.10g}",
    "thin spaces": lambda n: f"{n:,.10g}".replace(",", "\u2009"),
    "plain text": lambda n: f"{n:.10g}",
}


# ── layouts ───────────────────────────────────────────────────────────────────────────────────────────────────────────
Write = tuple[Callable[[str], object], Callable[[float], object]]


def months_down(table: Table, columns: list[str], write: Write) -> dict[str, Rows]:
    month, number = write
    head = ["Month", "Area", *(TITLES[c] for c in columns)]
    return {"Data": [head, *([month(m), AREAS[a], *(number(row[c]) for c in columns)] for (m, a), row in table.items())]}


def months_across(table: Table, columns: list[str], write: Write) -> dict[str, Rows]:
    """A sheet for each column, months across, areas down."""
    month, number = write
    return {
        TITLES[c]: [
            ["Area", *(month(m) for m in MONTHS)],
            *([AREAS[a], *(number(table[m, a][c]) for m in MONTHS)] for a in AREAS),
        ]
        for c in columns
    }


def area_sheets(table: Table, columns: list[str], write: Write) -> dict[str, Rows]:
    """A sheet for each area, months across, columns down, with titles and notes."""
    month, number = write
    return {
        AREAS[a]: [
            ["Contact performance"],
            [],
            [None, *(month(m) for m in MONTHS)],
            *([TITLES[c], *(number(table[m, a][c]) for m in MONTHS)] for c in columns),
            [],
            ["Source: telephony"],
        ]
        for a in AREAS
    }


def areas_over(table: Table, columns: list[str], write: Write) -> dict[str, Rows]:
    """Two rows of heads: areas over columns."""
    month, number = write
    first = [None, *(AREAS[a] if i == 0 else None for a in AREAS for i in range(len(columns)))]
    second = ["Month", *(TITLES[c] for _ in AREAS for c in columns)]
    return {"Data": [first, second, *([month(m), *(number(table[m, a][c]) for a in AREAS for c in columns)] for m in MONTHS)]}


def months_over(table: Table, columns: list[str], write: Write) -> dict[str, Rows]:
    """Two rows of heads: months over columns."""
    month, number = write
    first = [None, *(month(m) if i == 0 else None for m in MONTHS for i in range(len(columns)))]
    second = ["Area", *(TITLES[c] for _ in MONTHS for c in columns)]
    return {"Data": [first, second, *([AREAS[a], *(number(table[m, a][c]) for m in MONTHS for c in columns)] for a in AREAS)]}


def columns_down(table: Table, columns: list[str], write: Write) -> dict[str, Rows]:
    """One value a row: area, column, and months across."""
    month, number = write
    return {
        "Data": [
            ["Area", "Measure", *(month(m) for m in MONTHS)],
            *([AREAS[a], TITLES[c], *(number(table[m, a][c]) for m in MONTHS)] for a in AREAS for c in columns),
        ]
    }


LAYOUTS = (months_down, months_across, area_sheets, areas_over, months_over, columns_down)


def file_of(sheets: dict[str, Rows], kind: str) -> bytes:
    if kind == "xlsx":
        return xlsx(sheets)
    rows = next(iter(sheets.values()))
    if kind == "ods":
        return ods([[("date", c.isoformat(), c.isoformat()) if isinstance(c, date) else c for c in row] for row in rows])
    return csv_bytes(rows, *{"csv": (",", "utf-8"), "tabs in UTF-16": ("\t", "utf-16"), "semicolons": (";", "cp1252")}[kind])


@settings(max_examples=150)
@given(
    layout=st.sampled_from(LAYOUTS),
    month=st.sampled_from(sorted(MONTH_FORMS)),
    number=st.sampled_from(sorted(NUMBER_FORMS)),
    columns=st.lists(st.sampled_from(sorted(TITLES)), min_size=2, max_size=4, unique=True),
    kind=st.sampled_from(["xlsx", "ods", "csv", "tabs in UTF-16", "semicolons"]),
)
def test_a_source_written_out_is_read_back_as_it_is(project, layout, month, number, columns, kind):
    table = held(project, columns)
    sheets = layout(table, columns, (MONTH_FORMS[month], NUMBER_FORMS[number]))
    if kind != "xlsx" and len(sheets) > 1:
        kind = "xlsx"
    if number == "thin spaces" and kind == "semicolons":
        kind = "csv"  # cp1252 has no thin space
    (plan,) = plans_of(project, [Sent("held", file_of(sheets, kind))], Asked())
    assert plan.same == len(table) * len(columns)
    assert not plan.changes and not plan.incoming.learnt

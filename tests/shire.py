"""An invented force with years of months held, and files of the months that follow whose true numbers are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from received import Rows, descriptor, saved

from pcc_lib.inputs.project import Project

NAMES = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
ALL = [f"{year}-{month:02d}" for year in range(2018, 2025) for month in range(1, 13)][:75]
LAST = "2023-10"
HELD, NEW = [m for m in ALL if m <= LAST], [m for m in ALL if m > LAST]
NEAR, FIRST = HELD[-4:], NEW[:3]  # months that are held, and the quarter that comes
YEAR, YEAR_BEFORE = ALL[-12:], ALL[-24:-12]  # April to March
Cell = tuple[str, str, str, str]  # source, month, area, column
LEVELS = {
    ("complaints", "force", "recorded"): 100,
    ("reports", "force", "reports"): 1500,
    ("asb", "county", "incidents"): 640,
    ("asb", "county", "crimes"): 110,
    ("asb", "swindon", "incidents"): 370,
    ("asb", "swindon", "crimes"): 66,
    ("calls", "force", "abandoned"): 90,
    ("calls", "force", "answered"): 10500,
    ("calls", "force", "wait_s"): 130000,
    ("lines", "force", "abandoned"): 1600,
    ("lines", "force", "answered"): 13500,
    ("lines", "force", "wait_s"): 950000,
}
CALLS = ["offered", "abandoned", "answered", "wait_s"]


def _made() -> dict[Cell, int]:
    draw = Random(7)
    found: dict[Cell, int] = {}
    for month in ALL:
        for (source, area, column), level in LEVELS.items():
            found[source, month, area, column] = round(level * draw.uniform(0.92, 1.08))
        for source in ("calls", "lines"):
            found[source, month, "force", "offered"] = sum(
                found[source, month, "force", each] for each in ("abandoned", "answered")
            )
    return found


VALUES = _made()


def of(source: str, month: str, area: str = "force", column: str = "") -> int:
    """The true number of a month; of a source with one column of itself."""
    columns = {"complaints": "recorded", "reports": "reports"}
    return VALUES[source, month, area, column or columns[source]]


def truth(source: str, months: Iterable[str]) -> dict[Cell, str]:
    """What becomes of a source when some months are received."""
    several = set(months)
    return {cell: str(value) for cell, value in VALUES.items() if cell[0] == source and cell[1] in several}


def make(folder: Path) -> Project:
    """The project, with all months that are held."""
    number = "constraints: {required: true, minimum: 0}"
    columns = {
        "complaints": ("Complaints", "force", {"recorded": "Complaints recorded"}),
        "reports": ("Online reports", "force", {"reports": "Reports"}),
        "asb": ("Anti-social behaviour", "county, swindon", {"incidents": "Incidents", "crimes": "Crimes"}),
        "calls": ("Emergency calls", "force", dict(zip(CALLS, CALL_HEADS[1:], strict=True))),
        "lines": ("Calls to 101", "force", dict(zip(CALLS, CALL_HEADS[1:], strict=True))),
    }
    files = {
        "data/body.yml": "name: Office\nforce: Shire Police\narea: The Shire\nreport_title: Report\n"
        "areas:\n  - {id: county, title: County}\n  - {id: swindon, title: Swindon}\n",
        "data/datapackage.yml": "name: shire\nresources:\n" + "".join(f"  - sources/{n}.resource.yml\n" for n in columns),
    }
    for name, (title, parts, several) in columns.items():
        unit = {"wait_s": "seconds"}
        fields = [f"name: {c}, type: integer, title: {t}, unit: {unit.get(c, 'counts')}, {number}" for c, t in several.items()]
        rule = "checks:\n  - {rule: abandoned + answered == offered, says: they do not add up}\n" if "offered" in several else ""
        files[f"data/sources/{name}.resource.yml"] = descriptor(name, title, ("month", "area", parts), *fields, more=rule)
        rows = [
            f"{month},{part},{','.join(str(of(name, month, part, c)) for c in several)},computed,"
            for month in HELD
            for part in parts.split(", ")
        ]
        files[f"data/sources/{name}.csv"] = "\n".join([f"month,area,{','.join(several)},kind,status", *rows]) + "\n"
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return Project(folder)


# ── rows as people send them ──────────────────────────────────────────────────────────────────────────────────────────
COMPLAINTS, AREAS = ["Month", "Complaints recorded"], ["Month", "Area", "Incidents", "Crimes"]
CALL_HEADS = ["Month", "Calls offered", "Calls abandoned", "Calls answered", "Seconds waited"]


def short(month: str) -> str:
    """`Nov-23`."""
    return f"{named(month)}-{month[2:4]}"


def named(month: str) -> str:
    """`Nov`."""
    return NAMES[int(month[5:]) - 1][:3]


def american(month: str) -> str:
    """`11/1/2023`."""
    return f"{int(month[5:])}/1/{month[:4]}"


def first_day(month: str) -> date:
    """The first of the month."""
    return date(int(month[:4]), int(month[5:]), 1)


def complaints(months: Iterable[str] = NEW, said: Callable[[str], Any] = short) -> list[list[Any]]:
    """A row for each month."""
    return [[said(month), of("complaints", month)] for month in months]


def counts(months: Iterable[str]) -> list[int]:
    """Complaints, month by month."""
    return [of("complaints", month) for month in months]


def asb(month: str, area: str) -> list[int]:
    """Incidents and crimes of an area."""
    return [of("asb", month, area, column) for column in ("incidents", "crimes")]


def areas(months: Iterable[str] = FIRST, names: Sequence[str] = ("County", "Swindon")) -> list[list[Any]]:
    """A row for each month and area."""
    return [[short(m), name, *asb(m, area)] for m in months for name, area in zip(names, ("county", "swindon"), strict=True)]


def both(month: str) -> list[int]:
    """Incidents and crimes of both areas together."""
    return [a + b for a, b in zip(asb(month, "county"), asb(month, "swindon"), strict=True)]


def calls(months: Iterable[str] = FIRST, source: str = "calls") -> list[list[Any]]:
    """A row for each month."""
    return [[short(month), *(of(source, month, "force", column) for column in CALLS)] for month in months]


def looking(rows: Rows, change: Callable[[Worksheet], Any], title: str = "Data") -> bytes:
    """A workbook whose sheet was changed besides."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    change(sheet)
    return saved(book)

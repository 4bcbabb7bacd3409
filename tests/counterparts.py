"""The tiny project with twelve forces and a monthly count of its own force for each verdict of a cross-check.

`crime` is the public table: crimes of years ending in March 2022 and 2023. `own` is what the office counts: months, of which
those of a year are the wanted per cent of what the public table says of its force, f03.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conftest import QUARTER, Tiny, descriptor
from force_tables import add_forces, counts
from small_book import write_page
from tiny_book import tiny_book

from pcc_lib.core.periods import Span

MONTHS = Span("2021-01", "2023-10").periods
PUBLIC = counts(3)[0]  # 52,000 crimes of f03 in each year
# of each measure: per cent of the public value in the years that end in March 2022 and March 2023
SHARES = {"agrees": (99, 102), "less": (85, 84), "differs": (100, 110), "gap": (100, 100)}
DIFFERENT = {"differences": ["Ours leaves fraud out; the public table counts it."]}
COUNTERPARTS = {
    "agrees": {"same": "Both count crimes as they are recorded."},
    "less": {**DIFFERENT, "expected": {"lower": 80, "upper": 90, "reason": "Fraud is some of all crime."}},
    "differs": {**DIFFERENT, "tolerance": 5},
    "gap": {"same": "Both count crimes as they are recorded."},
}
SIMILAR = {"similar": ["f02", "f04"], "similar_from": "Office of Counting, groups of similar forces."}


def own_value(name: str, month: str) -> int:
    """A month of a measure: the twelfth of its year, and what is left over in the last month of it."""
    year = int(month[:4]) + (month[5:] > "03")
    wanted = PUBLIC * SHARES[name][year >= 2023] // 100
    return wanted // 12 + (wanted % 12 if month[5:] == "03" else 0)


def own_csv() -> str:
    """A row a month; of `gap` the June of 2022 is not known."""
    rows = [f"month,area,{','.join(SHARES)},kind,status"]
    for month in MONTHS:
        values = ["" if name == "gap" and month == "2022-06" else str(own_value(name, month)) for name in SHARES]
        rows.append(f"{month},all,{','.join(values)},computed,")
    return "\n".join(rows) + "\n"


def add_counterparts(tiny: Tiny, *names: str) -> Tiny:
    """The tiny project with the forces, and with these measures of its own (all of them where none is named)."""
    add_forces(tiny)
    tiny.write("data/sources/own.csv", own_csv())
    tiny.write("data/sources/own.resource.yml", descriptor("own", "month", "area", "all", *SHARES))
    tiny.edit("data/datapackage.yml", "resources:\n", "resources:\n  - sources/own.resource.yml\n")
    tiny.edit(f"data/quarters/{QUARTER}/quarter.yml", "sources: {", "sources: {own: 2023-10, ")
    for order, name in enumerate(names or SHARES, 10):
        add_measure(tiny, name, order)
    return tiny


def add_measure(tiny: Tiny, name: str, order: int = 10, **keys: Any) -> Tiny:
    """A measure of the office with its counterpart; `keys` change the counterpart (None takes one away)."""
    said = {"measure": "crime_rate", **COUNTERPARTS[name], **keys}
    return tiny.measure(
        name,
        title=f"Crimes, {name}",
        source="own",
        numerator=name,
        order=order,
        unit="crimes",
        good_direction="decrease",
        counterpart={key: value for key, value in said.items() if value is not None},
    )


def counterparts_book(folder: Path) -> Tiny:
    """The same as a whole book: the topic shows the forces by itself, and a page holds all measures against the public table."""
    tiny = Tiny(tiny_book(folder))
    add_counterparts(tiny)
    add_measure(tiny, "agrees", **SIMILAR)
    asked = "  - {id: funnel, kind: funnel, measures: [crime_rate]}\n  - {id: places, kind: rank, measures: [crime_rate]}\n"
    tiny.edit("data/topics/calls.yml", asked, "")
    page = 'from pcc_lib import open_report\n\nreport = open_report("cross-check", quarter)'
    write_page(folder, "cross-check", page, "report.standard_page()")
    return tiny.edit(
        "_toc.yml", "  - file: notebooks/figures\n", "  - file: notebooks/cross-check\n  - file: notebooks/figures\n"
    )

"""The sample as analysts will have it soon: a source more, measures of it, newer months, and a quarter with no commentary yet.

    python tests/grown.py FOLDER   makes it there

`make test-grown` runs the tests that read the sample against it: what analysts add must not turn the engineers' tests red.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from places import PUBLISHED, ROOT, copy_project

from pcc_lib.core.periods import Span

NEXT = "2023-24-Q4"
NEWEST = "2024-01"
DESCRIPTOR = r"""name: custody
title: People brought into custody
path: custody.csv
format: csv
encoding: utf-8
schema:
  primaryKey: [month, area]
  missingValues: [""]
  fields:
    - {name: month, type: string, title: Month, constraints: {required: true, pattern: '20\d{2}-(0[1-9]|1[0-2])'}}
    - {name: area, type: string, title: Area, constraints: {required: true, enum: [county, swindon]}}
    - {name: detained, type: integer, title: People detained, constraints: {required: true, minimum: 0}}
    - {name: released, type: integer, title: Released without charge, constraints: {required: true, minimum: 0}}
    - {name: kind, type: string, title: Kind, constraints: {required: true, enum: [computed, published, stated]}}
    - {name: status, type: string, title: Status, constraints: {enum: [e, p, r]}}
checks:
  - {rule: "released <= detained", says: "more people released than detained"}
producer: Nobody
licence: Made up for a test
obtained: By a rule of arithmetic
period: month
breakdown: area
limits: These are no people.
"""
COUNT = """title: People brought into custody
topic: complaints
order: 90
source: custody
numerator: detained
breakdown: area
unit: people
good_direction: neutral
why_it_matters: Custody is where the police hold people against their will.
"""
SHARE = """title: People released without charge
topic: scorecard-4
calculation: percentage
source: custody
numerator: released
denominator: detained
unit: "%"
good_direction: neutral
owner: Nobody
next_review: 2024-06-30
why_it_matters: It tells how often an arrest led to nothing.
"""


def grow(folder: Path) -> Path:
    """A copy of the committed project in a new folder, with what analysts add for a quarter after the published one."""
    copy_project(ROOT, folder)
    _add_source(folder)
    _add_months(folder / "data/sources/calls_999.csv")
    _add_quarter(folder)
    return folder


def _add_source(folder: Path) -> None:
    rows = [
        f"{month},{area},{base + 7 * n % 23},{base // 4 + 5 * n % 11},computed,"
        for n, month in enumerate(Span("2021-01", NEWEST).periods)
        for area, base in (("county", 210), ("swindon", 160))
    ]
    _write(folder / "data/sources/custody.csv", "month,area,detained,released,kind,status\n" + "\n".join(rows) + "\n")
    _write(folder / "data/sources/custody.resource.yml", DESCRIPTOR)
    _write(folder / "data/measures/custody.yml", COUNT)
    _write(folder / "data/measures/custody_released.yml", SHARE)
    package = folder / "data/datapackage.yml"
    _write(package, package.read_text(encoding="utf-8") + "  - sources/custody.resource.yml\n")


def _add_months(path: Path) -> None:
    """Three months from the force's own system at last: counted, not reconstructed."""
    more = "".join(
        f"{month},force,{n + 80},80,{n},{12 * n},,,computed,\n"
        for month, n in zip(Span("2023-11", NEWEST).periods, (10_700, 10_900, 10_650))
    )
    _write(path, path.read_text(encoding="utf-8") + more)


def _add_quarter(folder: Path) -> None:
    """Only quarter.yml: the commentary is still to be written. Earlier quarters say how far they know the new source."""
    for path in sorted(folder.glob("data/quarters/*/quarter.yml")):
        _write(path, re.sub(r"( +)calls_999: (.*)", r"\g<0>\n\1custody: \2", path.read_text(encoding="utf-8")))
    text = (folder / f"data/quarters/{PUBLISHED}/quarter.yml").read_text(encoding="utf-8")
    text = re.sub(r"written_on: .*", "written_on: 2024-02-28", text)
    _write(folder / f"data/quarters/{NEXT}/quarter.yml", re.sub(r"(calls_999|custody): .*", rf"\1: {NEWEST}", text))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    print(grow(Path(sys.argv[1])))

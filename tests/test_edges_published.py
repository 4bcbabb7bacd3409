"""Edges of sources in real files: financial years with strokes, thousands in quotes, padded names, years to September."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections import Counter, defaultdict

import pytest
from conftest import QUARTER, descriptor
from edge_books import told
from places import ROOT

from pcc_lib.figures.reworking import rework

GENUINE = ROOT.parent / "shared" / "open_data"
STOPS = GENUINE / "home_office/ethnicity-facts-stop-and-search.csv.gz"
FORCE = GENUINE / "use_of_force"
CRIME = GENUINE / "ons_police_force_area_tables/20152024regionalcrime.csv"


def needs(path):
    return pytest.mark.skipif(not path.exists(), reason=f"the published file {path.name} (shared/open_data) is not here")


def brought(tiny, rows: list[list[str]], last: str, extra: str = "", field: str = ""):
    """The rows as they are published, as the source `lab` of years, and the measure `m` of it."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([["year", "area", "n", "kind", "status"], *rows])
    about = descriptor("lab", "year", "area", "x", "n", extra=extra)
    about = about.replace("enum: [x]", "").replace("required: true, }", "required: true}").replace("['']", "['', 'N/A']", 1)
    about = re.sub(r", pattern: '[^']*'", "", about, count=1).replace("type: integer", f"type: integer{field}")
    tiny.write("data/sources/lab.resource.yml", about).write("data/sources/lab.csv", text.getvalue())
    tiny.edit("data/datapackage.yml", "  - sources/survey", "  - sources/lab.resource.yml\n  - sources/survey")
    tiny.edit(f"data/quarters/{QUARTER}/quarter.yml", "calls: 2023-10", f"calls: 2023-10, lab: '{last}'")
    tiny.write(
        "data/topics/lab.yml", "title: Lab\npriority: priority-1\norder: 2\ncharts: [{id: t, kind: trend, measures: [m]}]\n"
    )
    return tiny.measure("m", topic="lab", source="lab", numerator="n", unit="events", title="Events", change="change_on_year")


def sums(rows: list[list[str]]) -> dict[str, int]:
    """Totals by year, worked out without the library."""
    found: dict[str, int] = defaultdict(int)
    for year, _, cell, *_ in rows:
        found[year] += int(float(cell.replace(",", "").strip()))
    return dict(found)


@needs(STOPS)
def test_stops_by_force_from_2006_07_on(tiny):
    with gzip.open(STOPS, "rt", encoding="utf-8-sig", newline="") as file:
        published = list(csv.reader(file))
    forces = [r for r in published[1:] if (r[0], r[3], r[6]) == (published[1][0], "All", "Police Force Area")]
    years = {r[1] for r in forces}
    known = Counter(r[5] for r in forces if re.search(r"\d", r[7]))
    rows = [[r[1], r[5], r[7], "computed", ""] for r in forces if known[r[5]] == len(years)]
    assert len(rows) > 400 and len(years) == 12
    wanted = sums(rows)
    brought(tiny, rows, "2017/18", field=", groupChar: ','")
    figures, project = tiny.figures(), tiny.project()
    assert {row[0] for row in rows} >= {"2006/07", "2011/12", "2012/13"}
    for year in ("2006/07", "2011/12"):
        figure = figures.figure(f"m.value@{year}")
        assert (figure.value, figure.cells) == (wanted[year], f"lab.csv#year={year};column=n")
        assert rework(project, figure.formula, figure.cells) == wanted[year]
    change = figures.figure("m.change_on_year_number@2012/13")
    assert change.value == wanted["2012/13"] - wanted["2011/12"] == rework(project, change.formula, change.cells)
    assert figures.figure("m.value").period.label == "year ending March 2018"
    assert "in the year ending March 2018" in told(tiny, (("so_what", "lab"),))["so_what"]


@needs(FORCE)
def test_use_of_force_by_year(tiny):
    rows, printed = [], {}
    for first in (2017, 2018, 2019):
        file = FORCE / f"april{first}-march{first + 1}.csv"
        year = f"{first}/{(first + 1) % 100:02d}"
        for region, force, total in list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))))[1:]:
            if region == "England and Wales":
                printed[year] = float(total)
            elif not force.strip().startswith("Total"):
                rows.append([year, force, total, "computed", ""])
    brought(tiny, rows, "2019/20")
    figures, project = tiny.figures(), tiny.project()
    for year, wanted in printed.items():
        figure = figures.figure(f"m.value@{year}")
        assert figure.value == wanted == rework(project, figure.formula, figure.cells)
    assert [printed[y] for y in sorted(printed)] == [313137, 427725, 491984]


@needs(CRIME)
def test_years_that_end_in_september(tiny):
    table = list(csv.reader(io.StringIO(CRIME.read_text(encoding="utf-8-sig"))))
    rows = [[r[0], r[1], r[2], "computed", ""] for r in table[1:] if r[1].strip() == "Wiltshire"]
    brought(tiny, rows, "2023", "year_ends: September\n")
    assert tiny.figure("m.value").value == sums(rows)["2023"]
    assert "to year ending September 2023" in told(tiny, (("what", "lab"),))["what"]

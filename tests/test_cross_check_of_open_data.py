"""Two genuine publications of the same crimes held against each other: months by borough, and years by force area.

What they differ by is what TOLERANCE rests on: revisions between two publications of one force, and nothing else.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections import Counter
from pathlib import Path

import pytest
from conftest import QUARTER, Tiny, descriptor
from importing import imported
from second_record import OPEN_DATA
from test_force_areas import LOOKUP, PEOPLE, RECORDED, genuine

from pcc_lib.figures.cross_check import AGREES, cross_checks
from pcc_lib.inputs.models.counterparts import TOLERANCE

BOROUGHS = [OPEN_DATA / "met_police_boroughs" / f"{name}.csv.gz" for name in ("APR2010-FEB2022", "FEB2022-FEB2024")]
# ours in per cent of the public value, in years ending in September, added up apart from this code
RATIOS = {
    "2015": 99.3,
    "2016": 101.1,
    "2017": 101.6,
    "2018": 100.6,
    "2019": 100.3,
    "2020": 101.2,
    "2021": 100.7,
    "2022": 100.1,
    "2023": 100.6,
}


def months() -> Counter[str]:
    """All offences by month, of all boroughs."""
    found: Counter[str] = Counter()
    for path in BOROUGHS:
        text = gzip.decompress(path.read_bytes()).decode("utf-8-sig")
        for row in csv.DictReader(io.StringIO(text)):
            for column, value in row.items():
                if re.fullmatch(r"20\d{4}", column or ""):
                    found[f"{column[:4]}-{column[4:]}"] += int(value or 0)
    return found


@pytest.fixture
def both(tiny: Tiny) -> Tiny:
    """The tiny project with both tables; our months are those of the boroughs."""
    found = months()
    rows = [f"{month},all,{found[month]},published," for month in sorted(found) if "2014-10" <= month <= "2023-10"]
    tiny.write("data/sources/boroughs.csv", "\n".join(["month,area,offences,kind,status", *rows]) + "\n")
    tiny.write("data/sources/boroughs.resource.yml", descriptor("boroughs", "month", "area", "all", "offences"))
    imported(tiny.root, "ons-pfa", [RECORDED], sure=True)
    imported(tiny.root, "ons-population", [PEOPLE], sure=True, lookup=[str(LOOKUP)])
    names = ("boroughs",)
    tiny.edit("data/datapackage.yml", "resources:\n", "resources:\n" + "".join(f"  - sources/{n}.resource.yml\n" for n in names))
    known = "sources: {boroughs: 2023-10, force_crime: '2024', force_population: '2023', "
    tiny.edit(f"data/quarters/{QUARTER}/quarter.yml", "sources: {", known)
    tiny.measure(
        "crime_rate", title="Recorded crime", source="force_crime", calculation="rate_per_1000", numerator="all_crime",
        population="force_population.population", breakdown="force", unit="crimes per 1,000 residents", decimals=1,
    )  # fmt: skip
    said = {"measure": "crime_rate", "part": "metropolitan-police", "same": "Both are what the force recorded, fraud left out."}
    return tiny.measure("offences", source="boroughs", numerator="offences", unit="crimes", counterpart=said)


@genuine
@pytest.mark.skipif(not all(map(Path.is_file, BOROUGHS)), reason="the genuine months (shared/open_data) are not here")
def test_two_publications_of_one_force_agree_within_the_tolerance(both: Tiny) -> None:
    (found,) = cross_checks(both.figures())
    assert {row.period: row.ratio.text for row in found.rows} == {year: f"{ratio}%" for year, ratio in RATIOS.items()}
    assert found.verdict == AGREES and {row.verdict for row in found.rows} == {AGREES}
    widest = max(abs(row.ratio.numeric - 100) for row in found.rows)
    assert 1.6 < widest < 1.7 < TOLERANCE

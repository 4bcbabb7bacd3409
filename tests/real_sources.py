"""Sources made of the real public data beside the project, for tests and searches that ask of them what a check would ask."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import pandas as pd
from places import ROOT

from pcc_lib.inputs.models.sources import Descriptor
from pcc_lib.inputs.sources import Source

OPEN_DATA = ROOT.parent / "shared" / "open_data"
BOROUGHS = ("APR2010-FEB2022.csv.gz", "FEB2022-FEB2024.csv.gz")
Counts = Mapping[tuple[str, str], Mapping[str, float]]


def source_of(name: str, counts: Counts, period: str = "month") -> Source:
    """A source from counts: column to number, by period and part; what is not there is nought, as in a published table."""
    columns = sorted({column for row in counts.values() for column in row})
    rows = [
        {period: when, "area": part, **{c: float(row.get(c, 0)) for c in columns}, "kind": "computed", "status": ""}
        for (when, part), row in sorted(counts.items())
    ]
    fields = [{"name": n, "type": "string"} for n in (period, "area")]
    fields += [{"name": c, "type": "integer", "title": c} for c in columns] + [
        {"name": n, "type": "string"} for n in ("kind", "status")
    ]
    about = Descriptor.model_validate(
        {
            "name": name,
            "title": name,
            "path": f"{name}.csv",
            "schema": {"fields": fields},
            "producer": "open data",
            "licence": "Open Government Licence v3.0",
            "obtained": "by hand",
            "period": period,
            "breakdown": "area",
            "limits": "as published",
        }
    )
    return Source(name, name, pd.DataFrame(rows), period, "area", about)


def boroughs(kind: str = "MajorText") -> Source:
    """Metropolitan Police: recorded offences by borough, month and major (or `MinorText`) kind, 2010-04 to 2024-01."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for name in BOROUGHS:
        with gzip.open(OPEN_DATA / "met_police_boroughs" / name, "rt", encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                column, area = row[kind], row["LookUp_BoroughName"]
                for month, value in row.items():
                    if month and month.isdigit():
                        counts[f"{month[:4]}-{month[4:]}", area.strip()][_column(column)] += float(value or 0)
    return source_of("boroughs", counts)


def street_crime(archive: str, kinds: bool = True) -> Source:
    """Street-level crime of data.police.uk by force and month, a column for each category (or one of all)."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    with zipfile.ZipFile(OPEN_DATA / "data_police_uk" / archive) as files:
        for name in sorted(n for n in files.namelist() if n.endswith("-street.csv")):
            text = io.TextIOWrapper(files.open(name), encoding="utf-8", newline="")
            _add(counts, csv.DictReader(text), kinds)
    return source_of("street_crime", counts)


def _add(counts: dict[tuple[str, str], Counter[str]], rows: Iterable[Mapping[str, str]], kinds: bool) -> None:
    for row in rows:
        counts[row["Month"], row["Reported by"]][_column(row["Crime type"]) if kinds else "all"] += 1


def force_used() -> Source:
    """Use of force by force and financial year, 2017-18 to 2019-20."""
    counts: dict[tuple[str, str], dict[str, float]] = {}
    for year in (2017, 2018, 2019):
        path = OPEN_DATA / "use_of_force" / f"april{year}-march{year + 1}.csv"
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))):
            if len(row) > 2 and row[-1].replace(".", "").replace(",", "").isdigit():
                counts[f"{year}-{(year + 1) % 100:02d}", row[1].strip()] = {"incidents": float(row[-1].replace(",", ""))}
    return source_of("force_used", counts, "year")


def _column(words: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in words.lower()).strip("_")

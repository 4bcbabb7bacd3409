"""Recorded offences of London's boroughs to one source: a row for each month and borough."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from pcc_lib.core.csv_cells import csv_of
from pcc_lib.core.errors import suggest
from pcc_lib.importers.borough_tables import (
    ALL,
    ALL_BUT_FRAUD,
    COLUMNS,
    FRAUD,
    MAJORS,
    BoroughTable,
    Counts,
    column,
    merged,
    months_of,
    read_boroughs,
)
from pcc_lib.importers.faults import plain, shown
from pcc_lib.importers.sources import LICENCE
from pcc_lib.importers.tables import raise_faults
from pcc_lib.importers.writing import package_warnings, report_text, write_together
from pcc_lib.inputs.models.body import Area

NAME, TITLE = "borough_offences", "Recorded offences by borough"
PRODUCER = "Metropolitan Police Service, published by the London Datastore"
ATTRIBUTION = f"Contains data of the Metropolitan Police Service, published by the London Datastore under the {LICENCE}."
LIMITS = (
    "Offences that the Metropolitan Police recorded, by the borough in which they happened. The City of London, which has a "
    "force of its own, is not among them. The London airports stand as an area of their own: nobody lives there. Fraud and "
    "forgery were counted until 2013 alone, so compare years without them. Recording practice changed over the years: more "
    "violence was recorded after 2014. An offence may be recorded in a later month than it happened."
)
NEXT_UPDATE = "Monthly: import the new file of the latest 24 months beside the older ones."


@dataclass(frozen=True)
class ImportReport:
    """What an import read and wrote; `str()` is the report that is printed."""

    written: tuple[Path, ...]
    counts: Counts
    warnings: tuple[str, ...]

    def total(self, month: str, name: str = ALL) -> int:
        """All boroughs of one month together."""
        return sum(row[name] or 0 for (held, _), row in self.counts.items() if held == month)

    def __str__(self) -> str:
        months, boroughs = months_of(self.counts), {borough for _, borough in self.counts}
        ends = [f"{self.total(month):,} in {month}" for month in (months[0], months[-1])]
        lines = [
            f"{len(boroughs)} areas, {len(months)} months from {months[0]} to {months[-1]}.",
            f"All offences: {', '.join(ends)}.",
        ]
        return report_text(lines, self.warnings, ", ".join(path.name for path in self.written))


def import_london_boroughs(paths: Sequence[Path | str], *, out_dir: Path | str, areas: Sequence[Area] = ()) -> ImportReport:
    """Write `borough_offences` into `out_dir` from the tables of the London Datastore.

    areas: the body's areas, whose ids are written in the place of the publisher's names; without them ids are made of the names.
    A DataError lists every fault of every file; the former source then stays as it was.
    """
    files = read_boroughs([Path(path) for path in paths])
    tables = [file.table for file in files]
    raise_faults(tables)
    counts = merged(files)
    ids = _ids(files, areas)
    raise_faults(tables)
    by_id: Counts = {(month, ids[borough]): row for (month, borough), row in counts.items()}
    by_id = dict(sorted(by_id.items()))
    texts = _texts(Path(out_dir), by_id, ids, areas, [file.name for file in files])
    write_together(texts)
    unlisted = [said for path in texts if path.suffix == ".yml" for said in package_warnings(path)]
    return ImportReport(tuple(texts), by_id, tuple(unlisted))


def borough_id(name: str) -> str:
    """The id of a borough: `Barking and Dagenham` is `barking-and-dagenham`."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _ids(files: Sequence[BoroughTable], areas: Sequence[Area]) -> dict[str, str]:
    """The id of each borough; what is no area of the body, and what areas no file has, are faults of the files."""
    names = list(dict.fromkeys(borough for file in files for borough in sorted(file.boroughs)))
    if not areas:
        return {name: borough_id(name) for name in names}
    known = {_folded(name): area.id for area in areas for name in area.names}
    for file in files:
        for name in sorted(file.boroughs):
            if _folded(name) not in known:
                near = suggest(name, [area.title for area in areas])
                file.table.fault("", f"{shown(name)} is no area of the body.", f"{near} Add it to areas in data/body.yml.")
        there = {known.get(_folded(name)) for name in file.boroughs}
        for area in areas:
            if area.id not in there:
                file.table.fault("", f"has no row of {area.title}, an area of the body.", "Is it the right file?")
    return {name: known.get(_folded(name), "") for name in names}


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


# ── writing ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _texts(out: Path, counts: Counts, ids: Mapping[str, str], areas: Sequence[Area], files: Sequence[str]) -> dict[Path, str]:
    names = [name for name in COLUMNS if any(row[name] is not None for row in counts.values())]
    rows = ([*key, *(row[name] for name in names), "computed", ""] for key, row in counts.items())
    table = csv_of(["month", "borough", *names, "kind", "status"], rows)
    months = months_of(counts)
    about = {
        "name": NAME,
        "title": TITLE,
        "path": f"{NAME}.csv",
        "format": "csv",
        "encoding": "utf-8",
        "schema": {"primaryKey": ["month", "borough"], "missingValues": [""], "fields": _fields(names, ids, bool(areas))},
        "checks": _checks(names),
        "producer": PRODUCER,
        "licence": LICENCE,
        "attribution": ATTRIBUTION,
        "obtained": f"Months of {plain(' and '.join(files))}, kinds of offences added up.",
        "period": "month",
        "breakdown": "borough",
        **({"areas": "each"} if areas else {}),
        "first": months[0],
        "last": months[-1],
        "limits": LIMITS,
        "next_update": NEXT_UPDATE,
    }
    text = yaml.safe_dump(about, sort_keys=False, allow_unicode=True, width=110)
    return {out / f"{NAME}.csv": table, out / f"{NAME}.resource.yml": text}


def _fields(names: Sequence[str], ids: Mapping[str, str], stated: bool) -> list[dict[str, object]]:
    told = {} if stated else {"enum": sorted(ids.values())}
    month = {"required": True, "pattern": r"20\d{2}-(0[1-9]|1[0-2])"}
    return [
        {"name": "month", "type": "string", "title": "Month", "constraints": month},
        {"name": "borough", "type": "string", "title": "Borough", "constraints": {"required": True, **told}},
        *(_number(name) for name in names),
        {"name": "kind", "type": "string", "constraints": {"required": True, "enum": ["computed"]}},
        {"name": "status", "type": "string", "constraints": {"enum": ["e", "p", "r"]}},
    ]


def _number(name: str) -> dict[str, object]:
    limits = {"minimum": 0} if name == column(FRAUD) else {"required": True, "minimum": 0}
    return {"name": name, "type": "integer", "title": COLUMNS[name], "unit": "offences", "constraints": limits}


def _checks(names: Sequence[str]) -> list[dict[str, str]]:
    majors = " + ".join(column(kind) for kind in MAJORS)
    found = [{"rule": f"{ALL_BUT_FRAUD} == {majors}", "says": "offences without fraud are not the sum of their kinds"}]
    if column(FRAUD) in names:
        rule = f"{ALL} == {ALL_BUT_FRAUD} + {column(FRAUD)}"
        found.append({"rule": rule, "says": "all offences are not those without fraud, and fraud"})
    return found

"""Files of the road casualty data of the Department for Transport (STATS19): told by their columns, whose names changed three
times.

2017 has `Accident_Index` and no column of the year; 2022 `accident_index`, `accident_year`; 2023 adds a finer severity; 2024 says
`collision_index`. What each column holds is in the publisher's data guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pcc_lib.core.errors import DataError, Fault, counted, raise_if
from pcc_lib.importers.faults import shown
from pcc_lib.importers.given import Given, GivenFile
from pcc_lib.importers.headers import Headed, headed, plain_column, raw_header

AGAIN = "Download it again from the Department for Transport."
COLLISION: Mapping[str, tuple[str, ...]] = {
    "index": ("accident_index", "collision_index"),
    "?year": ("accident_year", "collision_year"),
    "force": ("police_force",),
    "severity": ("accident_severity", "collision_severity"),
    "casualties": ("number_of_casualties",),
    "date": ("date",),
    "?area": ("local_authority_ons_district",),
    "?highway": ("local_authority_highway",),
    "?adjusted_serious": (
        "collision_adjusted_severity_serious",
        "collision_adjusted_serious",
        "accident_adjusted_severity_serious",
        "accident_severity_adjusted_serious",
    ),
    "?adjusted_slight": (
        "collision_adjusted_severity_slight",
        "collision_adjusted_slight",
        "accident_adjusted_severity_slight",
        "accident_severity_adjusted_slight",
    ),
}
CASUALTY: Mapping[str, tuple[str, ...]] = {
    "index": ("accident_index", "collision_index"),
    "?year": ("accident_year", "collision_year"),
    "vehicle": ("vehicle_reference",),
    "casualty": ("casualty_reference",),
    "severity": ("casualty_severity",),
    "?adjusted_serious": ("casualty_adjusted_severity_serious", "casualty_adjusted_serious"),
    "?adjusted_slight": ("casualty_adjusted_severity_slight", "casualty_adjusted_slight"),
}
ADJUSTED = ("adjusted_serious", "adjusted_slight")
SCOTLAND = frozenset(str(number) for number in range(91, 100))  # forces of Scotland, until 2019 eight, then one
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")


@dataclass
class Files:
    """Files of collisions and of casualties; what else there was, in sentences."""

    collisions: list[Headed] = field(default_factory=list)
    casualties: list[Headed] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def files_of(given: Given) -> Files:
    """The files that were given, by what they hold. A DataError lists every file that is none of them, and says so where there is
    no file of collisions: casualties have their month and force from these."""
    found, faults = Files(), list(given.faults)
    others, vehicles = 0, list[GivenFile]()
    for file in given.files:
        if not file.name.lower().endswith(".csv"):
            others += 1
            continue
        kind, known = _kind(file)
        if kind == "vehicles":
            vehicles.append(file)
        elif isinstance(known, Headed):
            (found.collisions if kind == "collisions" else found.casualties).append(known)
        else:
            faults += known
    if not found.collisions and not faults:
        faults += list(_none(given, found, vehicles))
    raise_if(DataError, faults)
    found.warnings += [f"{file.said} holds vehicles, which are not read." for file in vehicles]
    found.warnings += [f"{counted(others, 'other file')} passed over."] if others else []
    found.warnings += [
        f"{file.said} is provisional by its name: the final file will revise it."
        for file in (*found.collisions, *found.casualties)
        if "provisional" in file.file.name.lower()
    ]
    found.warnings += list(_endings([*found.collisions, *found.casualties]))
    return found


def _kind(file: GivenFile) -> tuple[str, Headed | list[Fault]]:
    header = raw_header(file, AGAIN)
    if isinstance(header, Fault):
        return "", [header]
    plain = {plain_column(cell) for cell in header}
    if "casualty_severity" in plain:
        return "casualties", headed(file, header, CASUALTY, AGAIN)
    if "vehicle_type" in plain:
        return "vehicles", []
    if plain & {"accident_severity", "collision_severity", "number_of_casualties"} or len(header) < 2:
        return "collisions", headed(file, header, COLLISION, AGAIN)
    found = f"{shown(', '.join(header[:4]))} is the header of no road casualty data."
    return "", [file.fault("row 1", found, "Give the files of collisions and of casualties.")]


def _none(given: Given, found: Files, vehicles: list[GivenFile]) -> Iterator[Fault]:
    todo = "Give the file of collisions of the same years beside it."
    for file in found.casualties:
        yield file.fault("", "holds casualties, which have neither month nor force by themselves.", todo)
    for file in vehicles:
        yield file.fault("", "holds vehicles, which are not read.", "Give the files of collisions and of casualties.")
    if not found.casualties and not vehicles:
        yield given.files[0].fault("", "is no CSV of collisions.", "Give the files of collisions and of casualties.")


def _endings(files: list[Headed]) -> Iterator[str]:
    """Files whose last line has no end: publishers write one, and what was cut short has none."""
    for file in files:
        if file.file.place is not None and file.file.size > 1:
            with file.file.place.open("rb") as raw:
                raw.seek(-1, 2)
                if raw.read(1) not in b"\r\n":
                    yield f"{file.said} ends within a line: it may be cut short."


def year_of_name(file: GivenFile) -> str:
    """The year that a file's name says, where it says one alone: `…-collision-2022.csv`; not
    `…-1979-latest-published-year.csv`."""
    years = _YEAR.findall(file.name)
    several = re.search(r"latest|last|onwards|provisional|\bto\b", file.name.lower())
    return years[0] if len(set(years)) == 1 and not several else ""

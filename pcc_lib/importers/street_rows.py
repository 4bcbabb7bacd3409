"""Rows of street files, counted by month, force and crime type; every kind of wrong value is told once."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pcc_lib.core.errors import DataError, Fault, raise_if, suggest
from pcc_lib.core.progress import steps
from pcc_lib.importers.faults import capped, plain, shown
from pcc_lib.importers.street_files import FETCH_AGAIN, KEEP_NAME, StreetFile

HEADER = [
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
]
MONTH, REPORTED_BY, CRIME_TYPE = (HEADER.index(c) for c in ("Month", "Reported by", "Crime type"))
CRIME_TYPES = (
    "Anti-social behaviour",
    "Bicycle theft",
    "Burglary",
    "Criminal damage and arson",
    "Drugs",
    "Other crime",
    "Other theft",
    "Possession of weapons",
    "Public order",
    "Robbery",
    "Shoplifting",
    "Theft from the person",
    "Vehicle crime",
    "Violence and sexual offences",
)
FORCE_NAME = re.compile(r"[A-Za-z][\w &'().,-]{0,79}", re.ASCII)
MAX_BYTES = 512 * 1024 * 1024  # far above any genuine file: what claims more is broken or hostile
MAX_KINDS = 500  # different (month, force, type) kept per file: a genuine one has at most one for each type

Counts = dict[tuple[str, str], Counter[str]]  # (month, force): rows by column


def column(crime_type: str) -> str:
    """The source column of a crime type: `Theft from the person` is `theft_from_the_person`."""
    return re.sub(r"\W", "_", crime_type.lower())


class Counted(NamedTuple):
    """Counts by month, force and column, and the names that each force's files give it."""

    counts: Counts
    names: dict[str, set[str]]


class Kind(NamedTuple):
    """What a row is counted by."""

    month: str
    reported_by: str
    crime_type: str


class Tally(NamedTuple):
    """Rows of one file by kind; or none, and its faults."""

    rows: Mapping[Kind, int]
    faults: list[Fault]


class Problem(NamedTuple):
    """What is wrong with a row; no column where the whole row is."""

    column: str
    found: str
    todo: str


def count_all(files: Iterable[StreetFile]) -> Counted:
    """The counts of all files; a DataError lists every fault of every file."""
    counts: Counts = {}
    names: dict[str, set[str]] = defaultdict(set)
    faults: list[Fault] = []
    listed = list(files)
    for file in steps("Counting files", listed, len(listed), name=lambda file: f"{file.month} {file.force}"):
        tally = _count(file)
        faults += tally.faults
        counts[file.month, file.force] = Counter()
        for kind, n in tally.rows.items():
            counts[file.month, file.force][column(kind.crime_type)] += n
            names[file.force].add(kind.reported_by)
    raise_if(DataError, [*faults, *_renamed(names)])
    return Counted(counts, names)


def _renamed(names: Mapping[str, set[str]]) -> Iterator[Fault]:
    """Files of several forces that give one name."""
    by_name: dict[str, list[str]] = defaultdict(list)
    for force in sorted(names):
        for name in names[force]:
            by_name[name].append(force)
    for name, same in sorted(by_name.items()):
        if len(same) > 1:
            files, todo = "the files of " + " and ".join(same), "One of them has been renamed. " + FETCH_AGAIN
            yield Fault(files, "column 'Reported by'", f"all say {shown(name)}.", todo)


# One file ---------------------------------------------------------------------------------------------------


def _count(file: StreetFile) -> Tally:
    if file.entry.size > MAX_BYTES:
        return _refused(file.fault("", f"unpacks to {file.entry.size:,} bytes: no street file does.", FETCH_AGAIN))
    try:
        with file.entry.open() as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
            return _tally(text, file)
    except UnicodeDecodeError:
        return _refused(_encoding_fault(file))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        # RuntimeError: encrypted, or packed by a method that Python does not know
        return _refused(file.fault("", f"cannot be read ({plain(str(error))}).", FETCH_AGAIN))


def _refused(*faults: Fault) -> Tally:
    return Tally({}, list(faults))


class _Seen(NamedTuple):
    """Rows that are alike: the first of them, and how many there are."""

    first: int
    rows: int


_Shape = tuple[str, ...]  # what a `Kind` says, or the number of cells of a row that has not as many as the header


def _tally(text: Iterable[str], file: StreetFile) -> Tally:
    reader = csv.reader(text, strict=True)
    try:
        header = next(reader, None)
        if header != HEADER:
            return _refused(_header_fault(header, file))
        seen = _shapes(reader)
    except csv.Error as error:
        return _refused(file.fault(f"line {reader.line_num}", f"not CSV ({plain(str(error))}).", FETCH_AGAIN))
    if not seen:
        todo = "Leave the file out: the month is then shown as a gap, not as zero."
        return _refused(file.fault("", "holds a header and no rows.", todo))
    faults = _row_faults(seen, file)
    return _refused(*faults) if faults else Tally({Kind(*shape): found.rows for shape, found in seen.items()}, [])


def _shapes(rows: Iterable[list[str]]) -> dict[_Shape, _Seen]:
    """Rows by their shape; it stops at more shapes than a genuine file can have."""
    first: dict[_Shape, int] = {}
    counts: dict[_Shape, int] = {}
    for number, row in enumerate(rows, start=2):
        if len(row) == len(HEADER):
            shape = (row[MONTH], row[REPORTED_BY], row[CRIME_TYPE])
        elif row:
            shape = (str(len(row)),)
        else:
            continue  # an empty line
        if shape not in counts:
            counts[shape], first[shape] = 0, number
            if len(counts) > MAX_KINDS:
                break
        counts[shape] += 1
    return {shape: _Seen(first[shape], n) for shape, n in counts.items()}


# What is wrong with it --------------------------------------------------------------------------------------


def _header_fault(header: list[str] | None, file: StreetFile) -> Fault:
    if header is None:
        return file.fault("", "the file is empty.", FETCH_AGAIN)
    wrong = next((i for i, (a, b) in enumerate(zip(header, HEADER, strict=False)) if a != b), len(HEADER))
    todo = "Give street files only. " + FETCH_AGAIN
    if wrong < len(HEADER):
        found = f"the header says {shown(header[wrong])} where a street file has '{HEADER[wrong]}'."
        return file.fault(f"row 1, column {wrong + 1}", found, todo)
    return file.fault("row 1", f"the header has {len(header)} columns, a street file has {len(HEADER)}.", todo)


def _row_faults(seen: Mapping[_Shape, _Seen], file: StreetFile) -> list[Fault]:
    """One fault for each kind of wrong value: the first row it stands in, and how many."""
    name = next((shape[1] for shape in seen if len(shape) == 3), "")
    alike: dict[Problem, _Seen] = {}
    for shape, found in seen.items():
        for problem in _problems(shape, file.month, name):
            before = alike.get(problem, _Seen(found.first, 0))
            alike[problem] = _Seen(before.first, before.rows + found.rows)
    faults = [_told(problem, found, file) for problem, found in alike.items()]
    return capped(faults, lambda more: file.fault("", f"and at least {more} more faults.", FETCH_AGAIN))


def _told(problem: Problem, found: _Seen, file: StreetFile) -> Fault:
    place = f"row {found.first}" + (f", column {problem.column}" if problem.column else "")
    return file.fault(place, problem.found + (f" ({found.rows:,} rows)." if found.rows > 1 else "."), problem.todo)


def _problems(shape: _Shape, file_month: str, file_force: str) -> Iterator[Problem]:
    if len(shape) != 3:
        yield Problem("", f"{shape[0]} cells where the header has {len(HEADER)}", FETCH_AGAIN)
        return
    month, name, crime_type = shape
    if month != file_month:
        yield Problem("Month", f"{shown(month)}, but the file's name says {file_month}", KEEP_NAME)
    if not FORCE_NAME.fullmatch(name):
        yield Problem("Reported by", f"{shown(name)} is not the name of a force", FETCH_AGAIN)
    elif name != file_force:
        yield Problem("Reported by", f"{shown(name)}, but the file begins with {shown(file_force)}", FETCH_AGAIN)
    if crime_type not in CRIME_TYPES:
        todo = suggest(crime_type, CRIME_TYPES) + " The types used before May 2013 cannot be imported."
        yield Problem("Crime type", f"{shown(crime_type)} is not known", todo)


def _encoding_fault(file: StreetFile) -> Fault:
    with file.entry.open() as raw:
        for line, content in enumerate(raw, start=1):
            try:
                content.decode("utf-8")
            except UnicodeDecodeError as error:
                found = f"byte 0x{content[error.start]:02x} is not UTF-8."
                return file.fault(f"line {line}", found, FETCH_AGAIN)
    return file.fault("", "not UTF-8.", FETCH_AGAIN)

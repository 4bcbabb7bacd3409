"""Street files of data.police.uk to one source: a row for each month and force, a column for each crime type.

Rows are counted, never de-duplicated: Crime IDs repeat within a month, and anti-social behaviour has none.
Outcomes are left out: they move from one release to the next, so counts are all that two releases agree on.
"""

from __future__ import annotations

import csv
import io
import re
import stat
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import yaml

from pcc_lib.core.csv_cells import csv_of
from pcc_lib.core.errors import DataError, Fault, raise_if, suggest
from pcc_lib.core.quarters import shift
from pcc_lib.importers.writing import package_warnings, shown, write_together

NAME = "street_crime"
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
PREFERENCES = ("newest", "first")
STREET_NAME = re.compile(r"(20\d{2}-(?:0[1-9]|1[0-2]))-([a-z0-9]+(?:-[a-z0-9]+)*)-street\.csv")
FORCE_NAME = re.compile(r"[A-Za-z][\w &'().,-]{0,79}", re.ASCII)
MAX_BYTES = 512 * 1024 * 1024  # far above any genuine file: what claims more is broken or hostile
MAX_FAULTS = 20  # told per file: a file with more is wrong as a whole
MAX_KINDS = 500  # different (month, force, type) kept per file: a genuine one has at most one for each type
KEEP_NAME = "Keep the name that the download gives: YYYY-MM-<force>-street.csv."
FETCH_AGAIN = "Download it again from data.police.uk."
LICENCE = "Open Government Licence v3.0"
ATTRIBUTION = f"Source: data.police.uk. Contains public sector information licensed under the {LICENCE}."
LIMITS = (
    "Records as published, anonymised: places are moved to points nearby and some have none, so only "
    "whole-force counts are kept. Anti-social behaviour is incidents, and is part of all crime here. The "
    "types are broad: domestic abuse, rape, violence with injury and residential burglary cannot be told "
    "apart. Outcomes change from one release to the next and are left out. Months that are not in the files "
    "are gaps, not zeros."
)
NEXT_UPDATE = "Monthly: download the new months from data.police.uk and import all archives again."


def column(crime_type: str) -> str:
    """The source column of a crime type: `Theft from the person` is `theft_from_the_person`."""
    return re.sub(r"\W", "_", crime_type.lower())


COLUMNS = tuple(column(t) for t in CRIME_TYPES)


@dataclass(frozen=True)
class StreetFile:
    """One street file: where it is, the month and force that its name says, and how to open it."""

    archive: str
    member: str
    month: str
    force: str
    size: int
    open: Callable[[], BinaryIO] = field(repr=False, compare=False)

    def fault(self, place: str, found: str, todo: str) -> Fault:
        """A fault at a place within this file."""
        return Fault(self.archive, ", ".join(p for p in (self.member, place) if p), found, todo)


Pair = tuple[StreetFile, StreetFile]  # the file that is taken, and the other of the same month and force
Counts = dict[tuple[str, str], Counter[str]]  # (month, force): rows by column


@dataclass
class Found:
    """What the paths hold: street files, the number of other files, faults."""

    files: list[StreetFile] = field(default_factory=list)
    ignored: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class ForceTotals:
    """Control totals of one force: months with rows, the gaps between them (first, last), rows by column."""

    force: str
    name: str
    months: tuple[str, ...]
    gaps: tuple[tuple[str, str], ...]
    rows: int
    counts: Mapping[str, int]


@dataclass(frozen=True)
class ImportReport:
    """What an import read and wrote; `str()` is the report that is printed."""

    csv: Path
    descriptor: Path
    files: int
    ignored: int
    rows: int
    forces: tuple[ForceTotals, ...]
    warnings: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"Read {self.files:,} street files with {self.rows:,} rows. Passed over {self.ignored:,} other files."]
        for f in self.forces:
            lines += [
                f"{f.force} ({f.name}): {len(f.months)} months, {f.months[0]} to {f.months[-1]}",
                f"  gaps: {_ranges(f.gaps) or 'none'}",
                f"  all crime {f.rows:,}; " + "; ".join(f"{title.lower()} {f.counts[column(title)]:,}" for title in CRIME_TYPES),
            ]
        lines += [f"Warning: {w}" for w in self.warnings]
        return "\n".join([*lines, f"Wrote {self.csv.name} and {self.descriptor.name}."])


def import_police_uk(
    paths: Iterable[Path | str], *, out_dir: Path | str, forces: Sequence[str] | None = None, prefer: str | None = None
) -> ImportReport:
    """Count street files into `street_crime.csv` and its descriptor in `out_dir`, and report what was read.

    `paths` are zip archives, folders or single files; `forces` keeps only those forces, named as in the files
    (`wiltshire`). A month that two files hold is refused, unless `prefer` is `newest` (the archive that
    reaches further) or `first` (in the order of `paths`). The source is written anew from `paths`.
    A DataError lists every fault of every file; a ReportError names a place that cannot be written. In both
    cases nothing has changed.
    """
    if prefer is not None and prefer not in PREFERENCES:
        raise DataError([Fault("--prefer", "", f"'{prefer}' is not known.", suggest(prefer, PREFERENCES))])
    with ExitStack() as stack:
        found = _find([Path(p) for p in paths], stack)
        raise_if(DataError, found.faults)
        releases = _releases(found.files)
        files = _of_forces(found.files, forces)
        chosen, warnings = _one_per_month(files, releases, prefer)
        counts, names = _count_all(chosen)
    warnings += _name_warnings(names)
    totals = tuple(_totals(force, names[force], counts) for force in sorted(names))
    csv_path = Path(out_dir) / f"{NAME}.csv"
    descriptor = csv_path.with_name(f"{NAME}.resource.yml")
    warnings += _differences(csv_path, counts) + package_warnings(descriptor)
    archives = sorted({(_plain(Path(f.archive).name), releases[f.archive]) for f in chosen})
    write_together({csv_path: _csv_text(counts), descriptor: _descriptor_text(totals, archives)})
    return ImportReport(csv_path, descriptor, len(chosen), found.ignored, sum(t.rows for t in totals), totals, tuple(warnings))


# Finding the files


def _find(paths: Sequence[Path], stack: ExitStack) -> Found:
    found = Found()
    for path in dict.fromkeys(paths):
        before = len(found.files) + len(found.faults)
        if path.is_dir():
            _find_in_folder(path, stack, found)
        elif not path.is_file():
            found.faults.append(Fault(str(path), "", "no such file or folder.", "Check the path."))
        elif path.suffix.lower() == ".zip":
            _find_in_zip(path, stack, found)
        elif STREET_NAME.fullmatch(path.name):
            _add_loose(path, str(path), "", found)
        else:
            found.faults.append(Fault(str(path), "", "not a zip archive, folder or street file.", KEEP_NAME))
        if len(found.files) + len(found.faults) == before:
            found.faults.append(
                Fault(str(path), "", "holds no street file.", "Tick 'Include crime data' when you download from data.police.uk.")
            )
    if not paths:
        found.faults.append(Fault("PATH", "", "none is given.", "Name a zip archive, folder or street file."))
    return found


def _find_in_folder(folder: Path, stack: ExitStack, found: Found) -> None:
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.suffix.lower() == ".zip":
            _find_in_zip(path, stack, found)
        else:
            _add_loose(path, str(folder), path.relative_to(folder).as_posix(), found)


def _add_loose(path: Path, archive: str, member: str, found: Found) -> None:
    _add(archive, member, path.name, path.stat().st_size, lambda: path.open("rb"), found)


def _find_in_zip(path: Path, stack: ExitStack, found: Found) -> None:
    try:
        archive = stack.enter_context(zipfile.ZipFile(path))
    except (zipfile.BadZipFile, OSError, UnicodeDecodeError, NotImplementedError) as error:
        why = f"not a whole zip archive ({_plain(str(error))})."
        found.faults.append(Fault(str(path), "", why, FETCH_AGAIN))
        return
    for info in archive.infolist():
        name = info.filename.replace("\\", "/")  # some Windows tools write backslashes
        if _is_unsafe(name, info):
            found.faults.append(
                Fault(
                    str(path),
                    shown(info.filename),
                    "the name leads out of the archive.",
                    "Do not use this archive. " + FETCH_AGAIN,
                )
            )
        elif not info.is_dir():
            _add(str(path), name, PurePosixPath(name).name, info.file_size, lambda info=info: archive.open(info), found)


def _is_unsafe(name: str, info: zipfile.ZipInfo) -> bool:
    """Absolute, drive, parent and link entries: nothing is unpacked, but no genuine download has them."""
    return name.startswith("/") or ":" in name or ".." in name.split("/") or stat.S_ISLNK(info.external_attr >> 16)


def _add(archive: str, member: str, name: str, size: int, open_: Callable[[], BinaryIO], found: Found) -> None:
    match = STREET_NAME.fullmatch(name)
    if match:
        found.files.append(StreetFile(archive, member, match[1], match[2], size, open_))
    elif name.endswith("-street.csv") and not name.startswith((".", "~")):
        found.faults.append(Fault(archive, shown(member), "the name says no month and force.", KEEP_NAME))
    else:
        found.ignored += 1


def _of_forces(files: list[StreetFile], forces: Sequence[str] | None) -> list[StreetFile]:
    there = {f.force for f in files}
    raise_if(
        DataError,
        (Fault("--force", shown(f), "no file is of this force.", suggest(f, there)) for f in forces or () if f not in there),
    )
    return [f for f in files if not forces or f.force in forces]


# The same month twice


def _releases(files: Iterable[StreetFile]) -> dict[str, str]:
    """The newest month that each archive holds: the closest thing to a release date that the files carry."""
    newest: dict[str, str] = {}
    for file in files:
        newest[file.archive] = max(file.month, newest.get(file.archive, ""))
    return newest


def _one_per_month(
    files: Iterable[StreetFile], releases: Mapping[str, str], prefer: str | None
) -> tuple[list[StreetFile], list[str]]:
    by_key: dict[tuple[str, str], list[StreetFile]] = defaultdict(list)
    for file in files:
        by_key[file.force, file.month].append(file)
    chosen, kept_over, open_pairs = [], defaultdict(list), defaultdict(list)
    for same in (by_key[key] for key in sorted(by_key)):
        best = same[0] if prefer != "newest" else max(same, key=lambda f: releases[f.archive])
        chosen.append(best)
        for other in (f for f in same if f is not best):
            tie = prefer == "newest" and releases[other.archive] == releases[best.archive]
            pairs = kept_over if prefer and not tie else open_pairs
            pairs[best.archive, other.archive].append((best, other))
    raise_if(DataError, (_twice_fault(pairs, releases, prefer) for pairs in open_pairs.values()))
    return chosen, [_kept_warning(pairs, releases, prefer) for pairs in kept_over.values()]


def _twice_fault(pairs: list[Pair], releases: Mapping[str, str], prefer: str | None) -> Fault:
    one, two = pairs[0]
    more = f", and {len(pairs) - 1:,} more files likewise" if len(pairs) > 1 else ""
    other = f"{two.archive} ({two.member})" if two.member else two.archive
    if prefer == "newest":
        why = f" Both reach to {releases[one.archive]}, so neither is the newer."
        todo = "Give only one of them, or put the one to keep first and say --prefer first."
    else:
        why, todo = "", "Give only one of them, or say --prefer newest or --prefer first."
    return one.fault("", f"{one.month} of {one.force} stands in {other} too{more}.{why}", todo)


def _kept_warning(pairs: list[Pair], releases: Mapping[str, str], prefer: str | None) -> str:
    one, two = pairs[0]
    what = "; ".join(
        f"{force} {_ranges(_runs(m.month for m, _ in pairs if m.force == force))}"
        for force in sorted({m.force for m, _ in pairs})
    )
    why = (
        f"which reaches to {releases[one.archive]}, not to {releases[two.archive]}"
        if prefer == "newest"
        else "which is named first"
    )
    return f"in two archives: {what}. Taken from {one.archive}, {why}; not from {two.archive}."


# Reading


def _count_all(files: Iterable[StreetFile]) -> tuple[Counts, dict[str, set[str]]]:
    """Counts by (month, force) and column, and the names that each force's files give it."""
    counts: Counts = {}
    names: dict[str, set[str]] = defaultdict(set)
    faults: list[Fault] = []
    for file in files:
        tally, bad = _count(file)
        faults += bad
        counts[file.month, file.force] = Counter()
        for (_, name, crime_type), n in tally.items():
            counts[file.month, file.force][column(crime_type)] += n
            names[file.force].add(name)
    by_name: dict[str, list[str]] = defaultdict(list)
    for force in sorted(names):
        for name in names[force]:
            by_name[name].append(force)
    faults += [
        Fault(
            "the files of " + " and ".join(same),
            "column 'Reported by'",
            f"all say {shown(name)}.",
            "One of them has been renamed. " + FETCH_AGAIN,
        )
        for name, same in sorted(by_name.items())
        if len(same) > 1
    ]
    raise_if(DataError, faults)
    return counts, names


def _count(file: StreetFile) -> tuple[dict[tuple[str, ...], int], list[Fault]]:
    """Rows of one file by month, force and crime type; or else its faults."""
    if file.size > MAX_BYTES:
        return {}, [file.fault("", f"unpacks to {file.size:,} bytes: no street file does.", FETCH_AGAIN)]
    try:
        with file.open() as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
            tally, faults = _tally(text, file)
    except UnicodeDecodeError:
        tally, faults = {}, [_encoding_fault(file)]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        # RuntimeError: encrypted, or packed by a method that Python does not know
        tally, faults = {}, [file.fault("", f"cannot be read ({_plain(str(error))}).", FETCH_AGAIN)]
    return ({} if faults else tally), faults


def _tally(text: Iterable[str], file: StreetFile) -> tuple[dict[tuple[str, ...], int], list[Fault]]:
    reader = csv.reader(text, strict=True)
    seen: dict[tuple[str, ...], int] = {}
    first: dict[tuple[str, ...], int] = {}
    try:
        header = next(reader, None)
        if header != HEADER:
            return {}, [_header_fault(header, file)]
        for number, row in enumerate(reader, start=2):
            if len(row) == len(HEADER):
                key = (row[MONTH], row[REPORTED_BY], row[CRIME_TYPE])
            elif row:
                key = (str(len(row)),)
            else:
                continue  # an empty line
            if key not in seen:
                seen[key], first[key] = 0, number
                if len(seen) > MAX_KINDS:
                    break
            seen[key] += 1
    except csv.Error as error:
        return {}, [file.fault(f"line {reader.line_num}", f"not CSV ({_plain(str(error))}).", FETCH_AGAIN)]
    if not seen:
        return {}, [
            file.fault("", "holds a header and no rows.", "Leave the file out: the month is then shown as a gap, not as zero.")
        ]
    return seen, _row_faults(seen, first, file)


def _header_fault(header: list[str] | None, file: StreetFile) -> Fault:
    if header is None:
        return file.fault("", "the file is empty.", FETCH_AGAIN)
    wrong = next((i for i, (a, b) in enumerate(zip(header, HEADER, strict=False)) if a != b), len(HEADER))
    if wrong < len(HEADER):
        found = f"the header says {shown(header[wrong])} where a street file has '{HEADER[wrong]}'."
        return file.fault(f"row 1, column {wrong + 1}", found, "Give street files only. " + FETCH_AGAIN)
    return file.fault(
        "row 1",
        f"the header has {len(header)} columns, a street file has {len(HEADER)}.",
        "Give street files only. " + FETCH_AGAIN,
    )


def _row_faults(seen: Mapping[tuple[str, ...], int], first: Mapping[tuple[str, ...], int], file: StreetFile) -> list[Fault]:
    """One fault for each kind of wrong value: the first row it stands in, and how many."""
    name = next((key[1] for key in seen if len(key) == 3), "")
    lines: dict[tuple[str, str, str], list[int]] = {}
    for key in seen:
        for problem in _problems(key, file.month, name):
            at = lines.setdefault(problem, [first[key], 0])
            at[1] += seen[key]
    faults = [
        file.fault(f"row {row}" + (f", column {where}" if where else ""), found + (f" ({n:,} rows)." if n > 1 else "."), todo)
        for (where, found, todo), (row, n) in lines.items()
    ]
    if len(faults) > MAX_FAULTS:
        more = f"and at least {len(faults) - MAX_FAULTS:,} more faults."
        faults[MAX_FAULTS:] = [file.fault("", more, FETCH_AGAIN)]
    return faults


def _problems(key: tuple[str, ...], file_month: str, file_force: str) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a row, as (column, found, what to do)."""
    if len(key) != 3:
        yield "", f"{key[0]} cells where the header has {len(HEADER)}", FETCH_AGAIN
        return
    month, name, crime_type = key
    if month != file_month:
        yield "Month", f"{shown(month)}, but the file's name says {file_month}", KEEP_NAME
    if not FORCE_NAME.fullmatch(name):
        yield "Reported by", f"{shown(name)} is not the name of a force", FETCH_AGAIN
    elif name != file_force:
        yield "Reported by", f"{shown(name)}, but the file begins with {shown(file_force)}", FETCH_AGAIN
    if crime_type not in CRIME_TYPES:
        yield (
            "Crime type",
            f"{shown(crime_type)} is not known",
            (suggest(crime_type, CRIME_TYPES) + " The types used before May 2013 cannot be imported."),
        )


def _encoding_fault(file: StreetFile) -> Fault:
    with file.open() as raw:
        for line, content in enumerate(raw, start=1):
            try:
                content.decode("utf-8")
            except UnicodeDecodeError as error:
                found = f"byte 0x{content[error.start]:02x} is not UTF-8."
                return file.fault(f"line {line}", found, FETCH_AGAIN)
    return file.fault("", "not UTF-8.", FETCH_AGAIN)


# What is said of the whole


def _totals(force: str, names: set[str], counts: Counts) -> ForceTotals:
    mine = {month: tally for (month, of), tally in counts.items() if of == force}
    runs = _runs(mine)
    gaps = tuple((shift(a, 1), shift(b, -1)) for (_, a), (b, _) in pairwise(runs))
    by_column = {c: sum(tally[c] for tally in mine.values()) for c in COLUMNS}
    return ForceTotals(force, " / ".join(sorted(names)), tuple(sorted(mine)), gaps, sum(by_column.values()), by_column)


def _name_warnings(names: Mapping[str, set[str]]) -> list[str]:
    return [
        f"the files of {force} say {' and '.join(sorted(given))}. Check that no file was renamed."
        for force, given in sorted(names.items())
        if len(given) > 1
    ]


def _differences(csv_path: Path, counts: Counts) -> list[str]:
    """What the new source no longer has, or counts otherwise, against the one that it replaces."""
    if not csv_path.is_file():
        return []
    try:
        with csv_path.open(encoding="utf-8", newline="") as text:
            before = {(row["month"], row["force"]): row["all_crime"] for row in csv.DictReader(text)}
    except (KeyError, UnicodeDecodeError, csv.Error):
        return [f"the former {csv_path.name} could not be read, so changes against it are not listed."]
    gone = sorted(key for key in before if key not in counts)
    changed = sorted(key for key in before if key in counts and before[key] != str(counts[key].total()))
    return [
        f"{force}: {what} {_ranges(_runs(m for m, f in keys if f == force))}."
        for keys, what in (
            (gone, "no longer in the source, because no file given holds them:"),
            (changed, "other counts than in the source before:"),
        )
        for force in sorted({f for _, f in keys})
    ]


def _runs(months: Iterable[str]) -> list[tuple[str, str]]:
    """Months as (first, last) of each unbroken run."""
    runs: list[tuple[str, str]] = []
    for month in sorted(months):
        joined = runs and shift(runs[-1][1], 1) == month
        runs[-1:] = [(runs[-1][0], month)] if joined else [*runs[-1:], (month, month)]
    return runs


def _ranges(runs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(a if a == b else f"{a} to {b}" for a, b in runs)


def _plain(text: str) -> str:
    return re.sub(r"[^\w .,()+'-]", "?", text)[:80]


# Writing


def _csv_text(counts: Counts) -> str:
    """The source; a month that no file holds has no row, so it stays a gap and is never nought."""
    rows = ([*key, counts[key].total(), *(counts[key][c] for c in COLUMNS), "computed", ""] for key in sorted(counts))
    return csv_of(["month", "force", "all_crime", *COLUMNS, "kind", "status"], rows)


def _descriptor_text(totals: Sequence[ForceTotals], archives: Sequence[tuple[str, str]]) -> str:
    descriptor = {
        "name": NAME,
        "title": "Street-level crime and anti-social behaviour",
        "path": f"{NAME}.csv",
        "format": "csv",
        "encoding": "utf-8",
        "schema": {"primaryKey": ["month", "force"], "missingValues": [""], "fields": _fields(totals)},
        "checks": [{"rule": f"all_crime == {' + '.join(COLUMNS)}", "says": "all crime is not the sum of its types"}],
        "producer": "Police forces, published by data.police.uk",
        "licence": LICENCE,
        "attribution": ATTRIBUTION,
        "obtained": "Counted from the street files of "
        + "; ".join(f"{name} (its newest month: {newest})" for name, newest in archives)
        + ".",
        "period": "month",
        "breakdown": "force",
        "first": min(t.months[0] for t in totals),
        "last": max(t.months[-1] for t in totals),
        "gaps": [{"force": t.force, "first": first, "last": last} for t in totals for first, last in t.gaps],
        "limits": LIMITS,
        "next_update": NEXT_UPDATE,
    }
    return yaml.safe_dump(descriptor, sort_keys=False, allow_unicode=True, width=110)


def _fields(totals: Sequence[ForceTotals]) -> list[dict[str, object]]:
    titles = {"all_crime": "All crime and anti-social behaviour"} | {column(t): t for t in CRIME_TYPES}
    return [
        {
            "name": "month",
            "type": "string",
            "title": "Month",
            "constraints": {"required": True, "pattern": r"20\d{2}-(0[1-9]|1[0-2])"},
        },
        {
            "name": "force",
            "type": "string",
            "title": "Force",
            "description": "; ".join(f"{t.force}: {t.name}" for t in totals),
            "constraints": {"required": True, "enum": [t.force for t in totals]},
        },
        *(
            {"name": name, "type": "integer", "title": title, "unit": "records", "constraints": {"required": True, "minimum": 0}}
            for name, title in titles.items()
        ),
        {"name": "kind", "type": "string", "constraints": {"required": True, "enum": ["computed"]}},
        {"name": "status", "type": "string", "constraints": {"enum": ["e", "p", "r"]}},
    ]

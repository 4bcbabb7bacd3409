"""Rows of the files of data.police.uk, grouped and counted: by DuckDB where nothing is doubtful, else row by row.

What is asked of every row is asked of the groups: a month that is not the file's, the name of another force, a kind that there is
not. Each is a value by which rows are grouped, so that all rows are looked at and few are looked at twice. Where DuckDB cannot read
a file, or a group is wrong, that file is read once more row by row, and each fault is told with the row that it stands in.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pcc_lib.core.errors import DataError, Fault, counted, raise_if
from pcc_lib.core.progress import steps
from pcc_lib.importers import duck
from pcc_lib.importers.faults import capped, is_web_page, plain, shown
from pcc_lib.importers.given import Given, UnreadableFile, broken
from pcc_lib.importers.police_uk_files import FETCH_AGAIN, KINDS, Published, import_with, kind_of

MAX_GROUPS = 50_000  # different groups of one file: no genuine one has so many
AT_ONCE = 60  # files in one statement, so that progress is seen and memory stays small

Group = tuple[str, ...]  # the values of the columns that rows are grouped by; a blank cell is ""


class Problem(NamedTuple):
    """What is wrong with a row; no column where the whole row is."""

    column: str
    found: str
    todo: str


@dataclass(frozen=True)
class Form:
    """What the rows of a kind of file must be. header: its columns. by: those that rows are grouped by, each a column or an
    expression of SQL over columns with the same worked out in Python of a row (`also`). problems: what is wrong with a group of a
    file."""

    header: Sequence[str]
    by: Sequence[str]
    problems: Callable[[Group, Published], Iterator[Problem]]
    also: Mapping[str, tuple[str, Callable[[Mapping[str, str]], str]]]

    def sql(self, each: str) -> str:
        """A grouped value in SQL."""
        return self.also[each][0] if each in self.also else f"coalesce({duck.name(each)}, '')"

    def of_row(self, each: str, row: Mapping[str, str]) -> str:
        """The same of a row."""
        return self.also[each][1](row) if each in self.also else row[each]


def groups_of(given: Given, files: Sequence[Published], form: Form) -> dict[int, Mapping[Group, int]]:
    """The rows of each file, by its place among `files`, grouped and counted; a DataError lists every fault of every file."""
    found: dict[int, Mapping[Group, int]] = {}
    faults: list[Fault] = []
    doubtful: list[int] = []
    places = _placed(given, files, form, faults)
    batches = [list(places.items())[i : i + AT_ONCE] for i in range(0, len(places), AT_ONCE)]
    for batch in steps("Counting files", batches, len(batches), name=lambda batch: f"{len(batch)} files"):
        try:
            found |= _counted(given, batch, form)
        except duck.errors():
            doubtful += [i for i, _ in batch]
    for i in places:
        if i not in doubtful and (i not in found or any(next(form.problems(g, files[i]), None) for g in found[i])):
            doubtful.append(i)
    for i in doubtful:
        found[i], told = _careful(files[i], form)
        faults += told
    raise_if(DataError, faults)
    return found


def _placed(given: Given, files: Sequence[Published], form: Form, faults: list[Fault]) -> dict[int, Path]:
    """Where each file lies on the disk, those left out whose first line is not the header."""
    found = {}
    for i, file in enumerate(files):
        try:
            place = given.on_disk(file.file)
            with place.open("rb") as raw:
                first = raw.readline(1 << 14)
            wrong = _encoding_fault(place, file) or _header_fault(first, file, form.header)
        except UnreadableFile as error:
            faults.append(error.fault)
            continue
        except OSError as error:
            faults.append(broken(file.file, error))
            continue
        if wrong:
            faults.append(wrong)
        else:
            found[i] = place
    return found


def _header_fault(line: bytes, file: Published, wanted: Sequence[str]) -> Fault | None:
    if not line:
        return file.fault("", "the file is empty.", FETCH_AGAIN)
    text = line.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace").strip()
    if is_web_page(text):
        return file.fault("row 1", "it is a web page, and no CSV.", FETCH_AGAIN)
    header = next(csv.reader([text]), [])
    if header == list(wanted):
        return None
    if (kind := kind_of(header)) and kind != kind_of(wanted):
        return file.fault("row 1", f"it is of {KINDS[kind]}.", f"Was it renamed? {import_with(kind)}")
    wrong = next((i for i, (a, b) in enumerate(zip(header, wanted, strict=False)) if a != b), min(len(header), len(wanted)))
    todo = "Give files of one kind. " + FETCH_AGAIN
    if wrong < min(len(header), len(wanted)):
        found = f"the header says {shown(header[wrong])} where such a file has '{wanted[wrong]}'."
        return file.fault(f"row 1, column {wrong + 1}", found, todo)
    return file.fault("row 1", f"the header has {counted(len(header), 'column')}, such a file has {len(wanted)}.", todo)


# ── by DuckDB ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def _counted(given: Given, batch: Sequence[tuple[int, Path]], form: Form) -> dict[int, Mapping[Group, int]]:
    by = ", ".join(form.sql(each) for each in form.by)
    places = [place for _, place in batch]
    statement = f"SELECT filename, {by}, count(*) FROM {duck.csv_of(places, form.header)} GROUP BY ALL"
    at = {place.as_posix(): i for i, place in batch}
    found: dict[int, dict[Group, int]] = defaultdict(dict)
    with duck.sandbox(places) as base:
        rows: list[Any] = base.execute(statement).fetchall()
    for file, *values, number in rows:
        found[at[Path(file).as_posix()]][tuple(values)] = number
    return dict(found)


# ── row by row ────────────────────────────────────────────────────────────────────────────────────────────────────────
class _Seen(NamedTuple):
    """Rows that are alike: the first of them, and how many there are."""

    first: int
    rows: int


def _careful(file: Published, form: Form) -> tuple[Mapping[Group, int], list[Fault]]:
    """A file read row by row: its groups, or its faults."""
    try:
        with file.file.open() as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
            return _tallied(text, file, form)
    except Exception as error:
        return {}, [broken(file.file, error)]


def _tallied(text: Iterable[str], file: Published, form: Form) -> tuple[Mapping[Group, int], list[Fault]]:
    reader = csv.reader(text, strict=True)
    groups: dict[Group, _Seen] = {}
    shapes: dict[int, _Seen] = {}
    try:
        next(reader, None)
        for number, row in enumerate(reader, start=2):
            if len(row) == len(form.header):
                cells = dict(zip(form.header, row, strict=True))
                _count(groups, tuple(form.of_row(each, cells) for each in form.by), number)
            elif row:
                _count(shapes, len(row), number)
            if len(groups) > MAX_GROUPS:
                return {}, [file.fault("", f"has more than {MAX_GROUPS:,} kinds of rows.", FETCH_AGAIN)]
    except csv.Error as error:
        return {}, [file.fault(f"line {reader.line_num}", f"not CSV ({plain(str(error))}).", FETCH_AGAIN)]
    if not groups and not shapes:
        todo = "Leave the file out: the month is then shown as a gap, not as zero."
        return {}, [file.fault("", "holds a header and no rows.", todo)]
    faults = list(_row_faults(groups, shapes, file, form))
    return {group: seen.rows for group, seen in groups.items()}, faults


def _count(seen: dict[Any, _Seen], key: Any, number: int) -> None:
    before = seen.get(key, _Seen(number, 0))
    seen[key] = _Seen(before.first, before.rows + 1)


def _row_faults(groups: Mapping[Group, _Seen], shapes: Mapping[int, _Seen], file: Published, form: Form) -> list[Fault]:
    """One fault for each kind of wrong value: the first row it stands in, and how many."""
    alike: dict[Problem, _Seen] = {}
    several = [(problem, seen) for group, seen in groups.items() for problem in form.problems(group, file)]
    wide = f"cells where the header has {len(form.header)}"
    several += [(Problem("", f"{size} {wide}", FETCH_AGAIN), seen) for size, seen in shapes.items()]
    for problem, seen in several:
        before = alike.get(problem, _Seen(seen.first, 0))
        alike[problem] = _Seen(min(before.first, seen.first), before.rows + seen.rows)
    faults = [_told(problem, seen, file) for problem, seen in alike.items()]
    return capped(faults, lambda more: file.fault("", f"and at least {more} more faults.", FETCH_AGAIN))


def _told(problem: Problem, seen: _Seen, file: Published) -> Fault:
    place = f"row {seen.first}" + (f", column {problem.column}" if problem.column else "")
    return file.fault(place, problem.found + (f" ({seen.rows:,} rows)." if seen.rows > 1 else "."), problem.todo)


def _encoding_fault(place: Path, file: Published) -> Fault | None:
    """What is no text in UTF-8, in any cell: DuckDB looks only at the cells that it is asked of. None where all is well."""
    decoder, lines = codecs.getincrementaldecoder("utf-8")(), 1
    with place.open("rb") as raw:
        while block := raw.read(1 << 20):
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                lines += error.object[: error.start].count(b"\n")
                return file.fault(f"line {lines}", f"byte 0x{error.object[error.start]:02x} is not UTF-8.", FETCH_AGAIN)
            if b"\0" in block:
                lines += block[: block.index(b"\0")].count(b"\n")
                return file.fault(f"line {lines}", "has a character that no text has.", FETCH_AGAIN)
            lines += block.count(b"\n")
    return file.fault("", "ends within a character.", FETCH_AGAIN) if decoder.getstate()[0] else None


def summed(groups: Iterable[tuple[Any, int]]) -> Counter[Any]:
    """Counts by key, summed."""
    found: Counter[Any] = Counter()
    for key, number in groups:
        found[key] += number
    return found

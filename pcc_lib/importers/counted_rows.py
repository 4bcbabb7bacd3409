"""Rows of published files, grouped, counted and summed: by DuckDB where nothing is doubtful, else row by row.

What is asked of every row is asked of the groups: a month that is not the file's, the name of another force, a kind that there is
not. Each is a value by which rows are grouped, so that all rows are looked at and few are looked at twice. Where DuckDB cannot
read a file, or a group is wrong, that file is read once more row by row, and each fault is told with the row that it stands in.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from operator import add
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from pcc_lib.core.csv_cells import short_cells
from pcc_lib.core.errors import DataError, Fault, counted, raise_if
from pcc_lib.core.progress import steps
from pcc_lib.importers import duck
from pcc_lib.importers.faults import capped, is_web_page, plain, shown
from pcc_lib.importers.given import Given, GivenFile, UnreadableFile, broken

MAX_GROUPS = 50_000  # different groups of one file: no genuine one has so many
AT_ONCE = 1 << 32  # bytes in one statement, so that progress is seen
LONGEST_HEADER = 1 << 14  # bytes
BLOCK = 1 << 20  # bytes that are looked at together: they stay near the processor

Group = tuple[str, ...]  # the values of the columns that rows are grouped by; a blank cell is ""
Tally = tuple[Any, ...]  # of a group: how many rows, then the sum of each column that is summed, exact
_NUMBER = "DECIMAL(18, 9)"  # of a cell that is summed


class Published(Protocol):
    """A published file, as its publisher's importer knows it: where it is, and how a fault in it is told."""

    @property
    def file(self) -> GivenFile:
        """Where it is."""
        ...

    def fault(self, place: str, found: str, todo: str) -> Fault:
        """A fault at a place within this file."""
        ...


class Problem(NamedTuple):
    """What is wrong with a row; no column where the whole row is."""

    column: str
    found: str
    todo: str


@dataclass(frozen=True)
class Form:
    """What the rows of a kind of file must be. header: its columns. by: those that rows are grouped by, each a column or an
    expression of SQL over columns with the same worked out in Python of a row (`also`). problems: what is wrong with a group of a
    file. again: what to do where a file is broken. sums: columns of numbers that are summed, with or without thousands commas; a
    cell that holds none counts nothing, so that `by` has to tell it. most: different groups of one file, more than which no
    genuine one has. headed: whether the header was looked at before, so that `header` may have names of its own. stranger: what a
    header is that is of another kind of file; None where it knows of none."""

    header: Sequence[str]
    by: Sequence[str]
    problems: Callable[[Group, Any], Iterator[Problem]]
    also: Mapping[str, tuple[str, Callable[[Mapping[str, str]], str]]]
    again: str
    sums: Sequence[str] = ()
    most: int = MAX_GROUPS
    headed: bool = False
    stranger: Callable[[Sequence[str]], Problem | None] = lambda _: None

    def sql(self, each: str) -> str:
        """A grouped value in SQL; nothing where the cell is blank."""
        return self.also[each][0] if each in self.also else duck.name(each)

    def of_row(self, each: str, row: Mapping[str, str]) -> str:
        """The same of a row."""
        return self.also[each][1](row) if each in self.also else row[each]

    def amounts(self, row: Mapping[str, str]) -> Iterator[Decimal]:
        """The cells of a row that are summed."""
        for each in self.sums:
            try:
                yield Decimal(row[each].strip().replace(",", "") or "0").quantize(Decimal("1e-9"))
            except InvalidOperation:
                yield Decimal(0)


def groups_of(given: Given, files: Sequence[Published], form: Form) -> dict[int, Mapping[Group, int]]:
    """The rows of each file, by its place among `files`, grouped and counted; a DataError lists every fault of every file."""
    return {i: {group: tally[0] for group, tally in groups.items()} for i, groups in tallies_of(given, files, form).items()}


def tallies_of(given: Given, files: Sequence[Published], form: Form) -> dict[int, Mapping[Group, Tally]]:
    """The rows of each file, by its place among `files`, grouped, counted and summed; a DataError lists every fault."""
    found: dict[int, Mapping[Group, Tally]] = {}
    faults: list[Fault] = []
    doubtful: list[int] = []
    places = _placed(given, files, form, faults)
    batches = list(_batches(places))
    with duck.sandbox(list(places.values())) as base:
        for batch in steps("Counting files", batches, len(batches), name=lambda batch: f"{len(batch)} files"):
            try:
                found |= _counted(base, batch, form)
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
    """Where each file lies on the disk, those left out whose first line is not the header or that are no text."""
    found = dict[int, Path]()
    for i, file in enumerate(files):
        try:
            found[i] = given.on_disk(file.file)
        except UnreadableFile as error:
            faults.append(error.fault)
    many, order = os.cpu_count() or 1, list(found)
    with ThreadPoolExecutor(max_workers=many) as pool:
        looked = pool.map(lambda mine: _looked_at(mine, found, files, form), (order[each::many] for each in range(many)))
        wrong = {i: fault for each in looked for i, fault in each.items()}
    faults += [wrong[i] for i in order if i in wrong]
    return {i: place for i, place in found.items() if i not in wrong}


def _looked_at(mine: Sequence[int], places: Mapping[int, Path], files: Sequence[Published], form: Form) -> dict[int, Fault]:
    """The files of one thread that cannot be counted, and why."""
    block = bytearray(BLOCK)  # where their bytes are looked at: one for each file took a tenth more
    wrong = ((i, _unfit(places[i], files[i], form, block)) for i in mine)
    return {i: fault for i, fault in wrong if fault}


def _unfit(place: Path, file: Published, form: Form, block: bytearray) -> Fault | None:
    """Why a file cannot be counted: it cannot be read, begins with another header, or is no text. None where all is well."""
    try:
        with place.open("rb", buffering=0) as raw:
            size = raw.readinto(block)
            first = bytes(block[: min(size, LONGEST_HEADER)]).partition(b"\n")[0]
            wrong = None if form.headed else _header_fault(first, file, form)
            return wrong or _encoding_fault(raw, size, file, form.again, block)
    except OSError as error:
        return broken(file.file, error)


def header_of(line: bytes, file: Published, again: str) -> list[str] | Fault:
    """The header of a file, or why its first line is none."""
    if not line.strip():
        return file.fault("", "the file is empty.", again)
    if line.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in line:
        return file.fault("row 1", "it is no CSV in UTF-8.", "Save the file as 'CSV UTF-8'. " + again)
    text = line.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace").strip()
    if is_web_page(text):
        return file.fault("row 1", "it is a web page, and no CSV.", again)
    try:
        return next(csv.reader([text]), [])
    except csv.Error:
        return file.fault("row 1", "its first line is no header of a CSV.", again)


def _header_fault(line: bytes, file: Published, form: Form) -> Fault | None:
    header, wanted = header_of(line, file, form.again), form.header
    if isinstance(header, Fault):
        return header
    if header == list(wanted):
        return None
    if other := form.stranger(header):
        return file.fault("row 1", other.found, other.todo)
    wrong = next((i for i, (a, b) in enumerate(zip(header, wanted, strict=False)) if a != b), min(len(header), len(wanted)))
    todo = "Give files of one kind. " + form.again
    if wrong < min(len(header), len(wanted)):
        found = f"the header says {shown(header[wrong])} where such a file has '{wanted[wrong]}'."
        return file.fault(f"row 1, column {wrong + 1}", found, todo)
    return file.fault("row 1", f"the header has {counted(len(header), 'column')}, such a file has {len(wanted)}.", todo)


# ── by DuckDB ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def _batches(places: Mapping[int, Path]) -> Iterator[list[tuple[int, Path]]]:
    """Files in the order given, so many together as hold no more than `AT_ONCE`."""
    batch, size = list[tuple[int, Path]](), 0
    for i, place in places.items():
        batch.append((i, place))
        size += _size(place)
        if size >= AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _size(place: Path) -> int:
    """The bytes of a file; none of one that is gone since it was looked at, as reading it will say."""
    try:
        return place.stat().st_size
    except OSError:
        return 0


def _counted(base: Any, batch: Sequence[tuple[int, Path]], form: Form) -> dict[int, Mapping[Group, Tally]]:
    """The groups of some files; none where they are more than genuine files have, so that each is read row by row."""
    places = [place for _, place in batch]
    most, past = form.most * len(places), 1 + len(form.by)  # the columns of a row that come before its numbers
    not_null = ", ".join(f"coalesce(g{i}, '') AS g{i}" for i in range(len(form.by)))
    statement = f"SELECT * REPLACE ({not_null}) FROM ({_grouped(places, form)}) ORDER BY ALL LIMIT {most + 1}"
    at = {place.as_posix(): i for i, place in batch}
    number_of = lru_cache(maxsize=None)(lambda name: at[Path(name).as_posix()])
    found: dict[int, dict[Group, Tally]] = defaultdict(dict)
    rows: list[Any] = base.execute(statement).fetchall()
    if len(rows) > most:
        return {}
    for row in rows:  # in an order, which faults have too
        group, tally = row[1:past], row[past:]
        groups = found[number_of(row[0])]  # a cell that is blank and one of two quotation marks are alike
        groups[group] = tuple(map(add, groups[group], tally)) if group in groups else tally
    return dict(found)


def _grouped(places: Sequence[Path], form: Form) -> str:
    """What counts and sums the rows of some files by group."""
    by = ", ".join(f"{form.sql(each)} AS g{i}" for i, each in enumerate(form.by))
    cells = (f"try_cast(replace(trim({duck.name(each)}), ',', '') AS {_NUMBER})" for each in form.sums)
    sums = "".join(f", coalesce(sum({cell}), 0) AS s{i}" for i, cell in enumerate(cells))
    return f"SELECT filename, {by}, count(*) AS n{sums} FROM {duck.csv_of(places, form.header)} GROUP BY ALL"


# ── row by row ────────────────────────────────────────────────────────────────────────────────────────────────────────
class _Seen(NamedTuple):
    """Rows that are alike: the first of them, how many there are, and what they sum to."""

    first: int
    rows: int
    sums: tuple[Decimal, ...] = ()


def _careful(file: Published, form: Form) -> tuple[Mapping[Group, Tally], list[Fault]]:
    """A file read row by row: its groups, or its faults."""
    try:
        with file.file.open() as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text, short_cells():
            return _tallied(text, file, form)
    except Exception as error:
        return {}, [broken(file.file, error)]


def _tallied(text: Iterable[str], file: Published, form: Form) -> tuple[Mapping[Group, Tally], list[Fault]]:
    reader = csv.reader(text, strict=True)
    groups: dict[Group, _Seen] = {}
    shapes: dict[int, _Seen] = {}
    try:
        next(reader, None)
        for number, row in enumerate(reader, start=2):
            if len(row) == len(form.header):
                cells = dict(zip(form.header, row, strict=True))
                _count(groups, tuple(form.of_row(each, cells) for each in form.by), number, tuple(form.amounts(cells)))
            elif row:
                _count(shapes, len(row), number)
            if len(groups) > form.most:
                return {}, [file.fault("", f"has more than {form.most:,} kinds of rows.", form.again)]
    except csv.Error as error:
        return {}, [file.fault(f"line {reader.line_num}", f"not CSV ({plain(str(error))}).", form.again)]
    if not groups and not shapes:
        todo = "Leave the file out: its time is then shown as a gap, not as zero."
        return {}, [file.fault("", "holds a header and no rows.", todo)]
    faults = list(_row_faults(groups, shapes, file, form))
    return {group: (seen.rows, *seen.sums) for group, seen in groups.items()}, faults


def _count(seen: dict[Any, _Seen], key: Any, number: int, sums: tuple[Decimal, ...] = ()) -> None:
    before = seen.get(key)
    if before is None:
        seen[key] = _Seen(number, 1, sums)
    else:
        seen[key] = _Seen(before.first, before.rows + 1, tuple(a + b for a, b in zip(before.sums, sums, strict=True)))


def _row_faults(groups: Mapping[Group, _Seen], shapes: Mapping[int, _Seen], file: Published, form: Form) -> list[Fault]:
    """One fault for each kind of wrong value: the first row it stands in, and how many."""
    alike: dict[Problem, _Seen] = {}
    several = [(problem, seen) for group, seen in groups.items() for problem in form.problems(group, file)]
    wide = f"cells where the header has {len(form.header)}"
    several += [(Problem("", f"{size} {wide}", form.again), seen) for size, seen in shapes.items()]
    for problem, seen in several:
        before = alike.get(problem, _Seen(seen.first, 0))
        alike[problem] = _Seen(min(before.first, seen.first), before.rows + seen.rows)
    faults = [_told(problem, seen, file) for problem, seen in alike.items()]
    return capped(faults, lambda more: file.fault("", f"and at least {more} more faults.", form.again))


def _told(problem: Problem, seen: _Seen, file: Published) -> Fault:
    place = f"row {seen.first}" + (f", column {problem.column}" if problem.column else "")
    return file.fault(place, problem.found + (f" ({seen.rows:,} rows)." if seen.rows > 1 else "."), problem.todo)


def _encoding_fault(raw: io.FileIO, size: int, file: Published, again: str, block: bytearray) -> Fault | None:
    """What is no text in UTF-8, in any cell: DuckDB looks only at the cells that it is asked of. None where all is well.

    size: how much of the file stands in the block already.
    """
    decoder, place_of = codecs.getincrementaldecoder("utf-8")(), 0
    while size:
        if decoder.getstate()[0] or not _is_plain(block, size):
            read = bytes(block[:size])
            try:
                decoder.decode(read)
            except UnicodeDecodeError as error:
                at = place_of + error.start - (len(error.object) - size)
                return file.fault(_line(raw, at), f"byte 0x{error.object[error.start]:02x} is not UTF-8.", again)
            if b"\0" in read:
                return file.fault(_line(raw, place_of + read.index(b"\0")), "has a character that no text has.", again)
        place_of += size
        size = raw.readinto(block)
    return file.fault("", "ends within a character.", again) if decoder.getstate()[0] else None


def _is_plain(buffer: bytearray, size: int) -> bool:
    """Whether a block holds ASCII alone, and no nought: as signed bytes all are above it. Most blocks are plain, and this looks
    at them without a copy and beside other threads."""
    import numpy as np  # only where a file is read

    return bool(np.frombuffer(buffer, dtype=np.int8, count=size).min() > 0)


def _line(raw: io.FileIO, at: int) -> str:
    """The line that a byte of a file stands in."""
    raw.seek(0)
    ends = 0
    while at > 0 and (block := raw.read(min(at, BLOCK))):
        ends, at = ends + block.count(b"\n"), at - len(block)
    return f"line {ends + 1}"

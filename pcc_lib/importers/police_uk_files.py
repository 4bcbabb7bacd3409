"""Files of data.police.uk: told by their names, kept to forces and months, one taken for each month and force."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import NamedTuple

from pcc_lib.core.calendars import MONTHLY
from pcc_lib.core.errors import DataError, Fault, raise_if, suggest
from pcc_lib.core.periods import Span
from pcc_lib.importers.counted_rows import Problem
from pcc_lib.importers.faults import several, shown
from pcc_lib.importers.forces import force_of
from pcc_lib.importers.given import Given, GivenFile
from pcc_lib.importers.seam import Asked, Option

KINDS = {"street": "street", "outcomes": "outcomes", "stop-and-search": "stop and search"}
_COMMANDS = {"street": "police-uk", "outcomes": "police-uk-outcomes", "stop-and-search": "police-uk-stops"}
_TELLING = {"Crime type": "street", "Outcome type": "outcomes", "Object of search": "stop-and-search"}
NAME = re.compile(r"(20\d{2}-(?:0[1-9]|1[0-2]))-([a-z0-9]+(?:-[a-z0-9]+)*?)-(street|outcomes|stop-and-search)\.csv")
PREFERENCES = ("newest", "first")
KEEP_NAME = "Keep the name that the download gives: YYYY-MM-FORCE-{}.csv."
GIVE = "Give the files as they were downloaded: a ZIP, a folder, or YYYY-MM-FORCE-{}.csv."
NO_CSV = (".ods", ".xls", ".xlsx", ".pdf", ".json", ".geojson", ".txt", ".html", ".xml")
FETCH_AGAIN = "Download it again from data.police.uk."
MONTH = r"20\d{2}-(?:0[1-9]|1[0-2])"
OPTIONS = (
    Option("force", "Keep only this force; any spelling. Repeat it.", many=True),
    Option("months", "Keep only these months.", "FIRST..LAST", form=rf"{MONTH}\.\.{MONTH}", like="2024-01..2024-12"),
    Option("prefer", "Which file counts where two hold a month.", choices=PREFERENCES),
)


@dataclass(frozen=True)
class Published:
    """One file of data.police.uk: where it is, its month, and the force that its name says (by the id of the list of forces,
    else as it stands)."""

    file: GivenFile
    month: str
    force: str

    @property
    def archive(self) -> str:
        """The path that holds it."""
        return self.file.archive

    def fault(self, place: str, found: str, todo: str) -> Fault:
        """A fault at a place within this file."""
        return self.file.fault(place, found, todo)


@dataclass
class Found:
    """Files of one kind, those of other kinds of data.police.uk by kind, and the number of files that are neither."""

    files: list[Published] = field(default_factory=list)
    others: dict[str, int] = field(default_factory=dict)
    ignored: int = 0


def find(given: Given, kind: str) -> Found:
    """The files of a kind (`street`, `outcomes`, `stop-and-search`). A DataError lists every fault of what was given, and says so
    where there is none of that kind."""
    found, faults = Found(), list(given.faults)
    for file in given.files:
        match = NAME.fullmatch(file.name)
        if match and match[1] > _this_month():
            faults.append(file.fault("", f"the name says {match[1]}, which is to come.", KEEP_NAME.format(match[3])))
        elif match and match[3] == kind:
            found.files.append(Published(file, match[1], _id(match[2])))
        elif match:
            found.others[match[3]] = found.others.get(match[3], 0) + 1
        elif not file.member and PurePath(file.name).suffix.lower() in NO_CSV:
            faults.append(file.fault("", "is no CSV of data.police.uk.", GIVE.format(kind)))
        elif file.name.endswith(f"-{kind}.csv") or not file.member:  # a file that was named is wanted
            faults.append(file.fault("", f"the name {shown(file.name)} says no month and force.", KEEP_NAME.format(kind)))
        else:
            found.ignored += 1
    if not found.files and not faults:
        faults.append(_none(given, found, kind))
    raise_if(DataError, faults)
    return found


def _this_month() -> str:
    return date.today().isoformat()[:7]


def import_with(kind: str) -> str:
    """What to do with a file of another kind."""
    return f"Import it with: pcc import {_COMMANDS[kind]}"


def stranger_to(wanted: str) -> Callable[[Sequence[str]], Problem | None]:
    """What tells a file of another kind than is wanted by the column that its header alone has."""

    def told(header: Sequence[str]) -> Problem | None:
        kind = next((kind for column, kind in _TELLING.items() if column in header), wanted)
        return None if kind == wanted else Problem("", f"it is of {KINDS[kind]}.", f"Was it renamed? {import_with(kind)}")

    return told


def _id(name: str) -> str:
    force = force_of(name)
    return force.id if force else name


def _none(given: Given, found: Found, kind: str) -> Fault:
    path = given.files[0].archive if given.files else "PATH"
    if found.others:
        other, number = next(iter(found.others.items()))
        told = f"holds no {KINDS[kind]} file, and {several(number, 'file')} of {KINDS[other]}."
        return Fault(path, "", told, import_with(other))
    return Fault(path, "", f"holds no {KINDS[kind]} file.", KEEP_NAME.format(kind))


def kept(files: Sequence[Published], asked: Asked) -> list[Published]:
    """The files of the forces and months that are asked for, or all. A DataError names each force or span that no file is of."""
    there = {f.force for f in files}
    wanted = {name: force.id if (force := force_of(name)) else name for name in asked.all("force")}
    raise_if(
        DataError,
        (
            Fault("--force", shown(name), "no file is of this force.", suggest(id, there))
            for name, id in wanted.items()
            if id not in there
        ),
    )
    span = Span.parse(asked.one("months"))
    found = [f for f in files if (not wanted or f.force in wanted.values()) and (not span or f.month in span)]
    if not found:
        months = sorted({f.month for f in files})
        raise DataError([Fault("--months", asked.one("months"), f"no file is of these months: {months[0]} to {months[-1]}.", "")])
    return found


# ── the same month twice ──────────────────────────────────────────────────────────────────────────────────────────────
class Chosen(NamedTuple):
    """One file for each month and force, and what was passed over for them, in sentences."""

    files: list[Published]
    warnings: list[str]


class _Pair(NamedTuple):
    """Two files of one month and force: the one that is taken, and the other."""

    taken: Published
    other: Published


_Pairs = dict[tuple[str, str], list[_Pair]]  # by the archives of the two


def releases(files: Iterable[Published]) -> dict[str, str]:
    """The newest month that each path holds: the closest thing to a release date that the files carry."""
    newest: dict[str, str] = {}
    for file in files:
        newest[file.archive] = max(file.month, newest.get(file.archive, ""))
    return newest


def one_per_month(files: Iterable[Published], prefer: str) -> Chosen:
    """One file for each month and force, chosen by `prefer`; a DataError where that does not decide.

    prefer: `newest`, the archive that reaches further; `first`, in the order of `files`; blank refuses every month that two files
    hold.
    """
    files = list(files)
    released = releases(files)
    by_key: dict[tuple[str, str], list[Published]] = defaultdict(list)
    for file in files:
        by_key[file.force, file.month].append(file)
    chosen: list[Published] = []
    kept_over: _Pairs = defaultdict(list)
    undecided: _Pairs = defaultdict(list)
    for same in (by_key[key] for key in sorted(by_key)):
        best = same[0] if prefer != "newest" else max(same, key=lambda f: released[f.archive])
        chosen.append(best)
        for other in (f for f in same if f is not best):
            tie = prefer == "newest" and released[other.archive] == released[best.archive]
            pairs = kept_over if prefer and not tie else undecided
            pairs[best.archive, other.archive].append(_Pair(best, other))
    raise_if(DataError, (_twice_fault(pairs, released, prefer) for pairs in undecided.values()))
    return Chosen(chosen, [_kept_warning(pairs, released, prefer) for pairs in kept_over.values()])


def _twice_fault(pairs: list[_Pair], released: Mapping[str, str], prefer: str) -> Fault:
    one, two = pairs[0]
    more = f", and {len(pairs) - 1:,} more files likewise" if len(pairs) > 1 else ""
    if prefer == "newest":
        why = f" Both reach to {released[one.archive]}, so neither is the newer."
        todo = "Give only one of them, or put the one to keep first and say --prefer first."
    else:
        why, todo = "", "Give only one of them, or say --prefer newest or --prefer first."
    return one.fault("", f"{one.month} of {one.force} stands in {two.file.said} too{more}.{why}", todo)


def _kept_warning(pairs: list[_Pair], released: Mapping[str, str], prefer: str) -> str:
    one, two = pairs[0]
    taken = [pair.taken for pair in pairs]
    forces = sorted({file.force for file in taken})
    what = "; ".join(f"{force} {months_of(file.month for file in taken if file.force == force)}" for force in forces)
    newer = f"which reaches to {released[one.archive]}, not to {released[two.archive]}"
    why = newer if prefer == "newest" else "which is named first"
    return f"in two archives: {what}. Taken from {one.archive}, {why}; not from {two.archive}."


def months_of(months: Iterable[str]) -> str:
    """Months as runs: `2018-10 to 2019-02, 2024-01`."""
    return MONTHLY.ranges(MONTHLY.runs(months))


def passed_over(found: Found) -> Iterator[str]:
    """What else there was, in a sentence."""
    for kind, number in sorted(found.others.items()):
        yield f"Passed over: {several(number, 'file')} of {KINDS[kind]}."
    if found.ignored:
        yield f"Passed over: {several(found.ignored, 'other file')}."

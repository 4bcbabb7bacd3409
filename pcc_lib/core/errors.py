"""Errors that a person reads: each names the file, the place, what was found and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from pcc_lib.core.text import listed, visible

LONGEST = 600  # characters of one part of a fault: a list of known names fits, a pasted file does not


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where it is, what was found there, and the next move.

    alike: what it has in common with others that one line may tell together, where their words differ; blank: the words.
    """

    file: str
    place: str
    found: str
    todo: str = ""
    alike: str = field(default="", compare=False, repr=False)

    @property
    def common(self) -> tuple[str, ...]:
        """What many faults of one file that one line may tell have in common: the words, without what is quoted and numbers."""
        found, todo = (re.sub(r"'[^']*'|\d+(?:[-.,]\d+)*", "", text) for text in (self.found, self.todo))
        return self.file, self.alike or found, todo

    def __str__(self) -> str:
        file, place, found, todo = (visible(str(t), "", LONGEST) for t in (self.file, self.place, self.found, self.todo))
        where = f"{file}, {place}" if place else file
        return f"{where}: {found}" + (f" {todo}" if todo else "")


class ReportError(Exception):
    """Base of all errors that are shown without a traceback."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows of it: the message, and not the lines of the library that it came through."""
        return f"{type(self).__name__}: {self}".splitlines()


def is_foreseen(error: BaseException | None) -> bool:
    """Whether nothing went wrong, or only what is told to a person: whoever was at work then can go on with something else."""
    return error is None or isinstance(error, ReportError)


class NameFault(ReportError, AttributeError):
    """A name that an object has not; an AttributeError too, so that whoever asks whether it has the name is told no."""


class FaultsError(ReportError):
    """Several faults, found together and reported together. number: how many there are, where only the first are told."""

    def __init__(self, faults: Iterable[Fault], number: int = 0) -> None:
        self.faults = list(faults)
        self.number = number or len(self.faults)
        super().__init__(str(self))

    def __str__(self) -> str:
        return "\n".join([f"{counted(self.number, 'fault')} found:", *(f"  {fault}" for fault in self.faults)])


class FileError(FaultsError, OSError):
    """A file that the system lets nobody read or write; an OSError too, for whoever can do without the file."""


class QuestionsError(ReportError):
    """The data ask what nobody has answered, and it was to be published or checked strictly."""

    def __init__(self, questions: Iterable[str], why: str) -> None:
        self.questions = list(questions)
        super().__init__("\n".join([*told_questions(self.questions), why]))


def told_questions(questions: Sequence[str]) -> list[str]:
    """The section of a check that lists questions: a line for how many there are, and those; nothing where there are none."""
    count = counted(len(questions), "question")
    why = "mend the data or the words, or say in a sentence why they are right, under answers in the quarter's quarter.yml."
    start = f"{count}: {why}"
    return [start, *(f"  {each}" for each in questions)] if questions else []


class DefinitionError(FaultsError):
    """A definition (measure, topic, plan, quarter) is wrong."""


class DataError(FaultsError):
    """A data file is wrong."""


class CommentaryError(FaultsError):
    """A commentary file is wrong: an unknown figure, a typed number, forbidden markup."""


class BuildError(ReportError):
    """A page or the book could not be built."""


class BookError(FaultsError, BuildError):
    """The compiled book must not be published."""


def suggest(word: str, known: Iterable[str], most: int = 1) -> str:
    """'Did you mean …?' for a near miss (with up to `most` near names), else the list of what exists (shortened)."""
    known = sorted(known)
    close = get_close_matches(word, known, n=most, cutoff=0.6) or _begun(word, known)[:most]
    if close:
        return "Did you mean " + " or ".join(f"'{name}'" for name in close) + "?"
    shown = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
    return f"Known: {shown or 'none'}."


def _begun(word: str, known: Sequence[str]) -> list[str]:
    """Names that begin with a word of three letters or more, as `north` of `north-yorkshire`, where they are few."""
    found = [name for name in known if len(word) > 2 and name.casefold().startswith(word.casefold())]
    return found if len(found) <= 3 else []


def counted(number: int, noun: str) -> str:
    """`1 fault`, `2 faults`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def raise_if(error: type[FaultsError], faults: Iterable[Fault]) -> None:
    """Raise `error` with all `faults`, if there are any."""
    faults = list(faults)
    if faults:
        raise error(faults)


def summed(faults: Iterable[Fault], most: int = 5, files: int = 3) -> list[Fault]:
    """Faults in their order, with many rows of one kind of fault told as one: the first, and how many there are.

    A column that a spreadsheet has spoilt is one fault for whoever must mend it, and not two thousand; columns that it has
    spoilt alike are one too, and so are more than a few `files`.
    """
    faults = list(faults)
    where: dict[tuple[str, ...], set[str]] = {}
    for fault in faults:
        where.setdefault(fault.common[1:], set()).add(fault.file)
    groups: dict[tuple[str, ...], list[Fault]] = {}
    for fault in faults:
        cell = re.match(r"row (?!1\b)", fault.place)  # only cells of rows are alike; what is missing has a name of its own
        wide = bool(fault.alike) and len(where[fault.common[1:]]) > files
        groups.setdefault(fault.common[wide:] if cell else (str(len(groups)),), []).append(fault)
    return [fault for group in groups.values() for fault in (group if len(group) <= most else [_one_of(group)])]


class Summing:
    """Faults that come one by one, perhaps a million of them: of each kind the first few are held, and how many there are.

    `told` gives what `summed` gives of them all; `files` are not counted here, for they are of one file.
    """

    def __init__(self, most: int = 5) -> None:
        self._most = most
        self._groups: dict[tuple[str, ...], list[Fault]] = {}
        self._counts: dict[tuple[str, ...], int] = {}

    def add(self, faults: Iterable[Fault]) -> None:
        """Take more of them; those of other columns are held too, for their columns are told."""
        for fault in faults:
            group = self._groups.setdefault(key := fault.common, [])
            self._counts[key] = self._counts.get(key, 0) + 1
            column = fault.place.partition("column ")[2]
            if len(group) <= self._most or all(column != each.place.partition("column ")[2] for each in group):
                group.append(fault)

    @property
    def any(self) -> bool:
        """Whether there is one."""
        return bool(self._groups)

    @property
    def told(self) -> list[Fault]:
        """The faults in their order: up to a few of a kind each by itself, more as one."""
        several = ((group, self._counts[key]) for key, group in self._groups.items())
        return [fault for group, n in several for fault in (group if n <= self._most else [_one_of(group, n)])]


def _one_of(group: Sequence[Fault], number: int = 0) -> Fault:
    """One fault for many: the first, how many there are (`number`: more than the group holds), and in which columns, or files."""
    first, number = group[0], number or len(group)
    names = list(dict.fromkeys(fault.file for fault in group))
    if len(names) > 1:
        folder, _, name = first.file.rpartition("/")
        found = f"{number:,} alike in {len(names)} files, the first in {name}, {first.place}: {first.found}"
        return Fault(folder, "", found, f"{first.todo} The files: {listed([n.removeprefix(f'{folder}/') for n in names])}.")
    row, _, place = first.place.partition(", ")
    columns = list(dict.fromkeys(fault.place.partition("column ")[2] for fault in group))
    if len(columns) > 1:
        row, place = first.place, f"columns {listed(columns)}"
    return Fault(first.file, place, f"{number:,} alike, the first in {row}: {first.found}", first.todo)


def told(place: str, find: Callable[[], object]) -> list[Fault]:
    """The faults that `find` returns or raises; a ReportError without a place of its own is told of `place`."""
    try:
        found = find()
    except FaultsError as error:
        return error.faults
    except ReportError as error:
        return [Fault(place, "", str(error).removeprefix(f"{place}: "))]
    return [f for f in found if isinstance(f, Fault)] if isinstance(found, list) else []

"""Errors that a person reads: each names the file, the place, what was found and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from unicodedata import category

LONGEST = 600  # characters of one part of a fault: a list of known names fits, a pasted file does not
_UNSEEN = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")  # controls, marks of direction and of no width, private, lone halves
_LETTERS_UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u180e\u3164\uffa0"  # fillers that are letters by their class only


def visible(text: str, keep: str = "\n", most: int = 0) -> str:
    """Text for a terminal: what cannot be seen is written out, such as `\\u202e` or `\\x1b`, so a file can neither
    steer the terminal nor turn a line round. `keep` stays as it is; with `most`, longer text is cut."""
    cut = text if not most or len(text) <= most else text[:most] + " …"
    return "".join(char if char in keep or not _unseen(char) else _written(char) for char in cut)


def _unseen(char: str) -> bool:
    return category(char) in _UNSEEN or char in _LETTERS_UNSEEN


def _written(char: str) -> str:
    code = ord(char)
    if char in "\n\r\t":
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[char]
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where it is, what was found there, and the next move."""

    file: str
    place: str
    found: str
    todo: str = ""

    def __str__(self) -> str:
        file, place, found, todo = (visible(str(t), "", LONGEST) for t in (self.file, self.place, self.found, self.todo))
        where = f"{file}, {place}" if place else file
        return f"{where}: {found}" + (f" {todo}" if todo else "")


class ReportError(Exception):
    """Base of all errors that are shown without a traceback."""


class FaultsError(ReportError):
    """Several faults, found together and reported together."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [f"  {fault}" for fault in self.faults]
        count = len(lines)
        return "\n".join([f"{count} fault{'' if count == 1 else 's'} found:", *lines])


class DefinitionError(FaultsError):
    """A definition (measure, topic, plan, quarter) is wrong."""


class DataError(FaultsError):
    """A data file is wrong."""


class CommentaryError(FaultsError):
    """A commentary file is wrong: an unknown figure, a typed number, forbidden markup."""


class BuildError(ReportError):
    """A page or the book could not be built."""


def suggest(word: str, known: Iterable[str]) -> str:
    """'Did you mean …?' for a near miss, else the list of what exists (shortened)."""
    known = sorted(known)
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"Did you mean '{close[0]}'?"
    shown = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
    return f"Known: {shown or 'none'}."


def raise_if(error: type[FaultsError], faults: Iterable[Fault]) -> None:
    """Raise `error` with all `faults`, if there are any."""
    faults = list(faults)
    if faults:
        raise error(faults)

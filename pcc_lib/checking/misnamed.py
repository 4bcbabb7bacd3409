"""What a name that nothing reads was meant to be: a copy, a name in capitals, an ending too many, a workbook, a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from pcc_lib.core.errors import suggest

# what programs and people put around the name of a copy: Windows, browsers, OneDrive (the computer's name), and by hand
_COPIED = re.compile(
    r"(?:copy (?:\(\d+\) )?of )?(?P<name>.+?)"
    r"(?:\s*\(\d+\)|\s*- copy|[-_ ](?:copy|backup|bak|old|new|final|edited)\d*|[-_ ]v\d+|(?-i:-[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+))*",
    re.IGNORECASE,
)
_ENDING = re.compile(r"\.(?:resource\.ya?ml|ya?ml|csv|md|markdown|txt|ipynb|bak|old|orig)$", re.IGNORECASE)
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".numbers")
Words = tuple[str, str]  # what was found, and what to do

# files of other programs: what each is, and what to do with it
_FOREIGN: dict[tuple[str, ...], Words] = {
    WORKBOOKS: (
        "is not read: data are CSV files, and this is {ending}.",
        'Bring its rows in with: pcc receive "{path}" (if no source has them yet: pcc new-source "{path}"). Then take it away.',
    ),
    (".docx", ".doc", ".odt", ".rtf", ".pages", ".pdf"): (
        "is not read: commentary is Markdown, and this is {ending}.",
        "Copy its words, as plain text, into the .md file of their topic or priority; then take it away.",
    ),
    (".zip", ".gz", ".7z"): ("is not read: it is an archive ({ending}).", "Unpack it, or import it (pcc import --help)."),
    (".csv", ".txt", ".tsv", ".tab", ".dat"): (
        "nothing reads this file.",
        'If it holds rows of a source, bring them in with: pcc receive "{path}". Then take it away.',
    ),
    (".json", ".parquet"): (
        "is not read: data are CSV files, and this is {ending}.",
        "Write its rows as CSV UTF-8, or take it away.",
    ),
}


@dataclass(frozen=True)
class Place:
    """A folder of the project: which names it may have (`knows`), which of them are there, and those to suggest for others.

    `said`: what is told of a name that only this folder can explain. `strict`: every other name is told; where it is not, as in
    the folder of the project itself, only slips of known names are.
    """

    folder: str
    knows: Callable[[str], bool]
    there: Collection[str] = ()
    hints: Collection[str] = ()
    said: Callable[[str], Words | None] = lambda text: None
    strict: bool = True

    def named(self, *texts: str) -> str:
        """The first name of this place that one of these texts is, but for its capital letters; `` where none is."""
        for text in texts:
            alike = [hint for hint in self.hints if hint.lower() == text.lower()]
            if right := next(filter(self.knows, (text, *alike, text.lower(), text.upper())), ""):
                return right
        return ""


@dataclass(frozen=True)
class Name:
    """A name in a place that nothing reads; `is_folder`: of a folder."""

    place: Place
    text: str
    is_folder: bool = False

    @property
    def path(self) -> str:
        """Where it stands in the project."""
        return f"{self.place.folder}/{self.text}".removeprefix("/")

    @property
    def ending(self) -> str:
        """What stands after the last point, in small letters: `.csv`."""
        _, point, last = self.text.rpartition(".")
        return f".{last.lower()}" if point and not self.is_folder else ""


def why_unread(name: Name) -> Words | None:
    """Why nothing reads a name, and what to do; None where no slip is seen in it and its place is not strict."""
    return next((words for find in _FINDERS if (words := find(name))), None)


def _other_case(name: Name) -> Words | None:
    right = name.place.named(name.text)
    return ("is not read: capital and small letters count in names.", _renamed(name, right)) if right else None


def _copy(name: Name) -> Words | None:
    stem, ending = _parted(name.text)
    found = _COPIED.fullmatch(stem)
    right = name.place.named(f"{found['name'].strip()}{ending}") if found and found["name"] != stem else ""
    if not right:
        return None
    what = (
        f"is a copy of {right}, and nothing reads it."
        if right in name.place.there
        else "has the name of a copy, and is not read."
    )
    return what, _renamed(name, right)


def _odd_ending(name: Name) -> Words | None:
    """`calls.csv.csv`, `calls-999.md.txt`, `asb.yaml`: the name without the endings that were added, or with the right one."""
    right = "" if name.is_folder else name.place.named(*_with_one_ending(name.text))
    if not right:
        return None
    if not name.text.lower().startswith(right.lower()):
        return f"is not read: its name does not end in {_parted(right)[1]}.", _renamed(name, right)
    found = f"is not read: its name ends in {name.text[len(_parted(right)[0]) :]}."
    return found, f"{_renamed(name, right)} (Windows shows endings with: View, File name extensions.)"


def _with_one_ending(text: str) -> Iterator[str]:
    bare, endings = text, []
    while found := _ENDING.search(bare):
        bare = bare[: found.start()]
        endings.append(found[0].lower().replace("yaml", "yml").replace("markdown", "md"))
    more = {"": (".md", ".yml", ".csv"), ".txt": (".md",), ".yml": (".resource.yml",)}.get(endings[-1] if endings else "", ())
    yield from (f"{bare}{ending}" for ending in (*endings, *more) if f"{bare}{ending}" != text)


def _explained(name: Name) -> Words | None:
    return name.place.said(name.text)


def _foreign(name: Name) -> Words | None:
    """Files of other programs, whose rows or words belong in a file that is read."""
    words = next((words for endings, words in _FOREIGN.items() if name.ending in endings), None)
    if words is None or not name.place.folder or not (name.place.strict or name.ending in WORKBOOKS):
        return None
    found, todo = words
    return found.format(ending=name.ending), todo.format(path=name.path)


def _unknown(name: Name) -> Words | None:
    if not name.place.strict:
        return None
    todo = (
        f"{suggest(name.text, name.place.hints)} If it is none of these, take it away." if name.place.hints else "Take it away."
    )
    return f"nothing reads this {'folder' if name.is_folder else 'file'}.", todo


def _renamed(name: Name, right: str) -> str:
    if right in name.place.there:
        return f"Keep what is newer as {right}, and take this one away."
    return f"Rename it {right}."


def _parted(text: str) -> tuple[str, str]:
    """Stem and ending; `.resource.yml` is one ending."""
    found = re.fullmatch(r"(.+?)((?:\.resource)?\.[A-Za-z0-9]+)?", text)
    return (found[1], found[2] or "") if found else (text, "")


_FINDERS = (_other_case, _copy, _explained, _odd_ending, _foreign, _unknown)

"""What a project's files say in words: names with digits, such as `999 calls`, and whole texts that people wrote or quoted.

A number in a page is proven by them only where the name, or a whole sentence of the text, stands there as the file has it.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from pcc_lib.core.errors import ReportError
from pcc_lib.core.text import words
from pcc_lib.inputs.kept_editions import version_name
from pcc_lib.inputs.models import PLAN as PLAN_INPUTS
from pcc_lib.inputs.models.quarter import corrections_file
from pcc_lib.inputs.models.vocabulary import Names
from pcc_lib.inputs.placed import shapes_of
from pcc_lib.inputs.plan import QUARTERS, QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.revised import file_of, revisions
from pcc_lib.inputs.sources import read_source, source_names
from pcc_lib.inputs.tables import csv_rows
from pcc_lib.proofreading.typed_numbers import without_dates
from pcc_lib.questions.asking import answers_of
from pcc_lib.reading_back.tokens import Number, apart, has_number, numbers_in

NAME, STATED = "name", "stated"
WRONG = "wrong"  # the kind of a claim that says why a number is none of what it seems to be
FOLDERS = ("data", "data/plan", "data/measures", "data/topics", "data/sources", "data/boundaries", "data/published")
_NOT_SHOWN = words("coverage.csv draws.csv")  # for whoever checks the originals; no page prints them
QUARTER_FOLDERS = ("", "/topics", "/priorities")
NAMES = PLAN_INPUTS["names"].where
# keys whose texts name a thing; those of all other keys are statements about one
_NAMING = words(
    "acronym area_label caption expansion field label labels metric name names noun producer report_title short_title subject "
    "term title titles unit original_name delivery_plan_name source whole_title words licence attribution axis objective strand "
    "address email telephone answers_within criterion action activity owner due_text"
)
# keys whose texts are for programs: periods, forms, names of columns, arithmetic
_CODE = words(
    "window pattern enum numerator denominator columns population rule path first last month since until from to written_on "
    "next_review asked_on answered_on closed_on figures "
    "format encoding date due checked id plan_id measure topic priority figure original commit url"
)
_BRACES = re.compile(r"\{\{.*?\}\}")
_MARKS = re.compile(r"\]\([^)\s]*\)|[*_`\[\]]|^\s*(?:[-*>#]+|\d+[.)])\s+", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.!?:;]) (?=\S)|\n\s*\n|\n(?=\s*[-*] )")
_BLANKS = re.compile(r"\s+")
_OF_NUMBERS = re.compile(r"[\d\s.,:/%£()–-]*")  # what a plain number, a date or a range of them is written with
_ONLY_WORDS_OF_TIME = re.compile(
    r"[\s,;.()–-]*(?:\b(?:to|and|from|until|end|of|by|early|mid|late|year|ending|in)\b[\s,;.()–-]*)*"
)
LEAST_WORDS = 4  # of a statement that stands within other words


class Declared(NamedTuple):
    """A text of a file: what it is (a name, or a statement), the file, and the key or line that it stands under."""

    text: str
    kind: str
    file: str
    place: str


class Claim(NamedTuple):
    """A stretch of a text and what proves the numbers in it: a kind, and the proof in words."""

    start: int
    end: int
    kind: str
    proof: str


@dataclass(frozen=True)
class Texts:
    """Declared texts, found by their first number and what stands behind it: a sign, or nothing."""

    by_number: Mapping[tuple[str, str], Sequence[tuple[int, Declared]]]

    @classmethod
    def of(cls, texts: Iterable[Declared]) -> Texts:
        """The same text of several files counts once; the longest is tried first."""
        found: dict[tuple[str, str], dict[str, tuple[int, Declared]]] = defaultdict(dict)
        for each in texts:
            text = even(each.text)
            number = next(numbers_in(text), None)
            if number is not None:
                key = (text[number.first : number.last], text[number.last : number.last + 1])
                held = found[key].get(text)
                if held is None or (held[1].kind == STATED and each.kind != STATED):  # a name is known within other words too
                    found[key][text] = (number.first, each._replace(text=text))
        return cls({key: sorted(held.values(), key=lambda each: (-len(each[1].text), each)) for key, held in found.items()})

    def claims(self, text: str) -> Iterator[Claim]:
        """The declared texts that stand in a text, each as a whole; a text that was cut (it ends in …) may hold the beginning."""
        flat, numbers = _evened(text)
        is_cut = "…" in flat
        for number in numbers:
            digits, behind = flat[number.first : number.last], flat[number.last : number.last + 1]
            for before, each in self._beginning(digits, behind, flat[number.first - 1 : number.first]):
                start = number.first - before
                if start < 0 or not (is_cut or flat.startswith(each.text[1:], start + 1)):
                    continue  # as nearly all: seen here at a glance
                end = _stands(flat, start, each.text)
                if end and (_is_long(each) or _is_line(text, start, end)):
                    yield Claim(start, end, each.kind, f"{each.file}, {each.place}" if each.place else each.file)
                    break

    def _beginning(self, digits: str, behind: str, before: str) -> Iterator[tuple[int, Declared]]:
        """The texts with this number first, this sign behind it and this before it; where the text is cut, any sign behind."""
        signs = dict.fromkeys((behind, ""))
        if behind == "…":
            signs = {sign: None for number, sign in self.by_number if number == digits}
        for sign in signs:
            yield from self._parted(digits, sign, before)

    def _parted(self, digits: str, behind: str, before: str) -> Sequence[tuple[int, Declared]]:
        """The texts of a number, less those with another sign before it; one that begins there may begin in another way."""
        key = (digits, behind, before)
        if key not in self._seen:
            held = self.by_number.get((digits, behind), ())
            self._seen[key] = [(at, each) for at, each in held if at < 2 or each.text[at - 1] == before]
        return self._seen[key]

    @cached_property
    def _seen(self) -> dict[tuple[str, str, str], Sequence[tuple[int, Declared]]]:
        return {}


def _is_long(each: Declared) -> bool:
    """Whether a text is long enough to be known again within another: a few words about a number may be anybody's."""
    return each.kind != STATED or len(each.text.split()) >= LEAST_WORDS


def _is_line(text: str, start: int, end: int) -> bool:
    """Whether nothing else stands on its line."""
    before, behind = text[:start].rpartition("\n")[2], text[end:].partition("\n")[0]
    return not any(char.isalnum() for char in before + behind)


def _stands(text: str, start: int, wanted: str) -> int:
    """Where a declared text that begins here ends; nought where it does not stand here."""
    end = start + len(wanted)
    held = text[start:end]
    if held == wanted or (held[1:] == wanted[1:] and held[:1].lower() == wanted[:1].lower()):
        return end if apart(text, start, end) else 0
    cut = text.find("…", start, end)  # the text was too long for its place
    if cut > 0 and has_number(text[start:cut]) and text[start + 1 : cut] == wanted[1 : cut - start]:
        return cut + 1
    return 0


_EVEN = {"\u00a0": " ", "“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "\n": " ", "\t": " "}
_EVENED = str.maketrans(_EVEN)


def even(text: str, same_length: bool = False) -> str:
    """A text with plain blanks, quotes and dashes."""
    flat = text.translate(_EVENED)
    return flat if same_length else _BLANKS.sub(" ", flat).strip()


@lru_cache(maxsize=64)
def _evened(text: str) -> tuple[str, Sequence[Number]]:
    """The same at its length, and its numbers: one passage is asked for in several lists of texts."""
    flat = even(text, same_length=True)
    return flat, tuple(numbers_in(flat))


# ── what there is ─────────────────────────────────────────────────────────────────────────────────────────────────────
_AS_WRITTEN = ("telephone", "address")  # of the body: known by its digits alone
_PRINTED = re.compile(r"\.printed \d+$")  # what an original prints, a number or words


def declared(project: Project, folder: QuarterFolder, more: Iterable[Declared] = ()) -> Texts:
    """Every text with a number in it that the project's files hold for people to read, as far as this quarter knows them; and
    more that is known."""
    return Texts.of([*project.once(("declared", folder.name), lambda: list(_of_project(project, folder))), *more])


def _of_project(project: Project, folder: QuarterFolder) -> Iterator[Declared]:
    yield from _named(project)
    yield from _of_files(project, folder)
    yield from _of_parts(project)
    yield from _of_versions(folder)
    yield from _of_revisions(project)
    yield from _of_answers(folder)


def _named(project: Project) -> Iterator[Declared]:
    """Names that may be typed as they are: `999`."""
    if project.exists(NAMES):
        yield from (
            Declared(name, NAME, NAMES, "names") for name in map(str, project.record(Names, NAMES).names) if has_number(name)
        )


def _of_files(project: Project, folder: QuarterFolder) -> Iterator[Declared]:
    for where in (*FOLDERS, *(f"{folder.name}{each}" for each in QUARTER_FOLDERS)):
        for name in project.names(where):
            file = f"{where}/{name}"
            if name in _NOT_SHOWN:
                continue
            if name.endswith(".yml"):
                yield from _of_yaml(project, file)
            elif name.endswith(".md"):
                yield from _pieces(project.read_text(file), STATED, file, "")
            elif name.endswith(".csv") and where != "data/sources":
                yield from _of_table(project, file)
    for file in ("_config.yml", "_toc.yml"):
        if project.exists(file):
            yield from _of_yaml(project, file)


def _of_yaml(project: Project, file: str) -> Iterator[Declared]:
    if has_number(project.read_text(file)):
        yield from _walk(project.read_yaml(file), file, "", "")


def _walk(node: Any, file: str, key: str, place: str) -> Iterator[Declared]:
    if isinstance(node, Mapping):
        for name, value in node.items():
            yield from _walk(value, file, key if key == "labels" else str(name), f"{place}.{name}" if place else str(name))
    elif isinstance(node, list):
        for at, value in enumerate(node, 1):
            yield from _walk(value, file, key, f"{place} {at}")
    elif isinstance(node, str) and key not in _CODE:
        yield from _pieces(node, NAME if key in _NAMING else STATED, file, place)


def _of_table(project: Project, file: str) -> Iterator[Declared]:
    try:
        rows = csv_rows(project.read_text(file), file)
    except ReportError:
        return  # a file beside the inputs, which is none of them
    header = rows[0] if rows else []
    for number, row in enumerate(rows[1:], 2):
        for column, cell in zip(header, row, strict=False):
            if column not in _CODE:
                yield from _pieces(cell, NAME if column in _NAMING else STATED, file, f"row {number}, {column}")


def _of_versions(folder: QuarterFolder) -> Iterator[Declared]:
    """The versions of an edition that was corrected."""
    for each in folder.corrections:
        file, before = corrections_file(folder.quarter), version_name(folder.quarter, each.version - 1)
        names = (f"version {each.version - 1}", f"version {each.version}", before)
        yield from (Declared(name, NAME, file, "") for name in names)


def _of_revisions(project: Project) -> Iterator[Declared]:
    """Why numbers of sources were revised: of these files nothing else is told."""
    for name in source_names(project):
        for row in revisions(project, name):
            yield from _pieces(row.reason, STATED, file_of(name), f"number {row.number}, reason")


def _of_answers(folder: QuarterFolder) -> Iterator[Declared]:
    """What was answered to the questions of the data in any quarter: an answer holds, and is printed, in later ones too."""
    for question, said in answers_of(folder).items():
        yield from _pieces(said.answer, STATED, QUARTERS, f"answer to {question}")


def _of_parts(project: Project) -> Iterator[Declared]:
    """The parts of sources by the words that readers see."""
    for name in source_names(project):
        source = read_source(project, name)
        for part in dict.fromkeys(source.frame[source.breakdown]):
            yield Declared(project.label(str(part)), NAME, source.file, source.breakdown)
        if shapes := shapes_of(project, source.name):
            yield from (Declared(area.properties.name, NAME, source.about.boundaries, area.id) for area in shapes.areas)


def _pieces(text: str, kind: str, file: str, place: str) -> Iterator[Declared]:
    """A text as a whole, and its sentences: pages set some of them apart, and figures stand between others."""
    if kind == NAME and has_number(text) and not _is_number(text):  # `=1+1 & 2` has no letter, and is no number
        yield Declared(text.strip(), NAME, file, place)
    if not has_number(text) or (_is_plain(text) and not place.startswith(_AS_WRITTEN) and not _PRINTED.search(place)):
        return
    if place.startswith(_AS_WRITTEN) or _PRINTED.search(place):
        yield Declared(text.strip(), NAME if place.startswith(_AS_WRITTEN) else STATED, file, place)
    runs = [html.unescape(run) for run in _BRACES.split(text)]
    found = [text, *runs, *(_MARKS.sub("", part) for run in runs for part in (run, *_SENTENCE.split(run)))]
    for piece in dict.fromkeys(each.strip().rstrip(".") for each in found if has_number(each)):
        if not _is_plain(piece):
            yield Declared(piece, kind, file, place)


def sentences(text: str) -> list[str]:
    """The sentences of a text, without their last points."""
    return [part.strip().rstrip(".") for part in (text, *_SENTENCE.split(text)) if part.strip()]


def _is_number(text: str) -> bool:
    """Whether a text is a number, or several, as people write them: as a name it would prove every such number."""
    return bool(_OF_NUMBERS.fullmatch(text)) or [each.text for each in numbers_in(text.strip())] == [text.strip()]


def _is_plain(text: str) -> bool:
    """Whether a text is no more than a number or a date, which proves nothing."""
    left = without_dates(text)
    return not any(char.isalpha() for char in left) or bool(_ONLY_WORDS_OF_TIME.fullmatch(left))

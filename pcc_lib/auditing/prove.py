"""A drawing that is held against what it says of itself, and against the editions that may have published it.

A drawing alone can say that it was not changed by accident or by somebody who did not know of its record: whoever knows how a
record is made can make another. That it is the drawing of an edition is proven by that edition alone, so it is looked for.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pcc_lib.auditing.page_reading import ReadPage
from pcc_lib.charts.files import whole_page
from pcc_lib.charts.proof import Carried, carried
from pcc_lib.core.errors import ReportError
from pcc_lib.core.files import read_bytes

Verdict = Literal["same", "differs", "unknown"]
HOLDERS = (".pptx", ".docx", ".xlsx", ".odp", ".odt", ".ods")  # zip files in which programs keep the pictures as they were
LARGEST = 64 << 20


@dataclass(frozen=True)
class Book:
    """An edition in which a drawing may stand: what it is called, and the folder of its HTML."""

    title: str
    html: Path


@dataclass(frozen=True)
class Proof:
    """What is known of one drawing: where it was found, the verdict, what it says of itself, and the reasons in sentences."""

    place: str
    verdict: Verdict
    record: Mapping[str, Any]
    said: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """All of it in lines: what the drawing says of itself, and why the verdict is what it is."""
        if self.record:
            told = {name: str(self.record.get(name, "")) for name in ("title", "quarter", "page", "chart", "body")}
            yield "It says: “{title}”, {quarter}, page {page}, chart {chart}, of the {body}.".format(**told)
            yield f"It rests on {_listed(self.record.get('sources'))}; its figures: {_listed(self.record.get('figures'))}."
        yield from self.said


def prove(path: Path, books: Iterable[Book]) -> list[Proof]:
    """What is known of each drawing in an SVG, a page, or a document of slides or text; a ReportError where there is none."""
    drawings = list(_drawings(path))
    if not drawings:
        raise ReportError(f"{path.name}: there is no SVG drawing in it. {_pictures(path)}")
    known = list(books)
    return [_proof(place, raw, known) for place, raw in drawings]


# ── the drawings of a file ────────────────────────────────────────────────────────────────────────────────────────────
def _drawings(path: Path) -> Iterator[tuple[str, bytes]]:
    """Every SVG of a file with its place."""
    raw, kind = read_bytes(path, path.name), path.suffix.lower()
    if kind in HOLDERS:
        yield from _held(path, raw)
    elif kind in (".html", ".htm"):
        yield from ((f"{path.name}: {chart}", svg) for chart, svg in drawings_of(whole_page(path, "replace")))
    else:
        yield path.name, raw


def _held(path: Path, raw: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as file:
            for each in file.infolist():
                if each.filename.lower().endswith(".svg") and each.file_size <= LARGEST:
                    yield f"{path.name}: {each.filename}", file.read(each)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise ReportError(f"{path.name}: is no document that can be opened ({error}). Save it anew, and try again.") from None


def _pictures(path: Path) -> str:
    if path.suffix.lower() in HOLDERS:
        return "Pictures of other kinds, such as PNG, carry no record: insert the SVG itself."
    return "Give an SVG, a page of a book, or a document that holds an SVG."


def drawings_of(html: str) -> list[tuple[str, bytes]]:
    """The static drawings of a page with the names of their charts."""
    return ReadPage(html).drawings


# ── one drawing ───────────────────────────────────────────────────────────────────────────────────────────────────────
def _proof(place: str, raw: bytes, books: list[Book]) -> Proof:
    found = carried(raw)
    if found is None:
        return Proof(place, "unknown", {}, ("It is no SVG that can be read.",))
    if not found.record:
        told = "It carries no record: it is no drawing of a report-book, or a program has taken its record out."
        return Proof(place, "unknown", {}, (told,))
    said = [_own_word(found)]
    there = [(book, drawing) for book in books for drawing in _in_book(book, found.record)]
    same = [book.title for book, drawing in there if _alike(drawing, found)]
    if same:
        said.append(f"It is, mark for mark, the drawing of {', and of '.join(same)}.")
        return Proof(place, "same", found.record, tuple(said))
    said += [line for book, drawing in there for line in _differences(book, drawing, found)]
    if found.unchanged and not there:
        said.append("No edition at hand holds this chart, so nobody vouches for it but itself: give --edition FOLDER.")
    return Proof(place, "unknown" if found.unchanged and not there else "differs", found.record, tuple(said))


def _own_word(found: Carried) -> str:
    if found.unchanged:
        return "Its digests hold: drawing and record are as they were made, or both were made anew."
    changed = " and ".join(["the drawing"] * (not found.drawing_holds) + ["its record"] * (not found.record_holds))
    return f"Its digests do not hold: {changed} was changed after it was made."


def _in_book(book: Book, record: Mapping[str, Any]) -> Iterator[Carried]:
    """The drawing of the same chart in a book of the same quarter."""
    page = str(record.get("page", ""))
    if not re.fullmatch(r"[\w-]+", page):
        return
    for path in sorted(book.html.rglob(f"{page}.html")):
        for chart, raw in drawings_of(whole_page(path, "replace")):
            found = carried(raw) if chart == record.get("chart") else None
            if found is not None and found.record.get("quarter") == record.get("quarter"):
                yield found


def _alike(ours: Carried, theirs: Carried) -> bool:
    return ours.unchanged and theirs.unchanged and ours.record == theirs.record


def _differences(book: Book, ours: Carried, theirs: Carried) -> Iterator[str]:
    """In what a drawing is not the one of a book: values, words, or shapes alone."""
    changed = [
        f"{name}: {_first_difference(ours.record.get(name), theirs.record.get(name))}"
        for name in sorted({*ours.record, *theirs.record} - {"drawing", "seal"})
        if ours.record.get(name) != theirs.record.get(name)
    ]
    gone, new = (list(dict.fromkeys(words)) for words in _apart(ours.words, theirs.words))
    if gone or new:
        changed.append(f"words in the drawing: {', '.join(new) or 'nothing'} in place of {', '.join(gone) or 'nothing'}")
    yield f"It is not the drawing of {book.title}: {'; '.join(changed) or 'its shapes were changed'}."


def _apart(ours: Iterable[str], theirs: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """The words that only the one has, or has more often, and those of the other."""
    one, other = Counter(ours), Counter(theirs)
    return one - other, other - one


def _first_difference(ours: object, theirs: object) -> str:
    """Where two records part, in few words."""
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        name = next(name for name in sorted({*ours, *theirs}) if ours.get(name) != theirs.get(name))
        return f"{name}, {_first_difference(ours.get(name), theirs.get(name))}"
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        at = next(at for at, pair in enumerate(zip(ours, theirs, strict=True)) if pair[0] != pair[1])
        return f"row {at + 1}, {_first_difference(ours[at], theirs[at])}"
    return f"{_short(theirs)} in place of {_short(ours)}"


def _listed(names: object) -> str:
    found = [str(name) for name in names] if isinstance(names, (list, Mapping)) else []
    return ", ".join(found) or "none"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"

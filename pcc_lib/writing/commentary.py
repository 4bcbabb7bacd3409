"""Commentary: people's Markdown with `{{ figure.names }}`, held against the figures that it names, and printed with them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath

from pcc_lib.core.errors import CommentaryError, Fault, FaultsError, ReportError
from pcc_lib.core.numerals import MISSING
from pcc_lib.core.text import named, unseen
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.figures import Figures
from pcc_lib.figures.lookup import advice
from pcc_lib.inputs.models.telling import shown
from pcc_lib.proofreading.asked_words import AskedWord, asked_words
from pcc_lib.proofreading.letters import mixed_words
from pcc_lib.proofreading.passage import MARK, UNKNOWN, Piece
from pcc_lib.proofreading.proofread import word_faults as proofread
from pcc_lib.proofreading.setting import setting_of
from pcc_lib.proofreading.typed_numbers import Place, typed_by_hand
from pcc_lib.writing.figure_words import told
from pcc_lib.writing.html import Markup, join
from pcc_lib.writing.markdown import markup_faults, numbered_lines, prose_html
from pcc_lib.writing.sections import Section

NAME = re.compile(r"\{\{\s*(.*?)\s*\}\}")
_POINT = re.compile(r"^\s*[0-9]+[.)]")  # what begins a numbered point
PrintFigure = Callable[[Figure, str], Markup]


def render(section: Section, figures: Figures, print_figure: PrintFigure, within: bool = False) -> Markup:
    """A section as HTML: paragraphs, lists, emphasis and links only; figures by `print_figure`.

    `within` is for text that stands in another's line: its paragraphs run on. A draft is shown with the figures that there are;
    a name that gives none stands as it is written. A CommentaryError names file and line of what is wrong.
    """
    faults = section_faults(section, figures)
    if faults:
        raise CommentaryError(faults)
    draft = section.unwritten
    return prose_html(section.text, lambda text: printed(text, figures, print_figure, draft), within)


def printed(text: str, figures: Figures, print_figure: PrintFigure, draft: bool = False) -> Markup:
    """A text with its figures printed. A ReportError names what is no figure; in a draft its name stands there as it is."""
    pieces = _pieces(text, figures, draft)
    return join(piece if isinstance(piece, str) else print_figure(piece.figure, piece.text) for piece in pieces)


def section_faults(section: Section, figures: Figures) -> list[Fault]:
    """What is wrong with a section, in order of lines: what is broken, and words that do not fit their figures."""
    faults = [*broken_faults(section, figures), *word_faults(section, figures)]
    return sorted(faults, key=lambda f: int(f.place.removeprefix("line ") or 0) if f.file == section.file else 0)


def broken_faults(section: Section, figures: Figures) -> list[Fault]:
    """What cannot be printed: figures that there are not, characters that cannot be seen, markup that is not allowed.

    A draft may name figures that there are not any more.
    """
    return _once("broken", section, figures, _broken)


def word_faults(section: Section, figures: Figures) -> list[Fault]:
    """What can be printed and says what is not so: typed numbers, and times, directions and units not the figures' own.

    The words of a draft are nobody's yet.
    """
    return [] if section.unwritten else _once("words", section, figures, _words)


def _once(what: str, section: Section, figures: Figures, find: Callable[[Section, Figures], Iterator[Fault]]) -> list[Fault]:
    key = (what, section.file, str(section.line), str(section.unwritten), section.text)
    return figures.once(key, lambda: list(find(section, figures)))


def asked(section: Section, place: str, figures: Figures) -> list[AskedWord]:
    """What is asked of a section's words of cause and of statistics; `place` is the topic or priority that it is of."""
    return [] if section.unwritten else list(asked_words(pieces_of(section.text, figures), place, section.line, figures))


def pieces_of(text: str, figures: Figures) -> list[Piece]:
    """A text as words and figures, for proofreading; a mark stands for a name that is no figure."""
    found: list[Piece] = []
    at = 0
    for m in NAME.finditer(text):
        found.append(_seen(text[at : m.start()]))
        try:
            found += told(m[1], figures)
        except ReportError:
            found.append(UNKNOWN)  # told with what is broken
        at = m.end()
    return [*found, _seen(text[at:])]


def _seen(text: str) -> str:
    """A text as readers see it, line by line."""
    return "\n".join(html.unescape(row).replace("\n", " ") for row in text.split("\n"))


def _pieces(text: str, figures: Figures, draft: bool) -> Iterator[Piece]:
    at = 0
    for m in NAME.finditer(text):
        yield text[at : m.start()]
        yield from _named(m[1], figures, draft)
        at = m.end()
    yield text[at:]


def _named(name: str, figures: Figures, draft: bool) -> list[Piece]:
    try:
        return told(name, figures)
    except ReportError:
        if not draft:
            raise
        return [f"{MISSING} ({name})"]


def _broken(section: Section, figures: Figures) -> Iterator[Fault]:
    for place, row in _rows(section):
        yield from () if section.unwritten else figure_faults(row, section.file, place, figures)
        yield from (Fault(section.file, place, found, todo) for found, todo in _unseen(html.unescape(row)))
        for word in dict.fromkeys(mixed_words(html.unescape(row))):
            found = f"'{shown(word)}' mixes letters of two alphabets that look alike."
            yield Fault(section.file, place, found, "Type the word again.")
    yield from markup_faults(section.text, section.file, first=section.line)


def _words(section: Section, figures: Figures) -> Iterator[Fault]:
    told_in = PurePosixPath(section.file).stem  # the topic or priority
    typed = Place(setting_of(figures).names, figures.folder, lambda number: advice(number, figures, told_in))
    points = numbered_lines(section.text)
    for at, (place, row) in enumerate(_rows(section)):
        row = _POINT.sub("", row, count=1) if at in points else row
        for found, todo in typed_by_hand(NAME.sub(MARK, html.unescape(row)), typed):
            yield Fault(section.file, place, found, todo)
    yield from proofread(pieces_of(section.text, figures), section.file, section.line, figures)


def _rows(section: Section) -> Iterable[tuple[str, str]]:
    return ((f"line {section.line + i}", row) for i, row in enumerate(section.text.split("\n")))


def _unseen(row: str) -> Iterator[tuple[str, str]]:
    """Characters that cannot be seen, each once, and what to do."""
    for char in dict.fromkeys(m[0] for m in unseen(row)):
        yield f"holds a character that cannot be seen ({named(char)}).", "Delete it, and type the word again."


def figure_faults(text: str, file: str, place: str, figures: Figures) -> Iterator[Fault]:
    """Names between braces that are no figures, and braces that are not closed."""
    for m in NAME.finditer(text):
        try:
            told(m[1], figures)
        except FaultsError as error:  # what the figure rests on is wrong, not the sentence
            yield from error.faults
        except ReportError as error:
            yield Fault(file, place, f"unknown figure: {error}")
    if text.count("{{") != len(NAME.findall(text)):
        yield Fault(file, place, "a figure's braces are not closed.", "Write {{ measure.statistic }} on one line.")

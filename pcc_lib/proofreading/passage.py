"""A person's text cut into sentences, with the figures in their places: what every check of words reads."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pcc_lib.core.month_names import SHORT
from pcc_lib.figures.figure import Figure

MARK = "\ue000"  # stands for a figure; nobody can type it, since what cannot be seen is a fault of its own
UNKNOWN = "\ue001"  # stands for a name that is no figure: what its sentence says of the others cannot be told
LONGEST = 3000  # characters of a sentence; the longest of real reports has some 700
_PIECE_END = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+]|[0-9]+[.)])\s)")
_SENTENCE_END = re.compile(
    rf"(?<=[.?!]){''.join(rf'(?<!{name}[.])' for name in SHORT)}[\"”’)]*\s+(?=[^a-z\s])"
)  # a small letter follows where a point ends an abbreviation
_QUOTED = re.compile(r'"(?:(?!\n\s*\n)[^"]){1,400}"|“(?:(?!\n\s*\n)[^”]){1,400}”')
_MARKUP = re.compile(r"\]\([^)\s]*\)|[*_\[\]]|(?m:^\s*[-+]\s)")


@dataclass(frozen=True)
class Mark:
    """A figure in a sentence: its place there, the name that was written, and the text that is printed for it."""

    at: int
    name: str
    figure: Figure
    printed: str


@dataclass(frozen=True)
class Printed:
    """A figure among the words of a passage, with the name that was written and the text that is printed for it."""

    name: str
    figure: Figure
    text: str


Piece = str | Printed


@dataclass(frozen=True)
class Sentence:
    """A sentence on one line. Each figure is one `MARK`; quotations and marks of markup are blanks.

    `before` is what stands before it in its paragraph (the end of it), `written` the sentence with its quotations. `paragraph`
    are the figures of its paragraph, its own among them. `line_ends` are the places of the text's line ends, for `line`.
    """

    text: str
    written: str
    marks: tuple[Mark, ...]
    before: str
    paragraph: tuple[Figure, ...]
    first_line: int
    line_ends: tuple[int, ...]
    start: int

    def line(self, at: int) -> int:
        """The number of the line of a place in the sentence."""
        return self.first_line + bisect_right(self.line_ends, self.start + at - 1)

    @property
    def is_readable(self) -> bool:
        """Whether it can be held against its figures: every name in it is one, and it is no longer than sentences are."""
        return self.is_whole and not self.is_too_long

    @property
    def is_too_long(self) -> bool:
        """Whether it is longer than any sentence that people read: what is said of what can then not be told."""
        return len(self.text) > LONGEST

    @property
    def is_whole(self) -> bool:
        """Whether every name in it is a figure."""
        return UNKNOWN not in self.text

    def between(self, first: int, last: int) -> list[Mark]:
        """The figures from one place to before another."""
        return [mark for mark in self.marks if first <= mark.at < last]


def sentences(pieces: Sequence[Piece], first_line: int) -> Iterator[Sentence]:
    """The sentences of a text; the end of a paragraph and of a list item ends one too. `first_line` is the text's own."""
    text = "".join(MARK if isinstance(piece, Printed) else piece.replace(MARK, " ") for piece in pieces)
    given = iter([piece for piece in pieces if isinstance(piece, Printed)])
    places = _places(text)
    marks = [Mark(at, each.name, each.figure, each.text) for at, each in zip(places, given, strict=True)]
    ends = tuple(i for i, char in enumerate(text) if char == "\n")
    plain = _blanked(_MARKUP, text)
    told = _blanked(_QUOTED, plain, lambda quoted: MARK not in quoted)
    for begin, end, (opens, closes) in _cuts(text, plain):
        own = marks[bisect_left(places, begin) : bisect_left(places, end)]
        inside = tuple(Mark(m.at - begin, m.name, m.figure, m.printed) for m in own)
        around = tuple(m.figure for m in marks[bisect_left(places, opens) : bisect_left(places, closes)])
        shown = [each[begin:end].replace("\n", " ") for each in (told, plain)]
        before = plain[max(opens, begin - LONGEST) : begin].replace("\n", " ")
        yield Sentence(shown[0], shown[1], inside, before, around, first_line, ends, begin)


def _places(text: str) -> list[int]:
    return [i for i, char in enumerate(text) if char == MARK]


def _blanked(form: re.Pattern[str], text: str, wanted: Callable[[str], bool] = bool) -> str:
    """A text of the same length with blanks for what has a form, but for line ends."""
    return form.sub(lambda m: re.sub(r"[^\n]", " ", m[0]) if wanted(m[0]) else m[0], text)


def _cuts(text: str, plain: str) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """Where each sentence begins and ends, and where its paragraph does."""
    for begin, end in _between(_PIECE_END, text, 0, len(text)):
        for first, last in _between(_SENTENCE_END, plain, begin, end):
            if text[first:last].strip():
                yield first, last, (begin, end)


def _between(form: re.Pattern[str], text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    at = begin
    for m in form.finditer(text, begin, end):
        yield at, m.start()
        at = m.end()
    yield at, end

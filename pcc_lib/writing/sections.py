"""A commentary file as its sections: the `##` headings that people write under, and the points below them.

A section may carry a mark, a quotation line such as `> Draft: the text of 2023-24-Q3. …`: its words are another quarter's, or are
still to be written. The mark is no part of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pcc_lib.core.errors import CommentaryError, Fault, suggest

TOPIC_SECTIONS = ("In one sentence", "What?", "So what?", "Now what?")
PRIORITY_SECTIONS = ("In one sentence", "Outcomes achieved this quarter", "Focus next quarter", "Risks and issues")
TOPICS, PRIORITIES = "topics", "priorities"
LONGEST_PARAGRAPH = 20_000  # characters; those of real reports have up to 2,000, and the time to read one grows with its square
HEADINGS = {TOPICS: TOPIC_SECTIONS, PRIORITIES: PRIORITY_SECTIONS}
OPTIONAL = {TOPICS: ("In one sentence", "What?"), PRIORITIES: ()}  # nobody is asked for these: the library says it
SAID_BY_LIBRARY = {TOPICS: ("In one sentence",), PRIORITIES: ()}  # nor where they were written once: it says them in other words

DRAFT_MARK = "> Draft: the text of {of}. Rewrite it, then delete this line."
TO_WRITE_MARK = "> To write: {what} Then delete this line."
# however somebody wrapped or spelt the mark again: a quotation that begins with its word, or its own words without the sign
_QUARTER = re.compile(r"20\d\d-\d\d-Q[1-4]")
_MARK = re.compile(
    rf"[ \t]*(?:(?:>[ \t]*)+[*_]*(?:draft|to write)\b|[*_]*draft:[*_]* the text of {_QUARTER.pattern})", re.IGNORECASE
)

_SENTENCE_END = re.compile(r"(?<=[.?!])[\"”]?\s+(?=[^a-z\s])")  # a small letter follows where a point ends an abbreviation
_HEADING = re.compile(r"^#.*$", re.MULTILINE)
_PIECE_END = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+>]|[0-9]+[.)])\s)")


@dataclass(frozen=True)
class Draft:
    """Why a section is not written yet.

    of: the quarter whose words it has (nothing where none is named). line: that of the mark, else of the first word. marked:
    whether its mark is still there. same: whether no sentence is its own.
    """

    of: str
    line: int
    marked: bool = False
    same: bool = False

    @property
    def partly(self) -> bool:
        """Whether some of its sentences are its own, and nobody has marked it: somebody wrote it, so its words are checked."""
        return not (self.marked or self.same)


@dataclass(frozen=True)
class Section:
    """One `## heading` of a commentary file and the Markdown below it, with its first line number. `draft` says why it is not
    written yet; of a section that was written it is None."""

    file: str
    title: str
    text: str
    line: int
    draft: Draft | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing stands below the heading."""
        return not self.text.strip()

    @property
    def unwritten(self) -> bool:
        """Whether its words are nobody's yet, so that nothing is asked of them."""
        return self.draft is not None and not self.draft.partly


def sections(file: str, text: str, known: Sequence[str]) -> dict[str, Section]:
    """Split a commentary file at its `##` headings; a CommentaryError names an unknown, repeated or missing one, and a paragraph
    that is too long to be read."""
    found: dict[str, Section] = {}
    faults = [*_too_long(file, text)]
    title, start, kept = "", 0, []
    for i, row in enumerate([*text.split("\n"), "## "], 1):
        heading = re.fullmatch(r"##(?!#)\s*(.*?)\s*", row)
        if not heading:
            kept.append(row)
            continue
        body = "\n".join(kept)
        if title:
            found[title] = without_mark(Section(file, title, body, start + 1))
        elif body.strip():
            todo = f"Begin with the heading '## {known[0]}'."
            faults.append(Fault(file, "line 1", "there is text before the first heading.", todo))
        if heading[1] and heading[1] not in known:
            faults.append(Fault(file, f"line {i}", f"unknown heading '{heading[1]}'.", suggest(heading[1], known)))
        if heading[1] in found:
            faults.append(Fault(file, f"line {i}", f"the heading '{heading[1]}' stands twice.", "Join the two."))
        title, start, kept = heading[1], i, []
    if faults:
        raise CommentaryError(faults)
    return found


def _too_long(file: str, text: str) -> Iterator[Fault]:
    """Paragraphs and list items that are longer than anybody reads."""
    ends = [m.start() for m in _PIECE_END.finditer(text)] if len(text) > LONGEST_PARAGRAPH else []
    for begin, end in pairwise([0, *ends, len(text)]):
        if end - begin > LONGEST_PARAGRAPH:
            first = begin + len(text[begin:end]) - len(text[begin:end].lstrip())
            told = f"a paragraph of {end - first:,} characters, too long to be held against its figures."
            todo = f"Cut it into paragraphs or points: up to {LONGEST_PARAGRAPH:,} characters are read."
            yield Fault(file, f"line {text.count(chr(10), 0, first) + 1}", told, todo)


def without_mark(section: Section) -> Section:
    """The section with its marks told apart: blank lines stand in their place, so that lines keep their numbers."""
    rows, of, first = section.text.split("\n"), "", 0
    for at in [i for i, row in enumerate(rows) if _MARK.match(row)]:
        end = at + 1
        while end < len(rows) and rows[at].lstrip().startswith(">") and rows[end].lstrip().startswith(">"):
            end += 1
        named = _QUARTER.search(" ".join(rows[at:end]))
        of, first = of or (named[0] if named else ""), first or section.line + at
        rows[at:end] = [""] * (end - at)
    return replace(section, text="\n".join(rows), draft=Draft(of, first, marked=True)) if first else section


def sentences(text: str) -> list[str]:
    """The sentences of a commentary, each on one line; the end of a paragraph and of a point ends one too."""
    pieces = (" ".join(piece.split()) for piece in _PIECE_END.split(_HEADING.sub("\n", text)))
    return [s for piece in pieces for s in _SENTENCE_END.split(piece) if s]


def words_alone(text: str) -> str:
    """The words of a text, without what does not change what it says: white space, capitals, points and marks."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def list_items(section: Section) -> list[Section]:
    """The top-level list items of a section, each as a section of its own."""
    rows = section.text.split("\n")
    starts = [i for i, row in enumerate(rows) if re.match(r"[-*] ", row)]
    ends = [*starts[1:], len(rows)] if starts else []
    inner = [re.sub(r"^(?:[-*]| ) ?", "", row) for row in rows]  # an item's own lines, out from under its mark
    return [
        replace(section, text="\n".join(inner[a:b]).strip(), line=section.line + a) for a, b in zip(starts, ends, strict=True)
    ]


def before_list(section: Section) -> Section:
    """What stands before the first top-level list item of a section."""
    rows = section.text.split("\n")
    first = next((i for i, row in enumerate(rows) if re.match(r"[-*] ", row)), len(rows))
    return replace(section, text="\n".join(rows[:first]).strip("\n"))

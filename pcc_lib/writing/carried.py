"""Sentence by sentence: how much of a section stood in an earlier quarter, in any of its texts and in any order.

A sentence is carried over where an earlier one has the same words, dates aside: a date is changed in all texts at once, by one
command of an editor. Of the same text it is carried over too where all but one word in eight are the same, unless what differs
says which way something went. A sentence with a figure is told anew by it, and its words are held against it; so it counts only
where all of a section is as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from pcc_lib.core.errors import ReportError
from pcc_lib.core.month_names import ANY_MONTH
from pcc_lib.inputs.history import earlier
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.proofreading.direction_words import BETTER, DOWN, FASTER, SAME, SLOWER, UP, WORSE
from pcc_lib.writing.sections import HEADINGS, Section, sections, sentences, words_alone

# more of the sentences than this share (numerator, denominator), and somebody has to say that they still hold: what was achieved
# this quarter was not told last quarter; what is being done, comes next or may go wrong goes on from quarter to quarter
SHARES = {"Outcomes achieved this quarter": (0, 1)} | dict.fromkeys(
    ("Now what?", "Focus next quarter", "Risks and issues"), (2, 3)
)
SHARE = (1, 2)
LABEL = 2  # a sentence of so few words is a label
ONE_IN = 8  # words of which one may differ
LEAST = 6  # words of a sentence that may be nearly another
_FIGURE = re.compile(r"\{\{\s*(.*?)\s*\}\}")
_DATE = re.compile(
    rf"\b(?:(?:{ANY_MONTH}|spring|summer|autumn|winter|(?:first|second|third|fourth)(?=\s+quarter)|q[1-4])\b|\d[\w/–-]*)",
    re.IGNORECASE,
)
_SAYS_HOW = re.compile(rf"(?:{UP}|{DOWN}|{SLOWER}|{FASTER}|{BETTER}|{WORSE}|{SAME}|not?|never|none|all|every)", re.IGNORECASE)


@dataclass(frozen=True)
class Carried:
    """How much of a section stood in an earlier quarter.

    of: the quarter of the first sentence that did, nothing where none did. sentences: how many it has; same: how many of them
    stood there, dates and single words aside; judged, held: the same of those that no figure tells anew. whole: whether every
    sentence stood there word by word. first: the first that did.
    """

    title: str
    of: str = ""
    sentences: int = 0
    same: int = 0
    judged: int = 0
    held: int = 0
    whole: bool = False
    first: str = ""

    @property
    def is_open(self) -> bool:
        """Whether so much of it is an earlier quarter's that somebody has to say that it still holds."""
        share, of = SHARES.get(self.title, SHARE)
        return self.whole or self.held * of > self.judged * share


@dataclass(frozen=True)
class _Told:
    """Every sentence of the quarters before one, with the newest quarter that has it: by its words, by its words without dates,
    and those of each text word by word."""

    exact: dict[str, str] = field(default_factory=dict)
    undated: dict[str, str] = field(default_factory=dict)
    of_text: dict[str, dict[tuple[str, ...], str]] = field(default_factory=dict)

    def add(self, text: str, sentence: str, quarter: str) -> None:
        undated = _undated(sentence)
        self.exact.setdefault(words_alone(sentence), quarter)
        self.undated.setdefault(undated, quarter)
        self.of_text.setdefault(text, {}).setdefault(tuple(undated.split()), quarter)

    def whose(self, text: str, sentence: str) -> str:
        """The quarter that a sentence is of, dates and single words aside; nothing where it is new."""
        undated = _undated(sentence)
        if quarter := self.exact.get(words_alone(sentence)) or self.undated.get(undated):
            return quarter
        words = tuple(undated.split())
        return next((of for before, of in self.of_text.get(text, {}).items() if _nearly(words, before)), "")


def carried(folder: QuarterFolder, text: str, section: Section) -> Carried:
    """How much of a section of a text, such as `topics/calls-999`, stood in the quarters before."""
    key = ("carried", folder.name, text, section.title, section.text)
    return folder.project.once(key, lambda: _carried(_told_before(folder), text, section))


def _carried(told: _Told, text: str, section: Section) -> Carried:
    found = [(each, told.whose(text, each)) for each in sentences(section.text) if words_alone(each)]
    judged = [of for each, of in found if not _told_anew(each) and len(words_alone(each).split()) > LABEL]
    first = next(((each, of) for each, of in found if of), ("", ""))
    return Carried(
        section.title,
        of=first[1],
        sentences=len(found),
        same=sum(bool(of) for _, of in found),
        judged=len(judged),
        held=sum(map(bool, judged)),
        whole=bool(found) and all(words_alone(each) in told.exact for each, _ in found),
        first=first[0],
    )


def _told_before(folder: QuarterFolder) -> _Told:
    def read() -> _Told:
        told = _Told()
        for before in earlier(folder):
            for text, section in _sections(before):
                for sentence in sentences(section.text):
                    if words_alone(sentence):
                        told.add(text, sentence, str(before.quarter))
        return told

    return folder.project.once(("sentences before", folder.name), read)


def _sections(folder: QuarterFolder) -> Iterator[tuple[str, Section]]:
    """Every section of a quarter's commentary with the text that it is of; texts that cannot be told apart are passed over."""
    for kind, known in HEADINGS.items():
        for name in folder.project.names(f"{folder.name}/{kind}"):
            id = name.removesuffix(".md")
            if id == name:
                continue
            try:
                found = sections(*folder.commentary(kind, id), known)
            except ReportError:
                continue  # told with the faults of that quarter
            yield from ((f"{kind}/{id}", section) for section in found.values())


def _told_anew(sentence: str) -> bool:
    """Whether a figure tells the sentence anew each quarter; a fact that people stated does not."""
    return any(not name.partition("@")[0].endswith(".stated") for name in _FIGURE.findall(sentence))


def _undated(sentence: str) -> str:
    """The words of a sentence, with a mark for each date; the names of its figures stay."""
    pieces = re.split(r"(\{\{.*?\}\})", sentence)
    return words_alone(" ".join(piece if piece.startswith("{{") else _DATE.sub("0", piece) for piece in pieces))


def _nearly(now: Sequence[str], before: Sequence[str]) -> bool:
    """Whether all but one word in eight are the same, and what differs does not say which way something went."""
    most = max(1, len(now) // ONE_IN)
    if len(now) < LEAST or abs(len(now) - len(before)) > most or len(set(now) ^ set(before)) > 2 * most:
        return False
    codes = [code for code in SequenceMatcher(None, before, now, autojunk=False).get_opcodes() if code[0] != "equal"]
    if sum(max(b - a, d - c) for _, a, b, c, d in codes) > most:
        return False
    changed = [word for _, a, b, c, d in codes for word in (*before[a:b], *now[c:d])]
    return not any(_SAYS_HOW.fullmatch(word) for word in changed)

"""Sentence by sentence: how much of a section stood in an earlier quarter, in any of its texts and in any order.

A sentence is carried over where an earlier one has the same words, dates aside: a date is changed in all texts at once, by one
command of an editor. Of the same text it is carried over too where an earlier one stands in it, single words and phrases around
it aside, unless what differs says which way something went (see `likeness`). A sentence with a figure is told anew by it, and its
words are held against it; so it counts only where every sentence of a section is carried over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from pcc_lib.core.errors import ReportError
from pcc_lib.inputs.history import earlier
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.writing.likeness import LABEL, Known, Words, phrases_of, undated_words, without_phrase
from pcc_lib.writing.sections import HEADINGS, Section, sections, sentences, words_alone

# more of the sentences than this share (numerator, denominator), and somebody has to say that they still hold: what was achieved
# this quarter was not told last quarter; what is being done, comes next or may go wrong goes on from quarter to quarter
SHARES = {"Outcomes achieved this quarter": (0, 1)} | dict.fromkeys(
    ("Now what?", "Focus next quarter", "Risks and issues"), (2, 3)
)
SHARE = (1, 2)
_FIGURE = re.compile(r"\{\{\s*(.*?)\s*\}\}")


@dataclass(frozen=True)
class Carried:
    """How much of a section stood in an earlier quarter.

    of: the quarter of the first sentence that did, nothing where none did. sentences: how many it has; same: how many of them
    stood there, dates, single words and phrases aside; judged, held: the same of those that no figure tells anew. whole: whether
    every sentence stood there word by word. first: the first that did.
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
        return 0 < self.same == self.sentences or self.held * of > self.judged * share


@dataclass(frozen=True)
class _Told:
    """Every sentence of the quarters before one, with the newest quarter that has it: by its words, by its words without dates,
    and those of each text to be known again; and the phrases that sentences of this quarter begin and end with."""

    exact: dict[str, str] = field(default_factory=dict)
    undated: dict[Words, str] = field(default_factory=dict)
    of_text: dict[str, Known] = field(default_factory=dict)
    phrases: tuple[Counter[Words], Counter[Words]] = (Counter(), Counter())

    def add(self, text: str, sentence: str, quarter: str) -> None:
        undated = undated_words(sentence)
        self.exact.setdefault(words_alone(sentence), quarter)
        self.undated.setdefault(undated, quarter)
        self.of_text.setdefault(text, Known()).add(undated, quarter)

    def whose(self, text: str, sentence: str) -> str:
        """The quarter that a sentence is of, dates, single words and phrases aside; nothing where it is new."""
        words = undated_words(sentence)
        if quarter := self.exact.get(words_alone(sentence)) or self.undated.get(words):
            return quarter
        known, alone = self.of_text.get(text, Known()), without_phrase(words, *self.phrases)
        return self.undated.get(alone) or known.like(words) or known.like(alone)


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
        first=re.sub(r"^(?:[-*+]|\d+[.)])\s+", "", first[0]),
    )


def _told_before(folder: QuarterFolder) -> _Told:
    def read() -> _Told:
        own = (sentence for _, section in _sections(folder) for sentence in sentences(section.text))
        told = _Told(phrases=phrases_of(map(undated_words, own)))
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

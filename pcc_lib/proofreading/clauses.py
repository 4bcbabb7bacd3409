"""A sentence cut into parts and clauses: what lies between a figure and a time, and whether that tells of an event."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pcc_lib.proofreading.passage import MARK, Mark, Sentence
from pcc_lib.proofreading.phrases import Phrase

_PART_END = re.compile(r";")
_CHUNK_END = re.compile(
    rf"[,;:()—]|\s[–-]\s|\b(?:but|while|whilst|whereas|although|though|which|who|where|because|so\s+that)\b|"
    rf"\band\b(?=[^,;:{MARK}]{{0,60}}\b(?:was|were|is|are|has|have|will)\b[^,;:{MARK}]{{0,40}}\b(?:launched|introduced|opened|appointed)\b)"
)
# what tells of something that happened or is to happen: a time beside it is that of the event
_EVENT = re.compile(
    r"\b(?:launch\w*|beg[aiu]n\w*|start(?:s|ed|ing)?|introduc\w+|open(?:s|ed|ing)|clos(?:ed|ure|ing)|chang(?:ed|es)|came\s+into|comes?\s+into|"
    r"took\s+effect|takes?\s+effect|effective|appoint\w*|set\s+up|w[eo]nt\s+live|go(?:es)?\s+live|live\s+(?:from|since|on)|expected|due|"
    r"planned|plans?\s+to|will|would|shall|(?:is|are)\s+to|to\s+be|publish\w*|releas\w+|commission\w*|install\w*|joined|joining|arriv\w+|"
    r"re-?classif\w+|following|regroup\w*|inspect\w+|trial\w*|pilot\w*|campaign\w*|agreed|signed|(?:was|were|is|are)\s+set|award\w*|approved|meeting|review(?:ed)?|since|after|"
    r"until|once|when|first\s+\w+ed|new\s+\w+|moved|merged|replaced|rolled\s+out|switched|model|reform\w*|act|law|forecast)\b",
    re.IGNORECASE,
)
_LIGHT = re.compile(
    r"\b(?:in|for|during|over|the|of|and|calendar|financial|alone|only|on|average|again|then|by|at|as|just|both|each|to|from|between|months?|years?|"
    r"period|quarter|together|however|so|also|compared|with|than|it|was|overall|already|still|against|up|until|end|or|is|whole|full)\b|[^\w\ue000]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Part:
    """A part of a sentence between semicolons: where it lies, its phrases and its figures."""

    first: int
    last: int
    phrases: tuple[Phrase, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Clauses:
    """A sentence with the times that it names."""

    sentence: Sentence
    named: tuple[Phrase, ...]

    @property
    def parts(self) -> Iterator[Part]:
        """The parts between semicolons."""
        text = self.sentence.text
        ends = [m.start() for m in _PART_END.finditer(text)]
        for first, last in zip([0, *ends], [*ends, len(text)], strict=True):
            inside = tuple(phrase for phrase in self.named if first <= phrase.start < last)
            yield Part(first, last, inside, tuple(self.sentence.between(first, last)))

    def chunk(self, phrase: Phrase) -> tuple[int, int]:
        """Where the clause of a phrase begins and ends."""
        text = self.sentence.text
        cuts = [m for m in _CHUNK_END.finditer(text) if not any(p.start <= m.start() < p.end for p in self.named)]
        begin = max((m.end() for m in cuts if m.end() <= phrase.start), default=0)
        end = min((m.start() for m in cuts if m.start() >= phrase.end), default=len(text))
        return begin, end

    @staticmethod
    def tells_event(words: str) -> bool:
        """Whether words tell of something that happened, or is to happen."""
        return bool(_EVENT.search(words))

    def is_event(self, phrase: Phrase, begin: int, before: Sequence[Mark]) -> bool:
        """Whether what leads to a phrase in its clause, after the last figure there, tells of an event."""
        since = before[-1].at + 1 if before else begin
        between = self.sentence.text[since : phrase.start]
        lead = between.rstrip().lower().rpartition(" ")[2]
        return self.tells_event(between) and lead not in ("there",)

    def event_between(self, at: int, phrase: Phrase) -> bool:
        """Whether what stands between a figure and a phrase after it tells of an event."""
        between = self.sentence.text[min(at + 1, phrase.end) : phrase.start]
        return self.tells_event(between)

    def words_between(self, first: int, last: int) -> int:
        """How many words stand between two places."""
        return len(self.sentence.text[first + 1 : last].split())

    def is_bare(self, begin: int, end: int) -> bool:
        """Whether a piece of the sentence holds times, and light words such as `in` or `alone`, and nothing else."""
        text = list(self.sentence.text)
        for phrase in self.named:
            text[phrase.start : phrase.end] = " " * (phrase.end - phrase.start)
        return not _LIGHT.sub("", "".join(text[begin:end])).strip()

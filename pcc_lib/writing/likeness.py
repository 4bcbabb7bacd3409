"""Whether a sentence is an earlier one in other clothes: with a phrase before or after it, synonyms, its clauses exchanged.

Words that carry the sense are compared as a bag, so that their order does not count. An earlier sentence stands in a new one
where

- all but one in four of its words do,
- what is added is no more than half as many again (where none is missing, four words at least: `as we told before`), and
- both name the same figures.

Of a sentence with fewer than four such words all must stand there, in their order, with nothing between. What differs must not
say which way something went (longer, fell, not), but for words before the first and after the last that is kept.

Earlier sentences without a figure that were cut or joined are known by runs of three words: three in four words of the new one
lie in such runs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pcc_lib.core.month_names import ANY_MONTH
from pcc_lib.proofreading.direction_words import BETTER, DOWN, FASTER, SAME, SLOWER, UP, WORSE
from pcc_lib.writing.sections import words_alone

Words = tuple[str, ...]
DATE = "0"  # the mark for a date
FIGURE = "="  # what the name of a figure begins with
MISSING_ONE_IN = 4  # of an earlier sentence's words, one may be another
FEWEST = 4  # words that carry the sense, of a sentence of which one may be missing
ADDED = 4  # words of a phrase that may always be added
RUN = 3  # words one after the other that are hardly so by chance
COVERED = (3, 4)  # of a sentence's words that lie in such runs
LABEL = 2  # words of a label, which stands in many sentences
LEAST = 6  # words of a sentence that runs can tell
STOCK = 4  # sentences of a quarter that begin, or end, alike: what they share is a phrase put to them
LONGEST_PHRASE = 25  # words
_PIECES = re.compile(r"((?:(?!\{\{).)*)(?:\{\{(.*?)\}\})?", re.DOTALL)
_DATE = re.compile(
    rf"\b(?:(?:{ANY_MONTH}|spring|summer|autumn|winter|(?:first|second|third|fourth)(?=\s+quarter)|q[1-4])\b|\d[\w/–-]*)",
    re.IGNORECASE,
)
_SAYS_HOW = re.compile(rf"(?:{UP}|{DOWN}|{SLOWER}|{FASTER}|{BETTER}|{WORSE}|{SAME}|not?|never|none|all|every)", re.IGNORECASE)
_LIGHT = re.compile(
    r"a|an|the|of|to|in|on|for|and|or|with|by|at|as|is|are|was|were|be|been|being|has|have|had|having|its?|he|his|she|her|they|their|"
    r"them|we|our|us|you|your|th[ioe]se?|that|who|whom|whose|which|what|when|where|while|than|from|into|also|now|still|so|but|if|then|"
    r"t?here|do|does|did|will|would|can|could|may|might|shall|should|about|out|off|very|just|only|each|any|some|such|both|between|"
    r"during|through|after|before|since|until|because"
)


def undated_words(sentence: str) -> Words:
    """The words of a sentence, with a mark for each date, and each figure's name without its period as one word."""
    found: list[str] = []
    for words, name in _PIECES.findall(sentence):
        found += words_alone(_DATE.sub(DATE, words)).split()
        found += [FIGURE + name.partition("@")[0].strip()] if name else []
    return tuple(found)


@dataclass(frozen=True)
class Known:
    """Earlier sentences, found again by the words that they hold. All are given with `add`, each with what is known of it, before
    the first is looked for."""

    of: dict[Words, str] = field(default_factory=dict)
    runs: dict[Words, str] = field(default_factory=dict)

    def add(self, words: Words, of: str) -> None:
        """An earlier sentence, and the quarter that it is of; of one that comes twice the first quarter is kept."""
        if words in self.of:
            return
        self.of[words] = of
        for run in _runs(words):
            self.runs.setdefault(run, of)

    @cached_property
    def by_word(self) -> dict[str, list[Words]]:
        """The sentences by the rarest of their words: so many that one of them stands in each sentence that is like it."""
        seen, found = Counter(word for words in self.of for word in set(_senses(words))), dict[str, list[Words]]()
        for words in self.of:
            for word in sorted(set(_senses(words)), key=lambda word: (seen[word], word))[: _may_lack(words) + 1]:
                found.setdefault(word, []).append(words)
        return found

    def like(self, words: Words) -> str:
        """What is known of an earlier sentence that a new one is like; nothing where it is like none."""
        candidates = dict.fromkeys(each for word in dict.fromkeys(words) for each in self.by_word.get(word, ()))
        found = next((each for each in candidates if stands_in(each, words)), None)
        return self.of[found] if found else self._made_of_runs(words)

    def _made_of_runs(self, words: Words) -> str:
        """The same of a sentence that is made of pieces of earlier ones."""
        met = [(at, self.runs[run]) for at, run in enumerate(_runs(words)) if run in self.runs]
        covered = {at + step for at, _ in met for step in range(RUN)}
        if len(words) < LEAST or _figures(words) or len(covered) * COVERED[1] < len(words) * COVERED[0]:
            return ""
        inside = words[min(covered) : max(covered) + 1]
        new = [word for at, word in enumerate(inside, min(covered)) if at not in covered]
        return "" if _says_how(new) else met[0][1]


def stands_in(before: Words, now: Words) -> bool:
    """Whether an earlier sentence stands in a new one, single words and phrases around it aside."""
    old, new = Counter(_senses(before)), Counter(_senses(now))
    if not old or len(before) <= LABEL or _figures(before) != _figures(now):
        return False
    missing, added = old - new, new - old
    half = old.total() // 2
    if missing.total() > _may_lack(before) or added.total() > (missing.total() + half if missing else max(ADDED, half)):
        return False
    if old.total() < FEWEST and not _is_run(before, now):
        return False
    kept = [at for at, word in enumerate(now) if word in old and word not in missing]
    inside = now[kept[0] : kept[-1] + 1] if kept else now
    return not _says_how(missing) and not _says_how(word for word in inside if word in added)


def without_phrase(words: Words, begun: Counter[Words], ended: Counter[Words]) -> Words:
    """A sentence without the phrase that so many of its quarter begin, or end, with: see `phrases_of`."""
    lengths = range(min(len(words) - 1, LONGEST_PHRASE), 1, -1)
    first = next((n for n in lengths if begun[words[:n]] >= STOCK), 0)
    last = next((n for n in lengths if ended[words[-n:]] >= STOCK and first + n < len(words)), 0)
    return words[first : len(words) - last]


def phrases_of(sentences: Iterable[Words]) -> tuple[Counter[Words], Counter[Words]]:
    """How many sentences begin, and how many end, with each piece."""
    begun, ended = Counter[Words](), Counter[Words]()
    for words in sentences:
        lengths = range(2, min(len(words), LONGEST_PHRASE) + 1)
        begun.update(words[:n] for n in lengths)
        ended.update(words[-n:] for n in lengths)
    return begun, ended


def _senses(words: Words) -> Words:
    """The words that carry the sense."""
    return tuple(word for word in words if word != DATE and not _LIGHT.fullmatch(word))


def _figures(words: Words) -> set[str]:
    return {word for word in words if word.startswith(FIGURE)}


def _may_lack(words: Words) -> int:
    return len(_senses(words)) // MISSING_ONE_IN


def _runs(words: Words) -> Iterator[Words]:
    return (words[at : at + RUN] for at in range(len(words) - RUN + 1))


def _is_run(before: Words, now: Words) -> bool:
    return any(now[at : at + len(before)] == before for at in range(len(now) - len(before) + 1))


def _says_how(words: Iterable[str] | Sequence[str]) -> bool:
    return any(_SAYS_HOW.fullmatch(word) for word in words)

"""Plain English in pages: the tables of the library over what readers read, words of statistics that a page must explain, and
clauses that a page repeats like a machine. What is found is told with what to write."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from page_words import Piece

from pcc_lib.proofreading.plain_english import bare, odd_words, stacked, too_long, words_in

__all__ = ["JARGON", "MEAN", "OFTEN", "RULES", "Fault", "found_by", "repeated", "sentences", "unexplained", "words_in"]
MEAN = 18  # words of a sentence on average, on each page
REPEATED, OFTEN = 6, 17  # words of a clause, and how often a page may say it outside of its tables
SENTENCES = frozenset({"text", "shows", "note", "alt", "title", "caption", "tile", "cell"})
RULES: tuple[Callable[[str], Iterator[str]], ...] = (too_long, odd_words, stacked)
_WORD = re.compile(r"[\w’'%-]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LEADS = frozenset({"text", "shows", "note"})  # where a page can explain a word

# words of statistics: a page that says one explains it (by the form that the glossary has)
JARGON: Mapping[str, str] = {
    r"\b95% intervals?\b": "95% interval",
    r"\busual range\b": "usual range",
    r"\bstatistically significant\b|\bstatistical significance\b": "statistically significant",
    r"\bseasonally adjusted\b": "seasonally adjusted",
    r"\bpercentage points?\b": "percentage point",
    r"\bstandard deviations?\b": "standard deviation",
    r"\bmedian\b": "median",
    r"\boutliers?\b": "outlier",
    r"\bcorrelation\b|\bPearson[’']s r\b": "correlation",
    r"\bPoisson\b": "Poisson",
    r"\bWilson[’']s method\b": "Wilson's method",
    r"\bBenjamini and Hochberg\b": "Benjamini and Hochberg",
    r"\breconstructed\b": "reconstructed",
    r"\bdeliverables?\b": "deliverable",
}


@dataclass(frozen=True)
class Fault:
    """A place that is not plain: the page and block, what was found there, and what to do."""

    where: str
    found: str
    todo: str

    def __str__(self) -> str:
        return f"{self.where}: {self.found}\n    {self.todo}"


def sentences(pieces: Iterable[Piece]) -> Iterator[tuple[Piece, str]]:
    """Every sentence of pieces that hold any, as it is read."""
    for piece in pieces:
        if piece.kind in SENTENCES:
            for sentence in Piece(piece.kind, bare(piece.text)).sentences:
                yield piece, sentence


def found_by(rule: Callable[[str], Iterator[str]], pieces: Iterable[Piece]) -> Iterator[Fault]:
    """What a rule finds in sentences, each with its page and block."""
    for piece, sentence in sentences(pieces):
        for todo in rule(sentence):
            yield Fault(f"{piece.page}/{piece.block} [{piece.kind}]", sentence, todo)


def unexplained(pieces: Iterable[Piece], explained: Collection[str], page: str) -> Iterator[Fault]:
    """Words of statistics that a page says in a text where it could explain them, and does not. explained: what it explains."""
    for pattern, word in JARGON.items():
        said = next(((piece, s) for piece, s in sentences(pieces) if piece.kind in _LEADS and re.search(pattern, s)), None)
        if said and word.lower() not in explained:
            yield Fault(page, said[1], f"“{word}” is not explained on this page: is it in pcc_lib/writing/glossary.yml?")


def repeated(pieces: Iterable[Piece], names: Collection[str]) -> Iterator[Fault]:
    """Clauses that a page says again and again outside of its tables; names of measures and sources are none."""
    counts: Counter[str] = Counter()
    page = ""
    for piece in pieces:
        if piece.kind not in {"text", "shows", "note"}:
            continue
        page = piece.page
        text = bare(piece.text)
        for name in names:
            text = text.replace(name, ".")
        for clause in re.split(r"[.;:!?¶(),]", text):
            found = _WORD.findall(clause.lower())
            runs = (found[i : i + REPEATED] for i in range(len(found) - REPEATED + 1))
            counts.update(" ".join(run) for run in runs if not any(map(_YEAR.fullmatch, run)))  # a period must be named
    for clause, count in counts.most_common(3):
        if count > OFTEN:
            yield Fault(
                page, clause, f"said {count} times on one page, {OFTEN} at most: say it once, or as a label with its figures."
            )

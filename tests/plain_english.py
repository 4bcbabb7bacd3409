"""Plain English as tables: how long sentences may be, words of ours that readers do not use, passives that pile up, words of
statistics that a page must explain, and clauses that a page repeats like a machine.

What is found is told with what to write. Words within quotation marks are other people's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from page_words import Piece

LONGEST, MEAN = 30, 18  # words of a sentence: of the longest; on average, on each page
REPEATED, OFTEN = 6, 18  # words of a clause, and how often a page may say it outside of its tables
SENTENCES = frozenset({"text", "shows", "note", "alt", "title", "caption", "tile", "cell"})
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_MARKS = re.compile(r"(?: \[[a-z]+\])+")
_IN_BRACKETS = re.compile(r" ?\([^()]*\d[^()]*\)")  # figures in brackets are looked at, not read
_WORD = re.compile(r"[\w’'%-]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LIST = re.compile(r"(?:[^,]+, ){4,}")  # a list of names: each is read by itself

# what none of our sentences says, and what to say instead
ODD_WORDS: Mapping[str, str] = {
    r"\bnought\b": "zero, or none",
    r"\b(?:is|are|was|were|be|newest|change) told\b(?! (?:of|that|to|the|how|their)\b)": "shown, said, given",
    r"\btold (?:under|on the page|by its|in per cent|apart|from)\b": "shown",
    r"\breport tells\b|\btells of\b|\btells (?:it|the same|otherwise)\b": "says, shows, speaks of",
    r"\bon (?:the|that) ground\b|\bgrounds? of (?:a|the|its) verdict\b": "reason",
    r"\d, of which\b|: \d+, of which\b": "of these",
    r"\b(?:mark|value|figure|number|target|statement)s? stands? (?:at|in|on|there)\b|\bstands? at \d": "is",
    r"\bheld against\b": "compared with",
    r"\bforetold\b|\bforetells?\b": "forecast",
    r"\banew\b": "again",
    r"\bas far as is known\b": "known to be",
    r"\b(?:there|here|where|how|what)(?:of|upon|by|with|in)\b": "of it, by it, in it",
    r"\b(?:whilst|amongst|upon|hence|thus|hitherto|save (?:what|where|for))\b": "while, among, on, so, until now, except",
    r"\bin order to\b": "to",
    r"\bprior to\b": "before",
    r"\b(?:in|with) (?:respect of|regard to)\b|\bpertaining to\b": "about",
    r"\butili[sz](?:e|es|ed|ing)\b": "use",
    r"\bcommenc(?:e|es|ing)\b": "begin",
    r"\be\.g\.|\bi\.e\.|\bviz\b|\bcf\.": "for example, that is",
    r"\ban? (?:overall )?(?:upward|downward) trajectory\b|\bdirection of travel\b": "rising, falling",
    r"\blies? (?:above|below|within|outside|beyond|far|close|on the)\b": "is",
    r"\bmany logs hold\b|\bholds? that\b|\bholds? good\b": "contains, says, is true",
}
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
# words that no page says: there is a plainer one, and no entry explains them
UNEXPLAINED: Mapping[str, str] = {
    r"\bcontrol limits?\b": "usual range",
    r"\bconfidence (?:interval|limit|level)s?\b": "95% interval",
    r"\bp-values?\b|\bnull hypothesis\b": "by more than chance",
    r"\bautocorrelat\w+\b|\bheteroscedastic\w+\b|\boverdispers\w+\b": "leave it to the methods page, in plain words",
    r"\bquantiles?\b|\bpercentiles?\b": "say the share that is below",
    r"\bspecial cause\b|\bcommon cause\b": "a signal, usual ups and downs",
    r"\bbootstrap\w*\b|\bMonte Carlo\b": "say what was tried, and how often",
}
_BE = r"(?:is|are|was|were|be|been|being)"
_DONE = (
    r"(?:\w{2,}(?<!ne)(?<!spe)(?<!inde)(?<!sp)ed|given|shown|known|taken|made|found|held|kept|said|sent|seen|told|drawn|written|read|"
    r"met|set|put|paid|left|lost|chosen|begun|built|brought|caught|dealt)"
)
_PASSIVE = rf"\b{_BE}(?: (?:not|never|also|only|then|now|being|all|both|\w+ly))* {_DONE}\b"
STACK = re.compile(
    rf"{_PASSIVE}(?:(?!\b(?:and|but|or|so|which|who|that|where|when|while|if|as|because|until|since|what|how|whether|after|before|unless|though|than)\b)[^,;:.()–])*?{_PASSIVE}"
)


@dataclass(frozen=True)
class Fault:
    """A place that is not plain: the page and block, what was found there, and what to do."""

    where: str
    found: str
    todo: str

    def __str__(self) -> str:
        return f"{self.where}: {self.found}\n    {self.todo}"


def bare(text: str) -> str:
    """A text as it is read: without marks such as [e], and without other people's words."""
    return _QUOTED.sub("“…”", _MARKS.sub("", text))


def words_in(sentence: str) -> int:
    """The words of the longest part of a sentence; a semicolon ends one, and figures in brackets are not read."""
    plain = _IN_BRACKETS.sub("", sentence)
    if _LIST.match(plain) and all(len(name.split()) <= 10 for name in plain.partition(": ")[2].split(", ")):
        return 0
    return max((len(part.split()) for part in plain.split("; ")), default=0)


def sentences(pieces: Iterable[Piece]) -> Iterator[tuple[Piece, str]]:
    """Every sentence of pieces that hold any, as it is read."""
    for piece in pieces:
        if piece.kind in SENTENCES:
            for sentence in Piece(piece.kind, bare(piece.text)).sentences:
                yield piece, sentence


def where(piece: Piece) -> str:
    return f"{piece.page}/{piece.block} [{piece.kind}]"


def too_long(pieces: Iterable[Piece]) -> Iterator[Fault]:
    """Sentences of more words than a reader holds."""
    for piece, sentence in sentences(pieces):
        if (count := words_in(sentence)) > LONGEST:
            yield Fault(where(piece), sentence, f"{count} words: make it two sentences of {LONGEST} at most.")


def odd(pieces: Iterable[Piece]) -> Iterator[Fault]:
    """Words that our readers do not use."""
    for piece, sentence in sentences(pieces):
        for pattern, instead in (ODD_WORDS | UNEXPLAINED).items():
            if found := re.search(pattern, sentence):
                yield Fault(where(piece), sentence, f"“{found[0]}”: write {instead}.")


def stacked(pieces: Iterable[Piece]) -> Iterator[Fault]:
    """Two passives in one clause."""
    for piece, sentence in sentences(pieces):
        if found := STACK.search(sentence):
            yield Fault(where(piece), sentence, f"“{found[0]}”: say who does it, or make it two clauses.")


def unexplained(pieces: Iterable[Piece], explained: Collection[str], page: str) -> Iterator[Fault]:
    """Words of statistics that a page says in a text where it could explain them, and does not. explained: what it explains."""
    for pattern, word in JARGON.items():
        said = next(((piece, s) for piece, s in sentences(pieces) if piece.kind in _LEADS and re.search(pattern, s)), None)
        if said and word.lower() not in explained:
            yield Fault(page, said[1], f"“{word}” is not explained on this page: is it in pcc_lib/writing/glossary.yml?")


_LEADS = frozenset({"text", "shows", "note"})


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
            counts.update(
                " ".join(run) for run in runs if not any(_YEAR.fullmatch(word) for word in run)
            )  # a period must be named
    for clause, count in counts.most_common(3):
        if count > OFTEN:
            yield Fault(
                page, clause, f"said {count} times on one page, {OFTEN} at most: say it once, or as a label with its figures."
            )

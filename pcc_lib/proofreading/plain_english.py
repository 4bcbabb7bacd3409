"""Plain English: how long sentences may be, words that readers do not use, and passives that pile up. Hints, never faults.

The library's own sentences keep to the same tables (tests/test_plain_english.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

LONGEST = 30  # words of a sentence
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_MARKS = re.compile(r"(?: \[[a-z]+\])+")
_IN_BRACKETS = re.compile(r" ?\([^()]*\d[^()]*\)")  # figures in brackets are looked at, not read
_LIST = re.compile(r"(?:[^,]+, ){4,}")  # a list of names: each is read by itself
LONGEST_NAME = 10  # words of one of these

# what readers do not say, and what to say instead
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
# words of statistics for which there are plainer ones
PLAINER: Mapping[str, str] = {
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
_NEW_CLAUSE = (
    r"\b(?:and|but|or|so|which|who|that|where|when|while|if|as|because|until|since|what|how|whether|after|before|unless|though|"
    r"than)\b"
)
STACK = re.compile(rf"{_PASSIVE}(?:(?!{_NEW_CLAUSE})[^,;:.()–])*?{_PASSIVE}")


def bare(text: str) -> str:
    """A text as it is read: without marks such as [e], and without other people's words."""
    return _QUOTED.sub("“…”", _MARKS.sub("", text))


def words_in(sentence: str) -> int:
    """The words of the longest part of a sentence; a semicolon ends one, and figures in brackets are not read."""
    plain = _IN_BRACKETS.sub("", sentence)
    if _LIST.match(plain) and all(len(name.split()) <= LONGEST_NAME for name in plain.partition(": ")[2].split(", ")):
        return 0
    return max((len(part.split()) for part in plain.split("; ")), default=0)


def hints(sentence: str) -> Iterator[str]:
    """What could be plainer in a sentence, each with what to write."""
    yield from (hint for find in (too_long, odd_words, stacked) for hint in find(bare(sentence)))


def too_long(sentence: str) -> Iterator[str]:
    """A sentence of more words than a reader holds."""
    if (count := words_in(sentence)) > LONGEST:
        yield f"{count} words: make it two sentences of {LONGEST} at most."


def odd_words(sentence: str) -> Iterator[str]:
    """Words that readers do not use, with what they say."""
    for pattern, instead in {**ODD_WORDS, **PLAINER}.items():
        if found := re.search(pattern, sentence):
            yield f"“{found[0]}”: write {instead}."


def stacked(sentence: str) -> Iterator[str]:
    """Two passives in one clause."""
    if found := STACK.search(sentence):
        yield f"“{found[0]}”: say who does it, or make it two clauses."

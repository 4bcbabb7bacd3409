"""Quantities in words right beside a figure: `hundreds of calls (1,200)`, `the vast majority of victims (75%)`, `a handful (9)`.

What counts as true, of a count n and of a share p in per cent:

| said | true where |
|---|---|
| a handful, a few, few | n up to 12; p up to 33 |
| a small number, a small minority, a fraction | p up to 33 |
| hardly any, almost no | p up to 10 |
| the vast (great, large, overwhelming) majority | p from 66 |
| almost (nearly, virtually) all, nearly every | p from 90 |
| dozens, scores | n from 20 to 199 |
| hundreds; thousands; tens, hundreds of thousands; millions | n from one and a half of it to 20 times it (hundreds: from 150) |
| `two thousand`, `forty` | n within 1% of it; `over`: up to twice; `nearly`: less by up to a tenth; `about`: within a tenth |
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pcc_lib.proofreading.found import Found, Said
from pcc_lib.proofreading.number_words import NUMBER, number_of
from pcc_lib.proofreading.passage import MARK, Mark, Sentence

_QUALIFIERS = (
    r"(?:(?P<q>nearly|almost|just\s+under|just\s+over|well\s+over|more\s+than|over|about|around|roughly|some|approximately|only|just|"
    r"no\s+fewer\s+than|at\s+least)\s+)?"
)
_SHARES = (
    (r"(?:the|a)\s+(?:vast|overwhelming|great|large)\s+majority|the\s+bulk", 66.0, 100.0),
    (r"(?:almost|nearly|virtually|practically)\s+(?:all|every\w*)", 90.0, 100.0),
    (r"hardly\s+an(?:y|yone|ybody)|almost\s+no(?:body|ne|\s+one)?|scarcely\s+any|next\s+to\s+no(?:ne)?", 0.0, 10.0),
    (
        r"(?:only\s+)?(?:a\s+)?few|a\s+handful|a\s+(?:very\s+)?(?:small|tiny)\s+(?:number|proportion|share|fraction|minority|part)|a\s+fraction",
        0.0,
        33.0,
    ),
    (r"(?:a|the)\s+(?:clear\s+)?majority", 50.0, 100.0),
    (r"(?:a|the)\s+minority", 0.0, 50.0),
)
_COUNTS = (
    (r"(?:a\s+few|several|some)\s+hundred", 150, 999),
    (r"(?:a\s+few|several|some)\s+thousand", 1.5e3, 9999),
    (r"hundreds\s+of\s+thousands", 1.5e5, 2e6),
    (r"tens\s+of\s+thousands", 1.5e4, 2e5),
    (r"thousands", 1.5e3, 2e4),
    (r"hundreds", 150, 2e3),
    (r"millions", 1.5e6, 2e7),
    (r"(?:dozens|scores)", 20, 199),
    (r"(?:only\s+)?(?:a\s+)?few|a\s+handful", 0, 12),
)
# what is said, its noun, then the figure alone: `hundreds of calls (9)`, `few victims were satisfied: 9.`
_NOUN = (
    r"(?:\s+(?!not\b|never\b|nor\b|without\b|but\b|while\b|no\b)[\w’'-]+){0,6}?\s*[,(:–-]\s*\(?(?:at\s+|or\s+)?"
    rf"(?P<mark>{MARK})(?=\s*(?:[),;.–-]|$)|\s+(?:and|in|during|last)\b|\s+[\w’'-]+\))"
)
_SHARE = [(re.compile(rf"\b(?P<said>{words})\b{_NOUN}", re.IGNORECASE), low, high) for words, low, high in _SHARES]
_COUNT = [(re.compile(rf"\b(?P<said>{words})\b{_NOUN}", re.IGNORECASE), low, high) for words, low, high in _COUNTS]
_TYPED = re.compile(rf"\b(?P<said>{_QUALIFIERS}(?P<number>{NUMBER}))\b{_NOUN}", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:not|no|never|without|hardly|the|quite|very)\s+$", re.IGNORECASE)
_TODO = "Leave the figure to say it, or correct the words."


def quantities_said(sentence: Sentence) -> list[Said]:
    """Quantities in words right beside a figure, each with what is wrong; of two that overlap the first in the tables."""
    found: list[Said] = []
    for said in _all(sentence):
        if not any(said.start < each.end and each.start < said.end for each in found):
            found.append(said)
    return found


def _all(sentence: Sentence) -> Iterator[Said]:
    for forms, of_share in ((_SHARE, True), (_COUNT, False)):
        for form, low, high in forms:
            for m in form.finditer(sentence.text):
                mark = _mark(sentence, m)
                if mark and _is_share(mark) is of_share and not _DENIED.search(sentence.text[: m.start("said")]):
                    yield _said(m, mark, low <= abs(mark.figure.numeric) <= high)
    for m in _TYPED.finditer(sentence.text):
        mark, number = _mark(sentence, m), number_of(m["number"])
        if mark and number and not _is_share(mark):
            yield _said(m, mark, _is_number(mark.figure.numeric, number, " ".join((m["q"] or "").lower().split())))


def _mark(sentence: Sentence, m: re.Match[str]) -> Mark | None:
    """The figure that words stand beside: a level or a count, and no change."""
    mark = next((mark for mark in sentence.marks if mark.at == m.start("mark")), None)
    return mark if mark and mark.figure.known and not mark.figure.signed and mark.figure.unit != "rank" else None


def _is_share(mark: Mark) -> bool:
    return mark.figure.unit == "%"


def _said(m: re.Match[str], mark: Mark, true: bool) -> Said:
    what = f"says '{' '.join(m['said'].split())}' of {mark.name}, which is {mark.figure.text}."
    return Said(m.start("said"), m.end("said"), None if true else Found(m.start("said"), what, _TODO))


def _is_number(value: float, number: float, qualifier: str) -> bool:
    match qualifier:
        case "nearly" | "almost" | "just under":
            return 0.9 * number <= value < number
        case "just over":
            return number < value <= 1.1 * number
        case "more than" | "over" | "well over":
            return number < value <= 2 * number
        case "no fewer than" | "at least":
            return number <= value
        case "about" | "around" | "roughly" | "some" | "approximately":
            return abs(value - number) <= number / 10
    return abs(value - number) <= number / 100

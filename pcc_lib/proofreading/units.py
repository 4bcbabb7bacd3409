"""Units around a figure: what is printed has its own, so it is neither written again nor another, and not lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pcc_lib.core.numerals import is_money
from pcc_lib.figures.figure import Figure
from pcc_lib.proofreading.found import Found
from pcc_lib.proofreading.passage import MARK, Mark, Sentence
from pcc_lib.proofreading.typed_numbers import RATE_BASE

# of each kind of unit: how a printed text ends with it, and how people write it after a number
_PRINTED = {
    "%": re.compile(r"%(?: \[\w\])*$"),
    "points": re.compile(r"points?$"),
    "time": re.compile(r"\d[\s\u00a0](?:s|min|h)$|\b(?:seconds?|minutes?|hours?)$", re.IGNORECASE),
    "million": re.compile(r"million$"),
    "rank": re.compile(r"\d(?:st|nd|rd|th)$"),
    "money": re.compile(r"^[+\u2212-]?£"),
}
_WRITTEN = re.compile(
    r"^(?:[\s\u00a0-]*(?:(?P<percent>%|per\s*cent(?!age)\b|percent\b|pct\b|pc\b)|(?P<points>(?:percentage\s+)?points?\b|pp\b|ppts?\b)|"
    r"(?P<time>(?:seconds?|secs?|minutes?|mins?|hours?|hrs?)\b(?!\s+(?:of|and)\b))|(?P<million>(?:million|billion|thousand|m|bn|k)\b)|"
    r"(?P<money>(?:pounds?|GBP)\b))|(?P<rank>st|nd|rd|th)\b)",
    re.IGNORECASE,
)
_NAMES = {"percent": "%", "points": "points"}
_WORDS = {
    "%": "per cent",
    "points": "percentage points",
    "time": "a time",
    "million": "millions",
    "rank": "a place",
    "money": "pounds",
}
_SHARE_LIKE = re.compile(
    r"^\s+of\s+(?:\d{3}\s+)?(?!(?:which|whom|whose|the|them|these|those|this|that|its|our|their|all|such|last|each|every|his|her|your|my|an?|us|"
    r"people’s)\b)(?P<noun>[a-z]+s)\b(?!['’])"
)
_BARE_SHARE = re.compile(
    r"^\s+(?P<noun>(?!(?:points?|minutes?|seconds?|hours?|months?|years?|weeks?|days?|has|was|is|less|fewer|this|plus|versus|as)\b)[a-z]{3,}s)\s+"
    r"(?:were|was|had|have|took|came|happened|occurred|waited|gave)\b"
)
_UNITS = {"%": "%", "percentage points": "points", "seconds": "time", "minutes": "time", "hours": "time"}
_RANGE = re.compile(rf"^\s*(?:to|and|or|–)\s*{MARK}")  # `8 to 12%`: the last says the unit
_SAID_NEAR = re.compile(
    r"^[\s\u00a0-]*(?:\([^)]*\)\s*)?(?:\w+\s+)?(?:%|per\s*cent|percent|percentage|points?|seconds?|secs?|minutes?|mins?|hours?|hrs?)\b|^\s*%",
    re.IGNORECASE,
)


def unit_faults(sentence: Sentence) -> Iterator[Found]:
    """Units that are doubled, changed or lost."""
    for mark in sentence.marks:
        text = sentence.text
        after = text[mark.at + 1 :]
        yield from _around(text[: mark.at], after, mark)
    yield from _rate_bases(sentence)


def _rate_bases(sentence: Sentence) -> Iterator[Found]:
    """`per 1,000 residents` in a sentence none of whose figures is told for so many."""
    for said in RATE_BASE.finditer(sentence.text) if sentence.marks else ():
        if not any(said["base"] in mark.figure.unit for mark in sentence.marks):
            names = ", ".join(dict.fromkeys(mark.name for mark in sentence.marks))
            found = f"says '{said[0]}', and that is the unit of none of {names}."
            yield Found(said.start(), found, "Name the rate, or take it out.")


def _told_once(text: str, unit: str) -> bool:
    """Whether a unit stands somewhere in a sentence: `875 hours; the report prints 870`."""
    return bool(re.search(r"%|\bper\s*cent" if unit == "%" else rf"\b{re.escape(unit)}\b", text, re.IGNORECASE))


def _around(before: str, after: str, mark: Mark) -> Iterator[Found]:
    own = _own(mark.printed)
    written = _WRITTEN.match(after)
    said = _NAMES.get(str(written.lastgroup), str(written.lastgroup)) if written else ""
    if written and _clashes(own, said, mark.figure):
        word = written[0].strip(" -\u00a0")
        yield Found(mark.at, f"prints '{mark.printed}' for {mark.name}, and '{word}' stands after it.", _todo(own, word))
    elif re.search(r"£\s*$", before) and (own or _is_counted(mark.figure)):
        yield Found(mark.at, f"prints '{mark.printed}' for {mark.name}, and '£' stands before it.", "Take the sign out.")
    elif not mark.figure.signed and mark.figure.known and re.search(r"(?:^|[\s(])[-\u2212]$", before):
        yield Found(mark.at, f"prints '{mark.printed}' for {mark.name}, and a minus sign stands before it.", "Take the sign out.")
    elif own == "%" and (noun := _counted_noun(mark.figure, before, after)):
        yield Found(mark.at, f"prints '{mark.printed}' for {mark.name}, and '{noun}' follows as if it were a number.", _OF)
    elif not own and not written and not _told_once(before + after, mark.figure.unit) and (lost := _lost(mark, after)):
        yield Found(mark.at, *lost)


_OF = "Write 'of' before the word, or name the number."


def _is_counted(figure: Figure) -> bool:
    return figure.statistic != "stated" and not is_money(figure.unit)


def _counted_noun(figure: Figure, before: str, after: str) -> str:
    """A noun right after a percentage: `41% arrests were made`, or what is counted, after `by`: `rose by 5% complaints`."""
    if not figure.signed:
        bare = _BARE_SHARE.match(after)
        return bare["noun"] if bare else ""
    counted = figure.name.measure and re.match(r"\s+(?P<noun>[a-z]+s)\b(?=\s*[.,;)]|\s*$)", after)
    return counted["noun"] if counted and re.search(r"\bby\s+$", before) else ""


def _own(printed: str) -> str:
    """The unit that a printed text says itself."""
    return next((unit for unit, form in _PRINTED.items() if form.search(printed)), "")


def _clashes(own: str, said: str, figure: Figure) -> bool:
    """Whether a unit that is written after a figure is its own again, or another."""
    if own:
        return not (own == "money" and said == "million") or "million" in figure.text
    wanted = _UNITS.get(figure.unit, "")
    if said in ("million", "rank", "money"):
        return figure.kind != "stated" and said != "money"
    return bool(figure.known) and said != wanted and not _counts(figure, said)


def _counts(figure: Figure, said: str) -> bool:
    """Whether a count is one of what is written: so many hours, points, minutes."""
    return said in ("time", "points") and any(word in figure.unit for word in ("hour", "minute", "second", "point"))


def _todo(own: str, word: str) -> str:
    return (
        f"Take '{word}' out: the figure says its unit itself." if own else f"Take '{word}' out, or name the figure that is in it."
    )


def _lost(mark: Mark, after: str) -> tuple[str, str] | None:
    """A number that stands there without its unit: a fact of per cent, or a count that reads as a share."""
    figure = mark.figure
    if not figure.known:
        return None
    unit = _UNITS.get(figure.unit, "")
    if unit and not _SAID_NEAR.match(after) and not _RANGE.match(after):
        return f"prints '{mark.printed}' for {mark.name}, which is in {figure.unit}.", f"Write its unit after it: {figure.unit}."
    share = _SHARE_LIKE.match(after)
    if share and not unit and figure.unit != "rank":
        told = f"prints '{mark.printed}' for {mark.name}, a number of {figure.unit}, and 'of {share['noun']}' reads as a share."
        return told, "Name the share, or say of what it is a number."
    return None

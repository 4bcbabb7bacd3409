"""Words of change beside levels: `fell from 9 to 7`, `more than a year earlier`, `up on the 7 of May`: the two are compared.

Where a sentence names the other level by its time alone, the same figure of that time is asked for. Two levels that print alike
are neither more nor less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pcc_lib.core.quarters import shift
from pcc_lib.figures.figure import Figure
from pcc_lib.proofreading.direction_words import ABOUT
from pcc_lib.proofreading.directions import Way, contradiction, ways
from pcc_lib.proofreading.found import Found
from pcc_lib.proofreading.passage import MARK, Mark, Sentence
from pcc_lib.proofreading.phrases import Phrase, named_years, phrases
from pcc_lib.proofreading.setting import Setting
from pcc_lib.proofreading.spans import Now, covered, named

_FROM = re.compile(rf"\bfrom\s+(?:(?:{ABOUT}|an?\s+\w+|the|its|high|low|of)\s+)*{MARK}", re.IGNORECASE)
_TO = re.compile(rf"\bto\s+(?:(?:{ABOUT}|an?\s+\w+|the)\s+)*{MARK}", re.IGNORECASE)
_ON = re.compile(
    rf"(?:on|from|than|compared\s+with|against)\s+(?:the\s+)?(?P<name>[^,;:{MARK}]{{1,60}}?(?:\s+at|[’']s|s[’'])\s+)?{MARK}",
    re.IGNORECASE,
)
# `calls keep rising: 9 in May, after 7 in April`, between the two levels
_AFTER = re.compile(r"\b(?:after|against|compared\s+(?:with|to)|from|versus|following)\b", re.IGNORECASE)
_AFTER_LEVEL = re.compile(
    r"(?:\s+[\w’'-]+){0,4}?\s*[,(–-]?\s*(?:an?\s+(?:\w+\s+)?|which\s+(?:is|was)\s+|(?<=,\s)(?:and\s+)?(?:was|were|is|are)\s+)?",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"\s*(?:\(?\s*)?(?:than|on|from|compared\s+(?:with|to)|against|since|as)?\s*(?:(?:it|that)\s+(?:was\s+)?)?(?:in\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)


# `at 9, calls were on a par with May`: they are said of the one level of the sentence, however far it stands
_EQUAL = ("on a par", "level with", "match")
_ANOTHER = re.compile(r"[;:]|,\s*(?:and|but|while|whereas)\b|\b(?:but|while|whereas)\b", re.IGNORECASE)
# `more in May (9) than in June (7)`, between the word and the second level
_THAN = re.compile(rf"^[^,;:({MARK}]{{0,60}}\(?{MARK}\)?\s*than\b[^,;:{MARK}]{{0,60}}$", re.IGNORECASE)
# `the South (9) had more calls than the North (7)`, after the word
_NAMED_THAN = re.compile(rf"(?:\s+[\w’'-]+){{0,3}}\s+than\s+(?:the\s+)?[^,;:({MARK}]{{1,40}}\({MARK}", re.IGNORECASE)


@dataclass(frozen=True)
class Pair:
    """Two levels that a word of change sets beside each other: the earlier (or other) one, and the one that the word is of."""

    way: Way
    before: Figure
    now: Figure
    name: str


def level_faults(sentence: Sentence, setting: Setting) -> Iterator[Found]:
    """Words of change that go against the two levels that they are said of."""
    for pair in pairs(sentence, setting):
        measure = setting.measure(pair.now)
        change = difference(pair)
        if pair.way.word.startswith("on a par") and _is_about(pair):
            continue
        if wrong := contradiction(pair.way.way, change, measure):
            what = f"says '{pair.way.word}' of {pair.name}, which is {pair.now.text}, against {pair.before.text}{wrong[0]}."
            yield Found(pair.way.at, what, wrong[1])


def pairs(sentence: Sentence, setting: Setting) -> Iterator[Pair]:
    """The pairs of levels that a sentence compares in a word of change."""
    for way in ways(sentence.text):
        colon = sentence.text.find(":", way.at)
        yield from pairs_of(sentence, way, setting, len(list(ways(sentence.text, 0, colon))) if colon >= 0 else 0)


def pairs_of(sentence: Sentence, way: Way, setting: Setting, heads: int) -> Iterator[Pair]:
    """The pairs that one word compares; `heads` words of change stand before the colon after it."""
    yield from _written_pair(sentence, way)
    if heads == 1:
        yield from _headed_pair(sentence, way)
    yield from _named_pair(sentence, way, setting)


def _is_about(pair: Pair) -> bool:
    """Whether two levels are as near as `on a par` says: within 5%."""
    a, b = pair.now.numeric, pair.before.numeric
    return abs(a - b) <= 0.05 * max(abs(a), abs(b))


def _written_pair(sentence: Sentence, way: Way) -> Iterator[Pair]:
    """Both levels stand in the sentence."""
    text = sentence.text
    end = next((m.start() for m in re.finditer(r"[;.:]", text[way.at :])), len(text) - way.at) + way.at
    levels = [m for m in sentence.marks if not m.figure.signed]
    after = [m for m in levels if way.at < m.at < end]
    before = [m for m in levels if m.at < way.at and ";" not in text[m.at : way.at]]
    start = way.at + len(way.word)
    if len(after) > 1 and _FROM.search(text[way.at : after[0].at + 1]) and _is_next(sentence, start, after[0]):
        if _TO.search(text[after[0].at : after[1].at + 1]) and alike(after[0], after[1]):
            yield Pair(way, after[0].figure, after[1].figure, after[1].name)
    elif len(after) > 1 and re.search(rf"\bto\s+{MARK}$", text[start : after[0].at + 1]) and alike(after[0], after[1]):
        if re.search(rf"\bfrom\s+(?:the\s+)?{MARK}$", text[after[0].at + 1 : after[1].at + 1]) and _is_next(
            sentence, start, after[0]
        ):
            yield Pair(way, after[1].figure, after[0].figure, after[0].name)
    elif (
        len(after) > 1
        and _of_one_unit(after[0].figure, after[1].figure)
        and _THAN.search(text[start : after[1].at])
        and not before
    ):
        yield Pair(way, after[1].figure, after[0].figure, after[0].name)
    elif before and after and _compares(sentence, before[-1], way, after[0]):
        yield Pair(way, after[0].figure, before[-1].figure, before[-1].name)


def _headed_pair(sentence: Sentence, way: Way) -> Iterator[Pair]:
    """What stands before a colon is said of the two levels after it: `calls keep rising: 9 in May, after 7 in April`."""
    text = sentence.text
    colon = text.find(":", way.at)
    after = [mark for mark in sentence.marks if mark.at > colon]
    if colon < 0 or len(after) != 2 or MARK in text[:colon] or not alike(*after):
        return
    between, first = text[after[0].at : after[1].at], text[colon + 1 : after[0].at]
    if _FROM.search(text[colon : after[0].at + 1]) and _TO.search(text[after[0].at : after[1].at + 1]):
        yield Pair(way, after[0].figure, after[1].figure, after[1].name)
    elif _AFTER.search(between) and not list(ways(between)) and not list(ways(first)):
        yield Pair(way, after[1].figure, after[0].figure, after[0].name)


def _of_one_unit(a: Figure, b: Figure) -> bool:
    """Whether two levels, of one measure or of two, are numbers of one kind."""
    return (a.unit, a.statistic) == (b.unit, b.statistic) and a.statistic != "stated" and a.known and b.known


def are_counts(a: Figure, b: Figure, setting: Setting) -> bool:
    """Whether two levels, of one measure or of two, are known counts of one kind of time."""
    measures = [setting.measure(figure) for figure in (a, b)]
    same = a.statistic == b.statistic and a.period.months == b.period.months and not (a.signed or b.signed)
    return same and a.known and b.known and all(measure is not None and measure.is_additive for measure in measures)


def _compares(sentence: Sentence, one: Mark, way: Way, other: Mark) -> bool:
    """Whether a word between two levels sets the first against the second, as in `9, up on the 7 of May`."""
    after, between = sentence.text[way.at + len(way.word) : other.at + 1], sentence.text[one.at + 1 : way.at]
    found = _ON.fullmatch(after.strip())
    if sentence.between(one.at + 1, way.at):
        return False
    if _NAMED_THAN.fullmatch(after) and not re.search(r"[,;:]|\b(?:and|but)\b", between):
        return _of_one_unit(one.figure, other.figure)
    if found is None:
        return False
    return alike(one, other) or (bool(found["name"]) and _of_one_unit(one.figure, other.figure))


def _is_next(sentence: Sentence, start: int, mark: Mark) -> bool:
    """Whether no other word of change, and no end of a clause, stands between a word and a level."""
    between = re.sub(r"^\s*,(?=\s*(?:from|to)\b)", "", sentence.text[start : mark.at])
    return not list(ways(between)) and not re.search(r"[,;:]|\b(?:but|while|and)\b", between)


def alike(one: Mark, other: Mark) -> bool:
    """Whether two levels are of one measure and statistic, and can be compared."""
    a, b = one.figure, other.figure
    same = (a.measure, a.statistic, a.unit) == (b.measure, b.statistic, b.unit) and a.statistic != "stated"
    return same and a.known and b.known


def _named_pair(sentence: Sentence, way: Way, setting: Setting) -> Iterator[Pair]:
    """The other level is named by its time: `9 calls, more than a year earlier`, `rose to 9 in October from a year earlier`."""
    mark = _level_of(sentence, way)
    if mark is None or not mark.figure.known:
        return
    phrase = _set_against(sentence, way, mark)
    if phrase is None:
        return
    now = Now(setting.figures.folder.written_on[:7], frozenset(named_years(sentence.before + sentence.text)))
    other = _earlier(mark.figure, phrase, now, setting)
    if other is not None and other.known:
        yield Pair(way, other, mark.figure, mark.name)


def _level_of(sentence: Sentence, way: Way) -> Mark | None:
    """The level that a word of change is said of: right before it, or after it with `to`."""
    text = sentence.text
    begin = max((m.end() for m in re.finditer(r"[;:]", text[: way.at])), default=0)
    before = [mark for mark in sentence.marks if begin <= mark.at < way.at]
    if before:
        near = before[-1]
        between = text[near.at + 1 : way.at]
        if way.word.lower().startswith(_EQUAL) and len(sentence.marks) == 1 and not _ANOTHER.search(between):
            return near if _is_level(near) else None
        other = re.search(r"(?<!,\s)\b(?:was|were|is|are|and|gave|had|waited)\b", between)
        return near if _AFTER_LEVEL.fullmatch(between) and not other and _is_level(near) else None
    start = way.at + len(way.word)
    after = [mark for mark in sentence.marks if mark.at > start]
    joins = "(?:at|to)" if way.way == "same" else "to"
    if (
        len(after) == 1
        and re.fullmatch(rf"[^,;:.]{{0,50}},?\s*\b{joins}\s+(?:{ABOUT}\s+)?", text[start : after[0].at])
        and _is_level(after[0])
    ):
        return after[0]
    return None


def _is_level(mark: Mark) -> bool:
    return not mark.figure.signed and mark.figure.statistic != "stated" and bool(mark.figure.period)


def _set_against(sentence: Sentence, way: Way, mark: Mark) -> Phrase | None:
    """The one time that a level is set against: right after the word, or after the level that it leads to."""
    start = max(way.at + len(way.word), mark.at + 1)
    following = [
        p
        for p in phrases(sentence.text)
        if p.start >= way.at + len(way.word) and (p.against or p.kind in ("back", "before", "months before", "on the"))
    ]
    if len(following) != 1:
        return None
    if way.at < following[0].start < mark.at:
        return following[0]
    between = sentence.text[start : following[0].start]
    if mark.at < way.at:
        return following[0] if _JOINED.fullmatch(between) else None
    return following[0] if not sentence.between(start, following[0].start) and not re.search(r"[,;:]", between) else None


def _earlier(figure: Figure, phrase: Phrase, now: Now, setting: Setting) -> Figure | None:
    """The same figure at the time that a phrase names."""
    own = covered(figure.period)
    if own is None or figure.period.step > 1 or len(figure.period.last) != 7:
        return None
    if phrase.kind in ("back", "before", "on the"):
        if (phrase.back == 1 and own.months > 1) or (phrase.kind == "on the" and phrase.back == 1 and own.months != 1):
            return None
        return setting.figure(_at(figure, shift(own.last, -phrase.back)))
    if phrase.kind == "months before" and own.months == phrase.months:
        return setting.figure(_at(figure, shift(own.last, -phrase.months)))
    if phrase.kind == "month" and own.months == 1:
        dates = [last for _, last in named(phrase, now) if last < own.last]
        return setting.figure(_at(figure, dates[0])) if dates else None
    return None


def _at(figure: Figure, period: str) -> str:
    return f"{figure.name.undated}@{period}"


def difference(pair: Pair) -> Figure:
    """The difference of two levels, as a figure to be held against a word; nought where they print alike."""
    value = 0.0 if pair.before.text == pair.now.text else pair.now.numeric - pair.before.numeric
    return replace(pair.now, value=value, text="0" if value == 0 else "1", signed=True)

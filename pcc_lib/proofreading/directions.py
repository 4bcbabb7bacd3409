"""Words of change beside a difference: they say which way it goes, and the figure's sign does too.

A word goes with a difference that stands right after it (`fell by …`, `an increase of …`), or with the one before it in its
clause (`… short of the target`). What is taken back (`did not rise`), asked or planned (`would fall by`, `to reduce`) is left
alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pcc_lib.core.sure import sure
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Measure
from pcc_lib.proofreading import direction_words as deck
from pcc_lib.proofreading.found import Found
from pcc_lib.proofreading.passage import MARK, Mark, Sentence
from pcc_lib.proofreading.setting import Setting

_GROUPS = {
    "up": deck.UP,
    "down": deck.DOWN,
    "slower": deck.SLOWER,
    "faster": deck.FASTER,
    "better": deck.BETTER,
    "worse": deck.WORSE,
    "same": deck.SAME,
}
_WORD = re.compile(r"\b(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _GROUPS.items()) + r")\b", re.IGNORECASE)
_NO_DIRECTION = re.compile(rf"\b{deck.NO_DIRECTION}", re.IGNORECASE)
_TAKEN_BACK = re.compile(deck.TAKEN_BACK, re.IGNORECASE)
_NOT_YET = re.compile(deck.NOT_YET, re.IGNORECASE)
_CLAUSE_END = re.compile(rf"[.;:,(—]|\s[–-]\s|{MARK}|\b(?:but|while|whereas|although|though|because|which|who)\b")
_APART = re.compile(
    rf"^\s*[,(–-]\s*(?:an?\s+|which\s+(?:is|was)\s+)?(?={_WORD.pattern}\s+(?:on|from|than|compared|since|against|over)\b)",
    re.IGNORECASE,
)
_LEADS = re.compile(rf"(?:\s+(?:by|of|at))?(?:\s+{deck.ABOUT}|\s+(?:more|less)\s+than)*\s*[(:]?\s*$", re.IGNORECASE)
_LEADS_FAR = re.compile(rf"[^,;:.({MARK}]*\b(?:by|of)(?:\s+{deck.ABOUT}|\s+(?:more|less)\s+than)*\s*$", re.IGNORECASE)
_SAME_BEFORE = re.compile(rf"\b(?P<same>{deck.SAME})\b[^,;.:({MARK}]*[(:,]\s*(?:at\s+|by\s+)?$", re.IGNORECASE)
_BOUND = re.compile(r"^(?:more|less|fewer|up|down|over|above|below|higher|lower)$", re.IGNORECASE)  # `more than 5`, `up to 5`
_ADDED = re.compile(rf"(?:\s*\(|:|,\s*with)\s*(?:{deck.ABOUT}\s+)?$", re.IGNORECASE)
_BUT = re.compile(r"\b(?:except|apart|other\s+than|unlike|excluding|bar|save|without)\b", re.IGNORECASE)
_COMPARED = re.compile(r"(?:\w+er|more|less|up|down|cut)$", re.IGNORECASE)
_ARTICLE = re.compile(r"\b(?:the|its|their|an?)\s+$", re.IGNORECASE)
_VALUE_AFTER = 2  # words between a difference and `better` or `worse` of it
_LIST = re.compile(r"^[^.;:]*?(?:,\s*(?:and\s+)?|\s+and\s+|\s+or\s+)(?:[\w’'&-]+\s+){0,4}(?:by\s+)?$")
_VERB = re.compile(r"\b(?:was|were|is|are|had|has|changed|went|differed|stood|made|took|came)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Way:
    """A word of change at a place of a sentence: which way it says something went."""

    at: int
    word: str
    way: str


def ways(text: str, begin: int = 0, end: int | None = None) -> Iterator[Way]:
    """The words of change in a piece of a sentence that are said outright."""
    for m in _WORD.finditer(text, begin, len(text) if end is None else end):
        if not is_open(text, m):
            yield Way(m.start(), " ".join(m[0].split()), str(m.lastgroup))


def is_open(text: str, m: re.Match[str]) -> bool:
    """Whether a word of change is none (`gave up`), is taken back, or tells of what may be."""
    before, after = text[: m.start()], text[m.end() :]
    if m.lastgroup in ("up", "down") and _NO_DIRECTION.search(before) and m[0].lower() in ("up", "down"):
        return True
    if re.match(r"[-\s]+to\b", after) and m[0].lower() == "up":
        return True
    if m.lastgroup == "same":
        return bool(_NOT_YET.search(before))
    more_so = m[0].lower() in ("more", "less") and re.match(
        r"\s+(?:\w+ly|likely|often|effective\w*|\w+ful|\w+ive|and\s+more|or\s+less)\b", after
    )
    return bool(more_so or _TAKEN_BACK.search(before) or _NOT_YET.search(before))


def direction_faults(sentence: Sentence, setting: Setting) -> Iterator[Found]:
    """Words of change that go against the difference they stand beside."""
    said = {mark.at: way for mark in sentence.marks if mark.figure.signed and (way := _way_of(sentence, mark))}
    _inherit(sentence, said)
    for mark in sentence.marks:
        if (way := said.get(mark.at)) and (wrong := contradiction(way.way, mark.figure, setting.measure(mark.figure))):
            yield Found(way.at, f"says '{way.word}' of {mark.name}, which is {mark.figure.text}{wrong[0]}.", wrong[1])


def contradiction(way: str, figure: Figure, measure: Measure | None) -> tuple[str, str] | None:
    """How a way contradicts a difference, and what to do; None where it does not, or nothing is known of it."""
    if not figure.known:
        return None
    zero = not re.search("[1-9]", figure.text)
    if way == "same":
        return None if zero else ("", "Say which way it went.")
    if figure.unit in ("places", "rank"):
        return None if zero else _of_places(way, figure)
    up = _goes_up(way, figure, measure)
    if isinstance(up, tuple) or up is None:
        return up
    if zero:
        return ("", "Nothing that is printed changed: write 'unchanged from', or take the word out.")
    return None if up == (sure(figure.value) > 0) else ("", "Turn the word round.")


def _of_places(way: str, figure: Figure) -> tuple[str, str] | None:
    """Up, in a ranking, is nearer to the first place; which end is better nothing says."""
    if way not in ("up", "down") or (way == "up") == (sure(figure.value) < 0):
        return None
    return (", nearer to the first place" if way == "down" else ", further from the first place", "Turn the word round.")


def _goes_up(way: str, figure: Figure, measure: Measure | None) -> bool | tuple[str, str] | None:
    """Whether a way is upwards for this figure; a pair where it fits no figure of the measure; None where that is not known."""
    if way in ("up", "down"):
        return way == "up"
    if way in ("slower", "faster"):
        return way == "slower" if measure and measure.is_duration else None
    if measure is None:
        return None
    if measure.good_direction == "neutral":
        what = f", and neither direction of {measure.id} is better"
        return (what, "Say higher or lower, more or fewer.")
    return (way == "better") == (measure.good_direction == "increase")


def _way_of(sentence: Sentence, mark: Mark) -> Way | None:
    return _sign(sentence, mark) or _before(sentence, mark) or _after(sentence, mark) or _headed(sentence, mark)


def _sign(sentence: Sentence, mark: Mark) -> Way | None:
    """A sign or an arrow at a difference, which is printed without its own: `+9`, `▼ 9`, `9 ↓`."""
    text = sentence.text
    if before := re.search(r"(?:(?:^|[\s(=:])(?P<sign>[-+\u2212])|(?P<arrow>[↑▲△⬆↓▼▽⬇])\s*)$", text[: mark.at]):
        sign, at = before["sign"] or before["arrow"], before.start()
    elif after := re.match(r"\)?\s*(?P<arrow>[↑▲△⬆↓▼▽⬇])", text[mark.at + 1 :]):
        sign, at = after["arrow"], mark.at
    else:
        return None
    return Way(at, sign, "up" if sign in "+↑▲△⬆" else "down")


def _headed(sentence: Sentence, mark: Mark) -> Way | None:
    """The one word of change of the clause that a bracket, a colon or `with` adds a difference to: `fewer were caught (5)`."""
    opener = _ADDED.search(sentence.text[: mark.at])
    if not opener:
        return None
    begin = max((m.end() for m in re.finditer(rf"[.;:,(]|{MARK}", sentence.text[: opener.start()])), default=0)
    words = _WORD.finditer(sentence.text, begin, opener.start())
    found = [m for m in words if not _NO_DIRECTION.search(sentence.text[: m.start()])]
    if (
        len(found) != 1
        or _BUT.search(sentence.text[found[0].end() : opener.start()])
        or is_open(sentence.text, found[0])
        or _is_bound(sentence.text, found[0])
    ):
        return None
    return Way(found[0].start(), " ".join(found[0][0].split()), str(found[0].lastgroup))


def _is_bound(text: str, m: re.Match[str]) -> bool:
    """Whether a word bounds a number, such as `more than 5`, or is of the thing itself, as in `the lower courts`."""
    return bool(re.match(r"\s+(?:than|to)\b", text[m.end() :]) or (_COMPARED.match(m[0]) and _ARTICLE.search(text[: m.start()])))


def _before(sentence: Sentence, mark: Mark) -> Way | None:
    """The word right before a difference, or the last of its clause that is joined to it by `by` or `of`."""
    text = sentence.text
    if same := _SAME_BEFORE.search(text[: mark.at]):
        return Way(same.start("same"), " ".join(same["same"].split()), "same")
    if joined := re.search(rf",(?=\s*by\s+(?:{deck.ABOUT}\s+)?$)", text[: mark.at], re.IGNORECASE):
        text = f"{text[: joined.start()]} {text[joined.end() :]}"
    begin = max((m.end() for m in re.finditer(rf"[.;:,]|{MARK}", text[: mark.at])), default=0)
    for m in reversed(list(_WORD.finditer(text, begin, mark.at))):
        between = text[m.end() : mark.at]
        if _BOUND.match(m[0]) and re.match(r"\s+(?:than|to)\b", between):
            continue  # a bound of the number itself
        if _LEADS.fullmatch(between) or _LEADS_FAR.fullmatch(between):
            if is_open(text, m):
                return None
            return Way(m.start(), " ".join(m[0].split()), str(m.lastgroup))
        return None
    return None


def _after(sentence: Sentence, mark: Mark) -> Way | None:
    """The first word of change after a difference in its clause."""
    text, begin = sentence.text, mark.at + 1
    if apart := _APART.match(text[begin:]):
        begin += apart.end()
    end = next((m.start() for m in _CLAUSE_END.finditer(text, begin)), len(text))
    for m in _WORD.finditer(text, begin, end):
        if m.lastgroup in ("better", "worse") and len(text[begin : m.start()].split()) > _VALUE_AFTER:
            return None
        if is_open(text, m):
            if _NO_DIRECTION.search(text[: m.start()]):
                continue
            return None
        return Way(m.start(), " ".join(m[0].split()), str(m.lastgroup))
    return None


def _inherit(sentence: Sentence, said: dict[int, Way]) -> None:
    """`lower by 5 in the north and 3 in the south`: a difference of a list takes the word of the one before, or of the last."""
    text, marks = sentence.text, sentence.marks
    for before, mark in pairwise(marks):
        way = said.get(before.at)
        if not (mark.figure.signed and mark.at not in said and way and way.at < before.at):
            continue
        between = text[before.at + 1 : mark.at]
        if _LIST.match(between) and not _VERB.search(between) and not _WORD.search(between):
            said[mark.at] = way
    _inherit_from_head(sentence, said)


def _inherit_from_head(sentence: Sentence, said: dict[int, Way]) -> None:
    """`Both areas were lower: the north by 5, the south by 3`: what stands before a colon is said of a list after it."""
    text = sentence.text
    colon = text.find(":")
    if colon < 0 or MARK in text[:colon]:
        return
    head = list(ways(text, 0, colon))
    if len(head) != 1 or head[0].way in ("better", "worse"):
        return
    for mark in (mark for mark in sentence.marks if mark.at > colon and mark.figure.signed and mark.at not in said):
        if re.search(r"\bby\s+$", text[: mark.at]):
            said[mark.at] = head[0]

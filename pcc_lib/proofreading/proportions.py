"""Factors and parts in words: `doubled`, `halved`, `nearly half`, `about a third`: they are true of the number beside them.

What counts as true, of a factor f and a part p in per cent:

| said | true where |
|---|---|
| `doubled` (2), `tripled` (3), `halved` (0.5) | the ratio lies within 5% of it |
| `nearly`, `almost` | it is short of it by up to 10% |
| `more than` | it lies beyond it |
| `about`, `around`, `roughly` | within 10% of it |
| `half`, `a third`, `three quarters`, `one in ten` | within one point of it |
| `nearly`, `almost`, `just under` | below it, by up to a tenth of it |
| `about`, `around`, `roughly` | within a tenth of it (two points at least) |
| `more than`, `over`, `just over` | above it; `less than`, `under`: below it |
| `most`, `a majority` | above 50; `a minority`: below 50 |
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pcc_lib.figures.figure import Figure
from pcc_lib.proofreading.direction_words import NOT_YET, TAKEN_BACK
from pcc_lib.proofreading.found import Found, Said
from pcc_lib.proofreading.levels import alike
from pcc_lib.proofreading.passage import MARK, Mark, Sentence
from pcc_lib.proofreading.phrases import COUNTS as SMALL
from pcc_lib.proofreading.setting import Setting

_QUALIFIERS = (
    r"(?:(?P<q>nearly|almost|just\s+under|more\s+than|just\s+over|well\s+over|over|less\s+than|fewer\s+than|under|about|around|"
    r"roughly|some|approximately|virtually)\s+)?"
)
_FACTOR = re.compile(
    rf"\b{_QUALIFIERS}(?:(?P<two>doubl(?:ed|ing)|twice\s+(?:the|as|that|what)|double\s+(?:the|that|what))|(?P<three>(?:tripl|trebl)(?:ed|ing))|"
    r"(?P<four>quadrupl(?:ed|ing))|(?P<times>two|three|four|five|ten)\s+times\s+(?:the|as|that|what)|(?P<half>halv(?:ed|ing)|half\s+(?:the|that|as|of\s+what)))\b",
    re.IGNORECASE,
)
COUNTS = SMALL | {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "a hundred": 100}
_RATIOS = {"two": 2.0, "three": 3.0, "four": 4.0, "half": 0.5}
_PARTS = {"half": 50.0, "third": 100 / 3, "quarter": 25.0, "fifth": 20.0, "tenth": 10.0}
_PART = re.compile(
    rf"\b{_QUALIFIERS}(?:(?P<count>an?|one|two|three|four)[- ](?P<of>third|quarter|fifth|tenth)s?|(?P<half>half)|"
    rf"(?P<m>{'|'.join(COUNTS)})\s+(?:\w+\s+)?(?:in|out\s+of)\s+(?:every\s+)?(?P<n>{'|'.join(COUNTS)})|(?P<most>most|(?:a|the)\s+majority)|(?P<minority>(?:a|the)\s+minority))\b"
    r"(?!-?\s*(?:year|an?\s+hour)|\s+of\s+the\s+(?:year|month|financial))",
    re.IGNORECASE,
)
_APPOSED_AFTER = re.compile(
    rf"^(?:\s+of(?!\s+(?:what|that|its|their)\b)(?:\s+[\w’'-]+){{1,9}}?)?\s*[,(–-]\s*\(?(?:at\s+|or\s+)?{MARK}", re.IGNORECASE
)
_APPOSED_TO_NOUN = re.compile(rf"^(?:\s+[\w’'-]+){{1,4}}?\s*[,(–-]\s*\(?(?:at\s+|or\s+)?{MARK}", re.IGNORECASE)
_APPOSED_BEFORE = re.compile(rf"{MARK}\s*[,(–-]\s*(?:or\s+|that\s+is,?\s+)?$", re.IGNORECASE)
_AGAIN = re.compile(r"\s*(?:many|much|long|high)\b[^,;:]{0,40}?\bagain\b", re.IGNORECASE)
_AGAINST = re.compile(r"\b(?:against|compared\s+(?:with|to)|versus)\b", re.IGNORECASE)
_OF_OTHER = re.compile(rf"\s+(?:out\s+)?of\s+(?:all\s+|the\s+|a\s+total\s+of\s+)*{MARK}", re.IGNORECASE)
_ORDINAL = re.compile(r"\b(?:first|second|third|fourth|last|other|this|final)\s+$", re.IGNORECASE)
_NOT = re.compile(TAKEN_BACK, re.IGNORECASE)
_OPEN = re.compile(NOT_YET, re.IGNORECASE)


def factor_faults(sentence: Sentence, setting: Setting) -> Iterator[Found]:
    """Factors in words that are not those of the figures beside them."""
    for m in _FACTOR.finditer(sentence.text):
        before = sentence.text[: m.start()]
        if _NOT.search(before) or _OPEN.search(before):
            continue
        wanted = float(SMALL[m["times"].lower()]) if m["times"] else next(each for name, each in _RATIOS.items() if m[name])
        if m["half"] and _AGAIN.match(sentence.text[m.end() :]):
            wanted = 1.5  # `half as many again`
        ratio, mark = _ratio(sentence, m, setting) or (None, None)
        if ratio is not None and mark is not None and not _is_factor(ratio, wanted, (m["q"] or "").lower()):
            what = f"says '{' '.join(m[0].split())}' of {mark.name}, which is {mark.figure.text}: {_as_percent(ratio)}."
            yield Found(m.start(), what, "Say by how much, with the figure.")


def _as_percent(ratio: float) -> str:
    return f"{ratio:.2f} times what it is set against"


def _is_factor(ratio: float, wanted: float, qualifier: str) -> bool:
    further = ratio / wanted if wanted > 1 else wanted / ratio if ratio else float("inf")
    match qualifier.split()[0] if qualifier else "":
        case "nearly" | "almost" | "virtually":
            return 0.9 <= further < 1
        case "more" | "over" | "well":
            return further > 1
        case "just":
            return further > 1 if "over" in qualifier else 0.9 <= further < 1
        case "about" | "around" | "roughly" | "approximately" | "some":
            return 0.9 <= further <= 1.1
        case "less" | "fewer" | "under":
            return further < 1
    return 0.95 <= further <= 1.05


def _ratio(sentence: Sentence, m: re.Match[str], setting: Setting) -> tuple[float, Mark] | None:
    """The ratio that a factor is said of, and the figure that it stands beside."""
    text = sentence.text
    begin = max((c.end() for c in re.finditer(r"[;:]", text[: m.start()])), default=0)
    end = next((c.start() for c in re.finditer(r"[;.]", text[m.end() :])), len(text) - m.end()) + m.end()
    before, after = sentence.between(begin, m.start()), sentence.between(m.end(), end)
    noun = re.search(r"(?:the|that|as|what)$", m[0])
    if noun:
        if len(after) > 1 and alike(after[0], after[1]) and re.search(r"\bas\b", text[after[0].at : after[1].at]):
            return _over(after[0], after[1])
        if len(after) > 1 and alike(after[0], after[1]) and _AGAINST.search(text[after[0].at : after[1].at]):
            return _over(after[0], after[1])
        return _times(before, after, text[m.end() : after[0].at]) if before and after else None
    if len(after) > 1 and alike(after[0], after[1]) and re.search(r"\bfrom\s+$", text[m.end() : after[0].at]):
        return _over(after[1], after[0])
    near = next((mark for mark in after if mark.figure.signed), None) or next(
        (mark for mark in before if mark.figure.signed), None
    )
    if near is None or re.search(r"[,]\s*(?:and|but|while)\b", text[min(near.at, m.start()) : max(near.at, m.start())]):
        return None
    percent = near.figure if near.figure.unit == "%" else setting.figure(_in_percent(near.figure))
    return (1 + percent.numeric / 100, near) if percent is not None and percent.known and percent.unit == "%" else None


def _times(before: list[Mark], after: list[Mark], between: str) -> tuple[float, Mark] | None:
    near = re.fullmatch(
        r"(?:\s+(?:many|much|high|long))?(?:\s+as)?(?:\s+(?:the|in|of|at))*\s*|\s+(?:it|they)\s+w(?:as|ere)\b[^,;:]*", between
    )
    return _over(before[-1], after[0]) if near and (alike(before[-1], after[0]) or _is_target_of(after[0], before[-1])) else None


def _is_target_of(one: Mark, other: Mark) -> bool:
    a, b = one.figure, other.figure
    return (a.measure, a.statistic, b.statistic) == (b.measure, "target", "value") and a.known and b.known


def _over(now: Mark, then: Mark) -> tuple[float, Mark] | None:
    return (now.figure.numeric / then.figure.numeric, now) if then.figure.value else None


def _in_percent(figure: Figure) -> str:
    """The name of the same change in per cent."""
    bare = re.sub(r"_(?:number|points|per_month)$", "", figure.statistic)
    name = figure.name
    return f"{name.measure}.{bare}_percent" + (f".{name.part}" if name.part else "") + (f"@{name.period}" if name.period else "")


def parts_said(sentence: Sentence) -> list[Said]:
    """Parts in words right beside a percentage (`nearly half (48%)`), each with what is wrong."""
    found = []
    for m in _PART.finditer(sentence.text):
        mark = _beside(sentence, m)
        share = _share(sentence, mark) if mark else None
        if mark is None or share is None or _ORDINAL.search(sentence.text[: m.start()]):
            continue
        found.append(Said(m.start(), m.end(), _wrong_part(m, mark, share)))
    return found


def _share(sentence: Sentence, mark: Mark) -> float | None:
    """What is told in per cent: a percentage itself, or a count `of` another one; None where it is neither."""
    if not mark.figure.known:
        return None
    if mark.figure.unit in ("%", "percentage points"):
        return abs(mark.figure.numeric)
    of = _OF_OTHER.match(sentence.text[mark.at + 1 :])
    whole = next((m.figure for m in sentence.marks if of and m.at == mark.at + of.end()), None)
    if whole is None or whole.unit != mark.figure.unit or whole.signed or not whole.known or not whole.numeric:
        return None
    return 100 * mark.figure.numeric / whole.numeric


def _beside(sentence: Sentence, m: re.Match[str]) -> Mark | None:
    text = sentence.text
    of_noun = _APPOSED_TO_NOUN if m["most"] or m["minority"] or m["m"] else _APPOSED_AFTER
    if after := _APPOSED_AFTER.match(text[m.end() :]) or of_noun.match(text[m.end() :]):
        at = m.end() + after.end() - 1
    elif before := _APPOSED_BEFORE.search(text[: m.start()]):
        at = before.start()
    else:
        return None
    return next((mark for mark in sentence.marks if mark.at == at), None)


def _wrong_part(m: re.Match[str], mark: Mark, value: float) -> Found | None:
    wanted = _percent_of(m)
    if m["most"] or m["minority"]:
        true = value > 50 if m["most"] else value < 50
    else:
        true = _is_part(value, wanted, " ".join((m["q"] or "").lower().split()))
    share = "" if mark.figure.unit in ("%", "percentage points") else f": {value:.0f}%"
    what = f"says '{' '.join(m[0].split())}' of {mark.name}, which is {mark.figure.text}{share}."
    return None if true else Found(m.start(), what, "Leave the figure to say it, or correct the words.")


def _percent_of(m: re.Match[str]) -> float:
    if m["half"] or m["most"] or m["minority"]:
        return 50.0
    if m["m"]:
        return 100.0 * COUNTS[m["m"].lower()] / COUNTS[m["n"].lower()]
    count = {"a": 1, "an": 1}.get(m["count"].lower()) or COUNTS[m["count"].lower()]
    return count * _PARTS[m["of"].lower()]


def _is_part(value: float, wanted: float, qualifier: str) -> bool:
    match qualifier:
        case "nearly" | "almost" | "just under" | "virtually":
            return round(wanted * 0.9, 6) <= round(value, 6) < wanted
        case "about" | "around" | "roughly" | "approximately" | "some":
            return abs(value - wanted) <= max(2.0, wanted / 10)
        case "more than" | "over" | "well over":
            return value > wanted
        case "just over":
            return wanted < value <= wanted * 1.1
        case "less than" | "fewer than" | "under":
            return value < wanted
    return abs(value - wanted) <= 1

"""Two levels set beside each other: `outstripped`, `lags behind`, `matched`, `on a par with`, `worse than`, `more often`.

`9 … outstripped … 7` sets the first figure against the next. What is `on a par` or `caught up` may lie 5% apart, what `matched`
may not differ as printed; `nearly caught up` is up to 15% short. `More likely`, `less often` are held against two levels where
the words after them, or the thing that is counted, are the measure's own: of another thing they may be true either way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pcc_lib.inputs.measures import Measure
from pcc_lib.proofreading.direction_words import NOT_YET, TAKEN_BACK
from pcc_lib.proofreading.found import Found
from pcc_lib.proofreading.levels import alike, are_counts
from pcc_lib.proofreading.passage import MARK, Mark, Sentence
from pcc_lib.proofreading.setting import Setting

_VERBS: tuple[tuple[str, Callable[[float, float], bool]], ...] = (
    (
        r"out(?:stripp?(?:ed|s|ing)|number(?:ed|s|ing)?|pac(?:ed|es|ing)|weigh(?:ed|s|ing)?)|overt(?:ook|ak(?:en|es))|surpass(?:ed|es)|"
        r"dwarf(?:ed|s)|(?:is|are|was|were)\s+ahead\s+of|top(?:ped|s)",
        lambda one, other: one > other,
    ),
    (
        r"lag(?:s|ged|ging)?\s+(?:\w+\s+)?behind|trail(?:s|ed|ing)?(?:\s+behind)?|(?:is|are|was|were)\s+behind|fell\s+short\s+of|falls?\s+short\s+of",
        lambda one, other: one < other,
    ),
    (r"(?:nearly|almost|all\s+but)\s+caught\s+up\s+with", lambda one, other: 0.85 * other <= one < other),
    (r"caught\s+up\s+with", lambda one, other: one >= 0.95 * other),
    (r"(?:on\s+a\s+par|level|neck\s+and\s+neck)\s+with", lambda one, other: abs(one - other) <= 0.05 * max(abs(one), abs(other))),
    (r"match(?:ed|es)|equal(?:led|s)|identical\s+to|the\s+same\s+as", lambda one, other: one == other),
)
_FORMS = [
    (
        re.compile(
            rf"(?P<one>{MARK})(?P<before>[^;:{MARK}]*?)\b(?P<said>{verb})\b(?P<after>[^;:{MARK}]*)(?P<other>{MARK})",
            re.IGNORECASE,
        ),
        true,
    )
    for verb, true in _VERBS
]
_TURNS = re.compile(r"\b(?:but|while|whereas|although|though|because)\b", re.IGNORECASE)
_OFTEN = re.compile(
    r"\b(?P<said>(?P<way>more|less)\s+(?P<what>often|likely|frequent(?:ly)?|common(?:ly)?))\b(?!\s+than\s+not)(?P<rest>[^;\ue000]*)"
    rf"(?P<one>{MARK})(?P<between>[^;{MARK}]*)(?P<other>{MARK})",
    re.IGNORECASE,
)
_THAN = re.compile(r"\b(?:than|against|compared\s+(?:with|to)|versus|from|up\s+from|down\s+from)\b", re.IGNORECASE)
_JUDGED = re.compile(
    rf"(?P<one>{MARK})(?P<before>[^;:{MARK}]{{0,20}}?)\b(?P<said>better|worse|slower|faster|quicker)\s+than\b(?P<after>[^;:{MARK}]{{0,60}}?)(?P<other>{MARK})",
    re.IGNORECASE,
)
_JUDGED_AFTER = re.compile(
    rf"\b(?P<said>better|worse|slower|faster|quicker)\b(?P<before>[^;:{MARK}]{{0,60}}?)\bthan\b[^;:{MARK}]{{0,60}},\s*(?:at\s+)?(?P<one>{MARK})"
    rf"[^,;:{MARK}]*?\b(?:against|compared\s+(?:with|to)|versus|after)\b[^,;:{MARK}]*?(?P<other>{MARK})",
    re.IGNORECASE,
)
_NOT = re.compile(TAKEN_BACK, re.IGNORECASE)
_OPEN = re.compile(NOT_YET, re.IGNORECASE)
_STEM = 5  # letters that words of one kin share
_TODO = "Correct the words, or change the two over."


def comparison_faults(sentence: Sentence, setting: Setting) -> Iterator[Found]:
    """Words that set a level against another and are not true of the two."""
    for form, true in _FORMS:
        for m in form.finditer(sentence.text):
            one, other = _pair(sentence, m)
            if not _is_compared(m, one, other, sentence, setting):
                continue
            same = one.figure.text == other.figure.text
            if not true(one.figure.numeric, one.figure.numeric if same else other.figure.numeric):
                yield _wrong(m, one, other)
    yield from _judged(sentence, setting)
    yield from _often(sentence, setting)


def _is_compared(m: re.Match[str], one: Mark, other: Mark, sentence: Sentence, setting: Setting) -> bool:
    before = sentence.text[: m.start("said")]
    plain = not _NOT.search(before) and not _OPEN.search(before) and not _TURNS.search(f"{m['before']} {m['after']}")
    levels = not (one.figure.signed or other.figure.signed)
    return plain and levels and (alike(one, other) or are_counts(one.figure, other.figure, setting))


def _judged(sentence: Sentence, setting: Setting) -> Iterator[Found]:
    """`Waits (9) are worse than a year earlier (7)`."""
    for m in (*_JUDGED.finditer(sentence.text), *_JUDGED_AFTER.finditer(sentence.text)):
        one, other = _pair(sentence, m)
        measure = setting.measure(one.figure)
        up = _is_up(m["said"].lower(), measure) if measure else None
        if up is None or not alike(one, other) or _NOT.search(sentence.text[: m.start("said")]) or _TURNS.search(m["before"]):
            continue
        if one.figure.text == other.figure.text or (one.figure.numeric > other.figure.numeric) != up:
            yield _wrong(m, one, other)


def _is_up(word: str, measure: Measure) -> bool | None:
    """Whether a word means the higher value; None where it means neither."""
    if word in ("slower", "faster", "quicker"):
        return word == "slower" if measure.is_duration else None
    return None if measure.good_direction == "neutral" else (word == "better") == (measure.good_direction == "increase")


def _often(sentence: Sentence, setting: Setting) -> Iterator[Found]:
    """`Callers are less likely to give up: 9 did so, against 7 a year earlier`."""
    for m in _OFTEN.finditer(sentence.text):
        one, other = _pair(sentence, m)
        measure, before = setting.measure(one.figure), sentence.text[: m.start("said")]
        if measure is None or not alike(one, other) or not _THAN.search(m["rest"] + m["between"]) or _NOT.search(before):
            continue
        told = m["rest"] if m["what"].lower() == "likely" else before
        own = _kin(told, f"{measure.title} {measure.unit}") or re.search(r"^\s+did\s+so\b", m["between"])
        up = one.figure.numeric > other.figure.numeric
        if own and (one.figure.text == other.figure.text or up != (m["way"].lower() == "more")):
            yield _wrong(m, one, other)


def _kin(words: str, names: str) -> bool:
    """Whether a word of each is of one kin: `satisfied` and `satisfaction`."""
    stems = [{word[:_STEM] for word in re.findall(r"[a-z]{4,}", text.lower())} for text in (words, names)]
    return bool(stems[0] & stems[1])


def _pair(sentence: Sentence, m: re.Match[str]) -> tuple[Mark, Mark]:
    one, other = (next(mark for mark in sentence.marks if mark.at == m.start(name)) for name in ("one", "other"))
    return one, other


def _wrong(m: re.Match[str], one: Mark, other: Mark) -> Found:
    a, b = one.figure.text, other.figure.text
    return Found(m.start("said"), f"says '{' '.join(m['said'].split())}' of {one.name}, which is {a}, against {b}.", _TODO)

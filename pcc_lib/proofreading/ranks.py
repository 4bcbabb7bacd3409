"""Places among parts: `scored lowest`, `ranks first`, `the highest of the areas`, beside the figure of one part.

All parts that have a value then are compared. `First` and `best` go by the measure's good direction; a neutral one has neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pcc_lib.core.numerals import part_id
from pcc_lib.core.sure import sure
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Measure
from pcc_lib.proofreading.direction_words import NOT_YET, TAKEN_BACK
from pcc_lib.proofreading.found import Found
from pcc_lib.proofreading.passage import MARK, Mark, Sentence
from pcc_lib.proofreading.setting import Setting

_WORD = r"(?P<word>highest|lowest|longest|shortest|first|last|best|worst|top|bottom)"
_NOUNS = "stages|areas|teams|districts|questions|groups|parts|forces|boroughs"
_OUT = re.compile(
    rf"\b(?:scor(?:es|ed)|rank(?:s|ed)?|c[ao]m(?:e|es)|placed)\s+(?:the\s+)?{_WORD}\b(?!\s+(?:month|year|quarter|time|in\s+the\s+country))"
    rf"|\b(?:ha[sd]|with|saw|is|was|were|are)\s+(?P<not>not\s+)?the\s+{_WORD.replace('word', 'word2')}"
    r"(?:\s+(?:score|rate|share|value|satisfaction|wait))?"
    rf"\s+(?:of|among)\s+(?:all\s+)?(?:the\s+)?(?:(?:\w+|{MARK})\s+)?(?:{_NOUNS}|two|three|four|five|six|seven)\b",
    re.IGNORECASE,
)
_PART_END = re.compile(r"[;:]|\b(?:but|while|whereas|although|and)\b", re.IGNORECASE)
_NOT = re.compile(TAKEN_BACK, re.IGNORECASE)
_OPEN = re.compile(NOT_YET, re.IGNORECASE)


def rank_faults(sentence: Sentence, setting: Setting) -> Iterator[Found]:
    """Words that put a part first or last, highest or lowest, where another part is."""
    text = sentence.text
    for m in _OUT.finditer(text):
        mark = _of(sentence, m)
        if mark is None or _NOT.search(text[: m.start()]) or _OPEN.search(text[: m.start()]):
            continue
        word = (m["word"] or m["word2"]).lower()
        other = _further(mark.figure, word, setting)
        if m["not"]:
            yield from _denied(mark, m, other, setting)
        elif other:
            label = setting.figures.project.label(other.breakdown)
            what = f"says '{' '.join(m[0].split())}' of {mark.name}, which is {mark.figure.text}: {label} is {other.text}."
            yield Found(m.start(), what, "Correct the words, or name that figure.")


def _denied(mark: Mark, m: re.Match[str], other: Figure | None, setting: Setting) -> Iterator[Found]:
    """`Is not the highest of the areas`, of the one that is; a neutral measure has no best."""
    measure = setting.measure(mark.figure)
    if (
        other is None
        and measure
        and _is_high((m["word"] or m["word2"]).lower(), measure) is not None
        and _peers(mark.figure, setting) > 1
    ):
        yield Found(
            m.start(),
            f"says '{' '.join(m[0].split())}' of {mark.name}, which is {mark.figure.text}: it is.",
            "Correct the words.",
        )


def _of(sentence: Sentence, m: re.Match[str]) -> Mark | None:
    """The figure of a part in the clause of the words: right after them, else right before."""
    text = sentence.text
    after = re.match(rf"\s*[,(:]?\s*(?:at\s+|with\s+)?\(?{MARK}", text[m.end() :])
    if after:
        near = sentence.between(m.end(), m.end() + after.end())
    else:
        begin = max((c.end() for c in _PART_END.finditer(text[: m.start()])), default=0)
        near = sentence.between(begin, m.start())[-1:]
    return near[0] if near and near[0].figure.name.part and _is_told(near[0].figure) else None


def _is_told(figure: Figure) -> bool:
    """Whether a figure tells the value of a part, or the place of it."""
    return figure.statistic in ("value", "rank") and figure.known and not figure.hidden


def _further(figure: Figure, word: str, setting: Setting) -> Figure | None:
    """The part that is where a word puts another; nothing where the word is right, or cannot be decided."""
    measure = setting.measure(figure)
    series = setting.figures.series(figure.measure) if measure else None
    high = _is_high(word, measure) if measure else None
    if series is None or high is None:
        return None
    others = _others(figure, setting)
    if len(others) < 2:
        return None
    end = (max if high else min)(others, key=lambda each: sure(each.value))
    own = next((each for each in others if each.breakdown == figure.breakdown), figure)  # of a place, the value that has it
    return end if end.text != own.text else None


def _others(figure: Figure, setting: Setting) -> list[Figure]:
    """The values of all parts of a figure's measure at its time."""
    series = setting.figures.series(figure.measure)
    names = (f"{figure.measure}.value.{part_id(part)}@{figure.period.last}" for part in (series.all_parts if series else ()))
    return [each for name in names if (each := setting.figure(name)) and each.known and not each.hidden]


def _peers(figure: Figure, setting: Setting) -> int:
    return len(_others(figure, setting))


def _is_high(word: str, measure: Measure) -> bool | None:
    """Whether a word means the highest value; None where nothing says which end is first."""
    if word in ("highest", "longest"):
        return True
    if word in ("lowest", "shortest"):
        return False
    if measure.good_direction == "neutral":
        return None
    return (word in ("first", "best", "top")) == (measure.good_direction == "increase")

"""Bounds of a whole time: `at no point in 2023 did calls fall below 9`, `never above 7 since April`.

Every value of the time that is named, up to the latest one known, is held against the figure. Without a time nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pcc_lib.core.quarters import period_label
from pcc_lib.core.sure import sure
from pcc_lib.proofreading.found import Found
from pcc_lib.proofreading.passage import MARK, Mark, Sentence
from pcc_lib.proofreading.phrases import Phrase, phrases
from pcc_lib.proofreading.setting import Setting
from pcc_lib.proofreading.spans import named

_NEVER = r"(?:never|at\s+no\s+(?:point|time)|in\s+no\s+month)"
_BOUND = re.compile(
    rf"\b{_NEVER}\b[^;:{MARK}]*?\b(?:(?P<below>(?:fall|fell|fallen|drop|dropped|dip|dipped|go|went|gone|been|was|were)\s+(?:below|under))|"
    rf"(?P<above>(?:(?:rise|rose|risen|go|went|gone|been|was|were|climbed)\s+(?:above|over)|exceed(?:ed)?)))\s+(?:the\s+)?{MARK}",
    re.IGNORECASE,
)
_SINCE = ("since", "since year")
_TIMES = ("month", "months", "year", "range", "between", *_SINCE)


def bound_faults(sentence: Sentence, setting: Setting) -> Iterator[Found]:
    """Bounds that a value of the time passes."""
    for m in _BOUND.finditer(sentence.text):
        times = [phrase for phrase in phrases(sentence.text) if phrase.kind in _TIMES]
        mark = next(mark for mark in sentence.marks if mark.at == m.end() - 1)
        beyond = _beyond(mark, times[0], m.lastgroup == "below", sentence, setting) if len(times) == 1 else ""
        if beyond:
            what = f"says '{' '.join(m[0][:-1].split())}' of {mark.name}, which is {mark.figure.text}: {beyond}."
            yield Found(m.start(), what, "Correct the words, or name that value.")


def _beyond(mark: Mark, phrase: Phrase, below: bool, sentence: Sentence, setting: Setting) -> str:
    """The value of the time that lies furthest beyond a bound, in words; nothing where none does, or the time is not known."""
    series = (
        setting.figures.series(mark.figure.measure) if mark.figure.statistic == "value" and setting.measure(mark.figure) else None
    )
    now = setting.now(sentence)
    pairs = named(phrase, now)
    if series is None or not pairs or not mark.figure.known or mark.figure.hidden:
        return ""
    first, last = pairs[0]
    end = max(last, mark.figure.period.last) if phrase.kind in _SINCE else last
    values = series.values(mark.figure.breakdown).dropna().loc[first:end]
    if not len(values):
        return ""
    value, where = (values.min(), values.idxmin()) if below else (values.max(), values.idxmax())
    is_beyond = value < sure(mark.figure.value) if below else value > sure(mark.figure.value)
    return f"it was {'lower' if below else 'higher'} in {period_label(str(where))}" if is_beyond else ""

"""`Significant` beside a figure: decided by the figure's own test, where it has one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pcc_lib.figures.figure import Figure
from pcc_lib.figures.year_tests import ChangeTest, tested_change
from pcc_lib.proofreading.found import Found
from pcc_lib.proofreading.passage import Mark, Sentence
from pcc_lib.proofreading.setting import Setting

_CHANGE = (
    r"(?:higher|lower|more|fewer|less|longer|shorter|increas\w*|decreas\w*|rise|rose|fall|fell|drop\w*|reduc\w+|chang\w+|improv\w+|"
    r"differen\w+|deteriorat\w+|declin\w+|up|down|better|worse)"
)
SIGNIFICANT = re.compile(
    rf"\b(?P<no>(?:not|no|without|hardly|never|nor|neither|isn[’']t|wasn[’']t)\s+(?:\w+\s+)?(?:a\s+)?)?(?:statistically\s+)?"
    rf"significant(?:ly)?\s+(?:\w+\s+)?{_CHANGE}\b"
    rf"|\b{_CHANGE}\s+(?:\w+\s+)?(?:by\s+)?significantly\b|\b{_CHANGE}\s*[^,;.]{{0,50}}?\b(?:is|was|are|were)\s+(?P<no2>not\s+)?(?:statistically\s+)?significant\b"
    rf"|\b(?P<no3>(?:not|no|nor|neither)\s+)?statistically\s+significant\b",
    re.IGNORECASE,
)


def significance_faults(sentence: Sentence, setting: Setting) -> Iterator[Found]:
    """`Significant` said of a change that its test does not find so, and `not significant` of one that it does."""
    if "significant" not in sentence.text.lower() or setting.attributed.search(sentence.written):
        return
    for m in SIGNIFICANT.finditer(sentence.text):
        mark = change_near(sentence, m)
        test = tested(mark.figure, setting) if mark else None
        if mark and test and test.significant == is_denied(m):
            yield Found(m.start(), _words(mark, test, " ".join(m[0].split())), _TODO[test.significant])


_TODO = {
    True: "It is: say so, or leave the word out.",
    False: "Leave the word out.",
}


def _words(mark: Mark, test: ChangeTest, said: str) -> str:
    p = test.p_value if test.adjusted is None else test.adjusted
    found = "significant" if test.significant else "not significant"
    return f"says '{said}' of {mark.name}, which is {mark.figure.text}: by its test it is {found} ({test.method}, p = {p:.2g})."


def is_denied(m: re.Match[str]) -> bool:
    """Whether a text says that something is not significant."""
    return bool(m["no"] or m["no2"] or m["no3"])


def change_near(sentence: Sentence, m: re.Match[str]) -> Mark | None:
    """The difference that the word is said of: the nearest in its part of the sentence."""
    text = sentence.text
    begin = max((c.end() for c in re.finditer(r"[;:]", text[: m.start()])), default=0)
    end = next((c.start() for c in re.finditer(r"[;:]", text[m.end() :])), len(text) - m.end()) + m.end()
    near = [mark for mark in sentence.between(begin, end) if mark.figure.signed]
    return min(near, key=lambda mark: min(abs(mark.at - m.start()), abs(mark.at - m.end())), default=None)


def tested(figure: Figure, setting: Setting) -> ChangeTest | None:
    """The test of a change, with the allowance for the others told beside it; None where none is made of this change."""
    measure = setting.measure(figure)
    if measure is None or not figure.statistic.startswith(tested_change(measure)) or figure.name.period:
        return None
    from pcc_lib.figures.allowance import judgement_of  # scipy and statsmodels are slow to import; only this word needs them

    found = judgement_of(setting.figures, measure, figure.breakdown)
    return found.test if found else None

"""Words of change that are denied and true: `did not fall (−50%)`, `there was no increase`, `no fewer than a year earlier`.

A denial goes with the difference right after it, or with two levels as its word would without it (see `levels`). What prints as
nought is rightly denied either way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pcc_lib.proofreading.directions import Way, contradiction, ways
from pcc_lib.proofreading.found import Found
from pcc_lib.proofreading.levels import difference, pairs_of
from pcc_lib.proofreading.passage import MARK, Mark, Sentence
from pcc_lib.proofreading.setting import Setting

_MOVED_UP = r"ris(?:e|en)|rose|increased?|gr[oe]wn?|climb(?:ed)?|go(?:ne)?\s+up|lengthen(?:ed)?"
_MOVED_DOWN = r"f[ae]ll(?:en)?|decreased?|declined?|drop(?:ped)?|go(?:ne)?\s+down|shorten(?:ed)?|reduced?|eased?"
_NOUN_UP, _NOUN_DOWN = r"increase|rise|growth", r"reduction|decrease|fall|decline|drop"
_MORE, _LESS = r"more|higher|longer|greater", r"fewer|less|lower|shorter"
_VERB = (
    r"(?:ha(?:s|ve|d)|is|are)\s+yet\s+to|fail(?:ed|s)\s+to|never|"
    r"(?:did|do|does|has|have|had)(?:\s+(?:still|yet|again|also))?(?:\s+not|n[’']t)"
)
_DENIED = re.compile(
    rf"\b(?P<said>(?:{_VERB})(?:\s+(?:yet|actually|really|in\s+fact))?\s+(?:(?P<up>{_MOVED_UP})|(?P<down>{_MOVED_DOWN})|(?P<better>improved?)|"
    rf"(?P<worse>worsen(?:ed)?|deteriorated?))|(?:no|without\s+an?)\s+(?:(?P<up2>{_NOUN_UP})|(?P<down2>{_NOUN_DOWN}))|"
    rf"(?:no|not)\s+(?:(?P<up3>{_MORE})|(?P<down3>{_LESS}))(?=\s+than\b))\b",
    re.IGNORECASE,
)
# the difference that is told right after: `(9)`, `: the change was 9`
_TOLD = re.compile(
    rf"[^;:.{MARK}(]{{0,60}}(?:\(|:\s*(?:the\s+change\s+(?:was|is)\s+|it\s+(?:was|is)\s+)?|,\s*(?:at\s+)?)(?P<mark>{MARK})(?=\s*(?:[),;.]|$)|\s+on\s+the\s+(?:year|quarter|month)\b)"
)
_BOUND = re.compile(rf"\s+than\s+(?:the\s+)?{MARK}")  # `no fewer than 9` bounds the number itself
_TODO = "Take the denial out, or turn the word round."


def denial_faults(sentence: Sentence, setting: Setting) -> Iterator[Found]:
    """Changes that are denied, and that the figures beside them tell."""
    for m in _DENIED.finditer(sentence.text):
        way = str(m.lastgroup if m.lastgroup != "said" else next(k for k, v in m.groupdict().items() if v and k != "said"))
        denied = Way(m.start("said"), " ".join(m["said"].split()), way.rstrip("23"))
        if _BOUND.match(sentence.text[m.end() :]):
            continue
        if mark := _difference_after(sentence, m):
            if contradiction(denied.way, mark.figure, setting.measure(mark.figure)) is None and mark.figure.known:
                yield Found(denied.at, f"says '{denied.word}' of {mark.name}, which is {mark.figure.text}.", _TODO)
            continue
        for pair in pairs_of(sentence, denied, setting, _ways_before(sentence, denied)):
            if contradiction(denied.way, difference(pair), setting.measure(pair.now)) is None:
                what = f"says '{denied.word}' of {pair.name}, which is {pair.now.text}, against {pair.before.text}."
                yield Found(denied.at, what, _TODO)


def _difference_after(sentence: Sentence, m: re.Match[str]) -> Mark | None:
    told = _TOLD.match(sentence.text, m.end())
    mark = next((mark for mark in sentence.marks if told and mark.at == told.start("mark")), None)
    return mark if mark and mark.figure.signed else None


def _ways_before(sentence: Sentence, denied: Way) -> int:
    """How many words of change stand before the next colon, the denied one among them."""
    colon = sentence.text.find(":", denied.at)
    return 1 + len(list(ways(sentence.text, 0, colon))) if colon >= 0 else 1

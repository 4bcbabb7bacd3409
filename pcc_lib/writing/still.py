"""What `unchanged` of a quarter's `quarter.yml` says still holds: a text, the deliverables, the stated facts.

One command of an editor changes the quarter in all entries of a copied file. So where the quarter before said the same of the
same text, an entry counts only with a reason of its own: `because`, in words that no earlier quarter gave, names of times aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pcc_lib.core.errors import ReportError
from pcc_lib.core.month_names import ANY_MONTH
from pcc_lib.inputs.history import earlier
from pcc_lib.inputs.models.quarter import OfText
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.writing.sections import words_alone

_TIME = re.compile(rf"\b(?:{ANY_MONTH}|20\d\d(?:[-/–]\d+)*|q[1-4])\b", re.IGNORECASE)


def still_holds(folder: QuarterFolder, text: str, heading: str = "") -> bool:
    """Whether somebody says for this quarter that a text (a heading of it) still holds."""
    return any(not _repeats(folder, said) for said in _said(folder, text, heading))


def said_before(folder: QuarterFolder, text: str, heading: str = "") -> str:
    """The quarter before, where it said so of the same text and this one says so without a reason of its own; else nothing."""
    said = list(_said(folder, text, heading))
    return next((quarter for each in said if (quarter := _repeats(folder, each))), "") if said else ""


def repeated(folder: QuarterFolder, text: str, heading: str = "") -> str:
    """The quarter before, where it said of a text what this one would say, so that a reason is needed; else nothing."""
    of = {"text": text, "heading": heading} if heading else {"text": text}
    return _repeats(folder, OfText.model_validate({**of, "confirmed": str(folder.quarter)}))


def reason_words(text: str) -> str:
    """The words of a reason, names of times aside."""
    return words_alone(_TIME.sub(" ", text))


def once_more(folder: QuarterFolder, text: str, heading: str = "") -> str:
    """What to add to an entry that repeats one of the quarter before; nothing where none does."""
    before = said_before(folder, text, heading)
    return f" {before} said so too: write `because: …` in the entry, with what shows it this quarter." if before else ""


def _said(folder: QuarterFolder, text: str, heading: str) -> Iterator[OfText]:
    return (said for said in folder.about.unchanged if said.is_of(text, heading, str(folder.quarter)))


def _repeats(folder: QuarterFolder, said: OfText) -> str:
    """The quarter before, where it said the same and this entry gives no reason that is new."""
    before = next(earlier(folder), None)
    if before is None or not any(_same(said, each) for each in _entries(before)):
        return ""
    given = {_reason(each) for quarter in earlier(folder) for each in _entries(quarter) if _same(said, each)}
    return "" if _reason(said) and _reason(said) not in given else str(before.quarter)


def _same(one: OfText, other: OfText) -> bool:
    return (one.text, one.heading) == (other.text, other.heading)


def _entries(folder: QuarterFolder) -> tuple[OfText, ...]:
    try:
        return tuple(each for each in folder.about.unchanged if each.confirmed == str(folder.quarter))
    except ReportError:
        return ()  # told with the faults of that quarter


def _reason(said: OfText) -> str:
    return reason_words(said.because)

"""The names of months, as people write them: the one list that everything which reads words or files finds months by."""

from __future__ import annotations

from pcc_lib.core.quarters import MONTHS

SHORT = ("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec")  # May has no shorter name
# in any case, for cells and for words of which case says nothing; the longer of two that begin alike first
ANY_MONTH = "|".join([*MONTHS[1:], *SHORT])
# in a sentence: `October`, `OCTOBER`, `october` (not may and march, which are other words there), `Oct`, `Sept.`
_PLAIN = [name for name in MONTHS[1:] if name not in ("May", "March")]
MONTH = (
    "(?-i:"
    + "|".join([*MONTHS[1:], *(name.upper() for name in MONTHS[1:]), *(name.lower() for name in _PLAIN)])
    + rf"|(?:{'|'.join(SHORT)})\b\.?)"
)


def month_number(name: str) -> int:
    """The number of a month by its name, in whole or by its first three letters."""
    return next(i for i, month in enumerate(MONTHS) if month and month[:3].lower() == name[:3].lower())

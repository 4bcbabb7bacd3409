"""The names of months, as people write them."""

from __future__ import annotations

from pcc_lib.core.quarters import MONTHS

# `October`, `OCTOBER`, `october` (not may and march, which are other words), `Oct`, `Sept.`
_PLAIN = [name for name in MONTHS[1:] if name not in ("May", "March")]
MONTH = (
    "(?-i:"
    + "|".join([*MONTHS[1:], *(name.upper() for name in MONTHS[1:]), *(name.lower() for name in _PLAIN)])
    + r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)


def month_number(name: str) -> int:
    """The number of a month by its name, in whole or by its first three letters."""
    return next(i for i, month in enumerate(MONTHS) if month and month[:3].lower() == name[:3].lower())

"""Whether what a descriptor says of how its data came is still true of its newest rows: `obtained`, `next_update`, `limits`.

Rows come in every quarter, and these words are read in the book. The descriptor's `words_to` says up to which period somebody
found them true; without it only a contradiction tells: words of reconstructed data over rows that are not reconstructed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pcc_lib.core.status import RECONSTRUCTED, Statuses
from pcc_lib.inputs.sources import Source

KEYS = ("obtained", "next_update")  # that several sources say alike
_RECONSTRUCTED = re.compile(r"\breconstruct", re.IGNORECASE)


def says_reconstructed(text: str) -> bool:
    """Whether words say that data were reconstructed."""
    return bool(_RECONSTRUCTED.search(text))


def unconfirmed_periods(source: Source) -> Sequence[str]:
    """The periods, in the library's form, of rows of which nobody has said that the words are true of them; none where all is
    confirmed, or nothing speaks against the words."""
    about, frame = source.about, source.frame
    if about.words_to:
        upto = source.calendar.read(about.words_to)
        return sorted({period for period in frame[source.period] if period > upto})
    if not says_reconstructed(about.obtained) or "status" not in frame:
        return []
    known = frame[source.columns].notna().any(axis=1)
    given = frame["status"].fillna("").map(lambda written: RECONSTRUCTED not in Statuses.parse(written))
    return sorted(set(frame.loc[known & given, source.period]))

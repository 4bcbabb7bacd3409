"""What importers say of foreign files: their text shown safely, and no more faults than somebody reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pcc_lib.core.errors import DataError, Fault

MOST_TOLD = 30  # faults of one import
MAX_FAULTS = 20  # told per file: a file with more is wrong as a whole


_WEB_PAGE = re.compile(r"\s*<(?:!doctype|html|\?xml)", re.IGNORECASE)


def is_web_page(text: str) -> bool:
    """Whether a text that should be a table is a page of the web: a login, or the words that a file is not there."""
    return bool(_WEB_PAGE.match(text))


def several(number: int, noun: str) -> str:
    """`1 row`, `2,710 rows`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def shown(text: str) -> str:
    """Foreign text as it may be printed: quoted, without control characters, short."""
    return repr(text if len(text) <= 60 else text[:60] + "…")


def plain(text: str) -> str:
    """Foreign text as it may stand in a sentence: letters, digits and common marks only, short."""
    return re.sub(r"[^\w .,()+'-]", "?", text)[:80]


def capped(faults: Sequence[Fault], rest: Callable[[int], Fault]) -> list[Fault]:
    """The first faults of a file, and one made of the number of all others."""
    more = len(faults) - MAX_FAULTS
    return [*faults[:MAX_FAULTS], *([rest(more)] if more > 0 else [])]


def few(error: DataError) -> DataError:
    """The faults of an import as a person can read them: of hundreds the first, and how many more there are."""
    more = len(error.faults) - MOST_TOLD
    if more <= 0:
        return error
    todo = "Are these the files that it reads? pcc import --list says which importer reads what."
    return DataError([*error.faults[:MOST_TOLD], Fault("", "", f"And {more:,} more.", todo)], number=len(error.faults))

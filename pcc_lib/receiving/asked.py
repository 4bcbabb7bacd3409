"""What a person says besides the files: which source, which sheet, and what names of the file mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pcc_lib.core.errors import ReportError


@dataclass(frozen=True)
class Asked:
    """source, sheet: the one that is meant; blank where it is to be found. names: names of the file, and the column or part that
    each is; blank: to be passed over."""

    source: str = ""
    sheet: str = ""
    names: Mapping[str, str] = field(default_factory=dict)


def names_in(pairs: Iterable[str]) -> dict[str, str]:
    """`Calls in=offered` as a name and what it means; a ReportError where there is no sign between them."""
    found = {}
    for pair in pairs:
        name, sign, target = pair.rpartition("=")
        if not sign or not name.strip():
            raise ReportError(f"--map '{pair}': write NAME=COLUMN, such as --map \"Calls in=offered\", or NAME= to leave it.")
        found[name.strip()] = target.strip()
    return found

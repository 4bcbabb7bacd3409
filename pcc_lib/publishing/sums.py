"""The list of the SHA-256 of every file of a published edition, in the form that `sha256sum -c` reads."""

from __future__ import annotations

import re
from pathlib import Path

from pcc_lib.building.seals import digests
from pcc_lib.core.errors import ReportError
from pcc_lib.publishing.edition import SIGNATURE, SUMS

_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


def sums_of(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of an edition by its place in it, but of the list itself and its signature."""
    return {name: digest for name, digest in digests(folder).items() if name not in (SUMS, SIGNATURE)}


def sums_text(sums: dict[str, str]) -> str:
    """The list: `cd site/2023-24-q3/1 && sha256sum -c record/SHA256SUMS` checks it."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))


def read_sums(text: str) -> dict[str, str]:
    """What a list says; a ReportError names the line that is none of it."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        said = _LINE.fullmatch(line)
        if not said or said[2] in found:
            raise ReportError(f"{SUMS}, line {number}: is not a digest and the name of a file. The list is damaged.")
        found[said[2]] = said[1]
    return found

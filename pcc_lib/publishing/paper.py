"""The packs of an edition: the book and its first page as PDFs, printed when it is published and kept beside its pages.

site/2023-24-q3/1/paper/2023-24-Q3.pdf              the pages of the book
site/2023-24-q3/1/paper/2023-24-Q3-summary.pdf      the landing page on one sheet

They are made of the finished pages alone. The same pages give the same bytes where the same libraries of the system set them, so
the manifest says which those were.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pcc_lib.core.errors import ReportError
from pcc_lib.core.files import write_atomic
from pcc_lib.core.quarters import Quarter
from pcc_lib.packs.built import Built
from pcc_lib.packs.pack import Wanted, file_name, pack
from pcc_lib.packs.press import set_with, weasyprint_here
from pcc_lib.packs.structure import pages_in

FOLDER = "paper"
WHOLE, SUMMARY = Wanted(), Wanted(summary=True)
_WITHOUT = "To publish without PDFs: --no-paper."


def hold_printing() -> None:
    """A ReportError where this machine cannot print, before any work is done."""
    with told_to_publish():
        weasyprint_here()


@contextmanager
def told_to_publish() -> Iterator[None]:
    """Add to what is told of packs that cannot be printed how to publish without them."""
    try:
        yield
    except ReportError as error:
        raise ReportError(f"{error} {_WITHOUT}") from None


def print_packs(folder: Path, quarter: Quarter, address: str) -> dict[str, Any]:
    """Print the packs of the edition in a folder, which will stand at this address; gives what its manifest says of them: the
    pages of each, and what has set them. A ReportError says why one cannot be printed."""
    built = Built(folder, quarter, address)
    pages = {}
    for wanted in (WHOLE, SUMMARY):
        made = pack(built, wanted)
        name = file_name(quarter, wanted)
        write_atomic(folder / FOLDER / name, made)
        pages[name] = pages_in(made)
    return {"pages": pages, "set_with": set_with()}


def names_of(quarter: Quarter) -> tuple[str, ...]:
    """What the packs of an edition are called in its folder `paper`."""
    return tuple(file_name(quarter, wanted) for wanted in (WHOLE, SUMMARY))


def pages_of_whole(quarter: Quarter, said: Any) -> int:
    """How many pages the pack of the book has, by what `print_packs` gave or a manifest says of it; 0 where none was printed."""
    pages = said.get("pages") if isinstance(said, Mapping) else None
    found = pages.get(file_name(quarter, WHOLE)) if isinstance(pages, Mapping) else None
    return found if isinstance(found, int) else 0


if __name__ == "__main__":  # an archived library is asked in a process of its own
    print_packs(Path(sys.argv[1]), Quarter.parse(sys.argv[2]), sys.argv[3])

"""A whole book read back: every number of every page, and the faults of those that nothing proves."""

from __future__ import annotations

import contextlib
import gc
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from pcc_lib.charts.files import whole_page
from pcc_lib.core.errors import Fault
from pcc_lib.reading_back.declared import WRONG
from pcc_lib.reading_back.kept import Heard, Proofs
from pcc_lib.reading_back.prove import Found, PageProof
from pcc_lib.reading_back.reading import Reading
from pcc_lib.reading_back.said import PageSaid

MOST = 20  # numbers of one page that are told one by one


def numbers_of(reading: Reading, html: Path, proofs: Proofs | None = None) -> list[Found]:
    """Every number of the pages of a built book, in the order of the book; pages that the theme adds come last. Of a page that
    need not be read again, as `proofs` finds, they are those that were found before."""
    ours = {page.html: page for page in reading.edition.pages}
    others = sorted(p.relative_to(html).as_posix() for p in html.rglob("*.html"))
    pages = [*ours.values(), *(PageSaid(name, name) for name in others if name not in ours)]
    there = [page for page in pages if (html / page.html).is_file()]  # one that is missing is told by the gate on pages
    with _uncollected():
        found = [number for page in there for number in _of_page(reading, page, html, proofs)]
    if proofs:
        proofs.write()
    return found


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for rubbish again and again among the many parts of a page, which takes a quarter of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _of_page(reading: Reading, page: PageSaid, html: Path, proofs: Proofs | None) -> Sequence[Found]:
    text, beside = whole_page(html / page.html), partial(_table_beside, html / page.html)
    known = proofs.of(page, all_read := _all_read(text, beside)) if proofs else None
    if known is not None:
        return known
    reading.texts = heard = Heard(reading.texts)
    found = list(PageProof(reading, page, text, beside).found())
    if proofs:
        proofs.keep(page, all_read, heard.asked, reading.project.opened, found)
    return found


def _all_read(text: str, beside: Callable[[str], str]) -> str:
    """All that is read of a page: its text, and the tables that it leads to."""
    return "\n".join([text, *map(beside, dict.fromkeys(re.findall(r'href="([^"]+\.csv)"', text)))])


def _table_beside(page: Path, address: str) -> str:
    """The text of a table (CSV) that a page of the book leads to; nothing where the address is of something else."""
    file = page.parent / unquote(address)
    return file.read_text(encoding="utf-8") if address.endswith(".csv") and ":" not in address and file.is_file() else ""


def faults_in_numbers(found: Iterable[Found]) -> list[Fault]:
    """A fault for each number that nothing proves, with its page and sentence; the same on several pages is told once."""
    unproven = [each for each in found if each.kind == WRONG]
    pages: dict[tuple[str, str, str], list[Found]] = {}
    for each in unproven:
        pages.setdefault((each.number, each.proof, each.sentence), []).append(each)
    told: dict[str, list[Fault]] = {}
    for each, *more in pages.values():
        others = len({other.page for other in more} - {each.page})
        told.setdefault(each.page, []).append(each.fault_on(others))
    return [fault for faults in told.values() for fault in _first(faults)]


def _first(faults: Sequence[Fault]) -> list[Fault]:
    """The first faults of a page, and how many more there are."""
    left = len(faults) - MOST
    more = [Fault(faults[0].file, "", f"{left} more numbers of this page are proven by nothing.")] if left > 0 else []
    return [*faults[:MOST], *more]

"""A whole book read back: every number of every page, and the faults of those that nothing proves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from pcc_lib.charts.files import whole_page
from pcc_lib.core.errors import Fault
from pcc_lib.core.files import sha256
from pcc_lib.core.forked import shared_out
from pcc_lib.core.garbage import uncollected
from pcc_lib.reading_back.answers import Answers
from pcc_lib.reading_back.declared import WRONG
from pcc_lib.reading_back.downloads import of_pages
from pcc_lib.reading_back.kept import PartKept, Proofs, found_in, part_kept
from pcc_lib.reading_back.page_proof import PageProof, Proven
from pcc_lib.reading_back.prove import Found
from pcc_lib.reading_back.said import PageSaid

MOST = 20  # numbers of one page that are told one by one


class _Text(NamedTuple):
    """A page of a built book: its text, and the tables that it leads to by their addresses."""

    page: PageSaid
    text: str
    beside: Mapping[str, str]

    @property
    def all(self) -> str:
        """All that is read of it."""
        return "\n".join([self.text, *self.beside.values()])


def numbers_of(answers: Answers, html: Path, proofs: Proofs | None = None, copies: int = 1) -> list[Found]:
    """Every number of the pages of a built book, in the order of the book; pages that the theme adds come last. Of what need not
    be read again, as `proofs` finds, they are those that were found before.

    copies: in how many copies of this process pages are read at the same time, where it can be copied.
    """
    texts = list(_texts(answers.reading.edition.pages, html))
    found = {each.page.html: proofs.page(each.page, each.all) if proofs else None for each in texts}
    unread = [each for each in texts if found[each.page.html] is None]
    with uncollected():
        shares = shared_out(partial(_read, answers, proofs), _shares(unread, copies))
    found |= {name: parts for read, _ in shares for name, parts in read.items()}
    if proofs:
        for each in texts:
            proofs.keep(each.page, each.all, found[each.page.html] or ())
        proofs.write([dict(answers.reading.project.opened), *(opened for _, opened in shares)])
    return [number for each in texts for number in found_in(found[each.page.html] or ())]


def _texts(ours: Iterable[PageSaid], html: Path) -> Iterator[_Text]:
    """The pages that are there; one that is missing is told by the gate on pages."""
    known = {page.html: page for page in ours}
    others = sorted(p.relative_to(html).as_posix() for p in html.rglob("*.html"))
    for page in (*known.values(), *(PageSaid(name, name) for name in others if name not in known)):
        if (path := html / page.html).is_file():
            text = whole_page(path)
            tables = dict.fromkeys(of_pages(re.findall(r'href="([^"]+\.csv)"', text)))
            yield _Text(page, text, {address: _table_beside(path, address) for address in tables})


def _shares(texts: Sequence[_Text], count: int) -> list[list[_Text]]:
    """Texts shared out so that each share is about as long as the others; none is empty."""
    shares: list[list[_Text]] = [[] for _ in range(count)]
    for each in sorted(texts, key=lambda each: -len(each.text)):
        min(shares, key=lambda share: sum(len(other.text) for other in share)).append(each)
    return [share for share in shares if share]


def _read(answers: Answers, proofs: Proofs | None, texts: Sequence[_Text]) -> tuple[dict[str, list[PartKept]], dict[str, str]]:
    """The parts of pages that are read now, by the names of the pages; and the files that have been read."""
    read = {each.page.html: list(_parts(answers, proofs, each)) for each in texts}
    return read, dict(answers.reading.project.opened)


def _parts(answers: Answers, proofs: Proofs | None, text: _Text) -> Iterator[PartKept]:
    """The parts of a page: each that need not be read again is as it was."""
    page, proof = text.page, PageProof(answers, text.page, text.text, partial(_beside, text))
    whole = sha256(text.all)
    held = proofs.part if proofs else lambda page, key: None
    for at, key in enumerate(proof.keys):
        yield held(page, key) or held(page, key + whole) or _kept(key, whole, proof.of(at), answers)
    yield held(page, whole) or _kept("", whole, proof.handed_out(), answers)


def _kept(key: str, whole: str, proven: Proven, answers: Answers) -> PartKept:
    """What is kept of a part; where it looked at what stands around it, it is known again by the whole of the page."""
    known_by = key + whole if proven.heard.around else key
    return part_kept(known_by, (proven.passages, proven.data), proven.heard, answers)


def _beside(text: _Text, address: str) -> str:
    return text.beside.get(address, "")


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

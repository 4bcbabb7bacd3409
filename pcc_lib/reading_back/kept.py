"""What proved the numbers of pages when they were read last: a page is read again only where that could come out otherwise.

What proves a page's numbers rests on its HTML, on what its edition says of itself, on files (a page keeps the fingerprint of each
that was read for it), and on the texts that files declare. A text that came or went is held against every text of a page in which
one was looked for: where it could prove a number, or could have, the page is read again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pcc_lib.core.files import sha256, write_atomic
from pcc_lib.reading_back.declared import WRONG, Claim, Declared, Texts
from pcc_lib.reading_back.prove import Found
from pcc_lib.reading_back.said import Edition, PageSaid

Fingerprint = Callable[[str], str]


class Heard(Texts):
    """Declared texts that remember in which texts they were looked for."""

    asked: dict[str, None]  # in the order of the page

    def __init__(self, texts: Texts) -> None:
        super().__init__(texts.by_number)
        object.__setattr__(self, "asked", {})  # the class is frozen

    def claims(self, text: str) -> Iterator[Claim]:
        """The declared texts that stand in a text."""
        self.asked[text] = None
        return super().claims(text)


class Proofs:
    """What is kept of the pages of one quarter, held against what they rest on now; `of` gives a page's numbers, `keep` and
    `write` keep them for the next time.

    `basis` names the library and the packages; nothing is known where the file cannot be read.
    """

    def __init__(self, file: Path, edition: Edition, basis: str) -> None:
        self._file, self._basis = file, sha256(basis + _edition_digest(edition))
        self._held = _read(file)
        self._now: dict[str, Any] = {}
        self._changed: Texts = Texts({})
        self._texts: Sequence[Sequence[str]] = ()
        self._rests: dict[str, Mapping[str, str]] = {}
        self._same: Callable[[str], bool] = lambda _: False

    def hold_against(self, texts: Texts, fingerprint: Fingerprint) -> None:
        """Find out what of it still holds: by the texts that files declare now, and the fingerprints of files."""
        self._texts = [list(each) for each in sorted(_all(texts))]
        was, now = {tuple(each) for each in self._held.get("texts", ())}, {tuple(each) for each in self._texts}
        self._changed = Texts.of(Declared(*each) for each in was ^ now)
        seen = cache(fingerprint)
        rests = self._held.get("rests", {})
        self._same = cache(lambda name: all(seen(file) == value for file, value in rests[name].items()))

    def holds(self) -> bool:
        """Whether most pages need not be read: those that do are given what they need one by one."""
        pages = self._held.get("pages", {}).values()
        return any(page["basis"] == self._basis and self._same(page["rest"]) for page in pages)

    def of(self, page: PageSaid, html: str) -> list[Found] | None:
        """The numbers of a page, where reading it again would find the same."""
        held = self._held.get("pages", {}).get(page.html)
        if held is None or held["basis"] != self._basis or held["page"] != sha256(html) or not self._same(held["rest"]):
            return None
        if any(True for text in held["asked"] for _ in _could_prove(self._changed, text)):
            return None
        self._now[page.html] = held
        self._rests[held["rest"]] = self._held["rests"][held["rest"]]
        return [Found(*each) for each in held["found"]]

    def keep(self, page: PageSaid, html: str, asked: Iterable[str], opened: Mapping[str, str], found: Sequence[Found]) -> None:
        """Keep the numbers of a page that was read now, with the files that were read for it; none of one with a fault."""
        if any(each.kind == WRONG for each in found):
            return
        rest = sha256(json.dumps(opened, sort_keys=True))
        self._rests[rest] = dict(opened)
        self._now[page.html] = {
            "basis": self._basis,
            "page": sha256(html),
            "asked": list(asked),
            "rest": rest,
            "found": [list(vars(each).values()) for each in found],
        }

    def write(self) -> None:
        """Write what was kept."""
        held = {"texts": self._texts, "rests": self._rests, "pages": self._now}
        write_atomic(self._file, json.dumps(held, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _all(texts: Texts) -> set[tuple[str, ...]]:
    return {tuple(each) for held in texts.by_number.values() for _, each in held}


def _could_prove(texts: Texts, text: str) -> Iterator[Claim]:
    """Where any of these texts stands in a text, whether or not others would come before it."""
    for number, held in texts.by_number.items():
        if number[0] in text:
            for each in held:
                yield from Texts({number: [each]}).claims(text)


def _read(file: Path) -> dict[str, Any]:
    try:
        held = json.loads(file.read_bytes())
        return held if isinstance(held, dict) and {"texts", "rests", "pages"} <= set(held) else {}
    except (OSError, ValueError):
        return {}


def _edition_digest(edition: Edition) -> str:
    """All that an edition says of itself: the ledger, the banner, and each page's blocks."""
    said = [[page.html, _page_digest(page)] for page in edition.pages]
    return sha256(json.dumps([said, [list(row.items()) for row in edition.rows], edition.banner]))


def _page_digest(page: PageSaid) -> str:
    blocks = [[each.name, each.topic, list(map(dict, each.rows)), list(each.charts)] for each in page.blocks]
    return sha256(json.dumps([page.html, page.source, blocks], sort_keys=True))

"""What proved the numbers of pages when they were read last: a part of a page is read again only where that could come out
otherwise.

What proves the numbers of a part rests on its HTML and what its block says, on the answers that were given for it (`answers`),
and on the texts that files declare. Answers are the same where the edition says the same of itself and no file has changed that
was read for any of them; else each is asked for again, and held against what it was by its digest. A text that came or went is
held against every text of a part in which one was looked for: where it could prove a number, or could have, the part is read
again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pcc_lib.core.files import sha256, write_atomic
from pcc_lib.reading_back.answers import Answers
from pcc_lib.reading_back.declared import WRONG, Claim, Declared, Texts
from pcc_lib.reading_back.heard import Heard
from pcc_lib.reading_back.prove import Found
from pcc_lib.reading_back.said import Edition, PageSaid

Fingerprint = Callable[[str], str]
PartKept = Mapping[str, Any]  # key, texts, answers (digests by question), passages and data: as JSON has it
_HELD = {"basis", "edition", "texts", "files", "answers", "pages"}


def part_kept(key: str, found: tuple[Sequence[Found], Sequence[Found]], heard: Heard, answers: Answers) -> PartKept:
    """What is kept of a part that was read now: the numbers of its passages and of its data, and what was heard for it."""
    passages, data = map(list, found)  # a tuple is a list in JSON
    asked = {json.dumps(question): answers.digest_of(question) for question in heard.questions}
    return {"key": key, "texts": list(heard.texts), "answers": asked, "passages": passages, "data": data}


def found_in(parts: Iterable[PartKept]) -> list[Found]:
    """The numbers of the parts of a page: those of the passages of all of them come first."""
    parts = list(parts)
    return [Found(*each) for name in ("passages", "data") for part in parts for each in part[name]]


class Proofs:
    """What is kept of the pages of one quarter, held against what they rest on now; `page` and `part` give what holds, `keep` and
    `write` keep it for the next time.

    `basis` names the library and the packages; nothing is known where the file cannot be read.
    """

    def __init__(self, file: Path, edition: Edition, basis: str) -> None:
        self._file, self._basis, self._edition = file, basis, _edition_digest(edition)
        held = _read(file)
        self._held = held if held.get("basis") == basis else {}
        self._parts = {name: {part["key"]: part for part in page["parts"]} for name, page in self._held.get("pages", {}).items()}
        self._now: dict[str, Any] = {}
        self._files: dict[str, str] = {}
        self._changed: Texts = Texts({})
        self._texts: Sequence[Sequence[str]] = ()
        self._same = False
        self._answers: Answers | None = None

    def hold_against(self, texts: Texts, fingerprint: Fingerprint, answers: Answers) -> None:
        """Find out what of it still holds: by the texts that files declare now, the fingerprints of files, and the answers."""
        self._texts, self._answers = [list(each) for each in sorted(_all(texts))], answers
        was, now = {tuple(each) for each in self._held.get("texts", ())}, {tuple(each) for each in self._texts}
        self._changed = Texts.of(Declared(*each) for each in was ^ now)
        seen = cache(fingerprint)
        files = self._held.get("files", {})
        self._files = {file: seen(file) for file in files}
        self._same = self._held.get("edition") == self._edition and self._files == files

    def holds(self) -> bool:
        """Whether every answer is known to be the same: few of them need then be given."""
        return bool(self._parts) and self._same

    def ask_again(self) -> None:
        """Ask now for every answer that may not be the same."""
        for question, was in self._held.get("answers", ()) if not self._same else ():
            self._is_answered(question, was)

    def page(self, page: PageSaid, html: str) -> list[PartKept] | None:
        """The parts of a page, where reading it again would find the same."""
        held = self._held.get("pages", {}).get(page.html)
        if held is None or held["page"] != _digest(page, html) or not all(map(self._stands, held["parts"])):
            return None
        return list(map(self._whole, held["parts"]))

    def part(self, page: PageSaid, key: str) -> PartKept | None:
        """A part of a page, by all that it holds itself, where reading it again would find the same."""
        held = self._parts.get(page.html, {}).get(key)
        return self._whole(held) if held is not None and self._stands(held) else None

    def keep(self, page: PageSaid, html: str, parts: Sequence[PartKept]) -> None:
        """Keep the parts of a page as they are now; none with a fault, so that its page is then not known as a whole."""
        sound = [part for part in parts if not any(each.kind == WRONG for each in found_in([part]))]
        self._now[page.html] = {"page": _digest(page, html) if len(sound) == len(parts) else "", "parts": sound}

    def write(self, opened: Iterable[Mapping[str, str]]) -> None:
        """Write what was kept. opened: the files that were read now, as each of those that read found them."""
        asked: dict[str, str] = {}
        for page in self._now.values():
            for part in page["parts"]:
                asked |= part["answers"]
        numbers = {question: number for number, question in enumerate(asked)}
        held = {
            "basis": self._basis,
            "edition": self._edition,
            "texts": self._texts,
            "files": _agreed([self._files, *opened]),
            "answers": [[json.loads(question), digest] for question, digest in asked.items()],
            "pages": {
                name: {**page, "parts": [_numbered(part, numbers) for part in page["parts"]]} for name, page in self._now.items()
            },
        }
        write_atomic(self._file, json.dumps(held, ensure_ascii=False).encode("utf-8", "surrogatepass"))

    def _whole(self, held: PartKept) -> PartKept:
        """A part that was kept, with its answers in full."""
        answers = (self._held["answers"][number] for number in held["answers"])
        return {**held, "answers": {json.dumps(question): digest for question, digest in answers}}

    def _stands(self, held: PartKept) -> bool:
        same = self._same or all(self._is_answered(*self._held["answers"][number]) for number in held["answers"])
        return same and not any(True for text in held["texts"] for _ in _could_prove(self._changed, text))

    def _is_answered(self, question: Sequence[str], was: str) -> bool:
        """Whether a question is answered as it was."""
        return bool(was) and self._answers is not None and self._answers.digest_of(tuple(question)) == was


def _numbered(part: PartKept, numbers: Mapping[str, int]) -> PartKept:
    return {**part, "answers": [numbers[question] for question in part["answers"]]}


def _agreed(found: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Files as they were found; of one that was found otherwise by another, or later, nothing is known: blank is as none is."""
    agreed: dict[str, str] = {}
    for name, fingerprint in (file for files in found for file in files.items()):
        agreed[name] = fingerprint if agreed.get(name, fingerprint) == fingerprint else ""
    return agreed


def _digest(page: PageSaid, html: str) -> str:
    """By which a page is known again: its HTML, and what its blocks say of themselves."""
    return sha256(json.dumps([html, page.source, [block.digest for block in page.blocks]]))


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
        return held if isinstance(held, dict) and set(held) >= _HELD else {}
    except (OSError, ValueError):
        return {}


def _edition_digest(edition: Edition) -> str:
    """All that an edition says of itself: the ledger, the banner, and each page's blocks."""
    said = [[page.html, page.source, [each.digest for each in page.blocks]] for page in edition.pages]
    return sha256(json.dumps([said, [list(row.items()) for row in edition.rows], edition.banner]))

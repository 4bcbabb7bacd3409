"""Every number of a page: of its parts, and of what it gives a browser or offers to take along."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pcc_lib.core.errors import BuildError
from pcc_lib.core.files import sha256
from pcc_lib.reading_back.answers import Answers
from pcc_lib.reading_back.chart_parts import csv_cells
from pcc_lib.reading_back.declared import WRONG
from pcc_lib.reading_back.downloads import is_ledger, ledger_slips, numbers_in_table, of_pages
from pcc_lib.reading_back.elements import attribute, below, text_of
from pcc_lib.reading_back.entries import embedded_slips
from pcc_lib.reading_back.heard import Heard
from pcc_lib.reading_back.marked import FIGURE
from pcc_lib.reading_back.passages import BLOCKS, OUTPUT, PageReader, Part
from pcc_lib.reading_back.prove import Found, PartProof
from pcc_lib.reading_back.said import PageSaid
from pcc_lib.reading_back.tokens import has_number

_OUTPUT = re.compile(rf'<(?:{"|".join(sorted(BLOCKS))})\b[^<>]*\bclass="(?P<classes>[^"]*)"')


@dataclass(frozen=True)
class Proven:
    """The numbers of a part of a page: of its passages, and of its charts' data; and what was heard for it."""

    passages: Sequence[Found]
    data: Sequence[Found]
    heard: Heard


class PageProof:
    """One page of an edition: `found` gives every number of it. `beside`: the text of a file by its address from the page."""

    def __init__(self, answers: Answers, said: PageSaid, html: str, beside: Callable[[str], str] = lambda _: "") -> None:
        self.answers, self.said, self._beside = answers, said, beside
        self._html = html

    @cached_property
    def page(self) -> PageReader:
        """The page as its readers meet it; a BuildError where it cannot be read."""
        try:
            return PageReader(self._html)
        except (ValueError, RecursionError):
            why = "is an element not closed, is another page within it, or do elements stand in hundreds of others?"
            raise BuildError(f"{self.said.html}: the page cannot be read to its end: {why}") from None

    @cached_property
    def keys(self) -> Sequence[str]:
        """Of each part, the digest of all that it is itself: its HTML, what it stands in and under, and what its block says."""
        both = zip(self.page.parts, self._texts(), strict=True)
        return [sha256(json.dumps([text, part.stands_in, self._said(part)])) for part, text in both]

    def _texts(self) -> list[str]:
        """The HTML of each part, up to the next; where they cannot be told apart in the text of the page, all of it for each."""
        found = [m for m in _OUTPUT.finditer(self._html) if OUTPUT.issubset(m["classes"].split())]
        elements = [part.output for part in self.page.parts if part.output is not None]
        lines = [self._html.count("\n", 0, m.start()) + 1 for m in found]
        if lines != [each.sourceline for each in elements]:
            return [self._html] * len(self.page.parts)
        places = [0, *(m.start() for m in found)]
        return [self._html[start:end] for start, end in zip(places, [*places[1:], len(self._html)], strict=True)]

    def _said(self, part: Part) -> list[str]:
        """What the blocks say that a part tells of."""
        outputs = {*(each.output for each in part.passages), *(output for _, output in part.charts)}
        return [self.said.block(output).digest for output in sorted(outputs)]

    def found(self) -> Iterator[Found]:
        """Every number of the page, in reading order, then those of its charts' data, then of what it hands out."""
        proven = [self.of(at) for at in range(len(self.page.parts))]
        for each in proven:
            yield from each.passages
        for each in proven:
            yield from each.data
        yield from self.handed_out().data

    def of(self, at: int) -> Proven:
        """The numbers of a part, by its place among them."""
        part, behind = self.page.parts[at], self.page.parts[at + 1 :]
        heard = self.answers.heard = Heard(part.output, behind[0].output if behind else None)
        proof = PartProof(self.answers, self.said, part)
        return Proven(list(proof.passages()), list(proof.data()), heard)

    def handed_out(self) -> Proven:
        """What the page gives a browser to work with, and offers to take along: it rests on the whole of the page."""
        heard = self.answers.heard = Heard(around=True)
        return Proven((), [*self._of_scripts(), *self._of_downloads()], heard)

    def _of_scripts(self) -> Iterator[Found]:
        for script in (each for each in below(self.page.tree, "script") if attribute(each, "id") == "pcc-evidence"):
            for number, words, found in embedded_slips(text_of(script), self.answers):
                yield Found(self.said.source, "", "its embedded cells", number, WRONG, found, words)

    def _of_downloads(self) -> Iterator[Found]:
        for link in of_pages(self.page.downloads):
            yield from self._of_download(csv_cells(link, self._beside))

    def _of_download(self, cells: Sequence[Sequence[str]]) -> Iterator[Found]:
        """A table to take along that is of no chart: of the ledger, or of nothing that is known."""
        if not cells or not is_ledger(cells[0]):
            if number := next((cell for row in cells[1:] for cell in row if has_number(cell)), ""):
                yield Found(self.said.source, "", "a download (CSV)", number, WRONG, "stands in a table of nothing known", "")
            return
        for number, words, found in ledger_slips(cells, self.answers.printed()):
            yield Found(self.said.source, "", "its download (CSV)", number, WRONG, found, words)
        yield Found(self.said.source, "", "its download (CSV)", "", FIGURE, "the ledger", "", numbers_in_table(cells))

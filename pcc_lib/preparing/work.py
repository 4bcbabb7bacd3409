"""Open work: what is neither wrong nor finished, so that a preview can be built of it and nothing can be published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pcc_lib.core.errors import Fault, ReportError, counted

# what each kind of open work is called, one and several, in the order in which it is best closed
KINDS = {
    "date": ("date of writing to give", "dates of writing to give"),
    "months": ("source without the month expected", "sources without the month expected"),
    "words": ("source whose words to read again", "sources whose words to read again"),
    "revisions": ("revision to explain", "revisions to explain"),
    "deliverables": ("deliverable to report on", "deliverables to report on"),
    "facts": ("stated fact to confirm", "stated facts to confirm"),
    "texts": ("section of text to write", "sections of text to write"),
    "law": ("statement that the law asks for to review", "statements that the law asks for to review"),
    "blanks": ("place still to be filled in", "places still to be filled in"),
}
SHOWN = 2  # pieces of one kind that a refusal shows one by one


@dataclass(frozen=True)
class Work:
    """One thing that is open: where it is, what was found, the next move, its kind (of KINDS), and the command that closes it,
    where one does."""

    file: str
    place: str
    found: str
    todo: str
    kind: str
    command: str = ""

    def __str__(self) -> str:
        return str(Fault(self.file, self.place, self.found, self.todo))


class OpenWorkError(ReportError):
    """Work of a quarter is open, and its book was to be published."""

    def __init__(self, quarter: str, work: Sequence[Work], why: str) -> None:
        self.work = list(work)
        start = f"{counted_open(len(work))} open:"
        super().__init__("\n".join([start, *told_work(work), f"{why} All that is open: pcc status {quarter}"]))


def counted_open(number: int) -> str:
    """`1 thing is`, `45 things are`."""
    return f"{counted(number, 'thing')} {'is' if number == 1 else 'are'}"


def by_kind(work: Iterable[Work]) -> dict[str, list[Work]]:
    """Open work by its kind, in the order of KINDS; kinds of which there is none are left out."""
    found: dict[str, list[Work]] = {kind: [] for kind in KINDS}
    for one in work:
        found[one.kind].append(one)
    return {kind: of for kind, of in found.items() if of}


def kinds_told(work: Iterable[Work]) -> list[str]:
    """`29 stated facts to confirm`: how much there is of each kind."""
    return [f"{len(of)} {KINDS[kind][len(of) > 1]}" for kind, of in by_kind(work).items()]


def banner_of(told: Sequence[str]) -> str:
    """What every page of a draft says, of what is open; nothing where nothing is."""
    return f"Not for publication. Still open: {', '.join(told)}." if told else ""


def told_work(work: Iterable[Work]) -> list[str]:
    """Open work in lines, many of a kind in one: how many, and the first."""
    lines = []
    for (_, of), told in zip(by_kind(work).items(), kinds_told(work), strict=True):
        if len(of) <= SHOWN:
            lines += [f"  {one}" for one in of]
        else:
            lines.append(f"  {told}, the first: {of[0]}")
    return lines

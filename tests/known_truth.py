"""Files whose true numbers are known, and what becomes of them: taken, in doubt, refused, and never silently wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from received import Later
from shire import Cell

from pcc_lib.core.errors import ReportError
from pcc_lib.inputs.project import Project
from pcc_lib.receiving.asked import Asked
from pcc_lib.receiving.plan import Plan
from pcc_lib.receiving.reading import Sent
from pcc_lib.receiving.receive import plans_of
from pcc_lib.receiving.telling import doubt_lines
from pcc_lib.receiving.writing import proved

NOTHING: Mapping[Cell, str] = {}


@dataclass(frozen=True)
class Case:
    """Files, what their sender meant, and what the person who receives them says."""

    files: tuple[tuple[str, bytes | Later], ...]
    meant: Mapping[Cell, str]
    asked: Asked


@dataclass(frozen=True)
class Became:
    """word: `taken` without a question, `in doubt`, `refused`, or `nothing` to do. lines: what was told. written: the cells."""

    word: str
    lines: list[str]
    written: Mapping[Cell, str]


def became(project: Project, case: Case) -> Became:
    """What becomes of the files of a case."""
    try:
        plans = plans_of(project, [Sent(name, bytes(raw)) for name, raw in case.files], case.asked)
        doubts = proved(project, plans)
    except ReportError as error:
        return Became("refused", [line.strip() for line in str(error).splitlines() if not line.endswith("found:")], {})
    found = {cell: value for plan in plans for cell, value in _written(plan)}
    return Became("in doubt" if doubts else "taken" if found else "nothing", [x.strip() for x in doubt_lines(doubts)[1:]], found)


def _written(plan: Plan) -> list[tuple[Cell, str]]:
    numbers = [field.name for field in plan.held.values]
    added = [
        ((plan.source, *key, column), cells[column])
        for key, cells in plan.added.items()
        for column in numbers
        if cells.get(column)
    ]
    return [*added, *(((plan.source, *c.key, c.column), c.now) for c in (*plan.filled, *plan.revised))]


def listed(results: Mapping[str, Became]) -> str:
    """The results as a list keeps them."""
    return "".join(f"[{id}] {b.word}\n" + "".join(f"    {line}\n" for line in b.lines) for id, b in results.items())


def tally(results: Mapping[str, Became], cases: Mapping[str, Case]) -> str:
    """How many are taken rightly, in doubt, refused (also though a number of them was meant), and silently wrong, by name."""
    words = Counter(_verdict(found, cases[id]) for id, found in results.items())
    wrong = [id for id, found in results.items() if _verdict(found, cases[id]) == "SILENTLY WRONG"]
    readable = [id for id, found in results.items() if _verdict(found, cases[id]) == "refused, readable"]
    return f"{dict(words)}\nwrong: {wrong}\nreadable: {readable}\n"


def _verdict(found: Became, case: Case) -> str:
    if found.word == "taken":
        return "right" if found.written == case.meant else "SILENTLY WRONG"
    return f"{found.word}, readable" if case.meant and found.word != "in doubt" else found.word

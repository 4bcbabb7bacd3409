"""What a descriptor says of each column of a new source: its name, type, unit and limits, as they were seen in the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pcc_lib.core.errors import Fault, suggest
from pcc_lib.core.text import quoted
from pcc_lib.founding.ids import snake_of
from pcc_lib.founding.looking import Counted, Looked
from pcc_lib.inputs.areas import EACH, WHOLE, names_of_whole
from pcc_lib.inputs.models.sources import TAIL
from pcc_lib.inputs.project import BODY, Project
from pcc_lib.receiving.amounts import Amount, amount_of
from pcc_lib.receiving.incoming import Incoming
from pcc_lib.receiving.names import is_total, plain

_UNITS = (
    ("second", "seconds"),
    ("secs", "seconds"),
    ("gbp", "GBP"),
    ("£", "GBP"),
    ("per cent", "%"),
    ("percent", "%"),
    ("%", "%"),
)
_IN_BRACKETS = re.compile(r".*\(([^()]{1,20})\)\s*")
_BY_SIGN = {"percent": "%", "money": "GBP", "clock": "seconds", "spoken": "seconds"}
_BY_HEAD = {"mm:ss": "seconds", "h:mm": "seconds", "h:mm:ss": "seconds", "£": "GBP", "£m": "GBP million", "£k": "GBP"}


@dataclass(frozen=True)
class Written:
    """A column of the source: its name, its type, title, unit and limits, and what was seen in it."""

    name: str
    type: str
    title: str
    unit: str
    limits: str = ""
    seen: str = ""


def undescribed(looked: Looked) -> list[Written]:
    """The columns as they are read: what their cells hold, and in which unit."""
    names = _named([column.head for column in looked.columns], (looked.calendar.kind, breakdown_of(looked), *TAIL))
    return [
        Written(name, "string", column.head, "") if column.text else _of_numbers(name, column)
        for name, column in zip(names, looked.columns, strict=True)
    ]


def _of_numbers(name: str, column: Counted) -> Written:
    amounts = [amount_of(cell) for cell in column.cells]
    unit = _unit(column, amounts)
    known = [a for a in amounts if a.number is not None or a.european is not None]
    whole = all(a.number is not None and a.number % 1 == 0 for a in known) and not any(a.sure_european for a in known)
    return Written(name, "integer" if whole else "number", column.head, unit)


def _unit(column: Counted, amounts: Iterable[Amount]) -> str:
    """What a column counts, from the signs in its cells, the unit behind its head, and its head."""
    by_sign = {_BY_SIGN[a.style] for a in amounts if a.style in _BY_SIGN}
    if len(by_sign) == 1:
        return by_sign.pop()
    if column.unit:
        return _BY_HEAD.get(column.unit, column.unit)
    said = column.head.lower()
    named = next((unit for word, unit in _UNITS if word in said), "")
    return named or (found[1].strip() if (found := _IN_BRACKETS.fullmatch(column.head)) else said)


def described(looked: Looked, incoming: Incoming) -> list[Written]:
    """The columns as the descriptor tells them: with bounds and blanks as they were read."""
    return [_bounded(each, incoming) for each in undescribed(looked)]


def _bounded(column: Written, incoming: Incoming) -> Written:
    texts = [cells[column.name].text if column.name in cells else "" for cells in incoming.rows.values()]
    known = [text for text in texts if text]
    if column.type == "string":
        seen = f"{len(set(known))} different texts."
        return Written(column.name, column.type, column.title, "", "", seen)
    blanks = len(texts) - len(known)
    least, most = min(known, key=float, default=""), max(known, key=float, default="")
    limits = [*(["required: true"] if not blanks else []), *(["minimum: 0"] if known and float(least) >= 0 else [])]
    if column.unit == "%" and known and float(most) <= 100:
        limits.append("maximum: 100")
    span = f"In this file from {least} to {most}" if known else "No value is known in this file"
    seen = f"{span}; {f'not known in {blanks} rows' if blanks else 'known in every row'}."
    return Written(column.name, column.type, column.title, column.unit, ", ".join(limits), seen)


def received(looked: Looked, incoming: Incoming) -> dict[str, Any]:
    """What `pcc receive` is to know of the next file of this form: its sheet, how numbers are written, what is left."""
    sheets = [grid.sheet for grid in looked.grids if grid.sheet]
    learnt: dict[str, Any] = {"sheet": sheets[0]} if len(sheets) == 1 else {}
    return {**learnt, **incoming.learnt, **({"left": list(looked.left)} if looked.left else {})}


# ── names, and what splits the rows ───────────────────────────────────────────────────────────────────────────────────
def breakdown_of(looked: Looked) -> str:
    """The name of the column that splits the rows: `area` where none does."""
    return _named([looked.split or "area"], (looked.calendar.kind, *TAIL))[0]


def areas_of(project: Project, looked: Looked) -> str:
    """Whether what splits the rows are areas of the body: `each`, `whole`, or neither."""
    body, parts = project.body, looked.parts
    known = {plain(name) for area in body.areas for name in area.names}
    found = [part for part in parts if plain(part) in known]
    if len(found) * 2 > len(parts):
        return EACH
    wholes = {plain(name) for name in names_of_whole(body) if name}
    return WHOLE if not parts or (len(parts) == 1 and (plain(parts[0]) in wholes or is_total(parts[0]))) else ""


def unknown_areas(project: Project, looked: Looked, names: Mapping[str, str]) -> Iterator[Fault]:
    """A fault for each name among those of areas that is none, and that nobody has explained."""
    if areas_of(project, looked) != EACH:
        return
    known = {plain(name) for area in project.body.areas for name in area.names} | {plain(name) for name in names}
    titles = [name for area in project.body.areas for name in (area.title, *area.also)]
    for part in (each for each in looked.parts if plain(each) not in known):
        todo = (
            f"{suggest(part, titles)} Add it to areas in {BODY}, or its name to `also` of the area that it is. "
            f'If it is the whole: --map "{part}={project.body.whole}"; to leave it: --map "{part}=".'
        )
        sheet = looked.grids[0].sheet
        yield Fault(
            looked.grids[0].file, f"sheet {quoted(sheet)}" if sheet else "", f"{quoted(part)} is no area of the body.", todo
        )


def _named(headers: Sequence[str], taken: Sequence[str]) -> list[str]:
    """A name for each column, from its header, that no other has."""
    found: list[str] = []
    for i, header in enumerate(headers, 1):
        name = (snake_of(header) or f"column_{i}")[:60]
        while name in found or name in taken:
            name = f"{name}_{i}"
        found.append(name)
    return found

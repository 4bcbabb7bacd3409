"""Cells that a spreadsheet has spoilt, and marks for what is not known: what each is, and what to do, in one set of words.

There is one way to say that a value is not known: a blank cell. A column that its descriptor calls required promises every value;
where that promise cannot be kept, `required` comes out of the descriptor. A row of no period or part is no row.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pcc_lib.core.quarters import MONTHS
from pcc_lib.core.status import WORDS
from pcc_lib.inputs.models.telling import shown

SHOWN_CELL = 40
_BACK = (
    "Save the changed file elsewhere and put the former one back; pcc receive reads the changed one and brings in what is new. "
    "Or write each {kind} like {example} again."
)
_IN_AN_EDITOR = "Change it in an editor such as Notepad or VS Code, or with pcc sheet: opened as a CSV, Excel spoils its months."
_AGAIN = "Write all its digits again, from the table that it came from."
BLANK = "Leave the cell blank: that is how a value is written that is not known."
PROMISED = "where it cannot be known, take required out of the descriptor and leave it blank."
_MARKS = re.compile(
    r"n\.?/?a\.?|nan|null|nil|none|unknown|not (?:known|available|recorded)|missing|tb[ac]|[-–—]+|\.+|[:?]+|\[?[xz]\]?|#n/a",
    re.IGNORECASE,
)
_WORDS = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in MONTHS[1:])


class Spoilt(NamedTuple):
    """What has become of a cell, what to do, and the kind of damage, by which many such cells are told as one."""

    found: str
    todo: str
    kind: str


class _Damage(NamedTuple):
    kind: str
    pattern: re.Pattern[str]
    found: str
    todo: str


def _damage(kind: str, pattern: str, found: str, todo: str) -> _Damage:
    return _Damage(kind, re.compile(pattern, re.IGNORECASE), found, todo)


_LOST = (
    _damage("narrow", r"#+", "'{cell}' is what Excel shows where a column is too narrow: what stood there is lost.", _AGAIN),
    _damage(
        "formula",
        r"#(?:REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)",
        "'{cell}' is an error of a formula.",
        "Mend it in the table that it came from.",
    ),
    _damage("apostrophe", r"'.+", "{cell} begins with an apostrophe, which Excel puts before text.", "Take the apostrophe out."),
)
_PERIODS = (
    _damage("words", rf"(?:{_WORDS})[-. ]*'?(?:\d\d)?\d\d", "'{cell}' is a {kind} as Excel writes it.", _BACK),
    _damage("words", rf"\d\d(?:\d\d)?[- ](?:{_WORDS})", "'{cell}' is a {kind} as Excel writes it.", _BACK),
    _damage(
        "date",
        rf"(?:\d{{1,2}}[-/. ](?:\d{{1,2}}|{_WORDS})[-/. ]\d{{2,4}}|\d{{4}}-\d\d-\d\d)(?:[T ][\d:.]+)?",
        "'{cell}' is a date, as Excel writes a {kind}.",
        _BACK,
    ),
    _damage("serial", r"[34]\d{4}(?:\.0)?", "'{cell}' is the number that Excel has for a date, and no {kind}.", _BACK),
    _damage("slashes", r"\d{1,2}/\d{4}|\d{4}/\d{1,2}", "'{cell}' is not a {kind}.", "Write it like {example}."),
)
_NUMBERS = (
    _damage(
        "cut",
        r"[+-]?\d(?:\.\d*)?e[+-]?\d+",
        "'{cell}' has an exponent, with which Excel cuts numbers short: digits may be lost.",
        _AGAIN,
    ),
    _damage(
        "thousands",
        r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?",
        "'{cell}' has commas between its thousands.",
        'Write {bare}; where the whole column is written so, say groupChar: "," in the descriptor.',
    ),
    _damage("truth", r"true|false", "'{cell}' is true or false, and a number is wanted.", "Write the number that stood there."),
    _damage(
        "sign",
        r"[£$€]\s*-?[\d,.]+|-?[\d,.]+\s*%",
        "'{cell}' has a sign beside its number.",
        "Write {bare}; where the whole column is written so, say bareNumber: false in the descriptor.",
    ),
    _damage(
        "time",
        r"\d{1,4}:\d\d(?::\d\d)?",
        "'{cell}' is a time, and a number is wanted.",
        "Write it in the column's unit, such as seconds; pcc receive does that.",
    ),
)


def bracketed(cell: str) -> str:
    """The status that stands in a cell as readers see it, such as `[p]`; `` where none does."""
    letter = cell[1:-1]
    return letter if cell == f"[{letter}]" and letter in WORDS else ""


def says_unknown(cell: str) -> bool:
    """Whether a cell holds a mark for what is not known, such as `n/a`, `-` or `..`."""
    return bool(_MARKS.fullmatch(cell))


def spoilt_date(cell: str, example: str) -> Spoilt | None:
    """What has become of the month or day of a row that people write by hand; None where no spreadsheet is seen in it."""
    seen = _seen(cell, (*_LOST, *_PERIODS), kind="month", example=example)
    return seen and seen._replace(todo=f"Write it like {example}. {_IN_AN_EDITOR}")


def spoilt_period(cell: str, kind: str, example: str) -> Spoilt | None:
    """What has become of the cell of a period; None where no spreadsheet is seen in it. kind: `month`, `quarter`, `year`."""
    if not cell or says_unknown(cell):
        found = f"'{shown(cell, SHOWN_CELL)}' is not a {kind}." if cell else f"is blank, and a row needs its {kind}."
        return Spoilt(found, f"Write it like {example}, or take the row out.", "unknown")
    return _seen(cell, (*_LOST, *_PERIODS), kind=kind, example=example)


def spoilt_number(cell: str, described: bool = True) -> Spoilt | None:
    """What has become of the cell of a number; None where no spreadsheet is seen in it. described: whether its table has a
    descriptor, which may say that its numbers are written otherwise."""
    seen = _seen(cell, (*_LOST, *_NUMBERS), bare=re.sub(r"[^\d.+-]", "", cell))
    return seen if described or not seen else seen._replace(todo=re.sub(r"; where the whole column .*", ".", seen.todo))


def number_todo(cell: str, required: bool) -> str:
    """What to do with a cell that is no number: the same advice as for one that is blank and must not be."""
    if says_unknown(cell):
        return f"Write the value; {PROMISED}" if required else BLANK
    if letter := bracketed(cell):
        return f"Leave the cell blank, and write {letter} in the column status."
    return f"Correct the cell; {PROMISED}" if required else "Correct the cell; leave it blank where the value is not known."


def _seen(cell: str, damages: tuple[_Damage, ...], **words: str) -> Spoilt | None:
    for each in damages:
        if each.pattern.fullmatch(cell):
            said = {"cell": shown(cell, SHOWN_CELL), **words}
            return Spoilt(each.found.format(**said), each.todo.format(**said), each.kind)
    return None

"""One cell of numbers as people and spreadsheets write it: what number it holds, or that none is known, or why it is refused.

Nothing is guessed here: what only the whole column can tell (a comma that may be a decimal mark, 12:34 that may be minutes or
hours) is left open, with both readings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from pcc_lib.receiving.grid import Cell, squeezed
from pcc_lib.receiving.looks import repair_of
from pcc_lib.receiving.names import unit_of

MISSING = frozenset(
    ("-", "–", "—", "−", "--", "n/a", "na", "n.a.", "#n/a", "..", "...", "…", ":", "[x]", "x", "[z]", "z", "null", "nan")
)
HELD_BACK = frozenset(("[c]", "c", "*", "(c)", "[s]", "s", "**", "[supp]", "suppressed"))
_FEW = re.compile(r"(?:<|less than|fewer than|under) ?(?:[1-9]|10)")
_STATUS = re.compile(r"(.*[0-9].*?)\s*[\[(]\s*(p|r|prov|provisional|revised)\s*[\])]|(.*[0-9])\s?(p|r)", re.IGNORECASE)
_ESTIMATED = re.compile(r".*[0-9]\s*[\[(]?\s*(?:e|est|est\.|estimate|estimated)\s*[\])]?", re.IGNORECASE)
_ROUGH = re.compile(
    r"(?:approx\.?|approximately|about|circa|c\.|ca\.?|est\.?|estimated|nearly|over|under|up to|at least|[~≈><≥≤]).*[0-9].*"
    r"|.*[0-9]\s*(?:\+|approx\.?|ish|or so|or more)",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r".*[0-9]\s*(?:\*+|†+|‡+|[¹²³⁴⁵⁶⁷⁸⁹]+|[\[(](?:[0-9]|[a-d]|note [0-9]+)[\])])")
_LOOKALIKE = re.compile(r"(?=.*[0-9])(?=.*[OolIS])[0-9OolIS.,\s£%]+")
_RANGE = re.compile(r"[0-9][0-9.,]*\s*(?:-|–|—|to|/)\s*[0-9][0-9.,]*")
_CLOCK = re.compile(r"([0-9]{1,4}):([0-5]?[0-9])(?::([0-5]?[0-9](?:\.[0-9]+)?))?")
_SPOKEN = re.compile(
    r"(?:([0-9]+) ?(?:h|hr|hrs|hours?)[ ,]*)?(?:([0-9]+) ?(?:m|min|mins|minutes?)[ ,]*)?"
    r"(?:([0-9]+(?:\.[0-9]+)?) ?(?:s|sec|secs|seconds?))?",
    re.IGNORECASE,
)
_BRITISH = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+\.?[0-9]*|\.[0-9]+")
_SPACED = re.compile(r"[0-9]{1,3}(?:[ '’][0-9]{3})+(?:\.[0-9]+)?")
_EUROPEAN = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_MAYBE_EUROPEAN = re.compile(r"[0-9]+,[0-9]+|[0-9]{1,3}\.[0-9]{3}")
_SCIENCE = re.compile(r"[+-]?[0-9][0-9.,]*e[+-]?[0-9]+", re.IGNORECASE)
_LONGEST = 80  # characters of anything that is a number with what stands around it
_MOST = Decimal(10) ** 15
_LEAVE = "Write the bare number, or leave the cell blank where it is not known."


@dataclass(frozen=True)
class Amount:
    """What a cell of numbers says.

    number: its number as it stands; None where it is blank, marked or refused. style: what it is written as: `percent` (32.7% is
    32.7 then), `money`, `clock` (seconds, read with hours or with minutes first: `other`), `spoken` (seconds, sure), or plain.
    european: the number if commas are decimal marks; sure_european: whether it can be nothing else. digits: how many decimals it
    is shown with; -1 where that is not known. mark: `missing` or `held back`. unit: the word behind it. status: `p` or `r`.
    fault: what was found, and what to do.
    """

    cell: Cell
    number: Decimal | None = None
    style: str = ""
    other: Decimal | None = None
    european: Decimal | None = None
    sure_european: bool = False
    british: bool = False
    digits: int = -1
    mark: str = ""
    unit: str = ""
    status: str = ""
    fault: tuple[str, str] | None = None


def amount_of(cell: Cell) -> Amount:
    """What a cell says of a number."""
    value = cell.value
    if cell.broken:
        return Amount(cell, fault=(cell.broken, repair_of(cell, "write the number")))
    if isinstance(value, bool):
        return Amount(cell, fault=(f"is {str(value).upper()}, and no number.", _LEAVE))
    if isinstance(value, int | float):
        return _of_number(cell, value)
    if isinstance(value, time):
        return _of_clock(
            cell, timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
        )
    if isinstance(value, timedelta):
        return _of_clock(cell, value)
    if isinstance(value, date | datetime):
        found = f"is a date, {value:%Y-%m-%d}, where a number belongs."
        return Amount(cell, fault=(found, "Where Excel made a date of it, write the number again, in a cell of numbers."))
    return _of_text(cell, squeezed(value))


def _of_number(cell: Cell, value: int | float) -> Amount:
    number = Decimal(repr(value))
    if not number.is_finite() or abs(number) >= _MOST:
        return Amount(cell, fault=(f"{value} is not a number that can be told.", _LEAVE))
    if isinstance(value, float):
        number = Decimal(f"{value:.12g}")
    form = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", cell.form.partition(";")[0])
    digits = len(re.match(r"[0#?]*", form.rpartition(".")[2])[0]) if "." in form else (0 if re.search(r"[0#]", form) else -1)  # pyright: ignore[reportOptionalSubscript] matches the empty text too
    if "%" in form:
        return Amount(cell, number * 100, "percent", digits=digits)
    if form.rstrip().endswith(","):
        digits = -1
    return Amount(cell, number, "money" if re.search("[£$€]", cell.form) else "", digits=digits)


def _of_clock(cell: Cell, length: timedelta) -> Amount:
    seconds = Decimal(f"{length.total_seconds():.6f}").normalize()
    has_seconds = "s" in cell.form.lower() and not re.search(r"h", cell.form, re.IGNORECASE)
    if has_seconds or seconds % 60:  # shown as mm:ss, or with seconds: it can be nothing else
        return Amount(cell, seconds, "spoken")
    return Amount(cell, seconds, "clock", other=seconds / 60)


def _of_text(cell: Cell, text: str) -> Amount:
    bare = text.strip("'\u2018\u2019").strip()
    if formula := re.fullmatch(r'="([^"]*)"', bare):
        bare = formula[1].strip()
    if len(bare) > _LONGEST:
        return Amount(cell, fault=(f"'{bare[:40]}…' is not a number.", _LEAVE))
    lower = bare.lower()
    if not bare or lower in MISSING:
        return Amount(cell, mark="missing")
    if lower in HELD_BACK or _FEW.fullmatch(lower):
        return Amount(cell, mark="held back")
    status = ""
    if found := _STATUS.fullmatch(bare):
        bare, status = (found[1] or found[3]).strip(), (found[2] or found[4])[0].lower()
    return replace(_plain(cell, bare), status=status)


def _plain(cell: Cell, text: str) -> Amount:
    if found := _CLOCK.fullmatch(text):
        return _clock_text(cell, found)
    spoken = _SPOKEN.fullmatch(text) if re.search(r"\d ?[hm]", text, re.IGNORECASE) else None
    if spoken and sum(bool(each) for each in spoken.groups()) > 1:
        parts = [Decimal(each or 0) for each in spoken.groups()]
        return Amount(cell, parts[0] * 3600 + parts[1] * 60 + parts[2], "spoken")
    sign, body, style, unit = _around(text)
    for form, european in ((_BRITISH, False), (_SPACED, False), (_EUROPEAN, True), (_MAYBE_EUROPEAN, True)):
        if form.fullmatch(body):
            return _numeral(Amount(cell, style=style, unit=unit), sign, body, european)
    return Amount(cell, fault=_why_not(text))


def _clock_text(cell: Cell, found: re.Match[str]) -> Amount:
    first, second = Decimal(found[1]), Decimal(found[2])
    if found[3] is not None:
        return Amount(cell, first * 3600 + second * 60 + Decimal(found[3]), "spoken")
    return Amount(cell, first * 3600 + second * 60, "clock", other=first * 60 + second)


def _around(text: str) -> tuple[int, str, str, str]:
    """The sign of a number, its digits, what it is marked as, and the unit behind it."""
    sign, style, unit = 1, "", ""
    body = text.replace("\u2212", "-").replace("\u2013", "-")
    if body.startswith("(") and body.endswith(")"):
        sign, body = -1, body[1:-1].strip()
    if body.endswith("%"):
        style, body = "percent", body[:-1].strip()
    for _ in range(2):  # a sign may stand before or behind the sign of a currency
        if re.match(r"[-+]\s?[0-9.£$€]", body) and sign == 1:
            sign, body = (-1 if body[0] == "-" else 1), body[1:].strip()
        if body[:1] in "£$€" and body[:1]:
            style, body = ("money" if body[0] == "£" else "foreign"), body[1:].strip()
    if re.fullmatch(r"[0-9.,]+ ?-", body) and sign == 1:
        sign, body = -1, body[:-1].strip()
    if found := re.fullmatch(r"([0-9.,' ]*[0-9]) ?([A-Za-z£%][A-Za-z %]*)", body):
        body, unit = found[1].strip(), unit_of(found[2]) or found[2].strip().lower()
    if style == "money":  # £1.2m are millions, and no minutes
        unit = {"minutes": "£m", "thousands": "£k", "millions": "£m"}.get(unit, unit)
    return sign, body, style, unit


def _numeral(amount: Amount, sign: int, body: str, european: bool) -> Amount:
    try:
        british = sign * Decimal(re.sub(r"[ ,'’]", "", body)) if not european or _MAYBE_EUROPEAN.fullmatch(body) else None
        turned = body.replace(".", "").replace(",", ".") if re.search(r"[.,]", body) and body.count(",") < 2 else ""
        other = sign * Decimal(turned) if turned else None
    except InvalidOperation:
        return replace(amount, fault=_why_not(body))
    if max(abs(each or 0) for each in (british, other)) >= _MOST:
        return replace(amount, fault=(f"'{body[:40]}' is not a number that can be told.", _LEAVE))
    grouped = bool(re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", body))
    sure = bool(_EUROPEAN.fullmatch(body))
    sure_british = bool(re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3}){2,}", body)) or (
        "." in body and not _MAYBE_EUROPEAN.fullmatch(body) and not sure
    )
    decimals = len(body.rpartition(".")[2]) if "." in body and not european else 0
    number = british if grouped or not european else None  # 12,5 is no British number
    if european and re.fullmatch(r"[0-9]{1,3}\.[0-9]{3}", body):
        number = sign * Decimal(body)
    return replace(
        amount, number=number, european=None if sure_british else other, sure_european=sure, british=sure_british, digits=decimals
    )


def _why_not(text: str) -> tuple[str, str]:
    """Why a text is no number, and what to do."""
    quoted = f"'{text[:40]}'"
    if _ESTIMATED.fullmatch(text) or _ROUGH.fullmatch(text):
        return (
            f"{quoted} is a rough number.",
            "Write the number that was counted; what is estimated has the status e in the source.",
        )
    if _SCIENCE.fullmatch(text):
        return f"{quoted} was cut short by a spreadsheet.", "Write all its digits."
    if _LOOKALIKE.fullmatch(text) and not re.search(r"\d\s+[a-z]", text):
        return f"{quoted} holds a letter that looks like a digit (O for 0, l or I for 1).", "Type the number again."
    if _FOOTNOTE.fullmatch(text):
        return f"{quoted} bears the mark of a footnote.", "Take the mark away; a provisional number may bear (p)."
    if text.startswith(("=", "+", "@")):
        return f"{quoted} is a formula.", "Write the number that it gives."
    if _RANGE.fullmatch(text):
        return f"{quoted} is a range, or a date.", _LEAVE
    if text.lower() in ("nil", "none", "zero", "no", "nought"):
        return f"{quoted} may be nought, or not known.", "Write 0 where it is nought; leave the cell blank where it is not known."
    return f"{quoted} is not a number.", _LEAVE

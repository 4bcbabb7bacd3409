"""Numbers as people read them: rounded half away from zero, with a true minus sign, durations in words."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

MINUS = "\u2212"
MISSING = "[x]"
CONFIDENTIAL = "[c]"
NBSP = "\u00a0"


def rounded(value: float, decimals: int = 0) -> float:
    """Round half away from zero, on the decimal digits that the number prints with; never minus nought."""
    step = Decimal(1).scaleb(-decimals)
    digits = Decimal(repr(round(float(value), 10)))  # ten digits: 2.675 as worked out is 2.675, not 2.67499…
    return float(digits.quantize(step, rounding=ROUND_HALF_UP)) + 0.0


def number(value: float, decimals: int = 0) -> str:
    """`1,234.5`, with a true minus sign."""
    shown = f"{abs(rounded(value, decimals)):,.{decimals}f}"
    return (MINUS if rounded(value, decimals) < 0 else "") + shown


def digits_after(value: float, most: int = 6) -> int:
    """How many digits a number has after its point: 2 of 1.25; never more than `most`."""
    return len(f"{value:.{most}f}".rstrip("0").partition(".")[2])


def percent(value: float, decimals: int = 1) -> str:
    """`12.4%`."""
    return number(value, decimals) + "%"


def points(value: float, decimals: int = 1) -> str:
    """`1.2 percentage points`; singular only for exactly one."""
    one = abs(rounded(value, decimals)) == 1
    return f"{number(value, decimals)} percentage point{'' if one else 's'}"


def duration(seconds: float, precision: str = "seconds") -> str:
    """`12 s`, `1 min 19 s`, `1 h 33 min`; `precision` minutes drops the seconds."""
    if precision == "minutes":
        total = int(rounded(abs(seconds) / 60))
        hours, minutes = divmod(total, 60)
        parts = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes or not hours)
    else:
        total = int(rounded(abs(seconds)))
        minutes, left = divmod(total, 60)
        hours, minutes = divmod(minutes, 60) if total >= 2 * 3600 else (0, minutes)  # 63 min 39 s reads better than 1 h 3 min
        parts = (
            [f"{hours} h"] * bool(hours)
            + [f"{minutes} min"] * bool(minutes or (hours and left))
            + [f"{left} s"] * bool(left or not (hours or minutes))
        )
    sign = MINUS if seconds < 0 and total else ""
    return sign + " ".join(parts).replace(" ", NBSP)


def ordinal(value: float) -> str:
    """`39th`."""
    whole = int(rounded(value))
    ending = "th" if 10 <= whole % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(whole % 10, "th")
    return f"{whole:,}{ending}"


def places(value: float) -> str:
    """`3 places`; singular only for exactly one."""
    return f"{number(value)} place{'' if abs(rounded(value)) == 1 else 's'}"


def money(value: float, decimals: int = 0) -> str:
    """`£73,000`."""
    return (MINUS if rounded(value, decimals) < 0 else "") + "£" + number(abs(value), decimals)


def is_money(unit: str) -> bool:
    """Whether a unit is of pounds or of millions of them."""
    return unit.startswith("GBP")


def printed(value: float, unit: str, decimals: int = 0, precision: str = "seconds") -> str:
    """A value in its unit: a percentage, a duration, a rank, money, or a plain number."""
    match unit:
        case "%":
            return percent(value, decimals)
        case "percentage points":
            return points(value, decimals)
        case "seconds":
            return duration(value, precision)
        case "rank":
            return ordinal(value)
        case "places":
            return places(value)
        case "GBP":
            return money(value, decimals)
        case "GBP million":
            return money(value, decimals) + NBSP + "million"
    return number(value, decimals) + (NBSP + "million" if unit.startswith("million") else "")


def signed(text: str) -> str:
    """A plus sign before a printed number that has no minus and is not nought."""
    blank = not any(c in "123456789" for c in text)
    return text if text.startswith((MINUS, "[")) or blank else "+" + text


_UNDER_TWENTY = (
    "nought",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_WORDS = {word: n for n, word in enumerate(_UNDER_TWENTY)} | {"zero": 0, "half": 0.5, "twenty": 20}
_SPOKEN = re.compile(
    rf"(?P<sign>[-+{MINUS}]?)(?P<digits>\d[\d,]*(?:\.\d+)?)(?: ?(?P<scale>thousand|million|billion)\b)?"
    rf"|\b(?P<word>{'|'.join(_WORDS)})\b",
    re.IGNORECASE,
)
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}


def spoken(text: str) -> list[float]:
    """The numbers that a short printed text says: `£998,000`, `50+`, `seven days`, `half an hour`, `1.2 million`."""
    found = []
    for m in _SPOKEN.finditer(text):
        if m["word"]:
            found.append(float(_WORDS[m["word"].lower()]))
        else:
            size = float(m["digits"].replace(",", "")) * _SCALES.get((m["scale"] or "").lower(), 1)
            found.append(-size if m["sign"] in ("-", MINUS) else size)
    return found


def part_id(value: str) -> str:
    """A breakdown value as a part of ids and anchors: `Kensington & Chelsea` as `kensington-chelsea`, a plain id as it is.

    Accents are taken off; `` where no letter or digit is left.
    """
    if re.fullmatch(r"[a-z0-9_-]+", value):
        return value
    bare = "".join(c for c in unicodedata.normalize("NFKD", value.lower()) if not unicodedata.combining(c))
    return re.sub("[^a-z0-9]+", "-", bare.replace("'", "").replace("\u2019", "")).strip("-")


@cache
def slug(text: str) -> str:
    """A name that is safe in addresses and anchors."""
    return "".join(c if c.isalnum() or c == "-" else "-" for c in text.lower()).strip("-")

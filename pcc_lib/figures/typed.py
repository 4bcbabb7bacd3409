"""A number as somebody typed it: what it is a number of, and how exactly it is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pcc_lib.core.numerals import MINUS

NEAR = 0.03  # of a figure: what lies farther from it is another number
SIGNS = f"-+{MINUS}"
_SCALES = {"thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9}
_TIMES = {"h": 3600.0, "m": 60.0, "s": 1.0}
_SPACES = " \u00a0\u2009\u202f"  # that stand between thousands
_PART = r"[0-9]+(?:\.[0-9]+)?"
_DURATIONS = (
    re.compile(r"(?:(?P<h>[0-9]{1,2}):)?(?P<m>[0-9]{1,3}):(?P<s>[0-5][0-9])(?![0-9:])"),  # 5:12
    re.compile(r"(?P<h>[0-9]+)h\s?(?P<m>[0-9]+)(?:m(?:in)?)?(?:\s?(?P<s>[0-9]+)s)?\b", re.IGNORECASE),  # 1h33m
    re.compile(r"(?P<m>[0-9]+)m(?:in)?\s?(?P<s>[0-9]+)s\b", re.IGNORECASE),  # 5m12s
    re.compile(
        rf"(?:(?P<h>{_PART})\s*(?:h|hrs?|hours?)\b)?(?:\s*(?:and\s+)?(?P<m>{_PART})\s*(?:min|mins|minutes?)\b)?"
        rf"(?:\s*(?:and\s+)?(?P<s>{_PART})\s*(?:s|secs?|seconds?)\b)?",
        re.IGNORECASE,
    ),
)
_SHARE = re.compile(
    r"(?P<some>[0-9]{1,3})\s+(?:in|out\s+of)\s+(?:every\s+)?(?P<all>1,000|10,000|100,000|[0-9]{1,3})(?![0-9]|[,.:][0-9])",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    rf"(?P<sign>[{SIGNS}]?)\s*(?P<pound>£)?\s*"
    rf"(?P<digits>(?<![0-9.,])[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+(?![0-9])|[0-9]+,[0-9]{{1,2}}(?![0-9,])|[0-9][0-9,]*)"
    r"(?P<decimals>\.[0-9]+)?(?:\s*(?P<scale>thousand|million|billion|bn|k|m)\b)?"
    r"(?:\s*(?P<unit>%|per\s?cent\b|pc\b|(?:percentage\s)?points?\b|ppt?s?\b|(?<=[0-9])p\b|st\b|nd\b|rd\b|th\b))?",
    re.IGNORECASE,
)
_BEGINNING = re.compile(rf"(?:(?<![\w.])[{SIGNS}])?£?\s*[0-9]")


@dataclass(frozen=True)
class Typed:
    """A number as it is written: its text, its size without a sign, the least that it can tell apart, what it is a number of
    (`%`, `points`, `£`, `seconds`, `rank`, `share` of a whole in per cent, or nothing where it says nothing), and its sign where
    it has one: `+` or `−`."""

    text: str
    size: float
    step: float
    of: str = ""
    sign: str = ""

    @property
    def digits(self) -> int:
        """How many digits it says something by: 3,214 has four, 0.5 has one, 12,000 has two."""
        written = re.sub(r"[^0-9.]", "", self.text)
        whole = written if "." in written else written.rstrip("0")
        return len(whole.replace(".", "").lstrip("0") or "0")

    def is_of(self, other: Typed) -> bool:
        """Whether both can be the same kind of number; a bare one of three digits or more may lack its sign."""
        if self.sign and {self.sign, other.sign or "+"} == {"+", MINUS}:
            return False
        if self.of == "share":
            return other.of == "%" and not other.sign
        if "seconds" in (self.of, other.of):
            return self.of == other.of
        lacks_sign = not self.of and (other.of == "£" or self.digits > 2)
        return self.of == other.of or lacks_sign or {self.of, other.of} == {"%", "points"}

    def says(self, other: Typed) -> bool:
        """Whether it is the same number as printed."""
        return self.is_of(other) and abs(self.size - other.size) < min(self.step, other.step) / 2

    def nearly(self, other: Typed) -> bool:
        """Whether it is so near to it that one of the two is wrong, or rounded, or goes the other way; without its unit it is
        near to none with one."""
        reach = max(NEAR * other.size, self.step / 2)
        alike = replace(self, sign="").is_of(other) and bool(self.of or not other.of)
        return alike and abs(self.size - other.size) <= reach

    def readings(self) -> Iterator[Typed]:
        """The number, and what else the same signs say elsewhere: 0.177 is 17.7%, and 12.345 is 12,345 where a point stands
        between thousands."""
        yield self
        if self.of:
            return
        bare = self.text.lstrip(f"{SIGNS} ")
        if re.fullmatch(r"0?\.[0-9]{2,}", bare):
            yield replace(self, size=100 * self.size, step=100 * self.step, of="%")
        if re.fullmatch(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})", bare):
            yield replace(self, size=1000 * self.size, step=1.0)


def typed_in(text: str) -> Typed | None:
    """The first number of a text, with its sign and unit; None where there is none."""
    found = _BEGINNING.search(text)
    return typed_at(text, found.start()) if found else None


def typed_at(text: str, at: int) -> Typed | None:
    """The number that begins at this place of a text, with its unit; None where none does."""
    for pattern in _DURATIONS:
        time = pattern.match(text, at)
        if time and time[0].strip():
            return _duration(time)
    share = _SHARE.match(text, at)
    if share and (found := _share(share)):
        return found
    number = _NUMBER.match(text, at)
    return _typed(number) if number else None


def _duration(m: re.Match[str]) -> Typed:
    given = {unit: number for unit, number in m.groupdict().items() if number}
    least = min(_TIMES[unit] * _step(number) for unit, number in given.items())
    return Typed(m[0].strip(), sum(_TIMES[unit] * float(number) for unit, number in given.items()), least, "seconds")


def _share(m: re.Match[str]) -> Typed | None:
    """`1 in 5` in per cent, as exactly as such words tell it; None where it is no part of a whole."""
    some, whole = int(m["some"]), int(m["all"].replace(",", ""))
    if not 0 < some < whole:
        return None
    return Typed(m[0], 100 * some / whole, 100 * some * (1 / (whole - 0.5) - 1 / (whole + 0.5)), "share")


def _typed(m: re.Match[str]) -> Typed:
    digits, decimals = re.sub(f"[{_SPACES}]", "", m["digits"]), m["decimals"] or ""
    if re.fullmatch(r"[0-9]+,[0-9]{1,2}", digits) and not decimals:
        digits = digits.replace(",", ".")  # a comma before the decimals, as on the Continent
    written = digits.replace(",", "") + decimals
    unit = re.sub(r"\s", "", (m["unit"] or "").lower())
    scale = 0.01 if unit == "p" else _SCALES.get((m["scale"] or "").lower(), 1.0)
    of = "£" if m["pound"] or unit == "p" else _kind_of(unit)
    return Typed(m[0].strip().rstrip(","), float(written) * scale, scale * _step(written), of, m["sign"].replace("-", MINUS))


def _kind_of(unit: str) -> str:
    if unit in ("%", "percent", "pc"):
        return "%"
    if "point" in unit or unit.startswith("pp"):
        return "points"
    return "rank" if unit else ""


def _step(written: str) -> float:
    """The least that a number in digits can tell apart: 0.1 of 17.7."""
    return 10.0 ** -len(written.partition(".")[2])

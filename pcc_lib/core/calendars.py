"""Calendars: how a source writes its periods, and how many months lie between one value and the next.

Inside the library a quarter is its last month (`2023-Q3` is `2023-09`), so that months, quarters and the dates of breaks and
events stand in one order. A year stays a year, and a financial year that could be read as a month (`2005-06`) is told with a
stroke (`2005/06`). What a source cites is written as its file writes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pcc_lib.core.periods import NOUNS, Span
from pcc_lib.core.quarters import MONTHS, Quarter, months_between, period_label, quarter_end, shift, year_of

STEPS = {"": 1, "quarter": 3, "half-year": 6, "year": 12}  # months between values, by what a descriptor calls their frequency
_ADVERBS = {1: "monthly", 3: "quarterly", 6: "half-yearly", 12: "yearly"}
# of each kind of period, the forms that a file may have: an example, and how an inner period is written
_Write = Callable[[str], str]
FORMS: Mapping[str, Mapping[str, _Write]] = {
    "month": {"2023-10": str},
    "quarter": {
        "2023-Q3": lambda month: f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}",
        "2023-24-Q2": lambda month: str(Quarter.of(month)),
    },
    "year": {
        "2023": str,
        "2022-23": lambda year: year.replace("/", "-"),
        "2022/23": lambda year: year.replace("-", "/"),
    },
}
_WRITTEN = {
    "2023-10": r"20\d{2}-\d{2}",
    "2023-Q3": r"20\d{2}-Q[1-4]",
    "2023-24-Q2": r"20\d{2}-\d{2}-Q[1-4]",
    "2023": r"(?:19|20)\d{2}",
    "2022-23": r"(?:19|20)\d{2}-\d{2}",
    "2022/23": r"(?:19|20)\d{2}/\d{2}",
}


def form_of(text: str, kind: str) -> str:
    """The form of a period of this kind, by its example (`2022-23`); nothing where it is none."""
    written = next((form for form in FORMS[kind] if re.fullmatch(_WRITTEN[form], text)), "")
    return written if written and read_period(text, kind) else ""


def read_period(text: str, kind: str) -> str:
    """A period as the library has it, from any form of its kind or from the inner one; nothing where it is no such period."""
    if kind == "year":
        return year_of(text)
    month = quarter_end(text) if kind == "quarter" else ""
    return month or (text if re.fullmatch(r"(?:19|20)\d{2}-(?:0[1-9]|1[0-2])", text) else "")


def examples(kind: str) -> str:
    """`2023-Q3 or 2023-24-Q2`: how a period of this kind is written."""
    return " or ".join(FORMS[kind])


@dataclass(frozen=True)
class Calendar:
    """The periods of one source.

    kind: `month`, `quarter` or `year`, which is also the name of the column. form: the example of how its file writes them.
    step: the months from one value to the next (1 where years are written as years). anchor: any period that has a value, where
    step is more than 1; values stand in the last month of what they cover.
    """

    kind: str = "month"
    form: str = ""
    step: int = 1
    anchor: str = ""

    @property
    def monthly(self) -> bool:
        """Whether there is a value for every month."""
        return self.kind != "year" and self.step == 1

    @property
    def adverb(self) -> str:
        """`monthly`, `quarterly`, `half-yearly`, `yearly`."""
        return "yearly" if self.kind == "year" else _ADVERBS[self.step]

    @property
    def noun(self) -> str:
        """What a value covers: `month`, `quarter`, `half-year`, `year`."""
        return self.kind if self.kind == "year" else NOUNS[self.step]

    @property
    def example(self) -> str:
        """How its file writes a period."""
        return self.form or examples(self.kind)

    def written(self, period: str) -> str:
        """A period as the file writes it."""
        return FORMS[self.kind][self.form](period) if self.form else period

    def cited(self, span: Span) -> Span:
        """The periods of a span as the file writes them, to be cited."""
        return Span(self.written(span.first), self.written(span.last))

    def read(self, text: str) -> str:
        """A period as the library has it; nothing where the text is no period of this calendar."""
        return read_period(text, self.kind)

    def read_span(self, cited: str) -> Span | None:
        """The span that a citation names; None where it is not written as `cited` writes one."""
        ends = Span.parse(cited)
        first, last = self.read(ends.first), self.read(ends.last)
        if not first or not last or first > last:
            return None
        span = Span(shift(first, 1 - self.step) if self.kind == "quarter" else first, last)
        return span if str(self.cited(span)) == cited else None

    def meets(self, period: str) -> bool:
        """Whether values may stand in a period: every third month in a source of quarters."""
        if self.step == 1 or not self.anchor:
            return True
        return len(period) == len(self.anchor) and months_between(self.anchor, period) % self.step == 0

    def covers(self, period: str) -> Span:
        """The months, or the year, that the value of a period is of."""
        return Span(shift(period, 1 - self.step), period, self.step)

    def begins(self, month: str) -> bool:
        """Whether a quarter (half-year, year) of it begins with a month."""
        return self.meets(shift(month, -1))

    def between(self, first: str, last: str) -> tuple[str, ...]:
        """The periods that have a value, from one to another."""
        return Span(first, last).periods[:: self.step]

    def of(self, span: Span) -> tuple[str, ...]:
        """The periods whose values make up a span; all its months where it holds no whole number of them, which have no value."""
        periods = span.periods
        whole = self.step > 1 and len(periods) % self.step == 0 and self.meets(span.last)
        return periods[self.step - 1 :: self.step] if whole else periods

    def runs(self, periods: Iterable[str]) -> list[Span]:
        """Periods that have a value as unbroken runs, in order, so that a gap is seen."""
        found: list[Span] = []
        for period in sorted(periods):
            joined = bool(found) and shift(found[-1].last, self.step) == period
            found[-1:] = [found[-1].to(period)] if joined else [*found[-1:], Span.of(period)]
        return found

    def ranges(self, runs: Iterable[Span]) -> str:
        """Runs as the file writes their periods: `2024-01, 2024-03 to 2024-06`."""
        ends = ((self.written(run.first), self.written(run.last)) for run in runs)
        return ", ".join(first if first == last else f"{first} to {last}" for first, last in ends)

    def label(self, first: str, last: str = "") -> str:
        """The periods from one to another for readers: `October to December 2023`, `January 2019 to December 2023`, `2022`."""
        begins, ends = shift(first, 1 - self.step), last or first
        if self.step == 1 or first != ends or begins[:4] != ends[:4]:
            return period_label(ends) if begins == ends else self._long_label(begins, ends, first)
        return ends[:4] if self.step == 12 else f"{MONTHS[int(begins[5:])]} to {period_label(ends)}"

    def _long_label(self, begins: str, ends: str, first: str) -> str:
        if self.step == 12 and first == ends:
            return f"year ending {period_label(ends)}"
        return f"{period_label(begins)} to {period_label(ends)}"

    def drawn(self, period: str) -> str:
        """A period as a chart places it: by its months, `2023-07..2023-09`, where it has several."""
        return str(self.covers(period)) if self.step > 1 else period

    def taken_along(self, period: str) -> str:
        """A period as a download tells it: as the file writes it, unless it would be read as a month (`2023-07 to 2023-12`)."""
        return str(self.covers(period)).replace("..", " to ") if self.kind == "month" and self.step > 1 else self.written(period)

    @property
    def ends(self) -> str:
        """`March, June, September and December`: the months that values stand in."""
        first = int(self.anchor[5:]) if self.anchor else self.step
        names = [MONTHS[m] for m in range(1, 13) if (m - first) % self.step == 0]
        return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


MONTHLY = Calendar(form="2023-10")

"""The registry of calculations: how the values of a measure are worked out, and all that follows from it.

A new calculation is one entry here, with its arithmetic as a function of `statistics.calculate`. Models, series, workings, tests,
comparisons, definitions and `docs/choices.md` read this table; nothing else asks which calculation a measure has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

PER_RESIDENTS = "…per 1,000 residents"
COLUMNS = ("numerator", "denominator")  # roles that are columns of the measure's own source
SUPPLIED = (*COLUMNS, "population")
TESTED = {"counts": "count", "shares": "percentage"}  # each test, with the function whose values it tests
_OF_A_SOURCE = ("rows", "breakdown", "whole", "target", "baseline", "breaks")


@dataclass(frozen=True)
class Calculation:
    """One way to work out values.

    - noun: for readers, with its article; words: how it is worked out, with {top} and {bottom} for the columns' titles.
    - roles: what its function takes, in order: `numerator`, `denominator`, `population` are sums of source cells over the window
      (of one column or several; residents: of the latest year known); `of` are two other measures. A role is a place in the
      function, whatever the function makes of it: the two addends of a sum are its `numerator` and its `denominator`.
    - function: of `statistics.calculate`; by_month: the same over vectors (blank: the cells themselves); by_part: the same over
      the parts of a breakdown (blank: as by_month).
    - multiplied: the function of a factor and the same cells, which is the factor times `function`, where a file may say
      `multiply_by` (blank: it may not).
    - unit: the only one that it is told in (after …: how it ends); blank where any noun fits.
    - change: how a change is told: in `percent`, `points` or `number`.
    - counts: the roles in which things are counted, so that no cell may lie below nought.
    - judged: whether months are set against their usual range; unfit: why not.
    - test: what tests twelve months with the twelve before: `counts`, `shares` or none; each tests the values of one function
      (TESTED). Shares are of a whole: rows with more of the numerator than of the denominator are faults.
    - peers: units in one, where parts can be compared as peers (1000, 100), with what a part's size is called.

    An entry that does not fit together raises a ValueError.
    """

    name: str
    noun: str
    words: str
    roles: tuple[str, ...]
    function: str
    by_month: str = ""
    by_part: str = ""
    multiplied: str = ""
    unit: str = ""
    example: str = ""
    change: str = "number"
    decimals: int = 0
    adds_up: bool = False
    ready_made: bool = False
    counts: tuple[str, ...] = ()
    protected: bool = False
    judged: bool = False
    unfit: str = ""
    test: str = ""
    peers: float = 0
    size: str = ""

    def __post_init__(self) -> None:
        if wrong := next(self._problems(), ""):
            raise ValueError(f"the calculation '{self.name}': {wrong}")

    def _problems(self) -> Iterator[str]:
        if self.test and TESTED.get(self.test) != self.function:
            tests = " or ".join(f"'{test}' (of {of})" for test, of in TESTED.items())
            yield f"no test '{self.test}' of {self.function}: there are {tests}; without one no change is tested"
        if self.judged and len(self.columns) > 1 and not self.by_month:
            yield "its months are judged, so 'by_month' must say which function gives them from its columns"
        if self.peers and not self.over_parts:
            yield "its parts are compared as peers, so 'by_part' must say which function gives their values"
        if not (self.judged or self.unfit):
            yield "'unfit' must say why its months are not judged"

    @property
    def needs(self) -> tuple[str, ...]:
        """The keys that a measure's file must give."""
        return self.roles

    @property
    def useless(self) -> tuple[str, ...]:
        """The keys of a measure's file that would change nothing, and so may not stand in it."""
        takes = {"multiply_by": bool(self.multiplied), "per_day": self.adds_up, "rebase": self.judged}
        takes |= dict.fromkeys(_OF_A_SOURCE, "of" not in self.roles)
        takes |= {"minus": "numerator" in self.roles and not self.ready_made, "denominator_minus": "denominator" in self.roles}
        return (*(key for key, said in takes.items() if not said), *(role for role in SUPPLIED if role not in self.roles))

    @property
    def columns(self) -> tuple[str, ...]:
        """Its roles that are columns of the measure's own source."""
        return tuple(role for role in self.roles if role in COLUMNS)

    @property
    def of_residents(self) -> bool:
        """Whether it tells a count for so many residents: the count itself stands in its numerator."""
        return "population" in self.roles

    @property
    def is_part(self) -> bool:
        """Whether its numerator is part of its denominator, as its test takes for granted."""
        return self.test == "shares"

    @property
    def over_parts(self) -> str:
        """The function over the parts of a breakdown."""
        return self.by_part or self.by_month

    def formula(self, factor: float = 1) -> str:
        """How a value is worked out, with `#` for the cells of each role: `percentage(#, #)`, `times(0.5, #)`."""
        blocks = ", ".join("#" for _ in self.roles)
        return f"{self.function}({blocks})" if factor == 1 else f"{self.multiplied}({factor:.15g}, {blocks})"

    def fits(self, unit: str) -> bool:
        """Whether values can be told in a unit."""
        ends = self.unit.removeprefix("…")
        return unit == self.unit or (unit.endswith(ends) and ends != self.unit) or not self.unit


CALCULATIONS: Mapping[str, Calculation] = {
    each.name: each
    for each in (
        Calculation(
            name="count",
            noun="a count",
            words="{top}, counted{times}",
            roles=("numerator",),
            function="count",
            multiplied="times",
            change="percent",
            adds_up=True,
            counts=("numerator",),
            protected=True,
            judged=True,
            test="counts",
        ),
        Calculation(
            name="percentage",
            noun="a percentage",
            words="{top} as a percentage of {bottom}",
            roles=("numerator", "denominator"),
            function="percentage",
            by_month="percentages",
            unit="%",
            change="points",
            decimals=1,
            counts=("numerator", "denominator"),
            protected=True,
            judged=True,
            test="shares",
            peers=100,
            size="Cases",
        ),
        Calculation(
            name="ratio",
            noun="a ratio in per cent",
            words="{top} for every 100 {bottom}, of which they need not be part",
            roles=("numerator", "denominator"),
            function="percentage",
            by_month="percentages",
            unit="%",
            change="points",
            decimals=1,
            counts=("numerator", "denominator"),
            judged=True,
        ),
        Calculation(
            name="mean",
            noun="an average",
            words="{top} divided by {bottom}",
            roles=("numerator", "denominator"),
            function="mean",
            by_month="means",
            counts=("denominator",),
            judged=True,
        ),
        Calculation(
            name="rate_per_1000",
            noun="a rate for 1,000 residents",
            words="{top} for every 1,000 residents",
            roles=("numerator", "population"),
            function="rate_per_1000",
            by_part="rates",
            unit=PER_RESIDENTS,
            example="crimes per 1,000 residents",
            change="percent",
            counts=("numerator",),
            protected=True,
            unfit="a rate over twelve months moves too smoothly to be judged month by month",
            peers=1000,
            size="Residents",
        ),
        Calculation(
            name="published",
            noun="a published value",
            words="{top}, as published by the producer",
            roles=("numerator",),
            function="published",
            change="percent",
            ready_made=True,
            unfit="its values come ready-made from their producer",
        ),
        Calculation(
            name="correlation",
            noun="a correlation",
            words="Pearson's correlation coefficient of {of}, month by month",
            roles=("of",),
            function="correlation",
            unit="r",
            unfit="a rate over twelve months moves too smoothly to be judged month by month",
        ),
    )
}

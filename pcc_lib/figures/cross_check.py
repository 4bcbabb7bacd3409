"""The cross-check: every measure that names a public counterpart held against it, period by period, with a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pcc_lib.core.numerals import rounded
from pcc_lib.figures.counterparts import DECIMALS, READ, Beside
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.figures import Figures
from pcc_lib.inputs.measures import measure_ids
from pcc_lib.inputs.models.counterparts import Counterpart

AGREES, EXPLAINED, UNEXPLAINED, APART = "agrees", "explained", "unexplained", "apart"
# every verdict, what most needs looking at first: its words, and what it means
VERDICTS = {
    UNEXPLAINED: ("Differs, unexplained", "Ours lies outside of what is allowed. It is asked about, and the answer is printed."),
    APART: ("Cannot be compared", "One of the two is not known whole, or they must not be compared."),
    EXPLAINED: ("Differs as its definition explains", "Ours lies in the range that the stated differences let expect."),
    AGREES: ("Agrees", "Ours lies within the tolerance of the public value."),
}
MISSING = "In no period are both sides known [x]."


@dataclass(frozen=True)
class Held:
    """One period: ours, the public value, ours in per cent of it, and the verdict."""

    period: str
    ours: Figure
    public: Figure
    ratio: Figure
    verdict: str


@dataclass(frozen=True, eq=False)
class CrossCheck:
    """A measure held against its counterpart, over the newest periods that both know, oldest first."""

    beside: Beside
    rows: Sequence[Held]

    @cached_property
    def unexplained(self) -> Sequence[Held]:
        """The periods whose difference nothing explains."""
        return [row for row in self.rows if row.verdict == UNEXPLAINED]

    @property
    def newest(self) -> Held | None:
        """The newest period of which both are known; None where there is none."""
        return next((row for row in reversed(self.rows) if row.verdict != APART), None)

    @property
    def verdict(self) -> str:
        """The verdict on the measure: unexplained where any period is, else that of the newest that can be compared."""
        return UNEXPLAINED if self.unexplained else self.newest.verdict if self.newest else APART

    @property
    def why_apart(self) -> str:
        """Why nothing can be compared, in a sentence."""
        return self.beside.apart or MISSING


def cross_checks(figures: Figures) -> list[CrossCheck]:
    """Every measure that names a counterpart, held against it, in the order of the verdicts. A ReportError where a definition or
    a source is wrong."""
    found = [held for id in measure_ids(figures.project) if (held := cross_check(figures, id))]
    return sorted(found, key=lambda held: list(VERDICTS).index(held.verdict))


def cross_check(figures: Figures, id: str) -> CrossCheck | None:
    """A measure held against its counterpart; None where it names none."""
    beside = figures.beside_public(id)
    return figures.once(("cross-check", id), lambda: _checked(beside, figures)) if beside else None


def _checked(beside: Beside, figures: Figures) -> CrossCheck:
    rows = []
    for period in () if beside.apart else beside.spans:
        ours, public, ratio = (figures.of(beside.measure.id, each, "", period) for each in READ)
        rows.append(Held(period, ours, public, ratio, verdict_of(beside.said, ours, public, ratio)))
    return CrossCheck(beside, rows)


def verdict_of(said: Counterpart, ours: Figure, public: Figure, ratio: Figure) -> str:
    """The verdict on ours in per cent of the public value, as it is printed; to a public value of nought nothing is near but
    nought.

    Where a range is expected, ours must lie in it: that it is nearer to the public value than the differences let expect is as
    strange as that it is farther.
    """
    if ours.known and public.value == 0:
        return AGREES if ours.value == 0 else UNEXPLAINED
    if ratio.value is None:
        return APART
    value, (lower, upper) = rounded(ratio.value, DECIMALS), said.allowed
    near = lower <= value <= upper
    if said.expected is None:
        return AGREES if near else UNEXPLAINED
    within = said.expected.lower <= value <= said.expected.upper
    return UNEXPLAINED if not within else AGREES if near else EXPLAINED

"""What is kept of what was read: the forces and years that are asked for, and one number where two files hold the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pcc_lib.core.errors import DataError, Fault, counted, raise_if, suggest
from pcc_lib.core.periods import Span
from pcc_lib.importers.faults import shown
from pcc_lib.importers.forces import force_of, forces
from pcc_lib.importers.given import GivenFile
from pcc_lib.importers.seam import Asked, Key, Number, Option, Values

FORCE = Option("force", "Keep only this force; any spelling. Repeat it.", many=True)
PREFER = Option("prefer", "Which file counts where two hold other numbers.", choices=("newest", "first"))
YEARS = Option("years", "Keep only these years.", "FIRST..LAST", form=r"(?:19|20)\d{2}\.\.(?:19|20)\d{2}", like="2020..2024")


@dataclass(frozen=True)
class ReadTable:
    """What was read of one file: numbers by period and part. said: what is told of it, in sentences."""

    file: GivenFile
    rows: Values
    said: tuple[str, ...] = ()

    @property
    def last(self) -> str:
        """Its newest period."""
        return max((period for period, _ in self.rows), default="")


@dataclass
class Joined:
    """What several files hold together. origin: the file that each row is of."""

    rows: dict[Key, dict[str, Number]] = field(default_factory=dict)
    origin: dict[Key, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def said_of(self, key: Key) -> str:
        """The file that a row is of."""
        return self.origin.get(key, "the files")


def joined(tables: Sequence[ReadTable], prefer: str) -> Joined:
    """All files together, their numbers as one. A DataError tells each two files that hold other numbers of the same, where
    `prefer` (`newest`, the file that reaches further; `first`, in the order of `tables`) does not decide."""
    found, faults = Joined(), list[Fault]()
    ranked = sorted(tables, key=lambda table: table.last, reverse=True) if prefer == "newest" else list(tables)
    for i, table in enumerate(ranked):
        for before in ranked[:i]:
            _compare(before, table, prefer, (found, faults))
        for key, cells in table.rows.items():
            held = found.rows.setdefault(key, {})
            found.origin.setdefault(key, table.file.said)
            held.update({name: number for name, number in cells.items() if held.get(name) is None})
    raise_if(DataError, faults)
    return found


def _compare(one: ReadTable, two: ReadTable, prefer: str, into: tuple[Joined, list[Fault]]) -> None:
    """Tell what two files both hold: that it is the same, or what differs."""
    found, faults = into
    same = sorted(one.rows.keys() & two.rows.keys())
    if not same:
        return
    other = [(key, name) for key in same for name in _differing(one.rows[key], two.rows[key])]
    if not other:
        found.warnings.append(f"{one.file.said} and {two.file.said} both hold {_span(same)}, with the same numbers.")
    elif prefer and not (prefer == "newest" and one.last == two.last):
        found.warnings.append(
            f"{counted(len(other), 'number')} of {_span(same)} taken from {one.file.said}, not {two.file.said}."
        )
    else:
        faults.append(_undecided(one, two, other, prefer))


def _undecided(one: ReadTable, two: ReadTable, other: Sequence[tuple[Key, str]], prefer: str) -> Fault:
    (period, part), name = other[0]
    first, second = one.rows[period, part][name], two.rows[period, part][name]
    what = f"{name} of {part}, {period} is {first:,} here and {second:,} in {two.file.said}"
    more = f"; {len(other) - 1:,} more numbers differ likewise" if len(other) > 1 else ""
    if prefer == "newest":
        return one.file.fault("", f"{what}{more}. Both reach to {one.last}.", "Give one of them, or say --prefer first.")
    return one.file.fault("", f"{what}{more}.", "Give only one of them, or say --prefer newest or --prefer first.")


def _differing(one: Mapping[str, Number], two: Mapping[str, Number]) -> Iterator[str]:
    for name, number in one.items():
        other = two.get(name)
        if number is not None and other is not None and number != other:
            yield name


def _span(keys: Sequence[Key]) -> str:
    periods = sorted({period for period, _ in keys})
    return periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"


# ── what is asked for ─────────────────────────────────────────────────────────────────────────────────────────────────
def forces_asked(asked: Asked, there: Iterable[str]) -> set[str]:
    """Ids of the forces that are asked for; all where none is. A DataError names each that is not there."""
    there = set(there)
    wanted = {name: force.id if (force := force_of(name)) else name for name in asked.all("force")}
    raise_if(
        DataError,
        (
            Fault("--force", shown(name), "no row is of this force.", suggest(name, [named(each) for each in there]))
            for name, id in wanted.items()
            if id not in there
        ),
    )
    return set(wanted.values()) or there


def rows_asked(found: Joined, asked: Asked) -> Values:
    """The rows of the forces and years that are asked for; a year is that in which its period begins. A DataError names what is
    not there."""
    wanted = forces_asked(asked, {part for _, part in found.rows})
    first, last = years_asked(asked)
    kept = {
        key: cells for key, cells in sorted(found.rows.items()) if key[1] in wanted and (not first or first <= key[0][:4] <= last)
    }
    if not kept:
        raise DataError([no_years(asked, [period for period, _ in found.rows])])
    return kept


def no_years(asked: Asked, there: Iterable[str]) -> Fault:
    """That no row is of the years that are asked for. there: the periods that there are."""
    periods = sorted(set(there))
    span = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
    return Fault("--years", asked.one("years"), f"no row is of these years; there is {span}.", "Name years that are there.")


def named(part: str) -> str:
    """The name of a force by its id; the id where the list has none."""
    return forces()[part].name if part in forces() else part


def names_of(rows: Values) -> dict[str, str]:
    """The name of each force that has a row, by id."""
    return {part: named(part) for part in sorted({part for _, part in rows})}


def years_asked(asked: Asked) -> tuple[str, str]:
    """The first and last year that are kept; blank where all are. A DataError where they are the wrong way round."""
    if not (said := asked.one("years")):
        return "", ""
    years = Span.parse(said)
    if years.first > years.last:
        raise DataError([Fault("--years", said, "the first year is after the last.", f"Say {years.last}..{years.first}.")])
    return years.first, years.last

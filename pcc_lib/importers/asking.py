"""What is doubtful in imported counts: parts of a period that hold next to nothing, much less than around them, or what another
period holds already. They are asked about, and not taken until a person says that they are right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import median

from pcc_lib.core.calendars import read_period
from pcc_lib.core.errors import Fault
from pcc_lib.importers.seam import Doubtful, Key, Made, Number, Values

NEAR_EMPTY = 0.1  # of what is usual: a file that was cut short, or a month that had only begun
PARTIAL, LOWEST = 0.6, 0.7  # of what is usual, and of the lowest beside it: months of a lull have others like them beside them
AROUND, BESIDE = 12, 3  # months on either side; of years three
FEWEST = 3  # other periods that tell what is usual
ENOUGH = 50  # counts below this may be alike by chance
GONE, USUAL = 0, 20  # a kind that never fell below USUAL is not GONE by itself

ALONE = "and nothing around it tells whether that is all."
_SURE = "If it is right all the same, say --sure {}; to leave it as a gap, --without {}."


@dataclass(frozen=True)
class Expected:
    """What an importer expects of its counts: `least`, below which a part of a period is near-empty where nothing else tells; the
    file that each key was read from."""

    least: int
    origin: Callable[[Key], str]


def doubts(made: Made, expected: Expected) -> Iterator[Doubtful]:
    """Every doubt of a source: near-empty and partial parts of a period, kinds that have gone, and repeated periods."""
    by_part: dict[str, dict[str, int]] = {}
    for (period, part), cells in made.rows.items():
        if part != made.remainder and (number := cells.get(made.control)) is not None:
            by_part.setdefault(part, {})[period] = int(number)
    for part, counts in by_part.items():
        few = dict(_few(made, counts, expected.least))
        yield from (_doubt(made, expected, (period, part), found) for period, found in few.items())
        yield from (
            _doubt(made, expected, (period, part), found) for period, found in _gone(made, part, counts) if period not in few
        )
        yield from (_doubt(made, expected, key, found) for key, found in _repeated(made, part, counts))


def _doubt(made: Made, expected: Expected, key: Key, found: str) -> Doubtful:
    told = Fault(expected.origin(key), f"{made.parts.get(key[1], key[1])}, {key[0]}", found, _SURE.format(made.name, key[0]))
    return Doubtful(made.name, key, made.control, told)


def _few(made: Made, counts: Mapping[str, int], least: int) -> Iterator[tuple[str, str]]:
    """Periods that hold far less than those around them, or less than any can where there are none."""
    unit = made.columns[made.control].unit
    month_of = {period: _month(period, made.period) for period in counts}
    for period, number in counts.items():
        here = month_of[period]
        away = {other: abs(here - there) for other, there in month_of.items() if other != period}
        near = [counts[other] for other, months in away.items() if months <= AROUND]
        beside = [counts[other] for other, months in away.items() if months <= BESIDE] or near
        usual = median(near) if len(near) >= FEWEST else 0
        if usual >= ENOUGH and number < NEAR_EMPTY * usual:
            yield period, f"holds {number:,} {unit}, and the periods around it {usual:,.0f}: next to nothing."
        elif usual >= ENOUGH and made.period != "year" and number < min(PARTIAL * usual, LOWEST * min(beside)):
            yield period, f"holds {number:,} {unit}, and the periods around it {usual:,.0f}: it may be a part of one."
        elif not usual and number < least:
            yield period, f"holds {number:,} {unit}, {ALONE}"


@lru_cache(maxsize=1 << 12)
def _month(period: str, kind: str) -> int:
    """A period as a number of months; of years so that three on either side are around one."""
    read = read_period(period, kind)
    return AROUND // FEWEST * int(read[:4]) if kind == "year" else 12 * int(read[:4]) + int(read[5:7])


def _gone(made: Made, part: str, counts: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Kinds of which a period has none, though no other has few of them."""
    if len(counts) <= FEWEST:
        return
    for name, column in made.columns.items():
        numbers = {period: made.rows[period, part].get(name) for period in counts}
        none = [period for period, number in numbers.items() if number == GONE]
        if len(none) != 1:
            continue
        rest = [number for period, number in numbers.items() if period != none[0] and number is not None]
        if len(rest) >= FEWEST and min(rest) >= USUAL:
            yield none[0], f"has no {column.title.lower()}, of which every other period has {min(rest):,.0f} and more."


def _repeated(made: Made, part: str, counts: Mapping[str, int]) -> Iterator[tuple[Key, str]]:
    """Periods whose every number is that of another period."""
    seen: dict[tuple[object, ...], str] = {}
    for period in sorted(counts):
        if counts[period] < ENOUGH or len(made.columns) < FEWEST:
            continue
        shape = tuple(made.rows[period, part].get(name) for name in made.columns)
        if shape in seen:
            yield (period, part), f"has every number of {seen[shape]}: one may be a copy of the other."
        seen.setdefault(shape, period)


def beside_held(made: Made, held: Values, found: Sequence[Doubtful], name: str) -> list[Doubtful]:
    """What is doubtful of a source that is held already: what was found of the files alone, and what the periods that are held
    tell of them. Of places the sum is asked, as one part alone has few. name: of the file, where it was not told before.
    """
    read, before = _whole(made, made.rows), _whole(made, held)
    whole = replace(read, rows={**before.rows, **read.rows})
    known = len({period for period, _ in whole.rows}) > FEWEST
    kept = [each for each in found if not (known and each.told.found.endswith(ALONE))]
    place = {key if not made.remainder else (key[0], made.remainder): key for key in reversed(list(made.rows))}
    asked = {(each.key[0], each.told.found) for each in kept}
    for each in doubts(whole, Expected(0, lambda _: name)):
        if each.key in place and (each.key[0], each.told.found) not in asked:
            kept.append(replace(each, key=place[each.key]))
    return kept


def _whole(made: Made, rows: Values) -> Made:
    """A source of places as their sums, each under the remainder; another as it is."""
    if not made.remainder:
        return replace(made, rows=rows)
    sums: dict[Key, dict[str, Number]] = {}
    for (period, _), cells in rows.items():
        total = sums.setdefault((period, made.remainder), {})
        for name, number in cells.items():
            total[name] = (total.get(name) or 0) + (number or 0)
    return replace(made, rows=sums, remainder="", parts={made.remainder: "all parts"})

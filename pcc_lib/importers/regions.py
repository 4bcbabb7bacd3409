"""Regions and countries, and the forces in each: what a publisher prints of them is held against the sum of its forces."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from pcc_lib.importers.forces import forces, plain_name
from pcc_lib.importers.seam import Key, Number

WHOLE = "England and Wales"
COUNTRY = "England"
APART = "Wales"  # of the list, the one that is no region of England


@lru_cache(maxsize=1)
def regions() -> Mapping[str, frozenset[str]]:
    """Forces with an area, by the plain name of each region and country."""
    text = files("pcc_lib.importers").joinpath("regions.csv").read_text(encoding="utf-8")
    found: dict[str, frozenset[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        for name in (row["name"], *(s for s in row["spellings"].split("; ") if s)):
            found[plain_name(name)] = frozenset(row["forces"].split("; "))
    area = frozenset(force.id for force in forces().values() if force.has_area)
    return found | {plain_name(WHOLE): area, plain_name(COUNTRY): area - found[plain_name(APART)]}


def forces_in(name: str) -> frozenset[str]:
    """The forces with an area of a region or country; none where it is neither."""
    return regions().get(plain_name(name), frozenset())


def is_whole(name: str) -> bool:
    """Whether it is all of England and Wales, of which forces without an area are a part."""
    return plain_name(name) == plain_name(WHOLE)


@dataclass(frozen=True)
class Printed:
    """What a table prints of a region or country: the number, the period and column that it is of, and where it stands."""

    name: str
    period: str
    column: str
    number: int
    place: str


@dataclass(frozen=True)
class Differs:
    """A printed number that is not the sum of its forces. lacking: those whose row leaves it blank, which may be why; only
    where all of them have a row, and the sum is the smaller."""

    printed: Printed
    sum: int
    lacking: tuple[str, ...]


def differing(printed: Iterable[Printed], rows: Mapping[Key, Mapping[str, Number]]) -> Iterator[Differs]:
    """What does not agree with the rows of forces."""
    apart = {force.id for force in forces().values() if not force.has_area}
    for each in printed:
        members = forces_in(each.name)
        there = {force for force in (*members, *(apart if is_whole(each.name) else ())) if (each.period, force) in rows}
        numbers = {force: rows[each.period, force].get(each.column) for force in sorted(there)}
        held = sum(int(number) for number in numbers.values() if number is not None)
        if held != each.number:
            blank = tuple(force for force, number in numbers.items() if number is None)
            yield Differs(each, held, blank if members <= there and held < each.number else ())

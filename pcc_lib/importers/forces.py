"""One list of police forces: the many spellings that publishers have for each, and the words that stand for none.

Ids are those of the force's name in lookups of the Office for National Statistics: `avon-and-somerset`, `metropolitan-police`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_WHOLE = re.compile(r"^(?:total\b.*|all\b.*|england( and wales)?|wales|great britain|united kingdom|uk|grand total)$")
_REGIONS = frozenset(
    [
        "north east",
        "north west",
        "yorkshire and the humber",
        "yorkshire and humber",
        "east midlands",
        "west midlands region",
        "east",
        "east of england",
        "eastern",
        "london",
        "london region",
        "south east",
        "south west",
        "scotland",
        "northern ireland region",
    ]
)
_KIND = re.compile(r"\b(?:police service|police|constabulary|force)$")


@dataclass(frozen=True)
class Force:
    """A territorial police force, or one that has no territory (`ons` is then blank).

    id: as parts of sources have it. ons: its code as a police force area. stats19: its number in road casualty data. police_uk:
    its name in files of data.police.uk.
    """

    id: str
    name: str
    ons: str
    stats19: str
    police_uk: str
    spellings: tuple[str, ...]

    @property
    def has_area(self) -> bool:
        """Whether people live in its area."""
        return bool(self.ons)


@lru_cache(maxsize=1)
def forces() -> Mapping[str, Force]:
    """All forces by id."""
    text = files("pcc_lib.importers").joinpath("forces.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    found = [
        Force(r["id"], r["name"], r["ons"], r["stats19"], r["police_uk"], tuple(s for s in r["spellings"].split("; ") if s))
        for r in rows
    ]
    return {each.id: each for each in found}


def plain_name(text: str) -> str:
    """A name as spellings are compared: small letters, `and` for `&`, `city of london` for `London, City of`, no footnotes."""
    name = re.sub(r"[\s ]+", " ", text.replace("&", " and ")).strip().lower()
    name = re.sub(r"(?:\s*[\[(][^\])]*[\])]|[\d*†‡])+$", "", name).strip()
    name = re.sub(r"^(.+), city of$", r"city of \1", name)
    return re.sub(r"[^a-z]+", " ", name).strip()


@lru_cache(maxsize=1)
def _by_spelling() -> Mapping[str, Force]:
    found: dict[str, Force] = {}
    for force in forces().values():
        for spelling in (force.id, force.name, force.police_uk, *force.spellings):
            plain = plain_name(spelling)
            found[plain] = force
            found.setdefault(_KIND.sub("", plain).strip() or plain, force)
    return found


@lru_cache(maxsize=1 << 12)
def force_of(text: str) -> Force | None:
    """The force that a name stands for, in any spelling that publishers have; None where it is none of the list."""
    plain = plain_name(text)
    known = _by_spelling()
    return known.get(plain) or known.get(_KIND.sub("", plain).strip())


def force_of_ons(code: str) -> Force | None:
    """The force of a code of a police force area."""
    return next((force for force in forces().values() if force.ons and force.ons == code.strip()), None)


def force_of_stats19(number: str) -> Force | None:
    """The force of a number of road casualty data."""
    return next((force for force in forces().values() if force.stats19 and force.stats19 == number.strip().lstrip("0")), None)


def is_wider(text: str) -> bool:
    """Whether a name stands for a region, a country or a total: a sum of forces, and none itself.

    `West Midlands` is a force and a region; publishers that have both call the region otherwise, or give it a row of its own,
    which the importer of that publisher tells.
    """
    plain = plain_name(text)
    return bool(_WHOLE.fullmatch(plain)) or plain in _REGIONS

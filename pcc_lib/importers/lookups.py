"""Lookups of the Office for National Statistics: small areas to local authorities, local authorities to police force areas.

A lookup is told by its columns, whatever its year: `LSOA21CD` or `lsoa21_code`, `LAD24NM` or `ltla24_name`, `PFA16CD`.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pcc_lib.core.errors import DataError, Fault, raise_if
from pcc_lib.core.os_words import fault_of
from pcc_lib.importers.faults import shown
from pcc_lib.importers.forces import Force, force_of, force_of_ons

MAX_BYTES = 1 << 28
_COLUMN = re.compile(r"(lsoa|ltla|lad|utla|csp|pfa)(\d\d)_?(?:(cd|code)|(nm|name))", re.IGNORECASE)
_KINDS = {"ltla": "lad"}
_CODE = re.compile(r"[EW]\d{8}")
_TODO = "Give a lookup of the Open Geography Portal as a CSV, such as LSOA (2021) to Local Authority Districts."


@dataclass(frozen=True)
class Area:
    """A local authority: its id as parts of sources have it, its name, and its code."""

    id: str
    name: str
    code: str


@dataclass
class Lookup:
    """What lookups say together: the local authority of each small area (of any year), the small area of 2021 of each of 2011
    that became one, and the force of each local authority."""

    areas: dict[str, Area] = field(default_factory=dict)  # by code of the small area
    today: dict[str, str] = field(default_factory=dict)  # code of 2021 by code of 2011 or 2021
    names: dict[str, str] = field(default_factory=dict)  # of small areas, by code
    forces: dict[str, str] = field(default_factory=dict)  # force by code of the local authority
    local: dict[str, Area] = field(default_factory=dict)  # local authorities by code
    codes: dict[str, str] = field(default_factory=dict)  # of local authorities, by the id of each name that a lookup gives them

    @property
    def places(self) -> bool:
        """Whether small areas can be told."""
        return bool(self.areas)

    def areas_of(self, force: str) -> list[Area]:
        """The local authorities of a force, by name."""
        return sorted((a for code, a in self.local.items() if self.forces.get(code) == force), key=lambda a: a.name)

    def force_of(self, area: Area) -> str:
        """The force of a local authority; blank where no lookup says."""
        return self.forces.get(area.code, "")


def area_id(name: str) -> str:
    """The id of a local authority: `Bath and North East Somerset` is `bath-and-north-east-somerset`."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("&", "and")).strip("-")


def lookup_of(paths: Sequence[str]) -> Lookup:
    """What some lookups say together; a DataError lists every fault of them."""
    found, faults = Lookup(), list[Fault]()
    for path in paths:
        try:
            _add(found, Path(path), faults)
        except OSError as error:
            faults.append(fault_of(error, "read", path))
        except (UnicodeDecodeError, csv.Error, EOFError) as error:
            faults.append(Fault(path, "", f"is no CSV in UTF-8 ({error}).", _TODO))
    raise_if(DataError, faults)
    return found


def _add(found: Lookup, path: Path, faults: list[Fault]) -> None:
    rows = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    header = [cell.strip() for cell in next(rows, [])]
    at = _columns(header)
    if not any(kind in at for kind in ("lsoa21 code", "lsoa11 code", "lad code")):
        faults.append(Fault(str(path), "row 1", f"{shown(', '.join(header))} is the header of no lookup.", _TODO))
        return
    together: dict[str, set[str]] = defaultdict(set)
    for number, row in enumerate(rows, 2):
        if not any(row):
            continue
        if len(row) != len(header):
            faults.append(Fault(str(path), f"row {number}", f"has {len(row)} cells, the header has {len(header)}.", _TODO))
            return
        _row(found, {kind: row[i].strip() for kind, i in at.items()}, together)
    for old, new in together.items():
        if len(new) == 1:
            found.today[old] = next(iter(new))


def _text(path: Path) -> str:
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        content = gzip.GzipFile(fileobj=raw).read(MAX_BYTES + 1) if packed else raw.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise csv.Error("it is larger than any lookup")
    return content.decode("utf-8-sig")


def _columns(header: Sequence[str]) -> Mapping[str, int]:
    """Where each kind of column stands: `lsoa21 code`, `lad name`, `pfa code`; of the same kind in two years, the later."""
    found: dict[str, tuple[str, int]] = {}
    for i, cell in enumerate(header):
        if match := _COLUMN.fullmatch(cell):
            kind = _KINDS.get(match[1].lower(), match[1].lower())
            year = match[2] if kind == "lsoa" else ""
            name = f"{kind}{year} {'code' if match[3] else 'name'}"
            if name not in found or match[2] > found[name][0]:
                found[name] = (match[2], i)
    return {name: i for name, (_, i) in found.items()}


def _row(found: Lookup, cells: Mapping[str, str], together: dict[str, set[str]]) -> None:
    code = cells.get("lad code", "")
    if _CODE.fullmatch(code):
        name = cells.get("lad name", code)
        found.local.setdefault(code, Area(area_id(name), name, code))
        found.codes[area_id(name)] = code
        if (force := _force(cells)) is not None:
            found.forces[code] = force.id
    area = found.local.get(code)
    old, new = cells.get("lsoa11 code", ""), cells.get("lsoa21 code", "")
    for each, year in ((old, "lsoa11"), (new, "lsoa21")):
        if each and area is not None:
            found.areas.setdefault(each, area)
        if each:
            found.names[each] = cells.get(f"{year} name", "") or found.names.get(each, each)
    if new:
        together[new].add(new)
        if old and old != new:
            together[old].add(new)


def _force(cells: Mapping[str, str]) -> Force | None:
    return force_of_ons(cells.get("pfa code", "")) or (force_of(cells["pfa name"]) if cells.get("pfa name") else None)


def outside(lookup: Lookup, codes: Mapping[str, int], force: str) -> Iterator[tuple[str, int]]:
    """Local authorities of other forces in which rows of a force lie, and how many; the most first."""
    found: dict[str, int] = defaultdict(int)
    for code, number in codes.items():
        area = lookup.areas.get(code)
        if area is not None and lookup.force_of(area) not in ("", force):
            found[area.name] += number
    yield from sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))

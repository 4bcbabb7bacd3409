"""What is said of collisions and casualties that were counted: control totals, and what is doubtful."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pcc_lib.core.errors import Fault, counted
from pcc_lib.core.quarters import MONTHS
from pcc_lib.importers.asking import Expected, doubts
from pcc_lib.importers.choosing import named
from pcc_lib.importers.forces import force_of_stats19, forces
from pcc_lib.importers.headers import Headed
from pcc_lib.importers.seam import Doubtful, Key, Made
from pcc_lib.importers.stats19_files import Files
from pcc_lib.importers.stats19_rows import Cell, Totals

FATAL, SERIOUS, SLIGHT = "1", "2", "3"
_SURE = "If it is right all the same, say --sure {}; to leave it as a gap, --without MONTH."


@dataclass(frozen=True)
class ReadRows:
    """What was counted: collisions, casualties (none where no file of them was given), and what is told."""

    collisions: Totals
    casualties: Totals | None
    chosen: Mapping[str, str]  # the file that each year's collisions are of
    warnings: Sequence[str]


def force_of_cell(cell: Cell) -> str:
    """The force of a cell by its id; blank for those of Scotland."""
    force = force_of_stats19(cell.force)
    return force.id if force else ""


# ── what is doubtful ──────────────────────────────────────────────────────────────────────────────────────────────────
def doubts_of(made: Sequence[Made], found: ReadRows) -> Iterator[Doubtful]:
    """Years that have not all months, or not all forces, and parts of a month that hold next to nothing."""
    months: dict[str, set[str]] = defaultdict(set)
    there: dict[str, set[str]] = defaultdict(set)
    for cell in found.collisions:
        months[cell.month[:4]].add(cell.month)
        there[cell.month[:4]] |= {force} if (force := force_of_cell(cell)) else set()
    every = {force.id for force in forces().values() if force.stats19}
    for each in made:
        for year in sorted({period[:4] for period in each.periods}):
            key = min(key for key in each.rows if key[0][:4] == year)
            if len(months[year]) < 12:
                held = ", ".join(MONTHS[int(month[5:])] for month in sorted(months[year]))
                seen = f"has collisions in {held} alone: it is no whole year."
                yield _doubt(each, key, Fault(found.chosen[year], year, seen, _SURE.format(each.name)))
            if lacking := sorted(every - there[year]):
                some = f"such as {named(lacking[0])}"
                held = f"{len(there[year])} of {len(every)} forces of England and Wales"
                seen = f"has collisions of {held}: {len(lacking)} have none, {some}."
                yield _doubt(each, key, Fault(found.chosen[year], year, seen, _SURE.format(each.name)))
        yield from doubts(each, Expected(0, lambda key: found.chosen.get(key[0][:4], "the files")))


def _doubt(made: Made, key: Key, told: Fault) -> Doubtful:
    return Doubtful(made.name, key, made.control, told)


def unlike(made: Sequence[Made], found: ReadRows) -> Iterator[Doubtful]:
    """Forces whose casualties of a year are not as many as their collisions say."""
    sources = {each.name: each for each in made}
    for name, each in sources.items():
        if name.startswith("road_casualties"):
            yield from _unlike(each, sources[name.replace("casualties", "collisions")], found)


def _unlike(made: Made, collisions: Made, found: ReadRows) -> Iterator[Doubtful]:
    said, counts = collisions.rows, made.rows
    several: dict[tuple[str, str], list[Key]] = defaultdict(list)
    for key, cells in counts.items():
        if cells["all_casualties"] != said[key]["casualties"]:
            several[key[1], key[0][:4]].append(key)
    for (part, year), keys in several.items():
        one, two = (
            sum(rows[key][name] or 0 for key in keys) for rows, name in ((said, "casualties"), (counts, "all_casualties"))
        )
        seen = f"collisions say {one:,.0f} casualties, and the file of casualties has {two:,.0f} ({counted(len(keys), 'month')})."
        told = Fault(found.chosen[year], f"{made.parts[part]}, {year}", seen, _SURE.format(made.name))
        yield _doubt(made, keys[0], told)


# ── what is said ──────────────────────────────────────────────────────────────────────────────────────────────────────
def report_of(files: Files, found: ReadRows) -> Iterator[str]:
    """Control totals of each year: of all forces of England and Wales, and of Scotland, which is left out."""
    yield f"Read {_files(files.collisions, 'collisions')}" + (
        f" and {_files(files.casualties, 'casualties')}." if files.casualties else "."
    )
    for year in sorted(found.chosen):
        mine = [(cell, total) for cell, total in found.collisions.items() if cell.month[:4] == year]
        ours = [(cell, total) for cell, total in mine if force_of_cell(cell)]
        rows = {s: sum(t.rows for c, t in ours if c.severity == s) for s in (FATAL, SERIOUS, SLIGHT)}
        hurt = sum(t.casualties for _, t in ours)
        held = f"{counted(len({c.month for c, _ in ours}), 'month')}, {counted(len({c.force for c, _ in ours}), 'force')}"
        severities = f"fatal {rows[FATAL]:,}, serious {rows[SERIOUS]:,}, slight {rows[SLIGHT]:,}"
        yield f"{year}: {sum(rows.values()):,} collisions ({severities}), {hurt:,} casualties in them; {held}"
        if scotland := sum(t.rows for c, t in mine if not force_of_cell(c)):
            yield f"  left out, collisions of forces of Scotland: {scotland:,}"
        yield from _casualty_lines(year, found.casualties)


def _casualty_lines(year: str, casualties: Totals | None) -> Iterator[str]:
    ours = [(c, t) for c, t in (casualties or {}).items() if c.month[:4] == year and force_of_cell(c)]
    if ours:
        rows = {s: sum(t.rows for c, t in ours if c.severity == s) for s in (FATAL, SERIOUS, SLIGHT)}
        both = f"seriously injured {rows[SERIOUS]:,} (together {rows[FATAL] + rows[SERIOUS]:,})"
        yield f"  {sum(rows.values()):,} casualties: killed {rows[FATAL]:,}, {both}, slightly {rows[SLIGHT]:,}"


def _files(files: Sequence[Headed], what: str) -> str:
    return f"{counted(len(files), 'file')} of {what}"

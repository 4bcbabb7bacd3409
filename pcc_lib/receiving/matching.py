"""Which source a table is of, and which of its columns are which: by names that are the same, and by values that are held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import PurePath

from pcc_lib.core.errors import Fault, FaultsError, suggest
from pcc_lib.core.text import listed
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import source_names
from pcc_lib.receiving.asked import Asked
from pcc_lib.receiving.blocks import Block, blocks_of
from pcc_lib.receiving.columns import Told, equal_share
from pcc_lib.receiving.extracts import UNKNOWN, Extract, extract_of
from pcc_lib.receiving.grid import Grid
from pcc_lib.receiving.held import Held
from pcc_lib.receiving.incoming import SHOWN
from pcc_lib.receiving.labels import Labels
from pcc_lib.receiving.names import head_of, plain
from pcc_lib.receiving.titles import is_left, is_title, says_name
from pcc_lib.receiving.unmatched import unmatched_faults

ALIKE = 3  # cells, not all of one value, that must be as a column holds them, before it is taken for that column
_ENOUGH = 6  # cells that could be as they are held, before it is asked why none of them is

_TOP = 12  # rows, in which titles stand
_LONGEST = 120  # characters of a name


@dataclass(frozen=True)
class Fit:
    """A table of a sheet as one source sees it."""

    labels: Labels
    extract: Extract

    @property
    def source(self) -> str:
        """The source's name."""
        return self.labels.held.source.name

    @property
    def lacks_required(self) -> bool:
        """Whether a column that every row must have is missing."""
        return any(f.constraints.required and f.name not in self.extract.known for f in self.labels.held.values)

    def equal(self) -> tuple[int, int]:
        """How many of its cells are as they are held, and how many could be."""
        told = [each for name in self.extract.known if (each := told_of(self.labels, self.extract, name))]
        both = [equal_share(each, self.labels.held) for each in told]
        return sum(same for same, _ in both), sum(of for _, of in both)

    def overlaps(self, other: Fit) -> bool:
        """Whether two sources see the same cells as a table."""
        return self.sees(other.extract.block)

    def sees(self, other: Block) -> bool:
        """Whether a table has cells of it."""
        mine = self.extract.block
        apart = mine.body[-1] < other.body[0] or other.body[-1] < mine.body[0]
        return mine.grid is other.grid and not apart and bool(set(mine.columns) & set(other.columns))


@dataclass
class Matched:
    """The source that each sheet was found to be of, and what is to be told of the others."""

    fits: list[Fit] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def told_of(labels: Labels, extract: Extract, name: str, column: str = "") -> Told | None:
    """A column of an extract with its head, to be read as the source's column of that name (or as `column`)."""
    about = labels.about
    found = about.field(column or name)
    if found is None:
        return None
    head, unit = extract.heads[name]
    return Told(extract.grid, found, extract.cells[name], head, unit, about.received.units.get(found.name, ""))


def matched(project: Project, grids: Sequence[Grid], asked: Asked) -> Matched:
    """The source of each sheet that holds one; a sheet that fits several, or that fits none though it was named, is a fault."""
    found = Matched()
    every = _labels(project, asked)
    chosen = [grid for grid in grids if _is_meant(grid, asked)]
    if asked.sheet and not chosen:
        names = [grid.sheet for grid in grids if grid.sheet]
        found.faults.append(Fault(grids[0].file, "", f"has no sheet '{shown(asked.sheet, SHOWN)}'.", suggest(asked.sheet, names)))
    for grid in chosen:
        fits = [fit for labels in _asked_of(grid, every, asked) for fit in _fits(grid, grids, labels, asked)]
        for rivals in _apart(fits):
            _choose(found, grid, rivals, asked)
    if chosen and not found.fits and not found.faults:
        found.faults += unmatched_faults(every, chosen, bool(asked.source))
    found.notes += _tables_left(found)
    hidden = [grid.sheet for grid in grids if grid.hidden and grid not in chosen and grid.cells]
    if hidden and found.faults:
        names = ", ".join(shown(sheet, SHOWN) for sheet in hidden)
        found.faults.append(
            Fault(grids[0].file, "", f"has hidden sheets, which were not read: {names}.", "Read one with --sheet.")
        )
    elif hidden:
        found.notes.append(f"Hidden sheets were not read: {', '.join(shown(s, SHOWN) for s in hidden)} (read one with --sheet).")
    return found


def _tables_left(found: Matched) -> Iterator[str]:
    """Tables beside those that are taken, of the same sheets, of which nothing says that they are of a source."""
    told: set[tuple[str, tuple[int, ...]]] = set()
    for fit in found.fits:
        for block in blocks_of(fit.extract.grid, fit.labels):
            if (key := (block.grid.sheet, block.heads)) in told or any(other.sees(block) for other in found.fits):
                continue
            told.add(key)
            extract = extract_of(block, fit.labels)
            if extract.unnamed or extract.unknown:
                title = next((f" under '{shown(cell.text, 2 * SHOWN)}'" for cell in block.above if is_title(cell.text)), "")
                yield f"a table{title}, from row {block.heads[0]}: nothing says that it is of a source."


def _labels(project: Project, asked: Asked) -> list[Labels]:
    """The labels of the source that was named, or of all that have no faults."""
    if asked.source:
        return [Labels(project, Held.of(project, asked.source), asked.names)]
    found = []
    for name in source_names(project):
        try:
            found.append(Labels(project, Held.of(project, name), asked.names))
        except FaultsError:
            continue  # pcc check tells them; who receives that source is told when naming it
    return found


def _is_meant(grid: Grid, asked: Asked) -> bool:
    if asked.sheet:
        return plain(grid.sheet) == plain(asked.sheet)
    return not grid.hidden


def _asked_of(grid: Grid, every: Sequence[Labels], asked: Asked) -> list[Labels]:
    """The sources that may know a table of a sheet: a name of a column stands in it, or the source is named."""
    if asked.source:
        return list(every)
    names = texts_of([grid])
    head = plain(
        " ".join((PurePath(grid.file).stem, grid.sheet, *(c.text for r in list(grid.by_row)[:_TOP] for c in grid.row(r))))
    )
    return [each for each in every if each.heads & names or any(name in head for name in each.heads | each.source_names)]


def texts_of(grids: Iterable[Grid]) -> set[str]:
    """Every text of some sheets, as names are compared, with units behind them and without."""
    texts = {cell.text for grid in grids for cell in grid if 0 < len(cell.text) < _LONGEST}
    return {plain(each) for text in texts for each in (text, head_of(text).name)}


def _fits(grid: Grid, grids: Sequence[Grid], labels: Labels, asked: Asked) -> list[Fit]:
    """The tables of a sheet that a source knows something of."""
    kept = labels.about.received.sheet
    if kept and not asked.sheet and plain(kept) != plain(grid.sheet) and any(plain(g.sheet) == plain(kept) for g in grids):
        return []
    extracts = [extract_of(block, labels) for block in blocks_of(grid, labels) if not is_left(block, labels)]
    named = [e for e in extracts if e.named or (e.known and (asked.source or says_name(e.block, labels)))]
    return [Fit(labels, e) for e in named or [e for e in extracts if asked.source and by_values(labels, e)]]


def _apart(fits: Sequence[Fit]) -> list[list[Fit]]:
    """The fits of each table: those of several sources that see the same cells as one."""
    groups: list[list[Fit]] = []
    for fit in fits:
        mine = [group for group in groups if any(fit.overlaps(other) for other in group)]
        groups = [*(group for group in groups if group not in mine), [fit, *(each for group in mine for each in group)]]
    return groups


# ── the choice ────────────────────────────────────────────────────────────────────────────────────────────────────────
def _choose(found: Matched, grid: Grid, fits: list[Fit], asked: Asked) -> None:
    """The one source of a table; of one source several tables may stand beside each other, or below."""
    if asked.source:
        found.faults += [fault for fit in fits for fault in swapped(fit.labels, fit.extract)]
        found.fits += fits
        return
    left = [fit for fit in fits if not fit.extract.faults] or fits
    for rule in (_plainly_named, _most_named, _nothing_missing, _as_held, _is_called):
        if len({fit.source for fit in left}) > 1:
            left = rule(left) or left
    sources = sorted({fit.source for fit in left})
    if len(sources) > 1:
        sheet = f' --sheet "{grid.sheet}"' if grid.sheet else ""
        todo = f"Say which it is: --source {sources[0]}{sheet}."
        if not any(_share_cells(one, other) for one, other in combinations(left, 2)):
            todo = f"It holds numbers of each: receive it once for each, with {listed([f'--source {name}' for name in sources])}."
        found.faults.append(Fault(grid.file, _sheet(grid), f"fits several sources: {listed(sources)}.", todo))
        return
    for fit in left:
        turned = list(swapped(fit.labels, fit.extract))
        wrong = _contradicts(grid, fit)
        found.faults += turned or ([wrong] if wrong else [])
    found.fits += left


def _share_cells(one: Fit, other: Fit) -> bool:
    """Whether two sources would take the same numbers of a table."""
    mine, theirs = ({(c.row, c.column) for name in f.extract.known for c in f.extract.cells[name].values()} for f in (one, other))
    return one.source != other.source and (not mine or not theirs or bool(mine & theirs))


def _plainly_named(fits: list[Fit]) -> list[Fit]:
    """Those whose titles say no more than what they name."""
    return [fit for fit in fits if fit.extract.loose is None]


def _most_named(fits: list[Fit]) -> list[Fit]:
    """Those whose known heads are not all known to another that knows more."""
    return [fit for fit in fits if not any(fit.extract.named < other.extract.named for other in fits)]


def _nothing_missing(fits: list[Fit]) -> list[Fit]:
    return [fit for fit in fits if not fit.lacks_required]


def _as_held(fits: list[Fit]) -> list[Fit]:
    """Those whose earlier months are as they are held."""
    shares = [(fit, *fit.equal()) for fit in fits]
    return [fit for fit, same, of in shares if of >= ALIKE and same * 5 >= of * 4]


def _is_called(fits: list[Fit]) -> list[Fit]:
    return [fit for fit in fits if says_name(fit.extract.block, fit.labels)]


def _contradicts(grid: Grid, fit: Fit) -> Fault | None:
    """A table that fits by its names alone, though hardly any of its earlier values are as they are held."""
    same, of = fit.equal()
    if fit.extract.faults or of < _ENOUGH or same * 5 >= of:
        return None
    found = f"has the heads of {fit.source}, and {same or 'none'} of the {of} cells that it holds already are as they are held."
    return Fault(grid.file, _sheet(grid), found, f"Is it that source? Say so: --source {fit.source}.")


def _sheet(grid: Grid) -> str:
    return f"sheet '{shown(grid.sheet, SHOWN)}'" if grid.sheet else ""


# ── columns by their values ───────────────────────────────────────────────────────────────────────────────────────────
def by_values(labels: Labels, extract: Extract) -> dict[str, str]:
    """Columns that the source does not know by name, and whose earlier values are those of one of its columns alone."""
    free = [name for name in labels.values if name not in extract.cells and labels.held.is_number(name)]
    found: dict[str, str] = {}
    for name in extract.unknown:
        alike = [column for column in free if _is_alike(labels, extract, f"{UNKNOWN}{name}", column)]
        if len(alike) == 1 and alike[0] not in found.values():
            found[name] = alike[0]
    return found


def _is_alike(labels: Labels, extract: Extract, name: str, column: str) -> bool:
    told = told_of(labels, extract, name, column)
    if told is None:
        return False
    same, of = equal_share(told, labels.held)
    values = {labels.held.number(key, column) for key in told.cells if key in labels.held.rows}
    return same >= ALIKE and same == of and len(values) > 1


def swapped(labels: Labels, extract: Extract) -> Iterator[Fault]:
    """Columns whose head is that of one column, and whose earlier values are those of another."""
    for name in (each for each in extract.known if labels.held.is_number(each)):
        told = told_of(labels, extract, name)
        if told is None or equal_share(told, labels.held)[0]:
            continue
        others = [c for c in labels.values if c != name and labels.held.is_number(c) and _is_alike(labels, extract, name, c)]
        if len(others) == 1:
            cell = next(iter(told.cells.values()))
            found = f"'{shown(told.head, SHOWN)}' is the head of {name}, and its earlier values are those held as {others[0]}."
            yield extract.grid.origin(cell).fault(found, f'Correct the head, or say --map "{told.head}={others[0]}".')

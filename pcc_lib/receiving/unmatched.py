"""What is told where no table of a file is known to be of a source: the nearest table, and the words that would answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pcc_lib.core.errors import Fault
from pcc_lib.core.text import visible
from pcc_lib.inputs.models.sources import TAIL
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.sources import FOLDER
from pcc_lib.receiving.blocks import blocks_of
from pcc_lib.receiving.extracts import Extract, extract_of
from pcc_lib.receiving.grid import Cell, Grid
from pcc_lib.receiving.incoming import SHOWN
from pcc_lib.receiving.labels import Labels
from pcc_lib.receiving.names import NO_VALUE, is_other_sum, plain
from pcc_lib.receiving.titles import Titles, is_title, names_any, says_name

_TOP, _LONGEST, _MOST = 12, 120, 8  # rows of titles; characters of a name; things that are named


def unmatched_faults(every: Sequence[Labels], grids: Sequence[Grid], named: bool) -> list[Fault]:
    """Why nothing was taken of some sheets. named: whether a person said of which source they are."""
    near = [(labels, extract) for labels in every for grid in grids for extract in _tables(grid, labels, named)]
    if told := [fault for _, extract in near for fault in extract.faults if extract.loose is None and _is_titled(extract, near)]:
        return told
    tables = [(labels, e) for labels, e in near if not e.faults and (_heads(e) or e.unnamed)]
    if len({labels.about.name for labels, _ in tables}) == 1:
        return [_unnamed_values(labels, e, len(tables) > 1) for labels, e in tables]
    return [_nothing_known(every, grids, named)]


def _tables(grid: Grid, labels: Labels, named: bool) -> Iterator[Extract]:
    """The tables of a sheet that seem to be of a source: by its name, or by what stands over them."""
    for block in blocks_of(grid, labels):
        if named or says_name(block, labels) or names_any(block, labels):
            yield extract_of(block, labels)


def _is_titled(extract: Extract, near: Sequence[tuple[Labels, Extract]]) -> bool:
    """Whether the text over a table names a column of its source and no more."""
    labels = next(labels for labels, other in near if other is extract)
    titles = Titles.of(extract.block, labels)
    return bool(titles.column) and not titles.more


def _heads(extract: Extract) -> list[str]:
    """Heads over numbers that may be a column of the source: what is worked out from months is none."""
    return [head for head in extract.unknown if not NO_VALUE.search(head) and not is_other_sum(head)]


def _unnamed_values(labels: Labels, extract: Extract, several: bool) -> Fault:
    """A table of a source with its periods and parts, of whose numbers nothing says which column they are."""
    grid, source, heads = extract.grid, labels.about.name, _heads(extract)
    title = next((cell for cell in extract.block.above if is_title(cell.text)), None)
    place = f"sheet '{shown(grid.sheet, SHOWN)}'" if grid.sheet else ""
    over = f", under '{shown(title.text, 2 * SHOWN)}'" if title else ""
    names = ", ".join(f"'{shown(head, SHOWN)}'" for head in heads[:_MOST])
    found = f"seems to hold {source}{over}, and nothing says which column its numbers are{f': {names}' if names else ''}."
    mappable = next((head for head in heads if plain(head)), title.text if title and not heads else "")
    left = f', or leave this table: --map "{visible(title.text)}="' if title and several and mappable != title.text else ""
    return Fault(grid.file, place, found, f"{_how(labels, mappable)}{left}.")


def _how(labels: Labels, head: str) -> str:
    """How to say which column the numbers under a head are; where it cannot be named, what to write there."""
    columns = [f.name for f in labels.held.values][:_MOST]
    if not head:
        return f"Write over them what they are: {' or '.join(labels.held.source.field_title(name) for name in columns)}"
    target, which = (columns[0], "") if len(columns) == 1 else ("COLUMN", f" (COLUMN is {' or '.join(columns)})")
    return f'If it is, say --source {labels.about.name} --map "{visible(head)}={target}"{which}'


def _nothing_known(every: Sequence[Labels], grids: Sequence[Grid], named: bool) -> Fault:
    heads = [cell.text for grid in grids for row in list(grid.by_row)[:_TOP] for cell in grid.row(row) if cell.text]
    seen = ", ".join(shown(text, 30) for text in dict.fromkeys(heads) if len(text) < 60)
    if named:
        wanted = ", ".join(f.title or f.name for f in every[0].about.fields if f.name not in TAIL)
        found = f"holds no table of {every[0].about.name}, whose heads are {wanted}."
        return Fault(grids[0].file, "", found, f"Found there: {seen[:200]}. {_which(every[0], heads)}")
    known = ", ".join(labels.about.name for labels in every[:_TOP])
    found = f"holds no table that a source of {FOLDER} knows by its heads."
    if any(NO_VALUE.search(text) for text in heads):
        found += " A year so far, a mean or a target is no value of a month."
    more = " …" if len(every) > _TOP else ""
    return Fault(grids[0].file, "", found, f"Found there: {seen[:200] or 'nothing'}. Name it: --source NAME ({known}{more}).")


def _which(labels: Labels, heads: Sequence[str]) -> str:
    """How to say which head is which column; what is worked out from months (a year so far) is none."""
    strange = next((text for text in heads if labels.of(Cell(0, 0, text)) is None and len(text) < _LONGEST), "")
    if not strange or NO_VALUE.search(strange):
        return f"A year so far, a mean or a target is no value of a {labels.about.period}: ask for what was counted in it."
    return f'Say which is which, such as --map "{visible(strange)}=COLUMN".'

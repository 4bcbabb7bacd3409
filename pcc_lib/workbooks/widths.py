"""How wide the columns of a sheet are, in characters: as the longest of what they hold, within bounds."""

from __future__ import annotations

from pcc_lib.workbooks.table import DataTable, Number

LEAST, MOST = 9, 44
_MORE = 2  # for what stands between columns


def width_of(table: DataTable, at: int) -> int:
    """The width of a column, by its place."""
    held = (row[at] for row in table.rows)
    longest = max((len(cell.digits) if isinstance(cell, Number) else len(cell) for cell in held), default=0)
    return min(max(longest, max(map(len, table.columns[at].title.split())), LEAST) + _MORE, MOST)

"""A figure that was traced, as a terminal shows it: facts, the working, the settings, and the rows of the files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pcc_lib.core.text import visible
from pcc_lib.exploring.tracing import Traced, source_facts
from pcc_lib.figures.evidence import CellBlock, Taken
from pcc_lib.figures.symbols import number_text
from pcc_lib.pages.ledger_entries import cell_text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WIDTH = 100
_Fact = tuple[str, str]


def print_trace(traced: Traced, console: Console) -> None:
    """Print it, from the number down to the rows."""
    _say(console, f"{traced.figure.id}  {traced.figure.marked}", style="bold")
    _say(console, traced.what)
    console.print(_facts(list(_about(traced))))
    if traced.evidence.settings:
        _say(console, "\nSettings of the method (docs/auditors.md explains each)", style="bold")
        console.print(_facts(list(traced.evidence.settings.items())))
    for taken in traced.evidence.taken:
        _say(console, f"\n{_headed(taken)}", style="bold")
        block, listed = (traced.evidence.blocks or {}).get(taken.ref), (traced.evidence.lists or {}).get(taken.ref)
        if block is not None:
            _print_block(console, block)
            if rows := traced.counted.get(taken.ref):
                _say(console, f"Counted from {rows.told}")
        elif listed is not None:
            _say(console, f"{listed.holds}: {', '.join(listed.rows) or 'none'}")
    for source in traced.sources:
        _say(console, f"\nSource {source.name}", style="bold")
        console.print(_facts([fact for fact in source_facts(source) if fact[0] != "name"]))


def _about(traced: Traced) -> Iterator[_Fact]:
    figure, evidence = traced.figure, traced.evidence
    yield "Period", traced.period
    if figure.value is not None:
        yield "Value", f"{number_text(figure.numeric)} ({figure.unit})" if figure.unit else number_text(figure.numeric)
    marks = f" [{figure.status}] {figure.status.words}" if figure.status else ""
    yield "Kind", f"{figure.kind}{marks}"
    yield "Original", figure.original
    yield from (("In words", f"{name}: {said}") for name, said in evidence.words)
    yield "Formula", evidence.formula
    yield "With values", evidence.with_values
    yield "Worked out", f"{evidence.symbols} = {number_text(figure.numeric)}, printed {figure.marked}" if evidence.symbols else ""
    yield "Not shown", evidence.reason
    yield "Definition", traced.definition
    yield "Printed on", ", ".join(traced.pages)


def _headed(taken: Taken) -> str:
    value = "" if taken.value is None else f" = {number_text(taken.value)}"
    several = f", one by one ({taken.count:,} {taken.taken_as})" if taken.taken_as in ("months", "parts") else ""
    return f"{taken.letter}{value}{several}: {taken.ref}"


def _print_block(console: Console, block: CellBlock) -> None:
    title = f" ({block.title})" if block.title else ""
    _say(console, f"{block.file}{f', column {block.column}{title}' if block.column else ''}")
    if block.withheld:
        _say(console, f"Its cells are not shown: {block.withheld}.")
    elif block.key:
        console.print(_cells(block))
    else:
        _say(console, cell_text(block.values[0][0], ""))


def _cells(block: CellBlock) -> Table:
    """A row for each cell: the row of the file, its keys, its value, its status."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    split = len(block.parts) > 1
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in ("row", block.key, *[block.breakdown] * split, block.column, "status"):
        made.add_column(visible(name), overflow="fold", justify="right" if name in ("row", block.column) else "left")
    for row, period in enumerate(block.periods):
        for place, part in enumerate(block.parts):
            if block.there[row][place]:
                status, line = block.statuses[row][place], block.rows[row][place]
                told = ("" if line is None else str(line), period, *[part] * split, cell_text(block.values[row][place], status))
                made.add_row(*(Text(visible(cell, "")) for cell in (*told[:-1], told[-1].partition(" [")[0], status)))
        if split and block.totals is not None:
            total = cell_text(block.totals[row], "c" if block.totals[row] is None else "")
            made.add_row(*(Text(cell) for cell in ("", period, "all", total, "")))
    return made


def _facts(facts: list[_Fact]) -> Table:
    from rich.table import Table
    from rich.text import Text

    made = Table.grid(padding=(0, 2))
    made.add_column(style="dim", no_wrap=True)
    made.add_column(overflow="fold")
    for name, told in facts:
        if told:
            made.add_row(Text(visible(name, "")), Text(visible(told)))
    return made


def _say(console: Console, text: str, style: str = "") -> None:
    """Print a line as it stands: what a file says can neither steer the terminal nor be taken for marks of a style."""
    console.print(visible(text), style=style or None, markup=False, highlight=False)

"""A page that asks its report for blocks and does nothing else: read as such, and run without a kernel.

What a cell may say is read, never executed: the parameters, opening the report, and one `report.…` call with its arguments
written out. Such a page can read nothing but what the library notes, so it cannot be stale; its outputs are those that a kernel
gives, byte for byte. A page with any other code runs in a kernel of its own (see `page_run`).
"""

from __future__ import annotations

import ast
import contextlib
import io
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pcc_lib.building.job import PageFailed
from pcc_lib.core import errors
from pcc_lib.core.kept import Opened
from pcc_lib.inputs.contents import all_literal
from pcc_lib.inputs.page_files import names_given
from pcc_lib.inputs.standard_pages import CALL, LISTING, LISTING_PAGES

IMPORT = "from pcc_lib import open_report"


@dataclass(frozen=True)
class Opens:
    """`report = open_report(page, quarter)`; `quarter` is blank where it is the parameter of this name."""

    page: str
    quarter: str


@dataclass(frozen=True)
class Asks:
    """`report.name(*args, **named)`."""

    name: str
    args: tuple[Any, ...]
    named: Mapping[str, Any]


Said = Opens | Asks | None
Counted = tuple[int, tuple[tuple[str, int], ...]]  # the charts of a page so far, and its tables of each caption


def plain_cells(notebook: Mapping[str, Any]) -> list[Said] | None:
    """What each cell of a notebook says, in order (None: words, the parameters, nothing); None where any says something else."""
    try:
        return [_said(cell) for cell in notebook["cells"]]
    except (_OtherError, SyntaxError, ValueError, KeyError, TypeError):
        return None


def lists_others(cells: Sequence[Said] | None, page: str) -> bool:
    """Whether a page tells what others show, so that it is quicker made after them."""
    asked = {said.name for said in cells or () if isinstance(said, Asks)}
    return any(name.startswith(LISTING) for name in asked) or (CALL in asked and page in LISTING_PAGES)


class _OtherError(Exception):
    """A cell says something else."""


def _said(cell: Mapping[str, Any]) -> Said:
    if cell["cell_type"] != "code":
        return None
    text = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    lines = ast.parse(text).body
    if "parameters" in cell.get("metadata", {}).get("tags", ()):
        if names_given(lines) is None:
            raise _OtherError
        return None
    lines = [line for line in lines if ast.unparse(line) != IMPORT]
    if not lines:
        return None
    if len(lines) > 1 or text.rstrip().endswith(";"):  # Jupyter shows the last line alone, and nothing after a semicolon
        raise _OtherError
    return _line(lines[0])


def _line(line: ast.stmt) -> Said:
    match line:
        case ast.Assign(
            targets=[ast.Name(id="report")],
            value=ast.Call(func=ast.Name(id="open_report"), args=[ast.Constant(value=str(page)), quarter], keywords=[]),
        ):
            match quarter:
                case ast.Name(id="quarter"):
                    return Opens(page, "")
                case ast.Constant(value=str(named)) if named:
                    return Opens(page, named)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="report"), attr=name), args=args, keywords=named)):
            values = [each.value for each in named]
            if not name.startswith("_") and all_literal(args) and all_literal(values) and all(each.arg for each in named):
                given = {str(each.arg): value.value for each, value in zip(named, values, strict=True)}
                return Asks(name, tuple(each.value for each in args), given)
    raise _OtherError


Renew = Callable[[Opened], Opened | None]  # what something rests on today, where all of it says the same


@dataclass
class Run:
    """What the calls of a page gave, in order, what making it took, and its report. `renew`: see `Kept`."""

    shown: list[Any] = field(default_factory=list)
    opened: Opened = field(default_factory=Opened)
    report: Any = None
    renew: Renew = lambda _: None


# ── running ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def run_plain(notebook: Any, cells: Sequence[Said], opened: Any, quarter: str, renew: Renew = lambda _: None) -> Run:
    """Fill a notebook's cells with the outputs that a kernel would give; PageFailed names the cell that raises.

    cells: what `plain_cells` read of it. opened: opens a report, as `open_report` does. quarter: what the parameters say.
    renew: gives what a call rests on today that was made before, where that says the same.
    """
    run = Run(renew=renew)
    for number, (cell, said) in enumerate(zip(notebook.cells, cells, strict=True), 1):
        if cell.cell_type != "code":
            continue
        try:
            with _printed() as printed:
                if isinstance(said, Opens):
                    run.report = opened(said.page, said.quarter or quarter)
                    run.opened.add(run.report.page.project.opened)
                shown = list(_shown(said, run)) if isinstance(said, Asks) else []
        except Exception as error:
            raise _failed(number, cell.source, error) from None
        cell.outputs = _notebook_nodes([*printed, *shown])
    return run


@contextlib.contextmanager
def _printed() -> Iterator[list[dict[str, Any]]]:
    """What is printed meanwhile, as a kernel's output; a warning is shown whenever it comes, and not once for a process."""
    said: list[dict[str, Any]] = []
    streams = {"stdout": io.StringIO(), "stderr": io.StringIO()}
    with warnings.catch_warnings(), contextlib.redirect_stdout(streams["stdout"]), contextlib.redirect_stderr(streams["stderr"]):
        yield said
    said += [{"output_type": "stream", "name": name, "text": text} for name, held in streams.items() if (text := held.getvalue())]


@dataclass(frozen=True)
class _Made:
    """What a call gave, its outputs, and how far the page had counted then."""

    value: Any
    outputs: Sequence[Mapping[str, Any]]
    counted: Counted


def _shown(said: Asks, run: Run) -> Iterator[Mapping[str, Any]]:
    """What Jupyter shows of a call. A process that writes the page again does so only for calls that rest on what has changed."""
    page = run.report.page
    key = f"call|{page.quarter}|{page.name}|{page.counted}|{said.name}|{said.args!r}|{sorted(said.named.items())!r}"
    page.project.kept.renewed(key, run.renew)
    with page.project.kept.watching() as opened:
        made: _Made = page.project.kept.once(key, lambda: _made(said, run.report))
    page.counted = made.counted
    run.opened.add(opened)
    run.shown.append(made.value)
    yield from made.outputs


def _made(said: Asks, report: Any) -> _Made:
    """Make a call, and show what it gives: nothing of None; a standard page shows its pieces itself."""
    found = getattr(report, said.name)(*said.args, **said.named)
    outputs = list(_outputs(said, found))
    return _Made(found, outputs, report.page.counted)


def _outputs(said: Asks, found: Any) -> Iterator[Mapping[str, Any]]:
    from IPython.core.formatters import DisplayFormatter

    if said.name == CALL:
        for data, metadata in found.outputs():
            yield {"output_type": "display_data", "data": data, "metadata": metadata}
    elif found is not None:
        data, metadata = DisplayFormatter().format(found)
        yield {"output_type": "execute_result", "data": data, "metadata": metadata, "execution_count": None}


def _notebook_nodes(outputs: Sequence[Mapping[str, Any]]) -> list[Any]:
    from nbformat import from_dict

    return [from_dict(dict(each)) for each in outputs]  # pyright: ignore[reportArgumentType] typed as its sentinel


def _failed(number: int, source: str, error: Exception) -> PageFailed:
    """As a kernel's error is told: a message of ours whole, of any other its name and last line, and the whole trace."""
    first = (source.strip().splitlines() or [""])[0]
    if hasattr(errors, type(error).__name__):
        return PageFailed(number, first, str(error).strip())
    last = (str(error).strip().splitlines() or [""])[-1]
    return PageFailed(number, first, f"{type(error).__name__}: {last}", "".join(traceback.format_exception(error)))

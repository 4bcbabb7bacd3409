"""The command that prints the method's track record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pcc_lib.cli.program import main, project_of, say

if TYPE_CHECKING:
    from pcc_lib.writing.tables import Table


@main.command("track-record")
@click.argument("quarter", required=False)
@click.option("--measure", "measures", multiple=True, metavar="M", help="Look at this measure alone. Repeat it.")
@click.option("--from", "first", default="", metavar="Q", help="The first quarter that is looked at.")
@click.option("--to", "last", default="", metavar="Q", help="The last quarter that is looked at.")
@click.option(
    "--csv", "file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write each signal as a row."
)
@click.pass_context
def track_record(ctx: click.Context, quarter: str | None, file: Path | None, **asked: Any) -> None:
    """Hold what earlier quarters told against what came.

    Judges every quarter before QUARTER (default: the latest) again, with the months that were known then, and tells how many
    signals lasted, how many were false alarms, how often forecasts held, and how many changes of a year stayed. The page of the
    same name prints it in a book. What was worked out is kept, so only the first time takes minutes.

    \b
    Example:
      pcc track-record
      pcc track-record --measure burglary --from 2018-19-Q1 --csv signals.csv
    """
    from pcc_lib.building import editions
    from pcc_lib.core.files import write_atomic
    from pcc_lib.core.store import store_place, use
    from pcc_lib.pages.track_text import Asked, track_text

    project = project_of(ctx)
    use(store_place(project.root))
    found = track_text(project, editions.find_quarter(project, quarter), Asked(**asked))
    for part in found.parts:
        if isinstance(part, str):
            say(f"{part}\n")
        else:
            _print(part)
    if file is not None:
        write_atomic(file, found.csv.encode("utf-8"))
        click.echo(f"Wrote {file.as_posix()}.")


def _print(shown: Table) -> None:
    """A table as the terminal is wide."""
    from rich.console import Console
    from rich.table import Table as Drawn
    from rich.text import Text

    from pcc_lib.core.progress import aside
    from pcc_lib.core.text import visible
    from pcc_lib.pages.track_text import cells_of

    drawn = Drawn(box=None, pad_edge=False, header_style="bold", title=shown.caption, title_justify="left", title_style="bold")
    for at, column in enumerate(shown.columns):
        drawn.add_column(column, justify="right" if at in shown.numeric else "left")
    for row in cells_of(shown):
        drawn.add_row(*(Text(visible(cell)) for cell in row))
    with aside():
        Console(highlight=False).print(drawn, "")

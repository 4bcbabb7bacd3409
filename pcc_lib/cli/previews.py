"""The command that shows a book while it is written."""

from __future__ import annotations

import click

from pcc_lib.cli.checks import check_all, expected_blocks, open_work
from pcc_lib.cli.program import main, project_of, say


@main.command()
@click.argument("page", default="", metavar="[PAGE]")
@click.option("--quarter", metavar="QUARTER", help="The quarter whose book it is (default: the latest).")
@click.option(
    "--port", type=click.IntRange(1, 65535), metavar="N", help="The port of its address (default: the first free from 8017)."
)
@click.option("--open", "opens", is_flag=True, help="Open the page in the browser.")
@click.pass_context
def preview(ctx: click.Context, page: str, quarter: str | None, port: int | None, opens: bool) -> None:
    """Show the book while you write: pages follow your files.

    Prints an address of this machine, which no other machine can reach. When you save a file, the pages that rest on it are
    made again, PAGE or the one that you look at first, and the browser shows them. What is wrong is told above the page, with
    file and line, while the page stays as it was. It is no edition: nothing is published, and pcc build makes the book.

    Ctrl-C ends it. A change of the program itself needs a new start.

    \b
    Example:
      pcc preview
      pcc preview priority-1 --quarter 2023-24-Q3 --open
    """
    from pcc_lib.building import editions
    from pcc_lib.previewing.rounds import Asked
    from pcc_lib.previewing.start import Wanted
    from pcc_lib.previewing.start import preview as shown

    project = project_of(ctx)
    asked = Asked(project.root, editions.find_quarter(project, quarter), check_all, open_work, expected_blocks)

    def ready(address: str) -> None:
        say(f"Preview of {asked.quarter}: {address}")
        say("Ctrl-C ends it.")
        if opens:
            click.launch(address)

    try:
        shown(asked, Wanted(page, port or 0), ready)
    except KeyboardInterrupt:
        say("The preview has ended.")

"""Commands of editions: what was published is shown, compared and verified again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pcc_lib.cli.exit_codes import Ended
from pcc_lib.cli.program import main, project_of, say

if TYPE_CHECKING:
    from pcc_lib.auditing.prove import Book

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@main.command()
@click.argument("file", type=_FILE)
@click.option("--edition", "editions", multiple=True, type=_FOLDER, help="An edition to look in, or a folder that holds some.")
@click.pass_context
def prove(ctx: click.Context, file: Path, editions: tuple[Path, ...]) -> None:
    """Tell which edition a drawing is of, if unchanged.

    FILE is an SVG that the book offers, a page, or a document of slides or text (.pptx, .docx, .xlsx, .odp, .odt, .ods)
    into which one was put. It is looked for in the editions of the project's site and in the current builds, or in those
    that --edition names. Ends with 0 where every drawing is that of an edition, with 1 where one was changed, and with 2
    where that cannot be told.

    \b
    Example:
      pcc prove calls-999-volume-2023-24-Q3.svg
      pcc prove slides.pptx --edition site
    """
    from pcc_lib.auditing.books import books_in, books_of
    from pcc_lib.auditing.prove import prove as proofs

    books: list[Book] = [book for folder in editions for book in books_in(folder)] if editions else books_of(project_of(ctx))
    found = proofs(file, books)
    for proof in found:
        say(f"{proof.place}: {_HEADS[proof.verdict]}")
        for line in proof.lines():
            say(f"  {line}")
    verdicts = {proof.verdict for proof in found}
    ctx.exit(Ended.REFUSED if "differs" in verdicts else Ended.MISUSED if "unknown" in verdicts else Ended.DONE)


_HEADS = {"same": "the drawing of an edition, unchanged.", "differs": "changed.", "unknown": "cannot be told."}


@main.command()
@click.argument("figure", metavar="FIGURE_ID")
@click.option("--quarter", metavar="QUARTER", help="The quarter whose figure it is (default: the latest).")
@click.option("--json", "as_values", is_flag=True, help="Print it as JSON.")
@click.pass_context
def trace(ctx: click.Context, figure: str, quarter: str | None, as_values: bool) -> None:
    """Follow a number from the page to the rows of the CSV.

    Tells what the figure is, its formula in words and with its values put in, what its method was set to, its source, and each
    cell that it rests on with the row of the file. FIGURE_ID stands in its entry on the Figures page, which a click on the
    number opens; one that no page prints is worked out all the same.

    \b
    Example:
      pcc trace calls_999_volume.change_on_year
      pcc trace calls_999_wait.usual_upper --quarter 2023-24-Q3
      pcc trace calls_999_volume.value@2023-06 --json
    """
    import json

    from pcc_lib.building import editions
    from pcc_lib.building.ledger import pages_printing
    from pcc_lib.exploring import trace_text, tracing
    from pcc_lib.report import Report

    project = project_of(ctx)
    of = editions.find_quarter(project, quarter)
    page = Report(project, "figures", str(of)).page
    built = editions.current(project, of)
    found = tracing.trace(page, figure, pages_printing(built, figure) if built else ())
    if as_values:
        say(json.dumps(found.record(), indent=1, ensure_ascii=False, allow_nan=False))
    else:
        trace_text.print_trace(found, trace_text.terminal())

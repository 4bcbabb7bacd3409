"""Commands of editions: what was published is shown, compared and verified again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pcc_lib.cli.exit_codes import Ended
from pcc_lib.cli.program import main, project_of, say
from pcc_lib.core.errors import ReportError

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
@click.argument("quarter", required=False)
@click.option("--page", default="", metavar="PAGE", help="List those of one page, such as priority-1.")
@click.option("--kind", default="", metavar="KIND", help="List those of one kind, such as constant.")
@click.pass_context
def numbers(ctx: click.Context, quarter: str | None, page: str, kind: str) -> None:
    """Show what proves every number of a built book.

    Counts the numbers that readers can see, in texts, tables, charts and alternative texts, by page and kind: a figure of
    the ledger, a cell of a source, a date, a name, a constant of a method … With --page or --kind they are listed, each
    with its sentence and what proves it. QUARTER is that of the book (default: the newest build).

    \b
    Example:
      pcc numbers
      pcc numbers 2023-24-Q3 --page priority-1 --kind method
    """
    from pcc_lib.building import editions
    from pcc_lib.reading_back.record import FILE, listed, read_numbers, table

    project = project_of(ctx)
    found = editions.find_quarter(project, quarter) if quarter else None
    folder = editions.current(project, found)
    record = folder / FILE if folder else None
    if record is None or not record.is_file():
        told = f" {found}" if found else ""
        raise ReportError(f"No book{f' of{told}' if told else ''} has a record of its numbers yet. Run: pcc build{told}")
    rows = read_numbers(record.read_text(encoding="utf-8"))
    say(listed(rows, page, kind) if page or kind else table(rows))

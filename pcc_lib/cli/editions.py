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

"""Commands of editions: publish the book of a quarter, and verify what was published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pcc_lib.cli.exit_codes import Ended
from pcc_lib.cli.program import main, project_of, say
from pcc_lib.core.errors import ReportError

if TYPE_CHECKING:
    from pcc_lib.auditing.findings import Audit
    from pcc_lib.auditing.prove import Book

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_NEW = click.Path(dir_okay=False, path_type=Path)


@main.command()
@click.argument("quarter", required=False)
@click.option("--to", "site", type=click.Path(path_type=Path), metavar="DIR", help="The folder of the archive (default: site).")
@click.option("--date", "day", default="", metavar="DATE", help="The day of publication, such as 2024-03-05 (default: today).")
@click.option("--amend", "reason", metavar="REASON", help="Publish a corrected version beside the one before, for this reason.")
@click.option("--sign", "key", type=click.Path(path_type=Path), metavar="KEY", help="Sign it with this SSH key.")
@click.option("--paper/--no-paper", default=True, help="With or without PDFs of the book and its first page (default: with).")
@click.pass_context
def publish(ctx: click.Context, quarter: str | None, **wanted: Any) -> None:
    """Publish the book of a quarter, for good.

    Builds QUARTER (default: the latest) as the final book, and freezes it in site/2023-24-q3/1: the book, in its folder
    record all that is needed to make it again, and in paper the book and its first page as PDFs. Nothing in that folder
    changes any more. The pages around it (list of editions, newest edition, corrections, feed) are brought up to date,
    and what the edition told is kept in data/published for the next quarters.

    Nothing is published while there is a fault, open work, or a question of the data without an answer.

    \b
    Example:
      pcc publish 2023-24-Q3
      pcc publish 2023-24-Q3 --date 2024-03-05 --sign ~/.ssh/id_ed25519
      pcc publish 2023-24-Q3 --amend "The number of calls in October 2023 was wrong: a file had come twice."
    """
    from datetime import date

    from pcc_lib.building import editions
    from pcc_lib.building.job import Job
    from pcc_lib.cli.checks import check_all, expected_blocks, open_work
    from pcc_lib.publishing.freeze import publish as freeze
    from pcc_lib.publishing.wanted import Wanted

    project = project_of(ctx)
    job = Job(project, editions.find_quarter(project, quarter), say=say, final=True)
    today = date.today().isoformat()
    site, day = (wanted["site"] or project.root / "site").absolute(), wanted["day"] or today
    asks = {"check": check_all, "expected": expected_blocks, "opened": open_work}
    folder = freeze(Wanted(job, site, day, wanted["key"], wanted["reason"], today, wanted["paper"], **asks))
    say(f"Published on {day}. What it told is kept in data/published/{job.quarter}.")
    click.echo(folder)


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
@click.option("--page", default="", metavar="PAGE", help="List those of one page, such as priority-1 or figures/calls-999.")
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
    from pcc_lib.reading_back.record import listed, read_numbers, table
    from pcc_lib.reading_back.said import NUMBERS

    project = project_of(ctx)
    found = editions.find_quarter(project, quarter) if quarter else None
    folder = editions.current(project, found)
    record = folder / NUMBERS if folder else None
    if record is None or not record.is_file():
        told = f" {found}" if found else ""
        raise ReportError(f"No book{f' of{told}' if told else ''} has a record of its numbers yet. Run: pcc build{told}")
    rows = read_numbers(record.read_text(encoding="utf-8"))
    say(listed(rows, page, kind) if page or kind else table(rows))


@main.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--quick", is_flag=True, help="Sums, signature, chain and name alone: nothing is made anew.")
@click.option("--signers", type=_FILE, metavar="FILE", help="The allowed signers, as ssh-keygen reads them.")
@click.option("--restricted", type=_FOLDER, metavar="FOLDER", help="The inputs of small numbers that belong to this edition.")
@click.option("--archived-code", is_flag=True, help="Make it anew with the archived library. It is run: trust its signer.")
@click.option("--recheck", metavar="ID", help="Work this figure alone again.")
@click.option("--json", "json_file", type=_NEW, metavar="FILE", help="Write all findings as JSON.")
@click.option("--page", "page_file", type=_NEW, metavar="FILE", help="Write all findings as an HTML page.")
@click.pass_context
def audit(ctx: click.Context, path: Path, recheck: str | None, **asked: Any) -> None:
    """Verify a published edition, from its sums to every page.

    PATH is the folder of an edition, such as site/2023-24-q3/1. Its files are held against its sums, its signature and the
    edition before; then all of it is made anew from its frozen inputs, and compared file by file; a second reader works the
    figures out. Nothing in it is changed. Ends with 0 where all is the same, with 1 where anything differs, and with 2
    where that cannot be told.

    \b
    Example:
      pcc audit site/2023-24-q3/1
      pcc audit site/2023-24-q3/1 --quick --signers allowed_signers
      pcc audit site/2023-24-q3/1 --recheck calls_999_volume.change_on_year
    """
    from pcc_lib.auditing.audit import Asked
    from pcc_lib.auditing.audit import audit as audited
    from pcc_lib.auditing.way import Way
    from pcc_lib.cli.checks import check_all, expected_blocks, open_work
    from pcc_lib.core.errors import ReportError
    from pcc_lib.publishing.edition import open_published

    try:
        edition = open_published(path)
        if recheck:
            from pcc_lib.auditing.recheck import rechecked

            ctx.exit(Ended.DONE if rechecked(edition, recheck, say) else Ended.REFUSED)
        way = Way(check_all, expected_blocks, open_work, asked["restricted"], asked["archived_code"])
        found = audited(edition, Asked(asked["quick"], asked["signers"], way))
    except ReportError as error:
        say(f"This cannot be audited: {error}", err=True)
        ctx.exit(Ended.MISUSED)
    try:
        _tell_audit(found, asked["json_file"], asked["page_file"])
    except ReportError as error:  # what cannot be written is no difference of the edition
        say(str(error), err=True)
        ctx.exit(Ended.MISUSED)
    unknown = found.verdict == "unknown"
    ctx.exit(Ended.MISUSED if unknown else Ended.DONE if found.same else Ended.REFUSED)


def _tell_audit(found: Audit, json_file: Path | None, page_file: Path | None) -> None:
    from pcc_lib.auditing.telling import as_json, as_page, print_audit
    from pcc_lib.core.files import write_atomic
    from pcc_lib.core.terminal import terminal

    print_audit(found, terminal())
    for file, content in ((json_file, as_json), (page_file, as_page)):
        if file:
            write_atomic(file, content(found))


@main.command()
@click.argument("path", required=False, type=_FOLDER)
@click.option("--sql", "sql_alone", is_flag=True, help="By verify.sql alone: only what SQL works out.")
@click.option("--track-record", is_flag=True, help="The figures of the track record too, however long that takes.")
@click.option("--all", "whole", is_flag=True, help="Show every figure, not only those that differ.")
@click.option("--json", "as_values", is_flag=True, help="Print every figure as JSON.")
@click.pass_context
def verify(ctx: click.Context, path: Path | None, whole: bool, as_values: bool, **how: bool) -> None:
    """Work every figure of an edition again, two ways.

    Two programs that share no code with this library read the record of an edition: verify.sql, which is plain SQL over its
    CSVs, and verify_methods.py, for the methods that SQL has not. Each holds what it finds to figures.csv, to the value and
    to the very text that is printed. PATH is a published edition, or a built one (default: the newest build); nothing in it
    is changed, and no program of it is run. For the figures of the track record earlier quarters are judged again: where
    they are many, only when it is asked for. Ends with 1 where any figure differs.

    \b
    Example:
      pcc verify
      pcc verify site/2023-24-q3/1
      pcc verify --sql --all
      pcc verify --track-record
    """
    from pcc_lib.building import editions
    from pcc_lib.core.errors import ReportError
    from pcc_lib.second_reader.table import told_lines
    from pcc_lib.second_reader.table import verify as verified

    published = path and any((folder / "project").is_dir() for folder in (path, path / "record"))
    project = None if published else project_of(ctx)
    edition = path or (editions.current(project) if project else None)
    if edition is None:
        raise ReportError("No edition has been built yet. Run: pcc build, or name one: pcc verify site/2023-24-q3/1")
    found = verified(edition, project, **how)
    if as_values:
        import json

        click.echo(json.dumps(found.records(), indent=1))
    else:
        for line in told_lines(found, whole):
            say(line)
    ctx.exit(Ended.DONE if found.holds else Ended.REFUSED)


@main.command()
@click.argument("a", metavar="EDITION")
@click.argument("b", metavar="EDITION")
@click.option("--json", "as_values", is_flag=True, help="Print it as JSON; its keys are listed in docs/changes.md.")
@click.pass_context
def diff(ctx: click.Context, a: str, b: str, as_values: bool) -> None:
    """List what two editions tell otherwise.

    An EDITION is a folder that was published or built, a published version such as 2023-24-Q2/1, the build of a quarter
    (2023-24-Q2/built), or a quarter: the last that was published of it, else the one that is built here. A figure is set
    beside itself for the same period; those that only one of the two tells are new or withdrawn. Deliverables that moved or
    slipped and texts that are gone are told too. Ends with 0 where both tell the same, with 1 where they differ.

    \b
    Example:
      pcc diff 2023-24-Q2 2023-24-Q3
      pcc diff 2023-24-Q3/1 2023-24-Q3/2 --json
      pcc diff 2023-24-Q3/1 2023-24-Q3/built
    """
    from pcc_lib.publishing.compare import compare, find_edition, not_compared, record, told_lines

    project = project_of(ctx)
    before, now = find_edition(project, a), find_edition(project, b)
    changes = compare(project, before, now)
    if as_values:
        import json

        click.echo(json.dumps(record(before, now, changes), indent=1, ensure_ascii=False))
    else:
        for line in told_lines(changes):
            say(line)
        if missing := not_compared(before, now):
            say(missing)
        if not changes:
            say("No figure differs." if missing else "Nothing differs.")
    ctx.exit(Ended.REFUSED if changes else Ended.DONE)


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
    from pcc_lib.core.terminal import terminal
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
        trace_text.print_trace(found, terminal(trace_text.WIDTH, trace_text.WIDTH))

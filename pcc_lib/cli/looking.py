"""Commands that look: what a book says, and where it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pcc_lib.cli.program import main, project_of, say
from pcc_lib.core.errors import ReportError


@main.command()
@click.argument("quarter", required=False)
@click.option("--propose", is_flag=True, help="Show where levels have changed, and what accepting a new one would do.")
@click.option("--accept", nargs=2, metavar="MEASURE MONTH", help="Begin a measure's limits anew in a proposed month.")
@click.option("--reason", default="", metavar="TEXT", help="Why, in a few words; readers see it under the chart.")
@click.pass_context
def signals(ctx: click.Context, quarter: str | None, propose: bool, accept: tuple[str, str] | None, reason: str) -> None:
    """Print a quarter's signals; propose and accept new levels.

    Tells the signals of QUARTER (default: the latest), a line each. Where a level has moved, --propose shows what
    accepting a new one would do, and --accept writes it to the measure's file, with your reason.

    \b
    Example:
      pcc signals
      pcc signals --propose
      pcc signals --accept calls_999_volume 2023-04 --reason "A new phone system"
    """
    from pcc_lib.building import editions
    from pcc_lib.pages import signal_text

    if (reason and not accept) or (propose and accept):
        raise click.UsageError("Write --propose alone, or --accept MEASURE MONTH --reason TEXT.")
    project = project_of(ctx)
    asked = signal_text.Asked(project, editions.find_quarter(project, quarter))
    if accept:
        say(signal_text.accepted(asked, *accept, reason))
    else:
        say(signal_text.proposed(asked) if propose else signal_text.told(asked))


@main.command()
@click.argument("name", default="", metavar="[TOPIC]")
@click.argument("query", nargs=-1, metavar="[QUERY]...")
@click.option("--quarter", metavar="QUARTER", help="The quarter whose figures they are (default: the latest).")
@click.option("--part", default="", metavar="PART", help="Of one part alone, such as an area.")
@click.option("--at", "period", default="", metavar="PERIOD", help="At an earlier period, such as 2023-06.")
@click.option("--value", default="", metavar="NUMBER", help="Those that print this number: what is 3,214?")
@click.option("--all", "whole", is_flag=True, help="Also what is not known, and changes in every form.")
@click.option("--json", "as_values", is_flag=True, help="Print them as JSON.")
@click.pass_context
def figures(ctx: click.Context, name: str, query: tuple[str, ...], quarter: str | None, as_values: bool, **narrowed: Any) -> None:
    """List a quarter's figures, ready to paste into a text.

    TOPIC is a topic, a measure or a priority; QUERY narrows its figures by words. Words alone look through all of them. Each
    is shown with what it prints, its period and what it is set against, its direction, and how it is worked out.

    \b
    Example:
      pcc figures calls-999
      pcc figures calls-999 change on year
      pcc figures calls_999_volume --at 2023-06
      pcc figures --value 17.7%
    """
    import json

    from pcc_lib.building import editions
    from pcc_lib.exploring.figures import Wanted, figure_list
    from pcc_lib.report import Report

    project = project_of(ctx)
    if not (name or narrowed["value"]):
        raise click.UsageError("Name a topic, a measure, a priority or words, or a number: pcc figures --value 3,214.")
    page = Report(project, "figures-listed", str(editions.find_quarter(project, quarter))).page
    found = figure_list(page, Wanted(name, " ".join(query), **narrowed))
    say(json.dumps(found.records(), indent=1) if as_values else found)


@main.command("list")
@click.argument("what", required=False, metavar="[calculations|statistics|charts|statuses]")
@click.option("--markdown", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write all lists to a file.")
def list_choices(what: str | None, markdown: Path | None) -> None:
    """List what a measure, a topic or a commentary can ask for.

    Calculations, statistics, kinds of charts, statuses: all of them, or the one that is named.

    \b
    Example:
      pcc list
      pcc list statistics
    """
    from pcc_lib import listing
    from pcc_lib.core.files import write_atomic

    for name in [what] if what else () if markdown else listing.LISTS:
        say(listing.listed(name) + "\n")
    if markdown:
        write_atomic(markdown, listing.markdown().encode("utf-8"))
        click.echo(f"Wrote {markdown.as_posix()}.")


@main.command("quarters")
@click.pass_context
def list_quarters(ctx: click.Context) -> None:
    """List the quarters that there are, and which are built.

    \b
    Example:
      pcc quarters
    """
    from pcc_lib.building import editions

    project = project_of(ctx)
    for quarter in editions.quarters(project):
        built = "  built" if editions.current(project, quarter) else ""
        say(f"{quarter}  {quarter.label}{built}")


@main.command()
@click.argument("quarter", required=False)
@click.pass_context
def where(ctx: click.Context, quarter: str | None) -> None:
    """Print the path of a built book.

    That of QUARTER, or of the newest build; `pcc open` opens it.

    \b
    Example:
      pcc where 2023-24-Q3
    """
    click.echo(_index(ctx, quarter))


@main.command("open")
@click.argument("quarter", required=False)
@click.pass_context
def open_book(ctx: click.Context, quarter: str | None) -> None:
    """Open a built book in the browser.

    That of QUARTER, or the newest build.

    \b
    Example:
      pcc open
      pcc open 2023-24-Q3
    """
    import webbrowser

    index = _index(ctx, quarter)
    if not webbrowser.open(index.as_uri()):
        raise ReportError(f"No browser could be started. The book is {index}")


def _index(ctx: click.Context, quarter: str | None) -> Path:
    from pcc_lib.building import editions

    project = project_of(ctx)
    found = editions.find_quarter(project, quarter) if quarter else None
    folder = editions.current(project, found)
    if folder is None:
        raise ReportError(
            f"{f'The book of {found}' if found else 'The book'} has not been built yet. "
            f"Run: pcc build{f' {found}' if found else ''}"
        )
    return folder / "html" / "index.html"

"""Commands that found: a project for another body, and its priorities, topics, measures and sources."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from pcc_lib.cli.program import main, project_of, say

# those of founding.offered, which is slow to import
PAGES = (
    "governance",
    "money-and-people",
    "panel",
    "track-record",
    "cross-check",
    "accessibility",
    "statutory-information",
    "about-this-edition",
)


@main.command("new-project")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--from",
    "wishes",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE.yml",
    help="Ask nothing: read it.",
)
def new_project(folder: Path, wishes: Path | None) -> None:
    """Found a project for another body in DIR.

    Writes all its files, with pages that say what they wait for.

    Asks for the body's name, its role, areas and priorities and the first quarter; with --from a file says them
    (docs/another-body.md has one). DIR must not be there yet, or be empty. All files are written, or none.

    \b
    Example:
      pcc new-project ../our-report --from body.yml
    """
    from pcc_lib.cli.asking import ask_wishes
    from pcc_lib.founding import project

    found = project.read_wishes(wishes) if wishes else ask_wishes()
    files = project.new_project(folder, found)
    say(f"{folder}: a project of {len(files)} files for {found.name}, {found.first_quarter} ({found.first_quarter.label}).")
    place = f'"{folder}"' if re.search(r"[^\w./\\:~-]", str(folder)) else folder
    say(f"Next: pcc --project {place} check, then build; README.md there says what comes after.")


@main.command("new-priority")
@click.argument("title")
@click.option("--id", "id", default="", metavar="ID", help="Its id and its page's name (default: made of the title).")
@click.option("--description", default="", metavar="TEXT", help="What it is about, in a sentence or two.")
@click.pass_context
def new_priority(ctx: click.Context, title: str, id: str, description: str) -> None:
    """Add a priority with its page.

    It gets its places in the plan, the contents, the scorecard and the page of activities. It comes after the priorities that
    there are. Files that are there keep their comments and their order.

    \b
    Example:
      pcc new-priority "Safer nights out" --description "People come home safe."
    """
    from pcc_lib.founding.priority import new_priority as made

    _tell(ctx, made(project_of(ctx), title, id, description))


@main.command("new-topic")
@click.argument("title")
@click.option("--priority", default="", metavar="ID", help="The priority that it belongs to.")
@click.option("--id", "id", default="", metavar="ID", help="Its id (default: made of the title).")
@click.option("--words", default="", metavar="TEXT", help="A sentence below its heading.")
@click.pass_context
def new_topic(ctx: click.Context, title: str, priority: str, id: str, words: str) -> None:
    """Add a topic to a priority.

    Writes its file, its cells on the priority's page, and its commentary with headings.

    \b
    Example:
      pcc new-topic "Night-time economy" --priority safer-nights-out
    """
    from pcc_lib.cli.asking import ask_one_of
    from pcc_lib.founding.topic import new_topic as made
    from pcc_lib.inputs.plan import priorities

    project = project_of(ctx)
    known = [p.id for p in priorities(project)]
    _tell(ctx, made(project, title, ask_one_of("Its priority", priority, known, "The plan has no priority."), id, words))


@main.command("new-page")
@click.argument("name", type=click.Choice(PAGES), metavar="PAGE")
@click.pass_context
def new_page(ctx: click.Context, name: str) -> None:
    """Add a page that the book has not, of those offered.

    PAGE is governance, money-and-people, panel (the questions of the panel), track-record (whether earlier signals were
    right), cross-check (our figures beside public ones), accessibility, statutory-information or about-this-edition. Writes
    its notebook and its place in the contents; of governance also data/plan/governance.yml, with every part that may be told
    in comments; of panel data/plan/panel_log.csv, with its columns.

    \b
    Example:
      pcc new-page governance
    """
    from pcc_lib.founding import offered

    _tell(ctx, offered.new_page(project_of(ctx), name))
    say(f"Next: {offered.NEXT[name]}")


@main.command("new-area-pages")
@click.argument("areas", nargs=-1, metavar="[AREA]...")
@click.pass_context
def new_area_pages(ctx: click.Context, areas: tuple[str, ...]) -> None:
    """Add a page for each area.

    AREA is the id of an area in data/body.yml, or of a part of a source with boundaries (default: each area of data/body.yml).
    Writes a notebook for each that has none, and its place in the contents. Tables beside maps then lead to it.

    \b
    Example:
      pcc new-area-pages
    """
    from pcc_lib.founding.areas import new_area_pages as made

    if not (files := made(project_of(ctx), areas)):
        say("Nothing to do: each of these areas has its page.")
        return
    _tell(ctx, files)


@main.command("new-source")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")
@click.option("--sheet", default="", metavar="NAME", help="The sheet that holds the table, where several do.")
@click.option("--name", default="", metavar="NAME", help="The source's name (default: made of the file's).")
@click.option("--map", "pairs", multiple=True, metavar="NAME=AREA", help="Which area a name is; NAME= leaves it. Repeat it.")
@click.option("--calendar-quarters", is_flag=True, help="Q1 2025 is January to March: quarters are of calendar years.")
@click.option("--title", default="", metavar="TEXT", help="What readers see.")
@click.option("--producer", default="", metavar="TEXT", help="Who produces the data.")
@click.option("--licence", default="", metavar="TEXT", help="Their licence.")
@click.option("--obtained", default="", metavar="TEXT", help="How they were obtained.")
@click.option("--limits", default="", metavar="TEXT", help="What they cannot tell.")
@click.pass_context
def new_source(ctx: click.Context, file: Path, sheet: str, name: str, calendar_quarters: bool, **said: Any) -> None:
    """Bring a workbook or CSV into the project as a new source.

    FILE is an XLSX, XLS, ODS or CSV file, read as `pcc receive` reads them: titles over the table, months across, totals and
    footnotes are no matter. Shows what was found, asks what only people know, and writes data/sources/NAME.csv with a
    descriptor beside it, in which all that was found stands with comments: confirm or correct it there. The next file of the
    same form comes in with `pcc receive`.

    \b
    Example:
      pcc new-source "Calls by area.xlsx" --sheet "999" --name calls
    """
    from pcc_lib.cli.asking import ask_origin
    from pcc_lib.founding import source
    from pcc_lib.founding.found import Origin, found_in
    from pcc_lib.founding.looking import Wanted
    from pcc_lib.receiving.asked import names_in

    project = project_of(ctx)
    wanted = Wanted(sheet, said["title"] or file.stem, calendar_quarters, names_in(said.pop("pairs")))
    found = found_in(project, file, wanted, name)
    for line in found.lines:
        say(line)
    _tell(ctx, source.new_source(project, found, Origin(**ask_origin(said))))
    known = source.is_known(project_of(ctx), found)
    say(f"The next file of this form: pcc receive FILE{'' if known else f' --source {found.name}'}")


@main.command("new-measure")
@click.argument("title")
@click.option("--topic", default="", metavar="ID", help="The topic that it belongs to.")
@click.option("--source", default="", metavar="NAME", help="The source whose columns it is made of.")
@click.option("--numerator", default="", metavar="COLUMN", help="The column that is counted, or divided.")
@click.option("--denominator", default="", metavar="COLUMN", help="The column that it is divided by.")
@click.option("--population", default="", metavar="SOURCE.COLUMN", help="The residents, for a rate.")
@click.option("--calculation", default="", metavar="NAME", help="How it is worked out (default: proposed by the columns).")
@click.option("--unit", default="", metavar="TEXT", help="What is counted (default: the column's unit).")
@click.option(
    "--good-direction",
    prompt="Which way is better",
    type=click.Choice(["increase", "decrease", "neutral"]),
    help="Which way is better.",
)
@click.option("--why", prompt="Why a resident should care", metavar="TEXT", help="Why a resident should care.")
@click.option("--id", "id", default="", metavar="ID", help="Its id (default: made of the title).")
@click.option("--chart/--no-chart", default=True, help="Whether its topic gets a chart of it.")
@click.pass_context
def new_measure(ctx: click.Context, title: str, chart: bool, **said: str) -> None:
    """Add a measure of a source's columns.

    Writes its file, with every key that it may want in comments. Columns that are not named are asked for. The calculation
    follows from them: a count, a percentage of a part of a whole, an average, a rate for residents, or published values.

    \b
    Example:
      pcc new-measure "Calls answered" --topic calls --source calls --numerator answered --denominator offered
    """
    from pcc_lib.cli.asking import ask_columns, ask_one_of
    from pcc_lib.founding.measure import Asked
    from pcc_lib.founding.measure import new_measure as made
    from pcc_lib.founding.proposing import Roles
    from pcc_lib.inputs.measures import topic_ids

    project = project_of(ctx)
    none = 'The project has no topic yet. Add one: pcc new-topic "Title"'
    said["topic"] = ask_one_of("Its topic", said["topic"], topic_ids(project), none)
    roles = Roles(said.pop("numerator"), said.pop("denominator"), said.pop("population"))
    source, roles = ask_columns(project, said.pop("source"), roles)
    why = said.pop("why")
    _tell(ctx, made(project, Asked(title=title, source=source, roles=roles, why_it_matters=why, chart=chart, **said)))


def _tell(ctx: click.Context, files: list[str]) -> None:
    """Which files were written, and what a check finds now."""
    from pcc_lib.founding.changes import left_to_do

    for name in files:
        say(f"  {name}")
    faults = left_to_do(project_of(ctx))
    say(f"Wrote {len(files)} files. " + ("Still to be done:" if faults else "pcc check: no faults."))
    for fault in faults:
        say(f"  {fault}")

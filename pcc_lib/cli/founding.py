"""Commands that found: a project for another body, and its priorities, topics, measures and sources."""

from __future__ import annotations

from pathlib import Path

import click

from pcc_lib.cli.program import main, project_of, say


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
    say(f"Next: pcc --project {folder} check, then build; README.md there says what comes after.")


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


@main.command("new-source")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE.csv")
@click.option("--name", default="", metavar="NAME", help="The source's name (default: made of the file's).")
@click.option("--title", prompt="What readers see", metavar="TEXT", help="What readers see.")
@click.option("--producer", prompt="Who produces the data", metavar="TEXT", help="Who produces the data.")
@click.option("--licence", prompt="Their licence", default="Open Government Licence v3.0", metavar="TEXT", help="Their licence.")
@click.option("--obtained", prompt="How they were obtained", metavar="TEXT", help="How they were obtained.")
@click.option("--limits", prompt="What they cannot tell, in a sentence", metavar="TEXT", help="What they cannot tell.")
@click.pass_context
def new_source(ctx: click.Context, file: Path, name: str, **origin: str) -> None:
    """Bring a CSV into the project as a new source.

    Writes a descriptor that says what was found in it. Looks for the column of months, quarters or years, for the one that
    splits the rows (such as areas), and for numbers, their bounds and blanks. What it proposes stands in
    data/sources/NAME.resource.yml, with comments: confirm or correct it there.

    \b
    Example:
      pcc new-source "Calls by area.csv" --name calls
    """
    from pcc_lib.founding.source import Origin
    from pcc_lib.founding.source import new_source as made

    _tell(ctx, made(project_of(ctx), file, Origin(**origin), name))


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

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
    """Found a project for a body in DIR: all its files, and pages that say what they wait for.

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

"""Commands of editions: publish the book of a quarter, and check what was published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pcc_lib.cli.program import main, project_of, say


@main.command()
@click.argument("quarter", required=False)
@click.option("--to", "site", type=click.Path(path_type=Path), metavar="DIR", help="The folder of the archive (default: site).")
@click.option("--date", "day", default="", metavar="DATE", help="The day of publication, such as 2024-03-05 (default: today).")
@click.option("--amend", "reason", metavar="REASON", help="Publish a corrected version beside the one before, for this reason.")
@click.option("--sign", "key", type=click.Path(path_type=Path), metavar="KEY", help="Sign it with this SSH key.")
@click.pass_context
def publish(ctx: click.Context, quarter: str | None, **wanted: Any) -> None:
    """Publish the book of a quarter, for good.

    Builds QUARTER (default: the latest) as the final book, and freezes it in site/2023-24-q3/1: the book, and in its
    folder record all that is needed to make it again. Nothing in that folder changes any more. The pages around it
    (list of editions, newest edition, corrections, feed) are brought up to date, and what the edition told is kept in
    data/published for the next quarters.

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
    site, day = (wanted["site"] or project.root / "site").absolute(), wanted["day"] or date.today().isoformat()
    asks = {"check": check_all, "expected": expected_blocks, "opened": open_work}
    folder = freeze(Wanted(job, site, day, wanted["key"], wanted["reason"], **asks))
    say(f"Published on {day}. What it told is kept in data/published/{job.quarter}.")
    click.echo(folder)

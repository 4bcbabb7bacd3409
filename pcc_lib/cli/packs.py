"""The command of what is printed: the pack of a quarter, of one priority, or its summary on one sheet."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pcc_lib.cli.program import main, project_of, say
from pcc_lib.core.errors import ReportError

if TYPE_CHECKING:
    from pcc_lib.inputs.project import Project
    from pcc_lib.packs.built import Built


@main.command()
@click.argument("quarter", required=False)
@click.option("--priority", type=click.IntRange(1, 99), metavar="N", help="The pack of one priority, with how to read it.")
@click.option("--summary", is_flag=True, help="The landing page alone, on one sheet of A4.")
@click.option("--whole", is_flag=True, help="With what pages fold away: further charts, verdicts in full, the data of charts.")
@click.option(
    "--edition",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Print a published edition, such as site/2023-24-q3/1.",
)
@click.option(
    "--to",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where to (default: QUARTER.pdf here).",
)
@click.pass_context
def pack(ctx: click.Context, quarter: str | None, **wanted: Any) -> None:
    """Print a quarter as a PDF, for paper and screen readers.

    Builds QUARTER (default: the latest) where anything has changed, and sets its pages on A4: cover, contents with page
    numbers, running heads, still charts, tables whose head is repeated. Every number is that of the book. The PDF is tagged
    (PDF/UA-1), and is only written when title, language, outline, headings, tables, links, fonts and the words of every
    chart are in it. The pages for looking things up (figures, definitions) stay in the book, which the cover names.

    \b
    Example:
      pcc pack
      pcc pack 2023-24-Q3 --priority 1
      pcc pack 2023-24-Q3 --summary --to summary.pdf
    """
    from pcc_lib.core.files import write_atomic
    from pcc_lib.packs.pack import Wanted, file_name
    from pcc_lib.packs.pack import pack as made_of

    number, summary = wanted["priority"], wanted["summary"]
    if number and summary:
        raise click.UsageError("--summary is of the whole quarter: leave --priority out.")
    if quarter and wanted["edition"]:
        raise click.UsageError("--edition names the quarter already: leave QUARTER out.")
    project = project_of(ctx)
    page = _page_of(project, number) if number else ""
    built = _published(project, wanted["edition"]) if wanted["edition"] else _current(project, quarter)
    asked = Wanted(page, summary, wanted["whole"])
    place = wanted["target"] or Path(file_name(built.quarter, asked))
    _may_replace(place)
    write_atomic(Path(os.path.realpath(place)), made_of(built, asked))
    say(f"Wrote {place}.")


def _page_of(project: Project, number: int) -> str:
    from pcc_lib.inputs.plan import priorities

    known = {each.number: each.page for each in priorities(project)}
    if number not in known:
        there = ", ".join(map(str, sorted(known)))
        raise ReportError(f"data/plan/priorities.yml: there is no priority {number}. There are: {there}.")
    return known[number]


def _current(project: Project, quarter: str | None) -> Built:
    from pcc_lib.building import editions
    from pcc_lib.building.job import Job
    from pcc_lib.cli.checks import check_all, expected_blocks, open_work
    from pcc_lib.packs.built import Built

    found = editions.find_quarter(project, quarter)
    index = editions.build(Job(project, found, say=say), check=check_all, expected=expected_blocks, opened=open_work)
    return Built(index.parent, found)


def _published(project: Project, folder: Path) -> Built:
    from pcc_lib.auditing.sums import sum_findings
    from pcc_lib.packs.built import Built
    from pcc_lib.publishing.edition import MANIFEST, open_published

    edition = open_published(folder / MANIFEST)
    if other := next((each for each in sum_findings(edition.folder) if each.verdict == "differs"), None):
        raise ReportError(f"{folder}: nothing is printed of what is not as it was published: {other.item} {other.found}.")
    return Built(edition.folder, edition.quarter, project.body.address_of(edition.quarter, edition.version))


def _may_replace(place: Path) -> None:
    """A pack that was printed before is printed anew. Any other file stays, what is no file too, such as a device, and a link."""
    from pcc_lib.core.files import read_bytes
    from pcc_lib.packs.structure import is_pack

    if place.exists() and not (place.is_file() and is_pack(read_bytes(place))):
        raise ReportError(f"{place}: is there already, and is no pack of this program. Name another: --to FILE.")

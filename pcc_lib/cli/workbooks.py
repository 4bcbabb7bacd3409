"""The command of data to take along: the workbook of a quarter, or of one topic of it."""

from __future__ import annotations

from pathlib import Path

import click

from pcc_lib.cli.program import main, project_of, say
from pcc_lib.core.errors import ReportError


@main.command()
@click.argument("quarter", required=False)
@click.option("--topic", default="", metavar="TOPIC", help="The workbook of one topic, such as calls-999.")
@click.option(
    "--to",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where to; its ending, .ods or .xlsx, says in which form (default: QUARTER.ods here).",
)
@click.pass_context
def workbook(ctx: click.Context, quarter: str | None, topic: str, target: Path | None) -> None:
    """Write the numbers of a quarter as a workbook for people.

    It has a cover, contents, notes that explain its signs, and then one table a sheet: the latest values, the series,
    targets, deliverables, definitions, sources. A built book offers the same to its readers, in its folder downloads; this
    makes one of the files as they are now, and needs no build. QUARTER is the newest where none is named. A file that is
    there already is not written over.

    \b
    Example:
      pcc workbook
      pcc workbook 2023-24-Q3 --topic calls-999 --to calls-999.xlsx
    """
    from pcc_lib.building.editions import find_quarter
    from pcc_lib.core.files import read_bytes, write_atomic
    from pcc_lib.pages.page import Page
    from pcc_lib.workbooks.edition import Downloads
    from pcc_lib.workbooks.ods import ods
    from pcc_lib.workbooks.xlsx import xlsx

    forms = {".ods": ods, ".xlsx": xlsx}
    if target is not None and target.suffix.lower() not in forms:
        raise click.UsageError(f"--to {target}: a workbook ends in .ods or .xlsx.")
    project = project_of(ctx)
    made = Downloads(Page(project, "about-the-data", str(find_quarter(project, quarter)), {}))
    told = made.topic(topic) if topic else None
    if not made.topics:
        raise ReportError("data/measures: there is no measure yet, and so nothing for a workbook. Run: pcc new-measure")
    place = target or Path(made.names(told).ods)
    content = forms[place.suffix.lower()](made.workbook(told))
    there = place.is_file()
    if there and read_bytes(place) != content:
        raise ReportError(f"{place}: is there already, and somebody may have worked in it. Name another: --to FILE.")
    write_atomic(place, content)
    say(f"{'There already, unchanged:' if there else 'Wrote'} {place}.")

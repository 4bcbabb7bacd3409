"""Commands of the data: bring them in, and hand them on."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pcc_lib.cli.exit_codes import Ended
from pcc_lib.cli.program import main, project_of, say

if TYPE_CHECKING:
    from pcc_lib.cli.confirming import Said
    from pcc_lib.inputs.project import Project


@main.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, allow_dash=True), metavar="FILE...")
@click.option("--source", default="", metavar="NAME", help="The source that the files are of, where they do not tell.")
@click.option("--sheet", default="", metavar="NAME", help="Read this sheet alone, also where it is hidden.")
@click.option(
    "--map", "pairs", multiple=True, metavar="NAME=COLUMN", help="What a name of the file means; NAME= leaves it. Repeat it."
)
@click.option("--paste", is_flag=True, help="Read a table that is pasted (or piped) in; - does the same.")
@click.option("--dry-run", is_flag=True, help="Show what would be done, and write nothing.")
@click.option("--yes", is_flag=True, help="Write without asking: only what is certain.")
@click.option("--sure", multiple=True, metavar="SOURCE", help="Its doubts were looked at: write it. Repeat it.")
@click.option("--reason", default="", metavar="TEXT", help="Why numbers that were told become others; readers see it.")
@click.option("--obtained", default="", metavar="TEXT", help="How the data came, from now on; readers see it.")
@click.option("--next-update", default="", metavar="TEXT", help="When new data come, from now on; readers see it.")
@click.option("--words-hold", is_flag=True, help="obtained, next_update and limits were read: they are true of the new rows too.")
@click.pass_context
def receive(ctx: click.Context, files: tuple[Path, ...], **said: Any) -> None:
    """Bring what was sent into the sources.

    FILE is an XLSX, XLS, ODS or CSV file, or a pasted table. Its table, its source and its columns are found, and what would
    be added, revised and left is shown before anything is asked. Numbers that were told before need a reason and become [r];
    what the source held is kept. All files are written, or none. Refused with file, sheet and cell is whatever could mean two
    things. What can be read and is doubtful all the same (a digit too many, most of what is held contradicted) is told, and
    written only when somebody has said that it is right. Where the descriptor tells how earlier rows came, it is asked whether
    that is true of the new ones.

    Exit code: 0 if it was written, there was nothing to do, or it was a dry run; 1 if something was refused or not confirmed;
    2 if the command was written wrongly.

    \b
    Example:
      pcc receive contact-centre.xlsx complaints.csv --dry-run
      pcc receive corrected.ods --reason "The force recounted August."
    """
    pasted = said["paste"] or Path("-") in files
    if not files and not pasted:
        raise click.UsageError("Name a file, or paste a table with --paste.")
    if not _received(project_of(ctx), [file for file in files if file != Path("-")], pasted, said):
        ctx.exit(Ended.REFUSED)


def _received(project: Project, files: Sequence[Path], pasted: bool, said: Mapping[str, Any]) -> bool:
    """Bring files, and what is pasted, in; whether all that was asked for was done."""
    from pcc_lib.cli.confirming import Said, carry_out, carry_out_tables
    from pcc_lib.receiving.asked import Asked, names_in
    from pcc_lib.receiving.reading import Read, Sent
    from pcc_lib.receiving.receive import source_plans_of, table_plans_of
    from pcc_lib.receiving.source_words import Words

    sent = [Sent.of(file) for file in files]
    if pasted:
        sent.append(Sent("pasted table", sys.stdin.buffer.read()))
    words = Words(said["obtained"], said["next_update"], said["words_hold"])
    answers = Said(said["dry_run"], said["yes"], said["reason"], said["sure"], not pasted, words)
    read = Read.of(sent)
    if tables := table_plans_of(project, read):
        return carry_out_tables(project, tables, answers)
    asked = Asked(said["source"], said["sheet"], names_in(said["pairs"]))
    return carry_out(project, source_plans_of(project, read, asked), answers)


@main.command()
@click.argument("name")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Where to (default: NAME.xlsx here)."
)
@click.option("--quarter", metavar="Q", help="Of a table: its quarter (default: the latest). Of a source: rows up to its end.")
@click.option(
    "--read", type=click.Path(path_type=Path), metavar="FILE", help="Bring a sheet of NAME back instead of writing one."
)
@click.option("--dry-run", is_flag=True, help="With --read: show what would be done, and write nothing.")
@click.option("--yes", is_flag=True, help="With --read: write without asking.")
@click.option("--sure", multiple=True, metavar="SOURCE", help="With --read: its doubts were looked at: write it. Repeat it.")
@click.option("--reason", default="", metavar="TEXT", help="With --read: why numbers become others; readers see it.")
@click.pass_context
def sheet(ctx: click.Context, name: str, out: Path | None, **said: Any) -> None:
    """Write a source or a table as a workbook for Excel.

    NAME is a source, or deliverables or stated, the tables of a quarter. Months and dates stay what they are in it, what says
    which row it is is locked, and each column has a note on what it holds. Bring it back with `pcc receive FILE` (or `--read
    FILE`), which shows what was changed before it asks. A file that is there already is not written over: somebody may have
    worked in it. Where a source is called like a table, say source:NAME or table:NAME.

    \b
    Example:
      pcc sheet calls_999
      pcc receive calls_999.xlsx
      pcc sheet deliverables
    """
    from pcc_lib.core.quarters import Quarter
    from pcc_lib.receiving.sheet import Sheet, write_sheet

    project = project_of(ctx)
    if said["read"] is None:
        if any(said[name] for name in ("dry_run", "yes", "reason", "sure")):
            raise click.UsageError("--dry-run, --yes, --sure and --reason go with --read FILE.")
        quarter = Quarter.parse(said["quarter"]) if said["quarter"] else None
        target = out or Sheet.of(project, name).target(project, quarter)
        new = write_sheet(project, name, target, quarter)
        back = f'"{target}"' if " " in str(target) else target
        say(f"{'Wrote' if new else 'There already, unchanged:'} {target}. When you have changed it: pcc receive {back}")
        return
    if out or said["quarter"]:
        raise click.UsageError("--out and --quarter go without --read.")
    from pcc_lib.cli.confirming import Said

    if not _brought_back(project, name, said["read"], Said(said["dry_run"], said["yes"], said["reason"], said["sure"])):
        ctx.exit(Ended.REFUSED)


def _brought_back(project: Project, name: str, file: Path, said: Said) -> bool:
    """Bring a sheet back, whichever it is of; whether all that was asked for was done."""
    from pcc_lib.cli.confirming import carry_out, carry_out_tables
    from pcc_lib.receiving.incoming import Incoming
    from pcc_lib.receiving.reading import Sent
    from pcc_lib.receiving.receive import planned
    from pcc_lib.receiving.sheet import read_sheet
    from pcc_lib.receiving.table_plan import table_plan

    found = read_sheet(project, name, Sent.of(file))
    if isinstance(found, Incoming):
        return carry_out(project, planned(project, [found]), said)
    return carry_out_tables(project, [table_plan(found)], said)


@main.command()
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@click.option("--dry-run", is_flag=True, help="Show what would be done, and write nothing.")
@click.option("--yes", is_flag=True, help="Write without asking: only what is certain.")
@click.option("--sure", multiple=True, metavar="SOURCE", help="Its doubts were looked at: write it. Repeat it.")
@click.option("--reason", default="", metavar="TEXT", help="Why numbers that were told become others; readers see it.")
@click.pass_context
def count(ctx: click.Context, names: tuple[str, ...], **said: Any) -> None:
    """Count incidents into the sources that are made of them.

    Reads tables with a row for each crime or call in data/incidents, and counts their rows into SOURCE (default: every source
    whose descriptor says how it is counted). All faults of the rows are told in one run; what would be added and revised is
    shown before anything is asked, as with pcc receive. The rows themselves are never published.

    \b
    Example:
      pcc count
      pcc count recorded_crime --reason "The force corrected its records."
    """
    from pcc_lib.cli.confirming import Said, carry_out
    from pcc_lib.counting.asked import counted_names
    from pcc_lib.receiving.counted import counted_of
    from pcc_lib.receiving.receive import planned

    project = project_of(ctx)
    if not (asked := names or counted_names(project)):
        say("Nothing to do: no source is counted from incidents (docs/incidents.md).")
        return
    plans = planned(project, [counted_of(project, name) for name in asked])
    if not carry_out(project, plans, Said(said["dry_run"], said["yes"], said["reason"], said["sure"])):
        ctx.exit(Ended.REFUSED)


@main.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path), default=Path("datapackage.json"))
@click.pass_context
def package(ctx: click.Context, target: Path) -> None:
    """Write all sources as one data package.

    The file TARGET (default: datapackage.json) is what `frictionless validate` reads, from the project's folder.

    \b
    Example:
      pcc package
    """
    import json

    from pcc_lib.core.files import write_atomic
    from pcc_lib.inputs.sources import package as packed

    text = json.dumps(packed(project_of(ctx)), indent=1, ensure_ascii=False) + "\n"
    write_atomic(target, text.encode("utf-8"))
    click.echo(f"{target}: validate it from the project's folder with: frictionless validate {target.name}")

"""The command that builds many editions of many projects."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pcc_lib.cli.checks import check_all, expected_blocks, open_work
from pcc_lib.cli.exit_codes import Ended
from pcc_lib.cli.program import main, project_of, say

if TYPE_CHECKING:
    from pcc_lib.estates.plan import Trouble, Wanted

_STORE = """The folder, or fsspec address, in which all share results. Whoever may read it sees figures of drafts of all bodies
that share it, and whoever may write to it could forge results: bodies that hold back small numbers need one of their own."""
_NAMES = ("processes", "in-process", "dask")  # of estates.executors, which help need not wait for


@main.command("build-all")
@click.argument("projects", nargs=-1, type=click.Path(path_type=Path), metavar="[PROJECT]...")
@click.option("--quarter", "quarters", multiple=True, metavar="QUARTER", help="Build this one alone (default: all). Repeat it.")
@click.option("--executor", type=click.Choice(_NAMES), help="Who does the work (default: processes of this machine).")
@click.option("--scheduler", default="", metavar="URL", help="A Dask scheduler that runs, such as tls://10.0.0.5:8786.")
@click.option("--workers", type=click.IntRange(1, 1024), metavar="N", help="How many processes here (default: one a core).")
@click.option("--store", default="", metavar="PLACE", help=_STORE)
@click.option("--fresh", is_flag=True, help="Run every page, whatever is in the cache.")
@click.option("--plan", is_flag=True, help="Build nothing: print each page with its digests and why it must run, as JSON lines.")
@click.pass_context
def build_all(ctx: click.Context, projects: tuple[Path, ...], **asked: Any) -> None:
    """Build the books of many quarters and many projects.

    Builds each quarter of each PROJECT (default: the one you are in) as pcc build would, byte for byte, and several at the
    same time: in processes of this machine, in this process (in-process), or on a Dask cluster (dask; one of this machine is
    started where no --scheduler is named). Of editions that nothing has changed nothing is done. A fault of one project or
    quarter is told at the end and stops no other. Whoever stops it (Ctrl-C) can go on later: what is done is kept.

    \b
    Example:
      pcc build-all
      pcc build-all ../forces/* --store ../store
      pcc build-all ../forces/* --quarter 2023-24-Q3 --scheduler tls://10.0.0.5:8786 --store s3://books/store
    """
    from pcc_lib.building.editions import Asked
    from pcc_lib.core.store import settled_place, store_at
    from pcc_lib.estates.plan import Wanted
    from pcc_lib.estates.start import executor_name
    from pcc_lib.estates.work import Edition

    folders = projects or (project_of(ctx).root,)
    name = executor_name(asked["executor"] or "", asked["scheduler"])
    if store := settled_place(asked["store"]):
        store_at(store)  # an address that nobody knows is told before anything is begun
    how = Edition("", "", Asked(check_all, expected_blocks, open_work), asked["fresh"], store)
    wanted = Wanted(folders, asked["quarters"], how)
    troubles = _tell_plan(wanted) if asked["plan"] else _build(wanted, name, asked["scheduler"], asked["workers"])
    ctx.exit(Ended.BROKEN if any(t.broken for t in troubles) else Ended.REFUSED if troubles else Ended.DONE)


def _build(wanted: Wanted, name: str, scheduler: str, workers: int | None) -> Sequence[Trouble]:
    """Build all; gives what went wrong, which is told."""
    from pcc_lib.cli.estate_table import shown_on_terminal, summary
    from pcc_lib.estates.build_all import build_all as built
    from pcc_lib.estates.start import started

    with shown_on_terminal(say) as shown:
        totals = built(wanted, lambda roots, token: started(name, scheduler, workers, (roots, token)), shown)
    for trouble in totals.troubles:
        say(trouble, err=True)
    for line in summary(totals):
        say(line)
    return totals.troubles


def _tell_plan(wanted: Wanted) -> Sequence[Trouble]:
    """Print what would be done; gives what is wrong with what was named, which is told."""
    import json

    from pcc_lib.estates.build_all import plan_all
    from pcc_lib.estates.plan import pages_planned

    planned, troubles = plan_all(wanted)
    for edition in planned:
        for page in pages_planned(edition):
            say(json.dumps(page, ensure_ascii=False))
    for trouble in troubles:
        say(trouble, err=True)
    return troubles

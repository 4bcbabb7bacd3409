"""Commands of a quarter: check it, build its book, keep what was published."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from pcc_lib.cli.program import main, project_of, say

if TYPE_CHECKING:
    from pcc_lib.inputs.project import Project


@main.command()
@click.argument("quarter", required=False)
@click.option("--fresh", is_flag=True, help="Check everything, though nothing may have changed since it last passed.")
@click.option("--strict", is_flag=True, help="Fail where the data ask what nobody has answered.")
@click.pass_context
def check(ctx: click.Context, quarter: str | None, fresh: bool, strict: bool) -> None:
    """List every fault of a quarter's inputs.

    Reads definitions, sources, plan and commentary of QUARTER (default: the latest), and tells all faults in one run.
    Nothing is changed.

    \b
    Example:
      pcc check
      pcc check 2023-24-Q3 --strict
    """
    from pcc_lib.building import editions
    from pcc_lib.core.errors import QuestionsError, counted, told_questions

    project = project_of(ctx)
    quarter_found = editions.find_quarter(project, quarter)
    found = (
        editions.Checked(True, tuple(_check_all(project, quarter_found)))
        if fresh
        else editions.checked(project, quarter_found, _check_all)
    )
    asked = counted(len(found.questions), "question") if found.questions else ""
    if strict and asked:
        raise QuestionsError(found.questions, f"{quarter_found}: no faults; {asked} without an answer.")
    for line in told_questions(found.questions):
        say(line)
    said = ["no faults", *([f"{asked} without an answer"] if asked else [])]
    say(f"{quarter_found}: {'; '.join(said)}{'.' if found.ran else '; nothing has changed since it was last checked.'}")


@main.command()
@click.argument("quarter", required=False)
@click.option("--fresh", is_flag=True, help="Run every page, whatever is in the cache.")
@click.option("--workers", type=click.IntRange(1, 64), metavar="N", help="Pages that run at the same time.")
@click.pass_context
def build(ctx: click.Context, quarter: str | None, fresh: bool, workers: int | None) -> None:
    """Check a quarter, run its pages and compile its book.

    Builds QUARTER (default: the latest). Only pages that rest on something that changed run again. The book that was
    current stays current until the new one is whole. The last line printed is the path of its first page.

    \b
    Example:
      pcc build
      pcc build 2023-24-Q3 --fresh
    """
    from pcc_lib.building import editions
    from pcc_lib.building.job import Job

    project = project_of(ctx)
    job = Job(project, editions.find_quarter(project, quarter), fresh, workers, say)
    click.echo(editions.build(job, check=_check_all, expected=_expected))


@main.command()
@click.argument("quarter", required=False)
@click.pass_context
def keep(ctx: click.Context, quarter: str | None) -> None:
    """Keep what a published book told, for later quarters.

    Copies the sources of the built edition of QUARTER (default: the latest) to data/published: do this when it is
    published. Later quarters are held against it. Nothing is kept while there is a fault, or a question of the data
    without an answer.

    \b
    Example:
      pcc keep 2023-24-Q3
    """
    from pcc_lib.building import editions
    from pcc_lib.building.keeping import keep as kept

    project = project_of(ctx)
    for line in kept(project, editions.find_quarter(project, quarter), _check_all):
        say(line)


def _check_all(project: Project, quarter: Any) -> list[str]:
    with _uncollected():
        from pcc_lib.checking.check import check_all

        return check_all(project, quarter)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Do not look for garbage: what a check reads it keeps to its end, and looking takes a twelfth of its time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _expected(project: Project, page: str) -> set[str]:
    from pcc_lib.checking.check import expected_blocks

    return expected_blocks(project, page)

"""Commands of a quarter: begin it, see how far it is, check it, build its book, keep what was published."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import click

from pcc_lib.cli.checks import check_all as _check_all
from pcc_lib.cli.checks import expected_blocks as _expected
from pcc_lib.cli.checks import open_work as _open_work
from pcc_lib.cli.checks import plainer_words
from pcc_lib.cli.program import main, project_of, say

if TYPE_CHECKING:
    from pcc_lib.building.checked import Checked
    from pcc_lib.core.quarters import Quarter
    from pcc_lib.inputs.project import Project


@main.command("new")
@click.argument("quarter", required=False)
@click.option("--written-on", default="", metavar="DATE", help="The day on which the report is written, such as 2024-02-28.")
@click.option("--from", "of", metavar="QUARTER", help="Take words and rows from this quarter (default: the one before).")
@click.option("--months", is_flag=True, help="Bring the months of a quarter that is there forward (default: the newest).")
@click.pass_context
def new_quarter(ctx: click.Context, quarter: str | None, written_on: str, of: str | None, months: bool) -> None:
    """Begin a quarter from the one before and the data.

    Makes the folder of QUARTER (default: the next). Reporting months come from the last month of each source; texts are
    last quarter's, marked as drafts; progress of deliverables is left blank; stated facts are to be confirmed. What is
    there already is left as it is; a date of writing that was worked out can be given later.

    When data came after that, --months writes their months into quarter.yml and touches nothing else in it.

    \b
    Example:
      pcc new 2023-24-Q4 --written-on 2024-02-28
      pcc new 2023-24-Q4 --months
    """
    from pcc_lib.core.quarters import Quarter
    from pcc_lib.inputs.plan import open_quarter
    from pcc_lib.preparing.new_quarter import Wanted, make_quarter, next_quarter

    project = project_of(ctx)
    newest = open_quarter(project).quarter if months and not quarter else None
    wanted = Quarter.parse(quarter) if quarter else newest or next_quarter(project)
    for line in make_quarter(Wanted(project, wanted, Quarter.parse(of) if of else None, written_on, months)):
        say(line)


@main.command()
@click.argument("quarter", required=False)
@click.option("--all", "whole", is_flag=True, help="Show what is closed too: every source, text and deliverable.")
@click.option("--json", "as_values", is_flag=True, help="Print it as JSON; its keys are listed in docs/status.md.")
@click.pass_context
def status(ctx: click.Context, quarter: str | None, whole: bool, as_values: bool) -> None:
    """Show what is done and open, and the next thing to do.

    Of QUARTER (default: the latest): sources and their months, texts, deliverables, stated facts, reviews, questions and
    faults. While files are broken it tells their faults, and what it can of the rest.

    \b
    Example:
      pcc status 2023-24-Q4
    """
    from pcc_lib.building import editions
    from pcc_lib.inputs.plan import QuarterFolder
    from pcc_lib.preparing.status import as_json, status_of

    project = project_of(ctx)
    found = editions.find_quarter(project, quarter)
    told = status_of(QuarterFolder(project, found), _found(project, found))
    if as_values:
        import json

        click.echo(json.dumps(as_json(told), indent=1))
    else:
        from pcc_lib.core.terminal import terminal
        from pcc_lib.preparing.status_table import print_status

        print_status(told, terminal(), whole)


@main.command()
@click.argument("quarter", required=False)
@click.option("--fresh", is_flag=True, help="Check everything, though nothing may have changed since it last passed.")
@click.option("--strict", is_flag=True, help="Fail where the data ask what nobody has answered.")
@click.option("--words", is_flag=True, help="List sentences of the commentary that could be plainer: hints, no faults.")
@click.pass_context
def check(ctx: click.Context, quarter: str | None, fresh: bool, strict: bool, words: bool) -> None:
    """List every fault of a quarter's inputs.

    Reads definitions, sources, plan and commentary of QUARTER (default: the latest), and tells all faults in one run,
    with what the data ask. Nothing is changed. It passes while work is open, such as drafts, and says how much: pcc status
    lists it.

    \b
    Example:
      pcc check
      pcc check 2023-24-Q3 --strict
    """
    from pcc_lib.building import editions
    from pcc_lib.core.errors import QuestionsError, counted, told_questions
    from pcc_lib.preparing.work import counted_open

    project = project_of(ctx)
    quarter_found = editions.find_quarter(project, quarter)
    found, hints = _check_anew(project, quarter_found) if fresh else _checked(project, quarter_found)
    asked = counted(len(found.questions), "question") if found.questions else ""
    if strict and asked:
        raise QuestionsError(found.questions, f"{quarter_found}: no faults; {asked} without an answer.")
    for line in told_questions(found.questions):
        say(line)
    said = ["no faults", *([f"{asked} without an answer"] if asked else [])]
    if found.open:
        said.append(f"{counted_open(len(found.open))} open (pcc status {quarter_found})")
    say(f"{quarter_found}: {'; '.join(said)}{'.' if found.ran else '; nothing has changed since it was last checked.'}")
    for line in _plainer(hints, words):
        say(line)


def _check_anew(project: Project, quarter: Quarter) -> tuple[Checked, list[str]]:
    """What everything is found to be, read anew; and the hints for plainer words."""
    from pcc_lib.building import editions

    found = editions.Checked(True, tuple(_check_all(project, quarter)), tuple(_open_work(project, quarter)))
    return found, plainer_words(project, quarter)


def _checked(project: Project, quarter: Quarter) -> tuple[Checked, list[str]]:
    """The same, where what has not changed is known: by a process that stands by, where there is one."""
    from pcc_lib.building import editions
    from pcc_lib.building.looking import Look
    from pcc_lib.building.standing_worker import Ask, standing_worker
    from pcc_lib.core.standby import minutes

    asked = str(project.root), str(quarter), secrets.token_hex(8)
    with standing_worker(project.root, minutes() * 60) as worker:
        look = Look(*asked, _check_all, _open_work)
        found = editions.checked(project, quarter, _check_all, _open_work, lambda: worker.run(look))
        hints = worker.run(Ask(*asked, plainer_words))
    return found, plainer_words(project, quarter) if hints is None else hints


def _plainer(hints: list[str], listed: bool) -> list[str]:
    """How many hints there are for plainer words, and those where they are asked for; nothing where there are none."""
    from pcc_lib.core.errors import counted

    said = f"{counted(len(hints), 'hint')} for plainer words{':' if listed else ' (pcc check --words).'}"
    return [said, *(f"  {hint}" for hint in hints if listed)] if hints else []


@main.command()
@click.argument("quarter", required=False)
@click.option("--final", is_flag=True, help="Refuse, and list what is open, while anything is: for the book to be published.")
@click.option("--fresh", is_flag=True, help="Run every page, whatever is in the cache.")
@click.option("--workers", type=click.IntRange(1, 64), metavar="N", help="Pages that run at the same time.")
@click.pass_context
def build(ctx: click.Context, quarter: str | None, final: bool, fresh: bool, workers: int | None) -> None:
    """Check a quarter, run its pages and compile its book.

    Builds QUARTER (default: the latest). Only pages that rest on something that changed run again. The book that was
    current stays current until the new one is whole. The last line printed is the path of its first page.

    While work is open the book is a draft, and each of its pages says so. With --final it is refused instead; where nothing
    is open, the book is the same with and without.

    Processes that have loaded the program wait ten minutes for the next build, which is then quicker (pcc stop ends them);
    not after --fresh, and not where the environment variable CI is set.

    \b
    Example:
      pcc build
      pcc build 2023-24-Q3 --final
    """
    from pcc_lib.building import editions
    from pcc_lib.building.job import Job
    from pcc_lib.core.standby import end_all, minutes
    from pcc_lib.publishing.addresses import gone_said

    project = project_of(ctx)
    stay = 0.0 if fresh else minutes() * 60
    if not stay:
        end_all(project.root)
    job = Job(project, editions.find_quarter(project, quarter), fresh, workers, say, final, stay=stay)
    first = editions.build(job, check=_check_all, expected=_expected, opened=_open_work)
    if final and (gone := gone_said(project.root / "site", job.quarter, first.parent)):
        say(gone)
    click.echo(first)


@main.command()
@click.argument("quarter", required=False)
@click.pass_context
def keep(ctx: click.Context, quarter: str | None) -> None:
    """Keep what a published book told, for later quarters.

    Copies the sources of the built edition of QUARTER (default: the latest) to data/published: do this when it is
    published. Later quarters are held against it. Nothing is kept while there is a fault, open work, or a question of the
    data without an answer; nor of a book that was built as a draft.

    \b
    Example:
      pcc keep 2023-24-Q3
    """
    from pcc_lib.building import editions
    from pcc_lib.building.keeping import keep as kept

    project = project_of(ctx)
    for line in kept(project, editions.find_quarter(project, quarter), _check_all, _open_work):
        say(line)


def _found(project: Project, quarter: Any) -> Any:
    """What the check finds, faults or not."""
    from pcc_lib.building import editions
    from pcc_lib.building.keeping import can_keep
    from pcc_lib.checking.check import CheckError
    from pcc_lib.core.errors import Fault, FaultsError, ReportError
    from pcc_lib.preparing.status import Found

    try:
        questions = editions.checked(project, quarter, _check_all, _open_work).questions
        return Found((), questions, can_keep(project, quarter))
    except CheckError as error:
        return Found(error.faults, error.questions)
    except FaultsError as error:
        return Found(error.faults)
    except ReportError as error:
        return Found([Fault("data", "", str(error))])

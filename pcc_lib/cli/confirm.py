"""The command that says of texts, facts and deliverables that they still hold: one by one, each after it was shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from pcc_lib.cli.exit_codes import Ended
from pcc_lib.cli.program import main, project_of, say
from pcc_lib.core.errors import ReportError

if TYPE_CHECKING:
    from pcc_lib.cli.confirming import Said
    from pcc_lib.inputs.plan import QuarterFolder
    from pcc_lib.inputs.project import Project
    from pcc_lib.preparing.confirming import Answer, Thing

FACTS, DELIVERABLES, TEXTS, SOURCES = "facts", "deliverables", "texts", "sources"


@main.command()
@click.argument("what", metavar="WHAT")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--quarter", metavar="Q", help="The quarter (default: the latest).")
@click.option("--because", default="", metavar="TEXT", help="Why: of progress that went back, of a deliverable left out.")
@click.option("--by", default="", metavar="NAME", help="Who says so; it is kept with it.")
@click.option("--dry-run", is_flag=True, help="Show it, and write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask: of one thing alone, which was read.")
@click.pass_context
def confirm(ctx: click.Context, what: str, names: tuple[str, ...], **said: str) -> None:
    """Say that a text, a fact or a deliverable still holds.

    WHAT is a text such as topics/calls-999 (NAME: one of its headings), texts, facts or deliverables (NAME: ids), or sources,
    which say how their data came (NAME: theirs). Each that is open is shown as it will be printed, with the figures of this
    quarter, and asked about by itself. What was confirmed is written at once: the entry in quarter.yml and the mark of the draft,
    the quarter in the row, or the last period in the source's descriptor. All else in the files stays as it is. What contradicts
    its figures is not confirmed: rewrite it.

    \b
    Example:
      pcc confirm topics/calls-999 "Now what?"
      pcc confirm facts
      pcc confirm deliverables
      pcc confirm sources
    """
    from pcc_lib.building.editions import find_quarter
    from pcc_lib.cli.confirming import Said
    from pcc_lib.preparing.confirming import Answer

    project = project_of(ctx)
    quarter = str(find_quarter(project, said["quarter"]))
    answers = Said(bool(said["dry_run"]), bool(said["yes"]))
    if not _all(_Asking(project, quarter, what, names), answers, Answer(said["by"], said["because"])):
        ctx.exit(Ended.REFUSED)


class _Asking:
    """What may be confirmed, read anew after each that was: the files are others then."""

    def __init__(self, project: Project, quarter: str, what: str, names: Sequence[str]) -> None:
        self.project, self.quarter, self.what, self.names = project, quarter, what, names

    def things(self, first: bool) -> tuple[QuarterFolder, list[Thing]]:
        """The quarter's folder, and what is open in it. first: whether a name that is not open is to be told."""
        from pcc_lib.inputs.plan import open_quarter
        from pcc_lib.inputs.project import Project
        from pcc_lib.preparing.confirm_rows import deliverables_to_confirm, facts_to_confirm
        from pcc_lib.preparing.confirm_texts import texts_to_confirm
        from pcc_lib.preparing.source_words import sources_to_confirm

        folder = open_quarter(self.project if first else Project(self.project.root), self.quarter)
        if self.what == FACTS:
            return folder, list(facts_to_confirm(folder, self.names if first else ()))
        if self.what == DELIVERABLES:
            return folder, list(deliverables_to_confirm(folder, self.names if first else ()))
        if self.what == SOURCES:
            return folder, list(sources_to_confirm(folder, self.names, strict=first))
        if len(self.names) > (self.what != TEXTS):
            raise ReportError("Name one heading, in quotation marks where it has blanks, or none for all of the text.")
        try:
            return folder, list(texts_to_confirm(folder, "" if self.what == TEXTS else self.what, *self.names))
        except ReportError:
            if first:
                raise
            return folder, []  # all of it is closed by now


def _all(asking: _Asking, said: Said, answer: Answer) -> bool:
    """Ask about each thing; whether all that was asked for was done."""
    folder, things = asking.things(first=True)
    if not things:
        say(f"Nothing to confirm: nothing is open under {asking.what}.")
        return True
    if said.yes and len(things) > 1:
        raise ReportError(f"--yes confirms one thing that was read, and {len(things)} are open. Name one: {things[0].name}")
    mine = [thing.name for thing in things] if asking.names else []
    asked, done = list[str](), 0
    while thing := next((each for each in things if each.name not in asked and (not mine or each.name in mine)), None):
        say(f"{'' if not asked else chr(10)}{thing.name}{f' ({len(things)} open)' if len(things) > 1 else ''}")
        asked.append(thing.name)
        if _one(folder, thing, said, answer):
            done += 1
            folder, things = asking.things(first=False)
    if len(asked) > 1 and not said.dry_run:
        say(f"\nConfirmed: {done} of {len(asked)}. Next: pcc status {asking.quarter}")
    return said.dry_run or done == len(asked)


def _one(folder: QuarterFolder, thing: Thing, said: Said, answer: Answer) -> bool:
    """Show a thing, ask, and write; whether it was confirmed."""
    from dataclasses import replace

    from pcc_lib.preparing.confirming import confirm as confirmed

    for line in thing.lines:
        say(line)
    if thing.but:
        say(f"Not confirmed: it {thing.but}")
        return False
    if said.dry_run:
        say("Nothing was written: this was a dry run.")
        return False
    if not said.yes:
        if not said.can_ask:
            raise ReportError(f"Nothing was written: nobody could be asked here. Say --yes of one that was read: {thing.name}")
        if not click.confirm(thing.ask, default=False):
            say("Left open.")
            return False
        if thing.reason and not answer.because:
            answer = replace(answer, because=click.prompt(thing.reason))
    say(f"Wrote {' and '.join(confirmed(folder, thing, answer))}.")
    return True

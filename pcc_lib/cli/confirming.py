"""Plans of changes to sources: shown, confirmed, written; and what comes next."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from pcc_lib.cli.program import say

if TYPE_CHECKING:
    from pcc_lib.inputs.project import Project
    from pcc_lib.receiving.plan import Plan


@dataclass(frozen=True)
class Said:
    """What was said with the command. asks: whether somebody may be asked, where there is a terminal."""

    dry_run: bool = False
    yes: bool = False
    reason: str = ""
    asks: bool = True

    @property
    def can_ask(self) -> bool:
        """Whether a person sits there."""
        return self.asks and sys.stdin.isatty() and sys.stdout.isatty()


def carry_out(project: Project, plans: Sequence[Plan], said: Said) -> bool:
    """Show plans, and write them where that is confirmed; whether all that was asked for was done."""
    from pcc_lib.receiving.telling import plan_lines
    from pcc_lib.receiving.writing import proved, write

    for plan in plans:
        for line in plan_lines(plan):
            say(line)
    if not any(plan.changes or plan.incoming.learnt for plan in plans):
        say("Nothing to do: all of it is held already.")
        return True
    revising = sum(len(plan.revised) for plan in plans)
    proved(project, plans)
    if said.dry_run:
        say(
            "Nothing was written: this was a dry run."
            + (" To write it, give a --reason." if revising and not said.reason else "")
        )
        return True
    reason = said.reason
    if revising and not reason and said.can_ask:
        reason = click.prompt("Why do numbers that were told become others? (readers see it)", default="", show_default=False)
    if revising and not reason.strip():
        say("Nothing was written: numbers that were told become others. Say why: --reason TEXT.")
        return False
    if not said.yes and not said.can_ask:
        say("Nothing was written: nobody could be asked here. Say --yes to write it.")
        return False
    if not said.yes and not click.confirm("Write this?", default=False):
        say("Nothing was written.")
        return False
    written = write(project, plans, reason)
    say(_told(written))
    if older := _older(project):
        say(older)
    say("Next: pcc check, then pcc status.")
    return True


def _told(written: Sequence[str]) -> str:
    """`Wrote data/sources/calls.csv.`; of several files, where they are and their names there."""
    from pcc_lib.inputs.sources import FOLDER

    names = ", ".join(name.removeprefix(f"{FOLDER}/") for name in written)
    return f"Wrote {written[0]}." if len(written) == 1 else f"Wrote {len(written)} files in {FOLDER}: {names}."


def _older(project: Project) -> str:
    """That the newest quarter tells older months than the data have now; nothing where it does not, or where there is none."""
    from pcc_lib.inputs.plan import open_quarter
    from pcc_lib.inputs.project import Project
    from pcc_lib.preparing.newer_months import behind_words
    from pcc_lib.preparing.open_work import read_or

    return read_or("", lambda: behind_words(open_quarter(Project(project.root))))

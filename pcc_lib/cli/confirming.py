"""Plans of changes to sources: shown, confirmed, written; and what comes next."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from pcc_lib.cli.program import say
from pcc_lib.core.text import listed

if TYPE_CHECKING:
    from pcc_lib.inputs.project import Project
    from pcc_lib.receiving.plan import Plan


@dataclass(frozen=True)
class Said:
    """What was said with the command.

    sure: sources whose doubts were looked at. asks: whether somebody may be asked, where there is a terminal.
    """

    dry_run: bool = False
    yes: bool = False
    reason: str = ""
    sure: tuple[str, ...] = ()
    asks: bool = True

    @property
    def can_ask(self) -> bool:
        """Whether a person sits there."""
        return self.asks and sys.stdin.isatty() and sys.stdout.isatty()


def carry_out(project: Project, plans: Sequence[Plan], said: Said) -> bool:
    """Show plans, and write them where that is confirmed; whether all that was asked for was done."""
    from pcc_lib.receiving.telling import doubt_lines, plan_lines
    from pcc_lib.receiving.writing import proved, write

    for plan in plans:
        for line in plan_lines(plan):
            say(line)
    if not any(plan.changes or plan.incoming.learnt for plan in plans):
        say("Nothing to do: all of it is held already.")
        return True
    revising = sum(len(plan.revised) for plan in plans)
    doubts = proved(project, plans)
    for line in doubt_lines(doubts):
        say(line)
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
    if not _confirmed(said, [plan.source for plan, _ in doubts]):
        return False
    written = write(project, plans, reason)
    say(f"Wrote {', '.join(written)}.")
    say("Next: pcc check" + (", which names printed numbers that are others now." if revising else "."))
    return True


def _confirmed(said: Said, doubtful: Sequence[str]) -> bool:
    """Whether a person confirms: what is doubtful by the name of each source, or at the terminal, where it stands above."""
    doubtful = [name for name in dict.fromkeys(doubtful) if name not in said.sure]
    if not said.yes and said.can_ask:
        asked = (
            f"Write this, though {listed(doubtful)} {'is' if len(doubtful) == 1 else 'are'} in doubt?"
            if doubtful
            else "Write this?"
        )
        if click.confirm(asked, default=False):
            return True
        say("Nothing was written.")
        return False
    if doubtful:
        sure = " ".join(f"--sure {name}" for name in doubtful)
        say(f"Nothing was written: see what is in doubt above. Where the numbers are right all the same, say {sure}.")
        return False
    if not said.yes:
        say("Nothing was written: nobody could be asked here. Say --yes to write it.")
    return said.yes

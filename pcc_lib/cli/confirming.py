"""Plans of changes to sources: shown, confirmed, written; and what comes next."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from pcc_lib.cli.program import say
from pcc_lib.core.errors import ReportError
from pcc_lib.core.text import listed
from pcc_lib.receiving.source_words import UNSAID, Words

if TYPE_CHECKING:
    from pcc_lib.inputs.project import Project
    from pcc_lib.receiving.plan import Plan
    from pcc_lib.receiving.table_plan import TablePlan


@dataclass(frozen=True)
class Said:
    """What was said with the command.

    sure: sources whose doubts were looked at. asks: whether somebody may be asked, where there is a terminal. words: of how the
    data came.
    """

    dry_run: bool = False
    yes: bool = False
    reason: str = ""
    sure: tuple[str, ...] = ()
    asks: bool = True
    words: Words = UNSAID

    @property
    def can_ask(self) -> bool:
        """Whether a person sits there."""
        return self.asks and sys.stdin.isatty() and sys.stdout.isatty()


def carry_out(project: Project, plans: Sequence[Plan], said: Said) -> bool:
    """Show plans, and write them where that is confirmed; whether all that was asked for was done."""
    from pcc_lib.cli.source_words import HOW, words_said
    from pcc_lib.receiving.source_words import open_words, words_lines
    from pcc_lib.receiving.telling import doubt_lines, plan_lines
    from pcc_lib.receiving.writing import proved, write

    for plan in plans:
        for line in plan_lines(plan):
            say(line)
    if not any(plan.changes or plan.incoming.learnt for plan in plans):
        say(_nothing(plans))
        return True
    revising = sum(len(plan.revised) for plan in plans)
    doubts = proved(project, plans)
    for line in (*doubt_lines(doubts), *words_lines(plans)):
        say(line)
    if said.dry_run:
        say(
            "Nothing was written: this was a dry run."
            + (" To write it, give a --reason." if revising and not said.reason else "")
        )
        return True
    words = words_said(plans, said.words, said.can_ask and not said.yes)
    reason = reason_of(said) if revising else ""
    doubtful = [name for name in dict.fromkeys(plan.source for plan, _ in doubts) if name not in said.sure]
    if not confirmed(said, doubtful, revising > 0 and not reason.strip()):
        return False
    written = write(project, plans, reason, words)
    say(written_words(written))
    if unsaid := open_words(plans, words):
        say(f"Open: are the words above true of the new rows of {listed(unsaid)}? {HOW}")
    if older := _older(project):
        say(older)
    say("Next: pcc check, then pcc status.")
    return True


def carry_out_tables(project: Project, plans: Sequence[TablePlan], said: Said) -> bool:
    """The same of tables of a quarter: nothing in them is doubtful, and nothing needs a reason."""
    from pcc_lib.receiving.table_plan import prove, write_tables

    for plan in plans:
        for line in plan.lines():
            say(line)
    if not any(plan.changes for plan in plans):
        say("Nothing to do: all of it is held already.")
        return True
    prove(project, plans)
    if said.dry_run:
        say("Nothing was written: this was a dry run.")
        return True
    if not confirmed(said, [], False):
        return False
    say(written_words(write_tables(project, plans)))
    say(f"Next: pcc status {plans[0].table.folder.quarter}")
    return True


def _nothing(plans: Sequence[Plan]) -> str:
    held = any(plan.same for plan in plans)
    return f"Nothing to do: {'all of it is held already' if held else 'there is no number in it that would be taken'}."


def written_words(written: Sequence[str]) -> str:
    """`Wrote data/sources/calls.csv.`; of several files, where they are and their names there."""
    folder = "/".join(written[0].split("/")[:2])
    if all(name.startswith("data/quarters/") for name in written):
        folder = written[0].rpartition("/")[0]
    names = ", ".join(name.removeprefix(f"{folder}/") for name in written)
    return f"Wrote {written[0]}." if len(written) == 1 else f"Wrote {len(written)} files in {folder}: {names}."


def _older(project: Project) -> str:
    """That the newest quarter tells older months than the data have now; nothing where it does not, or where there is none."""
    from pcc_lib.inputs.plan import open_quarter
    from pcc_lib.inputs.project import Project
    from pcc_lib.preparing.newer_months import behind_words
    from pcc_lib.preparing.open_work import read_or

    return read_or("", lambda: behind_words(open_quarter(Project(project.root))))


def reason_of(said: Said) -> str:
    """Why numbers become others: as the command says, else asked until it says something; blank where nobody is there."""
    from pcc_lib.receiving.writing import check_reason

    def checked(text: str) -> str:
        try:
            check_reason(text)
        except ReportError:
            raise click.BadParameter("say it in a few words, such as: The force corrected its count.") from None
        return text

    if said.reason or not said.can_ask:
        return said.reason
    return click.prompt("Why do numbers that were told become others? (readers see it)", value_proc=checked)


def confirmed(said: Said, doubtful: Sequence[str], lacks_reason: bool, sure_of_rest: bool = False) -> bool:
    """Whether a person confirms: what is doubtful by the name of each source, or at the terminal, where it stands above.

    sure_of_rest: whether what is neither doubtful nor wants a reason needs no word.
    """
    if not said.yes and said.can_ask:
        asked = f"Write this, with what is in doubt of {listed(doubtful)}?" if doubtful else "Write this?"
        if click.confirm(asked, default=False):
            return True
        say("Nothing was written.")
        return False
    wanting = []
    if doubtful:
        sure = " ".join(f"--sure {name}" for name in doubtful)
        wanting.append(f"see what is in doubt above. Where the numbers are right all the same, say {sure}.")
    if lacks_reason:
        wanting.append("numbers that were told become others. Say why: --reason TEXT.")
    if not said.yes and not sure_of_rest:
        wanting.append("nobody could be asked here. Say --yes to write it.")
    for each in wanting:
        say(f"Nothing was written: {each}")
    return not wanting

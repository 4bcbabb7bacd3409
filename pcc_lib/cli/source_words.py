"""What is asked of how new rows came: whether the words of their sources are true of them too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from pcc_lib.core.text import listed
from pcc_lib.receiving.source_words import UNSAID, Words, alike, is_asked

if TYPE_CHECKING:
    from pcc_lib.receiving.plan import Plan

HOW = (
    "Say so with --obtained TEXT, --next-update TEXT or --words-hold when you receive, or afterwards with pcc confirm sources; "
    "pcc status lists it until then."
)


def words_said(plans: Sequence[Plan], given: Words, asks: bool) -> Mapping[str, Words]:
    """What is said of each source: as the command says, else asked once for all whose words are the same."""
    if given.said or not asks:
        return {plan.source: given for plan in plans}
    found: dict[str, Words] = {}
    for several in alike(each for each in plans if is_asked(each)):
        names = [plan.source for plan in several]
        found |= dict.fromkeys(names, _asked(names))
    return found


def _asked(names: Sequence[str]) -> Words:
    question = f"{listed(names)}: are the words above true of the new rows too? y, n (later), or obtained in new words"
    answer = click.prompt(question, default="n").strip()
    if answer.lower() in ("n", "no"):
        return UNSAID
    if answer.lower() in ("y", "yes"):
        return Words(hold=True)
    new = click.prompt("next_update in new words (blank: as it is)", default="", show_default=False)
    return Words(obtained=answer, next_update=new)

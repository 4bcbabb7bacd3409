"""Numbers in the words of a plan, such as *Cut crime by 20%*: no figures of the book, and vouched for in `names.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pcc_lib.inputs.models.kinds import MAX_TITLE
from pcc_lib.inputs.models.plan import Priority
from pcc_lib.proofreading.typed_facts import Vouched, typed_numbers

SOURCE = "Words of the plan"


def vouched(priorities: Iterable[Priority]) -> list[str]:
    """The words of priorities that hold a number which nobody else vouches for, each once."""
    texts = [text for p in priorities for text in (p.title, p.short_title, p.description) if _left(text, ())]
    return list(dict.fromkeys(words for text in texts for words in _pieces(text)))


def _pieces(text: str) -> list[str]:
    """The fewest words that vouch for all numbers of a text: all of it; else each number with the words around it; else alone."""
    around = re.findall(r"(?:\S{1,20} ){0,2}\S{0,20}\d\S{0,20}(?: \S{1,20}){0,2}", text)
    alone = re.findall(r"\S{0,50}\d\S{0,50}", text)
    choices = ([text], around, alone) if len(text) <= MAX_TITLE else (around, alone)
    return next((words for words in choices if not _left(text, words)), alone)


def _left(text: str, names: Iterable[str]) -> list[str]:
    return typed_numbers(text, Vouched(tuple(sorted(names, key=len, reverse=True)), frozenset()))

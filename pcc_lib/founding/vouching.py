"""Numbers in names that people give, such as *Cut crime by 20%* or *Top 10 roads*: no figures of the book, and vouched for in
`names.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pcc_lib.founding.changes import Changes
from pcc_lib.inputs.models.kinds import MAX_TITLE
from pcc_lib.inputs.models.plan import Priority
from pcc_lib.inputs.yaml_adding import Entry, scalar
from pcc_lib.inputs.yaml_reader import parse_yaml
from pcc_lib.proofreading.typed_facts import Vouched, typed_numbers

NAMES = "data/plan/names.yml"
SOURCE, GIVEN = "Words of the plan", "A name given in this report"


def words_of(priorities: Iterable[Priority]) -> list[str]:
    """The words of priorities."""
    return [text for p in priorities for text in (p.title, p.short_title, p.description)]


def vouched(texts: Iterable[str]) -> list[str]:
    """Of some texts the words that hold a number which nobody else vouches for, each once."""
    return list(dict.fromkeys(words for text in texts if _left(text, ()) for words in _pieces(text)))


def vouch(changes: Changes, texts: Iterable[str], source: str) -> None:
    """The numbers in names as names, where `names.yml` lists such; else a check tells them."""
    names = parse_yaml(changes.text(NAMES), NAMES) if changes.project.exists(NAMES) else {}
    facts = (names or {}).get("facts")
    known = {fact.get("words") for fact in facts if isinstance(fact, dict)} if isinstance(facts, list) else set()
    for words in vouched(texts) if isinstance(facts, list) else ():
        if words not in known:
            flow = f"{{words: {scalar(words, flow=True)}, source: {source}}}"
            changes.add(NAMES, ("facts",), Entry((f"words: {scalar(words)}", f"source: {source}"), flow))


def _pieces(text: str) -> list[str]:
    """The fewest words that vouch for all numbers of a text: all of it; else each number with the words around it; else alone."""
    around = re.findall(r"(?:\S{1,20} ){0,2}\S{0,20}\d\S{0,20}(?: \S{1,20}){0,2}", text)
    alone = re.findall(r"\S{0,50}\d\S{0,50}", text)
    choices = ([text], around, alone) if len(text) <= MAX_TITLE else (around, alone)
    return next((words for words in choices if not _left(text, words)), alone)


def _left(text: str, names: Iterable[str]) -> list[str]:
    return typed_numbers(text, Vouched(tuple(sorted(names, key=len, reverse=True)), frozenset()))

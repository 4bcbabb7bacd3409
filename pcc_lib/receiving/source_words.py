"""What a descriptor says of how the data came, beside rows that have just come: shown, asked, and written when answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pcc_lib.core.status import RECONSTRUCTED, Statuses
from pcc_lib.core.text import listed
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.source_words import KEYS, says_reconstructed
from pcc_lib.receiving.plan import Plan
from pcc_lib.receiving.when import months_in

_OF_ITS_TIME = re.compile(r"\b(?:19|20)\d\d\b|\b(?:copied|printed|typed|today|this (?:month|quarter|year))\b", re.IGNORECASE)
_SHOWN = 200


@dataclass(frozen=True)
class Words:
    """What somebody says of how the data came, after looking: new words of each key; hold: those that stand are true still."""

    obtained: str = ""
    next_update: str = ""
    hold: bool = False

    @property
    def said(self) -> bool:
        """Whether anything was said."""
        return self.hold or bool(self.obtained.strip() or self.next_update.strip())

    @property
    def new(self) -> Mapping[str, str]:
        """New words, by their key."""
        pairs = {"obtained": self.obtained, "next_update": self.next_update}
        return {key: " ".join(text.split()) for key, text in pairs.items() if text.strip()}


UNSAID = Words()


def is_asked(plan: Plan) -> bool:
    """Whether the words may not be true of what comes in: rows are new, or no longer reconstructed, and the words are of their
    time, or were confirmed of earlier rows."""
    about = plan.held.source.about
    texts = (about.obtained, about.next_update)
    of_a_time = any(says_reconstructed(text) or _OF_ITS_TIME.search(text) or months_in(text) for text in texts)
    return bool(_received(plan)) and (bool(about.words_to) or of_a_time or says_reconstructed(about.limits))


def changed_keys(plan: Plan, words: Words) -> Mapping[str, str]:
    """The keys of the descriptor that change: new words, and up to which period the words are confirmed.

    Where nothing was said, the last period before those that came in: of these nobody has said that the words are true.
    """
    calendar, about = plan.held.source.calendar, plan.held.source.about
    if not _received(plan) or not (is_asked(plan) or words.new):
        return {}
    if words.said:
        last = max(plan.held.when(key) for key in (*plan.held.rows, *plan.added))
        return {**words.new, "words_to": calendar.written(last)}
    before = [when for key in plan.held.rows if (when := plan.held.when(key)) < min(_received(plan))]
    known = calendar.read(about.words_to) if about.words_to else ""
    upto = max(before, default="")
    if not upto or (known and known <= upto):
        return {}
    return {"words_to": calendar.written(upto)}


def words_lines(plans: Iterable[Plan]) -> Iterator[str]:
    """The words as they stand, once for all sources that have the same, and what is asked of them."""
    asked = [plan for plan in plans if is_asked(plan)]
    for several in alike(asked):
        yield f"Words that readers see, and that may not be true of the new rows of {listed([plan.source for plan in several])}:"
        about = several[0].held.source.about
        yield from (f"  {key}: {shown(text, _SHOWN)}" for key in KEYS if (text := getattr(about, key)))
    limits = [plan.source for plan in asked if says_reconstructed(plan.held.source.about.limits)]
    if limits:
        yield f"  limits: say of {listed(limits)} that rows are reconstructed. Change them in the descriptors."


def alike(plans: Iterable[Plan]) -> list[list[Plan]]:
    """Plans whose sources have the same words, together."""
    found: dict[tuple[str, ...], list[Plan]] = {}
    for plan in plans:
        found.setdefault(tuple(getattr(plan.held.source.about, key) for key in KEYS), []).append(plan)
    return list(found.values())


def open_words(plans: Sequence[Plan], said: Mapping[str, Words]) -> list[str]:
    """The sources of whose words nobody has said that they hold."""
    return [plan.source for plan in plans if is_asked(plan) and not said.get(plan.source, UNSAID).said]


def _received(plan: Plan) -> list[str]:
    """The periods of rows that are new, or were reconstructed and no longer are."""
    turned = [c.key for c in plan.marked if _is_reconstructed(c.was) and not _is_reconstructed(c.now)]
    return [plan.held.when(key) for key in (*plan.added, *turned)]


def _is_reconstructed(status: str) -> bool:
    return RECONSTRUCTED in Statuses.parse(status)

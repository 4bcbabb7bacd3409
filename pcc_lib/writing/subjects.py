"""A measure as the subject of a sentence: what it is called there, and whether it is one thing or several.

A title is a label: "Calls abandoned", of a percentage. A sentence needs a subject, "The share of calls abandoned", and a verb
that agrees with it. A definition may say both (`subject`, `plural`); where it does not, they are made of the title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pcc_lib.core.text import lower_first
from pcc_lib.inputs.measures import Measure, Topic
from pcc_lib.inputs.project import Project
from pcc_lib.writing.naming import within

_ENDS_A_NAME = re.compile(
    r"[,:;(]|\b(?:about|after|against|among|as|at|before|between|by|during|for|from|in|including|into|involving|of|on|over|per|"
    r"since|that|to|under|until|which|who|whose|with|within|without)\b",
    re.IGNORECASE,
)
# words behind a noun that say what was done: "calls abandoned", "victims told"
_DONE = re.compile(
    r"\w{2,}ed|\w{3,}en|brought|built|caught|dealt|found|held|heard|kept|known|left|lost|made|met|paid|put|sent|shown|sold|spent|told",
    re.IGNORECASE,
)
_APPOSED = re.compile(r",(?!\d)")  # a comma, but not that of 1,000
_MEASURED = re.compile(r"(?:average|mean|median|number|proportion|share|total|typical)\b", re.IGNORECASE)  # "the average wait"
_SEVERAL = frozenset({"children", "men", "people", "women", "police"})
_ONE = re.compile(r"(?:ss|us|is|news)$", re.IGNORECASE)


@dataclass(frozen=True)
class Subject:
    """`words` begin a sentence, `inside` go on within one; `several`: the verb is that of more than one thing."""

    words: str
    inside: str
    several: bool

    @property
    def are(self) -> str:
        """`Complaints are`, `The wait is`."""
        return f"{self.words} {'are' if self.several else 'is'}"

    @property
    def were(self) -> str:
        """`Complaints were`, `The wait was`."""
        return f"{self.words} {'were' if self.several else 'was'}"

    @property
    def their(self) -> str:
        """`their`, `its`."""
        return "their" if self.several else "its"

    def does(self, verb: str) -> str:
        """`Complaints show`, `The wait shows`: a verb whose form for one ends in s."""
        return f"{self.words} {verb}{'' if self.several else 's'}"

    @property
    def counts(self) -> bool:
        """Whether "There were 10 …" can be said of it: a number would stand beside that of "999 calls"."""
        return self.several and not self.inside[:1].isdigit()


def subject_of(project: Project, measure: Measure) -> Subject:
    """A measure as the subject of a sentence: as its definition says, else made of its title."""
    words = measure.subject or _made_of(project, measure)
    several = is_several(words) if measure.plural is None else measure.plural
    closed = f"{words}," if _APPOSED.search(words) else words  # "Response rate, immediate incidents, is …"
    return Subject(closed, within(project, closed), several)


def named_subject(project: Project, name: str) -> Subject:
    """Any name as the subject of a sentence: a topic's title."""
    return Subject(name, within(project, name), is_several(name))


def topic_subject(project: Project, topic: Topic) -> Subject:
    """The values of a topic's measures as the subject of a sentence: as the topic says, else `Values for crime`."""
    words = topic.subject or f"Values for {within(project, topic.title)}"
    return Subject(words, within(project, words), several=True)


def _made_of(project: Project, measure: Measure) -> str:
    """`The share of calls answered` where a title names what a percentage is of."""
    title = measure.title
    if _MEASURED.match(title) and not is_several(title):
        return f"The {lower_first(title)}"
    is_share = measure.is_share and bool(measure.denominator) and is_several(title) and "," not in title
    return f"The share of {within(project, title)}" if is_share else title


def is_several(name: str) -> bool:
    """Whether a name is of several things, by its last noun before a preposition: `Calls abandoned in the bureau`."""
    words = _ENDS_A_NAME.split(name, maxsplit=1)[0].lower().split()
    done = (at for at, word in enumerate(words) if at and word not in _SEVERAL and _DONE.fullmatch(word))
    ends = next((at for at in done if _is_many(words[at - 1]) or at == len(words) - 1), len(words))
    return ends > 0 and _is_many(words[ends - 1])


def _is_many(noun: str) -> bool:
    return noun in _SEVERAL or (noun.endswith("s") and not _ONE.search(noun))

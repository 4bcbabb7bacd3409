"""What proofreading knows besides the sentence: the figures, names that may be typed, words that say whose claim it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pcc_lib.core.errors import ReportError
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.figures import Figures
from pcc_lib.inputs.measures import Measure
from pcc_lib.inputs.models.vocabulary import Names
from pcc_lib.inputs.plan import PLAN, table
from pcc_lib.inputs.project import Project
from pcc_lib.proofreading.passage import Sentence
from pcc_lib.proofreading.phrases import named_years
from pcc_lib.proofreading.spans import Now

NAMES = f"{PLAN}/names.yml"
_SAYS = (
    r"(?:says?|said|tells?|told|prints?|printed|calls?|describes?|sees?|reports?|notes?|counts?|finds?|puts?|names?|gives?|"
    r"states?|suggests?|shows?|showed|found|indicates?)"
)
# what others issue, and what then says something
_ISSUED = ("report", "pack", "bulletin", "inspectorate", "inspectors", "review", "audit", "study", "research")


@dataclass(frozen=True)
class Setting:
    """What a sentence is read with.

    names: those with digits that may be typed, of two that begin alike the longer first. attributed: the words by which a
    sentence says that it tells a report's claim.
    """

    figures: Figures
    names: tuple[str, ...]
    attributed: re.Pattern[str]

    def now(self, sentence: Sentence) -> Now:
        """From when a sentence speaks."""
        years = named_years(f"{sentence.before} {sentence.text}")
        return Now(self.figures.folder.written_on[:7], frozenset(years))

    def measure(self, figure: Figure) -> Measure | None:
        """The measure that a figure is of; None of what is stated."""
        if figure.kind == "stated" and figure.statistic == "stated":
            return None
        try:
            return self.figures.measure(figure.measure)
        except ReportError:
            return None

    def figure(self, name: str) -> Figure | None:
        """A figure by its name; None where there is none."""
        try:
            return self.figures.figure(name)
        except ReportError:
            return None


def setting_of(figures: Figures) -> Setting:
    """The setting of a quarter's edition, made once."""
    return figures.once(("proofreading",), lambda: _made(figures))


def allowed_names(project: Project) -> tuple[str, ...]:
    """Names that hold digits and may be typed, from the plan's `names.yml`; the longest first."""
    return project.record(Names, NAMES).words if project.exists(NAMES) else ()


def _made(figures: Figures) -> Setting:
    return Setting(figures, allowed_names(figures.project), re.compile(_attribution(figures.project), re.IGNORECASE))


def _attribution(project: Project) -> str:
    """`according to …`, a report that says, and what the list of claims names."""
    try:
        named = tuple(project.body.originals)
    except ReportError:
        named = ()  # told with the other faults of the body
    reports = "|".join(re.escape(name) for name in {*named, *_ISSUED})
    try:
        claims = table(project, "claims")
    except ReportError:
        claims = None  # told with the other faults of the plan
    listed = [re.escape(" ".join(words.split())) for words in (claims.attributed_by if claims else ())]
    of_others = rf"\b(?:survey|study|poll)\s+(?:by|from)\s+(?:[\w’'-]+\s+){{1,6}}?{_SAYS}\b"
    of_people = (
        r"\b(?:Councillor|Cllr|Mr|Mrs|Ms|Miss|Dr|Sir|Dame|one|some|many|several|residents?|victims?|members|callers|they|he|she)\b"
        r"(?:\s+[\w’'-]+){0,3}?\s+(?:said|says?|told\s+\w+|wrote|claimed|complained)\s+that\b"
    )
    forms = [
        of_others,
        of_people,
        rf"\b(?:{reports})(?:\s+\w+)?\s+{_SAYS}\b",
        r"\baccording\s+to\b",
        r"\bin\s+the\s+words\s+of\b",
        *listed,
    ]
    return "|".join(rf"(?<!\w){form}(?!\w)" if form in listed else form for form in forms)

"""Words of cause and of statistics beside a figure: they may be right, and the figures alone do not say so. They are asked about.

A sentence that says whose claim it tells (`The report says that …`), and a quotation, is not asked. `Significant` is asked where
the figure has no test of its own; where it has one, that decides (see `significance`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pcc_lib.core.numerals import slug
from pcc_lib.figures.figures import Figures
from pcc_lib.proofreading.passage import MARK, Mark, Piece, Sentence, sentences
from pcc_lib.proofreading.setting import Setting, setting_of
from pcc_lib.proofreading.significance import SIGNIFICANT, change_near, tested
from pcc_lib.proofreading.steadiness import steady_doubts
from pcc_lib.proofreading.untold import figures_of, untold_changes

WORDS = "words"  # the first word of the ids of these questions
_TO_COME = (
    r"(?:be|start|begin|open|close|finish|end|complete|launch|report|go|arrive|move|take|come|run|receive|publish|meet|expire|retire|"
    r"leave|return|join|replace|resume|follow|appear|commence|deliver|fall|rise|increase|decrease|improve|reach)"
)
_CAUSE = re.compile(
    rf"\bdue\s+to\b(?!\s+(?:\w+ly\s+)?{_TO_COME}\b)|\bbecause\b|\b(?:driven|caused|explained|brought\s+about|fuelled)\s+by\b|"
    rf"\bas\s+a\s+(?:direct\s+)?(?:result|consequence)\s+of\b|\b(?:led|leads|leading)\s+to\b(?!\s+{MARK})|"
    rf"\bresult(?:s|ed|ing)?\s+(?:in|from)\b(?!\s+{MARK})|\b(?:thanks|owing)\s+to\b|\battribut(?:ed|able)\s+to\b|"
    r"\b(?:is|are|was|were|put|puts|largely|mostly|mainly|partly)\s+down\s+to\b(?!\s+\ue000)",
    re.IGNORECASE,
)
_RECORD = re.compile(
    r"\brecord[\s-]+(?:high|low|number|level|year|month|quarter|breaking|total|amount|demand|volume)s?\b|\bon\s+record\b|"
    r"\ba\s+(?:new\s+)?record\b(?!\s+(?:of|high|low|number|level|year|month|quarter|total|amount|demand|volume)|-)|\bever(?:\s+(?:recorded|seen|known))\b|\b(?:highest|lowest|longest|shortest|most|fewest)\s+ever\b|"
    r"\bunprecedented\b|\ball-time\b",
    re.IGNORECASE,
)
_STATISTICAL = re.compile(r"\bstatistically\b|\boutliers?\b|\bprov(?:es|en)\b|\bproof\b", re.IGNORECASE)
_TREND = re.compile(r"\btrends?\b|\btrending\b", re.IGNORECASE)
_KINDS = (
    (_CAUSE, "What shows that this is the cause?"),
    (_RECORD, "In which series, and since when?"),
    (_STATISTICAL, "By which test or rule?"),
    (_TREND, "Over which months, and by which test or rule?"),
)
_DENIED = re.compile(
    r"\b(?:not|no|never|nor|neither|without|cannot|whether|if)\b(?:\s+[\w’'-]+){0,4}\s*$|n[’']t\b(?:\s+\w+){0,3}\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class AskedWord:
    """Words that are asked about: the id of their question, their line, the words, the figure that they stand beside (where
    they tell a change without its figure, the one that would tell it), and the doubt."""

    id: str
    line: int
    words: str
    mark: Mark
    doubt: str
    is_untold: bool = False

    @property
    def text(self) -> str:
        """What is asked, for the person who wrote it."""
        figure = self.mark.figure
        if self.is_untold:
            name = f"{{{{ {self.mark.name} }}}}"
            return f"'{self.words}' tells a change without its figure; {name} is {figure.text}{self.when}. {self.doubt}"
        return f"'{self.words}' stands beside {self.mark.name}, which is {figure.text}{self.when}. {self.doubt}"

    @property
    def when(self) -> str:
        """` in October 2023`; nothing where the figure is of no time."""
        return f" in {self.mark.figure.period.label}" if self.mark.figure.period else ""


def asked_words(pieces: Sequence[Piece], place: str, first_line: int, figures: Figures) -> Iterator[AskedWord]:
    """What is asked of the words of a passage; `place` is the topic or priority that it is of."""
    setting, told = setting_of(figures), set[str]()
    passage = list(sentences(pieces, first_line))
    of_measure = figures_of(passage)
    for sentence in passage:
        for untold in untold_changes(sentence, of_measure, place, setting):
            mark = Mark(untold.at, untold.name, untold.figure, untold.figure.text)
            asked = _asked(place, untold.words, mark, (sentence.line(untold.at), "Is it this one? Name the figure."))
            if asked.id not in told:
                told.add(asked.id)
                yield replace(asked, is_untold=True)
        if not sentence.marks or not sentence.is_readable or setting.attributed.search(sentence.written):
            continue
        for at, words, mark, doubt in sorted(_found(sentence, setting), key=lambda each: each[0]):
            asked = _asked(place, " ".join(words.split()), mark, (sentence.line(at), doubt))
            if asked.id not in told:
                told.add(asked.id)
                yield asked


def _found(sentence: Sentence, setting: Setting) -> Iterator[tuple[int, str, Mark, str]]:
    for form, doubt in _KINDS:
        for m in form.finditer(sentence.text):
            near = _nearest(sentence, m.start())
            if (
                not _DENIED.search(sentence.text[: m.start()])
                and _is_claim(m[0], sentence)
                and not _is_counted(m[0], near, setting)
            ):
                yield m.start(), m[0], near, doubt
    yield from steady_doubts(sentence, setting)
    for m in SIGNIFICANT.finditer(sentence.text):
        mark = change_near(sentence, m) or _nearest(sentence, m.start())
        if tested(mark.figure, setting) is None and "statistically" not in m[0].lower():
            yield m.start(), m[0], mark, "By which test?"


def _is_claim(words: str, sentence: Sentence) -> bool:
    """Whether words claim a cause: what a case led to is its outcome, what a change was led to by is a cause."""
    outcome = re.match(r"le(?:d|ads|ading)\b|result", words, re.IGNORECASE)
    return not outcome or any(mark.figure.signed for mark in sentence.marks)


def _is_counted(words: str, mark: Mark, setting: Setting) -> bool:
    """Whether a word is what the figure counts, such as the outliers of a number of outliers."""
    measure = setting.measure(mark.figure)
    return measure is not None and words.lower().rstrip("s") in f"{measure.title} {measure.unit}".lower()


def _nearest(sentence: Sentence, at: int) -> Mark:
    return min(sentence.marks, key=lambda mark: abs(mark.at - at))


def _asked(place: str, words: str, mark: Mark, about: tuple[int, str]) -> AskedWord:
    line, doubt = about
    figure = mark.figure
    id = "-".join(
        (WORDS, place, slug(words), re.sub(r"[^a-z0-9_]+", "-", figure.name.undated), re.sub(r"\W", "-", figure.period.last))
    )
    return AskedWord(re.sub(r"-+", "-", id).strip("-"), line, words, mark, doubt)

"""How surely a time goes with a figure: where what stands between them is of something else, it may be that thing's own time.

`9 cases in May` and `In May, 9 were recorded` are sure. `In May, when the hall was opened, 9` is not: what does not fit there is
asked about, and no fault.
"""

from __future__ import annotations

import re

from pcc_lib.inputs.measures import Measure
from pcc_lib.proofreading.passage import Mark, Sentence
from pcc_lib.proofreading.phrases import Phrase, without_times

_QUARTER = 3  # months
_FURTHEST = 12  # words between a figure and its time
_STEM = 4  # letters that words of one kin share
_VERB = re.compile(
    r"\b(?:[a-z]{2,}ed|began|begun|came|went|met|left|took|taken|gave|given|held|found|said|told|knew|kept|led|ran|sent|spent|built|brought|"
    r"chose|chosen|wrote|written|broke|broken|made|will|would|may|might|could|should|compare|let)\b",
    re.IGNORECASE,
)
# what is said of figures, and of what they count
_OF_FIGURES = re.compile(
    r"recorded|received|answered|logged|handled|attended|picked|waited|offered|reported|registered|counted|crimed|"
    r"abandoned|closed|committed|charged|arrested|detained|surveyed|asked|interviewed|observed|measured|seen|placed|"
    r"ranked|estimated|published|printed|saved|increased|decreased|declined|dropped|improved|reduced|doubled|halved|"
    r"tripled|eased|lengthened|shortened|slipped|worsened|deteriorated|jumped|climbed|dipped|edged|peaked|averaged|"
    r"reached|totalled|numbered|stood|remained|stayed|fared|performed|achieved|missed|combined|compared|based|needed|"
    r"attributed|gave|given|made|took|taken|came|went|brought",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"[’']s?$")
_IS = re.compile(r"\s*(?:was|is|were|being)\s*", re.IGNORECASE)


def goes_with(phrase: Phrase, mark: Mark, sentence: Sentence) -> bool:
    """Whether a time can be that of a figure: one that owns another noun is not, as in `9 equalled May's`; `9 was May's` is."""
    if mark.at > phrase.start or phrase.against or not _POSSESSIVE.search(phrase.words):
        return True
    return bool(_IS.fullmatch(sentence.text[mark.at + 1 : phrase.start]))


def is_sure(phrase: Phrase, mark: Mark, sentence: Sentence, measure: Measure | None) -> bool:
    """Whether a time plainly goes with a figure: near it, with nothing between that tells of another thing.

    `Last quarter` may be the one that ended last.
    """
    if phrase.kind == "before" and phrase.back == _QUARTER and "last" in phrase.words.lower():
        return False
    first, last = (mark.at + 1, phrase.start) if mark.at < phrase.start else (phrase.end, mark.at)
    between = without_times(sentence.text)[first:last]
    return len(between.split()) <= _FURTHEST and not _of_another(between, measure)


def _of_another(words: str, measure: Measure | None) -> bool:
    """Whether a verb tells of another thing than figures and what the measure counts."""
    own = f"{measure.title} {measure.unit} {measure.id}".lower() if measure else ""
    return any(not _OF_FIGURES.fullmatch(verb) and verb[:_STEM].lower() not in own for verb in _VERB.findall(words))

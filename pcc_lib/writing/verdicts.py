"""Verdicts: what the methods find of a measure, as pills, one for each question that they answer, and as one plain answer."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pcc_lib.core.frames import value_at
from pcc_lib.core.quarters import month_label
from pcc_lib.figures.judgement import Judgement
from pcc_lib.figures.moves import Moved
from pcc_lib.figures.year_tests import TWO_YEARS, ChangeTest
from pcc_lib.inputs.measures import Measure
from pcc_lib.statistics.control_rules import HIGH
from pcc_lib.writing import coverage
from pcc_lib.writing import verdict_words as deck
from pcc_lib.writing.verdict_words import Entry


@dataclass(frozen=True)
class Verdict:
    """A verdict in words, with its ground (`good`, `bad`, `same`, `note`), its shape (`up`, `down`, `dot`, `square`, …), and the
    question that it answers (`month`, `year`, `target`; blank where it answers none)."""

    words: str
    ground: str
    shape: str
    question: str = ""

    @property
    def seen(self) -> str:
        """What is seen, without saying whether it is better or worse."""
        return self.words.removesuffix(deck.VALUES.get(self.ground, ""))


def verdicts(judged: Judgement | None, measure: Measure) -> tuple[Verdict, ...]:
    """The verdicts on a measure's latest value, in the order of the questions; none for a question that cannot be answered."""
    if judged is None:
        return ()
    found = (of_month(judged, measure), of_year(judged, measure), of_target(judged))
    return tuple(verdict for verdict in found if verdict is not None)


def of_month(judged: Judgement, measure: Measure) -> Verdict | None:
    """This month against its usual range."""
    side = side_of(judged)
    if judged.moved:
        entry = deck.MOVED[state_of(judged)]
    elif judged.is_signal:
        entry = deck.SIGNALS[judged.rule, side]
    elif judged.variation:
        entry = deck.USUAL
    elif judged.sameness:
        entry = deck.SAMENESS[judged.sameness]
    elif judged.few:
        entry = deck.TRIAL
    else:
        return None
    valued = _valued(entry, side if judged.is_signal and not judged.behind else "", measure, deck.MONTH)
    return replace(valued, words=valued.words + coverage.suffix(judged.behind))


def of_year(judged: Judgement, measure: Measure) -> Verdict | None:
    """These twelve months against the twelve before, or a window against the same one a year before."""
    if judged.sameness == "constant":
        return None
    if judged.test is None:
        return verdict_of_entry(deck.UNCOMPARED, deck.YEAR) if judged.uncompared else None
    found = _found(judged.test)
    return _valued(deck.CHANGES[_compared(judged.test), found], found, measure, deck.YEAR)


def of_target(judged: Judgement) -> Verdict | None:
    """The months judged against the target: what they did, not what is to be expected of them."""
    record = judged.record
    if record is None:
        return None
    since = " since" if record.late else ""
    every = f"always{since}" if record.always else f"never{since}" if record.never else ""
    if record.months == 1:  # no other month is held against it
        return of_value(record.latest)
    key = every or ("met" if record.latest else "missed")
    return verdict_of_entry(deck.TARGETS[key], deck.TARGET)


def of_value(met: bool) -> Verdict:
    """The latest value against the target, where no months are judged."""
    return verdict_of_entry(deck.TARGETS["value met" if met else "value missed"], deck.TARGET)


def verdict_of_entry(entry: Entry, question: str) -> Verdict:
    """An entry of the deck as it stands."""
    return Verdict(entry.words, entry.ground, entry.shape, question)


NOT_JUDGED, HELD_BACK, NOT_KNOWN = (
    verdict_of_entry(entry, deck.NO_QUESTION) for entry in (deck.NOT_JUDGED, deck.HELD_BACK, deck.NOT_KNOWN)
)


def answer(judged: Judgement | None) -> str:
    """Is it really changing? One or two sentences; nothing where no method answers."""
    if judged is None:
        return ""
    test = None if judged.sameness == "constant" else judged.test
    state = state_of(judged)
    if judged.behind:
        return _of_another_kind(judged, test)
    if not state:
        return _of_year_alone(test) if test else _with_uncompared("", judged)
    if judged.moved and _is_old(judged.moved, test):
        state = f"{state}, not lately"
    month = deck.ANSWERS[state].format(since=since_words(judged.moved) if judged.moved else "")
    if judged.young and (judged.moved or judged.is_signal):
        month = month.replace(*deck.PERHAPS, 1) + deck.MAY_BE_SEASON
    if test is None:
        return _with_uncompared(month, judged)
    if _compared(test) != "year":
        return month  # a year is not spoken of where parts of two years are compared
    return deck.WITH_YEAR[_agreement(judged, test)].format(month=month, word=deck.WORDS_OF_SIDES.get(_found(test), ""))


def _of_another_kind(judged: Judgement, test: ChangeTest | None) -> str:
    """The answer where what is counted changed in about the month in which the level moved, or the signal began."""
    told = coverage.cause(judged.behind)
    if test is None or _compared(test) != "year":
        return deck.COVERAGE_ANSWERS["alone"].format(cause=told)
    found = _found(test)
    words = {"cause": told, "word": deck.WORDS_OF_SIDES.get(found, "")}
    return deck.COVERAGE_ANSWERS["same" if found == "same" else "change"].format(**words)


def _with_uncompared(month: str, judged: Judgement) -> str:
    """What the months say, and why nothing is said of the years where what is counted changed within them."""
    if not judged.uncompared or judged.sameness == "constant":
        return month
    return deck.COVERAGE_ANSWERS["month" if month else "alone"].format(month=month, cause=coverage.cause(judged.uncompared))


def _is_old(moved: Moved, test: ChangeTest | None) -> bool:
    """Whether a step lies a year or more back, the months have stayed on its level, and the year shows no change either."""
    stepped = moved.way in ("higher", "lower") and moved.follows and moved.last is not None
    still = test is None or not test.significant
    return stepped and still and moved.last is not None and moved.last.latest and moved.last.months >= deck.A_YEAR


def state_of(judged: Judgement) -> str:
    """What the months say, as a key of the deck: `outside up`, `usual`, `higher`, `constant`, …; blank where none is judged."""
    if judged.moved:
        return f"{judged.moved.way}{'' if judged.moved.follows else ' apart'}"
    if judged.is_signal:
        return f"{judged.rule} {side_of(judged)}"
    return "usual" if judged.variation else judged.sameness or ("trial" if judged.few else "")


def since_words(moved: Moved) -> str:
    """The month in which the latest change began: `May 2023`; `at least May 2023` of a slope over all the months judged."""
    month = month_label(str(moved.last.month)) if moved.last else ""
    return deck.AT_LEAST.format(since=month) if moved.slope and moved.throughout else month


def _agreement(judged: Judgement, test: ChangeTest) -> tuple[str, str]:
    """What the month says, and how the year stands to it: the key of `WITH_YEAR`."""
    found, state = _found(test), state_of(judged)
    if judged.is_signal:
        return "signal", "same" if found == "same" else "with" if found == side_of(judged) else "against"
    if judged.moved:
        return "moved", "same" if found == "same" else "change"
    return state if state in ("usual", "trial") else "alike", "same" if found == "same" else "change"


def _of_year_alone(test: ChangeTest) -> str:
    found = _found(test)
    said = deck.YEAR_ALONE[_compared(test), "same" if found == "same" else "change"]
    return said.format(word=deck.WORDS_OF_SIDES.get(found, ""))


def side_of(judged: Judgement) -> str:
    """Which way the latest month is flagged: `up` or `down`."""
    return "up" if judged.latest is not None and value_at(judged.latest, "label") == HIGH else "down"


def _found(test: ChangeTest) -> str:
    return "same" if not test.significant else "up" if test.rises else "down"


def _compared(test: ChangeTest) -> str:
    return "year" if test.basis == TWO_YEARS else "months"


def _valued(entry: Entry, side: str, measure: Measure, question: str) -> Verdict:
    """The verdict with its value: by the good direction and nothing else, in words, since colour must not be alone to tell it."""
    better = {"increase": "up", "decrease": "down"}.get(measure.good_direction)
    ground = entry.ground if better is None or side not in ("up", "down") else "good" if side == better else "bad"
    return Verdict(entry.words + deck.VALUES.get(ground, ""), ground, entry.shape, question)

"""Times in a sentence: the month, year or comparison that it names is that of the figure which it goes with.

A phrase goes with the figure before it in its clause, else with those after it; one that leads a sentence (`In October 2023, …`)
goes with all that follow until another leads. What something is set against (`than in September`, `a year earlier`) goes with the
nearest difference. A time of something else, such as `launched in May` or `expected by January`, goes with no figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import Quarter
from pcc_lib.figures.catalogue import STATISTICS
from pcc_lib.figures.figure import Figure
from pcc_lib.proofreading.clauses import Clauses, Part
from pcc_lib.proofreading.found import Found
from pcc_lib.proofreading.passage import MARK, Mark, Sentence
from pcc_lib.proofreading.phrases import Phrase, named_years, phrases
from pcc_lib.proofreading.setting import Setting
from pcc_lib.proofreading.spans import FRAME, Covered, Now, covered, fits_before, fits_own, lies_back, of_figure, told_time

_MEASURED = re.compile(
    r"\b(?:record\w*|received|answered|logged|handled|attended|waited|took|had|saw|offered|reported|abandoned|gave\s+up|made|rose|fell|"
    r"grew|dropped|increased|decreased|declined|was|were|averaged|stood|reached|totalled|there|number|rate|total|share|average)\b",
    re.IGNORECASE,
)
# a time right before its figure: `June 2023 with 8`
_FOLLOWED = re.compile(
    rf"^\s*(?:(?:with|at|had|saw|\(|:|there\s+were|it\s+was|they\s+were)\s*(?:about|only|just)?|,?\s*when(?:\s+[\w’'-]+){{0,3}})"
    rf"\s*\(?{MARK}",
    re.IGNORECASE,
)
_LED = re.compile(rf"^\s*(?:was|is|were|it\s+was)?\s*(?:by\s+)?{MARK}", re.IGNORECASE)  # `on the month 5`
_FROM = re.compile(r"\bfrom\s+(?:(?:a|the|its)\s+)?(?:\w+\s+of\s+)?$", re.IGNORECASE)
_PLANNED = re.compile(
    r"\b(?:expected|expects?|forecast|will|would|aims?|plan(?:s|ned)?|targets?|due|hope[sd]?|should|intends?)\b", re.IGNORECASE
)
_BESIDE = re.compile(rf"\s*[:=–-]?\s*\(?(?:(?:saw|had)\s+)?{MARK}", re.IGNORECASE)
_EXTREME = re.compile(r"\b(?:highest|lowest|longest|shortest|most|fewest|best|worst)\b[^,;:]{0,40}$", re.IGNORECASE)
_OTHERS = re.compile(r"\s*,\s*(?:and|but|while|yet)\b", re.IGNORECASE)
_NEAR = 4  # words between a fact that is stated and the time that is told of it
_FRAMES = ("this year", "this quarter", "to date")  # they name a longer time, beside another that says how much of it
_RELATIVE = ("back", "before", "months before", "on the")
_OF_LEVEL = ("of", "from", "on", "")


def period_faults(sentence: Sentence, setting: Setting) -> Iterator[Found]:
    """Times that a sentence names beside a figure, and that are not the figure's own."""
    if not sentence.marks or not (named := phrases(sentence.text)):
        return
    reader = _Reader(sentence, setting, named)
    told = set[tuple[int, int]]()
    for part in reader.clauses.parts:
        for phrase in part.phrases:
            for mark in reader.wrong(phrase, part):
                if (phrase.start, mark.at) not in told:
                    told.add((phrase.start, mark.at))
                    yield _found(phrase, mark)


def _found(phrase: Phrase, mark: Mark) -> Found:
    figure = mark.figure
    own, before = figure.period, figure.compared_with
    against = f", against {told_time(before)}" if isinstance(before, Span) and before else ""
    base = phrase.against or phrase.kind in _RELATIVE
    write = f"{{{{ {mark.name.removesuffix('.value')}.{'base_month' if against and base else 'month'} }}}}"
    todo = f"Write {write}, or name that time's figure."
    return Found(phrase.start, f"says '{phrase.words}' of {mark.name}, which is of {told_time(own)}{against}.", todo)


@dataclass(frozen=True)
class _Reader:
    """A sentence with its phrases, read part by part."""

    sentence: Sentence
    setting: Setting
    named: tuple[Phrase, ...]

    @property
    def clauses(self) -> Clauses:
        """Its parts and clauses."""
        return Clauses(self.sentence, self.named)

    @property
    def now(self) -> Now:
        """From when the sentence speaks."""
        years = named_years(f"{self.sentence.before} {self.sentence.text}")
        return Now(self.setting.figures.folder.written_on[:7], frozenset(years))

    def wrong(self, phrase: Phrase, part: Part) -> Iterator[Mark]:
        """The figures that a phrase goes with, and whose time it does not name."""
        if (level := self._level_beside(phrase)) is not None:
            yield from self._unfit(phrase, [level])
            return
        if phrase.kind == "week" or (phrase.kind == "length" and _EXTREME.search(self.sentence.text[: phrase.start])):
            return
        changes = [mark for mark in part.marks if _dated(mark.figure) and of_figure(mark.figure)[1]]
        if (phrase.against or phrase.kind in _RELATIVE or phrase.kind == "base year") and changes:
            yield from self._against(phrase, changes)
        elif phrase.kind in _RELATIVE:
            yield from self._earlier(phrase, part)
        elif not phrase.against:
            yield from self._own(phrase, part)

    def _level_beside(self, phrase: Phrase) -> Mark | None:
        """The level right after a time that names its own: `September's 9`, `October 9, September 7`."""
        beside = _BESIDE.match(self.sentence.text[phrase.end :])
        if phrase.against and beside and ":" in beside[0]:
            return None  # `slower than in May: 9 against 7`
        if not beside or phrase.kind not in ("month", "week", "numbered quarter", "half"):
            return None
        near = self.sentence.between(phrase.end, phrase.end + beside.end())[0]
        return None if near.figure.signed or not _dated(near.figure) else near

    def _against(self, phrase: Phrase, changes: Sequence[Mark]) -> Iterator[Mark]:
        before = [mark for mark in changes if mark.at < phrase.start]
        led = _LED.match(self.sentence.text[phrase.end :])
        near = before[-1] if before and not led else next((mark for mark in changes if mark.at > phrase.start), changes[-1])
        if near.at > phrase.start and _OTHERS.match(self.sentence.text[phrase.end :]):
            return  # `no fall on the month, and 9 fewer on the year`
        if self.clauses.event_between(near.at, phrase) and phrase.kind not in (*_RELATIVE, "base year"):
            return
        if self._fits_change(phrase, near) is False:
            yield near

    def _fits_change(self, phrase: Phrase, mark: Mark) -> bool | None:
        own, before = of_figure(mark.figure)
        return fits_before(phrase, own, before, self.now) if own and before else None

    def _earlier(self, phrase: Phrase, part: Part) -> Iterator[Mark]:
        """A value told as that of a year earlier: it lies so long before another of the sentence, or before the latest."""
        begin, _ = self.clauses.chunk(phrase)
        before = [mark for mark in part.marks if begin <= mark.at < phrase.start and _dated(mark.figure)]
        if not before and not phrase.against:
            yield from self._earlier_led(phrase, part)
        if (
            not before
            or self.clauses.words_between(before[-1].at, phrase.start) > _NEAR
            or self._changes_words(before[-1].at, phrase)
        ):
            return
        if not self._lies_back(phrase, before[-1]):
            yield before[-1]

    def _earlier_led(self, phrase: Phrase, part: Part) -> Iterator[Mark]:
        """`A year earlier, 9 were recorded`: the value right after a time that leads."""
        begin, _ = self.clauses.chunk(phrase)
        leads = self.clauses.is_bare(begin, phrase.end)
        near = next((mark for mark in part.marks if mark.at >= phrase.end), None)
        if near is None or not leads or not _dated(near.figure) or self.clauses.words_between(phrase.end, near.at) > _NEAR:
            return
        if near.figure.statistic != "stated" and not self._has_own(near, part) and not self._lies_back(phrase, near):
            yield near

    def _lies_back(self, phrase: Phrase, mark: Mark) -> bool:
        """Whether a value lies as long as a phrase says before another of the sentence, or before the latest."""
        own = of_figure(mark.figure)[0]
        others = [c for m in self.sentence.marks if m is not mark and (c := of_figure(m.figure)[0])]
        latest = self._latest(mark.figure)
        if own is None or (phrase.back == 3 and own == _quarter(self.setting.figures.folder.quarter.previous)):
            return True
        return lies_back(phrase, own, [*others, *([latest] if latest else [])])

    def _latest(self, figure: Figure) -> Covered | None:
        name = f"{figure.measure}.{figure.statistic}" + (f".{figure.name.part}" if figure.name.part else "")
        found = self.setting.figure(name)
        return covered(found.period) if found else None

    def _changes_words(self, at: int, phrase: Phrase) -> bool:
        """Whether words of comparison stand between: then the phrase says what the value is set against."""
        between = self.sentence.text[at + 1 : phrase.start]
        return bool(
            re.search(
                r"\b(?:than|from|compared|against|on|up|down|more|fewer|higher|lower|change\w*|rise|fall)\b",
                between,
                re.IGNORECASE,
            )
        )

    def _own(self, phrase: Phrase, part: Part) -> Iterator[Mark]:
        if phrase.kind == "months" and "respectively" in self.sentence.text:
            yield from self._in_order(phrase, part)
            return
        marks = [mark for mark in self._owners(phrase, part) if _dated(mark.figure)]
        if phrase.last > max((own.last for mark in marks if (own := of_figure(mark.figure)[0])), default="") and (
            _PLANNED.search(self.sentence.text[part.first : phrase.start])
        ):
            return  # `expected to fall below 9 in March`
        yield from self._unfit(phrase, marks)

    def _unfit(self, phrase: Phrase, marks: Sequence[Mark]) -> Iterator[Mark]:
        """Those of some figures whose time a phrase does not name."""
        for mark, fits in [(mark, self._fits(phrase, mark)) for mark in marks]:
            if fits is False or (fits == FRAME and not self._said_elsewhere(phrase, mark)):
                yield mark

    def _in_order(self, phrase: Phrase, part: Part) -> Iterator[Mark]:
        """`9 and 12 in September and October respectively`: each month with its own figure."""
        before = [mark for mark in part.marks if mark.at < phrase.start][-len(phrase.others) :]
        marks = before or [mark for mark in part.marks if mark.at > phrase.start]
        for name, mark in zip(phrase.others, marks, strict=False) if len(marks) == len(phrase.others) else ():
            own = of_figure(mark.figure)[0]
            if own and _dated(mark.figure) and not any(own == Covered(date, date) for date in self.now.dates(name)):
                yield mark

    def _fits(self, phrase: Phrase, mark: Mark) -> bool | str | None:
        own, before = of_figure(mark.figure)
        if own is None:
            return None
        fits = fits_own(phrase, own, self.now)
        if phrase.kind == "this quarter" and fits is True:
            return own in (_quarter(self.setting.figures.folder.quarter), self._latest(mark.figure))
        loose = phrase.lead in _OF_LEVEL or phrase.kind in ("since", "since year", "length", "range", "between")
        if fits is False and before and loose and fits_before(phrase, own, before, self.now):
            return True
        return self._fits_ends(phrase, mark, fits)

    def _fits_ends(self, phrase: Phrase, mark: Mark, fits: bool | str | None) -> bool | str | None:
        """`from June to August, calls went from … to …`: the ends of a run, where the sentence tells both."""
        own, before = of_figure(mark.figure)
        if phrase.kind not in ("range", "between") or fits is True or own is None:
            return fits
        alike = [m for m in self.sentence.marks if m.figure.measure == mark.figure.measure]
        ends = {end for pair in [phrase.first, phrase.last] for end in self.now.dates(pair)}
        if len(alike) > 1 and own.first == own.last and own.last in ends:
            return True
        if before and before.last in ends and own.last in ends:
            return True
        return fits

    def _said_elsewhere(self, phrase: Phrase, mark: Mark) -> bool:
        """Whether another phrase of the sentence says which part of a longer time is meant."""
        own = of_figure(mark.figure)[0]
        others = [other for other in self.named if other is not phrase]
        return own is not None and any(fits_own(other, own, self.now) is True for other in others)

    # ── which figures a phrase goes with ──────────────────────────────────────────────────────────────────────────────
    def _owners(self, phrase: Phrase, part: Part) -> list[Mark]:
        begin, end = self.clauses.chunk(phrase)
        chunk = [mark for mark in part.marks if begin <= mark.at < end]
        before = [mark for mark in chunk if mark.at < phrase.start]
        if self.clauses.is_event(phrase, begin, before):
            return []
        if follows := _FOLLOWED.match(self.sentence.text[phrase.end :]):
            return self.sentence.between(phrase.end, phrase.end + follows.end())
        if before:
            return self._listed(phrase, before)
        if chunk:
            return self._led(phrase, part)
        return self._of_clause(phrase, part, begin, end)

    def _of_clause(self, phrase: Phrase, part: Part, begin: int, end: int) -> list[Mark]:
        """The figures that a clause without any goes with: of a bare time those before it, else those after it."""
        text = self.sentence.text[begin:end]
        bare = self.clauses.is_bare(begin, end)
        earlier = [mark for mark in part.marks if mark.at < phrase.start]
        leads = not earlier and not self.sentence.text[part.first : begin].strip(" ,;(-–")
        if bare and earlier:
            later = [mark for mark in part.marks if mark.at > phrase.start][:1]
            fitting = [m for m in (earlier[-1], *later) if self._fits(phrase, m) is not False]
            return [] if fitting else [earlier[-1]]
        first = self.clauses.is_bare(begin, phrase.end)
        headed = self.sentence.text[end : end + 1] == ":"
        if bare or (leads and (first or headed) and _MEASURED.search(text) and not self.clauses.tells_event(text)):
            return self._led(phrase, part)
        return []

    def _led(self, phrase: Phrase, part: Part) -> list[Mark]:
        """The figures after a phrase that leads, until another time is told."""
        found = []
        for mark in (mark for mark in part.marks if mark.at > phrase.start):
            if any(other is not phrase and phrase.end <= other.start < mark.at and not other.against for other in part.phrases):
                break
            ends = _FROM.search(self.sentence.text[: mark.at])  # `from 9 to 7`: the first is of another time
            if mark.figure.statistic == "stated" or ends or self._has_own(mark, part):
                continue
            found.append(mark)
        return found

    def _has_own(self, mark: Mark, part: Part) -> bool:
        """Whether a time stands right after a figure, before the next."""
        following = next((m.at for m in part.marks if m.at > mark.at), part.last)
        if any(self._leads_to(other, mark) for other in part.phrases):
            return True
        own = (other for other in part.phrases if other.kind not in _FRAMES and _is_own_of(other, mark))
        return any(mark.at < other.start < following for other in own)

    def _leads_to(self, phrase: Phrase, mark: Mark) -> bool:
        """Whether a time that something is set against stands right before a level: `than September's 9`."""
        return phrase.against and not mark.figure.signed and bool(_BESIDE.fullmatch(self.sentence.text[phrase.end : mark.at + 1]))

    def _listed(self, phrase: Phrase, before: list[Mark]) -> list[Mark]:
        """The figure before a phrase; of `9 and 12 in September and October` each its own."""
        near = before[-1]
        if near.figure.statistic == "stated" and self.clauses.words_between(near.at, phrase.start) > _NEAR:
            return []
        between = [p for p in self.named if near.at < p.start < phrase.start and not p.against]
        return [near] if not between or self._fits(phrase, near) is not False else []


def _quarter(quarter: Quarter) -> Covered:
    return Covered(quarter.months[0], quarter.months[-1])


def _is_own_of(phrase: Phrase, mark: Mark) -> bool:
    """Whether a phrase right after a figure names its own time: of a difference a relative one names the other."""
    return not phrase.against and (phrase.kind not in _RELATIVE or not mark.figure.signed)


def _dated(figure: Figure) -> bool:
    """Whether sentences name a figure's own time: not of a target or a limit of usual variation, which rest on many months."""
    known = STATISTICS.get(figure.statistic)
    return (
        bool(figure.period and figure.cells)
        and (known is None or known.dated)
        and figure.name.group not in ("budget", "staff", "structure")
    )

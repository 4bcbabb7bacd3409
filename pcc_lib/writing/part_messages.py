"""What a chart of several parts, or several measures, shows, as a sentence: the title over it.

Of two the one is set against the other, of more the ends are told. What takes several together is set against none, and a title
of some parts alone says of which.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from pcc_lib.core.periods import Span
from pcc_lib.core.sure import sure
from pcc_lib.core.text import plural, words
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Measure
from pcc_lib.writing.compared import Named, alike, degrees, sharing
from pcc_lib.writing.subjects import Subject
from pcc_lib.writing.wording import Sentence, direction, during, is_over_twelve_months, told_of

_LEADS_ON = words("at by during for from in inside of on outside to with within")  # words that two names may part at
# what a breakdown may be called whose parts one can be in; of anything else a value is "for" a part
_PLACES = words(
    "area base beat borough city community council county country district division force hub locality location neighbourhood "
    "office parish place region sector setting site station suburb team town village ward zone"
)


@dataclass(frozen=True)
class Parts:
    """The parts that a title tells of. known: those with a value that can be set against each other. noun: what they are.

    among: how those that are told are named where others are not: `with data`; blank where all are. single: whether parts that
    take several together are left out.
    """

    known: Named
    noun: str
    among: str = ""
    single: bool = False
    when: str = ""

    @classmethod
    def of(cls, known: Named, every: Sequence[Figure], noun: str, single: bool = False, when: str = "") -> Parts:
        """The parts with a value among all of them; `when`: the period, where a chart shows others too."""
        return cls(known, noun, "" if all(figure.known for figure in every) else known_as(every), single, when)

    @property
    def nouns(self) -> str:
        """`areas`, `single teams`."""
        return f"{'single ' * self.single}{plural(self.noun)}"

    @property
    def start(self) -> str:
        """`Of the areas with data, `, `Among single teams, `; nothing where all are told of."""
        if self.among:
            return f"Of the {self.nouns} {self.among}, "
        return f"Among {self.nouns}, " if self.single else ""

    @property
    def all_of_them(self) -> str:
        """`both areas`, `all areas`; `both`, `all` where they are named before."""
        many = "both" if len(self.known) == 2 else "all"
        return many if self.start else f"{many} {self.nouns}"

    @property
    def only(self) -> str:
        """`the only area with data`."""
        return f"the only {'single ' * self.single}{self.noun.replace('_', ' ')} {self.among} {self.when}".rstrip()

    @property
    def at(self) -> str:
        """`in`, `for`: what leads to the name of a part."""
        return at(self.noun)

    @property
    def ends(self) -> tuple[tuple[Figure, str], tuple[Figure, str]]:
        """The lowest and the highest, with their names."""
        lowest, highest = (pick(self.known, key=lambda each: sure(each[0].value)) for pick in (min, max))
        return lowest, highest

    def led(self, subject: Subject, verb: str) -> str:
        """The subject with its verb, behind what says of which parts it is told."""
        return f"{self.start}{subject.inside if self.start else subject.words} {verb}"


def known_as(every: Sequence[Figure]) -> str:
    """What those that have a value have in common, where others have none: `shown`, `with data`, `that can be compared`."""
    if any(figure.hidden for figure in every):
        return "shown"
    return "that can be compared" if any(figure.signed for figure in every) else "with data"  # a change needs two values


def at(noun: str) -> str:
    """`in` of places, `for` of anything else."""
    return "in" if noun.rpartition("_")[2] in _PLACES else "for"


# ── values of parts ───────────────────────────────────────────────────────────────────────────────────────────────────
def parts_message(subject: Subject, measure: Measure, parts: Parts) -> Sentence:
    """`Response times are longer in South (2 h 15 min) than in North (1 h 33 min)`, `Burglaries range from 18 in South to
    60 in North`."""
    (low, _), (high, _) = parts.ends
    if len(parts.known) == 1:
        return _one_part(subject, parts)
    if alike(low, high):
        return [f"{parts.led(subject, _is(subject))} the same {parts.at} {parts.all_of_them}: ", high]
    if len(parts.known) == 2:
        return _two_parts(subject, measure, parts)
    verb = "range" if subject.several else "ranges"
    return [f"{parts.led(subject, verb)} from ", *_end(parts, low), " to ", *_end(parts, high)]


def _end(parts: Parts, end: Figure) -> Sentence:
    """`18 in South`, `61.6% (Kept informed of progress)`."""
    names = sharing(parts.known, end)
    return [end, f" in {names}" if parts.at == "in" else f" ({names})"]


def _one_part(subject: Subject, parts: Parts) -> Sentence:
    (figure, label), *_ = parts.known
    only = f", {parts.only}" if parts.among or parts.single else ""
    return [f"{subject.words.rstrip(',')}: ", figure, f" {parts.at} {label}{only}"]


def _two_parts(subject: Subject, measure: Measure, parts: Parts) -> Sentence:
    (low, below), (high, above) = parts.ends
    more = degrees(measure).more
    if more == "more" and subject.several:
        start = f"{parts.start}{'there' if parts.start else 'There'} are more {subject.inside.rstrip(',')}"
    else:
        start = f"{parts.led(subject, _is(subject))} {'higher' if more == 'more' else more}"
    return [f"{start} {parts.at} {above} (", high, f") than {parts.at} {below} (", low, ")"]


def _is(subject: Subject) -> str:
    return "are" if subject.several else "is"


def what_differs(one: str, other: str) -> str:
    """The second of two names from where they part, if a place or a time begins there: `in public places`."""
    own = other.split()
    shared = len(list(takewhile(lambda pair: pair[0].lower() == pair[1].lower(), zip(one.split(), own, strict=False))))
    starts = [i for i in (shared, shared - 1) if 0 < i < len(own) and own[i] in _LEADS_ON]
    return " ".join(own[starts[0] :]) if starts else other


# ── changes of parts ──────────────────────────────────────────────────────────────────────────────────────────────────
def changes_message(subject: Subject, measure: Measure, parts: Parts) -> Sentence:
    """`Incidents were 17.6% lower in North and 7.5% in South than the year before`, `Burglaries ranged from 58%
    lower in South to 5.1% higher in North`."""
    (low, _), (high, _) = parts.ends
    were = "were" if subject.several else "was"
    if len(parts.known) == 1:
        return _one_change(subject, measure, parts)
    if alike(low, high):
        said = _by(high, measure, zero="the same")
        return [f"{parts.led(subject, were)} ", *said, f" {parts.at} {parts.all_of_them} {_than(high, measure)}"]
    if len(parts.known) == 2:
        return [f"{parts.led(subject, were)} ", *_two_changes(measure, parts)]
    start = f"{parts.led(subject, 'ranged')} from "
    bottom, top = ([*_by(end, measure), f" {parts.at} {sharing(parts.known, end)}"] for end in (low, high))
    return [start, *bottom, " to ", *top]


def _two_changes(measure: Measure, parts: Parts) -> Sentence:
    """The larger change first."""
    (one, at_one), (other, at_other) = sorted(parts.known, key=lambda each: -abs(sure(each[0].value)))
    first, second = _by(one, measure, zero="the same"), _by(other, measure, zero="the same")
    are_both = all(direction(change, measure) for change in (one, other))
    than = f" {_than(one, measure)}" if are_both else f", against {_before(one, told_of)}"
    if are_both and first[1] == second[1]:  # the word that both have is said once
        second = second[:1]
    return [*first, f" {parts.at} {at_one} and ", *second, f" {parts.at} {at_other}{than}"]


def _one_change(subject: Subject, measure: Measure, parts: Parts) -> Sentence:
    (change, label), *_ = parts.known
    were = "were" if subject.several else "was"
    said = [*_by(change, measure, zero="the same")]
    if not parts.among:
        return [f"{subject.words} {were} ", *said, f" {parts.at} {label} {_than(change, measure)}"]
    start = f"{parts.at.capitalize()} {label}, {parts.only}, {subject.inside} {were} "
    return [start, *said, f" {_than(change, measure)}"]


def _by(change: Figure, measure: Measure, zero: str = "unchanged") -> Sentence:
    """`17.6% lower`; of a change that prints as nought what it is, and the nought beside it."""
    word = direction(change, measure)
    return [(change, change.magnitude), f" {word}"] if word else [f"{zero} (", change, ")"]


def _than(change: Figure, measure: Measure) -> str:
    return f"{'than' if direction(change, measure) else 'as'} {_before(change)}"


def _before(change: Figure, told: Callable[[Span], str] = during) -> str:
    """What a change is against: `the year before`, `in October 2022`."""
    return "the year before" if is_over_twelve_months(change) else told(change.earlier)


# ── values of several measures ────────────────────────────────────────────────────────────────────────────────────────
def measures_message(topic: Subject, measure: Measure, named: Sequence[tuple[Figure, Subject]], among: str = "") -> Sentence:
    """`Violence in private places (58%) is higher than in public places (42%)`. `among`: how those are named that
    have a value where others have none."""
    bottom, top = (pick(named, key=lambda each: sure(each[0].value)) for pick in (min, max))
    start = f"Of the measures {among}, " if among else ""
    first = (top[1].inside if start else top[1].words).rstrip(",")
    if len(named) == 1:
        return [f"{start}{first}: ", top[0]]
    if alike(bottom[0], top[0]):
        one, other = (subject for _, subject in named[:2])
        both = f"{(one.inside if start else one.words).rstrip(',')} and {other.inside.rstrip(',')}"
        every = f"{'all' if start else 'All'} measures shown"
        return [f"{start}{both if len(named) == 2 else every} are the same: ", top[0]]
    if len(named) == 2:
        other = what_differs(first, bottom[1].inside.rstrip(","))
        if degrees(measure).more == "more" and top[1].several:
            there = f"{start}{'there' if start else 'There'} are more {top[1].inside.rstrip(',')} ("
            return [there, top[0], f") than {other} (", bottom[0], ")"]
        return [f"{start}{first} (", top[0], f") {_is(top[1])} {degrees(measure).more} than {other} (", bottom[0], ")"]
    inside = [(figure, subject.inside.rstrip(",")) for figure, subject in named]
    values = f"{start}{topic.inside if start else topic.words} range from "
    return [values, bottom[0], f" ({sharing(inside, bottom[0])}) to ", top[0], f" ({sharing(inside, top[0])})"]

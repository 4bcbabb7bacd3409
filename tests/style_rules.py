"""The style of sentences as a table: what each rule forbids, a bad example of it, and how it is found in a piece of a page.

A rule is a regular expression over sentences, or a function of a piece and its book where that needs names or the chart beside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from page_words import Piece

PROSE = frozenset({"text", "shows", "title", "alt", "note", "tile", "subject", "caption"})
SAID = frozenset({"text", "shows", "cell"})  # where whole sentences stand; `note` has the small print of methods
EVERYWHERE = PROSE | {"cell", "heading", "tile name"}
LONGEST = 45  # words of a sentence
MONTHS = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
DIRECTION = re.compile(r"\b(higher|lower|rising|falling|above|below)\b")
MARKS = re.compile(r"(?: \[[a-z]+\])+")
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True)
class Book:
    """What a book's rules must know: the names of its measures and of their parts, and how a name goes on in a sentence."""

    measures: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    within: Callable[[str], str] = str


Finder = Callable[[Piece, Book], Iterator[str]]


@dataclass(frozen=True)
class Rule:
    """name, wrong: what it is and why it is wrong. finds: the bad places of a piece. kinds: the pieces it reads. bad: examples
    that it must find; good: near ones that it must not."""

    name: str
    wrong: str
    finds: Finder
    bad: tuple[Piece, ...]
    good: tuple[Piece, ...] = ()
    kinds: frozenset[str] = field(default=PROSE)
    marked: bool = False  # whether it reads marks such as [e] too

    def faults(self, piece: Piece, book: Book) -> list[str]:
        """The bad places of a piece; none where the rule does not read its kind. Marks such as [e] are no words."""
        bare = piece
        if not self.marked:
            bare = replace(piece, text=MARKS.sub("", piece.text), beside=MARKS.sub("", piece.beside))
        return list(self.finds(bare, book)) if piece.kind in self.kinds else []


def matching(pattern: str, flags: int = 0) -> Finder:
    """Finds what a pattern matches."""
    form = re.compile(pattern, flags)

    def find(piece: Piece, book: Book) -> Iterator[str]:
        yield from (m[0] for m in form.finditer(piece.text))

    return find


def said(text: str, kind: str = "text", beside: str = "") -> Piece:
    """A piece for an example."""
    return Piece(kind, text, beside=beside)


# ── functions ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def _superlative_of_two(piece: Piece, book: Book) -> Iterator[str]:
    """A highest or lowest in the title of a chart whose sentence tells two values, or of two that are named in it."""
    ends = re.findall(r"\b(?:highest|lowest|longest|shortest|fewest)\b|\bmost:", piece.text, re.IGNORECASE)
    values = re.findall(r"(?:^|; )[^:;]+: [\d−+]", piece.beside)
    if ends and len(values) == 2:
        yield piece.text


def _only_a_list(piece: Piece, book: Book) -> Iterator[str]:
    """A title that is left with nothing once the names of measures are taken out."""
    left = piece.text
    for name in sorted(book.measures, key=len, reverse=True):
        left = re.sub(re.escape(name), "", left, flags=re.IGNORECASE)
    left = re.sub(r"\b(?:and|by (?:area|month|setting|team|stage|question|force)|month by month)\b|[,;:.\s]", "", left)
    if not left and any(name.lower() in piece.text.lower() for name in book.measures):
        yield piece.text


def _capital_within(piece: Piece, book: Book) -> Iterator[str]:
    """A measure's name with its capital, after a word or a comma."""
    for name in book.measures:
        if book.within(name) != name:
            yield from (m[0] for m in re.finditer(rf"(?:(?<=[a-z0-9%] )|(?<=[a-z0-9%], )){re.escape(name)}\b", piece.text))


def _agreement(piece: Piece, book: Book) -> Iterator[str]:
    """A part of several with a verb of one, or a part of one with a verb of several."""
    for name in (part for part in book.parts if " and " not in part):
        many = bool(re.search(r"(?:teams|forces|areas|services|others)$", name))
        verb = r"(?:is|was|has)" if many else r"(?:are|were|have)"
        yield from (m[0] for m in re.finditer(rf"(?<!and ){re.escape(name)} {verb}\b", piece.text))


def _interval_alone(piece: Piece, book: Book) -> Iterator[str]:
    """An interval in a sentence that gives no estimate before it."""
    for sentence in piece.sentences:
        before, found, _ = sentence.partition("95% interval")
        before = re.sub(r"\b\d{4}\b|\b\d{1,2} [A-Z][a-z]+\b", "", before)  # dates are no estimates
        if found and re.search(r"95% interval(?: of the survey)? [−+\d]", sentence) and not _NUMBER.search(before):
            yield sentence


def _both_ways(piece: Piece, book: Book) -> Iterator[str]:
    """A title that says one direction, and a sentence under it that says the other of the same."""
    ways = {{"higher": "up", "rising": "up", "above": "up"}.get(w, "down") for w in DIRECTION.findall(piece.text)}
    told = "up" if re.search(r"\bit rose\b", piece.beside) else "down" if re.search(r"\bit fell\b", piece.beside) else ""
    if told and ways and told not in ways:
        yield f"{piece.text} | {piece.beside}"


def _outside_its_interval(piece: Piece, book: Book) -> Iterator[str]:
    """A signed estimate that its own interval does not hold."""
    for sentence in piece.sentences:
        told, found, interval = sentence.partition("95% interval ")
        if found and (ends := re.match(r"([+−][\d,.]+|0\.0)[^()]*? to ([+−][\d,.]+)", interval)):
            estimate = re.search(r"([+−][\d,.]+)[^()]*$", told)
            fell = re.search(r"\bit (rose|fell) by ([\d,.]+)", told)
            number = estimate[1] if estimate else f"{'−' if fell[1] == 'fell' else ''}{fell[2]}" if fell else ""
            if number and not _value(ends[1]) <= _value(number) <= _value(ends[2]):
                yield sentence


def _value(text: str) -> float:
    return float(text.rstrip(",.").replace(",", "").replace("−", "-"))


def _too_long(piece: Piece, book: Book) -> Iterator[str]:
    """A sentence of more words than a reader holds; a semicolon ends one as well."""
    for sentence in piece.sentences:
        if max(len(part.split()) for part in sentence.split("; ")) > LONGEST:
            yield sentence


def _said_twice(piece: Piece, book: Book) -> Iterator[str]:
    """A sentence that stands twice in one piece."""
    yield from (s for i, s in enumerate(piece.sentences) if len(s) > 20 and s in piece.sentences[:i])


_END = r"(?:year ending|(?:[a-z]+|\d+) (?:months|quarters) to) ([A-Z][a-z]+ \d{4})"
_OVERLAP = re.compile(rf"(?:in|over) the {_END}[^;]*? (?:than|as) in the {_END}")


def _months_shared(piece: Piece, book: Book) -> Iterator[str]:
    """Two windows that end less than a year apart, set against each other: they share months."""
    for found in _OVERLAP.finditer(piece.text):
        now, before = (datetime.strptime(each, "%B %Y") for each in found.groups())
        if 12 * (now.year - before.year) + now.month - before.month < 12:
            yield found[0]


def _two_colons(piece: Piece, book: Book) -> Iterator[str]:
    """A title with two colons, but for those of names."""
    bare = piece.text
    for name in book.measures | book.parts:
        bare = bare.replace(name, name.replace(":", ""))
    if len(re.findall(r": ", bare)) > 1:
        yield piece.text


def _within(name: str) -> str:
    """How a name of the examples goes on in a sentence."""
    return name if name.startswith("Speed Watch") else name[:1].lower() + name[1:]


MEASURES = Book(
    frozenset({"Drink driving offences", "Drug driving offences", "Speed Watch records"}),
    frozenset({"Other teams", "Rural"}),
    _within,
)

# names of the sample that must not drift: a variant, and the name that stands everywhere
VARIANTS = {
    r"\bcentral call handling\b": "Central Call Handling",
    r"\b[Oo]nline crime reports\b": "crimes reported online",
    r"\b[Pp](?:rivate|ublic) spaces?\b": "private places, public places",
    r"\b[Pp]riority logs\b": "priority incidents",
    r"\b[Ii]mmediate logs\b": "immediate incidents",
    r"\b[Cc]rime reports of anti-social behaviour\b": "crimes recorded as anti-social behaviour",
    r"\b[Ii]ncident logs of anti-social behaviour\b": "incidents of anti-social behaviour",
    r"\b(?:wait for|abandoned in) crime recording\b": "Crime Recording and Incident Bureau",
}


def _drifting(piece: Piece, book: Book) -> Iterator[str]:
    """A variant of a name, outside of quotation marks, and of the list that sets what the originals print side by side."""
    if piece.block.endswith("contradictions"):
        return
    text = re.sub(r"“[^”]*”|\"[^\"]*\"", "", piece.text)
    for variant, name in VARIANTS.items():
        yield from (f"{m[0]} (write: {name})" for m in re.finditer(variant, text))


# of the sample alone
OF_THE_SAMPLE = (
    Rule(
        "names that drift",
        "one thing has one name",
        _drifting,
        (said("Average wait in central call handling"), said("Priority logs fell"), said("in a private space")),
        (said("Central Call Handling"), said("It prints “online crime reports” there")),
        EVERYWHERE,
    ),
)
RULES = (
    Rule(
        "raw codes",
        "a period is told in words: April 2023, not 2023-04",
        matching(r"(?<![\d/-])\b(?:19|20)\d\d-(?:0[1-9]|1[0-2])\b(?![-\d])"),
        (said("burglaries since 2023-04, Wiltshire"),),
        (said("28 in 2022-23"), said("data/quarters/2023-24-Q3")),
    ),
    Rule(
        "none of some",
        "nought of several is said in words: none of the activities",
        matching(r"\b(?:of|for) 0 of (?:the|its|them)\b|(?<![\d.,])\b0 of the\b"),
        (said("the date of 0 of the activities without a report had passed"),),
        (said("10 of the activities"), said("0 calls")),
    ),
    Rule(
        "superlative of two",
        "two things have no highest: they are compared",
        _superlative_of_two,
        (
            said(
                "Rural is highest, 13 min 13 s; Urban lowest", "title", "Urban: 10 min 10 s; Rural: 13 min 13 s in October 2023."
            ),
            said(
                "Highest: Burglary, 83.0%; lowest: Vehicle, 71.3%", "title", "Burglary: 83.0% (x); Vehicle: 71.3% (y), in July."
            ),
        ),
        (said("Rural at 13 min, longer than Urban at 10 min", "title", "Urban: 10 min; Rural: 13 min in October 2023."),),
        frozenset({"title"}),
    ),
    Rule(
        "no message",
        "a chart's title says what is seen, not only what is drawn",
        _only_a_list,
        (said("Drink driving offences and Drug driving offences", "title"), said("Drink driving offences, by area", "title")),
        (said("Over the year: drink driving offences lower", "title"),),
        frozenset({"title"}),
    ),
    Rule(
        "capitals within",
        "within a sentence a measure's name has no capital, unless it belongs to the name",
        _capital_within,
        (said("Serious offences and Drink driving offences were lower"), said("more than Drug driving offences at 57", "title")),
        (said("Drink driving offences: 59; Drug driving offences: 57."), said("and Speed Watch records")),
        frozenset({"text", "shows", "title", "note"}),
    ),
    Rule(
        "doubled words",
        "no word stands twice",
        matching(r"\b(?!had\b|that\b)([A-Za-z]{2,}) \1\b", re.IGNORECASE),
        (said("the year of the the report"),),
        (said("that that is"),),
    ),
    Rule(
        "agreement",
        "several are, one is",
        _agreement,
        (said("Other teams is highest, 154"), said("Rural are longer")),
        (said("Other teams are lower"), said("Urban and Rural are alike")),
    ),
    Rule(
        "punctuation",
        "no sign stands twice, none after a space, no brackets are empty",
        matching(r"(?<!\.)\.\.(?!\.)|,,|;;|::|[,;:]\.|\.[,;](?! )|\s[,;.!?](?:\s|$)|\(\)|\( | \)"),
        (said("it fell.."), said("a, , b"), said("none () left"), said("higher ; lower")),
        (said("and so on … more"), said("e.g. this")),
    ),
    Rule(
        "interval alone",
        "an interval stands after its own estimate, in the same sentence",
        _interval_alone,
        (said("Over the year it fell (95% interval −9.0% to −4.5%)."),),
        (said("Over the year it fell by 6.8% (95% interval −9.0% to −4.5%)."),),
        frozenset({"text", "shows", "alt", "cell"}),
    ),
    Rule(
        "outside its interval",
        "an interval holds the estimate that stands beside it: both are of one comparison",
        _outside_its_interval,
        (
            said("no clear change (+60.9%; 95% interval −24.6% to +35.4%)."),
            said("it fell by 13.0% (95% interval −9.0% to −4.5%), by more than chance."),
        ),
        (
            said("no clear change (−3.7%, to 7,223; 95% interval −7.4% to +0.1%)."),
            said("it fell by 0.6 percentage points (95% interval −0.9 to −0.3 percentage points)."),
        ),
        frozenset({"text", "shows", "alt", "cell"}),
    ),
    Rule(
        "both ways",
        "a chart's title and its sentence do not say higher and lower of the same",
        _both_ways,
        (said("Silent 999 calls: falling bit by bit", "title", "1,882. Over the year it rose by 61.4% (95% interval …)."),),
        (said("A: moved to a lower level; year higher than the year before", "title", "It is so. Over the year it rose by 3%."),),
        frozenset({"title"}),
    ),
    Rule(
        "length",
        f"no sentence has more than {LONGEST} words",
        _too_long,
        (said(" ".join(["word"] * 46) + "."),),
        (said(" ".join(["word"] * 44) + ". Another."),),
        frozenset({"text", "shows", "note"}),
    ),
    Rule(
        "said twice",
        "no sentence stands twice in one place",
        _said_twice,
        (said("This month is not judged. This month is not judged."),),
        (said("It is judged. It is not."),),
        EVERYWHERE,
    ),
    Rule(
        "two colons",
        "a title has one colon at most",
        _two_colons,
        (said("Response time: Swindon, 2 h 15 min: longer than County", "title"),),
        (said("Response time: Swindon at 2 h", "title"),),
        frozenset({"title"}),
    ),
    Rule(
        "a month beside a year's change",
        "the level of one month is not joined to the change of twelve: the year's total stands beside that",
        matching(
            r"\d in [A-Z][a-z]+ \d{4}, [\d.]+(?:%| percentage points?) (?:higher|lower|more|fewer|longer|shorter) (?:in|over) the"
            r"|^\S+ [+−][\d.]+% (?:over|in) twelve months"
        ),
        (
            said("Child victims: 1 in September 2023, 169.2% higher in the year ending September 2023 than in the year before."),
            said("1 +169.2% in twelve months on the twelve before", "tile"),
        ),
        (said("1 in September 2023; 35 in the year ending September 2023, 169.2% higher than in the year before."),),
    ),
    Rule(
        "a time is long",
        "a time is longer or shorter, not higher or lower",
        matching(
            r"\b(?:highest|lowest)\b[^.;:]{0,30}?\b\d+ (?:min|h)\b|\d+ (?:min|h|s)\b, (?:higher|lower|more|fewer) than\b"
            r"|\d+ (?:min|h|s) (?:higher|lower|more|fewer)\b"
        ),
        (said("Rural is highest, 13 min 13 s", "title"), said("Swindon at 2 h 15 min, higher than County", "title")),
        (said("Swindon at 2 h 15 min, longer than County", "title"), said("moved to a higher level: 12 s")),
    ),
    Rule(
        "intervals are no test",
        "whether intervals overlap is no test, so nothing is said by it",
        matching(r"\bintervals? overlap", re.IGNORECASE),
        (said("Between 71.3% and 83.0%; all intervals overlap", "title"),),
    ),
    Rule(
        "a range of everything",
        "a usual range from the least to the most there can be judges nothing, and is not told as one",
        matching(r"usual range (?:of )?0(?:\.0+)?% to 100(?:\.0+)?%"),
        (said("within its usual range of 0.0% to 100.0%"),),
        (said("within its usual range of 0.0% to 10.0%"),),
        EVERYWHERE,
    ),
    Rule(
        "a run with its end",
        "a run is told with its subject and its end: the last seven months or more have each been above its average",
        matching(r"At least seven months in a row"),
        (said("At least seven months in a row are above the average of 11.2%."),),
    ),
    Rule(
        "shorthand",
        "phrases that a reader cannot follow",
        matching(
            r"[Tt]old up to\b|no comparison told|the period that its definition names|when the quarter before was told"
            r"|\bfor \d+ the date has passed|the last month of the quarter before|are never the same\.$"
        ),
        (said("Told up to July 2023"), said("31 for 14 the date has passed", "tile"), said("no comparison told")),
        (said("This was told in July"),),
        EVERYWHERE,
    ),
    Rule(
        "unfilled",
        "nothing of the program shows: no braces, no nan, no None",
        matching(r"\{\w*\}|\bnan\b|(?<=\w )None\b"),
        (said("against {before} earlier"), said("nan%"), said("it is None.")),
        (said("None."),),
        EVERYWHERE,
    ),
    Rule(
        "months shared",
        "a period is not set against one that shares months with it",
        _months_shared,
        (
            said("Offences: 97 in the year ending October 2023, 14.1% higher than in the year ending September 2023."),
            said("14,346 in the 10 months to October 2023, 11.5% higher than in the nine months to September 2023."),
        ),
        (said("97 in the year ending October 2023, 1.0% higher than in the year ending October 2022."),),
    ),
    Rule(
        "level of other months",
        "the change of other months than the level's has a clause of its own",
        matching(
            rf"(?:\d|%| s| min| h) in (?:{MONTHS} \d{{4}}|the [\w ]+ to {MONTHS} \d{{4}}), [^;]*?"
            r"\b(?:higher|lower|more|fewer|longer|shorter) in (?:the|\d{4})[^.;]* than in "
        ),
        (
            said(
                "Average wait: 11 min 27 s in October 2023, 28 s longer in the year ending October 2023 than in the year before."
            ),
        ),
        (
            said("Average wait: 11 min in October 2023; in the year ending October 2023 it was 28 s longer than in 2022."),
            said("74 in October 2023; 888 in the year ending October 2023, 3.7% higher than in the year ending October 2022."),
        ),
        SAID,
    ),
    Rule(
        "a value that reads as a date",
        "a value does not stand right before its month: 24 October 2023 is a day",
        matching(rf"^\d{{1,2}} {MONTHS} \d{{4}}$"),
        (said("24 October 2023"),),
        (said("24 in October 2023"), said("Written ¶ 28 November 2023")),
        frozenset({"text"}),
    ),
    Rule(
        "beyond the end",
        "nothing is fewer than nought, nor more than 100%",
        matching(r"(?<![\d.,])0(?:\.0+)?%? or (?:fewer|less|shorter)\b|(?<![\d.,])100(?:\.0+)?% or more"),
        (said("A signal in October 2023: 19 or more, or 0 or fewer."), said("at 100.0% or more")),
        (said("at 20 or fewer"), said("at 1,100 or more")),
        EVERYWHERE,
    ),
    Rule(
        "one of many",
        "one is told in the singular",
        matching(
            r"(?<![\d.,] )(?<![\d.,£−+–-])\b1 (?:measures|deliverables|activities|areas|forces|months|trials|metrics|sources)\b"
        ),
        (said("With 1 measures judged, about 0.0 would be flagged"), said("1 deliverables: 1 late.")),
        (said("With 1 measure judged"), said("21 measures")),
        EVERYWHERE,
    ),
    Rule(
        "subject twice",
        "a title names its subject once",
        matching(r"^(?P<name>[^:]+): (?P=name) at\b"),
        (said("Offences: Offences at 29", "title"),),
        (said("Offences: North at 29", "title"),),
        frozenset({"title"}),
    ),
    Rule(
        "a year told as a month",
        "what covers several months is not called by the last of them",
        matching(r" over (?:\d+ months|the [a-z]+ year so far),.* The (?:highest value|longest) shown was (?!that of )"),
        (said("A, offences over 12 months, Area. The highest value shown was March 2022 (104).", "alt"),),
        (said("A, over 12 months, Area. The highest value shown was that of the year ending March 2022 (104).", "alt"),),
    ),
    Rule(
        "none without",
        "where all have data nothing is said of those without",
        matching(r"all with data\. Those without"),
        (said("6 measures stand, all with data. Those without say why there are none."),),
        (said("6 measures, 5 of them with data. Those without say why there are none."),),
    ),
    Rule(
        "reason within a reason",
        "a sentence that explains has one colon",
        matching(r"No forecast is shown for [^:]+:[^:]+: "),
        (said("No forecast is shown for “Offences”: 26 months are known: a forecast needs 36."),),
        (said("No forecast is shown for “Offences”: 26 months are known, and a forecast needs 36."),),
    ),
    Rule(
        "counts are no estimates",
        "how many trials, areas, months or tests there are is counted, not estimated",
        matching(r"\d \[e\] (?:trials|areas|forces|months|tests|teams|activities|deliverables)\b"),
        (said("In 15 [e] trials on known months, 89% [e] fell inside"), said("Highest of the 13 [e] areas with data: Low 12")),
        (said("In 15 trials on known months, 89% [e] fell inside"),),
        EVERYWHERE,
        marked=True,
    ),
    Rule(
        "marks apart",
        "a mark stands after a number, with a blank before it and none between it and the sign that follows",
        matching(r"[A-Za-z0-9%]\[[ecufpr]\]|\[[ecuf]\] [,;.)%]|\[e\] \[e\]|\[[ecuf]\]\w"),
        (said("7.4%[e] to"), said("−7.4% [e] , to"), said("12 [e]s")),
        (said("−7.4% [e] to +0.1% [e])."),),
        EVERYWHERE,
        marked=True,
    ),
    Rule(
        "since and from",
        "the first month of a running total is said once",
        matching(r"since (?P<month>[A-Z][a-z]+)(?: \d{4})?,[^.]*\bfrom (?P=month)\b"),
        (said("burglaries since April 2023, Wiltshire, from April to September 2023", "subject"),),
        (said("burglaries, Wiltshire, from April to September 2023", "subject"),),
    ),
)

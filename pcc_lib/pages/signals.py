"""All signals of the quarter, most important first; what the charts mean; the claims of the original."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pcc_lib.core.quarters import Quarter
from pcc_lib.core.sure import sure
from pcc_lib.figures.judgement import Judgement
from pcc_lib.figures.year_tests import ChangeTest
from pcc_lib.inputs.measures import Measure, topics_of
from pcc_lib.inputs.plan import priorities
from pcc_lib.inputs.plan import table as plan_table
from pcc_lib.pages.page import Page
from pcc_lib.pages.scorecard_rows import told_at
from pcc_lib.pages.topic import judged, mark, would_change
from pcc_lib.writing import verdict_words as deck
from pcc_lib.writing.html import Markup, join
from pcc_lib.writing.markup import lead, link, paragraph, points
from pcc_lib.writing.tables import Table, table_html
from pcc_lib.writing.verdict_words import UNCOMPARED
from pcc_lib.writing.verdicts import NOT_JUDGED, Verdict, of_month, of_year, verdict_of_entry
from pcc_lib.writing.wording import Sentence, spread

RULES = {"outside": 0, "trend": 1, "two of three": 2, "shift": 3}
GROUNDS = {"bad": 0, "good": 1, "same": 2}
CLAIMS = {
    "supported": Verdict("Supported", "good", "dot"),
    "contradicted": Verdict("Contradicted", "bad", "square"),
    "cannot be judged": Verdict("Cannot be judged from what was published", "same", "dot"),
}


ENTRIES = {
    deck.MONTH: (deck.USUAL, *deck.SIGNALS.values(), *deck.MOVED.values(), *deck.SAMENESS.values(), deck.TRIAL),
    deck.YEAR: (*deck.CHANGES.values(), UNCOMPARED),
    deck.TARGET: tuple(deck.TARGETS.values()),
    deck.NO_QUESTION: (deck.NOT_JUDGED, deck.HELD_BACK, deck.NOT_KNOWN),
}
BETTER_OR_WORSE = (
    "“(better)” or “(worse)” after a verdict says which way is good for this measure, and nothing about why. Where neither way "
    "is good in itself, such as the number of calls, nothing is added. “(areas changed)” or “(break in series)” stands in their "
    "place where what is counted changed in about that month: that alone is neither better nor worse."
)


@dataclass(frozen=True)
class Found:
    """A measure that was judged, with where it is told."""

    measure: Measure
    part: str
    judgement: Judgement
    link: str

    @property
    def month(self) -> Verdict:
        """The verdict on this month; not judged where there is none."""
        return of_month(self.judgement, self.measure) or NOT_JUDGED


def summary(page: Page) -> Markup:
    """How many measures were judged, how many are signals, and how many of those chance alone would give."""
    counts = [page.figures.figure(f"signals_{name}.value") for name in ("judged", "found", "expected", "moved")]
    said = page.sentence(
        [
            "Measures whose latest month is judged by a usual range: ",
            counts[0],
            ". Signals among them, which are more than their usual ups and downs explain: ",
            counts[1],
            "; if nothing at all had changed, chance alone would flag about ",
            counts[2],
            ". Measures that moved to another level, or rise or fall bit by bit, so that their latest month is not judged: ",
            counts[3],
            ".",
        ]
    )
    return lead(said)


def signals(page: Page) -> Markup:
    """Every signal in a sentence: concerns first, then by the strength of the rule and the distance from the range."""
    found = sorted((f for f in all_judged(page) if f.judgement.is_signal), key=_importance)
    if not found:
        return paragraph("No measure is a signal this quarter.")
    return _table("Signals this quarter, most important first", page, found)


def _table(caption: str, page: Page, found: Sequence[Found]) -> Markup:
    rows = [[_name(f, page), mark(f.month), _without_name(page, f)] for f in found]
    return table_html(Table(caption, ("Measure", "Verdict", "What is seen"), rows, stack=True), page)


def quiet(page: Page) -> Markup:
    """The measures that were judged and are within their usual range."""
    found = [f for f in all_judged(page) if f.judgement.variation == "common cause"]
    return points([page.sentence([_name(f, page), ": ", *_without_name(page, f)]) for f in found]) or paragraph("None.")


def tests(page: Page) -> Markup:
    """Tests of twelve months against the twelve before, with the allowance for testing many at once."""
    found = [f for f in all_measures(page) if f.judgement.test]
    if not found:
        return paragraph("No measure has two whole years to compare [x].")
    rows = [
        [
            _name(f, page),
            mark(of_year(f.judgement, f.measure) or f.month),
            _bounds(page, f),
            sure(f.judgement.test).method,
            deck.ALLOWED[_allowing(sure(f.judgement.test))],
        ]
        for f in sorted(found, key=lambda f: (sure(f.judgement.test).adjusted or 0, f.measure.id))
    ]
    columns = ("Measure", "Verdict", "95% interval of the change", "Method", "Allowing for all tests of its priority")
    return table_html(Table("Twelve months with the twelve before", columns, rows, stack=True), page)


def _allowing(test: ChangeTest) -> str:
    """How a test stands beside those that are told with it: a key of the deck."""
    return "lost" if test.lost else "change" if test.significant else "same"


def claims(page: Page) -> Markup:
    """What the original of this quarter claimed, and what its own printed figures say of that."""
    listed = plan_table(page.project, "claims")
    if not listed or not listed.claims:
        return paragraph("No claims are listed for this project.")
    rows = listed.of(str(page.folder.quarter))
    if not rows:
        return paragraph(
            f"No claims are listed for this quarter. Those that are listed are of {Quarter.parse(listed.quarter).label}."
        )
    caption = f"Claims of the {page.originals.printed}"
    told = [[c.claim, mark(CLAIMS[c.verdict]), c.why] for c in rows]
    return table_html(Table(caption, ("Claim", "Verdict", "Why"), told, stack=True), page)


def false_signals(page: Page) -> Markup:
    """How many signals chance alone gives in this book."""
    judged_count, expected = (page.figures.figure(f"signals_{name}.value") for name in ("judged", "expected"))
    said = page.sentence(
        [
            "With ",
            judged_count,
            f" measure{'' if judged_count.value == 1 else 's'} judged, about ",
            expected,
            " would be flagged in a quarter in which nothing changed.",
        ]
    )
    return paragraph(said)


def moved(page: Page) -> Markup:
    """The measures that have moved to another level, or rise or fall bit by bit, each in a sentence."""
    found = [f for f in all_measures(page) if f.judgement.moved]
    return _table("Not judged against one range", page, found) if found else paragraph("None.")


def legend(page: Page) -> Markup:
    """Each verdict with what it means: a table for each question, and what better and worse rest on."""
    tables = [_legend_of(page, question, entries) for question, entries in ENTRIES.items()]
    return join([*tables, paragraph(BETTER_OR_WORSE)])


def _legend_of(page: Page, question: str, entries: Sequence[deck.Entry]) -> Markup:
    rows = [[mark(verdict_of_entry(entry, question)), entry.meaning] for entry in entries]
    return table_html(Table(deck.QUESTIONS[question], ("Verdict", "What it means"), rows, stack=True), page)


def all_judged(page: Page) -> list[Found]:
    """Measures whose latest month has a verdict from its usual range."""
    return [f for f in all_measures(page) if f.judgement.variation is not None]


def all_measures(page: Page) -> list[Found]:
    """Every measure of the book that the methods say something of."""
    found = []
    for p in priorities(page.project):
        for topic in topics_of(page.project, p.id, scorecard=True):
            for measure in page.measures(topic.id):
                judgement = page.judgement(measure)
                if judgement is not None:
                    found.append(Found(measure, "", judgement, told_at(page, measure)))
    return found


def _importance(f: Found) -> tuple[object, ...]:
    latest: Any = sure(f.judgement.latest)
    spread = (latest["upper"] - latest["lower"]) or 1.0
    return (
        GROUNDS.get(f.month.ground, 3),
        RULES.get(f.judgement.rule, 9),
        -abs(latest["value"] - latest["mean"]) / spread,
        f.measure.id,
    )


def _without_name(page: Page, f: Found) -> Sentence:
    """The measure's sentence without its name, which stands beside it as a link."""
    return [*judged(page, f.measure, f.part)[1:], *would_change(page, f.measure, f.part)]


def _name(f: Found, page: Page) -> str:
    words = f.measure.title + (f": {page.project.label(f.part)}" if f.part else "")
    return link(f.link, words) if f.link else words


def _bounds(page: Page, f: Found) -> Sentence:
    lower, upper = (page.figures.of(f.measure.id, f"change_{side}", f.part) for side in ("lower", "upper"))
    return spread(lower, upper)

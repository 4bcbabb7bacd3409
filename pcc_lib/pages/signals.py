"""All signals of the quarter, most important first; what the charts mean; the claims of the original."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pcc_lib.core.quarters import Quarter
from pcc_lib.core.sure import sure
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.judgement import Judgement
from pcc_lib.figures.year_tests import ChangeTest
from pcc_lib.inputs.measures import Measure, topics_of
from pcc_lib.inputs.models.originals import Claim
from pcc_lib.inputs.models.plan import Priority
from pcc_lib.inputs.plan import priorities
from pcc_lib.inputs.plan import table as plan_table
from pcc_lib.pages.beside import beside_month
from pcc_lib.pages.changes import change_of
from pcc_lib.pages.ours import title_of
from pcc_lib.pages.page import Page
from pcc_lib.pages.scorecard_rows import covered, told_at
from pcc_lib.pages.topic import judged, would_change
from pcc_lib.pages.topic_rows import mark
from pcc_lib.pages.trends import trend
from pcc_lib.writing import verdict_words as deck
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.markup import details, lead, link, paragraph, rows_counted, small
from pcc_lib.writing.short_words import change_in_short
from pcc_lib.writing.tables import Cell, Table, table_html
from pcc_lib.writing.verdict_words import UNCOMPARED
from pcc_lib.writing.verdicts import NOT_JUDGED, Verdict, of_month, of_year, verdict_of_entry
from pcc_lib.writing.wording import Sentence, spread

COLUMNS = ("Measure", "Latest", "Trend", "Verdict", "What is seen")
TESTED = ("Measure", "Verdict", "95% interval of the change", "Method")
ALLOWING = "Allowing for all tests of its priority"
CHANGED = "Changed over the year by more than chance, allowing for all tests of the priority"
UNCHANGED = "No clear change over the year"
NONE_CHANGED = "No measure shows a clear change over the year."
RULES = {"outside": 0, "trend": 1, "two of three": 2, "shift": 3}
GROUNDS = {"bad": 0, "good": 1, "same": 2}
CLAIMS = {
    "contradicted": Verdict("Contradicted", "bad", "square"),
    "cannot be judged": Verdict("Cannot be judged from what was published", "same", "dot"),
    "supported": Verdict("Supported", "good", "dot"),
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
    priority: Priority

    @property
    def month(self) -> Verdict:
        """The verdict on this month; not judged where there is none."""
        return of_month(self.judgement, self.measure) or NOT_JUDGED


def summary(page: Page) -> Markup:
    """How many measures were judged, how many are signals, and how many of those chance alone would give."""
    counts = {name: page.figures.figure(f"signals_{name}.value") for name in ("judged", "found", "expected", "moved")}
    said: Sentence = [
        "Of ",
        counts["judged"],
        " measure judged by its" if counts["judged"].value == 1 else " measures judged by their",
        " usual range, ",
        counts["found"],
        " had an unusual month; chance alone would give about ",
        counts["expected"],
        *_not_judged(counts["moved"]),
    ]
    return lead(page.sentence(said))


def _not_judged(moved: Figure) -> Sentence:
    """Of how many more the latest month is not judged; the end of the sentence alone where of none."""
    if not moved.value:
        return ["."]
    they = "it is" if moved.value == 1 else "they are"
    return [". Of another ", moved, f" the latest month is not judged: {they} on the move."]


def signals(page: Page) -> Markup:
    """A row for each signal: concerns first, then by the strength of the rule and the distance from the range."""
    found = sorted((f for f in all_judged(page) if f.judgement.is_signal), key=_importance)
    if not found:
        return paragraph("No measure is a signal this quarter.")
    return table_html(_table("Signals this quarter, most important first", page, found), page)


def _table(caption: str, page: Page, found: Sequence[Found]) -> Table:
    """One row a measure: its latest value, its trend, the verdict and one sentence; all that is seen is folded under it."""
    rows = [_row(page, f) for f in found]
    return Table(caption, COLUMNS, rows, numeric=(1,), kind="pcc-scan pcc-signals", stack=True, hide_caption=True)


def _row(page: Page, f: Found) -> list[Cell]:
    value = page.figures.of(f.measure.id, "value", f.part)
    whole = page.sentence(_without_name(page, f))
    return [
        _name(f, page),
        [value, " ", small(covered(value, f.measure))],
        trend(page, f.measure, f.part),
        mark(f.month),
        fill("signals/seen", sentence=page.sentence(_in_short(page, f)), whole=whole),
    ]


def _in_short(page: Page, f: Found) -> Sentence:
    """How a measure changed, and what the verdict on its month rests on, in one sentence."""
    change, rests_on = change_of(page, f.measure, f.part), beside_month(page, f.measure, f.part)
    told = change_in_short(change, f.measure) if change else []
    both = [*told, *["; "] * bool(told and rests_on), *rests_on]
    return [*both, "."] if both else []


def quiet(page: Page) -> Markup:
    """The measures that were judged and are within their usual range, folded by priority."""
    found = [f for f in all_judged(page) if f.judgement.variation == "common cause"]
    tables = [(each, _table(f"Within its usual range, {_named(each)}", page, own)) for each, own in _by_priority(found)]
    return join(_folded(page, each, shown) for each, shown in tables) or paragraph("None.")


def _by_priority(found: Sequence[Found]) -> list[tuple[Priority, list[Found]]]:
    """Measures by the priority that they are told under, in its order."""
    under = {f.priority.id: f.priority for f in found}
    return [(about, [f for f in found if f.priority.id == id]) for id, about in under.items()]


def _named(about: Priority) -> str:
    return f"priority {about.number}"


def _folded(page: Page, about: Priority, shown: Table) -> Markup:
    words = [f"Priority {about.number}: {about.title} (", rows_counted(len(shown.rows), "measure"), ")"]
    return details(join(words), table_html(shown, page))


def tests(page: Page) -> Markup:
    """Tests of twelve months against the twelve before, with the allowance for testing many at once: the changes, then those that
    show none, folded by priority."""
    found = sorted((f for f in all_measures(page) if f.judgement.test), key=lambda f: f.priority.number)
    if not found:
        return paragraph("No measure has two whole years to compare [x].")
    changed = [f for f in found if _test_of(f).significant]
    same = [f for f in found if not _test_of(f).significant]
    told = table_html(_changed(page, changed), page) if changed else paragraph(NONE_CHANGED)
    folded = [_folded(page, about, _unchanged(page, about, own)) for about, own in _by_priority(same)]
    return join([told, *([paragraph(f"{UNCHANGED}:")] if folded else []), *folded])


def _changed(page: Page, found: Sequence[Found]) -> Table:
    """The tests that find a change, the clearest first."""
    rows = [_test(page, f) for f in sorted(found, key=_clearness)]
    return Table(CHANGED, TESTED, rows, kind="pcc-scan", stack=True)


def _unchanged(page: Page, about: Priority, found: Sequence[Found]) -> Table:
    """The tests of one priority that find none, and whether one would have by itself."""
    rows = [[*_test(page, f), deck.ALLOWED["lost" if _test_of(f).lost else "same"]] for f in sorted(found, key=_clearness)]
    return Table(f"{UNCHANGED}, {_named(about)}", (*TESTED, ALLOWING), rows, kind="pcc-scan", stack=True, hide_caption=True)


def _test(page: Page, f: Found) -> list[Cell]:
    return [_name(f, page), mark(of_year(f.judgement, f.measure) or f.month), _bounds(page, f), _test_of(f).method]


def _test_of(f: Found) -> ChangeTest:
    return sure(f.judgement.test)


def _clearness(f: Found) -> tuple[float, str]:
    return _test_of(f).adjusted or 0, f.measure.id


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
    found = {verdict: [c for c in rows if c.verdict == verdict] for verdict in CLAIMS}
    return join(_claims_of(page, verdict, listed) for verdict, listed in found.items() if listed)


def _claims_of(page: Page, verdict: str, rows: Sequence[Claim]) -> Markup:
    """The claims of one verdict, folded unless they are contradicted."""
    pill = CLAIMS[verdict]
    cells: list[list[Cell]] = [[c.claim, mark(pill), c.why] for c in rows]
    caption = f"Claims of the {page.originals.printed}: {pill.words.lower()}"
    shown = Table(caption, ("Claim", "Verdict", "Why"), cells, stack=True, hide_caption=True)
    if verdict == "contradicted":
        return table_html(shown, page)
    return details(join([f"{pill.words} (", rows_counted(len(rows), "claim"), ")"]), table_html(shown, page))


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
    return table_html(_table("Not judged against one range", page, found), page) if found else paragraph("None.")


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
                    found.append(Found(measure, "", judgement, told_at(page, measure), p))
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
    words = title_of(page, f.measure, f.part)
    return link(f.link, words) if f.link else words


def _bounds(page: Page, f: Found) -> Sentence:
    lower, upper = (page.figures.of(f.measure.id, f"change_{side}", f.part) for side in ("lower", "upper"))
    return spread(lower, upper)

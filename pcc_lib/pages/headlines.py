"""The landing page: what kind of data this is, the quarter in four sentences, headline figures, what is late, what changed."""

from __future__ import annotations

import re

import pandas as pd

from pcc_lib.core.frames import labels_of
from pcc_lib.core.numerals import MISSING
from pcc_lib.core.quarters import MONTH, Quarter, month_label
from pcc_lib.core.sure import sure
from pcc_lib.core.text import lower_first
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.figures import Figures, figures_of
from pcc_lib.inputs.contents import topic_link
from pcc_lib.inputs.measures import Measure, topics_of
from pcc_lib.inputs.plan import Priority, QuarterFolder, priorities, quarter_names
from pcc_lib.inputs.promises import Deliverable, state
from pcc_lib.pages.beside import beside
from pcc_lib.pages.changes import change_of
from pcc_lib.pages.delivery_timeline import due_by_now
from pcc_lib.pages.highlights import counted, deliverables_table
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import least_shown
from pcc_lib.pages.questions import any_unanswered
from pcc_lib.pages.topic import mark, marks
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.links import page_link
from pcc_lib.writing.markup import LEDGER_PAGE, link, note, notice, pairs, paragraph, points, sparkline, state_mark, time
from pcc_lib.writing.verdicts import answer, of_year, verdicts
from pcc_lib.writing.wording import Sentence, change_phrase, during, period_of

CARDS_FOR_EACH_PRIORITY = 2
SPARK_VALUES = 36
MOST_CHANGES = 6
LEAST_OF_A_YEAR = 50  # of fewer, a change in per cent says little


def masthead(page: Page) -> Markup:
    """Who publishes, what for, and the facts of this edition."""
    body, folder = page.project.body, page.folder
    plan = " ".join(filter(None, (body.plan_title, body.plan_years.replace("-", " to 20"))))
    facts = [
        ("Quarter", page.quarter.label),
        ("Data to", month_label(_newest_month(folder))),
        ("Written", time(folder.written_on)),
        ("Figures", link(LEDGER_PAGE, "every one traceable")),
    ]
    if any_unanswered(page):
        facts.append(("Data", page_link(page.project, "about-the-data", "questions not yet answered")))
    quarter, named = page.quarter.label, f"{plan}. " if plan else ""
    return fill("headlines/masthead", body=body.name, plan=named, quarter=quarter, facts=facts)


def sample(page: Page) -> Markup:
    """What kind of data this is."""
    text = page.project.body.sample_notice
    if not page.project.body.sample or not text:
        return note("Figures rest on the sources named under each chart.")
    return notice(fill("headlines/sample", notice=text), "sample")


def in_sentences(page: Page) -> Markup:
    """One sentence a priority: people's own, else the change of its leading measure."""
    return fill("headlines/in_sentences", said=[(p, _sentence(page, p)) for p in priorities(page.project)])


def cards(page: Page) -> Markup:
    """Headline figures: the leading measures of each priority with a line of their last three years."""
    chosen = [(p, m) for p in priorities(page.project) for m in _leading(page, p)]
    return fill("headlines/cards", cards=[_card(page, p, m) for p, m in chosen])


def largest_changes(page: Page) -> Markup:
    """The largest changes of twelve months against the twelve before, as far as a test finds them to be more than chance.

    One month against another is not told here: it says little, and may go against what the months judged together say.
    """
    found: list[tuple[float, Measure, Figure]] = []
    for p in priorities(page.project):
        for topic in topics_of(page.project, p.id):
            found += [(abs(sure(change.value)), m, change) for m in page.measures(topic.id) if (change := _changed(page, m))]
    found.sort(key=lambda f: (-f[0], f[1].id))
    said = [page.sentence(_change_of_year(page, m, change)) for _, m, change in found[:MOST_CHANGES]]
    return points(said) or paragraph("No measure has changed over twelve months by more than chance.")


def _changed(page: Page, measure: Measure) -> Figure | None:
    """The change in per cent of twelve months of a count, where it is significant."""
    judgement = page.judgement(measure) if measure.is_additive else None
    if judgement is None or judgement.test is None or not judgement.test.significant:
        return None
    change = page.figures.of(measure.id, "change_12_months")
    return change if change.known and sure(page.figures.of(measure.id, "total_12_months").value) >= LEAST_OF_A_YEAR else None


def _change_of_year(page: Page, measure: Measure, change: Figure) -> Sentence:
    total, found = page.figures.of(measure.id, "total_12_months"), of_year(sure(page.judgement(measure)), measure)
    return [f"{measure.title}: ", *change_phrase(change, measure), ", to ", total, ". ", mark(sure(found))]


def overdue(page: Page) -> Markup:
    """Deliverables that need attention: late or slipped, then the next due."""
    rows = page.folder.deliverables()
    if not rows:
        plan = page_link(page.project, "delivery-plan", "delivery plan")
        return paragraph(page.sentence([f"No progress was reported for this quarter {MISSING}. See the ", plan, "."]))
    open_rows = sorted((d for d in rows if d.progress < 100), key=lambda d: (_rank(d, page.folder.written_on), d.due))
    return join(
        [
            paragraph(page.sentence(["The highlight report tells of ", *counted(page)])),
            paragraph(page.sentence(_counted(page))),
            deliverables_table(page, open_rows, "Deliverables that need attention"),
            _done([d for d in rows if d.progress >= 100]),
        ]
    )


def _counted(page: Page) -> Sentence:
    """How many activities the plan has, and of how many progress was reported."""
    count, reported = (page.figures.figure(f"delivery_{n}.value") for n in ("activities", "reported"))
    said: Sentence = ["Activities of the delivery plan: ", count, ". Progress was reported for ", reported, " of them."]
    silent = page.figures.figure("delivery_not_reported.value")
    return [*said, " Nothing was reported [x] of the other ", silent, ". ", *due_by_now(page)] if silent.value else said


def _done(rows: list[Deliverable]) -> Markup:
    """The deliverables that are done, by name; nothing where none is."""
    return note(join([state_mark("Done", "good"), " ", "; ".join(map(_short, rows)), "."])) if rows else Markup()


def changed_since(page: Page) -> Markup:
    """What this edition tells that the one before did not: values that moved on, and deliverables that slipped."""
    before = page.quarter.previous
    if str(before) not in quarter_names(page.project):
        return paragraph(f"There is no edition of {before.label} to compare with.")
    earlier = figures_of(QuarterFolder(page.project, before))
    said = [page.sentence(s) for p in priorities(page.project) for m in _leading(page, p) if (s := _moved(page, earlier, m))]
    return points(said) or paragraph("Nothing that can be compared has changed.")


def editions(page: Page) -> Markup:
    """Facts of this edition: its quarter and date, the next, and the quarters before it."""
    body = page.project.body
    before = [Quarter.parse(n).label for n in reversed(quarter_names(page.project)) if n < str(page.quarter)]
    return pairs(
        [
            ("This edition", join([f"{page.quarter.label}, written on ", time(page.folder.written_on)])),
            ("Next edition", body.next_edition or "Not announced."),
            ("Quarters before", "; ".join(before) or "none in this project"),
            ("Licence of the data", f"{body.licence.name}, unless a source says otherwise" if body.licence else "not stated"),
        ]
    )


def _sentence(page: Page, p: Priority) -> Markup:
    """A priority's quarter in people's words, else in the library's."""
    return page.commentary(page.priority_section(p.id, "In one sentence"), within=True) or join(_computed(page, p), " ")


def _computed(page: Page, p: Priority) -> list[Markup | str]:
    said: list[Markup | str] = [page.sentence(_told(page, m)) for m in _leading(page, p)]
    return said or [f"No data are supplied for this quarter {MISSING}."]


def _told(page: Page, measure: Measure) -> Sentence:
    """A measure's level with its verdicts; with its change where none can be given."""
    value, change = page.figures.of(measure.id), change_of(page, measure)
    found = [verdict.words for verdict in verdicts(page.judgement(measure), measure)]
    words = "; ".join(map(lower_first, found))
    more: Sentence = [f", {words}"] if words else [", ", *change_phrase(change, measure)] if change else []
    return [f"{measure.title}: ", value, f" {during(value.period)}", *more, "."]


def _leading(page: Page, p: Priority) -> list[Measure]:
    """The priority's headline measures; where none are named, the first with data of each of its first topics."""
    if p.headlines:
        return [m for m in map(page.figures.measure, p.headlines) if page.figures.of(m.id).known]
    found = []
    for topic in topics_of(page.project, p.id):
        ids = topic.tiles or [m.id for m in page.measures(topic.id)]
        known = [m for m in map(page.figures.measure, ids) if page.figures.of(m.id).known]
        found += known[:1]
    return found[:CARDS_FOR_EACH_PRIORITY]


def _card(page: Page, p: Priority, measure: Measure) -> Markup:
    value, change = page.figures.of(measure.id), change_of(page, measure)
    topic = page.topic(measure.topic)
    told = page.sentence(beside(page, measure, change) or ["No earlier value to compare with"])
    series = page.figures.series(measure.id)
    shown = series.values().tail(SPARK_VALUES) if series else pd.Series(dtype=float)
    values = [None if v != v else v for v in shown]
    ends = (labels_of(shown)[0], labels_of(shown)[-1]) if values else ()
    spanned = f", {series.source.calendar.label(*ends)}" if series and ends else ""
    label = f"{measure.title}{spanned}, now {value.text}"
    judgement = page.judgement(measure)
    return fill(
        "headlines/card",
        href=topic_link(page.project, p.page, topic.id),
        title=measure.title,
        value=page.figure(value),
        when=during(value.period, bool(measure.window.since)),
        change=told,
        trend=sparkline(values, label, least=least_shown(series)),
        answer=answer(judgement),
        marks=marks(verdicts(judgement, measure)),
        topic=topic.title,
    )


def _moved(page: Page, earlier: Figures, measure: Measure) -> Sentence:
    now, latest = page.figures.of(measure.id), page.figures.reporting_period(measure.id)
    period = earlier.reporting_period(measure.id)
    if not now.known or not period or period >= latest or earlier.series(measure.id) is None:
        return []  # an edition may tell an earlier month than the one before it: nothing has moved on
    before = page.figures.of(measure.id, "value", "", period)  # today's data: revisions are told by published records
    if not before.known or before.id == now.id:
        return []
    return [
        f"{measure.title}: ",
        now,
        f" {during(now.period)}. The report before went up to {period_of(before)}: ",
        before,
        ".",
    ]


def _rank(d: Deliverable, written_on: str) -> int:
    return {"bad": 0, "note": 1, "same": 2}.get(state(d, written_on).ground, 3)


def _short(d: Deliverable) -> str:
    return re.split(r"[:(,]", d.action)[0].strip()


def _newest_month(folder: QuarterFolder) -> str:
    return max((m for m in folder.reporting_months.values() if MONTH.fullmatch(m)), default="")

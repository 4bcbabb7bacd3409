"""The landing page: what kind of data this is, the quarter in four sentences, headline figures and what is late."""

from __future__ import annotations

import re

from pcc_lib.core.numerals import MISSING
from pcc_lib.core.quarters import MONTH, Quarter, month_label
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.contents import has_page, topic_link
from pcc_lib.inputs.measures import topics_of
from pcc_lib.inputs.plan import Priority, QuarterFolder, priorities
from pcc_lib.pages import waiting
from pcc_lib.pages.downloads import data_links
from pcc_lib.pages.drafts import drafted_within
from pcc_lib.pages.edition import facts_of_edition
from pcc_lib.pages.leading import Headline, leading
from pcc_lib.pages.line_titles import ends_of_parts
from pcc_lib.pages.page import Page
from pcc_lib.pages.questions import any_unanswered
from pcc_lib.pages.topic_rows import marks
from pcc_lib.pages.trends import trend_alone
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.links import page_link
from pcc_lib.writing.markup import LEDGER_PAGE, half, link, note, notice, pairs, paragraph, time
from pcc_lib.writing.verdicts import answer
from pcc_lib.writing.wording import during

MOST_CARDS, ABOUT = 8, "about-this-edition"
ORDINALS = ("first", "second")
PRINTED_HERE = (
    "Figures without [e] are those of the {}. Between them the small lines hold reconstructed months, which are not judged here."
)
REBUILT_HERE = "The small lines hold reconstructed months [e], which are not judged here."


def masthead(page: Page) -> Markup:
    """Who publishes, what for, and the facts of this edition."""
    body, folder = page.project.body, page.folder
    plan = " ".join(filter(None, (body.plan_title, _years(body.plan_years))))
    newest = _newest_month(folder)
    facts = [
        *([("Data to", f"{month_label(newest)}{_of_quarter(page.quarter, newest)}")] if newest else []),
        ("Written", time(folder.written_on)),
        ("Figures", link(LEDGER_PAGE, "each can be traced to its source")),
    ]
    if any_unanswered(page):
        facts.append(("Data", page_link(page.project, "about-the-data", "questions not yet answered")))
    quarter, named = page.quarter.label, f"{plan}. " if plan else ""
    return fill("headlines/masthead", body=body.name, plan=named, quarter=quarter, facts=facts)


def sample(page: Page) -> Markup:
    """What kind of data this is, in short: *About the data* says all of it."""
    if waits := waiting.of_book(page):
        return waits
    text = page.project.body.sample_banner or page.project.body.sample_notice
    if not page.project.body.sample or not text:
        return note("Figures rest on the sources named under each chart.")
    return notice(fill("headlines/sample", notice=text), "sample")


def in_sentences(page: Page) -> Markup:
    """One sentence a priority: people's own, else the change of its leading measure."""
    return fill("headlines/in_sentences", said=[(p, _sentence(page, p)) for p in priorities(page.project)])


def cards(page: Page) -> Markup:
    """Headline figures: the leading measures of each priority with a line of their last three years."""
    chosen = [(p, head) for p in priorities(page.project) for head in leading(page, p)][:MOST_CARDS]
    if not chosen:
        return paragraph(f"No headline figure yet {MISSING}: a priority's leading measures stand here once they have data.")
    shown = fill("headlines/cards", cards=[_card(page, p, head) for p, head in chosen])
    return join([_not_judged(page, [head for _, head in chosen]), shown])


def _not_judged(page: Page, heads: list[Headline]) -> Markup:
    """Why no verdict stands on cards whose lines hold reconstructed months; nothing where there are none."""
    rebuilt = [head for head in heads if head.rebuilt or head.unjudged]
    if not rebuilt:
        return Markup()
    printed = all(head.told.original for head in rebuilt)
    return note(PRINTED_HERE.format(page.originals.printed) if printed else REBUILT_HERE)


def editions(page: Page) -> Markup:
    """When the next edition comes, where the other facts of this one stand, and the data to take along."""
    facts = facts_of_edition(page)
    if has_page(page.project, ABOUT):  # which tells the others
        facts = [*facts[:1], ("More", page_link(page.project, ABOUT, "how to cite it, its version, the licence"))]
    return half(join([pairs(facts), data_links(page)]))


def _sentence(page: Page, p: Priority) -> Markup:
    """A priority's quarter in people's words, else in the library's."""
    section = page.priority_section(p.id, "In one sentence")
    return drafted_within(section, page.commentary(section, within=True)) or join(_computed(page, p), " ")


def _computed(page: Page, p: Priority) -> list[Markup | str]:
    said: list[Markup | str] = [page.sentence(head.sentence()) for head in leading(page, p)]
    lacks = waiting.lacking(page, p.id) or "No data are supplied for this quarter."
    return said or _by_parts(page, p) or [f"{lacks.rstrip('.')} {MISSING}."]


def _by_parts(page: Page, p: Priority) -> list[Markup | str]:
    """The first measure of a priority that has values of its parts alone, by its lowest and highest."""
    for measure in (m for topic in topics_of(page.project, p.id) for m in page.measures(topic.id)):
        ends = ends_of_parts(page, measure, measure.title)
        if figure := next((piece for piece in ends if isinstance(piece, Figure)), None):
            return [page.sentence([*ends, f" {during(figure.period)}."])]
    return []


def _card(page: Page, p: Priority, head: Headline) -> Markup:
    topic = page.topic(head.measure.topic)
    return fill(
        "headlines/card",
        href=topic_link(page.project, p.page, topic.id),
        title=head.title,
        value=page.figure(head.told),
        when=head.when,
        change=page.sentence(head.beside()),
        trend=trend_alone(page, head.measure, head.part, judged=not head.unjudged),
        answer=answer(head.judgement) or _not_answered(head),
        marks=marks(head.verdicts()),
    )


def _not_answered(head: Headline) -> str:
    """Why no method answers whether it is really changing; nothing where that is said of all cards."""
    return f"Not judged: {head.judgement.reason}." if head.judgement and head.judgement.reason else ""


def _years(text: str) -> str:
    """`2025-29` as `2025 to 2029`; years that are written otherwise as they are."""
    return re.sub(r"^(20)(\d{2})[-–/](\d{2})$", r"\1\2 to \1\3", text)


def _of_quarter(quarter: Quarter, month: str) -> str:
    """Which of a quarter's months the newest data are of, where it is not the last: it is written before the quarter ends."""
    place = dict(zip(quarter.months, ORDINALS, strict=False)).get(month)
    return f", the quarter's {place} month" if place else ""


def _newest_month(folder: QuarterFolder) -> str:
    return max((m for m in folder.reporting_months.values() if MONTH.fullmatch(m)), default="")

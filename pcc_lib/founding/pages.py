"""The notebooks of a new project, and what a new priority or topic puts into those that are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pcc_lib.core.quarters import Quarter
from pcc_lib.founding.cells import Cell, block, heading, page, standard_page
from pcc_lib.inputs.models.plan import Priority
from pcc_lib.inputs.standard_pages import ABOUT

STANDARD = {
    "figures": "Figures",
    "about-the-data": "About the data",
    "glossary": "Glossary",
    "how-to-read": "How to read these charts",
    "signals": "Signals this quarter",
    "what-changed": "What changed since the edition before",
    **ABOUT,
}


def notebooks(report_title: str, quarter: Quarter, priorities: Sequence[Priority]) -> Mapping[str, str]:
    """The texts of all notebooks of a new project, by the names of their files."""
    made = {
        "headlines": _headlines(report_title, quarter),
        "scorecard": _scorecard(quarter, priorities),
        "delivery-plan": _delivery(quarter, priorities),
        **{stem: standard_page(stem, quarter, title) for stem, title in STANDARD.items()},
        **{each.page: of_priority(each, quarter) for each in priorities},
    }
    return {f"notebooks/{stem}.ipynb": text for stem, text in made.items()}


def of_priority(about: Priority, quarter: Quarter) -> str:
    """The page of a priority: its highlights. Topics come in below them."""
    highlights = (("Outcomes achieved this quarter", "outcomes"), ("Focus next quarter", "focus"))
    rest = (("Risks and issues", "risks"), ("Deliverables", "deliverables"))
    told = [cell for words, name in (*highlights, *rest) for cell in (Cell(f"### {words}"), block(name))]
    return page(about.page, quarter, named(1, about), [block("opening"), Cell("## Highlights"), *told])


def of_topic(id: str, title: str, words: str) -> list[Cell]:
    """The cells of a topic on its priority's page: What? So what? Now what?"""
    first = heading(2, title, id.replace("-", " ").capitalize())
    steps = (("What?", "what"), ("So what?", "so_what"), ("Now what?", "now_what"))
    told = [cell for asked, name in steps for cell in (Cell(f"### {asked}"), block(name, id))]
    return [Cell(f"{first}\n\n{words}" if words else first), *told]


def named(level: int, about: Priority) -> str:
    """A heading that names a priority."""
    return heading(level, f"Priority {about.number}: {about.title}", f"Priority {about.number}")


def scorecard_cells(about: Priority) -> list[Cell]:
    """What the scorecard has of a priority."""
    return [Cell(named(2, about)), block("scorecard", about.id)]


def delivery_cells(about: Priority) -> list[Cell]:
    """What the page of the plan's activities has of a priority."""
    return [Cell(named(2, about)), block("delivery", about.id)]


def _headlines(title: str, quarter: Quarter) -> str:
    parts = (
        ("The quarter in sentences", "in_sentences"),
        ("Headline figures", "cards"),
        ("Needs attention", "needs_attention"),
        ("Better", "better"),
        ("Since the quarter before", "changed_since"),
        ("This edition", "editions"),
    )
    told = [cell for words, name in parts for cell in (Cell(f"## {words}"), block(name))]
    return page("headlines", quarter, heading(1, title, "Quarterly report"), [block("masthead"), block("sample"), *told])


def _scorecard(quarter: Quarter, priorities: Sequence[Priority]) -> str:
    title = "# Scorecard\n\nThe measures of each priority: the latest value, what changed, and the target where there is one."
    told = [cell for each in priorities for cell in scorecard_cells(each)]
    return page("scorecard", quarter, title, [block("scorecard_summary"), *told])


def _delivery(quarter: Quarter, priorities: Sequence[Priority]) -> str:
    title = "# Delivery plan\n\nWhat was promised, and what was reported of it."
    reported = "## Reported this quarter\n\nDeliverables with progress, and the activities of the plan that they belong to."
    told = [cell for each in priorities for cell in delivery_cells(each)]
    first = [block("delivery_summary"), Cell(reported), block("delivery_reported")]
    return page("delivery-plan", quarter, title, [*first, *told])

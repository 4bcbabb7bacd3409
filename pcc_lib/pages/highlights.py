"""The highlight section of a priority's page: outcomes, focus, deliverables, risks."""

from __future__ import annotations

from pcc_lib.inputs.plan import Deliverable, priority, state
from pcc_lib.pages.page import Page
from pcc_lib.writing.markup import esc, not_reported, progress, state_mark, time
from pcc_lib.writing.tables import table

NONE_GIVEN = "No commentary was given for this quarter [x]."


def opening(page: Page) -> str:
    """The priority's description and the quarter in one sentence."""
    about = priority(page.project, page.name)
    sentence = page.commentary(page.priority_section(about.id, "In one sentence"))
    return (
        f'<p class="pcc-eyebrow">Priority {esc(about.number)} · {esc(page.quarter.label)}</p>'
        f'<p class="pcc-lead">{page.explained(about.description)}</p>'
        + (f'<div class="pcc-prose">{sentence}</div>' if sentence else "")
    )


def outcomes(page: Page) -> str:
    """Outcomes achieved this quarter."""
    return _section(page, "Outcomes achieved this quarter")


def focus(page: Page) -> str:
    """The focus next quarter."""
    return _section(page, "Focus next quarter")


def risks(page: Page) -> str:
    """Risks and issues."""
    return _section(page, "Risks and issues")


def deliverables(page: Page) -> str:
    """The priority's deliverables as a table."""
    rows = [d for d in page.folder.deliverables() if d.priority == page.name]
    ask = f'<p class="pcc-ask">What was promised, and where it stands on {time(page.folder.written_on)}</p>'
    if not rows:
        return f'<div class="pcc-step">{ask}<p>{not_reported("no progress was reported for this quarter")}</p></div>'
    return f'<div class="pcc-step">{ask}{deliverables_table(page, rows)}</div>'


def deliverables_table(page: Page, rows: list[Deliverable], caption: str = "Deliverables, progress as reported") -> str:
    """Deliverables with due date, progress bar and state in words."""

    def cells(d: Deliverable) -> list[str]:
        words, ground = state(d, page.folder.written_on)
        small = f'<br><small class="pcc-note">{page.explained(d.note)}</small>' if d.note else ""
        return [
            page.explained(d.action) + small,
            esc(d.due_text),
            progress(page, page.figures.figure(d.figure_id)),
            state_mark(words, ground),
        ]

    return table(
        caption, ("Deliverable", "Due", "Progress", "State"), [cells(d) for d in rows], stack=True, kind="pcc-deliverables"
    )


def _section(page: Page, title: str) -> str:
    text = page.commentary(page.priority_section(page.name, title))
    inner = f'<div class="pcc-prose">{text}</div>' if text else f"<p>{NONE_GIVEN}</p>"
    return f'<div class="pcc-step">{inner}</div>'

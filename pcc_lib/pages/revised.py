"""What is told of numbers that were revised after they were first told: which, of when, and why; not what they were.

Of a source under a policy for small numbers the difference of two values would give hidden cells away, so no value is told.
"""

from __future__ import annotations

from pcc_lib.core.periods import FOREVER
from pcc_lib.core.text import listed
from pcc_lib.inputs.models.rows import RevisionRow
from pcc_lib.inputs.revised import revisions
from pcc_lib.inputs.sources import Source
from pcc_lib.pages.page import Page


def revisions_told(page: Page, source: Source) -> str:
    """`Incidents, June to August 2023: the force recounted.` for each reason, as far as the edition tells of these periods."""
    known = page.folder.reporting_months.get(source.name, FOREVER)
    rows = [row for row in revisions(page.project, source.name) if source.calendar.read(row.period) <= known]
    reasons = dict.fromkeys(row.reason for row in rows)
    return " ".join(_one(source, reason, [row for row in rows if row.reason == reason]) for reason in reasons)


def _one(source: Source, reason: str, rows: list[RevisionRow]) -> str:
    calendar = source.calendar
    columns = listed([source.field_title(column) for column in dict.fromkeys(row.column for row in rows)])
    periods = sorted({calendar.read(row.period) for row in rows})
    runs = listed([calendar.label(run.first, run.last) for run in calendar.runs(periods)])
    return f"{columns}, {runs}: {reason if reason.endswith(('.', '!', '?')) else f'{reason}.'}"

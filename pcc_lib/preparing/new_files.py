"""The files of a new quarter: quarter.yml, stated facts, deliverables, and each text with last quarter's words as a draft."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pcc_lib.core.csv_cells import csv_as_given
from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.history import last_reported
from pcc_lib.inputs.models.rows import DeliverableRow, Row, StatedRow
from pcc_lib.inputs.plan import DELIVERABLES, QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.schemas import FOLDER as SCHEMAS
from pcc_lib.inputs.schemas import MARK, first_line
from pcc_lib.inputs.tables import csv_rows
from pcc_lib.preparing.reported import STATED
from pcc_lib.preparing.reporting_months import Told, late
from pcc_lib.preparing.supplies import quoted
from pcc_lib.writing.sections import DRAFT_MARK, HEADINGS, OPTIONAL, TO_WRITE_MARK, Section, sections

WAITS_FOR = {
    "So what?": "what the figures of this topic mean for people, with figures by name, such as {{ measure.value }}.",
    "Now what?": "what is being done, a point each.",
    "In one sentence": "the quarter in one sentence, with figures by name; readers see it first.",
    "Outcomes achieved this quarter": "what was achieved, a point each.",
    "Focus next quarter": "what comes next, a point each.",
    "Risks and issues": "what may go wrong, a point each.",
}


@dataclass(frozen=True)
class Start:
    """What a new quarter begins with: its date of writing, whether somebody gave it, and its reporting months."""

    quarter: Quarter
    written_on: str
    given: bool
    months: Sequence[Told]


# ── quarter.yml ───────────────────────────────────────────────────────────────────────────────────────────────────────
def quarter_file(project: Project, start: Start, base: QuarterFolder | None) -> str:
    """`quarter.yml`: the date of writing, and the last period of each source."""
    of = f"the data, and {base.quarter}" if base else "the data"
    lines = [
        *_schema_line(project, start, base),
        f"# What this edition knows: the last month of each source when it was written. Begun from {of}.",
        f"written_on: {start.written_on}",
    ]
    if not start.given:
        lines.append("provisional: true  # nobody gave the date above: correct it, and take this line out")
    lines.append("reporting_months:")
    for key, rows in (("sources", _lines(start, measures=False)), ("measures", _lines(start, measures=True))):
        if rows:
            lines += [f"  {key}:", *rows]
        elif key == "sources":
            lines.append("  sources: {}")
    return "\n".join([*lines, *_late_lines(start)]) + "\n"


def _late_lines(start: Start) -> list[str]:
    """What somebody would have to write of each source without the period expected, as comments that say nothing yet."""
    behind = late(start.months)
    if not behind:
        return []
    todo = "# Where nothing newer comes, say why: take the marks # out of these lines, and write the reason in the place of XX."
    kinds = {each.key.name: "measure" if each.key.measure else "source" for each in behind}
    rows = [f"#   - {{{kinds[e.key.name]}: {e.key.name}, expected: {quoted(e.expected)}, because: XX}}" for e in behind]
    return [todo, "# late:", *rows]


def _schema_line(project: Project, start: Start, base: QuarterFolder | None) -> list[str]:
    """The comment that points editors to the schema: as the quarter before has it, else to the project's own."""
    before = project.read_text(f"{base.name}/quarter.yml").split("\n", 1)[0].strip() if base else ""
    if before.startswith(MARK):
        return [before]
    schema = project.path(f"{SCHEMAS}/quarter.json")
    return [first_line(project.path(f"data/quarters/{start.quarter}/quarter.yml"), schema)] if schema.is_file() else []


def _lines(start: Start, measures: bool) -> list[str]:
    told = [each for each in start.months if bool(each.key.measure) == measures]
    return [f"    {each.key.name}: {quoted(each.period)}" + (f"  # {each.comment}" if each.comment else "") for each in told]


# ── tables ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def stated_file(project: Project, base: QuarterFolder | None) -> str:
    """`stated.csv`: last quarter's facts, each still to be confirmed."""
    return _table(project, f"{base.name}/{STATED}" if base else "", StatedRow, {})


def deliverables_file(project: Project, base: QuarterFolder | None, finished: Collection[str] = ()) -> str:
    """`deliverables.csv`: last quarter's deliverables, with progress to be given anew; those that are `finished` are left out."""
    return _table(project, f"{base.name}/{DELIVERABLES}" if base else "", DeliverableRow, {"progress": ""}, finished)


def finished_in(base: QuarterFolder | None, quarter: Quarter) -> list[str]:
    """The deliverables that a quarter has rows of, and that it, or one before it, reported as finished; none of a later quarter,
    or where its rows cannot be read."""
    try:
        rows = base.deliverables_as_told() if base and base.quarter < quarter else []
    except ReportError:
        return []  # told with the faults of that quarter
    last = [(d, last_reported(base, d.id) if base and d.progress is None else None) for d in rows]
    return [d.id for d, before in last if d.is_done or (before and before.deliverable.is_done)]


def _table(project: Project, name: str, model: type[Row], set_to: Mapping[str, str], without: Collection[str] = ()) -> str:
    """A small table with its rows and cells as they were, but for columns that are set and rows of these ids; only the header
    where there is none."""
    there = bool(name) and project.exists(name)
    header, *rows = csv_rows(project.read_text(name), name) if there else [list(model.model_fields)]
    columns = [*header, *(column for column in model.model_fields if column not in header)]
    order = [column for column in columns if column not in model.OPTIONAL] + list(model.OPTIONAL)
    held = [dict(zip(header, row, strict=False)) for row in rows if any(cell.strip() for cell in row)]
    cells = [cells | dict(set_to) for cells in held if cells.get("id", "").strip() not in without]
    return csv_as_given([order, *([row.get(column, "").replace("\r\n", "\n") for column in order] for row in cells)])


# ── texts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def draft_file(base: QuarterFolder, kind: str, id: str) -> str:
    """A text with the words of another quarter under each heading, marked as a draft; a heading that had none waits for them
    again. Nothing where that quarter has no such text.

    A CommentaryError names what is wrong with the headings of that text.
    """
    file, text = base.commentary(kind, id)
    found = sections(file, text.replace("\r\n", "\n").replace("\r", "\n"), HEADINGS[kind])
    return _text((s.title, _to_write(s.title) if s.empty else _draft(s, str(base.quarter))) for s in found.values())


def _draft(section: Section, of: str) -> str:
    """The words below a heading with their mark; of what was a draft before, the quarter that it was of stays."""
    was = section.draft.of if section.draft and section.draft.of else of
    return f"{DRAFT_MARK.format(of=was)}\n\n{section.text.strip()}"


def empty_file(kind: str) -> str:
    """A text of which nobody has written any: its headings, and what each waits for."""
    return _text((title, _to_write(title)) for title in HEADINGS[kind] if title not in OPTIONAL[kind])


def _to_write(title: str) -> str:
    """What stands under a heading until somebody writes."""
    return TO_WRITE_MARK.format(what=WAITS_FOR.get(title, "what is to be said here."))


def _text(parts: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"## {title}\n\n{words}\n" for title, words in parts)

"""The words of a sheet to edit: how it is brought back, what each column holds, what a cell may be."""

from __future__ import annotations

from collections.abc import Iterator

from pcc_lib.core.status import WORDS
from pcc_lib.core.text import listed
from pcc_lib.inputs.models.sources import TAIL
from pcc_lib.inputs.models.table_schema import TableField
from pcc_lib.inputs.sources import FOLDER, Source
from pcc_lib.receiving.sheet_form import Column

MOST_VALUES = 20  # that a note lists
CHANGE = "How to change it"
# characters: what a note should hold, and what Excel takes of a validation's title and text
_NOTE, _TITLE, _ERROR = 1_500, 32, 255


def how_to_source(source: Source) -> Iterator[str]:
    """The lines of the first sheet of a source above its table of columns."""
    own = listed([source.period, source.breakdown, "kind"])
    yield f"{source.title} ({source.name})"
    yield f"Written from {FOLDER}/{source.file} by: pcc sheet {source.name}"
    yield ""
    yield CHANGE
    yield "1. Go to the sheet Data. White cells may be changed; yellow rows are expected next; others may follow below."
    yield f"2. Grey cells ({own}) say which row it is, and are locked. Leave the names of the columns as they are."
    yield "3. A value that is not known is a blank cell: no 0, no n/a, no dash. A row that is deleted here stays in the source."
    yield from _back(f"{source.name}.xlsx", "Numbers that were told before need a reason.", "source")
    yield "Status: " + "; ".join(f"{letter} {words}" for letter, words in _statuses(source).items()) + "; blank: final."
    yield ""


def how_to_table(called: str, file: str, target: str) -> Iterator[str]:
    """The same of a table of a quarter. called: `deliverables of 2023-24-Q4`; target: the name that the workbook has."""
    yield called[:1].upper() + called[1:]
    yield f"Written from {file} by: pcc sheet {called.partition(' ')[0]}"
    yield ""
    yield CHANGE
    yield "1. Go to the sheet Data. White cells may be changed; new rows may follow below the last one."
    yield "2. Grey cells say which row it is, and are locked. Leave the names of the columns as they are, and keep every row."
    yield "3. Write values, and no formulas. What is not known is a blank cell. A cell with a list takes one of it."
    yield from _back(target, "Nothing is taken unless all of it can be.", "table")


def _back(target: str, more: str, what: str) -> Iterator[str]:
    yield "4. Save it as a workbook (XLSX, not CSV), close it, and run in the project's folder:"
    yield f"    pcc receive {target}"
    yield f"   It shows what would change, and asks before it writes. {more}"
    yield f"5. Then take this workbook away: the {what} is the CSV."
    yield ""


def _statuses(source: Source) -> dict[str, str]:
    field = source.about.field("status")
    listed_letters = (field and field.constraints.enum) or tuple(WORDS)
    return {letter: WORDS[letter].of_value for letter in listed_letters if letter in WORDS}


def note(column: Column) -> str:
    """What a column holds, for whoever points at its head."""
    about = column.about
    lines = [column.title, about.description, f"Unit: {about.unit}" if about.unit else "", f"Holds {column.holds}."]
    return "\n".join(filter(None, lines))[:_NOTE]


def allowed(field: TableField) -> str:
    """`whole numbers, 0 or more; a blank where it is not known`: what a column of a source holds."""
    named = kind_words(field, field.constraints.enum or ())
    if field.name in TAIL:
        return named
    return f"{named}; {'no blank' if field.constraints.required else 'a blank where the value is not known'}"


def kind_words(field: TableField, values: tuple[str, ...]) -> str:
    """`whole numbers, 0 to 100`; of texts, `one of` those that may stand."""
    if field.type == "string":
        return f"one of: {', '.join(values[:MOST_VALUES])}{' …' if len(values) > MOST_VALUES else ''}" if values else "text"
    named, limits = "whole numbers" if field.type == "integer" else "numbers", field.constraints
    least, most = (f"{limit:,g}" if limit is not None else "" for limit in (limits.minimum, limits.maximum))
    between = f"{least} to {most}" if least and most else f"{least} or more" if least else f"{most} or less" if most else ""
    return f"{named}, {between}" if between else named


def refusal(column: Column) -> tuple[str, str]:
    """Title and text of what Excel says of a value that a cell may not hold."""
    return column.title[:_TITLE], f"Write {column.holds}."[:_ERROR]

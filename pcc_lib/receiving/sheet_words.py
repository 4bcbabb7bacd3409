"""The words of a sheet to edit: how it is brought back, what each column holds, what a cell may be."""

from __future__ import annotations

from collections.abc import Iterator

from pcc_lib.core.status import WORDS
from pcc_lib.core.text import listed
from pcc_lib.inputs.models.sources import TAIL
from pcc_lib.inputs.models.table_schema import TableField
from pcc_lib.inputs.sources import FOLDER
from pcc_lib.receiving.held import Held

MOST_VALUES = 20  # that a note lists
_NOTE, _TITLE, _ERROR = (
    1_500,
    32,
    255,
)  # characters: what a note should hold, and what Excel takes of a validation's title and text


def how_to(held: Held) -> Iterator[str]:
    """The lines of the first sheet above its table of columns."""
    source = held.source
    own = listed([source.period, source.breakdown, "kind"])
    yield f"{source.title} ({source.name})"
    yield f"Written from {FOLDER}/{source.file} by: pcc sheet {source.name}"
    yield ""
    yield "How to change it"
    yield "1. Go to the sheet Data. White cells may be changed; yellow rows are expected next; others may follow below."
    yield f"2. Grey cells ({own}) say which row it is, and are locked. Leave the names of the columns as they are."
    yield "3. A value that is not known is a blank cell: no 0, no n/a, no dash. A row that is deleted here stays in the source."
    yield "4. Save it as a workbook (XLSX, not CSV), close it, and run in the project's folder:"
    yield f"    pcc receive {source.name}.xlsx"
    yield "   It shows what would change, and asks before it writes. Numbers that were told before need a reason."
    yield "5. Then take this workbook away: the source is the CSV."
    yield ""
    yield "Status: " + "; ".join(f"{letter} {words}" for letter, words in _statuses(held).items()) + "; blank: final."
    yield ""


def _statuses(held: Held) -> dict[str, str]:
    field = held.source.about.field("status")
    listed_letters = (field and field.constraints.enum) or tuple(WORDS)
    return {letter: WORDS[letter].of_value for letter in listed_letters if letter in WORDS}


def title_of(field: TableField) -> str:
    """What readers call a column."""
    return field.title or field.name.replace("_", " ").capitalize()


def note(field: TableField) -> str:
    """What a column holds, for whoever points at its head."""
    lines = [title_of(field), field.description, f"Unit: {field.unit}" if field.unit else "", f"Holds {allowed(field)}."]
    return "\n".join(filter(None, lines))[:_NOTE]


def allowed(field: TableField) -> str:
    """`whole numbers, 0 or more; a blank where it is not known`."""
    limits = field.constraints
    if field.type == "string":
        values = limits.enum or ()
        named = f"one of: {', '.join(values[:MOST_VALUES])}{' …' if len(values) > MOST_VALUES else ''}" if values else "text"
    else:
        named = "whole numbers" if field.type == "integer" else "numbers"
        least, most = (f"{limit:,g}" if limit is not None else "" for limit in (limits.minimum, limits.maximum))
        between = f"{least} to {most}" if least and most else f"{least} or more" if least else f"{most} or less" if most else ""
        named += f", {between}" if between else ""
    if field.name in TAIL:
        return named
    return f"{named}; {'no blank' if limits.required else 'a blank where the value is not known'}"


def refusal(field: TableField) -> tuple[str, str]:
    """Title and text of what Excel says of a value that a cell may not hold."""
    return title_of(field)[:_TITLE], f"Write {allowed(field)}."[:_ERROR]

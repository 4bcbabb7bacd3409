"""What a spreadsheet does to a table is told in few lines: what happened, how often, one example, what to do."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from conftest import QUARTER

from pcc_lib.core.errors import Fault, summed

CALLS = "data/sources/calls.csv"
HERE = f"data/quarters/{QUARTER}"
NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Rows = list[list[str]]
BACK = (
    "Save the changed file elsewhere and put the former one back; pcc receive reads the changed one and brings in what is new. "
    "Or write each month like 2023-10 again."
)
AGAIN = "Write all its digits again, from the table that it came from."


def word(month: str) -> str:
    return f"{NAMES[int(month[5:]) - 1]}-{month[2:4]}"


def column(name: str, change: Callable[[str], str]) -> Callable[[Rows], Rows]:
    """Every cell of a column as a spreadsheet makes it."""

    def changed(rows: Rows) -> Rows:
        at = rows[0].index(name)
        return [rows[0], *([*row[:at], change(row[at]), *row[at + 1 :]] for row in rows[1:])]

    return changed


def numbers(change: Callable[[str], str]) -> Callable[[Rows], Rows]:
    """Every number as a spreadsheet makes it."""
    return lambda rows: [rows[0], *([*row[:2], *map(change, row[2:5]), *row[5:]] for row in rows[1:])]


# of each kind of damage, the change of the table and all that is then told of it
SPOILT: dict[str, tuple[Callable[[Rows], Rows], list[str]]] = {
    "months in words": (
        column("month", word),
        [f"column month: 72 alike, the first in row 2: 'Jan-21' is a month as Excel writes it. {BACK}"],
    ),
    "months in words, the other way": (
        column("month", lambda m: f"{m[2:4]}-{NAMES[int(m[5:]) - 1]}"),
        [f"column month: 72 alike, the first in row 2: '21-Jan' is a month as Excel writes it. {BACK}"],
    ),
    "months as dates": (
        column("month", lambda m: f"01/{m[5:]}/{m[:4]}"),
        [f"column month: 72 alike, the first in row 2: '01/01/2021' is a date, as Excel writes a month. {BACK}"],
    ),
    "months as days": (
        column("month", lambda m: f"{m}-01 00:00:00"),
        [f"column month: 72 alike, the first in row 2: '2021-01-01 00:00:00' is a date, as Excel writes a month. {BACK}"],
    ),
    "months as serials": (
        column("month", lambda m: str(44197 + int(m[5:]))),
        [f"column month: 72 alike, the first in row 2: '44198' is the number that Excel has for a date, and no month. {BACK}"],
    ),
    "months with strokes": (
        column("month", lambda m: f"{m[5:]}/{m[:4]}"),
        ["column month: 72 alike, the first in row 2: '01/2021' is not a month. Write it like 2023-10."],
    ),
    "apostrophes": (
        column("month", lambda m: f"'{m}"),
        [
            "column month: 72 alike, the first in row 2: '2021-01 begins with an apostrophe, which Excel puts before text. "
            "Take the apostrophe out."
        ],
    ),
    "commas between thousands": (
        numbers(lambda n: f"{int(n) + 1000:,}"),
        [
            "columns offered, answered and wait_s: 216 alike, the first in row 2, column offered: "
            "'1,010' has commas between its thousands. "
            'Write 1010; where the whole column is written so, say groupChar: "," in the descriptor.'
        ],
    ),
    "exponents": (
        numbers(lambda n: f"{float(n):.2E}"),
        [
            "columns offered, answered and wait_s: 216 alike, the first in row 2, column offered: "
            f"'1.00E+01' has an exponent, with which Excel cuts numbers short: digits may be lost. {AGAIN}"
        ],
    ),
    "narrow columns": (
        column("wait_s", lambda _: "#####"),
        [
            "column wait_s: 72 alike, the first in row 2: "
            f"'#####' is what Excel shows where a column is too narrow: what stood there is lost. {AGAIN}"
        ],
    ),
    "formulas": (
        column("wait_s", lambda _: "#REF!"),
        [
            "column wait_s: 72 alike, the first in row 2: '#REF!' is an error of a formula. "
            "Mend it in the table that it came from."
        ],
    ),
    "truth": (
        column("answered", lambda _: "TRUE"),
        [
            "column answered: 72 alike, the first in row 2: 'TRUE' is true or false, and a number is wanted. "
            "Write the number that stood there."
        ],
    ),
    "pounds": (
        column("wait_s", lambda n: f"£{n}"),
        [
            "column wait_s: 72 alike, the first in row 2: '£600' has a sign beside its number. "
            "Write 600; where the whole column is written so, say bareNumber: false in the descriptor."
        ],
    ),
    "per cent": (
        column("answered", lambda n: f"{n}%"),
        [
            "column answered: 72 alike, the first in row 2: '5%' has a sign beside its number. "
            "Write 5; where the whole column is written so, say bareNumber: false in the descriptor."
        ],
    ),
    "times": (
        column("wait_s", lambda n: "0:10:00"),
        [
            "column wait_s: 72 alike, the first in row 2: '0:10:00' is a time, and a number is wanted. "
            "Write it in the column's unit, such as seconds; pcc receive does that."
        ],
    ),
    "empty columns at the end": (
        lambda rows: [[*row, "", ""] for row in rows],
        ["row 1: 2 columns have no name. Delete them, with their cells: a spreadsheet adds such columns."],
    ),
    "an empty column": (
        lambda rows: [[*row, ""] for row in rows],
        ["row 1: a column has no name. Delete it, with its cells, or name it."],
    ),
    "empty rows at the end": (
        lambda rows: [*rows, *[[""] * 7] * 5],
        ["rows 74 to 78 are empty. Delete them."],
    ),
    "a note to Excel": (
        lambda rows: [["sep=;"], *rows],
        ["row 1: is 'sep=;', a note to Excel and no header. Delete the row."],
    ),
    "rows twice": (
        lambda rows: [*rows, *rows[1:]],
        ["72 alike, the first in row 74: 2021-01, north stands twice. Keep one row."],
    ),
}


def spoil(tiny, name: str, change: Callable[[Rows], Rows], **writing: str) -> None:
    rows = list(csv.reader(io.StringIO((tiny.root / name).read_text(encoding="utf-8"))))
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n", **writing).writerows(change(rows))
    tiny.write(name, out.getvalue())


@pytest.mark.parametrize("kind", SPOILT)
def test_a_table_that_a_spreadsheet_has_spoilt_is_told_in_a_line_for_each_kind_of_damage(tiny, kind):
    change, said = SPOILT[kind]
    spoil(tiny, CALLS, change)
    told = [str(fault).removeprefix(f"{CALLS}, ").removeprefix(f"{CALLS}: ") for fault in tiny.faults()]
    assert told == said


def test_semicolons_and_another_alphabet_are_one_line_each(tiny):
    spoil(tiny, CALLS, lambda rows: rows, delimiter=";")
    tiny.write("data/sources/survey.csv", b"month,question,happy,asked,kind,status\r\n2023-10,over\xe9,3,20,computed,\r\n")
    assert tiny.said().splitlines() == [
        f"{CALLS}, row 1: the cells are separated by ';'. Save it as CSV UTF-8 with commas, "
        'or write dialect: {delimiter: ";"} in the descriptor.',
        "data/sources/survey.csv, line 2: byte 0xe9 is not UTF-8. Save the file as UTF-8 (in Excel: 'CSV UTF-8').",
    ]


def test_noughts_that_excel_drops(tiny):
    """A part called 007 is a 7 afterwards."""
    tiny.edit("data/sources/calls.resource.yml", "enum: [north, south]", "enum: ['007', south]")
    spoil(tiny, CALLS, column("area", lambda area: "7" if area == "north" else area))
    assert (
        f"{CALLS}, column area: 36 alike, the first in row 2: '7' is not one of the values that the descriptor lists. "
        "Write 007: Excel drops the noughts at its beginning." in tiny.said().splitlines()
    )


def test_many_files_that_were_spoilt_alike_are_one_line(tiny):
    for name in ("calls", "survey", "medians"):
        spoil(tiny, f"data/sources/{name}.csv", column("month", word))
    assert len(tiny.faults()) == 3 + 2  # the few rows of medians are told one by one
    tiny.write("data/sources/calls.releases/2023-06.csv", (tiny.root / CALLS).read_text(encoding="utf-8"))
    assert tiny.said() == (
        "data/sources: 159 alike in 4 files, the first in calls.csv, row 2, column month: "
        "'Jan-21' is a month as Excel writes it. "
        f"{BACK} The files: calls.csv, medians.csv, survey.csv and calls.releases/2023-06.csv."
    )


def test_several_kinds_in_one_table_are_a_line_each(tiny):
    spoil(tiny, CALLS, lambda rows: column("wait_s", lambda _: "####")(column("month", word)(rows)))
    assert [line.split(":")[0] for line in tiny.said().splitlines()] == [f"{CALLS}, column wait_s", f"{CALLS}, column month"]


def test_a_spoilt_source_makes_no_faults_of_what_rests_on_it(tiny):
    """Printed numbers and what they force are of measures that cannot be read now: nothing is said of them."""
    tiny.write(
        f"data/published/{QUARTER}.csv",
        "id,place,statement,printed,unit,basis,change_kind,figure,note\n"
        "a,1,Calls,5,%,change_12_months,percent,offered.change_12_months,\nb,1,Calls,5,calls,level,,offered.value,\n",
    )
    tiny.write("data/published/forced.csv", "measure,part,found,forced_by,why\noffered,north,signal,a,It must.\n")
    spoil(tiny, CALLS, column("month", word))
    assert len(tiny.faults()) == 1


def test_releases_are_read_like_their_source(tiny):
    text = (tiny.root / CALLS).read_text(encoding="utf-8")
    tiny.write("data/sources/calls.releases/2023-06.csv", text)
    spoil(tiny, "data/sources/calls.releases/2023-06.csv", column("month", word))
    assert tiny.said().startswith("data/sources/calls.releases/2023-06.csv, column month: 72 alike, the first in row 2: 'Jan-21'")


# ── small tables ──────────────────────────────────────────────────────────────────────────────────────────────────────
IN_AN_EDITOR = (
    "Write it like 2023-10. Change it in an editor such as Notepad or VS Code, or with pcc sheet: "
    "opened as a CSV, Excel spoils its months."
)


def deliverables(due: str, count: int = 7) -> str:
    rows = "".join(f"d{i},priority-1,Build it,{due},,40,,,\n" for i in range(count))
    return f"id,priority,action,due,due_text,progress,plan_id,promise,note\n{rows}"


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        (
            f"{HERE}/deliverables.csv",
            deliverables("Jan-24").replace(",,40", ",January 2024,40"),
            f"column due: 7 alike, the first in row 2: 'Jan-24' is a month as Excel writes it. {IN_AN_EDITOR}",
        ),
        (
            f"{HERE}/deliverables.csv",
            deliverables("31/01/2024").replace(",,40", ",January 2024,40"),
            f"column due: 7 alike, the first in row 2: '31/01/2024' is a date, as Excel writes a month. {IN_AN_EDITOR}",
        ),
        (
            f"{HERE}/deliverables.csv",
            deliverables("2024-01").replace(",,40", ",January 2024,40%"),
            "column progress: 7 alike, the first in row 2: '40%' has a sign beside its number. Write 40.",
        ),
        (
            "data/plan/delivery.csv",
            "id,appendix,priority,objective,activity,owner,due,due_text,note\n"
            + "".join(f"a{i},A,priority-1,Be there,Build,Boss,Sep-23,September 2023,\n" for i in range(7)),
            f"column due: 7 alike, the first in row 2: 'Sep-23' is a month as Excel writes it. {IN_AN_EDITOR}",
        ),
        (
            f"{HERE}/stated.csv",
            "id,value,unit,text,period,statement,source\n"
            + "".join(f'f{i},"1,045",people,"1,045",2024-01,They join.,Report\n' for i in range(7)),
            "column value: 7 alike, the first in row 2: '1,045' has commas between its thousands. Write 1045",
        ),
        (
            f"{HERE}/stated.csv",
            "id,value,unit,text,period,statement,source\n"
            + "".join(f"f{i},1045,people,1045,Jan-24,They join.,Report\n" for i in range(7)),
            f"column period: 7 alike, the first in row 2: 'Jan-24' is a month as Excel writes it. {IN_AN_EDITOR}",
        ),
        (
            f"data/published/{QUARTER}.csv",
            "id,place,statement,printed,unit,basis,change_kind,figure,note\n"
            + "".join(f'p{i},1,Calls,"1,045",calls,level,,,\n' for i in range(7)),
            "column printed: 7 alike, the first in row 2: '1,045' has commas between its thousands. Write 1045",
        ),
    ],
    ids=["due", "due as a date", "progress", "the plan's due", "a stated value", "a stated period", "a printed number"],
)
def test_small_tables_are_told_like_sources(tiny, file, text, said):
    tiny.write(file, text)
    assert any(line.startswith(f"{file}, {said}") for line in tiny.said().splitlines()), tiny.said()


# ── what is told together ─────────────────────────────────────────────────────────────────────────────────────────────
def rows_of(count: int, file: str = "a.csv", found: str = "'{}' is odd.", place: str = "row {}, column x") -> list[Fault]:
    return [Fault(file, place.format(i + 2), found.format(i), f"Write {i}.") for i in range(count)]


@pytest.mark.parametrize(
    ("faults", "said"),
    [
        (rows_of(5), 5),
        (rows_of(6), 1),
        (rows_of(6) + rows_of(6, "b.csv"), 2),
        (rows_of(6) + rows_of(6, found="'{}' is even."), 2),
        (rows_of(3) + rows_of(3, place="row {}, column y"), 1),
        (rows_of(6, place="row 1"), 6),
        (rows_of(6, place="line {}"), 6),
        ([Fault("a.csv", f"row {i}", f"{name} is odd.", "Correct it.", "odd") for i, name in enumerate("abcdefg", 2)], 1),
    ],
    ids=["few", "many", "two files", "two kinds", "two columns", "heads", "lines", "words that differ"],
)
def test_many_of_one_file_and_kind_are_one(faults, said):
    assert len(summed(faults)) == said


def test_columns_are_named_and_the_first_cell_is_the_example():
    found = summed(rows_of(3) + rows_of(4, place="row {}, column y"))
    assert list(map(str, found)) == ["a.csv, columns x and y: 7 alike, the first in row 2, column x: '0' is odd. Write 0."]


def test_the_order_is_that_of_the_first_of_each():
    one, other = Fault("z.csv", "", "is missing.", "Bring it."), rows_of(9)
    assert [f.file for f in summed([other[0], one, *other[1:]])] == ["a.csv", "z.csv"]

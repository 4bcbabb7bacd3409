"""Files whose numbers are not what they seem: each is read as it is meant, told as doubtful, or refused; none is silently wrong.

The truth of each file is known. What would be written without a question must be the truth, all of it and nothing else; what
becomes of each stands in `received_doubts.txt`. To look at a change of many:
`python tests/test_receive_doubts.py > tests/received_doubts.txt`, and read the difference.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from known_truth import NOTHING, Case, became, listed
from received import Later, Rows, csv_bytes
from received import xlsx_later as xlsx
from shire import (
    ALL,
    AREAS,
    CALL_HEADS,
    COMPLAINTS,
    FIRST,
    HELD,
    NAMES,
    NEAR,
    NEW,
    YEAR,
    YEAR_BEFORE,
    Cell,
    american,
    areas,
    asb,
    both,
    calls,
    complaints,
    counts,
    first_day,
    looking,
    make,
    named,
    of,
    short,
    truth,
)

from pcc_lib.cli import confirming
from pcc_lib.cli.program import main
from pcc_lib.receiving import reading
from pcc_lib.receiving.asked import Asked
from pcc_lib.receiving.grid import Cell as GridCell
from pcc_lib.receiving.grid import Grid
from pcc_lib.receiving.reading import Sent

EXPECTED = Path(__file__).resolve().parent / "received_doubts.txt"
TRUE, TRUE_ASB, TRUE_CALLS = truth("complaints", NEW), truth("asb", FIRST), truth("calls", FIRST)


CASES: dict[str, Case] = {}


def case(id: str, raw: bytes | Later, meant: Mapping[Cell, str] = NOTHING, name: str = "sent.xlsx", **asked: Any) -> None:
    more = asked.pop("more", ())
    assert id not in CASES, id
    CASES[id] = Case(((name, raw), *more), meant, Asked(**asked))


def some(*months: str) -> Mapping[Cell, str]:
    return truth("complaints", months)


def one(value: Any, form: str = "") -> Later:
    """All new months, of which the first has another value, or looks otherwise."""
    return xlsx([COMPLAINTS, ["Nov-23", value], *complaints(NEW[1:])], {"B2": form} if form else None)


# ── months ────────────────────────────────────────────────────────────────────────────────────────────────────────────
across, ROW = ["", *map(named, YEAR)], ["Complaints recorded", *counts(YEAR)]
case("financial year across, year in the title", xlsx([["Complaints recorded 2023/24"], across, ROW]), TRUE)
case("financial year across, no year anywhere", xlsx([across, ROW]), TRUE)
case("financial year across, another year in the title", xlsx([["Complaints recorded 2022/23"], across, ROW]))
case("financial year across, year in the name of the sheet", xlsx({"2023-24": [["Complaints recorded"], across, ROW]}), TRUE)
case("financial year across, calendar year over it", xlsx([["Complaints recorded"], [None, "2023"], across, ROW]), TRUE)
case("financial year down", xlsx([["Complaints 2023-24"], COMPLAINTS, *complaints(YEAR, named)]), TRUE)
case("financial year down, from the end", xlsx([["Complaints 2023-24"], COMPLAINTS, *complaints(YEAR[::-1], named)]), TRUE)
sums = [["Complaints recorded 2023/24"], [*across, "YTD", "2022/23 YTD", "% change"], [*ROW, sum(counts(YEAR)), 1200, 0.03]]
case("financial year with sums and last year", xlsx(sums), TRUE)
case("months from the end", xlsx([COMPLAINTS, *complaints([*NEAR, *NEW][::-1])]), TRUE)
beside = [[named(b), of("complaints", a), of("complaints", b)] for a, b in zip(YEAR_BEFORE, YEAR, strict=True)]
case("two financial years beside each other", xlsx([["Complaints recorded"], ["Month", "2022/23", "2023/24"], *beside]), TRUE)
two = [m for m in ALL if m >= "2023-01"]
years = [None, 2023, *[None] * 11, 2024]
case(
    "years over months",
    xlsx([["Complaints recorded"], years, ["", *map(named, two)], ["Complaints recorded", *counts(two)]]),
    TRUE,
)
months = [name[:3] for name in NAMES]
down = [["Year", *months], *([y, *counts(m for m in two if m.startswith(y))] for y in ("2023", "2024"))]
case("years down, months across", xlsx([["Complaints recorded"], *down]), TRUE)
so_far = [[short(m), sum(counts(YEAR[: i + 1]))] for i, m in enumerate(YEAR)]
case("year so far, told by held months", xlsx([COMPLAINTS, *so_far]), source="complaints")
case("year so far, told by the title", xlsx([["Complaints, year to date"], COMPLAINTS, *so_far[7:]]))
case("year so far, told by nothing", xlsx([COMPLAINTS, *so_far[7:]]))
for head in ("Complaints recorded (YTD)", "Cumulative complaints recorded", "Complaints recorded (rolling 12 months)",
             "Complaints recorded target", "Complaints recorded (previous year)", "Complaints recorded (per 1,000)",
             "Complaints recorded 2022", "Complaints recorded - Dorset", "Complaints recorded (%)"):  # fmt: skip
    case(f"head {head}", xlsx([["Month", head], *complaints()]), source="complaints")
rolling = [[*row, 1230 + i, 102.5] for i, row in enumerate(complaints())]
case("sums of twelve months beside", xlsx([[*COMPLAINTS, "Rolling 12 months", "12 month average"], *rolling]), TRUE)
case("last year beside", xlsx([["Month", "Complaints recorded last year", "Complaints recorded"],
                               *([a, 90, b] for a, b in complaints())]), TRUE)  # fmt: skip
case("target and actual under one head", xlsx([[None, "Complaints recorded"], ["Month", "Target", "Actual"],
                                               *([a, 90, b] for a, b in complaints())], merged=["B1:C1"]), TRUE)  # fmt: skip
case("target above the numbers", xlsx([["Complaints recorded"], ["", "Nov-23", "Dec-23"], ["Target", 90, 90],
                                       ["Actual", *counts(NEW[:2])]]), some(*NEW[:2]))  # fmt: skip
case("target below the numbers", xlsx([["", "Nov-23", "Dec-23"], ["Complaints recorded", *counts(NEW[:2])], ["Target", 90, 90]]),
     some(*NEW[:2]))  # fmt: skip
quarter = [["", *map(short, NEW[:2]), "Q3 2023/24", "Jan-24"], ["Complaints recorded", *counts(NEW[:2]), 300, *counts(NEW[2:3])]]
case("quarter among the months", xlsx(quarter), some(*FIRST))
case("months that are numbers of a financial year", xlsx([["Complaints 2023/24"], COMPLAINTS, [8, 104], [9, 88]]))
case("part of a month, said", xlsx([COMPLAINTS, *complaints(NEW[:2]), ["Jan-24 (to 14th)", 40]]))
case("part of a month, in a note", xlsx([COMPLAINTS, *complaints(NEW[:2]), ["Jan-24*", 40], [], ["* January to date"]]))

# ── years that slip, and dates ────────────────────────────────────────────────────────────────────────────────────────
slipped = [[said, value] for said, (_, value) in zip(("Nov-23", "Dec-23", "Jan-23", "Feb-23"), complaints(), strict=False)]
case("January of last year after December", xlsx([COMPLAINTS, *slipped]))
case("January of last year before December", xlsx([COMPLAINTS, *slipped[:3][::-1]]))
case("year that is not carried on", xlsx([["Year", *COMPLAINTS], [2023, "Nov", 104], [None, "Dec", 95], [None, "Jan", 97]]))
case("month of last year after one of this", xlsx([COMPLAINTS, *complaints(HELD[-1:]), ["Nov-22", 131]]))
case("all heads are last year's", xlsx([COMPLAINTS, *([a, b + 9] for (a, _), (_, b) in
                                                     zip(complaints(HELD[-12:-7]), complaints(), strict=True))]))  # fmt: skip
case("next year's months", xlsx([COMPLAINTS, ["Nov-24", 104], ["Dec-24", 88]]))
case("name of the file tells another month", xlsx([COMPLAINTS, ["Oct-22", 131]]), name="complaints-november-2023.xlsx")
told = {"Nov 23": [["Complaints December 2023"], ["Area", "Complaints recorded"], ["Force", 104]]}
case("title tells another month than the sheet", xlsx(told))
ago = {"A2": "mmm-yy", "A3": "mmm-yy"}
case("days since 1904 in a book since 1900", xlsx([COMPLAINTS, [43769, 131], [43799, 132]], ago))
case("month first, in text", csv_bytes([COMPLAINTS, *complaints(NEW, american)]), TRUE, "sent.csv")
case("month first, one row", csv_bytes([COMPLAINTS, ["11/1/2023", 104]]), name="sent.csv")
case("month first, made days by Excel", xlsx([COMPLAINTS, *([date(2023, 1, n), 104] for n in (11, 12))]))
case("dates", xlsx([COMPLAINTS, *complaints(NEW, first_day)], {"A2": "mmm-yy"}), TRUE)
case("values moved by a month", xlsx([COMPLAINTS, *([short(a), of("complaints", b)] for a, b in
                                                     zip(ALL[-9:], ALL[-10:-1], strict=True))]))  # fmt: skip
case("values moved by a month, source named", xlsx([COMPLAINTS, *([short(a), of("complaints", b)] for a, b in
                                                                   zip(ALL[-9:], ALL[-10:-1], strict=True))]),
     source="complaints")  # fmt: skip
case("series that starts over", xlsx([COMPLAINTS, *([a, b + 7] for a, b in complaints(HELD[-36:-6])), *complaints(ALL[-11:])]))
case("one number that is corrected by little", xlsx([COMPLAINTS, [short(HELD[-1]), of("complaints", HELD[-1]) + 2]]),
     {("complaints", HELD[-1], "force", "recorded"): str(of("complaints", HELD[-1]) + 2)})  # fmt: skip
case("one number that is another", xlsx([COMPLAINTS, [short(HELD[-1]), of("complaints", HELD[-1]) + 40]]))

# ── areas ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
case("blanks behind areas", xlsx([AREAS, *areas(names=("County ", "Swindon\u00a0"))]), TRUE_ASB)
case("area that is misspelt", xlsx([AREAS, *areas(names=("County", "Swndon"))]))
blocks = [
    row for i, m in enumerate(FIRST) for row in ([short(m)], AREAS[1:], *(r[1:] for r in areas([m])[:: 1 - 2 * (i % 2)]), [])
]
case("areas in another order in each table", xlsx(blocks), TRUE_ASB)
subtotals = [row for m in FIRST for row in (*areas([m]), [None, None, *both(m)])]
case("subtotals without a name", xlsx([AREAS, *subtotals]), TRUE_ASB)
pivot = [row for m in FIRST for row in (areas([m])[0], [None, *areas([m])[1][1:]], [f"{short(m)} Total", None, *both(m)])]
case("pivot table", xlsx([["Month", "Area", "Sum of Incidents", "Sum of Crimes"], *pivot]), TRUE_ASB)
wide = [
    ["Area", *AREAS[2:], *AREAS[2:]],
    *([n, *asb(FIRST[0], n.lower()), *asb(FIRST[1], n.lower())] for n in ("County", "Swindon")),
]
case("month that is merged over a column too many", xlsx([[None, *map(short, FIRST[:1]), None, None, short(FIRST[1])], *wide],
                                                         merged=["B1:D1"]), truth("asb", FIRST[:2]))  # fmt: skip
apart = [["County"], ["Month", *AREAS[2:]], *([short(m), *asb(m, "county")] for m in FIRST), []]
apart += [["Swindon"], ["Month", *AREAS[2:]], *([short(m), *asb(m, "swindon")] for m in FIRST)]
case("tables that their titles tell apart", xlsx(apart), TRUE_ASB)
case("tables that nothing tells apart", xlsx([["Table 1"] if row == ["County"] else ["Table 2"] if row == ["Swindon"] else row
                                              for row in apart]))  # fmt: skip
case("areas that changed places", xlsx([AREAS, *areas(names=("Swindon", "County"))]))
case("areas that changed places, held months too", xlsx([AREAS, *areas([*NEAR, *FIRST], ("Swindon", "County"))]), source="asb")
case(
    "total where an area is missing",
    xlsx([AREAS, *(row for m in FIRST for row in (areas([m])[0], [short(m), "Total", *both(m)]))]),
)

# ── how cells look ────────────────────────────────────────────────────────────────────────────────────────────────────
ALL_NEW: Rows = [COMPLAINTS, *complaints()]
STRUCK, PLAIN, RAISED = InlineFont(strike=True), InlineFont(), InlineFont(vertAlign="superscript")


def rich(address: str, *pieces: tuple[InlineFont, str]) -> bytes:
    return looking(ALL_NEW, lambda sheet: setattr(sheet[address], "value", CellRichText(*(TextBlock(*each) for each in pieces))))


def struck(rows: Rows, *addresses: str) -> bytes:
    def change(sheet: Any) -> None:
        for address in addresses:
            sheet[address].font = Font(strike=True)

    return looking(rows, change)


case("value that is struck through", struck(ALL_NEW, "B2"))
case("row that is struck through", struck(ALL_NEW, "A2", "B2"))
case("row that is struck through, above its correction", struck([COMPLAINTS, ["Nov-23", 150], *complaints()], "A2", "B2"))
case("value that is struck through, and another in the cell", rich("B2", (STRUCK, "150"), (PLAIN, "104")))
case("raised digit behind a number", rich("B2", (PLAIN, "104"), (RAISED, "1")))
case("raised digit behind a month", rich("A2", (PLAIN, "Nov-23"), (RAISED, "1")))
case("raised digit behind a head", rich("B1", (PLAIN, "Complaints recorded"), (RAISED, "1")), TRUE)
case("note on a cell", looking(ALL_NEW, lambda s: setattr(s["B2"], "comment", Comment("Should be 98", "x"))))
old = [COMPLAINTS, ["Nov-23", 150], *complaints()]
case("hidden row with an old number", looking(old, lambda s: setattr(s.row_dimensions[2], "hidden", True)))
case("filter over rows", looking(ALL_NEW, lambda s: setattr(s.row_dimensions[3], "hidden", True)), TRUE)
case("format that shows nothing", one(104, ";;;"))
case("format that shows n/a", one(104, '"n/a"'))
case("format of thousands", xlsx([["Month", "Reports"], *([short(m), of("reports", m)] for m in FIRST)], {"B2": '0.0,"k"'}),
     truth("reports", FIRST))  # fmt: skip
case("nought that is shown as a dash", one(0, '#,##0;-#,##0;"-"'))
for said in ("104 1", "104 (88)", "104 / 88", "1 04", "104k", "10.4", "104²", "▲104"):
    case(f"number {said}", one(said))
case("number nearly whole", one(of("complaints", NEW[0]) - 1e-11), TRUE)
case("formula without a value in a month", looking([COMPLAINTS, *complaints(NEW[:1]), ["=EDATE(A2,1)", 88]], lambda s: None))
case("percentage of a count", one(1.04, "0%"))

# ── numbers that cannot be ────────────────────────────────────────────────────────────────────────────────────────────
for id, value in (("a digit too many", 1040), ("a digit too few", 10), ("nought", 0)):
    case(f"number with {id}" if value else "nought", one(value))
case("noughts of months to come", xlsx([COMPLAINTS, *complaints(NEW[:2]), *([short(m), 0] for m in NEW[2:])]))
case("thousands, told by the title", xlsx([["Reports, thousands"], ["Month", "Reports"], ["Nov-23", 1510], ["Dec-23", 1377]]))
case(
    "thousands, told by a note",
    xlsx([["Month", "Reports"], ["Nov-23", 2], ["Dec-23", 1], [], ["Note: figures are in thousands"]]),
)
minutes = [[*row[:4], round(row[4] / 60)] for row in calls()]
case("minutes under a head of seconds", xlsx([["Calls"], CALL_HEADS, *minutes]), source="calls")
case(
    "mean under another head",
    xlsx([[*CALL_HEADS[:4], "Average seconds waited"], *([*row[:4], 12] for row in calls())]),
    source="calls",
)
turned = [CALL_HEADS[i] for i in (0, 1, 3, 2, 4)]
case("heads that changed places", xlsx([turned, *calls()]), source="calls")
case("heads that changed places, held months too", xlsx([turned, *calls([*NEAR, *FIRST])]), source="calls")
swap = [[row[i] for i in (0, 1, 3, 2, 4)] if row[0] == "Nov-23" else row for row in calls([*NEAR, *FIRST])]
case("values of one row that changed places", xlsx([CALL_HEADS, *swap]), source="calls")
case("row that is moved by a cell", xlsx([CALL_HEADS, *calls(NEAR), ["Nov-23", None, *calls()[0][1:4]]]), source="calls")
case("month that is copied over another", xlsx([CALL_HEADS, *calls(NEAR), ["Nov-23", *calls(NEAR)[-1][1:]]]), source="calls")
last_year = [[short(m), *calls([f"{int(m[:4]) - 1}{m[4:]}"])[0][1:]] for m in FIRST[:2]]
case("months that are copied from last year", xlsx([CALL_HEADS, *last_year]), source="calls")
case("numbers of another source under its title", xlsx([["Emergency calls"], CALL_HEADS, *calls(FIRST, "lines")]))
case("numbers of another source, held months too", xlsx([["Emergency calls"], CALL_HEADS, *calls([*NEAR, *FIRST], "lines")]),
     truth("lines", FIRST))  # fmt: skip
case("one source or the other", xlsx([CALL_HEADS, *calls()]))
case("another force in the title", xlsx([["Dorset Police: emergency calls"], CALL_HEADS, *calls()]), source="calls")
larger = [
    [m, round(1.3 * b) + round(1.3 * c), *(round(1.3 * each) for each in (b, c, d))] for m, _, b, c, d in calls([*NEAR, *FIRST])
]
case("another force, by its numbers", xlsx([CALL_HEADS, *larger]), source="calls")

# ── several tables and files ──────────────────────────────────────────────────────────────────────────────────────────
more = [[a, b + 3] for a, b in complaints()]
case("sheet of the previous version", xlsx({"Data": ALL_NEW, "Previous version": [COMPLAINTS, *more]}))
case("old sheet with the months that the new one lacks", xlsx({"Old": [COMPLAINTS, *more[:2]],
                                                               "New": [COMPLAINTS, *complaints(NEW[2:3])]}))  # fmt: skip
case("file that is given twice", xlsx(ALL_NEW), TRUE, more=(("again.xlsx", xlsx(ALL_NEW)),))
case("files that contradict", xlsx(ALL_NEW), more=(("again.xlsx", xlsx([COMPLAINTS, *more])),))
case(
    "heads again down the page",
    xlsx([COMPLAINTS, *complaints(NEW[:2]), ["Page 1 of 2"], [], COMPLAINTS, *complaints(NEW[2:])]),
    TRUE,
)
case("months that stand twice", xlsx([*ALL_NEW, ["Nov-23", 99]]))
thousands = b"Month,Reports\r\nNov-23,910\r\nDec-23,1,377\r\n"
case("comma in a number makes two cells", thousands, name="sent.csv")
case("quoted lines and marks", b'Month,"Complaints\r\nrecorded",Note\r\nNov-23,104,"one\r\ntwo, ""q"""\r\n',
     {("complaints", "2023-11", "force", "recorded"): "104"}, "sent.csv")  # fmt: skip
case("UTF-16 without a mark", csv_bytes(ALL_NEW, encoding="utf-16-le"), TRUE, "sent.csv")
case(
    "letters of two kinds",
    csv_bytes([["Café £"]]) + csv_bytes([["Café £"]], encoding="cp1252") + csv_bytes(ALL_NEW),
    TRUE,
    "sent.csv",
)
case("empty bytes at the end", csv_bytes(ALL_NEW) + bytes(512), name="sent.csv")
case("empty bytes within", csv_bytes(ALL_NEW).replace(b"Nov-23", b"Nov\0-23"), name="sent.csv")


# ── what becomes of them ──────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def shire(tmp_path_factory):
    return make(tmp_path_factory.mktemp("shire"))


@pytest.fixture(scope="module")
def results(shire):
    return {id: became(shire, each) for id, each in CASES.items()}


@pytest.mark.parametrize("id", CASES)
def test_no_number_comes_in_silently_wrong(id, results):
    """What is taken without a question is what was meant: all of it, and nothing else."""
    found = results[id]
    assert found.word != "taken" or found.written == CASES[id].meant
    assert found.word != "nothing"


def test_every_file_becomes_what_is_listed(results):
    assert listed(results).splitlines() == EXPECTED.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Complaints, compared with last year and with targets", ""),
        ("Quarterly Police Performance Report", ""),
        ("Data are up to date", ""),
        ("Home Office Police statistics", ""),
        ("Shire Police: complaints", ""),
        ("Counts of 1,000 and more are whole", ""),
        ("Rolling year", "may not be those of single periods"),
        ("Complaints per 1,000 residents", "may not be whole numbers of one"),
        ("Avon and Somerset Constabulary", "may be those of another force"),
    ],
)
def test_titles_that_speak_against_the_numbers(title, told, shire):
    found = became(shire, Case((("sent.xlsx", xlsx([[title], *ALL_NEW])),), TRUE, Asked(source="complaints")))
    assert found.word == ("in doubt" if told else "taken") and told in "".join(found.lines)


def test_a_blank_of_an_xls_may_be_a_formula(shire, monkeypatch):
    """An XLS does not tell formulas: a blank beside numbers is in doubt there, and in no other file."""
    for formats, doubts in ((False, 1), (True, 0)):
        cells = {(r, c): GridCell(r, c, v) for r, row in enumerate([AREAS, *areas(FIRST[:1])], 1) for c, v in enumerate(row, 1)}
        grid = Grid("sent.xls", "Data", {at: cell for at, cell in cells.items() if at != (3, 4)}, formats=formats)
        monkeypatch.setattr(reading, "grids_of", lambda sent, grid=grid: [grid])
        found = reading.incomings(shire, reading.Read.of([Sent("sent.xls", b"")]), Asked(source="asb"))[0]
        assert len(found.doubts) == doubts
        assert not doubts or "crimes is blank in this row: in an XLS" in found.doubts[0].told.found


def test_a_label_may_be_left_as_it_is_told(shire):
    raw = xlsx([COMPLAINTS, *complaints(NEW[:2]), ["Jan-24 (forecast)", 40]])
    refused = became(shire, Case((("sent.xlsx", raw),), {}, Asked()))
    assert '--map "Jan-24 (forecast)="' in refused.lines[0]
    found = became(shire, Case((("sent.xlsx", raw),), {}, Asked(names={"Jan-24 (forecast)": ""})))
    assert found.word == "taken" and found.written == some(*NEW[:2])


def test_what_is_in_doubt_is_written_when_somebody_has_looked(tmp_path):
    make(tmp_path / "shire")
    file = tmp_path / "sent.xlsx"
    file.write_bytes(bytes(one(1040)))

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["--project", str(tmp_path / "shire"), "receive", str(file), *words])
        return done.exit_code, done.output

    for words in (("--yes",), ("--yes", "--sure", "reports")):
        code, said = run(*words)
        assert code == 1 and said.splitlines()[-1].endswith("say --sure complaints.")
    code, said = run()
    assert code == 1 and said.splitlines()[-1] == "Nothing was written: nobody could be asked here. Say --yes to write it."
    code, said = run("--yes", "--sure", "complaints")
    assert code == 0 and "In doubt (1):" in said and "Wrote data/sources/complaints.csv." in said


def test_a_reason_is_asked_until_it_says_something(tmp_path, monkeypatch):
    monkeypatch.setattr(confirming.Said, "can_ask", True)
    make(tmp_path / "shire")
    file = tmp_path / "sent.xlsx"
    file.write_bytes(bytes(xlsx([COMPLAINTS, [short(HELD[-1]), of("complaints", HELD[-1]) + 2]])))
    arguments = ["--project", str(tmp_path / "shire"), "receive", str(file)]
    done = CliRunner().invoke(main, arguments, input="\nfix\nThe force recounted.\ny\n")
    assert done.exit_code == 0 and "say it in a few words" in done.output
    told = (tmp_path / "shire/data/sources/complaints.revisions.csv").read_text(encoding="utf-8")
    assert "The force recounted." in told


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        project = make(Path(folder))
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
        sys.stdout.write(listed({id: became(project, each) for id, each in CASES.items()}))

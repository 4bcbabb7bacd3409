"""Tables as a force's analysts lay them out: each is read as it is meant, told as doubtful, or refused; none is silently wrong.

The truth of each file is known. What is taken without a question must be the truth, all of it and nothing else; what becomes of
each stands in `received_tables.txt`. To look at a change of many:
`python tests/test_receive_tables.py > tests/received_tables.txt`, and read the difference.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from known_truth import NOTHING, Case, became, listed, tally
from received import Later, Rows, csv_bytes, descriptor
from received import xlsx_later as xlsx
from shire import FIRST, HELD, NAMES, NEAR, NEW, YEAR, Cell, asb, both, calls, counts, looking, named, of, short, truth
from shire import make as make_shire

from pcc_lib.inputs.project import Project
from pcc_lib.receiving.asked import Asked

EXPECTED = Path(__file__).resolve().parent / "received_tables.txt"
TRUE, TRUE_ASB, TRUE_CALLS = truth("complaints", NEW), truth("asb", FIRST), truth("calls", FIRST)
TWO = truth("asb", FIRST[:2])
PAIR = ["Incidents", "Crimes"]
CALLED = ["Calls offered", "Calls abandoned", "Calls answered", "Seconds waited"]
COUNTY, SWINDON = ("County", "county"), ("Swindon", "swindon")
BOTH = (COUNTY, SWINDON)
CASES: dict[str, Case] = {}


def case(id: str, raw: bytes | Later, meant: Mapping[Cell, str] = NOTHING, name: str = "sent.xlsx", **asked: Any) -> None:
    assert id not in CASES, id
    CASES[id] = Case(((name, raw),), meant, Asked(**asked))


def some(*months: str) -> Mapping[Cell, str]:
    return truth("complaints", months)


def only(column: str, months: Sequence[str] = FIRST) -> Mapping[Cell, str]:
    return {cell: value for cell, value in truth("asb", months).items() if cell[3] == column}


# ── quarters of an invented source, beside those of the shire ─────────────────────────────────────────────────────────
QUARTERS = {
    "2022-23-Q3": (25, 15),
    "2022-23-Q4": (27, 16),
    "2023-24-Q1": (24, 14),
    "2023-24-Q2": (26, 17),
    "2023-24-Q3": (28, 13),
}
Q3 = QUARTERS["2023-24-Q3"]


def _areas_of(quarter: str) -> list[tuple[str, int]]:
    return list(zip(("county", "swindon"), QUARTERS[quarter], strict=True))


def quarters(*several: str) -> Mapping[Cell, str]:
    return {("outcomes", quarter, area, "charged"): str(n) for quarter in several for area, n in _areas_of(quarter)}


def make(folder: Path) -> Project:
    """The shire, with a source of quarters, and with columns of incidents that may come alone."""
    project = make_shire(folder)
    sources = folder / "data/sources"
    asb_about = sources / "asb.resource.yml"
    text = asb_about.read_text(encoding="utf-8").replace("{required: true, minimum: 0}", "{minimum: 0}")
    field = "name: charged, type: integer, title: Charged, constraints: {minimum: 0}"
    rows = [f"{q},{area},{n},computed,\n" for q in QUARTERS if q != "2023-24-Q3" for area, n in _areas_of(q)]
    package = folder / "data/datapackage.yml"
    texts = {
        asb_about: text,
        sources / "outcomes.resource.yml": descriptor("outcomes", "Outcomes", ("quarter", "area", "county, swindon"), field),
        sources / "outcomes.csv": "quarter,area,charged,kind,status\n" + "".join(rows),
        package: package.read_text(encoding="utf-8") + "  - sources/outcomes.resource.yml\n",
    }
    for path, content in texts.items():
        path.write_text(content, encoding="utf-8", newline="\n")
    return Project(project.root)


# ── heads that are merged ─────────────────────────────────────────────────────────────────────────────────────────────
def pairs(months: Sequence[str], *more: str) -> Rows:
    """Areas down; of each month incidents and crimes, and more columns."""
    rest = [0.5] * len(more)
    return [
        ["Area", *([*PAIR, *more] * len(months))],
        *([name, *(v for m in months for v in [*asb(m, area), *rest])] for name, area in BOTH),
    ]


N, D, J = map(short, FIRST)
N0 = FIRST[0]
case("months merged over their columns", xlsx([[None, N, None, D], *pairs(FIRST[:2])], merged=["B1:C1", "D1:E1"]), TWO)
case("month merged over a column too many", xlsx([[None, N, None, None, D], *pairs(FIRST[:2])], merged=["B1:D1"]), TWO)
case("month merged over a column too few", xlsx([[None, N, D], *pairs(FIRST[:2])], merged=["C1:E1"]), TWO)
case("month over the middle of its columns", xlsx([[None, None, N, None, None, D, None], *pairs(FIRST[:2], "%")]), TWO)
case(
    "month merged over half of a column's pair",
    xlsx([[None, N, None, None, D], *pairs(FIRST[:2], "%")], merged=["B1:D1", "E1:G1"]),
    TWO,
)
case("month merged one to the right", xlsx([[None, None, N, None, D], *pairs(FIRST[:2])], merged=["C1:D1", "E1:F1"]), TWO)
case(
    "one value a month, merged over two months",
    xlsx([["Complaints recorded"], ["", N, None, J], ["Complaints recorded", *counts(FIRST)]], merged=["B2:C2"]),
    some(*FIRST),
)
late = [m for m in NEW if m]
case(
    "years merged over months",
    xlsx([["", 2023, None, 2024], ["", *map(named, late)], ["Complaints recorded", *counts(late)]], merged=["B1:C1", "D1:F1"]),
    TRUE,
)
case(
    "year merged over a month too many",
    xlsx(
        [["", 2023, None, None, 2024], ["", *map(named, late)], ["Complaints recorded", *counts(late)]], merged=["B1:D1", "E1:F1"]
    ),
    TRUE,
)
case(
    "year merged over a month too few",
    xlsx([["", 2023, 2024], ["", *map(named, late)], ["Complaints recorded", *counts(late)]], merged=["C1:F1"]),
    TRUE,
)
case(
    "financial years merged over months",
    xlsx(
        [
            ["", "2022/23", *[None] * 11, "2023/24"],
            ["", *map(named, [*HELD[-19:-7], *YEAR])],
            ["Complaints recorded", *counts([*HELD[-19:-7], *YEAR])],
        ],
        merged=["B1:M1", "N1:Y1"],
    ),
    TRUE,
)
case(
    "financial year merged over a month too many",
    xlsx(
        [
            ["", "2022/23", *[None] * 12, "2023/24"],
            ["", *map(named, [*HELD[-19:-7], *YEAR])],
            ["Complaints recorded", *counts([*HELD[-19:-7], *YEAR])],
        ],
        merged=["B1:N1", "O1:Y1"],
    ),
    TRUE,
)
case(
    "calendar year merged over a financial year",
    xlsx([["", 2023], ["", *map(named, YEAR)], ["Complaints recorded", *counts(YEAR)]], merged=["B1:M1"]),
    TRUE,
)
case(
    "year, quarter and month over each other",
    xlsx(
        [["", "2023/24"], ["", "Q3", None, "Q4"], ["", *map(named, late)], ["Complaints recorded", *counts(late)]],
        merged=["B1:F1", "B2:C2", "D2:F2"],
    ),
    TRUE,
)
case(
    "year over months, in the column of the areas",
    xlsx(
        [
            ["Incidents"],
            ["2023/24"],
            ["Area", *map(named, FIRST)],
            *([n, *(of("asb", m, a, "incidents") for m in FIRST)] for n, a in BOTH),
        ]
    ),
    only("incidents"),
)
case(
    "title merged over the whole table",
    xlsx([["ASB incidents and crimes, by area"], [None, N, None, D], *pairs(FIRST[:2])], merged=["A1:E1", "B2:C2", "D2:E2"]),
    TWO,
)
rows = [
    [n if i in (0, 3) else None, short(m), *asb(m, a)] for i, (n, m, a) in enumerate((n, m, a) for n, a in BOTH for m in FIRST)
]
case("areas merged over their rows", xlsx([["Area", "Month", *PAIR], *rows], merged=["A2:A4", "A5:A7"]), TRUE_ASB)
rows[3][0], rows[4][0] = None, "Swindon"
case("areas merged over their rows, a row too many", xlsx([["Area", "Month", *PAIR], *rows], merged=["A2:A5", "A6:A7"]), TRUE_ASB)


# ── tables that their titles tell apart ───────────────────────────────────────────────────────────────────────────────
def by_area(column: str, months: Sequence[str] = FIRST) -> Rows:
    return [["Area", *map(short, months)], *([n, *(of("asb", m, a, column) for m in months)] for n, a in BOTH)]


def by_month(values: Sequence[int], head: str = "Number", months: Sequence[str] = NEW) -> Rows:
    return [["Month", head], *([short(m), v] for m, v in zip(months, values, strict=True))]


INCIDENTS, CRIMES = "Table 3a: Incidents reported by area, monthly", "Table 3b: Crimes recorded by area, monthly"
case("two tables with long titles", xlsx([[INCIDENTS], *by_area("incidents"), [], [CRIMES], *by_area("crimes")]), TRUE_ASB)
case(
    "two tables with long titles, source named",
    xlsx([[INCIDENTS], *by_area("incidents"), [], [CRIMES], *by_area("crimes")]),
    TRUE_ASB,
    source="asb",
)
case(
    "two sheets with long titles",
    xlsx({"Table 3a": [[INCIDENTS], [], *by_area("incidents")], "Table 3b": [[CRIMES], [], *by_area("crimes")]}),
    TRUE_ASB,
)
case(
    "two sheets with long titles, held months too",
    xlsx(
        {
            "Table 3a": [[INCIDENTS], [], *by_area("incidents", [*NEAR, *FIRST])],
            "Table 3b": [[CRIMES], [], *by_area("crimes", [*NEAR, *FIRST])],
        }
    ),
    TRUE_ASB,
)
other = [n + 13 for n in counts(NEW)]
recorded, finalised = "Table 1: Complaints recorded, by month", "Table 2: Complaints finalised, by month"
case(
    "table of the source, and one of something else",
    xlsx([[recorded], *by_month(counts(NEW)), [], [finalised], *by_month(other)]),
    TRUE,
)
case("table of something else first", xlsx([[finalised], *by_month(other), [], [recorded], *by_month(counts(NEW))]), TRUE)
case(
    "sheets of the source and of something else",
    xlsx({"T1": [[recorded], *by_month(counts(NEW))], "T2": [[finalised], *by_month(other)]}),
    TRUE,
)
case(
    "sheets that only their names tell apart",
    xlsx({"Complaints recorded": by_month(counts(NEW)), "Complaints finalised": by_month(other)}),
    TRUE,
)
case(
    "two tables of something else",
    xlsx([["Table 1: Complaints reopened"], *by_month(counts(NEW)), [], [finalised], *by_month(other)]),
)
parts = {"T1": [["Complaints, part one"], *by_month(counts(NEW))], "T2": [["Complaints, part two"], *by_month(other)]}
case("two tables that say too little", xlsx(parts))
case("two tables that say too little, answered", xlsx(parts), TRUE, sheet="T1", names={"Number": "recorded"})
case(
    "two tables of something else, answered",
    xlsx([["Table 1: Complaints reopened"], *by_month(counts(NEW)), [], [finalised], *by_month(other)]),
    TRUE,
    names={"Table 1: Complaints reopened": "recorded"},
)
case(
    "table that is left by its title",
    xlsx([[recorded], *by_month(counts(NEW)), [], [recorded + " (old)"], *by_month(other)]),
    TRUE,
    names={recorded + " (old)": ""},
)
case("two tables of one title", xlsx({"A": [[recorded], *by_month(counts(NEW))], "B": [[recorded], *by_month(other)]}))
two_named = "Table 3: Incidents and crimes by area, monthly"
case("title that names two columns", xlsx([[two_named], *by_area("incidents")]))
case(
    "title that names two columns, answered",
    xlsx([[two_named], *by_area("incidents")]),
    only("incidents"),
    names={two_named: "incidents"},
)
case("title that names no column", xlsx([["Table 3: ASB by area, monthly"], *by_area("incidents")]), source="asb")
case(
    "titles of calls, months across",
    xlsx(
        {
            "1": [
                ["Figure 1: Number of calls abandoned, by month"],
                ["", *map(short, FIRST)],
                ["Force", *(of("calls", m, "force", "abandoned") for m in FIRST)],
            ],
        }
    ),
    source="calls",
)
for said in (
    "Complaints",
    "Complaints 2023/24, by month",
    "Complaints finalised",
    "Complaints upheld by area",
    "Complaints per officer",
):
    raw = xlsx([[said], ["", *map(short, FIRST)], ["Force", *counts(FIRST)]])
    case(f"months across, title {said}", raw, some(*FIRST) if said[10:15] in ("", " 2023") else NOTHING)
case(
    "months across, another title, months that are held",
    xlsx([["Complaints finalised"], ["", *map(short, [*NEAR, *FIRST])], ["Force", *counts([*NEAR, *FIRST])]]),
    some(*FIRST),
)
case("title below its table", xlsx([*by_area("incidents"), [INCIDENTS], [], *by_area("crimes"), [CRIMES]]))


# ── pairs under each month ────────────────────────────────────────────────────────────────────────────────────────────
def under(months: Sequence[str], *heads: str, of_each: Any) -> Rows:
    groups = [cell for m in months for cell in (short(m), *[None] * (len(heads) - 1))]
    return [
        ["", *groups],
        ["Area", *list(heads) * len(months)],
        *([n, *(v for m in months for v in of_each(m, a))] for n, a in BOTH),
    ]


def incidents(m: str, a: str) -> int:
    return of("asb", m, a, "incidents")


title = ["ASB: Incidents"]
case(
    "actual and target under each month",
    xlsx([title, *under(FIRST, "Actual", "Target", of_each=lambda m, a: [incidents(m, a), 600])]),
    only("incidents"),
)
case(
    "target and actual under each month",
    xlsx([title, *under(FIRST, "Target", "Actual", of_each=lambda m, a: [600, incidents(m, a)])]),
    only("incidents"),
)
case(
    "number and share under each month",
    xlsx([title, *under(FIRST, "Number", "%", of_each=lambda m, a: [incidents(m, a), 64.5])]),
    only("incidents"),
)
case(
    "number, share and rate under each month",
    xlsx([title, *under(FIRST, "No.", "% of total", "Rate per 1,000", of_each=lambda m, a: [incidents(m, a), 64.5, 2.3])]),
    only("incidents"),
)
shares = {
    n: [
        [None, "Incidents", None, "Crimes"],
        ["Month", "Number", "%", "Number", "%"],
        *([short(m), *(v for value in asb(m, a) for v in (value, 60))] for m in FIRST),
    ]
    for n, a in BOTH
}
case("number and share of columns that the source has", xlsx(shares, merged=["B1:C1", "D1:E1"]), TRUE_ASB)
case(
    "two heads that nobody knows under each month",
    xlsx([title, *under(FIRST, "Reported", "Attended", of_each=lambda m, a: [incidents(m, a), 60])]),
)
case(
    "two heads that nobody knows, answered",
    xlsx([title, *under(FIRST, "Reported", "Attended", of_each=lambda m, a: [incidents(m, a), 60])]),
    only("incidents"),
    names={"Reported": "incidents"},
)
case(
    "heads of the source under each month, with others",
    xlsx(
        under(
            FIRST,
            "Incidents",
            "Target",
            "Crimes",
            "Var",
            of_each=lambda m, a: [incidents(m, a), 9, of("asb", m, a, "crimes"), -3],
        )
    ),
    TRUE_ASB,
)


def year_pairs(months: Sequence[str], heads: Sequence[Any], turned: bool = False) -> Rows:
    values = [(of("complaints", f"{int(m[:4]) - 1}{m[4:]}"), of("complaints", m)) for m in months]
    return [
        ["", *(c for m in months for c in (named(m), None))],
        ["", *list(heads) * len(months)],
        ["Complaints recorded", *(v for pair in values for v in (pair[::-1] if turned else pair))],
    ]


case("two years under each month", xlsx(year_pairs(FIRST, ("2022/23", "2023/24"))), some(*FIRST))
case("two years under each month, newest first", xlsx(year_pairs(FIRST, ("2023/24", "2022/23"), True)), some(*FIRST))
case("two short years under each month", xlsx(year_pairs(FIRST, ("22/23", "23/24"))), some(*FIRST))
case(
    "previous and current, answered",
    xlsx([["Complaints recorded 2023/24"], *year_pairs(FIRST, ("Previous", "Current"))]),
    some(*FIRST),
    names={"Current": "recorded"},
)
case(
    "last year and this year under each month",
    xlsx([["Complaints 2023/24"], *year_pairs(FIRST, ("Last year", "This year"))]),
    some(*FIRST),
)
case(
    "previous and current under each month",
    xlsx([["Complaints 2023/24"], *year_pairs(FIRST, ("Previous", "Current"))]),
    some(*FIRST),
)
case(
    "months down, years across, with a change",
    xlsx(
        [
            ["Complaints recorded"],
            ["Month", "2022/23", "2023/24", "% change"],
            *([named(m), of("complaints", f"{int(m[:4]) - 1}{m[4:]}"), of("complaints", m), 0.03] for m in FIRST),
        ]
    ),
    some(*FIRST),
)
case(
    "months down, short years across",
    xlsx(
        [
            ["Complaints recorded"],
            ["Month", "22/23", "23/24"],
            *([named(m), of("complaints", f"{int(m[:4]) - 1}{m[4:]}"), of("complaints", m)] for m in FIRST),
        ]
    ),
    some(*FIRST),
)
case(
    "months down, FY24 across",
    xlsx(
        [
            ["Complaints recorded"],
            ["Month", "FY23", "FY24"],
            *([named(m), of("complaints", f"{int(m[:4]) - 1}{m[4:]}"), of("complaints", m)] for m in FIRST),
        ]
    ),
)

# ── pivot tables ──────────────────────────────────────────────────────────────────────────────────────────────────────
SUMS = ["Sum of Incidents", "Sum of Crimes"]


def total(months: Sequence[str], *areas: str) -> list[int]:
    return [sum(of("asb", m, a, c) for m in months for a in areas) for c in ("incidents", "crimes")]


compact = [["Row Labels", *SUMS]]
for n, a in BOTH:
    compact += [[n, *total(FIRST, a)], *([short(m), *asb(m, a)] for m in FIRST)]
grand = ["Grand Total", *total(FIRST, "county", "swindon")]
case("pivot in compact form, months below areas", xlsx([*compact, grand]), TRUE_ASB)
turned = [["Row Labels", *SUMS]]
for m in FIRST:
    turned += [[short(m), *both(m)], *([n, *asb(m, a)] for n, a in BOTH)]
case("pivot in compact form, areas below months", xlsx([*turned, grand]), TRUE_ASB)
case(
    "pivot in compact form, a sum that does not agree", xlsx([["Row Labels", *SUMS], [COUNTY[0], 9999, 999], *compact[2:], grand])
)
case("pivot in compact form, a month that is missing", xlsx([*compact[:4], *compact[5:], grand]))
case("pivot in compact form with blanks", xlsx([*compact, ["(blank)", 3, 1], [N, 3, 1], grand]))
case(
    "pivot in compact form with blanks, left",
    xlsx([*compact, ["(blank)", 3, 1], [N, 3, 1], grand]),
    TRUE_ASB,
    names={"(blank)": ""},
)
case("pivot in compact form with an area that is not known", xlsx([*compact, ["East", 3, 1], [N, 3, 1], grand]))
case("pivot in compact form with empty blanks", xlsx([*compact, ["(blank)"], ["(blank)"], grand]), TRUE_ASB)
outline = [["Area", "Month", *SUMS]]
for n, a in BOTH:
    outline += [[n, None, *total(FIRST, a)], *([None, short(m), *asb(m, a)] for m in FIRST)]
case("pivot in outline form", xlsx([*outline, ["Grand Total", None, *grand[1:]]]), TRUE_ASB)
case(
    "pivot in outline form without sums",
    xlsx(
        [row if row[1] else [*row[:1]] for row in outline[1:]][:0] or [outline[0], *([r[0]] if r[0] else r for r in outline[1:])]
    ),
    TRUE_ASB,
)
case("pivot in outline form, a sum that does not agree", xlsx([outline[0], ["County", None, 9999, 999], *outline[2:]]))
deep = [["Row Labels", *SUMS]]
for n, a in BOTH:
    deep += [
        [n, *total(FIRST, a)],
        ["2023", *total(FIRST[:2], a)],
        *([named(m), *asb(m, a)] for m in FIRST[:2]),
        ["2024", *total(FIRST[2:], a)],
        *([named(m), *asb(m, a)] for m in FIRST[2:]),
    ]
case("pivot of areas, years and months", xlsx([*deep, grand]), TRUE_ASB)
grouped = [
    ["Row Labels", "Sum of Complaints recorded"],
    ["2023", sum(counts(NEW[:2]))],
    ["Qtr4", sum(counts(NEW[:2]))],
    *([named(m), *counts([m])] for m in NEW[:2]),
    ["2024", sum(counts(NEW[2:]))],
    ["Qtr1", sum(counts(NEW[2:]))],
    *([named(m), *counts([m])] for m in NEW[2:]),
]
case("pivot of years, quarters and months", xlsx([*grouped, ["Grand Total", sum(counts(NEW))]]), TRUE)
no_quarters = [row for row in grouped if not str(row[0]).startswith("Qtr")]
case("pivot of years and months", xlsx([*no_quarters, ["Grand Total", sum(counts(NEW))]]), TRUE)
case(
    "pivot across",
    xlsx(
        [
            ["Sum of Incidents", "Column Labels"],
            ["Row Labels", *map(short, FIRST), "Grand Total"],
            *([n, *(incidents(m, a) for m in FIRST), sum(incidents(m, a) for m in FIRST)] for n, a in BOTH),
            ["Grand Total", *(both(m)[0] for m in FIRST), sum(both(m)[0] for m in FIRST)],
        ]
    ),
    only("incidents"),
)
values = [
    ["", "Column Labels"],
    ["", N, None, D, None, "Total Sum of Incidents", "Total Sum of Crimes"],
    ["Row Labels", *SUMS, *SUMS, None, None],
    *([n, *asb(FIRST[0], a), *asb(FIRST[1], a), *total(FIRST[:2], a)] for n, a in BOTH),
]
case("pivot across of two values", xlsx(values), TWO)
case(
    "pivot with values below areas",
    xlsx(
        [
            ["Row Labels", *map(short, FIRST)],
            *(
                row
                for n, a in BOTH
                for row in (
                    [n],
                    *(
                        ["Sum of " + t, *(of("asb", m, a, c) for m in FIRST)]
                        for t, c in zip(PAIR, ("incidents", "crimes"), strict=True)
                    ),
                )
            ),
        ]
    ),
    TRUE_ASB,
)
flat = [["Month", "Area", *SUMS], *([short(m), n, *asb(m, a)] for m in FIRST for n, a in BOTH)]
case("pivot with a filter of all", xlsx([["Crime type", "(All)"], [], *flat]), TRUE_ASB)
case("pivot with a filter of several", xlsx([["Crime type", "(Multiple Items)"], [], *flat]))
case("pivot with a filter of one", xlsx([["Crime type", "Burglary"], [], *flat]))
one_each = {n: [["Area", n], [], ["Row Labels", *SUMS], *([short(m), *asb(m, a)] for m in FIRST)] for n, a in BOTH}
case("pivots with a filter of one area each", xlsx({f"Pivot {i}": rows for i, rows in enumerate(one_each.values())}), TRUE_ASB)
case("pivot that counts rows", xlsx([["Row Labels", "Count of Complaints recorded"], *([short(m), 1] for m in FIRST)]))
case("pivot of means", xlsx([["Month", "Area", "Average of Incidents", "Average of Crimes"], *flat[1:]]))
parents = [["Area", "Team", *map(short, FIRST)]]
for n, a in BOTH:
    parents += [
        [n, "Town", *(incidents(m, a) - 100 for m in FIRST)],
        [None, "Rural", *(100 for m in FIRST)],
        [f"{n} Total", None, *(incidents(m, a) for m in FIRST)],
    ]
case("teams below areas, with the total of each area", xlsx([["ASB incidents"], *parents]), source="asb")

# ── heads that say nothing ────────────────────────────────────────────────────────────────────────────────────────────
for head in ("x", "-", "n/a", ".", "Unnamed: 0", "Column1", "?", "#", "_", "NaN", "index"):
    rows = [
        [head, "Month", "Complaints recorded"],
        *([i, short(m), v] for i, (m, v) in enumerate(zip(NEW, counts(NEW), strict=True))),
    ]
    case(f"index under {head}", csv_bytes(rows), TRUE, "sent.csv")
    case(
        f"values under {head}",
        csv_bytes([["Month", head], *([short(m), v] for m, v in zip(NEW, counts(NEW), strict=True))]),
        TRUE,
        "complaints.csv",
    )
    case(f"areas under {head}", csv_bytes([["Month", head, *PAIR], *flat[1:]]), TRUE_ASB, "sent.csv")
case(
    "values under x, source named",
    csv_bytes([["Month", "x"], *([short(m), v] for m, v in zip(NEW, counts(NEW), strict=True))]),
    TRUE,
    "sent.csv",
    source="complaints",
)
case(
    "values under x, answered",
    csv_bytes([["Month", "x"], *([short(m), v] for m, v in zip(NEW, counts(NEW), strict=True))]),
    TRUE,
    "complaints.csv",
    names={"x": "recorded"},
)
case(
    "heads that a table gave itself over the heads",
    xlsx([["Column1", "Column2", "Column3", "Column4"], ["Month", "Area", *PAIR], *flat[1:]]),
    TRUE_ASB,
)
case("heads that a table gave itself alone", xlsx([["Column1", "Column2", "Column3", "Column4"], *flat[1:]]))
case(
    "unnamed heads of a frame",
    csv_bytes(
        [
            ["", "Unnamed: 1", "Unnamed: 2", "Unnamed: 3"],
            ["0", "Month", "Area", "Incidents"],
            *([i, *row[:3]] for i, row in enumerate(flat[1:])),
        ]
    ),
    only("incidents"),
    "sent.csv",
)
for head in ("Total", "Number", "Count", "Volume", "Value", "Complaints", "No of complaints", "Total complaints recorded"):
    case(f"values under {head}, complaints in the title", xlsx([["Complaints recorded"], *by_month(counts(NEW), head)]), TRUE)

# ── quarters ──────────────────────────────────────────────────────────────────────────────────────────────────────────
FOUR = ["Q1", "Q2", "Q3", "Q4"]
three = list(QUARTERS)[2:]
across = [["Area", *FOUR], *([n, *(QUARTERS[q][i] for q in three), None] for i, (n, _) in enumerate(BOTH))]
NEXT = quarters("2023-24-Q3")
for said in ("Charged 2023/24", "Charged, 2023-24", "Charged - financial year 2023/2024", "Charged 23/24", "Charged, FY 2023/24"):
    case(f"quarters across, title {said}", xlsx([[said], *across]), NEXT)
for said in ("Charged 2023", "Charged (calendar year 2023)", "Charged", "Charged 2022/23 and 2023/24"):
    case(f"quarters across, title {said}", xlsx([[said], *across]))
case("quarters across, year in the name of the sheet", xlsx({"2023-24": [["Charged"], *across]}), NEXT)
case("quarters across, calendar year in the name of the sheet", xlsx({"2023": [["Charged"], *across]}))
case("quarters across, year over them", xlsx([["Charged"], ["", "2023/24"], *across]), NEXT)
case(
    "quarters down, year in the title",
    xlsx(
        [
            ["Charged 2023/24"],
            ["Quarter", "Area", "Charged"],
            *([f"Q{q[-1]}", n, QUARTERS[q][i]] for q in three for i, (n, _) in enumerate(BOTH)),
        ]
    ),
    NEXT,
)
for said in (
    "Q3 2023/24",
    "Q3 23/24",
    "Q3 2023-24",
    "2023/24 Q3",
    "23/24 Q3",
    "Oct-Dec 23",
    "Oct - Dec 2023",
    "Oct to Dec 2023",
    "Oct/Nov/Dec 2023",
    "October to December 2023",
    "Quarter ending Dec 2023",
    "Quarter ending 31 December 2023",
    "Quarter to December 2023",
    "Q/E Dec 2023",
    "QE Dec-23",
    "3 months to Dec 2023",
    "Quarter 3 (Oct-Dec 2023)",
    "Q3 (Oct-Dec) 2023/24",
    "Q3 FY23/24",
    "Q3 FY24",
    "Oct-Dec 2023 (Q3)",
    "Q3 2023/24 (p)",
    "Qtr 3 2023/24",
    "3rd quarter 2023/24",
    "2023 Q4",
    "Q4 2023",
    "Dec-23",
    "Quarter 3",
    "Q2 (Oct-Dec) 2023/24",
    "Oct-Dec",
    "Nov 2023 - Jan 2024",
):
    good = said not in (
        "2023 Q4",
        "Q4 2023",
        "Dec-23",
        "Quarter 3",
        "Q2 (Oct-Dec) 2023/24",
        "Oct-Dec",
        "Q3 FY24",
        "Nov 2023 - Jan 2024",
    )
    case(
        f"quarter {said}",
        xlsx([["Quarter", "Area", "Charged"], *([said, n, Q3[i]] for i, (n, _) in enumerate(BOTH))]),
        quarters("2023-24-Q3") if good or said == "Dec-23" else NOTHING,
    )
case(
    "months for a source of quarters",
    xlsx([["Month", "Area", "Charged"], *([m, n, 9] for m in ("Oct-23", "Nov-23", "Dec-23") for n, _ in BOTH)]),
)
case("last month alone for a source of quarters", xlsx([["Month", "Area", "Charged"], *(["Dec-23", n, 9] for n, _ in BOTH)]))
case(
    "last month across for a source of quarters", xlsx([["Charged"], ["Area", "Sep-23", "Dec-23"], *([n, 9, 8] for n, _ in BOTH)])
)
case("quarters for a source of months", xlsx([["Quarter", "Complaints recorded"], ["Q3 2023/24", 300]]))
case(
    "quarter names as ranges, year in the title",
    xlsx(
        [
            ["Charged 2023/24"],
            ["Area", "Apr-Jun", "Jul-Sep", "Oct-Dec"],
            *([n, *(QUARTERS[q][i] for q in three)] for i, (n, _) in enumerate(BOTH)),
        ]
    ),
    NEXT,
)
case(
    "quarter names with ranges below, year in the title",
    xlsx(
        [
            ["Charged 2023/24"],
            ["", "Q1", "Q2", "Q3"],
            ["Area", "Apr-Jun", "Jul-Sep", "Oct-Dec"],
            *([n, *(QUARTERS[q][i] for q in three)] for i, (n, _) in enumerate(BOTH)),
        ]
    ),
    NEXT,
)

# ── hidden, filtered, summed, repeated ────────────────────────────────────────────────────────────────────────────────
good = [["Month", "Complaints recorded"], *([short(m), v] for m, v in zip(NEW, counts(NEW), strict=True))]


def hide_sheet(rows: Rows, also: Rows) -> bytes:
    def change(sheet: Any) -> None:
        second = sheet.parent.create_sheet("Workings")
        for row in also:
            second.append(list(row))
        second.sheet_state = "veryHidden"

    return looking(rows, change)


case("hidden sheet with other numbers", hide_sheet(good, [good[0], *([a, b + 5] for a, b in good[1:])]), TRUE)
case("hidden sheet alone holds the table", hide_sheet([["Notes"], ["See the workings"]], good))
case("hidden sheet, named", hide_sheet([["Notes"]], good), TRUE, sheet="Workings")


def filtered(rows: Rows, hidden: Sequence[int], filter: str) -> bytes:
    def change(sheet: Any) -> None:
        sheet.auto_filter.ref = filter
        for row in hidden:
            sheet.row_dimensions[row].hidden = True

    return looking(rows, change)


case("filtered rows of other areas", filtered([["Month", "Area", *PAIR], *flat[1:]], [3, 5, 7], "A1:D7"), TRUE_ASB)
mixed = [
    ["Month", "Area", "Type", "Incidents", "Crimes"],
    *([short(m), n, t, v, w] for m in FIRST for n, a in BOTH for t, v, w in (("All", *asb(m, a)), ("Vehicle", 20, 3))),
]
case("filtered rows of another kind", filtered(mixed, [3, 5, 7, 9, 11, 13], "A1:E13"))
case("filtered rows of another kind, answered", filtered(mixed, [3, 5, 7, 9, 11, 13], "A1:E13"), TRUE_ASB, names={"Vehicle": ""})
long_ago = [*HELD[-19:-7], *YEAR]
yearly = [["Month", "Complaints recorded"]]
for first, label in ((0, "2022/23 total"), (12, "2023/24 total")):
    mine = long_ago[first : first + 12]
    yearly += [*([short(m), v] for m, v in zip(mine, counts(mine), strict=True)), [label, sum(counts(mine))]]
case("totals of years among the months", xlsx(yearly), TRUE)
case("totals of years called by the year alone", xlsx([[str(r[0]).removesuffix(" total"), r[1]] for r in yearly]), TRUE)
case("total of a year that does not agree", xlsx([r if r[0] != "2023/24 total" else [r[0], 99] for r in yearly]))
case(
    "year alone that does not agree",
    xlsx([[str(r[0]).removesuffix(" total"), r[1]] if r[0] != "2023/24 total" else ["2023/24", 99] for r in yearly]),
)
case(
    "totals of quarters among the months",
    xlsx([*good[:3], ["Q3 total", sum(counts(NEW[:2]))], *good[3:], ["Q4 total", sum(counts(NEW[2:]))]]),
    TRUE,
)
case(
    "quarters among the months, down",
    xlsx(
        [
            good[0],
            *([short(m), *counts([m])] for m in HELD[-1:]),
            *good[1:3],
            ["Q3 2023/24", sum(counts(HELD[-1:] + NEW[:2]))],
            *good[3:],
        ]
    ),
    TRUE,
)
heads2 = [[None, N, None, D], *pairs(FIRST[:2])[:1]]
case(
    "two rows of heads again on every page",
    xlsx([*heads2, pairs(FIRST[:2])[1], ["Page 1 of 2"], *heads2, pairs(FIRST[:2])[2]]),
    TWO,
)
case("second row of heads again on every page", xlsx([*heads2, pairs(FIRST[:2])[1], heads2[1], pairs(FIRST[:2])[2]]), TWO)
case(
    "title and heads again on every page",
    xlsx([["Complaints"], [], *good[:3], ["Complaints"], ["(continued)"], good[0], *good[3:]]),
    TRUE,
)
case(
    "year over months, heads again without the year",
    xlsx(
        [
            ["", "2023/24"],
            ["Area", *map(named, FIRST)],
            [COUNTY[0], *(incidents(m, "county") for m in FIRST)],
            ["Area", *map(named, FIRST)],
            [SWINDON[0], *(incidents(m, "swindon") for m in FIRST)],
        ]
    ),
    only("incidents"),
    "asb incidents.xlsx",
    source="asb",
)

# ── more ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
case(
    "year and number of the month",
    xlsx(
        [["Year", "Month", "Complaints recorded"], *([int(m[:4]), int(m[5:]), v] for m, v in zip(NEW, counts(NEW), strict=True))]
    ),
    TRUE,
)
case(
    "year and number of the month, in CSV",
    csv_bytes([["Year", "Month", "Complaints recorded"], *([m[:4], m[5:], v] for m, v in zip(NEW, counts(NEW), strict=True))]),
    TRUE,
    "sent.csv",
)
case(
    "financial year and number of the month",
    xlsx([["Financial year", "Month", "Complaints recorded"], ["2023/24", 8, 94], ["2023/24", 9, 100]]),
)
case(
    "short financial year and name of the month",
    xlsx([["FY", "Month", "Complaints recorded"], *(["23/24", named(m), v] for m, v in zip(NEW, counts(NEW), strict=True))]),
    TRUE,
)
case(
    "number and name of the month",
    xlsx(
        [
            ["Complaints 2023/24"],
            good[0],
            *([f"{i:02d}. {NAMES[int(m[5:]) - 1]}", v] for i, (m, v) in enumerate(zip(NEW, counts(NEW), strict=True), 8)),
        ]
    ),
    TRUE,
)
case("periods of a financial year", xlsx([["Complaints 2023/24"], ["Period", "Complaints recorded"], ["P8", 94], ["P9", 100]]))
case(
    "times with a zone",
    csv_bytes([good[0], *([f"{m}-01T00:00:00.000Z", v] for m, v in zip(NEW, counts(NEW), strict=True))]),
    TRUE,
    "sent.csv",
)
case(
    "end of the month",
    xlsx(
        [
            ["Month ending", "Complaints recorded"],
            *(
                [date(int(m[:4]), int(m[5:]), 30 if m[5:] == "11" else 29 if m[5:] == "02" else 31), v]
                for m, v in zip(NEW, counts(NEW), strict=True)
            ),
        ]
    ),
    TRUE,
)
case("days, one a row", xlsx([["Date", "Complaints recorded"], *([date(2023, 11, d), 3] for d in range(1, 31))]))
case("weeks, one a row", xlsx([["Week commencing", "Complaints recorded"], *([date(2023, 11, d), 20] for d in (6, 13, 20, 27))]))
case("heads on several lines", xlsx([["Month", "Complaints\nrecorded "], *good[1:]]), TRUE)
case("heads with numbers before them", xlsx([["(a) Month", "(b) Complaints recorded"], *good[1:]]), TRUE)
case(
    "measures with codes before them",
    xlsx([["KPI", *map(short, FIRST)], ["1.1 Complaints recorded", *counts(FIRST)]]),
    some(*FIRST),
)
case("row of units below the heads", xlsx([good[0], [None, "(number)"], *good[1:]]), TRUE)
case(
    "row of numbers of columns below the heads",
    xlsx([["Month", "Area", *PAIR], ["(1)", "(2)", "(3)", "(4)"], *flat[1:]]),
    TRUE_ASB,
)
case("line under the heads", b"Month       Complaints recorded\r\n", name="sent.txt")
case(
    "line of dashes and a count of rows, as databases print",
    csv_bytes([good[0], ["-----", "-----"], *good[1:], [], ["(5 rows affected)"]]),
    TRUE,
    "sent.csv",
)
case(
    "markdown",
    ("| Month | Complaints recorded |\n| --- | ---: |\n" + "".join(f"| {a} | {b} |\n" for a, b in good[1:])).encode(),
    TRUE,
    "sent.txt",
)
case("filters of a dashboard below", xlsx([*good, [], ["Applied filters:\nForce is Shire Police\nYear is 2023"]]), TRUE)
case("filters of a dashboard that take away", xlsx([*good, [], ["Applied filters:\nForce is Shire Police\nType is Conduct"]]))
case(
    "empty columns between the months",
    xlsx([["", N, None, D, None, J], ["Complaints recorded", counts(FIRST)[0], None, counts(FIRST)[1], None, counts(FIRST)[2]]]),
    some(*FIRST),
)
case(
    "force above its areas",
    xlsx([["ASB incidents"], ["Area", *map(short, FIRST)], ["Force", *(both(m)[0] for m in FIRST)], *by_area("incidents")[1:]]),
    only("incidents"),
)
case(
    "force above its areas, and does not agree",
    xlsx([["ASB incidents"], ["Area", *map(short, FIRST)], ["Force", 1, 2, 3], *by_area("incidents")[1:]]),
)
case(
    "parts of an area below it",
    xlsx(
        [
            ["ASB incidents"],
            ["Area", *map(short, FIRST)],
            by_area("incidents")[1],
            ["of which: Town", 9, 9, 9],
            by_area("incidents")[2],
        ]
    ),
)
case(
    "sheet for each month",
    xlsx({short(m).replace("-", " "): [["Area", *PAIR], *([n, *asb(m, a)] for n, a in BOTH)] for m in FIRST}),
    TRUE_ASB,
)
case(
    "sheet for each financial year",
    xlsx(
        {
            "2022-23": [
                ["Complaints recorded"],
                ["", *map(named, long_ago[:12])],
                ["Complaints recorded", *counts(long_ago[:12])],
            ],
            "2023-24": [["Complaints recorded"], ["", *map(named, YEAR)], ["Complaints recorded", *counts(YEAR)]],
        }
    ),
    TRUE,
)
case(
    "sheet for each month without years", xlsx({named(m): [["Area", *PAIR], *([n, *asb(m, a)] for n, a in BOTH)] for m in FIRST})
)
case(
    "arrows and colours beside the numbers",
    xlsx([["Month", "Complaints recorded", "RAG", "Trend"], *([*r, "R", "▲"] for r in good[1:])]),
    TRUE,
)
case("month and a word behind it", xlsx([good[0], ["Nov-23 actual", counts(NEW)[0]], ["Dec-23 actual", counts(NEW)[1]]]))
case(
    "forecast rows behind the actual ones",
    xlsx([["Month", "Complaints recorded", "Type"], *([*r, "Actual"] for r in good[1:3]), *([*r, "Forecast"] for r in good[3:])]),
)
case(
    "forecast months, said in the head",
    xlsx([["", N, D, "Jan-24 (forecast)"], ["Complaints recorded", *counts(FIRST)]]),
    some(*FIRST[:2]),
)
case(
    "comparison of months with a change between",
    xlsx(
        [["Area", N, D, "Change", J], *([n, *(incidents(m, a) for m in FIRST[:2]), 3, incidents(FIRST[2], a)] for n, a in BOTH)]
    ),
    only("incidents"),
    "asb incidents.xlsx",
    source="asb",
)
case(
    "calls in a list of measures",
    xlsx(
        [
            ["Measure", *map(short, FIRST)],
            *(
                [h, *(row[i] for row in calls())]
                for i, h in enumerate(("Calls offered", "Calls abandoned", "Calls answered", "Seconds waited"), 1)
            ),
            ["Complaints recorded", *counts(FIRST)],
        ]
    ),
    source="calls",
    meant=TRUE_CALLS,
)
case(
    "measures of two sources in one list",
    xlsx(
        [
            ["Measure", *map(short, FIRST)],
            ["Complaints recorded", *counts(FIRST)],
            ["Reports", *(of("reports", m) for m in FIRST)],
        ]
    ),
    {**some(*FIRST), **truth("reports", FIRST)},
)
case("population beside", xlsx([["Month", "Area", *PAIR, "Population", "Rank"], *([*r, 500000, 1] for r in flat[1:])]), TRUE_ASB)

# ── words that make a column another one ──────────────────────────────────────────────────────────────────────────────
for said in (
    *(
        "Incidents attended by area",
        "Incidents per 1,000 residents by area",
        "Incidents (repeat victims)",
        "Repeat incidents by area",
    ),
    *("Incidents, year to date", "Incidents not recorded by area", "% of incidents by area", "Hate incidents by area"),
    *("Incidents by area: target", "Incidents: Dorset", "Incidents by area, cumulative", "Incidents minus crimes"),
    *("Average incidents by area", "Change in incidents by area", "Forecast incidents", "Open incidents at month end"),
):
    case(f"title {said}", xlsx([[said], *by_area("incidents")]))
for said in (
    "Incidents by area, 2022/23",
    "Incidents recorded, monthly",
    "OFFICIAL: Incidents",
    "Table 12 - Number of incidents, all areas",
):
    case(f"title {said}", xlsx([[said], *by_area("incidents")]), only("incidents"))
for head in (
    "Rate",
    "Percentage",
    "Target",
    "Forecast",
    "Average",
    "Change",
    "Total to date",
    "YTD total",
    "Number resolved",
    "Amount (£)",
    "Number (000s)",
    "Complaints (%)",
):
    case(f"values under {head}, complaints in the title", xlsx([["Complaints recorded"], *by_month(counts(NEW), head)]))
case("second title that takes away", xlsx([["Complaints recorded"], ["Upheld only"], *by_month(counts(NEW))]))
case(
    "second title that says nothing more", xlsx([["Complaints recorded"], ["Monthly, whole force"], *by_month(counts(NEW))]), TRUE
)
case("column in the name of the file", xlsx(by_month(counts(NEW))), TRUE, name="complaints recorded.xlsx")
case("column in the name of the file, with more", xlsx(by_month(counts(NEW))), name="complaints recorded about officers.xlsx")
case(
    "number and actual under each month",
    xlsx([title, *under(FIRST, "Number", "Actual", of_each=lambda m, a: [incidents(m, a), 9])]),
)
case(
    "plan and number under each month",
    xlsx([title, *under(FIRST, "Plan", "Number", of_each=lambda m, a: [9, incidents(m, a)])]),
    only("incidents"),
)
case("pivot in compact form, an area without months", xlsx([*compact[:5], ["Swindon", *total(FIRST, "swindon")], grand]))
case(
    "pivot in compact form, one month",
    xlsx([["Row Labels", *SUMS], *(row for n, a in BOTH for row in ([n, *asb(N0, a)], [N, *asb(N0, a)]))]),
    truth("asb", [N0]),
)
case(
    "year below its months, which have none",
    xlsx([good[0], *([named(m), of("complaints", m)] for m in YEAR), ["2023/24", sum(counts(YEAR))]]),
)
case("quarters of earlier months above months", xlsx([good[0], ["Q1 2023/24", 300], ["Q2 2023/24", 300], *good[1:]]))
case("month of another year than stands beside it", xlsx([["Year", *good[0]], ["2023/24", "Nov-22", 131]]))
case(
    "numbers of months that count from April",
    xlsx([["Year", *good[0]], *([2023, i, of("complaints", m)] for i, m in enumerate(YEAR, 1))]),
)
case(
    "heads again under another month",
    xlsx([row for m in FIRST[:2] for row in ([None, short(m)], ["Area", *PAIR], *([n, *asb(m, a)] for n, a in BOTH))]),
    TWO,
)
case(
    "heads again under words",
    xlsx(
        [
            row
            for i, m in enumerate(FIRST[:2])
            for row in ([None, short(m)] if not i else ["December figures"], ["Area", *PAIR], *([n, *asb(m, a)] for n, a in BOTH))
        ]
    ),
)
case(
    "area merged over a column too many",
    xlsx(
        [
            [None, "County", None, None, "Swindon"],
            ["Month", *PAIR, *PAIR],
            *([short(m), *asb(m, "county"), *asb(m, "swindon")] for m in FIRST),
        ],
        merged=["B1:D1"],
    ),
)
case(
    "units below heads that are others", xlsx([["Month", *CALLED], [None, *["(number)"] * 3, "(mins)"], *calls()]), source="calls"
)
case("two heads of dashes", csv_bytes([["Month", "-", "-"], *([a, b, b + 1] for a, b in good[1:])]), name="complaints.csv")
case(
    "heads again under words, another area",
    xlsx(
        [[None, N], ["Area", *PAIR], ["County", *asb(N0, "county")], ["December figures"], ["Area", *PAIR]]
        + [["Swindon", *asb(N0, "swindon")]]
    ),
)
case(
    "number and actual under each month, answered",
    xlsx([title, *under(FIRST, "Number", "Actual", of_each=lambda m, a: [incidents(m, a), 9])]),
    only("incidents"),
    names={"Actual": ""},
)


@pytest.fixture(scope="module")
def shire(tmp_path_factory):
    return make(tmp_path_factory.mktemp("tables"))


@pytest.fixture(scope="module")
def results(shire):
    return {id: became(shire, each) for id, each in CASES.items()}


@pytest.mark.parametrize("id", CASES)
def test_no_table_comes_in_silently_wrong(id, results):
    found = results[id]
    assert found.word != "taken" or found.written == CASES[id].meant
    assert found.word != "nothing"


def test_every_table_becomes_what_is_listed(results):
    assert listed(results).splitlines() == EXPECTED.read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        project = make(Path(folder))
        found = {id: became(project, each) for id, each in CASES.items()}
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
        sys.stdout.write(listed(found))
        sys.stderr.write(tally(found, CASES))

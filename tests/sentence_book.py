"""An invented force with a measure of every kind, whose numbers are easily known: the book that the sentences of the corpus tell.

The edition is of October to December 2023, written in January 2024. `python tests/sentence_book.py` prints its figures.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from conftest import descriptor, measure

from pcc_lib.core.periods import Span
from pcc_lib.figures.figures import Figures
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project

QUARTER = "2023-24-Q3"
MONTHS = Span("2021-01", "2023-12").periods
By = Callable[[str], int]


def _by(usual: dict[str, int], **others: int) -> By:
    """A value a month: by year, and those of single months (`m2023_12=1200`)."""
    single = {key[1:].replace("_", "-"): value for key, value in others.items()}
    return lambda month: single.get(month, usual[month[:4]])


OFFERED = _by({"2021": 900, "2022": 1000, "2023": 1100}, m2023_11=1250, m2023_12=1200)
ABANDONED = _by({"2021": 90, "2022": 100, "2023": 90}, m2023_11=75, m2023_12=60)
MEAN_WAIT = _by({"2021": 30, "2022": 30, "2023": 40}, m2023_11=50, m2023_12=45)
BURGLARY = _by({"2021": 50, "2022": 50, "2023": 50}, m2022_12=80, m2023_11=40, m2023_12=40)
CHARGED = _by({"2021": 5, "2022": 5, "2023": 7}, m2022_12=8, m2023_12=10)
ASB = _by({"2021": 90, "2022": 100, "2023": 200}, m2023_12=300)
HATE = _by({"2021": 20, "2022": 24, "2023": 22}, m2022_12=25, m2023_12=25)
HELPED = _by({"2021": 20, "2022": 20, "2023": 30})
SPEND = _by({"2021": 200_000, "2022": 200_000, "2023": 200_000}, m2023_12=250_000)


def _calls() -> Iterator[str]:
    for month in MONTHS:
        for area, share in (("north", 6), ("south", 4)):
            offered, abandoned = OFFERED(month) * share // 10, ABANDONED(month) * share // 10
            answered = offered - abandoned
            yield f"{month},{area},{offered},{abandoned},{answered},{answered * MEAN_WAIT(month)},computed,"


def _crimes() -> Iterator[str]:
    for month in MONTHS:
        row = (BURGLARY(month), CHARGED(month), ASB(month), HATE(month), HELPED(month), SPEND(month))
        yield f"{month},force,{','.join(map(str, row))},computed,"


def _survey() -> Iterator[str]:
    for month in MONTHS:
        yield f"{month},force,{150 if month >= '2023-10' else 140},200,computed,"


def _quarters() -> Iterator[str]:
    for quarter, count in (
        ("2022-Q3", 80),
        ("2022-Q4", 90),
        ("2023-Q1", 95),
        ("2023-Q2", 100),
        ("2023-Q3", 100),
        ("2023-Q4", 120),
    ):
        yield f"{quarter},force,{count},computed,"


SOURCES = {
    "calls": ("month", "area", "north, south", ("offered", "abandoned", "answered", "wait_s"), _calls),
    "crimes": ("month", "unit", "force", ("burglary", "charged", "asb", "hate", "helped", "spend"), _crimes),
    "survey": ("month", "unit", "force", ("satisfied", "asked"), _survey),
    "finalised": ("quarter", "unit", "force", ("cases",), _quarters),
    "national": (
        "year",
        "unit",
        "force",
        ("incidents",),
        lambda: iter(("2021-22,force,200,published,", "2022-23,force,150,published,")),
    ),
    "places": (
        "month",
        "unit",
        "force",
        ("place",),
        lambda: iter(("2022-12,force,15,published,", "2023-12,force,12,published,")),
    ),
}
COUNT = {"source": "crimes", "breakdown": "unit"}
MEASURES = {
    "calls": measure("Calls", numerator="offered", breakdown="area", unit="calls", baseline=2021),
    "wait": measure(
        "Wait",
        calculation="mean",
        numerator="wait_s",
        denominator="answered",
        unit="seconds",
        breakdown="area",
        good_direction="decrease",
        target={"value": 40, "label": "40-second standard"},
    ),
    "abandonment": measure(
        "Calls abandoned",
        calculation="percentage",
        numerator="abandoned",
        denominator="offered",
        unit="%",
        decimals=1,
        breakdown="area",
        good_direction="decrease",
        target={"value": 6, "label": "At most 6%"},
    ),
    "burglary": measure("Burglary", **COUNT, numerator="burglary", unit="burglaries", good_direction="decrease"),
    "asb": measure("Anti-social behaviour", **COUNT, numerator="asb", unit="incidents", good_direction="decrease"),
    "hate": measure("Hate crime", **COUNT, numerator="hate", unit="crimes", good_direction="neutral"),
    "helped": measure(
        "Victims helped", **COUNT, numerator="helped", unit="victims", window="financial year", good_direction="increase"
    ),
    "spend": measure("Spending", **COUNT, numerator="spend", unit="GBP", good_direction="neutral"),
    "charges": measure(
        "Charge rate",
        **COUNT,
        calculation="percentage",
        numerator="charged",
        denominator="burglary",
        unit="%",
        decimals=1,
        window="12 months",
        good_direction="increase",
    ),
    "satisfaction": measure(
        "Victims satisfied",
        source="survey",
        breakdown="unit",
        calculation="percentage",
        numerator="satisfied",
        denominator="asked",
        unit="%",
        decimals=1,
        window="3 months",
        good_direction="increase",
        target={"value": 70, "label": "At least 70%"},
    ),
    "finalised": measure("Cases finalised", source="finalised", breakdown="unit", numerator="cases", unit="cases"),
    "national": measure(
        "Incidents in the country",
        source="national",
        breakdown="unit",
        calculation="published",
        numerator="incidents",
        unit="incidents",
        area_label="England and Wales",
    ),
    "place": measure(
        "Place among forces", source="places", breakdown="unit", calculation="published", numerator="place", unit="rank"
    ),
}
STATED = (
    "arrests,94,arrests,94,2023-11,Op HARBOUR 3 made 94 arrests.,Report",
    "recruits,50,people,50 or more,2024-03,50 people are to join by March 2024.,Report",
    'cash,73000,GBP,"£73,000",,"£73,000 was seized.",Report',
    "bare_share,27.3,%,27.3,2023-11,The rate is printed as 27.3.,Report",
    "form_minutes,30,minutes,30 minutes,,A form takes 30 minutes.,Report",
)
REPORTED = "calls: 2023-12, crimes: 2023-12, survey: 2023-12, finalised: 2023-Q4, national: '2022-23', places: 2023-12"
FILES = {
    "data/body.yml": "name: Office\nforce: Force\narea: Northshire\nreport_title: Report\noriginal_name: slide pack\n"
    "areas:\n  - {id: north, title: North}\n  - {id: south, title: South}\n",
    "data/datapackage.yml": "name: sentences\nresources:\n" + "".join(f"  - sources/{name}.resource.yml\n" for name in SOURCES),
    "data/topics/calls.yml": "title: Calls\npriority: priority-1\norder: 1\n",
    "data/plan/priorities.yml": "priorities:\n  - {id: priority-1, number: 1, title: Be there, short_title: Be there, "
    "description: Answer, page: priority-1}\n",
    "data/plan/names.yml": "names: ['999', '101', Op HARBOUR 3, Twelve Oaks House]\n",
    f"data/quarters/{QUARTER}/quarter.yml": f"written_on: 2024-01-16\nreporting_months:\n  sources: {{{REPORTED}}}\n",
    f"data/quarters/{QUARTER}/stated.csv": "id,value,unit,text,period,statement,source\n" + "".join(f"{row}\n" for row in STATED),
}


def write_book(root: Path) -> None:
    """The book's files."""
    files = dict(FILES)
    for name, (period, breakdown, parts, columns, rows) in SOURCES.items():
        about = descriptor(name, period, breakdown, parts, *columns)
        files[f"data/sources/{name}.resource.yml"] = _quarterly(about) if period == "quarter" else about
        files[f"data/sources/{name}.csv"] = "\n".join([",".join((period, breakdown, *columns, "kind", "status")), *rows(), ""])
    files |= {f"data/measures/{id}.yml": text for id, text in MEASURES.items()}
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _quarterly(about: str) -> str:
    return about.replace(r"20\d{2}(-\d{2})?", r"20\d{2}-Q[1-4]")


@cache
def figures() -> Figures:
    """The figures of the book, in a folder of their own."""
    root = Path(tempfile.mkdtemp(prefix="sentences-"))
    write_book(root)
    project = Project(root)
    return Figures(project, open_quarter(project, QUARTER))


if __name__ == "__main__":
    from pcc_lib.core.errors import ReportError
    from pcc_lib.figures.catalogue import CHANGES

    for id in MEASURES:
        for statistic in ("value", "total_12_months", "target", "gap_to_target", *CHANGES):
            try:
                each = figures().figure(f"{id}.{statistic}")
                print(each.id, each.text, each.period, each.compared_with, "signed" if each.signed else "")
            except ReportError as error:
                print(f"{id}.{statistic}", str(error)[:100])

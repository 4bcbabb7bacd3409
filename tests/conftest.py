"""A tiny project whose every answer can be worked out by hand, and the committed project at the root."""

from __future__ import annotations

import gc
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings
from places import PUBLISHED, RESULTS, SAMPLE

from pcc_lib.checking import check
from pcc_lib.core.errors import Fault
from pcc_lib.core.periods import Span
from pcc_lib.core.store import use, use_for_minutes
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.figures import Figures
from pcc_lib.inputs.contents import read_notebook
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.pages.page import Block
from pcc_lib.report import Report

os.environ.setdefault("PCC_STAND_BY", "0")  # what a test builds leaves no process behind, but where it says so

# the same examples on every run, however busy the machine: a commit that has passed passes again
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")

PAGES = ("headlines", "priority-1", "priority-2", "priority-3", "priority-4")
QUARTER = PUBLISHED  # the tiny project's only quarter too
MONTHS = Span("2021-01", "2023-12").periods
KIND_FIELDS = """\
    - {name: kind, type: string, constraints: {required: true, enum: [computed, published, stated]}}
    - {name: status, type: string, constraints: {enum: [e, p, r]}}
"""


def descriptor(name: str, period: str, breakdown: str, parts: str, *columns: str, extra: str = "") -> str:
    """A resource descriptor; columns are `name` or `name: constraints`."""
    fields = "".join(f"    - {{name: {c}, type: integer, title: {c}, constraints: {{minimum: 0}}}}\n" for c in columns)
    form = r"20\d{2}-(0[1-9]|1[0-2])" if period == "month" else r"20\d{2}(-\d{2})?"
    return (
        f"name: {name}\ntitle: Source {name}\npath: {name}.csv\nformat: csv\nencoding: utf-8\nschema:\n"
        f"  primaryKey: [{period}, {breakdown}]\n  missingValues: ['']\n  fields:\n"
        f"    - {{name: {period}, type: string, constraints: {{required: true, pattern: '{form}'}}}}\n"
        f"    - {{name: {breakdown}, type: string, constraints: {{required: true, enum: [{parts}]}}}}\n"
        f"{fields}{KIND_FIELDS}{extra}"
        f"producer: Nobody\nlicence: none\nobtained: by hand\nperiod: {period}\nbreakdown: {breakdown}\nlimits: tiny\n"
    )


def measure(title: str = "Calls", **keys: object) -> str:
    """A measure's YAML; keys with None are left out."""
    said = {
        "title": title,
        "topic": "calls",
        "order": 1,
        "calculation": "count",
        "source": "calls",
        "numerator": "offered",
        "unit": "calls",
        "good_direction": "neutral",
        "why_it_matters": "Somebody waits.",
        "owner": "Somebody",
        "next_review": "2024-06-30",
    } | keys
    return "".join(f"{k}: {json.dumps(v)}\n" for k, v in said.items() if v is not None)


def calls_csv() -> str:
    """North 10 calls a month in 2021, 20 in 2022, 30 in 2023 and 40 in October 2023; south 5. November would leak."""
    rows = ["month,area,offered,answered,wait_s,kind,status"]
    for month in MONTHS:
        north = {"2021": 10, "2022": 20, "2023": 30}[month[:4]] if month != "2023-10" else 40
        status = "e" if month < "2022-01" else "p" if month == "2023-10" else ""
        leak = month > "2023-10"
        rows += [
            f"{month},north,{9999 if leak else north},{9999 if leak else north // 2},600,computed,{status}",
            f"{month},south,{9999 if leak else 5},{9999 if leak else 5},100,computed,{status}",
        ]
    return "\n".join(rows) + "\n"


SURVEY = """month,question,happy,asked,kind,status
2023-03,overall,9,10,computed,
2023-03,other,1,10,computed,
2023-04,overall,8,10,computed,
2023-04,other,1,10,computed,
2023-06,overall,,10,computed,
2023-06,other,1,10,computed,
2023-08,overall,1,10,computed,
2023-08,other,7,10,computed,
2023-09,overall,2,10,computed,
2023-09,other,7,10,computed,
2023-10,overall,3,20,computed,
2023-10,other,7,20,computed,
"""
FILES = {
    "data/body.yml": "name: Office\nforce: Force\narea: Area\nreport_title: Report\n"
    "areas:\n  - {id: north, title: North}\n  - {id: south, title: South}\n",
    "data/datapackage.yml": "name: tiny\nresources:\n  - sources/calls.resource.yml\n  - sources/survey.resource.yml\n"
    "  - sources/medians.resource.yml\n  - sources/population.resource.yml\n"
    "  - sources/national.resource.yml\n",
    "data/sources/calls.csv": calls_csv(),
    "data/sources/calls.resource.yml": descriptor(
        "calls",
        "month",
        "area",
        "north, south",
        "offered",
        "answered",
        "wait_s",
        extra="checks:\n  - {rule: answered <= offered, says: more answered than offered}\n",
    ),
    "data/sources/survey.csv": SURVEY,
    "data/sources/survey.resource.yml": descriptor(
        "survey",
        "month",
        "question",
        "overall, other",
        "happy",
        "asked",
        extra="gaps: [{first: 2023-05, last: 2023-05}, {first: 2023-07, last: 2023-07}]\n",
    ),
    "data/sources/medians.csv": "month,group,median_s,kind,status\n2022-10,us,50,published,\n2023-10,us,61,published,\n"
    "2023-10,others,70,published,\n",
    "data/sources/medians.resource.yml": descriptor(
        "medians", "month", "group", "us, others", "median_s", extra="gaps: [{group: us, first: 2022-11, last: 2023-09}]\n"
    ),
    "data/sources/national.csv": "year,area,incidents,kind,status\n2021-22,all,200,published,\n2022-23,all,150,published,\n",
    "data/sources/national.resource.yml": descriptor("national", "year", "area", "all", "incidents"),
    "data/sources/population.csv": "year,area,population,kind,status\n2022,north,1000,published,\n2022,south,1000,published,\n"
    "2023,north,3000,published,\n2023,south,1100,published,\n2024,north,1,published,\n",
    "data/sources/population.resource.yml": descriptor("population", "year", "area", "north, south", "population"),
    "data/topics/calls.yml": "title: Calls to the police\npriority: priority-1\norder: 1\ntiles: [offered, answered_rate]\n"
    "charts:\n  - {id: trend, kind: trend, measures: [offered]}\n",
    "data/measures/offered.yml": measure(
        breakdown="area",
        baseline=2021,
        target={"value": 30, "label": "At most"},
        breaks=[{"month": "2023-06", "reason": "new system"}],
    ),
    "data/measures/answered_rate.yml": measure(
        "Calls answered",
        order=2,
        calculation="percentage",
        numerator="answered",
        denominator="offered",
        unit="%",
        decimals=1,
        breakdown="area",
        target={"by": {"north": 60, "south": 90}, "label": "At least"},
    ),
    "data/plan/priorities.yml": "priorities:\n  - {id: priority-1, number: 1, title: Be there, short_title: Be there, "
    "description: Answer every call, page: priority-1}\n",
    "data/plan/names.yml": "names: ['999', Op SCORPION 6]\n",
    "data/plan/glossary.yml": "terms:\n  - {acronym: CPS, expansion: Crown Prosecution Service, meaning: They prosecute.}\n",
    "data/plan/delivery.csv": "id,appendix,priority,objective,activity,owner,due,due_text,note\n"
    "station,A,priority-1,Be there,Build a station,Boss,2023-09,September 2023,\n",
    f"data/quarters/{QUARTER}/quarter.yml": "written_on: 2023-11-28\nreporting_months:\n  sources: {calls: 2023-10, "
    "survey: 2023-10, medians: 2023-10, national: '2022-23', population: '2023'}\n",
    f"data/quarters/{QUARTER}/stated.csv": "id,value,unit,text,period,statement,source,confirmed\n"
    f"recruits,50,people,50 or more,2024-01,Fifty people join.,Report,{QUARTER}\n",
    f"data/quarters/{QUARTER}/deliverables.csv": "id,priority,action,due,due_text,progress,plan_id,promise,note,confirmed\n"
    f"station-1,priority-1,Build it,2024-01,January 2024,40,station,same,,{QUARTER}\n",
    f"data/quarters/{QUARTER}/topics/calls.md": "## So what?\n\nCalls were {{ offered.change_on_year }} higher.\n\n"
    "## Now what?\n\n- Answer them.\n",
}

FUNDED = {
    "data/plan/budget.yml": """\
title: Allocation
source: Plan
years: [2023/24, 2024/25]
unit: GBP million
decimals: 3
amounts: {source: funding, column: million}
printed_totals: {source: funding_printed, column: million}
rows:
  - {id: chief-constable, title: Chief Constable}
  - {id: office, title: Office}
claim:
  id: share
  value: 98
  unit: '%'
  text: 98%
  statement: Nearly all.
  rows: [chief-constable]
  wider_rows: [chief-constable]
  wider_title: Chief Constable
  note: The table gives less.
""",
    "data/plan/staffing.yml": """\
title: Staff
unit: FTE
source: Plan
year: 2023/24
teams: {source: staff, column: fte}
printed_totals: {source: staff_printed, column: fte}
groups:
  - {id: office, title: Office, total_id: all-staff, rows: [{id: front-desk, title: Front desk}]}
make_up:
  shares: {source: make_up, column: percent}
  unit: '%'
  decimals: 1
  of: Staff
  note: As printed.
  rows: [{id: female, title: Women}]
""",
    "data/sources/funding.csv": "year,allocation,million,kind,status\n2023-24,chief-constable,7.5,stated,\n"
    "2023-24,office,2.5,stated,\n2024-25,chief-constable,9,stated,\n2024-25,office,3,stated,\n",
    "data/sources/funding_printed.csv": "year,allocation,million,kind,status\n2023-24,total,10.001,stated,\n"
    "2024-25,total,12,stated,\n",
    "data/sources/staff.csv": "year,team,fte,kind,status\n2023-24,front-desk,3,stated,\n",
    "data/sources/staff_printed.csv": "year,group,fte,kind,status\n2023-24,office,12.25,stated,\n",
    "data/sources/make_up.csv": "year,group,percent,kind,status\n2023-24,female,56.5,stated,\n",
}
SUPPLIES = {
    "funding": ("allocation", "chief-constable, office", "million"),
    "funding_printed": ("allocation", "total", "million"),
    "staff": ("team", "front-desk", "fte"),
    "staff_printed": ("group", "office", "fte"),
    "make_up": ("group", "female", "percent"),
}


@dataclass
class Tiny:
    """The tiny project's folder; every method reads the files anew."""

    root: Path

    def write(self, name: str, text: str | bytes) -> Tiny:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return self

    def edit(self, name: str, old: str, new: str) -> Tiny:
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old!r}"
        return self.write(name, text.replace(old, new, 1))

    def measure(self, id: str, **keys: object) -> Tiny:
        return self.write(f"data/measures/{id}.yml", measure(**keys))

    def comment(self, text: str, where: str = "topics/calls") -> Tiny:
        return self.write(f"data/quarters/{QUARTER}/{where}.md", text)

    def project(self) -> Project:
        return Project(self.root)

    def figures(self) -> Figures:
        return Figures(project := self.project(), open_quarter(project))

    def figure(self, id: str) -> Figure:
        return self.figures().figure(id)

    def report(self, page: str = "priority-1", quarter: str = "latest") -> Report:
        return Report(self.project(), page, quarter)

    def faults(self) -> list[Fault]:
        return check.fault_list(project := self.project(), open_quarter(project))

    def said(self) -> str:
        return "\n".join(map(str, self.faults()))


@pytest.fixture
def tiny(tmp_path) -> Tiny:
    project = Tiny(tmp_path)
    for name, text in FILES.items():
        project.write(name, text)
    return project


NEXT = "2023-24-Q4"


@pytest.fixture
def two(tiny) -> Tiny:
    """The tiny project with a quarter more: a copy made by hand, in which nothing but the date was changed."""
    for name in ("quarter.yml", "stated.csv", "deliverables.csv", "topics/calls.md"):
        text = (tiny.root / f"data/quarters/{QUARTER}/{name}").read_text(encoding="utf-8")
        tiny.write(f"data/quarters/{NEXT}/{name}", text.replace("2023-11-28", "2024-02-28"))
    return tiny


@pytest.fixture
def funded(tiny) -> Tiny:
    """The tiny project with money and staff."""
    for name, text in FUNDED.items():
        tiny.write(name, text)
    listed = "".join(f"  - sources/{name}.resource.yml\n" for name in SUPPLIES)
    tiny.write("data/datapackage.yml", FILES["data/datapackage.yml"] + listed)
    for name, (breakdown, parts, column) in SUPPLIES.items():
        about = descriptor(name, "year", breakdown, parts, column, extra="last: 2024-25\n").replace("integer", "number")
        tiny.write(f"data/sources/{name}.resource.yml", about)
    return tiny


@pytest.fixture(scope="session")
def repo() -> Project:
    """The committed project. Nothing may be written there."""
    return Project(SAMPLE)


# The files that take longest, so that no core waits at the end for another (`make test` hands files out in this order)
LONGEST = (
    "browser/test_pages.py",
    "test_tutorial.py",
    "test_mutations.py",
    "test_disclosure_attack.py",
    "test_published_book.py",
    "browser/test_packs.py",
    "test_second_reader.py",
    "test_founding.py",
    "test_estates.py",
    "test_terminals.py",
    "test_preview.py",
    "test_rounding.py",
    "test_hostile.py",
    "test_reuse.py",
    "test_two_editions.py",
    "test_charts.py",
    "test_interrupted.py",
    "test_compiling.py",
    "test_style.py",
    "test_sheet.py",
    "test_editions.py",
    "browser/test_readers_charts.py",
    "test_awkward_shapes.py",
    "test_publishing.py",
    "browser/test_hostile.py",
    "test_changes.py",
    "test_reworking.py",
    "browser/test_listen.py",
    "test_acronyms.py",
    "test_workbooks.py",
    "browser/test_light.py",
    "test_proofs_kept.py",
    "test_exploring.py",
    "test_what_would_change.py",
    "test_build.py",
    "test_level_changes.py",
    "test_workers.py",
    "browser/test_rework.py",
    "browser/test_rows.py",
    "test_coverage_changes.py",
    "test_questions_of_open_data.py",
    "test_disclosure.py",
    "test_status.py",
    "test_questions.py",
    "test_seams.py",
    "test_numbers_read_back.py",
    "test_titles.py",
    "test_structure.py",
    "test_police_uk.py",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Who asks for the committed project reads it; who asks for all blocks of its pages is slow. Slow tests are not
    measured. Long files come first."""
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0].removeprefix("tests/"), len(place)))
    for item in items:
        used = set(getattr(item, "fixturenames", ()))
        if used & {"repo", "q3_blocks"}:
            item.add_marker("sample")
        if "q3_blocks" in used:
            item.add_marker("slow")
        if item.get_closest_marker("slow"):
            item.add_marker("no_cover")


def pytest_collection_finish() -> None:
    """What is loaded by now lasts to the end: looking through it for rubbish again and again took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Whoever reads the committed project finds what others of this run, or of one before, have worked out and drawn of it, as
    pages of a build do. Not where a test changes the library for itself: what that makes must not be kept for others."""
    shares = item.get_closest_marker("sample") and "monkeypatch" not in getattr(item, "fixturenames", ())
    use(RESULTS if shares else None)
    use_for_minutes(None)  # a test that read a book back in this process has set it


def each_marked(projects: Mapping[str, object], sample: str = "sample") -> list[object]:
    """Names of projects as parameters of tests; that of the sample is marked so, for others are the same when it has grown."""
    return [pytest.param(name, marks=pytest.mark.sample) if name == sample else name for name in projects]


def notebook(page: str) -> dict:
    """A page's notebook."""
    return json.loads((SAMPLE / f"notebooks/{page}.ipynb").read_text(encoding="utf-8"))


def asked(page: str) -> list[tuple[str, list[str]]]:
    """The blocks that a page's notebook asks for, those of a standard page among them: method and arguments."""
    return [(call.name, list(call.args)) for call in read_notebook(Project(SAMPLE), f"notebooks/{page}.ipynb").calls]


def page_blocks(page: str, quarter: str) -> list[Block]:
    """Every block of a page, made as its notebook makes it, by a reader who opened nothing else."""
    report = Report(Project(SAMPLE), page, quarter)
    return [getattr(report, name)(*args) for name, args in asked(page)]


@pytest.fixture(scope="session")
def q3_blocks() -> dict[str, list[Block]]:
    """Every block of every page of the published quarter."""
    return {page: page_blocks(page, QUARTER) for page in PAGES}


@pytest.fixture(scope="session")
def q3_figures(q3_blocks) -> list[Figure]:
    """Every figure that those pages print."""
    return list({f.id: f for blocks in q3_blocks.values() for b in blocks for f in b.figures}.values())


# ── a browser ─────────────────────────────────────────────────────────────────────────────────────────────────────────
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def missing(reason: str) -> None:
    """Skip with a reason; a machine that calls itself CI must have a browser."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason} CI must run the browser tests.")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def pango() -> None:
    """What WeasyPrint sets letters with. Without it tests of packs skip with a reason; under CI=true that fails."""
    from pcc_lib.core.errors import ReportError
    from pcc_lib.packs.press import weasyprint_here

    try:
        weasyprint_here()
    except ReportError as error:
        missing(str(error))


@pytest.fixture(scope="session")
def chromium():
    """Chromium from the system, driven by Playwright: one for all tests of a process, which can hold no second. Without it they
    skip with a reason; under CI=true that fails."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not program:
        missing("No Chromium on this machine (looked for " + ", ".join(BROWSERS) + ").")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()

"""An attacker with nothing but the public files of an edition tries to work out the small numbers that it hides.

The project `small-numbers` is built, and everything that its edition publishes is read again: the ledger, chart data in
pages and downloads, tables, executed notebooks, fingerprints. All of it goes into one system of equations, and linear
programming asks what each hidden count can be. The same attack must succeed where nothing, or too little, is hidden.
"""

from __future__ import annotations

import ast
import base64
import csv
import hashlib
import hmac
import io
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import ascii_lowercase
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from conftest import descriptor
from places import ROOT
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from pcc_lib.building import editions
from pcc_lib.building.attacking import attack_edition
from pcc_lib.building.job import Job
from pcc_lib.building.keeping import told_by
from pcc_lib.charts import images
from pcc_lib.charts.files import whole_page
from pcc_lib.checking.check import check_all, expected_blocks, fault_list
from pcc_lib.core.errors import FaultsError
from pcc_lib.core.packed import parts_of
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import Quarter, period_label
from pcc_lib.figures.cutting import make_series
from pcc_lib.figures.figure import FigureId
from pcc_lib.inputs.contents import read_notebook
from pcc_lib.inputs.measures import read_measure, read_topic
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import read_source
from pcc_lib.inputs.standard_pages import standard_pages
from pcc_lib.pages.page import Page
from pcc_lib.report import Report
from pcc_lib.statistics import linked_cells, linked_tables
from pcc_lib.statistics.count_tables import TOTAL
from pcc_lib.statistics.suppression_audit import THRESHOLD
from pcc_lib.workbooks.edition import Downloads

pytestmark = pytest.mark.slow

SMALL = ROOT / "tests/projects/small-numbers"
QUARTER, BEFORE = "2024-25-Q3", "2024-25-Q2"
PAGES = ("priority-1", "signals", "how-to-read", "scorecard", "figures", "about-the-data")
REPLAYED = ("figures", "how-to-read")  # the one lists what the other pages print, the other nothing of any measure
CSVS = ("referrals", "visits")
COUNTS = {"referred": "people", "referred_before": "repeat", "visits": "visits", "visits_missed": "missed"}
Cell = tuple[str, str, str]  # column, team, month
Outputs = dict[str, list[dict]]  # page to its outputs, as its executed notebook holds them


# ── the editions ──────────────────────────────────────────────────────────────────────────────────────────────────────
def copy(folder: Path) -> Path:
    shutil.copytree(SMALL, folder, ignore=shutil.ignore_patterns("_build"))
    return folder


def shown(root: Path, quarter: str = QUARTER, pages: tuple[str, ...] = PAGES) -> Outputs:
    """The outputs of all pages, made in this process as their notebooks make them."""
    found: Outputs = {}
    for page in pages:
        report, found[page] = Report(Project(root), page, quarter), []
        for data, metadata in bundles(report, root, page):
            found[page].append({"data": data, "metadata": json.loads(json.dumps(metadata))})
    return found


def bundles(report: Report, root: Path, page: str) -> Iterator[tuple[dict, dict]]:
    """What the blocks of a page show: those of a standard page are all made before the first is shown."""
    if page in standard_pages():
        yield from ((data, about) for data, about in report.standard_page().outputs() if "pcc" in about)
        return
    for call in read_notebook(Project(root), f"notebooks/{page}.ipynb").calls:
        yield getattr(report, call.name)(*call.args)._repr_mimebundle_()


def stored(folder: Path) -> Outputs:
    """The outputs that the executed notebooks of an edition hold."""
    found: Outputs = {}
    for page in PAGES:
        cells = json.loads((folder / f"notebooks/{page}.ipynb").read_text(encoding="utf-8"))["cells"]
        outputs = [o for c in cells for o in c.get("outputs", ()) if "pcc" in o.get("metadata", {})]
        found[page] = [{"data": {k: "".join(v) for k, v in o["data"].items()}, "metadata": o["metadata"]} for o in outputs]
    return found


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> tuple[Path, Path]:
    """The project's folder, and the folder of its edition."""
    project = Project(copy(tmp_path_factory.mktemp("attack") / "small"))
    index = editions.build(Job(project, Quarter.parse(QUARTER), say=lambda _: None), check=check_all, expected=expected_blocks)
    return project.root, index.parents[1]


@pytest.fixture(scope="module")
def public(built) -> dict[str, str]:
    """Every public file of the edition that holds text, by name; pages with all that their charts hold."""
    kept = {".html", ".ipynb", ".csv", ".json", ".js", ".svg"}
    return {
        p.relative_to(built[1]).as_posix(): whole_page(p) if p.suffix == ".html" else p.read_text(encoding="utf-8")
        for p in sorted(built[1].rglob("*"))
        if p.suffix in kept and ("_static" not in p.parts or "charts" in p.parts)
    }


@pytest.fixture
def undrawn(monkeypatch) -> None:
    """Charts without their static pictures, which cost most of the time."""
    monkeypatch.setattr(images, "_rendered", lambda *_: '<svg xmlns="http://www.w3.org/2000/svg"/>')


# ── what is published ─────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Fact:
    """A number that is published of a measure at a period (`part` is blank for the whole)."""

    measure: str
    part: str
    period: str
    value: float
    place: str


def facts(html: str, place: str) -> Iterator[Fact]:
    """Every number of every chart in some HTML: from its download, from what draws it, and from its table."""
    project = Project(SMALL)
    charts = {c.id: c for c in read_topic(project, "referrals").charts}
    for block in BeautifulSoup(html, "html.parser").select(".pcc-chart"):
        chart = charts[block["data-chart"].partition("/")[2]]
        text = unquote(block.select_one('a[download$=".csv"]')["href"].partition(",")[2])
        spec = json.loads(block.select_one("script.pcc-spec").string)
        drawn = [row for rows in spec.get("datasets", {}).values() for row in rows] + [
            row for part in walk(spec) for row in (part.get("values") or ()) if isinstance(row, dict)
        ]
        quarter = re.search(r"\d{4}-\d\d-Q\d", block.select_one("a[download]")["download"])[0]
        table = [[c.get_text() for c in row.select("th, td")] for row in block.select("tr")]
        rows = [(r["period_or_group"], r["series"], r["value"]) for r in csv.DictReader(io.StringIO(text))]
        rows += [(str(r.get("period", r.get("label", ""))), str(r.get("series", "")), r.get("value", "")) for r in drawn]
        rows += [(line[0], head, cell) for line in table[1:] for head, cell in zip(table[0][1:], line[1:], strict=True)]
        for period, series, value in rows:
            found = named(project, quarter, chart, period, series)
            if found and re.fullmatch(r"[\d,.]+%?", str(value)):
                yield Fact(*found, float(str(value).replace(",", "").rstrip("%")), f"{place}, chart {chart.id}")


def walk(value: object) -> Iterator[dict]:
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(child)


@cache
def labels() -> dict[str, str]:
    months = {period_label(m): m for m in Span("2022-10", "2025-02").periods}
    return months | {m: m for m in months.values()}


def named(project: Project, quarter: str, chart: object, period: str, series: str) -> tuple[str, str, str] | None:
    """Measure, team and month of a number in a chart (None where it has none of its own)."""
    teams = {a.title: a.id for a in project.body.areas}
    titles = {read_measure(project, m).title: m for m in chart.measures}
    if (chart.kind == "trend" and period[:7] in labels()) or period in labels():
        month = labels().get(period) or labels()[period[:7]]
        return (titles.get(series, chart.measures[0]), teams.get(series, ""), month) if chart.kind == "trend" else None
    if chart.kind == "breakdown" and period in teams:
        latest = open_quarter(project, quarter).reporting_month(read_measure(project, chart.measures[0]))
        return chart.measures[0], teams[period], latest
    return None


def offered(public: dict[str, str]) -> list[Fact]:
    """Every number of the series that the edition offers to take along."""
    rows = csv.DictReader(io.StringIO(public[f"html/downloads/{QUARTER}_series.csv"]))
    names = ((FigureId.parse(row["figure"]), row["value"]) for row in rows if not row["value"].startswith("["))
    return [Fact(name.measure, name.part, name.period, float(value), "a download") for name, value in names]


def ledger_of(outputs: Outputs) -> list[dict]:
    return [row for page in outputs.values() for o in page for row in o["metadata"]["pcc"]["figures"]]


def facts_of(outputs: Outputs) -> list[Fact]:
    return [f for page, found in outputs.items() for o in found for f in facts(o["data"]["text/html"], page)]


# ── what is true ──────────────────────────────────────────────────────────────────────────────────────────────────────
@cache
def truth(name: str) -> pd.Series:
    """True counts of a source by column, team and month, as far as the quarter knows; blanks left out."""
    frame = read_source(Project(SMALL), name).frame
    frame = frame[frame["month"] <= "2024-11"].drop(columns=["kind", "status"])
    long = frame.melt(["month", "team"], var_name="column").dropna()
    return long.set_index(["column", "team", "month"])["value"].sort_index()


def small(name: str, most: int = 4) -> dict[Cell, float]:
    found = truth(name)
    return found[(found >= 1) & (found <= most)].to_dict()


# ── the attack ────────────────────────────────────────────────────────────────────────────────────────────────────────
Linear = dict[Cell, float]
Ratio = tuple[Linear, Linear]  # a sum of cells over a sum of cells; {} stands for one


SUMS = {"count", "average", "per_month", "percentage", "change_number", "change_percent", "change_points"}


class System:
    """All that is published about the threshold source, as equations between its cells."""

    def __init__(self) -> None:
        found = truth("referrals")
        months, teams = sorted({c[2] for c in found.index}), ("north", "south", "east", "west")
        self.cells = [(c, t, m) for c in ("people", "repeat") for t in teams for m in months]
        self.place = {cell: i for i, cell in enumerate(self.cells)}
        self.equal: list[tuple[Linear, float]] = []
        self.true = np.array([found.get(c, 0.0) for c in self.cells])

    def block(self, text: str) -> Linear:
        """`referrals.csv#month=2023-12..2024-11;team=west;column=people` as a sum of cells."""
        when, *where, column = re.fullmatch(r"referrals\.csv#month=([^;]+)(?:;team=([^;]+))?;column=(\w+)", text).groups()
        teams = where[0].split("+") if where[0] else ("north", "south", "east", "west")
        months = Span(*(when.split("..") * 2)[:2]).periods
        return {(column, team, month): 1.0 for team in teams for month in months if (column, team, month) in self.place}

    def fact(self, fact: Fact) -> None:
        """A number of a chart: the measure's definition is public, so its cells are known."""
        measure = read_measure(Project(SMALL), fact.measure)
        months = {
            "month": [fact.period],
            "12 months": Span(*window(fact.period)).periods,
            "financial year": Span(f"{int(fact.period[:4]) - (fact.period[5:] < '04')}-04", fact.period).periods,
        }[str(measure.window)]
        teams = [fact.part] if fact.part else measure.rows.get("team", ("north", "south", "east", "west"))
        roles = (measure.numerator, measure.denominator)
        top, bottom = ({(c, t, m): 1.0 for c in columns for t in teams for m in months} for columns in roles)
        if measure.denominator and round(fact.value, 1) == fact.value:
            return  # rounded, as a table prints it: the download has it in full
        self.add((scaled(top, 100), bottom) if measure.denominator else (top, {}), fact.value)

    def row(self, row: dict) -> None:
        """A figure of the ledger: its formula and its cells are published with it."""
        called = set(re.findall(r"[a-z_0-9]+(?=\()", row["formula"]))
        if row["value"] is None or "referrals.csv#" not in row["cells"] or not called or not called <= SUMS:
            return  # limits and bounds of methods are no sums of cells
        names = dict(zip(ascii_lowercase, map(self.block, row["cells"].split()), strict=False))
        found = self.worked(ast.parse(row["formula"], mode="eval").body, names, row["value"])
        if found:
            self.add(*found)

    def worked(self, node: ast.expr, names: dict[str, Linear], value: float) -> tuple[Ratio, float] | None:
        """A formula as a ratio of sums and what it is equal to; None where it is neither."""
        if isinstance(node, ast.Name):
            return (names[node.id], {}), value
        called, args = node.func.id, node.args
        if called == "count":
            return self.worked(args[0], names, value)
        if called in ("average", "per_month"):
            return self.worked(args[0], names, value * 12)
        if called == "percentage":
            top, bottom = (self.worked(a, names, 0)[0][0] for a in args)
            return (scaled(top, 100), bottom), value
        now, before = (self.worked(a, names, 0)[0] for a in args)
        if now[1] or before[1]:
            return None  # a difference of two ratios: both are published beside it
        factor = {"change_number": 1.0, "change_percent": 1 + value / 100}[called]
        return (joined(now[0], scaled(before[0], -factor)), {}), value if called == "change_number" else 0.0

    def add(self, ratio: Ratio, value: float) -> None:
        top, bottom = ratio
        terms, right = (joined(top, scaled(bottom, -value)), 0.0) if bottom else (top, value)
        if set(terms) <= set(self.cells):
            assert abs(sum(self.true[self.place[c]] * k for c, k in terms.items()) - right) < 1e-4, (ratio, value)
            self.equal.append((terms, right))

    def ends(self, aims: dict[object, Linear]) -> dict[object, tuple[float, float]]:
        """The least and the most that each sum of cells can be.

        The reader is told even which cells are nought: that a nought is not held back for itself is no secret.
        """
        rows = [(r, self.place[c], k) for r, (terms, _) in enumerate(self.equal) for c, k in terms.items()]
        r, c, k = zip(*rows, strict=True)
        equal = csr_matrix((k, (r, c)), (len(self.equal), len(self.cells)))
        right = [v for _, v in self.equal]
        part = [(i, self.place[("repeat", *cell[1:])], 1.0) for i, cell in enumerate(self.cells) if cell[0] == "people"]
        whole = [(i, self.place[cell], -1.0) for i, cell in enumerate(self.cells) if cell[0] == "people"]
        r, c, k = zip(*part, *whole, strict=True)
        rule = csr_matrix((k, (r, c)), (len(part), len(self.cells)))
        found, least = {}, [(min(value, 1.0), None) for value in self.true]
        for name, aim in aims.items():
            cost, ends = np.zeros(len(self.cells)), []
            for cell, factor in aim.items():
                cost[self.place[cell]] = factor
            for sign in (1, -1):
                got = linprog(
                    sign * cost, A_ub=rule, b_ub=np.zeros(len(part)), A_eq=equal, b_eq=right, bounds=least, method="highs"
                )
                assert got.status in (0, 3), got.message
                ends.append(np.inf if got.status == 3 else sign * got.fun)
            found[name] = (ends[0], ends[1])
        return found


def window(period: str) -> tuple[str, str]:
    return (f"{int(period[:4]) - 1}-{int(period[5:]) + 1:02d}" if period[5:] != "12" else f"{period[:4]}-01"), period


def scaled(terms: Linear, factor: float) -> Linear:
    return {cell: factor * k for cell, k in terms.items()}


def joined(one: Linear, other: Linear) -> Linear:
    return {cell: one.get(cell, 0) + other.get(cell, 0) for cell in (*one, *other)}


def aims() -> dict[object, Linear]:
    """Every count from 1 to 4: cells, totals of a month, and those left of the whole (not referred before)."""
    found = truth("referrals")
    wanted: dict[object, Linear] = {cell: {cell: 1.0} for cell in small("referrals")}
    for (column, month), total in found.groupby(level=["column", "month"]).sum().items():
        if 1 <= total <= 4 and month != "2022-11":
            wanted[column, "all", month] = {(column, t, month): 1.0 for t in ("north", "south", "east", "west")}
    for team, month in found["people"].index:
        if 1 <= found["people", team, month] - found["repeat", team, month] <= 4:
            wanted["rest", team, month] = {("people", team, month): 1.0, ("repeat", team, month): -1.0}
    return wanted


def attacked(*editions_seen: Outputs, more: Sequence[Fact] = ()) -> dict[object, tuple[float, float]]:
    """What can be worked out of each small count from everything that some editions publish, and from more facts of theirs."""
    system = System()
    for fact in more:
        if read_measure(Project(SMALL), fact.measure).source == "referrals":
            system.fact(fact)
    for outputs in editions_seen:
        for fact in dict.fromkeys(facts_of(outputs)):
            if read_measure(Project(SMALL), fact.measure).source == "referrals":
                system.fact(fact)
        for row in ledger_of(outputs):
            system.row(row)
    return system.ends(aims())


def given_away(ends: dict[object, tuple[float, float]]) -> set[object]:
    return {name for name, (least, most) in ends.items() if most < 5 - 1e-6 or most - least < 1e-6}


# ── nothing is attached to its month and team ─────────────────────────────────────────────────────────────────────────
def test_the_project_has_what_there_is_to_hide():
    assert len(small("referrals")) > 80 and len(small("visits", 7)) > 20 and len(aims()) > len(small("referrals"))


def test_no_small_count_stands_beside_its_month_and_team(built, public):
    hidden = {
        (name, *cell[1:])
        for source, most in (("referrals", 4), ("visits", 7))
        for cell in small(source, most)
        for name, column in COUNTS.items()
        if column == cell[0]
    }
    found = [f for page in PAGES for f in facts(public[f"html/notebooks/{page}.html"], page)] + facts_of(stored(built[1]))
    assert len(offered(public)) > 300
    found += offered(public)
    ids = {f"{name}.value.{team}@{month}" for name, team, month in hidden}
    ids |= {id.partition("@")[0] for id in ids if id.endswith("2024-11")}
    ledger = list(csv.DictReader(io.StringIO(public["figures.csv"])))
    assert len({(f.measure, f.part, f.period) for f in found}) > 200 and len(ledger) > 50
    assert [f for f in found if (f.measure, f.part, f.period) in hidden] == []
    told = [row for row in ledger if row["id"] in ids]
    assert told and all((row["value"], row["text"], row["status"]) == ("", "[c]", "c") for row in told)


def test_a_line_without_axes_passes_hidden_months_over(public):
    """Two values that are known scale a sparkline; every other point of it could then be read off."""
    project = Project(SMALL)
    visible = {(f.measure, f.part, f.period) for p in PAGES for f in facts(public[f"html/notebooks/{p}.html"], p)}
    titles = {read_measure(project, m).title: m for m in ("referred", "referred_before", "referred_before_share", "visits")}
    teams, read = {a.title: a.id for a in project.body.areas}, 0
    for row in BeautifulSoup(public["html/notebooks/scorecard.html"], "html.parser").select("table.pcc-scorecard tbody tr"):
        title, _, team = row.th.get_text().partition(": ")
        line = row.select_one("svg.pcc-spark")
        if title not in titles or line is None:
            continue
        first, last = (labels()[m] for m in re.search(r", (\w+ \d{4}) to (\w+ \d{4}):", line["aria-label"]).groups())
        months = Span(first, last).periods
        step = (120 - 8) / (len(months) - 1)
        for x in re.findall(r"([\d.]+),[\d.]+", " ".join(p["points"] for p in line.select("polyline"))):
            read += 1
            assert (titles[title], teams.get(team, ""), months[round((float(x) - 4) / step)]) in visible
    assert read > 50


def test_the_marker_is_explained_where_a_table_shows_it(public):
    for page in ("priority-1", "scorecard"):
        soup = BeautifulSoup(public[f"html/notebooks/{page}.html"], "html.parser")
        tables = [t for t in soup.select("table") if "[c]" in t.get_text()]
        assert tables
        for table in tables:
            assert "held back, to protect people" in table.find_next("p", class_="pcc-note").get_text()


def test_what_is_offered_to_take_along_rests_on_what_the_pages_have_read(built):
    """Else the name of an edition would not say all that it is made of."""
    made_from = json.loads(parts_of((built[0] / f"_build/cache/downloads/{QUARTER}.zip").read_bytes())["made-from.json"])
    read = json.loads((built[1] / "manifest.json").read_text(encoding="utf-8"))["inputs"]["read"]
    assert len(made_from["opened"]) > 20 and made_from["opened"].items() <= read.items()


def test_the_attack_reads_what_is_offered_and_finds_what_is_at_odds(built, tmp_path):
    """A count that is worked out from other cells than the public ones would tell something of those behind them."""
    edition = shutil.copytree(built[1], tmp_path / "edition")
    before = {each.source: each for each in attack_edition(Project(built[0]), edition)}
    place = edition / f"html/downloads/{QUARTER}_series.csv"
    text = place.read_text(encoding="utf-8")
    old = next(line for line in text.splitlines() if re.search(r",visits\.value\.north@", line) and "[c]" not in line)
    value = old.split(",")[5]
    place.write_text(text.replace(old, old.replace(f",{value},{value},", f",{int(value) + 1},{value},")), encoding="utf-8")
    after = {each.source: each for each in attack_edition(Project(built[0]), edition)}
    assert before["visits"].contradicted == [] and after["visits"].contradicted != []
    assert before["visits"].facts > 200 and before["referrals"].facts > 300


# ── nothing can be worked out ─────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.no_cover
def test_no_small_count_can_be_worked_out_from_two_editions(built, public, undrawn):
    ends = attacked(stored(built[1]), shown(built[0], BEFORE, ("priority-1", "scorecard")), more=offered(public))
    assert len(ends) > 100 and given_away(ends) == set()


def test_a_rounded_count_is_never_known(built):
    """A reader knows of a published count what rounding leaves, of a hidden one that it is 1 to 7, and never which number.

    Totals are shown beside hidden counts: `test_rounding.py` shows that those that are not tell nothing by that.
    """
    visible = {(f.measure, f.part, f.period): f.value for f in facts_of(stored(built[1])) if f.measure.startswith("visits")}
    found, open_count, totals = truth("visits"), 0, 0
    for month in sorted({m for _, _, m in found.index}):
        cells = [(c, t) for c in ("visits", "missed") for t in ("north", "south", "east", "")]
        bounds = []
        for column, team in cells:
            value = visible.get((next(k for k, v in COUNTS.items() if v == column), team, month))
            reach = 2 if value else 0
            bounds.append((value - reach, value + reach) if value is not None else (1, 7) if team else (0, None))
            real = found[column][:, month].sum() if not team else found[column, team, month]
            assert value is None or abs(value - real) <= reach
            assert value is not None or not team or 1 <= real <= 7
            totals += not team and value is not None and any(1 <= n <= 7 for n in found[column][:, month])
        equal = np.array([[1, 1, 1, -1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1, 1, -1]])
        rule = np.hstack([-np.eye(4), np.eye(4)])
        told = {
            "A_ub": rule,
            "b_ub": np.zeros(4),
            "A_eq": equal,
            "b_eq": np.zeros(2),
            "bounds": bounds,
            "integrality": np.ones(8),
        }
        for at, (column, team) in enumerate(cells):
            if not team or not 1 <= found[column, team, month] <= 7:
                continue
            least, most = (s * linprog(s * np.eye(8)[at], **told).fun for s in (1, -1))
            open_count += 1
            assert most > least + 0.5, (column, team, month, least, most)
    assert open_count > 20 and totals > 30


def rival(root: Path, name: str, policy: str) -> int:
    """Rewrite a source with other hidden numbers that give the same published ones; how many cells differ."""
    path = root / f"data/sources/{name}.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    columns, moved, chance = list(table.columns[2:4]), 0, np.random.default_rng(5)
    links = [linked_cells.link_of({"referrals": "repeat <= people", "visits": "missed <= visits"}[name])]
    for _, rows in table.groupby("month"):
        if (rows[columns] == "").any(axis=None):
            continue
        true = rows.set_index("team")[columns].astype(float).T
        safe = linked_tables.protect_linked(true, links, policy)
        for _ in range(15):
            step = pd.DataFrame(chance.integers(-1, 2, true.shape), true.index, true.columns)
            step = step.where(safe[true.columns].isna() | (policy == "rounding"), 0)
            other = true + step
            if policy == "threshold" and step.sum(axis=1).any():
                continue  # a total that is published would differ
            try:
                same = linked_tables.protect_linked(other, links, policy).equals(safe)
            except ValueError:
                continue  # below nought, or more of a part than of its whole
            if same and not other.equals(true):
                moved += int((other != true).sum().sum())
                for column in columns:
                    table.loc[rows.index, column] = other.loc[column, rows["team"]].astype(int).astype(str).to_list()
                break
    table.to_csv(path, index=False, lineterminator="\n")
    return moved


def unmarked(outputs: Outputs) -> str:
    """Outputs as text, without the fingerprints of files, which executed notebooks do not hold."""
    for output in (each for page in outputs.values() for each in page):
        output["metadata"]["pcc"].pop("opened", None)
    return re.sub("base64,([A-Za-z0-9+/=]+)", without_seals, json.dumps(outputs, sort_keys=True))


def without_seals(found: re.Match[str]) -> str:
    """A drawing without the fingerprints of its sources, and the digest of its record that rests on them."""
    text = base64.b64decode(found[1]).decode("utf-8")
    return re.sub(r'"(?:seal":"\w+"|sources":\{[^}]*\})', "", text)


@pytest.mark.no_cover
def test_nothing_public_depends_on_a_hidden_number(built, tmp_path):
    """With other true numbers behind the same published ones every output of every page is the same to the byte.

    So nothing that is drawn, scaled, averaged, judged, ordered or said can tell the one from the other.
    """
    root = copy(tmp_path / "rival")
    assert rival(root, "referrals", "threshold") > 20 and rival(root, "visits", "rounding") > 20
    seen = {page: outputs for page, outputs in stored(built[1]).items() if page not in REPLAYED}
    assert unmarked(shown(root, pages=tuple(seen))) == unmarked(seen)
    offers = (Downloads(Page(Project(each), "about-the-data", QUARTER, {})).files() for each in (root, built[0]))
    assert next(offers) == next(offers)


MORE_MEASURES = {
    "both": {"numerator": "[people, repeat]"},
    "a_day": {"numerator": "people", "per_day": "true", "breakdown": "team"},
    "calendar": {"numerator": "repeat", "window": "calendar year", "breakdown": "team"},
    "since": {"numerator": "people", "window": "since 2023-04", "breakdown": "team", "whole": "false"},
    "wanted": {"numerator": "people", "breakdown": "team", "target": "{value: 6, label: At most}", "good_direction": "decrease"},
    "moved": {"numerator": "people", "breakdown": "team", "rebase": "[{month: 2023-10, reason: A new service}]"},
    "broken": {"numerator": "repeat", "breakdown": "team", "breaks": "[{month: 2023-08, reason: A new form}]"},
    "hours": {"numerator": "people", "multiply_by": "1.5", "unit": "hours"},
    "eastern": {"numerator": "repeat", "rows": "{team: [east, west]}", "denominator": "people", "calculation": "percentage"},
    "yearly_share": {
        "numerator": "repeat",
        "denominator": "people",
        "calculation": "percentage",
        "window": "12 months",
        "breakdown": "team",
    },
    "rate": {
        "numerator": "people",
        "calculation": "rate_per_1000",
        "population": "residents.people",
        "window": "12 months",
        "breakdown": "team",
        "unit": "people per 1,000 residents",
    },
}
MORE_CHARTS = """\
  - {id: m-day, kind: trend, measures: [a_day], by: team}
  - {id: m-both, kind: trend, measures: [both]}
  - {id: m-calendar, kind: breakdown, measures: [calendar]}
  - {id: m-since, kind: breakdown, measures: [since]}
  - {id: m-wanted, kind: trend, measures: [wanted]}
  - {id: m-moved, kind: trend, measures: [moved]}
  - {id: m-broken, kind: change, measures: [broken]}
  - {id: m-foretold, kind: forecast, measures: [referred]}
  - {id: m-shares, kind: funnel, measures: [yearly_share]}
  - {id: m-places, kind: rank, measures: [yearly_share]}
  - {id: m-rates, kind: funnel, measures: [rate]}
  - {id: m-rated, kind: rank, measures: [rate]}
"""


def enriched(root: Path) -> Path:
    """The project with measures of every other make on its small numbers, and charts of every kind that takes them."""
    first = (root / "data/measures/referred.yml").read_text(encoding="utf-8")
    keep = re.sub(r"(?m)^(title|unit|calculation|numerator|breakdown|baseline|good_direction):.*\n", "", first)
    for name, keys in MORE_MEASURES.items():
        of = {"title": name.capitalize(), "unit": "people", "calculation": "count", "good_direction": "neutral"} | keys
        of["unit"] = '"%"' if of["calculation"] == "percentage" else of["unit"]
        text = keep + "".join(f"{key}: {value}\n" for key, value in of.items())
        (root / f"data/measures/{name}.yml").write_text(text, encoding="utf-8", newline="\n")
    with (root / "data/topics/referrals.yml").open("a", encoding="utf-8", newline="\n") as file:
        file.write(MORE_CHARTS)
    rows = "".join(f"{year},{team},{n},published,\n" for year in (2022, 2023) for team, n in (("north", 900), ("south", 1200)))
    rows += "".join(f"{year},{team},{n},published,\n" for year in (2022, 2023) for team, n in (("east", 700), ("west", 400)))
    (root / "data/sources/residents.csv").write_text(f"year,team,people,kind,status\n{rows}", encoding="utf-8", newline="\n")
    about = descriptor("residents", "year", "team", "north, south, east, west", "people")
    (root / "data/sources/residents.resource.yml").write_text(about, encoding="utf-8", newline="\n")
    for file, old, new in (
        ("data/datapackage.yml", "resources:\n", "resources:\n  - sources/residents.resource.yml\n"),
        (f"data/quarters/{QUARTER}/quarter.yml", "{referrals:", "{residents: '2023', referrals:"),
        (f"data/quarters/{BEFORE}/quarter.yml", "{referrals:", "{residents: '2023', referrals:"),
    ):
        text = (root / file).read_text(encoding="utf-8")
        assert old in text
        (root / file).write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")
    return root


@pytest.mark.parametrize("quarter", [QUARTER, BEFORE])
def test_no_measure_of_any_make_depends_on_a_hidden_number(tmp_path, undrawn, quarter):
    """Sums of columns, windows, days, targets, breaks, rates, ranks and forecasts, alternative text and the scorecard's lines."""
    one, other = enriched(copy(tmp_path / "one")), enriched(copy(tmp_path / "other"))
    project = Project(one)
    assert [str(f) for f in fault_list(project, open_quarter(project)) if "notebooks" not in f.file] == []
    assert rival(other, "referrals", "threshold") > 20 and rival(other, "visits", "rounding") > 20
    pages = tuple(page for page in PAGES if page not in REPLAYED)
    seen = shown(one, quarter, pages)
    drawn = {
        found for o in seen["priority-1"] for found in re.findall(r'data-chart="referrals/(m-[a-z]+)"', o["data"]["text/html"])
    }
    assert len(drawn) >= 4
    assert unmarked(shown(other, quarter, pages)) == unmarked(seen)


# ── the same attack where nothing, or too little, is hidden ───────────────────────────────────────────────────────────
@pytest.mark.no_cover
def test_without_a_policy_the_attack_finds_every_number(tmp_path, undrawn):
    root = copy(tmp_path / "open")
    for path in (root / "data/measures").glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub("disclosure: .*", "disclosure: none", text), encoding="utf-8", newline="\n")
    outputs = shown(root, pages=("priority-1", "scorecard"))
    found = {(f.measure, f.part, f.period): f.value for f in facts_of(outputs)}
    assert all(found["referred", t, m] == v for (c, t, m), v in small("referrals").items() if c == "people")
    ends = attacked(outputs)
    assert given_away(ends) >= set(small("referrals"))
    assert all(ends[cell] == pytest.approx((v, v)) for cell, v in small("referrals").items() if cell[2] != "2022-11")


def test_hiding_only_what_is_small_is_not_enough(tmp_path, undrawn, monkeypatch):
    def primary_only(counts, links, preset, total=TOTAL, told=()):
        whole = counts.assign(**{total: counts.sum(axis=1)})
        return whole.mask((whole > 0) & (whole < THRESHOLD))

    monkeypatch.setattr(linked_tables, "protect_linked", primary_only)
    lost = given_away(attacked(shown(copy(tmp_path / "half"), pages=("priority-1",))))
    assert len(lost & set(small("referrals"))) > 20


# ── fingerprints, and the restricted record ───────────────────────────────────────────────────────────────────────────
def test_fingerprints_do_not_let_small_numbers_be_tried(built, public):
    root, folder = built
    manifest = json.loads(public["manifest.json"])
    restricted = root / "_build/restricted" / QUARTER / folder.name
    for name in CSVS:
        raw, file = (SMALL / f"data/sources/{name}.csv").read_bytes(), f"data/sources/{name}.csv"
        assert not any(hashlib.sha256(raw).hexdigest() in text for text in public.values())
        assert (restricted / file).read_bytes() == raw
        key = (restricted / f"data/sources/{name}.key").read_bytes()
        assert manifest["inputs"]["read"][file] == hmac.new(key, raw, hashlib.sha256).hexdigest()
        assert not any(key.decode().strip() in text for text in public.values())
    assert not any("restricted" in name or "data/" in name or "attack" in name for name in public)


def test_the_restricted_record_holds_the_attack_and_publishing_asks_for_it(built, public):
    """The library's own attack reads the ledger and the downloads of the built book, and finds nothing; of another it does."""
    root, folder = built
    restricted = root / "_build/restricted" / QUARTER / folder.name
    told = json.loads((restricted / "attack.json").read_text(encoding="utf-8"))
    assert not told["succeeded"] and {each["source"]: each["told"] for each in told["sources"]} == {"referrals": [], "visits": []}
    assert all(each["counts_attacked"] > 50 and each["sums_read"] > 100 for each in told["sources"])
    kept = told_by(Project(root), Quarter.parse(QUARTER), folder)
    assert {f"public/{n}.csv": kept[f"{n}.csv"].decode() for n in CSVS} == {f: t for f, t in public.items() if f[:7] == "public/"}
    copied = shutil.copytree(folder, root / "_build/told" / folder.name)
    rows = list(csv.DictReader(io.StringIO(public["figures.csv"])))
    told = [row for row in rows if row["id"] == "referred.value.west"]
    assert {row["text"] for row in told} == {"[c]"} and {row["cells"] for row in told} == {
        "referrals.csv#month=2024-11;team=west;column=people"
    }
    with (copied / "figures.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(row | {"value": "3"} if row in told else row for row in rows)
    hits = next(each for each in attack_edition(Project(root), copied) if each.source == "referrals").told
    assert (3, 3) in [hit.ends for hit in hits if hit.name == ("people", "west", "2024-11")]


def test_without_a_secret_the_fingerprint_would_tell(tmp_path):
    root = copy(tmp_path / "plain")
    (root / "data/sources/referrals.key").unlink()
    file = root / "data/sources/referrals.csv"
    assert Project(root).fingerprint("data/sources/referrals.csv") == hashlib.sha256(file.read_bytes()).hexdigest()
    said = "\n".join(map(str, fault_list(p := Project(root), open_quarter(p))))
    assert "data/sources/referrals.key is missing" in said


# ── what the check refuses ────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("measures/referred_year.yml", "disclosure: threshold", "disclosure: none", "one policy"),
        ("measures/referred_before_share.yml", "calculation: percentage", "calculation: mean", "a mean cannot be held to"),
        ("measures/referred.yml", "breakdown: team", "breakdown: team\nrows: {kind: [computed]}", "'kind' cannot be a filter"),
        ("sources/referrals.resource.yml", "rule: repeat <= people", "rule: repeat * 1 <= people", "cannot be protected under"),
        (
            "sources/referrals.resource.yml",
            "rule: repeat <= people",
            "rule: people >= repeat + repeat",
            "does not say|more people",
        ),
        ("sources/referrals.csv", "2024-10,north,15,5", "2024-10,north,4,5", "small numbers cannot be protected|more people"),
    ],
)
def test_what_cannot_be_protected_is_a_fault(tmp_path, file, old, new, says):
    root = copy(tmp_path / "faulty")
    path = root / "data" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    text = text.replace(old, new, 1)
    text = text.replace('unit: "%"', "unit: visits") if "calculation: mean" in new else text
    path.write_text(text, encoding="utf-8", newline="\n")
    said = "\n".join(map(str, fault_list(p := Project(root), open_quarter(p))))
    assert re.search(says, said), said


def test_a_source_that_breaks_its_own_rules_is_a_fault_and_not_a_crash(tmp_path):
    project = Project(copy(tmp_path / "broken"))
    path = project.root / "data/sources/referrals.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2024-10,north,15,5", "2024-10,north,4,5"), encoding="utf-8")
    with pytest.raises(FaultsError, match="2024-10.*small numbers cannot be protected"):
        make_series(read_measure(project, "referred"), read_source(project, "referrals"), "2024-11")


@pytest.mark.parametrize(
    ("rule", "link"),
    [
        ("repeat <= people", linked_cells.Link("people", ("repeat",), False)),
        ("people >= repeat", linked_cells.Link("people", ("repeat",), False)),
        ("old + young == people", linked_cells.Link("people", ("old", "young"), True)),
        ("people == old + young", linked_cells.Link("people", ("old", "young"), True)),
        ("people >= 3", None),
        ("a + b <= c + d", None),
        ("a * 2 <= b", None),
    ],
)
def test_rules_between_columns_are_read(rule, link):
    assert linked_cells.link_of(rule) == link

"""Mutates the inputs of a project, and holds the promise of the check to it: what it passes, the book can be built from.

Run by hand for a longer search: `python tests/mutations.py --count 600 --seed 7`. Several mutations of different files are tried
together, since all faults are told in one run; what is left unnamed is then tried by halves.
"""

from __future__ import annotations

import argparse
import copy
import csv
import json
import random
import re
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml
from places import INPUTS, PUBLISHED, SAMPLE, copy_project

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pcc_lib.charts import block as chart_block
from pcc_lib.checking import check
from pcc_lib.core.errors import Fault, ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.contents import read_notebook
from pcc_lib.inputs.headings import heading_id, headings_of
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.standard_pages import standard_page
from pcc_lib.report import Report

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"></svg>'
ODD = (
    None,
    True,
    0,
    -1,
    7,
    0.5,
    1e12,
    "",
    "x",
    "no such thing",
    "2023-13",
    "2031-01",
    "12 months",
    [],
    [1],
    {},
    {"a": 1},
    "<b>x</b>",
    "=1+1",
    "ü",
    "a" * 400,
)


@dataclass(frozen=True)
class Mutation:
    """One change of one file. `content` is what the file holds then (None: it is gone); `moved` is its new name, if any."""

    file: str
    what: str
    content: bytes | None
    moved: str = ""


@dataclass
class Outcome:
    """What became of the mutations that were tried. `passed`: those that the check passes, which wait to be built."""

    caught: list[Mutation] = field(default_factory=list)
    passed: list[Mutation] = field(default_factory=list)
    built: list[Mutation] = field(default_factory=list)
    failed: list[tuple[list[Mutation], str]] = field(default_factory=list)
    misplaced: list[tuple[Mutation, str]] = field(default_factory=list)

    @property
    def tried(self) -> int:
        return len(self.caught) + len(self.built) + sum(len(m) for m, _ in self.failed)


# ── mutations ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def mutations(root: Path, seed: int) -> Iterator[Mutation]:
    """Mutations of a project without end, the same for the same seed; those that change nothing, or again, are left out."""
    rng, met = random.Random(seed), set()
    files = sorted(
        p.relative_to(root).as_posix()
        for name in INPUTS
        for p in ([root / name] if (root / name).is_file() else (root / name).rglob("*"))
        if p.is_file()
    )
    files = [f for f in files if not f.startswith(("data/published/", "data/schemas/"))]
    groups = [
        [f for f in files if re.fullmatch(form, f)]
        for form in (
            r"data/measures/.*",
            r"data/topics/.*",
            r"data/sources/.*\.yml",
            r"data/sources/.*\.csv",
            r"data/plan/.*",
            r"data/quarters/.*\.(yml|csv)",
            r"data/quarters/.*\.md",
            r"notebooks/.*",
            r"(data/body|data/datapackage|_toc|_config)\.yml",
        )
    ]
    makers: dict[str, Callable[[random.Random, bytes], tuple[str, bytes | None]]] = {
        ".yml": _yaml,
        ".csv": _table,
        ".md": _prose,
        ".ipynb": _notebook,
    }
    while True:
        file = rng.choice(rng.choice(groups))
        before = (root / file).read_bytes()
        found = _of_file(rng, file, before) if rng.random() < 0.07 else Mutation(file, *makers[Path(file).suffix](rng, before))
        if found not in met and (found.content != before or found.moved):
            met.add(found)
            yield found


def _of_file(rng: random.Random, file: str, before: bytes) -> Mutation:
    match rng.randrange(5):
        case 0:
            return Mutation(file, "file removed", None)
        case 1:
            path = Path(file)
            return Mutation(file, "file renamed", before, (path.parent / f"other_{path.name}").as_posix())
        case 2:
            return Mutation(file, "file emptied", b"")
        case 3:
            return Mutation(file, "file cut in half", before[: len(before) // 2])
    return Mutation(file, "file saved as Latin-1 with an accent", before + "# caf\u00e9\n".encode("latin-1"))


def _yaml(rng: random.Random, before: bytes) -> tuple[str, bytes]:
    data = yaml.load(before, _TextDates)
    paths = list(_paths(data))
    if not paths:
        return "nothing", before
    path = rng.choice(paths)
    parent = _at(data, path[:-1])
    key, value = path[-1], parent[path[-1]]
    match rng.randrange(9):
        case 0 if isinstance(parent, dict):
            parent[_slip(rng, str(key))] = parent.pop(key)
            what = f"key {path} misspelt"
        case 1:
            del parent[key]
            what = f"{path} removed"
        case 2 | 3:
            parent[key] = new = rng.choice(ODD)
            what = f"{path} set to {new!r}"
        case 4 if isinstance(value, int | float) and not isinstance(value, bool):
            parent[key] = new = rng.choice([value * 100, -value, value + 1, 0, value / 3])
            what = f"{path} {value} to {new}"
        case 5 if isinstance(value, str):
            others = [v for p in paths if isinstance(v := _at(data, p), str) and v != value]
            parent[key] = new = rng.choice(others or ["x"])
            what = f"{path} set to {new!r}, which stands elsewhere"
        case 6 if isinstance(value, str) and len(value) > 3:
            parent[key] = new = _slip(rng, value)
            what = f"{path} {value!r} to {new!r}"
        case 7 if isinstance(parent, list):
            parent.insert(int(key), copy.deepcopy(value))
            what = f"{path} doubled"
        case 8 if isinstance(parent, dict):
            parent[f"new_{key}"] = value
            what = f"key new_{key} added"
        case _:
            parent[key] = new = _known_word(rng, value)
            what = f"{path} {value!r} to {new!r}"
    return what, yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=10_000).encode("utf-8")


WORDS = (
    ("count", "percentage", "mean", "published", "rate_per_1000", "correlation"),
    ("increase", "decrease", "neutral"),
    ("change_on_month", "change_on_year", "change_12_months", "change_on_baseline", "none"),
    ("trend", "breakdown", "change", "baseline", "scatter", "bars", "intervals", "forecast", "differences", "funnel", "rank"),
    ("month", "12 months", "3 months", "calendar year", "financial year", "since 2023-04"),
    ("%", "calls", "seconds", "rank", "GBP"),
    ("none", "rounding", "threshold"),
    ("month", "year"),
    ("string", "integer", "number"),
)


def _known_word(rng: random.Random, value: Any) -> Any:
    """Another word of the same list, a later or earlier month, or another truth."""
    for words in WORDS:
        if value in words:
            return rng.choice([w for w in words if w != value])
    if isinstance(value, bool):
        return not value
    if isinstance(value, str) and re.fullmatch(r"20\d\d-\d\d", value):
        return f"{int(value[:4]) + rng.choice((-9, -1, 1, 4))}{value[4:]}"
    return rng.choice(ODD)


def _paths(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield (*path, key)
        yield from _paths(value, (*path, key))


def _at(data: Any, path: Sequence[Any]) -> Any:
    for step in path:
        data = data[step]
    return data


def _slip(rng: random.Random, word: str) -> str:
    i = rng.randrange(len(word)) if word else 0
    return rng.choice([word[:i] + word[i + 1 :], word[:i] + word[i : i + 1] * 2 + word[i + 1 :], word[:i] + "x" + word[i + 1 :]])


def _table(rng: random.Random, before: bytes) -> tuple[str, bytes]:
    rows = [line.split(",") for line in before.decode("utf-8").splitlines()]
    i = rng.randrange(1, len(rows)) if len(rows) > 1 else 0
    j = rng.randrange(len(rows[0]))
    match rng.randrange(9):
        case 0:
            del rows[i]
            what = f"row {i + 1} removed"
        case 1:
            rows.insert(i, rows[i])
            what = f"row {i + 1} doubled"
        case 2 if j < len(rows[i]):
            rows[i][j] = ""
            what = f"cell {i + 1}, {j + 1} blank"
        case 3 if j < len(rows[i]):
            rows[i][j] = new = rng.choice(["x", "-5", "1e3", "101.0", "12345678", "2031-01", "<b>", "=1+1", "0", "no such"])
            what = f"cell {i + 1}, {j + 1} {new!r}"
        case 4:
            rows[0][j] = _slip(rng, rows[0][j])
            what = f"header {j + 1} misspelt"
        case 5:
            rows = [row[:j] + row[j + 1 :] for row in rows]
            what = f"column {j + 1} removed"
        case 6:
            rows = [rows[0], *([*row[:j], "", *row[j + 1 :]] for row in rows[1:])]
            what = f"column {j + 1} blank"
        case 7:
            rows = [rows[0], *([*row[:j], rows[1][j] if j < len(rows[1]) else "", *row[j + 1 :]] for row in rows[1:])]
            what = f"column {j + 1} the same in every row"
        case _:
            rows = rows[: max(2, len(rows) // 2)]
            what = "the later half of the rows removed"
    return what, ("\n".join(",".join(row) for row in rows) + "\n").encode("utf-8")


def _prose(rng: random.Random, before: bytes) -> tuple[str, bytes]:
    text = before.decode("utf-8")
    match rng.randrange(5):
        case 0 if "{{" in text:
            name = rng.choice(re.findall(r"\{\{\s*(.*?)\s*\}\}", text))
            return f"{name} misspelt", text.replace(name, _slip(rng, name), 1).encode("utf-8")
        case 1:
            return "heading misspelt", text.replace("## ", "## x", 1).encode("utf-8")
        case 2:
            words = rng.choice(
                ["\n\n45 calls.\n", "\n\n<script>x</script>\n", "\n\n{{ x }}\n", "\n\n[a](javascript:x)\n", "\n\nMore.\n"]
            )
            return f"{words!r} added", (text + words).encode("utf-8")
        case 3:
            lines = text.splitlines(keepends=True)
            del lines[rng.randrange(len(lines))]
            return "a line removed", "".join(lines).encode("utf-8")
    return "a word doubled", re.sub(r"\b(\w{5,})\b", r"\1 \1", text, count=1).encode("utf-8")


def _notebook(rng: random.Random, before: bytes) -> tuple[str, bytes]:
    data = json.loads(before)
    cells = data["cells"]
    i = rng.randrange(len(cells))
    text = "".join(cells[i]["source"])
    match rng.randrange(5):
        case 0:
            del cells[i]
            what = f"cell {i + 1} removed"
        case 1:
            cells[i]["source"] = _slip(rng, text)
            what = f"cell {i + 1} misspelt"
        case 2:
            cells.insert(i, copy.deepcopy(cells[i]) | {"id": f"again-{i}"})
            what = f"cell {i + 1} doubled"
        case 3:
            cells[i]["source"] = text + "\nprint(1 / 0)"
            what = f"cell {i + 1} with more code or text"
        case _:
            cells[i]["cell_type"] = rng.choice(["raw", "markdown", "code"])
            what = f"cell {i + 1} of another type"
    return what, json.dumps(data, indent=1).encode("utf-8")


# ── a smaller project ─────────────────────────────────────────────────────────────────────────────────────────────────
KEPT = ("online-reporting", "residential-burglary", "violence-with-injury", "victim-voice", "complaints", "scorecard-4")
ALSO = ("calls-101",)  # the topic of a measure that a correlation is of; it keeps that measure alone
# by name, and rows to the end of the published quarter: what analysts add must not make other mutations of the same seed
KEPT_MEASURES = """
burglary_investigation burglary_kept_informed burglary_satisfaction cch_abandonment complaints_backlog complaints_cases_logged
complaints_on_year complaints_recorded cps_referrals drug_alcohol_referrals mental_health_treatment_requirements online_reports
online_reports_hours online_reports_link proven_reoffending re_arrest_neighbourhood re_arrest_rate re_arrest_violent
released_under_investigation residential_burglary residential_burglary_fat_rate residential_burglary_since_reclassification
rui_average_days time_to_investigate vehicle_crime_satisfaction victim_satisfaction victim_satisfaction_stage
victims_declining_support victims_kept_up_to_date victims_right_to_review victims_told_outcome vwi_crimes vwi_domestic_share
vwi_fat_rate vwi_private_space vwi_public_space vwi_satisfaction
"""
OF_PLAN = ("funding", "funding_printed", "staff", "staff_make_up", "staff_printed")
LAST = Quarter.parse(PUBLISHED).months[-1]


def smaller(source: Path, target: Path) -> Path:
    """A copy of the sample with a few topics that hold every kind of chart, which can be rendered many times.

    Quarters after the published one stay out, and with them what analysts have yet to write.
    """
    copy_project(source, target, "schemas", "published")
    _keep_what_is_printed(source, target)
    for path in target.glob("data/quarters/*"):
        if path.name > PUBLISHED:
            shutil.rmtree(path)
    for path in target.glob("data/sources/*.csv"):
        if path.stem not in OF_PLAN:  # the plan tells of years to come
            _cut_rows(path)
    kept = _keep_topics(target)
    _cut_caveats(target, kept)
    used = {_read(target, f"data/measures/{id}.yml").get("source") for id in kept} - {None} | {"population", *OF_PLAN}
    for path in sorted((target / "data/sources").iterdir()):
        if path.name.split(".")[0] not in used:
            path.unlink()
    _edit(target, "data/datapackage.yml", lambda d: d.update(resources=[f"sources/{n}.resource.yml" for n in sorted(used)]))
    for path in target.glob("data/quarters/*/quarter.yml"):
        _edit(target, path.relative_to(target).as_posix(), lambda d: _cut_months(d, used, kept))
    _edit(
        target,
        "data/plan/priorities.yml",
        lambda d: [p.update(headlines=[h for h in p["headlines"] if h in kept][:2]) for p in d["priorities"]],
    )
    _edit(target, "data/plan/key_metrics.yml", lambda d: d.update(metrics=[m for m in d["metrics"] if m["measure"] in kept]))
    _edit(target, "data/plan/statutory.yml", lambda d: _keep_named(d, kept))
    _edit(target, "data/plan/claims.yml", lambda d: [claim.pop("told", None) for claim in d["claims"]])
    _edit(target, "data/plan/names.yml", lambda d: [n.pop("of", None) for n in d["preferred"]])
    _cut_commentary(target)
    return target


def _keep_named(statutory: dict, kept: Sequence[str]) -> None:
    """Of the measures that the statutory information names, those that are kept."""
    for each in (*statutory["national_priorities"], statutory["complaints"]):
        each["measures"] = [id for id in each.get("measures", []) if id in kept]


def _keep_what_is_printed(source: Path, target: Path) -> None:
    """The numbers that the original prints, which caveats may quote, told by no figure here."""
    name = f"data/published/{PUBLISHED}.csv"
    rows = list(csv.DictReader((source / name).read_text(encoding="utf-8").splitlines()))
    (target / name).parent.mkdir(exist_ok=True)
    with (target / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row | {"figure": ""} for row in rows)


def _cut_caveats(target: Path, kept: Sequence[str]) -> None:
    """Take out the caveats that name a figure of a measure that is gone."""
    for id in kept:
        told = _read(target, f"data/measures/{id}.yml").get("caveats", [])
        left = [text for text in told if all(name in kept for name in re.findall(r"\{\{ (\w+)\.", text))]
        if left != told:
            _edit(target, f"data/measures/{id}.yml", lambda d, left=left: d.update(caveats=left))


def _keep_topics(target: Path) -> list[str]:
    kept = []
    for path in sorted((target / "data/measures").glob("*.yml")):
        if path.stem in KEPT_MEASURES.split():
            kept.append(path.stem)
        else:
            path.unlink()
    for path in sorted((target / "data/topics").glob("*.yml")):
        if path.stem not in (*KEPT, *ALSO):
            path.unlink()
            continue
        _edit(
            target,
            f"data/topics/{path.name}",
            lambda d: d.update(
                tiles=[t for t in d.get("tiles", []) if t in kept],
                charts=list(
                    {c["kind"]: c for c in reversed(d.get("charts", [])) if all(m in kept for m in c["measures"])}.values()
                ),
            ),
        )
    for path in sorted((target / "notebooks").glob("priority-*.ipynb")):
        book = json.loads(path.read_text(encoding="utf-8"))
        asked = [re.findall(r'report\.\w+\("([^"]+)"\)', "".join(c["source"])) for c in book["cells"]]
        book["cells"] = [c for c, args in zip(book["cells"], asked, strict=True) if not args or args[0] in (*KEPT, *ALSO)]
        path.write_text(json.dumps(book, indent=1), encoding="utf-8", newline="\n")
    return kept


def _cut_rows(path: Path) -> None:
    """Take out what is told of months after the published quarter."""
    head, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [row for row in rows if row.partition(",")[0] <= LAST]
    path.write_text("".join([head, *kept]), encoding="utf-8", newline="\n")


def _cut_months(about: dict[str, Any], used: set[str], kept: list[str]) -> None:
    months = about["reporting_months"]
    months["sources"] = {k: v for k, v in months["sources"].items() if k in used}
    months["measures"] = {k: v for k, v in months.get("measures", {}).items() if k in kept}


def _cut_commentary(target: Path) -> None:
    """Take out the files whose figures are gone."""
    project = Project(target)
    for fault in check.fault_list(project, open_quarter(project)):
        if fault.file.endswith(".md"):
            (target / fault.file).unlink(missing_ok=True)


def _read(root: Path, name: str) -> Any:
    return yaml.load((root / name).read_text(encoding="utf-8"), _TextDates)


def _edit(root: Path, name: str, change: Callable[[Any], object]) -> None:
    data = _read(root, name)
    change(data)
    (root / name).write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8", newline="\n")


class _TextDates(yaml.SafeLoader):
    """Dates stay text, as the project reads them."""


_TextDates.yaml_implicit_resolvers = {
    k: [r for r in v if not r[0].endswith("timestamp")] for k, v in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


# ── trying them ───────────────────────────────────────────────────────────────────────────────────────────────────────
class Bench:
    """A working copy of a project, which mutations are put into and taken out of again."""

    def __init__(self, source: Path, work: Path) -> None:
        self.source, self.root = source, work
        self.read: set[str] = set()  # by builds that came to their end
        copy_project(source, work)

    def put(self, found: Sequence[Mutation]) -> None:
        for m in found:
            path = self.root / m.file
            if m.content is None or m.moved:
                path.unlink()
            if m.content is not None:
                (self.root / (m.moved or m.file)).write_bytes(m.content)

    def restore(self, found: Sequence[Mutation]) -> None:
        for m in found:
            if m.moved:
                (self.root / m.moved).unlink(missing_ok=True)
            (self.root / m.file).write_bytes((self.source / m.file).read_bytes())

    def faults(self) -> list[Fault]:
        """What the check says."""
        project = Project(self.root)
        try:
            return check.fault_list(project, open_quarter(project))
        except ReportError as error:
            return getattr(error, "faults", [Fault(str(error), "", "")])

    def build(self) -> str:
        """Every block of every page, drawn, with its links and its ledger; what went wrong, or nothing."""
        project = Project(self.root)
        try:
            problem = _render(project)
        except Exception:
            return traceback.format_exc(limit=-4)
        self.read |= set() if problem else project.opened.keys()
        return problem

    def is_built_without(self, found: Sequence[Mutation]) -> bool:
        """Whether a build has come to its end, and read no file that these change."""
        return bool(self.read) and not any(m.moved or m.file in self.read for m in found)


def try_all(bench: Bench, found: Sequence[Mutation]) -> Outcome:
    """Try mutations in rounds of different files: first what the check says of all, then whether what it passes can be built.

    A build takes several times as long as a check, and few mutations pass: together they are built in a few rounds.
    """
    outcome = Outcome()
    _in_rounds(found, lambda batch: _try(bench, batch, outcome, builds=False))
    _in_rounds(outcome.passed, lambda batch: _try(bench, batch, outcome))
    return outcome


def _in_rounds(found: Sequence[Mutation], tried: Callable[[Sequence[Mutation]], None]) -> None:
    while found:
        batch, found = _different_files(found)
        tried(batch)


def _different_files(found: Sequence[Mutation]) -> tuple[list[Mutation], list[Mutation]]:
    first = {m.file: m for m in reversed(found)}
    return list(first.values()), [m for m in found if m not in first.values()]


def _try(bench: Bench, batch: Sequence[Mutation], outcome: Outcome, builds: bool = True) -> None:
    """Check the batch; what is named is caught, and the rest is tried again without it. What is left has passed, or is built."""
    bench.put(batch)
    try:
        faults = bench.faults()
        if not faults and not builds:
            outcome.passed += batch
            return
        if not faults:
            problem = "" if bench.is_built_without(batch) else bench.build()
            if not problem:
                outcome.built += batch
                return
            if len(batch) == 1:
                outcome.failed.append((list(batch), problem))
                return
    except Exception:
        if len(batch) == 1:
            outcome.failed.append((list(batch), f"the check itself fails: {traceback.format_exc(limit=-3)}"))
            return
        faults = []
    finally:
        bench.restore(batch)
    named = [m for m in batch if any(_names(f, m) for f in faults)]
    if faults and len(batch) == 1 and not named:
        outcome.misplaced.append((batch[0], str(faults[0])))
        named = list(batch)
    outcome.caught += named
    rest = [m for m in batch if m not in named]
    if len(rest) == len(batch):
        half = len(rest) // 2
        _try(bench, rest[:half], outcome, builds)
        _try(bench, rest[half:], outcome, builds)
    elif rest:
        _try(bench, rest, outcome, builds)


def _names(fault: Fault, m: Mutation) -> bool:
    """Whether a fault leads a person to a mutation: it names its file, or the id that its file gives."""
    stem = Path(m.file).name.split(".")[0]
    said = str(fault)
    return (
        fault.file in (m.file, m.moved) or m.file in said or (len(stem) > 3 and bool(re.search(rf"\b{re.escape(stem)}\b", said)))
    )


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if said.get("id"):
            self.ids[said["id"]] += 1
        if tag == "a" and said.get("href"):
            self.links.append(said["href"])


def _render(project: Project) -> str:
    """The blocks of every page in this process, as notebooks ask for them."""
    pages: dict[str, _Links] = {}
    with patch.object(chart_block, "static_svg", lambda *_, **__: SVG):
        for path in _toc_files(project):
            stem = Path(path).stem
            page = pages[stem] = _Links()
            report = Report(project, stem)
            page.ids.update(_heading_ids(project, path))
            for call in read_notebook(project, f"{path}.ipynb").calls:
                block = getattr(report, call.name)(*call.args)
                page.feed(block.drawn())
                json.dumps([f.row() for f in block.figures], allow_nan=False)
    return _dead_links(pages)


def _heading_ids(project: Project, path: str) -> Iterator[str]:
    """The ids of a page's headings: those that its notebook types, those of a standard page, and those of what they tell."""
    cells = json.loads((project.root / f"{path}.ipynb").read_text(encoding="utf-8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    if "report.standard_page()" in "".join("".join(cell["source"]) for cell in cells):
        texts += [piece for piece in standard_page(project, Path(path).stem) if isinstance(piece, str)]
    for text in texts:
        yield from (heading_id(heading.words) for heading in headings_of(text))
    yield from read_notebook(project, f"{path}.ipynb").anchors.values()


def _toc_files(project: Project) -> list[str]:
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            found.extend(str(node[k]).removesuffix(".ipynb") for k in ("root", "file") if k in node)
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for entry in node:
                walk(entry)

    walk(yaml.safe_load((project.root / "_toc.yml").read_text(encoding="utf-8")))
    return found


def _dead_links(pages: dict[str, _Links]) -> str:
    for stem, page in pages.items():
        for link in page.links:
            target, _, anchor = link.partition("#")
            if re.match(r"[a-z]+:", link) or link.startswith("../downloads/"):  # whose links a test of workbooks follows
                continue
            name = target.removesuffix(".html") or stem
            if name not in pages:
                return f"{stem}: links to {link}, and there is no such page"
            if anchor and anchor not in pages[name].ids:
                return f"{stem}: links to {link}, and the page has no such place"
    return ""


def main() -> None:
    """Try mutations of the sample project and print what became of them."""
    arguments = argparse.ArgumentParser(description=main.__doc__)
    arguments.add_argument("--count", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=1)
    said = arguments.parse_args()
    with tempfile.TemporaryDirectory() as work:
        small = smaller(SAMPLE, Path(work) / "small")
        found = mutations(small, said.seed)
        outcome = try_all(Bench(small, Path(work) / "bench"), [next(found) for _ in range(said.count)])
    print(
        f"{outcome.tried} tried, {len(outcome.caught)} caught by check, {len(outcome.built)} built, {len(outcome.failed)} failed,"
        f" {len(outcome.misplaced)} named elsewhere"
    )
    for batch, problem in outcome.failed:
        print("FAILED", *(f"{m.file}: {m.what}" for m in batch), "\n   ", problem.replace("\n", "\n    "))
    for m, fault in outcome.misplaced:
        print("ELSEWHERE", f"{m.file}: {m.what}", "\n   ", fault[:200])


if __name__ == "__main__":
    main()

"""Many editions of many projects: the same bytes whoever builds them and whoever is lost, and every fault told with its place."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from places import ROOT
from small_book import QUARTER as SMALL_QUARTER
from small_book import all_bytes, small_project, write
from test_disclosure_attack import copy as small_numbers
from tiny_book import tiny_book

from pcc_lib import cli
from pcc_lib.building import editions
from pcc_lib.building import task as tasks
from pcc_lib.building.editions import CAN_BE_WORKED_OUT, Asked
from pcc_lib.building.job import Job
from pcc_lib.building.planning import plan_pages
from pcc_lib.building.runner import run_pages
from pcc_lib.cli.checks import check_all, expected_blocks, open_work
from pcc_lib.cli.estate_table import EstateTable, summary
from pcc_lib.core.errors import BuildError
from pcc_lib.core.quarters import Quarter
from pcc_lib.core.store import Counts, use
from pcc_lib.estates import cluster as clusters
from pcc_lib.estates import start as starting
from pcc_lib.estates import work as work_module
from pcc_lib.estates.build_all import Totals, build_all
from pcc_lib.estates.executors import InProcess, Processes
from pcc_lib.estates.plan import Planned, Trouble, Wanted
from pcc_lib.estates.probe import faults_in, look
from pcc_lib.estates.tools import Kept
from pcc_lib.estates.work import Done, Edition, Work
from pcc_lib.inputs.project import Project
from pcc_lib.preparing.new_quarter import Wanted as NewQuarter
from pcc_lib.preparing.new_quarter import make_quarter

ASKED = Asked(check_all, expected_blocks, open_work)
FIRST, SECOND = "2023-24-Q3", "2023-24-Q4"


class Told:
    """What a large build shows, kept."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.pages = 0
        self.done: list[tuple[str, str]] = []

    def planned(self, editions: object) -> None:
        pass

    def note(self, line: str) -> None:
        self.notes.append(line)

    def page(self, planned: Planned) -> None:
        self.pages += 1

    def ended(self, planned: Planned, done: Done) -> None:
        self.done.append((planned.name, done.faults))


def wanted(*folders: Path, **how: object) -> Wanted:
    return Wanted(folders, how=replace(Edition("", "", ASKED), **how))


def nobody(roots: object, token: str) -> InProcess:
    raise AssertionError("nothing was to be done")


@pytest.fixture(scope="module")
def two_quarters(tmp_path_factory) -> Path:
    """The tiny book, with a second quarter; nothing of it is built."""
    folder = tiny_book(tmp_path_factory.mktemp("estate") / "tiny")
    make_quarter(NewQuarter(Project(folder), Quarter.parse(SECOND), written_on="2024-02-28"))
    return folder


@pytest.fixture(scope="module")
def built(two_quarters) -> dict[str, bytes]:
    """What `pcc build` of both quarters makes."""
    folder = shutil.copytree(two_quarters, two_quarters.parent / "built")
    for quarter in (FIRST, SECOND):
        job = Job(Project(folder), Quarter.parse(quarter), say=lambda _: None)
        editions.build(job, check=check_all, expected=expected_blocks, opened=open_work)
    return made(folder)


def made(folder: Path) -> dict[str, bytes]:
    """The editions of a project, and which are current."""
    found = all_bytes(folder / "_build/editions")
    return {**found, "current": (folder / "_build/current.json").read_bytes()}


@pytest.fixture
def copy(two_quarters, tmp_path) -> Iterator[Path]:
    """A copy of the project; what this process has kept of it is forgotten afterwards."""
    yield shutil.copytree(two_quarters, tmp_path / "tiny")
    use(None)
    tasks._projects.clear()


# ── the same bytes from each ──────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.slow
def test_here_with_pages_by_themselves(copy, built):
    """As where there are more hands than editions."""

    class Wide(InProcess):
        width = 9

    shown = Told()
    totals = build_all(wanted(copy), lambda *_: Wide(), shown)
    assert made(copy) == built
    assert (totals.built, totals.ran, totals.kept, totals.troubles) == (2, 6, 0, [])
    assert shown.pages == 4, "of each quarter the two pages that list nothing of others"
    again = build_all(wanted(copy), nobody, Told())
    assert (again.built, again.stood, again.kept) == (0, 2, 6) and made(copy) == built


def when_a_page_is_kept(root: Path, act: Callable[[], object]) -> threading.Thread:
    """Act once, in a thread, when the first page of a project has run: its edition is far from whole."""
    return when(root / "_build/cache/pages", "*/*.json", lambda _: act())


def when(folder: Path, pattern: str, act: Callable[[Path], object]) -> threading.Thread:
    """Act once, in a thread, on the first file of this pattern."""

    def watch() -> None:
        while not (found := list(folder.glob(pattern))):
            time.sleep(0.002)
        act(found[0])

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return thread


@pytest.mark.slow
def test_processes_of_which_one_is_lost(copy, built, monkeypatch):
    found: list[Processes] = []

    def start(roots: object, token: str) -> Processes:
        found.append(Processes(copy, 2))
        killers.append(when_a_page_is_kept(copy, lambda: [each._process.kill() for each in found[0]._workers._all[:1]]))
        return found[0]

    killers: list[threading.Thread] = []
    begun: list[int] = []
    close = Processes.close
    monkeypatch.setattr(Processes, "close", lambda self: (begun.append(len(self._workers._all)), close(self)))
    totals = build_all(wanted(copy), start, Told())
    assert totals.troubles == [] and made(copy) == built
    assert not killers[0].is_alive() and begun == [3], "one was at work when it was lost, and another took its place"


@pytest.mark.slow
def test_a_process_that_is_lost_when_its_edition_was_nearly_whole(copy, built):
    lost: list[bool] = []

    def kill(part: Path) -> None:
        holder = (copy / "_build/locks" / part.parent.name).read_text("utf-8")
        os.kill(int(holder.split()[-1]), 9)
        lost.append(part.exists())

    killer = when(copy / "_build/editions", "*/*.part", kill)
    totals = build_all(replace(wanted(copy), quarters=(FIRST,)), lambda *_: Processes(copy, 1), Told())
    killer.join(30)
    assert totals.troubles == [] and lost == [True]
    assert all_bytes(copy / "_build/editions") == {name: raw for name, raw in built.items() if name.startswith(FIRST)}


@pytest.mark.slow
def test_a_cluster_of_which_a_worker_is_lost(copy, built):
    killed: list[int] = []

    def start(roots: list[str], token: str) -> clusters.Cluster:
        found = clusters.Cluster("", 1)
        found.hold(roots, token)
        pids = list(found._client.run(os.getpid).values())
        when_a_page_is_kept(copy, lambda: [os.kill(pids[0], 9), killed.append(pids[0])])
        return found

    totals = build_all(wanted(copy), start, Told())
    assert totals.troubles == [] and made(copy) == built and killed


@pytest.mark.slow
def test_a_page_with_code_of_its_own_has_a_kernel_there(tmp_path):
    job = Job(small_project(tmp_path / "small", ("alpha",)), SMALL_QUARTER, say=lambda _: None)
    tools, ran = Kept(), []
    try:
        with tools.tools(ran).processes(job, [plan for plan in plan_pages(job) if plan.reason]) as here:
            results = run_pages(job, None, None, here)
    finally:
        tools.close()
    assert [(r.page.name, r.status) for r in results] == [("alpha", "ran"), ("figures", "copied")] and len(ran) == 1


# ── faults ────────────────────────────────────────────────────────────────────────────────────────────────────────────
class Fake(InProcess):
    """Writes a file in place of an edition; where a quarter is among `faulty` it fails."""

    def __init__(self, *faulty: str, build: Callable[[Work], Done] | None = None) -> None:
        super().__init__()
        self.faulty, self.closed = faulty, False

    def ended(self) -> Iterator[Done]:
        while self._waiting:
            edition = self._waiting.popleft().edition
            if edition.quarter in self.faulty:
                yield Done(Work(edition), faults="1 fault found:\n  data/x.csv, row 1: is wrong.")
                continue
            write(Path(edition.root) / f"_build/editions/{edition.quarter}/abc/manifest.json", "{}")
            yield Done(Work(edition), folder=f"editions/{edition.quarter}/abc", ran=1, seconds=1.0)

    def close(self) -> None:
        self.closed = True


def bare(folder: Path, *quarters: str) -> Path:
    """A project with quarters, and a page."""
    small_project(folder)
    shutil.rmtree(folder / "data/quarters")
    for quarter in quarters:
        write(folder / f"data/quarters/{quarter}/quarter.yml", "written_on: 2023-11-28\n")
    return folder


def test_a_fault_stops_no_other(tmp_path):
    a, b = bare(tmp_path / "a", FIRST, SECOND), bare(tmp_path / "b", FIRST)
    fake, shown = Fake(SECOND), Told()
    totals = build_all(wanted(a, b), lambda *_: fake, shown)
    assert (totals.built, [str(t) for t in totals.troubles]) == (
        2,
        ["a 2023-24-Q4: 1 fault found:\n    data/x.csv, row 1: is wrong."],
    )
    assert [name for name, _ in shown.done] == ["a 2023-24-Q3", "a 2023-24-Q4", "b 2023-24-Q3"] and fake.closed
    current = json.loads((a / "_build/current.json").read_text("utf-8"))
    assert current == {"newest": FIRST, "editions": {FIRST: f"editions/{FIRST}/abc"}}


def test_the_newest_build_is_the_newest_quarter_in_whatever_order_they_come(tmp_path):
    a = bare(tmp_path / "a", FIRST, SECOND)

    class Backwards(Fake):
        def ended(self) -> Iterator[Done]:
            self._waiting.reverse()
            yield from super().ended()

    build_all(wanted(a), lambda *_: Backwards(), Told())
    assert json.loads((a / "_build/current.json").read_text("utf-8"))["newest"] == SECOND


def test_what_is_named_wrongly_is_told_and_the_rest_is_built(tmp_path):
    one, other = bare(tmp_path / "north/force", FIRST), bare(tmp_path / "south/force", FIRST, SECOND)
    none = bare(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    folders = (one, other, one / "..//force", tmp_path / "empty", tmp_path / "gone", none)
    shown = Told()
    asked = replace(wanted(*folders), quarters=(SECOND, SECOND))
    totals = build_all(asked, lambda *_: Fake(), shown)
    assert [name for name, _ in shown.done] == ["south/force 2023-24-Q4"]
    assert shown.notes == [f"{one / '..//force'}: was named already; it is built once."]
    assert [str(t).replace(str(tmp_path), "") for t in totals.troubles] == [
        "/empty: is not a project (looked for data/body.yml there). Name the project's folder.",
        "/gone: is no folder. Name the project's folder.",
        "north/force: has no 2023-24-Q4. There are: 2023-24-Q3.",
        "none: data/quarters: there is no quarter yet. Make one, such as: pcc new 2023-24-Q3",
    ]


def test_where_there_is_nothing_to_build_that_is_told(tmp_path):
    with pytest.raises(BuildError, match="Nothing can be built.") as caught:
        build_all(wanted(tmp_path), nobody, Told())
    assert "is not a project" in str(caught.value)
    with pytest.raises(BuildError, match="'x' is no quarter|not a quarter|x"):
        build_all(replace(wanted(bare(tmp_path / "a", FIRST)), quarters=("x",)), nobody, Told())


def test_a_project_that_somebody_builds_is_left_alone(tmp_path):
    a, b = bare(tmp_path / "a", FIRST), bare(tmp_path / "b", FIRST)
    with editions.lock(Project(a)):
        totals = build_all(wanted(a, b), lambda *_: Fake(), Told())
    assert totals.built == 1 and "a: _build: another build of this project is running" in str(totals.troubles[0])


def test_whoever_stops_it_leaves_nothing_half_written(tmp_path):
    a = bare(tmp_path / "a", FIRST)

    class Stopped(Fake):
        def ended(self) -> Iterator[Done]:
            write(a / f"_build/editions/{FIRST}/abc.part/half", "")
            raise KeyboardInterrupt
            yield

    fake = Stopped()
    with pytest.raises(KeyboardInterrupt):
        build_all(wanted(a), lambda *_: fake, Told())
    assert fake.closed and not list((a / "_build").rglob("*.part")) and not list((a / "_build").glob("building-*"))
    with editions.lock(Project(a)):
        pass


def test_where_nobody_is_left_to_do_the_rest_that_is_told_once(tmp_path):
    class Gone(Fake):
        def ended(self) -> Iterator[Done]:
            yield next(super().ended())
            raise BuildError("The scheduler is gone.")

    totals = build_all(wanted(bare(tmp_path / "a", FIRST, SECOND, "2024-25-Q1")), lambda *_: Gone(), Told())
    assert (totals.built, [str(t) for t in totals.troubles]) == (1, ["2 editions not built: The scheduler is gone."])


def test_an_edition_that_is_not_to_be_seen_here_is_a_fault(tmp_path):
    class Elsewhere(Fake):
        def ended(self) -> Iterator[Done]:
            for done in super().ended():
                shutil.rmtree(tmp_path / "a/_build/editions")
                yield done

    totals = build_all(wanted(bare(tmp_path / "a", FIRST)), lambda *_: Elsewhere(), Told())
    assert totals.built == 0 and "Is the folder shared?" in str(totals.troubles[0])


def test_a_worker_of_another_version_builds_nothing(tmp_path):
    done = Work(Edition(str(bare(tmp_path / "a", FIRST)), FIRST, made_by="other")).done()
    assert "another version of the library" in done.faults and not done.folder


def test_a_fault_in_the_program_is_told_with_its_trace(tmp_path):
    done = Work(Edition(str(tmp_path), FIRST, Asked(check=lambda *_: 1 / 0))).done()
    assert done.faults and not done.broken, "what is missing is a fault of people"
    root = bare(tmp_path / "a", FIRST)
    (root / "_toc.yml").write_text("format: jb-book\nroot: notebooks/figures\n", encoding="utf-8")
    done = Work(Edition(str(root), FIRST, Asked(check=lambda *_: 1 / 0))).done()
    assert "ZeroDivisionError" in done.broken and "fault in the program" in str(Trouble("a", done.faults, done.broken))


def test_what_a_step_that_goes_on_elsewhere_has_begun_is_left_to_it(tmp_path):
    project = Project(bare(tmp_path / "a", FIRST, SECOND))
    begun = [
        path.format(quarter)
        for quarter in (FIRST, SECOND)
        for path in ("editions/{}/abc.part/half", "cache/compiled/{}/half", "cache/compiled/{}.read/half")
    ]
    for name in (*begun, "cache/executed/half.part"):
        write(project.root / "_build" / name, "")
    with editions.held(project, f"_build/locks/{FIRST}"):
        editions.sweep(project)
        assert [name for name in begun if (project.root / "_build" / name).exists()] == begun[:3]
        assert (project.root / "_build/cache/executed/half.part").exists()
        editions.sweep(project, Quarter.parse(FIRST))  # by whoever holds it
    assert not list((project.root / "_build").rglob("half*"))


@pytest.mark.slow
def test_a_plan_writes_nothing_and_what_stands_has_its_restricted_record(tmp_path):
    root = small_numbers(tmp_path / "small")
    one = replace(wanted(root), quarters=("2024-25-Q3",))
    build_all(one, lambda *_: InProcess(), Told())
    use(None)
    tasks._projects.clear()
    kept = all_bytes(root / "_build/restricted")
    assert any(name.endswith(".key") for name in kept) and any(name.endswith("attack.json") for name in kept)
    shutil.rmtree(root / "_build/restricted")
    before = all_bytes(root)
    lines = CliRunner().invoke(cli.main, ["build-all", str(root), "--plan", "--quarter", "2024-25-Q3"])
    assert '"edition": "unchanged"' in lines.stdout and '"to build"' not in lines.stdout
    assert all_bytes(root) == before
    assert build_all(one, nobody, Told()).stood == 1 and all_bytes(root / "_build/restricted") == kept


# ── clusters ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_scheduler_that_cannot_be_reached_is_told_in_a_while(monkeypatch):
    monkeypatch.setattr(clusters, "CONNECT_SECONDS", 0.5)
    with pytest.raises(BuildError, match=r"The scheduler tcp://127.0.0.1:9 could not be reached within 0.5 s"):
        clusters.Cluster("tcp://127.0.0.1:9")
    with pytest.raises(BuildError, match="could not be reached"):
        clusters.Cluster("nonsense://x")


@pytest.mark.slow
def test_a_scheduler_whose_workers_are_all_gone_is_told_in_a_while(tmp_path, monkeypatch):
    cluster = clusters.Cluster("", 1)
    try:
        cluster._client.retire_workers()
        monkeypatch.setattr(clusters, "WORKERS_SECONDS", 1)
        cluster.submit(Work(Edition(str(tmp_path), FIRST)))
        with pytest.raises(BuildError, match="has had no worker for 1 s. Start some and build again: what is done is kept."):
            next(cluster.ended())
    finally:
        cluster.close()


def test_without_dask_it_is_told_how_to_have_it(monkeypatch):
    monkeypatch.setattr(clusters, "find_spec", lambda name: None)
    with pytest.raises(BuildError, match=r'pip install "pcc-report-book\[scale\]"'):
        starting.started("dask", "", None, ([], ""))


def test_a_scheduler_is_for_dask():
    assert [starting.executor_name(*each) for each in (("", ""), ("", "tcp://x"), ("in-process", ""))] == [
        "processes",
        "dask",
        "in-process",
    ]
    with pytest.raises(BuildError, match="--scheduler is for --executor dask; processes needs none"):
        starting.executor_name("processes", "tcp://x")
    with pytest.raises(BuildError, match="a scheduler has its own"):
        starting.started("dask", "tcp://x", 3, ([], ""))


def test_workers_that_see_something_else_are_told(tmp_path):
    root = str(bare(tmp_path / "a", FIRST))
    write(Path(root) / "_build/token", "")
    here = look([root], "_build/token")
    assert faults_in(here, {"w1": here, "w2": here}) == []
    gone, other = look([str(tmp_path / "gone")], "_build/token"), replace(here, python="2.7", library="x")
    packages = replace(here, packages={**here.packages, "pandas": "0"})
    told = faults_in(
        here,
        {
            "w1": replace(here, projects={root: ""}),
            "w2": replace(here, projects={root: ""}),
            "w3": other,
            "w4": packages,
            "w5": replace(here, shared=()),
            "w6": OSError("no"),
            "w7": replace(here, projects={root: "x"}),
        },
    )
    assert gone.projects == {str(tmp_path / "gone"): ""}
    assert [line.replace(root, "A") for line in told] == [
        "w1 and 1 more: has no project at A. Put it on a file system that all machines share, under the same path.",
        f"w3: runs Python 2.7; here it is {here.python}. Install the same.",
        "w3: has another version of this library. Install the same.",
        "w4: has other packages (pandas). Install both from requirements.txt.",
        "w5: A is a copy there, so what it builds would not be seen here. Share one folder.",
        "w6: could not look (OSError('no')). Is this library installed there, in the same version?",
        "w7: the project at A says something else there. Share one folder.",
    ]


def test_a_process_ends_with_whoever_it_works_for(tmp_path):
    """Though it is at something that takes for ever."""
    busy = (
        "import sys, time\n"
        "from pcc_lib.core.orphans import lines_until_closed\n"
        "for line in lines_until_closed(sys.stdin):\n"
        "    print(line, end='', flush=True)\n"
        "    time.sleep(600)\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", busy], env=env, text=True, **pipes) as process:
        assert process.stdin and process.stdout
        process.stdin.write("work\n")
        process.stdin.flush()
        assert process.stdout.readline() == "work\n"
        process.stdin.close()
        assert process.wait(30) == 0


# ── what is shown ─────────────────────────────────────────────────────────────────────────────────────────────────────
def planned(project: str, quarter: str, standing: bool = False) -> Planned:
    return Planned(Edition(f"/{project}", quarter), project, 3, Path("/x") if standing else None)


def test_an_edition_that_ends_has_a_line():
    lines: list[str] = []
    table = EstateTable(lines.append)
    each = [planned("north", FIRST), planned("s", FIRST, standing=True), planned("s", SECOND)]
    table.planned(each)
    table.page(each[0])
    assert [row.cells() for row in table.rows(9)] == [
        ("north", FIRST, "1 of 3", "", "pages run"),
        ("s", FIRST, "3 of 3", "", "unchanged"),
        ("s", SECOND, "0 of 3", "", "to build"),
    ]
    table.ended(each[0], Done(Work(each[0].edition), seconds=2.25, folder="x"))
    table.ended(each[2], Done(Work(each[2].edition), seconds=0.5, faults="x"))
    assert lines == [
        "3 editions of 2 projects: 2 to build, 1 unchanged.",
        "north  2023-24-Q3     3 of 3 pages     2.2 s  built",
        "s      2023-24-Q4     0 of 3 pages     0.5 s  failed",
    ]
    assert [row.cells() for row in table.rows(2)] == [
        ("north", "1 quarter", "3 of 3", "2.2", "built"),
        ("s", "2 quarters", "3 of 6", "0.5", "1 of 2 failed"),
    ]
    assert table.total() == ("in all", "3 quarters", "6 of 9", "2.8", "1 of 3 failed")
    assert len(table.table(40).rows) == 4, "the last is all of it"
    more = [planned(f"p{number}", FIRST) for number in range(9)]
    table = EstateTable(lines.append, redrawn=True)
    table.planned(more)
    assert len(table.table(10).rows) == 6, "four, how many more, and all of it"
    assert table.total()[-1] == "0 of 9 done"


def test_the_summary_says_what_came_of_it():
    totals = Totals(built=2, stood=1, ran=6, kept=3, seconds=12.0, worked=20.0, width=2, store=Counts(3, 1, "no network"))
    assert summary(totals) == [
        "2 editions built, 1 unchanged, 0 faults; 6 pages run, 3 kept; 12.0 s.",
        "30 pages a minute; 20.0 s of work by 2 workers.",
        "Results found in the store: 3 of 4.",
        "The store could not always be reached, so results were made without it: no network.",
    ]


def test_the_command_tells_faults_and_ends_with_one(tmp_path, monkeypatch):
    monkeypatch.setattr(starting, "started", lambda name, *_: Fake(SECOND))
    a = bare(tmp_path / "a", FIRST, SECOND)
    done = CliRunner().invoke(cli.main, ["build-all", str(a)])
    assert done.exit_code == 1
    assert "a 2023-24-Q4: 1 fault found:\n    data/x.csv, row 1: is wrong.\n" in done.stderr
    assert "a  2023-24-Q3     3 of 3 pages     1.0 s  built\n" in done.stdout
    assert "1 edition built, 0 unchanged, 1 fault; 1 page run, 2 kept;" in done.stdout
    lines = CliRunner().invoke(cli.main, ["build-all", str(a), str(tmp_path), "--plan"])
    (page, *_) = [json.loads(line) for line in lines.stdout.splitlines()]
    assert (page["project"], page["quarter"], page["page"]) == (str(a), FIRST, "notebooks/alpha.ipynb")
    assert page["reason"] == "not run before" and set(page["digests"]) == {"page", "library", "environment"}
    assert lines.exit_code == 1 and "is not a project" in lines.stderr
    monkeypatch.setattr(starting, "started", lambda name, *_: Fake())
    assert CliRunner().invoke(cli.main, ["--project", str(a), "build-all"]).exit_code == 0
    unknown = CliRunner().invoke(cli.main, ["build-all", str(a), "--store", "nonsense://x"])
    assert unknown.exit_code == 1 and "The store nonsense://x cannot be used: Protocol not known: nonsense" in unknown.stderr


def test_that_small_numbers_can_be_worked_out_is_told_by_whoever_hands_out_the_work(tmp_path, monkeypatch):
    line = f"{CAN_BE_WORKED_OUT}: see _build/restricted/attack.txt. Do not publish."

    def built(job: Job, *_: object) -> Path:
        job.say("Compiled edition 1f0c.")
        job.say(line)
        folder = job.project.root / "_build/editions" / str(job.quarter) / "1f0c"
        write(folder / "manifest.json", "{}")
        return folder

    monkeypatch.setattr(work_module, "build_apart", built)
    root = small_project(tmp_path / "small", ("alpha",)).root
    done = Work(Edition(str(root), str(SMALL_QUARTER))).done()
    assert done.warnings == (line,) and not done.faults

"""Builds editions: each in a folder of its own, which becomes current by replacing one small file.

_build/current.json                       which edition of each quarter is current, and which is the newest build
_build/editions/2023-24-Q3/1f0c…/         html/ notebooks/ record/ figures.csv manifest.json, named after its inputs
_build/editions/2023-24-Q3/1f0c….part/    one that is being built; swept away by the next build if that died
_build/seals/2023-24-Q3/1f0c….json       digests of all its files, by which the next build sees whether it was edited (see seals)
_build/restricted/2023-24-Q3/1f0c…/       the true inputs whose small numbers the edition hides; never published
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pcc_lib.building import seals
from pcc_lib.building.book import Book, write_edition
from pcc_lib.building.checked import Check, Checked, Open, checked, passed
from pcc_lib.building.compiled import compiled_pages, sweep_compiled
from pcc_lib.building.job import Job, Planned
from pcc_lib.building.locks import held, lock
from pcc_lib.building.makers import FEW, Makers
from pcc_lib.building.page_cache import forget_readings, sweep_cache
from pcc_lib.building.planning import plan_pages
from pcc_lib.building.runner import run_pages
from pcc_lib.core.errors import BuildError, ReportError, counted
from pcc_lib.core.files import read_bytes, remove_tree, replace_file, worded, write_atomic
from pcc_lib.core.installed import digest
from pcc_lib.core.progress import stage
from pcc_lib.core.quarters import Quarter
from pcc_lib.core.store import store_at, store_place
from pcc_lib.inputs.project import Project
from pcc_lib.preparing.work import counted_open

if TYPE_CHECKING:
    from pcc_lib.building.looking import Looked
    from pcc_lib.building.runner import Runs

KEPT = 3
ORPHAN_SECONDS = 120.0
CAN_BE_WORKED_OUT = "SMALL NUMBERS CAN BE WORKED OUT"  # how the line begins that nobody may miss
_LOCKS = "_build/locks"  # of quarters

Expected = Callable[[Project, str], Iterable[str]]


# ── quarters and the pointer ──────────────────────────────────────────────────────────────────────────────────────────
def quarters(project: Project) -> list[Quarter]:
    """Every quarter that has a folder, oldest first."""
    found = []
    for name in project.names("data/quarters"):
        with contextlib.suppress(ReportError):
            found.append(Quarter.parse(name))
    return sorted(found)


def find_quarter(project: Project, name: str | None) -> Quarter:
    """The named quarter (`latest` or nothing: the newest); a ReportError says which there are."""
    found = quarters(project)
    if not found:
        raise ReportError("data/quarters: there is no quarter yet. Make one, such as: pcc new 2023-24-Q3")
    if name in (None, "", "latest"):
        return found[-1]
    quarter = Quarter.parse(name)
    if quarter not in found:
        there = ", ".join(map(str, found))
        raise ReportError(
            f"data/quarters/{quarter}: there is no such folder. There are: {there}. To make it, run: pcc new {quarter}"
        )
    return quarter


def current(project: Project, quarter: Quarter | None = None) -> Path | None:
    """Folder of the current edition of a quarter (none given: of the newest build); None where nothing was built."""
    pointer = _pointer(project)
    place = pointer["editions"].get(str(quarter) if quarter else pointer["newest"])
    folder = project.root / "_build" / place if place else None
    return folder if folder and folder.is_dir() else None


def _pointer(project: Project) -> dict[str, Any]:
    try:
        found = json.loads((project.root / "_build" / "current.json").read_bytes())
        return {"newest": str(found["newest"]), "editions": dict(found["editions"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {"newest": "", "editions": {}}


def make_current(project: Project, quarter: Quarter, folder: Path) -> None:
    """Make an edition that was built the current one of its quarter, and the newest build. Call with the lock held."""
    was = _pointer(project)
    place = folder.relative_to(project.root / "_build").as_posix()
    now = {"newest": str(quarter), "editions": {**was["editions"], str(quarter): place}}
    if now != was:
        write_atomic(project.root / "_build" / "current.json", json.dumps(now, indent=1, sort_keys=True).encode())
    _prune(project, folder)


# ── building ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def build(job: Job, *, check: Check | None = None, expected: Expected | None = None, opened: Open | None = None) -> Path:
    """Build the edition of a quarter and make it current; gives its index.html.

    `check` raises where definitions, sources or commentary are wrong, and gives what the data ask; `opened` gives what is open:
    each page then says that it is a draft. `expected(project, page)` names the blocks that a page must show. A ReportError leaves
    the current edition as it was; it is an OpenWorkError or a QuestionsError where a job is final and anything is open.
    """
    with worded("read or written", root=job.project.root), lock(job.project), _alone(job):
        sweep(job.project, job.quarter)
        try:
            folder = _build(job, Asked(check, expected, opened))
        except KeyboardInterrupt:
            sweep(job.project, job.quarter)
            raise
        make_current(job.project, job.quarter, folder)
    return folder / "html" / "index.html"


def _processes(job: Job, work: Sequence[Planned]) -> AbstractContextManager[Runs]:
    from pcc_lib.building.nursery import Nursery, page_standby  # nor must what pages are forked from wait for what runs them

    nursery = Nursery(job.project.root, sum(not plan.doubtful for plan in work) > FEW, page_standby(job.project.root, job.stay))
    try:
        from pcc_lib.building.processes import Processes

        return Processes(job, work, nursery)
    except BaseException:
        nursery.close()
        raise


class Asked(NamedTuple):
    """What a build asks of its inputs before it runs them. `whole`: every page is held against what it must show, though the
    check may have passed before."""

    check: Check | None = None
    expected: Expected | None = None
    opened: Open | None = None
    whole: bool = False


class Tools(NamedTuple):
    """What an edition is made with: how what makes it of its pages is had, and how what runs them."""

    makers: Callable[[Job], AbstractContextManager[Makers]] = Makers.of
    processes: Callable[[Job, Sequence[Planned]], AbstractContextManager[Runs]] = _processes


def build_apart(job: Job, ask: Asked, tools: Tools) -> Path:
    """The folder of an edition, for whoever builds many: it holds the project's lock, has swept, and makes current what is built
    (`make_current`). Editions of other quarters may be built at the same time."""
    with worded("read or written", root=job.project.root), _alone(job):
        return _build(job, ask, tools)


def _alone(job: Job) -> AbstractContextManager[None]:
    """Hold the lock of a quarter: whoever builds it for a large build, and was lost, may be at it for a while."""
    return held(job.project, f"{_LOCKS}/{job.quarter}", patience=lambda _: ORPHAN_SECONDS)


def standing(job: Job, ask: Asked) -> Path | None:
    """The folder of an edition that is whole and of which nothing has changed, so that a build would find it; else None.

    Nothing is written: whoever makes it current sees to its restricted record (`keep_restricted`).
    """
    project = job.project
    if current(project, job.quarter) is None:
        return None
    found = passed(project, job.quarter, ask.opened is not None)
    planned = plan_pages(job) if found else []
    if found is None or any(plan.reason for plan in planned):
        return None
    book = Book(project, job.quarter, run_pages(job, planned), found.banner)
    folder = _folder_of(book)
    return folder if seals.changed_since(project, folder) == [] else None


def _build(job: Job, ask: Asked, tools: Tools | None = None) -> Path:
    """The folder of the edition: built, or found where one with the same inputs is whole."""
    project, planned, tools = job.project, plan_pages(job), tools or Tools()
    if job.fresh:
        remove_tree(compiled_pages(project, job.quarter).folder)
        forget_readings(project, job.quarter)
    work = [plan for plan in planned if plan.reason]
    running = tools.processes(job, work) if work else nullcontext()
    with running as processes, tools.makers(job) as makers:  # which fork from those, and so end before them
        makers.nursery = processes.nursery if processes else None
        if processes:
            makers.load()
        found = _looked(job, ask, planned, processes) if ask.check else Checked(False, (), ())
        _say_checked(job, found)
        pages = planned if found.ran or ask.whole else work  # where nothing changed since the check, they show what they showed
        blocks = found.blocks
        if blocks is None and ask.expected:
            blocks = {plan.page.name: ask.expected(project, plan.page.name) for plan in pages}
        book = Book(project, job.quarter, run_pages(job, planned, blocks, processes, makers.begin), found.banner)
        if processes:
            makers.offered_by(job, processes)
        job.ran()
        folder = _compiled(job, book, makers)
        _keep_restricted(job, folder, {source for result in book.results for source in result.opened})
    return folder


def _looked(job: Job, ask: Asked, planned: Sequence[Planned], processes: Runs | None) -> Checked:
    """What the check finds, in a process that will run pages where there is one."""
    project, check = job.project, ask.check
    assert check

    def elsewhere() -> Looked | None:
        if processes is None:
            return None
        from pcc_lib.building.looking import Look

        asked = (check, ask.opened, ask.expected, tuple(plan.page.name for plan in planned))
        return processes.look(Look(str(project.root), str(job.quarter), job.id, *asked))

    return checked(project, job.quarter, check, ask.opened, elsewhere)


def _folder_of(book: Book) -> Path:
    return book.project.root / "_build" / "editions" / str(book.quarter) / digest(book.inputs())[:16]


def _compiled(job: Job, book: Book, makers: Makers) -> Path:
    """The folder of a book, compiled where it is not there as it was finished."""
    folder = _folder_of(book)
    changed = seals.changed_since(job.project, folder)
    if changed == []:
        job.say(f"Nothing to compile: edition {folder.name} has the same inputs.")
        return folder
    if changed:
        job.say(f"Edition {folder.name} was edited after it was finished ({seals.told(changed)}): it is compiled anew.")
    with stage("Compiling the book"):
        _compile(book, makers, folder)
    job.say(f"Compiled edition {folder.name}.")
    return folder


def keep_restricted(job: Job, edition: Path) -> None:
    """Keep what an edition that stood rests on and holds back, as its build did. Call with the project's lock held."""
    _keep_restricted(job, edition, json.loads((edition / "manifest.json").read_bytes())["inputs"]["read"])


def _keep_restricted(job: Job, edition: Path, read: Iterable[str]) -> None:
    """Keep the sources of small numbers that an edition rests on, the secrets of their fingerprints, and the attack's report.

    The edition's manifest lists those fingerprints: whoever holds this folder can show that it is what was used.
    """
    project = job.project
    held = {source: secret for source in read if (secret := project.key_of(source))}
    folder = restricted_folder(project, edition)
    for file in sorted({*held, *held.values()}):
        write_atomic(folder / file, read_bytes(project.path(file), file))
    if held:
        _attack(job, edition, folder)


def _attack(job: Job, edition: Path, folder: Path) -> None:
    """Attack the small numbers of an edition with what is public, once, and keep the report."""
    from pcc_lib.building.attacking import REPORT, WORDS, write_report  # waits for numpy

    project = job.project
    if not (folder / REPORT).is_file():
        with stage("Attacking the small numbers"):
            reports = write_report(project, job.quarter, edition, folder)
        if any(each.succeeded for each in reports):
            job.say(f"{CAN_BE_WORKED_OUT}: see {(folder / WORDS).relative_to(project.root).as_posix()}. Do not publish.")


def restricted_folder(project: Project, edition: Path) -> Path:
    """The restricted record of a built edition: it is never published."""
    return project.root / "_build" / "restricted" / edition.parent.name / edition.name


def _compile(book: Book, makers: Makers, folder: Path) -> None:
    part = folder.with_name(folder.name + ".part")
    remove_tree(part)  # of a process that was lost over it
    write_edition(book, makers, part)
    if folder.exists():  # damaged: somebody has edited it
        _remove(book.project, folder)
    replace_file(part, folder)
    seals.seal(book.project, folder)


def _say_checked(job: Job, found: Checked) -> None:
    """Tell what a check found; a final edition stops here where anything is open."""
    if found.ran:
        job.say("Checked definitions, sources and commentary: no faults.")
    if job.final:
        found.refuse(job.quarter, f"{job.quarter}: nothing was built. A final edition has nothing open.")
    if found.open:
        job.say(f"{counted_open(len(found.open))} open: this is a draft. pcc status {job.quarter} lists them.")
    if found.questions:
        open_ones = counted(len(found.questions), "question")
        job.say(f"{open_ones} of the data without an answer: this is a draft. pcc check lists them.")


# ── nothing left over ──────────────────────────────────────────────────────────────────────────────────────────────────
def sweep(project: Project, ours: Quarter | None = None) -> None:
    """Remove what a build that was killed has left behind. Call with the project's lock held, and that of the quarter `ours`.

    Of a large build that was stopped, a step may go on elsewhere: what its quarter has begun is left to it.
    """
    with _at_rest(project, ours) as busy:
        sweep_compiled(project, busy)
        for path in (project.root / "_build" / "editions").glob("*/*.part"):
            if path.parent.name not in busy:
                shutil.rmtree(path, ignore_errors=True)
        sealed = (home for home in (project.root / seals.FOLDER).glob("*") if home.name not in busy)
        for home in (project.root / "_build", *sealed):
            for part in home.glob(".*.part"):  # a small file that was never moved to its place
                part.unlink(missing_ok=True)
        if not busy:  # executed pages are those of no quarter
            sweep_cache(project)
    store_at(store_place(project.root)).sweep()


@contextlib.contextmanager
def _at_rest(project: Project, ours: Quarter | None) -> Iterator[frozenset[str]]:
    """Keep quarters at rest that nobody builds; gives those that somebody does."""
    busy = set()
    with contextlib.ExitStack() as resting:
        for name in (path.name for path in sorted((project.root / _LOCKS).glob("*"))):
            try:
                if name != str(ours):
                    resting.enter_context(held(project, f"{_LOCKS}/{name}"))
            except BuildError:
                busy.add(name)
        yield frozenset(busy)


def _prune(project: Project, folder: Path) -> None:
    """Keep the newest few editions of a quarter, the current one among them."""
    others = sorted(
        (p for p in folder.parent.iterdir() if p != folder and p.suffix != ".part"), key=lambda p: p.stat().st_mtime, reverse=True
    )
    for old in others[KEPT - 1 :]:
        _remove(project, old)


def _remove(project: Project, folder: Path) -> None:
    """Delete an edition so that no half of it can be taken for a whole one."""
    seals.unseal(project, folder)
    part = folder.with_name(f"{folder.name}.old.part")
    replace_file(folder, part)
    shutil.rmtree(part, ignore_errors=True)

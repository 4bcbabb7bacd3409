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
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pcc_lib.building import seals
from pcc_lib.building.book import Book, write_edition
from pcc_lib.building.compiled import compiled_pages, sweep_compiled
from pcc_lib.building.job import Job, Planned
from pcc_lib.building.makers import Makers
from pcc_lib.building.page_cache import cache_folder, forget_readings, sweep_cache
from pcc_lib.building.planning import plan_pages
from pcc_lib.building.runner import run_pages
from pcc_lib.core.errors import BuildError, QuestionsError, ReportError, counted
from pcc_lib.core.files import read_bytes, remove_tree, replace_file, worded, write_atomic
from pcc_lib.core.installed import digest, environment, library_digest
from pcc_lib.core.progress import stage
from pcc_lib.core.quarters import Quarter
from pcc_lib.core.store import Store, store_folder
from pcc_lib.inputs.project import Project
from pcc_lib.preparing.work import OpenWorkError, Work, banner_of, counted_open, kinds_told

if TYPE_CHECKING:
    from pcc_lib.building.processes import Processes

KEPT = 3
PREVIEW, FOR_PREVIEW = "preview", 60.0  # what holds the lock for a moment only, and for how many seconds a build waits for it
_BYTE = 1 << 20  # the locked byte lies beyond the text, so that Windows lets others read who holds the lock

Check = Callable[[Project, Quarter], Sequence[str] | None]
Open = Callable[[Project, Quarter], Sequence[Work]]
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


def _make_current(project: Project, quarter: Quarter, folder: Path) -> None:
    was = _pointer(project)
    place = folder.relative_to(project.root / "_build").as_posix()
    now = {"newest": str(quarter), "editions": {**was["editions"], str(quarter): place}}
    if now != was:
        write_atomic(project.root / "_build" / "current.json", json.dumps(now, indent=1, sort_keys=True).encode())


# ── building ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def build(job: Job, *, check: Check | None = None, expected: Expected | None = None, opened: Open | None = None) -> Path:
    """Build the edition of a quarter and make it current; gives its index.html.

    `check` raises where definitions, sources or commentary are wrong, and gives what the data ask; `opened` gives what is open:
    each page then says that it is a draft. `expected(project, page)` names the blocks that a page must show. A ReportError leaves
    the current edition as it was; it is an OpenWorkError or a QuestionsError where a job is final and anything is open.
    """
    with worded("read or written", root=job.project.root), lock(job.project):
        sweep(job.project)
        try:
            folder = _build(job, _Asked(check, expected, opened))
        except KeyboardInterrupt:
            sweep(job.project)
            raise
        _make_current(job.project, job.quarter, folder)
        _prune(job.project, folder)
    return folder / "html" / "index.html"


def _processes(job: Job, work: Sequence[Planned]) -> Processes | AbstractContextManager[None]:
    if not work:
        return nullcontext()
    from pcc_lib.building.processes import Processes  # a build in which nothing changed must not wait for it

    return Processes(job, work)


class _Asked(NamedTuple):
    """What a build asks of its inputs before it runs them."""

    check: Check | None
    expected: Expected | None
    opened: Open | None


def _build(job: Job, ask: _Asked) -> Path:
    """The folder of the edition: built, or found where one with the same inputs is whole."""
    project, planned = job.project, plan_pages(job)
    if job.fresh:
        remove_tree(compiled_pages(project, job.quarter).folder)
        forget_readings(project, job.quarter)
    work = [plan for plan in planned if plan.reason]
    with Makers(project, job.quarter) as makers, _processes(job, work) as processes:
        makers.nursery = processes.nursery if processes else None
        found = checked(project, job.quarter, ask.check, ask.opened) if ask.check else Checked(False, (), ())
        _say_checked(job, found)
        held = planned if found.ran else work  # where nothing changed since the check, pages must show what they showed
        blocks = {plan.page.name: ask.expected(project, plan.page.name) for plan in held} if ask.expected else None
        book = Book(project, job.quarter, run_pages(job, planned, blocks, processes, makers.begin), found.banner)
        if processes:
            processes.end_pages()
        job.ran()
        name = digest(book.inputs())[:16]
        folder = project.root / "_build" / "editions" / str(job.quarter) / name
        changed = seals.changed_since(project, folder)
        if changed == []:
            job.say(f"Nothing to compile: edition {name} has the same inputs.")
        else:
            if changed:
                job.say(f"Edition {name} was edited after it was finished ({seals.told(changed)}): it is compiled anew.")
            with stage("Compiling the book"):
                _compile(book, makers, folder)
            job.say(f"Compiled edition {name}.")
        _keep_restricted(book, folder, job.say)
    return folder


def _keep_restricted(book: Book, edition: Path, say: Callable[[str], object]) -> None:
    """Keep the sources of small numbers that an edition rests on, the secrets of their fingerprints, and the attack's report.

    The edition's manifest lists those fingerprints: whoever holds this folder can show that it is what was used.
    """
    project = book.project
    held = {source: secret for result in book.results for source in result.opened if (secret := project.key_of(source))}
    folder = restricted_folder(project, edition)
    for file in sorted({*held, *held.values()}):
        write_atomic(folder / file, read_bytes(project.path(file), file))
    if held:
        _attack(book, edition, folder, say)


def _attack(book: Book, edition: Path, folder: Path, say: Callable[[str], object]) -> None:
    """Attack the small numbers of an edition with what is public, once, and keep the report."""
    from pcc_lib.building.attacking import REPORT, WORDS, write_report  # waits for numpy

    project = book.project
    if not (folder / REPORT).is_file():
        with stage("Attacking the small numbers"):
            reports = write_report(project, book.quarter, edition, folder)
        if any(each.succeeded for each in reports):
            say(f"SMALL NUMBERS CAN BE WORKED OUT: see {(folder / WORDS).relative_to(project.root).as_posix()}. Do not publish.")


def restricted_folder(project: Project, edition: Path) -> Path:
    """The restricted record of a built edition: it is never published."""
    return project.root / "_build" / "restricted" / edition.parent.name / edition.name


def _compile(book: Book, makers: Makers, folder: Path) -> None:
    part = folder.with_name(folder.name + ".part")
    write_edition(book, makers, part)
    if folder.exists():  # damaged: somebody has edited it
        _remove(book.project, folder)
    replace_file(part, folder)
    seals.seal(book.project, folder)


@dataclass(frozen=True)
class Checked:
    """What became of a check that passed: whether it was run (or had passed before), what the data ask, and what is open."""

    ran: bool
    questions: tuple[str, ...]
    open: tuple[Work, ...]

    @property
    def banner(self) -> str:
        """What every page of a draft says; nothing where nothing is open."""
        asked = [f"{counted(len(self.questions), 'question')} of the data without an answer"] if self.questions else []
        return banner_of([*kinds_told(self.open), *asked])

    def refuse(self, quarter: Quarter, why: str) -> None:
        """Raise an OpenWorkError or a QuestionsError where anything is open; `why` ends it."""
        if self.open:
            raise OpenWorkError(str(quarter), self.open, why)
        if self.questions:
            raise QuestionsError(self.questions, why)


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


def checked(project: Project, quarter: Quarter, check: Check, opened: Open | None = None) -> Checked:
    """Run the check, and look for what is open, unless nothing that they read has changed since the check last passed."""
    path = cache_folder(project) / "checks" / f"{quarter}.json"
    inputs = {"library": library_digest(), "environment": digest(environment()), "work": opened is not None}
    with contextlib.suppress(OSError, ValueError, KeyError):
        record = json.loads(path.read_bytes())
        if record["inputs"] == inputs and all(project.fingerprint(k) == v for k, v in record["opened"].items()):
            return Checked(False, tuple(record["questions"]), tuple(Work(**each) for each in record["open"]))
    with contextlib.suppress(OSError):  # now, for the check may list the project's folder, in which it stands
        path.parent.mkdir(parents=True, exist_ok=True)
    reader = type(project)(project.root)  # what it opens is what the check has read
    questions = tuple(check(reader, quarter) or ())
    work = tuple(opened(reader, quarter)) if opened else ()
    record = {"inputs": inputs, "opened": reader.opened, "questions": questions, "open": [asdict(each) for each in work]}
    with contextlib.suppress(OSError):  # a folder that may not be written to can be checked all the same
        write_atomic(path, json.dumps(record, sort_keys=True).encode())
    return Checked(True, questions, work)


# ── one build at a time, nothing left over ────────────────────────────────────────────────────────────────────────────
@contextlib.contextmanager
def lock(project: Project, what: str = "", patience: float = 0.0) -> Iterator[None]:
    """Hold the project's build lock.

    what: `preview`, for whoever holds it for a moment and often: others wait for that. patience: seconds to wait for any other.
    """
    with held(project, "_build/lock", what, lambda holder: max(patience, FOR_PREVIEW if holder.startswith(PREVIEW) else 0.0)):
        yield


@contextlib.contextmanager
def held(project: Project, name: str, what: str = "", patience: Callable[[str], float] = lambda _: 0.0) -> Iterator[None]:
    """Hold a lock of a project. The system lets go of it when a process dies, so it cannot be left behind.

    patience: for how many seconds to wait for whoever holds it, by what that says of itself. A BuildError names who holds it
    then.
    """
    path = project.root / name
    with worded("written", name):
        path.parent.mkdir(parents=True, exist_ok=True)
        opened = path.open("a+", encoding="utf-8")
    with opened as file:
        start = time.monotonic()
        while not _seize(file.fileno()):
            file.seek(0)
            holder = file.read().strip() or "just begun"
            if time.monotonic() - start > patience(holder):
                another = f"another {what or 'build'} of this project is running ({holder}). Wait until it has finished."
                raise BuildError(f"{name.rpartition('/')[0]}: {another}")
            time.sleep(0.05)
        file.truncate(0)
        file.write(f"{what} process {os.getpid()}".strip())
        file.flush()
        yield


def _seize(number: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(number, _BYTE, os.SEEK_SET)
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def sweep(project: Project) -> None:
    """Remove what a build that was killed has left behind. Call with the lock held."""
    sweep_compiled(project)
    for path in (project.root / "_build" / "editions").glob("*/*.part"):
        shutil.rmtree(path, ignore_errors=True)
    for home in (project.root / "_build", *(project.root / seals.FOLDER).glob("*")):
        for part in home.glob(".*.part"):  # a small file that was never moved to its place
            part.unlink(missing_ok=True)
    Store(store_folder(project.root)).sweep()
    sweep_cache(project)


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

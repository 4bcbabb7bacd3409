"""How far a quarter is: what its sources, texts, deliverables and facts lack, what is wrong, and the one next thing to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pcc_lib.core.errors import Fault, summed
from pcc_lib.core.quarters import Quarter, day_label
from pcc_lib.figures.counts import reviews_overdue
from pcc_lib.inputs.history import earlier
from pcc_lib.inputs.kept import is_kept
from pcc_lib.inputs.measures import measure_ids, read_measure
from pcc_lib.inputs.plan import QuarterFolder, quarter_names, table
from pcc_lib.inputs.readable_quarter import ReadableQuarter
from pcc_lib.preparing.months import Supply
from pcc_lib.preparing.open_work import open_in, read_or
from pcc_lib.preparing.reported import Fact, Promise, facts, promises
from pcc_lib.preparing.supplies import supplies
from pcc_lib.preparing.texts import Heading, headings
from pcc_lib.preparing.work import Work, by_kind

FIRST_FAULTS = 5  # that a status shows; pcc check shows all


class Next(NamedTuple):
    """The one next thing to do: in words, the command that does it, or the file and place to open."""

    do: str
    command: str = ""
    file: str = ""
    place: str = ""


@dataclass(frozen=True)
class Found:
    """What a check found: its faults, and the questions of the data and of the words without an answer; and whether a book was
    built that tells what the inputs say today, and is no draft."""

    faults: Sequence[Fault] = ()
    questions: Sequence[str] = ()
    built: bool = False


@dataclass(frozen=True)
class Status:
    """How far a quarter is. What cannot be read is left out; its faults say so.

    reviews: measures whose review is overdue at the date of writing, by id, with the date. originals: of `claims` and
    `contradictions`, how many the project lists and how many of them are of this quarter.
    """

    folder: QuarterFolder
    supplies: list[Supply]
    headings: list[Heading]
    promises: list[Promise]
    facts: list[Fact]
    work: list[Work]
    found: Found
    reviews: dict[str, str] = field(default_factory=dict)
    originals: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def written_on(self) -> str:
        """The date of writing; nothing where quarter.yml cannot be read."""
        return read_or("", lambda: self.folder.written_on)

    @property
    def provisional(self) -> bool:
        """Whether nobody gave that date."""
        return read_or(False, lambda: self.folder.about.provisional)

    @property
    def before(self) -> str:
        """The quarter before that has a folder; nothing where there is none."""
        return next((str(each.quarter) for each in earlier(self.folder)), "")

    @property
    def kept(self) -> bool:
        """Whether its published edition was kept."""
        return is_kept(self.folder.project, str(self.folder.quarter))

    @property
    def faults(self) -> list[Fault]:
        """Its faults, those of many like rows as one."""
        return summed(self.found.faults)

    @property
    def next(self) -> Next:
        """What to do first: mend faults, then close what is open in the order of its kinds, then build, publish, keep."""
        quarter = self.folder.quarter
        if self.faults:
            first = self.faults[0]
            return Next(f"Mend the first fault: {first}", f"pcc check {quarter}", first.file, first.place)
        if self.work:
            first = self.work[0]
            return Next(str(first), first.command, first.file, first.place)
        if self.found.questions:
            file = f"{self.folder.name}/quarter.yml"
            return Next("Answer what the data and the words ask, or mend them.", f"pcc check {quarter}", file, "answers")
        if self.kept:
            return self._after
        if self.found.built:
            return Next("Look at the book (pcc open), then publish it for good.", f"pcc publish {quarter}")
        return Next("Nothing is open: build the book to be published.", f"pcc build {quarter} --final")

    @property
    def _after(self) -> Next:
        """What to do when a quarter is published: the next that is not, or to begin it."""
        project, after = self.folder.project, self.folder.quarter.next
        begun = [name for name in quarter_names(project) if name > str(self.folder.quarter) and not is_kept(project, name)]
        if begun:
            return Next(f"This quarter is published, and {begun[0]} is begun.", f"pcc status {begun[0]}")
        newest = Quarter.parse(quarter_names(project)[-1])
        return Next("This quarter is published. Begin the next one.", f"pcc new {max(after, newest.next)}")


def status_of(folder: QuarterFolder, found: Found) -> Status:
    """How far a quarter is, with what a check found in it."""
    folder = ReadableQuarter.of(folder)
    return Status(
        folder,
        read_or(list[Supply](), lambda: supplies(folder)),
        read_or(list[Heading](), lambda: headings(folder)),
        read_or(list[Promise](), lambda: promises(folder)),
        read_or(list[Fact](), lambda: facts(folder)),
        open_in(folder),
        found,
        read_or(dict[str, str](), lambda: _reviews(folder)),
        dict(_originals(folder)),
    )


def _reviews(folder: QuarterFolder) -> dict[str, str]:
    """The measures whose review is overdue, with its date; those whose files have faults are passed over."""
    found = {}
    for id in measure_ids(folder.project):
        measure = read_or(None, lambda id=id: read_measure(folder.project, id))
        if measure and reviews_overdue([measure], folder.written_on):
            found[id] = measure.next_review
    return found


def _originals(folder: QuarterFolder) -> Iterable[tuple[str, tuple[int, int]]]:
    """What is listed of the originals, and how much of it is of this quarter."""
    for name in ("claims", "contradictions"):
        listed = read_or(None, lambda name=name: table(folder.project, name))
        if listed:
            yield name, (len(getattr(listed, name)), len(listed.of(str(folder.quarter))))


# ── as JSON ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def as_json(status: Status) -> dict[str, Any]:
    """The status as plain values; its keys are listed in docs/status.md, and stay."""
    quarter = status.folder.quarter
    return {
        "quarter": str(quarter),
        "label": quarter.label,
        "before": status.before,
        "written_on": status.written_on,
        "provisional": status.provisional,
        "published": status.kept,
        "sources": [_supply(each) for each in status.supplies],
        "headings": [_heading(each) for each in status.headings],
        "deliverables": [_promise(each) for each in status.promises],
        "stated": [_fact(each) for each in status.facts],
        "reviews_overdue": [{"measure": id, "next_review": day} for id, day in status.reviews.items()],
        "originals": {name: {"listed": n, "of_this_quarter": of} for name, (n, of) in status.originals.items()},
        "questions": list(status.found.questions),
        "faults": {"count": len(status.faults), "first": [str(f) for f in status.faults[:FIRST_FAULTS]]},
        "open": {
            "count": len(status.work),
            "kinds": {kind: len(of) for kind, of in by_kind(status.work).items()},
            "work": [_work(each) for each in status.work],
        },
        "next": status.next._asdict(),
    }


def _supply(each: Supply) -> dict[str, Any]:
    names = {"source": each.key.source, "measure": each.key.measure}
    months = {"before": each.before, "expected": each.expected, "in_data": each.there, "told": each.told}
    written = {key: each.written(period) for key, period in months.items()}
    return names | written | {"state": each.state, "because": each.because, "open": each.is_open}


def _heading(each: Heading) -> dict[str, Any]:
    place = {"text": each.text, "heading": each.title, "file": each.file, "line": each.line}
    same = {"sentences": each.sentences, "same_sentences": each.same}
    return place | {"state": each.state, "of": each.of, "found": each.found, **same, "open": each.is_open}


def _promise(each: Promise) -> dict[str, Any]:
    d, before = each.deliverable, each.before
    last = {"progress": before.deliverable.progress, "quarter": str(before.folder.quarter)} if before else None
    told = {"id": d.id, "row": each.row, "priority": d.priority, "due": d.due, "past": each.past, "progress": d.progress}
    return told | {"confirmed": d.confirmed, "last_reported": last, "state": each.state, "open": each.is_open}


def _fact(each: Fact) -> dict[str, Any]:
    return {"id": each.id, "row": each.row, "confirmed": each.confirmed, "state": each.state, "open": each.is_open}


def _work(each: Work) -> dict[str, str]:
    return {
        "kind": each.kind,
        "file": each.file,
        "place": each.place,
        "found": each.found,
        "todo": each.todo,
        "command": each.command,
    }


def date_words(status: Status) -> str:
    """`28 February 2024, worked out: nobody gave it`."""
    if not status.written_on:
        return "not known: quarter.yml cannot be read"
    return day_label(status.written_on) + (", worked out: nobody gave it" if status.provisional else "")

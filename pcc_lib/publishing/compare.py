"""Two editions beside each other: what one tells otherwise than the other, in figures of the same period, deliverables, texts."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pcc_lib.building.editions import current
from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.differences.again import SAME, Again, Reworked, by_name
from pcc_lib.differences.cells import ChangedCells
from pcc_lib.differences.changes import FORMAT, Changes, importance, lists_of
from pcc_lib.differences.lists import NOT_PRINTED, Withdrawn, listed, new_figures, own_figures, withdrawn_figures
from pcc_lib.differences.promises import KINDS, Promised, changed_promises, promises_of
from pcc_lib.differences.texts import dropped_sections, rewritten_sections, told_sections_of
from pcc_lib.inputs.models.told import ToldFigure, ToldSection
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import Source, read_source, source_names
from pcc_lib.inputs.told import FIGURES, ledger_of

SITE, RECORD, BUILT = "site", "record", "built"
_VERSION = re.compile(r"(?P<quarter>20\d{2}-\d{2}-Q[1-4])(?:/(?P<version>[1-9]\d*|built))?", re.IGNORECASE)
Texts = tuple[ToldSection, ...]


@dataclass(frozen=True)
class Edition:
    """An edition at hand: what it is called, its quarter, its ledger, and the project that it was built from, where that is at
    hand as it was then (a published edition brings it along; of a built one it is the project, unless its sources have changed).
    """

    name: str
    quarter: str
    rows: Sequence[ToldFigure]
    project: Project | None

    def told(self, of: Project) -> list[ToldFigure]:
        """Its own figures, each once; `of` is the project that knows its measures, where it brings none along."""
        return list(by_name(own_figures(self.rows, self.project or of)).values())


def find_edition(project: Project, text: str) -> Edition:
    """The edition of a folder (of a quarter's in an archive: its last version), of a published version (`2023-24-Q2/1`), of the
    build of a quarter (`2023-24-Q2/built`), or of a quarter: its last published, else its build.

    A ReportError says what was looked for.
    """
    named = _VERSION.fullmatch(text)
    folder = _of_quarter(project, named) if named else _last_version(Path(text)) or Path(text)
    for base in (folder / RECORD, folder):
        if (base / FIGURES).is_file():
            return _read(project, text, folder, base)
    raise ReportError(f"{text}: there is no edition (looked for {FIGURES} there, and in {RECORD}/).")


def _of_quarter(project: Project, named: re.Match[str]) -> Path:
    quarter = Quarter.parse(named["quarter"].upper())
    published, version = project.root / SITE / str(quarter).lower(), (named["version"] or "").lower()
    if version and version != BUILT:
        return published / version
    found = (None if version else _last_version(published)) or current(project, quarter)
    if found is None:
        done = "built" if version else "published or built"
        raise ReportError(f"{quarter}: no edition of it was {done} here. Run: pcc build {quarter}")
    return found


def _last_version(folder: Path) -> Path | None:
    """The last version of a quarter's folder in an archive; None where there is none."""
    versions = sorted((int(path.name), path) for path in folder.glob("[1-9]*") if path.name.isdigit())
    return versions[-1][1] if versions else None


def _read(project: Project, text: str, folder: Path, base: Path) -> Edition:
    about = _manifest(base)
    inputs = about.get("inputs", {})
    quarter = str(about.get("quarter") or inputs.get("quarter") or "")
    carried = base / "project"
    if (carried / "data" / "body.yml").is_file():
        source = Project(carried)
    else:
        source = project if _is_as_then(project, inputs.get("read", {})) and folder.is_relative_to(project.root) else None
    return Edition(text, quarter, ledger_of(Project(base), FIGURES), source)


def _manifest(base: Path) -> dict[str, Any]:
    try:
        found = json.loads((base / "manifest.json").read_bytes())
        return found if isinstance(found, dict) else {}
    except (OSError, ValueError):
        return {}


def _is_as_then(project: Project, read: dict[str, str]) -> bool:
    """Whether the sources that an edition rests on are those of today."""
    files = [name for name in read if name.startswith("data/")]
    return bool(files) and all(project.fingerprint(name) == read[name] for name in files)


def compare(project: Project, before: Edition, now: Edition) -> Changes:
    """Every figure that two editions tell otherwise (for the same period, new, or withdrawn), every deliverable, and texts that
    are gone; of two versions of one quarter those too that say other words.

    Figures of the edition before that the other tells of newer periods are worked out again on its data, where they are at hand.
    """
    told, printed = before.told(project), now.told(project)
    folder = _folder(now)
    reworked = _reworked(before, folder)
    found = {each.told.id: each for each in (reworked.revised(told) if reworked else ()) if not each.gone}
    secret = _kept_back(now.project or before.project or project)
    found |= {each.told.id: found.get(each.told.id, each) for each in _in_print(told, printed, secret)}
    redefined = [each for each in (reworked.worked_out_otherwise(told) if reworked else ()) if each[0].id not in found]
    gone = list(withdrawn_figures(told, printed, reworked.figures, reworked.cells) if reworked else _gone(told, printed, secret))
    found = {id: each for id, each in found.items() if id not in {other.told.id for other in gone}}
    return Changes(
        now.quarter,
        before.quarter,
        tuple(sorted(found.values(), key=lambda each: importance(each.told))),
        tuple(redefined),
        tuple(sorted(gone, key=lambda each: importance(each.told))),
        tuple(sorted(new_figures(told, printed), key=importance)),
        *_promises_and_texts(before, now),
    )


def told_in_words(edition: Edition) -> bool:
    """Whether its deliverables and texts are at hand: they stand in its project."""
    return _folder(edition) is not None


def _promises_and_texts(before: Edition, now: Edition) -> tuple[tuple[Promised, ...], Texts, Texts]:
    """Deliverables that are told otherwise, texts that are gone, and those that were rewritten; nothing where they are not at
    hand of both."""
    then, folder = _folder(before), _folder(now)
    if then is None or folder is None:
        return (), (), ()
    sections = list(told_sections_of(then))
    rewritten = rewritten_sections(folder, sections) if before.quarter == now.quarter else ()
    return tuple(changed_promises(folder, promises_of(then))), tuple(dropped_sections(folder, sections)), tuple(rewritten)


def _folder(edition: Edition) -> QuarterFolder | None:
    known = edition.project is not None and edition.quarter
    return QuarterFolder(edition.project, Quarter.parse(edition.quarter)) if known and edition.project else None


def _reworked(before: Edition, folder: QuarterFolder | None) -> Reworked | None:
    """What works the figures of an edition out again on the data of another; None where those are not at hand."""
    if folder is None:
        return None

    def then(source: Source) -> Source | None:
        there = before.project is not None and source.name in source_names(before.project)
        return read_source(before.project, source.name) if there and before.project else None

    return Reworked(folder, ChangedCells(folder.project, before.quarter, then))


def _kept_back(project: Project) -> Callable[[ToldFigure], bool]:
    """Whether a figure is under a policy for small numbers, so that the two are not set side by side."""
    return ChangedCells(project, "").keep_back


def _in_print(told: Sequence[ToldFigure], printed: Sequence[ToldFigure], secret: Callable[[ToldFigure], bool]) -> Iterator[Again]:
    """Figures that both editions print for the same period, with another value or another text."""
    now = {each.same: each for each in printed}
    for each in told:
        other = now.get(each.same)
        if other is not None and not (_is_same(each.value, other.value) and each.text == other.text):
            value = math.nan if other.value is None else other.value
            if secret(each):
                yield Again(each, explained=False, secret=True)
            else:
                yield Again(each, value, other.text, explained=False)


def _is_same(a: float | None, b: float | None) -> bool:
    return a == b if a is None or b is None else math.isclose(a, b, rel_tol=SAME, abs_tol=SAME)


def _gone(told: Sequence[ToldFigure], printed: Sequence[ToldFigure], secret: Callable[[ToldFigure], bool]) -> Iterator[Withdrawn]:
    """What is told no more, where nobody can say why: the project of the newer edition is not at hand."""
    now = listed(printed)
    yield from (Withdrawn(each, NOT_PRINTED, secret(each)) for name, each in listed(told).items() if name not in now)


def not_compared(before: Edition, now: Edition) -> str:
    """Why deliverables and texts are not set beside each other; `` where they are."""
    lacking = [edition.name for edition in (before, now) if not told_in_words(edition)]
    if not lacking:
        return ""
    have = "has" if len(lacking) == 1 else "have"
    return f"Deliverables and texts were not compared: {' and '.join(lacking)} {have} no project at hand as it was then."


def record(before: Edition, now: Edition, changes: Changes) -> dict[str, Any]:
    """The same as plain values: the lists of docs/changes.md, the names of both editions, and what was not compared."""
    lists = lists_of(changes)
    return {"format": FORMAT, "a": before.name, "b": now.name, "not_compared": not_compared(before, now), **lists}


def told_lines(changes: Changes) -> Iterator[str]:
    """What differs, a line for each figure: what it was, what it is, and why where it is known."""
    for title, lines in _sections(changes):
        if lines:
            yield f"{title}: {len(lines)}"
            yield from (f"  {line}" for line in lines)


def _sections(changes: Changes) -> Iterator[tuple[str, list[str]]]:
    yield "Revised", [_revised_line(each) for each in changes.revised]
    yield "Worked out differently", [f"{_named(then)}: {then.text} → {now.text}" for then, now in changes.redefined]
    yield "Withdrawn", [f"{_named(each.told)}: {_was(each)}. {each.why}" for each in changes.withdrawn]
    yield "New", [f"{_named(each)}: {each.text}" for each in changes.new]
    yield "Deliverables", [_promise_line(each) for each in changes.deliverables]
    yield "Texts that are gone", [_section_line(each) for each in changes.commentary]
    yield "Texts that say something else, or are new", [_section_line(each) for each in changes.rewritten]


def _promise_line(each: Promised) -> str:
    then = f"{each.then.due_text} ({each.then.words})" if each.then else "not told"
    now = f"{each.now.due_text} ({each.state.words})" if each.now and each.state else "not told"
    kinds = ", ".join(KINDS[kind].lower() for kind in each.kinds)
    return f"{each.action} [{each.id}]: {kinds}: {then} → {now}{f'. {each.because}' if each.because else ''}"


def _section_line(each: ToldSection) -> str:
    return f"{each.text}, {each.heading}" + (f": {each.begins} …" if each.begins else "")


def _was(each: Withdrawn) -> str:
    return "small numbers" if each.secret else each.told.text


def _revised_line(each: Again) -> str:
    why = f" {' '.join(each.reasons)}" if each.reasons else ""
    if each.secret:
        return f"{_named(each.told)}: printed otherwise (small numbers are not set side by side).{why}"
    cells = "; ".join(f"{cell.place}: {_shown(cell.was)} → {_shown(cell.now)}" for cell in each.changes[:3])
    alike = f", unrounded {_shown(_value(each.told))} → {_shown(each.value)}" if each.told.text == each.text else ""
    return f"{_named(each.told)}: {each.told.text} → {each.text}{alike}{f' ({cells})' if cells else ''}{why}"


def _value(told: ToldFigure) -> float:
    return math.nan if told.value is None else told.value


def _named(told: ToldFigure) -> str:
    return told.id + (f" [{told.period}]" if told.period and "@" not in told.id else "")


def _shown(value: float) -> str:
    return "[x]" if math.isnan(value) else f"{value:.12g}"

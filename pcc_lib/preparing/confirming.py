"""What somebody may say of a quarter in one step: that a text, a fact or a deliverable holds; shown first, and written at once.

A `Thing` is shown as it will be printed. What is written is tried before: where it would leave a fault, or close nothing, it is
refused, and nothing is written.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.inputs.kept import is_kept
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.proposed import Proposed

FEWEST_WORDS = 2  # of a reason


@dataclass(frozen=True)
class Answer:
    """What somebody says: who it is, and why, where that is asked."""

    by: str = ""
    because: str = ""


@dataclass(frozen=True)
class Thing:
    """One thing that may be confirmed.

    name: what the command calls it; lines: what is shown; ask: the question; reason: what is asked besides, where a reason is
    needed; changes: the files that would be written; closed: whether it is no more open in a quarter's folder; but: why it cannot
    be confirmed, and what to do instead.
    """

    name: str
    lines: tuple[str, ...]
    ask: str
    changes: Callable[[Answer], Mapping[str, bytes]]
    closed: Callable[[QuarterFolder], bool]
    reason: str = ""
    but: str = ""


def confirm(folder: QuarterFolder, thing: Thing, answer: Answer) -> list[str]:
    """Write that a thing holds; the names of the files. A ReportError where it may not be said, or where it would not do."""
    if thing.but:
        raise ReportError(f"{thing.name}: {thing.but}")
    if thing.reason and len(answer.because.split()) < FEWEST_WORDS:
        raise ReportError(f'{thing.name}: say why in a few words: --because "The contract was given up."')
    project = folder.project
    if is_kept(project, str(folder.quarter)):
        raise ReportError(f"{folder.quarter} is published, and stays as it was told. Nothing was written.")
    contents = thing.changes(answer)
    with tempfile.TemporaryDirectory() as place:
        if not thing.closed(QuarterFolder(Proposed(project, contents, Path(place)), folder.quarter)):
            raise ReportError(f"{thing.name}: would still be open, so nothing was written. pcc status says what it lacks.")
    project.write(dict(contents))
    return list(contents)


def chosen(things: Sequence[Thing], names: Sequence[str], known: Sequence[str], what: str) -> Iterator[Thing]:
    """The things of these names, else all; a ReportError where a name is none, or is of something that is not open."""
    by_name = {thing.name: thing for thing in things}
    for name in names:
        if name not in known:
            raise ReportError(f"there is no {what} '{name}'. {suggest(name, known)}")
        if name not in by_name:
            raise ReportError(f"{name}: is not open, so there is nothing to confirm.")
    yield from (by_name[name] for name in dict.fromkeys(names)) if names else things

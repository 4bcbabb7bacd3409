"""The check of a quarter before it is built: run once for what it has read, and remembered."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pcc_lib.building.page_cache import cache_folder
from pcc_lib.core.errors import QuestionsError, counted
from pcc_lib.core.files import write_atomic
from pcc_lib.core.installed import digest, environment, library_digest
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.project import Project
from pcc_lib.preparing.work import OpenWorkError, Work, banner_of, kinds_told

if TYPE_CHECKING:
    from pcc_lib.building.looking import Looked

Check = Callable[[Project, Quarter], Sequence[str] | None]
Open = Callable[[Project, Quarter], Sequence[Work]]


@dataclass(frozen=True)
class Checked:
    """What became of a check that passed: whether it was run (or had passed before), what the data ask, what is open, and the
    blocks that each page must show, as far as whoever ran it told them."""

    ran: bool
    questions: tuple[str, ...]
    open: tuple[Work, ...]
    blocks: Mapping[str, tuple[str, ...]] | None = None

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


def checked(
    project: Project,
    quarter: Quarter,
    check: Check,
    opened: Open | None = None,
    elsewhere: Callable[[], Looked | None] = lambda: None,
) -> Checked:
    """Run the check, and look for what is open, unless nothing that they read has changed since the check last passed.

    elsewhere: has another process look; None where it finds anything wrong, which is then found here, to be told.
    """
    found = passed(project, quarter, opened is not None)
    if found is not None:
        return found
    path, inputs = _check_file(project, quarter), _check_inputs(opened is not None)
    with contextlib.suppress(OSError):  # now, for the check may list the project's folder, in which it stands
        path.parent.mkdir(parents=True, exist_ok=True)
    if looked := elsewhere():
        found, read = Checked(True, looked.questions, looked.open, looked.blocks), looked.opened
    else:
        reader = type(project)(project.root)  # what it opens is what the check has read
        found = Checked(True, tuple(check(reader, quarter) or ()), tuple(opened(reader, quarter)) if opened else ())
        read = reader.opened
    record = {"inputs": inputs, "opened": read, "questions": found.questions, "open": [asdict(each) for each in found.open]}
    with contextlib.suppress(OSError):  # a folder that may not be written to can be checked all the same
        write_atomic(path, json.dumps(record, sort_keys=True).encode())
    return found


def passed(project: Project, quarter: Quarter, with_work: bool) -> Checked | None:
    """What the last check found that passed; None where anything that it read has changed since."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        record = json.loads(_check_file(project, quarter).read_bytes())
        same = record["inputs"] == _check_inputs(with_work)
        if same and all(project.fingerprint(k) == v for k, v in record["opened"].items()):
            return Checked(False, tuple(record["questions"]), tuple(Work(**each) for each in record["open"]))
    return None


def _check_file(project: Project, quarter: Quarter) -> Path:
    return cache_folder(project) / "checks" / f"{quarter}.json"


def _check_inputs(with_work: bool) -> dict[str, Any]:
    return {"library": library_digest(), "environment": digest(environment()), "work": with_work}

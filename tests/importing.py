"""An import as the command does it: read, held against the project, written; for tests of any importer."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from pcc_lib.core.errors import ReportError
from pcc_lib.importers.given import given
from pcc_lib.importers.options import asked_of
from pcc_lib.importers.planning import Import, import_of, read_files, without, write
from pcc_lib.importers.registry import importers
from pcc_lib.importers.seam import Reading
from pcc_lib.inputs.project import Project

BODY = "name: Nobody\n"


class Done(NamedTuple):
    """What was read, the files that were written, and the doubts that were asked."""

    reading: Reading
    written: list[str]
    doubts: list[str]

    @property
    def report(self) -> str:
        """All lines that the command prints of what was read."""
        return "\n".join((*self.reading.report, *self.reading.warnings))


def project_in(folder: Path) -> Path:
    """A folder that an import can write to: a project that holds nothing yet."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    if not (folder / "data/body.yml").exists():
        (folder / "data/body.yml").write_text(BODY, encoding="utf-8")
    return folder


def read(name: str, paths: Iterable[Path | str], **options: str | Iterable[str]) -> Reading:
    """What an importer finds; the errors are those that the command tells."""
    said = {key.replace("_", "-"): (value,) if isinstance(value, str) else tuple(value) for key, value in options.items()}
    importer = importers()[name]
    asked = asked_of(importer, said)
    with given([str(path) for path in paths]) as found:
        return importer.read(found, asked)


def imported(
    project: Path,
    name: str,
    paths: Iterable[Path | str],
    *,
    sure: bool = False,
    reason: str = "",
    leave: Iterable[str] = (),
    **options: str | Iterable[str],
) -> Done:
    """Files brought into the project, or the error that the command would tell.

    sure: the doubts were looked at; without it a doubt is an AssertionError, for nothing would be written.
    """
    said = {key.replace("_", "-"): (value,) if isinstance(value, str) else tuple(value) for key, value in options.items()}
    importer = importers()[name]
    with given([str(path) for path in paths]) as found:
        reading = importer.read(found, asked_of(importer, said))
        reading = without(reading, tuple(leave)) if leave else reading
        with import_of(Project(project), importer, reading, read_files(found, reading)) as planned:
            return _written(planned, reading, sure, reason)


def _written(planned: Import, reading: Reading, sure: bool, reason: str) -> Done:
    if not planned.changes:
        return Done(reading, [], [])
    doubts = [str(doubt.told) for _, doubt in planned.doubts()]
    if doubts and not sure:
        raise Doubted(doubts)
    return Done(reading, write(planned, reason), doubts)


class Doubted(ReportError):
    """Doubts that nobody said were looked at; nothing was written."""

    def __init__(self, doubts: list[str]) -> None:
        self.doubts = doubts
        super().__init__("\n".join(doubts))


def rows_of(project: Path, source: str) -> list[dict[str, str]]:
    """The rows of a source, in their order."""
    with (project / f"data/sources/{source}.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def by_key(project: Path, source: str, period: str, part: str) -> Mapping[tuple[str, str], dict[str, str]]:
    """The same by period and part."""
    return {(row[period], row[part]): row for row in rows_of(project, source)}


def all_bytes(folder: Path) -> dict[str, bytes]:
    """Everything below a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}

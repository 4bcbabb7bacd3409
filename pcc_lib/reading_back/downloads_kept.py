"""What proved the files that an edition offers to take along when they were read last: they are read again only where they, the
ledger, or anything that their rows rest on are others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pcc_lib.core.files import sha256, write_atomic
from pcc_lib.core.garbage import uncollected
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.reading_back.declared import WRONG
from pcc_lib.reading_back.prove import Found
from pcc_lib.reading_back.said import Edition
from pcc_lib.reading_back.workbooks import Offered, downloads_found


def downloads_file(proofs: Path) -> Path:
    """Where it is kept, beside what is kept of the pages."""
    return proofs.with_name(f"{proofs.stem}.downloads.json")


class DownloadProofs:
    """The proofs of one edition's files. kept: where they are; basis: names the library and the packages."""

    def __init__(self, kept: Path, edition: Edition, basis: str) -> None:
        self._kept, self._edition, self._basis = kept, edition, basis

    def found(self, project: Project, quarter: str, files: Mapping[str, bytes]) -> list[Found]:
        """The numbers of the files: kept, or read now, by a project of which everything is watched that is opened for it."""
        if not files:
            return []
        of = sha256(json.dumps([self._said(), {name: sha256(raw) for name, raw in sorted(files.items())}]))
        held = self._held(project, of)
        if held is not None:
            return held
        with project.kept.watching() as opened, uncollected():
            printed = {row["id"]: row for page in self._edition.pages for block in page.blocks for row in block.rows}
            found = downloads_found(Offered(open_quarter(project, quarter), printed, self._edition.banner), files)
        if not any(each.kind == WRONG for each in found):
            said = {"of": of, "opened": dict(opened), "found": found}
            write_atomic(self._kept, json.dumps(said, ensure_ascii=False).encode("utf-8"))
        return found

    def _said(self) -> list[object]:
        """What the library, and the edition, say."""
        return [self._basis, self._edition.banner, [list(row.items()) for row in self._edition.rows]]

    def _held(self, project: Project, of: str) -> list[Found] | None:
        try:
            held = json.loads(self._kept.read_bytes())
            same = held["of"] == of and all(project.fingerprint(name) == was for name, was in held["opened"].items())
            return [Found(*each) for each in held["found"]] if same else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

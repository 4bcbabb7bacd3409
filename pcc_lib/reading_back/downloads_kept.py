"""What proved the files that an edition offers to take along when they were read last: they are read again only where they, the
ledger, or anything that their rows rest on are others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pcc_lib.core.files import sha256, write_atomic
from pcc_lib.core.garbage import uncollected
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.reading_back.declared import WRONG
from pcc_lib.reading_back.prove import Found
from pcc_lib.reading_back.said import Edition
from pcc_lib.reading_back.workbooks import METADATA, Offered, file_found

KIND = Found._fields.index("kind")


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
        digests = {name: sha256(raw) for name, raw in sorted(files.items())}
        held, of = self._read(), sha256(json.dumps([self._said(), digests]))
        if held.get("of") == of and all(project.fingerprint(name) == was for name, was in held["opened"].items()):
            return [Found(*each) for _, found in held["files"].values() for each in found]
        with project.kept.watching() as opened, uncollected():
            printed = {row["id"]: row for page in self._edition.pages for block in page.blocks for row in block.rows}
            offered = Offered(open_quarter(project, quarter), printed, self._edition.banner)
            now = {name: self._of_file(offered, name, files, held, digests) for name in files}
        if not any(each[KIND] == WRONG for _, found in now.values() for each in found):
            said = {"basis": self._basis, "of": of, "opened": dict(opened), "files": now}
            write_atomic(self._kept, json.dumps(said, ensure_ascii=False).encode("utf-8"))
        return [Found(*each) for _, found in now.values() for each in found]

    def _of_file(
        self, offered: Offered, name: str, files: Mapping[str, bytes], held: Mapping[str, Any], digests: Mapping[str, str]
    ) -> tuple[str, Sequence[Sequence[Any]]]:
        """The numbers of a file, with what they rest on: as they were where that is the same."""
        on = offered.rests_on(name)
        key = sha256(json.dumps([name, digests[name], digests.get(name.removesuffix(METADATA)), on]))
        was, found = held.get("files", {}).get(name, ("", []))
        return (key, found) if on and was == key else (key, file_found(offered, name, files))

    def _said(self) -> list[object]:
        """What the library, and the edition, say."""
        return [self._basis, self._edition.banner, [list(row.items()) for row in self._edition.rows]]

    def _read(self) -> Mapping[str, Any]:
        """What is kept, by this library and these packages; nothing where it cannot be read."""
        try:
            held = json.loads(self._kept.read_bytes())
            sound = held["basis"] == self._basis and all(
                isinstance(key, str) and all(len(each) == len(Found._fields) for each in found)
                for key, found in held["files"].values()
            )
            return held if sound and isinstance(held["opened"], dict) else {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}

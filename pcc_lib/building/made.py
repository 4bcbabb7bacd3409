"""Files of an edition, kept by what they were made from, and made again only where that has changed.

_build/cache/downloads/2023-24-Q3.zip     the files, and what they were made from: may be deleted at any time
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from typing import NamedTuple

from pcc_lib.core.files import sha256, write_atomic
from pcc_lib.core.installed import digest, environment, library_digest
from pcc_lib.core.packed import packed, parts_of
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.project import Project

_KEPT = "_build/cache"
_ABOUT, _DIGEST = "made-from.json", "digest"


class Made(NamedTuple):
    """Files by their names, and what was opened for them, by its fingerprints."""

    opened: Mapping[str, str]
    files: Mapping[str, bytes]


class KeptMade:
    """Files of a kind, such as `downloads`, of a quarter."""

    def __init__(self, project: Project, quarter: Quarter, kind: str) -> None:
        self._project, self._place = project, project.root / _KEPT / kind / f"{quarter}.zip"

    def files(self, made_from: object, make: Callable[[], Made]) -> Mapping[str, bytes]:
        """The files: kept, where they were made from the same and of no file that has changed, or made now. made_from: as JSON
        has it; library and packages count besides."""
        by = digest([library_digest(), environment(), made_from])
        found = self._found(by)
        if found is not None:
            return found
        made = make()
        said = json.dumps({"by": by, "opened": made.opened, _DIGEST: _digest_of(made.files)}, sort_keys=True).encode("utf-8")
        write_atomic(self._place, packed({_ABOUT: said, **made.files}))
        return made.files

    def _found(self, by: str) -> dict[str, bytes] | None:
        """What is kept, where it would be made the same today; None where nobody knows."""
        try:
            parts = parts_of(self._place.read_bytes())
            about = json.loads(parts.pop(_ABOUT))
            same = about["by"] == by and about[_DIGEST] == _digest_of(parts)
            same = same and all(self._project.fingerprint(name) == was for name, was in about["opened"].items())
        except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile):
            return None
        return parts if same else None


def _digest_of(files: Mapping[str, bytes]) -> str:
    return digest({name: sha256(content) for name, content in files.items()})

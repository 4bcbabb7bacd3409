"""Whether a built edition is as it was when it was finished: by digests that are kept outside its folder.

_build/seals/2023-24-Q3/1f0c….json      digests of every file of the edition, its manifest among them

An edition's manifest lists its files too, but whoever edits a page can write the manifest anew. The seal shows such an edit to
the next build, which compiles the edition again; somebody who rewrites both is met by `pcc audit`, which makes the pages anew.
"""

from __future__ import annotations

import json
from pathlib import Path

from pcc_lib.core.files import sha256, write_atomic
from pcc_lib.inputs.project import Project

FOLDER = "_build/seals"
_MOST_NAMED = 5


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a folder, by its path in it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()) for path in files}


def seal(project: Project, folder: Path) -> None:
    """Keep the digests of an edition that was finished just now."""
    text = json.dumps(digests(folder), indent=1, sort_keys=True)
    write_atomic(_path(project, folder), (text + "\n").encode())


def unseal(project: Project, folder: Path) -> None:
    """Forget an edition that is no more."""
    _path(project, folder).unlink(missing_ok=True)


def changed_since(project: Project, folder: Path) -> list[str] | None:
    """The files of an edition that were changed, added or taken away since it was finished; None where that is not known:
    there is no such edition, or no seal of it that can be read."""
    try:
        sealed = json.loads(_path(project, folder).read_bytes())
        found = digests(folder) if folder.is_dir() else {}
        return sorted(name for name in {*sealed, *found} if sealed.get(name) != found.get(name)) if found else None
    except (OSError, ValueError, AttributeError, TypeError):
        return None


def told(names: list[str]) -> str:
    """`html/index.html and 12 more`: what was changed, in few words."""
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _path(project: Project, folder: Path) -> Path:
    return project.root / FOLDER / folder.parent.name / f"{folder.name}.json"

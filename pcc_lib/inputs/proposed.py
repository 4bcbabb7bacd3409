"""A project as it would be, so that what is to be written can be checked before anything is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pcc_lib.inputs.project import Project


class Proposed(Project):
    """A project in which some files are others, or new; they lie in a folder of their own until they are written."""

    def __init__(self, project: Project, contents: Mapping[str, bytes], folder: Path) -> None:
        super().__init__(project.root)
        self._new = {name: folder / name for name in contents}
        for name, place in self._new.items():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(contents[name])

    def path(self, name: str) -> Path:
        """The place of a file: of those that would be written, where they lie now."""
        return self._new.get(name) or super().path(name)

    def names(self, folder: str) -> list[str]:
        """Names of what would be in a folder."""
        inside = (name.removeprefix(f"{folder}/") for name in self._new if name.startswith(f"{folder}/"))
        return sorted({*super().names(folder), *(name.partition("/")[0] for name in inside)})

"""Projects that a process keeps from one piece of work to the next, with what it has made of their files."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from pcc_lib.inputs.project import Project

MOST = 2  # projects whose files and results one process keeps: those that were asked for last


class _Held(NamedTuple):
    """A project, and the build that last asked for it."""

    project: Project
    build: str


class HeldProjects:
    """The projects that were asked for last, by their folders."""

    def __init__(self) -> None:
        self._held: dict[str, _Held] = {}

    def of(self, root: str, build: str) -> Project:
        """A project. build: a name of whoever asks; what rests on files that have changed since another asked is forgotten."""
        held = self._held.get(root)
        if held is None or held.build != build:
            project = held.project if held else Project(root)
            look = project.look = cache(project.fingerprint)  # in one build each file is looked at once
            held = _Held(project, build)
            project.kept.forget(lambda name, was: look(name) != was)
        self._held.pop(root, None)
        self._held[root] = held
        for old in list(self._held)[:-MOST]:
            del self._held[old]
        return held.project

    def forget(self, root: str) -> None:
        """Keep nothing of a project any more: some hundred megabytes of a large one."""
        self._held.pop(root, None)

    def clear(self) -> None:
        """Keep nothing of any."""
        self._held.clear()

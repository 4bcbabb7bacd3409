"""What a worker sees: whether it is the same Python and library as we, and has the projects under the same path."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pcc_lib.building.environment import page_environment
from pcc_lib.core.files import sha256
from pcc_lib.core.installed import digest, environment, library_digest
from pcc_lib.core.processors import ALIKE

# what every process in which pages run has in its environment, so that nothing differs from run to run
FIXED = ("PYTHONHASHSEED", "PYTHONUTF8", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", *ALIKE, "TZ")
_KNOWN = ("_toc.yml", "_config.yml", "data/body.yml", "data/datapackage.yml")


@dataclass(frozen=True)
class Seen:
    """What a process sees. projects: a digest of each project by its folder (blank: it is not there); shared: those in which the
    token lies; environment: what is fixed in it."""

    python: str
    library: str
    packages: Mapping[str, str]
    environment: Mapping[str, str]
    projects: Mapping[str, str]
    shared: tuple[str, ...]


def look(roots: Sequence[str], token: str) -> Seen:
    """What this process sees."""
    found = environment()
    return Seen(
        found["python"],
        library_digest(),
        dict(each.split("==", 1) for each in found["packages"]),
        {name: os.environ.get(name, "") for name in FIXED},
        {root: _digest(Path(root)) for root in roots},
        tuple(root for root in roots if (Path(root) / token).is_file()),
    )


def faults_of(worker: str, here: Seen, seen: Seen | Exception) -> Iterator[str]:
    """Why a worker cannot build what we would build, in words."""
    if isinstance(seen, Exception):
        yield f"{worker}: could not look ({seen!r}). Is this library installed there, in the same version?"
        return
    if seen.python != here.python:
        yield f"{worker}: runs Python {seen.python}; here it is {here.python}. Install the same."
    if seen.library != here.library:
        yield f"{worker}: has another version of this library. Install the same."
    if other := [name for name in {**here.packages, **seen.packages} if here.packages.get(name) != seen.packages.get(name)]:
        yield f"{worker}: has other packages ({', '.join(sorted(other)[:5])}). Install both from requirements.txt."
    wanted = {name: page_environment(Path())[name] for name in FIXED}
    if missing := [f"{name}={value}" for name, value in wanted.items() if seen.environment[name] != value]:
        yield f"{worker}: start it with {' '.join(missing)} in its environment, so that nothing differs from run to run."
    for root, now in here.projects.items():
        if not seen.projects[root]:
            yield f"{worker}: has no project at {root}. Put it on a file system that all machines share, under the same path."
        elif seen.projects[root] != now:
            yield f"{worker}: the project at {root} says something else there. Share one folder."
        elif root not in seen.shared:
            yield f"{worker}: {root} is a copy there, so what it builds would not be seen here. Share one folder."


def _digest(root: Path) -> str:
    """A digest of a project's settings and of the names and sizes of its files; blank where it is not there."""
    if not (root / "data" / "body.yml").is_file():
        return ""
    known = [sha256((root / name).read_bytes()) if (root / name).is_file() else "" for name in _KNOWN]
    files = sorted(path for folder in ("data", "notebooks") for path in (root / folder).rglob("*") if path.is_file())
    return digest([known, [[path.relative_to(root).as_posix(), path.stat().st_size] for path in files]])

"""What a worker sees: whether it is the same Python and library as we, and has the projects under the same path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pcc_lib.core.files import sha256
from pcc_lib.core.installed import digest, environment, library_digest

_KNOWN = ("_toc.yml", "_config.yml", "data/body.yml", "data/datapackage.yml")


@dataclass(frozen=True)
class Seen:
    """What a process sees. projects: a digest of each project by its folder (blank: it is not there); shared: those in which the
    token lies."""

    python: str
    library: str
    packages: Mapping[str, str]
    projects: Mapping[str, str]
    shared: tuple[str, ...]


def look(roots: Sequence[str], token: str) -> Seen:
    """What this process sees."""
    found = environment()
    return Seen(
        found["python"],
        library_digest(),
        dict(each.split("==", 1) for each in found["packages"]),
        {root: _digest(Path(root)) for root in roots},
        tuple(root for root in roots if (Path(root) / token).is_file()),
    )


def faults_in(here: Seen, seen: Mapping[str, Seen | Exception]) -> list[str]:
    """Why workers (by name) cannot build what we would build, in words; what holds of several is told once."""
    who: dict[str, list[str]] = {}
    for worker, found in sorted(seen.items()):
        for fault in _faults(here, found):
            who.setdefault(fault, []).append(worker)
    return [f"{workers[0]}{f' and {len(workers) - 1} more' if workers[1:] else ''}: {fault}" for fault, workers in who.items()]


def _faults(here: Seen, seen: Seen | Exception) -> Iterator[str]:
    if isinstance(seen, Exception):
        yield f"could not look ({seen!r}). Is this library installed there, in the same version?"
        return
    if seen.python != here.python:
        yield f"runs Python {seen.python}; here it is {here.python}. Install the same."
    if seen.library != here.library:
        yield "has another version of this library. Install the same."
    if other := [name for name in {**here.packages, **seen.packages} if here.packages.get(name) != seen.packages.get(name)]:
        yield f"has other packages ({', '.join(sorted(other)[:5])}). Install both from requirements.txt."
    for root, now in here.projects.items():
        if not seen.projects[root]:
            yield f"has no project at {root}. Put it on a file system that all machines share, under the same path."
        elif seen.projects[root] != now:
            yield f"the project at {root} says something else there. Share one folder."
        elif root not in seen.shared:
            yield f"{root} is a copy there, so what it builds would not be seen here. Share one folder."


def _digest(root: Path) -> str:
    """A digest of a project's settings and of the names and sizes of its files; blank where it is not there."""
    if not (root / "data" / "body.yml").is_file():
        return ""
    known = [sha256((root / name).read_bytes()) if (root / name).is_file() else "" for name in _KNOWN]
    files = sorted(path for folder in ("data", "notebooks") for path in (root / folder).rglob("*") if path.is_file())
    return digest([known, [[path.relative_to(root).as_posix(), path.stat().st_size] for path in files]])

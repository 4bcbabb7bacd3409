"""A published edition beside the one made anew: file by file, each told as same, or in what it differs and why."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pcc_lib.auditing.differences import difference
from pcc_lib.auditing.findings import Finding
from pcc_lib.auditing.sums import NOT_LISTED, digest_of, files_of
from pcc_lib.building.environment import environment
from pcc_lib.core.files import read_bytes
from pcc_lib.publishing import edition as at
from pcc_lib.publishing.record import DISTRIBUTION as PYPROJECT

_OF = ((f"{at.LIBRARY}/", "library"), (f"{at.NOTEBOOKS}/", "notebooks"), (at.FIGURES, "figures"), (f"{at.RECORD}/", "record"))
_OF_LIBRARY = {f"{at.MANIFEST}: {key}" for key in ("edition", "inputs/library")}
NAME = "pcc-report-book"
_MOST = 5  # files of the library that are named
_WHY_NEW = "It is in nothing that the inputs make: it was added, or an input for it was taken away."
_WHY_GONE = "The inputs make it: it was taken away, or an input was added."


def compared(published: Path, anew: Path) -> Iterator[Finding]:
    """Each file of either folder; the manifest entry by entry, since it tells of the machine too."""
    ours, theirs = (dict(files_of(folder)) for folder in (anew, published))
    here = environment() == _environment_of(published)
    found = [
        _file(name, ours.get(name), theirs.get(name), here) for name in sorted({*ours, *theirs} - NOT_LISTED - {at.MANIFEST})
    ]
    yield from (each for each in found if each.check != "library")
    yield (library := _library(published, [each for each in found if each.check == "library"]))
    of_library = () if library.verdict == "same" else _OF_LIBRARY
    yield from (each for each in _manifest(_json(anew), _json(published)) if each.item not in of_library)


def check_of(name: str) -> str:
    """Which check a file belongs to."""
    return next((check for start, check in _OF if name.startswith(start)), "pages")


def _file(name: str, ours: Path | None, theirs: Path | None, here: bool) -> Finding:
    check = check_of(name)
    if ours is None or theirs is None:
        found, why = ("is published, and not made anew", _WHY_NEW) if ours is None else ("is not published", _WHY_GONE)
        return Finding(check, name, "differs", found, why)
    if digest_of(ours) == digest_of(theirs):
        return Finding(check, name, "same")
    told = difference(name, read_bytes(ours), read_bytes(theirs))
    return Finding(check, name, "differs", told, "" if here else "It may come of other versions of packages: see the record.")


# ── the library ───────────────────────────────────────────────────────────────────────────────────────────────────────
def _library(published: Path, files: Sequence[Finding]) -> Finding:
    """Whether the installed library is the archived one. Of one release it must be; that of another release was not run."""
    other = [each.item.removeprefix(f"{at.LIBRARY}/") for each in files if each.verdict != "same"]
    if not other:
        return Finding("library", at.LIBRARY, "same")
    named = ", ".join(other[:_MOST]) + (f" and {len(other) - _MOST} more" if len(other) > _MOST else "")
    was, here = _release_of(published), version(NAME)
    if was == here:
        why = f"Both say that they are release {here}: one of the two was changed. --archived-code runs the archived one."
        return Finding("library", at.LIBRARY, "differs", f"{len(other):,} files are not those that are installed: {named}", why)
    why = f"It is release {was}, and {here} is installed: what the archived one does was not seen. --archived-code runs it."
    return Finding("library", at.LIBRARY, "unseen", f"{len(other):,} files are others", why)


def _release_of(published: Path) -> str:
    try:
        return str(tomllib.loads((published / at.RECORD / PYPROJECT).read_text(encoding="utf-8"))["project"]["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return "unknown"


# ── the manifest ──────────────────────────────────────────────────────────────────────────────────────────────────────
def _json(folder: Path) -> dict[str, Any]:
    return json.loads(read_bytes(folder / at.MANIFEST))


def _environment_of(published: Path) -> object:
    try:
        return _json(published)["inputs"]["environment"]
    except (ValueError, KeyError, TypeError):
        return None


def _manifest(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[Finding]:
    """What the manifest says, entry by entry; the machine's own part is told and is no difference."""
    one, other = _flat(ours), _flat(theirs)
    for key in sorted({*one, *other}):
        if one.get(key) == other.get(key):
            yield Finding("record", f"{at.MANIFEST}: {key}", "same")
        elif key.startswith("inputs/environment"):
            yield Finding("record", f"{at.MANIFEST}: {key}", "unseen", _machine(one.get(key), other.get(key)))
        else:
            found = f"says {_short(other.get(key))}, and {_short(one.get(key))} made anew"
            yield Finding("record", f"{at.MANIFEST}: {key}", "differs", found)


def _flat(value: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of a manifest, those two levels down apart: one for each input, page and output."""
    found: dict[str, Any] = {}
    for key, inner in value.items():
        parts = {f"{key}/{name}": each for name, each in inner.items()} if isinstance(inner, Mapping) else {key: inner}
        for name, each in parts.items():
            found |= {f"{name}/{last}": deep for last, deep in each.items()} if isinstance(each, Mapping) else {name: each}
    return found


def _machine(ours: Any, theirs: Any) -> str:
    if isinstance(ours, list) and isinstance(theirs, list):
        other = sorted({*theirs} - {*ours})
        return f"made with {', '.join(other[:5])}{' …' if len(other) > 5 else ''}; here other versions" if other else "here more"
    return f"made with Python {theirs}; here {ours}"


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False) if value is not None else "nothing"
    return text if len(text) <= 80 else f"{text[:77]}…"

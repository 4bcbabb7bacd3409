"""A published edition beside the one made anew: file by file, each told as same, or in what it differs and why."""

from __future__ import annotations

import json
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pcc_lib.auditing.differences import difference
from pcc_lib.auditing.digits import last_digits
from pcc_lib.auditing.findings import Finding
from pcc_lib.auditing.papers import unprinted
from pcc_lib.auditing.sums import NOT_LISTED, digest_of, files_of
from pcc_lib.auditing.versions import version_findings
from pcc_lib.core.errors import counted
from pcc_lib.core.files import read_bytes
from pcc_lib.core.installed import digest
from pcc_lib.core.packed import ENDINGS, parts_of
from pcc_lib.publishing import edition as at
from pcc_lib.publishing.paper import FOLDER as PAPER
from pcc_lib.publishing.record import DISTRIBUTION as PYPROJECT

_OF = (
    (f"{at.LIBRARY}/", "library"),
    (f"{at.NOTEBOOKS}/", "notebooks"),
    (at.FIGURES, "figures"),
    (f"{at.RECORD}/", "record"),
    (f"{PAPER}/", "paper"),
)
NAME = "pcc-report-book"
_MOST = 5  # files of the library that are named
_WHY_NEW = "It is in nothing that the inputs make: it was added, or an input for it was taken away."
_WHY_VERSIONS = "It may come of the versions here (see versions): make it anew with those that made it, before you doubt it."
_WHY_GONE = "The inputs make it: it was taken away, or an input was added."


def compared(published: Path, anew: Path, no_packs: str = "") -> Iterator[Finding]:
    """Each file of either folder, the versions it was made with, and the manifest entry by entry. no_packs: why the packs could
    not be printed again, which are not seen then.

    Where other versions are installed than made it, numbers may differ in their last digits: such a file is the same, and told.
    """
    ours, theirs = (dict(files_of(folder)) for folder in (anew, published))
    said = _json(published)
    versions = list(version_findings(published, said))
    with_same = all(each.verdict == "same" for each in versions)
    unseen = unprinted(said, no_packs)
    names = sorted({*ours, *theirs, *unseen} - NOT_LISTED - {at.MANIFEST})
    pairs = {name: (ours.get(name), theirs.get(name)) for name in names}
    found = [unseen[name] if name in unseen and name in theirs else _file(name, *pairs[name], with_same) for name in names]
    yield from (each for each in found if each.check != "library")
    yield _library(published, [each for each in found if each.check == "library"])
    yield from versions
    alike = [pairs[each.item] for each in found if each.verdict == "same" and each.found]
    yield from _manifest(_as_alike(_json(anew), alike), said)


def check_of(name: str) -> str:
    """Which check a file belongs to."""
    return next((check for start, check in _OF if name.startswith(start)), "pages")


def _file(name: str, ours: Path | None, theirs: Path | None, with_same: bool) -> Finding:
    check = check_of(name)
    if ours is None or theirs is None:
        found, why = ("is not published", _WHY_GONE) if theirs is None else ("is published, and not made anew", _WHY_NEW)
        return Finding(check, name, "differs", found, why)
    if digest_of(ours) == digest_of(theirs):
        return Finding(check, name, "same")
    one, other = read_bytes(ours), read_bytes(theirs)
    if name.endswith(ENDINGS):
        return _packed(Finding(check, name, "differs"), (one, other), with_same)
    if not with_same and (noise := _noise(one, other)):
        return Finding(check, name, "same", noise, "Not all versions are those that made it.")
    return Finding(check, name, "differs", difference(name, one, other), "" if with_same else _WHY_VERSIONS)


def _packed(differs: Finding, files: tuple[bytes, bytes], with_same: bool) -> Finding:
    """A workbook that is packed otherwise: by its parts, for another zlib may pack the same in other bytes."""
    try:
        one, other = map(parts_of, files)
    except zipfile.BadZipFile:
        return replace(differs, found="cannot be unpacked")
    apart = [part for part in {**one, **other} if one.get(part) != other.get(part)]
    if not apart:
        return replace(differs, verdict="same", found="the same parts, packed by another zlib")
    noise = [_noise(one.get(part, b""), other.get(part, b"")) for part in apart]
    if not with_same and all(noise):
        return replace(differs, verdict="same", found="; ".join(noise), why="Not all versions are those that made it.")
    told = "; ".join(f"{part}: {difference(part, one.get(part, b''), other.get(part, b''))}" for part in apart[:_MOST])
    return replace(differs, found=told, why="" if with_same else _WHY_VERSIONS)


def _noise(ours: bytes, theirs: bytes) -> str:
    """What is told of a file that differs in the last digits of numbers alone; nothing of any other."""
    try:
        found = last_digits(ours.decode("utf-8"), theirs.decode("utf-8"))
    except UnicodeDecodeError:
        return ""
    return f"{counted(found[0], 'number')} with other last digits, by {found[1]:.0e} of the number at most" if found else ""


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


def _as_alike(manifest: dict[str, Any], alike: Iterable[tuple[Path | None, Path | None]]) -> dict[str, Any]:
    """Our manifest, with the published digests of files that are alike, and the name that follows."""
    digests = {digest_of(ours): digest_of(theirs) for ours, theirs in alike if ours and theirs}
    if not digests:
        return manifest
    found = json.loads(json.dumps(manifest), object_hook=lambda part: {key: _in(digests, each) for key, each in part.items()})
    return {**found, "edition": digest(found["inputs"])[:16]}


def _in(digests: Mapping[str, str], value: Any) -> Any:
    return digests.get(value, value) if isinstance(value, str) else value


def _manifest(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[Finding]:
    """What the manifest says, entry by entry."""
    one, other = _flat(ours), _flat(theirs)
    for key in sorted({*one, *other}):
        same = one.get(key) == other.get(key)
        found = "" if same else f"says {_short(other.get(key))}, and {_short(one.get(key))} made anew"
        yield Finding("record", f"{at.MANIFEST}: {key}", "same" if same else "differs", found)


def _flat(value: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of a manifest, those two levels down apart: one for each input, page and output."""
    found: dict[str, Any] = {}
    for key, inner in value.items():
        parts = {f"{key}/{name}": each for name, each in inner.items()} if isinstance(inner, Mapping) else {key: inner}
        for name, each in parts.items():
            found |= {f"{name}/{last}": deep for last, deep in each.items()} if isinstance(each, Mapping) else {name: each}
    return found


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False) if value is not None else "nothing"
    return text if len(text) <= 80 else f"{text[:77]}…"

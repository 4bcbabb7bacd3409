"""Whether an edition is made anew with what made it: Python, the packages that its record names, arithmetic to the last digit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pcc_lib.auditing.findings import Finding
from pcc_lib.building.arithmetic import arithmetic
from pcc_lib.core.installed import environment
from pcc_lib.publishing import edition as at
from pcc_lib.publishing.record import LOCK

PYTHON = "Python"
_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)==([\w.!+-]+)", re.MULTILINE)
_WHY = f"To have the same: pip install --require-hashes -r {at.RECORD}/{LOCK}, with that Python."


def version_findings(published: Path, manifest: Mapping[str, Any]) -> Iterator[Finding]:
    """Each version that is another one here; where there is none, that they are the same.

    manifest: of the edition. Of packages those count that the lock in the record names (all, where it names none): what
    else lay beside them, such as tools for tests, has no part in the pages.
    """
    told = [*_others(published, manifest.get("inputs")), *_machine(manifest.get("arithmetic"))]
    yield from told or [Finding("versions", "Python, packages and arithmetic", "same")]


def _machine(said: Any) -> Iterator[Finding]:
    """That the arithmetic of this machine gives other last digits than that on which the edition was made."""
    if said != arithmetic():
        found = "that of the machine on which it was made gives other last digits"
        yield Finding("versions", "arithmetic", "unseen", found, "It comes of the processor, and of how numpy was built.")


def _others(published: Path, inputs: Any) -> Iterator[Finding]:
    said = inputs.get("environment") if isinstance(inputs, Mapping) else None
    there = _versions(said if isinstance(said, Mapping) else {})
    here = _versions(environment())
    named = _locked(published) or {*there, *here}
    for name in sorted({PYTHON, *named} & there.keys() & here.keys(), key=lambda name: (name != PYTHON, name)):
        if there[name] != here[name]:
            found = f"it was made with {there[name]}; here is {here[name]}"
            yield Finding("versions", name, "unseen", found, _WHY)


def _versions(said: Mapping[str, Any]) -> dict[str, str]:
    """The version of Python and of each package, as a manifest lists them."""
    packages = said.get("packages")
    listed = [str(each).partition("==") for each in packages] if isinstance(packages, list) else []
    return {PYTHON: str(said.get("python")), **{_plain(name): version for name, _, version in listed}}


def _locked(published: Path) -> set[str]:
    try:
        lock = (published / at.RECORD / LOCK).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return set()
    return {_plain(name) for name, _ in _PIN.findall(lock)}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()

"""The packs of a published edition printed again, from its pages made anew; and why they cannot be, where they cannot."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pcc_lib.auditing.archived import run_archived
from pcc_lib.auditing.findings import Finding
from pcc_lib.core.errors import BuildError, ReportError
from pcc_lib.core.files import read_bytes
from pcc_lib.core.quarters import Quarter
from pcc_lib.packs.press import set_with
from pcc_lib.packs.structure import pages_in
from pcc_lib.publishing import paper
from pcc_lib.publishing.edition import Published

_TODO = "Print them here, and read the two beside each other: pcc pack --edition."


def print_anew(edition: Published, folder: Path, address: str, library: Path | None) -> tuple[Any, str]:
    """Print the packs of an edition again from its pages made anew in a folder; gives what its manifest says of them then, or
    nothing where it has none. Where they cannot be printed here as they were, what the published manifest says is taken over,
    and why they cannot is given beside it. library: the archived one, where that is to print, in a process of its own."""
    said = edition.manifest.get("paper")
    if not said:
        return said, ""
    if reason := why_not(said):
        return said, reason
    try:
        return _printed(edition, folder, address, library), ""
    except ReportError as error:
        return said, f"cannot be printed again: {error}"


def _printed(edition: Published, folder: Path, address: str, library: Path | None) -> Any:
    if library is None:
        return paper.print_packs(folder, edition.quarter, address)
    run_archived(library, (paper.__name__, str(folder), str(edition.quarter), address), folder, "print")
    made = sorted((folder / paper.FOLDER).glob("*"))
    if not made:
        raise BuildError("The archived library has printed nothing.")
    return {"pages": {path.name: pages_in(read_bytes(path)) for path in made}, "set_with": set_with()}


def why_not(said: Any) -> str:
    """Why packs cannot be set here as they were, by what a manifest says of them; blank where they can."""
    was = said.get("set_with") if isinstance(said, Mapping) else None
    try:
        here = set_with()
    except ReportError as error:
        return str(error)
    if not isinstance(was, Mapping) or was == here:
        return ""
    return f"was set with {_named(was)}; here is {_named(here)}"


def unprinted(manifest: Mapping[str, Any], reason: str) -> dict[str, Finding]:
    """What is found of each pack that cannot be printed again here for this reason, by its name in the edition; nothing where the
    reason is blank. Whatever else a manifest names as a pack is none."""
    said = manifest.get("paper")
    pages = said.get("pages") if isinstance(said, Mapping) else None
    if not reason or not isinstance(pages, Mapping):
        return {}
    names = [f"{paper.FOLDER}/{name}" for name in paper.names_of(Quarter.parse(manifest["quarter"])) if name in pages]
    return {name: Finding(paper.FOLDER, name, "unseen", reason, _TODO) for name in names}


def _named(versions: Mapping[str, Any]) -> str:
    return " and ".join(f"{name} {version}" for name, version in sorted(versions.items()))

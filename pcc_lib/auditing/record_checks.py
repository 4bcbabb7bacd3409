"""What a record says of itself, held against its own files: the signature, the edition before, the name, inputs, outputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pcc_lib.auditing.findings import Finding
from pcc_lib.auditing.sums import digest_of
from pcc_lib.core.errors import ReportError, counted
from pcc_lib.core.installed import LIBRARY, digest, digest_of_library
from pcc_lib.core.quarters import place_of
from pcc_lib.inputs.corrections import corrections_of
from pcc_lib.inputs.project import Project
from pcc_lib.publishing import edition as at
from pcc_lib.publishing.edition import SIGNATURE, SUMS, Published
from pcc_lib.publishing.editions_json import read_archive
from pcc_lib.publishing.paper import pages_of_whole
from pcc_lib.publishing.signing import hold_checker, signer_of

_UNSIGNED = "The list was changed after it was signed, or somebody else signed it, or the allowed signers lack the office's key."
_FORGED = "Whoever changes an edition can make new sums: only a signature, or another copy of the archive, shows that."


def signature_findings(edition: Published, allowed: Path | None) -> Iterator[Finding]:
    """Whether somebody who is trusted has signed the list of sums."""
    signed = edition.signature
    if not edition.sums.is_file():
        yield Finding("signature", SUMS, "differs" if allowed else "unseen", "is not there")
        return
    if allowed is None:
        found = "is signed; name the allowed signers to check it: --signers FILE" if signed else "is not signed"
        yield Finding("signature", SUMS, "unseen", found, "" if signed else _FORGED)
        return
    if signed is None:
        yield Finding("signature", SIGNATURE, "differs", "is not there", "It was never signed, or its signature was taken away.")
        return
    hold_checker()
    try:
        signer = signer_of(edition.sums, signed, allowed)
        yield Finding("signature", SUMS, "same", f"signed by {signer}")
    except ReportError as error:
        yield Finding("signature", SUMS, "differs", str(error), _UNSIGNED)


def chain_findings(edition: Published) -> Iterator[Finding]:
    """Whether the edition before is the one that this one names, and whether the archive lists this one as it is."""
    site = edition.folder.parents[1]
    yield _before(edition.manifest.get("before"), site)
    yield from _listed(edition, site)


def _before(named: Any, site: Path) -> Finding:
    if named is None:
        return Finding("chain", "the edition before", "same", "none: this is the first of its archive")
    try:
        path, record = str(named["path"]), str(named["record"])
    except (KeyError, TypeError):
        return Finding("chain", at.MANIFEST, "differs", "says in no known form which edition was before it")
    sums = site / path / at.SUMS
    if at.placed(path) is None or not sums.is_file():
        return Finding("chain", path, "unseen", "is not beside it", "Audit it where the whole archive is at hand.")
    if digest_of(sums) == record:
        return Finding("chain", path, "same")
    return Finding("chain", path, "differs", "is not the edition that this one names", "One of the two was changed.")


def _listed(edition: Published, site: Path) -> Iterator[Finding]:
    place = place_of(edition.quarter, edition.version)
    if (edition.folder.parent.name, edition.folder.name) != tuple(place.split("/")):
        yield Finding("chain", edition.folder.name, "unseen", f"was published as {place}, and stands elsewhere")
        return
    try:
        entries = read_archive(site).entries
    except ReportError as error:
        yield Finding("chain", "editions.json", "differs", str(error))
        return
    entry = next((each for each in entries if each.path == place), None)
    if entry is None:
        yield Finding(
            "chain", "editions.json", "unseen", "does not list it", "It stands outside its archive." if not entries else ""
        )
        return
    if not edition.sums.is_file() or entry.record != edition.digest:
        yield Finding("chain", "editions.json", "differs", "lists another record of it", "One of the two was changed.")
        return
    pages = pages_of_whole(edition.quarter, edition.manifest.get("paper"))
    if entry.paper != pages:
        told = f"lists {counted(entry.paper, 'page')} on paper, and its record {counted(pages, 'page')}"
        yield Finding("chain", "editions.json", "differs", told, "One of the two was changed.")
        return
    newest = max(each.version for each in entries if each.quarter == entry.quarter)
    found = f"lists version {newest}, which corrects this one" if newest > entry.version else ""
    yield Finding("chain", "editions.json", "same", found)


def own_findings(edition: Published) -> Iterator[Finding]:
    """Whether name, inputs and outputs that the manifest says are those of the record's files."""
    said = edition.manifest
    inputs = said.get("inputs")
    if not isinstance(inputs, Mapping):
        yield Finding("name", at.MANIFEST, "differs", "does not say what the edition was made from")
        return
    same = digest(inputs)[:16] == said.get("edition")
    found = "" if same else f"is not {said.get('edition')}, as the manifest says, but {digest(inputs)[:16]}"
    yield Finding("name", "the edition's name", "same" if same else "differs", found)
    yield _library(edition, inputs)
    yield _correction(edition)
    yield from _inputs(edition, inputs)
    yield from _outputs(edition, said.get("outputs"))


def _library(edition: Published, inputs: Mapping[str, Any]) -> Finding:
    """Whether the archived library is the one that the manifest names."""
    same = digest_of_library(edition.library / LIBRARY.name) == inputs.get("library")
    found = "" if same else "is not the library that the manifest names"
    return Finding("name", at.LIBRARY, "same" if same else "differs", found, "" if same else "One of the two was changed.")


def _correction(edition: Published) -> Finding:
    """Whether day and reason of a corrected version are those that its pages tell, from their list of corrections."""
    told = ("", "")
    try:
        corrections = corrections_of(Project(edition.project), edition.quarter)
    except ReportError as error:
        return Finding("name", at.MANIFEST, "differs", f"its list of corrections cannot be read: {error}")
    for each in corrections:
        if each.version == edition.version:
            told = (each.published, each.reason)
    said = (str(edition.manifest.get("published")) if edition.version > 1 else "", str(edition.manifest.get("reason", "")))
    says, tell = (" ".join(each).strip() or "nothing" for each in (said, told))
    found = "" if said == told else f"says {says}, and its pages {tell}"
    return Finding("name", f"{at.MANIFEST}: correction", "differs" if found else "same", found)


def _inputs(edition: Published, inputs: Mapping[str, Any]) -> Iterator[Finding]:
    """Every input that the pages read, by its fingerprint."""
    project = Project(edition.project)
    read = inputs.get("read")
    for key, was in sorted(read.items()) if isinstance(read, Mapping) else ():
        if key in edition.restricted:
            yield Finding("inputs", key, "unseen", "holds small numbers, so it is not in the record")
        elif key.startswith(("listing:", "lines:")):
            continue  # of folders of which the record holds what the edition needs; made anew, they are read again
        else:
            now = _fingerprint(project, key)
            found = "" if now == was else "is missing" if now == "absent" else "is not as the pages read it"
            yield Finding("inputs", key, "differs" if found else "same", found)


def _fingerprint(project: Project, key: str) -> str:
    try:
        return project.fingerprint(key)
    except ReportError:
        return ""


def _outputs(edition: Published, outputs: Any) -> Iterator[Finding]:
    """Every file that the build made, by the digest that it noted."""
    for name, was in sorted(outputs.items()) if isinstance(outputs, Mapping) else ():
        place = (
            name.removeprefix("html/") if name.startswith("html/") else name if name.startswith("record/") else f"record/{name}"
        )
        path = edition.folder / place
        now = digest_of(path) if path.is_file() and not path.is_symlink() else ""
        found = "" if now == was else "is not as the build made it" if now else "is missing"
        yield Finding("record", f"{place}, by its build", "differs" if found else "same", found)

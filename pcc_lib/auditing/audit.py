"""The audit of a published edition: what it says of itself is held against its files, and all of it is made anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pcc_lib.auditing.findings import Audit, joined
from pcc_lib.auditing.record_checks import chain_findings, own_findings, signature_findings
from pcc_lib.auditing.sums import sum_findings
from pcc_lib.auditing.way import Way
from pcc_lib.publishing.edition import Published

BLIND = (
    "Whether the data are true: it sees that the figures follow from the data, not where the data came from.",
    "Whether people's words and stated facts are true: they are compared as texts.",
    "The day of publication of a first version, unless the edition is signed: nothing else of it says so.",
    "Who published the edition, unless it is signed by somebody whom --signers names.",
    "How pages look in a browser: their bytes are compared, not what a browser makes of them.",
)
BLIND_VERSIONS = (
    "With which versions it was made, where others are here: it has only its manifest's word.",
    "Digits of a number beyond the ninth, where other versions are here.",
)
BLIND_PAPER = ("What its PDFs say: they could not be printed again here, so only their sums were looked at.",)
BLIND_QUICK = (
    "Whether the pages and figures follow from the inputs: nothing was made anew (leave out --quick).",
    "A change by somebody who made the sums and the manifest anew, unless the edition is signed and --signers names who signs.",
)
BLIND_ARCHIVED = ("Whether the archived library is sound: it was run as it is.",)


@dataclass(frozen=True)
class Asked:
    """What an audit is asked: `quick` for sums and signature alone, the file of allowed signers, and the way to make it anew."""

    quick: bool = False
    signers: Path | None = None
    way: Way = field(default_factory=Way)


def audit(edition: Published, asked: Asked) -> Audit:
    """What an audit of an edition finds. A ReportError says what is missing to make it anew."""
    told = joined(
        sum_findings(edition.folder), signature_findings(edition, asked.signers), chain_findings(edition), own_findings(edition)
    )
    if asked.quick:
        return Audit(edition.title, "sums, signature, chain and name", told, (*BLIND_QUICK, *BLIND))
    from pcc_lib.auditing.anew import anew_findings  # waits for pandas: sums and signature need none of it

    told += anew_findings(edition, asked.way)
    others = any(each.check == "versions" and each.verdict != "same" for each in told)
    packs = any(each.check == "paper" and each.verdict == "unseen" for each in told)
    blind = (
        *(BLIND_ARCHIVED if asked.way.archived else ()),
        *(BLIND_VERSIONS if others else ()),
        *(BLIND_PAPER if packs else ()),
        *BLIND,
    )
    mode = f"everything made anew, with {'the archived' if asked.way.archived else 'this'} library"
    if any(each.check == "pages" and each.item == "all" and each.verdict == "unseen" for each in told):
        mode = "all but the pages, which could not be made anew"
    return Audit(edition.title, mode, told, blind)

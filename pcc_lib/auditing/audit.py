"""The audit of a published edition: what it says of itself is held against its files, and all of it is made anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from pcc_lib.auditing.compared import compared
from pcc_lib.auditing.findings import Audit, Finding, joined
from pcc_lib.auditing.recheck import recheck_lines
from pcc_lib.auditing.record_checks import chain_findings, own_findings, signature_findings
from pcc_lib.auditing.rerun import NotAtHand, NotMade, Way, made_anew
from pcc_lib.auditing.sums import sum_findings
from pcc_lib.core.errors import ReportError
from pcc_lib.core.progress import stage
from pcc_lib.publishing.edition import Published
from pcc_lib.second_reader.table import DIFFERS, EQUAL, NO_NUMBER, Verified, verify

BLIND = (
    "Whether the data are true: it sees that the figures follow from the data, not where the data came from.",
    "Whether people's words and stated facts are true: they are compared as texts.",
    "The day of publication of a first version, unless the edition is signed: nothing else of it says so.",
    "Who published the edition, unless it is signed by somebody whom --signers names.",
    "How pages look in a browser: their bytes are compared, not what a browser makes of them.",
)
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
    with ThreadPoolExecutor(1) as beside:  # the second reader runs in processes of its own while the pages run
        second = beside.submit(verify, edition.folder)
        anew = _anew(edition, asked.way)
        told += [*anew, *_second(second)]
    mode = f"everything made anew, with {'the archived' if asked.way.archived else 'this'} library"
    if anew and all(each.verdict == "unseen" for each in anew):
        mode = "all but the pages, which could not be made anew"
    return Audit(edition.title, mode, told, (*(BLIND_ARCHIVED if asked.way.archived else ()), *BLIND))


def _anew(edition: Published, way: Way) -> list[Finding]:
    with TemporaryDirectory(prefix="pcc-audit-") as folder, stage("Making the edition anew"):
        try:
            anew = made_anew(edition, Path(folder).resolve(), way)
        except NotAtHand as error:
            return [Finding("pages", "all", "unseen", str(error), "Everything else was looked at.")]
        except NotMade as error:
            return [Finding("pages", "all", "differs", str(error), "The frozen inputs do not make the edition.")]
        return [f for f in compared(edition.folder, anew) if not (way.archived and f.check == "library")]


def _second(running: Future[Verified]) -> Iterator[Finding]:
    """What the second reader found, figure by figure."""
    try:
        verified = running.result()
    except ReportError as error:
        yield Finding("second reader", "all", "differs", str(error), "Its files are not as they were published.")
        return
    for line in verified.lines:
        same = line.verdict in (EQUAL, NO_NUMBER)
        verdict = "same" if same else "differs" if line.verdict == DIFFERS else "unseen"
        yield Finding("second reader", f"{line.figure}, printed {line.printed}", verdict, "" if same else line.why)


def rechecked(edition: Published, id: str, say: Callable[[str], None]) -> bool:
    """Work one figure of an edition again, by this library and by the second reader, and say how; whether it is as published."""
    holds = True
    for line, same in recheck_lines(edition, id):
        say(line)
        holds = holds and same
    return holds

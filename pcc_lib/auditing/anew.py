"""All of an edition made anew and compared, and a second reader run over its record."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pcc_lib.auditing.compared import compared
from pcc_lib.auditing.findings import Finding
from pcc_lib.auditing.rerun import NotAtHand, NotMade, made_anew
from pcc_lib.auditing.way import Way
from pcc_lib.core.errors import ReportError
from pcc_lib.core.progress import stage
from pcc_lib.publishing.edition import Published
from pcc_lib.second_reader.table import DIFFERS, EQUAL, NO_NUMBER, Verified, verify


def anew_findings(edition: Published, way: Way) -> list[Finding]:
    """What differs of an edition made anew, then what the second reader finds; pages without inputs at hand are unseen."""
    with ThreadPoolExecutor(1) as beside:
        second = _SecondReader(beside, edition)
        told = _anew(edition, replace(way, ran=second.begin))
        return [*told, *second.findings()]


def _anew(edition: Published, way: Way) -> list[Finding]:
    with TemporaryDirectory(prefix="pcc-audit-") as folder, stage("Making the edition anew"):
        try:
            anew, no_packs = made_anew(edition, Path(folder).resolve(), way)
        except NotAtHand as error:
            return [Finding("pages", "all", "unseen", str(error), "Everything else was looked at.")]
        except NotMade as error:
            return [Finding("pages", "all", "differs", str(error), "The frozen inputs do not make the edition.")]
        return [f for f in compared(edition.folder, anew, no_packs) if not (way.archived and f.check == "library")]


class _SecondReader:
    """The second reader, in processes of its own. The pages need every core while they run; what comes then, compiling and
    reading back, leaves some idle: so it begins when they have run."""

    def __init__(self, beside: ThreadPoolExecutor, edition: Published) -> None:
        self._beside, self._edition = beside, edition
        self._running: Future[Verified] | None = None

    def begin(self) -> Future[Verified]:
        """Begin, unless it has begun."""
        if self._running is None:
            self._running = self._beside.submit(verify, self._edition.folder)
        return self._running

    def findings(self) -> Iterator[Finding]:
        """What it found, figure by figure."""
        try:
            verified = self.begin().result()
        except ReportError as error:
            yield Finding("second reader", "all", "differs", str(error), "Its files are not as they were published.")
            return
        for line in verified.lines:
            same = line.verdict in (EQUAL, NO_NUMBER)
            verdict = "same" if same else "differs" if line.verdict == DIFFERS else "unseen"
            yield Finding("second reader", f"{line.figure}, printed {line.printed}", verdict, "" if same else line.why)

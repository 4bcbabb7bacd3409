"""What an audit found: each thing that was looked at, whether it is the same, by how much it differs, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Verdict = Literal["same", "differs", "unseen"]
CHECKS = {
    "hashes": "Every file is as SHA256SUMS lists it",
    "signature": "The list of sums is signed by somebody who is trusted",
    "chain": "The edition before is the one that this one names",
    "name": "The edition's name follows from its inputs",
    "inputs": "Every input is as the pages read it",
    "library": "The archived library is the one that made the edition",
    "versions": "Python, packages and arithmetic are those that made it",
    "pages": "The pages, made again, are the published ones",
    "paper": "The PDFs, printed again, are the published ones",
    "notebooks": "The notebooks, run again, are the archived ones",
    "figures": "The figures, worked out again, are the published ones",
    "record": "The rest of the record, made again, is the archived one",
    "second reader": "A second reader works the figures out alike",
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. item: a file, or a figure; found: by how much it differs; why: as far as can be told."""

    check: str
    item: str
    verdict: Verdict
    found: str = ""
    why: str = ""


@dataclass(frozen=True)
class Audit:
    """What an audit found of one edition, and what it cannot see. title: such as `2023-24-Q3, version 1`."""

    title: str
    mode: str
    findings: Sequence[Finding]
    blind: Sequence[str] = field(default=())

    @property
    def same(self) -> bool:
        """Whether all that was looked at is the same."""
        return all(finding.verdict != "differs" for finding in self.findings)

    @property
    def verdict(self) -> Literal["same", "differs", "unknown"]:
        """Whether the edition is what its inputs make; or it cannot be told, for a whole check could not be made."""
        if not self.same:
            return "differs"
        return "unknown" if any(each.item == "all" and each.verdict == "unseen" for each in self.findings) else "same"

    def of(self, check: str) -> list[Finding]:
        """What one check found."""
        return [finding for finding in self.findings if finding.check == check]

    def summary(self) -> Iterator[tuple[str, str, int, int, int]]:
        """Each check that was made: its name, its question, and how many things are the same, differ, were not seen."""
        for check, question in CHECKS.items():
            if found := self.of(check):
                counts = [sum(each.verdict == verdict for each in found) for verdict in ("same", "differs", "unseen")]
                yield check, question, counts[0], counts[1], counts[2]

    def told(self) -> list[Finding]:
        """What differs, and what was not seen, in the order of the checks."""
        order = list(CHECKS)
        return sorted((f for f in self.findings if f.verdict != "same"), key=lambda f: (order.index(f.check), f.item))

    def notes(self) -> list[Finding]:
        """What is the same, and has something to be told."""
        return [finding for finding in self.findings if finding.verdict == "same" and finding.found]

    def as_values(self) -> dict[str, Any]:
        """All of it as plain values, for JSON."""
        return {
            "edition": self.title,
            "mode": self.mode,
            "verdict": self.verdict,
            "findings": [asdict(finding) for finding in self.findings],
            "cannot_see": list(self.blind),
        }


def joined(*parts: Iterable[Finding]) -> list[Finding]:
    """The findings of several checks, in their order."""
    return [finding for part in parts for finding in part]

"""An audit told: as tables for a terminal, as JSON, and as a page that stands alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pcc_lib.auditing.findings import Audit, Finding
from pcc_lib.core.errors import counted
from pcc_lib.core.text import visible
from pcc_lib.writing.html import fill

if TYPE_CHECKING:
    from rich.console import Console

WORDS = {"same": "same", "differs": "differs", "unseen": "not seen"}
STYLES = {"same": "green", "differs": "bold red", "unseen": "yellow"}
_LONE = "backslashreplace"  # of half a character, which a damaged manifest may hold
SHOWN = {"same": "same", "differs": "differs", "unknown": "unseen"}  # the style of a verdict
MOST = 40  # rows that a terminal is given; JSON and the page have all


def verdict_of(audit: Audit) -> str:
    """The verdict in a sentence."""
    differing = sum(finding.verdict == "differs" for finding in audit.findings)
    looked = f"{len(audit.findings):,} things were looked at"
    if differing:
        return f"It differs: {looked}, and {differing:,} of them {'is' if differing == 1 else 'are'} not as published."
    unseen = sum(finding.verdict == "unseen" for finding in audit.findings)
    if audit.verdict == "unknown":
        return f"It cannot be told: {looked}, and none differs, but {counted(unseen, 'thing')} could not be seen."
    return f"The same: {looked}, and none differs." + (f" {counted(unseen, 'thing')} could not be seen." if unseen else "")


def print_audit(audit: Audit, console: Console) -> None:
    """Print an audit: a row a check, then what differs and what was not seen, what it cannot see, and the verdict last."""
    _say(console, f"Audit of {audit.title}: {audit.mode}", "bold")
    console.print(_summary(audit))
    for each in audit.notes():
        _say(console, f"{each.check}: {each.item}: {each.found}." + (f" {each.why}" if each.why else ""))
    if told := audit.told():
        console.print(_told(told[:MOST]))
        if len(told) > MOST:
            _say(console, f"… and {len(told) - MOST:,} more: --json FILE or --page FILE lists all.")
    _say(console, "What this audit cannot see:")
    for each in audit.blind:
        _say(console, f"  {each}")
    _say(console, verdict_of(audit), STYLES[SHOWN[audit.verdict]])


def as_json(audit: Audit) -> bytes:
    """All of an audit as JSON."""
    return (json.dumps(audit.as_values(), indent=1, ensure_ascii=False) + "\n").encode("utf-8", _LONE)


def as_page(audit: Audit) -> bytes:
    """All of an audit as one HTML file that needs no other."""
    told = [*audit.told(), *audit.notes()]
    page = fill("audit/page", audit=audit, mode=audit.mode, verdict=verdict_of(audit), told=told, words=WORDS)
    return f"{page}\n".encode("utf-8", _LONE)


def _summary(audit: Audit) -> object:
    from rich.table import Table

    table = Table(header_style="dim", border_style="dim")
    table.add_column("Check", no_wrap=True)
    table.add_column("Question")
    for head in ("Same", "Differs", "Not seen"):
        table.add_column(head, justify="right", no_wrap=True)
    for check, question, same, differs, unseen in audit.summary():
        style = STYLES["differs"] if differs else STYLES["unseen"] if unseen else ""
        table.add_row(check, question, f"{same:,}", f"{differs:,}", f"{unseen:,}", style=style)
    return table


def _told(findings: Sequence[Finding]) -> object:
    from rich.table import Table
    from rich.text import Text

    table = Table(header_style="dim", border_style="dim")
    for head in ("Check", "What", "Verdict", "By how much, and why"):
        table.add_column(head, overflow="fold")
    for each in findings:
        said = ". ".join(part.rstrip(".") for part in (each.found, each.why) if part)
        cells = (each.check, each.item, WORDS[each.verdict], said)
        table.add_row(*(Text(visible(cell)) for cell in cells), style=STYLES[each.verdict] if each.verdict == "differs" else "")
    return table


def _say(console: Console, text: str, style: str = "") -> None:
    console.print(visible(text), style=style or None, markup=False, highlight=False)

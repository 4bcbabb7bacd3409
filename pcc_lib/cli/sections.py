"""The commands in the order of a quarter's work: what `pcc --help` and docs/command-line.md are set out by."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """Commands that belong together, in the order in which they are used, and the page of docs that tells their story.

    A command that is not there is passed over. A group is named for all its commands.
    """

    title: str
    commands: tuple[str, ...]
    page: str


SECTIONS = (
    Section(
        "A new quarter",
        ("receive", "count", "sheet", "new", "status", "confirm", "check", "figures", "preview", "build", "open", "keep"),
        "docs/tutorial.md",
    ),
    Section(
        "Another body",
        ("new-project", "new-priority", "new-topic", "new-source", "new-measure", "new-page", "new-area-pages"),
        "docs/another-body.md",
    ),
    Section(
        "Published editions",
        ("publish", "workbook", "pack", "diff", "numbers", "trace", "verify", "audit", "prove"),
        "docs/publishing.md",
    ),
    Section("Many books", ("build-all",), "docs/scale.md"),
    Section("Data from publishers", ("import",), "docs/analysts.md"),
    Section("Looking", ("signals", "track-record", "list", "quarters", "where"), "docs/analysts.md"),
    Section("Desk", ("stop", "kernel", "schema", "package", "help"), "docs/command-line.md"),
)
REST = Section("Further commands", (), "docs/command-line.md")


def set_out(names: Collection[str]) -> Iterator[tuple[Section, Sequence[str]]]:
    """Each section that has a command among `names`, with those; last what no section names, which a test forbids."""
    for section in SECTIONS:
        if here := [name for name in section.commands if name in names]:
            yield section, here
    if rest := sorted(set(names) - {name for section in SECTIONS for name in section.commands}):
        yield REST, rest


def page_of(command: str) -> str:
    """The page of docs for a command, or for the group that it is of."""
    return next((section.page for section in SECTIONS if command in section.commands), REST.page)

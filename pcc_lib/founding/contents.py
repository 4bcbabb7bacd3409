"""The contents of a book: a new page put into `_toc.yml`, after those that it belongs to."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pcc_lib.founding.changes import Changes
from pcc_lib.inputs.page_files import TOC
from pcc_lib.inputs.yaml_adding import Entry, Path, scalar, with_lines
from pcc_lib.inputs.yaml_reader import parse_yaml


def into_contents(changes: Changes, file: str, title: str, after: Collection[str]) -> None:
    """A page in the contents, after the last of the pages of these names; else before all others.

    title: what the contents call it; blank where its own heading does.
    """
    name = [f"title: {scalar(title)}"] if title else []
    flow = f", title: {scalar(title, flow=True)}" if title else ""
    entry = Entry((f"file: {file}", *name), f"{{file: {file}{flow}}}")
    text = changes.text(TOC)
    data = parse_yaml(text, TOC)
    found = [(path, place) for path, place, stem in _entries(data) if stem in after]
    if found:
        path, place = found[-1]
        changes.add(TOC, path, entry, place + 1)
    elif lists := [path for path, _, _ in _entries(data)]:
        changes.add(TOC, lists[0], entry, 0)
    else:
        first, *rest = entry.lines
        lines = ["chapters:", f"  - {first}", *(f"    {row}" for row in rest), ""]
        changes.change(TOC, with_lines(text.rstrip("\n"), len(text.splitlines()), lines))


def _entries(data: dict) -> Iterator[tuple[Path, int, str]]:
    """Each entry of the contents: the path of its list, its place in it, and the name of its page."""
    lists: list[tuple[Path, list]] = [(("chapters",), data.get("chapters") or [])]
    lists += [(("parts", i, "chapters"), part.get("chapters") or []) for i, part in enumerate(data.get("parts") or [])]
    for path, entries in lists:
        for place, entry in enumerate(entries):
            yield path, place, str(entry["file"]).rsplit("/", 1)[-1].split(".")[0]

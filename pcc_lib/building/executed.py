"""An executed notebook: made the same bytes for the same inputs, read for what it says of itself, and gated."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pcc_lib.core.errors import Fault
from pcc_lib.inputs.project import Project

INJECTED = "injected-parameters"
CORRECT = "Correct that and build again"  # what is to be done about a page that stopped
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}\b")
# of an element, not of a text that says class=
_CLASSES = re.compile(r"""<[a-zA-Z][^<>]*?\sclass\s*=\s*(?:"([^"]*)"|'([^']*)')""")

_ENTRIES = re.compile(r"""<details class="pcc-entry[^>]*>(?:(?!</summary>).)*</summary>\s*<div id="([^"]+)">""", re.DOTALL)


def normalise(notebook: Any) -> Any:
    """Take out of an executed notebook what differs from run to run: timings, counts, ids made by chance."""
    given = notebook.metadata.get("papermill", {}).get("parameters", {})
    notebook.metadata = {
        "kernelspec": dict(KERNELSPEC),
        "language_info": {"name": "python"},
        "papermill": {"parameters": dict(given)},
    }
    for cell in notebook.cells:
        tags = list(cell.metadata.get("tags", ()))
        if INJECTED in tags:
            cell["id"] = INJECTED
            tags.append("remove-cell")  # the book would show it
        cell.metadata = {key: value for key, value in cell.metadata.items() if key not in ("papermill", "execution")}
        cell.metadata["tags"] = tags
        if cell.cell_type == "code":
            cell.execution_count = None
            cell.outputs = _joined(cell.outputs)
    return notebook


def _joined(outputs: Sequence[Any]) -> list[Any]:
    """Outputs without counts; pieces of one stream, cut by the clock, are put together."""
    kept: list[Any] = []
    for output in outputs:
        if "execution_count" in output:
            output.execution_count = None
        if output.output_type == "stream" and kept and kept[-1].get("name") == output.name:
            kept[-1].text += output.text
        else:
            kept.append(output)
    return kept


def serialise(notebook: Any) -> bytes:
    """The one text of a notebook: sorted keys, LF, final newline."""
    import nbformat

    text = nbformat.writes(nbformat.from_dict(notebook), version=4)  # pyright: ignore[reportArgumentType] typed as its sentinel
    return (text.rstrip("\n") + "\n").encode("utf-8")


def outputs_of(notebook: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Each output with the number of its cell, counted as the author does (without the injected cell)."""
    number = 0
    for cell in notebook["cells"]:
        number += INJECTED not in cell["metadata"].get("tags", ())
        for output in cell.get("outputs", ()):
            yield number, output


def pcc_metadata(output: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a block says of itself: block, topic, figures, charts, opened."""
    return output.get("metadata", {}).get("pcc", {})


def html_of(output: Mapping[str, Any]) -> str:
    """The HTML of an output, blank where it has none."""
    html = output.get("data", {}).get("text/html", "")
    return html if isinstance(html, str) else "".join(html)


def block_name(output: Mapping[str, Any]) -> str:
    """`calls-999/what`, or `scorecard` where a block belongs to no topic."""
    said = pcc_metadata(output)
    return "/".join(filter(None, (said.get("topic"), said.get("block"))))


def opened_by(outputs: Iterable[tuple[int, Mapping[str, Any]]]) -> dict[str, str]:
    """Every file that a page's blocks say they opened, with its fingerprint."""
    union: dict[str, str] = {}
    for _, output in outputs:
        union |= pcc_metadata(output).get("opened", {})
    return dict(sorted(union.items()))


def without_opened(notebook: Any) -> Any:
    """A notebook that says what it prints and draws, and not what its files were: a file that says the same in other words makes
    the same page. What it rests on is kept beside it, and listed in the edition's manifest."""
    for _, output in outputs_of(notebook):
        pcc_metadata(output).pop("opened", None)  # pyright: ignore[reportAttributeAccessIssue]
    return notebook


# ── the gate after a run ──────────────────────────────────────────────────────────────────────────────────────────────
def faults_in(
    project: Project, path: str, outputs: Sequence[tuple[int, Mapping[str, Any]]], expected: set[str]
) -> Iterator[Fault]:
    """Why an executed page must not be published; `expected` names the blocks that it must show."""
    for number, output in outputs:
        for found, todo in _output_faults(project, output):
            yield Fault(path, f"cell {number}", found, todo)
    yield from faults_of_missing(path, expected, (block_name(output) for _, output in outputs))


def faults_of_missing(path: str, expected: Iterable[str], shown: Iterable[str]) -> Iterator[Fault]:
    """The blocks that a page must show and does not."""
    for name in sorted({*expected} - {*shown}):
        yield Fault(path, "", f"does not show '{name}'.", "Add the cell that shows it.")


def _output_faults(project: Project, output: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kind, text = output["output_type"], _text(output)
    if kind == "error":
        yield f"stopped with {output['ename']}: {output['evalue']}".strip(), f"{CORRECT}."
    if kind == "stream" and output["name"] == "stderr":
        yield f"printed a warning: {_warning(text)}", "Deal with its cause; warnings are not published."
    if _ADDRESS.search(text) and not pcc_metadata(output):  # in a block, it is a text of a file that says so
        yield "prints a memory address, which differs from run to run.", "Show a report block, or end the line with ;"
    if len(project.root.parts) > 1 and str(project.root) in text:
        yield "prints this machine's folder.", "Show paths relative to the project."
    html, said = html_of(output), pcc_metadata(output)
    announced, drawn = len(said.get("charts", ())), class_count(html, "pcc-chart")
    if drawn != announced:
        yield f"{announced} charts announced, {drawn} drawn.", "Every chart must be in the block's HTML."
    if not said.get("figures") and class_count(html, "pcc-figure"):
        yield "prints figures that are not in its ledger.", "List every printed figure in the block's metadata."


def class_count(html: str, name: str) -> int:
    """How many elements of a piece of HTML carry a class."""
    return sum(name in (double or single).split() for double, single in _CLASSES.findall(html))


def entries_in(notebook: Path) -> frozenset[str]:
    """The anchors of all entries of figures, charts, cells and lists that an executed notebook shows."""
    shown = (html_of(output) for _, output in outputs_of(json.loads(notebook.read_bytes())))
    return frozenset(anchor for html in shown for anchor in _ENTRIES.findall(html))


def _text(output: Mapping[str, Any]) -> str:
    parts = [output.get("text", ""), *output.get("data", {}).values()]
    return "\n".join(part if isinstance(part, str) else "".join(map(str, part)) for part in parts)


def _warning(text: str) -> str:
    match = re.search(r"\w*Warning: .*", text)
    return (match[0] if match else (text.strip().splitlines() or [""])[0]).strip()

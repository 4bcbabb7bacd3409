"""Which pages the book has: the files that `_toc.yml` names, and whether their notebooks can be run."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pcc_lib.core.errors import DefinitionError, Fault, FaultsError, raise_if
from pcc_lib.inputs.models.contents import Contents
from pcc_lib.inputs.project import Project

TOC = "_toc.yml"
DOWNLOADS = "downloads"  # in the book's HTML, beside the folder of its pages: the data that an edition offers to take along


@dataclass(frozen=True)
class PageFile:
    """One page of the book: its name (`priority-1`) and file (`notebooks/priority-1.ipynb`, relative)."""

    name: str
    path: str

    @property
    def is_notebook(self) -> bool:
        """Whether it is run; a page of Markdown is not."""
        return self.path.endswith(".ipynb")


# ── which pages there are ─────────────────────────────────────────────────────────────────────────────────────────────
def pages_of(project: Project) -> list[PageFile]:
    """Every page that `_toc.yml` names, in its order; a DefinitionError for missing, doubled or unclear ones."""
    if not project.exists(TOC):
        raise DefinitionError([Fault(TOC, "", "names no pages.", "Write a Jupyter Book table of contents with a 'root'.")])
    pages, faults = [], []
    for name in project.record(Contents, TOC).files():
        found = _find(project.root, name)
        if len(found) == 1:
            pages.append(PageFile(Path(found[0]).stem, found[0]))
        else:
            faults.append(
                Fault(
                    TOC,
                    f"page '{name}'",
                    "two files have this name: " + " and ".join(found) + "." if found else "there is no such .ipynb or .md file.",
                    "Correct the name, or the file.",
                )
            )
    names = [page.name for page in pages]
    faults += [
        Fault(TOC, f"page '{page.path}'", f"the name '{page.name}' stands twice.", "Name each page differently.")
        for i, page in enumerate(pages)
        if page.name in names[:i]
    ]
    raise_if(DefinitionError, faults)
    return pages


def page_faults(project: Project) -> list[Fault]:
    """Why pages cannot be run, as far as their files tell it without running any."""
    try:
        pages = pages_of(project)
    except FaultsError as error:
        return error.faults
    faults = []
    for page in (p for p in pages if p.is_notebook):
        raw = project.read_bytes(page.path)
        faults += list(cannot_run(page, raw)) or list(_no_quarter(page, raw))
    return faults


def _no_quarter(page: PageFile, raw: bytes) -> Iterator[Fault]:
    """A parameters cell that does not set what papermill gives."""
    tagged = next(c for c in json.loads(raw)["cells"] if "parameters" in c.get("metadata", {}).get("tags", ()))
    text = "".join(tagged["source"])
    for name in parameters(""):
        if not re.search(rf"^{name}\s*[:=]", text, re.MULTILINE):
            yield Fault(page.path, "the cell tagged 'parameters'", f"does not set '{name}'.", f'Write: {name}: str = "latest"')


def _find(root: Path, name: str) -> list[str]:
    names = [name] if name.endswith((".ipynb", ".md")) else [f"{name}.ipynb", f"{name}.md"]
    return [n for n in names if (root / n).is_file()]


def cannot_run(page: PageFile, raw: bytes) -> Iterator[Fault]:
    """Why a notebook cannot be run: damaged, without one parameters cell, or with outputs stored in it."""
    try:
        notebook = json.loads(raw)
        code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError) as error:
        place = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        yield Fault(page.path, place, "is not a notebook (its text is damaged).", "Save it again from Jupyter.")
        return
    tagged = sum("parameters" in cell.get("metadata", {}).get("tags", ()) for cell in code)
    if tagged != 1:
        yield Fault(
            page.path,
            "",
            f"{tagged or 'no'} cell{'s' if tagged > 1 else ''} tagged 'parameters'.",
            "Tag exactly one: the cell that sets the quarter.",
        )
    full = [number for number, cell in enumerate(notebook["cells"], 1) if cell.get("outputs")]
    if full:
        yield Fault(
            page.path,
            f"cell {full[0]}",
            f"stored outputs in {len(full)} cell{'s' if len(full) > 1 else ''}.",
            "Clear them (in Jupyter: Edit, Clear Outputs of All Cells) and save.",
        )


def parameters_in(raw: bytes) -> list[str] | None:
    """The names to which a notebook's parameters cell gives a value, where it does nothing else; None where papermill has to say
    what it makes of it."""
    tagged = next(c for c in json.loads(raw)["cells"] if "parameters" in c.get("metadata", {}).get("tags", ()))
    try:
        return names_given(ast.parse("".join(tagged["source"])).body)
    except SyntaxError:
        return None


def names_given(lines: Iterable[ast.stmt]) -> list[str] | None:
    """The names to which lines of Python give a value that is written out; None where any line does anything else."""
    names = []
    for line in lines:
        match line:
            case (
                ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(), annotation=ast.Name())
                | ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant())
            ):
                names.append(name)
            case _:
                return None
    return names


def parameters(quarter: object) -> dict[str, str]:
    """What papermill gives to every page."""
    return {"quarter": str(quarter)}

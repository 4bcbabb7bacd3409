"""The tiny project as a whole book of three pages, which the command can check, build and publish in some seconds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from conftest import FILES
from places import ROOT
from small_book import CONFIG, PARAMETERS, write, write_page

OPEN = 'from pcc_lib import open_report\n\nreport = open_report("{page}", quarter)'
BLOCKS = (
    *(f"report.{name}()" for name in ("outcomes", "focus", "deliverables", "risks")),
    'report.what("calls")',
    'report.so_what("calls")',
    'report.now_what("calls")',
)
LIGHT = "    html_context: {default_mode: light}\n"
TOC = "format: jb-book\nroot: notebooks/priority-1\nchapters:\n  - file: notebooks/figures\n  - file: notebooks/about-the-data\n"


def tiny_book(folder: Path) -> Path:
    """Write the project into a folder."""
    for name, text in FILES.items():
        write(folder / name, text)
    write(folder / "data/body.yml", FILES["data/body.yml"] + "web: https://www.example.org\n")
    write(folder / "_config.yml", CONFIG.replace("Small book", "Report").replace("Nobody", "Office") + LIGHT)
    write(folder / "_toc.yml", TOC)
    write_page(folder, "priority-1", OPEN.format(page="priority-1"), *BLOCKS, parameters=PARAMETERS)
    _with_headings(folder / "notebooks/priority-1.ipynb")
    for page in ("figures", "about-the-data"):
        write_page(folder, page, OPEN.format(page=page), "report.standard_page()", parameters=PARAMETERS)
    return folder


def _with_headings(path: Path) -> None:
    """The headings that other pages lead to."""
    notebook = json.loads(path.read_text(encoding="utf-8").replace("# Page priority-1", "# Priority 1: Be there"))
    where = next(i for i, cell in enumerate(notebook["cells"]) if cell["source"] == "report.deliverables()")
    notebook["cells"].insert(where, {"cell_type": "markdown", "id": "heading", "metadata": {}, "source": "## Deliverables"})
    write(path, json.dumps(notebook, indent=1))


def command(folder: Path, *words: str) -> list[str]:
    """The command on a project, as a process is started with it."""
    return [sys.executable, "-m", "pcc_lib", "--project", str(folder), *words]


def pcc(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command on a project."""
    return subprocess.run(
        command(folder, *words),
        cwd=folder.parent,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
    )

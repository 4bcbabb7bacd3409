"""A small project for tests of the build: pages whose cells show outputs with `pcc` metadata, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

from pcc_lib.building.executed import KERNELSPEC
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.project import Project

QUARTER = Quarter.parse("2023-24-Q3")
PARAMETERS = 'quarter: str = "latest"  # financial quarter such as 2023-24-Q3'
SHOW = """from IPython.display import display
from pcc_lib.inputs.project import Project
project = Project(".")
value = project.read_text("data/{name}.txt").strip()
figure = {{"id": "{name}.value", "measure": "{name}", "value": float(value), "text": value, "cells": ["{name}.txt"]}}
html = '<div class="pcc-chart" role="group"><p>A chart</p></div><p><data class="pcc-figure" value="%s">'\\
       '<a href="figures.html#f-{name}-value">%s</a></data></p>' % (value, value)
said = {{"block": "what", "topic": "{name}", "figures": [figure], "charts": ["{name}/trend"], "opened": project.opened}}
display({{"text/html": html, "text/plain": value}}, raw=True, metadata={{"pcc": said}})"""
CONFIG = """title: Small book
author: Nobody
copyright: Nobody
logo: ""
execute: {execute_notebooks: force}
html: {use_repository_button: false, home_page_in_navbar: true}
repository: {url: ""}
launch_buttons: {thebe: false}
sphinx:
  extra_extensions: [pcc_lib.book_extension]
  recursive_update: true
  config:
    nb_remove_code_source: true
    extensions: [myst_nb, jupyter_book, sphinx_comments, sphinx_external_toc, sphinx_book_theme, pcc_lib.book_extension]
    html_theme_options: {use_download_button: false, use_fullscreen_button: false, back_to_top_button: false}
"""


def small_project(folder: Path, names: tuple[str, ...] = ("alpha", "beta")) -> Project:
    """A project with one notebook for each name, and a plain page `figures`."""
    write(folder / "data/body.yml", "name: Nobody\nforce: Force\narea: Area\nreport_title: Report\n")
    write(folder / f"data/quarters/{QUARTER}/quarter.yml", "written_on: 2023-11-28\nreporting_months: {sources: {}}\n")
    write(folder / "_config.yml", CONFIG)
    write(
        folder / "_toc.yml",
        "format: jb-book\nroot: notebooks/"
        + names[0]
        + "\nchapters:\n"
        + "".join(f"  - file: notebooks/{name}\n" for name in (*names[1:], "figures")),
    )
    anchors = "".join(f'<p id="f-{name}-value">{name}</p>\n\n' for name in names)
    write(folder / "notebooks/figures.md", "# Figures\n\n" + anchors)
    for number, name in enumerate(names, 1):
        write(folder / f"data/{name}.txt", f"{number}.5\n")
        write_page(folder, name, SHOW.format(name=name))
    return Project(folder)


def write_page(folder: Path, name: str, *cells: str, parameters: str | None = PARAMETERS, outputs: tuple[dict, ...] = ()) -> None:
    """A notebook: title, parameters cell, code cells."""
    tagged = [] if parameters is None else [code("parameters", parameters, tags=["parameters"])]
    body = [code(f"cell-{n}", text) for n, text in enumerate(cells, 1)]
    body[-1]["outputs"] = list(outputs)
    title = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": f"# Page {name}"}
    notebook = {"cells": [title, *tagged, *body], "metadata": {"kernelspec": KERNELSPEC}, "nbformat": 4, "nbformat_minor": 5}
    write(folder / f"notebooks/{name}.ipynb", json.dumps(notebook, indent=1))


def code(id: str, text: str, tags: list[str] | None = None) -> dict:
    """A code cell."""
    return {
        "cell_type": "code",
        "id": id,
        "metadata": {"tags": tags} if tags else {},
        "source": text,
        "execution_count": None,
        "outputs": [],
    }


def write(path: Path, text: str) -> None:
    """Write a text file and its folders, with LF."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def all_bytes(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}

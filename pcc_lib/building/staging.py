"""The folder that jupyter-book reads: executed notebooks, plain pages, assets, contents, settings.

jupyter-book publishes failed notebooks, skips pages and runs code that a project names; so its folder is written here, from
pages that passed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pcc_lib.building.job import PageResult
from pcc_lib.core.files import read_bytes
from pcc_lib.inputs.page_files import TOC
from pcc_lib.inputs.project import Project

CONFIG = "_config.yml"
DRAFT = "pcc_draft"  # the setting that our extension reads: what the banner of a draft says; nothing of a finished book
ASSETS = {".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".ico", ".css", ".js", ".pdf", ".csv", ".bib"}
FOLDER_SETTINGS = {"html_static_path", "html_extra_path", "templates_path"}


def stage(project: Project, results: Sequence[PageResult], folder: Path, banner: str = "") -> None:
    """Write the folder that jupyter-book compiles: executed notebooks, plain pages, assets, contents, settings."""
    for name, content in staged(project, results, banner).items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def staged(project: Project, results: Sequence[PageResult], banner: str = "") -> dict[str, bytes]:
    """Every file of that folder by its relative name; `banner` is what each page says of a draft."""
    paths = {result.page.path: result.notebook or project.root / result.page.path for result in results}
    files = {name: read_bytes(path, name) for name, path in paths.items()}
    config = settings(project, banner)
    for name in sorted({*_beside_pages(project, results), *_named_in(project, config)}):
        files.setdefault(name, read_bytes(project.root / name, name))
    files[TOC] = read_bytes(project.root / TOC, TOC)
    # JSON is YAML, but for what lies beyond \uffff: YAML reads the pair of \u that JSON has for it as two signs that are none
    files[CONFIG] = json.dumps(config, indent=1, sort_keys=True, ensure_ascii=False).encode("utf-8")
    return files


def settings(project: Project, banner: str = "") -> dict[str, Any]:
    """`_config.yml` with execution off, only the named pages built, no sources published, and the banner of a draft."""
    found = project.read_yaml(CONFIG) if project.exists(CONFIG) else {}
    config = dict(found) if isinstance(found, Mapping) else {}
    config["execute"] = {"execute_notebooks": "off"}
    config["only_build_toc_files"] = True
    sphinx: dict[str, Any] = {"recursive_update": True, **(config.get("sphinx") or {})}
    ours: dict[str, Any] = {"html_copy_source": False, "html_show_sourcelink": False}
    if sphinx["recursive_update"]:  # a button that would lead to the sources
        ours["html_theme_options"] = {"use_download_button": False}
    sphinx["config"] = {**ours, **(sphinx.get("config") or {}), DRAFT: banner}
    return {**config, "sphinx": sphinx}


def _beside_pages(project: Project, results: Iterable[PageResult]) -> Iterator[str]:
    """Pictures and the like in the folders that hold pages (of the root folder, only what the settings name)."""
    for folder in sorted({Path(result.page.path).parent for result in results} - {Path(".")}):
        yield from (_relative(project, p) for p in sorted((project.root / folder).rglob("*")) if p.suffix in ASSETS)


def _named_in(project: Project, value: Any, key: str = "") -> Iterator[str]:
    """Files of the project that the settings name (logo, references), and folders of style sheets and the like."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _named_in(project, item, str(name)) if name != "exclude_patterns" else ()
    elif isinstance(value, list):
        for item in value:
            yield from _named_in(project, item, key)
    elif isinstance(value, str) and 0 < len(value) < 200 and not re.search(r"^[./~]|\n|\.\.|:", value):
        path = project.root / value
        found = sorted(path.rglob("*")) if key in FOLDER_SETTINGS and path.is_dir() else [path]
        yield from (_relative(project, p) for p in found if p.is_file())


def _relative(project: Project, path: Path) -> str:
    return path.relative_to(project.root).as_posix()

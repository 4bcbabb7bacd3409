"""Compiles executed pages to a book with jupyter-book 1, and does not let a faulty book pass.

jupyter-book publishes failed notebooks, skips pages and leaves links dead without an error; so its folder is written
here from pages that passed, its warnings are errors, and its HTML is read again before anybody sees it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html.parser import HTMLParser
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pcc_lib.building.executed import class_count, outputs_of, pcc_metadata
from pcc_lib.building.gate import book_faults
from pcc_lib.building.runner import PageResult, environment, library_digest
from pcc_lib.core.csv_cells import csv_of
from pcc_lib.core.errors import BuildError, Fault, FaultsError, raise_if
from pcc_lib.inputs.page_files import TOC, parameters
from pcc_lib.inputs.project import Project

CONFIG = "_config.yml"
LEDGER_COLUMNS = (
    "id",
    "measure",
    "statistic",
    "breakdown",
    "period",
    "compared_with",
    "value",
    "unit",
    "text",
    "kind",
    "status",
    "formula",
    "cells",
    "page",
)
ASSETS = {".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".ico", ".css", ".js", ".pdf", ".csv", ".bib"}
FOLDER_SETTINGS = {"html_static_path", "html_extra_path", "templates_path"}
COMPILE_SECONDS = 900
_NEVER_PUBLISHED = (".buildinfo", ".buildinfo.bak", "_sources", ".doctrees")
_FETCHED = {
    ("script", "src"),
    ("img", "src"),
    ("link", "href"),
    ("iframe", "src"),
    ("source", "src"),
    ("audio", "src"),
    ("video", "src"),
    ("embed", "src"),
    ("object", "data"),
    ("image", "href"),
    ("use", "href"),
}
_NOT_FETCHED_LINKS = {"canonical", "next", "prev", "alternate", "author", "license"}
_STYLE_URL = re.compile(r"""(?:@import\s+|url\(\s*)["']?((?:https?:)?//[^"')\s]+)""")
_TRACES = ("traceback", "tag_papermill-error-cell-tag")  # classes of what myst-nb makes of an error, and of papermill's banner


class BookError(FaultsError, BuildError):
    """The compiled book must not be published."""


# ── the folder that jupyter-book reads ────────────────────────────────────────────────────────────────────────────────
def stage(project: Project, results: Sequence[PageResult], folder: Path) -> None:
    """Write the folder that jupyter-book compiles: executed notebooks, plain pages, assets, contents, settings."""
    for name, content in staged(project, results).items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def staged(project: Project, results: Sequence[PageResult]) -> dict[str, bytes]:
    """Every file of that folder by its relative name."""
    files = {result.page.path: (result.notebook or project.root / result.page.path).read_bytes() for result in results}
    config = settings(project)
    for name in sorted({*_beside_pages(project, results), *_named_in(project, config)}):
        files.setdefault(name, (project.root / name).read_bytes())
    files[TOC] = (project.root / TOC).read_bytes()
    files[CONFIG] = json.dumps(config, indent=1, sort_keys=True).encode("utf-8")  # JSON is YAML
    return files


def settings(project: Project) -> dict[str, Any]:
    """`_config.yml` with execution off, only the named pages built, and no sources published."""
    found = project.read_yaml(CONFIG) if project.exists(CONFIG) else {}
    config = dict(found) if isinstance(found, Mapping) else {}
    config["execute"] = {"execute_notebooks": "off"}
    config["only_build_toc_files"] = True
    sphinx = {"recursive_update": True, **(config.get("sphinx") or {})}
    ours = {"html_copy_source": False, "html_show_sourcelink": False}
    if sphinx["recursive_update"]:  # a button that would lead to the sources
        ours["html_theme_options"] = {"use_download_button": False}
    sphinx["config"] = {**ours, **(sphinx.get("config") or {})}
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


# ── compiling ─────────────────────────────────────────────────────────────────────────────────────────────────────────
class Compiler:
    """jupyter-book in a process of its own, which can load its libraries while the pages still run."""

    def __init__(self, project: Project, quarter: object) -> None:
        found = version("jupyter-book")
        if not found.startswith("1."):
            raise BuildError(
                f"jupyter-book {found} is installed; this book needs version 1 (version 2 would ignore "
                "_config.yml and build nothing). Run: python -m pip install -r requirements.txt"
            )
        self._project, self._quarter = project, quarter
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Compiler:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Begin to load; `compile` does so where this was not called."""
        if self._process is None:
            self._log = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", "from pcc_lib.building.book import compile_on_request; compile_on_request()"],
                cwd=self._project.root,
                env=_compiler_environment(self._project, self._quarter),
                text=True,
                encoding="utf-8",
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=self._log,
            )

    def compile(self, source: Path, work: Path) -> Path:
        """Compile the folder `source`; all of jupyter-book's files go to `work`. Gives the folder of the HTML."""
        self.start()
        try:
            self._process.communicate(json.dumps([str(source), str(work)]), timeout=COMPILE_SECONDS)
        except subprocess.TimeoutExpired:
            raise BuildError(f"jupyter-book took longer than {COMPILE_SECONDS} seconds and was ended.") from None
        finally:
            code, complaints = self._end()
        if code or not (work / "_build" / "html").is_dir():
            raise BuildError(_complaint(complaints, source))
        return work / "_build" / "html"

    def close(self) -> None:
        """End the process, if it runs."""
        if self._process is not None:
            self._end()

    def _end(self) -> tuple[int, str]:
        process, self._process = self._process, None
        process.kill()  # no effect on one that has ended
        process.wait()
        if process.stdin:
            process.stdin.close()
        self._log.seek(0)
        with self._log as log:
            return process.returncode, log.read()


def compile_on_request() -> None:
    """The compiler's process: load, wait for one line with two folders, compile."""
    import jupyter_book.sphinx  # noqa: F401
    import myst_nb.sphinx_  # noqa: F401
    import sphinx_book_theme  # noqa: F401
    from jupyter_book.cli.main import build

    line = sys.stdin.readline()
    if not line:
        return
    source, work = json.loads(line)
    try:
        build.main([source, "--path-output", work, "-W", "-n", "--keep-going", "-q"], standalone_mode=False)
    except RuntimeError as error:  # jupyter-book's own words for warnings and failures
        print(error, file=sys.stderr)
        sys.exit(1)


def _compiler_environment(project: Project, quarter: object) -> dict[str, str]:
    from pcc_lib.building.kernels import page_environment

    env = {**page_environment(project.root), "PCC_QUARTER": str(quarter), "NO_COLOR": "1"}
    env.pop("SOURCE_DATE_EPOCH", None)  # Sphinx would rewrite the year of the copyright line
    return env


def _complaint(text: str, source: Path) -> str:
    text = re.sub(r"\x1b\[[0-9;]*m", "", text).replace(f"{source}{os.sep}", "")
    lines = [line for line in text.splitlines() if re.search(r"\b(WARNING|ERROR|CRITICAL)\b", line)]
    shown = lines or text.strip().splitlines()[-5:] or ["it gave no reason."]
    return "\n".join(["jupyter-book did not compile the book:", *(f"  {line.strip()}" for line in shown)])


# ── the gate on the HTML ──────────────────────────────────────────────────────────────────────────────────────────────
class _Html(HTMLParser):
    """What the gate wants to know of one page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value for name, value in attrs if value}
        self.ids |= {found[name] for name in ("id", "name") if name in found and (name == "id" or tag == "a")}
        if tag in ("a", "area") and "href" in found:
            self.links.append(found["href"])
        if tag == "link" and _NOT_FETCHED_LINKS.intersection(found.get("rel", "").lower().split()):
            return
        self.fetched += [found[name] for name in ("src", "href", "data") if name in found and (tag, name) in _FETCHED]
        self.fetched += [part.split()[0] for part in found.get("srcset", "").split(",") if part.strip()]

    handle_startendtag = handle_starttag


def faults_in_html(folder: Path, results: Sequence[PageResult]) -> list[Fault]:
    """Everything that forbids publishing the HTML in `folder`."""
    texts = {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in sorted(folder.rglob("*.html"))}
    read = {name: _Html(text) for name, text in texts.items()}
    faults = list(_page_faults(results, texts))
    for name, page in read.items():
        near = [link for link in (*page.links, *page.fetched) if not _is_foreign(link)]
        faults += [
            Fault(name, "", f"asks another host for '{link}'.", "Bring the file into the book.")
            for link in page.fetched
            if _is_foreign(link)
        ]
        faults += _link_faults(folder, name, near, read)
    faults += book_faults(folder)
    for path in sorted(folder.rglob("*.css")):
        faults += [
            Fault(path.relative_to(folder).as_posix(), "", f"asks another host for '{link}'.", "Bring the file into the book.")
            for link in _STYLE_URL.findall(path.read_text(encoding="utf-8"))
        ]
    return faults


def _page_faults(results: Iterable[PageResult], texts: Mapping[str, str]) -> Iterator[Fault]:
    for result in results:
        name = Path(result.page.path).with_suffix(".html").as_posix()
        if name not in texts:
            yield Fault(result.page.path, "", "is not in the compiled book.", f"Look at its place in {TOC}.")
            continue
        text = texts[name]
        yield from (
            Fault(result.page.path, "", f"its HTML holds an error ('{trace}').", "Run: pcc build --fresh")
            for trace in _TRACES
            if class_count(text, trace)
        )
        drawn = class_count(text, "pcc-chart")
        if drawn != len(result.charts):
            yield Fault(
                result.page.path,
                "",
                f"{drawn} of {len(result.charts)} charts reached the HTML.",
                "Look for outputs that jupyter-book does not show.",
            )


def _is_foreign(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:  # such as https://[
        return True
    return bool(parts.netloc) or parts.scheme in ("http", "https", "ftp")


def _link_faults(folder: Path, name: str, links: Iterable[str], pages: Mapping[str, _Html]) -> Iterator[Fault]:
    """Links of one page that lead nowhere; those to the same page are told together."""
    dead: dict[str, list[str]] = defaultdict(list)
    for link in dict.fromkeys(links):
        parts = urlsplit(link)
        if parts.scheme:  # data:, mailto:
            continue
        path = os.path.join(os.path.dirname(name), unquote(parts.path)) if parts.path else name
        target, anchor = Path(os.path.normpath(path)).as_posix(), unquote(parts.fragment)
        if target not in pages and (target.startswith("..") or not (folder / target).is_file()):
            dead[f"link{{s}} to '{parts.path}', which is not in the book"].append("")
        elif anchor and target in pages and anchor not in pages[target].ids:
            dead[f"link{{s}} to places that '{Path(target).name}' does not have"].append(anchor)
    for problem, anchors in dead.items():
        named = [anchor for anchor in anchors if anchor]
        shown = (": " if named else "") + ", ".join(f"#{name}" for name in named[:5]) + " …" * (len(named) > 5)
        yield Fault(
            name,
            "",
            f"{len(anchors)} {problem.format(s='s' if len(anchors) > 1 else '')}{shown}.",
            "Correct the link, or what it points to.",
        )


# ── ledger and manifest ───────────────────────────────────────────────────────────────────────────────────────────────
def ledger(results: Iterable[PageResult]) -> list[dict[str, str]]:
    """Every figure that any page prints, sorted; BookError where one id has two values."""
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    values: dict[str, dict[str, str]] = defaultdict(dict)
    for result in results:
        if result.notebook is None:
            continue
        notebook = json.loads(result.notebook.read_bytes())
        for row in (row for _, output in outputs_of(notebook) for row in pcc_metadata(output).get("figures", ())):
            text = {column: _cell(row.get(column)) for column in LEDGER_COLUMNS} | {"page": result.page.name}
            rows[tuple(text.values())] = text
            values[text["id"]].setdefault(text["value"], result.page.name)
    shown = {key: ", ".join(f"{value} ({page})" for value, page in found.items()) for key, found in values.items()}
    raise_if(
        BookError,
        (
            Fault("figures.csv", key, f"two values: {shown[key]}.", "One of the pages does not take it from the library.")
            for key, found in sorted(values.items())
            if len(found) > 1
        ),
    )
    return sorted(rows.values(), key=lambda row: (row["id"], row["page"], tuple(row.values())))


def ledger_csv(rows: Iterable[Mapping[str, str]]) -> bytes:
    """The ledger as CSV: UTF-8, LF, columns as in LEDGER_COLUMNS."""
    return csv_of(LEDGER_COLUMNS, [[row[column] for column in LEDGER_COLUMNS] for row in rows]).encode("utf-8")


def _cell(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return " | ".join(map(str, value))
    return "" if value is None else str(value)


def inputs_of(project: Project, quarter: object, results: Sequence[PageResult]) -> dict[str, Any]:
    """All that decides what the edition looks like; its digest names the edition."""
    read = {key: value for result in results for key, value in result.opened.items()}
    names = [CONFIG, *(result.page.path for result in results)]
    read |= {name: project.fingerprint(name) for name in names}
    return {
        "quarter": str(quarter),
        "parameters": parameters(quarter),
        "library": library_digest(),
        "environment": environment(),
        "read": dict(sorted(read.items())),
        "compiled_from": {name: _sha(raw) for name, raw in sorted(staged(project, results).items())},
    }


def write_edition(
    project: Project, quarter: object, results: Sequence[PageResult], compiler: Compiler, folder: Path, work: Path
) -> None:
    """Fill `folder` with one edition: html/, notebooks/ (executed), figures.csv, manifest.json; BuildError if faulty."""
    rows = ledger(results)
    source = work / "book"
    stage(project, results, source)
    html = compiler.compile(source, work)
    _drop_leftovers(html)
    folder.mkdir(parents=True)
    table = ledger_csv(rows)
    (html / "figures.csv").write_bytes(table)  # pages may offer it for download
    raise_if(BookError, faults_in_html(html, results))
    shutil.move(html, folder / "html")
    (folder / "figures.csv").write_bytes(table)
    for result in (result for result in results if result.notebook):
        target = folder / "notebooks" / Path(result.page.path).name
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(result.notebook, target)
    manifest = _manifest(project, quarter, results, rows, folder)
    (folder / "manifest.json").write_bytes((json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode("utf-8"))


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a folder but its manifest."""
    return {
        p.relative_to(folder).as_posix(): _sha(p.read_bytes())
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p != folder / "manifest.json"
    }


def _drop_leftovers(html: Path) -> None:
    for name in _NEVER_PUBLISHED:
        path = html / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for path in [*html.rglob("*.map"), *(html / "_static").glob("*macros.html")]:  # of use to the theme's makers only
        path.unlink()


def _manifest(
    project: Project, quarter: object, results: Sequence[PageResult], rows: Sequence[Mapping[str, str]], folder: Path
) -> dict[str, Any]:
    pages = {
        result.page.name: {
            "source": result.page.path,
            "charts": list(result.charts),
            "figures": sum(row["page"] == result.page.name for row in rows),
        }
        for result in results
    }
    return {"inputs": inputs_of(project, quarter, results), "pages": pages, "outputs": digests(folder)}


def _sha(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()

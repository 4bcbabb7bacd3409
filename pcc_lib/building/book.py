"""One edition's files: the compiled HTML, its executed notebooks, its ledger, and a manifest of what they were made from."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pcc_lib.building.book_gate import faults_in_html
from pcc_lib.building.changes import read_before, write_changes
from pcc_lib.building.compiled import Compiled, compiled_pages
from pcc_lib.building.downloads import downloads_of
from pcc_lib.building.gate_kept import GateKept
from pcc_lib.building.job import PageResult
from pcc_lib.building.ledger import ledger
from pcc_lib.building.makers import Makers
from pcc_lib.building.page_cache import gate_file
from pcc_lib.building.seals import digests
from pcc_lib.building.staging import CONFIG, staged
from pcc_lib.core.errors import BookError
from pcc_lib.core.files import remove_tree, replace_file, sha256, write_atomic
from pcc_lib.core.installed import digest, environment, library_digest
from pcc_lib.core.quarters import Quarter
from pcc_lib.figures.figure import ledger_csv
from pcc_lib.inputs.models.quarter import corrections_file
from pcc_lib.inputs.page_files import parameters
from pcc_lib.inputs.project import Project

GLOSSARY = "data/plan/glossary.yml"  # the compiler explains acronyms, so no page need have read it
_NEVER_PUBLISHED = (".buildinfo", ".buildinfo.bak", "_sources", ".doctrees")


@dataclass(frozen=True)
class Book:
    """The pages of one quarter that have passed, ready to be compiled; `banner` is what each says of a draft."""

    project: Project
    quarter: Quarter
    results: Sequence[PageResult]
    banner: str = ""

    def inputs(self) -> dict[str, Any]:
        """All that decides what the edition looks like; its digest names the edition."""
        read = {key: value for result in self.results for key, value in result.opened.items()}
        corrections = corrections_file(self.quarter)  # the banner tells them
        names = [CONFIG, GLOSSARY, corrections, *(result.page.path for result in self.results)]
        read |= {name: self.project.fingerprint(name) for name in names} | read_before(self.project, self.quarter)
        return {
            "quarter": str(self.quarter),
            "draft": self.banner,
            "parameters": parameters(self.quarter),
            "library": library_digest(),
            "environment": environment(),
            "read": dict(sorted(read.items())),
            "compiled_from": {name: sha256(raw) for name, raw in sorted(staged(self.project, self.results, self.banner).items())},
        }


def write_edition(book: Book, makers: Makers, folder: Path) -> None:
    """Fill `folder` with one edition: html/, notebooks/ (executed), figures.csv, public/ (of small numbers), record/ (for a
    second reader, what changed, what proves each number), manifest.json; a BookError tells what no page may hold, and every
    number that nothing proves. What goes wrong leaves nothing."""
    try:
        _write_edition(book, makers, folder)
    except BaseException:
        remove_tree(folder)
        raise


def _write_edition(book: Book, makers: Makers, folder: Path) -> None:
    # what reads tables is imported here: a build in which nothing changed must not wait for pandas
    from pcc_lib.building.described import description_faults
    from pcc_lib.building.numbers import edition_of
    from pcc_lib.reading_back.said import NUMBERS

    rows, compiled = ledger(book.results), compiled_pages(book.project, book.quarter)
    edition = edition_of(book.results, rows, book.banner)
    makers.reader.begin(edition)
    with makers.compiler.compiling(staged(book.project, book.results, book.banner), compiled):
        offered = downloads_of(book.project, book.quarter, book.inputs()["read"], book.banner, makers.offered)
        makers.end_pages()
        if all(result.status != "reused" for result in book.results):  # else Sphinx has done before these are read
            makers.reader.read_offered(edition, offered)
        _write_beside(book, rows, folder)
    html = _to_be_read(compiled)
    (html / "figures.csv").write_bytes(ledger_csv(rows).encode("utf-8"))  # pages may offer it for download
    for name, content in offered.items():
        (html / name).parent.mkdir(exist_ok=True)
        (html / name).write_bytes(content)
    reading = makers.reader.read(edition, html)
    known = GateKept(gate_file(book.project, book.quarter), library_digest() + digest(environment()))
    faults = [*faults_in_html(html, book.results, known), *description_faults(html, book.project, book.quarter)]
    numbers = reading.result()
    if faults := [*faults, *numbers.faults]:
        raise BookError(faults)
    replace_file(html, folder / "html")
    write_atomic(folder / NUMBERS, numbers.csv.encode("utf-8"))
    manifest = _manifest(book, rows, folder)
    (folder / "manifest.json").write_bytes((json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode("utf-8"))


def _to_be_read(compiled: Compiled) -> Path:
    """A copy of the compiled pages: what is kept must stay as Sphinx has written it."""
    html = compiled.folder.with_suffix(".read")
    remove_tree(html)
    shutil.copytree(compiled.html, html)
    _drop_leftovers(html)
    return html


def _write_beside(book: Book, rows: Sequence[Mapping[str, str]], folder: Path) -> None:
    """Write what stands in an edition beside its pages."""
    from pcc_lib.building.public_cells import write_public_cells
    from pcc_lib.building.second_record import write_second_record

    folder.mkdir(parents=True)
    (folder / "figures.csv").write_bytes(ledger_csv(rows).encode("utf-8"))
    write_changes(book.project, book.quarter, rows, folder)
    for result in book.results:
        if result.notebook:
            target = folder / "notebooks" / Path(result.page.path).name
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(result.notebook, target)
    write_public_cells(book.project, book.quarter, book.inputs()["read"], folder)
    write_second_record(book.project, book.quarter, rows, folder)  # of small numbers it reads the public cells beside it


def _drop_leftovers(html: Path) -> None:
    for name in _NEVER_PUBLISHED:
        path = html / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for path in [*html.rglob("*.map"), *(html / "_static").glob("*macros.html")]:  # of use to the theme's makers only
        path.unlink()


def _manifest(book: Book, rows: Sequence[Mapping[str, str]], folder: Path) -> dict[str, Any]:
    pages = {
        result.page.name: {
            "source": result.page.path,
            "charts": list(result.charts),
            "figures": sum(row["page"] == result.page.name for row in rows),
        }
        for result in book.results
    }
    return {"inputs": book.inputs(), "pages": pages, "outputs": digests(folder)}

"""A closer look at what a preview shows, in a thread of its own: what a build would find in inputs and in the compiled pages.

Pages are shown before it, and never wait for it; what it finds is told where nothing has changed in the meantime.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pcc_lib.building.book import Book
from pcc_lib.building.book_gate import faults_in_html
from pcc_lib.building.downloads import downloads_of
from pcc_lib.building.editions import Check, Open, checked
from pcc_lib.building.gate_kept import GateKept
from pcc_lib.building.ledger import ledger
from pcc_lib.building.numbers import edition_of
from pcc_lib.building.page_cache import gate_file, proofs_file
from pcc_lib.building.read_anew import read_back
from pcc_lib.building.read_back import ReadBack
from pcc_lib.core.errors import Fault, FaultsError, ReportError
from pcc_lib.core.files import remove_tree, worded
from pcc_lib.core.installed import digest, environment, library_digest
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.project import Project
from pcc_lib.previewing.pages import with_offered

Offered = Mapping[str, bytes]  # the data to take along, by their addresses
# called with the faults, with what the banner of a draft says, and with what the pages offer
Found = Callable[[Sequence[Fault], str, Offered], object]


class Closer:
    """Looks closely, at one state after the other. `folder` is its own."""

    def __init__(self, root: Path, quarter: Quarter, folder: Path) -> None:
        self._root, self._quarter, self._folder = root, quarter, folder
        self._turn = threading.Lock()
        self._asked = 0
        self._written: Mapping[str, bytes] = {}
        self._offered: Offered = {}
        folder.mkdir(parents=True, exist_ok=True)
        project = Project(root)
        for kept, known in ((self._proofs, proofs_file(project, quarter)), (self._gate, gate_file(project, quarter))):
            if known.is_file():  # by the last build
                shutil.copyfile(known, kept)

    @property
    def _proofs(self) -> Path:
        return self._folder / "proofs.json"

    @property
    def _gate(self) -> Path:
        return self._folder / "gate.json"

    def forget(self) -> None:
        """What is looked at now is out of date."""
        self._asked += 1

    def look(self, book: Book, files: Mapping[str, bytes], asked: tuple[Check, Open], found: Found) -> None:
        """Begin to look; `found` is called when it is done, in its thread, unless that is out of date then."""
        self.forget()
        number = self._asked

        def work() -> None:
            with self._turn:
                faults, banner = self._look(book, files, asked, lambda: number != self._asked)
                if number == self._asked:
                    found(faults, banner, self._offered)

        threading.Thread(target=work, name="pcc-preview-closer", daemon=True).start()

    def _look(
        self, book: Book, files: Mapping[str, bytes], asked: tuple[Check, Open], is_over: Callable[[], bool]
    ) -> tuple[Sequence[Fault], str]:
        if is_over():
            return (), ""
        try:
            with worded("read or written", root=self._root):
                banner = checked(Project(self._root), self._quarter, *asked).banner
                return (() if is_over() or banner != book.banner else self._in_pages(book, files)), banner
        except FaultsError as error:
            return error.faults, book.banner
        except ReportError as error:
            return [Fault("data", "", str(error))], book.banner

    def _in_pages(self, book: Book, files: Mapping[str, bytes]) -> Sequence[Fault]:
        """Everything for which a build would refuse these pages, with the data that they offer."""
        html = self._folder / "html"
        project = Project(self._root)  # of its own: another thread goes on with that of the book
        self._offered = downloads_of(project, self._quarter, replace(book, project=project).inputs()["read"], book.banner)
        self._write(html, with_offered(files, self._offered))
        rows = ledger(book.results)
        edition = edition_of(book.results, rows, book.banner)
        gate = GateKept(self._gate, library_digest() + digest(environment()))
        found = faults_in_html(html, book.results, gate)
        asked = ReadBack(str(self._root), str(self._quarter), edition, str(self._proofs), str(html))
        return [*found, *read_back(asked).faults]

    def _write(self, html: Path, files: Mapping[str, bytes]) -> None:
        """Write the pages into a folder, where only this reads them: those that have changed."""
        if not self._written:
            remove_tree(html)
        for name in self._written.keys() - files.keys():
            (html / name).unlink(missing_ok=True)
        for name, content in files.items():
            if self._written.get(name) != content:
                (html / name).parent.mkdir(parents=True, exist_ok=True)
                (html / name).write_bytes(content)
        self._written = files

"""Records for a second reader, laid out without compiling a book: the ledger of what pages print, the data, both parts."""

from __future__ import annotations

import contextlib
import csv
import importlib.util
import io
import json
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from places import ROOT

from pcc_lib.figures.figure import COLUMNS, Figure, ledger_csv
from pcc_lib.inputs.contents import notebooks
from pcc_lib.inputs.project import Project
from pcc_lib.report import Report
from pcc_lib.second_reader.running import Worked, of_script, run_sql
from pcc_lib.second_reader.writer import PUBLIC, SCRIPT, verify_sql

OPEN_DATA = ROOT.parent / "shared" / "open_data"


@dataclass(frozen=True)
class Record:
    """A record in a folder: `figures.csv`, `verify.sql`, `project/data`."""

    folder: Path

    def sql(self) -> dict[str, Worked]:
        """What verify.sql makes of each figure."""
        return {row.figure: row for row in run_sql(self.folder)}

    def script(self) -> dict[str, Worked]:
        """What verify_methods.py makes of each figure (here, without a process of its own)."""
        with contextlib.chdir(self.folder):
            module = load_script()
            return {row.figure: row for row in map(of_script, map(module.checked, module.rows_of_ledger()))}

    def edit(self, name: str, old: str, new: str) -> Record:
        """Change the first place in a file."""
        path = self.folder / name
        text = path.read_bytes().decode("utf-8")
        assert old in text, f"{name} does not hold {old!r}"
        path.write_bytes(text.replace(old, new, 1).encode("utf-8"))
        return self

    def ledger(self, id: str, **cells: str) -> Record:
        """Change cells of the rows of a figure in figures.csv; with none, take its rows away."""
        path = self.folder / "figures.csv"
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        assert any(row["id"] == id for row in rows), id
        kept = [row | (cells if row["id"] == id else {}) for row in rows if cells or row["id"] != id]
        path.write_text(_csv(kept), encoding="utf-8", newline="\n")
        return self


def load_script() -> Any:
    """The script as a module of its own, which has read nothing yet."""
    place = importlib.util.spec_from_file_location("verify_methods_alone", ROOT / "pcc_lib" / "second_reader" / SCRIPT)
    assert place and place.loader
    module = sys.modules[place.name] = importlib.util.module_from_spec(place)  # as Python has it of a program that it runs
    place.loader.exec_module(module)
    return module


def _csv(rows: Sequence[Mapping[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def printed_rows(project: Project, quarter: str) -> list[dict[str, str]]:
    """The ledger of what the pages of a quarter print, as a build collects it."""
    rows = {}
    for page in notebooks(project):
        report = Report(project, page.opened_as, quarter)
        for call in page.calls:
            _, about = getattr(report, call.name)(*call.args)._repr_mimebundle_()
            rows |= {(row["id"], page.stem): row | {"page": page.stem} for row in about["pcc"]["figures"]}
    return [_texts(row) for _, row in sorted(rows.items())]


def rows_of(figures: Iterable[Figure]) -> list[dict[str, str]]:
    """Rows of the ledger for figures."""
    return [_texts(figure.row()) for figure in figures]


def _texts(row: Mapping[str, object]) -> dict[str, str]:
    return {column: "" if row.get(column) is None else str(row[column]) for column in COLUMNS}


def record_of(project: Project, rows: Sequence[Mapping[str, str]], quarter: str, folder: Path) -> Record:
    """Lay a record out: without the cells of small numbers, and with the public ones, where `project` has a folder `public`."""
    shutil.copytree(project.root / "data", folder / "project" / "data", ignore=shutil.ignore_patterns("*.key", "*.py", "schemas"))
    for path in (folder / "project" / "data" / "sources").glob("*.csv"):
        if project.key_of(f"data/sources/{path.name}"):
            path.unlink()
    if (project.root / PUBLIC).is_dir():
        shutil.copytree(project.root / PUBLIC, folder / PUBLIC)
    public = [path.name for path in (folder / PUBLIC).glob("*.csv")]
    (folder / "figures.csv").write_text(ledger_csv(rows), encoding="utf-8", newline="\n")
    (folder / "manifest.json").write_text(json.dumps({"quarter": quarter}), encoding="utf-8")
    (folder / "verify.sql").write_text(verify_sql(project, rows, quarter, public), encoding="utf-8", newline="\n")
    return Record(folder)


def wrong(found: Mapping[str, Worked]) -> dict[str, str]:
    """What differs of which figure."""
    return {id: row.differs for id, row in found.items() if row.differs}

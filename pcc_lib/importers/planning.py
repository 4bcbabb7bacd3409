"""From a reading to what it would do to the project's sources, and that written: all files or none.

A source that there is not is founded first, in thought: a descriptor and a header without rows. Then every source is one that
is held, and what was read is held against it as all else that comes in is (`receiving`): what is new is added, what is the same
stays, and what differs is a revision, which needs a reason.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from pcc_lib.core.csv_cells import csv_of
from pcc_lib.core.errors import DataError, Fault, raise_if
from pcc_lib.core.files import sha256, sha256_of
from pcc_lib.core.numerals import part_id
from pcc_lib.importers import descriptors
from pcc_lib.importers.asking import beside_held
from pcc_lib.importers.faults import plain
from pcc_lib.importers.given import Given, GivenFile
from pcc_lib.importers.own_areas import with_own_areas
from pcc_lib.importers.seam import Importer, Key, Made, Number, Reading
from pcc_lib.inputs.csv_lines import CsvForm, CsvLines
from pcc_lib.inputs.models.faults import read_as
from pcc_lib.inputs.models.sources import DataPackage, Descriptor
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.proposed import Proposed
from pcc_lib.inputs.sources import FOLDER, PACKAGE, read_descriptor, source_names
from pcc_lib.inputs.yaml_adding import Entry, with_entry
from pcc_lib.inputs.yaml_reader import parse_yaml
from pcc_lib.receiving.doubts import doubts_of
from pcc_lib.receiving.held import Held
from pcc_lib.receiving.incoming import Doubt, Incoming, Origin
from pcc_lib.receiving.incoming import Given as Cell
from pcc_lib.receiving.plan import Plan
from pcc_lib.receiving.receive import planned
from pcc_lib.receiving.result import result_faults
from pcc_lib.receiving.writing import check_reason, contents_of

_UNSAID = "A reason is given when it is written."


@dataclass(frozen=True)
class ReadFile:
    """A file that rows were read from: its name, digest, and the release that it is of, where it has one."""

    file: str
    sha256: str
    release: str = ""

    def said(self) -> dict[str, str]:
        """As the descriptor has it."""
        pairs = {"file": self.file, "sha256": self.sha256, "release": self.release}
        return {key: value for key, value in pairs.items() if value}


@dataclass(frozen=True)
class Import:
    """What an import would do. plans: of each source. base: descriptors and empty tables of sources that there were not, and
    descriptors as they would be; new: the names of those sources."""

    project: Project
    reading: Reading
    files: tuple[ReadFile, ...]
    base: Mapping[str, bytes]
    proposed: Project
    plans: tuple[Plan, ...]
    new: frozenset[str]
    importer: str

    @property
    def revises(self) -> bool:
        """Whether numbers that are held would become others."""
        return any(plan.revised for plan in self.plans)

    @property
    def changes(self) -> bool:
        """Whether anything would be written: values, or what the import knows better of a source whose values are all held."""
        return any(plan.changes for plan in self.plans) or bool(self.renewed)

    @property
    def renewed(self) -> list[str]:
        """The files that would say something else without any value: descriptors that an import knows better."""
        return [name for name, content in self.base.items() if not self._is_held(name, content)]

    def doubts(self) -> list[tuple[Plan, Doubt]]:
        """What a person has to look at; a DataError where what would come of it is wrong."""
        with tempfile.TemporaryDirectory() as folder:
            after = Proposed(self.project, self.contents(_UNSAID), Path(folder))
            raise_if(DataError, self.faults(after))
            held = [plan for plan in self.plans if plan.source not in self.new]
            asked = doubts_of(self.proposed, after, held)
        return [*_of_importer(plan for plan in self.plans if plan.source in self.new), *asked]

    def faults(self, after: Project) -> list[Fault]:
        """What would be wrong with the sources; it does not hang on the reason, and is worked out once."""
        return self.proposed.once("faults of an import", lambda: result_faults(after, self.plans))

    def contents(self, reason: str) -> dict[str, bytes]:
        """The bytes of each file that would be written, by its name in the project; a reason stands in them where numbers become
        others, and only then are they worked out once more for another one."""
        return self.proposed.once(("contents", reason if self.revises else ""), lambda: self._contents(reason))

    def _contents(self, reason: str) -> dict[str, bytes]:
        tables = contents_of(self.proposed, self.plans, reason)
        made = {each.name: each for each in self.reading.made}
        found = {name: content for name, content in self.base.items() if not name.endswith(".resource.yml")} | tables
        for plan in self.plans:
            name = f"{FOLDER}/{plan.source}.resource.yml"
            descriptor = (found.get(name) or self.base[name]).decode("utf-8")
            found[name] = self._descriptor(descriptor, name, made[plan.source], plan).encode("utf-8")
        return {name: content for name, content in found.items() if not self._is_held(name, content)}

    def _is_held(self, name: str, content: bytes) -> bool:
        return self.project.exists(name) and self.project.read_bytes(name) == content

    def _descriptor(self, text: str, name: str, made: Made, plan: Plan) -> str:
        """A descriptor with the sums that the table will have, and the files that rows were read from."""
        keys = [(key[0], key[1]) for key in dict.fromkeys([*plan.held.rows, *plan.added])]
        imported = {
            "importer": self.importer,
            "files": _files(parse_yaml(text, name), self.files),
            "control": made.control,
            "totals": _totals(made, plan),
        }
        return descriptors.renewed(text, name, made, keys, imported)


def _of_importer(plans: Iterator[Plan]) -> Iterator[tuple[Plan, Doubt]]:
    yield from ((plan, doubt) for plan in plans for doubt in plan.incoming.doubts)


# ── what would be ─────────────────────────────────────────────────────────────────────────────────────────────────────
@contextmanager
def import_of(project: Project, importer: Importer, reading: Reading, files: Sequence[ReadFile]) -> Iterator[Import]:
    """What a reading would do to a project; a DataError lists what cannot be taken."""
    reading = with_own_areas(project, reading)
    raise_if(DataError, _strangers(project, importer, reading))
    there = set(source_names(project))
    new = frozenset(made.name for made in reading.made if made.name not in there)
    base = _base(project, importer, reading, files, new)
    with tempfile.TemporaryDirectory() as folder:
        proposed = Proposed(project, base, Path(folder))
        plans = planned(proposed, [_incoming(proposed, made, reading, files) for made in reading.made])
        yield Import(project, reading, tuple(files), base, proposed, tuple(plans), new, importer.name)


def _strangers(project: Project, importer: Importer, reading: Reading) -> Iterator[Fault]:
    """Sources of these names that something else made, and ids that no part may have."""
    for made in reading.made:
        if made.name in source_names(project):
            about = read_descriptor(project, made.name)
            if about.producer != made.publication.producer or (about.imported and about.imported.importer != importer.name):
                found = f"is a source of {about.producer} already, and pcc import {importer.name} would write one of that name."
                yield Fault(f"{FOLDER}/{made.name}.resource.yml", "name", found, "Rename yours first.")
            if about.year_ends != (ends := str(made.more.get("year_ends", ""))):
                found = f"its years end in {about.year_ends or 'December'}, and those that were read in {ends or 'December'}."
                yield Fault(f"{FOLDER}/{made.name}.resource.yml", "year_ends", found, "Import years that end in the same month.")
            if not project.exists(f"{FOLDER}/{about.path}"):
                todo = (
                    f"Bring {about.path} back; or delete {made.name}.resource.yml too, and import again: both are then made anew."
                )
                yield Fault(f"{FOLDER}/{about.path}", "", "is missing, and its descriptor is there.", todo)
        yield from (
            Fault(made.name, part, "gives no id of a part.", "Report it: it is a fault of the importer.")
            for part in made.parts
            if not part_id(part)
        )


def _base(
    project: Project, importer: Importer, reading: Reading, files: Sequence[ReadFile], new: frozenset[str]
) -> dict[str, bytes]:
    """Descriptors and tables as they have to be before rows are held against them."""
    found: dict[str, bytes] = {}
    for made in reading.made:
        name, table = f"{FOLDER}/{made.name}.resource.yml", f"{FOLDER}/{made.name}.csv"
        if made.name in new:
            imported = {"importer": importer.name, "files": [f.said() for f in files], **_control(made)}
            said = descriptors.fresh(made, imported)
            read_as(Descriptor, said, name)
            found[name] = descriptors.text_of(said).encode("utf-8")
            header = [made.period, made.breakdown, *made.columns, *descriptors.TAIL]
            found[table] = csv_of(header, []).encode("utf-8")
        else:
            text = project.read_text(name)
            held = Held.of(project, made.name)
            keys = [(key[0], key[1]) for key in dict.fromkeys([*held.rows, *made.rows])]
            imported = parse_yaml(text, name).get("imported") or {}
            found[name] = descriptors.renewed(text, name, made, keys, imported).encode("utf-8")
            found |= _with_columns(project, made, table)
    return found | _listed(project, sorted(new))


def _control(made: Made) -> dict[str, object]:
    return {"control": made.control, "totals": _sums(made.rows, made.control)}


def _with_columns(project: Project, made: Made, table: str) -> dict[str, bytes]:
    """A table that is held with the columns that are new, blank in all its rows; nothing where none is."""
    about = read_descriptor(project, made.name)
    new = [name for name in made.columns if about.field(name) is None]
    if not new:
        return {}
    lines = CsvLines.read(project.read_bytes(table), table, CsvForm.of(about))
    header = [f.name for f in about.fields]
    rows = [[lines.cell(row, name) for name in header] for row in lines.rows.values()]
    at = len(header) - len(descriptors.TAIL)
    widened = [[*row[:at], *("" for _ in new), *row[at:]] for row in rows]
    return {table: csv_of([*header[:at], *new, *header[at:]], widened).encode("utf-8")}


def _listed(project: Project, new: Sequence[str]) -> dict[str, bytes]:
    """The data package with the sources that are new; written first where there is none."""
    if not project.exists(PACKAGE):
        said = {"name": "sources", "resources": [f"sources/{name}.resource.yml" for name in new]}
        return {PACKAGE: descriptors.text_of(said).encode("utf-8")} if new else {}
    text = project.read_text(PACKAGE)
    listed = {str(each) for each in project.record(DataPackage, PACKAGE).resources}
    for name in new:
        if (entry := f"sources/{name}.resource.yml") not in listed:
            text = with_entry(text, ("resources",), Entry((entry,), entry))
    return {PACKAGE: text.encode("utf-8")} if new else {}


def _incoming(proposed: Project, made: Made, reading: Reading, files: Sequence[ReadFile]) -> Incoming:
    """What was read of a source, as all that comes in; what is doubtful of it, with what is held to tell what is usual."""
    origin = Origin(files[-1].file if files else made.name)
    kind = {"kind": Cell(made.kind, origin)}
    rows = {key: {name: Cell(_text(number), origin) for name, number in cells.items()} | kind for key, cells in made.rows.items()}
    found = [each for each in reading.doubts if each.source == made.name]
    if held := _numbers(Held.of(proposed, made.name), made):
        found = beside_held(made, held, found, origin.file)
    return Incoming(made.name, rows, doubts=tuple(Doubt(each.told, each.key, each.column) for each in found))


def _numbers(held: Held, made: Made) -> dict[Key, dict[str, Number]]:
    """The numbers that are held of a source, by period as it writes it and part."""
    found: dict[Key, dict[str, Number]] = {}
    for key in held.rows:
        cells = {name: held.number(key, name) for name in made.columns if held.is_number(name)}
        found[key[0], key[1]] = {name: None if number != number else number for name, number in cells.items()}
    return found


def _text(number: Number) -> str:
    if number is None:
        return ""
    return str(number) if isinstance(number, int) else repr(float(number))


def _files(held: Mapping[str, object], files: Sequence[ReadFile]) -> list[dict[str, str]]:
    """The files that were read before, and these behind them; each once."""
    imported = held.get("imported")
    before = list(imported.get("files", [])) if isinstance(imported, Mapping) else []
    now = [each.said() for each in files]
    digests = {each["sha256"] for each in now}
    return [*(each for each in before if each["sha256"] not in digests), *now]


def _totals(made: Made, plan: Plan) -> dict[str, int]:
    """The control totals: sums of what the table will hold."""
    cells: dict[Key, str] = {key: plan.held.cell(key, made.control) for key in plan.held.rows}  # type: ignore[misc]
    cells |= {key: row.get(made.control, "") for key, row in plan.added.items()}  # type: ignore[misc]
    cells |= {c.key: c.now for c in (*plan.filled, *plan.revised) if c.column == made.control}  # type: ignore[misc]
    return _sums({key: {made.control: float(text) if text else None} for key, text in cells.items()}, made.control)


def _sums(rows: Mapping[Key, Mapping[str, Number]], column: str) -> dict[str, int]:
    """Sums by period, rounded once they are summed, as `inputs.control_totals` rounds what it holds against them."""
    found: dict[str, float] = {}
    for period, part in sorted(rows):
        number = rows[period, part].get(column)
        if number is not None:
            found[period] = found.get(period, 0) + number
    return {period: round(total) for period, total in found.items()}


# ── written ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def write(asked: Import, reason: str) -> list[str]:
    """Write what an import does, or nothing; the names of the files. A ReportError where numbers become others and no reason is
    given; a DataError where what would come of it is wrong."""
    if asked.revises:
        check_reason(reason)
    contents = asked.contents(reason)
    with tempfile.TemporaryDirectory() as folder:
        raise_if(DataError, asked.faults(Proposed(asked.project, contents, Path(folder))))
    asked.project.write(contents)
    return list(contents)


def read_files(given: Given, reading: Reading) -> list[ReadFile]:
    """The paths that were named, with digests: of a folder, one of the names and sizes of its files and all that was read. What
    is the same stands once."""
    by_path: dict[str, list[GivenFile]] = {}
    for file in given.files:
        by_path.setdefault(file.archive, []).append(file)
    found: dict[str, ReadFile] = {}
    for path, inside in by_path.items():
        place = given.copies.get(path, Path(path))
        name = plain(PurePosixPath(path).name if path in given.copies else place.resolve().name or path)
        digest = sha256_of(place) if place.is_file() else _together(place, inside, reading)
        found.setdefault(digest, ReadFile(name, digest, reading.releases.get(path, "")))
    return list(found.values())


def _together(folder: Path, files: Sequence[GivenFile], reading: Reading) -> str:
    """One digest of a folder. That of every byte in it would take as long as counting them; what was counted tells as much."""
    loose = {f"{file.member} {file.size}" for file in files if file.place is not None and file.place == file.root}
    packed = {file.root for file in files if file.root is not None and file.place != file.root}
    lines = sorted({*loose, *(f"{root.relative_to(folder).as_posix()} {root.stat().st_size}" for root in packed)})
    lines += [f"{made.name} {key} {sorted(cells.items())}" for made in reading.made for key, cells in sorted(made.rows.items())]
    return sha256("\n".join(lines))


def without(reading: Reading, periods: Sequence[str]) -> Reading:
    """A reading without some periods, which then stay gaps; a DataError where it has none of them."""
    known = {period for made in reading.made for period in made.periods}
    raise_if(
        DataError,
        (Fault("--without", each, "was not read.", "Name a period that was.") for each in periods if each not in known),
    )
    made = [replace(m, rows={key: cells for key, cells in m.rows.items() if key[0] not in periods}) for m in reading.made]
    doubts = [doubt for doubt in reading.doubts if doubt.key[0] not in periods]
    return replace(reading, made=[m for m in made if m.rows], doubts=doubts)

"""Every fault of every source: gaps, ids that are alike, and rules between columns."""

from __future__ import annotations

from pcc_lib.core import grammar
from pcc_lib.core.errors import DefinitionError, Fault, FaultsError
from pcc_lib.core.frames import column_of, each_cell, each_row, rows_where
from pcc_lib.core.numerals import part_id
from pcc_lib.core.quarters import shift
from pcc_lib.inputs import constraints, control_totals, missing_rows
from pcc_lib.inputs.areas import lacking_faults
from pcc_lib.inputs.models.sources import DataPackage
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER, PACKAGE, Source, kinds_of, read_source, source_names
from pcc_lib.inputs.tables import SHOWN_CELL
from pcc_lib.inputs.told import RECORDS


def fault_list(project: Project) -> list[Fault]:
    """Every fault of every source: cells that cannot be read, and each constraint and rule that its descriptor declares."""
    faults: list[Fault] = _package_faults(project)
    for name in source_names(project):
        try:
            source = read_source(project, name)
        except FaultsError as error:
            faults += error.faults
            continue
        faults += _taken(source)
        faults += constraints.faults_in(source.as_written, source.about, f"{FOLDER}/{source.file}")
        faults += lacking_faults(project, source.frame, source.about, f"{FOLDER}/{source.file}")
        faults += _rule_faults(source) + missing_rows.fault_list(source) + _id_faults(source)
        faults += control_totals.fault_list(source)
    return faults


def _taken(source: Source) -> list[Fault]:
    """A source that is called like a record of what an edition told: both are kept in one folder when an edition is published."""
    if source.file not in RECORDS:
        return []
    found = f"'{source.file}' is the name of a record that is kept of each published edition."
    return [Fault(f"{FOLDER}/{source.name}.resource.yml", "name", found, "Give the source another name.")]


def late_faults(project: Project, written_on: str) -> list[Fault]:
    """Rows of more than a year after the newest date of writing: months still to be told may stand there, slips may not.

    A source that tells of years to come says so: its descriptor names the `last` period.
    """
    faults = []
    for name in source_names(project):
        try:
            source = read_source(project, name)
        except FaultsError:
            continue  # told with the other faults of sources
        latest = max(source.about.last, shift(written_on[:7], 12) if source.period != "year" else shift(written_on[:4], 1))
        periods = column_of(source.frame, source.period)
        faults += [
            Fault(
                f"{FOLDER}/{source.file}",
                f"row {i + 2}",
                f"{source.calendar.written(period)} is after the date of writing of every quarter.",
                f"Correct the {source.period}, or take the row out.",
            )
            for i, period in each_cell(periods)
            if period[: len(latest)] > latest
        ]
    return faults


def _package_faults(project: Project) -> list[Fault]:
    """Sources that the data package forgets, or names without there being one."""
    if not project.exists(PACKAGE):
        return [Fault(PACKAGE, "", "the file is missing.", "List the resources in it.")]
    try:
        about = project.record(DataPackage, PACKAGE)
    except DefinitionError as error:
        return error.faults
    listed = {r.rsplit("/", 1)[-1].removesuffix(".resource.yml") for r in about.resources}
    there = set(source_names(project))
    return [
        Fault(PACKAGE, "resources", f"'{n}' is not listed.", f"Add sources/{n}.resource.yml.") for n in sorted(there - listed)
    ] + [
        Fault(PACKAGE, "resources", f"lists '{n}', which is not there.", "Take it out, or add the source.")
        for n in sorted(listed - there)
    ]


def _id_faults(source: Source) -> list[Fault]:
    """Values of the breakdown that give no id for figures and addresses, or the id of another value."""
    ids: dict[str, list[str]] = {}
    for part in dict.fromkeys(source.frame[source.breakdown]):
        ids.setdefault(part_id(part).replace("_", "-").strip("-"), []).append(part)
    file, place = f"{FOLDER}/{source.file}", f"column {source.breakdown}"
    faults = [
        Fault(
            file,
            place,
            f"'{shown(part, SHOWN_CELL)}' holds no letter from a to z and no digit, so it gives no id.",
            "Write a short id, and what readers see under labels in data/body.yml.",
        )
        for part in ids.pop("", [])
    ]
    return faults + [
        Fault(
            file,
            place,
            f"{' and '.join(repr(p) for p in parts)} give the same id, {id}.",
            "Write them so that letters or digits tell them apart, or alike if they are one.",
        )
        for id, parts in ids.items()
        if len(parts) > 1
    ]


def cell_text(value: object) -> str:
    """A cell of a table as people write it: whole numbers without a point, blank where nothing is known."""
    if isinstance(value, float):
        return "" if value != value else f"{value:.0f}" if value % 1 == 0 else repr(float(value))
    return str(value)


def _rule_faults(source: Source) -> list[Fault]:
    """Rows that break a rule between columns, such as `abandoned <= offered`; a blank cell leaves a rule open."""
    faults, rows = [], source.as_written
    for check in source.about.checks:
        rule = grammar.rule(check.rule, kinds_of(source.about))
        columns = [c for c in source.columns if c in rule.names]
        faults += [
            Fault(
                f"{FOLDER}/{source.file}",
                f"row {i + 2}",
                f"{check.says} ({check.rule}; " + ", ".join(f"{c} {cell_text(row[c]) or 'blank'}" for c in columns) + ").",
                "Correct the cells.",
            )
            for i, row in each_row(rows_where(rows, grammar.broken(rule, rows)))
        ]
    return faults

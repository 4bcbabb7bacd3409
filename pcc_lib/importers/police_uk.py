"""Street files of data.police.uk to one source: a row for each month and force, a column for each crime type.

Rows are counted, never de-duplicated: Crime IDs repeat within a month, and anti-social behaviour has none.
Outcomes are left out: they move from one release to the next, so counts are all that two releases agree on.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from pcc_lib.core.calendars import MONTHLY
from pcc_lib.core.errors import DataError, Fault, raise_if, suggest
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import month_label
from pcc_lib.importers.faults import plain
from pcc_lib.importers.sources import LICENCE, ForceSource, Publication, Values, sum_check
from pcc_lib.importers.street_files import PREFERENCES, find, of_forces, one_per_month, releases
from pcc_lib.importers.street_rows import CRIME_TYPES, Counts, column, count_all
from pcc_lib.importers.writing import package_warnings, report_text, write_together

COLUMNS = tuple(column(t) for t in CRIME_TYPES)
PUBLICATION = Publication(
    producer="Police forces, published by data.police.uk",
    attribution=f"Source: data.police.uk. Contains public sector information licensed under the {LICENCE}.",
    limits=(
        "Records as published, anonymised: places are moved to points nearby and some have none, so only "
        "whole-force counts are kept. Anti-social behaviour is incidents, and is part of all crime here. The "
        "types are broad: domestic abuse, rape, violence with injury and residential burglary cannot be told "
        "apart. Outcomes change from one release to the next and are left out. Months that are not in the files "
        "are gaps, not zeros."
    ),
    next_update="Monthly: download the new months from data.police.uk and import all archives again.",
)
SOURCE = ForceSource(
    name="street_crime",
    title="Street-level crime and anti-social behaviour",
    period="month",
    columns={"all_crime": "All crime and anti-social behaviour", **{column(t): t for t in CRIME_TYPES}},
    unit="records",
    kind="computed",
    complete=True,
    publication=PUBLICATION,
)


@dataclass(frozen=True)
class ForceTotals:
    """Control totals of one force: months with rows, the gaps between them, rows by column."""

    force: str
    name: str
    months: tuple[str, ...]
    gaps: tuple[Span, ...]
    rows: int
    counts: Mapping[str, int]


@dataclass(frozen=True)
class ImportReport:
    """What an import read and wrote; `str()` is the report that is printed."""

    csv: Path
    descriptor: Path
    files: int
    ignored: int
    rows: int
    forces: tuple[ForceTotals, ...]
    warnings: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"Read {self.files:,} street files with {self.rows:,} rows. Passed over {self.ignored:,} other files."]
        for f in self.forces:
            lines += [
                f"{f.force} ({f.name}): {len(f.months)} months, {f.months[0]} to {f.months[-1]}",
                f"  gaps: {MONTHLY.ranges(f.gaps) or 'none'}",
                f"  all crime {f.rows:,}; " + "; ".join(f"{title.lower()} {f.counts[column(title)]:,}" for title in CRIME_TYPES),
            ]
        return report_text(lines, self.warnings, f"{self.csv.name} and {self.descriptor.name}")


def import_police_uk(
    paths: Iterable[Path | str], *, out_dir: Path | str, forces: Sequence[str] | None = None, prefer: str | None = None
) -> ImportReport:
    """Count street files into `street_crime.csv` and its descriptor in `out_dir`, and report what was read.

    `paths` are zip archives, folders or single files; `forces` keeps only those forces, named as in the files
    (such as `north-yorkshire`). A month that two files hold is refused, unless `prefer` is `newest` (the archive that
    reaches further) or `first` (in the order of `paths`). The source is written anew from `paths`.
    A DataError lists every fault of every file; a ReportError names a place that cannot be written. In both
    cases nothing has changed.
    """
    if prefer is not None and prefer not in PREFERENCES:
        raise DataError([Fault("--prefer", "", f"'{prefer}' is not known.", suggest(prefer, PREFERENCES))])
    with ExitStack() as stack:
        found = find([Path(p) for p in paths], stack)
        raise_if(DataError, found.faults)
        released = releases(found.files)
        chosen = one_per_month(of_forces(found.files, forces), released, prefer)
        counted = count_all(chosen.files)
    counts, names = counted
    spanned = Span(min(month for month, _ in counts), max(month for month, _ in counts))
    totals = tuple(_totals(force, names[force], counts, spanned) for force in sorted(names))
    archives = sorted({(plain(Path(f.archive).name), released[f.archive]) for f in chosen.files})
    texts = SOURCE.texts(Path(out_dir), _values(counts), _descriptor(totals, archives))
    csv_path, descriptor = texts
    told = [*chosen.warnings, *_name_warnings(names), *_differences(csv_path, counts), *package_warnings(descriptor)]
    write_together(texts)
    rows = sum(t.rows for t in totals)
    return ImportReport(csv_path, descriptor, len(chosen.files), found.ignored, rows, totals, tuple(told))


# What is said of the whole ----------------------------------------------------------------------------------


def _totals(force: str, names: set[str], counts: Counts, spanned: Span) -> ForceTotals:
    mine = {month: tally for (month, of), tally in counts.items() if of == force}
    gaps = tuple(MONTHLY.runs(month for month in spanned.periods if month not in mine))
    by_column = {c: sum(tally[c] for tally in mine.values()) for c in COLUMNS}
    return ForceTotals(force, " / ".join(sorted(names)), tuple(sorted(mine)), gaps, sum(by_column.values()), by_column)


def _name_warnings(names: Mapping[str, set[str]]) -> list[str]:
    return [
        f"the files of {force} say {' and '.join(sorted(given))}. Check that no file was renamed."
        for force, given in sorted(names.items())
        if len(given) > 1
    ]


def _differences(csv_path: Path, counts: Counts) -> list[str]:
    """What the new source no longer has, or counts otherwise, against the one that it replaces."""
    if not csv_path.is_file():
        return []
    try:
        with csv_path.open(encoding="utf-8", newline="") as text:
            before = {(row["month"], row["force"]): row["all_crime"] for row in csv.DictReader(text)}
    except (KeyError, UnicodeDecodeError, csv.Error):
        return [f"the former {csv_path.name} could not be read, so changes against it are not listed."]
    gone = sorted(key for key in before if key not in counts)
    changed = sorted(key for key in before if key in counts and before[key] != str(counts[key].total()))
    return [
        f"{force}: {what} {MONTHLY.ranges(MONTHLY.runs(m for m, f in keys if f == force))}."
        for keys, what in (
            (gone, "no longer in the source, because no file given holds them:"),
            (changed, "other counts than in the source before:"),
        )
        for force in sorted({f for _, f in keys})
    ]


# Writing ----------------------------------------------------------------------------------------------------


def _values(counts: Counts) -> Values:
    return {key: {"all_crime": counts[key].total(), **{c: counts[key][c] for c in COLUMNS}} for key in sorted(counts)}


def _descriptor(totals: Sequence[ForceTotals], archives: Sequence[tuple[str, str]]) -> dict[str, object]:
    read = "; ".join(f"{name} (its newest month: {month_label(newest)})" for name, newest in archives)
    first, last = min(t.months[0] for t in totals), max(t.months[-1] for t in totals)
    return {
        **SOURCE.head({t.force: t.name for t in totals}),
        "checks": sum_check(COLUMNS, "types"),
        **SOURCE.origin(f"Counted from the street files of {read}.", first, last),
        "gaps": [{"force": t.force, "first": gap.first, "last": gap.last} for t in totals for gap in t.gaps],
        **SOURCE.cautions(),
    }

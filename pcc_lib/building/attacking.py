"""The attack on an edition's small numbers together with all that was published before, and its report.

The attacker has the public cells, ledgers and chart data of all editions. The report tells of hidden numbers: it stands in the
restricted record, and is never published.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from pcc_lib.building.public_cells import PUBLIC
from pcc_lib.building.public_facts import Book, Reading
from pcc_lib.charts.files import whole_page
from pcc_lib.core.errors import BuildError
from pcc_lib.core.files import write_atomic
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.kept import kept_file
from pcc_lib.inputs.page_files import DOWNLOADS
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.public_cells import Cell, PublicCells, read_public, told_before
from pcc_lib.inputs.sources import Source, read_source
from pcc_lib.statistics.edition_attack import Bounds, Fact, Seen, Target, attack, each_part
from pcc_lib.statistics.linked_cells import Link, link_of
from pcc_lib.statistics.rounding_audit import HIDES, REACH
from pcc_lib.statistics.suppression_audit import THRESHOLD

REPORT, WORDS = "attack.json", "attack.txt"
NOW = "this edition"
LEDGER = "figures.csv"
SERIES = "_series.csv"  # how the name ends of what an edition offers to take along of all series

Name = tuple[str, str, str]  # column (or what is left of one), part (blank: all), period


class Hit(NamedTuple):
    """A hidden count that can be worked out: in which edition, which one, and between what it lies."""

    edition: str
    name: Name
    ends: Bounds


@dataclass(frozen=True)
class Report:
    """What the attack found of one source.

    narrowest: the small count that is known best. told: hits that this edition makes; before: those that the earlier ones make
    alone.
    """

    source: str
    policy: str
    editions: Sequence[str]
    attacked: int
    facts: int
    unread: int
    narrowest: Hit | None
    told: Sequence[Hit]
    before: Sequence[Hit]
    contradicted: Sequence[Name]

    @property
    def succeeded(self) -> bool:
        """Whether this edition tells what is hidden, or its own numbers do not agree."""
        return bool(self.told or self.contradicted)


def attack_edition(project: Project, edition: Path) -> list[Report]:
    """Attack each source of small numbers of a built edition, together with all editions that were published before."""
    pages = [whole_page(path) for path in sorted((edition / "html").rglob("*.html"))]
    ledger = _rows((edition / LEDGER).read_text(encoding="utf-8")) if (edition / LEDGER).is_file() else []
    offered = sorted((edition / "html" / DOWNLOADS).glob(f"*{SERIES}"))
    series = [row for file in offered for row in _rows(file.read_text(encoding="utf-8"))]
    reports = []
    for path in sorted((edition / PUBLIC).glob("*.csv")):
        source = read_source(project, path.stem)
        public = read_public(path.read_text(encoding="utf-8"), f"{PUBLIC}/{path.name}", source, NOW)
        if public:
            book = Book(source, public)
            said = [book.ledger(ledger), book.charts(project, pages), book.series(project, series)]
            facts = [fact for each in said for fact in each.facts]
            now = _Edition(public, facts, sum(each.unread for each in said))
            reports.append(_attacked(project, source, now))
    return reports


class _Edition(NamedTuple):
    """An edition's public cells, and what else it says of them."""

    public: PublicCells
    facts: Sequence[Fact]
    unread: int

    @property
    def at_odds(self) -> list[Name]:
        """Under "rounding": numbers that are worked out from other cells than the published ones."""
        if self.public.policy != "rounding":
            return []
        shown = self.public.cells
        return sorted(min(fact.terms) for fact in self.facts if not _is_sum(fact, shown))


def _is_sum(fact: Fact, shown: Mapping[Cell, float | None]) -> bool:
    values = [(factor, shown.get(cell)) for cell, factor in fact.terms.items()]
    told = sum(factor * value for factor, value in values if value is not None)
    return all(value is not None for _, value in values) and abs(told - fact.least) < 1e-6 * max(1.0, abs(fact.least))


def _attacked(project: Project, source: Source, now: _Edition) -> Report:
    editions = [*_before(project, source), now]
    links = [link for check in source.about.checks if (link := link_of(check.rule))]
    seen = [seen_by(each.public, links, each.facts) for each in editions]
    found, truth = attack(seen), _Truth(source, links)
    every = [Hit(edition, name, ends) for (edition, name), ends in found.ends.items()]
    hits = [hit for hit in every if truth.is_told(hit.name, hit.ends, now.public.policy)]
    known: Mapping[tuple[str, Name], Bounds] = {}
    if hits:
        silent = replace(seen[-1], facts=[fact for fact in seen[-1].facts if len(fact.terms) > 1 and fact.least == 0])
        known = attack([*seen[:-1], silent]).ends
    small = [hit for hit in every if truth.is_small(hit.name, hit.ends, now.public.policy)]
    return Report(
        source.name,
        now.public.policy,
        [each.public.edition for each in editions],
        len(found.ends),
        sum(len(each.facts) for each in editions),
        sum(each.unread for each in editions),
        min(small, key=lambda hit: (hit.ends[1] - hit.ends[0], hit.edition, hit.name), default=None),
        sorted(hit for hit in hits if known.get(hit[:2]) != hit.ends),
        sorted(hit for hit in hits if known.get(hit[:2]) == hit.ends),
        [*found.contradicted, *now.at_odds],
    )


def _before(project: Project, source: Source) -> Iterator[_Edition]:
    """What was published before, with its ledger where that was kept."""
    for public in told_before(project, source):
        file = kept_file(public.edition, LEDGER)
        kept = project.exists(file) and public.policy != "none"
        reading = Book(source, public).ledger(_rows(project.read_text(file))) if kept else Reading([], 0)
        yield _Edition(public, reading.facts, reading.unread)


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


# ── an edition as its reader sees it ──────────────────────────────────────────────────────────────────────────────────
def seen_by(public: PublicCells, links: Sequence[Link], more: Sequence[Fact] = ()) -> Seen:
    """An edition as its reader sees it: its cells, how they add up, and `more` that it says of them."""
    parts: dict[tuple[str, str], list[str]] = {}
    for column, part, period in public.cells:
        if part:
            parts.setdefault((column, period), []).append(part)
    facts, targets = list(_cell_facts(public)), list(_hidden(public))
    for (column, period), each in parts.items():
        if (column, "", period) in public.cells:
            facts.append(Fact({(column, "", period): -1.0} | each_part((column, part, period) for part in each), 0.0, 0.0))
        for link in links:
            if link.whole == column and all(parts.get((c, period)) == each for c in link.parts):
                for part in (*each, *([""] if all((c, "", period) in public.cells for c in link.columns) else [])):
                    rest = {(column, part, period): 1.0} | {(c, part, period): -1.0 for c in link.parts}
                    facts.append(Fact(rest, 0.0, 0.0 if link.exact else np.inf))
                    targets += [Target((link.rest, part, period), rest)] if link.rest and public.policy == "threshold" else []
    facts += more if public.policy == "threshold" else ()  # under "rounding" they are sums of rounded numbers
    return Seen(public.edition, list(public.cells), facts, targets)


def _cell_facts(public: PublicCells) -> Iterator[Fact]:
    """What the shown cells say, and under "rounding" those held back: 1 to 7, unless all of a period is."""
    shown = {period for (_, _, period), value in public.cells.items() if value is not None}
    for cell, value in public.cells.items():
        reach = REACH if public.policy == "rounding" and value else 0
        if value is not None:
            yield Fact({cell: 1.0}, value - reach, value + reach)
        elif cell[1] and public.policy == "rounding" and cell[2] in shown:
            yield Fact({cell: 1.0}, 1.0, float(HIDES))


def _hidden(public: PublicCells) -> Iterator[Target]:
    """The counts that are held back; under "rounding" those of parts, for totals are held back to cover them."""
    for cell, value in public.cells.items():
        if value is None and (cell[1] or public.policy == "threshold"):
            yield Target(cell, {cell: 1.0})


class _Truth:
    """The true counts of today, to tell a hit from a guess: who holds the restricted record may know them."""

    def __init__(self, source: Source, links: Sequence[Link]) -> None:
        self._counts: dict[Name, float] = {}
        for row in source.frame.to_dict("records"):
            counts = {column: float(row[column]) for column in source.columns}
            counts |= {k.rest: counts[k.whole] - sum(counts[c] for c in k.parts) for k in links if k.rest}
            for column, count in counts.items():
                for part in (str(row[source.breakdown]), ""):
                    name = (column, part, str(row[source.period]))
                    self._counts[name] = self._counts.get(name, 0.0) + count

    def is_told(self, name: Name, ends: Bounds, policy: str) -> bool:
        """Whether a count between two ends is given away: a small one is known, or under "threshold" known to be small."""
        least, most = ends
        known = least == most or (policy == "threshold" and most < THRESHOLD)
        return known and self.is_small(name, ends, policy)

    def is_small(self, name: Name, ends: Bounds, policy: str) -> bool:
        """Whether a count is held back for itself; one that was another in an earlier edition, whether it can be nothing else."""
        least, most = ends
        few = THRESHOLD - 1 if policy == "threshold" else HIDES
        count = self._counts.get(name)
        if count is not None and least <= count <= most:
            return 1 <= count <= few
        return 1 <= least <= most <= few


# ── the report ────────────────────────────────────────────────────────────────────────────────────────────────────────
def write_report(project: Project, quarter: Quarter, edition: Path, folder: Path) -> list[Report]:
    """Attack an edition, and write the report into its restricted record: `attack.json`, and `attack.txt` in words."""
    reports = attack_edition(project, edition)
    told = {
        "quarter": str(quarter),
        "succeeded": any(each.succeeded for each in reports),
        "sources": [_as_json(r) for r in reports],
    }
    write_atomic(folder / REPORT, (json.dumps(told, indent=1, sort_keys=True) + "\n").encode("utf-8"))
    write_atomic(folder / WORDS, "\n".join(_words(reports)).encode("utf-8"))
    return reports


def refuse_attacked(folder: Path, edition: Path, quarter: Quarter) -> None:
    """A BuildError where the report in an edition's restricted record says that its small numbers can be worked out, or where
    there is none of an edition that has any."""
    if not (edition / PUBLIC).is_dir():
        return
    try:
        told = json.loads((folder / REPORT).read_bytes())
        hits = [f"{hit['column']}, {hit['part'] or 'all'}, {hit['period']}" for each in told["sources"] for hit in each["told"]]
        odd = [f"{cell['column']}, {cell['period']}" for each in told["sources"] for cell in each["contradicted"]]
    except (OSError, ValueError, KeyError, TypeError):
        raise BuildError(
            f"{folder.name}: its restricted record has no report of the attack on its small numbers. Run: pcc build {quarter}"
        ) from None
    if hits or odd:
        what = "can be worked out from this edition and those before it" if hits else "do not agree with each other"
        todo = (
            "Publish longer periods or fewer parts, or leave the revision of these periods out; docs/small-numbers.md says how."
        )
        raise BuildError(f"{quarter}: nothing was published. Small numbers {what} ({'; '.join((hits or odd)[:5])}). {todo}")


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "source": report.source,
        "policy": report.policy,
        "editions": list(report.editions),
        "counts_attacked": report.attacked,
        "sums_read": report.facts,
        "numbers_not_read": report.unread,
        "narrowest": _hit(report.narrowest) if report.narrowest else None,
        "told": [_hit(hit) for hit in report.told],
        "known_before": [_hit(hit) for hit in report.before],
        "contradicted": [dict(zip(("column", "part", "period"), cell, strict=True)) for cell in report.contradicted],
    }


def _hit(hit: Hit) -> dict[str, Any]:
    (column, part, period), (least, most) = hit.name, hit.ends
    ends = {"least": least, "most": None if np.isinf(most) else most}
    return {"edition": hit.edition, "column": column, "part": part, "period": period, **ends}


def _words(reports: Iterable[Report]) -> Iterator[str]:
    yield "Restricted: this names small numbers that a book hides. Do not publish it."
    for each in reports:
        yield ""
        yield f"{each.source} ({each.policy}), in {', '.join(each.editions)}:"
        yield f"  {each.attacked} hidden counts attacked; beside cells and totals {each.facts} printed sums were read."
        yield f"  {each.unread} printed numbers of it are no sums of cells."
        if each.narrowest:
            yield f"  The narrowest of the small ones: {_said(each.narrowest)}."
        yield from (f"  TOLD: {_said(hit)}." for hit in each.told)
        yield from (f"  Known before this edition, and not to be helped: {_said(hit)}." for hit in each.before)
        yield from (f"  AT ODDS: {', '.join(cell)} has numbers that do not agree." for cell in each.contradicted)
        yield "  " + ("The attack succeeds." if each.succeeded else "The attack fails: this edition tells no hidden count.")
    yield ""


def _said(hit: Hit) -> str:
    (column, part, period), (least, most) = hit.name, hit.ends
    ends = f"{least:.0f} or more" if np.isinf(most) else f"{least:.0f} to {most:.0f}"
    return f"{column}, {part or 'all'}, {period} in {hit.edition} is {ends}"

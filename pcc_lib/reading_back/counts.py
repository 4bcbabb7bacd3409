"""Counts that a page makes of what is there, marked up as such: each is counted again, from the page, the ledger or the files.

`<data class="pcc-count" value="12" data-of="rows">12</data>`; what may be counted stands in COUNTS.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import PurePosixPath

from pcc_lib.core.errors import ReportError
from pcc_lib.core.frames import column_of
from pcc_lib.figures import comparison
from pcc_lib.figures.figures import Figures
from pcc_lib.inputs.measures import measures_of, topic_ids
from pcc_lib.inputs.panel import STATES, questions
from pcc_lib.inputs.sources import Source, read_source
from pcc_lib.reading_back.elements import Element, attribute, below, children, classes
from pcc_lib.reading_back.heard import Heard
from pcc_lib.reading_back.said import Edition, Row
from pcc_lib.writing.markup import COUNT

COUNTED = "count"


class Counter:
    """Counts what there is in the edition and its files. `of` gives None where a count names nothing that there is."""

    def __init__(self, edition: Edition, figures: Figures) -> None:
        self.edition, self.figures, self.project = edition, figures, figures.project

    def of(self, counted: str) -> int | None:
        """How many there are of what is counted: a word of COUNTS, and what it is counted of."""
        what, _, rest = counted.partition(" ")
        try:
            return COUNTS[what](self, rest.split(" ")) if what in COUNTS else None
        except (ReportError, ValueError, KeyError):
            return None

    @cached_property
    def _printing(self) -> frozenset[str]:
        return frozenset(self._rows)

    # ── of the pages and of the ledger ────────────────────────────────────────────────────────────────────────────────
    def figures_listed(self, rest: list[str]) -> int:
        """Figures that the pages print, each once."""
        return len(self._printing)

    def pages(self, rest: list[str]) -> int:
        """Pages that print any figure."""
        return sum(any(block.rows for block in page.blocks) for page in self.edition.pages)

    def charts(self, rest: list[str]) -> int:
        """Charts of all pages."""
        return len({chart for page in self.edition.pages for block in page.blocks for chart in block.charts})

    def topic(self, rest: list[str]) -> int:
        """Figures of a topic's measures."""
        return sum(rows[0]["measure"] in self._of_topics[rest[0]] for rows in self._rows.values())

    def others(self, rest: list[str]) -> int:
        """Figures of no topic that a page prints before any other."""
        told = frozenset().union(*self._of_topics.values())
        before: set[str] = set()
        for page in self.edition.pages:
            found = {row["id"]: row["measure"] for block in page.blocks for row in block.rows if row["id"] not in before}
            if PurePosixPath(page.source).stem == " ".join(rest):
                return sum(measure not in told for measure in found.values())
            before |= set(found)
        raise KeyError(" ".join(rest))

    @cached_property
    def _rows(self) -> Mapping[str, Sequence[Row]]:
        """The rows of each figure that is printed."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in (row for page in self.edition.pages for block in page.blocks for row in block.rows):
            found[row["id"]].append(row)
        return found

    @cached_property
    def _of_topics(self) -> Mapping[str, frozenset[str]]:
        """The measures of each topic."""
        return {id: frozenset(m.id for m in measures_of(self.project, id)) for id in topic_ids(self.project)}

    # ── of a source, read anew ────────────────────────────────────────────────────────────────────────────────────────
    def periods(self, rest: list[str]) -> int:
        """Periods of a source that begin with a year, or all."""
        source = self._source(rest[0])
        return len({p for p in source.frame[source.period] if p.startswith(rest[1] if len(rest) > 1 else "")})

    def gaps(self, rest: list[str]) -> int:
        """Periods between a source's first and last without a row."""
        source = self._source(rest[0])
        held = sorted(set(source.frame[source.period]))
        return sum(p not in held for p in source.calendar.between(held[0], held[-1]))

    def status(self, rest: list[str]) -> int:
        """Rows of a source with this status (none named: without one)."""
        source, wanted = self._source(rest[0]), rest[1] if len(rest) > 1 else ""
        return column_of(source.frame, "status").tolist().count(wanted)

    def parts(self, rest: list[str]) -> int:
        """Parts of a source."""
        source = self._source(rest[0])
        return len(set(source.frame[source.breakdown]))

    def peers(self, rest: list[str]) -> int:
        """Parts of a measure that are compared as peers."""
        series = self.figures.series(rest[0])
        among = comparison.roster(series) if series is not None else None
        return len(among.counts) if among else 0

    def measures(self, rest: list[str]) -> int:
        """Measures of a topic."""
        return len(measures_of(self.project, rest[0]))

    def panel(self, rest: list[str]) -> int:
        """Questions of the panel in a state (`live`: not closed), all or those about a priority."""
        state, priority = rest[0], rest[1] if len(rest) > 1 else ""
        if state not in ("live", *STATES):
            raise KeyError(state)
        wanted = [each for each in STATES if each != "closed"] if state == "live" else [state]
        asked = questions(self.figures.folder)
        return sum(each.state in wanted and priority in ("", each.row.priority) for each in asked)

    def _source(self, file: str) -> Source:
        return read_source(self.project, file.removesuffix(".csv"))


COUNTS: Mapping[str, Callable[[Counter, list[str]], int]] = {
    "figures": Counter.figures_listed,
    "pages": Counter.pages,
    "charts": Counter.charts,
    "topic": Counter.topic,
    "others": Counter.others,
    "periods": Counter.periods,
    "gaps": Counter.gaps,
    "status": Counter.status,
    "parts": Counter.parts,
    "peers": Counter.peers,
    "measures": Counter.measures,
    "panel": Counter.panel,
}


# ── of the page ───────────────────────────────────────────────────────────────────────────────────────────────────────
def _rows(around: Element, of: str) -> int:
    """Rows of a table, or of what is folded away under it; names of groups of rows are none."""
    return sum("pcc-group" not in classes(row) for body in below(around, "tbody") for row in children(body, "tr"))


def _entries(around: Element, of: str) -> int:
    """Entries of a part of the page of figures."""
    return sum(1 for _ in below(around, "details", "pcc-entry"))


def _marked(around: Element, of: str) -> int:
    """Rows that a filter finds by a mark; by none: all that any filter can find."""
    found = (attribute(row, "data-marks").split() for row in below(around, "tr") if "data-marks" in row.attrib)
    return sum(not of or of in marks for marks in found)


IN_THE_PAGE: Mapping[str, tuple[tuple[str, ...], Callable[[Element, str], int]]] = {
    "rows": (("table", "details"), _rows),
    "entries": (("section",), _entries),
    "marked": (("article", "main", "html"), _marked),  # of the whole page
}


def count_in_page(element: Element, of: str, heard: Heard) -> int | None:
    """How many there are, in what an element stands in, of what it says that it counts; None where it stands in no such thing."""
    what, _, rest = of.partition(" ")
    names, count = IN_THE_PAGE[what]
    around = next((each for each in element.iterancestors() if each.tag in names), None)
    return count(seen, rest) if (seen := heard.look(around)) is not None else None


def is_count(element: Element) -> bool:
    """Whether an element is a count that says what it counts."""
    return element.tag == "data" and COUNT in classes(element)

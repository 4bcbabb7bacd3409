"""What there is to choose from, as tables: calculations, statistics, kinds of charts, statuses. Made from the registries."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.core.status import explanations
from pcc_lib.figures.catalogue import OTHER_WORDS, STATISTICS
from pcc_lib.inputs.calculations import CALCULATIONS
from pcc_lib.pages.chart_kinds import KINDS
from pcc_lib.writing.figure_words import WORDS

Rows = list[tuple[str, ...]]


def _calculations() -> Rows:
    head = ("calculation", "how it is worked out", "needs", "told in", "change told in")
    forms = {"percent": "per cent", "points": "percentage points", "number": "its unit"}
    return [
        head,
        *(
            (
                each.name,
                each.words.format(top="the numerator", bottom="the denominator", times="", of="two measures"),
                ", ".join(each.needs),
                each.unit or "what is counted",
                forms[each.change],
            )
            for each in CALCULATIONS.values()
        ),
    ]


def _statistics() -> Rows:
    told = {id: each.words or "the value at the reporting period" for id, each in STATISTICS.items()}
    words = {name: each.words for name, each in WORDS.items()}
    return [("statistic", "what it tells"), *sorted((told | OTHER_WORDS | words).items())]


def _charts() -> Rows:
    return [("kind", "what it draws", "what it takes"), *((name, kind.draws, kind.takes) for name, kind in KINDS.items())]


def _statuses() -> Rows:
    return [("status", "what it says"), *explanations().items()]


LISTS: dict[str, Callable[[], Rows]] = {
    "calculations": _calculations,
    "statistics": _statistics,
    "charts": _charts,
    "statuses": _statuses,
}
INTRODUCTIONS = {
    "calculations": "How the values of a measure are worked out: `calculation` in its file.",
    "statistics": "What can be told of a measure: the word after the dot in `calls_999_volume.change_on_year`.",
    "charts": "The kinds of charts that a topic's file can ask for.",
    "statuses": "The letters in brackets after a value.",
}


def listed(what: str) -> str:
    """One list as a table for a terminal; a ReportError names the lists that there are."""
    if what not in LISTS:
        raise ReportError(f"there is no list '{what}'. {suggest(what, LISTS)}")
    rows = LISTS[what]()
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]])


def markdown() -> str:
    """docs/choices.md: every list as a table."""
    parts = [
        "# What there is to choose from",
        "",
        "Made from the library's registries by `pcc list --markdown`; do not edit it by hand.",
    ]
    for name, rows in ((name, make()) for name, make in LISTS.items()):
        head, *body = [f"| {' | '.join(row)} |" for row in rows]
        parts += ["", f"## {name.capitalize()}", INTRODUCTIONS[name], "", head, "|" + "---|" * len(rows[0]), *body]
    return "\n".join(parts) + "\n"

"""HTML that the blocks are made of; everything printed goes through an Ink, which keeps the figures it printed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from pcc_lib.core.quarters import day_label
from pcc_lib.figures.figures import Figure

LEDGER_PAGE = "figures.html"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
DEFINITIONS_PAGE = "about-the-data.html"
_SHAPES = {
    "up": '<path d="M5 1 9.5 9h-9z"/>',
    "down": '<path d="M5 9 .5 1h9z"/>',
    "dot": '<circle cx="5" cy="5" r="4"/>',
    "square": '<path d="M1 1h8v8H1z"/>',
    "tick": '<path d="M1 5.2 2.5 3.7 4 5.2 7.6 1.5 9 3 4 8.2z"/>',
    "cross": '<path d="M2.4 1 5 3.6 7.6 1 9 2.4 6.4 5 9 7.6 7.6 9 5 6.4 2.4 9 1 7.6 3.6 5 1 2.4z"/>',
    "waves": '<path d="M1 2h8v2H1zm0 4h8v2H1z"/>',
    "ring": '<path fill-rule="evenodd" d="M5 1a4 4 0 1 0 0 8 4 4 0 0 0 0-8zm0 1.6a2.4 2.4 0 1 1 0 4.8 2.4 2.4 0 0 1 0-4.8z"/>',
}


class Ink:
    """Prints figures, charts and text into a block, and remembers which."""

    def __init__(self) -> None:
        self.printed: dict[str, Figure] = {}
        self.charts: list[str] = []

    def figure(self, figure: Figure, text: str | None = None) -> str:
        """A printed figure, linked to its row of the ledger; what is not known is a plain `[x]`."""
        self.printed[figure.id] = figure
        shown = esc(figure.text if text is None else text)
        value = "" if figure.value is None else f"{figure.value:.12g}"
        return f'<data class="pcc-figure" value="{value}"><a href="{LEDGER_PAGE}#{figure.anchor}">{shown}</a></data>'

    def sentence(self, parts: Iterable[str | Figure | tuple[Figure, str]]) -> str:
        """A sentence as HTML; figures are linked, text is escaped."""
        return "".join(self._part(part) for part in parts)

    def _part(self, part: str | Figure | tuple[Figure, str]) -> str:
        if isinstance(part, str):
            return esc(part)
        return self.figure(*part) if isinstance(part, tuple) else self.figure(part)


def plain(parts: Iterable[str | Figure | tuple[Figure, str]]) -> str:
    """The same sentence as plain text, for alternative texts."""
    return "".join(p if isinstance(p, str) else p[1] if isinstance(p, tuple) else p.text for p in parts)


def esc(text: object) -> str:
    """Plain text made safe for HTML, for an element's text and for a quoted attribute. Control characters are shown as
    such: two of them mark where a chart is drawn."""
    return html.escape(_CONTROL.sub("\ufffd", str(text)), quote=True)


def web_link(address: str) -> str:
    """A link to a web address that a file gives, by its name; anything else, such as `javascript:…`, is only text."""
    shown = esc(address.split("//")[-1])
    return f'<a href="{esc(address)}">{shown}</a>' if re.match(r"https?://[^/\s]", address) else shown


def verdict(words: str, ground: str = "same", shape: str = "dot") -> str:
    """A verdict: a shape and words on a quiet ground (`good`, `bad`, `same`, `note`)."""
    return (
        f'<span class="pcc-verdict pcc-{ground}"><svg viewBox="0 0 10 10" width="9" height="9" aria-hidden="true">'
        f"{_SHAPES[shape]}</svg> {esc(words)}</span>"
    )


def state_mark(words: str, ground: str) -> str:
    """The verdict of a deliverable's or an activity's state."""
    shape = {"good": "dot", "bad": "square", "note": "ring"}.get(ground, "dot")
    return verdict(words, ground, shape)


def progress(ink: Ink, figure: Figure) -> str:
    """A progress bar with its figure in words beside it."""
    return (
        f'<span class="pcc-progress"><progress class="pcc-bar" max="100" value="{figure.value:g}" '
        f'aria-hidden="true"></progress> {ink.figure(figure)}</span>'
    )


def not_reported(words: str = "not reported") -> str:
    """The mark of something nobody reported."""
    return f'<span class="pcc-progress pcc-missing">[x] {esc(words)}</span>'


def notice(inner: str, kind: str = "") -> str:
    """A notice that stands alone, of HTML; `kind` is empty, `quiet`, `bad`, or `sample` (what kind of data this is)."""
    extra = {"": "", "sample": " pcc-sample"}.get(kind, f" pcc-notice-{kind}")
    return f'<div class="pcc-notice{extra}" role="note">{inner}</div>'


def time(day: str) -> str:
    """A date or month for people and machines."""
    return f'<time datetime="{esc(day)}">{esc(day_label(day))}</time>'


def points(items: Sequence[str], kind: str = "pcc-points") -> str:
    """A list of points (each already HTML)."""
    return f'<ul class="{kind}">' + "".join(f"<li>{item}</li>" for item in items) + "</ul>" if items else ""


def sparkline(values: Sequence[float | None], label: str, width: int = 240, height: int = 56) -> str:
    """A small line with a dot on the last value; missing values are gaps."""
    known = [v for v in values if v is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    step, pad = (width - 8) / max(len(values) - 1, 1), 5
    scale = (height - 2 * pad) / ((high - low) or 1)
    at = [None if v is None else (4 + i * step, height - pad - (v - low) * scale) for i, v in enumerate(values)]
    runs: list[list[tuple[float, float]]] = [[]]
    for point in at:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    lines = "".join(
        '<polyline class="pcc-spark-line" points="' + " ".join(f"{x:.1f},{y:.1f}" for x, y in run) + '"/>'
        for run in runs
        if len(run) > 1
    )
    last = next(p for p in reversed(at) if p is not None)
    return (
        f'<svg class="pcc-spark" viewBox="0 0 {width} {height}" role="img" aria-label="{esc(label)}">{lines}'
        f'<circle class="pcc-spark-last" cx="{last[0]:.1f}" cy="{last[1]:.1f}" r="3.5"/></svg>'
    )

"""The components that blocks are made of; every figure that is printed goes through an Ink, which keeps it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pcc_lib.core.numerals import slug
from pcc_lib.core.quarters import day_label
from pcc_lib.core.text import plural
from pcc_lib.figures.figure import Figure
from pcc_lib.writing.html import Markup, escape, fill, join, words_of

LEDGER_PAGE = "figures.html"
DEFINITIONS_PAGE = "about-the-data.html"
COUNT = "pcc-count"  # the class of a count that says what it counts


def chart_anchor(chart_id: str) -> str:
    """The anchor of a chart on its page, and of its entry on the Figures page."""
    return f"chart-{slug(chart_id)}"


@dataclass(frozen=True)
class ShownTable:
    """A table with figures in it: its anchor on its page and on the Figures page, its caption, and these figures."""

    anchor: str
    caption: str
    figures: tuple[Figure, ...]


class Ink:
    """Prints figures, charts and text into a block, and remembers which."""

    def __init__(self) -> None:
        self.printed: dict[str, Figure] = {}
        self.charts: list[str] = []
        self.tables: list[ShownTable] = []

    def table_anchor(self, caption: str) -> str:
        """The anchor of a table that is listed with what it shows; nothing where it is on no page."""
        return ""

    def figure(self, figure: Figure, text: str | None = None) -> Markup:
        """A printed figure, linked to its row of the ledger, with its mark; what is not known is a plain `[x]`."""
        self.printed[figure.id] = figure
        shown = figure.text if text is None else text
        href = f"{LEDGER_PAGE}#{figure.anchor}"
        return fill("figure", value=figure.digits, href=href, text=shown, mark=figure.mark)

    def sentence(self, parts: Iterable[str | Figure | tuple[Figure, str]]) -> Markup:
        """A sentence as HTML: figures are linked, text is escaped, Markup stays."""
        return join(self._part(part) for part in parts)

    def _part(self, part: str | Figure | tuple[Figure, str]) -> Markup:
        if isinstance(part, str):
            return escape(part)
        return self.figure(*part) if isinstance(part, tuple) else self.figure(part)


def plain(parts: Iterable[str | Figure | tuple[Figure, str]]) -> str:
    """The same sentence as plain text, for alternative texts and cells of a CSV."""
    return "".join(map(_plain, parts))


def _plain(part: str | Figure | tuple[Figure, str]) -> str:
    if isinstance(part, str):
        return words_of(part) if isinstance(part, Markup) else part
    figure, text = part if isinstance(part, tuple) else (part, part.text)
    return text + figure.mark


def paragraph(words: object, kind: str = "") -> Markup:
    """A paragraph; `kind` is its class."""
    return fill("paragraph", words=words, kind=kind)


def lead(words: object) -> Markup:
    """The paragraph that a page begins with."""
    return paragraph(words, "pcc-lead")


def note(words: object) -> Markup:
    """A paragraph in small print."""
    return paragraph(words, "pcc-note")


def small(words: object) -> Markup:
    """Words in small print beside a figure."""
    return fill("small", words=words)


def prose(text: Markup) -> Markup:
    """People's commentary, set as such; nothing where there is none."""
    return fill("prose", text=text) if text else Markup()


def step(inner: Markup, ask: object = "", kind: str = "") -> Markup:
    """A part of a topic or priority under the question that it answers; `kind` is a class of its own."""
    return fill("step", inner=inner, ask=ask, kind=kind)


def half(inner: Markup) -> Markup:
    """A block that shares a row with the next one of its kind, where there is room (on the landing page)."""
    return fill("half", inner=inner)


def details(summary: object, inner: Markup, kind: str = "") -> Markup:
    """What is folded away under a summary; `kind` is a class for its style."""
    return fill("details", summary=summary, inner=inner, kind=kind)


def pairs(rows: Iterable[tuple[object, object]], kind: str = "") -> Markup:
    """Names, each with what is said of it, one below the other; `kind` is `pcc-tiles` for figures beside each other."""
    return fill("pairs", rows=rows, kind=kind) if kind else fill("facts", rows=rows)


def link(href: str, words: object) -> Markup:
    """A link to an address that the library made; for one that a file gives there is `web_link`."""
    return fill("web_link", href=href, text=words)


def web_link(address: str) -> Markup:
    """A link to a web address that a file gives, by its name; anything else, such as `javascript:…`, is only text."""
    shown = address.split("//")[-1]
    is_web = re.match(r"https?://[^/\s]", address)
    return link(address, shown) if is_web else escape(shown)


def verdict(words: str, ground: str = "same", shape: str = "dot") -> Markup:
    """A verdict: a shape and words on a quiet ground (`good`, `bad`, `same`, `note`).

    The shapes are the files of `pcc_lib/templates/shapes`.
    """
    return fill("verdict", words=words, ground=ground, shape=shape)


def state_mark(words: str, ground: str) -> Markup:
    """The verdict of a deliverable's or an activity's state."""
    shape = {"good": "dot", "bad": "square", "note": "ring"}.get(ground, "dot")
    return verdict(words, ground, shape)


def progress(ink: Ink, figure: Figure) -> Markup:
    """A progress bar with its figure in words beside it."""
    return fill("progress", value=f"{figure.value:g}", figure=ink.figure(figure))


def not_reported(words: str = "not reported") -> Markup:
    """The mark of something nobody reported."""
    return fill("not_reported", words=words)


def notice(inner: object, kind: str = "") -> Markup:
    """A notice that stands alone; `kind` is empty, `quiet`, `bad`, or `sample` (what kind of data this is)."""
    extra = {"": "", "sample": " pcc-sample"}.get(kind, f" pcc-notice-{kind}")
    return fill("notice", inner=inner, kind=extra)


def count(number: int, of: str) -> Markup:
    """How many there are of something in the page or in a file, which is counted again when the page is read back.

    `of` says what: `rows` of the table that it stands in, `periods calls.csv 2023`, and others of `reading_back/counts.py`. What
    was measured is told by figures, and never so.
    """
    return fill("count", number=number, text=f"{number:,}", of=of, kind=COUNT)


def rows_counted(number: int, noun: str = "row") -> Markup:
    """`12 rows`: how many there are in the table that it stands in, or in what is folded away with it; counted again when the
    page is read back. `noun` is what a row is."""
    return join([count(number, "rows"), f" {noun if number == 1 else plural(noun)}"])


def time(day: str) -> Markup:
    """A date or month for people and machines."""
    return fill("time", day=day, words=day_label(day))


def points(items: Sequence[object], kind: str = "pcc-points") -> Markup:
    """A list of points; nothing where there are none."""
    return fill("points", items=items, kind=kind) if items else Markup()


def titled(title: str, inner: object) -> Markup:
    """A paragraph that begins with a title."""
    return fill("titled", title=title, inner=inner)


def code(text: str) -> Markup:
    """A name as it stands in a file: a column, an id, cells."""
    return fill("code", text=text)


def diagram(label: str, levels: Iterable[tuple[str, Sequence[tuple[object, bool]]]]) -> Markup:
    """Levels of boxes, one under another: each level has a title, and boxes with whether they are main ones."""
    return fill("diagram", label=label, levels=levels)


def sparkline(
    values: Sequence[float | None],
    label: str,
    size: tuple[int, int] = (240, 56),
    least: float = 0,
    usual: Sequence[tuple[float, float] | None] = (),
) -> Markup:
    """A small line with a dot on the last value; missing values are gaps. `size` is its width and height in px; `least` is how
    much of the values' unit its height shows at least; `usual` the ends of the usual range beside each value, which is shaded."""
    known = [v for v in values if v is not None]
    if len(known) < 2:
        return Markup()
    width, height = size
    shown = [*known, *(end for ends in usual if ends for end in ends)]
    spare = max(0.0, least - (max(shown) - min(shown))) / 2
    ends = min(shown) - spare, max(shown) + spare
    at = _placed(values, *ends, size)
    x, y = next(p for p in reversed(at) if p is not None)
    sides = [_placed([each and each[side] for each in usual], *ends, size) for side in (0, 1)]
    bands = [[*upper, *reversed(lower)] for lower, upper in zip(*map(_runs, sides), strict=True) if len(lower) > 1]
    lines = {"lines": [_points(run) for run in _runs(at) if len(run) > 1], "bands": list(map(_points, bands))}
    return fill("sparkline", **lines, x=f"{x:.1f}", y=f"{y:.1f}", label=label, width=width, height=height)


def _placed(values: Sequence[float | None], low: float, high: float, size: tuple[int, int]) -> list[tuple[float, float] | None]:
    """Where each value stands in a drawing of this width and height."""
    width, height = size
    step, pad = (width - 8) / max(len(values) - 1, 1), 5
    scale = (height - 2 * pad) / ((high - low) or 1)
    return [None if v is None else (4 + i * step, height - pad - (v - low) * scale) for i, v in enumerate(values)]


def _points(run: Iterable[tuple[float, float]]) -> str:
    """Points as an SVG has them."""
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in run)


def _runs(points: Iterable[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """Points without gaps, run by run."""
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return runs


def leads_on(to: str, title: str, words: str, icon: str = "_static/pcc/icon.svg", language: str = "en") -> Markup:
    """A whole page that leads to another, with a link for whom it does not lead there by itself."""
    told = {"title": title, "words": words, "icon": icon, "language": language}
    return fill("leads_on", to=to, refresh=f"0; url={to}", **told)

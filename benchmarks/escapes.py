"""How many changed numbers the reading back of a built book finds: one digit is changed in a page, and the page is read again.

    python benchmarks/escapes.py FOLDER-OF-AN-EDITION [--project .] [--count 200] [--seed 1]

A number is chosen among all that readers meet: in texts, figures, spoken labels, alternative texts, tables, downloads, rows and
words of charts, static drawings. It prints how many of each are found, and every one that is not.
"""

from __future__ import annotations

import argparse
import base64
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pcc_lib.building.numbers import edition_in
from pcc_lib.charts.files import whole_page
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.reading_back.answers import Answers
from pcc_lib.reading_back.declared import WRONG
from pcc_lib.reading_back.page_proof import PageProof
from pcc_lib.reading_back.passages import SPOKEN
from pcc_lib.reading_back.reading import Reading

_DRAWING = re.compile(r'src="data:image/svg\+xml;base64,([^"]+)"')
_DIGIT = re.compile(r"\d")
_PLACES = {
    "text": re.compile(r">([^<]*\d[^<]*)<"),
    "spoken": re.compile(rf'\s(?:{"|".join(SPOKEN)})="([^"]*\d[^"]*)"'),
    "value": re.compile(r'<data class="[^"]*" value="([^"]*\d[^"]*)"'),
    "download": re.compile(r'href="data:text/csv;charset=utf-8,([^"]+)"'),
    "chart": re.compile(r'<script type="application/json" class="pcc-spec">(.*?)</script>'),
}
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
# of a specification what a reader meets: values and words of rows, titles, ticks
_IN_SPEC = re.compile(
    r'"(?:(?:v|l|u|c|t|l\d\d|u\d\d|text|title|values|description)":(?=[\[\"\d-])|x":(?="))(\[[^]]*\]|"[^"]*"|-?[\d.]+)'
)


class Change(NamedTuple):
    """One digit that is another: its page, where it stands, the words around it before and after, and the changed page."""

    page: str
    kind: str
    before: str
    after: str
    html: str


def places(html: str) -> Iterator[tuple[str, int]]:
    """Every digit of a page that a reader meets: what it is in, and where it stands."""
    hidden = [found.span() for found in _SCRIPT.finditer(html)]
    for kind, form in _PLACES.items():
        for found in form.finditer(html):
            if kind == "text" and any(a <= found.start() < b for a, b in hidden):
                continue
            for start, end in spans(kind, html, *found.span(1)):
                yield from ((kind, start + digit.start()) for digit in _DIGIT.finditer(html[start:end]))


def spans(kind: str, html: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches of a place in which digits are a reader's to see."""
    if kind == "chart":
        yield from ((start + m.start(1), start + m.end(1)) for m in _IN_SPEC.finditer(html[start:end]))
    elif kind == "download":  # not the digits of escaped signs
        yield from ((start + m.start(), start + m.end()) for m in re.finditer(r"(?<![%\dA-F])(?<!%[\dA-F])\d+", html[start:end]))
    else:
        yield start, end


def drawn(html: str) -> Iterator[tuple[int, int, str, int]]:
    """Digits of the words of static drawings: where the drawing stands, and where in it."""
    for found in _DRAWING.finditer(html):
        svg = base64.b64decode(found[1]).decode("utf-8")
        for text in re.finditer(r"<t(?:ext|span)\b[^>]*>([^<]*\d[^<]*)<", svg):
            yield from ((*found.span(1), svg, text.start(1) + d.start()) for d in _DIGIT.finditer(text[1]))


def changes(pages: dict[str, str], chance: random.Random) -> Iterator[Change]:
    """Changes of digits chosen at random, each kind of place as likely as any other."""
    held = {name: list(places(html)) for name, html in pages.items()}
    of_kind = {kind: [(name, at) for name, found in held.items() for k, at in found if k == kind] for kind in _PLACES}
    drawings = [(name, *each) for name, html in pages.items() for each in drawn(html)]
    while True:
        kind = chance.choice([*of_kind, "drawing"])
        if kind == "drawing":
            name, start, end, svg, at = chance.choice(drawings)
            changed = other(svg, at, chance)
            html = pages[name][:start] + base64.b64encode(changed.encode()).decode("ascii") + pages[name][end:]
            yield Change(name, kind, near(svg, at), near(changed, at), html)
        else:
            name, at = chance.choice(of_kind[kind])
            changed = other(pages[name], at, chance)
            yield Change(name, kind, near(pages[name], at), near(changed, at), changed)


def other(text: str, at: int, chance: random.Random) -> str:
    """A text with another digit there."""
    return text[:at] + chance.choice([d for d in "0123456789" if d != text[at]]) + text[at + 1 :]


def near(text: str, at: int) -> str:
    """What stands around a place."""
    return " ".join(text[max(0, at - 60) : at + 40].split())


def main() -> None:
    """Change numbers, and count which are found."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("edition", type=Path)
    asked.add_argument("--project", type=Path, default=Path())
    asked.add_argument("--count", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    edition = edition_in(given.edition)
    reading = Reading(edition, open_quarter(Project(given.project), given.edition.parent.name))
    reading.prepare()
    answers = Answers(reading)
    said = {page.html: page for page in edition.pages}
    pages = {name: whole_page(given.edition / "html" / name) for name in said}
    tried, found = Counter[str](), Counter[str]()
    for change, _ in zip(changes(pages, random.Random(given.seed)), range(given.count), strict=False):
        tried[change.kind] += 1
        seen = any(each.kind == WRONG for each in PageProof(answers, said[change.page], change.html).found())
        found[change.kind] += seen
        if not seen:
            print(f"not found ({change.kind}, {change.page}):\n  {change.before}\n  {change.after}")
    for kind, count in sorted(tried.items()):
        print(f"{kind}: {found[kind]} of {count}")
    print(f"all: {found.total()} of {tried.total()}")


if __name__ == "__main__":
    sys.exit(main())

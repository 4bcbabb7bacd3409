"""The parts of the ledger: one for each topic, one for the other figures of each page, one for charts and one for tables.

In a notebook they follow one another. The book's extension writes each topic's part, and the others together, into pages of their
own (see `book_extension/parts`); it reads what is written here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import groupby
from types import MappingProxyType

from pcc_lib.core.numerals import slug
from pcc_lib.core.text import has_tag
from pcc_lib.inputs.contents import Notebook
from pcc_lib.inputs.measures import Topic
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.markup import count

OTHERS = ("other-figures", "Other figures")  # the page of what belongs to no topic: its name and title
DRAWN = ("charts-and-tables", "Charts and tables")
_OF = re.compile(r'\Wdiv class="pcc-entry-row" data-of="([^"]*)"')


@dataclass(frozen=True)
class Part:
    """A part: its anchor and title, what its count counts in a list of parts, and the page that it stands on in the book.

    holds: how the anchors of its entries begin, where no list tells each of them.
    """

    anchor: str
    title: str
    of: str
    page: tuple[str, str]
    holds: str = ""


def part_of_topic(topic: Topic) -> Part:
    """The figures of a topic, on a page of their own."""
    return Part(f"part-{slug(topic.id)}", topic.title, f"topic {topic.id}", (topic.id, _headed(topic)))


def _headed(topic: Topic) -> str:
    """The title of a topic's page: by the topic's title; by its id where that holds a tag."""
    return f"Figures: {topic.id if has_tag(topic.title) else topic.title}"


def part_of_page(page: Notebook) -> Part:
    """The figures of no topic that a page prints first."""
    return Part(f"part-on-{slug(page.stem)}", page.title, f"others {page.stem}", OTHERS)


CHARTS = Part("part-charts", "Charts", "charts", DRAWN, "chart-")
TABLES = Part("part-tables", "Tables", "", DRAWN, "table-")


def contents(label: str, groups: Sequence[tuple[str, Sequence[tuple[Part, int]]]]) -> Markup:
    """The list of parts under the heads of their groups (blank: none), each with how many entries it has; `label` tells the list
    from others of the page."""
    rows = [(head, [(part, count(number, part.of) if part.of else "") for part, number in held]) for head, held in groups]
    return fill("ledger/contents", label=label, groups=[(head, held) for head, held in rows if held])


def part_html(part: Part, entries: Sequence[Markup], same: Mapping[str, Markup] = MappingProxyType({})) -> Markup:
    """A part with its entries, which it counts; those of one measure follow one another under its name. same: what is told under
    the name of some, in place of in each of their rows."""
    noun = part.title.lower() if part.page == DRAWN else "figures"
    said = join([count(len(entries), "entries"), f" {noun.removesuffix('s') if len(entries) == 1 else noun}"])
    groups = [(of, list(held)) for of, held in groupby(entries, group_of)]
    shown = [(of, f"of-{slug(part.anchor)}-{slug(of)}", held, same.get(of, "")) for of, held in groups]
    return fill("ledger/part", part=part, count=said, groups=shown)


def group_of(entry: Markup) -> str:
    """What an entry is a figure of, as its row says; nothing of a chart or a table."""
    found = _OF.match(entry)
    return unescape(found[1]) if found else ""

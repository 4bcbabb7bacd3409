"""Links that say nothing but where more stands, such as `CSV` in a column of them: without a place to lead to, all of it goes.

Such a link has words for screen readers that say of what it is (`CSV: 999 calls`), since its own say nothing.
"""

from __future__ import annotations

from bs4 import Tag
from bs4.element import NavigableString

from pcc_lib.packs.built import classes

_POINTS, _DEAD = "points", "dead"


def mark_pointers(article: Tag) -> None:
    """Mark the links that only point, as long as the words that tell them are there."""
    for link in article.select("a:has(> .pcc-hide)"):
        link["class"] = " ".join([*classes(link), _POINTS])


def take_away(link: Tag) -> None:
    """Take away a link that leads nowhere: its words stay where they say something, and go where they only point."""
    if _ends_a_notice(link):
        link.decompose()
    elif fact := _fact_of(link):
        for part in fact:
            part.decompose()
    else:
        cell = link.find_parent("td")
        if cell and _POINTS in classes(link):
            cell["class"] = " ".join([*classes(cell), _DEAD])
        link.unwrap()


def drop_columns(article: Tag) -> None:
    """Take away the columns of tables whose cells only pointed; a table that then has one column left goes whole."""
    for table in article.select(f"table:has(td.{_DEAD})"):
        rows = [row.find_all(["th", "td"], recursive=False) for row in table.select("tr")]
        width = max(map(len, rows))
        dead = {at for row in rows for at, cell in enumerate(row) if _DEAD in classes(cell)}
        if width - len(dead) < 2:
            table.decompose()
            continue
        for row in rows:
            _drop(row, dead, width)


def _drop(row: list[Tag], dead: set[int], width: int) -> None:
    if len(row) == width:
        for at in dead:
            row[at].decompose()
    else:  # a row over all columns
        row[-1]["colspan"] = str(int(str(row[-1].get("colspan", "1"))) - len(dead))


def _ends_a_notice(link: Tag) -> bool:
    """Whether it stands after the last sentence of a notice, and so says nothing but where more of it stands."""
    before = link.previous_sibling
    ends = isinstance(before, NavigableString) and before.rstrip().endswith(".")
    return ends and link.next_sibling is None and link.find_parent(class_="pcc-notice") is not None


def _fact_of(link: Tag) -> list[Tag]:
    """The name and the whole of a fact that is nothing but this link."""
    fact = link.parent
    name = fact.find_previous_sibling() if fact else None
    only = fact is not None and fact.name == "dd" and fact.get_text(strip=True) == link.get_text(strip=True)
    return [name, fact] if only and fact and name and name.name == "dt" else []

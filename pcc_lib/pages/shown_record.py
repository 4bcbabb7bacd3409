"""What a page showed, kept beside its executed notebook: pages that list others are put together from it.

_build/cache/shown/2023-24-Q3/priority-1.json     what the page rests on, and the figures, charts and tables of each of its blocks

A record is believed where the library, the packages and all that it rests on are as they were; else the page is written again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, NamedTuple

from pcc_lib.core.files import write_atomic
from pcc_lib.core.installed import digest, environment, library_digest
from pcc_lib.core.periods import Span
from pcc_lib.core.status import Statuses
from pcc_lib.figures.figure import Figure, FigureId
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.traces import Trace
from pcc_lib.pages.page import Block
from pcc_lib.writing.html import Markup
from pcc_lib.writing.markup import ShownTable

FOLDER = "_build/cache/shown"


class Recorded(NamedTuple):
    """The blocks that a page showed, in the order of its calls, and what they rest on."""

    blocks: list[Block]
    trace: Trace


def record_file(project: Project, quarter: str, page: str) -> Path:
    """Where the record of a page is; may be deleted at any time."""
    return project.root / FOLDER / quarter / f"{page}.json"


def write_record(place: Path, blocks: Sequence[Block], trace: Trace) -> None:
    """Keep what a page showed."""
    content = {"made by": _made_by(), **trace.plain, "blocks": [_plain_block(each) for each in blocks]}
    write_atomic(place, json.dumps(content, ensure_ascii=False, sort_keys=True).encode("utf-8"))


def read_record(project: Project, place: Path) -> Recorded | None:
    """What a page showed, where it would show the same today; None where nobody knows."""
    try:
        content = json.loads(place.read_bytes())
        if content["made by"] != _made_by():
            return None
        trace = Trace.parse(content).renewed(project)
        blocks = [_block(project, each) for each in content["blocks"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Recorded(blocks, trace) if trace else None


def _made_by() -> list[str]:
    return [library_digest(), digest(environment())]


# ── blocks ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _plain_block(block: Block) -> dict[str, Any]:
    tables = [[table.anchor, table.caption, [_plain(figure) for figure in table.figures]] for table in block.tables]
    figures = [_plain(figure) for figure in block.figures]
    return {"name": block.name, "topic": block.topic, "figures": figures, "charts": list(block.charts), "tables": tables}


def _block(project: Project, plain: Mapping[str, Any]) -> Block:
    """A block that tells what it printed; its HTML is nobody's to read."""
    tables = tuple(ShownTable(anchor, caption, _figures(figures)) for anchor, caption, figures in plain["tables"])
    printed = (_figures(plain["figures"]), tuple(plain["charts"]), (), project, tables)
    return Block(plain["name"], plain["topic"], Markup(), *printed)


def _plain(figure: Figure) -> dict[str, Any]:
    """A figure as plain data: as its row in the ledger, with what the row leaves out."""
    told = {each.name: getattr(figure, each.name) for each in fields(Figure) if each.name != "method"}
    spans = {name: asdict(each) if isinstance(each := told[name], Span) else each for name in ("period", "compared_with")}
    return told | spans | {"name": asdict(figure.name), "status": str(figure.status), "settings": figure.settings}


def _figures(plain: Iterable[Mapping[str, Any]]) -> tuple[Figure, ...]:
    return tuple(map(_figure, plain))


def _figure(plain: Mapping[str, Any]) -> Figure:
    told: dict[str, Any] = dict(plain)
    settings = str(told.pop("settings"))
    for name in ("period", "compared_with"):
        told[name] = Span(**told[name]) if isinstance(told[name], dict) else told[name]
    told["name"], told["status"] = FigureId(**told["name"]), Statuses.parse(told["status"])
    return Figure(**told, method=lambda _: settings)

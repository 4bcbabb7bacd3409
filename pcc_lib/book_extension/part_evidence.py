"""The cells that a browser works figures out from, of some entries: what the ledger gives for all of them, parted."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pcc_lib.writing.html import Markup, fill, script_json


@dataclass(frozen=True)
class Evidence:
    """What `figures/embedded` gives: `figures` by their anchors, each with the numbers of its `blocks` by letter."""

    figures: dict[str, dict[str, Any]]
    blocks: list[dict[str, Any]]

    @classmethod
    def read(cls, scripts: Iterable[str]) -> Evidence:
        """From the JSON in a page, if there is any."""
        given = [json.loads(script) for script in scripts]
        return cls(given[0]["figures"], given[0]["blocks"]) if given else cls({}, [])

    @cached_property
    def _sizes(self) -> list[int]:
        return [_size(block) for block in self.blocks]

    def weight(self, anchor: str, held: Collection[int] = ()) -> int:
        """Bytes that a figure adds to a page that has the blocks `held` already."""
        told = self.figures.get(anchor)
        return _size({anchor: told}) + sum(self._sizes[at] for at in self.places(anchor) - set(held)) if told else 0

    def places(self, anchor: str) -> set[int]:
        """The numbers of the blocks that a figure rests on."""
        return set(self.figures.get(anchor, {}).get("letters", {}).values())

    def script(self, anchors: Iterable[str]) -> Markup:
        """The script element for a page with these entries; nothing where none of them is worked out."""
        told = {anchor: self.figures[anchor] for anchor in anchors if anchor in self.figures}
        numbers = {at: new for new, at in enumerate(sorted(set[int]().union(*map(self.places, told))))}
        figures = {anchor: _renumbered(figure, numbers) for anchor, figure in told.items()}
        given = {"figures": figures, "blocks": [self.blocks[at] for at in numbers]}
        return fill("ledger/evidence", cells=script_json(given)) if figures else Markup()


def _renumbered(figure: dict[str, Any], numbers: dict[int, int]) -> dict[str, Any]:
    letters = {"letters": {letter: numbers[at] for letter, at in figure["letters"].items()}} if "letters" in figure else {}
    return figure | letters


def _size(value: object) -> int:
    return len(script_json(value).encode("utf-8")) + 1  # and a comma

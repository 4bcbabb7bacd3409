"""How an edition is to be made anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pcc_lib.building.editions import Check, Expected, Open


@dataclass(frozen=True)
class Way:
    """How an edition is made anew: what a build asks of its inputs, the folder with the inputs of small numbers (None: not at
    hand), and whether the archived library makes it. cache: pages that this very library has run, for whoever audits an edition
    many times; never one that comes with the edition. ran: is called when the pages have run."""

    check: Check | None = None
    expected: Expected | None = None
    opened: Open | None = None
    restricted: Path | None = None
    archived: bool = False
    cache: Path | None = None
    ran: Callable[[], object] = lambda: None

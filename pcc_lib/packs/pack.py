"""A pack of an edition: printed, looked at, and only then given."""

from __future__ import annotations

from dataclasses import dataclass

from pcc_lib.core.quarters import Quarter
from pcc_lib.packs.built import Built
from pcc_lib.packs.press import printed, printed_on_one
from pcc_lib.packs.sheets import Sheets, part_pack, summary, whole_pack
from pcc_lib.packs.structure import refuse


@dataclass(frozen=True)
class Wanted:
    """Which pack: one page such as `priority-1` (else all), the summary on one sheet, with what pages fold away or without."""

    page: str = ""
    summary: bool = False
    whole: bool = False


def file_name(quarter: Quarter, wanted: Wanted) -> str:
    """What a pack is called: `2023-24-Q3.pdf`, `2023-24-Q3-priority-1.pdf`, `2023-24-Q3-summary.pdf`."""
    part = f"-{wanted.page}" if wanted.page else "-summary" if wanted.summary else ""
    return f"{quarter}{part}.pdf"


def pack(built: Built, wanted: Wanted) -> bytes:
    """The PDF; a ReportError where there is no such page, it cannot be printed, or not everybody could read it."""
    sheets = _sheets(built, wanted)
    made = printed_on_one(sheets) if wanted.summary else printed(sheets)
    refuse(made, sheets.title)
    return made


def _sheets(built: Built, wanted: Wanted) -> Sheets:
    if wanted.summary:
        return summary(built)
    return part_pack(built, wanted.page, wanted.whole) if wanted.page else whole_pack(built, wanted.whole)

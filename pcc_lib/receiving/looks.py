"""How a cell looks, where that says what its value does not: struck through, shown as another text, raised digits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pcc_lib.inputs.models.telling import shown
from pcc_lib.receiving.grid import Cell

STRUCK = "is struck through"
PART_STRUCK = "is struck through in part: what counts of it is not known."
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_IGNORED = re.compile(r"\\.|_.|\*.|\[[^\]]*\]")  # of a number format: escaped letters, blanks of a width, fillers, colours
_QUOTED = re.compile(r'"([^"]*)"')
_WORK_OUT = "Open the file, let it work out its formulas, and save it"
_SHOWN = 60  # characters of a note on a cell
Piece = tuple[str, bool, bool]  # text, whether it is raised, whether it is struck through


def flattened(pieces: Iterable[Piece]) -> tuple[str, str]:
    """The text of pieces in several scripts, and why it cannot be known.

    Raised digits become raised characters, so that the mark of a footnote behind a number stays a mark and makes no other number.
    """
    several = [piece for piece in pieces if piece[0]]
    text = "".join(each.translate(_RAISED) if raised else each for each, raised, _ in several)
    struck = [struck for each, _, struck in several if each.strip()]
    return text, PART_STRUCK if any(struck) and not all(struck) else ""


def doubt_of(struck: bool, note: str, value: object = "", form: str = "") -> str:
    """Why it is doubtful that a cell means what it holds; nothing where it is not."""
    if struck:
        return STRUCK
    if isinstance(value, int | float) and not isinstance(value, bool) and (seen := seen_instead(form, value)) is not None:
        return f"shows '{shown(seen, _SHOWN)}', and holds a number" if seen else "shows nothing, and holds a number"
    return f"bears a note: '{shown(' '.join(note.split()), _SHOWN)}'" if note.strip() else ""


def repair_of(cell: Cell, written: str) -> str:
    """What to do about a cell whose value cannot be known."""
    return f"Take out what does not count, or {written}." if cell.broken == PART_STRUCK else f"{_WORK_OUT}; or {written}."


def seen_instead(form: str, value: float) -> str | None:
    """The text that a number format shows in place of a number; None where it shows the number (or a dash for nought)."""
    sections = _IGNORED.sub("", form).split(";")
    at = 2 if value == 0 and len(sections) > 2 else 1 if value < 0 and len(sections) > 1 else 0
    section = sections[at]
    if len(sections) == 1 and not section:
        return None
    bare = _QUOTED.sub("", section)
    if re.search(r"[0#?@]|general|[dmyhs]", bare, re.IGNORECASE):
        return None
    seen = ("".join(_QUOTED.findall(section)) + bare).strip()
    return None if value == 0 and seen in ("-", "–", "—") else seen


def pieces_of(value: Any) -> list[Piece]:
    """The pieces of a rich text of openpyxl."""
    found = []
    for each in value:
        font = getattr(each, "font", None)
        found.append((str(each), getattr(font, "vertAlign", None) == "superscript", bool(getattr(font, "strike", False))))
    return found

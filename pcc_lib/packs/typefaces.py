"""The typefaces of a pack: those of the library, fit for whoever sets lines letter by letter."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

from pcc_lib.core.installed import LIBRARY

FURTHER = "-latin-ext.woff2"  # the letters that a browser fetches only where a page has one, such as Ł or ŵ
_LATIN = "-latin.woff2"
_FONTS = LIBRARY / "assets" / "fonts"
_SPACES = (0x20, 0xA0)
_UNVARIED = 0xFFFFFFFF  # of all weights as wide


@cache
def letters() -> frozenset[int]:
    """The letters that these typefaces have together, as numbers of Unicode."""
    from fontTools.ttLib import TTFont

    return frozenset(number for path in sorted(_FONTS.glob("*.woff2")) for number in TTFont(path).getBestCmap() or ())


@cache
def with_space(further: Path) -> bytes:
    """A file of further letters, with the space of the plain letters beside it.

    A browser sets a space in the plain letters; Pango sets it in the typeface of the letter before it, so that the one after `tŷ`
    would be a missing letter.
    """
    from fontTools.ttLib import TTFont

    plain = TTFont(further.with_name(further.name.replace(FURTHER, _LATIN)))
    font = TTFont(further, recalcTimestamp=False)
    _add_space(font, plain["hmtx"]["space"])
    font.flavor = None
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()


def _add_space(font: Any, measures: tuple[int, int]) -> None:
    """measures: how wide it is and where it begins, in units of the typeface."""
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    font.ensureDecompiled()  # while all of its tables have as many letters
    font["glyf"]["space"] = Glyph()  # which sets the order of the letters too
    font["hmtx"]["space"] = measures
    font["gvar"].variations["space"] = []
    font["HVAR"].table.AdvWidthMap.mapping["space"] = _UNVARIED
    for table in font["cmap"].tables:
        table.cmap.update(dict.fromkeys(_SPACES, "space"))

"""Texts on charts: made printable, wrapped, measured.

Label places are worked out in px, because Vega does not keep labels apart. Widths of text are estimates.
"""

from __future__ import annotations

import re

from pcc_lib.charts.given import ChartError

ALT_LIMIT = 250
_UNSEEN = re.compile("[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")


def clean(text: object, limit: int = 80) -> str:
    """One printable line of at most `limit` characters: no control, direction or zero-width characters."""
    line = " ".join(_UNSEEN.sub(" ", str(text)).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def wrap(text: object, width: int, lines: int = 3) -> list[str]:
    """`text` in at most `lines` lines of about `width` characters; a last line that is cut ends in an ellipsis."""
    words, out = clean(text, width * lines).split(" "), [""]
    for word in words:
        joined = f"{out[-1]} {word}".strip()
        if len(joined) <= width or not out[-1]:
            out[-1] = joined
        else:
            out.append(word)
    kept = [clean(line, width + 2) for line in out[:lines]]
    if len(out) > lines:
        kept[-1] = clean(kept[-1], width) if kept[-1].endswith("…") else kept[-1].rstrip(" ,;") + "…"
    return kept


def text_px(text: str, size: float = 12) -> float:
    """About how wide a text is, in px: enough to keep labels apart, never used to cut them."""
    return len(text) * size * 0.56


def checked_description(text: str) -> str:
    """The description in one line; ChartError when it is empty or longer than 250 characters."""
    text = clean(text, 10_000)
    if not text:
        raise ChartError("A chart has no description: give one sentence that says what it shows.")
    if len(text) > ALT_LIMIT:
        raise ChartError(f"The description of a chart has {len(text)} characters: cut it to {ALT_LIMIT}. It begins: {text[:60]}")
    return text

"""Words that stand where something is still to be filled in: TODO, TBC, XX, [add a number], lorem ipsum."""

from __future__ import annotations

import re
from collections.abc import Iterable

# what stands in square brackets to be replaced; links, and the marks of a value such as [x], are none
_ASKED = (
    r"(?:add|insert|write|to ?do|tb[acd]|figure|number|name|date|text|update|fill in|placeholder|month|quarter)\b"
    r"|x{2,}|\?|\.{2,}|…"
)
_PLACEHOLDER = re.compile(
    r"(?<![\w-])(?:TODO|TO DO|TBC|TBD|TBA|FIXME|X{2,}|x{3,})(?![\w-])"
    r"|\?{2,}|_{3,}|(?i:lorem ipsum)|(?i:delete this line)|<\s*(?i:add|insert)\b[^>\n]{0,80}>"
    rf"|\[\s*(?i:{_ASKED})[^\]\n]{{0,80}}\](?!\()"
)


def placeholder_in(text: str, allowed: Iterable[str] = ()) -> str:
    """The first such word of a text; nothing where there is none. `allowed` are names that may look like one."""
    names = set(allowed)
    return next((m[0] for m in _PLACEHOLDER.finditer(text) if m[0] not in names), "")

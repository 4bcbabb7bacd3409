"""The words of HTML, for readers that show no tags."""

from __future__ import annotations

import html
import re

# a comment, a declaration, a whole script or style, or a tag: the name of the last two is caught. What is never ended goes on to
# the end, as in a browser; nothing is looked at twice, so that no text takes long
_TAG = re.compile(
    r"""<(?:!--.*?(?:-->|\Z)|[!?][^>]*+>|(script|style)\b.*?(?:</\1\s*>|\Z)"""
    r"""|/?([a-z][^\s/>"'<]*+)(?:"[^"]*+"|'[^']*+'|[^"'<>])*+>)""",
    re.DOTALL | re.IGNORECASE,
)
_WITHIN_WORDS = {"a", "abbr", "b", "code", "data", "em", "i", "small", "strong", "sub", "sup", "time"}


def words_of(shown: str) -> str:
    """HTML that templates have made as plain text, for readers that show no tags: one space where a tag parts two words, scripts
    left out."""
    text, *rest = _TAG.split(shown)
    words = [html.unescape(text)]
    for script, tag, text in zip(rest[::3], rest[1::3], rest[2::3], strict=True):  # a script's text is nobody's to read
        words += [" " * bool(script or (tag and tag.lower() not in _WITHIN_WORDS)), html.unescape(text)]
    return re.sub(r"[ \t\n]+", " ", "".join(words))

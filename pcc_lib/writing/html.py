"""HTML by construction: a plain text can never become markup, and every tag stands in a template.

Components are Jinja2 templates in `pcc_lib/templates`, one a file, filled by `fill`. What they are given is text, and is escaped,
unless it is `Markup`, which only a template (or `join` of what templates made) gives.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pcc_lib.writing.plain_words import words_of

if TYPE_CHECKING:
    from jinja2 import Environment, Template

__all__ = ["Markup", "draw_places", "escape", "fill", "join", "place", "script_json", "words_of", "written", "written_but"]
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_PLACE = re.compile("\x02(\\d+)\x03")
_TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


def escape(text: object) -> Markup:
    """Plain text made safe for HTML, for an element's text and for a quoted attribute; Markup stays as it is.

    Control characters are shown as such: two of them mark where a chart is drawn.
    """
    return text if isinstance(text, Markup) else Markup(html.escape(_CONTROL.sub("\ufffd", str(text)), quote=True))


def fill(template: str, **values: Any) -> Markup:
    """A component with these values: `fill("notice", inner=…)` fills `pcc_lib/templates/notice.html`.

    A value that the template asks for and that is not given raises `jinja2.UndefinedError`.
    """
    return Markup(_component(template).render(values).strip())


def join(parts: Iterable[object], between: str = "") -> Markup:
    """Parts one after the other; what is plain text among them is escaped."""
    return escape(between).join(map(escape, parts))


def script_json(value: object) -> Markup:
    """Compact JSON with sorted keys for inside a script element; a ValueError for a number that JSON does not have."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    # Markup, because a script's text is not read as HTML: an entity would stay an entity in the JSON. Without < and & it can
    # neither end the element nor begin a comment, whatever it holds.
    return Markup(text)


def place(number: int) -> Markup:
    """The place of a drawing that is made later; its mark cannot be typed, since `escape` lets no control character through."""
    return Markup(f"\x02{number}\x03")


def draw_places(shown: Markup, drawings: Sequence[Callable[[], str]]) -> Markup:
    """Markup with each place filled by the drawing of its number (from nought)."""
    return Markup(_PLACE.sub(lambda m: drawings[int(m[1])](), shown))


def written(found: re.Match[str], group: str | int = 0) -> Markup:
    """A stretch of HTML that templates have made, as it was found again in what they made: whole elements, or the whole text of
    one."""
    return Markup(found[group])


def written_but(shown: str, *patterns: re.Pattern[str]) -> Markup:
    """HTML that templates have made, without the stretches that match: whole elements."""
    for pattern in patterns:
        shown = pattern.sub("", shown)
    return Markup(shown.strip())


@cache
def _component(template: str) -> Template:
    return _environment().get_template(f"{template}.html")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # a check writes no page, and must not wait for it

    return Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=escape,
        trim_blocks=True,
        auto_reload=False,
    )


def _template(name: str) -> tuple[str, str, None]:
    """A component's source and its file. It is indented for who reads it there: in pages that would be a thirtieth of all."""
    path = _TEMPLATES / name
    return _INDENT.sub("", path.read_text(encoding="utf-8")), str(path), None

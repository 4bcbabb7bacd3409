"""How the book's style sheet draws small lines and what inks it has: read from there, so that paper has no others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

import tinycss2

from pcc_lib.core.installed import LIBRARY

_BOOK = LIBRARY / "assets" / "book.css"
_VALUE = re.compile(r"var\((--[\w-]+)\)")
# What an element of a drawing may carry; a pack draws small lines at their own size, so that no stroke has to keep its width
_DRAWN = ("fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin")


@cache
def line_looks() -> Mapping[str, Mapping[str, str]]:
    """Of each class of a part of a small line, such as `pcc-spark-band`, the attributes that draw it."""
    values = _values()
    looks: dict[str, dict[str, str]] = {}
    for selector, declared in _rules():
        if selector.startswith(".pcc-spark-"):
            drawn = {name: _VALUE.sub(lambda found: values[found[1]], declared[name]) for name in _DRAWN if name in declared}
            looks.setdefault(selector[1:], {}).update(drawn)
    return {name: look for name, look in looks.items() if look}


@cache
def inks() -> Mapping[str, str]:
    """The ink of each class that says how something stands, such as `pcc-bad`, and of what is as it was: `pcc-same`."""
    values = _values()
    said = {f"pcc-{name}": values[f"--pcc-{name}"] for name in ("good", "bad", "note", "same")}
    return {**said, "pcc-tone-good": said["pcc-good"], "pcc-tone-bad": said["pcc-bad"]}


def _values() -> Mapping[str, str]:
    return {name: value for selector, declared in _rules() if selector == ":root" for name, value in declared.items()}


def _rules() -> Iterator[tuple[str, Mapping[str, str]]]:
    """The selectors of the sheet, each with what it declares; not what holds on some screens alone."""
    for rule in tinycss2.parse_stylesheet(_BOOK.read_text(encoding="utf-8"), skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            found = tinycss2.parse_declaration_list(rule.content, skip_comments=True, skip_whitespace=True)
            told = {each.name: tinycss2.serialize(each.value).strip() for each in found if each.type == "declaration"}
            for selector in tinycss2.serialize(rule.prelude).split(","):
                yield selector.strip(), told

"""Rules of our style sheets that could never hold: one for narrow places that a later rule for all places takes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import tinycss2

ASSETS = Path(__file__).parents[1] / "pcc_lib/assets"
SHEETS = ("book.css", "charts.css", "figures.css", "rows.css")


def declared(rule) -> dict[str, bool]:
    """The properties that a rule sets, and whether each is important."""
    found = tinycss2.parse_declaration_list(rule.content, skip_comments=True, skip_whitespace=True)
    return {each.name: each.important for each in found if each.type == "declaration"}


def selectors(rule) -> set[str]:
    return {" ".join(each.split()) for each in tinycss2.serialize(rule.prelude).split(",")}


def rules(text: str) -> list:
    return tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)


def taken_back(text: str) -> Iterator[str]:
    """Rules within `@media` and `@container` whose properties a later rule with the same selector sets again."""
    found = rules(text)
    for at, outer in enumerate(found):
        if outer.type != "at-rule" or outer.at_keyword not in ("container", "media") or not outer.content:
            continue
        for rule in tinycss2.parse_rule_list(outer.content, skip_comments=True, skip_whitespace=True):
            for later in found[at + 1 :]:
                if rule.type == later.type == "qualified-rule" and selectors(rule) & selectors(later):
                    usual = {name for name, important in declared(rule).items() if not important}
                    if lost := usual & set(declared(later)):
                        yield f"line {rule.source_line}: line {later.source_line} sets {', '.join(sorted(lost))} again"


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_rule_for_narrow_places_is_taken_back(sheet):
    assert list(taken_back((ASSETS / sheet).read_text(encoding="utf-8"))) == []


def test_one_that_is_taken_back_is_found():
    lost = "@media (max-width: 9px) { .a { margin: 0; color: red !important } }\n.a, .b { margin: 1px; color: blue }"
    assert list(taken_back(lost)) == ["line 1: line 2 sets margin again"]
    assert list(taken_back(".a { margin: 1px }\n@media (max-width: 9px) { .a { margin: 0 } }")) == []

"""What axe-core finds on a page in a browser: the rules of WCAG 2.2 A and AA that a program can hold, and its good practices."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

SOURCE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """tags => axe.run(document, {runOnly: tags, resultTypes: ["violations"]}).then(found => found.violations.map(
    rule => `${rule.id}: ${rule.nodes.length} times, first ${rule.nodes[0].html.slice(0, 200)}`))"""


def violations(page: Any) -> list[str]:
    """Each rule that a page breaks, all that is folded opened before: how often, and where first."""
    page.add_style_tag(content="* { content-visibility: visible !important }")  # what is not drawn yet has no place
    page.evaluate("() => document.querySelectorAll('details').forEach(each => each.open = true)")
    page.evaluate(SOURCE)
    return page.evaluate(RUN, TAGS)

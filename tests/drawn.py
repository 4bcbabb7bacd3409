"""A reader who goes through a page in a browser: charts are drawn when they come near the screen."""

from __future__ import annotations

from typing import Any

# every chart that has a place on the screen, one after the other; what is folded is opened first
_GO_THROUGH = """async (unfold) => {
    if (unfold) document.querySelectorAll('details:has(.pcc-chart-draw)').forEach((fold) => { fold.open = true; });
    for (const draw of document.querySelectorAll('.pcc-chart-draw')) {
        const until = Date.now() + 20000;
        while (draw.getClientRects().length && !draw.dataset.drawn && Date.now() < until) {
            draw.scrollIntoView();
            await new Promise((done) => setTimeout(done, 50));
        }
    }
    return [...document.querySelectorAll('.pcc-chart-draw')].filter((d) => d.getClientRects().length).map((d) => d.dataset.drawn);
}"""


def go_through(page: Any, unfold: bool = True) -> list[str | None]:
    """Bring every chart of a page before the reader, folded ones too where they are to be unfolded, and wait for each; gives what
    became of them: `true` where one is drawn."""
    return page.evaluate(_GO_THROUGH, unfold)

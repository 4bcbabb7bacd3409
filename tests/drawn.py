"""A reader who goes through a page in a browser: charts are drawn when they come near the screen."""

from __future__ import annotations

from pathlib import Path
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


_PLACES = (Path(__file__).parent / "label_places.js").read_text(encoding="utf-8").partition("*/")[2]
# of each drawn chart, how wide its place is, and how wide it was drawn
WIDTHS = """[...document.querySelectorAll('.pcc-chart-draw[data-drawn=true]')]
    .map((d) => [d.clientWidth, +d.querySelector('svg').getAttribute('width')]).filter(([place]) => place)"""


def lying_over(page: Any) -> tuple[list[str], dict[str, int]]:
    """What each label of the drawn charts of a page lies over, as the browser has drawn them; and how many charts, labels and
    strokes or fills were looked at."""
    told = page.evaluate(_PLACES)
    return [f"{each['chart']} at {each['width']} px: '{each['label']}' {each['what']}" for each in told["found"]], told["counts"]


def wait_for_width(page: Any) -> None:
    """Until every drawn chart is as wide as its place."""
    for _ in range(100):
        if page.evaluate(f"{WIDTHS}.every(([place, drawn]) => Math.abs(place - drawn) <= 1)"):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"charts of other widths than their places: {page.evaluate(WIDTHS)}")

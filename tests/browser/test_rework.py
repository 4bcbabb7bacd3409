"""A figure worked out again in the reader's browser: from disk and under a strict policy, by keyboard, on a phone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]  # its numbers are those of the committed sample

FIGURES = "notebooks/figures/calls-999.html"
ENTRY = "f-calls-999-volume-change-on-year"
NO_EVIDENCE = re.compile(r"(all|charts-and-tables)(-\d+)?")  # pages on which nothing is worked out
PLACE = f'.pcc-rework[data-figure="{ENTRY}"]'
# every twentieth: all of them are worked out by the same scripts in tests/test_reworking.py
SOME = """() => {
  const said = { buttons: 0, equal: 0, wrong: [] };
  for (const [place, button] of document.querySelectorAll('.pcc-rework > button').entries()) {
    said.buttons += 1;
    if (place % 20) continue;
    button.click();
    const status = button.parentNode.querySelector('[role=status]');
    if (status.dataset.verdict === 'equal') said.equal += 1;
    else said.wrong.push(button.parentNode.dataset.figure + ': ' + status.textContent);
    button.click();
  }
  return said;
}"""


def opened(chromium, address: str, width: int = 1280, **more):
    """The entry of a figure, and what the page complained of."""
    page, faults = chromium.new_page(viewport={"width": width, "height": 900}, **more), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(f"{address}#{ENTRY}")
    return page, faults


def test_figures_are_worked_out_from_disk_and_under_a_strict_policy(book: Path, served: str, chromium) -> None:
    """With the pages' own fields and scripts: nothing is refused, and nothing differs from what is printed. Every second page is
    opened from disk, the others from a server with a strict policy; both hold the same scripts."""
    found, refused = [], []
    pages = [path for path in sorted((book / "notebooks/figures").glob("*.html")) if not NO_EVIDENCE.fullmatch(path.stem)]
    assert len(pages) > 10
    for place, path in enumerate(pages):
        start = served if place % 2 else book.as_uri()
        page, faults = opened(chromium, f"{start}/notebooks/figures/{path.name}")
        page.wait_for_selector(".pcc-rework > :is(button, .pcc-rework-not)", state="attached")
        found.append(page.evaluate(SOME))
        refused += page.locator(".pcc-rework-not").all_text_contents()
        assert faults == []
        page.close()
    for half in (found[::2], found[1::2]):
        assert [said["wrong"] for said in half if said["wrong"]] == [] and sum(said["equal"] for said in half) > 15
    assert sum(said["buttons"] for said in found) > 700 and 0 < len(refused) < 20 and "pcc verify" in refused[0]


def test_a_reader_changes_a_cell_by_keyboard_and_takes_it_back(book: Path, chromium) -> None:
    page, faults = opened(chromium, (book / FIGURES).as_uri(), 390)
    place = page.locator(PLACE)
    button = place.get_by_role("button", name="Work it out here")
    button.focus()
    page.keyboard.press("Enter")
    status = place.get_by_role("status")
    assert status.inner_text().startswith("Equal to the printed figure: +17.7% (at full precision 17.6969306718")
    assert button.get_attribute("aria-expanded") == "true"
    assert place.get_by_role("listitem").last.inner_text() == "change_percent(10,967, 9,318) = 17.6969306718"
    field = place.get_by_role("textbox").first
    field.fill("11000")
    page.wait_for_function(f"document.querySelector('{PLACE} [role=status]').dataset.verdict === 'differs'")
    assert "now +18.1%, printed +17.7%: differs" in status.inner_text()
    field.fill("many")
    page.wait_for_function(f"document.querySelector('{PLACE} [role=status]').dataset.verdict === 'wrong'")
    assert field.get_attribute("aria-invalid") == "true"
    place.get_by_role("button", name="Take the book’s cells again").click()
    assert field.input_value() == "10967" and status.inner_text().startswith("Equal")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert status.bounding_box()["height"] > 0 and faults == []
    page.close()


def test_without_scripts_there_is_no_button(book: Path, chromium) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{(book / FIGURES).as_uri()}#{ENTRY}")
    assert page.locator(".pcc-rework").count() == 0 and page.locator(f"#{ENTRY}").is_visible()
    context.close()


def test_nothing_moves_when_the_scripts_arrive(book: Path, chromium) -> None:
    """The room for the button is kept: an entry is as high before the scripts as it is with it."""
    heights = []
    for path in ("**/rework.js*", "**/none"):
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        page.route(path, lambda route: route.abort())
        page.goto(f"{(book / FIGURES).as_uri()}#{ENTRY}")
        page.wait_for_selector(f"#{ENTRY}", state="visible")
        if heights:
            page.wait_for_selector(f"{PLACE} button", state="attached")
        heights.append(page.evaluate(f"document.getElementById('{ENTRY}').offsetHeight"))
        page.close()
    assert heights[0] == heights[1] > 0


def test_other_pages_do_not_ask_for_the_scripts(book: Path, chromium) -> None:
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((book / "notebooks/scorecard.html").as_uri())
    page.wait_for_load_state("networkidle")
    assert any("/book.js" in url for url in asked) and not any("/rework" in url for url in asked)
    page.close()

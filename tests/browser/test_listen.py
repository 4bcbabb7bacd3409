"""Every chart can be stepped through by keyboard and heard: what is said is its own table."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

PAGES = ("priority-1", "priority-2", "priority-3", "priority-4", "money-and-people", "delivery-plan")
SAID = ".pcc-player-said"


def opened(chromium, address: str):
    page, faults = chromium.new_page(viewport={"width": 1280, "height": 900}), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(address)
    page.wait_for_load_state("load")
    page.wait_for_timeout(100)  # the scripts that wait for it have had their turn
    return page, faults


def until(page, holds) -> None:
    """Wait: Playwright's own way is refused by a strict policy."""
    for _ in range(300):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came so far")


def press(page, key: str) -> str:
    """What is said after a key."""
    before = page.locator(SAID).inner_html()
    page.keyboard.press(key)
    until(page, lambda: page.locator(SAID).inner_html() != before)
    return " ".join(page.locator(SAID).inner_text().split())


def focused(page) -> str:
    return page.evaluate("document.activeElement.className")


@pytest.mark.parametrize("how", ["disk", "served"])
def test_a_chart_is_stepped_through_by_keyboard_alone(book: Path, served: str, chromium, how: str) -> None:
    page, faults = opened(chromium, f"{book.as_uri() if how == 'disk' else served}/notebooks/priority-1.html")
    chart = page.locator(".pcc-chart").first
    rows = chart.evaluate("e => [...e.querySelectorAll('tbody tr')].map(r => [...r.cells].map(c => c.textContent.trim()))")
    button = chart.get_by_role("button", name="Listen to chart 1", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    player = page.locator(".pcc-player-keys")
    until(page, lambda: focused(page) == "pcc-player-keys")
    assert button.get_attribute("aria-expanded") == "true" and player.get_attribute("role") == "application"
    live = page.locator(f"{SAID}[aria-live], {SAID} [aria-live]")
    assert live.count() == 1
    assert press(page, "End").startswith(f"{rows[0][0]}, {rows[0][1]}")  # the newest stands first in the table
    assert press(page, "Home").startswith(f"{rows[-1][0]}, {rows[-1][1]}")
    assert press(page, "ArrowRight").startswith(f"{rows[-2][0]}, {rows[-2][1]}")
    page.keyboard.press("Escape")
    assert page.locator(".pcc-player").count() == 0 and button.get_attribute("aria-expanded") == "false"
    assert focused(page) == "pcc-listen" and faults == []
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_every_chart_has_its_player_and_those_of_each_form_say_their_first_and_last_number(
    book: Path, chromium, name: str
) -> None:
    page, faults = opened(chromium, f"{book.as_uri()}/notebooks/{name}.html")
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    charts = page.locator(".pcc-chart")
    assert page.locator(".pcc-chart .pcc-listen").count() == (0 if name == "delivery-plan" else charts.count())
    heard: set[str] = set()
    for at in range(charts.count()):
        chart = charts.nth(at)
        form = (chart.locator("img").first.get_attribute("alt") or "").partition(" of ")[0]  # `Monthly chart`, `Bar chart`
        if form in heard or not chart.locator(".pcc-listen").count():
            continue
        heard.add(form)
        chart.locator(".pcc-listen").click()
        until(page, lambda: focused(page) == "pcc-player-keys")
        cells = chart.locator(".pcc-chart-under tbody :is(td, th)").all_text_contents()
        told = {" ".join(cell.split()) for cell in cells}
        for key in ("End", "Home"):
            said = press(page, key)
            assert any(cell in said for cell in told if cell), (name, at, key, said)
        chart.locator(".pcc-listen").click()
    assert faults == [] and (heard or name == "delivery-plan")
    page.close()


def test_nothing_is_asked_for_before_somebody_listens_and_without_scripts_there_is_no_button(book: Path, chromium) -> None:
    asked: list[str] = []
    page = chromium.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{book.as_uri()}/notebooks/priority-1.html")
    page.wait_for_selector(".pcc-listen", state="attached")
    assert not [url for url in asked if "chart2music" in url]
    page.close()
    text = (book / "notebooks/priority-1.html").read_text(encoding="utf-8")
    assert BeautifulSoup(text, "html.parser").select(".pcc-chart") and "pcc-listen" not in text

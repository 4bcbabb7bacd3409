"""Filters and order of the scorecard and the delivery plan in a real browser: by keyboard, by address, on a phone, on paper, and
without scripts."""

from __future__ import annotations

import re

import pytest

from .test_pages import visit

pytestmark = pytest.mark.slow

IN = "tr[data-marks]:not(.pcc-out)"
SHOWN = "[...document.querySelectorAll('tr[data-marks]')].filter((row) => row.checkVisibility()).map((row) => row.dataset.marks)"


@pytest.fixture
def scorecard(book):
    return (book / "notebooks" / "scorecard.html").as_uri()


@pytest.fixture
def plan(book):
    return (book / "notebooks" / "delivery-plan.html").as_uri()


def count_of(button) -> int:
    return int(re.sub(r"\D", "", button.locator("data").inner_text()))


@pytest.mark.parametrize("name", ["scorecard", "plan"])
def test_each_button_shows_as_many_rows_as_it_says(chromium, request, name):
    page, said, _ = visit(chromium, request.getfixturevalue(name))
    buttons = page.locator(".pcc-filters button")
    assert buttons.count() > 6
    for at in [*range(1, buttons.count()), 0]:
        buttons.nth(at).click()
        mark, shown = buttons.nth(at).get_attribute("data-show"), page.evaluate(SHOWN)
        assert len(shown) == count_of(buttons.nth(at)) or (not mark and page.locator(IN).count() == count_of(buttons.nth(0)))
        assert all(re.search(rf"-{mark}(?: |$)", marks) for marks in shown) or not mark
        pressed = page.locator(".pcc-filters [aria-pressed=true]")
        assert pressed.count() == 1 and pressed.get_attribute("data-show") == mark
        assert page.locator(".pcc-filters [role=status]").inner_text().startswith(f"{count_of(buttons.nth(at))} of ")
        empty = "[...document.querySelectorAll('article section')].filter((s) => s.checkVisibility() && s.querySelector("
        assert not mark or page.evaluate(f"{empty}'tr[data-marks]') && !s.querySelector('{IN}')).length") == 0
    assert page.locator("article details[open]").count() == 0 and said == []  # what a filter opened it has closed
    page.context.close()


def test_a_filter_works_by_keyboard_and_is_kept_in_the_address(chromium, scorecard):
    page, _, _ = visit(chromium, scorecard)
    page.locator(".pcc-filters button").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("?show=bad") and page.evaluate("document.activeElement.dataset.show") == "bad"
    shown = page.evaluate(SHOWN)
    again, _, _ = visit(chromium, page.url)
    assert again.evaluate(SHOWN) == shown and len(shown) > 0
    assert again.locator(".pcc-filters [data-show=bad]").get_attribute("aria-pressed") == "true"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    page.wait_for_function("!location.search && !document.querySelector('.pcc-out')")
    page.context.close()
    again.context.close()


@pytest.mark.parametrize("address", ["?show=nothing", "?show=%3Cimg%3E&sort=x&way=y", "?sort=this-month&way=down"])
def test_an_address_of_something_else_shows_all_rows(chromium, scorecard, address):
    page, said, _ = visit(chromium, scorecard + address)
    assert page.locator(".pcc-out").count() == 0 and said == []
    page.context.close()


def test_a_link_to_a_row_that_a_filter_leaves_out_shows_it(chromium, scorecard):
    page, _, _ = visit(chromium, scorecard)
    id = page.evaluate("document.querySelector('tr[data-marks~=scorecard-absent] [id^=metric-]').id")
    page.context.close()
    page, _, _ = visit(chromium, f"{scorecard}?show=bad#{id}")
    target = page.locator(f"#{id}")
    assert target.is_visible() and "show" not in page.url and page.url.endswith(f"#{id}")
    page.locator(".pcc-filters [data-show=bad]").click()
    assert not target.is_visible()
    page.evaluate(f"location.hash = ''; location.hash = '{id}'")
    target.wait_for(state="visible")
    page.context.close()


def test_a_link_within_the_page_shows_its_row_each_time(chromium, plan):
    page, _, _ = visit(chromium, plan)
    link = page.locator("a[href^='#plan-']").first
    page.locator(".pcc-aside > summary").first.click()
    for _ in range(2):
        page.locator(".pcc-filters [data-show=late]").click()
        assert page.locator(IN).count() == 1
        link.click()
        assert page.locator(link.get_attribute("href")).is_visible()
    page.context.close()


def test_columns_sort_by_keyboard_and_links_and_anchors_stay(chromium, scorecard):
    page, said, _ = visit(chromium, scorecard)
    ids = "[...document.querySelectorAll('.pcc-scorecard [id]')].map((each) => each.id)"
    order = f"{ids}.join()"
    rows = "[...document.querySelectorAll('.pcc-scorecard')].map((table) => table.querySelectorAll('tr[data-marks]').length)"
    before, counts = page.evaluate(order), page.evaluate(rows)
    button = page.get_by_role("button", name="Sort by This year").first
    grounds = (
        "[...document.querySelector('.pcc-scorecard').querySelectorAll('td[data-label=\"This year\"]')].map((td) =>"
        "['bad', 'same', 'good'].findIndex((g) => td.querySelector(`.pcc-verdict.pcc-${g}`)))"
    )
    for way, turned in (("ascending", 1), ("descending", -1)):
        button.press("Enter")
        assert button.evaluate("(b) => b.closest('th').getAttribute('aria-sort')") == way
        found = page.evaluate(grounds)
        known = [ground for ground in found if ground >= 0]
        assert known == sorted(known)[::turned] and found == known + [-1] * (len(found) - len(known)) and len(set(known)) > 1
        assert page.evaluate(rows) == counts and sorted(page.evaluate(ids)) == sorted(before.split(","))
    assert (
        page.url.endswith("?sort=this-year&way=down") and "best first" in page.locator(".pcc-filters [role=status]").inner_text()
    )
    button.press("Enter")
    assert page.evaluate(order) == before and "?" not in page.url and said == []
    page.context.close()


def test_the_plan_is_sorted_by_its_dates(chromium, plan):
    page, _, _ = visit(chromium, f"{plan}?sort=due")
    keys = "[...table.querySelectorAll('[data-sort]:not(th)')].map((each) => each.dataset.sort)"
    dates = f"[...document.querySelectorAll('.pcc-tracker')].map((table) => {keys})"
    for found in page.evaluate(dates):
        assert found == sorted(found) and len(found) > 1
    page.context.close()


@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize("name", ["scorecard", "plan", "signals"])
def test_rows_stand_under_each_other_on_a_phone(chromium, book, name, width):
    address = (book / "notebooks" / f"{ {'plan': 'delivery-plan'}.get(name, name) }.html").as_uri()
    page, _, _ = visit(chromium, address, width=width)
    page.evaluate("document.querySelectorAll('article details').forEach((each) => { each.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = (
        f"[...document.querySelectorAll('.pcc-scan :is(th, td)')].filter((c) => c.getBoundingClientRect().right > {width}).length"
    )
    assert page.locator(".pcc-scan").count() > 0 and page.evaluate(wide) == 0
    small = (
        "[...document.querySelectorAll('.pcc-filters button, .pcc-filters select, .pcc-why > summary')].filter((each) =>"
        "each.checkVisibility() && each.getBoundingClientRect().height < 24).length"
    )
    assert page.evaluate(small) == 0
    page.context.close()


def test_a_phone_has_a_choice_of_order_and_a_list_in_place_of_the_timeline(chromium, plan):
    page, _, _ = visit(chromium, plan, width=390)
    page.get_by_label("Order").select_option("due")
    assert page.url.endswith("?sort=due") and not page.locator(".pcc-sort").first.is_visible()
    fold = page.locator("details:has(.pcc-dates)").first
    fold.locator("> summary").click()
    assert fold.locator(".pcc-dates").is_visible() and not fold.locator(".pcc-chart-draw").is_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    assert not fold.locator(".pcc-dates").is_visible() and fold.locator(".pcc-chart-draw").is_visible()
    fold.locator(".pcc-chart-draw[data-drawn=true]").wait_for(timeout=20_000)  # a chart that was folded is drawn when it is seen
    page.context.close()


def test_without_scripts_all_rows_stand_there_and_no_button_is_dead(chromium, scorecard):
    page, _, _ = visit(chromium, f"{scorecard}?show=bad", javascript=False)
    assert page.locator(".pcc-filters").is_hidden() and page.locator(".pcc-sort").count() == 0
    assert all(row.is_visible() for row in page.locator("[data-marks]:not(details *)").all())
    page.context.close()


def test_paper_shows_every_row_whatever_was_filtered(chromium, scorecard):
    page, _, _ = visit(chromium, f"{scorecard}?show=bad")
    page.emulate_media(media="print")
    assert len(page.evaluate(SHOWN)) >= page.locator("[data-marks]:not(details *)").count() > 50
    assert page.locator(".pcc-filters").is_hidden()
    page.context.close()

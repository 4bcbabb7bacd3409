"""Charts as readers meet them: labels that meet no line, at every width; what a pointer finds; larger; resized, hidden and shown,
printed; without JavaScript, in colours that a reader chose, and in the dark."""

from __future__ import annotations

import re
from typing import Any

import pytest
from drawn import lying_over, wait_for_width
from test_charts import forms

from pcc_lib.charts.drawing import Drawing
from pcc_lib.charts.images import NARROW_WIDTH, STATIC_WIDTH, static_svg

from .test_light import wait
from .test_pages import visit

pytestmark = pytest.mark.slow

TIP = "#vg-tooltip-element.visible"


def chart_of(page: Any, name: str) -> Any:
    """A chart by its name, drawn."""
    chart = page.locator(f"[data-chart='{name}']")
    chart.evaluate("(c) => { for (let f = c.closest('details'); f; f = f.parentElement.closest('details')) f.open = true; }")
    chart.locator(".pcc-chart-draw").scroll_into_view_if_needed()
    wait(page, f"document.querySelector(\"[data-chart='{name}'] .pcc-chart-draw\").dataset.drawn === 'true'")
    return chart


def at_plot(page: Any, chart: Any, right: float, down: float) -> None:
    """Put the pointer at parts of a drawing's width and height."""
    box = chart.locator(".pcc-chart-live svg").bounding_box()
    page.mouse.move(box["x"] + right * box["width"], box["y"] + down * box["height"])


# ── labels ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_label_that_is_moved_onto_its_line_is_found(chromium, served):
    page, _, _ = visit(chromium, f"{served}/notebooks/priority-1.html")
    chart = chart_of(page, "calls-999/volume")
    assert lying_over(page)[0] == []
    chart.evaluate("""(c) => { const texts = [...c.querySelectorAll('.pcc-chart-live text')];
        const last = texts.find((t) => t.textContent.includes('[e]'));
        const [x, y] = last.getAttribute('transform').match(/[-\\d.]+/g);
        last.setAttribute('transform', `translate(${x - 45},${y})`); }""")
    assert any("mark-line" in each for each in lying_over(page)[0])
    page.context.close()


# on a map names stand on the areas that they are of, with a white edge; where it lies, no word stands
ON_SHAPES = ("map", "locator")


@pytest.mark.parametrize("name", [name for name in forms() if name not in ON_SHAPES])
def test_no_label_of_any_form_does_in_its_static_drawings(chromium, name):
    """Those too that the sample does not use, in the letters that a machine has."""
    page = chromium.new_page(viewport={"width": 1000, "height": 900})
    spec = Drawing.of(forms()[name]()).spec
    drawings = [static_svg(spec, width) for width in (NARROW_WIDTH, STATIC_WIDTH)]
    place = '<div class="pcc-chart" data-chart="{}"><div class="pcc-chart-live">{}</div></div>'
    page.set_content("".join(place.format(name, svg) for svg in drawings))
    found, counts = lying_over(page)
    assert counts["charts"] == 2 and counts["labels"] > 5 and found == []
    page.close()


# ── without a script ──────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_without_scripts_drawings_have_text_of_a_readable_size(chromium, served, width):
    page, _, _ = visit(chromium, f"{served}/notebooks/priority-1.html", width=width, javascript=False)
    page.evaluate("document.querySelectorAll('details:has(.pcc-chart-draw)').forEach((fold) => { fold.open = true; })")
    shown = []
    for image in page.locator("img.pcc-chart-static").all():
        image.scroll_into_view_if_needed()
        shown.append(
            image.evaluate("""async (i) => { await i.decode(); const box = i.getBoundingClientRect();
            return { scale: box.width / i.naturalWidth, over: box.right - i.closest('.pcc-chart').getBoundingClientRect().right,
                     ratio: box.width / box.height / (i.naturalWidth / i.naturalHeight) }; }""")
        )
    assert len(shown) > 20 and page.locator("button.pcc-enlarge").count() == 0
    assert [t for t in shown if not 0.78 <= t["scale"] <= 1.001 or t["over"] > 0.5 or abs(t["ratio"] - 1) > 0.02] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


# ── pointing ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_pointer_finds_the_nearest_month_at_any_height_and_marks_it_in_the_topic(chromium, served):
    page, said, _ = visit(chromium, f"{served}/notebooks/priority-1.html")
    other = chart_of(page, "calls-101/calls")
    linked = chart_of(page, "calls-999/wait")
    chart = chart_of(page, "calls-999/abandonment")
    cells = "(c) => [...c.querySelectorAll('tbody tr')].map((r) => [...r.cells].map((x) => x.textContent.trim()))"
    rows = dict(chart.evaluate(cells))
    for down in (0.3, 0.8):
        at_plot(page, chart, 0.5, down)
        wait(page, f"document.querySelector('{TIP}')")
        _, month, _, value = [cell.inner_text() for cell in page.locator(f"{TIP} td").all()]
        assert rows[month] == value
    marks = [each.locator(".pcc-when circle").count() for each in (chart, linked, other)]
    assert marks == [1, 1, 0], "in its topic, and in no other"
    page.keyboard.press("Escape")
    assert page.locator(TIP).count() == page.locator(".pcc-when").count() == 0
    at_plot(page, chart, 0.6, 0.5)
    wait(page, f"document.querySelector('{TIP}')")
    page.mouse.move(2, 2)
    wait(page, f"!document.querySelector('{TIP}') && !document.querySelector('.pcc-when')")
    assert said == []
    page.context.close()


TABLE = """(c) => [...c.querySelectorAll('.pcc-chart-under tbody tr')]
    .map((r) => [...r.cells].map((x) => x.textContent.replace(/\\s+/g, ' ').trim()))"""
# What a chart says at the month that is marked in it: each value, and what it lies over or stands out of
VALUES = """(c) => { const svg = c.querySelector('.pcc-chart-live svg'), all = svg.getBoundingClientRect();
    const when = svg.querySelector('.pcc-when'), said = when ? [...when.querySelectorAll('text')] : [];
    const box = (t) => t.getBoundingClientRect(), words = [...svg.querySelectorAll('text')];
    const meet = (a, b) => a.left < b.right - 1 && a.right > b.left + 1 && a.top < b.bottom - 2 && a.bottom > b.top + 2;
    return { hidden: !when || when.getAttribute('aria-hidden') === 'true', said: said.map((t) => t.textContent),
        over: said.flatMap((t) => words.filter((w) => w !== t && w.textContent && meet(box(t), box(w))))
            .map((w) => w.textContent),
        out: said.filter((t) => box(t).left < all.left || box(t).right > all.right + 1 || box(t).top < all.top).length }; }"""


def test_linked_charts_say_their_own_value_for_the_month(chromium, served):
    """As their tables print it; nothing where they have none for it; the page stays as it is, and is not read out twice."""
    page, said, _ = visit(chromium, f"{served}/notebooks/priority-1.html")
    names = ("calls-999/abandonment", "calls-999/wait", "calls-999/silent", "calls-999/answer-bt", "calls-101/calls")
    linked = [chart_of(page, name) for name in names]
    chart = chart_of(page, "calls-999/volume")
    size = "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
    before = page.evaluate(size), page.locator("[aria-live]").all_inner_texts()
    for right, without in ((0.6, ()), (0.3, ("calls-999/answer-bt",))):
        at_plot(page, chart, right, 0.5)
        wait(page, f"document.querySelector('{TIP}')")
        month = page.locator(f"{TIP} td.value").first.inner_text()
        rows = [dict((period, value) for period, value, *_ in each.evaluate(TABLE)) for each in linked]
        told = [each.evaluate(VALUES) for each in linked]
        silent = [name in without or name.startswith("calls-101") for name in names]
        wanted = [[] if has_none else [row[month]] for has_none, row in zip(silent, rows, strict=True)]
        assert [each["said"] for each in told] == wanted and all(each["hidden"] for each in told)
        assert chart.evaluate(VALUES)["said"] == [], "its own stand in the box at the pointer"
        assert (page.evaluate(size), page.locator("[aria-live]").all_inner_texts()) == before
    assert said == []
    page.context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_values_of_linked_charts_lie_over_no_words(chromium, served, width):
    """At every tenth of the plot, several lines of a chart too; in colours that a reader forces they keep theirs."""
    page, said, _ = visit(chromium, f"{served}/notebooks/priority-2.html", width=width)
    page.emulate_media(forced_colors="active")
    lines, linked = chart_of(page, "domestic-abuse/outcomes"), chart_of(page, "domestic-abuse/child-victims")
    chart = chart_of(page, "domestic-abuse/crimes")
    seen = []
    for tenth in range(1, 10):
        at_plot(page, chart, tenth / 10, 0.5)
        page.wait_for_timeout(60)
        seen += [each.evaluate(VALUES) for each in (lines, linked)]
    assert [each for each in seen if each["over"] or each["out"]] == []
    assert {0, 1, 4} <= {len(each["said"]) for each in seen}, "a value for each line"
    at_plot(page, chart, 0.5, 0.5)
    page.wait_for_timeout(60)
    assert linked.locator(".pcc-when text").evaluate("(t) => getComputedStyle(t).fill") == "rgb(20, 32, 46)"
    assert said == []
    page.context.close()


def test_several_lines_rows_and_columns_are_told_too(chromium, served):
    for name, chart_name, right, down, told in (
        ("priority-1", "priority-response/response-time", 0.4, 0.5, ["Month", "Swindon", "County"]),
        ("priority-1", "priority-response/areas", 0.9, 0.4, ["Name"]),
        ("priority-4", "victim-voice/stages", 0.5, 0.5, ["Name"]),
        ("money-and-people", "money-and-people/allocation", 0.3, 0.8, ["Year", "For", "Amount"]),
    ):
        page, said, _ = visit(chromium, f"{served}/notebooks/{name}.html")
        chart = chart_of(page, chart_name)
        at_plot(page, chart, right, down)
        wait(page, f"document.querySelector('{TIP}')")
        keys = [cell.inner_text() for cell in page.locator(f"{TIP} td.key").all()]
        assert set(told) <= set(keys) and said == []
        page.context.close()


def test_the_month_that_a_listener_is_at_is_marked(chromium, served):
    page, said, _ = visit(chromium, f"{served}/notebooks/priority-1.html")
    linked, chart = chart_of(page, "calls-999/wait"), chart_of(page, "calls-999/abandonment")
    chart.locator(".pcc-chart-under").get_by_role("button", name=re.compile("^Listen")).click()
    wait(page, "document.activeElement.className === 'pcc-player-keys'")
    page.keyboard.press("End")
    mark = "(c) => { const at = c.querySelector('.pcc-when line'); return at && Number(at.getAttribute('x1')); }"
    wait(page, "document.querySelectorAll('.pcc-when').length >= 2")
    last = chart.evaluate(mark)
    page.keyboard.press("ArrowLeft")  # at the end stands what the chart finds
    page.wait_for_timeout(300)
    page.keyboard.press("ArrowLeft")
    wait(page, f"+document.querySelector(\"[data-chart='calls-999/abandonment'] .pcc-when line\").getAttribute('x1') < {last}")
    assert linked.evaluate(mark)
    for each in (linked, chart):
        (value,) = each.evaluate(VALUES)["said"]
        assert value in [row[1] for row in each.evaluate(TABLE)], "where no box at a pointer says it, its own chart does too"
    page.keyboard.press("Escape")
    wait(page, "!document.querySelector('.pcc-when')")
    assert said == []
    page.context.close()


# ── larger ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("width", [390, 1280])
def test_a_chart_stands_by_itself_and_larger_and_escape_closes_it(chromium, served, width):
    page, said, _ = visit(chromium, f"{served}/notebooks/priority-1.html", width=width)
    chart = chart_of(page, "calls-999/volume")
    size = "(s) => parseFloat(getComputedStyle(s).fontSize) * s.getScreenCTM().a"
    before = chart.locator(".pcc-chart-live text").first.evaluate(size)
    button = chart.get_by_role("button", name="Enlarge chart 1", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    wait(page, "document.querySelector('dialog.pcc-enlarged svg')")
    dialog = page.get_by_role("dialog", name=chart.locator(".pcc-chart-title").inner_text())
    assert dialog.evaluate("(d) => d.contains(document.activeElement)")
    drawn = dialog.locator("svg")
    assert drawn.get_attribute("aria-label") == chart.locator(".pcc-chart-live svg").get_attribute("aria-label")
    box, whole = drawn.bounding_box(), page.evaluate("[innerWidth, innerHeight]")
    assert width < 600 or (box["x"] >= 0 and box["x"] + box["width"] <= whole[0] and box["y"] + box["height"] <= whole[1])
    assert drawn.locator("text").first.evaluate(size) >= (1.4 if width > 600 else 1) * before
    for _ in range(4):
        page.keyboard.press("Tab")
        assert dialog.evaluate("(d) => d.contains(document.activeElement) || document.activeElement === document.body")
    page.set_viewport_size({"width": width - 60, "height": 800})
    page.wait_for_timeout(900)
    assert dialog.locator("svg").count() == 1
    page.keyboard.press("Escape")
    wait(page, "!document.querySelector('dialog.pcc-enlarged')")
    assert button.evaluate("(b) => b === document.activeElement") and said == []
    page.context.close()


# ── other sizes, hidden and shown ─────────────────────────────────────────────────────────────────────────────────────
def test_a_chart_is_right_that_was_folded_away_while_the_window_changed(chromium, served):
    page, said, _ = visit(chromium, f"{served}/notebooks/priority-1.html")
    chart = chart_of(page, "calls-999/wait")
    fold = "document.querySelector(\"[data-chart='calls-999/wait']\").closest('details').open"
    page.evaluate(f"{fold} = false")
    page.set_viewport_size({"width": 420, "height": 900})
    page.wait_for_timeout(400)
    page.evaluate(f"{fold} = true")
    wait_for_width(page)
    page.wait_for_timeout(300)
    assert chart.locator(".pcc-chart-live svg").bounding_box()["width"] < 400 and lying_over(page)[0] == [] and said == []
    page.context.close()


def test_a_chart_that_was_never_seen_is_drawn_when_its_fold_is_opened(chromium, served):
    page, _, _ = visit(chromium, f"{served}/notebooks/priority-1.html")
    page.wait_for_timeout(300)
    folded = page.locator("[data-chart='calls-999/wait'] .pcc-chart-draw")
    assert folded.get_attribute("data-drawn") is None
    page.locator("details:has([data-chart='calls-999/wait']) > summary").first.click()
    folded.scroll_into_view_if_needed()
    wait(page, "document.querySelector(\"[data-chart='calls-999/wait'] .pcc-chart-draw\").dataset.drawn === 'true'")
    page.context.close()


# ── paper ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("javascript", [True, False])
def test_paper_shows_every_chart_whole_with_its_title(chromium, served, javascript):
    """Folded charts too; the static drawing at no more than its size; of halves two beside each other."""
    page, _, _ = visit(chromium, f"{served}/notebooks/priority-1.html", width=673, javascript=javascript)
    if javascript:
        chart_of(page, "calls-999/volume")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    told = page.evaluate("""async () => { const found = [];
        for (const image of document.querySelectorAll('img.pcc-chart-static')) {
            image.loading = 'eager';
            await image.decode();
            const box = image.getBoundingClientRect(), chart = image.closest('.pcc-chart');
            const title = chart.querySelector('.pcc-chart-title').getBoundingClientRect();
            const live = chart.querySelector('.pcc-chart-live');
            found.push({ name: chart.dataset.chart, scale: box.width / image.naturalWidth, right: box.right,
                gap: box.top - title.bottom, live: Boolean(live && live.getClientRects().length),
                inside: getComputedStyle(chart).breakInside,
                after: getComputedStyle(chart.querySelector('.pcc-chart-title')).breakAfter });
        }
        return found; }""")
    assert len(told) > 20
    assert [t for t in told if not 0.85 <= t["scale"] <= 1.001 or t["right"] > 673.5 or t["live"] or not 0 <= t["gap"] < 90] == []
    assert {(t["inside"], t["after"]) for t in told} == {("avoid", "avoid")}
    assert page.locator(".pcc-enlarge:visible, .pcc-listen:visible").count() == 0
    page.context.close()


# ── colours ───────────────────────────────────────────────────────────────────────────────────────────────────────────
LOOK = """(svg) => { const label = svg.querySelector('text'), line = svg.querySelector('.mark-line path');
    const grounds = []; for (let e = svg; e; e = e.parentElement) grounds.push(getComputedStyle(e).backgroundColor);
    return { ground: grounds.find((colour) => colour !== 'rgba(0, 0, 0, 0)'),
             label: getComputedStyle(label).fill, line: getComputedStyle(line).stroke }; }"""


def test_a_drawing_keeps_its_colours_where_a_reader_chose_others(chromium, served):
    """White paper under dark text and lines: in forced colours, and where a reader asks for the dark. The book is light."""
    looks, words = [], []
    for chosen in ({}, {"forced_colors": "active", "color_scheme": "dark"}, {"color_scheme": "dark"}):
        page, _, _ = visit(chromium, f"{served}/notebooks/priority-1.html")
        page.emulate_media(**chosen)
        chart = chart_of(page, "calls-999/volume")
        looks.append(chart.locator(".pcc-chart-live svg").evaluate(LOOK))
        words.append(chart.locator(".pcc-chart-title").evaluate("(t) => getComputedStyle(t).color"))
        page.context.close()
    white = "rgb(255, 255, 255)"
    assert looks[0] == {"ground": white, "label": "rgb(71, 86, 106)", "line": "rgb(71, 86, 106)"}
    assert looks[0] == looks[1] == looks[2]
    assert words[1] != words[0] == words[2], "the words around it follow what a reader forces; the book has no dark side"


# ── surveys ───────────────────────────────────────────────────────────────────────────────────────────────────────────
BARS = """(c) => [...c.querySelectorAll('.pcc-chart-live .mark-rule.role-mark line')].map((l) => [l, getComputedStyle(l)])
    .filter(([l, s]) => s.opacity < 1 && parseFloat(s.strokeWidth) >= 3)
    .map(([l]) => Math.max(l.getBoundingClientRect().width, l.getBoundingClientRect().height))"""


@pytest.mark.parametrize("name", ["overall", "stages", "crime-types", "rights"])
def test_the_axis_of_a_survey_is_honest(chromium, served, name):
    """Each value has its interval; the axis begins at nought or says that it does not; it spans ten points or more."""
    page, _, _ = visit(chromium, f"{served}/notebooks/priority-4.html")
    chart = chart_of(page, f"victim-voice/{name}")
    bars = chart.evaluate(BARS)
    rows = chart.locator("tbody tr").count()
    assert len(bars) == rows and min(bars) > 5
    ticks = chart.evaluate("""(c) => [...c.querySelectorAll('.pcc-chart-live .role-axis-label text')].map((t) => t.textContent)
        .filter((t) => /%$/.test(t)).map(parseFloat)""")
    said = "does not start at zero" in chart.locator(".pcc-chart-subtitle").inner_text()
    assert said == (min(ticks) > 0) and max(ticks) - min(ticks) >= 10 and max(ticks) <= 100
    page.context.close()

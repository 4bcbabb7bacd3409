"""The scorecard: the key metrics of the plan in its own order, then the further measures of each priority."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pcc_lib.core.sure import sure
from pcc_lib.inputs.contents import has_page
from pcc_lib.inputs.key_metrics import KeyMetric, key_metrics
from pcc_lib.inputs.measures import Measure, measure_ids
from pcc_lib.inputs.models.plan import Priority
from pcc_lib.inputs.plan import priorities, priority, table
from pcc_lib.pages import waiting
from pcc_lib.pages.filters import Choice, asked_for, filter_bar
from pcc_lib.pages.ours import title_of
from pcc_lib.pages.page import Page
from pcc_lib.pages.parts_listed import SHORTENED
from pcc_lib.pages.scorecard_lines import (
    ABSENT,
    BAD,
    GOOD,
    KIND,
    Line,
    all_marks,
    are_fewer,
    further_lines,
    marks_of,
    metric_lines,
    other_lines,
    parts_shown,
)
from pcc_lib.pages.scorecard_rows import COLUMNS, SORTABLE, priority_telling, row, row_of_parts, row_without, told_at
from pcc_lib.pages.trends import TREND_VALUES
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.links import page_link
from pcc_lib.writing.markup import details, lead, link, note, paragraph, rows_counted
from pcc_lib.writing.tables import Cell, Table, table_html
from pcc_lib.writing.wording import Sentence

HOW_TO_READ = (
    "Latest: the newest value that this edition knows, with the months that it covers. Change: in words, against the months "
    f"that it names. Trend: the last {TREND_VALUES} values known, with the usual range shaded. This month: against its usual "
    "range, or the level that it moved to. This year: these twelve months against the twelve before; "
    "no test is made of averages and ready-made values, of fewer than 24 months, or where limits were set again among them. "
    "Points: percentage points. [x]: no data. The whole of each verdict stands where the measure's name leads."
)
ON_SCREEN = "Open a verdict to see the range or the level."  # which paper leaves out


def summary(page: Page) -> Markup:
    """How many key metrics the plan names and how many measures follow, how to read the tables, and buttons that filter them."""
    found = table(page.project, "key_metrics")
    if not found and not measure_ids(page.project):
        return waiting.for_any_measure()
    said = _named_by(page) if found else _standing(page)
    source = f"{found.source}. " if found else ""
    told = join([note(source + HOW_TO_READ), paragraph(ON_SCREEN, "pcc-note pcc-on-screen")])
    how = details("How to read the columns", told)
    filters = _filters(page)
    counted = paragraph(join(_rows_counted(page)), "pcc-note pcc-on-screen") if filters else ""
    return join([lead(page.sentence(said)), fill("scorecard/legend"), how, filters, counted])


def _rows_counted(page: Page) -> list[object]:
    """What the buttons count, where the landing page counts by other rules."""
    said: list[object] = ["Each button counts rows, and every area or team has its own"]
    if not has_page(page.project, "headlines"):
        return [*said, "."]
    return [*said, "; the ", page_link(page.project, "headlines", "landing page"), " names only what matters most."]


def scorecard(page: Page, priority_id: str) -> Markup:
    """The tables of one priority: the plan's key metrics, one row each, in its order; folded under them the other values of the
    same measures, and the further measures, with a row for each part of them."""
    about = priority(page.project, priority_id)
    metrics, further = metric_lines(page, about.id), further_lines(page, about.id)
    if not metrics and not further:
        return paragraph(f"No measures are defined for {about.title} [x].")
    tables = [_key_metrics(page, about, metrics), _other_values(page, about), _further(page, about, further)]
    return join([*tables, _elsewhere(page, about)])


def _filters(page: Page) -> Markup:
    """Buttons for what is worse, what is better, what has no data, and each priority that the page tells."""
    every = priorities(page.project)
    asked = asked_for(page, "scorecard", [p.id for p in every])
    numbers = [Choice(p.id, f"Priority {p.number}") for p in every]
    choices = [Choice(BAD, "Worse or missed"), Choice(GOOD, "Better or met"), Choice(ABSENT, "No data [x]"), *numbers]
    return filter_bar(KIND, choices, all_marks(page, asked))


# ── how many ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _named_by(page: Page) -> Sentence:
    """`The delivery plan names 56 key metrics, 21 of them with data. 59 further measures follow, 51 of them with data.`"""
    said: Sentence = [f"The {page.originals.plan} names ", *_counted(page, "key_metrics", "key metric"), "."]
    further = page.figures.figure("scorecard_further_measures.value")
    return [*said, " ", *_counted(page, "further_measures", "further measure", " follow"), "."] if further.value else said


def _standing(page: Page) -> Sentence:
    """`111 measures, 68 of them with data. Those without say why there are none.`"""
    count, known = (page.figures.figure(f"scorecard_{each}.value") for each in ("measures", "with_data"))
    reasons = " Those without say why there are none." if known.value != count.value else ""
    return [*_counted(page, "measures", "measure"), f".{reasons}"]


def _counted(page: Page, name: str, noun: str, verb: str = "", group: str = "") -> Sentence:
    """How many there are, of all or of a priority, and of how many there are data: `22 key metrics, 12 of them with data`."""
    start = f"scorecard_{group.replace('-', '_')}_" if group else "scorecard_"
    data = "key_metrics_with_data" if name == "key_metrics" else name.replace("measures", "with_data")
    count, known = (page.figures.figure(f"{start}{each}.value") for each in (name, data))
    one = count.value == 1
    said: Sentence = [count, f" {noun}{verb}{'s' if verb else ''}" if one else f" {noun}s{verb}"]
    if known.value in (0, count.value):
        return [*said, ", all with data" if known.value else ", none with data"]
    return [*said, ", ", known, " of them with data"]


# ── the rows ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _key_metrics(page: Page, about: Priority, lines: Sequence[Line]) -> Markup:
    """The table of a priority's key metrics, under the headings that the plan has there."""
    if not lines:
        return Markup()
    groups = [line.metric.group if line.metric else "" for line in lines]
    heads = {at: group for at, group in enumerate(groups) if group and group not in groups[:at]}
    caption = f"Key metrics of priority {about.number}"
    said = page.sentence([*_counted(page, "key_metrics", "key metric", group=about.id), "."])
    shown = _table(page, about, caption, lines, heads)
    return join([paragraph(said), table_html(shown, page)])


def _other_values(page: Page, about: Priority) -> Markup:
    """The other values of the measures that tell key metrics, folded."""
    lines = other_lines(page, about.id)
    shown = _table(page, about, f"Other values of these measures, priority {about.number}", lines)
    words = ["Other values of these measures, not named in the plan (", rows_counted(len(lines)), ")"]
    return _folded(words, shown, page) if lines else Markup()


def _further(page: Page, about: Priority, lines: Sequence[Line]) -> Markup:
    """The measures that tell no key metric, folded; all of them, and open, where the plan names none."""
    if not lines:
        return Markup()
    beside = bool(key_metrics(page.project))
    name, noun = ("further_measures", "further measure") if beside else ("measures", "measure")
    said = page.sentence([*_counted(page, name, noun, group=about.id), "."])
    caption = f"{'Further measures' if beside else 'Measures'} of priority {about.number}"
    shown = _table(page, about, caption, lines)
    if not beside:
        return join([paragraph(said), table_html(shown, page)])
    words = [f"{caption} (", rows_counted(len(lines)), ")"]
    return _folded(words, shown, page, said)


def _folded(words: Sequence[object], shown: Table, page: Page, said: Markup = Markup()) -> Markup:
    return details(join(words), join([paragraph(said) if said else "", table_html(shown, page)]))


def _table(page: Page, about: Priority, caption: str, lines: Sequence[Line], heads: Mapping[int, str] | None = None) -> Table:
    """A table of rows of one priority."""
    return Table(
        caption,
        ("Key metric" if caption.startswith("Key") else "Measure", *COLUMNS),
        [_cells(page, line) for line in lines],
        numeric=(1,),
        kind="pcc-scan pcc-scorecard",
        stack=True,
        hide_caption=True,  # what stands above it says the same
        heads=heads or {},
        across=[at for at, line in enumerate(lines) if _goes_across(page, line)],
        marks=[marks_of(page, about.id, line) for line in lines],
        sortable=SORTABLE,
        notes=[SHORTENED] if are_fewer(page, lines) else [],
    )


def _goes_across(page: Page, line: Line) -> bool:
    """Whether the last cell of a row goes over several columns: why there are no data, or where the parts are told."""
    return bool(line.why) or line.measure is None or line.part not in parts_shown(page, line.measure)


def _cells(page: Page, line: Line) -> list[Cell]:
    """The cells of a row, whether there are data or not."""
    name = _metric_name(page, line.metric, line.measure) if line.metric else _name(page, line)
    if line.why or line.measure is None:
        return row_without(name, line.why)
    parts = parts_shown(page, line.measure)
    return row(page, name, line.measure, line.part) if line.part in parts else row_of_parts(page, name, line.measure, parts)


def _metric_name(page: Page, metric: KeyMetric, measure: Measure | None) -> Markup:
    """A metric's number in the whole list and its title, linked to where it is told; its note is folded."""
    return fill(
        "scorecard/metric",
        id=_anchor(metric),
        number=key_metrics(page.project).index(metric) + 1,
        name=link(told_at(page, measure), metric.title) if measure else metric.title,
        told=_told_words(page, metric, measure),
        note=metric.note,
    )


def _told_words(page: Page, metric: KeyMetric, measure: Measure | None) -> str:
    """Under which priority a metric is told, where that is another than the plan names it under."""
    of = priority_telling(page, measure) if measure else None
    return f"see priority {of.number}" if of and of.id != metric.priority else ""


def _name(page: Page, line: Line) -> Markup:
    """The measure's name, linked to where it is told."""
    measure = sure(line.measure)
    return link(told_at(page, measure), title_of(page, measure, line.part))


def _elsewhere(page: Page, about: Priority) -> Markup:
    """The metrics of other priorities that measures of this one tell; nothing where there are none."""
    told = [
        [
            link(f"#{_anchor(metric)}", f"{number}. {metric.title}"),
            f" (priority {priority(page.project, metric.priority).number})",
        ]
        for number, metric in enumerate(key_metrics(page.project), 1)
        if metric.measure and metric.priority != about.id
        for of in [priority_telling(page, page.figures.measure(metric.measure))]
        if of and of.id == about.id
    ]
    if not told:
        return Markup()
    words = [part for each in told for part in ("; ", *each)][1:]
    return note(join([f"Key metrics of another priority that are on the page of priority {about.number}: ", *words, "."]))


def _anchor(metric: KeyMetric) -> str:
    return f"metric-{metric.id}"

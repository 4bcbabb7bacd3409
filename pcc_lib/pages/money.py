"""Money and people: the allocation of funding, the funds, the staff, and how the office is built."""

from __future__ import annotations

from collections.abc import Sequence

from pcc_lib.charts.given import Axis, Caption, Data
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import financial_year
from pcc_lib.core.text import lower_first
from pcc_lib.figures.figure import Figure, blocks_of
from pcc_lib.figures.plan_numbers import Supplied, budget_id, staff_id
from pcc_lib.inputs.models.plan import Budget, MakeUp, Post, StaffGroup, StaffRow
from pcc_lib.inputs.plan import table
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.pages.alternatives import alt_text
from pcc_lib.pages.facts import with_facts
from pcc_lib.pages.page import Page
from pcc_lib.pages.parts_named import is_rest
from pcc_lib.pages.pictures import Draw, placed
from pcc_lib.writing.compared import alike
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.markup import diagram, note, notice, pairs, paragraph, points, web_link
from pcc_lib.writing.tables import Cell, Table, table_html
from pcc_lib.writing.wording import Sentence

NO_BUDGET = "No budget was supplied for this report [x]."
NO_STAFF = "No figures of staff were supplied for this report [x]."
NO_STRUCTURE = "The structure of the office was not supplied [x]."
CHART = "allocation"


def budget(page: Page) -> Markup:
    """Each allocation by year with its growth, checked against the printed totals; shares; a stacked chart."""
    about = table(page.project, "budget")
    if not about:
        return paragraph(NO_BUDGET)
    said = [paragraph(with_facts(page, text, about.facts)) for text in (about.strategy, about.funding) if text]
    checked = _totals(page, about) if about.printed_totals else ""
    shown = [_chart(page, about), _amounts(page, about), checked, _shares(page, about)]
    return join([*said, *shown, _source(about.source)])


def claim(page: Page) -> Markup:
    """What the plan says of a share, against what its own table gives."""
    about = table(page.project, "budget")
    if not about or not about.claim:
        return paragraph(NO_BUDGET)
    told, year = about.claim, financial_year(about.years[0])
    said = fill(
        "money/claim",
        statement=told.statement,
        stated=_printed(page, "budget_claim.stated"),
        own=_printed(page, budget_id(told.rows[0], "share", year)),
        year=about.years[0],
        wider=_printed(page, budget_id("claim-wider", "share", year)) if told.wider_rows else "",
        wider_title=told.wider_title,
        note=told.note,
    )
    return notice(said, "quiet")


def funds(page: Page) -> Markup:
    """The office's own budget and the funds that the public can be helped from."""
    about = table(page.project, "budget")
    if not about:
        return paragraph(NO_BUDGET)
    rows = [(f.title, f.description) for f in about.funds]
    listed = pairs(rows) if rows else paragraph("No funds are listed [x].")
    link = [" ", web_link(about.link)] if about.link else []
    more = paragraph(join([about.more, *link])) if about.more else ""
    return join([paragraph(about.office_budget), listed, more])


def staffing(page: Page) -> Markup:
    """Full-time equivalents by team, checked against the printed totals, and the make-up of the staff."""
    about = table(page.project, "staffing")
    if not about:
        return paragraph(NO_STAFF)
    groups = [_staff_table(page, group, printed=bool(about.printed_totals)) for group in about.groups]
    return join([*groups, _make_up(page, about.make_up) if about.make_up else "", _source(about.source)])


def structure(page: Page) -> Markup:
    """The office's posts and teams, level by level."""
    about = table(page.project, "structure")
    if not about:
        return paragraph(NO_STRUCTURE)
    levels, row, above = [], [about.root], None
    while row:
        label = "" if above is None else "Under the " + " and the ".join(above)
        levels.append((label, [(_post(page, post), above is None) for post in row]))
        above = [post.title for post in row if post.children]
        row = [child for post in row for child in post.children]
    below = join([about.note, f" Source: {about.source}."])
    return join([diagram(f"{about.title}: who reports to whom", levels), note(below)])


def chart_cells(page: Page, chart_id: str) -> tuple[str, str]:
    """Source cells and period of the chart, for the list of charts."""
    about = table(page.project, "budget")
    span = Span(_years(about)[0], _years(about)[-1])
    return str(Supplied.of(page.project, about.amounts).cells(span)), str(span)


def _years(about: Budget) -> list[str]:
    return [financial_year(y) for y in about.years]


def _printed(page: Page, id: str) -> Markup:
    """A figure, printed."""
    return page.figure(page.figures.figure(id))


def _source(words: str) -> Markup:
    return note(f"Source: {words}.")


def _amounts(page: Page, about: Budget) -> Markup:
    rows = [_growing(page, about, r.title, r.id) for r in about.rows]
    totals = [_growing(page, about, "Total of the rows", "total")]
    if about.printed_totals:
        totals.append([*_amount_cells(page, about, "Total as printed", "total", "stated"), ""])
    shown = Table(
        f"{about.title}, {_unit(about)}",
        ("Allocation", *about.years, "Change, first to last year"),
        [*rows, *totals],
        numeric=range(1, len(about.years) + 2),
        totals=tuple(range(len(rows), len(rows) + len(totals))),
        stack=True,
    )
    return table_html(shown, page)


def _growing(page: Page, about: Budget, title: str, name: str) -> list[Cell]:
    """An allocation's title, its amount in each year, and how it changes from the first to the last."""
    growth = _printed(page, budget_id(name, "change"))
    return [*_amount_cells(page, about, title, name), growth]


def _amount_cells(page: Page, about: Budget, title: str, name: str, statistic: str = "value") -> list[Cell]:
    """An allocation's title, and its amount in each year."""
    amounts = [page.figures.figure(budget_id(name, statistic, year)) for year in _years(about)]
    return [title, *(page.figure(f, _bare(f)) for f in amounts)]


def _unit(about: Budget) -> str:
    """The unit of its amounts, as captions name it."""
    return "£ million" if about.unit == "GBP million" else "£"


def _bare(figure: Figure) -> str:
    """An amount without its unit, which the caption names."""
    return figure.text.split("\u00a0")[0].removeprefix("£")


def _totals(page: Page, about: Budget) -> Markup:
    """Where a printed total is not the sum of its rows, by how much."""
    said = []
    for printed, year in zip(about.years, _years(about), strict=True):
        gap = page.figures.figure(f"budget_total.gap_to_printed@{year}")
        if gap.value:
            amount, word = (gap, gap.magnitude), "more" if gap.value > 0 else "less"
            said.append(page.sentence([f"{printed}: the printed total is ", amount, f" {word} than the rows add up to."]))
    if not said:
        return paragraph("The rows add up to the printed total in every year.")
    return notice(fill("money/totals", gaps=points(said)), "quiet")


def _shares(page: Page, about: Budget) -> Markup:
    years = _years(about)
    shown = Table(
        "Share of each year's allocation",
        ("Allocation", *about.years),
        [[r.title, *(page.figures.figure(budget_id(r.id, "share", y)) for y in years)] for r in about.rows],
        numeric=range(1, len(years) + 1),
        stack=True,
    )
    return table_html(shown, page)


def _share(page: Page, rows: Sequence[str], year: str) -> Figure:
    return page.figures.figure(budget_id(rows[0], "share", year))


def _chart(page: Page, about: Budget) -> Markup:
    """The allocation of each year as a stacked column."""
    title, shows = _chart_words(page, about)
    pounds = "pounds in millions" if about.unit == "GBP million" else "pounds"
    subject = f"{about.title}, {pounds}, financial years {about.years[0]} to {about.years[-1]}"
    caption = Caption(
        chart_id=f"{page.name}/{CHART}",
        number=page.next_chart(),
        title=page.sentence(title),
        subtitle=subject,
        shows=page.sentence(shows),
        alt=alt_text("Stacked columns", lower_first(about.title), [*title, "."], shows),
        source=about.source,
    )
    parts = [(y, r.title, page.figures.figure(budget_id(r.id, "value", y))) for r in about.rows[::-1] for y in _years(about)]
    return placed(page, caption, _chart_data(page, about, parts), _drawn(page, about, parts))


def _chart_words(page: Page, about: Budget) -> tuple[Sentence, Sentence]:
    """The message of the chart, and what it shows."""
    figure, years = page.figures.figure, _years(about)
    total = [figure(budget_id("total", "value", y)) for y in (years[0], years[-1])]
    rows = [row for row in about.rows if not is_rest(row.title)] or about.rows
    largest = max(rows, key=lambda r: figure(budget_id(r.id, "value", years[0])).value or 0.0)
    share = figure(budget_id(largest.id, "share", years[0]))
    return (
        _allocated(total, about.years),
        [f"{largest.title} is the largest part: ", share, f" in {about.years[0]}."],
    )


def _allocated(total: Sequence[Figure], years: Sequence[str]) -> Sentence:
    """`The allocation grows from £146.5 million in 2023/24 to £160.1 million in 2026/27`; one that stays is told once."""
    first, last = total
    if alike(first, last):
        return ["The allocation is ", first, f" {f'from {years[0]} to {years[-1]}' if len(years) > 1 else f'in {years[0]}'}"]
    goes = "grows" if (last.value or 0.0) > (first.value or 0.0) else "falls"
    return [f"The allocation {goes} from ", first, f" in {years[0]} to ", last, f" in {years[-1]}"]


def _chart_data(page: Page, about: Budget, parts: Sequence[tuple[str, str, Figure]]) -> Data:
    """A row an allocation; the first of the parts stands at the bottom of the columns."""
    years = len(_years(about))
    rows = [parts[at : at + years] for at in range(0, len(parts), years)]  # two allocations may have one title
    return Data(
        columns=("Allocation", *about.years),
        cells=[[row[0][1], *(f.text for _, _, f in row)] for row in rows],
        csv_columns=("year", "allocation", "value", "unit"),
        csv_rows=[[year, title, f.value, about.unit] for year, title, f in parts],
        csv_name=f"allocation-of-funding-{page.quarter}.csv",
        files=sorted({f"{SOURCES}/{cells.partition('#')[0]}" for _, _, f in parts for cells in blocks_of(f.cells)}),
    )


def _drawn(page: Page, about: Budget, parts: Sequence[tuple[str, str, Figure]]) -> Draw:
    totals = {y: "£" + _bare(page.figures.figure(budget_id("total", "value", y))) for y in _years(about)}

    def draw(description: str) -> object:
        import pandas as pd

        from pcc_lib.charts.stacks import budget as form

        rows = [{"year": y, "category": title, "value": f.value, "printed": "£" + _bare(f)} for y, title, f in parts]
        return form(pd.DataFrame(rows), Axis("GBP", _unit(about)), description, totals)

    return draw


def _staff_table(page: Page, group: StaffGroup, printed: bool) -> Markup:
    """A table of staff with its total; where the plan prints one, it is held against the rows."""
    last = "Total as printed" if printed else "Total of the rows"
    rows = [*_staff_rows(page, group.rows), [last, page.figures.figure(staff_id(group.total_id))]]
    *teams, total = (page.figures.figure(staff_id(id)).value or 0.0 for id in (*(r.id for r in group.rows), group.total_id))
    fits = abs(sum(teams) - total) < 0.05
    checked = "The rows add up to the printed total." if fits else "The rows do not add up to the printed total."
    caption = f"{group.title}, full-time equivalents (FTE)"
    notes = [checked] if printed else []
    return table_html(Table(caption, ("Team", "FTE"), rows, numeric=(1,), totals=(len(rows) - 1,), notes=notes), page)


def _make_up(page: Page, about: MakeUp) -> Markup:
    rows = _staff_rows(page, about.rows)
    return table_html(Table(f"Make-up of the {about.of}", ("Staff", "Share"), rows, numeric=(1,), notes=[about.note]), page)


def _staff_rows(page: Page, rows: Sequence[StaffRow]) -> list[list[Cell]]:
    return [[r.title, page.figures.figure(staff_id(r.id))] for r in rows]


def _post(page: Page, post: Post) -> Markup:
    """A post's box: title, full-time equivalent, employer, note, teams."""
    lines = []
    if post.fte is not None:
        lines.append(join([_printed(page, f"structure_{post.id.replace('-', '_')}.stated"), " FTE"]))
    lines += filter(None, (post.employer, post.note))
    if post.teams:
        lines.append(f"Teams: {'; '.join(post.teams)}")
    return fill("money/post", title=post.title, lines=lines)

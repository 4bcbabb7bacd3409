"""Money and people: the allocation of funding, the funds, the staff, and how the office is built."""

from __future__ import annotations

from collections.abc import Sequence

from pcc_lib.charts.given import Axis, Caption, Data
from pcc_lib.figures.figures import Figure
from pcc_lib.figures.stated import BUDGET, budget_id, financial_year, staff_id
from pcc_lib.inputs.models.plan import Budget, MakeUp, Post, StaffGroup
from pcc_lib.inputs.plan import table
from pcc_lib.pages.governance import diagram, with_facts
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import Draw, placed
from pcc_lib.writing.html import Markup
from pcc_lib.writing.markup import esc, notice, plain, points, web_link
from pcc_lib.writing.tables import table as html_table
from pcc_lib.writing.wording import Sentence

NO_BUDGET = "No budget was supplied for this report [x]."
NO_STAFF = "No figures of staff were supplied for this report [x]."
NO_STRUCTURE = "The structure of the office was not supplied [x]."
CHART = "allocation"


def budget(page: Page) -> str:
    """Each allocation by year with its growth, checked against the printed totals; shares; a stacked chart."""
    about = table(page.project, "budget")
    if not about:
        return f"<p>{NO_BUDGET}</p>"
    said = "".join(f"<p>{with_facts(page, said)}</p>" for said in (about.strategy, about.funding) if said)
    return (
        said
        + _chart(page, about)
        + _amounts(page, about)
        + _totals(page, about)
        + _shares(page, about)
        + f'<p class="pcc-note">Source: {esc(about.source)}.</p>'
    )


def claim(page: Page) -> str:
    """What the plan says of a share, against what its own table gives."""
    about = table(page.project, "budget")
    if not about or not about.claim:
        return f"<p>{NO_BUDGET}</p>"
    told, year = about.claim, financial_year(about.years[0])
    figure = page.figures.figure
    own = _share(page, told.rows, year)
    said = page.sentence(
        [
            "The plan speaks of ",
            figure("budget_claim.stated"),
            ". Its table gives ",
            own,
            " for ",
            f"{about.years[0]}, and ",
            figure(f"budget_with_shared_services.share@{year}"),
            " with the shared services.",
        ]
    )
    return notice(f"<p><strong>{esc(told.statement)}</strong></p><p>{said} {esc(told.note)}</p>", "quiet")


def funds(page: Page) -> str:
    """The office's own budget and the funds that the public can be helped from."""
    about = table(page.project, "budget")
    if not about:
        return f"<p>{NO_BUDGET}</p>"
    rows = "".join(f"<div><dt>{esc(f.title)}</dt><dd>{page.explained(f.description)}</dd></div>" for f in about.funds)
    more = " " + web_link(about.link) if about.link else ""
    return (
        f"<p>{page.explained(about.office_budget)}</p>"
        + (f'<dl class="pcc-facts-list">{rows}</dl>' if rows else "<p>No funds are listed [x].</p>")
        + (f"<p>{page.explained(about.more)}{more}</p>" if about.more else "")
    )


def staffing(page: Page) -> str:
    """Full-time equivalents by team, checked against the printed totals, and the make-up of the staff."""
    about = table(page.project, "staffing")
    if not about:
        return f"<p>{NO_STAFF}</p>"
    groups = "".join(_staff_table(page, group) for group in about.groups)
    return (
        groups
        + (_make_up(page, about.make_up) if about.make_up else "")
        + f'<p class="pcc-note">Source: {esc(about.source)}.</p>'
    )


def structure(page: Page) -> str:
    """The office's posts and teams, level by level."""
    about = table(page.project, "structure")
    if not about:
        return f"<p>{NO_STRUCTURE}</p>"
    levels, row, above = [], [about.root], None
    while row:
        label = "" if above is None else "Under the " + " and the ".join(above)
        levels.append((label, [_post(page, post, above is None) for post in row]))
        above = [post.title for post in row if post.children]
        row = [child for post in row for child in post.children]
    return (
        diagram(f"{about.title}: who reports to whom", levels)
        + f'<p class="pcc-note">{page.explained(about.note)} Source: {esc(about.source)}.</p>'
    )


def chart_cells(page: Page, chart_id: str) -> tuple[str, str]:
    """Source cells and period of the chart, for the list of charts."""
    years = [financial_year(y) for y in table(page.project, "budget").years]
    return f"{BUDGET}#all rows;year={years[0]}..{years[-1]}", f"{years[0]}..{years[-1]}"


def _years(about: Budget) -> list[str]:
    return [financial_year(y) for y in about.years]


def _amounts(page: Page, about: Budget) -> str:
    figure, years = page.figures.figure, _years(about)

    def row(title: str, name: str, statistic: str = "value") -> list[str]:
        amounts = [figure(budget_id(name, statistic, y)) for y in years]
        growth = page.figure(figure(budget_id(name, "change"))) if statistic == "value" else ""
        return [esc(title), *(page.figure(f, _bare(f)) for f in amounts), growth]

    rows = [row(r.title, r.id) for r in about.rows]
    rows += [row("Total of the rows", "total"), row("Total as printed", "total", "stated")]
    return html_table(
        f"{about.title}, £ million",
        ("Allocation", *about.years, "Change, first to last year"),
        rows,
        numeric=range(1, len(years) + 2),
        totals=(len(rows) - 2, len(rows) - 1),
        stack=True,
    )


def _bare(figure: Figure) -> str:
    """An amount without its unit, which the caption names."""
    return figure.text.split("\u00a0")[0].removeprefix("£")


def _totals(page: Page, about: Budget) -> str:
    """Where a printed total is not the sum of its rows, by how much."""
    said = []
    for printed, year in zip(about.years, _years(about), strict=True):
        gap = page.figures.figure(f"budget_total.gap_to_printed@{year}")
        if gap.value:
            word = "more" if gap.value > 0 else "less"
            said.append(
                page.sentence(
                    [
                        f"{printed}: the printed total is ",
                        (gap, gap.text.lstrip("\u2212")),
                        f" {word} than the rows add up to.",
                    ]
                )
            )
    if not said:
        return "<p>The rows add up to the printed total in every year.</p>"
    return notice(
        "<p><strong>Rows checked against the printed totals.</strong> Rounded rows can do this; both are "
        f"kept, and shares are worked out from the rows.</p>{points(said)}",
        "quiet",
    )


def _shares(page: Page, about: Budget) -> str:
    rows = [
        [
            esc(r.title),
            *(page.figure(page.figures.figure(budget_id(r.id, "share", y))) for y in _years(about)),
        ]
        for r in about.rows
    ]
    return html_table(
        "Share of each year's allocation",
        ("Allocation", *about.years),
        rows,
        numeric=range(1, len(about.years) + 1),
        stack=True,
    )


def _share(page: Page, rows: Sequence[str], year: str) -> Figure:
    return page.figures.figure(budget_id(rows[0], "share", year))


def _chart(page: Page, about: Budget) -> Markup:
    """The allocation of each year as a stacked column."""
    title, shows = _chart_words(page, about)
    subject = f"{about.title}, pounds in millions, financial years {about.years[0]} to {about.years[-1]}"
    caption = Caption(
        chart_id=f"{page.name}/{CHART}",
        number=page.next_chart(),
        title=page.sentence(title),
        subtitle=subject,
        shows=page.sentence(shows),
        alt=f"Stacked columns. {subject}. {plain(title)}. {plain(shows)}"[:250],
        source=about.source,
    )
    parts = [(y, r.title, page.figures.figure(budget_id(r.id, "value", y))) for r in about.rows[::-1] for y in _years(about)]
    return placed(page, caption, _chart_data(page, about, parts), _drawn(page, about, parts))


def _chart_words(page: Page, about: Budget) -> tuple[Sentence, Sentence]:
    """The message of the chart, and what it shows."""
    figure, years = page.figures.figure, _years(about)
    total = [figure(budget_id("total", "value", y)) for y in (years[0], years[-1])]
    largest = max(about.rows, key=lambda r: r.values[0])
    share = figure(budget_id(largest.id, "share", years[0]))
    return (
        ["The allocation grows from ", total[0], f" in {about.years[0]} to ", total[1], f" in {about.years[-1]}"],
        [f"{largest.title} is the largest part: ", share, f" in {about.years[0]}."],
    )


def _chart_data(page: Page, about: Budget, parts: Sequence[tuple[str, str, Figure]]) -> Data:
    """A row an allocation; the first of the parts stands at the bottom of the columns."""
    titles = dict.fromkeys(title for _, title, _ in parts)
    return Data(
        columns=("Allocation", *about.years),
        cells=[[esc(title), *(esc(f.text) for _, other, f in parts if other == title)] for title in titles],
        csv_columns=("year", "allocation", "value", "unit"),
        csv_rows=[[year, title, f.value, about.unit] for year, title, f in parts],
        csv_name=f"allocation-of-funding-{page.quarter}.csv",
    )


def _drawn(page: Page, about: Budget, parts: Sequence[tuple[str, str, Figure]]) -> Draw:
    totals = {y: "£" + _bare(page.figures.figure(budget_id("total", "value", y))) for y in _years(about)}

    def draw(description: str) -> object:
        import pandas as pd

        from pcc_lib.charts.stacks import budget as form

        rows = [{"year": y, "category": title, "value": f.value, "printed": "£" + _bare(f)} for y, title, f in parts]
        return form(pd.DataFrame(rows), Axis("GBP", "£ million"), description, totals)

    return draw


def _staff_table(page: Page, group: StaffGroup) -> str:
    figure = page.figures.figure
    rows = [[esc(r.title), page.figure(figure(staff_id(r.id)))] for r in group.rows]
    rows.append(["Total as printed", page.figure(figure(staff_id(group.total_id)))])
    fits = abs(sum(r.value for r in group.rows) - group.printed_total) < 0.05
    checked = "The rows add up to the printed total." if fits else "The rows do not add up to the printed total."
    return (
        html_table(
            f"{group.title}, full-time equivalents (FTE)",
            ("Team", "FTE"),
            rows,
            numeric=(1,),
            totals=(len(rows) - 1,),
        )
        + f'<p class="pcc-note">{checked}</p>'
    )


def _make_up(page: Page, about: MakeUp) -> str:
    rows = [[esc(r.title), page.figure(page.figures.figure(staff_id(r.id)))] for r in about.rows]
    return (
        html_table(f"Make-up of the {about.of}", ("Staff", "Share"), rows, numeric=(1,))
        + f'<p class="pcc-note">{esc(about.note)}</p>'
    )


def _post(page: Page, post: Post, top: bool) -> tuple[str, bool]:
    """A post's box: title, full-time equivalent, employer, note, teams."""
    parts = []
    if post.fte is not None:
        fte = page.figures.figure(f"structure_{post.id.replace('-', '_')}.stated")
        parts.append(f"{page.figure(fte)} FTE")
    parts += [page.explained(text) for text in (post.employer, post.note) if text]
    if post.teams:
        parts.append(f"Teams: {esc('; '.join(post.teams))}")
    return f"<strong>{esc(post.title)}</strong>" + "<br>".join(parts), top

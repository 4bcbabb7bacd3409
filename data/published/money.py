"""Money and staff: the tables of the delivery plan, number by number as they were printed."""

from __future__ import annotations

from tools import Printed

YEARS = ("2023-24", "2024-25", "2025-26", "2026-27")
PLAN_YEAR = YEARS[0]
ALLOCATIONS = ("capital", "chief-constable", "commissioning", "office-costs", "shared-services")
TEAMS = (
    "chief-executive",
    "communications",
    "complaints-resolution",
    "estates",
    "finance",
    "independent-adjudicators",
    "legal",
    "operations",
)
TOTALS = {"office": "staff-total", "shared": "staff-shared-total"}
GROUPS = ("disability", "ethnic-minority", "female")


def funding(printed: Printed) -> list[dict]:
    """Each allocation in each year."""
    return [
        {"year": year, "allocation": name, "gbp_million": printed(f"budget-{name}-{year}")}
        for year in YEARS
        for name in ALLOCATIONS
    ]


def funding_printed(printed: Printed) -> list[dict]:
    """The plan's own total of each year, whether or not its rows add up to it."""
    return [{"year": year, "allocation": "total", "gbp_million": printed(f"budget-total-{year}")} for year in YEARS]


def staff(printed: Printed) -> list[dict]:
    """Full-time equivalents of each team."""
    return [{"year": PLAN_YEAR, "team": name, "fte": printed(f"staff-{name}")} for name in TEAMS]


def staff_printed(printed: Printed) -> list[dict]:
    """The plan's own total of each group of teams."""
    return [{"year": PLAN_YEAR, "group": group, "fte": printed(name)} for group, name in TOTALS.items()]


def staff_make_up(printed: Printed) -> list[dict]:
    """Who the office's staff are, in per cent."""
    return [{"year": PLAN_YEAR, "group": name, "percent": printed(f"staff-{name}")} for name in GROUPS]

"""How to reach the body that publishes: one list, for the page that tells it and for the foot of every page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pcc_lib.core.quarters import day_label
from pcc_lib.inputs.models.body import OFFICE, Account, Body
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.writing.html import Markup, escape, fill, join
from pcc_lib.writing.markup import link, web_link


def ways(body: Body) -> list[tuple[str, Markup]]:
    """The ways to reach the body that `data/body.yml` gives, each under its name."""
    found = (
        escape(", ".join(body.address)),
        escape(body.telephone),
        link(f"mailto:{body.email}", body.email) if body.email else Markup(),
        web_link(body.web) if body.web else Markup(),
    )
    named = [(name, shown) for name, shown in zip(OFFICE, found, strict=True) if shown]
    return [*named, *((account.network, _account(account)) for account in body.social)]


class Lead(NamedTuple):
    """A link in the foot of a page; `here`: it leads to this very page."""

    href: str
    words: str
    here: bool = False


def foot(body: Body, leads: Sequence[Lead] = (), edition: str = "") -> Markup:
    """For the foot of every page: of which edition it is, links to what the law asks for, and how to reach whoever publishes; its
    name stands above."""
    return fill("foot", ways=ways(body), leads=leads, edition=edition)


def edition_line(folder: QuarterFolder) -> str:
    """Which edition a page is of, and of which day: a sheet of paper is known by nothing else."""
    corrected = folder.corrections[-1] if folder.corrections else None
    version = f"version {corrected.version}" if corrected else "first version"
    published = corrected.published if corrected else folder.about.published_on
    day = f"published on {day_label(published)}" if published else f"written on {day_label(folder.written_on)}"
    return f"{folder.project.body.report_title}, {folder.quarter.label}, {version}, {day}."


def _account(account: Account) -> Markup:
    return link(account.url, account.name) if account.url else join([account.name])

"""How to reach the body that publishes: one list, for the page that tells it and for the foot of every page."""

from __future__ import annotations

from pcc_lib.inputs.models.body import Account, Body
from pcc_lib.writing.html import Markup, escape, fill, join
from pcc_lib.writing.markup import link, web_link


def ways(body: Body) -> list[tuple[str, Markup]]:
    """The ways to reach the body that `data/body.yml` gives, each under its name."""
    found = {
        "Address": escape(", ".join(body.address)),
        "Telephone": escape(body.telephone),
        "E-mail": link(f"mailto:{body.email}", body.email) if body.email else Markup(),
        "Website": web_link(body.web) if body.web else Markup(),
    }
    named = [(name, shown) for name, shown in found.items() if shown]
    return [*named, *((account.network, _account(account)) for account in body.social)]


def foot(body: Body) -> Markup:
    """How to reach whoever publishes, for the foot of every page: its name stands before it."""
    return fill("foot", ways=ways(body))


def _account(account: Account) -> Markup:
    return link(account.url, account.name) if account.url else join([account.name])

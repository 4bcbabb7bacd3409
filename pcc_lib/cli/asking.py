"""What founding asks in a terminal: one question for each key of a new project, each answer looked at when it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from pcc_lib.cli.program import say
from pcc_lib.core.errors import FaultsError, ReportError, suggest
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.models.founding import NewProject

if TYPE_CHECKING:
    from pcc_lib.founding.proposing import Roles
    from pcc_lib.inputs.project import Project

# what is asked of each key, in the order in which it is asked; those that need not be answered
QUESTIONS: Mapping[str, str] = {
    "name": "The office that publishes, such as Office of the Mayor of Tarn",
    "short_name": "Its short name",
    "role": "The role that it supports: Mayor, Police and Crime Commissioner, Policing Board …",
    "role_holder": "Who holds that role",
    "force": "The police force, if there is one",
    "area": "The whole area that it serves",
}
CONTACT: Mapping[str, str] = {
    "telephone": "Telephone",
    "email": "E-mail",
    "web": "Web site",
    "report_title": "What the report is called (Quarterly report)",
    "plan_title": "The plan that is reported on",
    "plan_years": "Its years, such as 2025-29",
}
# of a source: what is asked, and what is taken where nothing is answered
ORIGIN: Mapping[str, tuple[str, str | None]] = {
    "title": ("What readers see as its title, such as Bus journeys by district", None),
    "producer": ("Who produces the data", None),
    "licence": ("Their licence", "Open Government Licence v3.0"),
    "obtained": ("How they came here, such as Sent by the county's transport team", None),
    "limits": ("What they cannot tell, in a sentence", None),
}
NEEDED = ("name", "area")
_ANY = {"name": "A", "area": "A", "priorities": ["A"], "quarter": "2025-26-Q1"}  # what stands beside an answer that is looked at


def ask_wishes() -> NewProject:
    """Ask for all that a new project is founded on."""
    say("A new project. Leave blank what there is not; everything can be changed in its files afterwards.")
    said: dict[str, Any] = {key: _asked(key, words) for key, words in QUESTIONS.items()}
    said["areas"] = _listed("areas", "area", "Its areas, which figures are split by, one a line; none where there are none.")
    said["priorities"] = _listed("priorities", "priority", "The priorities of its plan, in their order, one a line.", least=1)
    said |= {key: _asked(key, words) for key, words in CONTACT.items()}
    said["quarter"] = click.prompt(
        "The first quarter", default=str(_quarter_of_today()), value_proc=_checked("quarter", lambda text: text.strip().upper())
    )
    return NewProject(**{key: value for key, value in said.items() if value})


def _asked(key: str, words: str) -> str:
    if key in NEEDED:
        return click.prompt(words, value_proc=_checked(key))
    return click.prompt(words, default="", show_default=False, value_proc=_checked(key))


def _listed(key: str, one: str, words: str, least: int = 0) -> list[str]:
    """Titles, one after the other, up to a blank line."""
    say(words)
    found: list[str] = []
    while True:
        number = len(found) + 1
        blank = {} if number <= least else {"default": "", "show_default": False}
        ask = f"  {one.capitalize()} {number}" + ("" if number <= least else " (blank: no more)")
        titles = click.prompt(ask, value_proc=_checked(key, partial(_with, found)), **blank)
        if not titles:
            return found
        found = titles


def _with(found: list[str], text: str) -> list[str]:
    """The titles so far with another; none where nothing was answered."""
    return [*found, text.strip()] if text.strip() else []


def _checked(key: str, read: Callable[[str], Any] = str.strip) -> Callable[[str], Any]:
    """Looks at an answer as the file's own key is looked at; what is wrong is told, and it is asked again."""

    def look(text: str) -> Any:
        from pcc_lib.founding.project import areas_of, priorities_of
        from pcc_lib.inputs.models.faults import read_as

        value = read(text)
        if value in ("", []):
            return value
        try:
            found = read_as(NewProject, {**_ANY, key: value}, "")
            (areas_of if key == "areas" else priorities_of)(found)
        except FaultsError as error:
            raise click.UsageError(" ".join(f"{fault.found} {fault.todo}" for fault in error.faults)) from None
        return value

    return look


def _quarter_of_today() -> Quarter:
    return Quarter.of(date.today().isoformat()[:7])


def ask_origin(given: Mapping[str, str]) -> dict[str, str]:
    """What only people know of a source; what was given is not asked for."""
    return {key: given[key] or click.prompt(words, default=usual) for key, (words, usual) in ORIGIN.items()}


def ask_one_of(what: str, given: str, known: Sequence[str], none: str) -> str:
    """What was given, or one of what there is; a ReportError says `none` where there is nothing to choose from."""
    if given:
        return given
    if not known:
        raise ReportError(none)
    return click.prompt(what, type=click.Choice(known))


def ask_columns(project: Project, source: str, roles: Roles) -> tuple[str, Roles]:
    """The source and the columns of a new measure, each asked for where it is not named."""
    from pcc_lib.founding.measure import columns_of
    from pcc_lib.founding.proposing import Roles
    from pcc_lib.inputs.sources import source_names

    names = source_names(project)
    source = ask_one_of("The source", source, names, "The project has no source yet. Bring one: pcc new-source FILE")
    if source not in names:
        raise ReportError(f"There is no source '{source}'. {suggest(source, names)}")
    if roles.numerator:
        return source, roles
    columns = columns_of(project, source)
    top = click.prompt("The column that is counted, or divided", type=click.Choice(columns))
    if roles.denominator or roles.population or len(columns) == 1:
        return source, Roles(top, roles.denominator, roles.population)
    return source, Roles(
        top, click.prompt("Divided by (blank: nothing)", type=click.Choice([*columns, ""]), default="", show_default=False)
    )

"""How the office is governed: role, duties, functions, scheme and framework."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from pcc_lib.inputs.models.kinds import FACTS, Facts, Flag, Hyphened, Line, Prose, Title
from pcc_lib.inputs.models.records import Model, Problem, repeats


class Further(Model):
    """Further functions."""

    summary: Prose = Field(description="In a sentence.")
    items: tuple[Prose, ...] = Field(description="One by one.")


class Role(Model):
    """The role and its duties."""

    summary: Prose = Field(description="In a sentence.")
    duties: tuple[Prose, ...] = Field(description="The duties.")
    additional_functions: Further | None = Field(None, description="Further functions.")


class PlanOfGovernance(Model):
    """The plan and how it works."""

    summary: Prose = Field(description="In a sentence.")
    how_it_works: Prose = Field(description="How it works.")
    strands: tuple[Prose, ...] = Field(description="Its strands of work.")


class Function(Model):
    """A function of the office."""

    id: Hyphened = Field(description="Its id.")
    title: Title = Field(description="What it is called.")
    shared: Flag = Field(description="Whether it serves the force as well.")
    text: tuple[Prose, ...] = Field(description="What it does.")


class Document(Model):
    """A document of the scheme of governance."""

    id: Hyphened = Field(description="Its id.")
    title: Title = Field(description="What it is called.")
    text: Prose = Field(description="What it says.")


class Scheme(Model):
    """The scheme of governance."""

    summary: Prose = Field(description="In a sentence.")
    documents: tuple[Document, ...] = Field(description="Its documents.")


class Node(Model):
    """A box of the assurance framework."""

    id: Hyphened = Field(description="Its id.")
    title: Title = Field(description="What it is called.")
    years: Line = Field("", description="Its years, in quotes.")
    kind: Literal["plan", "delivery", "assurance"] = Field(description="Its level.")


class Link(Model):
    """A link between two boxes."""

    source: Hyphened = Field(alias="from", description="From which box.")
    target: Hyphened = Field(alias="to", description="To which box.")


class Framework(Model):
    """The assurance framework."""

    title: Title = Field(description="What it is called.")
    source: Line = Field(description="Where it is from.")
    note: Prose = Field(description="What to know of it.")
    nodes: tuple[Node, ...] = Field(min_length=1, description="Its boxes.")
    links: tuple[Link, ...] = Field(description="Its links.")

    def problems(self) -> Iterator[Problem]:
        yield from repeats(self.nodes, "nodes")
        ids = {n.id for n in self.nodes}
        for end in dict.fromkeys(end for link in self.links for end in (link.source, link.target)):
            if end not in ids:
                yield Problem("links", f"there is no node '{end}'.", f"Nodes: {', '.join(sorted(ids))}.")


class Governance(Model):
    """Role, duties, functions and governance: `data/plan/governance.yml`."""

    source: Line = Field(description="Where the facts are from.")
    mission_line: Line = Field("", description="The mission in a line.")
    vision: Prose = Field("", description="The vision; between “ and ” where these are the original's words.")
    mission: Prose = Field("", description="The mission; between “ and ” where these are the original's words.")
    introduction: tuple[Prose, ...] = Field((), description="Paragraphs that introduce.")
    role: Role | None = Field(None, description="The role and its duties.")
    plan: PlanOfGovernance | None = Field(None, description="The plan and how it works.")
    statutory_officers: tuple[Prose, ...] = Field((), description="The statutory officers.")
    functions: tuple[Function, ...] = Field((), description="The office's functions.")
    shared_services: Prose = Field("", description="The shared services.")
    decision_making: tuple[Prose, ...] = Field((), description="How decisions are made.")
    scheme_of_governance: Scheme | None = Field(None, description="The scheme of governance.")
    assurance_framework: Framework | None = Field(None, description="The assurance framework.")
    partners: tuple[Prose, ...] = Field((), description="The partners.")
    not_listed: Prose = Field("", description="What the original leaves open.")
    facts: Facts = Field((), description=FACTS)

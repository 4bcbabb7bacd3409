"""Governance: vision, role, functions, how decisions are made, the scheme of governance, assurance and partners."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.core.sure import sure
from pcc_lib.inputs.models.governance import Framework, Governance, Link, Node
from pcc_lib.inputs.plan import table
from pcc_lib.pages.facts import counted, with_facts
from pcc_lib.pages.page import Page
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.markup import diagram, lead, note, notice, pairs, paragraph, points, titled

NOT_SUPPLIED = "Nothing on this was supplied for this report [x]."
LEVELS = {
    "plan": "The plan gives direction",
    "delivery": "Those who deliver",
    "assurance": "How delivery is assured",
}


def governance(page: Page, part: str) -> Markup:
    """One part of the governance page; a ReportError names the parts there are."""
    if part not in PARTS:
        raise ReportError(f"report.governance('{part}'): there is no such part. {suggest(part, PARTS)}")
    about = table(page.project, "governance")
    needs, write = PARTS[part]
    if not about or not getattr(about, needs):
        return paragraph(NOT_SUPPLIED)
    return write(page, about)


def _vision(page: Page, about: Governance) -> Markup:
    said = [(word, text) for word, text in (("Vision", about.vision), ("Mission", about.mission)) if text]
    quoted = note(f"Quoted from the {about.source}.") if any(text.startswith("“") for _, text in said) else ""
    line = lead(about.mission_line) if about.mission_line else ""
    return join([line, pairs(said), quoted, _paragraphs(page, about, about.introduction)])


def _role(page: Page, about: Governance) -> Markup:
    role, more = sure(about.role), sure(about.role).additional_functions
    return fill(
        "governance/role",
        summary=_paragraphs(page, about, [role.summary]),
        duties=points(role.duties),
        further=join([titled("Further functions.", more.summary), points(more.items)]) if more else "",
    )


def _plan(page: Page, about: Governance) -> Markup:
    plan, count = sure(about.plan), counted(page, "strands", about.facts)
    words = _paragraphs(page, about, [plan.summary, plan.how_it_works])
    return join([words, fill("governance/strands", count=count, strands=points(plan.strands))])


def _officers(page: Page, about: Governance) -> Markup:
    return _paragraphs(page, about, about.statutory_officers)


def _functions(page: Page, about: Governance) -> Markup:
    """Each function, those of the office first; shared services say so."""
    rows = [
        (fill("governance/function", title=f.title, shared=f.shared), _paragraphs(page, about, f.text)) for f in about.functions
    ]
    shared = titled("Shared services.", about.shared_services) if about.shared_services else ""
    return join([pairs(rows), shared])


def _decisions(page: Page, about: Governance) -> Markup:
    return _paragraphs(page, about, about.decision_making)


def _scheme(page: Page, about: Governance) -> Markup:
    scheme = sure(about.scheme_of_governance)
    rows = pairs([(d.title, d.text) for d in scheme.documents])
    return join([_paragraphs(page, about, [scheme.summary]), rows])


def _assurance(page: Page, about: Governance) -> Markup:
    """The framework as levels of boxes; every link is also told in words."""
    frame = sure(about.assurance_framework)
    names = {n.id: n.title for n in frame.nodes}
    levels = [
        (words, [_node(node, frame.links, names) for node in frame.nodes if node.kind == kind])
        for kind, words in LEVELS.items()
        if any(node.kind == kind for node in frame.nodes)
    ]
    told = [_link_words(frame, source, names) for source in dict.fromkeys(link.source for link in frame.links)]
    return fill(
        "governance/assurance",
        framework=diagram(frame.title, levels),
        links=points(told),
        note=frame.note,
        source=frame.source,
    )


def _node(node: Node, links: Sequence[Link], names: Mapping[str, str]) -> tuple[Markup, bool]:
    above = [names[link.source] for link in links if link.target == node.id] if node.kind == "assurance" else []
    return fill("governance/node", title=node.title, years=node.years, above=_and(above)), node.kind == "plan"


def _link_words(frame: Framework, source: str, names: Mapping[str, str]) -> str:
    """What a node leads to, in a sentence."""
    kind = next(node.kind for node in frame.nodes if node.id == source)
    to = _and([names[link.target] for link in frame.links if link.source == source])
    return f"{names[source]}: {'gives direction to' if kind == 'plan' else 'assured by'} {to}."


def _partners(page: Page, about: Governance) -> Markup:
    missing = titled("What is not listed.", with_facts(page, about.not_listed, about.facts))
    return join(
        [
            _paragraphs(page, about, about.partners),
            notice(missing, "quiet") if about.not_listed else "",
            note(f"Source of this page: {about.source}; the sentences are our own, but for what is in quotation marks."),
        ]
    )


def _paragraphs(page: Page, about: Governance, texts: Iterable[str]) -> Markup:
    return join(paragraph(with_facts(page, text, about.facts)) for text in texts)


def _and(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


PARTS: dict[str, tuple[str, Callable[[Page, Governance], Markup]]] = {
    "vision": ("vision", _vision),
    "role": ("role", _role),
    "plan": ("plan", _plan),
    "officers": ("statutory_officers", _officers),
    "functions": ("functions", _functions),
    "decisions": ("decision_making", _decisions),
    "scheme": ("scheme_of_governance", _scheme),
    "assurance": ("assurance_framework", _assurance),
    "partners": ("partners", _partners),
}

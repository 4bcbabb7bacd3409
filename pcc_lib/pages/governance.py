"""Governance: vision, role, functions, how decisions are made, the scheme of governance, assurance and partners."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.inputs.models.governance import Framework, Governance, Link, Node
from pcc_lib.inputs.plan import table
from pcc_lib.pages.page import Page
from pcc_lib.writing.markup import esc, notice, points

NOT_SUPPLIED = "Nothing on this was supplied for this report [x]."
# Facts that stand as number words in the plan's text, with the noun that follows: printed as figures where stated.
FACTS = {"mtfs_years": "years", "governance_documents": "documents", "plan_values": "values"}


def governance(page: Page, part: str) -> str:
    """One part of the governance page; a ReportError names the parts there are."""
    if part not in PARTS:
        raise ReportError(f"report.governance('{part}'): there is no such part. {suggest(part, PARTS)}")
    about = table(page.project, "governance")
    needs, write = PARTS[part]
    if not about or not getattr(about, needs):
        return f"<p>{NOT_SUPPLIED}</p>"
    return write(page, about)


def with_facts(page: Page, text: str) -> str:
    """Text with acronyms explained; a number word that this quarter states as a fact is printed as its figure."""
    words = {row.id: row.text for row in page.folder.stated() if row.id in FACTS}
    for fact, word in words.items():
        before, found, after = text.partition(f" {word} {FACTS[fact]}")
        if found:
            figure = page.figure(page.figures.figure(f"{fact}.stated"))
            return f"{page.explained(before)} {figure} {FACTS[fact]}{page.explained(after)}"
    return page.explained(text)


def diagram(label: str, levels: Iterable[tuple[str, Sequence[tuple[str, bool]]]]) -> str:
    """Levels of boxes, one under another. Each box is HTML and whether it is a main one."""
    rows = "".join(
        "<li>"
        + (f'<p class="pcc-level">{esc(title)}</p>' if title else "")
        + '<ul class="pcc-boxes">'
        + "".join(f'<li class="pcc-box{" pcc-main" if main else ""}">{inner}</li>' for inner, main in boxes)
        + "</ul></li>"
        for title, boxes in levels
    )
    return f'<div class="pcc-diagram" role="group" aria-label="{esc(label)}"><ol class="pcc-levels">{rows}</ol></div>'


def _vision(page: Page, about: Governance) -> str:
    facts = [("Vision", about.vision), ("Mission", about.mission)]
    rows = "".join(f"<div><dt>{word}</dt><dd>{page.explained(text)}</dd></div>" for word, text in facts if text)
    line = f'<p class="pcc-lead">{esc(about.mission_line)}</p>' if about.mission_line else ""
    return line + f'<dl class="pcc-facts-list">{rows}</dl>' + _paragraphs(page, about.introduction)


def _role(page: Page, about: Governance) -> str:
    role = about.role
    more = role.additional_functions
    return (
        _paragraphs(page, [role.summary])
        + "<p><strong>Duties</strong></p>"
        + _list(page, role.duties)
        + (f"<p><strong>Further functions.</strong> {page.explained(more.summary)}</p>" + _list(page, more.items) if more else "")
    )


def _plan(page: Page, about: Governance) -> str:
    plan, facts = about.plan, {row.id for row in page.folder.stated()}
    strands = "The work of the office falls into strands:"
    if "plan_strands" in facts:
        strands = f"The work of the office falls into {page.figure(page.figures.figure('plan_strands.stated'))} strands:"
    return _paragraphs(page, [plan.summary, plan.how_it_works]) + f"<p>{strands}</p>" + _list(page, plan.strands)


def _officers(page: Page, about: Governance) -> str:
    return _paragraphs(page, about.statutory_officers)


def _functions(page: Page, about: Governance) -> str:
    """Each function, those of the office first; shared services say so."""
    rows = "".join(
        f"<div><dt>{esc(f.title)}{'<br><small>shared service</small>' if f.shared else ''}</dt>"
        f"<dd>{_paragraphs(page, f.text)}</dd></div>"
        for f in about.functions
    )
    return f'<dl class="pcc-facts-list">{rows}</dl>' + (
        f"<p><strong>Shared services.</strong> {page.explained(about.shared_services)}</p>" if about.shared_services else ""
    )


def _decisions(page: Page, about: Governance) -> str:
    return _paragraphs(page, about.decision_making)


def _scheme(page: Page, about: Governance) -> str:
    scheme = about.scheme_of_governance
    rows = "".join(f"<div><dt>{esc(d.title)}</dt><dd>{page.explained(d.text)}</dd></div>" for d in scheme.documents)
    return _paragraphs(page, [scheme.summary]) + f'<dl class="pcc-facts-list">{rows}</dl>'


def _assurance(page: Page, about: Governance) -> str:
    """The framework as levels of boxes; every link is also told in words."""
    frame = about.assurance_framework
    names = {n.id: n.title for n in frame.nodes}
    kinds = {
        "plan": "The plan gives direction",
        "delivery": "Those who deliver",
        "assurance": "How delivery is assured",
    }
    levels = [
        (words, [_node(node, frame.links, names) for node in frame.nodes if node.kind == kind])
        for kind, words in kinds.items()
        if any(node.kind == kind for node in frame.nodes)
    ]
    told = [_link_words(frame, source, names) for source in dict.fromkeys(link.source for link in frame.links)]
    return (
        diagram(frame.title, levels)
        + "<p><strong>The links in words</strong></p>"
        + points(told)
        + f'<p class="pcc-note">{esc(frame.without_scorecard)} {esc(frame.note)} '
        f"Source: {esc(frame.source)}.</p>"
    )


def _node(node: Node, links: Sequence[Link], names: Mapping[str, str]) -> tuple[str, bool]:
    above = [names[link.source] for link in links if link.target == node.id]
    years = f" {esc(node.years)}" if node.years else ""
    follows = f" <small>for {esc(_and(above))}</small>" if above and node.kind == "assurance" else ""
    return f"<strong>{esc(node.title)}{years}</strong>{follows}", node.kind == "plan"


def _link_words(frame: Framework, source: str, names: Mapping[str, str]) -> str:
    """What a node leads to, in a sentence."""
    kind = next(node.kind for node in frame.nodes if node.id == source)
    to = esc(_and([names[link.target] for link in frame.links if link.source == source]))
    return f"{esc(names[source])}: {'gives direction to' if kind == 'plan' else 'assured by'} {to}."


def _partners(page: Page, about: Governance) -> str:
    missing = f"<p><strong>What is not listed.</strong> {with_facts(page, about.not_listed)}</p>"
    return (
        _paragraphs(page, about.partners)
        + (notice(missing, "quiet") if about.not_listed else "")
        + f'<p class="pcc-note">Source of this page: {esc(about.source)}; the sentences are our own.</p>'
    )


def _paragraphs(page: Page, texts: Iterable[str]) -> str:
    return "".join(f"<p>{with_facts(page, text)}</p>" for text in texts)


def _list(page: Page, items: Iterable[str]) -> str:
    return points([page.explained(item) for item in items])


def _and(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


PARTS: dict[str, tuple[str, Callable[[Page, Governance], str]]] = {
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

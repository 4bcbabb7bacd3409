"""The accessibility statement, in the form of the government's model: its fixed sentences, and what the body gives."""

from __future__ import annotations

from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.core.text import listed
from pcc_lib.inputs.models.law import KINDS, Accessibility, NotAccessible
from pcc_lib.pages.page import Page
from pcc_lib.writing.contact import ways
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.law import ABILITYNET, ADVISED, COMMITTED, COMPLIANCE, EASS, ENFORCED, LARGEST_ZOOM
from pcc_lib.writing.markup import link, pairs, paragraph, points, time, titled

NO_STATEMENT = "No accessibility statement was supplied for this report [x]: how far it complies is not known."
NO_FAULT = "No part of this website is known not to be accessible."
NO_CONTACT = "How to reach the office was not supplied [x]."
NO_PLAN = "Nothing was supplied on this [x]."
NOT_TESTED = "This website has not been tested against the standard [x]."
NONE_CLAIMED = "None is claimed."
NO_TIME = "We’ll consider your request and get back to you; how soon was not supplied [x]."
# what every page of the book allows, as its tests hold it in a browser
ABLE = (
    "change colours, contrast levels and fonts using browser or device settings",
    f"zoom in up to {LARGEST_ZOOM}% without the text spilling off the screen",
    "navigate the website using a keyboard",
    "read every number of a chart in the table under it",
    "read the whole website without JavaScript, and print it",
)
_NON, _EXEMPT = "non-compliances", "exemptions"
OTHER_FORMS = (
    "If you need information on this website in a different format, such as large print, easy read or braille, contact us:"
)


def accessibility_scope(page: Page) -> Markup:
    """What the statement applies to, who runs the website, and what everybody should be able to do."""
    body = page.project.body
    return fill(
        "accessibility/scope", report=body.report_title, body=body.name, quarter=page.quarter.label, able=ABLE, advice=ABILITYNET
    )


def accessibility_known(page: Page) -> Markup:
    """The parts that are known not to be accessible, and what to use instead."""
    given = page.project.body.accessibility
    if given is None:
        return paragraph(NO_STATEMENT)
    if not given.not_accessible:
        return paragraph(NO_FAULT)
    told = [titled(f"{each.what}.", f"{each.why} {each.alternative}") for each in given.not_accessible]
    return join([paragraph("We know some parts of this website are not fully accessible:"), points(told)])


def accessibility_contact(page: Page) -> Markup:
    """How to tell of a problem or to ask for another form, and how soon there is an answer."""
    body, found = page.project.body, ways(page.project.body)
    within = body.accessibility.answers_within if body.accessibility else ""
    answered = pairs([("We’ll consider your request and get back to you within", within)]) if within else paragraph(NO_TIME)
    reached = pairs(found) if found else paragraph(NO_CONTACT)
    asked = (
        "If you find any problems not listed on this page, or think we’re not meeting accessibility requirements, tell us too."
    )
    return join([paragraph(OTHER_FORMS), reached, answered, paragraph(asked)])


def accessibility_enforcement(page: Page) -> Markup:
    """Who enforces the regulations, and where to complain; the wording is fixed."""
    return paragraph(join([ENFORCED, link(EASS, ADVISED), "."]))


def accessibility_committed(page: Page) -> Markup:
    """That the body is committed to the regulations; the wording is fixed."""
    return paragraph(COMMITTED.format(page.project.body.name))


def accessibility_status(page: Page) -> Markup:
    """How far the website complies; the wording is fixed."""
    given = page.project.body.accessibility
    return paragraph(_compliance(given) if given else NO_STATEMENT)


def _compliance(given: Accessibility) -> str:
    kinds = {each.kind == "non-compliance" for each in given.not_accessible}
    found = [words for words, there in ((_NON, True in kinds), (_EXEMPT, False in kinds)) if there]
    due = f"the {listed(found)}"
    return COMPLIANCE[given.status].format(due if given.status == "partially" else due.capitalize())


def accessibility_reasons(page: Page, kind: str) -> Markup:
    """The parts that are not accessible for one of the reasons that the law knows; a ReportError names these."""
    if kind not in KINDS:
        raise ReportError(f"report.accessibility_reasons('{kind}'): there is no such reason. {suggest(kind, KINDS)}")
    given = page.project.body.accessibility
    if given is None:
        return paragraph(NO_STATEMENT)
    found = [_reason(each) for each in given.not_accessible if each.kind == kind]
    return points(found) if found else paragraph(NONE_CLAIMED)


def _reason(each: NotAccessible) -> Markup:
    fails = f" This fails success criterion {each.criterion}." if each.criterion else ""
    until = f" {each.until}" if each.until else ""
    return titled(f"{each.what}.", f"{each.why}{fails} {each.alternative}{until}")


def accessibility_improving(page: Page) -> Markup:
    """What is being done."""
    given = page.project.body.accessibility
    return points(given.improving) if given and given.improving else paragraph(NO_PLAN)


def accessibility_prepared(page: Page) -> Markup:
    """When the statement was prepared and reviewed, and how the website was tested, by whom."""
    given = page.project.body.accessibility
    if given is None:
        return paragraph(NO_STATEMENT)
    tested = (time(given.tested_on), given.tested_by, given.tested_how) if given.tested_on else None
    dates = {"prepared": time(given.prepared_on), "reviewed": time(given.reviewed_on)}
    return fill("accessibility/prepared", **dates, tested=tested, untested=NOT_TESTED)

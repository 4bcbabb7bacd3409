"""What a page says of its data to programs that look for data: a schema.org Dataset, as search engines read it.

It says what is configured and what the page offers, and nothing else: no address where none is known, no file that the page does
not lead to. The form is that of https://schema.org/Dataset, with what Google asks of a Dataset to be found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from pcc_lib.core.errors import ReportError
from pcc_lib.inputs.measures import measures_of, topics_of
from pcc_lib.inputs.models.body import Body
from pcc_lib.inputs.models.plan import Priority
from pcc_lib.inputs.page_files import DOWNLOADS
from pcc_lib.inputs.plan import QuarterFolder, priorities
from pcc_lib.inputs.project import Project
from pcc_lib.writing.html import Markup, fill, script_json
from pcc_lib.writing.markup import LEDGER_PAGE
from pcc_lib.writing.schema_org import CONTEXT

_TYPES = {"csv": "text/csv", "ods": "application/vnd.oasis.opendocument.spreadsheet"}  # an XLSX says what the ODS says
_OFFERED = re.compile(rf'href="(?P<link>(?:\.\./)*{DOWNLOADS}/(?P<name>[^"/]+\.(?P<kind>csv|ods)))"')
_LAST_DAY = {"03": "31", "06": "30", "09": "30", "12": "31"}  # of the last month of a quarter


def dataset_of(folder: QuarterFolder, page: str, is_first: bool, body: str) -> dict[str, Any] | None:
    """The data of a page of an edition: of the landing page (`is_first`) all of them, of a priority's page those of the priority;
    None of any other. page: its name in the book, such as `notebooks/priority-1`. body: its HTML, which leads to its files."""
    about = _priority_of(folder.project, page)
    if about is None and not is_first:
        return None
    said, place = folder.project.body, _place(folder)
    told = {
        "@context": CONTEXT,
        "@type": "Dataset",
        "name": ": ".join([f"{said.report_title}, {folder.quarter.label}", *([about.title] if about else [])]),
        "description": " ".join(_description(folder, about)),
        "identifier": "-".join([str(folder.quarter), *([about.id] if about else [])]),
        "url": f"{place}{page}.html" if place else "",
        "version": str(_version(folder)),
        "license": said.licence.url if said.licence else "",
        "creator": _publisher(said),
        "dateCreated": folder.written_on,
        "datePublished": _published(folder),
        "temporalCoverage": _months(folder),
        "spatialCoverage": {"@type": "Place", "name": said.area},
        "inLanguage": "en-GB",
        "isAccessibleForFree": True,
        "variableMeasured": _variables(folder.project, about),
        "distribution": list(_files(body, place)),
    }
    return {name: value for name, value in told.items() if value not in ("", [])}


def described(folder: QuarterFolder, page: str, is_first: bool, body: str) -> Markup:
    """What a page says of its data, as the script that holds it; nothing of a page without any, and nothing where the project's
    files cannot be read, which is told with their faults."""
    try:
        told = dataset_of(folder, page, is_first, body)
    except ReportError:
        return Markup()
    return fill("dataset", told=script_json(told)) if told else Markup()


def _priority_of(project: Project, page: str) -> Priority | None:
    """The priority that a page reports on; none of a part of the page of figures: a topic may have the same name."""
    folder, _, name = page.rpartition("/")
    is_part = folder.rpartition("/")[2] == LEDGER_PAGE.removesuffix(".html")
    return None if is_part else next((each for each in priorities(project) if each.page == name), None)


def _description(folder: QuarterFolder, about: Priority | None) -> Iterator[str]:
    said = folder.project.body
    of = f"priority {about.number}, {about.title}" if about else f"the {said.plan_title or 'plan'} of the {said.name}"
    yield f"Figures for {of}, as told in the {said.report_title} of {folder.quarter.label}: series, targets and verdicts."
    yield f"They are of {said.area}; each leads to the cells of the sources that it rests on."
    if said.sample:
        yield f"Sample data. {said.sample_banner or said.sample_notice}"


def _version(folder: QuarterFolder) -> int:
    return folder.corrections[-1].version if folder.corrections else 1


def _place(folder: QuarterFolder) -> str:
    """The address of the edition in the archive, where that has one."""
    return folder.project.body.address_of(folder.quarter, _version(folder))


def _published(folder: QuarterFolder) -> str:
    return folder.corrections[-1].published if folder.corrections else folder.about.published_on


def _months(folder: QuarterFolder) -> str:
    """The quarter as an ISO 8601 interval of days."""
    first, _, last = folder.quarter.months
    return f"{first}-01/{last}-{_LAST_DAY[last[5:]]}"


def _publisher(body: Body) -> dict[str, str]:
    named = {"@type": "Organization", "name": body.name}
    return {**named, "url": body.web} if body.web else named


def _variables(project: Project, about: Priority | None) -> list[str]:
    """What is measured: the measures of a priority that have data; of the whole edition the topics."""
    if about:
        found = (m for topic in topics_of(project, about.id, scorecard=True) for m in measures_of(project, topic.id))
        return [measure.title for measure in found if measure.source]
    return [topic.title for each in priorities(project) for topic in topics_of(project, each.id)]


def _files(body: str, place: str) -> Iterator[dict[str, str]]:
    """The files that the page leads to, by their addresses from the page where no other is known."""
    for link, name, kind in dict.fromkeys((m["link"], m["name"], m["kind"]) for m in _OFFERED.finditer(body)):
        address = f"{place}{DOWNLOADS}/{unescape(name)}" if place else unescape(link)
        yield {"@type": "DataDownload", "encodingFormat": _TYPES[kind], "contentUrl": address}

"""What pages say of their data to programs: by the documented form, of what is configured, and nothing else in its place."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from places import SAMPLE

from pcc_lib.building.described import description_faults
from pcc_lib.building.gate import page_faults
from pcc_lib.core.quarters import Quarter, place_of
from pcc_lib.inputs.page_files import DOWNLOADS
from pcc_lib.inputs.plan import QuarterFolder, open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.writing.dataset import dataset_of, described

QUARTER = "2023-24-Q3"
LINKS = f'<a href="../{DOWNLOADS}/a.csv">a</a><a href="../{DOWNLOADS}/a.ods">b</a><a href="../{DOWNLOADS}/a.csv">again</a>'
HOSTILE = "</script><script>alert(1)</script><!-- & more"
# https://developers.google.com/search/docs/appearance/structured-data/dataset: required, and recommended where it can be known
REQUIRED = {"name", "description"}
RECOMMENDED = {
    *("creator", "distribution", "identifier", "isAccessibleForFree", "license", "spatialCoverage", "temporalCoverage", "url"),
    *("variableMeasured", "version"),
}


def project(tiny, more: str = "") -> QuarterFolder:
    tiny.write("data/body.yml", (tiny.root / "data/body.yml").read_text(encoding="utf-8") + more)
    return open_quarter(Project(tiny.root), QUARTER)


CONFIGURED = (
    "web: https://office.example\narchive: https://reports.example/quarterly/\n"
    "licence: {name: Open Licence, url: https://licence.example/3}\n"
)


def test_a_described_page_has_what_is_required_and_recommended_in_the_documented_form(tiny):
    folder = project(tiny, CONFIGURED)
    for page, is_first in (("notebooks/headlines", True), ("notebooks/priority-1", False)):
        told = dataset_of(folder, page, is_first, LINKS)
        assert told and {"@context", "@type", *REQUIRED, *RECOMMENDED} <= set(told)
        assert (told["@context"], told["@type"]) == ("https://schema.org", "Dataset")
        assert 50 <= len(told["description"]) <= 5000 and told["name"] != told["description"]
        assert re.fullmatch(r"(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)", told["temporalCoverage"])
        assert told["creator"] == {"@type": "Organization", "name": "Office", "url": "https://office.example"}
        assert told["license"] == "https://licence.example/3" and told["spatialCoverage"] == {"@type": "Place", "name": "Area"}
        place = f"https://reports.example/quarterly/{place_of(Quarter.parse(QUARTER), 1)}/"
        assert told["url"] == f"{place}{page}.html"
        assert [each["contentUrl"] for each in told["distribution"]] == [f"{place}{DOWNLOADS}/a.csv", f"{place}{DOWNLOADS}/a.ods"]
        assert {each["@type"] for each in told["distribution"]} == {"DataDownload"}
        assert told["distribution"][0]["encodingFormat"] == "text/csv" and told["variableMeasured"]


def test_what_nobody_has_configured_is_not_said(tiny):
    told = dataset_of(project(tiny), "notebooks/priority-1", False, "")
    assert told and {"url", "license", "distribution", "datePublished"}.isdisjoint(told) and told["version"] == "1"
    assert told["creator"] == {"@type": "Organization", "name": "Office"} and told["identifier"] == f"{QUARTER}-priority-1"
    told = dataset_of(open_quarter(Project(tiny.root), QUARTER), "notebooks/priority-1", False, LINKS)
    assert told and told["distribution"][0]["contentUrl"] == f"../{DOWNLOADS}/a.csv"  # from the page, as the page leads there


def test_no_other_page_describes_data(tiny):
    folder = project(tiny)
    assert dataset_of(folder, "notebooks/about-the-data", False, LINKS) is None
    assert described(folder, "notebooks/figures/calls", False, LINKS) == ""


def test_the_figures_of_a_topic_named_like_a_priority_are_not_that_priority(tiny):
    """A part of the page of figures described the priority that has its topic's name: no such book could be built."""
    assert described(project(tiny), "notebooks/figures/priority-1", False, LINKS) == ""


def test_a_sample_says_that_it_is_one_and_a_corrected_edition_which_version_it_is():
    folder = open_quarter(Project(SAMPLE))
    told = dataset_of(folder, "notebooks/headlines", True, "")
    assert told and "Sample data." in told["description"]


def test_a_corrected_edition_says_its_version_and_when_it_was_published(tiny):
    tiny.write(f"data/quarters/{QUARTER}/corrections.yml", "corrections: [{version: 2, published: 2024-03-20, reason: Twice.}]\n")
    told = dataset_of(project(tiny), "notebooks/priority-1", False, "")
    assert told and (told["version"], told["datePublished"]) == ("2", "2024-03-20")


def test_what_people_wrote_ends_no_script_and_begins_none(tiny):
    tiny.edit("data/plan/priorities.yml", "title: Be there", f"title: {json.dumps(HOSTILE)}")
    tiny.edit("data/body.yml", "area: Area", f"area: {json.dumps(HOSTILE)}")
    script = described(open_quarter(Project(tiny.root), QUARTER), "notebooks/priority-1", False, LINKS)
    assert script.count("<") == 2 and page_faults(f"<html><head>{script}</head></html>", "notebooks/priority-1.html") == []
    assert HOSTILE.split("<!--")[0] in json.loads(script.partition(">")[2].rpartition("<")[0])["name"]


@pytest.mark.parametrize(
    "script",
    [
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"Dataset"} </script>',
        '<script type="application/ld+json">{"@type":"Dataset","@context":"https://schema.org"}</script>',
        '<script type="application/ld+json">{"@context":"https://evil.example","@type":"Dataset"}</script>',
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"Recipe"}</script>',
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"Dataset","name":"<b>"}</script>',
        '<script type="application/ld+json">alert(1)</script>',
        '<script type="application/ld+json" src="x.js">{"@context":"https://schema.org","@type":"Dataset"}</script>',
        '<script type="application/LD+JSON">{"@context":"https://schema.org","@type":"Dataset"}</script>',
        '<script type="application/ld+json; x">{"@context":"https://schema.org","@type":"Dataset"}</script>',
    ],
)
def test_the_gate_takes_no_description_of_another_form(script):
    assert page_faults(f"<html><head>{script}</head></html>", "a.html")


def test_a_book_whose_pages_say_what_they_should_passes_and_one_that_says_anything_else_does_not(tiny, tmp_path):
    tiny.write("_toc.yml", "format: jb-book\nroot: notebooks/priority-1\nchapters: [{file: notebooks/figures}]\n")
    folder = project(tiny, CONFIGURED)
    own = str(described(folder, "notebooks/priority-1", True, LINKS))
    other = own.replace("Office", "Another office")
    cases = [
        ({"priority-1": own + LINKS, "figures": ""}, 0),
        ({"priority-1": other + LINKS, "figures": ""}, 1),
        ({"priority-1": own + own + LINKS, "figures": ""}, 1),
        ({"priority-1": LINKS, "figures": ""}, 1),
        ({"priority-1": own, "figures": ""}, 1),  # files that the page does not lead to
        ({"priority-1": own + LINKS, "figures": own}, 1),
    ]
    for number, (pages, faults) in enumerate(cases):
        html = tmp_path / str(number)
        write(html, pages)
        assert len(list(description_faults(html, folder.project, folder.quarter))) == faults, pages


def write(html: Path, pages: dict[str, str]) -> None:
    for name, text in pages.items():
        path = html / f"notebooks/{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")

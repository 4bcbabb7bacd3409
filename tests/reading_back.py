"""Blocks read back as their readers meet them: every number of theirs must be proven, in whatever book they stand."""

from __future__ import annotations

from collections.abc import Sequence

from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.pages.page import Block as Written
from pcc_lib.reading_back.answers import Answers
from pcc_lib.reading_back.declared import WRONG
from pcc_lib.reading_back.page_proof import PageProof
from pcc_lib.reading_back.prove import Found
from pcc_lib.reading_back.reading import Reading
from pcc_lib.reading_back.said import Block, Edition, PageSaid

PAGE, SOURCE = "notebooks/priority-1.html", "notebooks/priority-1.ipynb"


def page_of(blocks: Sequence[Written], title: str = "Priority 1: Be there") -> tuple[str, PageSaid]:
    """A page with these blocks as jupyter-book sets it, and what they say of themselves."""
    shown, said = [], []
    for block in blocks:
        bundle, about = block._repr_mimebundle_()
        shown.append(f'<div class="output text_html">{bundle["text/html"]}</div>')
        rows = [{key: "" if value is None else str(value) for key, value in row.items()} for row in about["pcc"]["figures"]]
        said.append(Block(block.name, block.topic, rows, tuple(about["pcc"]["charts"])))
    html = f"<html><head><title>Be there</title></head><body><h1>{title}</h1>{''.join(shown)}</body></html>"
    return html, PageSaid(PAGE, SOURCE, said)


def read_back(blocks: Sequence[Written], quarter: str) -> list[Found]:
    """Every number of a page of these blocks, by somebody who opens the project's files anew."""
    html, said = page_of(blocks)
    rows = [row for block in said.blocks for row in block.rows]
    folder = open_quarter(Project(blocks[0].project.root), quarter)
    return list(PageProof(Answers(Reading(Edition([said], rows), folder)), said, html).found())


def unproven(blocks: Sequence[Written], quarter: str) -> list[str]:
    """The numbers of these blocks that nothing proves, each with its sentence."""
    wrong = [found for found in read_back(blocks, quarter) if found.kind == WRONG]
    return [f"{each.place}: {each.number} {each.proof}: {each.sentence}" for each in wrong]

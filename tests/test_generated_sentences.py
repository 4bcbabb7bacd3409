"""Sentences that the library itself writes are true: proofreading finds nothing in them, and finds a wrong month."""

from __future__ import annotations

import re
from functools import cache

import pytest
from places import PUBLISHED, SAMPLE

from pcc_lib.core.quarters import MONTHS
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.figures import Figures, figures_of
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.proofreading.passage import Piece, Printed
from pcc_lib.proofreading.proofread import figure_faults
from pcc_lib.report import Report
from pcc_lib.writing.html import words_of
from pcc_lib.writing.markup import Ink

pytestmark = [pytest.mark.sample, pytest.mark.slow]
_MONTH = re.compile(rf"\b({'|'.join(MONTHS[1:])}) (20\d\d)")
LOST = "which is in hours"  # the title before the sentence says the unit


@pytest.fixture(scope="module")
def written() -> list[list[Piece]]:
    """Each sentence of the pages of two priorities, as words and figures, once."""
    said: dict[str, list[Piece]] = {}
    with pytest.MonkeyPatch.context() as patch:
        sentence = Ink.sentence

        def heard(self, parts):
            parts = list(parts)
            pieces = [_piece(part) for part in parts]
            said.setdefault("".join(p if isinstance(p, str) else p.name for p in pieces), pieces)
            return sentence(self, parts)

        patch.setattr(Ink, "sentence", heard)
        for page in ("priority-1", "priority-2"):
            report = Report(Project(SAMPLE), page, PUBLISHED)
            for topic in _topics(page):
                report.what(topic)
    return [pieces for pieces in said.values() if any(isinstance(piece, Printed) for piece in pieces)]


def _topics(page: str) -> list[str]:
    from pcc_lib.inputs.measures import topics_of

    return [topic.id for topic in topics_of(Project(SAMPLE), page)]


def _piece(part) -> Piece:
    if isinstance(part, str):
        return words_of(part)
    figure, text = part if isinstance(part, tuple) else (part, part.text)
    assert isinstance(figure, Figure)
    return Printed(figure.id, figure, text)


@cache
def edition() -> Figures:
    return figures_of(open_quarter(Project(SAMPLE), PUBLISHED))


def faults(pieces: list[Piece]) -> list[str]:
    return [each.what for each in figure_faults(pieces, edition()) if LOST not in each.what]


def test_nothing_is_found_in_what_the_library_writes(written):
    assert len(written) > 150
    assert [fault for pieces in written for fault in faults(pieces)] == []


def test_another_month_is_found_in_most(written):
    tried = [
        (pieces, i, m)
        for pieces in written
        for i, piece in enumerate(pieces)
        if isinstance(piece, str)
        for m in _MONTH.finditer(piece)
        if "signal" not in piece and "since" not in piece[: m.start()]
    ]
    caught = [
        bool(
            faults(
                [
                    *pieces[:i],
                    f"{text[: m.start()]}{MONTHS[MONTHS.index(m[1]) % 12 + 1]} {m[2]}{text[m.end() :]}",
                    *pieces[i + 1 :],
                ]
            )
        )
        for pieces, i, m in tried
        for text in [str(pieces[i])]
    ]
    assert len(caught) > 50 and sum(caught) > 0.8 * len(caught)

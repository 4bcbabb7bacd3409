"""What proves a number where the plain rule is not enough: figures of one value, and answers of earlier quarters."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from conftest import NEXT, QUARTER

from pcc_lib.inputs.plan import open_quarter
from pcc_lib.reading_back.chart_parts import Row
from pcc_lib.reading_back.chart_proof import ChartProof
from pcc_lib.reading_back.declared import declared


def proof_of(*rows: dict[str, str]) -> ChartProof:
    """The proof of a chart of one measure, beside these figures."""
    answers: Any = SimpleNamespace(
        label=str.capitalize, measure=lambda id: SimpleNamespace(title="Burglary", rows={}), cells=lambda chart: ()
    )
    parts: Any = SimpleNamespace(id="homes/change", rows=[Row("Sutton", "Burglary", "0")])
    block: Any = SimpleNamespace(rows=rows)
    known: Any = None
    return ChartProof(parts, block, answers, known)


def figure(id: str, part: str, text: str) -> dict[str, str]:
    return {"id": id, "measure": "burglary", "breakdown": part, "value": "0.0", "text": text, "period": "2014-09"}


def test_a_change_of_nought_stands_beside_a_count_of_nought():
    count = figure("burglary.value.airports", "airports", "0")
    change = figure("burglary.change_12_months.sutton", "sutton", "0.0%")
    for rows in ((count, change), (change, count)):
        proof = proof_of(*rows)
        assert proof.table_cell("Sutton", "Change", "0.0%") is not None
        assert proof.table_cell("Sutton", "Change", "0.1%") is None


def test_a_value_that_no_figure_has_is_proven_by_nothing():
    assert proof_of(figure("other.value", "airports", "0") | {"value": "1"}).table_cell("Sutton", "Change", "0.0%") is None


def test_an_answer_of_an_earlier_quarter_is_known_in_later_ones(two):
    said = "The line failed on 14 March 2021, which the operator confirmed."
    file = f"data/quarters/{QUARTER}/quarter.yml"
    text = (two.root / file).read_text(encoding="utf-8")
    two.write(file, f"{text}answers: [{{question: calls-offered-2021-03-far, answer: '{said}'}}]\n")
    project = two.project()
    for quarter in (QUARTER, NEXT):
        claims = declared(project, open_quarter(project, quarter)).claims(said)
        assert any(said[claim.start : claim.end] == said.rstrip(".") for claim in claims), quarter

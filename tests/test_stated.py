"""Figures that people gave: money, staff, posts, progress and facts; and what adds up from them."""

from __future__ import annotations

import pytest
import yaml
from places import SAMPLE

from pcc_lib.core.errors import ReportError
from pcc_lib.figures import stated
from pcc_lib.inputs.models.faults import read_as
from pcc_lib.inputs.models.plan import Budget, Staffing, Structure

NBSP = "\u00a0"
BUDGET = Budget.model_validate(
    {
        "title": "Allocation",
        "source": "Plan",
        "years": ["2023/24", "2024/25"],
        "unit": "GBP million",
        "decimals": 3,
        "printed_totals": [10.001, 12],
        "rows": [
            {"id": "chief-constable", "title": "Chief Constable", "values": [7.5, 9]},
            {"id": "office", "title": "Office", "values": [2.5, 3]},
        ],
        "claim": {
            "id": "share",
            "value": 98,
            "unit": "%",
            "text": "98%",
            "statement": "Nearly all.",
            "rows": ["chief-constable"],
            "rows_with_shared_services": ["chief-constable"],
            "title_with_shared_services": "Chief Constable",
            "note": "The table gives less.",
        },
    }
)


@pytest.fixture
def money() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in stated.budget_figures(BUDGET)}


@pytest.mark.parametrize(
    ("id", "value", "text", "kind"),
    [
        ("budget_chief_constable.value@2023-24", 7.5, f"£7.500{NBSP}million", "stated"),
        ("budget_chief_constable.share@2023-24", 75, "75.0%", "computed"),
        ("budget_office.change", 20, "+20.0%", "computed"),
        ("budget_total.value@2023-24", 10, f"£10.000{NBSP}million", "computed"),
        ("budget_total.stated@2023-24", 10.001, f"£10.001{NBSP}million", "stated"),
        ("budget_total.change", 20, "+20.0%", "computed"),
        ("budget_with_shared_services.share@2023-24", 75, "75.0%", "computed"),
        ("budget_claim.stated", 98, "98%", "stated"),
    ],
)
def test_money(money, id, value, text, kind):
    row = money[id]
    assert (float(row["value"]), row["text"], row["kind"]) == (pytest.approx(value), text, kind)


def test_what_was_printed_and_what_adds_up_both_stand(money):
    assert float(money["budget_total.stated@2023-24"]["value"]) - float(money["budget_total.value@2023-24"]["value"]) == (
        pytest.approx(0.001)
    )


def test_shares_of_a_year_add_up_to_the_whole(money):
    assert sum(float(money[f"budget_{n}.share@2024-25"]["value"]) for n in ("chief_constable", "office")) == pytest.approx(100)


@pytest.mark.sample
def test_the_committed_totals_are_sums_of_the_committed_rows():
    said = yaml.safe_load((SAMPLE / "data/plan/budget.yml").read_text(encoding="utf-8"))
    rows = {row["id"]: float(row["value"]) for row in stated.budget_figures(read_as(Budget, said, "budget.yml"))}
    for i, year in enumerate(said["years"]):
        assert rows[f"budget_total.value@{year.replace('/', '-')}"] == pytest.approx(sum(r["values"][i] for r in said["rows"]))


def test_staff_as_printed_and_their_make_up():
    rows = stated.staffing_figures(
        Staffing.model_validate(
            {
                "title": "Staff",
                "unit": "FTE",
                "source": "Plan",
                "groups": [
                    {
                        "id": "office",
                        "title": "Office",
                        "total_id": "all-staff",
                        "printed_total": 12.25,
                        "rows": [{"id": "front-desk", "title": "Front desk", "value": 3}],
                    }
                ],
                "make_up": {
                    "unit": "%",
                    "decimals": 1,
                    "of": "Staff",
                    "note": "As printed.",
                    "rows": [{"id": "female", "title": "Women", "value": 56.5}],
                },
            }
        )
    )
    assert [(r["id"], r["text"], r["unit"]) for r in rows] == [
        ("staff_all_staff.stated", "12.3", "FTE"),
        ("staff_front_desk.stated", "3.0", "FTE"),
        ("staff_female.stated", "56.5%", "%"),
    ]


def test_posts_of_the_structure_however_deep():
    below = {"id": "b-c", "title": "B", "fte": 1, "children": [{"id": "d", "title": "D", "fte": 0.5}]}
    rows = stated.structure_figures(
        Structure.model_validate(
            {
                "title": "Structure",
                "source": "Plan",
                "note": "As printed.",
                "root": {"id": "a", "title": "A", "children": [below]},
            }
        )
    )
    assert [(r["id"], r["text"]) for r in rows] == [("structure_b_c.stated", "1"), ("structure_d.stated", "0.5")]


@pytest.mark.parametrize("make", [stated.budget_figures, stated.staffing_figures, stated.structure_figures])
def test_a_project_without_the_file_has_no_such_figures(make):
    assert make(None) == []


def test_progress_is_a_figure_of_the_deliverable(tiny):
    found = tiny.figure("deliverable_station_1.stated")
    assert (found.value, found.text, found.unit, str(found.period), found.kind) == (40, "40%", "%", "2023-11", "stated")
    assert found.cells.endswith("deliverables.csv#id=station-1;column=progress")


def test_a_fact_is_printed_in_its_own_words(tiny):
    found = tiny.figure("recruits.stated")
    assert (found.value, found.text, found.unit, found.kind) == (50, "50 or more", "people", "stated")


@pytest.mark.parametrize("id", ["budget_office.value@2023-24", "staff_all.stated", "deliverable_x.stated", "nobody.stated"])
def test_what_nobody_gave_is_an_error(tiny, id):
    with pytest.raises(ReportError, match="no such stated fact"):
        tiny.figure(id)

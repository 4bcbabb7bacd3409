"""Series: a measure's columns cut off at the reporting month, with gaps kept as gaps."""

from __future__ import annotations

import math

import pytest

from pcc_lib.core.errors import DefinitionError
from pcc_lib.core.periods import Span
from pcc_lib.figures.series import Cells
from pcc_lib.inputs.models.columns import terms


@pytest.fixture
def survey(tiny):
    """Share of the survey's `overall` question: 3/20 in October, and no row in May and July 2023."""

    def made(**keys):
        tiny.measure(
            "m",
            **(
                {
                    "source": "survey",
                    "calculation": "percentage",
                    "numerator": "happy",
                    "denominator": "asked",
                    "unit": "%",
                    "decimals": 1,
                    "rows": {"question": ["overall"]},
                }
                | keys
            ),
        )
        return tiny.figures().series("m")

    return made


def listed(values) -> dict[str, float | None]:
    return {k: None if math.isnan(v) else round(v, 9) for k, v in values.items()}


def test_months_without_a_row_or_a_cell_are_blank(survey):
    assert listed(survey().values()) == {
        "2023-03": 90,
        "2023-04": 80,
        "2023-05": None,
        "2023-06": None,
        "2023-07": None,
        "2023-08": 10,
        "2023-09": 20,
        "2023-10": 15,
    }


def test_a_window_is_a_ratio_of_sums_and_blank_over_a_gap(survey):
    """October: (1 + 2 + 3) / (10 + 10 + 20) = 15%; the mean of 10, 20 and 15% is 15 too, so 2 months: 5/30, not 17.5."""
    assert listed(survey(window="2 months").values()) == {
        "2023-03": None,
        "2023-04": 85,
        "2023-05": None,
        "2023-06": None,
        "2023-07": None,
        "2023-08": None,
        "2023-09": 15,
        "2023-10": round(500 / 30, 9),
    }


@pytest.mark.parametrize(
    ("window", "known"),
    [
        ("since 2023-08", {"2023-08": 10, "2023-09": 15, "2023-10": 15}),
        ("since 2023-03", {"2023-03": 90, "2023-04": 85}),
        ("since 2023-02", {}),
        ("calendar year", {}),
        ("financial year", {"2023-04": 80}),
    ],
)
def test_running_windows(survey, window, known):
    assert {k: v for k, v in listed(survey(window=window).values()).items() if v is not None} == known


def test_a_count_over_two_parts_is_their_sum_blank_where_one_is_missing(tiny):
    tiny.edit("data/sources/calls.csv", "2021-02,south,5,5,100,computed,e\n", "")
    series = tiny.figures().series("offered")
    assert listed(series.values()[:3]) == {"2021-01": 15, "2021-02": None, "2021-03": 15}
    assert listed(series.values("north")[:2]) == {"2021-01": 10, "2021-02": 10}


def test_rows_after_the_reporting_month_are_not_there(tiny):
    series = tiny.figures().series("offered")
    assert (series.last, series.periods[-1], series.values().max()) == ("2023-10", "2023-10", 45)


def test_parts_stand_in_the_descriptors_order(tiny):
    tiny.edit("data/sources/calls.resource.yml", "[north, south]", "[south, north]")
    assert tiny.figures().series("offered").parts == ("south", "north")


def test_published_values_of_several_parts_are_never_summed(tiny):
    tiny.measure("m", source="medians", calculation="published", numerator="median_s", unit="seconds", breakdown="group")
    series = tiny.figures().series("m")
    assert listed(series.values("us").dropna()) == {"2022-10": 50, "2023-10": 61}
    assert series.values().isna().all() and series.kind() == "published"


def test_a_published_value_is_ready_made_for_its_window_and_never_summed(tiny):
    tiny.measure(
        "m",
        source="medians",
        calculation="published",
        numerator="median_s",
        unit="seconds",
        rows={"group": ["us"]},
        window="3 months",
    )
    assert listed(tiny.figures().series("m").values().dropna()) == {"2022-10": 50, "2023-10": 61}


def test_a_factor_multiplies_a_count(tiny):
    tiny.measure("m", multiply_by=0.5)
    assert tiny.figures().series("m").values()["2023-10"] == 22.5


def test_statuses_of_a_run_of_months(tiny):
    series = tiny.figures().series("offered")
    runs = (Span("2021-12", "2023-10"), Span("2022-02", "2022-03"), Span.of("2023-10"))
    assert [str(series.status(run)) for run in runs] == ["e,p", "", "p"]


def test_gaps_are_the_blank_months_inside(survey):
    assert survey().gaps() == ["2023-05", "2023-06", "2023-07"]


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        (Cells("c.csv", "month", Span.of("2023-10"), terms(["offered"], [])), "c.csv#month=2023-10;column=offered"),
        (
            Cells("c.csv", "month", Span("2022-11", "2023-10"), terms(["a"], ["b"]), "area", ("north", "south")),
            "c.csv#month=2022-11..2023-10;area=north+south;column=a c.csv#month=2022-11..2023-10;area=north+south;column=b",
        ),
    ],
)
def test_cells_are_named_by_key(cells, name):
    assert str(cells) == name


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"numerator": "ofered"}, "m.yml, numerator: calls.csv has no column 'ofered'. Did you mean 'offered'?"),
        ({"calculation": "mean", "denominator": "n"}, "m.yml, denominator: calls.csv has no column 'n'."),
        ({"rows": {"question": ["overall"]}}, "m.yml, rows: calls.csv is not broken down by 'question'. It is by 'area'."),
        ({"rows": {"area": ["nort"]}}, "m.yml, rows: calls.csv has no area 'nort'. Did you mean 'north'?"),
        ({"breakdown": "team"}, "m.yml, breakdown: calls.csv is not broken down by 'team'. It is by 'area'."),
    ],
)
def test_what_a_source_does_not_have(tiny, keys, said):
    tiny.measure("m", **keys)
    with pytest.raises(DefinitionError) as error:
        tiny.figures().series("m")
    assert said in str(error.value)


def test_all_that_is_asked_in_vain_is_told_at_once(tiny):
    tiny.measure("m", numerator="x", rows={"area": ["y", "z"]}, breakdown="team")
    with pytest.raises(DefinitionError) as error:
        tiny.figures().series("m")
    assert len(error.value.faults) == 4


def test_every_chart_line_of_the_project_ends_where_its_figure_says(repo):
    """A series is what charts draw, a figure what sentences print: they must agree for every measure and part."""
    from pcc_lib.figures.figures import Figures
    from pcc_lib.inputs.measures import measure_ids
    from pcc_lib.inputs.plan import open_quarter

    figures = Figures(repo, open_quarter(repo))
    for id in measure_ids(repo):
        series = figures.series(id)
        for part in ("", *series.parts) if series else ():
            value, drawn = figures.of(id, "value", part).value, series.values(part).get(series.last, math.nan)
            assert math.isnan(drawn) if value is None else drawn == pytest.approx(value, rel=1e-12), (id, part)

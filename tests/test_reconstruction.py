"""The sample sources say what was printed: a second computation, with pandas straight from the tables.

The tables are those that data/published/reconstruct.py makes. The committed files begin with them; what analysts have added below
is theirs, and no matter of these tests.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import NamedTuple

import pandas as pd
import pytest
import yaml
from places import SAMPLE

sys.path.insert(0, str(SAMPLE / "data/published"))

import reconstruct
import tools

from pcc_lib.core import grammar

pytestmark = pytest.mark.sample

DATA = SAMPLE / "data"
SOURCES = DATA / "sources"
MADE = {name.removesuffix(".csv"): text for name, text in reconstruct.tables(tools.Printed()).items()}
COLUMN_NAMES = ["id", "place", "statement", "printed", "unit", "basis", "change_kind", "figure", "note"]
NOT_REPRODUCED = "contradiction: not reproduced"

with (DATA / "published" / "2023-24-Q3.csv").open(encoding="utf-8") as _file:
    PUBLISHED = pd.read_csv(_file, dtype=str, keep_default_na=False)
PACKAGE = yaml.safe_load((DATA / "datapackage.yml").read_text(encoding="utf-8"))
DESCRIPTORS = [yaml.safe_load((DATA / path).read_text(encoding="utf-8")) for path in PACKAGE["resources"]]
OF_MADE = [descriptor for descriptor in DESCRIPTORS if descriptor["name"] in MADE]
MONTHLY = [d["name"] for d in OF_MADE if d["period"] == "month" and MADE[d["name"]].count("\n") > 13]


class Recipe(NamedTuple):
    """How a measure is worked out: columns, months in its window, reporting month, factor, rows kept."""

    source: str
    over: str
    under: str = ""
    window: int = 1
    month: str = "2023-10"
    factor: float = 1.0
    part: str = ""


def crime(source: str, over: str, under: str = "", window: int = 1) -> Recipe:
    return Recipe(source, over, under, window, "2023-09", 100.0 if under else 1.0)


def survey(question: str, window: int) -> Recipe:
    return Recipe("victim_voice", "satisfied", "responses", window, "2023-07", 100.0, question)


RECIPES = {
    "calls_999_volume": Recipe("calls_999", "offered"),
    "calls_999_abandonment": Recipe("calls_999", "abandoned", "offered", factor=100),
    "calls_999_wait": Recipe("calls_999", "wait_s", "answered"),
    "calls_999_answer_bt": Recipe("calls_999", "bt_answer_s", "answered", month="2023-08"),
    "calls_999_silent": Recipe("calls_999", "silent", month="2023-08"),
    "cch_calls": Recipe("calls_cch", "offered"),
    "cch_wait": Recipe("calls_cch", "wait_s", "answered"),
    "cch_abandonment": Recipe("calls_cch", "abandoned", "offered", factor=100),
    "cch_triage": Recipe("calls_cch", "triaged", "offered", month="2023-09", factor=100),
    "calls_101_volume": Recipe("calls_101_national", "calls", month="2023-08"),
    "calls_101_rank": Recipe("calls_101_national", "rank", month="2023-08"),
    "crib_wait": Recipe("crib", "wait_s", "answered"),
    "crib_abandonment": Recipe("crib", "abandoned", "offered", factor=100),
    "crib_abandoned_after_10_min": Recipe("crib", "abandoned_after_10_min", "abandoned", month="2023-09", factor=100),
    "online_reports": Recipe("online_reports", "reports"),
    "online_reports_hours": Recipe("online_reports", "reports", factor=0.5),
    "priority_response_mean": Recipe("priority_response", "response_s", "attended", factor=1 / 60),
    "priority_logs": Recipe("priority_response", "logs"),
    "priority_response_rate": Recipe("priority_response", "in_time", "logs", factor=100),
    "priority_median_response": Recipe("response_medians", "median_response_s", part="priority"),
    "priority_outliers": Recipe("response_medians", "outliers", part="priority"),
    "priority_median_at_scene": Recipe("response_medians", "median_at_scene_s", month="2023-09", part="priority"),
    "immediate_response_mean": Recipe("immediate_response", "response_s", "attended"),
    "immediate_response_settings": Recipe("immediate_settings", "mean_s", month="2023-09"),
    "immediate_response_rate": Recipe("immediate_response", "in_time", "logs", factor=100),
    "immediate_logs": Recipe("immediate_response", "logs"),
    "immediate_median_at_scene": Recipe("response_medians", "median_at_scene_s", month="2023-09", part="immediate"),
    "domestic_abuse_crimes": crime("domestic_abuse", "crimes"),
    "domestic_abuse_fat_rate": crime("domestic_abuse", "fat", "crimes", 12),
    "domestic_abuse_charge_rate": crime("domestic_abuse", "charged", "crimes", 12),
    "domestic_abuse_arrest_rate": crime("domestic_abuse", "arrests", "crimes", 12),
    "domestic_abuse_outcome_15": crime("domestic_abuse", "outcome_15", "crimes", 12),
    "domestic_abuse_child_victims": crime("domestic_abuse", "child_victims"),
    "dvpo": crime("domestic_abuse", "dvpo"),
    "dvpn": crime("domestic_abuse", "dvpn"),
    "sso_crimes": crime("sexual_offences", "sso_crimes"),
    "sso_fat_rate": crime("sexual_offences", "sso_fat", "sso_crimes", 12),
    "rape_crimes": crime("sexual_offences", "rape_crimes"),
    "rape_fat_rate": crime("sexual_offences", "rape_fat", "rape_crimes", 12),
    "rape_within_7_days": Recipe("sexual_offences", "rape_within_7_days", "rape_crimes", 12, "2023-07", 100),
    "rasso_forces_up": Recipe("rasso_national", "forces_up", month="2023-07"),
    "rasso_change_published": Recipe("rasso_national", "change_percent", month="2023-07"),
    "vwi_crimes": crime("violence_with_injury", "crimes"),
    "vwi_fat_rate": crime("violence_with_injury", "fat", "crimes", 12),
    "vwi_domestic_share": crime("violence_with_injury", "domestic", "crimes"),
    "vwi_private_space": crime("violence_with_injury", "private_space", "crimes", 12),
    "vwi_public_space": crime("violence_with_injury", "public_space", "crimes", 12),
    "vwi_satisfaction": survey("violent_crime", 3),
    "asb_incidents": crime("asb", "incidents"),
    "asb_crimes": crime("asb", "crimes"),
    "asb_national_incidents": Recipe("asb_national", "incidents_millions", month="2022-23"),
    "asb_national_change_since_2020": Recipe("asb_national", "change_on_2019_20_percent", month="2022-23"),
    "asb_national_change": Recipe("asb_national", "change_percent", month="2022-23"),
    "residential_burglary": crime("residential_burglary", "crimes"),
    "residential_burglary_since_reclassification": crime("residential_burglary", "crimes", window=6),
    "residential_burglary_fat_rate": crime("residential_burglary", "fat", "crimes", 6),
    "drink_driving": crime("road_safety", "drink_driving"),
    "drug_driving": crime("road_safety", "drug_driving"),
    "speedwatch_records": crime("road_safety", "speedwatch_records"),
    "speedwatch_speeding": crime("road_safety", "speedwatch_speeding", "speedwatch_records"),
    "fatal_collisions": crime("road_safety", "fatal_collisions"),
    "scit_callouts": crime("road_safety", "scit_callouts"),
    "fatal5_encounters": crime("road_safety", "fatal5_encounters"),
    "victim_satisfaction": survey("overall", 4),
    "victim_satisfaction_stage": Recipe("victim_voice", "satisfied", "responses", 4, "2023-07", 100),
    "burglary_satisfaction": survey("burglary_overall", 3),
    "burglary_kept_informed": survey("burglary_kept_informed", 3),
    "burglary_investigation": survey("burglary_investigation", 3),
    "vehicle_crime_satisfaction": survey("vehicle_crime", 3),
    "victims_right_to_review": survey("right_to_review", 4),
    "victims_kept_up_to_date": survey("kept_up_to_date", 4),
    "victims_told_outcome": survey("told_outcome", 4),
    "complaints_recorded": Recipe("complaints", "recorded"),
    "complaints_cases_logged": Recipe("complaints_national", "cases_logged", month="2023-06"),
}
ELSEWHERE = {
    "calls-101-forces": ("calls_101_national", "forces", "2023-08"),
    "vwi-domestic": ("violence_with_injury", "domestic", "2023-09"),
}
FIGURE = re.compile(r"(?P<measure>\w+)\.(?P<statistic>[a-z0-9_]+)(?:\.(?P<part>[a-z0-9_-]+))?(?:@(?P<period>[\d-]+))?")


def read(source: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(MADE[source]), dtype={"month": str, "year": str, "status": str}, keep_default_na=True)


@cache
def table(source: str) -> pd.DataFrame:
    return read(source).rename(columns={"year": "month"})


def back(month: str, months: int) -> str:
    return str(pd.Period(month, "M") - months)


def total(source: str, column: str, part: str, first: str, last: str) -> float:
    frame = table(source)
    kept = frame[(frame["month"] >= first) & (frame["month"] <= last)]
    if part:
        kept = kept[kept[frame.columns[1]] == part]
    assert len(kept), f"{source} has no row for {part} {first}..{last}"
    return kept[column].sum(min_count=len(kept))


def pooled(recipe: Recipe, part: str, first: str, last: str) -> float:
    over = total(recipe.source, recipe.over, part, first, last)
    return recipe.factor * (over / total(recipe.source, recipe.under, part, first, last) if recipe.under else over)


def difference(statistic: str, recipe: Recipe, now: float, before: float) -> float:
    if statistic.endswith("_per_month"):
        return (now - before) / 12
    if statistic.endswith(("_number", "_points")) or (recipe.under and not statistic.endswith("_percent")):
        return now - before
    return 100 * (now - before) / before


def figure(name: str) -> float:
    match = FIGURE.fullmatch(name)
    assert match, name
    recipe = RECIPES[match["measure"]]
    part = match["part"] or recipe.part
    at, statistic = match["period"] or recipe.month, match["statistic"]

    def over(length: int, last: str) -> float:
        return pooled(recipe, part, back(last, length - 1) if length > 1 else last, last)

    if statistic == "value":
        return over(recipe.window, at)
    if statistic == "financial_year":
        return over(12, at)
    if statistic == "calendar_year_to_date":
        return pooled(recipe, part, f"{at[:4]}-01", at)
    if statistic.startswith("change_12_months"):
        return difference(statistic, recipe, over(12, at), over(12, back(at, 12)))
    if statistic.startswith("change_on_baseline"):
        return difference(statistic, recipe, over(12, at), pooled(recipe, part, "2019-01", "2019-12"))
    step = {"change_on_month": 1, "change_on_year": 12}[re.sub("_(number|points|percent)$", "", statistic)]
    return difference(statistic, recipe, over(recipe.window, at), over(recipe.window, back(at, step)))


def as_printed(value: float, printed: str) -> Decimal:
    step = Decimal(1).scaleb(Decimal(printed).as_tuple().exponent)
    return Decimal(repr(float(value))).quantize(step, ROUND_HALF_UP)


IN_SOURCES = [row for row in PUBLISHED.itertuples() if row.figure.split(".")[0] in RECIPES and ".target" not in row.figure]


# every printed figure


@pytest.mark.parametrize("row", IN_SOURCES, ids=lambda row: row.id)
def test_printed_figure_is_reproduced(row):
    same = as_printed(figure(row.figure), row.printed) == Decimal(row.printed)
    assert same != row.note.startswith(NOT_REPRODUCED), f"{row.figure} gives {figure(row.figure)}, printed {row.printed}"


@pytest.mark.parametrize("name", ELSEWHERE)
def test_printed_column_is_in_its_source(name):
    source, column, month = ELSEWHERE[name]
    printed = PUBLISHED.set_index("id").loc[name, "printed"]
    assert as_printed(total(source, column, "", month, month), printed) == Decimal(printed)


def test_every_published_row_is_accounted_for():
    known = {row.id for row in IN_SOURCES} | set(ELSEWHERE)
    rest = PUBLISHED[~PUBLISHED["id"].isin(known)]
    target = rest["figure"].str.contains(".target", regex=False)
    assert (
        rest["figure"].str.endswith(".stated")
        | rest["figure"].str.startswith("budget_")
        | target
        | (rest["figure"] == "online_reports_link.value")
    ).all()


def test_correlation_of_online_reports_with_abandonment():
    calls, reports = table("calls_cch").tail(24), table("online_reports").tail(24)
    assert list(calls["month"]) == list(reports["month"]) and calls["month"].iloc[-1] == "2023-10"
    r = (
        (calls["abandoned"] / calls["offered"])
        .reset_index(drop=True)
        .corr(reports["reports"].reset_index(drop=True).astype(float))
    )
    assert f"{r:.2f}" == PUBLISHED.set_index("id").loc["online-reports-link", "printed"]


def test_budget_and_staff_rows_add_up_or_say_that_they_do_not():
    rows = PUBLISHED.set_index("id")
    for year in ("2023-24", "2024-25", "2025-26", "2026-27"):
        parts = sum(
            Decimal(rows.loc[f"budget-{part}-{year}", "printed"])
            for part in ("office-costs", "capital", "commissioning", "shared-services", "chief-constable")
        )
        printed = rows.loc[f"budget-total-{year}"]
        assert (parts == Decimal(printed["printed"])) != printed["note"].startswith(NOT_REPRODUCED)
        assert parts == Decimal(printed["printed"]) or str(parts) in printed["note"]
    for whole, parts in (
        (
            "total",
            ("chief-executive", "operations", "communications", "complaints-resolution", "independent-adjudicators"),
        ),
        ("shared-total", ("finance", "estates", "legal")),
    ):
        assert sum(Decimal(rows.loc[f"staff-{part}", "printed"]) for part in parts) == Decimal(
            rows.loc[f"staff-{whole}", "printed"]
        )


def test_money_and_staff_are_in_their_sources_as_printed():
    rows = PUBLISHED[PUBLISHED["id"].str.startswith(("budget-", "staff-")) & (PUBLISHED["id"] != "budget-constable-share")]
    tables = [table(name) for name in ("funding", "funding_printed", "staff", "staff_printed", "staff_make_up")]
    held = sorted(Decimal(str(value)) for frame in tables for value in frame.iloc[:, 2])
    assert held == sorted(map(Decimal, rows["printed"])) and len(held) == 37


# what may be read in more than one way


def test_satisfaction_after_violence_holds_for_every_window_it_could_mean():
    printed = PUBLISHED.set_index("id").loc["violent-crime-satisfaction", "printed"]
    for length in (3, 4):
        recipe = RECIPES["vwi_satisfaction"]._replace(window=length)
        value = pooled(recipe, recipe.part, back("2023-07", length - 1), "2023-07")
        assert as_printed(value, printed) == Decimal(printed)


# the files


@pytest.mark.parametrize("source", MADE)
def test_a_committed_file_begins_with_that_of_a_fresh_run(source):
    assert (SOURCES / f"{source}.csv").read_bytes().startswith(MADE[source].encode("utf-8"))


def test_check_notices_a_changed_byte(tmp_path):
    shutil.copytree(DATA / "published", tmp_path / "published", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "sources").mkdir()

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        script = [sys.executable, str(tmp_path / "published" / "reconstruct.py"), *arguments]
        return subprocess.run(script, capture_output=True, text=True, check=False)

    assert run().returncode == 0 and run("--check").returncode == 0
    path = tmp_path / "sources" / "calls_999.csv"
    path.write_bytes(path.read_bytes().replace(b"computed", b"stated", 1))
    done = run("--check")
    assert done.returncode == 1 and "calls_999.csv" in done.stderr


def test_script_reads_printed_values_and_repeats_none_of_those_that_are_telling():
    script = "".join(path.read_text(encoding="utf-8") for path in sorted((DATA / "published").glob("*.py")))
    telling = [printed for printed in PUBLISHED["printed"] if len(printed.lstrip("-").replace(".", "")) >= 4]
    assert not [printed for printed in telling if re.search(rf"(?<![\d.-]){re.escape(printed.lstrip('-'))}(?![\d.-])", script)]


def test_published_columns_ids_and_text():
    assert list(PUBLISHED.columns) == COLUMN_NAMES
    assert PUBLISHED["id"].is_unique and len(PUBLISHED) >= 200
    assert PUBLISHED["printed"].str.fullmatch(r"-?\d+(\.\d+)?").all()
    assert PUBLISHED["change_kind"].isin(["", "percent", "points", "number"]).all()
    assert PUBLISHED["figure"].map(lambda name: not name or FIGURE.fullmatch(name) is not None).all()
    assert not PUBLISHED.apply(lambda column: column.str.contains("\u2014|\r|\n")).any().any()


def test_package_lists_every_file_and_validates():
    from frictionless import Package

    assert sorted(f"sources/{path.name}" for path in SOURCES.glob("*.resource.yml")) == sorted(PACKAGE["resources"])
    assert sorted(path.name for path in SOURCES.glob("*.csv")) == sorted(d["path"] for d in DESCRIPTORS)
    resources = [descriptor | {"path": f"sources/{descriptor['path']}"} for descriptor in DESCRIPTORS]
    report = Package.from_descriptor(PACKAGE | {"resources": resources}, basepath=str(DATA)).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])


@pytest.mark.parametrize("descriptor", DESCRIPTORS, ids=lambda d: d["name"])
def test_a_committed_file_is_plain_text(descriptor):
    text = (SOURCES / descriptor["path"]).read_bytes()
    assert b"\r" not in text and not text.startswith(b"\xef\xbb\xbf") and text.endswith(b"\n")


@pytest.mark.parametrize("descriptor", OF_MADE, ids=lambda d: d["name"])
def test_source_follows_its_descriptor(descriptor):
    frame = read(descriptor["name"])
    assert list(frame.columns) == [field["name"] for field in descriptor["schema"]["fields"]]
    keys = descriptor["schema"]["primaryKey"]
    assert keys == list(frame.columns[:2]) and keys[1] == descriptor["breakdown"]
    assert list(frame[keys].itertuples(index=False)) == sorted(frame[keys].itertuples(index=False))
    assert frame[keys[0]].iloc[0] == descriptor["first"]
    for check in descriptor["checks"]:
        assert not grammar.broken(grammar.rule(check["rule"]), frame).any(), check["says"]
    assert set(frame[keys[1]]) == {"force"} or "force" not in set(frame[keys[1]]), "parts, never totals"
    assert frame["status"].eq("e").all() if (frame["kind"] == "computed").all() else frame["status"].isna().all()
    assert frame["kind"].isin(["computed", "published", "stated"]).all()


@pytest.mark.parametrize("source", MONTHLY)
def test_months_are_complete_for_every_part(source):
    frame = table(source)
    for _, group in frame.groupby(frame.columns[1]):
        first = group["month"].iloc[0]
        assert list(group["month"]) == list(pd.period_range(first, frame["month"].iloc[-1], freq="M").astype(str))


def test_no_question_but_the_overall_one_is_older_than_its_survey():
    """And that one begins where the printed change on the year needs it."""
    begins = table("victim_voice").groupby("question")["month"].min()
    assert begins.pop("overall") == back("2023-07", 15) and set(begins) == {"2023-04"}


def test_what_is_printed_of_one_month_is_held_of_that_month_alone():
    settings = table("immediate_settings")
    assert set(settings["month"]) == {"2023-09"} and len(settings) == 2
    silent = table("calls_999").set_index("month")["silent"]
    assert list(silent.index[silent.isna()]) == ["2023-07", "2023-09", "2023-10"]


def test_nobody_answers_a_question_who_is_not_among_those_asked():
    answers = table("victim_voice").pivot(index="month", columns="question", values="responses")
    answers = answers.dropna()
    assert len(answers) == 4 and (answers.le(answers["overall"], axis=0)).all(axis=None)
    narrow = answers[["burglary_kept_informed", "burglary_investigation"]]
    assert narrow.le(answers["burglary_overall"], axis=0).all(axis=None)


# the look of the series

EVENTS = set(pd.period_range("2020-03", "2020-08", freq="M").astype(str)) | {"2022-09"}
EVENTS |= {"2022-10", "2022-11", "2022-12"}  # where two printed years meet, a level may change
COLUMNS = [
    (source, field["name"])
    for source in MONTHLY
    for d in OF_MADE
    if d["name"] == source
    for field in d["schema"]["fields"]
    if field["type"] == "integer"
]


def by_part(source: str, column: str) -> list[pd.Series]:
    frame = table(source)
    return [group.set_index("month")[column].dropna().astype(float) for _, group in frame.groupby(frame.columns[1])]


@pytest.mark.parametrize(("source", "column"), COLUMNS)
def test_series_has_no_jump_or_kink_beyond_its_own_noise(source, column):
    for values in by_part(source, column):
        if len(values) < 25:
            continue  # too short to know its noise
        root = values.pow(0.5)  # of a count the square root has nearly the same noise at every level
        step, bend = root.diff(), root - (root.shift(1) + root.shift(-1)) / 2
        for change in (step.dropna(), bend.dropna()):
            usual = max(1.4826 * change.abs().median(), 0.5)
            odd = [m for m, c in change.items() if abs(c) > 5 * usual and m not in EVENTS]
            assert not odd, f"{source}.{column} jumps in {odd}"


@pytest.mark.parametrize(("source", "column"), COLUMNS)
def test_series_is_neither_flat_nor_suddenly_calmer_or_rougher(source, column):
    for values in by_part(source, column):
        if values.median() < 100:
            continue  # small counts repeat by chance
        assert (values.diff() == 0).rolling(2).sum().max() < 2, f"{source}.{column} stands still"
        change = values.pow(0.5).diff().dropna()
        calm = change[[m for m in change.index if m not in EVENTS]]
        early, late = calm[calm.index < "2022-01"].std(), calm[calm.index >= "2022-10"].std()
        if early == early and len(calm) > 24:
            assert 0.33 < late / early < 3, f"{source}.{column}: noise {early:.2f} before, {late:.2f} in the pinned year"

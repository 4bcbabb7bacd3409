"""`pcc signals`: what it tells of a quarter, what it proposes, and what it writes when a person accepts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from test_cases import AREAS, COUNT, Case, usual
from test_cli import pcc

from pcc_lib.core.errors import DefinitionError
from pcc_lib.figures.reworking import rework
from pcc_lib.inputs.measures import Break, read_measure
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.rebasing import write_rebase

WHY = "A new recording system; months before and after are not alike."
ENTRY = f'{{month: 2022-07, reason: "{WHY}"}}'
EVENTS = (
    "- {id: far, month: 2021-01, label: Far, title: Long before, source: Nobody}\n"
    "- {id: system, month: 2022-05, label: System, title: New recording system, source: Nobody}\n"
)
FILE = """\
# yaml-language-server: $schema=../schemas/measure.json
title: Offered   # as people call it
topic: recorded-crime

source: lab
numerator: offered
unit: calls
good_direction: decrease  # fewer are better
change: change_on_year
# reviewed every year
breaks: [{month: 2022-08, reason: Counted anew}]
owner: Nobody
next_review: 2030-03-31
why_it_matters: >-
  It is a
  test.
"""


def project(folder: Path, level: int = 2000, first: int = 18) -> Case:
    """Counts that differ a little from month to month, about 1,000 and from July 2022 on about another level."""
    case = Case(folder).data(lambda n, a: usual(n, a, 1000 if n < first else level)).told(COUNT, {"kind": "trend"})
    case.write("data/measures/m.yml", FILE)
    case.write("data/plan/events.yml", EVENTS)
    return case


@pytest.fixture
def case(tmp_path, monkeypatch) -> Case:
    monkeypatch.delenv("PCC_PROJECT", raising=False)
    return project(tmp_path / "project")


def signals(case: Case, *args: str) -> tuple[int, str, str]:
    return pcc("--project", case.root, "signals", *args)


def accept(case: Case, month: str = "2022-07", reason: str = WHY, measure: str = "m") -> tuple[int, str, str]:
    return signals(case, "--accept", measure, month, "--reason", reason)


def written(case: Case) -> str:
    return (case.root / "data/measures/m.yml").read_bytes().decode("utf-8")


# ── what is told ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_signals_are_told_a_line_each(case):
    code, out, err = signals(case)
    none, moved = out.splitlines()
    assert (code, err) == (0, "") and none.startswith("No measure is a signal")
    assert moved.startswith("1 ") and moved.endswith("add --propose to see them.")
    case.data(lambda n, a: usual(n, a, 2000 if n == 35 else 1000))
    code, out, _ = signals(case, "2023-24-Q4")
    assert code == 0 and out.startswith("m  Offered: ") and "Above its usual range" in out and out.count("\n") == 1
    assert signals(case, "2022-23-Q1")[0] == 1


def test_a_proposal_says_where_how_far_what_is_near_and_what_it_would_do(case):
    code, out, err = signals(case, "--propose")
    assert (code, err) == (0, "")
    head, row, near, effect = out.splitlines()[:4]
    assert head.split() == ["Measure", "Month", "Before", "After", "Months", "Stable", "Strength"]
    means = [
        sum(usual(n, a, level) for a in AREAS for n in months) / len(months)
        for level, months in ((1000, range(18)), (2000, range(18, 36)))
    ]
    assert row.split()[:6] == ["m", "2022-07", *(f"{round(mean):,}" for mean in means), "18", "yes"]
    assert near.strip() == (
        "near: May 2022: New recording system (no event of its topic); August 2022: break in the series: Counted anew"
    )
    assert re.fullmatch(r"now: Moved to a higher level.*\. If accepted: Within .*\.", effect.strip())
    assert "pcc signals QUARTER --accept MEASURE MONTH" in out


def test_gaps_of_the_source_and_events_of_the_topic_are_near(case):
    case.data(lambda n, a: None if n == 15 else usual(n, a, 1000 if n < 18 else 2000))
    descriptor = case.root / "data/sources/lab.resource.yml"
    descriptor.write_text(descriptor.read_text(encoding="utf-8") + "gaps: [{first: 2022-04, last: 2022-04}]\n", encoding="utf-8")
    topic = case.root / "data/topics/recorded-crime.yml"
    topic.write_text(topic.read_text(encoding="utf-8") + "events: [system]\n", encoding="utf-8")
    near = signals(case, "--propose")[1].splitlines()[2]
    assert "May 2022: New recording system;" in near and "April 2022 to April 2022: gap in lab" in near


def test_with_fewer_than_two_years_it_may_be_a_season(case):
    assert "season" not in signals(case, "--propose")[1]
    case.data(lambda n, a: None if n < 16 else usual(n, a, 1000 if n < 26 else 2000))
    assert "Fewer than two years are known, so it may be its season" in signals(case, "--propose")[1]
    case.data(lambda n, a: None if n < 12 else usual(n, a, 1000 if n < 26 else 2000))  # 24 months
    assert "season" not in signals(case, "--propose")[1]


def test_a_drift_has_nothing_to_accept(case):
    case.data(lambda n, a: usual(n, a, 1000 + 100 * n))
    out = signals(case, "--propose")[1]
    assert "m        2021-01" in out and "drifts" in out
    assert "nothing to accept: it has been rising bit by bit, so there is no new level to judge by" in out
    code, _, err = accept(case, "2021-01")
    assert code == 1 and "2021-01 is not proposed, since its values drift and have no new level. Proposed: none." in err


def test_where_nothing_moved_nothing_is_proposed(case):
    case.data(usual)
    assert signals(case, "--propose") == (0, "No change of level was found.\n", "")


def test_changes_before_the_latest_limits_are_history(case):
    case.data(lambda n, a: usual(n, a, 1000 if n < 9 else 2000 if n < 18 else 3000))
    assert [line.split()[1] for line in signals(case, "--propose")[1].splitlines() if line.startswith("m ")] == [
        "2021-10",
        "2022-07",
    ]
    assert accept(case)[0] == 0
    assert signals(case, "--propose")[1] == "No change of level was found.\n"


def test_the_count_of_what_has_moved_can_be_worked_out_again(case):
    figures = case.report().page.figures
    counted = figures.figure("signals_moved.value")
    assert (counted.value, counted.formula) == (1, "measures_moved(a, b, c)")
    assert rework(Project(case.root), counted.formula, counted.cells) == 1 and figures.figure("signals_judged.value").value == 0


# ── what is written ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_accepting_adds_three_lines_and_nothing_else(case):
    before = written(case)
    code, out, err = accept(case)
    assert (code, err) == (0, "") and out.startswith("data/measures/m.yml: limits begin anew in July 2022. Now: Within ")
    after = written(case)
    added = f"rebase:\n  - month: 2022-07\n    reason: {WHY}\n"
    assert after == before.replace("# fewer are better\n", "# fewer are better\n" + added)
    assert [f for f in case.faults() if "m.yml" in f.file] == [] and "\r" not in after
    found = case.report().page.judgement(case.report().page.figures.measure("m"))
    assert (found.moved, found.variation, found.points["segment"].iat[-1]) == (None, "common cause", 2)
    assert not list(case.root.rglob("*.part"))


LISTS = {
    "indented": ("rebase:\n  - month: {}\n    reason: {}\n", "  - month: 2022-07\n    reason: {}\n"),
    "flush": ("rebase:\n- month: {}\n  reason: {}\n", "- month: 2022-07\n  reason: {}\n"),
}


@pytest.mark.parametrize("form", LISTS)
@pytest.mark.parametrize(("other", "first"), [("2021-02", False), ("2023-11", True)])
def test_an_entry_is_added_in_the_order_of_months(case, form, other, first):
    old, new = LISTS[form][0].format(other, "Old rules."), LISTS[form][1].format(WHY)
    text = FILE.replace("change: change_on_year\n", f"{old}change: change_on_year\n")
    case.write("data/measures/m.yml", text)
    write_rebase(Project(case.root), "m", Break(month="2022-07", reason=WHY))
    wanted = old.replace("rebase:\n", f"rebase:\n{new}") if first else old + new
    assert written(case) == text.replace(old, wanted)
    assert [b.month for b in read_measure(Project(case.root), "m").rebase] == sorted([other, "2022-07"])


def test_comments_stay_with_what_they_stand_above(case):
    old = (
        "rebase:\n  # the pandemic\n  - month: 2021-02\n    reason: >-\n      Old\n      rules.\n"
        "  # the next one\n  - month: 2023-11   # late\n    reason: Later rules.\n\n# below the list\n"
    )
    text = FILE.replace("change: change_on_year\n", f"{old}change: change_on_year\n")
    case.write("data/measures/m.yml", text)
    write_rebase(Project(case.root), "m", Break(month="2022-07", reason=WHY))
    write_rebase(Project(case.root), "m", Break(month="2023-12", reason=WHY))
    entry = f"  - month: {{}}\n    reason: {WHY}\n"
    wanted = old.replace("  # the next", entry.format("2022-07") + "  # the next")
    wanted = wanted.replace("Later rules.\n", "Later rules.\n" + entry.format("2023-12"))
    assert written(case) == text.replace(old, wanted)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rebase: []  # none\n", f"rebase:  # none\n  - month: 2022-07\n    reason: {WHY}\n"),
        (
            "rebase: [{month: 2021-02, reason: Old}]  # kept\n",
            f"rebase: [{{month: 2021-02, reason: Old}}, {ENTRY}]  # kept\n",
        ),
        (
            "rebase: [{month: 2023-02, reason: Old}]\n",
            f"rebase: [{ENTRY}, {{month: 2023-02, reason: Old}}]\n",
        ),
    ],
)
def test_a_list_in_brackets_gets_its_entry_in_brackets_and_empty_ones_open(case, old, new):
    text = FILE.replace("change: change_on_year\n", f"{old}change: change_on_year\n")
    case.write("data/measures/m.yml", text)
    write_rebase(Project(case.root), "m", Break(month="2022-07", reason=WHY))
    assert written(case) == text.replace(old, new)


@pytest.mark.parametrize(
    "reason",
    [
        "New rules: none alike",
        "New rules # of 2022",
        '"New" rules, as told',
        "- New rules here",
        "{new: rules, of: 2022}",
        "Neue Züge ab Juli",
    ],
)
def test_a_reason_is_read_again_as_it_was_given(case, reason):
    assert accept(case, reason=f"  {reason} ")[0] == 0
    assert read_measure(Project(case.root), "m").rebase[0].reason == reason


def test_windows_line_ends_become_plain_ones_and_an_end_may_be_missing(case):
    case.write("data/measures/m.yml", "")
    cut = FILE.replace("good_direction: decrease  # fewer are better\n", "") + "good_direction: decrease"
    (case.root / "data/measures/m.yml").write_bytes(b"\xef\xbb\xbf" + cut.replace("\n", "\r\n").encode("utf-8"))
    assert accept(case)[0] == 0
    assert written(case) == f"{cut}\nrebase:\n  - month: 2022-07\n    reason: {WHY}"


# ── what is refused ───────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"reason": "New"}, "A new level needs a reason in a few words"),
        ({"reason": ""}, "A new level needs a reason in a few words"),
        ({"reason": "2022 - 07 . . . x y z"}, "A new level needs a reason in a few words"),
        ({"measure": "n"}, "there is no measure 'n'."),
        ({"measure": "../m"}, "is not the name of a file inside the project."),
        ({"month": "2022-13"}, "'2022-13' is not a month. Write it like 2023-10."),
        ({"month": "July"}, "'July' is not a month. Write it like 2023-10."),
        (
            {"month": "2022-08"},
            "m: 2022-08 is not proposed. Proposed: 2022-07. Where you know of a change that the values do not show, add the "
            "month with its reason to 'rebase' in data/measures/m.yml.",
        ),
        ({"month": "2001-01"}, "m: 2001-01 is not proposed. Proposed: 2022-07."),
        ({"reason": "Very long words " * 30}, "Keep it to 300."),
        ({"reason": "New rules\nand more lines"}, "runs over several lines."),
        ({"reason": "New rules hidden\u200b here"}, "cannot be seen"),
    ],
)
def test_refused_and_nothing_written(case, said, told):
    before = written(case)
    code, out, err = accept(case, **said)
    assert (code, out) == (1, "") and told in err and "Traceback" not in err
    assert written(case) == before


def test_a_month_that_is_there_already_is_refused(case):
    accept(case)
    before = written(case)
    code, _, err = accept(case)
    assert code == 1 and "data/measures/m.yml, rebase: 2022-07 is there already." in err and written(case) == before


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("unit: calls", "unit: calls\nwindow: 12 months", "its values cover several months"),
        ("numerator: offered", "numerator: offered\ncalculation: published", "its values come ready-made"),
        ("source: lab\nnumerator: offered\n", "missing: Nobody counts it.\n", "it has no data"),
    ],
)
def test_a_measure_without_a_usual_range_has_none_to_begin_anew(case, old, new, told):
    case.write("data/measures/m.yml", FILE.replace(old, new))
    code, _, err = accept(case)
    assert code == 1 and told in err and "so it has no usual range whose limits could begin anew." in err


def test_a_file_that_lines_cannot_be_added_to_is_left_alone(case):
    said = yaml.safe_dump(yaml.safe_load(FILE), default_flow_style=True, width=10_000)
    case.write("data/measures/m.yml", said)
    code, _, err = accept(case)
    assert code == 1 and "is written in a way that nothing can be added to. Add it there by hand" in err
    assert written(case) == said


def test_what_the_model_refuses_is_not_written(case):
    case.write("data/measures/m.yml", FILE.replace("numerator: offered", "numerator: offered\ncalculation: published"))
    before = written(case)
    with pytest.raises(DefinitionError, match="changes nothing where 'calculation' is published"):
        write_rebase(Project(case.root), "m", Break(month="2022-07", reason=WHY))
    assert written(case) == before


@pytest.mark.parametrize(
    "args",
    [
        ("--propose", "--accept", "m", "2022-07", "--reason", WHY),
        ("--reason", WHY),
        ("--propose", "--reason", WHY),
        ("--accept", "m"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(case, args):
    assert signals(case, *args)[0] == 2


def test_faults_of_the_files_are_told_as_ever(case):
    case.write("data/measures/m.yml", FILE.replace("unit: calls", "unt: calls"))
    code, _, err = signals(case)
    assert code == 1 and "data/measures/m.yml" in err and "unt" in err

"""What check passes, build builds: mutations of every kind of input are named by the check, or the book can be made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from mutations import Bench, Mutation, mutations, smaller, try_all
from places import SAMPLE

pytestmark = pytest.mark.slow

COUNT = 240  # of one run; `python tests/mutations.py` tries others
SEED = 11


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("mutations") / "small"
    root.mkdir()
    return smaller(SAMPLE, root)


def test_every_mutation_is_named_or_built(small, tmp_path):
    found = mutations(small, SEED)
    outcome = try_all(Bench(small, tmp_path / "bench"), [next(found) for _ in range(COUNT)])
    said = [f"{[f'{m.file}: {m.what}' for m in batch]}\n{problem}" for batch, problem in outcome.failed]
    assert said == []
    assert [(m.file, m.what, fault) for m, fault in outcome.misplaced] == []
    assert outcome.tried == COUNT and len(outcome.caught) > outcome.tried / 3 and outcome.built


# ── mutations that once passed the check and then broke the build ─────────────────────────────────────────────────────
KNOWN = [
    (
        "data/topics/complaints.yml",
        "from: 2020-11",
        "from: 2031-01",
        "is not before the last month that data/quarters/2023-24-Q3/quarter.yml tells",
    ),
    ("data/measures/complaints_recorded.yml", "unit: complaints", "unit: percent", "'percent' is not a unit"),
    ("data/plan/priorities.yml", "page: priority-4", "page: priority-9", "names no notebook 'priority-9'"),
    ("_config.yml", "title: Quarterly PCC Highlight Report", "title: Another report", "report_title in data/body.yml"),
    ("_toc.yml", "- file: notebooks/priority-4\n", "- file: notebooks/priority-4a\n", "there is no such .ipynb or .md file"),
    ("_toc.yml", "      - file: notebooks/about-the-data\n", "", "names no notebook 'about-the-data'"),
    ("data/quarters/2023-24-Q3/stated.csv", ",50,people,50+", ",50,people,70+", "the value is 50, and it is printed as '70+'"),
    ("data/quarters/2023-24-Q3/deliverables.csv", ",January 2024,90", ",March 2025,90", "says 'March 2025', and due is 2024-01"),
    ("data/quarters/2023-24-Q3/quarter.yml", "complaints: 2023-10", "complaints: 2024-10", "after the date of writing"),
    ("data/plan/glossary.yml", "    meaning:", "    meanning:", "unknown key 'meanning'. Did you mean 'meaning'?"),
    ("data/plan/budget.yml", "printed_totals:", "printed_total:", "unknown key 'printed_total'. Did you mean 'printed_totals'?"),
    ("data/plan/budget.yml", "id: capital", "id: capitol", "has no row of allocation 'capitol'"),
    ("data/sources/funding.csv", "2024-25,capital,", "2024-25,commissioning,", "2024-25, commissioning stands twice"),
    ("data/sources/funding.csv", "3.647", "0", "is nought. Shares and growth need amounts above nought."),
    ("data/sources/staff.csv", "2023-24,legal,", "2023-24,law,", "data/plan/staffing.yml has no 'law' (teams)"),
    ("data/plan/staffing.yml", "make_up:", "makeup:", "unknown key 'makeup'. Did you mean 'make_up'?"),
    ("data/plan/structure.yml", "fte: 1.0", "ftee: 1.0", "unknown key 'ftee'. Did you mean 'fte'?"),
    ("data/plan/governance.yml", "  duties:", "  dutys:", "unknown key 'dutys'. Did you mean 'duties'?"),
    (
        "data/plan/claims.yml",
        "  verdict: contradicted",
        "  verdikt: contradicted",
        "unknown key 'verdikt'. Did you mean 'verdict'?",
    ),
]


@pytest.mark.sample
@pytest.mark.parametrize(("file", "old", "new", "said"), KNOWN, ids=lambda v: v[:40] if "/" in v else "")
def test_what_once_passed_is_told_with_its_file(small, tmp_path, file, old, new, said):
    bench = Bench(small, tmp_path / "bench")
    text = (small / file).read_text(encoding="utf-8")
    if file.startswith("data/") and old not in text:
        text = text.replace("'", "")
    assert old in text, f"{file} does not hold {old!r}"
    bench.put([Mutation(file, "", text.replace(old, new, 1).encode("utf-8"))])
    faults = bench.faults()
    assert any(said in str(f) for f in faults) and any(f.file in (file, "data/plan/priorities.yml") for f in faults), faults


@pytest.mark.sample
def test_a_topic_without_its_cells_is_told(small, tmp_path):
    bench, file = Bench(small, tmp_path / "bench"), "notebooks/priority-4.ipynb"
    book = json.loads((small / file).read_text(encoding="utf-8"))
    book["cells"] = [c for c in book["cells"] if "complaints" not in "".join(c["source"])]
    bench.put([Mutation(file, "", json.dumps(book).encode("utf-8"))])
    assert [str(f) for f in bench.faults()] == [
        'data/topics/complaints.yml: is not told: notebooks/priority-4.ipynb does not ask for report.what("complaints"), '
        'report.so_what("complaints"), report.now_what("complaints"). Add a cell for each, or set scorecard_only: true.'
    ]


@pytest.mark.sample
def test_a_page_is_only_calls_of_the_report(small, tmp_path):
    bench, file = Bench(small, tmp_path / "bench"), "notebooks/glossary.ipynb"
    book = json.loads((small / file).read_text(encoding="utf-8"))
    for code, said in (
        ("import os; os.system('id')", "is no part of a page"),
        ("report.glosary()", "Did you mean 'glossary'?"),
        ("report.what('complaints', 1)", "has 2 arguments; it takes 1"),
        ("report.glossary(", "is not Python"),
        ("report.glossary().html", "is no part of a page"),
        ("print(report.glossary())", "is no part of a page"),
    ):
        book["cells"][-1]["source"] = code
        bench.put([Mutation(file, "", json.dumps(book).encode("utf-8"))])
        assert any(f.file == file and said in str(f) for f in bench.faults()), code


@pytest.mark.sample
def test_the_test_can_fail(small, tmp_path):
    """Without the check on charts, the mutation that it names reaches the build and breaks it."""
    from unittest.mock import patch

    from pcc_lib.checking import values as check_values

    broken = (
        (small / "data/topics/complaints.yml")
        .read_text(encoding="utf-8")
        .replace("from: 2020-11", "from: 2031-01")
        .replace("from: '2020-11'", "from: '2031-01'")
    )
    with patch.object(check_values, "_chart_faults", lambda *_: ()):
        outcome = try_all(Bench(small, tmp_path / "bench"), [Mutation("data/topics/complaints.yml", "x", broken.encode("utf-8"))])
    assert len(outcome.failed) == 1

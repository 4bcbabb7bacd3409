"""The sample with what analysts add next is a sound project, whose new quarter has pages before anybody has written for it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from grown import NEWEST, NEXT, grow
from places import PUBLISHED, ROOT

from pcc_lib.checking.check import fault_list
from pcc_lib.inputs.plan import open_quarter, quarter_names
from pcc_lib.inputs.project import Project
from pcc_lib.report import Report


@pytest.fixture(scope="module")
def grown(tmp_path_factory) -> Project:
    return Project(grow(tmp_path_factory.mktemp("grown") / "project"))


@pytest.mark.slow
def test_it_has_no_fault_in_any_quarter(grown):
    assert quarter_names(grown)[-1] == NEXT
    found = [
        f"{quarter}: {fault}" for quarter in quarter_names(grown) for fault in fault_list(grown, open_quarter(grown, quarter))
    ]
    assert found == []


def test_its_newest_quarter_tells_the_newest_months_and_the_published_one_does_not(grown):
    latest, published = (Report(grown, "priority-1", quarter).page.figures for quarter in ("latest", PUBLISHED))
    for id in ("calls_999_volume", "custody", "custody_released"):
        assert [str(figures.figure(f"{id}.value").period) for figures in (latest, published)] == [NEWEST, "2023-10"]
    assert "No actions were reported for this quarter [x]" in Report(grown, "priority-1", NEXT).now_what("calls-999").html


def test_the_tests_can_be_pointed_to_it(grown):
    code = "import places; print(places.SAMPLE)"
    where = os.environ | {"PCC_SAMPLE": str(grown.root), "PYTHONPATH": str(ROOT / "tests")}
    done = subprocess.run([sys.executable, "-c", code], env=where, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(grown.root.resolve())

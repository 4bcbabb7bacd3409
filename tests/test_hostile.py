"""A hostile corpus in every free text of every input: refused with its place, or shown as text and nothing else."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from unittest.mock import patch

import hostile
import pytest
from conftest import Tiny
from mutations import SVG, Bench, smaller
from places import SAMPLE

from pcc_lib.building.gate import page_faults
from pcc_lib.charts import block as chart_block
from pcc_lib.core.csv_cells import is_formula
from pcc_lib.core.errors import FaultsError
from pcc_lib.core.text import unseen
from pcc_lib.inputs.contents import notebooks
from pcc_lib.inputs.models import INPUTS as KINDS
from pcc_lib.inputs.project import Project
from pcc_lib.report import Report

PLACES = hostile.places_of_all()


@pytest.mark.sample
def test_the_corpus_and_the_fields_are_many():
    assert len(hostile.TEXTS) >= 80 and len(hostile.CORPUS) >= 10
    there = {(of.name, field) for of in KINDS for field, _ in hostile.fields(of)}
    assert (
        len(PLACES) > 140
        and there - set(PLACES)
        <= {
            ("names", ("names", "*", "name")),
            ("names", ("names", "*", "note")),
            ("contents", ("chapters", "*", "title")),
            ("structure", ("root", "teams", "*")),
            ("source", ("lifetimes", "*", "*")),  # held by tests/test_edges.py
            ("source", ("schema", "fields", "*", "categories", "*", "label")),  # held by tests/test_ours.py
            *(
                ("source", ("received", *key)) for key in (("sheet",), ("columns", "*"), ("parts", "*"), ("left", "*"))
            ),  # on no page
            *(each for each in there if each[0] == "boundaries"),  # held by tests/test_maps.py
            ("revisions", ("reason",)),  # held by tests/test_revised.py
            ("revisions", ("file",)),  # on no page
            *(each for each in there if each[0] == "incidents"),  # on no page
            *(each for each in there if each[0] == "imports"),  # on no page: held by tests/test_imports.py
            ("source", ("imported", "files", "*", "file")),  # on no page
            *(
                each for each in there if each[0] == "measure" and each[1][0] == "counterpart"
            ),  # held by tests/test_cross_check.py
            *(each for each in there if each[:1] == ("source",) and each[1][0] == "counted"),  # held by tests/test_incidents.py
        }
    ), "fields without a sample"


@pytest.mark.no_cover
@pytest.mark.sample
@pytest.mark.parametrize("text", hostile.TEXTS, ids=lambda t: ascii(t)[1:30])
def test_every_text_in_every_field_is_refused_with_its_key_or_kept_as_text(text):
    became = {key: hostile.outcome(of, data, place, text) for key, (of, data, place) in PLACES.items()}
    assert {v for v in became.values() if v not in ("refused", "inert")} == set()
    wanted = "refused" if next(unseen(text), None) or len(text) > 4_000 or not text.strip() else None
    assert wanted is None or set(became.values()) == {wanted}
    if text in hostile.CORPUS["harmless"]:
        assert list(became.values()).count("inert") > 0.95 * len(became)


@pytest.fixture(scope="module", params=(0, 1), ids=("first turn", "second turn"))
def filled(request, tmp_path_factory) -> tuple[Path, dict, list[tuple[str, str]]]:
    """The smaller sample with the corpus in every field; what was put where; each page's name with each block's HTML."""
    root = tmp_path_factory.mktemp("hostile") / "project"
    root.mkdir()
    smaller(SAMPLE, root)
    told = hostile.fill(root, request.param)
    hostile.name_the_book(root)
    _drop_commentary(root)
    project = Project(root)
    with patch.object(chart_block, "static_svg", lambda *_, **__: SVG):
        shown = [
            (page.stem, getattr(report, call.name)(*call.args).drawn())
            for page in notebooks(project)
            for report in [Report(project, page.stem)]
            for call in page.calls
        ]
    return root, told, shown


def _drop_commentary(root: Path) -> None:
    """Commentary that names a part by its label, which has another name now."""
    for fault in Bench(root, root.parent / "bench").faults():
        if fault.file.endswith(".md"):
            (root / fault.file).unlink(missing_ok=True)


@pytest.mark.slow
@pytest.mark.sample
def test_what_is_kept_as_text_passes_the_check(filled):
    root, told, _ = filled
    assert sum(told.values()) > 1_000 and len(told) > 100
    bench = Bench(root, root.parent / "again")
    assert [str(f) for f in bench.faults()] == []


@pytest.mark.slow
@pytest.mark.sample
def test_no_block_of_any_notebook_holds_active_content(filled):
    _, _, shown = filled
    assert len(shown) > 40
    assert [str(f) for page, html in shown for f in page_faults(html, f"notebooks/{page}.html")] == []
    text = "".join(html for _, html in shown)
    assert text.count("&lt;script") > 20, "the corpus reaches the pages"


@pytest.mark.slow
@pytest.mark.sample
def test_the_corpus_stays_whole_in_specifications_and_tables(filled):
    _, _, shown = filled
    specs = [m[1] for _, html in shown for m in re.finditer(r'class="pcc-spec">(.*?)</script>', html, re.DOTALL)]
    assert len(specs) > 10 and all(isinstance(json.loads(spec), dict) and "<" not in spec for spec in specs)


@pytest.mark.slow
@pytest.mark.sample
def test_no_download_holds_a_formula(filled):
    from urllib.parse import unquote

    _, _, shown = filled
    links = [m[1] for _, html in shown for m in re.finditer(r'href="data:text/csv;charset=utf-8,([^"]*)"', html)]
    cells = [cell for link in links for row in csv.reader(io.StringIO(unquote(link))) for cell in row]
    assert len(cells) > 1_000 and [cell for cell in cells if is_formula(cell)] == []


# ── files that are hostile as a whole ─────────────────────────────────────────────────────────────────────────────────
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
)
FILES = [
    of.where.replace("*", name)
    for of in KINDS
    if not of.is_table
    for name in [{"measure": "offered", "topic": "calls", "source": "calls"}.get(of.name, "2023-24-Q3")]
]


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "is named with & and used again with *"),
        ("a: " + "[" * 5_000, "is nested too deeply"),
        ("- " * 3_000 + "x", "is nested too deeply"),
        ("a: !!python/object/apply:os.system [id]\n", "is marked with"),
        ("a: !include /etc/passwd\n", "is marked with"),
        ("a: \x02\n", "a character that cannot be seen (U+0002)"),
        ("<<: {a: 1}\n", "'<<' takes keys from elsewhere"),
        ("a: 1\n" * 600, "stands twice"),
        ("x" * (1 << 21), "is larger than 1 MiB"),
        ("a: " + "9" * 5_000 + "\n", "not valid YAML"),
        ("{" * 400 + "}" * 400, "is nested too deeply"),
        ("? [a]\n: b\n", "a key is a list"),
        ("\ufeff\u202ea: 1\n", "cannot be seen (U+202E)"),
    ],
    ids=[
        "alias bomb",
        "brackets",
        "dashes",
        "python tag",
        "include tag",
        "control",
        "merge key",
        "repeats",
        "huge",
        "huge number",
        "braces",
        "list as key",
        "direction",
    ],
)
def test_a_hostile_file_is_a_clear_fault(tiny: Tiny, file, text, said):
    with pytest.raises(FaultsError) as error:
        tiny.write(file, text).project().record(
            next(of.model for of in KINDS if Path(file).match(of.where.replace("*", "?*"))), file
        )
    assert all(f.file == file for f in error.value.faults) and said in str(error.value)


@pytest.mark.slow
def test_a_file_of_many_repeats_is_a_clear_fault(tiny: Tiny):
    """Of one kind of file: what is told of a key that stands again is found before it is known what the file is."""
    with pytest.raises(FaultsError) as error:
        tiny.write("data/body.yml", "a: 1\n" * 60_000).project().read_yaml("data/body.yml")
    assert "stands twice" in str(error.value)


@pytest.mark.parametrize(
    "name",
    [
        "../outside.yml",
        "data/../../outside.yml",
        "/etc/passwd",
        "C:/Windows/win.ini",
        "data\\body.yml",
        "data/CON",
        "data/nul.yml",
        "data/sources/com1.csv",
        "data/body.yml:stream",
        "~/x/../../y",
    ],
)
def test_no_name_leads_out_of_the_project(tiny: Tiny, name):
    with pytest.raises(FaultsError, match="is not the name of a file inside the project"):
        tiny.project().read_text(name)


def test_a_link_out_of_the_project_is_refused(tiny: Tiny, tmp_path_factory):
    secret = tmp_path_factory.mktemp("outside") / "secret.md"
    secret.write_text("## What?\n\nSecret.\n", encoding="utf-8")
    target = tiny.root / "data/quarters/2023-24-Q3/topics/calls.md"
    target.unlink()
    try:
        target.symlink_to(secret)
    except OSError:
        pytest.skip("this machine makes no links")
    assert "is a link that leads out of the project" in tiny.said()


@pytest.mark.parametrize(
    "path", ["../outside.csv", "/etc/passwd", "sub/calls.csv", "calls.csv/../../x.csv", "other.csv", "CON.csv"]
)
def test_a_descriptor_names_its_own_table_alone(tiny: Tiny, path):
    tiny.edit("data/sources/calls.resource.yml", "path: calls.csv", f"path: {path}")
    assert "calls.resource.yml" in tiny.said() and ", path: " in tiny.said()


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$",
        "(a|a)*b",
        "(x*)*",
        r"(\d+)\1",
        "a?" * 30 + "a" * 30,
        ".*.*.*.*x",
        "(?:a+)+",
        "[a-z]{1,9}{1,9}",
        "(",
        "*",
        "x" * 200,
    ],
)
def test_a_pattern_that_may_take_for_ever_is_refused(tiny: Tiny, pattern):
    tiny.edit(
        "data/sources/calls.resource.yml",
        "{required: true, enum: [north, south]}",
        json.dumps({"required": True, "pattern": pattern}),
    )
    assert "calls.resource.yml, line" in tiny.said() and "constraints, pattern" in tiny.said()

"""One name for one thing: the variants that a project lists are faults where people wrote them, and no page prints one."""

from __future__ import annotations

import json

import pytest
from conftest import QUARTER, Tiny, page_blocks
from places import PUBLISHED, SAMPLE

from pcc_lib.inputs.contents import notebooks
from pcc_lib.inputs.models.vocabulary import PreferredName
from pcc_lib.inputs.naming import misnamed, preferred_names
from pcc_lib.inputs.project import Project
from pcc_lib.writing.html import words_of

NAMES = "data/plan/names.yml"
LIST = """\
names: ['999']
preferred:
  - {name: Call Centre, not: [call centre, Calls Centre]}
  - {name: crimes reported online, not: [online reports, reports]}
"""
KNOWN = (
    PreferredName(name="Call Centre", variants=("call centre", "Calls Centre")),  # type: ignore[call-arg]
    PreferredName(name="crimes reported online", variants=("online reports", "crimes reported")),  # type: ignore[call-arg]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Call Centre takes calls.", []),
        ("the call centre", ["call centre"]),
        ("Call centre of the force", ["Call centre"]),
        ("the call\n  centre", ["call centre"]),
        ("Online reports rose; online reports fell.", ["Online reports", "online reports"]),
        ("crimes reported online", []),  # a variant that is a piece of the name
        ("Crimes reported online, crimes reported by phone", ["crimes reported"]),
        ('They call it "online reports", or “the call centre”.', []),
        ("online-reports and online_reports and preonline reports", []),
        ("{{ online_reports.value }} of them", []),
        ("{{ call centre }} and [here](https://call.example/online reports)", []),
        ("[here](a.html#reports-online) or https://example.org/?q=reports#online, reports of", []),
        ("[online reports](https://example.org/a)", ["online reports"]),
        ("`call centre` as code", []),
        ('An inch is 1".\n\nThe call centre has 2".', ["call centre"]),
        ("call “x” centre", []),
    ],
)
def test_a_variant_is_a_whole_word_outside_quotation_marks(text: str, found: list[str]) -> None:
    assert [each.said for each in misnamed(text, KNOWN)] == found


@pytest.mark.parametrize(
    ("file", "text", "place"),
    [
        (f"data/quarters/{QUARTER}/topics/calls.md", "## So what?\n\nThe\ncall centre.\n\n## Now what?\n\n- Act.\n", "line 4"),
        ("data/plan/priorities.yml", None, "line 2, priorities 1, description"),
        ("data/plan/delivery.csv", None, "row 2, column activity"),
        ("data/topics/calls.yml", None, "line 1, title"),
        ("data/sources/calls.resource.yml", None, "producer"),
        ("data/body.yml", None, "line 1, name"),
    ],
)
def test_a_variant_is_a_fault_with_its_place_and_the_name(tiny: Tiny, file: str, text: str | None, place: str) -> None:
    tiny.write(NAMES, LIST)
    assert tiny.said() == ""
    old = {
        "data/plan/priorities.yml": "Answer every call",
        "data/plan/delivery.csv": "Build a station",
        "data/topics/calls.yml": "Calls to the police",
        "data/sources/calls.resource.yml": "Nobody",
        "data/body.yml": "Office",
    }
    tiny.write(file, text) if text else tiny.edit(file, old[file], "Answer the call centre")
    said = tiny.said()
    assert said.startswith(f"{file}, ") and place in said
    assert "says 'call centre'. Write 'Call Centre', or quote it (data/plan/names.yml)." in said


@pytest.mark.parametrize("variant", [".*", "(a+)+$", "C\\w+", "[", "(?i)calls", "\\b", "offered", "calls.csv"])
def test_a_variant_is_literal_and_ids_are_no_words(tiny: Tiny, variant: str) -> None:
    """`offered` is a column and a measure; only the source's own titles and rules say it to readers."""
    said = tiny.write(NAMES, f"preferred:\n  - {{name: Ringing up, not: ['{variant}']}}\n").said()
    assert all(line.startswith("data/sources/calls.resource.yml") for line in said.splitlines()), said


@pytest.mark.parametrize("text", ["[]", "{}", '{"cells": 5}', '{"cells": [5, {"cell_type": "markdown"}]}', "{", '"x"'])
def test_a_damaged_notebook_does_not_stop_the_check(tiny: Tiny, text: str) -> None:
    assert "Traceback" not in tiny.write(NAMES, LIST).write("notebooks/more.ipynb", text).said()


def test_a_variant_at_the_start_of_a_sentence_is_mended_with_a_capital(tiny: Tiny) -> None:
    tiny.write(NAMES, LIST).edit("data/topics/calls.yml", "Calls to the police", "Online reports")
    assert "says 'Online reports'. Write 'Crimes reported online', or quote it" in tiny.said()


def test_a_variant_in_the_text_of_a_notebook(tiny: Tiny) -> None:
    tiny.write(NAMES, LIST)
    before = tiny.said()
    cells = [
        {"cell_type": "markdown", "source": ["Calls\n", "of the call centre"]},
        {"cell_type": "code", "source": "x = 'call centre'"},
    ]
    tiny.write("notebooks/more.ipynb", json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    assert [line for line in tiny.said().splitlines() if line not in before and "cell " in line] == [
        "notebooks/more.ipynb, cell 1: says 'call centre'. Write 'Call Centre', or quote it (data/plan/names.yml)."
    ]


def test_words_as_printed_and_the_glossary_are_the_originals_own(tiny: Tiny) -> None:
    tiny.write(NAMES, LIST)
    tiny.write(
        "data/plan/contradictions.yml",
        "contradictions:\n  - {id: a, page: book, where: A page, printed: [call centre], why: Two names., treatment: None.}\n",
    )
    tiny.write("data/plan/glossary.yml", "terms:\n  - {acronym: CC, expansion: call centre, meaning: They answer.}\n")
    assert tiny.said() == ""
    tiny.edit("data/plan/contradictions.yml", "Two names.", "The call centre.")
    assert "contradictions 1, why: says 'call centre'" in tiny.said()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{name: Calls, not: [calls]}", "not: 'calls' is the name itself."),
        ("{name: A b, not: [x]}\n  - {name: A b, not: [z]}", "the name 'A b' stands twice."),
        (
            "{name: A b, not: [x]}\n  - {name: C d, not: [x]}",
            "'x' stands twice under 'not'. Say once which name it gives way to.",
        ),
        ("{name: A b, not: [C d]}\n  - {name: C d, not: [z]}", "'C d' is the name of another thing."),
        ("{name: A b, not: []}", "preferred 1, not"),
        ("{name: A b}", "'not' is missing"),
        ("{name: Calls, not: [ring], of: [offerd]}", "Calls, of: there is no measure or topic 'offerd'. Did you mean 'offered'?"),
        ("{name: Rings, not: [ringing], of: offered}", "data/measures/offered.yml, title: 'Calls' does not name 'Rings'."),
        (
            "{name: Rings, not: [ringing], of: calls}",
            "data/topics/calls.yml, title: 'Calls to the police' does not name 'Rings'.",
        ),
    ],
)
def test_faults_of_the_list(tiny: Tiny, text: str, words: str) -> None:
    assert words in tiny.write(NAMES, f"preferred:\n  - {text}\n").said()


def test_a_title_that_holds_its_name_is_right(tiny: Tiny) -> None:
    assert tiny.write(NAMES, "preferred:\n  - {name: calls, not: [ringing], of: [offered, calls]}\n").said() == ""


AS_PRINTED = {"glossary", "about-the-data", "figures"}  # pages that tell what the originals call things, and all figures again


@pytest.mark.slow
@pytest.mark.sample
@pytest.mark.parametrize("page", sorted({n.stem for n in notebooks(Project(SAMPLE))} - AS_PRINTED))
def test_no_page_prints_a_variant(page: str) -> None:
    names = preferred_names(Project(SAMPLE))
    said = [words_of(block.drawn()) for block in page_blocks(page, PUBLISHED)]
    assert names and [(each.said, each.name) for text in said for each in misnamed(text, names)] == []

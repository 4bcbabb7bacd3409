"""What quarter.yml says of texts and sources that there are not."""

from __future__ import annotations

import pytest
from conftest import QUARTER


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("unchanged: [{text: topics/call, confirmed: 2023-24-Q3}]", "unchanged 1: there is no text 'topics/call'. Did you mean"),
        (
            "unchanged: [{text: calls, confirmed: 2023-24-Q3}]",
            "'calls' is not the name of a text. Write it like topics/calls-999",
        ),
        (
            "nothing_to_report: [{text: topics/calls, heading: So what, confirmed: 2023-24-Q3}]",
            "nothing_to_report 1: topics/calls has no heading 'So what'. Did you mean 'So what?'",
        ),
        (
            "late: [{source: call, expected: 2023-11, because: None came.}]",
            "late 1: there is no source 'call'. Did you mean 'calls'?",
        ),
        ("late: [{measure: offer, expected: 2023-11, because: None came.}]", "late 1: there is no measure 'offer'."),
        ("late: [{expected: 2023-11, because: None came.}]", "names a source and a measure, or neither. Name one of them."),
        ("unchanged: [{text: topics/calls}]", "'confirmed' is missing"),
        ("unchanged: [{text: topics/calls, confirmed: Q3}]", "'Q3' is not the name of a quarter"),
    ],
)
def test_what_is_said_in_vain_is_told(tiny, said, fault):
    name = f"data/quarters/{QUARTER}/quarter.yml"
    tiny.write(name, (tiny.root / name).read_text(encoding="utf-8") + said + "\n")
    assert fault in tiny.said()


def test_what_is_said_of_what_there_is_is_no_fault(tiny):
    name = f"data/quarters/{QUARTER}/quarter.yml"
    said = (
        "unchanged:\n  - {text: topics/calls, heading: So what?, confirmed: 2023-24-Q2}\n"
        "  - {text: priorities/priority-1, confirmed: 2023-24-Q3}\n"
    )
    tiny.write(
        name, (tiny.root / name).read_text(encoding="utf-8") + said + "late: [{source: calls, expected: 2023-11, because: x}]\n"
    )
    assert tiny.said() == ""

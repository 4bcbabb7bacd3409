"""What somebody says still holds counts once; copied into the next quarter it needs a reason of its own."""

from __future__ import annotations

import pytest
from conftest import QUARTER, Tiny
from test_drafts import NEXT, NOW, folder, states

from pcc_lib.preparing.texts import headings, open_texts
from pcc_lib.writing.still import once_more, said_before, still_holds

SAID = "unchanged: [{text: topics/calls, confirmed: %s%s}]\n"


def say(tiny: Tiny, quarter: str, because: str = "") -> None:
    name = f"data/quarters/{quarter}/quarter.yml"
    text = (tiny.root / name).read_text(encoding="utf-8").partition("unchanged:")[0]
    tiny.write(name, text + SAID % (quarter, f", because: {because}" if because else ""))


@pytest.fixture
def copied(two) -> Tiny:
    text = "## So what?\n\nThe desk is open at night.\n\n## Now what?\n\n- It is staffed by two teams.\n"
    two.comment(text)
    two.write(f"{NOW}/topics/calls.md", text)
    return two


def test_it_counts_where_the_quarter_before_did_not_say_so(copied):
    say(copied, NEXT)
    assert still_holds(folder(copied), "topics/calls", "So what?") and set(states(copied).values()) == {"confirmed"}
    assert not still_holds(folder(copied), "deliverables")


@pytest.mark.parametrize(
    ("before", "now", "holds"),
    [
        ("", "", False),
        ("", "The head of the desk said so on 3 May.", True),
        ("Asked in October 2023.", "Asked in January 2024.", False),  # one command of an editor
        ("Asked in Q3.", "asked in Q4", False),
        ("The head of the desk said so.", "The log of the desk shows it.", True),
        ("Said on 3 May.", "Said on 9 August.", True),
    ],
)
def test_said_a_second_time_it_needs_a_reason_of_its_own(copied, before, now, holds):
    say(copied, QUARTER, before)
    say(copied, NEXT, now)
    assert still_holds(folder(copied), "topics/calls", "So what?") is holds
    assert said_before(folder(copied), "topics/calls", "So what?") == ("" if holds else QUARTER)
    assert once_more(folder(copied), "topics/calls", "So what?").startswith("" if holds else f" {QUARTER} said so too")
    todo = [each.todo for each in open_texts(folder(copied), headings(folder(copied))) if "So what?" in each.found]
    assert (not todo) is holds and all("write `because: …` in the entry" in each for each in todo)


def test_what_was_said_of_another_quarter_in_its_folder_is_no_earlier_word(copied):
    name = f"data/quarters/{QUARTER}/quarter.yml"
    copied.write(name, (copied.root / name).read_text(encoding="utf-8") + SAID % ("2023-24-Q1", ""))
    say(copied, NEXT)
    assert still_holds(folder(copied), "topics/calls", "So what?")

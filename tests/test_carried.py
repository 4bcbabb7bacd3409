"""How much of a section is an earlier quarter's: what a hurried hand does to a copy, and what an honest one does."""

from __future__ import annotations

import pytest
from conftest import QUARTER, Tiny
from test_drafts import NEXT, NOW, TEXT, folder

from pcc_lib.preparing.texts import headings, open_texts
from pcc_lib.report import Report

SO = (
    "Callers waited longer in the evening than at noon. The new rota has not yet taken hold. "
    "Staff from two teams were moved to the desk in October 2023. The office asked the force for a plan by January 2024."
)
NOW_WHAT = (
    "- A daily meeting reviews answering times.\n- The rota is tried in two teams.\n- Recruitment goes on until March 2024."
)
DONE = "- The desk moved to the new building.\n- Two teams were trained in the new system."


@pytest.fixture
def told(two) -> Tiny:
    """A quarter with words, and the next one."""
    two.comment(f"## So what?\n\n{SO}\n\n## Now what?\n\n{NOW_WHAT}\n")
    two.write(
        f"data/quarters/{QUARTER}/priorities/priority-1.md",
        f"## In one sentence\n\nCallers waited.\n\n## Outcomes achieved this quarter\n\n{DONE}\n",
    )
    return two


def states(tiny: Tiny, so: str = "Nothing of it was said before.", now: str = "- Nor of this.") -> list[str]:
    tiny.write(TEXT, f"## So what?\n\n{so}\n\n## Now what?\n\n{now}\n")
    return [h.state for h in headings(folder(tiny)) if h.text == "topics/calls"]


def outcome(tiny: Tiny, words: str) -> str:
    tiny.write(f"{NOW}/priorities/priority-1.md", f"## Outcomes achieved this quarter\n\n{words}\n")
    return next(h.state for h in headings(folder(tiny)) if h.title.startswith("Outcomes"))


@pytest.mark.parametrize(
    ("so", "state"),
    [
        (SO, "unchanged"),
        (" ".join(reversed(SO.replace(". ", ".|").split("|"))), "unchanged"),
        (SO.partition(". ")[2], "unchanged"),  # a sentence left out
        (NOW_WHAT, "unchanged"),  # another heading's
        (DONE, "unchanged"),  # another text's
        (SO.replace("evening", "morning"), "partly unchanged"),
        (SO.replace("October 2023", "January 2024").replace("by January", "by April"), "partly unchanged"),
        (SO.replace("evening", "night").replace("taken", "got").replace("plan", "report"), "partly unchanged"),
        (f"Calls rose at night. {SO}", "partly unchanged"),
        ("Calls rose at night. Fewer people gave up. Callers waited longer in the evening than at noon.", "written"),
        ("Callers waited longer at night than at noon, and fewer gave up. The new rota has taken hold.", "written"),
    ],
)
def test_a_text_is_open_when_most_of_its_sentences_are_an_earlier_quarters(told, so, state):
    assert states(told, so=so)[0] == state


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (NOW_WHAT, "unchanged"),
        (NOW_WHAT.replace("March 2024", "June 2024"), "partly unchanged"),
        (NOW_WHAT + "\n- Another.", "partly unchanged"),  # three of four points
        (NOW_WHAT.replace("- The rota is tried in two teams.", "- The rota is now everyone's."), "written"),
        (NOW_WHAT + "\n- A third team begins in May.\n- Callers are asked how it went.", "written"),
    ],
)
def test_points_that_stay_true_may_stay_while_a_third_of_them_is_new(told, now, state):
    assert states(told, now=now)[1] == state


def test_what_was_achieved_last_quarter_was_not_achieved_in_this_one(told):
    assert outcome(told, "- The desk moved to the new building.\n- A third team was trained.\n- The roof is mended.") == (
        "partly unchanged"
    )
    assert outcome(told, "- A third team was trained.\n- The roof is mended.") == "written"


def test_a_word_that_turns_a_sentence_round_makes_it_new(told):
    told.comment("## So what?\n\nThe wait of callers at night was longer than at noon.\n\n## Now what?\n\n- Wait.\n")
    assert states(told, so="The wait of callers at night was shorter than at noon.")[0] == "written"
    assert states(told, so="The wait of callers at night was far longer than at noon.")[0] == "partly unchanged"


def test_a_sentence_that_its_figure_tells_anew_counts_only_where_all_is_as_it_was(told):
    sentence = "There were {{ offered.value }} calls in {{ offered.month }}."
    told.comment(f"## So what?\n\n{sentence} Callers said that they wait too long at night.\n\n## Now what?\n\n- Wait.\n")
    assert states(told, so=f"{sentence} A second desk has opened at night in the north.")[0] == "written"
    assert states(told, so=sentence)[0] == "unchanged"
    stated = "{{ recruits.stated }} people are expected to join the team that answers by January 2024."
    told.comment(f"## So what?\n\n{stated}\n\n## Now what?\n\n- Wait.\n")
    assert states(told, so=stated.replace("January", "April"))[0] == "partly unchanged"  # a fact is as old as it was


def test_the_words_of_two_quarters_ago_are_known_again(told):
    told.write("data/quarters/2023-24-Q2/quarter.yml", "written_on: 2023-08-28\nreporting_months: {sources: {calls: 2023-07}}\n")
    told.write("data/quarters/2023-24-Q2/topics/calls.md", "## So what?\n\nThe lines were down for a whole day.\n")
    assert states(told, so="The lines were down for a whole day.")[0] == "unchanged"
    assert next(h.of for h in headings(folder(told)) if h.text == "topics/calls") == "2023-24-Q2"


def test_it_is_told_how_many_and_which_and_confirmed_like_an_unchanged_text(told):
    states(told, so=SO.replace("evening", "morning"))
    work = next(w for w in open_texts(folder(told), headings(folder(told))) if "So what?" in w.found)
    assert work.found == (
        f"'So what?' has 4 of its 4 sentences from {QUARTER}, dates, single words and phrases aside, such as "
        "'Callers waited longer in the morning than at noon.'."
    )
    assert work.todo == f"Rewrite them; or, if they still hold: {work.command}"
    assert work.command == 'pcc confirm topics/calls "So what?"'
    quarter = (told.root / f"{NOW}/quarter.yml").read_text(encoding="utf-8")
    told.write(f"{NOW}/quarter.yml", quarter + f"unchanged: [{{text: topics/calls, confirmed: {NEXT}}}]\n")
    assert next(h.state for h in headings(folder(told)) if h.text == "topics/calls") == "confirmed"


def test_words_that_are_partly_new_are_checked_and_framed_in_a_preview(told):
    states(told, so=f"{SO} The CPSX rose by 17%.")
    assert "17%" in told.said()
    states(told, so=f"{SO} Another sentence.")
    html = Report(told.project(), "priority-1", NEXT).so_what("calls").html
    assert "Much of this is the text of October to December 2023. Nobody has said that it holds" in html


def test_a_paragraph_that_nobody_reads_is_refused_with_its_line_and_points_of_a_list_are_read_one_by_one(told):
    told.write(TEXT, f"## So what?\n\nShort.\n\n{'Nothing was said of it. ' * 900}\n")
    assert "calls.md, line 5: a paragraph of 21,6" in told.said() and "up to 20,000 characters are read" in told.said()
    told.write(TEXT, "## So what?\n\n" + "- Nothing was said of it.\n" * 900)
    assert "a paragraph of" not in told.said()

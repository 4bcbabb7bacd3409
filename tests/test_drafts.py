"""Drafts: told apart by their mark or by what they say, no fault of the check, shown where they stand, and never published."""

from __future__ import annotations

import pytest
from conftest import QUARTER, Tiny

from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.preparing.texts import headings
from pcc_lib.report import Report
from pcc_lib.writing.drafts import sections_of, without_drafts
from pcc_lib.writing.placeholders import placeholder_in
from pcc_lib.writing.sections import Section, without_mark, words_alone

NEXT = "2023-24-Q4"
NOW = f"data/quarters/{NEXT}"
TEXT = f"{NOW}/topics/calls.md"
WROTE = "## So what?\n\nCalls were {{ offered.change_on_year }} higher.\n\n## Now what?\n\n- Answer them.\n"
MARK = f"> Draft: the text of {QUARTER}. Rewrite it, then delete this line.\n\n"


def folder(tiny: Tiny) -> QuarterFolder:
    return QuarterFolder(tiny.project(), Quarter.parse(NEXT))


def states(tiny: Tiny) -> dict[str, str]:
    return {h.title: h.state for h in headings(folder(tiny)) if h.text == "topics/calls"}


def so_what(tiny: Tiny, text: str) -> str:
    """The state of a heading with this text below it."""
    tiny.write(TEXT, f"## So what?\n\n{text}\n\n## Now what?\n\n- Answer sooner.\n")
    return states(tiny)["So what?"]


# ── the state of a heading ──
@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Calls rose to {{ offered.value }}.", "written"),
        (MARK + "Calls were {{ offered.change_on_year }} higher.", "draft"),
        (MARK + "Calls rose to {{ offered.value }}.", "draft edited"),
        ("Calls were {{ offered.change_on_year }} higher.", "unchanged"),
        ("calls  were\n{{ offered.change_on_year }}   HIGHER!", "unchanged"),
        ("Calls were **{{ offered.change_on_year }}** higher", "unchanged"),
        ("Calls rose. TODO", "todo"),
        ("Calls rose by [add the number].", "todo"),
        ("", "empty"),
        (" \n\n ", "empty"),
        ("> To write: what the figures mean.", "empty"),
        ("> To write: what the figures mean.\n\nCalls rose.", "draft edited"),
        ("> draft\n\nCalls rose.", "draft edited"),
        ("> **Draft**: the text of 2023-24-Q3. Rewrite it,\n> then delete this line.\n\nCalls rose.", "draft edited"),
        (f"Draft: the text of {QUARTER}. Rewrite it.\n\nCalls rose.", "draft edited"),
        ("Calls rose.\n\n" + MARK, "draft edited"),
    ],
)
def test_the_state_of_a_heading(two, text, state):
    assert so_what(two, text) == state


def test_a_heading_that_has_gone_is_missed_until_somebody_says_that_nothing_is_to_be_told(two):
    two.write(TEXT, "## So what?\n\nCalls rose.\n")
    assert states(two) == {"So what?": "written", "Now what?": "missing"}
    said = "nothing_to_report: [{text: topics/calls, heading: Now what?, confirmed: %s}]\n"
    quarter = (two.root / f"{NOW}/quarter.yml").read_text(encoding="utf-8")
    two.write(f"{NOW}/quarter.yml", quarter + said % QUARTER)  # copied with the folder: it is said of another quarter
    assert states(two)["Now what?"] == "missing"
    two.write(f"{NOW}/quarter.yml", quarter + said % NEXT)
    assert states(two)["Now what?"] == "nothing to report"
    (two.root / TEXT).unlink()
    assert states(two) == {"So what?": "missing", "Now what?": "nothing to report"}


def test_a_heading_that_nobody_ever_wrote_is_not_missed(tiny):
    first = QuarterFolder(tiny.project(), Quarter.parse(QUARTER))
    assert {h.title: h.state for h in headings(first) if h.text == "priorities/priority-1"}.keys() == {
        "In one sentence",
        "Outcomes achieved this quarter",
        "Focus next quarter",
        "Risks and issues",
    }
    assert {h.state for h in headings(first)} == {"not given", "written"}


def test_an_unchanged_text_is_confirmed_for_its_own_quarter_alone(two):
    said = "unchanged: [{text: topics/calls, heading: So what?, confirmed: %s, confirmed_by: A. Person}]\n"
    quarter = (two.root / f"{NOW}/quarter.yml").read_text(encoding="utf-8")
    two.write(f"{NOW}/quarter.yml", quarter + said % QUARTER)
    assert states(two)["So what?"] == "unchanged"
    two.write(f"{NOW}/quarter.yml", quarter + said % NEXT)
    assert states(two) == {"So what?": "confirmed", "Now what?": "unchanged"}
    two.write(f"{NOW}/quarter.yml", quarter + (said % NEXT).replace("heading: So what?, ", ""))
    assert states(two) == {"So what?": "confirmed", "Now what?": "confirmed"}


def test_a_text_of_a_quarter_long_before_is_known_again(two):
    two.comment("## So what?\n\nCalls rose.\n\n## Now what?\n\n- Train people.\n")
    two.write("data/quarters/2023-24-Q1/quarter.yml", "written_on: 2023-05-30\nreporting_months: {sources: {calls: 2023-04}}\n")
    two.write("data/quarters/2023-24-Q1/topics/calls.md", WROTE)
    found = {h.title: (h.state, h.of) for h in headings(folder(two)) if h.text == "topics/calls"}
    assert found == {"So what?": ("unchanged", "2023-24-Q1"), "Now what?": ("unchanged", "2023-24-Q1")}


def test_a_text_that_cannot_be_told_apart_is_unread_and_others_are_told(two):
    two.write(TEXT, "## So what?\n\nx\n\n## Now then?\n\ny\n")
    two.write(f"{NOW}/priorities/priority-1.md", "## In one sentence\n\nTBC\n")
    found = [(h.text, h.title, h.state) for h in headings(folder(two)) if h.state != "not given"]
    assert found == [("priorities/priority-1", "In one sentence", "todo"), ("topics/calls", "", "unread")]


def test_how_many_sentences_stood_there_before_is_counted(two):
    two.write(TEXT, "## So what?\n\nCalls rose. Calls were {{ offered.change_on_year }} higher.\n\n## Now what?\n\n- Train.\n")
    so, now = (h for h in headings(folder(two)) if h.text == "topics/calls")
    assert (so.state, so.same, so.sentences) == ("written", 1, 2) and (now.same, now.sentences) == (0, 1)


def test_words_alone_are_the_same_in_any_dress():
    assert words_alone("Écoles  No. 5:\n**été**") == words_alone("e\u0301coles no 5 ÉTÉ") == "écoles no 5 été"
    assert words_alone("{{ a.value@2023-06 }}") != words_alone("{{ a.value@2023-09 }}")


def test_lines_keep_their_numbers_where_a_mark_stood():
    section = without_mark(Section("f", "So what?", f"\n{MARK}Word.\n> Draft: again\n\nEnd", 2))
    assert section.text.split("\n") == ["", "", "", "Word.", "", "", "End"]
    assert section.draft and (section.draft.of, section.draft.line, section.draft.marked) == (QUARTER, 3, True)


# ── what is to be filled in ──
@pytest.mark.parametrize(
    "text",
    ["TODO", "(TBC)", "TBD.", "XX%", "rose by XXX", "xxx", "[add figure]", "[ INSERT text ]", "[xx]", "[number]", "[…]", "[TBC]"]
    + ["Lorem ipsum dolor", "why???", "on ____ 2024", "<add a name>", "Rewrite it, then delete this line.", "[month] figures"],
)
def test_what_is_to_be_filled_in_is_found(text):
    assert placeholder_in(f"The number {text} follows.")


@pytest.mark.parametrize(
    "text",
    ["[x] is not known", "marked [e]", "[the report](https://example.org)", "[update](https://example.org)", "Is it? Yes."]
    + [
        "the savings are not confirmed",
        "an update",
        "xx-small",
        "Malcolm X",
        "e.g. ...",
        "[low]",
        "a date to be set",
        "snake_case",
    ]
    + ["Additional people were added", "Op XX", "to-do lists"],
)
def test_what_only_looks_like_it_is_not(text):
    assert placeholder_in(text, ("XX",)) == ""


# ── check, preview, refusal ──
def test_words_of_a_draft_are_no_fault_and_its_markup_is(two):
    draft = "It was {{ no_such.value }} in 1999, 17% of CAFCASS."
    two.write(TEXT, f"## So what?\n\n{MARK}{draft}\n\n## Now what?\n\n- Train people.\n")
    assert two.said() == ""
    two.write(TEXT, f"## So what?\n\n{draft}\n\n## Now what?\n\n- Train people.\n")
    assert "unknown figure" in two.said() and "CAFCASS" in two.said()
    for bad in ("<script>x</script>", "![a](b.png)", "> a quotation", "[a](javascript:x)", "a &#8203; b"):
        two.write(TEXT, f"## So what?\n\n{MARK}{bad}\n\n## Now what?\n\n- Train people.\n")
        assert TEXT in two.said(), bad


def test_a_draft_made_by_hand_is_no_fault_either(two):
    two.comment("## So what?\n\nCalls were {{ offered.change_on_year }} higher.\n\n## Now what?\n\n- Wait.\n")
    two.edit("data/plan/glossary.yml", "CPS", "DPP")
    two.comment("## So what?\n\nThe CPS answers.\n\n## Now what?\n\n- Wait.\n")
    two.write(TEXT, "## So what?\n\nThe CPS answers.\n\n## Now what?\n\n- Go on.\n")
    assert two.said() == ""
    two.write(TEXT, "## So what?\n\nThe CPS answers calls.\n\n## Now what?\n\n- Go on.\n")
    assert "'CPS' is not in the glossary" in two.said()


def test_names_of_a_draft_are_nobodys_yet(two):
    two.write("data/plan/names.yml", "names: []\npreferred:\n  - {name: Call Centre, not: [call centre]}\n")
    two.comment("## So what?\n\nThe Call Centre is open.\n\n## Now what?\n\n- Wait.\n")
    two.write(TEXT, f"## So what?\n\n{MARK}The call centre is open.\n\n## Now what?\n\n- The call centre.\n")
    assert [(f.file, f.place) for f in two.faults()] == [(TEXT, "line 9")]
    assert "The call centre." in without_drafts(folder(two), "topics", "calls")
    assert "is open" not in without_drafts(folder(two), "topics", "calls")


@pytest.mark.parametrize("mark", [MARK, ""])
def test_a_preview_shows_a_draft_and_whose_text_it_is(two, mark):
    two.write(
        TEXT,
        f"## So what?\n\n{mark}Calls were {{{{ offered.change_on_year }}}} higher.\n\n## Now what?\n\n{mark}- Answer them.\n",
    )
    report = Report(two.project(), "priority-1", NEXT)
    for block, words in ((report.so_what("calls"), "Calls were"), (report.now_what("calls"), "Answer them")):
        assert block.html.count("pcc-draft-mark") == 1 and words in block.html
        assert (
            "This is the text of October to December 2023. Nobody has said that it holds for January to March 2024." in block.html
        )


def test_a_preview_survives_a_figure_that_is_not_there_any_more(two):
    two.write(TEXT, f"## So what?\n\n{MARK}It was {{{{ gone.value }}}}, of {{{{ offered.value }}}}.\n")
    shown = Report(two.project(), "priority-1", NEXT).so_what("calls")
    assert "It was [x] (gone.value), of <data" in shown.html


def test_a_sentence_of_a_draft_says_so_on_the_landing_page(two):
    two.write(f"{NOW}/priorities/priority-1.md", f"## In one sentence\n\n{MARK}Calls rose.\n")
    html = Report(two.project(), "headlines", NEXT).in_sentences().html
    assert "Draft, the text of October to December 2023:</strong> Calls rose." in " ".join(html.split())
    opening = Report(two.project(), "priority-1", NEXT).opening().html
    assert "<strong>Draft.</strong> Rewritten from the text of October to December 2023" in opening


def test_a_finished_text_has_no_mark(two):
    two.write(TEXT, "## So what?\n\nCalls rose.\n\n## Now what?\n\n- Train people.\n")
    report = Report(two.project(), "priority-1", NEXT)
    assert "pcc-draft" not in report.so_what("calls").html + report.now_what("calls").html
    assert all(section.draft is None for section in sections_of(folder(two), "topics", "calls").values())


# ── facts and progress that nobody has confirmed ──
def test_a_preview_marks_facts_and_progress_that_nobody_has_confirmed_where_they_stand(two):
    two.write(TEXT, "## So what?\n\n{{ recruits.stated }} people are awaited.\n\n## Now what?\n\n- Train people.\n")

    def shown() -> tuple[str, str]:
        report = Report(two.project(), "priority-1", NEXT)
        return report.so_what("calls").html, report.deliverables().html

    assert [html.count("(to confirm)") for html in shown()] == [1, 1]
    for name in ("stated.csv", "deliverables.csv"):
        two.edit(f"{NOW}/{name}", f",{QUARTER}\n", f",{NEXT}\n")
    assert [html.count("(to confirm)") for html in shown()] == [0, 0]

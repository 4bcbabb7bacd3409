"""Commentary: named figures, no typed numbers, and nothing that could harm a page."""

from __future__ import annotations

import pytest
from conftest import QUARTER

from pcc_lib.checking.commentary import priority_faults, topic_faults
from pcc_lib.core.errors import CommentaryError
from pcc_lib.writing.commentary import render
from pcc_lib.writing.html import words_of
from pcc_lib.writing.markup import Ink
from pcc_lib.writing.sections import TOPIC_SECTIONS, Section, list_items, sections

FILE = f"data/quarters/{QUARTER}/topics/calls.md"


def printed(tiny, text: str) -> str:
    """The HTML of a `So what?` section with this text."""
    return render(Section("a.md", "So what?", text, 3), tiny.figures(), Ink().figure)


def faults(tiny, text: str) -> list[str]:
    try:
        printed(tiny, text)
    except CommentaryError as error:
        return [str(f) for f in error.faults]
    return []


def test_a_file_is_split_at_its_headings_with_line_numbers():
    found = sections("a.md", "## What?\n\none\n\n## Now what?\ntwo", TOPIC_SECTIONS)
    assert {t: (s.text.strip(), s.line) for t, s in found.items()} == {"What?": ("one", 2), "Now what?": ("two", 6)}


BEFORE = "there is text before the first heading. Begin with the heading '## In one sentence'."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("## So wat?\nx", "a.md, line 1: unknown heading 'So wat?'. Did you mean 'So what?'?"),
        ("## Outlook\nx", "a.md, line 1: unknown heading 'Outlook'. Known: In one sentence, Now what?, So what?, What?."),
        ("## What?\nx\n## What?\ny", "a.md, line 3: the heading 'What?' stands twice. Join the two."),
        (
            "words\n## What?\nx",
            f"a.md, line 1: {BEFORE}",
        ),
        (
            "no heading at all",
            f"a.md, line 1: {BEFORE}",
        ),
    ],
)
def test_headings(text, said):
    with pytest.raises(CommentaryError) as error:
        sections("a.md", text, TOPIC_SECTIONS)
    assert [str(f) for f in error.value.faults] == [said]


def test_an_empty_file_has_no_sections():
    assert sections("a.md", "", TOPIC_SECTIONS) == {}


@pytest.mark.parametrize(
    ("text", "shown"),
    [("One **line**.", "One <strong>line</strong>."), ("One.\n\nTwo.", "One. Two."), ("- A", "<ul><li>A</li></ul>"), ("", "")],
)
def test_commentary_within_a_line_of_the_librarys_own_has_no_paragraphs(tiny, text, shown):
    assert render(Section("a.md", "So what?", text, 3), tiny.figures(), Ink().figure, within=True) == shown


def test_a_figure_is_printed_as_data_and_leads_to_its_row(tiny):
    assert printed(tiny, "There were {{ offered.value }} calls.") == (
        '<p>There were <data class="pcc-figure" value="45"><a href="figures.html#f-offered-value">45</a></data> calls.</p>'
    )


def test_a_change_is_printed_without_its_sign_and_kept_with_it(tiny):
    html = printed(tiny, "It was {{answered_rate.change_on_year}} lower.")
    assert ">4.4 percentage points</a>" in html and 'value="-4.44444444444"' in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**a** *b*", "<p><strong>a</strong> <em>b</em></p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("1. a\n1. b", "<ol><li>a</li><li>b</li></ol>"),
        ("7. a", None),
        ("1. a\n\n250. b", None),
        ("a\nb", "<p>a b</p>"),
        ("a\n\nb", "<p>a</p><p>b</p>"),
        ("[x](https://example.org/a)", '<p><a href="https://example.org/a">x</a></p>'),
        ("[x](priority-one.html#a)", '<p><a href="priority-one.html#a">x</a></p>'),
        ('R&D "x"', "<p>R&amp;D &quot;x&quot;</p>"),
        (
            "in *{{ offered.value }}*",
            '<p>in <em><data class="pcc-figure" value="45"><a href="figures.html#f-offered-value">45</a></data></em></p>',
        ),
    ],
)
def test_what_is_allowed(tiny, text, html):
    assert (faults(tiny, text) != []) if html is None else (printed(tiny, text) == html)


@pytest.mark.parametrize(
    "text",
    [
        "8 January 2024",
        "January 2024",
        "in 2022",
        "week ending 10 September",
        "8 and 9 May",
        "8 to 10 May 2023",
        "2022-23",
        "2023/24",
        "999 calls",
        "Op SCORPION 6",
        "June",
        "on 1 June.",
    ],
)
def test_dates_and_listed_names_may_be_typed(tiny, text):
    assert faults(tiny, text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("There were 46 calls", "46"),
        ("up 7.5%", "7.5%"),
        ("£1,234", "£1,234"),
        ("9990 calls", "9990"),
        ("Op SCORPION 7", "7"),
        ("999-46", "-46"),
        ("**12**", "12"),
        ("1999.5", "5"),
        ("٣ calls", "٣"),
        ("x²3", "²3"),
        ("on 101", "101"),
        ("12:30", "12:30"),
        ("½ of them", "½"),
        ("¾", "¾"),
        ("m²", "²"),
        ("Ⅳ", "Ⅳ"),
        ("&frac12; of them", "½"),
        ("٣ January", "٣"),
    ],
)
def test_numbers_typed_by_hand_are_refused(tiny, text, number):
    assert faults(tiny, "fine\n" + text)[0].startswith(f"a.md, line 4: the number '{number}' is typed by hand. Name its figure")


def test_every_number_of_a_line_is_told_with_the_figure_that_it_is(tiny):
    told = faults(tiny, "There were 45 calls, 40 of them in the north, and 7,777 letters.")
    assert [each.partition(": ")[2] for each in told] == [
        "the number '45' is typed by hand. It is {{ offered.value }} (October 2023).",
        "the number '40' is typed by hand. It is {{ offered.value.north }} (October 2023).",
        "the number '7,777' is typed by hand. Name its figure in {{ }}; a name with a number goes into data/plan/names.yml.",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("32 October", "October has no day 32"),
        ("31 June 2023", "June has no day 31"),
        ("29 February 2023", "February has no day 29"),
        ("0 May", "May has no day 0"),
        ("8 to 32 May", "May has no day 32"),
        ("in 2075", "2075 is no year"),
        ("2023-99", "neither a month nor a span of years"),
        ("2023-2011", "2011 is no year after 2023"),
        ("May 2029", "2029 is no year"),
    ],
)
def test_dates_that_there_are_not_are_refused(tiny, text, said):
    assert said in faults(tiny, "fine\n" + text)[0] and faults(tiny, "fine\n" + text)[0].startswith("a.md, line 4: ")


@pytest.mark.parametrize("text", ["29 February 2024", "29 February", "by 2028", "2023-10", "2019-2023", "two thirds", "2015-20"])
def test_dates_that_there_are_and_number_words_pass(tiny, text):
    assert faults(tiny, text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\u200bb", "200B"),
        ("a\u202eb", "202E"),
        ("a\x07b", "0007"),
        ("a&#8203;b", "200B"),
        ("a\u2066b", "2066"),
        ("a\ufeffb", "FEFF"),
    ],
)
def test_characters_that_cannot_be_seen_are_refused(tiny, text, code):
    assert any(f"cannot be seen (U+{code})" in f for f in faults(tiny, text))


def test_faults_are_told_in_order_of_lines_and_blocks_once(tiny):
    found = faults(tiny, "> quoted\n\n### Head\n\n<b>x</b>\n\n45 calls")
    assert [f.split(":")[0] for f in found] == [f"a.md, line {n}" for n in (3, 5, 7, 7, 9)]
    assert "close" not in "".join(found)


def test_a_bad_byte_in_commentary_is_one_fault_of_its_file(tiny):
    tiny.comment(b"## So what?\n\nM\xe4rz\n")
    assert tiny.said() == f"{FILE}, line 3: byte 0xe4 is not UTF-8. Save the file as UTF-8 (in Excel: 'CSV UTF-8')."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ ofered.value }}", "unknown figure: there is no measure 'ofered'. Did you mean 'offered'?"),
        ("{{ offered.valeu }}", "there is no statistic 'valeu'. Did you mean 'value'?"),
        ("{{ }}", "'' is not a figure"),
        ("{{ offered.value", "a figure's braces are not closed"),
        ("{{ offered.value@2023-11 }}", "only up to 2023-10"),
        ("{{ offered.value }} {{ x", "a figure's braces are not closed"),
        ("{{ offered.value | safe }}", "is not a figure"),
        ("{{ offered.value@2023-13 }}", "'2023-13' is not a month"),
        ("{{ recriuts.stated }}", "Did you mean 'recruits.stated'?"),
    ],
)
def test_unknown_figures_are_told_with_file_line_and_suggestion(tiny, text, said):
    found = faults(tiny, "fine\n\n" + text)
    assert found[0].startswith("a.md, line 5: ") and said in found[0]


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("Calls were {{ offered.change_on_year }} higher.", True),
        ("Calls were {{ offered.change_on_year }} lower.", False),
        ("Calls fell by {{ offered.change_on_year }}.", False),
        ("Calls rose by {{ offered.change_on_year }}.", True),
        ("{{ answered_rate.change_on_year }} more than before", False),
        ("{{ answered_rate.change_on_year }} less", True),
    ],
)
def test_a_direction_against_the_sign_is_refused(tiny, text, good):
    found = faults(tiny, text)
    assert found == [] if good else "correct the word." in found[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<?php x()?>", "HTML is not allowed"),
        ("a <!DOCTYPE x>", "HTML is not allowed"),
        ("<b>x</b>", "HTML is not allowed"),
        ("<script>alert()</script>", "HTML is not allowed"),
        ("a <!-- b -->", "HTML"),
        ("</div>", "HTML"),
        ("<https://example.org>", "HTML"),
        ("```{raw} html\nx\n```", "a code block or directive"),
        ("`{{ offered.value }}`", "code is not allowed"),
        ("    indented", "indented code"),
        ("![x](https://example.org/a.png)", "an image"),
        ("[x](javascript:alert)", "a link to that address"),
        ("[x](JaVaScRiPt:alert)", "a link to that address"),
        ("[x](data:text/html,x)", "a link to that address"),
        ("[x](//example.org)", "a link to that address"),
        ("[x](http://example.org)", "a link to that address"),
        ("[x](file:///etc/passwd)", "a link to that address"),
        ("[x](../secret)", "a link to that address"),
        ("[x][y]\n\n[y]: javascript:alert", "a link to that address"),
        ("# Heading", "a heading"),
        ("### Heading", "a heading"),
        ("> quoted", "a quotation block"),
        ("---", "a rule"),
        ("   ## So what?", "a heading"),
    ],
)
def test_markup_that_is_not_allowed(tiny, text, said):
    found = "\n".join(faults(tiny, text))
    assert said in found and "is not allowed here" in found


@pytest.mark.parametrize("text", ["one\n\nan ![x](a.html)", "one\n\n`code`", "one\n\n[x](http://a)"])
def test_the_line_of_bad_markup_is_its_own(tiny, text):
    assert faults(tiny, text)[0].startswith("a.md, line 5: ")


@pytest.mark.parametrize(
    "text",
    [
        "&lt;script&gt;alert()&lt;/script&gt;",
        "\\<script>",
        'a " onmouseover="alert()',
        '[x](https://example.org/"onclick="a)',
        "[x](https://example.org/'%22><script>)",
        "{{ <script> }}",
        'x < y > z & "q"',
    ],
)
def test_hostile_text_is_escaped_or_refused(tiny, text):
    html = "" if faults(tiny, text) else printed(tiny, text)
    assert "<script" not in html and 'onclick="' not in html and 'onmouseover="' not in html


def test_all_faults_of_a_section_are_told_at_once(tiny):
    assert len(faults(tiny, "45 calls\n\n{{ x.value }}\n\n`code`\n\n<b>")) == 4


def test_list_items_keep_their_lines_and_what_belongs_to_them():
    items = list_items(Section("a.md", "Now what?", "\n- one\n  more\n- two\n\n  - inner\n", 3))
    assert [(i.text, i.line) for i in items] == [("one\nmore", 4), ("two\n\n- inner", 6)]


def test_faults_of_all_commentary_of_a_quarter(tiny):
    tiny.comment("## So what?\n\n45\n").comment("## Risks\n\nx\n", "priorities/priority-1")
    figures = tiny.figures()
    said = "\n".join(map(str, topic_faults(figures) + priority_faults(figures)))
    assert f"{FILE}, line 3: the number '45'" in said and "priority-1.md, line 1: unknown heading 'Risks'" in said


@pytest.mark.parametrize("text", ["names: []\n", "names: [Round 5]\n", "names: [{name: Round 5}]\n"])
def test_names_are_a_list_or_entries_with_a_name(tiny, text):
    tiny.write("data/plan/names.yml", text)
    assert (faults(tiny, "Round 5") == []) is ("Round" in text)


def test_names_without_their_key_are_a_fault_of_their_file(tiny):
    tiny.write("data/plan/names.yml", "[Round 5]\n")
    assert tiny.said() == "data/plan/names.yml: is a list, not keys with values. Write 'key: value' lines."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ offered.gap_to_target }} higher than the target", "15 higher than the target"),
        ("{{ offered.change_on_year }} higher", "80.0% higher"),
    ],
)
def test_commentary_prints_a_difference_without_its_sign(tiny, text, shown):
    tiny.measure("offered", target={"value": 30, "label": "At most"})
    assert words_of(printed(tiny, text)).strip() == shown


def test_a_gap_to_the_target_told_the_wrong_way_round_is_a_fault(tiny):
    tiny.measure("offered", target={"value": 30, "label": "At most"})
    tiny.comment("## So what?\n\n{{ offered.gap_to_target }} lower than the target.\n\n## Now what?\n\n- Answer.\n")
    assert "says 'lower' of offered.gap_to_target, which is +15. It went up: correct the word." in tiny.said()


@pytest.mark.parametrize("word", ["TBC", "TODO", "XX"])
def test_what_is_still_to_be_filled_in_is_open_work_and_no_acronym(tiny, word):
    tiny.write("data/plan/glossary.yml", "terms:\n  - {acronym: OPCC, expansion: Office of the PCC, meaning: An office.}\n")
    tiny.write(FILE, f"## So what?\n\n- {word} by the QQZ.\n")
    assert f"'{word}'" not in tiny.said() and "'QQZ' is not in the glossary" in tiny.said()


def test_a_word_of_two_alphabets_is_told(tiny):
    assert any("'Осtober' mixes letters of two alphabets" in f for f in faults(tiny, "In Осtober calls fell."))
    assert not any("alphabets" in f for f in faults(tiny, "The Großstadt, the Ångström and Москва."))


def test_a_sentence_that_nobody_can_read_is_told_and_not_read(tiny):
    told = faults(tiny, "calls rose and " * 300 + "{{ offered.value }}.")
    assert len(told) == 1 and "too long to be held against its figures" in told[0]


def test_many_typed_numbers_of_a_line_are_told_together(tiny):
    told = faults(tiny, "4711 " * 500)
    assert len(told) == 21 and "more than 20 numbers" in told[-1]

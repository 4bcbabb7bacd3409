"""A text is cut into sentences with its figures in their places, and each place keeps its line."""

from __future__ import annotations

import made

from pcc_lib.proofreading.passage import MARK, UNKNOWN, Printed, sentences

FIGURE = made.figure()


def cut(*pieces: str):
    return list(sentences([Printed("m.value", FIGURE, "1") if piece == "{}" else piece for piece in pieces], 5))


def test_sentences_end_at_points_items_and_paragraphs_and_run_over_lines():
    found = cut("- One\n  goes on. Two, e.g. this\n- ", "{}", " three\n\nFour")
    assert [each.text.strip() for each in found] == ["One   goes on.", "Two, e.g. this", f"{MARK} three", "Four"]
    assert [each.first_line for each in found] == [5] * 4


def test_a_place_keeps_its_line():
    found = cut("One\ntwo\n", "{}", " three.\nFour")
    assert [found[0].line(each.at) for each in found[0].marks] == [7]
    assert found[1].line(0) == 8 and found[0].line(0) == 5


def test_quotations_and_markup_are_blanks_and_a_quoted_figure_stays():
    found = cut('It *fell*, "so **they** say", “', "{}", "” [here](https://example.org/2023).")[0]
    assert "say" not in found.text and "example" not in found.text and MARK in found.text and "say" in found.written
    assert len(found.text) == len(found.written)


def test_an_unbalanced_quotation_mark_hides_no_other_paragraph():
    found = cut('A "mark.\n\nTwo minutes.\n\nAnother" one.')
    assert "Two minutes." in [each.text.strip() for each in found]


def test_a_mark_that_somebody_types_is_no_figure():
    assert [each.marks for each in cut(f"a{MARK}b")] == [()]


def test_a_sentence_with_an_unknown_name_is_not_whole():
    assert [each.is_whole for each in cut(f"a {UNKNOWN}. ", "B.")] == [False, True]

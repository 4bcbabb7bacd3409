"""The words of HTML, as readers have them that show no tags."""

from __future__ import annotations

import pytest

from pcc_lib.writing.plain_words import words_of


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        ("<p>One</p><p>two</p>", " One two "),
        ("1<sup>st</sup> of <b>May</b>", "1st of May"),
        ('<a title="1 > 0" href="#x">more</a> &amp; more', "more & more"),
        ("a<!-- <p>not</p> -->b", "ab"),
        ("a<script>if (1 < 2) go()</script>b<style>p > a {}</style>c", "a b c"),
        ("a<br/>b", "a b"),
    ],
)
def test_tags_part_words_and_scripts_are_left_out(shown, words):
    assert words_of(shown) == words


@pytest.mark.parametrize("piece", ["<a", '<a"', "<a'", "<a ", "<!--", "<script", '<a b="', "<"])
def test_no_text_takes_for_ever(piece):
    assert isinstance(words_of(piece * 20_000), str)

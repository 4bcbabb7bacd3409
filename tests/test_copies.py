"""A copy of last quarter's text is open however it was changed, and what somebody wrote honestly is not."""

from __future__ import annotations

import pytest
from copied_quarters import COPIES, HONEST, Copied, honest_texts

SECTIONS, WRITTEN = 58, 44
# where not every section is known again, how many are
KNOWN = {
    "one word a section": 43,  # in one the word says which way something went: its figures tell whether it is so
    "one word a line": 43,
    "one word a sentence": 43,
    "dates, a phrase before, a word a sentence": 43,
    "synonyms": 40,
    "sentences joined by semicolons": 41,
}


@pytest.fixture(scope="module")
def copied() -> Copied:
    return Copied.of_sample()


@pytest.mark.parametrize("title", list(COPIES))
def test_a_copy_is_open_however_it_was_changed(copied, title):
    found = copied.headings(COPIES[title])
    assert len(found) == SECTIONS
    assert sum(each.is_open for each in found) >= KNOWN.get(title, SECTIONS)


def test_the_quarter_of_the_tutorial_has_nothing_open(copied):
    assert not [(each.text, each.title, each.found) for each in copied.tutorial() if each.is_open]


def test_two_honest_quarters_have_nothing_open_and_a_mixture_of_earlier_ones_has(copied):
    for quarter, found in copied.honest(HONEST):
        assert len(found) == WRITTEN  # without the sentences of topics, which the library can write
        assert not [(quarter, each.text, each.title, each.found) for each in found if each.is_open]
    mixed = copied.mixed(honest_texts(HONEST[0]))
    assert sum(each.is_open for each in mixed) == len(mixed)

"""A sentence in other clothes is known again; one that says another thing is not."""

from __future__ import annotations

import pytest

from pcc_lib.writing.likeness import FIGURE, Known, phrases_of, without_phrase

BEFORE = "staff from two teams were moved to the desk that answers in the evening"
SHORT = "the operating model is taking root"
FIGURES = f"there were {FIGURE}calls.value calls and {FIGURE}wait.value was the wait of callers"


def words(text: str) -> tuple[str, ...]:
    return tuple(text.lower().replace(",", "").rstrip(".").split())


@pytest.fixture
def known() -> Known:
    found = Known()
    for text in (BEFORE, SHORT, FIGURES, "a daily meeting reviews answering times", "recruitment"):
        found.add(words(text), "before")
    return found


@pytest.mark.parametrize(
    "now",
    [
        "This quarter, staff from two teams were moved to the desk that answers in the evening.",
        "As we told in the last edition, staff from two teams were moved to the desk that answers in the evening.",
        "Staff from two teams were moved to the desk that answers in the evening, as was planned with the force.",
        "In the evening, staff from two teams that were moved to the desk answers.",  # clauses exchanged
        "Staff from two units were moved to the desk that replies in the evening.",  # synonyms
        "The operating model is taking root still.",
        "Overall the operating model is taking root.",
        "A daily meeting reviews answering times, and the operating model is taking root.",  # two joined
        f"This quarter there were {FIGURE}calls.value calls and {FIGURE}wait.value was the wait of callers.",
    ],
)
def test_a_sentence_in_other_clothes_is_known_again(known, now):
    assert known.like(words(now)) == "before"


@pytest.mark.parametrize(
    "now",
    [
        "Staff from two teams were never moved to the desk that answers in the evening.",
        "Staff from three stations now drive to victims in the evening.",
        "The operating model is not taking root.",
        "The operating model was praised by the inspectorate, and its root and branch review begins in May.",
        "The operating model is taking root, and call handlers in Swindon answer for both areas on Friday nights.",
        "Recruitment of officers for the new desk began on Monday.",
        f"There were {FIGURE}calls.value calls and {FIGURE}calls.change_on_year was the wait of callers.",  # other figures
        "",
    ],
)
def test_what_says_another_thing_is_new(known, now):
    assert known.like(words(now)) == ""


def test_a_phrase_put_to_many_sentences_is_no_part_of_them():
    phrase = "in what this edition tells of the months behind us and of those to come we see that"
    said = [words(f"{phrase} {text}") for text in (BEFORE, SHORT, "vans are late", "the roof is mended", "doors are shut")]
    begun, ended = phrases_of(said)
    assert without_phrase(said[1], begun, ended) == words(SHORT)
    assert without_phrase(words("in what this edition tells"), begun, ended) == words("tells")
    assert without_phrase(words(SHORT), begun, ended) == words(SHORT)


def test_many_sentences_are_compared_in_a_time_that_grows_with_their_number():
    known = Known()
    for i in range(3000):
        known.add(words(f"worker{i} of station{i} reads letters{i} from street{i} on weekday{i}"), "before")
    assert max(len(each) for each in known.by_word.values()) < 10

"""Every true sentence of the corpus passes, and every false one is caught with the fault that it was written for."""

from __future__ import annotations

from sentence_corpus import FALSE, TRUE, UNSEEN, kinds, misses, read

LEAST = 220


def told(corpus, wrong) -> str:
    return "\n".join([f"{len(corpus) - len(wrong)} of {len(corpus)}", *(f"{e.kind}: {e.text} -> {e.told}" for e in wrong)])


def test_no_true_sentence_is_refused():
    corpus = read(*TRUE)
    wrong = misses(corpus)
    print(f"true sentences passed: {len(corpus) - len(wrong)} of {len(corpus)}")
    assert not wrong, told(corpus, wrong)


def test_every_false_sentence_is_caught():
    corpus = read(*FALSE)
    wrong = misses(corpus)
    print(f"false sentences caught: {len(corpus) - len(wrong)} of {len(corpus)}")
    assert not wrong, told(corpus, wrong)


def test_what_is_not_seen_is_listed_as_such():
    seen = [each.text for each in read(UNSEEN) if each.told]
    assert not seen, f"these are caught now, so they belong to the false ones that are: {seen}"


def test_the_corpus_is_large_and_says_each_thing_once():
    for files in (TRUE, FALSE):
        corpus = read(*files)
        assert len(corpus) >= LEAST and len({each.text for each in corpus}) == len(corpus)
        assert set(kinds(corpus)) >= {"period", "direction", "factor", "target", "units", "words", "significance"}

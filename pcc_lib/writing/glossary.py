"""The words that pages explain: the library's own, as a project says them otherwise, and those that a project adds."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pcc_lib.core.text import upper_first
from pcc_lib.inputs.models.vocabulary import Glossary, PlainWord
from pcc_lib.inputs.yaml_reader import parse_yaml

OWN_WORDS = Path(__file__).with_suffix(".yml")


@cache
def library_words() -> tuple[PlainWord, ...]:
    """The words of the library's own sentences, as `glossary.yml` beside this module explains them."""
    return Glossary.model_validate(parse_yaml(OWN_WORDS.read_text(encoding="utf-8"), OWN_WORDS.name)).words


def explained_words(glossary: Glossary | None) -> tuple[PlainWord, ...]:
    """Every word that a book explains, in the order of the alphabet. What a project's glossary explains goes before the library's
    word of the same name."""
    given = glossary.plain_words if glossary else ()
    taken = {upper_first(form) for word in given for form in word.forms}
    left = (word for word in library_words() if not any(upper_first(form) in taken for form in word.forms))
    return tuple(sorted((*given, *left), key=lambda word: word.word.lower()))

"""Everything that proofreading finds in a passage: words that do not fit, and what is typed by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pcc_lib.core.errors import Fault
from pcc_lib.figures.figures import Figures
from pcc_lib.inputs.plan import PLAN
from pcc_lib.proofreading.bounds import bound_faults
from pcc_lib.proofreading.comparisons import comparison_faults
from pcc_lib.proofreading.denials import denial_faults
from pcc_lib.proofreading.directions import direction_faults
from pcc_lib.proofreading.found import Found, Said
from pcc_lib.proofreading.levels import level_faults
from pcc_lib.proofreading.magnitudes import magnitude_faults
from pcc_lib.proofreading.number_words import number_words
from pcc_lib.proofreading.passage import LONGEST, Piece, Sentence, sentences
from pcc_lib.proofreading.periods import period_faults
from pcc_lib.proofreading.places import place_faults
from pcc_lib.proofreading.proportions import factor_faults, parts_said
from pcc_lib.proofreading.quantities import quantities_said
from pcc_lib.proofreading.ranks import rank_faults
from pcc_lib.proofreading.restated import Restated
from pcc_lib.proofreading.scopes import scope_faults
from pcc_lib.proofreading.setting import Setting, setting_of
from pcc_lib.proofreading.significance import significance_faults
from pcc_lib.proofreading.standards import standard_faults
from pcc_lib.proofreading.steadiness import steady_faults
from pcc_lib.proofreading.sums import sum_faults
from pcc_lib.proofreading.typed_numbers import without_names
from pcc_lib.proofreading.units import unit_faults

Finder = Callable[[Sentence, Setting], Iterator[Found]]
FINDERS: tuple[Finder, ...] = (
    period_faults,
    place_faults,
    scope_faults,
    direction_faults,
    denial_faults,
    level_faults,
    comparison_faults,
    magnitude_faults,
    steady_faults,
    rank_faults,
    factor_faults,
    sum_faults,
    standard_faults,
    bound_faults,
    significance_faults,
)

_NAME_IT = (
    "Put its figure, as {{ measure.statistic }}, in its place or in the same paragraph; a number that no data hold goes into "
    f"stated.csv, one that is part of a name into {PLAN}/names.yml."
)


def figure_faults(pieces: Sequence[Piece], figures: Figures) -> Iterator[Found]:
    """What a text says of its figures and is not so; numbers in words are left alone, as a definition may count in them."""
    setting = setting_of(figures)
    for sentence in (sentence for sentence in sentences(pieces, 1) if sentence.is_readable):
        yield from (*(each for find in FINDERS for each in find(sentence, setting)), *unit_faults(sentence))


def word_faults(pieces: Sequence[Piece], file: str, first_line: int, figures: Figures) -> Iterator[Fault]:
    """Words of a passage that do not fit its figures, each with file and line; `first_line` is the line it begins in."""
    setting = setting_of(figures)
    for sentence in sentences(pieces, first_line):
        for found in found_in(sentence, setting):
            yield Fault(file, f"line {sentence.line(found.at)}", found.what, found.todo)


def found_in(sentence: Sentence, setting: Setting) -> list[Found]:
    """What does not fit in a sentence, in the order of its words, each once."""
    if sentence.is_too_long:
        todo = f"End it where a thought ends, or make a list of it: sentences of up to {LONGEST:,} characters are read."
        return [Found(0, f"a sentence of {len(sentence.text):,} characters, too long to be held against its figures.", todo)]
    found = [each for find in FINDERS for each in find(sentence, setting)] if sentence.marks and sentence.is_whole else []
    found += [*unit_faults(sentence), *_in_words(sentence, setting)]
    return sorted(dict.fromkeys(found), key=lambda each: each.at)


def _within(said: Said, others: Sequence[Said]) -> bool:
    return any(said.start < each.end and each.start < said.end for each in others)


def _in_words(sentence: Sentence, setting: Setting) -> Iterator[Found]:
    """Numbers in words, but for those of an attributed claim, and parts that put a figure beside them into words."""
    said = [*(parts := parts_said(sentence)), *(each for each in quantities_said(sentence) if not _within(each, parts))]
    yield from (part.wrong for part in said if part.wrong)
    if setting.attributed.search(sentence.written):
        return
    told = Restated(sentence, setting)
    for at, words in number_words(without_names(sentence.text, setting.names)):
        beside = any(part.start < at + len(words) and at < part.end for part in said)
        if not beside and not told.has(at, words):
            yield Found(at, f"the number '{words}' is typed in words, and no figure of the paragraph says the same.", _NAME_IT)

"""Words of change beside a difference: they go the way of its sign, at nought too; what is taken back is left alone."""

from __future__ import annotations

import made
import pytest

from pcc_lib.core.periods import Span
from pcc_lib.figures.figure import Figure
from pcc_lib.proofreading.directions import direction_faults
from pcc_lib.proofreading.passage import Printed, sentences
from pcc_lib.proofreading.setting import Setting

UP_WORDS = ("higher", "more", "longer", "above", "up", "greater", "increase", "rose", "grew")
DOWN_WORDS = (
    "lower",
    "fewer",
    "less",
    "shorter",
    "below",
    "down",
    "smaller",
    "decrease",
    "fell",
    "dropped",
    "reduced",
    "reduction",
)


class Silent:
    """A setting that knows no measure."""

    def measure(self, figure: Figure) -> None:
        return None


def change(value: float | None, text: str, unit: str = "%", statistic: str = "change_on_year") -> Figure:
    """A change of October 2023 on the year before."""
    return made.figure(statistic, value=value, text=text, unit=unit, compared_with=Span.of("2022-10"))


def contradicts(after: str, figure: Figure, before: str = "") -> str:
    """The word that goes against a figure between two texts; nothing where none does."""
    pieces = [before, Printed(figure.id, figure, figure.magnitude), after]
    setting: Setting = Silent()  # type: ignore[assignment]
    found = [each.what for sentence in sentences(pieces, 1) for each in direction_faults(sentence, setting)]
    return found[0].split("'")[1] if found else ""


@pytest.mark.parametrize(
    ("text", "value", "word"),
    [
        (" higher than a year earlier", -3, "higher"),
        (" higher than a year earlier", 3, ""),
        (" fewer", 3, "fewer"),
        (" lower. The wait was higher", -3, ""),
        (" on the year, more than", -3, ""),
        (" than before", 3, ""),
        (" of them; lower", 3, ""),
        (" {{ other.value }} lower", 3, ""),
        (" Higher", -3, "Higher"),
        (" shower", -3, ""),
    ],
)
def test_a_direction_after_a_change_is_held_against_its_sign(text, value, word):
    assert contradicts(text, change(value, "3%")) == word


@pytest.mark.parametrize(
    ("before", "value", "word"),
    [
        ("Calls fell by ", 3, "fell"),
        ("Calls fell by ", -3, ""),
        ("an increase of ", -3, "increase"),
        ("Calls rose ", -3, "rose"),
        ("a reduction of ", 3, "reduction"),
        ("were down ", 3, "down"),
        ("up by about ", -3, "up"),
        ("Calls fell. Waits changed by ", 3, ""),
        ("Fewer people called, a change of ", 3, ""),
        ("lower than before: ", 3, ""),
    ],
)
def test_so_is_a_direction_right_before_it(before, value, word):
    assert contradicts(" on the year", change(value, "3%"), before) == word


@pytest.mark.parametrize(
    ("before", "after", "value", "word"),
    [
        ("", " lower than the target", 15, "lower"),
        ("", " above the target", 15, ""),
        ("", " short of the target", 15, "short of"),
        ("", " short of its target", -15, ""),
        ("", " under the target", 15, "under the target"),
        ("", " over the target", -15, "over the target"),
        ("", " over the year", -15, ""),
        ("above its target by ", "", -15, "above"),
        ("more by ", "", -15, "more"),
    ],
)
def test_the_direction_of_a_gap_to_the_target_is_held_against_its_sign(before, after, value, word):
    assert contradicts(after, change(value, "15", "calls", "gap_to_target"), before) == word


def test_the_end_of_an_interval_keeps_its_sign_in_a_sentence():
    ends = [change(value, text, "%", f"change_{side}") for side, value, text in (("lower", -3, "−3.0%"), ("upper", 8, "+8.0%"))]
    assert [end.magnitude for end in ends] == ["−3.0%", "+8.0%"]
    assert contradicts(" lower than before", ends[1]) == ""


def test_a_level_is_never_contradicted():
    assert contradicts(" lower", change(45, "45", "calls", "value")) == ""


@pytest.mark.parametrize("value", [3.0, -3.0])
@pytest.mark.parametrize("word", [*UP_WORDS, *DOWN_WORDS])
def test_each_direction_word_against_each_sign(word, value):
    wrong = (word in UP_WORDS) != (value > 0)
    assert contradicts(f" {word} than a year before", change(value, "3.0%")) == (word if wrong else "")

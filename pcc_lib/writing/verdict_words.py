"""The copy deck of verdicts: every word that says whether a measure is changing. No number stands here, and no cause.

Three questions are kept apart, and every entry names its own: this month against its usual range, these twelve months against
the twelve before, the target. Whether something is better or worse is said by `VALUES`, after what is seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

MONTH, YEAR, TARGET = "month", "year", "target"
NO_QUESTION = ""
QUESTIONS: Mapping[str, str] = {
    MONTH: "This month against its usual range",
    YEAR: "These twelve months against the twelve before",
    TARGET: "Against the target",
    NO_QUESTION: "No verdict",
}
VALUES = {"good": " (better)", "bad": " (worse)"}


class Entry(NamedTuple):
    """A verdict's words, its shape (`up`, `dot`, …), what it means, and its ground (`same` where a value takes its place)."""

    words: str
    shape: str
    meaning: str
    ground: str = "same"


# by the rule that flags the latest month, and its side
SIGNALS: Mapping[tuple[str, str], Entry] = {
    ("outside", "up"): Entry(
        "Above its usual range", "up", "This month is higher than the usual ups and downs of its own months explain."
    ),
    ("outside", "down"): Entry(
        "Below its usual range", "down", "This month is lower than the usual ups and downs of its own months explain."
    ),
    ("trend", "up"): Entry("Rising for seven months or more", "up", "Seven months or more in a row, each higher than the last."),
    ("trend", "down"): Entry(
        "Falling for seven months or more", "down", "Seven months or more in a row, each lower than the last."
    ),
    ("two of three", "up"): Entry(
        "Two of three months near the top of its range", "up", "Two of the last three months lie close to the upper end."
    ),
    ("two of three", "down"): Entry(
        "Two of three months near the bottom of its range", "down", "Two of the last three months lie close to the lower end."
    ),
    ("shift", "up"): Entry(
        "Above its average for seven months or more", "up", "Seven months or more in a row lie above the average."
    ),
    ("shift", "down"): Entry(
        "Below its average for seven months or more", "down", "Seven months or more in a row lie below the average."
    ),
}
USUAL = Entry(
    "Within its usual range",
    "dot",
    "This month is one of the ups and downs that this measure always has. Explaining it, or praising it, would be guesswork.",
)
# where one range describes the months badly: by how they moved, and whether the latest lies where the others would have it
MOVED: Mapping[str, Entry] = {
    "higher": Entry(
        "Moved to a higher level",
        "up",
        "Six months or more lie higher than those before. One range would mix the two levels, so this month alone is not judged.",
        "note",
    ),
    "lower": Entry(
        "Moved to a lower level",
        "down",
        "Six months or more lie lower than those before. One range would mix the two levels, so this month alone is not judged.",
        "note",
    ),
    "rising": Entry(
        "Rising bit by bit",
        "up",
        "The months keep rising, so no range describes them, and this month alone is not judged.",
        "note",
    ),
    "falling": Entry(
        "Falling bit by bit",
        "down",
        "The months keep falling, so no range describes them, and this month alone is not judged.",
        "note",
    ),
    "higher apart": Entry(
        "At a higher level until this month",
        "square",
        "The level moved up, and this month lies apart from it. It is not judged.",
        "note",
    ),
    "lower apart": Entry(
        "At a lower level until this month",
        "square",
        "The level moved down, and this month lies apart from it. It is not judged.",
        "note",
    ),
    "rising apart": Entry(
        "Rising bit by bit until this month",
        "square",
        "The months kept rising, and this one lies apart. It is not judged.",
        "note",
    ),
    "falling apart": Entry(
        "Falling bit by bit until this month",
        "square",
        "The months kept falling, and this one lies apart. It is not judged.",
        "note",
    ),
    "unsteady": Entry(
        "No steady level",
        "square",
        "More than half of the months lie beyond what one range allows, so this month is not judged against one.",
        "note",
    ),
}
TRIAL = Entry(
    "Too few months for a verdict",
    "ring",
    "There are too few months, or too few since its limits began anew, to judge this one by.",
    "note",
)
# all or most of the judged months alike
SAMENESS: Mapping[str, Entry] = {
    "constant": Entry("The same every month", "dot", "All months judged have one value, so there is no usual range."),
    "mostly": Entry("The same in most months", "dot", "Most months judged have one value, so there is no usual range."),
    "seasonal": Entry(
        "The same as in other years", "dot", "It goes through the same season every year, so there is no usual range."
    ),
}
# by what is compared (`year`, or `months` where both are parts of a year), and what the test finds
CHANGES: Mapping[tuple[str, str], Entry] = {
    ("year", "up"): Entry(
        "Year higher than the year before",
        "up",
        "The last twelve months are higher than the twelve before, by more than months differ anyway.",
    ),
    ("year", "down"): Entry(
        "Year lower than the year before",
        "down",
        "The last twelve months are lower than the twelve before, by more than months differ anyway.",
    ),
    ("year", "same"): Entry(
        "No clear change over the year",
        "dot",
        "The last twelve months and the twelve before differ by no more than months differ anyway.",
    ),
    ("months", "up"): Entry(
        "Higher than the same months a year before", "up", "These months are higher than a year before, by more than chance."
    ),
    ("months", "down"): Entry(
        "Lower than the same months a year before", "down", "These months are lower than a year before, by more than chance."
    ),
    ("months", "same"): Entry(
        "No clear change on the same months a year before",
        "dot",
        "These months and those a year before differ by no more than chance.",
    ),
}
# by how the months judged stand against the target
TARGETS: Mapping[str, Entry] = {
    "always": Entry("Target met every month", "tick", "Every month judged meets the target.", "good"),
    "never": Entry("Target missed every month", "cross", "No month judged meets the target.", "bad"),
    "met": Entry(
        "Target met this month, not every month", "waves", "This month meets the target; others among those judged do not."
    ),
    "missed": Entry("Target missed this month, met in others", "waves", "This month misses the target; others judged meet it."),
    "always since": Entry(
        "Target met every month so far", "tick", "Every month since the target came into force meets it.", "good"
    ),
    "never since": Entry(
        "Target missed every month so far", "cross", "No month since the target came into force meets it.", "bad"
    ),
    "value met": Entry("Target met", "tick", "The latest value meets the target; no other month is held against it.", "good"),
    "value missed": Entry(
        "Target missed", "cross", "The latest value misses the target; no other month is held against it.", "bad"
    ),
}

# where no question has an answer
NOT_JUDGED = Entry("Not judged", "ring", "None of the three questions can be answered from the values that there are.", "note")
HELD_BACK = Entry("Held back [c]", "ring", "The value is not shown: numbers are small, or too few people answered.", "note")
NOT_KNOWN = Entry("Not known [x]", "ring", "The value of this quarter was not supplied.", "note")

# ── Is it really changing? One sentence, by what the month says, then by what the year says ─────────────────────────────────
A_YEAR = 12  # months on a new level after which the move is no news, unless the year shows a change
ANSWERS: Mapping[str, str] = {
    "outside up": "Yes, this month: it is above what its usual ups and downs explain.",
    "outside down": "Yes, this month: it is below what its usual ups and downs explain.",
    "trend up": "Yes: it has risen for seven months or more.",
    "trend down": "Yes: it has fallen for seven months or more.",
    "two of three up": "Probably: two of the last three months are unusually high.",
    "two of three down": "Probably: two of the last three months are unusually low.",
    "shift up": "Yes: seven months or more in a row are above its average.",
    "shift down": "Yes: seven months or more in a row are below its average.",
    "usual": "No: this month is one of its usual ups and downs.",
    "higher": "Yes: it moved to a higher level in {since}. This month alone is not judged.",
    "lower": "Yes: it moved to a lower level in {since}. This month alone is not judged.",
    "rising": "Yes: it has been rising bit by bit since {since}. This month alone is not judged.",
    "falling": "Yes: it has been falling bit by bit since {since}. This month alone is not judged.",
    "higher apart": "Yes: it moved to a higher level in {since}. This month lies apart from that, and is not judged.",
    "lower apart": "Yes: it moved to a lower level in {since}. This month lies apart from that, and is not judged.",
    "rising apart": "Yes: it had been rising bit by bit since {since}. This month lies apart from that, and is not judged.",
    "falling apart": "Yes: it had been falling bit by bit since {since}. This month lies apart from that, and is not judged.",
    "higher, not lately": "Not lately: it moved to a higher level in {since}. This month alone is not judged.",
    "lower, not lately": "Not lately: it moved to a lower level in {since}. This month alone is not judged.",
    "unsteady": "Yes: most of its months lie beyond what one range allows. This month alone is not judged.",
    "trial": "Too early to say: there are few months to judge by.",
    "constant": "No: it is the same every month.",
    "mostly": "No: it is the same in most months.",
    "seasonal": "No: it is the same as in other years.",
}
PERHAPS = "Yes", "Perhaps"  # where fewer than two years are known, what an answer begins with, and with what instead
MAY_BE_SEASON = " Fewer than two years are known, so it may be its season."
# both together: the year says the same ({month}: the answer about the month; {word}: higher or lower), another thing, or nothing
WITH_YEAR: Mapping[tuple[str, str], str] = {
    ("signal", "with"): "{month} The year as a whole is {word} too.",
    ("signal", "against"): "{month} The year as a whole, though, is {word}.",
    ("signal", "same"): "{month} Over the year there is no clear change.",
    (
        "usual",
        "change",
    ): "Over the year, yes: it is {word} than the year before. This month by itself is one of its usual ups and downs.",
    ("usual", "same"): "{month} Nor is there a clear change over the year.",
    ("moved", "change"): "{month} The year as a whole is {word} than the year before.",
    ("moved", "same"): "{month} Over the year there is no clear change.",
    ("alike", "change"): "Over the year, yes: it is {word} than the year before.",
    ("alike", "same"): "{month}",
    ("trial", "change"): "Over the year, yes: it is {word} than the year before. There are too few months to judge this one by.",
    ("trial", "same"): "{month} Over the year there is no clear change.",
}
# of measures that no month is judged of
YEAR_ALONE: Mapping[tuple[str, str], str] = {
    ("year", "change"): "Yes: the year is {word} than the year before, by more than chance.",
    ("year", "same"): "Not clearly: the year and the year before differ by no more than chance.",
    ("months", "change"): "Yes: {word} than the same months a year before, by more than chance.",
    ("months", "same"): "Not clearly: the same months a year before differ by no more than chance.",
}
WORDS_OF_SIDES = {"up": "higher", "down": "lower"}

# ── Sentences: {name} stands for a figure, {range} for the two ends of the usual range, {months} for how many it rests on ────
LEVELS: Mapping[str, str] = {
    "usual": " The latest month by itself is within its usual range of {range}{rests}.",
    "outside up": " The latest month by itself is above its usual range of {range}{rests}.",
    "outside down": " The latest month by itself is below its usual range of {range}{rests}.",
    "trend up": " It has risen from month to month over at least seven months; the usual range is {range}{rests}.",
    "trend down": " It has fallen from month to month over at least seven months; the usual range is {range}{rests}.",
    "shift up": " At least seven months in a row are above the average of {mean}{rests}.",
    "shift down": " At least seven months in a row are below the average of {mean}{rests}.",
    "two of three up": " Two of the last three months are close to the upper end of the usual range, {range}{rests}.",
    "two of three down": " Two of the last three months are close to the lower end of the usual range, {range}{rests}.",
    "constant": " It was the same in every month judged, so there is no usual range.",
    "seasonal": " It goes through the same season every year, so there is no usual range.",
    "mostly": " Most of the months judged have one and the same value, so there is no usual range.",
}
# where the level has moved, by how: {since} is the month, {earlier} says what `before` is an average of
MOVES: Mapping[str, str] = {
    "unsteady": " More than half of the months judged lie beyond what one range allows.",
    "higher": " It moved to a higher level in {since}: {after} on average since then, against {before} {earlier}.",
    "lower": " It moved to a lower level in {since}: {after} on average since then, against {before} {earlier}.",
    "rising": " It has been rising bit by bit since {since}, from {before} to {after}.",
    "falling": " It has been falling bit by bit since {since}, from {before} to {after}.",
}
EARLIER: Mapping[str, str] = {
    "": "on average before",
    "step": "on average from {since} until then",
    "rising": "at the end of the steady rise before",
    "falling": "at the end of the steady fall before",
}
AT_LEAST = "at least {since}"  # a slope that begins with the first month judged may have begun before it
UNJUDGED = " The latest month alone is not judged."
APART = " The latest month lies apart from that, and is not judged."
RESTS = " ({months} months)"
ON_TRIAL = " Its range so far, {range}, rests on {months} months, too few for a verdict."
EVEN_SO = " Even so, the "  # where the month goes against the change that is told before it

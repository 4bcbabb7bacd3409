"""The copy deck of verdicts: every word that says whether a measure is changing. No number stands here, and no cause but one
that a file declares.

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
    YEAR: "Twelve months against the twelve before, or fewer against the same a year before",
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
        "Two of three months near the top of its range", "up", "Two of the last three months are close to the upper end."
    ),
    ("two of three", "down"): Entry(
        "Two of three months near the bottom of its range", "down", "Two of the last three months are close to the lower end."
    ),
    ("shift", "up"): Entry(
        "Above its average for seven months or more", "up", "Seven months or more in a row are above the average."
    ),
    ("shift", "down"): Entry(
        "Below its average for seven months or more", "down", "Seven months or more in a row are below the average."
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
        "Six months or more are higher than those before. One range would mix the two levels, so this month alone is not judged.",
        "note",
    ),
    "lower": Entry(
        "Moved to a lower level",
        "down",
        "Six months or more are lower than those before. One range would mix the two levels, so this month alone is not judged.",
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
        "The level moved up, and this month differs from it. It is not judged.",
        "note",
    ),
    "lower apart": Entry(
        "At a lower level until this month",
        "square",
        "The level moved down, and this month differs from it. It is not judged.",
        "note",
    ),
    "rising apart": Entry(
        "Rising bit by bit until this month",
        "square",
        "The months kept rising, and this one differs. It is not judged.",
        "note",
    ),
    "falling apart": Entry(
        "Falling bit by bit until this month",
        "square",
        "The months kept falling, and this one differs. It is not judged.",
        "note",
    ),
    "unsteady": Entry(
        "No steady level",
        "square",
        "More than half of the months are beyond what one range allows, so this month is not judged against one.",
        "note",
    ),
}
TRIAL = Entry(
    "Too few months for a verdict",
    "ring",
    "There are too few months, or too few since its limits began again, to judge this one by.",
    "note",
)
# all or most of the judged months alike
SAMENESS: Mapping[str, Entry] = {
    "constant": Entry("The same every month", "dot", "All months judged have one value, so there is no usual range."),
    "mostly": Entry("The same in most months", "dot", "Most months judged have one value, so there is no usual range."),
    "seasonal": Entry(
        "The same as in other years", "dot", "It goes through the same season every year, so there is no usual range."
    ),
    "boundless": Entry(
        "Too variable to judge",
        "ring",
        "Its usual ups and downs reach over every value that there can be, so no single month can stand apart from them.",
        "note",
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
        "The last twelve months and the twelve before differ by no more than months differ anyway. Or they differ by no more "
        "than chance may give one of the many measures of a priority.",
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
        "These months and those a year before differ by no more than chance may give one of the many measures of a priority.",
    ),
}
# how a test of two years stands once all tests of its priority are allowed for
ALLOWED: Mapping[str, str] = {
    "same": "Not significant",
    "lost": "Not significant: it would be by itself, but among so many tests chance alone may give one like it",
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
    "value met": Entry("Target met", "tick", "The latest value meets the target; no other month is compared with it.", "good"),
    "value missed": Entry(
        "Target missed", "cross", "The latest value misses the target; no other month is compared with it.", "bad"
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
    "usual": "No: only usual ups and downs.",
    "higher": "Yes: it moved to a higher level in {since}. This month alone is not judged.",
    "lower": "Yes: it moved to a lower level in {since}. This month alone is not judged.",
    "rising": "Yes: it has been rising bit by bit since {since}. This month alone is not judged.",
    "falling": "Yes: it has been falling bit by bit since {since}. This month alone is not judged.",
    "higher apart": "Yes: it moved to a higher level in {since}. This month differs from that, and is not judged.",
    "lower apart": "Yes: it moved to a lower level in {since}. This month differs from that, and is not judged.",
    "rising apart": "Yes: it had been rising bit by bit since {since}. This month differs from that, and is not judged.",
    "falling apart": "Yes: it had been falling bit by bit since {since}. This month differs from that, and is not judged.",
    "higher, not lately": "Not lately: it moved to a higher level in {since}. This month alone is not judged.",
    "lower, not lately": "Not lately: it moved to a lower level in {since}. This month alone is not judged.",
    "unsteady": "Yes: most of its months are beyond what one range allows. This month alone is not judged.",
    "trial": "Too early to say: there are few months to judge by.",
    "constant": "No: it is the same every month.",
    "mostly": "No: it is the same in most months.",
    "seasonal": "No: it is the same as in other years.",
    "boundless": "One month cannot show it: its usual ups and downs reach over every value that there can be.",
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
    ): "Over the year, yes: it is {word} than the year before. This month shows only usual ups and downs.",
    ("usual", "same"): "{month} Nor has the year clearly changed.",
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
    ("months", "change"): "Yes: these months are {word} than the same months a year before, by more than chance.",
    ("months", "same"): "Not clearly: these months and the same months a year before differ by no more than chance.",
}
WORDS_OF_SIDES = {"up": "higher", "down": "lower"}

# ── Sentences: {name} stands for a figure, {range} for the two ends of the usual range, {months} for how many it rests on ────
LEVELS: Mapping[str, str] = {
    "usual": " This month: within its usual range of {range}{rests}.",
    "outside up": " This month is above its usual range of {range}{rests}.",
    "outside down": " This month is below its usual range of {range}{rests}.",
    "trend up": " It has risen in each of the last seven months or more; its usual range is {range}{rests}.",
    "trend down": " It has fallen in each of the last seven months or more; its usual range is {range}{rests}.",
    "shift up": " The last seven months or more have each been above its average of {mean}{rests}.",
    "shift down": " The last seven months or more have each been below its average of {mean}{rests}.",
    "two of three up": " Two of the last three months are close to the upper end of the usual range, {range}{rests}.",
    "two of three down": " Two of the last three months are close to the lower end of the usual range, {range}{rests}.",
    "constant": " It was the same in every month judged, so there is no usual range.",
    "seasonal": " It goes through the same season every year, so there is no usual range.",
    "boundless": " Its months vary too much to judge one by: their usual range covers every value that there can be.",
    "mostly": " Most of the months judged have one and the same value, so there is no usual range.",
}
# where the level has moved, by how: {since} is the month, {earlier} says what `before` is an average of
MOVES: Mapping[str, str] = {
    "unsteady": " More than half of the months judged are beyond what one range allows.",
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
UNJUDGED = " This month is not judged."
APART = " This month differs from that, and is not judged."
LOST = "; among so many tests, chance alone may give one like it"
RESTS = " ({months} months)"
ON_TRIAL = " Its range so far, {range}, rests on {months} months, too few for a verdict."
EVEN_SO = " Even so, this "  # where the month goes against the change that is told before it

# ── Targets: what the usual range promises of one, and what the months did ──────────────────────────────────────────────────
# by what the limits promise (`pass`, `fail`, `hit and miss`, blank where they are held against none) and what the months judged
# did; {every} stands for the months that the target is held against
# the months that the target is held against: all that are judged, those since it came into force, or the latest alone
EVERY, EVERY_SINCE = "every month judged", "every month since it came into force"
EVERY_SINCE_THE_FIRST = "every month since the first target"
LATEST_ALONE = "the latest month, the only one compared with it"
ASSURED: Mapping[tuple[str, str], str] = {
    (
        "pass",
        "always",
    ): " The target of {target} is outside that range, on the good side: it is met every month unless something changes.",
    (
        "pass",
        "met",
    ): " The target of {target} is outside that range, on the good side: a usual month meets it, though not {every} did.",
    ("pass", "missed"): " The target of {target} is outside that range, on the good side: a usual month meets it, and the "
    "latest does not.",
    ("fail", "never"): " The target of {target} is outside that range, on the wrong side: it is missed every month unless "
    "something changes.",
    ("fail", "missed"): " The target of {target} is outside that range, on the wrong side: a usual month misses it, though not "
    "{every} did.",
    ("fail", "met"): " The target of {target} is outside that range, on the wrong side: a usual month misses it, and the "
    "latest does not.",
    ("hit and miss", "some"): " The target of {target} is within that range: usual variation alone makes some months meet it, "
    "others miss it.",
    ("hit and miss", "always"): " The target of {target} is within that range: it was met in {every}, but usual "
    "variation alone could miss it.",
    ("hit and miss", "never"): " The target of {target} is within that range: it was missed in {every}, but usual "
    "variation alone could meet it.",
    ("", "always"): " The target of {target} was met in {every}.",
    ("", "never"): " The target of {target} was missed in {every}.",
    ("", "met"): " The target of {target} was met in the latest month, but not in {every}.",
    ("", "missed"): " The target of {target} was missed in the latest month, but not in {every}.",
}
# the same of a target that is a range
ASSURED_OF_RANGES: Mapping[tuple[str, str], str] = {
    ("pass", "always"): " The whole usual range is within the target of {target}: it is met every month unless something "
    "changes.",
    ("pass", "met"): " The whole usual range is within the target of {target}: a usual month meets it, though not {every} did.",
    ("pass", "missed"): " The whole usual range is within the target of {target}: a usual month meets it, and the latest does "
    "not.",
    ("fail", "never"): " The whole usual range is outside the target of {target}: it is missed every month unless something "
    "changes.",
    (
        "fail",
        "missed",
    ): " The whole usual range is outside the target of {target}: a usual month misses it, though not {every} did.",
    ("fail", "met"): " The whole usual range is outside the target of {target}: a usual month misses it, and the latest meets "
    "it.",
    ("hit and miss", "some"): " The usual range reaches beyond the target of {target}: usual variation alone makes some months "
    "meet it, others miss it.",
    ("hit and miss", "always"): " The usual range reaches beyond the target of {target}: it was met in {every}, but "
    "usual variation alone could miss it.",
    ("hit and miss", "never"): " The usual range reaches into the target of {target}: it was missed in {every}, but "
    "usual variation alone could meet it.",
}
# where the usual range follows the season or the length of the month, and so differs from month to month
ASSURED_OF_SEASONS: Mapping[tuple[str, str], str] = {
    ("pass", "always"): " In every month of the year the usual range meets the target of {target}: it is met every month unless "
    "something changes.",
    ("pass", "met"): " In every month of the year the usual range meets the target of {target}, though not {every} did.",
    (
        "pass",
        "missed",
    ): " In every month of the year the usual range meets the target of {target}, and the latest month does not.",
    (
        "fail",
        "never",
    ): " In every month of the year the usual range misses the target of {target}: it is missed every month unless "
    "something changes.",
    ("fail", "missed"): " In every month of the year the usual range misses the target of {target}, though not {every} did.",
    ("fail", "met"): " In every month of the year the usual range misses the target of {target}, and the latest month meets it.",
    ("hit and miss", "some"): " The usual range follows the time of year, which with usual variation makes some months meet the "
    "target of {target}, others miss it.",
    ("hit and miss", "always"): " The usual range follows the time of year: the target of {target} was met in {every}, but the "
    "season or usual variation alone could miss it.",
    ("hit and miss", "never"): " The usual range follows the time of year: the target of {target} was missed in {every}, but the "
    "season or usual variation alone could meet it.",
}
# where several targets were in force among the months judged
ASSURED_OF_STEPS: Mapping[tuple[str, str], str] = {
    (
        "pass",
        "met",
    ): " The latest month and a usual one meet the target, now {target}; others judged missed the one in force then.",
    (
        "fail",
        "missed",
    ): " The latest month and a usual one miss the target, now {target}; others judged met the one in force then.",
    ("hit and miss", "always"): " {Every} met the target in force then, now {target}, but usual variation alone could miss it.",
    ("hit and miss", "never"): " {Every} missed the target in force then, now {target}, but usual variation alone could meet it.",
    ("", "always"): " {Every} met the target in force then, now {target}.",
    ("", "never"): " {Every} missed the target in force then, now {target}.",
    ("", "met"): " The latest month met the target, now {target}; others judged missed the one in force then.",
    ("", "missed"): " The latest month missed the target, now {target}; others judged met the one in force then.",
}

# ── What is counted: a measure that is of other areas than before, or has a break ───────────────────────────────────────────
# after a verdict, in the place of better or worse
COVERAGE_SUFFIXES: Mapping[str, str] = {"areas": " ({areas} changed)", "break": " (break in series)"}
UNCOMPARED = Entry(
    "Years not compared",
    "ring",
    "What is counted changed within the months that would be compared: areas joined or left, or there is a break in the series.",
    "note",
)
# by what changed; {since} is the first month of it, {joined} and {left} are names
COVERAGE_CAUSES: Mapping[str, str] = {
    "joined": "{joined} {have} been counted since {since}, so earlier months are of fewer {areas}",
    "left": "{left} {are} no longer counted from {since} on, so earlier months are of more {areas}",
    "both": "{joined} {have} been counted since {since}, {left} no longer, so earlier months are of other {areas}",
    "break": "there is a break in the series in {since} ({reason}), so earlier months are of another kind",
}
# is it really changing? {month}: the answer about the month, {word}: higher or lower
COVERAGE_ANSWERS: Mapping[str, str] = {
    "alone": "It cannot be said: {cause}.",
    "change": "Over the year, yes: it is {word} than the year before. Its level moved before that, but {cause}.",
    "same": "Not lately: there is no clear change over the year. Its level moved before that, but {cause}.",
    "month": "{month} The years are not compared: {cause}.",
}
# sentences, by what they are about; the second of two about the same does not say the cause again
COVERAGE_SENTENCES: Mapping[str, str] = {
    "year": " It is not compared with the year before: {cause}.",
    "move": " {Cause}: the levels before and after cannot be compared.",
    "move too": " Nor can the levels before and after be compared.",
    "signal": " {Cause}, and its usual range rests on those too.",
    "signal too": " Its usual range rests on those earlier months too.",
    "value": " {Cause}.",
}
COVERAGE_NEAR: Mapping[str, str] = {"joined": "{joined} joined", "left": "{left} left", "both": "{joined} joined, {left} left"}

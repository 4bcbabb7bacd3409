"""The methods of the book in plain words, and the codes that stand for what is missing or uncertain."""

from __future__ import annotations

from pcc_lib.core.status import explanations

CODES = {code: f"{words}." for code, words in explanations().items()} | {
    "[low]": "not zero, but less than half of the last digit shown.",
}

METHODS = (
    (
        "Rates come from counts",
        "A percentage is worked out from what was counted: the cases over all cases, times a hundred. "
        "An average is the total over the number of cases. Over several months the counts are added up first and then "
        "divided; percentages are never averaged.",
    ),
    (
        "Windows",
        "Most values are of one month. A value “over twelve months” adds up the month that is named and "
        "the eleven before. A value “since” a month adds up from that month on, because the way of counting changed "
        "then. A window with a missing month has no value.",
    ),
    (
        "Changes",
        "On the year: the value against the value twelve months before. On the month: against the month before. "
        "Twelve months against the twelve before: the two sums, or the two rates worked out from sums, are "
        "compared. Against "
        "a base year: the last twelve months against that calendar year. Each change names what it is against.",
    ),
    (
        "Per cent and percentage points",
        "A change of a count is given in per cent of the earlier count. A change of a "
        "percentage is given in percentage points: from twelve to ten per cent is two points fewer, "
        "though it is a sixth "
        "less. A change of a time is given in minutes and seconds.",
    ),
    (
        "Published values",
        "Medians, ranks and averages of others come ready-made from their producers. They are "
        "printed as they came, and never added up, averaged or carried on.",
    ),
    (
        "Reporting month",
        "Sources are not equally quick. Each measure is shown up to the last month that was known when the "
        "quarter was written; later rows are not used.",
    ),
    (
        "Breaks in series",
        "Where the way of counting changed, the month is marked on the chart, and values before and after are not compared. "
        "The same holds of a total that areas have joined or left: it is another sum than before.",
    ),
    (
        "Rounding",
        "Values are rounded once, at the end, and a half is rounded up. Parts may therefore not add up to a total.",
    ),
    (
        "Charts",
        "A line shows the last five years, where its topic does not ask for another start.",
    ),
    (
        "Verdicts",
        "Three questions are kept apart, and each verdict names its own: this month against its usual range; these twelve "
        "months against the twelve before; the months against the target. Where the level has moved, or rises or falls "
        "bit by bit, no one range describes the months, and the latest alone is not judged. On reconstructed data a verdict is "
        "an illustration.",
    ),
    (
        "Small numbers",
        "Each measure has a rule: all numbers shown; rounded to the nearest five, with one to seven held back; or one to "
        "four held back, with as many others as keep them from being worked out. A held-back number prints as [c], and "
        "every sum, average, percentage and verdict rests on what is shown only.",
    ),
)

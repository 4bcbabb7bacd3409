"""The copy deck of targets: what the usual range promises of a target, and what the months did, in sentences.

By what the limits promise (`pass`, `fail`, `hit and miss`, blank where they are held against none) and what the months judged
did; {every} stands for the months that the target is held against.
"""

from __future__ import annotations

from collections.abc import Mapping

# the months that the target is held against: all that are judged, those since it came into force, or the latest alone
EVERY, EVERY_SINCE = "every month judged", "every month since it came into force"
EVERY_SINCE_THE_FIRST = "every month since the first target"
LATEST_ALONE = "the latest month, the only one held against it"
ASSURED: Mapping[tuple[str, str], str] = {
    (
        "pass",
        "always",
    ): " The target of {target} lies outside that range, on the good side: it is met every month unless something changes.",
    (
        "pass",
        "met",
    ): " The target of {target} lies outside that range, on the good side: a usual month meets it, though not {every} did.",
    ("pass", "missed"): " The target of {target} lies outside that range, on the good side: a usual month meets it, and the "
    "latest does not.",
    ("fail", "never"): " The target of {target} lies outside that range, on the wrong side: it is missed every month unless "
    "something changes.",
    ("fail", "missed"): " The target of {target} lies outside that range, on the wrong side: a usual month misses it, though not "
    "{every} did.",
    ("fail", "met"): " The target of {target} lies outside that range, on the wrong side: a usual month misses it, and the "
    "latest does not.",
    ("hit and miss", "some"): " The target of {target} lies within that range: usual variation alone makes some months meet it, "
    "others miss it.",
    ("hit and miss", "always"): " The target of {target} lies within that range: it was met in {every}, but usual "
    "variation alone could miss it.",
    ("hit and miss", "never"): " The target of {target} lies within that range: it was missed in {every}, but usual "
    "variation alone could meet it.",
    ("", "always"): " The target of {target} was met in {every}.",
    ("", "never"): " The target of {target} was missed in {every}.",
    ("", "met"): " The target of {target} was met in the latest month, but not in {every}.",
    ("", "missed"): " The target of {target} was missed in the latest month, but not in {every}.",
}
# the same of a target that is a range
ASSURED_OF_RANGES: Mapping[tuple[str, str], str] = {
    ("pass", "always"): " The whole usual range lies within the target of {target}: it is met every month unless something "
    "changes.",
    ("pass", "met"): " The whole usual range lies within the target of {target}: a usual month meets it, though not {every} did.",
    ("pass", "missed"): " The whole usual range lies within the target of {target}: a usual month meets it, and the latest does "
    "not.",
    ("fail", "never"): " The whole usual range lies outside the target of {target}: it is missed every month unless something "
    "changes.",
    (
        "fail",
        "missed",
    ): " The whole usual range lies outside the target of {target}: a usual month misses it, though not {every} did.",
    ("fail", "met"): " The whole usual range lies outside the target of {target}: a usual month misses it, and the latest meets "
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

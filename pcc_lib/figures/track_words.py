"""What the track record counts: the names of its counts, as formulas call them, with what each counts in words."""

from __future__ import annotations

from collections.abc import Iterator

ANY = "any"
# every kind of signal that a book tells, by the word of the chart's rule or of the change of level; what a reader sees of it
KINDS = {
    "outside": "One month outside the usual range",
    "two_of_three": "Two of three months near the edge of the range",
    "shift": "Seven months or more on one side of the middle",
    "trend": "Seven months or more that rise, or fall, one after the other",
    "step": "The level moved",
    "drift": "The level rises or falls bit by bit",
}
OF_A_LEVEL = ("step", "drift")
WHAT = {
    "told": "that were told for the first time",
    "followed": "that could be followed for twelve months",
    "lasted": "that twelve months bore out",
    "passed": "that twelve months did not bear out",
    "open": "that cannot be told yet",
    "followed_6": "that could be followed for six months",
    "lasted_6": "that six months bore out",
}
BOUNDS = {"low": "lower", "high": "upper"}
HORIZONS = (1, 2, 3)  # months ahead, as many as the book prints
LEVELS = (80, 95)
AHEAD = {1: "one month", 2: "two months", 3: "three months"}
# the shares of forecasts inside their intervals, as the chart of them calls each, with its bounds by the same name
HELD = {f"track_held_{m}_{level}": f"{level}% interval, {AHEAD[m]} ahead" for level in LEVELS for m in HORIZONS}
HELD_WORDS = {f"{name}{side}": said for name, said in HELD.items() for side in ("", "_lower", "_upper")}


def count_words() -> Iterator[tuple[str, str]]:
    """Each count of the track record by the name that formulas call it by, in words."""
    for kind in (ANY, *KINDS):
        of = "of any kind" if kind == ANY else f"of the kind “{KINDS[kind]}”"
        yield from ((f"track_{kind}_{what}", f"how many signals {of} there were {said}") for what, said in WHAT.items())
        for bound, said in BOUNDS.items():
            yield (
                f"track_{kind}_{bound}",
                f"{said} end of the 95% interval of the share that lasted, years drawn anew: signals {of}",
            )
    yield "track_quarters", "how many quarters' ends were looked at"
    yield "track_measures", "how many measures were looked at"
    yield "track_series", "how many wholes and parts of these measures were looked at"
    yield "track_quiet", "how many months were within their usual range, and can be followed for twelve months"
    yield "track_quiet_same", "after how many of these the next year lay on the month's own side by more than chance"
    yield "track_calm_months", "how many months that were judged were followed by a year like the months before it"
    yield "track_calm_flagged", "how many of these months were told as signals all the same"
    yield "track_forecasts", "how many forecasts were printed"
    yield "track_errors_known", "how many of these forecasts have all their months known"
    yield "track_error", "mean absolute scaled error of these forecasts"
    yield "track_naive_error", "mean absolute scaled error of the same months of the year before"
    for months in HORIZONS:
        yield (
            f"track_ahead_{months}",
            f"how many forecasts of {AHEAD[months]} ahead with an interval have their month known",
        )
        for level in LEVELS:
            yield f"track_ahead_{months}_in_{level}", f"how many of these lay inside the {level}% interval, {AHEAD[months]} ahead"
    for name, said in (("clear", "called a clear change"), ("unclear", "not called a clear change")):
        yield f"track_{name}", f"how many comparisons of a year with the year before, {said}, can be held against the year after"
        yield f"track_{name}_same", f"after how many of these the next year lay on the same side, {said}"
        for bound, end in BOUNDS.items():
            yield f"track_{name}_{bound}", f"{end} end of the 95% interval of the share that stayed, years drawn anew, {said}"


COUNT_WORDS = dict(count_words())
# figures that are made of these counts
SHARES = {
    **{f"track_{kind}_share": (f"track_{kind}_lasted", f"track_{kind}_followed") for kind in (ANY, *KINDS)},
    **{f"track_{kind}_share_6": (f"track_{kind}_lasted_6", f"track_{kind}_followed_6") for kind in (ANY, *KINDS)},
    "track_quiet_share": ("track_quiet_same", "track_quiet"),
    "track_calm_share": ("track_calm_flagged", "track_calm_months"),
    **{f"track_{name}_share": (f"track_{name}_same", f"track_{name}") for name in ("clear", "unclear")},
    **{f"track_held_{m}_{of}": (f"track_ahead_{m}_in_{of}", f"track_ahead_{m}") for m in HORIZONS for of in LEVELS},
}


def figure_words() -> dict[str, str]:
    """What the figures of the track record are, by their names without the statistic."""
    made = {name: said[0].upper() + said[1:] for name, said in COUNT_WORDS.items()}
    for name, (part, whole) in SHARES.items():
        made[name] = f"Share, in per cent: {COUNT_WORDS[part]}; {COUNT_WORDS[whole]}"
        if name.startswith("track_held"):
            made |= {f"{name}_{side}": f"{made[name]}; {side} end of its 95% interval" for side in ("lower", "upper")}
    return made | {"track_calm_expected": "Signals to be expected of chance alone, among months in which nothing changed"}

"""Where significance is decided, once for the whole edition: each test of a year with an allowance for the others told beside it.

With many tests, chance alone gives changes that one test by itself would call significant. The p-values of a family of tests are
therefore adjusted together (Benjamini and Hochberg 1995). A family is what readers are told together, and what its page opens
anyway: the tests of all measures of one priority; apart from them the tests of all their parts, of which only a scorecard tells.
Every sentence, pill, title, tile and table reads this one decision, so that no two pages can differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pcc_lib.figures.figures import Figures
from pcc_lib.figures.judgement import Judgement, judge
from pcc_lib.figures.year_tests import ChangeTest, allowed
from pcc_lib.inputs.measures import Measure, measures_of, read_topic, topics_of
from pcc_lib.statistics.many_tests import benjamini_hochberg

_Key = tuple[str, str]  # a measure's id, and a part of it or nothing


def judgement_of(figures: Figures, measure: Measure, part: str = "") -> Judgement | None:
    """What the methods say of a measure, or of one part; None where it has no series, or no whole to judge."""
    series = figures.series(measure.id)
    if series is None or (not part and not measure.whole):
        return None
    found = judge(series, part)
    if found.test is None:
        return found
    priority = read_topic(figures.project, measure.topic).priority
    adjusted = _adjusted(figures, priority, of_parts=bool(part)).get((measure.id, part), found.test.p_value)
    return replace(found, test=allowed(found.test, adjusted))


def _adjusted(figures: Figures, priority: str, of_parts: bool) -> Mapping[_Key, float]:
    """The p-value of each test of a family, with the allowance for the others."""
    return figures.once(("allowance", priority, str(of_parts)), lambda: _made(dict(_family(figures, priority, of_parts))))


def _made(family: Mapping[_Key, ChangeTest]) -> Mapping[_Key, float]:
    adjusted = benjamini_hochberg([test.p_value for test in family.values()]) if family else []
    return dict(zip(family, map(float, adjusted), strict=True))


def _family(figures: Figures, priority: str, of_parts: bool) -> Iterator[tuple[_Key, ChangeTest]]:
    """The tests that are told of a priority: of its measures, or of their parts."""
    for topic in topics_of(figures.project, priority, scorecard=True):
        for measure in measures_of(figures.project, topic.id):
            series = figures.series(measure.id)
            if series is None or (not of_parts and not measure.whole):
                continue
            for part in (series.parts if measure.breakdown else ()) if of_parts else ("",):
                if test := judge(series, part).test:
                    yield (measure.id, part), test

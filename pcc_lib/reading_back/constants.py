"""Numbers of methods that pages name: phrases, each with its number taken from the constant that the method works with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pcc_lib.figures.charted import LEAST_FOR_ICONS
from pcc_lib.figures.comparison import LEAST_FOR_FUNNEL
from pcc_lib.pages.forecast_charts import TRUSTED
from pcc_lib.pages.trends import TREND_VALUES
from pcc_lib.reading_back.declared import Declared
from pcc_lib.statistics.areas import WIDE_LEVEL
from pcc_lib.statistics.calculate import rate_per_1000
from pcc_lib.statistics.control_limits import FULL, TRIAL
from pcc_lib.statistics.disclosure import LEAST_FOR_PER_CENT, SURVEY_LEAST, SURVEY_RELIABLE
from pcc_lib.statistics.forecast import LEVELS, SHORTEST
from pcc_lib.statistics.intervals import LEVEL
from pcc_lib.statistics.seasons import SEASONAL_MONTHS
from pcc_lib.statistics.two_years import NOW
from pcc_lib.writing.law import AMENDED, LARGEST_ZOOM, ORDER, PARAGRAPHS, REGULATIONS, STANDARD

CONSTANT = "constant"
_RATE = f"{rate_per_1000(1, 1):,.0f}"
_YEARS = len(NOW)
# by the module that holds the constant: what pages say with it. A new one is added here with its constant, never as a number.
PHRASES: Mapping[str, tuple[str, ...]] = {
    "statistics/intervals.py, LEVEL": (
        f"{100 * LEVEL:g}% interval",
        f"{100 * LEVEL:g}% intervals",
        f"{100 * LEVEL:g}% limits",
        f"{100 * LEVEL:g}% and",
        f"a hundred such forecasts {100 * LEVEL:g} should see",
        f"meant to hold {100 * LEVEL:g}%",
    ),
    "statistics/areas.py, WIDE_LEVEL": (f"{100 * WIDE_LEVEL:g}% limits", f"and {100 * WIDE_LEVEL:g}% would lie"),
    "statistics/areas.py, methods": ("Spiegelhalter 2005", "Spiegelhalter 1996"),
    "statistics/calculate.py, rate_per_1000": (f"every {_RATE} residents", f"per {_RATE} residents", f"for {_RATE} residents"),
    "statistics/two_years.py, NOW": (f"fewer than {_YEARS} months", f"on {_YEARS} months", f"all {_YEARS} months"),
    "statistics/seasons.py, SEASONAL_MONTHS": (f"{SEASONAL_MONTHS} are needed",),
    "statistics/control_limits.py, FULL and TRIAL": (
        f"{FULL} are needed for a verdict",
        f"{FULL - 1} are needed",
        f"{TRIAL} are needed for trial limits",
    ),
    "statistics/forecast.py, LEVELS": tuple(f"{level:.0%} interval" for level in LEVELS),
    "statistics/forecast.py, SHORTEST": (f"forecast needs {SHORTEST}", f"a forecast need {SHORTEST}"),
    "statistics/disclosure.py, SURVEY_LEAST and SURVEY_RELIABLE": (
        f"fewer than {SURVEY_LEAST} answers",
        f"under {SURVEY_LEAST} answered",
        f"fewer than {SURVEY_RELIABLE} marked",
    ),
    "figures/charted.py, LEAST_FOR_ICONS": (f"{LEAST_FOR_ICONS} are needed",),
    "figures/comparison.py, LEAST_FOR_FUNNEL": (f"{LEAST_FOR_FUNNEL} are needed",),
    "statistics/disclosure.py, LEAST_FOR_PER_CENT": (
        f"fewer than {LEAST_FOR_PER_CENT} in twelve months",
        f"fewer than {LEAST_FOR_PER_CENT} before",
    ),
    "pages/trends.py, TREND_VALUES": (f"the last {TREND_VALUES} values known",),
    "pages/forecast_charts.py, TRUSTED": (f"below {TRUSTED}%",),
    "writing/law.py": (REGULATIONS, STANDARD, f"up to {LARGEST_ZOOM}%", ORDER, AMENDED[0], *PARAGRAPHS),
}


def constants() -> Iterator[Declared]:
    """Every phrase with a constant in it."""
    for place, phrases in PHRASES.items():
        for text in phrases:
            yield Declared(text, CONSTANT, f"pcc_lib/{place}", "")

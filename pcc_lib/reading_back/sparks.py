"""What small lines say of themselves: their first and last periods, and when they were highest and lowest, found again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from pcc_lib.core.errors import ReportError
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Measure, measure_ids
from pcc_lib.pages.ours import whole_of
from pcc_lib.pages.trends import TREND_VALUES
from pcc_lib.reading_back.dates import DATE
from pcc_lib.reading_back.declared import Declared, Texts
from pcc_lib.reading_back.measured import Measured


class Sparks:
    """The small lines of measures and of their parts, by the name that each begins with."""

    def __init__(self, measured: Measured) -> None:
        self._measured = measured
        self._made: dict[str, Texts] = {}

    def of(self, text: str) -> Texts | None:
        """The periods that the words of a small line may name; None where they are of none that there is."""
        name = max((n for n in self._named if text.startswith(f"{n}, ")), key=len, default="")
        return self._texts(name) if name else None

    @cached_property
    def _named(self) -> dict[str, list[tuple[Series, str]]]:
        """All series, and parts of series, that go by a name: two measures may have one title."""
        found: dict[str, list[tuple[Series, str]]] = {}
        for id in measure_ids(self._measured.project):
            try:
                series = self._measured.figures.series(id)
            except ReportError:
                continue
            if series is None:
                continue
            for part in ("", *series.all_parts):
                for name in self._names(series.measure, part):
                    found.setdefault(name, []).append((series, part))
        return found

    def _names(self, measure: Measure, part: str) -> Iterator[str]:
        """What the line of a measure, or of a part, may begin with; the whole of peers is called by its own name as well."""
        if not part:
            yield measure.title
        project = self._measured.project
        label = project.label(part) if part else whole_of(project, measure)
        if label:
            yield from (f"{measure.title}: {label}", f"{measure.title}, {label}")

    def _texts(self, name: str) -> Texts:
        if name not in self._made:
            told = ((series, text) for series, part in self._named[name] for text in _told(series, part))
            self._made[name] = Texts.of(Declared(text, DATE, series.measure.id, "") for series, text in told)
        return self._made[name]


def _told(series: Series, part: str) -> Iterator[str]:
    """What may be said of the last values that are known of a series."""
    label, known = series.source.calendar.label, series.values(part).dropna().iloc[-TREND_VALUES:]
    if len(known):
        yield label(str(known.index[0]), str(known.index[-1]))
        yield f"highest in {label(str(known.idxmax()))}"
        yield f"lowest in {label(str(known.idxmin()))}"

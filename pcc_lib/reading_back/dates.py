"""Dates and periods in texts: each must be one that the passage's block tells of, or that the project's files name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pcc_lib.core.month_names import MONTH, month_number
from pcc_lib.core.periods import NOUNS, Span
from pcc_lib.core.quarters import MONTH as MONTH_FORM
from pcc_lib.core.quarters import Quarter, is_financial_year, is_quarter, quarter_end, shift
from pcc_lib.inputs.kept_editions import edition_of
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.revised import revisions
from pcc_lib.inputs.sources import read_source, source_names
from pcc_lib.inputs.told import edition_before, told_deliverables, told_figures, version_before
from pcc_lib.reading_back.declared import FOLDERS, QUARTER_FOLDERS, Claim

DATE, QUARTER = "date", "quarter"
_MONTHS = {noun: months for months, noun in NOUNS.items()}
_YEAR = r"(?:19|20)\d{2}"
_FORMS = re.compile(
    rf"(?<![\w.,£/-])(?:(?P<day>\d{{1,2}}) )?(?P<month>{MONTH})[ \u00a0](?P<year>{_YEAR})(?!\w)"
    rf"|(?<![\w.,£-])(?P<quarter>20\d{{2}}-\d{{2}}-Q[1-4])(?!\w)"
    rf"|(?<![\w.,£/-])(?P<iso>{_YEAR}-(?:0[1-9]|1[0-2])(?:-[0-3]\d)?)(?![\w/-])"
    rf"|(?<![\w.,£/-])(?P<from>{_YEAR})(?P<mark>[-/–]| to | and )(?P<until>{_YEAR}|\d{{2}})(?![\w/%-]|[.,]\d)"
    rf"|(?<![\w.,£/-])(?P<alone>{_YEAR})(?![\w/%]|[.,]\d)"
)
_QUARTER = re.compile(r"(?<![\w.-])20\d{2}-\d{2}-Q[1-4](?!\w)")
_LENGTH = re.compile(
    rf"(?<![\w.,])(?P<count>\d+) (?P<noun>month|quarter|half-year|year)s to\s(?P<month>{MONTH})[ \u00a0](?P<year>{_YEAR})"
)
_ISO = re.compile(rf"(?<![\w.-]){_YEAR}(?:-\d{{2}}(?:-\d{{2}})?|/\d{{2}})?(?![\w.]|-\d)")


@dataclass(frozen=True)
class Known:
    """The periods that a text may speak of, as the library writes them: days, months, years, financial years.

    ends: the months (`09`) in which years end that sources write as years.
    """

    periods: frozenset[str]
    ends: frozenset[str] = frozenset()

    def with_more(self, more: Iterable[str]) -> Known:
        """These and others."""
        return Known(self.periods | frozenset(more), self.ends)

    @cached_property
    def months(self) -> frozenset[str]:
        """Its months, those of its days, the first and last of its years, and the last of its financial years."""
        years = {f"{int(p[:4]) + 1}-03" for p in self.periods if is_financial_year(p)}
        years |= {f"{p}-{month}" for p in self.periods if len(p) == 4 for month in ("01", "12", *self.ends)}
        return frozenset({p[:7] for p in self.periods if len(p) >= 7 and not is_financial_year(p)} | years)

    @cached_property
    def years(self) -> frozenset[str]:
        """Its years, and those of its months."""
        both = {year for p in self.periods if is_financial_year(p) for year in (p[:4], f"{p[:2]}{p[5:7]}")}
        return frozenset({p[:4] for p in self.periods} | both)

    def claims(self, text: str) -> Iterator[Claim]:
        """The dates of a text that are among these."""
        for found in _FORMS.finditer(text):
            if kind := self._kind(found):
                yield Claim(found.start(), found.end(), kind, found[0])
            elif found["day"] and self._month(found) in self.months:  # `Priority 1 November 2019`: 1 is no day
                yield Claim(found.start("month"), found.end(), DATE, found[0])

    def _kind(self, found: re.Match[str]) -> str:
        if found["month"]:
            month = self._month(found)
            wanted = f"{month}-{int(found['day']):02d}" if found["day"] else ""
            return DATE if (wanted in self.periods if wanted else month in self.months) else ""
        if found["quarter"]:
            return QUARTER if found["quarter"] in self.periods else ""
        if found["iso"]:
            return DATE if found["iso"] in self.periods or found["iso"] in self.months else ""
        if found["from"]:
            return DATE if self._has_years(found["from"], found["until"], found["mark"] == "/") else ""
        return DATE if found["alone"] in self.years else ""

    def _month(self, found: re.Match[str]) -> str:
        return f"{found['year']}-{month_number(found['month']):02d}"

    def _has_years(self, first: str, last: str, next_to: bool) -> bool:
        """Whether both ends of `2022 to 2025` or `2022-25` are known, or those of the year `2023/24`."""
        last = last if len(last) == 4 else first[:2] + last
        return (int(first) + 1 == int(last) if next_to else int(first) < int(last)) and first in self.years and last in self.years


def span_told(text: str) -> Span:
    """The periods of a cell of a download: `2023-10`, `2023-07 to 2023-12`, or a quarter such as `2023-Q3`, by its months."""
    last = quarter_end(text)
    return Span(shift(last, -2), last, step=3) if last else Span.parse(text.replace(" to ", ".."))


def length_claims(text: str, spans: Iterable[Span]) -> Iterator[Claim]:
    """`10 months to October 2023`, where one of the spans has that length and that end."""
    told = {(span.last[:7], span.months) for span in spans if MONTH_FORM.match(span.first) and MONTH_FORM.match(span.last)}
    for found in _LENGTH.finditer(text):
        last, months = f"{found['year']}-{month_number(found['month']):02d}", int(found["count"]) * _MONTHS[found["noun"]]
        if (last, months) in told:
            yield Claim(found.start(), found.end(), DATE, f"{shift(last, 1 - months)}..{last}")


def known_to(project: Project, folder: QuarterFolder) -> Known:
    """What every page may speak of: the quarter and its months, dates that the project's files hold, the ends of its sources."""
    found = {str(folder.quarter), *folder.quarter.months, folder.written_on, folder.quarter.financial_year}
    found |= set(folder.quarter.previous.months)  # the edition before is spoken of, or that there is none
    for where in (*FOLDERS, *(f"{folder.name}{each}" for each in QUARTER_FOLDERS)):
        for name in project.names(where):
            if name.endswith(".yml") or (name.endswith(".csv") and where not in ("data/sources", "data/published")):
                found |= set(_in_file(project.read_text(f"{where}/{name}")))
    ends = frozenset(f"{read_source(project, name).about.year_end:02d}" for name in source_names(project))
    found |= {*_of_sources(project), *_of_quarters(project), *_of_earlier(folder)}
    return Known(frozenset(found), ends)


def _in_file(text: str) -> Iterator[str]:
    """The dates that a file names, and the months of its quarters."""
    for period in _ISO.findall(text):
        yield from (period, *_last_year(period))
    for name in _QUARTER.findall(text):
        yield from _of_quarter(name)


def _of_quarter(name: str) -> Iterator[str]:
    quarter = Quarter.parse(name)
    yield from (name, *quarter.months, quarter.financial_year)


def _last_year(period: str) -> Iterator[str]:
    """The last year of `2025-29`, which is no month and no financial year."""
    if len(period) == 7 and int(period[5:]) > 12:
        yield period[:2] + period[5:]


def of_the_quarter(known: Known, folder: QuarterFolder) -> Known:
    """Of what every page may speak of, what is the quarter's own: its months, its date of writing."""
    return Known(frozenset({str(folder.quarter), *folder.quarter.months, folder.written_on}), known.ends)


def _of_sources(project: Project) -> Iterator[str]:
    """The first and last periods of each source, and of each of its columns; its gaps, and every year that it tells of."""
    for name in source_names(project):
        source = read_source(project, name)
        held = sorted(set(source.frame[source.period]))
        yield from (p for p in source.calendar.between(held[0], held[-1]) if p not in held) if held else ()
        yield from (source.calendar.read(row.period) for row in revisions(project, name))
        for column in (source.period, *source.columns):
            held = source.frame.loc[source.frame[column].notna(), source.period]
            yield from (source.calendar.covers(str(held.min())).first, str(held.min()), str(held.max())) if len(held) else ()
        yield from {str(period)[:4] for period in source.frame[source.period]}


def _of_earlier(folder: QuarterFolder) -> Iterator[str]:
    """Of what the edition before told, and the version that this one corrects: the day, when promises were due, and of when its
    figures were (of those that are withdrawn under a policy for small numbers no page prints more than that)."""
    for before in filter(None, (edition_before(folder), version_before(folder))):
        about = edition_of(folder.project, before)
        yield from (about.published,) if about and about.published else ()
        yield from (each.due for each in told_deliverables(folder.project, before))
        spans = {each.span for each in told_figures(folder.project, before) if each.period}
        yield from (end for span in spans for end in (span.first, span.last))


def _of_quarters(project: Project) -> Iterator[str]:
    """The quarters that there are, or were published, with their months and years."""
    for where in ("data/quarters", "data/published"):
        for name in project.names(where):
            if is_quarter(stem := name.removesuffix(".csv")):
                yield from _of_quarter(stem)

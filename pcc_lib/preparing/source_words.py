"""Descriptors whose words on how the data came may no longer be true, since rows came that nobody has said them of."""

from __future__ import annotations

from collections.abc import Iterator

from pcc_lib.inputs.plan import QuarterFolder, quarter_names
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.source_words import unconfirmed_periods
from pcc_lib.inputs.sources import FOLDER, read_source, source_names
from pcc_lib.preparing.work import Work


def open_source_words(folder: QuarterFolder) -> Iterator[Work]:
    """Each source whose words are to be read again; of the newest quarter alone, for it is the data of today that they are of."""
    if str(folder.quarter) == quarter_names(folder.project)[-1]:
        for name in source_names(folder.project):
            yield from _of_source(folder.project, name)


def _of_source(project: Project, name: str) -> Iterator[Work]:
    source = read_source(project, name)
    if periods := unconfirmed_periods(source):
        calendar, last = source.calendar, source.calendar.written(source.last_period)
        rows = calendar.label(periods[0], periods[-1]) if len(periods) > 1 else calendar.label(periods[0])
        found = f"'{source.about.obtained}' was said before the rows of {rows} came."
        todo = f"Read obtained, next_update and limits; change what is no longer true, and then say so: words_to: {last}"
        yield Work(f"{FOLDER}/{name}.resource.yml", "obtained", found, todo, kind="words")

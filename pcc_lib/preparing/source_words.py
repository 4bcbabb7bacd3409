"""Descriptors whose words on how the data came may no longer be true, since rows came that nobody has said them of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.inputs.descriptor_text import descriptor_with
from pcc_lib.inputs.plan import QuarterFolder, quarter_names
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.source_words import KEYS, unconfirmed_periods
from pcc_lib.inputs.sources import FOLDER, Source, read_source, source_names
from pcc_lib.preparing.confirming import Answer, Thing
from pcc_lib.preparing.work import Work

_ASK = "Are these words true of the new rows too? (where not, change them in the descriptor, and then say so)"


def open_source_words(folder: QuarterFolder) -> Iterator[Work]:
    """Each source whose words are to be read again; of the newest quarter alone, for it is the data of today that they are of."""
    for source in _open_sources(folder):
        found = f"'{source.about.obtained}' was said before the rows of {_rows(source)} came."
        todo = (
            "Read obtained, next_update and limits, and change what is no longer true; then, or if all of it still holds: "
            f"pcc confirm sources {source.name}"
        )
        yield Work(f"{FOLDER}/{source.name}.resource.yml", "obtained", found, todo, kind="words")


def sources_to_confirm(folder: QuarterFolder, names: Collection[str] = (), strict: bool = True) -> Iterator[Thing]:
    """The sources whose words are open, or those of these names. Those that say the same of how they came are one thing.

    A ReportError where a name is no source, or (strict) of one that is not open.
    """
    waiting = {source.name: source for source in _open_sources(folder)}
    for name in names if strict else ():
        if name not in source_names(folder.project):
            raise ReportError(f"there is no source '{name}'. {suggest(name, source_names(folder.project))}")
        if name not in waiting:
            raise ReportError(f"{name}: is not open, so there is nothing to confirm.")
    alike: dict[tuple[str, ...], list[Source]] = {}
    for source in (source for name, source in waiting.items() if not names or name in names):
        alike.setdefault(tuple(getattr(source.about, key) for key in KEYS), []).append(source)
    yield from (_thing(folder, sources) for sources in alike.values())


def _open_sources(folder: QuarterFolder) -> Iterator[Source]:
    if str(folder.quarter) == quarter_names(folder.project)[-1]:
        read = (read_source(folder.project, name) for name in source_names(folder.project))
        yield from (source for source in read if unconfirmed_periods(source))


def _rows(source: Source) -> str:
    """The periods of which nobody has said that the words are true."""
    periods, label = unconfirmed_periods(source), source.calendar.label
    return label(periods[0], periods[-1]) if len(periods) > 1 else label(periods[0])


def _thing(folder: QuarterFolder, sources: Sequence[Source]) -> Thing:
    said = (f"  {key}: {text}" for key in KEYS if (text := getattr(sources[0].about, key)))
    each = (f"  {source.name}, new rows of {_rows(source)}; limits: {source.about.limits}" for source in sources)
    names = [source.name for source in sources]

    def changes(_: Answer) -> Mapping[str, bytes]:
        return {name: content for each in sources for name, content in _confirmed(folder.project, each).items()}

    def closed(after: QuarterFolder) -> bool:
        return not any(unconfirmed_periods(read_source(after.project, name)) for name in names)

    return Thing(" ".join(names), (*said, *each), _ASK, changes, closed)


def _confirmed(project: Project, source: Source) -> dict[str, bytes]:
    return descriptor_with(project, source.name, {"words_to": source.calendar.written(source.last_period)})

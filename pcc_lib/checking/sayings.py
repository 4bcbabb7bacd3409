"""What a quarter's `quarter.yml` says of texts and sources that there are not: a slip of the pen would leave work open."""

from __future__ import annotations

from collections.abc import Iterator

from pcc_lib.core.errors import Fault, suggest
from pcc_lib.inputs.measures import measure_ids, topic_ids
from pcc_lib.inputs.models.quarter import DELIVERABLES_TEXT, STATED_TEXT, OfText
from pcc_lib.inputs.plan import QuarterFolder, priorities
from pcc_lib.inputs.sources import source_names
from pcc_lib.writing.sections import HEADINGS, PRIORITIES, TOPICS


def fault_list(folder: QuarterFolder) -> list[Fault]:
    """Texts, headings, sources and measures that `unchanged`, `nothing_to_report` and `late` name, and that there are not."""
    about, file = folder.about, f"{folder.name}/quarter.yml"
    return [
        *_text_faults(folder, file, "unchanged", about.unchanged),
        *_text_faults(folder, file, "nothing_to_report", about.nothing_to_report),
        *_late_faults(folder, file),
    ]


def _text_faults(folder: QuarterFolder, file: str, key: str, said: tuple[OfText, ...]) -> Iterator[Fault]:
    texts = [f"{TOPICS}/{id}" for id in topic_ids(folder.project)]
    texts += [f"{PRIORITIES}/{p.id}" for p in priorities(folder.project)]
    for number, each in enumerate(said, 1):
        headings = HEADINGS.get(each.text.partition("/")[0], ())
        if each.text not in texts and not (key == "unchanged" and each.text in (DELIVERABLES_TEXT, STATED_TEXT)):
            yield Fault(file, f"{key} {number}", f"there is no text '{each.text}'.", suggest(each.text, texts))
        elif each.heading and each.heading not in headings:
            yield Fault(file, f"{key} {number}", f"{each.text} has no heading '{each.heading}'.", suggest(each.heading, headings))


def _late_faults(folder: QuarterFolder, file: str) -> Iterator[Fault]:
    sources, measures = source_names(folder.project), measure_ids(folder.project)
    for number, each in enumerate(folder.about.late, 1):
        for what, name, known in (("source", each.source, sources), ("measure", each.measure, measures)):
            if name and name not in known:
                yield Fault(file, f"late {number}", f"there is no {what} '{name}'.", suggest(name, known))

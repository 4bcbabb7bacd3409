"""A new topic: its file, its cells on its priority's page, and its commentary with headings."""

from __future__ import annotations

import re

from pcc_lib.core.errors import DefinitionError, Fault, raise_if, suggest
from pcc_lib.founding import ids
from pcc_lib.founding.cells import sources_of, with_cells
from pcc_lib.founding.changes import Changes, commentary, newest_quarter
from pcc_lib.founding.pages import of_topic
from pcc_lib.founding.priority import FILE
from pcc_lib.founding.starting import started
from pcc_lib.founding.vouching import GIVEN, vouch
from pcc_lib.inputs.headings import headings_of
from pcc_lib.inputs.measures import TOPICS, topic_ids, topics_of
from pcc_lib.inputs.page_files import TOC, pages_of
from pcc_lib.inputs.plan import Priority, priorities
from pcc_lib.inputs.project import Project
from pcc_lib.writing.markdown import markup_faults

_TOLD = re.compile(r'^report\.(?:what|so_what|now_what)\("')
_HIGHLIGHTS = re.compile(r"^report\.(?:opening|outcomes|focus|deliverables|risks)\(\)")


def new_topic(project: Project, title: str, priority: str, id: str = "", words: str = "") -> list[str]:
    """Add a topic after those of its priority; the names of the files that were written. `words` stand below its heading.

    A DefinitionError where its id is taken, or where there is no such priority; then nothing is written.
    """
    about, words = _priority(project, priority), " ".join(words.split())
    raise_if(DefinitionError, [*markup_faults(words, "the new topic"), *markup_faults(words, "the new topic", headings=True)])
    id = ids.new_id(id or ids.id_of(title), topic_ids(project), "the new topic")
    changes, folder = Changes(project), newest_quarter(project)
    order = max((topic.order for topic in topics_of(project, priority)), default=0) + 1
    given = {"id": id, "title": title.strip(), "priority": priority, "order": order, "quarter": folder.quarter}
    changes.create(f"{TOPICS}/{id}.yml", started("topic.yml", **given, next_review=folder.written_on))
    file = _page(project, about)
    text = changes.text(file)
    changes.change(file, with_cells(text, file, place_of_topic(sources_of(text, file)), of_topic(id, title.strip(), words)))
    commentary(changes, "topics", id)
    vouch(changes, [title.strip()], GIVEN)
    return changes.write()


def place_of_topic(sources: list[str]) -> int:
    """The cell after which a new topic stands: the last of the topics, or of the highlights where there is none yet."""
    for wanted in (_TOLD, _HIGHLIGHTS):
        if found := [i for i, text in enumerate(sources) if wanted.match(text)]:
            after = found[-1] + 1
            while after < len(sources) and not any(each.level <= 2 for each in headings_of(sources[after])):
                after += 1
            return after - 1
    return len(sources) - 1


def _priority(project: Project, id: str) -> Priority:
    found = {p.id: p for p in priorities(project)}
    raise_if(DefinitionError, [] if id in found else [Fault(FILE, "", f"there is no priority '{id}'.", suggest(id, found))])
    return found[id]


def _page(project: Project, about: Priority) -> str:
    """The notebook of a priority."""
    file = next((page.path for page in pages_of(project) if page.name == about.page and page.is_notebook), "")
    if not file:
        raise DefinitionError([Fault(TOC, "", f"names no notebook '{about.page}'.", f"Add notebooks/{about.page}.")])
    return file

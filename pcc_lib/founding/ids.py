"""Ids made of titles: `Highways & Town Centres` is `highways-town-centres`. Two titles of one id are told, never numbered."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from pcc_lib.core.errors import DefinitionError, Fault
from pcc_lib.core.numerals import part_id
from pcc_lib.core.text import quoted

LONGEST = 60  # characters of an id: a file's path must fit what Windows takes
DEVICES = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")  # names of Windows' own, which no file may have
# pages that a book has or may have, and words of the names of figures: no priority may take them for its id
TAKEN = (
    *("headlines", "signals", "what-changed", "how-to-read", "scorecard", "delivery-plan", "money-and-people", "governance"),
    *(
        "figures",
        "about-the-data",
        "back-test",
        "cross-check",
        "glossary",
        "search",
        "accessibility",
        "statutory-information",
        "about-this-edition",
        "panel",
        "genindex",
        "index",
        "intro",
        "readme",
        "latest",
        "further",
        "key",
    ),
)
_WORDS = 20  # of an id with hyphens


def id_of(title: str, instead: str = "") -> str:
    """The id of a title: its letters and digits, small, without accents, joined by hyphens and cut between words.

    `instead` where no letter from a to z and no digit is left, as of a name in Arabic.
    """
    words = part_id(title.strip().lower()).replace("_", "-").split("-")
    found = "-".join([word for word in words if word][:_WORDS])
    while len(found) > LONGEST and "-" in found:
        found = found.rpartition("-")[0]
    return found[:LONGEST] or instead


def snake_of(title: str) -> str:
    """The id of a measure or source: as `id_of`, with underscores, and with a letter first."""
    found = id_of(title).replace("-", "_")
    return f"m_{found}" if found[:1].isdigit() else found


def ids_of(titles: Sequence[tuple[str, str]], kind: str) -> list[str]:
    """The ids of areas or priorities, each given as its title and the id that a person has chosen (blank: none)."""
    return [chosen or id_of(title, f"{kind}-{number}") for number, (title, chosen) in enumerate(titles, 1)]


def refused(ids: Iterable[str], titles: Sequence[str], place: str, taken: Collection[str] = ()) -> Iterator[Fault]:
    """A fault for each id that is another's; of pages, which give what is `taken`, for each that no file may have too."""
    met: dict[str, str] = {}
    for id, title in zip(ids, titles, strict=True):
        if len(id) > LONGEST:
            yield Fault(place, "", f"the id of {quoted(title)} has {len(id)} characters.", f"Write one of at most {LONGEST}.")
            continue
        todo = f"Give it an id of its own: {{title: …, id: {id[: LONGEST - 2]}-2}}."
        if id in met:
            yield Fault(place, "", f"{quoted(met[id])} and {quoted(title)} give the same id, {id}.", todo)
        elif id in taken or (taken and DEVICES.fullmatch(id)):
            yield Fault(place, "", f"{quoted(title)} gives the id {id}, which is taken.", todo)
        met.setdefault(id, title)


def new_id(id: str, there: Collection[str], what: str, option: str = "--id") -> str:
    """An id that a new file may have; a DefinitionError where it is no id, or is there already."""
    if not id:
        raise DefinitionError([Fault(what, "", "has a title without a letter from a to z.", f"Name it: {option} such-a-name.")])
    if len(id) > LONGEST:
        raise DefinitionError([Fault(what, "", f"its id has {len(id)} characters.", f"Keep it to {LONGEST}: {option}.")])
    if id in there or DEVICES.fullmatch(id):
        raise DefinitionError([Fault(what, "", f"'{id}' is there already.", f"Choose another name: {option}.")])
    return id

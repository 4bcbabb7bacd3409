"""Pages that every book has, and that the library brings: how to read the charts, figures, about the data, glossary, signals.

Each is a text of `pcc_lib/standard_pages`: Markdown, with a line such as `report.sources()` where a block stands. A project has a
notebook of the same name that asks for `report.standard_page()`, or cells of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pcc_lib.core.errors import ReportError
from pcc_lib.core.text import has_tag
from pcc_lib.inputs.models.body import Originals
from pcc_lib.inputs.models.plan import Priority
from pcc_lib.inputs.plan import QuarterFolder, priorities, table
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.published import has_original, names_of_originals
from pcc_lib.inputs.told import edition_before

LISTING = ("ledger", "changes_")  # how the names of blocks begin that tell of other pages
LISTING_PAGES = ("figures", "what-changed")  # standard pages that hold such blocks
# standard pages that the law asks for, with their titles: the foot of every page leads to those that the book has
ABOUT = {
    "accessibility": "Accessibility statement",
    "statutory-information": "Statutory information",
    "about-this-edition": "About this edition",
}
CALL = "standard_page"  # what a notebook asks its report for
_FOLDER = Path(__file__).resolve().parents[1] / "standard_pages"
_ASKED = re.compile(r'^report\.(?P<name>\w+)\((?:"(?P<argument>[\w-]+)")?\)$', re.MULTILINE)
_EACH = re.compile(r"^% for each priority\n(?P<section>.*?)^% end\n", re.MULTILINE | re.DOTALL)
_WHERE = re.compile(
    r"^% where there is (?P<file>\S+)(?P<quarterly> of this quarter)?\n(?P<section>.*?)^% end\n", re.MULTILINE | re.DOTALL
)
_WHEN = re.compile(
    r"^% where (?P<what>an edition was published before|the original is recorded|this edition was corrected)\n"
    r"(?P<section>.*?)^% end\n",
    re.M | re.S,
)
_ORIGINAL = "{original}"
_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+|~!&:-])")


@dataclass(frozen=True)
class Ask:
    """A block of a standard page: `report.name(*args)`."""

    name: str
    args: tuple[str, ...] = ()


def standard_pages() -> list[str]:
    """The names of the pages that the library brings."""
    return sorted(path.stem for path in _FOLDER.glob("*.md"))


def standard_page(project: Project, name: str, folder: QuarterFolder | None = None) -> list[str | Ask]:
    """A standard page of a project's book: pieces of Markdown and the blocks between them, in their order.

    What the text has between `% for each priority` and `% end` stands once for each priority of the plan, with its `{name}`
    (`Priority 1: …`) and `{id}`; what it has after `% where there is FILE` stands where the project has that file, and after
    `% where there is FILE of this quarter` not in the edition of a quarter (`folder`) of which the file has nothing; after
    `% where an edition was published before`, `% where the original is recorded` and `% where this edition was corrected` in
    editions of which that is so. `{original}` is what pages of that quarter call the report that printed the figures. A
    ReportError names the pages that there are.
    """
    if name not in standard_pages():
        raise ReportError(f"there is no standard page '{name}'. Known: {', '.join(standard_pages())}.")
    text = _WHERE.sub(lambda found: found["section"] if _is_there(project, found, folder) else "", _text(name))
    text = _WHEN.sub(lambda found: found["section"] if _is_known(found["what"], folder) else "", text)
    text = _EACH.sub(lambda found: _for_each_priority(project, found["section"]), text)
    return _pieces(text.replace(_ORIGINAL, _original(project, folder)) if _ORIGINAL in text else text)


def _is_there(project: Project, where: re.Match[str], folder: QuarterFolder | None) -> bool:
    """Whether a part of a page has anything to stand on: its file, with something of the quarter where all of it is of one."""
    if not project.exists(where["file"]):
        return False
    if not where["quarterly"] or folder is None:
        return True
    stem = Path(where["file"]).stem
    listed = table(project, stem)
    return not getattr(listed, stem) or bool(listed.of(str(folder.quarter)))


def _is_known(what: str, folder: QuarterFolder | None) -> bool:
    """Whether a part of a page stands in the edition of a quarter; it does where no quarter is asked about."""
    if folder is None:
        return True
    if what == "this edition was corrected":
        return bool(folder.corrections)
    return has_original(folder) if what == "the original is recorded" else bool(edition_before(folder))


def plain_markdown(text: str) -> str:
    """Markdown that shows a text as it stands, whatever marks it holds."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def _name(about: Priority) -> str:
    """Number and title; the number alone where the title has a tag: the book's search puts headings into its page as HTML."""
    return f"Priority {about.number}" + ("" if has_tag(about.title) else f": {plain_markdown(about.title)}")


def _original(project: Project, folder: QuarterFolder | None) -> str:
    """What a quarter's pages call the original report; by what it is where that name has a tag, for it stands in a heading."""
    name = names_of_originals(folder).printed if folder else project.body.originals.printed
    return Originals().printed if has_tag(name) else plain_markdown(name)


@cache
def _text(name: str) -> str:
    return (_FOLDER / f"{name}.md").read_text(encoding="utf-8")


def _for_each_priority(project: Project, section: str) -> str:
    return "".join(_of_priority(section, about) for about in priorities(project))


def _of_priority(section: str, about: Priority) -> str:
    given = {"{name}": _name(about), "{id}": about.id}
    return re.sub("|".join(map(re.escape, given)), lambda named: given[named[0]], section)  # any other brace stands as it is


def _pieces(text: str) -> list[str | Ask]:
    found: list[str | Ask] = []
    at = 0
    for asked in _ASKED.finditer(text):
        found += [text[at : asked.start()], Ask(asked["name"], (asked["argument"],) if asked["argument"] else ())]
        at = asked.end()
    pieces = [piece.strip() if isinstance(piece, str) else piece for piece in [*found, text[at:]]]
    return [piece for piece in pieces if piece]

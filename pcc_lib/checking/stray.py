"""Files and folders of the project that no reader reads: each is told, with what to do; what belongs there is known.

Every name under `data/` is read, known or told. Notebooks may stand beside the pages, and the project's own folder may hold
what it likes: of those only slips of known names are told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import partial

from pcc_lib.checking.misnamed import Name, Place, Words, why_unread
from pcc_lib.core.errors import Fault, FaultsError, ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.counting.asked import incident_names
from pcc_lib.inputs import boundaries, kept, measures, plan, published, releases, sources
from pcc_lib.inputs.models import INPUTS
from pcc_lib.inputs.models.kinds import HYPHENED, SNAKE
from pcc_lib.inputs.page_files import pages_of
from pcc_lib.inputs.project import INCIDENTS, KEY, Project

NOTEBOOKS = "notebooks"
COMMENTARY = ("topics", "priorities")
_NAMED = (
    (measures.FOLDER, SNAKE, "Use lower snake case, like calls_999_volume.yml."),
    (measures.TOPICS, HYPHENED, "Use small letters with hyphens, like calls-999.yml."),
)
_ROOT = ("_toc.yml", "_config.yml", "data", NOTEBOOKS)
_OURS = re.compile(
    r"(?:readme|licen[cs]e|copying)(?:\.\w+)?|.+\.pyc?", re.IGNORECASE
)  # notes on a folder; scripts that make data
_QUARTER = re.compile(r"\D*(?:20)?(\d\d)\D+(?:20)?(\d\d)\D*[qQ]\s?([1-4])\D*")


def fault_list(project: Project) -> list[Fault]:
    """Every file and folder that no reader reads."""
    return [fault for place in _places(project) for fault in _faults(project, place)]


def _faults(project: Project, place: Place) -> Iterator[Fault]:
    for text in place.there:
        if _OURS.fullmatch(text):
            continue
        try:
            path = project.path(f"{place.folder}/{text}".removeprefix("/"))
        except FaultsError as error:  # a link that leads out of the project
            yield from error.faults
            continue
        name = Name(place, text, path.is_dir())
        words = _other_kind(name, place) if place.knows(text) else why_unread(name)
        if words:
            yield Fault(name.path, "", *words)


def _other_kind(name: Name, place: Place) -> Words | None:
    """A file where a folder of its name is read, and a folder where a file is."""
    wants_folder = "." not in name.text or name.text.endswith(releases.SUFFIX)
    if wants_folder and not name.is_folder:
        return "is a file, and a folder of this name is read.", "Give the file another name, and put a folder there."
    if name.is_folder and not wants_folder:
        return "is a folder, and a file of this name is read.", "Put the file there, and take the folder away."
    return None


# ── what belongs where ────────────────────────────────────────────────────────────────────────────────────────────────
def _places(project: Project) -> Iterator[Place]:
    listed = project.names
    yield _slips(project, "", _ROOT)
    yield _slips(project, NOTEBOOKS, _page_names(project))
    yield _fixed(project, "data", ("body.yml", "datapackage.yml", "imports.yml", *_folders_of_data()))
    for folder, form, todo in _NAMED:
        said = partial(_definition, project, todo)
        yield Place(folder, _like(rf"{form}\.yml"), listed(folder), said=said)
    yield _fixed(project, plan.PLAN, _inputs_in(plan.PLAN))
    yield Place("data/schemas", _like(r".+\.json"), listed("data/schemas"))
    yield _sources(project)
    yield _incidents(project)
    yield _boundaries(project)
    yield _published(project)
    yield Place(plan.QUARTERS, _is_quarter, listed(plan.QUARTERS), said=_no_quarter)
    for quarter in plan.quarter_names(project):
        yield from _of_quarter(project, f"{plan.QUARTERS}/{quarter}")


def _fixed(project: Project, folder: str, known: Collection[str]) -> Place:
    """A folder all of whose names are known."""
    return Place(folder, known.__contains__, project.names(folder), known, partial(_elsewhere, project))


def _slips(project: Project, folder: str, known: Collection[str]) -> Place:
    """A folder that may hold other files too."""
    return Place(folder, known.__contains__, project.names(folder), known, strict=False)


def _sources(project: Project) -> Place:
    described = sources.source_names(project)
    mine = {f"{name}{ending}" for name in described for ending in (".csv", KEY)}
    # releases of no source are told by their reader
    form = _like(rf"{SNAKE}\.resource\.yml|{SNAKE}\.revisions\.csv|.+{re.escape(releases.SUFFIX)}")

    def said(text: str) -> Words | None:
        stem = text.removesuffix(".csv")
        if not re.fullmatch(SNAKE, stem) or stem == text:
            return _elsewhere(project, text)
        todo = f"Write {stem}.resource.yml beside it, like that of another source, or take it away."
        return _elsewhere(project, text) or ("has no descriptor, so nothing reads it.", todo)

    hints = [f"{name}.csv" for name in described]
    return Place(sources.FOLDER, lambda text: text in mine or form(text), project.names(sources.FOLDER), hints, said)


def _incidents(project: Project) -> Place:
    """Tables of incidents with their descriptors."""
    mine = [f"{name}.csv" for name in incident_names(project)]
    form = _like(rf"{SNAKE}\.resource\.yml")
    todo = "Write {stem}.resource.yml beside it, which says what its columns are, or take it away."

    def said(text: str) -> Words | None:
        stem = text.removesuffix(".csv")
        return ("has no descriptor, so nothing reads it.", todo.format(stem=stem)) if re.fullmatch(SNAKE, stem) else None

    return Place(INCIDENTS, lambda text: text in mine or form(text), project.names(INCIDENTS), mine, said)


def _boundaries(project: Project) -> Place:
    """Files of boundaries with the shapes beside them."""
    mine = [f"{name}.json" for name in boundaries.boundary_names(project)]
    form = _like(rf"{SNAKE}\.yml")
    todo = "Bring the file in with pcc import boundaries, which simplifies it, and take this one away."

    def said(text: str) -> Words | None:
        return ("has no descriptor, so nothing reads it.", todo) if text.endswith((".json", ".geojson")) else None

    return Place(boundaries.FOLDER, lambda text: text in mine or form(text), project.names(boundaries.FOLDER), mine, said)


def _published(project: Project) -> Place:
    """Records of editions, beside which scripts and lists of a project's own may stand."""
    known = [*_inputs_in(published.FOLDER), *(f"{name}.csv" for name in plan.quarter_names(project))]
    return _slips(project, kept.FOLDER, known)


def _of_quarter(project: Project, folder: str) -> Iterator[Place]:
    yield _fixed(project, folder, (*_inputs_in(f"{plan.QUARTERS}/*"), *COMMENTARY))
    ids = _ids(project)
    for kind in COMMENTARY:
        if ids[kind]:
            files = [f"{id}.md" for id in ids[kind]]
            said = partial(_other_commentary, kind, ids)
            yield Place(f"{folder}/{kind}", files.__contains__, project.names(f"{folder}/{kind}"), files, said)


def _ids(project: Project) -> dict[str, list[str]]:
    """Ids of topics, and of priorities: none where the plan does not say which there are."""
    try:
        named = [each.id for each in plan.priorities(project)]
    except ReportError:
        named = []
    return {"topics": measures.topic_ids(project), "priorities": named}


def _inputs_in(folder: str) -> list[str]:
    """Names of the files that the models of inputs have in a folder."""
    inside = (each.where.removeprefix(f"{folder}/") for each in INPUTS if each.where.startswith(f"{folder}/"))
    return [name for name in inside if "/" not in name and "*" not in name]


def _folders_of_data() -> list[str]:
    named = (each.where.split("/")[1] for each in INPUTS if each.where.count("/") > 1)
    return list(dict.fromkeys([*named, "schemas"]))


def _page_names(project: Project) -> list[str]:
    try:
        return [page.path.removeprefix(f"{NOTEBOOKS}/") for page in pages_of(project) if page.path.startswith(NOTEBOOKS)]
    except ReportError:
        return []  # told with the other faults of the contents


def _is_quarter(text: str) -> bool:
    try:
        return str(Quarter.parse(text)) == text
    except ReportError:
        return False


def _like(form: str) -> Callable[[str], bool]:
    return lambda text: bool(re.fullmatch(form, text))


# ── what only one folder can say ──────────────────────────────────────────────────────────────────────────────────────
def _elsewhere(project: Project, text: str) -> Words | None:
    """A file that another folder has by this name."""
    fixed = (each.where for each in INPUTS if "*" not in each.where and each.where.startswith("data/"))
    homes = {place.rsplit("/", 1)[1]: place for place in fixed}
    homes |= {f"{name}{end}": f"{sources.FOLDER}/{name}{end}" for name in sources.source_names(project) for end in (".csv", KEY)}
    home = homes.get(text)
    if not home:
        return None
    todo = "Compare the two, and keep one there." if project.exists(home) else "Move it there."
    return f"nothing reads it here: it belongs in {home.rsplit('/', 1)[0]}.", todo


def _definition(project: Project, todo: str, text: str) -> Words | None:
    """A definition whose name cannot be an id."""
    if home := _elsewhere(project, text):
        return home
    return ("the file's name cannot be an id.", todo) if text.endswith(".yml") and text.count(".") == 1 else None


def _no_quarter(text: str) -> Words | None:
    if "." in text:
        return None
    found = _QUARTER.fullmatch(text)
    right = f"20{found[1]}-{found[2]}-Q{found[3]}" if found and int(found[2]) == (int(found[1]) + 1) % 100 else ""
    todo = f"Name it {right}, or take it away." if right else "Name it like 2023-24-Q3, or take it away."
    return "is not the name of a quarter, so nothing reads it.", todo


def _other_commentary(kind: str, ids: dict[str, list[str]], text: str) -> Words | None:
    """Commentary that is named after nothing that there is, or stands in the folder of the other kind."""
    one, id = {"topics": "topic", "priorities": "priority"}[kind], text.removesuffix(".md")
    if id == text:
        return None
    other = next(name for name in COMMENTARY if name != kind)
    if id in ids[other]:
        return f"there is no {one} '{id}'; it is one of the {other}.", f"Move the file to {other}/{text}."
    return f"there is no such {one}.", f"Name the file like one of: {', '.join(ids[kind])}."

"""Sphinx extension: gives every page our styles, fonts and chart scripts, and keeps pages offline and CSP-clean.

Named in _config.yml under sphinx.extra_extensions, so a plain `jupyter-book build .` has it too. Assets go straight
into the output, never through html_static_path: jupyter-book adds every script it finds there to every page, and
the Vega bundle must only load where there is a chart.
"""

from __future__ import annotations

import html
import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from secrets import token_hex
from typing import Any, TypeVar

from sphinx.application import Sphinx
from sphinx.util import logging

from pcc_lib.book_extension.acronyms import SETTING, WORDS, explain_acronyms
from pcc_lib.book_extension.anchors import Anchors
from pcc_lib.book_extension.chart_files import chart_files_named, drop_empty_folders, drop_others
from pcc_lib.book_extension.clean import clean_html, foreign_requests
from pcc_lib.book_extension.credits import gather_credits
from pcc_lib.book_extension.entry import write_entry
from pcc_lib.book_extension.kept_beside import WRITTEN
from pcc_lib.book_extension.part_pages import PartPages
from pcc_lib.book_extension.placing import pages_by_stem
from pcc_lib.book_extension.search import put_in_its_place, search_page, write_index
from pcc_lib.book_extension.sections import Sections
from pcc_lib.book_extension.theme import needless_files, without_the_theme
from pcc_lib.building.book_gate import book_faults, is_read_by_build
from pcc_lib.building.staging import DRAFT
from pcc_lib.charts.bundle import BUNDLE_NAME, write_bundle
from pcc_lib.charts.files import taken_apart
from pcc_lib.core.errors import LONGEST, ReportError
from pcc_lib.core.text import visible
from pcc_lib.inputs.held_projects import HeldProjects
from pcc_lib.inputs.models.quarter import Correction
from pcc_lib.inputs.plan import LATEST, QuarterFolder, open_quarter, table
from pcc_lib.inputs.project import Project, project_folder
from pcc_lib.inputs.published import original_of_another
from pcc_lib.inputs.standard_pages import ABOUT
from pcc_lib.preparing.open_work import draft_banner
from pcc_lib.writing.acronyms import meanings
from pcc_lib.writing.contact import Lead, edition_line, foot
from pcc_lib.writing.dataset import described
from pcc_lib.writing.glossary import explained_words
from pcc_lib.writing.html import Markup, escape, fill, words_of

ASSETS = Path(__file__).parents[1] / "assets"
FOLDER = "pcc"  # under _static
ICON = "icon.svg"
CHANGES_PAGE, CORRECTED = "what-changed", "what-was-corrected"  # the page, and its section, as its heading names it
OPENED = "pcc_project"  # the project, as an application holds it
logger = logging.getLogger(__name__)
T = TypeVar("T")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the assets, the sections of standard pages and the steps; called by Sphinx."""
    for file in sorted(ASSETS.glob("*.css")):
        app.add_css_file(f"{FOLDER}/{file.name}", priority=150 if file.name == "theme.css" else 900)  # what it sets is set anew
    for file in sorted(ASSETS.glob("*.js")):
        app.add_js_file(f"{FOLDER}/{file.name}", priority=900, loading_method="defer")
    app.add_transform(Sections)
    app.add_transform(Anchors)
    app.add_config_value(SETTING, {}, "html")  # a glossary that has changed has every page written again
    app.add_config_value(WORDS, [], "html")
    app.add_config_value(DRAFT, None, "html")
    PartPages(app)
    app.connect("config-inited", introduce_body)
    app.connect("config-inited", read_glossary)
    app.connect("builder-inited", escape_title)
    app.connect("builder-inited", put_assets)
    app.connect("builder-inited", put_in_its_place)
    app.connect("html-collect-pages", search_page)
    app.connect("doctree-resolved", gather_credits, priority=450)  # once a ledger is cut, before acronyms are explained
    app.connect("doctree-resolved", explain_acronyms)
    app.connect("html-page-context", lead_to_changes)
    app.connect("html-page-context", lead_to_about)
    app.connect("html-page-context", name_icon)
    app.connect("html-page-context", describe_page)
    app.connect("build-finished", write_entry, priority=400)  # before sphinx-external-toc, which writes one where there is none
    app.connect("build-finished", clean_pages, priority=900)  # after what the theme writes last
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def introduce_body(app: Sphinx, config: Any) -> None:
    """Say on every page whose book it is and, where that is so, that it is a draft, and that the data are a sample."""
    config.author = html.escape(str(config.author), quote=False)  # the theme prints it as it stands
    project, options = _project(app), dict(config.html_theme_options)
    if said := _announcement(project, getattr(config, DRAFT, None)):
        options["announcement"] = str(said)
    if project:
        options["extra_footer"] = str(foot(project.body, edition=_edition(project)))
    config.html_theme_options = options


def name_icon(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Name our icon where the book has none of its own: a browser asks every server for one that no page names."""
    if "pathto" in context and not context.get("favicon_url"):
        context["favicon_url"] = context["pathto"](f"_static/{FOLDER}/{ICON}", 1)


def describe_page(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Say in a page's head what it is, of which quarter and by whom, for search engines and for whoever shares its address."""
    project = _project(app)
    if project is None or doctree is None:
        return
    title = visible(words_of(str(context.get("title", ""))).strip())
    told = fill("meta", about=f"{title}. {_whose(project)}", title=title, site=project.body.report_title)
    data = _data_of(project, pagename, pagename == app.config.root_doc, str(context.get("body", "")))
    context["metatags"] = f"{context.get('metatags', '')}{told}\n{data}"


def _data_of(project: Project, page: str, is_first: bool, body: str) -> str:
    """What a page says of its data to programs that look for data."""
    return _of_quarter(project, lambda folder: str(described(folder, page, is_first, body)), "")


def _whose(project: Project) -> str:
    """What book a page is of: its title, the months of its quarter, and who publishes it."""
    months = _of_quarter(project, lambda folder: f", {folder.quarter.label}", "")
    return f"{project.body.report_title}{months}, by the {project.body.name}."


def _edition(project: Project) -> str:
    """Which edition the book is, for the foot of each page."""
    return _of_quarter(project, edition_line, "")


def _of_quarter(project: Project | None, find: Callable[[QuarterFolder], T], otherwise: T) -> T:
    """What is found in the quarter that is built; where it cannot be read, which is told with its faults, `otherwise`."""
    try:
        return find(open_quarter(project, os.environ.get("PCC_QUARTER", LATEST))) if project else otherwise
    except ReportError:
        return otherwise


def lead_to_changes(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Let the notice of a correction lead to what was corrected, where the book has a page that tells it."""
    page = pages_by_stem(app).get(CHANGES_PAGE, "")
    project = _project(app) if page and "theme_announcement" in context else None
    if project and _corrected(project):
        changed = f"{'' if page == pagename else context['pathto'](page)}#{CORRECTED}"
        context["theme_announcement"] = str(_announcement(project, getattr(app.config, DRAFT, None), changed))


def lead_to_about(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Let the foot of every page lead to the pages that the law asks for, as far as the book has them."""
    named = pages_by_stem(app)
    there = {named[stem]: title for stem, title in ABOUT.items() if stem in named}
    project = _project(app) if there and "theme_extra_footer" in context else None
    if project:
        leads = [Lead(context["pathto"](name), title, name == pagename) for name, title in there.items()]
        context["theme_extra_footer"] = str(foot(project.body, leads, _edition(project)))


def shown_everywhere(app: Sphinx) -> str:
    """What this extension shows on each page of what stands in the project's files, and in no page and no setting of Sphinx."""
    project = _project(app)
    announced = _announcement(project, getattr(app.config, DRAFT, None), f"{CHANGES_PAGE}#{CORRECTED}")
    return f"{announced}{_whose(project)}" if project else str(announced)


def shown_on_pages(app: Sphinx) -> dict[str, str]:
    """And what it shows of that on some pages alone: what these say of their data, but for the files that they lead to."""
    project = _project(app)
    told = {page: _data_of(project, page, page == app.config.root_doc, "") for page in app.env.found_docs} if project else {}
    return {page: said for page, said in told.items() if said}


def _announcement(project: Project | None, given: str | None, changed: str = "") -> Markup:
    """The banner of each page. Our own build has given what is open; for a plain one it is looked for here.

    changed: where the page says what was corrected.
    """
    draft = given or ""
    if project and given is None:
        draft = draft_banner(project, os.environ.get("PCC_QUARTER", LATEST))
    sample = project.body.sample_banner if project and project.body.sample else ""
    told = {"draft": draft, "corrected": _corrected(project), "sample": sample, "original": _original(project)}
    return fill("banner", **told, changed=changed)


def _corrected(project: Project | None) -> Sequence[Correction]:
    """What was corrected in the edition, the newest correction first."""
    return _of_quarter(project, lambda folder: folder.corrections[::-1], ())


def _original(project: Project | None) -> tuple[str, str] | None:
    """What pages call the original report, and the quarter that it is of; None where it is the book's own, or where there is
    none."""
    other = _of_quarter(project, original_of_another, None)
    return (project.body.originals.printed, other.label) if project and other else None


def escape_title(app: Sphinx) -> None:
    """The theme escapes the title in some places only; as markup it is escaped in all, and in none twice.

    Later than the settings are read: Sphinx warns of a title that is no plain string.
    """
    app.config.html_title = escape(app.config.html_title or "")


def read_glossary(app: Sphinx, config: Any) -> None:
    """Have the acronyms and words of the library and of the project's glossary explained."""
    project = _project(app)
    glossary = table(project, "glossary") if project else None
    config[SETTING] = meanings(glossary)
    config[WORDS] = [[word.word, word.meaning, list(word.also)] for word in explained_words(glossary)]


def _project(app: Sphinx) -> Project | None:
    """The project of the book, read once for a run; None for a book without one, such as a trial of the styles."""
    if not hasattr(app, OPENED):
        setattr(app, OPENED, _opened(app))
    return getattr(app, OPENED)


_projects = HeldProjects()  # a process may compile again and again, and reading all definitions takes a tenth of a second


def _opened(app: Sphinx) -> Project | None:
    try:
        project = _projects.of(str(project_folder(Path(app.confdir)).resolve()), build=token_hex(8))
        return project if project.body else None
    except ReportError:
        return None


def put_assets(app: Sphinx) -> None:
    """Copy pcc_lib/assets and write the Vega bundle into the output's _static/pcc."""
    if app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / FOLDER
    for file in sorted(p for p in ASSETS.rglob("*") if p.is_file() and not p.name.startswith(".")):
        _put(target / file.relative_to(ASSETS), file.read_bytes())
    write_bundle(target / BUNDLE_NAME)


def _put(path: Path, data: bytes) -> None:
    """Write `data` unless it stands there already."""
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def clean_pages(app: Sphinx, exception: Exception | None) -> None:
    """Make every page light and free of requests to other hosts and of inline script; safe to repeat.

    What charts hold goes into files beside the pages, what the theme would load and no page needs goes out. What is left that
    could run, and is neither the theme's nor ours, is a warning: it fails a build with `-W`. Our own build reads the finished
    HTML itself, with what jupyter-book adds afterwards, and stops: then it is not read here too.
    """
    if exception is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    written = getattr(app, WRITTEN, None)
    paths = sorted(p for p in out.rglob("*.html") if "_static" not in p.relative_to(out).parts)
    pages = {path.relative_to(out).as_posix(): _cleaned(path, out, written) for path in paths}
    sections = write_index(app, out, pages)
    drop_others(out, {name for page in pages.values() for name in chart_files_named(page)})
    for path in needless_files(out, pages, _own_files(app)):
        path.unlink()
    drop_empty_folders(out / "_static")
    if not is_read_by_build(out):
        for fault in book_faults(out, sections=sections):
            logger.warning("%s", fault)


def _cleaned(path: Path, out: Path, written: Collection[str] | None) -> str:
    """A page as readers get it, written with its files; what it asks of other hosts is told. One that is not among those
    `written` now (None: all are) stands there as an earlier run has left it: clean."""
    before, root = path.read_text(encoding="utf-8"), "../" * (len(path.relative_to(out).parts) - 1)
    if written is not None and path.relative_to(out).with_suffix("").as_posix() not in written:
        return before
    page, held = taken_apart(before, path.stem, root)  # first: what charts hold is most of a page
    page, inline = clean_html(page, f"{root}_static/{FOLDER}/")
    page = without_the_theme(page)
    if page != before:
        path.write_text(page, encoding="utf-8", newline="\n")
    for name, text in inline.items():
        held[f"_static/{FOLDER}/{name}"] = text.encode("utf-8")
    for name, data in held.items():
        _put(out / name, data)
    for host in foreign_requests(page):
        told = visible(host, "", LONGEST)
        logger.warning("%s asks another host for %s: a reader may be offline", path.relative_to(out), told)
    return page


def _own_files(app: Sphinx) -> frozenset[str]:
    """Names, under _static, of the project's own files: its pages may speak of them in ways that nobody foresees."""
    folders = [Path(app.confdir) / folder for folder in app.config.html_static_path]
    found = [(folder, path) for folder in folders for path in folder.rglob("*") if path.is_file()]
    return frozenset(path.relative_to(folder).as_posix() for folder, path in found)

"""Sphinx extension: gives every page our styles, fonts and chart scripts, and keeps pages offline and CSP-clean.

Named in _config.yml under sphinx.extra_extensions, so a plain `jupyter-book build .` has it too. Assets go straight
into the output, never through html_static_path: jupyter-book adds every script it finds there to every page, and
the Vega bundle must only load where there is a chart.
"""

from __future__ import annotations

import html
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

from pcc_lib.book_extension.acronyms import SETTING, explain_acronyms
from pcc_lib.book_extension.clean import clean_html, foreign_requests
from pcc_lib.book_extension.entry import write_entry
from pcc_lib.book_extension.sections import Sections
from pcc_lib.building.book_gate import book_faults, is_read_by_build
from pcc_lib.building.staging import DRAFT
from pcc_lib.charts.bundle import BUNDLE_NAME, write_bundle
from pcc_lib.core.errors import LONGEST, ReportError
from pcc_lib.core.text import visible
from pcc_lib.inputs.models.quarter import Correction
from pcc_lib.inputs.plan import LATEST, open_quarter, table
from pcc_lib.inputs.project import Project, find_root
from pcc_lib.inputs.published import original_of_another
from pcc_lib.preparing.open_work import draft_banner
from pcc_lib.writing.acronyms import meanings
from pcc_lib.writing.contact import foot
from pcc_lib.writing.html import Markup, escape, fill

ASSETS = Path(__file__).parents[1] / "assets"
FOLDER = "pcc"  # under _static
ICON = "icon.svg"
THEME_SOURCES = ("*macros.html",)  # templates that the theme copies along with its scripts
CHANGES_PAGE, CORRECTED = "what-changed", "what-was-corrected"  # the page, and its section, as its heading names it
WRITTEN = "pcc_written"  # of an application that goes on with an earlier run: the names of the pages that it has written
_MOVED = re.compile(r"inline-[0-9a-f]{12}\.(?:js|css)")
logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the assets, the sections of standard pages and the steps; called by Sphinx."""
    for file in sorted(ASSETS.glob("*.css")):
        app.add_css_file(f"{FOLDER}/{file.name}", priority=900)  # after the theme's own
    for file in sorted(ASSETS.glob("*.js")):
        app.add_js_file(f"{FOLDER}/{file.name}", priority=900, loading_method="defer")
    app.add_transform(Sections)
    app.add_config_value(SETTING, {}, "html")  # a glossary that has changed has every page written again
    app.add_config_value(DRAFT, None, "html")
    app.connect("config-inited", introduce_body)
    app.connect("config-inited", read_glossary)
    app.connect("builder-inited", escape_title)
    app.connect("builder-inited", put_assets)
    app.connect("doctree-resolved", explain_acronyms)
    app.connect("html-page-context", lead_to_changes)
    app.connect("html-page-context", name_icon)
    app.connect("build-finished", write_entry, priority=400)  # before sphinx-external-toc, which writes one where there is none
    app.connect("build-finished", clean_pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def introduce_body(app: Sphinx, config: Any) -> None:
    """Say on every page whose book it is and, where that is so, that it is a draft, and that the data are a sample."""
    config.author = html.escape(str(config.author), quote=False)  # the theme prints it as it stands
    project, options = _project(app), dict(config.html_theme_options)
    if said := _announcement(project, getattr(config, DRAFT, None)):
        options["announcement"] = str(said)
    if project:
        options["extra_footer"] = str(foot(project.body))
    config.html_theme_options = options


def name_icon(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Name our icon where the book has none of its own: a browser asks every server for one that no page names."""
    if "pathto" in context and not context.get("favicon_url"):
        context["favicon_url"] = context["pathto"](f"_static/{FOLDER}/{ICON}", 1)


def lead_to_changes(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Let the notice of a correction lead to what was corrected, where the book has a page that tells it."""
    page = next((name for name in sorted(app.env.found_docs) if name.rpartition("/")[2] == CHANGES_PAGE), "")
    project = _project(app) if page and "theme_announcement" in context else None
    if project and _corrected(project):
        changed = f"{'' if page == pagename else context['pathto'](page)}#{CORRECTED}"
        context["theme_announcement"] = str(_announcement(project, getattr(app.config, DRAFT, None), changed))


def shown_everywhere(app: Sphinx) -> str:
    """What this extension shows on each page of what stands in the project's files, and in no page and no setting of Sphinx."""
    return str(_announcement(_project(app), getattr(app.config, DRAFT, None), f"{CHANGES_PAGE}#{CORRECTED}"))


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
    if not project:
        return ()
    try:
        return open_quarter(project, os.environ.get("PCC_QUARTER", LATEST)).corrections[::-1]
    except ReportError:
        return ()  # told with the faults of the quarter


def _original(project: Project | None) -> tuple[str, str] | None:
    """What pages call the original report, and the quarter that it is of; None where it is the book's own, or where there is
    none."""
    if not project:
        return None
    try:
        other = original_of_another(open_quarter(project, os.environ.get("PCC_QUARTER", LATEST)))
    except ReportError:
        return None  # told with the faults of the quarter
    return (project.body.originals.printed, other.label) if other else None


def escape_title(app: Sphinx) -> None:
    """The theme escapes the title in some places only; as markup it is escaped in all, and in none twice.

    Later than the settings are read: Sphinx warns of a title that is no plain string.
    """
    app.config.html_title = escape(app.config.html_title or "")


def read_glossary(app: Sphinx, config: Any) -> None:
    """Have the acronyms of the project's glossary explained."""
    project = _project(app)
    config[SETTING] = meanings(table(project, "glossary") if project else None)


def _project(app: Sphinx) -> Project | None:
    """The project of the book; None for a book without one, such as a trial of the styles."""
    try:
        project = Project(os.environ.get("PCC_PROJECT") or find_root(Path(app.confdir)))
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
    """Take out of every page what asks another host for something or needs inline script; safe to repeat. What is left
    that could run, and is neither the theme's nor ours, is a warning: it fails a build with `-W`. Our own build reads the
    finished HTML itself, with what jupyter-book adds afterwards, and stops: then it is not read here too."""
    if exception is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    pages = sorted(p for p in out.rglob("*.html") if "_static" not in p.relative_to(out).parts)
    used, written = set[str](), getattr(app, WRITTEN, None)
    for page in pages:
        before = page.read_text(encoding="utf-8")
        if written is not None and page.relative_to(out).with_suffix("").as_posix() not in written:
            used |= set(_MOVED.findall(before))  # it stands there as an earlier run has left it: clean
            continue
        root = "../" * (len(page.relative_to(out).parts) - 1)
        after, files = clean_html(before, f"{root}_static/{FOLDER}/")
        if after != before:
            page.write_text(after, encoding="utf-8", newline="\n")
        for name, text in files.items():
            _put(out / "_static" / FOLDER / name, text.encode("utf-8"))
        used |= set(_MOVED.findall(after))
        for host in foreign_requests(after):
            logger.warning(
                "%s asks another host for %s: a reader may be offline", page.relative_to(out), visible(host, "", LONGEST)
            )
    for stale in (out / "_static" / FOLDER).glob("inline-*"):
        if stale.name not in used:
            stale.unlink()
    for name in THEME_SOURCES:
        for path in (out / "_static").glob(name):
            path.unlink()
    if not is_read_by_build(out):
        for fault in book_faults(out):
            logger.warning("%s", fault)

"""Sphinx extension: gives every page our styles, fonts and chart scripts, and keeps pages offline and CSP-clean.

Named in _config.yml under sphinx.extra_extensions, so a plain `jupyter-book build .` has it too. Assets go straight
into the output, never through html_static_path: jupyter-book adds every script it finds there to every page, and
the Vega bundle must only load where there is a chart.
"""

from __future__ import annotations

import hashlib
import html
import os
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

from pcc_lib.building.book_gate import book_faults, is_read_by_build
from pcc_lib.building.gate import is_kernel_inline, is_known_inline
from pcc_lib.charts.bundle import BUNDLE_NAME, write_bundle
from pcc_lib.core.errors import LONGEST, ReportError
from pcc_lib.core.text import visible
from pcc_lib.inputs.models.body import Body
from pcc_lib.inputs.project import Project, find_root

ASSETS = Path(__file__).parent / "assets"
FOLDER = "pcc"  # under _static
THEME_SOURCES = ("*macros.html",)  # templates that the theme copies along with its scripts
logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the assets and the two steps; called by Sphinx."""
    for file in sorted(ASSETS.glob("*.css")):
        app.add_css_file(f"{FOLDER}/{file.name}", priority=900)  # after the theme's own
    for file in sorted(ASSETS.glob("*.js")):
        app.add_js_file(f"{FOLDER}/{file.name}", priority=900, loading_method="defer")
    app.connect("config-inited", introduce_body)
    app.connect("builder-inited", put_assets)
    app.connect("build-finished", clean_pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def introduce_body(app: Sphinx, config: Any) -> None:
    """Say on every page whose book it is and, where `data/body.yml` says so, that the data are a sample."""
    config.author = html.escape(str(config.author), quote=False)  # the theme prints it as it stands
    try:
        body = Project(os.environ.get("PCC_PROJECT") or find_root(Path(app.confdir))).body
    except ReportError:
        return  # a book without a project, such as a trial of the styles
    options = dict(config.html_theme_options)
    if body.sample and body.sample_banner:
        said = f"<p><strong>Sample data.</strong> {html.escape(body.sample_banner)}</p>"
        options["announcement"] = said
    options["extra_footer"] = office(body)
    config.html_theme_options = options


def office(body: Body) -> str:
    """Who publishes, and how to reach them, for the foot of every page."""
    lines = [body.name, ", ".join(body.address), body.telephone, body.email]
    return f"<p>{html.escape('. '.join(filter(None, lines)))}</p>"


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
    used: set[str] = set()
    for page in pages:
        before = page.read_text(encoding="utf-8")
        root = "../" * (len(page.relative_to(out).parts) - 1)
        after, files = clean_html(before, f"{root}_static/{FOLDER}/")
        if after != before:
            page.write_text(after, encoding="utf-8", newline="\n")
        for name, text in files.items():
            _put(out / "_static" / FOLDER / name, text.encode("utf-8"))
        used |= set(re.findall(r"inline-[0-9a-f]{12}\.(?:js|css)", after))
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


# ------------------------------------------------------------------------------------------------- pure functions

_SCRIPT = re.compile(r"[ \t]*<script\b(?P<attributes>[^>]*)>(?P<body>.*?)</script>[ \t]*\n?", re.DOTALL | re.IGNORECASE)
_STYLE = re.compile(r"<style\b(?P<attributes>[^>]*)>(?P<body>.*?)</style>", re.DOTALL | re.IGNORECASE)
_KERNEL_STYLE = re.compile(r'[ \t]*<link\b[^>]*href="(?:\.\./)*_static/sphinx-thebe\.css(?:\?v=\w*)?"[^>]*>[ \t]*\n?', re.ASCII)
_FETCHED = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed|object)\b[^>]*?\b(?:src|data)\s*=\s*"""
    r"""["']?\s*((?:https?:)?//[^"'\s>]+)""",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"""<link\b(?![^>]*\brel\s*=\s*["']?(?:canonical|license|me|author|alternate|next|prev)\b)[^>]*?\bhref"""
    r"""\s*=\s*["']?\s*((?:https?:)?//[^"'\s>]+)""",
    re.IGNORECASE,
)
_SRC = re.compile(r"""\bsrc\s*=\s*["']?([^"'\s>]*)""", re.IGNORECASE)
_KERNEL_FILES = re.compile(
    r"(?:\.\./)*_static/sphinx-thebe\.js(?:\?v=\w*)?|https://unpkg\.com/thebe@[\d.]+/lib/index\.js"
    r"|https://cdn\.jsdelivr\.net/npm/mathjax@3/es5/tex-mml-chtml\.js",
    re.ASCII,
)


def clean_html(page: str, static: str) -> tuple[str, dict[str, str]]:
    """One page -> the page without foreign requests and inline scripts, and the files its inline code moved to.

    static: the relative address of _static/pcc/ with a closing slash. Doing it twice changes nothing. Only code whose whole
    text the library knows is moved or dropped (pcc_lib/building/gate.py). Any other stays where it is: there a content
    security policy blocks it and the gate finds it, while in a file of ours it would be trusted.
    """
    files: dict[str, str] = {}
    seen: set[str] = set()

    def script(found: re.Match[str]) -> str:
        attributes, body = found["attributes"], found["body"]
        source = _SRC.search(attributes)
        if _is_kernel_code(attributes, body, source[1] if source else ""):
            return ""
        if "fontawesome" in attributes and "data-auto-add-css" not in attributes:
            return found[0].replace("<script", '<script data-auto-add-css="false"', 1)  # assets/icons.css instead
        if source or not is_known_inline(body):
            return found[0]
        if body.strip() in seen:  # the same declaration twice is an error in the reader's console
            return ""
        seen.add(body.strip())
        name = _file(files, body, "js")
        return f'    <script src="{static}{name}"></script>\n'

    def style(found: re.Match[str]) -> str:
        if not is_known_inline(found["body"]):
            return found[0]
        return f'<link rel="stylesheet" href="{static}{_file(files, found["body"], "css")}">'

    page = _KERNEL_STYLE.sub("", _SCRIPT.sub(script, page))
    return _STYLE.sub(style, page), files


def _is_kernel_code(attributes: str, body: str, source: str) -> bool:
    """Whether a script is one for running cells or showing formulas, none of which the book has."""
    if source:
        return not body.strip() and bool(_KERNEL_FILES.fullmatch(source))
    return attributes.strip() == 'type="text/x-thebe-config"' or is_kernel_inline(body)


def _file(files: dict[str, str], body: str, suffix: str) -> str:
    text = body.strip() + "\n"
    name = f"inline-{hashlib.sha256(text.encode('utf-8')).hexdigest()[:12]}.{suffix}"
    files[name] = text
    return name


def foreign_requests(page: str) -> list[str]:
    """What a browser would fetch from another host: src of anything, href of stylesheets and the like."""
    return sorted({*_FETCHED.findall(page), *_LINK.findall(page)})

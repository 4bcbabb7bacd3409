"""Sphinx, run with the settings that jupyter-book makes of `_config.yml`: on an empty folder, or on what was compiled before."""

from __future__ import annotations

import copy
import io
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from jinja2.bccache import Bucket, BytecodeCache
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import docutils_namespace, patch_docutils

from pcc_lib.book_extension import FOLDER
from pcc_lib.building.staging import CONFIG
from pcc_lib.charts.files import FOLDER as CHARTS
from pcc_lib.compiling.marking import CompileAnew, Marking
from pcc_lib.core.files import remove_tree
from pcc_lib.inputs.page_files import TOC

OURS = (FOLDER, CHARTS.rpartition("/")[2])
_SETTINGS = copy.deepcopy(Config.config_values)
HTML, DOCTREES = "_build/html", "_build/.doctrees"


class _Templates(BytecodeCache):
    """The theme's templates, compiled once for all runs of this process; jinja2 holds each against its source."""

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._held:
            bucket.bytecode_from_string(self._held[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._held[bucket.key] = bucket.bytecode_to_string()


_TEMPLATES = _Templates()


class Asked(NamedTuple):
    """What is to be compiled: the folder of pages, the folder for all that Sphinx makes, and the files that have changed since
    it was filled (None: it is empty)."""

    source: Path
    work: Path
    changed: Collection[str] | None = None


class Told(NamedTuple):
    """Whether Sphinx compiled without a warning, what it said, and the pages that it wrote."""

    sound: bool
    said: str
    written: Sequence[str] = ()


def compile_pages(asked: Asked) -> Told:
    """Compile a folder of pages."""
    told = _compiled(asked)
    if told is None:
        remove_tree(asked.work / "_build")
        told = _compiled(asked._replace(changed=None))
    assert told  # on an empty folder nothing depends on an order
    return told


def _compiled(asked: Asked) -> Told | None:
    """What Sphinx told; None where the pages must be compiled from nothing."""
    said = io.StringIO()
    app = None
    _drop_static_files(asked.work / HTML / "_static")
    with patch_docutils(None), docutils_namespace():
        try:
            app = _application(asked, said)
            marking = Marking(app, asked.changed)
            app.build()
            marking.drop_what_is_gone(Path(app.outdir))
        except CompileAnew:
            return None
        except Exception as error:
            from sphinx.cmd.build import handle_exception

            handle_exception(app, _Plain(), error, said)
            return Told(False, said.getvalue())
    return Told(app.statuscode == 0, said.getvalue(), sorted(marking.written))


def _drop_static_files(folder: Path) -> None:
    """Take out what Sphinx and its extensions copy in every run: a page names some of these files by their digest, but those
    that come last it cannot, in a clean run. Ours stay: they come first, or were moved out of pages, which is done but once."""
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder).parts[0] not in OURS:
            path.unlink()


class _Plain:
    """How Sphinx is to tell an exception: without a traceback, and without a debugger."""

    pdb = verbosity = traceback = False


def _application(asked: Asked, said: io.StringIO) -> Sphinx:
    """A Sphinx application with every warning an error, as `jupyter-book build -W -n --keep-going` makes it."""
    Config.config_values = copy.deepcopy(_SETTINGS)  # the theme adds to lists in it, which the next run would find there
    app = Sphinx(
        srcdir=asked.source,
        confdir=None,
        outdir=asked.work / HTML,
        doctreedir=asked.work / DOCTREES,
        buildername="html",
        confoverrides=settings_of(asked.source),
        status=None,
        warning=said,
        freshenv=asked.changed is None,
        warningiserror=True,
        keep_going=True,
    )
    app.builder.templates.environment.bytecode_cache = _TEMPLATES  # pyright: ignore[reportAttributeAccessIssue, reportOptionalMemberAccess]
    if app.config["use_multitoc_numbering"] and _is_numbered(app.config["external_site_map"].as_json()):
        app.setup_extension("sphinx_multitoc_numbering")
    return app


def settings_of(source: Path) -> dict[str, Any]:
    """The settings of a folder of pages, as jupyter-book hands them to Sphinx."""
    from jupyter_book.config import get_final_config

    ours = {"external_toc_path": (source / TOC).as_posix(), "latex_individualpages": False, "nitpicky": True}
    return get_final_config(user_yaml=source / CONFIG, cli_config=ours, sourcedir=source, use_external_toc=True)[0]


def _is_numbered(contents: object) -> bool:
    """Whether any part of the contents is numbered, which jupyter-book looks for."""
    if isinstance(contents, Mapping):
        return contents.get("numbered") is True or any(map(_is_numbered, contents.values()))
    return isinstance(contents, list) and any(map(_is_numbered, contents))

"""Which pages Sphinx reads again, and which it writes.

Sphinx does not know all that a page shows of others: titles in the contents beside it, the pages before and after it, the
banner. So what all pages rest on is digested after the reading; where it is another, every page is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from pcc_lib.book_extension import shown_everywhere, shown_on_pages
from pcc_lib.book_extension.kept_beside import AS_BEFORE, RESTS_ON, TELLS, WRITTEN
from pcc_lib.core.files import sha256

_How = Literal["all", "specific", "update"]
LAST = 900  # after the handlers of Sphinx and its extensions
_OF_ALL = [
    "found_docs",
    "titles",
    "longtitles",
    "tocs",
    "toc_num_entries",
    "toc_secnumbers",
    "toc_fignumbers",
    "toctree_includes",
    "glob_toctrees",
    "numbered_toctrees",
    "files_to_rebuild",
]
_OWN = ("wordcount",)  # what a page says of itself, and no other shows
_OF_TARGETS = ("labels", "anonlabels", "progoptions", "terms")


class CompileAnew(Exception):
    """What was compiled before cannot be gone on with."""


class Marking:
    """Says which pages Sphinx reads again, and which it writes."""

    def __init__(self, app: Sphinx, changed: Collection[str] | None) -> None:
        """changed: the files that are not what they were in the last run (None: there is none)."""
        self.written: set[str] = set()
        self._app, self._changed = app, changed
        self._read: set[str] = set()
        if changed is not None:
            setattr(app, WRITTEN, self.written)
            app.builder.get_outdated_docs = lambda: []  # by the clock of files; ours go by what is in them
            app.connect("env-get-outdated", self._read_again)
            self._wanted: set[str] = set()
            self._write, app.builder.write = app.builder.write, self._write_these
            self._prepare, app.builder.prepare_writing = app.builder.prepare_writing, self._prepare_these
        app.connect("env-get-updated", self._write_again, priority=LAST)
        app.connect("html-page-context", self._note)

    def _read_again(self, app: Sphinx, env: BuildEnvironment, *_: object) -> set[str]:
        """The pages whose file, or a file that they show, has changed."""
        files = {str((Path(app.srcdir) / name).resolve()) for name in self._changed or ()}
        shown = {
            name for name, on in env.dependencies.items() if any(str((Path(app.srcdir) / file).resolve()) in files for file in on)
        }
        self._read = shown | {name for name in env.found_docs if str(Path(env.doc2path(name)).resolve()) in files}
        return self._read

    def _write_again(self, app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
        """Every page, where what all rest on is not what it was. Two pictures of one name are told apart in the order in which
        they were read, so then all is compiled from nothing."""
        if self._changed is not None and any(Path(path).name != name for path, (_, name) in env.images.items()):
            raise CompileAnew
        was, now = getattr(env, RESTS_ON, None), rests_on(app)
        told_was, told = getattr(env, TELLS, {}), shown_on_pages(app)
        for name, value in ((RESTS_ON, now), (TELLS, told)):  # kept with the environment
            setattr(env, name, value)
        if was != now:
            return sorted(env.found_docs)
        setattr(app, AS_BEFORE, True)
        if (Path(app.outdir) / "genindex.html").is_file():
            app.builder.write_genindex = lambda: None  # pyright: ignore[reportAttributeAccessIssue] of the builder of HTML
        others = sorted(page for page in env.found_docs if told.get(page) != told_was.get(page))
        return others if others or self._read else [app.config.root_doc]  # without a page to write Sphinx ends too soon

    def _write_these(
        self, build_docnames: Iterable[str] | None, updated_docnames: Sequence[str], method: _How = "update"
    ) -> None:
        self._wanted = {*(build_docnames or ()), *updated_docnames}
        self._write(build_docnames, updated_docnames, method)

    def _prepare_these(self, docnames: set[str]) -> None:
        """Leave out what Sphinx adds each time: the first page, and every page that lists one of these. What they show of others
        is among what all pages rest on."""
        docnames &= self._wanted
        self._prepare(docnames)

    def _note(self, app: Sphinx, pagename: str, *_: object) -> None:
        """Called by Sphinx for each page that it writes, those of extensions among them."""
        self.written.add(pagename)

    def drop_what_is_gone(self, out: Path) -> None:
        """Delete the files of pictures and downloads that no page shows any more. (Pages that come or go are compiled from
        nothing; what extensions write beside pages they sweep themselves.)"""
        env = self._app.env
        shown = {"_images": {name for _, name in env.images.values()}, "_downloads": {name for _, name in env.dlfiles.values()}}
        for folder, names in shown.items():
            for path in [p for p in (out / folder).rglob("*") if p.is_file()]:
                if path.relative_to(out / folder).as_posix() not in names:
                    path.unlink()


def rests_on(app: Sphinx) -> str:
    """A digest of all that a page may show, or be resolved by, besides what is in it: settings, contents, titles, sections,
    targets and entries of the index of all pages, scripts and styles, what our extension shows on each."""
    env, builder = app.env, app.builder
    targets = {name: sorted(map(repr, domain.get_objects())) for name, domain in env.domains.items()}
    standard = env.get_domain("std").data
    parts = [
        {each.name: each.value for each in app.config},
        {name: getattr(env, name, None) for name in _OF_ALL},
        {page: {key: said for key, said in told.items() if key not in _OWN} for page, told in env.metadata.items()},
        targets,
        {name: standard.get(name) for name in _OF_TARGETS},
        env.get_domain("index").data.get("entries"),
        [[sheet.filename, sheet.priority, sheet.attributes] for sheet in _assets(builder)],
        shown_everywhere(app),
    ]
    return sha256("\n".join(map(_written, parts)))


def _assets(builder: Any) -> list[Any]:
    return [*getattr(builder, "_css_files", ()), *getattr(builder, "_js_files", ())]


def _written(value: object) -> str:
    """A value in one form, whatever its order by chance; parts of pages as they are laid out."""
    if isinstance(value, nodes.Node):
        return value.pformat()
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_written(key)}:{_written(held)}" for key, held in sorted(value.items(), key=repr)) + "}"
    if isinstance(value, set | frozenset):
        return "{" + ",".join(sorted(map(_written, value))) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_written, value)) + "]"
    if callable(value):
        return getattr(value, "__qualname__", type(value).__qualname__)
    return repr(value)

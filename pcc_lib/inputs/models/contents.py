"""The table of contents of jupyter-book, as far as it is read here: `_toc.yml`."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from pcc_lib.core.errors import suggest
from pcc_lib.inputs.models.kinds import Flag, Form, Order, Title
from pcc_lib.inputs.models.records import Model, Problem

PagePath = Annotated[
    str,
    Form(
        r"[A-Za-z0-9_][A-Za-z0-9_-]*(/[A-Za-z0-9_][A-Za-z0-9_-]*){0,4}(\.ipynb|\.md)?",
        "is not the path of a page inside the project.",
        "Write it like notebooks/priority-1.",
    ),
]


EXTENSIONS = ("myst_nb", "jupyter_book", "sphinx_comments", "sphinx_external_toc", "sphinx_book_theme", "pcc_lib.book_extension")
# settings of Sphinx and myst-nb that name code, or files outside the pages
REFUSED = frozenset(
    {
        "html_js_files",
        "html_css_files",
        "html_extra_path",
        "templates_path",
        "local_extensions",
        "nb_custom_formats",
        "nb_render_plugin",
        "nb_mime_priority_overrides",
        "myst_substitutions",
        "rst_prolog",
        "rst_epilog",
        "html_additional_pages",
        "html_sidebars",
        "html_baseurl",
    }
)


class Entry(Model):
    """A page, with the pages below it."""

    file: PagePath = Field(description="The page's file.")
    title: Title = Field("", description="Its title in the navigation.")
    sections: tuple["Entry", ...] = Field((), description="The pages below it.")

    def files(self) -> Iterator[str]:
        """It and every page below it."""
        yield self.file
        for entry in self.sections:
            yield from entry.files()


class Part(Model):
    """A group of pages under a caption."""

    caption: Title = Field("", description="What the navigation calls the group.")
    chapters: tuple[Entry, ...] = Field(min_length=1, description="Its pages.")
    maxdepth: Order | None = Field(None, description="How deep the navigation goes.")
    numbered: bool | Order | None = Field(None, description="Whether chapters are numbered.")


class Sphinx(Model):
    """What the settings say to Sphinx; `config` is Sphinx's own."""

    extra_extensions: tuple[Literal["pcc_lib.book_extension"], ...] = Field(default=(), description="Extensions to load.")
    recursive_update: Flag = Field(default=False, description="Whether `config` adds to jupyter-book's own settings.")
    config: dict[str, Any] = Field(default_factory=dict, description="Settings of Sphinx.")

    def problems(self) -> Iterator[Problem]:
        for name in self.config.get("extensions") or ():
            if name not in EXTENSIONS:
                yield Problem(
                    "config", f"extensions: '{str(name)[:60]}' is not one that this book knows.", suggest(str(name), EXTENSIONS)
                )
        for key in sorted(REFUSED & self.config.keys()):
            yield Problem("config", f"{key} would load files or code that nobody has checked.", "Take it out.")


class Settings(BaseModel):
    """Settings of jupyter-book: `_config.yml`, as far as they are read here. Its other keys are jupyter-book's."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    may_be_empty: ClassVar[bool] = True  # jupyter-book takes null for "not set"
    title: Title = Field(description="The book's title: report_title of data/body.yml.")
    author: Title = Field(description="The body that publishes: name of data/body.yml.")
    sphinx: Sphinx = Field(default_factory=Sphinx, description="What is said to Sphinx.")


class Contents(Model):
    """The pages of the book, in their order."""

    format: Literal["jb-book"] = Field(description="The form of the file: jb-book.")
    root: PagePath = Field(description="The landing page.")
    title: Title = Field("", description="Its title in the navigation.")
    defaults: dict[str, bool | int | str] | None = Field(None, description="Defaults of jupyter-book.")
    parts: tuple[Part, ...] = Field((), description="Groups of pages.")
    chapters: tuple[Entry, ...] = Field((), description="Pages, where there are no groups.")

    def files(self) -> Iterator[str]:
        """Every page in reading order."""
        yield self.root
        for entry in (*self.chapters, *(chapter for part in self.parts for chapter in part.chapters)):
            yield from entry.files()

    def problems(self) -> Iterator[Problem]:
        if self.parts and self.chapters:
            yield Problem("chapters", "stand beside 'parts'.", "Put all chapters into parts, or have none.")

"""The table of contents of jupyter-book, as far as it is read here: `_toc.yml`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, model_validator

from pcc_lib.models.base import Model, Order, Title, form, refuse

PagePath = form(r"[A-Za-z0-9_][A-Za-z0-9_-]*(/[A-Za-z0-9_][A-Za-z0-9_-]*){0,4}(\.ipynb|\.md)?", "is not the path of a page "
                 "inside the project.", "Write it like notebooks/priority-1.")


class Entry(Model):
    """A page, with the pages below it."""

    file: PagePath = Field(description="The page's file.")
    title: Title = Field("", description="Its title in the navigation.")
    sections: tuple[Entry, ...] = Field((), description="The pages below it.")

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

    @model_validator(mode="after")
    def _one_way(self) -> Contents:
        if self.parts and self.chapters:
            raise refuse("has both 'parts' and 'chapters'.", "Put all chapters into parts, or have none.")
        return self

"""A page that the library brings, as a notebook shows it: its words as Markdown, and its blocks, one after the other."""

from __future__ import annotations

from dataclasses import dataclass

from pcc_lib.inputs.standard_pages import Ask, standard_page
from pcc_lib.pages.page import Block, Page


@dataclass(frozen=True, repr=False)
class StandardPage:
    """Pieces of Markdown and blocks. Jupyter shows each as an output of its own; the book's extension makes sections of them."""

    pieces: tuple[str | Block, ...]

    def outputs(self) -> list[tuple[dict[str, str], dict[str, object]]]:
        """Each piece as Jupyter has it: what it is by type of content, and what it says of itself."""
        return [_words(piece) if isinstance(piece, str) else piece._repr_mimebundle_() for piece in self.pieces]

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for data, metadata in self.outputs():
            display(data, raw=True, metadata=metadata)

    def __repr__(self) -> str:
        return "\n\n".join(data["text/plain"] for data, _ in self.outputs())


def written(page: Page) -> StandardPage:
    """The standard page of the name that the report was opened with; a ReportError names those that there are."""
    found = standard_page(page.project, page.name, page.folder)
    return StandardPage(tuple(page.write(piece.name, *piece.args) if isinstance(piece, Ask) else piece for piece in found))


def _words(text: str) -> tuple[dict[str, str], dict[str, object]]:
    return {"text/markdown": text, "text/plain": text}, {}

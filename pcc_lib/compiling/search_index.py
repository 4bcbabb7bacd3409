"""The search index, put together from what is kept of each page: Sphinx's own, loaded again, is not the one of a clean run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sphinx.search import IndexBuilder


class Index:
    """What is kept of the search index: each page's titles, words and entries."""

    def __init__(self, held: Mapping[str, Any] | None = None) -> None:
        self._held = held or {"titles": {}, "filenames": {}, "all_titles": {}, "entries": {}, "words": {}, "title_words": {}}

    @classmethod
    def kept_in(cls, file: Path) -> Index:
        """As it was kept: the whole folder was held against its digests before."""
        held = json.loads(file.read_bytes())
        for name in ("all_titles", "entries"):
            held[name] = {page: [tuple(each) for each in found] for page, found in held[name].items()}
        for name in ("words", "title_words"):
            held[name] = {word: set(pages) for word, pages in held[name].items()}
        return cls(held)

    @classmethod
    def of(cls, builder: Any) -> Index:
        """Of a run that has ended."""
        indexer = builder.indexer
        if indexer is None:  # a book without a search
            return cls()
        return cls(
            {
                "titles": indexer._titles,
                "filenames": indexer._filenames,
                "all_titles": indexer._all_titles,
                "entries": indexer._index_entries,
                "words": indexer._mapping,
                "title_words": indexer._title_mapping,
            }
        )

    def put_into(self, indexer: IndexBuilder, pages: set[str], order: Iterable[str]) -> None:
        """Put what is kept of these pages into an index. `order`: of all pages, in which a clean run writes them."""
        indexer._titles = _of(self._held["titles"], pages)
        indexer._filenames = _of(self._held["filenames"], pages)
        indexer._all_titles = _of(self._held["all_titles"], pages)
        indexer._index_entries = {name: self._held["entries"].get(name, []) if name in pages else [] for name in order}
        indexer._mapping = _words_on(self._held["words"], pages)
        indexer._title_mapping = _words_on(self._held["title_words"], pages)

    def keep(self, file: Path) -> None:
        """Keep it in a file."""
        plain = {name: {word: sorted(on) for word, on in self._held[name].items()} for name in ("words", "title_words")}
        file.write_bytes(json.dumps({**self._held, **plain}).encode("utf-8"))


def _of(held: Mapping[str, Any], pages: set[str]) -> dict[str, Any]:
    return {name: value for name, value in held.items() if name in pages}


def _words_on(held: Mapping[str, set[str]], pages: set[str]) -> dict[str, set[str]]:
    return {word: on & pages for word, on in held.items() if on & pages}

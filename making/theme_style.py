"""Makes `pcc_lib/assets/theme.css`: of the style sheets of the theme and of what it stands on, the rules that a book can need.

    python making/theme_style.py [--add HTML ...]

They are 470 kB, of which a book uses a tenth. A selector is kept where every class and id in it is one that pages have: those of
`making/theme_words.txt`, into which `--add` puts what is met in the pages of built books. Values (`--name`) that nothing asks for
are dropped, as are the dark colours, which a book does not show. Needs tinycss2 (pip install tinycss2==1.5.1) beside what the
book needs, and only when a version of the theme changes: then `tests/test_light_pages.py` fails.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any

import tinycss2

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pcc_lib.book_extension.theme import sources_sum, style_sources  # noqa: E402

WORDS, OUT, OURS = ROOT / "making/theme_words.txt", ROOT / "pcc_lib/assets/theme.css", ROOT / "pcc_lib/assets/book.css"
_GROUPS = {"is", "where", "has", "matches"}
_DARK = re.compile(r"data-theme=[\"']?dark|data-bs-theme|prefers-color-scheme|data-mode")
_NAMES = re.compile(r'\b(class|id)="([^"]*)"')
_ASKED = re.compile(r"var\(\s*(--[\w-]+)")
Rule = tuple[str, str, list[tuple[str, str]]]  # what it stands in, such as a media query; its selectors; names and declarations


def main() -> None:
    """Read the words, add those of built books where asked, and write the style sheet."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--add", nargs="*", type=Path, default=[], metavar="HTML")
    words = set(WORDS.read_text(encoding="utf-8").split()) if WORDS.is_file() else set()
    sources = style_sources()
    for folder in parser.parse_args().add:
        words |= styled(words_of_pages(folder), "\n".join(sources.values()))
        WORDS.write_text("\n".join(sorted(words)) + "\n", encoding="utf-8", newline="\n")
    rules = [rule for text in sources.values() for rule in _kept(_rules(text), words)]
    text = _head(sources) + "\n".join(_asked_for(rules, OURS.read_text(encoding="utf-8"))) + "\n"
    OUT.write_text(text, encoding="utf-8", newline="\n")
    print(f"{OUT.relative_to(ROOT)}: {len(text):,} bytes of {sum(map(len, sources.values())):,}, for {len(words)} words")


def words_of_pages(folder: Path) -> set[str]:
    """Every class and id of the pages of a built book."""
    texts = (path.read_text(encoding="utf-8") for path in folder.rglob("*.html"))
    return {word for text in texts for _, names in _NAMES.findall(text) for word in names.split()}


def styled(words: Iterable[str], text: str) -> set[str]:
    """Those that the theme has a rule for."""
    known = set(re.findall(r"[.#]([A-Za-z_][\w-]*)", text))
    return {word for word in words if word in known and not word.startswith(("pcc-", "fa-"))}  # no icons of a font


def _head(sources: dict[str, str]) -> str:
    made_of = ", ".join(f"{name} {version(name)}" for name in ("Sphinx", "pydata-sphinx-theme", "sphinx-book-theme", "myst-nb"))
    return (
        f"/* Made by making/theme_style.py of {made_of}: the rules that a book can need. Do not edit.\n"
        f"   sources {sources_sum(sources)}\n"
        "   Bootstrap v5.3.3: copyright 2011-2024 The Bootstrap Authors, MIT. pydata-sphinx-theme, sphinx-book-theme, myst-nb:\n"
        "   copyright their authors, BSD 3-Clause. Sphinx: copyright the Sphinx team, BSD 2-Clause. */\n"
    )


# ── rules ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _rules(text: str) -> list[Any]:
    return tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)


def _kept(rules: Sequence[Any], words: set[str]) -> Iterator[Rule]:
    """Of each rule that is kept: what it stands in (such as a media query), its selectors, its declarations."""
    for rule in rules:
        if rule.type == "at-rule" and rule.at_keyword in ("media", "supports"):
            query = f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}".strip()
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if not _DARK.search(query):
                yield from ((query, selectors, said) for _, selectors, said in _kept(inner, words))
        elif rule.type == "at-rule" and rule.at_keyword == "keyframes":
            yield "", f"@keyframes {tinycss2.serialize(rule.prelude).strip()}", [("", tinycss2.serialize(rule.content))]
        elif rule.type == "qualified-rule":
            chosen = [text for part in _split(rule.prelude) if _is_needed(part, words) and not _DARK.search(text := _text(part))]
            said = [(d.lower_name, _said(d)) for d in tinycss2.parse_declaration_list(rule.content) if d.type == "declaration"]
            said = [(name, told) for name, told in said if "url(" not in told or "url(data:" in told]  # no files of the theme
            if chosen and said:
                yield "", ",".join(chosen), said


def _said(declaration: Any) -> str:
    return f"{declaration.name}:{_text(declaration.value)}{'!important' if declaration.important else ''}"


def _text(tokens: Sequence[Any]) -> str:
    return re.sub(r"\s+", " ", tinycss2.serialize([t for t in tokens if t.type != "comment"])).strip()


def _split(tokens: Sequence[Any]) -> list[list[Any]]:
    """Selectors between commas."""
    parts: list[list[Any]] = [[]]
    for token in tokens:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _is_needed(tokens: Sequence[Any], words: set[str]) -> bool:
    """Whether pages can have what a selector asks for."""
    before = ""
    for token in tokens:
        named = token.type == "hash" or (token.type == "ident" and before == ".")
        if named and token.value not in words:
            return False
        grouped = token.type == "function" and token.lower_name in _GROUPS
        if grouped and not any(_is_needed(part, words) for part in _split(token.arguments)):
            return False
        before = token.value if token.type == "literal" else ""
    return True


def _asked_for(rules: Sequence[Rule], ours: str) -> Iterator[str]:
    """The rules as text, without values that nothing asks for and movements that nothing makes."""
    asked = _values_asked_for(rules, ours)
    plain = [
        (query, selectors, [told for name, told in said if not name.startswith("--") or name in asked])
        for query, selectors, said in rules
    ]
    moved = " ".join(told for _, _, said in plain for told in said if told.startswith("animation"))
    plain = [rule for rule in plain if rule[2] and not (rule[1].startswith("@keyframes") and rule[1].split()[1] not in moved)]
    for query, group in groupby(plain, key=lambda rule: rule[0]):
        lines = [f"{selectors}{{{';'.join(said)}}}" for _, selectors, said in group]
        yield f"{query}{{\n" + "\n".join(lines) + "\n}" if query else "\n".join(lines)


def _values_asked_for(rules: Sequence[Rule], ours: str) -> set[str]:
    """The values that a rule asks for, or another value that is asked for."""
    told: dict[str, set[str]] = {}
    asked = set(_ASKED.findall(ours))
    for name, text in (each for _, _, said in rules for each in said):
        if name.startswith("--"):
            told.setdefault(name, set()).update(_ASKED.findall(text))
        else:
            asked |= set(_ASKED.findall(text))
    left = set(asked)
    while left:
        left = {more for name in left for more in told.get(name, ())} - asked
        asked |= left
    return asked


if __name__ == "__main__":
    main()

"""No tag stands in Python code, no plain text is declared to be markup, and no template lets text through unescaped."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from markupsafe import Markup

from pcc_lib.writing.html import draw_places, escape, fill, join, place, words_of
from pcc_lib.writing.markup import notice, pairs, paragraph, points

LIBRARY = Path(__file__).parents[1] / "pcc_lib"
TEMPLATES = LIBRARY / "templates"
FILES = {p.relative_to(LIBRARY).as_posix(): p for p in sorted(LIBRARY.rglob("*.py"))}
PARTS = {p.relative_to(TEMPLATES).with_suffix("").as_posix(): p.read_text(encoding="utf-8") for p in TEMPLATES.rglob("*.html")}
PUT_IN = "\x00"  # what an f-string puts into its text
# a group's name in a regular expression is no tag, and a comparison in an expression of Vega's has no end
TAG = re.compile(rf"(?<!\(\?P)(?<!\(\?)<(?:[a-zA-Z/!]|{PUT_IN}[^<>]*>)")

# Why a module may hold what looks like a tag. `building` reads pages that others wrote, to refuse what is wrong in them.
MAY_HOLD_TAGS = {
    "book_extension/clean.py": "rewrites the pages that Sphinx has written",
    "book_extension/theme.py": "rewrites the pages that Sphinx has written",
    "charts/files.py": "takes charts in finished pages apart, and puts them together",
    "book_extension/parts.py": "finds the elements of a ledger where its templates have begun and ended them",
    "writing/acronyms.py": "tells the tags of a finished page from its words",
    "writing/plain_words.py": "tells the tags of what templates have made from its words",
    "reading_back/elements.py": "puts a mark behind a finished page, to see that it is read to its end",
    "receiving/kinds.py": "refuses web pages that are called a workbook",
}

# Why a module may fill templates of its own: none of these makes HTML.
MAY_DECLARE = {
    "founding/starting.py": "fills the YAML and Markdown that a new project begins with",
    "workbooks/ods.py": "fills the XML of a spreadsheet, cell by cell",
    "compiling/run.py": "keeps the theme's templates as jinja2 has compiled them",
}


def strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every text of a module but its docstrings, with its line."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(p.value if isinstance(p, ast.Constant) else PUT_IN for p in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def tags_in(code: str) -> list[int]:
    """The lines of code whose texts hold a tag."""
    return sorted({line for line, text in strings(ast.parse(code)) if TAG.search(text)})


def markup_declared(code: str) -> list[int]:
    """The lines of code that declare a text to be markup (`Markup()` is empty), or ask for the means to."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Markup" and (node.args or node.keywords):
            found.append(node.lineno)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
            found += [node.lineno] * any(name.split(".")[0] in ("markupsafe", "jinja2") for name in names)
    return found


def found_in(room: str, look: Callable[[str], list[int]]) -> dict[str, list[int]]:
    """The lines that `look` finds in each module outside a room, of those where it finds any."""
    texts = {name: path.read_text(encoding="utf-8") for name, path in FILES.items() if not name.startswith(room)}
    return {name: lines for name, text in texts.items() if (lines := look(text))}


def test_no_tag_stands_in_python() -> None:
    """And each module that may hold some does: else take it off the list."""
    found = found_in("building/", tags_in)
    assert {name: lines for name, lines in found.items() if name not in MAY_HOLD_TAGS} == {}
    assert MAY_HOLD_TAGS.keys() <= found.keys()


def test_only_writing_declares_what_is_markup() -> None:
    found = found_in("writing/", markup_declared)
    assert found.keys() == MAY_DECLARE.keys()


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("x = '<p>'", [1]),
        ("x = f'<{tag}>'", [1]),
        ("x = f'{a}</{tag}>'", [1]),
        ("x = ('a'\n  '<br>')", [1]),
        ("x = '<!-- a -->'", [1]),
        ("def f():\n    'Gives <p>.'\n    return '<' + 'a < b'", []),
        ("x = re.compile(r'(?P<name>a)(?<!b)')", []),
        ("x = f'width<{narrow}?1:2'", []),
    ],
)
def test_the_reader_of_code_finds_tags(code: str, found: list[int]) -> None:
    assert tags_in(code) == found


@pytest.mark.parametrize("code", ["Markup(x)", "html.Markup('a')", "import markupsafe", "from jinja2 import Template"])
def test_the_reader_of_code_finds_declarations(code: str) -> None:
    assert markup_declared(code) == [1] and markup_declared("Markup()\nMarkup.join") == []


# ── templates ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_template_escapes_what_it_is_given() -> None:
    assert [name for name, text in PARTS.items() if re.search(r"\|\s*safe\b|\bautoescape\b", text)] == []
    assert [name for name, text in PARTS.items() if re.search(r"=\s*\{\{", text)] == []  # in an attribute without quotation marks


def test_no_words_of_a_template_run_together() -> None:
    """Jinja drops the line's end after its tags, and the library the blanks before the next line."""
    lines = [(name, line) for name, text in PARTS.items() for line in text.splitlines()[:-1] if line.endswith("%}")]
    assert [(name, line) for name, line in lines if re.sub(r"\{%.*?%\}", "", line).strip()] == []


def test_components_escape_text_and_keep_markup() -> None:
    for made in (notice, paragraph, lambda shown: points([shown]), lambda shown: pairs([("a", shown)])):
        assert "&lt;b&gt;" in made("<b>") and "<b>" in made(Markup("<b>"))


def test_every_template_is_filled_somewhere() -> None:
    code = "".join(p.read_text(encoding="utf-8") for p in FILES.values())
    asked = set(re.findall(r'\bfill\(\s*"([^"]+)"', code))
    assert asked == {name for name in PARTS if not name.startswith("shapes/")}


def test_a_value_that_is_not_given_is_an_error() -> None:
    from jinja2 import UndefinedError

    with pytest.raises(UndefinedError):
        fill("paragraph")


# ── the parts that markup is made of ──────────────────────────────────────────────────────────────────────────────────
def test_only_markup_is_joined_as_it_is() -> None:
    assert join(["<b>", Markup("<b>"), 1], "<") == "&lt;b&gt;&lt;<b>&lt;1"


def test_a_place_is_filled_by_the_drawing_of_its_number_and_none_can_be_typed() -> None:
    shown = join([place(1), escape("\x020\x03"), place(0)])
    assert draw_places(shown, [lambda: Markup("<a>"), lambda: Markup("<b>")]) == "<b>\ufffd0\ufffd<a>"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>One <b>two</b>, three.</p><p>Four</p>", " One two, three. Four "),
        ("a<br>b", "a b"),
        ("&lt;p&gt; &amp;amp;", "<p> &amp;"),
        ("a<script>b < c</script><style>d</style>", "a "),
        ("45\u00a0s\n  x", "45\u00a0s x"),
        ("a &", "a &"),
        ('<!DOCTYPE html><!-- a > b --><P title="a > b">x<BR/>y</p>z', " x y z"),
        ("a <b\n class='c'>b</b>c<i>d</i> &lt;i&gt;", "a bcd <i>"),
        ("a<SCRIPT>'</p>'</script >b<svg><style>c</style><title>d</title></svg>", "a b d "),
        ("1 < 2 & 3 &amp<b>lt;</b>", "1 < 2 & 3 &lt;"),
    ],
)
def test_the_words_of_html(html: str, words: str) -> None:
    assert words_of(html) == words

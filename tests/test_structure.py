"""The house keeps its shape: imports go downwards, names of a body are data, files name their encoding."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from places import ROOT, SAMPLE

from pcc_lib.figures.catalogue import OTHER_WORDS, STATISTICS
from pcc_lib.inputs.calculations import CALCULATIONS
from pcc_lib.pages.chart_kinds import KINDS
from pcc_lib.second_reader.writer import PROGRAMS

LIBRARY = ROOT / "pcc_lib"
ALONE = {LIBRARY / "second_reader" / name for name in PROGRAMS}  # copied into records; they know nothing of the library
FILES = sorted(path for path in LIBRARY.rglob("*.py") if path not in ALONE)
TEXTS = [*FILES, *sorted((LIBRARY / "templates").rglob("*.html"))]
ROOMS = re.findall(r"^\| `(\w+)`", (ROOT / "docs" / "modules.md").read_text(encoding="utf-8"), re.MULTILINE)
MODULES = {p.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__"): p for p in FILES}


def imports_of(path: Path) -> set[str]:
    """Modules of the library that a file imports anywhere: at its top, in a function, or for its types only."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pcc_lib"):
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else node.module for name in whole}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name in MODULES}
    return found


@cache
def imports() -> dict[str, set[str]]:
    """What each module of the library imports of it."""
    return {name: imports_of(path) - {name} for name, path in MODULES.items()}


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else module


def test_every_room_is_listed():
    assert {room_of(name) for name in MODULES} - {"pcc_lib", "__main__"} == set(ROOMS)


def test_imports_go_to_rooms_above():
    doors = ("pcc_lib", "__main__")  # of the house: `import pcc_lib` and `python -m pcc_lib`
    within = {name: found for name, found in imports().items() if room_of(name) not in doors}
    lower = {name: {other for other in found if floor(other) > floor(name)} for name, found in within.items()}
    assert only_found(lower) == {}


def floor(name):
    return ROOMS.index(room_of(name))


def only_found(faults):
    """What was found in each file, of those in which anything was: one test tells all, as the check does."""
    return {name: found for name, found in faults.items() if found}


def in_library(paths, look):
    """What `look` finds in the text of each file of the library."""
    return only_found({p.relative_to(LIBRARY).as_posix(): look(p.read_text(encoding="utf-8")) for p in paths})


def test_no_modules_import_each_other_in_a_circle():
    left = {name: {other for other in found if other != "pcc_lib"} for name, found in imports().items()}
    while free := {name for name, found in left.items() if not found & left.keys()}:
        left = {name: found for name, found in left.items() if name not in free}
    assert left == {}


def test_no_name_of_a_body_stands_in_the_library():
    bodies = re.compile(r"Wiltshire|Swindon|Dorset|Wilkinson|Devizes|Salisbury|Melksham", re.IGNORECASE)
    assert in_library(TEXTS, bodies.findall) == {}


def test_no_word_of_one_office_stands_in_the_library():
    """Facts, rows and chapters of one office's plan are data: another office has others."""
    own = r"mtfs|opcc|chief constable|governance_documents|plan_values|plan_strands|without_scorecard|\bappendix[-_ ][a-z]\b"
    assert in_library(TEXTS, re.compile(own, re.IGNORECASE).findall) == {}


def test_text_files_name_their_encoding():
    assert in_library(FILES, lines_without_encoding) == {}


def lines_without_encoding(code):
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("read_text", "write_text"):
            owner = ast.unparse(node.func.value)
            named = any(k.arg == "encoding" for k in node.keywords)
            if not (named or "project" in owner or owner in ("self", "self.project")):
                found.append(node.lineno)
    return found


def test_pages_print_no_number_of_their_own():
    """A page module formats no number: it prints figures. Counts of rows of the two lists of the book itself are allowed."""
    counts = {"definitions.py": 1, "ledger.py": 1}
    for path in sorted((LIBRARY / "pages").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        found = re.findall(r":,\.?\d*f?\}|:\.\d+f\}", text)
        assert len(found) <= counts.get(path.name, 0), path.name


@pytest.mark.slow
@pytest.mark.sample
def test_the_sources_are_one_valid_data_package():
    from frictionless import Package, system

    from pcc_lib.inputs.project import Project
    from pcc_lib.inputs.sources import package, source_names

    with system.use_context(trusted=True):
        found = Package.from_descriptor(package(Project(SAMPLE)), basepath=str(SAMPLE)).validate()
    assert found.valid and len(found.tasks) == len(source_names(Project(SAMPLE))) > 0


# ── the size of things ────────────────────────────────────────────────────────────────────────────────────────────────
LONGEST_MODULE, LONGEST_FUNCTION, MOST_PARAMETERS = 350, 40, 5


def test_modules_and_functions_stay_small():
    assert in_library(FILES, too_large) == {}


def too_large(text):
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = [f.name for f in functions if f.end_lineno - f.lineno + 1 > LONGEST_FUNCTION]
    wide = [f.name for f in functions if len(parameters(f)) > MOST_PARAMETERS]
    words_alone = not functions  # a deck of words is one file, for whoever edits them
    return long + wide + ["the module"] * (text.count("\n") > LONGEST_MODULE and not words_alone)


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    given = function.args
    return [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs) if a.arg not in ("self", "cls")]


# ── types instead of strings, one registry for each choice ────────────────────────────────────────────────────────────
HOME = {
    r"startswith\(\"[a-z]+_\"\)": set(),  # of a figure's name: it has a group
    r"split\(\"\.\.\"\)|partition\(\"\.\.\"\)": {"core/periods.py"},
    r"startswith\(\(?\"since": {"core/periods.py"},
    r"removeprefix\(\"(?:in|the|from) \"\)": set(),
    r"\bcalculation (?:==|!=|in|not in) ": set(),
    r"\bstatus(?:es)?\.split\(": set(),
    r"\.split\(\"@\"\)": set(),
}


@pytest.mark.parametrize("pattern", HOME)
def test_words_of_the_domain_are_taken_apart_in_their_types_only(pattern):
    found = {p.relative_to(LIBRARY).as_posix() for p in FILES if re.search(pattern, p.read_text(encoding="utf-8"))}
    assert found <= HOME[pattern]


# what is told of each calculation, statistic or kind of chart stands in its entry; a list elsewhere would lack the next one
REGISTRIES = {"calculations": CALCULATIONS, "statistics": {**STATISTICS, **OTHER_WORDS}, "charts": KINDS}
ENTRIES = {"inputs/calculations.py", "figures/catalogue.py", "pages/chart_kinds.py"}
COMMON = {"value", "count", "stated"}  # names of columns and kinds of rows too
MAY_LIST = {
    "inputs/models/definitions.py": "the words that a file may say, which a test holds to the registries",
    "figures/linked.py": "the registry of what is told of two measures",
    "figures/counterparts.py": "the registry of what is told of a measure beside its public counterpart",
    "proofreading/ranks.py": "the figures that tell where a part stands",
    "pages/force_charts.py": "asks for the figures of a place",
    "pages/forecast_charts.py": "asks for the figures of a forecast",
    "pages/interval_charts.py": "asks for the figures of an interval",
}


def test_no_table_by_the_names_of_a_registry_stands_outside_it():
    found = in_library(FILES, tables_by_name)
    assert {name: tables for name, tables in found.items() if name not in ENTRIES | MAY_LIST.keys()} == {}, (
        "let the entry of the registry say it"
    )


def tables_by_name(code):
    tables = [words for node in ast.walk(ast.parse(code)) if (words := table_of(node))]
    return [words for words in tables for known in REGISTRIES.values() if words <= known.keys() and not words <= COMMON]


def test_the_search_for_such_tables_finds_them():
    texts = ('{"rate_per_1000": 1}', '("count", "mean")', '(("trend", 1), ("rank", 2))', '{"value": 1, "x": 2}', "f(x)")
    found = [table_of(ast.parse(text, mode="eval").body) for text in texts]
    assert found == [{"rate_per_1000"}, {"count", "mean"}, {"trend", "rank"}, {"value", "x"}, set()]


def table_of(node: ast.AST) -> set[str]:
    """The words by which a dict is keyed, that a list of several holds, or with which its rows begin; nothing of others."""
    keys = node.keys if isinstance(node, ast.Dict) else node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else []
    first = [key.elts[0] if isinstance(key, ast.Tuple) and key.elts else key for key in keys]
    words = {key.value for key in first if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    return words if len(words) == len(keys) and (isinstance(node, ast.Dict) or len(keys) > 1) else set()

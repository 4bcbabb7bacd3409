"""The house keeps its shape: imports go downwards, names of a body are data, files name their encoding."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIBRARY = ROOT / "pcc_lib"
FILES = sorted(LIBRARY.rglob("*.py"))
ORDER = re.findall(
    r"`(\w+)`",
    "".join(
        line.split("|")[1]
        for line in (ROOT / "docs" / "modules.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ),
)
# `report` hands each block to its page and pages write on a report: one noun in two files, imported when asked for
TOGETHER = {("report", "pages"), ("book_extension", "book_extension")}


def imported(tree: ast.AST) -> set[str]:
    """Modules of the library that a file imports at its top."""
    found = set()
    for node in getattr(tree, "body", []):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("pcc_lib"):
            parts = node.module.split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
    return found


def module_of(path: Path) -> str:
    parts = path.relative_to(LIBRARY).parts
    return parts[0].removesuffix(".py")


def test_every_module_is_listed():
    there = {module_of(p) for p in FILES} - {"__init__", "__main__"}
    assert there == set(ORDER)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(LIBRARY).as_posix())
def test_imports_go_downwards(path):
    name = module_of(path)
    if name in ("__init__", "__main__"):
        return
    wanted = imported(ast.parse(path.read_text(encoding="utf-8")))
    upward = {other for other in wanted if other != name and ORDER.index(other) > ORDER.index(name)}
    assert {(name, other) for other in upward} <= TOGETHER


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(LIBRARY).as_posix())
def test_no_name_of_a_body_stands_in_the_library(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"Wiltshire|Swindon|Dorset|Wilkinson|Devizes|Salisbury|Melksham", text)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(LIBRARY).as_posix())
def test_text_files_name_their_encoding(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("read_text", "write_text"):
            owner = ast.unparse(node.func.value)
            named = any(k.arg == "encoding" for k in node.keywords)
            assert named or "project" in owner or owner in ("self", "self.project"), f"line {node.lineno}"


def test_pages_print_no_number_of_their_own():
    """A page module formats no number: it prints figures. Counts of rows of the two lists of the book itself are allowed."""
    counts = {"definitions.py": 1, "ledger.py": 1}
    for path in sorted((LIBRARY / "pages").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        found = re.findall(r":,\.?\d*f?\}|:\.\d+f\}", text)
        assert len(found) <= counts.get(path.name, 0), path.name


def test_the_sources_are_one_valid_data_package():
    from frictionless import Package, system

    from pcc_lib.inputs.project import Project
    from pcc_lib.inputs.sources import package

    with system.use_context(trusted=True):
        found = Package.from_descriptor(package(Project(ROOT)), basepath=str(ROOT)).validate()
    assert found.valid and len(found.tasks) == 20

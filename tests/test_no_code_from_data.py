"""Nothing that is read can become a program: no code of the project runs, imports or unpacks what stands in a data file."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("pcc_lib", "data", "benchmarks", "notebooks", "tests/projects")
FILES = sorted(
    p
    for folder in FOLDERS
    for kind in ("*.py", "*.ipynb")
    for p in (ROOT / folder).rglob(kind)
    if not {"_build", ".ipynb_checkpoints"} & set(p.parts)
)

BUILTINS = {"eval", "exec", "compile", "__import__", "__builtins__"}
MODULES = {
    "pickle",
    "cPickle",
    "marshal",
    "shelve",
    "dill",
    "cloudpickle",
    "builtins",
    "code",
    "codeop",
    "runpy",
    "imp",
    "frictionless",
}
UNSAFE_YAML = {
    f"yaml.{name}"
    for name in (
        "unsafe_load",
        "unsafe_load_all",
        "full_load",
        "full_load_all",
        "Loader",
        "CLoader",
        "FullLoader",
        "CFullLoader",
        "UnsafeLoader",
        "CUnsafeLoader",
    )
}
NAMES = UNSAFE_YAML | {
    "os.system",
    "os.popen",
    "subprocess.getoutput",
    "subprocess.getstatusoutput",
    "joblib.load",
    "asyncio.create_subprocess_shell",
    "importlib.__import__",
}
ATTRIBUTES = {"eval", "exec", "query", "read_pickle", "unsafe_load", "full_load", "exec_module", "load_module", "__import__"}
SAFE_LOADERS = {"yaml.SafeLoader", "yaml.CSafeLoader", "yaml.BaseLoader", "yaml.CBaseLoader"}  # the last two read texts alone

# what is found in a file, and why it is safe there
EXCEPTIONS = {
    (
        "pcc_lib/building/nursery_server.py",
        "importlib.import_module of a name that is worked out",
    ): "the names are a list in the module and the files of pcc_lib/pages, not words of a data file",
    (
        "pcc_lib/importers/registry.py",
        "importlib.import_module of a name that is worked out",
    ): "the names are the files of pcc_lib/importers/publishers, not words of a data file",
}


def findings(code: str) -> list[str]:
    """What a piece of code holds that could run, import or unpack what it has read."""
    tree = ast.parse(code)
    known = dict(pair for node in ast.walk(tree) for pair in bound(node))
    return sorted({found for node in ast.walk(tree) for found in of_node(node, known)})


def bound(node: ast.AST) -> list[tuple[str, str]]:
    """Names that an import makes, each with what it stands for."""
    match node:
        case ast.Import(names=names):
            return [(a.asname or a.name.partition(".")[0], a.name if a.asname else a.name.partition(".")[0]) for a in names]
        case ast.ImportFrom(module=str() as module, names=names, level=0):
            return [(a.asname or a.name, f"{module}.{a.name}") for a in names]
    return []


def dotted(node: ast.AST, known: dict[str, str]) -> str:
    """The full name of a name or attribute (`""` of anything else); `getattr` with a word in it counts as an attribute."""
    match node:
        case ast.Name(id=name):
            return known.get(name, f"builtins.{name}" if name in BUILTINS else name)
        case (
            ast.Attribute(value=value, attr=attr)
            | ast.Call(func=ast.Name(id="getattr"), args=[value, ast.Constant(value=str(attr)), *_])
        ):
            return f"{dotted(value, known)}.{attr}"
    return ""


def of_node(node: ast.AST, known: dict[str, str]) -> list[str]:
    name = dotted(node, known)
    found = [name] if name in NAMES or name.startswith("builtins.") else []
    if "." in name and name.rpartition(".")[2] in ATTRIBUTES:
        found.append(f".{name.rpartition('.')[2]}")
    found += [full for _, full in bound(node) if full in NAMES or full.rpartition(".")[2] in ATTRIBUTES]
    found += [full.partition(".")[0] for _, full in bound(node) if full.partition(".")[0] in MODULES]
    return found + (of_call(node, dotted(node.func, known), known) if isinstance(node, ast.Call) else [])


def of_call(node: ast.Call, name: str, known: dict[str, str]) -> list[str]:
    keywords = {k.arg: k.value for k in node.keywords}
    found = []
    if name in ("yaml.load", "yaml.load_all"):
        loader = keywords.get("Loader", node.args[1] if len(node.args) > 1 else None)
        found += [] if loader is not None and dotted(loader, known) in SAFE_LOADERS else [f"{name} without a safe loader"]
    if name in ("importlib.import_module", "pydoc.locate", "pkgutil.resolve_name"):
        literal = node.args and isinstance(node.args[0], ast.Constant)
        found += [] if literal else [f"{name} of a name that is worked out"]
    for key in ("shell", "trusted", "allow_pickle"):
        harmless = isinstance(keywords.get(key), ast.Constant) and not keywords[key].value
        found += [f"{key}="] if key in keywords and not harmless else []
    return found


def code_of(path: Path) -> str:
    """The code of a file; of a notebook, that of its cells."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code")


def test_no_file_can_run_what_it_reads():
    names = {path.relative_to(ROOT).as_posix(): path for path in FILES}
    assert [(n, found) for n, path in names.items() for found in findings(code_of(path)) if (n, found) not in EXCEPTIONS] == []


def test_every_exception_is_still_there_and_has_a_reason():
    assert all(
        (ROOT / name).is_file() and found in findings(code_of(ROOT / name)) and reason
        for (name, found), reason in EXCEPTIONS.items()
    )


def test_the_files_are_found():
    names = {p.relative_to(ROOT).as_posix() for p in FILES}
    assert {
        "pcc_lib/inputs/sources.py",
        "pcc_lib/importers/publishers/police_uk_street.py",
        "data/published/reconstruct.py",
        "benchmarks/build.py",
        "notebooks/priority-1.ipynb",
        "tests/projects/small-numbers/data/sources/make_data.py",
    } <= names


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("eval(text)", "builtins.eval"),
        ("exec(text)", "builtins.exec"),
        ("compile(text, '', 'eval')", "builtins.compile"),
        ("run = eval\nrun(text)", "builtins.eval"),
        ("__import__('os')", "builtins.__import__"),
        ("__builtins__['eval'](text)", "builtins.__builtins__"),
        ("import builtins\nbuiltins.eval(text)", "builtins"),
        ("frame.eval(rule)", ".eval"),
        ("rows[~rows.eval(check['rule']).astype(bool)]", ".eval"),
        ("pd.eval(rule)", ".eval"),
        ("getattr(frame, 'eval')(rule)", ".eval"),
        ("from pandas import eval as work\nwork(rule)", "pandas.eval"),
        ("frame.query(rule)", ".query"),
        ("import pickle", "pickle"),
        ("from pickle import loads", "pickle"),
        ("import pickle as p\np.load(f)", "pickle"),
        ("import marshal", "marshal"),
        ("import shelve", "shelve"),
        ("import dill", "dill"),
        ("import joblib\njoblib.load(f)", "joblib.load"),
        ("from joblib import load\nload(f)", "joblib.load"),
        ("import pandas as pd\npd.read_pickle(f)", ".read_pickle"),
        ("from pandas import read_pickle", "pandas.read_pickle"),
        ("import numpy as np\nnp.load(f, allow_pickle=True)", "allow_pickle="),
        ("import yaml\nyaml.load(text)", "yaml.load without a safe loader"),
        ("import yaml\nyaml.load(text, yaml.Loader)", "yaml.load without a safe loader"),
        ("import yaml\nyaml.load(text, Loader=yaml.FullLoader)", "yaml.FullLoader"),
        ("import yaml as y\ny.unsafe_load(text)", "yaml.unsafe_load"),
        ("from yaml import full_load\nfull_load(text)", "yaml.full_load"),
        ("import subprocess\nsubprocess.run(text, shell=True)", "shell="),
        ("from subprocess import Popen as start\nstart(text, shell=flag)", "shell="),
        ("import os\nos.system(text)", "os.system"),
        ("import os as o\no.system(text)", "os.system"),
        ("from os import system\nsystem(text)", "os.system"),
        ("import os\nos.popen(text)", "os.popen"),
        ("import importlib\nimportlib.import_module(name)", "importlib.import_module of a name that is worked out"),
        ("from importlib import import_module as get\nget(f'x.{name}')", "importlib.import_module of a name that is worked out"),
        ("spec.loader.exec_module(module)", ".exec_module"),
        ("import runpy\nrunpy.run_path(name)", "runpy"),
        ("from frictionless import Resource\nResource(path).validate()", "frictionless"),
        ("with system.use_context(trusted=True):\n    pass", "trusted="),
    ],
)
def test_the_test_can_fail(code, found):
    assert found in findings(code)


@pytest.mark.parametrize(
    "code",
    [
        "import re\nre.compile(text)",
        "compiler.compile(source, work)",
        "page.evaluate(drawn)",
        "import ast\nast.literal_eval(text)",
        "import yaml\nyaml.safe_load(text)",
        "import yaml\nyaml.load(text, Loader=yaml.SafeLoader)",
        "import platform\nplatform.system()",
        "import subprocess\nsubprocess.run([name], check=True)",
        "import subprocess\nsubprocess.run([name], shell=False)",
        "import importlib\nimportlib.import_module('pcc_lib')",
        "'eval(text)'",
        "system.use_context(trusted=False)",
        "import numpy as np\nnp.load(f, allow_pickle=False)",
        "getattr(measure, role)",
    ],
)
def test_the_test_lets_harmless_code_pass(code):
    assert findings(code) == []

"""What is installed: locks with hashes, of one set of versions, that follow pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from itertools import combinations
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = {"requirements-test.txt": "test", "requirements-types.txt": "types"}
LOCKS = ("requirements.txt", *GROUPS)
ENTRY = re.compile(
    r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ;]+)(?: ; .+?)? \\\n"
    r"(?P<hashes>(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)",
    re.MULTILINE,
)


def text(lock: str) -> str:
    return (ROOT / lock).read_text(encoding="utf-8")


def locked(lock: str) -> dict[str, dict[str, set[str]]]:
    """Hashes by version (one for each range of Pythons) by package."""
    found: dict[str, dict[str, set[str]]] = {}
    for entry in ENTRY.finditer(text(lock)):
        found.setdefault(entry["name"], {})[entry["version"]] = set(re.findall(r"[0-9a-f]{64}", entry["hashes"]))
    return found


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.txt", PROJECT["project"]["dependencies"]),
        *((lock, PROJECT["dependency-groups"][group]) for lock, group in GROUPS.items()),
    ],
)
def test_a_lock_holds_what_the_project_asks_for(lock, wanted):
    versions = locked(lock)
    for requirement in map(Requirement, wanted):
        held = versions.get(canonicalize_name(requirement.name), {})
        assert held and all(Version(v) in requirement.specifier for v in held), f"{requirement}: run make lock"


@pytest.mark.parametrize("group", GROUPS.values())
def test_running_installs_nothing_that_only_engineers_need(group):
    wanted = {canonicalize_name(Requirement(each).name) for each in PROJECT["dependency-groups"][group]}
    # papermill wants aiohttp under one Python alone; tests of addresses want it under all
    everywhere = set(re.findall(r"^([a-z0-9-]+)==[^ ;]+ \\$", text("requirements.txt"), re.MULTILINE))
    assert len(everywhere) > 100 and not wanted & everywhere


def test_the_locks_say_the_same_of_a_package():
    held = [locked(lock) for lock in LOCKS]
    assert held[0].keys() & held[1].keys()
    for one, other in combinations(held, 2):
        shared = one.keys() & other.keys()
        assert {name: one[name] for name in shared} == {name: other[name] for name in shared}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_entry_has_hashes_and_no_registry_is_named(lock):
    entries = [line for line in text(lock).splitlines() if line and line[0] not in "# "]
    assert len(entries) == sum(map(len, locked(lock).values()))
    assert "://" not in text(lock) and not re.search(r"^\s*--(?!hash)", text(lock), re.MULTILINE)

"""The installed code that made a page is noted as it was when it was loaded."""

from __future__ import annotations

import sys
from types import ModuleType

from pcc_lib.building.loaded_code import loaded_code, state_now
from pcc_lib.inputs.project import Project


def test_what_is_loaded_stays_as_it_was_also_where_more_is_loaded_after_a_change(tmp_path, monkeypatch) -> None:
    """A process that stays and goes on after a package was edited in place runs what it has loaded, and says so."""
    project = Project(tmp_path)
    for name in ("first", "second"):
        (tmp_path / f"{name}.py").write_text("ONE = 1\n", encoding="utf-8")
        module = ModuleType(name)
        module.__file__ = str(tmp_path / f"{name}.py")
        monkeypatch.setitem(sys.modules, f"pcc_test_{name}", module)
        code = loaded_code(project)
        assert (code.state == state_now(project, code.files)) is (name == "first")
        (tmp_path / "first.py").write_text("ONE = 11111\n", encoding="utf-8")
        assert loaded_code(project) == code

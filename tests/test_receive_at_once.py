"""Two people who receive into the same source at the same time: neither undoes what the other wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
from received import HEAD, make, xlsx
from test_receive_writing import CSV, NEW, REASON, REVISED, put, receive, snapshot

from pcc_lib.core import files
from pcc_lib.core.errors import DefinitionError
from pcc_lib.inputs.project import Project
from pcc_lib.receiving.asked import Asked
from pcc_lib.receiving.reading import Sent
from pcc_lib.receiving.receive import plans_of
from pcc_lib.receiving.writing import write

OTHERS = [HEAD, ["Jul-23", "north", 99, 88], ["Jul-23", "south", 9, 8]]


@pytest.fixture
def project(tmp_path) -> Project:
    return make(tmp_path)


@pytest.mark.parametrize(("mine", "theirs"), [(NEW, OTHERS), (NEW, REVISED), (REVISED, NEW), (REVISED, REVISED)])
def test_what_somebody_else_received_while_a_question_stood_open_is_not_undone(project, mine, theirs):
    waiting = Project(project.root)
    plans = plans_of(waiting, [Sent("sent.xlsx", xlsx(mine))], Asked())
    receive(project, theirs, REASON)
    after = snapshot(project.root)
    with pytest.raises(DefinitionError, match="was changed by somebody else") as told:
        write(waiting, plans, REASON)
    assert "Run the command again" in str(told.value)
    assert snapshot(project.root) == after, "neither their numbers nor a part of mine"


def test_what_changes_between_the_last_look_and_the_writing_is_seen_too(project, monkeypatch):
    """The others' numbers come when all files of mine are ready, and only have to be moved to their places."""
    waiting, through = Project(project.root), files._write_through
    plans = plans_of(waiting, [Sent("sent.xlsx", xlsx(NEW))], Asked())

    def then_others(part: Path, content: bytes) -> None:
        through(part, content)
        put(project, CSV, b"theirs")

    monkeypatch.setattr(files, "_write_through", then_others)
    with pytest.raises(DefinitionError, match="was changed by somebody else"):
        write(waiting, plans)
    assert (project.root / CSV).read_bytes() == b"theirs"


def test_the_same_project_can_receive_again(project):
    mine = Project(project.root)
    for rows in (NEW, [HEAD, ["Aug-23", "north", 31, 20], ["Aug-23", "south", 5, 2]]):
        write(mine, plans_of(Project(mine.root), [Sent("sent.xlsx", xlsx(rows))], Asked()))
    assert "2023-08,north" in (project.root / CSV).read_text(encoding="utf-8")

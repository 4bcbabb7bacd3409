"""Kills `pcc publish` at moments spread over all of it, and looks what is left: python benchmarks/killed.py [STEPS] [TIMES]

First a project of one plain page is published, and then corrected, in processes that count what they do to files; each is killed
at another step (STEPS of them; default: every step). Then a whole book is published by the command, and killed after times spread
over the whole of it (TIMES; default: 20), with all processes that it started.

After each kill the archive must be sound as it stands; after the next start it must be as before, or as if nobody had killed it;
and publishing again must give the same bytes. Needs a system that can fork.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from published_book import (
    DAY,
    LATER,
    REASON,
    archived,
    copies,
    corrected,
    hold_clean,
    hold_sound,
    plain_project,
    publish,
    steps_of,
)
from small_book import write
from tiny_book import command, tiny_book

from pcc_lib.building import editions
from pcc_lib.inputs.project import Project
from pcc_lib.publishing import record
from pcc_lib.publishing.finishing import recover


def by_steps(folder: Path, said: tuple[str, ...], most: int) -> tuple[int, int, int]:
    """Kill at steps; gives how many, at how many all was as before, and how many steps there are."""
    project = plain_project(folder / "project")
    if said:
        publish(project)
        corrected(project)
    before = archived(project)
    whole = Project(shutil.copytree(project.root, folder / "whole"))
    total = steps_of(whole, *said)
    after = archived(whole)
    moments = range(1, total + 1, max(1, total // most) if most else 1)
    as_before = 0
    for moment in moments:
        killed = Project(shutil.copytree(project.root, folder / "killed"))
        assert steps_of(killed, *said, until=moment) == -1
        as_before += _hold(killed, before, after)
        if archived(killed) == before:
            publish(killed, *said)
            assert archived(killed) == after, f"step {moment}"
        hold_clean(killed)
        shutil.rmtree(killed.root)
    return len(moments), as_before, total


def _hold(project: Project, before: dict[str, bytes], after: dict[str, bytes]) -> bool:
    """Hold what is left of a publishing that was killed; gives whether it is as before."""
    hold_sound(project)
    recover(project, project.root / "site")
    hold_sound(project)
    now = archived(project)
    assert now in (before, after), sorted(name for name in {*now, *before} if now.get(name) != before.get(name))[:9]
    return now == before


def by_time(folder: Path, times: int) -> tuple[int, int, float]:
    """Kill the command after times; gives how many, at how many all was as before, and how long it takes."""
    root = tiny_book(folder / "book")
    before = archived(Project(root))
    whole = Path(shutil.copytree(root, folder / "whole book"))
    start = time.perf_counter()
    subprocess.run(command(whole, "publish", "--date", DAY), check=True, capture_output=True)
    seconds = time.perf_counter() - start
    after = archived(Project(whole))
    as_before = 0
    for number in range(1, times + 1):
        killed = Project(shutil.copytree(root, folder / "killed book"))
        process = subprocess.Popen(
            command(killed.root, "publish", "--date", DAY),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(seconds * number / (times + 1))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        as_before += _hold(killed, before, after)
        shutil.rmtree(killed.root)
    return times, as_before, seconds


def main() -> None:
    """Kill, and print the counts."""
    most, times = (int(given) for given in [*sys.argv[1:], "0", "20"][:2]) if len(sys.argv) != 2 else (int(sys.argv[1]), 20)
    real, editions.write_edition = (editions.write_edition, record.LIBRARY), copies
    count = 0
    for said, what in (((), "A first edition"), ((REASON, LATER), "A correction")):
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder) / "library/pcc_lib/__init__.py", "")  # to copy all of it would be most of the steps
            record.LIBRARY = Path(folder) / "library/pcc_lib"
            killed, as_before, total = by_steps(Path(folder), said, most)
        count += killed
        print(f"{what}: killed at {killed} of {total} steps; as before after {as_before}, published after {killed - as_before}.")
    editions.write_edition, record.LIBRARY = real
    with tempfile.TemporaryDirectory() as folder:
        killed, as_before, seconds = by_time(Path(folder), times)
    print(f"A book, {seconds:.0f} s: killed {killed} times; as before after {as_before}, published after {killed - as_before}.")
    print(f"{count + killed} kills, and nothing was half published.")


if __name__ == "__main__":
    main()

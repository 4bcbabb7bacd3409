"""Starts who does the work of a large build."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pcc_lib.core.errors import BuildError
from pcc_lib.estates.executors import Executor, InProcess, Processes


def executor_name(asked: str, scheduler: str) -> str:
    """Which executor is meant; a BuildError where a scheduler is named for one that has none."""
    if scheduler and asked not in ("", "dask"):
        raise BuildError(f"--scheduler is for --executor dask; {asked} needs none. Leave one of them out.")
    return asked or ("dask" if scheduler else "processes")


def started(name: str, scheduler: str, width: int | None, projects: tuple[Sequence[str], str]) -> Executor:
    """The executor of a name (`processes`, `in-process`, `dask`); a BuildError where it cannot do the work.

    projects: their folders, and the name of a file that lies in each.
    """
    roots, token = projects
    if scheduler and width:
        raise BuildError("--workers says how many processes of this machine there are; a scheduler has its own. Leave it out.")
    if name == "in-process":
        return InProcess()
    if name == "processes":
        return Processes(Path(roots[0]), width)
    from pcc_lib.estates.cluster import Cluster

    cluster = Cluster(scheduler, width)
    try:
        cluster.hold(roots, token)
    except BaseException:
        cluster.close()
        raise
    return cluster

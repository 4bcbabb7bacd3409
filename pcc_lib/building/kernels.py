"""Kernels for page runs: forked from the nursery, or started the ordinary way.

Imported when the first page is about to run, and not before: jupyter_client and asyncio take their time.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
import time
from importlib.metadata import EntryPoint
from json import JSONDecodeError
from pathlib import Path
from typing import Any

from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from pcc_lib.building.environment import page_environment
from pcc_lib.building.nursery import Nursery, NurseryError

LAUNCHER = "ipykernel_launcher"
PROVISIONER = "pcc"  # under which jupyter_client finds our way of starting a kernel


class Kernels:
    """The kernels of one run: forked from `nursery` where there is one and it is well, else processes of their own."""

    def __init__(self, nursery: Nursery | None) -> None:
        self.nursery = nursery
        self._lock = threading.Lock()
        self._processes: list[Any] = []
        self._ended = False

    def end(self) -> None:
        """End them all, and let no other start: the threads that wait for them then end too."""
        with self._lock:
            self._ended = True
            processes, self._processes = self._processes, []
        if self.nursery is not None:
            self.nursery.close()
        for process in processes:
            process.kill()

    def may_start(self) -> None:
        """A RuntimeError where they have been ended."""
        if self._ended:
            raise RuntimeError("the build was stopped")

    def started(self, process: Any) -> None:
        """Remember a kernel that is a process of its own; one that comes too late is ended at once."""
        with self._lock:
            if not self._ended:
                return self._processes.append(process)
        process.kill()


class PageProvisioner(LocalProvisioner):
    """Starts a kernel of a run."""

    kernels = Kernels(None)
    process: Any = None  # a Popen, or a Forked with the same face

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start the kernel; gives how to connect to it."""
        nursery = self.kernels.nursery
        with contextlib.suppress(NurseryError):
            if nursery is not None:
                self.process = nursery.start(cmd[cmd.index(LAUNCHER) + 1 :], kwargs["cwd"], kwargs["env"])
                self.pid, self.cwd = self.process.pid, kwargs["cwd"]
                return self.connection_info
        self.kernels.may_start()
        found = await super().launch_kernel(cmd, **kwargs)
        self.kernels.started(self.process)
        return found

    async def wait(self) -> int | None:
        """Wait until the kernel has ended; gives its exit code."""
        while self.process and self.process.poll() is None:
            await asyncio.sleep(0.01)  # the original looks ten times a second
        return await super().wait()


class PageKernelManager(AsyncKernelManager):
    """Manages a kernel that runs in `root` with this interpreter, over encrypted TCP."""

    root: Path

    async def start_kernel(self, **kwargs: Any) -> None:
        """Start it, with the environment of every page."""
        await super().start_kernel(cwd=str(self.root), env=page_environment(self.root), **kwargs)

    def _reconcile_connection_info(self, info: Any) -> None:
        """Hold the connection file against what the kernel was given. A kernel writes the file again as it starts: whoever reads
        it at that moment finds the half of it, and looks again."""
        for wait in (*[0.02] * 50, None):
            try:
                return super()._reconcile_connection_info(info)
            except JSONDecodeError:
                if wait is None:
                    raise
                time.sleep(wait)

    @property
    def kernel_spec(self) -> KernelSpec:
        """Always this interpreter: an installed kernel of the same name may belong to another."""
        spec = KernelSpec(**get_kernel_dict())
        spec.argv = [sys.executable, *spec.argv[1:]]
        spec.metadata = {**(spec.metadata or {}), "kernel_provisioner": {"provisioner_name": PROVISIONER, "config": {}}}
        return spec

    def _transport_encryption_policy(self, value: str | None = None) -> str:
        return super()._transport_encryption_policy("auto" if value in (None, "disabled") else value)


def kernel_manager(folder: Path, running: Kernels) -> type[PageKernelManager]:
    """A kernel manager class for `papermill.execute_notebook(kernel_manager_class=…)`, for pages that run in `folder`."""

    class Provisioner(PageProvisioner):
        kernels = running

    class Manager(PageKernelManager):
        root = folder

    class OurEntryPoint(EntryPoint):
        def load(self) -> type[PageProvisioner]:
            return Provisioner

    KernelProvisionerFactory.instance().provisioners[PROVISIONER] = OurEntryPoint(PROVISIONER, f"{__name__}:PageProvisioner", "")
    return Manager

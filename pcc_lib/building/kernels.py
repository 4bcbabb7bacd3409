"""Kernels for page runs: forked from the nursery, or started the ordinary way.

Imported when the first page is about to run, and not before: jupyter_client and asyncio take their time.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from importlib.metadata import EntryPoint
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


class PageProvisioner(LocalProvisioner):
    """Starts a kernel: forked from `nursery` where there is one and it is well, else as a process of its own."""

    nursery: Nursery | None = None
    process: Any = None  # a Popen, or a Forked with the same face

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start the kernel; gives how to connect to it."""
        with contextlib.suppress(NurseryError):
            if self.nursery is not None:
                self.process = self.nursery.start(cmd[cmd.index(LAUNCHER) + 1 :], kwargs["cwd"], kwargs["env"])
                self.pid, self.cwd = self.process.pid, kwargs["cwd"]
                return self.connection_info
        return await super().launch_kernel(cmd, **kwargs)

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

    @property
    def kernel_spec(self) -> KernelSpec:
        """Always this interpreter: an installed kernel of the same name may belong to another."""
        spec = KernelSpec(**get_kernel_dict())
        spec.argv = [sys.executable, *spec.argv[1:]]
        spec.metadata = {**(spec.metadata or {}), "kernel_provisioner": {"provisioner_name": PROVISIONER, "config": {}}}
        return spec

    def _transport_encryption_policy(self, value: str | None = None) -> str:
        return super()._transport_encryption_policy("auto" if value in (None, "disabled") else value)


def kernel_manager(folder: Path, server: Nursery | None) -> type[PageKernelManager]:
    """A kernel manager class for `papermill.execute_notebook(kernel_manager_class=…)`, for pages that run in `folder`."""

    class Provisioner(PageProvisioner):
        nursery = server

    class Manager(PageKernelManager):
        root = folder

    class OurEntryPoint(EntryPoint):
        def load(self) -> type[PageProvisioner]:
            return Provisioner

    KernelProvisionerFactory.instance().provisioners[PROVISIONER] = OurEntryPoint(PROVISIONER, f"{__name__}:PageProvisioner", "")
    return Manager

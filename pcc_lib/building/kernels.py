"""Kernels for page runs: forked from the nursery, or started the ordinary way."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Any

from pcc_lib.building.environment import page_environment
from pcc_lib.building.nursery import Nursery, NurseryError

LAUNCHER = "ipykernel_launcher"


def kernel_manager(root: Path, nursery: Nursery | None) -> type:
    """A kernel manager class for `papermill.execute_notebook(kernel_manager_class=…)`.

    Its kernels run in `root` with this interpreter, over encrypted TCP; forked where a nursery is given and well.
    """
    import asyncio
    from importlib.metadata import EntryPoint

    from ipykernel.kernelspec import get_kernel_dict
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager
    from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

    class PageProvisioner(LocalProvisioner):
        async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
            with contextlib.suppress(NurseryError):
                if nursery is not None:
                    self.process = nursery.start(cmd[cmd.index(LAUNCHER) + 1 :], kwargs["cwd"], kwargs["env"])
                    self.pid, self.cwd = self.process.pid, kwargs["cwd"]
                    return self.connection_info
            return await super().launch_kernel(cmd, **kwargs)

        async def wait(self) -> int | None:
            while self.process and self.process.poll() is None:
                await asyncio.sleep(0.01)  # the original looks ten times a second
            return await super().wait()

    class PageKernelManager(AsyncKernelManager):
        async def start_kernel(self, **kwargs: Any) -> None:
            await super().start_kernel(cwd=str(root), env=page_environment(root), **kwargs)

        @property
        def kernel_spec(self) -> KernelSpec:
            """Always this interpreter: an installed kernel of the same name may belong to another."""
            spec = KernelSpec(**get_kernel_dict())
            spec.argv = [sys.executable, *spec.argv[1:]]
            spec.metadata = {**(spec.metadata or {}), "kernel_provisioner": {"provisioner_name": "pcc", "config": {}}}
            return spec

        def _transport_encryption_policy(self, value: str | None = None) -> str:
            return super()._transport_encryption_policy("auto" if value in (None, "disabled") else value)

    class PageEntryPoint(EntryPoint):
        def load(self) -> type:
            return PageProvisioner

    KernelProvisionerFactory.instance().provisioners["pcc"] = PageEntryPoint("pcc", "pcc_lib.building.kernels:", "")
    return PageKernelManager

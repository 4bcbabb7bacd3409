"""Begins a preview, and ends it: nothing of it is left, however it ends."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from pcc_lib.building.locks import PREVIEW, held
from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.core.files import remove_tree
from pcc_lib.inputs.page_files import pages_of
from pcc_lib.inputs.project import Project
from pcc_lib.previewing.board import Board
from pcc_lib.previewing.pages import address_of
from pcc_lib.previewing.rounds import Asked, Rounds
from pcc_lib.previewing.server import LOOPBACK, application

PORT, PORTS = 8017, 20  # the first that is tried, and how many
END_SECONDS = 2.0  # for which the thread that makes pages is waited for: what it waits for has ended
LOOK_SECONDS = 0.2  # on Windows nothing interrupts a long wait


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to see: a page (blank: the first of the book), on a port (0: one that is free)."""

    page: str = ""
    port: int = 0


def preview(asked: Asked, wanted: Wanted, ready: Callable[[str], object]) -> None:
    """Show a book until Ctrl-C. `ready` is called with the address of the page, when it can be asked for.

    A ReportError says that there is no such page, that the port is taken, or that one of this quarter is running; what nobody
    foresaw ends it too, and is raised.
    """
    with held(Project(asked.root), f"_build/preview/{asked.quarter}.lock", PREVIEW):
        _preview(asked, wanted, ready)


def _preview(asked: Asked, wanted: Wanted, ready: Callable[[str], object]) -> None:
    board = Board()
    board.watched = _address_of(Project(asked.root), wanted.page)
    sockets = _listen(wanted.port)
    port = sockets[0].getsockname()[1]
    rounds = Rounds(asked, board)
    thread = threading.Thread(target=rounds.run, name="pcc-preview", daemon=True)
    try:
        thread.start()
        asyncio.run(_serve(sockets, application(board, f"{asked.quarter}", port), thread, lambda: ready(_url(port, board))))
    finally:
        rounds.stop()
        thread.join(END_SECONDS)
        remove_tree(asked.folder)
    if rounds.broken:
        raise rounds.broken


def _url(port: int, board: Board) -> str:
    return f"http://{LOOPBACK}:{port}/{board.watched}"


def _address_of(project: Project, name: str) -> str:
    """The address of a page in the book."""
    pages = pages_of(project)
    found = next((page for page in pages if page.name == name), None) if name else pages[0]
    if found is None:
        raise ReportError(f"the book has no page '{name}'. {suggest(name, [page.name for page in pages])}")
    return address_of(found)


def _listen(port: int) -> list[socket.socket]:
    """The sockets of a port of this machine alone."""
    for each in (port,) if port else range(PORT, PORT + PORTS):
        try:
            return bind_sockets(each, LOOPBACK, family=socket.AF_INET)
        except OSError:
            continue
    which = f"port {port} is" if port else f"ports {PORT} to {PORT + PORTS - 1} are"
    raise ReportError(f"{which} taken, by another preview perhaps. Name another: pcc preview --port 9000")


async def _serve(sockets: list[socket.socket], app: object, thread: threading.Thread, ready: Callable[[], object]) -> None:
    """Answer until somebody stops it, or what makes the pages has broken down."""
    server = HTTPServer(app)  # pyright: ignore[reportArgumentType]
    server.add_sockets(sockets)
    ready()
    while thread.is_alive():
        await asyncio.sleep(LOOK_SECONDS)

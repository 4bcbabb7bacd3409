"""The server of a preview: for browsers on this machine alone, and only what the board shows, out of memory.

A page of another site that is open in the same browser can neither read it nor learn what is in it: the name that was asked for
must be this machine's own, and what a foreign page asks for is refused.
"""

from __future__ import annotations

import asyncio
import json
import mimetypes
import re
from pathlib import Path
from typing import Any

import tornado.web
from tornado.iostream import StreamClosedError

from pcc_lib.previewing.board import Board, Shown
from pcc_lib.writing.html import fill

LOOPBACK = "127.0.0.1"
OURS = "_preview"  # the folder of what no book has
ASSETS = ("preview.js", "preview.css")
ALIVE_SECONDS = 15.0
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_BODY = re.compile(rb"<body\b[^>]*>")
_TEXT = ("text/", "application/javascript", "application/json")


class Handler(tornado.web.RequestHandler):
    """What all answers have in common."""

    def initialize(self, board: Board, title: str, hosts: frozenset[str]) -> None:
        """Called by tornado."""
        self.board, self.title, self.hosts = board, title, hosts

    def set_default_headers(self) -> None:
        """Called by tornado."""
        self.clear_header("Server")
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """Refuse what was not asked for by this machine's own name, or by a page of another site."""
        site = self.request.headers.get("Sec-Fetch-Site", "none")
        followed = self.request.headers.get("Sec-Fetch-Mode") == "navigate"  # a link that somebody followed here
        if self.request.host.lower() not in self.hosts or (site not in ("none", "same-origin") and not followed):
            raise tornado.web.HTTPError(403)

    def write_error(self, status_code: int, **_: Any) -> None:
        """A few plain words; never a trace."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(_WORDS.get(status_code, "That did not work."))

    def notice(self, shown: Shown, page: str) -> str:
        """What stands above a page."""
        return str(fill("preview/notice", shown=shown, page=shown.digests.get(page, ""), title=self.title))


_WORDS = {
    403: "A preview answers only to this machine.",
    404: "The book has no such page.",
    405: "A preview is only read.",
}


class BookHandler(Handler):
    """A file of the book; a page with the notice above it."""

    def get(self, address: str) -> None:
        """Answer a request."""
        shown = self.board.shown
        if not shown.files:
            self.finish(str(fill("preview/wait", notice=fill("preview/notice", shown=shown, page="", title=self.title))))
            return
        content = shown.files.get(address or "index.html")
        if content is None:
            raise tornado.web.HTTPError(404)
        kind = mimetypes.guess_type(address or "index.html")[0] or "application/octet-stream"
        self.set_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith(_TEXT) else kind)
        if kind == "text/html":
            self.board.watched = address
            content = self._with_notice(content, address, shown)
        self.finish(content)

    head = get

    def _with_notice(self, page: bytes, address: str, shown: Shown) -> bytes:
        links = str(fill("preview/links")).encode()
        page = page.replace(b"</head>", links + b"</head>", 1)
        notice = self.notice(shown, address).encode("utf-8")
        return _BODY.sub(lambda body: body[0] + notice, page, count=1)


class NoticeHandler(Handler):
    """What stands above a page now."""

    def get(self) -> None:
        """Answer a request."""
        self.finish(self.notice(self.board.shown, self.get_query_argument("page", "")))


class AssetHandler(Handler):
    """The script and the style of the notice."""

    def get(self, name: str) -> None:
        """Answer a request."""
        self.set_header("Content-Type", f"{'text/javascript' if name.endswith('.js') else 'text/css'}; charset=utf-8")
        self.finish((Path(__file__).parent / name).read_bytes())


class EventsHandler(Handler):
    """Tells a browser, as long as it listens, what is shown: digests of the notice and of its page."""

    async def get(self) -> None:
        """Answer a request, until the browser has gone or the server ends."""
        self.set_header("Content-Type", "text/event-stream")
        page, changed = self.get_query_argument("page", ""), asyncio.Event()
        loop = asyncio.get_running_loop()
        stop = self.board.listen(lambda: loop.call_soon_threadsafe(changed.set))
        try:
            while True:
                shown = self.board.shown
                told = {"notice": shown.said, "page": shown.digests.get(page, "")}
                self.write(f"data: {json.dumps(told)}\n\n")
                await self.flush()
                await _wait(changed)
        except StreamClosedError:
            pass
        finally:
            stop()


async def _wait(changed: asyncio.Event) -> None:
    """Until something has changed, or it is time to see whether the browser is still there."""
    try:
        await asyncio.wait_for(changed.wait(), ALIVE_SECONDS)
    except TimeoutError:
        return
    changed.clear()


def application(board: Board, title: str, port: int) -> tornado.web.Application:
    """The server's addresses."""
    own = {"board": board, "title": title, "hosts": frozenset(f"{name}:{port}" for name in (LOOPBACK, "localhost"))}
    return tornado.web.Application(
        [
            (rf"/{OURS}/events", EventsHandler, own),
            (rf"/{OURS}/notice", NoticeHandler, own),
            (rf"/{OURS}/({'|'.join(map(re.escape, ASSETS))})", AssetHandler, own),
            (r"/(.*)", BookHandler, own),
        ],
        default_handler_class=BookHandler,
        default_handler_args=own,
        log_function=lambda _: None,
    )

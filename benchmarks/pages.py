"""What the pages of a built book weigh, and how fast they are: python benchmarks/pages.py HTML [--lighthouse PROGRAM].

HTML is the folder of a built book (`pcc build` prints it). It is served compressed, as docs/hosting.md has it, and each page is
opened in Chromium as on a phone, and not scrolled: its HTML, what it asks for, and how much that is as it lies and as it is sent.
`--list PAGE` names every file that a page asks for. With `--lighthouse` the landing page and the largest page with charts are
held against Lighthouse on a phone and on a desktop (npm install lighthouse@12.2.3; later ones need Node 22; CHROME_PATH names the
browser), the median of `--runs`. `--tasks` counts what keeps the browser busy for long while a page is read from top to bottom on
a processor that is slowed down four times.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import gzip
import http.server
import json
import os
import statistics
import subprocess
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright
from timing import machine

BROWSER = os.environ.get("CHROME_PATH", "/usr/bin/chromium")
COMPRESSED = {".html", ".css", ".js", ".json", ".csv", ".svg", ".txt"}
PHONE, SLOWED = {"width": 390, "height": 844}, 4
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
WATCH = """() => {
    window.longest = [];
    const note = (list) => list.getEntries().forEach((entry) => window.longest.push(entry.duration));
    new PerformanceObserver(note).observe({type: 'longtask', buffered: true});
}"""


class Asked(NamedTuple):
    """One file that a page asked for: its path, its bytes as they lie and as they are sent."""

    path: str
    raw: int
    sent: int


class Weight(NamedTuple):
    """A page: its name, the bytes of its HTML, and all that it asked for, itself first."""

    name: str
    html: int
    asked: Sequence[Asked]


def main() -> None:
    """Serve the book, weigh its pages, and measure what is asked for."""
    given = _arguments()
    print(f"machine: {machine()}")
    with serve(given.html) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        weights = [weigh(browser, given.html, address, name) for name in _pages(given.html)]
        _table(weights)
        for weight in (w for w in weights if w.name in given.list):
            _listed(weight)
        measured = given.pages or _measured(weights)
        if given.tasks:
            for name in measured:
                _busy(browser, f"{address}/notebooks/{name}.html", name)
        browser.close()
        if given.lighthouse:
            _lighthouse(given, address, measured)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("html", type=Path)
    parser.add_argument("--list", nargs="*", default=[], metavar="PAGE")
    parser.add_argument("--pages", nargs="*", default=[], metavar="PAGE", help="which pages to measure")
    parser.add_argument("--tasks", action="store_true")
    parser.add_argument("--lighthouse", metavar="PROGRAM")
    parser.add_argument("--runs", type=int, default=3)
    return parser.parse_args()


# ── a server that compresses ──────────────────────────────────────────────────────────────────────────────────────────
@contextlib.contextmanager
def serve(folder: Path) -> Iterator[str]:
    """The address of a folder on a local server, which compresses what hosts compress and says how long it may be kept."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


class _Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        body = sent(path)
        self.send_response(200)
        self.send_header("Content-Type", _type(self.guess_type(str(path))))
        if path.suffix in COMPRESSED:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=31536000" if "_static" in path.parts else "no-cache")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _type(kind: str) -> str:
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


@functools.cache
def sent(path: Path) -> bytes:
    """A file as it is sent."""
    raw = path.read_bytes()
    return gzip.compress(raw, 6, mtime=0) if path.suffix in COMPRESSED else raw


# ── what pages weigh ──────────────────────────────────────────────────────────────────────────────────────────────────
def _pages(folder: Path) -> list[str]:
    return sorted(path.stem for path in (folder / "notebooks").glob("*.html"))


def weigh(browser: Browser, folder: Path, address: str, name: str) -> Weight:
    """One page, opened as on a phone and left as it is."""
    page = browser.new_page(viewport=PHONE)
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    page.goto(f"{address}/notebooks/{name}.html", wait_until="networkidle")
    page.close()
    paths = [unquote(urlsplit(url).path).lstrip("/") for url in urls if url.startswith(address)]
    there = [path for path in paths if (folder / path).is_file()]
    asked = [Asked(path, (folder / path).stat().st_size, len(sent(folder / path))) for path in there]
    return Weight(name, (folder / "notebooks" / f"{name}.html").stat().st_size, asked)


def _table(weights: Sequence[Weight]) -> None:
    print(f"{'page':<18}{'HTML kB':>9}{'requests':>10}{'raw kB':>9}{'sent kB':>9}")
    for w in weights:
        raw, gone = sum(a.raw for a in w.asked), sum(a.sent for a in w.asked)
        print(f"{w.name:<18}{w.html / 1000:>9.1f}{len(w.asked):>10}{raw / 1000:>9.1f}{gone / 1000:>9.1f}")


def _listed(weight: Weight) -> None:
    print(f"\n{weight.name}: every request, raw and sent bytes")
    for asked in weight.asked:
        print(f"{asked.raw:>9,}{asked.sent:>9,}  {asked.path}")


def _measured(weights: Sequence[Weight]) -> list[str]:
    """The landing page, and the largest page of a priority."""
    charts = [w for w in weights if w.name.startswith("priority")]
    return ["headlines", *([max(charts, key=lambda w: w.html).name] if charts else [])]


# ── what keeps the browser busy ───────────────────────────────────────────────────────────────────────────────────────
def _busy(browser: Browser, address: str, name: str) -> None:
    page = browser.new_page(viewport=PHONE)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.add_init_script(f"({WATCH})()")
    page.goto(address, wait_until="networkidle")
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    _read(page)
    found = sorted(page.evaluate("window.longest"), reverse=True)
    long = [round(took) for took in found if took > 200]
    told = f"{name}, {SLOWED} × slower: first painted after {painted:.0f} ms; longest tasks {[round(t) for t in found[:6]]} ms"
    print(f"{told}; {len(long)} over 200 ms")
    page.close()


def _read(page: Page) -> None:
    """Go through a page as a reader does, a screen at a time."""
    height, step = page.evaluate("document.documentElement.scrollHeight"), PHONE["height"]
    for at in range(0, height, step):
        page.evaluate(f"window.scrollTo(0, {at})")
        page.wait_for_timeout(250)
    page.wait_for_timeout(2000)


# ── Lighthouse ────────────────────────────────────────────────────────────────────────────────────────────────────────
def _lighthouse(given: argparse.Namespace, address: str, names: Sequence[str]) -> None:
    print(
        f"\n{'Lighthouse':<28}"
        + "".join(f"{c[:13]:>15}" for c in CATEGORIES)
        + f"{'FCP ms':>9}{'LCP ms':>9}{'TBT ms':>9}{'CLS':>8}"
    )
    for name in names:
        for preset in ("mobile", "desktop"):
            runs = [_one(given.lighthouse, f"{address}/notebooks/{name}.html", preset) for _ in range(given.runs)]
            found = [statistics.median(column) for column in zip(*runs, strict=True)]
            scores = "".join(f"{100 * value:>15.0f}" for value in found[: len(CATEGORIES)])
            fcp, lcp, tbt, cls = found[len(CATEGORIES) :]
            print(f"{name + ', ' + preset:<28}{scores}{fcp:>9.0f}{lcp:>9.0f}{tbt:>9.0f}{cls:>8.3f}")


def _one(program: str, address: str, preset: str) -> list[float]:
    command = [program, address, "--output=json", "--quiet", "--chrome-flags=--headless=new --no-sandbox"]
    command += ["--preset=desktop"] if preset == "desktop" else []
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=True, env=os.environ | {"CHROME_PATH": BROWSER}
    )
    told = json.loads(done.stdout)
    metrics = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
    return [*(told["categories"][c]["score"] for c in CATEGORIES), *(told["audits"][m]["numericValue"] for m in metrics)]


if __name__ == "__main__":
    main()

"""Prints sheets as a tagged PDF (PDF/UA-1), by WeasyPrint: from files of the book and of this library, and from nothing else."""

from __future__ import annotations

import contextlib
import io
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

from pcc_lib.core.errors import ReportError
from pcc_lib.core.installed import LIBRARY
from pcc_lib.core.setting import set_for_now
from pcc_lib.core.sure import sure
from pcc_lib.packs.sheets import Sheets
from pcc_lib.packs.symbols import in_words
from pcc_lib.packs.tags import put_right
from pcc_lib.packs.typefaces import FURTHER, with_space

if TYPE_CHECKING:
    from weasyprint import Document

VARIANT = "pdf/ua-1"
# What a summary may be set in, as shares of its usual size, until it fits: the last is 8 points, the least that is read with ease
SCALES = (1.0, 0.95, 0.9, 0.85)
LOWER, WITHOUT = ".pcc-card .pcc-spark { height: 4mm }", ".pcc-card > .pcc-trend { display: none }"
# then with lower small lines in the cards, at last with none: the web shows them
ATTEMPTS = (*((scale, "") for scale in SCALES), *((scale, lines) for lines in (LOWER, WITHOUT) for scale in SCALES[-2:]))
_BOOK, _OWN = "book", "library"
_NO_CLOCK = (
    "SOURCE_DATE_EPOCH",
    "0",
)  # unpacking fonts and cutting them down, fontTools writes the time of day into each without it
_KINDS = {".svg": "image/svg+xml"}  # what the system takes a file for differs from machine to machine
_MISSING_LETTER = re.compile(r'\.notdef glyph .*"(.)" \(U\+([0-9A-F]+)\)', re.DOTALL)
MISSING = (
    "a pack cannot be printed: WeasyPrint does not find Pango, a library of the system ({found}). Install it, then try again. "
    "Debian and Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; Fedora: dnf install pango; "
    "macOS: brew install pango; Windows: MSYS2, then pacman -S mingw-w64-ucrt-x86_64-pango. "
    "More: https://doc.courtbouillon.org/weasyprint/stable/first_steps.html"
)


def printed(sheets: Sheets) -> bytes:
    """The PDF of these sheets; a ReportError where a library of the system is missing, or anything could not be drawn."""
    with _heard() as said, set_for_now(*_NO_CLOCK):
        made = laid_out(sheets).write_pdf(pdf_variant=VARIANT) or b""
    _refuse(sheets, said)
    return finished(made, sheets.places)


def printed_on_one(sheets: Sheets) -> bytes:
    """The PDF of sheets that have to fit on one page: set smaller until they do, then with lower small lines and with none, and
    refused where they still do not."""
    for scale, style in ATTEMPTS:
        with _heard() as said, set_for_now(*_NO_CLOCK):
            document = laid_out(sheets, scale, style)
            made = document.write_pdf(pdf_variant=VARIANT) if len(document.pages) == 1 else None
        _refuse(sheets, said)
        if made:
            return finished(made, sheets.places)
    raise ReportError(
        f"{sheets.title}: the book's first page does not fit on one sheet, though set in 8 points ({len(document.pages)} pages). "
        f"{sheets.shorten}"
    )


def laid_out(sheets: Sheets, scale: float = 1.0, style: str = "") -> Document:
    """The pages of these sheets, laid out and not yet written; style: rules beside those of the sheets."""
    weasyprint = weasyprint_here()
    from weasyprint.text.fonts import FontConfiguration

    fonts, fetch = FontConfiguration(), _fetcher(weasyprint, {_BOOK: sheets.book, _OWN: LIBRARY})
    size = weasyprint.CSS(string=f"html {{ font-size: {scale * 9.5:.3g}pt }} {style}")
    text, base = sheets.style.read_text(encoding="utf-8"), f"https://{_OWN}/{sheets.style.relative_to(LIBRARY).as_posix()}"
    sheet = weasyprint.CSS(string=text, base_url=base, font_config=fonts, url_fetcher=fetch)
    html = weasyprint.HTML(string=sheets.html, base_url=f"https://{_BOOK}/{quote(sheets.base)}/", url_fetcher=fetch)
    return html.render(font_config=fonts, stylesheets=[size, sheet], pdf_variant=VARIANT)


def finished(pdf: bytes, places: Mapping[str, str]) -> bytes:
    """The PDF with its tags put right, as the same bytes each time."""
    import pikepdf

    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        put_right(opened, places)
        opened.save(made, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()


def weasyprint_here() -> Any:
    """The library, or a ReportError that says what to install: it ends with a bare OSError, and prints of it, without Pango."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            import weasyprint
    except OSError as error:
        raise ReportError(MISSING.format(found=str(error).splitlines()[0])) from None
    return weasyprint


def set_with() -> dict[str, str]:
    """The libraries of the system that set a page, with their versions: with others lines may break elsewhere, and the bytes are
    not the same. (Those of Python are in the lock.)"""
    weasyprint_here()
    from weasyprint.text import ffi

    pango, harfbuzz = sure(ffi.pango), sure(ffi.harfbuzz)
    found = divmod(pango.pango_version(), 10_000)
    return {"Pango": ".".join(map(str, (found[0], *divmod(found[1], 100)))), "HarfBuzz": _version(harfbuzz.hb_version_atleast)}


def _version(at_least: Callable[[int, int, int], int]) -> str:
    """The version of a library that only says whether it is at least some version."""
    found: list[int] = []
    for _ in range(3):
        found.append(max(number for number in range(1000) if number == 0 or at_least(*[*found, number, 0, 0][:3])))
    return ".".join(map(str, found))


def _fetcher(weasyprint: Any, folders: Mapping[str, Path]) -> Any:
    """Reads what a document asks for: files of these folders, and data that stand in the document.

    Each folder has a name in place of a host. So no address depends on where a machine keeps it, such as on a drive of a network.
    """

    class Fetcher(weasyprint.urls.URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            path = _file_of(url, folders)
            content = _content(path)
            kind = {"Content-Type": _KINDS.get(path.suffix, "application/octet-stream")}
            return weasyprint.urls.URLFetcherResponse(url, content, kind)

    return Fetcher(allowed_protocols=("https", "data"))


def _content(path: Path) -> bytes:
    """What a file of the book or the library holds, fit for a pack."""
    if path.name.endswith(FURTHER):
        return with_space(path)
    content = path.read_bytes()
    return in_words(content.decode("utf-8")).encode("utf-8") if path.suffix == ".svg" else content


def _file_of(url: str, folders: Mapping[str, Path]) -> Path:
    """The file that an address names; a ValueError where it is none of these folders'."""
    parts = urlsplit(url)
    folder = folders.get(parts.netloc) if parts.scheme == "https" else None
    path = (folder / unquote(parts.path).lstrip("/")).resolve() if folder else None
    if not folder or not path or not path.is_relative_to(folder.resolve()):
        raise ValueError(f"{url} is no file of the book")
    return path


@contextlib.contextmanager
def _heard() -> Iterator[list[str]]:
    """What WeasyPrint says is wrong while it works, in place of printing it."""
    said: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    loggers = [logging.getLogger("weasyprint"), logging.getLogger("fontTools")]
    kept = [(each, each.handlers, each.propagate) for each in loggers]
    for each in loggers:
        each.handlers, each.propagate = [handler], False
    try:
        yield said
    finally:
        for each, handlers, propagate in kept:
            each.handlers, each.propagate = handlers, propagate


def _refuse(sheets: Sheets, said: Sequence[str]) -> None:
    letters = dict.fromkeys(found for each in said for found in _MISSING_LETTER.findall(each))
    if letters:
        named = ", ".join(f"{letter} (U+{number})" if letter.isprintable() else f"U+{number}" for letter, number in letters)
        raise ReportError(
            f"{sheets.title}: the pack was not written, because no typeface of the book or of this machine has {named}. "
            "Write it otherwise, or install a typeface that has it."
        )
    if said:
        raise ReportError(
            f"{sheets.title}: the pack was not written, because not all of it could be drawn: {'; '.join(said[:3])}"
        )

"""What a file is, by what it holds and not by its name; and what is not opened at all."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from pcc_lib.core.errors import DataError, Fault
from pcc_lib.core.text import upper_first

# bytes; a workbook of ten years of months has a few hundred kB. An OpenDocument table is held whole, and slowly
MAX_FILE, MAX_UNPACKED, MAX_XML, MAX_CONTENT, MAX_PARTS = 32 << 20, 256 << 20, 64 << 20, 16 << 20, 5_000
MAX_MERGED = 200_000  # places that are covered by merged cells
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
XLSX, XLS, ODS, TEXT = "xlsx", "xls", "ods", "text"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE = "Open it in Excel or LibreOffice, and save it as XLSX."
_MAGIC = {
    b"%PDF": "a PDF: ask for the table as a workbook or CSV",
    b"\x89PNG": "a picture: ask for the table as a workbook or CSV",
    b"\xff\xd8\xff": "a picture: ask for the table as a workbook or CSV",
    b"GIF8": "a picture: ask for the table as a workbook or CSV",
    b"PAR1": "a Parquet file: ask for a workbook or CSV",
    b"SQLite format 3": "a database: ask for a workbook or CSV",
    b"\x1f\x8b": "a packed file: unpack it first",
    b"7z\xbc\xaf": "a packed file: unpack it first",
    b"Rar!": "a packed file: unpack it first",
    b"{\\rtf": "a text document: ask for the table as a workbook or CSV",
}


def kind_of(raw: bytes, file: str) -> str:
    """`xlsx`, `xls`, `ods` or `text`; a DataError says what else it is, or why it is not opened."""
    if not raw.strip():
        raise _refused(file, "is empty.", "Was it saved? Ask for it again.")
    if len(raw) > MAX_FILE:
        raise _refused(file, f"is larger than {MAX_FILE >> 20} MiB.", "Send the months that are new, as a table of counts.")
    for magic, words in _MAGIC.items():
        if raw.startswith(magic):
            what, _, todo = words.partition(": ")
            raise _refused(file, f"is {what}.", f"{upper_first(todo)}.")
    if raw.startswith(_OLE):
        return _old(raw, file)
    if raw.startswith(b"PK"):
        return _packed(raw, file)
    _refuse_marked_up(raw, file)
    return TEXT


def _old(raw: bytes, file: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in raw:
        raise _refused(file, "is protected by a password.", "Open it with the password, and save it without one.")
    if "Workbook".encode("utf-16-le") not in raw and "Book".encode("utf-16-le") not in raw:
        raise _refused(file, "is an old Office file, and no workbook.", "Send the workbook.")
    return XLS


def _refuse_marked_up(raw: bytes, file: str) -> None:
    """Web pages and XML that are called a workbook, as many systems export them."""
    start = raw[:4096].decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1", "replace")
    head = start.lstrip("\ufeff\u00ef\u00bb\u00bf \t\r\n").lower()
    if head.startswith(("<!doctype html", "<html", "<table", "<meta", "<head")) or ("<table" in head and head.startswith("<")):
        raise _refused(file, "is a web page, whatever its name says.", _SAVE)
    if head.startswith("<?xml") or head.startswith("<workbook"):
        raise _refused(file, "is an XML file, whatever its name says.", _SAVE)
    if head.startswith(("{", "[{")):
        raise _refused(file, "is JSON.", "Ask for the table as a workbook or CSV.")


def _packed(raw: bytes, file: str) -> str:
    """What a packed file is; none of it is unpacked before its sizes are known."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            infos = packed.infolist()
            names = {info.filename for info in infos}
            if _is_bomb(infos):
                raise _refused(file, "would be far larger unpacked than any table is.", "Copy the table alone to a new workbook.")
            if any(info.flag_bits & 1 for info in infos):
                raise _refused(file, "is protected by a password.", "Open it with the password, and save it without one.")
            kind = _of_names(names, packed, file)
            for odd in _odd_parts(packed, infos):
                raise _refused(file, odd, "No workbook that people make holds that. Do not open it; ask for it again.")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, OSError, EOFError, KeyError):
        raise _refused(file, "is damaged: it cannot be unpacked.", "Ask for it again, or open it and save it anew.") from None
    return kind


def _is_bomb(infos: list[zipfile.ZipInfo]) -> bool:
    """Whether a packed file would be larger than any table: by what it says itself, beyond which nothing of it is read."""
    xml = [info for info in infos if info.filename.endswith(".xml")]
    too_large = any(info.file_size > MAX_CONTENT for info in xml if info.filename == "content.xml")
    sizes = sum(info.file_size for info in infos), sum(info.file_size for info in xml)
    return too_large or sizes[0] > MAX_UNPACKED or sizes[1] > MAX_XML or len(infos) > MAX_PARTS


def _merges(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> int:
    """How many places the merged cells of a worksheet cover: each would be laid out."""
    found = _MERGED.findall(packed.read(info)) if info.filename.startswith("xl/worksheets/") else []
    return sum((_number(c) - _number(a) + 1) * (int(d) - int(b) + 1) for a, b, c, d in found)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _of_names(names: set[str], packed: zipfile.ZipFile, file: str) -> str:
    if "mimetype" in names and packed.getinfo("mimetype").file_size < 200:
        if b"opendocument.spreadsheet" in packed.read("mimetype"):
            if "META-INF/manifest.xml" in names and b"encryption-data" in packed.read("META-INF/manifest.xml"):
                raise _refused(file, "is protected by a password.", "Open it with the password, and save it without one.")
            return ODS
        raise _refused(file, "is an OpenDocument file, and no spreadsheet.", "Send the spreadsheet.")
    if "xl/workbook.xml" in names:
        return XLSX
    if "xl/workbook.bin" in names:
        raise _refused(file, "is a binary workbook (XLSB).", _SAVE)
    if "[Content_Types].xml" in names:
        raise _refused(
            file, "is an Office file, and no workbook.", "Send the table as a workbook, or paste it: pcc receive --paste."
        )
    if any(name.startswith("Index/") for name in names):
        raise _refused(file, "is a Numbers document.", "Export it as Excel (XLSX).")
    raise _refused(file, "is a packed file.", "Unpack it, and send the file inside; published archives have pcc import.")


def _odd_parts(packed: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> Iterator[str]:
    """Parts that could stand for more than they hold: declared entities, and letters that hide them."""
    if sum(_merges(packed, info) for info in infos) > MAX_MERGED:
        yield f"merges more than {MAX_MERGED:,} cells."
    for info in infos:
        if not info.filename.endswith((".xml", ".rels", ".vml")):
            continue
        with packed.open(info) as part:
            start = part.read(1 << 16)
        bare = start.removeprefix(b"\xef\xbb\xbf").lstrip()
        if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
            if not info.filename.startswith("META-INF/"):
                yield "declares its own XML entities."
        elif bare and not bare.startswith(b"<"):
            yield "holds XML in letters of an odd kind."


def _refused(file: str, found: str, todo: str) -> DataError:
    return DataError([Fault(file, "", found, todo)])

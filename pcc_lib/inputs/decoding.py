"""Bytes of a file as text, in the encoding that it is said to have: what contradicts it is a fault, and no replacement sign."""

from __future__ import annotations

import codecs

from pcc_lib.core.errors import DefinitionError, Fault

_SINGLE_BYTE = ("cp1252", "iso8859-1", "iso8859-15")  # these read any bytes as some letters
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decoded(raw: bytes, name: str, encoding: str) -> str:
    """The text, its lines ended by `\\n`, without a byte-order mark; a DefinitionError says what is not of this encoding."""
    codec = codecs.lookup(encoding).name
    if codec == "utf-16" and not raw.startswith(_MARKS):
        raise _fault(name, "", "has no byte-order mark, as utf-16 must.", "Save the file as CSV UTF-8, and say encoding: utf-8.")
    if codec in _SINGLE_BYTE and _is_utf8(raw):
        found = f"is UTF-8, and its descriptor says {encoding}."
        raise _fault(name, "", found, "Write encoding: utf-8 in the descriptor.")
    try:
        return _plain_lines(raw.decode("utf-8-sig" if codec == "utf-8" else codec))
    except UnicodeDecodeError as error:
        line = _plain_lines(raw[: error.start].decode(codec, "replace")).count("\n") + 1
        called = "UTF-8" if codec.startswith("utf-8") else encoding
        found = f"byte 0x{raw[error.start]:02x} is not {called}."
        raise _fault(name, f"line {line}", found, "Save the file as UTF-8 (in Excel: 'CSV UTF-8').") from None


def _is_utf8(raw: bytes) -> bool:
    """Whether bytes beyond ASCII are such as UTF-8 alone makes: by chance no text of another encoding has them."""
    try:
        return not raw.isascii() and bool(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _fault(name: str, place: str, found: str, todo: str) -> DefinitionError:
    return DefinitionError([Fault(name, place, found, todo)])

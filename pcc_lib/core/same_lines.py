"""A text that was changed in some lines, put back into the bytes that it was read from: all other lines keep theirs."""

from __future__ import annotations

import codecs
import re
from difflib import SequenceMatcher

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")


def respliced(raw: bytes, text: str) -> bytes:
    """The bytes of a UTF-8 file with another text: lines that stay keep their own ends, new ones get that of the lines beside
    them. The file begins with a byte-order mark, and ends without the end of a line, where it did before."""
    bom = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    before = _LINE.findall(raw[len(bom) :])
    bare = [line.rstrip(b"\r\n") for line in before]
    wanted = [line.encode("utf-8") for line in text.split("\n")]
    if wanted and not wanted[-1]:
        wanted.pop()
    end = (
        b"\r\n"
        if sum(line.endswith(b"\r\n") for line in before) * 2 > sum(line.endswith((b"\r", b"\n")) for line in before)
        else b"\n"
    )
    found: list[bytes] = []
    for tag, a, b, c, d in SequenceMatcher(None, bare, wanted, autojunk=False).get_opcodes():
        found += before[a:b] if tag == "equal" else [line + end for line in wanted[c:d]]
    whole = not before or before[-1].endswith((b"\r", b"\n"))
    lines = [line if line.endswith((b"\r", b"\n")) else line + end for line in found]
    if lines and not whole:
        lines[-1] = lines[-1].rstrip(b"\r\n")
    return bom + b"".join(lines)

"""A look at the bytes of a large file: its digest, and whether anything in them must be read with care."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pcc_lib.core.text import unseen

BLOCK = 1 << 20
_LINE_END, _FIRST_SEEN = 10, 32


@dataclass(frozen=True)
class Scan:
    """The digest of a file (SHA-256), and what is to be known of its text.

    doubtful: it is not UTF-8, its lines end in several ways, or it holds what cannot be seen. bare: it is ASCII, with no
    quotation mark and no tab, so that nothing but a space can stand before a cell or after it.
    """

    digest: str
    doubtful: bool
    bare: bool


def scan(path: Path) -> Scan:
    """Look at a file, block by block; what is not ASCII with plain line ends is looked at in whole lines."""
    digest, rest, odd, bare = hashlib.sha256(), b"", False, True
    lines = returns = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            bare = bare and is_bare(block)
            if odd:
                continue  # the digest is still wanted
            if not rest and block.isascii() and b"\r" not in block:
                odd = bool(returns) or _has_controls(block)
                lines += 1  # of how many it is does not matter: none of them ends with a return
                continue
            whole, end, rest = (rest + block).rpartition(b"\n")
            whole += end
            odd = len(rest) > BLOCK or _is_odd(whole if lines else whole.removeprefix(codecs.BOM_UTF8))
            odd = odd or whole.count(b"\r") != whole.count(b"\r\n")
            lines, returns = lines + whole.count(b"\n"), returns + whole.count(b"\r")
            odd = odd or returns not in (0, lines)  # lines end in one way, or are read with care
    return Scan(digest.hexdigest(), odd or b"\r" in rest or _is_odd(rest), bare)


def is_bare(block: bytes) -> bool:
    """Whether a part of a file is ASCII without quotation marks and tabs."""
    return block.isascii() and not any(mark in block for mark in (b'"', b"'", b"\t"))


def _is_odd(block: bytes) -> bool:
    """Whether a part of a text is not UTF-8, or holds what cannot be seen."""
    if block.isascii():
        return _has_controls(block.replace(b"\r", b""))
    try:
        return next(unseen(block.decode("utf-8").replace("\r", "")), None) is not None
    except UnicodeDecodeError:
        return True


def _has_controls(block: bytes) -> bool:
    """Whether ASCII text holds anything that cannot be seen besides tabs and ends of lines."""
    seen = np.frombuffer(block, dtype=np.uint8)
    lines = int(np.count_nonzero(seen == _LINE_END))  # several times as fast as bytes.count, where there are many
    return int(np.count_nonzero(seen < _FIRST_SEEN)) != lines + block.count(b"\t") or b"\x7f" in block

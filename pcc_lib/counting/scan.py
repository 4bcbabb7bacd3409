"""A look at the bytes of a large file: its digest, and whether anything in them must be read with care."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pcc_lib.core.text import unseen

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Scan:
    """The digest of a file (SHA-256), and whether it is doubtful as text: not UTF-8, line ends of several kinds, or characters
    that cannot be seen."""

    digest: str
    doubtful: bool


def scan(path: Path) -> Scan:
    """Look at a file, block by block; what is not plain ASCII with one kind of line end is looked at in whole lines."""
    digest, rest, odd = hashlib.sha256(), b"", False
    lines = returns = 0
    with path.open("rb") as file:
        while block := file.read(_CHUNK):
            digest.update(block)
            if odd:
                continue  # the digest is still wanted
            if not rest and block.isascii() and b"\r" not in block:
                odd = bool(returns) or _has_controls(block)
                lines += 1  # of how many it is does not matter: none of them ends with a return
                continue
            whole, end, rest = (rest + block).rpartition(b"\n")
            whole += end
            odd = len(rest) > _CHUNK or _is_odd(whole if lines else whole.removeprefix(codecs.BOM_UTF8))
            odd = odd or whole.count(b"\r") != whole.count(b"\r\n")
            lines, returns = lines + whole.count(b"\n"), returns + whole.count(b"\r")
            odd = odd or returns not in (0, lines)  # lines end in one way, or are read with care
    return Scan(digest.hexdigest(), odd or b"\r" in rest or _is_odd(rest))


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
    below = np.count_nonzero(np.frombuffer(block, dtype=np.uint8) < 32)
    return below != block.count(b"\n") + block.count(b"\t") or b"\x7f" in block

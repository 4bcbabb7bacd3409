"""A look at the bytes of a large file: its digest, and whether anything in them must be read with care."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pcc_lib.core.text import unseen

BLOCK = 1 << 20
_LINE_END, _RETURN, _FIRST_SEEN = 10, 13, 32


@dataclass(frozen=True)
class Scan:
    """The digest of a file (SHA-256), and what is to be known of its text.

    doubtful: it is not UTF-8, its lines end in several ways, it holds what cannot be seen, or it has a quotation mark that stands
    neither at an end of a cell nor twice in a quoted one. bare: it is ASCII, with no quotation mark and no tab, so that nothing
    but a space can stand before a cell or after it. delimiters: how many stand between cells, and not in quotation marks.
    """

    digest: str
    doubtful: bool
    bare: bool
    delimiters: int


def scan(path: Path, delimiter: str, quote: str) -> Scan:
    """Look at a file, block by block."""
    looked = _Looking(ord(delimiter), ord(quote))
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            if not looked.odd:  # the digest is still wanted
                looked.at(block)
    looked.at_end()
    return Scan(digest.hexdigest(), looked.odd, looked.bare, looked.delimiters)


class _Looking:
    """What was seen so far. What is not ASCII with plain line ends is looked at in whole lines."""

    def __init__(self, delimiter: int, quote: int) -> None:
        self.odd, self.bare, self.delimiters = False, True, 0
        self._delimiter, self._quote, self._quoted = delimiter, quote, 0
        self._misquoted, self._last = False, _LINE_END
        self._rest, self._lines, self._returns = b"", 0, 0

    def at(self, block: bytes) -> None:
        """Look at the next block."""
        self.bare = self.bare and is_bare(block)
        self._count(np.frombuffer(block, dtype=np.uint8), bytes([self._quote]) in block)
        if not self._rest and block.isascii() and b"\r" not in block:
            self.odd = bool(self._returns) or _has_controls(block)
            self._lines += 1  # of how many it is does not matter: none of them ends with a return
            return
        whole, end, self._rest = (self._rest + block).rpartition(b"\n")
        whole += end
        self.odd = len(self._rest) > BLOCK or _is_odd(whole if self._lines else whole.removeprefix(codecs.BOM_UTF8))
        self.odd = self.odd or whole.count(b"\r") != whole.count(b"\r\n")
        self._lines, self._returns = self._lines + whole.count(b"\n"), self._returns + whole.count(b"\r")
        self.odd = self.odd or self._returns not in (0, self._lines)  # lines end in one way, or are read with care

    def at_end(self) -> None:
        """Look at what stands behind the last end of a line, and whether all quotation marks were where they may be."""
        self.odd = self.odd or b"\r" in self._rest or _is_odd(self._rest) or self._misquoted or bool(self._quoted)

    def _count(self, seen: np.ndarray, has_quotes: bool) -> None:
        """Count the delimiters outside quotation marks: those behind an even number of them."""
        between = seen == self._delimiter
        if has_quotes or self._quoted or self._last == self._quote:
            self._misquoted = self._misquoted or self._has_bare_quotes(seen)
            inside = np.bitwise_xor.accumulate((seen == self._quote).view(np.uint8))
            inside ^= self._quoted
            self._quoted = int(inside[-1])
            between &= inside == 0
        self._last = int(seen[-1])
        self.delimiters += int(np.count_nonzero(between))

    def _has_bare_quotes(self, seen: np.ndarray) -> bool:
        """Whether a mark opens behind anything but a delimiter, an end of a line or the mark that it doubles; or closes before
        anything else than these. Two of them could hide a delimiter from the count, and so pay for one too many."""
        seen = np.append(np.uint8(self._last), seen)
        marks = np.flatnonzero(seen == self._quote)
        before = int(self._last == self._quote)  # the mark that ended the block before, counted there
        opening, closing = marks[before:][self._quoted :: 2], marks[before:][1 - self._quoted :: 2]
        if before and not self._quoted:
            closing = np.append(0, closing)
        ends = np.array([self._delimiter, _LINE_END, self._quote], dtype=np.uint8)
        behind = seen[closing[closing + 1 < len(seen)] + 1]  # of the last byte, the next block tells
        return not (np.isin(seen[opening - 1], ends).all() and np.isin(behind, np.append(ends, np.uint8(_RETURN))).all())


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
    tabs = block.count(b"\t") if b"\t" in block else 0  # looking for one takes a tenth of counting none
    return int(np.count_nonzero(seen < _FIRST_SEEN)) != lines + tabs or b"\x7f" in block

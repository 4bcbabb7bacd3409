"""Text for what cannot print every character: a terminal of Windows-1252, or a pipe of ASCII, gets words, no question marks."""

from __future__ import annotations

import codecs
import io
import unicodedata
from typing import IO

ERRORS = "plain_text"  # under which Python knows what to do with a character that an encoding lacks
ASCII = "plain_ascii"
_PLAIN = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\u2501\u00ad", "-"),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u2039\u203a\u02bc", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
    **dict.fromkeys("\u2022\u00b7\u2219\u25cf\u25cb\u25aa", "*"),
    **dict.fromkeys("\u2502\u2503\u00a6", "|"),
    **dict.fromkeys("\u2588\u2593\u2592\u2591\u25a0", "#"),
    **dict.fromkeys("\u2713\u2714\u2705", "yes"),
    **dict.fromkeys("\u2717\u2718\u2715\u274c", "no"),
    "\u2026": "...",
    "\u2020": "+",
    "\u2021": "++",
    "\u00bf": "?",
    "\u00a1": "!",
    "\u2192": "->",
    "\u2190": "<-",
    **dict.fromkeys("\u2191\u25b2\u25b3\u2b06", "up"),
    **dict.fromkeys("\u2193\u25bc\u25bd\u2b07", "down"),
    "\u2194": "<->",
    "\u21d2": "=>",
    "\u2264": "<=",
    "\u2265": ">=",
    "\u2260": "!=",
    "\u2248": "about ",
    "\u00b1": "+/-",
    "\u00d7": "x",
    "\u00f7": "/",
    "\u2044": "/",
    "\u2215": "/",
    "\u2030": " per thousand",
    "\u221a": "root ",
    "\u00a3": "GBP ",
    "\u20ac": "EUR ",
    "\u00a5": "JPY ",
    "\ufffd": "(unreadable)",
    "\u00a7": "section ",
    "\u00b0": " degrees",
    "\u00b5": "u",
    "\u03bc": "mu",
    "\u03c3": "sigma",
    "\u03c7": "chi",
    "\u03b1": "alpha",
    "\u00a9": "(c)",
    "\u00ae": "(R)",
    "\u00df": "ss",
    "\u00c6": "AE",
    "\u00e6": "ae",
    "\u00d8": "O",
    "\u00f8": "o",
    "\u0110": "D",
    "\u0111": "d",
    "\u00d0": "D",
    "\u00f0": "d",
    "\u00de": "Th",
    "\u00fe": "th",
    "\u0126": "H",
    "\u0127": "h",
    "\u0131": "i",
    "\u0141": "L",
    "\u0142": "l",
    "\u0152": "OE",
    "\u0153": "oe",
    "\u26a0": "!",
}


def plain(char: str) -> str:
    """A character in letters and signs of ASCII: a dash, a word, the letter without its accent; else its number (`\\u4e2d`)."""
    if char.isascii():
        return char
    if char in _PLAIN:
        return _PLAIN[char]
    apart = [c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c)]
    if apart and apart != [char]:
        return "".join(map(plain, apart))
    return char.encode("ascii", "backslashreplace").decode("ascii")


def _instead(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(plain, error.object[error.start : error.end])), error.end


codecs.register_error(ERRORS, _instead)


def _ascii_of_ours(name: str) -> codecs.CodecInfo | None:
    """ASCII under a name of its own: click takes a stream of plain ASCII for a mistake, and writes UTF-8 to it."""
    if name != ASCII:
        return None
    known = codecs.lookup("ascii")
    by_pieces = (known.incrementalencoder, known.incrementaldecoder)
    return codecs.CodecInfo(known.encode, known.decode, known.streamreader, known.streamwriter, *by_pieces, name=ASCII)


codecs.register(_ascii_of_ours)


def print_all(*streams: IO[str] | None) -> None:
    """Let these streams print every text in the encoding that they have: what it lacks is written plainly."""
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            ascii_alone = codecs.lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding=ASCII if ascii_alone else None, errors=ERRORS)

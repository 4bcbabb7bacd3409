"""Text from a file: what cannot be seen in it, and words that no word is. Words put together for a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

# Controls (tabs and line ends apart), zero-width and direction marks, private signs, line separators: Unicode's categories
# Cc, Cf, Co, Cs, Zl and Zp, which a test holds this list to; and fillers that are letters by their class only. Nobody can
# read them, and some mislead.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u2064\u2066-\u206f\ud800-\uf8ff\ufeff\ufff9-\ufffb\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
    "\U000f0000-\U000ffffd\U00100000-\U0010fffd\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]"
)
LONGEST_WORD = 200  # an address may be long; no word is
_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")


def unseen(text: str) -> Iterator[re.Match[str]]:
    """Each character of a text that cannot be seen (tabs and line ends apart), with its place."""
    return _UNSEEN.finditer(text)


def visible(text: str, keep: str = "\n", most: int = 0) -> str:
    """Text for a terminal: what cannot be seen is written out, such as `\\u202e` or `\\x1b`, so a file can neither
    steer the terminal nor turn a line round. `keep` stays as it is; with `most`, longer text is cut."""
    cut = text if not most or len(text) <= most else text[:most] + " …"
    seen = _UNSEEN.sub(lambda m: _written(m[0]), cut)
    return "".join(c if c not in "\n\t" or c in keep else _written(c) for c in seen)


def _written(char: str) -> str:
    code = ord(char)
    if char in "\n\r\t":
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[char]
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


def named(char: str) -> str:
    """`U+202E`."""
    return f"U+{ord(char):04X}"


def longest_word(text: str) -> int:
    """Length of the first word that is longer than any word is (0 where none is)."""
    found = _WORD.search(text)
    return len(found[0]) if found else 0


def quoted(text: str) -> str:
    """A text in quotes on one line, the first hundred characters of it."""
    line = " ".join(text.split())
    return f"'{line if len(line) <= 100 else line[:100] + '…'}'"


def words(text: str) -> frozenset[str]:
    """The words of a text: a long list of names is easier to read without its quotes and commas."""
    return frozenset(text.split())


def listed(names: Sequence[str]) -> str:
    """Names as a sentence lists them: `North`, `North and South`, `North, South and East`; nothing of none."""
    *most, last = names or [""]
    return f"{', '.join(most)} and {last}" if most else last


def in_words(count: int, noun: str) -> str:
    """`no quarter` to `nine quarters` in words, `14 quarters` in digits."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return f"{words[count] if count < len(words) else count} {noun}{'' if count == 1 else 's'}"


def has_tag(text: str) -> bool:
    """Whether a text holds what a browser may take for a tag: a book's search puts headings into its page as HTML."""
    return re.search(r"<[a-zA-Z/!?]", text) is not None


def lower_first(text: str) -> str:
    """A text that goes on within a sentence: its first letter is small."""
    return text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """A text that begins a sentence."""
    return text[:1].upper() + text[1:]


def plural(noun: str) -> str:
    """`areas`, `categories`."""
    words = noun.replace("_", " ")
    return words[:-1] + "ies" if words.endswith("y") and words[-2:-1] not in "aeiou" else words + "s"

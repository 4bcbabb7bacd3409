"""A text that was changed in some lines goes back into its bytes: all other lines keep theirs."""

from __future__ import annotations

import pytest

from pcc_lib.core.same_lines import respliced


@pytest.mark.parametrize(
    ("raw", "text", "wanted"),
    [
        (b"a\nb\n", "a\nx\nb\n", b"a\nx\nb\n"),
        (b"a\r\nb\r\n", "a\nx\nb\n", b"a\r\nx\r\nb\r\n"),
        (b"a\r\nb\nc\r\n", "a\nb\nx\nc\n", b"a\r\nb\nx\r\nc\r\n"),  # of two kinds
        (b"a\nb", "a\nb\nx", b"a\nb\nx"),  # no end of the last line, before and after
        (b"a\r\nb", "a\nb\nx\n", b"a\r\nb\r\nx"),
        (b"\xef\xbb\xbfa\nb\n", "x\na\nb\n", b"\xef\xbb\xbfx\na\nb\n"),
        (b"a\nb\n\n", "a\n\n", b"a\n\n"),
        (b"", "a\n", b"a\n"),
        (b"a\n", "", b""),
        ("é  \n# x\t\n".encode(), "é  \nb\n# x\t\n", "é  \nb\n# x\t\n".encode()),
        (b"a\rb\r", "a\nb\n", b"a\rb\r"),
    ],
)
def test_lines_that_stay_keep_their_bytes(raw, text, wanted):
    assert respliced(raw, text) == wanted

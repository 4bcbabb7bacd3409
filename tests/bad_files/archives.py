"""Folders, archives and packed files that are refused: what no importer reads, whatever it is of."""

from __future__ import annotations

import gzip
import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from bad_imports import Bad
from test_police_uk import row, text_of

NAME = "2025-01-exampleshire-street.csv"
GOOD = text_of([row("2025-01")]).encode()
BOMB = 1 << 26  # unpacked bytes of an archive that is nothing but blanks


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return packed.getvalue()


def nested(depth: int) -> bytes:
    """Archives in archives."""
    content = zipped({NAME: GOOD})
    for i in range(depth):
        content = zipped({f"{i}.zip": content})
    return content


def linked() -> bytes:
    """An archive with a link that leads out of it."""
    packed, link = io.BytesIO(), zipfile.ZipInfo(f"2025-01/{NAME}")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(link, "/etc/hostname")
    return packed.getvalue()


def patched(content: bytes, *changes: tuple[int, int, int]) -> bytes:
    """An archive of one entry with numbers of two bytes changed: (place in the entry's own head, in the directory's, value)."""
    raw, at = bytearray(content), content.index(b"PK\x01\x02")
    for own, listed, value in changes:
        struct.pack_into("<H", raw, own, value)
        struct.pack_into("<H", raw, at + listed, value)
    return bytes(raw)


def sized(content: bytes, size: int) -> bytes:
    """An archive of one entry that says another size of what is in it."""
    raw, at = bytearray(content), content.index(b"PK\x01\x02")
    struct.pack_into("<I", raw, 22, size)
    struct.pack_into("<I", raw, at + 24, size)
    return bytes(raw)


def overlapping() -> bytes:
    """Two entries of the directory that are one in the archive, as bombs without depth are built."""
    raw = zipped({NAME: GOOD})
    at, end = raw.index(b"PK\x01\x02"), raw.index(b"PK\x05\x06")
    twice = raw[at:end] * 2
    count = struct.pack("<HHII", 2, 2, len(twice), at)
    return raw[:at] + twice + raw[end : end + 8] + count + b"\0\0"


def archive(name: str, content: bytes, *words: str) -> Bad:
    return Bad(name, "police-uk", {"a.zip": content}, ("a.zip", *words))


def packed(name: str, content: bytes, *words: str) -> Bad:
    return Bad(name, "police-uk", {f"{NAME}.gz": content}, (NAME, *words))


def made(name: str, make: Callable[[Path], Sequence[str]], *words: str) -> Bad:
    return Bad(name, "police-uk", {}, words, make=make)


def folder(path: Path) -> list[str]:
    (path / NAME).mkdir()
    return [str(path / NAME)]


def pipe(path: Path) -> list[str]:
    os.mkfifo(path / NAME)
    return [str(path / NAME)]


def pipe_in_a_folder(path: Path) -> list[str]:
    (path / "in").mkdir()
    os.mkfifo(path / "in" / NAME)
    return [str(path / "in")]


def loop(path: Path) -> list[str]:
    (path / NAME).symlink_to(path / NAME)
    return [str(path / NAME)]


def loop_of_folders(path: Path) -> list[str]:
    (path / "in").mkdir()
    (path / "in/again").symlink_to(path / "in", target_is_directory=True)
    return [str(path / "in")]


def nothing(path: Path) -> list[str]:
    return [str(path / NAME)]


def split(path: Path) -> list[str]:
    """A month in two files of that name."""
    for part in ("a", "b"):
        (path / part).mkdir()
        (path / part / NAME).write_bytes(GOOD)
    return [str(path / "a"), str(path / "b")]


def of_pairs(names: Iterable[str]) -> list[Bad]:
    told = "the name leads out of the archive"
    return [archive(f"a name that leads out: {name}", zipped({name: GOOD}), told) for name in names]


BAD = [
    *of_pairs((f"../{NAME}", f"a/../../{NAME}", f"/{NAME}", f"C:/{NAME}", f"a\\..\\..\\{NAME}", f"\\\\host\\share\\{NAME}")),
    archive("a link in an archive", linked(), "leads out of the archive"),
    archive("a bomb of one file", zipped({NAME: b" " * BOMB}), NAME, "unpacks from", "no such file does"),
    archive("a bomb of many files", zipped({f"{i}.csv": b" " * (1 << 24) for i in range(17)}), "no such archive does"),
    archive("archives in archives", nested(2), "is packed in too many archives", "Unpack the outer ones first"),
    archive("archives in archives, as of 42.zip", nested(6), "is packed in too many archives"),
    archive("entries that lie over each other", overlapping(), "its entries lie over each other"),
    archive("less in it than it says", sized(zipped({NAME: GOOD}), 10), NAME, "cannot be read (Bad CRC-32"),
    archive("far more in it than it says", sized(zipped({NAME: GOOD}), 1 << 31), "to 2,147,483,648 bytes: no such archive does"),
    archive("a password", patched(zipped({NAME: GOOD}), (6, 8, 1)), NAME, "is locked with a password"),
    archive(
        "a way of packing that nobody knows", patched(zipped({NAME: GOOD}), (8, 10, 99)), NAME, "cannot be read (That compression"
    ),
    archive("half an archive", zipped({NAME: GOOD})[:200], "not a whole ZIP archive"),
    archive("a broken entry", zipped({NAME: GOOD}).replace(zlib.compress(GOOD)[2:10], b"\xff" * 8), NAME, "cannot be read"),
    archive("an archive of nothing", zipped({}), "holds no file"),
    archive("an archive of other files", zipped({"readme.txt": b"Hello"}), "holds no street file"),
    archive("a web page called an archive", b"<!DOCTYPE html><html>Log in</html>", "not a whole ZIP archive"),
    Bad("an archive that is empty", "police-uk", {"a.zip": b""}, ("a.zip", "not a whole ZIP archive")),
    packed("half of a packed file", gzip.compress(GOOD)[:-12], "cannot be read (Compressed file ended"),
    packed("rubbish behind a packed file", gzip.compress(GOOD) + b"rubbish", "cannot be read (Not a gzipped file"),
    packed("no packed file", GOOD, "cannot be read (Not a gzipped file"),
    packed("a packed bomb", gzip.compress(b" " * BOMB), "it unpacks to more than any such file"),
    Bad(
        "a Parquet file that is none",
        "police-uk",
        {"2025-01-exampleshire-street.parquet": b"PAR1"},
        ("not a whole Parquet file",),
    ),
    made("a folder called a file", folder, NAME, "holds no file"),
    made("a pipe", pipe, NAME, "is no file: a pipe or a device"),
    made("a device", lambda _: ["/dev/zero"], "/dev/zero", "is no file: a pipe or a device"),
    made("a pipe in a folder", pipe_in_a_folder, "holds no file"),
    made("a link to itself", loop, NAME, "no such file or folder"),
    made("a folder that links to itself", loop_of_folders, "holds no file"),
    made("a path to nothing", nothing, NAME, "no such file or folder"),
    made("a month in two files", split, "2025-01 of exampleshire stands in", "--prefer newest"),
]

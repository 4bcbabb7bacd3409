"""What the operating system refuses, in words: the file, why it cannot be read or written, and what to do."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from pcc_lib.core.errors import Fault

Words = tuple[str, str]  # why, and what to do

_FULL: Words = ("the disk is full.", "Make room on it, and run the command again.")
_BUSY: Words = (
    "another program has it open.",
    "Close it there (Excel, a preview, OneDrive while it copies), and run the command again.",
)
_DENIED: Words = (
    "there is no permission, or another program has it open.",
    "Close it in other programs; else ask for the right to use this file and its folder.",
)
_READ_ONLY: Words = (
    "its disk or folder can only be read.",
    "Copy the project to a folder that can be written to, and run there.",
)
_LONG: Words = (
    "the name of its path is too long.",
    "Move the project nearer to the top of the disk, such as C:\\reports, or shorten the names.",
)
_GONE: Words = ("it is not there any more.", "Was it moved or renamed meanwhile? Put it back, and run the command again.")
_FOLDER: Words = ("it is a folder, and a file is wanted.", "Put the file there, and take the folder away.")
_NO_FOLDER: Words = ("a file stands where a folder of its path should be.", "Give that file another name.")
_AWAY: Words = (
    "its drive or its cloud does not answer.",
    "Connect to the network; with OneDrive, choose 'Always keep on this device' for the project's folder.",
)
_LOOP: Words = ("it is a link that leads back to itself.", "Put the file itself there.")
_MANY: Words = ("too many files are open.", "Close other programs, and run the command again.")

_NAMED: dict[str, Words] = {
    **dict.fromkeys(("ENOSPC", "EDQUOT", "EFBIG"), _FULL),
    **dict.fromkeys(("EBUSY", "ETXTBSY", "EAGAIN", "EDEADLK"), _BUSY),
    **dict.fromkeys(("EACCES", "EPERM"), _DENIED),
    **dict.fromkeys(("ENOTDIR", "EEXIST"), _NO_FOLDER),
    **dict.fromkeys(("EMFILE", "ENFILE"), _MANY),
    **dict.fromkeys(("EIO", "ETIMEDOUT", "ENETDOWN", "ENETUNREACH", "EHOSTDOWN", "ESTALE", "ENODEV", "ENXIO"), _AWAY),
    "EROFS": _READ_ONLY,
    "ENAMETOOLONG": _LONG,
    "ENOENT": _GONE,
    "EISDIR": _FOLDER,
    "ELOOP": _LOOP,
}
_BY_ERRNO = {getattr(errno, name): words for name, words in _NAMED.items() if hasattr(errno, name)}
# Windows' own numbers, which say more than the errno that Python makes of them
# https://learn.microsoft.com/en-us/windows/win32/debug/system-error-codes
_BY_WINDOWS: dict[int, Words] = {
    **dict.fromkeys((2, 3), _GONE),
    **dict.fromkeys((32, 33, 1224), _BUSY),
    **dict.fromkeys((39, 112), _FULL),
    **dict.fromkeys((15, 21, 53, 59, 64, 67, 121, 1231), _AWAY),
    5: _DENIED,
    19: _READ_ONLY,
    206: _LONG,
    **dict.fromkeys((*range(358, 399), 404, 426), _AWAY),  # files that OneDrive holds in the cloud
}
LONGEST_WINDOWS_PATH = 259


def fault_of(error: OSError, doing: str, name: str = "", root: Path | None = None) -> Fault:
    """A fault for what the system refused. doing: `read` or `written`; name: the file, else the one that the system names."""
    path = name or str(error.filename2 or error.filename or "")
    why, todo = _words(error, path)
    kept = " What was there is as it was." if doing == "written" else ""
    return Fault(_below(path, root) or str(root or Path.cwd()), "", f"cannot be {doing}: {why}{kept}", todo)


def is_known(error: OSError) -> bool:
    """Whether there are words for it: no fault of the program, but of disks, rights and other programs."""
    return getattr(error, "winerror", None) in _BY_WINDOWS or error.errno in _BY_ERRNO


def _words(error: OSError, path: str) -> Words:
    if os.name == "nt" and error.errno == errno.ENOENT and len(path) > LONGEST_WINDOWS_PATH:
        return _LONG  # all that Windows says of a path that is too long is that nothing is there
    found = _BY_WINDOWS.get(getattr(error, "winerror", None) or 0) or _BY_ERRNO.get(error.errno or 0)
    return found or (f"{error.strerror or error}.", "Close it in other programs; look whether its disk and folder are in order.")


def _below(path: str, root: Path | None) -> str:
    if root is not None and Path(path).is_relative_to(root):
        return Path(path).relative_to(root).as_posix()
    return path

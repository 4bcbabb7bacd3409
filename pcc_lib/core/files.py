"""Files written whole or not at all, and digests of what they hold."""

from __future__ import annotations

import hashlib
import os
import re
import time
from pathlib import Path


def sha256(content: bytes | str) -> str:
    """SHA-256 in hexadecimal digits; of a text, in UTF-8."""
    return hashlib.sha256(content.encode("utf-8") if isinstance(content, str) else content).hexdigest()


_LITTER = re.compile(r"\..*|~.*|.*~|.*\.(?:part|swp|tmp)|thumbs\.db|ehthumbs\.db|desktop\.ini|icon\r|__pycache__", re.IGNORECASE)


def is_litter(name: str) -> bool:
    """Whether a name is one that programs leave behind, such as `~$calls.xlsx`, `Thumbs.db` or `.DS_Store`: nobody's data."""
    return bool(_LITTER.fullmatch(name))


def write_atomic(path: Path, content: bytes) -> None:
    """Write a file so that it is seen whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    replace_file(part, path)


def replace_file(source: Path, target: Path) -> None:
    """`os.replace` with patience: on Windows a virus scanner may hold a new file for a moment."""
    for attempt in range(20):
        try:
            return os.replace(source, target)
        except PermissionError:
            if attempt == 19:
                raise
            time.sleep(0.05)

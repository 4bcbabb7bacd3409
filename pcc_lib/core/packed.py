"""Files packed into one (ZIP), as office programs keep their documents: the same parts give the same bytes.

No clock and no machine goes into it. The parts are deflated by Python's zlib: a Python that was built with another zlib may write
other bytes for the same parts, so whoever compares packed files compares their parts (`parts_of`).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_NO_CLOCK = (1980, 1, 1, 0, 0, 0)  # the first moment that the format can tell
_UNIX = 3  # said on every machine: else Windows would say another
_LEVEL = 6
ENDINGS = (".ods", ".xlsx")


def packed(parts: Mapping[str, bytes], plain: str = "") -> bytes:
    """Parts by their names, in their order. `plain` names one that is not deflated: an ODF's `mimetype`, which stands first."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in parts.items():
            about = zipfile.ZipInfo(name, _NO_CLOCK)
            about.create_system = _UNIX
            about.external_attr = 0o644 << 16
            about.compress_type = zipfile.ZIP_STORED if name == plain else zipfile.ZIP_DEFLATED
            file.writestr(about, content, compresslevel=None if name == plain else _LEVEL)
    return out.getvalue()


def parts_of(raw: bytes) -> dict[str, bytes]:
    """The parts of such a file by their names, in their order; a `zipfile.BadZipFile` where it is none."""
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        return {name: file.read(name) for name in file.namelist()}

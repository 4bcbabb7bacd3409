"""Vega, as vl-convert runs it, with the typefaces that come with it and none of the machine's, where nobody has drawn with it in
the same process before (a page of its own code may).

It measures each text letter by letter. A typeface of the system is a file that it opens anew for each letter: two thirds of the
time of all drawings. And another version of the same typeface would lay a chart out otherwise on another machine.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import vl_convert

from pcc_lib.core.setting import set_for_now

NO_TYPEFACES = Path(__file__).with_name("no_typefaces.conf")
# where Linux says which typefaces there are; other systems have Liberation Sans in no place of theirs
SETTING = "FONTCONFIG_FILE"
_TEXT = {"type": "text", "encode": {"enter": {"text": {"value": "A"}}}}
_FIRST = {"$schema": "https://vega.github.io/schema/vega/v6.json", "marks": [_TEXT]}
_lock = Lock()


class _Compiled(NamedTuple):
    """A Vega-Lite specification without its width, the version that it was compiled by, and what Vega was given for a width."""

    spec: str
    version: str
    width: int
    vega: dict[str, Any]


_last: list[_Compiled] = []  # the last, or none: a chart is drawn at several widths, one after the other


def svg_of(spec: str, width: int, version: str) -> str:
    """The drawing of a Vega-Lite specification (JSON, without a width) as an SVG, by this version of Vega-Lite. width: of its
    plot, in px."""
    with _lock:
        _begin()
        vega = _vega(spec, width, version)
    return vl_convert.vega_to_svg(vega, allowed_base_urls=[])


def _vega(spec: str, width: int, version: str) -> dict[str, Any]:
    """What Vega is given. To compile it takes a third of the time of a drawing, and for another width that alone is another."""
    last = _last[0] if _last else None
    if not (last and last[:2] == (spec, version) and last.vega.get("width") == last.width):
        vega = vl_convert.vegalite_to_vega(f'{{"width": {width}, {spec.removeprefix("{")}', vl_version=version)
        last = _Compiled(spec, version, width, vega)
        _last[:] = [last]
    return last.vega if width == last.width else {**last.vega, "width": width}


@cache
def _begin() -> None:
    """Draw a text, at which vl-convert looks for typefaces, once for a process."""
    with set_for_now(SETTING, str(NO_TYPEFACES)):
        vl_convert.vega_to_svg(_FIRST, allowed_base_urls=[])
